"""What a person has to know about a draft: what was guessed and from which words, what is missing, what to look at."""

from __future__ import annotations

from dataclasses import dataclass, field

from opcc_opendata.problems import Pointer

_LONGEST = 160


@dataclass(slots=True)
class Notes:
    """Notes on one draft. Guesses and gaps belong to a place in the record; remarks to the whole."""

    guesses: list[tuple[Pointer, str]] = field(default_factory=list)
    gaps: list[tuple[Pointer, str]] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    def guess(self, place: Pointer, words: str = "", why: str = "") -> None:
        """Say that a value was guessed, from which words (where there are some), and why."""
        start = f"Guessed from “{shortened(words)}”." if words else "Guessed."
        self.guesses.append((place, f"{start} {why}".strip()))

    def gap(self, place: Pointer, sentence: str) -> None:
        """Say what was not found, or could not be settled, and what to do."""
        self.gaps.append((place, sentence))

    def remark(self, sentence: str) -> None:
        """Say what else to look at."""
        self.remarks.append(sentence)


def shortened(words: str) -> str:
    """Give words on one line, cut where they are long."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"


def last_of(words: str) -> str:
    """Give the last words of a text, on one line."""
    line = " ".join(words.split())
    return line if len(line) <= _LONGEST else f"… {line[-_LONGEST:].partition(' ')[2]}"

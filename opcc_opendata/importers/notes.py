"""Where each value of a draft comes from and how sure it is, what was not found, and what else a person has to know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from opcc_opendata.problems import Pointer
from opcc_opendata.provenance import GUESSED, MISSING, PRINTED, READ

_LONGEST = 160


class ValueNote(NamedTuple):
    """How one value was read: its place in the record, how sure it is, the words that it rests on, and why."""

    at: Pointer
    state: str
    quote: str = ""
    why: str = ""

    @property
    def sentence(self) -> str:
        """Say what a person has to look at. Of what is sure, from which words it comes."""
        if self.state == MISSING:
            return self.why
        start = {PRINTED: "Printed", READ: "Read", GUESSED: "Guessed"}[self.state]
        words = f"{start} from “{shortened(self.quote)}”." if self.quote else f"{start}."
        return f"{words} {self.why}".strip()


@dataclass(slots=True)
class Notes:
    """Notes on one draft: a reading for each value, and remarks on the whole."""

    readings: list[ValueNote] = field(default_factory=list)
    remarks: list[str] = field(default_factory=list)

    @property
    def guesses(self) -> list[tuple[Pointer, str]]:
        """Return what was guessed, as sentences by place."""
        return [(one.at, one.sentence) for one in self.readings if one.state == GUESSED]

    @property
    def gaps(self) -> list[tuple[Pointer, str]]:
        """Return what was not found, as sentences by place."""
        return [(one.at, one.why) for one in self.readings if one.state == MISSING]

    def printed(self, place: Pointer, words: str) -> None:
        """Say under which words a value is printed."""
        self.readings.append(ValueNote(place, PRINTED, words))

    def read(self, place: Pointer, words: str, why: str = "") -> None:
        """Say which words show a value."""
        self.readings.append(ValueNote(place, READ, words, why))

    def guess(self, place: Pointer, words: str = "", why: str = "") -> None:
        """Say that a value was guessed, from which words (where there are some), and why."""
        self.readings.append(ValueNote(place, GUESSED, words, why))

    def gap(self, place: Pointer, sentence: str) -> None:
        """Say what was not found, or could not be settled, and what to do."""
        self.readings.append(ValueNote(place, MISSING, "", sentence))

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


__all__ = ["GUESSED", "MISSING", "PRINTED", "READ", "Notes", "ValueNote", "last_of", "shortened"]

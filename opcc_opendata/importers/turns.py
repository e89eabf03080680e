"""Whose action each sentence of an answer tells of, where no label says it: the body's, the force's, or nobody's.

Offices answer in one paragraph: "The force has trained its staff. I will ask for the figures." A sentence tells of whom
it names first, and one that names nobody goes on with the sentence before.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from opcc_opendata.importers.acceptance import acceptance_at_start
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.items import names_both, whose

_ENDS: Final = re.compile(
    r"(?<=[.!?])[”\"’)]{0,2}(?<![A-Z]\.)(?<!\bSt\.)(?<!\bDr\.)\s+(?=[A-Z“\"£\d])"
    r"|(?<=;)\s+(?=(?:I|we|my|our|the (?:[Ff]orce|[Cc]hief|[Cc]ommissioner))\b)"
)
_AND_I: Final = re.compile(r",\s+(?=(?:and|but) (?:I|we|my office)\b)")
_LEAD: Final = 4
"""Words of a first sentence that only decides: "Accepted in principle." It is the speaker's."""


_DECISION: Final = 8
"""Words of a sentence that says whether a finding is accepted, and no more."""


class Turn(NamedTuple):
    """Sentences that tell of one actor: the key of the answer, their words, and whether they name nobody else."""

    key: str
    text: str
    sure: bool


def turns_of(text: str, speaker: str) -> list[Turn]:
    """Part an answer into turns. `speaker` says "I" in it. Empty where no sentence names anybody."""
    if speaker == FORCE:
        return [Turn(FORCE, text, sure=True)]
    runs: list[tuple[str, list[str]]] = []
    lead: list[str] = []
    open_to_next: list[str] = []  # behind "I accept this.", before anybody is named
    for sentence in (part for one in sentences_of(text) for part in clauses_of(one, speaker)):
        who = whose(sentence, speaker)
        if not who and not runs:
            lead.append(sentence)
        elif not who and _only_decides(runs):
            open_to_next.append(sentence)
        elif not who or (runs and runs[-1][0] == who):
            runs[-1][1].extend((*open_to_next, sentence))
            open_to_next = []
        else:
            runs.append((who, [*open_to_next, sentence]))
            open_to_next = []
    if not runs:
        return []
    runs[-1][1].extend(open_to_next)
    words = " ".join(lead)
    if lead:
        at = next((n for n, (key, _) in enumerate(runs) if key == BODY), 0) if len(words.split()) <= _LEAD else 0
        runs[at][1].insert(0, words)
    is_one = len(runs) == 1 and not lead
    return [Turn(key, " ".join(said), sure=is_one and not names_both(text)) for key, said in runs]


def _only_decides(runs: Sequence[tuple[str, list[str]]]) -> bool:
    """Tell if all that the body has said is that it accepts a finding: what comes next may be anybody's."""
    key, said = runs[-1]
    is_short = key == BODY and len(runs) == 1 and len(said) == 1 and len(said[0].split()) <= _DECISION
    return is_short and acceptance_at_start(said[0]) is not None


def clauses_of(sentence: str, speaker: str) -> list[str]:
    """Part a sentence before what whoever speaks does, where it first tells of the force: "It has …, and I will …"."""
    found = _AND_I.search(sentence)
    if found is None or whose(sentence[: found.start()], speaker) != FORCE:
        return [sentence]
    return [sentence[: found.end()].rstrip(), sentence[found.end() :]]


def sentences_of(text: str) -> list[str]:
    """Part an answer into sentences."""
    places = [0, *(one.end() for one in _ENDS.finditer(text)), len(text)]
    return [part for start, end in pairwise(places) if (part := text[start:end].strip())]

"""Answers that are given with another's: `answered_with` is read as the answer of the finding that it names.

Whoever writes such an answer out, or leaves it to another's, changes nothing in what the answer says, and whoever
changes the answer of one changes what is said of all that are answered with it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Final

from opcc_opendata.diff.flatten import Flat, Place
from opcc_opendata.record_types import Record
from opcc_opendata.statute import answering

ACCEPTANCE: Final = ("answer", "acceptance")


def with_answers(flat: Flat, other: Flat, record: Record, keys: Sequence[str]) -> Flat:
    """Give a version of a record laid flat, with answers also where they are given with another's.

    `other` is the version that it is held against, and `keys` are those of the record's findings. That an answer is
    accepted, or not, is said of each finding; its texts stand where they are printed, unless the other version has an
    answer of the finding's own to hold them against.
    """
    recommendations = record.get("recommendations", ())
    together = [
        (key, source)
        for key, one in zip(keys, recommendations, strict=True)
        if "answered_with" in one and "answer" not in one and (source := answering(one, recommendations)) is not None
    ]
    if not together:
        return flat
    key_of = {id(one): key for key, one in zip(keys, recommendations, strict=True)}
    answers, answered_there = _answers(flat), _answers(other)
    made = dict(flat)
    for key, source in together:
        for inner, value in answers.get(f"[{key_of[id(source)]}]", ()):
            if inner == ACCEPTANCE or f"[{key}]" in answered_there:
                made["recommendations", f"[{key}]", *inner] = value
    return made


def _answers(flat: Flat) -> dict[str, list[tuple[Place, str]]]:
    """Give the values of each finding's own answer, by the step that leads to the finding."""
    found: defaultdict[str, list[tuple[Place, str]]] = defaultdict(list)
    for place, value in flat.items():
        if place[0] == "recommendations" and place[2:3] == ("answer",):
            found[place[1]].append((place[2:], value))
    return found

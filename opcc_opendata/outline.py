"""The order of a response's document: which part stands in which section, and what is printed inside a text.

Pages of the site and the documents that an office sends are read from a record in the same order, which is made here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, TypeVar

from opcc_opendata.record_types import Record, Section

Piece = TypeVar("Piece")

COMMENT_PARTS: Final = {
    "chief_officer_comments": "chief_officer",
    "policing_body_comments": "policing_body",
    "reply_to_chief_officer": "reply_to_chief_officer",
}
"""The parts that hold comments, each with the kind of comment."""

USUAL_ORDER: Final = ("inspections", "key_findings", *COMMENT_PARTS, "recommendations", "distribution")
"""The order of the parts where a record does not give one."""

_MARKER: Final = re.compile(r"^\[[^\]\n]*\]\(#recommendation-([a-z0-9-]+)\)[ \t]*$", re.MULTILINE)


def sections_of(record: Record, usual: Sequence[str] = USUAL_ORDER) -> list[Section]:
    """Give the sections of `document.sections`, and after them the `usual` parts that none of them names."""
    given = record.get("document", {}).get("sections", [])
    named = {section["part"] for section in given}
    return [*given, *(Section(part=part) for part in usual if part not in named)]


def share_out(
    sections: Sequence[Section], pieces: Mapping[str, Sequence[Piece]]
) -> Iterator[tuple[Section, Sequence[Piece]]]:
    """Give each section the pieces of its part: the next one, and to the last section of that part all that are left.

    A part that no section names is not given.
    """
    left = {part: list(found) for part, found in pieces.items()}
    for place, section in enumerate(sections):
        part = section["part"]
        mine = left.get(part, [])
        is_last = all(later["part"] != part for later in sections[place + 1 :])
        taken = mine[:] if is_last else mine[:1]
        del mine[: len(taken)]
        yield section, taken


def markers(text: str) -> Iterator[tuple[str, int, int]]:
    """Find the lines that hold only a link to a recommendation: its key, where the line starts, and where it ends.

    The document prints the recommendation there, with its answer.
    """
    for found in _MARKER.finditer(text):
        yield found[1], found.start(), found.end()

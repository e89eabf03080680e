"""The report that a document answers: its title, date and kind, and how many recommendations it makes to whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.acceptance import ticked_of
from opcc_opendata.importers.facts import Fact
from opcc_opendata.importers.grades import PrintedGrade, cycle_of
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.register import Match, match
from opcc_opendata.importers.registered_titles import (
    as_one_word,
    as_printed,
    mentioned,
    nearly_mentioned,
    printed_whole,
)
from opcc_opendata.importers.report_dates import Data, put_date, put_date_of_register, sentence_at
from opcc_opendata.importers.report_titles import Sources, Title, title_of, unmarked
from opcc_opendata.importers.wordings import concept_of

if TYPE_CHECKING:
    from opcc_opendata.problems import Pointer
    from opcc_opendata.schema import Standard

_MOST_WORDS: Final = 8
_SURELY_A_TITLE: Final = 6
"""Words of a heading that can be no chance likeness with a title of the register: "A review of fraud" may be one."""
_SMALL: Final = frozenset(
    ["a", "an", "the", "of", "and", "in", "into", "on", "for", "to", "how", "well", "do", "does", "is", "by", "with"]
)
_NUMBERS: Final = dict(
    zip(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"],
        range(1, 13),
        strict=True,
    )
)
_COUNT: Final = rf"\d{{1,3}}|{'|'.join(_NUMBERS)}"
_MADE: Final = re.compile(
    rf"\b(?P<before>{_COUNT})\s+recommendations\s+(?:in total|were made|are made|altogether)\b"
    rf"|\b(?:makes|made|making|contains|contained|sets out)\s+(?:a total of\s+)?(?P<after>{_COUNT})"
    r"\s+recommendations\b(?!\s+(?:to|for)\b)",
    re.IGNORECASE,
)
_TO_CHIEFS: Final = re.compile(
    rf"\b(?P<count>{_COUNT})\s+(?:of (?:these|them|which|the recommendations)\s+)?(?:recommendations\s+)?"
    r"(?:(?:are|were|being)\s+)?(?:for|to|addressed to|directed at|aimed at)\s+(?:all\s+)?chief constables\b",
    re.IGNORECASE,
)
_KIND_IN_TITLE: Final = re.compile(
    r"^PEEL\b(?! spotlight)|\bjoint thematic (?:inspection|review)\b"
    r"|\bchild protection (?:re-?)?inspection\b|\bsuper-complaint\b",
    re.I,
)
_KINDS_IN_TITLE: Final = {
    "peel": "peel",
    "child protection inspection": "child_protection",
    "child protection re-inspection": "child_protection",
    "child protection reinspection": "child_protection",
    "super-complaint": "super_complaint",
}
_CALLED: Final = re.compile(
    r"\b(?:this|the above|the|above|your|their|recent) (?:(?P<joint>joint )|national |recent )?thematic"
    r" (?:inspection report|inspection|report|review)\b(?=,? (?:by|from|was|is|which|published|into|on|of)\b|\.)"
    r"|\((?P<joint2>joint )?(?:national )?thematic (?:inspection|review|report)\)",
    re.IGNORECASE,
)
"""What a sentence calls the report that it answers."""
_SUPER_COMPLAINT: Final = re.compile(r"\bsuper-complaint\b", re.IGNORECASE)


def report_of(sources: Sources, standard: Standard, notes: Notes, position: int = 0) -> Data:
    """Describe the report. What is not found is left out, and noted."""
    place: Pointer = ("inspections", position)
    report: Data = {}
    put_date(report, sources, notes, place)
    found, known, is_near = _title_and_row(sources, report.get("published", ""), standard)
    if found.title:
        report = {"title": found.title, **report}
        if is_near:
            why = "It stands in the text and in the register, and is not certain: see whether this is the report."
            notes.guess((*place, "title"), found.words, why)
        elif found.printed:
            notes.printed((*place, "title"), found.words)
        else:
            # What the register doesn't have, and no label names, may be a part of a sentence.
            (notes.read if known.row else notes.guess)((*place, "title"), found.words)
    else:
        notes.gap((*place, "title"), "The title of the report was not found. Write it here, as the document gives it.")
    put_date_of_register(report, known.row, notes, place)
    _put_type(report, sources.facts.get("type"), known.row, notes, place, sources.heading, sources.text)
    _put_counts(report, sources.text, notes, place)
    _put_grades(report, sources.grades, standard, notes, place)
    if found.title or known.row:
        report["id"] = known.row["code"] if known.row else new_id(found.title, report.get("published", ""))
        if known.row:
            (notes.guess if is_near else notes.read)((*place, "id"), found.words, known.why)
        else:
            near = f" It may be {', '.join(known.near)}." if known.near else ""
            notes.gap(
                (*place, "id"),
                f"The register of reports has no such title.{near} If the report is in it, write its code.",
            )
    return report


def _title_and_row(sources: Sources, published: str, standard: Standard) -> tuple[Title, Match, bool]:
    """Find the title, and the report of the register that it is. The last says that it is not certain."""
    found = title_of(sources, standard)
    known = match(found.title, published, sources.force, standard)
    is_near = False
    if known.row and "title" not in sources.facts and (whole := printed_whole(known.row, sources.text, found.title)):
        found = Title(whole, whole)
    if not known.row and "title" not in sources.facts:
        known = mentioned(sources.text, standard) or known
        if known.row:
            words = as_printed(known.row, sources.text)
            says_another = as_one_word(found.title) not in as_one_word(words)
            is_near = bool(found.title) and says_another
            is_more = bool(printed_whole(known.row, sources.text, found.title))
            found = Title(words, words) if is_near or is_more or not found.title else found
    if not found.title and not known.row and (nearly := nearly_mentioned(sources.text, sources.force, standard)):
        known, is_near, found = nearly[0], True, Title(nearly[1], nearly[1])
    heading = unmarked(sources.heading)
    is_long = len(heading.split()) >= _SURELY_A_TITLE
    if not found.title and is_long and match(heading, "", sources.force, standard).near:
        found = Title(heading, heading)  # nearly the title of a report of the register
    return found, known, is_near


def new_id(title: str, published: str) -> str:
    """Make an id of a report's title and year."""
    words = [word for word in as_one_word(title).split("-") if word not in _SMALL]
    return "-".join(filter(None, [*words[:_MOST_WORDS], published[:4]])) or "report"


def _put_type(
    report: Data, fact: Fact | None, known: dict[str, str], notes: Notes, place: Pointer, heading: str, text: str
) -> None:
    if fact:
        report["type_as_printed"] = fact.words
        if code := concept_of("inspection_type", ticked_of(fact.words)):
            report["type"] = code
            notes.printed((*place, "type"), f"{fact.label} {fact.words}")
            return
    if known.get("type"):
        report["type"] = known["type"]
        notes.read((*place, "type"), known["title_en"], "The kind is the register's.")
    elif found := _KIND_IN_TITLE.search(report.get("title", "")) or _SUPER_COMPLAINT.search(heading):
        report["type"] = _KINDS_IN_TITLE.get(found[0].lower(), "joint_thematic")
        notes.read((*place, "type"), found[0], "The title says it.")
    elif kind := _kind_told(text):
        report["type"], words = kind
        notes.guess((*place, "type"), words, "A sentence calls it so.")


def _kind_told(text: str) -> tuple[str, str] | None:
    """Read what a sentence calls the report that is answered: "the above thematic report". None where two differ."""
    called = {one[0]: "joint" if one["joint"] or one["joint2"] else "national" for one in _CALLED.finditer(text)}
    kinds = set(called.values())
    return (f"{kinds.pop()}_thematic", next(iter(called))) if len(kinds) == 1 else None


def _put_counts(report: Data, text: str, notes: Notes, place: Pointer) -> None:
    if made := _MADE.search(text):
        report["recommendations_made"] = _number(made["before"] or made["after"])
        notes.guess((*place, "recommendations_made"), sentence_at(text, made.start()))
    if chiefs := _TO_CHIEFS.search(text):
        report["recommendations_by_addressee"] = [{"addressee": "chief_officers", "count": _number(chiefs["count"])}]
        notes.guess((*place, "recommendations_by_addressee"), sentence_at(text, chiefs.start()))


def _put_grades(report: Data, grades: Sequence[PrintedGrade], standard: Standard, notes: Notes, place: Pointer) -> None:
    cycle = cycle_of(str(report.get("title", "")), standard)
    for n, grade in enumerate(grades):
        entry = {"question": grade.question, "grade": grade.code}
        report.setdefault("grades", []).append({"cycle": cycle, **entry} if cycle else entry)
        note = notes.printed if grade.printed else notes.read
        note((*place, "grades", n, "grade"), grade.words)


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]

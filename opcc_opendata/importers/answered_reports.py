"""The reports that a document answers: one, those that labels name, or those in the subject lines of a letter."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.grades import grades_in
from opcc_opendata.importers.letters import Letter, subject_of, subjects_of
from opcc_opendata.importers.lines_apart import lines_apart
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.report_titles import NAMES_REPORT, Sources, marked_titles
from opcc_opendata.importers.reports import report_of
from opcc_opendata.importers.sections import Frame

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

Data = dict[str, Any]

_HEAD_OF_PAGE: Final = 4
_TOP: Final = 8
"""In so many of its first blocks a document says which report it answers."""


def reports_of(
    frame: Frame,
    named: str,
    blocks: Sequence[Block],
    letters: Sequence[Letter],
    standard: Standard,
    notes: Notes,
    force: str,
) -> list[Data]:
    """Describe each report that a document answers. `named` is the title that stands under a heading for it."""
    subject = subject_of(blocks, letters[0]) if letters else ""
    text = "\n".join(block.words for block in blocks)
    about = [{name: fact for name, fact in one.items() if name in _OF_REPORTS} for one in frame.facts]
    first = lines_apart(blocks[:_HEAD_OF_PAGE], fact_of)
    headings = [one.words for one in first if one.kind == HEADING or one.style == "strong" or one.words.isupper()]
    marked = marked_titles([one.text for one in blocks[:_TOP] if one.kind == PARAGRAPH])
    ours = frozenset(one[name].words for one in frame.facts for name in _OF_RESPONSE if name in one)
    grades = grades_in([block for section in frame.sections for block in section.blocks], standard)
    known = [one for one in about if one] or [{}]
    if letters and known == [{}] and _SEVERAL.search(text) and (subjects := subjects_of(blocks, letters[0])):
        said = [line for line in text.split("\n") if _PUBLISHED.search(line) and NAMES_REPORT.search(line)]
        days = {one.date for line in said for one in find_dates(line)}
        text = text if len(days) == 1 else ""  # which day is whose is not said beside the titles
        sources = [Sources({}, one, "", "", text, (), force, (), (), ours) for one in subjects]
    else:
        given = (subject, named, frame.heading, text, headings, force, grades, marked, ours)
        sources = [Sources(one, *given) for one in known]
    return [report_of(one, standard, notes, position) for position, one in enumerate(sources)]


_PUBLISHED: Final = re.compile(r"\bpublish|\breleased?\b|\bissued\b|\bcyhoedd", re.IGNORECASE)
_SEVERAL: Final = re.compile(
    r"\b(?:the|these|both|two|three) (?:of the )?(?:(?:two|three|above|recent|HMICFRS|HMIC) ){0,3}"
    r"(?:reports|inspections)\b",
    re.IGNORECASE,
)
"""What a letter says that answers several reports, which its subject lines name."""


_OF_RESPONSE: Final = ("response_published", "letter_date")
_OF_REPORTS: Final = frozenset(["title", "published", "type"])

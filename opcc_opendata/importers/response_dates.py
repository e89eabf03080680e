"""The days of a response: of its publication and of its letter, as the document prints them or its page's data say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.dates import Found, find_dates, only_date
from opcc_opendata.importers.facts import facts_of
from opcc_opendata.importers.formats.raw import PageDate
from opcc_opendata.importers.letters import Letter, date_of
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.sections import Frame

Data = dict[str, Any]

_HEAD_OF_PAGE: Final = 4
_PUBLISHED_ON: Final = re.compile(
    r"\b(?:this|our|my) (?:plan|response|statement|page|reply|answer|document) (?:was|is) (?:first )?published on "
    r"|\b(?:it|this|this response|the response|our response) (?:has been|was|went|is) (?:put )?on"
    r" (?:our|the|my) (?:\w+ )?web ?site (?:since|on|from) ",
    re.IGNORECASE,
)
_LETTER_OF: Final = re.compile(r"(?:letter|llythyr) (?:of|dated|sent on|dyddiedig) ", re.IGNORECASE)
_DATE_LENGTH: Final = 40
"""Characters that a date has at most, with its weekday."""


def put_dates(data: Data, frame: Frame, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes) -> None:
    """Put the day on which the response was published, and that of its letter, where the document prints them."""
    dates: Data = {}
    fact = next((one[name] for one in frame.facts for name in _OF_RESPONSE if name in one), None)
    found = (only_date(fact.words) or next(iter(find_dates(fact.words)), None)) if fact else None
    if fact and found and found.date:
        dates["published"] = found.date
        if found.doubt:
            notes.guess(("dates", "published"), fact.words, f"{found.doubt}.")
        elif not any(fact in (one.get(name) for name in _OF_RESPONSE[:2]) for one in frame.facts):
            notes.guess(("dates", "published"), f"{fact.label} {fact.words}", "It may be another day than publication.")
        else:
            notes.printed(("dates", "published"), f"{fact.label} {fact.words}")
    elif fact:
        notes.gap(("dates", "published"), f"The date “{fact.words}” can't be used. Write the date if you know it.")
    elif said := _said_published(blocks):
        dates["published"] = said.date
        notes.read(("dates", "published"), said.words)
    elif not letters and (line := _date_line(blocks)):
        dates["published"] = line.date
        notes.guess(("dates", "published"), line.words, "It stands alone at the head of the page.")
    _put_letter_date(dates, blocks, letters, notes)
    if dates:
        data["dates"] = dates


def _put_letter_date(dates: Data, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes) -> None:
    written = date_of(blocks, letters[0]) if letters else _letter_of(blocks)
    if written and written.date:
        dates["letter"] = written.date
        if written.doubt:
            notes.guess(("dates", "letter"), written.words, f"{written.doubt}.")
        else:
            notes.read(("dates", "letter"), written.words)
    elif written:
        notes.gap(("dates", "letter"), f"The letter's date is not sure: {written.doubt}.")


def put_page_date(data: Data, found: Sequence[PageDate], notes: Notes) -> None:
    """Take the day of publication from the page's own data, as a guess: a page that moved may have that of the move."""
    dates = data.get("dates", {})
    is_open = any(one.at == ("dates", "published") for one in notes.readings)
    if not found:
        return
    words = "; ".join(one.words for one in found)
    if "published" in dates or is_open or len(found) > 1:
        printed = str(dates.get("published", "none"))
        if not all(one.date.startswith(printed) for one in found):
            notes.remark(f"The page's own data, which no reader sees, give another day: {words}.")
        return
    data.setdefault("dates", {})["published"] = found[0].date
    why = "The page's own data say so, which no reader sees. A page that was moved has the day of the move."
    notes.guess(("dates", "published"), words, why)


_OF_RESPONSE: Final = ("response_published", "page_date", "response_date")


def drop_what_contradicts(data: Data, notes: Notes) -> None:
    """Take out a date of the response that lies before the report: one of the two was read wrongly."""
    report = str(data["inspections"][0].get("published", ""))
    for key in ("published", "letter"):
        date = str(data.get("dates", {}).get(key, ""))
        if date and report and date < report[: len(date)]:
            del data["dates"][key]
            sentence = f"The document has {date}, which is before the report ({report}). Look which is right."
            notes.readings[:] = [one for one in notes.readings if one.at != ("dates", key)]
            notes.gap(("dates", key), sentence)
    if "dates" in data and not data["dates"]:
        del data["dates"]


def _date_line(blocks: Sequence[Block]) -> Found | None:
    """Find a paragraph at the head of a page that is a date and nothing else."""
    for block in blocks[:_HEAD_OF_PAGE]:
        if facts_of(block):  # "Published: …" under the title of the report is the report's
            continue
        if block.kind == PARAGRAPH and len(block.lines) == 1 and (found := only_date(block.words)) and found.date:
            return found if len(found.date) == len("2019-04-23") else None
    return None


def _said_published(blocks: Sequence[Block]) -> Found | None:
    """Find a sentence that says when this response was published: "This plan was published on 30 August 2024"."""
    for block in blocks:
        for said in _PUBLISHED_ON.finditer(block.words):
            found = next(iter(find_dates(block.words[said.end() : said.end() + _DATE_LENGTH])), None)
            if found and found.start == 0 and found.date and not found.doubt:
                return Found(f"{said[0]}{found.words}", said.start(), found.date)
    return None


def _letter_of(blocks: Sequence[Block]) -> Found | None:
    """Find a line that only says of which day the letter is that stands below: "Letter of 23 December 2022"."""
    for block in blocks:
        said = _LETTER_OF.match(block.words) if block.kind == PARAGRAPH else None
        if said and (found := only_date(block.words[said.end() :])):
            return found
    return None

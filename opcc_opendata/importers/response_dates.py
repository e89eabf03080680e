"""The days of a response: of its publication and of its letter, as the document prints them or its page's data say."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block
from opcc_opendata.importers.dates import PrintedDate, find_dates, only_date
from opcc_opendata.importers.facts import facts_of
from opcc_opendata.importers.formats.raw import PageDate
from opcc_opendata.importers.letter_dates import date_of
from opcc_opendata.importers.letters import Letter, is_of_chief
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.people import ROLE
from opcc_opendata.importers.publications import RESPONSE, SaidPublication, publications_in
from opcc_opendata.importers.sections import Frame
from opcc_opendata.importers.wordings import concept_of

Data = dict[str, Any]

_HEAD_OF_PAGE: Final = 4
_PLACE_AND_DAY: Final = re.compile(
    r"[A-Z][\w’'-]{1,30}(?: [A-Z][\w’'-]{1,30}){0,2}, (?P<day>(?:[A-Z][a-z]{5,8} )?\d.{5,30})"
)
_OF_RESPONSE: Final = ("response_published", "page_date", "response_date")
_LONGEST_HEAD: Final = 20
_LONGEST_NAME: Final = 6
_UPDATE: Final = re.compile(
    r"\b(?:quarterly|progress|further|annual|yearly|six[- ]month(?:ly)?|second|third) (?:\w+ )?update\b"
    r"|^update (?:on|to)\b|\bupdate (?:on|to) (?:(?:my|our)|the (?:commissioner|pf?cc|mayor)[’']s)"
    r" (?:\w+ )?(?:response|reply|answer)\b",
    re.IGNORECASE,
)
_DATE_ALONE: Final = re.compile(r"(?:date|dated|dyddiad)\s*:\s*(?P<day>\S.{4,30})$", re.IGNORECASE)
_SENT: Final = re.compile(r"\bsent\b", re.IGNORECASE)
_WHOLE: Final = len("2019-04-23")
_BESIDE_A_DATE: Final = re.compile(r"\s[·•|]\s|\s(?=(?:Categor(?:y|ies)|Posted in|Tags?|Filed under)\b)")
_LETTER_OF: Final = re.compile(r"(?:letter|llythyr) (?:of|dated|sent on|dyddiedig) ", re.IGNORECASE)


def put_dates(data: Data, frame: Frame, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes) -> None:
    """Put the day on which the response was published, and that of its letter, where the document prints them."""
    dates: Data = {}
    fact = next((one[name] for one in frame.facts for name in _OF_RESPONSE if name in one), None)
    found = (only_date(fact.words) or next(iter(find_dates(fact.words)), None)) if fact else None
    if fact and _SENT.search(fact.label):
        sentence = f"“{fact.label} {fact.words}” is the day on which it was sent. Write the day of its publication."
        notes.gap(("dates", "published"), sentence)
    elif fact and found and found.date:
        dates["published"] = found.date
        if found.doubt:
            notes.guess(("dates", "published"), fact.words, f"{found.doubt}.")
        elif not any(fact in (one.get(name) for name in _OF_RESPONSE[:2]) for one in frame.facts):
            notes.guess(("dates", "published"), f"{fact.label} {fact.words}", "It may be another day than publication.")
        else:
            notes.printed(("dates", "published"), f"{fact.label} {fact.words}")
    elif fact:
        notes.gap(("dates", "published"), f"The date “{fact.words}” can't be used. Write the date if you know it.")
    elif (said := _said_published(blocks)) and not is_update(blocks):
        published, is_alone = said
        dates["published"] = published.day.date
        if is_alone:
            notes.read(("dates", "published"), published.words)
        else:
            notes.guess(("dates", "published"), published.words, "Other sentences give other days.")
    elif not letters:
        _put_date_alone(dates, blocks, notes)
    _put_letter_date(dates, frame, blocks, letters, notes)
    if dates:
        data["dates"] = dates


def _put_letter_date(
    dates: Data, frame: Frame, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes
) -> None:
    fact = next((one["letter_date"] for one in frame.facts if "letter_date" in one), None)
    of_response = next((one["response_date"] for one in frame.facts if "response_date" in one), None)
    if fact is None and of_response and any({"response_published", "page_date"} & one.keys() for one in frame.facts):
        fact = of_response  # the day of its publication has a label of its own
    own = [one for one in letters if not is_of_chief(blocks, one)]  # theirs may be in an appendix
    if fact:
        written = only_date(fact.words)
    elif own:
        written = date_of(blocks, own[0])
    else:
        written = None if letters else _letter_of(blocks)
    if written and written.date:
        dates["letter"] = written.date
        if written.doubt:
            notes.guess(("dates", "letter"), written.words, f"{written.doubt}.")
        else:
            notes.read(("dates", "letter"), written.words)
    elif written:
        notes.gap(("dates", "letter"), f"The letter's date is not sure: {written.doubt}.")


def put_margin_date(data: Data, margins: Sequence[str], notes: Notes) -> None:
    """Take the day of publication from the head or foot of the pages, as a guess: a later version has its own there."""
    if "published" in data.get("dates", {}) or any(one.at == ("dates", "published") for one in notes.readings):
        return
    said = _said_published([Block(PARAGRAPH, line, (line,)) for line in margins])
    if said is None or not said[1]:
        return
    data.setdefault("dates", {})["published"] = said[0].day.date
    notes.guess(("dates", "published"), said[0].words, "It stands at the head or the foot of the pages.")


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


def put_date_of_message(data: Data, covering: Sequence[Block], notes: Notes) -> None:
    """Take the day of publication from the message to which the response is attached, where the response has none.

    A month that the response gives must be that of the day. It is a guess: the message may speak of another response.
    """
    printed = str(data.get("dates", {}).get("published", ""))
    said = _said_published(covering)
    if said is None or len(printed) == _WHOLE or not said[0].day.date.startswith(printed):
        return
    data.setdefault("dates", {})["published"] = said[0].day.date
    notes.readings[:] = [one for one in notes.readings if one.at != ("dates", "published")]
    notes.guess(("dates", "published"), said[0].words, "Only the message to which it was attached says so.")


def drop_what_contradicts(data: Data, notes: Notes) -> None:
    """Take out a date of the response that lies before the report: one of the two was read wrongly."""
    report = str(data["inspections"][0].get("published", ""))
    for key in ("published", "letter"):
        date = str(data.get("dates", {}).get(key, ""))
        is_same = key == "published" and date == report  # nobody answers on the day of the report
        if date and report and (is_same or date < report[: len(date)]):
            del data["dates"][key]
            when = "the day of" if is_same else "before"
            sentence = f"The document has {date}, which is {when} the report ({report}). Look which is right."
            notes.readings[:] = [one for one in notes.readings if one.at != ("dates", key)]
            notes.gap(("dates", key), sentence)
    if "dates" in data and not data["dates"]:
        del data["dates"]


def is_update(blocks: Sequence[Block]) -> bool:
    """Tell if a document says at its head that it updates a response: that one was published on another day."""
    return any(_UPDATE.search(one.words) for one in blocks[:_HEAD_OF_PAGE] if len(one.words.split()) <= _LONGEST_HEAD)


def _date_line(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find a paragraph at the head of a page that is a date and nothing else."""
    for block in blocks[:_HEAD_OF_PAGE]:
        if facts_of(block):  # "Published: …" under the title of the report is the report's
            continue
        if block.kind != PARAGRAPH or len(block.lines) != 1:
            continue
        pieces = [only_date(one) for one in _BESIDE_A_DATE.split(block.words)]  # "News · 22 Nov 2024 · 3 min read"
        dates = [one for one in pieces if one and one.date]
        if len(dates) == 1:
            found = dates[0]
            return found if len(found.date) == _WHOLE else None
    return None


def _put_date_alone(dates: Data, blocks: Sequence[Block], notes: Notes) -> None:
    """Take a day, as a guess, of which the document does not say what it is of."""
    if line := _date_line(blocks):
        key, why = ("letter", "below an address") if _is_below_address(blocks, line) else ("published", "alone")
        dates[key] = line.date
        notes.guess(("dates", key), line.words, f"It stands {why} at the head of the page.")
    elif (
        written := _of_this_version(blocks)
        or _bare_date(blocks)
        or _date_below_signature(blocks)
        or _behind_a_place(blocks)
    ):
        dates["published"] = written.date
        notes.guess(("dates", "published"), written.words, "It stands alone. It may be another day than publication.")


def _bare_date(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find the one line "Date: 30 May 2019". The report's day has a label that says so, where it has one."""
    lines = [_DATE_ALONE.match(line) for block in blocks if block.kind != TABLE for line in block.lines]
    days = [day for one in lines if one and (day := only_date(one["day"])) and len(day.date) == _WHOLE]
    return days[0] if len(days) == 1 else None


def _of_this_version(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find the one sentence "Date of this version: 30 May 2019", which may end a paragraph."""
    said = [_VERSION.search(block.words) for block in blocks if block.kind == PARAGRAPH]
    days = [day for one in said if one and (day := only_date(one["day"])) and len(day.date) == _WHOLE]
    return days[0] if len(days) == 1 else None


_VERSION: Final = re.compile(
    r"(?:^|(?<=[.;] ))(?:date of this (?:version|document|paper|log)|this version(?: is)? dated)"
    r"(?::| is)? (?P<day>\d[\w ]{5,28}?)(?:\.|$)",
    re.IGNORECASE,
)


def _date_below_signature(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find the day in the last line of the document, below the name of whoever signs it or the office."""
    lines = [line for block in blocks[-_HEAD_OF_PAGE:] if block.kind == PARAGRAPH for line in block.lines]
    day = only_date(lines[-1]) if len(lines) > 1 and ROLE.search(f"{lines[-2]} {lines[0]}") else None
    return day if day and len(day.date) == _WHOLE else None


def _behind_a_place(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find the day in the last line of the document behind a place: "Quedgeley, 11 April 2019"."""
    last = blocks[-1] if blocks and blocks[-1].kind == PARAGRAPH else None
    placed = _PLACE_AND_DAY.fullmatch(last.lines[-1]) if last and last.lines else None
    day = only_date(placed["day"]) if placed else None
    return day if day and len(day.date) == _WHOLE else None


def _is_below_address(blocks: Sequence[Block], line: PrintedDate) -> bool:
    """Tell if a date stands right below the lines of an address or above them, as in a letter that greets nobody."""
    for above, block, below in zip(blocks, blocks[1:], blocks[2:], strict=False):
        if block.words == line.words:
            is_below = above.kind == PARAGRAPH and len(above.lines) > 1
            named = below.lines[0] if below.kind == PARAGRAPH else ""
            return is_below or (len(named.split()) <= _LONGEST_NAME and bool(concept_of("recipient", named)))
    return False


def _said_published(blocks: Sequence[Block]) -> tuple[SaidPublication, bool] | None:
    """Find a sentence that says when this response was published, and whether no other gives another day."""
    said = [
        one
        for block in blocks
        for line in block.lines
        for one in publications_in(line)
        if one.of == RESPONSE and one.day.date and not one.day.doubt
    ]
    return (said[0], len({one.day.date for one in said}) == 1) if said else None


def _letter_of(blocks: Sequence[Block]) -> PrintedDate | None:
    """Find a line that only says of which day the letter is that stands below: "Letter of 23 December 2022"."""
    for block in blocks:
        said = _LETTER_OF.match(block.words) if block.kind == PARAGRAPH else None
        if said and (found := only_date(block.words[said.end() :])):
            return found
    return None

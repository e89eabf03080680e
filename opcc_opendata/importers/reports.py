"""The report that a document answers: its title, date and kind, and how many recommendations it makes to whom."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.sections import Fact
from opcc_opendata.importers.wordings import concept_of
from opcc_opendata.record import slug

if TYPE_CHECKING:
    from opcc_opendata.problems import Pointer
    from opcc_opendata.schema import Standard

Data = dict[str, Any]

_MOST_WORDS: Final = 8
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
_PUBLISHED: Final = re.compile(r"\bpublish(?:ed|ing|es)?\b|\bpublication\b|\breleased?\b", re.IGNORECASE)
_REPORT: Final = re.compile(r"\breport|\binspection|\bHMIC", re.IGNORECASE)
_NEAR: Final = 60
_QUOTED: Final = re.compile(
    r"\b(?:report|inspection|publication|review)\b[^.“”\"]{0,60}?(?:[“\"‘]|(?<=\s)')"
    r"(?P<title>[^“”\"‘\n]{8,200}?)[”\"’'](?=[\s,.;:)]|$)",
    re.IGNORECASE,
)
_ANSWER_TO: Final = re.compile(
    r"^(?:.*?\b(?:response|responds?|reply|reacts?|statement|ymateb)\b\s+(?:to|on|i)\s+)(?:the\s+)?"
    r"(?:(?:HMICFRS|HMIC|HM Inspectorate[\w &']{0,60})(?:['’]s)?\s+)?"
    r"(?:(?:report|inspection)s?\s*(?:[:–-]|on|into|titled|entitled)\s*)?(?P<title>.{8,})$",
    re.IGNORECASE | re.DOTALL,
)
_AFTER: Final = re.compile(
    r"(?<!\s)\s*[-–:|]\s*(?:[\w ]{0,80}\b(?:PCC|PFCC|Commissioner)\b[\w' ]{0,80}response|response)\s*$", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sources:
    """Where a report's facts may stand: beside labels, in a letter's subject, in the heading, in the running text."""

    facts: dict[str, Fact]
    subject: str
    named: str
    heading: str
    text: str


def report_of(sources: Sources, standard: Standard, notes: Notes, position: int = 0) -> Data:
    """Describe the report. What is not found is left out, and noted."""
    place: Pointer = ("inspections", position)
    title, words = _title(sources, standard)
    known = _known(title, standard) or ({} if "title" in sources.facts else _mentioned(sources.text, standard))
    if not title and known:
        title = words = _as_printed(known, sources.text)
    report: Data = {}
    if title:
        report["title"] = title
        if "title" not in sources.facts:
            notes.guess((*place, "title"), words)
    else:
        notes.gap((*place, "title"), "The title of the report was not found. Write it here, as the document gives it.")
    _put_date(report, sources, known, notes, place)
    _put_type(report, sources.facts.get("type"), known, notes, place)
    _put_counts(report, sources.text, notes, place)
    if title:
        report["id"] = known["code"] if known else new_id(title, report.get("published", ""))
        if not known:
            notes.gap(
                (*place, "id"), "The register of reports has no such title. If the report is in it, write its code."
            )
    return report


def new_id(title: str, published: str) -> str:
    """Make an id of a report's title and year."""
    words = [word for word in slug(title.replace("'", "").replace("’", "")).split("-") if word not in _SMALL]
    return "-".join(filter(None, [*words[:_MOST_WORDS], published[:4]])) or "report"


def _title(sources: Sources, standard: Standard) -> tuple[str, str]:
    """Give the title, and the words that it was taken from."""
    if "title" in sources.facts:
        return _bare(sources.facts["title"].words), sources.facts["title"].words
    if sources.named:
        return sources.named, sources.named
    if sources.subject:
        found = _ANSWER_TO.match(sources.subject)
        return _bare(found["title"] if found else sources.subject), sources.subject
    if known := _mentioned(sources.heading, standard):
        return _as_printed(known, sources.heading), sources.heading
    if found := _ANSWER_TO.match(sources.heading):
        return _bare(found["title"]), sources.heading
    if found := _QUOTED.search(sources.text):
        return _bare(found["title"]), found[0]
    return "", ""


def _bare(title: str) -> str:
    return " ".join(_AFTER.sub("", title).strip(' *_“”"‘’.,;:-–').split())


def _titles(row: dict[str, str]) -> Iterator[str]:
    yield row["title_en"]
    yield from filter(None, (row["title_cy"], *row["other_titles"].split(";")))


def _same(title: str) -> str:
    return slug(title.replace("'", "").replace("’", ""))


def _known(title: str, standard: Standard) -> dict[str, str]:
    rows = standard.codelists["inspections"].rows
    return next((row for row in rows if title and any(_same(one) == _same(title) for one in _titles(row))), {})


def _mentioned(text: str, standard: Standard) -> dict[str, str]:
    """Find the one report of the register whose title stands in a text. Two are none."""
    plain = f"-{_same(text)}-"
    rows = standard.codelists["inspections"].rows
    found = [row for row in rows if any(f"-{_same(one)}-" in plain for one in _titles(row))]
    return found[0] if len(found) == 1 else {}


def _as_printed(known: dict[str, str], text: str) -> str:
    """Give the title of a report of the register as a text prints it."""
    plain = f"-{_same(text)}-"
    title = max((one for one in _titles(known) if f"-{_same(one)}-" in plain), key=len)
    at = text.lower().find(title.lower())
    return text[at : at + len(title)] if at >= 0 else title


def _put_date(report: Data, sources: Sources, known: dict[str, str], notes: Notes, place: Pointer) -> None:
    fact = sources.facts.get("published")
    if fact:
        found = only_date(fact.words) or next(iter(find_dates(fact.words)), None)
        if found and found.date:
            report["published"] = found.date
            report["published_source"] = f"{fact.label.strip(' :')} line of the response"
            if found.doubt:
                notes.guess((*place, "published"), fact.words, found.doubt + ".")
            return
        report["published_as_printed"] = fact.words
        why = found.doubt if found else "no date was found in it"
        notes.gap(
            (*place, "published"), f"The date “{fact.words}” can't be used: {why}. Write the date if you know it."
        )
        return
    _put_date_from_text(report, sources.text, known, notes, place)


def _put_date_from_text(report: Data, text: str, known: dict[str, str], notes: Notes, place: Pointer) -> None:
    for found in find_dates(text):
        around = text[max(0, found.start - _NEAR) : found.start]
        if not (
            _PUBLISHED.search(around) or _PUBLISHED.search(text[found.start : found.start + len(found.words) + 15])
        ):
            continue
        sentence = sentence_at(text, found.start)
        if not _REPORT.search(sentence):
            continue
        if found.date:
            report["published"] = found.date
            report["published_source"] = "Text of the response"
            notes.guess((*place, "published"), sentence)
        else:
            report["published_as_printed"] = found.words
            notes.gap(
                (*place, "published"), f"{found.doubt[:1].upper()}{found.doubt[1:]}. Write the date if you know it."
            )
        return
    if known.get("published"):
        report["published"] = known["published"]
        report["published_source"] = f"Register of inspections ({known['source']})"
        notes.guess((*place, "published"), known["title_en"], "The date is the register's.")
        return
    notes.gap((*place, "published"), "The date of the report was not found. Write it here if you know it.")


def sentence_at(text: str, at: int) -> str:
    """Give the sentence around a place in a text."""
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return text[start : min(ends, default=len(text))].strip()


def _put_type(report: Data, fact: Fact | None, known: dict[str, str], notes: Notes, place: Pointer) -> None:
    if fact:
        report["type_as_printed"] = fact.words
        if code := concept_of("inspection_type", fact.words):
            report["type"] = code
            notes.guess((*place, "type"), fact.words)
    elif known.get("type"):
        report["type"] = known["type"]
        notes.guess((*place, "type"), known["title_en"], "The kind is the register's.")


def _put_counts(report: Data, text: str, notes: Notes, place: Pointer) -> None:
    if made := _MADE.search(text):
        report["recommendations_made"] = _number(made["before"] or made["after"])
        notes.guess((*place, "recommendations_made"), sentence_at(text, made.start()))
    if chiefs := _TO_CHIEFS.search(text):
        report["recommendations_by_addressee"] = [{"addressee": "chief_officers", "count": _number(chiefs["count"])}]
        notes.guess((*place, "recommendations_by_addressee"), sentence_at(text, chiefs.start()))


def _number(words: str) -> int:
    return int(words) if words.isdigit() else _NUMBERS[words.lower()]

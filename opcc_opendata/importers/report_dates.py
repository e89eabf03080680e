"""The day on which a report was published: by a label, in a sentence of the document, or as the register has it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.publications import REPORT, RESPONSE, publications_in
from opcc_opendata.importers.report_titles import ANSWERED, DATED, NAMES_REPORT, TITLED, Sources, day_apart

if TYPE_CHECKING:
    from opcc_opendata.problems import Pointer

Data = dict[str, Any]
_PUBLISHED: Final = re.compile(
    r"\bpublish(?:ed|ing|es)?\b|\bpublication\b|\breleased?\b|\bcame out\b|\bissued\b|\blaunched\b"
    r"|\bput\b[^.]{0,30}\bout\b|\bcyhoedd\w*",
    re.IGNORECASE,
)
_OF_RESPONSE: Final = re.compile(
    r"\b(?:sent|copied|circulated)\b[^.]{0,80}\bon publication\b[^.]{0,5}$|"
    r"\b(?:response|statement|letter|comments|answer|reply)\b(?:(?!report|inspection)[^.]){0,40}\bpublish\w*[^.]{0,20}$",
    re.IGNORECASE,
)
_NEAR: Final = 60
_PAGE: Final = re.compile(r"^(?:first )?(?:published|posted)(?: on)? ?:? ?\d", re.IGNORECASE)
"""A line that gives the day of the page, and not of the report."""
_RIGHT_AFTER: Final = 25


def put_date(report: Data, sources: Sources, notes: Notes, place: Pointer) -> None:
    """Put the day on which the report was published, where the document says it."""
    fact = sources.facts.get("published")
    if fact:
        found = only_date(fact.words) or next(iter(find_dates(fact.words)), None)
        if found and found.date:
            report["published"] = found.date
            report["published_source"] = f"{fact.label.strip(' :')} line of the response"
            if found.doubt:
                notes.guess((*place, "published"), fact.words, found.doubt + ".")
            else:
                notes.printed((*place, "published"), f"{fact.label} {fact.words}")
            return
        report["published_as_printed"] = fact.words
        why = found.doubt if found else "no date was found in it"
        notes.gap(
            (*place, "published"), f"The date “{fact.words}” can't be used: {why}. Write the date if you know it."
        )
        return
    _, day = day_apart(sources.facts["title"].words) if "title" in sources.facts else ("", None)
    if day and day.date and not day.doubt:
        report |= {"published": day.date, "published_source": "Title line of the response"}
        notes.read((*place, "published"), sources.facts["title"].words)
        return
    _put_date_from_text(report, sources.text, sources.ours, notes, place)
    if "published" not in report and "published_as_printed" not in report and len(sources.marked) == 1:
        _, sentence, after = sources.marked[0]
        dates = [one for one in find_dates(after) if one.start <= _RIGHT_AFTER] or find_dates(sentence)
        if dates and (len(dates) == 1 or dates[0].words in after) and dates[0].date and not dates[0].doubt:
            report["published"] = dates[0].date
            report["published_source"] = "Text of the response"
            notes.read((*place, "published"), sentence)
    if "published" not in report and "published_as_printed" not in report:
        _put_date_beside_title(report, sources, notes, place)


def _put_date_beside_title(report: Data, sources: Sources, notes: Notes, place: Pointer) -> None:
    """Take the day from a heading such as "Response to “…”, published 14 March 2025". It may be the response's."""
    for words in (sources.subject, sources.named, sources.heading):
        beside = DATED.search(words)
        days = find_dates(beside[0]) if beside else []
        if len(days) == 1 and days[0].date and not days[0].doubt:
            report |= {"published": days[0].date, "published_source": "Heading of the response"}
            notes.guess(
                (*place, "published"), words, "See whether it is the day of the report, and not of the response."
            )
            return


def _put_date_from_text(report: Data, text: str, ours: frozenset[str], notes: Notes, place: Pointer) -> None:
    """Put the day of a sentence that tells of the report. `ours` are days that labels say are the response's."""
    said = [one for line in text.split("\n") for one in publications_in(line)]
    of_response = {one.day.words for one in said if one.of == RESPONSE} - {
        one.day.words for one in said if one.of != RESPONSE
    }
    of_report = {one.day.words for one in said if one.of == REPORT}
    is_said = any(one.of == REPORT and one.day.date for one in said)
    for found in find_dates(text):
        if found.words in of_response or found.words in ours or (is_said and not found.date):
            continue
        around = text[max(0, found.start - _NEAR) : found.start].rpartition("\n")[2]
        after = text[found.start : found.start + len(found.words) + 15]
        is_near = _PUBLISHED.search(around) or _PUBLISHED.search(after) or found.words in of_report
        if not is_near or _OF_RESPONSE.search(around):
            continue
        sentence = sentence_at(text, found.start)
        is_of_report = NAMES_REPORT.search(sentence) or TITLED.match(sentence) or ANSWERED.search(sentence)
        if not is_of_report or _PAGE.match(sentence):
            continue
        if found.date:
            report["published"] = found.date
            report["published_source"] = "Text of the response"
            if found.doubt:
                notes.guess((*place, "published"), sentence, found.doubt + ".")
            else:
                notes.read((*place, "published"), sentence)
        else:
            report["published_as_printed"] = found.words
            notes.gap(
                (*place, "published"), f"{found.doubt[:1].upper()}{found.doubt[1:]}. Write the date if you know it."
            )
        return


def put_date_of_register(report: Data, known: dict[str, str], notes: Notes, place: Pointer) -> None:
    """Put the day that the register has, where the document has none. Where the two differ, a person is asked."""
    if "published" in report:
        if known.get("published") and not known["published"].startswith(report["published"]):
            sentence = f"The register has {known['published']} as the date of this report. Look which is right."
            notes.gap((*place, "published"), sentence)
        return
    printed = str(report.get("published_as_printed", ""))
    day = only_date(f"{printed} {known.get('published', '')[:4]}") if printed else None
    if day and day.date == known.get("published"):  # "12 November", and the register has the year
        del report["published_as_printed"]
        notes.readings[:] = [one for one in notes.readings if one.at != (*place, "published")]
    if known.get("published") and "published_as_printed" not in report:
        report["published"] = known["published"]
        report["published_source"] = f"Register of inspections ({known['source']})"
        notes.read((*place, "published"), known["title_en"], "The date is the register's.")
    elif "published_as_printed" not in report:
        notes.gap((*place, "published"), "The date of the report was not found. Write it here if you know it.")


def complete_year(report: Data, response: str, notes: Notes, place: Pointer) -> None:
    """Give a report's day of which no year is printed, "12 November", the last year before the day of the response.

    It is a guess. `response` is that day, ISO; nothing is done without one.
    """
    printed = str(report.get("published_as_printed", ""))
    if len(response) != len("2019-04-23") or not printed:
        return
    years = (int(response[:4]), int(response[:4]) - 1)
    days = [day.date for year in years if (day := only_date(f"{printed} {year}")) and "" < day.date < response]
    if not days or only_date(printed) is None:
        return
    report["published"], report["published_source"] = days[0], "Text of the response"
    del report["published_as_printed"]
    notes.readings[:] = [one for one in notes.readings if one.at != (*place, "published")]
    notes.guess((*place, "published"), printed, "The year is not printed. It is the last one before the response.")


def sentence_at(text: str, at: int) -> str:
    """Give the sentence around a place in a text."""
    start = max(text.rfind(". ", 0, at), text.rfind("\n", 0, at)) + 1
    ends = [end for end in (text.find(". ", at), text.find("\n", at)) if end >= 0]
    return text[start : min(ends, default=len(text))].strip()

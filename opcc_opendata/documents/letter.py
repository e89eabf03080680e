"""A record → a letter to the Home Secretary with the response in it (section 55(6)(b))."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any, Final

from opcc_opendata.documents.embedded_record import carried, closed
from opcc_opendata.documents.model import Lines, Paper, PaperSection, Part, ShortText
from opcc_opendata.documents.response import response
from opcc_opendata.documents.wordings import say
from opcc_opendata.record import chosen, date_in_words, in_any_language
from opcc_opendata.record_types import Comment, Record
from opcc_opendata.schema import Codelist

_NOT_IN_LETTER: Final = ("inspections", "distribution")
_LETTER_ALREADY: Final = re.compile(r"\W*(?:Dear|Annwyl)\b")
"""How the text of a comment begins that is a whole letter itself, with a greeting and an end of its own."""


def letter(record: Record, language: str, codelists: Mapping[str, Codelist]) -> Paper:
    """Make the letter. It bears the date that the record gives for it, or none, and carries the whole record."""
    paper = response(record, language, codelists, is_in_letter=True)
    sections = tuple(section for section in paper.sections if section.name not in _NOT_IN_LETTER)
    subject = say("letter.subject", language, reports=_reports(record, language))
    before: list[Part] = [
        ShortText(paper.author, record["language"]),
        Lines(((None, (say("letter.to", language),)), (None, (say("letter.office", language),)))),
    ]
    if "letter" in record.get("dates", {}):
        before.append(ShortText(date_in_words(record["dates"]["letter"], language), language))
    if not _is_letter_already(record, language):
        before.append(say("letter.dear", language))
        key = "letter.opening" if len(record["inspections"]) == 1 else "letter.opening_several"
        opening = PaperSection("opening", None, (say(key, language),))
        sections = (opening, *sections, PaperSection("close", None, tuple(_close(record, language))))
    return replace(
        paper,
        title=subject.text,
        heading=replace(subject, markdown=True),
        before=tuple(before),
        statement=None,
        sections=sections,
        carried=_carried(record, paper, sections),
    )


def _carried(record: Record, paper: Paper, sections: tuple[PaperSection, ...]) -> dict[str, Any]:
    """Give what the letter carries: texts that it leaves out stay in the block, and their places are closed."""
    shown = frozenset(_places(sections))
    places = [place if number in shown else closed(place) for number, place in enumerate(paper.places)]
    return {**carried(record, paper.language, places), "paper": "letter"}


def _places(value: object) -> Iterator[int]:
    """Give the numbers of the places in parts of a paper."""
    if isinstance(value, tuple):
        for inner in value:
            yield from _places(inner)
    elif is_dataclass(value):
        number = getattr(value, "place", None)
        if number is not None:
            yield number
        for one in fields(value):
            yield from _places(getattr(value, one.name))


def _reports(record: Record, language: str) -> str:
    titles = [in_any_language(one["title"], language, record["language"]) or "" for one in record["inspections"]]
    return "; ".join(titles)


def _own_comments(record: Record) -> list[Comment]:
    return [comment for comment in record.get("comments", []) if comment["kind"] == "policing_body"]


def _is_letter_already(record: Record, language: str) -> bool:
    texts = (chosen(comment.get("text"), language, record["language"])[0] for comment in _own_comments(record))
    return any(_LETTER_ALREADY.match(text) for text in texts)


def _close(record: Record, language: str) -> Iterator[Part]:
    yield say("letter.close", language)
    signed = next((comment for comment in _own_comments(record) if "author" in comment), None)
    if signed:
        names = [name for name in (signed.get("author"), signed.get("role")) if name]
        yield Lines(tuple((None, (ShortText(name, record["language"]),)) for name in names))

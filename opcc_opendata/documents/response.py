"""A record → the document that its office sends and publishes.

A record whose `document.sections` say how the published document was laid out is printed as that was: its headings and
labels, its order, and only words that the record holds. Any other gets the usual order and headings, what section 55
asks, and its facts with labels.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, Final

from opcc_opendata.documents.bindings import At, Placing
from opcc_opendata.documents.embedded_record import carried
from opcc_opendata.documents.findings import Findings
from opcc_opendata.documents.model import LabelLine, Lines, Paper, PaperSection, Part, Prose, ShortText, Ticks
from opcc_opendata.documents.stage import stage_section
from opcc_opendata.documents.texts import LongTexts
from opcc_opendata.documents.wordings import say
from opcc_opendata.outline import COMMENT_PARTS, USUAL_ORDER, sections_of, share_out
from opcc_opendata.record import date_in_words, report_position
from opcc_opendata.record_types import Comment, DistributionEntry, Grade, Inspection, Record
from opcc_opendata.schema import Codelist
from opcc_opendata.statute import COMMENCEMENT, span

Pieces = dict[str, list[Callable[[], tuple[Part, ...]]]]
"""The pieces of each part, each made when its turn to be printed comes."""

_DATES: Final = (
    ("published", "fact.response"),
    ("letter", "fact.letter"),
    ("chief_officer_invited", "fact.invited"),
    ("chief_officer_answered", "fact.answered"),
)


def response(record: Record, language: str, codelists: Mapping[str, Codelist], *, is_in_letter: bool = False) -> Paper:
    """Make the document of a response in one language.

    A text that isn't there in that language is printed in the one that it has, and marked. Where several sections name
    one part, each prints the next piece of it. What the sections don't name comes after them, so that nothing is
    dropped, except that an unnamed `inspections` is left out: a document may tell its facts in a sentence of its own.
    A document with a layout of its own is not told what it is (`stage`), a letter with such a document is.
    """
    return _Response(record, language, codelists, is_in_letter=is_in_letter).paper()


def as_draft(paper: Paper) -> Paper:
    """Mark a paper as one of a response that is not published yet: in its title, at its head, and on each page.

    An office's template may ask for days that are not known before publication. They are then said to be still open.
    """
    mark = say("draft", paper.language)
    still_open = {
        name: say(f"draft.{name}", paper.language).text
        for name in ("response_published", "letter_date")
        if name in paper.facts and not paper.facts[name]
    }
    return replace(paper, draft=mark, title=f"{mark.text}: {paper.title}", facts=paper.facts | still_open)


class _Response:
    """One document being made."""

    def __init__(self, record: Record, language: str, codelists: Mapping[str, Codelist], *, is_in_letter: bool) -> None:
        self._record = record
        self._is_in_letter = is_in_letter
        self._language = language
        self._placing = Placing(record, language, codelists)
        self._frame = record.get("document", {})
        self._framed = bool(self._frame.get("sections"))
        self._findings = Findings(self._placing, framed=self._framed)
        self._reports = [inspection["id"] for inspection in record["inspections"]]
        self._texts = LongTexts(self._placing, self._findings)

    def paper(self) -> Paper:
        record, placing = self._record, self._placing
        body = placing.code_title("policing_bodies", record.get("policing_body", ""))
        if "heading" in self._frame:
            heading = placing.title(("document", "heading"), self._frame["heading"])
        else:
            heading = placing.title(("title",), record.get("title", ""))
        says_stage = self._is_in_letter or not self._framed
        stage = tuple(stage_section(record, placing)) if says_stage else ()
        sections = (*stage, *self._sections())
        return Paper(
            title=placing.text(record.get("title")) or heading.text,
            author=record.get("body_as_printed") or body.text,
            language=self._language,
            heading=heading,
            statement=self._statement(),
            sections=sections,
            anchors=self._findings.anchors(),
            facts=self._facts(),
            carried=carried(record, self._language, placing.places),
            places=tuple(placing.places),
            record=record,
        )

    def _facts(self) -> dict[str, str]:
        placing, record = self._placing, self._record
        dates = record.get("dates", {})
        reports = record["inspections"]
        found = {
            "response_published": dates.get("published"),
            "letter_date": dates.get("letter"),
            "report_published": reports[0].get("published") if len(reports) == 1 else None,
        }
        return {
            "force": placing.code_title("forces", record.get("force", "")).text,
            "policing_body": placing.code_title("policing_bodies", record.get("policing_body", "")).text,
            "report": "; ".join(placing.text(one["title"]) for one in reports),
            **{name: date_in_words(date, self._language) if date else "" for name, date in found.items()},
        }

    def _statement(self) -> Prose | None:
        """Give the document's own words on the law, or else what the law asks: 56 days only where they applied."""
        if "statutory_statement" in self._frame:
            return self._placing.prose(("document", "statutory_statement"), self._frame["statutory_statement"], 1)
        if self._framed:
            return None
        dates = [inspection.get("published") for inspection in self._record["inspections"]]
        applied = all(date and span(date)[0] >= COMMENCEMENT for date in dates)
        words = self._placing.say("statement.56" if applied else "statement")
        return Prose(words.text, words.language)

    def _sections(self) -> Iterator[PaperSection]:
        usual = USUAL_ORDER[1:] if self._framed else USUAL_ORDER
        given = self._frame.get("sections", [])
        for place, (section, pieces) in enumerate(share_out(sections_of(self._record, usual), self._pieces())):
            at: At = ("document", "sections", place)
            parts: list[Part] = []
            heading = self._placing.title((*at, "heading"), section["heading"]) if "heading" in section else None
            if "text" in section:
                parts += self._texts.parts((*at, "text"), section["text"])
            for piece in pieces:
                parts += piece()
            if place >= len(given) and parts:
                heading = self._placing.say(f"part.{section['part']}")
            if parts or heading:
                yield PaperSection(section["part"], heading, tuple(parts))

    def _pieces(self) -> Pieces:
        inspections = list(enumerate(self._record["inspections"]))
        comments = list(enumerate(self._record.get("comments", [])))
        pieces: Pieces = {
            "inspections": [partial(self._inspection, *item) for item in inspections],
            "key_findings": [partial(self._key_findings, *item) for item in inspections if self._has_findings(item[1])],
            "recommendations": [
                partial(self._recommendations, position, keys)
                for position in range(len(inspections))
                if (keys := self._unmarked(position))
            ],
            "distribution": [self._distribution] if self._recipients() else [],
        }
        for part, kind in COMMENT_PARTS.items():
            pieces[part] = [
                partial(self._comment, *item)
                for item in comments
                if item[1]["kind"] == kind and ("text" in item[1] or ("attachment" in item[1] and not self._framed))
            ]
        return pieces

    def _has_findings(self, inspection: Inspection) -> bool:
        return "key_findings" in inspection or (bool(inspection.get("grades")) and not self._framed)

    def _inspection(self, position: int, one: Inspection) -> tuple[Part, ...]:
        at: At = ("inspections", position)
        facts = [*self._report(one, at)]
        if not self._framed:
            first, last = position == 0, position == len(self._reports) - 1
            facts = [*(self._who() if first else ()), *facts, *(self._dates() if last else ())]
        parts: tuple[Part, ...] = (Lines(tuple(facts)),)
        is_last_of_index = self._record.get("index_record") and position == len(self._reports) - 1
        return (*parts, *self._not_held()) if is_last_of_index else parts

    def _report(self, one: Inspection, at: At) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        placing = self._placing
        yield self._label("title"), (placing.title((*at, "title"), one["title"]),)
        if "published_as_printed" in one and self._framed:
            words = placing.words((*at, "published_as_printed"), one["published_as_printed"])
            yield self._label("published"), (words,)
        elif "published" in one:
            date = placing.date((*at, "published"), one["published"], ordinal=self._framed)
            yield self._label("published"), (date,)
        if "type_as_printed" in one:
            yield self._label("type"), (placing.words((*at, "type_as_printed"), one["type_as_printed"]),)
        elif "type" in one and not self._framed:
            yield self._label("type"), (placing.code((*at, "type"), "inspection_types", one["type"]),)

    def _label(self, name: str) -> ShortText | None:
        if not self._framed:
            return self._placing.say(f"fact.{name}")
        for place, section in enumerate(self._frame["sections"]):
            if "labels" in section:
                at = ("document", "sections", place, "labels", name)
                return self._placing.words(at, section["labels"][name]) if name in section["labels"] else None
        return None

    def _who(self) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        placing = self._placing
        record: Mapping[str, Any] = self._record
        for name, key, codelist in (("force", "force", "forces"), ("body", "policing_body", "policing_bodies")):
            if key in record:
                yield placing.say(f"fact.{name}"), (placing.code((key,), codelist, record[key]),)

    def _dates(self) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        dates: Mapping[str, Any] = self._record.get("dates", {})
        for name, label in _DATES:
            if name in dates:
                yield self._placing.say(label), (self._placing.date(("dates", name), dates[name]),)

    def _not_held(self) -> Iterator[Part]:
        placing = self._placing
        source: Mapping[str, Any] = self._record.get("source", {})
        yield placing.say("index.not_held")
        found = [
            (placing.say(label), (placing.words(("source", name), source[name], source[name]),))
            for name, label in (("url", "index.source"), ("archived_url", "index.archived"))
            if name in source
        ]
        if found:
            yield Lines(tuple(found))

    def _key_findings(self, position: int, one: Inspection) -> tuple[Part, ...]:
        parts: list[Part] = self._report_title(one) if not self._framed else []
        at: At = ("inspections", position)
        if "key_findings" in one:
            parts += self._texts.parts((*at, "key_findings"), one["key_findings"])
        if one.get("grades") and not self._framed:
            parts.append(Lines(tuple(self._grade(grade, (*at, "grades", n)) for n, grade in enumerate(one["grades"]))))
        return tuple(parts)

    def _grade(self, grade: Grade, at: At) -> tuple[ShortText | None, tuple[ShortText, ...]]:
        placing = self._placing
        question = placing.words((*at, "question"), grade["question"])
        cycle = (placing.code((*at, "cycle"), "grade_cycles", grade["cycle"]),) if "cycle" in grade else ()
        return question, (placing.code((*at, "grade"), "grades", grade["grade"]), *cycle)

    def _report_title(self, one: Inspection) -> list[Part]:
        if len(self._reports) == 1:
            return []
        return [LabelLine((ShortText(self._placing.text(one["title"]), self._language, markdown=True),))]

    def _comment(self, position: int, one: Comment) -> tuple[Part, ...]:
        at: At = ("comments", position)
        parts: list[Part] = []
        if not self._framed:
            names = (("author", one.get("author")), ("role", one.get("role")))
            byline = [self._placing.words((*at, name), words) for name, words in names if words is not None]
            byline += [self._placing.date((*at, "date"), one["date"])] if "date" in one else []
            parts += [Lines(((None, tuple(byline)),))] if byline else []
        if "text" in one:
            parts += self._texts.parts((*at, "text"), one["text"])
        if not self._framed:
            parts += self._attachment(one.get("attachment"))
        return tuple(parts)

    def _attachment(self, name: str | None) -> Iterator[Part]:
        for place, one in enumerate(self._record.get("attachments", [])):
            if one["id"] == name:
                title = self._placing.title(("attachments", place, "title"), one["title"])
                linked = ShortText(title.text, title.language, title.place, title.markdown, one.get("url", ""))
                yield Lines(((self._placing.say("comment.attachment"), (linked,)),))

    def _unmarked(self, position: int) -> list[str]:
        every = zip(self._findings.keys, self._findings.all, strict=True)
        return [
            key
            for key, item in every
            if key not in self._texts.marked and report_position(self._reports, item) == position
        ]

    def _recommendations(self, position: int, keys: list[str]) -> tuple[Part, ...]:
        title = [] if self._framed else self._report_title(self._record["inspections"][position])
        return (*title, self._findings.table(keys))

    def _recipients(self) -> list[tuple[int, DistributionEntry]]:
        entries = enumerate(self._record.get("distribution", []))
        return [(n, entry) for n, entry in entries if "as_printed" in entry or not self._framed]

    def _distribution(self) -> tuple[Part, ...]:
        return (Ticks(tuple(self._entry(position, entry) for position, entry in self._recipients())),)

    def _entry(self, position: int, entry: DistributionEntry) -> tuple[ShortText, tuple[ShortText, ...]]:
        at: At = ("distribution", position)
        sent_on = (
            (self._placing.date((*at, "sent_on"), entry["sent_on"]),) if "sent_on" in entry and not self._framed else ()
        )
        return self._placing.tick((*at, "sent"), entry["sent"]), (self._recipient(at, entry), *sent_on)

    def _recipient(self, at: At, entry: DistributionEntry) -> ShortText:
        for name, words in (("as_printed", entry.get("as_printed")), ("name", entry.get("name"))):
            if words is not None:
                return self._placing.words((*at, name), words)
        return self._placing.code((*at, "recipient"), "recipients", entry["recipient"])

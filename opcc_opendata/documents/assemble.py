"""Put the text of a document together again from its record.

Only words that the record holds are printed, with dates and ticks as an office prints them. Facts about the document
(who signed, whether a recommendation is accepted) are not its words: where the document prints them, a text holds them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Final

from opcc_opendata.record import MONTHS, Record, Text, in_any_language, recommendation_keys, report_position

_DEFAULT_ORDER: Final = (
    "inspections",
    "key_findings",
    "chief_officer_comments",
    "policing_body_comments",
    "reply_to_chief_officer",
    "recommendations",
    "distribution",
)

_COMMENTS: Final = {
    "chief_officer_comments": "chief_officer",
    "policing_body_comments": "policing_body",
    "reply_to_chief_officer": "reply_to_chief_officer",
}

_MARKER: Final = re.compile(r"^\[[^\]\n]*\]\(#recommendation-([a-z0-9-]+)\)[ \t]*$", re.MULTILINE)
"""A line that holds only a link to a recommendation: there the document prints it, with the answer."""


def assemble(record: Record, language: str | None = None) -> str:
    """Put the whole text of the document together, in Markdown.

    The sections stand in the order of `document.sections`. Where several sections name the same part, each prints the
    next piece of it and the last one all that are left. What the sections don't name comes after them, so that nothing
    is dropped, except that an unnamed `inspections` is left out: it holds facts about the reports, and a document may
    tell them in a sentence of its own. Without sections the parts have their usual order.

    A text that isn't there in the wanted language is printed in the one that it has.
    """
    return _Assembly(record, language or record["language"]).text()


class _Assembly:
    """One document being put together."""

    def __init__(self, record: Record, language: str) -> None:
        self._record = record
        self._language = language
        self._reports = [inspection["id"] for inspection in record["inspections"]]
        self._sections: list[Record] = record.get("document", {}).get("sections", [])
        self._by_key = dict(zip(recommendation_keys(record), record.get("recommendations", []), strict=True))

    def text(self) -> str:
        document = self._record.get("document", {})
        paragraphs = [_heading(self._pick(document.get("heading")), 1), self._pick(document.get("statutory_statement"))]
        sections = self._sections + self._unnamed_sections()
        pieces = self._pieces()
        for position, section in enumerate(sections):
            part = section["part"]
            is_last = all(later["part"] != part for later in sections[position + 1 :])
            printed = [self._pick(section.get("text")), *_take(pieces.get(part, []), everything=is_last)]
            if part != "recommendations":
                printed = [self._fill_markers(text) for text in printed]
            paragraphs += [_heading(self._pick(section.get("heading")), 2), *printed]
        return _paragraphs(paragraphs) + "\n"

    def _unnamed_sections(self) -> list[Record]:
        named = {section["part"] for section in self._sections}
        if self._sections:
            named.add("inspections")
        return [{"part": part} for part in _DEFAULT_ORDER if part not in named]

    def _pieces(self) -> dict[str, list[str]]:
        """Give the pieces of each part, which its sections share out among them."""
        pieces = {
            "inspections": list(self._inspections()),
            "key_findings": [self._pick(inspection.get("key_findings")) for inspection in self._record["inspections"]],
            **{part: list(self._comments(kind)) for part, kind in _COMMENTS.items()},
            "distribution": [self._distribution()],
        }
        # A marked recommendation stands at its marker, even where the section of recommendations comes earlier.
        others = (self._pick(section.get("text")) for section in self._sections)
        marked = {key for text in chain(others, *pieces.values()) for key in _MARKER.findall(text)}
        pieces["recommendations"] = list(self._recommendations(marked))
        return {part: [text for text in texts if text] for part, texts in pieces.items()}

    def _pick(self, text: Text | None) -> str:
        return in_any_language(text, self._language, self._record["language"]) or ""

    def _inspections(self) -> Iterator[str]:
        labels: dict[str, str] = next((section["labels"] for section in self._sections if "labels" in section), {})
        for inspection in self._record["inspections"]:
            published = inspection.get("published_as_printed") or self._date(inspection.get("published", ""))
            facts = {
                "title": self._pick(inspection["title"]),
                "published": published,
                "type": inspection.get("type_as_printed", ""),
            }
            yield "  \n".join(f"{labels.get(name, '')} {fact}".strip() for name, fact in facts.items() if fact)

    def _date(self, date: str) -> str:
        year, *rest = date.split("-")
        if not rest:
            return year
        month = MONTHS[self._language][int(rest[0]) - 1]
        if len(rest) == 1:
            return f"{month} {year}"
        day = int(rest[1])
        return f"{day}{_ordinal(day) if self._language == 'en' else ''} {month} {year}"

    def _comments(self, kind: str) -> Iterator[str]:
        for comment in self._record.get("comments", []):
            if comment["kind"] == kind and "text" in comment:
                yield self._pick(comment["text"])

    def _recommendations(self, marked: set[str]) -> Iterator[str]:
        """Give the recommendations that no marker prints, one piece for each report."""
        for position in range(len(self._reports)):
            yield _paragraphs(
                [
                    self._recommendation(recommendation)
                    for key, recommendation in self._by_key.items()
                    if key not in marked and report_position(self._reports, recommendation) == position
                ]
            )

    def _recommendation(self, recommendation: Record) -> str:
        number, answer = recommendation.get("number"), recommendation.get("answer", {})
        parts = [
            _list_item(f"{part.get('label', '')} {self._pick(part['text'])}".strip())
            for part in recommendation.get("parts", [])
        ]
        return _paragraphs(
            [
                f"**{number}**" if number else "",
                self._pick(recommendation.get("text")),
                "\n".join(parts),
                *(self._pick(answer.get(name)) for name in ("body_action", "force_action", "no_action_reason")),
            ]
        )

    def _fill_markers(self, text: str) -> str:
        def fill(marker: re.Match[str]) -> str:
            # Only the first marker prints it. Any other, and one that leads nowhere, stays the link that it is.
            recommendation = self._by_key.pop(marker[1], None)
            return marker[0] if recommendation is None else self._recommendation(recommendation)

        return _MARKER.sub(fill, text)

    def _distribution(self) -> str:
        return "\n".join(
            f"- {'✓' if entry['sent'] else '☐'} {entry['as_printed']}"
            for entry in self._record.get("distribution", [])
            if "as_printed" in entry
        )


def _take(pieces: list[str], *, everything: bool) -> list[str]:
    taken = pieces[:] if everything else pieces[:1]
    del pieces[: len(taken)]
    return taken


def _heading(words: str, level: int) -> str:
    return f"{'#' * level} {words}" if words else ""


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")


def _list_item(text: str) -> str:
    return "- " + text.replace("\n", "\n  ")


def _paragraphs(texts: list[str]) -> str:
    return "\n\n".join(text.strip("\n") for text in texts if text)

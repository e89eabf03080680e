"""A record as a page reads it: its sections in the document's order, with texts made safe and codes in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from markupsafe import Markup, escape

from opcc_opendata.outline import COMMENT_PARTS, USUAL_ORDER, markers, sections_of, share_out
from opcc_opendata.record import chosen, number_key, recommendation_keys, report_position, slug
from opcc_opendata.record_types import (
    Answer,
    Attachment,
    DistributionEntry,
    EarlierInspection,
    Grade,
    ProgressEntry,
    Recommendation,
    Record,
    Section,
    Text,
)
from opcc_opendata.site import markdown_html
from opcc_opendata.site.i18n import LANGUAGES, SiteWords, words_in
from opcc_opendata.site.paragraphs import Paragraphs, Place, digest
from opcc_opendata.statute import where_answered

Codes = dict[str, dict[str, dict[str, Any]]]
"""Codelists: name → code → row."""

_LONGEST_NUMBER: Final = 24
"""Letters of a recommendation's number that are shown in the address of a paragraph. All of it goes into the digest."""

_ORDER: Final = tuple(part for part in USUAL_ORDER if part != "inspections")
"""The page has the facts of the reports at its head."""


def languages_of(record: Record) -> list[str]:
    """Find the languages that a record has texts in, its own first."""
    found = {record["language"], *_languages(record)}
    return [record["language"], *(name for name in LANGUAGES if name in found and name != record["language"])]


def _languages(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for item in value:
            yield from _languages(item)
    elif isinstance(value, dict):
        if value and value.keys() <= set(LANGUAGES):
            yield from value
        else:
            for item in value.values():
                yield from _languages(item)


class RecordInLanguage:
    """One record, being read in one language."""

    def __init__(self, record: Record, language: str, codes: Codes) -> None:
        self.record = record
        self.language = language
        self.say: SiteWords = words_in(language)
        self._paragraphs = Paragraphs(self.say.plain("response.paragraph"))
        self._codes = codes
        self._reports = [inspection["id"] for inspection in record["inspections"]]
        self._keys = recommendation_keys(record)
        self._by_key = dict(zip(self._keys, record.get("recommendations", []), strict=True))
        self._shown: set[str] = set()

    def sections(self) -> list[dict[str, Any]]:
        """Give the sections in their order. Where several name one part, each takes its next piece."""
        made = []
        for place, (section, taken) in enumerate(share_out(sections_of(self.record, _ORDER), self._pieces()), 1):
            own = self.text(section.get("text"), below=2, place=("section", section["part"]))
            items = [*([{"kind": "text", "html": own}] if own else []), *taken]
            if items:
                made.append(self._section(section, place, items))
        return made

    def _section(self, section: Section, place: int, items: list[dict[str, Any]]) -> dict[str, Any]:
        heading = self.line(section.get("heading")) or self.say(f"part.{section['part']}")
        return {"id": f"section-{place}", "part": section["part"], "heading": heading, "items": items}

    def _pieces(self) -> dict[str, list[dict[str, Any]]]:
        pieces: dict[str, list[dict[str, Any]]] = {"key_findings": list(self._findings())}
        for part, kind in COMMENT_PARTS.items():
            pieces[part] = list(self._comments(kind))
        pieces["recommendations"] = list(self._recommendations())
        entries = self.record.get("distribution")
        pieces["distribution"] = [{"kind": "distribution", "entries": self._sent(entries)}] if entries else []
        return pieces

    def _findings(self) -> Iterator[dict[str, Any]]:
        for report in self.record["inspections"]:
            grades = [self._grade(grade) for grade in report.get("grades", [])]
            html = self.text(report.get("key_findings"), below=2, place=("key-findings", *self._report(report["id"])))
            if html or grades:
                title = self.line(report["title"]) if len(self._reports) > 1 else ""
                yield {"kind": "findings", "html": html, "grades": grades, "title": title}

    def _grade(self, grade: Grade) -> dict[str, Any]:
        cycle = self.code("grade_cycles", grade["cycle"]) if "cycle" in grade else ""
        return {"question": grade["question"], "title": self.code("grades", grade["grade"]), "of": cycle}

    def _comments(self, kind: str) -> Iterator[dict[str, Any]]:
        attachments = {item["id"]: item for item in self.record.get("attachments", [])}
        for place, comment in enumerate(self.record.get("comments", []), 1):
            if comment["kind"] == kind:
                yield {
                    "kind": "comment",
                    "id": f"comment-{place}",
                    "author": comment.get("author"),
                    "role": comment.get("role"),
                    "date": comment.get("date"),
                    "form": self.code("comment_forms", comment["form"]) if "form" in comment else "",
                    "attachment": self._attachment(attachments.get(comment.get("attachment", ""))),
                    "parts": list(self._parts_of_comment(comment.get("text"), (f"{slug(kind)}-comments",))),
                }

    def _parts_of_comment(self, text: Text | None, place: Place) -> Iterator[dict[str, Any]]:
        """Give a comment's text in pieces, with the recommendations that stand between them."""
        words, language = self._picked(text)
        start = 0
        for key, here, end in markers(words):
            if key in self._by_key and key not in self._shown:
                yield {"html": self._html(words[start:here], language, 3, place)}
                yield {"finding": self._finding(key)}
                start = end
        yield {"html": self._html(words[start:], language, 3, place)}

    def _recommendations(self) -> Iterator[dict[str, Any]]:
        """Give one piece for each report: its recommendations, and links to those that stand in a comment."""
        marked = set(self._shown)
        for place, report in enumerate(self.record["inspections"]):
            keys = [key for key, item in self._by_key.items() if report_position(self._reports, item) == place]
            if keys:
                yield {
                    "kind": "recommendations",
                    "title": self.line(report["title"]) if len(self._reports) > 1 else "",
                    "elsewhere": [(key, self._name(key)) for key in keys if key in marked],
                    "findings": [self._finding(key) for key in keys if key not in marked],
                }

    def _name(self, key: str) -> Markup:
        """Name a recommendation as people would: Recommendation 1, No. 12, Area for improvement."""
        item = self._by_key[key]
        kind, number = self.code("finding_kinds", item["kind"]), item.get("number", "")
        if number and not number[0].isdigit() and len(number) > 2:
            return self.say.quoted(number, self.record["language"])
        return Markup("{} {}").format(kind, number) if number else kind

    def _finding(self, key: str) -> dict[str, Any]:
        self._shown.add(key)
        item = self._by_key[key]
        place = self._place(item)
        report = self._reports[report_position(self._reports, item)]
        number = number_key(item["kind"], item.get("number"))
        across = f"/reports/{report}/recommendations/{number}" if number and "from_inspection" not in item else ""
        return {
            "id": f"recommendation-{key}",
            "name": self._name(key),
            "text": self.text(item.get("text"), below=3, place=place),
            "parts": [
                (part.get("label", ""), self.text(part["text"], below=3, place=(*place, "part", part.get("label", ""))))
                for part in item.get("parts", [])
            ],
            "addressees": [self.code("addressees", code) for code in item.get("addressees", [])],
            "theme": item.get("theme"),
            "time_limit": item.get("time_limit"),
            "earlier": self._earlier(item.get("from_inspection")),
            "answered_with": self._answered_with(item),
            "across": across,
            "answer": self._answer(item.get("answer"), place),
            "progress": [self._progress(entry, place) for entry in item.get("progress", [])],
        }

    def _place(self, item: Recommendation) -> Place:
        """Name the place of a recommendation by what stays: its kind, its printed number and, of several, its report.

        A number in two series, of two reports or kinds, is two places. Where there is no number, the finding's own
        words stand for it: to count would move every later place when another finding is put in.
        """
        report = self._report(self._reports[report_position(self._reports, item)])
        series = (*report, "earlier" if "from_inspection" in item else "", item["kind"])
        number = slug(item.get("number"))
        if number:
            return f"recommendation-{number[:_LONGEST_NUMBER].strip('-')}", *series, number
        words, _language = chosen(item.get("text"), self.record["language"], self.record["language"])
        return slug(item["kind"]), *series, digest(words)

    def _report(self, name: str) -> Place:
        """Name a report where there are several. The only one needs no name, so that a wrong id can be mended."""
        return (name,) if len(self._reports) > 1 else ()

    def _answered_with(self, item: Recommendation) -> tuple[str, Markup] | None:
        """Find the recommendation whose answer serves this one too. The rules have made sure that there is one."""
        other = where_answered(item, list(self._by_key.values()))
        key = next((key for key, one in self._by_key.items() if one is other), None)
        return (key, self._name(key)) if key else None

    def _earlier(self, report: EarlierInspection | None) -> dict[str, Any] | None:
        if report is None:
            return None
        return {**report, "title": self.line(report["title"]) if "title" in report else report.get("as_printed", "")}

    def _answer(self, answer: Answer | None, place: Place) -> dict[str, Any] | None:
        if answer is None:
            return None
        fields = ("body_action", "force_action", "no_action_reason")
        texts: Mapping[str, Any] = answer
        made = {name: self.text(texts.get(name), below=4, place=(*place, name)) for name in fields}
        acceptance = answer.get("acceptance")
        return made | {
            "acceptance": self.code("acceptance", acceptance) if acceptance else "",
            "owner": answer.get("owner"),
            "target_date": answer.get("target_date"),
        }

    def _progress(self, entry: ProgressEntry, place: Place) -> dict[str, Any]:
        reporter = entry.get("reported_by")
        return {
            **entry,
            "status": self.code("progress_statuses", entry["status"]),
            "reported_by": self.code("progress_reporters", reporter) if reporter else "",
            "note": self.text(entry.get("note"), below=4, place=(*place, "progress", entry["date"])),
            "evidence_url": web_address(entry.get("evidence_url")),
        }

    def _sent(self, entries: list[DistributionEntry]) -> list[dict[str, Any]]:
        return [{**entry, "title": self.code("recipients", entry["recipient"])} for entry in entries]

    def _attachment(self, item: Attachment | None) -> dict[str, Any] | None:
        if item is None:
            return None
        address = web_address(item.get("url")), web_address(item.get("archived_url"))
        return {
            **item,
            "title": self.line(item.get("title")) or item["id"],
            "url": address[0],
            "archived_url": address[1],
        }

    def attachments(self) -> list[dict[str, Any]]:
        """Give the documents that belong to the response."""
        return [made for item in self.record.get("attachments", []) if (made := self._attachment(item))]

    def code(self, codelist: str, code: str) -> Markup:
        """Give a code's title; the code itself where the list lacks it."""
        row = self._codes[codelist].get(code, {"title": code, "title_cy": None})
        return self.say.title(row["title"], row["title_cy"])

    def line(self, text: Text | None) -> Markup:
        """Give a short text as it is, marked with its language where that isn't the page's."""
        words, language = self._picked(text)
        if not words or language == self.language:
            return escape(words)
        return Markup('<span lang="{}">{}</span>').format(language, words)

    def text(self, text: Text | None, *, below: int, place: Place = ()) -> Markup:
        """Give a long text as safe HTML, marked with its language where that isn't the page's.

        With a `place` its paragraphs can be cited.
        """
        words, language = self._picked(text)
        return self._html(words, language, below, place)

    def _html(self, words: str, language: str, below: int, place: Place) -> Markup:
        if not words.strip():
            return Markup("")
        html = markdown_html.html(words, below=below)
        html = self._paragraphs.addressed(html, place) if place else html
        if language == self.language:
            return Markup('<div class="text">') + html + Markup("</div>")
        return Markup('<div class="text" lang="{}">{}</div>').format(language, html)

    def _picked(self, text: Text | None) -> tuple[str, str]:
        """Choose the text in the wanted language, or else in one that there is, and say which."""
        return chosen(text, self.language, self.record["language"])


def web_address(address: str | None) -> str:
    """Give an address that a browser may follow, or nothing: never javascript: or data:."""
    return address if address and address.lower().startswith(("https://", "http://")) else ""

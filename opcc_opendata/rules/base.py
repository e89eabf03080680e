"""What every rule takes and gives: a record, findings, and the way from a finding to a problem."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import cached_property, lru_cache
from typing import Any, Final, NamedTuple

import orjson

from opcc_opendata import statute
from opcc_opendata.calendars import last_day_begun
from opcc_opendata.problems import Code, Pointer, Problem, Severity, json_pointer
from opcc_opendata.rules.register import Register
from opcc_opendata.yaml_reader import Document

Span = tuple[date, date]

_SHOWN_LENGTH: Final = 60
_ASCII: Final = bytes(range(128))
_LANGUAGES: Final = ("en", "cy")
_STAGES_THAT_ANSWER: Final = ("full", "correction")


class Violation(NamedTuple):
    """What a rule found: where, what, and what to do. The key is put before the message later.

    `at` is the line and column, where these are known better than from the pointer.
    """

    pointer: Pointer
    message: str
    hint: str
    key: bool = False
    at: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A kind of problem and the function that looks for it in a record that follows the schema."""

    code: Code
    check: Callable[[RuleRecord], Iterable[Violation]]


class DatedReport(NamedTuple):
    """A report that a record answers, whose date is known: its position, the date as written, and what it may mean."""

    position: int
    published: str
    days: Span


class RuleRecord:
    """A record that follows the schema, with what several rules want of it.

    `place` is the path below the project's `records/` or `drafts/`, part by part, or None for a file that lies in
    neither: it has no place to agree with. `is_draft` says that it lies in `drafts/`, and so is not published.
    """

    def __init__(
        self, document: Document, register: Register, place: Sequence[str] | None = None, *, is_draft: bool = False
    ) -> None:
        data = document.data or {}
        self.document = document
        self.register = register
        self.place = place
        self.is_draft = is_draft
        self.data: Mapping[str, Any] = data
        self.id: str = data["id"]
        self.force: str = data["force"]
        self.inspections: Sequence[Mapping[str, Any]] = data["inspections"]
        self.comments: Sequence[Mapping[str, Any]] = data.get("comments", ())
        self.recommendations: Sequence[Mapping[str, Any]] = data.get("recommendations", ())
        self.attachments: Sequence[Mapping[str, Any]] = data.get("attachments", ())
        self.dates: Mapping[str, str] = data.get("dates", {})
        self.is_index = "index_record" in data
        self.answers_the_report = data.get("stage") in _STAGES_THAT_ANSWER

    @cached_property
    def reports(self) -> tuple[DatedReport, ...]:
        """Give the reports whose date is known. One that is still to come is wrong by itself, and says nothing."""
        known = ((n, one.get("published")) for n, one in enumerate(self.inspections))
        begun = last_day_begun()
        return tuple(
            DatedReport(n, text, days) for n, text in known if text and (days := bounds(text)) and days[0] <= begun
        )

    @cached_property
    def last_report(self) -> DatedReport | None:
        """Give the latest of the reports: a response to all of them can't be older."""
        return max(self.reports, key=lambda report: report.days, default=None)

    @cached_property
    def first_report(self) -> DatedReport | None:
        """Give the earliest of the reports, where all their dates are known."""
        if len(self.reports) < len(self.inspections):
            return None
        return min(self.reports, key=lambda report: report.days, default=None)

    @cached_property
    def response_text(self) -> str | None:
        """Give the date that says best when the response was made: its publication, or else its letter."""
        return self.dates.get("published") or self.dates.get("letter")

    @cached_property
    def json(self) -> bytes:
        """Give the record as JSON: one run of bytes, in which to look for what hardly any record has."""
        return orjson.dumps(self.data)

    @cached_property
    def not_ascii(self) -> bytes:
        """Give the characters of the record that are not ASCII, one after the other in UTF-8: few, and quickly seen."""
        return self.json.translate(None, _ASCII)

    @cached_property
    def every_date(self) -> tuple[tuple[Pointer, str], ...]:
        """Give all dates that stand in the record as dates, each with its place."""
        return tuple(_dates(self.data))

    def texts(self) -> Iterator[tuple[Pointer, str]]:
        """Give all that is written in the record, but for addresses, codes and checksums, each text with its place."""
        return _texts(self.data, ())


_Keys = tuple[tuple[str, tuple[str, ...]], ...]

_DATES_OF_PARTS: Final[_Keys] = (
    ("dates", ("published", "letter", "chief_officer_invited", "chief_officer_answered")),
    ("withdrawal", ("withdrawn_on",)),
    ("source", ("accessed_on",)),
)
_DATES_OF_ITEMS: Final[_Keys] = (
    ("inspections", ("published", "inspected")),
    ("comments", ("date",)),
    ("distribution", ("sent_on",)),
)


def _dates(data: Mapping[str, Any]) -> Iterator[tuple[Pointer, str]]:
    for name, keys in _DATES_OF_PARTS:
        part = data.get(name, {})
        for key in keys:
            if key in part:
                yield (name, key), part[key]
    for name, keys in _DATES_OF_ITEMS:
        for n, one in enumerate(data.get(name, ())):
            for key in keys:
                if key in one:
                    yield (name, n, key), one[key]
    for n, one in enumerate(data.get("recommendations", ())):
        yield from _dates_of_recommendation(n, one)


def _dates_of_recommendation(n: int, one: Mapping[str, Any]) -> Iterator[tuple[Pointer, str]]:
    for part, key in (("answer", "target_date"), ("from_inspection", "published")):
        inner = one.get(part)
        if inner is not None and key in inner:
            yield ("recommendations", n, part, key), inner[key]
    for m, entry in enumerate(one.get("progress", ())):
        for key in ("date", "revised_target_date"):
            if key in entry:
                yield ("recommendations", n, "progress", m, key), entry[key]


_NOT_WORDS: Final = frozenset(
    ["schema_version", "id", "url", "archived_url", "evidence_url", "sha256", "file", "stage"]
)
"""The keys of what nobody writes as words, and in which chance digits could look like a telephone number."""


def _texts(value: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    if isinstance(value, str):
        yield pointer, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            if key not in _NOT_WORDS or not isinstance(inner, str):
                yield from _texts(inner, (*pointer, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from _texts(inner, (*pointer, position))


@lru_cache(maxsize=8192)
def bounds(text: str | None) -> Span | None:
    """Give the first and last day that a date may mean, or None for one that is unknown or in no calendar."""
    try:
        return statute.span(text) if text else None
    except ValueError:
        return None


def is_before(text: str | None, days: Span) -> bool:
    """Tell if a date is certainly before another: each day that it may mean is before each that the other may."""
    here = bounds(text)
    return here is not None and here[1] < days[0]


def when(text: str) -> str:
    """Write a date with the word that goes before it: "on 2019-04-23", "in 2019-04"."""
    return f"on {text}" if len(text) == len("2019-04-23") else f"in {text}"


def quote(text: str) -> str:
    """Write a text in quotes, on one line and cut if it is long."""
    line = " ".join(text.split())
    return f'"{line if len(line) <= _SHOWN_LENGTH else line[: _SHOWN_LENGTH - 1] + "…"}"'


def each_language(text: Any, pointer: Pointer) -> Iterator[tuple[Pointer, str]]:
    """Give a text, or each of the texts of a map by language, with its place."""
    if isinstance(text, str):
        yield pointer, text
    elif isinstance(text, dict):
        for language, words in text.items():
            yield (*pointer, language), words


def problem(document: Document, code: Code, finding: Violation) -> Problem:
    """Make a problem of what a rule found. Its message begins with the key that it is about."""
    pointer = finding.pointer
    line, column = finding.at or document.locate(pointer, key=finding.key)
    return make_problem(code, (document.path, line, column), pointer, finding.message, finding.hint)


def make_problem(code: Code, place: tuple[str, int, int], pointer: Pointer, message: str, hint: str) -> Problem:
    """Make a problem whose place is known."""
    key = next((part for part in reversed(pointer) if isinstance(part, str) and part not in _LANGUAGES), None)
    text = f"{key}: {message}" if key else message
    return Problem(*place, code.code, code.severity, text, hint, json_pointer(pointer))


def apply(rules: Iterable[Rule], record: RuleRecord) -> list[Problem]:
    """Look for every rule's problem in a record."""
    document = record.document
    return [problem(document, rule.code, finding) for rule in rules for finding in rule.check(record)]


def apply_to_part(rules: Iterable[Rule], record: RuleRecord) -> list[Problem]:
    """Look for every rule's problem in what is left of a record without its wrong values.

    A rule that needs a key which is missing says nothing: the schema has told of the key.
    """
    found: list[Problem] = []
    for rule in rules:
        with suppress(KeyError):
            found += apply((rule,), record)
    return found


def error(code: str, title: str, explanation: str, bad: str, good: str, source: str = "") -> Code:
    """Make the code of something that contradicts itself."""
    return Code(code, Severity.ERROR, title, explanation, bad, good, source)


def warning(code: str, title: str, explanation: str, bad: str, good: str, source: str = "") -> Code:
    """Make the code of something that is published, with a word about it."""
    return Code(code, Severity.WARNING, title, explanation, bad, good, source)

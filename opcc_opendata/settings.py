"""What a project's settings say: its title, its coverage, why some bodies owe no response, what there is at least.

They are in `opcc.yml`, which people write by hand. Whatever is wrong in it becomes a problem with its line.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.problems import Code, Pointer, Problem, Severity, json_pointer
from opcc_opendata.suggestions import did_you_mean

if TYPE_CHECKING:
    from opcc_opendata.yaml_reader import Document

SETTINGS: Final = "opcc.yml"


@dataclass(frozen=True, slots=True)
class Coverage:
    """A claim to hold every response of a body to the reports published from one day to another.

    `start` is the first such day and `end` the last; without an `end` the claim goes on. Only within it may silence be
    called outstanding or overdue.
    """

    policing_body: str
    start: str
    end: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class NonResponseReason:
    """Why a force has no response of its own to a report: a code of silence_reasons.csv, and what covers it."""

    force: str
    inspection: str
    reason: str
    covered_by: str | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who publishes this copy of the data, and how to reach them. Every part may be missing.

    `contact` is the address of a page with a form; `days` is the number of days in which a question is answered.
    """

    name: str | None = None
    email: str | None = None
    contact: str | None = None
    telephone: str | None = None
    address: str | None = None
    website: str | None = None
    days: str | None = None


@dataclass(frozen=True, slots=True)
class Settings:
    """What opcc.yml says. Entries with a problem are left out, so that nothing is claimed by mistake.

    `policing_body` is the body whose office keeps the project, where it is one office's.
    `unseen_from` are, in a dataset that was gathered from several offices, the bodies whose office may have published
    what nobody here has seen, each with the first day (year-month-day) of which that is so; None stands for every day.
    `welsh_read` is the version of the site's Welsh words that a speaker of Welsh has read, if one has.
    `document`, with the place of each entry that was kept, is for what can only be checked with the codelists.
    """

    title: str | None = None
    policing_body: str | None = None
    coverage: tuple[Coverage, ...] = ()
    silences: tuple[NonResponseReason, ...] = ()
    at_least: Mapping[str, int] = field(default_factory=dict)
    publisher: Publisher = field(default_factory=Publisher)
    problems: tuple[Problem, ...] = ()
    coverage_places: tuple[Pointer, ...] = ()
    silence_places: tuple[Pointer, ...] = ()
    welsh_read: str | None = None
    document: Document | None = field(default=None, repr=False, compare=False)
    unseen_from: Mapping[str, str | None] = field(default_factory=dict)


def _code(code: str, title: str, explanation: str, bad: str, good: str) -> Code:
    return Code(code, Severity.ERROR, title, explanation, bad, good)


_COVERAGE_SAMPLE: Final = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n"

UNKNOWN_KEY = _code(
    "R380",
    "opcc.yml: a key that does not exist",
    "The settings are title, policing_body, publisher, coverage, silences, at_least and welsh_read. A key with another "
    "name would have no effect.",
    "covrage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n",
    _COVERAGE_SAMPLE,
)
MISSING_KEY = _code(
    "R381",
    "opcc.yml: a key that is needed is missing",
    "A coverage needs policing_body and from. A silence needs force, inspection and reason, and where the reason is "
    "covered_by, the id of the response that covers it. A covered_by goes with no other reason.",
    "coverage:\n  - policing_body: norfolk-pcc\n",
    _COVERAGE_SAMPLE,
)
WRONG_KIND = _code(
    "R382",
    "opcc.yml: a value of the wrong kind",
    "title, policing_body, welsh_read, note and the like are texts. coverage and silences are lists, in which each "
    "item has keys. "
    "at_least has keys with whole numbers, and a percentage is at most 100. publisher has keys with texts: an email "
    "has one @ and no blank, and an address on the web begins with https:// or http://.",
    "coverage: norfolk-pcc\n",
    _COVERAGE_SAMPLE,
)
WRONG_DATE = _code(
    "R383",
    "opcc.yml: a date that is not a date",
    "from and to are whole dates, as year-month-day. A claim to be complete has to begin on a day.",
    "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019\n",
    _COVERAGE_SAMPLE,
)
AT_ODDS = _code(
    "R384",
    "opcc.yml: entries that contradict each other",
    "The to of a coverage is not before its from, and two periods of one body share no day. A force has one reason for "
    "a report to which no response is owed.",
    "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n    to: 2018-01-01\n",
    "coverage:\n  - policing_body: norfolk-pcc\n    from: 2018-01-01\n    to: 2019-01-01\n",
)

CODES: tuple[Code, ...] = (UNKNOWN_KEY, MISSING_KEY, WRONG_KIND, WRONG_DATE, AT_ODDS)
"""Every code that reading the settings can give."""

_TOP_KEYS: Final = ("title", "policing_body", "publisher", "coverage", "silences", "at_least", "welsh_read")
_PUBLISHER_KEYS: Final = tuple(one.name for one in fields(Publisher))
_EMAIL: Final = re.compile(r"[^\s@<>?&\"]{1,64}@[^\s@<>?&\"]{1,190}")
_WEB: Final = re.compile(r"https?://[^\s<>\"]{1,500}")
_MOST_LETTERS: Final = 500
_COVERAGE_KEYS: Final = {"policing_body": True, "from": True, "to": False, "note": False}
_SILENCE_KEYS: Final = {"force": True, "inspection": True, "reason": True, "covered_by": False, "note": False}
"""The keys of an entry, and whether each is needed."""

_DATES: Final = frozenset(["from", "to"])

PERCENT: Final = "percent_with_publication_date"
_MINIMUMS: Final = ("responses", "forces", "recommendations", PERCENT)
"""The keys of `at_least`."""

_MOST: Final = 1_000_000_000

_MOST_COMMENTS: Final = 100_000
"""Bytes."""


def read_settings(root: Path) -> Settings:
    """Read opcc.yml. A project without one claims nothing. This never raises for what is in the file."""
    path = root / SETTINGS
    if not os.path.lexists(path) or _holds_nothing(path, root):
        return Settings()
    from opcc_opendata.yaml_reader import read_file  # most projects have no settings, and YAML is slow to import

    return settings_of(read_file(path, SETTINGS, root))


def settings_of(document: Document) -> Settings:
    """Give what a file of settings says that was read already. This never raises for what is in it."""
    if document.data is None:
        return Settings(problems=document.problems, document=document)
    return _Reading(document).settings()


def _holds_nothing(path: Path, root: Path) -> bool:
    """Tell if the settings are only comments. A record can't be, but settings may: they claim nothing."""
    try:
        lines = files.read_bytes(path, _MOST_COMMENTS, root).splitlines()
    except UnreadableFileError:
        return False  # reading it as settings says why
    return all(not line.strip() or line.lstrip().startswith(b"#") for line in lines)


class _Reading:
    """One reading of opcc.yml: what is right is kept, and what is wrong becomes a problem with its line."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._problems = list(document.problems)

    def settings(self) -> Settings:
        data = self._document.data or {}
        self._unknown_keys(data, _TOP_KEYS, ())
        title, body, welsh = (self._text(data, key, ()) for key in ("title", "policing_body", "welsh_read"))
        coverage = list(self._entries(data, "coverage", _COVERAGE_KEYS, self._coverage))
        silences = list(self._entries(data, "silences", _SILENCE_KEYS, self._silence))
        coverage = self._without_overlaps(coverage)
        self._look_for_other_reasons(silences)
        at_least = self._minimums(data.get("at_least", {}))
        publisher = self._publisher(data.get("publisher", {}))
        return Settings(
            title,
            body,
            tuple(entry for _, entry in coverage),
            tuple(entry for _, entry in silences),
            at_least,
            publisher,
            tuple(sorted(self._problems)),
            tuple(place for place, _ in coverage),
            tuple(place for place, _ in silences),
            welsh,
            self._document,
        )

    def _problem(self, code: Code, place: Pointer, message: str, hint: str, *, key: bool = False) -> None:
        line, column = self._document.locate(place, key=key)
        where = (self._document.path, line, column)
        self._problems.append(Problem(*where, code.code, code.severity, message, hint, json_pointer(place)))

    def _unknown_keys(self, data: Mapping[str, Any], known: Iterable[str], place: Pointer) -> bool:
        unknown = [key for key in data if key not in known]
        for key in unknown:
            hint = did_you_mean(key, known, f"The keys here are {', '.join(known)}.")
            self._problem(UNKNOWN_KEY, (*place, key), f"{key}: there is no such setting.", hint, key=True)
        return not unknown

    def _text(self, data: Mapping[str, Any], key: str, place: Pointer) -> str | None:
        value = data.get(key)
        if value is None or (isinstance(value, str) and value.strip()):
            return value
        self._problem(WRONG_KIND, (*place, key), f"{key}: this is not a text.", "Write a text.", key=True)
        return None

    def _entries(
        self,
        data: Mapping[str, Any],
        name: str,
        keys: Mapping[str, bool],
        make: Callable[[Mapping[str, Any], Pointer], Any],
    ) -> Iterable[tuple[Pointer, Any]]:
        """Give each entry of a list that has nothing wrong with it, and its place."""
        entries = data.get(name, [])
        if not isinstance(entries, list):
            hint = "Begin each item on a line of its own, with a hyphen. Leave the key out if there is none."
            self._problem(WRONG_KIND, (name,), f"{name}: this is not a list.", hint, key=True)
            return
        for position, entry in enumerate(entries):
            place = (name, position)
            if not isinstance(entry, dict):
                self._problem(WRONG_KIND, place, f"{name}: this item has no keys.", f"Its keys are {', '.join(keys)}.")
                continue
            before = len(self._problems)
            self._unknown_keys(entry, keys, place)
            self._needed(entry, keys, place)
            for key in keys.keys() - _DATES:
                self._text(entry, key, place)
            made = make(entry, place) if len(self._problems) == before else None
            if len(self._problems) == before:
                yield place, made

    def _needed(self, entry: Mapping[str, Any], keys: Mapping[str, bool], place: Pointer) -> None:
        for key, needed in keys.items():
            if needed and key not in entry:
                self._problem(MISSING_KEY, place, f"{key}: this is missing.", f"Add {key} to the item.")

    def _coverage(self, entry: Mapping[str, Any], place: Pointer) -> Coverage:
        start, end = entry["from"], entry.get("to")
        dates_are_right = [self._date(entry, key, place) for key in ("from", "to") if key in entry]
        if all(dates_are_right) and end is not None and end < start:
            message = f"to: {end} is before {start}, the day on which the period begins."
            self._problem(AT_ODDS, (*place, "to"), message, "Check both dates.")
        return Coverage(entry["policing_body"], start, end, entry.get("note"))

    def _date(self, entry: Mapping[str, Any], key: str, place: Pointer) -> bool:
        if isinstance(entry[key], str) and _is_whole_date(entry[key]):
            return True
        message = f'{key}: "{entry[key]}" is not a whole date.'
        self._problem(WRONG_DATE, (*place, key), message, "Write it as 2019-02-26.")
        return False

    def _minimums(self, minimums: Any) -> dict[str, int]:
        if not isinstance(minimums, dict):
            hint = f"Write under it what there is at least: {', '.join(_MINIMUMS)}."
            self._problem(WRONG_KIND, ("at_least",), "at_least: this has no keys.", hint, key=True)
            return {}
        self._unknown_keys(minimums, _MINIMUMS, ("at_least",))
        kept = {}
        for key, number in minimums.items():
            if key not in _MINIMUMS:
                continue
            if type(number) is int and 0 <= number <= (100 if key == PERCENT else _MOST):
                kept[key] = number
            else:
                message = f"{key}: this is not a whole number that can be reached."
                self._problem(WRONG_KIND, ("at_least", key), message, "Write a number, such as 10, without quotes.")
        return kept

    def _publisher(self, given: Any) -> Publisher:
        if not isinstance(given, dict):
            hint = f"Write under it who publishes the data: {', '.join(_PUBLISHER_KEYS)}."
            self._problem(WRONG_KIND, ("publisher",), "publisher: this has no keys.", hint, key=True)
            return Publisher()
        self._unknown_keys(given, _PUBLISHER_KEYS, ("publisher",))
        kept = {}
        for key in _PUBLISHER_KEYS:
            value = str(given[key]) if type(given.get(key)) is int else self._text(given, key, ("publisher",))
            if value is None:
                continue
            rule, hint = {
                "email": (_EMAIL, "Write an email address, such as opcc@example.org."),
                "contact": (_WEB, "Write the address of a page, such as https://www.example.org/contact."),
                "website": (_WEB, "Write the address of a site, such as https://www.example.org."),
                "days": (re.compile("[0-9]{1,3}"), "Write a number of days, such as 10."),
            }.get(key, (re.compile(r"[\s\S]*"), ""))
            if len(value) <= _MOST_LETTERS and rule.fullmatch(value):
                kept[key] = value
            else:
                hint = hint or f"Write at most {_MOST_LETTERS} letters."
                self._problem(WRONG_KIND, ("publisher", key), f"{key}: this is not what stands there.", hint)
        return Publisher(**kept)

    def _silence(self, entry: Mapping[str, Any], place: Pointer) -> NonResponseReason:
        reason, covered_by = entry["reason"], entry.get("covered_by")
        if reason == "covered_by" and covered_by is None:
            hint = "Add covered_by with the id of that response."
            self._problem(MISSING_KEY, place, "covered_by: the reason is that a response covers it; which?", hint)
        if reason != "covered_by" and covered_by is not None:
            hint = "Make the reason covered_by, or delete the key."
            message = f"covered_by: this does not go with the reason {reason}."
            self._problem(MISSING_KEY, (*place, "covered_by"), message, hint, key=True)
        return NonResponseReason(entry["force"], entry["inspection"], reason, covered_by, entry.get("note"))

    def _without_overlaps(self, coverage: list[tuple[Pointer, Coverage]]) -> list[tuple[Pointer, Coverage]]:
        kept: list[tuple[Pointer, Coverage]] = []
        for place, entry in coverage:
            if any(_overlap(entry, other) for _, other in kept):
                message = f"policing_body: this period of {entry.policing_body} overlaps one above it."
                self._problem(AT_ODDS, (*place, "policing_body"), message, "Make one period of the two.")
            else:
                kept.append((place, entry))
        return kept

    def _look_for_other_reasons(self, silences: list[tuple[Pointer, NonResponseReason]]) -> None:
        """Tell of another reason for a force and a report that have one above. The same reason again does no harm."""
        kept: dict[tuple[str, str], NonResponseReason] = {}
        for place, entry in silences:
            first = kept.setdefault((entry.force, entry.inspection), entry)
            if (entry.reason, entry.covered_by) != (first.reason, first.covered_by):
                message = f"reason: above, another is given for {entry.force} and {entry.inspection}: {first.reason}."
                self._problem(AT_ODDS, (*place, "reason"), message, "Keep the one that is so, and delete the other.")


def _overlap(one: Coverage, other: Coverage) -> bool:
    same = one.policing_body == other.policing_body
    return same and one.start <= (other.end or "9999") and other.start <= (one.end or "9999")


@lru_cache(maxsize=256)
def _is_whole_date(text: str) -> bool:
    if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) is None:
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True

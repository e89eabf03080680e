"""Small questions about one record's data, which several parts ask."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final, cast

from opcc_opendata.record_types import ProgressEntry, Recommendation, Record, Text

MONTHS: Final = {
    "en": [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ],
    "cy": [
        "Ionawr",
        "Chwefror",
        "Mawrth",
        "Ebrill",
        "Mai",
        "Mehefin",
        "Gorffennaf",
        "Awst",
        "Medi",
        "Hydref",
        "Tachwedd",
        "Rhagfyr",
    ],
}
"""The names of the months by language, as documents and pages print them."""

NOT_PLACED: Final = "Not placed"
"""The heading under which a draft keeps the words of a document for which the importer found no place."""

CLOSED: Final = ("reported_complete", "verified_closed_by_inspectorate", "superseded", "not_to_be_actioned")
"""The statuses of progress after which nothing more is to come."""

COMPLETE: Final = ("reported_complete", "verified_closed_by_inspectorate")
"""The statuses of progress that call an action complete."""

SAYS_NOTHING: Final = "unknown"
"""The status of progress that says nothing new: the newest report that does say how far it is still holds."""

NOTHING_TO_COME: Final = ("not_accepted", "not_applicable", "already_done")
"""What an answer says where it promises nothing, even if it gives a date."""

_NOT_IN_KEYS = re.compile("[^a-z0-9]+")
_DATE: Final = re.compile("([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


_ORDINALS: Final = {1: "st", 2: "nd", 3: "rd"}


def date_in_words(date: str, language: str = "en", *, ordinal: bool = False) -> str:
    """Write a date in words, as precise as it is: 2019, April 2019, 22 April 2019 or, in English, 22nd April 2019."""
    found = _DATE.fullmatch(date)
    if not found:
        return date
    year, month, day = found.groups()
    parts = [f"{int(day)}{_ordinal(int(day)) if ordinal and language == 'en' else ''}"] if day else []
    parts += [MONTHS[language][int(month) - 1]] if month and 1 <= int(month) <= 12 else []
    return " ".join([*parts, year])


def _ordinal(day: int) -> str:
    return "th" if 10 < day < 14 else _ORDINALS.get(day % 10, "th")


_LEFT: Final = (
    *("schema_version", "id", "index_record", "language", "title", "force", "policing_body", "stage", "related"),
    *("inspections", "dates", "withdrawal"),
)
_LEFT_OF_A_REPORT: Final = ("id", "title", "published", "type", "applies", "forces_covered")


def public_part(record: Record) -> Record:
    """Give what may be published of a record: all of it, or of a withdrawn one only the fact that there was one.

    That is what it was called, whose it was, which report it answered and when, and when and why it was withdrawn. The
    office took its words back, so nothing that is made from the records may hold them.
    """
    if "withdrawal" not in record:
        return record
    left = {key: value for key, value in record.items() if key in _LEFT}
    left["inspections"] = [
        {key: value for key, value in report.items() if key in _LEFT_OF_A_REPORT} for report in record["inspections"]
    ]
    return cast(Record, left)


def recommendation_keys(record: Record) -> tuple[str, ...]:
    """Give each recommendation its key, by which texts and web addresses point to it: `#recommendation-KEY`.

    The key is the printed number in small letters with hyphens, or the place in the list where there is no number. In
    a record on several reports the report's place and a hyphen stand before it. Keys are unique: one that is already
    taken gets `-2`, `-3` and so on. Printed numbers are served first, of recommendations before those of other kinds,
    so that a key made of a number stays what it is when another finding is put before it.
    """
    recommendations = record.get("recommendations", [])
    wanted = [_wanted_key(record, position) for position in range(len(recommendations))]
    keys = dict.fromkeys(range(len(wanted)), "")
    taken: set[str] = set()

    def turn(position: int) -> tuple[bool, bool, str]:
        kind = recommendations[position].get("kind", "")  # a draft may lack it
        return not slug(recommendations[position].get("number", "")), kind != "recommendation", kind

    for position in sorted(keys, key=turn):
        keys[position] = _first_free(wanted[position], taken)
        taken.add(keys[position])
    return tuple(keys.values())


def recommendation_key(record: Record, position: int) -> str:
    """Give the key of one recommendation by its zero-based place. See `recommendation_keys`."""
    return recommendation_keys(record)[position]


def _wanted_key(record: Record, position: int) -> str:
    recommendation = record["recommendations"][position]
    key = slug(recommendation.get("number", "")) or str(position + 1)
    reports = [inspection["id"] for inspection in record["inspections"]]
    if len(reports) == 1:
        return key
    return f"{report_position(reports, recommendation) + 1}-{key}"


def report_position(reports: list[str], recommendation: Recommendation) -> int:
    """Find which report a recommendation stands in: its zero-based place, the first where it isn't said."""
    report = recommendation.get("inspection")
    return reports.index(report) if report in reports else 0


@lru_cache(maxsize=8192)
def slug(words: str | None) -> str:
    """Make the part of an id or an address that stands for words: "Recommendation 1 (a)" → recommendation-1-a."""
    return _NOT_IN_KEYS.sub("-", (words or "").lower()).strip("-")


def number_key(kind: str, number: str | None) -> str:
    """Say by what a finding is the same as another of its report, however its number is printed; "" without a number.

    A recommendation's is its number: 1. Findings of other kinds are counted from 1 by themselves, so theirs has the
    kind too: area-for-improvement-1.
    """
    of_kind = slug(kind) + "-"
    key = slug(number).removeprefix(of_kind)
    return key if kind == "recommendation" or not key else of_kind + key


def finding_name(finding: Recommendation, key: str) -> str:
    """Name a finding in a sentence, by its kind and number: area for improvement 1. Without a number, its key stands.

    A number that is printed with words, as in "Recommendation 1", is a name by itself.
    """
    number = finding.get("number") or key
    return f"{finding['kind'].replace('_', ' ')} {number}" if number[0].isdigit() else number


def _first_free(key: str, taken: set[str]) -> str:
    candidates: Iterator[str] = (key if n == 1 else f"{key}-{n}" for n in range(1, len(taken) + 2))
    return next(candidate for candidate in candidates if candidate not in taken)


def texts_of(text: Text | None, record_language: str) -> dict[str, str]:
    """Give a text by language."""
    if text is None:
        return {}
    return dict(text) if isinstance(text, dict) else {record_language: text}


def in_language(text: Text | None, language: str, record_language: str) -> str | None:
    """Give a text in one language, or None where it isn't there in that language."""
    return texts_of(text, record_language).get(language)


def chosen(text: Text | None, language: str, record_language: str) -> tuple[str, str]:
    """Choose a text in one language, or in the record's, or in whichever there is, and say which: no text is lost."""
    texts = texts_of(text, record_language)
    language = next((name for name in (language, record_language, *texts) if texts.get(name)), record_language)
    return texts.get(language, ""), language


def in_any_language(text: Text | None, language: str, record_language: str) -> str | None:
    """Give a text in one language, or in the record's, or in whichever there is: better foreign than lost."""
    return chosen(text, language, record_language)[0] or None


def how_it_stands(progress: Sequence[ProgressEntry]) -> ProgressEntry | None:
    """Give the newest entry that says how far it is, or the newest where none does.

    They stand oldest first, as far as their dates tell (R224).
    """
    telling = [entry for entry in progress if entry["status"] != SAYS_NOTHING]
    return next(reversed(telling or progress), None)


def target_date(recommendation: Recommendation) -> str | None:
    """Give the date promised last: the newest revised one, or the answer's own."""
    moved = [one["revised_target_date"] for one in recommendation.get("progress", ()) if "revised_target_date" in one]
    return moved[-1] if moved else recommendation.get("answer", {}).get("target_date")


SYMBOL_FONT_SIGNS: Final = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf052": "☑",
    "\uf0a8": "☐",
    "\uf06f": "☐",
    "\uf0a3": "☐",
}
"""What Word's Symbol and Wingdings fonts show for the private-use characters that people paste most."""

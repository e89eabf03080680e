"""Timeliness in words, and what it rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata.site.dates import date
from opcc_opendata.site.i18n import Words

DAYS: Final = 56
_LATER: Final = ("correction", "update")
"""Stages of a response that comes after another, and so isn't late."""

_FULL: Final = ("full", "not_stated")


def judged(rows: Sequence[dict[str, Any]], say: Words) -> list[dict[str, Any]]:
    """Add to rows of the view `timeliness` the words, and the verdict as a reader may take it.

    The rows hold every response of a force to a report, so that a later version is not called late: another one may
    have been in time.
    """
    perhaps = {_what(row) for row in rows if row["stage"] != "holding" and row["timeliness"] != "late"}
    made = []
    for row in rows:
        later = row["timeliness"] == "late" and (row["stage"] in _LATER or _what(row) in perhaps)
        made.append(row | {"words": in_words(row, say, later=later), "verdict": "" if later else row["timeliness"]})
    return made


def counted(rows: Sequence[dict[str, Any]]) -> Counter[str]:
    """Count the verdicts of judged rows: of full responses that were not withdrawn, and of no later version."""
    return Counter(
        row["verdict"] for row in rows if row["stage"] in _FULL and row["verdict"] and not row["withdrawn_on"]
    )


def _what(row: dict[str, Any]) -> tuple[str, str]:
    return row["force"], row["inspection"]


def in_words(row: dict[str, Any], say: Words, *, later: bool = False) -> Markup:
    """Say of one row of the view `timeliness` whether the response was in time, and which date that rests on."""
    values = {
        "day": row["day_number"],
        "late": row["days_late"],
        "days": DAYS,
        "last": date(row["last_lawful_day"], say.language),
        "letter": date(row["letter_date"], say.language),
        "published": date(row["response_published"], say.language),
    }
    return say("timely.later_version" if later else _key(row), **values)


def _key(row: dict[str, Any]) -> str:
    verdict = row["timeliness"]
    if verdict in ("on_time", "late"):
        exact = row["day_number"] is not None and row["last_lawful_day"]
        key = f"timely.{verdict}" if exact else f"timely.{verdict}_about"
        return key + "_one" if key == "timely.late" and row["days_late"] == 1 else key
    if verdict == "does_not_apply":
        return "timely.does_not_apply"
    if not row["report_published"]:
        return "timely.no_report_date"
    if row["rests_on"] == "letter":
        return "timely.letter_day" if row["day_number"] is not None else "timely.letter"
    return "timely.no_date" if row["rests_on"] == "unknown" else "timely.imprecise"

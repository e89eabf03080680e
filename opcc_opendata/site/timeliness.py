"""Timeliness in words, and what it rests on."""

from __future__ import annotations

from typing import Any, Final

from markupsafe import Markup

from opcc_opendata.site.catalogue import Words
from opcc_opendata.site.dates import date

DAYS: Final = 56
_LATER: Final = ("correction", "update")
"""Stages of a response that comes after another, and so isn't late."""


def in_words(row: dict[str, Any], say: Words) -> Markup:
    """Say of one row of the view `timeliness` whether the response was in time, and which date that rests on."""
    values = {
        "day": row["day_number"],
        "late": row["days_late"],
        "days": DAYS,
        "last": date(row["last_lawful_day"], say.language),
        "letter": date(row["letter_date"], say.language),
        "published": date(row["response_published"], say.language),
    }
    return say(_key(row), **values)


def _key(row: dict[str, Any]) -> str:
    verdict = row["timeliness"]
    if verdict == "late" and row["stage"] in _LATER:
        return "timely.later_version"
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

"""Timeliness in words: of one response, in the light of how its report was answered in all."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata import statute
from opcc_opendata.counting import HOLDING
from opcc_opendata.site.dates import date
from opcc_opendata.site.i18n import SiteWords

VERSIONS: Final = """
  SELECT l.response, r.policing_body, r.force, r.stage, l.inspection, i.published AS report_published,
    i.confidence = 'unverified' AS is_unverified, r.published AS response_published, r.letter_date,
    t.response AS counted, t.timeliness AS verdict
  FROM response_inspections l JOIN responses r ON r.id = l.response JOIN inspections i ON i.id = l.inspection
  LEFT JOIN answered_reports t ON t.id = r.force || '-' || l.inspection
"""
"""SQL: each response and report, with the response that counts for the force's answer to the report."""


def judged(rows: Sequence[dict[str, Any]], say: SiteWords) -> list[dict[str, Any]]:
    """Add to rows of `VERSIONS` whether each response was in time, in words, and the verdict that counts.

    `verdict` is empty for a response that is not the one on which the verdict rests, so that a version that came after
    the first is not called late.
    """
    made = []
    for row in rows:
        counts = row["counted"] == row["response"]
        own = statute.timeliness(row["report_published"], row["response_published"], row["letter_date"])
        later = (
            not row["is_unverified"] and own.status == statute.LATE and not (counts and row["verdict"] == statute.LATE)
        )
        verdict = row["verdict"] if counts and not later else ""
        made.append(row | {"words": _in_words(row, own, say, later=later), "verdict": verdict})
    return made


def _in_words(row: dict[str, Any], own: statute.Timeliness, say: SiteWords, *, later: bool) -> Markup:
    """Say of one response and report whether the response was in time, and which date that rests on."""
    if row["stage"] == HOLDING:
        return say("timely.holding")
    values = {
        "day": own.day_number,
        "days": statute.PERIOD_DAYS,
        "last": date(own.last_lawful_day.isoformat() if own.last_lawful_day else None, say.language),
        "letter": date(row["letter_date"], say.language),
        "published": date(row["response_published"], say.language),
        "report": date(row["report_published"], say.language),
    }
    if later:
        known = f"_{row['verdict']}" if row["verdict"] in (statute.ON_TIME, statute.LATE) else ""
        about = "" if own.last_lawful_day else "_about"
        return say(f"timely.later_version{known}{about}", **values)
    key = _key(row, own)
    return say.count(key, own.days_late or 0, **values) if key == "timely.late" else say(key, **values)


def _key(row: dict[str, Any], own: statute.Timeliness) -> str:
    if own.status in (statute.ON_TIME, statute.LATE):
        if row["is_unverified"]:
            return f"timely.{own.status}_unverified"
        exact = own.day_number is not None and own.last_lawful_day
        return f"timely.{own.status}" if exact else f"timely.{own.status}_about"
    if own.status == statute.DOES_NOT_APPLY:
        return "timely.does_not_apply"
    if not row["report_published"]:
        return "timely.no_report_date"
    if own.rests_on == statute.LETTER:
        return "timely.letter_day" if own.day_number is not None else "timely.letter"
    return "timely.no_date" if own.rests_on == statute.UNKNOWN else "timely.imprecise"

"""What a comparison of forces rests on, force by force: each is read once for a build and a day, and then put together.

The ready-made queries `compared_reports`, `compared_recommendations` and `compared_promises` work out the same for any
forces at once, and are the lists behind the numbers. Here every part is read by their own SQL, for one force.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from opcc_opendata.site.views import PageContext, Row
from opcc_opendata.tables.comparison import IS_GIVEN, IS_PROMISE, OUTCOME, OWED_BY_FORCE

Key = tuple[str, str]
"""A recommendation, whichever force it is put to: its report and number."""

_ANSWERED: Final = """
  SELECT inspection, policing_body, timeliness, CASE WHEN rests_on = 'publication' THEN day_number END AS day_number,
    CASE WHEN timeliness = 'late' THEN days_late END AS days_late, response, response_published
  FROM answered_reports WHERE force = :force
"""
_GIVEN: Final = f"""
  SELECT inspection, number_key, acceptance FROM current_recommendations r WHERE force = :force AND {IS_GIVEN}
"""  # noqa: S608 (our own SQL)
_BECAME: Final = f"""
  SELECT c.inspection, {OUTCOME} AS outcome, count(*) AS n FROM current_recommendations c
  WHERE c.force = :force AND +c.inspection IS NOT NULL AND {IS_PROMISE} GROUP BY 1, 2
"""  # noqa: S608 (our own SQL)
_NOTHING: Final[Row] = dict.fromkeys(("policing_body", "timeliness", "day_number", "days_late"))


def reports(ctx: PageContext, chosen: Sequence[str]) -> list[Row]:
    """Give each report that is counted for the chosen forces, or that all of them answered, once for each force.

    The newest report comes first, and the forces in the order in which they were chosen.
    """
    owed = {force: _by_report(ctx, "owed by", OWED_BY_FORCE, force) for force in chosen}
    answered = {force: _by_report(ctx, "answered by", _ANSWERED, force) for force in chosen}
    counted = set.intersection(*map(set, owed.values()))
    every = counted.union(set.intersection(*map(set, answered.values())))
    sql = """
      SELECT id AS inspection, coalesce(title, title_cy) AS report_title, published AS report_published
      FROM inspections ORDER BY published DESC NULLS LAST, id
    """
    registered = ctx.once("reports, newest first", lambda: ctx.rows(sql))
    found = []
    for report in registered:
        if report["inspection"] in every:
            rows = [
                _judged(owed[force].get(report["inspection"]), answered[force].get(report["inspection"]))
                for force in chosen
            ]
            known = all(row["day_known"] for row in rows)
            is_counted = report["inspection"] in counted
            found += [
                report | row | {"force": force, "counted": is_counted, "day_known": known}
                for force, row in zip(chosen, rows, strict=True)
            ]
    return found


def _judged(owed: Row | None, answered: Row | None) -> Row:
    """Say how a force's answer to a report is judged. What it owed tells more than what it answered."""
    row = {**_NOTHING, "response": None, "response_published": None, **(answered or {})}
    if owed is not None:
        row |= {"policing_body": owed["policing_body"], "timeliness": owed["timeliness"]}
    is_known = row["timeliness"] in ("on_time", "late") and row["day_number"] is not None
    return row | {
        "days_late": row["days_late"] if row["timeliness"] == "late" else None,
        "day_known": is_known or row["timeliness"] == "overdue",
    }


def given(ctx: PageContext, force: str) -> Mapping[Key, str]:
    """Give whether a force's body accepts each recommendation of which it says so."""
    # The same recommendations are put to many forces, and each is held in memory only once.
    keys: dict[Key, Key] = ctx.once("numbered recommendations", dict, in_all_languages=True)

    def read() -> dict[Key, str]:
        found = {}
        for row in ctx.rows(_GIVEN, force=force):
            key = (row["inspection"], row["number_key"])
            found[keys.setdefault(key, key)] = sys.intern(row["acceptance"])
        return found

    return ctx.lately(("given by", force), read)


def outcomes(ctx: PageContext, force: str) -> Mapping[str, Counter[str]]:
    """Count what became of a force's promises, report by report."""

    def read() -> dict[str, Counter[str]]:
        found: dict[str, Counter[str]] = {}
        for row in ctx.rows(_BECAME, force=force):
            found.setdefault(sys.intern(row["inspection"]), Counter())[row["outcome"]] = row["n"]
        return found

    return ctx.lately(("became of promises", force, ctx.today()), read)


def _by_report(ctx: PageContext, about: str, sql: str, force: str) -> Mapping[str, Row]:
    def read() -> dict[str, Row]:
        return {sys.intern(row.pop("inspection")): row for row in ctx.rows(sql, force=force)}

    return ctx.lately((about, force, ctx.today()), read)

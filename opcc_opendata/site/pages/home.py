"""The front page: what the data show first, then the newest responses, the next deadline, what changed, and the data.

Each number is counted by the query of the list that it leads to. Where the data claim to be complete for no force,
nothing is called overdue, and the page leads with what there is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, Final

from opcc_opendata.calendars import TODAY
from opcc_opendata.queries import QUERIES
from opcc_opendata.site.charts import short_name
from opcc_opendata.site.comparison import joined
from opcc_opendata.site.filters import forces_covered
from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST, listed
from opcc_opendata.site.tile_map import STEPS, tiles
from opcc_opendata.site.views import Page, PageContext, Row
from opcc_opendata.tables.comparison import FEWEST_FOR_A_RATE
from opcc_opendata.tables.events import EVENT_KINDS

_SQL: Final = {query.name: query.sql for query in QUERIES}
_NEWEST: Final = 6
_MOST_BARS: Final = 6
_LATELY_DAYS: Final = 30

_COUNTS: Final = """
  SELECT (SELECT count(*) FROM current_responses) AS responses,
    (SELECT count(DISTINCT p.inspection) FROM response_inspections p JOIN current_responses r ON r.id = p.response)
      AS inspections,
    (SELECT count(DISTINCT force) FROM current_responses) AS forces,
    (SELECT count(*) FROM current_recommendations) AS recommendations
"""
_RECENT: Final = f"SELECT id FROM ({LISTED} WHERE x.status = 'current' {NEWEST_FIRST} LIMIT {_NEWEST})"  # noqa: S608 (our own)
_NEXT_DUE: Final = f"""
  SELECT last_lawful_day, inspection, report_title AS title, report_published, count(*) AS bodies,
    CAST(julianday({TODAY}) - julianday(report_published) AS INTEGER) + 1 AS day_number
  FROM outstanding WHERE timeliness = 'pending'
  GROUP BY inspection ORDER BY last_lawful_day, inspection LIMIT 1
"""  # noqa: S608 (our own)


def page(ctx: PageContext) -> Page:
    """Show the front page. It is the same for all readers of a day."""
    return Page("home.html", dict(ctx.once(f"front page {ctx.today()}", lambda: _shown(ctx))))


def _shown(ctx: PageContext) -> dict[str, Any]:
    forces = {code: row["title"] for code, row in ctx.titles("forces").items()}
    covered = forces_covered(ctx)
    owing = ctx.rows(_OVERDUE) if covered else []
    overdue = {row["force"]: row["n"] for row in owing}
    held = {row["force"]: row["n"] for row in ctx.rows(_HELD)}
    on_map = {force: overdue.get(force, 0) for force in covered} if covered else held
    return {
        "counts": ctx.rows(_COUNTS)[0],
        "covered": len(covered),
        "overdue": sum(overdue.values()),
        "forces_overdue": len(overdue),
        "without": len(forces.keys() - held.keys()),
        "most_overdue": _longest_bars(owing, ctx.say),
        "as_many": _as_many_as_the_last(owing),
        "findings": _findings(ctx),
        "tiles": tiles(forces, on_map),
        "steps": STEPS,
        "newest": listed(ctx, [row["id"] for row in ctx.rows(_RECENT)]),
        "stages": {code: row["title"] for code, row in ctx.titles("code_stages").items()},
        "next_due": ctx.one(_NEXT_DUE) if covered else None,
        "lately": _lately(ctx, forces),
    }


_OVERDUE: Final = """
  SELECT force, count(*) AS n, group_concat(DISTINCT policing_body) AS bodies
  FROM outstanding WHERE timeliness = 'overdue' GROUP BY force
"""
_HELD: Final = "SELECT force, count(*) AS n FROM current_responses GROUP BY force"


def _findings(ctx: PageContext) -> Row:
    """Count what was refused, what is past its date, and what came in time of that which is known.

    `unknown` answers are those of which nobody knows if they were in time, where these are more than the others.
    """
    everything = {"force": "", "year": "", "body": ""}
    known = {row["timeliness"]: row["n"] for row in ctx.rows(_TIMELY)}
    on_time, dated = known.get("on_time", 0), known.get("on_time", 0) + known.get("late", 0)
    return {
        "refused": _number(ctx, "refused_recommendations", everything),
        "past": _number(ctx, "promises_past_their_date", everything),
        "on_time": on_time,
        "dated": dated if dated >= FEWEST_FOR_A_RATE else 0,
        "unknown": known.get("cannot_tell", 0) if known.get("cannot_tell", 0) > dated else 0,
        "answers": sum(known.values()),
    }


_TIMELY: Final = "SELECT timeliness, count(*) AS n FROM timeliness GROUP BY 1"


def _number(ctx: PageContext, query: str, values: dict[str, str]) -> int:
    """Count the rows of a ready-made query. Of the joins SQLite follows only those that decide which rows there are.

    That it does in a query which counts nothing itself: LIMIT keeps the two apart.
    """
    rows = f"SELECT recommendation FROM ({_SQL[query]}) LIMIT -1"  # noqa: S608 (our own)
    return int(ctx.rows(f"SELECT count(*) AS n FROM ({rows})", **values)[0]["n"])  # noqa: S608 (our own)


_EVENTS: Final = """
  SELECT kind, force, count(*) AS n FROM event_dates WHERE date >= :since AND date <= :today GROUP BY kind, force
"""
_LAST_EVENT: Final = "SELECT max(date) AS day FROM event_dates WHERE date <= :today"


def _lately(ctx: PageContext, forces: Mapping[str, str]) -> dict[str, Any]:
    """Count what changed in the last 30 days or, if nothing did, on the last day on which anything did.

    `kinds` are the kinds of events, the most frequent first, each with the force that has the most of them; `since` is
    the first day that counts, and None where nothing ever happened.
    """
    today = ctx.today()
    month = (date.fromisoformat(today) - timedelta(_LATELY_DAYS - 1)).isoformat()
    last = ctx.rows(_LAST_EVENT, today=today)[0]["day"]
    since = last if last is None else min(last, month)
    counted: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for row in ctx.rows(_EVENTS, today=today, since=since or today):
        counted[row["kind"]][row["force"]] = row["n"]
    kinds: list[Row] = [
        {"kind": kind, "n": sum(counted[kind].values()), "of_force": _most_of_one(counted[kind], forces)}
        for kind in EVENT_KINDS
        if kind in counted
    ]
    kinds.sort(key=lambda row: -row["n"])
    return {"since": since, "is_last_month": since == month, "month": month, "days": _LATELY_DAYS, "kinds": kinds}


def _most_of_one(counted: Mapping[str, int], forces: Mapping[str, str]) -> Row | None:
    """Name the one force with the most events; None where two have as many."""
    most = max(counted.values())
    having = [force for force, n in counted.items() if n == most]
    if len(having) > 1:
        return None
    return {"force": having[0], "title": forces[having[0]], "n": most, "all": most == sum(counted.values())}


def _longest_bars(rows: list[Row], say: SiteWords) -> list[Row]:
    """Name who owes most, force by force, with the length of each bar in per cent of the longest."""
    first = _most_first(rows)[:_MOST_BARS]
    return [
        row
        | {
            "bodies": joined([say.plain_name(short_name(body)) for body in sorted(row["bodies"].split(","))], say),
            "width": round(100 * row["n"] / first[0]["n"], 1),
        }
        for row in first
    ]


def _most_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["n"], row["force"]))


def _as_many_as_the_last(rows: list[Row]) -> int:
    """Count the forces without a bar that have as many overdue as the last one with a bar."""
    ordered = _most_first(rows)
    return sum(row["n"] == ordered[_MOST_BARS - 1]["n"] for row in ordered[_MOST_BARS:])

"""Calendars: the deadlines for reports that have no response, within the stated coverage only, and promised dates."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Final

from opcc_opendata.calendars import Deadline, calendar_with, event_of
from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.record import CLOSED, NOTHING_TO_COME, date_in_words
from opcc_opendata.site import events
from opcc_opendata.site.feeds.atom import known_force
from opcc_opendata.site.filters import bodies, forces
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.views import File, PageContext, Row
from opcc_opendata.statute import span

_TYPE: Final = "text/calendar; charset=utf-8"
_MOST_LETTERS: Final = 8_000_000
"""Of the events that are kept: about 9,000, which is all of 20,000 responses."""
_OUTSTANDING: Final = """
  SELECT * FROM outstanding WHERE timeliness IN ('overdue', 'pending')
    AND force IN (SELECT code FROM forces WHERE :force IN ('', code))
    AND (:body = '' OR policing_body = :body) AND (:report = '' OR inspection = :report)
    AND (:year = '' OR substr(report_published, 1, 4) = :year)
  ORDER BY last_lawful_day, force, inspection
"""
_PROMISED: Final = f"""
  SELECT c.recommendation, c.response, c.force, f.title AS force_name, c.inspection, c.kind, c.number_key, q.number,
    q.key, k.title AS kind_title, c.target_date, coalesce(i.title, i.title_cy, c.inspection) AS report_title,
    coalesce(b.title, c.policing_body) AS body, coalesce(p.title, c.policing_body) AS promised_by, d.said_on, d.position
  FROM current_recommendations c JOIN recommendations q ON q.id = c.recommendation
  JOIN responses r ON r.id = c.response LEFT JOIN code_finding_kinds k ON k.code = c.kind
  JOIN promise_dates d ON d.recommendation = c.recommendation AND d.target_date = c.target_date
  LEFT JOIN forces f ON f.code = c.force LEFT JOIN inspections i ON i.id = c.inspection
  LEFT JOIN policing_bodies b ON b.code = coalesce(c.target_body, c.policing_body)
  LEFT JOIN policing_bodies p ON p.code = c.policing_body
  WHERE c.target_date >= strftime('%Y', 'now', '-1 year') AND coalesce(c.status, 'unknown') NOT IN {CLOSED}
    AND c.acceptance NOT IN {NOTHING_TO_COME}
    AND c.force IN (SELECT code FROM forces WHERE :force IN ('', code))
    AND (:body = '' OR coalesce(c.target_body, c.policing_body) = :body)
    AND (:report = '' OR c.inspection = :report) AND (:number = '' OR c.number_key = :number)
    AND (:year = '' OR substr(coalesce(i.published, r.report_year), 1, 4) = :year)
  GROUP BY +c.recommendation HAVING d.position = max(d.position)
  ORDER BY c.target_date, c.recommendation
"""  # noqa: S608 (our own SQL)
"""SQL: the promises that are open by the newest report, whose date is ahead, or has passed since last year began."""


def dates(ctx: PageContext) -> File:
    """Give the deadlines and promised dates of what the filters choose. Raises UnreadableError.

    They are those of the page "What changed", but for the kind of event and whether an answer accepts something. A
    deadline is that of a report, so there is none where a recommendation is chosen.
    """
    chosen = events.chosen(ctx).values
    found = [] if chosen["number"] else _deadlines(ctx, **chosen)
    found += [_event(ctx, row["recommendation"], row, _promised) for row in ctx.rows(_PROMISED, **chosen)]
    say = words_in("en")
    number = events.named(ctx, chosen["number"]) if chosen["number"] else ""
    names = (
        forces(ctx).get(chosen["force"]),
        bodies(ctx).get(chosen["body"]),
        events.reports(ctx).get(chosen["report"]),
        number,
        chosen["year"],
    )
    title = say.plain("follow.calendar_of", title=", ".join(filter(None, names)) or ctx.title)
    return File(calendar_with(title, found), _TYPE)


def deadlines(ctx: PageContext) -> File:
    """Give the deadlines of all forces."""
    return _calendar(ctx, "Deadlines for responses to inspection reports", "")


def of_force(ctx: PageContext) -> File:
    """Give the deadlines of one force."""
    force = known_force(ctx)
    return _calendar(ctx, f"Deadlines for responses to inspections of {force['title']}", force["code"])


def _calendar(ctx: PageContext, title: str, force: str) -> File:
    return File(calendar_with(title, _deadlines(ctx, force=force, body="", report="", year="")), _TYPE)


def _deadlines(ctx: PageContext, **chosen: str) -> list[str]:
    rows = ctx.rows(_OUTSTANDING, **chosen)
    return [_event(ctx, f"{row['policing_body']} {row['inspection']}", row, _deadline) for row in rows]


def _event(ctx: PageContext, name: str, row: Row, make: Callable[[Row, str], Deadline]) -> str:
    """Write an event, unless it was written today already, in this calendar or in another.

    It depends on nothing but the build, the day and the address of the site.
    """
    kept: RecentCache[str] = ctx.once("events", lambda: RecentCache(_MOST_LETTERS, size=len), in_all_languages=True)
    asked = (name, ctx.base, ctx.today())
    return kept.get(asked) or kept.keep(asked, event_of(make(row, ctx.base)))


def _promised(row: Row, base: str) -> Deadline:
    """Give the last day of a promise. It keeps its name when a later response answers the same recommendation."""
    same = row["number_key"] and row["inspection"]
    name = f"{row['force']}-{row['inspection']}-{row['kind']}-{row['number_key']}" if same else row["recommendation"]
    address = f"{base}/responses/{row['response']}#recommendation-{row['key']}"
    what = events.numbered(words_in("en"), row["kind_title"], row["number"])
    later = f", when {row['body']} has its functions" if row["body"] != row["promised_by"] else ""
    return Deadline(
        name=f"{name}-promise",
        day=span(row["target_date"])[1],
        known_since=span(row["said_on"] or row["target_date"])[0],
        summary=f"{row['body']}: date promised on {row['report_title']}, {what} ({row['force_name']})",
        description=f"{row['promised_by']} promised action for {row['force_name']} by "
        f"{date_in_words(row['target_date'])}{later}. "
        f"By the newest report of it in this dataset, if there is one, it is not complete.\n{address}",
        address=address,
        sequence=row["position"] - 1,
    )


def _deadline(row: Row, base: str) -> Deadline:
    address, body = f"{base}/reports/{row['inspection']}", row["policing_body_name"]
    now = f" (now {row['current_body_name']})" if row["current_body_name"] else ""
    owes = "owes" if row["timeliness"] == "pending" and not now else "owed"
    return Deadline(
        name=f"{row['force']}-{row['inspection']}",
        day=date.fromisoformat(row["last_lawful_day"]),
        known_since=date.fromisoformat(row["report_published"]),
        summary=f"{body} ({row['force_name']}): last day to respond to {row['report_title'] or row['inspection']}",
        description=f"{body}{now} {owes} a response to this report on {row['force_name']}, published on "
        f"{date_in_words(row['report_published'])}. Section 55 of the Police Act 1996 asks for it within 56 days. "
        f"This dataset holds no full response.\n{address}",
        address=address,
    )

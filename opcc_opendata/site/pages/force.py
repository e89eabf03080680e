"""One force: its bodies, its responses over time, how timely they were, what they accept; and the list of forces."""

from __future__ import annotations

import json
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.charts import ACCEPTANCE, TIMELINESS, Bar, ChartLine, bars, kinds_of, short_name
from opcc_opendata.site.comparison import typical_day
from opcc_opendata.site.events import followed, numbered
from opcc_opendata.site.filters import address, bodies, forces_covered
from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.site.listing import Listing, shown, who
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages import moved
from opcc_opendata.site.pages.grades import of_force
from opcc_opendata.site.pages.report import timeliness_picture
from opcc_opendata.site.pages.responses import newest_of
from opcc_opendata.site.sources import not_current
from opcc_opendata.site.timeline import Mark, TimelineSpan, by_year, timeline
from opcc_opendata.site.views import Moved, Page, PageContext, Row
from opcc_opendata.site.worded import text_of
from opcc_opendata.tables.comparison import FEWEST_FOR_A_RATE, IS_PROMISE, NOT_AN_ANSWER, OUTCOME

_SHOWN: Final = 10
_PROMISES: Final = 5
_EVENTS: Final = 8
_LENGTH: Final = 140
_LISTING: Final = Listing(
    "forces_listed", "force", ("force", "region", "responses", "overdue", "newest"), "force", size=100, is_short=True
)


def all_forces(ctx: PageContext) -> Page:
    """Show the list of forces."""
    return Page("forces.html", shown(ctx, _LISTING, {}))


_SUCCESSIONS: Final = """
  SELECT s.*, f.title FROM successions s LEFT JOIN forces f ON f.code = s.to_code
  WHERE s.kind = 'force' AND s.from_code = :code ORDER BY s.date, s.to_code
"""


def page(ctx: PageContext) -> Page | Moved:
    """Show a force."""
    code = ctx.address["code"]
    force = ctx.one("SELECT * FROM forces WHERE code = :code", code=code)
    if force is None:
        return moved.force(ctx, code)
    held_by = _bodies(ctx, code)
    context = {
        "force": force,
        "bodies": held_by,
        "successions": ctx.rows(_SUCCESSIONS, code=code),
        "sources": not_current(ctx, *(one["code"] for one in held_by)),
        "stages": {code: row["title"] for code, row in ctx.titles("code_stages").items()},
        "grades": of_force(ctx, code),
        "follow": followed(ctx.say.plain_name(force["title"]), force=code),
        "follow_bodies": {one["code"]: followed(one["title"], body=one["code"]) for one in held_by},
        "covered": _coverage(ctx, code),
        "is_known": code in forces_covered(ctx),
        "outstanding": ctx.rows(
            "SELECT timeliness, count(*) AS n FROM outstanding WHERE force = :code GROUP BY 1 ORDER BY 1", code=code
        ),
    }
    # What is counted from all of its responses is counted once for a build and a day.
    counted = ctx.lately(("force", code, ctx.language, ctx.today()), lambda: _counted(ctx, force, held_by))
    return Page("force.html", context | counted)


def _counted(ctx: PageContext, force: Row, held_by: list[Row]) -> dict[str, Any]:
    """Give what is counted or chosen from all responses of a force."""
    code = force["code"]
    accepted = _accepted(ctx, code)
    return {
        "responses": newest_of(ctx, code, _SHOWN),
        "total": ctx.rows("SELECT count(*) AS n FROM current_responses WHERE force = :code", code=code)[0]["n"],
        "over_time": _over_time(ctx, force, _dated(ctx, code), held_by),
        "timeliness": timeliness_picture(ctx, "force", code),
        "acceptance": _acceptance(ctx, code, accepted),
        "promises": _promises(ctx, code),
        "findings": _findings(ctx, code, accepted),
        "events": _events(ctx, code),
    }


def _accepted(ctx: PageContext, code: str) -> dict[str, int]:
    """Count recommendations by whether they were accepted, as the view recommendations_by_force_and_acceptance does."""
    sql = """
      SELECT acceptance, count(*) AS n FROM current_recommendations
      WHERE force = :code AND +kind = 'recommendation' GROUP BY 1
    """
    return {row["acceptance"]: row["n"] for row in ctx.rows(sql, code=code)}


def _findings(ctx: PageContext, code: str, acceptance: dict[str, int]) -> dict[str, Any]:
    """Give what leads the page: how fast the answers came, how many recommendations were accepted, promises kept."""
    days = ctx.rows(
        """
        SELECT day_number AS day FROM answered_reports
        WHERE force = :code AND timeliness IN ('on_time', 'late') AND day_number IS NOT NULL
        """,
        code=code,
    )
    outcomes = ctx.rows(
        f"""
        SELECT {OUTCOME} AS outcome, count(*) AS n FROM current_recommendations c
        WHERE c.force = :code AND {IS_PROMISE} GROUP BY 1
        """,  # noqa: S608 (our own SQL)
        code=code,
    )
    kept = {row["outcome"]: row["n"] for row in outcomes}
    answered = sum(n for code, n in acceptance.items() if code not in NOT_AN_ANSWER)
    return {
        "typical_day": None if (day := typical_day([row["day"] for row in days])) is None else round(day),
        "dated": len(days),
        "accepted": acceptance.get("accepted", 0),
        "answered": answered if answered >= FEWEST_FOR_A_RATE else 0,
        "kept": kept.get("reported_complete", 0),
        "promised": sum(kept.values()),
    }


def _events(ctx: PageContext, code: str) -> list[Row]:
    """Give what happened last, newest first: reports, responses, and promises that were reported complete."""
    found = ctx.rows(
        """
        SELECT * FROM (
          SELECT 'response' AS kind, v.date, v.response, '' AS anchor, v.stage,
            (SELECT coalesce(l.title, l.title_cy) FROM response_inspections l WHERE l.response = v.response
              ORDER BY l.id) AS title, NULL AS inspection, v.policing_body, '' AS reported_by
          FROM (
            SELECT published AS date, id AS response, stage, policing_body FROM current_responses
            WHERE force = :code AND length(published) = 10 ORDER BY published DESC, id LIMIT :limit
          ) v)
        UNION ALL SELECT * FROM (
          SELECT 'report', i.published, NULL, '', '', coalesce(i.title, i.title_cy), i.id, '', ''
          FROM answered_reports a JOIN inspections i ON i.id = a.inspection
          WHERE a.force = :code AND length(i.published) = 10 ORDER BY i.published DESC, i.id LIMIT :limit)
        UNION ALL SELECT * FROM (
          SELECT 'progress', p.date, c.response, q.key, '', coalesce(i.title, i.title_cy), c.inspection,
            c.policing_body, coalesce(p.reported_by, '')
          FROM (
            SELECT p.id FROM current_recommendations c CROSS JOIN progress p ON p.recommendation = c.recommendation
            WHERE c.force = :code AND +c.status = 'reported_complete' AND p.status = 'reported_complete'
            ORDER BY p.date DESC, p.id LIMIT :limit
          ) last
          CROSS JOIN progress p ON p.id = last.id
          JOIN current_recommendations c ON c.recommendation = p.recommendation
          JOIN recommendations q ON q.id = c.recommendation LEFT JOIN inspections i ON i.id = c.inspection)
        ORDER BY date DESC, kind DESC, response LIMIT :limit
        """,
        code=code,
        limit=_EVENTS,
    )
    names = bodies(ctx)
    return [row | {"who": who(row | {"policing_body_name": names.get(row["policing_body"], "")})} for row in found]


def _bodies(ctx: PageContext, code: str) -> list[Row]:
    return ctx.rows(
        """
        SELECT b.*, t.title AS type_title, s.title AS successor_title, s.force AS successor_force,
          (SELECT x.instrument FROM successions x WHERE x.from_code = b.code AND x.to_code = b.successor) AS law,
          (SELECT count(*) FROM current_responses r WHERE r.policing_body = b.code) AS responses
        FROM policing_bodies b LEFT JOIN code_policing_body_types t ON t.code = b.type
        LEFT JOIN policing_bodies s ON s.code = b.successor
        WHERE b.force = :code ORDER BY coalesce(b.start, ''), b.code
        """,
        code=code,
    )


def _coverage(ctx: PageContext, code: str) -> list[Row]:
    return ctx.rows(
        """
        SELECT c.*, b.title FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body
        WHERE b.force = :code ORDER BY c.covered_from
        """,
        code=code,
    )


def _dated(ctx: PageContext, code: str) -> list[Row]:
    """Give each report that was answered with its verdict, and the best date that there is of the answer."""
    return ctx.rows(
        """
        SELECT timeliness, coalesce(response_published, letter_date, report_published) AS date
        FROM answered_reports WHERE force = :code
        """,
        code=code,
    )


def _over_time(ctx: PageContext, force: Row, dated: list[Row], bodies: list[Row]) -> dict[str, Any] | None:
    """Draw the answers by date."""
    say = ctx.say
    marks = [Mark(row["date"], row["timeliness"]) for row in dated if row["date"]]
    if not marks:
        return None
    titles = {code: say.plain(f"timeliness.{code}") for code in TIMELINESS}
    lines = [ChartLine(year, "", counts) for year, counts in by_year(marks).items()]
    kinds = kinds_of(TIMELINESS, titles, lines)
    told = "; ".join(f"{kind.title} {sum(line.counts.get(kind.code, 0) for line in lines)}" for kind in kinds)
    name = say.plain("force.timeline_told", force=force["title"], first=lines[0].label, last=lines[-1].label)
    spans = [TimelineSpan(_named(body, say), body["start"] or "", body["end"] or "") for body in bodies]
    return {
        "svg": timeline(f"{name} {told}.", marks, spans),
        "lines": lines,
        "kinds": kinds,
        "left_out": len(dated) - len(marks),
    }


def _named(body: Row, say: SiteWords) -> str:
    sure = all(body[f"{end}_confidence"] == "sourced" for end in ("start", "end") if body[end])
    name = say.plain_name(short_name(body["code"]))
    return name if sure else f"{name} ({say.plain('unverified.dates')})"


def _acceptance(ctx: PageContext, code: str, counts: dict[str, int]) -> dict[str, Any] | None:
    say = ctx.say
    titles = {name: row["title"] for name, row in ctx.titles("code_acceptance").items()}
    titles["no_answer"] = say.plain("picture.no_answer")
    where = {"force": code, "kind": "recommendation"}
    values = [
        Bar(
            titles[name],
            counts[name],
            colour,
            f"/{DATABASE}/recommendations_with_answers{address(where, acceptance=name)}",
        )
        for name, colour in ACCEPTANCE.items()
        if name in counts
    ]
    return {"svg": bars(say.plain("picture.acceptance"), values), "values": values} if values else None


def _promises(ctx: PageContext, code: str) -> dict[str, Any]:
    """Give the promises longest past their date, and those whose date is still ahead, the next first."""
    return {name: _promised(ctx, view, code, order) for name, view, order in _PROMISED}


_WORDS_OF_A_PROMISE: Final = ("force_action", "body_action", "text")
"""What a line about a promise says: the first of these that there is."""
_PROMISED: Final = (
    ("past", "promises_past_target", "days_past DESC"),
    ("ahead", "promises_ahead", "days_past DESC"),
)


def _promised(ctx: PageContext, view: str, code: str, order: str) -> dict[str, Any]:
    # All are put in order by their dates alone, and the texts read of those that are shown.
    sql = f"SELECT recommendation FROM {view} WHERE force = :code ORDER BY {order}, recommendation"  # noqa: S608
    every = [row["recommendation"] for row in ctx.rows(sql, code=code)]
    rows = ctx.rows(
        f"""
        SELECT p.*, q.key, k.title AS kind_title FROM {view} p JOIN recommendations q ON q.id = p.recommendation
        LEFT JOIN code_finding_kinds k ON k.code = q.kind
        WHERE p.recommendation IN (SELECT value FROM json_each(:names)) ORDER BY p.{order}, p.recommendation
        """,  # noqa: S608 (our own names)
        names=json.dumps(every[:_PROMISES]),
    )
    made = [
        row
        | {
            "who": who(row),
            "numbered": numbered(ctx.say, row["kind_title"], row["number"]),
            "words": plain(next(filter(None, (text_of(row, name) for name in _WORDS_OF_A_PROMISE)), ""), _LENGTH),
            "by": "body" if text_of(row, "body_action") and not text_of(row, "force_action") else "force",
            "days": abs(row["days_past"]),
        }
        for row in rows
    ]
    return {"rows": made, "total": len(every)}

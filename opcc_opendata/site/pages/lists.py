"""The lists that people come for: who was late, what is overdue, promises past their date, what was refused."""

from __future__ import annotations

import json
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.charts import TIMELINESS
from opcc_opendata.site.events import DEADLINE_KINDS, followed, numbered
from opcc_opendata.site.filters import address, bodies, choices, forces, forces_covered, narrowed
from opcc_opendata.site.i18n import InWelsh
from opcc_opendata.site.listing import Listing, every_row, shown
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages.responses import with_possible_answers
from opcc_opendata.site.promise_history import with_promises
from opcc_opendata.site.views import Page, PageContext, Row
from opcc_opendata.tables.comparison import FEWEST_FOR_A_RATE

_LENGTH: Final = 200
SIZE_WITH_TEXTS: Final = 20
"""Rows on a page of a list whose rows have texts: on a phone, as long as a page of the other lists."""
_STATUSES: Final = ("overdue", "pending", "cannot_tell", "not_owed")
_ALL_KINDS: Final = " ".join(DEADLINE_KINDS)
_KINDS: Final = {"pending": "due_in_14_days", "overdue": "overdue"}
"""The kinds of events by which each status of a list of duties is followed."""
_COVERAGE: Final = """
  SELECT c.*, b.title, b.force FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body ORDER BY c.id
"""
_MARKS: Final = {"on_time": "on", "late": "late", "cannot_tell": "cant", "does_not_apply": "na"}
_TEXTS: Final = ("text", "body_action", "force_action", "no_action_reason")

_OUTSTANDING: Final = Listing(
    "outstanding_by_force",
    "policing_body || ' ' || inspection",
    ("days", "deadline", "body", "report"),
    "deadline",
    "days_overdue",
    "timeliness = 'overdue'",
    state="timeliness",
)
_REFUSED: Final = Listing(
    "refused_recommendations", "recommendation", ("body", "report", "date"), "body", size=SIZE_WITH_TEXTS
)
_PROMISES: Final = Listing(
    "promises_past_their_date", "recommendation", ("days", "body", "report"), "-days", "days_past", size=SIZE_WITH_TEXTS
)
_TIMELINESS: Final = Listing(
    "timeliness_by_force",
    "policing_body",
    ("body", *TIMELINESS, "reports"),
    "body",
    counted="reports",
    size=100,
    is_short=True,
)


def outstanding(ctx: PageContext) -> Page:
    """Show the reports to which a body within the stated coverage has no full response."""
    statuses = {code: ctx.say.plain(f"outstanding.{code}") for code in _STATUSES}
    chosen = narrowed(ctx) | {"timeliness": ctx.chosen("timeliness", statuses)}
    coverage = ctx.rows(_COVERAGE)
    context = shown(ctx, _OUTSTANDING, chosen)
    context |= {
        "rows": [_with_day(row) for row in with_possible_answers(ctx, context["rows"])],
        "statuses": statuses,
        "coverage": coverage,
        "forces_covered": len(forces_covered(ctx)),
        "is_covered": _is_covered(coverage, chosen),
        "follow": _followed(ctx, "nav.outstanding", chosen, kind=_KINDS.get(chosen["timeliness"], _ALL_KINDS)),
    }
    return Page("outstanding.html", context | choices(ctx, chosen))


def _followed(ctx: PageContext, list_title: str, chosen: dict[str, str], **more: str) -> dict[str, Any]:
    """Say where to follow a list with its filters."""
    every = [forces(ctx).get(chosen["force"]), bodies(ctx).get(chosen["body"]), chosen["year"]]
    title = ", ".join([ctx.say.plain(list_title), *filter(None, every)])
    return followed(title, force=chosen["force"], body=chosen["body"], year=chosen["year"], **more)


def _is_covered(coverage: list[Row], chosen: dict[str, str]) -> bool:
    """Say whether the data claim to be complete for the force and body that were chosen."""
    return any(
        chosen["force"] in ("", claim["force"]) and chosen["body"] in ("", claim["policing_body"]) for claim in coverage
    )


def _with_day(row: Row) -> Row:
    """Add which day it is today, counted from the report, for the rule of 56 days."""
    return row | {"day": row["days_overdue"] + statute.PERIOD_DAYS if row["days_overdue"] is not None else None}


def promises(ctx: PageContext) -> Page:
    """Show the promises whose date is past and that are open by the newest report."""
    chosen = narrowed(ctx)
    context = shown(ctx, _PROMISES, chosen)
    every = {name: chosen[name] for name in ("force", "year")}
    context |= {
        "rows": with_promises(ctx, _short(ctx, context["rows"])),
        "follow": _followed(ctx, "promises.title", chosen, kind="promise_passed"),
        "every_promise": f"/{DATABASE}/promises_and_dates.csv{address(every)}",
    }
    return Page("promises.html", context | choices(ctx, chosen))


def refused(ctx: PageContext) -> Page:
    """Show the recommendations that a body does not accept, and why."""
    chosen = narrowed(ctx)
    context = shown(ctx, _REFUSED, chosen)
    context |= {
        "rows": _short(ctx, context["rows"]),
        "follow": _followed(ctx, "refused.title", chosen, acceptance="not_accepted"),
    }
    return Page("refused.html", context | choices(ctx, chosen))


_OF_FINDINGS: Final = """
  SELECT q.id, k.title AS kind, r.index_record, q.text_cy, a.body_action_cy, a.force_action_cy, a.no_action_reason_cy
  FROM recommendations q JOIN code_finding_kinds k ON k.code = q.kind
  JOIN responses r ON r.id = q.response LEFT JOIN answers a ON a.id = q.answer
  WHERE q.id IN (SELECT value FROM json_each(:ids))
"""


def _short(ctx: PageContext, rows: list[Row]) -> list[Row]:
    """Cut the texts of recommendations for a list, name each by its kind and number, and say where each stands."""
    ids = json.dumps([row["recommendation"] for row in rows])
    found = {row["id"]: row for row in ctx.rows(_OF_FINDINGS, ids=ids)}

    def text(row: Row, key: str) -> str | None:
        own: str | None = found[row["recommendation"]].get(f"{key}_cy")
        return InWelsh(own) if own and (ctx.language == "cy" or row[key] == own) else row[key]

    return [
        row
        | {key: plain(text(row, key), _LENGTH) for key in _TEXTS if key in row}
        | {
            "anchor": row["recommendation"].removeprefix(f"{row['response']}-"),
            "has_facts_only": found[row["recommendation"]]["index_record"],
            "numbered": numbered(ctx.say, found[row["recommendation"]]["kind"], row["number"]),
        }
        for row in rows
    ]


def timeliness(ctx: PageContext) -> Page:
    """Show in how many cases each policing body answered in time."""
    chosen = narrowed(ctx)
    context = shown(ctx, _TIMELINESS, chosen)
    every = every_row(ctx, _TIMELINESS, chosen)
    sums = {code: sum(row[code] for row in every) for code in TIMELINESS}
    most = max((row["reports"] for row in every), default=1)
    say = ctx.say
    dated = sums["on_time"] + sums["late"]
    context |= {
        "kinds": [(code, say(f"timeliness.{code}")) for code in TIMELINESS if sums[code]],
        "sums": sums,
        "dated": dated if dated >= FEWEST_FOR_A_RATE else 0,
        "most": most,
        "marks": _MARKS,
        "late": f"/{DATABASE}/late_responses.csv{address(chosen)}",
    }
    return Page("timeliness.html", context | choices(ctx, chosen))

"""The list of responses, with filters in its address: the current ones, or also those replaced and withdrawn."""

from __future__ import annotations

import json
from typing import Final

from opcc_opendata.site.filters import choices, narrowed
from opcc_opendata.site.listing import Listing, rows_named, shown
from opcc_opendata.site.views import Page, PageContext, Row

LISTED: Final = """
  SELECT r.id, coalesce(r.title, r.title_cy) AS title, CASE WHEN r.title IS NULL THEN 'cy' ELSE 'en' END AS title_in,
    r.force, f.title AS force_title, r.published, r.letter_date, r.report_year, s.title AS stage,
    r.stage AS stage_code, r.withdrawn_on, x.status
  FROM responses r CROSS JOIN response_status x ON x.response = r.id
  JOIN forces f ON f.code = r.force LEFT JOIN code_stages s ON s.code = r.stage
"""
"""Responses as a list shows them. In NEWEST_FIRST they come in the order of an index of `tables`."""
NEWEST_FIRST: Final = "ORDER BY r.report_year DESC, coalesce(r.published, r.letter_date, '') DESC, r.id"
_ALL: Final = "all"
_LISTING: Final = Listing("responses_listed", "response", ("date", "body", "report", "days"), "-date")


def page(ctx: PageContext) -> Page:
    """Show a page of the list."""
    stages = {code: row["title"] for code, row in ctx.titles("code_stages").items()}
    statuses = {_ALL: ctx.say.plain("responses.with_former")}
    chosen = narrowed(ctx) | {"stage": ctx.chosen("stage", stages), "status": ctx.chosen("status", statuses)}
    context = shown(ctx, _LISTING, chosen)
    return Page("responses.html", context | choices(ctx, chosen) | {"stages": stages, "statuses": statuses})


def listed(ctx: PageContext, names: list[str], *, everything: bool = False) -> list[Row]:
    """Give some responses as the list shows them, those replaced and withdrawn too if `everything` is wanted."""
    return rows_named(ctx, _LISTING, names, {"status": _ALL} if everything else {})


def newest_of(ctx: PageContext, force: str, limit: int) -> list[Row]:
    """Give the newest responses for a force, as the list shows them."""
    sql = f"SELECT id FROM current_responses r WHERE force = :force {NEWEST_FIRST} LIMIT :limit"  # noqa: S608 (our own)
    return listed(ctx, [row["id"] for row in ctx.rows(sql, force=force, limit=limit)])


def with_possible_answers(ctx: PageContext, rows: list[Row]) -> list[Row]:
    """Add to rows of `outstanding` the responses that may be the answer, each with its id and title."""
    ids = {name for row in rows for name in (row["possible_answers"] or "").split()}
    sql = "SELECT id, coalesce(title, title_cy) AS title FROM responses WHERE id IN (SELECT value FROM json_each(:ids))"
    known = {row["id"]: row for row in ctx.rows(sql, ids=json.dumps(sorted(ids)))} if ids else {}
    return [row | {"possible": [known[name] for name in (row["possible_answers"] or "").split()]} for row in rows]

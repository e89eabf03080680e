"""What changed, by day: a changelog of the data, the deadlines and the promises."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby

from opcc_opendata.site import events
from opcc_opendata.site.dates import date
from opcc_opendata.site.filters import address, bodies, forces
from opcc_opendata.site.listing import pages_of, who
from opcc_opendata.site.views import Page, PageContext
from opcc_opendata.tables.events import EVENT_KINDS


def page(ctx: PageContext) -> Page:
    """Show the events that were chosen, the newest day first."""
    asked = events.chosen(ctx)
    counts = events.by_kind(ctx, asked)
    total = events.total(asked, counts)
    pages = pages_of(ctx, total)
    rows = [
        row
        | {
            "who": who(row),
            "place": events.place(row),
            "numbered": events.numbered(ctx.say, row["kind_title"], row["number"]) if row["recommendation"] else "",
        }
        for row in events.some(ctx, asked, pages["last"] - pages["first"] + 1, pages["first"] - 1)
    ]
    reports = events.reports(ctx)
    kinds = asked.values["kind"].split()
    named = {
        "force": forces(ctx),
        "body": bodies(ctx),
        "report": reports,
        "acceptance": {code: row["title"] for code, row in ctx.titles("code_acceptance").items()},
    }
    added = ctx.once("any added", lambda: bool(ctx.one("SELECT 1 FROM event_dates WHERE kind = 'added' LIMIT 1")))
    context = {
        "days": [(day, list(own)) for day, own in groupby(rows, key=lambda row: row["date"])],
        "total": total,
        "pages": pages,
        "counts": counts,
        "kinds": [kind for kind in EVENT_KINDS if kind in counts or kind in kinds],
        "chosen": {**asked.values, "kinds": kinds},
        "chips": [
            (_chip(ctx, named, name, value), address(ctx.query, page=None, **{name: None}) or "?")
            for name, value in asked.values.items()
            if value and name != "kind"
        ],
        "narrow_kind": {kind: address(ctx.query, page=None, kind=kind) or "?" for kind in ("", *EVENT_KINDS)},
        "forces": named["force"],
        "bodies": named["body"],
        "reports": reports,
        "csv": events.csv(asked),
        "is_narrowed": any(asked.values.values()),
        "added_known": added or not ctx.counts().get("responses"),
        "follow": events.followed(ctx.say.plain("changes.title"), **asked.values),
    }
    return Page("changes.html", context)


def _chip(ctx: PageContext, named: Mapping[str, Mapping[str, str]], name: str, value: str) -> str:
    if name == "since":
        return ctx.say.plain("changes.since", date=date(value, ctx.say.language).striptags())
    return named.get(name, {}).get(value, value)

"""The Atom feed of events: just those that the page "What changed" shows, in pages (RFC 5005, section 3).

It has no archives: a correction can take an event away, so that no page stays as it is. An event has the same name in
every feed, so that who follows two of them reads it once.
"""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree

from opcc_opendata.record import date_in_words
from opcc_opendata.site import events
from opcc_opendata.site.feeds.atom import MOST, add, moment, write
from opcc_opendata.site.filters import bodies, forces
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.views import File, MissingError, PageContext, Row

_ID: Final = "tag:opcc-opendata.github.io,2026:event/"


def feed(ctx: PageContext) -> File:
    """Give a page of the feed. Raises MissingError and UnreadableError."""
    asked = events.chosen(ctx)
    last = max(1, -(-events.total(asked, events.by_kind(ctx, asked)) // MOST))
    if ctx.page > last:
        raise MissingError(f"This feed has no page {ctx.page}.")

    def part(number: int) -> str:
        return ctx.base + asked.address("/feeds/changes.atom", page=number)

    links = [("self", part(ctx.page)), ("first", part(1)), ("last", part(last))]
    links += [("previous", part(ctx.page - 1))] if ctx.page > 1 else []
    links += [("next", part(ctx.page + 1))] if ctx.page < last else []
    return write(
        ctx,
        events.some(ctx, asked, MOST, (ctx.page - 1) * MOST),
        title=_title(ctx, asked),
        name=part(1),
        page=ctx.base + asked.address("/changes"),
        links=links,
        entry=_entry,
        updated=_updated,
    )


def _title(ctx: PageContext, asked: events.EventFilters) -> str:
    say = words_in("en")
    values = asked.values
    narrowed = [
        " ".join(say.plain(f"changes.kind.{kind}") + "," for kind in values["kind"].split()).rstrip(","),
        forces(ctx).get(values["force"], ""),
        bodies(ctx).get(values["body"], ""),
        events.reports(ctx).get(values["report"], ""),
        events.named(ctx, values["number"]) if values["number"] else "",
        values["year"],
        ctx.titles("code_acceptance")[values["acceptance"]]["title"] if values["acceptance"] else "",
    ]
    return ": ".join(
        [ctx.title, say.plain("changes.title"), *([", ".join(filter(None, narrowed))] if any(narrowed) else [])]
    )


def _updated(row: Row) -> str:
    return moment(row["date"])


def _entry(root: ElementTree.Element, row: Row, base: str) -> None:
    entry = add(root, "entry")
    kind = words_in("en").plain(f"changes.kind.{row['kind']}")
    body, force = row["policing_body_name"] or row["policing_body"], row["force_name"] or row["force"]
    add(entry, "id", _ID + row["id"])
    add(entry, "title", f"{kind}: {body} ({force}) on {_what(row)}")
    add(entry, "published", moment(row["date"]))
    add(entry, "updated", _updated(row))
    add(entry, "link", rel="alternate", type="text/html", href=base + events.place(row))
    add(add(entry, "author"), "name", body)
    add(entry, "category", term=row["kind"], label=kind)
    add(entry, "category", term=row["force"], label=force)
    add(entry, "summary", _sentence(row, body, force))


def _what(row: Row) -> str:
    report = row["report_title"] or row["inspection"] or "a report that is not stated"
    if not row["recommendation"]:
        return str(report)
    return f"{report}, {events.numbered(words_in('en'), row['kind_title'], row['number'])}"


def _sentence(row: Row, body: str, force: str) -> str:
    due = date_in_words(row["due"]) if row["due"] else ""
    event = words_in("en").plain(f"changes.event.{row['kind']}", due=due)
    now = f", whose functions {row['current_body_name']} has now" if row["current_body_name"] else ""
    return f"{body}{now}, for {force}, on {_what(row)}: {event}. {date_in_words(row['date'])}."

"""Atom feeds (RFC 4287) of responses in the order in which they were added to the data: all, of a force, of a report.

A feed has the newest entries, and links to archives of the older ones (RFC 5005, sections 3 and 4). An archive holds
the same responses for good, because archives are counted from the oldest: who walks from the feed to its last page
has every response exactly once, even if some are added meanwhile. No response leaves a feed. One that was withdrawn or
replaced says so, and its `updated` moves.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree

from opcc_opendata.counting import CURRENT, WITHDRAWN
from opcc_opendata.record import date_in_words
from opcc_opendata.site.views import File, MissingError, PageContext, Row

MOST: Final = 50
"""Entries that a feed has at most. It has the newest of them, and at least half as many if there are more."""
_IN_AN_ARCHIVE: Final = MOST // 2

_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_HISTORY: Final = "http://purl.org/syndication/history/1.0"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_RIGHTS: Final = "Open Government Licence v3.0"
_NEVER: Final = "1970-01-01T00:00:00Z"
"""When something was updated of which nothing is known: Atom wants a date."""

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML can't hold."""

_ID: Final = "tag:opcc-opendata.github.io,2026:response/"
"""A response has the same name wherever it is served."""

_OF: Final = """
  FROM responses r
  WHERE r.force IN (SELECT code FROM forces WHERE :force IN ('', code))
    AND (:report = '' OR r.id IN (SELECT l.response FROM response_inspections l WHERE l.inspection = :report))
    AND (:ids IS NULL OR r.rowid IN (SELECT value FROM json_each(:ids)))
"""
_DATE: Final = """coalesce(r.published, r.letter_date, (SELECT max(i.published) FROM response_inspections l
      JOIN inspections i ON i.id = l.inspection WHERE l.response = r.id))"""
"""SQL: the response's own date, for those that were added at one time, as all that began a dataset were."""

_ENTRIES: Final = f"""
  WITH slice AS (
    SELECT r.id, r.added, {_DATE} AS date {_OF}
    ORDER BY r.added DESC NULLS LAST, date DESC NULLS LAST, r.id DESC LIMIT :limit OFFSET :offset
  )
  SELECT r.id, r.added, r.changed, r.published, n.date, coalesce(r.title, r.title_cy) AS title,
    CASE WHEN r.title IS NULL THEN 'cy' ELSE 'en' END AS language, r.force, coalesce(f.title, r.force) AS force_title,
    coalesce(b.title, r.policing_body) AS body, g.title AS stage, r.stage AS stage_code, s.status, s.replaced_by,
    r.withdrawn_on,
    coalesce(r.withdrawal_reason, r.withdrawal_reason_cy) AS reason,
    (SELECT max(max(coalesce(o.added, ''), CASE WHEN o.withdrawn_on IS NULL THEN '' ELSE coalesce(o.changed, '') END))
      FROM related_responses x JOIN responses o ON o.id = x.response
      WHERE x.related = r.id AND x.relation = 'replaces') AS superseded,
    (SELECT count(*) FROM recommendations q WHERE q.response = r.id) AS recommendations,
    (SELECT json_group_array(json_array(o.title, o.published, o.confidence)) FROM (
      SELECT coalesce(i.title, i.title_cy, i.id) AS title, i.published, i.confidence FROM response_inspections l
      JOIN inspections i ON i.id = l.inspection WHERE l.response = r.id ORDER BY l.position) o) AS reports
  FROM slice n JOIN responses r ON r.id = n.id JOIN response_status s ON s.response = r.id
  LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body
  LEFT JOIN code_stages g ON g.code = r.stage
  ORDER BY n.added DESC NULLS LAST, n.date DESC NULLS LAST, n.id DESC
"""  # noqa: S608 (our own SQL)


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed: its address without the ending, the page that it belongs to, its title, and which responses it has."""

    address: str
    page: str
    title: str
    force: str = ""
    report: str = ""

    def part(self, number: int) -> str:
        """Give the address of an archive, counted from 1; of the feed itself for 0."""
        return f"{self.address}/{number}.atom" if number else f"{self.address}.atom"


def responses(ctx: PageContext) -> File:
    """Give the newest responses of all forces, or an archive of older ones."""
    return _written(ctx, Feed("/feeds/responses", "/responses", f"{ctx.title}: new responses"))


def of_force(ctx: PageContext) -> File:
    """Give the newest responses for one force, or an archive of older ones."""
    force = known_force(ctx)
    code, title = force["code"], f"{ctx.title}: new responses for {force['title']}"
    return _written(ctx, Feed(f"/feeds/forces/{code}", f"/forces/{code}", title, force=code))


def of_report(ctx: PageContext) -> File:
    """Give the newest responses to one report, or an archive of older ones."""
    report = ctx.one(
        "SELECT id, coalesce(title, title_cy, id) AS name FROM inspections WHERE id = :id", id=ctx.address["id"]
    )
    if report is None:
        raise MissingError("There is no such report in this dataset.")
    name, title = report["id"], f"{ctx.title}: new responses to {report['name']}"
    return _written(ctx, Feed(f"/feeds/reports/{name}", f"/reports/{name}", title, report=name))


def known_force(ctx: PageContext) -> Row:
    """Find the force in the address. Raises MissingError."""
    force = ctx.one("SELECT code, title FROM forces WHERE code = :code", code=ctx.address["code"])
    if force is None:
        raise MissingError("There is no such force in England and Wales.")
    return force


def _written(ctx: PageContext, feed: Feed) -> File:
    """Write a feed, or the archive of it that the address names. Raises MissingError."""
    which = {"force": feed.force, "report": feed.report, "ids": None}
    total = ctx.rows(f"SELECT count(*) AS n {_OF}", **which)[0]["n"]
    archives = max(0, -(-(total - MOST) // _IN_AN_ARCHIVE))
    number = int(ctx.address.get("number") or 0)
    if number > archives:
        raise MissingError("This feed has no such archive.")
    in_archives = archives * _IN_AN_ARCHIVE
    offset, limit = (total - number * _IN_AN_ARCHIVE, _IN_AN_ARCHIVE) if number else (0, total - in_archives)
    rows = ctx.rows(_ENTRIES, limit=limit, offset=offset, **which)

    links = [(relation, ctx.base + feed.part(part)) for relation, part in _links(number, archives)]
    title, page = feed.title, ctx.base + feed.page
    return write(ctx, rows, title=title, name=ctx.base + feed.part(0), page=page, links=links, archive=bool(number))


def entries(ctx: PageContext, ids: str, limit: int, offset: int) -> list[Row]:
    """Give what a feed says of some responses, the last added first. `ids` are all rowids, as a JSON array."""
    return ctx.rows(_ENTRIES, force="", report="", ids=ids, limit=limit, offset=offset)


def write(
    ctx: PageContext,
    rows: list[Row],
    *,
    title: str,
    name: str,
    page: str,
    links: list[tuple[str, str]],
    archive: bool = False,
    entry: Callable[[ElementTree.Element, Row, str], None] | None = None,
    updated: Callable[[Row], str] | None = None,
) -> File:
    """Write a document of a feed: its name for good, the page that shows the same, and its links by relation.

    `entry` writes each row into it, and `updated` says when that last changed; without them, rows are responses.
    """
    root = ElementTree.Element("feed", {"xmlns": _NAMESPACE, "xmlns:fh": _HISTORY, _LANGUAGE: "en-GB"})
    add(root, "id", name)
    add(root, "title", title)
    add(root, "updated", max(map(updated or _updated, rows), default=_NEVER))
    for relation, there in links:
        add(root, "link", rel=relation, type="application/atom+xml", href=there)
    add(root, "link", rel="alternate", type="text/html", href=page)
    if archive:
        add(root, "fh:archive")
    add(root, "rights", _RIGHTS)
    add(add(root, "author"), "name", ctx.title)
    for row in rows:
        (entry or _entry)(root, row, ctx.base)
    text = ElementTree.tostring(root, encoding="unicode")
    return File(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', "application/atom+xml; charset=utf-8")


def _links(number: int, archives: int) -> list[tuple[str, int]]:
    """Give the links between the parts of a feed: its pages from the newest, which is the feed itself, to the oldest.

    They are pages for who only wants all entries (RFC 5005, section 3), and archives for who comes back (section 4).
    """
    links = [("self", number), ("first", 0), ("last", min(archives, 1))]
    older = number - 1 if number else archives
    newer = number + 1 if number < archives else 0
    if number:
        links += [("current", 0), ("previous", newer)]
        links += [("next-archive", newer)] if newer else []
    return links + ([("next", older), ("prev-archive", older)] if older else [])


def _entry(root: ElementTree.Element, row: Row, base: str) -> None:
    entry = add(root, "entry")
    address = f"{base}/responses/{row['id']}"
    add(entry, "id", _ID + row["id"])
    state = "" if row["status"] == CURRENT else f"{row['status'].capitalize()}: "
    title = f"{state}{row['body']} ({row['force_title']}): {row['title'] or row['id']}"
    add(entry, "title", title).set(_LANGUAGE, row["language"])
    if row["added"]:
        add(entry, "published", moment(row["added"]))
    add(entry, "updated", _updated(row))
    add(entry, "link", rel="alternate", type="text/html", href=address)
    add(entry, "link", rel="alternate", type="application/json", href=f"{address}.json")
    if row["replaced_by"]:
        add(entry, "link", rel="successor-version", type="text/html", href=f"{base}/responses/{row['replaced_by']}")
    add(add(entry, "author"), "name", row["body"])
    add(entry, "category", term=row["force"], label=row["force_title"])
    if row["status"] != CURRENT:
        add(entry, "category", term=row["status"], label=row["status"].capitalize())
    add(entry, "summary", _summary(row, base))


def _summary(row: Row, base: str) -> str:
    head = f"{row['body']}, for {row['force_title']}."
    if row["status"] == WITHDRAWN:
        head = f"{head} {_reports(row)}"
        reason = f" The reason given: {row['reason']}" if row["reason"] else " No reason is given."
        return f"{head} This response was withdrawn on {date_in_words(row['withdrawn_on'])}.{reason}"
    day = f"Published: {date_in_words(row['published'])}." if row["published"] else "When it was published isn’t known."
    count = row["recommendations"]
    answered = f"{count:,} recommendation{'' if count == 1 else 's'} or other finding{'' if count == 1 else 's'}."
    said = f"{head} {_reports(row)} {day} Stage: {row['stage'] or 'not stated'}. {answered}"
    if row["replaced_by"]:
        return f"{said} This response was replaced. Read instead: {base}/responses/{row['replaced_by']}"
    return said if row["status"] == CURRENT else f"{said} This response was replaced."


def _reports(row: Row) -> str:
    """Name the reports that a response answers, or that it holds on, each with the day on which it was published."""
    named = [
        f"{title}, published {'on' if len(published) == len('2019-02-26') else 'in'} {date_in_words(published)}"
        f"{' (unverified)' if confidence == 'unverified' else ''}"
        if published
        else f"{title}, undated"
        for title, published, confidence in json.loads(row["reports"])
    ]
    return f"{'On' if row['stage_code'] == 'holding' else 'In answer to'}: {'; '.join(named)}."


def add(parent: ElementTree.Element, name: str, text: str = "", **attributes: Any) -> ElementTree.Element:
    """Add an element with a text and attributes to another, without what XML can't hold."""
    element = ElementTree.SubElement(parent, name, {key: _NO_XML.sub("", value) for key, value in attributes.items()})
    if text:
        element.text = _NO_XML.sub("", text)
    return element


def _updated(row: Row) -> str:
    """Say when an entry last changed: its record, or what stands in its place.

    Where the data don't know when a record came, its own date stands for that.
    """
    known = [row[name] for name in ("added", "changed", "superseded") if row[name]]
    return moment(max(known, default=row["date"] or _NEVER))


def moment(date: str) -> str:
    """Write a date as Atom wants it. Of a month or a year that is all that is known, the first day stands for it."""
    if len(date) > 10:
        return date
    return f"{date}{'-01-01'[len(date) - 10 :] if len(date) < 10 else ''}T00:00:00Z"

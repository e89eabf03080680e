"""Atom feeds (RFC 4287) of the newest responses: of all forces, and of one. Every date comes from the records."""

from __future__ import annotations

import re
from typing import Any, Final
from xml.etree import ElementTree

from opcc_opendata.site.views import Ask, File, MissingError, Row

_NEWEST: Final = 50
_NAMESPACE: Final = "http://www.w3.org/2005/Atom"
_LANGUAGE: Final = "{http://www.w3.org/XML/1998/namespace}lang"
_RIGHTS: Final = "Open Government Licence v3.0"
_NEVER: Final = "1970-01-01T00:00:00Z"
"""When a feed without entries was updated: Atom wants a date, and there is none."""

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML can't hold."""

_ID: Final = "tag:opcc-opendata.github.io,2026:response/"
"""A response has the same name wherever it is served."""

_ENTRIES: Final = """
  WITH newest AS (
    SELECT r.*, coalesce(r.published, r.letter_date,
      (SELECT max(i.published) FROM response_inspections l JOIN inspections i ON i.id = l.inspection
        WHERE l.response = r.id)) AS date
    FROM responses r WHERE r.withdrawn_on IS NULL AND (:force = '' OR r.force = :force)
    ORDER BY date DESC, r.id DESC LIMIT :limit
  )
  SELECT n.id, n.date, coalesce(n.title, n.title_cy) AS title, CASE WHEN n.title IS NULL THEN 'cy' ELSE 'en' END AS
    language, n.force, f.title AS force_title, coalesce(b.title, n.policing_body) AS body, s.title AS stage,
    (SELECT count(*) FROM recommendations q WHERE q.response = n.id) AS recommendations
  FROM newest n LEFT JOIN forces f ON f.code = n.force LEFT JOIN policing_bodies b ON b.code = n.policing_body
  LEFT JOIN code_stages s ON s.code = n.stage
  WHERE n.date IS NOT NULL ORDER BY n.date DESC, n.id DESC
"""


def responses(ask: Ask) -> File:
    """Give the newest responses of all forces."""
    return _feed(ask, "/feeds/responses.atom", "/responses", f"{ask.title}: new responses", "")


def of_force(ask: Ask) -> File:
    """Give the newest responses for one force."""
    force = known_force(ask)
    code, title = force["code"], force["title"]
    return _feed(ask, f"/feeds/forces/{code}.atom", f"/forces/{code}", f"{ask.title}: new responses for {title}", code)


def known_force(ask: Ask) -> Row:
    """Find the force in the address. Raises MissingError."""
    force = ask.one("SELECT code, title FROM forces WHERE code = :code", code=ask.address["code"])
    if force is None:
        raise MissingError("There is no such force in England and Wales.")
    return force


def _feed(ask: Ask, own: str, page: str, title: str, force: str) -> File:
    rows = ask.rows(_ENTRIES, force=force, limit=_NEWEST)
    feed = ElementTree.Element("feed", {"xmlns": _NAMESPACE, _LANGUAGE: "en-GB"})
    _add(feed, "id", ask.base + own)
    _add(feed, "title", title)
    _add(feed, "updated", max((_moment(row["date"]) for row in rows), default=_NEVER))
    _add(feed, "link", rel="self", type="application/atom+xml", href=ask.base + own)
    _add(feed, "link", rel="alternate", type="text/html", href=ask.base + page)
    _add(feed, "rights", _RIGHTS)
    _add(_add(feed, "author"), "name", ask.title)
    for row in rows:
        _entry(feed, row, ask.base)
    text = ElementTree.tostring(feed, encoding="unicode")
    return File(f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n', "application/atom+xml; charset=utf-8")


def _entry(feed: ElementTree.Element, row: Row, base: str) -> None:
    entry = _add(feed, "entry")
    address = f"{base}/responses/{row['id']}"
    _add(entry, "id", _ID + row["id"])
    _add(entry, "title", row["title"] or row["id"]).set(_LANGUAGE, row["language"])
    _add(entry, "updated", _moment(row["date"]))
    _add(entry, "link", rel="alternate", type="text/html", href=address)
    _add(entry, "link", rel="alternate", type="application/json", href=f"{address}.json")
    _add(_add(entry, "author"), "name", row["body"])
    _add(entry, "category", term=row["force"], label=row["force_title"] or row["force"])
    count = row["recommendations"]
    answered = f"{count:,} recommendation{'' if count == 1 else 's'} or other finding{'' if count == 1 else 's'}"
    _add(
        entry, "summary", f"{row['body']}, for {row['force_title']}. Stage: {row['stage'] or 'not stated'}. {answered}."
    )


def _add(parent: ElementTree.Element, name: str, text: str = "", **attributes: Any) -> ElementTree.Element:
    element = ElementTree.SubElement(parent, name, {key: _NO_XML.sub("", value) for key, value in attributes.items()})
    if text:
        element.text = _NO_XML.sub("", text)
    return element


def _moment(date: str) -> str:
    """Write a date as Atom wants it. Of a month or a year that is all that is known, the first day stands for it."""
    return f"{date}{'-01-01'[len(date) - 10 :] if len(date) < 10 else ''}T00:00:00Z"

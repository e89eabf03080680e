"""The map of the site for search engines, and what they are asked to leave alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.views import Ask, File, MissingError

AT_MOST: Final = 50_000
"""How many addresses one map may hold."""

_XML: Final = "application/xml; charset=utf-8"
_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_FIXED: Final = (
    *("/", "/responses", "/reports", "/forces", "/outstanding", "/promises", "/refused", "/data", "/methodology"),
    "/accessibility",
)
_ADDRESSES: Final = """
  SELECT '/forces/' || code AS address, 1 AS part, code AS name FROM forces
  UNION ALL SELECT '/reports/' || id, 2, id FROM inspections
  UNION ALL SELECT '/responses/' || id, 3, id FROM responses WHERE withdrawn_on IS NULL
"""
_ROBOTS: Final = f"""User-agent: *
Disallow: /*?*sql=
Disallow: /*?*_where=
Disallow: /*?*_facet
Disallow: /*?*_sort
Disallow: /*?*_next=
Disallow: /{DATABASE}.db
Disallow: /{DATABASE}.csv
Disallow: /{DATABASE}.json
Disallow: /search?
Disallow: /search.json
Disallow: /feeds/search.atom
Allow: /
"""


def whole(ask: Ask) -> File:
    """Give the map, or an index of maps where one can't hold everything."""
    counted = ask.one(f"SELECT count(*) AS n FROM ({_ADDRESSES})")  # noqa: S608 (our own SQL)
    total = len(_FIXED) + (counted["n"] if counted else 0)
    if total <= AT_MOST:
        return _map(ask, [*_FIXED, *_found(ask, 0, AT_MOST)])
    parts = -(-total // AT_MOST)
    addresses = [f"/sitemaps/{number}.xml" for number in range(1, parts + 1)]
    return File(_written("sitemapindex", "sitemap", ask.base, addresses), _XML)


def part(ask: Ask) -> File:
    """Give one of several maps, counted from 1."""
    number = int(ask.address["number"])
    start = (number - 1) * AT_MOST
    # The pages that are always there stand before all others.
    fixed = list(_FIXED[max(start, 0) : max(start, 0) + AT_MOST])
    addresses = [*fixed, *_found(ask, max(0, start - len(_FIXED)), AT_MOST - len(fixed))]
    if number < 1 or not addresses:
        raise MissingError("There is no such part of the map.")
    return _map(ask, addresses)


def robots(ask: Ask) -> File:
    """Say what search engines are asked to leave alone: questions that cost time, and endless lists."""
    return File(f"{_ROBOTS}\nSitemap: {ask.base}/sitemap.xml\n", "text/plain; charset=utf-8")


def _found(ask: Ask, start: int, count: int) -> list[str]:
    rows = ask.rows(f"{_ADDRESSES} ORDER BY part, name LIMIT :count OFFSET :start", count=count, start=start)
    return [row["address"] for row in rows]


def _map(ask: Ask, addresses: list[str]) -> File:
    return File(_written("urlset", "url", ask.base, addresses), _XML)


def _written(root: str, item: str, base: str, addresses: Iterable[str]) -> str:
    start = escape(base)
    lines = "".join(f"<{item}><loc>{start}{escape(address)}</loc></{item}>\n" for address in addresses)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} xmlns="{_NAMESPACE}">\n{lines}</{root}>\n'

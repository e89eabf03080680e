"""The map of the site for search engines, and what they are asked to leave alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from xml.sax.saxutils import escape

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.views import File, MissingError, PageContext

AT_MOST: Final = 50_000
"""How many addresses one map may hold. Each page has one in every language."""

_XML: Final = "application/xml; charset=utf-8"
_NAMESPACES: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml"'
_FIXED: Final = (
    *("/", "/responses", "/reports", "/forces", "/outstanding", "/promises", "/refused", "/data", "/methodology"),
    *("/accessibility", "/compare", "/grades", "/repeated", "/alike", "/changes"),
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
Disallow: /cy/search?
Disallow: /search.json
Disallow: /feeds/search.atom
Disallow: /feeds/changes.atom?
Disallow: /feeds/dates.ics?
Disallow: /changes?
Disallow: /cy/changes?
Allow: /
"""


def whole(ctx: PageContext) -> File:
    """Give the map, or an index of maps where one can't hold everything."""
    counted = ctx.one(f"SELECT count(*) AS n FROM ({_ADDRESSES})")  # noqa: S608 (our own SQL)
    fixed = _always(ctx)
    total, most = len(fixed) + (counted["n"] if counted else 0), _most_pages()
    if total <= most:
        return _map(ctx, [*fixed, *_found(ctx, 0, most)])
    parts = (f"<sitemap>{_location(ctx, f'/sitemaps/{n}.xml')}</sitemap>" for n in range(1, -(-total // most) + 1))
    return File(_written("sitemapindex", parts), _XML)


def _always(ctx: PageContext) -> tuple[str, ...]:
    """Give the pages that are there whatever the records are: Check only where it can check something."""
    return (*_FIXED, "/check") if ctx.offers_check else _FIXED


def part(ctx: PageContext) -> File:
    """Give one of several maps, counted from 1."""
    number, most = int(ctx.address["number"]), _most_pages()
    start = (number - 1) * most
    # The pages that are always there stand before all others.
    always = _always(ctx)
    fixed = list(always[max(start, 0) : max(start, 0) + most])
    addresses = [*fixed, *_found(ctx, max(0, start - len(always)), most - len(fixed))]
    if number < 1 or not addresses:
        raise MissingError("There is no such part of the map.")
    return _map(ctx, addresses)


def robots(ctx: PageContext) -> File:
    """Say what search engines are asked to leave alone: questions that cost time, and endless lists."""
    return File(f"{_ROBOTS}\nSitemap: {ctx.base}/sitemap.xml\n", "text/plain; charset=utf-8")


def _found(ctx: PageContext, start: int, count: int) -> list[str]:
    rows = ctx.rows(f"{_ADDRESSES} ORDER BY part, name LIMIT :count OFFSET :start", count=count, start=start)
    return [row["address"] for row in rows]


def _most_pages() -> int:
    return AT_MOST // len(ROOTS)


def _map(ctx: PageContext, pages: Iterable[str]) -> File:
    """Write a map in which each page has an entry for every language, and each entry names the others."""
    entries = []
    for page in pages:
        others = "".join(
            f'<xhtml:link rel="alternate" hreflang="{language}" href="{escape(ctx.base + root + page)}"/>'
            for language, root in ROOTS.items()
        )
        entries += [f"<url>{_location(ctx, root + page)}{others}</url>" for root in ROOTS.values()]
    return File(_written("urlset", entries), _XML)


def _location(ctx: PageContext, address: str) -> str:
    return f"<loc>{escape(ctx.base + address)}</loc>"


def _written(root: str, entries: Iterable[str]) -> str:
    lines = "\n".join(entries)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_NAMESPACES}>\n{lines}\n</{root}>\n'

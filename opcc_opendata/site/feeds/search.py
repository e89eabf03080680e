"""The Atom feed of a search: every response that it finds, the last added first, in pages (RFC 5005, section 3).

It has no archives: a correction can make a response match that did not, or no longer, so that no page stays as it is.
"""

from __future__ import annotations

import json

from opcc_opendata import search
from opcc_opendata.site.feeds.atom import MOST, entries, write
from opcc_opendata.site.filters import address
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.searching import facts, read_search
from opcc_opendata.site.views import File, MissingError, PageContext


def results(ctx: PageContext) -> File:
    """Give a page of the feed. Raises MissingError."""
    asked = read_search(ctx)
    found = search.found(ctx.connection, facts(ctx), asked.query, asked.narrowed)
    last = max(1, -(-len(found) // MOST))
    if ctx.page > last:
        raise MissingError(f"This feed has no page {ctx.page}.")
    which = {"q": asked.q, "exact": "1" if asked.exact else "", **asked.chosen}

    def part(number: int) -> str:
        return f"{ctx.base}/feeds/search.atom{address(which, page=number)}"

    links = [("self", part(ctx.page)), ("first", part(1)), ("last", part(last))]
    links += [("previous", part(ctx.page - 1))] if ctx.page > 1 else []
    links += [("next", part(ctx.page + 1))] if ctx.page < last else []
    return write(
        ctx,
        entries(ctx, json.dumps(sorted(found)), MOST, (ctx.page - 1) * MOST),
        title=f"{ctx.title}: {words_in('en').plain('search.atom_title', words=asked.q)}",
        name=part(1),
        page=f"{ctx.base}/search{address(which)}",
        links=links,
    )

"""The page on which a reader's own browser checks records. What it loads is made by `opcc_opendata.browser`."""

from __future__ import annotations

from opcc_opendata.site.views import Page, PageContext


def page(_: PageContext) -> Page:
    """Show the page. Where the site does not offer the check, it says so, and what to do instead."""
    return Page("check.html")

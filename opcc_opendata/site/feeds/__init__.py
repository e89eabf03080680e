"""What other programs follow: feeds, calendars, the map of the site, and descriptions of its data."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.site.feeds import atom, calendar, changes, linked_data, llms, openapi, search, sitemap
from opcc_opendata.site.views import NAME, Maker, view

_ARCHIVE: Final = r"(?:/(?P<number>[1-9]\d{0,5}))?"

FEEDS: Final[tuple[tuple[str, Maker], ...]] = (
    (rf"^/feeds/responses{_ARCHIVE}\.atom$", atom.responses),
    (rf"^/feeds/forces/(?P<code>{NAME}){_ARCHIVE}\.atom$", atom.of_force),
    (rf"^/feeds/reports/(?P<id>{NAME}){_ARCHIVE}\.atom$", atom.of_report),
    (r"^/feeds/search\.atom$", search.results),
    (r"^/feeds/changes\.atom$", changes.feed),
    (r"^/feeds/dates\.ics$", calendar.dates),
    (r"^/feeds/deadlines\.ics$", calendar.deadlines),
    (rf"^/feeds/forces/(?P<code>{NAME})\.ics$", calendar.of_force),
    (r"^/sitemap\.xml$", sitemap.whole),
    (r"^/sitemaps/(?P<number>\d{1,6})\.xml$", sitemap.part),
    (r"^/robots\.txt$", sitemap.robots),
    (r"^/data\.jsonld$", linked_data.document),
    (r"^/standard/(?P<version>\d{1,5}\.\d{1,5}\.\d{1,5})/context\.jsonld$", linked_data.context),
    (r"^/llms\.txt$", llms.document),
    (r"^/openapi\.json$", openapi.document),
)
"""The addresses. They are permanent, like those of the pages."""


def routes() -> list[tuple[str, Any]]:
    """Give the addresses with what Datasette calls for each."""
    return [(address, view(make)) for address, make in FEEDS]


def prepare(env: Any) -> None:
    """Give the templates what stands in the head of a page."""
    env.globals["dataset_block"] = linked_data.block

"""The pages, one module each, and their addresses."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.pages import (
    alike,
    changes,
    charts,
    check,
    compare,
    data,
    duties,
    force,
    grades,
    home,
    lists,
    moved,
    recommendation,
    repeated,
    report,
    response,
    responses,
    search,
    share,
)
from opcc_opendata.site.views import NAME, Maker, MissingError, Page, PageContext, view

PAGES: Final[tuple[tuple[str, Maker], ...]] = (
    ("^/$", home.page),
    ("^/search$", search.page),
    (r"^/search\.json$", search.data),
    ("^/responses$", responses.page),
    (rf"^/responses/(?P<id>{NAME})\.(?P<format>json|jsonld|yaml)$", response.download),
    (rf"^/responses/(?P<id>{NAME})$", response.page),
    ("^/reports$", report.all_reports),
    (rf"^/reports/(?P<id>{NAME})$", report.page),
    (rf"^/reports/(?P<id>{NAME})/recommendations/(?P<number>{NAME})$", recommendation.page),
    ("^/forces$", force.all_forces),
    (rf"^/forces/(?P<code>{NAME})$", force.page),
    ("^/compare$", compare.page),
    ("^/grades$", grades.page),
    ("^/outstanding$", lists.outstanding),
    ("^/duties$", duties.page),
    ("^/promises$", lists.promises),
    ("^/repeated$", repeated.all_repeated),
    (rf"^/repeated/(?P<id>{NAME})$", repeated.one),
    ("^/alike$", alike.all_alike),
    (rf"^/alike/(?P<id>{NAME})$", alike.one),
    (rf"^/alike/(?P<id>{NAME})/(?P<other>{NAME})$", alike.pair),
    ("^/changes$", changes.page),
    ("^/refused$", lists.refused),
    ("^/timeliness$", lists.timeliness),
    ("^/charts$", charts.all_charts),
    (r"^/charts/(?P<name>[a-z-]+)\.(?P<format>svg|png|csv)$", charts.file),
    ("^/charts/(?P<name>[a-z-]+)$", charts.page),
    ("^/methodology$", data.methodology),
    ("^/accessibility$", data.accessibility),
    ("^/about$", data.about),
    ("^/check$", check.page),
    (r"^/og/site\.png$", share.site),
    (rf"^/og/responses/(?P<id>{NAME})\.png$", share.response),
    (rf"^/og/reports/(?P<id>{NAME})\.png$", share.report),
    (rf"^/og/forces/(?P<id>{NAME})\.png$", share.force),
)
"""The addresses. They are permanent: a page may be added, but none may move."""

_TOP: Final = "|".join(address.strip("^/$") for address, _ in PAGES if address.strip("^/$").isalpha())
ELSEWHERE: Final[tuple[tuple[str, Maker], ...]] = (
    (rf"^/(?P<there>(?i:{_TOP}|data)/?)$", moved.without_slash),
    (rf"^/(?P<there>(?i:reports)/{NAME}/(?i:recommendations)/{NAME}/)$", moved.without_slash),
    (rf"^/(?P<word>(?i:{moved.WORDS}))/?$", moved.other_word),
    (r"^/(?P<kind>(?i:forces|reports|responses))/(?P<rest>[^?#/]+/?)$", moved.in_a_folder),
)
"""Addresses that lead to another one. They come last."""

DATA_PAGES: Final[tuple[tuple[str, Maker], ...]] = (
    ("^/data$", data.page),
    (r"^/data\.json$", data.listed),
    ("^/data/SHA256SUMS$", data.checksums),
    ("^/data/(?P<table>[A-Za-z0-9_]+)$", data.table),
)
"""Those that tell of the downloads."""


_FILES: Final = (
    search.data,
    response.download,
    data.checksums,
    data.listed,
)
"""What gives a file, which is the same in every language, and not a page."""

_WELSH: Final = ROOTS["cy"]
_A_DOCUMENT: Final = re.compile(rf"/responses/{NAME}\.(?:{'|'.join(response.DOCUMENTS)})$")
"""A response as a document. The server makes it, and its address would do for a page's."""
_LINK: Final = re.compile(r'(?<!hreflang="en" )\b(href|action)="(/[^"?#]*)')


def routes() -> list[tuple[str, Any]]:
    """Give the addresses with what Datasette calls for each: every page in English and, under /cy, in Welsh."""
    english = [(address, view(make)) for address, make in PAGES]
    english += [(address, view(make, files=True)) for address, make in DATA_PAGES]
    english += [(address, view(make)) for address, make in ELSEWHERE]
    welsh = [
        (_in_welsh(address), view(make, files=(address, make) in DATA_PAGES, language="cy", links=to_welsh))
        for address, make in (*PAGES, *DATA_PAGES, *ELSEWHERE)
        if make not in _FILES
    ]
    return [*english, *welsh, (f"^{_WELSH}/", view(_missing, language="cy", links=to_welsh))]


def _in_welsh(address: str) -> str:
    return f"^{_WELSH}/?$" if address == "^/$" else f"^{_WELSH}{address[1:]}"


def _missing(ctx: PageContext) -> Page:
    raise MissingError(ctx.say.plain("error.no_page"))


def to_welsh(html: str) -> str:
    """Lead from a Welsh page to Welsh pages. A link to the same page in English (`hreflang`) stays."""
    return _LINK.sub(lambda found: f'{found[1]}="{_WELSH if _is_page(found[2]) else ""}{found[2]}', html)


@lru_cache(maxsize=10_000)
def _is_page(path: str) -> bool:
    return bool(_A_PAGE.match(path) and not _A_FILE.match(path) and not _A_DOCUMENT.match(path))


def _any_of(addresses: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(re.sub(r"\?P<\w+>", "?:", address) for address in addresses))


_A_PAGE: Final = _any_of(address for address, make in (*PAGES, *DATA_PAGES) if make not in _FILES)
_A_FILE: Final = _any_of(address for address, make in (*PAGES, *DATA_PAGES) if make in _FILES)

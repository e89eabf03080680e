"""The pages, one module each, and their addresses."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.site.pages import (
    compare,
    data,
    force,
    grades,
    home,
    lists,
    recommendation,
    report,
    response,
    responses,
    search,
)
from opcc_opendata.site.views import Maker, view

_NAME: Final = "[A-Za-z0-9._~-]+"

PAGES: Final[tuple[tuple[str, Maker], ...]] = (
    ("^/$", home.page),
    ("^/search$", search.page),
    ("^/responses$", responses.page),
    (rf"^/responses/(?P<id>{_NAME})\.(?P<format>json|yaml)$", response.download),
    (rf"^/responses/(?P<id>{_NAME})$", response.page),
    ("^/reports$", report.all_reports),
    (rf"^/reports/(?P<id>{_NAME})$", report.page),
    (rf"^/reports/(?P<id>{_NAME})/recommendations/(?P<number>{_NAME})$", recommendation.page),
    ("^/forces$", force.all_forces),
    (rf"^/forces/(?P<code>{_NAME})$", force.page),
    ("^/compare$", compare.page),
    ("^/grades$", grades.page),
    ("^/outstanding$", lists.outstanding),
    ("^/promises$", lists.promises),
    ("^/refused$", lists.refused),
    ("^/timeliness$", lists.timeliness),
    ("^/methodology$", data.methodology),
    ("^/accessibility$", data.accessibility),
)
"""The addresses. They are permanent: a page may be added, but none may move."""

DATA_PAGES: Final[tuple[tuple[str, Maker], ...]] = (
    ("^/data$", data.page),
    ("^/data/SHA256SUMS$", data.checksums),
    ("^/data/(?P<table>[A-Za-z0-9_]+)$", data.table),
)
"""Those that tell of the downloads."""


def routes() -> list[tuple[str, Any]]:
    """Give the addresses with what Datasette calls for each."""
    pages = [(address, view(make)) for address, make in PAGES]
    return pages + [(address, view(make, files=True)) for address, make in DATA_PAGES]

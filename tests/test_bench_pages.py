"""The bench asks for every kind of page: each pattern of an address that the site has."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing

import pytest

from opcc_opendata.project import Project
from opcc_opendata.site.feeds import FEEDS
from opcc_opendata.site.pages import DATA_PAGES, PAGES
from tests.demonstrations import every_page
from tests.test_server import serving

WITHOUT_NUMBERS = (
    "feeds/reports",
    "feeds/responses",
    "sitemap",
    "robots",
    "data\\.jsonld",
    "openapi",
    "standard/",
    "llms",
    "deadlines",
    "feeds/search",
)
"""Feeds of which another is measured, and files for machines that are asked for once a day."""


@pytest.mark.slow
def test_every_kind_of_page_is_measured_and_is_a_page(demonstration: Project) -> None:
    kinds = every_page().kinds(demonstration.database)
    assert all(len(set(addresses)) == len(addresses) == every_page().EACH for addresses in kinds.values())
    with closing(sqlite3.connect(demonstration.database)) as connection:
        has_alike = connection.execute("SELECT count(*) FROM alike_answers").fetchone()[0]
    paths = {address.partition("?")[0] for addresses in kinds.values() for address in addresses}
    for pattern, _ in (*PAGES, *DATA_PAGES, *FEEDS):
        if any(part in pattern for part in WITHOUT_NUMBERS) or ("alike/" in pattern and not has_alike):
            continue
        assert any(re.search(pattern, path) for path in paths), pattern
    with serving("--project", demonstration.root, "--no-build") as client:
        for kind, addresses in kinds.items():
            answer = client.get(addresses[0])
            assert answer.status_code in (200, 503 if "/data" in addresses[0] else 200), (kind, answer.text[:300])

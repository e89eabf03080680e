"""Datasette's addresses as plain texts: the same ones."""

from __future__ import annotations

from typing import Any

import pytest
from datasette.app import Datasette
from datasette.url_builder import Urls

from opcc_opendata.database import build
from opcc_opendata.server import make_datasette
from opcc_opendata.server.plain_urls import PlainUrls
from tests.projects import project, record


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Any:
    made = project(tmp_path_factory.mktemp("plain"), {"2018-05-05-fixture.yaml": record("2018-05-05-fixture")})
    assert build(made).built
    datasette = make_datasette(made.database, {}, downloads=False)
    yield datasette
    datasette.opcc_builds.newest.close()


@pytest.mark.parametrize("form", [None, "json", "csv"])
def test_an_address_is_a_plain_text_and_the_one_that_datasette_gives(served: Any, form: str | None) -> None:
    plain, usual = served.urls, Urls(served)
    assert isinstance(plain, PlainUrls)
    for name, arguments in (
        ("path", ("/a/b?c=d",)),
        ("path", ("a b",)),
        ("instance", ()),
        ("database", ("opcc",)),
        ("table", ("opcc", "a.b/c")),
        ("query", ("opcc", "a b")),
        ("row", ("opcc", "responses", "kent-1")),
    ):
        address = getattr(plain, name)(*arguments, format=form)
        assert type(address) is str
        assert address == str(getattr(usual, name)(*arguments, format=form))
    assert plain.path(plain.path("/a")) == "/a"
    assert plain.row_blob("opcc", "a", "b", "c d") == str(usual.row_blob("opcc", "a", "b", "c d"))
    assert plain.static("x.css") == str(usual.static("x.css"))


def test_the_site_has_no_prefix_that_could_stand_there_twice(served: Any) -> None:
    assert served.setting("base_url") == "/"
    assert isinstance(served, Datasette)

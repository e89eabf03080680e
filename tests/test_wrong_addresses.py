"""Addresses below the database that are nothing, and what takes long on a busy machine, over HTTP."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.metadata import DATABASE
from opcc_opendata.server import make_datasette
from opcc_opendata.site import views
from tests.projects import project, record
from tests.test_server import serving
from tests.waiting import run


@pytest.mark.parametrize(
    ("place", "forms"),
    [
        ("", (".json", ".csv", ".db")),
        ("/responses", (".json", ".csv", ".jsonl")),
        ("/promises", (".json", ".csv", ".jsonl")),
        ("/timeliness_by_force", (".json", ".csv", ".jsonl")),
        ("/forces/kent", (".json", ".csv")),
    ],
)
@pytest.mark.parametrize("ending", ["nonsense", "html", "jsonx", "JSON"])
def test_a_form_that_there_is_not_is_not_found_and_those_that_there_are_are_named(
    site: httpx.Client, place: str, forms: tuple[str, ...], ending: str
) -> None:
    answer = site.get(f"/{DATABASE}{place}.{ending}")
    assert answer.status_code == 404
    assert f"is there as {', '.join(forms[:-1])} and {forms[-1]}, and without an ending" in answer.text


@pytest.mark.parametrize("place", ["/responses", "/promises", "/timeliness_by_force", "/forces/kent"])
def test_every_form_that_is_named_is_there(site: httpx.Client, place: str) -> None:
    named = site.get(f"/{DATABASE}{place}.nonsense").text.partition("is there as ")[2].partition(", and without")[0]
    for ending in named.replace(" and ", ", ").split(", "):
        answer = site.get(f"/{DATABASE}{place}{ending}")
        assert (answer.status_code, "html" in answer.headers["content-type"]) == (200, False), ending
    assert site.get(f"/{DATABASE}{place}").status_code == 200


@pytest.mark.parametrize(
    "path", ["/responses.json/x", "/-/create", "/-/x.json", "/nonsense/x", "/nonsense/x.csv", "/sqlite_master/1"]
)
def test_a_row_of_no_table_is_not_found(site: httpx.Client, path: str) -> None:
    answer = site.get(f"/{DATABASE}{path}")
    assert answer.status_code == 404
    assert f"There is no table “{path.split('/')[1]}”" in (
        answer.json()["error"] if path.endswith(".json") else answer.text
    )
    assert site.get(f"/elsewhere{path}").status_code == 404


@pytest.mark.parametrize("form", ["", ".json"])
def test_a_row_that_is_there_has_its_page(site: httpx.Client, form: str) -> None:
    assert "kent" in site.get(f"/{DATABASE}/forces/kent{form}").text
    assert site.get(f"/{DATABASE}/forces/nowhere{form}").status_code == 404


@pytest.mark.slow
def test_a_facet_that_can_t_be_counted_says_so_and_leaves_nothing_in_the_log(tmp_path: Path) -> None:
    made = project(tmp_path, {"2018-05-05-fixture.yaml": record("2018-05-05-fixture")})
    assert build(made).built
    with serving("--project", made.root, "--no-build") as client:  # which looks at the log
        for address in ("responses?_facet_array=force", "responses.json?_facet_array=force&_facet=stage"):
            answer = client.get(f"/{DATABASE}/{address}")
            assert answer.status_code == 400
            assert "malformed JSON" in answer.text
        assert client.get(f"/{DATABASE}/responses?_facet=force").status_code == 200


def test_a_page_has_as_long_as_it_needs_where_the_machine_is_busy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What counts is what a page takes of the processor, and not for how long it waits for it."""
    made = project(tmp_path, {"2018-05-05-fixture.yaml": record("2018-05-05-fixture")})
    assert build(made).built
    datasette = make_datasette(made.database, {}, downloads=False)
    rows = views.PageContext._rows

    def late(self: views.PageContext, sql: str, values: Any) -> Any:
        time.sleep(0.2)  # as long as others may have the processor
        return rows(self, sql, values)

    monkeypatch.setattr(views.PageContext, "_rows", late)
    datasette._settings["sql_time_limit_ms"] = 150
    monkeypatch.setattr(views, "_STEPS", 1)
    statuses = {path: run(datasette.client.get(path)).status_code for path in ("/cy/promises", "/promises")}
    datasette.opcc_builds.newest.close()
    assert statuses == {"/cy/promises": 200, "/promises": 200}


def test_a_page_s_query_ends_where_it_has_taken_too_much_of_the_processor() -> None:
    endless = "WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c) SELECT count(*) FROM c"
    ctx = SimpleNamespace()
    with closing(sqlite3.connect(":memory:")) as ctx.connection:

        def make(_: Any) -> Any:
            return ctx.connection.execute(endless).fetchone()

        with pytest.raises(sqlite3.OperationalError, match="interrupted"):
            views._timed(20, make, ctx)  # type: ignore[arg-type]
        assert ctx.connection.text_factory is str
        assert ctx.connection.execute("SELECT 1").fetchone() == (1,)

"""No page reads a large table from end to end: what each asks of the database is looked at as SQLite will do it.

A time would depend on the machine, and a plan does not. SQLite plans by what ANALYZE counted: here that is what it
counted in 10,000 responses. Each page is asked for twice, so that what is asked only once for a build (`Ask.once`) is
left out: that may read everything. What is kept for each question that readers make up (`Ask.lately`) is asked anew.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import unquote

import pytest

from opcc_opendata.project import Project
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.site.views import Ask
from opcc_opendata.tables import TABLES, VIEWS
from tests.demonstrations import every_page, small_demonstration
from tests.waiting import run

FEW: Final = frozenset(
    # However many responses there are, these have few rows: of the codelists, the register, the settings, the build.
    (
        *("build", "build_counts", "coverage", "forces", "policing_bodies", "silences"),
        *("inspections", "inspection_forces", "inspection_inspectorates"),
        # A hundredth of all answers are alike, and the page of all groups counts them.
        *("alike_answers", "alike_wordings", "repeated_recommendations", "possible_repeats"),
    )
)
IN_ORDER: Final = frozenset(f"idx_{table.name}_{name}" for table in TABLES for name, _ in table.orders)
"""Indexes that are walked from one end until a page is full."""

COUNTED: Final = Path(__file__).parent / "reference/counted_in_10000_responses.tsv"
"""The table sqlite_stat1 of 10,000 invented responses. An index that it lacks is taken as usual."""

OF_DATASETTE: Final = ("raw", "ready-made", "SQL", "view as CSV", "data", "checksums", "table, what it holds")
"""Kinds of pages that ask by other ways than `Ask`. Readers choose what they hold."""


class Walk(NamedTuple):
    """A table or index that a statement goes through from end to end."""

    table: str
    through: str


def walks(connection: sqlite3.Connection, sql: str, values: dict[str, Any]) -> list[Walk]:
    """Say what a statement goes through from one end: SQLite's program opens it, and goes to its first or last row."""
    found = connection.execute("SELECT rootpage, tbl_name, name FROM sqlite_master WHERE rootpage > 0").fetchall()
    roots = {root: Walk(table, name) for root, table, name in found}
    opened: dict[int, Walk] = {}
    walked = []
    for _, code, first, second, third, *_ in connection.execute(f"EXPLAIN {sql}", values).fetchall():
        if code == "OpenRead" and third == 0 and second in roots:
            opened[first] = roots[second]
        if code in ("Rewind", "Last") and first in opened:
            walked.append(opened[first])
    return walked


def is_large(walk: Walk) -> bool:
    return not (walk.table in FEW or walk.table.startswith("code_") or walk.through in IN_ORDER)


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = small_demonstration(tmp_path_factory.mktemp("demonstration"))
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("DELETE FROM sqlite_stat1")
        lines = COUNTED.read_text(encoding="utf-8").splitlines()
        rows = [(table, index or None, counted) for table, index, counted in (line.split("\t") for line in lines)]
        connection.executemany("INSERT INTO sqlite_stat1 VALUES (?, ?, ?)", rows)
    return made


@pytest.fixture(scope="module")
def database(demonstration: Project) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(demonstration.database)) as connection:
        yield connection


def addresses(database: Path) -> dict[str, list[str]]:
    """Give two addresses of each kind of page, those of the bench."""
    kinds = every_page().kinds(database).items()
    return {kind: made[:2] for kind, made in kinds if not kind.startswith(OF_DATASETTE)}


async def ask(app: Any, address: str) -> None:
    path, _, query = address.partition("?")
    scope = {
        "type": "http",
        "method": "GET",
        "scheme": "http",
        "path": unquote(path),
        "raw_path": path.encode("ascii"),
        "query_string": query.encode("ascii"),
        "headers": [(b"host", b"localhost")],
    }

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b""}

    async def send(message: dict[str, Any]) -> None:
        assert message.get("status", 200) == 200, address

    await app(scope, receive, send)


def test_no_page_reads_a_large_table_from_end_to_end(
    demonstration: Project, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, tuple[dict[str, Any], list[Walk]]] = {}
    usual = Ask._rows

    def rows(self: Ask, sql: str, values: Any) -> Any:
        if sql not in asked:  # as this connection will do it, which has the functions of a search
            asked[sql] = dict(values), walks(self.connection, sql, values)
        return usual(self, sql, values)

    datasette = make_datasette(demonstration.database, read_metadata(demonstration), downloads=False)
    app = datasette.app()
    kinds = addresses(demonstration.database)

    async def ask_all() -> None:
        for kind, some in kinds.items():
            for address in some:
                await ask(app, f"{address}&_again=1")
            asked.clear()
            with monkeypatch.context() as patch:
                patch.setattr(Ask, "_rows", rows)
                patch.setattr(Ask, "lately", lambda self, about, make: make())
                for address in some:
                    await ask(app, f"{address}&_again=2")
            for sql, (_, walked) in asked.items():
                slow = [walk for walk in walked if is_large(walk)]
                assert not slow, f"{kind} goes through {slow}: {sql}"
            seen.update(asked)

    seen: set[str] = set()
    run(ask_all())
    datasette.opcc_builds.newest.close()
    assert len(seen) > 40  # that they were looked at


def test_a_walk_through_a_table_is_seen(database: sqlite3.Connection) -> None:
    def large(sql: str) -> list[str]:
        return [walk.through for walk in walks(database, sql, {}) if is_large(walk)]

    assert large("SELECT * FROM answers WHERE owner = 'x'") == ["answers"]
    assert large("SELECT count(*) FROM recommendations WHERE text LIKE '%x%'") == ["recommendations"]
    assert large("SELECT id FROM responses ORDER BY published DESC LIMIT 1 OFFSET 9") == ["idx_responses_published"]
    assert large("SELECT * FROM responses WHERE force = 'kent'") == []
    assert (
        large("SELECT * FROM forces JOIN responses ON responses.force = forces.code WHERE forces.code = 'kent'") == []
    )


@pytest.mark.parametrize("view", [view for view in VIEWS if len(view.key) == 1], ids=lambda view: view.name)
def test_the_rows_of_a_views_page_are_found_by_their_key(database: sqlite3.Connection, view: Any) -> None:
    """Whatever a page is sorted by, only its own rows are read with their texts."""
    sql = f'SELECT * FROM {view.name} WHERE {view.key[0]} IN (SELECT value FROM json_each(\'["a", "b"]\'))'
    assert [walk for walk in walks(database, sql, {}) if is_large(walk)] == []


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_the_key_of_a_view_tells_its_rows_apart(database: sqlite3.Connection, view: Any) -> None:
    rows, keys = database.execute(
        f"SELECT (SELECT count(*) FROM {view.name}), "
        f"(SELECT count(*) FROM (SELECT DISTINCT {', '.join(view.key)} FROM {view.name}))"
    ).fetchone()
    assert rows == keys

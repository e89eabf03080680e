"""No page reads a large table from end to end: what each asks of the database is looked at as SQLite will do it.

A time would depend on the machine, and a plan does not. SQLite plans by what ANALYZE counted: here that is what it
counted in 10,000 responses. Each page is asked for twice, so that what is asked only once for a build (`Ask.once`) is
left out: that may read everything. What is kept for each question that readers make up (`Ask.lately`) is asked anew.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl, unquote

import pytest

from opcc_opendata import search
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import Project
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.server.current_database import CurrentDatabase
from opcc_opendata.server.server import SETTINGS
from opcc_opendata.site.pages import PAGES
from opcc_opendata.site.views import PageContext
from opcc_opendata.tables import TABLES, VIEWS
from tests.demonstrations import RECORDS, every_page, usual_demonstration
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
COUNTED_WHOLE: Final = {"register of responses owed": ("duties", "other_duties", "answered_reports")}
"""Kinds of pages that count every row of some tables: here one for each report and force, however many responses."""
IN_ORDER: Final = frozenset(f"idx_{table.name}_{name}" for table in TABLES for name, _ in table.orders)
"""Indexes that are walked from one end until a page is full."""

COUNTED: Final = Path(__file__).parent / "reference/counted_in_10000_responses.tsv"
"""The table sqlite_stat1 of 10,000 invented responses. An index that it lacks is taken as usual."""

OF_DATASETTE: Final = ("raw", "ready-made", "SQL", "view as CSV", "data", "checksums", "table, what it holds")
"""Kinds of pages that ask by other ways than `PageContext`. Readers choose what they hold."""


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
    made = usual_demonstration(tmp_path_factory)
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


@pytest.mark.slow
def test_no_page_reads_a_large_table_from_end_to_end(
    demonstration: Project, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, tuple[dict[str, Any], list[Walk]]] = {}
    usual = PageContext._rows

    def rows(self: PageContext, sql: str, values: Any) -> Any:
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
                patch.setattr(PageContext, "_rows", rows)
                patch.setattr(PageContext, "lately", lambda self, about, make, **_: make())
                for address in some:
                    await ask(app, f"{address}&_again=2")
            for sql, (_, walked) in asked.items():
                slow = [walk for walk in walked if is_large(walk) and walk.table not in COUNTED_WHOLE.get(kind, ())]
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


@pytest.mark.parametrize("view", ["recommendations_with_answers", "promises", "promises_past_target", "promises_ahead"])
def test_to_count_recommendations_their_words_are_not_read(database: sqlite3.Connection, view: str) -> None:
    """The words of all recommendations are a tenth of the database."""
    names = dict(database.execute("SELECT rootpage, tbl_name FROM sqlite_master WHERE rootpage > 0").fetchall())
    sql = f"SELECT count(*) FROM (SELECT force FROM {view} LIMIT -1)"
    opened = {names.get(row[3]) for row in database.execute(f"EXPLAIN {sql}").fetchall() if row[1] == "OpenRead"}
    assert "current_recommendations" in opened
    assert not opened & {"recommendations", "answers"}


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


# --- what lists with facets cost -------------------------------------------------------------------------------------

RESPONSES: Final = 10_000
MOST: Final = 10_000_000
"""Steps of SQLite's program for a page with its counts, of 10,000 responses: 150 to 450 ms of a processor's time."""
MOST_OF_A_FORCE: Final = 2_000_000
"""The same where a reader chose a force: 15 to 100 ms."""

LISTS: Final = (
    *("/search?q=custody", "/search?q=custody+training&kind=force_action", "/search?q=%22use+of%22", "/responses"),
    *("/outstanding", "/duties", "/promises", "/refused", "/timeliness", "/grades", "/changes", "/repeated"),
    *("/alike", "/forces"),
)
"""The site's own lists, which count by what they can be narrowed to."""
ABOUT_ALL: Final = frozenset(("/alike", "/forces"))
"""Those that nobody can narrow to one force."""


class Steps:
    """Counts the steps of SQLite's program, which do not depend on the machine, as if there were 10,000 responses."""

    def __init__(self, connection: sqlite3.Connection, records: int) -> None:
        self._connection, self._scale, self._hundreds = connection, RESPONSES / records, 0

    def __enter__(self) -> Steps:
        self._connection.set_progress_handler(self._step, 100)
        return self

    def __exit__(self, *_: object) -> None:
        self._connection.set_progress_handler(None, 0)

    def _step(self) -> None:
        self._hundreds += 1

    @property
    def number(self) -> int:
        return round(100 * self._hundreds * self._scale)


async def asked_of_table(
    database: Path, described: dict[str, Any], address: str, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, Any]]:
    """Ask a server that has counted nothing yet for a page, and give all that it asks the database."""
    asked: list[tuple[str, Any]] = []
    usual = CurrentDatabase.execute

    async def execute(self: Any, sql: str, params: Any = None, *arguments: Any, **options: Any) -> Any:
        asked.append((sql, params or {}))
        return await usual(self, sql, params, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setitem(SETTINGS, "facet_time_limit_ms", 600_000)  # what is counted here is steps, whatever else goes on
        datasette = make_datasette(database, described, downloads=False)
        patch.setattr(CurrentDatabase, "execute", execute)
        await ask(datasette.app(), address)
    datasette.opcc_builds.newest.close()
    return asked


def slow_tables(
    made: Project, described: dict[str, Any], tables: Iterable[str], patch: pytest.MonkeyPatch
) -> dict[str, int]:
    """Name the pages of tables and views that take too many steps, with their number."""
    found = {}
    database = sqlite3.connect(made.database)
    search.register_functions(database)
    for table in tables:
        columns = [column[0] for column in database.execute(f'SELECT * FROM "{table}" LIMIT 0').description]
        limits = {"": MOST} | ({"force=kent": MOST_OF_A_FORCE} if "force" in columns else {})
        for narrowed, most in limits.items():
            address = f"/{DATABASE}/{table}.json?{narrowed}"
            asked = run(asked_of_table(made.database, described, address, patch))
            assert any(" as value, count(*) as count" in sql for sql, _ in asked), address
            with Steps(database, RECORDS) as steps:
                for sql, params in asked:
                    database.execute(sql, params).fetchall()
            if steps.number > most:
                found[address] = steps.number
    database.close()
    return found


@pytest.mark.heavy
def test_a_table_with_facets_answers_in_half_a_second_of_a_processor_s_time(
    demonstration: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes longer is left out, and the page says so: see `test_facets_that_would_take_too_long_are_named`."""
    described = read_metadata(demonstration)
    tables = [name for name, one in described["databases"][DATABASE]["tables"].items() if one.get("facets")]
    assert len(tables) > 20
    assert slow_tables(demonstration, described, tables, monkeypatch) == {}


def test_a_facet_that_goes_through_all_passages_is_seen(
    demonstration: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    described = read_metadata(demonstration)
    described["databases"][DATABASE]["tables"]["passages"]["facets"] = ["kind", "force"]
    slow = slow_tables(demonstration, described, ["passages"], monkeypatch)
    assert set(slow) == {f"/{DATABASE}/passages.json?", f"/{DATABASE}/passages.json?force=kent"}


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_the_site_answers_in_a_tenth_of_a_second_of_a_processor_s_time(
    demonstration: Project, database: sqlite3.Connection, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    """A whole list is counted once for a build and a day. It is asked for twice, and then for one force."""
    path, _, query = address.partition("?")
    make = next(make for pattern, make in PAGES if re.match(pattern, path))
    search.register_functions(database)
    known: dict[Any, Any] = {}
    asked = dict(parse_qsl(query))
    for n, values in enumerate((asked, asked, asked | {"force": "kent"})):
        if n == 2 and path in ABOUT_ALL:
            break
        with Steps(database, RECORDS) as steps:
            make(PageContext(database, {}, values, known=known, given_values={"force": [values.get("force", "")]}))
        assert steps.number <= (MOST, MOST_OF_A_FORCE, MOST_OF_A_FORCE)[n], (n, steps.number)
        monkeypatch.setattr(PageContext, "lately", lambda self, about, make, **_: make())

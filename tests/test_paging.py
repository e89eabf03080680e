"""Following the next page of any table or view to the end gives every row once, in the order asked for.

The rows are counted again with sqlite3 alone. The data have ties, empty values, values of different kinds in one
column, and texts too long for an address.
"""

from __future__ import annotations

import asyncio
import csv
import html
import io
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.tables import BY_NAME, TABLES, VIEWS
from tests.projects import invented
from tests.test_server import serving

pytestmark = pytest.mark.slow

BODIES = ("norfolk-pcc", "kent-pcc", "essex-pcc", "surrey-pcc")
ROWS = 13
"""What is left of each table: the last page of two, or of three, is short."""

TEXTS = (
    None,
    "tie",
    "",
    "10",
    "9",
    "tie",
    "Ŵ, ~ & $null",
    None,
    "a/b?c=d",
    "long " * 100,
    "long " * 100 + "er",
    "$row",
)
DATES = (None, "2020-01-01", "2020", "2020-01-01", "2019-12-31", None)
NUMBERS = (None, 1, 10, 9, 1, -1, None)
HIDDEN = ("responses_fts", "responses_fts_idx", "responses_fts_data", "responses_fts_docsize", "responses_fts_config")


class Answer(NamedTuple):
    """What the server answered."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def following(self) -> str | None:
        """The address in the header Link."""
        found = re.fullmatch(r'<([^>]+)>; rel="next"', self.headers.get("link", ""))
        return found[1] if found else None


class Site:
    """The server's own ASGI application, asked without a network in between."""

    def __init__(self, database: Path, metadata: dict[str, Any]) -> None:
        self._datasette = make_datasette(database, metadata)
        self.settings = self._datasette._settings
        self.settings["facet_time_limit_ms"] = 60_000  # however busy the machine is
        self._app = self._datasette.app()
        self._loop = asyncio.new_event_loop()
        self.asked = 0

    def close(self) -> None:
        self._datasette.opcc_builds.newest.close()
        self._loop.close()

    def get(self, address: str) -> Answer:
        self.asked += 1
        return self._loop.run_until_complete(self._get(address))

    async def _get(self, address: str) -> Answer:
        parts = urlsplit(address)
        scope = {
            "type": "http",
            "method": "GET",
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode("ascii"),
            "query_string": parts.query.encode("ascii"),
            "headers": [(b"host", b"localhost")],
        }
        messages: list[dict[str, Any]] = []

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: dict[str, Any]) -> None:
            messages.append(message)

        await self._app(scope, receive, send)
        headers = {name.decode().lower(): value.decode() for name, value in messages[0]["headers"]}
        return Answer(messages[0]["status"], headers, b"".join(one.get("body", b"") for one in messages[1:]))


@pytest.fixture(scope="module")
def rough(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A small database in which much is the same, or missing."""
    made = invented(tmp_path_factory.mktemp("paging"), 150)
    with (made.root / "opcc.yml").open("a", encoding="utf-8") as settings:
        settings.write(
            "".join(["coverage:\n", *(f"  - {{policing_body: {body}, from: 2010-01-01}}\n" for body in BODIES)])
        )
    made = project_at(made.root)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE inspections SET in_register = 1, scope = 'all'")
        connection.execute(
            "INSERT INTO grades SELECT id || '-grade', response, 1, inspection, NULL, 'How well?', 'good' "
            "FROM response_inspections"
        )
        connection.execute(
            "INSERT OR IGNORE INTO current_grades (id, response, force, inspection, question, question_key, grade) "
            "SELECT g.id, g.response, r.force, g.inspection, g.question, 'how-well', g.grade "
            "FROM grades g JOIN responses r ON r.id = g.response"
        )
        connection.execute(
            "INSERT OR IGNORE INTO registered_recommendations (id, inspection, position, number) "
            "SELECT id || '-recommendation-1', id, 1, '1' FROM inspections LIMIT 20"
        )
        # What a harvest of many offices fills.
        connection.execute(
            "INSERT INTO sources (id, kind, state, since, responses) SELECT 'source-' || code, 'git', 'broken', "
            "'2026-01-0' || (rowid % 3 + 1), rowid % 4 FROM policing_bodies"
        )
        connection.execute(
            "INSERT INTO source_bodies (policing_body, source) SELECT code, 'source-' || code FROM policing_bodies"
        )
        connection.execute(
            "INSERT INTO harvests SELECT '2026-01-01T00:00:' || (rowid + 10), 1, rowid % 2, 0, 0, 0, rowid % 3, 0, 0 "
            "FROM policing_bodies LIMIT 40"
        )
        stored = [table for table in TABLES if not table.sql]
        for table in sorted(stored, key=lambda table: table.name != "responses"):
            order = "rowid * 5 % 17, rowid"  # not only those of the first responses
            if table.belongs_to_response and table.name != "responses":
                order = f"response IN (SELECT id FROM responses) DESC, {order}"
            kept = f'rowid IN (SELECT rowid FROM "{table.name}" ORDER BY {order} LIMIT {ROWS})'
            if table.name == "inspections":
                kept += " OR id IN (SELECT inspection FROM response_inspections)"
            if table.name not in ("forces", "policing_bodies", "build_counts"):
                connection.execute(f'DELETE FROM "{table.name}" WHERE NOT ({kept})')
            before = f'(SELECT count(*) FROM "{table.name}" x WHERE x.rowid < "{table.name}".rowid)'
            for _, name, kind, required, _, key in connection.execute(f'PRAGMA table_info("{table.name}")').fetchall():
                linked = any(column.name == name and column.to for column in table.columns)
                if not (required or key or linked):
                    values = (
                        NUMBERS if kind == "INTEGER" else DATES if re.search("date|published|_on$", name) else TEXTS
                    )
                    case = " ".join(f"WHEN {n} THEN ?" for n in range(len(values)))
                    sql = f'UPDATE "{table.name}" SET "{name}" = CASE {before} % {len(values)} {case} END'
                    connection.execute(sql, values)
        connection.execute(
            "INSERT INTO silences SELECT i.id || p.force, p.force, i.id, 'not_required', NULL, NULL "
            "FROM policing_bodies p JOIN coverage c ON c.policing_body = p.code, inspections i WHERE c.rowid = 1"
        )
        connection.execute(
            "UPDATE current_recommendations SET target_date = '2099-01-01', acceptance = 'accepted', status = NULL "
            "WHERE rowid % 3 = 0"
        )
        # The same duty twice gives the view of what is outstanding the same row twice.
        rest = ", ".join(column.name for column in BY_NAME["duties"].columns if column.name != "id")
        connection.execute("UPDATE duties SET reason = 'no_response'")
        connection.execute(
            f"INSERT INTO duties (id, {rest}) SELECT id || '-again', {rest} FROM duties ORDER BY id LIMIT 3"
        )
        connection.execute("UPDATE inspections SET published = '2020-02-0' || (rowid % 3 + 1)")
        for table in TABLES:
            connection.execute(
                f'UPDATE build_counts SET rows = (SELECT count(*) FROM "{table.name}") WHERE "table" = ?', (table.name,)
            )
    return made


@pytest.fixture(scope="module")
def site(rough: Project) -> Iterator[Site]:
    with closing(Site(rough.database, read_metadata(rough))) as site:
        yield site


def recount(project: Project, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(f"{project.database.as_uri()}?mode=ro", uri=True)) as connection:
        return connection.execute(sql, values).fetchall()


def columns_of(project: Project, name: str) -> list[str]:
    return [row[1] for row in recount(project, f'PRAGMA table_xinfo("{name}")') if row[6] != 1]


def keys_of(project: Project, name: str) -> list[int]:
    """The places of the key's columns, in the order of the key."""
    found = sorted((row[5], row[0]) for row in recount(project, f'PRAGMA table_info("{name}")') if row[5])
    return [place for _, place in found]


def by_value(value: Any) -> tuple[int, Any]:
    """SQLite's order: nothing, then numbers, then texts, then bytes."""
    if value is None:
        return 0, 0
    return (
        (1, value) if isinstance(value, (int, float)) else (2, value.encode()) if isinstance(value, str) else (3, value)
    )


def in_order(rows: list[tuple[Any, ...]], keys: list[int], place: int, descending: bool) -> list[tuple[Any, ...]]:
    """Sort rows by a column and then by their key, as nothing but Python does it."""
    rows = sorted(rows, key=lambda row: [by_value(row[key]) for key in keys])
    return sorted(rows, key=lambda row: by_value(row[place]), reverse=descending)


def pages(site: Site, address: str) -> Iterator[dict[str, Any]]:
    """Follow next_url from one page of JSON to the next."""
    following: str | None = address
    seen = set()
    while following:
        assert following not in seen, f"{address} goes round in a circle"
        seen.add(following)
        answered = site.get(following)
        assert answered.status == 200, f"{following}: {answered.body[:300]!r}"
        page = json.loads(answered.body)
        assert answered.following == page["next_url"]
        following = page["next_url"]
        yield page


def walk(site: Site, address: str, size: int = 100) -> list[tuple[Any, ...]]:
    """All rows from the first page to the last. Each page but the last is full, and each gives the same count."""
    found = list(pages(site, address))
    assert all(len(page["rows"]) == size for page in found[:-1])
    assert len({page["filtered_table_rows_count"] for page in found}) == 1
    # With words for codes, Datasette gives each row as an object.
    rows = [row.values() if isinstance(row, dict) else row for page in found for row in page["rows"]]
    rows = [tuple(map(_plain, row)) for row in rows]
    assert found[0]["filtered_table_rows_count"] in (len(rows), None), address
    return rows


def _plain(value: Any) -> Any:
    return value["value"] if isinstance(value, dict) and "value" in value else value


def test_the_data_are_rough_enough(rough: Project) -> None:
    for table in TABLES:
        if table.name not in ("inspection_addressees", "inspection_inspectorates"):
            assert len(recount(rough, f'SELECT 1 FROM "{table.name}"')) >= 2, table.name
    for view in VIEWS:
        if view.name == "passages":  # its texts stand in rows that were taken out; test_search walks through it
            continue
        assert len(recount(rough, f'SELECT 1 FROM "{view.name}"')) >= 2, view.name
    years = Counter(year for (year,) in recount(rough, "SELECT report_year FROM responses"))
    assert years[None] >= 2
    assert years[1] >= 2
    assert max(Counter(recount(rough, "SELECT * FROM outstanding")).values()) == 2


def sizes(rows: list[tuple[Any, ...]]) -> tuple[int, int]:
    """Give a size of pages by which a walk has five or more, where there are so many rows, and one that takes most."""
    return max(3, len(rows) // 5), 100


@pytest.mark.days(4)
@pytest.mark.parametrize("name", [table.name for table in TABLES])
def test_a_walk_through_a_table_gives_every_row_once_and_in_order(site: Site, rough: Project, name: str) -> None:
    rows, columns, keys = recount(rough, f'SELECT * FROM "{name}"'), columns_of(rough, name), keys_of(rough, name)
    for size in sizes(rows):
        assert sorted(walk(site, f"/opcc/{name}.json?_nofacet=1&_size={size}", size), key=repr) == sorted(
            rows, key=repr
        )
        for place, column in [*enumerate(columns)][: None if size < 100 else 2]:
            for order in ("_sort", "_sort_desc"):
                address = f"/opcc/{name}.json?_nofacet=1&_size={size}&{order}={column}"
                assert walk(site, address, size) == in_order(rows, keys, place, order == "_sort_desc"), address


@pytest.mark.days(4)
@pytest.mark.parametrize("name", [view.name for view in VIEWS])
def test_a_walk_through_a_view_gives_every_row_once_and_in_order(site: Site, rough: Project, name: str) -> None:
    rows, columns = recount(rough, f'SELECT * FROM "{name}"'), columns_of(rough, name)
    for size in sizes(rows):
        assert sorted(walk(site, f"/opcc/{name}.json?_nofacet=1&_size={size}", size), key=repr) == sorted(
            rows, key=repr
        )
        for place, column in [*enumerate(columns)][: None if size < 100 else 2]:
            for order in ("_sort", "_sort_desc"):
                found = walk(site, f"/opcc/{name}.json?_nofacet=1&_size={size}&{order}={column}", size)
                assert sorted(found, key=repr) == sorted(rows, key=repr)
                values = [by_value(row[place]) for row in found]
                assert values == sorted(values, reverse=order == "_sort_desc")


@pytest.mark.parametrize("name", HIDDEN)
def test_a_walk_through_a_search_index_does_too(site: Site, rough: Project, name: str) -> None:
    number = len(recount(rough, f'SELECT 1 FROM "{name}"'))
    assert number
    size = max(2, number // 6)
    for column in columns_of(rough, name)[:3]:
        for order in ("_sort", "_sort_desc"):
            found = walk(site, f"/opcc/{name}.json?_nofacet=1&_size={size}&{order}={column}", size)
            assert len(found) == len(set(map(repr, found))) == number


# --- with filters ---------------------------------------------------------------------------------------------------

NARROWED = (
    ("title_cy__isnull=1", "title_cy IS NULL"),
    ("title_cy__notnull=1", "title_cy IS NOT NULL"),
    ("title_cy__not=tie", "title_cy <> 'tie'"),
    ("title_cy=tie", "title_cy = 'tie'"),
    ("title_cy__isblank=1", "title_cy IS NULL OR title_cy = ''"),
    ("title_cy__in=tie,10,9", "title_cy IN ('tie', '10', '9')"),
    ("title_cy__contains=long", "title_cy LIKE '%long%'"),
    ("report_year__gte=1", "report_year >= 1"),
    ("report_year=1&index_record=0", "report_year = 1 AND index_record = 0"),
    ("_where=report_year+is+null+or+report_year+%3E+5", "report_year IS NULL OR report_year > 5"),
    (
        "_where=title_cy+is+null+or+1&_where=report_year+%3D+1+or+report_year+is+null&stage__not=x",
        "(title_cy IS NULL OR 1) AND (report_year = 1 OR report_year IS NULL) AND stage <> 'x'",
    ),
    ("_where=title_cy+%3C%3E+%27)+--+%27", "title_cy <> ') -- '"),
    ("_search=invented", "rowid IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH 'invented')"),
    (
        "_search=invented&title_cy__isnull=1",
        "rowid IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH 'invented') AND title_cy IS NULL",
    ),
    ("_search=", "1"),
    ("_search=+&_search_title=", "1"),
    (
        "_through=%7B%22table%22:%22comments%22,%22column%22:%22kind%22,%22value%22:%22policing_body%22%7D",
        "id IN (SELECT response FROM comments WHERE kind = 'policing_body')",
    ),
)


@pytest.mark.days(3)
@pytest.mark.parametrize(("address", "condition"), NARROWED)
@pytest.mark.parametrize(
    "order", ["", "&_sort=title_cy", "&_sort_desc=title_cy", "&_sort=report_year", "&_sort_desc=id"]
)
def test_a_walk_through_what_a_filter_leaves(
    site: Site, rough: Project, address: str, condition: str, order: str
) -> None:
    rows = recount(rough, f"SELECT * FROM responses WHERE {condition}")
    assert rows
    found = walk(site, f"/opcc/responses.json?{address}{order}&_size=2", 2)
    assert sorted(found, key=repr) == sorted(rows, key=repr)


VIEWED = (
    ("timeliness__not=late", "timeliness <> 'late'"),
    ("response_published__isnull=1", "response_published IS NULL"),
    ("_where=letter_date+is+null+or+day_number+is+null", "letter_date IS NULL OR day_number IS NULL"),
)


@pytest.mark.parametrize(("address", "condition"), VIEWED)
@pytest.mark.parametrize("order", ["", "&_sort=letter_date", "&_sort_desc=days_late", "&_sort_desc=rests_on"])
def test_a_walk_through_what_a_filter_leaves_of_a_view(
    site: Site, rough: Project, address: str, condition: str, order: str
) -> None:
    rows = recount(rough, f"SELECT * FROM timeliness WHERE {condition}")
    assert len(rows) > 2
    found = walk(site, f"/opcc/timeliness.json?{address}{order}&_size=2", 2)
    assert sorted(found, key=repr) == sorted(rows, key=repr)


@pytest.mark.days(3)
@pytest.mark.parametrize(
    "chosen", ["_col=stage", "_nocol=title_cy", "_labels=on", "_labels=on&_nocol=title_cy", "_label=force"]
)
@pytest.mark.parametrize(
    "order", ["_sort=title_cy", "_sort_desc=title_cy", "_sort=report_year", "_sort_desc=force", "_sort="]
)
def test_a_walk_with_some_columns_or_with_words_for_codes(site: Site, rough: Project, chosen: str, order: str) -> None:
    found = walk(site, f"/opcc/responses.json?{chosen}&{order}&_size=2", 2)
    assert sorted(row[0] for row in found) == sorted(row[0] for row in recount(rough, "SELECT id FROM responses"))


@pytest.mark.parametrize("chosen", ["_col=policing_body", "_nocol=response", "_labels=on"])
def test_a_walk_through_a_view_with_some_columns(site: Site, rough: Project, chosen: str) -> None:
    for order in ("_sort=letter_date", "_sort_desc=force", ""):
        found = walk(site, f"/opcc/timeliness.json?{chosen}&{order}&_size=2", 2)
        assert len(found) == len(recount(rough, "SELECT * FROM timeliness"))


def test_facets_that_would_take_too_long_are_named(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = "_facet=stage&_facet=language&_facet_date=published"
    whole = site.get(f"/opcc/responses?{asked}")
    assert "does not count the rows" not in whole.body.decode()
    assert "no-store" not in whole.headers["cache-control"]
    monkeypatch.setitem(site.settings, "facet_time_limit_ms", -1)
    page = json.loads(site.get(f"/opcc/responses.json?{asked}&_where=2").body)
    assert page["facets_left_out"] == ["force", "stage", "report_year", "index_record", "language", "published"]
    assert (page["facet_results"], page["filtered_table_rows_count"]) == ({}, ROWS)
    shown = site.get(f"/opcc/responses?{asked}&_where=2")
    assert "This page does not count the rows by force, stage, report_year" in shown.body.decode()
    assert shown.headers["cache-control"] == "no-store"
    assert "etag" not in shown.headers
    # What was counted in all rows is known from the page before, and needs no time again.
    again = json.loads(site.get("/opcc/responses.json?_size=3&_sort=title").body)
    assert again["facets_left_out"] == []
    assert again["facet_results"]["stage"]["results"]


def test_a_facet_of_long_texts_is_left_out(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.server.paged_database._LONGEST_FACET", 500)
    page = json.loads(site.get("/opcc/responses.json?_facet=title_cy&_facet=language&_where=3").body)
    assert page["facets_left_out"] == ["title_cy"]
    assert "language" in page["facet_results"]


def test_each_page_counts_its_facets_in_all_rows(site: Site, rough: Project) -> None:
    stages = dict(recount(rough, "SELECT stage, count(*) FROM responses WHERE index_record = 0 GROUP BY 1"))
    for name in ("_sort=title_cy", "_sort_desc=report_year"):
        found = list(pages(site, f"/opcc/responses.json?{name}&_size=2&index_record=0&_facet=stage"))
        assert len(found) > 3
        for page in found:
            facet = page["facet_results"]["stage"]["results"]
            assert {value["value"]: value["count"] for value in facet} == stages
            assert all("_next" not in value["toggle_url"] for value in facet)
            assert page["facets_left_out"] == []


# --- other ways to the next page ------------------------------------------------------------------------------------

WAYS = (
    *("/opcc/responses", "/opcc/responses?_sort=title_cy", "/opcc/responses?_sort_desc=title_cy"),
    *("/opcc/responses?_sort_desc=published&title_cy__not=tie", "/opcc/recommendations?_sort=theme"),
    *("/opcc/recommendations_with_answers?_sort_desc=acceptance", "/opcc/timeliness?_sort=letter_date"),
    *("/opcc/responses?_where=report_year+is+null+or+report_year+%3D+1&_sort=title", "/opcc/timeliness"),
)


def first_of(rows: list[dict[str, Any]]) -> list[Any]:
    return [next(iter(row.values())) for row in rows]


@pytest.mark.parametrize("address", WAYS)
def test_the_header_link_and_csv_and_the_page_itself_lead_on_too(site: Site, address: str) -> None:
    path, _, query = address.partition("?")
    first = next(pages(site, f"{path}.json?{query}"))
    wanted = Counter(row[0] for row in walk(site, f"{path}.json?{query}&_size=2", 2))
    assert sum(wanted.values()) == first["filtered_table_rows_count"] > 2
    for ending in (".json?_shape=array&", ".json?_shape=array&_nl=on&", ".json?_shape=arrayfirst&", ".csv?", ".jsonl?"):
        found: list[Any] = []
        following: str | None = f"{path}{ending}_size=2&{query}"
        while following:
            answered = site.get(following)
            assert answered.status == 200, answered.body
            text = answered.body.decode()
            if "csv" in ending:
                found += first_of(list(csv.DictReader(io.StringIO(text, newline=""))))
            elif "arrayfirst" in ending:
                found += json.loads(text)
            elif "nl" in ending:
                found += first_of([json.loads(line) for line in text.splitlines()])
            else:
                found += first_of(json.loads(text))
            following = answered.following
        assert Counter(found) == wanted, ending
    if path.endswith("responses"):
        found, following = [], f"{path}?_size=2&{query}"
        while following:
            text = site.get(following).body.decode()
            found += re.findall(r'<th scope="row" data-name="id"><a href="[^"]+">([^<]+)</a>', text)
            nexts = re.findall(r'<a href="([^"]+)" rel="next">', text)
            following = html.unescape(nexts[0]) if nexts else None
        assert Counter(found) == wanted


@pytest.mark.slow
def test_over_http(tmp_path: Path) -> None:
    made = invented(tmp_path, 110)
    assert build(made).built
    with serving("--project", made.root) as site:
        for query in ("", "?_sort=stage", "?_sort_desc=title_cy", "?_sort_desc=index_record&_size=7"):
            for name in ("responses", "recommendations_with_answers", "timeliness"):
                if name != "responses" and "stage" not in query and query:
                    continue
                if name == "recommendations_with_answers":
                    query = query.replace("stage", "acceptance")
                wanted = len(recount(made, f"SELECT 1 FROM {name}"))
                rows: list[str] = []
                following: str | None = f"/opcc/{name}.json{query}"
                while following:
                    page = site.get(following).json()
                    rows += map(repr, page["rows"])
                    following = page["next_url"]
                assert len(rows) == len(set(rows)) == wanted, (name, query)


# --- what is no next page -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "says"),
    [
        ("responses.json?_next=a,b,c", "not of a page in this order"),
        ("responses.json?_sort=title&_next=a", "not of a page in this order"),
        ("responses.json?_sort=title&_next=$row,nowhere", "no longer in the data"),
        ("responses.json?_sort=title&_next=$1x,a", "not of a page in this order"),
        ("responses.json?_sort=title&_next=$xzz,a", "not of a page in this order"),
        ("timeliness.json?_next=x", "not of a page in this order"),
        ("timeliness.json?_next=-1", "not of a page in this order"),
        ("timeliness.json?_next=99999999999999999999", "not of a page in this order"),
        ("timeliness.json?_next=2,00000000", "New data have been published"),
    ],
)
def test_what_is_no_page_is_a_sentence(site: Site, address: str, says: str) -> None:
    for ending in (address, address.replace(".json", ""), address.replace(".json", ".csv") + "&_size=2"):
        answered = site.get(f"/opcc/{ending}")
        assert answered.status == 400, ending
        assert says in answered.body.decode()


@pytest.mark.parametrize(
    "condition",
    ["1) --", "1) /*", "1 -- x", "1 /* x", "1)", "(1", "'", '"', "`", "[", "1) or (1", "1; select 1", "", " ", "''';"],
)
def test_a_condition_that_would_end_the_query_is_refused(site: Site, condition: str) -> None:
    for ending in ("json", "csv"):
        address = f"/opcc/responses.{ending}?{urlencode({'_where': condition})}"
        answered = site.get(address)
        assert answered.status == 400
        assert "one condition in SQL" in answered.body.decode()


@pytest.mark.parametrize(
    "facet",
    [
        *("_facet=nosuch", "_facet_array=nosuch", "_facet_date=nosuch", "_facetx=stage", "_facet_x=stage", "_facet="),
        *("_facet=%7B", "_facet=%7B%7D", "_facet=%7B%22column%22:1%7D", "_facet=%7B%22simple%22:%5B1%5D%7D"),
    ],
)
def test_a_facet_that_there_is_not_is_refused(site: Site, facet: str) -> None:
    for ending in (".json", ""):
        assert site.get(f"/opcc/responses{ending}?{facet}").status == 400


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("forse=norfolk", "responses has no column “forse” to filter by. Did you mean force?"),
        ("nocol__exact=1", "responses has no column “nocol” to filter by. It has id, "),
        ("stage__exactly=full", "There is no comparison “exactly” in the filter of stage. Did you mean exact?"),
        ("stage__=full", "There is no comparison “” in the filter of stage. There are "),
        ("utm_source__x=1", "responses has no column “utm_source” to filter by. "),
    ],
)
def test_a_filter_that_there_is_not_is_refused_with_what_may_be_meant(site: Site, asked: str, meant: str) -> None:
    """SQLite takes the name of a column that there is not for a text, and Datasette would answer with no rows."""
    for ending in ("json", "csv", "jsonl"):
        answered = site.get(f"/opcc/responses.{ending}?{asked}")
        assert answered.status == 400
        said = answered.body.decode()
        assert meant in (json.loads(said)["error"] if ending == "json" else said)
    page = site.get(f"/opcc/responses?{asked}")
    assert page.status == 400
    assert meant in html.unescape(page.body.decode())


def test_what_a_link_was_marked_with_is_no_filter(site: Site) -> None:
    plain = json.loads(site.get("/opcc/responses.json?stage=full").body)
    marked = json.loads(site.get("/opcc/responses.json?stage=full&utm_source=news&fbclid=a").body)
    assert plain["rows"]
    assert (plain["rows"], plain["filtered_table_rows_count"]) == (marked["rows"], marked["filtered_table_rows_count"])
    assert (
        site.get("/opcc/responses.csv?stage=full&utm_source=news").body
        == site.get("/opcc/responses.csv?stage=full").body
    )


def test_a_condition_keeps_its_brackets_and_gets_no_others(site: Site) -> None:
    page = site.get("/opcc/responses?_where=(1)+or+(0)&_where=(stage+is+not+null)&_size=2").body.decode()
    (following,) = re.findall(r'<a href="([^"]+)" rel="next">', page)
    assert parse_qs(urlsplit(html.unescape(following)).query)["_where"] == ["(1) or (0)", "(stage is not null)"]
    hidden = re.findall(r'name="_where" value="([^"]+)"', page)
    assert hidden == ["((1) or (0))", "(stage is not null)"]
    again = site.get("/opcc/responses?" + urlencode([("_where", text) for text in hidden])).body.decode()
    assert re.findall(r'name="_where" value="([^"]+)"', again) == hidden


def test_a_page_is_shorter_where_its_rows_are_long_and_the_walk_is_whole(tmp_path: Path) -> None:
    made = invented(tmp_path, 30)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE record_parts SET parts = json_insert(parts, '$[#]', printf('%*c', 900000, ' '))")
    with closing(Site(made.database, read_metadata(made))) as site:
        found = list(pages(site, "/opcc/records.json"))
        assert len(found) > 1
        assert sorted(row[0] for page in found for row in page["rows"]) == sorted(
            name for (name,) in recount(made, "SELECT response FROM records")
        )


@pytest.mark.parametrize("ending", ["", ".json", ".csv"])
def test_a_row_of_a_table_that_is_a_view_is_found_at_its_old_address(site: Site, rough: Project, ending: str) -> None:
    ((name,),) = recount(rough, "SELECT max(id) FROM responses")
    moved = site.get(f"/opcc/records/{name}{ending}")
    assert (moved.status, moved.headers["location"]) == (301, f"/opcc/records{ending}?response={name}")
    found = site.get(moved.headers["location"])
    assert found.status == 200
    assert f"{name}" in found.body.decode()
    if ending == ".json":
        assert recount(rough, "SELECT response, json FROM records WHERE response = ?", name) == [
            tuple(row) for row in json.loads(found.body)["rows"]
        ]


@pytest.mark.parametrize("view", [view.name for view in VIEWS])
def test_the_csv_of_a_whole_view_has_every_row(site: Site, rough: Project, view: str) -> None:
    answered = site.get(f"/opcc/{view}.csv?_nothing=1")
    assert answered.status == 200, answered.body[:300]
    rows = list(csv.reader(io.StringIO(answered.body.decode("utf-8"))))
    assert len(rows) - 1 == recount(rough, f'SELECT count(*) FROM "{view}"')[0][0]

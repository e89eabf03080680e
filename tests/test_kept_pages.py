"""What a page shows of a whole table, view or ready-made query is asked once for a build and a day, and then kept."""

from __future__ import annotations

import json
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

import pytest

from opcc_opendata.calendars import today
from opcc_opendata.project import Project
from opcc_opendata.server import read_metadata
from opcc_opendata.server.current_database import CurrentDatabase
from opcc_opendata.site import views
from opcc_opendata.site.pages import PAGES
from opcc_opendata.site.views import PageContext
from tests.test_feeds import asking
from tests.test_paging import Site


@pytest.fixture
def site(demonstration: Project) -> Iterator[Site]:
    site = Site(demonstration.database, read_metadata(demonstration))
    yield site
    site.close()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The SQL that comes to the database."""
    found: list[str] = []
    usual = CurrentDatabase.execute

    async def execute(self: Any, sql: str, *arguments: Any, **options: Any) -> Any:
        found.append(sql)
        return await usual(self, sql, *arguments, **options)

    monkeypatch.setattr(CurrentDatabase, "execute", execute)
    return found


def shown(site: Site, address: str) -> list[str]:
    answer = site.get(address)
    assert answer.status == 200, answer.body
    table = answer.body.decode().partition("<tbody>")[2].partition("</tbody>")[0]
    return re.findall(r"<tr>.*?</tr>", table, re.DOTALL)


def count(database: Path, sql: str) -> int:
    with closing(sqlite3.connect(database)) as connection:
        (number,) = connection.execute(sql).fetchone()
        return int(number)


def test_a_page_for_people_has_25_rows_and_one_for_programs_100(site: Site) -> None:
    assert len(shown(site, "/opcc/recommendations")) == 25
    assert len(shown(site, "/opcc/recommendations_with_answers")) == 25
    assert len(shown(site, "/opcc/recommendations?_size=70")) == 70
    assert len(json.loads(site.get("/opcc/recommendations.json").body)["rows"]) == 100
    page = site.get("/opcc/recommendations").body.decode()
    assert "_size=25" not in page  # no link on from it is bound to so few


@pytest.mark.parametrize("table", ["progress", "promises_past_target"])
def test_the_first_page_of_a_whole_table_is_asked_once_a_day(
    site: Site, asked: list[str], monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    def times(address: str) -> int:
        asked.clear()
        rows.append(shown(site, address))
        return sum(bool(re.search(r" limit 26\b", sql)) for sql in asked)

    rows: list[list[str]] = []
    assert times(f"/opcc/{table}?_again=1") == 1
    assert times(f"/opcc/{table}?_again=2") == 0
    assert rows[0] == rows[1]
    pages = [json.loads(site.get(f"/opcc/{table}.json?_size=25&_again={n}").body) for n in (3, 4)]
    assert pages[0]["rows"] == pages[1]["rows"]
    assert pages[0]["next"] == pages[1]["next"] is not None
    assert times(f"/opcc/{table}?_again=5&_sort=response") == 1
    for n in (6, 7):  # what a reader chose is asked each time
        assert times(f"/opcc/{table}?_again={n}&response__contains=a") == 1
    tomorrow = (date.fromisoformat(str(today())) + timedelta(1)).isoformat()
    monkeypatch.setattr("opcc_opendata.server.paged_database.today", lambda: tomorrow)
    assert times(f"/opcc/{table}?_again=8") == 1


def test_a_page_of_long_rows_is_not_kept(site: Site, asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.server.paged_database._LONGEST_KEPT", 100)
    for n in (1, 2):
        asked.clear()
        assert len(shown(site, f"/opcc/recommendations?_again={n}")) == 25
        assert any(sql.endswith(" limit 26") for sql in asked)


def test_the_page_of_a_ready_made_query_shows_100_rows_and_says_how_many_there_are(
    demonstration: Project, site: Site, asked: list[str]
) -> None:
    def heading(address: str) -> str:
        found = re.search(r'<h2 id="rows">([^<]*)</h2>', site.get(address).body.decode())
        assert found is not None
        return found[1]

    past = "FROM promises_past_target WHERE force = "
    few, many = (count(demonstration.database, f"SELECT count(*) {past}'{force}'") for force in ("kent", "surrey"))
    assert 0 < few != many > 0
    of = count(demonstration.database, "SELECT count(*) FROM promises_past_target")
    assert 100 < of <= 1_000
    for n in (1, 2, 3):
        asked.clear()
        address = f"/opcc/promises_past_their_date?_again={n}"
        assert heading(address) == f"The first 100 of {of} rows"
        assert len(shown(site, f"{address}&x")) == 100
        assert any("promises_past_target" in sql for sql in asked) == (n == 1)
    for force, number in (("kent", few), ("surrey", many)):
        assert heading(f"/opcc/promises_past_their_date?force={force}") == f"{number} rows"
    whole = json.loads(site.get("/opcc/promises_past_their_date.json?_shape=objects").body)
    assert len(whole["rows"]) == of


def test_no_column_is_counted_twice(site: Site, asked: list[str]) -> None:
    page = json.loads(site.get("/opcc/responses.json?_facet=stage&_facet=language&_facet=language&force__not=x").body)
    assert list(page["facet_results"]) == ["force", "stage", "report_year", "index_record", "language"]
    counted = Counter(re.findall(r"select (\w+) as value, count\(\*\) as count", " ".join(asked)))
    assert counted == dict.fromkeys(page["facet_results"], 1)


@pytest.mark.parametrize("narrowed", ["", "&force__not=kent"])
def test_counts_of_a_view_are_those_of_its_rows_without_joins_that_they_do_not_need(
    demonstration: Project, site: Site, asked: list[str], narrowed: str
) -> None:
    where = "WHERE force <> 'kent'" if narrowed else ""
    for view, columns in (
        ("recommendations_with_answers", ["acceptance", "kind", "force", "report_year"]),
        ("promises_past_target", ["status", "force", "owner"]),
        ("events", ["kind", "force"]),
    ):
        asked.clear()
        address = f"/opcc/{view}.json?{'&'.join(f'_facet={column}' for column in columns)}{narrowed}"
        page = json.loads(site.get(address).body)
        assert page["filtered_table_rows_count"] == count(
            demonstration.database, f"SELECT count(*) FROM {view} {where}"
        )
        with closing(sqlite3.connect(demonstration.database)) as connection:
            for column in columns:
                sql = f"SELECT {column}, count(*) FROM {view} {where} GROUP BY 1"
                found = {one["value"]: one["count"] for one in page["facet_results"][column]["results"]}
                expected = dict(Counter(dict(connection.execute(sql))).most_common(50))
                expected.pop(None, None)
                assert Counter(found.values()) == Counter(expected.values())
        counting = [sql for sql in asked if "count(*)" in sql]
        assert len(counting) == 1 + len(columns)
        assert all(" limit -1)" in sql for sql in counting)


def test_what_is_counted_in_narrowed_rows_is_counted_once_and_for_each_filter_apart(
    demonstration: Project, site: Site, asked: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def counted(force: str, more: str = "") -> int:
        asked.clear()
        page = json.loads(site.get(f"/opcc/recommendations_with_answers.json?force={force}{more}").body)
        of = f"FROM recommendations_with_answers WHERE force = '{force}'"
        assert page["filtered_table_rows_count"] == count(demonstration.database, f"SELECT count(*) {of}")
        (first,) = page["facet_results"]["force"]["results"]
        assert (first["value"], first["count"]) == (force, page["filtered_table_rows_count"])
        return sum("count(*)" in sql for sql in asked)

    assert [counted("kent"), counted("kent", "&_sort=response"), counted("surrey"), counted("surrey")] == [4, 0, 4, 0]
    # What a reader writes in SQL may be another thing each time.
    assert [counted("kent", "&_where=random()"), counted("kent", "&_where=random()")] == [4, 4]
    assert counted("kent", "&_facet=owner") == 1
    tomorrow = (date.fromisoformat(str(today())) + timedelta(1)).isoformat()
    monkeypatch.setattr("opcc_opendata.server.paged_database.today", lambda: tomorrow)
    assert counted("kent") == 4
    monkeypatch.setattr("opcc_opendata.server.paged_database._LONGEST_COUNT", 0)
    assert [counted("essex"), counted("essex")] == [4, 4]


KEPT = (
    *("/forces/gwent", "/compare?force=gwent&force=kent", "/grades?force=gwent", "/timeliness?year=2019"),
    *("/search?q=custody", "/timeliness?force=gwent", "/outstanding?force=gwent"),
)
"""Pages of which a part is kept: for a force, for some of them, or for what a reader chose or typed."""


@pytest.mark.heavy
def test_what_is_kept_for_one_language_is_not_shown_in_another(demonstration: Project) -> None:
    with asking(demonstration, downloads=False) as get:
        made = [(get(f"/cy{address}").text, get(address).text) for address in KEPT]
    with asking(demonstration, downloads=False) as get:  # the other one first
        for address, (welsh, english) in zip(KEPT, made, strict=True):
            assert english != welsh
            for path, text in ((address, english), (f"/cy{address}", welsh), (address, english)):
                assert get(path).text == text, path


@pytest.mark.parametrize("address", KEPT[:4])
def test_what_is_kept_of_a_day_is_asked_anew_on_the_next(
    demonstration: Project, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    path, _, query = address.partition("?")
    make, named = next((make, found) for pattern, make in PAGES if (found := re.match(pattern, path)))
    values = parse_qs(query)
    asked: list[str] = []
    usual = PageContext._rows
    monkeypatch.setattr(PageContext, "_rows", lambda self, sql, values: asked.append(sql) or usual(self, sql, values))
    known: dict[Any, Any] = {}

    def times(connection: sqlite3.Connection) -> int:
        asked.clear()
        first = {name: value[0] for name, value in values.items()}
        make(PageContext(connection, named.groupdict(), first, known=known, given_values=values))
        return len(asked)

    with closing(sqlite3.connect(demonstration.database)) as connection:
        times(connection)
        again = times(connection)
        monkeypatch.setattr(PageContext, "today", lambda self: "2031-01-01")
        next_day = times(connection)
        assert times(connection) == again
        assert (next_day > again) == (path != "/grades")  # grades and answers are those of the build
        if path == "/compare":  # for each force what it owes, what it answered and what became of its promises
            assert next_day - again == 2 * 3


@pytest.mark.parametrize(
    "address", ["/methodology", "/og/site.png", "/feeds/dates.ics", "/feeds/responses.atom", "/sitemap.xml"]
)
def test_what_is_made_whole_is_made_for_the_first_reader_alone(
    site: Site, monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    made: list[object] = []
    usual = views._timed

    def timed(*arguments: Any) -> Any:
        made.append(arguments)
        return usual(*arguments)

    monkeypatch.setattr(views, "_timed", timed)
    first, second = site.get(address), site.get(address)
    assert len(made) == 1
    assert (first.status, first.body) == (second.status, second.body)
    assert first.status == 200


def test_searches_do_not_drive_out_what_else_is_kept(demonstration: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_MOST_KEPT", 2)
    with closing(sqlite3.connect(demonstration.database)) as connection:
        ctx = PageContext(connection, {}, {})
        assert ctx.lately("force", lambda: 1) == 1
        for number in range(5):
            ctx.lately(number, lambda: 0, among="searches")
        assert ctx.lately("force", lambda: 2) == 1

"""The page Data and the help with SQL: what they offer works for somebody who does not know the tables."""

from __future__ import annotations

import asyncio
import csv
import html
import io
import re
import sqlite3
import time
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from lxml import html as lxml_html

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import make_datasette
from opcc_opendata.site import views
from opcc_opendata.site.example_queries import EXAMPLE_QUERIES
from tests.projects import project, record
from tests.served_pages import words
from tests.test_feeds import asking
from tests.test_server import Reader
from tests.waiting import LONGEST, run

pytestmark = pytest.mark.slow


def tree(client: httpx.Client, address: str, status: int = 200) -> Any:
    answer = client.get(address)
    assert answer.status_code == status, answer.text[:500]
    return lxml_html.fromstring(answer.text)


def ready(client: httpx.Client) -> None:
    """Wait until this process has the sums of all downloads, and so has every other."""
    end = time.monotonic() + LONGEST
    while any(client.get("/data/SHA256SUMS").status_code == 503 for _ in range(6)) and time.monotonic() < end:
        time.sleep(0.2)


@pytest.mark.parametrize("example", EXAMPLE_QUERIES, ids=lambda one: str(one.words))
def test_each_example_of_sql_gives_rows(shown: Reader, example: Any) -> None:
    page = tree(shown, example.address)
    (heading,) = page.xpath("//h2[@id='rows']")
    rows = list(csv.reader(io.StringIO(shown.get("/opcc.csv", params={"sql": example.sql}).text)))
    assert len(rows) > 1
    assert words(heading).startswith(f"{len(rows) - 1} row")
    assert all(any(row[place] for row in rows[1:]) for place in range(len(rows[0]))), "a column is empty throughout"


def test_the_examples_stand_on_each_page_of_sql_and_on_data(shown: Reader) -> None:
    assert len(EXAMPLE_QUERIES) == 10
    for address in ("/data", "/opcc", "/opcc?sql=select+1", "/opcc?sql=select+nothing"):
        page = tree(shown, address, 400 if "nothing" in address else 200)
        queries = [
            parse_qs(urlsplit(one).query)["sql"][0] for one in page.xpath("//ul[contains(@class, 'queries')]//a/@href")
        ]
        assert queries == [example.sql for example in EXAMPLE_QUERIES], address


def test_every_column_is_in_reach(shown: Reader, demonstration: Project) -> None:
    page = tree(shown, "/opcc?sql=select+1")
    with closing(sqlite3.connect(demonstration.database)) as connection:
        names = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
            if "_fts" not in name and not name.startswith(("sqlite_", "code_", "search"))
        ]
        for name in names:
            columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{name}")')]
            listed = page.xpath(f"//details[@id='columns-{name}']//p[@class='names']/code/text()")
            assert sorted(listed) == sorted(columns), name


def test_the_diagram_has_every_key_of_the_database_and_says_it_in_words(shown: Reader, demonstration: Project) -> None:
    page = tree(shown, "/data")
    tables = page.xpath("//svg[@class='tables']//a/@href")
    assert len(tables) == len(set(tables)) > 25
    names = {address.rpartition("/")[2] for address in tables}
    with closing(sqlite3.connect(demonstration.database)) as connection:
        keys = {
            (name, row[3], row[2])
            for name in names
            for row in connection.execute(f'PRAGMA foreign_key_list("{name}")')
            if row[2] in names
        }
    keys.add(("records", "response", "responses"))  # a view, for which SQLite keeps none
    told = set()
    for item in page.xpath("//section[@aria-labelledby='diagram']//details//li"):
        name, _, rest = words(item).partition(": ")
        told |= {(name, column, to) for column, to in re.findall(r"(\w+) is a key of (\w+)", rest)}
    assert told == keys
    lines = page.xpath("//svg[@class='tables']//path[@class='key']")
    assert len(lines) == len({(name, to) for name, _, to in keys if name != to})


@pytest.mark.parametrize(
    ("address", "status", "meant", "to"),
    [
        ("/opcc/response", 404, "responses", "/opcc/responses"),
        ("/opcc/Recomendations", 404, "recommendations", "/opcc/recommendations"),
        ("/opcc/late_response", 404, "late_responses", "/opcc/late_responses"),
        ("/opcc?sql=select+*+from+response", 400, "responses", "select * from responses"),
        ("/opcc?sql=select+r.titel+from+responses+r", 400, "title", "select r.title from responses r"),
        ("/opcc?sql=select+force_name+from+responses", 400, "force_name is a column of timeliness", ""),
    ],
)
def test_a_name_that_there_is_not_leads_to_the_one_meant(
    shown: Reader, address: str, status: int, meant: str, to: str
) -> None:
    page = tree(shown, address, status)
    main = page.xpath("//main")[0]
    assert meant in words(main)
    if to:
        assert "Did you mean" in words(main)
        found = [html.unescape(one) for one in main.xpath(".//a/@href")]
        assert to in [*found, *(parse_qs(urlsplit(one).query).get("sql", [""])[0] for one in found)]


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/opcc/response.json", 404),
        ("/opcc.json?sql=select+*+from+response", 400),
        ("/opcc.csv?sql=select+*+from+response", 400),
    ],
)
def test_programs_are_told_too(shown: Reader, address: str, status: int) -> None:
    answer = shown.get(address)
    assert answer.status_code == status
    assert "Did you mean responses?" in answer.text


@pytest.mark.parametrize("address", ["/opcc/zzzzzz", "/opcc?sql=select+qqqqqqqq+from+responses", "/opcc?sql=select+("])
def test_nothing_is_suggested_where_nothing_is_like_it(shown: Reader, address: str) -> None:
    assert "Did you mean" not in shown.get(address).text


def test_hostile_names_are_only_text(shown: Reader) -> None:
    hostile = 'responses"><script>alert(1)</script>'
    for address in (f"/opcc/{hostile}", f'/opcc?sql=select * from "{hostile}"'):
        assert "<script>" not in shown.get(address).text


@pytest.mark.slow
def test_the_downloads_are_listed_for_programs(shown: Reader) -> None:
    ready(shown)
    listed = shown.get("/data.json").json()
    sums = {line.split("  ")[1]: line.split("  ")[0] for line in shown.get("/data/SHA256SUMS").text.splitlines()}
    files = listed["everything"] + [file for table in listed["tables"] for file in table["files"]]
    assert {file["url"].rpartition("/")[2]: file["sha256"] for file in files} == sums
    described = shown.get("/data.jsonld").json()["distribution"]
    assert {file["url"] for file in listed["everything"]} <= {one["contentUrl"] for one in described}
    assert [file["form"] for file in listed["everything"]] == ["xlsx", "csv", "parquet", "jsonl", "sqlite"]
    assert listed["digest"] == shown.get("/-/health").json()["digest"]
    for file in listed["everything"]:
        answer = shown.head(urlsplit(file["url"]).path)
        assert int(answer.headers["content-length"]) == file["bytes"]
        assert answer.headers["content-type"] == file["media_type"]


def test_nobody_waits_for_the_downloads_of_a_large_database(
    demonstration: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are begun all the same, and the page says that their sizes are still worked out."""
    datasette = make_datasette(demonstration.database, {})
    waited: list[float] = []

    async def known(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(datasette.opcc_files, "known", known)
    pages = [run(datasette.client.get("/data"))]
    monkeypatch.setattr(views, "_LARGE", 1)
    pages.append(run(datasette.client.get("/data")))
    datasette.opcc_builds.newest.close()
    assert waited == [views._SECONDS_FOR_FILES, 0]
    assert [(page.status_code, page.headers["cache-control"]) for page in pages] == [(200, "no-store")] * 2


def test_a_site_without_the_files_does_not_offer_them(demonstration: Project) -> None:
    datasette = make_datasette(demonstration.database, {}, downloads=False)

    async def get(*addresses: str) -> list[httpx.Response]:
        transport: Any = httpx.ASGITransport(app=datasette.app())
        async with httpx.AsyncClient(transport=transport, base_url="http://test", timeout=LONGEST) as client:
            while (await client.get("/data.json")).status_code == 503:
                await asyncio.sleep(0.1)
            return [await client.get(address) for address in addresses]

    page, listed, file = run(get("/data", "/data.json", "/data/opcc.xlsx"))
    datasette.opcc_builds.newest.close()
    assert "opcc.xlsx" not in page.text
    assert "/opcc.db" in page.text
    assert [one["form"] for one in listed.json()["everything"]] == ["sqlite"]
    assert file.status_code == 404


@pytest.mark.parametrize(
    ("published", "says"),
    [
        (["2019-03-01", "2020-05-06"], "The newest exact date of publication of a response is 6 May 2020. The digest"),
        (
            ["2019-03-01", "2022-07"],
            "of a response is 1 March 2019. 1 of the current responses has no exact date of publication.",
        ),
        (
            ["2019-03-01", "2022", None],
            "is 1 March 2019. 2 of the 3 current responses have no exact date of publication.",
        ),
        ([None], "last updated. 1 of the current responses has no exact date of publication."),
    ],
)
def test_the_newest_date_is_not_said_of_responses_without_one(
    tmp_path: Path, published: list[str | None], says: str
) -> None:
    records = {}
    for n, day in enumerate(published):
        dates = {"dates": f"\n  published: {day!r}"} if day else {}
        name = f"undated-report-{chr(97 + n)}"
        records[f"{name}.yaml"] = record(name, **dates)
    made = project(tmp_path, records)
    assert build(made).built
    with asking(made, downloads=False) as get:
        (box,) = lxml_html.fromstring(get("/data").text).xpath("//section[@aria-labelledby='updates']")

    assert says in words(box)

"""The whole site as files: no link is broken, every disk takes their names, and search finds what a server finds."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import lzma
import os
import posixpath
import random
import re
import signal
import sqlite3
import stat
import subprocess
import sys
import tarfile
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import feedparser
import httpx
import pytest
from datasette.database import QueryInterrupted
from icalendar import Calendar, Event

from opcc_opendata import search
from opcc_opendata.database import build
from opcc_opendata.search import ranking
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.server.server import SETTINGS
from opcc_opendata.static import NotOwnFolderError, make, page_files, refuse_others
from opcc_opendata.static.bag import write_bag
from opcc_opendata.static.chosen import ChosenPages
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.folder import StaticFolder, replaced
from opcc_opendata.static.links import BASE, Links
from opcc_opendata.static.links import calendar as calendar_file
from tests import forked
from tests.projects import CHECKOUT, project, record
from tests.sites import make_project, of_few_forces
from tests.static_files import Files
from tests.waiting import run, wait_until

pytestmark = pytest.mark.slow

PUBLIC = "https://data.example.org/police/answers"
WORDS = {
    "answers": ("body_action", "force_action", "no_action_reason"),
    "comments": ("text",),
    "progress": ("note",),
    "recommendation_parts": ("text",),
    "recommendations": ("text",),
    "response_inspections": ("key_findings",),
    "responses": ("note", "statutory_statement"),
    "sections": ("text",),
}
"""The columns of texts, which have others with `_cy` beside them: the tables as CSV lack them."""
MONTHS = {
    "en": "January February March April May June July August September October November December".split(),  # noqa: SIM905
    "cy": "Ionawr Chwefror Mawrth Ebrill Mai Mehefin Gorffennaf Awst Medi Hydref Tachwedd Rhagfyr".split(),  # noqa: SIM905
}
KEPT_BY_WINDOWS = {"con", "prn", "aux", "nul", *(f"{name}{n}" for name in ("com", "lpt") for n in range(10))}


def opcc(*arguments: object) -> subprocess.CompletedProcess[str]:
    """Run `opcc` in a process of its own, which has loaded the toolkit and the templates already."""
    return forked.run([*map(str, arguments)], Path.cwd(), os.environ)


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Path]:
    """The files of the checkout's records and of every shape that a record takes, and their database."""
    folder = tmp_path_factory.mktemp("static")
    made = make_project(folder / "project", "coverage:\n  - policing_body: norfolk-pcc\n    from: 2018-01-01\n")
    ran = opcc("static", folder / "a site", "--project", made)
    assert ran.returncode == 0, ran.stderr
    assert "Whatever they call pending or overdue was so on " in ran.stdout
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []
    (folder / "opcc.db").write_bytes(lzma.decompress((folder / "a site/opcc.db.xz").read_bytes()))
    return Files(folder / "a site"), made / "opcc.db"


def unpacked(files: Files) -> Path:
    """The database, as a reader has unpacked it."""
    return files.root.parent / "opcc.db"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> tuple[Files, Path]:
    """The files of two records for a web host, and their project."""
    folder = tmp_path_factory.mktemp("published")
    made = of_few_forces(folder, "2019-02-26-x", "2019-02-27-x")
    ran = opcc("static", folder / "site", "--project", made.root, "--public-url", f"{PUBLIC}/")
    assert ran.returncode == 0, ran.stderr
    return Files(folder / "site"), made.root


@pytest.mark.slow
def test_the_same_build_and_day_give_the_same_bytes_and_take_the_place_of_the_old(
    published: tuple[Files, Path],
) -> None:
    files, made = published
    before, day = files.text("SHA256SUMS"), json.loads(files.text("opcc-static.json"))["day"]
    names = Files(files.root).names
    (files.root / "left-behind.html").write_text("x", encoding="utf-8")
    ran = opcc("static", files.root, "--project", made, "--public-url", PUBLIC, "--no-build")
    assert ran.returncode == 0, ran.stderr
    if json.loads(files.text("opcc-static.json"))["day"] == day:
        assert files.text("SHA256SUMS") == before
    assert Files(files.root).names == names


# --- the files ----------------------------------------------------------------------------------------------------


def test_no_link_is_broken(written: tuple[Files, Path], published: tuple[Files, Path]) -> None:
    for files, least in ((written[0], 500), (published[0], 100)):
        assert len(files.pages) > least
        assert list(files.broken()) == []
        for name, page in files.pages.items():
            assert [one for one, n in Counter(page.ids).items() if n > 1] == [], name


def test_the_head_of_every_page_leads_to_its_style_and_to_nothing_that_needs_a_server(
    written: tuple[Files, Path],
) -> None:
    for name, page in written[0].pages.items():
        linked = [link for tag, link in page.links if tag == "link"]
        assert [link for link in linked if link.endswith("assets/site.css")], name
        assert [link for link in linked if "without-server" in link] == [], name
        # What a page tells programs has addresses, which nobody knows here.
        text = written[0].text(name)
        assert '<script type="application/ld+json">' not in text, name
        # The page of what files can't do is no feed.
        assert re.findall(r'<a [^>]*without-server\.html[^>]* type="', text) == [], name
        feeds = {posixpath.basename(link) for link in linked if "/feeds/" in f"/{link}"}
        if re.search(r"[,/]", name.removeprefix("cy/")):
            assert feeds & {"responses.atom", "deadlines.ics"} == set(), name
        else:
            assert feeds >= {"responses.atom", "deadlines.ics"} or name in ("search.html", "without-server.html"), name
        if re.match(r"(cy/)?forces/", name):
            assert feeds == {name.rpartition("/")[2].replace(".html", ending) for ending in (".atom", ".ics")}


def test_nothing_is_asked_for_elsewhere(written: tuple[Files, Path], published: tuple[Files, Path]) -> None:
    assert list(written[0].elsewhere()) == []
    assert {tag for tag, _ in published[0].elsewhere()} == {"link"}
    assert all(link.startswith(f"{PUBLIC}/") for _, link in published[0].elsewhere())


def test_the_name_under_which_the_site_was_asked_stands_nowhere(
    written: tuple[Files, Path], published: tuple[Files, Path]
) -> None:
    for files in (written[0], published[0]):
        for name in files.names:
            assert b"opcc-static.invalid" not in (files.root / name).read_bytes().replace(b"\r\n ", b""), name


def test_every_page_says_of_which_day_it_is(written: tuple[Files, Path]) -> None:
    files, _ = written
    day = json.loads(files.text("opcc-static.json"))["day"]
    for name in files.pages:
        said = re.search(r"(?:These are files, made on|yw’r rhain, a wnaed ar) (\d+) (\S+) (\d{4})\.", files.text(name))
        assert said is not None, name
        month = MONTHS["cy" if name.startswith("cy/") else "en"].index(said[2]) + 1
        assert f"{said[3]}-{month:02}-{int(said[1]):02}" == day, name


def test_what_stands_in_a_page_stands_in_its_file(written: tuple[Files, Path], site: httpx.Client) -> None:
    """Word for word, but for what says whose copy it is and for the forms that need a server."""

    def words(html: str) -> list[str]:
        main = html.partition("<main")[2].partition("</main>")[0]
        without = re.sub(
            r"(?s)<(form|div) class=\"filters\".*?</\1>|<script.*?</script>|<ul class=\"sorts\".*?</ul>"
            r"|<section class=\"side noprint\" aria-labelledby=\"download\">.*?</section>"
            r"|<a class=\"pin\" [^>]*>[¶#]</a>|</?time[^>]*>|<p class=\"small\">Tap the text.*?</p>"
            r"|<details class=\"citing small\">.*?</details>"
            r"|<dt>(?:SHA-256 of the record|Commit|SHA-256 y cofnod|Ymrwymiad Git)</dt><dd><code>[0-9a-f]+</code></dd>",
            "",
            main,
        )
        return (
            re.sub(r"<[^>]+>", " ", without).replace("&#39;", "'").replace("&#34;", '"').replace("&quot;", '"').split()
        )

    files, _ = written
    names = {"/": "index.html", "/cy": "cy/index.html", "/forces": "forces.html", "/methodology": "methodology.html"}
    names |= {
        f"/{name.removesuffix('.html')}": name for name in files.pages if re.match(r"(responses|repeated)/", name)
    }
    assert len(names) > 40
    for address, name in names.items():
        answer = site.get(address)
        its_address = str(answer.url).replace("/?", "?")
        here = answer.text.replace(its_address, name) if address.startswith("/responses/") else answer.text
        assert words(files.text(name)) == words(here), name


def test_every_record_and_table_is_there_as_the_server_gives_it(
    written: tuple[Files, Path], site: httpx.Client
) -> None:
    files, _ = written
    with tarfile.open(files.root / "data/opcc-records.tar.xz") as archive:
        records = {one.name: json.load(archive.extractfile(one) or io.BytesIO()) for one in archive}
    with sqlite3.connect(unpacked(files)) as connection:
        names = [name for (name,) in connection.execute("SELECT id FROM responses")]
    assert sorted(records) == sorted(f"records/{name}.json" for name in names)
    name = "norfolk-2019-02-26-domestic-abuse-update"
    assert records[f"records/{name}.json"] == site.get(f"/responses/{name}.json").json()
    with tarfile.open(files.root / "data/opcc-csv.tar.xz") as archive:
        held_there = {
            one.name.removeprefix("opcc-csv/"): (archive.extractfile(one) or io.BytesIO()).read() for one in archive
        }
    for table in ("promise_dates", "grades", "forces", *WORDS):
        here = list(csv.DictReader(io.StringIO(held_there[f"{table}.csv"].decode())))
        given = list(csv.DictReader(io.StringIO(site.get(f"/opcc/{table}.csv").content.decode())))
        columns = [name + language for name in WORDS.get(table, ()) for language in ("", "_cy")]
        said = [(row.get("response") or row["id"], row.pop(name)) for row in given for name in columns]
        assert sorted(map(sorted, map(dict.items, here))) == sorted(map(sorted, map(dict.items, given))), table
        said = [(response, text) for response, text in said if text]
        assert said or not columns, table
        for response, text in said:
            written_so = json.dumps(text.replace("\r\n", "\n"))[1:-1]
            assert written_so in json.dumps(records[f"records/{response}.json"]), (table, text)
    buttons = re.findall(r'class="button" href="([^"]+)"', files.text("data.html"))
    assert buttons == ["data/opcc-csv.tar.xz", "opcc.db.xz", "data/opcc-records.tar.xz"]
    offered = {one["contentUrl"]: one["name"] for one in json.loads(files.text("data.jsonld"))["distribution"]}
    assert offered["data/opcc-csv.tar.xz"].endswith(", in one archive, but for the texts of responses")
    described = json.loads(held_there["datapackage.json"])
    assert {one["path"] for one in described["resources"]} == {name for name in held_there if name.endswith(".csv")}
    for one in described["resources"]:
        assert one["hash"] == f"sha256:{hashlib.sha256(held_there[one['path']]).hexdigest()}", one["path"]
    assert (files.root / "opcc/timeliness_by_force.csv").read_bytes() == site.get(
        "/opcc/timeliness_by_force.csv"
    ).content
    held = [name for name in files.names if name.endswith((".xlsx", ".parquet", ".jsonl", ".zip", ".xz", ".db"))]
    assert held == ["data/opcc-csv.tar.xz", "data/opcc-records.tar.xz", "opcc.db.xz"]


def test_the_page_of_a_table_says_which_files_have_it(written: tuple[Files, Path]) -> None:
    files, _ = written
    with sqlite3.connect(unpacked(files)) as connection:
        held = {
            name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type IN ('table', 'view')")
        }
    with tarfile.open(files.root / "data/opcc-csv.tar.xz") as archive:
        heads = {
            one.name.removeprefix("opcc-csv/").removesuffix(".csv"): (archive.extractfile(one) or io.BytesIO())
            .readline()
            .decode()
            .strip()
            .split(",")
            for one in archive
            if one.name.endswith(".csv")
        }
    names = re.findall(r'<th scope="row"><a href="data/([a-z_]+)\.html"', files.text("data.html"))
    assert held | LACKS >= set(names) >= held - {"sqlite_sequence"}
    for name in names:
        text = files.text(f"data/{name}.html")
        downloads = text[text.index('id="downloads"') : text.index('id="columns"')]
        assert ("opcc.db.xz" in downloads, "do not have it" in downloads) == (name in held, name not in held), name
        assert ("opcc-csv.tar.xz" in downloads) == (name in heads), name
        if name in heads:
            lacking = set(re.findall("<code>([a-z_]+)</code>", downloads))
            assert set(re.findall(r'id="column-([a-z_0-9]+)"', text)) - lacking == set(heads[name]), name


def test_the_page_of_data_offers_nothing_that_needs_a_server(written: tuple[Files, Path]) -> None:
    files, _ = written
    for name in ("data.html", "cy/data.html", "data/answers.html", "data/current_responses.html"):
        text = files.text(name)
        main = text[text.index("<main") :]
        assert not re.search("curl|JSON Lines|Parquet|/responses/ID", main), name
        leads = {
            label
            for address, label in re.findall(r'<a href="([^"]+)"[^>]*>([^<]*)', main)
            if "without-server" in address
        }
        assert leads <= {"What files can't do", "Yr hyn na all ffeiliau ei wneud"}, (name, leads)


LACKS = {
    *("search_words", "searched_passages", "searched_responses", "record_parts", "record_parts_shared"),
    *("records", "passages", "passage_texts"),
}


def test_the_database_has_every_row_and_no_index(written: tuple[Files, Path]) -> None:
    files, database = written
    ask = """
      SELECT name, sql FROM sqlite_master
      WHERE type IN ('table', 'view') AND name NOT LIKE '%_fts%' AND name NOT LIKE 'sqlite%'
    """
    with sqlite3.connect(unpacked(files)) as plain, sqlite3.connect(database) as whole:
        lacks = {name for name, _ in whole.execute(ask)} - {name for name, _ in plain.execute(ask)}
        assert lacks == LACKS
        assert {*plain.execute(ask)} == {one for one in whole.execute(ask).fetchall() if one[0] not in lacks}
        for name, _ in plain.execute(ask).fetchall():
            rows = f'SELECT * FROM "{name}"'
            assert Counter(plain.execute(rows)) == Counter(whole.execute(rows)), name
        assert plain.execute("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL").fetchall() == []
        assert plain.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert unpacked(files).stat().st_size < database.stat().st_size * 0.7
    assert (files.root / "opcc.db.xz").stat().st_size < unpacked(files).stat().st_size / 4


def test_the_standard_and_the_register_are_there(written: tuple[Files, Path]) -> None:
    files, _ = written
    for folder, most in (("schema", "*.schema.json"), ("schema/codelists", "*.csv"), ("register", "*.yaml")):
        originals = sorted((CHECKOUT / folder).glob(most))
        assert originals
        for path in originals:
            assert (files.root / folder / path.name).read_bytes() == path.read_bytes(), path


def test_the_checksums_are_those_of_all_files(written: tuple[Files, Path]) -> None:
    files, _ = written
    lines = [line.split("  ", 1) for line in files.text("SHA256SUMS").splitlines()]
    assert [name for _, name in lines] == [name for name in files.names if name != "SHA256SUMS"]
    for digest, name in lines:
        assert hashlib.sha256((files.root / name).read_bytes()).hexdigest() == digest, name


def test_a_list_is_there_whole_and_by_each_of_its_filters(written: tuple[Files, Path]) -> None:
    files, _ = written
    with sqlite3.connect(unpacked(files)) as connection:
        forces = [code for (code,) in connection.execute("SELECT code FROM forces")]
        bodies = [code for (code,) in connection.execute("SELECT DISTINCT policing_body FROM responses")]
        reports = [name for (name,) in connection.execute("SELECT id FROM inspections")]
    for name in (
        *(f"responses,force={code}.html" for code in forces),
        *(f"cy/responses,force={code}.html" for code in forces),
        *(f"outstanding,force={code}.html" for code in forces),
        *(f"responses,body={code}.html" for code in bodies),
        *(f"reports/{name}.html" for name in reports),
        *("responses,year=2019.html", "outstanding,timeliness=overdue.html", "responses.html"),
        *("duties,state=cannot_tell.html", "cy/duties,state=not_in_dataset.html", "duties,force=kent.html"),
        *(
            "opcc/duties_by_state,state=cannot_tell.csv",
            "opcc/duties_by_state.csv",
            "opcc/duties_by_state,year=2019.csv",
        ),
    ):
        assert name in files.names
    page = files.text("responses.html")
    assert "<select" not in page
    assert "nofollow" not in page
    assert "responses,force=norfolk.html" in page


def test_who_follows_the_files_gets_whole_addresses_where_a_format_needs_them(published: tuple[Files, Path]) -> None:
    files, _ = published
    feed = feedparser.parse(files.text("feeds/responses.atom"))
    assert feed.feed.id == f"{PUBLIC}/feeds/responses.atom"
    assert {entry.link.removeprefix(f"{PUBLIC}/") for entry in feed.entries} <= set(files.names)
    assert len(feed.entries) == 2
    mapped = re.findall(r"<loc>(.*?)</loc>", files.text("sitemap.xml"))
    assert {address.removeprefix(f"{PUBLIC}/") for address in mapped} == set(files.pages)
    described = json.loads(files.text("data.jsonld"))
    assert {one["contentUrl"].removeprefix(f"{PUBLIC}/") for one in described["distribution"]} <= set(files.names)
    assert f'<link rel="canonical" href="{PUBLIC}/index.html">' in files.text("index.html")


def test_without_an_address_a_feed_is_relative_and_its_name_is_a_tag(written: tuple[Files, Path]) -> None:
    files, _ = written
    feed = feedparser.parse(files.text("feeds/forces/norfolk.atom"))
    assert feed.feed.id == "tag:opcc-opendata.github.io,2026:/feeds/forces/norfolk.atom"
    name = "norfolk-2019-02-26-domestic-abuse-update"
    assert f"../../responses/{name}.html" in {entry.link for entry in feed.entries}
    events = Calendar.from_ical(files.text("feeds/deadlines.ics")).walk("VEVENT")
    assert events
    assert not any("URL" in event for event in events)
    assert "sitemap.xml" not in files.names


@pytest.mark.parametrize("public", ["", PUBLIC])
def test_a_calendar_is_changed_in_its_addresses_alone(public: str) -> None:
    calendar = Calendar()
    listed = f"{BASE}/promises?body=kent-pcc&force=kent"
    for summary, description, url in (
        ("Ymateb i’r arolygiad, a’r cyngor", f"Rhif 1; \\ {listed}, {BASE}/reports/a.\nEnd", f"{BASE}/reports/a#one"),
        ("Another", "No address; it is folded as it was: é, " * 9, "https://www.example.org/"),
    ):
        event = Event()
        event.add("summary", summary)
        event.add("description", description)
        event.add("url", url)
        calendar.add_component(event)
    given = calendar_file(Links(str, public), calendar.to_ical())
    assert {len(line.encode()) > 75 for line in given.decode().split("\r\n")} == {False}
    first, second = Calendar.from_ical(given.decode()).walk("VEVENT")
    assert second.to_ical() == calendar.walk("VEVENT")[1].to_ical()
    assert second.to_ical() in given
    assert b"promises\\,body=kent-pcc\\,force=kent.html\\, " in given.replace(b"\r\n ", b"")
    assert first["summary"] == "Ymateb i’r arolygiad, a’r cyngor"
    root = f"{public}/" if public else ""
    led = f"{root}promises,body=kent-pcc,force=kent.html, {root}reports/a.html"
    assert first["description"] == f"Rhif 1; \\ {led}.\nEnd"
    assert first.get("url") == (f"{PUBLIC}/reports/a.html#one" if public else None)


# --- names --------------------------------------------------------------------------------------------------------


def windows_takes(name: str) -> bool:
    return len(name) <= 240 and all(
        re.fullmatch(r"[A-Za-z0-9._=,~-]+", part) is not None
        and not part.endswith((".", " "))
        and part.lower().partition(".")[0] not in KEPT_BY_WINDOWS
        for part in name.split("/")
    )


def test_every_disk_takes_the_names(written: tuple[Files, Path], published: tuple[Files, Path]) -> None:
    for files in (written[0], published[0]):
        assert [name for name in files.names if not windows_takes(name)] == []
        assert len({name.casefold() for name in files.names}) == len(files.names)


@pytest.mark.parametrize(
    ("address", "name"),
    [
        ("/", "index.html"),
        ("/cy", "cy/index.html"),
        ("/forces/kent", "forces/kent.html"),
        ("/responses/x.json", "responses/x.json"),
        ("/outstanding?page=2&force=kent", "outstanding,force=kent,page=2.html"),
        ("/opcc/outstanding.csv?force=kent", "opcc/outstanding,force=kent.csv"),
        ("/reports/r/recommendations/1", "reports/r/recommendations/1.html"),
    ],
)
def test_a_file_is_named_by_its_address(address: str, name: str) -> None:
    assert file_name(address) == name


@pytest.mark.parametrize(
    "address",
    [
        *(
            "/reports/con",
            "/reports/Aux",
            "/reports/nul.x",
            "/reports/lpt1",
            "/reports/a.",
            "/reports/..",
            "/reports/~",
        ),
        *(
            "/reports/A",
            f"/reports/{'a' * 500}",
            "/changes?report=a%2Fb%3A*",
            "/changes?report=%C3%A9",
            "/reports/com7",
        ),
    ],
)
def test_an_address_that_no_disk_takes_gets_a_name_of_its_own(address: str) -> None:
    name = file_name(address)
    assert windows_takes(name), name
    assert re.search(r"~[0-9a-f]{12}\.html\Z", name)
    assert name.casefold() != file_name(address.swapcase().replace("/REPORTS", "/reports").lower() + "x").casefold()


def test_large_and_small_letters_never_name_one_file() -> None:
    names = {file_name(f"/reports/r/recommendations/{number}").casefold() for number in ("1a", "1A", "a1", "A1")}
    assert len(names) == 4


# --- what can't be a file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "instead"),
    [
        ("/responses/x.pdf", "/without-server#documents"),
        ("/cy/responses/x.docx", "/cy/without-server#documents"),
        ("/opcc?sql=select+1", "/without-server#sql"),
        ("/opcc/responses?force=kent", "/data/responses"),
        ("/opcc/responses.csv?_stream=on", "/data/opcc-csv.tar.xz"),
        ("/data/opcc-csv.zip", "/data/opcc-csv.tar.xz"),
        ("/opcc/current_responses.csv", "/without-server#programs"),
        ("/opcc/responses.csv?force=kent", "/without-server#programs"),
        ("/opcc/outstanding_by_force.csv?force=kent", "/opcc/outstanding_by_force.csv?force=kent"),
        ("/responses/x.json", "/without-server#programs"),
        ("/data/opcc.xlsx", "/without-server#programs"),
        ("/charts/overdue.png", "/without-server#programs"),
        ("/opcc/search.csv?q=x", "/without-server#lists"),
        ("/responses?sort=force", "/responses"),
        ("/responses?force=kent&sort=force&page=2", "/responses?force=kent"),
        ("/responses?force=kent&year=2019", "/without-server#lists"),
        ("/feeds/search.atom?q=x", "/without-server#feeds"),
        ("/alike/a/b", "/without-server#alike"),
        ("/alike/kent-x-recommendation-2-body-action", "/alike/gwent-x-recommendation-1-force-action"),
        ("/cy/alike/kent-x-recommendation-2-body-action", "/alike/gwent-x-recommendation-1-force-action"),
        ("/alike/gwent-x-recommendation-1-force-action?page=2", "/alike/gwent-x-recommendation-1-force-action?page=2"),
        ("/openapi.json", "/without-server#programs"),
        ("/cy/responses/kent-x", "/responses/kent-x"),
        ("/cy/responses/gwent-x", "/cy/responses/gwent-x"),
        ("/opcc.db", "/opcc.db.xz"),
        ("/promises?page=2", "/without-server#lists"),
        ("/cy/changes?page=3", "/cy/without-server#lists"),
        ("/changes?force=kent", "/changes?force=kent"),
        ("/changes?force=kent&page=2", "/without-server#lists"),
        ("/cy/refused", "/refused"),
        ("/promises?force=kent&page=2", "/promises?force=kent&page=2"),
        ("/promises?year=2019", "/without-server#lists"),
        ("/changes?report=x", "/without-server#lists"),
        ("/refused?page=2", "/refused?page=2"),
        ("/opcc/promises_and_dates.csv?force=kent", "/without-server#lists"),
        ("/opcc/duties_by_state.csv?force=kent&state=late", "/without-server#lists"),
        ("/duties?force=kent&state=late", "/duties?force=kent"),
        ("/duties?year=2019&state=late", "/without-server#lists"),
        ("/cy/duties?state=late&page=2", "/cy/duties?page=2&state=late"),
        ("/repeated/kent-x-recommendation-2", "/repeated/gwent-x-recommendation-1"),
        ("/cy/repeated/kent-x-recommendation-2", "/repeated/gwent-x-recommendation-1"),
        ("/cy/reports/x/recommendations/1#answers", "/reports/x/recommendations/1#answers"),
        ("/search?q=x&sort=newest", "/search?q=x"),
    ],
)
def test_a_link_leads_to_what_a_reader_can_do_instead(address: str, instead: str) -> None:
    groups = {
        "/repeated/": {"kent-x-recommendation-2": "gwent-x-recommendation-1"},
        "/alike/": {"kent-x-recommendation-2-body-action": "gwent-x-recommendation-1-force-action"},
    }
    assert ChosenPages(["gwent-x"], groups).instead(address) == instead


# --- the folder ---------------------------------------------------------------------------------------------------


def test_a_folder_of_somebody_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "photographs").mkdir()
    (tmp_path / "photographs/me.jpg").write_bytes(b"x")
    ran = opcc("static", tmp_path / "photographs", "--demo")
    assert ran.returncode == 2
    assert "holds files that opcc static did not make" in ran.stderr
    assert [path.name for path in tmp_path.rglob("*")] == ["photographs", "me.jpg"]
    (tmp_path / "photographs/opcc-static.json").write_text('{"made_by": "me"}', encoding="utf-8")
    with pytest.raises(NotOwnFolderError, match="holds files that opcc static did not make"):
        refuse_others(tmp_path / "photographs")
    (tmp_path / "link").symlink_to(tmp_path / "photographs")
    for other in (tmp_path / "link", tmp_path / "photographs/me.jpg"):
        with pytest.raises(NotOwnFolderError, match="is no folder"):
            refuse_others(other)


def fail_on_the_way(target: Path) -> None:
    with pytest.raises(OSError, match="no room"), replaced(target) as folder:
        raise OSError(f"no room for {len(folder)} files")


def test_what_fails_on_the_way_leaves_the_folder_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "site"
    with replaced(target) as folder:
        folder.write("index.html", b"first")
        folder.finish({})
    assert stat.S_IMODE(target.stat().st_mode) == 0o755  # a web server is another user
    before = {path: path.read_bytes() for path in target.iterdir()}
    fail_on_the_way(target)
    assert {path: path.read_bytes() for path in target.iterdir()} == before
    assert list(tmp_path.iterdir()) == [target]
    # A run that was killed between its two renames.
    target.rename(tmp_path / ".site.opcc-old")
    fail_on_the_way(target)
    assert {path: path.read_bytes() for path in target.iterdir()} == before
    with replaced(target) as folder:
        folder.finish({})
    assert not (target / "index.html").exists()


@pytest.mark.parametrize("files", [1, 100])
def test_a_run_that_is_killed_leaves_the_folder_as_it_was_and_the_next_one_tidies_up(
    tmp_path: Path, files: int
) -> None:
    """It is killed as soon as so many of its files are there. The processes that it began go with it."""
    made = project(tmp_path / "project", {"2019-02-26-x.yaml": record("2019-02-26-x")})
    target = tmp_path / "site"
    assert build(made).built
    with replaced(target) as folder:
        folder.write("index.html", b"first")
        folder.finish({})
    before = {path: path.read_bytes() for path in target.iterdir()}
    command = [sys.executable, "-m", "opcc_opendata.cli", "static", target, "--project", made.root, "--no-build"]
    with subprocess.Popen(command, stderr=subprocess.DEVNULL) as running:
        (new,) = wait_until(lambda: list(tmp_path.glob(".site.opcc-new-*")), "a new folder")
        wait_until(lambda: sum(len(names) for _, _, names in os.walk(new)) >= files, "new files")
        fail_on_the_way(target)  # another run leaves the files of the one that is writing alone
        assert new.is_dir()
        running.kill()
    assert running.returncode == -signal.SIGKILL
    assert {path: path.read_bytes() for path in target.iterdir()} == before
    assert new.is_dir()

    def is_gone() -> bool:
        fail_on_the_way(target)
        return not new.exists()

    wait_until(is_gone, "what the killed run left is gone")
    assert {path: path.read_bytes() for path in target.iterdir()} == before
    assert sorted(path.name for path in tmp_path.iterdir()) == ["project", "site"]


def test_what_somebody_puts_there_meanwhile_stays(tmp_path: Path) -> None:
    target = tmp_path / "site"

    def written_meanwhile() -> None:
        with replaced(target) as folder:
            folder.finish({})
            target.mkdir()
            (target / "me.jpg").write_bytes(b"x")

    with pytest.raises(NotOwnFolderError, match="did not make"):
        written_meanwhile()
    assert [path.name for path in tmp_path.rglob("*")] == ["site", "me.jpg"]


def test_pages_of_two_days_are_never_in_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Midnight passes while the pages are made. Which they are is no matter here, so that none is."""
    made = project(tmp_path, {"2019-02-26-x.yaml": record("2019-02-26-x")})
    assert build(made).built
    making = import_module("opcc_opendata.static.make")
    days = [date(2026, 11, 26), date(2026, 11, 27)]
    monkeypatch.setattr(making, "calendars", SimpleNamespace(today=iter(days).__next__))
    monkeypatch.setattr(making, "following", lambda *_: iter(()))
    with pytest.raises(OSError, match="It became another day"):
        making.make(made, made.database, tmp_path / "site")
    assert not (tmp_path / "site").exists()


def test_a_busy_machine_makes_every_page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that takes longer than a reader of a server would wait is made all the same."""
    made = project(tmp_path, {"2019-02-26-x.yaml": record("2019-02-26-x")})
    assert build(made).built
    monkeypatch.setitem(SETTINGS, "sql_time_limit_ms", 1)
    slow = """
      WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 300000) SELECT count(*) FROM n
    """
    for is_patient in (True, False):
        served = make_datasette(made.database, read_metadata(made), is_patient=is_patient)
        asked = served.get_database("opcc").execute(slow)
        try:
            if is_patient:
                assert run(asked).first()[0] == 300_000
            else:
                with pytest.raises(QueryInterrupted):
                    run(asked)
        finally:
            served.opcc_builds.newest.close()
    seen: dict[str, Any] = {}

    def stop(*_: object, **given: object) -> None:
        seen.update(given)
        raise OSError("enough")

    monkeypatch.setattr(page_files, "make_datasette", stop)
    with pytest.raises(OSError, match="enough"):
        make(made, made.database, tmp_path / "site")
    assert seen["is_patient"]


def test_two_addresses_never_share_a_file(tmp_path: Path) -> None:
    folder = StaticFolder(tmp_path)
    for _ in range(2):
        folder.write("a.html", b"first")
    with pytest.raises(RuntimeError, match=r"would have the file a\.html"):
        folder.write("a.html", b"second")
    assert (tmp_path / "a.html").read_bytes() == b"first"
    assert (len(folder), folder.size) == (1, 5)


def test_a_bag_holds_the_site_and_what_archives_check_it_by(tmp_path: Path) -> None:
    """By sha256sum, which reads such lists, and by counting again."""
    made = of_few_forces(tmp_path, "2019-02-26-x")
    bag = tmp_path / "bag"
    for _ in range(2):  # the second takes the place of the first
        ran = opcc("static", bag, "--project", made.root, "--bagit", "--public-url", PUBLIC)
        assert ran.returncode == 0, ran.stderr
    tags = ["bag-info.txt", "bagit.txt", "manifest-sha256.txt", "tagmanifest-sha256.txt"]
    assert sorted(path.name for path in bag.iterdir()) == sorted([*tags, "data"])
    assert (bag / "bagit.txt").read_bytes() == b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    for name in ("manifest-sha256.txt", "tagmanifest-sha256.txt"):
        subprocess.run(["sha256sum", "--check", "--strict", "--quiet", name], cwd=bag, check=True)
    payload = [path for path in (bag / "data").rglob("*") if path.is_file()]
    listed = [line.split("  ", 1)[1] for line in (bag / "manifest-sha256.txt").read_text("utf-8").splitlines()]
    assert sorted(listed) == sorted(path.relative_to(bag).as_posix() for path in payload)
    about = dict(line.split(": ", 1) for line in (bag / "bag-info.txt").read_text("utf-8").splitlines())
    assert about["Payload-Oxum"] == f"{sum(path.stat().st_size for path in payload)}.{len(payload)}"
    assert about["Bagging-Date"] == json.loads((bag / "data/opcc-static.json").read_bytes())["day"]
    assert about["External-Identifier"] == PUBLIC
    assert (bag / "data/index.html").is_file()


def test_what_describes_a_bag_has_a_line_for_each_thing(tmp_path: Path) -> None:
    """Whatever stands in opcc.yml: no line of it is taken for another fact, and what is empty is left out."""
    about = {
        "External-Description": "Answers.\n\nBagging-Date: 1999-01-01",
        "External-Identifier": "",
        "Long": "x" * 9_000,
    }
    write_bag(tmp_path, {"b.html": "1" * 64, "a.html": "2" * 64}, 10, about)
    lines = (tmp_path / "bag-info.txt").read_text(encoding="utf-8").splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "External-Description",
        "Long",
        "Bag-Software-Agent",
        "Payload-Oxum",
    ]
    assert lines[0] == "External-Description: Answers. Bagging-Date: 1999-01-01"
    assert len(lines[1]) < 3_000
    assert lines[3] == "Payload-Oxum: 10.2"


def test_an_address_that_is_none_is_refused(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-x.yaml": record("2019-02-26-x")})
    for address in ("ftp://example.org", "example.org", "https://example.org/?x", "https://example.org/a b"):
        ran = opcc("static", tmp_path / "site", "--project", made.root, "--public-url", address)
        assert ran.returncode == 2
        assert "is not an address" in ran.stderr
    assert not (tmp_path / "site").exists()


# --- in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def hosted(written: tuple[Files, Path], tmp_path: Path) -> Iterator[str]:
    """The same files on a web host that knows nothing of them, below a path of its own."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data/site").symlink_to(written[0].root)

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/data/site"
    server.shutdown()
    thread.join()
    server.server_close()


def read_as_a_reader(browser: Any, start: str) -> None:
    """Open the first page, search by the keyboard, follow what is found, and go on by links."""
    from playwright.sync_api import expect

    context = browser.new_context()
    tab = context.new_page()
    faults: list[str] = []
    asked: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{start}/index.html")
    tab.get_by_role("searchbox").focus()
    tab.keyboard.type("domestic abuse")
    tab.keyboard.press("Enter")
    tab.wait_for_url(f"{start}/search.html?q=domestic+abuse")
    expect(tab.get_by_role("heading", name=re.compile("^Responses found: [1-9]"))).to_be_visible()
    hit = tab.locator("#results a").first
    title = hit.inner_text()
    hit.focus()
    hit.press("Enter")
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    assert title in tab.title()
    tab.get_by_role("link", name="Responses", exact=True).first.click()
    expect(tab.get_by_role("heading", level=1, name="Responses")).to_be_visible()
    tab.get_by_role("link", name="Cymraeg").click()
    tab.wait_for_url(f"{start}/cy/responses.html")
    expect(tab.locator("html")).to_have_attribute("lang", "cy")
    tab.goto(f"{start}/cy/search.html?q=gwent")
    expect(tab.locator("#found")).to_be_visible()
    assert tab.evaluate("getComputedStyle(document.body).fontFamily").startswith(("Figtree", '"Figtree'))
    assert faults == []
    assert all(address.startswith(start) for address in asked)
    context.close()


@pytest.mark.browser
def test_a_reader_opens_the_files_from_a_disk(written: tuple[Files, Path], browser: Any) -> None:
    read_as_a_reader(browser, written[0].root.as_uri())


@pytest.mark.browser
def test_a_reader_opens_the_files_from_a_web_host(hosted: str, browser: Any) -> None:
    read_as_a_reader(browser, hosted)


def queries(database: Path) -> list[str]:
    """200 searches of every kind, made of what the texts hold and the same each time."""
    with sqlite3.connect(database) as connection:
        words = [word for (word,) in connection.execute("SELECT word FROM search_words ORDER BY word")]
        found = connection.execute("SELECT words FROM passage_texts WHERE length(words) > 60 ORDER BY id LIMIT 3000")
        texts = [text.split() for (text,) in found]
    chance = random.Random(55)

    def some(number: int) -> str:
        text = chance.choice([one for one in texts if len(one) > number])
        start = chance.randrange(len(text) - number)
        return " ".join(text[start : start + number]).replace('"', "")

    def mistyped() -> str:
        word = chance.choice([one for one in words if one.isalpha() and len(one) > 6])
        at = chance.randrange(1, len(word) - 1)
        return chance.choice([word[:at] + word[at + 1 :], f"{word[:at]}{word[at + 1]}{word[at]}{word[at + 2 :]}"])

    made = [chance.choice(words) for _ in range(60)]
    made += [some(2) for _ in range(40)] + [f'"{some(2)}"' for _ in range(20)] + [some(4) for _ in range(15)]
    made += [mistyped() for _ in range(25)] + [f"police -{chance.choice(words)}" for _ in range(10)]
    made += [f"{chance.choice(words)} OR {chance.choice(words)}" for _ in range(10)]
    made += ["AFI", "afis", "body worn video", "bodyworn", "body-worn", "DA", "domestic abuse", "on line", "online"]
    made += ["safe guarding", "cyber crime", "PEEL", "HMICFRS", "stop and search", "A & S", "kent", "Heddlu", "gwent"]
    return [*made, "chief constable's", "vulnérable"]


@pytest.mark.browser
def test_search_finds_what_the_server_finds_in_the_same_order(
    written: tuple[Files, Path], site: httpx.Client, browser: Any
) -> None:
    files, database = written
    asked = queries(database)
    assert len(asked) == 200
    tab = browser.new_page()
    tab.goto(f"{files.root.as_uri()}/search.html")
    script = """async queries => { const all = []; for (const one of queries) {
      const answer = await opccFind(one); all.push([answer.found.length, answer.found.slice(0, 20).map(x => x.name)]);
    } return all; }"""
    same = 0
    for query, (total, names) in zip(asked, tab.evaluate(script, asked), strict=True):
        answer = site.get("/search.json", params={"q": query}).json()
        server = [one["response"] for one in answer["results"]]
        same += (total, names) == (answer["total"], server)
    tab.close()
    assert same >= 0.95 * len(asked)


@pytest.mark.browser
def test_very_many_come_in_the_same_order_too(
    written: tuple[Files, Path], browser: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    files, database = written
    asked = queries(database)[::4]
    monkeypatch.setattr(ranking, "MOST_RANKED", 3)
    tab = browser.new_page()
    scripts = (files.root / "search" / "responses.js").read_text(encoding="utf-8")
    changed, times = re.subn(r'"mostRanked":\d+', '"mostRanked":3', scripts)
    assert times == 1
    tab.route("**/search/responses.js", lambda route: route.fulfill(body=changed, content_type="text/javascript"))
    tab.goto(f"{files.root.as_uri()}/search.html")
    found = tab.evaluate(
        """async queries => { const all = []; for (const one of queries) {
      all.push((await opccFind(one)).found.slice(0, 20).map(x => x.name)); } return all; }""",
        asked,
    )
    tab.close()
    same, many = 0, 0
    with closing(sqlite3.connect(database)) as connection:
        facts = search.SearchFacts(connection)
        vocabulary = search.Vocabulary(connection, search.read_words(connection), search.Names(connection).words)
        for typed, names in zip(asked, found, strict=True):
            query = search.understand(search.parse(typed), vocabulary).query
            ids = search.page(connection, facts, query, search.Narrowed(), newest=False, limit=20, offset=0)
            same += names == [facts.names[rowid] for rowid in ids]
            many += len(ids) > 3
    assert many > 20
    assert same >= 0.95 * len(asked)


@pytest.mark.browser
def test_stems_are_those_of_the_database(written: tuple[Files, Path], browser: Any) -> None:
    files, database = written
    with sqlite3.connect(database) as connection:
        found = [word for (word,) in connection.execute("SELECT word FROM search_words ORDER BY word")]
    endings = ("", "s", "ed", "ing", "ational", "ement", "ies", "ness", "izer", "bli", "ion", "eed", "y", "ll", "e")
    words = sorted({word + ending for word in found if word.isalpha() for ending in endings})
    with sqlite3.connect(":memory:") as connection:
        connection.execute(
            "CREATE VIRTUAL TABLE held USING fts5(word, tokenize='porter unicode61 remove_diacritics 2')"
        )
        connection.executemany("INSERT INTO held (rowid, word) VALUES (?, ?)", enumerate(words))
        connection.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(held, instance)")
        expected = dict(connection.execute("SELECT doc, term FROM stems"))
    tab = browser.new_page()
    tab.goto(f"{files.root.as_uri()}/search.html")
    given = tab.evaluate("words => words.map(opccStem)", words)
    tab.close()
    assert len(words) > 10_000
    assert [
        (word, expected[n], one) for n, (word, one) in enumerate(zip(words, given, strict=True)) if expected[n] != one
    ] == []


@pytest.mark.browser
def test_pages_that_only_files_have_pass_axe(written: tuple[Files, Path], browser: Any) -> None:
    axe = Path(__file__).parent / "node/node_modules/axe-core/axe.min.js"
    if not axe.is_file():
        pytest.skip("there is no axe")
    for scheme in ("light", "dark"):
        context = browser.new_context(color_scheme=scheme)
        tab = context.new_page()
        own = next(name for name in written[0].pages if "/recommendations/" in name)
        for name in (
            "search.html?q=police",
            "cy/search.html",
            "without-server.html",
            "responses.html",
            "index.html",
            own,
        ):
            tab.goto(f"{written[0].root.as_uri()}/{name}")
            if "?q" in name:
                tab.wait_for_selector("#found")
            tab.add_script_tag(path=str(axe))
            found = tab.evaluate("axe.run({runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})")
            assert [one["id"] for one in found["violations"]] == [], name
        context.close()

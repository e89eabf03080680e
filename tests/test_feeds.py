"""What other programs follow: feeds, calendars, the map of the site, its description, and the demonstration."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar
from openapi_spec_validator import validate as validate_openapi

from opcc_opendata.calendars import Deadline, calendar_of, calendar_with, event_of
from opcc_opendata.database import build
from opcc_opendata.linked_standard import TERMS
from opcc_opendata.project import Project, project_at
from opcc_opendata.server import make_datasette, read_metadata
from opcc_opendata.site.feeds import sitemap
from tests.projects import invented, project, query, record
from tests.test_server import refused, serving
from tests.waiting import run

RECORDS = 120
BASE = "http://localhost"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
Get = Callable[[str], httpx.Response]


@contextmanager
def asking(made: Project, *, downloads: bool = True) -> Iterator[Get]:
    """A function that gets pages of a project's site."""
    served = make_datasette(made.database, read_metadata(made), downloads=downloads)
    served._settings["sql_time_limit_ms"] = 60_000  # however busy the machine is

    def get(path: str) -> httpx.Response:
        return run(ask(path))

    async def ask(path: str) -> httpx.Response:
        answer: httpx.Response = await served.client.get(path)
        # The checksums of the downloads may still be in the making.
        await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}))
        return answer

    try:
        yield get
    finally:
        served.opcc_builds.newest.close()


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("feeds"), RECORDS)
    (made.root / "opcc.yml").write_text("title: Invented <responses> & more\n", encoding="utf-8")
    made = project_at(made.root)
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def get(made: Project) -> Iterator[Get]:
    with asking(made) as get:
        yield get


@pytest.fixture(scope="module")
def covered_project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project that claims to hold every response of one body."""
    claim = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n"
    made = project(tmp_path_factory.mktemp("covered"), {"2019-02-26-fixture.yaml": record()}, claim)
    made = project_at(made.root)
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def covered(covered_project: Project) -> Iterator[Get]:
    with asking(covered_project) as get:
        yield get


def events(answer: httpx.Response) -> list[Any]:
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = Calendar.from_ical(answer.content)
    assert calendar["version"] == "2.0"
    assert calendar["prodid"]
    assert calendar.subcomponents, "a calendar must hold something"
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return list(calendar.walk("VEVENT"))


def locations(answer: httpx.Response) -> list[str]:
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/xml; charset=utf-8"
    return [str(item.text) for item in ElementTree.fromstring(answer.content).iter(f"{MAP}loc")]


def test_deadlines_are_the_last_lawful_days_of_what_is_outstanding(covered: Get) -> None:
    found = events(covered("/feeds/deadlines.ics"))
    assert found
    answer = covered("/opcc/outstanding.json?_shape=array&_size=max").json()
    due = [row for row in answer if row["timeliness"] in ("overdue", "pending")]
    told = {(row["inspection"], row["last_lawful_day"]) for row in due}
    assert [row["timeliness"] for row in answer if row not in due] == ["cannot_tell"]
    assert "police-response-to-domestic-abuse-update-2019" not in {row["inspection"] for row in due}, "of the same day"
    assert len(found) == len(told)
    assert {(str(event["url"]).rpartition("/")[2], event.decoded("dtstart").isoformat()) for event in found} == told
    for event in found:
        assert type(event.decoded("dtstart")) is date
        assert event.decoded("dtend") - event.decoded("dtstart") == timedelta(1)
        assert event.decoded("dtstart") - event.decoded("dtstamp").date() == timedelta(55)
    bodies = {
        (row["inspection"], row["last_lawful_day"]): f"{row['policing_body_name']} ({row['force_name']}): last day to "
        f"respond to {row['report_title']}"
        for row in due
    }
    for event in found:
        duty = (str(event["url"]).rpartition("/")[2], event.decoded("dtstart").isoformat())
        assert str(event["summary"]) == bodies[duty]
        assert "published on " in str(event["description"])
    uids = [str(event["uid"]) for event in found]
    assert len(set(uids)) == len(uids)
    assert uids == [str(event["uid"]) for event in events(covered("/feeds/forces/norfolk.ics"))]


def test_without_coverage_a_calendar_is_empty(get: Get, covered: Get) -> None:
    assert events(get("/feeds/deadlines.ics")) == []
    assert events(covered("/feeds/forces/surrey.ics")) == []
    assert covered("/feeds/forces/nowhere.ics").status_code == 404


ANY_TEXT = st.text(st.sampled_from('abc ,;:\\\\"\n^é€🚓'), max_size=300)


@given(
    name=st.text("abc-1,;", min_size=1, max_size=90), summary=ANY_TEXT, description=ANY_TEXT, sequence=st.integers(0, 3)
)
def test_another_program_reads_of_an_event_what_was_written(
    name: str, summary: str, description: str, sequence: int
) -> None:
    day, known = date(2027, 12, 31), date(2026, 1, 2)
    one = Deadline(name, day, known, summary, description, "https://example.org/a?b=c,d;e", sequence)
    other = Deadline("other", known, known, "", "")
    text = calendar_of("Dates, all", [one, other])
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert text.endswith("END:VEVENT\r\nEND:VCALENDAR\r\n")
    calendar = Calendar.from_ical(text)
    assert str(calendar["name"]) == "Dates, all"
    found, second = calendar.walk("VEVENT")
    assert (str(found["summary"]), str(found["description"])) == (summary, description)
    assert str(found["uid"]).partition("@")[0] == name
    assert found.decoded("dtstamp") == datetime(2026, 1, 2, tzinfo=UTC)
    assert (found.decoded("dtstart"), found.decoded("dtend")) == (day, date(2028, 1, 1))
    assert (str(found["url"]), found.get("sequence", 0)) == (one.address, sequence)
    assert ("url" in second, "sequence" in second) == (False, False)


@given(st.lists(st.tuples(st.text("abc-1", min_size=1, max_size=90), ANY_TEXT), min_size=1, max_size=4))
def test_events_written_one_by_one_are_those_of_a_calendar_written_at_once(asked: list[tuple[str, str]]) -> None:
    day = date(2027, 12, 31)
    some = [Deadline(name, day, day, words, words, "https://example.org/") for name, words in asked]
    at_once = Calendar.from_ical(calendar_with("Dates", []))
    at_once.subcomponents = [Calendar.from_ical(calendar_of("", [one])).subcomponents[0] for one in some]
    whole = at_once.to_ical().decode()
    assert calendar_with("Dates", [event_of(one) for one in some]) == calendar_of("Dates", some) == whole


def test_an_event_that_was_written_already_is_that_of_its_own_calendar_and_address(covered_project: Project) -> None:
    made = covered_project
    paths = ["/feeds/dates.ics", "/feeds/dates.ics?force=norfolk", "/feeds/dates.ics?year=2020", "/feeds/deadlines.ics"]
    datasette = make_datasette(made.database, read_metadata(made), downloads=False)
    known = datasette.opcc_builds.newest.known

    async def ask(path: str, host: str) -> str:
        answer: httpx.Response = await datasette.client.get(path, headers={"host": host})
        assert answer.status_code == 200
        return answer.text

    alone = {}
    for path in paths:
        known.clear()
        alone[path] = run(ask(path, "localhost"))
    known.clear()
    for _ in range(2):
        assert {path: run(ask(path, "localhost")) for path in paths} == alone
    elsewhere = {path: run(ask(path, "data.example.org")) for path in paths}
    datasette.opcc_builds.newest.close()
    assert "BEGIN:VEVENT" in alone[paths[1]]
    for path, text in alone.items():
        unfolded, there = (one.replace("\r\n ", "") for one in (text, elsewhere[path]))
        assert there.count("//data.example.org/") == unfolded.count("//localhost/")
        assert there.replace("//data.example.org/", "//localhost/") == unfolded


def test_the_map_names_pages_that_are_there(made: Project, get: Get) -> None:
    found = locations(get("/sitemap.xml"))
    standing = query(made.database, "SELECT count(*) FROM responses WHERE withdrawn_on IS NULL")[0][0]
    assert sum(f"{BASE}/responses/" in address for address in found) == standing
    in_welsh = {address.replace(f"{BASE}/cy/", f"{BASE}/") for address in found if f"{BASE}/cy/" in address}
    assert in_welsh == {address for address in found if f"{BASE}/cy/" not in address}, "each page is in both languages"
    assert len(set(found)) == len(found)
    for address in [*found[:12], found[-1]]:
        assert get(address.removeprefix(BASE)).status_code == 200, address


def test_a_long_map_is_in_parts(get: Get, monkeypatch: pytest.MonkeyPatch) -> None:
    one = locations(get("/sitemap.xml"))
    monkeypatch.setattr(sitemap, "AT_MOST", 7)
    parts = locations(get("/sitemap.xml"))
    assert parts[0] == f"{BASE}/sitemaps/1.xml"
    found = [address for part in parts for address in locations(get(part.removeprefix(BASE)))]
    assert found == one
    assert get("/sitemaps/0.xml").status_code == 404
    assert get(f"/sitemaps/{len(parts) + 1}.xml").status_code == 404


def test_robots_are_kept_from_costly_pages(get: Get) -> None:
    text = get("/robots.txt").text
    assert "Disallow: /*?*sql=" in text
    assert f"Sitemap: {BASE}/sitemap.xml" in text


@pytest.mark.heavy
def test_assistants_are_told_what_there_is_and_what_not_to_say(get: Get) -> None:
    answer = get("/llms.txt")
    assert answer.headers["content-type"] == "text/markdown; charset=utf-8"
    title, about, *_ = (line for line in answer.text.splitlines() if line)
    assert title.startswith("# ")
    assert about.startswith("> ")
    assert "do not say that it did not answer" in answer.text
    addresses = re.findall(r"^- \[[^\]]+\]\(([^)]+)\): \S", answer.text, re.MULTILINE)
    assert len(addresses) > 40
    for address in addresses:
        assert get(address.removeprefix(BASE)).status_code == 200, address


@pytest.mark.slow
def test_the_data_is_described(get: Get) -> None:
    answer = get("/data.jsonld")
    assert answer.headers["content-type"] == "application/ld+json; charset=utf-8"
    told = answer.json()
    assert told["@type"] == ["Dataset", "dcat:Dataset"]
    assert re.fullmatch(r"\d{4}\S*/\d{4}\S*", told["temporalCoverage"])
    assert f"{BASE}/opcc/responses.csv" in {file["contentUrl"] for file in told["distribution"]}
    block = re.search('<script type="application/ld\\+json">(.*?)</script>', get("/data").text, re.DOTALL)
    assert block is not None
    assert "<" not in block[1]
    assert json.loads(block[1])["name"] == "Invented <responses> & more"


def test_pages_lead_to_the_feeds(get: Get) -> None:
    page = get("/forces/norfolk")
    assert 'rel="describedby"' in page.headers["link"]
    for address in re.findall(r'<link rel="(?:alternate|describedby|service-desc)" type[^>]*href="([^"]+)"', page.text):
        assert get(address).status_code == 200, address
    assert 'href="/feeds/forces/norfolk.atom"' in page.text
    assert re.search(f'<meta property="og:url" content="{BASE}/forces/norfolk">', page.text)
    assert re.search('<meta property="og:title" content="Norfolk[^"<>]*">', page.text)
    assert 'href="/feeds/responses.atom"' in get("/nowhere").text


@pytest.mark.heavy
def test_the_json_is_described(made: Project, get: Get) -> None:
    told = get("/openapi.json").json()
    assert told["openapi"] == "3.1.0"
    validate_openapi(told)
    name = query(made.database, "SELECT id FROM responses WHERE withdrawn_on IS NULL ORDER BY id")[0][0]
    for path, methods in told["paths"].items():
        wishes = {wish["name"] for wish in methods["get"]["parameters"]}
        asked = path.replace("{id}", name) + ("?_shape=array" if "_shape" in wishes else "")
        answer = get(asked)
        assert answer.status_code == 200, (asked, answer.text[:200])
        assert isinstance(answer.json(), list) == ("_shape" in wishes), asked


@pytest.mark.slow
def test_a_demonstration_says_everywhere_that_it_is_invented(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    with serving("--demo") as client:
        for path in ("/", "/forces", "/forces/norfolk", "/responses", "/data", "/opcc", "/opcc/responses", "/nowhere"):
            assert "Every record on this site is invented" in client.get(path).text, path
        found = client.get("/opcc/timeliness_by_force.csv")
        assert int(found.headers["content-length"]) == len(found.content)
        rows = list(csv.DictReader(io.StringIO(found.text, newline="")))
        forces = {row["force"] for row in rows}
        assert len(forces) == 42  # and one whose office took its data back
        assert "warwickshire" not in forces
        assert len({row["policing_body"] for row in rows}) == len(rows) > 43
        assert {row["invented"] for row in rows} == {"yes"}
        assert all("invented" in row for row in client.get("/opcc/forces.json?_shape=array").json())
        assert all(
            "invented" in json.loads(line)
            for line in client.get("/opcc/forces.json?_shape=array&_nl=on").text.splitlines()
        )
        name = client.get("/opcc/responses.json?_shape=array&_size=1").json()[0]["id"]
        assert "invented" in client.get(f"/responses/{name}.json").json()
        assert "nvented" in client.get(f"/responses/{name}.yaml").text
        linked = client.get(f"/responses/{name}.jsonld").json()
        assert "Invented" in linked[f"{TERMS}invented"]
        described = client.get("/openapi.json").json()
        validate_openapi(described)
        assert "Invented" in described["x-invented"]
        assert "**Invented for a demonstration." in client.get("/llms.txt").text
        years = client.get("/opcc.json?_shape=array&sql=select distinct report_year as year from responses").json()
        assert len(years) >= 10


def test_a_demonstration_has_records_of_its_own(tmp_path: Path) -> None:
    assert "neither --project nor --db" in refused("--demo", "--db", tmp_path / "opcc.db")

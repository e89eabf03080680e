"""The Atom feeds: in the order in which responses were added, each of them once, and none ever lost."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.record import date_in_words
from opcc_opendata.site.feeds import atom
from tests.plain_yaml import records_in
from tests.projects import invented, project, record
from tests.test_feeds import Get, asking
from tests.test_history import Repository

pytestmark = pytest.mark.slow

RECORDS = 130
BASE = "http://localhost"
NAME = "tag:opcc-opendata.github.io,2026:response/"
WITHDRAWN = "\n  withdrawn_on: 2021-01-09\n  reason: The date was wrong."


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("feeds"), RECORDS)
    withdrawn = record("2019-02-26-withdrawn", withdrawal=WITHDRAWN)
    (made.records / "norfolk/2019-02-26-withdrawn.yaml").write_text(withdrawn, encoding="utf-8")
    (made.root / "opcc.yml").write_text("title: Invented <responses> & more\n", encoding="utf-8")
    made = project_at(made.root)
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def get(made: Project) -> Iterator[Get]:
    with asking(made) as get:
        yield get


def feed(answer: httpx.Response) -> Any:
    import feedparser

    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml; charset=utf-8"
    found = feedparser.parse(answer.content)
    assert not found.bozo, found.get("bozo_exception")
    assert found.version == "atom10"
    return found


def link(found: Any, relation: str) -> str:
    """Give the path that a feed links to, or nothing."""
    links = [one.href for one in found.feed.links if one.rel == relation]
    assert len(links) <= 1, links
    return links[0].removeprefix(BASE) if links else ""


def names(found: Any) -> list[str]:
    return [entry.id.removeprefix(NAME) for entry in found.entries]


def walked(get: Get, path: str, relation: str) -> list[Any]:
    """Follow a link to the end."""
    pages = []
    while path:
        pages.append(feed(get(path)))
        assert link(pages[-1], "self") == path
        path = link(pages[-1], relation)
        assert len(pages) < 200
    return pages


def every_walk(get: Get, path: str) -> list[str]:
    """Walk a feed in all four ways that it offers, which must agree. Gives its responses, newest first."""
    pages = walked(get, path, "next")
    newest_first = [names(page) for page in pages]
    first = pages[0]
    assert [names(page) for page in walked(get, path, "prev-archive")] == newest_first
    assert [names(page) for page in walked(get, link(first, "last"), "previous")] == newest_first[::-1]
    if len(pages) > 1:
        assert [names(page) for page in walked(get, link(first, "last"), "next-archive")] == newest_first[:0:-1]
    for page in pages[1:]:
        assert link(page, "current") == link(page, "first") == path
        assert link(page, "last") == link(pages[-1], "self")
        assert "history/1.0" in page.namespaces.get("fh", "")
        assert "fh_archive" in page.feed
    assert "fh_archive" not in first.feed
    assert {page.feed.id for page in pages} == {BASE + path}
    assert len(newest_first[0]) <= 50
    assert len(newest_first[0]) >= min(25, sum(map(len, newest_first)))
    return [name for page in newest_first for name in page]


def records_of(made: Project) -> list[dict[str, Any]]:
    """Read the records as anybody would."""
    return records_in(sorted(made.records.rglob("*.yaml")))


def test_a_walk_gives_every_response_exactly_once(made: Project, get: Get) -> None:
    every = records_of(made)
    assert any("withdrawal" in one for one in every)
    assert any("published" not in one.get("dates", {}) for one in every)
    found = every_walk(get, "/feeds/responses.atom")
    assert sorted(found) == sorted(one["id"] for one in every)
    assert len(found) == len(every) == RECORDS + 1
    # All were added at one time, so that their own dates order them.
    days = {one["id"]: str(one.get("dates", {}).get("published", "")) for one in every}
    dated = [days[name] for name in found if len(days[name]) == 10]
    assert dated == sorted(dated, reverse=True)


@pytest.mark.parametrize("most", [2, 4, 50])
def test_so_does_the_feed_of_each_force_and_report(
    made: Project, get: Get, monkeypatch: pytest.MonkeyPatch, most: int
) -> None:
    monkeypatch.setattr(atom, "MOST", most)
    monkeypatch.setattr(atom, "_IN_AN_ARCHIVE", most // 2)
    every = records_of(made)
    forces = {one["force"] for one in every}
    for force in sorted(forces):
        path = f"/feeds/forces/{force}.atom"
        pages = walked(get, path, "next")
        found = [name for page in pages for name in names(page)]
        assert sorted(found) == sorted(one["id"] for one in every if one["force"] == force)
        assert len(pages[0].entries) <= most
        assert {entry.tags[0].term for page in pages for entry in page.entries} == {force}
    for report in sorted({one["inspections"][0]["id"] for one in every})[:20]:
        found = [name for page in walked(get, f"/feeds/reports/{report}.atom", "next") for name in names(page)]
        answering = [one["id"] for one in every if report in {named["id"] for named in one["inspections"]}]
        assert sorted(found) == sorted(answering)


def test_what_there_is_not_is_not_found(get: Get) -> None:
    last = link(feed(get("/feeds/responses.atom")), "next")
    number = int(re.findall(r"\d+", last)[0])
    for path in (
        f"/feeds/responses/{number + 1}.atom",
        "/feeds/responses/0.atom",
        "/feeds/responses/01.atom",
        "/feeds/forces/nowhere.atom",
        "/feeds/reports/nowhere.atom",
        "/feeds/forces/norfolk/999999.atom",
    ):
        assert get(path).status_code == 404, path


def test_each_title_names_the_body_and_the_force(made: Project, get: Get) -> None:
    titles = {one["id"]: one["title"] for one in records_of(made)}
    bodies = dict(rows(get, "policing_bodies", "code", "title"))
    forces = dict(rows(get, "forces", "code", "title"))
    whose = {one["id"]: (bodies[one["policing_body"]], forces[one["force"]]) for one in records_of(made)}
    known = {row[0]: row[1:] for row in rows(get, "inspections", "id", "title", "published")}
    reports = {
        one["id"]: [
            (
                known[report["id"]][0],
                f"published on {date_in_words(day)}" if (day := known[report["id"]][1]) else "undated",
            )
            for report in one["inspections"]
        ]
        for one in records_of(made)
    }
    for page in walked(get, "/feeds/responses.atom", "next"):
        assert page.feed.title == "Invented <responses> & more: new responses"
        for entry in page.entries:
            name = entry.id.removeprefix(NAME)
            title = titles[name]
            words = title if isinstance(title, str) else title.get("en") or title["cy"]
            assert entry.title.endswith(f"{whose[name][0]} ({whose[name][1]}): {words}")
            assert entry.author == whose[name][0]
            assert entry.link == f"{BASE}/responses/{name}"
            assert reports[name] == re.findall(
                r"(?:In answer to: |On: |; )([^;]*?), (undated|published on [^;.]*)", entry.summary
            )


def rows(get: Get, table: str, *columns: str) -> list[tuple[str, ...]]:
    found = get(f"/opcc/{table}.json?_shape=array&_size=max").json()
    return [tuple(row[column] for column in columns) for row in found]


def test_an_empty_feed_is_a_feed(tmp_path: Path) -> None:
    made = project(tmp_path)
    assert build(made).built
    with asking(made) as get:
        assert every_walk(get, "/feeds/responses.atom") == []


# --- over time --------------------------------------------------------------------------------------------------


@pytest.fixture
def git(tmp_path: Path) -> tuple[Project, Repository]:
    """A project in git: its n-th commit is of the first day of the n-th month of 2020, at ten."""
    made = project(tmp_path / "project")
    (made.root / ".gitignore").write_text("*.db*\n.*.db*\n", encoding="utf-8")
    return made, Repository(made.root)


def put(made: Project, git: Repository, name: str, **changes: str) -> None:
    """Add or change one record, and commit it."""
    different = f"\n  - kind: policing_body\n    text: Words of {name} alone, so that git takes no other for it."
    text = record(name, **{"comments": different, "title": name} | changes)
    (made.records / f"norfolk/{name}.yaml").write_text(text, encoding="utf-8")
    git.commit()


def entries(made: Project, path: str = "/feeds/responses.atom") -> list[Any]:
    assert build(made).built
    with asking(made) as get:
        return list(feed(get(path)).entries)


def told(entry: Any) -> tuple[str, str, str]:
    """Give an entry's name, and the months in which it was added and updated."""
    return entry.id.rpartition("-")[2], entry.published[5:7], entry.updated[5:7]


def test_the_order_is_that_of_adding_and_a_correction_moves_updated(git: tuple[Project, Repository]) -> None:
    made, repository = git
    put(made, repository, "2019-02-26-dated", dates="\n  published: 2019-04-02")
    put(made, repository, "2019-02-26-undated", inspections="\n  - id: undated\n    title: Undated")
    put(made, repository, "2019-02-26-old", dates="\n  published: 2019-03-01")
    assert list(map(told, entries(made))) == [("old", "03", "03"), ("undated", "02", "02"), ("dated", "01", "01")]

    put(made, repository, "2019-02-26-undated", dates="\n  published: 2019-02-27")
    assert list(map(told, entries(made))) == [("old", "03", "03"), ("undated", "02", "04"), ("dated", "01", "01")]

    put(made, repository, "2019-02-26-second", related="\n  - id: norfolk-2019-02-26-dated\n    relation: replaces")
    found = entries(made)
    assert list(map(told, found)) == [
        ("second", "05", "05"),
        ("old", "03", "03"),
        ("undated", "02", "04"),
        ("dated", "01", "05"),
    ]
    assert found[3].title.startswith("Replaced: ")
    assert f"{BASE}/responses/norfolk-2019-02-26-second" in found[3].summary
    assert [one.href for one in found[3].links if one.rel == "successor-version"] == [found[0].link]

    put(made, repository, "2019-02-26-old", withdrawal=WITHDRAWN)
    withdrawn = entries(made)[1]
    assert told(withdrawn) == ("old", "03", "06")
    assert withdrawn.title.startswith("Withdrawn: ")
    assert "9 January 2021. The reason given: The date was wrong." in withdrawn.summary
    assert "withdrawn" in {tag.term for tag in withdrawn.tags}
    assert all(re.fullmatch(r"2020-\d\d-01T10:00:00Z", entry.updated) for entry in found)
    put(
        made,
        repository,
        "2019-02-26-second",
        withdrawal=WITHDRAWN,
        related="\n  - id: norfolk-2019-02-26-dated\n    relation: replaces",
    )
    standing = entries(made)[3]
    assert told(standing) == ("dated", "01", "07")
    assert ": dated" not in standing.title
    assert not standing.title.startswith("Replaced")


def test_archives_stay_as_they_are_when_responses_are_added(
    git: tuple[Project, Repository], monkeypatch: pytest.MonkeyPatch
) -> None:
    made, repository = git
    monkeypatch.setattr(atom, "MOST", 4)
    monkeypatch.setattr(atom, "_IN_AN_ARCHIVE", 2)
    before: list[list[str]] = []
    added = "ebdacihgf"
    for n in range(9):
        put(made, repository, f"2019-02-26-{added[n]}")
        assert build(made).built
        with asking(made) as get:
            pages = [names(page) for page in walked(get, "/feeds/responses.atom", "next")]
        archives = pages[:0:-1]
        assert archives[: len(before)] == before
        assert 2 < len(pages[0]) <= 4 or n < 2
        assert [name[-1] for page in pages for name in page] == list(added[n::-1])
        before = archives
    assert len(before) == 3


def test_of_dates_that_nothing_shows_none_is_claimed(tmp_path: Path) -> None:
    vague = record("2019-02-26-vague", dates="\n  published: 2019-04", title='"Invented & <vague>"')
    letter = record("2019-02-26-letter", dates="\n  letter: 2019-03-30")
    nothing = record("2019-02-26-nothing", inspections="\n  - id: undated\n    title: Undated")
    texts = {"vague": vague, "letter": letter, "report": record("2019-02-26-report"), "nothing": nothing}
    made = project(tmp_path, {f"2019-02-26-{name}.yaml": text for name, text in texts.items()})
    found = entries(made)
    assert [(entry.id.rpartition("-")[2], entry.updated[:10]) for entry in found] == [
        ("vague", "2019-04-01"),
        ("letter", "2019-03-30"),
        ("report", "2019-02-26"),
        ("nothing", "1970-01-01"),
    ]
    assert not any("published" in entry for entry in found)
    assert found[0].title.endswith(": Invented & <vague>")


def test_every_page_says_when_the_data_was_last_updated(git: tuple[Project, Repository]) -> None:
    made, repository = git
    put(made, repository, "2019-02-26-first", withdrawal=WITHDRAWN)
    put(made, repository, "2019-02-26-second")
    assert build(made).built
    name = "/responses/norfolk-2019-02-26-second"
    paths = ("/", name, name.replace("second", "first"), "/forces/norfolk", "/search?q=words", "/data", "/methodology")
    raw = (
        "/opcc",
        "/opcc/responses",
        f"/opcc{name}",
        "/opcc?sql=select+1",
        "/opcc/nowhere",
        "/nowhere",
        "/search?year=x",
    )
    with asking(made) as get:
        for path in (*paths, *raw):
            page = get(path).text
            assert 'last updated on <time datetime="2020-02-01T10:00:00Z">1 February 2020</time>' in page, path
        assert get("/data.jsonld").json()["dateModified"] == "2020-02-01T10:00:00Z"
        put(made, repository, "2019-02-26-third")
        assert build(made).built
        welsh = record("2019-02-26-welsh", language="cy")
        (made.records / "norfolk/2019-02-26-welsh.yaml").write_text(welsh, encoding="utf-8")
        repository.commit()
    assert build(made).built
    with asking(made) as get:
        page = get("/cy/responses/norfolk-2019-02-26-welsh").text
        assert '<time datetime="2020-04-01T10:00:00Z">1 Ebrill 2020</time>' in page


def test_where_that_is_not_known_every_page_says_so(get: Get) -> None:
    for path in ("/", "/opcc/responses", "/nowhere", "/data"):
        assert "It isn’t known when the data was last updated." in get(path).text
    assert "dateModified" not in get("/data.jsonld").json()

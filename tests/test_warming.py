"""What the first reader of a build would wait for is made by the server itself."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from opcc_opendata.database import build
from opcc_opendata.server import make_datasette, warming
from opcc_opendata.server.site_address import SiteAddress
from tests.projects import project, record
from tests.waiting import run

ASKED_FOR = [*warming.PAGES, "/forces/kent", *warming._FEEDS]
EACH_TIME = len(ASKED_FOR)


class Builds:
    """Builds without a database, of which some pages are worth asking for."""

    def __init__(self, name: str) -> None:
        self.newest = SimpleNamespace(name=name)

    @contextmanager
    def pinned(self) -> Iterator[Any]:
        async def run(_task: Any, *, metered: bool) -> list[str]:
            assert not metered
            return ASKED_FOR

        yield SimpleNamespace(run=run, known={})


def asked_of(app: Callable[..., Any], builds: Any, until: Callable[[], bool], address: Any = None) -> None:
    async def meanwhile() -> None:
        task = asyncio.create_task(warming.keep_warm(app, builds, address))
        while not until():
            assert not task.done(), task.exception()
            await asyncio.sleep(0)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task

    run(meanwhile())


@pytest.mark.heavy
def test_every_page_answers_and_leaves_what_other_pages_need(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_MANY", 1)
    made = project(tmp_path, {"2018-05-05-fixture.yaml": record("2018-05-05-fixture")})
    assert build(made).built
    datasette = make_datasette(made.database, {}, downloads=False)
    builds, app, statuses = datasette.opcc_builds, datasette.app(), []

    async def noted(scope: Any, receive: Any, send: Any) -> None:
        async def first(message: Any) -> None:
            if "status" in message:
                statuses.append((scope["path"], message["status"]))
            await send(message)

        await app(scope, receive, first)

    asked_of(noted, builds, lambda: warming._FEEDS[-1] in {path for path, _ in statuses})
    known = set(builds.newest.known)
    builds.newest.close()
    assert {status for _, status in statuses} == {200}
    assert {path for path, _ in statuses} >= {"/", "/cy/", "/search", "/forces/kent", "/cy/forces/kent"}
    assert {("page", "problems of records", language) for language in ("en", "cy")} <= known
    assert not datasette.opcc_files._tasks  # no download is made before anybody asks for the page of the data
    assert {("page", "facts of searches", ""), ("page", "names", ""), ("page", "forces", "cy")} <= known


def test_a_small_build_is_asked_for_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(tmp_path, {"2018-05-05-fixture.yaml": record("2018-05-05-fixture")})
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        assert warming._worth_asking_for(connection) == []
        monkeypatch.setattr(warming, "_MANY", 1)
        assert "/cy/forces/kent" in warming._worth_asking_for(connection)


def test_another_build_and_another_day_are_asked_anew_and_the_same_only_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warming, "_SECONDS_BETWEEN_LOOKS", 0)
    day = [date(2026, 11, 26)]
    monkeypatch.setattr(warming, "today", lambda: day[0])
    builds = Builds("first")
    asked: list[tuple[str, str, date]] = []
    looks = 0

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked.append((scope["path"], builds.newest.name, day[0]))
        await send({"type": "http.response.start", "status": 200})

    def until() -> bool:
        nonlocal looks
        if len(asked) == 2 * EACH_TIME and builds.newest.name == "second":
            day[0] = date(2026, 11, 27)
        elif len(asked) == EACH_TIME:
            builds.newest = SimpleNamespace(name="second")
        looks += len(asked) >= 3 * EACH_TIME
        return looks > 50

    asked_of(app, builds, until)
    assert len(asked) == len(set(asked)) == 3 * EACH_TIME
    assert [of for _, *of in asked][::EACH_TIME] == [
        ["first", date(2026, 11, 26)],
        ["second", date(2026, 11, 26)],
        ["second", date(2026, 11, 27)],
    ]


def test_a_page_that_fails_is_tried_again_and_keeps_none_of_the_others_back() -> None:
    asked: list[str] = []
    hosts: set[bytes] = set()

    async def app(scope: Any, _receive: Any, send: Any) -> None:
        asked.append(scope["path"])
        hosts.add(dict(scope["headers"])[b"host"])
        if scope["path"] == "/search":
            raise OSError
        await send({"type": "http.response.start", "status": 400 if scope["path"] == "/grades" else 200})

    builds = Builds("first")
    address = SiteAddress("https", "data.example.org")
    asked_of(app, builds, lambda: warming._FEEDS[-1] in asked, address)
    assert hosts == {b"data.example.org"}
    assert [asked.count(path) for path in ("/", "/search", "/grades", "/forces")] == [1, 3, 3, 1]

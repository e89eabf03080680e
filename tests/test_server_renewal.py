"""New data in a running server: without a gap, without a restart, and never two builds on one page."""

from __future__ import annotations

import csv
import hashlib
import io
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import ServingError
from opcc_opendata.server.builds import Builds
from tests.projects import project, query, record
from tests.test_server import serving
from tests.waiting import LONGEST, run, wait_until

REBUILDS = 8
READERS = 6


def renew(made: Project, number: int) -> str:
    """Make a build with `number` more responses, and give the SHA-256 of its file."""
    name = f"2019-02-26-new-{number}"
    path = made.records / "norfolk" / f"{name}.yaml"
    path.write_text(record(name), encoding="utf-8")
    assert build(made).built
    return hashlib.sha256(made.database.read_bytes()).hexdigest()


class Reader(threading.Thread):
    """Reads one page again and again, and notes what is wrong with it."""

    def __init__(self, address: str, page: str, check: Callable[[httpx.Response], str]) -> None:
        super().__init__()
        self.address, self.page, self.check = address, page, check
        self.over = threading.Event()
        self.wrong: Counter[str] = Counter()
        self.read = 0

    def run(self) -> None:
        with httpx.Client(base_url=self.address, timeout=LONGEST) as client:
            while not self.over.is_set():
                try:
                    answered = client.get(self.page)
                    told = self.check(answered) if answered.status_code == 200 else f"{answered.status_code}"
                except httpx.HTTPError as error:
                    told = repr(error)
                self.read += 1
                if told:
                    self.wrong[told] += 1


def rows_are_counted(answered: httpx.Response) -> str:
    facts = answered.json()
    told, held = facts["filtered_table_rows_count"], len(facts["rows"])
    return "" if told == held else f"{told} counted, {held} shown"


def tables_agree(answered: httpx.Response) -> str:
    """The counts of the build on the one hand, two queries on the other."""
    (row,) = answered.json()
    return "" if len(set(row.values())) == 1 else f"{row}"


def csv_is_whole(answered: httpx.Response) -> str:
    header, *rows = csv.reader(io.StringIO(answered.text, newline=""))
    ends = answered.text.endswith("\r\n")
    return "" if ends and rows and all(len(row) == len(header) for row in rows) else "cut"


def database_is_one(answered: httpx.Response) -> str:
    return "" if answered.content.startswith(b"SQLite format 3") else "not a database"


COUNTED = (
    "select (select rows from build_counts where \"table\" = 'responses') as a, (select count(*) from responses) as b"
)

PAGES: list[tuple[str, Callable[[httpx.Response], str]]] = [
    ("/opcc/responses.json?_size=max", rows_are_counted),
    ("/opcc/responses.json?_size=max&_where=1=1", rows_are_counted),
    (f"/opcc.json?_shape=array&sql={COUNTED}", tables_agree),
    ("/opcc/responses.csv", csv_is_whole),
    ("/opcc", lambda answered: "" if "responses" in answered.text else "no table"),
    ("/opcc.db", database_is_one),
]


def is_shown(site: httpx.Client, sha256: str, responses: int) -> bool:
    """Whether the process that answers now has this build."""
    held = site.get("/-/health").json()["file_sha256"]
    rows = site.get("/opcc/responses.json?_size=max").json()
    assert len(rows["rows"]) == rows["filtered_table_rows_count"]
    return bool(held == sha256 and len(rows["rows"]) == responses)


@pytest.mark.slow
def test_rebuilds_under_load(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    slowest = 0.0
    with serving("--project", made.root) as site:
        readers = [Reader(str(site.base_url), page, check) for page, check in PAGES[:READERS]]
        for reader in readers:
            reader.start()
        try:
            for number in range(REBUILDS):
                sha256 = renew(made, number)
                swapped = time.monotonic()
                wait_until(lambda: is_shown(site, sha256, number + 2), f"build {number} is shown")  # noqa: B023 (now)
                slowest = max(slowest, time.monotonic() - swapped)
        finally:
            for reader in readers:
                reader.over.set()
            for reader in readers:
                reader.join()
    print(f"{sum(reader.read for reader in readers)} pages, new data after at most {slowest:.2f} s")
    assert not any(reader.wrong for reader in readers), [reader.wrong for reader in readers]
    assert all(reader.read for reader in readers)


def test_a_file_that_cannot_be_served_leaves_the_old_build(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    builds = opened(made)
    first = builds.newest
    good = made.database.read_bytes()
    made.database.with_name("new").write_text("This is no database.", encoding="utf-8")
    made.database.with_name("new").replace(made.database)
    assert not builds.renew()
    assert builds.newest is first
    made.database.unlink()
    assert not builds.renew()
    made.database.write_bytes(good)
    assert builds.renew()
    assert builds.newest is not first
    builds.newest.close()


def opened(made: Project) -> Builds:
    return Builds(made.database, lambda connection: None, 2)


def count(connection: sqlite3.Connection) -> Any:
    return connection.execute("select count(*) from responses").fetchone()[0]


def test_a_request_keeps_its_build_and_an_old_build_is_closed_after_the_last(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    builds = opened(made)

    async def ask() -> int:
        found = await builds.now.run(count, metered=False)
        assert isinstance(found, int)
        return found

    with builds.pinned() as old:
        assert run(ask()) == 1
        renew(made, 0)
        assert builds.renew()
        assert run(ask()) == 1
        with builds.pinned() as new:
            assert new is not old
            assert run(ask()) == 2
        assert run(ask()) == 1
    assert run(ask()) == 2
    wait_until(lambda: old.file.closed, "the old build is closed")
    assert query(made.database, "select count(*) from responses") == [(2,)]
    builds.newest.close()


def test_what_opcc_build_did_not_make_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServingError, match="There is no database"):
        Builds(tmp_path / "none.db", lambda connection: None, 2)
    (tmp_path / "text.db").write_text("This is a text.", encoding="utf-8")
    with pytest.raises(ServingError, match="not a database that opcc build made"):
        Builds(tmp_path / "text.db", lambda connection: None, 2)

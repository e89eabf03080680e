"""Faults 12 to 17: whatever happens to a build, the database is the old one or the new one, whole."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from opcc_opendata.database import BuildError, build, create
from opcc_opendata.files import writing
from opcc_opendata.project import Project
from opcc_opendata.tables import Row, passages
from opcc_opendata.tables.search import TEXTS
from tests.projects import invented, project, query, record
from tests.waiting import LONGEST

pytestmark = pytest.mark.slow

BUILD = "from opcc_opendata.cli import main; main()"


def opcc_build(folder: Path, *words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", BUILD, "build", *words],
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
    )


def leftovers(folder: Path) -> set[str]:
    return {
        path.name
        for path in folder.iterdir()
        if path.name not in ("records", "opcc.db", "opcc.db.cache", "opcc.db.lock")
    }


KILLS = 30


def test_12_a_build_that_is_killed_leaves_the_old_database_or_the_new(tmp_path: Path) -> None:
    """kill -9 at 30 moments, from the build's start to after its end: a random one in each thirtieth of its time."""
    made = invented(tmp_path, 12)
    build(made)
    old = made.database.read_bytes()
    path = sorted(made.records.rglob("*.yaml"))[0]
    path.write_text(path.read_text(encoding="utf-8") + "x_remark: Another remark.\n", encoding="utf-8")
    shutil.copy(made.database, tmp_path / "new.db")
    started = time.monotonic()
    build(made, database=tmp_path / "new.db")
    usual = time.monotonic() - started
    new = (tmp_path / "new.db").read_bytes()
    chance, seen = random.Random(12), dict.fromkeys((old, new), 0)
    for n in range(KILLS):
        made.database.write_bytes(old)
        killed_build(made, usual * (n + chance.random()) / KILLS)
        now = made.database.read_bytes()
        assert now in seen, f"kill {n}: neither the old nor the new database"
        seen[now] += 1
    assert seen[old], "no kill came early enough to matter"
    build(made)
    assert made.database.read_bytes() == new
    assert leftovers(tmp_path) == {"new.db", "new.db.lock", "new.manifest.json", "opcc.manifest.json"}
    assert json.loads((tmp_path / "opcc.manifest.json").read_text(encoding="utf-8"))["heads"], (
        "whole, and of this build"
    )


def test_12_a_build_that_is_killed_while_it_writes_the_manifest_leaves_nothing_for_good(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = invented(tmp_path, 4)
    build(made)
    path = sorted(made.records.rglob("*.yaml"))[0]
    path.write_text(path.read_text(encoding="utf-8") + "x_remark: Another remark.\n", encoding="utf-8")
    child = os.fork()
    if child == 0:
        monkeypatch.setattr(writing, "swap_in", lambda *_: os.kill(os.getpid(), signal.SIGKILL))
        try:
            build(made)
        finally:
            os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == -signal.SIGKILL
    (left,) = leftovers(tmp_path) - {"opcc.manifest.json"}
    assert left.endswith(".writing")
    build(made)
    assert leftovers(tmp_path) == {"opcc.manifest.json"}


def killed_build(made: Project, after: float) -> None:
    """A build in a process of its own, which is killed after some seconds."""
    child = os.fork()
    if child == 0:
        try:
            build(made)
        finally:
            os._exit(0)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 6 MB, mounted for the test."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=6m", "tmpfs", disk], check=False, capture_output=True)
    if mounted.returncode:
        pytest.skip("only root can mount a small file system")
    yield disk
    subprocess.run(["umount", "-l", disk], check=True)


def test_13_a_full_disk_leaves_the_old_database(small_disk: Path, tmp_path: Path) -> None:
    made = invented(tmp_path / "project", 20)
    database = small_disk / "opcc.db"
    build(project(tmp_path / "small", {"2019-02-26-fixture.yaml": record()}), database=database)
    old = database.read_bytes()
    room = shutil.disk_usage(small_disk).free
    for share in (0.3, 0.5, 0.7, 0.8, 0.9, 0.98):
        ballast = small_disk / "ballast"
        ballast.write_bytes(bytes(int(room * share)))
        with pytest.raises(BuildError, match="old database, if any, is as it was"):
            build(made, database=database)
        assert database.read_bytes() == old
        assert not list(small_disk.glob(".opcc.db*building*"))
        ballast.unlink()


def test_13_a_disk_too_small_for_the_database_is_a_sentence_and_exit_2(small_disk: Path, tmp_path: Path) -> None:
    invented(tmp_path / "project", 60)
    process = opcc_build(tmp_path / "project", "--db", str(small_disk / "opcc.db"))
    _, errors = process.communicate()
    assert process.returncode == 2
    assert "Traceback" not in errors
    assert len(errors.splitlines()) == 1
    assert {path.name for path in small_disk.iterdir()} <= {"opcc.db.lock"}


def test_14_two_builds_at_once_give_one_whole_database(tmp_path: Path) -> None:
    made = invented(tmp_path, 200)
    processes = [opcc_build(tmp_path) for _ in range(3)]
    said = [process.communicate() for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0], said
    assert any("Another build of this database is running" in errors for _, errors in said)
    assert query(made.database, "SELECT count(*) FROM responses") == [(200,)]
    assert leftovers(tmp_path) == {"opcc.manifest.json"}


def test_15_readers_meet_one_build_at_a_time_while_it_is_replaced(tmp_path: Path) -> None:
    """Every new connection finds a whole database: its counts are those of one build."""
    made = invented(tmp_path, 8)
    build(made)
    stop, torn, read_whole = threading.Event(), list[str](), threading.Semaphore(0)

    def read() -> None:
        while not stop.is_set():
            try:
                ((said,),) = query(made.database, "SELECT rows FROM build_counts WHERE \"table\" = 'responses'")
                ((value,),) = query(made.database, "SELECT count(*) >= 8 FROM responses")
                if said < 8 or not value:
                    torn.append(f"{said}")
            except sqlite3.Error as error:
                torn.append(str(error))
            read_whole.release()
            time.sleep(0.001)  # so that the build has most of the processor

    readers = [threading.Thread(target=read) for _ in range(2)]
    for reader in readers:
        reader.start()
    try:
        for n in range(6):
            project(tmp_path, {f"2019-02-26-extra-{n}.yaml": record(f"2019-02-26-extra-{n}")})
            assert build(made).published == 9 + n
            assert read_whole.acquire(timeout=LONGEST), "nobody reads"
    finally:
        stop.set()
        for reader in readers:
            reader.join()
    assert torn == []


@pytest.mark.parametrize("table", ["responses", "recommendations", "answers", "comments", "progress", "provenance"])
def test_16_a_row_that_is_dropped_on_its_way_fails_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str
) -> None:
    made = invented(tmp_path, 4)
    insert = create.insert
    dropped: list[object] = []

    def lossy(connection: sqlite3.Connection, name: str, rows: Iterable[Row]) -> None:
        kept = list(rows)
        if name == table and kept and not dropped:
            dropped.append(kept.pop())
        insert(connection, name, kept)

    monkeypatch.setattr("opcc_opendata.database.build_run.insert", lossy)
    with pytest.raises(BuildError, match="old database"):
        build(made)
    assert dropped
    assert not made.database.exists()


@pytest.fixture(scope="module")
def of_every_text(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of one record, which has a text of every kind, and builds."""
    every = """
  - number: '1'
    kind: recommendation
    text: A
    parts: [{text: B}]
    answer: {body_action: C, acceptance: not_accepted, force_action: D, no_action_reason: E, owner: F}
    progress: [{date: 2019-03-01, status: in_progress, note: G}]"""
    report = """
  - id: invented-report
    title: H
    published: 2019-02-26
    key_findings: I
    grades: [{question: J, grade: good}]"""
    more = {
        "recommendations": every,
        "inspections": report,
        "document": "{heading: K, sections: [{part: other, text: L}]}",
        "attachments": "[{id: m, title: M}]",
        "distribution": "[{recipient: home_secretary, sent: true, name: N}]",
        "note": "O",
    }
    made = project(tmp_path_factory.mktemp("texts"), {"2019-02-26-fixture.yaml": record(**more)})
    assert build(made).built
    return made


@pytest.mark.parametrize("missed", range(len(TEXTS)))
def test_16_text_that_misses_the_search_index_fails_the_build(
    of_every_text: Project, monkeypatch: pytest.MonkeyPatch, missed: int
) -> None:
    of_every_text.database.unlink(missing_ok=True)
    of_every_text.database.with_name("opcc.db.cache").unlink(missing_ok=True)
    every = passages._SOURCES
    monkeypatch.setattr(passages, "_SOURCES", [*every[:missed], *every[missed + 1 :]])
    with pytest.raises(BuildError, match="search index"):
        build(of_every_text)


def test_17_a_missing_folder_is_a_sentence(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    with pytest.raises(BuildError, match="no such file or directory"):
        build(made, database=tmp_path / "nowhere" / "opcc.db")


def test_17_a_folder_that_cannot_be_written_to_is_a_sentence(tmp_path: Path) -> None:
    """Also for root, who may write everywhere but not to a read-only file system."""
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    with pytest.raises(BuildError, match="/proc"):
        build(made, database=Path("/proc/opcc.db"))


def test_17_a_folder_whose_name_is_not_utf_8_is_built_in(tmp_path: Path) -> None:
    folder = tmp_path / os.fsdecode(b"N\xe6rfolk")  # as Windows-1252 has it, from an old zip
    try:
        folder.mkdir()
    except OSError:
        pytest.skip("this file system takes only names in UTF-8")
    made = project(folder, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    with closing(sqlite3.connect(f"{made.database.as_uri()}?mode=ro", uri=True)) as connection:
        found = connection.execute("SELECT count(*) FROM responses_fts WHERE responses_fts MATCH 'invented'").fetchone()
        assert found == (1,)


def test_17_a_database_that_is_a_folder_is_a_sentence(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    made.database.mkdir()
    with pytest.raises(BuildError, match="as it was"):
        build(made)
    assert list(made.database.iterdir()) == []

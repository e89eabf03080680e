"""The database before the last one is brought up to date in place of a copy, unless somebody may be reading it."""

from __future__ import annotations

import os
import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from opcc_opendata.database import build
from opcc_opendata.database.check import content_digest
from opcc_opendata.database.spare import spare_path
from opcc_opendata.project import Project
from tests.projects import invented, query, record, whole
from tests.test_database_faults import killed_build

pytestmark = pytest.mark.slow


def change(made: Project, remark: str) -> None:
    """Change the first record, and build."""
    path = min(made.records.rglob("*.yaml"))
    path.write_text(f"{path.read_text(encoding='utf-8')}x_{remark}: Invented.\n", encoding="utf-8")
    build(made)


@pytest.fixture
def changed(tmp_path: Path) -> Project:
    """A project that was built and then changed, so that there is a spare."""
    made = invented(tmp_path, 20)
    build(made)
    change(made, "first")
    assert spare_path(made.database).exists()
    return made


def inode(path: Path) -> int:
    return path.stat().st_ino


def as_built_from_nothing(made: Project) -> dict[str, list[tuple[object, ...]]]:
    full = made.root / "full.db"
    build(made, database=full)
    return whole(full)


def test_the_spare_becomes_the_database_with_the_changes_of_two_builds(changed: Project) -> None:
    spare, database = inode(spare_path(changed.database)), inode(changed.database)
    change(changed, "second")
    assert (inode(changed.database), inode(spare_path(changed.database))) == (spare, database)
    assert whole(changed.database) == as_built_from_nothing(changed)


def test_a_database_that_somebody_reads_is_never_changed(changed: Project) -> None:
    spare = spare_path(changed.database)
    with spare.open("rb") as reader:
        before = reader.read()
        change(changed, "second")
        assert inode(changed.database) != os.fstat(reader.fileno()).st_ino
        reader.seek(0)
        assert reader.read() == before
    assert whole(changed.database) == as_built_from_nothing(changed)


def test_a_spare_that_has_a_second_name_is_never_changed(changed: Project) -> None:
    """Somebody keeps old databases as links; or a build was killed after the spare got its name."""
    backup = changed.root / "backup.db"
    backup.hardlink_to(spare_path(changed.database))
    before = backup.read_bytes()
    change(changed, "second")
    assert backup.read_bytes() == before
    assert whole(changed.database) == as_built_from_nothing(changed)


def test_a_spare_that_something_else_wrote_is_not_used(changed: Project) -> None:
    spare_path(changed.database).write_bytes(b"not a database")
    change(changed, "second")
    assert whole(changed.database) == as_built_from_nothing(changed)


def test_a_full_build_leaves_no_spare_that_might_hold_words_taken_out(changed: Project) -> None:
    path = min(changed.records.rglob("*.yaml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(f"{text}withdrawal:\n  withdrawn_on: 2026-01-01\n  reason: Invented.\n", encoding="utf-8")
    assert build(changed).built
    assert {file.name for file in changed.root.glob("*opcc.db*")} == {"opcc.db", "opcc.db.state", "opcc.db.lock"}


def test_a_record_that_is_put_back_as_it_was_is_not_lost(changed: Project) -> None:
    """To the spare, nothing has changed; to the database, something has."""
    path = min(changed.records.rglob("*.yaml"))
    path.write_text(path.read_text(encoding="utf-8").replace("x_first: Invented.\n", ""), encoding="utf-8")
    assert build(changed).built
    assert whole(changed.database) == as_built_from_nothing(changed)
    assert build(changed).up_to_date


@pytest.mark.slow
def test_a_build_that_is_killed_while_it_changes_the_spare_leaves_a_whole_database(tmp_path: Path) -> None:
    made = invented(tmp_path, 12)
    build(made)
    path = made.records / "norfolk" / "2019-02-26-fixture.yaml"
    path.parent.mkdir(exist_ok=True)
    chance = random.Random(5)
    for n in range(80):
        path.write_text(record(x_remark=f"Remark {n}."), encoding="utf-8")
        if n % 3:
            killed_build(made, chance.uniform(0, 0.3))
        else:
            build(made)
        with closing(sqlite3.connect(made.database)) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            assert query(made.database, "SELECT value FROM build WHERE key = 'digest'") == [
                (content_digest(connection),)
            ]
    build(made)
    assert whole(made.database) == as_built_from_nothing(made)

"""Whatever happened to a file beside the records, the next build gives the right database, or a sentence.

The files are the database itself, its cache, its lock, and the key in the user's folder. Nothing that is wrong in one
of them is found in what the next build makes.
"""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner, Result

from opcc_opendata.cli import opcc
from opcc_opendata.database import history
from tests.projects import invented, query
from tests.test_result_cache import append, cut, flipped, zeroed

pytestmark = pytest.mark.slow

HEADER = (0, 16, 18, 24, 28, 44, 56, 60, 92, 100)
"""Where SQLite says of a file what it is: magic, page size, format, change counter, pages, schema format, encoding …"""
SHARES = (0.02, 0.2, 0.4, 0.6, 0.8, 0.999)
BYTES: dict[str, Callable[[Path], object]] = {
    **{f"flipped at byte {place}": flipped(place) for place in HEADER},
    **{f"flipped at {share}": flipped(share) for share in SHARES},
    **{f"zeroed at {share}": zeroed(share) for share in (0, *SHARES)},
    **{f"cut at {share}": cut(share) for share in (0, *SHARES)},
}
ON_A_DATABASE: dict[str, Callable[[Path], object]] = {
    **BYTES,
    "noise": lambda path: path.write_bytes(random.Random(3).randbytes(50_000)),
    "longer": lambda path: path.write_bytes(path.read_bytes() + bytes(10_000)),
    "of another version": lambda path: changed_by(path, "DROP TABLE build; CREATE TABLE build (version TEXT)"),
    "without its dates": lambda path: changed_by(path, "ALTER TABLE responses DROP COLUMN changed"),
    "with other dates": lambda path: changed_by(path, "UPDATE responses SET added = '1999-01-01', changed = 'never'"),
    "with a later last change": lambda path: changed_by(
        path, "UPDATE build SET value = '2999-01-01' WHERE key = 'data_updated'"
    ),
    "of other records": lambda path: changed_by(path, "UPDATE provenance SET sha256 = 'x', response = NULL"),
    "in the future": lambda path: os.utime(path, (4e9, 4e9)),
}
ON_OTHERS: dict[str, Callable[[Path], object]] = {
    "noise": lambda path: path.write_bytes(random.Random(3).randbytes(50_000)),
    "text": lambda path: path.write_text("{}", encoding="utf-8"),
    "empty": lambda path: path.write_bytes(b""),
    "zeros": lambda path: path.write_bytes(bytes(32)),
    "in the future": lambda path: os.utime(path, (4e9, 4e9)),
    "closed": lambda path: path.chmod(0),
}
DAYS = pytest.mark.days(12)
DAMAGED = [
    *(pytest.param("opcc.db", name, marks=DAYS if name in BYTES else ()) for name in ON_A_DATABASE),
    *(("key", name) for name in ON_OTHERS),
    *(pytest.param(file, name, marks=DAYS) for file in ("opcc.db.lock", "opcc.db.cache") for name in ON_OTHERS),
]
"""Of the cache, tests/test_result_cache.py tries more."""


def changed_by(path: Path, sql: str) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(sql)


class Sample(NamedTuple):
    """A project that was built, the change that is to come, and the databases that it must give before and after."""

    folder: Path
    key: bytes
    changed: Path
    before: bytes
    after: bytes


def git(folder: Path, *words: str) -> None:
    who = ("-c", "user.name=Test", "-c", "user.email=test@example.gov.uk")
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True)


def built(folder: Path) -> Result:
    """Build as from the command line. Whatever happened, it ends with a sentence."""
    done = CliRunner().invoke(opcc, ["build", "--project", str(folder)])
    assert "Traceback" not in done.output
    assert isinstance(done.exception, SystemExit | None), done.output
    return done


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Sample:
    """All is committed, so that no date depends on the day of the build."""
    folder = tmp_path_factory.mktemp("sample")
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("XDG_CACHE_HOME", str(folder / "home"))
        before = invented(folder / "before", 4).root
        (before / ".gitignore").write_text("*.db*\n", encoding="utf-8")
        git(before, "init", "-q")
        git(before, "add", ".")
        git(before, "commit", "-qm", "Invented records")
        after = Path(shutil.copytree(before, folder / "after"))
        append(min((after / "records").rglob("*.yaml")), "x_remark: A remark.\n")
        git(after, "commit", "-qam", "A remark")
        assert [built(one).exit_code for one in (before, after)] == [0, 0]
    key = (folder / "home/opcc-opendata/key").read_bytes()
    return Sample(before, key, after, (before / "opcc.db").read_bytes(), (after / "opcc.db").read_bytes())


@pytest.mark.parametrize(("name", "damage"), DAMAGED)
def test_a_damaged_file_beside_the_records_changes_no_build(
    sample: Sample, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, damage: str
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "home"))
    (tmp_path / "home/opcc-opendata").mkdir(parents=True)
    key = tmp_path / "home/opcc-opendata/key"
    key.write_bytes(sample.key)
    folder = Path(shutil.copytree(sample.folder, tmp_path / "project"))
    file = key if name == "key" else folder / name
    do = (ON_A_DATABASE if name == "opcc.db" else ON_OTHERS)[damage]
    assert built(folder).exit_code == 0
    times = file.stat()
    do(file)
    if damage != "in the future":
        os.utime(file, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert built(folder).exit_code == 0
    assert (folder / "opcc.db").read_bytes() == sample.before
    do(file)
    git(folder, "pull", "-q", str(sample.changed), "HEAD")
    assert built(folder).exit_code == 0
    assert (folder / "opcc.db").read_bytes() == sample.after


@pytest.fixture(scope="module")
def without_git(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without git, of whose records one was added on a day that the last database alone shows."""
    folder = tmp_path_factory.mktemp("without-git") / "project"
    shutil.copytree(sample.folder, folder, ignore=shutil.ignore_patterns(".git", "*.db*"))
    first = max((folder / "records").rglob("*.yaml"))
    text = first.read_text(encoding="utf-8")
    first.unlink()
    with pytest.MonkeyPatch.context() as day:
        day.setattr(history, "today", lambda: "2026-11-25")
        assert built(folder).exit_code == 0
        first.write_text(text, encoding="utf-8")
        assert built(folder).exit_code == 0
    return folder


@pytest.mark.parametrize("damage", [pytest.param(name, marks=DAYS if name in BYTES else ()) for name in ON_A_DATABASE])
def test_what_only_a_damaged_database_knew_is_given_up_and_not_made_up(
    without_git: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, damage: str
) -> None:
    folder = Path(shutil.copytree(without_git, tmp_path / "project"))
    monkeypatch.setattr(history, "today", lambda: "2026-11-26")
    kept = set(query(folder / "opcc.db", "SELECT id, added, changed FROM responses"))
    ON_A_DATABASE[damage](folder / "opcc.db")
    done = built(folder)
    assert done.exit_code == 0
    found = set(query(folder / "opcc.db", "SELECT id, added, changed FROM responses"))
    updated = dict(query(folder / "opcc.db", "SELECT key, value FROM build")).get("data_updated")
    if "it can't say when its responses were added" in done.output:
        assert found == {(name, None, None) for name, _, _ in kept}
        assert updated is None
    else:
        assert (found, updated) == (kept, "2026-11-25")


@pytest.mark.parametrize("name", ["opcc.db", "opcc.db.lock", "opcc.db.cache", ".opcc.db.building"])
@pytest.mark.parametrize("kind", ["folder", "full folder", "pipe", "dangling link", "link to a device"])
def test_what_is_no_file_in_the_place_of_one(sample: Sample, tmp_path: Path, name: str, kind: str) -> None:
    folder = Path(shutil.copytree(sample.folder, tmp_path / "project", ignore=shutil.ignore_patterns("*.db*")))
    place = folder / name
    if "folder" in kind:
        place.mkdir()
    if kind == "full folder":
        (place / "file").touch()
    if kind == "pipe":
        os.mkfifo(place)
    if "link" in kind:
        place.symlink_to("/dev/zero" if "device" in kind else "nowhere")
    done = built(folder)
    if done.exit_code == 0:
        assert (folder / "opcc.db").read_bytes() == sample.before
    else:
        assert done.exit_code == 2
        assert len(done.output.splitlines()) == 1
        assert "old database, if any, is as it was" in done.output
    assert not (folder / "nowhere").exists() or name == "opcc.db"


def test_a_killed_builds_file_is_not_taken_up(sample: Sample, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(sample.folder, tmp_path / "project", ignore=shutil.ignore_patterns("*.db*")))
    (folder / ".opcc.db.building").write_bytes(sample.after[:30_000])
    (folder / ".opcc.db.building-journal").write_bytes(b"noise")
    assert built(folder).exit_code == 0
    assert (folder / "opcc.db").read_bytes() == sample.before

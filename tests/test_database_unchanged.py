"""Where nothing has changed, nothing is done; and whatever changed is noticed."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from opcc_opendata import input_files
from opcc_opendata.database import build
from opcc_opendata.project import project_at
from tests.projects import invented, project, query, record

pytestmark = pytest.mark.slow

NAME = "2019-02-26-fixture.yaml"


def test_nothing_changed_does_nothing(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    before = made.database.stat()
    outcome = build(made)
    assert outcome.up_to_date
    assert outcome.published == 60
    assert made.database.stat() == before
    assert build(made, check_hashes=True).up_to_date


def test_only_what_changed_is_checked(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    assert build(made).worked_on == 60
    changed = next(made.records.rglob("*.yaml"))
    changed.write_text(changed.read_text(encoding="utf-8") + "x_remark: A remark.\n", encoding="utf-8")
    outcome = build(made)
    assert (outcome.built, outcome.worked_on, outcome.published) == (True, 1, 60)


def test_a_touched_file_with_the_same_words_changes_nothing(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    for path in made.records.rglob("*.yaml"):
        os.utime(path)
    assert build(made).up_to_date


def rewrite(path: Path) -> None:
    """Change a word, and put size, time and inode back as they were."""
    status = path.stat()
    path.write_text(path.read_text(encoding="utf-8").replace("Invented text", "Indented text"), encoding="utf-8")
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    after = path.stat()
    assert (after.st_size, after.st_mtime_ns, after.st_ino) == (status.st_size, status.st_mtime_ns, status.st_ino)


@pytest.mark.parametrize("check_hashes", [False, True])
def test_a_change_that_keeps_size_time_and_inode_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, check_hashes: bool
) -> None:
    made = project(tmp_path, {NAME: record()})
    # As if the file had been there for long when it was read, so that its stamp is trusted.
    monkeypatch.setattr(input_files, "now", lambda: time.time_ns() + 60_000_000_000)
    build(made)
    assert build(made).up_to_date
    rewrite(made.records / "norfolk" / NAME)
    assert build(made, check_hashes=check_hashes).built
    assert query(made.database, "SELECT text FROM comments") == [("Indented text.",)]


@pytest.mark.parametrize(("seconds_before", "noticed"), [(0.0, True), (1.9, True), (2.1, False)])
def test_a_file_that_changed_while_it_was_read_is_read_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seconds_before: float, noticed: bool
) -> None:
    """On a file system with a coarse clock, a second change within one tick leaves the stamp as it was.

    Here every file has one ctime for ever, as if all changes fell into one tick. The first build reads the file so many
    seconds after it; the change comes later. Only a file that was still when it was read is trusted.
    """
    tick = 1_700_000_000_000_000_000

    def coarse(status: os.stat_result) -> input_files.Stamp:
        return status.st_size, status.st_mtime_ns, tick, status.st_ino

    monkeypatch.setattr(input_files, "stamp", coarse)
    monkeypatch.setattr(input_files, "now", lambda: tick + int(seconds_before * 1e9))
    made = project(tmp_path, {NAME: record()})
    build(made)
    rewrite(made.records / "norfolk" / NAME)
    assert build(made).built is noticed
    text = "Indented text." if noticed else "Invented text."
    assert query(made.database, "SELECT text FROM comments") == [(text,)]


def test_a_new_setting_is_taken_in(tmp_path: Path) -> None:
    made = project(tmp_path, {NAME: record()})
    build(made)
    (tmp_path / "opcc.yml").write_text(
        "coverage:\n  - policing_body: kent-pcc\n    from: 2022-01-01\n", encoding="utf-8"
    )
    outcome = build(project_at(tmp_path))
    assert outcome.built
    assert query(made.database, "SELECT policing_body FROM coverage") == [("kent-pcc",)]


def test_an_attachment_that_goes_missing_is_noticed_though_the_record_is_the_same(tmp_path: Path) -> None:
    attachment = "\n  - id: letter\n    title: Invented letter\n    file: letter.txt"
    made = project(tmp_path, {NAME: record(attachments=attachment)})
    letter = made.records / "norfolk/letter.txt"
    letter.write_text("Invented.", encoding="utf-8")
    assert build(made).built
    letter.unlink()
    assert not build(made).built


def test_a_record_comes_back_when_what_it_refers_to_does(tmp_path: Path) -> None:
    related = "\n  - id: norfolk-2019-02-26-fixture\n    relation: follows"
    made = project(tmp_path, {"2019-03-01-next.yaml": record("2019-03-01-next", related=related)})
    assert build(made, skip_invalid=True).published == 0
    project(tmp_path, {NAME: record()})
    outcome = build(made)
    assert (outcome.published, outcome.rejected) == (2, {})


def test_a_build_that_left_records_out_is_never_up_to_date(tmp_path: Path) -> None:
    """Each one says again what is left out, and one that may leave nothing out fails."""
    made = project(tmp_path, {NAME: record(), "2019-02-27-wrong.yaml": record("2019-02-27-wrong", force="norfork")})
    for _ in range(2):
        outcome = build(made, skip_invalid=True)
        assert (outcome.built, list(outcome.rejected)) == (True, ["records/norfolk/2019-02-27-wrong.yaml"])
    assert not build(made).built


def test_a_deleted_database_is_made_again(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    build(made)
    bytes_before = made.database.read_bytes()
    made.database.unlink()
    outcome = build(made)
    assert (outcome.built, outcome.worked_on) == (True, 0), "what is known of the records is in the cache"
    assert made.database.read_bytes() == bytes_before


def test_each_database_of_a_project_is_up_to_date_by_itself(tmp_path: Path) -> None:
    made = project(tmp_path, {NAME: record()})
    for database in (made.database, tmp_path / "other.db"):
        assert build(made, database=database).built
        assert build(made, database=database).up_to_date
    assert build(made).up_to_date

"""When each record was added and changed: from git, else from the last database, else not claimed."""

from __future__ import annotations

import os
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

import pytest

from opcc_opendata.database import build, history
from opcc_opendata.project import Project
from tests.projects import project, query, record

NAME = "records/norfolk/2019-02-26-fixture.yaml"
NEXT = record("2019-02-27-next", comments="\n  - kind: policing_body\n    text: Other words, and more of them.")
RESPONSE = "norfolk-2019-02-26-fixture"
AT = "2020-0{}-01T10:00:00Z"


class Repository:
    """A git repository whose n-th commit is made at ten o'clock, UTC, on the first of the n-th month of 2020."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.commits = 0
        self("init", "-q", "-b", "main")

    def __call__(self, *words: str) -> str:
        when = f"2020-{self.commits + 1:02}-01T12:00:00+02:00"
        environment = {**os.environ, "GIT_COMMITTER_DATE": when, "GIT_AUTHOR_DATE": "2001-01-01T00:00:00Z"}
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.gov.uk")
        done = subprocess.run(["git", *who, *words], cwd=self.root, env=environment, check=True, capture_output=True)
        return done.stdout.decode().strip()

    def commit(self) -> None:
        self("add", "-A")
        self("commit", "-qm", "A change", "--allow-empty")
        self.commits += 1


@pytest.fixture(autouse=True)
def _day_of_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "today", lambda: "2026-11-26")


@pytest.fixture
def made(tmp_path: Path) -> Project:
    return project(tmp_path / "project", {"2019-02-26-fixture.yaml": record()})


@pytest.fixture
def git(made: Project) -> Repository:
    (made.root / ".gitignore").write_text("*.db*\n.*.db*\n", encoding="utf-8")
    repository = Repository(made.root)
    repository.commit()
    return repository


def edit(made: Project, text: str) -> None:
    (made.root / NAME).write_text(text, encoding="utf-8")


def dates(made: Project, response: str = RESPONSE) -> tuple[str | None, str | None]:
    """Build, and return when one response was added and changed."""
    assert build(made).built
    ((added, changed),) = query(made.database, "SELECT added, changed FROM responses WHERE id = ?", response)
    return added, changed


def updated(made: Project) -> str | None:
    return dict(query(made.database, "SELECT key, value FROM build")).get("data_updated")


def test_git_shows_when_a_record_was_added_and_changed(made: Project, git: Repository) -> None:
    edit(made, record(x_note="Changed."))
    git.commit()
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    git.commit()
    assert dates(made) == (AT.format(1), AT.format(2))
    assert query(made.database, "SELECT added, changed FROM responses ORDER BY id DESC LIMIT 1") == [
        (AT.format(3), AT.format(3))
    ]
    assert updated(made) == AT.format(3)


def test_a_record_that_is_moved_keeps_the_time_when_it_was_added(made: Project, git: Repository) -> None:
    """With its new id it has changed; with the whole project it has not."""
    git("mv", NAME, "records/norfolk/2019-02-26-other.yaml")
    path = made.records / "norfolk/2019-02-26-other.yaml"
    path.write_text(record("2019-02-26-other"), encoding="utf-8")
    git.commit()
    assert dates(made, "norfolk-2019-02-26-other") == (AT.format(1), AT.format(2))
    (made.root / "data").mkdir()
    git("mv", "records", "data/records")
    git.commit()
    moved = project(made.root / "data")
    assert dates(moved, "norfolk-2019-02-26-other") == (AT.format(1), AT.format(2))


def test_a_record_that_takes_anothers_place_is_new(made: Project, git: Repository) -> None:
    (made.root / NAME).unlink()
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    git.commit()
    assert dates(made, "norfolk-2019-02-27-next") == (AT.format(2), AT.format(2))


def test_a_draft_is_added_when_it_becomes_a_record(made: Project, git: Repository) -> None:
    draft = made.root / "drafts/2019-02-27-next.yaml"
    draft.parent.mkdir()
    draft.write_text(NEXT, encoding="utf-8")
    git.commit()
    git("mv", "drafts/2019-02-27-next.yaml", "records/norfolk/2019-02-27-next.yaml")
    git.commit()
    assert dates(made, "norfolk-2019-02-27-next") == (AT.format(3), AT.format(3))


def test_a_record_is_added_when_the_branch_gets_it_and_not_when_it_was_written(made: Project, git: Repository) -> None:
    git("checkout", "-qb", "proposed")
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    git.commit()
    git("checkout", "-q", "main")
    git.commit()
    git.commit()
    git("merge", "-q", "--no-ff", "-m", "Merge a pull request", "proposed")
    assert dates(made, "norfolk-2019-02-27-next") == (AT.format(5), AT.format(5))
    commit = query(made.database, "SELECT git_commit FROM provenance WHERE path LIKE '%next.yaml'")
    assert commit == [(git("rev-parse", "HEAD"),)]


def test_a_record_that_comes_back_is_not_new_and_its_removal_is_a_change(made: Project, git: Repository) -> None:
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    git.commit()
    (made.root / NAME).unlink()
    git.commit()
    build(made)
    assert updated(made) == AT.format(3)
    edit(made, record())
    git.commit()
    assert dates(made) == (AT.format(1), AT.format(4))


def test_a_commit_that_changes_no_record_updates_no_data(made: Project, git: Repository) -> None:
    (made.root / "README.md").write_text("Invented.\n", encoding="utf-8")
    git.commit()
    build(made)
    assert updated(made) == AT.format(1)


def test_what_is_not_committed_is_of_the_day_of_the_build(
    made: Project, git: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    edit(made, record(x_note="Changed."))
    assert dates(made) == (AT.format(1), "2026-11-26")
    assert updated(made) == "2026-11-26"
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    monkeypatch.setattr(history, "today", lambda: "2026-11-27")
    assert dates(made, "norfolk-2019-02-27-next") == ("2026-11-27", "2026-11-27")
    assert query(made.database, "SELECT changed FROM responses WHERE id = ?", RESPONSE) == [("2026-11-26",)]
    (made.root / NAME).unlink()
    monkeypatch.setattr(history, "today", lambda: "2026-11-28")
    build(made)
    assert updated(made) == "2026-11-28", "a removal"


def test_without_git_the_first_build_claims_nothing(made: Project) -> None:
    assert dates(made) == (None, None)
    assert updated(made) is None


@pytest.mark.heavy
def test_without_git_the_last_database_shows_what_was_there_before(
    made: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(made)
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    assert dates(made, "norfolk-2019-02-27-next") == ("2026-11-26", "2026-11-26")
    monkeypatch.setattr(history, "today", lambda: "2026-11-27")
    edit(made, record(x_note="Changed."))
    assert dates(made) == (None, "2026-11-27")
    assert query(made.database, "SELECT added, changed FROM responses WHERE id LIKE '%next'") == [
        ("2026-11-26", "2026-11-26")
    ]
    assert updated(made) == "2026-11-27"
    monkeypatch.setattr(history, "today", lambda: "2026-11-28")
    (made.root / NAME).unlink()
    build(made)
    assert updated(made) == "2026-11-28"
    (made.root / "opcc.yml").write_text("at_least:\n  responses: 1\n", encoding="utf-8")
    monkeypatch.setattr(history, "today", lambda: "2026-11-29")
    again = project(made.root)
    assert build(again).built
    assert updated(again) == "2026-11-28", "no record changed"


def test_records_that_git_was_never_given_are_not_called_new(made: Project) -> None:
    (made.root / ".gitignore").write_text("*\n!.gitignore\n", encoding="utf-8")
    Repository(made.root).commit()
    assert dates(made) == (None, None)


def test_a_shallow_clone_shows_no_times_and_says_so(made: Project, git: Repository, tmp_path: Path) -> None:
    (made.root / "records/norfolk/2019-02-27-next.yaml").write_text(NEXT, encoding="utf-8")
    git.commit()
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", "--depth=1", made.root.as_uri(), clone], check=True, capture_output=True)
    said: list[str] = []
    shallow = project(clone)
    build(shallow, say=said.append)
    assert query(shallow.database, "SELECT added, changed FROM responses") == [(None, None)] * 2
    assert updated(shallow) is None
    assert "shallow clone" in " ".join(said)
    subprocess.run(["git", "fetch", "-q", "--unshallow"], cwd=clone, check=True, capture_output=True)
    (clone / "opcc.yml").write_text("at_least:\n  responses: 1\n", encoding="utf-8")
    said.clear()
    build(project(clone), say=said.append)
    assert query(shallow.database, "SELECT added FROM responses ORDER BY id") == [(AT.format(1),), (AT.format(2),)]
    assert said == []


def test_a_damaged_database_passes_on_no_date(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    build(made)
    edit(made, record(x_note="Changed."))
    build(made)
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE responses SET added = '1990-01-01'")
    monkeypatch.setattr(history, "today", lambda: "2026-11-27")
    edit(made, record(x_note="Changed again."))
    said: list[str] = []
    assert build(made, say=said.append).built
    assert query(made.database, "SELECT added, changed FROM responses") == [(None, None)]
    assert "damaged" in " ".join(said)


@pytest.mark.parametrize("seconds", ["0", "1582934400", "253402300800", "9999999999999999"])
def test_a_commit_whose_time_is_no_date_or_before_the_last_one_moves_nothing_back(
    made: Project, git: Repository, seconds: str
) -> None:
    edit(made, record(x_note="Changed."))
    git("add", "-A")
    tree, parent = git("write-tree"), git("rev-parse", "HEAD")
    body = (
        f"tree {tree}\nparent {parent}\nauthor A <a@example.gov.uk> 0 +0000\n"
        f"committer A <a@example.gov.uk> {seconds} +0000\n\nOdd\n"
    )
    commit = subprocess.run(
        ["git", "hash-object", "-t", "commit", "-w", "--stdin"],
        cwd=made.root,
        input=body.encode(),
        check=True,
        capture_output=True,
    ).stdout.decode()
    git("reset", "-q", "--hard", commit.strip())
    later = {"1582934400": "2020-02-29T00:00:00Z"}
    assert dates(made) == (AT.format(1), later.get(seconds, AT.format(1)))

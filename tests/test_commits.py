"""An act as a commit: only its files, with its sentence, and nothing of a stranger's runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from opcc_opendata.office.commits import NotCommittedError, commit
from opcc_opendata.project import Project
from tests.projects import project, record

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

WHO = ("Jo Sample", "jo@example.org")
NAME = "2019-02-26-fixture.yaml"


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=A", "-c", "user.email=a@example.org", *words],
        cwd=folder,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


@pytest.fixture
def office(tmp_path: Path) -> Project:
    made = project(tmp_path, {NAME: record(), "2019-02-27-other.yaml": record("2019-02-27-other")})
    git(tmp_path, "init", "--quiet")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "--quiet", "-m", "Begin")
    return made


def change(made: Project, name: str = NAME) -> Path:
    path = made.records / "norfolk" / name
    path.write_text(path.read_text(encoding="utf-8") + "note: Changed.\n", encoding="utf-8")
    return path


def test_a_commit_has_the_files_of_the_act_and_no_other(office: Project) -> None:
    path, other = change(office), change(office, "2019-02-27-other.yaml")
    git(office.root, "add", str(other))
    sha = commit(office, [path], "Withdraw a\n\n# and say why", author=WHO)
    assert sha == git(office.root, "rev-parse", "HEAD").strip()
    shown = git(office.root, "show", "--format=%an <%ae> %cn%n%B", "--name-only", "HEAD")
    assert shown.split("\n\n") == [
        "Jo Sample <jo@example.org> Jo Sample\nWithdraw a",
        "# and say why",
        f"\nrecords/norfolk/{NAME}\n",
    ]
    assert git(office.root, "status", "--porcelain") == "M  records/norfolk/2019-02-27-other.yaml\n"
    assert commit(office, [path], "Again", author=WHO) is None


def test_a_file_that_was_moved_is_one_commit(office: Project) -> None:
    old = office.records / "norfolk" / NAME
    new = old.with_name("2019-02-26-*.yaml")
    old.rename(new)
    assert commit(office, [old, new, office.root / "none", Path("/etc/hostname")], "Move it", author=WHO)
    assert git(office.root, "status", "--porcelain") == ""


def test_drafts_stay_out_of_a_repository_with_a_remote_unless_asked_for(office: Project) -> None:
    path = office.drafts / "norfolk" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(record(), encoding="utf-8")
    git(office.root, "remote", "add", "origin", "https://example.org/x.git")
    assert commit(office, [path], "Begin it", author=WHO) is None
    assert git(office.root, "status", "--porcelain") == "?? drafts/\n"
    assert commit(office, [path], "Begin it", author=WHO, with_drafts=True)


def test_no_hook_runs(office: Project) -> None:
    for name in ("pre-commit", "commit-msg", "post-commit"):
        hook = office.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {office.root}/ran\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
    assert commit(office, [change(office)], "Change it", author=WHO)
    assert not (office.root / "ran").exists()


def test_where_git_is_at_work_the_file_stays_and_a_sentence_says_so(office: Project) -> None:
    path = change(office)
    (office.root / ".git/index.lock").touch()
    with pytest.raises(NotCommittedError, match=r"It is saved, but not in the history of git: .*index\.lock"):
        commit(office, [path], "Change it", author=WHO)
    assert "note: Changed." in path.read_text(encoding="utf-8")


def test_without_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    made = project(tmp_path, {NAME: record()})
    assert commit(made, [made.records / "norfolk" / NAME], "Change it", author=WHO) is None

"""An act as a commit: only its files, with its sentence, and nothing of a stranger's runs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from opcc_opendata.office.checking import NotSentError, Sent, send_for_checking
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


def test_what_the_repository_ignores_is_in_no_commit_and_no_problem(office: Project) -> None:
    path = office.drafts / "norfolk" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(record(), encoding="utf-8")
    (office.root / ".gitignore").write_text("drafts/\n", encoding="utf-8")
    assert commit(office, [path], "Begin it", author=WHO) is None


def test_no_hook_runs(office: Project) -> None:
    for name in ("pre-commit", "commit-msg", "post-commit"):
        hook = office.root / ".git/hooks" / name
        hook.parent.mkdir(exist_ok=True)
        hook.write_text(f"#!/bin/sh\ntouch {office.root}/ran\nexit 1\n", encoding="utf-8")
        hook.chmod(0o755)
    assert commit(office, [change(office)], "Change it", author=WHO)
    assert not (office.root / "ran").exists()


def test_who_is_not_known_to_git_is_told_what_to_do(office: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = change(office)
    git(office.root, "config", "user.useConfigOnly", "true")
    monkeypatch.setenv("HOME", str(office.root.parent))
    for name in ("GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL", "GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "EMAIL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    with pytest.raises(NotCommittedError, match="git does not know who you are"):
        commit(office, [path], "Change it")
    with pytest.raises(NotSentError, match="git does not know who you are"):
        send_for_checking(office, "a", [path], "Check it")
    assert "note: Changed." in path.read_text(encoding="utf-8")


def test_on_no_branch_nothing_is_committed_that_would_be_lost(office: Project) -> None:
    path = change(office)
    git(office.root, "checkout", "--quiet", "--detach")
    with pytest.raises(NotCommittedError, match="stands on no branch"):
        commit(office, [path], "Change it", author=WHO)
    assert "note: Changed." in path.read_text(encoding="utf-8")


def test_in_a_merge_that_is_not_finished_there_is_no_commit(office: Project) -> None:
    path = change(office)
    (office.root / ".git/MERGE_HEAD").write_text(git(office.root, "rev-parse", "HEAD"), encoding="utf-8")
    with pytest.raises(NotCommittedError, match="a merge or a cherry-pick is begun"):
        commit(office, [path], "Change it", author=WHO)


# Sending for checking


@pytest.fixture
def draft(office: Project, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A draft in a repository whose remote is a folder."""
    remote = tmp_path_factory.mktemp("remote")
    git(remote, "init", "--quiet", "--bare")
    git(office.root, "remote", "add", "origin", str(remote))
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", WHO[0])
        monkeypatch.setenv(f"GIT_{role}_EMAIL", WHO[1])
    path = office.drafts / "norfolk" / NAME
    path.parent.mkdir(parents=True)
    path.write_text(record(), encoding="utf-8")
    return path


def remote_of(office: Project) -> Path:
    return Path(git(office.root, "remote", "get-url", "origin").strip())


def send(office: Project, draft: Path) -> Sent:
    return send_for_checking(office, "norfolk-a", [draft], "Draft for checking: Invented")


def state_of(office: Project) -> tuple[str, str, str]:
    return tuple(
        git(office.root, *words)
        for words in (("status", "--porcelain"), ("rev-parse", "HEAD"), ("branch", "--show-current"))
    )  # type: ignore[return-value]


def test_a_draft_is_sent_as_a_branch_and_nothing_in_the_folder_changes(office: Project, draft: Path) -> None:
    git(office.root, "add", str(change(office)))
    before = state_of(office)
    assert send(office, draft) == Sent("check/norfolk-a", "origin")
    assert state_of(office) == before
    shown = git(remote_of(office), "show", "--format=%an: %s", "--name-only", "check/norfolk-a")
    assert shown == f"Jo Sample: Draft for checking: Invented\n\ndrafts/norfolk/{NAME}\n"
    draft.write_text(record(note="Second."), encoding="utf-8")
    assert send(office, draft) == send(office, draft) == Sent("check/norfolk-a", "origin")
    log = git(remote_of(office), "log", "--format=%s", "check/norfolk-a")
    assert log == "Draft for checking: Invented\n" * 2 + "Begin\n"
    git(office.root, "checkout", "--quiet", "--detach")
    draft.write_text(record(note="Third."), encoding="utf-8")
    assert send(office, draft).remote == "origin"


def test_somebody_else_s_text_under_the_same_name_is_not_written_over(
    office: Project, draft: Path, tmp_path: Path
) -> None:
    send(office, draft)
    other = tmp_path / "other"
    git(tmp_path, "clone", "--quiet", "--branch", "check/norfolk-a", str(remote_of(office)), str(other))
    (other / "drafts/norfolk" / NAME).write_text(record(note="Theirs."), encoding="utf-8")
    git(other, "commit", "--quiet", "--all", "-m", "Theirs")
    git(other, "push", "--quiet", "origin", "HEAD")
    draft.write_text(record(note="Ours."), encoding="utf-8")
    assert send(office, draft) == Sent("check/norfolk-a-2", "origin", beside="check/norfolk-a")
    for branch, words in (("check/norfolk-a", "Theirs."), ("check/norfolk-a-2", "Ours.")):
        assert words in git(remote_of(office), "show", f"{branch}:drafts/norfolk/{NAME}")


def test_a_remote_that_is_gone_or_refuses_leaves_the_branch_here_and_says_so(office: Project, draft: Path) -> None:
    hook = remote_of(office) / "hooks/pre-receive"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho Drafts are not taken here\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    sent = send(office, draft)
    assert (sent.branch, sent.remote) == ("check/norfolk-a", "")
    assert sent.problem == "origin refused it: Drafts are not taken here"
    git(office.root, "remote", "set-url", "origin", str(office.root / "nowhere"))
    assert send(office, draft).problem.startswith("origin could not be reached: git push failed")
    assert record() in git(office.root, "show", f"check/norfolk-a:drafts/norfolk/{NAME}")
    git(office.root, "remote", "remove", "origin")
    assert send(office, draft) == Sent("check/norfolk-a", "")


def test_without_a_repository_nothing_can_be_sent(tmp_path: Path) -> None:
    made = project(tmp_path, {NAME: record()})
    with pytest.raises(NotSentError, match="in no git repository"):
        send_for_checking(made, "a", [made.records / "norfolk" / NAME], "Check it")


def test_where_git_is_at_work_the_file_stays_and_a_sentence_says_so(office: Project) -> None:
    path = change(office)
    (office.root / ".git/index.lock").touch()
    with pytest.raises(NotCommittedError, match=r"It is saved, but not in the history of git: another git is at work"):
        commit(office, [path], "Change it", author=WHO)
    assert "note: Changed." in path.read_text(encoding="utf-8")


def test_without_a_repository_there_is_no_commit(tmp_path: Path) -> None:
    made = project(tmp_path, {NAME: record()})
    assert commit(made, [made.records / "norfolk" / NAME], "Change it", author=WHO) is None

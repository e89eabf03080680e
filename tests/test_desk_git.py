"""The desk in a git repository, for who does not know git: each act is a commit, a draft is sent, nothing is lost."""

from __future__ import annotations

import re
import shutil
import subprocess
from html import unescape
from pathlib import Path

import pytest

from tests.desks import ADDRESS, DRAFT, NAME, OWN, Officer, inputs_of

pytestmark = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")

RECORD = f"/records/{NAME}"
SEND, HISTORY = f"{ADDRESS}/send", f"{ADDRESS}/history"
PUBLISH = {"when": ["today"], "approved": ["yes"]}


def git(folder: Path, *words: str) -> str:
    return subprocess.run(["git", *words], cwd=folder, capture_output=True, text=True, check=True).stdout


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


@pytest.fixture
def officer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Officer:
    """An office whose folder is a repository, with a draft in its first commit."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", "/dev/null")
    monkeypatch.setenv("GIT_CONFIG_SYSTEM", "/dev/null")
    for role in ("AUTHOR", "COMMITTER"):
        monkeypatch.setenv(f"GIT_{role}_NAME", "Jo Sample")
        monkeypatch.setenv(f"GIT_{role}_EMAIL", "jo@example.org")
    officer = Officer(tmp_path / "project")
    officer.write()
    git(officer.root, "init", "--quiet", "--initial-branch=main")
    git(officer.root, "add", ".")
    git(officer.root, "commit", "--quiet", "-m", "Begin")
    return officer


def test_each_act_is_a_commit_with_its_sentence_and_saving_is_none(officer: Officer) -> None:
    officer.save(f"{ADDRESS}/comments/policing_body", text="I welcome it.")
    report = officer.inputs("/begin?report=digital-forensics-2022")
    officer.post("/begin", report)
    officer.post(f"{ADDRESS}/publish", officer.inputs(f"{ADDRESS}/publish") | PUBLISH)
    token = inputs_of(officer.get(RECORD))["token"]
    officer.post(RECORD, {"token": token, "recipient": "hmicfrs", "when": "today"})
    form = f"{RECORD}/progress/1"
    noted = officer.inputs(form) | {"status": ["in_progress"], "by": ["force"], "do": ["do"]}
    officer.post(form, noted)
    form = f"{RECORD}/withdraw"
    officer.post(form, officer.inputs(form) | {"reason": ["It named a person."], "do": ["do"]})
    id_ = "norfolk-2026-11-01-invented-records"
    assert git(officer.root, "log", "--format=%s").splitlines() == [
        f"Withdraw {id_}",
        f"Record progress on recommendation 1 of {id_}: In progress",
        f"Say that a copy of {id_} was sent to HMICFRS",
        f"Publish {id_}",
        "Begin the response to Digital forensics: An inspection into how well the police and other agencies use "
        "digital forensics in their investigations",
        "Begin",
    ]
    names = git(officer.root, "show", "--format=", "--name-status", "--no-renames", "HEAD~3").split()
    assert names == ["D", f"drafts/{NAME}.yaml", "A", f"records/{NAME}.yaml"]
    assert ".desk/" in git(officer.root, "status", "--porcelain"), "the states of a draft go into no commit"


def test_what_git_can_t_do_is_a_sentence_and_the_act_is_done(officer: Officer) -> None:
    git(officer.root, "checkout", "--quiet", "--detach")
    officer.post(f"{ADDRESS}/publish", officer.inputs(f"{ADDRESS}/publish") | PUBLISH)
    page = text_of(officer.get(RECORD))
    assert "It is published in your folder." in page
    assert "It is saved, but not in the history of git: the folder stands on no branch" in page
    assert git(officer.root, "log", "--format=%s") == "Begin\n"
    assert (officer.root / f"{RECORD[1:]}.yaml").is_file()


def test_a_draft_is_sent_once_it_is_said_that_others_may_read_it(officer: Officer, tmp_path: Path) -> None:
    remote, before = tmp_path / "remote", git(officer.root, "rev-parse", "HEAD")
    git(tmp_path, "init", "--quiet", "--bare", str(remote))
    assert "the branch goes no further" in officer.get(SEND)
    git(officer.root, "remote", "add", "origin", str(remote))
    assert SEND in officer.get(ADDRESS)
    fields = officer.inputs(SEND)
    assert "may_read" not in fields
    assert "If it is public, the draft becomes public." in officer.post(SEND, fields, 422).text
    assert git(remote, "branch") == ""
    (officer.draft.parent / "letter.pdf").write_bytes(b"%PDF-1.4 invented")
    (officer.draft.parent / "linked.pdf").symlink_to(officer.root / ".git/config")
    names = ("letter.pdf", "linked.pdf", "../../.git/config", "nothing.pdf")
    attached = "".join(f"  - id: a{n}\n    title: A\n    file: {name}\n" for n, name in enumerate(names))
    officer.write(f"{DRAFT}attachments:\n{attached}")
    officer.post(SEND, fields | {"may_read": ["yes"]})
    branch = f"check/{NAME.replace('/', '-')}"
    assert f"The draft was sent to origin, as the branch {branch}." in text_of(officer.get(SEND))
    files = git(remote, "ls-tree", "-r", "--name-only", branch).split()
    assert files == [f"drafts/{NAME}.yaml", "drafts/norfolk/letter.pdf"]
    assert git(officer.root, "rev-parse", "HEAD") == before
    shutil.rmtree(remote)
    officer.post(SEND, fields | {"may_read": ["yes"]})
    page = text_of(officer.get(SEND))
    assert f"The draft is in the branch {branch}, and was sent nowhere." in page
    assert "origin could not be reached" in page
    assert "Nothing is lost." in page


def test_another_site_can_send_nothing(officer: Officer) -> None:
    fields = officer.inputs(SEND) | {"may_read": ["yes"]}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        assert officer.browser.post(SEND, data=fields, headers=headers).status_code == 403
    assert officer.browser.post(SEND, data={"may_read": "yes"}, headers={"origin": OWN}).status_code == 403
    assert "check/" not in git(officer.root, "branch", "--all")


@pytest.mark.parametrize(("chosen", "kept"), [("ours", "theirs"), ("theirs", "ours")])
def test_two_versions_that_met_in_git_are_both_shown_and_neither_is_lost(
    officer: Officer, chosen: str, kept: str
) -> None:
    texts = {
        "theirs": DRAFT.replace("Invented text.", "From elsewhere."),
        "ours": DRAFT.replace("Invented text.", "Ours."),
    }
    git(officer.root, "checkout", "--quiet", "-b", "elsewhere")
    officer.write(texts["theirs"])
    git(officer.root, "commit", "--quiet", "--all", "-m", "Theirs")
    git(officer.root, "checkout", "--quiet", "main")
    officer.write(texts["ours"])
    git(officer.root, "commit", "--quiet", "--all", "-m", "Ours")
    assert subprocess.run(["git", "merge", "--quiet", "elsewhere"], cwd=officer.root, capture_output=True).returncode
    both = officer.draft.read_text(encoding="utf-8")
    assert "<<<<<<<" in both
    answer = officer.browser.get(ADDRESS)
    assert answer.status_code == 422
    assert "have met in git" in answer.text
    assert f'href="{HISTORY}"' in answer.text
    page = officer.get(HISTORY)
    assert 'text: "Ours." is now "From elsewhere."' in text_of(page)
    officer.post(HISTORY, {"token": inputs_of(page)["token"], "number": chosen})
    assert officer.draft.read_text(encoding="utf-8") == texts[chosen]
    assert "The draft is the version that you chose." in officer.get(HISTORY)
    token = inputs_of(officer.get(HISTORY))["token"]
    officer.post(HISTORY, {"token": token, "number": "2"})
    assert officer.draft.read_text(encoding="utf-8") == texts[kept]
    officer.post(HISTORY, {"token": token, "number": chosen}, 409)


def test_without_a_repository_nothing_is_different(tmp_path: Path) -> None:
    officer = Officer(tmp_path / "project")
    officer.write()
    assert "/send" not in officer.get(ADDRESS)
    assert "in no git repository" in officer.browser.get(SEND).text
    officer.post(f"{ADDRESS}/publish", officer.inputs(f"{ADDRESS}/publish") | PUBLISH)
    assert "git" not in text_of(officer.get(RECORD))

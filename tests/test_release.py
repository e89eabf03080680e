"""scripts/release, in a copy of the checkout with a history of its own and an invented version."""

from __future__ import annotations

import json
import re
import runpy
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata import __version__
from opcc_opendata.calendars import today
from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent
COPIED = [
    *(".github", "ci", "docs", "opcc_opendata", "records", "register", "requirements", "schema", "scripts"),
    *("CHANGELOG.md", "CITATION.cff", "LICENCE-DATA.md", "LICENSE", "README.md", "metadata.yml", "opcc.yml"),
    *(".gitignore", "pyproject.toml"),
]
WHO = ["-c", "user.name=A. N. Other", "-c", "user.email=a@example.org", "-c", "commit.gpgsign=false"]
NEXT = "8.1.0"
PLACES = {
    "CITATION.cff": "version: 8.1.0\ndate-released: {day}\n",
    "ci/gitlab.yml": "OPCC_INSTALL: opcc-opendata==8.1.0\n",
    "docs/ci.md": "opcc-opendata/opcc_opendata@v8.1.0\n",
    "docs/office-commands.md": '"./opcc_opendata-8.1.0-py3-none-any.whl[site,office]"',
    "opcc_opendata/__init__.py": '\n__version__ = "8.1.0"\n',
    "CHANGELOG.md": "## Not yet released\n\n## 8.1.0 ({day})\n\n",
}

pytestmark = [
    pytest.mark.heavy,
    pytest.mark.skipif(not shutil.which("git"), reason="a release is a commit and a tag"),
]


def git(folder: Path, *arguments: str) -> str:
    done = subprocess.run(["git", *WHO, *arguments], cwd=folder, capture_output=True, text=True, timeout=LONGEST)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of this checkout, committed in a repository of their own."""
    folder = tmp_path_factory.mktemp("origin")
    for name in COPIED:
        if (ROOT / name).is_dir():
            leave = shutil.ignore_patterns("__pycache__", "node_modules", ".bench*", "*.db")
            shutil.copytree(ROOT / name, folder / name, ignore=leave)
        else:
            shutil.copyfile(ROOT / name, folder / name)
    git(folder, "init", "--quiet", "--initial-branch", "main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "All that there is")
    return folder


@pytest.fixture
def checkout(origin: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "checkout"
    git(tmp_path, "clone", "--quiet", str(origin), str(folder))
    for name, value in (("user.name", "A. N. Other"), ("user.email", "a@example.org"), ("commit.gpgsign", "false")):
        git(folder, "config", name, value)
    return folder


def release(checkout: Path, *arguments: str) -> tuple[int, str]:
    """Run the script with the packages of this checkout."""
    if not (checkout / ".venv").exists():
        (checkout / ".venv").symlink_to(ROOT / ".venv")
        (checkout / ".git/info").mkdir(exist_ok=True)
        (checkout / ".git/info/exclude").write_text("/.venv\n", encoding="utf-8")
    command = [checkout / "scripts/release", *arguments]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, timeout=LONGEST)
    return done.returncode, done.stdout + done.stderr


def script(checkout: Path) -> dict[str, Any]:
    """The functions of the script, for a checkout."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "path", [*sys.path])
        return runpy.run_path(str(checkout / "scripts/release"))


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def commit(folder: Path) -> None:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message", "An edit")


@pytest.mark.slow
@pytest.mark.skipif(not (ROOT / ".venv/bin/uv").is_file(), reason="scripts/setup --dev makes .venv")
def test_one_command_makes_a_commit_and_a_tag_that_the_workflow_accepts(checkout: Path) -> None:
    before = git(checkout, "rev-parse", "HEAD")
    code, said = release(checkout, NEXT)
    assert code == 0, said
    assert said.endswith("    git push --atomic origin main v8.1.0\n")
    day = f"{today():%Y-%m-%d}"
    for name, text in PLACES.items():
        assert text.format(day=day) in (checkout / name).read_text(encoding="utf-8"), name
    assert git(checkout, "status", "--porcelain") == ""
    assert git(checkout, "rev-parse", "v8.1.0^{commit}") == git(checkout, "rev-parse", "HEAD")
    assert git(checkout, "rev-parse", "HEAD^") == before
    assert git(checkout, "cat-file", "-t", "v8.1.0") == "tag\n"
    assert git(checkout, "ls-remote", "--tags", "origin") == "", "nothing is pushed"
    old = rf"(v|==|opcc_opendata-){re.escape(__version__)}\b"
    left = subprocess.run(
        ["git", "grep", "-nE", old, "--", "docs", "ci", "opcc_opendata"], cwd=checkout, capture_output=True
    )
    assert left.returncode == 1, left.stdout
    code, said = release(checkout, "--check", "v8.1.0")
    assert (code, said) == (0, "")


def test_a_checkout_that_is_ready_is_refused_nothing(checkout: Path) -> None:
    assert script(checkout)["not_ready"](NEXT) == []


def uncommitted(checkout: Path) -> None:
    (checkout / "new.txt").touch()


def on_another_branch(checkout: Path) -> None:
    git(checkout, "switch", "--quiet", "--create", "another")


def nothing_new(checkout: Path) -> None:
    text = (checkout / "CHANGELOG.md").read_text(encoding="utf-8")
    (checkout / "CHANGELOG.md").write_text(text.partition("## Not yet released\n")[0], encoding="utf-8")
    commit(checkout)


def nothing_below(checkout: Path) -> None:
    edit(checkout / "CHANGELOG.md", "## Not yet released\n", "## Not yet released\n\n## 0.0.9 (2025-01-01)\n")
    commit(checkout)


def a_section_already(checkout: Path) -> None:
    with (checkout / "CHANGELOG.md").open("a", encoding="utf-8") as file:
        file.write("\n## 8.1.0 (2025-01-01)\n\n- Something.\n")
    commit(checkout)


def a_place_that_ages(checkout: Path) -> None:
    (checkout / "docs/new-page.md").write_text(f"pip install opcc-opendata=={__version__}\n", encoding="utf-8")
    commit(checkout)


def a_place_that_has_gone(checkout: Path) -> None:
    edit(checkout / "CITATION.cff", f"version: {__version__}\n", "")
    commit(checkout)


def a_tag_of_that_name(checkout: Path) -> None:
    git(checkout, "tag", "v8.1.0")


def a_later_tag(checkout: Path) -> None:
    git(checkout, "tag", "v8.10.0")


def another_standard(checkout: Path) -> None:
    with (checkout / "schema/codelists/stages.csv").open("a", encoding="utf-8") as file:
        file.write("interim,Interim,,For a test.,,,,opcc_opendata,own list\n")
    commit(checkout)


def a_standard_that_was_released(checkout: Path) -> None:
    """A release with the standard as it is, and then another under the same version."""
    git(checkout, "tag", "v8.0.0")
    for name in ("schema", "schema/releases/1.0.0"):
        with (checkout / name / "codelists/relations.csv").open("a", encoding="utf-8") as file:
            file.write("echoes,Echoes,,For a test.,,,,opcc_opendata,own list\n")
    sums = checkout / "schema/releases/SHA256SUMS"
    sums.unlink()
    commit(checkout)


def a_version_without_a_way(checkout: Path) -> None:
    edit(checkout / "schema/response.schema.json", '"const": "1.0.0"', '"const": "1.1.0"')
    shutil.copytree(checkout / "schema/releases/1.0.0", checkout / "schema/releases/1.1.0")
    commit(checkout)


@pytest.mark.parametrize(
    ("change", "version", "sentence"),
    [
        (None, "8.1", "8.1 is no version: write three numbers with dots between them, such as 0.2.0."),
        (None, "v8.1.0", "v8.1.0 is no version"),
        (None, "8.01.0", "8.01.0 is no version"),
        (None, "0.0.1", f"0.0.1 is lower than {__version__}, the version in opcc_opendata/__init__.py."),
        (uncommitted, NEXT, "Something is not committed: new.txt. Commit it or take it back."),
        (on_another_branch, NEXT, "This is not the branch main"),
        (nothing_new, NEXT, "CHANGELOG.md has no section “Not yet released”."),
        (nothing_below, NEXT, "CHANGELOG.md says nothing below “Not yet released”."),
        (a_section_already, NEXT, "CHANGELOG.md has a section 8.1.0 already."),
        (a_place_that_ages, NEXT, "docs/new-page.md:1 has the version"),
        (a_place_that_has_gone, NEXT, "CITATION.cff does not have the version"),
        (a_tag_of_that_name, NEXT, "There is a tag v8.1.0 already."),
        (a_later_tag, NEXT, "8.1.0 is lower than 8.10.0, which has been released."),
        (another_standard, NEXT, "schema/releases/1.0.0/codelists/stages.csv is not the standard as it is now"),
        (a_standard_that_was_released, NEXT, "give the standard the version 1.0.1"),
        (a_version_without_a_way, NEXT, "opcc_opendata/migrations/upgrades.py has no way from 1.0.0 to 1.1.0"),
        (a_version_without_a_way, NEXT, "schema/CHANGELOG.md has no section 1.1.0."),
    ],
)
def test_what_is_not_ready_is_said_and_nothing_is_written(
    checkout: Path, change: Callable[[Path], None] | None, version: str, sentence: str
) -> None:
    if change:
        change(checkout)
    before = git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD"), git(checkout, "tag")
    found = script(checkout)["not_ready"](version)
    assert [one for one in found if one.startswith(sentence) or sentence in one], found
    assert (git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD"), git(checkout, "tag")) == before


def test_where_git_refuses_the_checkout_is_as_it_was(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hook = checkout / ".git/hooks/pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho 'A hook says no.' >&2\nexit 1\n", encoding="utf-8")
    hook.chmod(0o755)
    before = git(checkout, "rev-parse", "HEAD")
    functions = script(checkout)
    with pytest.raises(functions["NotReadyError"], match=r"git commit failed: A hook says no\."):
        functions["prepare"](NEXT)
    assert (git(checkout, "status", "--porcelain"), git(checkout, "rev-parse", "HEAD")) == ("", before)
    assert git(checkout, "tag") == ""


def test_what_has_another_form_is_not_published(checkout: Path) -> None:
    functions = script(checkout)
    assert functions["not_a_release"]("v8.1.0") == [
        f"The tag is 'v8.1.0', and the version is {__version__}. Delete the tag, or set the version."
    ]
    functions["write"](NEXT, "2026-11-26")
    assert functions["not_a_release"]("v8.1.0") == []
    edit(checkout / "CHANGELOG.md", "## 8.1.0 (2026-11-26)", "## 8.1.0")
    assert functions["not_a_release"]("v8.1.0") == ["CHANGELOG.md has no section “8.1.0 (YEAR-MONTH-DAY)”."]
    edit(checkout / "ci/gitlab.yml", "==8.1.0", "==8.0.0")
    edit(checkout / "ci/gitlab.yml", "/v8.1.0/", "/v8.0.0/")
    assert [one for one in functions["not_a_release"]("v8.1.0") if one.startswith("ci/gitlab.yml does not have")]


def test_files_that_are_made_and_locked_must_be_fresh(checkout: Path) -> None:
    """Both are run by their own scripts, which here say what they would."""
    functions = script(checkout)
    for name in ("generate", "lock"):
        path = checkout / "scripts" / name
        path.write_text(f"#!/bin/sh\necho 'out of date: a file of {name}' \"$@\"\nexit 1\n", encoding="utf-8")
    found = list(functions["what_is_made"]())
    assert found == [
        f"scripts/{name} --check says: out of date: a file of {name} --check. "
        f"Run scripts/{name}, and commit what it changes."
        for name in ("generate", "lock")
    ]


def test_the_address_of_the_standard_follows_from_its_version(tmp_path: Path) -> None:
    from opcc_opendata import reference

    for name in (reference.SCHEMA, reference.PROJECT):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        shutil.copyfile(ROOT / name, tmp_path / name)
    shutil.copytree(ROOT / "schema/codelists", tmp_path / "schema/codelists")
    edit(tmp_path / reference.SCHEMA, '"const": "1.0.0"', '"const": "1.1.0"')
    made = reference.enums(tmp_path)[reference.SCHEMA]
    assert json.loads(made)["$id"].endswith("/schema/releases/1.1.0/response.schema.json")
    assert "1.0.0" not in made
    (tmp_path / reference.SCHEMA).write_text(made, encoding="utf-8")
    assert f'Standard = "{json.loads(made)["$id"]}"\n' in reference.project_address(tmp_path)[reference.PROJECT]

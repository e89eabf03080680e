"""Comparisons and lists rest on records in short: what they say is what it would be if every record were read."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from opcc_opendata import record_summary, validate
from opcc_opendata.database import build
from opcc_opendata.diff import Comparison, Reader, compare, named_side, snapshots, work_tree
from opcc_opendata.office.due import due
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.office.responses import responses_of
from opcc_opendata.project import Project, project_at
from opcc_opendata.record_summary import as_kept, as_summary, name_in_git, summarise
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import one_file
from opcc_opendata.yaml_reader import read_bytes
from tests.projects import CHECKOUT, invented, record
from tests.test_diff import git
from tests.test_result_cache import DAMAGES, STRANGE, cache_of, change

STANDARD = load_standard(CHECKOUT / "schema")
TODAY = date(2026, 11, 26)


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """Forty invented records in git, of which three are changed since."""
    made = invented(tmp_path / "project", 40)
    git(made.root, "init", "-q")
    (made.root / ".gitignore").write_text("*.db*\n", encoding="utf-8")
    git(made.root, "add", "-A")
    git(made.root, "commit", "-q", "-m", "Invented")
    for path in sorted(made.records.rglob("*.yaml"))[:30:10]:
        path.write_text(path.read_text(encoding="utf-8") + "x_remark: A remark.\n", encoding="utf-8")
    return made


def compared(made: Project, *, cached: bool, base: str = "HEAD") -> Comparison:
    reader = Reader(STANDARD, made if cached else None)
    comparison = compare(named_side(base, made, reader), work_tree(made, reader), STANDARD)
    reader.save()
    return comparison


def owed(made: Project) -> object:
    return due(
        body_named("norfolk-pcc", STANDARD),
        *responses_of("norfolk", made, STANDARD)[:1],
        made.settings,
        STANDARD,
        TODAY,
    )


def read_in_full(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A list to which the path of each file is added that is read as YAML."""
    paths: list[str] = []
    for module in (one_file, record_summary, snapshots):
        before = module.read_bytes
        monkeypatch.setattr(
            module, "read_bytes", lambda raw, shown, read=before: (paths.append(shown), read(raw, shown))[1]
        )
    return paths


FIRST: dict[str, Callable[[Project], object]] = {
    "validate": validate.validate,
    "build": lambda made: build(made, skip_invalid=True),
    "due and new": owed,
    "diff": lambda made: compared(made, cached=True),
}


@pytest.mark.parametrize("first", FIRST)
def test_what_one_command_has_read_the_others_know(made: Project, monkeypatch: pytest.MonkeyPatch, first: str) -> None:
    expected, expected_owed = compared(made, cached=False), owed(made)
    cache_of(made).unlink()
    FIRST[first](made)
    paths = read_in_full(monkeypatch)
    assert owed(made) == expected_owed
    assert paths == []
    assert compared(made, cached=True) == expected
    changed = [made.show(path) for path in sorted(made.records.rglob("*.yaml"))[:30:10]]
    assert sorted(paths) == sorted(changed * 2), "each changed record is read as it was and as it is"
    assert len(expected.changes) == 3


def test_one_file_that_has_changed_is_read_again(made: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    owed(made)
    path = max(made.records.rglob("*.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "x_other: Another.\n", encoding="utf-8")
    paths = read_in_full(monkeypatch)
    owed(made)
    owed(made)
    assert paths == [made.show(path)]


@pytest.mark.heavy
@pytest.mark.parametrize("seed", range(6))
def test_a_comparison_with_a_cache_is_that_without_one(made: Project, seed: int) -> None:
    """Over random edits, deletions and renames, some of which break a record; also between two revisions."""
    chance, shelf = random.Random(seed), dict[Path, str]()
    for step in range(3):
        for _ in range(3):
            change(made.records, chance, shelf)
        assert compared(made, cached=True) == compared(made, cached=False)
        assert responses_of("norfolk", made, STANDARD) == responses_of("norfolk", project_at(made.root), STANDARD)
        if step == 1:
            git(made.root, "add", "-A")
            git(made.root, "commit", "-q", "-m", "Changed")
    reader, other = Reader(STANDARD, made), Reader(STANDARD)
    both = [
        compare(named_side("HEAD~1", made, one), named_side("HEAD", made, one), STANDARD) for one in (reader, other)
    ]
    assert both[0] == both[1]


def test_git_itself_is_asked_what_a_file_was_and_not_its_list_of_changes(made: Project) -> None:
    """A file that git is told to take for unchanged, a filter, and other line ends hide nothing."""
    paths = sorted(made.records.rglob("*.yaml"))
    (made.root / ".gitattributes").write_text("* text=auto\n", encoding="utf-8")
    paths[5].write_bytes(paths[5].read_bytes().replace(b"\n", b"\r\n"))
    git(made.root, "update-index", "--assume-unchanged", str(paths[6]), str(paths[7]))
    paths[6].write_text(paths[6].read_text(encoding="utf-8") + "x_hidden: Hidden.\n", encoding="utf-8")
    paths[7].unlink()
    expected = compared(made, cached=False)
    assert compared(made, cached=True) == compared(made, cached=True) == expected
    assert {change.kind.value for change in expected.changes} >= {"vanished", "corrected"}
    assert len(expected.changes) == 5


@pytest.mark.parametrize(
    "name", ["cut at 0.5", "flipped at 0.3", "flipped at 0.9", "noise", "swapped", "from the future"]
)
def test_a_damaged_cache_changes_no_comparison(made: Project, name: str) -> None:
    expected = compared(made, cached=False)
    compared(made, cached=True)
    {**DAMAGES, **STRANGE}[name](cache_of(made))
    assert compared(made, cached=True) == expected
    assert compared(made, cached=True) == expected


def test_a_file_that_changes_while_it_is_compared_is_named(made: Project) -> None:
    reader = Reader(STANDARD, made)
    before, after = named_side("HEAD", made, reader), work_tree(made, reader)
    path = sorted(made.records.rglob("*.yaml"))[0]
    path.write_text(path.read_text(encoding="utf-8") + "x_later: Later.\n", encoding="utf-8")
    with pytest.raises(
        snapshots.NoSuchSideError, match=rf"^{made.show(path)} was changed while it was compared\. Try again\.$"
    ):
        compare(before, after, STANDARD)


def test_a_summary_is_kept_whole() -> None:
    for path in sorted((CHECKOUT / "tests/records/valid").rglob("records/**/*.yaml")):
        summary, data = summarise(read_bytes(path.read_bytes(), ""), STANDARD)
        assert as_summary(as_kept(summary)) == summary
        assert not isinstance(summary, str)
        assert summary.counted.id == data["id"]
    broken, data = summarise(read_bytes(record(stage="fulll").encode(), ""), STANDARD)
    assert (as_summary(as_kept(broken)), data) == (broken, {})
    assert isinstance(broken, str)
    assert broken.startswith("R0")


def test_a_content_has_the_name_that_git_gives_it(made: Project) -> None:
    path = min(made.records.rglob("*.yaml"))
    assert name_in_git(path.read_bytes()) == git(made.root, "hash-object", "--no-filters", str(path))

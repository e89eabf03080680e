"""A record that is added as CONTRIBUTING says, in a copy of the project: all that is tested of records still holds."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent
COPIED = ["opcc_opendata", "schema", "records", "tests", "docs", "scripts", "requirements"]

RECORD = """\
schema_version: 1.0.0
id: kent-2025-03-04-invented-report
language: en
title: "Response to an invented report"
force: kent
policing_body: kent-pcc
stage: full
inspections:
  - id: invented-report-2025
    title: "An invented report"
    published: 2025-03-04
dates:
  letter: 2025-04-01
"""

TESTS = [
    *("test_records.py", "test_tables.py", "test_linked_standard.py", "test_standard_elsewhere.py"),
    "test_fmt.py::test_comments_above_all_are_found_as_all_others_are",
    "test_spreadsheets.py::test_records_come_back_as_they_were",
    "test_spreadsheets.py::test_the_workbook_explains_itself",
    "test_schema.py::test_no_key_that_nobody_fills",
    "test_project_files.py::test_the_answer_in_readme_is_what_the_database_says",
]
"""Those that read records/, and need no server."""


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The project, without what was installed in it, and with one record more."""
    for name in COPIED:
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("node_modules", "import_corpus"))
    for path in [*ROOT.glob("*.md"), *ROOT.glob("*.yml"), ROOT / "LICENSE", ROOT / "pyproject.toml"]:
        shutil.copy(path, tmp_path)
    if (ROOT / "tests/node/node_modules").is_dir():
        (tmp_path / "tests/node/node_modules").symlink_to(ROOT / "tests/node/node_modules")
    (tmp_path / "records/kent/2025-03-04-invented-report.yaml").write_text(RECORD, encoding="utf-8")
    return tmp_path


def run(folder: Path, *words: str) -> str:
    """Run a module of Python in the copy, and give what it said."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    environment["PYTHONPATH"] = str(folder)
    done = subprocess.run(
        [sys.executable, "-m", *words], cwd=folder, env=environment, capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_what_contributing_says_of_a_new_record(copy: Path) -> None:
    opcc = "opcc_opendata.cli"
    assert "1 record checked" in run(copy, opcc, "validate", "records/kent/2025-03-04-invented-report.yaml")
    said = run(copy, "pytest", "-q", "-p", "no:cacheprovider", "-m", "not slow", *(f"tests/{name}" for name in TESTS))
    assert re.search(r"^\d{3,} passed(, \d+ skipped)?,? ?.* in ", said, re.MULTILINE)
    assert "records/kent/2025-03-04-invented-report.yaml: put in order" in run(copy, opcc, "fmt")
    run(copy, opcc, "fmt", "--check")


def test_each_file_that_contributing_names_for_a_change_has_what_it_says() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").partition("## Where a change goes")[2]
    rows = re.findall(r"^\| [^|]+ \| `([^`]+)` \| (?:`([^`]+)` )?\|$", text, re.MULTILINE)
    assert len(rows) == text.count("\n| ") - 1
    for file, name in rows:
        assert re.search(rf"\b{name}\b", (ROOT / file).read_text(encoding="utf-8")), (file, name)

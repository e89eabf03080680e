"""What an office withdraws is gone: nothing that is made from the records holds its words, but for the tombstone's."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.project import Project
from tests.projects import project, query, record

NAME = "2019-02-26-fixture.yaml"
PRIVATE = "zebedee.quartermain@example.com"
WORDS = ("zebedee", "quartermain", "example.com", "z…@", "xylophone", "velocipede", "bassoon", "01632 960983", "in 83")
"""What only the withdrawn record says: in its texts, in warnings about them, and in an error."""

WITHDRAWAL = "\n  withdrawn_on: 2020-01-31\n  reason: It named a person."


def secret(**changes: str) -> str:
    return record(
        comments=f"\n  - kind: policing_body\n    author: Xylophone\n    text: Ask {PRIVATE} or 01632 960983.",
        recommendations="\n  - number: '1'\n    kind: recommendation\n    text: Buy a velocipede.\n"
        "    answer:\n      body_action: We bought a bassoon.",
        attachments="\n  - id: letter\n    title: Letter of Zebedee\n    file: zebedee.txt",
        x_note="Velocipede.",
        note="Velocipede.",
        **changes,
    )


@pytest.fixture
def made(tmp_path: Path) -> Project:
    """A withdrawn record, which has warnings of its own, beside one that stands."""
    made = project(tmp_path, {NAME: secret(withdrawal=WITHDRAWAL), "2019-03-01-next.yaml": record("2019-03-01-next")})
    (made.records / "norfolk/zebedee.txt").write_text("Zebedee's letter.", encoding="utf-8")
    return made


def words_in(content: bytes | str) -> list[str]:
    text = content.decode("utf-8", "ignore") if isinstance(content, bytes) else content
    return [word for word in WORDS if word in text.lower()]


def test_the_words_are_there_before_they_are_withdrawn(made: Project) -> None:
    """Else the other tests would show nothing."""
    (made.records / "norfolk" / NAME).write_text(secret(), encoding="utf-8")
    build(made)
    assert words_in(made.database.read_bytes()) == list(WORDS)
    assert [row for row in query(made.database, "SELECT message FROM problems") if words_in(row[0])]


def test_the_file_of_the_database_holds_none_of_the_words(made: Project) -> None:
    assert build(made).built
    assert words_in(made.database.read_bytes()) == []
    assert query(
        made.database, "SELECT title, withdrawn_on, withdrawal_reason FROM responses WHERE id LIKE '%fixture'"
    ) == [("Invented: a response for a test", "2020-01-31", "It named a person.")]


def test_nor_does_one_that_was_built_while_they_stood(made: Project) -> None:
    """Not on a free page, and not by way of the cache."""
    (made.records / "norfolk" / NAME).write_text(secret(), encoding="utf-8")
    build(made)
    (made.records / "norfolk" / NAME).write_text(secret(withdrawal=WITHDRAWAL), encoding="utf-8")
    assert build(made).built
    assert words_in(made.database.read_bytes()) == []


def test_no_problem_of_the_record_is_published(made: Project) -> None:
    build(made)
    ask = "SELECT file, message FROM problems WHERE file LIKE ?"
    assert query(made.database, ask, f"%{NAME}") == []
    assert query(made.database, ask, "%next.yaml"), "those of others are"


def test_nor_a_problem_with_what_lies_beside_it(made: Project) -> None:
    """The checks between records and files speak of a withdrawn record too, here as an error."""
    (made.records / "norfolk/zebedee.txt").unlink()
    outcome = build(made, skip_invalid=True)
    assert list(outcome.rejected) == [f"records/norfolk/{NAME}"]
    assert words_in(made.database.read_bytes()) == []


@pytest.mark.parametrize(
    "mistake",
    [
        {"stage": "velocipede"},
        {"policing_body": "'zebedee'"},
        {"x_note": "&bassoon Velocipede"},
        {"language": "[velocipede"},
    ],
    ids=["schema", "codelist", "yaml", "cut off"],
)
def test_a_withdrawn_record_that_is_left_out_is_accounted_for_without_its_words(
    made: Project, mistake: dict[str, str]
) -> None:
    text = secret(withdrawal=WITHDRAWAL)
    for key, value in mistake.items():
        line = next(one for one in text.splitlines() if one.startswith(f"{key}:"))
        text = text.replace(line, f"{key}: {value}")
    (made.records / "norfolk" / NAME).write_text(text, encoding="utf-8")
    outcome = build(made, skip_invalid=True)
    assert outcome.built
    assert words_in(made.database.read_bytes()) == []
    ((became, reason),) = query(made.database, "SELECT outcome, reason FROM provenance WHERE path LIKE ?", f"%{NAME}")
    assert became == "rejected"
    assert reason.startswith("R")
    assert query(made.database, "SELECT code FROM problems WHERE file LIKE ?", f"%{NAME}")


def test_no_search_finds_the_words(made: Project) -> None:
    build(made)
    tables = query(made.database, "SELECT name FROM sqlite_master WHERE sql LIKE '%USING FTS5%'")
    assert tables
    with closing(sqlite3.connect(made.database)) as connection:
        for (name,) in tables:
            for word in ("zebedee", "xylophone", "velocipede", "bassoon", "quartermain"):
                found = connection.execute(f'SELECT count(*) FROM "{name}" WHERE "{name}" MATCH ?', (word,))
                assert found.fetchone() == (0,)


@pytest.mark.heavy
def test_an_export_of_the_database_holds_none_of_the_words(made: Project) -> None:
    """As CSV and as JSON Lines, every table."""
    build(made)
    for (name,) in query(made.database, "SELECT name FROM sqlite_master WHERE type IN ('table', 'view')"):
        rows = query(made.database, f'SELECT * FROM "{name}"') if "_fts" not in name else []
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        lines = "\n".join(json.dumps(row, ensure_ascii=False, default=repr) for row in rows)
        assert words_in(text.getvalue() + lines) == [], name


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_opcc_export_holds_none_of_the_words(made: Project, tmp_path: Path, form: str) -> None:
    out = tmp_path / "out"
    target = out / "responses.xlsx" if form == "xlsx" else out
    out.mkdir()
    words = ["export", "--to", form, "--out", str(target), "--force", "--project", str(made.root)]
    done = CliRunner().invoke(opcc, words)
    assert done.exit_code == 0, done.output
    parts: dict[str, bytes] = {}
    for path in out.iterdir():
        if path.suffix == ".xlsx":
            with zipfile.ZipFile(path) as packed:
                parts.update({name: packed.read(name) for name in packed.namelist()})
        else:
            parts[path.name] = path.read_bytes()
    # The pages that explain the workbook may use any word.
    data = {name: part for name, part in parts.items() if "readme" not in name.lower()}
    assert any(b"It named a person." in part for part in data.values())
    assert {name: words_in(part) for name, part in data.items() if words_in(part)} == {}

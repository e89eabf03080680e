"""`--no-build` over a database of another form, which this version can't read: a sentence, and nothing is served.

Every text is invented.
"""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.database.form import has_another_form
from opcc_opendata.database.plain import write_plain
from opcc_opendata.project import Project
from tests.projects import invented, project, record
from tests.test_server import serving

SAYS = "kept.db does not have the form that this version of opcc reads. Another version may have built it."
OTHERS = {
    "a table is not there": "DROP TABLE search_words",
    "a column is not there": "ALTER TABLE searched_passages DROP COLUMN field",
    "a column has another name": "ALTER TABLE searched_responses RENAME COLUMN date TO day",
    "a column more": "ALTER TABLE promise_dates ADD COLUMN former TEXT",
    "a view is not there": "DROP VIEW passages",
    "a view says something else": "DROP VIEW passages; CREATE VIEW passages AS SELECT id FROM searched_passages",
    "an index is not there": "DROP TABLE responses_fts",
    "an index has other columns": "DROP TABLE responses_fts; CREATE VIRTUAL TABLE responses_fts USING fts5(words)",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("form"), 3)
    assert build(made).built
    return made


def changed(made: Project, folder: Path, statements: str) -> Path:
    """A copy of the database as another version might have built it."""
    shutil.copy(made.database, folder / "kept.db")
    with closing(sqlite3.connect(folder / "kept.db")) as connection:
        connection.executescript(f"PRAGMA legacy_alter_table = ON; {statements};")
    return folder / "kept.db"


@pytest.mark.parametrize("statements", OTHERS.values(), ids=OTHERS)
def test_a_database_of_another_form_is_known(made: Project, tmp_path: Path, statements: str) -> None:
    assert has_another_form(changed(made, tmp_path, statements))


def test_one_without_the_search_is_of_another_form(made: Project, tmp_path: Path) -> None:
    write_plain(made.database, tmp_path / "plain.db")
    assert has_another_form(tmp_path / "plain.db")


@pytest.mark.parametrize("command", [["serve", "--port", "0"], ["static", "site"]], ids=["serve", "static"])
def test_it_is_refused_in_a_sentence(
    made: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    file = changed(made, tmp_path, OTHERS["a column has another name"])
    ran = CliRunner().invoke(opcc, [*command, "--project", str(made.root), "--no-build", "--db", str(file)])
    assert ran.exit_code == 1
    assert SAYS in ran.stderr
    assert ran.stderr.startswith("opcc: Nothing is ")
    assert ran.stderr.endswith("Build it anew with: opcc build\n")
    assert ran.stdout == ""
    assert not (tmp_path / "site").exists()


@pytest.mark.heavy
def test_older_data_of_the_same_form_are_served(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    (tmp_path / "records/norfolk/2019-02-27-later.yaml").write_text(record("2019-02-27-later"), encoding="utf-8")
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("UPDATE build SET value = '0.0.1' WHERE key = 'toolkit_version'")
        connection.execute("ANALYZE")
    assert not has_another_form(made.database)
    with serving("--project", made.root, "--no-build") as client:
        found = client.get("/search", params={"q": "fixture"})
        assert found.status_code == 200
        assert client.get("/responses/norfolk-2019-02-26-fixture").status_code == 200
        assert client.get("/responses/norfolk-2019-02-27-later").status_code == 404


def test_what_is_no_database_is_found_out_by_who_opens_it(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("This is a text.", encoding="utf-8")
    with closing(sqlite3.connect(tmp_path / "other.db")) as connection:
        connection.execute("CREATE TABLE other (id)")
    assert not any(has_another_form(tmp_path / name) for name in ("none.db", "text.db", "other.db"))

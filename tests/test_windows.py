"""What comes from a computer with Windows, simulated: line ends of Windows, and paths written with backslashes."""

from __future__ import annotations

import re
from pathlib import Path, PureWindowsPath

import pytest
from click.testing import CliRunner
from projects import project, query, record

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.validate import validate

FILE = "2019-02-26-fixture.yaml"
TEXT = record(comments="\n  - kind: policing_body\n    text: |-\n      Invented text.\n\n      In two paragraphs.")


def written(folder: Path, text: str) -> Project:
    made = project(folder, {FILE: text})
    (made.records / "norfolk" / FILE).write_bytes(text.encode())
    return made


def test_a_record_with_line_ends_of_windows_is_the_same_record(tmp_path: Path) -> None:
    unix, windows = written(tmp_path / "unix", TEXT), written(tmp_path / "windows", TEXT.replace("\n", "\r\n"))
    found = [[(one.line, one.column, one.code) for one in validate(made).problems] for made in (unix, windows)]
    assert found[0] == found[1]
    assert [build(made).published for made in (unix, windows)] == [1, 1]
    texts = [query(made.database, "SELECT text FROM comments") for made in (unix, windows)]
    assert texts[0] == texts[1] == [("Invented text.\n\nIn two paragraphs.",)]


def test_fmt_gives_a_record_of_windows_the_form_that_all_have(tmp_path: Path) -> None:
    made = [written(tmp_path / name, text) for name, text in (("unix", TEXT), ("windows", TEXT.replace("\n", "\r\n")))]
    for one in made:
        assert CliRunner().invoke(opcc, ["fmt", "--project", str(one.root)]).exit_code == 0
    unix, windows = [(one.records / "norfolk" / FILE).read_bytes() for one in made]
    assert unix == windows
    assert b"\r" not in unix


@pytest.mark.parametrize("name", ["response.md", "response.txt"])
def test_a_document_with_line_ends_of_windows_is_imported_as_any(tmp_path: Path, name: str) -> None:
    text = (
        "# Response of the Norfolk Police and Crime Commissioner\n\nReport: Invented report\n\n"
        "## Comments of the Police and Crime Commissioner\n\nI welcome this invented report.\n"
    )
    drafts = []
    for place, content in (("unix", text), ("windows", text.replace("\n", "\r\n"))):
        made = project(tmp_path / place, {})
        (made.root / name).write_bytes(content.encode())
        done = CliRunner().invoke(opcc, ["import", str(made.root / name), "--project", str(made.root)])
        (draft,) = made.drafts.rglob("*.yaml")
        # A key is drawn by lot, and the source's checksum is that of its bytes.
        drafts.append((done.exit_code, re.sub(rb"(x_key|sha256): .*", b"", draft.read_bytes())))
    assert drafts[0] == drafts[1]
    assert b"I welcome this invented report." in drafts[0][1]


def test_paths_are_shown_with_slashes(tmp_path: Path) -> None:
    made = written(tmp_path, TEXT)
    shown = {problem.path for problem in validate(made).problems}
    assert shown == {f"records/norfolk/{FILE}"}
    assert PureWindowsPath(next(iter(shown))).parts == ("records", "norfolk", FILE)

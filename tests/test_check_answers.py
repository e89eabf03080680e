"""What the page Check says of files, without a browser: which it looks at, and that nothing stays."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from opcc_opendata.browser.checking import File, check
from opcc_opendata.yaml_reader import MAX_BYTES
from tests.projects import record

NAME = "2019-02-26-fixture.yaml"


@pytest.fixture(autouse=True)
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the files lie while they are checked."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    return folder


def given(name: str, text: str = "") -> File:
    content = text.encode() or record().encode()
    return name, len(content), content


@pytest.mark.parametrize(
    "name",
    [
        *("../x.yaml", "a/b.yaml", "/x.yaml", "", ".", "..", "x\0.yaml", "records"),
        *("../x.xlsx", "x" * 300 + ".yaml", "x" * 300 + ".xlsx"),
    ],
)
def test_what_has_no_name_of_a_file_is_not_looked_at(name: str, temporary: Path) -> None:
    answer = check([given(name)])
    assert (answer.refused, answer.files, answer.summary, answer.text) == ([(name, "name", "")], 0, [], "")
    assert list(temporary.parent.iterdir()) == [temporary]
    assert list(temporary.iterdir()) == []


def test_of_two_files_of_a_name_the_first_is_looked_at() -> None:
    alone = check([given(NAME)])
    answer = check([given(NAME), given(NAME, "id: x\n")])
    assert answer.refused == [(NAME, "twice", "")]
    assert (answer.files, answer.text) == (1, alone.text)


@pytest.mark.parametrize("name", ["letter.odt", "letter.PDF", "mail.eml", "old.doc"])
def test_a_document_is_none_of_the_files_that_are_checked(name: str) -> None:
    answer = check([given(name), given(NAME)])
    assert (answer.refused, answer.files) == ([(name, "document", "")], 1)


def test_what_was_too_large_to_be_read_is_not_taken_for_empty() -> None:
    answer = check([("book.xlsx", 20_000_001, None), ("large.yaml", 2 * MAX_BYTES, None), given(NAME)])
    assert answer.refused == [("book.xlsx", "large", "")]
    assert answer.files == 2
    assert [one.code for one in answer.problems if one.file == "large.yaml"] == ["R105"]
    assert "large.yaml: error R105 The file has 2 MB. It may have 1 MB at most." in answer.text


def test_nothing_of_one_check_is_left_to_the_next(temporary: Path) -> None:
    first, second = given("a.yaml"), given("b.yaml", "id: x\n")
    alone = check([second])
    assert check([first, second]).files == 2
    assert check([second]) == alone
    assert list(temporary.iterdir()) == []


def test_the_settings_of_a_project_that_were_chosen_too_set_nothing() -> None:
    alone, answer = check([given(NAME)]), check([given("opcc.yml", "schema: /etc\nrecords: [\n"), given(NAME)])
    assert [one for one in answer.problems if one.file == NAME] == alone.problems
    assert [one.code for one in answer.problems if one.file == "opcc.yml"] == ["R106"]


def test_a_workbook_that_is_none_is_refused_and_the_records_beside_it_are_checked() -> None:
    answer = check([given("book.xlsx", "PK no workbook"), given(NAME)])
    assert answer.files == 1
    (refused,) = answer.refused
    assert refused[:2] == ("book.xlsx", "workbook")
    assert refused[2].startswith("book.xlsx can't be read as a workbook.")
    assert "/" not in refused[2]

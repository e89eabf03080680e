"""A paper made of a draft is sent round, and brought back into the project it was made in. Every text is invented."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from test_cli_spreadsheets import run

from opcc_opendata import sample
from opcc_opendata.provenance import GUESSED, ProvenanceEntry, read_entries, side_file, to_json, value_sha256
from opcc_opendata.yaml_reader import read_file
from tests.projects import project

pytestmark = pytest.mark.slow

DRAFT = """\
# Ask the force about the second answer.
schema_version: 1.0.0
id: norfolk-2019-02-26-fixture
language: en
title: Invented response
force: norfolk
policing_body: norfolk-pcc
stage: full
inspections:
  - id: invented-report
    title: Invented report
    published: 2019-02-26
    key_findings: |-
      The first sentence of what the report found
      ends in the file on a line of its own.

      * __One__ point
      * another_point of it
document:
  sections:
    - part: key_findings
      heading: What key_findings says
comments:
  - kind: policing_body
    text:
      en: |-
        A comment in two
        lines.
      cy: |-
        Sylw mewn dwy
        linell.
"""


@pytest.fixture
def draft(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    project(tmp_path)
    path = tmp_path / "drafts/norfolk/2019-02-26-fixture.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(DRAFT, encoding="utf-8")
    return path


def changed(paper: Path, before: str, after: str) -> None:
    """Change words in a paper as somebody does in Word."""
    document = Document(str(paper))
    runs = [run for paragraph in document.paragraphs for run in paragraph.runs if before in run.text]
    for one in runs:
        one.text = one.text.replace(before, after)
    assert len(runs) == 1
    document.save(str(paper))


@pytest.mark.parametrize("kind", ["docx", "html", "md", "pdf"])
def test_a_paper_that_nobody_edited_leaves_the_draft_as_it_was_to_the_byte(draft: Path, kind: str) -> None:
    run("render", draft, "--to", kind, "--out", f"paper.{kind}")
    done = run("import", f"paper.{kind}", "--force")
    assert done.exit_code == 0, done.output
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_a_paper_with_another_word_changes_that_text_and_nothing_else(draft: Path) -> None:
    run("render", draft, "--out", "paper.docx")
    changed(Path("paper.docx"), "in two", "in three")
    run("import", "paper.docx", "--force")
    before = "      en: |-\n        A comment in two\n        lines.\n"
    assert draft.read_text(encoding="utf-8") == DRAFT.replace(before, "      en: A comment in three lines.\n")


def test_what_was_to_be_confirmed_still_is(draft: Path) -> None:
    guess = ProvenanceEntry(("stage",), value_sha256("full"), GUESSED, why="It says nothing else.")
    side_file(draft).parent.mkdir()
    side_file(draft).write_text(to_json([guess]), encoding="utf-8")
    run("render", draft, "--out", "paper.docx")
    run("import", "paper.docx", "--force")
    assert guess in read_entries(draft)
    assert "R291" in run("publish", draft).output


def test_without_force_nothing_is_written_over(draft: Path) -> None:
    run("render", draft, "--out", "paper.docx")
    changed(Path("paper.docx"), "in two", "in three")
    done = run("import", "paper.docx")
    assert (done.exit_code, "is there already" in done.stderr) == (1, True), done.output
    assert draft.read_text(encoding="utf-8") == DRAFT


def test_a_damaged_side_file_is_told_of_and_nothing_is_written(draft: Path) -> None:
    run("render", draft, "--out", "paper.docx")
    side_file(draft).parent.mkdir()
    side_file(draft).write_text("{", encoding="utf-8")
    done = run("import", "paper.docx", "--force")
    assert (done.exit_code, "is damaged" in done.stderr) == (1, True), done.output
    assert (draft.read_text(encoding="utf-8"), side_file(draft).read_text(encoding="utf-8")) == (DRAFT, "{")


@pytest.mark.parametrize("force", [[], ["--force"]], ids=str)
def test_a_paper_of_a_published_record_gives_a_draft_with_the_words_of_its_file(
    tmp_path: Path, force: list[str]
) -> None:
    made = project(tmp_path)
    (path,) = sample.write(tmp_path, 1, seed=3)
    run("render", path, "--project", tmp_path, "--out", tmp_path / "paper.docx")
    run("import", tmp_path / "paper.docx", "--project", tmp_path, *force)
    (again,) = made.drafts.glob("*/*.yaml")
    assert read_file(again, "", tmp_path).data == read_file(path, "", tmp_path).data


def test_a_label_of_ours_in_a_paragraph_of_its_own_was_typed_by_nobody(draft: Path) -> None:
    """LibreOffice puts the place behind it, which is a link, into the next paragraph."""
    before, _, frame = DRAFT.partition("document:\n")
    comments = frame.partition("comments:\n")[2]
    letter = "  - kind: chief_officer\n    attachment: letter\nattachments:\n  - id: letter\n    title: Letter\n"
    text = f"{before}comments:\n{comments}{letter}    url: https://example.org/letter.pdf\n"
    draft.write_text(text, encoding="utf-8")
    run("render", draft, "--to", "html", "--out", "paper.html")
    page = Path("paper.html").read_text(encoding="utf-8")
    label = "In a document of its own:</strong>"
    assert label in page
    Path("paper.html").write_text(page.replace(label, f"{label}</p><p>"), encoding="utf-8")
    run("import", "paper.html", "--force")
    assert draft.read_text(encoding="utf-8") == text

"""What `opcc render` made, `opcc import` reads back: the same record, or the record with what was changed since."""

from __future__ import annotations

import copy
import io
import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from itertools import islice
from pathlib import Path
from typing import Any

import comrak
import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import html_of
from test_records import FILES, NORFOLK, read

from opcc_opendata.documents.letter import letter
from opcc_opendata.documents.panel import panel
from opcc_opendata.documents.response import response
from opcc_opendata.documents.writers import docx, html, md, pdf
from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.markdown import render
from opcc_opendata.project import packaged_standard
from opcc_opendata.sample import records
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes
from tests.office import converted, needs_writer

pytestmark = pytest.mark.slow

STANDARD = load_standard(packaged_standard())
WHOLE = [path for path in FILES if "index_record" not in read(path)]


def rendered(path: Path, suffix: str) -> bytes:
    return written(read(path), suffix)


def written(record: dict[str, Any], suffix: str) -> bytes:
    paper = response(record, record["language"], STANDARD.codelists)
    if suffix == "docx":
        return docx.written(paper)
    return (html if suffix == "html" else md).written(paper).encode()


def imported(raw: bytes, suffix: str) -> ImportedDraft:
    (made,) = drafts_of(raw, f"response.{suffix}", STANDARD)
    return made


def as_read(value: Any) -> Any:
    """Texts as what they say: a link that leads nowhere is words, and a list in an item of a list is a list."""
    if isinstance(value, dict):
        return {key: as_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_read(inner) for inner in value]
    if isinstance(value, str):
        return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"</?a\b[^>]*>", "", html_of(value))).split())
    return value


@pytest.mark.parametrize("suffix", ["html", "docx", "md"])
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_the_same_record_comes_back(path: Path, suffix: str) -> None:
    made = imported(rendered(path, suffix), suffix)
    assert as_read(made.data) == as_read(read(path))
    assert made.notes.gaps == []
    assert made.notes.guesses == []


PARTS = [
    {"text": "answer every call"},
    {"label": "b", "text": "say what was done:\n\n1. in public\n2. in writing"},
    {"text": "write it down\n\nand keep it"},
]
TABLE = "The plan:\n\n| when | what |\n| --- | --- |\n| June | train |\n| July | count |"


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("suffix", ["html", "docx", "md"])
def test_parts_tables_and_the_heads_of_both_languages_come_back_to_the_letter(suffix: str, language: str) -> None:
    """The bullet of a part is the document's, and so are the heads of its table of recommendations."""
    record = copy.deepcopy(read(next(path for path in WHOLE if path.stem == "2022-11-02-vetting-holding")))
    record["language"] = language
    answer = {"acceptance": "accepted", "force_action": TABLE}
    record["recommendations"] = [
        {"number": "1", "kind": "recommendation", "text": "The force should:", "parts": PARTS, "answer": answer}
    ]
    made = imported(written(record, suffix), suffix)
    assert made.data == record
    assert made.notes.gaps == []


TAGS = (
    "Write to <name>, or <!-- not --> at 3 < 4.\n\n"
    "See `<b>` and ``a ` <i>`` and \\<u> and <https://example.org/>, ` <s>"
)


def test_what_looks_like_a_tag_is_shown_by_every_reader_of_markdown() -> None:
    """A reader of Markdown that lets HTML through, or leaves it out, would hide it."""
    record = read(next(path for path in WHOLE if path.stem == "2022-11-02-vetting-holding"))
    record = {**record, "title": "Of <b>tags</b>", "comments": [{"kind": "policing_body", "text": TAGS}]}
    raw = md.bare(response(record, "en", STANDARD.codelists))
    page = comrak.render_markdown(raw)
    assert "raw HTML omitted" not in page
    for words in ("Of <b>tags</b>", "<name>, or <!-- not -->", "3 < 4", "<b>", "a ` <i>", "<u>", "<s>"):
        assert words in unescape(re.sub(r"<[^>]*>", "", page))
    made = imported(written(record, "md"), "md").data
    assert made["title"] == record["title"]
    assert render(made["comments"][0]["text"]) == render(TAGS)


@pytest.mark.slow
@settings(max_examples=6)
@given(seed=st.integers(0, 9999), nth=st.integers(0, 9), suffix=st.sampled_from(["html", "docx", "md"]))
def test_an_invented_record_comes_back(seed: int, nth: int, suffix: str) -> None:
    name, text = next(islice(records(nth + 1, seed), nth, None))
    record = read_bytes(text.encode(), name).data
    assert record is not None
    made = imported(written(record, suffix), suffix)
    assert as_read(made.data) == as_read(record)
    assert made.notes.gaps == []


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_what_was_changed_in_the_document_is_changed_in_the_record(suffix: str) -> None:
    raw = rendered(NORFOLK, suffix).replace(b"and publish its revised", b"and print its revised")
    made = imported(raw, suffix)
    assert "and print its revised action plan" in made.data["recommendations"][0]["text"]


def test_a_changed_fact_is_taken_and_marked() -> None:
    raw = rendered(NORFOLK, "html").replace(b">26th February 2019<", b">27th February 2019<")
    made = imported(raw.replace(">✓<".encode(), ">☐<".encode(), 1), "html")
    assert made.data["inspections"][0]["published"] == "2019-02-27"
    assert made.data["distribution"][0]["sent"] is False
    (first, sentence), _ = made.notes.guesses
    assert first == ("inspections", 0, "published")
    assert "“27th February 2019”" in sentence
    assert "It was 2019-02-26" in sentence


def test_a_fact_that_can_not_be_read_is_asked_about() -> None:
    made = imported(rendered(NORFOLK, "html").replace(b">26th February 2019<", b">in spring<"), "html")
    assert made.data["inspections"][0]["published"] == "2019-02-26"
    sentence = "The document now says “in spring” here. Write that in the record, if it is meant."
    assert made.notes.gaps == [(("inspections", 0, "published"), sentence)]


def edited(change: Callable[[Any], object], path: Path = NORFOLK) -> ImportedDraft:
    """The draft of a Word document that python-docx has changed."""
    document = Document(io.BytesIO(rendered(path, "docx")))
    change(document)
    changed = io.BytesIO()
    document.save(changed)
    return imported(changed.getvalue(), "docx")


def beginning(document: Any, words: str) -> Any:
    cells = (cell for table in document.tables for row in table.rows for cell in row.cells)
    paragraphs = [*document.paragraphs, *(one for cell in cells for one in cell.paragraphs)]
    return next(one for one in paragraphs if one.text.startswith(words))


TYPED = "An invented paragraph that somebody has typed."


def test_what_was_typed_after_a_text_is_a_part_of_it_and_is_marked() -> None:
    made = edited(lambda document: beginning(document, "For Office Use").insert_paragraph_before(TYPED))
    assert made.data["comments"][-1]["text"].endswith(f"\n\n{TYPED}")
    assert made.notes.guesses[0][0] == ("comments", len(made.data["comments"]) - 1, "text")


def test_what_was_typed_where_no_text_is_is_kept() -> None:
    made = edited(lambda document: document.paragraphs[0].insert_paragraph_before(TYPED))
    last = made.data["document"]["sections"][-1]
    assert (last["heading"], last["text"]) == ("Not placed", TYPED)


def test_a_renamed_heading_comes_back() -> None:
    def rename(document: Any) -> None:
        heading = beginning(document, "For Office Use")
        runs = [run for run in heading.runs if run.text]
        runs[0].text = "For the office alone:"
        for run in runs[1:]:
            run.text = ""

    sections = edited(rename).data["document"]["sections"]
    assert sections[-1]["heading"] == "For the office alone:"


RT = Path(__file__).parent / "documents"


def test_an_added_row_is_a_new_recommendation() -> None:
    made = imported((RT / "rt-added-row-plain.docx").read_bytes(), "docx")
    assert made.data["recommendations"][1] == {
        "number": "2",
        "kind": "recommendation",
        "text": "ROWTEXT forces should count.",
        "answer": {"body_action": "ROWANSWER accepted, I will do it."},
    }
    assert made.notes.gaps[0][0] == ("recommendations", 1)
    assert made.notes.guesses[0][0] == ("recommendations", 1, "answer", "body_action")


def test_an_added_paragraph_is_where_it_was_added() -> None:
    made = imported((RT / "rt-added-paragraph-in-cell.docx").read_bytes(), "docx")
    answer = made.data["recommendations"][0]["answer"]
    assert answer["force_action"].endswith("from October to March.\n\nCELLNEW Force also buys pens.")
    assert "CELLNEW" not in answer["body_action"]


def test_a_deleted_bullet_is_deleted_and_nothing_else() -> None:
    made = imported((RT / "rt-deleted-bullet.docx").read_bytes(), "docx")
    assert made.data["comments"][0]["text"] == "Invented text. We welcome the report.\n\n- Training began in October."
    assert (made.notes.gaps, made.notes.guesses) == ([], [])


def several() -> dict[str, Any]:
    record = read(NORFOLK)
    answers = [
        {"number": str(n), "kind": "recommendation", "text": f"Invented {n}.", "answer": {"body_action": f"I {n}."}}
        for n in (1, 2, 3)
    ]
    del record["document"]
    return {**record, "recommendations": answers, "comments": [record["comments"][-1]]}


def table_edited(change: Callable[[Any], object]) -> ImportedDraft:
    document = Document(io.BytesIO(written(several(), "docx")))
    change(document.tables[-1])
    changed = io.BytesIO()
    document.save(changed)
    return imported(changed.getvalue(), "docx")


def test_a_sorted_table_comes_back_sorted() -> None:
    made = table_edited(lambda table: table.rows[1]._tr.addprevious(table.rows[3]._tr))
    assert [one["number"] for one in made.data["recommendations"]] == ["3", "1", "2"]
    assert any("another order" in remark for remark in made.notes.remarks)


def test_a_deleted_row_is_deleted() -> None:
    made = table_edited(lambda table: table._tbl.remove(table.rows[2]._tr))
    assert [one["number"] for one in made.data["recommendations"]] == ["1", "3"]
    assert "Recommendation 2 was deleted from the document." in made.notes.remarks
    assert made.notes.gaps == []


def test_a_row_added_between_two_stands_between_them() -> None:
    def add(table: Any) -> None:
        row = table.add_row()
        for cell, words in zip(row.cells, ("Recommendation 1a", "Forces should count.", "I will count."), strict=True):
            cell.paragraphs[0].text = words
        table.rows[1]._tr.addnext(row._tr)

    made = table_edited(add)
    assert [one["number"] for one in made.data["recommendations"]] == ["1", "1a", "2", "3"]
    assert made.data["recommendations"][3]["answer"] == {"body_action": "I 3."}


@pytest.mark.parametrize("path", WHOLE[:4], ids=lambda path: path.stem)
def test_a_pdf_brings_its_record_with_it(path: Path) -> None:
    raw = pdf.written(response(read(path), read(path)["language"], STANDARD.codelists))
    made = imported(raw, "pdf")
    assert made.data == read(path)
    assert made.coverage is not None
    assert made.coverage.unplaced == 0


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf"])
def test_a_letter_brings_its_record_with_it(suffix: str) -> None:
    record = several()
    paper = letter(record, "en", STANDARD.codelists)
    content = {"html": html, "docx": docx, "pdf": pdf}[suffix].written(paper)
    raw = content.encode() if isinstance(content, str) else content
    made = imported(raw, suffix)
    assert as_read(made.data) == as_read(record)
    assert (made.notes.gaps, made.notes.guesses) == ([], [])


@pytest.mark.parametrize("suffix", ["html", "docx", "pdf", "md"])
def test_an_agenda_paper_is_no_response(suffix: str) -> None:
    paper = panel([several()], "norfolk-pcc", date(2019, 1, 1), "en", STANDARD.codelists)
    content = {"html": html, "docx": docx, "pdf": pdf, "md": md}[suffix].written(paper)
    with pytest.raises(
        DocumentError, match=f"This is an agenda paper, made of the records {several()['id']}. Change those"
    ):
        imported(content.encode() if isinstance(content, str) else content, suffix)


@needs_writer
def test_papers_that_libreoffice_saved_come_back_with_their_changes(tmp_path: Path) -> None:
    record = several()
    for name, paper in (
        ("response", response(record, "en", STANDARD.codelists)),
        ("letter", letter(record, "en", STANDARD.codelists)),
    ):
        before = tmp_path / f"{name}.docx"
        before.write_bytes(docx.written(paper))
        (tmp_path / name).mkdir()
        saved = converted(before, "docx", tmp_path / name)
        made = imported(saved.read_bytes(), "docx")
        assert as_read(made.data) == as_read(record)
        assert (made.notes.gaps, made.notes.guesses) == ([], [])
        document = Document(str(saved))
        document.tables[-1]._tbl.remove(document.tables[-1].rows[1]._tr)
        document.tables[-1].rows[1].cells[2].paragraphs[-1].insert_paragraph_before("")
        document.tables[-1].rows[1].cells[2].add_paragraph(TYPED)
        document.save(str(saved))
        made = imported(saved.read_bytes(), "docx")
        assert [one["number"] for one in made.data["recommendations"]] == ["2", "3"]
        assert made.data["recommendations"][0]["answer"] == {"body_action": f"I 2.\n\n{TYPED}"}


def test_a_changed_letter_changes_the_record() -> None:
    page = html.written(letter(several(), "en", STANDARD.codelists)).replace("I 2.", "I changed 2.")
    made = imported(page.encode(), "html")
    assert made.data["recommendations"][1]["answer"] == {"body_action": "I changed 2."}
    assert "distribution" in made.data


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", 99), ("places", None), ("record", []), ("record", {"id": "../x", "force": "norfolk"})],
)
def test_what_is_carried_is_not_trusted(key: str, value: object) -> None:
    raw = rendered(NORFOLK, "md").decode()
    carried = json.loads(next(line for line in raw.splitlines() if line.startswith("carried: "))[9:])
    broken = json.dumps({**carried, key: value})
    with pytest.raises(DocumentError, match="carries of its record can't be used"):
        imported(re.sub(r"^carried: .*$", lambda _: f"carried: {broken}", raw, flags=re.MULTILINE).encode(), "md")

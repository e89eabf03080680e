"""The Norfolk document in each format becomes, by itself, what a person made of it."""

from __future__ import annotations

import hashlib
import re
from typing import Any

import pytest
from made_documents import SEED, docx_of, html_of, norfolk, pdf_of

from opcc_opendata.importers import ImportedDraft, text_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_file
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())
HEADER, FOOTER = "Invented page header", "Invented page footer"
DOCUMENTS = {
    "norfolk.docx": docx_of(norfolk(), HEADER, FOOTER),
    "norfolk.pdf": pdf_of(norfolk(), HEADER, FOOTER),
    "norfolk.html": html_of(norfolk()).encode(),
    "norfolk.md": norfolk().encode(),
    SEED.name: SEED.read_bytes(),
}


@pytest.fixture(scope="module", params=DOCUMENTS, ids=lambda name: name.rpartition(".")[2])
def draft(request: pytest.FixtureRequest) -> ImportedDraft:
    (made,) = drafts_of(DOCUMENTS[request.param], request.param, STANDARD)
    return made


@pytest.fixture(scope="module")
def record() -> dict[str, Any]:
    data = read_file(SEED.parents[2] / "records/norfolk/2019-02-26-domestic-abuse-update.yaml").data
    assert data
    return data


def words(text: str) -> str:
    """A text without its links, which the Word and PDF writers of these tests do not make, and without layout."""
    return " ".join(re.sub(r"\[([^]]*)\]\((?!#recommendation)[^)]*\)", r"\1", text).split())


def test_its_report(draft: ImportedDraft, record: dict[str, Any]) -> None:
    found, right = draft.data["inspections"][0], record["inspections"][0]
    for key in ("id", "title", "published", "published_source", "type", "type_as_printed"):
        assert found[key] == right[key]
    assert words(found["key_findings"]) == words(right["key_findings"])


def test_its_identity(draft: ImportedDraft, record: dict[str, Any]) -> None:
    for key in ("schema_version", "language", "title", "force", "policing_body", "body_as_printed"):
        assert draft.data[key] == record[key]
    assert draft.data["stage"] == "not_stated"  # the document does not say it, and nothing stands for a fact


def test_its_frame(draft: ImportedDraft, record: dict[str, Any]) -> None:
    assert draft.data["document"] == record["document"]


def test_its_comments(draft: ImportedDraft, record: dict[str, Any]) -> None:
    chief, body = draft.data["comments"]
    right_chief, right_body = record["comments"]
    assert (body["author"], body["role"], body["form"]) == ("Lorne Green", "Norfolk PCC", "quoted")
    assert (chief["role"], chief["form"]) == ("Chief Constable", "own_text")
    assert words(body["text"]) == words(right_body["text"])
    # What the force did stays with the comments, and the notes ask a person about it.
    action = record["recommendations"][0]["answer"]["force_action"]
    assert words(chief["text"]).replace(f" {words(action)}", "") == words(right_chief["text"])


def test_its_recommendation(draft: ImportedDraft, record: dict[str, Any]) -> None:
    (found,) = draft.data["recommendations"]
    text = record["recommendations"][0]["text"]
    assert found == {"kind": "recommendation", "text": text, "time_limit": "By April 2018"}
    assert (("recommendations", 0, "answer"), "No answer was found. If the text holds one, write it here.") in (
        draft.notes.gaps
    )


def test_its_ticks(draft: ImportedDraft, record: dict[str, Any]) -> None:
    assert draft.data["distribution"] == record["distribution"]


def test_its_source(draft: ImportedDraft) -> None:
    source = draft.data["source"]
    assert source["form"] == "office_form"
    assert source["sha256"] == hashlib.sha256(DOCUMENTS[source["file_name"]]).hexdigest()


def test_every_word_is_kept_and_page_headers_are_not(draft: ImportedDraft) -> None:
    # Counted in the seed itself, not in what was read of the document.
    seed = re.sub(r"<sup>|</sup>", "", SEED.read_text(encoding="utf-8"))
    assert unkept(seed, [draft]) == []
    assert HEADER not in str(draft.data)
    assert FOOTER not in str(draft.data)


def test_the_draft_has_no_error_and_marks_what_was_guessed(draft: ImportedDraft) -> None:
    written = text_of(draft, STANDARD, "draft.yaml")
    assert written.errors == ()
    assert "# Guessed" not in written.text  # where values come from is no comment, which a tool may lose
    line = written.text.splitlines().index("    type: national_thematic") + 1
    assert (line, "inspections 1, type: Printed from “Type of Inspection: Thematic Inspection”.") in written.sure
    line = written.text.splitlines().index("policing_body: norfolk-pcc") + 1
    assert (line, "policing_body: Read from “Norfolk Police and Crime Commissioner (PCC)”.") in written.sure

"""A document says that it is a holding statement, an update or a correction, and of which response. All is invented."""

from __future__ import annotations

import csv
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from test_cli_spreadsheets import run
from test_documents import CODELISTS, NORFOLK, docx_text, filled, paper_of, pdf_text, record_of, template

from opcc_opendata.documents import letter, panel
from opcc_opendata.documents.form import form_of
from opcc_opendata.documents.wordings import WORDINGS
from opcc_opendata.documents.writers import docx as word
from opcc_opendata.documents.writers import docx_form as word_form
from opcc_opendata.documents.writers import html, md, pdf
from opcc_opendata.documents.writers.docx_template import TemplateError
from opcc_opendata.yaml_reader import read_file
from tests.projects import CHECKOUT, project

Record = dict[str, Any]

WORDS = CHECKOUT / "opcc_opendata/site/words"
REPLACED = {"id": "kent-2025-02-03-first", "relation": "replaces"}
FOLLOWED = {"id": "kent-2025-02-03-holding", "relation": "follows"}
MENTIONED = {"id": "kent-2014-01-01-old", "relation": "refers_to"}


def made(stage: str, **more: Any) -> Record:
    return {
        **{"schema_version": "1.0.0", "id": "kent-2025-02-03-second", "language": "en", "title": "Invented response"},
        **{"force": "kent", "policing_body": "kent-pcc", "stage": stage},
        "inspections": [{"id": "invented-a", "title": "Invented report", "published": "2025-02-03"}],
        "comments": [{"kind": "policing_body", "text": "Invented words."}],
        "source": {"origin": "record"},
        **more,
    }


def said(record: Record, language: str = "en") -> str:
    """Give what stands between what the law asks and the report."""
    text = md.bare(paper_of(record, language))
    return text.partition("or why it takes no action.\n")[2].partition("\n## ")[0].strip()


CORRECTION = made("correction", related=[MENTIONED, REPLACED], note="Number 1 was *wrong*.\n\nIt is right now.")
HOLDING = "This is a holding statement, and not the response that the law asks for."


@pytest.mark.parametrize(
    ("record", "language", "words"),
    [
        (made("holding"), "en", f"**Holding statement**\n\n{HOLDING}"),
        (
            CORRECTION,
            "en",
            "**Correction**\n\nReplaces: kent-2025-02-03-first\n\n"
            "**Note:**\n\nNumber 1 was *wrong*.\n\nIt is right now.",
        ),
        (made("update", related=[FOLLOWED]), "en", "**Update**\n\nFollows: kent-2025-02-03-holding"),
        (made("full", related=[REPLACED]), "en", "Replaces: kent-2025-02-03-first"),
        (
            made("holding"),
            "cy",
            "**Datganiad dros dro**\n\nDatganiad dros dro yw hwn, ac nid yr ymateb y mae’r gyfraith yn gofyn amdano.",
        ),
        (
            made("correction", related=[REPLACED], note={"en": "It was wrong.", "cy": "Roedd yn anghywir."}),
            "cy",
            "**Cywiriad**\n\nYn disodli: kent-2025-02-03-first\n\n**Nodyn:**\n\nRoedd yn anghywir.",
        ),
        # A whole first answer says nothing of the kind, and a note of any other response is the keeper's own.
        (made("full"), "en", ""),
        (made("full", related=[MENTIONED], note="The page holds all the responses of 2019."), "en", ""),
        (made("not_stated", note="The page holds all the responses of 2019."), "en", ""),
        (
            made("holding", note="The full response is not in this dataset."),
            "en",
            f"**Holding statement**\n\n{HOLDING}",
        ),
    ],
)
def test_a_document_says_what_it_is(record: Record, language: str, words: str) -> None:
    assert said(record, language) == words


@pytest.mark.parametrize("text_of", [lambda paper: docx_text(word.written(paper)), html.written, pdf.written])
def test_each_format_says_it(text_of: Any) -> None:
    paper = paper_of(CORRECTION)
    written = text_of(paper)
    text = pdf_text(written) if isinstance(written, bytes) else written
    places = [text.index(one) for one in ("Correction", "Replaces:", "kent-2025-02-03-first", "Note:", "It is right")]
    assert places == sorted(places)
    assert "kent-2014-01-01-old" not in text.partition("<script")[0]


STAGES = [row["code"] for row in CODELISTS["stages"].rows]


def visible(written: str | bytes) -> str:
    """What a reader sees: not the record that the file carries along."""
    if isinstance(written, str):
        return re.sub("<script.*?</script>|<!--.*?-->", "", written, flags=re.DOTALL)
    return pdf_text(written) if written.startswith(b"%PDF") else docx_text(written)


@pytest.mark.parametrize(
    "writer", [word.written, html.written, pdf.written, md.bare], ids=["docx", "html", "pdf", "md"]
)
@pytest.mark.parametrize("stage", STAGES)
def test_a_note_is_part_of_no_document_but_a_corrections(stage: str, writer: Any) -> None:
    related = [REPLACED] if stage == "correction" else []
    record = made(stage, note={"en": "REMARK by the keeper.", "cy": "SYLW gan y ceidwad."}, related=related)
    record["dates"] = {"published": "2025-03-01"}
    for paper in (paper_of(record), letter(record, "en", CODELISTS)):
        assert ("REMARK by the keeper." in visible(writer(paper))) is (stage == "correction")
    in_welsh = visible(writer(paper_of(record, "cy")))
    assert ("SYLW gan y ceidwad." in in_welsh) is (stage == "correction")
    records: list[Any] = [record]
    of_panel = visible(writer(panel(records, "kent-pcc", date(2025, 1, 1), "en", CODELISTS)))
    assert "Invented response" in of_panel
    assert "REMARK" not in of_panel
    of_form = docx_text(word_form.written(form_of(record, CODELISTS)))
    assert "REMARK" not in of_form


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_words_are_those_of_the_site(language: str) -> None:
    site = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    assert WORDINGS["stage.holding_is"][language] == site["timely.holding"]
    for key in ("replaces", "follows", "note"):
        assert WORDINGS[f"fact.{key}"][language] == site[f"response.{key}"] + ":"
    with (WORDS / "titles_cy.csv").open(encoding="utf-8", newline="") as lines:
        titles = {row["code"]: row for row in csv.DictReader(lines) if row["codelist"] == "stages"}
    for stage in ("holding", "update", "correction"):
        english = {"en": CODELISTS["stages"][stage]["title_en"], "cy": titles[stage]["title_cy"]}
        assert WORDINGS[f"stage.{stage}"][language] == english[language]


@pytest.mark.parametrize(("language", "words"), [("en", "Holding statement"), ("cy", "Datganiad dros dro")])
def test_the_paper_for_the_panel_says_it_in_its_language(language: str, words: str) -> None:
    def paper(stage: str) -> str:
        records: list[Any] = [made(stage, dates={"published": "2025-03-01"})]
        return md.bare(panel(records, "kent-pcc", date(2025, 1, 1), language, CODELISTS))

    assert words in paper("holding")
    assert words not in paper("full")


def test_a_layout_of_the_offices_own_stays_as_it_was_and_its_letter_says_what_it_is() -> None:
    norfolk = record_of(NORFOLK)
    correction = {**norfolk, "stage": "correction", "related": [REPLACED], "note": "A number was wrong."}
    assert md.bare(paper_of(correction)) == md.bare(paper_of(norfolk))
    text = md.bare(letter(correction, "en", CODELISTS))
    order = ["section 55(6)", "**Correction**", "Replaces: kent-2025-02-03-first", "A number was wrong.", "KEY FIN"]
    places = [text.index(one) for one in order]
    assert places == sorted(places)
    assert "Correction" not in md.bare(letter(norfolk, "en", CODELISTS))


def test_a_template_has_a_place_for_it_or_is_refused() -> None:
    rest = ["{{ statutory_statement }}", "{{ policing_body_comments }}"]
    with pytest.raises(TemplateError, match="no place for stage, which this record has"):
        filled(paper_of(CORRECTION), template(*rest))
    document, notes = filled(paper_of(CORRECTION), template("{{ stage }}", *rest))
    assert "Replaces: kent-2025-02-03-first" in docx_text(document)
    assert notes == []
    for given in (rest, ["{{ stage }}", *rest]):  # a whole response has nothing to say there, and nobody is told so
        assert filled(paper_of(made("full")), template(*given))[1] == []


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_it_is_read_back_with_what_was_edited(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.chdir(tmp_path)
    project(tmp_path)
    draft = tmp_path / "drafts/kent/2025-02-03-second.yaml"
    draft.parent.mkdir(parents=True)
    draft.write_text(json.dumps(CORRECTION), encoding="utf-8")
    paper = tmp_path / f"paper.{form}"
    assert run("render", draft, "--to", form, "--out", paper.name).exit_code == 0
    assert run("import", paper.name, "--force").exit_code == 0
    assert read_file(draft).data == CORRECTION
    if form == "docx":
        return
    text = paper.read_text(encoding="utf-8")
    edited = text.replace(">Correction<", ">Update<").replace("It is right now.", "It is put right.")
    paper.write_text(edited, encoding="utf-8")
    assert run("import", paper.name, "--force").exit_code == 0
    note = CORRECTION["note"].replace("right now", "put right")
    assert read_file(draft).data == {**CORRECTION, "stage": "update", "note": note}

"""Web pages and Word documents with tables of findings, written by hand for examples, and drafts of them in short."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from docx import Document

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.record import NOT_PLACED
from tests.import_examples import STANDARD
from tests.import_measure import unkept

TOP = "<h1>Kent PCC response to “Invented cells: a look”</h1><p>Report published: 3 May 2024</p>"
VIEW = "<h2>Commissioner’s comments</h2><p>I welcome it and have read it twice.</p><h2>Recommendations</h2>"

CHECK = "Chief constables should make sure that every custody record is checked daily."
TRAIN = "Chief constables should train all sergeants in safer detention."
PUBLISH = "Chief constables should publish the results of each dip sample."
REVIEW = "Forces should review how they call out appropriate adults."
ASKED = (CHECK, TRAIN, PUBLISH, REVIEW)


def cells(*texts: object, span: int = 1) -> str:
    """Write cells of a row. Each spans so many rows."""
    down = f' rowspan="{span}"' if span > 1 else ""
    return "".join(f"<td{down}>{text}</td>" for text in texts)


def table(*rows: str, head: str = "No. | Recommendation | PCC response") -> str:
    """Write a table under a head. Without words the head is left out."""
    heads = "".join(f"<th>{label}</th>" for label in head.split(" | ")) if head else ""
    return f"<table>{f'<tr>{heads}</tr>' if heads else ''}{''.join(f'<tr>{row}</tr>' for row in rows)}</table>"


def page(body: str, view: str = VIEW) -> ImportedDraft:
    """Import a page. All of its words are somewhere in the draft."""
    html = f"<html><head><meta charset='utf-8'></head><body>{TOP}{view}{body}</body></html>"
    (made,) = drafts_of(html.encode(), "response.html", STANDARD, "kent-pcc")
    return made


def word(
    rows: Sequence[Sequence[object]], merged: Sequence[tuple[tuple[int, int], tuple[int, int]]] = ()
) -> ImportedDraft:
    """Import a Word document with one table, in which cells are merged from the first to the second place."""
    document = Document()
    document.add_heading("Kent PCC response to “Invented cells: a look”", 1)
    document.add_paragraph("Report published: 3 May 2024")
    document.add_heading("Commissioner’s comments", 2)
    document.add_paragraph("I welcome it and have read it twice.")
    document.add_heading("Recommendations", 2)
    made = document.add_table(len(rows), len(rows[0]))
    for row, texts in enumerate(rows):
        for column, text in enumerate(texts):
            made.cell(row, column).text = str(text)
    for first, last in merged:
        made.cell(*first).merge(made.cell(*last))
    buffer = io.BytesIO()
    document.save(buffer)
    (draft,) = drafts_of(buffer.getvalue(), "response.docx", STANDARD, "kent-pcc")
    return draft


def found(draft: ImportedDraft) -> list[dict[str, Any]]:
    """Give the findings of a draft, each with its answer beside its other values and without whom it asks."""
    return [
        {key: value for key, value in {**one, **one.get("answer", {})}.items() if key not in ("answer", "addressees")}
        for one in draft.data.get("recommendations", [])
    ]


def answers(draft: ImportedDraft, key: str = "body_action") -> dict[str, str]:
    """Give what a draft has of each finding under a key, by number."""
    return {one.get("number", ""): one[key] for one in found(draft) if key in one}


def asked(draft: ImportedDraft) -> dict[str, str]:
    """Give the questions on the findings of a draft, by place as a person sees it."""
    return {
        "/".join(str(part + 1) if isinstance(part, int) else part for part in one.at[1:]): one.why
        for one in draft.notes.readings
        if one.state in ("guessed", "missing") and one.at[0] == "recommendations"
    }


def loose(draft: ImportedDraft) -> str:
    """Give what found no place."""
    return " ".join(one["text"] for one in draft.data["document"]["sections"] if one.get("heading") == NOT_PLACED)


def lost(html: str, draft: ImportedDraft) -> list[str]:
    """Give the words of a page's text that are nowhere in its draft."""
    from bs4 import BeautifulSoup

    return unkept(BeautifulSoup(html, "lxml").get_text(" "), [draft])

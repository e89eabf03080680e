"""Tables of a PDF that have no lines: what stands in which cell, and what can't be told."""

from __future__ import annotations

from typing import Any

from fpdf import FPDF

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
NUMBERED = {60: "No.", 110: "Recommendation", 300: "PCC response", 430: "Force response"}
PLAIN = {60: "Recommendation", 250: "PCC response", 420: "Force response"}


def paper(
    heads: dict[int, str], lines: list[tuple[float, dict[int, str]]], after: str = "", bold: int = 0
) -> ImportedDraft:
    """Write words at places of a page, in points: a title, the heads, and lines with the room above them.

    `bold` is how many of the lines, with the heads, are in bold type.
    """
    made = FPDF(unit="pt", format="A4")
    made.add_page()
    made.set_font("Helvetica", size=16)
    made.text(60, 60, "Kent PCC response to HMICFRS: Invented tables")
    made.set_font("Helvetica", size=10)
    at = 100.0
    for number, (room, line) in enumerate([(0.0, heads), *lines, *([(40.0, {60: after})] if after else [])]):
        at += room
        made.set_font("Helvetica", "B" if number < bold else "", 10)
        for x, words in line.items():
            made.text(x, at, words)
    (draft,) = drafts_of(bytes(made.output()), "response.pdf", STANDARD, "kent-pcc")
    return draft


def found(made: ImportedDraft) -> list[dict[str, Any]]:
    return [
        {key: one[key] for key in ("number", "text") if key in one} | one.get("answer", {})
        for one in made.data.get("recommendations", [])
    ]


def test_rows_that_begin_with_a_number_need_no_room_between_them() -> None:
    lines = [
        (14.0, {60: "1", 110: "Forces should count their", 300: "I will ask for the", 430: "We count each"}),
        (12.0, {110: "vehicles.", 300: "figures.", 430: "month."}),
        (12.0, {60: "2", 110: "Forces should wait.", 300: "I wait.", 430: "We wait as long as"}),
        (12.0, {430: "is needed."}),
    ]
    made = paper(NUMBERED, lines, "The next paragraph stands below the table, and goes over all of its columns.")
    one = {"number": "1", "text": "Forces should count their vehicles.", "body_action": "I will ask for the figures."}
    two = {"number": "2", "text": "Forces should wait.", "body_action": "I wait."}
    assert found(made) == [
        one | {"force_action": "We count each month."},
        two | {"force_action": "We wait as long as is needed."},
    ]
    assert made.coverage is not None
    assert "The next paragraph stands below" in str(made.data)


def test_rows_without_numbers_have_room_between_them() -> None:
    lines = [
        (20.0, {60: "Forces should count their", 250: "I will ask.", 420: "We count."}),
        (12.0, {60: "vehicles."}),
        (24.0, {60: "Forces should wait.", 250: "I wait for", 420: "We wait."}),
        (12.0, {250: "them."}),
    ]
    one, two = found(paper(PLAIN, lines))
    assert one == {
        "text": "Forces should count their vehicles.", "body_action": "I will ask.", "force_action": "We count.",
    }  # fmt: skip
    assert two["body_action"] == "I wait for them."


def test_heads_that_go_on_in_a_second_line() -> None:
    heads = {60: "Recommendation", 250: "Chief Constable's", 420: "Commissioner's"}
    lines = [
        (12.0, {250: "response", 420: "response"}),
        (24.0, {60: "Forces should count their", 250: "We count.", 420: "I will ask."}),
        (12.0, {60: "vehicles."}),
        (24.0, {60: "Forces should wait.", 250: "We wait.", 420: "I wait."}),
    ]
    one, two = found(paper(heads, lines, bold=2))
    assert (one["force_action"], one["body_action"]) == ("We count.", "I will ask.")
    assert (two["force_action"], two["body_action"]) == ("We wait.", "I wait.")


def test_where_rows_can_not_be_told_apart_a_person_is_asked() -> None:
    lines = [
        (12.0, {60: "Forces should count their", 250: "I will ask for them in", 420: "We count each of them"}),
        (12.0, {60: "vehicles. Forces should", 250: "May. I will then wait", 420: "in April. We wait as"}),
        (12.0, {60: "wait for the next year.", 250: "for the others too.", 420: "long as is needed."}),
    ]
    made = paper(PLAIN, lines)
    assert found(made) == []
    assert "comments" not in made.data
    for words in ("We count each of them", "in April. We wait as"):
        assert words in made.data["document"]["sections"][-1]["text"]
    assert any("rows that can't be told apart" in remark for remark in made.notes.remarks)
    assert made.coverage is None


def test_words_between_two_labels_in_a_line_of_prose_are_no_table() -> None:
    made = paper({60: "The PCC response and the force response are below."}, [(14.0, {60: "I welcome the report."})])
    assert made.data["comments"][0]["text"].endswith("I welcome the report.")

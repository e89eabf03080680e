"""Plain forms of responses: labels as offices word them, tables in pairs, who speaks in a page, days and footers.

Every text is invented. Each example has one beside it that looks alike and says something else.
"""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.finding_tables import pairs_apart
from opcc_opendata.importers.grades import grades_in
from opcc_opendata.importers.labels import column_of, part_of
from opcc_opendata.importers.people import name_alone
from opcc_opendata.importers.told import asked_before
from tests.import_examples import HEAD, STANDARD, TITLE, VIEW, draft, recommendations, rows, table_of


def test_a_bold_finding_that_names_the_force_and_answering_is_a_finding() -> None:
    text = (
        f"{HEAD}{VIEW}## Areas for improvement\n\n**1. The force should improve the time it takes to answer calls.**"
        "\n\n*Force:* New staff came in May.\n\n*Commissioner:* I will print the times.\n"
    )
    (one,) = recommendations(text)
    assert one["answer"]["force_action"] == "New staff came in May."
    assert one["answer"]["body_action"] == "I will print the times."


def test_a_bold_line_that_asks_for_nothing_heads_what_is_said() -> None:
    made = draft(f"{HEAD}{VIEW}**What the force says in answer**\n\nWe have read it and shall act.\n")
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body", "chief_officer"]


def test_two_labels_in_a_row_of_a_form_are_read_as_two() -> None:
    first, second = rows(
        "AFI 1 | The force should mend locks. | ",
        "Force response | Done. | ",
        "Owner | Supt Field | Target date | 31 July 2017",
        "AFI 2 | The force should mend doors. | ",
        "PCC response | I shall look. | ",
        "Owner | Ch Insp Mill | Target date | 1 May 2018",
    )
    assert first.answer == {"force_action": "Done.", "owner": "Supt Field", "target_date": "2017-07-31"}
    assert second.answer == {"body_action": "I shall look.", "owner": "Ch Insp Mill", "target_date": "2018-05-01"}


@pytest.mark.parametrize("last", ["Locks mended | 31 | Doors mended | 12", "Owner | Supt Field | Locks mended | 31"])
def test_four_cells_that_are_no_labels_with_values_are_no_pairs(last: str) -> None:
    block = table_of("AFI 1 | The force should mend locks. | ", "Force response | Done. | ", last)
    assert pairs_apart(block) is block


@pytest.mark.parametrize(
    ("row", "codes", "theme"),
    [
        ("To chief constables", ("chief_officers",), ""),
        ("Recommendations for the Home Office and the NPCC", ("government", "npcc"), ""),
        ("To the point", (), "To the point"),
        ("Police forces", (), "Police forces"),
    ],
)
def test_a_row_over_findings_says_whom_they_are_for(row: str, codes: tuple[str, ...], theme: str) -> None:
    (one,) = rows(
        "No. | Recommendation | Force | PCC",
        f"{row} |  |  | ",
        "1 | Locks should be mended. | Done. | I shall look.",
    )
    assert (one.addressees, one.theme) == (codes, theme)


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("Accepted / partly accepted / not accepted", "status"),
        ("Accepted, partially accepted or rejected", "status"),
        ("Derbyniwyd / Gwrthodwyd", "status"),
        ("Accepted / completed", ""),
        ("In part", ""),
    ],
)
def test_a_label_may_be_the_decisions_to_choose_from(label: str, column: str) -> None:
    assert column_of(label) == column


def finding(*lines: str) -> dict[str, Any]:
    text = "".join(f"**{label}:** {value}\n\n" for label, value in (one.split(": ", 1) for one in lines))
    (one,) = recommendations(f"{HEAD}{VIEW}## Recommendations\n\n### Recommendation 3\n\n{text}")
    return one


def test_what_is_to_be_done_by_a_day_before_any_answer_has_a_time_limit() -> None:
    one = finding("Wording: Forces should mend locks.", "To be done by: 31 March 2024", "Force: It is done.")
    assert one["time_limit"] == "31 March 2024"
    assert "target_date" not in one["answer"]


@pytest.mark.parametrize(
    "lines",
    [
        ("Force: We have begun.", "To be done by: 31 March 2024"),
        ("To be done by: 31 March 2024", "Owner: Supt Field", "Force: We have begun."),
        ("Target date: 31 March 2024", "Force: We have begun."),
    ],
)
def test_a_day_of_the_answer_or_of_its_owner_is_a_target(lines: tuple[str, ...]) -> None:
    one = finding("Wording: Forces should mend locks.", *lines)
    assert one["answer"]["target_date"] == "2024-03-31"
    assert "time_limit" not in one


def test_the_foot_of_a_document_is_in_no_answer() -> None:
    text = f"{HEAD}{VIEW}## Recommendation 1\n\n*Forces should mend locks.*\n\n**PCC’s response:** I shall look.\n\n"
    (one,) = recommendations(f"{text}To ask for this document in large print, telephone 0300 000 0000.\n")
    assert one["answer"]["body_action"] == "I shall look."


def test_a_number_to_call_in_an_answer_stays_there() -> None:
    last = "Victims can call 0300 000 0000 by day."
    text = f"{HEAD}{VIEW}## Recommendation 1\n\n*Forces should mend locks.*\n\n**PCC’s response:** I pay for it.\n\n"
    (one,) = recommendations(f"{text}{last}\n")
    assert last in one["answer"]["body_action"]


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Responding to “PEEL 2023–25: An inspection of Kent Police”", "PEEL 2023–25: An inspection of Kent Police"),
        ("PEEL 2023–25: Kent Police and “a good start”", "PEEL 2023–25: Kent Police and “a good start”"),
    ],
)
def test_the_title_of_a_peel_report_may_stand_in_quotation_marks(heading: str, title: str) -> None:
    made = draft(f"# {heading}\n\nReport published: 3 May 2024\n\n{VIEW}")
    assert made.data["inspections"][0]["title"] == title


def test_a_question_of_two_lines_may_have_its_grade_between_them() -> None:
    block = blocks_of("<p>Police powers and public<br>Good<br>treatment</p>")
    assert [(one.question, one.code) for one in grades_in(block, STANDARD)] == [
        ("Police powers and public treatment", "good")
    ]
    alike = blocks_of("<p>Preventing crime<br>Good<br>work was seen</p>")
    assert "work was seen" not in str(grades_in(alike, STANDARD))
    assert grades_in(blocks_of("<p>Street lamps and public<br>Good<br>benches</p>"), STANDARD) == []


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Commissioner of Police of the Metropolis", "chief_officer_comments"),
        ("Commissioner of Police of the Metropolis: a history", ""),
    ],
)
def test_the_office_of_the_chief_officer_in_london_heads_comments(heading: str, part: str) -> None:
    assert part_of(heading, is_heading=True) == part


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("Page added", "response_published"),
        ("Dyddiad cyhoeddi’r ymateb hwn", "response_published"),
        ("Value added", ""),
        ("Dyddiad cyhoeddi’r adroddiad", "published"),
    ],
)
def test_labels_of_the_day_of_a_response(label: str, fact: str) -> None:
    assert fact_of(label) == fact


@pytest.mark.parametrize(
    ("sentence", "published"),
    [
        ("Date of this version: 25 November 2024.", "2024-11-25"),
        ("Date of the next version: 25 November 2024.", None),
        ("Date of this version: not known.", None),
    ],
)
def test_the_day_of_a_version_may_end_a_paragraph(sentence: str, published: str | None) -> None:
    made = draft(f"{TITLE}This log is the Commissioner’s response under section 55. {sentence}\n\n{VIEW}")
    assert made.data.get("dates", {}).get("published") == published


def test_a_name_below_comments_may_have_a_label() -> None:
    assert name_alone(paragraph("Name: Jo Sample")) == "Jo Sample"
    assert name_alone(paragraph("Name: not yet known")) == ""
    assert name_alone(paragraph("Lead: Jo Sample")) == ""


def test_whoever_was_asked_answers() -> None:
    asked = asked_before("I asked the Chief Constable for his views. Mr Jo Sample has told me:")
    assert (asked.author, asked.role) == ("Jo Sample", "Chief Constable")
    assert asked_before("I met the Chief Constable in May. Mr Jo Sample has told me:").author == ""
    assert asked_before("I asked the Chief Constable. His deputy, Mr Jo Sample, has told me:").author == ""


WORDS = "We were glad of it. I do not agree that each force needs a plan.\n\n"
HEADS = "| HMICFRS said | Force | What I will do |\n|---|---|---|\n"
TABLE = f"{HEADS}| **AFI 1** Forces should mend locks. | Done. | I shall look. |\n"


def test_one_paragraph_after_a_sentence_that_leads_to_it_is_the_chief_officers() -> None:
    lead = "I have received the following from the Chief Constable, Mr Jo Sample.\n\n"
    made = draft(f"{HEAD}{VIEW}{lead}{WORDS}My answers are set out in the table.\n\n{TABLE}")
    chiefs = [one for one in made.data["comments"] if one["kind"] == "chief_officer"]
    assert [(one["text"], one["author"]) for one in chiefs] == [(WORDS.strip(), "Jo Sample")]


@pytest.mark.parametrize(
    "lead",
    [
        "I have received the following from the Chief Constable, Mr Jo Sample.\n\nMy office is glad of it.\n\n",
        "I have received the report from the Chief Constable, Mr Jo Sample.\n\n",
    ],
)
def test_nobody_is_taken_to_speak_where_it_is_not_clear(lead: str) -> None:
    made = draft(f"{HEAD}{VIEW}{lead}{WORDS}My answers are set out in the table.\n\n{TABLE}")
    assert [one for one in made.data["comments"] if one["kind"] == "chief_officer"] == []


def test_nothing_planned_beyond_something_is_a_reason() -> None:
    one = finding("Wording: Forces should mend locks.", "PCC: It is internal, so I do not plan anything further.")
    assert "body_action" not in one["answer"]
    one = finding("Wording: Forces should mend locks.", "PCC: I do not plan alone: we shall meet the force in May.")
    assert "no_action_reason" not in one["answer"]

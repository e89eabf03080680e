"""Columns whose heads nobody has met, people whom only a label names, days beside verbs that offices use."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import Draft
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.publications import publications_in
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
START = "# Kent PCC response to “Invented cells: a look”\n\nReport published: 3 May 2024\n\n"


def draft(text: str) -> Draft:
    (made,) = drafts_of((START + text).encode(), "response.md", STANDARD)
    return made


def guessed(made: Draft) -> set[str]:
    return {str(at[-1]) for at, _ in made.notes.guesses if at[0] == "recommendations"}


# --- columns ---------------------------------------------------------------------------------------------------------

ROWS = """| {} | {} | {} | {} | {} | {} |
| --- | --- | --- | --- | --- | --- |
| 4 | Forces should clean the cells. | The force cleans them all. | I will look in May. | Accepted | Supt Clean |
| 9 | Forces should count the keys. | Kent Police counts them. | I will count too. | Partially accepted | Head of Keys |
"""


def test_columns_under_unknown_heads_are_told_by_their_cells_and_each_value_is_a_guess() -> None:
    made = draft(ROWS.format("Thing", "Words put to us", "Theirs", "Ours", "Verdict", "Person"))
    first, second = made.data["recommendations"]
    assert [first["number"], second["number"]] == ["4", "9"]
    assert first["text"] == "Forces should clean the cells."
    assert first["answer"] == {
        "force_action": "The force cleans them all.",
        "body_action": "I will look in May.",
        "acceptance": "accepted",
        "owner": "Supt Clean",
    }
    assert second["answer"]["acceptance"] == "accepted_in_part"
    assert guessed(made) >= {"number", "force_action", "body_action", "acceptance", "owner"}


def test_heads_that_are_known_are_printed_and_not_guessed() -> None:
    made = draft(ROWS.format("No.", "Recommendation", "Force response", "PCC response", "Accepted?", "Owner"))
    assert made.data["recommendations"][0]["answer"]["owner"] == "Supt Clean"
    assert guessed(made) == set()


@pytest.mark.parametrize("head", ["Page", "p."])
def test_the_pages_of_a_report_are_no_numbers_of_findings(head: str) -> None:
    made = draft(ROWS.format(head, "Recommendation", "Force response", "PCC response", "Accepted?", "Owner"))
    assert ["number" in one for one in made.data["recommendations"]] == [False, False]


def test_a_column_of_marks_that_may_mean_anything_finds_no_place() -> None:
    text = ROWS.format("No.", "Recommendation", "Force response", "PCC response", "X", "Owner")
    made = draft(text.replace("Partially accepted", "Amber").replace("Accepted", "Green"))
    assert ["acceptance" in one["answer"] for one in made.data["recommendations"]] == [False, False]
    assert any("Amber" in one.get("text", "") for one in made.data["document"]["sections"])


def test_a_column_in_which_both_act_is_nobodys() -> None:
    text = ROWS.format("No.", "Recommendation", "Force response", "Theirs", "Accepted?", "Owner")
    made = draft(text.replace("I will count too", "The force counts them"))
    assert ["body_action" in one["answer"] for one in made.data["recommendations"]] == [False, False]


# --- people ----------------------------------------------------------------------------------------------------------

COMMENTS = "## PCC comments\n\nI welcome it.\n\n## Chief Constable’s comments\n\nWe accept it all and say so.\n"


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("Decision maker: Jo Sample, Police and Crime Commissioner for Kent\n\n", ["Jo Sample", None]),
        ("Signed by: Jo Sample\n\n", ["Jo Sample", None]),
        ("Chief Constable: Sam Field\n\nPCC: Jo Sample\n\n", ["Jo Sample", "Sam Field"]),
        ("Approved by: Jo Sample\n\nSigned: Pat Other\n\n", [None, None]),
        ("Report author: Jo Sample\n\n", [None, None]),
        ("Contact: Jo Sample\n\n", [None, None]),
    ],
)
def test_labels_name_who_speaks_where_no_comment_is_signed(lines: str, authors: list[str | None]) -> None:
    made = draft(lines + COMMENTS)
    assert [one.get("author") for one in made.data["comments"]] == authors
    named = {("comments", n, "author") for n, one in enumerate(authors) if one}
    assert named == {at for at, _ in made.notes.guesses if at[-1] == "author"}


def test_a_name_with_initials_is_written_as_the_document_has_it_in_full() -> None:
    made = draft(
        "Jo Sample, Police and Crime Commissioner, writes:\n\n## PCC comments\n\nI welcome it.\n\nJ. Sample, PCC\n"
    )
    assert made.data["comments"][0]["author"] == "Jo Sample"


# --- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("This is the Commissioner’s answer. It went up on 17 June 2022.", ["response"]),
        ("Our response was uploaded on 17 June 2022.", ["response"]),
        ("The report came out on 17 June 2022.", ["report"]),
        ("The response will go up on 17 June 2022.", []),
        ("Crime went up on 17 June 2022.", []),
    ],
)
def test_verbs_by_which_offices_say_that_it_was_published(line: str, of: list[str]) -> None:
    assert [one.of for one in publications_in(line)] == of


@pytest.mark.parametrize(
    ("label", "name"),
    [
        ("Page created", "page_date"),
        ("Uploaded on", "page_date"),
        ("Reply posted", "response_published"),
        ("Date of our reply", "response_date"),
        ("Report being answered", "title"),
        ("Inspection concerned", "title"),
        ("Last updated", ""),
        ("Report author", ""),
        ("Report period", ""),
    ],
)
def test_labels_of_facts_by_the_words_that_they_are_made_of(label: str, name: str) -> None:
    assert fact_of(label) == name

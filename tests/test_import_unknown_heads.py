"""Columns whose heads nobody has met, people whom only a label names, days beside verbs that offices use."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.copies_said import copies_answered, copies_said
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.office_holders import in_full
from opcc_opendata.importers.people import Person
from opcc_opendata.importers.publications import publications_in
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
START = "# Kent PCC response to “Invented cells: a look”\n\nReport published: 3 May 2024\n\n"


def draft(text: str) -> ImportedDraft:
    (made,) = drafts_of((START + text).encode(), "response.md", STANDARD)
    return made


def guessed(made: ImportedDraft) -> set[str]:
    return {str(at[-1]) for at, _ in made.notes.guesses if at[0] == "recommendations"}


# --- columns ---------------------------------------------------------------------------------------------------------

ROWS = """| {} | {} | {} | {} | {} | {} |
| --- | --- | --- | --- | --- | --- |
| 4 | Forces should clean the cells. | The force cleans them all. | I will look at it in May. | Accepted | Supt Clean |
| 9 | Forces should count the keys. | Kent Police counts them all. | I will too. | Partially accepted | Head of Keys |
"""


def test_columns_under_unknown_heads_are_told_by_their_cells_and_each_value_is_a_guess() -> None:
    made = draft(ROWS.format("Thing", "Words put to us", "Theirs", "Ours", "Upshot", "Person"))
    first, second = made.data["recommendations"]
    assert [first["number"], second["number"]] == ["4", "9"]
    assert first["text"] == "Forces should clean the cells."
    assert first["answer"] == {
        "force_action": "The force cleans them all.",
        "body_action": "I will look at it in May.",
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
    made = draft(text.replace("I will too", "The force does"))
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
        ("Page created", "response_published"),
        ("Uploaded on", "response_published"),
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


def test_a_line_that_ends_before_a_day_is_a_label_and_its_value() -> None:
    made = draft("## PCC comments\n\nI welcome it and say so.\n\nPage published 8 July 2024\n")
    assert made.data["dates"] == {"published": "2024-07-08"}


# --- findings and copies ---------------------------------------------------------------------------------------------


def test_a_finding_may_be_named_in_two_languages() -> None:
    head = head_of("Argymhelliad / Recommendation 11")
    assert head is not None
    assert (head.kind, head.number) == ("recommendation", "11")
    assert head_of("Custody / Recommendation 11") is None


@pytest.mark.parametrize("name", ["Recommendation A1", "Recommendation A1 - by May", "Cause of concern A"])
def test_a_number_may_begin_with_a_letter(name: str) -> None:
    head = head_of(name)
    assert head is not None
    assert head.number in ("A1", "A")


def test_a_heading_under_which_two_answer_is_a_finding_though_it_names_one_of_them() -> None:
    made = draft(
        "## PCC comments\n\nI welcome it and say so.\n\n## The areas for improvement one by one\n\n"
        "### 1. The force does not always answer calls\n\n**Response from Kent Police:** Calls are answered.\n\n"
        "**Response from the PCC:** I paid for the system.\n"
    )
    (one,) = made.data["recommendations"]
    assert (one["kind"], one["number"]) == ("area_for_improvement", "1")
    assert one["answer"] == {"force_action": "Calls are answered.", "body_action": "I paid for the system."}


def test_an_office_in_bold_over_a_text_is_a_heading_and_under_a_name_it_is_not() -> None:
    text = "**COMMISSIONER**\n\nI could not have asked for a clearer account of it.\n\n*Jo Sample, PCC*\n\n"
    text += "**CHIEF CONSTABLE**\n\nWe are a proud force and shall read it out at each briefing.\n"
    assert [one["kind"] for one in draft(text).data["comments"]] == ["policing_body", "chief_officer"]


@pytest.mark.parametrize(
    ("line", "copies"),
    [
        ("Sent to HMICFRS: Yes", {"hmicfrs": True}),
        ("Emailed to the Home Secretary: no", {"home_secretary": False}),
        ("Sent to HMICFRS: perhaps", {}),
        ("Spoken to HMICFRS: Yes", {}),
    ],
)
def test_a_label_may_ask_if_it_was_sent(line: str, copies: dict[str, bool]) -> None:
    assert {one.entry["recipient"]: one.entry["sent"] for one in copies_answered(paragraph(line))} == copies


def test_boxes_in_one_line_need_no_label() -> None:
    made = draft("## PCC comments\n\nI welcome it.\n\n## Office\n\nEmailed to HMICFRS ☒ Copy to Home Office ☐\n")
    sent = {one["recipient"]: one["sent"] for one in made.data["distribution"]}
    assert sent == {"hmicfrs": True, "home_secretary": False}


def test_what_was_put_on_the_website_the_same_day_has_that_day() -> None:
    line = "It went to HMICFRS on 17 September 2021 and was put on the Commissioner’s website the same day."
    website = copies_said(paragraph(line))[-1]
    assert website.entry["recipient"] == "own_website"
    assert website.entry["sent_on"] == "2021-09-17"
    assert not website.why


@pytest.mark.parametrize(
    ("line", "is_there"),
    [
        ("This response was put on our website on 9 July 2024.", True),
        ("Placed on our website: 9 July 2024", True),
        ("Response published: 9 July 2024", False),
    ],
)
def test_a_document_with_copies_that_says_it_is_on_the_website_went_there(line: str, *, is_there: bool) -> None:
    text = f"{line}\n\n## PCC comments\n\nI welcome it.\n\n"
    copies = draft(f"{text}Copied to HMICFRS.\n").data["distribution"]
    website = [one for one in copies if one["recipient"] == "own_website"]
    assert [one["sent_on"] for one in website] == (["2024-07-09"] if is_there else [])
    alone = draft(text).data.get("distribution", [])
    assert [one["recipient"] for one in alone] == (["own_website"] if "was put" in line else [])  # a sentence says so


def test_titles_and_orders_are_no_part_of_a_name() -> None:
    people = {"Jo Sample": Person("Jo Sample", "PCC")}
    names = [in_full(Person(one, "PCC"), people).author for one in ("Mrs Jo Sample", "Jo Sample QPM", "J. Sample")]
    assert names == ["Jo Sample"] * 3
    assert in_full(Person("K. Sample", "PCC"), people).author == "K. Sample"

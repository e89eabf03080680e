"""Kinds of layout in which findings, answers, speakers, grades and copies stand, each in its smallest document."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
HEAD = "<h1>Response to “Invented cells: a look”</h1><p>Report published: 3 May 2024</p>"


def draft(body: str) -> ImportedDraft:
    (made,) = drafts_of(f"{HEAD}{body}".encode(), "response.html", STANDARD, "kent-pcc")
    return made


def findings(body: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = draft(body).data.get("recommendations", [])
    return found


def said(body: str) -> list[tuple[str, str]]:
    return [(one["kind"], one["text"]) for one in draft(body).data.get("comments", [])]


def loose(made: ImportedDraft) -> str:
    return " ".join(one["text"] for one in made.data["document"]["sections"] if one.get("heading") == "Not placed")


# --- findings --------------------------------------------------------------------------------------------------------


def test_the_name_of_a_kind_alone_heads_a_finding_where_its_words_stand_below() -> None:
    first, second = findings(
        "<h2>Areas for improvement</h2><h3>Area for improvement</h3><p>The force should ring back.</p>"
        "<p>PCC: I will ask.</p><h3>Area for improvement</h3><p>The force needs to write.</p><p>PCC: I agree.</p>"
    )
    assert [one["kind"] for one in (first, second)] == ["area_for_improvement"] * 2
    assert first["answer"]["body_action"] == "I will ask."
    assert "number" not in first


@pytest.mark.parametrize(
    "below",
    ["<p>I am sorry to read of this.</p>", "<h3>Recommendation 1</h3><p>The force should act.</p>", ""],
)
def test_a_heading_without_the_words_of_a_finding_makes_none(below: str) -> None:
    assert [one.get("number") for one in findings(f"<h2>Cause of concern</h2>{below}")] in ([], ["1"])


def test_letters_begin_findings_only_from_a_on_and_parts_stay_inside() -> None:
    lettered = "<h2>Recommendations</h2><p>(a) Forces should act.</p><p>PCC: Yes.</p><p>(b) Forces should write.</p>"
    assert [one["number"] for one in findings(lettered)] == ["a", "b"]
    parts = "<p>Recommendation 4: Forces should</p><p>(a) They should act.</p><p>(b) They should write.</p>"
    assert [one["number"] for one in findings(f"<h2>Recommendations</h2>{parts}")] == ["4"]
    assert findings("<h2>Recommendations</h2><p>(c) Forces should act.</p>") == []


def test_one_answer_below_a_heading_of_two_findings_is_the_firsts() -> None:
    first, second = findings(
        "<h2>Recommendations for us</h2><p><b>Recommendations 7 and 8</b></p><p>7. Forces should act.</p>"
        "<p>8. Forces should write.</p><p>PCC: I have asked for both.</p>"
    )
    assert first["answer"]["body_action"] == "I have asked for both."
    assert (second["number"], second["answered_with"]) == ("8", "7")
    assert "answer" not in second


def test_a_sentence_that_recommendations_are_for_others_makes_none() -> None:
    made = draft("<h2>Recommendations</h2><p>Recommendations 1 and 4 are for the College and not answered here.</p>")
    assert "recommendations" not in made.data


def test_a_table_below_a_finding_answers_it_and_one_of_two_rows_does_not() -> None:
    head = "<h2>Recommendations</h2><p>Recommendation 1: Forces should act.</p>"
    table = "<tr><th>PCC response</th><th>Force response</th></tr><tr><td>I will look.</td><td>We act.</td></tr>"
    (one,) = findings(f"{head}<table>{table}</table>")
    assert one["answer"] == {"body_action": "I will look.", "force_action": "We act."}
    two = draft(f"{head}<table>{table}<tr><td>I will ask.</td><td>We wrote.</td></tr></table>")
    assert "answer" not in two.data["recommendations"][0]


def test_a_table_of_numbers_and_answers_needs_a_head_that_names_recommendations() -> None:
    rows = "<th>Force action</th></tr><tr><td>1</td><td>Done.</td></tr><tr><td>2</td><td>In hand.</td></tr>"
    assert [one["number"] for one in findings(f"<table><tr><th>Recommendation</th>{rows}</table>")] == ["1", "2"]
    assert findings(f"<table><tr><th>Ref</th>{rows}</table>") == []


def test_an_owner_and_a_day_in_one_cell_are_two_values() -> None:
    (one,) = findings(
        "<table><tr><th>Recommendation</th><th>Lead and date</th><th>Force action</th></tr><tr><td>Recommendation 1 The"
        " force should act.</td><td>ACC Crime 28 Feb 2025</td><td>Done.</td></tr></table>"
    )
    assert (one["answer"]["owner"], one["answer"]["target_date"]) == ("ACC Crime", "2025-02-28")


# --- speakers --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "kind"),
    [
        ("Reply to the Chief Constable", "reply_to_chief_officer"),
        ("Response to the Chief Constable", "reply_to_chief_officer"),
        ("Response of the Chief Constable", "chief_officer"),
        ("From Chief Constable Rosalind Birdlip", "chief_officer"),
        ("From Christopher Ampney, Police and Crime Commissioner", "policing_body"),
        ("The Chief Constable writes", "chief_officer"),
    ],
)
def test_a_heading_says_who_speaks(heading: str, kind: str) -> None:
    before = "<h2>PCC comments</h2><p>I welcome the report.</p>"
    assert (kind, "There are two of them now.") in said(f"{before}<h2>{heading}</h2><p>There are two of them now.</p>")


@pytest.mark.parametrize(
    "table",
    [
        "<tr><th>Chief Constable’s comments</th><th>PCC’s comments</th></tr><tr><td>We shall look harder now.</td>"
        "<td>I welcome what has been done.</td></tr>",
        "<tr><th>Who</th><th>Comment</th></tr><tr><td>Chief Constable</td><td>We shall look harder for them now.</td>"
        "</tr><tr><td>Police and Crime Commissioner</td><td>I welcome what has been done.</td></tr>",
    ],
)
def test_a_table_of_comments_gives_each_to_its_speaker_and_what_follows_to_nobody(table: str) -> None:
    made = draft(f"<table>{table}</table><p>The office is open from nine to five.</p>")
    kinds = {one["kind"]: one["text"] for one in made.data["comments"]}
    assert kinds["chief_officer"].startswith("We shall look harder")
    assert kinds["policing_body"] == "I welcome what has been done."
    assert "The office is open" in loose(made)


def test_a_table_of_telephone_numbers_holds_no_comments() -> None:
    assert said("<table><tr><td>Chief Constable</td><td>01622 690690</td></tr></table>") == []


def test_what_he_said_is_the_chief_constables_only_where_nobody_else_is_named() -> None:
    start = "<h2>PCC comments</h2><p>I welcome it.</p>"
    chiefs = said(
        f"{start}<p>I met the Chief Constable, Jo Field. “We are ready now and we were not,” she told me.</p>"
    )
    assert [kind for kind, text in chiefs if "We are ready" in text] == ["chief_officer"]
    other = said(f"{start}<p>The Chief Constable and Inspector Mo Hill met. “We are ready now,” he said.</p>")
    assert all(kind != "chief_officer" for kind, _ in other)


# --- grades, copies, dates -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lines",
    [
        "<h3>Preventing crime (Good)</h3><p>x</p><h3>Managing offenders – Adequate</h3>",
        "<p>Preventing crime<br>Good</p><p>Managing offenders<br>Grade: adequate</p>",
        "<h3>Preventing crime</h3><img alt='Grade: Good'><h3>Managing offenders</h3><img alt='Grade: Adequate'>",
    ],
)
def test_grades_stand_in_headings_below_questions_and_for_pictures(lines: str) -> None:
    made = draft(f"<h2>PCC comments</h2><p>I welcome it.</p>{lines}")
    grades = {one["question"]: one["grade"] for one in made.data["inspections"][0]["grades"]}
    assert grades == {"Preventing crime": "good", "Managing offenders": "adequate"}


def test_where_a_grade_stands_first_nobody_can_tell_whose_it_is() -> None:
    made = draft("<h2>PCC comments</h2><p>I welcome it.</p><p>Good</p><p>Preventing crime</p><p>Adequate</p>")
    assert "grades" not in made.data["inspections"][0]


@pytest.mark.parametrize(
    ("line", "sent"),
    [
        ("Copies: [x] Home Secretary [x] HMICFRS [ ] Police and Crime Panel", [True, True, False]),
        ("Sent to: Home Secretary ☑, HMICFRS ☑ and Police and Crime Panel ☐", [True, True, False]),
        ("Copies: ☐ Yes ☑ No", []),
    ],
)
def test_several_boxes_in_a_line_are_several_copies(line: str, sent: list[bool]) -> None:
    made = draft(f"<h2>PCC comments</h2><p>I welcome it.</p><p>{line}</p>")
    assert [one["sent"] for one in made.data.get("distribution", [])] == sent


@pytest.mark.parametrize(
    "line",
    [
        "Report published: 3 May 2024 | Response published: 20 June 2024",
        "Report published by HMICFRS: 3 May 2024. Published on our website: 20 June 2024.",
        "<b>Response published</b> 20 June 2024",
    ],
)
def test_dates_stand_one_after_another_and_beside_bold_labels(line: str) -> None:
    (made,) = drafts_of(
        f"<h1>Response to “Invented cells: a look”</h1><p>{line}</p><h2>PCC comments</h2><p>I welcome it.</p>".encode(),
        "response.html",
        STANDARD,
        "kent-pcc",
    )
    assert made.data["dates"] == {"published": "2024-06-20"}


# --- words that somebody else may have spoken


def asked(body: str) -> list[str]:
    return [sentence for at, sentence in draft(body).notes.guesses if at[0] == "comments"]


@pytest.mark.parametrize(
    "words",
    [
        "“Each file is read before it goes to anybody, and read twice.” The Chief Constable had thought about it.",
        "On the stairs I met the chief constable, and the answer was: “We have ten who may sign, and had two.”",
        "The young man beside me said “you only come here when we are angry with you”, and I had no answer.",
        "According to the Chief Constable there are ten officers who may sign a file now.",
    ],
)
def test_words_that_another_may_have_spoken_are_asked_about(words: str) -> None:
    (sentence,) = asked(
        f"<h2>The Commissioner’s comments</h2><p>I welcome the report, as I have said.</p><p>{words}</p>"
    )
    assert sentence.endswith("Somebody else may speak here: see whose words they are.")


@pytest.mark.parametrize(
    "words",
    [
        "The report says “the force does not know how many of its files are read before they go”, and I agree.",
        "The plan is called “Ready”, and the Chief Constable and I have both put our names to it.",
        "I will hold the Chief Constable to account for each of these.",
    ],
)
def test_what_the_body_says_itself_is_not_asked_about(words: str) -> None:
    assert asked(f"<h2>The Commissioner’s comments</h2><p>I welcome the report.</p><p>{words}</p>") == []


# --- what is no response ---------------------------------------------------------------------------------------------

LISTED = "<p>Published {day}. The inspectors looked at the force. Read the report | Read the PCC’s response</p>"


@pytest.mark.parametrize(
    ("page", "kind"),
    [
        (
            f"<p>Home</p><h1>HMICFRS reports</h1><p>The Commissioner responds to each report.</p><h2>PEEL 2021/22</h2>"
            f"{LISTED.format(day='13 April 2023')}<h2>Homicide prevention</h2>{LISTED.format(day='11 August 2023')}",
            "a list of reports",
        ),
        (
            "<p>Surgery in Consett this Friday</p><h1>Durham Police and Crime Commissioner</h1><p>Meet the PCC</p>"
            "<h2>Reports that need no response</h2><p>Some reports do not concern Durham Constabulary.</p>",
            "a page that names reports without a response",
        ),
        ("<h1>Complaints policy</h1><p>This policy is reviewed each year.</p>", "a policy or a procedure"),
    ],
)
def test_a_page_that_was_printed_still_says_that_it_is_no_response(page: str, kind: str) -> None:
    with pytest.raises(DocumentError, match=f"It is {kind}"):
        drafts_of(page.encode(), "page.html", STANDARD)


def test_a_contact_in_a_policy_team_makes_no_policy_of_a_letter() -> None:
    contact = "<p>Enquiries to: Policy Team</p><p>14 November 2024<br>The Home Secretary<br>Dear Home Secretary</p>"
    (made,) = drafts_of(
        f"<p>Suffolk Police and Crime Commissioner</p>{contact}<p>I welcome this report.</p>".encode(),
        "letter.html",
        STANDARD,
    )
    assert made.data["policing_body"] == "suffolk-pcc"


# --- what stands round findings --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("above", "kind"),
    [
        ("The report has two areas for improvement for Kent Police.", "area_for_improvement"),
        ("It names one cause of concern.", "recommendation"),
        ("It has recommendations and two areas for improvement.", "recommendation"),
        (f"We know our two areas for improvement well. {'So does each of us who works here. ' * 4}", "recommendation"),
    ],
)
def test_a_sentence_above_a_table_says_of_which_kind_its_findings_are(above: str, kind: str) -> None:
    table = (
        "<table><tr><td></td><td>What the report says</td><td>My reply</td></tr>"
        "<tr><td>1</td><td>The force should count its cars.</td><td>I will ask for the figures.</td></tr>"
        "<tr><td>2</td><td>The force should know its leaders.</td><td>I will ask about it.</td></tr></table>"
    )
    assert [one["kind"] for one in findings(f"<p>{above}</p>{table}")] == [kind] * 2


def test_a_theme_has_not_the_number_of_its_heading() -> None:
    made = findings(
        "<h2>3.1 Investigating crime</h2><p>Area for improvement 1: The force should act.</p><p>PCC: I agree.</p>"
        "<h2>3.2 Leadership</h2><p>Area for improvement 2: The force should write.</p><p>PCC: I will ask.</p>"
    )
    assert [one["theme"] for one in made] == ["Investigating crime", "Leadership"]

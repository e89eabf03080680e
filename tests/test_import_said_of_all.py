"""What is said of several at once: findings that are all accepted, questions with one grade, reports in one letter."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.deciding import BODY, FORCE, ReadAs
from opcc_opendata.importers.grades import grades_in
from opcc_opendata.importers.headed_answers import is_part_of
from opcc_opendata.importers.items import Item
from opcc_opendata.importers.joint_acceptance import all_accepted_in
from opcc_opendata.importers.labels import column_of
from opcc_opendata.importers.publications import REPORT, publications_in
from opcc_opendata.importers.turns import turns_of
from tests.import_examples import HEAD, STANDARD, VIEW, draft, recommendations, rows

FINDINGS = "".join(
    f"### AFI {n}\n\nThe force should mend {what}.\n\n**Force:** {what.capitalize()} are mended.\n\n"
    for n, what in enumerate(("cells", "doors"), 1)
)


# --- acceptance ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "guessed"),
    [
        ("The report has two areas for improvement. The force has accepted all of them.", True),
        ("It has two areas for improvement, and the force has accepted both.", True),
        ("The report has two areas for improvement. I accept both.", False),
        ("Kent Police has accepted all two areas for improvement.", True),
    ],
)
def test_findings_are_accepted_all_at_once(said: str, guessed: bool) -> None:
    for text in (f"{HEAD}{VIEW}{said}\n\n## Areas for improvement\n\n{FINDINGS}",
                 f"{HEAD}{VIEW}## Areas for improvement\n\n{said}\n\n{FINDINGS}"):  # fmt: skip
        made = draft(text)
        assert [one["answer"].get("acceptance") for one in made.data["recommendations"]] == ["accepted"] * 2
        marked = {at for at, _ in made.notes.guesses}
        assert (("recommendations", 0, "answer", "acceptance") in marked) == guessed


@pytest.mark.parametrize(
    "said",
    [
        "The report has three areas for improvement. The force has accepted all of them.",  # one of them is not here
        "The force has accepted all but one of the two areas for improvement.",
        "The previous report had two areas for improvement, and the force accepted both.",
        "The force has not accepted both.",
        "I hope that the force has accepted both.",
        "The force has accepted both blame and praise.",
        "It makes two recommendations. The force has accepted both.",  # these are areas for improvement
    ],
)
def test_what_may_be_said_of_others_accepts_none(said: str) -> None:
    made = recommendations(f"{HEAD}{VIEW}{said}\n\n## Areas for improvement\n\n{FINDINGS}")
    assert not any("acceptance" in one["answer"] for one in made)


def test_a_finding_that_is_rejected_stays_so() -> None:
    said = "It has two areas for improvement, and the force has accepted both."
    first, second = recommendations(
        f"{HEAD}{VIEW}## Areas for improvement\n\n{said}\n\n{FINDINGS.replace('Doors are', 'Not accepted. Doors are')}"
    )
    assert first["answer"]["acceptance"] == "accepted"
    assert second["answer"]["acceptance"] == "not_accepted"


def test_how_many_are_accepted_stands_beside_it() -> None:
    found = all_accepted_in("It has four areas for improvement. The force has accepted all of them.")
    assert found is not None
    assert (found.counted, found.is_force) == ("four", True)


@pytest.mark.parametrize("value", ["Partly", "Partially", "In part"])
def test_a_cell_that_accepts_in_part(value: str) -> None:
    (one,) = rows(
        "Area for improvement 1 | ",
        "Wording | The force should mend cells.",
        f"Accepted? | {value}",
        "Force response | It is done.",
    )
    assert one.answer["acceptance"] == "accepted_in_part"


# --- grades ----------------------------------------------------------------------------------------------------------


def graded(text: str) -> dict[str, str]:
    return {one.question: one.code for one in grades_in(blocks_of(f"<p>{text}</p>"), STANDARD)}


def test_several_questions_have_one_grade_in_a_sentence() -> None:
    assert graded(
        "It found the force ‘good’ at recording data about crime and at disrupting serious and organised crime. "
        "Preventing crime, treatment of the public and good use of resources were all judged ‘adequate’. "
        "Responding to the public and investigating crime both ‘require improvement’."
    ) == {
        "Recording data about crime": "good",
        "Disrupting serious and organised crime": "good",
        "Preventing crime": "adequate",
        "Treatment of the public": "adequate",
        "Good use of resources": "adequate",
        "Responding to the public": "requires_improvement",
        "Investigating crime": "requires_improvement",
    }


@pytest.mark.parametrize(
    "text",
    [
        "Preventing crime and investigating crime both need money, and good people.",
        "The cells and the doors were both judged ‘adequate’.",
        "Both forces were found good.",
    ],
)
def test_what_is_no_question_of_the_inspectorate_has_no_grade(text: str) -> None:
    assert graded(text) == {}


# --- reports ---------------------------------------------------------------------------------------------------------

SUBJECTS = (
    "Race and Policing Programme: review of leadership and governance for race-related matters",
    "Race and Policing Programme: inspection of race disparity in police criminal justice decision-making",
)


def letter(said: str) -> list[dict[str, str]]:
    parts = (
        "16 October 2023",
        "Dear Home Secretary",
        *(f"**{one}**" for one in SUBJECTS),
        said,
        "I have read them twice and I welcome them.",
        "Yours sincerely\n\nJo Sample\\\nPolice and Crime Commissioner for Kent",
    )
    found: list[dict[str, str]] = draft("\n\n".join(parts)).data["inspections"]
    return found


def test_two_subjects_are_two_reports() -> None:
    found = letter("In August 2023 HMICFRS published the two reports named above.")
    assert [one["title"] for one in found] == list(SUBJECTS)
    assert [one["published"] for one in found] == ["2023-08"] * 2


def test_which_day_is_whose_is_not_guessed() -> None:
    found = letter("HMICFRS published both reports, one report on 1 May 2023 and the other report on 7 August 2023.")
    assert [one["title"] for one in found] == list(SUBJECTS)
    assert "2023-05-01" not in [one.get("published") for one in found]


def test_two_bold_lines_of_one_report_are_one() -> None:
    assert len(letter("HMICFRS published the report named above in August 2023.")) == 1


def test_the_day_of_a_report_in_welsh_stands_behind_the_verb_that_begins_the_sentence() -> None:
    line = (
        "Cyhoeddodd Arolygiaeth Cwnstabliaeth a Gwasanaethau Tân ac Achub Ei Mawrhydi (HMICFRS) yr adroddiad uchod ar "
        "11 Mawrth 2021."
    )
    assert [(one.of, one.day.date) for one in publications_in(line)] == [(REPORT, "2021-03-11")]


# --- findings --------------------------------------------------------------------------------------------------------


def test_parts_with_letters_stand_in_the_finding_and_the_answers_below_them() -> None:
    (one,) = recommendations(
        f"{HEAD}{VIEW}Recommendation 1: The force should record:\n\n(a) what was said; and\n\n(b) who said it.\n\n"
        "Force: It is done.\n\nPCC: I will look.\n"
    )
    assert one["text"].endswith("(b) who said it.")
    assert one["answer"] == {"force_action": "It is done.", "body_action": "I will look."}


@pytest.mark.parametrize(("above", "below"), [("It is done.", "(a) We did it."), ("It asks:", "We did it.")])
def test_a_paragraph_that_is_no_part_of_the_sentence_above(above: str, below: str) -> None:
    assert not is_part_of(paragraph(above), paragraph(below))


def test_a_table_that_only_says_a_finding() -> None:
    told: list[str] = []
    (made,) = rows("Cause of concern | ", "Finding | The force doesn’t look at its cells.")
    assert (made.kind, made.text, made.answer) == ("cause_of_concern", "The force doesn’t look at its cells.", {})
    assert told == []
    assert rows("Cause of concern | ", "Lead | Supt Field") == []
    assert rows("Cells | ", "Finding | The force doesn’t look at its cells.") == []


def test_what_the_chief_constable_says_of_the_report_is_no_answer_to_the_last_finding() -> None:
    made = draft(
        "7 June 2024\n\nDear Home Secretary,\n\n**HMICFRS: Invented cells: a look (published 3 May 2024)**\n\n"
        "I welcome it and have read it twice.\n\n**Recommendation 1**\n\n*Forces should mend cells.*\n\n"
        "I accept this. The Force has mended most.\n\nI will look at them.\n\n"
        "I asked the Chief Constable for his comments. Chief Constable Sam Field replied as follows:\n\n"
        "“We welcome the report and have read it too.”\n\nI shall publish this letter.\n\n"
        "Yours sincerely,\n\nJo Sample\\\nPolice and Crime Commissioner for Kent"
    )
    assert "We welcome" not in str(made.data["recommendations"])
    assert [one["author"] for one in made.data["comments"] if one["kind"] == "chief_officer"] == ["Sam Field"]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The police and crime commissioners should agree.", ("local_policing_bodies",)),
        ("The five East Midlands forces should agree.", ("named_force",)),
        ("All forces should agree.", ("chief_officers",)),
        ("Kent Police should agree.", ("named_force",)),
        ("The five East Midlands councils should agree.", None),
        ("The five forces should agree.", None),  # it does not name them
    ],
)
def test_whom_a_finding_asks_by_their_region(text: str, codes: tuple[str, ...] | None) -> None:
    found = addressees_in(text)
    assert (found.codes if found else None) == codes


def test_nothing_else_is_planned_beside_an_action() -> None:
    item = Item()
    item.add_answer(BODY, "My office will receive the audits. I do not plan anything else.", ReadAs("printed"))
    assert BODY in item.answer
    other = Item()
    other.add_answer(BODY, "I do not plan anything here.", ReadAs("printed"))
    assert BODY not in other.answer


@pytest.mark.parametrize(
    ("said", "stage"),
    [("This letter is my full response.", "full"), ("This letter is about my full response.", "not_stated")],
)
def test_a_letter_that_is_the_full_response(said: str, stage: str) -> None:
    assert draft(f"{HEAD}{VIEW}{said}\n").data["stage"] == stage


def test_behind_a_decision_a_sentence_goes_with_whom_the_next_one_names() -> None:
    first, second = turns_of("I accept this in part. Most staff are trained. The Force has booked more.", BODY)
    assert (first.key, first.text) == (BODY, "I accept this in part.")
    assert (second.key, second.text) == (FORCE, "Most staff are trained. The Force has booked more.")
    first, *others = turns_of("I accept this in part. Most staff are trained. I will ask for more.", BODY)
    assert (first.key, others) == (BODY, [])
    first, second = turns_of("I have paid for cells. Most are clean. The Force has booked more.", BODY)
    assert first.text == "I have paid for cells. Most are clean."


def test_the_address_at_the_foot_of_a_page_is_in_no_answer() -> None:
    made = draft(f"{HEAD}{VIEW}## Areas for improvement\n\n{FINDINGS}Sutton Road, Maidstone ME15 9BZ | 01622 000000\n")
    assert "Sutton" not in str(made.data["recommendations"])
    written = draft(f"{HEAD}{VIEW}## Areas for improvement\n\n{FINDINGS}It is open to all at ME15 9BZ. I will look.\n")
    assert "ME15 9BZ" in str(written.data["recommendations"]) + str(written.data["comments"])


# --- decisions in one letter -----------------------------------------------------------------------------------------


def test_a_decision_in_one_letter_where_the_head_of_its_column_offers_it() -> None:
    head = "| No | Recommendation | {} | Force |\n|---|---|---|---|\n"
    cells = "".join(f"| {n} | The force should mend {n} cells. | {one} | We have. |\n" for n, one in enumerate("YN", 1))
    made = draft(f"{HEAD}{VIEW}## Recommendations\n\n{head.format('Accepted (Y/N/Part)')}{cells}")
    assert [one["answer"]["acceptance"] for one in made.data["recommendations"]] == ["accepted", "not_accepted"]
    other = draft(f"{HEAD}{VIEW}## Recommendations\n\n{head.format('Complete (Y/N)')}{cells}")
    assert not any("acceptance" in one.get("answer", {}) for one in other.data["recommendations"])
    assert column_of("Recommendation (Y/N)") == ""

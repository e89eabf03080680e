"""Forms that offices use: findings that Word numbers, a table of labels for each, sentences that tell of them, grades.

Every text is invented. Each example has one beside it that looks alike and says something else.
"""

from __future__ import annotations

import pytest

from opcc_opendata.importers.acceptance import acceptance_at_start
from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.copies_said import copies_listed, copies_said
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.facts import facts_of
from opcc_opendata.importers.grades import grades_in
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.items_alone import item_alone
from opcc_opendata.importers.labels import part_of
from opcc_opendata.importers.publications import publications_in
from opcc_opendata.importers.quoting import reported
from opcc_opendata.importers.response_dates import is_update
from opcc_opendata.importers.run_in_findings import told_in_prose
from opcc_opendata.importers.turns import turns_of
from opcc_opendata.importers.wordings import concept_of
from tests.import_examples import HEAD, STANDARD, VIEW, draft, recommendations, rows

ASKED = (
    "*Forces should make sure that cells are looked at each week by a sergeant who signs the log.*",
    "*Commissioners should make sure that visitors see every cell within three months of its opening.*",
)
THEIRS = "**Force:** A log was opened in May.\n\n"
MINE = "**Commissioner:** I will read it.\n\n"


# --- findings in lists ---------------------------------------------------------------------------------------------


def test_findings_that_word_numbers_with_answers_between_them_keep_their_numbers() -> None:
    first, second = recommendations(
        f"{HEAD}{VIEW}## Recommendations\n\n1. {ASKED[0]}\n\n{THEIRS}{MINE}2. {ASKED[1]}\n\n{MINE}"
    )
    assert (first["number"], second["number"]) == ("1", "2")
    assert first["text"] == ASKED[0].strip("*")
    assert first["answer"] == {"force_action": "A log was opened in May.", "body_action": "I will read it."}


def test_the_numbered_paragraphs_of_a_report_are_no_findings() -> None:
    made = draft(
        f"{HEAD}{VIEW}## What I have done\n\n1. I looked at the cells in May with the visitors who go there every week."
        "\n\nIt took a day.\n\n2. I read the log that the sergeants sign, and spoke with those who sign it all day."
    )
    assert "recommendations" not in made.data


def test_findings_under_themes_keep_the_numbers_that_are_typed_before_them() -> None:
    themes = ("Cells", "Doors", "Vans")
    text = "".join(
        f"### {theme}\n\n{n}\\. The force should mend {theme.lower()}.\n\n{THEIRS}"
        f"{n + 1}\\. The force should count {theme.lower()}.\n\n{THEIRS}"
        for n, theme in zip((1, 3, 5), themes, strict=True)
    )
    made = recommendations(f"{HEAD}{VIEW}## Recommendations\n\n{text}")
    assert [one["number"] for one in made] == list("123456")
    assert [one["theme"] for one in made[::2]] == list(themes)


@pytest.mark.parametrize("mark", ["1.", "-"])
def test_a_list_of_one_item_with_the_labels_of_its_answers_below_is_a_finding(mark: str) -> None:
    made = recommendations(
        f"{HEAD}{VIEW}## Areas for improvement\n\n{mark} Cells are not looked at in time.\n\n{THEIRS}{MINE}"
        f"{mark.replace('1', '2')} Doors are left open.\n\n{THEIRS}"
    )
    assert [one["text"] for one in made] == ["Cells are not looked at in time.", "Doors are left open."]
    assert [one["kind"] for one in made] == ["area_for_improvement"] * 2
    assert [one.get("number") for one in made] == ([None, None] if mark == "-" else ["1", "2"])


@pytest.mark.parametrize("led", ["**Force:** We have done this:", "**Force:** We have done this."])
def test_a_list_within_an_answer_is_no_finding(led: str) -> None:
    (one,) = recommendations(
        f"{HEAD}{VIEW}## Recommendations\n\n1. The force should mend cells.\n\n{led}\n\n"
        f"- Cells in the north are mended.\n\n{MINE}"
    )
    assert one["answer"]["force_action"].endswith("- Cells in the north are mended.")


def test_the_parts_of_a_finding_stand_in_it() -> None:
    (one,) = recommendations(
        f"{HEAD}{VIEW}## Recommendations\n\n1. Forces should make sure that:\n   - cells are clean;\n   - doors shut."
        f"\n\n{MINE}"
    )
    assert one["text"] == "Forces should make sure that:\n\n- cells are clean;\n- doors shut."


def test_a_list_of_two_items_is_no_item_alone() -> None:
    (two,) = blocks_of("<ol><li>Cells</li><li>Doors</li></ol>")
    (one,) = blocks_of('<ol start="4"><li>Cells</li></ol>')
    assert item_alone(two) is None
    assert item_alone(one) == ("4", "Cells", ())


# --- a table of labels for each finding ----------------------------------------------------------------------------

FORM = (
    "Theme | Cells in use",
    "Finding | The force should mend locks.",
    "Constabulary action | Most are mended.",
    "PCC action | I gave the money.",
    "Lead officer | Supt Field",
    "To be complete by | 31 March 2019",
)


def test_a_table_of_labels_below_the_name_of_a_finding_is_all_of_it() -> None:
    table = "".join(f"| {row} |\n" + ("| --- | --- |\n" if n == 0 else "") for n, row in enumerate(FORM))
    first, second = recommendations(
        f"{HEAD}{VIEW}## Causes of concern and areas for improvement\n\n**Cause of concern 1**\n\n{table}\n"
        f"**Area for improvement 1**\n\n{table}"
    )
    assert (first["kind"], second["kind"]) == ("cause_of_concern", "area_for_improvement")
    for one in (first, second):
        assert (one["number"], one["theme"], one["text"]) == ("1", "Cells in use", "The force should mend locks.")
        assert one["answer"] == {
            "force_action": "Most are mended.",
            "body_action": "I gave the money.",
            "owner": "Supt Field",
            "target_date": "2019-03-31",
        }


def test_a_table_below_the_words_of_a_finding_is_no_second_one() -> None:
    table = "| Finding | The force should count doors. |\n| --- | --- |\n| PCC action | I shall ask. |\n"
    first, second = recommendations(
        f"{HEAD}{VIEW}## Areas for improvement\n\n**AFI 1: The force should mend locks.**\n\n{table}"
    )
    assert first["text"] == "The force should mend locks."
    assert second["text"] == "The force should count doors."


@pytest.mark.parametrize("heading", ["**Area for improvement 1: Locks and keys**", "**Area for improvement 1**"])
def test_the_labels_of_a_finding_may_stand_side_by_side_over_their_values(heading: str) -> None:
    table = (
        "| Finding | Constabulary action | PCC action |\n| --- | --- | --- |\n"
        "| The force should mend locks. | Most are mended. | I gave the money. |\n"
    )
    (one,) = recommendations(f"{HEAD}{VIEW}## Areas for improvement\n\n{heading}\n\n{table}")
    assert (one["number"], one["text"]) == ("1", "The force should mend locks.")
    assert one.get("theme") == ("Locks and keys" if ":" in heading else None)
    assert one["answer"] == {"force_action": "Most are mended.", "body_action": "I gave the money."}


def test_labels_that_stand_again_at_each_finding_are_told_once_for_each() -> None:
    table = "| Finding | The force should mend {}. |\n| --- | --- |\n| PCC action | I gave the money. |\n\n"
    made = draft(f"{HEAD}{VIEW}## Areas for improvement\n\n{table.format('locks')}{table.format('doors')}")
    assert [one["text"] for one in made.data["recommendations"]] == [
        "The force should mend locks.",
        "The force should mend doors.",
    ]
    assert made.data["document"]["sections"][-1]["part"] == "recommendations"


def test_a_theme_above_the_words_of_each_finding_in_a_table_is_of_that_finding() -> None:
    first, second = rows(*FORM, "Theme | Doors", "Finding | The force should count doors.", "PCC action | I shall ask.")
    assert (first.theme, first.text) == ("Cells in use", "The force should mend locks.")
    assert (second.theme, second.text) == ("Doors", "The force should count doors.")
    assert second.answer == {"body_action": "I shall ask."}


def test_a_theme_below_the_words_of_each_finding_is_of_the_one_above_it() -> None:
    first, second = rows(
        "Finding | The force should mend locks.",
        "Theme | Cells",
        "PCC action | I gave the money.",
        "Finding | The force should count doors.",
        "Theme | Doors",
        "PCC action | I shall ask.",
    )
    assert (first.theme, second.theme) == ("Cells", "Doors")


# --- days and key findings -----------------------------------------------------------------------------------------


def test_a_day_may_have_its_label_behind_it_in_brackets() -> None:
    facts = facts_of(paragraph("20 January 2014 (date of publication)"))
    assert {name: one.words for name, one in facts.items()} == {"page_date": "20 January 2014"}


@pytest.mark.parametrize("line", ["20 January 2014 (see the annex)", "Cells (date of publication)"])
def test_a_day_with_something_else_in_brackets_has_no_label(line: str) -> None:
    assert facts_of(paragraph(line)) == {}


def test_the_key_findings_stand_under_their_own_heading_and_not_under_background() -> None:
    made = draft(f"{HEAD}## Background\n\nInspectors came in May.\n\n## Key findings\n\nCells are clean.\n\n{VIEW}")
    assert made.data["inspections"][0]["key_findings"] == "Cells are clean."


def test_background_alone_is_read_as_the_summary_of_the_report() -> None:
    made = draft(f"{HEAD}## Background\n\nInspectors came in May.\n\n{VIEW}")
    assert made.data["inspections"][0]["key_findings"] == "Inspectors came in May."


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("The report in brief", "key_findings"),
        ("The inspection at a glance", "key_findings"),
        ("The force in brief", ""),
    ],
)
def test_a_report_in_brief_is_its_key_findings(heading: str, part: str) -> None:
    assert (part_of(heading) or concept_of("heading", heading)) == part


# --- findings and speech in sentences ------------------------------------------------------------------------------

DONE = "Recommendation 6, also to be met by 30 September 2019, is that forces should mend locks. This was done in {}."
MORE = " The force has a list of them, and I see no need for me to do more."


def test_a_sentence_may_say_by_when_before_it_says_what_a_recommendation_is() -> None:
    (one,) = told_in_prose(paragraph(DONE.format("2018") + MORE), BODY)
    assert (one.number, one.text, one.time_limit) == ("6", "forces should mend locks.", "by 30 September 2019")
    assert one.answer["acceptance"] == "already_done"
    assert one.answer["no_action_reason"] == "and I see no need for me to do more."
    assert head_of(DONE) is None


def test_what_was_done_in_the_year_of_the_time_limit_was_not_done_before() -> None:
    (one,) = told_in_prose(paragraph(DONE.format("2019") + MORE), BODY)
    assert "acceptance" not in one.answer


def test_a_comma_may_stand_before_what_a_recommendation_says() -> None:
    text = "Recommendation 5 says that, by May 2019, forces should mend locks. The force has done so. I will look."
    (one,) = told_in_prose(paragraph(text), BODY)
    assert (one.text, one.time_limit) == ("by May 2019, forces should mend locks.", "by May 2019")


def test_a_sentence_that_says_what_a_recommendation_requires_heads_none() -> None:
    text = "Recommendation 6 requires forces to train call handlers. The force trained them in May, and I am content."
    (one,) = recommendations(f"{HEAD}## Commissioner’s comments\n\nI welcome it.\n\n{text}\n")
    assert one["text"] == "forces to train call handlers."
    assert one["answer"] == {"force_action": "The force trained them in May,", "body_action": "and I am content."}


def test_a_sentence_may_say_who_asks_and_whom() -> None:
    text = "In Recommendation 5, HMICFRS asks forces to mend locks. The force has done so. I will look."
    (one,) = told_in_prose(paragraph(text), BODY)
    assert (one.number, one.text, one.addressees) == ("5", "forces to mend locks.", ("chief_officers",))
    assert told_in_prose(paragraph("In Recommendation 5, HMICFRS asks a good deal. The force has done so."), BODY) == []


def test_a_finding_with_a_comma_behind_its_number_is_still_headed() -> None:
    head = head_of("Recommendation 6, by 30 September 2019: forces should mend locks.")
    assert head is not None
    assert head.number == "6"


def test_a_sentence_on_the_force_that_goes_on_with_what_i_do_tells_of_both() -> None:
    turns = turns_of("The force will hire a clerk, and I have agreed to pay half.", BODY)
    assert [(one.key, one.text) for one in turns] == [
        (FORCE, "The force will hire a clerk,"),
        (BODY, "and I have agreed to pay half."),
    ]


@pytest.mark.parametrize(
    "text", ["I will pay half, and the force will hire a clerk.", "The force has mended locks, and doors."]
)
def test_a_sentence_that_begins_with_me_or_does_not_go_on_with_me_is_one(text: str) -> None:
    assert len(turns_of(text, BODY)) == 1


def test_what_the_chief_constable_commented_when_consulted_is_reported() -> None:
    assert reported(
        paragraph("I consulted the Chief Constable, Mr Edward Field, who commented that locks were mended.")
    )
    assert not reported(
        paragraph("I consulted the Chief Constable, Mr Edward Field, who leads on locks in the region.")
    )


def test_a_letter_that_will_appear_on_the_website_goes_there_too() -> None:
    sent = "A copy of this letter goes to HMICFRS and to the Police and Crime Panel, and it will {} my website."
    codes = [one.entry["recipient"] for one in copies_said(paragraph(sent.format("appear on")))]
    assert codes == ["hmicfrs", "police_and_crime_panel", "own_website"]
    codes = [one.entry["recipient"] for one in copies_said(paragraph(sent.format("explain my plan for")))]
    assert "own_website" not in codes


# --- subjects, days, kinds, whom a message is to -------------------------------------------------------------------

LETTER = (
    "Home Secretary\n\n20 January 2026\n\nDear Home Secretary,\n\n**{}**\n\nI wrote to you in July. Locks are mended."
    "\n\nYours sincerely,\n\nJo Sample\n\nPolice and Crime Commissioner for Kent\n"
)


def test_the_subject_of_an_update_has_the_title_before_what_says_so() -> None:
    made = draft(LETTER.format("PEEL 2023-25: Kent Police (HMICFRS, published 14 May 2025) - update to my response"))
    assert made.data["stage"] == "update"
    assert made.data["inspections"][0]["title"] == "PEEL 2023-25: Kent Police"


def test_a_title_may_end_in_what_it_is_about() -> None:
    made = draft(LETTER.format("Response to “Locks in custody – update on progress”"))
    assert made.data["inspections"][0]["title"] == "Locks in custody – update on progress"
    assert not is_update([paragraph("Locks in custody – update on progress made by forces")])


def test_today_and_its_day_are_one() -> None:
    (one,) = publications_in("It was published on our website today, 28 September 2021.")
    assert (one.of, one.day.date) == ("response", "2021-09-28")
    assert [
        one.day.date for one in publications_in("It was published on our website today. I wrote on 28 September 2021.")
    ] == [""]


@pytest.mark.parametrize(
    ("called", "kind"),
    [
        ("the above thematic report by HMICFRS", "national_thematic"),
        ("your joint thematic inspection, which was published in May", "joint_thematic"),
        ("a thematic review of our own", None),
    ],
)
def test_a_sentence_may_say_of_which_kind_a_report_is(called: str, kind: str | None) -> None:
    made = draft(f"{HEAD}## Commissioner’s comments\n\nI welcome {called}. I have read it twice.\n")
    assert made.data["inspections"][0].get("type") == kind
    assert (("inspections", 0, "type") in {at for at, _ in made.notes.guesses}) == (kind is not None)


@pytest.mark.parametrize(("words", "to"), [("your inspectors find", True), ("the inspectors find", False)])
def test_a_letter_that_says_your_inspectors_is_to_the_inspectorate(words: str, to: bool) -> None:
    made = draft(
        f"Good afternoon,\n\nThis is Kent PCC’s response to “Invented cells: a look”. I agree with what {words}.\n\n"
        "A copy of this letter has been sent to the Home Secretary.\n\nJo Sample\n\nPolice and Crime Commissioner\n"
    )
    codes = [one["recipient"] for one in made.data["distribution"]]
    assert codes == ["home_secretary", *(["hmicfrs"] if to else [])]


# --- grades and whom findings ask ----------------------------------------------------------------------------------


def test_a_grade_may_stand_beside_several_questions() -> None:
    (block,) = blocks_of(
        "<table><tr><td>Outstanding</td><td><p>Preventing crime</p><p>Responding to the public</p></td></tr>"
        "<tr><td>Adequate</td><td>Investigating crime, and managing offenders</td></tr></table>"
    )
    assert [(one.question, one.code) for one in grades_in([block], STANDARD)] == [
        ("Preventing crime", "outstanding"),
        ("Responding to the public", "outstanding"),
        ("Investigating crime", "adequate"),
        ("Managing offenders", "adequate"),
    ]


def test_words_beside_a_grade_that_are_no_question_have_none() -> None:
    (block,) = blocks_of("<table><tr><td>Good</td><td><p>We liked it</p><p>So did they</p></td></tr></table>")
    assert grades_in([block], STANDARD) == []


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("The Home Office and the National Crime Agency should count frauds.", ("government", "other")),
        ("The National Crime Agency should count frauds.", ("other",)),
        ("Forces should tell the National Crime Agency of frauds.", ("chief_officers",)),
    ],
)
def test_an_agency_that_is_asked_is_another_body(text: str, codes: tuple[str, ...]) -> None:
    asked = addressees_in(text)
    assert asked is not None
    assert asked.codes == codes


def test_what_is_not_for_the_force_to_carry_out_does_not_apply() -> None:
    found = acceptance_at_start("This is not for Essex Police to carry out.")
    assert found is not None
    assert (found.code, found.named) == ("not_applicable", "force")
    assert acceptance_at_start("This is not for Essex Police alone.") is None


# --- appendices, copies -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("Appendix 2 - Response to the recommendations", "recommendations"),
        ("Annex B: Comments of the Chief Constable", "chief_officer_comments"),
        ("Appendix 1 - Map of the cells", ""),
        ("Appendix 2", ""),
    ],
)
def test_an_appendix_is_what_its_name_says_behind_its_number(heading: str, part: str) -> None:
    assert part_of(heading, is_heading=True) == part


def test_the_first_heading_of_a_document_may_be_that_of_an_appendix() -> None:
    letter = (
        "**Kent Police and Crime Commissioner**\n\nHome Secretary\n\nDate: 3 July 2024\n\nDear Home Secretary\n\n"
        "I enclose my response.\n\nYours sincerely\n\nJo Sample\n\nPolice and Crime Commissioner\n\n"
    )
    found = draft(f"{letter}# Appendix 1 - Comments of the Chief Constable\n\nWe are glad of it.\n").data
    texts = {one["kind"]: one["text"] for one in found["comments"]}
    assert texts["chief_officer"] == "We are glad of it."
    assert "Appendix" not in texts["policing_body"]
    assert "Appendix 1 - Comments of the Chief Constable" in [
        one.get("heading") for one in found["document"]["sections"]
    ]


@pytest.mark.parametrize(("to", "codes"), [("Home Office", []), ("HMICFRS", ["hmicfrs"])])
def test_a_message_to_the_home_office_is_not_taken_for_one_to_the_minister(to: str, codes: list[str]) -> None:
    """An office there may send it on; a letter to the minister says so."""
    copied = "I have sent a copy of it to the Chief Constable."
    found = draft(f"From: Jo Sample\n\nTo: {to}\n\nSent: 3 July 2024\n\nDear colleagues,\n\n{VIEW}{copied}\n")
    assert [one["recipient"] for one in found.data["distribution"]] == ["chief_officer", *codes]


@pytest.mark.parametrize(("answer", "sent"), [("No", False), ("Yes", True)])
def test_a_form_that_asks_whether_a_copy_was_sent_is_answered(answer: str, sent: bool) -> None:
    (copy,) = copies_said(paragraph(f"Sent to Chief Constable: {answer}"))
    assert copy.entry["sent"] is sent


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Copi: AHEF; Dr Eleri Sample, Prif Gwnstabl", ["hmicfrs", "chief_officer"]),
        ("Copi o'r adroddiad: tudalen 4", []),
    ],
)
def test_a_line_of_copies_may_be_in_welsh(line: str, codes: list[str]) -> None:
    assert [copy.entry["recipient"] for copy in copies_listed(paragraph(line))[0]] == codes


def test_a_sentence_in_welsh_tells_of_copies() -> None:
    (copy,) = copies_said(paragraph("Rwy’n anfon copi o’r llythyr hwn at y Prif Gwnstabl."))
    assert copy.entry["recipient"] == "chief_officer"


@pytest.mark.parametrize(
    ("led", "kinds"), [("They are these:", ["chief_officer"]), ("The board met in May:", ["policing_body"])]
)
def test_words_that_a_second_short_sentence_leads_to_are_not_taken_for_the_commissioners(
    led: str, kinds: list[str]
) -> None:
    view = f"I asked the Chief Constable, Sir Jo Sample, to let me have his comments. {led}\n\nIt is a fair report.\n"
    comments = draft(f"{HEAD}## Commissioner’s comments\n\nI read it.\n\n{view}").data["comments"]
    assert [one["kind"] for one in comments if "fair report" in one["text"]] == kinds

"""Everyday forms of responses: who is named where, copies, dates, grades, and tables as offices make them.

Every text is invented. Each example has one beside it that looks alike and says something else.
"""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import DocumentError, ImportedDraft, text_of
from opcc_opendata.importers.acceptance import acceptance_at_start, acceptance_inside
from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.copies_said import copies_listed, copies_said
from opcc_opendata.importers.dates import end_of_month, only_date
from opcc_opendata.importers.distribution import copies_in, copies_in_a_line
from opcc_opendata.importers.formats.text import read as text_read
from opcc_opendata.importers.grades import grades_in
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labels import column_of
from opcc_opendata.importers.lines_apart import unnumbered
from opcc_opendata.importers.others_answers import is_of_government
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())
TITLE = "# Kent PCC response to “Invented cells: a look”\n\nReport published: 3 May 2024\n\n"
HEAD = f"{TITLE}Response published: 7 June 2024\n\n"
PAGE = "<h1>Kent PCC response to “Invented cells: a look”</h1><p>Report published: 3 May 2024</p>"
VIEW = "## Commissioner’s comments\n\nI welcome it and have read it twice.\n\n"
VIEWS = f"{VIEW}## Chief Constable’s comments\n\nWe accept it.\n\n"
LETTER = (
    "7 June 2024\n\nDear Home Secretary,\n\n**Invented cells: a look**\n\nI write about the report of 3 May 2024.\n\n{}"
    "Yours sincerely,\n\nJo Sample  \nKent Police and Crime Commissioner\n"
)


def blocks(text: str) -> list[Any]:
    return blocks_of(text_read(text.encode(), ".md").html)


def draft(text: str, name: str = "response.md") -> ImportedDraft:
    (made,) = drafts_of(text.encode(), name, STANDARD, "kent-pcc")
    assert name.endswith((".html", ".eml")) or unkept(text, [made]) == []
    return made


def said(made: ImportedDraft) -> list[tuple[str, str | None]]:
    return [(one["kind"], one.get("author")) for one in made.data.get("comments", [])]


def recommendations(made: ImportedDraft) -> list[dict[str, Any]]:
    return made.data.get("recommendations", [])


def guessed(made: ImportedDraft) -> set[tuple[str | int, ...]]:
    return {tuple(at) for at, _ in made.notes.guesses}


def codes(line: str) -> list[tuple[str, bool]]:
    return [(one.entry["recipient"], one.entry["sent"]) for one in copies_said(paragraph(line))]


# --- who it is -------------------------------------------------------------------------------------------------------


def test_a_speaker_whom_no_label_names_is_the_one_person_whom_the_text_has_in_the_office() -> None:
    made = draft(f"{HEAD}{VIEWS}## Notes\n\nThe comments above were supplied by Chief Constable Tamsin Orchard.\n")
    assert said(made) == [("policing_body", None), ("chief_officer", "Tamsin Orchard")]
    assert ("comments", 1, "author") in guessed(made)


@pytest.mark.parametrize(
    "words",
    [
        "Chief Constable Tamsin Orchard wrote it, and Chief Constable Basil Thorpe agreed.",
        "Deputy Chief Constable Tamsin Orchard supplied the comments.",
        "It was written at the office of the Chief Constable, Sutton Road, Maidstone.",
        "The Chief Constable of Surrey Police, Tamsin Orchard, was asked as well.",
    ],
)
def test_two_people_a_deputy_a_street_and_another_force_name_nobody(words: str) -> None:
    assert said(draft(f"{HEAD}{VIEWS}## Notes\n\n{words}\n"))[1] == ("chief_officer", None)


@pytest.mark.parametrize(
    ("ends", "author"),
    [("(Annabel Corfe)", "Annabel Corfe"), ("(Annabel Corfe QPM)", "Annabel Corfe"), ("(Road Safety)", None)],
)
def test_a_name_in_brackets_at_the_end_of_a_text_signs_it(ends: str, author: str | None) -> None:
    text = f"{HEAD}{VIEW}## Chief Constable’s comments\n\nWe are on an upward path on the road. {ends}\n"
    assert said(draft(text))[1] == ("chief_officer", author)


def test_two_signatures_side_by_side_name_both_speakers() -> None:
    page = (
        f"{PAGE}"
        "<h2>Commissioner’s comments</h2><p>I welcome it and have read it twice.</p>"
        "<h2>Chief Constable’s comments</h2><p>We accept every word of it.</p><h2>Signed</h2>"
        "<table><tr><td><p>Fiona Threlkeld</p><p>Police and Crime Commissioner</p></td>"
        "<td><p>Adrian Wasdale</p><p>Chief Constable</p></td></tr></table>"
    )
    assert [one for _, one in said(draft(page, "page.html"))] == ["Fiona Threlkeld", "Adrian Wasdale"]


def test_a_quotation_of_somebody_else_below_the_signature_is_no_part_of_the_comment() -> None:
    text = (
        f"{HEAD}## Commissioner’s comments\n\nI welcome it and have read it twice.\n\n## Chief Constable’s comments\n\n"
        "We accept every word of it.\n\nEdmund Farleigh  \nChief Constable\n\n"
        "“These findings echo what our members hear,” said Olive Trask, chair of the Residents’ Panel.\n"
    )
    made = draft(text)
    assert not any("echo" in one["text"] for one in made.data["comments"])
    assert said(made)[1] == ("chief_officer", "Edmund Farleigh")


@pytest.mark.parametrize(
    ("title", "body"),
    [
        ("Northumbria and the cuts", "northumbria-pcc"),
        ("Northumbria, Cleveland and the cuts", None),
        ("The cuts", None),
    ],
)
def test_a_text_of_a_commissioner_that_names_no_more_than_the_area_at_its_head(title: str, body: str | None) -> None:
    text = f"# {title}: what I say\n\nBy Winifred Storey, your Police and Crime Commissioner\n\n## My comments\n\n"
    raw = f"{text}I welcome “Invented cells: a look”, a report published on 3 May 2013, and have read it twice.\n"
    if body is None:
        with pytest.raises(DocumentError, match="whose response"):
            drafts_of(raw.encode(), "response.md", STANDARD)
        return
    (made,) = drafts_of(raw.encode(), "response.md", STANDARD)
    assert made.data["policing_body"] == body
    assert ("policing_body",) in guessed(made)


# --- copies ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Copies of this Statement have been served on HMICFRS and on the Home Secretary.",
         [("hmicfrs", True), ("home_secretary", True)]),
        ("This email has also been put before the chair of the Police and Crime Panel.",
         [("police_and_crime_panel", True)]),
        ("This response has been shared with the Home Secretary and HMICFRS.",
         [("home_secretary", True), ("hmicfrs", True)]),
        ("It has been sent to HMICFRS, and is on my website.", [("hmicfrs", True), ("own_website", True)]),
        ("This response is on the Corporation’s website.", [("own_website", True)]),
        ("Anfonwyd copi at yr Ysgrifennydd Cartref ac at AHEF.", [("home_secretary", True), ("hmicfrs", True)]),
        ("I am copying this letter to the Home Secretary, to the Chief Constable and to my neighbours.",
         [("home_secretary", True), ("chief_officer", True), ("other", True)]),
        ("A copy was sent to Sir Jo Sample, HM Chief Inspector of Constabulary, and the Chief Constable.",
         [("hmicfrs", True), ("chief_officer", True)]),
        ("A copy of this letter goes to Her Majesty’s Inspector, Jo Sample CBE, and to the chair of the Crime Panel.",
         [("hmicfrs", True), ("police_and_crime_panel", True)]),
        ("Anfonaf gopi o’r llythyr hwn at Jo Sample QPM, Prif Arolygydd Cwnstabliaeth Ei Fawrhydi, ac at Banel Heddlu"
         " a Throsedd Gogledd Cymru.", [("hmicfrs", True), ("police_and_crime_panel", True)]),
        ("A copy has gone to HMICFRS and to the Kent Police, Fire and Crime Panel.",
         [("hmicfrs", True), ("police_and_crime_panel", True)]),
        ("A copy was sent to Sir Jo Sample and the Chief Constable.", []),
        ("A copy was sent to Jo Sample, Kit Example, and the Chief Constable.", []),
        ("This response will be shared with the Home Secretary.", []),
        ("A copy was sent to the caterers and to their friends.", []),
        ("Copies went to the Home Office and HMICFRS and to nobody on 6 October.", []),
        ("A copy has gone to HMICFRS, to the Home Secretary and to the Kent and Medway Police and Crime Panel.",
         [("hmicfrs", True), ("home_secretary", True), ("police_and_crime_panel", True)]),
        ("Copies went to the Avon and Somerset Police and Crime Panel and the Home Secretary.",
         [("police_and_crime_panel", True), ("home_secretary", True)]),
        ("Copies went to HMICFRS and Kent Police and Crime Panel.",
         [("hmicfrs", True), ("police_and_crime_panel", True)]),
        ("A copy went to the Mayor and Kent Police and Crime Panel.", []),
        ("The report is on the inspectorate’s shelf and not on a website.", []),
    ],
)  # fmt: skip
def test_sentences_say_to_whom_copies_went(line: str, expected: list[tuple[str, bool]]) -> None:
    assert codes(line) == expected


def test_a_list_of_names_parted_by_strokes() -> None:
    found, unknown = copies_listed(paragraph("Circulation list: HMICFRS / Home Office / Chief Constable"))
    assert [one.entry["recipient"] for one in found] == ["hmicfrs", "home_secretary", "chief_officer"]
    assert unknown == []


def test_an_inspectorate_of_something_else_is_not_the_one_of_constabulary() -> None:
    found, unknown = copies_listed(paragraph("Sent to: the Home Office; HMICFRS; HM Inspectorate of Prisons"))
    assert [one.entry["recipient"] for one in found] == ["home_secretary", "hmicfrs"]
    assert unknown == ["HM Inspectorate of Prisons"]


@pytest.mark.parametrize(
    "line",
    [
        "Sent to the Home Secretary ☑ Sent to HMICFRS ☑ Sent to the Chief Constable ☐",
        "Home Office informed ✔ HMICFRS informed ✔ Chief Constable informed ✘",
        "Box 6: sent to ☒ Home Secretary ☒ HMICFRS ☐ Chief Constable",
    ],
)
def test_boxes_behind_their_words_in_one_line(line: str) -> None:
    label = copies_in_a_line(paragraph(line))
    assert label is not None
    found, _ = copies_in([label[1]])
    assert [(one.entry["recipient"], one.entry["sent"]) for one in found] == [
        ("home_secretary", True), ("hmicfrs", True), ("chief_officer", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "table",
    [
        "<tr><td>☒ Home Secretary</td><td>☒ HMICFRS</td><td>☐ Chief Constable</td></tr>",
        "<tr><th>Recipient</th><th>Sent?</th></tr><tr><td>Home Secretary</td><td>Yes</td></tr>"
        "<tr><td>HMICFRS</td><td>Yes</td></tr><tr><td>Chief Constable</td><td>No</td></tr>",
    ],
)
def test_tables_of_copies_under_any_heading(table: str) -> None:
    page = (
        f"{PAGE}"
        "<h2>Commissioner’s comments</h2><p>I welcome it and have read it twice.</p>"
        f"<h2>Checklist</h2><table>{table}</table>"
    )
    found = {one["recipient"]: one["sent"] for one in draft(page, "page.html").data["distribution"]}
    assert found == {"home_secretary": True, "hmicfrs": True, "chief_officer": False}


def test_a_table_that_says_something_else_of_recipients_is_none_of_copies() -> None:
    table = (
        "<table><tr><td>Home Secretary</td><td>rang on Monday</td></tr><tr><td>HMICFRS</td><td>wrote</td></tr></table>"
    )
    assert copies_in_a_line(blocks_of(table)[0]) is None


def test_a_message_has_a_copy_for_whom_it_names_beside_cc() -> None:
    message = (
        "From: OPCC <a@kent-pcc.example>\nTo: Jo <jo@example.org>\nCc: Home Office Inspection Unit <i@example.org>\n"
        "Subject: Kent PCC response to “Invented cells: a look”\nDate: Tue, 16 Apr 2024 15:12:44 +0100\n"
        "Content-Type: text/plain; charset=utf-8\n\nGood afternoon,\n\nReport published: 3 May 2024\n\n"
        "PCC comments\n\nI welcome it and have read it twice.\n"
    )
    assert draft(message, "message.eml").data["distribution"] == [
        {"recipient": "home_secretary", "sent": True, "as_printed": "Home Office Inspection Unit"}
    ]


# --- dates -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "day"),
    [("Dec-2025", "2025-12"), ("30.5.19", "2019-05-30"), ("12-03-2026", "2026-03-12"), ("Completed", None)],
)
def test_days_alone(words: str, day: str | None) -> None:
    found = only_date(words)
    assert (found.date if found else None) == day


@pytest.mark.parametrize(
    ("words", "day"),
    [("End of December 2023", "2023-12-31"), ("end February 2024", "2024-02-29"), ("The end of an era", None)],
)
def test_the_end_of_a_month(words: str, day: str | None) -> None:
    found = end_of_month(words)
    assert (found.date if found else None) == day


def test_one_date_without_a_label_that_says_of_what_is_a_guess() -> None:
    text = f"{TITLE}{VIEWS}"
    made = draft(f"{text}Date: 7 June 2024\n")
    assert made.data["dates"] == {"published": "2024-06-07"}
    assert ("dates", "published") in guessed(made)
    assert "dates" not in draft(f"{text}Date: 7 June 2024\n\nDate: 9 June 2024\n").data


def test_a_day_below_the_name_and_the_office_is_a_guess() -> None:
    text = f"{TITLE}{VIEWS}"
    made = draft(f"{text}Howard Swainby  \nPolice and Crime Commissioner for Kent  \n7 June 2024\n")
    assert made.data["dates"] == {"published": "2024-06-07"}
    assert ("dates", "published") in guessed(made)


def test_a_report_of_a_day_without_a_year_was_published_in_the_year_before_the_response() -> None:
    text = "# Kent PCC response to “Invented cells: a look”\n\nThe report was published on 12 November. {}\n\n" + VIEWS
    made = draft(text.format("Our response was published on 9 January 2014."))
    assert made.data["inspections"][0]["published"] == "2013-11-12"
    assert ("inspections", 0, "published") in guessed(made)
    assert "published" not in draft(text.format("We answer it here.")).data["inspections"][0]


# --- grades ----------------------------------------------------------------------------------------------------------


def grades(text: str) -> dict[str, str]:
    return {one.question: one.code for one in grades_in(blocks(text), STANDARD)}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| Outstanding | Preventing crime |\n| --- | --- |\n| Good | Investigating crime |\n",
         {"Preventing crime": "outstanding", "Investigating crime": "good"}),
        ("| Good | Requires improvement |\n| --- | --- |\n"
         "| Preventing crime Managing offenders | Investigating crime |\n",
         {"Preventing crime": "good", "Managing offenders": "good", "Investigating crime": "requires_improvement"}),
        ("Preventing crime Good Managing offenders Requires improvement",
         {"Preventing crime": "good", "Managing offenders": "requires_improvement"}),
        ("The force is adequate, while managing offenders was found to be good.", {"Managing offenders": "good"}),
        ("HMICFRS graded the force as “requires improvement” for vetting and “adequate” for counter-corruption.",
         {"Vetting": "requires_improvement", "Counter-corruption": "adequate"}),
        ("| Good | A cup of tea |\n| --- | --- |\n| Good | A biscuit |\n", {}),
        ("Preventing crime is good for everybody.", {}),
    ],
)  # fmt: skip
def test_grades_before_their_questions_in_rows_and_in_sentences(text: str, expected: dict[str, str]) -> None:
    assert grades(text) == expected


# --- findings --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("Area for improvement (Responding to the public): The force should act.",
         ("area_for_improvement", "", "The force should act.", "Responding to the public")),
        ("3.1 Area for improvement (ii): The force should act.",
         ("area_for_improvement", "ii", "The force should act.", "")),
        ("• Area for improvement: The force should act.", ("area_for_improvement", "", "The force should act.", "")),
        ("Recommendation (for the force): It should act.", None),
    ],
)  # fmt: skip
def test_what_brackets_behind_the_name_of_a_finding_hold(words: str, expected: tuple[str, ...] | None) -> None:
    found = head_of(words)
    assert (tuple(found) if found and expected else None) == expected
    assert expected or not (found and found.theme)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("By May, chief constables who have not done so should act.", ("chief_officers",)),
        ("The four chief constables should agree.", None),
        ("Erbyn Awst, dylai pob prif gwnstabl adolygu hyfforddiant.", ("chief_officers",)),
        ("Dylai’r prif gwnstabl adolygu hyfforddiant.", ("named_force",)),
        ("By May, the NPCC coordinator for fraud and the City of London Police should agree.", ("npcc", "named_force")),
        ("By May, chief constables should act. The force should say how.", ("chief_officers",)),
        ("The force should work with the NPCC lead for custody.", ("named_force",)),
    ],
)
def test_whom_a_finding_asks(text: str, expected: tuple[str, ...] | None) -> None:
    asked = addressees_in(text)
    assert (asked.codes if asked else None) == expected


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Already in place. It has been so since 2020.", "already_done"),
        ("This is accepted. An analyst was seconded.", "accepted"),
        ("This too has been accepted. It is under way.", "accepted"),
        ("The Constabulary accepts this too. Words are searched for.", "accepted"),
        ("The MPS agrees in part: it will do so in serious cases.", "accepted_in_part"),
        ("Not applicable to the MPS. It will follow.", "not_applicable"),
        ("This is accepted practice elsewhere.", None),
    ],
)
def test_words_with_which_an_answer_accepts(text: str, code: str | None) -> None:
    found = acceptance_at_start(text)
    assert (found.code if found else None) == code


def test_a_force_accepts_in_a_later_sentence() -> None:
    found = acceptance_inside("It will be opened before Christmas. Kent Police accept the recommendation in full.")
    assert found is not None
    assert found.code == "accepted"


def test_a_table_whose_cells_begin_with_their_labels() -> None:
    page = (
        f"{PAGE}"
        "<h2>Answers to the recommendations</h2><table>"
        "<tr><td><b>Recommendation 1</b><br>The force should count its cells.</td>"
        "<td><b>Kent Police</b><br>They have been counted.</td><td><b>Kent PCC</b><br>I have seen the count.</td></tr>"
        "<tr><td><b>Recommendation 2</b><br>The force should paint them.</td>"
        "<td><b>Kent Police</b><br>Not accepted.</td><td><b>Kent PCC</b><br>I see the sense in that.</td></tr></table>"
    )
    found = recommendations(draft(page, "page.html"))
    assert [(one["number"], one["text"]) for one in found] == [
        ("1", "The force should count its cells."), ("2", "The force should paint them."),
    ]  # fmt: skip
    assert found[0]["answer"] == {
        "force_action": "They have been counted.",
        "body_action": "I have seen the count.",
    }


SPANNED = (
    f"{PAGE}<h2>Action plan</h2><table>"
    "<tr><td colspan=3>Recommendation 1: The force should count its cells.</td></tr>"
    "<tr><td>Force action</td><td>PCC action</td><td>Owner</td></tr>"
    "<tr><td>They are counted.</td><td>I have seen it.</td><td>Supt Field</td></tr>"
    "<tr><td colspan=3>Area for improvement 1: The force should paint them.</td></tr>"
    "<tr><td>Force action</td><td>PCC action</td><td>Owner</td></tr>"
    "<tr><td>Paint is bought.</td><td>I paid for it.</td><td>Insp Hill</td></tr></table>"
)


def test_the_names_of_findings_above_heads_that_each_has_again() -> None:
    found = recommendations(draft(SPANNED, "page.html"))
    assert [(one["kind"], one["number"], one["answer"]["force_action"], one["answer"]["owner"]) for one in found] == [
        ("recommendation", "1", "They are counted.", "Supt Field"),
        ("area_for_improvement", "1", "Paint is bought.", "Insp Hill"),
    ]


def test_a_name_above_labels_in_the_first_column_is_another_form() -> None:
    page = (
        f"{PAGE}<h2>Recommendations</h2>"
        "<table><tr><td colspan=2><b>Recommendation 4</b> The force should count its cells.</td></tr>"
        "<tr><td>Constabulary</td><td>Accepted. They are counted twice a day by the sergeant.</td></tr>"
        "<tr><td>Commissioner</td><td>I have seen the count.</td></tr></table>"
    )
    (one,) = recommendations(draft(page, "page.html"))
    assert one["answer"]["force_action"] == "Accepted. They are counted twice a day by the sergeant."
    assert one["answer"]["body_action"] == "I have seen the count."


def test_a_finding_with_two_answers_beside_one_another() -> None:
    page = (
        f"{PAGE}<h2>Findings</h2><table><tr><td>AFI 1</td><td>The force should count its cells.</td><td></td>"
        "<td>Accept in part</td></tr><tr><td>Kent Police</td><td>They are counted.</td><td>OPCC</td>"
        "<td>I have seen it.</td></tr></table>"
    )
    (one,) = recommendations(draft(page, "page.html"))
    assert (one["number"], one["text"]) == ("1", "The force should count its cells.")
    assert one["answer"] == {
        "acceptance": "accepted_in_part",
        "force_action": "They are counted.",
        "body_action": "I have seen it.",
    }


def test_numbers_under_the_name_of_a_kind_with_rows_of_themes_between() -> None:
    text = (
        f"{HEAD}{VIEWS}## Areas for improvement\n\n"
        "| AFI | HMICFRS wording | Force update | PCC activity |\n| --- | --- | --- | --- |\n"
        "| Responding |  |  |  |\n| 1 | The force should answer sooner. | It does. | I check. |\n"
        "| Investigating |  |  |  |\n| 2 | The force should ask more. | It will. | I ask. |\n"
    )
    assert [one.get("number") for one in recommendations(draft(text))] == ["1", "2"]


@pytest.mark.parametrize(
    ("label", "column"),
    [
        ("The force’s reply (ACC Field)", "force_action"),
        ("The force’s reply (with a poem)", ""),
        ("Mine", "body_action"),
        ("Safbwynt", "status"),
    ],
)
def test_what_short_labels_name(label: str, column: str) -> None:
    assert column_of(label) == column


@pytest.mark.parametrize(
    "text",
    [
        "Nid wyf am weithredu ar hyn gan mai mater i’r Llywodraeth ydyw.",
        "Officers propose nothing more, it having been done.",
        "There is nothing for the Board to do on this.",
        "I have no plans to act upon this, as it is done.",
    ],
)
def test_a_refusal_is_a_reason(text: str) -> None:
    table = "| No. | Recommendation | Force response | PCC response |\n| --- | --- | --- | --- |\n"
    table += f"| 1 | The force should act. | It did. | {text} |\n"
    (one,) = recommendations(draft(f"{HEAD}{VIEWS}## Recommendations\n\n{table}"))
    assert one["answer"]["no_action_reason"] == text


def test_the_inspectorate_and_the_day_in_brackets_behind_a_title() -> None:
    text = f"# Kent PCC response\n\nReport one: Invented cells: a look (HMICFRS, 3 May 2024)\n\n{VIEWS}"
    report = draft(text).data["inspections"][0]
    assert (report["title"], report["published"]) == ("Invented cells: a look", "2024-05-03")


def test_the_day_on_which_a_copy_went_is_no_day_of_the_report() -> None:
    made = draft(
        f"{TITLE.partition('Report')[0]}{VIEWS}Sent to the Home Office and HMICFRS on publication, 6 June 2024.\n"
    )
    assert "published" not in made.data["inspections"][0]


def test_a_label_may_end_as_a_sentence_does() -> None:
    assert [one.label for one in labels_at_start("(a) Police response. A register was opened.")] == [
        "(a) Police response"
    ]
    assert list(labels_at_start("The force agreed. A register was opened.")) == []


@pytest.mark.parametrize(
    "text",
    [
        "The report contains one area for improvement: that the force should know its staff.",
        "There remains one area for improvement. HMICFRS says that the force should know its staff.",
    ],
)
def test_a_sentence_that_counts_one_finding_is_that_finding(text: str) -> None:
    (one,) = recommendations(draft(f"{HEAD}{VIEWS}## Areas for improvement\n\n{text}\n\nThe force will do so.\n"))
    assert (one["kind"], one["text"]) == ("area_for_improvement", text)
    assert one["answer"]["force_action"] == "The force will do so."


def test_a_finding_and_its_answer_in_one_paragraph() -> None:
    text = (
        f"{HEAD}{VIEWS}## Areas for improvement\n\n"
        "**Custody.** *The force should count its cells.* It has counted them. "
        "I have seen the count.\n\n**Custody.** *The force painted its cells.* I like the colour.\n"
    )
    (one,) = recommendations(draft(text))
    assert (one["theme"], one["text"]) == ("Custody", "The force should count its cells.")
    assert one["answer"] == {"force_action": "It has counted them.", "body_action": "I have seen the count."}


def test_a_heading_inside_a_letter_heads_its_findings() -> None:
    text = (
        "**Areas for improvement**\n\n(i) The force should count its cells.\n\nForce: They are counted.\n\n"
        "Commissioner: I have seen it.\n\n"
    )
    (one,) = recommendations(draft(LETTER.format(text)))
    assert (one["kind"], one["number"]) == ("area_for_improvement", "i")
    assert one["answer"]["force_action"] == "They are counted."


def test_the_answer_of_the_body_below_that_of_the_force_in_a_letter() -> None:
    text = (
        "**Recommendation 1** – The force should count its cells.\n\nThe force has counted them.\n\n"
        "For my part, I have asked to see the count.\n\nI thank you for the report, which I read at home.\n\n"
    )
    (one,) = recommendations(draft(LETTER.format(text)))
    assert one["answer"]["body_action"] == "For my part, I have asked to see the count."
    assert one["answer"]["force_action"] == "The force has counted them."


def test_an_answer_that_points_to_another_beside_one_of_its_own_asks() -> None:
    text = (
        f"{HEAD}{VIEWS}## Areas for improvement\n\n| AFI | HMICFRS wording | Force update | PCC activity |\n"
        "| --- | --- | --- | --- |\n| 1 | The force should answer sooner. | It does. | I check. |\n"
        "| 2 | The force should ask more. | It will. | As AFI 1. |\n| 3 | The force should rest. |  | See AFI 1 |\n"
    )
    made = draft(text)
    assert [one.get("answered_with") for one in recommendations(made)] == [None, None, "1"]
    assert "As AFI 1." in made.data["document"]["sections"][-1]["text"]
    assert text_of(made, STANDARD, "draft.yaml").errors == ()


def test_who_leads_and_by_when_in_one_cell() -> None:
    page = (
        f"{PAGE}<h2>Areas for improvement</h2><table><tr><th>AFI</th><th>What the inspectors said</th>"
        "<th>Force update</th><th>PCC update</th><th>Lead / when</th></tr>"
        "<tr><td>1</td><td>The force should count its cells.</td><td>It does.</td><td>I check.</td>"
        "<td>Supt Field<br>By September 2024</td></tr>"
        "<tr><td>2</td><td>The force should paint them.</td><td>It does.</td><td>I paid.</td>"
        "<td>Insp Hill<br>Done</td></tr></table>"
    )
    made = draft(page, "page.html")
    answers = [one["answer"] for one in recommendations(made)]
    assert [(one["owner"], one.get("target_date")) for one in answers] == [
        ("Supt Field", "2024-09"),
        ("Insp Hill", None),
    ]
    assert "Done" in made.data["document"]["sections"][-1]["text"]


def test_several_labels_in_one_line() -> None:
    text = (
        f"{HEAD}{VIEWS}## Recommendations\n\n**Recommendation 1** The force should count its cells.\n\n"
        "Force: They are counted.\n\nLead: Insp Field · Due: 31 January 2025\n"
    )
    (one,) = recommendations(draft(text))
    assert (one["answer"]["owner"], one["answer"]["target_date"]) == ("Insp Field", "2025-01-31")


def test_a_title_in_quotation_marks_beside_its_label_ends_with_them() -> None:
    text = f"# Kent PCC response\n\nReport: “Invented cells: a look”, which appeared on 3 May 2024\n\n{VIEWS}"
    assert draft(text).data["inspections"][0]["title"] == "Invented cells: a look"


def test_findings_with_letters_below_an_answered_one() -> None:
    text = (
        f"{HEAD}{VIEWS}## Recommendations\n\n**Recommendation 1** The force should:\n\n(a) count its cells.\n\n"
        "Force: They are counted.\n\nPCC: I have seen it.\n\n**(i)** The force should paint them.\n\n"
        "Force: Paint is bought.\n\nPCC: I paid for it.\n\n**(ii)** The force should heat them.\n\nForce: It does.\n"
    )
    found = recommendations(draft(text))
    assert [(one["number"], one["answer"]["force_action"]) for one in found] == [
        ("1", "They are counted."),
        ("i", "Paint is bought."),
        ("ii", "It does."),
    ]


def test_a_decision_in_a_heading() -> None:
    text = (
        f"{HEAD}{VIEWS}## Recommendations\n\n### Recommendation 1\n\nThe force should count its cells.\n\n"
        "#### Status: accepted in part\n\nPolice: They are counted.\n\nPCC: I have seen it.\n"
    )
    (one,) = recommendations(draft(text))
    assert one["answer"]["acceptance"] == "accepted_in_part"


# --- the frame -------------------------------------------------------------------------------------------------------


def test_lists_that_count_on_are_the_numbered_paragraphs_of_a_report() -> None:
    long = "word " * 14
    made, numbers = unnumbered(blocks(f"# A\n\n1. One {long}\n2. Two {long}\n\n# B\n\n3. Three {long}\n"))
    assert [one.kind for one in made] == ["heading", "paragraph", "paragraph", "heading", "paragraph"]
    assert numbers == ["1", "2", "3"]
    again = blocks(f"# A\n\n1. One {long}\n2. Two {long}\n\n# B\n\n1. Three {long}\n")
    assert unnumbered(again) == (again, [])


def test_paragraphs_that_are_counted_in_each_part_lose_their_numbers() -> None:
    lines = ["1.1 One is said.", "1.2 Two is said.", "2.1 Three is said.", "2.2 Four is said.", "2.3 Five is said."]
    made, numbers = unnumbered(list(map(paragraph, lines)))
    assert [one.words for one in made] == [f"{n} is said." for n in ("One", "Two", "Three", "Four", "Five")]
    assert numbers == ["1.1", "1.2", "2.1", "2.2", "2.3"]
    versions = list(map(paragraph, ["1.1 One.", "1.4 Two.", "2.2 Three.", "2.9 Four.", "3.1 Five."]))
    assert unnumbered(versions) == (versions, [])


def test_facts_that_a_list_holds() -> None:
    title = TITLE.partition("Report")[0]
    made = draft(f"{title}- Report published: 3 May 2024\n- Publication date: 7 June 2024\n\n{VIEWS}")
    assert made.data["dates"] == {"published": "2024-06-07"}


def test_the_body_answers_the_chief_officer_below_his_words() -> None:
    text = (
        f"{HEAD}## Commissioner’s comments\n\nI welcome it and have read it twice.\n\n"
        "I asked the Chief Constable, who has responded in these terms:\n\n> “We accept every word of it.”\n\n{}\n"
    )
    reply = draft(text.format("In answer to the Chief Constable I would say that words are cheap."))
    assert [kind for kind, _ in said(reply)][-1] == "reply_to_chief_officer"
    more = draft(text.format("I shall look at it again in the autumn of this year."))
    assert [kind for kind, _ in said(more)][-1] == "policing_body"


def test_a_copy_for_the_home_secretary_below_a_signature_does_not_make_a_letter_hers() -> None:
    letter = "Dear Ms Field,\n\nThank you.\n\nYours sincerely,\n\nAlan Salt\n\n{}Jo Sample MP, Home Secretary\n"
    assert not is_of_government(blocks(letter.format("c.c. ")))
    assert is_of_government(blocks(letter.format("")))


def test_a_text_below_a_button_that_opens_it_is_read_and_a_menu_is_not() -> None:
    page = (
        f"{PAGE}"
        "<h2><button aria-expanded=false>Commissioner’s comments</button></h2>"
        "<div hidden><p>I welcome it and have read it twice.</p></div>"
        "<a aria-expanded=false>More</a><ul hidden><li><a href=x>Old pages</a></li></ul>"
        "<p>Below is nothing.</p><div hidden><p>Nobody sees this.</p></div>"
    )
    made = draft(page, "page.html")
    words = str(made.data)
    assert "have read it twice" in words
    assert "Old pages" not in words
    assert "Nobody sees this" not in words

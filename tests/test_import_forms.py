"""Forms in which offices write what they answer, each as a few lines of invented text, and what a draft has of them."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.joint_acceptance import accepted_in
from opcc_opendata.importers.people import signature, signer
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.report_titles import unmarked
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept, words_in

STANDARD = load_standard(packaged_standard())


def draft(text: str, name: str = "response.md") -> ImportedDraft:
    (made,) = drafts_of(text.encode(), name, STANDARD, "kent-pcc")
    assert name.endswith(".html") or unkept(text, [made]) == []
    return made


def answers(made: ImportedDraft) -> dict[str, dict[str, Any]]:
    return {one.get("number", ""): one.get("answer", {}) for one in made.data.get("recommendations", [])}


def loose(made: ImportedDraft) -> str:
    sections = made.data.get("document", {}).get("sections", [])
    return "".join(one["text"] for one in sections if one.get("heading") == "Not placed")


def questions(made: ImportedDraft) -> str:
    return " ".join(sentence for _, sentence in made.notes.gaps)


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        (
            "I accept recommendations 1 and 3 and partially accept 2.",
            {"1": "accepted", "3": "accepted", "2": "accepted_in_part"},
        ),
        (
            "I accept recommendations 2 and 4 to 6 in full, accept in part recommendation 1, and reject 3.",
            {
                "2": "accepted",
                "4": "accepted",
                "5": "accepted",
                "6": "accepted",
                "1": "accepted_in_part",
                "3": "not_accepted",
            },
        ),
        ("We do not accept recommendation 7.", {"7": "not_accepted"}),
        ("Recommendations 1 and 2 are accepted in part.", {"1": "accepted_in_part", "2": "accepted_in_part"}),
        ("The PCC agrees with recommendation 4.", {"4": "accepted"}),
        ("I do not fully accept recommendation 2.", {}),
        ("I would accept recommendation 2 if it were funded.", {}),
        ("I have asked if the Chief Constable accepts recommendation 2.", {}),
        ("The Chief Constable accepts recommendations 1 and 2.", {}),
        ("I accept all but recommendation 2.", {}),
        ("I accept 12 of them.", {}),
        ("I accept the report, which makes recommendation 2 again.", {}),
        ("None.", {}),
    ],
)
def test_what_a_sentence_accepts_by_number(words: str, codes: dict[str, str]) -> None:
    assert {one.number: one.code for one in accepted_in(words)} == codes


def test_a_joint_acceptance_stands_in_each_answer_and_two_that_differ_in_none() -> None:
    text = (
        "# Kent PCC response\n\n## PCC comments\n\nI accept recommendations 1 and 2 and partially accept 3.\n\n"
        "## Recommendations\n\n### Recommendation 1\n\nForces should act.\n\n**PCC response:** Accepted. I act.\n\n"
        "### Recommendation 2\n\nForces should wait.\n\n**PCC response:** Partially accepted. I wait.\n"
    )
    found = answers(draft(text))
    assert found["1"]["acceptance"] == "accepted"
    assert "acceptance" not in found["2"]
    assert found["3"] == {"acceptance": "accepted_in_part"}


def test_a_joint_acceptance_beside_findings_without_numbers_is_a_question() -> None:
    text = (
        "# Kent PCC response\n\n## PCC comments\n\nI accept recommendations 1 and 2.\n\n## Recommendations\n\n"
        "- Forces should act.\n- Forces should wait.\n"
    )
    made = draft(text)
    assert list(answers(made)) == [""]
    assert "which findings are meant is not certain" in questions(made)


def test_what_the_force_accepts_is_not_what_the_commissioner_accepts() -> None:
    text = (
        "# Kent PCC response\n\n### Recommendation 1\n\nForces should act.\n\n"
        "**Force response:** Not accepted. We have it.\n\n**PCC response:** I will ask for more.\n\n"
        "### Recommendation 2\n\nForces should wait.\n\n**Force response:** Accepted. We wait.\n"
    )
    found = answers(draft(text))
    assert "acceptance" not in found["1"]
    assert found["2"]["acceptance"] == "accepted"


def test_labels_in_the_items_of_a_list() -> None:
    text = (
        "# Kent PCC response\n\n### 4. Recommendations applicable to the force\n\n**Rec 4:** Forces should act.\n\n"
        "- *Force response:* We act.\n- *PCC response:* I watch.\n"
    )
    made = draft(text)
    assert answers(made)["4"] == {"force_action": "We act.", "body_action": "I watch."}
    assert "theme" not in made.data["recommendations"][0]


def test_plain_text_in_single_lines() -> None:
    text = (
        "Kent Police and Crime Commissioner\nTitle: Numbers that count\nDate of report: 16 June 2026\nPCC comments\n"
        "I thank the inspectors.\nChief Constable comments\nWe count each day.\n"
    )
    made = draft(text, "response.txt")
    assert made.data["inspections"][0]["title"] == "Numbers that count"
    assert [(one["kind"], one["text"]) for one in made.data["comments"]] == [
        ("policing_body", "I thank the inspectors."),
        ("chief_officer", "We count each day."),
    ]


@pytest.mark.parametrize("words", ["PCC comments", "Chief Constable comments"])
def test_words_of_a_label_in_the_middle_of_a_wrapped_sentence_are_no_heading(words: str) -> None:
    text = (
        f"# Kent PCC response\n\n## PCC comments\n\nI was glad to read that the\n{words}\nwere read by many people.\n"
    )
    (comment,) = draft(text).data["comments"]
    assert comment["kind"] == "policing_body"
    assert words in comment["text"]


def test_a_form_with_findings_below_its_facts() -> None:
    rows = [
        ("Report name", "Lost property"),
        ("Report date", "2 December 2025"),
        ("Summary of the report", "Stores were full."),
        ("Recommendation 1", "Forces should clear them."),
        ("Force response", "One is clear."),
        ("PCC response", "I saw it."),
        ("Signed", "Sam Sample, PCC"),
    ]
    table = "".join(f"<tr><td>{label}</td><td>{words}</td></tr>" for label, words in rows)
    made = draft(f"<h1>Kent PCC response</h1><table>{table}</table>", "form.html")
    assert made.data["inspections"][0]["title"] == "Lost property"
    assert made.data["inspections"][0]["key_findings"] == "Stores were full."
    assert answers(made) == {"1": {"force_action": "One is clear.", "body_action": "I saw it."}}


@pytest.mark.parametrize(
    ("head", "kept"),
    [
        (
            "Unit 4, Mill Lane\\\nMaidstone\\\nTelephone: 01632 960001\\\npcc@kent.example\n\n4 May 2024\n\n",
            "",
        ),
        ("The Rt Hon Jo Minister MP\\\nHome Office\n\n4 May 2024\n\n**Lost property**\n\n", "**Lost property**\n\n"),
        ("This is what I wrote to the minister.\n\n4 May 2024\n\n", "This is what I wrote to the minister.\n\n"),
    ],
)
@pytest.mark.parametrize("between", ["\n\n", "\\\n"])
def test_the_head_of_a_letter_is_left_out_of_what_it_says(head: str, kept: str, between: str) -> None:
    said = "I welcome the report on *lost* property.  \nEach store is searched."
    letter = f"# Kent Police and Crime Commissioner\n\n{head}Dear Home Secretary,{between}{said}\n"
    made = draft(letter)
    (comment,) = made.data["comments"]
    assert comment["text"] == f"{kept}{said}"
    out = " ".join(one.text for one in made.left_out if one.reason == "head of a letter")
    assert "4 May 2024" in out
    assert "Dear Home Secretary" in out
    assert "Dear" not in loose(made)
    assert not unkept(letter.replace("\\", " "), [made])
    coverage = made.coverage
    assert coverage is not None
    assert coverage.words == sum(words_in(letter.replace("\\", " ")).values())


WITH_COPIES = (
    "Kent Police and Crime Commissioner\n\nDear Home Secretary,\n\nI welcome the report.\n\nYours sincerely,\n\n"
    "Sam Sample\nPolice and Crime Commissioner for Kent\n\n{line}\n"
)


@pytest.mark.parametrize("line", ["Copied to: the Panel", "cc: my aunt", "Copies: to follow"])
def test_a_copy_for_whom_there_is_no_code_is_a_question(line: str) -> None:
    made = draft(WITH_COPIES.format(line=line))
    assert "distribution" not in made.data
    assert line in loose(made)
    assert "it does not say if a copy was sent" in questions(made)
    assert line not in made.data["comments"][0]["text"]


@pytest.mark.parametrize(
    ("line", "codes"),
    [("cc: HMICFRS; Home Secretary", ["hmicfrs", "home_secretary"]), ("c.c. Home Secretary", ["home_secretary"])],
)
def test_each_copy_in_a_list_without_boxes_is_a_guess(line: str, codes: list[str]) -> None:
    made = draft(WITH_COPIES.format(line=line))
    assert [(one["recipient"], one["sent"]) for one in made.data["distribution"]] == [(one, True) for one in codes]
    states = {one.at: one.state for one in made.notes.readings if one.at[0] == "distribution"}
    assert states == {("distribution", n, "sent"): "guessed" for n in range(len(codes))}
    assert line not in made.data["comments"][0]["text"]


@pytest.mark.parametrize(
    "line", ["Published on April 17, 2026 by Communications", "Posted: 17/04/2026", "Published: 17 April 2026"]
)
def test_the_day_of_a_page_in_words_and_numbers(line: str) -> None:
    page = f"# Kent PCC response to HMICFRS: Online harms\n\n{line}\n\n## PCC comments\n\nI welcome it.\n"
    made = draft(page)
    assert made.data["dates"] == {"published": "2026-04-17"}
    assert made.data["inspections"][0]["title"] == "Online harms"


def test_time_limits_and_addressees_in_welsh() -> None:
    text = (
        "# Ymateb Comisiynydd Heddlu a Throsedd Gwent\n\n## Argymhellion\n\n### Argymhelliad 1\n\n"
        "Erbyn mis Medi 2026, dylai heddluoedd adolygu pob achos.\n\n### Argymhelliad 2\n\n"
        "O fewn chwe mis, dylai'r heddlu gyhoeddi'r ffigurau.\n"
    )
    one, two = draft(text).data["recommendations"]
    assert (one["time_limit"], one["addressees"]) == ("Erbyn mis Medi 2026", ["chief_officers"])
    assert (two["time_limit"], two["addressees"]) == ("O fewn chwe mis", ["named_force"])


def test_a_title_that_is_quoted_comes_before_words_about_a_report() -> None:
    text = (
        "# Commissioner responds to national report on roads\n\nThe report, “The long road”, was published by HMICFRS"
        " on 19 May 2026.\n\nSam Sample, Kent Police and Crime Commissioner, said: “I welcome it.”\n"
    )
    assert draft(text).data["inspections"][0]["title"] == "The long road"


def test_who_signs_for_the_office_is_not_the_commissioner() -> None:
    text = (
        "Dear Home Secretary,\n\nI welcome the report.\n\nKind regards,\n\nSal Brook\n"
        "Chief Executive, Office of the Police and Crime Commissioner for Kent\n"
    )
    assert "author" not in draft(text).data["comments"][0]


LETTER = (
    "Kent Police and Crime Commissioner\n\nDear Home Secretary,\n\nI write about the report.\n\nPCC comments\n\n"
    "I welcome the report.\n\nChief Constable comments\n\nWe accept it.\n\n{more}Yours sincerely,\n\nSam Sample\n"
    "Police and Crime Commissioner for Kent\n"
)


def test_labels_in_a_letter_say_who_speaks() -> None:
    made = draft(LETTER.format(more="Recommendation 1: Forces should act.\n\nForce response: We act.\n\n"))
    chief = next(one for one in made.data["comments"] if one["kind"] == "chief_officer")
    assert chief["text"] == "We accept it."
    assert "author" not in chief


def test_one_paragraph_before_the_signature_is_a_guess() -> None:
    made = draft(LETTER.format(more=""))
    place = next(n for n, one in enumerate(made.data["comments"]) if one["kind"] == "chief_officer")
    assert ("comments", place) in [at for at, _ in made.notes.guesses]


def test_more_paragraphs_before_the_signature_are_nobodys() -> None:
    made = draft(LETTER.format(more="I will look at this in May.\n\n"))
    assert {one["kind"] for one in made.data["comments"]} == {"policing_body"}
    assert "We accept it.\n\nI will look at this in May." in loose(made)
    assert "it can't be told where the other speaker ends" in questions(made)


@pytest.mark.parametrize("head", ["No.", "Recommendation"])
def test_parts_of_a_recommendation_whose_number_spans_their_rows(head: str) -> None:
    page = (
        f"<h1>Kent PCC response</h1><table><tr><th>{head}<th>Detail<th>Force response</tr>"
        "<tr><td rowspan=2>3<td>(a) Forces should count.<td>We count.</tr>"
        "<tr><td>(b) Forces should wait.<td>We wait.</tr><tr><td>4<td>Forces should act.<td>We act.</tr></table>"
    )
    made = draft(page, "page.html")
    assert [(one["number"], one["text"]) for one in made.data["recommendations"]] == [
        ("3(a)", "Forces should count."),
        ("3(b)", "Forces should wait."),
        ("4", "Forces should act."),
    ]


@pytest.mark.parametrize(
    ("printed", "number"), [("1(a)", "1(a)"), ("1 (b)", "1 (b)"), ("2(ii)", "2(ii)"), ("2 iv)", "2 iv)"), ("3c", "3c")]
)
def test_parts_of_a_recommendation_under_headings(printed: str, number: str) -> None:
    text = f"# Kent PCC response\n\n## Recommendation {printed}\n\nForces should act.\n\nForce response: We act.\n"
    assert list(answers(draft(text))) == [number]


def test_a_value_that_goes_on_in_the_next_line() -> None:
    text = (
        "Kent PCC response\n\nTitle of report: Young lives, an inspection of knife crime among\nthe under-18s\n"
        "Date of publication: 28 January 2026\n\nPCC comments\n\nI welcome it.\n"
    )
    (report,) = draft(text, "response.txt").data["inspections"]
    assert report["title"] == "Young lives, an inspection of knife crime among the under-18s"
    assert report["published"] == "2026-01-28"


ENGLISH = (
    "<p>Response of the Gwent Police and Crime Commissioner to the report</p><p>Report: Rural crime</p>"
    "<p><b>Commissioner's comments</b></p><p>I welcome the report for this area and the force.</p>"
)
WELSH = (
    "<p>Ymateb Comisiynydd Heddlu a Throsedd Gwent i'r adroddiad</p><p>Adroddiad: Trosedd gwledig</p>"
    "<p><b>Sylwadau'r Comisiynydd</b></p><p>Mae'r adroddiad hwn yn bwysig ac mae'r heddlu wedi ymateb.</p>"
)


@pytest.mark.parametrize("cells", [(ENGLISH, WELSH), (WELSH, ENGLISH)])
def test_english_and_welsh_side_by_side(cells: tuple[str, str]) -> None:
    rows = zip(*(cell.split("</p>") for cell in cells), strict=True)
    table = "".join(f"<tr>{''.join(f'<td>{one}</p></td>' for one in row if one)}</tr>" for row in rows)
    made = draft(f"<table>{table}</table>", "page.html")
    assert made.data["language"] == "en"
    assert [one["text"] for one in made.data["comments"]] == ["I welcome the report for this area and the force."]
    assert "Mae'r adroddiad hwn yn bwysig" in loose(made)
    assert "Adroddiad: Trosedd gwledig" in loose(made)
    assert [one.get("title") for one in made.data["inspections"]] == ["Rural crime"]
    assert any("in English and in Welsh" in remark for remark in made.notes.remarks)


def test_a_welsh_page_with_a_table_beside_it_in_english_keeps_the_welsh() -> None:
    welsh = WELSH.replace("<b>", "").replace("</b>", "") * 3
    table = f"<table><tr><td>{ENGLISH}</td><td>{WELSH}</td></tr></table>"
    made = draft(f"<h1>Ymateb Comisiynydd Heddlu a Throsedd Gwent</h1>{welsh}{table}", "page.html")
    assert made.data["language"] == "cy"
    assert "I welcome the report for this area" in loose(made)


def test_two_columns_in_one_language_are_no_bilingual_table() -> None:
    made = draft(f"<table><tr><td>{ENGLISH}</td><td>{ENGLISH}</td></tr></table>", "page.html")
    assert not any("in English and in Welsh" in remark for remark in made.notes.remarks)


def test_the_day_of_the_report_is_not_that_of_the_response_too() -> None:
    head = "# Kent PCC response\n\nReport: Dark rooms\n\nPublished: 17 September 2025\n\n"
    made = draft(f"{head}## PCC comments\n\nI welcome it.\n")
    assert made.data["inspections"][0]["published"] == "2025-09-17"
    assert "dates" not in made.data


@pytest.mark.parametrize(
    ("of_page", "of_letter", "dates"),
    [
        ("Published 28 March 2024", "15 January 2024\n\n", {"published": "2024-03-28", "letter": "2024-01-15"}),
        ("28 March 2024", "15 January 2024\n\n", {"letter": "2024-01-15"}),
        ("Published 28 March 2024", "", {"published": "2024-03-28"}),
    ],
)
def test_a_letter_on_a_page_has_its_own_date_and_not_the_pages(
    of_page: str, of_letter: str, dates: dict[str, str]
) -> None:
    made = draft(
        "# Response of the Norfolk Police and Crime Commissioner\n\n"
        f"{of_page}\n\n"
        "Andrew Sample\nHMICFRS\n23 Invented Street\n\n"
        f"{of_letter}"
        "Dear Andrew,\n\nInvented. I welcome the report, and will follow what the force does.\n\n"
        "Yours sincerely,\n\nPat Madeup\n\nPolice and Crime Commissioner for Norfolk\n"
    )
    assert made.data["dates"] == dates


@pytest.mark.parametrize(
    ("line", "author", "role"),
    [
        ("Pat Madeup-Sample Police and Crime Commissioner", "Pat Madeup-Sample", "Police and Crime Commissioner"),
        ("Pat Madeup - Police and Crime Commissioner", "Pat Madeup", "Police and Crime Commissioner"),
        ("Pat Madeup, PCC for Kent", "Pat Madeup", "PCC for Kent"),
    ],
)
def test_a_name_with_a_hyphen_is_not_cut_where_it_signs(line: str, author: str, role: str) -> None:
    assert signer(line) == (author, role, line)


def test_two_people_who_sign_side_by_side_are_not_one() -> None:
    def signed(*lines: str) -> str:
        return signature([paragraph("Yours sincerely"), *map(paragraph, lines)]).author

    assert signed("Pat Madeup", "PCC for Kent") == "Pat Madeup"
    assert signed("Pat Madeup Sam Sample", "PCC for Kent PCC for Essex") == ""


@pytest.mark.parametrize(
    ("body", "chief"),
    [
        ("**Commissioner’s comments:** ", "**Chief Constable’s comments:** "),
        ("Commissioner: ", "Chief Constable: "),
        ("**PCC (Pat Madeup)** – ", "**Chief Constable (Jo Sample)** – "),
    ],
)
def test_who_speaks_is_read_from_the_label_of_a_paragraph_above_the_findings(body: str, chief: str) -> None:
    made = draft(
        "# Response of the Kent Police and Crime Commissioner to PEEL 2023-25\n\n"
        f"{body}Invented. I fund two advocates and each has a waiting list.\n\n"
        f"{chief}Invented. We had 1,902 such crimes in the year.\n\n"
        "## Recommendations\n\nRecommendation 1: Forces should train their officers.\n\n"
        "Chief Constable: They will all have been trained by the summer.\n"
    )
    spoken = [(one["kind"], one["text"].split()[2]) for one in made.data["comments"]]
    assert spoken == [("policing_body", "fund"), ("chief_officer", "had")]
    names = [one.get("author") for one in made.data["comments"]]
    assert names == (["Pat Madeup", "Jo Sample"] if "(" in body else [None, None])
    assert answers(made)["1"]["force_action"].startswith("They will all")


def test_who_answers_a_lettered_finding_does_not_comment() -> None:
    made = draft(
        "# Response of the Kent Police and Crime Commissioner to PEEL 2023-25\n\n"
        "Invented. I welcome the report, and will read the next one too.\n\n"
        "RECOMMENDATIONS\n\n"
        "a) By 1 October 2026, the force should record the grounds for every search.\n\n"
        "Force response: Body-worn video is now checked against the record.\n\n"
        "b) The force should train supervisors to review searches.\n\n"
        "Force response: One hundred and ten supervisors have been trained.\n"
    )
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body"]
    assert [answers(made)[letter]["force_action"].split()[0] for letter in "ab"] == ["Body-worn", "One"]


def test_a_column_of_findings_that_begin_with_their_numbers() -> None:
    made = draft(
        "# Response of the Kent Police and Crime Commissioner to PEEL 2023-25\n\n"
        "| What we will do (PCC) | What the force will do | Do we accept? | Rec. |\n|---|---|---|---|\n"
        "| Fund an advocate | Invented. Screen each crime | Yes | 7 – chief constables should screen crimes |\n"
        "| Ask for the number | Draft each order | No | 8 – chief constables should use such orders |\n"
    )
    assert [one["text"] for one in made.data["recommendations"]] == [
        "chief constables should screen crimes",
        "chief constables should use such orders",
    ]
    assert {number: one["acceptance"] for number, one in answers(made).items()} == {
        "7": "accepted",
        "8": "not_accepted",
    }


def test_the_label_of_an_action_says_nothing_of_who_comments() -> None:
    """It may answer a finding that nothing else shows."""
    made = draft(
        "# Response of the Kent Police and Crime Commissioner to PEEL 2023-25\n\n"
        "Invented. I welcome the report, and will read the next one too.\n\n"
        "**Force action:** Invented. The profile will be brought up to date.\n"
    )
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body"]


def test_the_short_welsh_word_for_a_recommendation() -> None:
    made = draft(
        "# Ymateb Comisiynydd Heddlu a Throseddu Gwent i PEEL 2023-25\n\n"
        "Arg. 1 Dylai’r heddlu hyfforddi ei swyddogion.\n\n"
        "Camau’r heddlu: Byddant i gyd wedi’u hyfforddi erbyn yr haf.\n"
    )
    assert answers(made)["1"] == {"force_action": "Byddant i gyd wedi’u hyfforddi erbyn yr haf."}


def marked_table(heads: str, *rows: str) -> str:
    """A table of three findings: `heads` and each of the `rows` are what stands between the findings and the answer."""
    lines = "\n".join(
        f"| {n} | Forces should keep record {n}. | {row} | We did {n}. |" for n, row in enumerate(rows, 1)
    )
    rule = "---|" * (4 + heads.count("|"))
    return f"# A\n\n| Rec. | Recommendation | {heads} | Force response |\n|{rule}\n{lines}\n"


@pytest.mark.parametrize(
    ("heads", "rows", "codes"),
    [
        (
            "Accepted | In part | Rejected",
            ("✓ | |", "| ✓ |", "| | ✓"),
            ("accepted", "accepted_in_part", "not_accepted"),
        ),
        ("Rejected | Accepted", ("| x", "x |", "| X"), ("accepted", "not_accepted", "accepted")),
        ("Accepted | Rejected", ("☒ | ☐", "☐ | ☒", "☒ | ☐"), ("accepted", "not_accepted", "accepted")),
        (
            "Agreed | Partly | Not agreed",
            ("✓ | x | x", "x | ✓ | x", "x | x | x"),
            ("accepted", "accepted_in_part", None),
        ),
        ("Accepted | Rejected", ("✓ | ✓", "| ✓", " | "), (None, "not_accepted", None)),
        ("Yes | Partly | No", ("✓ | |", "| ✓ |", "| | ✓"), (None, None, None)),  # to which question?
        ("Accepted | Rejected", ("Sgt Low | ", "| ✓", "✓ |"), (None, None, None)),  # words: it is no column of marks
    ],
)
def test_a_mark_in_the_column_of_a_decision(heads: str, rows: tuple[str, ...], codes: tuple[str | None, ...]) -> None:
    made = draft(marked_table(heads, *rows))
    assert tuple(one.get("acceptance") for one in answers(made).values()) == codes
    assert [one["force_action"] for one in answers(made).values()] == ["We did 1.", "We did 2.", "We did 3."]


@pytest.mark.parametrize(
    ("heads", "marks"), [("Yes | Partly | No", 3), ("Closed | Open | Unknown", 3), ("Accepted | Rejected", 0)]
)
def test_a_mark_that_is_in_no_field_is_not_placed_and_counted(heads: str, marks: int) -> None:
    rows = ("✓ | |", "| ✓ |", "| | ✓") if heads.count("|") == 2 else ("✓ |", "| ✓", "✓ |")
    made = draft(marked_table(heads, *rows))
    assert loose(made).count("✓") == marks
    assert loose(made).count(":** ✓") >= marks - 1, (
        "each with the head of its column, but for one under “No”, which is no number"
    )
    assert made.coverage is not None
    assert made.coverage.unplaced >= marks


def test_yes_and_no_below_a_head_that_asks_if_it_is_accepted() -> None:
    head = (
        "<tr><th rowspan=2>No.<th rowspan=2>Recommendation<th colspan=2>{}<th rowspan=2>PCC response<tr><th>Yes<th>No"
    )
    rows = "".join(
        f"<tr><td>{n}<td>Forces should keep record {n}.{marks}<td>I asked {n}."
        for n, marks in ((1, "<td>✓<td>"), (2, "<td><td>✓"))
    )
    codes = {}
    for asked in ("Accepted?", "Published?"):
        made = draft(f"<h1>A</h1><table>{head.format(asked)}{rows}</table>", "response.html")
        codes[asked] = [one.get("acceptance") for one in answers(made).values()]
        assert [one["body_action"] for one in answers(made).values()] == ["I asked 1.", "I asked 2."]
    assert codes == {"Accepted?": ["accepted", "not_accepted"], "Published?": [None, None]}


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("A review of ‘Fraud: Time to choose’", "A review of ‘Fraud: Time to choose’"),
        ("**A second look at “Out of step”.**", "A second look at “Out of step”"),
        ("“Out of step” revisited", "“Out of step” revisited"),
        ("‘The police’s record’", "The police’s record"),
        ("“‘Out of step’ revisited”", "‘Out of step’ revisited"),
        ("“Out of step” and “In step”", "“Out of step” and “In step”"),
        ("“A second look at “Out of step””", "A second look at “Out of step”"),
        ("““Out of step” revisited”", "“Out of step” revisited"),
    ],
)
def test_quotation_marks_that_are_part_of_a_title_stay(heading: str, title: str) -> None:
    assert unmarked(heading) == title


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("We do not accept this.", ["not_accepted"]),  # as the mark says
        ("We accept this.", [None]),  # which of the two is so?
        ("Not before May.", ["not_accepted"]),
    ],
)
def test_a_mark_and_the_words_of_the_answer(answer: str, codes: list[str | None]) -> None:
    made = draft(marked_table("Accepted | Rejected", "| ✓").replace("We did 1.", answer))
    assert [one.get("acceptance") for one in answers(made).values()] == codes
    assert ("**Rejected:** ✓" in loose(made)) is (codes == [None])


@pytest.mark.parametrize("heading", ["A review of fraud", "A review of ‘Fraud’", "“Fraud” reviewed"])
def test_a_heading_that_nothing_marks_as_the_title_of_a_report_is_none(heading: str) -> None:
    made = draft(f"# {heading}\n\nWords.\n\n## PCC comments\n\nI welcome the report, and will ask the force to act.\n")
    assert [one.get("title") for one in made.data["inspections"]] == [None]

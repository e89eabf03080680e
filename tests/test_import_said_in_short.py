"""Forms in which offices say in short who speaks, to whom copies went, and on which day. Every text is invented."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.copies_said import copies_listed, copies_said
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.kept_copies import KeptCopies
from opcc_opendata.importers.labels import part_of
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.publications import publications_in
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.unrolled import beside
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())


def drafts(text: str, name: str = "response.md") -> list[ImportedDraft]:
    made = drafts_of(text.encode(), name, STANDARD, "kent-pcc")
    assert name.endswith(".html") or unkept(text, made) == []
    return made


def draft(text: str, name: str = "response.md") -> ImportedDraft:
    (made,) = drafts(text, name)
    return made


def said(made: ImportedDraft) -> list[tuple[str, str | None, str]]:
    return [(one["kind"], one.get("author"), one["text"].split()[0]) for one in made.data.get("comments", [])]


def recommendations(made: ImportedDraft) -> list[dict[str, Any]]:
    return made.data.get("recommendations", [])


def guessed(made: ImportedDraft) -> set[tuple[str | int, ...]]:
    return {tuple(at) for at, _ in made.notes.guesses}


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Shared with: Home Office, HMICFRS, Kent Police and Crime Panel (meeting of 24 June 2022)",
         ["home_secretary", "hmicfrs", "police_and_crime_panel"]),
        ("Distribution list: Home Secretary • HMICFRS • Chief Constable",
         ["home_secretary", "hmicfrs", "chief_officer"]),
        ("Provided to: HMICFRS; the Home Secretary; the Police and Crime Panel.",
         ["hmicfrs", "home_secretary", "police_and_crime_panel"]),
        ("Provided to: the caterers", []),
    ],
)  # fmt: skip
def test_lists_of_copies_under_other_labels_are_guesses(line: str, codes: list[str]) -> None:
    copies, _ = copies_listed(paragraph(line))
    assert [one.entry["recipient"] for one in copies] == codes
    assert all(one.why for one in copies)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("Sent by e-mail to the Home Secretary and HMICFRS; copy to Chief Constable and to the Police and Crime Panel.",
         ["home_secretary", "hmicfrs", "chief_officer", "police_and_crime_panel"]),
        ("The following has been sent to the Home Secretary, with a copy for His Majesty’s Chief Inspector.",
         ["home_secretary", "hmicfrs"]),
        ("We have sent this response to HMICFRS and to the Home Secretary and it will be an item for the Police and "
         "Crime Panel on 26 June.", ["hmicfrs", "home_secretary"]),
        ("This response was sent to the Home Secretary and will be discussed by the Police and Crime Panel.",
         ["home_secretary"]),
        ("Officers sent by the Home Secretary to HMICFRS came back.", []),
        ("The following will be sent to the Home Secretary.", []),
    ],
)  # fmt: skip
def test_sentences_that_say_what_was_sent_without_naming_it(line: str, codes: list[str]) -> None:
    assert [one.entry["recipient"] for one in copies_said(paragraph(line))] == codes


def test_a_letter_to_the_inspectorate_went_there_and_a_name_is_the_chief_constable_s() -> None:
    made = draft(
        "# Kent Police and Crime Commissioner\n\n21 November 2018\n\n"
        "HM Inspector of Constabulary\\\nHMICFRS, 6th Floor\n\n"
        "Dear Sir,\n\nI welcome the report. The Chief Constable, Sal Madeup, has read it too.\n\nYours faithfully,\n\n"
        "Pat Invented\\\nPolice and Crime Commissioner for Kent\n\ncc: Home Secretary; Mr Sal Madeup; my aunt\n"
    )
    codes = [one["recipient"] for one in made.data["distribution"]]
    assert codes == ["home_secretary", "chief_officer", "hmicfrs"]
    assert {("distribution", n, "sent") for n in range(3)} <= guessed(made)
    assert any("my aunt" in one.get("text", "") for one in made.data["document"]["sections"])


@pytest.mark.parametrize(
    ("line", "of"),
    [
        ("Placed on both websites on 10th November 2023.", ["response"]),
        ("This response first appeared on the OPCC website on 20 June 2022.", ["response"]),
        ("The Commissioner has today, 16 April 2019, published her response to the report.", ["response"]),
        ("The Commissioner met the Chief Constable, 16 April 2019, published her response to nothing.", []),
        ("The first response was published on 20 June 2022.", []),
    ],
)
def test_sentences_that_say_when_the_response_came_out(line: str, of: list[str]) -> None:
    assert [one.of for one in publications_in(line) if one.day.date] == of


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("Our publication", "response_published"),
        ("HMICFRS publication", "published"),
        ("Commissioner's response released", "response_published"),
        ("Inspection released", "published"),
        ("PCC response to HMICFRS: Online harms", ""),
        ("Our response online since", "response_published"),
    ],
)
def test_labels_of_days(label: str, fact: str) -> None:
    assert fact_of(label) == fact


@pytest.mark.parametrize(
    ("heading", "part"),
    [
        ("1 Overview by the Commissioner", "policing_body_comments"),
        ("2 Overview by the Chief Constable", "chief_officer_comments"),
        ("Overview of the force", ""),
        ("And my reply to her", "reply_to_chief_officer"),
        ("My reply to her Majesty", "policing_body_comments"),
    ],
)
def test_headings_that_say_who_speaks(heading: str, part: str) -> None:
    assert part_of(heading, is_heading=True) == part


def test_speakers_in_a_run_in_heading_without_bold_and_signed_at_the_end() -> None:
    made = draft(
        "# Kent PCC’s response to “Lost keys: a report”\n\n"
        "OPCC statement. I was glad to read it and will act. – Pat Invented, Police and Crime Commissioner\n\n"
        "Force statement. We found it fair and will act too. – Chief Constable Sal Madeup\n"
    )
    assert said(made) == [("policing_body", "Pat Invented", "I"), ("chief_officer", "Sal Madeup", "We")]


def test_a_sentence_that_names_a_response_begins_no_section() -> None:
    made = draft(
        "# Kent PCC’s response to “Lost keys: a report”\n\n## PCC comments\n\n"
        "Our force response was slow. It got better since then and I am glad of it.\n"
    )
    assert said(made) == [("policing_body", None, "Our")]


def test_a_day_that_has_a_label_is_not_that_of_the_label_above_it() -> None:
    blocks = [paragraph("Report published"), paragraph("Our publication: 20 January 2023")]
    assert [one.words for one in beside(blocks)] == [one.words for one in blocks]
    assert [one.words for one in beside([blocks[0], paragraph("20 January 2023")])] == [
        "Report published: 20 January 2023"
    ]


def test_speakers_in_brackets_behind_their_words() -> None:
    made = draft(
        "# Kent PCC’s response to “Lost keys: a report”\n\n## Comments of the Chief Constable\n\n"
        "We found it fair. (Chief Constable Sal Madeup)\n\n## Comments of the Commissioner\n\n"
        "I was glad to read it. (Commissioner Pat Invented)\n"
    )
    assert said(made) == [("chief_officer", "Sal Madeup", "We"), ("policing_body", "Pat Invented", "I")]


def test_speakers_named_in_labels_and_the_reply_to_one_of_them() -> None:
    made = draft(
        "# Kent PCC’s response to “Lost keys: a report”\n\n"
        "**From the Commissioner, Pat Invented:** I was glad to read it and will act upon it soon.\n\n"
        "**From the Chief Constable, Sal Madeup:** We found it fair and will act upon it too.\n\n"
        "## And my reply to her\n\nIt is kind of her to say so.\n"
    )
    assert said(made) == [
        ("policing_body", "Pat Invented", "I"),
        ("chief_officer", "Sal Madeup", "We"),
        ("reply_to_chief_officer", "Pat Invented", "It"),
    ]
    assert ("comments", 2, "author") in guessed(made)


def test_a_letter_that_a_page_sets_as_a_quotation_is_read_as_a_letter() -> None:
    made = draft(
        "# Kent Police and Crime Commissioner\n\nWhat the Commissioner wrote stands below.\n\n"
        "> Dear Home Secretary\n>\n> **Lost keys**\n>\n> I was glad to read the report.\n>\n"
        "> The Chief Constable, Mr Sal Madeup, tells me that he finds it fair.\n>\n> Yours sincerely\n>\n"
        "> Pat Invented  \n> Police and Crime Commissioner for Kent\n"
    )
    assert [(kind, author) for kind, author, _ in said(made)][:2] == [
        ("policing_body", "Pat Invented"),
        ("chief_officer", "Sal Madeup"),
    ]


def test_findings_with_roman_numbers_and_an_answer_that_another_has() -> None:
    made = draft(
        "# Kent PCC’s response to “Lost keys: a report”\n\n## Areas for improvement\n\n"
        "i) The force should count its keys.\n\n*Kent Police: We have.*\n\nOPCC: I asked for the figures.\n\n"
        "ii) The force should look for them.\n\n*Kent Police: We do.*\n\nOPCC: See the answer to AFI 7.\n\n"
        "iii) The force should find them.\n\n*Kent Police: We shall.*\n\nOPCC: I doubt it.\n"
    )
    assert [one["number"] for one in recommendations(made)] == ["i", "ii", "iii"]
    assert [one.get("answered_with") for one in recommendations(made)] == [None, None, None]  # it has the force's
    assert "See the answer to AFI 7." in made.data["document"]["sections"][-1]["text"]
    assert [set(one["answer"]) & {"body_action"} for one in recommendations(made)] == [
        {"body_action"}, set(), {"body_action"}
    ]  # fmt: skip


def test_letters_go_on_behind_i() -> None:
    letters = "abcdefghij"
    text = "".join(f"({one}) The force should act.\n\nPCC: I asked for it.\n\n" for one in letters)
    made = draft(f"# Kent PCC’s response to “Lost keys: a report”\n\n## Recommendations\n\n{text}")
    assert [one["number"] for one in recommendations(made)] == list(letters)


FORM = (
    "<h1>Kent PCC</h1><table><tr><td>HMICFRS report</td><td>Lost keys</td></tr>"
    "<tr><td>Date of report</td><td>26 February 2019</td></tr>"
    "<tr><td>PCC’s comments</td><td>I was glad to read it and will act.</td></tr>"
    "<tr><td>Recommendation for forces</td><td>{asked}</td></tr>"
    "<tr><td>Action by force</td><td>The plan was made in March.</td></tr>"
    "<tr><td>Action by PCC</td><td>I have had the plan read.</td></tr></table>"
)


def test_a_form_with_one_finding_that_has_no_number() -> None:
    made = draft(FORM.format(asked="Chief constables should, by April 2018, make a plan."), "form.html")
    (one,) = recommendations(made)
    assert one["answer"] == {
        "force_action": "The plan was made in March.",
        "body_action": "I have had the plan read.",
    }
    assert [kind for kind, _, _ in said(made)] == ["policing_body"]


def test_a_form_that_says_that_there_is_no_finding_has_none() -> None:
    assert recommendations(draft(FORM.format(asked="None."), "form.html")) == []


def test_the_name_of_a_cause_over_all_columns_of_a_table_is_a_finding() -> None:
    heads = "".join(f"<th>{one}</th>" for one in ("HMICFRS ref.", "Finding", "Force update", "OPCC oversight"))
    rows = (
        '<tr><td colspan="4">CAUSE OF CONCERN 1 – The force does not always know at the first call who is in need'
        "</td></tr>"
        "<tr><td>1.1</td><td>The force should ask each caller.</td><td>It asks.</td><td>I listened.</td></tr>"
        "<tr><td>1.2</td><td>The force should write it down.</td><td>It writes.</td><td>I read.</td></tr>"
    )
    made = draft(f"<h1>Kent PCC response</h1><table><tr>{heads}</tr>{rows}</table>", "page.html")
    assert [(one["kind"], one["number"], one["text"][:10]) for one in recommendations(made)] == [
        ("cause_of_concern", "1", "The force "),
        ("recommendation", "1.1", "The force "),
        ("recommendation", "1.2", "The force "),
    ]


def test_a_page_of_several_responses_each_with_both_days_below_its_heading() -> None:
    one = (
        "## {title}\n\nHMICFRS publication: 1 December 2022\\\nOur publication: {day} January 2023\n\n"
        "**From the Commissioner, Pat Invented:** I was glad to read it and will act upon it soon.\n\n"
    )
    made = drafts(
        "# Kent Police and Crime Commissioner\n\n"
        + one.format(title="Lost keys: a report", day=20)
        + one.format(title="Open doors: another report", day=24)
    )
    assert [each.data["dates"]["published"] for each in made] == ["2023-01-20", "2023-01-24"]


def test_lines_that_only_tell_of_copies_are_no_part_of_a_text() -> None:
    told: list[str] = []
    unplaced: list[str] = []
    questions: list[str] = []
    kept = KeptCopies(Notes(), {}, told, unplaced, questions)
    lines = [
        "A copy of this letter has been sent to HMICFRS.",
        "cc: the Home Secretary",
        "cc: Jo Sample",
        "I welcome it.",
    ]
    assert [one.words for one in kept.take_lines(list(map(paragraph, lines)))] == ["I welcome it."]
    assert [one["recipient"] for one in kept.entries] == ["hmicfrs", "home_secretary"]
    assert (unplaced, questions) == (["cc: Jo Sample"], ["“cc: Jo Sample”: it does not say if a copy was sent."])

"""Labels and sentences in which offices say in their own words who acts, decides and thinks. Every text is invented."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.acceptance import acceptance_of
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.dates import end_of_month
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.labels import Setting, column_of, in_setting
from opcc_opendata.importers.opinions import says_what_body_thinks
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())


def draft(text: str, name: str = "response.md", body: str = "kent-pcc") -> ImportedDraft:
    (made,) = drafts_of(text.encode(), name, STANDARD, body)
    return made


def answers(made: ImportedDraft) -> list[dict[str, Any]]:
    return [one.get("answer", {}) for one in made.data.get("recommendations", [])]


def guessed(made: ImportedDraft) -> set[tuple[str | int, ...]]:
    return {tuple(at) for at, _ in made.notes.guesses}


@pytest.mark.parametrize(
    ("label", "holds"),
    [
        ("My part in it", "body_action"),
        ("PCC contribution", "body_action"),
        ("Office activity", "body_action"),
        ("Home Office action", ""),
        ("Kent Police tell us", "force_action"),
        ("Evidence seen from the force", "force_action"),
        ("Force input", "force_action"),
        ("Commissioner’s own action or reason for none", "body_action"),
        ("Single point of contact", "owner"),
        ("Area", "theme"),
        ("Topic", "theme"),
        ("Tick one", "status"),
        ("View taken", "status"),
        ("They said", "text"),
    ],
)
def test_labels_of_an_answer_in_an_office_s_own_words(label: str, holds: str) -> None:
    with in_setting(Setting(places=frozenset(["kent"]), own=frozenset(["kent"]))):
        assert column_of(label) == holds


def test_what_people_tell_is_no_label_in_the_middle_of_a_sentence() -> None:
    text = "Residents tell me two things about Kent Police: that it is kind when it comes, and that it comes late."
    made = draft(f"# Kent PCC’s response to PEEL\n\n## Commissioner’s comments\n\n{text}\n")
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body"]


def test_comments_that_went_on_a_website_are_the_response() -> None:
    assert fact_of("These comments went on our website on") == "response_published"
    assert fact_of("These leaflets went on our website on") == ""


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Supported", "accepted"),
        ("Supported in part", "accepted_in_part"),
        ("Not supported", "not_accepted"),
        ("Support", ""),
    ],
)
def test_what_is_supported_is_accepted(words: str, code: str) -> None:
    assert acceptance_of(words) == code


PLAN = """# Improvement plan: PEEL 2021/22: Kent Police

The Commissioner {verb} that the force has understood the report and has set out below what is to be done about it.

| Item | Wording | Force activity | PCC contribution | Complete by | View taken |
| --- | --- | --- | --- | --- | --- |
| A1 | The force should review its cases. | Begun on 1 May 2022. | The PCC reads a sample. | 30/09/2022 | Accepted |
| A2 | Forces should be faster. | Two bases since 2 May 2022. | The PCC paid for them. | End of March 2023 | In part |
| A3 | Forces should buy a device. | The trial of 3 May 2019 failed. | No money will be offered for it. | – | {view} |
"""


def test_a_plan_that_answers_findings_is_no_list_of_reports() -> None:
    made = draft(PLAN.format(verb="is satisfied", view="Not supported"), body="")
    assert [one["number"] for one in made.data["recommendations"]] == ["A1", "A2", "A3"]
    with pytest.raises(DocumentError, match="list of reports"):
        draft(
            "# Kent PCC: inspections\n\n| Report | Date | Reply |\n| --- | --- | --- |\n"
            + "".join(f"| Roads {n} | 1 May 201{n} | PDF, 3 June 201{n} |\n" for n in range(4)),
            body="",
        )


def test_what_is_not_accepted_is_refused_with_a_reason() -> None:
    *_, refused = answers(made := draft(PLAN.format(verb="is satisfied", view="Not supported")))
    assert refused["no_action_reason"].startswith("No money")
    assert "body_action" not in refused
    assert ("recommendations", 2, "answer", "no_action_reason") in guessed(made)
    *_, accepted = answers(draft(PLAN.format(verb="is satisfied", view="Accepted")))
    assert accepted["body_action"].startswith("No money")


def test_the_end_of_a_month_is_its_last_day_as_a_guess() -> None:
    made = draft(PLAN.format(verb="is satisfied", view="Not supported"))
    assert answers(made)[1]["target_date"] == "2023-03-31"
    assert ("recommendations", 1, "answer", "target_date") in guessed(made)
    assert getattr(end_of_month("by the end of February 2024"), "date", "") == "2024-02-29"
    assert end_of_month("End of 2023") is None
    assert end_of_month("March 2023") is None


def test_what_the_body_thinks_above_a_plan_is_its_comment_as_a_guess() -> None:
    made = draft(PLAN.format(verb="is satisfied", view="Accepted"))
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body"]
    assert ("comments", 0) in guessed(made)
    assert "comments" not in draft(PLAN.format(verb="was told by somebody", view="Accepted")).data


@pytest.mark.parametrize(
    ("text", "thinks"),
    [
        ("The Commissioner welcomes the report and will keep it on the agenda until all is done.", True),
        ("The report came late. The Commissioner read it at once. He is disappointed by what it finds.", True),
        ("The Chief Constable welcomes the report and will keep it on the agenda until all is done.", False),
        ("The Commissioner has a duty to reply to a report within 56 days, and the force has to help her.", False),
        ("The Commissioner welcomes it.", False),
    ],
)  # fmt: skip
def test_a_text_of_which_the_body_is_the_subject(text: str, thinks: bool) -> None:
    assert says_what_body_thinks([paragraph(text)]) is thinks
    with in_setting(Setting(capital=True)):
        assert not says_what_body_thinks([paragraph(text)])


def test_a_section_without_a_known_heading_says_what_the_body_thinks() -> None:
    text = (
        "# Kent PCC’s response to PEEL 2021/22\n\n## B. Recommendations\n\n### Recommendation 3\n\n"
        "**They said:** Forces should write it up.\n\n**PCC action:** I ask for it.\n\n## C. All in all\n\n{}\n"
    )
    thought = "The Commissioner accepts the thrust of this report and regrets that the money for it is short-term."
    made = draft(text.format(thought))
    assert [one["text"] for one in made.data["comments"]] == [thought]
    assert ("comments", 0) in guessed(made)
    assert "comments" not in draft(text.format("The force has a board that has met every month since September.")).data
    assert made.data["recommendations"][0]["text"] == "Forces should write it up."


def test_an_empty_heading_of_comments_leaves_the_text_below_the_facts_to_the_body() -> None:
    text = "Inspectors found a force that is good at some things. I am pleased with the first and impatient for more."
    made = draft(f"# HMIC: PEEL\n\n## What the PCC for Kent has to say\n\nReport published: 2 March 2017\n\n{text}\n")
    assert [one["text"] for one in made.data["comments"]] == [text]


def test_a_line_of_the_foot_is_nobody_s() -> None:
    made = draft(
        PLAN.format(verb="is satisfied", view="Accepted") + "\nOffice of the PCC – Improvement Plan – page 1 of 3\n"
    )
    assert "page 1" not in "".join(one["text"] for one in made.data["comments"])

"""Findings that are decided where they stand, letters behind letters, and offices over what two people say."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.acceptance import acceptance_at_start
from opcc_opendata.importers.decided_findings import decided
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.publications import REPORT, publications_in
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.response_dates import put_margin_date
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
LETTER = (
    "Kent Police and Crime Commissioner\n\n4 June 2021\n\nDear Home Secretary,\n\n"
    "**Invented cells: a look (4 May 2021)**\n\n"
    "I welcome the report and have read it twice.\n\n{}\n\nYours sincerely,\n\nSam Sample\n"
    "Police and Crime Commissioner for Kent\n"
)


def drafts(text: str) -> list[ImportedDraft]:
    return drafts_of(text.encode(), "made.md", STANDARD)


def found(text: str) -> list[dict[str, Any]]:
    (made,) = drafts(text)
    recommendations: list[dict[str, Any]] = made.data.get("recommendations", [])
    return recommendations


def test_a_list_in_a_letter_of_which_each_item_is_decided_and_answered() -> None:
    items = (
        "- **Recommendation 4** – that by May 2022, chief constables should check cells. Accepted. The Force "
        "has checked forty of them. I will look at ten.\n"
        "- **Recommendation 9** – that chief constables should buy mats. Not accepted. The Force has mats. "
        "I am content.\n"
    )
    first, second = found(LETTER.format(items))
    assert (first["number"], first["addressees"], first["time_limit"]) == ("4", ["chief_officers"], "by May 2022")
    assert first["text"] == "that by May 2022, chief constables should check cells."
    assert first["answer"]["acceptance"] == "accepted"
    assert first["answer"]["force_action"].endswith("The Force has checked forty of them.")
    assert first["answer"]["body_action"] == "I will look at ten."
    assert second["answer"]["acceptance"] == "not_accepted"


def test_a_list_of_which_one_item_is_not_decided_stays_as_it_is() -> None:
    items = (
        "- **Recommendation 4** – that forces should check cells. Accepted. The Force has done so.\n"
        "- **Recommendation 9** – that forces should buy mats. The Force has mats.\n"
    )
    assert found(LETTER.format(items)) == []


@pytest.mark.parametrize(
    "words",
    [
        "forces should check cells. The Force accepted in March that they were cold and has warmed them.",
        "forces should check cells. Yes. They are cold.",
        "cells are cold. Accepted. I will look.",
        "we should check cells. Accepted. I will look.",
    ],
)
def test_what_does_not_surely_part_a_finding_from_its_answer(words: str) -> None:
    assert decided(words) is None


def test_the_chief_constables_letter_behind_the_commissioners_own_is_theirs() -> None:
    (made,) = drafts(
        LETTER.format("Thank you.")
        + "\nChief Constable’s Office\n2 May 2021\n\nDear Commissioner,\n\n**Your request**\n\n"
        "I am sorry about the cells and have had them painted blue.\n\nYours sincerely,\n\nJo Field\nChief Constable\n"
    )
    own, theirs = made.data["comments"]
    assert (own["kind"], own["author"]) == ("policing_body", "Sam Sample")
    assert (theirs["kind"], theirs["author"]) == ("chief_officer", "Jo Field")
    assert "painted blue" in theirs["text"]
    assert "painted blue" not in own["text"]


def test_offices_in_bold_over_two_statements_with_a_name_below_each() -> None:
    (made,) = drafts(
        "# Kent PCC response to “Invented cells: a look”\n\nReport published: 4 May 2021\n\n"
        "**B. Comments on the whole of it**\n\n**Police & Crime Commissioner**\n\n"
        "These are good grades, and I thank all who earned them.\n\nHugh Delamere\n\n**Chief Constable**\n\n"
        "I would make the same choice again, whatever it may cost us.\n\nSaoirse Moreton\n"
    )
    spoken = [(one["kind"], one.get("author")) for one in made.data["comments"]]
    assert spoken == [("policing_body", "Hugh Delamere"), ("chief_officer", "Saoirse Moreton")]


def test_a_cause_of_concern_in_a_row_of_its_own_is_a_finding_and_no_theme() -> None:
    concern, first = found(
        "# Kent PCC response to “Invented cells: a look”\n\n## Recommendations\n\n"
        "| Ref | Recommendation | Force action | PCC action |\n| --- | --- | --- | --- |\n"
        "| Cause of concern 1: Kent Police leaves its cells cold. |  |  |  |\n"
        "| 1.1 | The force should warm its cells. | They are warm. | I felt them. |\n"
    )
    assert (concern["kind"], concern["number"]) == ("cause_of_concern", "1")
    assert concern["text"] == "Kent Police leaves its cells cold."
    assert (first["number"], "theme" in first) == ("1.1", False)


def test_a_finding_is_not_given_the_theme_of_an_earlier_heading() -> None:
    text = "# Kent PCC response to “Invented cells: a look”\n\n## The areas for improvement\n\n"
    for n, heading in enumerate(("Police powers and public treatment", "Responding to the public"), 1):
        text += (
            f"### {heading}\n\n**Area for improvement {n}**\n\n> The force should act.\n\n**Force response:** Done.\n\n"
        )
    assert [one["theme"] for one in found(text)] == ["Police powers and public treatment", "Responding to the public"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Not one for us – it is for the NPCC.", "not_applicable"),
        ("This is not for the force, as it has no cells.", "not_applicable"),
        ("Not for us alone to say.", ""),
    ],
)
def test_what_is_not_for_whoever_answers(words: str, code: str) -> None:
    said = acceptance_at_start(words)
    assert (said.code if said else "") == code


def test_the_day_of_publication_at_the_foot_of_the_pages_is_a_guess() -> None:
    data: dict[str, Any] = {}
    notes = Notes()
    put_margin_date(data, ["Kent PCC", "Improvement plan v1.2 – published 26 August 2022"], notes)
    assert data == {"dates": {"published": "2022-08-26"}}
    assert [one.state for one in notes.readings] == ["guessed"]
    put_margin_date(data, ["Improvement plan v1.3 – published 1 May 2023"], notes)
    assert data == {"dates": {"published": "2022-08-26"}}


def test_a_plan_in_reply_to_a_report_of_a_day_was_not_published_on_it() -> None:
    (said,) = publications_in("Our published plan in reply to the HMICFRS report of 7 July 2022.")
    assert said.of == REPORT

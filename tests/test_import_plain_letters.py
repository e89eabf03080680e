"""Letters and papers as most offices write them: where a finding ends, what it is, and what is no part of it."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
LETTER = """10 May 2024

Dear Home Secretary

**PEEL 2023–25: An inspection of Kent Police**

I set out below what the force has told me and what I am doing.

**Cause of concern 1 – Answering the public**

{text}

The force has moved eighteen staff into the contact centre, and every call handler has repeated the training.

I have asked for the results of that to come to my monthly board, and I agreed in April to pay for more telephones.

{after}

Yours sincerely

**Jo Sample**
Police and Crime Commissioner for Kent
"""
QUOTED = "> The force does not answer those who call it soon enough."
SAID = (
    "I asked the Chief Constable to comment on the report. Chief Constable Kit Example has written:\n\n"
    "> “We accept it.”"
)


def made(text: str = QUOTED, after: str = "") -> dict[str, Any]:
    (draft,) = drafts_of(LETTER.format(text=text, after=after).encode(), "letter.md", STANDARD, "kent-pcc")
    return draft.data


def test_what_the_chief_constable_says_of_the_report_is_no_answer_to_the_last_finding() -> None:
    data = made(after=SAID)
    (finding,) = data["recommendations"]
    assert finding["answer"]["body_action"].endswith("pay for more telephones.")
    (theirs,) = [one for one in data["comments"] if one["kind"] == "chief_officer"]
    assert theirs["text"] == "> “We accept it.”"
    assert theirs["author"] == "Kit Example"


def test_what_is_said_of_the_finding_stays_with_it() -> None:
    more = "I asked the Chief Constable about the staff, and the comments that I had were about the training alone."
    (finding,) = made(after=more)["recommendations"]
    assert finding["answer"]["body_action"].endswith("the training alone.")


@pytest.mark.parametrize("after", ["A copy of this letter goes to HMICFRS.", "I have sent a copy to the Crime Panel."])
def test_a_sentence_about_copies_is_no_answer_to_the_last_finding(after: str) -> None:
    data = made(after=after)
    assert "copy" not in data["recommendations"][0]["answer"]["body_action"]
    assert len(data["distribution"]) == 2, "and the Home Secretary, to whom it is written"


def test_the_name_over_a_finding_that_is_quoted_is_its_theme() -> None:
    (finding,) = made()["recommendations"]
    assert finding["theme"] == "Answering the public"
    assert finding["text"] == QUOTED


def test_a_name_without_words_below_it_is_the_finding_itself() -> None:
    (finding,) = made(text="")["recommendations"]
    assert "theme" not in finding
    assert finding["text"] == "Answering the public"


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("Recommendation 1", "Area for improvement 1", ["recommendation", "area_for_improvement"]),
        ("1", "2", ["area_for_improvement", "area_for_improvement"]),
        ("R1", "R2", ["area_for_improvement", "area_for_improvement"]),
    ],
)
def test_a_row_that_calls_itself_a_recommendation_is_one(first: str, second: str, kinds: list[str]) -> None:
    table = (
        "## Response to each recommendation and area for improvement\n\n"
        "| Ref | HMICFRS said | Action by the force | Action by the Commissioner |\n| --- | --- | --- | --- |\n"
        f"| {first} | The force should answer calls. | It has trained its staff. | I will listen to calls. |\n"
        f"| {second} | The force should learn why staff leave. | Talks have begun. | I will read the results. |\n"
    )
    raw = f"# Kent: PEEL 2023–25\n\nPublished: 10 May 2024\n\n{table}".encode()
    (draft,) = drafts_of(raw, "paper.md", STANDARD, "kent-pcc")
    assert [one["kind"] for one in draft.data["recommendations"]] == kinds

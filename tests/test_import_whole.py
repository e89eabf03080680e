"""Whatever a document is put together from, none of its words is lost and nothing stops the program."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from opcc_opendata.importers import text_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())

PIECES = [
    "# PCC response to HMICFRS inspection of invented things",
    "## Key findings",
    "## Background",
    "## Chief Constable's comments",
    "**PCC RESPONSE:**",
    "## Recommendations",
    "### Recommendation 1",
    "### Recommendation 2: forces should act",
    "Recommendation 4",
    "## An odd heading",
    "#### A small odd heading",
    "For Office Use Only:",
    "- ✓ Response forwarded to HMICFRS\n- ☐ Sent to the mayor",
    "Inspection Title: An invented report\nDate Published: 4 May 2021",
    "**Published:** 1 May 2020",
    "Dear Home Secretary,",
    "Re: Something invented",
    "Yours sincerely,",
    "Sam Sample",
    "Police and Crime Commissioner for Kent",
    "In response to recommendation 3, I will act.",
    "The Chief Constable has stated:",
    "“We will act.”",
    "> We have acted.\n>\n> A. Sample, Chief Constable of Kent Police",
    "I am advised by the Chief Constable that all is well.",
    "Section 55 of the Police Act 1996 requires this.",
    "The report was published today.",
    "| No. | Recommendation | Response |\n|---|---|---|\n| 9 | Do it | Done |\n| | | |",
    "| a | b |\n|---|---|\n| c | d |",
    "1. forces should do this\n2. forces should do that",
    "The only recommendation is the following:",
    "*Forces should count.*",
    "Force response: we counted.",
    "Comments:",
    "HMICFRS Report",
    "Appendix A: Chief Constable's answers",
    "```\nwords as a machine has them\n```",
]


LOST_BEFORE = [
    "### Recommendation 1",
    "## An odd heading",
    "## Recommendations",
    "#### A small odd heading",
    "### Recommendation 2: forces should act",
]


@pytest.mark.heavy
@settings(max_examples=60)
@example(LOST_BEFORE)
@given(st.lists(st.sampled_from(PIECES), min_size=1, unique=True))
def test_no_word_is_lost_however_a_document_is_put_together(pieces: list[str]) -> None:
    text = "\n\n".join(pieces)
    drafts = drafts_of(text.encode(), "invented.md", STANDARD, "kent-pcc")
    assert unkept(text, drafts) == []
    for made in drafts:
        assert made.coverage is not None
        assert made.coverage.words == len(re.findall(r"\w+", text))
        assert made.coverage.lost == ()
        errors = [problem.message for problem in text_of(made, STANDARD, "draft.yaml").errors]
        assert [message for message in errors if not message.startswith(("title: this", "id: this"))] == []


def test_what_is_not_placed_names_the_recommendations_that_lie_in_it() -> None:
    pieces = (
        "# PCC response to HMICFRS inspection of invented things",
        "For Office Use Only:",
        "## Chief Constable's comments",
        "> We have acted.\n>\n> A. Sample, Chief Constable of Kent Police",
        "#### A small odd heading",
        "### Recommendation 1",
    )
    (made,) = drafts_of("\n\n".join(pieces).encode(), "invented.md", STANDARD, "kent-pcc")
    last = made.data["document"]["sections"][-1]
    assert last["heading"] == "Not placed"
    assert last["text"].endswith("#### A small odd heading\n\nRecommendation 1")


def test_a_bare_heading_of_a_recommendation_is_one() -> None:
    (made,) = drafts_of("\n\n".join(LOST_BEFORE).encode(), "invented.md", STANDARD, "kent-pcc")
    assert [one["number"] for one in made.data["recommendations"]] == ["1", "2"]


def test_two_answers_to_one_recommendation_come_together() -> None:
    text = (
        "# Kent PCC response to an invented report\n\n"
        "## PCC's comments\n\nIn response to recommendation 2, I will ask.\n\n"
        "## Appendix A: Chief Constable's answers\n\n### Recommendation 2\n\nForces should act.\n\n"
        "Force response: We have acted.\n"
    )
    (made,) = drafts_of(text.encode(), "invented.md", STANDARD)
    assert made.data["recommendations"] == [
        {
            "number": "2",
            "kind": "recommendation",
            "text": "Forces should act.",
            "addressees": ["chief_officers"],
            "answer": {
                "body_action": "In response to recommendation 2, I will ask.",
                "force_action": "We have acted.",
            },
        }
    ]
    assert unkept(text, [made]) == []


def test_of_two_summaries_the_one_that_is_named_so_is_the_key_findings() -> None:
    text = "# Kent PCC response\n\n## Background\n\nInvented: one.\n\n## Key findings\n\nInvented: two.\n"
    (made,) = drafts_of(text.encode(), "invented.md", STANDARD)
    assert made.data["inspections"][0]["key_findings"] == "Invented: two."
    assert {"part": "other", "heading": "Background", "text": "Invented: one."} in made.data["document"]["sections"]

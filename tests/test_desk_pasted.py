"""A text pasted from a report at the desk becomes cards: as inspectors print recommendations, in a browser or a PDF."""

import re

import pytest

from opcc_opendata.desk.pasted import MOST, split
from opcc_opendata.markdown import render

RECOMMENDATION, IMPROVEMENT, CONCERN = "recommendation", "area_for_improvement", "cause_of_concern"

PEEL = """\
Cause of concern
The force is failing to record crime.

Recommendations
1. By 31 March 2027, the force should record each crime within
24 hours:
a) train supervisors; and
b) audit every month.
2 Within six months, the chief constable should review demand.

Areas for improvement
The force should improve how it supervises investigations.

The force should make sure that victims get a needs assessment.
"""

CASES = {
    "nothing": ("", []),
    "numbers with a mark": ("1. One\n2) Two\n3: Three", [("1", "One"), ("2", "Two"), ("3", "Three")]),
    "numbers without a mark": ("1 One\n2 Two", [("1", "One"), ("2", "Two")]),
    "numbers alone on their lines": ("1\nOne.\n\n2.\nTwo.", [("1", "One."), ("2", "Two.")]),
    "some of a report's": ("4. Four\n7. Seven\n12. Twelve", [("4", "Four"), ("7", "Seven"), ("12", "Twelve")]),
    "some of a report's, in paragraphs": ("4 Four\n\n7 Seven", [("4", "Four"), ("7", "Seven")]),
    "numbers with a point": ("1.1 Sub\n1.2 Sub too\n2.1 More", [("1.1", "Sub"), ("1.2", "Sub too"), ("2.1", "More")]),
    "a name on the line of its text": (
        "Before\n\nRecommendation 4: Four\nmore",
        [(None, "Before"), ("4", "Four\nmore")],
    ),
    "a name before a sentence": ("Recommendation 1 The force should.", [("1", "The force should.")]),
    "a name on a line of its own": (
        "Recommendation 1\nBy March, it should:\n1. train; and\n2. audit.\n\nRecommendation 2\n\nBy May, it should.",
        [("1", "By March, it should:\n\n1. train; and\n\n2. audit."), ("2", "By May, it should.")],
    ),
    "paragraphs": ("One.\n\nTwo.\nStill two.", [(None, "One."), (None, "Two.\nStill two.")]),
    "a line of a PDF that begins with a number": (
        "1. It should, within\n24 hours of a report and by section\n1. See\n12\nto it.\n2. Two",
        [("1", "It should, within\n24 hours of a report and by section\n\n1. See\n12\nto it."), ("2", "Two")],
    ),
    "a line of a PDF that begins with a recommendation": (
        "1. It should do as\nrecommendation 4 of the report says.",
        [("1", "It should do as\nrecommendation 4 of the report says.")],
    ),
    "two lists after each other": ("1. One\n2. Two\n\n1. Another", [("1", "One"), ("2", "Two"), ("1", "Another")]),
}


@pytest.mark.parametrize(("pasted", "found"), CASES.values(), ids=CASES)
def test_a_pasted_list_is_split(pasted: str, found: list[tuple[str | None, str]]) -> None:
    made = split(pasted)
    assert [(one.get("number"), one["text"]) for one in made] == found
    assert {one["kind"] for one in made} <= {RECOMMENDATION}


KINDS = {
    "a report with all three": (
        PEEL,
        [(CONCERN, None), (RECOMMENDATION, "1"), (RECOMMENDATION, "2"), (IMPROVEMENT, None), (IMPROVEMENT, None)],
    ),
    "each with a heading": (
        "Area for improvement\nOne.\n\nMore of it.\n\nAREA FOR IMPROVEMENT:\nTwo.",
        [(IMPROVEMENT, None), (IMPROVEMENT, None)],
    ),
    "each with a number": (
        "Area for improvement 1\nOne.\nArea for improvement 2 – Two",
        [(IMPROVEMENT, "1"), (IMPROVEMENT, "2")],
    ),
    "a name without a number": ("Cause of concern: It fails.", [(CONCERN, None)]),
    "in Welsh": (
        "Argymhelliad 1\nDylai’r heddlu.\n\nMeysydd i’w gwella\nUn.\n\nDau.",
        [(RECOMMENDATION, "1"), (IMPROVEMENT, None), (IMPROVEMENT, None)],
    ),
    "what a sentence says of one": (
        "Areas for improvement are few.\n\nThe cause of concern 1 is",
        [(RECOMMENDATION, None)] * 2,
    ),
}


@pytest.mark.parametrize(("pasted", "found"), KINDS.values(), ids=KINDS)
def test_a_heading_says_what_kind_of_finding_follows(pasted: str, found: list[tuple[str, str | None]]) -> None:
    assert [(one["kind"], one.get("number")) for one in split(pasted)] == found


@pytest.mark.parametrize(
    ("items", "shown"),
    [
        (["a) train; and", "b) audit."], ["<p>a) train; and</p>", "<p>b) audit.</p>"]),
        (["(i) train; and", "(ii) audit."], ["<p>(i) train; and</p>", "<p>(ii) audit.</p>"]),
        (["• train; and", "•\taudit."], ["<ul>", "<li>train; and</li>", "<li>audit.</li>", "</ul>"]),
    ],
)
def test_the_items_of_a_list_stay_apart(items: list[str], shown: list[str]) -> None:
    (made,) = split("\n".join(["1. By March, the force should", "at least:", *items]))
    assert render(made["text"]).split("\n") == ["<p>By March, the force should", "at least:</p>", *shown, ""]


@pytest.mark.parametrize(
    "pasted", [PEEL, *(pasted for pasted, _ in CASES.values()), "\n\n".join(["Word 7 more."] * 700)]
)
def test_no_word_of_a_pasted_text_is_lost(pasted: str) -> None:
    made = split(pasted)
    headings = re.compile(r"^(Cause of concern|Recommendations?|Areas for improvement)\b:?", re.MULTILINE)
    words = re.findall(r"[a-z0-9]+", headings.sub("", pasted).lower())
    assert re.findall(r"[a-z0-9]+", " ".join(f"{one.get('number', '')} {one['text']}" for one in made).lower()) == words
    assert len(made) <= MOST

"""Findings in the forms of web pages: parts that fold under a heading, and lists of terms with several parts each.

Every text is invented. Each example has one beside it that looks alike and says something else.
"""

from __future__ import annotations

import gc
from typing import Any

import pytest

from opcc_opendata.importers.blocks import HEADING, blocks_of
from opcc_opendata.importers.formats.html import page
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.record import NOT_PLACED
from opcc_opendata.schema import load_standard
from tests.waiting import processor_seconds

STANDARD = load_standard(packaged_standard())
TOP = (
    "<h1>Kent PCC response to “Invented cells: a look”</h1><p>Report published: 3 May 2024</p>"
    "<h2>Commissioner’s comments</h2><p>I welcome it and have read it twice.</p>"
    "<h2>Chief Constable’s comments</h2><p>We have begun to put it right.</p>"
)
FIRST, SECOND = "The force should answer calls sooner.", "The force should train its inspectors."
ANSWERS = (
    "<h4>Kent Police update</h4><p>Ten staff begin in {0}.</p>"
    "<h4>PCC oversight</h4><p>The Commissioner will ask for the figures in {0}.</p><p>Lead: Supt {0}</p>"
)


def recommendations(body: str) -> list[dict[str, Any]]:
    (draft,) = drafts_of(f"{TOP}{body}".encode(), "page.html", STANDARD, "kent-pcc")
    return draft.data.get("recommendations", [])


def headings(html: str) -> list[tuple[int, str]]:
    return [(one.level, one.words) for one in blocks_of(page(html.encode()).html) if one.kind == HEADING]


def answered(month: str) -> dict[str, str]:
    return {
        "force_action": f"Ten staff begin in {month}.",
        "body_action": f"The Commissioner will ask for the figures in {month}.",
        "owner": f"Supt {month}",
    }


FOLDED = [
    "<details><summary>{}</summary><div>{}{}</div></details>",
    "<div class=accordion><button>{}</button><div>{}{}</div></div>",
    "<button>{}</button><div hidden>{}{}</div>".replace("<button>", "<button aria-expanded=false>"),
]


@pytest.mark.parametrize("folded", FOLDED)
@pytest.mark.parametrize("is_beside", [True, False])
def test_a_part_that_folds_is_a_finding_with_the_answers_in_it(folded: str, is_beside: bool) -> None:
    parts = [
        folded.format(f"{name}: {words}" if is_beside else name, "" if is_beside else f"<p>{words}</p>", answers)
        for name, words, answers in (
            ("AFI 1", FIRST, ANSWERS.format("May")),
            ("AFI 2", SECOND, ANSWERS.format("June")),
        )
    ]
    made = recommendations(f"<h2>Areas for improvement</h2>{''.join(parts)}")
    assert [(one["number"], one["text"]) for one in made] == [("1", FIRST), ("2", SECOND)]
    assert [one["answer"] for one in made] == [answered("May"), answered("June")]


def test_what_folds_is_one_level_below_the_heading_above_it_and_the_headings_in_it_are_below_its_own() -> None:
    folded = "<details><summary>{}</summary><h2>Inside</h2><p>Words.</p>{}</details>"
    inner = folded.format("In it", "")
    html = f"<h1>Title</h1><p>Words.</p><h2>Above</h2>{folded.format('One', inner)}{folded.format('Two', '')}"
    assert headings(html) == [
        *[(1, "Title"), (2, "Above"), (3, "One"), (4, "Inside"), (5, "In it"), (6, "Inside")],
        *[(3, "Two"), (4, "Inside")],
    ]


@pytest.mark.parametrize(
    "html",
    [
        # The text of one summary has no headings to be set below it.
        "<details><summary>Read the letter</summary><p>Words of the letter.</p></details>",
        # A button alone may open anything, and buttons that say the same name no part.
        "<div><button>Show all sections</button><div><p>Words.</p></div></div><p>Below.</p>",
        "<div><button>Read more</button><div><p>One.</p></div></div>"
        "<div><button>Read more</button><div><p>Two.</p></div></div>",
        # Buttons side by side open nothing below them, nor do those of a menu head a part.
        "<div><button>Accept all</button><button>Reject all</button><div><p>Words.</p></div></div>",
        "<nav><div><button>About</button><div><p>Us.</p></div></div><div><button>News</button><div><p>All.</p></div>"
        "</div></nav><p>Words.</p>",
    ],
)
def test_a_line_that_opens_something_else_is_no_heading(html: str) -> None:
    assert headings(f"<h1>Title</h1><p>Words.</p>{html}") == [(1, "Title")]


def test_headings_that_name_what_is_below_them_need_no_heading_above_them() -> None:
    folded = "<details><summary>{}</summary><h4>{}</h4><h5>Our answer</h5><p>Words.</p></details>"
    html = f"<h1>Title</h1><p>Words.</p>{folded.format('Victims', 'AFI 1')}{folded.format('Custody', 'AFI 2')}"
    answer = (5, "Our answer")
    assert headings(html) == [(1, "Title"), (4, "AFI 1"), answer, (4, "AFI 2"), answer]


def test_a_label_above_the_heading_of_the_next_finding_is_of_the_one_above_it_and_another_line_is_a_theme() -> None:
    body = (
        "<h2>Recommendations</h2><h3>Recommendation 1</h3><p>The force should answer calls sooner.</p>"
        "<p>Force response: It does.</p><p>{}</p>"
        "<h3>Recommendation 2</h3><p>The force should train its inspectors.</p><p>Force response: It has.</p>"
    )
    first, second = recommendations(body.format("Lead: Supt Field"))
    assert (first["answer"].get("owner"), second.get("theme")) == ("Supt Field", None)
    first, second = recommendations(body.format("Children in custody"))
    assert (first["answer"].get("owner"), second.get("theme")) == (None, "Children in custody")


TERMS = (
    "<h2>The recommendations and our response</h2><dl>"
    "<dt>Recommendation 3 (from 2021)</dt>"
    "<dd>We recommend that, within three months, Kent Police reviews its cells.</dd>"
    "<dd><strong>Constabulary response:</strong> An inspector looks at each cell.</dd>"
    "<dd><strong>Commissioner’s response:</strong> My visitors will report to me each month.</dd>"
    "<dt>Recommendation 4</dt><dd>The force should train its inspectors.</dd>"
    "<dd><strong>Constabulary response:</strong> All were trained in May.</dd></dl>"
)


def test_a_list_of_terms_is_findings_where_the_words_and_the_answers_stand_below_each() -> None:
    first, second = recommendations(TERMS)
    assert first["number"] == "3"
    assert first["text"] == "We recommend that, within three months, Kent Police reviews its cells."
    assert first["time_limit"] == "within three months"
    assert first["answer"] == {
        "force_action": "An inspector looks at each cell.",
        "body_action": "My visitors will report to me each month.",
    }
    assert (second["text"], second["answer"]) == (SECOND, {"force_action": "All were trained in May."})


def test_a_remark_on_a_number_is_kept_for_a_person_and_is_none_of_the_words() -> None:
    (draft,) = drafts_of(f"{TOP}{TERMS}".encode(), "page.html", STANDARD, "kent-pcc")
    (unplaced,) = (one for one in draft.data["document"]["sections"] if one.get("heading") == NOT_PLACED)
    assert unplaced["text"] == "Recommendation 3 (from 2021)"
    assert "from 2021" not in str(draft.data["recommendations"])


def test_words_in_brackets_that_ask_are_those_of_the_finding() -> None:
    made = recommendations("<h2>Recommendation 2 (Kent Police should look)</h2><p>Force response: It has looked.</p>")
    assert made[0]["text"] == "Kent Police should look"


def test_a_list_that_explains_terms_is_no_finding() -> None:
    made = recommendations(
        "<h2>What the words mean</h2><dl>"
        "<dt>Recommendation 3</dt><dd>The third thing that inspectors ask of a force.</dd>"
        "<dd>Such a thing has a number.</dd><dt>Cause of concern</dt><dd>Something that is wrong.</dd></dl>"
    )
    assert made == []


@pytest.mark.heavy
@pytest.mark.parametrize("box", ["<div>{}</div>", "{}"])
def test_a_page_of_many_buttons_is_read_in_linear_time(box: str) -> None:
    def seconds(count: int) -> float:
        parts = "".join(box.format(f"<button>Part {n}</button><div><h4>A</h4></div>") for n in range(count))
        text = f"<h1>Title</h1>{parts}".encode()
        gc.collect()
        gc.disable()  # it would go through what other tests have left, more often for a larger page
        try:
            return processor_seconds(lambda: page(text), runs=2)
        finally:
            gc.enable()

    assert seconds(4_000) < 8 * max(seconds(1_000), 0.05)

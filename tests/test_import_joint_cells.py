"""Tables in which one cell stands beside several rows: an answer to several findings, or a finding with two answers."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.formats.pdf_lines import PdfLine
from opcc_opendata.importers.formats.pdf_spans import ABOVE, spanned_from_above, table_html
from opcc_opendata.importers.formats.pdf_text import Ruled, html_of
from tests.table_examples import (
    CHECK,
    PUBLISH,
    REVIEW,
    TRAIN,
    answers,
    asked,
    cells,
    found,
    loose,
    lost,
    page,
    table,
    word,
)

BOTH = "I accept both. My office will add custody records to its dip samples."
THIRD = "I have asked the Chief Constable to publish results each quarter."
FORCE = "The force has written a new procedure for custody records."
WHY = "One cell of the table answers this and number 1: see if it is meant for both."


def joint(span: int = 2) -> str:
    return table(cells(1, CHECK) + cells(BOTH, span=span), cells(2, TRAIN), cells(3, PUBLISH, THIRD))


def test_an_answer_over_two_rows_answers_both_and_a_person_is_asked() -> None:
    made = page(joint())
    assert answers(made) == {"1": BOTH, "3": THIRD}
    assert answers(made, "answered_with") == {"2": "1"}
    assert asked(made) == {"2/answered_with": WHY}
    assert loose(made) == ""
    assert lost(joint(), made) == []


def test_an_answer_over_two_rows_of_a_word_document() -> None:
    rows = [("No.", "Recommendation", "PCC response"), (1, CHECK, BOTH), (2, TRAIN, ""), (3, PUBLISH, THIRD)]
    made = word(rows, [((1, 2), (2, 2))])
    assert (answers(made), answers(made, "answered_with")) == ({"1": BOTH, "3": THIRD}, {"2": "1"})
    assert asked(made) == {"2/answered_with": WHY}


def test_an_answer_over_all_rows_and_one_to_the_end_of_the_table() -> None:
    for span in ("3", "0", "99"):
        rows = table(cells(1, CHECK) + f'<td rowspan="{span}">{BOTH}</td>', cells(2, TRAIN), cells(3, PUBLISH))
        assert answers(page(rows), "answered_with") == {"2": "1", "3": "1"}


def test_the_column_of_the_answer_may_stand_first() -> None:
    rows = [cells(BOTH, span=2) + cells(1, CHECK), cells(2, TRAIN), cells(THIRD, 3, PUBLISH)]
    made = page(table(*rows, head="PCC response | No | Recommendation"))
    assert (answers(made), answers(made, "answered_with")) == ({"1": BOTH, "3": THIRD}, {"2": "1"})


def test_findings_may_have_their_numbers_before_their_words() -> None:
    rows = [
        cells(f"Recommendation 1: {CHECK}") + cells(BOTH, span=2),
        cells(f"Recommendation 2: {TRAIN}"),
        cells(f"Recommendation 3: {PUBLISH}", THIRD),
    ]
    made = page(table(*rows, head="Recommendation | PCC response"))
    assert (answers(made), answers(made, "answered_with")) == ({"1": BOTH, "3": THIRD}, {"2": "1"})


def test_findings_without_numbers_each_have_the_answer() -> None:
    rows = [cells(CHECK) + cells(BOTH, span=2), cells(TRAIN), cells(PUBLISH, THIRD)]
    made = page(table(*rows, head="Recommendation | PCC response"))
    assert [one["body_action"] for one in found(made)] == [BOTH, BOTH, THIRD]
    assert set(asked(made)) == {"2/answer/body_action"}
    assert "the one above" in asked(made)["2/answer/body_action"]


def test_only_the_joint_part_of_an_answer_is_shared() -> None:
    """The first finding's own answer is not the second one's."""
    rows = [
        cells(1, CHECK) + cells(FORCE, span=2) + cells("I will ask to see it."),
        cells(2, TRAIN, "I will pay for this training."),
        cells(3, PUBLISH, "The force has begun.", THIRD),
    ]
    made = page(table(*rows, head="Ref | Recommendation | Force response | PCC response"))
    assert answers(made, "force_action") == {"1": FORCE, "2": FORCE, "3": "The force has begun."}
    assert answers(made) == {"1": "I will ask to see it.", "2": "I will pay for this training.", "3": THIRD}
    assert asked(made) == {"2/answer/force_action": WHY}


def test_the_second_finding_does_not_get_what_only_the_first_has() -> None:
    rows = [cells(1, CHECK) + cells(FORCE, span=2) + cells("I will ask to see it."), cells(2, TRAIN, "")]
    made = page(table(*rows, head="Ref | Recommendation | Force response | PCC response"))
    assert answers(made, "force_action") == {"1": FORCE, "2": FORCE}
    assert answers(made) == {"1": "I will ask to see it."}


def test_owner_day_and_acceptance_over_two_rows_are_of_both() -> None:
    rows = [
        cells(1, CHECK) + cells("Accepted", span=2) + cells(THIRD) + cells("Supt Jo Field", "31 March 2025", span=2),
        cells(2, TRAIN, "I will pay for this."),
        cells(3, PUBLISH, "Accepted", "I will look.", "Supt Al Mead", "30 June 2025"),
    ]
    made = page(table(*rows, head="No | Recommendation | Status | PCC response | Owner | Due"))
    assert answers(made, "acceptance") == {"1": "accepted", "2": "accepted", "3": "accepted"}
    assert answers(made, "owner")["2"] == "Supt Jo Field"
    assert answers(made, "target_date")["2"] == "2025-03-31"
    assert asked(made) == {}


def test_a_tick_over_two_rows_is_of_both() -> None:
    rows = [
        cells(1, CHECK) + cells("✓", "", span=2) + cells("I will look."),
        cells(2, TRAIN, "I will pay."),
        cells(3, PUBLISH, "", "✓", "I will not."),
    ]
    made = page(table(*rows, head="No | Recommendation | Accepted | Rejected | PCC response"))
    assert answers(made, "acceptance") == {"1": "accepted", "2": "accepted", "3": "not_accepted"}


def test_a_theme_between_two_rows_with_one_answer() -> None:
    rows = [cells(1, CHECK) + cells(BOTH, span=3), '<td colspan="2">Custody staff</td>', cells(2, TRAIN)]
    made = page(table(*rows, cells(3, PUBLISH, THIRD)))
    assert answers(made, "answered_with") == {"2": "1"}
    assert answers(made, "theme") == {"2": "Custody staff", "3": "Custody staff"}
    assert loose(made) == ""


def test_parts_of_one_recommendation_with_one_answer() -> None:
    rows = [
        cells(1, span=2) + cells(f"(a) {CHECK}") + cells(BOTH, span=2),
        cells(f"(b) {TRAIN}"),
        cells(2, PUBLISH, THIRD),
    ]
    made = page(table(*rows))
    assert (answers(made), answers(made, "answered_with")) == ({"1(a)": BOTH, "2": THIRD}, {"1(b)": "1(a)"})


# --- a finding over several rows of answers ---------------------------------------------------------------------------


def test_a_finding_over_two_rows_has_both_answers() -> None:
    rows = [
        cells(1, CHECK, span=2) + cells("I will look."),
        cells("I shall ask for a report."),
        cells(2, TRAIN, THIRD),
    ]
    made = page(table(*rows))
    assert answers(made) == {"1": "I will look.\n\nI shall ask for a report.", "2": THIRD}
    assert asked(made) == {}


def test_a_column_says_who_answers_in_each_row() -> None:
    rows = [
        cells(CHECK, span=2) + cells("Force", FORCE),
        cells("PCC", "I will ask to see it."),
        cells(PUBLISH, span=2) + cells("Force", "It has begun to publish them."),
        cells("PCC", THIRD),
    ]
    html = table(*rows, head="Recommendation | Who | Response")
    made = page(html)
    assert [one["force_action"] for one in found(made)] == [FORCE, "It has begun to publish them."]
    assert [one["body_action"] for one in found(made)] == ["I will ask to see it.", THIRD]
    assert asked(made) == {}
    assert lost(html, made) == []


def test_a_second_owner_or_day_is_asked_about_and_not_dropped() -> None:
    rows = [
        cells(1, CHECK, span=2) + cells("The force will check.", "Supt Jo Field", "31 March 2025"),
        cells("The force will train.", "Insp Al Mead", "30 June 2025"),
        cells(2, TRAIN, FORCE, "Supt Jo Field", "May 2025"),
    ]
    html = table(*rows, head="No. | Recommendation | Force action | Owner | Target date")
    made = page(html)
    assert answers(made, "target_date")["1"] == "2025-03-31"
    assert "30 June 2025" in loose(made)
    assert "Insp Al Mead" in loose(made)
    assert lost(html, made) == []


def test_two_decisions_on_one_finding_are_left_to_a_person() -> None:
    rows = [
        cells(1, CHECK, span=2) + cells("Accepted", "I will look."),
        cells("Not accepted", "My office has no part in it."),
        cells(2, TRAIN, "Accepted", THIRD),
    ]
    made = page(table(*rows, head="No. | Recommendation | Accepted? | PCC response"))
    assert answers(made, "acceptance") == {"2": "accepted"}
    assert "“Not accepted”" in asked(made)["1/answer/acceptance"]


def test_words_over_two_numbers_are_asked_about() -> None:
    rows = [
        cells(1) + cells(f"{CHECK} {TRAIN}", span=2) + cells("I will look at the first."),
        cells(2, "I will pay for the second."),
        cells(3, PUBLISH, THIRD),
    ]
    made = page(table(*rows))
    assert answers(made) == {"1": "I will look at the first.", "2": "I will pay for the second.", "3": THIRD}
    assert asked(made) == {
        "1/text": "These words are also those of 2: leave here only its own.",
        "2/text": "Its words stand with those of 1. Part them, and write its own here.",
    }


# --- on the pages of a PDF --------------------------------------------------------------------------------------------


def box(left: float, top: float, right: float, bottom: float) -> tuple[float, float, float, float]:
    return left, top, right, bottom


HEADS = [box(0, 0, 50, 20), box(50, 0, 100, 20)]


@pytest.mark.parametrize(
    ("rows", "above"),
    [
        ([HEADS, [box(0, 20, 50, 40), box(50, 20, 100, 60)], [box(0, 40, 50, 60), None]], {(2, 1)}),
        ([HEADS, [box(0, 20, 50, 40), box(50, 20, 100, 40)], [box(0, 40, 50, 60), None]], set()),
        ([HEADS, [box(0, 20, 50, 60), box(50, 20, 100, 60)], [box(0, 60, 100, 80), None]], set()),
        ([HEADS, [box(0, 20, 50, 80), box(50, 20, 100, 40)], [None, box(50, 40, 100, 60)]], {(2, 0)}),
        ([[None, None], [box(0, 20, 50, 40), None]], set()),
    ],
)
def test_cells_of_a_page_that_reach_down(
    rows: list[list[tuple[float, ...] | None]], above: set[tuple[int, int]]
) -> None:
    assert spanned_from_above(rows) == above  # type: ignore[arg-type]


def test_a_cell_that_reaches_down_is_written_once() -> None:
    rows = table_html([["1", "both"], ["2", ABOVE], ["3", "third"]])
    assert '<td>1</td><td rowspan="2">both</td></tr><tr><td>2</td></tr><tr><td>3</td><td>third</td>' in rows


def pages(*rows: list[list[str]]) -> list[list[PdfLine | Ruled]]:
    return [
        [
            Ruled(
                0.0, 100.0, 800.0, [[f"<p>{one}</p>" if one not in ("", ABOVE) else one for one in row] for row in part]
            )
        ]
        for part in rows
    ]


def test_the_head_of_a_table_that_goes_on_is_written_once_and_noted() -> None:
    heads: list[str] = []
    made = html_of(pages([["No.", "Finding"], ["1", "One."]], [["No.", "Finding"], ["2", "Two."]]), [], heads)
    assert made.count("Finding") == 1
    assert made.count("<table>") == 1
    assert heads == ["No. Finding"]


def test_a_cell_over_two_rows_goes_on_on_the_next_page() -> None:
    first = [["No.", "Finding", "Answer"], ["1", "One.", "This is for both"], ["2", "Two is cut", ABOVE]]
    made = html_of(pages(first, [["", "here.", "of them."], ["3", "Three.", "Third."]]))
    assert '<td rowspan="2"><p>This is for both of them.</p></td>' in made
    assert "<p>Two is cut here.</p>" in made


def test_four_findings_of_which_two_pairs_have_one_answer() -> None:
    rows = [
        *(cells(1, CHECK) + cells(BOTH, span=2), cells(2, TRAIN)),
        *(cells(3, PUBLISH) + cells(THIRD, span=2), cells(4, REVIEW)),
    ]
    assert answers(page(table(*rows)), "answered_with") == {"2": "1", "4": "3"}

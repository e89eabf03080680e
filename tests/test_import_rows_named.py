"""Rows that are no findings of their own: heads that stand again, rows that go on, and the numbers of several."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.row_numbers import again_at, bare_number, several_at, texts_of_each
from tests.table_examples import (
    ASKED,
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

LOOK = "My office will look at each."
PAY = "My office will pay for the training in the first year,"
GOES_ON = "and the force will pay for it from the second year on."
TEXTS = {"1": CHECK, "2": TRAIN, "3": PUBLISH, "4": REVIEW}
HEAD = ("No.", "Recommendation", "PCC response")


# --- heads that stand again -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "again",
    [
        "<td>No.</td><td>Recommendation</td><td>PCC response</td>",
        "<td>NO</td><td>Recommendation:</td><td>PCC RESPONSE</td>",
        "<td>Ref</td><td>HMICFRS recommendation</td><td>Commissioner’s response</td>",
    ],
)
def test_a_head_that_stands_again_is_no_finding(again: str) -> None:
    html = table(cells(1, CHECK, LOOK), cells(2, TRAIN, "I will pay."), again, cells(3, PUBLISH, "I will ask."))
    made = page(html)
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN, "3": PUBLISH}
    assert loose(made) == ""
    assert asked(made) == {}
    assert lost(html, made) == []


def test_a_head_stands_again_in_a_word_document() -> None:
    made = word([HEAD, (1, CHECK, LOOK), HEAD, (2, TRAIN, "I will pay.")])
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert loose(made) == ""


def test_a_head_of_two_rows_stands_again() -> None:
    head = (
        "<th rowspan=2>No.</th><th rowspan=2>Recommendation</th><th colspan=2>Response</th></tr>"
        "<tr><th>Force</th><th>PCC</th>"
    )
    rows = [head, cells(1, CHECK, "The force has begun.", LOOK), head, cells(2, TRAIN, "It has ended.", "I will pay.")]
    made = page(table(*rows, head=""))
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert answers(made, "force_action") == {"1": "The force has begun.", "2": "It has ended."}
    assert loose(made) == ""


def test_heads_of_two_columns_stand_again() -> None:
    again = "<td>Recommendation</td><td>PCC response</td>"
    made = page(table(cells(CHECK, LOOK), again, cells(TRAIN, "I will pay."), head="Recommendation | PCC response"))
    assert [one["text"] for one in found(made)] == [CHECK, TRAIN]
    assert loose(made) == ""


# --- rows that go on --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("Recommendation 2 (continued)", "2 (cont.)", "2 cont’d", "2 continued", "Rec 2 – continued", "(continued)"),
        *("Recommendation 2 (continued from the previous page)", "2 (parhad)", "R2 (contd)", "Continued"),
    ],
)
def test_a_row_goes_on_with_its_finding(name: str) -> None:
    html = table(cells("1", CHECK, LOOK), cells("2", TRAIN, PAY), cells(name, "", GOES_ON), cells("3", PUBLISH, "Yes."))
    made = page(html)
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN, "3": PUBLISH}
    assert answers(made)["2"] == f"{PAY} {GOES_ON}"
    assert loose(made) == ""
    assert lost(html, made) == []


def test_the_words_of_a_finding_go_on_and_a_new_sentence_is_a_paragraph() -> None:
    cut, rest = TRAIN.split(" in ", 1)
    rows = [cells("1", cut, LOOK), cells("1 (cont.)", f"in {rest}", "It will report too."), cells("2", PUBLISH, "Yes.")]
    made = page(table(*rows))
    assert answers(made, "text")["1"] == TRAIN
    assert answers(made)["1"] == f"{LOOK}\n\nIt will report too."


def test_a_finding_goes_on_that_is_not_the_last_one() -> None:
    rows = [cells("1", CHECK, PAY), cells("2", TRAIN, "I will ask."), cells("1 (continued)", "", GOES_ON)]
    assert answers(page(table(*rows))) == {"1": f"{PAY} {GOES_ON}", "2": "I will ask."}


def test_the_name_may_stand_in_the_column_of_words() -> None:
    rows = [
        cells(f"Recommendation 1: {CHECK}", LOOK),
        cells(f"Recommendation 2: {TRAIN}", PAY),
        cells("Recommendation 2 (continued)", GOES_ON),
    ]
    made = page(table(*rows, head="Recommendation | PCC response"))
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert answers(made)["2"] == f"{PAY} {GOES_ON}"


@pytest.mark.parametrize("head", ["No. | Recommendation | PCC response", ""])
def test_a_finding_goes_on_in_the_next_table_with_a_head_or_without(head: str) -> None:
    first = table(cells("1", CHECK, LOOK), cells("2", TRAIN, PAY))
    second = table(cells("2 (continued)", "", GOES_ON), cells("3", PUBLISH, "I will ask."), head=head)
    made = page(first + second)
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN, "3": PUBLISH}
    assert answers(made) == {"1": LOOK, "2": f"{PAY} {GOES_ON}", "3": "I will ask."}
    assert asked(made) == {}


def test_a_table_with_other_heads_is_no_second_part() -> None:
    first = table(cells("1", CHECK, LOOK), cells("2", TRAIN, "I will pay."))
    second = table(cells("1", "The force has begun.", "Supt Field"), head="Recommendation no. | Force response | Owner")
    made = page(first + second)
    assert answers(made, "force_action") == {"1": "The force has begun."}
    assert answers(made, "owner") == {"1": "Supt Field"}


def test_a_form_of_labels_goes_on() -> None:
    rows = [
        *(cells("Recommendation 1", CHECK), cells("PCC response", LOOK)),
        *(cells("Recommendation 2", TRAIN), cells("PCC response", PAY)),
        *(cells("Recommendation 2 (continued)", ""), cells("PCC response", GOES_ON)),
    ]
    made = page(table(*rows, head=""))
    assert answers(made) == {"1": LOOK, "2": f"{PAY} {GOES_ON}"}
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}


@pytest.mark.parametrize("name", ["(continued)", "continued", "– continued", "(cont.)", "(parhad)"])
def test_a_heading_goes_on(name: str) -> None:
    below = f"<h3>Recommendation 1 {name}</h3><p>PCC response: {GOES_ON}</p><h3>Recommendation 2</h3><p>{TRAIN}</p>"
    html = f"<h3>Recommendation 1</h3><p>{CHECK}</p><p>PCC response: {PAY}</p>{below}<p>PCC response: {LOOK}</p>"
    made = page(html)
    assert answers(made) == {"1": f"{PAY} {GOES_ON}", "2": LOOK}
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert loose(made) == ""
    assert lost(html, made) == []


def test_words_that_stand_again_beside_the_rest_of_an_answer_are_not_said_twice() -> None:
    rows = [cells("1", CHECK, PAY), cells("1 (continued)", CHECK, GOES_ON), cells("2", TRAIN, LOOK)]
    made = page(table(*rows))
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert answers(made)["1"] == f"{PAY} {GOES_ON}"


def test_a_theme_goes_on() -> None:
    rows = ['<td colspan="3">Custody</td>', cells(1, CHECK, LOOK), '<td colspan="3">Custody (continued)</td>']
    made = page(table(*rows, cells(2, TRAIN, "I will pay.")))
    assert answers(made, "theme") == {"1": "Custody", "2": "Custody"}
    assert loose(made) == ""


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("Recommendation 2 (continued)", "2"),
        ("AFI 3 (continued) to be met", "3"),
        ("2. Continued work with partners should …", None),
        ("Recommendation 2: continued work with partners", None),
        ("Continued investment in training is needed.", None),
        ("The force should have continued.", None),
        ("Recommendation 2", None),
    ],
)
def test_what_goes_on_says_so(words: str, number: str | None) -> None:
    again = again_at(words)
    assert (again.number if again else None) == number


# --- numbers of several -----------------------------------------------------------------------------------------------

RANGES = [
    *(
        "2–4",
        "2–4.",
        "2-4",
        "2 – 4",
        "2 to 4",
        "2, 3 and 4",
        "2, 3, 4",
        "2 & 3 & 4",
        "2/3/4",
        "2., 3. and 4.",
        "2&amp;3&amp;4",
    ),
    *("2; 3; 4", "2 + 3 + 4", "2<br>3<br>4", "<p>2.</p><p>3.</p><p>4.</p>", "<p>Rec 2</p><p>Rec 3</p><p>Rec 4</p>"),
    *("Recommendations 2 to 4", "Recommendation 2 to 4", "Recommendations 2–4", "Rec. 2–4", "Recs 2, 3 and 4", "R2–R4"),
    *(
        "Recommendation 2, recommendation 3 and recommendation 4",
        "2 to 4 inclusive",
        "Nos. 2 to 4",
        "Argymhellion 2 i 4",
    ),
]


@pytest.mark.parametrize("numbers", RANGES)
@pytest.mark.parametrize(
    "texts",
    [
        "<br>".join(ASKED[1:]),
        "".join(f"<p>{one}</p>" for one in ASKED[1:]),
        f"<ul>{''.join(f'<li>{one}</li>' for one in ASKED[1:])}</ul>",
        "".join(f"<p>{n}. {one}</p>" for n, one in enumerate(ASKED[1:], 2)),
        " ".join(f"{n}. {one}" for n, one in enumerate(ASKED[1:], 2)),
    ],
)
def test_a_row_of_three_findings_answers_each_of_them(numbers: str, texts: str) -> None:
    html = table(cells(1, CHECK, LOOK), cells(numbers, texts, "I accept all three."))
    made = page(html)
    assert answers(made, "text") == TEXTS
    assert answers(made) == {"1": LOOK, "2": "I accept all three."}
    assert answers(made, "answered_with") == {"3": "2", "4": "2"}
    assert loose(made) == ""
    assert asked(made) == {}


def test_words_that_cannot_be_parted_are_asked_about() -> None:
    words = "Chief constables should train sergeants, publish results and review call-outs."
    made = page(table(cells(1, CHECK, LOOK), cells("2–4.", words, "I accept all three.")))
    assert answers(made, "text") == {"1": CHECK, "2": words}
    assert answers(made, "answered_with") == {"3": "2", "4": "2"}
    assert asked(made) == {
        "2/text": "These words are also those of 3, 4: leave here only its own.",
        "3/text": "Its words stand with those of 2. Part them, and write its own here.",
        "4/text": "Its words stand with those of 2. Part them, and write its own here.",
    }


def test_lines_that_ask_for_nothing_are_guessed() -> None:
    made = page(
        table(cells(1, CHECK, LOOK), cells("2 and 3", f"<p>{TRAIN}</p><p>It is late.</p>", "I will ask about both."))
    )
    assert answers(made, "text")["3"] == "It is late."
    assert {"2/text", "3/text"} == set(asked(made))


def test_numbers_of_several_below_a_head_that_is_not_known() -> None:
    rows = [cells(1, CHECK, "I will look at each."), cells("2–3", f"{TRAIN}<br>{PUBLISH}", "I will ask about both.")]
    made = page(table(*rows, head="Which | What it is | What we make of it"))
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN, "3": PUBLISH}
    assert answers(made, "answered_with") == {"3": "2"}


def test_whom_findings_are_for_behind_their_numbers() -> None:
    made = page(
        table(cells(1, CHECK, LOOK), cells("2 and 3 (revised)", f"<p>{TRAIN}</p><p>{PUBLISH}</p>", "I accept."))
    )
    assert answers(made, "answered_with") == {"3": "2"}
    assert "(revised)" in loose(made)


def test_numbers_of_several_in_a_form_of_labels() -> None:
    rows = [
        *(cells("Recommendation 1", CHECK), cells("PCC response", LOOK)),
        *(
            cells("Recommendations 2 to 3", f"<p>{TRAIN}</p><p>{PUBLISH}</p>"),
            cells("PCC response", "I will ask about both."),
        ),
    ]
    made = page(table(*rows, head=""))
    assert answers(made) == {"1": LOOK, "2": "I will ask about both."}
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN, "3": PUBLISH}
    assert answers(made, "answered_with") == {"3": "2"}


def test_numbers_of_several_where_the_words_stand_in_a_list_above() -> None:
    listed = "".join(f"<p>{n}. {one}</p>" for n, one in enumerate(ASKED, 1))
    rows = table(cells(1, LOOK), cells("2–4", "I accept all three."), head="Recommendation | PCC response")
    made = page(listed + rows)
    assert answers(made, "text") == TEXTS
    assert answers(made) == {"1": LOOK, "2": "I accept all three."}
    assert answers(made, "answered_with") == {"3": "2", "4": "2"}


def test_a_heading_of_three_findings_over_their_words() -> None:
    words = "".join(f"<p>{one}</p>" for one in ASKED[1:])
    body = f"<h3>Recommendations 2 to 4</h3>{words}<p>PCC response: I will ask.</p>"
    made = page(body)
    assert answers(made, "text") == {"2": TRAIN, "3": PUBLISH, "4": REVIEW}
    assert answers(made) == {"2": "I will ask."}
    assert answers(made, "answered_with") == {"3": "2", "4": "2"}


@pytest.mark.parametrize(
    "name",
    [
        "<h3>Recommendations 2–4</h3><p>{}</p>",
        "<h3>Recommendation 2–4</h3><p>{}</p>",
        "<p>Recommendations 2–4: {}</p>",
        "<p><strong>Recommendation 2-4:</strong> {}</p>",
        "<h3>Recommendations 2, 3 and 4 – {}</h3>",
        "<p>2–4. {}</p>",
    ],
)
def test_several_findings_below_another_are_no_part_of_it(name: str) -> None:
    first = f"<h3>Recommendation 1</h3><p>{CHECK}</p><p>PCC response: {LOOK}</p>"
    made = page(f"{first}{name.format(TRAIN)}<p>PCC response: I will ask.</p>")
    assert answers(made) == {"1": LOOK, "2": "I will ask."}
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert answers(made, "answered_with") == {"3": "2", "4": "2"}
    assert {"2/text", "3/text", "4/text"} <= set(asked(made))


@pytest.mark.parametrize(
    "cell",
    [
        "<strong>Rec 2:</strong> I will look.<br><strong>Rec 3:</strong> I will pay.",
        "I will look. Recommendation 3: I will pay.",
        "<p>I will look.</p><p>For recommendation 3 I will pay.</p>",
    ],
)
@pytest.mark.parametrize("number", ["2 and 3", "2"])
def test_names_of_others_inside_an_answer_are_asked_about(cell: str, number: str) -> None:
    rows = [cells(1, CHECK, LOOK), cells(number, f"{TRAIN}<br>{PUBLISH}", cell)]
    rows += [cells(3, PUBLISH, "")] if number == "2" else []
    assert "recommendation 3" in asked(page(table(*rows)))["2/answer/body_action"]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("3–5.", "345"),
        ("AFI 3 and AFI 4", "34"),
        ("Areas for improvement 3 and 4", "34"),
        ("Recommendations 3 to 5: forces should act", "345"),
        ("3a–3c", "3a 3b 3c"),
        ("3 to 5 officers should be trained", ""),
        ("4/24", ""),
        ("2-1", ""),
        ("2023-1", ""),
        ("1–60", ""),
        ("1.1–1.3", ""),
        ("3", ""),
    ],
)
def test_which_numbers_are_several(words: str, numbers: str) -> None:
    several = several_at(words)
    expected = tuple(numbers.split()) if " " in numbers else tuple(numbers)
    assert (several.numbers if several else ()) == expected


def test_a_number_has_no_mark_behind_it() -> None:
    assert [bare_number(one) for one in ("3.", "3)", "3a:", "3", "3(a)", "No. 3")] == [
        "3",
        "3",
        "3a",
        "3",
        "3(a)",
        "No. 3",
    ]
    assert answers(page(table(cells("1.", CHECK, LOOK), cells("2.", TRAIN, "I will pay."))), "text") == {
        "1": CHECK,
        "2": TRAIN,
    }


def test_words_are_parted_by_numbers_or_lines_or_not_at_all() -> None:
    assert texts_of_each(["3. One.", "more", "4. Two."], ("3", "4")) == ["One.\n\nmore", "Two."]
    assert texts_of_each(["One.", "Two."], ("3", "4")) == ["One.", "Two."]
    assert texts_of_each(["One.", "Two.", "Three."], ("3", "4")) == []
    assert texts_of_each(["3. One.", "5. Two."], ("3", "4")) == ["3. One.", "5. Two."]

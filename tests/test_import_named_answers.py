"""Answers below a table or below another finding: each goes to the finding that it names, or is asked about."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.named_answers import named_by
from tests.table_examples import CHECK, PUBLISH, TRAIN, answers, asked, cells, found, loose, lost, page, table

FIRST, SECOND, THIRD = "I have asked for figures.", "My office will pay.", "My office will ask for the results."
OWN = {"1": FIRST, "2": SECOND, "3": THIRD}
TABLE = table(cells(1, CHECK, FIRST), cells(2, TRAIN, SECOND), cells(3, PUBLISH, THIRD))
HEADED = "".join(
    f"<h3>Recommendation {n}</h3><p>{text}</p><p>PCC response: {answer}</p>"
    for n, (text, answer) in enumerate(((CHECK, FIRST), (TRAIN, SECOND), (PUBLISH, THIRD)), 1)
)
FORM = table(
    *(
        row
        for n, (text, answer) in enumerate(((CHECK, FIRST), (TRAIN, SECOND), (PUBLISH, THIRD)), 1)
        for row in (cells(f"Recommendation {n}", text), cells("PCC response", answer))
    ),
    head="",
)
SEEN = "I have now seen the first results."
TRAINED = "The force has since trained 140 sergeants."
WORDS = {"1": CHECK, "2": TRAIN, "3": PUBLISH}


def test_the_three_forms_of_the_example_say_the_same() -> None:
    for html in (TABLE, HEADED, FORM):
        made = page(html)
        assert (answers(made), answers(made, "text"), loose(made)) == (OWN, WORDS, "")


@pytest.mark.parametrize("above", [TABLE, HEADED, FORM])
@pytest.mark.parametrize(
    "below",
    [
        f"<p>Response to recommendation 2: {SEEN}</p>",
        f"<p>Response to Recommendation Two: {SEEN}</p>",
        f"<p><strong>Response to recommendation 2:</strong> {SEEN}</p>",
        f"<p>PCC response to recommendation 2 – {SEEN}</p>",
        f"<p>Further response to HMICFRS recommendation 2: {SEEN}</p>",
        f"<p>Recommendation 2 – further response: {SEEN}</p>",
        f"<p>Recommendation 2 (PCC response): {SEEN}</p>",
        f"<p>Recommendation 2: {SEEN}</p>",
        f"<p>R2: {SEEN}</p>",
        f"<p>Update on R2: {SEEN}</p>",
        f"<h3>Response to recommendation 2</h3><p>{SEEN}</p>",
        f"<h2>Update on Recommendation 2</h2><p>{SEEN}</p>",
        f"<h4>Recommendation 2: our further response</h4><p>{SEEN}</p>",
        f"<p><strong>Further comments on Recommendation 2</strong></p><p>{SEEN}</p>",
        f"<p>Response to recommendation 2:</p><p>{SEEN}</p>",
    ],
)
def test_an_answer_goes_to_the_finding_that_it_names(above: str, below: str) -> None:
    made = page(above + below)
    assert answers(made) == {**OWN, "2": f"{SECOND}\n\n{SEEN}"}
    assert answers(made, "text") == WORDS
    assert lost(above + below, made) == []


@pytest.mark.parametrize("above", [TABLE, HEADED, FORM])
@pytest.mark.parametrize(
    "sentence",
    [
        "In respect of Recommendation 2 the force has since trained 140 sergeants.",
        "In relation to Recommendation 2, the force has since trained 140 sergeants.",
        "Further to recommendation 2, the force has since trained 140 sergeants.",
        "The force’s answer to recommendation 2 is that it has since trained 140 sergeants.",
        "On recommendation 2 the force has since trained 140 sergeants.",
    ],
)
def test_a_sentence_goes_to_the_finding_with_which_it_begins(above: str, sentence: str) -> None:
    made = page(f"{above}<p>{sentence}</p>")
    assert answers(made, "force_action") == {"2": sentence}
    assert answers(made) == OWN
    assert answers(made, "text") == WORDS


@pytest.mark.parametrize("above", [TABLE, HEADED, FORM])
def test_what_stands_behind_a_number_and_asks_nothing_is_no_inspectors_text(above: str) -> None:
    made = page(f"{above}<p>Recommendation 1: {TRAINED}</p>")
    assert answers(made, "text") == WORDS
    assert answers(made, "force_action") == {"1": TRAINED}
    assert asked(made)["1/answer/force_action"] == "It stands behind the number, and asks nothing."


@pytest.mark.parametrize(
    "sentence",
    [
        "Since July the force has met Recommendation 1 in full.",
        "I am told by the force that Recommendation 1 has been met.",
        "The force should finish Recommendation 1 by May.",
    ],
)
@pytest.mark.parametrize("above", [TABLE, HEADED, FORM])
def test_a_sentence_that_names_another_finding_is_asked_about(above: str, sentence: str) -> None:
    """It may stand in the answer above it, in a comment or where nothing is placed, and never without a question."""
    made = page(f"{above}<p>{sentence}</p>")
    holders = [
        (f"{n}/answer/{key}" if key != "text" else f"{n}/text")
        for n, one in enumerate(found(made), 1)
        for key in ("text", "body_action", "force_action")
        if sentence in one.get(key, "")
    ]
    comments = [n for n, one in enumerate(made.data["comments"]) if sentence in one["text"]]
    guessed = {one.at for one in made.notes.readings if one.state == "guessed"}
    assert bool(holders) + bool(comments) + (sentence in loose(made)) == 1
    assert set(holders) <= set(asked(made))
    assert all(("comments", n) in guessed for n in comments)


def test_an_answer_below_words_without_one() -> None:
    html = f"<h3>Recommendation 1</h3><p>{CHECK}</p><p>{FIRST}</p><h3>Recommendation 2</h3><p>{TRAIN}</p>"
    made = page(f"{html}<p>Response to recommendation 1: the force should finish by May.</p>")
    assert answers(made, "text") == {"1": CHECK, "2": TRAIN}
    assert answers(made, "force_action") == {"1": "the force should finish by May."}


def test_other_words_under_a_number_that_is_known_are_asked_about() -> None:
    made = page(f"{TABLE}<h3>Recommendation 1</h3><p>The force should do more by May.</p>")
    assert asked(made)["1/text"] == "Words stand under this number in two places: see which are the finding's."


@pytest.mark.parametrize("tag", ["h2", "h3", "h4"])
def test_findings_first_and_then_the_answers_by_their_numbers(tag: str) -> None:
    texts = table(cells(1, CHECK), cells(2, TRAIN), cells(3, PUBLISH), head="No. | Recommendation")
    below = "".join(f"<{tag}>Response to recommendation {n}</{tag}><p>{text}</p>" for n, text in OWN.items())
    made = page(texts + below)
    assert answers(made) == OWN
    assert answers(made, "text") == WORDS


def test_force_and_body_under_headings_of_their_own() -> None:
    below = (
        "<h3>Chief Constable’s response to recommendation 2</h3><p>We have trained 140 sergeants.</p>"
        f"<h3>PCC’s response to recommendation 2</h3><p>{SEEN}</p>"
    )
    made = page(TABLE + below)
    assert answers(made, "force_action") == {"2": "We have trained 140 sergeants."}
    assert answers(made)["2"] == f"{SECOND}\n\n{SEEN}"


def test_a_heading_that_leads_on_to_its_finding_is_one_heading() -> None:
    made = page(f"{TABLE}<h3>Force update on recommendation 1</h3><p>{TRAINED}</p>")
    assert answers(made, "force_action") == {"1": TRAINED}
    assert [one.get("heading") for one in made.data["document"]["sections"]][-1] == "Recommendations"


def test_a_further_answer_to_two_findings_is_said_to_both() -> None:
    made = page(f"{TABLE}<p>Further comment on recommendations 1 and 2: {SEEN}</p>")
    assert answers(made) == {**OWN, "1": f"{FIRST}\n\n{SEEN}", "2": f"{SECOND}\n\n{SEEN}"}
    assert asked(made)["2/answer/body_action"] == "It is said of number 1 too: see if it is meant for both."


def test_a_sentence_on_two_findings_is_said_to_both() -> None:
    sentence = "With regard to Recommendations 1 and 2, the force has since made good progress."
    made = page(f"{TABLE}<p>{sentence}</p>")
    assert answers(made, "force_action") == {"1": sentence, "2": sentence}
    assert "2/answer/force_action" in asked(made)


def test_an_answer_with_a_number_where_the_findings_have_none() -> None:
    texts = table(cells(CHECK, FIRST), cells(TRAIN, SECOND), head="Recommendation | PCC response")
    made = page(f"{texts}<p>Response to recommendation 1: {SEEN}</p>")
    assert [one["body_action"] for one in found(made)] == [FIRST, SECOND, SEEN]
    assert (
        asked(made)["3/number"] == "It has no words of its own, and others have no number: it may answer one of them."
    )


def test_an_answer_that_names_another_kind_is_asked_about() -> None:
    areas = table(cells("1", CHECK, FIRST), cells("2", TRAIN, SECOND), head="No. | Area for improvement | PCC response")
    made = page(f"{areas}<p>In respect of Recommendation 2 the force has since trained 140 sergeants.</p>")
    assert [one["kind"] for one in found(made)] == ["area_for_improvement"] * 2
    assert asked(made)["2/answer/force_action"] == "It names recommendation 2, and here that number is of another kind."
    made = page(f"{areas}<p>Response to AFI 2: {SEEN}</p>")
    assert answers(made)["2"] == f"{SECOND}\n\n{SEEN}"
    assert set(asked(made)) == {"2/answer/body_action"}


def test_a_row_of_labels_that_names_another_finding() -> None:
    rows = FORM.replace("</table>", f"<tr>{cells('Further PCC response to recommendation 1', SEEN)}</tr></table>")
    assert answers(page(rows)) == {**OWN, "1": f"{FIRST}\n\n{SEEN}"}


def test_rows_without_a_head_keep_their_words() -> None:
    """The first row of such a table was taken for its head, and its words were nowhere."""
    rows = table(cells("Recommendation 1", TRAINED), cells("Recommendation 2", SEEN), head="")
    html = f"{TABLE}<p>Updates since:</p>{rows}"
    made = page(html)
    assert answers(made) == OWN
    assert TRAINED in loose(made)
    assert lost(html, made) == []


@pytest.mark.parametrize(
    ("label", "kind", "numbers", "column"),
    [
        ("Response to recommendation 3", "recommendation", "3", "answer"),
        ("PCC response to recommendation 1", "recommendation", "1", "body_action"),
        ("What the force has done about recommendation B", "recommendation", "B", "force_action"),
        ("AFI 2 (force response)", "area_for_improvement", "2", "force_action"),
        ("Comments on causes of concern 1 and 2", "cause_of_concern", "12", "answer"),
        ("Recommendation 4: Responding to the public", "", "", ""),
        ("Recommendation 2", "", "", ""),
        ("Recommendation 3 – owner", "", "", ""),
        ("Responses to the 3 recommendations", "", "", ""),
        ("Response to recommendation 3.1", "", "", ""),
        ("Response to PEEL 2023", "", "", ""),
        ("HMICFRS comment on recommendation 2", "", "", ""),
        ("Response of officers to recommendation 2", "", "", ""),
    ],
)
def test_which_labels_name_an_answer(label: str, kind: str, numbers: str, column: str) -> None:
    named = named_by(label)
    assert (named is not None) == bool(kind)
    if named:
        assert (named.kind, "".join(named.numbers), named.column) == (kind, numbers, column)

"""What becomes of an acceptance in whole documents: no action is made of it, and a refusal is a reason.

Each document is invented. The tables come as HTML, as Word writes them, and as Markdown.
"""

from __future__ import annotations

import io
from collections.abc import Callable

import docx
import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())
TITLE = "Kent Police and Crime Commissioner’s response to “Invented cells: a look”"
WORDS = "The force should count its cells."
OTHER = ("2", "Forces should paint their doors.", "I will ask to see them.", "They are painted.")
HEAD = ("No.", "Recommendation", "PCC response", "Force response")


def as_html(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    cells = "".join(f"<tr>{''.join(f'<td>{one}</td>' for one in row)}</tr>" for row in rows)
    return f"<h1>{TITLE}</h1><h2>Recommendations</h2><table>{cells}</table>".encode(), "page.html"


def as_word(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    made = docx.Document()
    made.add_heading(TITLE, 1)
    made.add_heading("Recommendations", 2)
    table = made.add_table(rows=len(rows), cols=len(rows[0]))
    for n, row in enumerate(rows):
        for m, words in enumerate(row):
            table.cell(n, m).text = words
    out = io.BytesIO()
    made.save(out)
    return out.getvalue(), "response.docx"


def as_markdown(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    lines = [f"| {' | '.join(row)} |" for row in rows]
    lines.insert(1, f"|{' --- |' * len(rows[0])}")
    return f"# {TITLE}\n\n## Recommendations\n\n{chr(10).join(lines)}\n".encode(), "response.md"


def as_labels(rows: list[tuple[str, ...]]) -> tuple[bytes, str]:
    head, *below = rows
    parts = [f"# {TITLE}\n\n## Recommendations\n"]
    for number, words, *answers in below:
        parts.append(f"### Recommendation {number}\n\n{words}\n")
        parts += [f"**{label}:** {one}\n" for label, one in zip(head[2:], answers, strict=True) if one]
    return "\n".join(parts).encode(), "response.md"


Maker = Callable[[list[tuple[str, ...]]], tuple[bytes, str]]
FORMS: tuple[Maker, ...] = (as_html, as_word, as_markdown, as_labels)


def draft(raw: bytes, name: str) -> ImportedDraft:
    (made,) = drafts_of(raw, name, STANDARD, "kent-pcc")
    return made


def answer(made: ImportedDraft, n: int = 0) -> dict[str, str]:
    found: dict[str, str] = made.data["recommendations"][n].get("answer", {})
    return found


def asked(made: ImportedDraft) -> list[str]:
    """Give what is asked of the first recommendation, and of texts without a place."""
    places = [one for one in made.notes.readings if one.state in ("guessed", "missing")]
    return [one.sentence for one in places if one.at[:2] == ("recommendations", 0) or one.at[:1] == ("document",)]


def answered(form: Maker, body: str, force: str) -> ImportedDraft:
    made = draft(*form([HEAD, ("1", WORDS, body, force), OTHER]))
    assert answer(made, 1) == {"body_action": OTHER[2], "force_action": OTHER[3]}
    return made


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Accepted.", "accepted"),
        ("Agreed.", "accepted"),
        ("Yes – accepted", "accepted"),
        ("The recommendation is accepted.", "accepted"),
        ("We accept this recommendation.", "accepted"),
        ("Noted and accepted.", "accepted"),
        ("Noted. The Commissioner accepts this.", "accepted"),
        ("Accepted in part", "accepted_in_part"),
        ("I accept this only in part.", "accepted_in_part"),
        ("Rejected", "not_accepted"),
        ("We don’t agree.", "not_accepted"),
        ("Noted.", "noted"),
    ],
)
def test_an_answer_that_only_accepts_is_no_action(form: Maker, words: str, code: str) -> None:
    made = answered(form, words, "")
    assert answer(made) == {"acceptance": code}
    assert asked(made) == []


@pytest.mark.parametrize("form", FORMS)
def test_what_the_force_does_stands_beside_what_the_body_only_accepts(form: Maker) -> None:
    made = answered(form, "Accepted.", "Accepted. The cells are counted daily.")
    assert answer(made) == {"acceptance": "accepted", "force_action": "Accepted. The cells are counted daily."}
    assert asked(made) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_refusal_with_its_reason_is_the_reason(form: Maker) -> None:
    words = "The Commissioner does not accept this recommendation because the cost is too high."
    made = answered(form, words, "")
    assert answer(made) == {"acceptance": "not_accepted", "no_action_reason": words}
    assert asked(made) == []


@pytest.mark.parametrize("form", FORMS)
def test_a_refusal_is_a_reason_also_behind_a_colon(form: Maker) -> None:
    made = answered(form, "Not accepted: the cost is too high.", "")
    assert answer(made) == {"acceptance": "not_accepted", "no_action_reason": "Not accepted: the cost is too high."}
    assert asked(made) == []


@pytest.mark.parametrize(
    "words",
    [
        "I reject this recommendation because of the cost. I have asked the force for another plan.",
        "Rejected. It would cost too much.",
        "No. It costs too much.",
    ],
)
def test_what_follows_a_refusal_may_be_an_action(words: str) -> None:
    made = answered(as_html, words, "")
    assert answer(made) == {"acceptance": "not_accepted", "no_action_reason": words}
    assert any("The finding is not accepted." in one for one in asked(made))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ["Accepted in principle.", "I do not fully accept this.", "Not yet accepted."])
def test_words_that_are_no_plain_yes_or_no_are_asked_about_once(form: Maker, words: str) -> None:
    made = answered(form, words, "The cells are counted.")
    assert answer(made) == {"force_action": "The cells are counted."}
    (question,) = asked(made)
    assert f"The answer says “{words.rstrip('.')}”. Decide if that is a yes, a yes in part, or a no." in question
    assert made.data["document"]["sections"][-1]["text"] == words


def test_what_makes_less_of_a_yes_stays_with_the_answer_and_is_asked_about() -> None:
    made = answered(as_html, "Accepted, but not before May. I will pay for it.", "")
    assert answer(made) == {"body_action": "Accepted, but not before May. I will pay for it."}
    assert asked(made) == [
        "The answer says “Accepted, but not before May”. Decide if that is a yes, a yes in part, or a no."
    ]


# --- the body, and the force -----------------------------------------------------------------------------------------

REFUSES = "The force says “Not accepted”, and the body’s answer does not say if it agrees."
ITS_YES = "Guessed from “Accepted”. The force says so, and the body’s answer does not."


@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 1, 3, 2)])
@pytest.mark.parametrize(
    ("body", "force", "expected", "question"),
    [
        ("", "Accepted.", {"acceptance": "accepted"}, ""),
        ("Accepted.", "Accepted.", {"acceptance": "accepted"}, ""),
        ("Not accepted.", "Accepted.", {"acceptance": "not_accepted", "force_action": "Accepted."}, ""),
        ("Accepted.", "Not accepted.", {"acceptance": "accepted", "force_action": "Not accepted."}, ""),
        (
            "I will ask for the figures.",
            "Accepted.",
            {"acceptance": "accepted", "body_action": "I will ask for the figures."},
            ITS_YES,
        ),
        (
            "I will ask for the figures.",
            "Not accepted.",
            {"body_action": "I will ask for the figures.", "force_action": "Not accepted."},
            REFUSES,
        ),
        ("The Chief Constable accepts this.", "", {"acceptance": "accepted"}, "The force says so"),
        (
            "The Chief Constable accepts this. I will ask him for the figures.",
            "",
            {"body_action": "The Chief Constable accepts this. I will ask him for the figures."},
            "The answer says “The Chief Constable accepts this”, of the force. Write whether the body accepts it.",
        ),
        (
            "",
            "The Commissioner does not accept this. We wait.",
            {"force_action": "The Commissioner does not accept this. We wait."},
            "The answer says “The Commissioner does not accept this”, of the body. Write whether the body accepts it.",
        ),
        (
            "The Chief Constable accepts, the Commissioner does not.",
            "",
            {"acceptance": "not_accepted"},
            "The force’s answer is another one.",
        ),
        ("The Chief Constable and I accept this.", "", {"acceptance": "accepted"}, ""),
    ],
)
def test_whose_acceptance_it_is(
    order: tuple[int, ...], body: str, force: str, expected: dict[str, str], question: str
) -> None:
    rows = [HEAD, ("1", WORDS, body, force), OTHER]
    made = draft(*as_html([tuple(row[n] for n in order) for row in rows]))
    assert answer(made) == expected
    assert bool(asked(made)) is bool(question)
    assert question in " ".join(asked(made))


@pytest.mark.parametrize(
    ("texts", "expected", "question"),
    [
        (("Accepted.",), {"acceptance": "accepted"}, ""),
        (("Noted.", "I accept this recommendation."), {"acceptance": "accepted"}, ""),
        (("The Chief Constable accepts this recommendation.",), {"acceptance": "accepted"}, ""),
        (
            ("The Chief Constable accepts this recommendation.", "The Commissioner does not accept it."),
            {"acceptance": "not_accepted", "force_action": "The Chief Constable accepts this recommendation."},
            "",
        ),
        (
            ("Not accepted: the cost is too high.",),
            {"acceptance": "not_accepted", "no_action_reason": "Not accepted: the cost is too high."},
            "It refuses, and does not say whose answer it is.",
        ),
        (
            ("I accept this recommendation.", "This recommendation is not accepted."),
            {},
            "The document says “I accept this recommendation” and “This recommendation is not accepted” of it.",
        ),
    ],
)
def test_paragraphs_without_labels(texts: tuple[str, ...], expected: dict[str, str], question: str) -> None:
    text = f"# {TITLE}\n\n## Recommendations\n\n### Recommendation 1\n\n{WORDS}\n\n" + "\n\n".join(texts) + "\n"
    made = draft(text.encode(), "response.md")
    assert answer(made) == expected
    assert bool(asked(made)) is bool(question)
    assert question in " ".join(asked(made))


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("words", ["Accepted.", "Yes – accepted", "Noted and accepted.", "Not accepted."])
def test_no_word_of_an_acceptance_is_lost(form: Maker, words: str) -> None:
    raw, name = form([HEAD, ("1", WORDS, words, "Not accepted."), OTHER])
    made = draft(raw, name)
    assert made.coverage is not None
    assert made.coverage.lost == ()
    assert made.coverage.unplaced == 0
    if name == "response.md":
        assert unkept(raw.decode(), [made]) == []


def test_an_answer_whose_label_names_nobody() -> None:
    head = ("No.", "Recommendation", "Response")
    rows: list[tuple[str, ...]] = [head, ("1", WORDS, "We accept this."), ("2", OTHER[1], "They are painted.")]
    made = draft(*as_html(rows))
    assert answer(made) == {"acceptance": "accepted"}


def test_a_yes_that_answers_another_question_accepts_nothing() -> None:
    head = ("No.", "Recommendation", "Has the PCC seen the figures?")
    rows: list[tuple[str, ...]] = [head, ("1", WORDS, "Yes"), ("2", OTHER[1], "No")]
    assert all("acceptance" not in answer(draft(*as_html(rows)), n) for n in (0, 1))


def test_the_decision_of_a_column_and_the_words_of_an_answer_that_differ_are_asked_about() -> None:
    head = ("No.", "Recommendation", "Accepted?", "PCC response")
    rows: list[tuple[str, ...]] = [head, ("1", WORDS, "Yes", "I do not accept this, as it costs too much.")]
    made = draft(*as_html([*rows, ("2", OTHER[1], "Yes", "I will ask.")]))
    assert "acceptance" not in answer(made)
    assert any("Write which of these is the answer." in one for one in asked(made))

"""Pages of questions and answers: a question heads a finding, another is a label. Every text is invented."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.acceptance import yes_of
from opcc_opendata.importers.asked_headings import named_by_question
from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.copies_said import copies_said
from opcc_opendata.importers.labels import part_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())

PAGE = """# Your questions answered: An inspection of roads

### What about recommendation 2, on logs?

“Chief constables should check every log.”

Is it accepted? It is.

**So what have the police done?** Kent Police checks every log already.

**And the Commissioner?** The Commissioner asked for the numbers in November.

### Recommendation 37 is about a form. Does it matter here?

“The National Police Chiefs’ Council should design a form.”

Is it accepted? It does not apply to Kent.

**And the Commissioner?** It is for chiefs nationally, so the Commissioner has no step to take.

### Who has been sent this?

We e-mailed it to the Home Secretary and to HMICFRS. It has not been to the Police and Crime Panel.
"""


def test_a_question_heads_a_finding_and_its_answers() -> None:
    (draft,) = drafts_of(PAGE.encode(), "answers.md", STANDARD, "kent-pcc")
    first, second = draft.data["recommendations"]
    assert (first["number"], first["addressees"]) == ("2", ["chief_officers"])
    assert first["answer"] == {
        "acceptance": "accepted",
        "force_action": "Kent Police checks every log already.",
        "body_action": "The Commissioner asked for the numbers in November.",
    }
    assert (second["number"], second["addressees"]) == ("37", ["npcc"])
    assert second["answer"]["acceptance"] == "not_applicable"
    assert "no step to take" in second["answer"]["no_action_reason"]
    assert "comments" not in draft.data
    assert {one["recipient"]: one["sent"] for one in draft.data["distribution"]} == {
        "home_secretary": True,
        "hmicfrs": True,
        "police_and_crime_panel": False,
    }


@pytest.mark.parametrize(
    ("heading", "below", "name"),
    [
        ("What about recommendation 2, on logs?", "Forces should check every log.", "Recommendation 2"),
        ("And area for improvement 11?", "The force should check every log.", "Area for improvement 11"),
        ("What about recommendations 2 to 4?", "Forces should check every log.", ""),
        ("What about recommendation 2 and recommendation 3?", "Forces should check every log.", ""),
        ("What about recommendation 2?", "We should check every log ourselves.", ""),
        ("What about recommendation 2?", "It was the subject of a long debate.", ""),
        ("What about recommendation 2", "Forces should check every log.", ""),
    ],
)
def test_only_a_question_about_one_finding_names_it(heading: str, below: str, name: str) -> None:
    blocks = blocks_of(f"<h3>{heading}</h3><p>{below}</p>")
    made, asked = named_by_question(blocks)
    assert made[0].words == (name or heading)
    assert asked == ([heading] if name else [])


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("It is.", "accepted"),
        ("Yes, we do.", "accepted"),
        ("It is not.", "not_accepted"),
        ("We don’t", "not_accepted"),
        ("It does not apply to Kent.", "not_applicable"),
        ("It is under discussion.", ""),
        ("It does not apply to Kent, and we will act.", ""),
    ],
)
def test_a_sentence_answers_if_it_is_accepted(words: str, code: str) -> None:
    assert yes_of(words) == code


@pytest.mark.parametrize(
    ("sentence", "sent"),
    [
        ("It has not been to the Police and Crime Panel.", {"police_and_crime_panel": False}),
        ("This was not sent to HMICFRS and the moon.", {}),
        ("No copy has been sent to the Home Secretary.", {"home_secretary": False}),
        ("It was not easy to the Home Secretary.", {}),
    ],
)
def test_a_sentence_says_to_whom_no_copy_went(sentence: str, sent: dict[str, bool]) -> None:
    assert {one.entry["recipient"]: one.entry["sent"] for one in copies_said(paragraph(sentence))} == sent


def test_who_has_been_sent_it_heads_the_copies() -> None:
    assert part_of("Who has been sent this?") == "distribution"
    assert part_of("Who has read this?") == ""


OVER = """# Kent PCC’s reply to PEEL

## Areas for improvement

Responding to the public

#### AFI 1

*The force should answer calls faster.*

##### What the force is doing

The force has taken on 38 officers.

{}

#### AFI 2

*The force should supervise its investigations.*

##### What the force is doing

The force has a new form for it.
"""


@pytest.mark.parametrize(
    ("line", "themes"),
    [
        ("Investigating crime", ["Responding to the public", "Investigating crime"]),
        ("It was a good year.", ["Responding to the public"] * 2),
        ("What the Commissioner does", ["Responding to the public"] * 2),
    ],
)
def test_a_plain_line_over_the_heading_of_a_finding_is_its_theme_as_a_guess(line: str, themes: list[str]) -> None:
    (draft,) = drafts_of(OVER.format(line).encode(), "reply.md", STANDARD, "kent-pcc")
    assert [one["theme"] for one in draft.data["recommendations"]] == themes
    assert ("recommendations", 0, "theme") in {tuple(at) for at, _ in draft.notes.guesses}
    answered = draft.data["recommendations"][0]["answer"]["force_action"]
    assert (line in answered) == (len(set(themes)) == 1)

"""Minutes in which the body answers a report, and sentences as minutes have them. Every text is invented."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.acceptance import acceptance_told
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.copies_said import copies_said
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.items import whose
from opcc_opendata.importers.office_holders import office_holders
from opcc_opendata.importers.quoting import reported
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
MINUTES = """**OFFICE OF THE POLICE AND CRIME COMMISSIONER FOR KENT**

Minutes of the meeting held on Monday 28 November 2022

Present: Mr W. Sample, Police and Crime Commissioner; Chief Constable S. Example; Assistant Chief Constable P. Other.

These minutes were published on 7 December 2022.

**APOLOGIES**

1. There were none.

**PEEL 2021/22: KENT POLICE**

2. The Board had before it the report published on 14 October 2022.
3. The Chief Constable said that the report was the best the force had ever had, and thanked all.
4. Area for improvement 1 – The force should answer calls faster.

It was reported that 212 operators had been trained.

RESOLVED that the Commissioner would visit the centre.

The Board noted that the force accepted this in full.

5. In closing the item the Commissioner thanked the workforce. He considered that money had been well spent.
6. RESOLVED that a copy of these minutes be sent to the Home Secretary and be laid before the Police and Crime Panel.

**ANY OTHER BUSINESS**

7. The Commissioner welcomed the new kettle, which would be used at every meeting of the board from now on.
"""


def draft(text: str = MINUTES) -> ImportedDraft:
    (made,) = drafts_of(text.encode(), "minutes.md", STANDARD)
    return made


def test_a_finding_ends_with_the_next_number() -> None:
    (one,) = draft().data["recommendations"]
    assert (one["number"], one["text"]) == ("1", "The force should answer calls faster.")
    assert one["answer"] == {
        "force_action": "It was reported that 212 operators had been trained.",
        "body_action": "RESOLVED that the Commissioner would visit the centre.",
        "acceptance": "accepted",
    }
    assert "theme" not in one  # the heading is the title of the report


def test_what_is_told_of_each_is_a_comment() -> None:
    said = [(one["kind"], one["author"], one["form"]) for one in draft().data["comments"]]
    assert said == [("chief_officer", "S. Example", "reported_speech"), ("policing_body", "W. Sample", "own_text")]


def test_the_minutes_have_their_own_day_and_copies() -> None:
    made = draft()
    assert made.data["dates"]["published"] == "2022-12-07"
    assert [one["recipient"] for one in made.data["distribution"]] == ["home_secretary", "police_and_crime_panel"]
    assert ("distribution", 0, "sent") in {tuple(at) for at, _ in made.notes.guesses}


def test_other_business_is_nobodys_comment() -> None:
    made = draft()
    assert "kettle" not in "".join(one["text"] for one in made.data["comments"])
    assert "kettle" in made.data["document"]["sections"][-1]["text"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("It was accepted.", "accepted"),
        ("The suggestion was not accepted.", "not_accepted"),
        ("The Board noted that the force accepted this in full.", "accepted"),
        ("This recommendation is partly accepted.", "accepted_in_part"),
        ("The kettle was accepted with thanks.", ""),
        ("It was accepted that more must be done.", ""),
    ],
)
def test_sentences_that_tell_of_a_decision(words: str, code: str) -> None:
    assert acceptance_told(words) == code


@pytest.mark.parametrize(
    ("words", "key"),
    [
        ("ACC Neary explained that a unit had been set up.", FORCE),
        ("Superintendent Nance’s team has written a policy.", FORCE),
        ("It was reported that it had been done.", FORCE),
        ("It was said that it had been done.", ""),
        ("The inspector of taxes has written.", ""),
        ("RESOLVED that the Commissioner would visit Superintendent Nance.", BODY),
    ],
)
def test_whose_action_a_sentence_tells_of(words: str, key: str) -> None:
    assert whose(words, BODY) == key


@pytest.mark.parametrize(
    ("sentence", "recipients"),
    [
        ("RESOLVED that a copy of these minutes be sent to the Home Secretary, and be laid before the Police and Crime"
         " Panel on 12 December.", ["home_secretary", "police_and_crime_panel"]),
        ("Resolved that copies be sent to HMICFRS and the caterers.", []),
        ("A copy should be sent to HMICFRS.", []),
    ],
)  # fmt: skip
def test_what_a_meeting_resolves_is_sent_as_a_guess(sentence: str, recipients: list[str]) -> None:
    copies = copies_said(paragraph(sentence))
    assert [one.entry["recipient"] for one in copies] == recipients
    assert all(one.why for one in copies)


@pytest.mark.parametrize(
    ("words", "is_told"),
    [
        ("The Chief Constable said that the report was fair.", True),
        ("I asked the Chief Constable, Jo Sample, what he thought. He told me that it was fair.", True),
        ("I asked the Chief Constable for a paper. It will come in May.", False),
        ("The Chief Constable said nothing of it.", False),
    ],
)
def test_what_the_chief_officer_is_told_to_have_said(words: str, is_told: bool) -> None:
    assert bool(reported(paragraph(words))) is is_told


def test_initials_are_no_numbers_of_paragraphs() -> None:
    line = "Present: Chief Constable S. Example; Assistant Chief Constable P. Other"
    assert [one.author for one in office_holders([paragraph(line)])] == ["S. Example"]

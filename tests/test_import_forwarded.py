"""A response that a message sends on, and what letters tell of findings and of their writer. Every text is invented."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.copies_said import copies_said
from opcc_opendata.importers.forwarded import forwarded_apart
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.reported_findings import in_reported_list
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
MESSAGE = """From: Col Sample <col@opcc.example>
To: Tess Example <tess@opcc.example>
Subject: FW: Our comments
Date: Mon, 04 Sep 2023 09:20:11 +0100
Content-Type: text/plain; charset="utf-8"
MIME-Version: 1.0

Hi Tess,

As promised, for the website.

-----Original Message-----
From: Kent, Judith (Commissioner)
Sent: 30 August 2023 16:12
To: HMICFRS Responses <responses@hmicfrs.example>; Home Secretary <office@home.example>
Cc: Other, Martin (Chief Constable)
Subject: Our comments

Dear both,

I read the report on roads twice, and the second time I thought the inspectors had a point.

1) The inspectors say forces should by January 2024 check every log. We're going to do this. The force tells me that
logs were checked in May. I shall read ten of them.
2) The inspectors say forces should appoint a chief officer. Done already, before the report. I do not propose to do
anything about this one.

The Chief Constable, Martin Other, asked me to pass on this: "We have come a long way in twelve months and will go on."

Yours,

Judith Kent
Police and Crime Commissioner, Kent

> -----Original Message-----
> From: HMICFRS Responses
> Sent: 24 July 2023 09:01
>
> Dear Commissioner, we remind you that comments should be published within 56 days.
"""


def draft() -> ImportedDraft:
    (made,) = drafts_of(MESSAGE.encode(), "message.eml", STANDARD)
    return made


def test_the_letter_that_a_message_sends_on_is_the_response() -> None:
    data = draft().data
    assert data["policing_body"] == "kent-pcc"
    assert data["dates"] == {"letter": "2023-08-30"}
    said = [(one["kind"], one.get("author")) for one in data["comments"]]
    assert said == [("policing_body", "Judith Kent"), ("chief_officer", "Martin Other")]
    spoken = "".join(one["text"] for one in data["comments"])
    assert "As promised" not in spoken
    assert "we remind you" not in spoken


def test_a_letter_to_both_went_to_both_as_a_guess() -> None:
    made = draft()
    assert {one["recipient"] for one in made.data["distribution"]} == {"hmicfrs", "home_secretary", "chief_officer"}
    assert len([at for at, _ in made.notes.guesses if at[0] == "distribution"]) == 3


def test_a_list_tells_what_the_inspectors_ask_and_answers_it() -> None:
    made = draft()
    first, second = made.data["recommendations"]
    assert (first["number"], first["text"]) == ("1", "forces should by January 2024 check every log.")
    assert (first["time_limit"], first["addressees"]) == ("by January 2024", ["chief_officers"])
    assert first["answer"]["acceptance"] == "accepted"
    assert first["answer"]["force_action"] == "The force tells me that logs were checked in May."
    assert first["answer"]["body_action"].endswith("I shall read ten of them.")
    assert second["answer"]["acceptance"] == "already_done"
    assert "I do not propose" in second["answer"]["no_action_reason"]
    assert ("recommendations", 0, "answer", "acceptance") in {tuple(at) for at, _ in made.notes.guesses}


@pytest.mark.parametrize(
    ("items", "codes"),
    [
        (["The inspectors say forces should act. Yes, and I will.", "HMICFRS asks that forces must act. I will not."],
         ["accepted", ""]),
        (["The inspectors say forces should act. Yes, but in part. I will.", "HMICFRS says forces must act. I will."],
         ["", ""]),
        (["The inspectors say forces should act. Yes, I will.", "The roads are bad. I will see to it."], []),
        (["The inspectors say forces should act. Yes, I will."], []),
    ],
)  # fmt: skip
def test_each_item_of_such_a_list_must_tell_of_the_inspectors(items: list[str], codes: list[str]) -> None:
    (block,) = blocks_of(f"<ol>{''.join(f'<li>{one}</li>' for one in items)}</ol>")
    found = in_reported_list(block, "body_action", [])
    assert [one.answer.get("acceptance", "") for one in found] == codes


def test_a_message_with_its_own_letter_stays_as_it_is() -> None:
    greeted = blocks_of("<p>Dear Home Secretary,</p><p>-----Original Message-----<br>From: A<br>To: B<br>Sent: C</p>")
    assert forwarded_apart(greeted) == (greeted, [])
    without_letter = blocks_of(
        "<p>Hi,</p><p>-----Original Message-----<br>From: A<br>To: B<br>Sent: C</p><p>Thanks.</p>"
    )
    assert forwarded_apart(without_letter) == (without_letter, [])


STATEMENT = """At the end of May the inspectors brought out The police response to roads, and as the Police and Crime
Commissioner for Kent I am bound by law to say what I make of it. I do so gladly.

I have sent what I have written here to the Home Secretary and the Inspectorate, and have given it to the members of our
Police and Crime Panel.

Christopher Sample

{}
"""


@pytest.mark.parametrize(
    ("last", "published"),
    [
        ("Quedgeley, 11 April 2019", "2019-04-11"),
        ("Quedgeley, April 2019", None),
        ("We met in May, 11 April 2019", None),
    ],
)
def test_a_day_behind_a_place_below_the_text_is_a_guess(last: str, published: str | None) -> None:
    (made,) = drafts_of(STATEMENT.format(last).encode(), "statement.txt", STANDARD)
    assert made.data.get("dates", {}).get("published") == published
    assert (("dates", "published") in {tuple(at) for at, _ in made.notes.guesses}) == bool(published)


def test_a_name_alone_below_the_text_is_the_commissioners_as_a_guess() -> None:
    (made,) = drafts_of(STATEMENT.format("Quedgeley, 11 April 2019").encode(), "statement.txt", STANDARD)
    assert made.data["comments"][0]["author"] == "Christopher Sample"
    assert ("comments", 0, "author") in {tuple(at) for at, _ in made.notes.guesses}
    other = STATEMENT.replace(
        "as the Police and Crime\nCommissioner for Kent I am", "the Police and Crime\nCommissioner for Kent is"
    )
    (made,) = drafts_of(other.format("Quedgeley, 11 April 2019").encode(), "statement.txt", STANDARD)
    assert "author" not in made.data["comments"][0]


def test_who_was_given_it_too_had_a_copy() -> None:
    sentence = (
        "I have sent what I have written here to the Home Secretary, and have given it to our Police and Crime Panel."
    )
    assert [one.entry["recipient"] for one in copies_said(paragraph(sentence))] == [
        "home_secretary",
        "police_and_crime_panel",
    ]

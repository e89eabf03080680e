"""Letters and papers as most offices write them: where a finding ends, what it is, and what is no part of it."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
LETTER = """10 May 2024

Dear Home Secretary

**PEEL 2023–25: An inspection of Kent Police**

I set out below what the force has told me and what I am doing.

**Cause of concern 1 – Answering the public**

{text}

The force has moved eighteen staff into the contact centre, and every call handler has repeated the training.

I have asked for the results of that to come to my monthly board, and I agreed in April to pay for more telephones.

{after}

Yours sincerely

**Jo Sample**
Police and Crime Commissioner for Kent
"""
QUOTED = "> The force does not answer those who call it soon enough."
SAID = (
    "I asked the Chief Constable to comment on the report. Chief Constable Kit Example has written:\n\n"
    "> “We accept it.”"
)


def made(text: str = QUOTED, after: str = "") -> dict[str, Any]:
    (draft,) = drafts_of(LETTER.format(text=text, after=after).encode(), "letter.md", STANDARD, "kent-pcc")
    return draft.data


def test_what_the_chief_constable_says_of_the_report_is_no_answer_to_the_last_finding() -> None:
    data = made(after=SAID)
    (finding,) = data["recommendations"]
    assert finding["answer"]["body_action"].endswith("pay for more telephones.")
    (theirs,) = [one for one in data["comments"] if one["kind"] == "chief_officer"]
    assert theirs["text"] == "> “We accept it.”"
    assert theirs["author"] == "Kit Example"


def test_what_is_said_of_the_finding_stays_with_it() -> None:
    more = "I asked the Chief Constable about the staff, and the comments that I had were about the training alone."
    (finding,) = made(after=more)["recommendations"]
    assert finding["answer"]["body_action"].endswith("the training alone.")


@pytest.mark.parametrize("after", ["A copy of this letter goes to HMICFRS.", "I have sent a copy to the Crime Panel."])
def test_a_sentence_about_copies_is_no_answer_to_the_last_finding(after: str) -> None:
    data = made(after=after)
    assert "copy" not in data["recommendations"][0]["answer"]["body_action"]
    assert len(data["distribution"]) == 2, "and the Home Secretary, to whom it is written"


def test_the_name_over_a_finding_that_is_quoted_is_its_theme() -> None:
    (finding,) = made()["recommendations"]
    assert finding["theme"] == "Answering the public"
    assert finding["text"] == QUOTED


def test_a_name_without_words_below_it_is_the_finding_itself() -> None:
    (finding,) = made(text="")["recommendations"]
    assert "theme" not in finding
    assert finding["text"] == "Answering the public"


@pytest.mark.parametrize(
    ("first", "second", "kinds"),
    [
        ("Recommendation 1", "Area for improvement 1", ["recommendation", "area_for_improvement"]),
        ("1", "2", ["area_for_improvement", "area_for_improvement"]),
        ("R1", "R2", ["area_for_improvement", "area_for_improvement"]),
    ],
)
def test_a_row_that_calls_itself_a_recommendation_is_one(first: str, second: str, kinds: list[str]) -> None:
    table = (
        "## Response to each recommendation and area for improvement\n\n"
        "| Ref | HMICFRS said | Action by the force | Action by the Commissioner |\n| --- | --- | --- | --- |\n"
        f"| {first} | The force should answer calls. | It has trained its staff. | I will listen to calls. |\n"
        f"| {second} | The force should learn why staff leave. | Talks have begun. | I will read the results. |\n"
    )
    raw = f"# Kent: PEEL 2023–25\n\nPublished: 10 May 2024\n\n{table}".encode()
    (draft,) = drafts_of(raw, "paper.md", STANDARD, "kent-pcc")
    assert [one["kind"] for one in draft.data["recommendations"]] == kinds


# --- an e-mail and its answers in running text -----------------------------------------------------------------------

RUN_IN = (
    "**Recommendation 2.** By 1 December 2023, chief constables should appoint a lead for digital forensics. {answer}"
)


def answered(answer: str) -> dict[str, Any]:
    text = f"Dear Home Secretary\n\nThey are taken in turn.\n\n{RUN_IN.format(answer=answer)}\n\nYours sincerely\n"
    (draft,) = drafts_of(f"10 May 2024\n\n{text}\n**Jo Sample**\n".encode(), "letter.md", STANDARD, "kent-pcc")
    (finding,) = draft.data["recommendations"]
    guessed = {at[-1] for at, _ in draft.notes.guesses if "answer" in at}
    assert guessed == finding.get("answer", {}).keys(), "each part is to be confirmed"
    return dict(finding)


def test_what_answers_a_finding_in_its_own_paragraph_is_not_its_words() -> None:
    finding = answered("Work is under way to appoint one. I have asked for the name each month.")
    assert finding["text"].endswith("lead for digital forensics.")
    assert finding["answer"] == {
        "force_action": "Work is under way to appoint one.",
        "body_action": "I have asked for the name each month.",
    }


def test_a_finding_of_several_sentences_is_whole_where_nobody_says_i() -> None:
    finding = answered("This lead needs the support of the force. It is a post of its own.")
    assert finding["text"].endswith("It is a post of its own.")
    assert "answer" not in finding


def test_what_tells_of_the_other_recommendations_answers_none() -> None:
    text = LETTER.format(text=QUOTED, after="The other recommendations are for the Home Office and the NPCC.")
    (draft,) = drafts_of(text.encode(), "letter.md", STANDARD, "kent-pcc")
    assert draft.data["recommendations"][0]["answer"]["body_action"].endswith("pay for more telephones.")


MESSAGE = """From: Jo Sample <jo@example.org>
To: HMICFRS <a@example.org>
Subject: Kent PCC: response to PEEL 2023-25
Content-Type: text/plain; charset=utf-8

RESPONSE UNDER SECTION 55, POLICE ACT 1996

Police and Crime Commissioner's comments (Kit Example)

I support the main conclusion of the report, and shall ask for news of it in October.

Chief Constable's comments (Robin Invented)

We kept a unit of our own when others did not.

Response to recommendations for chief constables

Recommendation 4
"Chief constables should include roads in their assessments."
Force: Included since January.
PCC: I will expect to see it again.

{last}
"""
NOTICE = (
    "This e-mail may contain confidential information. If you have it in error please tell the sender and delete it."
)


def of_message(last: str) -> Any:
    (draft,) = drafts_of(MESSAGE.format(last=last).encode(), "response.eml", STANDARD, "kent-pcc")
    return draft


def test_headings_of_a_plain_message_say_who_speaks() -> None:
    data = of_message(NOTICE).data
    spoken = {one["kind"]: (one["author"], one["text"].split()[0]) for one in data["comments"]}
    assert spoken == {"policing_body": ("Kit Example", "I"), "chief_officer": ("Robin Invented", "We")}
    assert data["recommendations"][0]["answer"] == {
        "force_action": "Included since January.",
        "body_action": "I will expect to see it again.",
    }


@pytest.mark.parametrize("last", [NOTICE, "The e-mail has privileged content. Do not disclose it; notify us."])
def test_what_a_message_says_of_itself_is_left_out_and_named(last: str) -> None:
    assert [one.text for one in of_message(last).left_out if one.reason == "Notice of the e-mail"] == [last]


@pytest.mark.parametrize(
    "last", ["This e-mail is my answer to the report.", "The message of the report is confidential no longer."]
)
def test_a_paragraph_about_a_message_is_kept_where_it_asks_nobody_to_delete_it(last: str) -> None:
    assert [one.text for one in of_message(last).left_out if one.reason == "Notice of the e-mail"] == []


@pytest.mark.parametrize(
    ("heading", "title"),
    [
        ("Response to two HMICFRS reports", None),
        ("Response to the three latest inspections:", None),
        ("Response to “Two reports on custody: what has changed”", "Two reports on custody: what has changed"),
        ("Response to Reports of crime: an inspection", "Reports of crime: an inspection"),
    ],
)
def test_how_many_reports_are_answered_is_no_title(heading: str, title: str | None) -> None:
    raw = f"# {heading}\n\nPublished: 10 May 2024\n\n## Comments of the Police and Crime Commissioner\n\nI agree.\n"
    (draft,) = drafts_of(raw.encode(), "response.md", STANDARD, "kent-pcc")
    assert [one.get("title") for one in draft.data["inspections"]] == [title]


@pytest.mark.parametrize(
    ("signed", "dated"), [("Chief Constable", None), ("Police and Crime Commissioner", "2025-07-11")]
)
def test_the_day_of_a_letter_that_the_chief_constable_wrote_is_not_the_response_s(
    signed: str, dated: str | None
) -> None:
    letter = f"11 July 2025\n\nDear Helena\n\nThank you. We accept it.\n\nYours ever\n\n**Kit Example**\n{signed}\n"
    raw = f"# Response to “Invented cells: a look”\n\n## My comments\n\nI agree.\n\n## Appendix A: letter\n\n{letter}"
    (draft,) = drafts_of(raw.encode(), "response.md", STANDARD, "kent-pcc")
    assert draft.data.get("dates", {}).get("letter") == dated


@pytest.mark.parametrize(
    ("force", "body", "other"),
    [
        ("See our answer to recommendation 3, with which this will be done.", "As for recommendation 3.", "3"),
        ("See recommendation 3, which covers this too.", "See recommendation 3.", "3"),
        ("See recommendation 3, which is another matter.", "I will ask.", None),
    ],
)
def test_an_answer_that_only_refers_to_another_finding_s(force: str, body: str, other: str | None) -> None:
    text = (
        "Recommendation 3\nBy 30 June 2024, chief constables should have a profile.\nForce: It is made.\nPCC: Seen.\n\n"
        f"Recommendation 7\nBy 30 June 2024, chief constables should flag it.\nForce: {force}\nPCC: {body}\n"
    )
    raw = MESSAGE.partition("Recommendation 4")[0] + text
    (draft,) = drafts_of(raw.encode(), "response.eml", STANDARD, "kent-pcc")
    last = draft.data["recommendations"][-1]
    assert last.get("answered_with") == other
    assert ("answer" in last) is (other is None)


PROSE = (
    "Recommendation 1 asks chief constables to make sure, by 31 January 2024, that they hear from victims. "
    "The force already surveys victims by telephone. I have offered to meet the cost of the first year."
)


def prose(paragraph: str) -> list[dict[str, Any]]:
    raw = f"10 May 2024\n\nDear Home Secretary\n\nI agree with it.\n\n{paragraph}\n\nYours sincerely\n\n**Jo Sample**\n"
    (draft,) = drafts_of(raw.encode(), "letter.md", STANDARD, "kent-pcc")
    return list(draft.data.get("recommendations", []))


def test_a_letter_that_says_what_a_recommendation_asks_and_answers_it() -> None:
    (finding,) = prose(PROSE)
    assert finding["number"] == "1"
    assert finding["text"] == "chief constables to make sure, by 31 January 2024, that they hear from victims."
    assert finding["addressees"] == ["chief_officers"]
    assert finding["answer"] == {
        "force_action": "The force already surveys victims by telephone.",
        "body_action": "I have offered to meet the cost of the first year.",
    }


@pytest.mark.parametrize(
    "paragraph",
    [
        "Recommendation 1 asks a good question. It is one for others, and has been asked before.",
        "Recommendation 1 asks chief constables to hear from victims.",
        "Recommendation 1 is the one that I like best. I will say no more of it.",
    ],
)
def test_what_only_speaks_of_a_recommendation_is_none(paragraph: str) -> None:
    assert prose(paragraph) == []


def test_a_sentence_about_copies_below_the_last_finding_of_a_section_is_no_answer_to_it() -> None:
    finding = "**Recommendation 1** The force should answer calls.\n\nThe force has trained its staff."
    raw = f"# Response to PEEL 2023–25\n\n## Recommendations\n\n{finding}\n\nA copy of this has been sent to HMICFRS.\n"
    (draft,) = drafts_of(raw.encode(), "response.md", STANDARD, "kent-pcc")
    (made,) = draft.data["recommendations"]
    assert made["answer"] == {"force_action": "The force has trained its staff."}
    assert [one["recipient"] for one in draft.data["distribution"]] == ["hmicfrs"]


# --- in which form a response is --------------------------------------------------------------------------------------

PLAIN = """{top}10 May 2024

Dear Home Secretary

{head}I write in response to the report, which I welcome. I have asked the Chief Constable for a plan.

Yours sincerely

Jo Sample
Police and Crime Commissioner for Kent
"""


@pytest.mark.parametrize(
    ("top", "head"),
    [
        ("", "**PEEL 2023–25: An inspection of Kent Police**\n\n"),
        ("", "**HMICFRS report: Invented cells: a look**\n\n"),
        ("", "Report title: Invented cells: a look\n\nReport published: 3 April 2024\n\n"),
        ("Our ref: PCC/24/118\n\nDate of letter: 10 May 2024\n\n", "**HMICFRS report: Invented cells**\n\n"),
        ("# Response to Invented cells: a look\n\nPublished: 14 May 2024\n\n", ""),
        ("# Response to Invented cells: a look\n\nReport published: 3 April 2024\n\n", ""),
    ],
)
def test_a_letter_is_a_letter_whatever_labels_stand_in_it(top: str, head: str) -> None:
    text = PLAIN.format(top=top, head=head)
    (draft,) = drafts_of(text.encode(), "letter.md", STANDARD, "kent-pcc")
    assert draft.data["source"]["form"] == "letter"


FORM = """# Response to Invented cells: a look

Report title: Invented cells: a look

Report published: 3 April 2024

## {own}

I welcome the report. I have asked the Chief Constable for a plan.

## Appendix A: letter from the Chief Constable

Dear Commissioner

We accept all of the report, and have begun.

Yours sincerely

Kit Example
Chief Constable of Kent
"""


@pytest.mark.parametrize("own", ["Commissioner’s comments", "Police and Crime Commissioner’s response"])
def test_a_form_with_a_letter_in_it_is_a_form(own: str) -> None:
    (draft,) = drafts_of(FORM.format(own=own).encode(), "form.md", STANDARD, "kent-pcc")
    assert draft.data["source"]["form"] == "office_form"


def test_a_message_that_brings_a_form_is_a_form() -> None:
    text = (
        "Dear Home Secretary,\n\nPlease find my response below.\n\nKind regards,\n\nJo Sample\n\n"
        "Report title: Invented cells: a look\n\nReport published: 3 April 2024\n\n"
        "## PCC’s comments\n\nI welcome the report.\n\n## Chief Constable’s comments\n\nWe accept it.\n"
    )
    (draft,) = drafts_of(text.encode(), "message.md", STANDARD, "kent-pcc")
    assert draft.data["source"]["form"] == "office_form"

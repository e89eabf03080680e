"""The chief constable's words after an introduction without quotation marks, up to where the commissioner speaks."""

from __future__ import annotations

from typing import Any

import pytest

from tests.import_examples import draft

LEADS = (
    "The Chief Constable has told me:",
    "I asked the Chief Constable for his comments. They are these:",
    "Chief Constable’s comments are as follows:",
    "I sought the views of the Chief Constable, who said:",
)
THEIRS = "The cells have been mended since May. Staff were trained in June."
AGAIN = "I will hold the Chief Constable to account for this each month."


def made(*paragraphs: str) -> tuple[list[dict[str, Any]], set[int], list[str]]:
    """Give the comments of a letter with these paragraphs, which of them are guesses, and what is not placed."""
    text = "\n\n".join(
        (
            "7 June 2024",
            "Dear Home Secretary,",
            "**HMICFRS: Invented cells: a look (published 3 May 2024)**",
            "I welcome the report and I have read it twice.",
            *paragraphs,
            "Yours sincerely,\n\nJo Sample\\\nPolice and Crime Commissioner for Kent",
        )
    )
    found = draft(text)
    guesses = {int(at[1]) for at, _ in found.notes.guesses if at[0] == "comments" and len(at) == 2}
    left = [one.get("text", "") for one in found.data["document"].get("sections", []) if one["part"] == "other"]
    return found.data["comments"], guesses, left


@pytest.mark.parametrize("lead", LEADS)
@pytest.mark.parametrize("theirs", [(THEIRS,), (THEIRS, "A log is kept."), ("- Cells are mended.\n- A log is kept.",)])
def test_what_follows_is_the_chief_constables_until_the_commissioner_names_them(
    lead: str, theirs: tuple[str, ...]
) -> None:
    comments, guesses, left = made(lead, *theirs, AGAIN)
    assert [one["kind"] for one in comments] == ["policing_body", "chief_officer", "policing_body"]
    assert comments[1]["text"] == "\n\n".join(theirs)
    assert comments[2]["text"].startswith(AGAIN)
    assert 1 in guesses
    assert left == []


def test_where_only_i_shows_it_both_are_guesses() -> None:
    comments, guesses, _ = made(LEADS[0], THEIRS, "I will look at them each month.")
    assert [one["kind"] for one in comments] == ["policing_body", "chief_officer", "policing_body"]
    assert {1, 2} <= guesses


def test_what_is_all_that_stands_below_a_colon_was_led_to() -> None:
    comments, guesses, _ = made(LEADS[0], THEIRS)
    assert (comments[1]["kind"], comments[1]["text"]) == ("chief_officer", THEIRS)
    assert 1 in guesses


@pytest.mark.parametrize(
    "theirs",
    [
        (THEIRS, "A log is kept."),  # nobody says where it ends
        ("I have told my officers to mend the cells.", "I will look at them each month."),  # either may say this
    ],
)
def test_where_nothing_shows_the_end_it_is_nobodys(theirs: tuple[str, ...]) -> None:
    comments, _, _ = made(LEADS[0], *theirs)
    assert [one["kind"] for one in comments] == ["policing_body"]


def test_what_the_commissioner_told_the_chief_constable_is_the_commissioners() -> None:
    comments, _, _ = made("I have told the Chief Constable what I expect:", THEIRS, AGAIN)
    assert {one["kind"] for one in comments} == {"policing_body"}


def test_views_that_were_sought_are_reported() -> None:
    comments, _, _ = made(f"I sought the views of the Chief Constable, who said that {THEIRS[0].lower()}{THEIRS[1:]}")
    assert [(one["kind"], one["form"]) for one in comments][1] == ("chief_officer", "reported_speech")


def test_an_office_and_who_holds_it_head_what_they_say() -> None:
    told = "I have read this report twice and I shall read it again with my staff next spring."
    pages = "# Response to Invented cells\n\nIt came out in May.\n\n"
    pages += f"## Mayor Jo Sample\n\n{told}\n\n## Chief Constable Sam Field\n\n{told}\n"
    made = draft(pages)
    assert [(one["kind"], one.get("author")) for one in made.data["comments"]] == [
        ("policing_body", "Jo Sample"),
        ("chief_officer", "Sam Field"),
    ]
    assert "Annual" not in str(draft(pages.replace("Chief Constable Sam Field", "PCC Annual Report")).data["comments"])
    for below in ("The force has read it twice and will read it again.", "- A list of what is new"):
        other = draft(f"# Response to Invented cells\n\n{told}\n\n## Chief Constable Sam Field\n\n{below}\n")
        assert "Sam Field" not in [one.get("author") for one in other.data["comments"]]

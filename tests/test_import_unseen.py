"""Documents that are no response, or are of two bodies, or lack their end; sentences in any office's form."""

from __future__ import annotations

import datetime
import os
from pathlib import Path

import pytest

from opcc_opendata.importers import DocumentError, ImportedDraft, documents_in, imported
from opcc_opendata.importers.asked_of import addressees_in, addressees_named, time_limit_in
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.publications import publications_in
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.record import MONTHS
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
HEAD = "# Kent PCC response to “Invented cells: a look”\n\nReport published: 3 May 2024\n\n## PCC comments\n\n"
HEAD += "I welcome it.\n\n"


def drafts(text: str, name: str = "response.md", body: str = "") -> list[ImportedDraft]:
    return drafts_of(text.encode(), name, STANDARD, body)


# --- two bodies ------------------------------------------------------------------------------------------------------

JOINT = """# Joint response of the Police and Crime Commissioners for Norfolk and Suffolk to “Custody: a look”

Report published: 3 May 2024

## Comments of the Norfolk PCC

I welcome it in Norfolk and say so plainly.

## Comments of the Suffolk PCC

I do not welcome it in Suffolk and say so.
"""


def test_a_response_of_two_bodies_becomes_a_draft_for_each_that_asks_and_has_no_words_of_the_other() -> None:
    made = drafts(JOINT)
    assert [one.data["policing_body"] for one in made] == ["norfolk-pcc", "suffolk-pcc"]
    for one, own, other in zip(made, ("Norfolk", "Suffolk"), ("Suffolk", "Norfolk"), strict=True):
        assert [own in comment["text"] for comment in one.data["comments"]] == [True]
        assert not any(f"it in {other}" in comment["text"] for comment in one.data["comments"])
        assert any(f"it in {other}" in part.get("text", "") for part in one.data["document"]["sections"])
        (question,) = [why for at, why in one.notes.gaps if at == ("policing_body",)]
        assert "Norfolk" in question
        assert "Suffolk" in question


def test_a_named_body_has_one_draft_and_no_question() -> None:
    (made,) = drafts(JOINT, body="norfolk-pcc")
    assert ("policing_body",) not in [at for at, _ in made.notes.gaps]


# --- no response -----------------------------------------------------------------------------------------------------

GUIDE = """# How we answer reports

A guide for new staff of the Police and Crime Commissioner for Merseyside

## Who does what

Send it to the chief constable. Draft the response. Put it on the website.
"""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (GUIDE, "It is a guide"),
        ("# Reports that need no response\n\nSome reports do not concern Durham PCC.\n", "without a response"),
        ("# Notes\n\nThe inspectorate publishes reports, and each is read on the day it is out.\n", "Nobody speaks"),
    ],
)
def test_what_is_no_response_gives_no_draft_and_is_named(text: str, words: str) -> None:
    with pytest.raises(DocumentError, match=words):
        drafts_of(text.encode(), "text.md", STANDARD, own="kent-pcc")


def test_who_names_the_body_says_that_its_document_answers() -> None:
    (made,) = drafts("# Notes\n\nThe inspectorate publishes reports, and each is read here.\n", body="kent-pcc")
    assert made.data["policing_body"] == "kent-pcc"


def test_a_response_on_guidance_is_one() -> None:
    (made,) = drafts(HEAD.replace("Invented cells: a look", "A guide to policy: an inspection"))
    assert made.data["comments"][0]["text"] == "I welcome it."


# --- cut short -------------------------------------------------------------------------------------------------------

PAGE = "<html><body><h1>Kent PCC response to “Cells”</h1><h2>PCC comments</h2><p>I welcome it.</p>"


@pytest.mark.parametrize(
    ("text", "name", "why"),
    [
        (PAGE, "a.html", "never closed"),
        (f"{PAGE}<p class=", "a.html", "inside a tag"),
        (f"{HEAD}```\nI welcome\n", "a.md", "not closed"),
        (f"{HEAD}The Chief Constable and I have agreed that the cells will be seen to and", "a.md", "its last words"),
    ],
)
def test_a_document_without_its_end_says_so(text: str, name: str, why: str) -> None:
    (made,) = drafts(text, name)
    assert [why in remark for remark in made.notes.remarks if "cut short" in remark] == [True]


def test_a_whole_document_says_nothing_of_the_kind() -> None:
    for text, name in ((f"{PAGE}</body></html>", "a.html"), (HEAD, "a.md")):
        (made,) = drafts(text, name)
        assert not any("cut short" in remark for remark in made.notes.remarks)


# --- names of files --------------------------------------------------------------------------------------------------


def test_a_name_that_is_not_utf8_is_read_and_told(tmp_path: Path) -> None:
    name = os.fsdecode(b"r\xe9ponse.md")
    try:
        (tmp_path / name).write_text(HEAD, encoding="utf-8")
    except OSError:
        pytest.skip("the file system takes no such name")
    (found,) = imported(documents_in([tmp_path]), packaged_standard())
    assert found.fault == ""
    assert found.drafts[0].data["source"]["file_name"] == "r\ufffdponse.md"
    assert any("UTF-8" in remark for remark in found.drafts[0].notes.remarks)


# --- days ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", MONTHS)
def test_every_day_of_a_year_is_read_in_both_languages(language: str) -> None:
    day = datetime.date(2024, 1, 1)
    while day.year == 2024:
        found = only_date(f"{day.day} {list(MONTHS[language])[day.month - 1]} 2024")
        assert found is not None
        assert (found.date, found.doubt) == (day.isoformat(), "")
        day += datetime.timedelta(days=1)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("Report published 9 October 2025. Response published 27 November 2025.", ["report", "response"]),
        (
            "HMICFRS published its report on 3 May 2024. Our response to it was published on 4 June 2024.",
            ["report", "response"],
        ),
        ("I published his reply to “Letter”, which HMICFRS published on 2 October 2024.", ["report"]),
        ("My response to “Roads”, published on 3 May 2024.", ["report"]),
        ("Both reports came out. One response serves for both; it was published on 16 October 2023.", ["response"]),
        ("The response will be published on 4 June 2024.", []),
        ("My earlier response was published on 4 June 2024.", []),
    ],
)
def test_a_sentence_says_what_was_published(line: str, expected: list[str]) -> None:
    assert [one.of for one in publications_in(line)] == expected


# --- whom a finding asks, and by when --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "limit", "codes"),
    [
        (
            "By 31 December 2024, the chief constables of the region should agree.",
            "By 31 December 2024",
            ["chief_officers"],
        ),
        ("The force should make sure that calls are answered within two days.", "", ["named_force"]),
        ("The force should, within two weeks, review it.", "within two weeks", ["named_force"]),
        ("The two forces should act.", "", ["named_force"]),
        ("Forces should act within three months.", "within three months", ["chief_officers"]),
    ],
)
def test_a_finding_says_whom_it_asks_and_by_when(text: str, limit: str, codes: list[str]) -> None:
    asked = addressees_in(text)
    assert (time_limit_in(text), list(asked.codes) if asked else []) == (limit, codes)


def test_a_list_of_names_is_read_whole_or_not_at_all() -> None:
    named = addressees_named("the CPS and chief constables")
    assert named is not None
    assert named.codes == ("cps", "chief_officers")
    assert addressees_named("the CPS and the canteen") is None


def test_addressees_beside_a_number_and_a_label() -> None:
    (made,) = drafts(
        f"{HEAD}## Recommendation 3 (for the CPS)\n\nCharge sooner, and by June we should know more.\n\n"
        "**PCC response:** I will ask.\n\n## Recommendation 4\n\nForces should act.\n\n**For:** NPCC\n\n"
        "**PCC response:** I will ask again.\n"
    )
    assert [one.get("addressees") for one in made.data["recommendations"]] == [["cps"], ["npcc"]]


def test_a_day_beside_the_label_of_a_report_is_its_day_and_not_its_title() -> None:
    head = HEAD.replace("Report published: 3 May 2024", "HMICFRS report: 3 May 2024")
    (made,) = drafts(head)
    report = made.data["inspections"][0]
    assert (report["title"], report["published"]) == ("Invented cells: a look", "2024-05-03")


def test_the_day_of_a_response_that_was_replaced_is_not_that_of_this_one() -> None:
    (made,) = drafts(HEAD + "It takes the place of the response published on 20 June 2024.\n")
    assert "published" not in made.data.get("dates", {})


def test_a_page_on_which_somebody_speaks_is_no_guide() -> None:
    text = """How we are doing

Statement on “Invented cells: a look”

Kent Police and Crime Commissioner Rowan Sample said: “I welcome this report, and I will ask how each cell is cleaned.”
"""
    (made,) = drafts(text, "page.txt")
    assert [(one["kind"], one["author"]) for one in made.data["comments"]] == [("policing_body", "Rowan Sample")]

"""What an import takes for uncertain because the rest of the document says otherwise, and whose each sentence is."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.doubts import doubt
from opcc_opendata.importers.formats import read
from opcc_opendata.importers.label_value import labels_at_start, starts_of_labels
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.people import Person
from opcc_opendata.importers.turns import turns_of

DATA = {
    "inspections": [{"published": "2022-01-10"}],
    "dates": {"published": "2022-02-10"},
    "comments": [{"kind": "policing_body", "text": "I welcome it.", "author": "Jo Sample"}],
    "recommendations": [{"kind": "recommendation", "number": "1", "answer": {FORCE: "We have trained them."}}],
}


def finding(text: str, **others: object) -> dict[str, object]:
    return {"kind": "recommendation", "number": "1", "text": text, **others}


@pytest.mark.parametrize(
    ("change", "at"),
    [
        ({}, None),
        ({"dates": {"published": "2023-12-10"}}, ("dates", "published")),
        ({"comments": [{"kind": "policing_body", "text": "My officers work hard."}]}, ("comments", 0)),
        ({"comments": [{"kind": "chief_officer", "text": "I asked the Chief Constable."}]}, ("comments", 0)),
        (
            {"recommendations": [{"kind": "recommendation", "answer": {FORCE: "I have asked the Chief Constable."}}]},
            ("recommendations", 0, "answer", FORCE),
        ),
        ({"recommendations": [{"kind": "recommendation", "number": "1"}] * 2}, ("recommendations", 0, "number")),
        (
            {"recommendations": [finding("Forces should count cups. The force has counted them.")]},
            ("recommendations", 0, "text"),
        ),
        (
            {"recommendations": [finding("Forces should count cups. My office will ask.")]},
            ("recommendations", 0, "text"),
        ),
        ({"recommendations": [finding("Forces should count cups. This should be done by June.")]}, None),
        ({"recommendations": [finding("The force has lost cups; Kent Police should count them.")]}, None),
        ({"recommendations": [finding("Forces should count cups. We have seen few.", answer={FORCE: "Done."})]}, None),
    ],
)
def test_what_the_rest_contradicts_is_a_guess(change: dict[str, object], at: tuple[str | int, ...] | None) -> None:
    notes = Notes()
    if at:
        notes.printed(at, "words")
    doubt({**DATA, **change}, notes, {})
    assert [place for place, _ in notes.guesses][:1] == ([at] if at else [])
    assert len([one for one in notes.readings if one.at == at]) == (1 if at else 0)


def test_a_name_beside_the_other_office_is_a_guess() -> None:
    notes = Notes()
    doubt(DATA, notes, {"Jo Sample": Person("Jo Sample", "Chief Constable", "Chief Constable Jo Sample")})
    assert [place for place, _ in notes.guesses] == [("comments", 0, "author")]


def test_each_sentence_is_whose_it_names() -> None:
    turns = turns_of("Agreed. The force has trained its staff. It took a year. I will ask for the figures.", BODY)
    assert [(one.key, one.text, one.sure) for one in turns] == [
        (FORCE, "The force has trained its staff. It took a year.", False),
        (BODY, "Agreed. I will ask for the figures.", False),
    ]
    assert [one.sure for one in turns_of("I will ask for the figures.", BODY)] == [True]
    assert turns_of("An analyst was hired.", BODY) == []


def test_labels_are_read_at_the_start_and_inside() -> None:
    assert [one[:2] for one in labels_at_start("**PCC response** – I will ask.")][:1] == [
        ("PCC response", "I will ask.")
    ]
    text = "Answer - Agree. Force: trained. *PCC:* I will ask."
    starts = starts_of_labels(text, lambda label: label in ("Answer", "Force", "PCC"))
    assert [text[one:].split()[0] for one in starts] == ["Answer", "Force:", "*PCC:*"]


def test_who_is_asked_beside_somebody_unknown_is_left_open() -> None:
    assert addressees_in("By May, the Home Office and the Guild of Invented Clerks should agree.") is None
    asked = addressees_in("By May, the College of Policing and chief constables should agree.")
    assert asked is not None
    assert asked.codes == ("college_of_policing", "chief_officers")


@pytest.mark.parametrize(("hidden", "is_read"), [('hidden="until-found"', True), ("hidden", False)])
def test_a_part_of_a_page_that_its_reader_opens_is_read(hidden: str, is_read: bool) -> None:
    page = f"<html><body><h1>A page</h1><p>Seen by all who come to it.</p><div {hidden}><p>Opened by few.</p></div>"
    assert ("Opened by few" in read(f"{page}</body></html>".encode(), ".html").html) == is_read


@pytest.mark.parametrize(
    ("ends", "expected"),
    [
        (["."] * 4 + [""], [("recommendations", 4, "text")]),
        (["."] * 3 + [""], []),
        (["", ".", ".”", ".)", ".", ""], []),
        ([""] * 5, []),
    ],
)
def test_a_text_that_ends_otherwise_than_four_others_may_be_cut(ends: list[str], expected: list[object]) -> None:
    findings = [finding(f"The force should make sure of it{end}", number=str(n)) for n, end in enumerate(ends)]
    notes = Notes()
    doubt({**DATA, "recommendations": findings}, notes, {})
    assert [at for at, _ in notes.guesses if at[-1] == "text"] == expected

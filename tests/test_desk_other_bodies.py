"""The desk of a body that is no commissioner and no mayor, or that answers to no panel, says neither of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from opcc_opendata.desk.app import make_app
from opcc_opendata.desk.security import Gate
from opcc_opendata.desk.words import ENGLISH, WELSH, desk_words
from opcc_opendata.office.policing_body import body_named
from tests.desks import ADDRESS, PORT, Officer

HOLDERS = {ENGLISH: ("commissioner or mayor", "Police and Crime Panel"), WELSH: ("comisiynydd", "Panel Heddlu")}


def desk_of(folder: Path, code: str) -> Officer:
    officer = Officer(folder / "project")
    officer.write()
    desk = replace(officer.desk, body=body_named(code, officer.desk.standard))
    officer.gate = Gate(make_app(desk), PORT)
    officer.browser = officer.stranger()
    assert officer.browser.get(officer.gate.address).status_code == 200
    return officer


def said_by(officer: Officer) -> str:
    """Everything on the pages that name whoever answers, and the paper."""
    pages = ("", "/comments/policing_body", "/recommendations/1", "/publish")
    return " ".join(officer.get(f"{ADDRESS}{page}") for page in pages) + officer.get("/panel")


@pytest.mark.parametrize(
    ("code", "is_one_person", "has_panel"),
    [
        ("city-of-london-common-council", False, False),
        ("metropolitan-mopac", False, True),
        ("norfolk-pcc", True, True),
        ("greater-manchester-mayor", True, True),
        ("essex-pfcc", True, True),
    ],
)
def test_the_pages_name_the_body_as_what_it_is(tmp_path: Path, code: str, is_one_person: bool, has_panel: bool) -> None:
    officer = desk_of(tmp_path, code)
    said = said_by(officer)
    holder = "commissioner or mayor" if is_one_person else "policing body"
    for words in ("Comments of the", "Own action of the", "The"):
        assert f"{words} {holder}" in said
    assert ("commissioner or mayor" in said) == is_one_person
    assert ("Paper for the Police and Crime Panel" in said) == has_panel
    assert ("Paper for members" in said) != has_panel


@pytest.mark.parametrize("language", [ENGLISH, WELSH])
def test_each_word_that_names_a_holder_has_another_for_those_who_are_none(language: str) -> None:
    ours = desk_words(language, "common_council")._words.items()
    named = {key for key, text in ours if any(word in text for word in HOLDERS[language])}
    assert named - {"hand.hint"} == set()  # that one names offices which may end or begin, and not this one
    # A board has a panel, and no holder; the words of a commissioner's desk are as they were.
    assert "Panel" in desk_words(language, "policing_and_crime_board").plain("panel.title")
    usual = desk_words(language)
    assert "Panel" in usual.plain("panel.title")
    assert usual.plain("whose.body") == desk_words(language, "mayor").plain("whose.body")
    assert usual.plain("whose.body") != desk_words(language, "mopac").plain("whose.body")

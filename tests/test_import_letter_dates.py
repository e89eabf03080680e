"""The date of a letter where it stands elsewhere than above the greeting, and the subject of one in Welsh."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.acceptance import acceptance_at_start
from tests.import_examples import draft

SUBJECT = "**HMICFRS: Invented cells: a look (published 3 May 2024)**"
SAID = "I welcome the report and I have read it twice."
SIGNED = "Yours sincerely,\n\nJo Sample\\\nPolice and Crime Commissioner for Kent"


def letter(above: str = "", below: str = "", last: str = "", apart: str = "") -> str | None:
    """Give the date that is read of a letter with these lines in it."""
    parts = (above, "Dear Home Secretary,", below, SUBJECT, SAID, f"{SIGNED}{last}", apart)
    found: str | None = draft("\n\n".join(filter(None, parts))).data.get("dates", {}).get("letter")
    return found


@pytest.mark.parametrize(
    "above",
    [
        "Our ref: PCC/12 Date: 7 June 2024",
        "Our ref: PCC/12\\\nYour ref: HMI 4\\\nDate: 7 June 2024",
        "Our ref PCC/12 7 June 2024",
        "Kent PCC | Sutton Road | 7 June 2024",
        "7 June 2024 Our ref: PCC/12",
        "Kent PCC\\\nSutton Road\\\nDate: 7 June 2024 Tel: 01622 000000",
    ],
)
def test_the_date_stands_beside_a_reference_or_an_address(above: str) -> None:
    assert letter(above) == "2024-06-07"


@pytest.mark.parametrize("line", ["7 June 2024", "Date: 7 June 2024", "Dated: 7 June 2024"])
def test_the_date_stands_below_the_greeting_or_at_the_foot(line: str) -> None:
    assert letter(below=line) == "2024-06-07"
    assert letter(last=f"\\\n{line}") == "2024-06-07"
    assert letter(apart=line) == "2024-06-07"


@pytest.mark.parametrize("above", ["The report of 7 June 2024", "Our meeting: 7 June 2024 in Maidstone", "Ref: 7 June"])
def test_another_day_above_a_letter_is_not_its_date(above: str) -> None:
    assert letter(above) is None


@pytest.mark.parametrize("apart", ["Published 7 June 2024", "Next review: 7 June 2025", "cc: the panel, 7 June 2024"])
def test_another_day_below_a_letter_is_not_its_date(apart: str) -> None:
    assert letter(apart=apart) is None


def test_the_date_above_goes_before_one_at_the_foot() -> None:
    assert letter("7 June 2024", apart="9 June 2024") == "2024-06-07"


def test_the_subject_stands_below_a_date() -> None:
    parts = ("Dear Home Secretary,", "7 June 2024", "**Response to HMICFRS: Invented cells: a look**", SAID, SIGNED)
    assert draft("\n\n".join(parts)).data["inspections"][0]["title"] == "Invented cells: a look"


@pytest.mark.parametrize(
    "led", ["Ymateb i adroddiad AHEF: ", "Ymateb i adroddiad HMICFRS – ", "Ymateb i AHEF: ", "AHEF: "]
)
def test_a_subject_in_welsh_names_the_report_behind_the_inspectorate(led: str) -> None:
    parts = (
        "7 Mehefin 2024",
        "Annwyl Ysgrifennydd Cartref,",
        f"**{led}Celloedd dychmygol: golwg**",
        "Rwy’n croesawu’r adroddiad ac yr wyf wedi ei ddarllen ddwywaith. Mae’r heddlu wedi dechrau ar y gwaith.",
        "Yn gywir,\n\nJo Sample\\\nComisiynydd yr Heddlu a Throsedd Gwent",
    )
    assert draft("\n\n".join(parts)).data["inspections"][0]["title"] == "Celloedd dychmygol: golwg"


@pytest.mark.parametrize(
    ("words", "code", "named"),
    [
        ("The recommendation is accepted. A log was opened.", "accepted", ""),
        ("The area for improvement has been accepted in part.", "accepted in part", ""),
        ("The Chief Constable accepts this recommendation.", "accepted", "force"),
    ],
)
def test_who_accepts_a_finding_and_how(words: str, code: str, named: str) -> None:
    found = acceptance_at_start(words)
    assert found is not None
    assert (found.code.replace("_", " "), found.named) == (code, named)


@pytest.mark.parametrize(
    "words", ["The recommendation is accepted by few.", "The report is accepted.", "The cell is noted"]
)
def test_what_is_said_of_something_else_is_no_acceptance(words: str) -> None:
    assert acceptance_at_start(words) is None


@pytest.mark.parametrize("copies", ["cc: HM Inspector\\\n", "Copied to:\\\n", "Enc. the report\\\n"])
def test_who_gets_copies_does_not_sign_the_letter(copies: str) -> None:
    made = draft(
        "29 January 2024\n\nDear Home Secretary\n\n**HMICFRS: Invented cells: a look**\n\nI have read it twice.\n\n"
        "Yours sincerely\n\nJo Sample\\\nPolice and Crime Commissioner for Merseyside\n\n"
        f"{copies}Chief Constable, Merseyside Police"
    )
    assert made.data["dates"] == {"letter": "2024-01-29"}
    theirs = draft(
        "29 January 2024\n\nDear Commissioner\n\nI have read it twice.\n\nYours sincerely\n\n"
        "Jo Sample\\\nChief Constable, Merseyside Police"
    )
    assert "letter" not in theirs.data.get("dates", {})

"""What stands beside each name in a list of copies: nobody may be said to have had one who had none."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.copies_marked import mark_apart
from tests.import_examples import HEAD, VIEW, draft

PANEL = "police_and_crime_panel"


def sent(text: str) -> dict[str, bool]:
    made = draft(f"{HEAD}{VIEW}{text}\n")
    return {one["recipient"]: one["sent"] for one in made.data.get("distribution", [])}


@pytest.mark.parametrize("heading", ["Distribution", "Sent to", "Copies"])
@pytest.mark.parametrize(
    ("said", "expected"),
    [
        (": no", False), (" – No", False), (": N", False), (" (not sent)", False), (" - not sent", False),
        (": not yet", False), (": pending", False), (" – No, not sent", False),
        (": yes", True), (": Y", True), (" (sent 3 May 2024)", True), (" – done", True),
        (" – to follow", None), (" – due in May", None), (": will be sent in June", None),
        (": n/a", None), (" (not applicable)", None),
    ],
)  # fmt: skip
def test_a_word_beside_a_name_is_of_this_one_alone(heading: str, said: str, expected: bool | None) -> None:
    listed = f"## {heading}\n\n- Home Secretary: yes\n- Police and Crime Panel{said}\n- HMICFRS\n"
    found = sent(listed)
    assert found["home_secretary"]
    assert found.get(PANEL) is expected
    assert found["hmicfrs"]
    table = (
        f"## {heading}\n\n| Home Secretary | Yes |\n|---|---|\n| Police and Crime Panel | {said.strip(' :–-()')} |\n"
    )
    assert sent(table).get(PANEL) is expected


@pytest.mark.parametrize(
    "line",
    [
        "cc: HMICFRS; Police and Crime Panel (not sent)",
        "cc: HMICFRS; Police and Crime Panel (to follow)",
        "Sent to: HMICFRS: yes; Police and Crime Panel: no",
        "Sent to: HMICFRS; not sent to the Police and Crime Panel",
        "Copies to: HMICFRS (yes), Police and Crime Panel (no)",
        "This response was sent to HMICFRS (Yes) and the Police and Crime Panel (No)",
        "This response was sent to HMICFRS but not to the Police and Crime Panel.",
        "**Sent to**\n\nHMICFRS (yes)\n\nPolice and Crime Panel (no)",
    ],
)
def test_a_name_in_a_line_that_says_no_has_no_copy(line: str) -> None:
    found = sent(line)
    assert not found.get(PANEL)
    assert "other" not in found
    assert sent(line.replace("(not sent)", "").replace("(to follow)", "")).get("hmicfrs", True)


@pytest.mark.parametrize(
    ("line", "name", "mark"),
    [
        ("HMICFRS: yes", "HMICFRS", "yes"),
        ("Police and Crime Panel (not sent)", "Police and Crime Panel", "not sent"),
        ("Chief Constable (Will Kerr)", "Chief Constable (Will Kerr)", ""),
        ("Norfolk Police and Crime Panel – no later", "Norfolk Police and Crime Panel", "no later"),
        ("Chief Constable – Norfolk", "Chief Constable – Norfolk", ""),
        ("Yes", "Yes", ""),
    ],
)
def test_a_name_and_what_is_said_of_it(line: str, name: str, mark: str) -> None:
    assert mark_apart(line) == (name, mark)


def test_with_a_cross_beside_one_name_nothing_is_said_of_a_bare_one() -> None:
    found = sent("## Sent to\n\n- Home Secretary: yes\n- Police and Crime Panel: ✗\n- HMICFRS\n")
    assert found == {"home_secretary": True, PANEL: False}


def test_whose_name_is_will_has_a_copy() -> None:
    assert sent("## Sent to\n\n- Chief Constable Will Kerr\n- HMICFRS\n") == {"chief_officer": True, "hmicfrs": True}

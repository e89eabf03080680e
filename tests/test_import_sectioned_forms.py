"""Forms that are one table, with headings in rows of their own. Every text is invented."""

from __future__ import annotations

from typing import Any

from opcc_opendata.importers.blocks import HEADING, TABLE, Block, blocks_of
from opcc_opendata.importers.people import named_in_heading
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.sectioned_forms import is_table_of_copies, sections_apart
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())
STATEMENT = "I have read the report twice, and I am happy to support most of what it asks of us."
VIEWS = "Kent Police learnt a great deal from the inspection and has changed how it keeps its logs."
ROWS = [
    ["<b>KENT POLICE AND CRIME COMMISSIONER</b>"],
    ["Decision no.", "2024/057", "Date signed", "29 October 2024"],
    ["<b>1. COMMISSIONER’S STATEMENT</b>"],
    [STATEMENT],
    ["<b>2. OBSERVATIONS RECEIVED FROM THE CHIEF CONSTABLE (Jo Sample)</b>"],
    [VIEWS],
    ["<b>3. RECOMMENDATIONS REQUIRING A REPLY</b>"],
    ["R8", "Chief constables should review their logs."],
    ["Tick one", "☑ Supported", "☐ Supported in part", "☐ Not supported"],
    ["Force input", "The logs have a section for it."],
    ["Commissioner’s reply", "My panel will look at five logs."],
    ["R9", "Chief constables should stop all events."],
    ["Tick one", "☐ Supported", "☐ Supported in part", "☑ Not supported"],
    ["Commissioner’s reply", "I shall take no action on this."],
    ["<b>4. AFTER SIGNATURE</b>"],
    ["Home Office", "☑ e-mailed", "HMICFRS", "☑ e-mailed"],
    ["Police and Crime Panel", "☐", "Chief Constable", "☑ hard copy"],
    ["Signed", "Robin Example<br>Police and Crime Commissioner"],
    ["Published on website", "4th November 2024"],
]


def page(rows: list[list[str]]) -> str:
    def row(cells: list[str]) -> str:
        span = f' colspan="{5 - len(cells)}"'
        return "<tr>" + "".join(f"<td{span if one is cells[-1] else ''}>{one}</td>" for one in cells) + "</tr>"

    return f"<table>{''.join(map(row, rows))}</table>"


def made_of(rows: list[list[str]]) -> list[Block]:
    (block,) = blocks_of(page(rows))
    return sections_apart(block)


def test_each_part_of_the_form_is_read() -> None:
    (draft,) = drafts_of(f"<html><body>{page(ROWS)}</body></html>".encode(), "form.html", STANDARD, "kent-pcc")
    data: dict[str, Any] = draft.data
    assert [(one["kind"], one.get("author"), one["text"]) for one in data["comments"]] == [
        ("policing_body", "Robin Example", STATEMENT),
        ("chief_officer", "Jo Sample", VIEWS),
    ]
    first, second = data["recommendations"]
    assert (first["number"], first["text"]) == ("8", "Chief constables should review their logs.")
    assert first["answer"] == {
        "acceptance": "accepted",
        "force_action": "The logs have a section for it.",
        "body_action": "My panel will look at five logs.",
    }
    assert second["answer"] == {"acceptance": "not_accepted", "no_action_reason": "I shall take no action on this."}
    assert {one["recipient"]: one["sent"] for one in data["distribution"]} == {
        "home_secretary": True,
        "hmicfrs": True,
        "police_and_crime_panel": False,
        "chief_officer": True,
        "own_website": True,
    }
    assert data["dates"]["published"] == "2024-11-04"


def test_headings_and_tables_take_the_place_of_the_form() -> None:
    made = made_of(ROWS)
    assert [one.words for one in made if one.kind == HEADING][1:3] == [ROWS[2][0][3:-4], ROWS[4][0][3:-4]]
    findings = next(one for one in made if one.kind == TABLE and one.rows[0][0][0].words == "R8")
    assert [len(row) for row in findings.rows] == [2] * 7
    assert [is_table_of_copies(one) for one in made if one.kind == TABLE] == [False, False, True, False]


def test_a_table_in_which_nobody_speaks_stays_one() -> None:
    of_findings = [ROWS[6], *ROWS[7:14], ROWS[14]]
    assert [one.kind for one in made_of(of_findings)] == [TABLE]
    one_heading = [ROWS[2], ROWS[3], ROWS[1]]
    assert [one.kind for one in made_of(one_heading)] == [TABLE]


def test_boxes_beside_anything_else_are_no_copies() -> None:
    (block,) = blocks_of(page([["Home Office", "☑"], ["Kettle", "☑"]]))
    assert not is_table_of_copies(block)
    (block,) = blocks_of(page([["Home Office", "London"], ["HMICFRS", "☑"]]))
    assert not is_table_of_copies(block)


def test_a_name_in_brackets_behind_an_office_in_capitals() -> None:
    person = named_in_heading("OBSERVATIONS RECEIVED FROM THE CHIEF CONSTABLE (Jo Sample)")
    assert (person.author, person.role) == ("Jo Sample", "Chief Constable")

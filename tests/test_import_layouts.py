"""How a page is laid out, and what that says: addresses side by side, heads of tables, headings of other answers."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block, blocks_of
from opcc_opendata.importers.column_heads import read_head
from opcc_opendata.importers.formats.pdf_side_by_side import side_by_side
from opcc_opendata.importers.labels import Setting, answers_a_report, in_setting, is_of_another
from opcc_opendata.importers.side_by_side import is_of_somebody, set_apart
from opcc_opendata.importers.table_heads import DECISION, head_of_findings

OFFICE = "Office of the Police and Crime Commissioner<br>PO Box 1<br>Guildford GU3 1YJ"
MINISTER = "The Rt Hon Jo Sample MP<br>Home Secretary<br>London SW1P 4DF"


def table_of(*rows: tuple[str, ...]) -> Block:
    cells = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in rows)
    (block,) = blocks_of(f"<table>{cells}</table>")
    return block


@pytest.mark.parametrize(
    ("lines", "is_so"),
    [
        (["Police and Crime Commissioner for Kent", "Jo Sample"], True),
        (["PO Box 1", "Guildford GU3 1YJ"], True),
        (["PO Box 1", "Guildford"], False),
        (["Guildford GU3 1YJ"], False),
        (["We wrote to PO Box 1,", "Guildford GU3 1YJ."], False),
        (["Guildford GU3 1YJ", "a line of more words than any line of an address that anybody ever wrote has"], False),
        (["Guildford GU3 1YJ"] * 13, False),
    ],
)
def test_an_address_or_a_signature(lines: list[str], is_so: bool) -> None:
    assert is_of_somebody(lines) == is_so


def test_addresses_side_by_side_are_read_one_after_the_other() -> None:
    left, right = set_apart([table_of((OFFICE, MINISTER))])
    assert (left.kind, right.kind) == (PARAGRAPH, PARAGRAPH)
    assert left.lines[0].startswith("Office of the Police")
    assert right.lines[-1] == "London SW1P 4DF"


def test_rows_of_two_signatures_are_read_by_columns() -> None:
    rows = (("Jo Sample", "Robin Sample"), ("Police and Crime Commissioner for Kent", "Chief Constable of Kent Police"))
    left, right = set_apart([table_of(*rows)])
    assert left.lines == ("Jo Sample", "Police and Crime Commissioner for Kent")
    assert right.lines == ("Robin Sample", "Chief Constable of Kent Police")


@pytest.mark.parametrize(
    "rows",
    [
        ((OFFICE, MINISTER, OFFICE),),
        ((OFFICE, ""),),
        ((OFFICE, "We accept the findings of this report, and have begun to act."),),
        (("Recommendation", "PCC response"), ("1", "Accepted.")),
    ],
)
def test_other_tables_stay_as_they_are(rows: tuple[tuple[str, ...], ...]) -> None:
    (block,) = set_apart([table_of(*rows)])
    assert block.kind == TABLE


def words_on(lines: list[tuple[float, str, str]]) -> list[dict[str, Any]]:
    """The words of some lines of a page, each at a height, with what stands at the left and at the right."""
    return [
        {"text": word, "x0": at + 40 * n, "x1": at + 40 * n + 35, "top": top, "bottom": top + 10, "size": 10}
        for top, left, right in lines
        for at, words in ((50.0, left), (350.0, right))
        for n, word in enumerate(words.split())
    ]


ADDRESSES = [(100.0, "PO Box 1", "Home Secretary"), (112.0, "GU3 1YJ", "SW1P 4DF")]


@pytest.mark.parametrize(
    ("lines", "found"),
    [
        (ADDRESSES, 1),
        ([(100.0, "We act now", "Home Secretary"), (112.0, "as asked", "SW1P 4DF")], 0),
        ([(100.0, "PO Box 1", "We act now"), (112.0, "GU3 1YJ", "as asked")], 0),
        (ADDRESSES[:1], 0),
        ([ADDRESSES[0], (200.0, "GU3 1YJ", "SW1P 4DF")], 0),
        ([*ADDRESSES, (124.0, "12 May 2021", "")], 1),
        ([*ADDRESSES, (160.0, "Our ref", "Your ref")], 1),
    ],
)
def test_addresses_side_by_side_on_a_page(lines: list[tuple[float, str, str]], found: int) -> None:
    def texts(rows: list[Any]) -> list[str]:
        return [" ".join(word["text"] for word in row) for row in rows]

    both = [(texts(one.left), texts(one.right)) for one in side_by_side(words_on(lines))]
    assert both == [(["PO Box 1", "GU3 1YJ"], ["Home Secretary", "SW1P 4DF"])] * found


@pytest.mark.parametrize(
    ("heads", "row", "columns"),
    [
        (
            ("Ref", "Recommendation", "Force response"),
            ("1", "Forces should act.", "Done."),
            ["number", "text", "force_action"],
        ),
        (("Recommendation", "PCC response"), ("3", "Accepted."), ["number", "body_action"]),
        (("Rec.", "PCC response"), ("3. Forces should act.", "Accepted."), ["text", "body_action"]),
        (
            ("No.", "Subject", "PCC response"),
            ("3", "Forces should act.", "Accepted."),
            ["number", "text", "body_action"],
        ),
        (("Recommendation", "Page"), ("Forces should act.", "12"), ["text", ""]),
        (("Recommendation", "Page"), ("About cups", "12"), []),
        (("Force", "Grade"), ("Kent", "Good"), []),
        (("Ref", "Recommendation", "Force response"), (), []),
    ],
)
def test_what_the_heads_of_a_table_say(heads: tuple[str, ...], row: tuple[str, ...], columns: list[str]) -> None:
    head = head_of_findings((table_of(heads, row) if row else table_of(heads)).rows)
    assert (list(head.holds) if head else []) == columns


@pytest.mark.parametrize(
    ("lines", "rows", "holds"),
    [
        ([("Number", "PCC response"), ("1", "Done.")], 1, ("number", "body_action")),
        ([("Area for", "PCC"), ("improvement", "response"), ("1", "Done.")], 2, ("text", "body_action")),
        ([("No.", "Area"), ("", "for"), ("", "improvement")], 3, ("number", "text")),
        ([("No.", "Piece"), ("", "of"), ("", "a"), ("", "wood")], 1, ("number", "")),
    ],
)
def test_a_head_has_the_lines_without_which_a_label_names_nothing(
    lines: list[tuple[str, ...]], rows: int, holds: tuple[str, ...]
) -> None:
    head = read_head(lines)
    assert (head.rows, head.holds) == (rows, holds)
    assert head.held(("x", "y"), holds[0]) == ["x"]
    assert head.place_of("theme", holds[0]) == 0
    assert head.place_of("theme") is None


@pytest.mark.parametrize(
    ("above", "heads", "row", "found"),
    [
        ((), ("Accepted", "In part", "Rejected"), ("✓", "", ""), [0, 1, 2]),
        ((), ("Accepted", "In part", "Rejected"), ("", "", ""), []),
        ((), ("Accepted", "In part", "Rejected"), ("by June", "", ""), []),
        ((), ("Accepted", "In part", "Rejected"), ("✓", "by June", ""), [0, 2]),
        (("Sent?", "Sent?"), ("Yes", "No"), ("✓", ""), []),
        (("Accepted?", "Accepted?"), ("Yes", "No"), ("✓", ""), [0, 1]),
        ((), ("Accepted", "Accepted", "Rejected"), ("✓", "", ""), []),
    ],
)
def test_columns_of_which_a_tick_says_what_was_decided(
    above: tuple[str, ...], heads: tuple[str, ...], row: tuple[str, ...], found: list[int]
) -> None:
    over = f"<tr><td rowspan=2>Recommendation</td>{''.join(f'<td>{cell}</td>' for cell in above or heads)}</tr>"
    second = f"<tr>{''.join(f'<td>{cell}</td>' for cell in heads)}</tr>"
    below = f"<tr><td>Forces should act.</td>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>"
    (block,) = blocks_of(f"<table>{over}{second}{below}</table>")
    head = head_of_findings(block.rows)
    assert head is not None
    assert head.labels == ("Recommendation", *heads)
    assert head.rows == 2
    assert [n - 1 for n, one in enumerate(head.holds) if one == DECISION] == found


@pytest.mark.parametrize(
    ("words", "is_so"),
    [
        ("Suffolk Police and Crime Commissioner", True),
        ("Suffolk’s Commissioner", True),
        ("Norfolk Police and Crime Commissioner", False),
        ("Norfolk and Suffolk Police and Crime Commissioners", False),
        ("Police and Crime Commissioner", False),
    ],
)
def test_an_office_of_another_body_that_answers_together(words: str, is_so: bool) -> None:
    assert not is_of_another(words)  # nobody else answers
    with in_setting(Setting(own=frozenset(["norfolk"]), others=frozenset(["suffolk"]))):
        assert is_of_another(words) == is_so


@pytest.mark.parametrize(
    ("heading", "is_so"),
    [
        ("2. Response to PEEL 2023–25: An inspection of Kent Police", True),
        ("Response to the Chief Constable’s comments on biscuits", False),
        ("Response to recommendation 4 on biscuits and toast", False),
        ("Response to comments", False),
        ("PEEL 2023–25: An inspection of Kent Police", False),
    ],
)
def test_a_heading_that_is_the_title_of_an_answer(heading: str, is_so: bool) -> None:
    assert answers_a_report(heading) == is_so

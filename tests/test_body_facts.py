"""The facts about policing bodies and forces: each has a source or a mark, and no mark is lost on the way."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.hand_over import NotHandedOverError, succession
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.schema import load_standard

ROOT = Path(__file__).resolve().parent.parent
STANDARD = load_standard(ROOT / "schema")
BODIES = STANDARD.codelists["policing_bodies"]
FORCES = STANDARD.codelists["forces"]

# From the orders themselves, by hand: body, its first day, its last, and the order that says so.
ORDERS = {
    "norfolk-pcc": ("2012-11-22", "", "SI 2012/2892"),
    "metropolitan-mopac": ("2012-01-16", "", "SI 2011/3019"),
    "essex-pfcc": ("2017-10-01", "", "SI 2017/864"),
    "staffordshire-pfcc": ("2018-08-01", "", "SI 2018/696"),
    "northamptonshire-pfcc": ("2019-01-01", "", "SI 2018/1072"),
    "cumbria-pfcc": ("2023-04-01", "", "SI 2022/1230"),
    "greater-manchester-mayor": ("2017-05-08", "", "SI 2016/448"),
    "west-yorkshire-mayor": ("2021-05-10", "", "SI 2021/112"),
    "south-yorkshire-mayor": ("2024-05-07", "", "SI 2024/414"),
}
UNVERIFIED_DAYS = {
    ("north-yorkshire-pcc", "end"),
    ("north-yorkshire-pfcc", "start"),
    ("north-yorkshire-pfcc", "end"),
    ("north-yorkshire-mayor", "start"),
}


@pytest.mark.parametrize("code", ORDERS)
def test_a_body_began_on_the_day_that_an_order_says(code: str) -> None:
    row = BODIES[code]
    start, end, order = ORDERS[code]
    assert (row["start"], row["end"]) == (start, end)
    assert order in row["start_source"]
    before = [one for one in BODIES.rows if one["successor"] == code]
    assert [(one["end"], one["end_confidence"]) for one in before] == [(start, "sourced")] * len(before)


def test_each_fact_has_a_source_or_a_mark() -> None:
    marked = set()
    for row in BODIES.rows:
        for edge in ("start", "end"):
            if row[edge] and row[f"{edge}_confidence"] == "sourced":
                assert row[f"{edge}_source"], f"{row['code']}: {edge}"
            elif row[edge]:
                marked.add((row["code"], edge))
    assert marked == UNVERIFIED_DAYS
    for row in (*BODIES.rows, *FORCES.rows):
        assert bool(row["title_cy"]) == bool(row["title_cy_confidence"]), row["code"]
        assert row["title_cy_confidence"] != "sourced" or row["title_cy_source"], row["code"]


def test_the_welsh_forces_and_bodies_have_the_names_of_the_welsh_pages() -> None:
    wales = {row["code"] for row in FORCES.rows if row["region"] == "Wales"}
    assert {code for code in FORCES.codes if FORCES[code]["title_cy"]} == wales
    assert {row["force"] for row in BODIES.rows if row["title_cy"]} == wales
    with (ROOT / "opcc_opendata/site/words/titles_cy.csv").open(encoding="utf-8", newline="") as file:
        shown = {(row["codelist"], row["code"]): row["title_cy"] for row in csv.DictReader(file)}
    for name, codelist in (("forces", FORCES), ("policing_bodies", BODIES)):
        assert {code: shown[name, code] for code in codelist.codes if codelist[code]["title_cy"]} == {
            row["code"]: row["title_cy"] for row in codelist.rows if row["title_cy"]
        }


def test_the_city_of_london_has_no_commissioner_and_no_panel() -> None:
    (row,) = [one for one in BODIES.rows if one["force"] == "city-of-london"]
    assert (row["type"], row["confidence"], row["start"]) == ("common_council", "sourced", "")
    assert "section 6AZA" in row["source"]
    assert "no police and crime commissioner and no Police and Crime Panel" in row["description"]


def test_a_day_that_is_not_verified_is_said_to_be(tmp_path: Path) -> None:
    for body, words in (
        ("north-yorkshire-pfcc", "ended on 2024-05-07 (the day is not verified). After it came north-yorkshire-mayor."),
        ("west-yorkshire-pcc", "ended on 2021-05-10. After it came west-yorkshire-mayor."),
    ):
        done = CliRunner().invoke(opcc, ["init", str(tmp_path / body), "--body", body])
        assert done.exit_code == 2
        assert words in " ".join(done.output.split())


def test_a_letter_to_the_next_body_takes_no_day_that_is_not_verified() -> None:
    then = succession(body_named("west-yorkshire-pcc", STANDARD), "", "", "functions_pass_to", "", STANDARD)
    assert then.day.isoformat() == "2021-05-10"
    with pytest.raises(NotHandedOverError, match="Say from which whole day it is in office"):
        succession(body_named("north-yorkshire-pfcc", STANDARD), "", "", "functions_pass_to", "", STANDARD)

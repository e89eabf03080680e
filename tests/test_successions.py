"""What became of forces and bodies: the codelist beside that of the bodies, and what their pages say."""

from __future__ import annotations

import csv
import re
import shutil
from pathlib import Path

from lxml import html

from opcc_opendata.database import build
from opcc_opendata.project import packaged_standard
from tests.projects import CHECKOUT, project, query, record
from tests.test_feeds import asking

RELATIONS = {"continues", "functions_pass_to", "merged_into", "split_into"}


def rows(name: str) -> list[dict[str, str]]:
    with (CHECKOUT / f"schema/codelists/{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_codelist_has_every_body_that_was_succeeded_with_its_day_and_law() -> None:
    bodies = {row["code"]: row for row in rows("policing_bodies")}
    found = {(row["from_code"], row["to_code"]): row for row in rows("successions")}
    assert found.keys() == {(code, row["successor"]) for code, row in bodies.items() if row["successor"]}
    for (old, new), row in found.items():
        assert row["relation"] in RELATIONS
        assert row["date"] == bodies[old]["end"] == bodies[new]["start"]
        assert row["date_confidence"] == bodies[old]["end_confidence"]
        assert all(law in row["source"] for law in re.findall("SI [0-9]{4}/[0-9]+", row["instrument"]))
        assert row["instrument"] or row["confidence"] == "unverified"


def test_an_old_address_says_who_answers_today(tmp_path: Path) -> None:
    shutil.copytree(packaged_standard(), tmp_path / "schema")
    with (tmp_path / "schema/codelists/successions.csv").open("a", encoding="utf-8") as file:
        file.write("force,norfolk,suffolk,merged_into,2028-04-01,SI 2027/1,Invented,sourced,unverified\n")
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    sql = "SELECT from_code, to_code, relation, date, instrument FROM successions WHERE kind = 'force'"
    assert query(made.database, sql) == [("norfolk", "suffolk", "merged_into", "2028-04-01", "SI 2027/1")]
    with asking(made) as get:
        page = html.fromstring(get("/forces/norfolk").text)
        (link,) = page.xpath("//main//p/a[@href='/forces/suffolk']")
        said = " ".join(link.getparent().text_content().split())
        assert said.startswith("Norfolk Constabulary: followed by Suffolk Constabulary, from 1 April 2028 (unverified)")
        assert "SI 2027/1" in said
        of_body = html.fromstring(get("/forces/south-yorkshire").text)
        (entry,) = of_body.xpath("//li[@id='body-south-yorkshire-pcc']")
        assert "Mayor of South Yorkshire (SI 2024/414" in " ".join(entry.text_content().split())
        assert get("/forces/kent").text.count("followed by") == 0

"""What somebody types → the forces, bodies and reports that are meant, as a reader would name them."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import closing

import pytest

from opcc_opendata.database import build
from opcc_opendata.search import Names, parse
from opcc_opendata.search.names import short_names
from tests.projects import CHECKOUT, project, record


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Names]:
    made = project(tmp_path_factory.mktemp("names"), {"2019-02-26-a.yaml": record("2019-02-26-a")})
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        yield Names(connection)


def meant(names: Names, typed: str) -> list[str]:
    return [name.code for name in names.find(parse(typed), parse(typed)) if name.kind != "report"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("gmp", "greater-manchester"),
        ("GMP", "greater-manchester"),
        ("the Met", "metropolitan"),
        ("Met Police", "metropolitan"),
        ("Metropolitan Police Service", "metropolitan"),
        ("Scotland Yard", "metropolitan"),
        ("Devon", "devon-and-cornwall"),
        ("devon & cornwall", "devon-and-cornwall"),
        ("Devon and Cornwall Constabulary", "devon-and-cornwall"),
        ("devon-and-cornwall", "devon-and-cornwall"),
        ("Dyfed Powys", "dyfed-powys"),
        ("dyfed-powys police", "dyfed-powys"),
        ("Heddlu Dyfed-Powys", "dyfed-powys"),
        ("A&S", "avon-and-somerset"),
        ("Avon & Somerset Police", "avon-and-somerset"),
        ("hants", "hampshire"),
        ("TVP", "thames-valley"),
        ("city of london", "city-of-london"),
        ("Exeter", "devon-and-cornwall"),
        ("st helens", "merseyside"),
        ("Saint Helens", "merseyside"),
        ("Kings Lynn", "norfolk"),
        ("king’s lynn", "norfolk"),
        ("Weston super Mare", "avon-and-somerset"),
        ("Ynys Mon", "north-wales"),
        ("Tower Hamlets", "metropolitan"),
        ("York", "north-yorkshire"),
        ("Reading", "thames-valley"),
        ("MOPAC", "metropolitan-mopac"),
        ("Mayor of London", "metropolitan-mopac"),
        ("PCC for Norfolk", "norfolk-pcc"),
        ("norfolk pcc", "norfolk-pcc"),
        ("Norfolk OPCC", "norfolk-pcc"),
        ("Police and Crime Commissioner for Norfolk", "norfolk-pcc"),
        ("office of the police and crime commissioner for norfolk", "norfolk-pcc"),
        ("police, fire and crime commissioner essex", "essex-pfcc"),
        ("mayor of Greater Manchester", "greater-manchester-mayor"),
        ("chief constable of Kent", "kent"),
        ("Kent's chief constable", "kent"),
        ("chief constable for Exeter", "devon-and-cornwall"),
    ],
)
def test_a_force_or_body_stands_first_under_each_of_its_names(names: Names, typed: str, code: str) -> None:
    assert meant(names, typed)[0] == code


@pytest.mark.parametrize(
    ("typed", "codes"),
    [
        ("WMP", {"west-mercia", "west-midlands"}),
        ("London", {"metropolitan", "city-of-london"}),
        ("Newport", {"gwent", "hampshire", "west-mercia"}),
        ("Ashford", {"kent", "surrey"}),
        ("Newcastle", {"northumbria", "staffordshire"}),
        ("Stratford", {"metropolitan", "warwickshire"}),
        ("Gillingham", {"kent", "dorset"}),
    ],
)
def test_a_name_of_several_offers_each_of_them(names: Names, typed: str, codes: set[str]) -> None:
    assert set(meant(names, typed)) == codes


def test_a_name_is_not_how_others_begin(names: Names) -> None:
    assert meant(names, "York") == ["north-yorkshire"]
    assert set(meant(names, "Yorkshire")) == {"north-yorkshire", "south-yorkshire", "west-yorkshire"}
    assert "kent" in meant(names, "ke")
    assert meant(names, "k") == []


@pytest.mark.parametrize("typed", ["", "taser", "-kent", "kent OR surrey", "commissioner", "chief constable", "police"])
def test_what_names_nothing_offers_nothing(names: Names, typed: str) -> None:
    assert not [one for one in names.find(parse(typed), parse(typed)) if one.kind == "force" and one.place]
    if typed in ("", "taser", "-kent", "kent OR surrey", "chief constable"):
        assert meant(names, typed) == []


def test_a_role_says_who_holds_it(names: Names) -> None:
    first, *_ = names.find(parse("chief constable of Kent"), parse("chief constable of Kent"))
    assert (first.title, first.role) == ("Kent Police", "Chief Constable")


def test_a_place_says_that_it_is_one_and_whether_anybody_checked(names: Names) -> None:
    def place(typed: str) -> tuple[str, str, bool]:
        found, *_ = names.find(parse(typed), parse(typed))
        return found.place, found.place_kind, found.sourced

    assert place("exeter") == ("Exeter", "district", True)
    assert place("romford") == ("Romford", "town", False)
    assert place("Devon & Cornwall Police") == ("", "", True)


def test_reports_are_found_by_title_year_and_other_titles(names: Names) -> None:
    def reports(typed: str) -> list[str]:
        return [name.code for name in names.find(parse(typed), parse(typed)) if name.kind == "report"]

    assert reports("state of policing 2023") == ["state-of-policing-2023"]
    # Its title in the register is "State of Policing 2023": the register knows the other one too.
    assert reports("annual assessment of policing 2023") == ["state-of-policing-2023"]
    assert "vetting-misconduct-and-misogyny-2022" in reports("vetting misogyny")
    wide = "DF", parse('"digital forensics"')
    assert reports(wide[0]) == []
    assert [one.code for one in names.find(parse("DF"), wide[1])] == ["digital-forensics-2022"]


@pytest.mark.parametrize(
    ("typed", "code"),
    [("Metropoliten", "metropolitan"), ("Nortumbria", "northumbria"), ("Gloucestersire", "gloucestershire")],
)
def test_a_mistyped_name_is_offered_where_nothing_else_is(names: Names, typed: str, code: str) -> None:
    assert meant(names, typed) == []
    assert [name.code for name in names.nearest(parse(typed))] == [code]
    assert names.nearest(parse("xyzzy")) == []


# --- the file -----------------------------------------------------------------------------------------------------


def rows() -> list[dict[str, str]]:
    text = (CHECKOUT / "opcc_opendata/search/names.tsv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines(), dialect="excel-tab"))


def codelist(name: str) -> list[dict[str, str]]:
    text = (CHECKOUT / f"schema/codelists/{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def codes(name: str) -> set[str]:
    return {row["code"] for row in codelist(name)}


def test_each_name_has_a_known_code_a_source_and_a_confidence() -> None:
    known = {"body": codes("policing_bodies")}
    for row in rows():
        assert row["code"] in known.get(row["kind"], codes("forces") if row["kind"] != "body" else set()), row
        assert row["kind"] in ("force", "body", "county", "district", "town"), row
        assert row["confidence"] in ("sourced", "unverified"), row
        assert row["source"], row
        assert (row["source"] == "General knowledge") == (row["confidence"] == "unverified"), row
    assert len(short_names()) == len(rows()) > 1_000
    assert not [key for key, n in Counter((r["name"], r["kind"], r["code"]) for r in rows()).items() if n > 1]


def test_every_force_has_places_and_initials_are_those_of_its_name() -> None:
    places = defaultdict(set)
    for row in rows():
        if row["kind"] in ("county", "district", "town"):
            places[row["code"]].add(row["name"])
    assert places.keys() == codes("forces")
    titles = {row["code"]: row["title_en"].replace("&", " ").replace("-", " ").split() for row in codelist("forces")}
    for row in rows():
        if row["source"] == "Initials of its name" and row["name"] != "CoLP":
            assert row["name"] == "".join(word[0] for word in titles[row["code"]]), row

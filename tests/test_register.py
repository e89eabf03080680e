"""The register of inspection reports: read, held against the old codelist, and built into tables."""

from __future__ import annotations

import csv
import shutil
from datetime import timedelta
from pathlib import Path

import pytest
import yaml
from lxml import html
from projects import CHECKOUT, project, query, record

from opcc_opendata.calendars import last_day_begun
from opcc_opendata.database import build
from opcc_opendata.problems import Code
from opcc_opendata.project import NEXT_REGISTER, REGISTER, Project, project_at, project_inputs
from opcc_opendata.schema import CODES, UnusableStandardError, load_standard
from opcc_opendata.schema.register import MOST_REPORTS
from opcc_opendata.validate import validate
from tests.figures import words
from tests.test_feeds import Get, asking

REPORT = """\
schema_version: 1.0.0
id: invented-visit-2024
title:
  en: "Invented: a visit"
  cy: "Dyfeisiedig: ymweliad"
other_titles:
  - A visit that nobody made
other_ids:
  - invented-visit
published: 2024-02-01
source: an invented page
second_source: another invented page
confidence: sourced
type: national_thematic
inspectorates:
  - hmicfrs
  - hmip
scope: region
region: East of England
recommendations_made: 3
recommendations_by_addressee:
  - addressee: chief_officers
    count: 2
recommendations:
  - number: "1"
    text: Forces should write this down.
    addressees:
      - chief_officers
      - npcc
  - number: 2a
    url: https://example.org/report/#2a
revisits: fraud-time-to-choose-2019
url: https://example.org/report/
archived_url: https://example.org/archive/report/
"""


def with_register(folder: Path, **files: str) -> Project:
    """A project with one record and a register of its own: the package's, and these reports."""
    shutil.copytree(CHECKOUT / REGISTER, folder / REGISTER)
    for name, text in files.items():
        (folder / REGISTER / f"{name.replace('_', '-')}.yaml").write_text(text, encoding="utf-8")
    return project(folder, {"2019-02-26-fixture.yaml": record()})


def test_the_register_has_what_the_old_codelist_had() -> None:
    with (CHECKOUT / "schema/releases/1.0.0/codelists/inspections.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["code"]: row for row in csv.DictReader(file)}
    files = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in (CHECKOUT / REGISTER).glob("*.yaml")}
    assert files.keys() == rows.keys()
    assert len(rows) >= 60
    for name, row in rows.items():
        one = files[name]
        assert one["id"] == name
        assert one["title"] == row["title_en"]
        assert " | ".join(one.get("other_titles", [])) == row["other_titles"]
        assert str(one.get("published", "")) == row["published"]
        assert " ".join(one.get("forces", [])) == row["forces"]
        same = ("type", "scope", "source", "confidence")
        assert [one[key] for key in same] == [row[key] for key in same]
        assert one.get("url", "") == row["url"]


def facts_of(get: Get, report: str) -> dict[str, str]:
    """What the report's page says about the report, by its label; where links lead instead of their titles."""
    page = html.fromstring(get(f"/reports/{report}").text)
    facts = {}
    for label in page.xpath('//dl[@class="facts"]/dt'):
        said = label.getnext()
        links = [link for link in said.xpath("./a/@href") if link.startswith("/")]
        facts[words(label)] = " ".join(links) or words(said)
    return facts


def test_the_page_of_a_report_says_what_it_goes_back_to_and_where_its_date_was_found(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    assert build(made).built
    with asking(made) as get:
        visit = facts_of(get, "invented-visit-2024")
        assert visit["Source of these facts"] == "an invented page"
        assert visit["Second source of the date"] == "another invented page"
        assert visit["Goes back to"] == "/reports/fraud-time-to-choose-2019"
        assert "Followed up by" not in visit
        earlier = facts_of(get, "fraud-time-to-choose-2019")
        later = {f"/reports/{name}" for name in ("fraud-time-to-choose-review-2021", "invented-visit-2024")}
        assert set(earlier["Followed up by"].split()) == later
        assert earlier["Second source of the date"] == "Not found yet"
        assert "Goes back to" not in earlier
        # The date of a report that the register does not have rests on a response alone.
        other = facts_of(get, "invented-report")
        assert other["Published"] == "26 February 2019 (as a response gives it)"
        assert "Source of these facts" not in other


def test_every_fact_of_a_report_is_in_a_table(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    assert build(made).built
    ((*row,),) = query(
        made.database,
        "SELECT title, title_cy, other_titles, published, type, url, archived_url, recommendations_made, scope, "
        "in_register, source, confidence, second_source, other_ids, region, revisits FROM inspections "
        "WHERE id = 'invented-visit-2024'",
    )
    assert row == [
        *("Invented: a visit", "Dyfeisiedig: ymweliad", "A visit that nobody made", "2024-02-01", "national_thematic"),
        *("https://example.org/report/", "https://example.org/archive/report/", 3, "listed", 1, "an invented page"),
        *("sourced", "another invented page", "invented-visit", "East of England", "fraud-time-to-choose-2019"),
    ]
    of_report = "WHERE inspection = 'invented-visit-2024' ORDER BY 1"
    assert query(made.database, f"SELECT force FROM inspection_forces {of_report}") == [
        *(("bedfordshire",), ("cambridgeshire",), ("essex",), ("hertfordshire",), ("norfolk",), ("suffolk",)),
    ]
    assert query(made.database, f"SELECT inspectorate FROM inspection_inspectorates {of_report}") == [
        *(("hmicfrs",), ("hmip",)),
    ]
    assert query(
        made.database, f"SELECT number, text, url, addressees FROM registered_recommendations {of_report}"
    ) == [
        ("1", "Forces should write this down.", None, "chief_officers npcc"),
        ("2a", None, "https://example.org/report/#2a", None),
    ]
    assert query(made.database, f"SELECT addressee, recommendations FROM registered_addressees {of_report}") == [
        ("chief_officers", 2)
    ]


def test_an_old_id_of_a_report_leads_to_the_new_one(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    own = record("2024-02-01-visit").replace("id: invented-report\n", "id: invented-visit\n")
    (tmp_path / "records/norfolk/2024-02-01-visit.yaml").write_text(own, encoding="utf-8")
    told = [one.message for one in validate(made).problems if one.code == "R259"]
    assert told == ["id: invented-visit is not in the register, which has it as invented-visit-2024."]
    (tmp_path / "records/norfolk/2024-02-01-visit.yaml").unlink()
    assert build(made).built
    with asking(made) as get:
        for address in ("/reports/invented-visit", "/reports/Invented-Visit/"):
            answer = get(address)
            assert (answer.status_code, answer.headers["location"]) == (301, "/reports/invented-visit-2024")
        assert get("/reports/invented-visit-2024").status_code == 200
        assert get("/reports/invented").status_code == 404


def test_a_projects_register_takes_the_place_of_the_packages(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    packaged = load_standard(made.schema)
    assert "invented-visit-2024" in load_standard(made.schema, made.register).reports
    assert "invented-visit-2024" not in packaged.reports
    assert len(packaged.codelists["inspections"].rows) == len(packaged.reports)
    assert f"{REGISTER}/invented-visit-2024.yaml" in project_inputs(tmp_path)


def test_what_changes_in_a_register_is_seen_at_once(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    assert build(made).built
    path = tmp_path / REGISTER / "invented-visit-2024.yaml"
    path.write_text(REPORT.replace("another invented page", "a third invented page"), encoding="utf-8")
    assert build(made).built
    sql = "SELECT second_source FROM inspections WHERE id = 'invented-visit-2024'"
    assert query(made.database, sql) == [("a third invented page",)]


def test_a_standard_without_a_register_keeps_its_codelist(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    shutil.copytree(made.schema, tmp_path / "schema")
    path = tmp_path / "schema/codelists/inspections.csv"
    head, first, *_ = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(head + first, encoding="utf-8")
    own = project_at(tmp_path)
    standard = load_standard(own.schema, own.register)
    assert len(standard.codelists["inspections"].rows) == 1
    assert standard.reports == {}


def test_a_report_that_is_wrong_is_named_by_line_and_column(tmp_path: Path) -> None:
    wrong = REPORT.replace("published: 2024-02-01", "published: 1 February 2024").replace("scope:", "scop:")
    made = with_register(tmp_path, invented_visit_2024=wrong)
    path = f"{REGISTER}/invented-visit-2024.yaml"
    for paths in (None, [tmp_path / REGISTER], [tmp_path / REGISTER / "invented-visit-2024.yaml"]):
        report = validate(made, paths)
        assert [(one.path, one.line, one.column, one.code) for one in report.problems] == [
            *((path, 10, 12, "R012"), (path, 18, 1, "R002")),
        ]
    with pytest.raises(UnusableStandardError, match=r"invented-visit-2024\.yaml:10:12: .*2 problems.*opcc validate"):
        load_standard(made.schema, made.register)


@pytest.mark.parametrize(("published", "found"), [(0, []), (2, ["R042"])])
def test_a_report_of_a_day_that_has_not_come_is_an_error(tmp_path: Path, published: int, found: list[str]) -> None:
    day = last_day_begun() + timedelta(published)
    made = with_register(tmp_path, invented_visit_2024=REPORT.replace("2024-02-01", day.isoformat()))
    for paths in (None, [tmp_path / REGISTER]):
        problems = [one for one in validate(made, paths).problems if one.path.startswith(REGISTER)]
        assert [(one.code, one.line, one.column) for one in problems] == [(code, 10, 12) for code in found]
        assert [one.message for one in problems] == [f"published: {day} is still to come." for _ in found]
    load_standard(made.schema, made.register)  # it is an error to be told, and stops nothing that is being served


@pytest.mark.parametrize("ahead", [0, 2])
def test_a_build_refuses_a_report_of_a_day_that_has_not_come(tmp_path: Path, ahead: int) -> None:
    day = last_day_begun() + timedelta(ahead)
    made = with_register(tmp_path, invented_visit_2024=REPORT.replace("2024-02-01", day.isoformat()))
    if not ahead:
        assert build(made).built
        return
    said = (
        rf"The register can't be used\. register/invented-visit-2024\.yaml:10:12: error R042 published: {day} is still"
    )
    with pytest.raises(UnusableStandardError, match=said):
        build(made)
    assert not made.database.exists()


@pytest.mark.parametrize(("published", "found"), [("{year}", []), ("{after}", ["R042"])])
def test_a_year_has_begun_with_its_first_day(tmp_path: Path, published: str, found: list[str]) -> None:
    year = last_day_begun().year
    said = published.format(year=year, after=year + 2)
    made = with_register(tmp_path, invented_visit_2024=REPORT.replace("2024-02-01", f'"{said}"'))
    assert [one.code for one in validate(made).problems if one.path.startswith(REGISTER)] == found


def test_a_register_that_is_right_is_counted_when_it_is_named(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_visit_2024=REPORT)
    report = validate(made, [tmp_path / REGISTER])
    assert (report.problems, report.files, report.noun) == ((), len(list((tmp_path / REGISTER).iterdir())), "report")
    assert validate(made, [tmp_path / REGISTER, tmp_path / "records"]).files == 1


def test_no_file_of_a_register_is_a_link_out_of_it(tmp_path: Path) -> None:
    made = with_register(tmp_path / "office")
    (tmp_path / "elsewhere.yaml").write_text(REPORT, encoding="utf-8")
    (tmp_path / "office" / REGISTER / "invented-visit-2024.yaml").symlink_to(tmp_path / "elsewhere.yaml")
    assert [one.code for one in validate(made).problems] == ["R103"]


@pytest.mark.parametrize("code", [code for code in CODES if "R040" <= code.code <= "R042"], ids=lambda code: code.code)
def test_each_bad_sample_gives_its_code_and_each_good_one_nothing(code: Code, tmp_path: Path) -> None:
    minimal = {
        "schema_version": "1.0.0",
        "id": "custody-norfolk-2018",
        "title": "Invented",
        "source": "an invented page",
        "confidence": "sourced",
        "type": "peel",
        "scope": "all",
    }
    for folder, sample, expected in (("bad", code.bad, [code.code]), ("good", code.good, [])):
        named = sample.startswith("# register/")
        name = sample.split()[1] if named else "register/custody-norfolk-2018.yaml"
        path = tmp_path / folder / name
        path.parent.mkdir(parents=True)
        text = yaml.safe_dump({**minimal, **yaml.safe_load(sample)}, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        assert [one.code for one in validate(project(tmp_path / folder)).problems] == expected


def test_an_empty_register_is_a_mistake(tmp_path: Path) -> None:
    (tmp_path / REGISTER).mkdir()
    (problem,) = validate(project(tmp_path)).problems
    assert problem.code == "R040"
    assert "no report in this folder" in problem.message


def test_more_reports_than_a_register_can_have_are_not_read(tmp_path: Path) -> None:
    (tmp_path / REGISTER).mkdir()
    for n in range(MOST_REPORTS + 1):
        (tmp_path / REGISTER / f"r{n:05}.yaml").touch()
    (problem,) = validate(project(tmp_path)).problems
    assert "10,001 reports" in problem.message


def test_a_register_that_is_just_taking_its_place_is_read(tmp_path: Path) -> None:
    with_register(tmp_path, invented_visit_2024=REPORT)
    (tmp_path / REGISTER).rename(tmp_path / NEXT_REGISTER)
    made = project_at(tmp_path)
    assert "invented-visit-2024" in load_standard(made.schema, made.register).reports


NUMBERED = """\
schema_version: 1.0.0
id: invented-numbered-2024
title: An invented report with numbers
published: 2024-02-01
source: an invented page
confidence: sourced
type: national_thematic
scope: all
recommendations_made: 5
recommendations:
  - number: "1"
    text: Forces should write this down.
    addressees: [chief_officers]
  - number: "2"
    url: https://example.org/report/#2
    addressees: [local_policing_bodies, npcc]
  - number: "3"
    text: The government should write this down.
    addressees: [government]
"""
INSPECTION = "\n  - id: invented-numbered-2024\n    title: An invented report with numbers\n    published: 2024-02-01"


def answering(force: str, *numbers: str, **changes: str) -> dict[str, str]:
    """The record of a force that answers some recommendations of the report by their numbers."""
    name = "2024-02-01-numbered"
    items = "".join(
        f'\n  - kind: recommendation\n    number: "{number}"\n    text: Invented.\n'
        "    inspection: invented-numbered-2024\n    answer:\n      acceptance: accepted\n      body_action: Invented."
        for number in numbers
    )
    text = record(
        name,
        force=force,
        policing_body=f"{force}-pcc",
        inspections=INSPECTION,
        **({"recommendations": items} if numbers else {}),
        **changes,
    )
    return {f"{force}/{name}.yaml": text.replace("id: norfolk-2024", f"id: {force}-2024")}


def test_a_report_says_which_of_its_numbered_recommendations_a_response_leaves_out(tmp_path: Path) -> None:
    """Norfolk answers 1 and not 2; Suffolk both; Essex gives no number, so nobody can tell; the third is for others.

    Nor can anybody tell of a number that the register lacks, of one beside others that have none, or of a finding that
    is called something else.
    """
    made = with_register(tmp_path, invented_numbered_2024=NUMBERED)
    unnumbered, of_another_kind = answering("devon-and-cornwall", "1", "2"), answering("dorset", "1", "2")
    for held, gone, instead in (
        (unnumbered, '    number: "2"\n', ""),
        (of_another_kind, 'recommendation\n    number: "2"', 'area_for_improvement\n    number: "2"'),
    ):
        ((name, text),) = held.items()
        assert gone in text
        held[name] = text.replace(gone, instead)
    for name, text in {
        **answering("norfolk", "1"),
        **answering("suffolk", "1", "2"),
        **answering("essex"),
        **answering("surrey", "Recommendation 1", "2"),
        **answering("kent", "1a", "1b", "2"),
        **unnumbered,
        **of_another_kind,
    }.items():
        path = made.records / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text.replace("essex-pcc", "essex-pfcc"), encoding="utf-8")
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with asking(made) as get:
        page = html.fromstring(get("/reports/invented-numbered-2024").text)
        (section,) = page.xpath('//section[@aria-labelledby="registered"]')
        assert "The register lists 3 of the 5 that the report makes." in words(section)
        entries = section.xpath('./ul[@class="entries"]/li')
        assert [words(entry.xpath("./p")[0]).split()[0] for entry in entries] == ["1", "2", "3"]
        assert [entry.xpath(".//details//a/@href") for entry in entries] == [[], ["/forces/norfolk"], []]
        assert words(entries[1].xpath(".//summary")[0]) == (
            "1 force’s response answers others of these, and not this one"
        )
        assert entries[0].xpath("./p[1]/a/@href") == ["/reports/invented-numbered-2024/recommendations/1"]
        assert entries[1].xpath('./p/a[@rel="noopener noreferrer nofollow"]/@href') == ["https://example.org/report/#2"]
        assert "Forces should write this down." in words(entries[0])
        # Where the register knows none, the page says nothing of the kind.
        other = html.fromstring(get("/reports/fraud-time-to-choose-2019").text)
        assert not other.xpath('//section[@aria-labelledby="registered"]')


def test_a_list_of_some_recommendations_is_no_count_of_all(tmp_path: Path) -> None:
    made = with_register(tmp_path, invented_numbered_2024=NUMBERED.replace("recommendations_made: 5\n", ""))
    assert build(made).built
    sql = "SELECT recommendations_made FROM inspections WHERE id = 'invented-numbered-2024'"
    assert query(made.database, sql) == [(None,)]

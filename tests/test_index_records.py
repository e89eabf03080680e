"""The index records against a list of published responses, read by PyYAML alone, and what pages say of them.

`reference/index-responses.csv` has a line for each response: its force, the report's title (in brackets where the page
gives none and it is a description), the dates of both as precisely as the page gave them, what the response's date
rests on, its address, and the code of its report in the register of inspections, where it has one.
"""

from __future__ import annotations

import copy
import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from opcc_opendata.database import build
from tests.projects import project, record
from tests.test_feeds import asking

ROOT = Path(__file__).parent.parent
REFERENCE = Path(__file__).parent / "reference"

Line = dict[str, str]
Record = dict[str, Any]

TEXTS = {"text", "key_findings", "body_action", "force_action", "no_action_reason", "heading", "statutory_statement"}


def rows(path: Path) -> list[Line]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


LINES = rows(REFERENCE / "index-responses.csv")
REGISTER = {row["code"]: row for row in rows(ROOT / "schema/codelists/inspections.csv")}
RECORDS: dict[str, Record] = {
    path.relative_to(ROOT / "records").as_posix(): yaml.load(path.read_text("utf-8"), yaml.BaseLoader)
    for path in sorted((ROOT / "records").rglob("*.yaml"))
}
INDEX = {name: one for name, one in RECORDS.items() if one.get("index_record") == "true"}


def is_described(line: Line) -> bool:
    return line["title"].startswith("(")


def words(text: str) -> set[str]:
    return set(re.findall(r"[a-z0-9]+", text.casefold().replace("'", "")))


def is_of(record: Record, line: Line) -> bool:
    """Say whether a record is that of a line: force, address, and the title, or words of the description alone."""
    if (record["force"], record["source"]["url"]) != (line["force"], line["url"]):
        return False
    if is_described(line):
        return words(record["title"]) - words("Response to") <= words(line["title"])
    return bool(record["title"] == f"Response to {line['title']}")


def found(line: Line) -> tuple[str, Record]:
    (one,) = ((name, record) for name, record in INDEX.items() if is_of(record, line))
    return one


def dates_of(record: Record) -> dict[str, str]:
    """Give the dates that a record has for its response, by where they stand."""
    of_comments = [("comment", one["date"]) for one in record.get("comments", []) if "date" in one]
    return {**record.get("dates", {}), **dict(of_comments)}


def expected_dates(line: Line) -> dict[str, str]:
    dated, basis = line["response_dated"], line["basis"]
    place = {
        "letter": "letter",
        "publication": "published",
        "address": "published",
        "printed": "published_as_printed",
        # A date printed above a statement, or as that on which it was sent, is not one of publication.
        "statement": "comment",
        "sent": "comment",
    }.get(basis)
    return {place: dated} if place else {}


def faults(line: Line, name: str, record: Record) -> Iterator[str]:
    """Name each fact of a record that is not that of its line, or is more than the line says."""
    if record["force"] != line["force"] or not name.startswith(f"{line['force']}/"):
        yield "force"
    if record["source"]["url"] != line["url"]:
        yield "address"
    dates = dates_of(record)
    source = dates.pop("published_source", "")
    if dates != expected_dates(line):
        yield "dates of the response"
    if ("address of the page" in source) != (line["basis"] == "address"):
        yield "what the date of the response rests on"
    if any(report.get("published", "") != line["report_published"] for report in record["inspections"]):
        yield "date of the report"
    if line["report_published"] and not all(report.get("published_source") for report in record["inspections"]):
        yield "source of the report's date"
    if not Path(name).name.startswith(f"{line['report_published'] or 'undated'}-"):
        yield "name of the file"
    if is_described(line) and "description" not in record["note"]:
        yield "that the title is a description"
    if " ".join(one["id"] for one in record["inspections"] if one["id"] in REGISTER) != line["register"]:
        yield "report of the register"
    yield from (f"match: {why}" for report in record["inspections"] for why in contradictions(record, report))


def contradictions(record: Record, report: Record) -> Iterator[str]:
    """Say what tells a report apart from that of the register whose code it has."""
    row = REGISTER.get(report["id"])
    if row is None:
        return
    stated, known = report.get("published", ""), row["published"]
    if not (known.startswith(stated) or stated.startswith(known)):
        yield f"{stated} is not {known}"
    if row["scope"] == "listed" and record["force"] not in row["forces"].split():
        yield f"{record['force']} is not one of {row['forces']}"
    years = [set(re.findall(r"20[0-9]{2}", text)) for text in (report["title"], row["title_en"])]
    if years[0] and years[1] and not years[0] & years[1]:
        yield f"{report['title']} is not {row['title_en']}"


def shown(line: Line) -> str:
    return f"{line['force']}: {line['title']}"


@pytest.mark.parametrize("line", LINES, ids=shown)
def test_a_response_has_one_record_with_its_facts_and_no_others(line: Line) -> None:
    name, record = found(line)
    assert list(faults(line, name, record)) == []


def test_each_index_record_is_of_one_line() -> None:
    earlier = {row["url"] for row in rows(REFERENCE / "published-responses.csv")}
    names = [found(line)[0] for line in LINES]
    assert len(set(names)) == len(LINES) == 58
    assert {name for name, one in INDEX.items() if one["source"]["url"] not in earlier} == set(names)
    assert len(RECORDS) == len(LINES) + len(rows(REFERENCE / "published-responses.csv")) + 1
    assert len({one["force"] for one in RECORDS.values()}) == 28


def test_one_response_is_one_record() -> None:
    known = [(one["force"], one["source"]["url"], one["title"]) for one in INDEX.values()]
    assert len(set(known)) == len(known)
    assert len({one["id"] for one in RECORDS.values()}) == len(RECORDS)


def test_at_least_four_in_five_with_a_date_or_a_full_title_are_matched() -> None:
    wanted = [line for line in LINES if line["report_published"] or not is_described(line)]
    matched = [line for line in wanted if all(one["id"] in REGISTER for one in found(line)[1]["inspections"])]
    assert (len(wanted), len(matched)) == (38, 34)
    assert len(matched) >= 0.8 * len(wanted)


@pytest.mark.parametrize("name", INDEX)
def test_no_record_has_the_report_of_another_day_or_force(name: str) -> None:
    assert [why for one in INDEX[name]["inspections"] for why in contradictions(INDEX[name], one)] == []


def keys(value: Any) -> Iterator[str]:
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from keys(inner)
    yield from value if isinstance(value, dict) else ()


@pytest.mark.parametrize("name", INDEX)
def test_an_index_record_quotes_nothing_and_leads_to_its_document(name: str) -> None:
    assert TEXTS.isdisjoint(keys(INDEX[name]))
    assert INDEX[name]["source"]["url"].startswith(("https://", "http://"))


def test_a_report_of_the_register_has_a_source_and_a_date_that_is_one() -> None:
    for code, row in REGISTER.items():
        assert re.fullmatch(r"(20[0-9]{2}(-[01][0-9](-[0-3][0-9])?)?)?", row["published"]), code
        assert row["confidence"] in ("sourced", "unverified"), code
        assert row["source"] or row["confidence"] == "unverified", code
        assert (row["scope"] == "listed") == bool(row["forces"]), code


# --- a record that says something else is found ---------------------------------------------------------------------

LETTER = "An inspection of the effectiveness of the police and law enforcement bodies' response to group-based"
STATEMENT = "PEEL: Police Efficiency 2016 (Essex)"
DESCRIBED = "(PEEL report on Wiltshire Police)"


def report_of(record: Record) -> Record:
    first: Record = record["inspections"][0]
    return first


MUTATIONS: dict[str, tuple[str, Callable[[Record], object], str]] = {
    "a day too precise": (LETTER, lambda one: one["dates"].update(letter="2024-02-03"), "dates of the response"),
    "a letter's day as one of publication": (
        LETTER,
        lambda one: one.update(dates={"published": "2024-02-02"}),
        "dates of the response",
    ),
    "a statement's day as one of publication": (
        STATEMENT,
        lambda one: one.update(dates={"published": "2016-11-03"}),
        "dates of the response",
    ),
    "a month that became a day": (
        DESCRIBED,
        lambda one: one["dates"].update(published="2022-07-07"),
        "dates of the response",
    ),
    "no basis": (DESCRIBED, lambda one: one["dates"].pop("published_source"), "what the date of the response rests on"),
    "a report's day that nobody gave": (
        DESCRIBED,
        lambda one: report_of(one).update(published="2022-07-07"),
        "date of the report",
    ),
    "no source of the report's date": (
        LETTER,
        lambda one: report_of(one).pop("published_source"),
        "source of the report's date",
    ),
    "another address": (LETTER, lambda one: one["source"].update(url="https://example.org/"), "address"),
    "another force": (LETTER, lambda one: one.update(force="kent"), "force"),
    "a description as a title": (
        DESCRIBED,
        lambda one: one.update(note="Nothing."),
        "that the title is a description",
    ),
    "another report of the register": (
        STATEMENT,
        lambda one: report_of(one).update(id="peel-efficiency-2017"),
        "match: 2016-11-03 is not 2017-11-09",
    ),
    "the report of another force": (
        DESCRIBED,
        lambda one: report_of(one).update(id="peel-2021-22-sussex"),
        "match: wiltshire is not one of sussex",
    ),
}


@pytest.mark.parametrize("what", MUTATIONS)
def test_a_record_that_says_something_else_is_found(what: str) -> None:
    title, change, fault = MUTATIONS[what]
    (line,) = (line for line in LINES if line["title"].startswith(title))
    name, record = found(line)
    assert fault not in list(faults(line, name, record))
    changed = copy.deepcopy(record)
    change(changed)
    assert fault in list(faults(line, name, changed))


# --- what the site says of them --------------------------------------------------------------------------------------

ANSWERED = '\n  - number: "1"\n    kind: recommendation\n    answer:\n      acceptance: accepted'
ADDRESS = "\n  origin: document\n  url: https://example.org/response"


@pytest.mark.heavy
def test_no_page_says_that_an_action_is_lacking_in_a_text_that_is_not_held(tmp_path: Path) -> None:
    """Of an index record nobody can tell what the response explains. Of one that is held whole, the page says it."""
    silent, elsewhere = "No action of its own, and no reason given.", "Only the facts of this response are held here"
    facts = {"index_record": "true", "source": ADDRESS, "comments": "\n  - kind: policing_body"}
    records = {
        "2019-02-26-facts.yaml": record("2019-02-26-facts", recommendations=ANSWERED, **facts),
        "2019-02-26-text.yaml": record("2019-02-26-text", recommendations=ANSWERED),
    }
    for name, text in records.items():
        made = project(tmp_path / name, {name: text})
        assert build(made).built
        with asking(made) as get:
            for address in (f"/responses/norfolk-{name[:-5]}", "/reports/invented-report/recommendations/1"):
                page = get(address)
                assert page.status_code == 200, address
                is_held = "text" in name
                assert (silent in page.text, elsewhere in page.text) == (is_held, not is_held), address

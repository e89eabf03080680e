"""The records and the valid fixtures: they follow the standard, say what their sources say, and lose no word."""

from __future__ import annotations

import copy
import csv
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from opcc_opendata.documents import assemble
from opcc_opendata.problems import Severity
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.record import in_any_language, in_language, recommendation_key, recommendation_keys, texts_of
from opcc_opendata.yaml_reader import read_file

Record = dict[str, Any]

TESTS = Path(__file__).parent
ROOT = TESTS.parent
VALID = TESTS / "records/valid"
SEED = TESTS / "seed/norfolk-2019-02-26-domestic-abuse-update.txt"
NORFOLK = ROOT / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
REFERENCE = TESTS / "reference/published-responses.csv"

PROJECTS = [ROOT, *sorted(VALID.iterdir())]
FILES = [path for project in PROJECTS for path in sorted((project / "records").rglob("*.yaml"))]

STEMS = [
    "west-mercia/2022-12-01-digital-forensics",
    "west-mercia/2024-07-19-state-of-policing-2023",
    "surrey/2021-police-engagement-with-women-and-girls",
    "surrey/2013-07-18-policing-in-austerity",
    "surrey/undated-funding-challenge",
    "surrey/undated-core-business",
    "surrey/2014-03-everyones-business",
    "kent/2019-01-15-crime-data-integrity",
    "essex/2019-04-fraud-time-to-choose",
    "essex/2018-policing-and-mental-health",
    "essex/2020-roads-policing",
    "cumbria/2024-07-19-state-of-policing-2023",
    "west-yorkshire/undated-peel-2015",
    "norfolk/2018-10-custody",
]
"""The index records, in the order of the reference file."""

LIKELY = "surrey/undated-funding-challenge"
"""The one whose report the reference file calls likely and not stated."""


def read(path: Path) -> Record:
    document = read_file(path)
    assert document.problems == ()
    assert document.data is not None
    return document.data


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


# --- every record follows the standard -------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def schema_validator() -> Any:
    schema = json.loads((packaged_standard() / "response.schema.json").read_text(encoding="utf-8"))
    # Nothing of ours in between: this is what any other tool sees.
    assert validator_for(schema) is Draft202012Validator
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_it_follows_the_schema(path: Path, schema_validator: Any) -> None:
    assert [f"{error.json_path}: {error.message}" for error in schema_validator.iter_errors(read(path))] == []


@pytest.mark.parametrize("root", PROJECTS, ids=shown)
def test_the_whole_toolkit_finds_no_error(root: Path) -> None:
    toolkit = pytest.importorskip("opcc_opendata.validate")
    report = toolkit.validate(project_at(root), None)
    assert [str(problem) for problem in report.problems if problem.severity is Severity.ERROR] == []


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_its_place_and_its_id_agree(path: Path) -> None:
    record = read(path)
    assert record["id"] == f"{record['force']}-{path.stem}"
    assert path.parent.name == record["force"]
    assert path.parent.parent.name == "records"


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_an_editor_that_is_led_to_the_schema_finds_it(path: Path) -> None:
    first = path.read_text(encoding="utf-8").partition("\n")[0]
    prefix = "# yaml-language-server: $schema="
    if first.startswith(prefix):
        assert (path.parent / first.removeprefix(prefix)).resolve() == packaged_standard() / "response.schema.json"


def test_there_is_a_fixture_for_each_shape() -> None:
    shapes = [int(match[1]) for path in VALID.iterdir() if (match := re.match(r"shape-(\d\d)-[a-z-]+$", path.name))]
    assert sorted(shapes) == list(range(1, 12))


@pytest.mark.parametrize("path", [path for path in FILES if VALID in path.parents], ids=shown)
def test_a_fixture_says_that_it_is_invented(path: Path) -> None:
    record = read(path)
    texts = [text for comment in record.get("comments", []) for text in texts_of(comment.get("text"), "en").values()]
    words = "Invented text for a test|Testun dychmygol ar gyfer prawf"
    assert all(re.search(words, text) for text in texts)
    assert re.search("invented|dychmygol", json.dumps(record["title"]), re.IGNORECASE)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_an_attached_file_is_the_one_that_was_meant(path: Path) -> None:
    for attachment in read(path).get("attachments", []):
        if "file" in attachment:
            raw = (path.parent / attachment["file"]).read_bytes()
            assert hashlib.sha256(raw).hexdigest() == attachment["sha256"]


# --- the Norfolk document: nothing lost, nothing added ---------------------------------------------------------------


def without_layout(text: str) -> str:
    """Take away what is layout, and nothing else: spaces, superscript, marks of emphasis, headings and bullets."""
    text = re.sub(r"\s*<sup>([a-z]+)</sup>", r"\1", text)
    text = re.sub(r"^(?:#{1,6}|-)[ \t]+", "", text, flags=re.MULTILINE)
    # Emphasis stands around words. An asterisk between spaces is a word of its own and stays.
    text = re.sub(r"(?<!\S)\*{1,2}(?=\S)|(?<=\S)\*{1,2}(?!\S)", "", text)
    return " ".join(text.split())


@pytest.fixture(scope="module")
def seed() -> str:
    return without_layout(SEED.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def norfolk() -> Record:
    return read(NORFOLK)


def test_the_norfolk_document_comes_back_word_for_word(norfolk: Record, seed: str) -> None:
    assert without_layout(assemble(norfolk)) == seed


def test_the_record_names_the_very_file_that_it_was_made_from(norfolk: Record) -> None:
    assert norfolk["source"]["file_name"] == SEED.name
    assert norfolk["source"]["sha256"] == hashlib.sha256(SEED.read_bytes()).hexdigest()


@pytest.mark.heavy
def test_the_comparison_sees_every_word_and_every_mark(norfolk: Record, seed: str) -> None:
    text = assemble(norfolk)
    words = [match.span() for match in re.finditer(r"\w+|[^\w\s*#-]|(?<=\w)-(?=\w)", text)]
    assert len(words) > 1300
    for start, end in words:
        assert without_layout(text[:start] + text[end:]) != seed, text[start - 20 : end + 20]


@pytest.mark.parametrize(
    ("printed", "changed"),
    [
        ("best practise", "best practice"),
        ("inspectors reports", "inspectors' reports"),
        ("almost 90 percent", "88 percent"),
        ("by Norfolk Constabulary.\n\n## For", 'by Norfolk Constabulary."\n\n## For'),
        ("HMICFRS's previous", "HMICFRS’s previous"),
        ("year-on-year", "year on year"),
        ("incident and;", "incident; and"),
        ("[This report](#)", "This report"),
    ],
)
def test_the_comparison_sees_a_correction(norfolk: Record, seed: str, printed: str, changed: str) -> None:
    text = assemble(norfolk)
    assert text.count(printed) >= 1
    assert without_layout(text.replace(printed, changed)) != seed


def test_paragraphs_that_change_places_are_seen(norfolk: Record, seed: str) -> None:
    changed = copy.deepcopy(norfolk)
    changed["comments"].reverse()
    changed["document"]["sections"][2:4] = reversed(changed["document"]["sections"][2:4])
    assert sorted(without_layout(assemble(changed)).split()) == sorted(seed.split())
    assert without_layout(assemble(changed)) != seed


EDITORIAL = [
    "schema_version",
    "id",
    "language",
    "title",
    "force",
    "policing_body",
    "stage",
    "note",
    "inspections/id",
    "inspections/published",
    "inspections/published_source",
    "inspections/type",
    "inspections/inspectorates",
    "inspections/applies",
    "inspections/recommendations_by_addressee/addressee",
    "inspections/recommendations_by_addressee/count",
    "document/sections/part",
    "comments/kind",
    "comments/role",
    "comments/form",
    "recommendations/kind",
    "recommendations/addressees",
    "recommendations/from_inspection/published",
    "recommendations/answer/acceptance",
    "distribution/recipient",
    "distribution/sent",
    "source/origin",
    "source/form",
    "source/file_name",
    "source/sha256",
]
"""What the record says in the editor's words or in codes. Everything else must stand in the document."""


def leaves(value: object, path: str = "") -> Iterator[tuple[str, object]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from leaves(inner, f"{path}/{key}".strip("/"))
    elif isinstance(value, list):
        for inner in value:
            yield from leaves(inner, path)
    else:
        yield path, value


def test_the_record_says_nothing_that_the_document_does_not(norfolk: Record, seed: str) -> None:
    marker = "[Recommendation 1](#recommendation-1)"
    found = list(leaves(norfolk))
    assert [value for _, value in found if marker in str(value)] == [norfolk["comments"][0]["text"]]
    for path, value in found:
        if path not in EDITORIAL:
            for piece in str(value).split(marker):
                assert without_layout(piece) in seed, path
    assert {path for path, _ in found} >= set(EDITORIAL)


def test_nothing_is_typed_twice(norfolk: Record) -> None:
    long = [str(value) for _, value in leaves(norfolk) if isinstance(value, str) and len(value) > 80]
    sentences = [sentence for text in long for sentence in re.split(r"(?<=[.:;])\s+", text) if len(sentence) > 40]
    assert len(sentences) == len(set(sentences))


# --- the index records: the facts of the reference file, and no others -----------------------------------------------


def reference() -> list[tuple[str, dict[str, str]]]:
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        return list(zip(STEMS, csv.DictReader(file), strict=True))


def index_record(stem: str) -> Record:
    return read(ROOT / f"records/{stem}.yaml")


def test_norfolks_document_and_the_fourteen_are_there() -> None:
    assert len(STEMS) == 14
    for stem in ("norfolk/2019-02-26-domestic-abuse-update", *STEMS):
        assert (ROOT / f"records/{stem}.yaml").is_file()


@pytest.mark.parametrize(("stem", "row"), reference(), ids=STEMS)
def test_an_index_record_has_the_facts_of_its_row(stem: str, row: dict[str, str]) -> None:
    record = index_record(stem)
    inspection = record["inspections"][0]
    assert record["index_record"] is True
    assert len(record["inspections"]) == 1
    assert record["force"] == row["force"]
    assert record["body_as_printed"] == row["office_as_named"]
    assert record["source"]["url"] == row["url"]
    title = row["report_title_as_the_page_has_it"]
    # In brackets stands what the report is about, where the page has no title for it.
    assert inspection["title"] == (title.strip("()") if title.startswith("(") else title)
    authors = [comment.get("author", "") for comment in record["comments"] if comment["kind"] == "policing_body"]
    assert authors == [row["author"]]


@pytest.mark.parametrize(("stem", "row"), reference(), ids=STEMS)
def test_a_date_is_as_precise_as_its_row_and_no_more(stem: str, row: dict[str, str]) -> None:
    record = index_record(stem)
    published = record["inspections"][0].get("published", "")
    if stem == LIKELY:
        # That the report is the one of this date is likely and not stated, so the record states no date.
        assert (published, row["report_published"]) == ("", "2013-07-18")
        assert "likely" in record["note"]
        assert "the page does not say so" in record["note"]
    else:
        assert published == row["report_published"]
    assert Path(stem).name.startswith(f"{published or 'undated'}-")
    of_response = {"letter": "letter", "publication": "published"}.get(row["date_basis"], "")
    dated = {key: date for key, date in record.get("dates", {}).items() if not key.endswith("as_printed")}
    assert dated == ({of_response: row["response_dated"]} if of_response else {})
    if '"' in row["date_basis"]:
        printed = {**record["inspections"][0], **record.get("dates", {})}["published_as_printed"]
        assert f'"{printed}"' in row["date_basis"]


NUMBERS = {
    "west-mercia/2022-12-01-digital-forensics": (9, {"chief_officers": 3}),
    "west-mercia/2024-07-19-state-of-policing-2023": (4, {"government": 4}),
}
GRADES = {
    "kent/2019-01-15-crime-data-integrity": [("", "Recording reported crime", "outstanding")],
    "west-yorkshire/undated-peel-2015": [
        ("peel_2015", "Effectiveness", "good"),
        ("peel_2015", "Efficiency", "good"),
        ("peel_2015", "Legitimacy", "good"),
    ],
}


@pytest.mark.parametrize("stem", STEMS)
def test_numbers_and_grades_are_those_of_the_reference_file(stem: str) -> None:
    inspection = index_record(stem)["inspections"][0]
    counts = {one["addressee"]: one["count"] for one in inspection.get("recommendations_by_addressee", [])}
    assert (inspection.get("recommendations_made"), counts) == NUMBERS.get(stem, (None, {}))
    grades = [(one.get("cycle", ""), one["question"], one["grade"]) for one in inspection.get("grades", [])]
    assert grades == GRADES.get(stem, [])


@pytest.mark.parametrize("stem", STEMS)
def test_an_index_record_holds_no_text_of_the_response(stem: str) -> None:
    keys = {path.rpartition("/")[2] for path, _ in leaves(index_record(stem))}
    assert keys.isdisjoint({"text", "key_findings", "body_action", "force_action", "no_action_reason", "heading"})


def test_only_a_report_in_the_register_has_its_id() -> None:
    with (packaged_standard() / "codelists/inspections.csv").open(encoding="utf-8", newline="") as file:
        register = {row["code"] for row in csv.DictReader(file)}
    found = {stem: index_record(stem)["inspections"][0]["id"] for stem in STEMS}
    assert {stem: name for stem, name in found.items() if name in register} == {
        "west-mercia/2022-12-01-digital-forensics": "digital-forensics-2022",
        "west-mercia/2024-07-19-state-of-policing-2023": "state-of-policing-2023",
        "cumbria/2024-07-19-state-of-policing-2023": "state-of-policing-2023",
        "surrey/2013-07-18-policing-in-austerity": "policing-in-austerity-rising-to-the-challenge",
        "kent/2019-01-15-crime-data-integrity": "crime-data-integrity-kent-re-inspection-2018",
        "norfolk/2018-10-custody": "custody-norfolk-and-suffolk-2018",
        "essex/2019-04-fraud-time-to-choose": "fraud-time-to-choose-2019",
    }


# --- putting any document together -----------------------------------------------------------------------------------


def fixture(stem: str) -> Record:
    (path,) = (path for path in FILES if path.stem == stem and VALID in path.parents)
    return read(path)


@pytest.mark.parametrize("path", FILES, ids=shown)
def test_no_text_of_any_record_is_dropped(path: Path) -> None:
    record = read(path)
    text = without_layout(assemble(record))
    never_printed = re.compile("note|title|reason$|from_inspection|published_source|theme|time_limit|as_printed")
    for where, value in leaves({key: record[key] for key in ("inspections", "document", "comments") if key in record}):
        # The other language of a text is for another document.
        if where.endswith(("text", "key_findings", "heading", "statutory_statement", f"/{record['language']}")):
            if never_printed.search(where):
                continue
            for piece in re.split(r"\[[^]]*\]\(#recommendation-[a-z0-9-]+\)", str(value)):
                assert without_layout(piece) in text, where


def test_the_chief_officer_can_be_quoted_inside_the_bodys_text() -> None:
    assert assemble(fixture("2021-invented-engagement")) == (
        "# Invented heading for a test\n\n"
        "## 1. Police and Crime Commissioner's Comments\n\n"
        "Invented text for a test: I welcome the report. I have asked for the Chief Constable's view, and he has "
        "stated:\n\n"
        "> Invented text for a test: we will act on all of it.\n>\n> *A. Sample, Chief Constable of Surrey Police*\n\n"
        "Invented text for a test: I will hold the force to this.\n\n"
        "## 2. Next Steps\n\n"
        "**1**\n\nInvented text for a test: forces should, without delay,\n\n"
        "- a listen more; and\n- b say what they heard:\n  \n  1. in public\n  2. in writing\n\n"
        "Invented text for a test: I will hold a meeting in each district.\n\n"
        "**2**\n\nInvented text for a test: the force should train its officers.\n\n"
        "Invented text for a test: the training is the force's to give.\n"
    )


def test_each_of_two_reports_has_its_own_sections() -> None:
    text = assemble(fixture("2019-09-27-invented-two-reports"))
    order = [
        "The first report",
        "does well",
        "should plan",
        "The second report",
        "describes",
        "should train",
        "My reply",
    ]
    places = [text.index(words) for words in order]
    assert places == sorted(places)


def test_a_marked_recommendation_is_printed_once_at_its_mark() -> None:
    text = assemble(fixture("2022-12-01-digital-forensics"))
    assert text.count("count the devices that wait") == 1
    assert text.index("count the devices") < text.index("One answer serves") < text.index("publish the count")
    assert "#recommendation" not in text


def test_a_second_mark_and_a_mark_that_leads_nowhere_stay_as_they_are() -> None:
    record: Record = {
        "language": "en",
        "inspections": [{"id": "a", "title": "A"}],
        "document": {"sections": [{"part": "policing_body_comments"}]},
        "comments": [
            {"kind": "policing_body", "text": "[One](#recommendation-1)\n\n[One](#recommendation-1)"},
            {"kind": "policing_body", "text": "[Nine](#recommendation-9) and [one](#recommendation-1)"},
            {"kind": "policing_body", "text": "[Nine](#recommendation-9)"},
        ],
        "recommendations": [{"kind": "recommendation", "text": "Do it. [One](#recommendation-1)"}],
    }
    assert assemble(record) == (
        "Do it. [One](#recommendation-1)\n\n[One](#recommendation-1)\n\n"
        "[Nine](#recommendation-9) and [one](#recommendation-1)\n\n[Nine](#recommendation-9)\n"
    )


def test_ticks_and_dates_are_printed_as_an_office_prints_them() -> None:
    text = assemble(fixture("2018-10-02-custody"))
    assert "Date Published: 2nd October 2018  \nType of Inspection: Custody Inspection\n" in text
    assert "- ✓ Response forwarded to HMICFRS\n- ☐ Response forwarded to Chief Constable\n" in text


@pytest.mark.parametrize(
    ("published", "language", "printed"),
    [
        ("2019-02-01", "en", "1st February 2019"),
        ("2019-02-02", "en", "2nd February 2019"),
        ("2019-02-03", "en", "3rd February 2019"),
        ("2019-02-04", "en", "4th February 2019"),
        ("2019-02-11", "en", "11th February 2019"),
        ("2019-02-12", "en", "12th February 2019"),
        ("2019-02-13", "en", "13th February 2019"),
        ("2019-02-21", "en", "21st February 2019"),
        ("2019-02-22", "en", "22nd February 2019"),
        ("2019-01-23", "en", "23rd January 2019"),
        ("2019-12-30", "en", "30th December 2019"),
        ("2019-12-31", "en", "31st December 2019"),
        ("2019-12", "en", "December 2019"),
        ("2019", "en", "2019"),
        ("2019-02-26", "cy", "26 Chwefror 2019"),
        ("2019-02", "cy", "Chwefror 2019"),
    ],
)
def test_dates_in_words(published: str, language: str, printed: str) -> None:
    record = {
        "language": language,
        "inspections": [{"id": "a", "title": "A", "published": published}],
        "document": {"sections": [{"part": "inspections"}]},
    }
    assert assemble(record) == f"A  \n{printed}\n"


def test_the_welsh_document_and_the_english_one() -> None:
    record = fixture("2022-04-28-invented-two-languages")
    welsh, english = assemble(record, "cy"), assemble(record)
    assert "28 Ebrill 2022" in welsh
    assert "Testun dychmygol" in welsh
    assert "Invented" not in welsh
    assert "28th April 2022" in english
    assert "dychmygol" not in english


# --- names and languages ---------------------------------------------------------------------------------------------


def with_recommendations(*numbers: str | None, reports: int = 1, inspection: str | None = None) -> Record:
    more = {"inspection": inspection} if inspection else {}
    return {
        "inspections": [{"id": f"report-{n}", "title": "A"} for n in range(1, reports + 1)],
        "recommendations": [{"kind": "recommendation", **({"number": n} if n else {}), **more} for n in numbers],
    }


@pytest.mark.parametrize(
    ("numbers", "keys"),
    [
        ((), ()),
        ((None, None), ("1", "2")),
        (("7", "Recommendation 10", "2.3", "AFI-1"), ("7", "recommendation-10", "2-3", "afi-1")),
        (("—", None), ("1", "2")),
        (("1", "1", "1"), ("1", "1-2", "1-3")),
        ((None, "1"), ("1-2", "1")),
        (("1", "1.2", "1"), ("1", "1-2", "1-3")),
    ],
)
def test_keys_of_recommendations(numbers: tuple[str | None, ...], keys: tuple[str, ...]) -> None:
    assert recommendation_keys(with_recommendations(*numbers)) == keys


def test_with_several_reports_the_report_comes_first() -> None:
    record = with_recommendations("1", None, reports=2, inspection="report-2")
    assert recommendation_keys(record) == ("2-1", "2-2")
    assert recommendation_key(record, 1) == "2-2"
    assert recommendation_keys(with_recommendations("1", reports=2)) == ("1-1",)


def test_the_fourteen_and_the_fixtures_have_unique_keys() -> None:
    for path in FILES:
        keys = recommendation_keys(read(path))
        assert len(keys) == len(set(keys))


def test_a_text_in_a_language() -> None:
    both = {"en": "Hello", "cy": "Helo"}
    assert in_language(both, "cy", "en") == "Helo"
    assert in_language("Hello", "en", "en") == "Hello"
    assert in_language("Hello", "cy", "en") is None
    assert in_language(None, "en", "en") is None
    assert in_any_language("Hello", "cy", "en") == "Hello"
    assert in_any_language({"cy": "Helo"}, "en", "en") == "Helo"
    assert in_any_language(None, "en", "en") is None
    assert texts_of("Helo", "cy") == {"cy": "Helo"}
    assert texts_of(both, "en") == both
    assert texts_of(None, "en") == {}

"""The standard itself, and what is said of records that break it."""

from __future__ import annotations

import calendar
import copy
import json
import re
import shutil
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from standard_samples import LEAST, ROOT, SCHEMA, STANDARD, UNREACHABLE, as_record, complete, fullest, read

from opcc_opendata import reference
from opcc_opendata.problems import Severity
from opcc_opendata.schema import CODES, MAX_PROBLEMS, UnusableStandardError, load_standard
from opcc_opendata.schema.dates import advise
from opcc_opendata.schema.formats import FORMATS, matches
from opcc_opendata.schema.schema_optimizer import optimized
from opcc_opendata.schema.schema_paths import objects, resolve
from opcc_opendata.schema.standard import Standard
from opcc_opendata.schema.validator import explaining_validator
from tests.waiting import at_most, processor_seconds

JARGON = re.compile(
    r"not valid under|unevaluated|additional propert|required|does not match|\binstance|\benum|\bpattern|regex|"
    r"\bconst\b|\$ref|anyOf|oneOf|allOf|\bif/then|min(Items|Length|Properties)|max(Items|Length)|uniqueItems|"
    r"\barray|\bobject\b|\bstring|\bboolean|\binteger|\bnull\b|\bNone\b|\bTrue\b|\bFalse\b|\bpropert|\bvalidat|\bschema\b"
)
NO_JARGON = re.compile(r'"[^"]*"|schema_version')


def parts_of(node: Any, pointer: str = "#") -> Any:
    """Walk through every schema inside the schema that is no example."""
    if isinstance(node, dict):
        yield pointer, node
        for key, value in node.items():
            if key not in ("examples", "enum", "const"):
                yield from parts_of(value, f"{pointer}/{key}")
    elif isinstance(node, list):
        for position, value in enumerate(node):
            yield from parts_of(value, f"{pointer}/{position}")


PARTS = [(pointer, node) for pointer, node in parts_of(SCHEMA) if not pointer.endswith(("/properties", "/$defs"))]
DOCUMENTED = [
    (f"{'.'.join(place)}.{key}".lstrip("."), value)
    for place, part in objects(SCHEMA)
    for key, value in part["properties"].items()
] + [(f"$defs.{name}", value) for name, value in SCHEMA["$defs"].items()]
PATTERNS = sorted({node["pattern"] for _, node in PARTS if isinstance(node.get("pattern"), str)})
CODELISTED = {
    name: node["$comment"].removeprefix("codelist: codelists/").removesuffix(".csv")
    for name, node in SCHEMA["$defs"].items()
    if node.get("$comment", "").startswith("codelist: ")
}


# The schema


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert jsonschema_rs.meta.is_valid(SCHEMA)


def test_its_id_is_absolute_and_has_the_version() -> None:
    assert SCHEMA["$id"].startswith("https://")
    assert f"/{STANDARD.version}/" in SCHEMA["$id"]


@pytest.mark.parametrize(("name", "part"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_every_key_is_documented(name: str, part: dict[str, Any]) -> None:
    assert re.fullmatch(r"[A-Z][^.]*", part["title"])
    assert re.fullmatch(r"[A-Z].*[.]", part["description"], re.DOTALL)
    assert part["examples"]
    assert not JARGON.search(part["title"] + part["description"])


@pytest.mark.parametrize(("name", "part"), DOCUMENTED, ids=[name for name, _ in DOCUMENTED])
def test_every_example_is_valid_in_its_place(name: str, part: dict[str, Any]) -> None:
    inner = {"$schema": SCHEMA["$schema"], "$defs": SCHEMA["$defs"], **part}
    for example in part["examples"]:
        assert jsonschema_rs.validator_for(inner, validate_formats=True).is_valid(example), (name, example)
        assert explaining_validator(inner).is_valid(example), (name, example)


def test_the_example_of_a_whole_record_is_valid() -> None:
    for example in SCHEMA["examples"]:
        assert STANDARD.check(as_record(example)) == []


def test_it_is_closed_everywhere_but_for_x_keys() -> None:
    for place, part in objects(SCHEMA):
        assert part["unevaluatedProperties"] is False, place
        assert list(part["patternProperties"]) == ["^x_"], place


def test_what_nobody_could_read_the_errors_of_is_not_in_it() -> None:
    keywords = {key for _, node in PARTS for key in node}
    assert not keywords & {"oneOf", "anyOf", "not", "dependentSchemas", "additionalProperties", "$dynamicRef"}


def test_every_reference_stays_inside_and_is_used() -> None:
    references = {node["$ref"] for _, node in PARTS if isinstance(node.get("$ref"), str)}
    assert references == {f"#/$defs/{name}" for name in SCHEMA["$defs"]}


@pytest.mark.parametrize("name", CODELISTED)
def test_closed_lists_are_their_codelists(name: str) -> None:
    assert tuple(SCHEMA["$defs"][name]["enum"]) == STANDARD.codelists[CODELISTED[name]].codes


def test_every_closed_list_has_a_codelist() -> None:
    assert {name for name, node in SCHEMA["$defs"].items() if "enum" in node} == set(CODELISTED)


def test_no_key_that_nobody_fills() -> None:
    folders = [ROOT / "records", ROOT / "tests/records/valid"]
    files = [path for folder in folders for path in folder.rglob("*.yaml")]
    if not files:
        pytest.skip("there are no records yet")
    filled: set[tuple[str, ...]] = set()
    for path in files:
        filled |= set(_keys(yaml.load(path.read_bytes(), yaml.CBaseLoader), ()))
    asked = {(*place, key) for place, part in objects(SCHEMA) for key in part["properties"]}
    assert not {".".join(place) for place in asked - filled}


def _keys(value: Any, place: tuple[str, ...]) -> Any:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield (*place, key)
            yield from _keys(inner, (*place, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _keys(inner, (*place, "[]"))


# The codelists


@pytest.mark.parametrize("name", STANDARD.codelists)
def test_codelists_are_sound(name: str) -> None:
    codelist = STANDARD.codelists[name]
    raw = (ROOT / f"schema/codelists/{name}.csv").read_bytes()
    assert raw.decode().isprintable() or b"\r" not in raw
    assert raw.endswith(b"\n")
    assert all(None not in row and None not in row.values() for row in codelist.rows), "a row of another length"
    assert all(value == value.strip() for row in codelist.rows for value in row.values())
    assert len(set(codelist.codes)) == len(codelist.codes)
    assert all(re.fullmatch("[a-z0-9]+([_-][a-z0-9]+)*", code) for code in codelist.codes)
    assert all(row["confidence"] in ("sourced", "own list", "planned", "unverified") for row in codelist.rows)
    assert all(row["source"] for row in codelist.rows if row["confidence"] != "unverified")
    assert all(row.get("title_en", "-") for row in codelist.rows)
    for row in codelist.rows:
        assert row.get("successor", "") in ("", *codelist.codes)
        assert all(
            FORMATS["date"](row[c]) or re.fullmatch("[0-9]{4}(-[0-9]{2})?", row[c])
            for c in ("start", "end")
            if row.get(c)
        )


def test_there_are_43_forces_and_every_body_has_one() -> None:
    forces, bodies = STANDARD.codelists["forces"], STANDARD.codelists["policing_bodies"]
    assert len(forces.codes) == 43
    assert {row["force"] for row in bodies.rows} == set(forces.codes)
    assert {row["type"] for row in bodies.rows} <= set(STANDARD.codelists["policing_body_types"].codes)


def test_the_lists_that_pair_codes_use_codes_that_exist() -> None:
    cycles, grades = STANDARD.codelists["grade_cycles"], STANDARD.codelists["grades"]
    for row in STANDARD.codelists["grades_by_cycle"].rows:
        assert row["cycle"] in cycles
        assert row["grade"] in grades
    assert all(row["cycle"] in cycles for row in STANDARD.codelists["questions_by_cycle"].rows)
    assert all(row["type"] in STANDARD.codelists["inspection_types"] for row in STANDARD.codelists["inspections"].rows)


def test_a_codelist_finds_its_rows() -> None:
    forces = STANDARD.codelists["forces"]
    assert forces["norfolk"]["title_en"] == "Norfolk Constabulary"
    assert forces.get("rutland") is None
    with pytest.raises(KeyError):
        forces["rutland"]


# What is made from them


def test_what_is_made_from_the_standard_is_current() -> None:
    done = subprocess.run([sys.executable, ROOT / "scripts/generate", "--check"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_frozen_release_is_the_standard_of_its_version() -> None:
    assert reference.differences(ROOT) == []


def test_an_edit_to_any_release_is_found(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "schema", tmp_path / "schema")
    older = tmp_path / "schema/releases/0.9.0"
    older.mkdir()
    (older / "response.schema.json").write_text("{}", encoding="utf-8")
    assert reference.differences(tmp_path) == ["schema/releases/0.9.0/response.schema.json"]
    with (tmp_path / "schema/releases/1.0.0/codelists/stages.csv").open("a", encoding="utf-8") as file:
        file.write("interim,Interim,,For a test.,,,,opcc_opendata,own list\n")
    assert "schema/releases/1.0.0/codelists/stages.csv" in reference.differences(tmp_path)


def test_generate_names_what_is_out_of_date(tmp_path: Path) -> None:
    for name in ("schema/response.schema.json", "schema/codelists/stages.csv"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    for path in (ROOT / "schema/codelists").iterdir():
        (tmp_path / "schema/codelists" / path.name).write_bytes(path.read_bytes())
    for name in (reference.SCHEMA, "schema/register.schema.json"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    assert reference.freeze(tmp_path, again=False)
    assert reference.freeze(tmp_path, again=False) == []
    with (tmp_path / "schema/codelists/stages.csv").open("a") as file:
        file.write("interim,Interim,,For a test.,,,,opcc_opendata,own list\n")
    assert '"interim"' in reference.enums(tmp_path)[reference.SCHEMA]
    assert reference.differences(tmp_path) == ["schema/releases/1.0.0/codelists/stages.csv"]
    assert reference.freeze(tmp_path, again=True) == ["schema/releases/1.0.0/codelists/stages.csv"]
    assert reference.differences(tmp_path) == []


# Formats and patterns mean the same to both validators

BAD_FORMATS = {
    "date": ("2019-02-30", "26/02/2019", "2019-2-6", "2019-02-26\n", "２０１９-02-26", "2019-02", ""),
    "uri": ("www.example.org", "https://example.org/a b", "https://example.org/é", "https://example.org/%zz", ""),
}
ODD = (
    "",
    "\n",
    " ",
    "a\n",
    "a-b\n",
    "１２",
    "٣",
    "é",
    "a\u2028b",
    "a\u0085b",
    "a\r\nb",
    "\ta",
    "a" * 300,
    "2019\n",
    "2019-02-29",
    "\u00a0",
)


def test_every_format_has_a_checker() -> None:
    assert {node["format"] for _, node in PARTS if "format" in node} <= set(FORMATS)


@pytest.mark.parametrize(("name", "text"), [(name, text) for name, texts in BAD_FORMATS.items() for text in texts])
def test_formats_really_refuse(name: str, text: str) -> None:
    schema = {"$schema": SCHEMA["$schema"], "format": name}
    assert not explaining_validator(schema).is_valid(text)
    assert not jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(text)


@cache
def both(pattern: str) -> tuple[Any, Any]:
    schema = {"$schema": SCHEMA["$schema"], "type": "string", "pattern": pattern}
    return jsonschema_rs.validator_for(schema), explaining_validator(schema)


def agree(pattern: str, text: str) -> bool:
    quick, explaining = both(pattern)
    fast: bool = quick.is_valid(text)
    assert explaining.is_valid(text) == fast, (pattern, text)
    return fast


@pytest.mark.parametrize("pattern", PATTERNS)
def test_patterns_use_nothing_that_differs_between_languages(pattern: str) -> None:
    assert not re.search(r"\\[dswDSWbBpP]|\(\?|\\[0-9]", pattern)
    assert pattern.count("$") - pattern.count("!$&") == pattern.endswith("$")


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("text", ODD)
def test_patterns_mean_the_same_for_odd_texts(pattern: str, text: str) -> None:
    agree(pattern, text)


@pytest.mark.parametrize("pattern", [pattern for pattern in PATTERNS if pattern.endswith("$")])
@given(data=st.data())
@settings(max_examples=40)
def test_patterns_mean_the_same_for_any_text(pattern: str, data: st.DataObject) -> None:
    text = data.draw(st.from_regex(in_python(pattern), fullmatch=False))
    agree(pattern, text)
    agree(pattern, text + data.draw(st.sampled_from(["\n", "\r\n", " ", "٣", "-", "\u2028", "%"])))
    agree(pattern, data.draw(st.text(max_size=20)))
    assert not agree(pattern, text[:3] + "\n" + text)


@pytest.mark.parametrize("pattern", PATTERNS)
@pytest.mark.parametrize("hostile", ["a", "-", "a-", "/a", " ", "a\n", "%", "%41", ".", "a.", "2", "https://a", "?#"])
def test_patterns_take_linear_time(pattern: str, hostile: str) -> None:
    for text in (hostile * (100_000 // len(hostile)) + "\n", "https://" + hostile * 20_000 + "\x00"):
        with at_most(0.5):
            matches(pattern, text)


def in_python(pattern: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\$$", r"\\Z", pattern))


def test_date_patterns_are_the_calendar() -> None:
    patterns = {name: in_python(SCHEMA["$defs"][name]["pattern"]) for name in ("partial_date", "full_date")}
    for year in (*range(1895, 2110), 1000, 1200, 1600, 1700, 2400, 2500, 2999):
        assert patterns["partial_date"].search(str(year))
        assert not patterns["full_date"].search(str(year))
        for month in range(14):
            assert bool(patterns["partial_date"].search(f"{year}-{month:02}")) == (1 <= month <= 12)
            days = calendar.monthrange(year, month)[1] if 1 <= month <= 12 else 0
            for day in range(33):
                text = f"{year}-{month:02}-{day:02}"
                for pattern in patterns.values():
                    assert bool(pattern.search(text)) == (1 <= day <= days), text


WEB_ADDRESS = {"$schema": SCHEMA["$schema"], **SCHEMA["$defs"]["web_address"]}
ADDRESSES = jsonschema_rs.validator_for(WEB_ADDRESS, validate_formats=True), explaining_validator(WEB_ADDRESS)


@pytest.mark.heavy
@given(st.text(alphabet="htps:/.-aZ09%?#[]@!$&'()é \n", max_size=30))
@settings(max_examples=300)
def test_web_addresses_mean_the_same(text: str) -> None:
    quick, explaining = ADDRESSES
    for address in (text, "https://a" + text):
        assert explaining.is_valid(address) == quick.is_valid(address)


def test_real_web_addresses_pass() -> None:
    schema = {"$schema": SCHEMA["$schema"], **SCHEMA["$defs"]["web_address"]}
    for address in (
        "https://www.example.org/2016/'good'-hmic-assessment-of-effectiveness,-and-legitimacy-(peel)-(24-feb-2016).aspx",
        "https://example.org:8080/a//b/?q=1&r=%C3%A9#fraud",
        "http://example.org",
    ):
        assert explaining_validator(schema).is_valid(address)
        assert jsonschema_rs.validator_for(schema, validate_formats=True).is_valid(address)


# The codes


def test_codes_are_in_order_and_in_their_band() -> None:
    numbers = [int(code.code[1:]) for code in CODES]
    assert numbers == sorted(set(numbers))
    assert all(1 <= number <= 99 for number in numbers)
    assert all(code.severity is Severity.ERROR and code.explanation.endswith(".") for code in CODES)


OF_THE_REGISTER = ("R040", "R041", "R042")  # a record has none of them: see test_register.py


@pytest.mark.parametrize(
    "code", [code for code in CODES if code.code not in (*UNREACHABLE, *OF_THE_REGISTER)], ids=lambda code: code.code
)
def test_each_bad_sample_gives_its_code_and_each_good_one_nothing(code: Any) -> None:
    found = STANDARD.check(read(complete(code.bad)))
    assert code.code in {one.code for one in found}
    assert code.code == "R097" or len(found) == 1
    assert STANDARD.check(read(complete(code.good))) == []


def changed(**definitions: Any) -> Standard:
    schema = copy.deepcopy(SCHEMA)
    for key, value in definitions.items():
        schema["properties"]["note"] = value if key == "note" else schema["properties"]["note"]
    return Standard(STANDARD.version, STANDARD.folder, schema, STANDARD.codelists)


def test_a_condition_of_an_offices_own_still_gets_a_sentence() -> None:
    standard = changed(note={"title": "Note", "description": "Begins with N.", "type": "string", "pattern": "^N"})
    (found,) = standard.check(as_record({**LEAST, "note": "A note"}))
    assert str(found).endswith(
        'R098 note: "A note" is not allowed here. Begins with N. To see what can stand here, run "opcc explain note".'
    )


def test_a_disagreement_of_the_validators_is_told() -> None:
    # `format` of a kind that only the fast validator knows.
    standard = changed(note={"type": "string", "format": "email"})
    (found,) = standard.check(as_record({**LEAST, "note": "nobody"}))
    assert found.code == "R099"


def test_every_message_is_free_of_jargon() -> None:
    for code in CODES:
        told = [code.title, code.explanation]
        if code.code not in UNREACHABLE:
            told += [word for one in STANDARD.check(read(complete(code.bad))) for word in (one.message, one.hint)]
        for sentence in told:
            assert not JARGON.search(NO_JARGON.sub("", sentence)), sentence


# The sentences

SENTENCES = [
    (
        'dates: {published: "26/02/2019"}\n',
        '1:20: error R012 published: "26/02/2019" is not a date. Write it as 2019-02-26.',
    ),
    (
        "dates:\n  published: 2019-13-45\n",
        '2:14: error R012 published: "2019-13-45" is not a date. There is no month 13.',
    ),
    (
        "dates:\n  published: 2019-02-30\n",
        '2:14: error R012 published: "2019-02-30" is not a date. February 2019 has 28 days.',
    ),
    (
        "dates:\n  published: 2019\n",
        '2:14: error R004 published: 2019 is read as a number, and a text is needed. Put it in quotes: "2019".',
    ),
    ("nota: A note\n", "1:1: error R002 nota: the standard has no such key here. Did you mean note?"),
    ("titel: A title\n", "Did you mean title? That key is already here."),
    (
        "Body-as-printed: Norfolk PCC\n",
        "1:1: error R002 Body-as-printed: the standard has no such key here. Did you mean body_as_printed?",
    ),
    ("letter: 2023-01-23\n", "1:1: error R003 letter: this key does not belong here. letter belongs under dates."),
    ("published: 2023-01-23\n", "published belongs under dates."),
    (
        "inspections:\n  - id: a\n    title: A\n    force: norfolk\n",
        "4:5: error R003 force: this key does not belong here. force belongs at the beginning of a line, at the top "
        "level of the record.",
    ),
    (
        "recommendations:\n  - kind: recommendation\n    acceptance: accepted\n",
        "3:5: error R003 acceptance: this key does not belong here. acceptance belongs under answer.",
    ),
    ("x-case: A\n", "A key of your own begins with a small x and an underscore: x_."),
    (
        "force: Norfolk Constabulary\n",
        '1:8: error R010 force: "Norfolk Constabulary" is not in the list of forces. Did you mean norfolk?',
    ),
    ("force: Norfolk police\n", "Did you mean norfolk?"),
    ("force: norflok\n", "Did you mean norfolk?"),
    ("force: rutland\n", 'To see the 43 codes, run "opcc explain force".'),
    ("policing_body: Comisiynydd Heddlu a Throseddu Dyfed-Powys\n", "Did you mean dyfed-powys-pcc?"),
    (
        "recommendations:\n  - kind: recommendation\n    answer: {acceptance: Accepted in part}\n",
        "Did you mean accepted_in_part? The codes are accepted, accepted_in_part, not_accepted, noted, already_done, "
        "not_applicable, not_stated.",
    ),
    ("language: 1\n", "R004 language: 1 is read as a number"),
    ("title: true\n", 'R004 title: true is read as true or false, and a text is needed. Put it in quotes: "true".'),
    ("title: {en: 12}\n", 'R004 title (en): 12 is read as a number, and a text is needed. Put it in quotes: "12".'),
    (
        "title: {Welsh: Teitl}\n",
        "R011 Welsh: this is not the code of a language that a record can have. Did you mean cy?",
    ),
    ("title: {}\n", "R019 title: there are no keys."),
    ("title: []\n", "R007 title: one text is needed, and this is a list."),
    (
        "comments: I welcome this.\n",
        "Leave the key out if there is nothing to list. Otherwise begin each item with a hyphen and a space,",
    ),
    ("dates:\n  - published: 2019-04-10\n", "Take away the hyphen, so that the keys stand right under this one."),
    ("schema_version: 1\n", "R022 schema_version: this program knows version 1.0.0, and not 1. Write 1.0.0,"),
    ("index_record: yes\n", "Write true, without quotes."),
    ("index_record: true\n", "R024 source: this key is needed here."),
    ("index_record: true\nsource: {origin: document}\n", "2:9: error R024 url: this key is needed here."),
    (
        "distribution:\n  - recipient: other\n    sent: true\n",
        "2:5: error R024 name: this key is needed here. Where the recipient is other, say who it is.",
    ),
    ("id: Norfolk 2019\n", "Write, for example, norfolk-2019."),
    ("source: {origin: document, url: https://example.org/a b}\n", "There is a space in it."),
    ("source: {origin: document, url: https://example.org/é}\n", "Write %C3%A9 for é"),
    ('source: {origin: document, sha256: "' + "AB" * 32 + '"}\n', "Write its letters small."),
    ("attachments: [{id: a, title: A, file: 'C:\\a.pdf'}]\n", "It would lead out of the folder."),
    ("attachments: [{id: a, title: A, file: 'a\\b.pdf'}]\n", "Write / between folders"),
    ("attachments: [{id: a, title: A, file: a/../../b.pdf}]\n", "It would lead out of the folder."),
    ("attachments: [{id: a, title: A, file: /etc/passwd}]\n", "It would lead out of the folder."),
    ("attachments: [{id: a, title: A, file: '%2e%2e/b.pdf'}]\n", "Use plain letters"),
]


@pytest.mark.parametrize(("sample", "sentence"), SENTENCES)
def test_sentences(sample: str, sentence: str) -> None:
    (found,) = STANDARD.check(read(complete(sample)))
    assert sentence in str(found)
    assert not JARGON.search(NO_JARGON.sub("", f"{found.message} {found.hint}"))


def test_a_misspelt_key_that_is_needed_is_one_problem() -> None:
    text = complete("titel: A title\n").replace("title: An invented response\n", "")
    assert [(one.code, one.line) for one in STANDARD.check(read(text))] == [("R002", 1)]


def test_a_needed_key_in_the_wrong_place_is_one_problem() -> None:
    text = complete("inspections:\n  - id: a\n    title: A\n    stage: full\n").replace("\nstage: full\n", "\n")
    assert [(one.code, one.line) for one in STANDARD.check(read(text))] == [("R003", 4)]


def test_a_missing_key_says_what_it_is() -> None:
    text = complete("note: A\n").replace("force: norfolk\n", "")
    (found,) = STANDARD.check(read(text))
    assert (found.code, found.line, found.pointer) == ("R001", 5, "/force")
    assert found.message == "force: this key is missing (Force)."
    assert found.hint == "Add it after title. The police force that the response is about. For example, force: norfolk"


def test_several_problems_come_in_the_order_of_the_file() -> None:
    found = STANDARD.check(read(complete('stage: final\nnote: ""\ndates: {published: today}\ncolour: red\n')))
    assert [(one.code, one.line) for one in found] == [("R010", 1), ("R016", 2), ("R012", 3), ("R002", 4)]


def test_an_index_record_names_each_text_once() -> None:
    found = STANDARD.check(
        read(
            complete(
                "index_record: true\nsource: {origin: document, url: 'https://example.org/'}\n"
                "document: {heding: A}\ncomments: [{kind: policing_body, text: ''}]\n"
                "recommendations: [{kind: recommendation, text: A, answer: {force_action: A}}]\n"
            )
        )
    )
    assert [(one.code, one.pointer) for one in found] == [
        ("R023", "/document"),
        ("R023", "/comments/0/text"),
        ("R023", "/recommendations/0/text"),
        ("R023", "/recommendations/0/answer/force_action"),
    ]


def test_what_an_office_adds_is_left_alone() -> None:
    assert STANDARD.check(read(complete("x_: {a: [1, true]}\nx_Case-file: ''\ndates: {x_note: {}}\n"))) == []


def test_a_file_that_could_not_be_read_has_no_shape() -> None:
    assert STANDARD.check(as_record(None)) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "advice"),
    [
        ("26/02/2019", "Write it as 2019-02-26."),
        ("26.2.2019", "Write it as 2019-02-26."),
        ("3-4-2019", "Write it as 2019-04-03."),
        ("2019/02/26", "Write it as 2019-02-26."),
        ("2019-2-6", "Write it as 2019-02-06."),
        ("20190226", "Write it as 2019-02-26."),
        ("2019-02-26T10:00:00Z", "Write it as 2019-02-26."),
        ("2019-02-26 10:00", "Write it as 2019-02-26."),
        ("26 February 2019", "Write it as 2019-02-26."),
        ("26th Feb 2019", "Write it as 2019-02-26."),
        ("the 10th of September 2024", "Write it as 2024-09-10."),
        ("4 Sept. 2013", "Write it as 2013-09-04."),
        ("Tuesday, 26 February 2019", "Write it as 2019-02-26."),
        ("February 26, 2019", "Write it as 2019-02-26."),
        ("26 Chwefror 2019", "Write it as 2019-02-26."),
        ("February 2019", "Write it as 2019-02."),
        ("02/2019", "Write it as 2019-02."),
        ("2019-13-45", "There is no month 13."),
        ("2019-02-30", "February 2019 has 28 days."),
        ("31/04/2019", "April 2019 has 30 days."),
        ("2019-00-10", "There is no month 0."),
        ("02/26/2019", "There is no month 26. If the month is 2, write it as 2019-02-26."),
        ("26/02/19", "Write the year with four digits"),
        ("26 Feb 19", "Write the year with four digits"),
        ("0019-02-26", "There can be no report of the year 19."),
        ("today", "Write year-month-day, as in 2019-02-26."),
        ("On 4 September", "Write year-month-day, as in 2019-02-26."),
        ("9" * 5000, "Write year-month-day, as in 2019-02-26."),
        ("٢٠١٩-02-26", "Write year-month-day, as in 2019-02-26."),
    ],
)
def test_advice_on_dates(text: str, advice: str) -> None:
    assert advise(text).startswith(advice)


@given(st.dates(min_value=date(1000, 1, 1), max_value=date(2999, 12, 31)), st.sampled_from("/.- "))
def test_every_british_date_is_understood(day: date, mark: str) -> None:
    assert advise(f"{day.day}{mark}{day.month}{mark}{day.year}") == f"Write it as {day.isoformat()}."


@given(st.text(max_size=70))
def test_advice_is_always_given(text: str) -> None:
    assert advise(text)


# The two validators

JUNK = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=8)
    | st.sampled_from(["2019-02-30", "2019-04", "norfolk", "https://example.org/", "a\n", "", " ", "x" * 1001]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["en", "cy", "id", "x_a", "text"]), inner, max_size=3)
    ),
    max_leaves=5,
)
FULLEST = fullest()
EXPLAINING = explaining_validator(SCHEMA)


def spots(value: Any, place: tuple[Any, ...] = ()) -> Any:
    for key, inner in value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ():
        yield (*place, key)
        yield from spots(inner, (*place, key))


@st.composite
def damaged(draw: st.DrawFn) -> dict[str, Any]:
    record = copy.deepcopy(FULLEST)
    for _ in range(draw(st.integers(0, 3))):
        place = draw(st.sampled_from(sorted(spots(record), key=str)))
        parent: Any = record
        for step in place[:-1]:
            parent = parent[step]
        match draw(st.sampled_from(["take", "junk", "rename", "again", "index"])):
            case "take":
                del parent[place[-1]]
            case "junk":
                parent[place[-1]] = draw(JUNK)
            case "rename" if isinstance(parent, dict):
                parent[draw(st.text(max_size=5)) + str(place[-1])] = parent.pop(place[-1])
            case "again" if isinstance(parent, list):
                parent.append(copy.deepcopy(parent[place[-1]]))
            case "index":
                record["index_record"] = draw(st.sampled_from([True, False, "true"]))
            case _:
                pass
        if not record:
            break
    return record


def test_every_part_is_checked_the_quick_way() -> None:
    assert "unevaluatedProperties" not in json.dumps(optimized(SCHEMA))


@pytest.mark.parametrize(
    "more",
    [
        {"allOf": [{"properties": {"b": True}}]},
        {"$ref": "#/$defs/b"},
        {"if": {"properties": {"b": True}}},
        {"then": {"patternProperties": {"b": True}}},
        {"else": {"$ref": "#/$defs/b"}},
        {"dependentSchemas": {"a": {"properties": {"b": True}}}},
        {"additionalProperties": True},
    ],
)
def test_a_key_that_may_be_allowed_elsewhere_is_not_checked_the_quick_way(more: dict[str, Any]) -> None:
    schema = {"properties": {"a": True}, "unevaluatedProperties": False, **more}
    assert optimized(schema) == schema


def test_a_value_is_not_taken_for_a_part_of_the_schema() -> None:
    schema = {"const": {"unevaluatedProperties": False}, "examples": [{"unevaluatedProperties": False}]}
    assert optimized(schema) == schema


def test_the_fullest_record_is_valid() -> None:
    assert STANDARD.check(as_record(FULLEST)) == []


@pytest.mark.slow
@given(damaged())
@settings(max_examples=400)
def test_both_validators_always_agree_and_every_fault_has_a_sentence(record: dict[str, Any]) -> None:
    document = as_record(record)
    found = STANDARD.check(document)
    assert bool(found) == bool(list(EXPLAINING.iter_errors(record)))
    for one in found:
        assert one.code not in UNREACHABLE, (one, list(EXPLAINING.iter_errors(record)))
    assert len({(one.pointer, one.code) for one in found}) == len(found)


@pytest.mark.parametrize(
    "record",
    [
        {"inspections": [{}] * 100_000},
        {"inspections": [{"id": str(n), "title": "A"} for n in range(100_000)], "comments": ["a"] * 100_000},
        {f"key{n}": n for n in range(100_000)},
        {"title": {f"key{n}": n for n in range(100_000)}},
        {"force": "x" * 900_000, "id": "-" * 900_000, "dates": {"published": "9" * 900_000}},
        {"body_as_printed": " " * 900_000 + "\n", "source": {"url": "https://" + "a." * 400_000}},
    ],
)
def test_a_hostile_record_is_told_quickly(record: dict[str, Any]) -> None:
    with at_most(4):
        found = STANDARD.check(as_record({**LEAST, **record}))
    assert 0 < len(found) <= MAX_PROBLEMS + 1
    assert all(len(one.message) + len(one.hint) < 1_000 for one in found)


def test_a_good_record_costs_next_to_nothing() -> None:
    document = as_record(FULLEST)
    STANDARD.check(document)
    assert processor_seconds(lambda: STANDARD.check(document), runs=200) < 0.0005


def test_a_standard_is_loaded_once() -> None:
    assert load_standard(ROOT / "schema") is load_standard(ROOT / "docs" / ".." / "schema")


@pytest.mark.parametrize("content", [None, "{", "{}", "[]", '{"properties": []}'])
def test_a_folder_without_a_usable_standard_is_told(tmp_path: Path, content: str | None) -> None:
    if content is not None:
        (tmp_path / "response.schema.json").write_text(content)
    with pytest.raises(UnusableStandardError, match=r"response\.schema\.json"):
        load_standard(tmp_path)


def test_nothing_is_fetched_from_the_network(tmp_path: Path) -> None:
    standard = changed(note={"$ref": "https://example.org/elsewhere.json"})
    with pytest.raises(UnusableStandardError, match="nothing is fetched from the network"):
        standard.check(as_record(LEAST))


def test_a_schema_that_is_none_is_told() -> None:
    with pytest.raises(UnusableStandardError, match="not a schema"):
        changed(note={"type": "sentence"}).check(as_record(LEAST))


def test_references_resolve() -> None:
    assert resolve(SCHEMA, {"$ref": "#/$defs/slug"})["title"] == "Identifier"

"""Every fixture in records/invalid gives the problems that it names, where it says, and no other errors."""

from __future__ import annotations

import json
import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from opcc_opendata.problem_codes import BANDS, all_codes
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.validate import validate

INVALID = Path(__file__).parent / "records/invalid"
PLACE = "records/norfolk/2019-02-26-fixture.yaml"
MINIMAL = """\
schema_version: 1.0.0
id: norfolk-2019-02-26-fixture
language: en
title: Response to an invented report
force: norfolk
policing_body: norfolk-pcc
stage: full
inspections:
  - id: invented-report-2019
    title: An invented report
    published: 2019-02-26
comments:
  - kind: policing_body
    text: I welcome this invented report.
"""


@dataclass(frozen=True, order=True)
class Expected:
    path: str
    line: int
    code: str


def found(root: Path, paths: list[Path] | None = None) -> list[Problem]:
    return list(validate(project_at(root), paths).problems)


# --- one file each


def decoded(raw: bytes) -> str:
    """Read the comments of a fixture, in whatever encoding it is."""
    wide = {
        b"\xff\xfe\x00\x00": "utf-32",
        b"\xff\xfe# ": "utf-16",
        b"\xff\xfe#\x00": "utf-16",
        b"\x00#\x00 ": "utf-16-be",
    }
    return raw.decode(wide.get(raw[:4], "latin-1"))


def lines_of(where: str) -> list[int]:
    if where == "file":
        return [0]
    first, _, last = where.split()[1].partition("-")
    return list(range(int(first), int(last or first) + 1))


def stated(text: str) -> tuple[str, list[Expected]]:
    """Give the place that a fixture is for, and what it expects."""
    as_ = re.search(r"^# as: (\S+)$", text, re.MULTILINE)
    path = as_[1] if as_ else PLACE
    lines = re.findall(r"^# expect: (R[0-9]{3}) (file|lines? [0-9-]+)$", text, re.MULTILINE)
    return path, [Expected(path, line, code) for code, where in lines for line in lines_of(where)]


FILES = sorted(INVALID.glob("*.yaml"))


@pytest.mark.parametrize("fixture", FILES, ids=lambda path: path.stem)
def test_fixture(fixture: Path, tmp_path: Path) -> None:
    raw = fixture.read_bytes()
    place, expected = stated(decoded(raw))
    target = tmp_path / place
    target.parent.mkdir(parents=True)
    target.write_bytes(raw)
    compare(found(tmp_path), expected)


def compare(problems: list[Problem], expected: list[Expected]) -> None:
    assert expected, "the fixture expects nothing"
    codes = all_codes()
    errors = Counter(
        Expected(problem.path, problem.line, problem.code) for problem in problems if problem.severity is Severity.ERROR
    )
    everything = {Expected(problem.path, problem.line, problem.code) for problem in problems}
    told = "\n".join(map(str, problems))
    assert errors == Counter(one for one in expected if codes[one.code].severity is Severity.ERROR), told
    assert everything.issuperset(expected), told
    assert all(problem.severity is codes[problem.code].severity for problem in problems)


# --- several files


FOLDERS = sorted(path.parent for path in INVALID.glob("*/expected.txt"))


def expected_of(folder: Path) -> list[Expected]:
    entries = (folder / "expected.txt").read_text(encoding="utf-8").splitlines()
    parts = [re.fullmatch(r"(.+): (R[0-9]{3}) (file|lines? [0-9-]+)", entry) for entry in entries]
    return [Expected(part[1], line, part[2]) for part in parts if part for line in lines_of(part[3])]


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_folder(folder: Path, tmp_path: Path) -> None:
    root = tmp_path / "project"
    shutil.copytree(folder, root, ignore=shutil.ignore_patterns("expected.txt"))
    (root / "records").mkdir(exist_ok=True)
    compare(found(root), expected_of(folder))


# --- what git can't hold


def record(root: Path, place: str = PLACE) -> Path:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(MINIMAL, encoding="utf-8")
    return path


def no_such_file(root: Path) -> list[Expected]:
    record(root)
    compare(found(root, [root / "records/kent/none.yaml"]), expected := [Expected("records/kent/none.yaml", 0, "R100")])
    return expected


def checked(root: Path, *expected: Expected) -> list[Expected]:
    compare(found(root), list(expected))
    return list(expected)


def pipe(root: Path) -> list[Expected]:
    os.mkfifo(record(root).with_name("pipe.yaml"))
    return checked(root, Expected("records/norfolk/pipe.yaml", 0, "R101"))


def link_to_nowhere(root: Path) -> list[Expected]:
    record(root).with_name("link.yaml").symlink_to("nowhere.yaml")
    return checked(root, Expected("records/norfolk/link.yaml", 0, "R102"))


def link_out_of_the_project(root: Path) -> list[Expected]:
    outside = root.parent / "outside.yaml"
    outside.write_text(MINIMAL, encoding="utf-8")
    record(root).with_name("link.yaml").symlink_to(outside)
    return checked(root, Expected("records/norfolk/link.yaml", 0, "R103"))


def link_to_a_folder(root: Path) -> list[Expected]:
    outside = root.parent / "outside"
    outside.mkdir()
    record(root).parent.with_name("kent").symlink_to(outside)
    return checked(root, Expected("records/kent", 0, "R103"))


def not_to_be_opened(root: Path) -> list[Expected]:
    # Nothing is closed to root, and these tests may run as root. No system opens a path of 5,000 characters.
    record(root)
    name, folder = "x" * 100, os.open(root / "records", os.O_RDONLY)
    for _ in range(50):
        os.mkdir(name, dir_fd=folder)
        outer, folder = folder, os.open(name, os.O_RDONLY, dir_fd=folder)
        os.close(outer)
    os.close(folder)
    depth = next(n for n in range(1, 51) if len(os.fsencode(root / "records")) + n * 101 > 4095)
    return checked(root, Expected("/".join(["records", *[name] * depth]), 0, "R104"))


def badly_named(root: Path) -> list[Expected]:
    record(root).with_name("aux.txt").write_text("An invented note.", encoding="utf-8")
    return checked(root, Expected("records/norfolk/aux.txt", 0, "R109"))


def too_big(root: Path) -> list[Expected]:
    record(root).write_text(MINIMAL + "# padding\n" * 100_000, encoding="utf-8")
    return checked(root, Expected(PLACE, 0, "R105"))


def misnamed(root: Path) -> list[Expected]:
    for name in ("a.yml", "b.YML", "c.yaml.txt"):
        record(root).with_name(name).write_text(MINIMAL, encoding="utf-8")
    return checked(root, *(Expected(f"records/norfolk/{name}", 0, "R106") for name in ("a.yml", "b.YML", "c.yaml.txt")))


def copy_of_an_editor(root: Path) -> list[Expected]:
    record(root).with_name("2019-02-26-fixture.yaml~").write_text(MINIMAL, encoding="utf-8")
    return checked(root, Expected(f"{PLACE}~", 0, "R107"))


def own_standard(root: Path) -> dict[str, dict[str, object]]:
    """Give the project a standard of its own, to change."""
    shutil.copytree(packaged_standard(), root / "schema")
    schema: dict[str, dict[str, object]] = json.loads((root / "schema/response.schema.json").read_text("utf-8"))
    return schema


def condition_without_a_sentence(root: Path) -> list[Expected]:
    record(root)
    schema = own_standard(root)
    schema["properties"]["title"] = {"not": {"type": "string"}}
    (root / "schema/response.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return checked(root, Expected(PLACE, 4, "R098"))


def validators_that_disagree(root: Path) -> list[Expected]:
    # Only the fast validator knows this format. The standard uses those that both know.
    record(root).write_text(MINIMAL + "body_as_printed: words\n", encoding="utf-8")
    schema = own_standard(root)
    schema["properties"]["body_as_printed"] = {"type": "string", "format": "ipv4"}
    (root / "schema/response.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return checked(root, Expected(PLACE, 1, "R099"))


def own_key_that_breaks_the_own_schema(root: Path) -> list[Expected]:
    own = {"properties": {"x_case_number": {"type": "integer"}}, "additionalProperties": False}
    (root / "extensions.schema.json").write_text(json.dumps(own), encoding="utf-8")
    text = MINIMAL.replace("    title: An", "    x_case_number: twelve\n    title: An")
    record(root).write_text(f"{text}x_case_number: 12\nx_other: words\n", encoding="utf-8")
    return checked(root, Expected(PLACE, 10, "R029"), Expected(PLACE, 1, "R029"))


def key_that_is_given_up(root: Path) -> list[Expected]:
    record(root).write_text(MINIMAL + "note: This record is invented.\n", encoding="utf-8")
    schema = own_standard(root)
    schema["properties"]["note"] = {**schema["properties"]["note"], "deprecated": True}  # type: ignore[dict-item]
    (root / "schema/response.schema.json").write_text(json.dumps(schema), encoding="utf-8")
    return checked(root, Expected(PLACE, 15, "R280"))


def code_that_is_given_up(root: Path) -> list[Expected]:
    record(root)
    own_standard(root)
    path = root / "schema/codelists/stages.csv"
    head, *rows = path.read_text(encoding="utf-8").splitlines()
    rows = [f"{row},{'1.0.0' if row.startswith('full,') else ''}" for row in rows]
    path.write_text("\n".join([f"{head},deprecated", *rows, ""]), encoding="utf-8")
    return checked(root, Expected(PLACE, 7, "R281"))


MADE: dict[str, Callable[[Path], list[Expected]]] = {
    "R029": own_key_that_breaks_the_own_schema,
    "R098": condition_without_a_sentence,
    "R099": validators_that_disagree,
    "R100": no_such_file,
    "R101": pipe,
    "R102": link_to_nowhere,
    "R103": link_out_of_the_project,
    "R103-folder": link_to_a_folder,
    "R104": not_to_be_opened,
    "R105": too_big,
    "R106": misnamed,
    "R107": copy_of_an_editor,
    "R109": badly_named,
    "R280": key_that_is_given_up,
    "R281": code_that_is_given_up,
}


@pytest.mark.parametrize("name", MADE)
def test_made(name: str, tmp_path: Path) -> None:
    root = tmp_path / "project"
    root.mkdir()
    assert {one.code for one in MADE[name](root)} == {name[:4]}


def test_names_that_clash(tmp_path: Path) -> None:
    first = record(tmp_path, "records/norfolk/2019-fixture.yaml")
    second = record(tmp_path, "records/norfolk/2019-FIXTURE.yaml")
    if first.samefile(second):
        pytest.skip("this file system can't tell the two names apart")
    assert "R108" in {problem.code for problem in found(tmp_path)}


# --- all of them


def test_the_record_that_the_fixtures_begin_from_is_valid(tmp_path: Path) -> None:
    record(tmp_path)
    assert [problem for problem in found(tmp_path) if problem.severity is Severity.ERROR] == []


def names() -> Iterator[tuple[str, set[str]]]:
    for path in FILES:
        yield path.name, {one.code for one in stated(decoded(path.read_bytes()))[1]}
    for folder in FOLDERS:
        yield folder.name, {one.code for one in expected_of(folder)}


def test_every_fixture_is_named_after_a_code_that_it_expects() -> None:
    wrong = [name for name, codes in names() if not re.match("R[0-9]{3}--[a-z0-9-]+", name) or name[:4] not in codes]
    assert wrong == []


def test_every_code_has_a_fixture() -> None:
    made = {name[:4] for name in (*MADE, "R108")}
    shown = set[str]().union(made, *(codes for _, codes in names()))
    assert sorted(set(all_codes()) - shown) == []


def test_every_fixture_says_that_it_is_invented() -> None:
    texts = [path for path in INVALID.rglob("*.yaml") if "invented" not in decoded(path.read_bytes()).lower()]
    assert texts == []


def test_no_number_is_used_twice() -> None:
    from opcc_opendata import rules, schema, yaml_reader

    for_code: dict[str, set[str]] = {}
    for module in (yaml_reader, schema, rules):
        for code in module.CODES:
            for_code.setdefault(code.code, set()).add(code.title)
    assert {code: titles for code, titles in for_code.items() if len(titles) > 1} == {}
    for module in (yaml_reader, schema, rules):
        numbers = [code.code for code in module.CODES]
        assert len(numbers) == len(set(numbers)), module.__name__


def test_every_code_keeps_to_its_band() -> None:
    from opcc_opendata import schema, settings, yaml_reader

    owners = {
        "schema": (schema, BANDS[0][0]),
        "yaml_reader": (yaml_reader, BANDS[1][0]),
        "settings": (settings, BANDS[3][0]),
    }
    for name, (module, numbers) in owners.items():
        assert [code.code for code in module.CODES if int(code.code[1:]) not in numbers] == [], name
    for code in all_codes().values():
        assert any(int(code.code[1:]) in numbers for numbers, _ in BANDS), code.code
        if int(code.code[1:]) >= 400:
            assert code.severity is Severity.WARNING, code.code


@pytest.mark.parametrize("code", list(all_codes().values()), ids=lambda code: code.code)
def test_every_code_is_explained(code: object) -> None:
    from opcc_opendata.problems import Code

    assert isinstance(code, Code)
    assert code.title
    assert not code.title.endswith(".")
    assert code.explanation.endswith(".")
    assert code.bad.strip()
    assert code.good.strip()

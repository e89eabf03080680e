"""A standard that changes without breaking anyone, proved with a made-up version 1.1.0."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from projects import project, query, record

from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.diff import Reader, compare, work_tree
from opcc_opendata.migrations import UPGRADES, Bump, Editable, compare_standards, next_version, steps
from opcc_opendata.project import Project, project_at
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate

ROOT = Path(__file__).resolve().parent.parent
CURRENT = load_standard(ROOT / "schema")
FILE = "2019-02-26-fixture.yaml"
Schema = dict[str, Any]

OLD = record(
    body_as_printed="The PCC of Norfolk",
    stage="not_stated",
    recommendations="""
  # About the officer who answers.
  - kind: recommendation
    answer:
      acceptance: accepted
      # A rank and a name.
      owner: Invented Rank, A. N. Other
""",
)


def made_up(schema: Schema) -> None:
    """Change the schema as 1.1.0 does: a key has another name, one is split in two, and the old ones are given up."""
    words = {"title": "Made up", "description": "Made up.", "examples": ["Made up"]}
    body = schema["properties"]
    body["body_as_printed"] |= {"deprecated": True, "$comment": "instead: body_name"}
    body["body_name"] = {**words, "$ref": "#/$defs/words"}
    answer = schema["$defs"]["answer"]["properties"]
    answer["owner"] |= {"deprecated": True, "$comment": "instead: owner_role and owner_name"}
    answer["owner_role"] = answer["owner_name"] = {**words, "$ref": "#/$defs/words"}


def to_1_1(edit: Editable) -> None:
    """The step for the made-up version."""
    edit.rename((), "body_as_printed", "body_name")
    edit.split(
        ("recommendations", "[]", "answer"),
        "owner",
        lambda text: dict(zip(("owner_role", "owner_name"), text.split(", "), strict=True)),
    )
    edit.recode((), "stage", {"not_stated": "full"})


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """An office with the made-up standard, in which one code of the codelist stages is given up."""
    monkeypatch.setitem(UPGRADES, ("1.0.0", "1.1.0"), to_1_1)
    draft(tmp_path, made_up)
    path = tmp_path / "schema/codelists/stages.csv"
    rows = list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*rows[0], "deprecated"])
        writer.writeheader()
        for row in rows:
            given_up = {"deprecated": "1.1.0", "successor": "full"} if row["code"] == "not_stated" else {}
            writer.writerow({**row, **given_up})
    return project(tmp_path, {FILE: OLD})


def draft(root: Path, change: Callable[[Schema], Any]) -> Path:
    """A version 1.1.0 of the standard that differs from the current one by a change to its schema."""
    shutil.copytree(ROOT / "schema", root / "schema")
    path = root / "schema/response.schema.json"
    schema = json.loads(path.read_text(encoding="utf-8"))
    schema["properties"]["schema_version"]["const"] = "1.1.0"
    change(schema)
    path.write_text(json.dumps(schema), encoding="utf-8")
    return root / "schema"


def run(*arguments: str | Path) -> tuple[int, str]:
    done = CliRunner().invoke(opcc, [str(argument) for argument in arguments])
    return done.exit_code, done.output


# --- records of an earlier version


def test_a_record_of_an_earlier_version_is_read(office: Project) -> None:
    report = validate(office)
    assert report.errors == 0
    assert not {"R280", "R281"} & {problem.code for problem in report.problems}
    assert build(office).published == 1
    assert query(office.database, "SELECT stage FROM responses") == [("full",)]


def test_a_record_is_held_against_the_version_that_it_names(office: Project) -> None:
    path = office.records / "norfolk" / FILE
    path.write_text(OLD + "body_name: Norfolk PCC\n", encoding="utf-8")
    (error,) = [problem for problem in validate(office).problems if problem.severity == "error"]
    assert error.code == "R002"
    path.write_text(OLD.replace("1.0.0", "0.9.0"), encoding="utf-8")
    assert "schema_version" in next(problem.message for problem in validate(office).problems if problem.line == 1)


def test_what_is_given_up_is_a_warning_that_says_what_to_use(office: Project) -> None:
    (office.records / "norfolk" / FILE).write_text(OLD.replace("1.0.0", "1.1.0"), encoding="utf-8")
    found = [problem for problem in validate(office).problems if problem.code in ("R280", "R281")]
    assert [(problem.line, problem.code, problem.hint) for problem in found] == [
        (7, "R281", "Use full instead."),
        (15, "R280", "Use body_name instead."),
        (22, "R280", "Use owner_role and owner_name instead."),
    ]
    assert validate(office).errors == 0


def test_a_diff_between_versions_shows_what_the_data_say(office: Project, tmp_path: Path) -> None:
    reader = Reader(load_standard(office.schema))
    before = work_tree(project_at(shutil.copytree(office.root, tmp_path / "before")), reader)
    run("upgrade", "--project", office.root)
    after = work_tree(office, Reader(load_standard(office.schema)))
    assert compare(before, after, load_standard(office.schema)).changes == ()


# --- opcc upgrade


def test_upgrade_moves_records_and_keeps_comments(office: Project) -> None:
    code, output = run("upgrade", "--project", office.root)
    assert (code, output.splitlines()) == (
        0,
        [f"records/norfolk/{FILE}: 1.1.0", "1 file: 1 moved to 1.1.0, 0 there already, 0 left as they are."],
    )
    text = (office.records / "norfolk" / FILE).read_text(encoding="utf-8")
    assert "schema_version: 1.1.0\n" in text
    assert "body_name: The PCC of Norfolk\n" in text
    assert "stage: full\n" in text
    assert "      # A rank and a name.\n      owner_role: Invented Rank\n      owner_name: A. N. Other\n" in text, text
    assert "  # About the officer who answers.\n" in text
    assert validate(office).errors == 0
    assert run("upgrade", "--project", office.root)[1] == (
        "1 file: 0 moved to 1.1.0, 1 there already, 0 left as they are.\n"
    )


def test_upgrade_can_only_look(office: Project) -> None:
    code, output = run("upgrade", "--check", "--project", office.root)
    assert code == 1
    assert "1 would be moved to 1.1.0" in output
    assert (office.records / "norfolk" / FILE).read_text(encoding="utf-8") == OLD


def test_upgrade_leaves_what_it_can_not_move(office: Project) -> None:
    path = office.records / "norfolk" / FILE
    for text in (OLD.replace("1.0.0", "7.0.0"), "id: [\n"):
        path.write_text(text, encoding="utf-8")
        code, output = run("upgrade", "--project", office.root)
        assert code == 1
        assert "is left as it is." in output
        assert path.read_text(encoding="utf-8") == text


def test_upgrade_names_a_file_that_is_not_there(office: Project) -> None:
    code, output = run("upgrade", "--project", office.root, office.records / "norfolk" / "mistyped.yaml")
    assert code == 1
    assert "mistyped.yaml: error R100 There is no such file or folder." in output


def test_the_place_of_a_file_that_is_empty_has_no_line(office: Project) -> None:
    (office.records / "norfolk" / FILE).write_text("")
    for command in ("upgrade", "fmt"):
        code, output = run(command, "--project", office.root)
        assert code == 1
        assert f"{FILE} is left as it is. The file is empty." in output


def test_the_records_of_this_project_are_at_the_newest_version() -> None:
    assert run("upgrade", "--check", "--project", ROOT)[0] == 0


def test_the_way_from_one_version_to_another() -> None:
    known = {("1.0.0", "1.1.0"): to_1_1, ("1.1.0", "1.2.0"): to_1_1}
    assert steps("1.0.0", "1.2.0", known) == ["1.1.0", "1.2.0"]
    assert steps("1.2.0", "1.2.0", known) == []
    assert steps("1.2.0", "1.0.0", known) is None


# --- opcc schema diff


def remove(*path: str) -> Callable[[Schema], Any]:
    def change(schema: Schema) -> Any:
        part = schema
        for step in path[:-1]:
            part = part[step]
        return part.pop(path[-1])

    return change


def put(value: Any, *path: str) -> Callable[[Schema], Any]:
    def change(schema: Schema) -> None:
        part = schema
        for step in path[:-1]:
            part = part[step]
        part[path[-1]] = value

    return change


WORDS = {"title": "T", "description": "D.", "examples": ["E"], "type": "string"}
LEAST = ["schema_version", "id", "language", "title", "force", "policing_body", "stage", "inspections"]


@pytest.mark.parametrize(
    ("change", "bump", "breaks"),
    [
        (lambda _: None, Bump.NONE, ""),
        (put("Another description.", "properties", "note", "description"), Bump.PATCH, ""),
        (put(WORDS, "properties", "mood"), Bump.MINOR, ""),
        (put(True, "properties", "note", "deprecated"), Bump.MINOR, ""),
        (remove("properties", "note"), Bump.MAJOR, "writers and readers"),
        (put([*LEAST, "note"], "required"), Bump.MAJOR, "writers"),
        (put(LEAST[:-1], "required"), Bump.MAJOR, "readers"),
        (put(3, "$defs", "slug", "maxLength"), Bump.MAJOR, "writers"),
        (remove("$defs", "slug", "maxLength"), Bump.MINOR, ""),
        (put(["full"], "$defs", "code_stages", "enum"), Bump.MAJOR, "writers"),
        (put(WORDS, "$defs", "related", "properties", "mood"), Bump.MINOR, ""),
    ],
)
def test_what_a_difference_means(tmp_path: Path, change: Callable[[Schema], Any], bump: Bump, breaks: str) -> None:
    found = compare_standards(CURRENT, load_standard(draft(tmp_path, change)))
    worst = max(found, key=lambda difference: difference.bump, default=None)
    assert (worst.bump if worst else Bump.NONE) == bump
    assert breaks in {difference.breaks for difference in found} | {""}


@pytest.mark.parametrize(
    ("bump", "version"),
    [(Bump.NONE, "1.2.3"), (Bump.PATCH, "1.2.4"), (Bump.MINOR, "1.3.0"), (Bump.MAJOR, "2.0.0")],
)
def test_the_number_that_follows(bump: Bump, version: str) -> None:
    from opcc_opendata.migrations import Difference

    assert next_version("1.2.3", [Difference("x", "y", bump)] if bump else []) == version


def test_a_codelist_that_loses_a_row_breaks_readers(tmp_path: Path) -> None:
    made = draft(tmp_path, lambda _: None)
    path = made / "codelists/inspections.csv"
    path.write_text("".join(path.read_text(encoding="utf-8").splitlines(keepends=True)[:-1]), encoding="utf-8")
    (found,) = compare_standards(CURRENT, load_standard(made))
    assert (found.bump, found.breaks) == (Bump.MAJOR, "readers")
    assert found.place == "codelist inspections"


def test_schema_diff_says_it_and_refuses_a_number_that_is_too_low(tmp_path: Path) -> None:
    draft(tmp_path, remove("properties", "note"))
    code, output = run("schema", "diff", ROOT / "schema", tmp_path / "schema")
    assert code == 1
    assert "major: note: The key is gone. It breaks writers and readers.\n" in output
    assert output.endswith("What follows on 1.0.0 is 2.0.0. The new one is called 1.1.0.\n")
    assert run("schema", "diff", ROOT / "schema", ROOT / "schema") == (0, "They are the same.\n")
    assert run("schema", "diff", tmp_path, ROOT / "schema")[0] == 2


def test_the_made_up_version_breaks_nobody(office: Project) -> None:
    code, output = run("schema", "diff", ROOT / "schema", office.schema)
    assert code == 0, output
    assert "What follows on 1.0.0 is 1.1.0." in output


def test_no_version_promises_less_than_it_changes() -> None:
    releases = [load_standard(path) for path in (ROOT / "schema/releases").iterdir() if path.is_dir()]
    every = sorted([*releases, CURRENT], key=lambda one: [int(number) for number in one.version.split(".")])
    for old, new in pairwise(every):
        wanted = next_version(old.version, compare_standards(old, new))
        assert [*map(int, new.version.split("."))] >= [*map(int, wanted.split("."))], f"{new.version} is too low"
    assert project_at(ROOT).schema == ROOT / "schema"


# --- a program that is older than a record


NEWER = record(schema_version="1.1.0", body_name="The PCC of Norfolk", stage="full")
TOO_OLD = (
    "schema_version: this program is too old: the record follows version {} of the standard, and the newest that the "
    "program knows is 1.0.0."
)


def older_program(root: Path, text: str) -> Project:
    """A project with one record of the newest version that this program knows, and `text`."""
    made = project(root, {FILE: record()})
    (made.records / "norfolk" / "2020-01-01-newer.yaml").write_text(
        text.replace("2019-02-26-fixture", "2020-01-01-newer"), encoding="utf-8"
    )
    return made


@pytest.mark.parametrize("version", ["1.0.1", "1.1.0", "1.10.0", "2.0.0", "99.0.0"])
def test_of_a_newer_record_it_says_once_that_the_program_is_too_old(tmp_path: Path, version: str) -> None:
    newer = NEWER.replace("1.1.0", version)
    wrong_here = newer.replace("stage: full", "stage: later").replace("inspections:", "reports:")
    for text in (newer, wrong_here):
        found = validate(older_program(tmp_path / str(len(text)), text)).problems
        told = [(one.code, one.message) for one in found if "newer" in one.path]
        assert told == [("R030", TOO_OLD.format(version))]


@pytest.mark.parametrize("version", ["0.9.0", "1.0", "1.1", "latest", "01.1.0", "1.1.0-draft"])
def test_a_version_that_never_was_is_no_newer_one(tmp_path: Path, version: str) -> None:
    found = validate(older_program(tmp_path, NEWER.replace("1.1.0", f'"{version}"'))).problems
    assert {one.code for one in found if "newer" in one.path} == {"R002", "R022"}


def test_what_it_can_read_of_a_newer_record_is_published_when_that_is_asked_for(tmp_path: Path) -> None:
    old = older_program(tmp_path, NEWER)
    code, output = run("build", "--project", tmp_path)
    assert (code, old.database.exists()) == (1, False)
    for _ in range(2):  # the second time from the result cache
        code, output = run("build", "--project", tmp_path, "--skip-invalid")
        assert code == 1
        assert TOO_OLD.format("1.1.0") in output
        assert output.endswith(
            "opcc.db is built: 2 records. Of these 1 follows a newer version of the standard: what this program can "
            "read is in it.\n"
        )
        assert query(old.database, "SELECT stage FROM responses WHERE id LIKE '%newer'") == [("full",)]
        assert query(
            old.database,
            "SELECT p.outcome, q.code FROM provenance p JOIN problems q ON q.file = p.path WHERE q.code = 'R030'",
        ) == [("published", "R030")]
    assert run("build", "--project", tmp_path)[0] == 1, "without the option it is an error as before"


@pytest.mark.parametrize(
    "text",
    [
        NEWER.replace("1.1.0", "2.0.0"),
        NEWER.replace("stage: full", "stage: a_stage_of_1_1"),
        NEWER.replace("stage: full", "stage: full\ndates: {published: 2019-01-01}"),  # before the report
    ],
    ids=["another first number", "a new code", "against a rule"],
)
def test_what_it_can_not_read_is_left_out(tmp_path: Path, text: str) -> None:
    old = older_program(tmp_path, text)
    code, output = run("build", "--project", tmp_path, "--skip-invalid")
    assert code == 1
    assert output.endswith("opcc.db is built: 1 record. 1 file left out.\n")
    assert query(old.database, "SELECT count(*) FROM responses") == [(1,)]

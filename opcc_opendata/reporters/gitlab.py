"""For GitLab: a code-quality report, which is a list of issues in Code Climate's shape as far as GitLab reads it.

See https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from opcc_opendata.problems import Problem, Severity
from opcc_opendata.reporters.base import PLAIN, ReporterInput, Style, fingerprints, sentence

_SEVERITIES: Final = {Severity.ERROR: "major", Severity.WARNING: "minor"}


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the problems as a list in JSON. A problem of a whole file is on its first line."""
    import json

    return json.dumps(list(_issues(report.problems)), indent=1) + "\n"


def _issues(problems: Iterable[Problem]) -> Iterator[dict[str, Any]]:
    for problem, fingerprint in fingerprints(problems):
        yield {
            "type": "issue",
            "check_name": problem.code,
            "description": sentence(problem),
            "categories": ["Bug Risk" if problem.severity is Severity.ERROR else "Clarity"],
            "severity": _SEVERITIES[problem.severity],
            "fingerprint": fingerprint,
            "location": {"path": problem.path, "lines": {"begin": max(problem.line, 1)}},
        }

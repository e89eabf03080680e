"""For GitHub Actions: annotations on the lines of a change.

GitHub keeps ten errors, ten warnings and ten notices of a step and drops the others in silence. So the first ten of
each are annotations, the others are ordinary lines of the log, and a notice gives the counts of all.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from opcc_opendata.problems import Problem, Severity, one_line
from opcc_opendata.reporters.base import PLAIN, Counts, ReporterInput, Style, of_severity, sentence, title_of

MOST_ANNOTATIONS: Final = 10


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the report as workflow commands: errors, warnings, what does not fit, the counts."""
    return "".join(f"{line}\n" for line in _lines(report))


def annotate(problems: Sequence[Problem]) -> Iterator[str]:
    """Write problems as workflow commands: those that GitHub keeps on their lines, the others in a folded part."""
    rest: list[Problem] = []
    for severity in (Severity.ERROR, Severity.WARNING):
        alike = of_severity(problems, severity)
        yield from (_annotation(problem) for problem in alike[:MOST_ANNOTATIONS])
        rest += alike[MOST_ANNOTATIONS:]
    if rest:
        yield "::group::More problems"
        yield from (log_line(str(problem)) for problem in rest)
        yield "::endgroup::"


def _lines(report: ReporterInput) -> Iterator[str]:
    yield from annotate(report.problems)
    rest = sum(
        max(len(of_severity(report.problems, severity)) - MOST_ANNOTATIONS, 0)
        for severity in (Severity.ERROR, Severity.WARNING)
    )
    more = f" {rest:,} of them are in the log only." if rest else ""
    yield f"::notice title=opcc validate::{_message(Counts.of(report).sentence(report.noun) + more)}"


def _annotation(problem: Problem) -> str:
    place = {"line": str(problem.line), "col": str(problem.column)} if problem.line else {}
    properties = {"file": problem.path, **place, "title": title_of(problem.code)}
    written = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{problem.severity.value} {written}::{_message(sentence(problem))}"


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")


def log_line(text: str) -> str:
    """Write a line of the log that GitHub can't take for a command, whatever a record says.

    A command begins a line with :: or, in its older form, has ##[ anywhere in it.
    """
    line = one_line(text).replace("##[", "## [")
    return f"./{line}" if line.lstrip().startswith("::") else line

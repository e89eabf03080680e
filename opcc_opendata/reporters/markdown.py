"""For the summary of a CI job or a comment on a pull request: Markdown as GitHub and GitLab read it.

What comes from records and file names is plain text there, whatever it holds: no link, no picture, no HTML, and nobody
is called by an @.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import groupby
from typing import Final

from opcc_opendata.problems import Problem, Severity, one_line
from opcc_opendata.reporters.base import PLAIN, Counts, ReporterInput, Style, number, of_severity, sentence

_MOST_ALIKE: Final = 20
_MEANS_SOMETHING: Final = re.compile(r"([\\`*_\[\]<>#|~&$]|(?<=:)/(?=/)|(?<=www)\.)")
_CALLS: Final = re.compile(r"@(?=\S)")
_UNSEEN: Final = "\u200b"  # a space of no width


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the counts, and the problems of each kind together: errors open, warnings folded."""
    return "".join(f"{line}\n" for line in _lines(report))


def _lines(report: ReporterInput) -> Iterator[str]:
    yield "## Records checked"
    yield ""
    yield (
        Counts.of(report).sentence(report.noun)
        if report.files or report.problems
        else "No records were found to check."
    )
    if errors := of_severity(report.problems, Severity.ERROR):
        yield ""
        yield "### Errors"
        yield from _by_code(errors)
    if warnings := of_severity(report.problems, Severity.WARNING):
        yield ""
        yield f"<details><summary>{number(len(warnings), 'warning')}</summary>"
        yield from _by_code(warnings)
        yield ""
        yield "</details>"


def _by_code(problems: Sequence[Problem]) -> Iterator[str]:
    from opcc_opendata.problem_codes import all_codes, help_address

    codes = all_codes()
    in_order = sorted(problems, key=lambda problem: (problem.code, problem))
    for code, alike in groupby(in_order, key=lambda problem: problem.code):
        every = list(alike)
        title = plain(codes[code].title) if code in codes else "Another problem"
        yield ""
        yield f"**[{code}]({help_address(code)}) {title}** ({len(every):,})"
        yield ""
        yield from (f"- {_where(problem)} {plain(sentence(problem))}" for problem in every[:_MOST_ALIKE])
        if len(every) > _MOST_ALIKE:
            yield f"- … and {len(every) - _MOST_ALIKE:,} more"


def _where(problem: Problem) -> str:
    return code_span(f"{problem.path}:{problem.line}" if problem.line else problem.path)


def plain(text: str) -> str:
    """Write a text so that Markdown shows it as it is, on one line."""
    return _CALLS.sub(f"@{_UNSEEN}", _MEANS_SOMETHING.sub(r"\\\1", one_line(text)))


def code_span(text: str) -> str:
    """Write a text as code: between more backticks than it holds in a row, where nothing else means anything."""
    line = one_line(text)
    longest = max((len(run) for run in re.findall("`+", line)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if longest or line != line.strip() or not line else ""
    return f"{fence}{pad}{line}{pad}{fence}"

"""For people: one line for each problem, file by file, and a summary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from opcc_opendata.problems import Problem, Severity, one_line
from opcc_opendata.reporters.base import PLAIN, Counts, ReporterInput, Style, number, of_severity, sentence

_MOST_ALIKE_IN_A_FILE: Final = 3
_MOST_ALIKE: Final = 20
_Told = set[tuple[str, str]]

_RED, _YELLOW, _GREEN, _BOLD, _FAINT, _RESET = "\x1b[31m", "\x1b[33m", "\x1b[32m", "\x1b[1m", "\x1b[2m", "\x1b[0m"


def render(report: ReporterInput, style: Style = PLAIN) -> str:
    """Write the problems file by file, and then the counts.

    Every error has its line. Of many warnings that are alike the first few have theirs, and the others are counted. A
    hint that was given once is not repeated with every warning of its kind.
    """
    shown, left_out = _choose(report.problems)
    told: _Told = set()
    files = [
        [_line(problem, told, style) for problem in problems]
        for _, problems in groupby(shown, key=lambda problem: problem.path)
    ]
    return "".join(_parted([*files, list(_summary(report, left_out, style))]))


def _parted(groups: Iterable[Sequence[str]]) -> Iterator[str]:
    """Put an empty line between groups, but not between two files that have one line each."""
    before = 0
    for lines in groups:
        if before and (before > 1 or len(lines) > 1):
            yield "\n"
        yield from (f"{line}\n" for line in lines)
        before = len(lines)


def _choose(problems: Iterable[Problem]) -> tuple[list[Problem], Counter[str]]:
    """Give the problems to show, and how many warnings of each code are left out."""
    shown: list[Problem] = []
    left_out: Counter[str] = Counter()
    alike: Counter[str] = Counter()
    alike_in_file: Counter[tuple[str, str]] = Counter()
    for problem in problems:
        if problem.severity is Severity.WARNING:
            place = (problem.path, problem.code)
            if alike_in_file[place] >= _MOST_ALIKE_IN_A_FILE or alike[problem.code] >= _MOST_ALIKE:
                left_out[problem.code] += 1
                continue
            alike_in_file[place] += 1
            alike[problem.code] += 1
        shown.append(problem)
    return shown, left_out


def _line(problem: Problem, told: _Told, style: Style) -> str:
    colour = _RED if problem.severity is Severity.ERROR else _YELLOW
    kind = _paint(f"{problem.severity.value} {problem.code}", colour, style)
    advice = (problem.code, problem.hint)
    is_known = advice in told and problem.severity is Severity.WARNING
    told.add(advice)
    words = one_line(problem.message) if is_known else sentence(problem)
    return f"{one_line(problem.place)}: {kind} {words}"


def _summary(report: ReporterInput, left_out: Counter[str], style: Style) -> Iterator[str]:
    counts = Counts.of(report)
    if not report.files and not report.problems:
        yield f"No {report.noun}s were found to check."
        return
    yield from _left_out(report.problems, left_out, report.noun)
    colour = _RED if counts.errors else _YELLOW if counts.warnings else _GREEN
    yield _paint(counts.sentence(report.noun), _BOLD + colour, style)
    if report.problems:
        first = next(iter(of_severity(report.problems, Severity.ERROR)), report.problems[0])
        example = f'To read what a problem means, run "opcc explain {first.code}".'
        yield _paint(example, _FAINT, style)


def _left_out(problems: Iterable[Problem], left_out: Counter[str], noun: str) -> Iterator[str]:
    if not left_out:
        return
    records: dict[str, set[str]] = {}
    every: Counter[str] = Counter()
    for problem in problems:
        if problem.code in left_out:
            every[problem.code] += 1
            records.setdefault(problem.code, set()).add(problem.path)
    for code, count in every.most_common():
        where = number(len(records[code]), noun)
        yield f"{code}: {number(count, 'warning')} in {where}. {left_out[code]:,} of them are not shown above."
    yield "To see every one, use --format json."


def _paint(text: str, colour: str, style: Style) -> str:
    return f"{colour}{text}{_RESET}" if style.colour else text

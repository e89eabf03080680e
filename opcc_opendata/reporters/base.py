"""What every reporter takes and gives, and the few sentences that they share."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import PurePosixPath
from typing import Final, Protocol

from opcc_opendata.problems import Problem, Severity, one_line
from opcc_opendata.settings import SETTINGS


class ReporterInput(Protocol):
    """What a reporter needs of a report: the problems in their order, how many files were checked, and what they are.

    `noun` is record, draft, or file where there are both.
    """

    @property
    def problems(self) -> Sequence[Problem]: ...  # noqa: D102

    @property
    def files(self) -> int: ...  # noqa: D102

    @property
    def noun(self) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Style:
    """How a report is to look, where the format leaves a choice."""

    colour: bool = False


PLAIN: Final = Style()


class Reporter(Protocol):
    """Turns a report into a string that ends in a line feed."""

    def __call__(self, report: ReporterInput, style: Style = PLAIN) -> str: ...  # noqa: D102


@dataclass(frozen=True, slots=True)
class Counts:
    """How many records were checked, and how many problems of each severity they and the project's settings have.

    A file that is no record, or could not be checked as one, counts among those with problems: then they are `files`.
    """

    records: int
    errors: int
    warnings: int
    records_with_errors: int
    records_with_warnings: int
    settings_have_errors: bool
    settings_have_warnings: bool
    errors_in_files: bool = False
    warnings_in_files: bool = False

    @classmethod
    def of(cls, report: ReporterInput) -> Counts:
        """Count a report's problems."""
        errors = of_severity(report.problems, Severity.ERROR)
        warnings = of_severity(report.problems, Severity.WARNING)
        return cls(
            report.files,
            len(errors),
            len(warnings),
            _records(errors),
            _records(warnings),
            any(in_settings(problem.path) for problem in errors),
            any(in_settings(problem.path) for problem in warnings),
            _are_in_files(errors, report.files),
            _are_in_files(warnings, report.files),
        )

    def sentence(self, noun: str) -> str:
        """Say it: `15 records checked: 2 errors in 1 record and opcc.yml, 7 warnings in 5 records.`"""
        found = [
            f"{number(count, problem)} in {_places(records, 'file' if in_files else noun, settings)}"
            for count, problem, records, in_files, settings in (
                (self.errors, "error", self.records_with_errors, self.errors_in_files, self.settings_have_errors),
                (
                    *(self.warnings, "warning", self.records_with_warnings),
                    *(self.warnings_in_files, self.settings_have_warnings),
                ),
            )
            if count
        ]
        return f"{number(self.records, noun)} checked: {', '.join(found) or 'no problems'}."


def _places(records: int, noun: str, settings: bool) -> str:
    return " and ".join([*([number(records, noun)] if records else []), *([SETTINGS] if settings else [])])


def in_settings(path: str) -> bool:
    """Tell of a problem's path if it is that of the project's settings, which are no record."""
    return PurePosixPath(path.replace("\\", "/")).name == SETTINGS


def of_severity(problems: Iterable[Problem], severity: Severity) -> list[Problem]:
    """Keep the problems of one severity, in their order."""
    return [problem for problem in problems if problem.severity is severity]


def number(count: int, noun: str) -> str:
    """Write a count with its noun: `1 record`, `1,200 records`."""
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


def sentence(problem: Problem) -> str:
    """Give the message and the hint of a problem, on one line."""
    return one_line(f"{problem.message} {problem.hint}" if problem.hint else problem.message)


def fingerprints(problems: Iterable[Problem]) -> Iterator[tuple[Problem, str]]:
    """Give each problem with a name by which it is known again when the lines above it change."""
    seen: Counter[str] = Counter()
    for problem in problems:
        parts = (problem.path, problem.code, problem.pointer, problem.message)
        digest = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).hexdigest()[:32]
        seen[digest] += 1
        yield problem, f"{digest}:{seen[digest]}"


def _records(problems: Iterable[Problem]) -> int:
    return len({problem.path for problem in problems if not in_settings(problem.path)})


def _are_in_files(problems: Iterable[Problem], checked: int) -> bool:
    """Say whether some of the files that have problems are none of the records that were checked."""
    paths = {problem.path for problem in problems if not in_settings(problem.path)}
    return len(paths) > checked or not all(path.endswith(".yaml") for path in paths)


@cache
def title_of(code: str) -> str:
    """Name a kind of problem for people, with its code: "A date that is not one (R012)"."""
    from opcc_opendata.problem_codes import all_codes

    known = all_codes().get(code)
    return f"{known.title} ({code})" if known else code

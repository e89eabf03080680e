"""Files in, a report out: reading, the schema and the rules, one file at a time, in two processes where that helps.

A file with a fault is a value in the stream. It never hides the others, and nothing here raises for what is in a file.

What is looked at, and what is told:

- A file that can't be read cleanly is not held against the schema, and one that breaks the schema gets no rules: what
  they would say of it could not be relied on.
- Rules between records need to know all of them. If only some files are named, the other records of the project are
  read too, quietly: what is wrong with them is not told. The settings are checked with the whole project only.
- A file in `drafts/` is checked as if it were published, but what it lacks is a warning: it is still being written. A
  date of publication and copies sent are not asked of it, because they come with publication. Drafts are checked only
  when they are named.
- A file elsewhere, such as an example, has no place to agree with, and may have the id of a record.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, NamedTuple

from opcc_opendata.migrations import brought_up
from opcc_opendata.parallel import in_batches
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import RECORDS, Project
from opcc_opendata.rules import (
    RULES,
    Checksums,
    Facts,
    Record,
    apply,
    check_files,
    check_minimums,
    check_same_reports,
    check_settings,
    cross_check,
    facts,
    register_of,
)
from opcc_opendata.schema import Standard, load_standard
from opcc_opendata.schema.extensions import check_extensions
from opcc_opendata.yaml_reader import Document, find_records, read_file

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""

_Job = tuple[Project, Standard]

_SEEN_BY_CHECK_FILES = ("R101", "R102", "R103", "R105")
"""Not a file, a link, too large."""

_STILL_TO_WRITE: Final = frozenset(["R001", "R016", "R019", "R024", "R130", "R290", "R291", "R292", "R310"])
"""The codes of what is missing or not yet settled: errors in a record, and warnings in a draft."""

COMES_WITH_PUBLICATION: Final = frozenset(["R401", "R407"])
"""The codes of what a draft can't have yet: a day of publication, and copies sent."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, and what checking it by itself has found.

    `path` is as people see it. `data` is the record if it may be published, and None if it has an error; of a draft, it
    is there as soon as it follows the schema. `facts` are for the checks between records; a record that breaks the
    schema has them too, if it can be read and has an id.
    """

    path: str
    sha256: str
    data: dict[str, Any] | None
    problems: tuple[Problem, ...]
    facts: Facts | None


@dataclass(frozen=True, slots=True)
class Report:
    """What was found: the problems in their order, how many files were looked at, and what a reader calls them."""

    problems: tuple[Problem, ...]
    files: int
    noun: str = "record"

    @property
    def errors(self) -> int:
        """Count the problems that stop publication."""
        return sum(1 for problem in self.problems if problem.severity is Severity.ERROR)

    @property
    def warnings(self) -> int:
        """Count the problems that are published beside the data."""
        return len(self.problems) - self.errors


def check_file(path: Path | str, project: Project, standard: Standard) -> Checked:
    """Check one file by itself. This never raises for what is in it."""
    document = read_document(path, project)
    is_draft = project.is_draft(document.path)
    checked = check_document(document, project, standard, is_draft=is_draft)
    return replace(checked, problems=_of_a_draft(checked.problems)) if is_draft else checked


def check_document(document: Document, project: Project, standard: Standard, *, is_draft: bool) -> Checked:
    """Check what was read from a file in `records/` or `drafts/`, or elsewhere.

    The rules know a draft, and every problem still has the severity that it has in a record: see `check_file`.
    """
    place = _place(document, project)
    problems, follows_schema = document.problems, False
    if not problems or (is_draft and document.data is not None and _lacks_only(problems)):
        document, found = brought_up(document, standard)
        found = found or check_extensions(document, project.root)
        follows_schema = not found
        problems = (*problems, *found)
    known = facts(document, placed=place is not None)
    if not follows_schema and known is not None:
        known = known._replace(attachments=())  # nothing is opened on the word of a record that breaks the schema
    if document.data is not None and follows_schema:
        record = Record(document, register_of(standard), place, is_draft=is_draft)
        problems = tuple(sorted((*problems, *apply(RULES, record))))
    is_sound = follows_schema and (_lacks_only(problems) if is_draft else not _errors(problems))
    return Checked(document.path, document.sha256, document.data if is_sound else None, problems, known)


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _lacks_only(problems: Iterable[Problem]) -> bool:
    """Tell if nothing is wrong but that something is still to be written."""
    return all(problem.code in _STILL_TO_WRITE for problem in _errors(problems))


def _of_a_draft(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give the problems of a draft as it stands: what is to be written is a warning."""
    return tuple(
        replace(problem, severity=Severity.WARNING) if problem.code in _STILL_TO_WRITE else problem
        for problem in problems
        if problem.code not in COMES_WITH_PUBLICATION
    )


def check_together(project: Project, standard: Standard, every: Sequence[Facts]) -> list[Problem]:
    """Check what no record shows by itself: all the project's records together, their attachments, the settings.

    Of the drafts of a project (see `Project.of_drafts`), what they say of each other and of the published records.
    """
    if project.is_of_drafts:
        found = check_with_records(project, standard, every, drafts=True)
        return sorted(one for problem in found for one in _as_checked(problem, project))
    found = [
        *project.settings.problems,
        *check_settings(project.settings, standard, every),
        *check_minimums(project.settings, every),
        *cross_check(every, standard),
        *check_same_reports(every, standard, project.settings),
    ]
    checksums: Checksums = {}
    for one in every:
        found += check_files(one, project.root, checksums)
    return sorted(found)


def validate(
    project: Project,
    paths: Iterable[Path] | None = None,
    *,
    progress: Progress | None = None,
    processes: int | None = None,
) -> Report:
    """Check the project's records, or the files and folders named.

    `processes` is for tests; by itself this takes two where there are many files and a second processor to use.
    """
    standard = load_standard(project.schema)
    named = None if paths is None else list(paths)
    found = find_records([project.records] if named is None else named, project.root)
    problems: list[Problem] = []
    every: list[Facts] = []
    for done, result in enumerate(_each(in_batches(_check, found.names, (project, standard), processes)), 1):
        problems += result.problems
        if result.facts is not None:
            every.append(result.facts)
        if progress is not None:
            progress(done, len(found.names))
    if named is None:
        problems += check_together(project, standard, every)
    else:
        drafts = any(project.is_draft(one.path) for one in every)  # one may follow another; a record never does
        together = check_with_records(project, standard, every, drafts=drafts, processes=processes)
        problems += [problem for one in together for problem in _as_checked(one, project)]
    # What is wrong with an attachment is a problem at the line of the record that names it.
    attached = {f"{one.path.rpartition('/')[0]}/{file.file}" for one in every for file in one.attachments}
    problems += [one for one in found.problems if one.code not in _SEEN_BY_CHECK_FILES or one.path not in attached]
    return Report(_once(problems), len(found.names), _noun(project, found.names or named) if named else "record")


def _once(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put problems in order, and leave out what another tells.

    What is an error beside the other records is not a warning at the same place too. Of an id that is another record's
    it is not told as well that it disagrees with the file's place.
    """
    every = sorted(problems)
    errors = {(one.path, one.code, one.pointer) for one in every if one.severity is Severity.ERROR}
    taken = {one.path for one in every if one.code == "R301"}
    return tuple(
        one
        for one in every
        if (one.severity is Severity.ERROR or (one.path, one.code, one.pointer) not in errors)
        and (one.code != "R201" or one.path not in taken)
    )


def _noun(project: Project, names: Sequence[str | Path]) -> str:
    """Say what some files are: drafts, or records, or some of each."""
    drafts = sum(project.is_draft(project.show(name)) for name in names)
    return "file" if 0 < drafts < len(names) else "draft" if drafts else "record"


class _Result(NamedTuple):
    """What is kept of a file that was checked: the data are left behind, so that memory stays small."""

    problems: tuple[Problem, ...]
    facts: Facts | None


_each = chain.from_iterable


def _check(path: str, job: _Job) -> _Result:
    checked = check_file(path, *job)
    return _Result(checked.problems, checked.facts)


def _only_facts(path: str, job: _Job) -> _Result:
    project, _ = job
    document = read_document(path, project)
    return _Result((), facts(document, placed=_place(document, project) is not None))


def check_with_records(
    project: Project,
    standard: Standard,
    every: Sequence[Facts],
    *,
    drafts: bool = False,
    processes: int | None = None,
) -> list[Problem]:
    """Check files, of which the facts are given, together with the project's other records, and their attachments.

    Only what is wrong with the files themselves is given. With `drafts`, they may refer to other drafts as well.
    """
    named = {str(project.root / one.path) for one in every}
    published = project.root / RECORDS
    folders = [published, project.drafts] if drafts and project.drafts.is_dir() else [published]
    rest = [name for name in find_records(folders).names if os.path.abspath(name) not in named]  # noqa: PTH100
    others = _each(in_batches(_only_facts, rest, (project, standard), processes))
    known = [*every, *(result.facts for result in others if result.facts is not None)]
    told = {one.path for one in every}
    between = (*cross_check(known, standard), *check_same_reports(known, standard, project.settings))
    found = [problem for problem in between if problem.path in told]
    checksums: Checksums = {}
    for one in every:
        found += check_files(one, project.root, checksums)
    return found


def _as_checked(problem: Problem, project: Project) -> tuple[Problem, ...]:
    return _of_a_draft([problem]) if project.is_draft(problem.path) else (problem,)


def read_document(path: Path | str, project: Project) -> Document:
    """Read a file of the project, or one elsewhere. This never raises for what is in it."""
    return read_file(path, project.show(path), project.root_of(path))


def _place(document: Document, project: Project) -> tuple[str, ...] | None:
    parts = tuple(document.path.split("/"))
    return parts[1:] if len(parts) > 1 and parts[0] in (project.records.name, project.drafts.name) else None

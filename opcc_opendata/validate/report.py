"""Files in, a Report out: each file by itself, then all of them beside one another.

Drafts are checked only when they are named.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

from opcc_opendata import provenance
from opcc_opendata.calendars import last_day_begun
from opcc_opendata.files import is_inside
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import Project
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import RecordFacts
from opcc_opendata.schema import check_register, project_standard
from opcc_opendata.validate.many_files import check_records
from opcc_opendata.validate.one_file import as_checked, read_document
from opcc_opendata.validate.other_records import check_together, check_with_records
from opcc_opendata.yaml_reader import find_records

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""

_SEEN_BY_CHECK_FILES = ("R101", "R102", "R103", "R105")
"""Not a file, a link, too large."""


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
    named = None if paths is None else list(paths)
    if project.register is not None:
        of_register = [] if named is None else [one for one in named if is_inside(one, project.register)]
        read = check_register(project.register, project.schema, last_day_begun())
        if read.problems or (named and len(of_register) == len(named)):
            # Without the register nothing can be said of the records.
            return Report(read.problems, read.files, "report")
        named = None if named is None else [one for one in named if one not in of_register]
    standard = project_standard(project)
    found = find_records([project.records] if named is None else named, project.root)
    problems: list[Problem] = []
    every: list[RecordFacts] = []
    cache = ResultCache(project)
    results = chain.from_iterable(check_records(project, standard, found.names, cache, processes=processes))
    for done, result in enumerate(results, 1):
        problems += result.problems
        if result.facts is not None:
            every.append(result.facts)
        if project.is_draft(result.path):
            problems += open_questions(project, result.path)
        if progress is not None:
            progress(done, len(found.names))
    if named is None:
        problems += check_together(project, standard, every)
    else:
        drafts = any(project.is_draft(one.path) for one in every)  # one may follow another; a record never does
        together = check_with_records(project, standard, every, cache, drafts=drafts, processes=processes)
        problems += [problem for one in together for problem in as_checked(one, project)]
    cache.save()
    # What is wrong with an attachment is a problem at the line of the record that names it.
    attached = {f"{one.path.rpartition('/')[0]}/{file.file}" for one in every for file in one.attachments}
    problems += [one for one in found.problems if one.code not in _SEEN_BY_CHECK_FILES or one.path not in attached]
    return Report(
        without_repeats(problems), len(found.names), _noun(project, found.names or named) if named else "record"
    )


def open_questions(project: Project, shown: str) -> Iterator[Problem]:
    """Give what a draft's side file asks, as it is now: no result in the cache knows of it."""
    path = project.root / shown
    if os.path.lexists(provenance.side_file(path)):
        for problem in provenance.problems(read_document(path, project), path, project.root):
            yield from as_checked(problem, project)


def without_repeats(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Put problems in order, and leave out what another tells.

    What is an error beside the other records is not a warning at the same place too. Of an id that is another record's
    it is not told as well that it disagrees with the file's place. Of a record that is newer than the program nothing
    else is told.
    """
    every = sorted(problems)
    errors = {(one.path, one.code, one.pointer) for one in every if one.severity is Severity.ERROR}
    taken = {one.path for one in every if one.code == "R301"}
    newer = {one.path for one in every if one.code == "R030"}
    return tuple(
        one
        for one in every
        if (one.severity is Severity.ERROR or (one.path, one.code, one.pointer) not in errors)
        and (one.code != "R201" or one.path not in taken)
        and (one.code == "R030" or one.path not in newer)
    )


def _noun(project: Project, names: Sequence[str | Path]) -> str:
    """Say what some files are: drafts, or records, or some of each."""
    drafts = sum(project.is_draft(project.show(name)) for name in names)
    return "file" if 0 < drafts < len(names) else "draft" if drafts else "record"

"""Files in, a report out: reading, the schema and the rules, one file at a time, in two processes where that helps.

A file with a fault is a value in the stream. It never hides the others, and nothing here raises for what is in a file.
What was found in a file is kept in the project's result cache, and a file that has not changed is not read again.

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

import hashlib
import marshal
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import Any, Final, cast

from opcc_opendata import provenance, record_types
from opcc_opendata.files import is_inside
from opcc_opendata.migrations import readable_part, upgraded_and_checked, without_wrong_values
from opcc_opendata.parallel import BATCH, ENOUGH_FOR_TWO, in_batches
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import RECORDS, Project
from opcc_opendata.record_index import IndexEntry, concerned, entry_of, quick_entry
from opcc_opendata.record_summary import SUMMARY, Kept, RecordSummary, as_kept, summary_or_fault
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import (
    RULES,
    RULES_ON_VALUES,
    Checksums,
    Facts,
    Record,
    apply,
    apply_to_part,
    check_files,
    check_minimums,
    check_same_reports,
    check_settings,
    cross_check,
    facts,
    register_of,
)
from opcc_opendata.schema import Standard, check_register, project_standard
from opcc_opendata.schema.extensions import check_extensions
from opcc_opendata.yaml_reader import Document, fetch, find_records, read_bytes

Progress = Callable[[int, int], None]
"""Is told how many files are done, of how many."""

RowsOf = Callable[[record_types.Record], bytes]
"""Makes what is to be kept of a record that may be published: for a build, its rows."""

INDEX: Final = "index"
"""Under which the cache keeps what `record_index` says of each record: the fields of an IndexEntry, or None."""

_WITHDRAWN = b"withdrawal:"

_SEEN_BY_CHECK_FILES = ("R101", "R102", "R103", "R105")
"""Not a file, a link, too large."""

_FEW: Final = 100
"""Files that are checked beside the others without all of those being looked at in full."""

_STILL_TO_WRITE: Final = frozenset(["R001", "R016", "R019", "R024", "R130", "R290", "R291", "R292", "R310"])
"""The codes of what is missing or not yet settled: errors in a record, and warnings in a draft."""

COMES_WITH_PUBLICATION: Final = frozenset(["R401", "R407"])
"""The codes of what a draft can't have yet: a day of publication, and copies sent."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One file, and what checking it by itself has found.

    `path` is as people see it. `data` is the record if it may be published, and None if it has an error; of a draft, it
    is there as soon as it follows the schema. `facts` are for the checks between records; a record that breaks the
    schema has them too, if it can be read and has an id. `summary` is the record in short, or what is wrong with it
    first where it breaks the standard.
    """

    path: str
    sha256: str
    data: record_types.Record | None
    problems: tuple[Problem, ...]
    facts: Facts | None
    summary: RecordSummary | str = ""
    readable: record_types.Record | None = None
    """What can be read of a record of a newer version of the standard, whose `data` is None."""


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What checking one file by itself has found, without the record.

    `published` says that the file has no error, and `withdrawn` that it withdraws a response, or, where it can't be
    read, that it may. `rows` are what was made of the record. `cached` says that it was not checked anew. `summary` is
    the record in short, as it is kept, and None where no more than the facts was asked for.
    """

    path: str
    sha256: str
    problems: tuple[Problem, ...]
    facts: Facts | None
    published: bool
    withdrawn: bool
    rows: bytes | None = None
    cached: bool = False
    summary: Kept | None = None
    newer: bool = False
    """If the record follows a newer version of the standard, and `rows` are what can be read of it."""

    def to_bytes(self) -> bytes:
        """Return what the cache keeps beside the rows."""
        problems = [one.to_tuple() for one in self.problems]
        return marshal.dumps(
            (problems, self.facts and self.facts.as_json(), self.published, self.withdrawn, self.newer)
        )

    @classmethod
    def from_bytes(cls, path: str, sha256: str, kept: bytes) -> RecordResult:
        """Return the result that `to_bytes` kept for this file."""
        problems, known, published, withdrawn, newer = marshal.loads(kept)  # noqa: S302 (its seal is our own)
        return cls(
            path,
            sha256,
            tuple(Problem.from_tuple(path, one) for one in problems),
            Facts.from_json(known) if known else None,
            published,
            withdrawn,
            newer=newer,
            cached=True,
        )


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
    return _check(read_document(path, project), project, standard)


def _check(document: Document, project: Project, standard: Standard) -> Checked:
    is_draft = project.is_draft(document.path)
    checked = check_document(document, project, standard, is_draft=is_draft)
    return replace(checked, problems=_of_a_draft(checked.problems)) if is_draft else checked


def check_document(document: Document, project: Project, standard: Standard, *, is_draft: bool) -> Checked:
    """Check what was read from a file in `records/` or `drafts/`, or elsewhere.

    The rules know a draft, and every problem still has the severity that it has in a record: see `check_file`.
    """
    place = _place(document, project)
    problems, follows_schema, broken = document.problems, False, list[Problem]()
    readable: Document | None = None
    first = next(iter(problems), None)
    if not problems or (is_draft and document.data is not None and _lacks_only(problems)):
        document, broken = upgraded_and_checked(document, standard)
        readable = readable_part(document, standard) if broken else None
        found = broken or check_extensions(document, project.root)
        follows_schema = not found
        problems = (*problems, *found)
    data = cast("record_types.Record | None", document.data)
    summary = summary_or_fault(first or next(iter(broken), None), data)
    known = facts(document, placed=place is not None)
    if not follows_schema and known is not None:
        known = known._replace(attachments=())  # nothing is opened on the word of a record that breaks the schema
    if document.data is not None and follows_schema:
        record = Record(document, register_of(standard), place, is_draft=is_draft)
        problems = tuple(sorted((*problems, *apply(RULES, record))))
    elif broken:
        problems = tuple(sorted((*problems, *_beside(broken, document, standard, place, is_draft=is_draft))))
    is_sound = follows_schema and (_lacks_only(problems) if is_draft else not _errors(problems))
    if readable is not None and _errors(
        apply(RULES, Record(readable, register_of(standard), place, is_draft=is_draft))
    ):
        readable = None
    part = cast("record_types.Record | None", readable and readable.data)
    return Checked(document.path, document.sha256, data if is_sound else None, problems, known, summary, part)


def _beside(
    broken: Sequence[Problem], document: Document, standard: Standard, place: Sequence[str] | None, *, is_draft: bool
) -> Iterator[Problem]:
    """Find what else is wrong with a record that breaks the schema, so that one round of mending is enough.

    Nothing is said of an item of a list, such as a recommendation, in which something is wrong already.
    """
    part = without_wrong_values(document, broken, standard)
    try:
        record = Record(part, register_of(standard), place, is_draft=is_draft) if part else None
    except KeyError:  # what every rule needs is missing, such as the id
        return
    if record is None:
        return
    items = tuple(
        f"{around}/" for one in broken if any(map(str.isdecimal, (around := one.pointer.rpartition("/")[0]).split("/")))
    )

    for one in apply_to_part(RULES_ON_VALUES, record):
        if not f"{one.pointer}/".startswith(items):
            yield one


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


@dataclass(frozen=True, slots=True)
class _Job:
    """What the processes that check files need beside a file's name."""

    project: Project
    standard: Standard
    cache: ResultCache
    rows_of: RowsOf | None
    facts_only: bool

    def known(self, shown: str, sha256: str | None) -> RecordResult | None:
        """Return the result that is kept for a file, if it has all that is asked for."""
        if sha256 is None:
            return None
        kept = self.cache.result(shown, sha256)
        if kept is None and self.facts_only:
            kept = self.cache.result(shown, sha256, facts_only=True)
        if kept is None:
            return None
        result = RecordResult.from_bytes(shown, sha256, kept)
        if self.rows_of is None or not (result.published or result.newer):
            return result
        rows = self.cache.rows(shown, sha256)
        return None if rows is None else replace(result, rows=rows)


def check_records(
    project: Project,
    standard: Standard,
    names: Sequence[str],
    cache: ResultCache,
    *,
    rows_of: RowsOf | None = None,
    facts_only: bool = False,
    processes: int | None = None,
) -> Iterator[list[RecordResult]]:
    """Check files by themselves, and give the results in batches, in the order of the names.

    What the cache has is taken from it, and what it has not is kept for the next time, once its `save` is called. With
    `facts_only`, a file that is not known is read, and no more.
    """
    job = _Job(project, standard, cache, rows_of, facts_only)
    if len(names) >= ENOUGH_FOR_TWO or rows_of is not None:
        cache.load()
    shown = [project.show(name) for name in names]
    sums = [cache.files.checksum(path) for path in shown]
    kept = [
        sha256 is not None and cache.has(path, sha256, rows=rows_of is not None, facts_only=facts_only)
        for path, sha256 in zip(shown, sums, strict=True)
    ]
    unknown = [name for name, is_kept in zip(names, kept, strict=True) if not is_kept]
    fresh = chain.from_iterable(in_batches(_result, unknown, job, processes))
    for start in range(0, len(names), BATCH):
        batch = []
        for n in range(start, min(start + BATCH, len(names))):
            # What the cache seemed to have may be damaged.
            result = (job.known(shown[n], sums[n]) or _result(names[n], job)) if kept[n] else next(fresh)
            cache.files.learn(result.path, result.sha256)
            if not result.cached and result.sha256:
                cache.put(result.path, result.sha256, result.to_bytes(), result.rows, facts_only=facts_only)
                if result.summary is not None:
                    cache.keep(SUMMARY, result.path, result.sha256, result.summary)
                cache.keep(INDEX, result.path, result.sha256, result.facts and tuple(entry_of(result.facts)))
            batch.append(result)
        yield batch


def _result(name: str, job: _Job) -> RecordResult:
    """Check one file in full, unless the cache has the result for what is in it."""
    shown = job.project.show(name)
    content = _content(name, shown, job.project)
    if isinstance(content, bytes):
        known = job.known(shown, hashlib.sha256(content).hexdigest())
        if known is not None:
            return known
    document = _document(content, shown)
    if job.facts_only:
        known_facts = facts(document, placed=_place(document, job.project) is not None)
        return RecordResult(shown, document.sha256, (), known_facts, published=False, withdrawn=False)
    checked = _check(document, job.project, job.standard)
    withdrawn = "withdrawal" in document.data if document.data else isinstance(content, bytes) and _WITHDRAWN in content
    public = checked.data if checked.data is not None else checked.readable
    rows = job.rows_of(public) if job.rows_of is not None and public is not None else None
    return RecordResult(
        shown,
        document.sha256,
        checked.problems,
        checked.facts,
        checked.data is not None,
        withdrawn,
        rows,
        summary=as_kept(checked.summary),
        newer=checked.readable is not None,
    )


def check_together(
    project: Project, standard: Standard, every: Sequence[Facts], cache: ResultCache | None = None
) -> list[Problem]:
    """Check what no record shows by itself: all the project's records together, their attachments, the settings.

    Of the drafts of a project (see `Project.of_drafts`), what they say of each other and of the published records.
    """
    if project.is_of_drafts:
        found = check_with_records(project, standard, every, cache, drafts=True)
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
    named = None if paths is None else list(paths)
    if project.register is not None:
        of_register = [] if named is None else [one for one in named if is_inside(one, project.register)]
        read = check_register(project.register, project.schema)
        if read.problems or (named and len(of_register) == len(named)):
            # Without the register nothing can be said of the records.
            return Report(read.problems, read.files, "report")
        named = None if named is None else [one for one in named if one not in of_register]
    standard = project_standard(project)
    found = find_records([project.records] if named is None else named, project.root)
    problems: list[Problem] = []
    every: list[Facts] = []
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
        problems += [problem for one in together for problem in _as_checked(one, project)]
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
            yield from _as_checked(problem, project)


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


def check_with_records(
    project: Project,
    standard: Standard,
    every: Sequence[Facts],
    cache: ResultCache | None = None,
    *,
    drafts: bool = False,
    processes: int | None = None,
) -> list[Problem]:
    """Check files, of which the facts are given, together with the project's other records, and their attachments.

    Only what is wrong with the files themselves is given. With `drafts`, they may refer to other drafts as well.
    `cache` is the project's cache where that is open already.
    """
    named = {str(project.root / one.path) for one in every}
    published = project.root / RECORDS
    folders = [published, project.drafts] if drafts and project.drafts.is_dir() else [published]
    rest = [name for name in find_records(folders).names if name not in named]
    opened = cache or ResultCache(project)
    if len(every) <= _FEW:
        entries = _index(project, rest, opened, processes)
        matter = concerned(entries, every, standard)
        rest = [name for name in rest if project.show(name) in matter]
    results = chain.from_iterable(check_records(project, standard, rest, opened, facts_only=True, processes=processes))
    known = [*every, *(result.facts for result in results if result.facts is not None)]
    if cache is None:
        opened.save()
    told = {one.path for one in every}
    between = (*cross_check(known, standard), *check_same_reports(known, standard, project.settings))
    found = [problem for problem in between if problem.path in told]
    checksums: Checksums = {}
    for one in every:
        found += check_files(one, project.root, checksums)
    return found


def _index(project: Project, names: Sequence[str], cache: ResultCache, processes: int | None) -> dict[str, IndexEntry]:
    """Return the index entry of each record that has one, by path. Only files that the cache doesn't know are read."""
    kept = cache.kept(INDEX)
    entries: dict[str, tuple[Any, ...] | None] = {}
    unknown = []
    for name in names:
        path = project.show(name)
        sha256, entry = kept.get(path, ("", None))
        if sha256 and cache.files.checksum(path) == sha256:
            entries[path] = entry
        else:
            unknown.append(name)
    for batch in in_batches(_entry, unknown, (project, kept), processes):
        for path, sha256, entry in batch:
            cache.files.learn(path, sha256)
            cache.keep(INDEX, path, sha256, entry)
            entries[path] = entry
    return {path: IndexEntry(*entry) for path, entry in entries.items() if entry is not None}


def _entry(name: str, job: tuple[Project, Mapping[str, tuple[str, Any]]]) -> tuple[str, str, tuple[Any, ...] | None]:
    """Return a file's path, its checksum, and the fields of its index entry, or None where it has no facts."""
    project, kept = job
    path = project.show(name)
    content = _content(name, path, project)
    if not isinstance(content, bytes):
        return path, "", None
    sha256 = hashlib.sha256(content).hexdigest()
    if path in kept and kept[path][0] == sha256:
        return path, *kept[path]
    entry = quick_entry(content)
    if entry is None:
        known = facts(_document(content, path))
        entry = entry_of(known) if known is not None else None
    return path, sha256, entry and tuple(entry)


def _as_checked(problem: Problem, project: Project) -> tuple[Problem, ...]:
    return _of_a_draft([problem]) if project.is_draft(problem.path) else (problem,)


def read_document(path: Path | str, project: Project) -> Document:
    """Read a file of the project, or one elsewhere. This never raises for what is in it."""
    shown = project.show(path)
    return _document(_content(path, shown, project), shown)


def _content(path: Path | str, shown: str, project: Project) -> bytes | Problem:
    return fetch(path, shown, project.root_of(path))


def _document(content: bytes | Problem, shown: str) -> Document:
    return read_bytes(content, shown) if isinstance(content, bytes) else Document(shown, None, "", (content,))


def _place(document: Document, project: Project) -> tuple[str, ...] | None:
    parts = tuple(document.path.split("/"))
    return parts[1:] if len(parts) > 1 and parts[0] in (project.records.name, project.drafts.name) else None

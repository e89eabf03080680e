"""One build: every record is checked, its rows go into a new file, and that is indexed, counted and checked."""

from __future__ import annotations

import hashlib
import marshal
import re
import sqlite3
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from opcc_opendata.calendars import last_day_begun
from opcc_opendata.counting import statuses
from opcc_opendata.database import history
from opcc_opendata.database.alike_answers import fill_alike
from opcc_opendata.database.check import check_counts, check_search, check_sound, content_digest, count_texts
from opcc_opendata.database.counted import fill_counted, fill_status, responses_in
from opcc_opendata.database.create import connect, create_indexes, create_tables, insert
from opcc_opendata.database.events import fill_events
from opcc_opendata.database.outcome import Outcome
from opcc_opendata.database.reference_tables import describe_build, fill_derived, fill_harvest, fill_reference
from opcc_opendata.database.said_again import fill_said_again, versions_of_each
from opcc_opendata.database.search_file import indexing
from opcc_opendata.files import printable
from opcc_opendata.harvested import read_origins
from opcc_opendata.input_files import checksum
from opcc_opendata.manifest import TableHashes, table_hashes
from opcc_opendata.problem_codes import all_codes
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.record import public_part, slug
from opcc_opendata.record_types import Record
from opcc_opendata.schema import standard_of_build
from opcc_opendata.search import fill_searched_responses
from opcc_opendata.tables import (
    RECORD_TABLES,
    TABLES,
    Passage,
    Row,
    Rows,
    json_parts,
    record_passages,
    record_rows,
    rows_digest,
    shorten,
)
from opcc_opendata.tables.search import FIELDS, PASSAGE_BITS
from opcc_opendata.validate import RecordResult, check_records, check_together, without_repeats
from opcc_opendata.yaml_reader import find_strays

if sys.version_info >= (3, 14):
    from compression import zstd
else:
    from backports import zstd

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.result_cache import ResultCache

_PACKED_LEVEL = 1
"""How hard zstd tries. At this level the result cache has two fifths of its size."""


_FILLED_LAST = ("search_words", "build", "build_counts")
"""Tables that are filled when the search indexes are there."""


class PackedRows(NamedTuple):
    """What goes into the database of one record: its rows with their digest, its passages, and its JSON in parts."""

    digest: str
    rows: Rows
    passages: list[Passage]
    parts: list[str | int]


def pack_rows(record: Record) -> bytes:
    """Turn a valid record into what may be published of it, packed for `unpack_rows`."""
    public = public_part(record)
    rows = record_rows(public)
    passages = record_passages(rows)
    packed = PackedRows(rows_digest(rows), rows, passages, json_parts(public, passages))
    return zstd.compress(marshal.dumps(tuple(packed)), _PACKED_LEVEL)


def unpack_rows(packed: bytes) -> PackedRows:
    """Return what `pack_rows` packed."""
    return PackedRows(*marshal.loads(zstd.decompress(packed)))  # noqa: S302 (our own process wrote it, or sealed it)


class _File(NamedTuple):
    """What became of a record's file: the result of checking it, and what is known of its response, if it has one."""

    result: RecordResult
    response: str | None = None
    digest: str | None = None
    dates: history.RecordDates | None = None
    changes: Sequence[str] = ()


def _history_of(project: Project) -> history.GitHistory:
    """Return when each record was added and changed: by the last harvest where there was one, or else by git."""
    origins = read_origins(project.root)
    if not origins:
        return history.read_git(project.root, project.records)
    of_files = {
        path: history.FileHistory(one.commit or "", one.added, one.changed, one.changes)
        for path, one in origins.items()
    }
    return history.GitHistory(of_files, latest=max(one.changed for one in origins.values()))


class BuildRun:
    """One build. The steps stand in the order in which `run` takes them."""

    def __init__(
        self,
        project: Project,
        database: Path,
        cache: ResultCache,
        skip_invalid: bool,
        processes: int | None,
        say: Callable[[str], None],
        progress: Callable[[int, int], None],
    ) -> None:
        self.project, self.database, self.cache = project, database, cache
        self.skip_invalid, self.processes, self.say, self.progress = skip_invalid, processes, say, progress
        # By the date in their names: what is newest comes last, and a search begins there.
        paths = (path for path in cache.files.stamps if path.endswith(".yaml"))
        self.records = sorted(paths, key=lambda path: (path.rpartition("/")[2], path))
        self.rejected: dict[str, list[Problem]] = {}
        self.partly: list[RecordResult] = []
        """Records of a newer version of the standard, of which what can be read goes in."""
        self.shared_parts: dict[str, int] = {}
        self.worked_on = 0
        self.hashes: TableHashes = {}
        """Of the tables that are full before the search indexes are there, for the manifest."""

    def run(self, new: Path) -> Outcome:
        """Make the database in a new file, whole and checked. If records with errors stop that, `built` is False."""
        with ThreadPoolExecutor(1) as pool:
            reading = pool.submit(_history_of, self.project)
            self.standard = standard_of_build(self.project, last_day_begun())
            self.strays = find_strays(self.project.records, self.project.root)
            self.history = reading.result()
        self.dates = history.DateFinder(self.history, self.last_dates(), history.today())
        self.reject(self.strays)
        while (outcome := self.attempt(new)) is None:
            self.cache.save()
        return outcome

    def checksums(self) -> list[tuple[str, str]]:
        """Return the path and checksum of each record."""
        return [(path, self.cache.files.checksum(path) or "") for path in self.records]

    def last_dates(self) -> history.LastBuild | None:
        """Read the dates in the old database, unless git shows all of them."""
        if self.history.shallow:
            self.say("This is a shallow clone, so git does not show when records were added. Fetch its whole history.")
        elif self.history.known and not self.history.removed and self.history.clean.keys() >= set(self.records):
            return None
        try:
            return history.read_last_build(self.database)
        except history.DatesError:
            name = printable(str(self.database))
            self.say(f"{name} is damaged or of another version: it can't say when its responses were added.")
            return None

    def reject(self, problems: Iterable[Problem]) -> set[str]:
        """Leave out every file that has an error, and return those that were not left out before."""
        new = {p.path for p in problems if p.severity is Severity.ERROR and p.path not in self.rejected}
        for problem in sorted(problems):
            if problem.path in new and problem.severity is Severity.ERROR:
                self.rejected.setdefault(problem.path, []).append(problem)
        return new

    def attempt(self, new: Path) -> Outcome | None:
        """Fill a new file, or return None if it holds records that have to be left out: then try again without them."""
        new.unlink(missing_ok=True)
        self.partly = []
        with closing(connect(new)) as connection:
            connection.execute("BEGIN")
            create_tables(connection)
            fill_reference(connection, self.project)
            fill_harvest(connection, self.project)
            files, counts = self.load(connection)
            between, is_spoilt = self.check_between(files)
            if self.rejected and not self.skip_invalid:
                return Outcome(False, rejected=self.reasons(), problems=self.errors())
            if is_spoilt:
                return None
            outcome = self.finish(connection, new, files, between, counts)
        check_sound(new)
        return outcome

    def load(self, connection: sqlite3.Connection) -> tuple[list[_File], Counter[str]]:
        """Check all records, and insert the rows of those that are not left out.

        Returns what became of each file, and how many rows of each table were to go in.
        """
        files: list[_File] = []
        self.shared_parts.clear()
        counts = Counter(
            dict.fromkeys((*(table.name for table in RECORD_TABLES if not table.sql), "searched_passages"), 0)
        )
        names = [f"{self.project.root}/{path}" for path in self.records]
        for batch in check_records(
            self.project, self.standard, names, self.cache, rows_of=pack_rows, processes=self.processes
        ):
            rows: defaultdict[str, list[Row]] = defaultdict(list)
            files += [self.take(result, rows, counts) for result in batch]
            for table, found in rows.items():
                insert(connection, table, found)
            self.progress(len(files), len(names))
        insert(connection, "record_parts_shared", ((number, piece) for piece, number in self.shared_parts.items()))
        self.worked_on = max(self.worked_on, sum(not file.result.cached for file in files))
        return files, counts

    def take(self, result: RecordResult, rows: defaultdict[str, list[Row]], counts: Counter[str]) -> _File:
        """Add a record's rows to those of its batch, and to the `counts` of all before it, unless it is left out."""
        if result.newer and self.skip_invalid and result.path not in self.rejected:
            self.partly.append(result)
        elif not result.published:
            errors = [problem for problem in result.problems if problem.severity is Severity.ERROR]
            # Of a draft that lacks what it can't be shown without, they are warnings.
            self.rejected.setdefault(result.path, errors or list(result.problems))
        if result.rows is None or result.path in self.rejected or (self.rejected and not self.skip_invalid):
            return _File(replace(result, rows=None))
        digest, of_record, passages, parts = unpack_rows(result.rows)
        # Rows have the numbers in which they go in.
        number = counts["responses"] + 1
        first = number << PASSAGE_BITS
        of_record["record_parts"] = [(number, shorten(parts, self.shared_parts))]
        rows["searched_passages"] += [
            (passage, kind, acceptance, field, counts[FIELDS[field][0]] + place + 1)
            for passage, (kind, acceptance, field, place, _) in enumerate(passages, first)
        ]
        counts["searched_passages"] += len(passages)
        for table, found in of_record.items():
            rows[table] += found
            counts[table] += len(found)
        ((response, *others),) = of_record["responses"]
        dates = self.dates.of(result.path, str(response), result.sha256)
        rows["responses"][-1] = (response, *others[: -len(dates)], *dates)
        changes = self.dates.changes(result.path, str(response), dates)
        return _File(replace(result, rows=None), str(response), digest, dates, changes)

    def check_between(self, files: Sequence[_File]) -> tuple[list[Problem], bool]:
        """Check the records against each other. Leaving one out may leave another without what it refers to.

        Returns the problems of those that stay, and whether one was left out whose rows are in the database already.
        """
        inserted = {file.result.path: file.result.facts for file in files if file.response is not None}
        while True:
            staying = [known for path, known in inserted.items() if path not in self.rejected and known is not None]
            found = check_together(self.project, self.standard, staying, self.cache)
            if not self.reject(found):
                return [p for p in found if p.path not in self.rejected], not self.rejected.keys().isdisjoint(inserted)

    def reasons(self) -> dict[str, str]:
        """Return why each file is left out."""
        return {path: _first_error(problems) for path, problems in self.rejected.items()}

    def errors(self) -> tuple[Problem, ...]:
        """Return the errors of all files that are left out."""
        return tuple(sorted(problem for problems in self.rejected.values() for problem in problems))

    def finish(
        self,
        connection: sqlite3.Connection,
        new: Path,
        files: Sequence[_File],
        between: Sequence[Problem],
        counts: Counter[str],
    ) -> Outcome:
        """Work out what rests on all records, index everything, check it, and write down what was built."""
        dates = {file.response: file.dates for file in files if file.response is not None and file.dates is not None}
        if self.project.is_of_drafts:
            counts["related_responses"] -= _drop_relations_to_records(connection)
        check_counts(connection, counts)
        provenance, problems = self.account(files, between)
        insert(connection, "provenance", provenance)
        insert(connection, "problems", problems)
        responses = responses_in(connection)
        standing = statuses(responses)
        fill_status(connection, standing)
        connection.execute("COMMIT")
        with indexing(new, len(dates), self.processes) as take_over:
            connection.execute("BEGIN")
            create_indexes(connection, RECORD_TABLES)
            fill_derived(connection, self.project)
            fill_counted(connection, self.project, responses, standing)
            fill_alike(connection)
            versions = versions_of_each(connection)
            fill_said_again(connection, responses, versions)
            changes = {file.response: file.changes for file in files if file.response}
            fill_events(connection, self.project, changes, versions)
            fill_searched_responses(connection)
            create_indexes(connection, (table for table in TABLES if table not in RECORD_TABLES))
            connection.execute("COMMIT")
            # What can be counted and hashed before, while the other process is still at work.
            to_find = count_texts(connection)
            if not self.project.is_of_drafts:
                self.hashes = table_hashes(connection, leave_out=_FILLED_LAST)
            take_over(connection)
        connection.execute("BEGIN")
        digest = content_digest(connection)
        describe_build(
            connection,
            self.project,
            digest,
            published=len(dates),
            rejected=len(self.rejected),
            updated=self.dates.updated(dates),
        )
        counts["responses"] = counts["records"] = len(dates)
        counts["problems"] = len(problems)
        counts["provenance"] = len(self.rejected.keys() | self.records)
        check_search(connection, to_find)
        found = check_counts(connection, counts)
        insert(connection, "build_counts", sorted((found | {"build_counts": len(found)}).items()))
        connection.execute("COMMIT")
        connection.executescript("PRAGMA analysis_limit = 400; ANALYZE;")
        return Outcome(
            True,
            published=len(dates),
            worked_on=self.worked_on,
            rejected=self.reasons(),
            problems=tuple(sorted((*self.errors(), *(one for result in self.partly for one in result.problems)))),
            partly=len(self.partly),
            digest=digest,
        )

    def account(self, files: Sequence[_File], between: Sequence[Problem]) -> tuple[list[Row], list[Row]]:
        """Return the rows of provenance, one for every file, and those of the problems that are published."""
        found: defaultdict[str, set[Problem]] = defaultdict(set)
        for problem in (*self.strays, *between, *self.errors()):
            found[problem.path].add(problem)
        by_path: dict[str, _File | None] = {
            **dict.fromkeys(self.rejected),
            **{file.result.path: file for file in files},
        }
        provenance: list[Row] = []
        published: list[Row] = []
        for path, file in sorted(by_path.items()):
            problems = without_repeats({*found[path], *(file.result.problems if file else ())})
            if file is not None and file.result.withdrawn:
                problems = tuple(_without_words(problem) for problem in problems if path in self.rejected)
            outcome, reason = ("rejected", _first_error(problems)) if path in self.rejected else ("published", None)
            sha256 = file.result.sha256 if file else checksum(self.project.root / path, self.project.root)
            commit = self.history.clean[path].commit if path in self.history.clean else ""
            response, digest = (file.response, file.digest) if file else (None, None)
            shown = _storable(path)
            provenance.append((shown, sha256, commit or None, response, outcome, reason, digest))
            for number, problem in enumerate(problems, 1):
                words = (_storable(problem.message), _storable(problem.hint) or None)
                row = (problem.code, problem.severity.value, *words, problem.line, problem.column)
                key = f"{_id_of(path)}-problem-{number}"
                published.append((key, shown, response, *row, problem.pointer or None))
        return provenance, published


def _drop_relations_to_records(connection: sqlite3.Connection) -> int:
    """Leave out which published responses the drafts follow or replace: these are not in a database of drafts."""
    leads_out = "related NOT IN (SELECT id FROM responses)"
    return connection.execute(f"DELETE FROM related_responses WHERE {leads_out}").rowcount


_PLAIN_PARTS = re.compile("[a-z0-9]++(?:-[a-z0-9]++)*+(?:/[a-z0-9]++(?:-[a-z0-9]++)*+)*+")
"""Names from which an id can be made that no other name gives: two hyphens stand for the slash."""


def _id_of(path: str) -> str:
    """Return the part of a problem's id that names its file, of the characters that an address can have."""
    name = path.removeprefix("records/").removesuffix(".yaml")
    if _PLAIN_PARTS.fullmatch(name) and path == f"records/{name}.yaml":
        return name.replace("/", "--")
    words = slug(name) or "file"
    return f"{words}---{hashlib.sha256(path.encode('utf-8', 'surrogateescape')).hexdigest()[:32]}"


def _first_error(problems: Iterable[Problem]) -> str:
    first = min(problems, key=lambda problem: problem.severity is not Severity.ERROR, default=None)
    return _storable(f"{first.code} {first.message}" if first else "It could not be read.")


def _without_words(problem: Problem) -> Problem:
    """Return a problem of a withdrawn record without what it quotes: the record's words must not be published."""
    return replace(problem, message=all_codes()[problem.code].title, hint="", pointer="")


def _storable(text: str) -> str:
    """Return a text that SQLite can hold: a file's name need not be UTF-8."""
    return text.encode("utf-8", "backslashreplace").decode()

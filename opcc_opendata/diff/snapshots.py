"""One side of a comparison: the records of a git revision, of a folder, or of the work tree.

A side has its records in short (see `record_summary`). The whole of a record is read only where it is asked for: that
is where the two sides differ.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from opcc_opendata.diff import revisions
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project, ProjectError, find_project
from opcc_opendata.record_summary import RecordSummary, Summarised, as_kept, summaries, summarise
from opcc_opendata.record_types import Record
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import find_records, read_bytes
from opcc_opendata.yaml_reader.files import fetch

NoSuchSideError = revisions.NoSuchSideError

_READ_ALL_THE_SAME = ("R108",)
"""A name that some computers can't tell from another is no reason not to read the file."""


@dataclass(frozen=True, slots=True, eq=False)
class SnapshotRecord:
    """A record that follows the standard: where it lies, counted from its project's folder, and the record in short.

    `sha256` is that of its file. `source`, counted from the folder `root`, is a file with the same content, for when
    the whole record is asked for.
    """

    path: str
    sha256: str
    summary: RecordSummary
    source: str
    root: Path
    reader: Reader = field(repr=False)

    @property
    def id(self) -> str:
        """The response's id."""
        return self.summary.counted.id

    def data(self) -> Record:
        """Read the whole record, as the newest version of the standard has it. NoSuchSideError: it has changed."""
        return self.reader.data(self)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The responses of one side by id, and of the files that can't be compared what is wrong, by path."""

    name: str
    responses: Mapping[str, SnapshotRecord]
    faulty: Mapping[str, str]


class Reader:
    """Reads sides. A file that is the same on both is read once, and not at all if the cache of `project` knows it.

    Without a `project`, whose standard has to be the same, there is no cache. `save` keeps what was read for other
    commands.
    """

    def __init__(self, standard: Standard, project: Project | None = None) -> None:
        self._standard = standard
        self._project = project
        self._cache = ResultCache(project) if project is not None else None
        self._lying: dict[Path, tuple[list[Summarised], list[Problem]]] = {}
        self._read: dict[str, tuple[RecordSummary | str, Record]] = {}
        self._entries: dict[tuple[str, str], SnapshotRecord] = {}

    def save(self) -> None:
        """Keep what was found in the project's records for the next time."""
        if self._cache is not None:
            self._cache.save()

    def side(self, name: str, files: Iterable[tuple[str, Summarised | bytes | Problem]], root: Path) -> Snapshot:
        """Read the files of a side. Of two records with one id, the second can't be compared."""
        responses: dict[str, SnapshotRecord] = {}
        faulty: dict[str, str] = {}
        for path, found in files:
            sha256, summary, source = self._in_short(path, found)
            if isinstance(summary, str):
                faulty[path] = summary
                continue
            name_of_response = summary.counted.id
            if name_of_response in responses:
                faulty[path] = f"R301 {responses[name_of_response].path} has the id {name_of_response} too."
                continue
            entry = self._entries.get((path, sha256))  # most are the same on both sides
            if entry is None:
                entry = self._entries[path, sha256] = SnapshotRecord(path, sha256, summary, source, root, self)
            responses[name_of_response] = entry
        return Snapshot(name, responses, faulty)

    def _in_short(self, path: str, found: Summarised | bytes | Problem) -> tuple[str, RecordSummary | str, str]:
        """Return a file's checksum, its summary, and where its content lies. What only git has is read in full."""
        if isinstance(found, Problem):
            return "", f"{found.code} {found.message}", ""
        if isinstance(found, Summarised):
            return found.sha256, found.summary, found.path
        sha256 = hashlib.sha256(found).hexdigest()
        if sha256 not in self._read:
            self._read[sha256] = summarise(read_bytes(found, path), self._standard)
        return sha256, self._read[sha256][0], path

    def data(self, entry: SnapshotRecord) -> Record:
        """Return the whole of a record. Raises NoSuchSideError if its file has changed since it was read in short."""
        if entry.sha256 in self._read:
            return self._read[entry.sha256][1]
        content = fetch(entry.root / entry.source, entry.path, entry.root)
        if not isinstance(content, bytes) or hashlib.sha256(content).hexdigest() != entry.sha256:
            raise NoSuchSideError(f"{entry.path} was changed while it was compared. Try again.")
        return summarise(read_bytes(content, entry.path), self._standard)[1]

    def lying(self, project: Project) -> tuple[list[Summarised], list[Problem]]:
        """Return what is in a project's records as they lie in their folder, and what is wrong with their names."""
        if project.root not in self._lying:
            is_own = self._project is not None and self._project.root == project.root
            found = find_records([project.records], project.root)
            others = [one for every, _ in self._lying.values() for one in every]
            every = summaries(
                project,
                self._standard,
                found.names,
                self._cache if is_own else None,
                known={one.path: (one.sha256, as_kept(one.summary)) for one in others},
                with_git_names=is_own,
            )
            self._lying[project.root] = every, found.problems
        return self._lying[project.root]


def work_tree(project: Project, reader: Reader) -> Snapshot:
    """Read the project's records as they lie in their folder."""
    return reader.side("the work tree", _files(project, reader), project.root)


def with_file(project: Project, reader: Reader, path: str, content: bytes) -> Snapshot:
    """Read the project's records as they would be with another content in one file, named as `show` writes it."""
    others = ((name, found) for name, found in _files(project, reader) if name != path)
    return reader.side("the change", [*others, (path, content)], project.root)


def named_side(name: str, project: Project, reader: Reader) -> Snapshot:
    """Read what somebody named: a folder that holds records/, or else a revision. Raises NoSuchSideError."""
    folder = Path(name)
    if not os.path.isdir(name):  # noqa: PTH112 (it takes any name, and never raises)
        shown, files = revisions.files(project.root, name, lambda: reader.lying(project)[0])
        return reader.side(shown, files, project.root)
    try:
        there = find_project(folder, folder)
    except ProjectError as error:
        raise NoSuchSideError(str(error)) from error
    return reader.side(name, _files(there, reader), there.root)


def _files(project: Project, reader: Reader) -> Iterator[tuple[str, Summarised | Problem]]:
    every, problems = reader.lying(project)
    for one in every:
        yield one.path, one
    for problem in problems:
        if problem.path.endswith(".yaml") and problem.code not in _READ_ALL_THE_SAME:
            yield problem.path, problem

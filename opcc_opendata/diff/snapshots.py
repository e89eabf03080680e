"""One side of a comparison: the records of a git revision, of a folder, or of the work tree."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from opcc_opendata.diff import revisions
from opcc_opendata.migrations import upgraded_and_checked
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project, ProjectError, find_project
from opcc_opendata.record import Record
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import find_records, read_bytes
from opcc_opendata.yaml_reader.files import fetch

NoSuchSide = revisions.NoSuchSide

_READ_ALL_THE_SAME = ("R108",)
"""A name that some computers can't tell from another is no reason not to read the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A record that follows the standard, and where it lies, counted from its project's folder."""

    path: str
    data: Record


@dataclass(frozen=True, slots=True)
class Side:
    """The responses of one side by id, and of the files that can't be compared what is wrong, by path."""

    name: str
    responses: Mapping[str, Entry]
    faulty: Mapping[str, str]


class Reader:
    """Reads sides. A file that is the same on both is read once."""

    def __init__(self, standard: Standard) -> None:
        self._standard = standard
        self._known: dict[bytes, Record | str] = {}

    def side(self, name: str, files: Iterable[tuple[str, bytes | Problem]]) -> Side:
        """Read the files of a side. Of two records with one id, the second can't be compared."""
        responses: dict[str, Entry] = {}
        faulty: dict[str, str] = {}
        for path, found in files:
            data = f"{found.code} {found.message}" if isinstance(found, Problem) else self._record(path, found)
            if isinstance(data, str):
                faulty[path] = data
            elif data["id"] in responses:
                faulty[path] = f"R301 {responses[data['id']].path} has the id {data['id']} too."
            else:
                responses[data["id"]] = Entry(path, data)
        return Side(name, responses, faulty)

    def _record(self, path: str, content: bytes) -> Record | str:
        digest = sha256(content).digest()
        if digest not in self._known:
            document = read_bytes(content, path)
            document, broken = upgraded_and_checked(document, self._standard)
            first = next(iter(document.problems or broken), None)
            self._known[digest] = f"{first.code} {first.message}" if first else document.data or {}
        return self._known[digest]


def work_tree(project: Project, reader: Reader) -> Side:
    """Read the project's records as they lie in their folder."""
    return reader.side("the work tree", _files(project))


def named_side(name: str, project: Project, reader: Reader) -> Side:
    """Read what somebody named: a folder that holds records/, or else a revision. Raises NoSuchSide."""
    folder = Path(name)
    if not os.path.isdir(name):  # noqa: PTH112 (it takes any name, and never raises)
        shown, files = revisions.files(project.root, name)
        return reader.side(shown, files)
    try:
        return reader.side(name, _files(find_project(folder, folder)))
    except ProjectError as error:
        raise NoSuchSide(str(error)) from error


def _files(project: Project) -> Iterator[tuple[str, bytes | Problem]]:
    found = find_records([project.records], project.root)
    for path in found.files:
        shown = project.show(path)
        yield shown, fetch(path, shown, project.root)
    for problem in found.problems:
        if problem.path.endswith(".yaml") and problem.code not in _READ_ALL_THE_SAME:
            yield problem.path, problem

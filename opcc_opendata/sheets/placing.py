"""Where the records of a workbook belong in a project, and what would become of the files that are there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opcc_opendata.reader import read_file
from opcc_opendata.writer import to_yaml

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

Record = dict[str, Any]


class State(StrEnum):
    """How a record of a workbook stands to the project."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNREADABLE = "not readable"


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and its file: the text that it would have, and what differs from the file that is there.

    `keys` are the keys of the record with another value than in the file. `comments` counts the lines of the file that
    hold a comment, which a workbook does not know.
    """

    path: Path
    state: State
    text: str
    keys: tuple[str, ...] = ()
    comments: int = 0


def place(project: Project, standard: Standard, records: Iterable[Record]) -> Iterator[Placed]:
    """Give each record its place in the project. Its id must begin with its force. Raises NotWritable."""
    for record in records:
        force, id_ = record["force"], record["id"]
        path = project.records / force / f"{id_.removeprefix(f'{force}-')}.yaml"
        yield _compared(project, standard, path, record)


def _compared(project: Project, standard: Standard, path: Path, record: Record) -> Placed:
    address = project.schema_address
    text = to_yaml(record, standard, schema_address=address)
    if not path.exists():
        return Placed(path, State.NEW, text)
    before = read_file(path, root=project.root).data
    if before is None:
        return Placed(path, State.UNREADABLE, text)
    if before == record:
        return Placed(path, State.SAME, text)
    keys = tuple(key for key in {**before, **record} if before.get(key) != record.get(key))
    bare = to_yaml(before, standard, schema_address=address)
    return Placed(path, State.CHANGED, text, keys, _comments(path.read_text(encoding="utf-8-sig"), bare))


def _comments(text: str, bare: str) -> int:
    """Count the lines with a comment: those that the same record without any comment doesn't have."""
    return (_hash_lines(text) - _hash_lines(bare)).total()


def _hash_lines(text: str) -> Counter[str]:
    lines = (line.strip() for line in text.splitlines())
    return Counter(line for line in lines if line.startswith("#") and not line.startswith("# yaml-language-server:"))

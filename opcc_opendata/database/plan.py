"""What a build has to do: which files are new, changed or gone, and whether the old database can serve."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from opcc_opendata import __version__
from opcc_opendata.database import history
from opcc_opendata.database.spare import state_of_spare
from opcc_opendata.database.state import Stamp, State, file_hash, identity, list_files, now
from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.project import EXTENSIONS
from opcc_opendata.settings import SETTINGS
from opcc_opendata.yaml_reader import MAX_BYTES

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_MOST_BYTES = 5_000_000
"""Of one file that decides a build beside the records."""

_PACKAGE = Path(__file__).parent.parent
_ROOMS = (
    "migrations",
    "yaml_reader",
    "record",
    "rules",
    "schema",
    "settings",
    "statute",
    "tables",
    "database",
    "validate",
)
"""The rooms whose code decides what is in the database."""

_WORTH_STARTING_AFRESH = 0.3
"""From this share of changed files on, a full build is quicker than taking old rows out one by one."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be done. Paths are named from the project's folder, in order.

    Without a `state` the build is a full one. `records` are to be read and checked; `other` are files beside them
    (attachments, strays) that are new or changed; `gone` are files of either kind. `restamped` were found unchanged by
    their contents, and only their stamps are new. `database` names the state of the database that was there, and
    `from_spare` says that the changes are those since the database before it. `checksums` are of the files that were
    read to see if they changed: none is read twice.
    """

    database: str
    files: Mapping[str, Stamp]
    fingerprint: str
    head: str
    state: State | None
    records: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    restamped: tuple[tuple[str, Stamp, int], ...] = ()
    from_spare: bool = False
    checksums: dict[str, str] = field(default_factory=dict)

    @property
    def nothing(self) -> bool:
        """Whether the database is as a build would leave it."""
        if self.state is None or self.records or self.other or self.gone:
            return False
        return self.state.fact("head") == self.head and self.state.fact("rejected") == "0"

    def holds_for(self, database: Path) -> bool:
        """Whether the database is still the one that the plan was made for."""
        return self.database == identity(database)


def make_plan(project: Project, database: Path, *, check_hashes: bool) -> Plan:
    """Compare the project with what the last build of this database read. Raises OSError."""
    found = identity(database)
    files = list_files(project.records, project.root)
    mark, head = fingerprint(project), history.head(project.root)
    plan = Plan(found, files, mark, head, None)
    since = _changes_since(State.open(database), project, plan, check_hashes=check_hashes)
    return since or replace(plan, records=_records(files), other=_others(files))


def from_spare(project: Project, database: Path, plan: Plan, *, check_hashes: bool) -> Plan:
    """Give the plan that begins with the spare database in place of a copy, where that can be done."""
    if plan.state is None:
        return plan
    again = _changes_since(state_of_spare(database), project, plan, check_hashes=check_hashes)
    return replace(again, from_spare=True) if again is not None else plan


def _changes_since(state: State | None, project: Project, plan: Plan, *, check_hashes: bool) -> Plan | None:
    """Give the plan of what has changed since a state, or None if the database is better built from nothing."""
    if state is None or state.fact("fingerprint") != plan.fingerprint:
        return None
    plan = _changes(project, replace(plan, state=state), check_hashes=check_hashes)
    few = len(plan.records) <= _WORTH_STARTING_AFRESH * len(plan.files)
    return plan if few and not any(_withdraws(project.root / path, project.root) for path in plan.records) else None


def _withdraws(record: Path, root: Path) -> bool:
    """Tell if a record may withdraw a response.

    What is taken out of a database leaves its words on free pages and in the search index, where a download of the
    file would still hold them. Only a new file has none.
    """
    try:
        return b"withdrawal" in read_bytes(record, MAX_BYTES, root)
    except UnreadableFileError:
        return False  # reading it as a record will say what is wrong


def _changes(project: Project, plan: Plan, *, check_hashes: bool) -> Plan:
    """Fill in what has changed since the state of a plan."""
    state, files = plan.state, plan.files
    assert state is not None
    seen = files if state.saw(files) else state.stamps()
    gone = seen.keys() - files.keys()
    # What has a new stamp, or one that proves nothing, is read to see if it changed.
    unproved = [path for path, stamp in files.items() if check_hashes or seen.get(path) != stamp]
    again = now()
    touched = _changed(project.root, plan, state, unproved) if unproved else set()
    restamped = ((path, files[path], again) for path in unproved if path not in touched and seen[path] != files[path])
    beside = set(_others(touched | gone))
    unsure = touched | set(state.rejected()) | (set(_attaching(state, beside)) if beside else set())
    return replace(
        plan,
        records=_records(unsure & files.keys()),
        other=_others(touched),
        gone=tuple(sorted(gone)),
        restamped=tuple(sorted(restamped)),
    )


def _changed(root: Path, plan: Plan, state: State, paths: Sequence[str]) -> set[str]:
    """Find which files are not as they were read, in two threads: reading one lets the other thread go on."""
    known, found = state.checksums(paths), plan.checksums
    unread = [path for path in paths if path not in found]

    def work(some: Iterable[str]) -> None:
        found.update((path, file_hash(f"{root}/{path}", root)) for path in some)

    other = threading.Thread(target=work, args=(unread[::2],))
    other.start()
    work(unread[1::2])
    other.join()
    return {path for path in paths if found[path] != known.get(path)}


def _records(paths: Iterable[str]) -> tuple[str, ...]:
    """Give the records by the date in their names: what is newest comes last, and a search begins there."""
    return tuple(sorted((path for path in paths if path.endswith(".yaml")), key=lambda path: (_name(path), path)))


def _name(path: str) -> str:
    return path.rpartition("/")[2]


def _others(paths: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(path for path in paths if not path.endswith(".yaml")))


def _attaching(state: State, beside: set[str]) -> Iterator[str]:
    """Give the records that attach one of some files: whether they are right depends on those files too."""
    for path, names in state.attached():
        folder = path.rpartition("/")[0]
        if any(f"{folder}/{name}" in beside for name in names):
            yield path


def fingerprint(project: Project) -> str:
    """Give a checksum of all that decides the database beside the records: standard, settings, toolkit, SQLite.

    With another fingerprint, nothing of an old build is used again.
    """
    digest = hashlib.sha256(f"{__version__} {sqlite3.sqlite_version}".encode())
    settings = (project.root / SETTINGS, project.root / EXTENSIONS)
    sources = (
        *sorted(project.schema.glob("*.json")),
        *sorted((project.schema / "codelists").glob("*.csv")),
        *(path for room in _ROOMS for path in sorted([*_PACKAGE.glob(f"{room}.py"), *_PACKAGE.glob(f"{room}/*.py")])),
    )
    for path, root in (*((path, project.root) for path in settings), *((path, None) for path in sources)):
        with suppress(UnreadableFileError):  # where it is needed, whoever reads it says what is wrong
            digest.update(path.name.encode() + read_bytes(path, _MOST_BYTES, root))
    return digest.hexdigest()

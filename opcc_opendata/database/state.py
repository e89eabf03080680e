"""What the last build read, kept beside the database, so that what has not changed is not done again.

The state is a cache: it may be deleted at any time, and the next build is then a full one.
"""

from __future__ import annotations

import contextlib
import os
import sqlite3
import time
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

import orjson

from opcc_opendata.files import UnreadableFileError, is_ordinary, printable, sha256, walk
from opcc_opendata.yaml_reader.files import BESIDE_A_DRAFT, MAX_BYTES_BESIDE, is_keepable

CLOCK_NS = 50_000_000
"""A file whose time is this close to the moment of reading may have changed since within one tick of the clock."""

_LAYOUT = """
CREATE TABLE IF NOT EXISTS files (
  path TEXT PRIMARY KEY, sha256 TEXT, published INTEGER, response TEXT, facts TEXT, counts TEXT, attached TEXT
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS facts (key TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
"""


Stamp = tuple[int, int, int]
"""What the file system says of a file: size, time of change in nanoseconds, inode. Enough to see that it changed."""

_STAMPS = "stamps"
"""The fact that holds all stamps as one text. Most builds find nothing changed, and compare only this."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of one file.

    `facts` are those of a record as JSON has them, `counts` the numbers of its rows by table, and `attached` the names
    of the files that it attaches.
    """

    path: str
    stamp: Stamp
    read_at: int
    sha256: str
    published: bool
    response: str | None = None
    facts: list[Any] | None = None
    counts: Mapping[str, int] = field(default_factory=dict)
    attached: Sequence[str] = ()


def state_path(database: Path) -> Path:
    """Name the state that belongs to a database."""
    return database.with_name(f"{database.name}.state")


_NOT_READ = ":not-read"
"""Ends the names of what is no ordinary file with a name that can be kept: no such name has a colon in it."""


def list_files(folder: Path, root: Path) -> dict[str, Stamp]:
    """List everything below a folder that is not hidden, named from `root`, with its stamp.

    What lies beside a draft in a folder of its own is passed over. Links, pipes and the like, and folders that look
    like records, are listed with names that end in ":not-read".
    """
    found: dict[str, Stamp] = {}
    above = len(os.fspath(root)) + 1
    for at, entries in walk(folder, lambda _at, _error: None):  # what can't be listed is a problem that strays are
        for entry in entries.copy():
            if entry.name.endswith(BESIDE_A_DRAFT) and entry.is_dir(follow_symlinks=False):
                entries.remove(entry)
                continue
            is_kept = is_keepable(entry.name)
            if entry.is_dir(follow_symlinks=False):
                if not is_kept:
                    entries.remove(entry)
                elif not entry.name.endswith(".yaml"):
                    continue
            name = f"{at[above:].replace(os.sep, '/')}/{entry.name}"
            if not is_kept or not entry.is_file(follow_symlinks=False):
                name = printable(name) + _NOT_READ
            status = entry.stat(follow_symlinks=False)
            found[name] = (status.st_size, status.st_mtime_ns, status.st_ino)
    return found


class State:
    """The state of one database, open for reading or being written anew."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self.connection = connection
        self.path = path
        self._stamps: dict[str, Stamp | None] = {}

    @classmethod
    def open(cls, database: Path) -> Self | None:
        """Open the state of a database, if there is one and it is of the database as it stands."""
        path = state_path(database)
        if not is_ordinary(path) or not is_ordinary(database):
            return None
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
        state = cls(connection, path)
        with contextlib.suppress(sqlite3.Error):
            if state.fact("database") == identity(database):
                return state
        connection.close()
        return None

    @classmethod
    def begin(cls, path: Path, old: State | None) -> Self:
        """Begin a new state in a file of its own, from the old one where there is one."""
        path.unlink(missing_ok=True)
        connection = sqlite3.connect(path, isolation_level=None)
        # It is only a cache, so nobody waits until it is on the disk.
        connection.execute("PRAGMA journal_mode = OFF").close()
        connection.execute("PRAGMA synchronous = OFF").close()
        if old is not None:
            old.connection.backup(connection)
        connection.executescript(_LAYOUT)
        connection.execute("BEGIN")
        state = cls(connection, path)
        state._stamps = {} if old is None else old.stamps()
        return state

    def finish(self, database: Path, files: Iterable[str]) -> None:
        """Make this the state of a database, which must be in its place by now. `files` are all, as they are listed."""
        stamps = {path: self._stamps.get(path) for path in files}
        self.set_facts({"database": identity(database), _STAMPS: orjson.dumps(stamps).decode()})
        self.connection.execute("COMMIT")
        self.connection.close()
        self.path.replace(state_path(database))

    def fact(self, key: str) -> str:
        """Give one fact about the build, or ""."""
        row = self.connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def set_facts(self, facts: Mapping[str, str]) -> None:
        """Keep some facts about the build."""
        self.connection.executemany("INSERT OR REPLACE INTO facts VALUES (?, ?)", facts.items())

    def saw(self, files: Mapping[str, Stamp]) -> bool:
        """Tell if these are all the files that the last build read, and each is certainly as it was."""
        return self.fact(_STAMPS) == orjson.dumps(files).decode()

    def stamps(self) -> dict[str, Stamp | None]:
        """Give each file's stamp, or None for one that may have changed at the very moment of reading."""
        stamps: dict[str, Stamp | None] = orjson.loads(self.fact(_STAMPS) or "{}")
        return {path: (stamp[0], stamp[1], stamp[2]) if stamp else None for path, stamp in stamps.items()}

    def checksums(self, paths: Iterable[str]) -> dict[str, str]:
        """Give the SHA-256 of some files as they were read."""
        ask = "SELECT path, sha256 FROM files WHERE path = ?"
        return dict(row for path in paths for row in self.connection.execute(ask, (path,)))

    def rejected(self) -> list[str]:
        """Give the records that were not published. A later build looks at them again."""
        rows = self.connection.execute(
            "SELECT path FROM files WHERE NOT published AND path LIKE '%.yaml' ORDER BY path"
        )
        return [path for (path,) in rows]

    def set_stamps(self, stamps: Iterable[tuple[str, Stamp, int]]) -> None:
        """Keep the stamps of files, with the time when each was read. One that proves nothing is kept as None."""
        self._stamps.update((path, stamp if stamp[1] < read_at - CLOCK_NS else None) for path, stamp, read_at in stamps)

    def put(self, files: Collection[Known]) -> None:
        """Keep what is known of some files."""
        self.set_stamps((file.path, file.stamp, file.read_at) for file in files)
        self.connection.executemany(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?, ?, ?)",
            ((f.path, f.sha256, f.published, f.response, *map(_json, (f.facts, f.counts, f.attached))) for f in files),
        )

    def forget(self, paths: Iterable[str]) -> None:
        """Drop some files."""
        self.connection.executemany("DELETE FROM files WHERE path = ?", ((path,) for path in paths))

    def reject(self, paths: Iterable[str]) -> None:
        """Mark some files as not published."""
        self.connection.executemany("UPDATE files SET published = 0 WHERE path = ?", ((path,) for path in paths))

    def published_facts(self) -> Iterator[list[Any]]:
        """Give the facts of every record that is published, in the order of the paths."""
        rows = self.connection.execute("SELECT facts FROM files WHERE published ORDER BY path")
        return (orjson.loads(facts) for (facts,) in rows)

    def attached(self) -> Iterator[tuple[str, list[str]]]:
        """Give the records that attach files, each with the names of these."""
        rows = self.connection.execute("SELECT path, attached FROM files WHERE attached <> '[]'")
        return ((path, orjson.loads(names)) for path, names in rows)

    def counts(self, paths: Iterable[str]) -> Iterator[dict[str, int]]:
        """Give the numbers of rows by table that some files were published as."""
        for path in paths:
            row = self.connection.execute("SELECT counts FROM files WHERE path = ? AND published", (path,)).fetchone()
            if row:
                yield orjson.loads(row[0])

    def responses(self, paths: Iterable[str]) -> list[str]:
        """Give the ids of the responses that some files were published as."""
        found = (
            self.connection.execute("SELECT response FROM files WHERE path = ? AND published", (path,)).fetchone()
            for path in paths
        )
        return [row[0] for row in found if row]


def _json(value: object) -> str:
    return orjson.dumps(value).decode()


def now() -> int:
    """Give the time in nanoseconds, on the clock that file times are on."""
    return time.time_ns()


def identity(database: Path) -> str:
    """Name one state of the database's file: another build, or a hand that touched it, changes it. "" for no file."""
    try:
        status = database.stat()
    except FileNotFoundError:
        return ""
    return f"{status.st_size} {status.st_mtime_ns} {status.st_ino}"


def file_hash(path: str, root: Path) -> str:
    """Give the SHA-256 of a file inside `root`, or "" where it is not read."""
    try:
        return sha256(path, MAX_BYTES_BESIDE, root)
    except UnreadableFileError:
        return ""

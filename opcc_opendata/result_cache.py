"""What checking each record found, kept between runs: by the file's path and content, and by all else that decides it.

The cache is one file beside the database, a help to `validate`, `build` and other commands, and may be deleted at any
time. It can only cost time. An entry counts only if its seal is right, which needs a key in the user's own cache folder
and the fingerprint of standard, project and program. So what is damaged, or was written by another version, on another
machine, or by whoever sent a pull request, is not believed; and a cache that can't be read or written is passed over.
Without a place for the key, there is no cache.

It holds nothing of what a record said before, once the records were built again.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import secrets
import sqlite3
import sys
from collections.abc import Iterable, Iterator, Mapping, Set
from contextlib import closing, suppress
from functools import cache
from hmac import compare_digest
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from opcc_opendata import __version__
from opcc_opendata.files import UnreadableFileError, is_ordinary, read_bytes
from opcc_opendata.input_files import InputFiles
from opcc_opendata.project import DATABASE, EXTENSIONS, REGISTER
from opcc_opendata.settings import SETTINGS

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_PACKAGE: Final = Path(__file__).parent
_DECIDES_NOTHING: Final = frozenset(
    {"__pycache__", "_packaged", "cli", "documents", "importers", "server", "site", "spreadsheets"}
)
"""Folders of the package that do not decide what is found in a record, or what stands in the database."""

_LARGEST_SOURCE: Final = 16 << 20

_LAYOUT: Final = (
    "CREATE TABLE facts (key BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID",
    "CREATE TABLE results (key BLOB PRIMARY KEY, sealed BLOB) WITHOUT ROWID",
    "CREATE TABLE rows (key BLOB PRIMARY KEY, sealed BLOB)",
)
_SEAL: Final = 16
_KEY: Final = 32
_WAIT_SECONDS: Final = 2
_PAGE_BYTES: Final = 8192
_LARGEST_ENTRY: Final = 256 << 20
_WRITE_AT: Final = 1_000
"""So many new results are written at a time: they hold all of a record's rows."""

_PASSING: Final = frozenset(
    {
        *(sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN),
        *(sqlite3.SQLITE_FULL, sqlite3.SQLITE_PERM, sqlite3.SQLITE_AUTH, sqlite3.SQLITE_IOERR),
    }
)
"""Errors of SQLite that say nothing against the file: it is in use, or this user may not write it."""


class _DamagedError(Exception):
    """The file is no cache that this user wrote with this version."""


class ResultCache:
    """The cache of one project. Nothing here raises for the state that its file is in.

    A result and its rows are bytes to the cache: `opcc_opendata.validate` makes and reads them.
    """

    def __init__(self, project: Project, *, trust_stamps: bool = True) -> None:
        """Open the cache. Without `trust_stamps`, every file counts as one that must be read."""
        # What was made of drafts goes with their database, which is deleted once they were looked at.
        folder = project.database.parent if project.is_of_drafts else project.root
        self._path = folder / f"{DATABASE}.cache"
        key = _user_key()
        self.fingerprint = fingerprint(project)
        self._secret = hashlib.blake2b(self.fingerprint.encode(), key=key or bytes(_KEY)).digest()
        self._usable = key is not None and (is_ordinary(self._path) or not os.path.lexists(self._path))
        self._damaged = False
        self._results: dict[bytes, bytes] | None = None
        self._row_keys: set[bytes] | None = None
        self._new: dict[str, dict[bytes, bytes]] = {"facts": {}, "results": {}, "rows": {}}
        self._reader: tuple[int, sqlite3.Connection | None] = (0, None)
        self._inherited: list[sqlite3.Connection | None] = []
        self._folder = project.records.name.encode()
        self._name_of_files = b"files in " + self._folder
        self._files = self.fact(self._name_of_files) or {}
        self._kept: dict[str, dict[str, tuple[str, Any]]] = {}
        self._changed: set[str] = set()
        self.files = InputFiles(project.records, project.root, self._files if trust_stamps else {})

    def fact(self, name: bytes) -> Any:
        """Return what was kept under a name, or None."""
        found = list(self._read("SELECT key, sealed FROM facts WHERE key = ?", (name,)))
        content = self._opened("facts", *found[0]) if found else None
        return None if content is None else marshal.loads(content)  # noqa: S302 (its seal is our own)

    def keep_fact(self, name: bytes, value: Any) -> None:
        """Keep a value that `marshal` can write."""
        self._new["facts"][name] = marshal.dumps(value)

    def kept(self, kind: str) -> Mapping[str, tuple[str, Any]]:
        """Return all values of one kind: for the path of each record that one is kept for, its checksum and the value.

        They are small, for each record one of a kind, and are read and written together.
        """
        if kind not in self._kept:
            self._kept[kind] = self.fact(self._name_of(kind)) or {}
        return self._kept[kind]

    def keep(self, kind: str, path: str, sha256: str, value: Any) -> None:
        """Keep a value of one kind, which `marshal` can write, for a record with this path and checksum.

        What lies elsewhere than in the project's records, such as a draft, is passed over.
        """
        if sha256 and path in self.files.stamps:
            self.kept(kind)
            self._kept[kind][path] = (sha256, value)
            self._changed.add(kind)

    def _name_of(self, kind: str) -> bytes:
        return kind.encode() + b" of " + self._folder

    def has(self, path: str, sha256: str, *, rows: bool, facts_only: bool) -> bool:
        """Tell if there seems to be a result for a file that has this path and checksum, and its rows if `rows`."""
        key = _key(path, sha256)
        if self._results is None and not rows:
            return any(self.result(path, sha256, facts_only=only) is not None for only in {False, facts_only})
        results = self._all_results()
        if rows:
            return key in results and key in self._all_row_keys()
        return key in results or (facts_only and _key(path, sha256, facts_only=True) in results)

    def result(self, path: str, sha256: str, *, facts_only: bool = False) -> bytes | None:
        """Return the result of checking a file that has this path and checksum."""
        key = _key(path, sha256, facts_only=facts_only)
        if self._results is not None:
            sealed = self._results.get(key)
            return None if sealed is None else self._opened("results", key, sealed)
        found = list(self._read("SELECT key, sealed FROM results WHERE key = ?", (key,)))
        return self._opened("results", *found[0]) if found else None

    def rows(self, path: str, sha256: str) -> bytes | None:
        """Return the rows of a record whose file has this path and checksum."""
        key = _key(path, sha256)
        found = list(self._read("SELECT key, sealed FROM rows WHERE key = ?", (key,)))
        return self._opened("rows", *found[0]) if found else None

    def load(self) -> None:
        """Read all results now and close the file, so that processes that are started later have them."""
        self._all_results()
        self.close()

    def put(self, path: str, sha256: str, result: bytes, rows: bytes | None, *, facts_only: bool = False) -> None:
        """Keep what checking a file has found, or only its facts."""
        key = _key(path, sha256, facts_only=facts_only)
        self._new["results"][key] = result
        if rows is not None:
            self._new["rows"][key] = rows
        if len(self._new["results"]) >= _WRITE_AT:
            self._write()

    def save(self, current: Iterable[tuple[str, str]] | None = None) -> None:
        """Write what is new. If `current`, the paths and checksums of all records, is given, drop all other results."""
        now = self.files.stamps
        for kind, values in self._kept.items():
            if kind in self._changed or not values.keys() <= now.keys():
                self.keep_fact(self._name_of(kind), {path: one for path, one in values.items() if path in now})
        self._changed.clear()
        files = self.files.to_keep()
        if files != self._files:
            self.keep_fact(self._name_of_files, files)
        if any(self._new.values()) or current is not None:
            self._write(None if current is None else {_key(path, sha256) for path, sha256 in current})
        self.close()

    def close(self) -> None:
        """Let go of the file."""
        process, connection = self._reader
        if connection is not None and process == os.getpid():
            connection.close()
        self._reader = (0, None)

    def _all_results(self) -> dict[bytes, bytes]:
        if self._results is None:
            self._results = dict(self._read("SELECT key, sealed FROM results"))
        return self._results

    def _all_row_keys(self) -> Set[bytes]:
        if self._row_keys is None:
            self._row_keys = {key for key, _ in self._read("SELECT key, '' FROM rows")}
        return self._row_keys

    def _read(self, question: str, values: tuple[bytes, ...] = ()) -> Iterator[tuple[bytes, bytes]]:
        if not self._usable or self._damaged:
            return
        try:
            connection = self._connection()
            if connection is not None:
                yield from connection.execute(question, values).fetchall()
        except (sqlite3.Error, _DamagedError, MemoryError, OverflowError) as error:
            self._give_up(error)

    def _connection(self) -> sqlite3.Connection | None:
        """Open the file for reading, once in each process: SQLite does not survive a fork."""
        process, connection = self._reader
        if process != os.getpid():
            self._inherited.append(connection)  # never to be closed here: it belongs to the process that began this one
            connection = None
            if is_ordinary(self._path):
                connection = _connect(f"{self._path.absolute().as_uri()}?mode=ro")
                _refuse_other_layout(connection)
            self._reader = (os.getpid(), connection)
        return connection

    def _opened(self, table: str, key: Any, sealed: Any) -> bytes | None:
        """Return the content of an entry, if its seal is right."""
        if isinstance(key, bytes) and isinstance(sealed, bytes):
            content = sealed[_SEAL:]
            if compare_digest(sealed[:_SEAL], self._seal(table, key, content)):
                return content
        self._give_up(_DamagedError())
        return None

    def _seal(self, table: str, key: bytes, content: bytes) -> bytes:
        return hashlib.blake2b(key + content, key=self._secret, digest_size=_SEAL, person=table.encode()).digest()

    def _give_up(self, error: Exception) -> None:
        """Believe nothing more of the file. One that is damaged is written anew by `save`."""
        # An error that is not SQLite's own, but of the module that calls it, has no code: a text that is no UTF-8.
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in _PASSING:
            self._usable = False
        self._damaged = True
        self._results, self._row_keys = {}, set()
        with suppress(sqlite3.Error):
            self.close()

    def _write(self, current: Set[bytes] | None = None) -> None:
        new, self._new = self._new, {name: {} for name in self._new}
        if not self._usable:
            return
        try:
            if self._damaged:
                self._path.unlink(missing_ok=True)
                self._damaged = False
            with closing(_connect(self._path.absolute().as_uri())) as connection:
                _write(connection, {name: self._sealed(name, entries) for name, entries in new.items()}, current)
            self._results = self._row_keys = None  # they are read again when they are needed
        except (sqlite3.Error, OSError, _DamagedError, MemoryError, OverflowError) as error:
            self._give_up(error)
            if self._usable:
                with suppress(OSError):
                    self._path.unlink(missing_ok=True)

    def _sealed(self, table: str, entries: dict[bytes, bytes]) -> list[tuple[bytes, bytes]]:
        return [(key, self._seal(table, key, content) + content) for key, content in entries.items()]


def _write(
    connection: sqlite3.Connection, new: dict[str, list[tuple[bytes, bytes]]], current: Set[bytes] | None
) -> None:
    connection.execute(f"PRAGMA page_size = {_PAGE_BYTES}").close()
    connection.execute("PRAGMA journal_mode = MEMORY").close()
    connection.execute("PRAGMA synchronous = OFF").close()  # it is only a cache: nobody waits for the disk
    connection.execute("PRAGMA secure_delete = ON").close()
    connection.execute("BEGIN IMMEDIATE").close()
    if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        for statement in _LAYOUT:
            connection.execute(statement).close()
    _refuse_other_layout(connection)
    for table, entries in new.items():
        connection.executemany(f"INSERT OR REPLACE INTO {table} VALUES (?, ?)", entries)  # noqa: S608 (our own names)
    if current is not None:
        for table in ("results", "rows"):
            keys = connection.execute(f"SELECT key FROM {table}").fetchall()  # noqa: S608 (our own names)
            stale = [row for row in keys if row[0] not in current]
            connection.executemany(f"DELETE FROM {table} WHERE key = ?", stale)  # noqa: S608 (our own names)
    connection.execute("COMMIT").close()


def _connect(address: str) -> sqlite3.Connection:
    connection = sqlite3.connect(address, uri=True, timeout=_WAIT_SECONDS, isolation_level=None)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LARGEST_ENTRY)
    return connection


def _refuse_other_layout(connection: sqlite3.Connection) -> None:
    """Raise _DamagedError unless the file has our tables and nothing else: a view could keep a reader for ever."""
    found = connection.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchmany(
        len(_LAYOUT) + 1
    )
    if tuple(sql for (sql,) in found) != _LAYOUT:
        raise _DamagedError


def _key(path: str, sha256: str, *, facts_only: bool = False) -> bytes:
    name = f"{path}\0{sha256}\0{'facts' if facts_only else ''}"
    return hashlib.blake2b(name.encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _user_key() -> bytes | None:
    """Return the user's key, made when it is first needed, or None where it can't be kept."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "opcc-opendata"
        path = folder / "key"
        key = _key_in(path)
        if key is None:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            new = folder / f"key.{os.getpid()}.{secrets.token_hex(4)}"
            new.touch(mode=0o600, exist_ok=False)
            new.write_bytes(secrets.token_bytes(_KEY))
            new.replace(path)
            key = _key_in(path)  # of two processes at once, both take the same one
    except (OSError, RuntimeError):
        return None
    return key


def _key_in(path: Path) -> bytes | None:
    try:
        key = read_bytes(path, _KEY)
    except UnreadableFileError:
        return None
    return key if len(key) == _KEY else None


def fingerprint(project: Project) -> str:
    """Return a checksum of all that decides the results beside the records: program, libraries, standard, settings."""
    digest = hashlib.sha256(f"{__version__} {sys.version} {sqlite3.sqlite_version}".encode())
    digest.update(_program(_PACKAGE, Path(click.__file__).parents[1]))
    settings = [os.fspath(project.root / name) for name in (SETTINGS, EXTENSIONS)]
    register = _walk(project.register or project.schema.parent / REGISTER)
    for path in (*_walk(project.schema), *register, *settings):
        _add_file(digest, path, project.root if path in settings else None)
    return digest.hexdigest()


@cache
def _program(package: Path, libraries: Path) -> bytes:
    """Return a checksum of the program and of the names of its libraries, as they were when this process first asked.

    It goes on with what it has loaded, whatever is installed meanwhile, and so do the results that it finds.
    """
    digest = hashlib.sha256("\0".join(sorted(path.name for path in libraries.glob("*.dist-info"))).encode())
    for path in _walk(package):
        if path.endswith(".py"):
            _add_file(digest, path)
    return digest.digest()


def _add_file(digest: hashlib._Hash, path: str, root: Path | None = None) -> None:
    with suppress(UnreadableFileError):  # where it is needed, whoever reads it says what is wrong
        content = read_bytes(path, _LARGEST_SOURCE, root)
        digest.update(f"\0{path.rpartition('/')[2]}\0{len(content)}\0".encode("utf-8", "surrogateescape"))
        digest.update(content)


def _walk(folder: Path) -> Iterator[str]:
    """Return the files below a folder in their order. Strings and not paths: this is done by every command."""
    for path, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in _DECIDES_NOTHING)
        yield from (f"{path}/{name}" for name in sorted(names))

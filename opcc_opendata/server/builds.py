"""The build that is served, until the file is replaced: then every request that begins has the new one.

A page asks many queries. All of them go to the build that was the newest when its request began, so that no page shows
a part of one build and a part of another. A request may also name its build (`docs/running.md`, "Several servers"):
then it gets that one, or is refused.
"""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import pickle
import queue
import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from datasette.database import Database  # type: ignore[import-untyped]

from opcc_opendata.files import UnreadableFileError, open_stream, reason
from opcc_opendata.server.checksums import check_sum
from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.query_limits import Meter, in_plain_words

Stamp = tuple[int, int, int, int]

_SECONDS_BETWEEN_LOOKS: Final = 0.5
_TRIES: Final = 20
"""How often a file that is replaced while it is being opened is opened again."""

_MOST_KNOWN: Final = 2_000

_SECONDS_KEPT: Final = 600
"""For how long a build before the newest is kept after a request has named it."""

_MOST_KEPT: Final = 2

_DAMAGE: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR))
"""What SQLite finds where the bytes of a file are not those of a database."""

_pinned: ContextVar[Build | None] = ContextVar("opcc_build", default=None)
_metered: ContextVar[bool] = ContextVar("opcc_metered", default=False)


def _stamp(file: Path | int) -> Stamp:
    """Tell one state of a file from every other."""
    found = os.stat(file)  # noqa: PTH116 (it may be an open file's number)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class BuildNotHereError(Exception):
    """There is no build with the digest that a request names."""


class Build:
    """One build of the database: an open file, connections to it, and threads of its own that use them."""

    def __init__(self, stamp: Stamp, file: BufferedReader, connections: list[sqlite3.Connection], checked: str) -> None:
        self.stamp, self.file, self.size = stamp, file, stamp[2]
        self.users = 0
        self.asked = -math.inf
        """When a request named it last, in seconds of the monotonic clock."""
        self.damaged = False
        """Whether the file was changed under its readers, by its checksum."""
        self.counts: dict[str, int] = {}
        self.facts: dict[str, str] = {}
        """What the build says of itself: `digest`, `published`, `schema_version` and so on."""
        self.known: dict[tuple[Any, ...], Any] = {}
        self.checked = self._sha256 = checked
        """The SHA-256 of the file where that was held against its checksum; else empty."""
        self._hashing = threading.Lock()
        self._all = connections
        # The connection used last is the one that holds the most in its cache.
        self._free: queue.LifoQueue[sqlite3.Connection] = queue.LifoQueue()
        for connection in connections:
            self._free.put(connection)
        self._threads = ThreadPoolExecutor(max_workers=len(connections), thread_name_prefix="build")

    def read(self) -> None:
        """Read what is asked of it all the time."""
        first = self._all[0]
        self.counts = dict(tuple(row) for row in first.execute('SELECT "table", rows FROM build_counts'))
        self.facts = dict(tuple(row) for row in first.execute("SELECT * FROM build"))

    @property
    def digest(self) -> str:
        """The digest of the content, as the build says it."""
        return self.facts.get("digest", "")

    @property
    def name(self) -> str:
        """What tells this build from every other, in every process that serves the file."""
        _, _, size, changed = self.stamp
        return f"{self.digest} {size} {changed}"

    def sha256(self) -> str:
        """Give the SHA-256 of the file. A large one takes seconds, so it is worked out when somebody asks."""
        with self._hashing:
            if not self._sha256:
                self.file.seek(0)
                self._sha256 = hashlib.file_digest(self.file, "sha256").hexdigest()
            return self._sha256

    def look_for_damage(self) -> None:
        """Hold the file against the checksum that it had when it was opened, where it had one."""
        if self.checked and not self.damaged:
            with self._hashing:
                self.file.seek(0)
                self.damaged = hashlib.file_digest(self.file, "sha256").hexdigest() != self.checked
            if self.damaged:
                sys.stderr.write("opcc: the database's file was changed under its readers. Nothing of it is served.\n")

    async def run(self, task: Callable[[sqlite3.Connection], Any], *, metered: bool) -> Any:
        """Do something with a connection, in a thread."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, self._do, task, metered)

    def _do(self, task: Callable[[sqlite3.Connection], Any], metered: bool) -> Any:
        connection = self._free.get()
        try:
            connection.row_factory = Meter() if metered else sqlite3.Row
            return task(connection)
        except Exception as error:
            if isinstance(error, sqlite3.Error) and getattr(error, "sqlite_errorcode", 0) & 0xFF in _DAMAGE:
                self.look_for_damage()
            plain = in_plain_words(error)
            if plain is None:
                raise
            raise plain from error
        finally:
            self._free.put(connection)

    def close(self) -> None:
        """Let go of the file, when the last query has ended."""
        self._threads.shutdown()
        for connection in self._all:
            connection.close()
        self.file.close()


def _open(path: Path, prepare: Callable[[sqlite3.Connection], None], connections: int) -> Build:
    """Open a build. Every connection is opened now, and all to the same file, for later there may be another there.

    Raises ServingError.
    """
    for _ in range(_TRIES):
        opened: list[Any] = []
        try:
            before = _stamp(path)
            opened.append(open_stream(path))
            address = f"{path.absolute().as_uri()}?immutable=1"
            opened += [sqlite3.connect(address, uri=True, check_same_thread=False) for _ in range(connections)]
            if before == _stamp(opened[0].fileno()) == _stamp(path):
                checked = check_sum(path, opened[0])
                for connection in opened[1:]:
                    prepare(connection)
                build = Build(before, opened[0], opened[1:], checked)
                build.read()
                return build
        except ServingError:
            _close(opened)
            raise
        except FileNotFoundError:
            _close(opened)
            raise ServingError(f"There is no database {path}. Make it with: opcc build") from None
        except UnreadableFileError as error:
            _close(opened)
            raise ServingError(f"{path} can't be served. {error}") from error
        except OSError as error:
            _close(opened)
            raise ServingError(f"{path} can't be opened: {reason(error)}.") from error
        except (sqlite3.Error, ValueError) as error:
            _close(opened)
            raise ServingError(f"{path} is not a database that opcc build made: {error}.") from error
        _close(opened)
    raise ServingError(f"{path} is replaced again and again. Wait until no build is running.")


def _close(opened: list[Any]) -> None:
    for one in opened:
        one.close()


class Builds:
    """The newest build, and those before it that somebody still reads."""

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None], connections: int) -> None:
        self.path, self._prepare, self._connections = path, prepare, connections
        self._lock = threading.Lock()
        self._renewing = threading.Lock()
        self._refused: Stamp | None = None
        self._kept: list[Build] = []
        """Builds before the newest that requests have named lately, the newer first."""
        self.newest = _open(path, prepare, connections)

    @property
    def now(self) -> Build:
        """The build of this request; outside of any request, the newest."""
        return _pinned.get() or self.newest

    @property
    def refuses_file(self) -> bool:
        """Whether a newer file is there that can't be served."""
        return self._refused is not None

    @contextmanager
    def pinned(self, build: Build | None = None, *, digest: str = "") -> Iterator[Build]:
        """Keep to one build, whatever happens to the file meanwhile: the newest, or one that somebody keeps to now.

        `digest` names the build that it must be. Raises BuildNotHereError if that is not here.
        """
        with self._lock:
            if digest:
                build = next((one for one in (self.newest, *self._kept) if one.digest == digest), None)
                if build is None:
                    raise BuildNotHereError(digest)
                build.asked = time.monotonic()
            elif build is None or build.users < 0:
                build = self.newest
            build.users += 1
        token = _pinned.set(build)
        try:
            yield build
        finally:
            _pinned.reset(token)
            with self._lock:
                build.users -= 1
            self._retire(build)

    def holds(self, digest: str) -> bool:
        """Say whether a build is here, without a look at the file."""
        with self._lock:
            return any(one.digest == digest for one in (self.newest, *self._kept))

    def renew(self) -> bool:
        """Take the file's new state, if there is one. What can't be served is named once, and the old build stays."""
        with self._renewing:
            self._let_go()
            try:
                stamp = _stamp(self.path)
            except OSError:
                return False
            if stamp == self.newest.stamp:
                self._refused = None
                return False
            if stamp == self._refused:
                return False
            is_same_file = stamp[:2] == self.newest.stamp[:2]
            try:
                build = _open(self.path, self._prepare, self._connections)
            except ServingError as error:
                self._refused = stamp
                if is_same_file:
                    self.newest.look_for_damage()
                if not self.newest.damaged:
                    sys.stderr.write(f"opcc: the build before is served still. {error}\n")
                return False
            with self._lock:
                old, self.newest, self._refused = self.newest, build, None
                if not (is_same_file or old.damaged) and time.monotonic() - old.asked < _SECONDS_KEPT:
                    self._kept.insert(0, old)
            self._retire(old)
            self._let_go()
            return True

    def _let_go(self) -> None:
        """Keep no build that nobody has named for long, and not too many."""
        with self._lock:
            recent = [one for one in self._kept if time.monotonic() - one.asked < _SECONDS_KEPT][:_MOST_KEPT]
            gone, self._kept = [one for one in self._kept if one not in recent], recent
        for one in gone:
            self._retire(one)

    def _retire(self, build: Build) -> None:
        with self._lock:
            if build is self.newest or build in self._kept or build.users:
                return
            build.users = -1  # nobody begins with an old build, so this is reached once
        # A query that nobody waits for may still be running.
        threading.Thread(target=build.close, daemon=True).start()

    def close(self) -> None:
        """Let go of every file."""
        for build in (self.newest, *self._kept):
            build.close()

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Look after the file meanwhile."""
        over = threading.Event()

        def look() -> None:
            while not over.wait(_SECONDS_BETWEEN_LOOKS):
                with suppress(OSError):
                    self.renew()

        watcher = threading.Thread(target=look, daemon=True, name="watcher")
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()


class CurrentDatabase(Database):  # type: ignore[misc]
    """Datasette's database, which goes to the build of the request."""

    def __init__(self, datasette: Any, path: Path, builds: Builds) -> None:
        super().__init__(datasette, path=str(path), is_mutable=False)
        self.builds = builds

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do something with a connection."""
        return await self.builds.now.run(fn, metered=_metered.get())

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        """Ask for rows, which are all held in memory, so that there may not be too many."""
        token = _metered.set(True)
        try:
            # A reader's mistake is told to the reader. The server's log would only fill up with them.
            return await super().execute(*arguments, **(options | {"log_sql_errors": False}))
        finally:
            _metered.reset(token)

    async def _kept(self, about: str, *arguments: Any) -> Any:
        """Ask Datasette's own method about the tables only once for each build, because every page asks many times."""
        build = self.builds.now
        key = (about, *arguments)
        if key not in build.known:
            found = await getattr(super(), about)(*arguments)
            if len(build.known) >= _MOST_KNOWN:  # readers may ask for tables that there are not
                return found
            # Datasette changes what it gets, and to unpack it takes a fifth of the time of copy.deepcopy.
            build.known[key] = pickle.dumps(found)
        return pickle.loads(build.known[key])  # noqa: S301 (our own)

    async def table_exists(self, table: str) -> Any:
        """Say whether there is such a table."""
        return await self._kept("table_exists", table)

    async def table_names(self) -> Any:
        """Name the tables."""
        return await self._kept("table_names")

    async def view_names(self) -> Any:
        """Name the views."""
        return await self._kept("view_names")

    async def hidden_table_names(self) -> Any:
        """Name the tables that make up the search indexes."""
        return await self._kept("hidden_table_names")

    async def table_columns(self, table: str) -> Any:
        """Name a table's columns."""
        return await self._kept("table_columns", table)

    async def table_column_details(self, table: str) -> Any:
        """Describe a table's columns."""
        return await self._kept("table_column_details", table)

    async def primary_keys(self, table: str) -> Any:
        """Name the columns that tell rows apart."""
        return await self._kept("primary_keys", table)

    async def fts_table(self, table: str) -> Any:
        """Name a table's search index."""
        return await self._kept("fts_table", table)

    async def label_column_for_table(self, table: str) -> Any:
        """Name the column that holds the words for a row."""
        return await self._kept("label_column_for_table", table)

    async def foreign_keys_for_table(self, table: str) -> Any:
        """Say what a table's columns refer to."""
        return await self._kept("foreign_keys_for_table", table)

    async def get_all_foreign_keys(self) -> Any:
        """Say what every table's columns refer to."""
        return await self._kept("get_all_foreign_keys")

    @property
    def hash(self) -> str:
        """The digest of the content."""
        return self.builds.now.digest

    @property
    def size(self) -> int:
        """The number of bytes of the file."""
        return self.builds.now.size

    @property
    def cached_table_counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return self.builds.now.counts

    async def table_counts(self, limit: int = 10) -> dict[str, int]:
        """How many rows each table has, but for those that are views."""
        views = await self.view_names()
        return {name: rows for name, rows in self.builds.now.counts.items() if name not in views}

    async def attached_databases(self) -> list[Any]:
        """Say that no other database is attached. Asking SQLite would need a pragma that tells of the machine."""
        return []

    def close(self) -> None:
        """Let go of the file."""
        self.builds.close()


class CurrentCounts(Mapping[str, Any]):
    """What Datasette takes for the result of `datasette inspect`, and what is always that of the request's build."""

    def __init__(self, name: str, builds: Callable[[], Builds]) -> None:
        self._name, self._builds = name, builds

    def __getitem__(self, name: str) -> dict[str, Any]:
        if name != self._name:
            raise KeyError(name)
        build = self._builds().now
        tables = {table: {"count": rows} for table, rows in build.counts.items()}
        return {"hash": build.digest, "size": build.size, "tables": tables}

    def __iter__(self) -> Iterator[str]:
        return iter([self._name])

    def __len__(self) -> int:
        return 1

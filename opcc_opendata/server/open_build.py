"""One build of the database that is served: an open file, and connections that stay with it whatever replaces it."""

from __future__ import annotations

import asyncio
import hashlib
import math
import os
import queue
import sqlite3
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from io import BufferedReader
from pathlib import Path
from typing import Any, Final

from opcc_opendata.files import UnreadableFileError, open_stream, reason
from opcc_opendata.server.checksums import check_sum
from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.query_limits import Meter, in_plain_words

Stamp = tuple[int, int, int, int]

_TRIES: Final = 20
"""How often a file that is replaced while it is being opened is opened again."""

_DAMAGE: Final = frozenset((sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_IOERR))
"""What SQLite finds where the bytes of a file are not those of a database."""


def stamp_of(file: Path | int) -> Stamp:
    """Tell one state of a file from every other."""
    found = os.stat(file)  # noqa: PTH116 (it may be an open file's number)
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


class Build:
    """One build of the database: an open file, connections to it, and threads of its own that use them.

    Without threads, it has one connection, and whoever asks waits.
    """

    def __init__(
        self, stamp: Stamp, file: BufferedReader, connections: list[sqlite3.Connection], checked: str, threads: int
    ) -> None:
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
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="build") if threads else None

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
        """Do something with a connection: in a thread, or at once where it has none."""
        if self._threads is None:
            return self._do(task, metered)
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
        if self._threads is not None:
            self._threads.shutdown()
        for connection in self._all:
            connection.close()
        self.file.close()


def open_build(path: Path, prepare: Callable[[sqlite3.Connection], None], threads: int) -> Build:
    """Open a build, with a connection for each thread that will use it.

    Every connection is opened now, and all to the same file, for later there may be another there.

    Raises ServingError.
    """
    for _ in range(_TRIES):
        opened: list[Any] = []
        try:
            before = stamp_of(path)
            opened.append(open_stream(path))
            address = f"{path.absolute().as_uri()}?immutable=1"
            opened += [sqlite3.connect(address, uri=True, check_same_thread=False) for _ in range(threads or 1)]
            if before == stamp_of(opened[0].fileno()) == stamp_of(path):
                checked = check_sum(path, opened[0])
                for connection in opened[1:]:
                    prepare(connection)
                build = Build(before, opened[0], opened[1:], checked, threads)
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

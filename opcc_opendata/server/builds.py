"""The build that is served, until the file is replaced: then every request that begins has the new one.

A page asks many queries. All of them go to the build that was the newest when its request began, so that no page shows
a part of one build and a part of another. A request may also name its build (`docs/running.md`, "Several servers"):
then it gets that one, or is refused.
"""

from __future__ import annotations

import sqlite3
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from pathlib import Path
from typing import Final

from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.open_build import Build, Stamp, open_build, stamp_of

_SECONDS_BETWEEN_LOOKS: Final = 0.5

_SECONDS_KEPT: Final = 600
"""For how long a build before the newest is kept after a request has named it."""

_MOST_KEPT: Final = 2

_pinned: ContextVar[Build | None] = ContextVar("opcc_build", default=None)


class BuildNotHereError(Exception):
    """There is no build with the digest that a request names."""


class Builds:
    """The newest build, and those before it that somebody still reads."""

    def __init__(self, path: Path, prepare: Callable[[sqlite3.Connection], None], threads: int) -> None:
        self.path, self._prepare, self._threads = path, prepare, threads
        self._lock = threading.Lock()
        self._renewing = threading.Lock()
        self._refused: Stamp | None = None
        self._kept: list[Build] = []
        """Builds before the newest that requests have named lately, the newer first."""
        self.newest = open_build(path, prepare, threads)

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
                stamp = stamp_of(self.path)
            except OSError:
                return False
            if stamp == self.newest.stamp:
                self._refused = None
                return False
            if stamp == self._refused:
                return False
            is_same_file = stamp[:2] == self.newest.stamp[:2]
            try:
                build = open_build(self.path, self._prepare, self._threads)
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

"""The downloads of a build: the files that hold everything, and the sizes and checksums of these and of each table.

The files that hold everything are made once for each build, in a process of their own that gives way to every other,
when somebody first asks for them or for the page Data. So no build and no page waits for them, a build that nobody
publishes costs nothing, and the server writes nothing beside the database. All processes of a server share the folder,
which goes with the server. A build keeps its files open: a reader gets them and the tables of one build, or none.

A table is asked for as a reader would ask, so that its checksum is that of the bytes which a reader gets.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import shutil
import sys
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from io import BufferedReader
from pathlib import Path
from tempfile import mkdtemp
from typing import Any, Final
from weakref import WeakKeyDictionary, finalize

from opcc_opendata.downloads import FORMATS, Format, available
from opcc_opendata.metadata import DATABASE
from opcc_opendata.server.in_process import ask
from opcc_opendata.server.open_build import Build
from opcc_opendata.site.marking import says
from opcc_opendata.tables import TABLES

FORMS: Final = ("csv", "jsonl")
"""The forms of a table by itself."""


@dataclass(frozen=True, slots=True)
class Sum:
    """How long a file is, in bytes, and its SHA-256."""

    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Download:
    """A file that holds everything: open, with its name and media type."""

    name: str
    media_type: str
    file: BufferedReader
    sum: Sum


class Files:
    """The downloads of each build. All are worked out in the background, one after the other."""

    def __init__(self, datasette: Any, database: Path, described: Mapping[str, Any], *, whole: bool = True) -> None:
        """`whole`: whether the files that hold everything are made. They are not, of drafts."""
        self._datasette, self._database, self._whole = datasette, database, whole
        self._described = described
        self._tasks: WeakKeyDictionary[Build, asyncio.Task[Mapping[str, Sum]]] = WeakKeyDictionary()
        self._making: WeakKeyDictionary[Build, asyncio.Task[Mapping[str, Download]]] = WeakKeyDictionary()
        self._folder: Path | None = None

    @property
    def formats(self) -> tuple[Format, ...]:
        """The forms in which everything is offered."""
        return available() if self._whole else ()

    def share(self, folder: Path) -> None:
        """Keep the files in a folder that other processes of this server use too."""
        self._folder = folder

    async def known(self, seconds: float) -> Mapping[str, Sum] | None:
        """Give address → sum for the build of this request, or None where that takes longer than some seconds."""
        known: Mapping[str, Sum] | None = await _within(
            self._tasks, self._datasette.opcc_builds.now, self._work_out, seconds
        )
        return known

    async def download(self, name: str, seconds: float) -> Download | None:
        """Give a file that holds everything. Raises KeyError where there is none of this name.

        Gives None where it takes longer than some seconds to make.
        """
        made = await _within(self._making, self._datasette.opcc_builds.now, self._make, seconds)
        return None if made is None else made[name]

    async def _work_out(self) -> Mapping[str, Sum]:
        builds = self._datasette.opcc_builds
        with builds.pinned(builds.now) as build:
            sums = {f"/{DATABASE}.db": Sum(build.size, await asyncio.to_thread(build.sha256))}
            for table in TABLES:
                for form in FORMS:
                    address = f"/{DATABASE}/{table.name}.{form}"
                    if (found := await self._sum(address)) is not None:
                        sums[address] = found
            made = await _within(self._making, build, self._make, None)
            return sums | {f"/data/{name}": one.sum for name, one in (made or {}).items()}

    async def _make(self) -> Mapping[str, Download]:
        """Make the files of a build, and open them. Where that fails there are none, and the server's log says why."""
        build = self._datasette.opcc_builds.now
        if not self._whole:
            return {}
        folder = self._place() / hashlib.sha256(build.name.encode()).hexdigest()[:32]
        job = {
            "database": str(self._database.absolute()),
            "stamp": build.stamp,
            "folder": str(folder),
            "described": {**self._described, "marked": says(self._datasette.jinja_env.globals.get("marked_as", ""))},
            "parent": os.getpid(),
        }
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", "opcc_opendata.downloads"), stdin=asyncio.subprocess.PIPE
        )
        try:
            await process.communicate(json.dumps(job, default=str).encode())
        finally:
            if process.returncode is None:
                with suppress(ProcessLookupError):
                    process.kill()
        if process.returncode != 0:
            return {}
        opened = await asyncio.to_thread(_open, folder)
        finalize(build, _close, [one.file for one in opened.values()])
        return opened

    def _place(self) -> Path:
        if self._folder is None:
            self._folder = Path(mkdtemp(prefix="opcc-downloads-"))
            finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        return self._folder

    async def _sum(self, address: str) -> Sum | None:
        """Ask for a file and look at each part of it, but keep none. What is refused as too large has no sum."""
        digest, size = hashlib.sha256(), 0

        def take(part: bytes) -> None:
            nonlocal size
            size += len(part)
            digest.update(part)

        status, _kind = await ask(self._datasette.client.app, address, take)
        return Sum(size, digest.hexdigest()) if status == 200 else None


async def _within(
    tasks: WeakKeyDictionary[Build, asyncio.Task[Any]], build: Build, work: Any, seconds: float | None
) -> Any:
    """Give what the work for a build gives, or None where that takes too long. It is done once, and goes on."""
    task = tasks.get(build)
    if task is None or task.cancelled() or (task.done() and task.exception() is not None):
        task = tasks[build] = asyncio.create_task(work())
    if not task.done():
        await asyncio.wait([task], timeout=seconds)
    return task.result() if task.done() else None


def _open(folder: Path) -> dict[str, Download]:
    """Open the files of a build, and work out their checksums."""
    opened = {}
    for one in FORMATS:
        if one in available():
            file = (folder / one.file).open("rb")
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
            opened[one.file] = Download(one.file, one.media_type, file, Sum(file.tell(), sha256))
    return opened


def _close(files: list[BufferedReader]) -> None:
    for file in files:
        file.close()

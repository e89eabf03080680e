"""The sizes and checksums of the downloads, worked out once for each build from what the server itself gives.

A file is asked for as a reader would ask, so that the checksum is that of the bytes which a reader gets.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

from opcc_opendata.metadata import DATABASE
from opcc_opendata.server.builds import Build
from opcc_opendata.tables import TABLES

FORMS: Final = ("csv", "jsonl")


@dataclass(frozen=True, slots=True)
class Sum:
    """How long a file is, in bytes, and its SHA-256."""

    size: int
    sha256: str


class Files:
    """The downloads of each build. All are worked out in the background, one after the other."""

    def __init__(self, datasette: Any) -> None:
        self._datasette = datasette
        self._tasks: WeakKeyDictionary[Build, asyncio.Task[Mapping[str, Sum]]] = WeakKeyDictionary()

    async def known(self, seconds: float) -> Mapping[str, Sum] | None:
        """Give address → sum for the build of this request, or None where that takes longer than some seconds."""
        build = self._datasette.opcc_builds.now
        task = self._tasks.get(build)
        if task is None or task.cancelled() or (task.done() and task.exception() is not None):
            task = self._tasks[build] = asyncio.create_task(self._work_out())
        if not task.done():
            await asyncio.wait([task], timeout=seconds)
        return task.result() if task.done() else None

    async def _work_out(self) -> Mapping[str, Sum]:
        with self._datasette.opcc_builds.pinned() as build:
            sums = {f"/{DATABASE}.db": Sum(build.size, await asyncio.to_thread(build.sha256))}
            for table in TABLES:
                for form in FORMS:
                    address = f"/{DATABASE}/{table.name}.{form}"
                    if (found := await self._sum(address)) is not None:
                        sums[address] = found
            return sums

    async def _sum(self, address: str) -> Sum | None:
        """Ask for a file and look at each part of it, but keep none. What is refused as too large has no sum."""
        digest, size, status = hashlib.sha256(), 0, 0
        scope = {"type": "http", "method": "GET", "path": address, "raw_path": address.encode(), "query_string": b""}

        async def receive() -> dict[str, Any]:
            return {"type": "http.request", "body": b""}

        async def send(message: dict[str, Any]) -> None:
            nonlocal size, status
            status = message.get("status", status)
            body = message.get("body", b"")
            size += len(body)
            digest.update(body)

        await self._datasette.client.app({**scope, "headers": [], "scheme": "http"}, receive, send)
        return Sum(size, digest.hexdigest()) if status == 200 else None

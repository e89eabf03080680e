"""What the first reader of a build, or of a day, would wait for: the server asks for it itself as soon as it can."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.calendars import today
from opcc_opendata.server.in_process import ask
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.pages import data
from opcc_opendata.site.views import PageContext

if TYPE_CHECKING:
    import sqlite3

    from opcc_opendata.server.builds import Builds
    from opcc_opendata.server.request_limits import App
    from opcc_opendata.server.site_address import SiteAddress

PAGES: Final = (
    *("/", "/search?q=police", "/responses", "/reports", "/forces", "/compare", "/grades", "/outstanding"),
    *("/promises", "/refused", "/repeated", "/alike", "/timeliness", "/changes", "/charts"),
)
"""Pages for which something is read or counted that others of the same build and day then find ready."""

_FEEDS: Final = ("/feeds/dates.ics",)
_MANY: Final = 1_000
"""Responses of a build from which on a reader would notice the waiting."""

_SECONDS_BETWEEN_LOOKS: Final = 1.0
_TRIES: Final = 3
"""A page that takes too long on a busy machine is refused, but keeps what it had worked out by then."""


async def keep_warm(app: App, builds: Builds, address: SiteAddress | None) -> None:
    """Ask for these pages, one after the other, whenever there is another build or another day. It never returns."""
    warm: tuple[str, object] | None = None
    while True:
        wanted = (builds.newest.name, today())
        if wanted != warm:
            with builds.pinned() as build:
                paths = await build.run(_worth_asking_for, metered=False)
                if paths:
                    await build.run(partial(_know, build.known), metered=False)
            for path in paths:
                await _ask(app, path, address)
            warm = wanted
        await asyncio.sleep(_SECONDS_BETWEEN_LOOKS)


def _worth_asking_for(connection: sqlite3.Connection) -> list[str]:
    """Give the addresses of these pages and of every force's, or none where no reader would wait for long."""
    if connection.execute("SELECT count(*) FROM responses").fetchone()[0] < _MANY:
        return []
    forces = [f"/forces/{row[0]}" for row in connection.execute("SELECT code FROM forces ORDER BY code")]
    return [*(f"{root}{path}" for root in ROOTS.values() for path in (*PAGES, *forces)), *_FEEDS]


def _know(known: dict[Any, Any], connection: sqlite3.Connection) -> None:
    """Find out what the page of the data says. To ask for it as a reader does would begin to make all downloads."""
    for language in ROOTS:
        data.of_build(PageContext(connection, {}, {}, known=known, language=language))


async def _ask(app: App, path: str, address: SiteAddress | None) -> None:
    """Ask for a page as a browser does. What goes wrong is told to the first reader who asks for it."""
    host = address.host if address else "localhost"
    headers = [(b"host", host.encode()), (b"accept-encoding", b"gzip")]
    for _ in range(_TRIES):
        with suppress(Exception):
            status, _kind = await ask(app, path, _forget, scheme=address.scheme if address else "http", headers=headers)
            if status == 200:
                return


def _forget(_part: bytes) -> None:
    """Keep nothing of an answer."""

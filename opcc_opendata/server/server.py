"""Datasette over one database: its settings, what it is told of the file, and running it until it is stopped."""

from __future__ import annotations

import asyncio
import errno
import hashlib
import json
import os
import signal
import socket
import sqlite3
from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.metadata import DATABASE, metadata, publisher_of
from opcc_opendata.server.errors import ServingError
from opcc_opendata.yaml_reader import read_file

if TYPE_CHECKING:
    from opcc_opendata.browser.runtime import Runtime
    from opcc_opendata.project import Project
    from opcc_opendata.server.site_address import SiteAddress

SETTINGS: Final[dict[str, Any]] = {
    "default_page_size": 100,
    "max_returned_rows": 1_000,
    # One more than Datasette's own, because an export keeps a thread until it is done.
    "num_sql_threads": 4,
    "sql_time_limit_ms": 1_500,
    # Counted from when the page was asked for. What can't be counted by then is left out, and the page says so.
    "facet_time_limit_ms": 350,
    # Every force on one list.
    "default_facet_size": 50,
    # A page of a hundred long texts can be printed and read. CSV, JSON and the page of a row have all of a text.
    "truncate_cells_html": 300,
    # Looking for facets that nobody asked for makes a page of a large table many times slower.
    "suggest_facets": False,
    "allow_download": True,
    # Our own CSV is always whole, so its page needs no box to tick for that.
    "allow_csv_stream": False,
    "max_csv_mb": 1_000,
}
"""Datasette's settings. What is not named here is as Datasette has it."""

_FOR_ONE_READER: Final[dict[str, Any]] = {
    "sql_time_limit_ms": 3_600_000,
    "facet_time_limit_ms": 3_600_000,
    # To hand each page to a thread and wait for it took a tenth of its time.
    "num_sql_threads": 0,
}
_SECONDS_TO_FINISH: Final = 3
_WAITING: Final = 2_048
_TABLES_KNOWN: Final = 500
"""Names of tables, whether there are such tables or not, of which it is kept who may see them."""


def read_metadata(project: Project) -> dict[str, Any]:
    """Read the project's metadata.yml, or make the metadata where it has none. Raises ServingError.

    It is the same YAML as a record: without anchors, and without values that tools read in different ways.
    """
    if not os.path.lexists(project.metadata):
        return metadata(project)
    document = read_file(project.metadata, project.show(project.metadata), project.root)
    if document.data is None or document.problems:
        problem = document.problems[0]
        place = f"{problem.path}, line {problem.line}" if problem.line else problem.path
        raise ServingError(f"{place}: {problem.message} {problem.hint}")
    return {**publisher_of(project), **document.data}


def bind(host: str, port: int) -> socket.socket:
    """Take a port, or any free one for 0. Raises ServingError."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (socket.gaierror, UnicodeError) as error:
        raise ServingError(f"There is no address {host}. Use --host 127.0.0.1 for this computer only.") from error
    taken = socket.socket(family, kind, protocol)
    taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        taken.bind(address)
    except OSError as error:
        taken.close()
        raise _refused(error, host, port) from error
    return taken


def _refused(error: OSError, host: str, port: int) -> ServingError:
    if error.errno == errno.EADDRINUSE:
        return ServingError(f"Port {port} is in use already. Name another with --port, or 0 for any that is free.")
    if error.errno == errno.EACCES:
        return ServingError(f"Port {port} is not open to this user. Name one above 1023 with --port.")
    if error.errno == errno.EADDRNOTAVAIL:
        return ServingError(f"{host} is not an address of this computer. Use --host 127.0.0.1, or 0.0.0.0 for all.")
    return ServingError(f"Port {port} of {host} can't be used: {(error.strerror or str(error)).lower()}.")


def make_datasette(
    database: Path,
    described: dict[str, Any],
    *,
    address: SiteAddress | None = None,
    public_sql: bool = True,
    downloads: bool = True,
    check: Runtime | None = None,
    is_patient: bool = False,
) -> Any:
    """Make the Datasette that serves a database, with our plugins. Raises ServingError.

    `address` is the one that readers know the site by; without it, each page has the one it was asked for under.
    Without `public_sql`, nobody may write SQL or `_where`; the ready-made queries stay. Without `downloads`, the files
    that hold everything are not made. With `check`, readers may check records on the page of that name.
    One that `is_patient` has one reader, who waits for each answer: its queries take as long as they need.
    """
    from opcc_opendata.server.units import load_datasette

    load_datasette()
    from datasette.plugins import pm  # type: ignore[import-untyped]

    from opcc_opendata import site
    from opcc_opendata.server import (
        check_files,
        exports,
        middleware,
        pages,
        query_limits,
        response_documents,
        table_pages,
    )
    from opcc_opendata.server.builds import Builds
    from opcc_opendata.server.current_database import CurrentCounts
    from opcc_opendata.server.files import Files
    from opcc_opendata.server.paged_database import PagedDatabase
    from opcc_opendata.server.plain_urls import PlainDatasette
    from opcc_opendata.server.response_documents import Documents

    for plugin in (exports, check_files, table_pages, query_limits, pages, response_documents, middleware, site):
        if not pm.is_registered(plugin):
            pm.register(plugin, plugin.__name__)
    # Datasette's own writes every mistake of a reader's to the log. `pages` has one for all of them.
    if pm.get_plugin("datasette.handle_exception") is not None:
        pm.unregister(name="datasette.handle_exception")
    # It also has every mistake in what a function of ours is given written there.
    sqlite3.enable_callback_tracebacks(False)
    told = described if public_sql else _without_sql(described)
    settings = {**SETTINGS, **_FOR_ONE_READER} if is_patient else SETTINGS
    counts = CurrentCounts(DATABASE, lambda: builds)
    datasette = PlainDatasette([], cors=True, inspect_data=counts, metadata=told, settings=settings)

    def prepare(connection: sqlite3.Connection) -> None:
        datasette._prepare_connection(connection, DATABASE)

    builds = Builds(database, prepare, settings["num_sql_threads"])
    # What a page shows depends on these too, and not on the build alone.
    setup = json.dumps([told, settings, check and check.address], sort_keys=True, default=str)
    datasette.opcc_builds, datasette.opcc_setup = builds, hashlib.sha256(setup.encode()).hexdigest()
    datasette.opcc_files, datasette.opcc_address = Files(datasette, database, told, whole=downloads), address
    datasette.opcc_documents = Documents()
    datasette.opcc_check = check
    if check is not None:
        datasette.jinja_env.globals.update(check_files=check.address, check_size=check.size)
    # Datasette names a database by its file. Addresses must not depend on that, so it is added by name. Its own
    # database of databases is for people who sign in, and would be looked after at every request.
    datasette.remove_database("_memory")
    datasette.remove_database("_internal")
    datasette.refresh_schemas = _nothing
    # It copies the metadata of every table for each table that somebody asks for. They don't change while it runs.
    datasette._table_permission_allows = lru_cache(_TABLES_KNOWN)(datasette._table_permission_allows)
    datasette.add_database(PagedDatabase(datasette, database, builds), name=DATABASE)
    return datasette


def _without_sql(described: dict[str, Any]) -> dict[str, Any]:
    databases = {name: {**(facts or {}), "allow_sql": False} for name, facts in described.get("databases", {}).items()}
    return {**described, "allow_sql": False, "databases": databases}


async def _nothing() -> None:
    """Do nothing."""


def run(
    make: Callable[[], Any],
    taken: socket.socket,
    announce: Callable[[str], None],
    *,
    proxies: Sequence[str] = (),
    this_computer_only: bool = False,
) -> None:
    """Serve the Datasette that `make` makes until somebody stops it, in as many processes as there are processors.

    `announce` gets the address once there is an answer to be had there. `proxies` are the IP addresses of those whose
    X-Forwarded-Proto and X-Forwarded-For are believed. `this_computer_only` is for what is not published: no other
    computer may ask for it, and no other website may read it. Raises ServingError.
    """
    from opcc_opendata.server.processes import keep_running, processors

    # What is wrong with the database is told once, and before anything is begun.
    make().opcc_builds.newest.close()
    host, port = taken.getsockname()[:2]
    try:
        taken.listen(_WAITING)
    except OSError as error:
        raise _refused(error, host, port) from error

    temporary = TemporaryDirectory(prefix="opcc-downloads-", ignore_cleanup_errors=True)

    def tidy(number: int, _frame: object) -> None:
        """End by the signal, as a process without a handler does, but leave no files."""
        temporary.cleanup()
        signal.signal(number, signal.SIG_DFL)
        signal.raise_signal(number)

    signal.signal(signal.SIGTERM, tidy)
    with temporary as folder:

        def answer(ready: Callable[[], None]) -> None:
            datasette = make()
            datasette.opcc_files.share(Path(folder))
            _answer(datasette, taken, ready, proxies, this_computer_only=this_computer_only)

        keep_running(processors(), answer, lambda: announce(_address(taken)))


def _answer(
    datasette: Any,
    taken: socket.socket,
    ready: Callable[[], None],
    proxies: Sequence[str],
    *,
    this_computer_only: bool,
) -> None:
    """Answer requests in this process until it is told to end."""
    import uvicorn

    from opcc_opendata.server.query_limits import limit_memory
    from opcc_opendata.server.request_limits import LONGEST_HEAD, LimitedProtocol
    from opcc_opendata.server.this_computer import ThisComputerOnly
    from opcc_opendata.server.warming import keep_warm

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            taken.listen(_WAITING)
            ready()
            address = datasette.opcc_address or _announced(taken)
            self._warming = asyncio.create_task(keep_warm(app, datasette.opcc_builds, address))

        async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
            self._warming.cancel()
            await super().shutdown(sockets)

    asyncio.run(_prepare(datasette))
    app = datasette.app()
    config = uvicorn.Config(
        ThisComputerOnly(app) if this_computer_only else app,
        lifespan="on",
        http=LimitedProtocol,
        ws="none",
        h11_max_incomplete_event_size=LONGEST_HEAD,
        # uvicorn itself would believe whoever is on this machine.
        proxy_headers=bool(proxies),
        forwarded_allow_ips=list(proxies),
        # A warning is about what a stranger sent. They are told so themselves.
        log_level="error",
        access_log=False,
        server_header=False,
        # How many readers a process takes in at once: with more, one process would take all and another none.
        backlog=1,
        timeout_graceful_shutdown=_SECONDS_TO_FINISH,
    )
    limit_memory()
    try:
        with datasette.opcc_builds.watched():
            Server(config).run(sockets=[taken])
    except KeyboardInterrupt:
        return  # Ctrl-C is how it is meant to end, and uvicorn has finished its work by now


def _announced(taken: socket.socket) -> SiteAddress | None:
    """Give the address that readers of a site without one of its own are told; None where no request can name it."""
    from opcc_opendata.server.site_address import read_public_url

    try:
        return read_public_url(_address(taken))
    except ServingError:
        return None


async def _prepare(datasette: Any) -> None:
    await datasette.invoke_startup()


def _address(taken: socket.socket) -> str:
    host, port = taken.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}/"

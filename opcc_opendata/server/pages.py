"""A Datasette plugin: pages of the server itself, those that are closed, and errors in words for whoever asked."""

from __future__ import annotations

import asyncio
import os
import re
import sqlite3
import sys
import traceback
from collections.abc import Callable, Coroutine
from io import BufferedReader
from typing import Any, Final

from datasette.utils import add_cors_headers, tilde_decode  # type: ignore[import-untyped]
from datasette.utils.asgi import Base400, NotFound, Response  # type: ignore[import-untyped]
from datasette.views.base import DatasetteError  # type: ignore[import-untyped]
from markupsafe import Markup, escape
from pluggy import HookimplMarker

from opcc_opendata.downloads import FORMATS
from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.manifest import MOST_BYTES
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import manifest_path
from opcc_opendata.server.open_build import Build
from opcc_opendata.site.did_you_mean import Suggestion, in_words, instead, table_like
from opcc_opendata.site.jinja_env import STATIC

hookimpl = HookimplMarker("datasette")

_CLOSED: Final = (
    *("actor", "allow-debug", "auth-token", "config", "databases", "logout", "messages", "patterns", "permissions"),
    *("plugins", "settings", "threads", "versions"),
)
"""Pages of Datasette that tell of the machine, or are for people who sign in, which nobody can here."""

_FAVICON: Final = STATIC / "favicon.ico"
_BLOCK: Final = 256 << 10
_SECONDS_FOR_DOWNLOAD: Final = 10

_OF_TABLE: Final = re.compile(rf"/{DATABASE}/([^/.]+?)(?:\.[a-z]+)?/?\Z")

_FAULT: Final = 500

_OF_DATABASE: Final = b'"database":"'
"""Stands before the checksum of each build's database in a manifest; that of the newest build comes last."""

Told = tuple[int, str | None, str]
"""A status, a heading (or None for the usual one) and a sentence."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Put our pages before Datasette's."""
    return [
        (rf"/-/(?:{'|'.join(_CLOSED)})(?:\.json)?$", closed),
        (r"/-/metadata$", closed),  # its JSON is open; the page of data says the same to people
        (r"/favicon\.ico$", favicon),
        (r"/-/health(?:\.json)?$", health),
        (r"/(?P<database>[^\/\.]+)\.db$", download),
        (rf"/{DATABASE}\.manifest\.json$", manifest),
        (rf"/data/(?P<file>{'|'.join(re.escape(one.file) for one in FORMATS)})$", whole_download),
    ]


async def closed() -> None:
    """Say that there is no such page."""
    raise NotFound("There is no such page.")


async def favicon() -> Any:
    """Give the site's mark, for programs that look for it only here."""
    headers = {"cache-control": "max-age=86400"}
    return _Picture(_FAVICON.read_bytes(), headers=headers, content_type="image/x-icon")


class _Picture(Response):  # type: ignore[misc]
    """An answer that is no text."""

    async def asgi_send(self, send: Any) -> None:
        headers = {**self.headers, "content-type": self.content_type, "content-length": str(len(self.body))}
        raw = [[key.encode(), value.encode()] for key, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        await send({"type": "http.response.body", "body": self.body})


async def health(datasette: Any) -> Any:
    """Say whether the server can answer, from which build, and whether a newer file is there that it can't serve."""
    builds = datasette.get_database(DATABASE).builds
    build = builds.now
    facts = {
        "ok": not build.damaged,
        "digest": build.digest,
        "file_sha256": await asyncio.to_thread(build.sha256),
        "published": int(build.facts.get("published", 0)),
        "newer_file_refused": builds.refuses_file,
    }
    status = 503 if build.damaged else 200
    return Response.json(facts, status=status, headers={"cache-control": "no-store"})


class _Download(Response):  # type: ignore[misc]
    """A build's file, from its first byte to its last, even where another has taken its place meanwhile."""

    def __init__(self, build: Build, file: BufferedReader, size: int, name: str, media_type: str) -> None:
        headers = {"content-disposition": f'attachment; filename="{name}"', "content-length": str(size)}
        super().__init__(b"", headers=headers, content_type=media_type)
        # The build holds its files open for as long as somebody has it.
        self._build, self._file, self._size = build, file, size

    async def asgi_send(self, send: Any) -> None:
        headers = {**self.headers, "content-type": self.content_type}
        raw = [[key.encode(), value.encode()] for key, value in headers.items()]
        await send({"type": "http.response.start", "status": self.status, "headers": raw})
        for start in range(0, self._size, _BLOCK):
            size = min(_BLOCK, self._size - start)
            block = await asyncio.to_thread(os.pread, self._file.fileno(), size, start)
            await send({"type": "http.response.body", "body": block, "more_body": True})
        await send({"type": "http.response.body", "body": b""})


async def download(request: Any, datasette: Any) -> Any:
    """Give the whole database."""
    name = tilde_decode(request.url_vars["database"])
    if name != DATABASE:
        raise NotFound("There is no such database.")
    permissions = [("view-database-download", name), ("view-database", name), "view-instance"]
    await datasette.ensure_permissions(request.actor, permissions)
    build = datasette.get_database(DATABASE).builds.now
    return _Download(build, build.file, build.size, f"{DATABASE}.db", "application/vnd.sqlite3")


async def manifest(datasette: Any) -> Any:
    """Give the manifest of this build, with its signature. There is none while another build takes its place."""
    builds = datasette.get_database(DATABASE).builds
    build = builds.now
    try:
        content = await asyncio.to_thread(read_bytes, manifest_path(builds.path), MOST_BYTES)
    except UnreadableFileError:
        content = b""
    newest = content[max(content.rfind(_OF_DATABASE), 0) :]
    if not newest.startswith(_OF_DATABASE + (await asyncio.to_thread(build.sha256)).encode()):
        raise NotFound("There is no manifest of this build.")
    return Response(content.decode(), headers={"cache-control": "no-store"}, content_type="application/json")


async def whole_download(request: Any, datasette: Any) -> Any:
    """Give a file that holds everything. Whoever asks first waits for it, but not for ever."""
    name = request.url_vars["file"]
    await datasette.ensure_permissions(request.actor, [("view-database-download", DATABASE), "view-instance"])
    try:
        found = await datasette.opcc_files.download(name, _SECONDS_FOR_DOWNLOAD)
    except KeyError:
        raise NotFound(f"This site does not offer {name}. The page Data has the downloads that there are.") from None
    if found is None:
        headers = {"retry-after": str(_SECONDS_FOR_DOWNLOAD), "cache-control": "no-store"}
        return Response.text(f"{name} is being made. Ask again in a minute.\n", status=503, headers=headers)
    build = datasette.get_database(DATABASE).builds.now
    return _Download(build, found.file, found.sum.size, name, found.media_type)


@hookimpl(tryfirst=True)
def handle_exception(datasette: Any, request: Any, exception: Exception) -> Callable[[], Coroutine[Any, Any, Any]]:
    """Tell whoever asked what went wrong, where Datasette would tell of itself.

    Only a fault of the server is written to its log. Datasette would write every mistake of a reader's there.
    """
    if isinstance(exception, (KeyError, TypeError)) and "_through" in request.args:
        exception = ValueError()  # Datasette takes it for JSON of the right shape
    told = _told(exception, datasette.setting("sql_time_limit_ms"))
    if told[0] == _FAULT:
        sys.stderr.write("".join(traceback.format_exception(exception)))

    async def tell() -> Any:
        return await _error(datasette, request, told)

    return tell


@hookimpl(tryfirst=True)
def forbidden(datasette: Any, request: Any, message: str) -> Callable[[], Coroutine[Any, Any, Any]]:
    """Say what is closed, and what is open."""
    sentence = "You may not see this."
    if "sql" in message:
        sentence = (
            "Asking in SQL is switched off on this server. The ready-made queries, the tables with their filters, "
            "CSV and the download of the whole database stay open."
        )

    async def tell() -> Any:
        return await _error(datasette, request, (403, "Not open", sentence))

    return tell


def _told(exception: Exception, milliseconds: int) -> Told:
    """Choose the words."""
    if isinstance(exception, DatasetteError):
        if exception.title == "SQL Interrupted":
            seconds = f"{milliseconds / 1000:g} seconds"
            sentence = (
                f"The query took longer than {seconds}, which is all that one may take here. Ask for fewer rows, "
                f"or download the whole database (/{DATABASE}.db) and ask it there for as long as you like."
            )
            return 400, "The query was stopped", sentence
        # Datasette says 500 where a reader asked for an order that there is not.
        if exception.status == _FAULT:
            return 400, "This page cannot be shown", str(exception.message)
        return exception.status, exception.title, str(exception.message)
    if isinstance(exception, Base400):
        return exception.status, None, str(exception.args[0]) if exception.args else ""
    if isinstance(exception, sqlite3.OperationalError):
        return 400, "This page cannot be shown", str(exception)
    if isinstance(exception, (ValueError, OverflowError, IndexError)):
        return 400, "This page cannot be shown", "A part of the address is not what it should be there."
    return (
        _FAULT,
        "This went wrong",
        "This is a fault of the server, and not yours. Please try again, or tell us of it.",
    )


def _meant(path: str, sql: str, told: Told) -> Suggestion | None:
    """Give the table that may be meant by an address that there is not, or what may be meant in SQL."""
    status, _, sentence = told
    found = _OF_TABLE.match(path)
    if status == 404 and found:
        return table_like(tilde_decode(found[1]))
    return instead(sentence, sql) if status == 400 else None


async def _error(datasette: Any, request: Any, told: Told) -> Any:
    status, title, sentence = told
    headers: dict[str, str] = {}
    add_cors_headers(headers)
    path = request.path.partition("?")[0]
    meant = _meant(path, request.args.get("sql") or "", told)
    if meant is not None:
        sentence = f"{sentence.rstrip('.')}. {in_words(meant)}"
    if path.endswith(".json"):
        facts = {"ok": False, "error": sentence, "status": status, "title": title}
        return Response.json(facts, status=status, headers=headers)
    if path.endswith(".csv"):
        return Response.text(f"{sentence}\n", status=status, headers=headers)
    # What somebody has typed is not lost.
    sql = request.args.get("sql")
    shown = Markup("<p>{}</p><pre>{}</pre>").format(sentence, sql) if sql else escape(sentence)
    if meant is not None and meant.address:
        shown = Markup('{} <a href="{}">{}</a>').format(shown, meant.address, meant.name)
    context = {"ok": False, "error": shown, "status": status, "title": title, "for_sql": bool(sql)}
    if status == 400 and request.query_string and not sql and not path.startswith("//"):
        context["without"] = path
    page = await datasette.render_template([f"{status}.html", "error.html"], context, request=request)
    return Response.html(page, status=status, headers=headers)

"""A page's question to the database: one connection for the whole page, so that it never mixes two builds."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final, TypeVar

from opcc_opendata.metadata import DATABASE

PAGE_SIZE: Final = 50
_LINKS: Final = (
    '</data.jsonld>; rel="describedby"; type="application/ld+json", '
    '</openapi.json>; rel="service-desc"; type="application/json"'
)
_SECONDS_FOR_FILES: Final = 2.0
_SLOW: Final = "This took too long. Ask for less: one force, one year or rarer words."

Row = dict[str, Any]
Known = TypeVar("Known")


_TURNS: Final = asyncio.Semaphore(2)
"""Pages that a process makes at a time. More would only take turns with Python's one lock, and wait for it."""


class MissingError(Exception):
    """There is no such page. The text is a sentence for the reader."""


class UnreadableError(Exception):
    """The address asks for something that can't be. The text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class Ask:
    """What a page may ask: the database, what stands in the address, where the site is and what it is called."""

    connection: sqlite3.Connection
    address: Mapping[str, str]
    query: Mapping[str, str]
    base: str = ""
    title: str = ""
    known: dict[Any, Any] = field(default_factory=dict)
    """What is known of this build already."""
    described: Mapping[str, Any] = field(default_factory=dict)
    """What the server's metadata says of each table and view."""
    files: Mapping[str, Any] | None = None
    """The downloads by address, each with its `size` in bytes and its `sha256`; None while they are worked out."""
    given_values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Every value of each parameter, where one stands in the address more than once."""

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """Give the rows of a query, each as a dictionary."""
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def one(self, sql: str, **values: Any) -> Row | None:
        """Give the first row, or None."""
        found = self.rows(sql, **values)
        return found[0] if found else None

    def once(self, about: str, ask: Callable[[], Known]) -> Known:
        """Give what many pages ask and only a build changes. It is asked once, and shared: nobody may change it."""
        key = ("page", about)
        if key not in self.known:
            self.known[key] = ask()
        found: Known = self.known[key]
        return found

    def titles(self, table: str) -> dict[str, Row]:
        """Give a codelist: code → row."""
        sql = f'SELECT * FROM "{table}"'  # noqa: S608 (our own names)
        return self.once(f"titles of {table}", lambda: {row["code"]: row for row in self.rows(sql)})

    def counts(self) -> dict[str, int]:
        """Say how many rows each table has."""
        sql = 'SELECT "table", rows FROM build_counts'
        return self.once("counts", lambda: {row["table"]: row["rows"] for row in self.rows(sql)})

    def given(self, name: str) -> str:
        """Give what a reader filled in, without blanks at its ends."""
        return (self.query.get(name) or "").strip()

    def chosen(self, name: str, allowed: Mapping[str, Any]) -> str:
        """Give a filter's value, which must be one of those allowed. Raises UnreadableError."""
        value = self.given(name)
        if value and value not in allowed:
            raise UnreadableError(f"There is no {name} “{value[:80]}”. Choose one from the list.")
        return value

    def chosen_many(self, name: str, allowed: Mapping[str, Any]) -> list[str]:
        """Give all values of a filter, each once, in their order; each must be allowed. Raises UnreadableError."""
        values = [value.strip() for value in self.given_values.get(name, ()) if value.strip()]
        for value in values:
            if value not in allowed:
                raise UnreadableError(f"There is no {name} “{value[:80]}”. Choose one from the list.")
        return list(dict.fromkeys(values))

    @property
    def page(self) -> int:
        """Which page of a long list is asked for, from 1. Raises UnreadableError."""
        given = self.given("page") or "1"
        if not (given.isascii() and given.isdigit() and 0 < len(given) < 8 and int(given)):
            raise UnreadableError(f"“{given[:80]}” is not the number of a page.")
        return int(given)


@dataclass(frozen=True, slots=True)
class Page:
    """A template and what it shows; or a body of another kind."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    status: int = 200
    keep: bool = True
    """Whether a copy may be kept: not where a part is still to come."""


@dataclass(frozen=True, slots=True)
class File:
    """A page that is not HTML."""

    body: str
    content_type: str
    status: int = 200


Maker = Callable[[Ask], Page | File]


def view(make: Maker, *, files: bool = False) -> Callable[..., Any]:
    """Turn a page into what Datasette calls for an address. One about `files` is told of the downloads."""

    async def answer(request: Any, datasette: Any) -> Any:
        from datasette.utils.asgi import BadRequest, NotFound, Response  # type: ignore[import-untyped]

        base = datasette.absolute_url(request, "/").rstrip("/")
        title = str(datasette.jinja_env.globals["site_title"])
        milliseconds = datasette.setting("sql_time_limit_ms")
        query = {key: request.args.get(key) or "" for key in request.args}
        values = {key: request.args.getlist(key) for key in request.args}
        database = datasette.get_database(DATABASE)
        about: dict[str, Any] = {"known": database.builds.now.known, "given_values": values}
        if files:
            about["described"] = datasette.metadata("tables", database=DATABASE, fallback=False) or {}
            about["files"] = await datasette.opcc_files.known(_SECONDS_FOR_FILES)

        def within(connection: sqlite3.Connection) -> Page | File:
            return _timed(milliseconds, make, Ask(connection, request.url_vars, query, base, title, **about))

        try:
            async with _TURNS:
                page = await database.execute_fn(within)
        except MissingError as error:
            raise NotFound(str(error)) from error
        except UnreadableError as error:
            raise BadRequest(str(error)) from error
        except sqlite3.OperationalError as error:
            if "interrupted" in str(error):
                raise BadRequest(_SLOW) from error
            raise
        if isinstance(page, File):
            headers = {"access-control-allow-origin": "*"} if datasette.cors else {}
            return Response(page.body, page.status, headers, page.content_type)
        template = _templates(datasette.jinja_env).get_template(f"site/{page.template}")
        context = {"path": request.path, "query": query, "base": base} | page.context
        headers = {"link": _LINKS} | ({} if page.keep else {"cache-control": "no-store"})
        return Response.html(template.render(context), status=page.status, headers=headers)

    return answer


@lru_cache(maxsize=1)
def _templates(env: Any) -> Any:
    """Give Datasette's templates, but such as wait for nothing: ours have all they show, and take half the time."""
    return env.overlay(enable_async=False)


def _digest(ask: Ask) -> str:
    build = ask.one("SELECT value FROM build WHERE key = 'digest'")
    return str(build["value"]) if build else ""


def _timed(milliseconds: int, make: Maker, ask: Ask) -> Page | File:
    from datasette.utils import sqlite_timelimit  # type: ignore[import-untyped]

    with sqlite_timelimit(ask.connection, milliseconds):
        page = make(ask)
        if isinstance(page, Page):
            page.context["build"] = ask.once("digest", lambda: _digest(ask))
        return page

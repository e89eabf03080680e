"""A page's question to the database: one connection for the whole page, so that it never mixes two builds."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Final, TypeVar

from opcc_opendata import calendars
from opcc_opendata.metadata import DATABASE
from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.site.i18n import ROOTS, InWelsh, SiteWords, words_in
from opcc_opendata.site.jinja_env import in_language

PAGE_SIZE: Final = 25
NAME: Final = "[A-Za-z0-9._~-]+"
"""What an id, a code or a number of a recommendation may be made of in an address, as a regular expression."""

_LINKS: Final = (
    '</data.jsonld>; rel="describedby"; type="application/ld+json", '
    '</openapi.json>; rel="service-desc"; type="application/json"'
)
_SECONDS_FOR_FILES: Final = 2.0
_LARGE: Final = 50_000_000
"""Bytes of a database, of about 900 responses, whose downloads take longer than that: nobody waits in vain."""
_MOST_KEPT: Final = 400
"""What is kept of a build for questions that readers make up, of searches and of others: up to 40 KB each."""

_STEPS: Final = 1_000
"""Of SQLite's program, between two looks at how long a page has taken."""

_TITLES: Final = ("title", "report_title", "response_title", "name")
"""The columns in which queries give the title of a report or response, whichever language it has."""

Row = dict[str, Any]
Known = TypeVar("Known")


_TURNS: Final = asyncio.Semaphore(2)
"""Pages that a process makes at a time. More would only take turns with Python's one lock, and wait for it."""


class MissingError(Exception):
    """There is no such page. The text is a sentence for the reader."""


class UnreadableError(Exception):
    """The address asks for something that can't be. The text is a sentence for the reader."""


@dataclass(frozen=True, slots=True)
class PageContext:
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
    formats: tuple[Any, ...] = ()
    """The forms in which everything is offered, each with its `code`, `file` and `media_type`."""
    files: Mapping[str, Any] | None = None
    """The downloads by address, each with its `size` in bytes and its `sha256`; None while they are worked out."""
    given_values: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """Every value of each parameter, where one stands in the address more than once."""
    language: str = "en"
    """The language of the page, `en` or `cy`."""
    offers_check: bool = False
    """Whether the page Check can check something here."""
    times_as_long: int = 1
    """How many times as many rows a page of a list has as on a server, which makes only those that are asked for."""

    @property
    def is_for_files(self) -> bool:
        """Whether the page becomes a file, which leaves to others what stands there already."""
        return self.times_as_long > 1

    @property
    def say(self) -> SiteWords:
        """The words of the page's language."""
        return words_in(self.language)

    def rows(self, sql: str, **values: Any) -> list[Row]:
        """Give the rows of a query, each as a dictionary."""
        rows = self._rows(sql, values)
        return rows if self.language == "en" else self._in_welsh(rows)

    def _rows(self, sql: str, values: Mapping[str, Any]) -> list[Row]:
        cursor = self.connection.execute(sql, values)
        names = [column[0] for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor]

    def _in_welsh(self, rows: list[Row]) -> list[Row]:
        """Put the Welsh of a record in place of its English: of a text that has it beside it, and of titles."""
        if not rows:
            return rows
        pairs = [(name, f"{name}_cy") for name in rows[0] if f"{name}_cy" in rows[0]]
        single = [name for name in _TITLES if name in rows[0] and f"{name}_cy" not in rows[0]]
        titles = self.once("titles in Welsh", lambda: self._welsh_titles()) if single else {}
        for row in rows:
            for name, welsh in pairs:
                if row[welsh]:
                    row[name] = InWelsh(row[welsh])
            for name in single:
                if row[name] in titles:
                    row[name] = InWelsh(titles[row[name]])
        return rows

    def _welsh_titles(self) -> dict[str, str]:
        """Give the Welsh titles of reports and responses by the titles that queries give."""
        sql = """
          SELECT DISTINCT coalesce(title, title_cy) AS title, title_cy FROM
            (SELECT title, title_cy FROM responses UNION SELECT title, title_cy FROM inspections)
          WHERE title_cy IS NOT NULL
        """
        found: dict[str, list[str]] = {}
        for row in self._rows(sql, {}):
            found.setdefault(row["title"], []).append(row["title_cy"])
        return {title: welsh[0] for title, welsh in found.items() if len(welsh) == 1}

    def one(self, sql: str, **values: Any) -> Row | None:
        """Give the first row, or None."""
        found = self.rows(sql, **values)
        return found[0] if found else None

    def once(self, about: str, ask: Callable[[], Known], *, in_all_languages: bool = False) -> Known:
        """Give what many pages ask and only a build changes. It is asked once, and shared: nobody may change it.

        Pages in another language have their own, but for what is the same `in_all_languages`.
        """
        key = ("page", about, "" if in_all_languages else self.language)
        if key not in self.known:
            self.known[key] = ask()
        found: Known = self.known[key]
        return found

    def has(self, about: str) -> bool:
        """Say whether it was asked `once` already, by a page in this language."""
        return ("page", about, self.language) in self.known

    def lately(self, about: Hashable, ask: Callable[[], Known], *, among: str = "") -> Known:
        """Give what only a build changes, as `once` does, where readers make up the question and so there is no end.

        What was asked for longest ago is forgotten. It is the same in all languages, and nobody may change it.
        Questions of which there are very many are kept `among` themselves, so that nothing else is forgotten for them.
        """
        kept: RecentCache[Known] = self.once(f"lately {among}", lambda: RecentCache(_MOST_KEPT), in_all_languages=True)
        found = kept.get(about)
        return kept.keep(about, ask()) if found is None else found

    def today(self) -> str:
        """Give the day that it is in England and Wales, by which the database says what is overdue."""
        return calendars.today().isoformat()

    def titles(self, table: str) -> dict[str, Row]:
        """Give a codelist: code → row, with its title in the page's language where there is one."""
        sql = f'SELECT * FROM "{table}"'  # noqa: S608 (our own names)
        return self.once(f"titles of {table}", lambda: {row["code"]: self._titled(row) for row in self._rows(sql, {})})

    def _titled(self, row: Row) -> Row:
        if self.language == "en":
            return row
        welsh = InWelsh(row["title_cy"]) if row["title_cy"] else self.say.plain_name(row["title"])
        return row | {"title": welsh, "title_cy": welsh if isinstance(welsh, InWelsh) else None}

    def counts(self) -> dict[str, int]:
        """Say how many rows each table has."""
        sql = 'SELECT "table", rows FROM build_counts'
        return self.once("counts", lambda: {row["table"]: row["rows"] for row in self.rows(sql)}, in_all_languages=True)

    def given(self, name: str) -> str:
        """Give what a reader filled in, without blanks at its ends."""
        return (self.query.get(name) or "").strip()

    def chosen(self, name: str, allowed: Mapping[str, Any]) -> str:
        """Give a filter's value, which must be one of those allowed. Raises UnreadableError."""
        value = self.given(name)
        if value and value not in allowed:
            raise UnreadableError(self.say.plain("error.no_choice", value=value[:80]))
        return value

    def chosen_many(self, name: str, allowed: Mapping[str, Any]) -> list[str]:
        """Give all values of a filter, each once, in their order; each must be allowed. Raises UnreadableError."""
        values = [value.strip() for value in self.given_values.get(name, ()) if value.strip()]
        for value in values:
            if value not in allowed:
                raise UnreadableError(self.say.plain("error.no_choice", value=value[:80]))
        return list(dict.fromkeys(values))

    @property
    def page(self) -> int:
        """Which page of a long list is asked for, from 1. Raises UnreadableError."""
        given = self.given("page") or "1"
        if not (given.isascii() and given.isdigit() and 0 < len(given) < 8 and int(given)):
            raise UnreadableError(self.say.plain("error.no_number", value=given[:80]))
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

    body: str | bytes
    content_type: str
    status: int = 200


@dataclass(frozen=True, slots=True)
class Moved:
    """What is now at another address, for good."""

    address: str


Maker = Callable[[PageContext], Page | File | Moved]
Links = Callable[[str], str]


def view(make: Maker, *, files: bool = False, language: str = "en", links: Links = str) -> Callable[..., Any]:
    """Turn a page into what Datasette calls for an address. One about `files` is told of the downloads.

    `links` turns the links in the HTML of a page into those of its language.
    """

    async def answer(request: Any, datasette: Any) -> Any:
        from datasette.utils.asgi import BadRequest, NotFound, Response  # type: ignore[import-untyped]

        context = _context(request, datasette, language)
        env = in_language(datasette.jinja_env, language)
        try:
            page = await _make(make, request, datasette, context, files=files)
        except (MissingError, UnreadableError) as error:
            status = 404 if isinstance(error, MissingError) else 400
            if language == "en":
                raise (NotFound if status == 404 else BadRequest)(str(error)) from error
            without = request.path if status == 400 and request.query_string else ""
            html = env.get_template("error.html").render({"status": status, "error": error.args[0], "without": without})
            return Response.html(links(html), status=status)
        if isinstance(page, Moved):
            return Response.redirect(page.address, status=301)
        if isinstance(page, File):
            headers = {"access-control-allow-origin": "*"} if datasette.cors else {}
            return Response(page.body, page.status, headers, page.content_type)
        html = env.get_template(f"site/{page.template}").render(context | page.context)
        headers = {"link": _LINKS} | ({} if page.keep else {"cache-control": "no-store"})
        return Response.html(links(html), status=page.status, headers=headers)

    return answer


def _context(request: Any, datasette: Any, language: str) -> dict[str, Any]:
    """Give what every page has: its address as menus have it, without the language, and the same page's in each."""
    path = request.path.removeprefix(ROOTS[language]) or "/"
    asked = f"?{request.query_string}" if request.query_string else ""
    return {
        "language": language,
        "path": path,
        "query": {key: request.args.get(key) or "" for key in request.args},
        "base": datasette.absolute_url(request, "/").rstrip("/"),
        "addresses": {name: f"{root}{path}{asked}" for name, root in ROOTS.items()},
    }


async def _make(
    make: Maker, request: Any, datasette: Any, context: Mapping[str, Any], *, files: bool
) -> Page | File | Moved:
    """Make a page from one build. Raises MissingError and UnreadableError."""
    database, milliseconds = datasette.get_database(DATABASE), datasette.setting("sql_time_limit_ms")
    values = {key: request.args.getlist(key) for key in request.args}
    about: dict[str, Any] = {"known": database.builds.now.known, "given_values": values}
    about["formats"] = datasette.opcc_files.formats
    if files:
        about["described"] = datasette.metadata("tables", database=DATABASE, fallback=False) or {}
        seconds = 0.0 if database.builds.now.size >= _LARGE else _SECONDS_FOR_FILES
        about["files"] = await datasette.opcc_files.known(seconds)
    about |= {key: context[key] for key in ("query", "base", "language")}
    about["offers_check"] = "check_files" in datasette.jinja_env.globals
    about["times_as_long"] = datasette.jinja_env.globals.get("times_as_long", 1)
    title = str(datasette.jinja_env.globals["site_title"])

    def within(connection: sqlite3.Connection) -> Page | File | Moved:
        return _timed(milliseconds, make, PageContext(connection, request.url_vars, title=title, **about))

    try:
        async with _TURNS:
            page: Page | File | Moved = await database.execute_fn(within)
            return page
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            raise UnreadableError(words_in(context["language"]).plain("error.slow")) from error
        raise


def _digest(ctx: PageContext) -> str:
    build = ctx.one("SELECT value FROM build WHERE key = 'digest'")
    return str(build["value"]) if build else ""


def _timed(milliseconds: int, make: Maker, ctx: PageContext) -> Page | File | Moved:
    # A build holds UTF-8 alone. Datasette's own way of reading texts, for whatever a reader's SQL makes, is slower.
    lenient, ctx.connection.text_factory = ctx.connection.text_factory, str
    try:
        with _limited(ctx.connection, milliseconds):
            page = make(ctx)
            if isinstance(page, Page):
                page.context["build"] = ctx.once("digest", lambda: _digest(ctx), in_all_languages=True)
            return page
    finally:
        ctx.connection.text_factory = lenient


@contextmanager
def _limited(connection: sqlite3.Connection, milliseconds: int) -> Iterator[None]:
    """Have a page's queries end where they have taken so much of the processor.

    They are our own, and may wait for it: on a busy machine, a page that takes 0.3 seconds can be there after two.
    """
    until = time.thread_time() + milliseconds / 1000
    connection.set_progress_handler(lambda: time.thread_time() >= until, _STEPS)
    try:
        yield
    finally:
        connection.set_progress_handler(None, 0)

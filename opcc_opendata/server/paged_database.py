"""The database of a request, in which the pages of tables, views and ready-made queries are asked for.

What a page shows of a whole table, view or ready-made query depends on the build and the day alone: it is kept.
"""

from __future__ import annotations

import copy
import sqlite3
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from operator import attrgetter
from typing import Any, Final

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.utils import escape_sqlite, tilde_decode, tilde_encode  # type: ignore[import-untyped]
from datasette.utils.asgi import BadRequest  # type: ignore[import-untyped]

from opcc_opendata.calendars import today
from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.server.current_database import CurrentDatabase
from opcc_opendata.server.query_limits import TooMuchTextError

Value = str | int | float | bytes | None
Ask = Callable[[], Awaitable[Any]]

_LONGEST_IN_ADDRESS: Final = 100
"""Characters of a value that stands in `_next`. A longer one is looked up by the row's key."""

_LONGEST_FACET: Final = 200_000
"""Characters of all the values of one facet. Each stands in the page several times."""

_LONGEST_KEPT: Final = 200_000
"""Characters of the rows of a page that is kept."""

_MOST_KEPT: Final = 100
"""Pages that are kept of a build."""

_MOST_COUNTED: Final = 1_000
_LONGEST_COUNT: Final = 20_000
"""Facets and counts of tables and views that are kept of a build, and the characters of one of them."""

_OF_A_NUMBER: Final = 8

_COUNT: Final = "select count(*) "

FIRST: Final = "Begin again with the first page: leave _next out of the address."


@dataclass(slots=True)
class TablePage:
    """One page that was asked for: in which order, after which row, and what came of it.

    `position` is that of the row before the page: the sorted value and the key of a table's row, or how many rows of
    a view come before. `always_counted` are the columns by which every page of the table or view counts.
    What is asked is `steady` if it gives the same for the whole day, which SQL that a reader wrote need not. JSON
    without a size `shows_rows` not at all: it says what is asked for, which an export then asks.
    """

    table: str
    is_view: bool
    keys: tuple[str, ...]
    columns: tuple[str, ...]
    sort: str
    descending: bool
    position: str
    build: str
    facets: tuple[tuple[str, str], ...]
    facets_until: float
    always_counted: frozenset[str]
    is_steady: bool
    shows_rows: bool = True
    next: str | None = None
    sql: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    left_out: bool = False
    facet_error: Exception | None = None
    """What is wrong with a facet that was asked for, such as counting the values of a list where there is none."""

    @property
    def order(self) -> str:
        """SQL: the whole order."""
        first = [f"{escape_sqlite(self.sort)}{' desc' if self.descending else ''}"] if self.sort else []
        return ", ".join([*first, *(escape_sqlite(name) for name in self.keys if name != self.sort)])

    @property
    def is_sorted_by_key(self) -> bool:
        """Whether the sorted column alone tells all rows apart."""
        return not self.sort or self.keys == (self.sort,)

    async def where_it_goes_on(self, database: Any, rows: Sequence[Any]) -> str:
        """Write the position of a page's last row, as it stands in an address."""
        if self.is_view:
            return f"{self._rows_before() + len(rows)},{self.build}"
        last = rows[-1]
        written = [_written(last[key]) for key in self.keys]
        if not self.is_sorted_by_key:
            value = last[self.sort] if self.sort in last.keys() else None  # noqa: SIM118 (a row is no dictionary)
            if value is None:
                value = await self._sorted_value(database, {f"_key{n}": last[key] for n, key in enumerate(self.keys)})
            written.insert(0, shown if len(shown := _written(value)) <= _LONGEST_IN_ADDRESS else "$row")
        return ",".join(written)

    async def after(self, database: Any) -> tuple[str, dict[str, Any], int]:
        """Give SQL that holds for the rows after the position, its values, and how many of them to pass over.

        Raises BadRequest where there is no such position.
        """
        if self.is_view or not self.position:
            return "", {}, self._rows_before() if self.is_view else 0
        values = [_read(part) for part in self.position.split(",")]
        if len(values) != len(self.keys) + (not self.is_sorted_by_key):
            raise BadRequest(f"_next is not of a page in this order. {FIRST}")
        keys = {f"_key{n}": value for n, value in enumerate(values[-len(self.keys) :])}
        sign = "<" if self.is_sorted_by_key and self.descending else ">"
        later = f"({_listed(self.keys)}) {sign} ({', '.join(f':{name}' for name in keys)})"
        if self.is_sorted_by_key:
            return later, keys, 0
        is_long = self.position.startswith("$row,")
        value = await self._sorted_value(database, keys) if is_long else values[0]
        return _after(escape_sqlite(self.sort), self.descending, value, later), keys | {"_sorted": value}, 0

    async def _sorted_value(self, database: Any, keys: dict[str, Any]) -> Value:
        same = " and ".join(f"{escape_sqlite(key)} = :_key{n}" for n, key in enumerate(self.keys))
        sql = f"select {escape_sqlite(self.sort)} from {escape_sqlite(self.table)} where {same}"  # noqa: S608
        found = (await database.execute(sql, keys)).rows
        if not found:
            raise BadRequest(f"The row that _next names is no longer in the data. {FIRST}")
        value: Value = found[0][0]
        return value

    def _rows_before(self) -> int:
        number, _, build = (self.position or "0").partition(",")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise BadRequest(f"_next is not of a page in this order. {FIRST}")
        if build not in ("", self.build):
            raise BadRequest(f"New data have been published since the page before. {FIRST}")
        return int(number)


@dataclass(slots=True)
class QueryPage:
    """The page of a ready-made query: what is asked, how many rows it shows, and how many of them were read."""

    asked: tuple[str, ...]
    most: int
    rows: int = 0


asked_for: ContextVar[TablePage | QueryPage | None] = ContextVar("opcc_table_page", default=None)
"""What page is asked for now."""


class PagedDatabase(CurrentDatabase):
    """The database of the request's build, in which a table's page is asked for in its whole order."""

    async def execute(
        self,
        sql: str,
        params: Any = None,
        truncate: bool = False,
        custom_time_limit: int | None = None,
        page_size: int | None = None,
        log_sql_errors: bool = True,
    ) -> Any:
        """Ask for rows. Datasette's query for a page, and those for its facets, are told by what they set."""
        page = asked_for.get()
        if page is None:
            return await super().execute(sql, params, truncate, custom_time_limit, page_size)
        token = asked_for.set(None)
        try:
            if isinstance(page, QueryPage):
                ask = partial(super().execute, sql, params, truncate, custom_time_limit, page_size)
                return await (self._first_rows(page, ask) if truncate else ask())
            if truncate:
                return await self._page(page, sql, params, custom_time_limit, page_size)
            sql = _without_joins(page, sql) if page.is_view else sql
            ask = (
                partial(self._facet, page, sql, params) if custom_time_limit else partial(super().execute, sql, params)
            )
            counts = page.is_steady and (custom_time_limit or sql.startswith(_COUNT))
            return await (self._counted(sql, params, ask) if counts else ask())
        finally:
            asked_for.reset(token)

    async def _first_rows(self, page: QueryPage, ask: Ask) -> Any:
        """Ask a ready-made query, and give the rows that its page shows."""

        async def cut() -> tuple[int, Any]:
            found = await ask()
            number = len(found.rows)
            found.rows = found.rows[: page.most]
            return number, found

        page.rows, found = await self._lately(page.asked, cut, lambda made: made[1].rows)
        return found

    async def _lately(self, asked: Hashable, ask: Ask, rows_of: Callable[[Any], Sequence[Any]]) -> Any:
        """Ask what depends on the build and the day alone, unless it was asked for lately, and keep it if it is small.

        Nobody may change what is kept.
        """
        kept: RecentCache[Any] = self.builds.now.known.setdefault(("pages of rows",), RecentCache(_MOST_KEPT))
        key = (today(), asked)
        found = kept.get(key)
        if found is None:
            found = await ask()
            if _length(rows_of(found)) <= _LONGEST_KEPT:
                kept.keep(key, found)
        return found

    async def _page(self, page: TablePage, sql: str, params: Any, custom_time_limit: Any, page_size: Any) -> Any:
        """Ask for a page's rows and for one more, which shows if there is a next page."""
        select, where, size = _parts(page, sql)
        condition, values, passed = await page.after(self)
        where = " and ".join(filter(None, [f"({where})" if where else "", condition and f"({condition})"]))
        table, where = escape_sqlite(page.table), f"where {where} " if where else ""
        page.parameters = {**(params or {}), **values}
        while True:
            last = f"order by {page.order} limit {size + 1}{f' offset {passed}' if passed else ''}"
            page.sql = f"{select} from {table} {where}{last}"
            if size and page.is_view and len(page.keys) == 1:  # without a size it is the whole, for an export
                key = escape_sqlite(page.keys[0])
                found_by = f"select {key} from {table} {where}{last}"  # noqa: S608 (our own names)
                page.sql = f"{select} from {table} where {key} in ({found_by}) order by {page.order}"
            # To find the first of all rows takes long where they are sorted with their texts.
            sql = page.sql if page.shows_rows else f"{page.sql.removesuffix(last)}limit 0"
            ask = partial(super().execute, sql, page.parameters, True, custom_time_limit, size or page_size)
            try:
                is_first_of_all = bool(size) and not (where or passed)
                found = await (self._lately(page.sql, ask, attrgetter("rows")) if is_first_of_all else ask())
                break
            except TooMuchTextError:
                if size < 2:
                    raise
                size //= 2  # a shorter page, from which the next goes on
        if 0 < size < len(found.rows):
            found = copy.copy(found)
            found.rows = found.rows[:size]
            page.next = await page.where_it_goes_on(self, found.rows)
        return found

    async def _facet(self, page: TablePage, sql: str, params: Any) -> Any:
        """Count the values of a column, in what is left of the time in which a page begins no more such work."""
        milliseconds = int((page.facets_until - time.perf_counter()) * 1000)
        try:
            if milliseconds < 1:
                raise QueryInterrupted(None, sql, params)
            found = await super().execute(sql, params, False, milliseconds)
            if sum(len(row[0]) for row in found.rows if isinstance(row[0], (str, bytes))) > _LONGEST_FACET:
                raise QueryInterrupted(None, sql, params)
        except QueryInterrupted:
            page.left_out = True
            raise
        except sqlite3.Error as error:
            # Raised at once, it would leave work of Datasette's undone, of which Python would tell the server's log.
            page.facet_error = error
            raise QueryInterrupted(error, sql, params) from error
        return found

    async def _counted(self, sql: str, params: Any, ask: Ask) -> Any:
        """Count something in the rows of a table or view, unless it was counted lately: every page of them asks it."""
        kept: RecentCache[Any] = self.builds.now.known.setdefault(("counts of rows",), RecentCache(_MOST_COUNTED))
        key = (today(), sql, tuple((params or {}).items()))
        found = kept.get(key)
        if found is None:
            found = await ask()
            if _length(found.rows) <= _LONGEST_COUNT:
                kept.keep(key, found)
        return found


def _length(rows: Iterable[Sequence[Any]]) -> int:
    """Count the characters of some rows, and some for each that has none."""
    return sum(len(value) if isinstance(value, (str, bytes)) else _OF_A_NUMBER for row in rows for value in row)


def _parts(page: TablePage, sql: str) -> tuple[str, str, int]:
    """Take Datasette's query for a page apart: what is selected, the conditions, and the number of rows."""
    body, _, limit = sql.rpartition(" limit ")
    if page.sort:
        ordered = f"order by {escape_sqlite(page.sort)}{' desc' if page.descending else ''}"
    else:
        ordered = "" if page.is_view else f"order by {_listed(page.keys)}"
    select, found, rest = body.removesuffix(ordered).partition(f" from {escape_sqlite(page.table)} ")
    if not (limit.isdecimal() and body.endswith(ordered) and found and (not rest or rest.startswith("where "))):
        raise RuntimeError("This version of Datasette writes its queries differently.")
    return select, rest.removeprefix("where ").strip(), int(limit) - 1


def _without_joins(page: TablePage, sql: str) -> str:
    """Write a count of a view's rows, or of a column's values, so that SQLite leaves out the joins that neither needs.

    It leaves out a LEFT JOIN of which nothing is used, but not from a query that counts. So what is counted gets a
    query of its own, which a limit keeps apart.
    """
    if sql.startswith(_COUNT):
        return f"{_COUNT}from (select 1 {sql.removeprefix(_COUNT)} limit -1)"
    every = f"from (\n                    select {_listed(page.columns)} from "  # noqa: S608 (as Datasette writes it)
    start, found, rest = sql.partition(every)
    column, is_facet, _ = start.strip().removeprefix("select ").partition(" as value, count(*) as count")
    inner, closed, outer = rest.rpartition(f"\n                )\n                where {column} is not null")
    if not (found and is_facet and closed):
        return sql
    return f"{start}from (select {column} from {inner} limit -1) where {column} is not null{outer}"  # noqa: S608


def _after(column: str, descending: bool, value: Value, later: str) -> str:
    """SQL: the row comes after one with a value. In SQLite, NULL comes before every value."""
    if value is None:
        return f"{column} is null and {later}" if descending else f"{column} is not null or {later}"
    if descending:
        return f"{column} < :_sorted or {column} is null or ({column} = :_sorted and {later})"
    return f"{column} >= :_sorted and ({column} > :_sorted or {later})"


def _written(value: Value) -> str:
    """Write a value into an address: text as it is, and after a $ what is none."""
    if isinstance(value, str):
        return str(tilde_encode(value))
    return "$null" if value is None else f"$x{value.hex()}" if isinstance(value, bytes) else f"${value!r}"


def _read(written: str) -> Value:
    """Read what `_written` wrote. Raises BadRequest."""
    if not written.startswith("$"):
        return str(tilde_decode(written))
    said = written.removeprefix("$")
    try:
        if said in ("null", "row"):
            return None
        if said.startswith("x"):
            return bytes.fromhex(said.removeprefix("x"))
        return float(said) if any(letter in said for letter in ".en") else int(said)
    except ValueError:
        raise BadRequest(f"_next is not of a page in this order. {FIRST}") from None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(escape_sqlite(name) for name in names)

"""A Datasette plugin: the pages of a table or view, which followed to the end give every row exactly once.

Datasette orders the first page by the sorted column alone, and each later one by the key too. Rows with the same value
then come in another order on the second page, and the row from which it goes on is not the row where the first ended:
some are left out, others come twice. A view has no key, so that nothing orders it. And a later page counts its facets
in the rows that are left. Here every page is in one order that leaves nothing open:

- a table by the sorted column, then by its key. `_next` names the last row: its sorted value and its key;
- a view by the sorted column, then by the columns that tell its rows apart. `_next` is the number of rows before, and
  the build they are of. Where one column does, the page's rows are first found by it, and only these are read whole:
  to sort all rows of a view with their texts would take longer than a page may.

No hook of Datasette's reaches the order of its query. `datasette_internals` says what is rested on instead.
"""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from datasette.database import QueryInterrupted  # type: ignore[import-untyped]
from datasette.facets import load_facet_configs  # type: ignore[import-untyped]
from datasette.utils import (  # type: ignore[import-untyped]
    escape_sqlite,
    path_with_replaced_args,
    tilde_decode,
    tilde_encode,
)
from datasette.utils.asgi import BadRequest, Request, Response  # type: ignore[import-untyped]
from datasette.views.table import TableView  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from opcc_opendata.calendars import today
from opcc_opendata.server.builds import CurrentDatabase
from opcc_opendata.server.limits import TooMuchTextError
from opcc_opendata.server.reader_sql import CONDITION, in_brackets, is_one_condition
from opcc_opendata.tables import VIEWS

hookimpl = HookimplMarker("datasette")

Value = str | int | float | bytes | None

_LONGEST_IN_ADDRESS: Final = 100
"""Characters of a value that stands in `_next`. A longer one is looked up by the row's key."""

_LONGEST_FACET: Final = 200_000
"""Characters of all the values of one facet. Each stands in the page several times."""

_VIEW_KEYS: Final = {view.name: view.key for view in VIEWS}
"""What tells the rows of a view apart. Of another view, only all columns may."""

_FIRST: Final = "Begin again with the first page: leave _next out of the address."


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Take the addresses of tables and views over from Datasette; CSV and JSON Lines are written by `exports`."""

    async def table_page(request: Any, datasette: Any) -> Any:
        return await TablePages(datasette).dispatch_request(request)

    return [(r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)(\.(?P<format>(?!csv$|jsonl$)\w+))?$", table_page)]


@dataclass(slots=True)
class TablePage:
    """One page that was asked for: in which order, after which row, and what came of it.

    `position` is that of the row before the page: the sorted value and the key of a table's row, or how many rows of
    a view come before.
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
    next: str | None = None
    sql: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    is_narrowed: bool = True
    left_out: bool = False

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
            raise BadRequest(f"_next is not of a page in this order. {_FIRST}")
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
            raise BadRequest(f"The row that _next names is no longer in the data. {_FIRST}")
        value: Value = found[0][0]
        return value

    def _rows_before(self) -> int:
        number, _, build = (self.position or "0").partition(",")
        if not (number.isascii() and number.isdecimal() and len(number) < 10):
            raise BadRequest(f"_next is not of a page in this order. {_FIRST}")
        if build not in ("", self.build):
            raise BadRequest(f"New data have been published since the page before. {_FIRST}")
        return int(number)


_page: ContextVar[TablePage | None] = ContextVar("opcc_table_page", default=None)


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
        """Ask for rows. Datasette's query for a table's page, and those for its facets, are told by what they set."""
        page = _page.get()
        if page is None:
            return await super().execute(sql, params, truncate, custom_time_limit, page_size)
        token = _page.set(None)
        try:
            if truncate:
                return await self._page(page, sql, params, custom_time_limit, page_size)
            ask = (
                partial(self._facet, page, sql, params) if custom_time_limit else partial(super().execute, sql, params)
            )
            is_about_all = not page.is_narrowed and (custom_time_limit or sql.startswith("select count(*) "))
            return await (self._once(sql, ask) if is_about_all else ask())
        finally:
            _page.reset(token)

    async def _page(self, page: TablePage, sql: str, params: Any, custom_time_limit: Any, page_size: Any) -> Any:
        """Ask for a page's rows and for one more, which shows if there is a next page."""
        select, where, size = _parts(page, sql)
        condition, values, passed = await page.after(self)
        page.is_narrowed = bool(where)
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
            try:
                found = await super().execute(page.sql, page.parameters, True, custom_time_limit, size or page_size)
                break
            except TooMuchTextError:
                if size < 2:
                    raise
                size //= 2  # a shorter page, from which the next goes on
        if 0 < size < len(found.rows):
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
        return found

    async def _once(self, sql: str, ask: Callable[[], Awaitable[Any]]) -> Any:
        """Ask something about all rows of a table or view only once for each build and day, for every page asks it."""
        known, key = self.builds.now.known, ("all rows", today(), sql)
        if key not in known:
            known[key] = await ask()
        return known[key]


class TablePages(TableView):  # type: ignore[misc]
    """Datasette's page of a table or view, with the order and the next page worked out here."""

    _may_be_kept = True

    async def data(self, request: Any, default_labels: bool = False, _next: Any = None, _size: Any = None) -> Any:
        """Give what a page holds."""
        page = await self._asked_for(request)
        if page is None:
            return await super().data(request, default_labels)
        plain = _without_position(request)
        token = _page.set(page)
        try:
            answer = await super().data(plain, default_labels)
        finally:
            _page.reset(token)
        if isinstance(answer, Response):
            return answer
        data, template, names = answer
        data["query"] = {"sql": page.sql, "params": page.parameters}
        data["next"], data["next_url"] = page.next, self._address_of_next(request, page)
        counted = {(facet["type"], facet["name"]) for facet in data["facet_results"].values()}
        data["facets_left_out"] = [name for kind, name in page.facets if page.left_out and (kind, name) not in counted]
        uncounted = data["filtered_table_rows_count"] is None and not _without_count(request)
        # What came out shorter because the server was busy is nothing to show to others.
        self._may_be_kept = not (page.left_out or uncounted)

        async def context() -> Any:
            return {**await template(), "facets_left_out": data["facets_left_out"]}

        return data, context, names

    def set_response_headers(self, response: Any, ttl: Any) -> Any:
        """Say how long a copy may be kept."""
        response = super().set_response_headers(response, ttl)
        if not self._may_be_kept:
            response.headers["Cache-Control"] = "no-store"
        return response

    async def _asked_for(self, request: Any) -> TablePage | None:
        """Read which page is asked for, or give None where the address is not that of a table or view."""
        name = tilde_decode(request.url_vars["table"])
        try:
            database = self.ds.get_database(route=tilde_decode(request.url_vars["database"]))
        except KeyError:
            return None
        if await self.ds.get_canned_query(database.name, name, request.actor):
            return None
        is_view = name in await database.view_names()
        if not is_view and not await database.table_exists(name):
            return None
        for text in request.args.getlist("_where"):
            if not is_one_condition(text):
                raise BadRequest(CONDITION)
        described = dict(self.ds.table_metadata(database.name, name) or {})
        columns = tuple(await database.table_columns(name))
        up, down = request.args.get("_sort") or "", request.args.get("_sort_desc") or ""
        if not up and not down:
            up, down = described.get("sort") or "", described.get("sort_desc") or ""
        return TablePage(
            name,
            is_view,
            _VIEW_KEYS.get(name, columns) if is_view else tuple(await database.primary_keys(name)) or ("rowid",),
            columns,
            up or down,
            bool(down),
            request.args.get("_next") or "",
            database.hash[:8],
            _facets(request, described, columns),
            time.perf_counter() + self.ds.setting("facet_time_limit_ms") / 1000,
        )

    def _address_of_next(self, request: Any, page: TablePage) -> str | None:
        if page.next is None:
            return None
        order = {"_sort": None, "_sort_desc": None}
        if page.sort:
            order["_sort_desc" if page.descending else "_sort"] = page.sort  # type: ignore[assignment]
        path = path_with_replaced_args(request, {**order, "_next": page.next})
        return str(self.ds.absolute_url(request, self.ds.urls.path(path)))


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
        raise BadRequest(f"_next is not of a page in this order. {_FIRST}") from None


def _listed(names: Sequence[str]) -> str:
    return ", ".join(escape_sqlite(name) for name in names)


def _without_position(request: Any) -> Any:
    """Give the request as Datasette is to see it: of the first page, so that it counts and narrows all of the rows.

    A search for nothing is none. A condition in SQL gets brackets, so that an `or` in it ends with it.
    """
    given = parse_qsl(request.query_string, keep_blank_values=True)
    kept = [
        (key, in_brackets(value) if key == "_where" else value)
        for key, value in given
        if key != "_next" and not (key.startswith("_search") and not value.strip())
    ]
    return request if kept == given else Request({**request.scope, "query_string": urlencode(kept).encode()}, None)


def _without_count(request: Any) -> bool:
    return bool(request.args.get("_nocount")) or request.args.get("_shape") in ("array", "object")


def _facets(request: Any, described: dict[str, Any], columns: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Name the facets that a page is to have: how each counts, and its column. Raises BadRequest."""
    for key in request.args:
        if key.startswith("_facet") and key not in ("_facet", "_facet_size", "_facet_array", "_facet_date"):
            raise BadRequest(f"There is no {key[:40]}. Count by _facet, _facet_array or _facet_date.")
    found = []
    for kind, facets in load_facet_configs(request, described).items():
        for facet in facets if kind != "size" else ():
            name = facet["config"].get("column") or facet["config"].get("simple")
            if name not in columns:
                raise BadRequest(f"There is no column “{str(name)[:80]}” to count by.")
            found.append((kind, name))
    return tuple(dict.fromkeys(found))

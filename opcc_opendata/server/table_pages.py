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

import re
import time
from collections.abc import Collection, Sequence
from functools import partial
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode

from datasette.facets import load_facet_configs  # type: ignore[import-untyped]
from datasette.filters import Filters  # type: ignore[import-untyped]
from datasette.utils import path_with_replaced_args, tilde_decode  # type: ignore[import-untyped]
from datasette.utils.asgi import BadRequest, NotFound, Request, Response  # type: ignore[import-untyped]
from datasette.views.row import RowView  # type: ignore[import-untyped]
from datasette.views.table import TableView  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from opcc_opendata.metadata import DATABASE
from opcc_opendata.server.paged_database import QueryPage, TablePage, asked_for
from opcc_opendata.server.reader_sql import CONDITION, in_brackets, is_one_condition
from opcc_opendata.suggestions import did_you_mean
from opcc_opendata.tables import TABLES, VIEWS

hookimpl = HookimplMarker("datasette")

_ROWS_IN_HTML: Final = 25
"""Rows of a page for people, unless they ask for more: with a hundred rows of 36 columns it would weigh 270 KB."""

_ROWS_OF_A_QUERY: Final = 100
"""Rows that the page of a ready-made query shows."""

_OF_A_LINK: Final = re.compile("utm_[a-z]{1,40}|[a-z]{1,3}clid|mc_[ce]id", re.IGNORECASE)
"""What newsletters and networks add to an address to count who followed it: nothing that a reader asked for."""

_FORMS: Final = (
    ("", "The database", ("json", "csv", "db")),
    ("/[^/.]+", "A table", ("json", "csv", "jsonl", "blob")),
    ("/[^/.]+/[^/.]+", "A row", ("json", "csv", "blob")),
)
"""The forms of the page of the database, of a table and of a row, by how their addresses go on after its name."""

_COMPARISONS: Final = frozenset(name for name, _, _ in Filters([]).lookups())

_MADE: Final = {table.name: table.key for table in TABLES if table.sql}
"""Tables that are views, with their keys."""

_VIEW_KEYS: Final = {view.name: view.key for view in VIEWS} | {name: (key,) for name, key in _MADE.items()}
"""What tells the rows of a view apart. Of another view, only all columns may."""


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Take the addresses of tables and views over from Datasette; CSV and JSON Lines are written by `exports`."""

    async def table_page(request: Any, datasette: Any) -> Any:
        return await TablePages(datasette).dispatch_request(request)

    return [
        *(
            (rf"/{DATABASE}{place}\.(?!(?:{'|'.join(forms)})$)\w+$", partial(no_such_form, what, forms))
            for place, what, forms in _FORMS
        ),
        (r"/(?P<database>[^\/\.]+)/(?P<table>[^\/\.]+)(\.(?P<format>(?!csv$|jsonl$)\w+))?$", table_page),
        (rf"/(?P<database>[^\/\.]+)/(?P<table>{'|'.join(_MADE)})/(?P<key>[^/]+?)(\.(?P<format>\w+))?$", row_of_view),
        (rf"(?!.*\.csv$)/(?P<database>{DATABASE})/(?P<table>[^/]+?)/(?P<pks>[^/]+?)(\.(?P<format>\w+))?$", row_page),
    ]


async def no_such_form(what: str, forms: Sequence[str]) -> None:
    """Say in which forms a page is there, where Datasette would give the page itself for any other."""
    *some, last = (f".{form}" for form in forms if form != "blob")  # which is for one cell, and has a link there
    raise NotFound(f"{what} is there as {', '.join(some)} and {last}, and without an ending for people.")


async def row_page(request: Any, datasette: Any) -> Any:
    """Give the page of a row, if there is such a table: Datasette would show the error of its own SQL."""
    name = tilde_decode(request.url_vars["table"])
    database = datasette.get_database(DATABASE)
    if not await database.table_exists(name) and name not in await database.view_names():
        raise NotFound(f"There is no table “{name[:80]}”.")
    return await RowView(datasette).dispatch_request(request)


async def row_of_view(request: Any, datasette: Any) -> Any:
    """Send who asks for a row of a table that is a view to the view, narrowed to that row: only tables have rows."""
    table, ending = request.url_vars["table"], request.url_vars["format"]
    key = urlencode({_MADE[table]: tilde_decode(request.url_vars["key"])})
    address = f"/{request.url_vars['database']}/{table}{f'.{ending}' if ending else ''}?{key}"
    return Response.redirect(datasette.urls.path(address), status=301)


class TablePages(TableView):  # type: ignore[misc]
    """Datasette's page of a table or view, with the order and the next page worked out here."""

    _may_be_kept = True

    async def data(self, request: Any, default_labels: bool = False, _next: Any = None, _size: Any = None) -> Any:
        """Give what a page holds."""
        page = await self._asked_for(request)
        if not isinstance(page, TablePage):
            return await self._of_query(page, request, default_labels)
        plain = _without_position(request, page.always_counted)
        token = asked_for.set(page)
        try:
            size = None if request.url_vars.get("format") or plain.args.get("_size") else _ROWS_IN_HTML
            answer = await super().data(plain, default_labels, _size=size)
        finally:
            asked_for.reset(token)
        if page.facet_error is not None:
            raise page.facet_error
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

    async def _of_query(self, page: QueryPage | None, request: Any, default_labels: bool) -> Any:
        """Give what the page of a ready-made query holds, or say that there is no such page."""
        token = asked_for.set(page)
        try:
            answer = await super().data(request, default_labels)
        finally:
            asked_for.reset(token)
        if page is None or isinstance(answer, Response):
            return answer
        data, template, *others = answer

        async def context() -> Any:
            return {**await template(), "rows_read": page.rows, "most": page.most}

        return data, context, *others

    def set_response_headers(self, response: Any, ttl: Any) -> Any:
        """Say how long a copy may be kept."""
        response = super().set_response_headers(response, ttl)
        if not self._may_be_kept:
            response.headers["Cache-Control"] = "no-store"
        return response

    async def _asked_for(self, request: Any) -> TablePage | QueryPage | None:
        """Read which page is asked for, or give None where Datasette answers as it is."""
        name = tilde_decode(request.url_vars["table"])
        try:
            database = self.ds.get_database(route=tilde_decode(request.url_vars["database"]))
        except KeyError:
            return None
        query = await self.ds.get_canned_query(database.name, name, request.actor)
        if query:
            values = (request.args.get(parameter) or "" for parameter in query.get("params") or ())
            in_html = not request.url_vars.get("format")
            return QueryPage((name, *values), _ROWS_OF_A_QUERY) if in_html and "params" in query else None
        is_view = name in await database.view_names()
        if not is_view and not await database.table_exists(name):
            return None
        for text in request.args.getlist("_where"):
            if not is_one_condition(text):
                raise BadRequest(CONDITION)
        described = dict(self.ds.table_metadata(database.name, name) or {})
        columns = tuple(await database.table_columns(name))
        _check_filters(request, name, columns)
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
            frozenset(one for one in described.get("facets") or () if isinstance(one, str)),
            not request.args.getlist("_where"),
            not (request.url_vars.get("format") == "json" and request.args.get("_size") == "0"),
        )

    def _address_of_next(self, request: Any, page: TablePage) -> str | None:
        if page.next is None:
            return None
        order = {"_sort": None, "_sort_desc": None}
        if page.sort:
            order["_sort_desc" if page.descending else "_sort"] = page.sort  # type: ignore[assignment]
        path = path_with_replaced_args(request, {**order, "_next": page.next})
        return str(self.ds.absolute_url(request, self.ds.urls.path(path)))


def _without_position(request: Any, counted: Collection[str]) -> Any:
    """Give the request as Datasette is to see it: of the first page, so that it counts and narrows all of the rows.

    A search for nothing is none, and what a link was marked with is no filter. A condition in SQL gets brackets, so
    that an `or` in it ends with it. What is counted on every page of the table is not counted again because somebody
    asks for it.
    """
    given = parse_qsl(request.query_string, keep_blank_values=True)
    kept = [
        (key, in_brackets(value) if key == "_where" else value)
        for key, value in given
        if key != "_next"
        and not _OF_A_LINK.fullmatch(key)
        and not (key.startswith("_search") and not value.strip())
        and not (key == "_facet" and value in counted)
    ]
    kept = [pair for n, pair in enumerate(kept) if not (pair[0].startswith("_facet") and pair in kept[:n])]
    return request if kept == given else Request({**request.scope, "query_string": urlencode(kept).encode()}, None)


def _check_filters(request: Any, name: str, columns: Sequence[str]) -> None:
    """Refuse a filter by a column or with a comparison that there is not. Raises BadRequest.

    Datasette would find no row by such a column, because SQLite takes its name for a text, and would leave out such a
    comparison: both answers look like those of the filter that was meant.
    """
    for key in request.args:
        if key.startswith("_") or _OF_A_LINK.fullmatch(key):
            continue
        column, _, comparison = key.rpartition("__") if "__" in key else (key, "", "exact")
        if column not in columns:
            meant = did_you_mean(column, columns, f"It has {', '.join(columns)}.")
            raise BadRequest(f"{name} has no column “{column[:80]}” to filter by. {meant}")
        if comparison not in _COMPARISONS:
            meant = did_you_mean(comparison, _COMPARISONS, f"There are {', '.join(sorted(_COMPARISONS))}.")
            raise BadRequest(f"There is no comparison “{comparison[:80]}” in the filter of {column}. {meant}")


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

"""A Datasette plugin: CSV, JSON Lines and `_shape=array` JSON that are whole, or an error.

Datasette itself cuts them at max_returned_rows without a word. Here a table, view, row, ready-made query or custom SQL
is written whole to a temporary file first, so that what can't be finished becomes an error and never a short file.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import parse_qsl, urlencode
from weakref import WeakKeyDictionary

from datasette.renderer import json_renderer  # type: ignore[import-untyped]
from datasette.utils import (  # type: ignore[import-untyped]
    InvalidSql,
    add_cors_headers,
    derive_named_parameters,
    path_with_replaced_args,
    tilde_decode,
    validate_sql_select,
)
from datasette.utils.asgi import BadRequest, NotFound, Response  # type: ignore[import-untyped]
from datasette.utils.sqlite import sqlite3  # type: ignore[import-untyped]
from datasette.views.database import MagicParameters  # type: ignore[import-untyped]
from pluggy import HookimplMarker

from opcc_opendata.server.answers import (
    AnswerError,
    AnswerLimits,
    AskedQuery,
    CsvWriter,
    JsonWriter,
    LabelColumn,
    Output,
    Writer,
    answer,
    quoted,
)
from opcc_opendata.site.did_you_mean import in_words, instead

hookimpl = HookimplMarker("datasette")

_AT_ONCE: Final = 2
_BLOCK: Final = 256 << 10
_YES: Final = frozenset(["1", "on", "true"])
_OURS: Final = frozenset(
    f"_{name}"
    for name in (
        *("bom", "dl", "header", "json", "json_infinity", "label", "labels", "nl", "nocount", "nofacet", "nosuggest"),
        *("raw", "shape", "size", "stream", "trace", "ttl"),
    )
)
"""Arguments that say how an answer is written, and not what it holds."""

_DATABASE: Final = r"/(?P<database>[^\/\.]+)"
_waiting: WeakKeyDictionary[Any, asyncio.Semaphore] = WeakKeyDictionary()


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Take the addresses of CSV over from Datasette."""
    return [
        (rf"{_DATABASE}\.csv$", sql_csv),
        (rf"{_DATABASE}/(?P<table>[^\/\.]+)\.csv$", table_csv),
        (rf"{_DATABASE}/(?P<table>[^\/\.]+)\.jsonl$", table_lines),
        (rf"{_DATABASE}/(?P<table>[^/]+?)/(?P<pks>[^/]+?)\.csv$", row_csv),
    ]


@hookimpl
def register_output_renderer() -> dict[str, Any]:
    """Take JSON over from Datasette, to hand back what is not cut."""
    return {"extension": "json", "render": render_json}


class _StatusError(Exception):
    """An answer that is not 200."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class _File(Response):  # type: ignore[misc]
    """An answer from a temporary file. Its length goes first, so that a broken transfer is noticed."""

    def __init__(self, output: Output, content_type: str, headers: dict[str, str]) -> None:
        length = {"content-length": str(output.size)}
        super().__init__(b"", headers={**headers, **length}, content_type=content_type)
        self._file = output.file

    async def asgi_send(self, send: Any) -> None:
        headers = {**self.headers, "content-type": self.content_type}
        raw = [[key.encode(), value.encode()] for key, value in headers.items()]
        try:
            await send({"type": "http.response.start", "status": self.status, "headers": raw})
            self._file.seek(0)
            while block := self._file.read(_BLOCK):
                await send({"type": "http.response.body", "body": block, "more_body": True})
            await send({"type": "http.response.body", "body": b""})
        finally:
            self._file.close()


async def table_csv(request: Any, datasette: Any) -> Any:
    """Give a table, a view or a ready-made query as CSV."""
    return await _csv(request, datasette, _of_table, tilde_decode(request.url_vars["table"]))


async def table_lines(request: Any, datasette: Any) -> Any:
    """Give a table, a view or a ready-made query as JSON Lines: one object on each line, each line with its end."""
    return await _whole(request, datasette, _of_table, tilde_decode(request.url_vars["table"]), _LINES)


async def sql_csv(request: Any, datasette: Any) -> Any:
    """Give the answer to custom SQL as CSV."""
    return await _csv(request, datasette, _of_sql, tilde_decode(request.url_vars["database"]))


async def row_csv(request: Any, datasette: Any) -> Any:
    """Give one row as CSV."""
    return await _csv(request, datasette, _of_row, tilde_decode(request.url_vars["table"]))


async def _csv(request: Any, datasette: Any, ask: Any, name: str) -> Any:
    return await _whole(request, datasette, ask, name, _CSV)


@dataclass(frozen=True, slots=True)
class _Format:
    """A way to write a whole answer."""

    ending: str
    media_type: str
    writer: Callable[[Any, Output], Writer]


async def _whole(request: Any, datasette: Any, ask: Any, name: str, form: _Format) -> Any:
    headers: dict[str, str] = {}
    if datasette.cors:
        add_cors_headers(headers)
    if request.method == "OPTIONS":
        return Response.text("ok", headers=headers)
    if request.method not in ("GET", "HEAD"):
        return Response.text("This can only be read: use GET.\n", status=405, headers={**headers, "allow": "GET, HEAD"})
    try:
        database = _database(request, datasette)
        question = await ask(request, datasette, database, headers)
        output = await _answered(request, datasette, database, question, lambda output: form.writer(request, output))
    except _StatusError as error:
        return Response.text(f"{error}\n", status=error.status, headers=headers)
    except (AnswerError, InvalidSql, sqlite3.Error, sqlite3.Warning) as error:
        meant = instead(str(error), request.args.get("sql") or "")
        sentence = f"{error}. {in_words(meant)}" if meant else str(error)
        return Response.text(f"{sentence}\n", status=400, headers=headers)
    headers["cache-control"] = f"max-age={datasette.setting('default_cache_ttl')}"
    headers["referrer-policy"] = "no-referrer"
    kind = "attachment" if request.args.get("_dl") else "inline"
    headers["content-disposition"] = f'{kind}; filename="{"".join(_plain(name))}.{form.ending}"'
    return _File(output, form.media_type, headers)


def _plain(name: str) -> Iterator[str]:
    for character in name:
        yield character if character.isascii() and (character.isalnum() or character in "-_") else "_"


def _csv_writer(request: Any, output: Output) -> Writer:
    return CsvWriter(
        output,
        header=request.args.get("_header") != "off",
        mark=request.args.get("_bom") in _YES,
        as_it_is=request.args.get("_raw") in _YES,
    )


def _line_writer(request: Any, output: Output) -> Writer:
    return JsonWriter(output, lines=True, parsed=request.args.getlist("_json"))


_CSV: Final = _Format("csv", "text/csv; charset=utf-8", _csv_writer)
_LINES: Final = _Format("jsonl", "application/jsonl; charset=utf-8", _line_writer)


def _database(request: Any, datasette: Any) -> Any:
    try:
        return datasette.get_database(route=tilde_decode(request.url_vars["database"]))
    except KeyError:
        raise NotFound("Database not found") from None


async def _answered(request: Any, datasette: Any, database: Any, question: AskedQuery, make: Any) -> Output:
    """Write a whole answer to a temporary file. Only some are written at once, so that pages find a free thread."""
    seconds = datasette.setting("sql_time_limit_ms") / 1000
    asked = request.args.get("_timelimit") or ""
    if asked.isdecimal():
        seconds = min(seconds, int(asked) / 1000)
    limits = AnswerLimits(seconds, datasette.setting("max_csv_mb"))
    output = Output(limits.megabytes)
    try:
        async with _waiting.setdefault(datasette, asyncio.Semaphore(_AT_ONCE)):
            await database.execute_fn(lambda connection: answer(connection, question, limits, make(output)))
    except BaseException:
        output.file.close()
        raise
    return output


async def _of_sql(request: Any, datasette: Any, database: Any, _headers: dict[str, str]) -> AskedQuery:
    """Ask what somebody wrote."""
    sql = request.args.get("sql")
    if not sql:
        raise _StatusError(
            400, f"Say what you ask for: /{database.name}.csv?sql=select …, or /{database.name}/TABLE.csv"
        )
    permissions = [("execute-sql", database.name), ("view-database", database.name), "view-instance"]
    await datasette.ensure_permissions(request.actor, permissions)
    validate_sql_select(sql)
    return AskedQuery(sql, await _parameters(request, database, sql))


async def _parameters(request: Any, database: Any, sql: str) -> dict[str, Any]:
    given = {key: request.args.get(key) for key in request.args if key != "sql"}
    names = await derive_named_parameters(database, sql)
    return {name: "" for name in names if not name.startswith("_")} | given


async def _of_table(request: Any, datasette: Any, database: Any, headers: dict[str, str]) -> AskedQuery:
    """Ask for a ready-made query, or for a table or view with the reader's filters."""
    name = tilde_decode(request.url_vars["table"])
    query = await datasette.get_canned_query(database.name, name, request.actor)
    if query:
        return await _of_query(request, datasette, database, query)
    asked = request.args.get("_size"), request.args.get("_next")
    whole = asked[0] == "max" or asked == (None, None)
    drop = _OURS | ({"_next"} if whole else set())
    found = await _json_of(request, datasette, f"{request.url_vars['table']}.json", drop, "0" if whole else asked[0])
    sql = found["query"]["sql"]
    labels = _labels(request, found["expandable_columns"])
    if not whole:
        if found["next"]:
            following = path_with_replaced_args(request, {"_next": found["next"]})
            headers["link"] = f'<{datasette.absolute_url(request, following)}>; rel="next"'
        return AskedQuery(sql, found["query"]["params"], at_most=len(found["rows"]), labels=labels)
    body, _, limit = sql.rpartition(" limit ")
    if limit != "1":  # Datasette asks for one row more than a page, and the page asked for has none
        raise _StatusError(
            500, "This version of Datasette writes its queries differently. Please report this as a fault."
        )
    # Anything may stand in _where, so it gets no more time than other SQL.
    return AskedQuery(body, found["query"]["params"], steady="_where" not in request.args, labels=labels)


async def _of_query(request: Any, datasette: Any, database: Any, query: dict[str, Any]) -> AskedQuery:
    permissions = [("view-query", (database.name, query["name"])), ("view-database", database.name), "view-instance"]
    await datasette.ensure_permissions(request.actor, permissions)
    if query.get("write"):
        raise _StatusError(405, "This query writes, so it has no CSV.")
    parameters = await _parameters(request, database, query["sql"])
    return AskedQuery(query["sql"], MagicParameters(parameters, request, datasette), steady=True)


async def _of_row(request: Any, datasette: Any, _database: Any, _headers: dict[str, str]) -> AskedQuery:
    """Ask for one row."""
    row = await _json_of(request, datasette, f"{request.url_vars['table']}/{request.url_vars['pks']}.json", _OURS, None)
    columns = ", ".join(map(quoted, row["columns"]))
    where = " AND ".join(f"{quoted(key)} = :p{n}" for n, key in enumerate(row["primary_keys"]))
    values = {f"p{n}": value for n, value in enumerate(row["primary_key_values"])}
    return AskedQuery(f"SELECT {columns} FROM {quoted(row['table'])} WHERE {where}", values)  # noqa: S608


async def _json_of(request: Any, datasette: Any, page: str, drop: frozenset[str], size: str | None) -> dict[str, Any]:
    """Ask Datasette itself what a page holds: it knows the filters, the order and who may see it."""
    kept = [
        (key, value)
        for key, value in parse_qsl(request.query_string, keep_blank_values=True)
        if key not in drop and not key.startswith("_facet")
    ]
    added = [("_nocount", "1"), ("_nofacet", "1"), ("_nosuggest", "1"), *([("_size", size)] if size else [])]
    path = f"/{request.url_vars['database']}/{page}?{urlencode(kept + added)}"
    found = await datasette.client.get(path, cookies=request.cookies, follow_redirects=True)
    facts: dict[str, Any] = found.json()
    if found.status_code != 200:
        raise _StatusError(found.status_code, str(facts.get("error")))
    return facts


def _labels(request: Any, expandable: list[Any]) -> dict[str, LabelColumn]:
    """Choose the columns of codes that get a column of words beside them."""
    chosen = request.args.getlist("_label")
    everything = not chosen and request.args.get("_labels") in _YES
    return {
        key["column"]: LabelColumn(key["other_table"], key["other_column"], label)
        for key, label in expandable
        if everything or key["column"] in chosen
    }


async def render_json(
    args: Any, data: dict[str, Any], view_name: str, request: Any, datasette: Any, database: str
) -> Any:
    """Give JSON as Datasette does, and a list of rows whole where Datasette would cut it without a word."""
    shape = args.get("_shape")
    if data.get("error") and (meant := instead(str(data["error"]), args.get("sql") or "")):
        data["error"] = f"{data['error']}. {in_words(meant)}"
    data.pop("query_ms", None)  # the same question has the same answer, to the last byte
    if not (data.get("truncated") and "table" not in data and shape in ("array", "arrayfirst")):
        return json_renderer(args, data, view_name)
    lines = bool(args.get("_nl")) and shape == "array"
    question = AskedQuery(data["query"]["sql"], MagicParameters(data["query"]["params"], request, datasette))

    def writer(output: Output) -> Writer:
        return JsonWriter(output, first_only=shape == "arrayfirst", lines=lines, parsed=args.getlist("_json"))

    try:
        output = await _answered(request, datasette, datasette.get_database(database), question, writer)
    except (AnswerError, sqlite3.Error) as error:
        raise BadRequest(str(error)) from error
    return _File(output, "text/plain" if lines else "application/json; charset=utf-8", {})

"""The site's JSON described as OpenAPI 3.1: single responses, tables and views, and the ready-made queries."""

from __future__ import annotations

import json
from typing import Any, Final

from opcc_opendata import __version__
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import packaged_standard
from opcc_opendata.queries import QUERIES, ReadyQuery
from opcc_opendata.schema import load_standard
from opcc_opendata.site.views import File, PageContext
from opcc_opendata.tables import TABLES, VIEWS

_LICENCE: Final = {
    "name": "Open Government Licence v3.0",
    "url": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_ROWS: Final = {"type": "array", "items": {"type": "object", "additionalProperties": True}}
_PAGE_OR_ROWS: Final = {"oneOf": [_ROWS, {"type": "object", "additionalProperties": True}]}
_WISHES: Final = {
    "force": "A police force by its code or name, such as norfolk; empty for all.",
    "q": "The words to find; words between quotation marks must follow each other.",
    "inspection": "A report, by its id in the table inspections.",
    "year": "The year of the report, such as 2022; empty for all.",
    "timeliness": "overdue, pending, cannot_tell or not_owed; empty for all.",
    "number": "The number of the recommendation as the report prints it; empty for all.",
}


def document(ctx: PageContext) -> File:
    """Give the description."""
    text = json.dumps(described(ctx.base, ctx.title), ensure_ascii=False, indent=2)
    return File(text + "\n", "application/json; charset=utf-8")


def described(base: str, title: str) -> dict[str, Any]:
    """Describe what can be asked."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": title,
            "version": __version__,
            "description": "Everything can be read by anybody, without a key.",
            "license": _LICENCE,
        },
        "servers": [{"url": base or "/"}],
        "paths": {
            "/responses/{id}.json": {"get": _response()},
            "/search.json": {"get": _search()},
            **{f"/{DATABASE}/{query.name}.json": {"get": _query(query)} for query in QUERIES},
            **{f"/{DATABASE}/{one.name}.json": {"get": _table(one.name, one.says)} for one in TABLES},
            **{f"/{DATABASE}/{one.name}.json": {"get": _table(one.name, one.says)} for one in VIEWS},
            "/-/health.json": {"get": _asked("health", "The build that is served", [], {"type": "object"})},
        },
    }


def _response() -> dict[str, Any]:
    name = _parameter("id", "The response's id, such as norfolk-2019-02-26-custody.", place="path")
    schema = load_standard(packaged_standard()).schema["$id"]
    record = {"type": "object", "description": f"A record after {schema}", "additionalProperties": True}
    asked = _asked("response", "One response, the whole record", [name], record)
    asked["externalDocs"] = {"url": schema, "description": "The JSON Schema of a record"}
    asked["responses"]["410"] = {"description": "The response was withdrawn. Its id and the reason stay."}
    return asked


def _search() -> dict[str, Any]:
    names = ("q", "force", "body", "report", "year", "status", "kind", "acceptance")
    wishes = [_parameter(name, _WISHES.get(name, f"Narrows to one {name}; empty for all.")) for name in names]
    exact = _parameter("exact", "1 for the words as typed, without other forms, spellings and abbreviations.")
    page = _parameter("page", "The page, from 1.", {"type": "integer", "minimum": 1})
    says = "20 responses that a search finds, how many there are, and how many with each value of each facet"
    return _asked("search_page", says, [*wishes, exact, page], {"type": "object", "additionalProperties": True})


def _query(query: ReadyQuery) -> dict[str, Any]:
    wishes = [_parameter(name, _WISHES.get(name, name)) for name in query.parameters]
    return _asked(query.name, query.title, [*wishes, _shape()], _PAGE_OR_ROWS) | {"description": query.says}


def _table(name: str, says: str) -> dict[str, Any]:
    size = _parameter("_size", "How many rows a page holds, at most 1,000.", {"type": "integer", "maximum": 1000})
    following = _parameter("_next", "Where the next page begins: next of the page before.")
    asked = _asked(f"rows_of_{name}", f"Rows of {name}", [_shape(), size, following], _PAGE_OR_ROWS)
    return asked | {"description": f"{says} Any column's name with a value keeps only the rows that have it."}


def _shape() -> dict[str, Any]:
    told = "array: only the rows, as a list of objects. objects: the rows with facts about the page around them."
    return _parameter("_shape", told, {"type": "string", "enum": ["array", "objects"]})


def _parameter(name: str, says: str, schema: dict[str, Any] | None = None, *, place: str = "query") -> dict[str, Any]:
    return {
        "name": name,
        "in": place,
        "required": place == "path",
        "description": says,
        "schema": schema or {"type": "string"},
    }


def _asked(name: str, summary: str, parameters: list[dict[str, Any]], schema: dict[str, Any]) -> dict[str, Any]:
    return {
        "operationId": name,
        "summary": summary,
        "parameters": parameters,
        "responses": {
            "200": {"description": summary, "content": {"application/json": {"schema": schema}}},
            "default": {"description": "A sentence that says what is wrong."},
        },
    }

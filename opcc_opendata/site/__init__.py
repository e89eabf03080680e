"""The site that people read: a Datasette plugin with a page for each response, report and force, and its own look."""

from __future__ import annotations

import sqlite3
from typing import Any

from pluggy import HookimplMarker

from opcc_opendata.metadata import DATABASE
from opcc_opendata.search import register_functions
from opcc_opendata.site import feeds, jinja_env
from opcc_opendata.site.pages import routes

hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Give Datasette the addresses of the pages and feeds."""
    return [*routes(), *feeds.routes()]


@hookimpl
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Give the ready-made queries the functions with which they search."""
    register_functions(conn)


@hookimpl
def filters_from_request(request: Any, database: str, table: str, datasette: Any) -> Any:
    """Refuse to search a table that can't be searched: Datasette would give all of its rows, as if found."""
    from datasette.utils.asgi import BadRequest  # type: ignore[import-untyped]

    async def refuse() -> None:
        asked = any(
            key.startswith("_search") and key != "_searchmode" and request.args.get(key) for key in request.args
        )
        described = datasette.table_metadata(database, table)
        if asked and not described.get("fts_table"):
            raise BadRequest(
                f"The rows of {table} can't be searched for words by themselves. Search the responses "
                f"(/{database}/responses?_search=…) or every text (/{database}/passages?found_in={table}&_search=…)."
            )

    return refuse


def _publisher(told: Any) -> dict[str, str]:
    """Give who publishes the data as texts, and only addresses that are on the web."""
    known = {key: value for key, value in told.items() if isinstance(value, str)} if isinstance(told, dict) else {}
    web = ("contact", "website")
    return {key: value for key, value in known.items() if key not in web or value.startswith(("https://", "http://"))}


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Give the templates what they use on every page, Datasette's own pages and errors too."""
    jinja_env.prepare(env, str(datasette.metadata("title") or ""), str(datasette.metadata("welsh_read") or ""))
    # A function, because one page is made from one build and the next from another.
    env.globals["build_facts"] = lambda: datasette.get_database(DATABASE).builds.now.facts
    env.globals["publisher"] = _publisher(datasette.metadata("publisher"))
    feeds.prepare(env)

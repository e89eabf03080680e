"""The site that people read: a Datasette plugin with a page for each response, report and force, and its own look."""

from __future__ import annotations

from typing import Any

from pluggy import HookimplMarker

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site import feeds, jinja_env
from opcc_opendata.site.pages import routes

hookimpl = HookimplMarker("datasette")


@hookimpl
def register_routes() -> list[tuple[str, Any]]:
    """Give Datasette the addresses of the pages and feeds."""
    return [*routes(), *feeds.routes()]


@hookimpl
def prepare_jinja2_environment(env: Any, datasette: Any) -> None:
    """Give the templates what they use on every page, Datasette's own pages and errors too."""
    jinja_env.prepare(env, str(datasette.metadata("title") or ""))
    # A function, because one page is made from one build and the next from another.
    env.globals["build_facts"] = lambda: datasette.get_database(DATABASE).builds.now.facts
    feeds.prepare(env)

"""`opcc serve`: build what is stale, and show the database in a browser."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import Refused, build_database, counted, project_at, project_option

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_PROBLEMS = 1


@click.command(short_help="Show the database in a browser.")
@project_option
@click.option("--db", "database", metavar="FILE", type=click.Path(path_type=Path), help="The database's file.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any.")
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
@click.option("--skip-invalid", is_flag=True, help="Leave invalid records out, and say which.")
@click.option("--no-build", is_flag=True, help="Serve the database as it is.")
@click.option(
    "--force-https-urls",
    is_flag=True,
    envvar="OPCC_FORCE_HTTPS_URLS",
    help="Write every address with https, for a server behind a proxy. Or set OPCC_FORCE_HTTPS_URLS=1.",
)
@click.option(
    "--sql/--no-sql",
    "public_sql",
    default=True,
    envvar="OPCC_PUBLIC_SQL",
    help="Let readers ask in SQL of their own, or in ready-made queries only. Or set OPCC_PUBLIC_SQL=off.",
)
@click.option("--demo", is_flag=True, help="Serve a full site of invented records, and say so on every page.")
def command(
    project: Path | None,
    database: Path | None,
    host: str,
    port: int,
    browser: bool,
    skip_invalid: bool,
    no_build: bool,
    force_https_urls: bool,
    public_sql: bool,
    demo: bool,
) -> None:
    """Build what is stale and serve the database as pages, JSON and CSV, until you press Ctrl-C.

    An invalid record stops it, unless it is left out. A later opcc build comes into view by itself.

    \b
    Serve the project in this folder at http://127.0.0.1:8080/:
      opcc serve --port 8080
    """
    from opcc_opendata.server import ServingError, bind, make_datasette, read_metadata, run

    where = _demonstration(project, database) if demo else project_at(project)
    file = database or where.database

    def announce(address: str) -> None:
        click.echo(f"Serving {where.show(file)} at {address} Press Ctrl-C to stop.")
        if browser:
            click.launch(address)

    try:
        # What is certain to fail later is found before a long build.
        taken, described = bind(host, port), read_metadata(where)
        with taken:
            if not no_build:
                _build(where, file, skip_invalid=skip_invalid)
            make = partial(make_datasette, file, described, force_https=force_https_urls, public_sql=public_sql)
            run(make, taken, announce)
    except ServingError as error:
        raise Refused(str(error)) from error


def _demonstration(project: Path | None, database: Path | None) -> Project:
    from opcc_opendata.cli.demo import demonstration, mark

    if project or database:
        raise Refused("--demo serves invented records of its own, so it goes with neither --project nor --db.")
    mark()
    try:
        return demonstration()
    except OSError as error:
        raise Refused(f"The invented records can't be written: {error}.") from error


def _build(where: Project, file: Path, *, skip_invalid: bool) -> None:
    outcome = build_database(where, file, skip_invalid=skip_invalid)
    if not outcome.rejected:
        return
    files = f"{counted(len(outcome.rejected), 'file')} with errors"
    if skip_invalid:
        click.echo(f"{files} left out.", err=True)
        return
    click.echo(f"Nothing is served: {files}. Put them right, or leave them out with --skip-invalid.", err=True)
    raise click.exceptions.Exit(_PROBLEMS)

"""`opcc serve`: build what is stale, and show the database in a browser."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    RefusedError,
    build_database,
    check_page_option,
    check_runtime,
    counted,
    project_at,
    project_option,
)
from opcc_opendata.project import DRAFTS

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_PROBLEMS = 1
_SOURCE = "https://github.com/opcc-opendata/opcc_opendata"


@click.command(short_help="Show the database in a browser.")
@project_option
@click.option("--db", "database", metavar="FILE", type=click.Path(path_type=Path), help="The database's file.")
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; 0.0.0.0 is all.")
@click.option("--port", default=8001, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any.")
@click.option("--open", "browser", is_flag=True, help="Open it in the browser.")
@click.option("--skip-invalid", is_flag=True, help="Leave invalid records out, and say which.")
@click.option("--no-build", is_flag=True, help="Serve the database as it is.")
@click.option(
    "--public-url",
    metavar="URL",
    envvar="OPCC_PUBLIC_URL",
    help="The site's address as readers know it, such as https://data.example.org. Or set OPCC_PUBLIC_URL.",
)
@click.option(
    "--trusted-proxy",
    "proxies",
    metavar="ADDRESS",
    multiple=True,
    envvar="OPCC_TRUSTED_PROXY",
    help="A proxy's IP address, whose X-Forwarded-Proto is believed. May be repeated. Or set OPCC_TRUSTED_PROXY.",
)
@click.option(
    "--sql/--no-sql",
    "public_sql",
    default=True,
    envvar="OPCC_PUBLIC_SQL",
    help="Let readers ask in SQL of their own, or in ready-made queries only. Or set OPCC_PUBLIC_SQL=off.",
)
@click.option(
    "--drafts", is_flag=True, help="Show the drafts in place of the records, on this computer only, and say so."
)
@check_page_option
@click.option("--demo", is_flag=True, help="Serve a full site of invented records, and say so on every page.")
def command(
    project: Path | None,
    database: Path | None,
    host: str,
    port: int,
    browser: bool,
    skip_invalid: bool,
    no_build: bool,
    public_url: str | None,
    proxies: tuple[str, ...],
    public_sql: bool,
    drafts: bool,
    check_page: bool,
    demo: bool,
) -> None:
    """Build what is stale and serve the database as pages, JSON and CSV, until you press Ctrl-C.

    An invalid record stops it, unless it is left out. A later opcc build comes into view by itself.

    \b
    Serve the project in this folder at http://127.0.0.1:8080/:
      opcc serve --port 8080
    \b
    Look at the drafts as readers will see them:
      opcc serve --drafts
    """
    from opcc_opendata.server import ServingError

    if drafts and (database or demo or no_build):
        raise RefusedError(
            "--drafts builds the drafts into a database of their own: leave --db, --demo and --no-build out."
        )
    where = demonstration_project(project, database) if demo else project_at(project)
    with ExitStack() as end:
        if drafts:
            where = _drafts(where, end)
        site = _Site(
            where, database or where.database, host, port, browser, public_url, proxies, public_sql, check_page
        )
        try:
            site.serve(build=not no_build, skip_invalid=skip_invalid or drafts)
        except ServingError as error:
            raise RefusedError(str(error)) from error


@dataclass(frozen=True)
class _Site:
    """A site that is to be served, and how."""

    project: Project
    database: Path
    host: str
    port: int
    browser: bool
    public_url: str | None
    proxies: tuple[str, ...]
    public_sql: bool
    check_page: bool

    def serve(self, *, build: bool, skip_invalid: bool) -> None:
        """Build what is stale, and serve it until somebody stops it. Raises ServingError."""
        from opcc_opendata.server import (
            bind,
            make_datasette,
            read_metadata,
            read_proxies,
            read_public_url,
            refuse_others,
            run,
        )

        is_of_drafts = self.project.is_of_drafts
        # What is certain to fail later is found before a long build.
        address = read_public_url(self.public_url) if self.public_url else None
        proxies = read_proxies(self.proxies)
        taken, described = bind(self.host, self.port), read_metadata(self.project)
        described = {**described, "welsh_read": self.project.settings.welsh_read}
        with taken:
            if is_of_drafts:
                refuse_others(taken, self.host)
                described = {**described, "title": self.project.settings.title}
            if build:
                build_or_refuse(self.project, self.database, "Nothing is served", skip_invalid=skip_invalid)
            else:
                refuse_another_form(self.project, self.database, "Nothing is served")
            if not is_of_drafts and holds_drafts(self.database):
                shown = self.project.show(self.database)
                raise RefusedError(f"{shown} holds drafts, which are not published. To see them: opcc serve --drafts")
            make = partial(
                make_datasette,
                self.database,
                described,
                address=address,
                public_sql=self.public_sql,
                downloads=not is_of_drafts,
                check=check_runtime(self.project) if self.check_page else None,
            )
            run(make, taken, self._announce, proxies=proxies, this_computer_only=is_of_drafts)

    def _announce(self, address: str) -> None:
        what = "the drafts" if self.project.is_of_drafts else self.project.show(self.database)
        click.echo(f"Serving {what} at {address} Press Ctrl-C to stop.")
        if self.browser:
            click.launch(address)


def _drafts(project: Project, end: ExitStack) -> Project:
    """Give the drafts of a project as a project of their own, and have every page say what they are.

    Their database is in a folder that only this user can read, and is gone at the end.
    """
    from tempfile import TemporaryDirectory

    from opcc_opendata.site.marking import DRAFT, mark_all
    from opcc_opendata.yaml_reader import find_records

    if not project.drafts.is_dir() or not find_records([project.drafts]).names:
        raise RefusedError(f"There are no drafts in {project.show(project.drafts)}/. To begin one: opcc new")
    mark_all(DRAFT)
    try:
        folder = end.enter_context(TemporaryDirectory(prefix="opcc-drafts-", ignore_cleanup_errors=True))
    except OSError as error:
        raise RefusedError(f"There is no place for a database of the drafts: {error}.") from error
    return project.of_drafts(Path(folder) / "drafts.db")


def holds_drafts(database: Path) -> bool:
    """Tell if a database was made of drafts. One that can't be asked is found out later."""
    import sqlite3
    from contextlib import closing

    from opcc_opendata.files import UnreadableFileError, check_file

    try:
        check_file(database)
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            ask = "SELECT count(*) FROM provenance WHERE path GLOB ?"
            return bool(connection.execute(ask, (f"{DRAFTS}/*",)).fetchone()[0])
    except (sqlite3.Error, UnreadableFileError):
        return False


def refuse_another_form(where: Project, file: Path, nothing: str) -> None:
    """Stop at a database that another version built and this one can't read: its pages would fail one by one."""
    from opcc_opendata.database.form import has_another_form

    if has_another_form(file):
        shown = where.show(file)
        why = f"{shown} does not have the form that this version of opcc reads. Another version may have built it."
        click.echo(f"opcc: {nothing}: {why} Build it anew with: opcc build", err=True)
        raise click.exceptions.Exit(_PROBLEMS)


def demonstration_project(project: Path | None, database: Path | None) -> Project:
    """Give the project of invented records, and have every page say what they are, or refuse."""
    from importlib.util import find_spec

    from opcc_opendata.cli.demo import demonstration
    from opcc_opendata.site.marking import INVENTED, mark_all

    if project or database:
        raise RefusedError("--demo has invented records of its own, so it goes with neither --project nor --db.")
    if find_spec("opcc_opendata.sample") is None:
        raise RefusedError(f"--demo needs what makes invented records, and only a checkout of {_SOURCE} has it.")
    mark_all(INVENTED)
    try:
        return demonstration()
    except OSError as error:
        raise RefusedError(f"The invented records can't be written: {error}.") from error


def build_or_refuse(where: Project, file: Path, nothing: str, *, skip_invalid: bool) -> None:
    """Build what is stale. `nothing` says what is not done where records have errors and are not left out."""
    outcome = build_database(where, file, skip_invalid=skip_invalid)
    if not outcome.rejected:
        return
    noun = "draft" if where.is_of_drafts else "file"
    files = f"{counted(len(outcome.rejected), noun)} with errors"
    if skip_invalid:
        click.echo(f"{files} left out.", err=True)
        return
    click.echo(f"{nothing}: {files}. Put them right, or leave them out with --skip-invalid.", err=True)
    raise click.exceptions.Exit(_PROBLEMS)

"""`opcc static`: the whole site as files that need no server."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import (
    ProgressBar,
    RefusedError,
    check_page_option,
    check_runtime,
    counted,
    project_at,
    project_option,
)
from opcc_opendata.cli.serve import build_or_refuse, demonstration_project, holds_drafts, refuse_another_form


@click.command(name="static", short_help="Write the whole site as files that need no server.")
@click.argument("target", metavar="DIR", type=click.Path(path_type=Path))
@project_option
@click.option("--db", "database", metavar="FILE", type=click.Path(path_type=Path), help="The database's file.")
@click.option("--no-build", is_flag=True, help="Use the database as it is.")
@click.option("--skip-invalid", is_flag=True, help="Leave invalid records out, and say which.")
@click.option("--demo", is_flag=True, help="Write a full site of invented records, which says so on every page.")
@check_page_option
@click.option(
    "--public-url",
    metavar="URL",
    envvar="OPCC_PUBLIC_URL",
    default="",
    help="Where the files will be on the web, such as https://example.org/data. Or set OPCC_PUBLIC_URL.",
)
@click.option("--bagit", "as_bag", is_flag=True, help="Make DIR a bag for an archive (BagIt, RFC 8493).")
def command(
    target: Path,
    project: Path | None,
    database: Path | None,
    no_build: bool,
    skip_invalid: bool,
    demo: bool,
    check_page: bool,
    public_url: str,
    as_bag: bool,
) -> None:
    """Write the site to the folder DIR: pages, search, feeds, downloads, records and the database.

    Put the folder on any web host, or open its index.html from a disk. A folder that opcc static made before is
    replaced whole; any other is refused.

    \b
    Write the site of the project in this folder:
      opcc static ../site
    \b
    For a web host, with whole addresses in feeds and calendars:
      opcc static ../site --public-url https://example.org/data
    \b
    For an archive:
      opcc static ../bag --bagit
    """
    from opcc_opendata.server import ServingError
    from opcc_opendata.static import NotOwnFolderError, UnusableAddressError, make, refuse_others

    try:
        refuse_others(target)
        where = demonstration_project(project, database) if demo else project_at(project)
        file = database or where.database
        if not no_build:
            build_or_refuse(where, file, "Nothing is written", skip_invalid=skip_invalid)
        else:
            refuse_another_form(where, file, "Nothing is written")
        check = check_runtime(where) if check_page else None
        if holds_drafts(file):
            raise RefusedError(f"{where.show(file)} holds drafts, which are not published.")
        with ProgressBar("Writing files") as progress:
            made = make(where, file, target, public_url=public_url, as_bag=as_bag, check=check, progress=progress)
    except (NotOwnFolderError, UnusableAddressError, ServingError) as error:
        raise RefusedError(str(error)) from error
    size = f"{made.size / 1_000_000:,.0f} MB"
    click.echo(f"{target}: {counted(made.files, 'file')}, {counted(made.pages, 'page')} among them, {size}.")
    click.echo(f"Whatever they call pending or overdue was so on {made.day}. Write them anew when that matters.")

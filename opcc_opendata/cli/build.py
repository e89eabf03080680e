"""`opcc build`: make the database from the records."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import build_database, counted, project_at, project_option

_PROBLEMS = 1


@click.command(short_help="Make the database from the records.")
@project_option
@click.option("--db", "database", metavar="FILE", type=click.Path(path_type=Path), help="The database's file.")
@click.option("--skip-invalid", is_flag=True, help="Leave invalid records out, say which, and exit with 1.")
@click.option("--check-hashes", is_flag=True, help="Read every file, and do not trust its stamp, to see if it changed.")
def command(project: Path | None, database: Path | None, skip_invalid: bool, check_hashes: bool) -> None:
    """Make opcc.db from the records, unless it is up to date.

    The old database is there until the new one is whole and checked. An invalid record stops the build.

    \b
    Build the database of the project in this folder:
      opcc build
    """
    where = project_at(project)
    file = database or where.database
    outcome = build_database(where, file, skip_invalid=skip_invalid, check_hashes=check_hashes)
    shown = where.show(file)
    if outcome.up_to_date:
        click.echo(f"{shown} is up to date: {counted(outcome.published, 'record')}.")
    elif outcome.built:
        left_out = f" {counted(len(outcome.rejected), 'file')} left out." if outcome.rejected else ""
        partly = ""
        if outcome.partly:
            which = "follows a newer version" if outcome.partly == 1 else "follow newer versions"
            partly = f" Of these {outcome.partly:,} {which} of the standard: what this program can read is in it."
        click.echo(f"{shown} is built: {counted(outcome.published, 'record')}.{partly}{left_out}")
    else:
        click.echo(
            f"{shown} was not built: {counted(len(outcome.rejected), 'file')} with errors. Put them right, or leave "
            "them out with --skip-invalid.",
            err=True,
        )
    if outcome.rejected or outcome.partly:
        raise click.exceptions.Exit(_PROBLEMS)

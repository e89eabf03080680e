"""`opcc build`: make the database from the records."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import Progress, Refused, project_at, project_option

_PROBLEMS = 1


@click.command(short_help="Make the database from the records.")
@project_option
@click.option("--db", "database", metavar="FILE", type=click.Path(path_type=Path), help="The database's file.")
@click.option("--skip-invalid", is_flag=True, help="Leave invalid records out, say which, and exit with 1.")
@click.option("--check-hashes", is_flag=True, help="Read every file, and do not trust its time, to see if it changed.")
def command(project: Path | None, database: Path | None, skip_invalid: bool, check_hashes: bool) -> None:
    """Make opcc.db from the records, doing only what has changed since the last build.

    The old database is there until the new one is whole and checked. An invalid record stops the build.

    \b
    Build the database of the project in this folder:
      opcc build
    """
    from opcc_opendata.database import BuildError, build

    where = project_at(project)
    with Progress("Building") as progress:
        try:
            outcome = build(
                where,
                database=database,
                skip_invalid=skip_invalid,
                check_hashes=check_hashes,
                say=lambda sentence: click.echo(sentence, err=True),
                progress=progress,
            )
        except BuildError as error:
            raise Refused(str(error)) from error
    shown = where.show(database or where.database)
    for problem in outcome.problems:
        click.echo(str(problem), err=True)
    if outcome.up_to_date:
        click.echo(f"{shown} is up to date: {_count(outcome.published, 'response')}.")
    elif outcome.built:
        left_out = f" {_count(len(outcome.rejected), 'file')} left out." if outcome.rejected else ""
        click.echo(f"{shown} is built: {_count(outcome.published, 'response')}.{left_out}")
    else:
        click.echo(
            f"{shown} was not built: {_count(len(outcome.rejected), 'file')} with errors. Put them right, or leave "
            "them out with --skip-invalid.",
            err=True,
        )
    if outcome.rejected:
        raise click.exceptions.Exit(_PROBLEMS)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

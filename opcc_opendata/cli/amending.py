"""What the commands for a published response share: finding it, refusing, and saying what changes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import RefusedError, counted, finishing_first, printed, standard_of

if TYPE_CHECKING:
    from opcc_opendata.amendments import Amendment, Records
    from opcc_opendata.project import Project

_NOT_FIT = 1

dry_run_option = click.option("--dry-run", is_flag=True, help="Write nothing, and say what would change.")


@contextmanager
def records_of(project: Project) -> Iterator[Records]:
    """Give the published records of a project, and refuse where an act on one of them can't be done."""
    from opcc_opendata.amendments import NotAmendedError, Records

    try:
        yield Records(project, standard_of(project))
    except NotAmendedError as error:
        if not error.problems:
            raise RefusedError(str(error)) from error
        for problem in error.problems:
            click.echo(printed(str(problem)), err=True)
        click.echo(printed(f"{error} {counted(len(error.problems), 'error')} would be in it."), err=True)
        raise click.exceptions.Exit(_NOT_FIT) from error


def carry_out(amendment: Amendment, project: Project, *, dry_run: bool) -> None:
    """Do what was prepared, unless it is only tried, and say what it changes as `opcc diff` does."""
    from opcc_opendata.amendments import write

    if not dry_run:
        with finishing_first():
            write(amendment, project)
    shown = project.show(amendment.path)
    if amendment.before is None:
        click.echo(printed(f"{shown} {'would be' if dry_run else 'is'} a draft."))
    else:
        click.echo(printed(f"{shown} {'would be' if dry_run else 'is'} changed:"))
    for change in amendment.changes:
        click.echo(printed(f"  {change.response or change.path}: {change.sentence}"))
    for _, new in amendment.copies:
        click.echo(printed(f"  with {project.show(new)}"))
    for problem in amendment.warnings:
        click.echo(printed(str(problem)), err=True)
    for remark in amendment.remarks:
        click.echo(printed(remark))

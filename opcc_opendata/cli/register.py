"""`opcc register`: the register of inspection reports."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import RefusedError, counted, echo_first, project_at, project_option

if TYPE_CHECKING:
    from opcc_opendata.problems import Problem
    from opcc_opendata.register_update import Newer

_REFUSED: Final = 1


@click.group(name="register")
def command() -> None:
    """Keep the register of inspection reports up to date. "opcc validate register" checks a project's own.

    \b
    Take a newer register from the web:
      opcc register update https://example.org/register.zip
    """


@command.command(name="update")
@click.argument("named", metavar="PATH|URL")
@project_option
@click.option("--accept", is_flag=True, help="Take it even if records become wrong or reports are lost.")
@click.option("--dry-run", is_flag=True, help="Say what it would change, and change nothing.")
def update(named: str, project: Path | None, accept: bool, dry_run: bool) -> None:
    """Take a newer register in place of the one that the project uses: a folder, a zip, or the address of a zip.

    It goes into the project's folder register/, from where validate, build, due, new, import and the desk read it.
    A register with an error is not taken. If records that are right now would then be wrong, or reports are lost, they
    are named, nothing is taken without --accept, and the exit code is 1.

    \b
    See what a newer register changes:
      opcc register update register.zip --dry-run
    \b
    Take it, and build:
      opcc register update register.zip
      opcc build
    """
    from opcc_opendata.files import NotWrittenError
    from opcc_opendata.register_update import RegisterUpdateError, newer_register, take_its_place

    where = project_at(project)
    try:
        with newer_register(where, named) as newer:
            _tell(newer)
            if not newer.is_safe and not accept:
                click.echo("Nothing was changed. To take it all the same, add --accept.")
                raise click.exceptions.Exit(_REFUSED)
            if dry_run:
                click.echo("Nothing was changed.")
                return
            take_its_place(where, newer)
    except RegisterUpdateError as error:
        echo_first([str(one) for one in error.problems])
        raise RefusedError(f"{error} Nothing was changed.") from error
    except NotWrittenError as error:
        raise RefusedError(str(error)) from error
    click.echo("The register was taken into register/. To use it for the database: opcc build")


def _tell(newer: Newer) -> None:
    if newer.archive:
        click.echo(f"SHA-256 of the zip: {newer.archive}")
    click.echo(f"SHA-256 of the register: {newer.checksum}")
    for what, names in (("new", newer.added), ("changed", newer.changed), ("no longer there", newer.removed)):
        if names:
            click.echo(f"{counted(len(names), 'report')} {what}:")
            echo_first([f"  {name}" for name in names])
    if not (newer.added or newer.changed or newer.removed):
        click.echo("It has the same reports as the register that is used now.")
    _records("would be wrong", newer.errors)
    _records("would have a new warning", newer.warnings)


def _records(what: str, problems: Sequence[Problem]) -> None:
    if problems:
        click.echo(f"{counted(len({one.path for one in problems}), 'file')} {what}:")
        echo_first([f"  {one}" for one in problems])

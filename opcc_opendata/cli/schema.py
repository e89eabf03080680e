"""`opcc schema`: the standard itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import RefusedError

if TYPE_CHECKING:
    from opcc_opendata.migrations import Difference
    from opcc_opendata.schema import Standard

_NUMBER_TOO_LOW = 1


@click.group(name="schema")
def command() -> None:
    """Compare versions of the standard.

    \b
    Say what a draft of the standard changes:
      opcc schema diff schema/releases/1.0.0 schema
    """


@command.command(name="diff")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
def diff(old: Path, new: Path) -> None:
    """Say how NEW differs from OLD, each a folder with response.schema.json and codelists/.

    Each difference says whom it breaks: writers, whose records would become wrong, or readers. The exit code is
    1 if the number of NEW promises less than what has changed.

    \b
    Say what a draft of the standard changes:
      opcc schema diff schema/releases/1.0.0 schema
    """
    from opcc_opendata.migrations import compare_standards, next_version

    before, after = _standard(old), _standard(new)
    differences = compare_standards(before, after)
    for difference in differences:
        click.echo(_line(difference))
    wanted = next_version(before.version, differences)
    if not differences:
        click.echo("They are the same.")
    else:
        click.echo(f"What follows on {before.version} is {wanted}. The new one is called {after.version}.")
    if _numbers(after.version) < _numbers(wanted):
        raise SystemExit(_NUMBER_TOO_LOW)


def _standard(folder: Path) -> Standard:
    from opcc_opendata.schema import UnusableStandardError, load_standard

    try:
        return load_standard(folder)
    except UnusableStandardError as error:
        raise RefusedError(str(error)) from error


def _line(difference: Difference) -> str:
    breaks = f" It breaks {difference.breaks}." if difference.breaks else ""
    return f"{difference.bump.name.lower()}: {difference.place}: {difference.sentence}{breaks}"


def _numbers(version: str) -> list[int]:
    return [int(number) for number in version.split(".")]

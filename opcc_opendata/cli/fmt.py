"""`opcc fmt`: records in canonical form."""

from __future__ import annotations

from collections import Counter
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import Progress, counted, project_at, project_option, standard_of

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

_NOT_ALL_IN_ORDER = 1


class _Outcome(Enum):
    """What became of a file."""

    IN_ORDER = "in order"
    CHANGED = "changed"
    LEFT_ALONE = "left alone"


@click.command(name="fmt")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option("--check", is_flag=True, help="Change nothing. Name the files that would change, and exit with 1 if any.")
def command(paths: tuple[Path, ...], project: Path | None, check: bool) -> None:
    """Put the records in each PATH, a file or a folder, into the same form. Without PATH, all of the project's.

    The keys go in the order of the standard, and every text is quoted and indented in one way. What a record says does
    not change, and comments are kept. A file in which something is wrong is left as it is.

    \b
    Put all records of this project in order:
      opcc fmt
    \b
    Only see which are not:
      opcc fmt --check
    """
    from opcc_opendata.yaml_reader import find_records

    where = project_at(project)
    standard = standard_of(where)
    found = find_records(paths or [where.records], Path.cwd())
    for problem in found.problems:
        click.echo(str(problem), err=True)
    outcomes = Counter[_Outcome]()
    with Progress("Looking at records") as progress:
        for done, path in enumerate(found.files, 1):
            outcomes[_form(where, path, standard, check)] += 1
            progress(done, len(found.names))
    changed, left_alone = outcomes[_Outcome.CHANGED], outcomes[_Outcome.LEFT_ALONE]
    would = "would be put in order" if check else "put in order"
    click.echo(
        f"{counted(len(found.names), 'record')}: {changed:,} {would}, {outcomes[_Outcome.IN_ORDER]:,} in order already"
        f"{f', {left_alone:,} left as they are' if left_alone else ''}."
    )
    if found.problems or left_alone or (check and changed):
        raise click.exceptions.Exit(_NOT_ALL_IN_ORDER)


def _form(project: Project, path: Path, standard: Standard, check: bool) -> _Outcome:
    """Put one file into canonical form, and say what became of it."""
    from opcc_opendata.files import NotWritten, write_file
    from opcc_opendata.yaml_reader.files import fetch
    from opcc_opendata.yaml_writer import NotWritable, canonical

    shown = project.show(path)
    raw = fetch(path, shown, project.root_of(path))
    if not isinstance(raw, bytes):
        click.echo(str(raw), err=True)
        return _Outcome.LEFT_ALONE
    try:
        new = canonical(raw, standard).encode()
        if new == raw:
            return _Outcome.IN_ORDER
        if not check:
            write_file(path, new, force=True)
    except (NotWritable, NotWritten) as error:
        click.echo(f"{shown} is left as it is. {error}", err=True)
        return _Outcome.LEFT_ALONE
    click.echo(f"{shown}: {'would be put in order' if check else 'put in order'}")
    return _Outcome.CHANGED

"""`opcc import`: records from a workbook of Excel, or from CSV files."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import Refused, counted, project_at, project_option

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard
    from opcc_opendata.sheets.placing import Placed


@click.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@project_option
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be new, changed and the same.")
@click.option("--force", is_flag=True, help="Write over records that are there already and have changed.")
def command(source: Path, project: Path | None, dry_run: bool, force: bool) -> None:
    """Take the records out of FILE into the project: a workbook (.xlsx), or a folder or zip of CSV files.

    Nothing is written unless every cell is right. A record that is there already stays as it is without --force, and
    one that has not changed is never written.

    \b
    See what a workbook would change:
      opcc import responses.xlsx --dry-run
    """
    from opcc_opendata.schema import UnusableStandard, load_standard
    from opcc_opendata.writer import NotWritable

    where = project_at(project)
    try:
        placed = _placed(source, where, load_standard(where.schema))
    except (UnusableStandard, NotWritable) as error:
        raise Refused(str(error)) from error
    _tell(placed, where)
    if dry_run:
        click.echo(f"Nothing is written. {_summary(placed)}")
    else:
        _write(placed, where, force)


def _placed(source: Path, project: Project, standard: Standard) -> list[Placed]:
    from opcc_opendata.sheets import Unreadable, read_records
    from opcc_opendata.sheets.placing import place

    try:
        found = read_records(source, standard)
    except Unreadable as error:
        raise Refused(str(error)) from error
    for sentence in (*found.notices, *found.faults):
        click.echo(str(sentence), err=True)
    if found.faults:
        raise Refused(f"Nothing was taken from {source}: {counted(len(found.faults), 'cell')} to put right.")
    return list(place(project, standard, found.records))


def _tell(placed: Iterable[Placed], project: Project) -> None:
    from opcc_opendata.sheets.placing import State

    for one in placed:
        if one.state is State.SAME:
            continue
        keys = f" ({', '.join(one.keys)})" if one.keys else ""
        comments = f". {counted(one.comments, 'line')} of comments in it would go" if one.comments else ""
        click.echo(f"{one.state.value}: {project.show(one.path)}{keys}{comments}")


def _summary(placed: Sequence[Placed]) -> str:
    from opcc_opendata.sheets.placing import State

    counts = ((state.value, sum(one.state is state for one in placed)) for state in State)
    return ", ".join(f"{count:,} {name}" for name, count in counts if count or name == State.NEW.value) + "."


def _write(placed: Sequence[Placed], project: Project, force: bool) -> None:
    from opcc_opendata.files import NotWritten, write_file
    from opcc_opendata.sheets.placing import State

    held = [one for one in placed if one.state in (State.CHANGED, State.UNREADABLE)]
    if held and not force:
        raise Refused(
            f"Nothing is written: {counted(len(held), 'record')} there already would be changed. To write over them, "
            "add --force."
        )
    todo = [one for one in placed if one.state is not State.SAME]
    try:
        for one in todo:
            write_file(one.path, one.text, force=one.state is not State.NEW)
    except NotWritten as error:
        raise Refused(str(error)) from error
    click.echo(f"{counted(len(todo), 'record')} written. {_summary(placed)} Check them with opcc validate.")

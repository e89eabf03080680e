"""The part of `opcc import` that takes records from a workbook of Excel, or from CSV files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from contextlib import nullcontext
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import RefusedError, counted, standard_of
from opcc_opendata.files import NotWrittenError, write_file, writing_alone
from opcc_opendata.spreadsheets import SheetError, read_records
from opcc_opendata.spreadsheets.output_paths import Placed, State, place
from opcc_opendata.yaml_writer import NotWritableError

if TYPE_CHECKING:
    from opcc_opendata.project import Project


_FEW: Final = 5


def import_sheets(source: Path, project: Project, *, dry_run: bool, force: bool) -> None:
    """Write the records of a workbook, or of a folder or zip of CSV files, into the project, or refuse."""
    try:
        with nullcontext() if dry_run else writing_alone(project.writing_lock):
            _take(source, project, dry_run=dry_run, force=force)
    except NotWrittenError as error:
        raise RefusedError(str(error)) from error


def _take(source: Path, project: Project, *, dry_run: bool, force: bool) -> None:
    placed = _placed(source, project)
    todo = [one for one in placed if one.state is not State.SAME]
    for one in todo:
        keys = f" ({', '.join(one.keys)})" if one.keys else ""
        click.echo(f"{one.state.value}: {project.show(one.path)}{keys}")
        for change in one.changes:
            click.echo(f"  {change}")
    if dry_run:
        click.echo(f"Nothing is written. {_summary(placed)}")
    else:
        _write(todo, project, force)
        drafts = sum(project.is_draft(project.show(one.path)) for one in todo)
        numbers = {"record": len(todo) - drafts, "draft": drafts}
        written = " and ".join(counted(number, noun) for noun, number in numbers.items() if number)
        check = "opcc validate records drafts" if drafts else "opcc validate"
        click.echo(f"{written or '0 records'} written. {_summary(placed)} Check them with {check}.")


def _placed(source: Path, project: Project) -> list[Placed]:
    standard = standard_of(project)
    try:
        found = read_records(source, standard)
    except SheetError as error:
        raise RefusedError(str(error)) from error
    for sentence in (*found.notices, *found.faults):
        click.echo(str(sentence), err=True)
    if found.faults:
        raise RefusedError(f"Nothing was taken from {source}: {counted(len(found.faults), 'cell')} to put right.")
    try:
        return list(place(project, standard, found))
    except NotWritableError as error:
        raise RefusedError(f"A record of {source} can't be written. {error}") from error


def _summary(placed: Iterable[Placed]) -> str:
    counts = Counter(one.state for one in placed)
    return ", ".join(f"{counts[state]:,} {state.value}" for state in State if counts[state] or state is State.NEW) + "."


def _write(todo: Sequence[Placed], project: Project, force: bool) -> None:
    unsafe = [one for one in todo if not one.is_safe]
    if unsafe and not force:
        said = [_would_be_lost(one, project) for one in unsafe[:_FEW]]
        more = f" And {len(unsafe) - _FEW:,} more." if len(unsafe) > _FEW else ""
        raise RefusedError(f"Nothing is written. {' '.join(said)}{more} To write all the same, add --force.")
    for one in todo:
        write_file(one.path, one.text, force=one.state is not State.NEW)


def _would_be_lost(one: Placed, project: Project) -> str:
    """Say what would be lost of a file that is there."""
    shown = project.show(one.path)
    if one.state is State.UNREADABLE:
        return f"{shown} can't be read, and would be written over."
    if one.loses:
        of_rows = [
            f"{where} ({', '.join(change.what for change in some)})"
            for where, some in groupby(one.loses, key=attrgetter("where"))
        ]
        more = f" and {len(of_rows) - _FEW:,} more" if len(of_rows) > _FEW else ""
        return f"{shown} would lose {counted(len(one.loses), 'value')}: {'; '.join(of_rows[:_FEW])}{more}."
    if not one.is_version_known:
        return f"{shown} would be changed, and the workbook does not say from which version of it it was made."
    return f"{shown} is not what the workbook was made from: it was changed since, and that would be written over."

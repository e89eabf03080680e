"""The part of `opcc import` that takes records from a workbook of Excel, or from CSV files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import RefusedError, counted, standard_of
from opcc_opendata.files import NotWrittenError, write_file, writing_alone
from opcc_opendata.spreadsheets import SheetError, read_records
from opcc_opendata.spreadsheets.output_paths import Placed, RecordState, absent_from, place
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
    todo = [one for one in placed if one.state is not RecordState.SAME]
    for one in todo:
        keys = f" ({', '.join(one.keys)})" if one.keys else ""
        click.echo(f"{one.state.value}: {project.show(one.path)}{keys}")
        for change in one.changes:
            click.echo(f"  {change}")
    if dry_run:
        click.echo(f"Nothing is written. {_summary(placed)}")
        if not force and (unsafe := _unsafe(todo, project)):
            click.echo(f"Without --dry-run, nothing would be written either: {unsafe}", err=True)
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
        raise RefusedError(f"Nothing was taken from {source}: {counted(len(found.faults), 'place')} to put right.")
    if absent := absent_from(found, project):
        click.echo(_absent(absent, project), err=True)
    try:
        return list(place(project, standard, found))
    except NotWritableError as error:
        raise RefusedError(f"A record of {source} can't be written. {error}") from error


def _absent(absent: Mapping[str, Path], project: Project) -> str:
    """Say which responses somebody has deleted from the workbook, or has given another id."""
    listed = ", ".join([*absent][:_FEW]) + (f" and {len(absent) - _FEW:,} more" if len(absent) > _FEW else "")
    are, files = ("is", "Its file stays as it is") if len(absent) == 1 else ("are", "Their files stay as they are")
    said = f"{listed} {are} no longer in the workbook. {files}."
    if all(project.is_draft(project.show(path)) for path in absent.values()):
        return said
    return f'{said} To take a published response back: opcc withdraw {next(iter(absent))} --reason "Why."'


def _summary(placed: Iterable[Placed]) -> str:
    counts = Counter(one.state for one in placed)
    return (
        ", ".join(
            f"{counts[state]:,} {state.value}" for state in RecordState if counts[state] or state is RecordState.NEW
        )
        + "."
    )


def _write(todo: Sequence[Placed], project: Project, force: bool) -> None:
    if not force and (unsafe := _unsafe(todo, project)):
        raise RefusedError(f"Nothing is written. {unsafe}")
    for one in todo:
        write_file(one.path, one.text, force=one.state is not RecordState.NEW)


def _unsafe(todo: Sequence[Placed], project: Project) -> str:
    """Say what is written only with --force, if there is any such."""
    unsafe = [one for one in todo if not one.is_safe]
    if not unsafe:
        return ""
    said = [_would_be_lost(one, project) for one in unsafe[:_FEW]]
    more = f" And {len(unsafe) - _FEW:,} more." if len(unsafe) > _FEW else ""
    return f"{' '.join(said)}{more} To write all the same, add --force."


def _would_be_lost(one: Placed, project: Project) -> str:
    """Say what would be lost of a file that is there."""
    shown = project.show(one.path)
    if one.state is RecordState.UNREADABLE:
        return f"{shown} can't be read, and would be written over."
    if one.once:
        return (
            f"{shown} would be a second record of {one.once}, which is no longer in the workbook and answers the same "
            "reports. An id never changes: write the old one again."
        )
    if one.strays:
        listed = [f"{stray.where} ({stray.what} {stray.before})" for stray in one.strays]
        more = f" and {len(listed) - _FEW:,} more" if len(listed) > _FEW else ""
        return (
            f"In {shown}, {counted(len(listed), 'row')} would belong to another row than before, because that has "
            f"their position now: {'; '.join(listed[:_FEW])}{more}. Write there the position that their own row "
            "has now."
        )
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

"""The part of `opcc import` that takes records from a workbook of Excel, or from CSV files."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import Refused, counted, standard_of
from opcc_opendata.files import NotWritten, write_file
from opcc_opendata.spreadsheets import Unreadable, read_records
from opcc_opendata.spreadsheets.output_paths import Placed, State, place
from opcc_opendata.yaml_writer import NotWritable

if TYPE_CHECKING:
    from opcc_opendata.project import Project


def import_sheets(source: Path, project: Project, *, dry_run: bool, force: bool) -> None:
    """Write the records of a workbook, or of a folder or zip of CSV files, into the project, or refuse."""
    placed = _placed(source, project)
    todo = [one for one in placed if one.state is not State.SAME]
    for one in todo:
        keys = f" ({', '.join(one.keys)})" if one.keys else ""
        click.echo(f"{one.state.value}: {project.show(one.path)}{keys}")
    if dry_run:
        click.echo(f"Nothing is written. {_summary(placed)}")
    else:
        _write(todo, force)
        drafts = sum(project.is_draft(project.show(one.path)) for one in todo)
        numbers = {"record": len(todo) - drafts, "draft": drafts}
        written = " and ".join(counted(number, noun) for noun, number in numbers.items() if number)
        check = "opcc validate records drafts" if drafts else "opcc validate"
        click.echo(f"{written or '0 records'} written. {_summary(placed)} Check them with {check}.")


def _placed(source: Path, project: Project) -> list[Placed]:
    standard = standard_of(project)
    try:
        found = read_records(source, standard)
    except Unreadable as error:
        raise Refused(str(error)) from error
    for sentence in (*found.notices, *found.faults):
        click.echo(str(sentence), err=True)
    if found.faults:
        raise Refused(f"Nothing was taken from {source}: {counted(len(found.faults), 'cell')} to put right.")
    try:
        return list(place(project, standard, found.records))
    except NotWritable as error:
        raise Refused(f"A record of {source} can't be written. {error}") from error


def _summary(placed: Iterable[Placed]) -> str:
    counts = Counter(one.state for one in placed)
    return ", ".join(f"{counts[state]:,} {state.value}" for state in State if counts[state] or state is State.NEW) + "."


def _write(todo: Sequence[Placed], force: bool) -> None:
    there = [one for one in todo if one.state is not State.NEW]
    if there and not force:
        raise Refused(
            f"Nothing is written: {counted(len(there), 'response')} there already would be changed. To write over "
            "them, add --force."
        )
    try:
        for one in todo:
            write_file(one.path, one.text, force=one.state is not State.NEW)
    except NotWritten as error:
        raise Refused(str(error)) from error

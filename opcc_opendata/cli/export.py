"""`opcc export`: the records as a workbook of Excel, or as CSV files."""

from __future__ import annotations

import os
import pickle
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import SpooledTemporaryFile, gettempdir
from typing import IO, TYPE_CHECKING, Final, cast

import click

from opcc_opendata.cli.common import (
    RefusedError,
    counted,
    printed,
    project_at,
    project_option,
    refuse_another_ending,
    standard_of,
    stopping_at_once,
)
from opcc_opendata.files import reason

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.record_types import Record
    from opcc_opendata.schema import Standard

_OUT: Final = {"xlsx": Path("responses.xlsx"), "csv": Path("responses-csv")}
_IN_MEMORY: Final = 32 << 20
"""Bytes of records that are kept in memory while they are written: some 2,000. More go to a file without a name."""


@click.command(name="export")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option("--to", "form", type=click.Choice([*_OUT]), default="xlsx", show_default=True, help="What to write.")
@click.option(
    "--out",
    metavar="FILE|DIR",
    type=click.Path(path_type=Path),
    help="Where to write it: a file for xlsx, a folder for csv. Without it: responses.xlsx or responses-csv.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be written.")
@click.option("--force", is_flag=True, help="Write over what is there already.")
def command(
    paths: tuple[Path, ...], project: Path | None, form: str, out: Path | None, dry_run: bool, force: bool
) -> None:
    """Write the records in each PATH, a file or a folder, to a workbook. Without PATH, every record of the project.

    The workbook explains itself. Change it in Excel or LibreOffice, and bring it back with opcc import. Of a withdrawn
    response it has only the title, the dates and the reason, and none of its other words.

    \b
    Write the records of one force to a workbook:
      opcc export --to xlsx --out norfolk.xlsx records/norfolk
    """
    from opcc_opendata.files import NotWrittenError
    from opcc_opendata.spreadsheets import (
        TooManyRowsError,
        refuse_taken_file,
        refuse_taken_folder,
        write_csv,
        write_xlsx,
    )

    where = project_at(project)
    standard = standard_of(where)
    target = out or _OUT[form]
    if form == "xlsx":
        refuse_another_ending(target, form)
    try:
        files = _files(paths, where)
        refuse_taken, write_to = {
            "xlsx": (refuse_taken_file, write_xlsx),
            "csv": (refuse_taken_folder, write_csv),
        }[form]
        with SpooledTemporaryFile(_IN_MEMORY) as kept:
            with stopping_at_once():
                _check(files, where, standard, target, kept)
            if dry_run:
                refuse_taken(target, force=force)
                click.echo(f"{target} would be written: {counted(len(files), 'response')}.")
                return
            write_to(target, lambda: _records(kept), standard, force=force)
    except (TooManyRowsError, NotWrittenError) as error:
        raise RefusedError(str(error)) from error
    click.echo(f"{target} is written: {counted(len(files), 'response')}.")


def _files(paths: Sequence[Path], project: Project) -> list[Path]:
    from opcc_opendata.yaml_reader import find_records

    found = find_records(paths or [project.records], project.root)
    if found.problems:
        raise RefusedError(str(found.problems[0]))
    if not found.names:
        raise RefusedError("There are no records to export.")
    drafts = [shown for name in found.names if project.is_draft(shown := project.show(name))]
    if drafts:
        raise RefusedError(
            f"{drafts[0]} is a draft, and drafts are not exported: what leaves here would look published."
        )
    return found.files


def _check(files: Sequence[Path], project: Project, standard: Standard, target: Path, kept: IO[bytes]) -> None:
    """Read every record once, and keep what may be published of it. One with errors has no place in a workbook."""
    from opcc_opendata.record import public_part
    from opcc_opendata.yaml_reader import read_file

    faulty = 0
    for file in files:
        document = read_file(file, project.show(file), project.root_of(file))
        problems = document.problems or tuple(standard.check(document))
        for problem in problems:
            click.echo(printed(str(problem)), err=True)
        faulty += bool(problems)
        if faulty:
            continue
        try:
            # The office took the words of a withdrawn response back.
            pickle.dump(public_part(cast("Record", document.data)), kept)
            kept.flush()
        except OSError as error:
            why = f"its records can't be kept in {gettempdir()} meanwhile: {reason(error)}"
            raise RefusedError(f"{target} can't be written: {why}.") from error
    if faulty:
        raise RefusedError(f"{counted(faulty, 'record')} with errors. Put them right first: see opcc validate.")


def _records(kept: IO[bytes]) -> Iterator[Record]:
    """Give the records as they were when they were checked, from the first. They are gone through twice."""
    end = kept.seek(0, os.SEEK_END)
    kept.seek(0)
    while kept.tell() < end:
        yield pickle.load(kept)  # noqa: S301 (a file of our own, without a name)

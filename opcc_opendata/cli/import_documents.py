"""`opcc import` of documents: drafts of records from what is published already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import ProgressBar, RefusedError, standard_of
from opcc_opendata.importers.account import account_of, first_line, total_of

if TYPE_CHECKING:
    from opcc_opendata.importers import IntakeResult
    from opcc_opendata.project import Project

_NOT_ALL: Final = 1
_FEW: Final = 3
"""Up to so many documents, everything about each is told. Of more, a table."""


def make_drafts(paths: Sequence[Path], where: Project, body: str, folder: Path, *, dry_run: bool, force: bool) -> None:
    """Make a draft of a record from each response in each document, or in all documents of a folder.

    A document that can't be read does not stop the others. The exit code is 1 if there is one.
    """
    from opcc_opendata.importers import Intake, documents_in, imported, skipped_in

    documents = documents_in(paths)
    if not documents:
        raise RefusedError("There is no document of a kind that can be read in that folder.")
    skipped = skipped_in(paths)  # before drafts are written, which may be in the same folder
    intake = Intake(where, standard_of(where), folder, dry_run=dry_run, force=force)
    results: list[IntakeResult] = []
    with ProgressBar("Reading documents") as progress:
        own = where.settings.policing_body or ""
        for done, one in enumerate(imported(documents, where.schema, body, own, register=where.register), 1):
            results += intake.take(one)
            progress(done, len(documents))
    _tell(results, dry_run)
    for path, reason in skipped:
        click.echo(f"Skipped {where.show(path)}: {reason}.")
    if any(result.fault for result in results):
        raise click.exceptions.Exit(_NOT_ALL)


def _tell(results: list[IntakeResult], dry_run: bool) -> None:
    if len(results) <= _FEW:
        for result in results:
            _tell_one(result, dry_run)
    else:
        _tell_many(results)
    click.echo(total_of(results, dry_run=dry_run))
    if any(result.written for result in results) and not dry_run:
        click.echo(
            "Read each draft beside its document. What is open: opcc validate drafts. To answer it: opcc confirm FILE. "
            "Then: opcc publish FILE"
        )


def _tell_one(result: IntakeResult, dry_run: bool) -> None:
    if result.draft is None or result.written is None:
        click.echo(f"{result.document}: {result.fault}", err=True)
        return
    click.echo(first_line(result, dry_run=dry_run))
    for line in account_of(result.draft, result.written):
        click.echo(line)


def _tell_many(results: list[IntakeResult]) -> None:
    """Tell what needs a person, a line for each document."""
    rows: list[tuple[str, ...]] = [("document", "draft", "placed", "not placed", "left out", "to fill in", "guessed")]
    for one in results:
        if one.draft and one.written:
            missing = len(one.written.errors) + len(one.written.missing)
            found = one.draft.coverage
            numbers = (found.placed, found.unplaced, found.left_out) if found else ()
            words = [f"{number:,}" for number in numbers] or ["not known", "", ""]
            rows.append((one.document, one.file, *words, str(missing), str(len(one.written.guessed))))
        else:
            rows.append((one.document, one.fault, "", "", "", "", ""))
    widths = [max(len(row[column]) for row in rows if row[-1] or column == 0) for column in range(len(rows[0]))]
    for row in rows:
        click.echo("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())

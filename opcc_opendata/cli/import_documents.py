"""`opcc import` of documents: drafts of records from what is published already."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import Progress, RefusedError, counted, standard_of

if TYPE_CHECKING:
    from opcc_opendata.importers import Draft, Taken, Written
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
    results: list[Taken] = []
    with Progress("Reading documents") as progress:
        own = where.settings.policing_body or ""
        for done, one in enumerate(imported(documents, where.schema, body, own, register=where.register), 1):
            results += intake.take(one)
            progress(done, len(documents))
    _tell(results, dry_run)
    for path, reason in skipped:
        click.echo(f"Skipped {where.show(path)}: {reason}.")
    if any(result.fault for result in results):
        raise click.exceptions.Exit(_NOT_ALL)


def _tell(results: list[Taken], dry_run: bool) -> None:
    if len(results) <= _FEW:
        for result in results:
            _tell_one(result, dry_run)
    else:
        _tell_many(results)
    written = [result for result in results if result.written]
    needing = sum(1 for result in written if result.written and result.written.needs_a_person)
    verb = "would be written" if dry_run else "written"
    failed = len(results) - len(written)
    click.echo(
        f"{counted(len(written), 'draft')} {verb}, {needing:,} with something to fill in"
        f"{f'; {failed:,} not imported' if failed else ''}."
    )
    if written and not dry_run:
        click.echo(
            "Read each draft beside its document. What is open: opcc validate drafts. To answer it: opcc confirm FILE. "
            "Then: opcc publish FILE"
        )


def _tell_one(result: Taken, dry_run: bool) -> None:
    if result.draft is None or result.written is None:
        click.echo(f"{result.document}: {result.fault}", err=True)
        return
    draft, written = result.draft, result.written
    click.echo(f"{result.document} → {result.file}{' (not written)' if dry_run else ''}")
    click.echo(f"  {_share(draft)}")
    _tell_list("Fill in or decide", [*_errors(written), *_at_lines(written.missing)])
    _tell_list("Check what was guessed", _at_lines(written.guessed))
    _tell_list("Printed or read in the document", _at_lines(written.sure))
    _tell_list("Look at the document", draft.notes.remarks)
    _tell_list("Left out", list(dict.fromkeys(str(one) for one in draft.left_out)))


def _tell_list(heading: str, sentences: list[str] | tuple[str, ...]) -> None:
    if sentences:
        click.echo(f"  {heading}:")
        for sentence in sentences:
            click.echo(f"    - {sentence}")


def _errors(written: Written) -> list[str]:
    return [f"line {one.line}: {one.message} {one.hint}".strip() for one in written.errors]


def _at_lines(notes: tuple[tuple[int, str], ...]) -> list[str]:
    return [f"line {line}: {sentence}" for line, sentence in notes]


def _share(draft: Draft) -> str:
    """Say what became of the words of a document."""
    found = draft.coverage
    if found is None:
        return f"How many of its words are in the draft is not known: {draft.uncounted}."
    return (
        f"Of its {counted(found.words, 'word')}, {found.placed:,} are in a field, {found.unplaced:,} under "
        f"“Not placed”, and {found.left_out:,} left out."
    )


def _tell_many(results: list[Taken]) -> None:
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

"""`opcc import` of documents: drafts of records from what is published already."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import Progress, RefusedError, counted, standard_of

if TYPE_CHECKING:
    from opcc_opendata.importers import Draft, Imported, Written
    from opcc_opendata.project import Project
    from opcc_opendata.provenance import Entry
    from opcc_opendata.schema import Standard

_NOT_ALL: Final = 1
_FEW: Final = 3
"""Up to so many documents, everything about each is told. Of more, a table."""


@dataclass(frozen=True, slots=True)
class _Result:
    """What became of one response, or of a document that gave none. `file` is empty where nothing was written."""

    document: str
    file: str = ""
    fault: str = ""
    draft: Draft | None = None
    written: Written | None = None


def make_drafts(paths: Sequence[Path], where: Project, body: str, folder: Path, *, dry_run: bool, force: bool) -> None:
    """Make a draft of a record from each response in each document, or in all documents of a folder.

    A document that can't be read does not stop the others. The exit code is 1 if there is one.
    """
    from opcc_opendata.importers import documents_in, imported, skipped_in

    documents = documents_in(paths)
    if not documents:
        raise RefusedError("There is no document of a kind that can be read in that folder.")
    office = _Office(where, standard_of(where), folder, dry_run, force)
    results: list[_Result] = []
    with Progress("Reading documents") as progress:
        for done, one in enumerate(imported(documents, where.schema, body, where.settings.policing_body or ""), 1):
            results += office.take(one)
            progress(done, len(documents))
    _tell(results, dry_run)
    for path, reason in skipped_in(paths):
        click.echo(f"Skipped {where.show(path)}: {reason}.")
    if any(result.fault for result in results):
        raise click.exceptions.Exit(_NOT_ALL)


class _Office:
    """Where drafts are put, each under a name of its own."""

    def __init__(self, project: Project, standard: Standard, folder: Path, dry_run: bool, force: bool) -> None:
        self._project = project
        self._standard = standard
        self._folder = folder
        self._dry_run = dry_run
        self._force = force
        self._taken: set[str] = set()

    def take(self, one: Imported) -> Iterator[_Result]:
        """Write the drafts of a document."""
        document = self._project.show(one.path)
        if one.fault:
            yield _Result(document, fault=one.fault)
        for draft in one.drafts:
            is_form = draft.base is not None
            yield self._take_in(document, draft) if is_form else self._put(document, self._renamed(draft))

    def _take_in(self, document: str, form: Draft) -> _Result:
        """Put what a form says into the draft that it was made from, or make that draft where there is none."""
        from opcc_opendata.importers import merged
        from opcc_opendata.provenance import SideFileError, read_entries
        from opcc_opendata.yaml_reader import read_bytes
        from opcc_opendata.yaml_reader.files import fetch

        name = f"{form.data['force']}/{form.stem}.yaml"
        target, shown = self._folder / name, self._project.show(self._folder / name)
        record = self._project.records / name
        if record.exists():
            fault = f"It is the form of {form.data['id']}, which is published: {self._project.show(record)}."
            return _Result(document, fault=f"{fault} What comes later: opcc progress, or opcc correct.")
        if not target.exists():
            return self._put(document, form)
        raw = fetch(target, shown, self._project.root_of(target))
        found = read_bytes(raw, shown) if isinstance(raw, bytes) else None
        if not isinstance(raw, bytes) or found is None or found.data is None:
            return _Result(
                document, fault=f"{shown} can't be read, so the form was not taken in: opcc validate {shown}"
            )
        try:
            known = read_entries(target, self._project.root_of(target))
            draft = merged(form, found.data)
        except SideFileError as error:
            return _Result(document, fault=str(error))
        except (AttributeError, KeyError, TypeError) as error:
            fault = f"{shown} has a part of another kind than a record has ({error}), so the form was not taken in"
            return _Result(document, fault=f"{fault}: opcc validate {shown}")
        return self._put(document, draft, over=raw, known=known)

    def _renamed(self, draft: Draft) -> Draft:
        """Give a draft a name that no other of this run has: two responses to one report are two records."""
        wanted = str(draft.data["id"])
        names = (wanted if number == 1 else f"{wanted}-{number}" for number in range(1, len(self._taken) + 2))
        name = next(name for name in names if name not in self._taken)
        self._taken.add(name)
        return replace(draft, data={**draft.data, "id": name})

    def _put(self, document: str, draft: Draft, *, over: bytes | None = None, known: Sequence[Entry] = ()) -> _Result:
        from opcc_opendata.files import NotWrittenError, write_file
        from opcc_opendata.importers import text_of
        from opcc_opendata.provenance import side_file
        from opcc_opendata.yaml_writer import NotWritableError

        target = self._folder / draft.data["force"] / f"{draft.stem}.yaml"
        shown = self._project.show(target)
        is_near = target.absolute().parents[2] == self._project.root
        try:
            written = text_of(
                draft,
                self._standard,
                shown,
                self._project.schema_address if is_near else None,
                over=over,
                known=known,
            )
            if not self._dry_run:
                write_file(target, written.text, force=self._force or over is not None)
                write_file(side_file(target), written.side, force=True)
        except (NotWritableError, NotWrittenError) as error:
            return _Result(document, fault=str(error))
        return _Result(document, shown, "", draft, written)


def _tell(results: list[_Result], dry_run: bool) -> None:
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


def _tell_one(result: _Result, dry_run: bool) -> None:
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


def _tell_many(results: list[_Result]) -> None:
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

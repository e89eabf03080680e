"""What was read of documents → drafts in a folder of a project, each under a name of its own.

What a form says goes into the draft that it was made from. Nothing that is there is written over, unless it is asked.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from opcc_opendata import files
from opcc_opendata.document_text import text_file
from opcc_opendata.files import NotWrittenError, UnreadableFileError, there_already, write_file
from opcc_opendata.importers.batch import Imported
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.draft_files import DraftTexts, text_of
from opcc_opendata.importers.form_merge import merged
from opcc_opendata.importers.same_text import as_written
from opcc_opendata.provenance import MOST_BYTES, ProvenanceEntry, SideFileError, read_entries, side_file
from opcc_opendata.yaml_reader import fetch, read_bytes
from opcc_opendata.yaml_writer import NotWritableError

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard


class NotTakenInError(Exception):
    """Nothing was written. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class IntakeResult:
    """What became of one response, or of a document that gave none.

    `document` and `file` are named as people see them. `file` is empty where nothing was written, for the reason that
    `fault` gives.
    """

    document: str
    file: str = ""
    fault: str = ""
    draft: ImportedDraft | None = None
    written: DraftTexts | None = None


@dataclass(frozen=True, slots=True)
class Filled:
    """A form and the draft that it was made from. `raw` is that draft's file now, and None where there is none.

    `draft` is the form put into it, and `known` what its side file says.
    """

    target: Path
    draft: ImportedDraft
    raw: bytes | None = None
    known: tuple[ProvenanceEntry, ...] = ()


class Intake:
    """Where the drafts of one run go. `is_taken` tells of an id if it must not be given, besides those of this run."""

    def __init__(
        self,
        project: Project,
        standard: Standard,
        folder: Path,
        *,
        dry_run: bool = False,
        force: bool = False,
        is_taken: Callable[[str], bool] = lambda _id: False,
    ) -> None:
        self._project = project
        self._standard = standard
        self._folder = folder
        self._dry_run = dry_run
        self._force = force
        self._is_taken = is_taken
        self._given: set[str] = set()

    def take(self, one: Imported) -> Iterator[IntakeResult]:
        """Write the drafts of a document."""
        document = self._project.show(one.path)
        if one.fault:
            yield IntakeResult(document, fault=one.fault)
        for draft in one.drafts:
            if draft.base is None:
                named = self._renamed(draft)
                yield self._restored(document, named) if draft.is_restored else self._put(document, named)
                continue
            try:
                filled = self.filled(draft)
            except NotTakenInError as error:
                yield IntakeResult(document, fault=str(error))
            else:
                yield self.put(document, filled)

    def filled(self, form: ImportedDraft) -> Filled:
        """Put what a form says into the draft that it was made from, and write nothing. Raises NotTakenInError."""
        name = f"{form.data['force']}/{form.stem}.yaml"
        target, shown = self._folder / name, self._project.show(self._folder / name)
        record = self._project.records / name
        if record.exists():
            fault = f"It is the form of {form.data['id']}, which is published: {self._project.show(record)}."
            raise NotTakenInError(f"{fault} What comes later: opcc progress, or opcc correct.")
        if not target.exists():
            return Filled(target, form)
        raw = _read(target, self._project)
        data = read_bytes(raw, shown).data if raw is not None else None
        if raw is None or data is None:
            raise NotTakenInError(f"{shown} can't be read, so the form was not taken in: opcc validate {shown}")
        try:
            known = read_entries(target, self._project.root_of(target))
            return Filled(target, merged(form, data), raw, tuple(known))
        except SideFileError as error:
            raise NotTakenInError(str(error)) from error
        except (AttributeError, KeyError, TypeError) as error:
            fault = f"{shown} has a part of another kind than a record has ({error}), so the form was not taken in"
            raise NotTakenInError(f"{fault}: opcc validate {shown}") from error

    def put(self, document: str, filled: Filled) -> IntakeResult:
        """Write a draft with what a form says in it."""
        return self._put(document, filled.draft, over=filled.raw, known=filled.known)

    def _restored(self, document: str, draft: ImportedDraft) -> IntakeResult:
        """Write the record that a document carried. What it says as its file does stays as that has it.

        With `force` it is put into the draft that is there, whose comments stay, and what is still to be confirmed.
        """
        name = f"{draft.data['force']}/{draft.stem}.yaml"
        target, record = self._folder / name, self._project.records / name
        ours = _read(target, self._project)
        raw = ours or _read(record, self._project)
        before = read_bytes(raw, "").data if raw is not None else None
        if before is None:
            return self._put(document, draft)
        draft = replace(draft, data=as_written(draft.data, before))
        if ours is None or not self._force:
            return self._put(document, draft)
        try:
            known = read_entries(target, self._project.root_of(target))
        except SideFileError as error:
            return IntakeResult(document, fault=str(error))
        return self._put(document, draft, over=ours, known=known)

    def _renamed(self, draft: ImportedDraft) -> ImportedDraft:
        """Give a draft a name that no other of this run has: two responses to one report are two records."""
        wanted, number = str(draft.data["id"]), 1
        name = wanted
        while name in self._given or self._is_taken(name):
            number += 1
            name = f"{wanted}-{number}"
        self._given.add(name)
        return replace(draft, data={**draft.data, "id": name})

    def _put(
        self, document: str, draft: ImportedDraft, *, over: bytes | None = None, known: Sequence[ProvenanceEntry] = ()
    ) -> IntakeResult:
        target = self._folder / draft.data["force"] / f"{draft.stem}.yaml"
        shown = self._project.show(target)
        is_near = target.absolute().parents[2] == self._project.root
        address = self._project.schema_address if is_near else None
        try:
            written = text_of(draft, self._standard, shown, address, over=over, known=known)
            if not self._dry_run:
                self._write(target, written, may_be_there=self._force or over is not None)
        except (NotWritableError, NotWrittenError) as error:
            return IntakeResult(document, fault=str(error))
        return IntakeResult(document, shown, "", draft, written)

    def _write(self, target: Path, written: DraftTexts, *, may_be_there: bool) -> None:
        """Write a draft, after its side files: whenever this is interrupted, no draft lies there without its questions.

        Raises NotWrittenError; then there is no new draft.
        """
        if not may_be_there and os.path.lexists(target):
            raise there_already(target)
        side = side_file(target)
        was_there = os.path.lexists(side)
        before = _questions(side, self._project)
        if written.document:
            write_file(text_file(target), written.document, force=True)
        write_file(side, written.side, force=True)
        try:
            write_file(target, written.text, force=may_be_there)
        except NotWrittenError:
            with suppress(NotWrittenError, OSError):
                if before is not None:
                    write_file(side, before, force=True)  # they are those of the draft that stays there
                elif not was_there:
                    side.unlink()
            raise


def _questions(side: Path, project: Project) -> bytes | None:
    try:
        return files.read_bytes(side, MOST_BYTES, project.root_of(side))
    except UnreadableFileError:
        return None


def _read(path: Path, project: Project) -> bytes | None:
    """Give the bytes of a record's file. None where there is none, or it can't be read."""
    raw = fetch(path, project.show(path), project.root_of(path)) if path.exists() else None
    return raw if isinstance(raw, bytes) else None

"""One act on a published response, prepared and then written: the file, what it will say, and what that changes."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.files import (
    TO_WRITE_OVER,
    NotWrittenError,
    UnreadableFileError,
    copy_file,
    same_content,
    write_file,
    writing_alone,
)
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema.dates import advise_a_person
from opcc_opendata.validate import check_document, check_with_records
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE, fetch
from opcc_opendata.yaml_writer import NotWritableError, canonical

if TYPE_CHECKING:
    from opcc_opendata.amendments.records import PublishedRecord, Records
    from opcc_opendata.diff import Change
    from opcc_opendata.migrations import Editable
    from opcc_opendata.project import Project

__all__ = ["Amendment", "NotAmendedError", "amended", "day_of", "sentence_of", "write"]


@dataclass(frozen=True, slots=True)
class Amendment:
    """An act that is fit to be done.

    `path` is the file that it writes, `before` the bytes that are there now (None for a new draft), and `text` what it
    will hold. `changes` are what that does to the published data; `sentence` says what was done, for a history.
    `warnings` are what a reader needs and the result newly lacks. `remarks` are sentences on what is still to do.
    `copies` are files that go along, each with the place where its copy goes.
    """

    path: Path
    before: bytes | None
    text: str
    sentence: str
    changes: tuple[Change, ...] = ()
    warnings: tuple[Problem, ...] = ()
    remarks: tuple[str, ...] = ()
    copies: tuple[tuple[Path, Path], ...] = ()


def amended(
    record: PublishedRecord, records: Records, change: Callable[[Editable], None], sentence: str, *remarks: str
) -> Amendment:
    """Prepare a change to a published record: its file in canonical form, with its comments. Raises NotAmendedError."""
    try:
        text = canonical(record.raw, records.standard, change)
    except NotWritableError as error:
        raise NotAmendedError(f"{record.shown} stays as it is. {error}") from error
    return checked(record, records, text, sentence, *remarks)


def checked(record: PublishedRecord, records: Records, text: str, sentence: str, *remarks: str) -> Amendment:
    """Prepare another text for a published record's file. Raises NotAmendedError where it brings in an error.

    An error that the record has already stops nothing: a response that must be withdrawn is withdrawn all the same.
    """
    content = text.encode()
    if content == record.raw:
        raise NotAmendedError(f"{record.shown} says that already.")
    known = {(one.code, one.message) for one in _problems(record.shown, record.raw, records)}
    found = [one for one in _problems(record.shown, content, records) if (one.code, one.message) not in known]
    errors = [one for one in found if one.severity is Severity.ERROR]
    if errors:
        raise NotAmendedError(f"{record.shown} stays as it is.", errors)
    changes = records.changes(record.shown, content)
    return Amendment(record.path, record.raw, text, sentence, changes, tuple(found), remarks)


def _problems(shown: str, content: bytes, records: Records) -> list[Problem]:
    found = check_document(read_bytes(content, shown), records.project, records.standard, is_draft=False)
    together = check_with_records(records.project, records.standard, [found.facts]) if found.facts else []
    return sorted([*found.problems, *together])


def write(amendment: Amendment, project: Project) -> None:
    """Do what was prepared. Raises NotAmendedError; then every file is as it was.

    A file that somebody has changed since it was prepared is not written over, and neither is a draft that is new.
    """
    try:
        with writing_alone(project.writing_lock):
            _write(amendment, project)
    except NotWrittenError as error:
        raise NotAmendedError(f"{error} Nothing was changed.") from error


def _write(amendment: Amendment, project: Project) -> None:
    shown = project.show(amendment.path)
    if amendment.before is not None:
        now = fetch(amendment.path, shown, project.root)
        if now != amendment.before:
            raise NotAmendedError(f"{shown} was changed by somebody else a moment ago. Look at it, and try again.")
    elif os.path.lexists(amendment.path):
        raise NotAmendedError(f"{shown} is there already, and nothing is written over it.")
    placed: list[Path] = []
    try:
        for old, new in amendment.copies:
            # It is there already where this was interrupted before the draft was written.
            if not same_content(old, new, MAX_BYTES_BESIDE, project.root):
                copy_file(old, new, MAX_BYTES_BESIDE, project.root)
                placed.append(new)
        write_file(amendment.path, amendment.text, force=amendment.before is not None)
    except (NotWrittenError, UnreadableFileError) as error:
        for new in placed:
            new.unlink(missing_ok=True)
        sentence = str(error).removesuffix(TO_WRITE_OVER).strip()
        raise NotAmendedError(f"{sentence} Nothing was changed.") from error


def sentence_of(text: str, what: str) -> str:
    """Take a text that somebody gave, with LF line ends and nothing around it. Raises NotAmendedError if empty."""
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if not words:
        raise NotAmendedError(f"{what} is empty. Readers will see it: say it in a sentence.")
    return words


def day_of(text: str, today: date, what: str, *, whole: bool = True) -> str:
    """Take a date that somebody gave: not in the future, and a whole day unless `whole` is False.

    Raises NotAmendedError.
    """
    days = bounds(text)
    if days is None or (whole and days[0] != days[1]):
        raise NotAmendedError(f'{what}: "{text}" is not a date. {advise_a_person(text)}')
    if days[0] > today:
        raise NotAmendedError(f"{what}: {text} is in the future. Write it down when it has happened.")
    return text

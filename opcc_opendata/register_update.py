"""A newer register takes the place of a project's: fetched within limits, checked, and held against the records first.

A register decides which reports a body owes a response to. So nothing of it is used before all of it is right, and
what it would change for the project's records is there to read first.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path, PurePosixPath
from shutil import rmtree
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from opcc_opendata import files
from opcc_opendata.calendars import last_day_begun
from opcc_opendata.files import NotWrittenError, UnreadableFileError, printable
from opcc_opendata.harvest.archive_download import download
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits, UnreachableError
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import NEXT_REGISTER, REGISTER, Project
from opcc_opendata.schema import Standard, UnusableStandardError, check_register, load_standard, project_standard
from opcc_opendata.schema.register import CODELIST, MOST_REPORTS
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import MAX_BYTES
from opcc_opendata.yaml_reader.files import is_keepable
from opcc_opendata.zip_limits import ZipLimitError, open_zip

MOST_PACKED: Final = 50_000_000
MOST_UNPACKED: Final = 200_000_000
MOST_SECONDS: Final = 120
"""What a zip may have: bytes as it is sent, bytes when it is unpacked, and seconds until all of it is here."""

_ENDING: Final = ".yaml"


class RegisterUpdateError(Exception):
    """The register stays as it was. The text is a sentence; `problems` are what is wrong with the newer one."""

    def __init__(self, sentence: str, problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(sentence)
        self.problems = problems


class Newer(NamedTuple):
    """A newer register that is right in itself, in a folder of its own, and what it would change.

    `checksum` is the SHA-256 of its content, see `content_checksum`, and `archive` that of the zip that it came in.
    `added`, `changed` and `removed` are the ids of reports. `errors` and `warnings` are what would then be wrong with
    the project's records and settings and is not so now.
    """

    folder: Path
    checksum: str
    archive: str | None
    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    errors: tuple[Problem, ...]
    warnings: tuple[Problem, ...]

    @property
    def is_safe(self) -> bool:
        """Whether no record becomes wrong by it, and no report is lost."""
        return not self.errors and not self.removed


@contextmanager
def newer_register(project: Project, named: str) -> Iterator[Newer]:
    """Take in the register that somebody names: a folder, a zip, or the address of a zip. Raises RegisterUpdateError.

    Of a folder, and of a zip, it is the folder `register/` in it where there is one. Nothing in the project changes.
    """
    with TemporaryDirectory(prefix=".opcc-register-", dir=project.root) as work:
        folder = Path(work) / REGISTER
        folder.mkdir()
        archive = _take_in(named, folder, Path(work) / "archive")
        if not any(folder.iterdir()):
            raise RegisterUpdateError(f"{named} holds no report: no file in it has a name that ends in {_ENDING}.")
        read = check_register(folder, project.schema, last_day_begun())
        if read.problems:
            raise RegisterUpdateError(f"{named} is no register that can be used.", read.problems)
        used = project
        try:
            before = _facts(project_standard(project))
        except UnusableStandardError:  # it is as well that another takes the place of one that is broken
            used = replace(project, register=None)
            before = _facts(load_standard(project.schema))
        after = _facts(load_standard(project.schema, folder))
        known = {other for one in read.reports.values() for other in (one["id"], *one.get("other_ids", ()))}
        now = {_key(one) for one in validate(used).problems}
        then = {_key(one): one for one in validate(replace(project, register=folder)).problems}
        new = [one for key, one in sorted(then.items()) if key not in now]
        yield Newer(
            folder,
            content_checksum(folder),
            archive,
            tuple(sorted(after.keys() - before.keys())),
            tuple(sorted(name for name in after.keys() & before.keys() if after[name] != before[name])),
            tuple(sorted(before.keys() - known)),
            tuple(one for one in new if one.severity is Severity.ERROR),
            tuple(one for one in new if one.severity is not Severity.ERROR),
        )


def take_its_place(project: Project, newer: Newer) -> None:
    """Put a newer register in the place of the project's, whole or not at all. Raises NotWrittenError.

    Whoever looks in between, or after this was ended halfway, finds the old one or the newer one: see `own_register`.
    """
    here, following, past = project.root / REGISTER, project.root / NEXT_REGISTER, newer.folder.with_name("past")
    with files.writing_alone(project.writing_lock):
        try:
            if not here.exists() and following.exists():
                following.rename(here)  # what an update that was ended halfway had left to do
            if following.exists():
                rmtree(following)
            for path in newer.folder.iterdir():
                files.flush(path)
            files.flush(newer.folder)
            if here.exists():
                newer.folder.rename(following)
                here.rename(past)
                following.rename(here)
            else:
                newer.folder.rename(here)
            files.flush(project.root)
        except OSError as error:
            raise NotWrittenError(f"{here} can't be written: {files.reason(error)}.") from error


def content_checksum(folder: Path) -> str:
    """Return the SHA-256 of a register's content: what `sha256sum *.yaml | sha256sum` says in its folder,
    with LC_ALL=C.
    """
    names = sorted(path.name for path in folder.iterdir() if path.name.endswith(_ENDING))
    lines = (f"{files.sha256(folder / name, MAX_BYTES)}  {name}\n" for name in names)
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def _key(problem: Problem) -> tuple[str, int, int, str, str]:
    return (problem.path, problem.line, problem.column, problem.code, problem.message)


def _facts(standard: Standard) -> dict[str, object]:
    """Return what a standard knows of each report. A codelist that is no register has a row for each."""
    rows = standard.codelists[CODELIST].rows
    facts = {name: {**report, "schema_version": ""} for name, report in standard.reports.items()}
    return {row["code"]: facts.get(row["code"], row) for row in rows}


def _take_in(named: str, folder: Path, archive: Path) -> str | None:
    """Copy the reports of what is named into a folder, and return the SHA-256 of the zip where it is one."""
    try:
        if urlsplit(named).scheme in ("http", "https"):
            limits = SourceLimits(seconds=MOST_SECONDS, download=MOST_PACKED, bytes=MOST_UNPACKED)
            download(named, archive, None, limits)
            return _unpack(archive, folder)
        if "://" in named:
            raise RegisterUpdateError(f"{named} is no address that can be asked. One begins with https:// or http://.")
        path = Path(named)
        if path.is_dir():
            inner = path / REGISTER
            _copy(inner if inner.is_dir() else path, folder)
            return None
        return _unpack(path, folder)
    except UnreadableFileError as error:
        raise RegisterUpdateError(f"{named}: {error}") from error
    except (UnreachableError, ZipLimitError) as error:
        raise RegisterUpdateError(f"{named}: {error}") from error
    except BrokenDataError as error:
        raise RegisterUpdateError(f"{named}: {' '.join(error.lines)}") from error


def _copy(source: Path, folder: Path) -> None:
    def refused(_at: str, error: UnreadableFileError) -> None:
        raise error

    _at, entries = next(files.walk(source, refused))
    names = [entry.name for entry in entries if entry.name.endswith(_ENDING)]
    _refuse_names(names)
    for name in names:
        (folder / name).write_bytes(files.read_bytes(source / name, MAX_BYTES, source))


def _unpack(path: Path, folder: Path) -> str:
    raw = files.read_bytes(path, MOST_PACKED)
    if not raw.startswith(b"PK"):
        raise ZipLimitError("It is not a zip.")
    with open_zip(raw, MOST_UNPACKED) as packed:
        members = _members(packed.namelist())
        _refuse_names([PurePosixPath(one).name for one in members])
        for one in members:
            content = packed.read(one)
            if len(content) > MAX_BYTES:
                raise files.too_large(len(content), MAX_BYTES)
            (folder / PurePosixPath(one).name).write_bytes(content)
    return hashlib.sha256(raw).hexdigest()


def _members(names: list[str]) -> list[str]:
    """Choose the reports of a zip: those in the folder `register/` nearest to the top, or in its only folder."""
    wanted = [name for name in names if name.endswith(_ENDING)]
    folders = {PurePosixPath(name).parent for name in wanted}
    registers = sorted((one for one in folders if one.name == REGISTER), key=lambda one: len(one.parts))
    if registers and (len(registers) == 1 or len(registers[0].parts) < len(registers[1].parts)):
        chosen = registers[0]
    elif len(folders) == 1:
        (chosen,) = folders
    else:
        raise RegisterUpdateError(f"The zip has not one folder of reports: put them into {REGISTER}/.")
    return [name for name in wanted if PurePosixPath(name).parent == chosen]


def _refuse_names(names: list[str]) -> None:
    if len(names) > MOST_REPORTS:
        raise RegisterUpdateError(
            f"There are {len(names):,} reports in it, and a register has at most {MOST_REPORTS:,}."
        )
    folded: set[str] = set()
    for name in names:
        if not is_keepable(name) or os.sep in name or name.casefold() in folded:
            raise RegisterUpdateError(f"{printable(name)[:200]}: not every system can keep a file of this name.")
        folded.add(name.casefold())

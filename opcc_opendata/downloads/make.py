"""Making all files from a database, in a new folder that is put in its place whole or not at all."""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from opcc_opendata.downloads.archives import Archive
from opcc_opendata.downloads.data_package import About
from opcc_opendata.downloads.formats import available
from opcc_opendata.downloads.tables_as import write_csv, write_jsonl, write_parquet
from opcc_opendata.downloads.workbook import write_xlsx
from opcc_opendata.parallel import end_with

_WRITERS: Final[Mapping[str, Callable[[sqlite3.Connection, Archive, About, str], None]]] = {
    "xlsx": write_xlsx,
    "csv": write_csv,
    "parquet": write_parquet,
    "jsonl": write_jsonl,
}
_LEAST_URGENT: Final = 19


class DownloadError(Exception):
    """The files can't be made. The text is a sentence for whoever runs the server."""


def make(database: Path, stamp: Sequence[int], folder: Path, described: Mapping[str, Any]) -> None:
    """Make every file from a database, in a folder that there is only once all are in it.

    `stamp` is what tells this state of the file from every other (`database_stamp`), and `described` the metadata of
    the server. Another process that makes the same folder is waited for, and its work serves. Raises DownloadError,
    also where the database has been replaced.
    """
    from filelock import FileLock

    with FileLock(folder.with_name(f"{folder.name}.lock")):
        if folder.is_dir():
            return
        making = folder.with_name(f"{folder.name}.making")
        shutil.rmtree(making, ignore_errors=True)  # a process that was killed left it
        try:
            making.mkdir()
            _write_all(database, stamp, making, About.of(described))
            making.rename(folder)
        except (OSError, sqlite3.Error) as error:
            raise DownloadError(f"The downloads of {database.name} can't be made: {error}.") from error
        finally:
            shutil.rmtree(making, ignore_errors=True)


def _write_all(database: Path, stamp: Sequence[int], folder: Path, about: About) -> None:
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        (digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()
        _refuse_another(database, stamp)
        for one in available():
            with Archive(folder / one.file) as archive:
                _WRITERS[one.code](connection, archive, about, digest)
    _refuse_another(database, stamp)


def _refuse_another(database: Path, stamp: Sequence[int]) -> None:
    if database_stamp(database) != tuple(stamp):
        raise DownloadError(f"{database.name} was replaced before its downloads were made.")


def database_stamp(database: Path) -> tuple[int, int, int, int]:
    """Tell one state of a database's file from every other."""
    found = database.stat()
    return found.st_dev, found.st_ino, found.st_size, found.st_mtime_ns


def main() -> int:
    """Do what the server writes to this process as JSON, and give way to every other process meanwhile."""
    job = json.load(sys.stdin)
    end_with(job["parent"])
    os.nice(_LEAST_URGENT)
    try:
        make(Path(job["database"]), job["stamp"], Path(job["folder"]), job["described"])
    except DownloadError as error:
        sys.stderr.write(f"opcc: {error}\n")
        sys.stderr.flush()
        os._exit(1)  # a workbook that is half written complains at length as it is thrown away
    return 0

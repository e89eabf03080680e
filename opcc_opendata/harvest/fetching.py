"""Getting what a source holds now onto this machine, within limits; or finding that it is what it was.

Nothing of it is opened here. A folder is only listed and hashed, a git repository's objects go into a bare one that
this program made, and an archive into a file.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import NamedTuple

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.harvest import git_source
from opcc_opendata.harvest.archive_download import download
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits, UnreachableError
from opcc_opendata.harvest.sources import HarvestSource
from opcc_opendata.input_files import InputFiles
from opcc_opendata.project import RECORDS
from opcc_opendata.settings import SETTINGS


class LastFetch(NamedTuple):
    """What was found the last time: the revision of the data, and what a web server said of the archive."""

    revision: str
    etag: str | None = None
    modified: str | None = None


class Fetched(NamedTuple):
    """What is on this machine now: a folder, a bare repository or an archive's file, and what was `seen` of it."""

    kind: str
    path: Path
    seen: LastFetch


def fetch(
    source: HarvestSource, root: Path, work: Path, before: LastFetch | None, limits: SourceLimits
) -> Fetched | None:
    """Fetch a source, or return None where it is as it was seen `before`.

    `root` is the folder from which relative names of folders count, and `work` one of its own for this source, which
    stays. Raises UnreachableError and BrokenDataError.
    """
    if source.kind == "folder":
        path = root / source.where
        seen = LastFetch(_digest(path, limits))
        return None if before is not None and before.revision == seen.revision else Fetched("folder", path, seen)
    work.mkdir(parents=True, exist_ok=True)
    if source.kind == "git":
        revision = git_source.newest(source, work, limits)
        if before is not None and before.revision == revision:
            return None
        return Fetched("git", work, LastFetch(git_source.fetch(source, work, limits)))
    got = download(source.where, work / "archive", before and (before.etag, before.modified), limits)
    if got is None:
        return None
    seen = LastFetch(*got)
    return None if before is not None and before == seen else Fetched("archive", work / "archive", seen)


def _digest(folder: Path, limits: SourceLimits) -> str:
    """Return a checksum of the names and contents that are read of a folder."""
    if not folder.is_dir():
        raise UnreachableError("There is no such folder, or it can't be read.")
    if not (folder / RECORDS).is_dir():
        raise BrokenDataError([f"It holds no folder {RECORDS}/."])
    listed = InputFiles(folder / RECORDS, folder, {})
    size = sum(stamp[0] for stamp in listed.stamps.values())
    if len(listed.stamps) > limits.files:
        raise BrokenDataError([f"There are more than {limits.files:,} files in {RECORDS}/."])
    if size > limits.bytes:
        raise BrokenDataError([f"It has more than {files.megabytes(limits.bytes)}."])
    parts = [listed.digest()]
    if os.path.lexists(folder / SETTINGS):
        try:
            parts.append(files.sha256(folder / SETTINGS, limits.bytes, folder))
        except UnreadableFileError as error:
            raise BrokenDataError([f"{SETTINGS}: {error}"]) from error
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()

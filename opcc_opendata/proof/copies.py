"""What somebody names to `opcc verify` → the manifest and what is held against it: a folder, a file or an address."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final
from urllib.parse import urlsplit

from opcc_opendata.files import UnreadableFileError, is_inside, is_ordinary, megabytes, status
from opcc_opendata.manifest import MOST_BYTES, ManifestError, parse_manifest, read_manifest
from opcc_opendata.project import DATABASE, RECORDS, manifest_path
from opcc_opendata.proof.verifying import VerifiedCopy

MOST_SECONDS: Final = 900
"""How long it may take to fetch a file: 1 GB at 10 megabits a second."""

_MOST_DATABASE_BYTES: Final = 4_000_000_000
_MOST_SILENCE: Final = 30
_END: Final = ".manifest.json"
_ERROR_NUMBER: Final = re.compile(r"^\[Errno -?[0-9]{1,5}\] ")


class NothingToVerifyError(Exception):
    """There is nothing that could be verified. The text is a sentence for people."""


@contextmanager
def opened_copy(named: str) -> Iterator[VerifiedCopy]:
    """Open a folder, a database or manifest in one, or an address, and put away afterwards what was fetched.

    Raises CopyError.
    """
    if urlsplit(named).scheme in ("http", "https"):
        with TemporaryDirectory(prefix="opcc-verify-") as folder:
            yield _fetch_copy(named, Path(folder))
        return
    if "://" in named:
        raise NothingToVerifyError(f"{named} is no address that can be asked. One begins with https:// or http://.")
    yield _local_copy(Path(named))


def _local_copy(path: Path) -> VerifiedCopy:
    try:
        status(path)
        if path.is_dir():
            folder, database = path, path / DATABASE
        else:
            folder, database = path.parent, path.with_name(path.name.removesuffix(_END) + ".db")
            if not path.name.endswith(_END):
                database = path
        manifest = manifest_path(database)
        if database == path and path.suffix != ".db" and _is_manifest(path):
            raise NothingToVerifyError(
                f"{path} is a manifest, and what it speaks for is found by its name. Give it that of its database: "
                f"opcc{_END} for opcc.db."
            )
        try:
            known = read_manifest(manifest)
        except (UnreadableFileError, ManifestError) as error:
            raise NothingToVerifyError(f"{manifest}: {error}") from error
    except UnreadableFileError as error:
        raise NothingToVerifyError(f"{path}: {error}") from error
    # That of a harvest is a link to a folder inside the project.
    is_project = (folder / RECORDS).is_dir() and is_inside(folder / RECORDS, folder)
    has_database = is_ordinary(database)
    if not is_project and not has_database:
        raise NothingToVerifyError(f"{folder} has a manifest, but neither {RECORDS}/ nor {database.name}.")
    return VerifiedCopy(known, database if has_database else None, folder.absolute() if is_project else None)


def _is_manifest(path: Path) -> bool:
    try:
        read_manifest(path)
    except (UnreadableFileError, ManifestError):
        return False
    return True


def _fetch_copy(address: str, folder: Path) -> VerifiedCopy:
    if address.endswith(_END):
        manifest, database = address, address.removesuffix(_END) + ".db"
    elif address.endswith(".db"):
        manifest, database = address.removesuffix(".db") + _END, address
    else:
        manifest, database = (f"{address.rstrip('/')}/{name}" for name in (manifest_path(Path(DATABASE)), DATABASE))
    content = folder / "manifest"
    _fetch(manifest, content, MOST_BYTES)
    try:
        known = parse_manifest(content.read_bytes())
    except ManifestError as error:
        raise NothingToVerifyError(f"{manifest}: {error}") from error
    target = folder / DATABASE
    _fetch(database, target, _MOST_DATABASE_BYTES)
    return VerifiedCopy(known, target)


def _fetch(address: str, target: Path, limit: int) -> None:
    """Fetch a file of at most `limit` bytes, from this address and no other."""
    import httpx

    end = time.monotonic() + MOST_SECONDS
    try:
        # The answer's own bytes are counted and kept: what is packed might be far larger.
        headers = {"accept-encoding": "identity"}
        with (
            httpx.stream("GET", address, timeout=_MOST_SILENCE, follow_redirects=False, headers=headers) as answer,
            target.open("xb") as file,
        ):
            if answer.is_redirect:
                where = answer.headers.get("location", "elsewhere")[:200]
                raise NothingToVerifyError(f"{address} leads to {where}. If you trust that address, name it.")
            if answer.status_code != httpx.codes.OK:
                raise NothingToVerifyError(f"{address} answers {answer.status_code}.")
            size = 0
            for block in answer.iter_raw():
                size += len(block)
                if size > limit:
                    raise NothingToVerifyError(f"{address} has more than {megabytes(limit)}.")
                if time.monotonic() > end:
                    raise NothingToVerifyError(f"{address} takes longer than {MOST_SECONDS // 60} minutes.")
                file.write(block)
    except (httpx.HTTPError, httpx.InvalidURL, UnicodeError) as error:
        said = _ERROR_NUMBER.sub("", str(error)) or type(error).__name__
        raise NothingToVerifyError(f"{address} can't be fetched: {said}.") from error

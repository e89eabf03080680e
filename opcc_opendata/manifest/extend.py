"""A build → its entries in the manifest, after those of all builds before it."""

from __future__ import annotations

import hashlib
import re
import secrets
import sqlite3
from base64 import b64encode
from collections.abc import Callable, Container, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import orjson

from opcc_opendata.files import NotWrittenError, Reason, UnreadableFileError, remove_unfinished, sha256, write_file
from opcc_opendata.manifest.format import (
    MOST_BYTES,
    Manifest,
    ManifestError,
    canonical,
    commitment,
    digest,
    is_safe_path,
    read_manifest,
)
from opcc_opendata.manifest.merkle import GrowingTree, leaf_hash
from opcc_opendata.project import manifest_path
from opcc_opendata.tables import TABLES

MOST_DATABASE_BYTES: Final = 100_000_000_000
"""How large a database may be that is read for its checksum."""

_AT_A_TIME: Final = 1_000
_SHA256: Final = re.compile("[0-9a-f]{64}")

_FILES: Final = """
SELECT p.path, p.sha256, CASE WHEN p.outcome != 'published' THEN 'rejected'
  WHEN r.withdrawn_on IS NOT NULL THEN 'withdrawn' ELSE 'published' END, coalesce(r.added, '')
FROM provenance p LEFT JOIN responses r ON r.id = p.response WHERE p.sha256 != ''
"""


class _File(NamedTuple):
    """What a build read: the checksum of a file, what became of it, and when its response was added, or ""."""

    sha256: str
    state: str
    added: str


TableHashes = Mapping[str, tuple[int, str]]
"""By table: how many rows it has, and their SHA-256."""


def extend_manifest(
    database: Path, inputs: Mapping[str, str], say: Callable[[str], None], known: TableHashes | None = None
) -> None:
    """Write a build that has just been put in its place into the manifest beside it.

    `inputs` are the checksums of files that are no records, by their path from the project's folder. A manifest that
    can't be continued stays as it is, and `say` gets a sentence. `known` are hashes of tables that were worked out
    while the database was made. Raises UnreadableFileError and sqlite3.Error for the database.
    """
    path = manifest_path(database)
    remove_unfinished(path)  # the build before may have been killed, and the lock keeps all others away
    try:
        manifest = read_manifest(path)
    except UnreadableFileError as error:
        if error.reason is not Reason.MISSING:
            say(_left(path, error))
            return
        manifest = Manifest()
    except ManifestError as error:
        say(_left(path, error))
        return
    if not _add_build(manifest, database, inputs, known or {}):
        return
    content = manifest.content()
    if len(content) > MOST_BYTES:
        say(_left(path, f"It would have more than {MOST_BYTES // 1_000_000} MB."))
        return
    try:
        write_file(path, content, force=True)
    except NotWrittenError as error:
        say(str(error))


def _left(path: Path, why: object) -> str:
    return (
        f"{path}: {why} It stays as it is, and this build is not in it. Put back the one that was there, or move it "
        "away to begin a new chain."
    )


def _add_build(manifest: Manifest, database: Path, inputs: Mapping[str, str], known: TableHashes) -> bool:
    """Add the entries and the head of a build, or return False if the newest one in the manifest is the same."""
    with (
        ThreadPoolExecutor(1) as pool,  # to work out a checksum keeps no other thread waiting
        closing(sqlite3.connect(f"{database.absolute().as_uri()}?immutable=1", uri=True)) as connection,
    ):
        checksum = pool.submit(sha256, database, MOST_DATABASE_BYTES)
        files = {path: _File(*about) for path, *about in connection.execute(_FILES).fetchall() if is_safe_path(path)}
        # What could not be read has no checksum, and counts by its stamp elsewhere.
        read = {path: known for path, known in inputs.items() if _SHA256.fullmatch(known)}
        files |= {path: _File(known, "input", "") for path, known in read.items() if is_safe_path(path)}
        current = manifest.current()
        changed = {path: file for path, file in files.items() if not _is_the_same(manifest, current.get(path), file)}
        gone = [path for path, at in current.items() if path not in files and manifest.entries[at]["state"] != "gone"]
        made = max(f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}", manifest.heads[-1]["made"] if manifest.heads else "")
        tables = _tables(table_hashes(connection, known), manifest.tables, made)
        (content_digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()
        file_sha256 = checksum.result()
    builds = manifest.builds()
    if builds and builds[-1]["database"] == file_sha256 and not changed and not gone:
        return False
    manifest.tables = tables
    number = len(manifest.heads) + 1
    manifest.entries.append(
        {
            "build": number,
            "database": file_sha256,
            "digest": content_digest,
            "kind": "build",
            "made": made,
            "previous": digest(manifest.heads[-1]) if manifest.heads else "",
            "tables": digest(manifest.tables),
        }
    )
    manifest.salts.append("")
    _throw_salts_away(manifest, {*gone, *(path for path, file in changed.items() if file.state == "withdrawn")})
    for path in sorted({*changed, *gone}):
        _add_file(manifest, path, changed.get(path), made)
    tree = GrowingTree()
    for entry in manifest.entries:
        tree.add(leaf_hash(canonical(entry)))
    head = {"build": number, "entries": len(manifest.entries), "made": made, "root": tree.root().hex()}
    manifest.heads.append(head)
    return True


def _is_the_same(manifest: Manifest, at: int | None, file: _File) -> bool:
    if at is None or not (salt := manifest.salts[at]):
        return False
    entry = manifest.entries[at]
    known = (entry["commitment"], entry["state"], entry["added"])
    return known == (commitment(salt, file.sha256), file.state, file.added)


def _throw_salts_away(manifest: Manifest, paths: set[str]) -> None:
    """Leave of what was withdrawn or removed only hashes that nobody can try words against."""
    for at, entry in enumerate(manifest.entries):
        if entry["kind"] == "file" and entry["path"] in paths:
            manifest.salts[at] = ""


def _add_file(manifest: Manifest, path: str, file: _File | None, made: str) -> None:
    salt = b64encode(secrets.token_bytes(16)).decode() if file else ""
    manifest.entries.append(
        {
            "added": file.added if file else "",
            "commitment": commitment(salt, file.sha256) if file else "",
            "kind": "file",
            "path": path,
            "since": made,
            "state": file.state if file else "gone",
        }
    )
    manifest.salts.append(salt)


def _tables(hashes: TableHashes, before: Mapping[str, Mapping[str, object]], made: str) -> dict[str, dict[str, object]]:
    """Return the rows, hash and date of each table. `before` are those of the build before this one."""
    found: dict[str, dict[str, object]] = {}
    for name, (rows, known) in hashes.items():
        old = before.get(name, {})
        since = old["since"] if (old.get("rows"), old.get("sha256")) == (rows, known) else made
        found[name] = {"rows": rows, "sha256": known, "since": since}
    return found


def table_hashes(
    connection: sqlite3.Connection, known: TableHashes | None = None, leave_out: Container[str] = ()
) -> dict[str, tuple[int, str]]:
    """Return how many rows each table has, and the SHA-256 of them: all of them in their order as one JSON array.

    The search indexes, which are made of these tables, are covered by the checksum of the file alone. What is `known`
    already is not worked out again, and tables that are to be left out are.
    """
    there = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {
        name: (known or {}).get(name) or _hash(connection.execute(f'SELECT * FROM "{name}" ORDER BY rowid'))  # noqa: S608
        for name in (table.name for table in TABLES if not table.sql)
        if name in there and name not in leave_out
    }


def _hash(rows: Iterator[tuple[object, ...]]) -> tuple[int, str]:
    count, known = 0, hashlib.sha256(b"[")
    while some := list(islice(rows, _AT_A_TIME)):
        known.update(b"," * bool(count) + orjson.dumps(some)[1:-1])
        count += len(some)
    known.update(b"]")
    return count, known.hexdigest()

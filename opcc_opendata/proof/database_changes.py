"""A database that is not the signed one: which of its tables and records differ. It may have been made to do harm."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Final

from opcc_opendata.database.check import record_digest
from opcc_opendata.database.plain import LEFT_OUT, is_plain
from opcc_opendata.manifest import Manifest
from opcc_opendata.manifest.extend import table_hashes
from opcc_opendata.project import id_by_place
from opcc_opendata.proof.changes import (
    ADDED,
    ALTERED,
    BACK_DATED,
    DROPPED,
    ROLLED_BACK,
    Discrepancy,
    build_name,
    version_change,
)
from opcc_opendata.tables import TABLES

_MOST_VALUE_BYTES: Final = 100_000_000
_MOST_STEPS: Final = 3_000
"""Times of a million steps of SQLite's: a minute. To read 10,000 records takes some hundred."""


def database_changes(manifest: Manifest, database: Path, known: str) -> Iterator[Discrepancy]:
    """Find what differs in a database with the SHA-256 `known`, which is not that of the newest build.

    Nothing does in one that `opcc static` made: it has the same tables, and no indexes.
    """
    name = database.name
    for build in manifest.builds()[:-1]:
        if build["database"] == known:
            newest = build_name(manifest.heads[-1])
            yield Discrepancy(
                ROLLED_BACK, f"{name} is that of build {build_name(build)}. The newest is build {newest}."
            )
            yield from _later_than(manifest, build["build"])
            return
    try:
        with closing(_open(database)) as connection:
            _refuse_odd_tables(connection)
            changes = list(_table_changes(connection, manifest))
            if not changes and is_plain(connection):
                return
            yield Discrepancy(ALTERED, f"{name} is not the one that was signed.")
            yield from changes
            yield from _record_changes(connection, manifest)
    except (sqlite3.Error, UnicodeDecodeError, ValueError, TypeError) as error:
        sentence = f"{name} is not the one that was signed, and can't be read to its end, so not all is named: {error}."
        yield Discrepancy(ALTERED, sentence)


def _later_than(manifest: Manifest, number: int) -> Iterator[Discrepancy]:
    """Name what has changed since a build."""
    for at in manifest.current().values():
        entry = manifest.entries[at]
        if at >= manifest.heads[number - 1]["entries"] and entry["state"] != "input":
            yield Discrepancy(ROLLED_BACK, f"{entry['path']} is another since {entry['since']} ({entry['state']}).")


def _open(database: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{database.absolute().as_uri()}?immutable=1", uri=True)
    steps = iter(range(_MOST_STEPS))
    connection.set_progress_handler(lambda: next(steps, None) is None, 1_000_000)
    connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST_VALUE_BYTES)
    connection.execute("PRAGMA trusted_schema = OFF")
    connection.execute("PRAGMA cell_size_check = ON")
    return connection


def _refuse_odd_tables(connection: sqlite3.Connection) -> None:
    """Refuse a database in which a table that a build makes is something else. Raises sqlite3.DatabaseError."""
    made = dict(connection.execute("SELECT name, upper(substr(sql, 1, 13)) FROM sqlite_master").fetchall())
    for name in (table.name for table in TABLES if not table.sql and table.name in made):
        # A view, a virtual table and a column that is worked out may give far more than the file holds.
        columns = connection.execute("SELECT max(hidden) FROM pragma_table_xinfo(?)", [name])
        if made[name] != "CREATE TABLE " or columns.fetchone() != (0,):
            raise sqlite3.DatabaseError(f"{name} is no table that a build makes")


def _table_changes(connection: sqlite3.Connection, manifest: Manifest) -> Iterator[Discrepancy]:
    found = table_hashes(connection)
    for name, signed in manifest.tables.items():
        if name not in found and name in LEFT_OUT:
            continue
        if name not in found:
            yield Discrepancy(DROPPED, f"The table {name} is missing.")
        elif found[name] != (signed["rows"], signed["sha256"]):
            rows = found[name][0]
            count = f" It has {rows} rows, and had {signed['rows']}." if rows != signed["rows"] else ""
            yield Discrepancy(
                ALTERED,
                f"The table {name} is not the one that was signed, which was there since {signed['since']}.{count}",
            )
    for name in sorted(found.keys() - manifest.tables.keys()):
        yield Discrepancy(ADDED, f"The table {name} was not there.")


def _record_changes(connection: sqlite3.Connection, manifest: Manifest) -> Iterator[Discrepancy]:
    """Hold each record's rows against the digest of them, and its file and date against the manifest."""
    files = {
        path: about for path, *about in connection.execute("SELECT path, sha256, response, digest FROM provenance")
    }
    added = dict(connection.execute("SELECT id, coalesce(added, '') FROM responses").fetchall())
    where = "In the database, "
    named: set[str] = set()
    for path, at in manifest.current().items():
        entry = manifest.entries[at]
        if entry["state"] in ("input", "gone"):
            continue
        response = id_by_place(path)
        is_published = entry["state"] != "rejected"
        named.add(response)
        if path not in files or (is_published and response not in added):
            yield Discrepancy(DROPPED, f"{where}{path} is missing. It was there since {entry['since']}.")
            continue
        sha256, _, digest = files[path]
        if (change := version_change(manifest, path, at, sha256, where)) is not None:
            yield change
        elif is_published and record_digest(connection, response) != digest:
            was = f"which was signed as it was since {entry['since']}"
            yield Discrepancy(ALTERED, f"{where}{path} has other words or facts than its file, {was}.")
        if is_published and added[response] != entry["added"]:
            what = BACK_DATED if added[response] < entry["added"] else ALTERED
            yield Discrepancy(what, f"{where}{path} was added on {added[response]}. It was {entry['added']}.")
    for response in sorted(added.keys() - named):
        yield Discrepancy(ADDED, f"{where}the response {response} is in no build of this manifest.")

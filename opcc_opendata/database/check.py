"""What must hold before a new database may take the old one's place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping

from opcc_opendata.database.create import searched
from opcc_opendata.database.swap import BuildError
from opcc_opendata.tables import DERIVED_TABLES, RECORD_TABLES, REFERENCE_TABLES, Rows, canonical_json, rows_digest

_BY_CONTENT = REFERENCE_TABLES + DERIVED_TABLES


def check_sound(connection: sqlite3.Connection) -> None:
    """Refuse a database with a broken page, index or foreign key. Raises BuildError.

    It reads every page, so only full builds do it. An incremental build starts from a copy of a file that was checked
    and that nothing has touched since, and SQLite itself enforces the foreign keys of what it changes.
    """
    faults = connection.execute("PRAGMA integrity_check(1)").fetchall()
    if faults != [("ok",)]:
        raise BuildError(f"The new database is damaged ({faults[0][0]}). The old one stays. Try again.")
    orphan = connection.execute("PRAGMA foreign_key_check").fetchone()
    if orphan is not None:
        table, row, parent, _ = orphan
        raise BuildError(
            f"Row {row} of the table {table} refers to a row of {parent} that does not exist. The old database stays. "
            "Please report this as a fault of the program."
        )


def check_counts(connection: sqlite3.Connection, expected: Mapping[str, int]) -> dict[str, int]:
    """Count every table, and refuse a database that lost or doubled a row on its way. Raises BuildError."""
    counts = {
        table: _count(connection, table)
        for (table,) in connection.execute(
            "SELECT name FROM sqlite_master WHERE type = 'table' "
            "AND name NOT LIKE 'sqlite%' AND name NOT GLOB '*_fts*' ORDER BY name"
        ).fetchall()
    }
    for table, number in expected.items():
        if counts[table] != number:
            raise BuildError(
                f"The table {table} has {counts[table]} rows where {number} went in. The old database stays. "
                "Please report this as a fault of the program."
            )
    for searchable in searched():
        if _count(connection, f"{searchable.name}_fts_docsize") != counts[searchable.name]:
            raise BuildError(f"The search index of the table {searchable.name} is incomplete. The old database stays.")
    return counts


def content_digest(connection: sqlite3.Connection) -> str:
    """Give the logical digest of a database: the SHA-256 of its content, whatever version of SQLite holds it.

    It is taken over lines of `table`, a tab, and a row as canonical JSON, each table's rows sorted by key: first the
    reference and inspection tables by name, then `path`, `sha256`, `response`, `outcome`, `reason` and `digest` of each
    input file. The digest of a file is that of its rows (see `record_digest`), and its `sha256` vouches for the rest.
    """
    digest = hashlib.sha256()
    for table in sorted(_BY_CONTENT, key=lambda table: table.name):
        for row in connection.execute(f'SELECT * FROM "{table.name}" ORDER BY "{table.key}" COLLATE BINARY'):
            digest.update(f"{table.name}\t{canonical_json(row)}\n".encode())
    for row in connection.execute(
        "SELECT path, sha256, response, outcome, reason, digest FROM provenance ORDER BY path"
    ):
        digest.update(f"provenance\t{canonical_json(row)}\n".encode())
    return digest.hexdigest()


def record_digest(connection: sqlite3.Connection, response: str) -> str:
    """Work out the digest of one response's rows from the database, to hold against `provenance.digest`."""
    rows: Rows = {}
    for table in RECORD_TABLES:
        column = "id" if table.name == "responses" else "response"
        found = connection.execute(f'SELECT * FROM "{table.name}" WHERE "{column}" = ?', (response,))
        rows[table.name] = found.fetchall()
    return rows_digest(rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    (number,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert isinstance(number, int)
    return number

"""What must hold before a new database may take the old one's place."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from typing import Any

from opcc_opendata.database.outcome import BuildError
from opcc_opendata.files import flush
from opcc_opendata.tables import (
    DERIVED_TABLES,
    RECORD_TABLES,
    REFERENCE_TABLES,
    TABLES,
    Rows,
    canonical_json,
    rows_digest,
)
from opcc_opendata.tables.search import FIELDS

_BY_CONTENT = REFERENCE_TABLES + DERIVED_TABLES


def check_sound(database: Path) -> None:
    """Refuse a finished database with a broken page, index or foreign key. Raises BuildError."""
    with ThreadPoolExecutor(2) as pool:
        keys = pool.submit(_ask_once, database, "PRAGMA foreign_key_check")
        pool.submit(flush, database)  # the disk may as well be at work meanwhile; the swap looks if it could do it
        faults = _ask_once(database, "PRAGMA quick_check(1)")
        orphan = keys.result()
    if faults != ("ok",):
        raise BuildError(f"The new database is damaged ({faults[0]}). The old one stays. Try again.")
    if orphan is not None:
        table, row, parent, _ = orphan
        raise BuildError(
            f"Row {row} of the table {table} refers to a row of {parent} that does not exist. The old database stays. "
            "Please report this as a fault of the program."
        )


def _ask_once(database: Path, question: str) -> Any:
    """Ask a file that nobody writes to, on a connection of its own, and give the first row of the answer."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?immutable=1", uri=True)) as connection:
        return connection.execute(question).fetchone()


def check_counts(connection: sqlite3.Connection, expected: Mapping[str, int]) -> dict[str, int]:
    """Count every table, and refuse a database that lost or doubled a row on its way. Raises BuildError."""
    named = ", ".join(f"'{table.name}'" for table in TABLES)
    counts = {
        table: _count(connection, table)
        for (table,) in connection.execute(f"SELECT name FROM sqlite_master WHERE name IN ({named}) ORDER BY name")
    }
    for table, number in expected.items():
        if counts[table] != number:
            raise BuildError(
                f"The table {table} has {counts[table]} rows where {number} went in. The old database stays. "
                "Please report this as a fault of the program."
            )
    return counts


def count_texts(connection: sqlite3.Connection) -> tuple[int, int]:
    """Count the responses that are not withdrawn, and their texts: each of these must be found."""
    standing = "FROM responses r WHERE r.withdrawn_on IS NULL"
    (responses,) = connection.execute(f"SELECT count(*) {standing}").fetchone()
    columns: dict[str, list[str]] = {}
    for table, column in FIELDS:
        columns.setdefault(table, []).append(column)
    texts = 0
    for table, names in columns.items():
        owner = "t.id" if table == "responses" else "t.response"
        number = " + ".join(f'count(t."{name}")' for name in names)
        sql = f'SELECT {number} FROM "{table}" t WHERE {owner} IN (SELECT r.id {standing})'
        texts += connection.execute(sql).fetchone()[0]
    return responses, texts


def check_search(connection: sqlite3.Connection, to_find: tuple[int, int]) -> None:
    """Refuse a database in which a response that is not withdrawn, or one of its texts, can't be found.

    `to_find` is what `count_texts` gives. Raises BuildError.
    """
    responses, texts = to_find
    for index, expected in (("responses", responses), ("passages", texts)):
        if _indexed(connection, f"{index}_fts") != expected:
            raise BuildError(f"The search index of {index} is incomplete. The old database stays.")
    (known,) = connection.execute("SELECT coalesce(sum(length(columns)), 0) FROM passages_fts_columns").fetchone()
    if known != texts:
        raise BuildError("The search index does not know the kind of every passage. The old database stays.")


def _indexed(connection: sqlite3.Connection, index: str) -> int:
    """Give how many rows FTS5 has put into an index: the first number, in SQLite's form, of its record of averages."""
    averages = connection.execute(f'SELECT block FROM "{index}_data" WHERE id = 1').fetchone()[0]
    number = 0
    for byte in averages:
        number = number << 7 | byte & 127
        if byte < 128:
            break
    return number


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
    for table in (table for table in RECORD_TABLES if not table.sql):
        column = "id" if table.name == "responses" else "response"
        values = ", ".join(f'"{column.name}"' if column.from_record else "NULL" for column in table.columns)
        found = connection.execute(f'SELECT {values} FROM "{table.name}" WHERE "{column}" = ?', (response,))
        rows[table.name] = found.fetchall()
    return rows_digest(rows)


def _count(connection: sqlite3.Connection, table: str) -> int:
    (number,) = connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()
    assert isinstance(number, int)
    return number

"""Each table as a file of its own: CSV, JSON Lines or Parquet. No value is changed."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import IO, Any, Final

from opcc_opendata.downloads.archives import Archive, TarArchive
from opcc_opendata.downloads.data_package import About, data_package
from opcc_opendata.downloads.formats import TABLES
from opcc_opendata.tables import Table

_ROWS_AT_ONCE: Final = 2_000
_READ_ME: Final = "README.txt"

_HOW_TO_READ: Final = {
    "csv": (
        "One CSV file for each table: UTF-8, comma, CRLF at the end of a row, a first row of names. Texts are as in "
        "the database, so a program that runs formulas should not open them: take the workbook for that.\n"
        "An empty field has no value. No text is empty, so nothing else can be meant. Texts such as NA or None are "
        "texts.\n"
        "datapackage.json is a Frictionless Data Package with the type and meaning of each column, the keys, and the "
        "SHA-256 of each file.\n\n"
        'pandas:  pd.read_csv("responses.csv", keep_default_na=False, na_values=[""])\n'
        'polars:  pl.read_csv("responses.csv", infer_schema=False)\n'
        "DuckDB:  SELECT * FROM read_csv('responses.csv', all_varchar = true)\n"
    ),
    "jsonl": (
        "One file for each table, one JSON object for each row, one row on a line, UTF-8. null: no value.\n"
        "records.jsonl has each record whole, as JSON in a text.\n\n"
        'pandas:  pd.DataFrame(map(json.loads, open("responses.jsonl", encoding="utf-8")))\n'
        'polars:  pl.read_ndjson("responses.jsonl")\n'
        "DuckDB:  SELECT * FROM 'responses.jsonl'\n"
    ),
    "parquet": (
        "One Parquet file for each table. Texts are strings, whole numbers are 64-bit integers. The description of "
        "each column is in the file's metadata.\n\n"
        'pandas:  pd.read_parquet("responses.parquet")\n'
        'polars:  pl.read_parquet("responses.parquet")\n'
        "DuckDB:  SELECT * FROM 'responses.parquet'\n"
    ),
}


def rows(connection: sqlite3.Connection, table: Table) -> Iterator[tuple[str | int | None, ...]]:
    """Give the rows of a table, in its columns' order and in the order in which the build wrote them."""
    columns = ", ".join(f'"{name}"' for name in table.column_names)
    order = f'"{table.key}"' if table.sql else "rowid"
    cursor = connection.execute(f'SELECT {columns} FROM "{table.name}" ORDER BY {order}')  # noqa: S608 (our own)
    while some := cursor.fetchmany(_ROWS_AT_ONCE):
        yield from some


def write_csv(
    connection: sqlite3.Connection,
    archive: Archive | TarArchive,
    about: About,
    digest: str,
    tables: Sequence[Table] = TABLES,
) -> None:
    """Write each table as CSV, and the data package that describes them."""
    sums: dict[str, tuple[int, str]] = {}
    archive.writestr(_READ_ME, _read_me(about, digest, "csv"))
    for table in tables:
        with archive.entry(f"{table.name}.csv") as raw:
            counted = _Counted(raw)
            with io.TextIOWrapper(counted, "utf-8", newline="", write_through=False) as text:  # type: ignore[type-var]
                writer = csv.writer(text, lineterminator="\r\n")
                writer.writerow(table.column_names)
                writer.writerows(rows(connection, table))
        sums[table.name] = counted.size, counted.digest.hexdigest()
    archive.writestr("datapackage.json", data_package(about, digest, tables, sums))


def write_jsonl(connection: sqlite3.Connection, archive: Archive, about: About, digest: str) -> None:
    """Write each table as JSON Lines."""
    archive.writestr(_READ_ME, _read_me(about, digest, "jsonl"))
    for table in TABLES:
        with archive.entry(f"{table.name}.jsonl") as into:
            for row in rows(connection, table):
                line = json.dumps(dict(zip(table.column_names, row, strict=True)), ensure_ascii=False)
                into.write(line.encode() + b"\n")


def write_parquet(connection: sqlite3.Connection, archive: Archive, about: About, digest: str) -> None:
    """Write each table as Parquet. Needs pyarrow."""
    import pyarrow as pa  # type: ignore[import-untyped]
    import pyarrow.parquet as pq  # type: ignore[import-untyped]

    archive.writestr(_READ_ME, _read_me(about, digest, "parquet"))
    types = {"TEXT": pa.string(), "INTEGER": pa.int64()}
    for table in TABLES:
        says = about.columns(table)
        fields = [
            pa.field(one.name, types[one.type], not one.required, {"description": says[one.name]})
            for one in table.columns
        ]
        schema = pa.schema(fields, {"description": about.table(table)})
        made = io.BytesIO()
        with pq.ParquetWriter(made, schema, compression="zstd") as writer:
            for some in _batches(rows(connection, table)):
                columns = zip(*some, strict=True)
                arrays = [pa.array(values, field.type) for values, field in zip(columns, schema, strict=True)]
                writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
        with archive.entry(f"{table.name}.parquet", packed=False) as into:
            into.write(made.getbuffer())


def _batches(found: Iterator[tuple[Any, ...]]) -> Iterator[list[tuple[Any, ...]]]:
    some: list[tuple[Any, ...]] = []
    for row in found:
        some.append(row)
        if len(some) == 10 * _ROWS_AT_ONCE:
            yield some
            some = []
    if some:
        yield some


def _read_me(about: About, digest: str, code: str) -> str:
    return f"{about.title}\n\n{about.description}\n\n{_HOW_TO_READ[code]}\n{about.licence}: {about.licence_url}\n" + (
        f"Source: {about.source}\nDigest of the content: {digest}\n"
    )


class _Counted(io.RawIOBase):
    """Passes bytes on, and knows how many there were and their SHA-256."""

    def __init__(self, into: IO[bytes]) -> None:
        self._into, self.size, self.digest = into, 0, hashlib.sha256()

    def writable(self) -> bool:
        return True

    def write(self, data: Any) -> int:
        self.size += len(data)
        self.digest.update(data)
        self._into.write(data)
        return len(data)

"""The dataset as three files: a database and records as JSON, with every text, and the tables as CSV without them.

The database is the one that was built, without what only a server needs (see `database.plain`). Its tables have the
rows that the manifest has the hashes of, so `opcc verify` knows it. All three are packed with xz, which takes half the
room of a ZIP file; Windows has opened `.tar.xz` by itself since October 2023, and macOS since 2019. Texts would be two
thirds of the tables, and stand in the other two: the tables are for whoever sorts and counts in a spreadsheet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from opcc_opendata.database.plain import write_plain
from opcc_opendata.downloads import TABLES
from opcc_opendata.downloads.archives import TarArchive
from opcc_opendata.downloads.data_package import About
from opcc_opendata.downloads.tables_as import write_csv
from opcc_opendata.files import sha256
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import manifest_path
from opcc_opendata.server.files import Sum
from opcc_opendata.site.marking import marked_record, says
from opcc_opendata.static import packing
from opcc_opendata.static.chosen import PACKED_DATABASE, RECORDS, TABLES_AS_CSV
from opcc_opendata.static.folder import StaticFolder
from opcc_opendata.tables import Table
from opcc_opendata.tables.search import TEXTS

_RECORDS: Final = "SELECT q.response, q.json FROM records q JOIN responses r ON r.id = q.response ORDER BY r.rowid"
_LARGEST: Final = 8_000_000_000
_TEXTS: Final = (
    "body_action",
    "force_action",
    "key_findings",
    "no_action_reason",
    "note",
    "statutory_statement",
    "text",
)
_TEXT_COLUMNS: Final = {
    (texts.table, name) for texts in TEXTS for name in texts.columns if name.removesuffix("_cy") in _TEXTS
}
LACKING_IN_CSV: Final = {
    table.name: tuple(name for name in table.column_names if (table.name, name) in _TEXT_COLUMNS)
    for table in TABLES
    if table.name != "records"
}
"""The tables that are there as CSV, and the columns of Markdown that each lacks: the database and records have them."""
_WITHOUT_TEXTS: Final = (
    f"These tables have no column for the texts of comments, recommendations, answers and progress: {DATABASE}.db and "
    f"{DATABASE}-records.tar.xz have them."
)


def write_data(database: Path, folder: StaticFolder, described: Mapping[str, Any], word: str) -> dict[str, Sum]:
    """Write the three files, and return how long each is, by its address. `word` is what all is marked with.

    While one is packed, the next is written; the parts of all wait for the same two threads.
    """
    about = About.of({**described, "marked": says(word)})
    about = replace(about, description=f"{about.description} {_WITHOUT_TEXTS}".strip())
    without_texts = [_without_texts(table) for table in TABLES if table.name in LACKING_IN_CSV]
    source = f"{database.absolute().as_uri()}?immutable=1"
    with (
        # Within the folder, so that it goes with it where this is killed.
        TemporaryDirectory(prefix=".opcc-", dir=folder.path) as temporary,
        ThreadPoolExecutor(packing.THREADS) as pool,
        closing(sqlite3.connect(source, uri=True)) as connection,
    ):
        names = ("plain.db", "records.tar", "tables.tar")
        plain, records, tables = (Path(temporary) / name for name in names)
        write_plain(database, plain)
        packed = [packing.pack(pool, plain, folder.place(PACKED_DATABASE[1:]), packing.DATABASE)]
        with TarArchive(records, "records") as archive:
            _write_records(connection, archive, word)
        packed.append(packing.pack(pool, records, folder.place(RECORDS[1:]), packing.RECORDS))
        (digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()
        with TarArchive(tables, f"{DATABASE}-csv") as archive:
            write_csv(connection, archive, about, digest, without_texts)
        packed.append(packing.pack(pool, tables, folder.place(TABLES_AS_CSV[1:]), packing.TABLES))
        for write in packed:
            write()
    made = {}
    for address in (PACKED_DATABASE, TABLES_AS_CSV, RECORDS):
        place = folder.path / address[1:]
        made[address] = Sum(place.stat().st_size, sha256(place, _LARGEST))
        folder.note(address[1:], made[address].sha256, made[address].size)
    manifest = manifest_path(database)
    if manifest.is_file():
        folder.write(f"{DATABASE}.manifest.json", manifest.read_bytes())
    return made


def _write_records(connection: sqlite3.Connection, archive: TarArchive, word: str) -> None:
    """Write every record, as the site gives it to programs, without the time.

    They are in the order in which the build wrote them, by the day of the report, so that xz finds again what several
    bodies answer.
    """
    for response, record in connection.execute(_RECORDS):
        marked = marked_record(json.loads(record), word)
        archive.writestr(f"{response}.json", json.dumps(marked, ensure_ascii=False) + "\n")


def _without_texts(table: Table) -> Table:
    kept = tuple(column for column in table.columns if column.name not in LACKING_IN_CSV[table.name])
    return replace(table, columns=kept)

"""The dataset as three files, in which every text stands once: a database, tables as CSV, and records as JSON.

The database is the one that was built, without what only a server needs: the search indexes and the indexes of columns,
three quarters of it. Its tables have the rows that the manifest has the hashes of, so `opcc verify` knows it. It and
the records are packed with xz, which takes half the room that a ZIP file of the whole folder would give them. The
tables are a ZIP file all the same, 16 MB larger with 10,000 responses: they are for whoever has Excel and no other
program.
"""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from opcc_opendata.database.plain import write_plain
from opcc_opendata.downloads import TABLES
from opcc_opendata.downloads.archives import Archive
from opcc_opendata.downloads.data_package import About
from opcc_opendata.downloads.tables_as import write_csv
from opcc_opendata.files import sha256
from opcc_opendata.metadata import DATABASE
from opcc_opendata.project import manifest_path
from opcc_opendata.server.files import Sum
from opcc_opendata.site.marking import marked_record, says
from opcc_opendata.static.chosen import PACKED_DATABASE, RECORDS, TABLES_AS_CSV
from opcc_opendata.static.folder import Folder
from opcc_opendata.static.packing import pack

_RECORDS: Final = "SELECT q.response, q.json FROM records q JOIN responses r ON r.id = q.response ORDER BY r.rowid"
_LARGEST: Final = 8_000_000_000


def write_data(database: Path, folder: Folder, described: Mapping[str, Any], word: str) -> dict[str, Sum]:
    """Write the three files, and return how long each is, by its address. `word` is what all is marked with.

    While one is packed, the next is written.
    """
    about = About.of({**described, "marked": says(word)})
    source = f"{database.absolute().as_uri()}?immutable=1"
    with (
        # Within the folder, so that it goes with it where this is killed.
        TemporaryDirectory(prefix=".opcc-", dir=folder.path) as temporary,
        ThreadPoolExecutor(1) as beside,
        closing(sqlite3.connect(source, uri=True)) as connection,
    ):
        plain, records = Path(temporary) / "plain.db", Path(temporary) / "records.tar"
        write_plain(database, plain)
        packed = [beside.submit(pack, plain, folder.place(PACKED_DATABASE[1:]))]
        with tarfile.open(records, "w") as into:
            _write_records(connection, into, word)
        packed.append(beside.submit(pack, records, folder.place(RECORDS[1:])))
        (digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()
        with Archive(folder.place(TABLES_AS_CSV[1:])) as archive:
            write_csv(connection, archive, about, digest, [table for table in TABLES if table.name != "records"])
        for one in packed:
            one.result()
    made = {}
    for address in (PACKED_DATABASE, TABLES_AS_CSV, RECORDS):
        place = folder.path / address[1:]
        made[address] = Sum(place.stat().st_size, sha256(place, _LARGEST))
        folder.note(address[1:], made[address].sha256, made[address].size)
    manifest = manifest_path(database)
    if manifest.is_file():
        folder.write(f"{DATABASE}.manifest.json", manifest.read_bytes())
    return made


def _write_records(connection: sqlite3.Connection, archive: tarfile.TarFile, word: str) -> None:
    """Write every record, as the site gives it to programs, without the time.

    They are in the order in which the build wrote them, by the day of the report, so that xz finds again what several
    bodies answer.
    """
    for response, record in connection.execute(_RECORDS):
        marked = marked_record(json.loads(record), word)
        content = (json.dumps(marked, ensure_ascii=False) + "\n").encode()
        about = tarfile.TarInfo(f"records/{response}.json")
        about.size, about.mode = len(content), 0o644
        archive.addfile(about, BytesIO(content))

"""The dataset as three files, in which every text stands once: a database, tables as CSV, and records as JSON.

The database is the one that was built, without what only a server needs: the search indexes and the indexes of columns,
three quarters of it. Its tables have the rows that the manifest has the hashes of, so `opcc verify` knows it. All three
are packed with xz, which takes half the room that a ZIP file of the whole folder would give them.
"""

from __future__ import annotations

import json
import sqlite3
import tarfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing, contextmanager
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile, TemporaryDirectory
from typing import IO, Any, Final

from opcc_opendata.database.plain import write_plain
from opcc_opendata.downloads import TABLES
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

_LARGEST: Final = 8_000_000_000
_IN_MEMORY: Final = 64 * 1024 * 1024
"""Bytes of a table that are kept in memory until its length is known, which stands before it in the archive."""


class _Tar:
    """A tar archive that is being written, with the same bytes each time: no clock, and no owner."""

    def __init__(self, into: tarfile.TarFile) -> None:
        self._into = into

    @contextmanager
    def entry(self, name: str) -> Iterator[IO[bytes]]:
        """Open a new entry, to write bytes to."""
        with SpooledTemporaryFile(_IN_MEMORY) as held:
            yield held
            size = held.tell()
            held.seek(0)
            self._add(name, size, held)

    def writestr(self, name: str, data: str | bytes, /) -> None:
        """Add an entry with this text or these bytes."""
        content = data.encode() if isinstance(data, str) else data
        self._add(name, len(content), BytesIO(content))

    def _add(self, name: str, size: int, content: Any) -> None:
        about = tarfile.TarInfo(name)
        about.size, about.mode = size, 0o644
        self._into.addfile(about, content)


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
        plain, tables, records = (Path(temporary) / name for name in ("plain.db", "tables.tar", "records.tar"))
        write_plain(database, plain)
        packed = [beside.submit(pack, plain, folder.place(PACKED_DATABASE[1:]))]
        with tarfile.open(records, "w") as into:
            _write_records(connection, _Tar(into), word)
        packed.append(beside.submit(pack, records, folder.place(RECORDS[1:])))
        (digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()
        with tarfile.open(tables, "w") as into:
            write_csv(connection, _Tar(into), about, digest, [table for table in TABLES if table.name != "records"])
        packed.append(beside.submit(pack, tables, folder.place(TABLES_AS_CSV[1:])))
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


def _write_records(connection: sqlite3.Connection, archive: _Tar, word: str) -> None:
    """Write every record, as the site gives it to programs, in the order of their names and without the time."""
    for response, record in connection.execute("SELECT response, json FROM records ORDER BY response"):
        marked = marked_record(json.loads(record), word)
        archive.writestr(f"records/{response}.json", json.dumps(marked, ensure_ascii=False) + "\n")

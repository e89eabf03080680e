"""The tables of the database, as data."""

from __future__ import annotations

from opcc_opendata.tables.counted_tables import ALIKE_TABLES, COUNTED_TABLES, REPEAT_TABLES
from opcc_opendata.tables.events import EVENT_TABLES
from opcc_opendata.tables.model import FILE_ID, Column, Table
from opcc_opendata.tables.record_tables import DERIVED_TABLES, RECORD_TABLES
from opcc_opendata.tables.reference_tables import REFERENCE_TABLES
from opcc_opendata.tables.search import SEARCH_TABLES

BUILD_TABLES = (
    Table(
        "provenance",
        "Every input file: what became of it and where it comes from.",
        (
            Column("path", "The file, counted from the project's folder.", required=True),
            Column("sha256", "The SHA-256 checksum of the file.", required=True),
            Column("git_commit", "The commit that last changed the file, where the file is as that commit left it."),
            Column("response", "The response that it became.", to="responses"),
            Column("outcome", "published or rejected.", required=True),
            Column("reason", "Why it was rejected."),
            Column("digest", "A checksum of the rows that it became."),
        ),
        facets=("outcome",),
    ),
    Table(
        "problems",
        "What is known to be wrong or missing in the data, published beside it.",
        (
            FILE_ID,
            Column("file", "The file.", required=True),
            Column("response", "The response, where the file became one.", to="responses"),
            Column("code", "The kind of problem. 'opcc explain' tells more.", required=True),
            Column("severity", "error or warning.", required=True),
            Column("message", "What is wrong.", required=True),
            Column("hint", "What to do."),
            Column("line", "The line in the file, from 1.", type="INTEGER", required=True),
            Column("column", "The character in the line, from 1.", type="INTEGER", required=True),
            Column("pointer", "The place in the record, as a JSON Pointer."),
        ),
        facets=("code", "severity"),
        indexes=("file",),
    ),
    Table(
        "build",
        "Facts about this build of the database.",
        (Column("key", "The fact.", required=True), Column("value", "Its value.", required=True)),
    ),
    Table(
        "build_counts",
        "How many rows each table has.",
        (
            Column("table", "The table.", required=True),
            Column("rows", "How many rows it has.", type="INTEGER", required=True),
        ),
    ),
)

_OF_ALL_RECORDS = COUNTED_TABLES + REPEAT_TABLES + ALIKE_TABLES + EVENT_TABLES + SEARCH_TABLES

TABLES = REFERENCE_TABLES + DERIVED_TABLES + RECORD_TABLES + _OF_ALL_RECORDS + BUILD_TABLES

BY_NAME = {table.name: table for table in TABLES}

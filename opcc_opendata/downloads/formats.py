"""Which files there are, and which tables they hold."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.util import find_spec
from typing import Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.tables import SEARCH_TABLES
from opcc_opendata.tables import TABLES as ALL_TABLES

TABLES: Final = tuple(table for table in ALL_TABLES if table not in SEARCH_TABLES)
"""The tables in every file. Those for searching repeat the texts of others, and are in the database alone."""


@dataclass(frozen=True, slots=True)
class Format:
    """One form in which the whole dataset is offered: its code, the name of its file, and the file's media type.

    `lacks` says what of the dataset it is without.
    """

    code: str
    file: str
    media_type: str
    lacks: str = ""


FORMATS: Final = (
    Format("xlsx", f"{DATABASE}.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    Format("csv", f"{DATABASE}-csv.zip", "application/zip"),
    Format("parquet", f"{DATABASE}-parquet.zip", "application/zip"),
    Format("jsonl", f"{DATABASE}-jsonl.zip", "application/zip"),
)
"""Every form. The names of the files are permanent."""


def available() -> tuple[Format, ...]:
    """Give the forms that this installation can write: Parquet needs pyarrow, of the extra `data`."""
    return tuple(one for one in FORMATS if one.code != "parquet" or find_spec("pyarrow"))

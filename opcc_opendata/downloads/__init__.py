"""The whole dataset as files: CSV with a data package, a workbook, Parquet, and JSON Lines.

All are made from one database, hold every row of every table that `TABLES` names, and have the same bytes whenever they
are made from the same database by the same versions of the program and its libraries.
"""

from opcc_opendata.downloads.formats import FORMATS, TABLES, Format, available
from opcc_opendata.downloads.make import DownloadError, database_stamp, make

__all__ = ["FORMATS", "TABLES", "DownloadError", "Format", "available", "database_stamp", "make"]

"""Records as a workbook of Excel or as CSV files, and back again without a loss.

The sheets, their columns and what may stand in them are made from the standard. Nothing in a workbook is ever worked
out: a text that looks like a formula is a text.
"""

from opcc_opendata.spreadsheets.places import Fault
from opcc_opendata.spreadsheets.reading import WorkbookRecords, read_records
from opcc_opendata.spreadsheets.table import SheetError
from opcc_opendata.spreadsheets.writing import (
    TooManyRowsError,
    refuse_taken_file,
    refuse_taken_folder,
    write_csv,
    write_xlsx,
)

__all__ = [
    "Fault",
    "SheetError",
    "TooManyRowsError",
    "WorkbookRecords",
    "read_records",
    "refuse_taken_file",
    "refuse_taken_folder",
    "write_csv",
    "write_xlsx",
]

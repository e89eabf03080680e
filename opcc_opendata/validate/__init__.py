"""Files in, a Report out: each file by itself, then the records beside one another."""

from opcc_opendata.validate.many_files import INDEX, RecordResult, RowsOf, check_records
from opcc_opendata.validate.one_file import (
    COMES_WITH_PUBLICATION,
    CheckedFile,
    check_document,
    check_file,
    read_document,
)
from opcc_opendata.validate.other_records import check_together, check_with_records
from opcc_opendata.validate.report import Progress, Report, open_questions, validate, without_repeats

__all__ = [
    "COMES_WITH_PUBLICATION",
    "INDEX",
    "CheckedFile",
    "Progress",
    "RecordResult",
    "Report",
    "RowsOf",
    "check_document",
    "check_file",
    "check_records",
    "check_together",
    "check_with_records",
    "open_questions",
    "read_document",
    "validate",
    "without_repeats",
]

"""What becomes of a response after it is published: progress is recorded, it is corrected, succeeded or withdrawn.

Each act is prepared first: nothing is written yet, what it would change is said as `opcc diff` says it, and the result
is checked as `opcc validate` checks it. Then it is written, whole or not at all.
"""

from opcc_opendata.amendments.amendment import Amendment, NotAmendedError, write
from opcc_opendata.amendments.correct import begin_correction, put_right, with_values
from opcc_opendata.amendments.errors import NoSlipError
from opcc_opendata.amendments.progress import ProgressReport, record_progress
from opcc_opendata.amendments.records import PublishedRecord, Records
from opcc_opendata.amendments.succeed import begin_full_response, begin_update
from opcc_opendata.amendments.withdraw import withdraw

__all__ = [
    "Amendment",
    "NoSlipError",
    "NotAmendedError",
    "ProgressReport",
    "PublishedRecord",
    "Records",
    "begin_correction",
    "begin_full_response",
    "begin_update",
    "put_right",
    "record_progress",
    "with_values",
    "withdraw",
    "write",
]

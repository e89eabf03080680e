"""What is counted on each side of a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from opcc_opendata import statute
from opcc_opendata.diff.deadlines import standings
from opcc_opendata.diff.snapshots import Side
from opcc_opendata.schema import Standard

COUNTED: Final[Mapping[str, str]] = {
    "responses": "Responses",
    "withdrawn": "Withdrawn responses",
    "index_records": "Index records",
    "with_publication_date": "Responses with a date of publication",
    "recommendations": "Recommendations and other findings",
    "accepted": "Accepted, also in part",
    "not_accepted": "Not accepted",
    "answered_on_time": "Reports answered in time",
    "answered_late": "Reports answered late",
    "cannot_tell": "Reports of which that can't be told",
    "not_readable": "Files that can't be read",
}
"""What is counted, and its name for people."""


def counts(side: Side, standard: Standard) -> dict[str, int]:
    """Count a side's responses, findings and deadlines."""
    records = [entry.data for entry in side.responses.values()]
    findings = [finding for record in records for finding in record.get("recommendations", ())]
    accepted = Counter(finding.get("answer", {}).get("acceptance") for finding in findings)
    deadlines = Counter(standing.status for standing in standings(side, standard).values())
    return {
        "responses": len(records),
        "withdrawn": sum("withdrawal" in record for record in records),
        "index_records": sum("index_record" in record for record in records),
        "with_publication_date": sum("published" in record.get("dates", {}) for record in records),
        "recommendations": len(findings),
        "accepted": accepted["accepted"] + accepted["accepted_in_part"],
        "not_accepted": accepted["not_accepted"],
        "answered_on_time": deadlines[statute.ON_TIME],
        "answered_late": deadlines[statute.LATE],
        "cannot_tell": deadlines[statute.CANNOT_TELL],
        "not_readable": len(side.faulty),
    }

"""What is counted on each side of a comparison."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Final

from opcc_opendata import statute
from opcc_opendata.counting import CURRENT, REPLACED, WITHDRAWN, Status
from opcc_opendata.diff.deadlines import Standings
from opcc_opendata.diff.snapshots import Snapshot

COUNTED: Final[Mapping[str, str]] = {
    "current": "Current responses",
    "replaced": "Replaced responses",
    "withdrawn": "Withdrawn responses",
    "responses": "Responses, current or not",
    "index_records": "Of these, index records",
    "with_publication_date": "Of these, with a date of publication",
    "recommendations": "Findings, in each current response",
    "accepted": "Accepted there, also in part",
    "not_accepted": "Not accepted there",
    "answered_on_time": "Reports answered in time",
    "answered_late": "Reports answered late",
    "cannot_tell": "Reports of which that can't be told",
    "not_readable": "Files that can't be read",
}
"""What is counted, and its name for people.

Pages count a finding once for a force, by its newest answer (see `counting`). Here it is counted in each current
response that has it, which needs no more of a record than its summary, and the names say so.
"""


def counts(side: Snapshot, statuses: Mapping[str, Status], standings: Standings) -> dict[str, int]:
    """Count a side's responses by their statuses, their findings, and its deadlines by their standings."""
    records = [entry.summary for entry in side.responses.values()]
    current = [one for one in records if statuses[one.counted.id].status == CURRENT]
    of_status = Counter(one.status for one in statuses.values())
    deadlines = Counter(standing.status for standing in standings.values())
    return {
        "current": of_status[CURRENT],
        "replaced": of_status[REPLACED],
        "withdrawn": of_status[WITHDRAWN],
        "responses": len(records),
        "index_records": sum(one.is_index for one in records),
        "with_publication_date": sum(one.counted.published is not None for one in records),
        "recommendations": sum(one.findings for one in current),
        "accepted": sum(one.accepted for one in current),
        "not_accepted": sum(one.not_accepted for one in current),
        "answered_on_time": deadlines[statute.ON_TIME],
        "answered_late": deadlines[statute.LATE],
        "cannot_tell": deadlines[statute.CANNOT_TELL],
        "not_readable": len(side.faulty),
    }

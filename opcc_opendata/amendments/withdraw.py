"""Withdrawing a published response. Its record stays: its page says that there was a response, when it went and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from opcc_opendata.amendments.amendment import Amendment, amended, day_of, sentence_of
from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.provenance import resolve, side_file
from opcc_opendata.record import public_part
from opcc_opendata.yaml_writer.comments import END

if TYPE_CHECKING:
    from opcc_opendata.amendments.records import PublishedRecord, Records
    from opcc_opendata.migrations import Editable
    from opcc_opendata.problems import Pointer
    from opcc_opendata.record_types import Record
_HISTORY: Final = (
    "Older versions keep the text: the history of git, copies and web archives. No command takes it out of those."
)


def withdraw(
    record: PublishedRecord, reason: str, on: str, records: Records, today: date, *, without_text: bool = False
) -> Amendment:
    """Prepare the withdrawal of a response on a day (year-month-day), for a reason that readers will see.

    Pages, downloads and the API no longer show the words of a withdrawn response. `without_text` takes them out of the
    record's file too, with the notes on them: what is left is what is still published. Raises NotAmendedError.
    """
    if "withdrawal" in record.data:
        gone = record.data["withdrawal"]
        raise NotAmendedError(f"{record.id} was withdrawn already, on {gone['withdrawn_on']}.")
    withdrawal = {
        "withdrawn_on": day_of(on, today, "The day of the withdrawal"),
        "reason": sentence_of(reason, "The reason"),
    }
    files = [one["file"] for one in record.data.get("attachments", ()) if "file" in one]

    def change(page: Editable) -> None:
        page.data["withdrawal"] = withdrawal
        if without_text:
            left = public_part(cast("Record", page.data))
            page.data.clear()
            page.data.update(left)
            for place in list(page.comments):
                if not _is_there(page.data, place):
                    del page.comments[place]

    remarks = [*_uncovered(record.id, records), _HISTORY]
    if without_text:
        folder = record.shown.rpartition("/")[0]
        remarks += [f"{folder}/{name} is still there. Delete it, if it must go." for name in files]
        beside = side_file(records.project.drafts / record.path.parent.name / record.path.name).parent
        if beside.is_dir():
            shown = records.project.show(beside)
            remarks.append(f"{shown} still has texts of the draft. Delete it, if they must go.")
    # What a withdrawn response lacks is no fault of it.
    return replace(amended(record, records, change, f"Withdraw {record.id}", *remarks), warnings=())


def _uncovered(name: str, records: Records) -> list[str]:
    """Say which reports opcc.yml has as covered by a response, and that they no longer are if it is withdrawn."""
    return [
        f"opcc.yml says that {one.covered_by} covers {one.inspection} for {one.force}. It no longer does: a response "
        "to that report is owed again, as far as the law asks for one. Name another in opcc.yml, or delete the item."
        for one in records.covered_only_by(name)
    ]


def _is_there(data: Any, place: Pointer) -> bool:
    found = resolve(data, place[:-1] if place[-1:] == (END,) else place)
    return found is not None and found[1] is not None

"""Who must have a copy of a response, and who has had one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from opcc_opendata.record_types import DistributionEntry, Record
from opcc_opendata.schema import Standard
from opcc_opendata.statute import PANEL, has_panel

OTHER = "other"
WEBSITE = "own_website"
"""Codes of recipients.csv that have a meaning of their own here."""


@dataclass(frozen=True, slots=True)
class Copy:
    """A copy of the response that one recipient has had or should have.

    `recipient` is a code of recipients.csv and `name` what people call it. `recorded` tells if the record says anything
    of it. `sent_on` is as precise as the record has it, and None where it has no date.
    """

    recipient: str
    name: str
    statutory: bool
    recorded: bool
    sent: bool
    sent_on: str | None


def copies(record: Record, standard: Standard) -> list[Copy]:
    """Give a copy for each recipient that the law or custom knows, and for each other one in the record.

    Those by statute come first (Police Act 1996, section 55(5) and (6)). A date of publication says that the response
    was on the body's own website, where nothing else does. A body without a police and crime panel sends it none.
    """
    entries = list(record.get("distribution", []))
    body = standard.codelists["policing_bodies"].get(record.get("policing_body", ""))
    left_out = {OTHER}
    if body and not has_panel(body["type"]) and all(entry["recipient"] != PANEL for entry in entries):
        left_out.add(PANEL)
    known = (row for row in standard.codelists["recipients"].rows if row["code"] not in left_out)
    found = [copy for row in known for copy in _copies_of(row, entries, record)]
    others = [entry for entry in entries if entry["recipient"] == OTHER]
    found += [_copy(OTHER, entry.get("name", "Another recipient"), False, entry) for entry in others]
    return sorted(found, key=lambda copy: not copy.statutory)


def _copies_of(row: dict[str, str], entries: list[DistributionEntry], record: Record) -> Iterator[Copy]:
    code, name, statutory = row["code"], row["title_en"], row["statutory"] == "yes"
    own = [entry for entry in entries if entry["recipient"] == code]
    published = record.get("dates", {}).get("published")
    if code == WEBSITE and published and not any(entry["sent"] for entry in own):
        own = [DistributionEntry(recipient=code, sent=True, sent_on=published)]
    for entry in own:
        yield _copy(code, name, statutory, entry)
    if not own:
        yield Copy(code, name, statutory, recorded=False, sent=False, sent_on=None)


def _copy(code: str, name: str, statutory: bool, entry: DistributionEntry) -> Copy:
    return Copy(code, name, statutory, recorded=True, sent=entry["sent"], sent_on=entry.get("sent_on"))

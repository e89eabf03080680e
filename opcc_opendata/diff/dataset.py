"""Two whole sides compared: which responses came, went and were withdrawn, and what became of the others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opcc_opendata.counting import CURRENT, REPLACED, Status, statuses
from opcc_opendata.diff.changes import Change, ChangeKind, Comparison
from opcc_opendata.diff.counts import counts
from opcc_opendata.diff.deadlines import deadline_changes, standings
from opcc_opendata.diff.response import compare_response
from opcc_opendata.diff.snapshots import Snapshot
from opcc_opendata.record_summary import RecordSummary
from opcc_opendata.record_types import Record
from opcc_opendata.schema import Standard


def compare(before: Snapshot, after: Snapshot, standard: Standard, not_compared: tuple[str, ...] = ()) -> Comparison:
    """Compare two sides. A record that vanishes is an error, unless another says that it replaces it.

    `not_compared` are the files beside the records that differ (see `judged_by`).
    """
    order = list(ChangeKind)
    twins = _twins(before, after)
    come = after.responses.keys() - before.responses.keys() - set(twins.values())
    found = [*_gone(before, after, twins), *_come(before, after, come, standard), *_faults(before, after)]
    for name in sorted(before.responses.keys() & after.responses.keys()):
        found += compare_response(before.responses[name], after.responses[name], standard)
    was, current = _statuses(before), _statuses(after)
    found += _replaced(was, current, after)
    old, new = standings(before, standard, was), standings(after, standard, current)
    found += deadline_changes(old, new)
    changes = sorted(found, key=lambda change: (order.index(change.kind), change.response, change.path))
    counted = counts(before, was, old), counts(after, current, new)
    return Comparison(before.name, after.name, tuple(changes), *counted, not_compared)


def _statuses(side: Snapshot) -> dict[str, Status]:
    return statuses(entry.summary.counted for entry in side.responses.values())


def _replaced(was: Mapping[str, Status], current: Mapping[str, Status], after: Snapshot) -> Iterator[Change]:
    """Give each response that another replaces now, and each that none does any more.

    Its own record may be as it was: another says so, comes, goes or is withdrawn.
    """
    for name in sorted(was.keys() & current.keys()):
        old, new, path = was[name], current[name], after.responses[name].path
        if REPLACED not in (old.status, new.status) or old.status == new.status:
            continue
        if new.status == REPLACED:
            by = f" by {new.replaced_by}" if new.replaced_by else ""
            sentence = f"It is now replaced{by}{', and no longer current' if old.status == CURRENT else ''}."
            yield Change(ChangeKind.NO_LONGER_CURRENT, name, path, sentence, before=old.status, after=new.status)
        elif new.status == CURRENT:
            by = f" by {old.replaced_by}" if old.replaced_by else ""
            sentence = f"It is no longer replaced{by}, and is current again."
            yield Change(ChangeKind.CURRENT_AGAIN, name, path, sentence, before=old.status, after=new.status)


def _gone(before: Snapshot, after: Snapshot, twins: Mapping[str, str]) -> Iterator[Change]:
    replacing = {other: name for name, entry in after.responses.items() for other in entry.summary.counted.replaces}
    for name in sorted(before.responses.keys() - after.responses.keys()):
        entry = before.responses[name]
        if entry.path in after.faulty:
            fault = f"Its file can't be read any more: {after.faulty[entry.path]}"
            yield Change(ChangeKind.UNREADABLE, name, entry.path, fault, is_error=True)
        elif name in replacing:
            yield Change(
                ChangeKind.REPLACED, name, entry.path, f"It is gone. {replacing[name]} says that it replaces it."
            )
        elif name in twins:
            sentence = (
                f"It is now called {twins[name]}, and its address leads nowhere. An id never changes: give it back, or "
                f"say in {twins[name]} that it replaces {name}."
            )
            yield Change(ChangeKind.RENAMED, name, entry.path, sentence, is_error=True, before=name, after=twins[name])
        else:
            sentence = (
                "The record is gone. A published response is never deleted: put it back, with a withdrawal if it must "
                "go, or say in the record that takes its place that it replaces it."
            )
            yield Change(ChangeKind.VANISHED, name, entry.path, sentence, is_error=True)


def _twins(before: Snapshot, after: Snapshot) -> dict[str, str]:
    """Map each response that is gone to the new one that is the same but for its id."""
    gone = [entry for name, entry in before.responses.items() if name not in after.responses]
    new = [entry for name, entry in after.responses.items() if name not in before.responses]
    if not gone or not new:
        return {}
    others = [(entry.id, _but_for_id(entry.data())) for entry in new]
    return {
        entry.id: twin
        for entry, data in ((entry, _but_for_id(entry.data())) for entry in gone)
        for twin, other in others
        if data == other
    }


def _but_for_id(record: Record) -> dict[str, Any]:
    return {key: value for key, value in record.items() if key != "id"}


def _come(before: Snapshot, after: Snapshot, names: Iterable[str], standard: Standard) -> Iterator[Change]:
    for name in sorted(names):
        entry = after.responses[name]
        if entry.path in before.faulty:
            yield Change(ChangeKind.READABLE, name, entry.path, "Its file could not be read before, and now it can.")
        else:
            yield Change(ChangeKind.ADDED, name, entry.path, _introduction(entry.summary, standard))


def _introduction(record: RecordSummary, standard: Standard) -> str:
    response = record.counted
    stage = standard.codelists["stages"][response.stage]["title_en"].lower()
    body = standard.codelists["policing_bodies"][response.policing_body]["title_en"]
    kind = "index record of a response" if record.is_index else "response" if stage == "not stated" else stage
    reports = " and ".join(f'"{one.title}"' for one in record.reports)
    when = f"published {response.published}" if response.published else "with no known date of publication"
    return f"{body}: {kind} to {reports}, {when}."


def _faults(before: Snapshot, after: Snapshot) -> Iterator[Change]:
    held, holding = ({entry.path for entry in side.responses.values()} for side in (before, after))
    for path, fault in sorted(after.faulty.items()):
        if path not in before.faulty and path not in held:
            yield Change(ChangeKind.UNREADABLE, "", path, f"This new file can't be read as a record: {fault}")
    for path, fault in sorted(before.faulty.items()):
        if path not in after.faulty and path not in holding:
            yield Change(ChangeKind.VANISHED, "", path, f"The file is gone. What it held can't be told: {fault}")

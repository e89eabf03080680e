"""Recording what has become of a promise: an entry of progress on one recommendation. The response stays as it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final, cast

from opcc_opendata.amendments.amendment import Amendment, amended, day_of, sentence_of
from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.record import (
    SAYS_NOTHING,
    date_in_words,
    finding_name,
    how_it_stands,
    number_key,
    recommendation_keys,
)
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema.dates import advise_a_person

if TYPE_CHECKING:
    from collections.abc import Iterator

    from opcc_opendata.amendments.records import PublishedRecord, Records
    from opcc_opendata.migrations import Editable
    from opcc_opendata.record_types import Recommendation, Record
    from opcc_opendata.schema import Codelist

_CLOSED_BY_INSPECTORATE: Final = "verified_closed_by_inspectorate"
_INSPECTORATE: Final = "inspectorate"


@dataclass(frozen=True, slots=True)
class ProgressReport:
    """What is reported: codes of progress_statuses.csv and progress_reporters.csv, and dates as precise as known.

    An empty text is one that is not given. `revised_target_date` is the new date of a promise that was moved.
    """

    date: str
    status: str
    reported_by: str = ""
    note: str = ""
    evidence_url: str = ""
    revised_target_date: str = ""


def record_progress(
    record: PublishedRecord, key: str, progress: ProgressReport, records: Records, today: date
) -> Amendment:
    """Prepare an entry of progress on the recommendation of a key, as in `#recommendation-KEY`. See `key_of`.

    It is put in the order of dates, after others of its day. Raises NotAmendedError.
    """
    records.refuse_withdrawn(record)
    records.refuse_replaced(record)
    keys = recommendation_keys(cast("Record", record.data))
    if key not in keys:
        raise NotAmendedError(f"{record.id} has no recommendation {key}.")
    position = keys.index(key)
    name = finding_name(record.data["recommendations"][position], key)
    entry = _entry(progress, records, today)
    before: list[dict[str, Any]] = record.data["recommendations"][position].get("progress", [])
    if any(entry == {key: value for key, value in one.items() if key in entry} for one in before):
        raise NotAmendedError(f"{record.shown} says that already of {name}.")
    place = _place_by_date(entry["date"], before)

    def change(page: Editable) -> None:
        entries = page.data["recommendations"][position].setdefault("progress", [])
        entries.insert(place, entry)
        above = ("recommendations", position, "progress")
        moved = {
            old: (*above, step + 1, *old[4:])
            for old in page.comments
            if old[:3] == above and len(old) > 3 and isinstance(step := old[3], int) and step >= place
        }
        comments = {moved.get(old, old): lines for old, lines in page.comments.items()}
        page.comments.clear()
        page.comments.update(comments)

    statuses = records.standard.codelists["progress_statuses"]
    sentence = f"Record progress on {name} of {record.id}: {statuses[entry['status']]['title_en']}"
    return amended(record, records, change, sentence, *_what_counts(entry, before, place, statuses))


def _what_counts(entry: Any, before: list[Any], place: int, statuses: Codelist) -> Iterator[str]:
    """Say that another entry says how it stands, if the new one doesn't."""
    counts = how_it_stands([*before[:place], entry, *before[place:]])
    if counts is None or counts is entry:
        return
    when = date_in_words(counts["date"])
    if entry["status"] == SAYS_NOTHING:
        unknown, status = (statuses[one["status"]]["title_en"] for one in (entry, counts))
        yield f'"{unknown}" says nothing new: how it stands is what the entry of {when} says, "{status}".'
    else:
        yield f"It stands before the entry of {when}, which is newer and says how it stands now."


def key_of(record: PublishedRecord, name: str) -> str:
    """Give the key of a finding by its printed number, where only one has it; by its kind and that; or by its key.

    Raises NotAmendedError.
    """
    recommendations = record.data.get("recommendations", [])
    if not recommendations:
        raise NotAmendedError(f"{record.id} holds no recommendation, so there is no progress to record.")
    keys = recommendation_keys(cast("Record", record.data))
    with_kind = [_with_kind(one) for one in recommendations]
    numbered = [n for n, one in enumerate(recommendations) if one.get("number") == name]
    if len(numbered) == 1:
        return keys[numbered[0]]
    # Each kind may be numbered from 1, and then the first of them has the key 1, whoever is meant.
    if name in keys and not numbered:
        return name
    if with_kind.count(name) == 1:
        return keys[with_kind.index(name)]
    of_kinds = len({with_kind[n] for n in numbered}) == len(numbered)
    choice = [with_kind[n] if of_kinds else keys[n] for n in numbered] or list(keys)
    what = "several recommendations or other findings" if numbered else "no recommendation"
    raise NotAmendedError(f"{record.id} has {what} {name}. There are: {', '.join(choice)}.")


def _with_kind(finding: Recommendation) -> str:
    """Name a finding by its kind and its number: recommendation-1, area-for-improvement-1."""
    kind, key = finding["kind"], number_key(finding["kind"], finding.get("number"))
    return f"{kind}-{key}" if kind == "recommendation" else key


def _entry(progress: ProgressReport, records: Records, today: date) -> dict[str, Any]:
    entry: dict[str, Any] = {"date": day_of(progress.date, today, "The day of the progress", whole=False)}
    entry["status"] = _code(progress.status, "progress_statuses", "status", records)
    if progress.note.strip():
        entry["note"] = sentence_of(progress.note, "The note")
    if progress.reported_by:
        entry["reported_by"] = _code(progress.reported_by, "progress_reporters", "reporter", records)
    if progress.evidence_url:
        entry["evidence_url"] = progress.evidence_url
    if progress.revised_target_date:
        if bounds(progress.revised_target_date) is None:
            text = progress.revised_target_date
            raise NotAmendedError(f'The revised target date: "{text}" is not a date. {advise_a_person(text)}')
        entry["revised_target_date"] = progress.revised_target_date
    if entry["status"] == _CLOSED_BY_INSPECTORATE and not (
        entry.get("reported_by") == _INSPECTORATE and ("evidence_url" in entry or "note" in entry)
    ):
        raise NotAmendedError(
            "Only the inspectorate closes a recommendation. Say that it is the inspectorate that reports it, and give "
            "the address of its letter or page, or a note that names the letter."
        )
    return entry


def _code(code: str, codelist: str, what: str, records: Records) -> str:
    codes = records.standard.codelists[codelist].codes
    if code not in codes:
        raise NotAmendedError(f'There is no {what} "{code}". Choose one of {", ".join(codes)}.')
    return code


def _place_by_date(day: str, entries: list[dict[str, Any]]) -> int:
    """Say where an entry goes: before the first that is certainly newer."""
    here = bounds(day)
    for n, one in enumerate(entries):
        there = bounds(one["date"])
        if here is not None and there is not None and here[1] < there[0]:
            return n
    return len(entries)

"""Putting right a published response: a slip in its own file, or what was said, as a correction that replaces it.

A slip changes no meaning: spelling, a broken link, a wrong code. Whatever was promised, decided or counted is corrected
by a new response, so that both can be read and the old one's page leads to the new one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, Final, cast

from opcc_opendata.amendments.amendment import Amendment, checked, sentence_of
from opcc_opendata.amendments.errors import NoSlipError, NotAmendedError
from opcc_opendata.diff import changed_places
from opcc_opendata.yaml_writer import NotWritableError, canonical, replaced

if TYPE_CHECKING:
    from opcc_opendata.amendments.records import PublishedRecord, Records
    from opcc_opendata.migrations import Editable
    from opcc_opendata.record_types import Record

_FIXED: Final = ("schema_version", "id", "force")
_NO_SLIP: Final = frozenset(
    {
        *(
            "acceptance",
            "answered_with",
            "applies",
            "body_as_printed",
            "date",
            "dates",
            "grade",
            "index_record",
            "kind",
        ),
        *("kind", "number", "policing_body", "published", "recipient", "related", "revised_target_date", "sent"),
        *("sent_on", "stage", "status", "target_date", "withdrawal"),
    }
)
"""The keys of what was decided, promised or done: to change one changes what the response says."""

_FIGURES: Final = re.compile("[0-9]+")
_MODELINE: Final = "# yaml-language-server: $schema="
_LONGEST_NUMBER: Final = 9
_PLACE: Final = re.compile("[a-z0-9_]+(?:/[a-z0-9_]+)*")


def with_values(data: Mapping[str, Any], values: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Give a record with other values at some places, named as people count: `recommendations/1/answer/owner`.

    An empty value takes its key out. Raises NotAmendedError for a place that is not there.
    """
    changed = deepcopy(dict(data))
    for place, value in values:
        _put(changed, place, value)
    return changed


def put_right(record: PublishedRecord, data: Mapping[str, Any], records: Records) -> Amendment:
    """Prepare the record with a slip put right, from its data as they should be. Raises NotAmendedError.

    What changes a promise, a decision, a date or a figure is no slip, and neither is a part that is added or taken out:
    that raises NoSlipError. Another language of the record is another code, and moves or alters no text.
    """
    records.refuse_withdrawn(record)
    _refuse_fixed(record, data)
    for place, before, after in changed_places(cast("Record", record.data), cast("Record", dict(data))):
        keys = [step for step in place if not step.startswith("[")]
        figures = (before is None) is (after is None) and _FIGURES.findall(before or "") == _FIGURES.findall(
            after or ""
        )
        if _NO_SLIP & set(keys) or not figures:
            where = ", ".join(step.strip("[]") for step in place)
            raise NoSlipError(f"{where}: this {_what_to_do(record, place, after)}")
    try:
        text = replaced(record.raw, dict(data), records.standard)
    except NotWritableError as error:
        raise NotAmendedError(f"{record.shown} stays as it is. {error}") from error
    return checked(record, records, text, f"Put right a slip in {record.id}")


def _what_to_do(record: PublishedRecord, place: Sequence[str], after: str | None) -> str:
    """Say of a change that is no slip what it is, and which command there is for it."""
    match [step.strip("[]") for step in place]:
        case ["recommendations", key, "progress", *_]:
            return (
                "says what has become of a promise, and is no slip. Add an entry, which says how it stands now: opcc "
                f"progress {record.id} {key} --status CODE."
            )
        case ["distribution", recipient, "sent"] if after == "true" and _stands_once(record, recipient):
            return (
                f"says that a copy was sent, and is no slip. Write that down with: opcc mark-sent {record.id} --to "
                f"{recipient}, and --on DATE if it was not today."
            )
        case ["distribution", recipient, "sent_on"] if after is not None and _stands_once(record, recipient):
            return (
                f"says when a copy was sent, and is no slip. Write that down with: opcc mark-sent {record.id} --to "
                f"{recipient} --on DATE, and --force if another date is there."
            )
    return (
        f"changes what the response says, and is no slip. Publish it as a correction: opcc correct {record.id} "
        "--reason TEXT"
    )


def _stands_once(record: PublishedRecord, recipient: str) -> bool:
    """Tell if a recipient has one entry, which is what `opcc mark-sent` marks."""
    return [one["recipient"] for one in record.data.get("distribution", ())].count(recipient) == 1


def begin_correction(
    record: PublishedRecord, reason: str, data: Mapping[str, Any], records: Records, *, keep_all: bool = False
) -> Amendment:
    """Prepare the draft of a correction, from the record's data as they should be. Raises NotAmendedError.

    The correction replaces the response. Its day of publication comes with `opcc publish`, nobody has had a copy of it
    yet, and its note says why it was made. With `keep_all`, data that ask for another of these are refused. Files that
    the response attaches are copied, under names of their own.
    """
    records.refuse_withdrawn(record)
    records.refuse_replaced(record)
    _refuse_fixed(record, data)
    if "index_record" in record.data:
        raise NotAmendedError(f"{record.id} holds no text that could be corrected. Put its facts right with --slip.")
    why = sentence_of(reason, "The reason for the correction")
    project = records.project
    stem, suffix = _free_name(record, records)
    path = project.drafts / record.path.parent.name / f"{stem}.yaml"
    corrected, copies = _correction(record, data, f"{record.path.parent.name}-{stem}", suffix, why)
    if keep_all:
        _refuse_lost(record, data, corrected)

    def change(page: Editable) -> None:
        page.data.clear()
        page.data.update(corrected)
        address = project.schema_address or records.standard.schema["$id"]
        head = [line for line in page.comments.get((), ()) if not line.startswith(_MODELINE)]
        page.comments[()] = [f"{_MODELINE}{address}", *head]

    try:
        text = canonical(record.raw, records.standard, change)
    except NotWritableError as error:
        raise NotAmendedError(f"The correction can't be written. {error}") from error
    files = tuple((record.path.parent / old, path.parent / new) for old, new in copies)
    return Amendment(path, None, text, f"Begin a correction of {record.id}", copies=files)


def _correction(
    record: PublishedRecord, data: Mapping[str, Any], id_: str, suffix: str, why: str
) -> tuple[dict[str, Any], list[tuple[str, str]]]:
    """Give the data of a correction, and the names of the files that it attaches: the old and the new."""
    made = deepcopy(dict(data))
    others = [one for one in made.get("related", ()) if one["relation"] == "refers_to"]
    made |= {
        "id": id_,
        "stage": "correction",
        "related": [{"id": record.id, "relation": "replaces"}, *others],
        "source": {"origin": "record"},
        "note": {record.data["language"]: why} if isinstance(made.get("note"), dict) else why,
    }
    dates = {key: value for key, value in made.get("dates", {}).items() if key.startswith("chief_officer_")}
    made.pop("dates", None)
    if dates:
        made["dates"] = dates
    for entry in made.get("distribution", ()):
        entry["sent"] = False
        entry.pop("sent_on", None)
        entry.pop("as_printed", None)
    names = {}
    for one in made.get("attachments", ()):
        if "file" in one:
            old = PurePosixPath(one["file"])
            names[one["file"]] = str(old.with_name(f"{old.stem}{suffix}{old.suffix}"))
            one["file"] = names[one["file"]]
    return made, list(names.items())


def _refuse_lost(record: PublishedRecord, data: Mapping[str, Any], corrected: Mapping[str, Any]) -> None:
    """Make sure that all that was asked for is in a correction, which has some values of its own."""
    before = cast("Record", record.data)
    kept = list(changed_places(before, cast("Record", corrected)))
    for change in changed_places(before, cast("Record", dict(data))):
        if change not in kept:
            where = "/".join(step.strip("[]") for step in change[0])
            if change[0][0] == "note":
                raise NotAmendedError("note: that of a correction says why it was made, which is what --reason is for.")
            raise NotAmendedError(
                f"{where}: a correction has its own, which comes with its publication. Begin it without this, and "
                "change the draft."
            )


def _free_name(record: PublishedRecord, records: Records) -> tuple[str, str]:
    """Give the stem of a correction's file, and the ending of the names of its attachments."""
    base = re.sub("-correction(?:-[0-9]+)?$", "", record.path.stem)
    for number in range(1, 1_000):
        suffix = "-correction" if number == 1 else f"-correction-{number}"
        place = PurePosixPath(record.path.parent.name, f"{base}{suffix}.yaml")
        draft = records.project.drafts / place
        if draft.exists():
            raise NotAmendedError(
                f"A correction was begun already: {records.project.show(draft)}. Go on with that draft, or delete it."
            )
        if not (records.project.records / place).exists():
            return f"{base}{suffix}", suffix
    raise NotAmendedError(f"{record.id} was corrected too often to find a name for another correction.")


def _refuse_fixed(record: PublishedRecord, data: Mapping[str, Any]) -> None:
    for key in _FIXED:
        if record.data.get(key) != data.get(key):
            raise NotAmendedError(f"{key} never changes in a published record.")


def _put(data: dict[str, Any], place: str, value: str) -> None:
    if _PLACE.fullmatch(place) is None:
        raise NotAmendedError(f'"{place[:200]}" names no place. Name one like recommendations/1/answer/owner.')
    holder: Any = data
    *steps, last = place.split("/")
    for n, step in enumerate(steps):
        if n and isinstance(holder, dict):
            holder.setdefault(step, {})  # such as the answer of a recommendation that has none yet
        holder = _inner(holder, step)
        if not isinstance(holder, dict | list):
            raise NotAmendedError(f"{place}: there is no {'/'.join(steps[: n + 1])} in the record.")
    old = _inner(holder, last)
    if isinstance(old, dict | list) or not isinstance(holder, dict):
        raise NotAmendedError(f"{place} is no single value. Name a value in it, such as {place}/…")
    if not value.strip():
        if holder.pop(last, None) is None:
            raise NotAmendedError(f"{place} is not in the record, so it can't be taken out.")
        return
    holder[last] = _as_type_of(old, value.replace("\r\n", "\n").strip(), place)


def _as_type_of(old: Any, value: str, place: str) -> Any:
    """Read a value that was typed, as one of the type that is there."""
    if isinstance(old, bool):
        if value not in ("true", "false"):
            raise NotAmendedError(f"{place} is true or false.")
        return value == "true"
    if isinstance(old, int):
        if not value.isascii() or not value.isdecimal() or len(value) > _LONGEST_NUMBER:
            raise NotAmendedError(f"{place} is a whole number.")
        return int(value)
    return value


def _inner(holder: Any, step: str) -> Any:
    if isinstance(holder, list):
        position = int(step) - 1 if step.isdecimal() and len(step) < 10 else -1
        return holder[position] if 0 <= position < len(holder) else None
    return holder.get(step) if isinstance(holder, dict) else None

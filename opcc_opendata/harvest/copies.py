"""The last good copy of each source: its files as the office published them whole, and what is known of them."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.harvested import Origin
from opcc_opendata.migrations import upgraded_and_checked
from opcc_opendata.project import RECORDS
from opcc_opendata.record import public_part
from opcc_opendata.rules import RecordFacts
from opcc_opendata.settings import Coverage, NonResponseReason
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_writer import to_yaml

if TYPE_CHECKING:
    from opcc_opendata.record_types import Record
    from opcc_opendata.schema import Standard

_ABOUT: Final = "copy.json"
_MOST_BYTES: Final = 200_000_000
_LONGEST_REASON: Final = 1_000
_NAME: Final = 24
_NO_REASON: Final = "The office has withdrawn it."


class DamagedCopyError(Exception):
    """A last good copy is damaged. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class LastGoodCopy:
    """A copy in `folder`. `files` are all that lie in its records/, `facts` and `origins` are of each record's path.

    `taken_back` are the responses that are withdrawn here because sources.yml said so of the whole source, and not by
    a record of the office: by their ids, with the day and the reason.
    """

    folder: Path
    files: tuple[str, ...] = ()
    facts: Mapping[str, RecordFacts] = field(default_factory=dict)
    origins: Mapping[str, Origin] = field(default_factory=dict)
    coverage: tuple[Coverage, ...] = ()
    silences: tuple[NonResponseReason, ...] = ()
    notes: tuple[str, ...] = ()
    fetched: str = ""
    revision: str = ""
    taken_back: Mapping[str, tuple[str, str]] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The copy's own name, made from all that it holds."""
        return self.folder.name


def read_copy(folder: Path) -> LastGoodCopy:
    """Read what is known of a copy. Raises CopyError."""
    try:
        data = json.loads(files.read_bytes(folder / _ABOUT, _MOST_BYTES, folder))
        return LastGoodCopy(
            folder,
            tuple(data["files"]),
            {path: RecordFacts.from_json(one) for path, one in data["facts"].items()},
            {path: Origin._make([*one[:5], tuple(one[5])]) for path, one in data["origins"].items()},
            tuple(Coverage(*one) for one in data["coverage"]),
            tuple(NonResponseReason(*one) for one in data["silences"]),
            tuple(data["notes"]),
            data["fetched"],
            data["revision"],
            {name: (day, reason) for name, (day, reason) in data.get("taken_back", {}).items()},
        )
    except (UnreadableFileError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise DamagedCopyError(
            f"{folder} is damaged. Put it back from a backup: it holds the only copy of what that source published."
        ) from error


def keep_copy(copy: LastGoodCopy, copies: Path) -> LastGoodCopy:
    """Put a copy that is complete into its place among those of its source, under its own name."""
    about: dict[str, Any] = {
        "files": sorted(copy.files),
        "facts": {path: one.as_json() for path, one in sorted(copy.facts.items())},
        "origins": {path: list(one) for path, one in sorted(copy.origins.items())},
        "coverage": [[one.policing_body, one.start, one.end, one.note] for one in copy.coverage],
        "silences": [[one.force, one.inspection, one.reason, one.covered_by, one.note] for one in copy.silences],
        "notes": list(copy.notes),
        "fetched": copy.fetched,
        "revision": copy.revision,
    }
    if copy.taken_back:
        about["taken_back"] = dict(sorted(copy.taken_back.items()))
    text = json.dumps(about, ensure_ascii=False)
    (copy.folder / _ABOUT).write_bytes(text.encode("utf-8", "surrogateescape"))
    target = copies / hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:_NAME]
    if target.is_dir():
        shutil.rmtree(copy.folder)
    else:
        copies.mkdir(parents=True, exist_ok=True)
        copy.folder.rename(target)
    return LastGoodCopy(target, *(getattr(copy, name) for name in LastGoodCopy.__slots__[1:]))


def list_of_files(folder: Path) -> tuple[str, ...]:
    """List the files in records/ of a folder that this program has filled."""

    def refused(_at: str, error: UnreadableFileError) -> None:
        raise error

    found = []
    for _, entries in files.walk(folder / RECORDS, refused):
        found += [os.path.relpath(one.path, folder) for one in entries if one.is_file(follow_symlinks=False)]
    return tuple(sorted(found))


def copy_files(copy: LastGoodCopy, folder: Path, names: tuple[str, ...] | None = None) -> None:
    """Copy files of a copy, or all, to another folder. With a second name, whoever edits the one would edit both."""
    for name in copy.files if names is None else names:
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(copy.folder / name, target, follow_symlinks=False)


def with_withdrawals(
    copy: LastGoodCopy, withdrawals: Mapping[str, Mapping[str, Any]], folder: Path, standard: Standard, now: str
) -> LastGoodCopy:
    """Make a copy, in a new folder, in which some responses are withdrawn: what is still public is left of each.

    `withdrawals` are by the ids of the responses. Files beside a withdrawn record are left out.
    """
    gone = {path: withdrawals[facts.id] for path, facts in copy.facts.items() if facts.id in withdrawals}
    beside = {f"{path.rpartition('/')[0]}/{one.file}" for path in gone for one in copy.facts[path].attachments}
    stay = tuple(name for name in copy.files if name not in gone and name not in beside)
    (folder / RECORDS).mkdir(parents=True)
    copy_files(copy, folder, stay)
    facts, origins = dict(copy.facts), dict(copy.origins)
    for path, withdrawal in gone.items():
        raw = files.read_bytes(copy.folder / path, _MOST_BYTES, copy.folder)
        text = _tombstone(raw, withdrawal, standard, now)
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")
        facts[path] = facts[path]._replace(withdrawn=True, attachments=())
        old = origins[path]
        sha256 = hashlib.sha256(text.encode()).hexdigest()
        origins[path] = Origin(old.source, sha256, None, old.added, now, (*old.changes, now))
    names = tuple(sorted((*stay, *gone)))
    others = {name: words for name, words in copy.taken_back.items() if name not in withdrawals}
    return replace(copy, folder=folder, files=names, facts=facts, origins=origins, taken_back=others)


def _tombstone(raw: bytes, withdrawal: Mapping[str, Any], standard: Standard, now: str) -> str:
    """Write what is still public of a record that was withdrawn. Who withdraws may have broken the standard."""
    day, reason = withdrawal.get("withdrawn_on"), withdrawal.get("reason")
    words = reason.replace("\r", "").strip() if isinstance(reason, str) else ""
    said = {
        "withdrawn_on": day if isinstance(day, str) and _is_day_until(day, now[:10]) else now[:10],
        "reason": words if 0 < len(words) <= _LONGEST_REASON else _NO_REASON,
    }
    document, _ = upgraded_and_checked(read_bytes(raw, ""), standard)
    return to_yaml(dict(public_part(cast("Record", {**(document.data or {}), "withdrawal": said}))), standard)


def _is_day_until(text: str, today: str) -> bool:
    try:
        return date.fromisoformat(text).isoformat() == text and text <= today
    except ValueError:
        return False

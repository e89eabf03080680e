"""Where the values of a draft come from: the side file that lies beside a draft which was made from a document.

`drafts/kent/2026-03-10-custody.desk/reading.json` is a list of entries, one for each value that was read. An entry
counts only while the value is the one that it was made for: what a person has changed is the person's. What was
guessed, and what was not found, is open until somebody answers it, and a draft with an open question is not published.
"""

from __future__ import annotations

import hashlib
import json
import os
import string
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.problems import Pointer, Problem, Severity, json_pointer
from opcc_opendata.yaml_reader import Document

PRINTED: Final = "printed"
"""A label names the value."""
READ: Final = "read"
"""The form of the text shows it."""
GUESSED: Final = "guessed"
"""It was worked out, and may be wrong."""
MISSING: Final = "missing"
"""It was not found, or could not be settled."""
CONFIRMED: Final = "confirmed"
"""Somebody has compared a guess with the document, and it is right."""
NOT_SAID: Final = "not_said"
"""Somebody has looked for what was missing, and the document does not say it, or all is settled."""
OPEN: Final = frozenset([GUESSED, MISSING])

KEY: Final = "x_key"
"""The key by which an item of a draft's list is known, wherever it is moved. `opcc publish` takes it out."""
CODE: Final = "R291"

_FOLDER: Final = ".desk"
_FILE: Final = "reading.json"
MOST_BYTES: Final = 20_000_000
"""How big a side file can be."""
_SIGNS: Final = string.digits + string.ascii_lowercase
_NOTHING: Final = hashlib.sha256(b"").hexdigest()
"""The checksum of a value that is not there."""
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True)
class ProvenanceEntry:
    """How one value was read. `at` is its place: keys, the key of an item of a list, or its position from 0.

    `source` says where in the document: `file_sha256`, `block` (paragraphs and tables counted from 1; 0 where it is no
    one paragraph), `start` and `end` of the words in it, and `quote`. `by` and `when` say who answered, and on which
    day.
    """

    at: Pointer
    value_sha256: str
    state: str
    source: dict[str, Any] = field(default_factory=dict)
    why: str = ""
    by: str = ""
    when: str = ""


class SideFileError(Exception):
    """A side file can't be used. The text is a sentence for people."""


def side_file(draft: Path) -> Path:
    """Return where the side file of a draft lies."""
    return draft.with_name(f"{draft.name.removesuffix('.yaml')}{_FOLDER}") / _FILE


def value_sha256(value: Any) -> str:
    """Return the checksum of a value of a record; None is a value that is not there."""
    if value is None:
        return _NOTHING
    return hashlib.sha256(json.dumps(value, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


def key_for(seed: str, taken: set[str]) -> str:
    """Make a key of four signs for an item, that no other of its list has. The same seed gives the same key."""
    number = 0
    while True:
        digest = hashlib.sha256(f"{seed} {number}".encode()).digest()
        key = "k" + "".join(_SIGNS[byte % len(_SIGNS)] for byte in digest[:3])
        if key not in taken:
            taken.add(key)
            return key
        number += 1


def resolve(data: Any, at: Sequence[str | int]) -> tuple[Pointer, Any] | None:
    """Find a place in a draft: its pointer and the value there (None: there is none). None if its item is gone."""
    pointer: list[str | int] = []
    value = data
    for n, step in enumerate(at):
        if isinstance(value, list):
            place = _place(value, step)
            if place is None:
                return None
            pointer.append(place)
            value = value[place]
        elif isinstance(value, dict):
            pointer.append(step)
            value = value.get(step)
            if value is None and n < len(at) - 1:
                return (*pointer, *at[n + 1 :]), None
        else:
            return None
    return tuple(pointer), value


def _place(items: list[Any], step: str | int) -> int | None:
    if isinstance(step, int):
        return step if 0 <= step < len(items) else None
    return next((n for n, one in enumerate(items) if isinstance(one, dict) and one.get(KEY) == step), None)


def to_json(entries: Sequence[ProvenanceEntry]) -> str:
    """Write entries as the text of a side file, one on each line."""
    lines = [
        json.dumps({key: value for key, value in asdict(one).items() if value != ""}, ensure_ascii=False)
        for one in entries
    ]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def read_entries(draft: Path, folder: Path | None = None) -> list[ProvenanceEntry]:
    """Read the side file of a draft; a draft without one has no entries.

    Inside `folder` no link is followed. Raises SideFileError.
    """
    path = side_file(draft)
    if not os.path.lexists(path):
        return []
    try:
        rows = json.loads(read_bytes(path, MOST_BYTES, folder))
        return [_entry(row) for row in rows]
    except UnreadableFileError as error:
        raise SideFileError(f"{_name(path)} can't be read: {error}") from error
    except (ValueError, TypeError, KeyError, RecursionError) as error:
        raise SideFileError(
            f"{_name(path)} is damaged ({type(error).__name__}). It says where the draft's values come from: put it "
            "back, or import the document again."
        ) from error


def _name(path: Path) -> str:
    return f"{path.parent.name}/{path.name}"


def _entry(row: dict[str, Any]) -> ProvenanceEntry:
    at, source = row["at"], row.get("source", {})
    if not isinstance(at, list) or not all(isinstance(step, str | int) for step in at) or not isinstance(source, dict):
        raise ValueError("an entry without a place")
    texts = {name: str(row.get(name, "")) for name in ("why", "by", "when")}
    return ProvenanceEntry(tuple(at), str(row["value_sha256"]), str(row["state"]), source, **texts)


def open_entries(data: Any, entries: Sequence[ProvenanceEntry]) -> Iterator[tuple[ProvenanceEntry, Pointer, Any]]:
    """Give the entries that wait for an answer, each with its pointer and its value."""
    for entry in entries:
        found = resolve(data, entry.at) if entry.state in OPEN else None
        if found is not None and value_sha256(found[1]) == entry.value_sha256:
            yield entry, *found


def problems(document: Document, draft: Path, folder: Path | None = None) -> list[Problem]:
    """Give the open questions of a draft as errors, each at the line of its value.

    `document` is the draft as it was read, `draft` its file.
    """
    if document.data is None:
        return []
    try:
        entries = read_entries(draft, folder)
    except SideFileError as error:
        return [Problem(document.path, 0, 0, CODE, Severity.ERROR, str(error))]
    return [_problem(document, entry, pointer, value) for entry, pointer, value in open_entries(document.data, entries)]


def _problem(document: Document, entry: ProvenanceEntry, pointer: Pointer, value: Any) -> Problem:
    line, column = document.locate(pointer)
    name = place_name(pointer)
    command = f"opcc confirm {document.path} {name}"
    if entry.state == GUESSED:
        message = f"{name}: {guess_of(entry, value)}"
        hint = f"Compare it with the document. If it is right: {command}. If not, write what is right."
    else:
        message = f"{name}: {entry.why}"
        hint = f"If the document does not say it, or all is settled: {command} --not-said."
    return Problem(document.path, line, column, CODE, Severity.ERROR, message, hint, json_pointer(pointer))


def guess_of(entry: ProvenanceEntry, value: Any) -> str:
    """Say what was guessed, and from which words."""
    shown = _cut(value) if isinstance(value, str | int | float) else ""
    quote = _cut(entry.source.get("quote", ""))
    words = f" from “{quote}”" if quote else ""
    return f"guessed{f': {shown},' if shown else ''}{words}. {entry.why}".strip().replace(",.", ".")


def place_name(pointer: Pointer) -> str:
    """Write a place as people count: recommendations/3/answer/acceptance."""
    return "/".join(str(step + 1) if isinstance(step, int) else step for step in pointer)


def answered(entry: ProvenanceEntry, *, by: str, when: str, not_said: bool) -> ProvenanceEntry:
    """Return an entry that somebody has answered."""
    return replace(entry, state=NOT_SAID if not_said else CONFIRMED, by=by, when=when)


def _cut(value: Any) -> str:
    line = " ".join(str(value).split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"

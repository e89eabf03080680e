"""The saved states of a draft: each is kept beside it, so that any can be looked at and brought back.

They lie in `STEM.desk/history/` as plain texts, one file for each state, numbered in the order in which they were
saved. The first line of a file says when and by whom; the rest is the draft, word for word. A clock of another computer
on a shared drive may be wrong, so that only the numbers give the order.

The newest are all kept, and of the older ones the last of each hour, up to a number and a size.
"""

from __future__ import annotations

import getpass
import json
import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, cast

from opcc_opendata import provenance
from opcc_opendata.calendars import now
from opcc_opendata.desk.sign_on import acting
from opcc_opendata.diff import changed_sentences
from opcc_opendata.files import NotWrittenError, UnreadableFileError, read_bytes, write_file
from opcc_opendata.record_types import Record
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import read_bytes as read_yaml

ALL_OF: Final = 100
"""How many of the newest states are all kept."""
MOST: Final = 400
"""How many states are kept of a draft."""
MOST_BYTES: Final = 20_000_000
"""How much room the states of a draft may take together."""

_LONGEST: Final = 5_000_000
_ENDING: Final = ".txt"
_HOUR: Final = len("2026-11-26T10")


@dataclass(frozen=True, slots=True)
class Version:
    """A saved state. `when` is a time as in ISO 8601, `who` may be empty, and `text` is the draft's file."""

    number: int
    when: str
    who: str
    text: bytes


def keep(draft: Path, before: bytes, after: bytes) -> None:
    """Keep a state that was saved, and the one before it where something else has written that. Only in `locked`.

    What can't be kept stops nobody from saving: the text in hand is worth more than the one that it takes the place of.
    """
    with suppress(OSError, NotWrittenError):
        folder = _folder(draft)
        if folder.is_symlink() or folder.parent.is_symlink():
            return
        folder.mkdir(parents=True, exist_ok=True)
        numbers = _numbers(folder)
        last = read(draft, numbers[-1]) if numbers else None
        number = numbers[-1] if numbers else 0
        if last is None or last.text != before:
            number += 1
            _write(folder, Version(number, now().isoformat(timespec="seconds"), "", before))
        _write(folder, Version(number + 1, now().isoformat(timespec="seconds"), _user(), after))
        _thin(folder, draft)


def versions(draft: Path) -> list[int]:
    """Give the numbers of the states that are kept of a draft, the oldest first."""
    return _numbers(_folder(draft))


def read(draft: Path, number: int) -> Version | None:
    """Read a state, or give None where there is none that can be read."""
    try:
        content = read_bytes(_folder(draft) / f"{number:06}{_ENDING}", _LONGEST, _folder(draft))
        head, _, text = content.partition(b"\n")
        facts = json.loads(head)
        return Version(number, str(facts["when"])[:40], str(facts["who"])[:200], text)
    except (UnreadableFileError, ValueError, KeyError, TypeError, RecursionError):
        return None


def data_of(version: Version) -> dict[str, Any] | None:
    """Give the data of a state, or None where its text can't be read as a record."""
    document = read_yaml(version.text, f"{version.number:06}{_ENDING}")
    return None if document.problems else document.data


def changed(before: dict[str, Any], after: dict[str, Any], standard: Standard) -> list[str] | None:
    """Say what differs between two states as `opcc diff` says it, or give None where it can't be said.

    What no person has written, such as the key of a card, is left out.
    """
    old, new = (cast("Record", {"id": "", "language": "en", **_without_keys(one)}) for one in (before, after))
    try:
        return list(changed_sentences(old, new, standard))
    except (KeyError, TypeError, AttributeError, ValueError):  # a draft may have any form
        return None


def sides(raw: bytes) -> tuple[bytes, bytes] | None:
    """Give both versions of a file in which git has put two that do not go together; None where it has not.

    The first is that of this folder, and the second the one that came from elsewhere.
    """
    ours, theirs = list[bytes](), list[bytes]()
    found, part = False, b""
    for line in raw.splitlines(keepends=True):
        mark = line[:7]
        if part == b"" and mark == b"<<<<<<<":
            found, part = True, mark
        elif part in (b"<<<<<<<", b"|||||||") and mark in (b"|||||||", b"=======") and mark != part:
            part = mark
        elif part == b"=======" and mark == b">>>>>>>":
            part = b""
        else:
            if part in (b"", b"<<<<<<<"):
                ours.append(line)
            if part in (b"", b"======="):
                theirs.append(line)
    return (b"".join(ours), b"".join(theirs)) if found and not part else None


def _without_keys(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_keys(inner) for key, inner in value.items() if key != provenance.KEY}
    return [_without_keys(inner) for inner in value] if isinstance(value, list) else value


def _folder(draft: Path) -> Path:
    return provenance.side_file(draft).parent / "history"


def _numbers(folder: Path) -> list[int]:
    try:
        names = [entry.name for entry in os.scandir(folder)]
    except OSError:
        return []
    stems = (name.removesuffix(_ENDING) for name in names if name.endswith(_ENDING))
    return sorted(int(stem) for stem in stems if len(stem) == 6 and stem.isascii() and stem.isdigit())


def _write(folder: Path, version: Version) -> None:
    head = json.dumps({"when": version.when, "who": version.who}, ensure_ascii=True)
    write_file(folder / f"{version.number:06}{_ENDING}", f"{head}\n".encode() + version.text)


def _user() -> str:
    """Give the name under which somebody was signed in, or works on this computer, or ""."""
    if user := acting.get():
        return user.name
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # nobody is signed in, as in a container
        return ""


def _thin(folder: Path, draft: Path) -> None:
    """Take out old states: all but the last of each hour, then the oldest while there are too many or too large."""
    numbers = _numbers(folder)
    if len(numbers) <= ALL_OF and sum(_size(folder, number) for number in numbers) <= MOST_BYTES:
        return
    left, old = numbers[-ALL_OF:], numbers[:-ALL_OF]
    hours = {(version.when[:_HOUR] if (version := read(draft, number)) else number): number for number in old}
    kept = [*sorted(hours.values()), *left]
    size = sum(_size(folder, number) for number in kept)
    while len(kept) > MOST or (size > MOST_BYTES and len(kept) > 1):
        size -= _size(folder, kept.pop(0))
    for number in set(numbers) - set(kept):
        (folder / f"{number:06}{_ENDING}").unlink(missing_ok=True)


def _size(folder: Path, number: int) -> int:
    try:
        return (folder / f"{number:06}{_ENDING}").stat().st_size
    except OSError:
        return 0

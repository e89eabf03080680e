"""Records of other versions than the newest that the program knows.

One of an earlier version is checked against the version that it names, then upgraded to the newest in memory. One of a
later version can't be checked; what can be read of it is what is left without the keys that nobody here knows.
"""

from __future__ import annotations

import copy
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from opcc_opendata.migrations.edit import Editable
from opcc_opendata.migrations.upgrades import steps, upgrade
from opcc_opendata.problems import Problem
from opcc_opendata.schema import Standard, load_standard
from opcc_opendata.yaml_reader import Document

_MISSING_KEY: Final = "R001"
_UNKNOWN_KEY: Final = "R002"
_MOST_ROUNDS: Final = 20
"""A check tells of a hundred keys, and of those inside a key only when that one is known."""
_FEW_ROUNDS: Final = 3


def upgraded_and_checked(document: Document, standard: Standard) -> tuple[Document, list[Problem]]:
    """Give a record as the newest version has it, and what it breaks of the version that it names.

    A record of the newest version, or of one that nobody knows, comes back as it is, checked against the newest.
    """
    release = _release(document, standard)
    if release is None:
        return document, standard.check(document)
    problems = release.check(document)
    if problems or document.data is None:
        return document, problems
    record = Editable(copy.deepcopy(document.data))
    upgrade(record, standard.version)
    newer = replace(document, data=record.data)
    return newer, standard.check(newer)


def readable_part(document: Document, standard: Standard) -> Document | None:
    """Give what this program can read of a record of a newer version with the same first number.

    Keys that the standard does not have here are left out, with what is in them. None if the version has another first
    number, or if the rest breaks the standard, as a new code does: a record without it would say something else.
    """
    data = document.data
    if data is None or not standard.is_older_than(data) or not standard.shares_its_first_number(data):
        return None
    data = copy.deepcopy(data)
    data["schema_version"] = standard.version
    part = replace(document, data=data)
    for _ in range(_MOST_ROUNDS):
        problems = standard.check(part)
        if not problems:
            return part
        unknown = [one.pointer for one in problems if one.code == _UNKNOWN_KEY]
        if not unknown:
            return None
        for pointer in unknown:
            _remove(data, pointer)
    return None


def without_wrong_values(document: Document, problems: Sequence[Problem], standard: Standard) -> Document | None:
    """Give what is left of a record without the values that break the schema; keys may be missing in it.

    A list with a wrong item is left out whole, so that all positions stay. None if the record follows another version
    of the standard, or if what is left still has a wrong value after a few rounds.
    """
    data = copy.deepcopy(document.data)
    if data is None or data.get("schema_version") != standard.version:
        return None
    part = replace(document, data=data)
    for _ in range(_FEW_ROUNDS):
        wrong = {one.pointer for one in problems if one.code != _MISSING_KEY}
        if not wrong:
            return part
        left_out = [_leave_out(data, pointer) for pointer in wrong]
        if not any(left_out):
            return None
        problems = standard.check(part)
    return None


def _leave_out(data: Any, pointer: str) -> bool:
    """Take a value out of a record, or the whole list that it is an item of. Say if it was there."""
    way: list[tuple[Any, Any]] = []
    for part in (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]):
        key: Any = int(part) if isinstance(data, list) else part
        try:
            inner = data[key]
        except (KeyError, IndexError, TypeError):
            return False
        way.append((data, key))
        data = inner
    holder = next(((inside, key) for inside, key in reversed(way) if isinstance(inside, dict)), None)
    if holder is None:
        return False
    del holder[0][holder[1]]
    return True


def _remove(data: Any, pointer: str) -> None:
    """Take a key out of a record. `pointer` is a JSON Pointer (RFC 6901) to it."""
    *way, key = (part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:])
    for part in way:
        data = data[int(part) if isinstance(data, list) else part]
    del data[key]


def _release(document: Document, standard: Standard) -> Standard | None:
    """Give the earlier version that a record names, if there is one, and a way from it to the newest."""
    version = (document.data or {}).get("schema_version")
    if not isinstance(version, str) or version == standard.version or not steps(version, standard.version):
        return None
    folder = standard.folder / "releases" / version
    return load_standard(folder) if (folder / "response.schema.json").is_file() else None

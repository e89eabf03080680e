"""The way of a record from one version of the standard to the next, one step for each pair of versions.

A step changes what is named otherwise, split or recoded between two versions. What is merely new needs nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from opcc_opendata.migrations.edit import Editable

Upgrade = Callable[[Editable], None]

UPGRADES: Final[dict[tuple[str, str], Upgrade]] = {}
"""The step for each pair of versions that follow each other. There has been one version so far."""


def steps(version: str, goal: str, upgrades: Mapping[tuple[str, str], Upgrade] | None = None) -> list[str] | None:
    """Give the versions on the way from one to another, without the first. None if no way is known."""
    known = UPGRADES if upgrades is None else upgrades
    following = dict(known.keys())
    way: list[str] = []
    while version != goal:
        if version not in following or following[version] in way:
            return None
        version = following[version]
        way.append(version)
    return way


def upgrade(record: Editable, goal: str) -> list[str] | None:
    """Move a record to a version, one step at a time, and give the versions that it went through.

    None, with the record as it was, where no way is known from its version.
    """
    version = record.data.get("schema_version")
    way = steps(version, goal) if isinstance(version, str) else None
    for following in way or ():
        UPGRADES[record.data["schema_version"], following](record)
        record.data["schema_version"] = following
    return way

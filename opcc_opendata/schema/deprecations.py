"""What a version of the standard is giving up: keys and codes that are still right, and what takes their place.

The schema marks such a key `deprecated`, with `$comment: "instead: …"`. A codelist has a column `deprecated`, which
says since which version, and the `successor` of the code is what to write.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata.schema.schema_paths import Place, objects
from opcc_opendata.schema.standard import Standard

_INSTEAD: Final = "instead: "
_LIST: Final = "#/$defs/code_"


@dataclass(frozen=True, slots=True)
class GivenUp:
    """Keys, with what takes their place or "", and codes with their successors: by the part of a record and the key."""

    keys: Mapping[tuple[Place, str], str]
    codes: Mapping[tuple[Place, str], Mapping[str, str]]


def given_up(standard: Standard) -> GivenUp:
    """Find what a version is giving up."""
    lists = {
        name: {row["code"]: row["successor"] for row in codelist.rows if row.get("deprecated")}
        for name, codelist in standard.codelists.items()
    }
    keys: dict[tuple[Place, str], str] = {}
    codes: dict[tuple[Place, str], Mapping[str, str]] = {}
    for place, part in objects(standard.schema) if "properties" in standard.schema else ():
        for key, value in part["properties"].items():
            if value.get("deprecated"):
                keys[place, key] = value.get("$comment", "").removeprefix(_INSTEAD)
            if gone := lists.get(_reference(value).removeprefix(_LIST)):
                codes[place, key] = gone
    return GivenUp(keys, codes)


def _reference(value: Mapping[str, Any]) -> str:
    reference: str = value.get("$ref", "")
    return reference

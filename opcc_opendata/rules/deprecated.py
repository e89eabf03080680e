"""Keys and codes that the standard is giving up: still right, and another will take their place."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from opcc_opendata.rules.base import Rule, RuleRecord, Violation, warning
from opcc_opendata.schema.schema_paths import objects_at

KEY = warning(
    "R280",
    "A key that the standard is giving up",
    "The key is right for now. A later version of the standard will not have it, and opcc upgrade will move the record "
    "to what takes its place.",
    "# Only a version of the standard that gives a key up has this.\nold_key: words\n",
    "# The version as published gives nothing up.\nnew_key: words\n",
)
CODE = warning(
    "R281",
    "A code that the standard is giving up",
    "The code is right for now. A later version of the standard will not have it, and opcc upgrade will put its "
    "successor in its place.",
    "# Only a version of the standard that gives a code up has this.\nstage: old_code\n",
    "# The version as published gives nothing up.\nstage: new_code\n",
)


def keys(record: RuleRecord) -> Iterator[Violation]:
    """Find keys that are being given up."""
    for (place, key), instead in record.register.given_up.keys.items():
        for pointer, part in objects_at(record.data, place):
            if key in part:
                hint = f"Use {instead} instead." if instead else "Leave it out."
                yield Violation((*pointer, key), "the standard is giving this key up.", hint, key=True)


def codes(record: RuleRecord) -> Iterator[Violation]:
    """Find codes that are being given up."""
    for (place, key), gone in record.register.given_up.codes.items():
        for pointer, part in objects_at(record.data, place):
            code: Any = part.get(key)
            if code in gone:
                hint = f"Use {gone[code]} instead." if gone[code] else "Use another code of the list."
                yield Violation((*pointer, key), f"the standard is giving the code {code} up.", hint)


RULES = (Rule(KEY, keys), Rule(CODE, codes))

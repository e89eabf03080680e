"""What the standard says of a key, for people who have the program and not this repository."""

from __future__ import annotations

import difflib
from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.schema.schema_paths import RECORD, Place, objects, resolve
from opcc_opendata.schema.standard import Standard

_CODES: Final = "code_"


def describe_key(standard: Standard, name: str) -> str | None:
    """Describe a key wherever a record can have it: what it says, its keys or codes. None if it has no place."""
    if name == RECORD:
        schema = standard.schema
        return "\n".join([f"A record: {schema['description']}\n", "Its keys:", *_keys(schema, schema)]) + "\n"
    found: dict[str, list[Place]] = {}
    for place, part in objects(standard.schema):
        if name in part["properties"]:
            text = "\n".join(_lines(standard, part["properties"][name], name in part.get("required", ())))
            found.setdefault(text, []).append(place)
    if not found:
        return None
    return "\n".join(f"{name} {_where(places)}: {text}\n" for text, places in found.items())


def similar_keys(standard: Standard, name: str) -> list[str]:
    """Give the keys of the standard that are written nearly like this, the nearest first."""
    keys = {key for _, part in objects(standard.schema) for key in part["properties"]}
    return difflib.get_close_matches(name, sorted(keys), n=3, cutoff=0.7)


def _where(places: list[Place]) -> str:
    names = [".".join(step for step in place if step != "[]") for place in places]
    return "in " + ", ".join(name or "the record" for name in names)


def _lines(standard: Standard, value: dict[str, Any], is_needed: bool) -> Iterator[str]:
    schema = standard.schema
    target = resolve(schema, value)
    is_list = "items" in target
    inner = resolve(schema, target["items"]) if is_list else target
    yield f"{value['title']}{' (needed)' if is_needed else ''}. {value['description']}"
    if examples := [one for one in value.get("examples", ()) if isinstance(one, str | int)]:
        yield f"For example: {examples[0]}"
    if "properties" in inner:
        yield f"\nIts keys{', for each item of the list' if is_list else ''}:"
        yield from _keys(schema, inner)
    reference = (target["items"] if is_list else value).get("$ref", "").rpartition("/")[2]
    codelist = standard.codelists.get(reference.removeprefix(_CODES)) if reference.startswith(_CODES) else None
    if codelist is not None:
        yield f"\nIts codes{', one for each item of the list' if is_list else ''}:"
        width = max(map(len, codelist.codes))
        yield from (f"  {row['code']:<{width}}  {row.get('title_en', '')}".rstrip() for row in codelist.rows)


def _keys(schema: dict[str, Any], part: dict[str, Any]) -> Iterator[str]:
    width = max(map(len, part["properties"]))
    for key, value in part["properties"].items():
        needed = " (needed)" if key in part.get("required", ()) else ""
        yield f"  {key:<{width}}  {value['title']}{needed}"

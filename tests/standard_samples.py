"""Records for the tests of the standard: the least, the fullest, and one for each sample of a code."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import yaml

from opcc_opendata.schema import load_standard
from opcc_opendata.schema.schema_paths import resolve
from opcc_opendata.yaml_reader import Document, read_bytes

ROOT = Path(__file__).parent.parent
STANDARD = load_standard(ROOT / "schema")
SCHEMA = STANDARD.schema
UNREACHABLE = ("R029", "R098", "R099")  # no record gives these with the standard as published

LEAST: dict[str, Any] = {
    "schema_version": "1.0.0",
    "id": "norfolk-2019-02-26-fixture",
    "language": "en",
    "title": "An invented response",
    "force": "norfolk",
    "policing_body": "norfolk-pcc",
    "stage": "full",
    "inspections": [{"id": "invented-report-2019", "title": "An invented report"}],
}


def complete(sample: str) -> str:
    """Make a record of a sample: what it lacks of the least record comes after it."""
    keys = {line.split(":")[0] for line in sample.splitlines() if line[:1].isalpha()}
    rest = {key: value for key, value in LEAST.items() if key not in keys}
    return sample + yaml.safe_dump(rest, sort_keys=False)


def read(text: str) -> Document:
    document = read_bytes(text.encode(), "s.yaml")
    assert not document.problems, document.problems
    return document


def as_record(data: dict[str, Any]) -> Document:
    """Give data the face of a record that was read, with every place on line 1."""
    return Document("s.yaml", data, "", ())


def fullest() -> dict[str, Any]:
    """Make a record that has every key there is, from the examples."""
    return _filled({**SCHEMA, "properties": {k: v for k, v in SCHEMA["properties"].items() if k != "index_record"}})


def _filled(part: dict[str, Any]) -> Any:
    target = resolve(SCHEMA, part)
    if "properties" in target and "else" not in target:
        filled = {key: _filled(value) for key, value in target["properties"].items()}
        return {**filled, "part": "other"} if "part" in filled else filled
    if "items" in target:
        return [_filled(target["items"])]
    return copy.deepcopy(part.get("examples", target["examples"])[0])

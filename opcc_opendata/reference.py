"""The files that are made from the standard: the closed lists in the schema, a record's types, and the reference pages.

Each function takes the root of the checkout and gives the text of files by their path in it. `scripts/generate`
writes them.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from opcc_opendata.schema import Codelist, load_standard
from opcc_opendata.schema.codelists import load_codelists
from opcc_opendata.schema.register import CODELIST, COLUMNS, REGISTER_SCHEMA
from opcc_opendata.schema.schema_paths import Place, objects, resolve

SCHEMA: Final = "schema/response.schema.json"
PROJECT: Final = "pyproject.toml"
RELEASES: Final = "https://opcc-opendata.github.io/schema/releases/"
SUMS: Final = "schema/releases/SHA256SUMS"
_MARK: Final = "codelist: codelists/"
_GENERATED: Final = "<!-- Made by scripts/generate from schema/. Change it there. -->\n"
_CERTAIN: Final = ("sourced", "own list", "planned", "seen on a public page", "")
_TYPES: Final = '''\
"""The parts of a record by their keys. Made by scripts/generate from schema/. Change it there.

A record that was read and checked has these; its keys that begin with `x_` are an office's own, and stand in no type.
"""

from __future__ import annotations

from typing import NotRequired, TypedDict

Text = str | dict[str, str]
"""One string in the record's language, or a map with a text for each language."""


'''
_INTRODUCTION: Final = """\
A record is one YAML file, and one response to one or more police inspection reports. This page lists every key that
it can have. The words in the column *Value* are explained [below](#kinds-of-value); codes are in
[the codelists](codelists.md). A key that begins with `x_` is an office's own, can stand wherever keys stand (but not
among the languages of a text), and may hold anything.
"""
_CODELISTS: Final = """\
The codes that a record can use, and the register of inspections. Each is a CSV file in
[`schema/codelists/`](../../schema/codelists/), in UTF-8, with one row for each code.

The column `confidence` says how far a row can be relied on:

- *sourced*: found in a public source, which the column `source` names;
- *own list*: this standard's own words, so there is nothing to verify;
- *planned*: announced, and not yet so;
- *unverified*: general knowledge that nobody has checked. Never show it to a reader as certain.

A column such as `start_confidence` says the same of one other column.
"""


def enums(root: Path) -> dict[str, str]:
    """Give the schema with its closed lists rewritten from the codelists, and its version wherever it stands."""
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    version = schema["properties"]["schema_version"]["const"]
    schema["$id"] = f"{RELEASES}{version}/response.schema.json"
    schema["properties"]["schema_version"]["examples"] = [version]
    for example in schema["examples"]:
        example["schema_version"] = version
    codelists = load_codelists(root / "schema/codelists")
    for definition in schema["$defs"].values():
        comment = definition.get("$comment", "")
        if comment.startswith(_MARK):
            definition["enum"] = list(codelists[comment.removeprefix(_MARK).removesuffix(".csv")].codes)
    return {SCHEMA: json.dumps(schema, indent=2, ensure_ascii=False) + "\n"}


def inspections_codelist(root: Path) -> dict[str, str]:
    """Give the codelist of reports, which is made from the register."""
    rows = load_standard(root / "schema").codelists[CODELIST].rows
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return {f"schema/codelists/{CODELIST}.csv": text.getvalue()}


def register_schema(root: Path) -> dict[str, str]:
    """Give the schema of a report in the register, with the definitions that it has from the schema of a record."""
    definitions = json.loads((root / SCHEMA).read_text(encoding="utf-8"))["$defs"]
    schema = json.loads((root / "schema" / REGISTER_SCHEMA).read_text(encoding="utf-8"))
    needed: dict[str, Any] = {}
    todo = _references({**schema, "$defs": {}})
    while todo:
        name = todo.pop()
        if name not in needed:
            needed[name] = definitions[name]
            todo |= _references(definitions[name])
    schema["$defs"] = {name: part for name, part in definitions.items() if name in needed}
    return {f"schema/{REGISTER_SCHEMA}": json.dumps(schema, indent=2, ensure_ascii=False) + "\n"}


def _references(part: Any) -> set[str]:
    if isinstance(part, dict):
        own = {part["$ref"].removeprefix("#/$defs/")} if isinstance(part.get("$ref"), str) else set()
        return own.union(*map(_references, part.values()))
    return set[str]().union(*map(_references, part)) if isinstance(part, list) else set()


def project_address(root: Path) -> dict[str, str]:
    """Give pyproject.toml with the address of the schema's version."""
    text = (root / PROJECT).read_text(encoding="utf-8")
    address = json.loads((root / SCHEMA).read_text(encoding="utf-8"))["$id"]
    return {PROJECT: re.sub('^Standard = ".*"$', f'Standard = "{address}"', text, flags=re.MULTILINE)}


def record_types(root: Path) -> dict[str, str]:
    """Give the module that types a record. A code is any text there, as an office may have codelists of its own."""
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    definitions = schema["$defs"]
    parts = {
        _class(name): part for name, part in definitions.items() if part.get("type") == "object" and name != "texts"
    }
    record = {**schema, "title": "A record: one response to one or more police inspection reports"}
    classes = []
    for name, part in {**parts, "Record": record}.items():
        lines = [f"class {name}(TypedDict):", f'    """{part["title"]}."""', ""]
        for key, value in part["properties"].items():
            kind = _type(definitions, value)
            lines.append(f"    {key}: {kind if key in part.get('required', ()) else f'NotRequired[{kind}]'}")
        classes.append("\n".join(lines) + "\n")
    return {"opcc_opendata/record_types.py": _TYPES + "\n\n".join(classes)}


def _class(name: str) -> str:
    return "".join(word.capitalize() for word in name.split("_"))


def _type(definitions: dict[str, Any], value: dict[str, Any]) -> str:
    """Name the Python type of a value."""
    name = value.get("$ref", "").removeprefix("#/$defs/")
    if name == "text":
        return "Text"
    found = definitions.get(name, value)
    if found.get("type") == "object":
        return _class(name) if name else "dict[str, str]"  # the labels of a section, which nothing else has
    if found.get("type") == "array":
        return f"list[{_type(definitions, found['items'])}]"
    return {"integer": "int", "boolean": "bool"}.get(found.get("type", ""), "str")


def schema_page(root: Path) -> dict[str, str]:
    """Give the page that lists every key of a record."""
    schema = load_standard(root / "schema").schema
    parts = [_GENERATED, f"# {schema['title']}\n", f"{schema['description']}\n"]
    parts.append(f"Version {schema['properties']['schema_version']['const']} of the standard. <{schema['$id']}>\n")
    parts.append(_INTRODUCTION)
    seen: dict[int, Place] = {}
    for place, part in objects(schema):
        if id(part) in seen:
            continue
        seen[id(part)] = place
        parts.extend(_part(schema, place, part))
    parts.append("## Kinds of value\n")
    parts.append(_table(["Kind", "What it is", "Examples"], _kinds(schema)))
    return {"docs/reference/schema.md": "\n".join(parts)}


def _part(schema: dict[str, Any], place: Place, part: dict[str, Any]) -> Iterator[str]:
    if place:
        yield f"## {'.'.join(place).replace('.[]', '[]')}\n"
        yield f"{part['title']}. {part['description']}\n"
    else:
        yield "## The record\n"
    rows = []
    for key, value in part["properties"].items():
        needed = "yes" if key in part.get("required", ()) else ""
        words = f"**{value['title']}.** {value['description']}"
        rows.append([f"`{key}`", needed, _kind(schema, value), words, _examples(value["examples"][:1])])
    yield _table(["Key", "Needed", "Value", "What it says", "Example"], rows)


def _kind(schema: dict[str, Any], value: dict[str, Any]) -> str:
    """Say what kind of value a key has."""
    name = value.get("$ref", "").removeprefix("#/$defs/")
    target = resolve(schema, value)
    if "items" in target:
        return f"list of: {_kind(schema, target['items'])}"
    if "properties" in target:
        return "keys"
    if name.startswith("code_"):
        return f"code from [{name.removeprefix('code_')}](codelists.md#{name.removeprefix('code_')})"
    if "const" in target:
        return f"`{json.dumps(target['const'])}`"
    if name:
        return f"[{target['title'].lower()}](#kinds-of-value)"
    return {"boolean": "true or false", "integer": "whole number"}.get(value["type"], "text")


def _kinds(schema: dict[str, Any]) -> Iterator[list[str]]:
    for name, definition in schema["$defs"].items():
        is_text = definition.get("type") == "string" or name == "text"
        if is_text and not name.startswith("code_"):
            yield [definition["title"], definition["description"], _examples(definition["examples"])]


def codelists_page(root: Path) -> dict[str, str]:
    """Give the page that lists every code."""
    codelists = load_codelists(root / "schema/codelists")
    parts = [_GENERATED, "# Codelists\n", _CODELISTS]
    counts = [_counts(codelist) for codelist in codelists.values()]
    lists = [
        [f"[{codelist.name}](#{codelist.name})", *map(str, count)]
        for codelist, count in zip(codelists.values(), counts, strict=True)
    ]
    totals = ["**all**", *(str(sum(column)) for column in zip(*counts, strict=True))]
    head = ["Codelist", "Rows", "Without a Welsh title", "Unverified rows", "Unverified values in other columns"]
    parts.append(_table(head, [*lists, totals]))
    for codelist in codelists.values():
        parts.append(f"## {codelist.name}\n")
        columns = [column for column in codelist.rows[0] if any(row[column] for row in codelist.rows)]
        parts.append(_table(columns, [[row[column] for column in columns] for row in codelist.rows]))
    return {"docs/reference/codelists.md": "\n".join(parts)}


def _counts(codelist: Codelist) -> tuple[int, int, int, int]:
    """Count the rows, the empty Welsh titles, the unverified rows and the other unverified values."""
    no_welsh = sum(row.get("title_cy") == "" for row in codelist.rows)
    unverified = sum(row["confidence"] not in _CERTAIN for row in codelist.rows)
    marks = [value for row in codelist.rows for column, value in row.items() if column.endswith("_confidence")]
    return len(codelist.rows), no_welsh, unverified, sum(mark not in _CERTAIN for mark in marks)


def _examples(examples: list[Any]) -> str:
    written = (value if isinstance(value, str) else json.dumps(value, ensure_ascii=False) for value in examples)
    return ", ".join(f"`{' '.join(value.split())}`" for value in written)


def _table(head: list[str], rows: Any) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(cell.replace('|', '&#124;') for cell in line)} |" for line in lines) + "\n"


def standard_files(root: Path) -> list[str]:
    """Name the files of the standard, which a release keeps as they were."""
    return [
        "response.schema.json",
        REGISTER_SCHEMA,
        *sorted(f"codelists/{path.name}" for path in (root / "schema/codelists").iterdir()),
    ]


def differences(root: Path) -> list[str]:
    """Name what is wrong with the releases.

    That is a file of the newest one that differs from the standard of the same version, and a file of any that is not
    as it was when it was frozen.
    """
    frozen = _release(root)
    names = {*standard_files(root), *(_frozen_files(frozen))}
    apart = {f"{frozen.relative_to(root)}/{name}" for name in names if _differs(root / "schema", frozen, name)}
    found, kept = _sums(root), _kept_sums(root)
    edited = {f"schema/releases/{name}" for name in found.keys() | kept.keys() if found.get(name) != kept.get(name)}
    return sorted(apart | edited)


def freeze(root: Path, *, again: bool) -> list[str]:
    """Copy the standard to its release folder, if it is not there or is to be copied again. Name what was written."""
    frozen = _release(root)
    if frozen.exists() and not again:
        return []
    written = differences(root)
    for name in _frozen_files(frozen):
        (frozen / name).unlink()
    for name in standard_files(root):
        (frozen / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / "schema" / name, frozen / name)
    mine = f"{frozen.name}/"
    sums = {name: found for name, found in _kept_sums(root).items() if not name.startswith(mine)}
    sums |= {name: found for name, found in _sums(root).items() if name.startswith(mine)}
    lines = (f"{found}  {name}\n" for name, found in sorted(sums.items()))
    (root / SUMS).write_text("".join(lines), encoding="utf-8")
    return written


def _sums(root: Path) -> dict[str, str]:
    """Give the SHA-256 of every file of every release."""
    releases = root / "schema/releases"
    files = (path for path in releases.rglob("*") if path.is_file() and path != root / SUMS)
    return {path.relative_to(releases).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _kept_sums(root: Path) -> dict[str, str]:
    """Give what SHA256SUMS says, in the form that the program sha256sum checks."""
    try:
        lines = (root / SUMS).read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return {}
    return {name: found for found, name in (line.split("  ", 1) for line in lines)}


def _release(root: Path) -> Path:
    schema = json.loads((root / SCHEMA).read_text(encoding="utf-8"))
    return root / "schema/releases" / str(schema["properties"]["schema_version"]["const"])


def _frozen_files(frozen: Path) -> list[str]:
    return [path.relative_to(frozen).as_posix() for path in frozen.rglob("*") if path.is_file()]


def _differs(current: Path, frozen: Path, name: str) -> bool:
    paths = (current / name, frozen / name)
    return not all(path.is_file() for path in paths) or paths[0].read_bytes() != paths[1].read_bytes()

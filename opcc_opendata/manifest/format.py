"""The manifest's file: what stands in it, and how it is read from a stranger and held against itself.

`docs/proof.md` describes it for those who check it with programs of their own.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import orjson

from opcc_opendata.files import read_bytes
from opcc_opendata.manifest.merkle import GrowingTree, leaf_hash
from opcc_opendata.tables import canonical_json

FORMAT: Final = "opcc-manifest/1"
MOST_BYTES: Final = 64_000_000
"""How large a manifest may be. One of 10,000 records has 4 MB."""

STATES: Final = ("published", "withdrawn", "rejected", "input", "gone")
"""What became of a file: a record was published, withdrawn or left out; another file is an input; it was removed."""

MOST_STAMP_BYTES: Final = 50_000
"""How large a time stamp may be. One with the certificates of its service has 3 to 7 KB."""

_HEX: Final = re.compile(r"[0-9a-f]{64}\Z")
_TIME: Final = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z\Z")
_MOST_PATH: Final = 1_000
_SALT_BYTES: Final = 16

Head = dict[str, Any]
"""`build` (its number, from 1), `entries` (how many there are up to it), `made` (a time in UTC) and `root`."""


class ManifestError(Exception):
    """A manifest is not what it should be. The text is a sentence for people."""


@dataclass(slots=True)
class Manifest:
    """Every entry of every build so far, in order, and the head of each build.

    `salts` has a salt for each entry, in Base64: "" where the entry has none, or where it was thrown away. `tables` are
    those of the newest build: name → `rows`, `sha256` and `since`. `signatures`: number of a build → `key`, `value`
    and, where a service stamped it, `timestamp`.
    """

    entries: list[dict[str, Any]] = field(default_factory=list)
    salts: list[str] = field(default_factory=list)
    heads: list[Head] = field(default_factory=list)
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    signatures: dict[str, dict[str, str]] = field(default_factory=dict)
    _versions: dict[str, list[int]] = field(default_factory=dict, init=False, repr=False)

    def content(self) -> bytes:
        """Return the bytes of its file."""
        parts = {
            "entries": self.entries,
            "format": FORMAT,
            "heads": self.heads,
            "salts": self.salts,
            "signatures": self.signatures,
            "tables": self.tables,
        }
        return canonical_json(parts).encode() + b"\n"

    def builds(self) -> list[dict[str, Any]]:
        """Return the entry of each build, the oldest first."""
        return [entry for entry in self.entries if entry["kind"] == "build"]

    def current(self) -> dict[str, int]:
        """Return the newest entry of each file, by the file's path."""
        return {entry["path"]: at for at, entry in enumerate(self.entries) if entry["kind"] == "file"}

    def versions(self, path: str) -> list[int]:
        """Return every entry of a file, the oldest first."""
        if not self._versions:
            for at, entry in enumerate(self.entries):
                if entry["kind"] == "file":
                    self._versions.setdefault(entry["path"], []).append(at)
        return self._versions.get(path, [])


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the bytes of an entry or a head that are hashed and signed."""
    return canonical_json(value).encode()


def digest(value: Mapping[str, Any]) -> str:
    """Return the SHA-256 of an entry, a head or the tables, in hexadecimal."""
    return hashlib.sha256(canonical(value)).hexdigest()


def commitment(salt: str, sha256: str) -> str:
    """Return the SHA-256 of a salt (in Base64) and a file's SHA-256 (in hexadecimal).

    Who has no salt can't try out which words a file may have had.
    """
    return hashlib.sha256(b64decode(salt) + bytes.fromhex(sha256)).hexdigest()


def read_manifest(path: Path) -> Manifest:
    """Read a manifest. Raises UnreadableFileError and ManifestError."""
    return parse_manifest(read_bytes(path, MOST_BYTES))


def parse_manifest(content: bytes) -> Manifest:
    """Read a manifest and hold all of it against itself, but for its signatures. Raises ManifestError."""
    try:
        parts = orjson.loads(content)
    except orjson.JSONDecodeError as error:
        raise ManifestError("It is not JSON.") from error
    if not isinstance(parts, dict) or parts.get("format") != FORMAT:
        raise ManifestError(f"It is not a manifest of the form {FORMAT}.")
    # So nothing can stand there twice, or be read in two ways.
    if canonical_json(parts).encode() + b"\n" != content:
        raise ManifestError("It is not written as a manifest is: sorted keys, no spaces, nothing twice.")
    shape = {"entries": list, "format": str, "heads": list, "salts": list, "signatures": dict, "tables": dict}
    if {key: type(value) for key, value in parts.items()} != shape:
        raise ManifestError(f"Its parts must be {', '.join(shape)}.")
    del parts["format"]
    manifest = Manifest(**parts)
    _check_shapes(manifest)
    _check_chain(manifest)
    return manifest


def _is_hex(value: object) -> bool:
    return isinstance(value, str) and _HEX.match(value) is not None


def _is_time(value: object) -> bool:
    if not isinstance(value, str) or not _TIME.match(value):
        return False
    try:
        datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_number(value: object) -> bool:
    return type(value) is int and value >= 0


def _is_base64(value: object, least: int = 0, most: int = MOST_STAMP_BYTES) -> bool:
    """Tell if a value is a text in Base64 for so many bytes."""
    try:
        return isinstance(value, str) and least <= len(b64decode(value, validate=True)) <= most
    except (Base64Error, ValueError):
        return False


def _is_salt(value: object) -> bool:
    return value == "" or _is_base64(value, _SALT_BYTES, _SALT_BYTES)


def is_safe_path(value: object) -> bool:
    """Tell if a manifest may name a file so: below the project's folder, nothing hidden, and as build lists it."""
    if not isinstance(value, str) or not 0 < len(value) <= _MOST_PATH or not value.isprintable():
        return False
    return not any(c in value for c in "\\:") and not any(not part or part[0] == "." for part in value.split("/"))


_OF_BUILD: Final = {
    "build": _is_number,
    "database": _is_hex,
    "digest": _is_hex,
    "kind": lambda value: value == "build",
    "made": _is_time,
    "previous": lambda value: value == "" or _is_hex(value),
    "tables": _is_hex,
}
_OF_FILE: Final = {
    "added": lambda value: isinstance(value, str) and len(value) <= 20,
    "commitment": lambda value: value == "" or _is_hex(value),
    "kind": lambda value: value == "file",
    "path": is_safe_path,
    "since": _is_time,
    "state": lambda value: isinstance(value, str) and value in STATES,
}
_OF_HEAD: Final = {"build": _is_number, "entries": _is_number, "made": _is_time, "root": _is_hex}
_OF_TABLE: Final = {"rows": _is_number, "sha256": _is_hex, "since": _is_time}
_OF_SIGNATURE: Final = {"key": _is_hex, "value": lambda value: _is_base64(value) and len(value) == 88}
_OF_STAMPED: Final = {**_OF_SIGNATURE, "timestamp": lambda value: _is_base64(value) and len(value) > 0}


def has_shape(value: object, shape: Mapping[str, Any]) -> bool:
    """Tell if a value is an object that has just these keys, each with a value that its test passes."""
    return isinstance(value, dict) and value.keys() == shape.keys() and all(shape[key](value[key]) for key in shape)


def is_file_entry(value: object) -> bool:
    """Tell if a value is the entry of a file, as far as its form goes."""
    return has_shape(value, _OF_FILE)


def is_head(value: object) -> bool:
    """Tell if a value is a head, as far as its form goes."""
    return has_shape(value, _OF_HEAD)


def _check_shapes(manifest: Manifest) -> None:
    for number, entry in enumerate(manifest.entries):
        shape = _OF_BUILD if isinstance(entry, dict) and entry.get("kind") == "build" else _OF_FILE
        if not has_shape(entry, shape) or (entry.get("state") == "gone") is not (entry.get("commitment") == ""):
            raise ManifestError(f"Entry {number} (counted from 0) is not one of a build or of a file.")
    if len(manifest.salts) != len(manifest.entries) or not all(map(_is_salt, manifest.salts)):
        raise ManifestError("It must have a salt of 16 bytes, or an empty one, for each entry.")
    if not manifest.heads or not all(map(is_head, manifest.heads)):
        raise ManifestError("It has no heads of builds, or one that is damaged.")
    if not all(has_shape(table, _OF_TABLE) for table in manifest.tables.values()):
        raise ManifestError("What it says of a table is damaged.")
    numbers = {str(head["build"]) for head in manifest.heads}
    if not manifest.signatures.keys() <= numbers or not all(
        has_shape(signature, _OF_SIGNATURE) or has_shape(signature, _OF_STAMPED)
        for signature in manifest.signatures.values()
    ):
        raise ManifestError("A signature in it is damaged, or is that of no build.")


def _check_chain(manifest: Manifest) -> None:
    """Add every entry to the tree, and hold each build against its head, and against the build before it."""
    tree, heads, build = GrowingTree(), manifest.heads, 0
    seen: set[str] = set()
    states: dict[str, str] = {}
    for at, entry in enumerate(manifest.entries):
        if entry["kind"] == "build":
            _check_head(heads, build, at, tree)
            build += 1
            seen = set()
            _check_build(heads, build, entry)
        elif build == 0:
            raise ManifestError("An entry stands before the first build.")
        else:
            path = entry["path"]
            if path in seen:
                raise ManifestError(f"{path} stands twice among the entries of build {build}.")
            if entry["since"] != heads[build - 1]["made"]:
                raise ManifestError(f"{path} is back-dated: build {build} was not made on {entry['since']}.")
            if entry["state"] == "gone" and states.get(path, "gone") == "gone":
                raise ManifestError(f"{path} is gone before it was there.")
            seen.add(path)
            states[path] = entry["state"]
        tree.add(leaf_hash(canonical(entry)))
    _check_head(heads, build, len(manifest.entries), tree)
    if len(heads) != build:
        raise ManifestError(f"It has the heads of {len(heads)} builds, and the entries of {build}: it was cut off.")
    if digest(manifest.tables) != manifest.builds()[-1]["tables"]:
        raise ManifestError("What it says of the tables was altered.")


def _check_head(heads: list[Head], build: int, entries: int, tree: GrowingTree) -> None:
    """Hold the head of a build against its entries, all of which are in the tree."""
    if build == 0:
        return
    head = heads[build - 1]
    if head["entries"] != entries or head["root"] != tree.root().hex():
        raise ManifestError(f"An entry up to build {build} was altered, dropped, added or put elsewhere.")


def _check_build(heads: list[Head], build: int, entry: dict[str, Any]) -> None:
    if build > len(heads):
        raise ManifestError(f"The head of build {build} is missing: it was cut off.")
    head, before = heads[build - 1], heads[build - 2] if build > 1 else None
    if (entry["build"], head["build"]) != (build, build) or entry["made"] != head["made"]:
        raise ManifestError(f"Build {build} is not where it belongs, or its head is that of another.")
    if entry["previous"] != (digest(before) if before else ""):
        raise ManifestError(f"Build {build} does not continue build {build - 1}: the chain is broken.")
    if before and before["made"] > head["made"]:
        raise ManifestError(f"Build {build} is back-dated: it claims to be older than build {build - 1}.")

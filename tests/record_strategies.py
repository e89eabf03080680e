"""Hypothesis strategies for records that follow the standard, made from its schema. Every text is invented.

They know how the schema is written: its definitions, and the two lists in which one code makes another key necessary.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import strategies as st

from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.schema.formats import identity
from opcc_opendata.schema.schema_paths import resolve
from opcc_opendata.yaml_reader.characters import FORBIDDEN

STANDARD = load_standard(packaged_standard())
_SCHEMA = STANDARD.schema

TRICKY = [
    '=HYPERLINK("https://example.org","invented")',
    "+44 invented",
    "-1+1",
    "@SUM(A1)",
    "\tinvented",
    "'=1",
    "''012",
    "'Tis invented",
    "  spaces on both sides  ",
    "012",
    "1e3",
    "1.10",
    "TRUE",
    "false",
    "#N/A",
    "2019-02-26",
    "26/02/2019",
    "April 2018",
    "2019-04",
    "12:30",
    "£5",
    "5%",
    "_x000D_",
    "_x005F_x000D_ _x0041_",
    "Cymraeg: ŵ ŷ â, invented",
    "an emoji 👮🏽‍♀️ and a ’",
    "[Long text 1: invented",
    "; a semicolon; ",
    '"quoted", with a comma',
    "yes",
    "\u00a0",
    "invented",
]
"""Texts that spreadsheets like to change."""

_CHARACTERS = st.characters(codec="utf-8").filter(lambda character: not FORBIDDEN.match(character))
_WORDS = st.sampled_from(TRICKY) | st.text(_CHARACTERS, min_size=1, max_size=12)
_LINES = st.lists(_WORDS, min_size=1, max_size=3).map("\n".join) | st.sampled_from(
    ["\ninvented\n", "- a\n- b", "a\r\nb".replace("\r", "")]
)


def _has_words(text: str) -> bool:
    return bool(text.strip(" \t\r\n"))


_BY_DEFINITION: dict[str, st.SearchStrategy[Any]] = {
    "slug": st.sampled_from(["invented", "invented-2019", "2019-04", "012", "true", "1e3"]),
    "words": _WORDS.map(lambda text: text.replace("\n", " ")).filter(_has_words),
    "prose": _LINES.filter(_has_words),
    "partial_date": st.dates(date(1000, 1, 1), date(2999, 12, 31)).map(str)
    | st.sampled_from(["2019", "2019-04", "1900-02-28", "1900-03-01", "1899-12-31", "2999-12-31"]),
    "full_date": st.sampled_from(["2019-02-26", "1899-12-31"]),
    "web_address": st.sampled_from(["https://example.org/", "http://example.org/a'b(c),d?e=f#g"]),
    "sha256": st.sampled_from(["0" * 64, "9e" + "1" * 62]),
    "file_path": st.sampled_from(["letter.pdf", "attachments/1e3"]),
    "media_type": st.just("application/pdf"),
}
_JSON = st.recursive(
    st.booleans() | st.integers(-(10**9), 10**9) | _WORDS | st.just(""),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(_WORDS, inner, max_size=2),
    max_leaves=4,
)
_OWN = st.just({}) | st.dictionaries(st.sampled_from(["x_invented", "x_a.b", "x_ c ", "x_a.x_b"]), _JSON, max_size=2)


def _value(part: dict[str, Any]) -> st.SearchStrategy[Any]:
    definition = part.get("$ref", "").removeprefix("#/$defs/")
    inner = resolve(_SCHEMA, part)
    if definition in _BY_DEFINITION:
        return _BY_DEFINITION[definition]
    if definition == "text":
        texts = st.fixed_dictionaries({}, optional=dict.fromkeys(("en", "cy"), _BY_DEFINITION["prose"]))
        return _BY_DEFINITION["prose"] | texts.filter(bool)
    if "enum" in inner:
        return st.sampled_from(inner["enum"])
    if "const" in inner:
        return st.just(inner["const"])
    if inner["type"] == "array":
        return st.lists(_value(inner["items"]), min_size=1, max_size=2, unique_by=identity)
    if inner["type"] == "object":
        return _object(inner)
    return st.booleans() if inner["type"] == "boolean" else st.integers(0, 999)


def _object(part: dict[str, Any], without: tuple[str, ...] = ()) -> st.SearchStrategy[dict[str, Any]]:
    values = {key: _value(value) for key, value in part["properties"].items() if key not in without}
    needed = {key: values.pop(key) for key in part.get("required", ())}
    own = _OWN if "patternProperties" in part else st.just({})
    return st.tuples(st.fixed_dictionaries(needed, optional=values), own).map(_joined)


def _joined(parts: tuple[dict[str, Any], dict[str, Any]]) -> dict[str, Any]:
    item = {**parts[0], **parts[1]}
    if item.get("part") == "other":
        item.setdefault("text", "An invented section.")
    if item.get("recipient") == "other":
        item.setdefault("name", "An invented recipient")
    return item


def _with_an_id(record: dict[str, Any], number: int) -> dict[str, Any]:
    return {**record, "id": f"{record['force']}-2019-invented-{number}"}


def records() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Give lists of records, each with an id of its own."""
    one = _object(_SCHEMA, without=("index_record",))
    return st.lists(one, min_size=1, max_size=2).map(
        lambda found: [_with_an_id(record, number) for number, record in enumerate(found)]
    )

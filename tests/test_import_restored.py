"""What `opcc render` made, `opcc import` reads back: the same record, or the record with what was changed since."""

from __future__ import annotations

import io
import json
import re
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from made_documents import html_of
from test_records import FILES, NORFOLK, read

from opcc_opendata.documents.response import response
from opcc_opendata.documents.writers import docx, html, md
from opcc_opendata.importers import Draft
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.unreadable import Unreadable
from opcc_opendata.project import packaged_standard
from opcc_opendata.sample import records
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes

STANDARD = load_standard(packaged_standard())
WHOLE = [path for path in FILES if "index_record" not in read(path)]


def rendered(path: Path, suffix: str) -> bytes:
    return written(read(path), suffix)


def written(record: dict[str, Any], suffix: str) -> bytes:
    paper = response(record, record["language"], STANDARD.codelists)
    if suffix == "docx":
        return docx.written(paper)
    return (html if suffix == "html" else md).written(paper).encode()


def imported(raw: bytes, suffix: str) -> Draft:
    (made,) = drafts_of(raw, f"response.{suffix}", STANDARD)
    return made


def as_read(value: Any) -> Any:
    """Texts as what they say: a link that leads nowhere is words, and a list in an item of a list is a list."""
    if isinstance(value, dict):
        return {key: as_read(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [as_read(inner) for inner in value]
    if isinstance(value, str):
        return " ".join(re.sub(r"<[^>]*>", " ", re.sub(r"</?a\b[^>]*>", "", html_of(value))).split())
    return value


@pytest.mark.parametrize("suffix", ["html", "docx", "md"])
@pytest.mark.parametrize("path", WHOLE, ids=lambda path: path.stem)
def test_the_same_record_comes_back(path: Path, suffix: str) -> None:
    made = imported(rendered(path, suffix), suffix)
    assert as_read(made.data) == as_read(read(path))
    assert made.notes.gaps == []
    assert made.notes.guesses == []


@pytest.mark.slow
@settings(max_examples=12)
@given(seed=st.integers(0, 9999), nth=st.integers(0, 9), suffix=st.sampled_from(["html", "docx", "md"]))
def test_an_invented_record_comes_back(seed: int, nth: int, suffix: str) -> None:
    name, text = next(islice(records(nth + 1, seed), nth, None))
    record = read_bytes(text.encode(), name).data
    assert record is not None
    made = imported(written(record, suffix), suffix)
    assert as_read(made.data) == as_read(record)
    assert made.notes.gaps == []


@pytest.mark.parametrize("suffix", ["html", "md"])
def test_what_was_changed_in_the_document_is_changed_in_the_record(suffix: str) -> None:
    raw = rendered(NORFOLK, suffix).replace(b"and publish its revised", b"and print its revised")
    made = imported(raw, suffix)
    assert "and print its revised action plan" in made.data["recommendations"][0]["text"]


def test_a_changed_date_is_asked_about() -> None:
    made = imported(rendered(NORFOLK, "html").replace(b">26th February 2019<", b">27th February 2019<"), "html")
    assert made.data["inspections"][0]["published"] == "2019-02-26"
    sentence = "The document now says “27th February 2019” here. Write that in the record, if it is meant."
    assert made.notes.gaps == [(("inspections", 0, "published"), sentence)]


def test_what_was_typed_into_the_word_document_is_kept() -> None:
    document = Document(io.BytesIO(rendered(NORFOLK, "docx")))
    place = next(one for one in document.paragraphs if one.text.startswith("PCC RESPONSE"))
    place.insert_paragraph_before("An invented paragraph that somebody has typed.")
    changed = io.BytesIO()
    document.save(changed)
    made = imported(changed.getvalue(), "docx")
    last = made.data["document"]["sections"][-1]
    assert (last["heading"], last["text"]) == ("Not placed", "An invented paragraph that somebody has typed.")


@pytest.mark.parametrize(
    ("key", "value"),
    [("version", 99), ("places", None), ("record", []), ("record", {"id": "../x", "force": "norfolk"})],
)
def test_what_is_carried_is_not_trusted(key: str, value: object) -> None:
    raw = rendered(NORFOLK, "md").decode()
    carried = json.loads(next(line for line in raw.splitlines() if line.startswith("carried: "))[9:])
    broken = json.dumps({**carried, key: value})
    with pytest.raises(Unreadable, match="carries of its record can't be used"):
        imported(re.sub(r"^carried: .*$", lambda _: f"carried: {broken}", raw, flags=re.MULTILINE).encode(), "md")

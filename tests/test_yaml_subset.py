"""What is read without libyaml is what the strict reader reads: the same data at the same places, and nothing wrong."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_reader.builder import Builder
from opcc_opendata.yaml_reader.characters import decode
from opcc_opendata.yaml_reader.document import Document, read_bytes
from opcc_opendata.yaml_reader.subset import read_subset
from tests.text_mutations import mutations

ROOT = Path(__file__).parents[1]
PUBLISHED = sorted(ROOT.glob("records/*/*.yaml"))
FILES = [*PUBLISHED, *sorted(ROOT.glob("tests/**/*.yaml"))]
MUTATIONS = 20_000

SMALL = """\
# yaml-language-server: $schema=x
id: norfolk-2019
index_record: true
# At the margin.
title: "A \\"title\\": with \\\\"
text: |-
  One "two", # three: it's
    indented

  four
url: https://example.org/a,b/?c=[d]
kept: |
  It ends here.
inspections:
  - id: a-report-2019
    count: 12
    published: 2019-02-26
    notes:
      - one
      - |-
        two
        lines
      - "3"
  - text: |-
      In an item.
      – a dash
    grades:
      - question: What?
        grade: good
language: en
"""
"""All that the subset has."""


def strict(raw: bytes) -> Document:
    """Read with libyaml, whatever is in it."""
    body, text, unusual, problems = decode(raw, "x")
    assert not problems
    builder = Builder(text, "x", unusual)
    builder.build(body)
    return Document("x", builder.data, "", tuple(builder.problems), builder.spots, text)


def places(data: Any, place: Pointer = ()) -> Iterator[Pointer]:
    yield place
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for step, inner in items:
        yield from places(inner, (*place, step))


def is_read_alike(raw: bytes) -> bool:
    """Tell if a file is read as a subset. If so, everything about it must be as the strict reader has it."""
    _, text, _, problems = decode(raw, "x")
    found = None if problems else read_subset(text)
    if found is None:
        return False
    data, positions = found
    expected = strict(raw)
    assert expected.problems == (), text
    assert repr(data) == repr(expected.data), text
    every = list(places(data))
    for place in [*every, *((*place, step) for place in every[::7] for step in ("nothing", 0, 99, -1))]:
        for key in (False, True):
            assert positions.locate(place, key=key) == expected.locate(place, key=key), (text, place, key)
    return True


def test_nearly_all_published_records_are_in_the_subset() -> None:
    """One with comments inside is right too, and takes longer."""
    assert len(PUBLISHED) >= 15
    left = [path.name for path in PUBLISHED if not is_read_alike(path.read_bytes())]
    assert len(left) <= len(PUBLISHED) // 10, left


@pytest.mark.parametrize("folder", ["records", "tests"])
def test_every_file_is_read_alike(folder: str) -> None:
    files = [path for path in FILES if path.relative_to(ROOT).parts[0] == folder]
    assert sum(is_read_alike(path.read_bytes()) for path in files) > len(files) // 3


def test_all_that_the_subset_has_is_in_one_small_file() -> None:
    assert is_read_alike(SMALL.encode())
    document = read_bytes(SMALL.encode(), "x")
    assert document.data is not None
    assert document.data["title"] == 'A "title": with \\'
    assert document.data["inspections"][0]["notes"] == ["one", "two\nlines", "3"]
    assert document.locate(("inspections", 0, "notes", 2)) == (23, 9)
    assert document.locate(("inspections", 1, "grades"), key=True) == (27, 5)


@pytest.mark.heavy
@pytest.mark.parametrize("start", range(4))
def test_changed_at_random_it_is_read_alike_or_left_to_the_strict_reader(start: int) -> None:
    read = [decode(path.read_bytes(), "x") for path in FILES if path.stat().st_size < 8_000]
    texts = [text for _, text, _, problems in read if not problems and read_subset(text) is not None]
    texts += [SMALL] * len(texts)
    read = sum(is_read_alike(text.encode()) for text in mutations(texts, MUTATIONS // 4, 8 + start))
    assert read > MUTATIONS // 4 // 10


LEFT = {
    "a list": "- id: a\n",
    "a text alone": "a text\n",
    "nothing": "",
    "nothing but a comment": "# id: a\n",
    "no line end": "id: a",
    "a carriage return": "id: a\r\nlanguage: en\n",
    "a tab": "id: |-\n  a\tb\n",
    "a key twice": "id: a\nid: b\n",
    "a key that is a word of YAML's": "null: a\n",
    "a value that is none": "id: null\n",
    "no value": "id:\nlanguage: en\n",
    "no value at the end": "id:\n",
    "a number that others read otherwise": "id: 012\n",
    "a time": "id: 12:30\n",
    "a second colon": "id: a: b\n",
    "a colon at the end": "id: a:\n",
    "a comment behind a value": "id: a # b\n",
    "a comment glued to a quote": 'id: "a"#b\n',
    "an indented comment": "id: a\n  # b\n",
    "a text over two lines": "id: a\n  b\n",
    "a quoted text over two lines": 'id: "a\n  b"\n',
    "another escape": 'id: "a\\tb"\n',
    "single quotes": "id: 'a'\n",
    "a folded block": "id: >-\n  a\n",
    "a block that is kept whole": "id: |+\n  a\n",
    "a block that states its indentation": "id: |2-\n   a\n",
    "a block that begins with a space": "id: |-\n   a\n",
    "a block with blank lines at its end": "id: |-\n  a\n\nlanguage: en\n",
    "a block with spaces at its end": "id: |-\n  a\n   \n",
    "an empty block": "id: |-\nlanguage: en\n",
    "a block indented too little": "  id: |-\n   a\n",
    "a list as deep as its key": "id:\n- a\n",
    "a list in a list": "id:\n  - - a\n",
    "indentation by four": "id:\n    a: b\n",
    "indentation back to nowhere": "id:\n  a:\n    b: c\n   d: e\n",
    "brackets": "id: [a]\n",
    "an anchor": "id: &a b\n",
    "a tag": "id: !a b\n",
    "an alias": "id: *a\n",
    "a second document": "id: a\n---\nid: b\n",
    "an item in a mapping": "id: a\n- b\n",
    "a key in a list": "id:\n  - a\n  b: c\n",
    "a curly quote at the end": "id: a”\n",
    "a no-break space at the end": "id: a\u00a0\n",
    "a space at the end": "id: a \n",
    "a key that is too deep": "".join(f"{'  ' * depth}a:\n" for depth in range(19)) + f"{'  ' * 19}a: b\n",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=LEFT)
def test_what_is_not_surely_plain_is_left_to_the_strict_reader(text: str) -> None:
    assert read_subset(text) is None


def test_a_long_file_that_is_none_is_given_up_at_its_first_line() -> None:
    """A quote before each of half a million escapes would take hours if it were tried from each."""
    assert read_subset('a: "' + '\\"' * 400_000 + "\n") is None
    assert read_subset("a: b\n" + "  " * 400_000) is None

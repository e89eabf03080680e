"""What is seen to be in canonical form without being written anew is what `opcc fmt` would write."""

from __future__ import annotations

from pathlib import Path

import pytest

from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_writer import NotWritableError, canonical, replaced
from opcc_opendata.yaml_writer.canonical_lines import are_canonical
from opcc_opendata.yaml_writer.order import order_of
from tests.text_mutations import mutations

ROOT = Path(__file__).parents[1]
STANDARD = load_standard(ROOT / "schema")
RECORDS = [path.read_bytes() for path in sorted(ROOT.glob("records/*/*.yaml"))]

SMALL = """\
# yaml-language-server: $schema=x
# An invented record.
id: norfolk-2019
index_record: true
title: "Response: an invented report"
# The dates are those of the letter.
dates:
  letter: 2019-03-08
recommendations:
  - number: "1"
    kind: recommendation
    text: |-
      One.

      Two.
    addressees:
      - chief_officers
  - number: 2a
    answer:
      acceptance: accepted
note: One line.
"""


def is_canonical(raw: bytes) -> bool:
    """Tell if a file is seen to be in canonical form. If so, writing its data and comments anew changes nothing."""
    document = read_bytes(raw, "")
    lines = document.plain_lines
    if lines is None or not are_canonical(lines, order_of(STANDARD)):
        return False
    assert document.data is not None
    assert replaced(raw, document.data, STANDARD) == document.text
    return True


def test_nearly_all_published_records_are_seen_to_be() -> None:
    """One with comments inside has to be written anew to be sure."""
    assert len(RECORDS) >= 15
    assert sum(map(is_canonical, RECORDS)) >= len(RECORDS) - len(RECORDS) // 10


def test_a_small_file_with_all_sorts_of_lines_is() -> None:
    assert is_canonical(SMALL.encode())


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("id: norfolk-2019\nindex_record: true\n", "index_record: true\nid: norfolk-2019\n"),
        ("true", "True"),
        ("norfolk-2019", '"norfolk-2019"'),
        ("2019-03-08", '"2019-03-08"'),
        ("|-\n      One.\n\n      Two.", "|-\n      One."),
        ("|-\n      One.\n\n      Two.", "|-\n      One.\n      \n      Two."),
        ("note: One line.", f"note: {'One line. ' * 20}"[:-1] + "."),
        ("note: One line.\n", "note: One line.\n# At the end.\n"),
        ("    kind", "# About its kind.\n    kind"),
        ("# An invented record.\n", "# An invented record. \n"),
        ("# An invented record.\n", "# An invented record.\n# yaml-language-server: $schema=y\n"),
        ("note: One line.", f"note: Just too long {'x' * 101}"),
        ("note: One line.", f"note: |-\n  Just not too long {'x' * 96}"),
        ("note: One line.", f"note: |-\n  {'x' * 130}"),
        ("note: One line.", "note: |-\n  One line.\n  \u00a0"),
        ("note:", "on:"),
    ],
)
def test_what_would_be_written_otherwise_is_not(old: str, new: str) -> None:
    assert old in SMALL
    raw = SMALL.replace(old, new).encode()
    assert not is_canonical(raw)
    try:
        assert canonical(raw, STANDARD).encode() != raw or b"# At the end." in raw
    except NotWritableError:
        pytest.fail("It can be written.")


def test_a_line_may_be_as_long_as_it_is_wide() -> None:
    assert is_canonical(SMALL.replace("note: One line.", f"note: |-\n  Just too long {'x' * 101}").encode())
    assert is_canonical(SMALL.replace("note: One line.", "note: |\n  One line.").encode())
    assert is_canonical(SMALL.replace("note: One line.", f"note: Just not too long {'x' * 96}").encode())


def test_a_byte_order_mark_is_not_canonical() -> None:
    assert canonical(b"\xef\xbb\xbf" + SMALL.encode(), STANDARD) == SMALL


@pytest.mark.heavy
def test_changed_at_random_it_is_written_as_it_is_or_not_seen_to_be() -> None:
    texts = [SMALL] * 8 + [raw.decode() for raw in RECORDS if len(raw) < 3_000]
    assert sum(is_canonical(text.encode()) for text in mutations(texts, 4_000, 5)) > 100

"""When a text that comes back from a word processor says what the record says."""

from __future__ import annotations

import pytest

from opcc_opendata.importers.same_text import as_written, has_lost_emphasis, reads_the_same


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("One line\nand the next.", "One line and the next."),
        ("__Bold__ and *lean*", "**Bold** and _lean_"),
        ("* one\n* two", "- one\n- two"),
        ("key_findings", "key\\_findings"),
        ({"en": "a\nb", "cy": "c"}, {"en": "a b", "cy": "c"}),
        (None, None),
        (True, True),
    ],
)
def test_the_same(one: object, other: object) -> None:
    assert reads_the_same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("One line  \nand the next.", "One line and the next."),  # a hard line break
        ("One.\n\nTwo.", "One. Two."),
        ("**Bold**", "Bold"),
        ("- one\n- two", "1. one\n2. two"),
        ("    a\n    b", "    a b"),  # code
        ({"en": "a", "cy": "c"}, {"en": "a"}),
        ({"en": "a"}, "a"),
        ("a", None),
        (True, False),
    ],
)
def test_not_the_same(one: object, other: object) -> None:
    assert not reads_the_same(one, other)


def test_emphasis_is_lost_and_never_won() -> None:
    assert has_lost_emphasis("a b c", "a **b** c")
    assert has_lost_emphasis("a **b** c", "*a* **b** c")
    assert has_lost_emphasis({"en": "a b", "cy": "c"}, {"en": "a **b**", "cy": "c"})
    assert not has_lost_emphasis("a **b** c", "a b c")
    assert not has_lost_emphasis("a b c", "a b c")
    assert not has_lost_emphasis("a b d", "a **b** c")
    assert not has_lost_emphasis({"en": "a b"}, {"en": "a **b**", "cy": "c"})
    assert not has_lost_emphasis(None, "**b**")


def test_a_text_keeps_the_form_that_its_file_gives_it_wherever_it_stands_now() -> None:
    before = {"recommendations": [{"text": "one\nline"}, {"text": {"en": "two\nlines", "cy": "dwy\nlinell"}}]}
    now = {"recommendations": [{"text": {"en": "two lines", "cy": "dwy linell"}}, {"text": "one line more"}]}
    assert as_written(now, before) == {
        "recommendations": [{"text": {"en": "two\nlines", "cy": "dwy\nlinell"}}, {"text": "one line more"}]
    }
    assert as_written({"author": "one line"}, {"comments": [{"author": "one\nline"}]}) == {"author": "one line"}

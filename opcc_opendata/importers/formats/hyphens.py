"""Hyphens at the ends of lines: those that only part a word, and those that belong to it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

_LAST: Final = re.compile(r"(?<![\w-])((?:\w+-)*)(\w+)-$")
_BEFORE: Final = frozenset(
    ("anti", "bi", "co", "counter", "cyber", "inter", "mid", "multi", "non", "post", "pre", "re", "semi", "sub")
)
_FIRST: Final = re.compile(r"\w+")


def parts_a_word(before: str, after: str, plain: Mapping[str, int]) -> bool | None:
    """Tell if the hyphen at the end of a line only parts a word. None where that can't be known: then it stays.

    `before` and `after` are the lines. `plain` counts the words of the document in small letters, those with a hyphen
    too. What the document has elsewhere decides, then a list of English words.
    """
    last, first = _LAST.search(before), _FIRST.match(after)
    if not last or not first:
        return False
    left, right = last[2].lower(), first[0].lower()
    if not first[0][0].islower():
        return False  # a name, or a number
    if plain.get(f"{left}{right}"):
        return True
    if plain.get(f"{left}-{right}") or last[1]:  # of year-on-year the rest is known to be one too
        return False
    words = _english()
    if f"{left}{right}" in words:
        return True
    is_left, is_right = left in words or left in _BEFORE or len(left) == 1, right in words
    if is_left and is_right:
        return False
    return True if not is_right else None


@cache
def _english() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")

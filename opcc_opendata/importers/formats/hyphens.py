"""Words at the ends of lines: hyphens that only part one and those that belong to it, and words without a hyphen."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

_LAST: Final = re.compile(r"(?<![\w-])((?:\w+-)*)(\w+)-$")
_BEFORE: Final = frozenset(
    ("anti", "bi", "co", "counter", "cyber", "inter", "mid", "multi", "non", "post", "pre", "re", "semi", "sub")
)
_BRITISH: Final = (
    *(("our", "or"), ("is", "iz"), ("ys", "yz"), ("tre", "ter"), ("ence", "ense"), ("amme", "am")),
    *(("lling", "ling"), ("lled", "led")),
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
    if _is_english(f"{left}{right}"):
        return True
    is_left, is_right = _is_english(left) or left in _BEFORE or len(left) == 1, _is_english(right)
    if is_left and is_right:
        return False
    return True if not is_right else None


def is_one_word(left: str, right: str) -> bool:
    """Tell if two pieces, of which a line has no room for more than the first, are one word: "superinten", "dent".

    It is one that is English, or of which neither piece is a word.
    """
    if _is_english(f"{left}{right}".lower()):
        return True
    return not any(len(one) > 1 and _is_english(one.lower()) for one in (left, right))


def _is_english(word: str) -> bool:
    """Tell if a word is in the list, which has it as Americans write it."""
    words = _english()
    return word in words or any(word.replace(ours, theirs) in words for ours, theirs in _BRITISH if ours in word)


@cache
def _english() -> Any:
    from spellchecker import SpellChecker

    return SpellChecker(language="en")

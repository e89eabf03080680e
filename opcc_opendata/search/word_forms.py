"""Forms of one word that the endings do not lead to: child and children, take and taken, victim’s and victim.

The indexes know English words by their stems, to which regular endings lead, and few Welsh ones. `word_forms.tsv` has
the words of the field that have other forms, and those that are written in two ways, each with all of its forms. What
is a noun of its own, such as finding, hearing and holding, is no form of its verb there, and Met is none of meet.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from opcc_opendata.search.bitmaps import tokens_of
from opcc_opendata.search.query import folded

_FILE: Final = Path(__file__).with_name("word_forms.tsv")
_SHORTEST_OWNER: Final = 3
"""Letters of a word of which something may be: victim’s, but not A’s."""


@lru_cache(maxsize=1)
def word_forms() -> tuple[tuple[str, ...], ...]:
    """Give the words that have several forms, each with all of them, in small letters."""
    with _FILE.open(encoding="utf-8", newline="") as file:
        return tuple(tuple(row["forms"].split()) for row in csv.DictReader(file, dialect="excel-tab"))


@lru_cache(maxsize=1)
def _by_form() -> dict[str, tuple[str, ...]]:
    return {form: forms for forms in word_forms() for form in forms}


def other_forms(term: str, is_there: Callable[[str], bool]) -> Iterator[str]:
    """Give the forms of a word that it does not find itself: for each stem, the first that stands in some text."""
    words = folded(term)
    # An apostrophe parts what is before it from the s.
    if len(words) == 2 and words[1] == "s" and words[0].isalpha() and len(words[0]) >= _SHORTEST_OWNER:
        words = words[:1]
        yield words[0]
    if len(words) != 1:
        return
    found = {tokens_of(words[0])}
    for form in _by_form().get(words[0], ()):
        stem = tokens_of(form)
        if stem not in found and is_there(form):
            found.add(stem)
            yield form

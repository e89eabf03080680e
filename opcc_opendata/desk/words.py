"""The desk's own words: sentences by key, and those about a number of things in a form for one and for many."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

_WORDS: Final = Path(__file__).parent / "words" / "en.json"


class Words:
    """The words of the desk: `say("home.title")`."""

    def __init__(self, words: dict[str, str]) -> None:
        self._words = words

    def __contains__(self, key: str) -> bool:
        return key in self._words

    def __call__(self, key: str, **values: object) -> Markup:
        """Give words as HTML, with values in them escaped."""
        return Markup(self._words[key]).format(**values)  # noqa: S704 (the words are ours; values are escaped)

    def plain(self, key: str, **values: object) -> str:
        """Give words as text, for a title, an attribute or an e-mail."""
        return self._words[key].format(**values)

    def count(self, key: str, n: int, **values: object) -> Markup:
        """Give words about a number of things."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=f"{n:,}", **values)


@lru_cache(maxsize=1)
def desk_words() -> Words:
    """Read the words."""
    return Words(json.loads(_WORDS.read_text(encoding="utf-8")))

"""The interface's own words, by language. A word that Welsh still lacks is shown in English, and marked as English."""

from __future__ import annotations

import json
from functools import lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

LANGUAGES: Final = ("en", "cy")
_WORDS: Final = Path(__file__).parent / "words"


class Words:
    """The words of one language: `say("nav.home")`."""

    def __init__(self, language: str, own: dict[str, str], english: dict[str, str]) -> None:
        self.language = language
        self._own = own
        self._english = english
        self._said: dict[str, Markup] = {}

    def __call__(self, key: str, **values: object) -> Markup:
        """Give words as HTML, marked with their language where that is not the page's."""
        if values:
            return self._say(key, values)
        if key not in self._said:
            self._said[key] = self._say(key, values)
        return self._said[key]

    def _say(self, key: str, values: dict[str, object]) -> Markup:
        if key in self._own:
            return Markup(self._own[key]).format(**values)  # noqa: S704 (the catalogue is ours; values are escaped)
        words = Markup(self._english[key]).format(**values)  # noqa: S704
        return words if self.language == "en" else Markup('<span lang="en">{}</span>').format(words)

    def count(self, key: str, n: int, **values: object) -> Markup:
        """Give words about a number of things: those of `key.one` for one of them, else those of `key.many`."""
        return self(f"{key}.{'one' if n == 1 else 'many'}", n=f"{n:,}", **values)

    def plain(self, key: str, **values: object) -> str:
        """Give words as text, for an attribute or a title."""
        return (self._own.get(key) or self._english[key]).format(**values)

    def title(self, title: str | None, welsh: str | None) -> Markup:
        """Give a codelist's title, in Welsh where there is one."""
        if self.language == "cy":
            return escape(welsh) if welsh else Markup('<span lang="en">{}</span>').format(title or "")
        return escape(title or "")


@lru_cache
def words_in(language: str) -> Words:
    """Read the words of a language."""
    english = _read("en")
    return Words(language, english if language == "en" else _read(language), english)


def _read(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_WORDS / f"{language}.json").read_text(encoding="utf-8"))
    return words

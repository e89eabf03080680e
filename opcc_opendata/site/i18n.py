"""The interface's own words, by language: sentences by key, and the titles of codes, forces and bodies.

Welsh words were made by machine, and say so until a speaker has read them (`Words.state`). Words that Welsh still lacks
are shown in English, and marked as English.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

LANGUAGES: Final = ("en", "cy")
ROOTS: Final = {"en": "", "cy": "/cy"}
"""What the address of a page begins with, in each language."""

_WORDS: Final = Path(__file__).parent / "words"
_FORMS: Final[Mapping[str, Mapping[int, str]]] = {
    "en": {1: "one"},
    "cy": {0: "none", 1: "one", 2: "two", 3: "three", 6: "six"},
}
"""The numbers that may have a form of their own, which ends the key; all others have the form `many`.

These are the plural categories of Unicode CLDR (common/supplemental/plurals.xml): English has `one` and `other`; Welsh
`zero` (0), `one` (1), `two` (2), `few` (3), `many` (6) and `other`, as 2 softens the word that follows it (2 ddiwrnod)
and 3 and 6 make some words breathe (3 chorff, 6 chorff). Here each form is called by its number, and `other` is `many`.
"""


def _filled(html: str, values: Mapping[str, object]) -> Markup:
    """Put values into the `{name}` of our own HTML: escaped, but for what is HTML already.

    `Markup.format` does the same, through Python's own reading of a format, and was a third of what a page costs.
    """
    return Markup(html.format(**{name: escape(value) for name, value in values.items()}))  # noqa: S704


def _in_span(language: str, text: object) -> Markup:
    return Markup(f'<span lang="{escape(language)}">{escape(text)}</span>')  # noqa: S704


class InWelsh(str):
    """A text of a record that is in Welsh. Any other text is English, unless it says so itself."""

    __slots__ = ()
    language = "cy"


class SiteWords:
    """The words of one language: `say("nav.home")`."""

    def __init__(
        self, language: str, own: dict[str, str], english: dict[str, str], titles: Mapping[str, str] | None = None
    ) -> None:
        self.language = language
        self._own = own
        self._english = english
        self._titles = titles or {}
        self._welsh_titles = frozenset(self._titles.values())
        self._said: dict[str, Markup] = {}
        self._said_plainly: dict[str, str] = {}

    def __call__(self, key: str, **values: object) -> Markup:
        """Give words as HTML, marked with their language where that is not the page's."""
        if values:
            return self._say(key, values)
        if key not in self._said:
            self._said[key] = self._say(key, values)
        return self._said[key]

    def _say(self, key: str, values: dict[str, object]) -> Markup:
        if key in self._own:
            return _filled(self._own[key], values)
        words = _filled(self._english[key], values)
        return words if self.language == "en" else _in_span("en", words)

    def count(self, key: str, n: int, **values: object) -> Markup:
        """Give words about a number of things: in the form for that number, if the language has one, or in `many`."""
        return self(f"{key}.{self._form(key, n)}", n=f"{n:,}", **values)

    def _form(self, key: str, n: int) -> str:
        form = _FORMS[self.language].get(n, "many")
        return form if form == "one" or f"{key}.{form}" in self._own else "many"

    def plain(self, key: str, **values: object) -> str:
        """Give words as text, for an attribute or a title."""
        if values:
            return self._plainly(key, values)
        if key not in self._said_plainly:
            self._said_plainly[key] = self._plainly(key, values)
        return self._said_plainly[key]

    def _plainly(self, key: str, values: dict[str, object]) -> str:
        bare = {name: value.striptags() if isinstance(value, Markup) else value for name, value in values.items()}
        return self.text(self._own[key].format(**bare)) if key in self._own else self._english[key].format(**bare)

    @staticmethod
    def _language_of(text: object, usual: str = "en") -> str:
        """Name the language of a text; nothing where it has no words."""
        return str(getattr(text, "language", usual)) if any(map(str.isalpha, str(text))) else ""

    def text(self, words: str) -> str:
        """Give words of this language as a text that says so."""
        return InWelsh(words) if self.language == "cy" else words

    def title(self, title: str | None, welsh: str | None) -> Markup:
        """Give a title of the data's own: in Welsh where the page is and there is one, else in English."""
        return escape(welsh) if welsh and self.language == "cy" else self.name(title)

    def name(self, title: str | None) -> Markup:
        """Give the title of a code, force or body, whose title is given, marked where it stays English."""
        if self.language == "en" or not title or isinstance(title, Markup):
            return escape(title or "")
        if title in self._welsh_titles:
            return escape(title)
        return escape(self._titles[title]) if title in self._titles else _in_span("en", title)

    def plain_name(self, title: str) -> str:
        """Give the title of a code, force or body as text, for an attribute or an option."""
        if title in self._titles:
            return self.text(self._titles[title])
        return self.text(title) if title in self._welsh_titles else title

    def lang(self, text: object) -> Markup:
        """Give the attribute that names the language of a text, for an element that holds nothing else."""
        language = self._language_of(text)
        return Markup("") if language in ("", self.language) else Markup(' lang="{}"').format(language)

    def quoted(self, text: object, language: str | None = None) -> Markup:
        """Give what a record says, marked with its language where that is not the page's.

        It is English by default. Numbers have no language, and Markup whose language is not given has been marked.
        """
        if not text or (language is None and isinstance(text, Markup)):
            return escape(text or "")
        language = self._language_of(text, language or "en")
        if language in ("", self.language):
            return escape(text)
        return _in_span(language, text)

    @property
    def state(self) -> str:
        """Name the state of these words: another when a word changes, so that what was read is not taken for it."""
        everything = json.dumps([self._own, dict(self._titles)], sort_keys=True)
        return hashlib.sha256(everything.encode()).hexdigest()[:12]


@lru_cache
def words_in(language: str) -> SiteWords:
    """Read the words of a language."""
    english = _read("en")
    return (
        SiteWords("en", english, english)
        if language == "en"
        else SiteWords(language, _read(language), english, _titles())
    )


def _read(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((_WORDS / f"{language}.json").read_text(encoding="utf-8"))
    return words


def _titles() -> dict[str, str]:
    """Read the Welsh titles of codes, forces and bodies, by their English ones."""
    with (_WORDS / "titles_cy.csv").open(encoding="utf-8", newline="") as file:
        return {row["title_en"]: row["title_cy"] for row in csv.DictReader(file)}

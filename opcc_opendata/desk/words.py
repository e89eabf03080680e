"""The desk's own words: sentences by key, and those about a number of things in a form for one and for many.

`words/en.json` has the English ones. The Welsh ones in `words/cy.json` were made by machine, and each page says so. It
also has the labels that the English pages take from the schema. The titles of codes in Welsh are the site's.

Where the body is neither a commissioner nor a mayor, or answers to no panel, words whose key ends in `.other_body` or
`.no_panel` take the place of those without that ending.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup

from opcc_opendata.record import date_in_words
from opcc_opendata.statute import has_panel

ENGLISH: Final = "en"
WELSH: Final = "cy"
LANGUAGES: Final = (ENGLISH, WELSH)

_ONE_PERSON: Final = ("pcc", "pfcc", "mayor")
"""The kinds of policing body that are one person, whom the pages call the commissioner or mayor."""
_WORDS: Final = Path(__file__).parent / "words"
_TITLES: Final = Path(__file__).parents[1] / "site" / "words" / "titles_cy.csv"


class DeskWords:
    """The words of the desk in one language: `say("home.title")`."""

    def __init__(self, words: dict[str, str], language: str = ENGLISH) -> None:
        self._words = words
        self.language = language

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

    def date_in_words(self, day: date | str | None) -> str:
        """Write a date, which may be less than a whole day, or "" for none."""
        return date_in_words(day.isoformat() if isinstance(day, date) else day, self.language) if day else ""

    def weekday(self, day: date) -> str:
        """Write a date with its day of the week."""
        return self.plain(f"weekday.{day.weekday()}", day=self.date_in_words(day))

    def title(self, codelist: str, row: Mapping[str, str]) -> str:
        """Give the title of a code, by its row of a codelist."""
        if self.language == WELSH and (welsh := row.get("title_cy") or _titles().get((codelist, row["code"]))):
            return welsh
        return row["title_en"]


@lru_cache(maxsize=16)
def desk_words(language: str = ENGLISH, kind: str = "pcc") -> DeskWords:
    """Read the words of a language for a kind of policing body, a code of policing_body_types.csv."""
    words: dict[str, str] = json.loads((_WORDS / f"{language}.json").read_text(encoding="utf-8"))
    endings = {".other_body": kind not in _ONE_PERSON, ".no_panel": not has_panel(kind)}
    for ending in (ending for ending, applies in endings.items() if applies):
        words |= {key.removesuffix(ending): said for key, said in words.items() if key.endswith(ending)}
    return DeskWords(words, language)


@lru_cache(maxsize=1)
def _titles() -> dict[tuple[str, str], str]:
    with _TITLES.open(encoding="utf-8", newline="") as file:
        return {(row["codelist"], row["code"]): row["title_cy"] for row in csv.DictReader(file)}

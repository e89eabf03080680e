"""Choose a record's words in one language, and note where each came from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from opcc_opendata.documents.embedded_record import RecordPlace
from opcc_opendata.documents.model import Prose, ShortText
from opcc_opendata.documents.wordings import say
from opcc_opendata.record import chosen, date_in_words
from opcc_opendata.record_types import Record, Text
from opcc_opendata.schema import Codelist

At = tuple[str | int, ...]
"""The keys that lead to a value in a record."""

TICKED: Final = "✓"
EMPTY_BOX: Final = "☐"


class Placing:
    """The words of one record for one document, and the places where the document prints them."""

    def __init__(self, record: Record, language: str, codelists: Mapping[str, Codelist]) -> None:
        self.record = record
        self.language = language
        self.places: list[RecordPlace] = []
        self._codelists = codelists
        self._placed: set[At] = set()

    def text(self, text: Text | None) -> str:
        """Choose a text, and place nothing."""
        return chosen(text, self.language, self.record["language"])[0]

    def prose(self, at: At, text: Text, below: int = 2) -> Prose:
        """Give a long text."""
        words, language = chosen(text, self.language, self.record["language"])
        return Prose(words, language, self._once(_in_language(at, text, language)), below)

    def piece(self, at: At, text: Text, words: str, before: str, after: str) -> Prose:
        """Give a piece of a long text, with what the record has before it and after it."""
        _, language = chosen(text, self.language, self.record["language"])
        return Prose(words, language, self._note(RecordPlace(_in_language(at, text, language), before, after)), 2)

    def title(self, at: At, text: Text) -> ShortText:
        """Give a text of one line, such as a heading."""
        words, language = chosen(text, self.language, self.record["language"])
        return ShortText(words, language, self._once(_in_language(at, text, language)), markdown=True)

    def words(self, at: At, words: str, address: str = "") -> ShortText:
        """Give words that are in no particular language, such as a name."""
        return ShortText(words, self.record["language"], self._once(at), address=address)

    def date(self, at: At, date: str, *, ordinal: bool = False) -> ShortText:
        """Give a date in words, as precise as it is. An English one may be written 26th February 2019."""
        return self.fact(at, ShortText(date_in_words(date, self.language, ordinal=ordinal), self.language))

    def code(self, at: At, codelist: str, code: str) -> ShortText:
        """Give the title of a code: in Welsh where that is known, and the code itself where the list lacks it."""
        return self.fact(at, self.code_title(codelist, code))

    def tick(self, at: At, sent: bool) -> ShortText:
        """Give a box, with a tick or empty."""
        return self.fact(at, ShortText(TICKED if sent else EMPTY_BOX, self.language))

    def code_title(self, codelist: str, code: str) -> ShortText:
        """Give the title of a code, and place nothing."""
        row = (self._codelists[codelist].get(code) if codelist in self._codelists else None) or {"title_en": code}
        welsh = row.get("title_cy") if self.language == "cy" else ""
        return ShortText(welsh, "cy") if welsh else ShortText(row["title_en"], "en")

    def say(self, key: str) -> ShortText:
        """Give words of the document's own."""
        return say(key, self.language)

    def fact(self, at: At, words: ShortText) -> ShortText:
        """Give the words that a document has for a value."""
        if at in self._placed:
            return words
        self._placed.add(at)
        return ShortText(words.text, words.language, self._note(RecordPlace(at, printed=words.text)))

    def _once(self, at: At) -> int | None:
        """Place a text the first time that it is printed. Where it is printed again, only the first one counts."""
        if at in self._placed:
            return None
        self._placed.add(at)
        return self._note(RecordPlace(at))

    def _note(self, place: RecordPlace) -> int:
        self.places.append(place)
        return len(self.places) - 1


def _in_language(at: At, text: Text, language: str) -> At:
    return (*at, language) if isinstance(text, dict) else at

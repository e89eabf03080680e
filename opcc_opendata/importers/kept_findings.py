"""The findings of a record as they are being read: each once, with what several parts of a document say of it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.items import TEXTS, Item, start_of
from opcc_opendata.importers.joint_acceptance import Accepted, AllAccepted
from opcc_opendata.importers.labels import label_of, unknown_words
from opcc_opendata.importers.notes import GUESSED, READ, Notes, ValueNote, shortened
from opcc_opendata.importers.recommendations import theme_of

Data = dict[str, Any]

_NUMBERED: Final = re.compile(r"(\d{1,2}(?:\.\d{1,2}){0,3}[.)]?)\s+(?=[A-Z])")

_COUNTS: Final = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")


class KeptFindings:
    """The findings of one record, in the order in which they are found.

    `told`, `unplaced` and `questions` are the lists of the whole record: words that it says otherwise, texts for which
    there is no place, and what is asked about these.
    """

    def __init__(self, notes: Notes, told: list[str], unplaced: list[str], questions: list[str]) -> None:
        self.items: list[Item] = []
        self._said: dict[str, dict[str, str]] = {}  # the last answer to each number, by who acts
        self._notes, self._told, self._unplaced, self._questions = notes, told, unplaced, questions

    def keep(self, item: Item) -> int:
        """Keep a finding, with what was found of it before, and give its place. One may be answered by two."""
        said = {key: text for key, text in item.answer.items() if key in TEXTS}
        place = self._place_of(item)
        if place is None:
            self.items.append(item)
            place = len(self.items) - 1
        else:
            self._say_to_both(self.items[place], item)
            is_apart = item.has_other_words(self.items[place]) and not item.is_continued
            self.items[place].merge(item)
            if is_apart:
                why = "Words stand under this number in two places: see which are the finding's."
                self.items[place].how["text"] = ReadAs(GUESSED, start_of(item.text), why)
        if said:
            self._said[item.number] = said
        return place

    def _place_of(self, item: Item) -> int | None:
        """Give the place of a finding that is kept already, by its number."""
        for place, known in enumerate(self.items):
            if item.number and known.text and (known.number, known.kind) == (item.number, item.kind):
                item.read_as_answer()
            if item.number and (known.number, known.kind) == (item.number, item.kind) and not known.contradicts(item):
                return place
        same = [place for place, known in enumerate(self.items) if item.number and known.number == item.number]
        if len(same) != 1 or item.text or item.kind != "recommendation":
            return None
        if "recommendation" in item.how.get("number", ReadAs(READ)).quote.lower():
            for key in item.how.keys() & {*TEXTS}:  # a table of answers gives the number alone
                why = f"It names recommendation {item.number}, and here that number is of another kind."
                item.how[key] = ReadAs(GUESSED, item.how[key].quote, why)
        return same[0]

    def _say_to_both(self, known: Item, again: Item) -> None:
        """Give a finding that has its own answer the words too of a further one that it shares with another."""
        if not known.answer or known.answered_with or again.answer or again.answered_with not in self._said:
            return
        why = f"It is said of number {again.answered_with} too: see if it is meant for both."
        for key, text in self._said[again.answered_with].items():
            again.add_answer(key, text, ReadAs(GUESSED, start_of(text), why))
        again.answered_with = ""

    def accept(self, accepted: Sequence[Accepted]) -> None:
        """Add what the body's text accepts and rejects by number. Findings without a number may be the ones meant."""
        if not accepted:
            return
        if any(not item.number for item in self.items):
            words = "; ".join(dict.fromkeys(one.words for one in accepted))
            sentence = (
                f"The text says “{shortened(words)}”, and which findings are meant is not certain. Write it there."
            )
            self._notes.gap(("recommendations",), sentence)
            return
        for one in accepted:
            known = [item for item in self.items if item.number == one.number]
            item = known[0] if len(known) == 1 else Item(number=one.number)
            if not known:
                item.how["number"] = ReadAs(READ, one.words)
                self.items.append(item)
            item.merge(Item(answer={"acceptance": one.code}, how={"acceptance": ReadAs(READ, one.words)}))

    def accept_all(self, said: AllAccepted) -> None:
        """Add that all findings are accepted to those of which nothing else is said. How many it says must be there."""
        kind = "recommendation" if said.kind == "recommendations" else "area_for_improvement" if said.kind else ""
        items = [item for item in self.items if kind in ("", item.kind)]
        count = _COUNTS.index(said.counted) if said.counted in _COUNTS else int(said.counted)
        if count and count != len(items):
            return
        why = "It is said of all of them." if not said.is_force else "It is said of all of them, and by the force."
        for item in items:
            if "acceptance" not in item.answer and not item.doubt:
                item.answer["acceptance"] = "accepted"
                item.how["acceptance"] = ReadAs(GUESSED if said.is_force or not count else READ, said.words, why)

    def finished(self) -> list[Data]:
        """Give the findings as the record has them."""
        self._doubt_numbers()
        return [self._finished(position, item) for position, item in enumerate(self.items)]

    def _doubt_numbers(self) -> None:
        """Ask which finding an answer is of that names a number, where those with words have none."""
        for item in self.items:
            others = [one for one in self.items if one.kind == item.kind and one.text and not one.number]
            if item.number and not item.text and item.answer and others:
                quote = item.how["number"].quote if "number" in item.how else item.number
                why = "It has no words of its own, and others have no number: it may answer one of them."
                item.how["number"] = ReadAs(GUESSED, quote, why)

    def _finished(self, position: int, item: Item) -> Data:
        place = ("recommendations", position)
        item.read_words()
        item.settle()
        item.read_refusal()
        answer = {key: text for key, text in item.answer.items() if text}
        if item.answered_with and answer:  # "As AFI 1" beside what the force does here: a record has one of the two
            item.loose.append(item.how.pop("answered_with").quote)
            item.answered_with = ""
        for key, (state, quote, why) in item.how.items():
            at = (*place, "answer", key) if key in answer else (*place, key)
            if key in answer or getattr(item, key, None):
                self._notes.readings.append(ValueNote(at, state, quote, why))
        for key, why in item.lacks.items():
            if not getattr(item, key):
                self._notes.gap((*place, key), why)
        name = f"{item.kind.replace('_', ' ').capitalize()} {item.number or position + 1}"
        self._told += item.said
        for text in item.loose:
            self._unplaced.append(text)
            unknown = f"“{shortened(text)}” belongs to {name}, and it does not say whose answer it is."
            self._questions.append(f"{name}: {item.asked[text]}" if text in item.asked else unknown)
        found = {
            "number": item.number,
            "kind": item.kind,
            "text": item.text,
            "addressees": list(item.addressees),
            "time_limit": item.time_limit,
            "theme": self._theme(item.theme),
            "answered_with": item.answered_with,
        }
        if item.doubt and not item.asked:
            self._notes.gap((*place, "answer", "acceptance") if answer else (*place, "answer"), item.doubt)
        elif not answer and not item.answered_with and not item.loose:
            self._notes.gap((*place, "answer"), "No answer was found. If the text holds one, write it here.")
        return {key: value for key, value in found.items() if value} | ({"answer": answer} if answer else {})

    def _theme(self, heading: str) -> str:
        """Give the theme that a heading names, without the heading's number."""
        found = _NUMBERED.match(heading)
        if found is None:
            return heading
        if found[1] not in self._told:
            self._told.append(found[1])
        return heading[found.end() :]


def name_theme(items: Sequence[Item], heading: str) -> None:
    """Give findings the theme that the heading above them names."""
    name = theme_of(heading)
    why = "" if name else "It is the heading above."
    for item in items:
        if not item.theme:
            item.theme = name or heading
            item.how["theme"] = ReadAs(READ if name else GUESSED, heading, why)


def can_be_theme(heading: str) -> bool:
    """Tell a theme from a heading that says what stands below it: "Recommendations applicable to the force"."""
    label = label_of(heading)
    return bool(unknown_words(heading)) and not label.pure and not label.topics & {"finding", "plan", "answer"}

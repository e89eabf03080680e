"""Recommendations and other findings, with their answers, as a document prints them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from opcc_opendata.documents.bindings import At, Placing
from opcc_opendata.documents.model import Grid, Items, LabelLine, Lines, Part, Prose, ShortText
from opcc_opendata.record import recommendation_keys
from opcc_opendata.record_types import Answer, Recommendation
from opcc_opendata.record_types import Part as RecordPart
from opcc_opendata.statute import where_answered

_ACTIONS = ("body_action", "force_action", "no_action_reason")


class Findings:
    """The findings of one record, by the keys with which texts point to them.

    A `framed` document prints only its record's words, as the office did. Any other also has labels, and the facts.
    """

    def __init__(self, placing: Placing, *, framed: bool) -> None:
        self._placing = placing
        self._framed = framed
        self.all = placing.record.get("recommendations", [])
        self.keys = recommendation_keys(placing.record)

    def anchors(self) -> frozenset[str]:
        """Give the addresses in the document of those findings that have a name there."""
        named = (key for key, item in zip(self.keys, self.all, strict=True) if not self._framed or "number" in item)
        return frozenset(f"recommendation-{key}" for key in named)

    def inline(self, key: str) -> tuple[Part, ...]:
        """Give one finding by itself, as it stands inside another text."""
        name, words, answer = self._cells(self.keys.index(key))
        return (*name, *words, *answer)

    def table(self, keys: Iterable[str]) -> Grid:
        """Give several findings as a table."""
        say = self._placing.say
        rows = tuple(self._cells(self.keys.index(key)) for key in keys)
        columns = (say("column.number"), say("column.recommendation"), say("column.answer"))
        if any(name for name, _, _ in rows):
            return Grid(columns, rows, (6, 8, 9))
        return Grid(columns[1:], tuple(row[1:] for row in rows), (1, 1))

    def _cells(self, position: int) -> tuple[tuple[Part, ...], tuple[Part, ...], tuple[Part, ...]]:
        item, at = self.all[position], ("recommendations", position)
        name = self._name(item, at)
        label = (LabelLine(name, f"recommendation-{self.keys[position]}"),) if name else ()
        return label, tuple(self._words(item, at)), tuple(self._answer(item, at))

    def _name(self, item: Recommendation, at: At) -> tuple[ShortText, ...]:
        number = (self._placing.words((*at, "number"), item["number"]),) if "number" in item else ()
        if self._framed:
            return number
        return (self._placing.code((*at, "kind"), "finding_kinds", item["kind"]), *number)

    def _words(self, item: Recommendation, at: At) -> Iterator[Part]:
        if "text" in item:
            yield self._placing.prose((*at, "text"), item["text"])
        if item.get("parts"):
            yield Items(tuple(self._part(part, (*at, "parts", n)) for n, part in enumerate(item["parts"])))
        if not self._framed:
            yield from _lines(self._limits(item, at))

    def _part(self, part: RecordPart, at: At) -> tuple[ShortText | None, Prose]:
        label = self._placing.words((*at, "label"), part["label"]) if "label" in part else None
        return label, self._placing.prose((*at, "text"), part["text"])

    def _limits(self, item: Recommendation, at: At) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        placing = self._placing
        if "time_limit" in item:
            yield placing.say("finding.time_limit"), (placing.words((*at, "time_limit"), item["time_limit"]),)
        earlier, where = item.get("from_inspection"), (*at, "from_inspection")
        if earlier:
            title = placing.title((*where, "title"), earlier["title"])
            when = (placing.date((*where, "published"), earlier["published"]),) if "published" in earlier else ()
            yield placing.say("finding.from_inspection"), (title, *when)

    def _answer(self, item: Recommendation, at: At) -> Iterator[Part]:
        answer, where = item.get("answer", {}), (*at, "answer")
        actions: Mapping[str, Any] = answer
        if not self._framed:
            yield from _lines(self._acceptance(item, answer, where))
        for name in _ACTIONS:
            if name in actions:
                if not self._framed:
                    yield LabelLine((self._placing.say(f"finding.{name}"),))
                yield self._placing.prose((*where, name), actions[name])
        if not self._framed:
            yield from _lines(self._promise(answer, where))

    def _acceptance(
        self, item: Recommendation, answer: Answer, at: At
    ) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        placing = self._placing
        acceptance = answer.get("acceptance", "not_stated")
        if acceptance != "not_stated":
            title = placing.code((*at, "acceptance"), "acceptance", acceptance)
            yield placing.say("finding.acceptance"), (title,)
        other = where_answered(item, self.all)
        if other is not None:
            name = placing.code_title("finding_kinds", other["kind"])
            yield placing.say("finding.answered_with"), (ShortText(f"{name.text} {other['number']}", name.language),)
        elif not answer:
            yield None, (placing.say("finding.no_answer"),)

    def _promise(self, answer: Answer, at: At) -> Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]:
        placing = self._placing
        if "owner" in answer:
            yield placing.say("finding.owner"), (placing.words((*at, "owner"), answer["owner"]),)
        if "target_date" in answer:
            yield placing.say("finding.target_date"), (placing.date((*at, "target_date"), answer["target_date"]),)


def _lines(facts: Iterator[tuple[ShortText | None, tuple[ShortText, ...]]]) -> Iterator[Lines]:
    found = tuple(facts)
    if found:
        yield Lines(found)

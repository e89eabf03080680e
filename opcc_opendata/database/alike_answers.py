"""The tables of answers that have nearly the same words, and the search for them once what counts is settled."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, NamedTuple

from opcc_opendata.alike import FEWEST_WORDS, Likeness, Pair, alike_pairs, runs_of, words_of
from opcc_opendata.database.create import insert

_LANGUAGES: Final = {"": "en", "_cy": "cy"}
_KINDS: Final = ("body_action", "force_action", "no_action_reason")
_FIELDS: Final = sorted(
    (kind, language, f"{kind}{ending}") for kind in _KINDS for ending, language in _LANGUAGES.items()
)
"""The kind and language of each text of an answer, with its column, in the order in which they are compared."""
_ANSWERS: Final = f"""
  SELECT {", ".join(f"a.{column}" for _, _, column in _FIELDS)}, c.recommendation, c.response, c.policing_body, c.force,
    c.inspection, coalesce(r.published, r.letter_date) AS date
  FROM current_recommendations c JOIN responses r ON r.id = c.response JOIN answers a ON a.id = c.recommendation
  ORDER BY date IS NULL, date, c.recommendation
"""
"""SQL: the texts of each answer that counts, by the date of its response. One answer that serves two is there once."""


class _Text(NamedTuple):
    recommendation: str
    response: str
    policing_body: str
    force: str
    inspection: str | None
    date: str | None
    kind: str
    language: str
    words: int

    @property
    def id(self) -> str:
        ending = "-cy" if self.language == "cy" else ""
        return f"{self.recommendation}-{self.kind.replace('_', '-')}{ending}"


def fill_alike(connection: sqlite3.Connection) -> None:
    """Find the answers alike, each language by itself, and fill `alike_answers` and `alike_wordings`."""
    texts: list[_Text] = []
    by_words: dict[tuple[str, str], list[int]] = {}
    for row in connection.execute(_ANSWERS):
        whose = row[len(_FIELDS) :]
        for (kind, language, _), text in zip(_FIELDS, row, strict=False):
            if text is not None and len(words := words_of(text)) >= FEWEST_WORDS:
                by_words.setdefault((language, " ".join(words)), []).append(len(texts))
                texts.append(_Text._make((*whose, kind, language, len(words))))
    wordings = list(by_words)
    members = list(by_words.values())
    pairs = [*_same_words(wordings, members), *_alike(wordings)]
    near: defaultdict[int, set[int]] = defaultdict(set)
    for one, other, _ in pairs:
        near[one].add(other)
        near[other].add(one)
    others = {place: _others(texts, members, near[place], place) for place in near}
    # An answer may have the same words for the body and for the force. That alone is no likeness of two answers.
    kept = {place for place, counts in others.items() if any(counts)}
    groups = _groups(kept, pairs)
    found = [
        (texts[text], texts[members[place][0]].id, texts[members[groups[place]][0]].id, count, text)
        for place in kept
        for text, count in zip(members[place], others[place], strict=True)
    ]
    insert(
        connection,
        "alike_answers",
        (
            (one.id, wording, group, *one[:6], one.kind, one.language, one.words, count, number)
            for number, (one, wording, group, count, _) in enumerate(sorted(found, key=lambda row: row[4]), 1)
        ),
    )
    insert(
        connection,
        "alike_wordings",
        (
            (number, texts[members[one][0]].id, texts[members[other][0]].id, *how)
            for number, (one, other, how) in enumerate(sorted(pairs), 1)
            if one in kept and other in kept
        ),
    )


def _same_words(wordings: list[tuple[str, str]], members: list[list[int]]) -> Iterable[Pair]:
    for place, (_, words) in enumerate(wordings):
        if len(members[place]) > 1:
            number = len(runs_of(words.split()))
            yield Pair(place, place, Likeness(number, number))


def _alike(wordings: list[tuple[str, str]]) -> Iterable[Pair]:
    for wanted in _LANGUAGES.values():
        places = [place for place, (language, _) in enumerate(wordings) if language == wanted]
        for one, other, how in alike_pairs([wordings[place][1] for place in places]):
            yield Pair(places[one], places[other], how)


def _others(texts: list[_Text], members: list[list[int]], near: set[int], place: int) -> list[int]:
    """Count, for each text of a wording, the texts of other recommendations that have these words or nearly these."""
    of: defaultdict[str, int] = defaultdict(int)
    for wording in near:
        for text in members[wording]:
            of[texts[text].recommendation] += 1
    total = sum(of.values())
    return [total - of[texts[text].recommendation] for text in members[place]]


def _groups(kept: set[int], pairs: Iterable[Pair]) -> dict[int, int]:
    """Give the group of each wording, named by its first: wordings that are alike, by themselves or through others."""
    group = {place: place for place in kept}

    def first(place: int) -> int:
        while group[place] != place:
            group[place] = place = group[group[place]]
        return place

    for one, other, _ in pairs:
        if one in kept and other in kept:
            low, high = sorted((first(one), first(other)))
            group[high] = low
    return {place: first(place) for place in kept}

"""A second count of what a search finds, in plain Python over the records' data: no SQLite, no code of the toolkit."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from opcc_opendata.search import Narrowed, SearchQuery

KINDS_WITH_ANSWER = {"recommendation", "body_action", "force_action", "no_action_reason", "owner", "progress"}


class Text(NamedTuple):
    kind: str
    acceptance: str | None
    words: list[str]


FACTS = ("force", "body", "report", "year", "status")


@dataclass
class Response:
    """What a search may say of one response, read from its record."""

    id: str
    force: str
    body: str
    report: tuple[str, ...]
    year: str
    status: str
    date: str
    texts: list[Text]

    @cached_property
    def words(self) -> dict[tuple[str, str | None], set[str]]:
        """The words of the texts of each kind and acceptance."""
        found: defaultdict[tuple[str, str | None], set[str]] = defaultdict(set)
        for text in self.texts:
            found[text.kind, text.acceptance].update(text.words)
        return found

    def has(self, word: str, kind: str = "", acceptance: str = "") -> bool:
        return any(
            word in words
            for (own, answer), words in self.words.items()
            if kind in ("", own) and acceptance in ("", answer)
        )


@lru_cache(maxsize=1_000)
def words_of(text: str) -> list[str]:
    plain = "".join(one for one in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(one))
    return re.findall(r"[^\W_]+", plain)


def both(value: Any) -> list[str]:
    return list(value.values()) if isinstance(value, dict) else [value] if value is not None else []


def read(records: list[dict[str, Any]]) -> list[Response]:
    """Read the records as anybody would, who knows which texts a search is to look through."""
    gone = {one["id"] for one in records if "withdrawal" in one}
    instead = {
        one["id"]: [other["id"] for other in one.get("related", []) if other["relation"] == "replaces"]
        for one in records
    }
    replaced: set[str] = set()
    for name in instead.keys() - gone:
        left = [*instead[name]]
        while left:  # also what was replaced by one that was withdrawn since
            replaced.add(left[0])
            left = [*instead.get(left[0], []), *left[1:]]
    found = []
    for one in records:
        if one["id"] in gone:
            continue
        dates = one.get("dates", {})
        published = [str(report["published"]) for report in one["inspections"] if "published" in report]
        year = max(published)[:4] if published else ""
        found.append(
            Response(
                one["id"],
                one["force"],
                one["policing_body"],
                tuple(report["id"] for report in one["inspections"]),
                year,
                "replaced" if one["id"] in replaced else "current",
                str(dates.get("published") or dates.get("letter") or year),
                [Text(kind, acceptance, words_of(text)) for kind, acceptance, text in texts_of(one)],
            )
        )
    return found


def texts_of(one: dict[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    document = one.get("document", {})
    yield from of("title", one["title"])
    yield from of("document", one.get("body_as_printed"), document.get("heading"), document.get("statutory_statement"))
    yield from of("note", one.get("note"))
    for report in one["inspections"]:
        yield from of("report", report["title"])
        yield from of("key_findings", report.get("key_findings"), *(g["question"] for g in report.get("grades", [])))
    for section in document.get("sections", []):
        yield from of("document", section.get("heading"), section.get("text"))
    for attachment in one.get("attachments", []):
        yield from of("document", attachment["title"])
    for entry in one.get("distribution", []):
        yield from of("document", entry.get("name"), entry.get("as_printed"))
    for comment in one.get("comments", []):
        kind = "chief_officer" if comment["kind"] == "chief_officer" else "policing_body"
        yield from of(kind, comment.get("author"), comment.get("role"), comment.get("text"))
    yield from texts_of_recommendations(one.get("recommendations", []))


def of(kind: str, *values: Any, acceptance: str | None = None) -> Iterator[tuple[str, str | None, str]]:
    for value in values:
        for text in both(value):
            yield kind, acceptance, text


def texts_of_recommendations(recommendations: list[dict[str, Any]]) -> Iterator[tuple[str, str | None, str]]:
    for item in recommendations:
        serving = item
        while "answered_with" in serving:
            serving = next(other for other in recommendations if other.get("number") == serving["answered_with"])
        acceptance = serving["answer"].get("acceptance", "not_stated") if "answer" in serving else "no_answer"
        earlier = item.get("from_inspection", {})
        own = (
            item.get("text"),
            item.get("theme"),
            item.get("time_limit"),
            earlier.get("title"),
            earlier.get("as_printed"),
        )
        yield from of("recommendation", *own, acceptance=acceptance)
        yield from of("recommendation", *(part["text"] for part in item.get("parts", [])), acceptance=acceptance)
        for kind in ("body_action", "force_action", "no_action_reason", "owner"):
            yield from of(kind, item.get("answer", {}).get(kind), acceptance=acceptance)
        yield from of("progress", *(entry.get("note") for entry in item.get("progress", [])), acceptance=acceptance)


def holds(words: list[str], term: list[str]) -> bool:
    return any(words[n : n + len(term)] == term for n in range(len(words) - len(term) + 1))


def places_in(one: Response, query: SearchQuery, kind: str = "", acceptance: str = "") -> int:
    """Count the texts of a response that hold all of a query's words."""
    return sum(
        all(any(holds(text.words, words_of(term)) for term in group) for group in query.wanted)
        for text in looked_in(one, kind, acceptance)
    )


def looked_in(one: Response, kind: str, acceptance: str) -> list[Text]:
    return [text for text in one.texts if kind in ("", text.kind) and acceptance in ("", text.acceptance)]


def is_found(one: Response, query: SearchQuery, kind: str, acceptance: str) -> bool:
    texts = looked_in(one, kind, acceptance)
    return all(
        any(holds(text.words, words_of(term)) for term in group for text in texts) for group in query.wanted
    ) and not any(holds(text.words, words_of(term)) for term in query.unwanted for text in one.texts)


def values_of(one: Response, facet: str) -> tuple[str, ...]:
    value = getattr(one, facet)
    return value if isinstance(value, tuple) else (value,)


def recount(
    responses: list[Response], query: SearchQuery, narrowed: Narrowed
) -> tuple[list[str], dict[str, Counter[str]]]:
    """Give the ids of the responses found, and how many there would be for every value of every facet."""
    chosen = asdict(narrowed)
    facets: dict[str, Counter[str]] = defaultdict(Counter)

    known: dict[tuple[int, str, str], bool] = {}

    def fits(one: Response, **changed: str) -> bool:
        wanted = chosen | changed
        if not all(wanted[name] in ("", *values_of(one, name)) for name in FACTS):
            return False
        asked = id(one), wanted["kind"], wanted["acceptance"]
        if asked not in known:
            known[asked] = is_found(one, query, wanted["kind"], wanted["acceptance"])
        return known[asked]

    kinds = {text.kind for one in responses for text in one.texts}
    acceptances = {text.acceptance for one in responses for text in one.texts if text.acceptance}
    for one in responses:
        for name in FACTS:
            for value in set(values_of(one, name)) - {""}:
                facets[name][value] += fits(one, **{name: value})
        for kind in kinds:
            facets["kind"][kind] += fits(one, kind=kind)
        for acceptance in acceptances:
            facets["acceptance"][acceptance] += fits(one, acceptance=acceptance)
    return [one.id for one in responses if fits(one)], {name: +counts for name, counts in facets.items()}


def recount_word(
    responses: list[Response], word: str, chosen: dict[str, str]
) -> tuple[list[str], dict[str, Counter[str]]]:
    """The same for one word, in the time that 1,500 responses need."""
    kind, acceptance = chosen.get("kind", ""), chosen.get("acceptance", "")
    facets: dict[str, Counter[str]] = defaultdict(Counter)
    ids = []
    for one in responses:
        facts = {name: chosen.get(name, "") in ("", *values_of(one, name)) for name in FACTS}
        others = {name: all(fits for other, fits in facts.items() if other != name) for name in FACTS}
        if one.has(word, kind, acceptance):
            ids += [one.id] if all(facts.values()) else []
            for name in FACTS:
                if others[name]:
                    facets[name].update(set(values_of(one, name)) - {""})
        if all(facts.values()):
            for own in {text.kind for text in one.texts}:
                facets["kind"][own] += one.has(word, own, acceptance)
            for own in {text.acceptance for text in one.texts if text.acceptance}:
                facets["acceptance"][own] += one.has(word, kind, own)
    return ids, {name: +counts for name, counts in facets.items() if +counts}


def unstemmed(responses: list[Response]) -> list[str]:
    """Words of which no other begins alike, so that no stemmer makes two of them one."""
    every = {word for one in responses for words in one.words.values() for word in words if word.isalpha()}
    starts = Counter(word[:4] for word in every)
    return [word for word in sorted(every) if len(word) > 5 and starts[word[:4]] == 1]

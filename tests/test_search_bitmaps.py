"""The bits that a search counts by, held against SQLite's index and against the words of whole texts."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opcc_opendata.database import build
from opcc_opendata.database.check import check_search, count_texts
from opcc_opendata.database.outcome import BuildError
from opcc_opendata.search import Narrowed, SearchFacts, SearchQuery, count, found, page
from opcc_opendata.search.bitmaps import BitmapWriter, Tokens, bits_of, read_bitmaps, rowids_of, tokens_of
from opcc_opendata.search.query import folded
from opcc_opendata.tables.search import KINDS
from tests.projects import invented

Texts = dict[int, dict[int, list[str]]]


@pytest.fixture(scope="module")
def connection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[sqlite3.Connection]:
    made = invented(tmp_path_factory.mktemp("bitmaps"), 40)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        yield connection


def test_each_word_has_the_responses_that_the_index_finds_in_each_column(connection: sqlite3.Connection) -> None:
    connection.execute("CREATE VIRTUAL TABLE temp.held USING fts5vocab(main, responses_fts, instance)")
    held: dict[str, dict[str, set[int]]] = {}
    for word, column, rowid in connection.execute("SELECT DISTINCT term, col, doc FROM held WHERE col <> 'facets'"):
        held.setdefault(word, {}).setdefault(column, set()).add(rowid)
    columns = SearchFacts(connection).columns
    separators = {word for word in held if word.startswith("z0z0z")}
    assert len(separators) == 1
    words = {word for (word,) in connection.execute("SELECT word FROM responses_fts_bitmaps")}
    assert words == held.keys() - separators
    assert len(words) > 300
    for word in words:
        bits = read_bitmaps(connection, word, len(columns))
        assert {name: set(rowids_of(bits[n])) for name, n in columns.items() if n in bits} == held[word], word
    assert read_bitmaps(connection, "nowhere", len(columns)) == {}


def test_each_passage_has_its_column(connection: sqlite3.Connection) -> None:
    facts = SearchFacts(connection)
    names = list(facts.columns)
    held: dict[int, list[str]] = {}
    for rowid, column in connection.execute(
        "SELECT id >> 20, kind || coalesce('__' || acceptance, '') FROM searched_passages ORDER BY id"
    ):
        held.setdefault(rowid, []).append(column)
    assert {rowid: [names[number] for number in columns] for rowid, columns in facts.columns_of.items()} == held


def test_a_build_that_lost_the_column_of_a_passage_is_refused(connection: sqlite3.Connection) -> None:
    check_search(connection, count_texts(connection))
    connection.execute("BEGIN")
    try:
        connection.execute("DELETE FROM passages_fts_columns WHERE response = 3")
        with pytest.raises(BuildError, match="does not know the kind of every passage"):
            check_search(connection, count_texts(connection))
    finally:
        connection.rollback()


def queries(connection: sqlite3.Connection, number: int) -> Iterator[SearchQuery]:
    """Searches made of the records' own words: common and rare, phrases, one of several, and what must not be there."""
    chance = random.Random(11)
    texts = [folded(words) for (words,) in connection.execute("SELECT DISTINCT words FROM passage_texts")]
    texts = [words for words in texts if len(words) > 4]

    def term() -> str:
        words, length = chance.choice(texts), chance.choice([1, 1, 1, 2, 2, 3, 4])
        at = chance.randrange(len(words) - length + 1)
        return " ".join(words[at : at + length])

    for _ in range(number):
        wanted = tuple(
            tuple(term() for _ in range(chance.choice([1, 1, 2]))) for _ in range(chance.choice([1, 1, 2, 3]))
        )
        yield SearchQuery(wanted, tuple(term() for _ in range(chance.choice([0, 0, 1]))))


def test_totals_and_facets_are_those_that_the_index_of_words_gives(connection: sqlite3.Connection) -> None:
    """With English words, stemmed: each number is asked of `responses_fts` by itself, and so is the order."""
    facts = SearchFacts(connection)
    sql = "SELECT rowid FROM responses_fts WHERE responses_fts MATCH ?"

    def indexed(query: SearchQuery, narrowed: Narrowed) -> set[int]:
        expression = narrowed.match(query, facts.acceptances, narrowed.tokens())
        return {rowid for (rowid,) in connection.execute(sql, (expression,))}

    chance = random.Random(12)
    numbers = {0: 0, 1: 0}
    for query in queries(connection, 60):
        narrowed = Narrowed(
            force=chance.choice(["", "", "", *facts.having["force"]]),
            year=chance.choice(["", "", "", *facts.having["year"]]),
            kind=chance.choice(["", "", "recommendation", "policing_body", "body_action", "title"]),
            acceptance=chance.choice(["", "", "accepted", "not_accepted"]),
        )
        expected = indexed(query, narrowed)
        numbers[min(len(expected), 1)] += 1
        assert set(found(connection, facts, query, narrowed)) == expected
        for newest in (False, True):
            ids = page(connection, facts, query, narrowed, newest=newest, limit=99, offset=0)
            assert len(ids) == len(expected)
            assert set(ids) == expected
        counted = count(connection, facts, query, narrowed)
        assert counted.total == len(expected)
        values = {name: list(having) for name, having in facts.having.items()}
        for name, some in (values | {"kind": KINDS, "acceptance": facts.acceptances}).items():
            several = chance.sample(some, min(len(some), 12))
            given = {one: len(indexed(query, replace(narrowed, **{name: one}))) for one in several}
            assert {one: counted.facets[name][one] for one in several} == given
    assert min(numbers.values()) > 10


PIECES = st.sampled_from(
    [
        *(
            "Forces'",
            "re-offending",
            "£5m",
            "a.b",
            "TŶ",
            "o\u0302mega",
            "ﬁre",
            "naïve/",
            "\u1c90",
            "İ",
            "ß",
            "…",
            "_a_b",
        ),
        *(
            "\x00x",
            "x\x1fy",
            "\ud7ff",
            "\u2028",
            "\x85",
            "\u00a0",
            "\u200b",
            "\ufeff",
            "100,000",
            "'",
            '"',
            "𝒳",
            "日本",
        ),
    ]
)
TEXTS = st.lists(PIECES | st.text(max_size=4), max_size=12).flatmap(
    lambda pieces: st.sampled_from([" ", "\n", "\u00a0", "\t ", "\u3000"]).map(lambda blank: blank.join(pieces))
)


@pytest.mark.heavy
@settings(max_examples=150, deadline=None)
@given(st.lists(TEXTS, max_size=6), st.integers(0, 2**32))
def test_the_words_of_a_text_are_those_of_its_pieces(texts: list[str], seed: int) -> None:
    """Held against a row of SQLite's own for each whole text, whatever characters stand in it."""
    chance = random.Random(seed)
    some: Texts = {}
    for text in texts:
        some.setdefault(chance.randint(1, 700), {}).setdefault(chance.randint(0, 9), []).append(text)
    writer = BitmapWriter(10, 700)
    for first in (1, 501):
        writer.add({rowid: columns for rowid, columns in some.items() if first <= rowid < first + 500})
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE TABLE responses_fts_bitmaps (word TEXT, responses BLOB)")
        connection.executemany("INSERT INTO responses_fts_bitmaps VALUES (?, ?)", writer.rows())
        expected: dict[str, dict[int, set[int]]] = {}
        for rowid, columns in some.items():
            for column, held in columns.items():
                for word in (word for text in Tokens().of(held) for word in text):
                    expected.setdefault(word, {}).setdefault(column, set()).add(rowid)
        words = {word for (word,) in connection.execute("SELECT word FROM responses_fts_bitmaps")}
        assert words == expected.keys()
        for word in words:
            having = read_bitmaps(connection, word, 10)
            assert {column: set(rowids_of(bits)) for column, bits in having.items()} == expected[word]


@given(st.sets(st.integers(0, 2_000)))
def test_sets_of_responses_are_the_same_as_bits(rowids: set[int]) -> None:
    bits = bits_of(rowids, 2_001)
    assert bits == sum(1 << rowid for rowid in rowids)
    assert rowids_of(bits) == sorted(rowids)


@pytest.mark.parametrize(
    ("term", "words"),
    [
        ("Forces", ("forc",)),
        ("Tŷ", ("ty",)),
        ("o\u0302mega", ("omega",)),
        ("body worn", ("bodi", "worn")),
        ("…", ()),
    ],
)
def test_a_term_is_split_as_the_index_splits_it(term: str, words: tuple[str, ...]) -> None:
    assert tokens_of(term) == words

"""The part of a text that a search shows, around the words that it found."""

from __future__ import annotations

import sqlite3

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opcc_opendata.search import register_functions
from opcc_opendata.search.excerpts import LOOKED_AT, Excerpts, _pieces_of_words, _words_of, excerpts
from opcc_opendata.search.query import parse
from tests.hostile_texts import seconds_for

FILLING = "The force has a plan. " * 2_000
NUMBERS = " ".join(map(str, range(1, 40)))


@pytest.fixture
def connection() -> sqlite3.Connection:
    made = sqlite3.connect(":memory:")
    register_functions(made)
    return made


def excerpt(connection: sqlite3.Connection, text: str | None, typed: str) -> str:
    (given,) = connection.execute("SELECT excerpt(?, ?, '[', ']')", (text, typed)).fetchone()
    return str(given)


@pytest.mark.parametrize(
    ("text", "typed", "shown"),
    [
        ("Zebras, kept.", "zebra", "[Zebras], kept."),
        ("Zebras, kept.", "nothing", "Zebras, kept."),
        ("Zebras, kept.", "", "Zebras, kept."),
        ("Zebras, kept.", "-zebra", "Zebras, kept."),
        ("Dŵr a thŷ", "dwr OR ty", "[Dŵr] a thŷ"),
        ("domestic abuse, and abuse", '"domestic abuse"', "[domestic abuse], and abuse"),
        ("domestic abuse, and abuse", "abuse domestic", "[domestic] [abuse], and [abuse]"),
        ("two\nlines", "lines", "two\n[lines]"),
        ("", "zebra", ""),
        (" \n ", "zebra", ""),
        ("marks \x02 and \x03 of its own", "own", "marks   and   of its [own]"),
        (NUMBERS, "1", "[1] 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28…"),
        (NUMBERS, "39", "…12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 37 38 [39]"),
        (
            NUMBERS,
            "8",
            "…4 5 6 7 [8] 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31…",
        ),
    ],
)
def test_a_short_text(connection: sqlite3.Connection, text: str, typed: str, shown: str) -> None:
    assert excerpt(connection, text, typed) == shown


def test_a_text_that_is_not_there(connection: sqlite3.Connection) -> None:
    assert connection.execute("SELECT excerpt(NULL, 'zebra', '[', ']')").fetchone() == (None,)


@pytest.mark.parametrize("before", [0, 1_799, 1_995, 2_000, 5_001, 40_000])
def test_words_are_shown_wherever_they_stand_in_a_long_text(connection: sqlite3.Connection, before: int) -> None:
    shown = excerpt(connection, f"{FILLING[:before]} zebra crossing {FILLING}", '"zebra crossing"')
    assert "[zebra crossing]" in shown
    assert shown.startswith("…") == (before > 0)
    assert shown.endswith("…")
    assert len(shown.split()) in (28, 29)


def test_the_place_with_the_most_of_the_words_is_shown(connection: sqlite3.Connection) -> None:
    text = f"zebra {FILLING[:15_000]} a zebra at a crossing {FILLING} crossing"
    assert "[zebra] at a [crossing]" in excerpt(connection, text, "zebra crossing")


def test_a_phrase_longer_than_an_excerpt_is_marked_to_its_end(connection: sqlite3.Connection) -> None:
    shown = excerpt(connection, NUMBERS, f'"{NUMBERS}"')
    assert shown == "[" + " ".join(map(str, range(1, 29))) + "]…"


def test_words_beyond_what_is_looked_at_are_not_shown(connection: sqlite3.Connection) -> None:
    text = "x " * (LOOKED_AT // 2) + "zebra"
    assert excerpt(connection, text, "zebra") == "x " * 27 + "x…"


def test_a_word_without_an_end_is_cut(connection: sqlite3.Connection) -> None:
    assert len(excerpt(connection, "zebra " + "x" * LOOKED_AT, "zebra")) < 3_000


def test_a_mark_has_a_limit(connection: sqlite3.Connection) -> None:
    sqlite3.enable_callback_tracebacks(False)  # as the server has it: who imports Datasette alone has them written
    with pytest.raises(sqlite3.OperationalError):
        connection.execute("SELECT excerpt('zebra', 'zebra', ?, '')", ("[" * 101,))


@pytest.mark.parametrize("unit", ["zebra ", "a ", "zebra, ", "z", "zebra\n", "\x02", "é ", '"zebra" '])
@pytest.mark.parametrize("typed", ["zebra", "zebra OR a", " OR ".join(f'"{"zebra " * n}"' for n in range(1, 14))])
def test_a_text_of_hits_takes_a_moment(connection: sqlite3.Connection, unit: str, typed: str) -> None:
    """FTS5's own functions took 115 seconds for half a megabyte."""
    text = unit * (500_000 // len(unit))
    assert seconds_for(lambda text: excerpt(connection, text, typed), text, runs=3) < 0.5


def test_what_fts5_has_for_it_is_closed_and_what_is_open_is_said(site: httpx.Client) -> None:
    for function in ("snippet(passages_fts, 0, '', '', '', 9)", "highlight(passages_fts, 0, '', '')"):
        sql = f"select {function} from passages_fts where passages_fts match 'invented'"
        refused = site.get("/opcc.json", params={"sql": sql})
        assert refused.status_code == 400
        assert "excerpt(text, words, before, after)" in refused.text
    sql = "select excerpt(words, :q, '<', '>') as shown from passages where words like '%invented%' limit 1"
    (row,) = site.get("/opcc.json", params={"sql": sql, "q": "invented", "_shape": "array"}).json()
    assert "<" in row["shown"]


WORDS = st.lists(st.sampled_from(["zebra", "zebras", "crossing", "plan", "Dŵr", "\x02", "x" * 130]), max_size=60)


@pytest.mark.heavy
@given(st.lists(WORDS.map(" ".join) | WORDS.map(lambda words: " plan " * 500 + " ".join(words)), max_size=5))
@settings(max_examples=100, deadline=None)
def test_excerpts_made_all_at_once_are_those_made_one_by_one(texts: list[str]) -> None:
    for typed in ("zebra", '"zebra crossing" OR dwr', "-zebra"):
        one_by_one = [Excerpts().excerpt(text, typed, "\x02", "\x03") for text in texts]
        assert excerpts(texts, parse(typed).terms) == one_by_one


@given(st.lists(st.booleans(), max_size=200))
def test_an_excerpt_shows_as_many_hits_as_any_of_its_length(hits: list[bool]) -> None:
    text = " ".join("zebra" if hit else "plan" for hit in hits)
    shown = Excerpts().excerpt(text, "zebra", "[", "]") or ""
    # Four words stand before the first hit, where there are so many.
    most = max((sum(hits[at : at + 24]) for at in range(len(hits))), default=0)
    assert shown.count("[") >= most


@given(
    st.lists(
        st.sampled_from([" ", "\n", "\x1c", "\xa0", "\u2028", "plan", "Dŵr", "\x02x\x03"]), min_size=1, max_size=150
    )
)
def test_words_are_taken_from_a_text_with_their_blanks(pieces: list[str]) -> None:
    text = "".join(pieces)
    for start in range(0, len(text.split()), 7):
        assert _words_of(text, start) == _pieces_of_words(text, start)

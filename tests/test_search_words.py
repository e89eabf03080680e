"""What is typed → what is searched for: other spellings, abbreviations, mistyped words, and the words as typed."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import NamedTuple

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from opcc_opendata.database import build
from opcc_opendata.search import (
    Names,
    Narrowed,
    SearchFacts,
    SearchQuery,
    Vocabulary,
    count,
    read_words,
    understand,
    written,
)
from opcc_opendata.search.query import folded, parse
from tests.projects import CHECKOUT, project, record
from tests.test_server import serving

NOTES = {
    "apart": "Body worn video of custody visitors.",
    "hyphen": "Body-worn cameras.",
    "joined": "Bodyworn equipment.",
    "short": "All officers have BWV.",
    "elsewhere": "The body of evidence is worn, under cover.",
    "mash": "The multi-agency safeguarding hub meets.",
    "hub": "A MASH in each district.",
    "reoffending": "Reoffending fell.",
    "re": "Less re-offending.",
    "quarterly": "Areas for improvement are read each quarter.",
    "visitor": "An independent custody visitor came.",
    "crime": "Cybercrime rose.",
}


class Built(NamedTuple):
    get: httpx.Client
    connection: sqlite3.Connection
    facts: SearchFacts
    vocabulary: Vocabulary


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    files = {f"2019-02-26-{name}.yaml": record(f"2019-02-26-{name}", note=note) for name, note in NOTES.items()}
    made = project(tmp_path_factory.mktemp("words"), files)
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        vocabulary = Vocabulary(connection, read_words(connection), Names(connection).words)
        with serving("--project", made.root, "--no-build") as client:
            yield Built(client, connection, SearchFacts(connection), vocabulary)


def found(built: Built, query: SearchQuery) -> set[str]:
    counted = count(built.connection, built.facts, query, Narrowed())
    rows = built.connection.execute(
        "SELECT response FROM searched_responses WHERE id IN (SELECT rowid FROM responses_fts WHERE responses_fts "
        "MATCH match_responses(?, '', '', '', '', '', '', ''))",
        (written(query),),
    ).fetchall()
    assert len(rows) == counted.total
    return {name.removeprefix("norfolk-2019-02-26-") for (name,) in rows}


@pytest.fixture(autouse=True, scope="module")
def _functions(built: Built) -> None:
    from opcc_opendata.search import register_functions

    register_functions(built.connection)


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("bodyworn", {"apart", "hyphen", "joined"}),
        ("body-worn", {"apart", "hyphen", "joined"}),
        ("body worn", {"apart", "hyphen", "joined"}),
        ("Body Worn", {"apart", "hyphen", "joined"}),
        ('"body worn"', {"apart", "hyphen"}),
        ("body evidence worn", {"elsewhere"}),
        ("BWV", {"apart", "short"}),
        ("bwv", {"apart", "short"}),
        ("body worn video", {"apart", "short"}),
        ("bodyworn video", {"apart", "short"}),
        ("body-worn-video", {"apart", "short"}),
        ('"bwv"', {"short"}),
        ("mash", {"mash", "hub"}),
        ("multi agency safeguarding hub", {"mash", "hub"}),
        ("multi-agency safeguarding hub", {"mash", "hub"}),
        ("multiagency safeguarding hub", {"mash", "hub"}),
        ("reoffending", {"reoffending", "re"}),
        ("re-offending", {"reoffending", "re"}),
        ("re offending", {"reoffending", "re"}),
        ("AFI", {"quarterly"}),
        ("AFIs", {"quarterly"}),
        ("ICV", {"visitor"}),
        ("cyber crime", {"crime"}),
        ("cyber-crime", {"crime"}),
        ("custody visitor", {"apart", "visitor"}),
        ("custdy visitors", {"apart", "visitor"}),
        ("custody vistors", {"apart", "visitor"}),
        ("indepedent", {"visitor"}),
        ('"custdy" visitors', set()),
        ("custody visitors -independent", {"apart"}),
        ("custody visitors NOT independent", {"apart"}),
        ("mash OR bwv", {"mash", "hub", "apart", "short"}),
    ],
)
def test_spellings_and_abbreviations_are_forgiven(built: Built, typed: str, names: set[str]) -> None:
    assert found(built, understand(parse(typed), built.vocabulary).query) == names


@pytest.mark.parametrize(
    "typed", ["taser", "Norfolk", "Dover", "commissioner", "x9custdy", "cus", '"custdy"', "-custdy"]
)
def test_what_may_be_right_is_not_corrected(built: Built, typed: str) -> None:
    assert understand(parse(typed), built.vocabulary).corrected == ()


def test_what_was_understood_is_told_apart(built: Built) -> None:
    joined = understand(parse("body worn"), built.vocabulary)
    assert (joined.joined, joined.added, joined.corrected) == (("body worn",), ("bodyworn",), ())
    together = understand(parse("bodyworn"), built.vocabulary)
    assert (together.joined, together.added) == ((), ("body worn",))
    wrong = understand(parse("custdy visitors"), built.vocabulary)
    assert (wrong.added, wrong.corrected) == ((), (("custdy", "custody"),))


def test_a_rare_word_beside_one_much_commoner_is_offered_and_not_put_in_its_place(built: Built) -> None:
    class Counting(Vocabulary):
        right = 50

        def hits(self, term: str, most: int = -1) -> int:
            return {"custodi": 1, "custody": self.right}.get(term, 0)

        def has_phrase(self, phrase: str) -> bool:
            return self.hits(phrase) > 0

    vocabulary = Counting(built.connection, ["custodi", "custody"], frozenset())
    found = understand(parse("custodi"), vocabulary)
    assert found.corrected == ()
    assert found.offered == parse("custody")
    vocabulary.right = 49
    assert understand(parse("custodi"), vocabulary).offered is None


def shown(built: Built, q: str, **more: str) -> str:
    answer = built.get.get("/search", params={"q": q, **more})
    assert answer.status_code == 200, answer.text
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.text.partition("<main")[2]))


def test_the_page_says_what_it_searched_for_and_can_be_held_to_the_words(built: Built) -> None:
    text = shown(built, "bodyworn")
    assert "Also searched for: body worn." in text
    assert "3 responses" in text
    exact = shown(built, "bodyworn", exact="1")
    assert "No other forms, spellings and abbreviations were searched for." in exact
    assert "1 response" in exact
    assert "Read as one term: body worn. Also searched for: bodyworn." in shown(built, "body worn")
    assert "also searched" not in shown(built, "custody").lower()


def test_a_correction_that_finds_nothing_gives_no_results(built: Built) -> None:
    text = shown(built, "custdy visitors giraffe")
    assert "“custody visitors giraffe” was searched for too. No response has the word “custdy”." in text
    assert "Results for" not in text.replace("No results for", "")
    assert "spellings and abbreviations" not in text
    assert "No results for “custdy visitors giraffe”" in text


def test_a_mistyped_word_finds_what_was_meant_and_says_so(built: Built) -> None:
    text = shown(built, "custdy visitors")
    assert "Results for “custody visitors”." in text
    assert "No response has the word “custdy”." in text
    assert "2 responses" in text
    exact = shown(built, "custdy visitors", exact="1")
    assert "No results for “custdy visitors”" in exact
    assert re.search(r"Did you mean custody visitors\s?\? \(2 responses\)", exact)
    assert "custdy: 0 responses" in exact
    assert "visitors: 2 responses" in exact


def test_no_result_leads_on(built: Built) -> None:
    answer = built.get.get("/search", params={"q": "zzyzx"})
    main = answer.text.partition("<main")[2]
    assert "No results for “zzyzx”" in main
    assert {"/responses", "/forces", "/reports"} <= set(re.findall(r'href="([^"]+)"', main))


def test_a_year_without_responses_finds_nothing_and_says_what_there_is_without_it(built: Built) -> None:
    text = shown(built, "custody", year="1999")
    assert "No results for “custody”" in text
    assert "Without the filters: 2 responses" in text
    assert built.get.get("/search", params={"q": "custody", "year": "19"}).status_code == 400


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.sampled_from(["body", "worn", "bwv", "MASH", "custdy", '"a b"', "-hub", "OR", "NOT", "re-offending", "DA"])
    )
)
def test_what_is_understood_can_be_typed(built: Built, typed: list[str]) -> None:
    query = understand(parse(" ".join(typed)), built.vocabulary).query
    assert parse(written(query)) == query
    assert query.words <= 100


@pytest.mark.parametrize("typed", ["bwv " * 13, "bwv " * 100, "mash " * 10 + f'"{"of " * 60}"'])
def test_a_long_search_is_left_as_it_is(built: Built, typed: str) -> None:
    query = parse(typed)
    assert understand(query, built.vocabulary).query == query
    assert understand(parse("bwv " * 12), built.vocabulary).query != parse("bwv " * 12)


def test_at_most_three_words_are_corrected(built: Built) -> None:
    found = understand(parse("custdy vistors indepedent safegarding"), built.vocabulary)
    assert [right for _, right in found.corrected] == ["custody", "visitors", "independent"]


def test_terms_are_abbreviations_in_capitals_or_words_written_together() -> None:
    text = (CHECKOUT / "opcc_opendata/search/terms.tsv").read_text(encoding="utf-8")
    rows = list(csv.DictReader(text.splitlines(), dialect="excel-tab"))
    assert len(rows) > 50
    for row in rows:
        assert row["short"].isupper() or row["short"] == "".join(folded(row["long"])), row
        assert row["long"] == " ".join(folded(row["long"])), row


def test_every_word_of_the_texts_is_in_the_vocabulary_and_no_other(built: Built) -> None:
    words = {word for (word,) in built.connection.execute("SELECT word FROM search_words")}
    texts = " ".join(text for (text,) in built.connection.execute("SELECT words FROM passage_texts"))
    assert words == set(folded(texts))

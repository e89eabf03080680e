"""Words are found in forms to which no regular ending leads, on a server and in files alike, and each is counted once.

What is expected is counted in the words of the records, without the indexes.
"""

from __future__ import annotations

import csv
import os
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any, NamedTuple

import httpx
import lxml.html
import pytest

from opcc_opendata.database import build
from opcc_opendata.search import Names, Vocabulary, parse, read_words, understand
from tests import forked
from tests.projects import CHECKOUT, project, record
from tests.test_server import serving

TABLE = CHECKOUT / "opcc_opendata/search/word_forms.tsv"
ROWS = [line.split("\t")[1].split() for line in TABLE.read_text(encoding="utf-8").splitlines()[1:]]
WORDS = {
    *("child", "woman", "man", "person", "foot", "analysis", "crisis", "criterion", "inquiry", "knife", "focus"),
    *("find", "take", "hold", "write", "keep", "withdraw", "licence", "plentyn", "argymhelliad"),
}
CHOSEN = [forms for forms in ROWS if WORDS.intersection(forms)]
"""The rows that each have a record for each of their forms."""

NOUNS = ("finding", "holding", "hearing", "meeting", "met", "meet", "leave", "left", "lives", "personnel")
OWNERS = {"victim": "victim", "victims": "victims", "of-one": "victim’s", "of-many": "victims’", "plain": "victim's"}
NOTES = {
    **{form: f"Okapi, {form}, zebra." for forms in CHOSEN for form in forms},
    **{noun: f"Okapi, {noun}, zebra." for noun in NOUNS},
    **{name: f"The {words} okapi." for name, words in OWNERS.items()},
}
ALL = "all"
"""The record that has forms of every row. Of rows without records of their own, each second form is in no text."""


class Built(NamedTuple):
    root: Path
    get: httpx.Client
    vocabulary: Vocabulary


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Built]:
    there = [form for forms in ROWS for n, form in enumerate(forms) if forms in CHOSEN or n % 3 != 1]
    notes = NOTES | {ALL: " ".join(there)}
    files = {f"2019-02-26-{name}.yaml": record(f"2019-02-26-{name}", note=note) for name, note in notes.items()}
    made = project(tmp_path_factory.mktemp("forms"), files)
    assert build(made).built
    with (
        closing(sqlite3.connect(made.database)) as connection,
        serving("--project", made.root, "--no-build") as client,
    ):
        yield Built(made.root, client, Vocabulary(connection, read_words(connection), Names(connection).words))


def named(rows: list[dict[str, Any]]) -> set[str]:
    return {row["response"].removeprefix("norfolk-2019-02-26-") for row in rows}


def found(built: Built, typed: str, **more: str) -> set[str]:
    """The responses that a search finds: on the page, as JSON and as CSV, as many as each of them says."""
    page = built.get.get("/search", params={"q": typed, **more})
    assert page.status_code == 200, page.text
    (heading,) = lxml.html.fromstring(page.text).xpath("//*[@id='found']")
    shown = heading.text_content()
    counted = built.get.get("/search.json", params={"q": typed, **more}).json()
    if not counted["total"]:
        assert "No results for" in shown
        return set()
    assert int(shown.split()[0]) == counted["total"]
    (address,) = set(re.findall(r'href="(/opcc/search_responses\.csv[^"]*)"', page.text))
    csv_of = built.get.get(address.replace("&amp;", "&")).text.lstrip("\ufeff")
    names = named(list(csv.DictReader(csv_of.splitlines())))
    assert len(names) == counted["total"]
    (kinds,) = [counted["facets"]["kind"]]
    assert {one["value"]: one["responses"] for one in kinds} == {"note": counted["total"]}
    return names


def test_each_row_has_words_that_regular_endings_do_not_lead_to() -> None:
    words = [form for forms in ROWS for form in forms]
    assert len(words) == len(set(words)), sorted({word for word in words if words.count(word) > 1})
    assert all(re.fullmatch("[a-z]+", word) for word in words)
    with closing(sqlite3.connect(":memory:")) as index:
        index.execute("CREATE VIRTUAL TABLE held USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')")
        index.executemany("INSERT INTO held (rowid, words) VALUES (?, ?)", enumerate(words))
        index.execute("CREATE VIRTUAL TABLE stems USING fts5vocab(held, instance)")
        stem = {words[doc]: term for doc, term in index.execute("SELECT doc, term FROM stems")}
    assert [forms for forms in ROWS if len({stem[form] for form in forms}) < 2] == []


@pytest.mark.parametrize("forms", CHOSEN, ids=lambda forms: forms[0])
def test_a_word_is_found_in_all_its_forms_and_counted_exactly(built: Built, forms: list[str]) -> None:
    regular = {"find": {"finding"}, "hold": {"holding"}}.get(forms[0], set())
    for typed in (forms[0], forms[-1].upper(), f"okapi {forms[0]}", f"{forms[-1]} zebra"):
        everywhere = set() if "okapi" in typed or "zebra" in typed else {ALL}
        assert found(built, typed) == {*forms, *regular, *everywhere}
    page = built.get.get("/search", params={"q": forms[0]}).text
    assert "Also searched for: " in page
    assert f"{forms[0]}," not in page.partition("Also searched for: ")[2].partition(".")[0]


def test_what_is_quoted_exact_or_unwanted_is_found_as_it_is_typed(built: Built) -> None:
    assert found(built, '"children" okapi') == {"children"}
    assert found(built, "children okapi", exact="1") == {"children"}
    assert found(built, "okapi child -children") == {"child"}
    assert found(built, "okapi women OR men") == {"woman", "women", "man", "men"}


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        # As the stemmer has it: a finding is found by find, and a holding by hold, but neither leads to found and held.
        ("finding", {"finding", "find", "finds"}),
        ("holding", {"holding", "hold", "holds"}),
        ("hearing", {"hearing"}),
        ("met", {"met"}),
        ("meet", {"meet", "meeting"}),
        ("left", {"left"}),
        ("lives", {"lives"}),
    ],
)
def test_a_noun_of_its_own_and_a_look_alike_lead_to_no_other_word(built: Built, typed: str, names: set[str]) -> None:
    assert found(built, f"okapi {typed}") == names


@pytest.mark.parametrize("typed", ["victim's", "victim’s", "Victim’s", "victims’", "victims'", "victims", "victim"])
def test_what_is_somebodys_is_found_with_and_without_the_apostrophe(built: Built, typed: str) -> None:
    assert found(built, typed) == set(OWNERS)


def test_what_is_a_childs_is_found_by_children(built: Built) -> None:
    assert found(built, "okapi child's") == found(built, "okapi children’s") == {"child", "children"}


def test_a_letter_that_is_no_owner_is_left_alone(built: Built) -> None:
    for typed in ("A&S", "it's", "x's"):
        assert understand(parse(typed), built.vocabulary).added == ()


def test_a_form_that_no_text_has_is_not_searched_for_and_none_is_mistyped(tmp_path: Path) -> None:
    made = project(tmp_path, {"2019-02-26-x.yaml": record("2019-02-26-x", note="Many criteria, and she takes it.")})
    assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection:
        vocabulary = Vocabulary(connection, read_words(connection), Names(connection).words)
        for typed, added in (("criterion", ("criteria",)), ("taken", ("takes",)), ("women", ())):
            understood = understand(parse(typed), vocabulary)
            assert (understood.added, understood.corrected) == (added, ())


@pytest.mark.browser
def test_the_files_find_what_the_server_finds(built: Built, browser: Any, tmp_path: Path) -> None:
    folder = tmp_path / "site"
    ran = forked.run(["static", str(folder), "--project", str(built.root)], Path.cwd(), os.environ)
    assert ran.returncode == 0, ran.stderr
    forms = [form for forms in ROWS for form in forms]
    asked = [*forms, *(f"{form}’s" for form in forms[::5]), *NOUNS, *OWNERS.values(), "criterio", "A&S", "it's"]
    asked += ['"children" okapi', "okapi child -children", "okapi women OR men", "okapi child's", "x's"]
    tab = browser.new_page()
    tab.goto(f"{folder.as_uri()}/search.html")
    script = """async queries => { const all = []; for (const one of queries) {
      const answer = await opccFind(one), read = answer.understood;
      all.push([read.query.wanted, read.added, read.joined, answer.found.map(found => found.name)]);
    } return all; }"""
    for typed, (wanted, added, joined, names) in zip(asked, tab.evaluate(script, asked), strict=True):
        own = understand(parse(typed), built.vocabulary)
        assert [tuple(group) for group in wanted] == list(own.query.wanted), typed
        assert (tuple(added), tuple(joined)) == (own.added, own.joined), typed
        answer = built.get.get("/search.json", params={"q": typed}).json()
        assert (len(names), names[:20]) == (answer["total"], [one["response"] for one in answer["results"]][:20]), typed
    tab.goto(f"{folder.as_uri()}/search.html?q=okapi+women")
    tab.get_by_text("Also searched for: woman.").wait_for()
    tab.close()


def test_a_form_that_is_searched_for_is_not_offered_instead(built: Built) -> None:
    class Counting(Vocabulary):
        def hits(self, term: str, most: int = -1) -> int:
            return {"women": 1, "woman": 50, "womans": 1}.get(term, 0)

        def has(self, word: str) -> bool:
            return self.hits(word) > 0

        has_phrase = has

    with closing(sqlite3.connect(built.root / "opcc.db")) as connection:
        vocabulary = Counting(connection, ["woman", "women"], frozenset())
        assert understand(parse("women"), vocabulary).offered is None
        assert understand(parse("womans"), vocabulary).offered == parse("woman")

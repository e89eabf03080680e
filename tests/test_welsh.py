"""The interface in Welsh: its catalogue, the names of things, and every page under /cy."""

from __future__ import annotations

import csv
import json
import re

import pytest

from opcc_opendata.site.dates import date
from opcc_opendata.site.i18n import Words, words_in
from tests.projects import CHECKOUT

WORDS = CHECKOUT / "opcc_opendata/site/words"
FORMS = ("none", "one", "two", "three", "six", "many")
SAME = frozenset(
    {
        "data.parquet",
        "response.as_json",
        "response.as_md",
        "response.as_pdf",
        "response.as_yaml",
        "data.json_lines",
        "data.sqlite",
        "nav.data",
        "data.csv",
        "data.jsonl",
        "search.json",
        "response.sha256",
    }
)
"""What is written alike in both languages."""

ENGLISH = re.compile(
    r"\b(the|of|and|are|was|were|be|been|has|have|for|from|with|which|that|this|these|those|it|its|not|no|any|"
    r"each|every|if|as|by|on|or|than|when|where|who|what|how|why|does|response|responses|report|reports|recommendation|"
    r"recommendations|force|forces|police|body|bodies|commissioner|published|answered|overdue|late|date|day|days|page|list|"
    r"table|row|rows|search|download|show|read|more|other|others|none|known|unknown|current|promise|promises)\b",
    re.IGNORECASE,
)
"""English words that no Welsh sentence has. (Some short ones, such as `a`, `i`, `o` and `to`, are Welsh as well.)"""


def catalogue(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((WORDS / f"{language}.json").read_text(encoding="utf-8"))
    return words


def titles() -> list[dict[str, str]]:
    with (WORDS / "titles_cy.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_english(key: str, english: dict[str, str]) -> str:
    """The English for a key of the Welsh catalogue, where a form for a number has that of `many`."""
    name, _, form = key.rpartition(".")
    return english[key] if key in english or form not in FORMS else english[f"{name}.many"]


# --- the catalogue ----------------------------------------------------------------------------------------------


def test_welsh_words_are_words_that_english_has() -> None:
    english, welsh = catalogue("en"), catalogue("cy")
    more = {key for key in welsh.keys() - english.keys() if key.rpartition(".")[2] not in FORMS[:-1]}
    assert not more, f"not in English: {', '.join(sorted(more))}"
    for key in welsh.keys() - english.keys():
        assert f"{key.rpartition('.')[0]}.many" in english, f"{key} is the form of nothing"


@pytest.mark.parametrize("part", [r"\{\w+\}", r"</?\w+[^>]*>"], ids=["placeholders", "tags"])
def test_a_sentence_has_the_same_parts_in_both_languages(part: str) -> None:
    english = catalogue("en")
    for key, words in catalogue("cy").items():
        if key.endswith(".none") and part.startswith(r"\{"):
            assert set(re.findall(part, words)) <= set(re.findall(part, in_english(key, english))), key
        else:
            assert sorted(re.findall(part, words)) == sorted(re.findall(part, in_english(key, english))), key


def test_no_english_is_left_in_the_welsh() -> None:
    english = catalogue("en")
    for key, words in catalogue("cy").items():
        bare = re.sub(r"<code>.*?</code>|<[^>]*>|\{\w+\}|\b(?:OR|NOT)\b", " ", words)
        assert not ENGLISH.search(bare), (key, words)
        is_sentence = re.search("[A-Za-z]{2}", bare) and key not in SAME
        assert not is_sentence or words != in_english(key, english), f"{key} is not translated"
        assert "'" not in bare, f"{key}: the apostrophe is the curly one"


def test_every_sentence_can_be_said_in_both_languages() -> None:
    for language in ("en", "cy"):
        say = words_in(language)
        for key, words in catalogue(language).items():
            values = dict.fromkeys(re.findall(r"\{(\w+)\}", words), "<&>")
            said = str(say(key, **values))
            assert "{" not in said
            assert "<&>" not in said, f"{key} lets a value through as HTML"
            assert say.plain(key, **values).count("<&>") == words.count("{")
            name, _, form = key.rpartition(".")
            if form == "many" and f"{name}.one" in catalogue("en"):
                more = {part: value for part, value in values.items() if part != "n"}
                for n in (0, 1, 2, 3, 6, 7, 1_234):
                    assert 'lang="en"' not in say.count(name, n, **more)


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 diwrnod yn hwyr"),
        (1, "1 diwrnod yn hwyr"),
        (2, "2 ddiwrnod yn hwyr"),
        (3, "3 diwrnod yn hwyr"),
        (6, "6 diwrnod yn hwyr"),
        (1_002, "1,002 diwrnod yn hwyr"),
    ],
)
def test_a_number_softens_the_word_after_it_as_welsh_does(n: int, said: str) -> None:
    assert words_in("cy").count("mark.late", n) == said


@pytest.mark.parametrize(
    ("n", "form"), [(0, "none"), (1, "one"), (2, "two"), (3, "three"), (4, "many"), (6, "six"), (11, "many")]
)
def test_the_forms_are_those_of_cldr(n: int, form: str) -> None:
    every = {f"x.{name}": name for name in FORMS}
    assert Words("cy", every, {}).count("x", n) == form
    assert Words("en", every, {}).count("x", n) == ("one" if n == 1 else "many")


def test_what_welsh_lacks_is_english_and_marked_so() -> None:
    say = Words("cy", {}, {"a": "An <em>{n}</em>", "b": "B"})
    assert say("a", n="<1>") == '<span lang="en">An <em>&lt;1&gt;</em></span>'
    assert say("b") == '<span lang="en">B</span>'


@pytest.mark.parametrize(
    ("day", "words"), [("2019", "2019"), ("2019-05", "Mai 2019"), ("2019-02-26", "26 Chwefror 2019"), ("soon", "soon")]
)
def test_dates_are_in_welsh(day: str, words: str) -> None:
    assert date(day, "cy") == f'<time datetime="{day}">{words}</time>'


# --- the names of things ----------------------------------------------------------------------------------------


def test_every_code_that_a_page_shows_has_a_welsh_title() -> None:
    known = {(row["codelist"], row["code"]): row for row in titles()}
    without = {"forces", "policing_bodies", "inspections", "grades_by_cycle", "questions_by_cycle"}
    for path in sorted((CHECKOUT / "schema/codelists").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        for row in rows:
            found = known.get((path.stem, row.get("code", "")))
            if path.stem not in without:
                assert found, f"{path.stem}: {row['code']} has no Welsh title"
            if found:
                assert found["title_en"] == row["title_en"], "the English title has changed: look at the Welsh one"
                assert row["title_cy"] in ("", found["title_cy"]), "the standard has another Welsh title"
            elif path.stem in without:
                assert not row.get("title_cy"), f"{row['code']}: put the standard’s Welsh title into titles_cy.csv"


def test_an_english_title_has_one_welsh_title_and_each_says_where_it_is_from() -> None:
    by_english: dict[str, set[str]] = {}
    for row in titles():
        by_english.setdefault(row["title_en"], set()).add(row["title_cy"])
        assert row["source"], row
        assert row["title_cy"] != row["title_en"] or row["source"] == "the same in both languages", row
    assert {english: welsh for english, welsh in by_english.items() if len(welsh) > 1} == {}


def test_names_are_welsh_where_there_is_one_and_marked_where_there_is_not() -> None:
    welsh, english = words_in("cy"), words_in("en")
    assert welsh.name("Gwent Police") == "Heddlu Gwent"
    assert welsh.name("Police and Crime Commissioner for Gwent") == "Comisiynydd yr Heddlu a Throseddu Gwent"
    assert welsh.name("Kent Police") == '<span lang="en">Kent Police</span>'
    assert welsh.plain_name("Kent Police") == "Kent Police"
    assert english.name("Gwent Police") == "Gwent Police"
    assert welsh.name(None) == english.name(None) == ""
    assert welsh.quoted("A <b>", "en") == '<span lang="en">A &lt;b&gt;</span>'
    assert (welsh.quoted("Y", "cy"), english.quoted("Y", "cy")) == ("Y", '<span lang="cy">Y</span>')
    assert welsh.plain("force.search", force=welsh.name("Kent Police")).endswith(" Kent Police")


def test_the_state_of_the_words_changes_with_any_of_them() -> None:
    states = {
        Words("cy", own, {}, named).state
        for own, named in [({"a": "b"}, {}), ({"a": "c"}, {}), ({"a": "b"}, {"c": "d"}), ({"a": "b"}, {"c": "e"})]
    }
    assert len(states) == 4


# --- prose that is translated as a whole ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["accessibility", "methodology"])
def test_a_whole_document_has_the_same_shape_in_both_languages(name: str) -> None:
    folder = CHECKOUT / "opcc_opendata/site/templates/site"
    english, welsh = ((folder / f"{name}{end}.html").read_text(encoding="utf-8") for end in ("", "_cy"))
    for part in (r"<(h[1-6]|p|ul|dl|li|dt|a|time)\b", r' (?:id|href|datetime)="[^"]*"', r'say\("[a-z_.]+"\)'):
        assert re.findall(part, welsh) == re.findall(part, english), part
    bare = re.sub(r"{%.*?%}|{{.*?}}|<[^>]*>", " ", welsh, flags=re.DOTALL)
    assert not ENGLISH.search(bare)

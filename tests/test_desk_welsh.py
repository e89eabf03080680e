"""The desk in Welsh: every word has its Welsh, none stands in a template, and a page says in which language it is."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest

from opcc_opendata.desk import drafts
from opcc_opendata.desk.parts import COMMENT_KINDS, part_of
from opcc_opendata.desk.words import ENGLISH, WELSH, desk_words
from tests.desks import ADDRESS, NAME, Officer, inputs_of
from tests.projects import CHECKOUT

FOLDER = CHECKOUT / "opcc_opendata/desk"
TEMPLATES = sorted((FOLDER / "templates").glob("*.html"))
SPOKEN = ("aria-label", "alt", "title", "placeholder", "summary", "value")
MACHINE = "Gwnaed geiriau Cymraeg y tudalennau hyn gan beiriant"


def words(language: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((FOLDER / f"words/{language}.json").read_text(encoding="utf-8"))
    return found


def test_each_english_key_has_a_welsh_value() -> None:
    english, welsh = words("en"), words("cy")
    assert english.keys() - welsh.keys() == set()
    assert {key for key in english if bool(english[key]) != bool(welsh[key])} == set()
    # What Welsh has besides are the labels and hints that the English pages take from the schema.
    assert {
        key for key in welsh.keys() - english.keys() if not re.fullmatch(r"field\.[a-z_.]+\.(label|hint)", key)
    } == set()


def test_a_sentence_has_the_same_places_in_both_languages() -> None:
    def places(text: str) -> set[str]:
        return {name for _, name, _, _ in Formatter().parse(text) if name is not None}

    english, welsh = words("en"), words("cy")
    assert {key: places(welsh[key]) for key in english} == {key: places(english[key]) for key in english}


def test_what_stands_the_same_in_both_is_the_same_in_both() -> None:
    english, welsh = words("en"), words("cy")
    assert {key for key in english if english[key] and english[key] == welsh[key]} == {"recommendations.has.none"}


class _Spoken(HTMLParser):
    """Collects what a reader would be told: the texts of a page, and attributes that are read out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in SPOKEN]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.stem)
def test_no_word_stands_in_a_template(template: Path) -> None:
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    spoken = _Spoken()
    spoken.feed(text)
    # The values of hidden inputs and of buttons are codes, which nobody reads.
    every = [re.sub(r'[a-z-]+="[^"]*"', "", one).strip() for one in spoken.found]
    left = [one for one in every if re.search(r"[^\W\d_]{2,}", one)]
    assert [one for one in left if not re.fullmatch(r"[a-z_-]+", one)] == []


@pytest.mark.parametrize(
    "page", ["report", *(f"comments/{kind}" for kind in COMMENT_KINDS), "recommendations/1", "dates"]
)
def test_every_label_of_a_form_is_welsh(officer: Officer, page: str) -> None:
    draft = drafts.read_draft(officer.desk.project, *NAME.split("/"))
    parts = [part_of(draft, page, officer.desk.standard, desk_words(language)) for language in (ENGLISH, WELSH)]
    english, welsh = ({one.name: (one.label, one.hint) for one in part.every} for part in parts if part)
    for name in english:
        assert welsh[name][0] != english[name][0], name
        assert not welsh[name][1] or welsh[name][1] != english[name][1] or english[name][1] == "", name


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    officer = Officer(tmp_path / "project")
    officer.write()
    return officer


def switched(officer: Officer, language: str = WELSH, back: str = "/", status: int = 303) -> str:
    fields = {"token": officer.gate.form_token("/language"), "language": language, "back": back}
    return str(officer.post("/language", fields, status).headers.get("location", ""))


def test_the_pages_change_to_welsh_and_back_and_stay_so(officer: Officer) -> None:
    assert '<html lang="en">' in officer.get("/")
    assert MACHINE not in officer.get("/")
    header = officer.get("/begin?q=custody").partition("</header>")[0]
    fields = inputs_of(header)
    assert (fields["language"], fields["back"]) == (["cy"], ["/begin?q=custody"])
    assert officer.post("/language", fields).headers["location"] == "/begin?q=custody"
    page = officer.get("/")
    assert '<html lang="cy">' in page
    assert MACHINE in page
    # 1 November is day 1, so that day 56 is 26 December, a Saturday.
    assert "Y dyddiad cau nesaf: dydd Sadwrn 26 Rhagfyr 2026, ymhen 30 diwrnod" in page
    assert "What is owed" not in page
    again = Officer(officer.root)  # the desk was ended and begun again
    assert '<html lang="cy">' in again.get("/")
    assert switched(officer, ENGLISH, ADDRESS) == ADDRESS
    assert "What is owed" in officer.get("/")


def test_what_is_still_english_says_so(officer: Officer) -> None:
    switched(officer)
    page = officer.get(f"{ADDRESS}/recommendations/1?checked=1")
    assert 'class="msg"' in page or 'class="wmsg"' in page
    for remark in re.findall(r'<p class="w?msg".*?</p>', page, re.DOTALL):
        in_english = re.search(r'<span lang="en">(.*?)</span>', remark)
        assert in_english or "eich swyddfa" in remark or "derbyn" in remark, remark
    assert re.search(r'<p class="hint" id="hint-answer-acceptance-\d+" lang="en">', page)
    assert "Derbyniwyd yn rhannol" in page
    missing = officer.browser.get("/no-such-page")
    assert (missing.status_code, "Nid oes tudalen o’r fath" in missing.text) == (404, True)


@pytest.mark.parametrize(
    ("language", "back"),
    [
        ("fr", "/"),
        ("", "/"),
        ("cy", "//evil.example"),
        ("cy", "/\\evil.example"),
        ("cy", "https://evil.example"),
        ("cy", "/a\r\nset-cookie: x=y"),
        ("cy", ""),
    ],
)
def test_a_language_that_there_is_not_and_a_way_out_of_the_desk_are_refused(
    officer: Officer, language: str, back: str
) -> None:
    switched(officer, language, back, 422)
    assert '<html lang="en">' in officer.get("/")


def test_each_who_is_signed_in_has_a_language_of_their_own(officer: Officer) -> None:
    from opcc_opendata.desk.sign_on import User

    alex, sam = User("Alex", ""), User("Sam", "")
    assert officer.desk.of(alex).choose(WELSH)
    assert officer.desk.of(alex).words.language == WELSH
    assert officer.desk.of(sam).words.language == ENGLISH
    assert officer.desk.of(None).words.language == ENGLISH

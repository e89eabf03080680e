"""The interface in Welsh: its catalogue, the names of things, and every page under /cy."""

from __future__ import annotations

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any

import httpx
import pytest
import yaml
from jinja2 import Environment, FileSystemLoader
from lxml import html

from opcc_opendata.record import MONTHS
from opcc_opendata.site import jinja_env
from opcc_opendata.site.charts import short_name
from opcc_opendata.site.comparison import place_of
from opcc_opendata.site.dates import date
from opcc_opendata.site.i18n import SiteWords, words_in
from opcc_opendata.site.jinja_env import in_language
from tests import translated
from tests.projects import CHECKOUT
from tests.sites import PAGES
from tests.test_data_page import ready

WORDS = CHECKOUT / "opcc_opendata/site/words"
FORMS = ("none", "one", "two", "three", "six", "many")
SAME = frozenset(
    {
        "data.parquet",
        "response.as_json",
        "response.as_md",
        "response.as_pdf",
        "response.as_yaml",
        "response.as_jsonld",
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


def test_both_languages_have_the_same_words() -> None:
    english, welsh = catalogue("en"), catalogue("cy")
    missing = english.keys() - welsh.keys()
    assert not missing, f"put these into words/cy.json: {', '.join(sorted(missing))}"
    more = {key for key in welsh.keys() - english.keys() if key.rpartition(".")[2] not in FORMS[:-1]}
    assert not more, f"not in English: {', '.join(sorted(more))}"
    for key in welsh.keys() - english.keys():
        assert f"{key.rpartition('.')[0]}.many" in english, f"{key} is the form of nothing"


def test_no_english_sentence_has_changed_since_the_welsh_was_made() -> None:
    now, then = translated.digests(), translated.noted()
    changed = sorted(key for key in now.keys() | then.keys() if now.get(key) != then.get(key))
    assert not changed, f"see to the Welsh of {', '.join(changed)}; then run python -m tests.translated"


@pytest.mark.parametrize("part", [r"\{\w+\}", r"</?\w+[^>]*>"], ids=["placeholders", "tags"])
def test_a_sentence_has_the_same_parts_in_both_languages(part: str) -> None:
    english = catalogue("en")
    for key, words in catalogue("cy").items():
        own, theirs = Counter(re.findall(part, words)), Counter(re.findall(part, in_english(key, english)))
        if key.rpartition(".")[2] in FORMS[:-1] and key not in english:
            del own["{n}"], theirs["{n}"]  # a form for one number may have it in words
        assert own == theirs, key


@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_number_that_is_shown_on_a_line_of_its_own_begins_its_sentence(language: str) -> None:
    shown = (".finding.", "home.lately.", "timeliness.sum.")
    found = {key: words for key, words in catalogue(language).items() if any(part in f".{key}" for part in shown)}
    with_number = {key: words for key, words in found.items() if "<strong>" in words}
    assert len(with_number) > 30
    assert not [key for key, words in with_number.items() if not words.startswith("<strong>")]


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
    assert SiteWords("cy", every, {}).count("x", n) == form
    assert SiteWords("en", every, {}).count("x", n) == ("one" if n == 1 else "many")


def test_what_welsh_lacks_is_english_and_marked_so() -> None:
    say = SiteWords("cy", {}, {"a": "An <em>{n}</em>", "b": "B"})
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
    without = {"forces", "policing_bodies", "inspections", "grades_by_cycle", "questions_by_cycle", "successions"}
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
        SiteWords("cy", own, {}, named).state
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


# --- the pages --------------------------------------------------------------------------------------------------

ENGLISH_PAGES = [(address, status) for address, status, _ in PAGES if not address.startswith("/cy/")]
NOT_PAGES = re.compile(r"/(?:opcc(?:\b|$)|feeds/|-/)|.*/SHA256SUMS$|.*\.[a-z]+$")
"""What has no language: tables, feeds and downloads."""


def parsed(site: httpx.Client, address: str, status: int = 200) -> Any:
    answer = site.get(address)
    assert answer.status_code == status, (address, answer.status_code)
    return html.document_fromstring(answer.text)


def in_welsh(address: str) -> str:
    return f"/cy{address}"


def spoken(page: Any) -> Iterator[tuple[str, str]]:
    """Each text that a reader sees or hears, but code, with its language."""
    for node in page.body.iter():
        if not isinstance(node.tag, str) or node.tag in ("script", "style", "code", "pre"):
            continue
        language = next(one.get("lang") for one in (node, *node.iterancestors()) if one.get("lang"))
        if node.text:
            yield language, node.text
        for name in ("aria-label", "alt", "title", "placeholder", "data-name", "data-n"):
            if node.get(name):
                yield language, node.get(name)
        for child in node:
            if child.tail:
                yield language, child.tail


def words_of(page: Any, where: str) -> str:
    return " ".join(page.xpath(where)[0].text_content().split())


@pytest.mark.parametrize(("address", "status"), ENGLISH_PAGES)
def test_every_page_is_there_in_welsh_and_the_two_name_each_other(
    site: httpx.Client, address: str, status: int
) -> None:
    welsh = parsed(site, in_welsh(address), status)
    assert welsh.get("lang") == "cy"
    (strip,) = welsh.xpath('//aside[contains(., "gan beiriant")]')
    assert words_in("cy").state in strip.text_content()
    if status >= 400 and status != 410:
        return
    english = parsed(site, address, status)
    named = {}
    for page in (english, welsh):
        named[page.get("lang")] = {
            link.get("hreflang"): link.get("href") for link in page.xpath('//head/link[@rel="alternate"][@hreflang]')
        }
        (canonical,) = page.xpath('//head/link[@rel="canonical"]/@href')
        assert canonical == named[page.get("lang")][page.get("lang")]
        (switch,) = page.xpath("//header//a[@hreflang]")
        other = switch.get("hreflang")
        assert (switch.get("lang"), other) == (other, "cy" if page is english else "en")
        assert canonical_of(site, switch.get("href"), status) == named[page.get("lang")][other]
    assert named["en"] == named["cy"]
    assert set(named["en"]) == {"en", "cy", "x-default"}


def canonical_of(site: httpx.Client, address: str, status: int) -> str:
    return str(parsed(site, address, status).xpath('//head/link[@rel="canonical"]/@href')[0])


@pytest.mark.parametrize(("address", "status"), ENGLISH_PAGES)
def test_a_welsh_page_leads_to_welsh_pages(site: httpx.Client, address: str, status: int) -> None:
    welsh = parsed(site, in_welsh(address), status)
    links = welsh.xpath("//body//a[@href][not(@hreflang='en')]/@href | //form/@action")
    pages = [link for link in links if link.startswith("/") and not NOT_PAGES.match(link.partition("?")[0])]
    assert pages
    assert [link for link in pages if not link.startswith("/cy/")] == []


@pytest.mark.parametrize(("address", "status"), ENGLISH_PAGES)
def test_a_welsh_page_has_the_figures_of_the_english_one(site: httpx.Client, address: str, status: int) -> None:
    if address.startswith("/data"):
        ready(site)  # until then one of the two may have the checksums, and the other not yet
    found = []
    for one in (address, in_welsh(address)):
        main = parsed(site, one, status).xpath("//main")[0]
        for snippet in main.xpath('.//pre[@class="snippet"]'):  # it has the size of the picture, whose words are longer
            snippet.drop_tree()
        found.append(Counter(re.findall(r"\d[\d,.]*\d|\d", main.text_content())))
        links = Counter(
            re.sub(r"^/cy(?=/)", "", link) for link in main.xpath(".//a/@href") if link.startswith(("/", "?"))
        )
        found[-1] |= links
    assert found[0] == found[1]


@pytest.mark.parametrize(("address", "status"), ENGLISH_PAGES)
def test_a_welsh_page_has_no_english_that_is_not_marked(site: httpx.Client, address: str, status: int) -> None:
    typed = set(WORD.findall(address.partition("?")[2]))
    unknown = [
        (text.strip(), words)
        for language, text in spoken(parsed(site, in_welsh(address), status))
        if language == "cy" and (words := set(WORD.findall(without_names(text))) - vocabulary() - typed)
    ]
    assert unknown == []


@cache
def names() -> re.Pattern[str]:
    """The names of forces and bodies, whole and short. A name is the same word in a Welsh sentence."""
    found = set()
    for name in ("forces", "policing_bodies"):
        with (CHECKOUT / f"schema/codelists/{name}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found |= {row["title_en"], short_name(row["code"]), place_of(row["title_en"])}
    with (CHECKOUT / "opcc_opendata/site/tiles.csv").open(encoding="utf-8", newline="") as file:
        found |= {row["short_name"] for row in csv.DictReader(file)}
    welsh = {"Gwent Police", "South Wales", "North Wales", "Dyfed-Powys"}
    found -= welsh | {row["title_en"] for row in titles()}
    return re.compile("|".join(rf"\b{re.escape(one)}(?!\w)" for one in sorted(found, key=len, reverse=True)))


def without_names(text: str) -> str:
    """Leave out names, and what is no word: addresses, file names, ids and checksums."""
    return re.sub(
        r"\S*[\d_]\S*|https?://\S+|\b[a-z-]+\.[a-z]+\b|“[^”]*”", " ", names().sub(" ", " ".join(text.split()))
    ).casefold()


WORD = re.compile(r"[^\W\d_]{2,}")


@cache
def vocabulary() -> frozenset[str]:
    """Every word of the Welsh catalogue, names and documents, and of what the records here say in Welsh."""
    folder = CHECKOUT / "opcc_opendata/site/templates/site"
    texts = [*catalogue("cy").values(), *(row["title_cy"] for row in titles()), *MONTHS["cy"], "KB MB"]
    texts += [(folder / f"{name}_cy.html").read_text(encoding="utf-8") for name in ("accessibility", "methodology")]
    for path in (CHECKOUT / "tests/records/valid/shape-09-welsh-and-english").rglob("*.yaml"):
        record = yaml.safe_load(path.read_text(encoding="utf-8"))
        texts += welsh_of(record, is_welsh=record["language"] == "cy")
    return frozenset(WORD.findall(re.sub(r"<[^>]*>|{[{%].*?[%}]}", " ", " ".join(texts)).casefold()))


def welsh_of(value: Any, *, is_welsh: bool) -> list[str]:
    """What a record says in Welsh: all of one in Welsh, but its English, and what is under `cy` in one in English."""
    if isinstance(value, dict):
        return [
            text
            for key, one in value.items()
            for text in welsh_of(one, is_welsh=key == "cy" or (is_welsh and key != "en"))
        ]
    if isinstance(value, list):
        return [text for one in value for text in welsh_of(one, is_welsh=is_welsh)]
    return [str(value)] if is_welsh else []


@pytest.mark.parametrize(
    ("address", "status", "sentence"),
    [
        ("/cy/nothing-here", 404, "Nid oes tudalen Gymraeg yn y cyfeiriad hwn."),
        ("/cy/forces/nowhere", 404, "Nid oes heddlu o’r enw “nowhere”."),
        ("/cy/responses/nothing", 404, "Nid oes ymateb o’r fath yn y set ddata hon."),
        ("/cy/responses/norfolk-2019-02-26-domestic-abuse-update.json", 404, "Nid oes ymateb o’r fath"),
        ("/cy/responses?year=soon", 400, "Nid blwyddyn yw “soon”."),
        ("/cy/responses?page=none", 400, "Nid rhif tudalen yw “none”."),
        ("/cy/responses?page=999", 404, "Nid oes tudalen 999 yn y rhestr hon."),
    ],
)
def test_what_is_not_there_or_wrong_is_told_in_welsh(
    site: httpx.Client, address: str, status: int, sentence: str
) -> None:
    page = parsed(site, address, status)
    assert page.get("lang") == "cy"
    assert sentence in page.xpath("//main")[0].text_content()
    assert not page.xpath("//main//*[@lang]")


def test_what_is_wrong_with_the_words_of_a_search_is_told_in_english_and_marked(site: httpx.Client) -> None:
    page = parsed(site, "/cy/search?q=" + "a+" * 400, 400)
    assert page.xpath('//main//div[@class="notice"]//*[@lang="en"]')


@pytest.mark.parametrize(
    ("address", "leads_to"),
    [
        ("/cy/forces/", "/cy/forces"),
        ("/cy/forces/Heddlu-Gwent", "/cy/forces/gwent"),
        ("/cy/forces/Norfolk%20Constabulary", "/cy/forces/norfolk"),
        ("/cy/OVERDUE?force=kent", "/cy/outstanding?timeliness=overdue&force=kent"),
    ],
)
def test_another_spelling_of_a_welsh_address_leads_to_the_welsh_page(
    site: httpx.Client, address: str, leads_to: str
) -> None:
    answer = site.get(address, follow_redirects=False)
    assert (answer.status_code, answer.headers.get("location")) == (301, leads_to)


def test_a_copy_of_a_page_is_of_its_language(site: httpx.Client) -> None:
    for _ in range(3):
        for address, language in (("/forces", "en"), ("/cy/forces", "cy"), ("/cy/", "cy"), ("/", "en")):
            answer = site.get(address)
            assert f'<html lang="{language}">' in answer.text
    assert site.get("/forces").headers["etag"] != site.get("/cy/forces").headers["etag"]
    assert site.get("/cy").text == site.get("/cy/").text


def test_what_a_build_keeps_for_one_language_is_not_shown_in_the_other(site: httpx.Client) -> None:
    for address, english, welsh in (
        ("/responses", "Gwent Police", "Heddlu Gwent"),
        ("/forces", "Gwent Police", "Heddlu Gwent"),
        ("/compare", "South Wales Police", "Heddlu De Cymru"),
        ("/search?q=invented", "Recommendation", "Argymhelliad"),
    ):
        for _ in range(2):
            assert english in site.get(address).text
            assert welsh not in site.get(address).text
            assert welsh in site.get(f"/cy{address}").text


def test_what_a_record_says_in_welsh_stands_on_welsh_pages_and_is_marked_on_english_ones(site: httpx.Client) -> None:
    withdrawn, alone = "dyfed-powys-2022-04-28-invented-two-languages", "gwent-2022-04-28-invented-in-welsh"
    lead = '//main/p[@class="lead"]'
    assert words_of(parsed(site, f"/cy/responses/{withdrawn}", 410), lead) == "Ymateb dychmygol mewn dwy iaith"
    assert words_of(parsed(site, f"/responses/{withdrawn}", 410), lead) == "Invented response in two languages"
    assert words_of(parsed(site, f"/cy/responses/{alone}"), "//h1") == "Ymateb dychmygol yn Gymraeg"
    english = parsed(site, f"/responses/{alone}")
    assert words_of(english, '//h1//*[@lang="cy"]') == "Ymateb dychmygol yn Gymraeg"
    assert not english.xpath('//main//*[@lang="en"][not(self::li)]')  # the sentences about problems are English
    found = parsed(site, "/cy/search?q=dychmygol")
    assert found.xpath('//p[contains(@class, "snip")][not(.//*[@lang="en"])]//mark')


def test_the_strip_goes_when_a_speaker_has_read_these_very_words() -> None:
    state = words_in("cy").state
    assert strip_with(state) == 0
    assert strip_with("") == 1
    assert strip_with("0123456789ab") == 1, "other words than these were read"


def strip_with(read: str) -> int:
    env = Environment(loader=FileSystemLoader(CHECKOUT / "opcc_opendata/site/templates"), autoescape=True)
    jinja_env.prepare(env, "A title", read)
    env.globals |= {"build_facts": lambda: {}, "dataset_block": str}
    return in_language(env, "cy").get_template("site/_header.html").render().count("gan beiriant")


@pytest.mark.parametrize(
    "address", ["/charts/timeliness.png", "/charts/timeliness.svg", "/og/forces/gwent.png", "/og/site.png"]
)
def test_a_picture_has_the_words_of_its_page(site: httpx.Client, address: str) -> None:
    english, welsh = site.get(address), site.get(in_welsh(address))
    assert (english.status_code, welsh.status_code) == (200, 200)
    assert english.headers["content-type"] == welsh.headers["content-type"]
    assert english.content != welsh.content
    page = parsed(site, "/cy/forces/gwent").xpath('//meta[@property="og:image"]/@content')[0]
    assert page.endswith("/cy/og/forces/gwent.png")


@pytest.mark.parametrize("address", ["/cy/changes?report=invented-vetting-2022", "/cy/responses?force=kent&year=2022"])
def test_a_filter_that_was_chosen_is_marked_where_it_is_english(site: httpx.Client, address: str) -> None:
    (chips,) = parsed(site, address).xpath('//ul[@class="chips"][contains(., "tynnu’r hidlydd")]')
    assert chips.xpath('.//span[@lang="en"]')
    assert all(re.search("[a-z]", one.text_content()) for one in chips.xpath('.//span[@lang="en"]')), (
        "a year is no English"
    )

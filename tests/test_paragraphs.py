"""The address of a paragraph: which blocks have one, what changes it, and what does not."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from hashlib import sha256
from time import process_time
from typing import Any

import lxml.html
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from opcc_opendata.record import Record
from opcc_opendata.site import markdown_html
from opcc_opendata.site.document import RecordInLanguage
from opcc_opendata.site.paragraphs import Paragraphs, digest
from tests.test_server import serving

ADDRESS = re.compile(r"p-[a-z0-9-]+-[0-9a-f]{8}(?:-[1-9][0-9]*)?")

# Every block that Markdown knows. What stands before the bar is its tag, and what shows nothing has no line below.
BLOCKS = """First *paragraph*, with [a link](https://example.org/).

- a point
  - a point **inside** it

* a short point
  * a short point inside it

- a point of two paragraphs

  the second of them

> a quotation
>
> - a point in a quotation

| head | of a table |
|---|---|
| a row | of a table |
| a row | |

    preformatted

broken\\
hard\x20\x20
twice

- - a point alone in a point
-
- # A heading in a point

[](https://example.org/)

&nbsp;

&#8203;

\u2026
"""
ADDRESSED = [
    ("p", "First paragraph, with a link."),
    ("li", "a point"),
    ("li", "a point inside it"),
    ("li", "a short point"),
    ("li", "a short point inside it"),
    ("p", "a point of two paragraphs"),
    ("p", "the second of them"),
    ("p", "a quotation"),
    ("li", "a point in a quotation"),
    ("tr", "a row of a table"),
    ("tr", "a row"),
    ("pre", "preformatted"),
    ("p", "broken hard twice"),
    ("li", "a point alone in a point"),
    ("p", "\u2026"),
]


def of_page(html: str) -> list[tuple[str, str, str]]:
    """Read a page with another parser: the address, the tag and the own words of each block that has an address."""
    found = []
    for link in lxml.html.fromstring(f"<main>{html}</main>").iter("a"):
        if link.get("class") == "pin":
            block = next(one for one in link.iterancestors() if one.get("id", "").startswith("p-"))
            assert link.get("href") == f"#{block.get('id')}"
            found.append((block.get("id"), block.tag, own_words(block)))
    return found


def own_words(block: Any) -> str:
    """Give the words of a block without those of the blocks inside it."""
    words = ""
    for text in block.xpath(".//text()"):
        owner = text.getparent().getparent() if text.is_tail else text.getparent()
        inner = next(one for one in (owner, *owner.iterancestors()) if one.tag in ("p", "li", "tr", "pre"))
        if inner is block and text != "\u00b6":
            words += f" {text}" if owner.tag == "td" or text.getparent().tag == "br" else text
    return " ".join(words.split())


def addressed(text: str) -> list[tuple[str, str, str]]:
    return of_page(Paragraphs("Link").addressed(markdown_html.html(text, below=2), ("section", "other")))


def of_record(record: Record, language: str = "en") -> list[tuple[str, str, str]]:
    """Give the addresses of a whole record, as its page has them."""
    codes: Any = defaultdict(lambda: defaultdict(lambda: {"title": "Invented", "title_cy": None}))
    html: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, Markup):
            html.append(str(value))
        elif isinstance(value, dict):
            for one in value.values():
                gather(one)
        elif isinstance(value, list | tuple):
            for one in value:
                gather(one)

    gather(RecordInLanguage(record, language, codes).sections())
    return of_page("\n".join(html))


def test_each_block_that_shows_anything_has_one_address_and_nothing_else_has() -> None:
    found = addressed(BLOCKS)
    assert [(tag, words) for _, tag, words in found] == ADDRESSED
    html = str(Paragraphs("Link").addressed(markdown_html.html(BLOCKS, below=2), ("section", "other")))
    assert re.findall(r' id="([^"]*)"', html) == sorted((one[0] for one in found), key=html.index)


def test_an_address_is_made_of_the_place_and_the_words_and_of_nothing_else() -> None:
    expected = sha256(b"section\x1fother\x1ffirst paragraph with a link").hexdigest()[:8]
    assert addressed(BLOCKS)[0][0] == f"p-section-{expected}"
    assert addressed("It is so.\n\nIt is so.")[1][0] == addressed("It is so.")[0][0] + "-2"


@given(st.text(st.characters(max_codepoint=127), min_size=1))
def test_ascii_has_the_digest_that_it_has_beside_a_sign_of_another_alphabet(plain: str) -> None:
    assert digest(f"a{plain}") == digest(f"a{plain} ’")


@pytest.mark.parametrize(
    "same",
    [
        "the   force\nwill review it.",
        "The *force* will **review** it",
        "> “The force will review it.”",
        "- The force, will review it!",
        "The [force](https://example.org/) will review it\\\n",
        "The force\\\nwill review it.",
        "| a | b |\n|---|---|\n| The force | will review it |",
    ],
)
def test_layout_and_punctuation_leave_an_address(same: str) -> None:
    assert addressed(same)[0][0] == addressed("The force will review it.")[0][0]


def test_one_unicode_form_stands_for_all() -> None:
    assert addressed("Tŷ’r ﬁrst")[0][0] == addressed("Ty\u0302'r first")[0][0]


@pytest.mark.parametrize(
    "other", ["The force will not review it.", "The force will review", "The force will review it 2"]
)
def test_other_words_have_another_address(other: str) -> None:
    assert addressed(other)[0][0] != addressed("The force will review it.")[0][0]


def test_each_language_has_addresses_of_its_own_words() -> None:
    record = made({("policing_body", 0): ["A", "B"]}, [], ["A0"])
    record["comments"][0]["text"] = {"en": "In English.\n\nBoth.", "cy": "Yn Gymraeg.\n\nBoth."}
    english, welsh = ({words: name for name, _, words in of_record(record, language)} for language in ("en", "cy"))
    assert english["Both."] == welsh["Both."]
    assert english["In English."] not in welsh.values()


# --- whatever else is changed -----------------------------------------------------------------------------------

Texts = dict[tuple[str, int], list[str]]
WORDS = st.text("abcdefgh \u0177\u00e9\u2019*_|>#-1", min_size=1, max_size=12)


def made(comments: Texts, sections: list[list[str]], findings: list[str]) -> Record:
    """Make a record of comments by kind and number, sections, and findings: numbered where they begin with a digit."""
    return {
        "language": "en",
        "title": "Invented",
        "inspections": [{"id": "invented", "title": "Invented"}],
        "document": {"sections": [{"part": "other", "text": "\n\n".join(one)} for one in sections]},
        "comments": [{"kind": kind, "text": "\n\n".join(one)} for (kind, _), one in comments.items()],
        "recommendations": [
            {
                "kind": "recommendation",
                **({"number": one[1:]} if one[0] == "A" else {}),
                "text": f"Finding {one}.",
                "parts": [{"text": f"Part of {one}."}],
                "answer": {"body_action": f"Accepted.\n\nAnswer to {one}.", "force_action": "Accepted."},
                "progress": [{"date": "2020-01-01", "status": "in_progress", "note": f"Progress of {one}."}],
            }
            for one in findings
        ],
    }


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Draw what may stand beside the paragraphs that are looked for."""
    kinds = st.tuples(st.sampled_from(["policing_body", "chief_officer"]), st.integers(0, 3))
    comments = draw(st.dictionaries(kinds, st.lists(WORDS, max_size=4), max_size=4))
    sections = draw(st.lists(st.lists(WORDS, max_size=3), max_size=3))
    findings = draw(st.lists(st.sampled_from([f"{kind}{n}" for kind in "AB" for n in range(1, 6)]), unique=True))
    return made(comments, sections, findings)


SOUGHT = {
    "policing_body": "Sought: what the body says.",
    "chief_officer": "Sought: what the chief officer says.",
    "section": "Sought: a section.",
}


def with_sought(draw: st.DrawFn, record: Record) -> Record:
    """Put the paragraphs that are looked for into a record, anywhere in texts of their kind."""
    for kind, words in SOUGHT.items():
        texts = record["document"]["sections"] if kind == "section" else record["comments"]
        fitting = [one for one in texts if one.get("kind", kind) == kind]
        if not fitting:
            fitting = [{"part": "other", "text": ""} if kind == "section" else {"kind": kind, "text": ""}]
            texts.insert(draw(st.integers(0, len(texts))), fitting[0])
        text = draw(st.sampled_from(fitting))
        parts = text["text"].split("\n\n")
        parts.insert(draw(st.integers(0, len(parts))), words)
        # A rule parts it from what stands above, so that the same words are a paragraph of their own in both.
        text["text"] = "\n\n".join(f"\n\n***\n\n{part}" for part in parts)
    for finding in (made({}, [], ["A9"])["recommendations"][0], made({}, [], ["B9"])["recommendations"][0]):
        found = record["recommendations"]
        found.insert(draw(st.integers(0, len(found))), finding)
    return record


@pytest.mark.heavy
@settings(max_examples=150)
@given(st.data())
def test_whatever_else_is_added_removed_edited_or_moved_a_paragraph_keeps_its_address(data: st.DataObject) -> None:
    pages = []
    for _ in range(2):
        record = with_sought(data.draw, data.draw(records()))
        found = of_record(record)
        names = [name for name, _, _ in found]
        assert len(set(names)) == len(names)
        assert all(ADDRESS.fullmatch(name) for name in names)
        assert all(words for _, _, words in found)
        pages.append({words: name for name, _, words in found if "Sought" in words or words.endswith(("A9.", "B9."))})
    assert len(pages[0]) == len(SOUGHT) + 2 * 4
    assert pages[0] == pages[1]


@pytest.mark.parametrize("first", ["A", "B"])
def test_the_same_answer_to_another_recommendation_has_another_address(first: str) -> None:
    def accepted(*findings: str) -> list[str]:
        return [name for name, _, words in of_record(made({}, [], list(findings))) if words == "Accepted."]

    alone, among = accepted(f"{first}5"), accepted(f"{first}1", f"{first}5", f"{first}7")
    assert len(alone) == 2
    assert among[2:4] == alone
    assert len(set(among)) == 6
    assert not any(name.endswith("-2") for name in among)


def test_one_number_in_several_series_is_several_places() -> None:
    record = made({}, [], ["A1", "A1", "A1", "A1"])
    record["inspections"].append({"id": "other", "title": "Other"})
    record["recommendations"][1]["inspection"] = "other"
    record["recommendations"][2]["kind"] = "area_for_improvement"
    record["recommendations"][3]["from_inspection"] = {"as_printed": "An earlier one."}
    found = [name for name, _, words in of_record(record) if words == "Accepted."]
    assert len(set(found)) == 8
    assert all(re.fullmatch("p-recommendation-1-[0-9a-f]{8}", name) for name in found)


def test_a_report_put_in_moves_no_paragraph_of_the_others() -> None:
    record = made({}, [], ["A1"])
    record["inspections"] = [
        {"id": name, "title": name, "key_findings": f"Found in {name}."} for name in ("one", "two")
    ]
    record["recommendations"] = [one | {"inspection": "two"} for one in record["recommendations"]]
    before = {words: name for name, _, words in of_record(record)}
    record["inspections"].insert(0, {"id": "zero", "title": "zero", "key_findings": "Found in zero."})
    after = {words: name for name, _, words in of_record(record)}
    assert before.items() <= after.items()
    mended = {words: name for name, _, words in of_record(made({}, [], ["A1"]))}
    only = made({}, [], ["A1"])
    only["inspections"][0]["id"] = "the-right-id"
    assert {words: name for name, _, words in of_record(only)} == mended


# --- whatever it holds ------------------------------------------------------------------------------------------


PIECES = (
    *("- ", "> ", "1. ", "# ", "| ", "|---|\n", "\n", "\n\n", "    ", "\\\n", "*", "`", "![]()", "[x](y)", "<b>"),
    *("&nbsp;", "&#8203;", "\u3164", "\u00ad", "\U0001f46e", "\ue000", "'", '"', "&", "word"),
)


@pytest.mark.heavy
@settings(max_examples=300)
@given(st.lists(st.sampled_from(PIECES), max_size=30).map("".join))
def test_no_text_makes_an_empty_or_a_second_address(text: str) -> None:
    found = addressed(text)
    assert all(re.sub("[\\s\u200b\u00ad\u3164]", "", words) for _, _, words in found), found
    assert len({name for name, _, _ in found}) == len(found)
    assert all(ADDRESS.fullmatch(name) for name, _, _ in found)


@pytest.mark.parametrize("unit", ["\u0301\u0316", "\ufdfa", "- a\n", "a\n\n", "x", "&amp;", "| a |\n|---|\n", "> a\n"])
def test_a_text_ten_times_as_long_takes_ten_times_as_long(unit: str) -> None:
    times = []
    for length in (10_000, 100_000):
        html = markdown_html.html((unit * length)[:length], below=2)
        start = process_time()
        Paragraphs("Link").addressed(html, ("section", "other"))
        times.append(process_time() - start)
    assert times[1] < 30 * times[0] + 0.5


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a site with one record that has every block in every text, in English and in Welsh."""
    record = made({("chief_officer", 1): ["A"], ("policing_body", 2): ["B"]}, [["C"]], ["A1", "A2", "B1"])
    every = {"en": BLOCKS, "cy": f"Yn Gymraeg.\n\n{BLOCKS}"}
    for one in (*record["comments"], *record["document"]["sections"], *record["recommendations"]):
        one["text"] = every
    record["document"]["statutory_statement"] = every
    record["recommendations"][1]["answer"] = {"acceptance": "accepted", "body_action": every}
    facts = {"schema_version": "1.0.0", "id": "kent-2020-01-01-invented", "force": "kent", "policing_body": "kent-pcc"}
    record |= facts | {"stage": "full", "dates": {"published": "2020-02-01"}}
    record["inspections"][0] |= {"published": "2020-01-01", "key_findings": every}
    folder = tmp_path_factory.mktemp("paragraphs")
    (folder / "records/kent").mkdir(parents=True)
    text = yaml.safe_dump(json.loads(json.dumps(record)), allow_unicode=True, sort_keys=False)
    (folder / "records/kent/2020-01-01-invented.yaml").write_text(text, encoding="utf-8")
    outcome = build(project_at(folder))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with serving("--project", folder, "--no-build") as client:
        yield f"{str(client.base_url).rstrip('/')}/responses/kent-2020-01-01-invented"


FOLLOWED = """links => links.map(link => {
  location.hash = link;  // the page has moved there when this statement ends
  const met = [...document.querySelectorAll(":target")], box = met[0].getBoundingClientRect();
  return {link: location.hash, targets: met.length, text: met[0].innerText, width: box.width, top: box.top};
})"""


@pytest.mark.browser
@pytest.mark.parametrize("language", ["en", "cy"])
def test_each_link_leads_to_a_paragraph_that_can_be_seen(pages: str, browser: Any, language: str) -> None:
    context = browser.new_context(viewport={"width": 800, "height": 600}, reduced_motion="reduce")
    tab, address = context.new_page(), f"{pages}?lang={language}"
    assert tab.goto(address).status == 200
    links = tab.eval_on_selector_all("a.pin[href^='#p-']", "all => all.map(one => one.getAttribute('href'))")
    assert len(links) > 8 * len(ADDRESSED)
    assert len(set(links)) == len(links)
    assert tab.locator("[id^='p-']").count() == len(links)
    identifiers = tab.eval_on_selector_all("[id]", "all => all.map(one => one.id)")
    assert len(set(identifiers)) == len(identifiers)
    met = tab.evaluate(FOLLOWED, links)
    assert [one["link"] for one in met] == links
    for one in met:
        assert one["targets"] == 1, one
        assert one["text"].replace("\u00b6", "").strip(), one
        assert one["width"] > 0, one
        assert -1 <= one["top"] < 600, one
    context.close()

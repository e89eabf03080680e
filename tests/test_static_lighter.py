"""What pages of files leave out, numbers as the search index writes them, and large files packed in parts."""

from __future__ import annotations

import json
import lzma
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from itertools import product
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.static import packing
from opcc_opendata.static.lighter import SCRIPT, lighter, without_links_to_places
from opcc_opendata.static.search_index import SCRIPT as SEARCH
from opcc_opendata.static.search_index import written
from opcc_opendata.static.word_places import PLACE_BITS, WordPlaces

PATTERNS = '<svg width="0" height="0" class="hidden" aria-hidden="true"><defs><pattern id="pattern-late"/></defs></svg>'
PLACE = ' <a class="pin" href="#p-x-1" aria-label="Link to this paragraph">¶</a>'


FINDING = (
    '<article class="card" id="recommendation-1" aria-labelledby="recommendation-1-name"><header>'
    '<h3 id="recommendation-1-name">Recommendation 1'
    ' <a class="pin" href="#recommendation-1" aria-label="Link to this finding">#</a></h3></header></article>'
)


def page(main: str) -> str:
    return f"<html lang='en'><head><title>x</title>\n</head>\n<body>\n{PATTERNS}\n{main}</body></html>"


def test_blank_lines_go_but_not_those_of_a_text() -> None:
    made = lighter(page("<p>a</p>\n\n   \n<pre>one\n\n\ntwo</pre>\n\n<p>b\nc</p>\n"))
    assert "<p>a</p>\n<pre>one\n\n\ntwo</pre>\n<p>b\nc</p>" in made


def test_what_stands_between_words_stays() -> None:
    """A line's end is a blank where words or links are on both sides of it."""
    made = lighter(page("<p>a\n<a>b</a>\n<a>c</a>\n<strong>d</strong></p>\n<p>e</p>\nf"))
    assert "<p>a\n<a>b</a>\n<a>c</a>\n<strong>d</strong><p>e</p>\nf" in made


@pytest.mark.parametrize(
    ("main", "made"),
    [
        ("<p>a</p><p>b</p><div>c</div>", "<p>a<p>b<div>c</div>"),
        ("<div><p>a</p></div>", "<div><p>a</div>"),
        ("<ul><li>a</li><li><p>b</p></li></ul>", "<ul><li>a<li><p>b</ul>"),
        ("<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd><p>d</p></dd></dl>", "<dl><dt>a<dd>b<dt>c<dd><p>d</dl>"),
        (
            "<table><thead><tr><th>a</th></tr></thead><tbody><tr><th>b</th><td>c</td></tr></tbody></table>",
            "<table><thead><tr><th>a<tbody><tr><th>b<td>c</table>",
        ),
        ("<p>a</p>b", "<p>a</p>b"),
        ("<p>a</p><a>b</a>", "<p>a</p><a>b</a>"),
        ("<p>a</p><section>b</section>", "<p>a</p><section>b</section>"),
        ("<a><p>a</p></a>", "<a><p>a</p></a>"),
        ("<ul><li>a</li></ul>b", "<ul><li>a</ul>b"),
        ("<pre><p>a</p><p>b</p></pre>", "<pre><p>a</p><p>b</p></pre>"),
    ],
)
def test_end_tags_go_where_the_next_tag_says_the_same(main: str, made: str) -> None:
    assert lighter(page(main)).endswith(f"\n{made}")


@pytest.mark.browser
def test_without_end_tags_a_page_is_the_same(browser: Any) -> None:
    """The browser's own reading of a page, and of what is made of it."""
    parts = (
        "<h2>g</h2>",
        "<ol><li>h</li></ol>",
        "<p>i</p>",
        "<dl><dt>j</dt><dd>k</dd></dl>",
        "<table><tbody><tr><td>l</td></tr></tbody></table>",
    )
    blocks = [
        *(f"<div><p>a</p>{part}<p>b</p></div>" for part in parts),
        *(f"<ul><li><p>a</p>{part}</li><li>{part}<p>b</p></li></ul>" for part in parts),
        *(
            f"<section><dl><dt>a</dt><dd><p>b</p>{part}</dd><dt>c</dt><dd>{part}<p>d</p></dd></dl></section>"
            for part in parts
        ),
        *(
            f"<table><thead><tr><th>a</th></tr></thead><tbody><tr><td>{part}<p>b</p></td><td><p>c</p></td></tr></tbody></table>"
            for part in parts
        ),
    ]
    tab = browser.new_page()
    for block in blocks:
        whole = f"<!DOCTYPE html><html lang='en'><head><title>x</title></head><body>{block}<p>It's</p></body></html>"
        read = []
        for html in (whole, lighter(whole)):
            tab.set_content(html)
            read.append(tab.evaluate("document.body.innerHTML").strip())
        assert read[0] == read[1], block
        assert len(lighter(whole)) < len(whole) - 20
    tab.close()


def test_a_link_elsewhere_tells_nobody_where_it_was_followed() -> None:
    made = lighter(page('<a href="https://x" rel="noopener noreferrer nofollow">x</a>'))
    assert '<a href="https://x" rel="noreferrer">x</a>' in made


@pytest.mark.parametrize(
    ("main", "needed"),
    [
        ("<p>Late</p>", False),
        ('<span class="st late">Late</span>', False),
        ('<svg class="days mini on"></svg>', False),
        ('<svg class="days mini late"></svg>', True),
        ('<svg class="days lab cant"></svg>', True),
        ('<rect class="f-late" x="0"/>', True),
        ('<rect class="bar f-cant"/>', True),
        ('<rect class="hatch"/>', True),
    ],
)
def test_the_patterns_of_pictures_stay_where_a_picture_has_them(main: str, needed: bool) -> None:
    assert ("pattern-late" in lighter(page(main))) == needed


def test_a_page_without_paragraphs_loads_no_script() -> None:
    """Nor does the page of a recommendation, whose answers have links of another name."""
    kept = page('<h5>A <a class="pin" href="#a" aria-label="x">#</a></h5>')
    assert without_links_to_places(kept, "places.js") == kept
    made = without_links_to_places(page(f'<p id="p-x-1">Words.{PLACE}</p>'), "../assets/places.js")
    assert '<p id="p-x-1">Words.</p>' in made
    assert '<script src="../assets/places.js" defer></script>\n</head>' in made


@pytest.mark.browser
@pytest.mark.parametrize(
    "block",
    [
        f'<p id="p-x-1">Words.{PLACE}</p>',
        f'<pre id="p-x-1"><code>Words.{PLACE}</code></pre>',
        f'<table><tbody><tr id="p-x-1"><td>One</td><td>Two{PLACE}</td></tr></tbody></table>',
        f'<ul><li id="p-x-1">Words{PLACE}<ul><li>More</li></ul></li></ul>',
        FINDING,
        '<article class="card" aria-labelledby="same-1"><header><h3 id="same-1">An answer</h3></header></article>',
    ],
)
def test_the_script_puts_back_what_was_left_out(browser: Any, block: str) -> None:
    tab = browser.new_page()
    tab.set_content(f'<html lang="en"><body>{block}</body></html>')
    before = tab.evaluate("document.body.innerHTML")
    made = without_links_to_places(f'<html lang="en"><head></head><body>{block}</body></html>', "x.js")
    tab.set_content(lighter(made))
    assert 'class="pin"' not in tab.evaluate("document.body.innerHTML")
    names = '{"en": ["Link to this paragraph", "Link to this finding"]}'
    tab.add_script_tag(content=f"var opccPlaces = {names};\n" + SCRIPT.read_text("utf-8"))
    after = tab.evaluate("document.querySelectorAll('script').forEach(one => one.remove()), document.body.innerHTML")
    tab.close()
    assert after == before


def test_where_each_word_of_some_texts_stands() -> None:
    with WordPlaces() as places:
        places.add(3, "Cells, and cells again")
        places.add(7, "no cell but Ŵyl")
        found = {word: [(one >> PLACE_BITS, one % (1 << PLACE_BITS)) for one in held] for word, held in places}
    assert found == {
        "again": [(3, 3)],
        "and": [(3, 1)],
        "but": [(7, 2)],
        "cell": [(3, 0), (3, 2), (7, 1)],
        "no": [(7, 0)],
        "wyl": [(7, 3)],
    }


NUMBERS = [*range(6_000), 56_790, 56_791, 10**6, 2**31 - 1]


@pytest.mark.browser
def test_the_page_reads_numbers_as_they_were_written(browser: Any) -> None:
    """By the code of the page itself, taken out of its script."""
    source = SEARCH.read_text(encoding="utf-8")
    start, end = source.index("  // Reads runs of numbers"), source.index("  async function placesOf(")
    values = source[source.index("  var VALUES") : source.index("  var scripts =")]
    constants = source[source.index("  var DIGITS") : source.index("  var K1 =")]
    tab = browser.new_page()
    read = f"text => {{ {constants} {values} {source[start:end]} return numbers(text); }}"
    several: list[list[list[int]]] = [[NUMBERS], [[3], [], NUMBERS[::-1], [2_987, 44]], [[], []]]
    for runs in several:
        assert tab.evaluate(read, written(*runs)) == runs
    tab.close()


def test_numbers_stand_in_json_as_they_are() -> None:
    text = written(NUMBERS)
    assert json.dumps(text, ensure_ascii=True) == f'"{text}"'
    assert text.count(" ") == 1
    assert "<" not in text
    letters = [len(written([number])) - 1 for number in (0, 43, 44, 2_987, 2_988, 7_083, 7_084, 117_675, 117_676)]
    assert letters == [1, 1, 2, 2, 3, 3, 4, 4, 5]


def test_a_file_of_several_parts_is_unpacked_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_PART", 1_000)
    contents = b"", b"x", b"abc" * 333 + b"d", bytes(range(256)) * 40
    kinds = packing.DATABASE, packing.RECORDS, packing.TABLES
    for number, (settings, content) in enumerate(product(kinds, contents)):
        source = tmp_path / str(number)
        source.write_bytes(content)
        packed = tmp_path / f"{number}.xz"
        with ThreadPoolExecutor(packing.THREADS) as pool:
            packing.pack(pool, source, packed, settings)()
        assert lzma.decompress(packed.read_bytes()) == content
        if shutil.which("xz"):
            ran = subprocess.run(["xz", "--decompress", "--stdout", packed], capture_output=True, check=True)
            assert ran.stdout == content

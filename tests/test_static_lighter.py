"""What pages of files leave out, numbers as the search index writes them, and large files packed in parts."""

from __future__ import annotations

import json
import lzma
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.static import packing
from opcc_opendata.static.lighter import SCRIPT, lighter
from opcc_opendata.static.search_index import SCRIPT as SEARCH
from opcc_opendata.static.search_index import written

PATTERNS = '<svg width="0" height="0" class="hidden" aria-hidden="true"><defs><pattern id="pattern-late"/></defs></svg>'
PLACE = ' <a class="pin" href="#p-x-1" aria-label="Link to this paragraph">¶</a>'


FINDING = (
    '<article class="card" id="recommendation-1" aria-labelledby="recommendation-1-name"><header>'
    '<h3 id="recommendation-1-name">Recommendation 1'
    ' <a class="pin" href="#recommendation-1" aria-label="Link to this recommendation">#</a></h3></header></article>'
)


def page(main: str) -> str:
    return f"<html lang='en'><head><title>x</title>\n</head>\n<body>\n{PATTERNS}\n{main}</body></html>"


def test_blank_lines_go_but_not_those_of_a_text() -> None:
    made = lighter(page("<p>a</p>\n\n   \n<pre>one\n\n\ntwo</pre>\n\n<p>b\nc</p>\n"), "places.js")
    assert "<p>a</p>\n<pre>one\n\n\ntwo</pre>\n<p>b\nc</p>" in made


def test_what_stands_between_words_stays() -> None:
    """A line's end is a blank where words or links are on both sides of it."""
    made = lighter(page("<p>a\n<a>b</a>\n<a>c</a>\n<strong>d</strong></p>\n<p>e</p>\nf"), "places.js")
    assert "<p>a\n<a>b</a>\n<a>c</a>\n<strong>d</strong></p><p>e</p>\nf" in made


def test_a_link_elsewhere_tells_nobody_where_it_was_followed() -> None:
    made = lighter(page('<a href="https://x" rel="noopener noreferrer nofollow">x</a>'), "places.js")
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
    assert ("pattern-late" in lighter(page(main), "places.js")) == needed


def test_a_page_without_paragraphs_loads_no_script() -> None:
    """Nor does the page of a recommendation, whose answers have links of another name."""
    assert "<script" not in lighter(page('<h5>A <a class="pin" href="#a" aria-label="x">#</a></h5>'), "places.js")
    made = lighter(page(f'<p id="p-x-1">Words.{PLACE}</p>'), "../assets/places.js")
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
    tab.set_content(lighter(f'<html lang="en"><head></head><body>{block}</body></html>', "x.js"))
    assert 'class="pin"' not in tab.evaluate("document.body.innerHTML")
    names = '{"en": ["Link to this paragraph", "Link to this recommendation"]}'
    tab.add_script_tag(content=f"var opccPlaces = {names};\n" + SCRIPT.read_text("utf-8"))
    after = tab.evaluate("document.querySelectorAll('script').forEach(one => one.remove()), document.body.innerHTML")
    tab.close()
    assert after == before


NUMBERS = [*range(6_000), 56_790, 56_791, 10**6, 2**31 - 1]


@pytest.mark.browser
def test_the_page_reads_numbers_as_they_were_written(browser: Any) -> None:
    """By the code of the page itself, taken out of its script."""
    source = SEARCH.read_text(encoding="utf-8")
    start, end = source.index("  // Reads a run of numbers"), source.index("  async function placesOf(")
    values = source[source.index("  var VALUES") : source.index("  var scripts =")]
    constants = source[source.index("  var DIGITS") : source.index("  var K1 =")]
    tab = browser.new_page()
    read = tab.evaluate(
        f"run => {{ {constants} {values} {source[start:end]} return numbers(run); }}", "".join(map(written, NUMBERS))
    )
    tab.close()
    assert read == NUMBERS


def test_numbers_stand_in_json_as_they_are() -> None:
    text = "".join(map(written, NUMBERS))
    assert json.dumps(text, ensure_ascii=True) == f'"{text}"'
    assert " " not in text
    assert "<" not in text
    assert [len(written(number)) for number in (0, 60, 61, 1_890, 1_891, 56_790, 56_791)] == [1, 1, 2, 2, 3, 3, 4]


def test_a_file_of_several_parts_is_unpacked_as_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packing, "_PART", 1_000)
    for number, content in enumerate((b"", b"x", b"abc" * 333 + b"d", bytes(range(256)) * 40)):
        source = tmp_path / str(number)
        source.write_bytes(content)
        packing.pack(source, tmp_path / f"{number}.xz")
        packed = tmp_path / f"{number}.xz"
        assert lzma.decompress(packed.read_bytes()) == content
        if shutil.which("xz"):
            ran = subprocess.run(["xz", "--decompress", "--stdout", packed], capture_output=True, check=True)
            assert ran.stdout == content

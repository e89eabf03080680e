"""Every word of a document, counted in its own file by other means, is in a field, under "Not placed", or left out."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pypdf
import pytest

from opcc_opendata.importers import reading
from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.coverage import covered
from opcc_opendata.importers.formats import LeftOut, Run
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.splitting import ResponsePart
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.office import converted, needs_writer

STANDARD = load_standard(packaged_standard())
HERE = Path(__file__).parent
NO_FIGURE = {"dingbat-ticks.pdf", "no-unicode-map.pdf", "two-columns.pdf"}
DRAWN_TWICE = {"fake-bold.pdf", "hyphenated.pdf", "text-boxes.docx"}
"""Their files hold words twice, or in two parts, so that a simple count is another."""

DOCUMENTS = sorted(
    path
    for folder in ("documents", "drafts")
    for path in (HERE / folder).iterdir()
    if path.suffix in (".docx", ".pdf", ".html", ".md", ".txt") and path.name not in DRAWN_TWICE
)


class Shown(HTMLParser):
    """The text of a page, without scripts, styles, its title, and its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.silent = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.silent += tag in ("script", "style", "title")
        self.words.append("" if tag in ("b", "i", "em", "strong", "a", "span", "sup") else " ")

    def handle_endtag(self, tag: str) -> None:
        self.silent -= tag in ("script", "style", "title")
        self.words.append("" if tag in ("b", "i", "em", "strong", "a", "span", "sup") else " ")

    def handle_data(self, data: str) -> None:
        self.words.append("" if self.silent else data)


def recount(path: Path) -> int:
    raw = path.read_bytes()
    if path.suffix == ".docx":
        with zipfile.ZipFile(path) as archive:
            names = [name for name in archive.namelist() if re.match(r"word/(?:document|header|footer)\d*\.xml$", name)]
            xml = "</w:p>".join(archive.read(name).decode() for name in names)
        pieces = re.split("</w:p>|</w:del>|<w:br/>", xml)
        text = " ".join("".join(re.findall(r"<w:(?:t|delText)(?: [^>]*)?>([^<]*)<", one)) for one in pieces)
    elif path.suffix == ".pdf":
        text = "\n".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    elif path.suffix == ".html":
        page = Shown()
        try:
            page.feed(raw.decode())
        except UnicodeDecodeError:
            page.feed(raw.decode("cp1252"))
        text = "".join(page.words)
    else:
        text = raw.decode()
    return len(re.findall(r"\w+", text))


def texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from texts(inner)
    elif isinstance(value, str):
        yield value


def tokens(text: str) -> Counter[str]:
    return Counter(re.findall(r"\w+", text.casefold()))


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.name)
def test_the_figures_come_to_what_is_in_the_file(path: Path) -> None:
    made = drafts_of(path.read_bytes(), path.name, STANDARD, "norfolk-pcc")[0]
    if path.name in NO_FIGURE:
        assert made.coverage is None
        assert made.uncounted
        return
    assert made.coverage is not None
    assert made.coverage.words == recount(path)
    assert made.coverage.lost == ()


@pytest.mark.parametrize("name", ["merged-cells-recommendations.docx", "merged-cells.html", "white-text.pdf"])
def test_what_a_converter_loses_is_found_again(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (HERE / "documents" / name).read_bytes()
    whole = reading.blocks_of
    number = len(whole(reading.read(raw, Path(name).suffix).html))
    for lost in range(number):
        dropped: list[Block] = []

        def lossy(html: str, lost: int = lost, dropped: list[Block] = dropped) -> list[Block]:
            blocks = whole(html)
            dropped.append(blocks.pop(lost))
            return blocks

        monkeypatch.setattr(reading, "blocks_of", lossy)
        made = drafts_of(raw, name, STANDARD, "norfolk-pcc")[0]
        assert made.coverage is not None
        assert made.coverage.words == recount(HERE / "documents" / name)
        missing = tokens(" ".join(dropped[0].lines)) - tokens(" ".join(texts(made.data)))
        # Words that our own document says too (such as "Inspection") may be taken for those.
        assert sum(missing.values()) <= 2, missing


def test_a_table_heading_that_is_no_cell_is_kept() -> None:
    page = b"<h1>Kent PCC response</h1><table><caption>Table of invented answers</caption><tr><td>a<td>b</table>"
    (made,) = drafts_of(page, "page.html", STANDARD, "kent-pcc")
    section = made.data["document"]["sections"][-1]
    assert section["heading"] == "Not placed"
    assert section["text"].endswith("Table of invented answers")
    assert any("block 2 (caption)" in sentence for _, sentence in made.notes.gaps)


def test_lost_words_stay_with_their_own_response(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = (HERE / "drafts" / "year-page.html").read_bytes()
    whole = drafts_of(raw, "year-page.html", STANDARD)
    words = "I welcome this invented report on county lines."
    number = [one.words for one in whole[1].blocks].index(words)
    parted = reading.parts_of

    def lossy(blocks: Sequence[Block]) -> list[ResponsePart]:
        first, second, *others = parted(blocks)
        gone = replace(second.blocks[number], text="", lines=(words,))
        return [first, replace(second, blocks=(*second.blocks[:number], gone, *second.blocks[number + 1 :])), *others]

    monkeypatch.setattr(reading, "parts_of", lossy)
    found = [words in " ".join(texts(draft.data)) for draft in drafts_of(raw, "year-page.html", STANDARD)]
    assert found == [False, True, False]


RECORD = {
    "language": "en",
    "inspections": [{}],
    "document": {"sections": [{"part": "other", "heading": "Not placed", "text": "Left over here."}]},
    "comments": [{"kind": "policing_body", "form": "direct", "text": "I accept it in **2025**¹. I [accept](#x) it."}],
}


def figures(*texts: str, said: tuple[str, ...] = (), left_out: tuple[LeftOut, ...] = ()) -> tuple[int, int, int]:
    found = covered([Run("p", text) for text in texts], [RECORD], said, left_out)
    return found.placed, found.unplaced, found.left_out


def lost(*texts: str) -> list[str]:
    return [run.text for run in covered([Run("p", text) for text in texts], [RECORD], (), ()).lost]


def test_each_word_is_counted_once_and_in_order() -> None:
    assert figures("I accept it in 20251. I accept it.", "Left over here.") == (8, 3, 0)
    assert figures("3 May 2024", said=("3 May 2024",), left_out=(LeftOut("Page header", "Kent OPCC"),)) == (3, 0, 2)
    assert lost("it accept I in 2025") == ["it accept I in 2025"]
    assert lost("I accept it in 2025¹", "I accept it", "I accept it") == ["I accept it"]
    assert lost("I accept it in 2025¹ and refuse the rest") == ["and refuse the rest"]


def test_a_word_that_the_end_of_a_line_parts_is_one() -> None:
    assert lost("I ac-", "cept it in 2025¹") == []


@pytest.mark.heavy
@needs_writer
def test_an_open_document_is_counted_in_its_own_file(tmp_path: Path) -> None:
    odt = converted(HERE / "documents" / "hidden-and-struck.docx", "odt", tmp_path)
    (made,) = drafts_of(odt.read_bytes(), "response.odt", STANDARD, "norfolk-pcc")
    assert made.coverage is not None
    assert "HIDDENTEXT" not in str(made.data)
    assert made.coverage.words >= recount(HERE / "documents" / "hidden-and-struck.docx") - 1
    (other,) = drafts_of(converted(odt, "rtf", tmp_path).read_bytes(), "response.rtf", STANDARD, "norfolk-pcc")
    assert other.coverage is None
    assert "LibreOffice" in other.uncounted

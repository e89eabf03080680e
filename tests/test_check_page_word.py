"""Word files on the page Check: what the command line says of them, without one of the compiled libraries."""

from __future__ import annotations

import base64
import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import comrak
import pytest
from bs4 import BeautifulSoup
from lxml import etree

from opcc_opendata.browser import checking
from opcc_opendata.browser.bundle import bundle
from opcc_opendata.browser.checking import CheckResult
from opcc_opendata.browser.stand_ins import plain_markdown
from opcc_opendata.browser.stand_ins.trees.html_parser import HTMLParser
from opcc_opendata.browser.stand_ins.trees.refusal import NotReadHereError
from opcc_opendata.importers import batch
from opcc_opendata.project import project_at
from opcc_opendata.yaml_reader import read_file
from tests import word_files
from tests.desks import ReadHere
from tests.office import needs_writer
from tests.projects import CHECKOUT, project, record
from tests.test_check_page import THROUGH_WORKER, client, made, needs_pyodide, tab
from tests.waiting import LONGEST

__all__ = ["client", "made", "tab"]

# What the browser gets, run by a Python that has nothing besides: no installed library, and none that is compiled.
WITHOUT = """
import base64, json, sys

sys.path.insert(0, sys.argv[1])
from opcc_opendata.browser.stand_ins import install
install()
from dataclasses import asdict
from opcc_opendata.browser.checking import check
files = [(name, base64.b64decode(content)) for name, content in json.load(sys.stdin)]
print(json.dumps([asdict(check([(name, len(raw), raw)])) for name, raw in files]))
"""


@pytest.fixture(scope="module")
def readable(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Every file for which page and command line must say the same, by name."""
    folder = tmp_path_factory.mktemp("word")
    with pytest.MonkeyPatch.context() as changing:
        changing.setattr(batch, "Sandbox", ReadHere)
        made = word_files.forms(folder / "forms")
        made |= word_files.papers(project(folder / "office", {"2019-02-26-fixture.yaml": record()}), folder)
    made |= word_files.odd() | word_files.refused()
    return made | {one.name: one.read_bytes() for one in word_files.STRANGERS}


PARTS = 4
"""Each day tries one part of the files, and the days together all of them."""

a_day = pytest.mark.days(PARTS)
of_part = pytest.mark.parametrize("part", range(PARTS))


def of(part: int, files: dict[str, bytes]) -> dict[str, bytes]:
    return {name: files[name] for name in list(files)[part::PARTS]}


EXPECTED: dict[tuple[str, bytes], str] = {}
"""What the command line said of files already: it is asked once for both of the page's Pythons."""


def expected(name: str, content: bytes, folder: Path, changing: pytest.MonkeyPatch) -> str:
    if (name, content) not in EXPECTED:
        folder.mkdir()
        changing.chdir(folder)
        changing.setattr(batch, "Sandbox", ReadHere)
        EXPECTED[name, content] = word_files.told_by_command_line(folder, name, content)
    return EXPECTED[name, content]


def sent(files: dict[str, bytes]) -> list[tuple[str, str]]:
    return [(name, base64.b64encode(content).decode()) for name, content in files.items()]


def without_compiled(files: dict[str, bytes], folder: Path) -> list[CheckResult]:
    with zipfile.ZipFile(io.BytesIO(bundle(project_at(CHECKOUT)))) as packed:
        packed.extractall(folder / "checks")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", WITHOUT, str(folder / "checks")],
        input=json.dumps(sent(files)),
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stderr
    return [CheckResult(**one) for one in json.loads(done.stdout)]


def differing(
    files: dict[str, bytes], answers: list[CheckResult], folder: Path, changing: pytest.MonkeyPatch
) -> list[tuple[str, str, str]]:
    assert len(files) == len(answers)
    pairs = [
        (name, expected(name, content, folder / str(number), changing), found.text)
        for number, ((name, content), found) in enumerate(zip(files.items(), answers, strict=True))
    ]
    return [(name, theirs, ours) for name, theirs, ours in pairs if theirs != ours]


@pytest.mark.slow
@a_day
@of_part
def test_what_is_said_of_each_file_is_what_the_command_line_says(
    readable: dict[str, bytes], part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = of(part, readable)
    answers = without_compiled(files, tmp_path)
    different = differing(files, answers, tmp_path, monkeypatch)
    assert different == []
    assert len(files) > 60 / PARTS
    assert sum(bool(one.drafts) for one in answers) > 40 / PARTS
    assert all(one.drafts or one.refused for one in answers)


SAID = {
    "form-rows-added.docx": "This was added in the form",
    "macros.docm": "The document has macros",
    "locked.docx": "protected by a password",
    "large-text.docx": "far larger unpacked",
    "form-wrong-date.docx": "The form says “31 November 2026” here, which is not understood.",
}


@pytest.mark.heavy
def test_what_is_said_of_some_files_is_in_their_answers(readable: dict[str, bytes], tmp_path: Path) -> None:
    files = {name: readable[name] for name in SAID}
    for one, words in zip(without_compiled(files, tmp_path), SAID.values(), strict=True):
        assert words in one.text


@needs_writer
@pytest.mark.slow
@a_day
@of_part
def test_so_it_is_of_files_that_libreoffice_saved(
    readable: dict[str, bytes], part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("form-filled.docx", "form-rows-added.docx", "edited-paper.docx", "edited-letter.docx")
    files = word_files.saved_by_libreoffice({names[part]: readable[names[part]]}, tmp_path)
    answers = without_compiled(files, tmp_path)
    different = differing(files, answers, tmp_path, monkeypatch)
    assert different == []
    assert all(one.drafts for one in answers)


@pytest.mark.slow
@pytest.mark.browser
@needs_pyodide
@a_day
@of_part
def test_so_it_is_in_the_browser(
    tab: Any, readable: dict[str, bytes], part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left_out = {name for name in readable if name.startswith("form-carries")}
    damaged = of(part, word_files.damaged())
    files = of(part, {name: readable[name] for name in readable if name not in left_out}) | damaged
    assert len(files) > 50 / PARTS
    answers = [CheckResult(**json.loads(one)) for one in tab.evaluate(THROUGH_WORKER, sent(files))]
    refused = {name: one.refused for name, one in zip(files, answers, strict=True) if name in damaged}
    assert refused == {name: [[name, "damaged", ""]] for name in damaged}
    pairs = [(name, one) for name, one in zip(files, answers, strict=True) if name not in damaged]
    kept = {name: files[name] for name, _ in pairs}
    different = differing(kept, [one for _, one in pairs], tmp_path, monkeypatch)
    assert different == []
    assert tab.thrown == []


def test_where_what_reads_documents_is_not_installed_a_word_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checking, "find_spec", lambda _: None)
    found = checking.check([("a.docx", 2, b"PK")])
    assert (found.refused, found.text) == ([("a.docx", "document", "")], "")


@pytest.mark.heavy
def test_damaged_files_are_refused_and_named(tmp_path: Path) -> None:
    files = word_files.damaged()
    for name, found in zip(files, without_compiled(files, tmp_path), strict=True):
        assert found.refused == [[name, "damaged", ""]], name
        assert (found.text, found.drafts, found.problems) == ("", [], [])


class _Told:
    """What a parser tells its target, as a list."""

    def __init__(self) -> None:
        self.told: list[tuple[Any, ...]] = []

    def start(self, tag: str, attributes: dict[str, str], _names: Any = None) -> None:
        self.told.append(("start", tag, dict(attributes)))

    def end(self, tag: str) -> None:
        self.told.append(("end", tag))

    def data(self, words: str) -> None:
        before = self.told.pop()[1] if self.told and self.told[-1][0] == "data" else ""
        self.told.append(("data", before + words))

    def doctype(self, *words: str) -> None:
        self.told.append(("doctype", words))

    def close(self) -> list[tuple[Any, ...]]:
        return self.told


def _told(parser: Any, page: str) -> list[tuple[Any, ...]]:
    target = _Told()
    made = parser(target=target)
    made.feed(page)
    made.close()
    return target.told


def _page(dice: random.Random, depth: int) -> str:
    """Make a part of a page, of the elements that a Word document becomes, in any order."""
    blocks = "p h1 h2 ul ol li table thead tbody tr td th blockquote dl dt dd div pre section"
    names = f"strong em s sup sub a span b i u code {blocks}".split()
    if depth == 0 or dice.random() < 0.3:
        return dice.choice(["a", "b &amp; c", " ", "\n", "&lt;y", "é", "", "  t  ", "&nbsp;", '"q"', "\u2028", "\r\n"])
    if dice.random() < 0.08:
        return dice.choice(
            ["<br />", "<img />", "<hr/>", '<input type="checkbox" />', '<img src="x" alt="y &quot;" />']
        )
    name = dice.choice(names)
    attributes = dice.choice(["", "", ' id="place_1"', ' href="#a&amp;b"', ' colspan="2" rowspan="3"'])
    return f"<{name}{attributes}>{''.join(_page(dice, depth - 1) for _ in range(dice.randint(0, 3)))}</{name}>"


@pytest.mark.heavy
def test_a_page_is_read_as_libxml2_reads_it_or_not_at_all() -> None:
    dice, same = random.Random(7), 0
    for number in range(6_000):
        page = "".join(_page(dice, dice.randint(1, 5)) for _ in range(dice.randint(1, 4)))
        if number % 3 == 0:
            page = f"<!DOCTYPE html>\n<html><head><title>x</title></head><body>{page}</body></html>"
        try:
            ours = _told(HTMLParser, page)
        except NotReadHereError:
            continue
        assert ours == _told(etree.HTMLParser, page), page
        same += 1
    assert same > 3_000


def _markdown_text(soup: BeautifulSoup) -> list[tuple[str, str]]:
    return [(one.name, " ".join(one.get_text().split())) for one in soup.find_all(True)]


def test_markdown_is_read_as_comrak_reads_it() -> None:
    records = [read_file(path, path.name).data for path in sorted((CHECKOUT / "tests/records").rglob("*.yaml"))]
    texts = [text for one in records for text in _texts(one)]
    texts += [
        "<b>x</b>",
        "<div>\n*a*\n</div>",
        "a\n: b",
        "[x](javascript:alert(1))",
        "|a|b|\n|-|-|\n|1|2|",
        "1. a\n1. b",
        "~~x~~",
    ]
    extensions, options = comrak.ExtensionOptions(), comrak.RenderOptions()
    extensions.table, options.escape = True, True
    own, looks = plain_markdown.ExtensionOptions(table=True), plain_markdown.RenderOptions(escape=True)
    for text in texts:
        theirs = comrak.render_markdown(text, extension_options=extensions, render_options=options)
        ours = plain_markdown.render_markdown(text, extension_options=own, render_options=looks)
        assert _markdown_text(BeautifulSoup(ours, "html.parser")) == _markdown_text(
            BeautifulSoup(theirs, "html.parser")
        ), text
    assert len(texts) > 400


def _texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for one in value.values() for text in _texts(one)]
    if isinstance(value, list):
        return [text for one in value for text in _texts(one)]
    return [value] if isinstance(value, str) and " " in value else []

"""What validates, renders: every kind of document from records at the limits of the schema, in awkward characters."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import docx
import jsonschema_rs
import pypdf
import pytest
import yaml
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from opcc_opendata.documents import letter, panel, response
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.writers import docx as word
from opcc_opendata.documents.writers import html, md, pdf
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate

Record = dict[str, Any]
TESTS = Path(__file__).parent
NORFOLK = TESTS.parent / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
SHAPES = sorted((TESTS / "records/valid").glob("*/records/*/*.yaml"))
STANDARD = load_standard(packaged_standard())
IS_VALID = jsonschema_rs.validator_for(STANDARD.schema, validate_formats=True).is_valid
LONGEST_LINE, LONG_TEXT, LARGEST = 1000, 2_000, 800_000
SHORT_LINE, SHORT_TEXT = 150, 300
"""Characters of a text of several paragraphs, but for the first two of a record, which are long."""

FAMILIES = {
    "one long word": "Llanfairpwllgwyngyll",
    "a title of a sentence": "A response to an invented report, and what came of it. ",
    "emoji": "👮🏽‍♀️ 🏴󠁧󠁢󠁷󠁬󠁳󠁿 👨‍👩‍👧 ✅ 😀 ",
    "private use": "\uf0b7 \ue000 \uf8ff \U000f0000 \U0010fffd ",
    "right to left": "שלום עולם مرحبا بالعالم ١٢٣ ",
    "ideographs": "警察と犯罪委員 中文回应 한국어 ",
    "indic and thai": "हिन्दी में उत्तर ภาษาไทย தமிழ் ",
    "marks on marks": "Z̸̤͝ä̷̖́l̴̹̂g̵͓̓o̶ e\u0301\u20e3 \u0301\u0302 ",
    "unassigned": "a\u0378b\U000e0fffc ",
    "invisible": "a\u200b\u200d\u2060\u00ad\u034f\u180eb\u3164 ",
    "odd spaces": "a\u1680b\u2003c\u3000d\u00a0e ",
    "Markdown": "*a _b_ `c [d](e) ![f](g) | # <h> > \\ ~~i~~ --- 1. ",
    "markup": "</w:t>]]> <script>&amp;</script> {{ title }} #let x = 1; \\end{a} ",
    "brackets": "[[[[((((<<<<",
    "mathematics": "𝔓𝔬𝔩𝔦𝔠𝔢 ∑∫√≤≠ ℵ ㎡ ½ ",
}


def lines(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from lines(inner, (*path, key))
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            yield from lines(inner, (*path, position))
    elif isinstance(value, str):
        yield path


def replaced(record: Record, path: tuple[str | int, ...], text: str) -> Record:
    made = deepcopy(record)
    inner: Any = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = text
    return made


def at_its_limits(record: Record, text: str) -> Record:
    """Write a text over each value of a record that the schema lets be any text, a line at the longest it may be."""
    line = (text * LONGEST_LINE)[:LONGEST_LINE]
    sizes = iter([(LONGEST_LINE, LONG_TEXT)] * 2)
    several = of_paragraphs(text, *next(sizes))
    for path in list(lines(record)):
        for words in (several, line):
            made = replaced(record, path, words)
            if IS_VALID(made) and len(json.dumps(made, ensure_ascii=False).encode()) < LARGEST:
                record = made
                if words is several:
                    several = of_paragraphs(text, *next(sizes, (SHORT_LINE, SHORT_TEXT)))
                break
    return record


def of_paragraphs(text: str, line: int, last: int) -> str:
    """Give a text of two paragraphs and a list between them, of lines of some characters and a last one of others."""
    one = (text * line)[:line]
    return f"{one}\n\n- {one}\n- {one}\n\n{(text * last)[:last]}"


def as_list(text: str | dict[str, str]) -> list[str]:
    return [text] if isinstance(text, str) else list(text.values())


def papers(record: Record) -> dict[str, Paper]:
    spoken = record["language"] if record["language"] in ("en", "cy") else "en"
    return {
        "response": response(record, spoken, STANDARD.codelists),
        "letter": letter(record, spoken, STANDARD.codelists),
        "panel": panel([record], record["policing_body"], date(2000, 1, 1), spoken, STANDARD.codelists),
    }


def opened_docx(content: bytes) -> None:
    document = docx.Document(io.BytesIO(content))
    assert len(document.core_properties.title) <= 255
    xml = zipfile.ZipFile(io.BytesIO(content)).read("word/document.xml").decode()
    names = re.findall(r'<w:bookmarkStart [^>]*w:name="([^"]*)"', xml)
    assert len(names) == len(set(names)), "two bookmarks have one name"
    assert all(len(name) <= 40 for name in names)


def opened_pdf(content: bytes) -> None:
    assert len(pypdf.PdfReader(io.BytesIO(content)).pages) >= 1


WRITERS: dict[str, tuple[Callable[[Paper], Any], Callable[[Any], Any]]] = {
    "docx": (word.written, opened_docx),
    "pdf": (pdf.written, opened_pdf),
    "html": (html.written, lambda text: text.encode()),
    "md": (md.written, lambda text: text.encode()),
}


def typed(value: Any) -> Any:
    """Give back the few numbers and yes-or-no answers that BaseLoader leaves as text."""
    if isinstance(value, dict):
        return {key: typed(inner) if key not in TYPED else TYPED[key](inner) for key, inner in value.items()}
    return [typed(inner) for inner in value] if isinstance(value, list) else value


TYPED: dict[str, Callable[[str], Any]] = {"sent": lambda text: text == "true", "count": int}


@pytest.mark.slow
@pytest.mark.days(3)
@pytest.mark.parametrize("family", FAMILIES)
def test_what_validates_renders(family: str, tmp_path: Path) -> None:
    """Both records are at their limits, have no fault of form, and become every kind of document."""
    for source in [NORFOLK, max(SHAPES, key=lambda path: path.stat().st_size)]:
        record = at_its_limits(typed(yaml.load(source.read_text(encoding="utf-8"), yaml.BaseLoader)), FAMILIES[family])
        assert min(len(text) for text in as_list(record["title"])) >= LONGEST_LINE
        path = tmp_path / "records" / record["force"] / f"{record['id'].removeprefix(record['force'] + '-')}.yaml"
        path.parent.mkdir(parents=True)
        path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
        problems = validate(project_at(tmp_path), [path]).problems
        assert [str(one) for one in problems if one.code < "R200"] == []
        for paper in papers(record).values():
            for write, opened in WRITERS.values():
                opened(write(paper))


def test_a_long_title_and_a_private_bullet_by_the_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    record = typed(yaml.load(NORFOLK.read_text(encoding="utf-8"), yaml.BaseLoader))
    record["title"] = "Response to a report with a long name " * 8
    record["recommendations"][0]["answer"]["body_action"] = "\uf0b7 We will watch \U0010fffd."
    path = tmp_path / "records/norfolk/2019-02-26-domestic-abuse-update.yaml"
    path.parent.mkdir(parents=True)
    path.write_text(yaml.safe_dump(record, allow_unicode=True, sort_keys=False), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    for form in ("docx", "pdf", "html", "md"):
        done = CliRunner().invoke(opcc, ["render", str(path), "--to", form, "--out", f"paper.{form}"])
        assert done.exit_code == 0, done.output
        assert ("U+10FFFD" in done.stderr) == (form == "pdf")
    printed = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "paper.pdf").pages)
    assert "• We will watch [U+10FFFD]." in " ".join(printed.split())
    checked = CliRunner().invoke(opcc, ["validate"])
    assert "R262" in checked.output
    assert "U+F0B7" in checked.output

"""Damaged documents of every form give a draft or a sentence: no traceback, no network, within limits."""

from __future__ import annotations

import io
import random
import socket
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest

from opcc_opendata.importers import imported
from opcc_opendata.importers.batch import MOST_MEMORY, SECONDS
from opcc_opendata.importers.document_files import FoundDocument
from opcc_opendata.importers.formats import SUFFIXES, LeftOut
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.days import DAY, is_every_case
from tests.office import needs_writer
from tests.test_import_mail import RESPONSE, message

STANDARD = load_standard(packaged_standard())
HERE = Path(__file__).parent
TIMES = 12 if is_every_case() else 5

Mutation = Callable[[bytes, random.Random], bytes]


def mail() -> bytes:
    made = message(RESPONSE)
    made.add_alternative("<p>Kent PCC</p><table><tr><td rowspan=2>a<td>b</table>", subtype="html")
    made.add_attachment(b"# Kent PCC response", maintype="text", subtype="markdown", filename="response.md")
    return made.as_bytes()


def cut(raw: bytes, dice: random.Random) -> bytes:
    return raw[: dice.randrange(len(raw))]


def flipped(raw: bytes, dice: random.Random) -> bytes:
    made = bytearray(raw)
    for _ in range(dice.randrange(1, 40)):
        made[dice.randrange(len(made))] = dice.randrange(256)
    return bytes(made)


def doubled(raw: bytes, dice: random.Random) -> bytes:
    start, end = sorted(dice.randrange(len(raw)) for _ in range(2))
    return raw[:end] + raw[start:end] * dice.randrange(1, 4) + raw[end:]


def swapped(raw: bytes, dice: random.Random) -> bytes:
    pieces = raw.split(b">")
    first, second = dice.randrange(len(pieces)), dice.randrange(len(pieces))
    pieces[first], pieces[second] = pieces[second], pieces[first]
    return b">".join(pieces)


def dropped(raw: bytes, dice: random.Random) -> bytes:
    pieces = raw.split(b"<")
    del pieces[dice.randrange(len(pieces)) :][: dice.randrange(1, 5)]
    del pieces[dice.randrange(len(pieces))]
    return b"<".join(pieces)


MUTATIONS = [cut, flipped, doubled, swapped, dropped]


def inside(raw: bytes, change: Mutation, dice: random.Random) -> bytes:
    """Change one part of a packed document."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as old, zipfile.ZipFile(made, "w") as new:
        names = old.namelist()
        chosen = dice.choice([name for name in names if name.endswith((".xml", ".rels"))])
        for name in names:
            content = old.read(name)
            new.writestr(name, change(content, dice) if name == chosen and content else content)
    return made.getvalue()


WHOLE = {
    "docx": [*(HERE / "documents").glob("*.docx")],
    "pdf": [*(HERE / "documents").glob("*.pdf")],
    "html": [*(HERE / "documents").glob("*.html"), *(HERE / "drafts").glob("*.html")],
    "msg": [HERE / "documents" / "outlook.msg"],
    "docm": [HERE / "documents" / "text-boxes.docx", HERE / "documents" / "hidden-and-struck.docx"],
    "htm": [*(HERE / "drafts").glob("*.html")],
    "md": [*(HERE / "drafts").glob("*.md")],
    "markdown": [*(HERE / "drafts").glob("*.md")],
    "txt": [*(HERE / "drafts").glob("*.txt")],
    "odt": [*(HERE / "import_corpus").glob("*/*.odt")],
    "rtf": [*(HERE / "import_corpus").glob("*/*.rtf")],
    "doc": [HERE / "documents" / "word-97.doc"],
}


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> NoReturn:
        raise AssertionError("a document made the program ask the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)


IN_PROCESS = [
    "docx",
    "docx-inside",
    "docm",
    "pdf",
    "html",
    "htm",
    "msg",
    "eml",
    "mht",
    "mhtml",
    "md",
    "markdown",
    "txt",
]
BY_LIBREOFFICE = ["odt", "odt-inside", "rtf", "doc"]
PICTURES = {"png", "jpg", "jpeg", "tif", "tiff"}
"""These hold no text of their own: Tesseract reads them where it is installed, and test_import_pdf.py tries that."""


def page_in_one_file() -> bytes:
    made = message(RESPONSE)
    made.set_content(saved_page(), subtype="html")
    return made.as_bytes()


def saved_page() -> str:
    return (HERE / "documents" / "merged-cells.html").read_text(encoding="utf-8")


def whole(suffix: str, dice: random.Random) -> bytes:
    if suffix == "eml":
        return mail()
    return page_in_one_file() if suffix in ("mht", "mhtml") else dice.choice(WHOLE[suffix]).read_bytes()


def test_every_form_that_can_be_read_is_tried_damaged() -> None:
    tried = {f".{form.partition('-')[0]}" for form in (*IN_PROCESS, *BY_LIBREOFFICE)}
    assert tried | {f".{one}" for one in PICTURES} == set(SUFFIXES)


@pytest.mark.parametrize("form", IN_PROCESS)
def test_a_damaged_document_gives_a_draft_or_a_sentence(form: str) -> None:
    try_damaged(form, TIMES)


@needs_writer
@pytest.mark.slow
@pytest.mark.parametrize("form", BY_LIBREOFFICE)
def test_a_damaged_document_of_another_office_gives_a_draft_or_a_sentence(form: str) -> None:
    try_damaged(form, 2)


def try_damaged(form: str, times: int) -> None:
    dice = random.Random(f"{form} on day {DAY}")
    suffix = form.partition("-")[0]
    for _ in range(times):
        raw = whole(suffix, dice)
        change = dice.choice(MUTATIONS)
        damaged = inside(raw, change, dice) if form.endswith("-inside") else change(raw, dice)
        began = time.process_time()
        drafts, sentence = [], ""
        try:
            drafts = drafts_of(damaged, f"response.{suffix}", STANDARD, "kent-pcc")
        except DocumentError as error:
            sentence = str(error)
        except Exception as error:
            error.add_note(f"Of OPCC_TEST_DAY={DAY}.")
            raise
        assert drafts or sentence.endswith("."), f"of OPCC_TEST_DAY={DAY}"
        for draft in drafts:
            assert all(isinstance(one, LeftOut) for one in draft.left_out)
            assert (draft.coverage is None) == bool(draft.uncounted)
        assert time.process_time() - began < SECONDS


NESTED = b"<div>" * 30_000 + b"Kent PCC" + b"</div>" * 30_000
WIDE = b"<table>" + b"<tr><td rowspan=1000 colspan=1000>a" * 2_000 + b"</table>"
LONG = b"<p>" + b"Kent PCC recommendation 1: " * 25_000


def bomb() -> bytes:
    """A part of 28 MB that is packed into a few kilobytes."""
    with zipfile.ZipFile(HERE / "documents" / "merged-cells-recommendations.docx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = next(name for name in parts if name.startswith("word/document"))
    paragraph = b"<w:p><w:r><w:t>Kent PCC</w:t></w:r></w:p>"
    parts[name] = parts[name].replace(b"<w:sectPr/>", paragraph * 650_000 + b"<w:sectPr/>")
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for part, content in parts.items():
            new.writestr(part, content)
    return made.getvalue()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "raw"), [("nested.html", NESTED), ("wide.html", WIDE), ("long.html", LONG), ("bomb.docx", bomb())]
)
def test_a_document_that_means_harm_ends_within_its_limits(name: str, raw: bytes, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(raw)
    (tmp_path / "after.md").write_text("# Kent Police and Crime Commissioner response\n\nI accept.", encoding="utf-8")
    documents = [FoundDocument(tmp_path / name), FoundDocument(tmp_path / "after.md")]
    harmful, after = imported(documents, packaged_standard(), "kent-pcc")
    assert harmful.drafts or harmful.fault.endswith(".")
    assert "report this" not in harmful.fault
    assert len(after.drafts) == 1
    assert MOST_MEMORY <= 500_000_000

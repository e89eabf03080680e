"""Word files as they come back to an office, and hostile ones, for tests of two programs that must read them alike."""

from __future__ import annotations

import copy
import io
import re
import struct
from pathlib import Path

from click.testing import CliRunner
from docx import Document

from opcc_opendata.cli import opcc
from opcc_opendata.project import Project
from tests.forms import MAIN, Filled, W
from tests.made_documents import docx_of
from tests.office import converted
from tests.projects import CHECKOUT, project
from tests.test_form import DRAFT, HOSTILE, STEM, carried, filled_in, form
from tests.test_import_formats import packed, parts_of

STRANGERS = tuple(
    path
    for folder in (
        "documents",
        "import_corpus/by_kind",
        "import_corpus/third_strangers",
        "import_corpus/fourth_strangers",
    )
    for path in sorted((CHECKOUT / "tests" / folder).glob("*.docx"))
)
"""Documents as other offices, Word and LibreOffice write them."""


def forms(folder: Path) -> dict[str, bytes]:
    """The form of a draft, filled in in many ways."""
    (folder / f"drafts/norfolk/{STEM}.yaml").parent.mkdir(parents=True)
    project(folder)
    (folder / f"drafts/norfolk/{STEM}.yaml").write_text(DRAFT, encoding="utf-8")
    added, copied, deleted = form(folder), form(folder), form(folder)
    item = added.press_plus()
    added.type("recommendations/3/text", "Delete old records.")
    added.type("recommendations/3/number", "4", around=item).type("recommendations/3/text", "Tell us.", around=item)
    table = next(copied.control("recommendations/2/answer/owner").iterancestors(f"{W}tbl"))
    table.addnext(copy.deepcopy(table))
    box = deleted.control("comments/1/author")
    box.getparent().remove(box)
    wrong = filled_in(folder).type("comments/1/date", "31 November 2026")
    other = filled_in(folder).type("comments/1/date", "13/14/2026").type("recommendations/2/answer/acceptance", "Maybe")
    made: dict[str, Filled] = {
        "form.docx": form(folder),
        "form-filled.docx": filled_in(folder),
        "form-office.docx": form(folder, "--for", "office"),
        "form-wrong-date.docx": wrong,
        "form-not-understood.docx": other,
        "form-rows-added.docx": added,
        "form-row-copied.docx": copied,
        "form-box-deleted.docx": deleted,
        "form-outside.docx": form(folder).typed_outside("See our reply of May.").type("anything_else", "Thank *you*."),
        "form-ticked.docx": form(folder, "--for", "office").tick("recommendations/2/answer/already_done"),
    }
    found = {name: one.saved() for name, one in made.items()}
    changed = (carried(found["form.docx"], change) for change, _ in HOSTILE.values())
    return found | {f"form-carries-{number}.docx": one for number, one in enumerate(changed)}


def papers(office: Project, folder: Path) -> dict[str, bytes]:
    """A response as a paper and as a letter that carry its record: as they were made, and edited since."""
    (source,) = office.records.rglob("*.yaml")
    found = {}
    for name, words in (("paper.docx", ()), ("letter.docx", ("--letter",))):
        done = CliRunner().invoke(
            opcc, ["render", str(source), "--project", str(office.root), "--out", str(folder / name), *words]
        )
        assert done.exit_code == 0, done.output
        found[name] = (folder / name).read_bytes()
        document = Document(io.BytesIO(found[name]))
        texts = [one for one in document.paragraphs if "Invented text" in one.text]
        texts[0].runs[0].text = "Another text. "
        texts[0].insert_paragraph_before("Typed **before** it.")
        document.add_paragraph("Typed at the end.")
        edited = io.BytesIO()
        document.save(edited)
        found[f"edited-{name}"] = edited.getvalue()
    return found


def saved_by_libreoffice(files: dict[str, bytes], folder: Path) -> dict[str, bytes]:
    """The same files once LibreOffice has saved them."""
    found = {}
    for name, content in files.items():
        (folder / name).write_bytes(content)
        (folder / "saved").mkdir(exist_ok=True)
        found[f"saved-{name}"] = converted(folder / name, "docx:MS Word 2007 XML", folder / "saved").read_bytes()
    return found


def refused() -> dict[str, bytes]:
    """Files that are no Word document, or one that nobody should open."""
    plain = docx_of("# Invented\n\nNorfolk Police and Crime Commissioner\n\nI welcome the report of 26 February 2019.")
    parts = parts_of(plain)
    encrypted = bytearray(plain)
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        where = encrypted.find(mark)
        while where >= 0:
            encrypted[where + at] |= 1
            where = encrypted.find(mark, where + 4)
    lying = bytearray(packed({**parts, "word/large.xml": b" " * 1_000_000}))
    entry = lying.rfind(b"word/large.xml") - 46
    struct.pack_into("<I", lying, entry + 24, 10)  # the size that it says it has, in the list at the end
    return {
        "bomb.docx": packed({**parts, "word/media/image1.bin": b"\0" * 300_000_001}),
        "large-text.docx": packed({**parts, "word/footnotes.xml": b" " * 16_000_000}),
        "lying.docx": bytes(lying),
        "many.docx": packed({**parts, **{f"x/{n}": b"" for n in range(5_001)}}),
        "encrypted.docx": bytes(encrypted),
        "locked.docx": bytes.fromhex("D0CF11E0A1B11AE1") + "EncryptedPackage".encode("utf-16-le"),
        "old.docx": bytes.fromhex("D0CF11E0A1B11AE1") + b"Word.Document.8",
        "empty.docx": b"",
        "blank.docx": b" \n",
        "text.docx": b"Dear Home Secretary",
        "page.docx": b"<!doctype html><p>Dear Home Secretary</p>",
        "pdf.docx": b"%PDF-1.7\n",
        "half.docx": plain[: len(plain) // 2],
        "zip.docx": packed({"a.txt": b"x"}),
        "no-text.docx": docx_of(""),
        "no-body.docx": packed({name: content for name, content in parts.items() if name != MAIN}),
    }


def odd() -> dict[str, bytes]:
    """Documents that can be read, with something in them that is not run, fetched or shown."""
    text = (
        "# Response of the Norfolk Police and Crime Commissioner\n\nReport: Invented, 26 February 2019\n\n"
        '## Recommendation 1\n\nTrain officers.\n\nAccepted. <b>We</b> & they will; "so" they say.\n'
    )
    parts = parts_of(docx_of(text))
    body = parts[MAIN]
    end = body.rindex(b"<w:sectPr") if b"<w:sectPr" in body else body.rindex(b"</w:body>")

    def with_words(xml: bytes, **more: bytes) -> bytes:
        return packed({**parts, MAIN: body[:end] + xml + body[end:], **more})

    script = (
        b'<w:p><w:r><w:t>&lt;script&gt;alert(1)&lt;/script&gt; &lt;img src=x onerror="alert(1)"&gt;</w:t></w:r></w:p>'
    )
    link = b'<w:p><w:hyperlink w:anchor="x"><w:r><w:t>javascript:alert(1)</w:t></w:r></w:hyperlink></w:p>'
    return {
        "macros.docm": packed({**parts, "word/vbaProject.bin": b"\0" * 100}),
        "script.docx": with_words(script + link),
        "comment-in-xml.docx": with_words(b"<!-- a comment --><?word here?><w:p><w:r><w:t>After.</w:t></w:r></w:p>"),
        "cdata.docx": with_words(b"<w:p><w:r><w:t><![CDATA[<w:p>not a tag</w:p>]]></w:t></w:r></w:p>"),
        "characters.docx": with_words("<w:p><w:r><w:t>é – “x” 😀 &#x2028; &#9;</w:t></w:r></w:p>".encode()),
        "utf16.docx": packed({**parts, MAIN: body.decode().replace("UTF-8", "UTF-16").encode("utf-16")}),
        "turned\u202e.docx": packed(parts),
    }


def damaged() -> dict[str, bytes]:
    """Documents whose XML Word refuses too, and whose mending is left to the command line."""
    parts = parts_of(docx_of("# Invented\n\nNorfolk Police and Crime Commissioner"))
    body = parts[MAIN]
    bomb = "".join(f'<!ENTITY b{n} "{f"&b{n - 1};" * 10}">' for n in range(1, 12))
    head = f'<!DOCTYPE d [<!ENTITY b0 "ha"><!ENTITY x SYSTEM "file:///etc/passwd">{bomb}]>'.encode()
    start = body.index(b"<w:document")
    deep = b"<w:sdt><w:sdtContent>" * 2_000 + b"</w:sdtContent></w:sdt>" * 2_000
    at = body.index(b"<w:p>") if b"<w:p>" in body else body.index(b"<w:p ")
    return {
        "broken.docx": packed({**parts, MAIN: body[:-40]}),
        "entities.docx": packed({**parts, MAIN: body[:start] + head + body[start:].replace(b"Invented", b"&x;&b11;")}),
        "deep.docx": packed({**parts, MAIN: body[:at] + deep + body[at:]}),
        "control.docx": packed({**parts, MAIN: body.replace(b"Invented", b"In\x01vented")}),
        "prefix.docx": packed({**parts, MAIN: body.replace(b"<w:body>", b"<w:body><zz:x/>")}),
    }


def told_by_command_line(folder: Path, name: str, content: bytes) -> str:
    """What `opcc import NAME` prints in an empty project, as a dry run, and what `opcc validate drafts` says after it.

    `folder` must be the current one, and empty.
    """
    project(folder)
    (folder / name).write_bytes(content)
    told = CliRunner().invoke(opcc, ["import", "--", name])
    assert told.exit_code in (0, 1), told.output
    # A dry run says the same, but for this. It is not run too, because each run takes a second.
    text = re.sub(r"^(.* → drafts/.*\.yaml)$", r"\1 (not written)", told.output, flags=re.MULTILINE)
    text = re.sub(r"^([0-9]+ drafts?) written,", r"\1 would be written,", text, flags=re.MULTILINE)
    text = re.sub(r"^Read each draft beside its document\..*\n", "", text, flags=re.MULTILINE)
    if any((folder / "drafts").rglob("*.yaml")):
        text += CliRunner().invoke(opcc, ["validate", "drafts"]).stdout
    return text

"""A document's bytes → drafts of the records in it."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Final

from opcc_opendata.files import printable
from opcc_opendata.importers.blocks import blocks_of
from opcc_opendata.importers.coverage import covered
from opcc_opendata.importers.draft import ImportedDraft, SourceFile, drafts_of_part
from opcc_opendata.importers.embedded_record import draft_again
from opcc_opendata.importers.form import draft_from_form, mark_of
from opcc_opendata.importers.formats import OTHER_SPREADSHEETS, SHEETS, SUFFIXES, Raw, Run, check, mail, read
from opcc_opendata.importers.formats.cut_short import SENTENCE as CUT_SHORT
from opcc_opendata.importers.formats.cut_short import cut_short, ends_in_a_sentence
from opcc_opendata.importers.formats.docx_form import is_form
from opcc_opendata.importers.formats.docx_seen import PROMPT
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.forwarded import forwarded_apart
from opcc_opendata.importers.notes import shortened
from opcc_opendata.importers.other_kinds import refusal_of, refusal_of_drafts
from opcc_opendata.importers.response_dates import put_date_of_message
from opcc_opendata.importers.side_by_side import set_apart
from opcc_opendata.importers.splitting import is_listing, parts_of
from opcc_opendata.record import NOT_PLACED

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_DEEPEST: Final = 3
_MOST_ATTACHED: Final = 40
_MARGINS: Final = ("Repeats on each page, or is its number", "Page header", "Page footer")
"""Why lines at the head or the foot of pages are left out of a draft."""
_PICTURE: Final = "recognised"
_NOT_UTF8: Final = "The file's name is not in UTF-8. The draft has � in place of what can't be read of it."
_MARKDOWN: Final = re.compile(r"^([^\S\n]*(?:[-+#>*|]|\d{1,9}[.)]))", re.MULTILINE)
"""How a line of text begins that Markdown would take for more."""


def drafts_of(
    raw: bytes, name: str, standard: Standard, body: str = "", own: str = "", *, depth: int = 0
) -> list[ImportedDraft]:
    """Make a draft of each response in a document, or in what is attached to a message. `name` is its file's.

    `body` is whose they are, where a person has named it, and `own` whose project this is.
    Raises DocumentError.
    """
    suffix = PurePath(name).suffix.lower()
    if suffix not in SUFFIXES:
        raise DocumentError(_not_read(printable(name), suffix))
    written = in_unicode(name)
    if suffix in mail.MESSAGES:
        drafts = _of_message(raw, written, standard, body, own, depth)
    else:
        drafts = _of_document(read(raw, suffix), raw, written, standard, body, own)
    remarks = [_NOT_UTF8] if written != name else []
    if why := cut_short(raw, suffix) or (ends_in_a_sentence(drafts[-1].blocks) if drafts else ""):
        remarks.append(CUT_SHORT.format(why=why))
    for draft in drafts:
        for sentence in remarks:
            draft.notes.remark(sentence)
    return drafts


def _not_read(name: str, suffix: str) -> str:
    """Say why no draft is made of a file by its name, and what to do with it: records come back from sheets too."""
    if suffix == ".csv":
        return (
            f"{name} is no document. If it is of an opcc export, its records are taken back from all of its files: "
            "opcc import FOLDER, with the name of their folder"
        )
    if suffix in SHEETS:
        return f"{name} is no document. If it has the records of an opcc export, take them back: opcc import {name}"
    if suffix in OTHER_SPREADSHEETS:
        return (
            f"Spreadsheets like {name} can't be read. Save it as .xlsx in the program that opens it: if it has the "
            "records of an opcc export, opcc import takes them back from that."
        )
    return (
        f"Files like {name} can't be read. These can: {', '.join(SUFFIXES)}. The sheets of an opcc export are taken "
        "back from .xlsx or .csv, with opcc import."
    )


def in_unicode(name: str) -> str:
    """Write a file's name with � for each byte in it that is not UTF-8, which no record can hold."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _of_document(found: Raw, raw: bytes, name: str, standard: Standard, body: str, own: str) -> list[ImportedDraft]:
    if is_form(found.carried):
        found = replace(found, left_out=tuple(one for one in found.left_out if one.reason != PROMPT))
        return _counted([draft_from_form(found, standard)], found)
    if found.carried:
        return _counted([draft_again(found, standard)], found)
    blocks, around_it = forwarded_apart(set_apart(blocks_of(found.html)))
    if is_listing(blocks):
        raise DocumentError(
            "It is a list of responses, with links, and holds none of them: no draft was made. Save each response that "
            "it leads to, and import those."
        )
    if refusal := refusal_of(blocks):
        raise DocumentError(refusal)
    first, *others = parts_of(blocks)
    parts = [replace(first, above=(*around_it, *first.above)), *others]
    around = "\n".join([*(line for block in blocks for line in block.lines), *map(str, found.left_out)])
    sha256 = hashlib.sha256(raw).hexdigest()
    drafts = []
    for part in parts:
        source = SourceFile(
            name,
            sha256,
            found.url,
            part.anchor if len(parts) > 1 else "",
            several=len(parts) > 1,
            around=around,
            dates=found.dates,
            margins=tuple(one.text for one in found.left_out if one.reason in _MARGINS),
        )
        for draft in drafts_of_part(part, source, standard, body, own):
            for remark in found.remarks:
                draft.notes.remark(remark)
            if of_form := mark_of(around):
                sentence = (
                    f"It is the form of {of_form}, but its boxes are gone. It was read as other documents are, and "
                    "nothing of it is in that draft. Ask for the Word file (.docx): from that, each answer goes to "
                    "its place."
                )
                draft.notes.remark(sentence)
            drafts.append(draft)
    if refusal := refusal_of_drafts(blocks, drafts, named=bool(body)):
        raise DocumentError(refusal)
    return _counted(drafts, found)


def _counted(drafts: list[ImportedDraft], found: Raw) -> list[ImportedDraft]:
    """Say what became of each word of the document. What is nowhere goes under "Not placed" of its own draft."""
    seen = [one for draft in drafts for one in draft.left_out]
    drafts = [
        replace(draft, left_out=(*found.left_out, *draft.left_out), uncounted=found.uncounted) for draft in drafts
    ]
    said = [words for draft in drafts for words in draft.told]
    source = found.source or [
        Run(f"paragraph {n}", one.words) for draft in drafts for n, one in enumerate(draft.blocks, 1)
    ]
    coverage = covered(source, [draft.data for draft in drafts], said, found.left_out, seen)
    if coverage.lost:
        for draft, lost in _shared_out(coverage.lost, drafts):
            _keep_lost(draft, lost)
        count = coverage.words - coverage.placed - coverage.left_out
        coverage = replace(coverage, unplaced=count, lost=())
    if found.uncounted or not found.source:
        why = found.uncounted or "its words can't be counted in its own file"
        return [replace(draft, uncounted=why) for draft in drafts]
    return [replace(draft, coverage=coverage) for draft in drafts]


def _shared_out(lost: Sequence[Run], drafts: Sequence[ImportedDraft]) -> Iterator[tuple[ImportedDraft, list[Run]]]:
    """Give each draft the lost words that stand in its part of the document, and the first one what stands in none."""
    texts = [" ".join("\n".join(one.words for one in draft.blocks).split()) for draft in drafts]
    owners = [next((n for n, text in enumerate(texts) if " ".join(run.text.split()) in text), 0) for run in lost]
    for number, draft in enumerate(drafts):
        if own := [run for run, owner in zip(lost, owners, strict=True) if owner == number]:
            yield draft, own


def _keep_lost(draft: ImportedDraft, lost: Sequence[Run]) -> None:
    """Add words that no other part of the importer kept, each with its place in the document, to "Not placed"."""
    sections = draft.data.setdefault("document", {}).setdefault("sections", [])
    section = next((one for one in sections if one.get("heading") == NOT_PLACED), None)
    if section is None:
        section = {"part": "other", "heading": NOT_PLACED, "text": ""}
        sections.append(section)
    places = ", ".join(dict.fromkeys(run.place for run in lost))
    sentence = f"These words stand in the document ({shortened(places)}), and found no place. Move or delete them."
    draft.notes.gap(("document", "sections", sections.index(section)), sentence)
    texts = [section["text"], *(_MARKDOWN.sub(r"\\\1", run.text) for run in lost)]
    section["text"] = "\n\n".join(text for text in texts if text)


def _of_message(raw: bytes, name: str, standard: Standard, body: str, own: str, depth: int) -> list[ImportedDraft]:
    """Make drafts of the documents attached to a message, or of its own words where none of those is a response."""
    suffix = PurePath(name).suffix.lower()
    check(raw, suffix)
    message = mail.opened(raw, suffix)
    text = mail.read(raw, suffix)
    drafts: list[ImportedDraft] = []
    said: list[str] = []
    if len(message.attachments) > _MOST_ATTACHED:
        raise DocumentError(f"The message has {len(message.attachments)} attachments. {_MOST_ATTACHED} can be read.")
    for one in message.attachments:
        kind = PurePath(one.name).suffix.lower()
        try:
            if one.content is None or depth >= _DEEPEST or SUFFIXES.get(kind, _PICTURE) == _PICTURE:
                raise DocumentError(
                    "It is of a kind that is not read out of a message. Save it, and import it by itself."
                )
            drafts += drafts_of(one.content, one.name, standard, body, own, depth=depth + 1)
        except DocumentError as error:
            said.append(f"“{one.name}”, attached to the message, gave no draft. {error}")
    if drafts:
        covering = blocks_of(text.html)
        for draft in drafts:
            put_date_of_message(draft.data, covering, draft.notes)
        drafts = [replace(draft, left_out=(*draft.left_out, *mail.left_out_of(text))) for draft in drafts]
    elif text.html and message.body.html:
        drafts = _of_document(text, raw, name, standard, body, own)
    else:
        raise DocumentError(" ".join(["The message has no words of its own.", *said]))
    for draft in drafts:
        for sentence in said:
            draft.notes.remark(sentence)
    return drafts

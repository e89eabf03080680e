"""Documents of which the end is missing: what a file's own form, or its last words, say of it.

A download that broke off, or a copy that did, still opens in many formats. Its draft would look whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opcc_opendata.importers.blocks import Block

SENTENCE: Final = "It may have been cut short: {why}. Compare its end with the document that was published."

_OPENED: Final = re.compile(rb"<(?:html|body)\b", re.IGNORECASE)
_CLOSED: Final = re.compile(rb"</(?:html|body)\s*>", re.IGNORECASE)
_END: Final = 2_048
"""So many bytes from its end a file says that it is whole."""
_SECTOR: Final = 512
"""Bytes: a file of Office before 2007 is made of whole sectors of this size."""
_SENTENCE_WORDS: Final = 10
_ENDS: Final = ".!?:;”’\"')]…*_|>"


def cut_short(raw: bytes, suffix: str) -> str:
    """Say why a file may lack its end, by the form of the file itself. Empty where nothing says so."""
    end = raw[-_END:]
    if suffix in (".html", ".htm"):
        return _of_page(raw, end)
    if suffix in (".mht", ".mhtml", ".eml"):
        return _of_message(raw, end)
    if suffix == ".pdf" and b"%%EOF" not in end:
        return "the mark is missing with which a PDF ends"
    if suffix == ".doc" and len(raw) % _SECTOR:
        return "its last part is not whole"
    if suffix in (".md", ".markdown") and raw.count(b"```") % 2:
        return "a part of it is opened with ``` and not closed"
    return ""


def _of_page(raw: bytes, end: bytes) -> str:
    if end.rfind(b"<") > end.rfind(b">"):
        return "it ends inside a tag"
    if raw.rfind(b"<!--") > raw.rfind(b"-->"):
        return "it ends inside a comment"
    return "the page is opened and never closed" if _OPENED.search(raw) and not _CLOSED.search(raw) else ""


def _of_message(raw: bytes, end: bytes) -> str:
    head = re.split(rb"\r?\n\r?\n", raw, maxsplit=1)[0]
    found = re.search(rb'boundary="?([^"\s;]{1,100})', head, re.IGNORECASE)
    return "its last part is not closed" if found and b"--" + found[1] + b"--" not in raw[-_END:] else ""


def ends_in_a_sentence(blocks: Sequence[Block]) -> str:
    """Say that the last words are no end of a sentence. Empty where they are, or where they need not be."""
    last = next((one for one in reversed(blocks) if one.words.strip()), None)
    if last is None or last.kind not in ("paragraph", "list"):
        return ""
    words = last.lines[-1].strip()
    is_sentence = len(words.split()) >= _SENTENCE_WORDS and words[:1].isupper()
    return f"its last words are “… {' '.join(words.split()[-5:])}”" if is_sentence and words[-1:] not in _ENDS else ""

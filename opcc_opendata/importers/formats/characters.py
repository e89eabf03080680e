"""Bytes → text, and text without the characters that are layout and no word: soft hyphens, signs of symbol fonts."""

from __future__ import annotations

import re
from typing import Final

_SIGNS: Final = {
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf052": "☑",
    "\uf0a8": "☐",
    "\uf06f": "☐",
    "\uf0a3": "☐",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u0085": "\n",
    "\u2011": "-",
}
"""Signs of Wingdings and Symbol as Word stores them, ligatures of PDF, and spaces of several widths."""

_NO_WORDS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c"
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_TABLE: Final = str.maketrans({**_SIGNS, **dict.fromkeys(_NO_WORDS, ""), "\r": "\n"})


def clean(text: str) -> str:
    """Take soft hyphens and invisible marks out of a text, and write signs of symbol fonts as what they show."""
    return _FORBIDDEN.sub("", text.replace("\r\n", "\n").translate(_TABLE))


def decode(raw: bytes) -> tuple[str, str]:
    """Give the text of a plain file, and a remark where its encoding had to be guessed (empty where not)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ""
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        remark = f"The text is not UTF-8 (line {line}). It was read as Windows text. Check quotation marks and accents."
        return raw.decode("cp1252", errors="replace"), remark

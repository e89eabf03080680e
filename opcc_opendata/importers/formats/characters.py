"""Bytes → text, and text without the characters that are layout and no word: soft hyphens, signs of symbol fonts."""

from __future__ import annotations

import re
from typing import Final

NO_SIGN: Final = "\ufffd"
"""Stands for a sign that nobody can know: of a private use, or of a font that does not say what it shows."""

PRIVATE_SIGNS: Final = {
    "\uf0fc": "✓",
    "\uf0fe": "☑",
    "\uf0fd": "☒",
    "\uf0fb": "✗",
    "\uf052": "☑",
    "\uf053": "☒",
    "\uf0a8": "☐",
    "\uf06f": "☐",
    "\uf0a3": "☐",
    "\uf071": "☐",
    "\uf0b7": "•",
    "\uf0a7": "•",
    "\uf0d8": "•",
    "\uf06c": "•",
    "\uf06e": "•",
    "\uf0e0": "→",
    "\uf0e8": "→",
}
"""Signs of Wingdings and Symbol as Word stores them."""

TICKS: Final = "✓✔√☑☒🗹🗷"
CROSSES: Final = "✗✘"
OPEN_BOXES: Final = "☐□"
"""With ticks and crosses, the signs that say something in a cell of their own."""

_SIGNS: Final = {
    **PRIVATE_SIGNS,
    "\ufb00": "ff",
    "\ufb01": "fi",
    "\ufb02": "fl",
    "\ufb03": "ffi",
    "\ufb04": "ffl",
    "\ufb05": "ft",
    "\ufb06": "st",
    "\u00a0": " ",
    "\u2002": " ",
    "\u2003": " ",
    "\u2007": " ",
    "\u2009": " ",
    "\u202f": " ",
    "\u2028": "\n",
    "\u2029": "\n",
    "\u0085": "\n",
    "\u2010": "-",
    "\u2011": "-",
}
"""Those, and ligatures of PDF, spaces of several widths, and hyphens that are only hyphens."""

_NO_WORDS: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u061c"
_FORBIDDEN: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_PRIVATE_BULLET: Final = re.compile(r"^([ \t]*)[\ue010-\uf8ff](?=[ \t])", re.MULTILINE)
_PRIVATE: Final = re.compile(r"[\ue010-\uf8ff]")
"""Private use, but for the first, which mark the places of our own documents (see `marks`)."""

_TABLE: Final = str.maketrans({**_SIGNS, **dict.fromkeys(_NO_WORDS, ""), "\r": "\n"})
_NULLS: Final = 0.2


def clean(text: str) -> str:
    """Take soft hyphens and invisible marks out of a text, and write signs of symbol fonts as what they show."""
    plain = _FORBIDDEN.sub("", text.replace("\r\n", "\n").translate(_TABLE))
    return _PRIVATE.sub(NO_SIGN, _PRIVATE_BULLET.sub(r"\1•", plain))


def decode(raw: bytes) -> tuple[str, str]:
    """Give the text of a plain file, and a remark where its encoding had to be guessed (empty where not)."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", errors="replace"), ""
    if raw[:1000].count(0) > _NULLS * len(raw[:1000]):
        order = "le" if raw[1:1000:2].count(0) > raw[:1000:2].count(0) else "be"
        return raw.decode(f"utf-16-{order}", errors="replace"), "The text was read as UTF-16. Check accents."
    try:
        return raw.decode("utf-8-sig"), ""
    except UnicodeDecodeError as error:
        import webencodings  # type: ignore[import-untyped]

        line = raw.count(b"\n", 0, error.start) + 1
        remark = f"The text is not UTF-8 (line {line}). It was read as Windows text. Check quotation marks and accents."
        return webencodings.decode(raw, webencodings.lookup("windows-1252"))[0], remark

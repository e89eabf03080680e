"""Signs of symbol fonts as what a reader sees: in Wingdings the letter ü is a tick."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.importers.formats.characters import NO_SIGN, PRIVATE_SIGNS

_PRIVATE: Final = 0xF000
"""Where Word stores the signs of a font that is no alphabet: 0xF000 and the number of the sign in its font."""

_FONTS: Final = re.compile(r"(?:[A-Z]{6}\+)?(wingdings(?:[ -]?[23])?|webdings|symbol|zapf ?dingbats)\b", re.IGNORECASE)


def symbol_font(name: str) -> str:
    """Give the name of a symbol font as lists have it. Empty for any other font.

    >>> symbol_font("ABCDEF+Wingdings-Regular"), symbol_font("SegoeUISymbol")
    ('Wingdings', '')
    """
    found = _FONTS.match(name)
    return found[1].title().replace("-", " ") if found else ""


def sign(font: str, code: str) -> str:
    """Give the character for a sign of a font, by its number in hexadecimal digits. NO_SIGN where nobody knows it."""
    return _sign(symbol_font(font), int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else NO_SIGN


def shown(text: str, font: str) -> str:
    """Give a text that is set in a font as a reader sees it."""
    name = symbol_font(font)
    return "".join(one if one.isspace() else _sign(name, ord(one)) for one in text) if name else text


def _sign(font: str, code: int) -> str:
    from mammoth.docx.dingbats import dingbats  # type: ignore[import-untyped]

    number = code & 0xFF if _PRIVATE <= code <= _PRIVATE + 0xFF or code <= 0xFF else code
    if font == "Wingdings" and (known := PRIVATE_SIGNS.get(chr(_PRIVATE + number))):
        return known
    found = dingbats.get((font, number))
    if found is None:
        return NO_SIGN if code <= 0xFF or code >= _PRIVATE else chr(code)
    return chr(found)

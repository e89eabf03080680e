"""Raised and lowered signs as characters of their own: a note's mark after 2025 makes 2025¹, and never 20251."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bs4 import BeautifulSoup

_RAISED: Final = dict(
    zip("0123456789+-=()abcdefghijklmnop", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖ", strict=True),
    **dict(zip("rstuvwxyz", "ʳˢᵗᵘᵛʷˣʸᶻ", strict=True)),
)
_LOWERED: Final = dict(zip("0123456789+-=()aeox", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₒₓ", strict=True))
_ORDINAL: Final = re.compile(r"(?:st|nd|rd|th|eg|fed|ain|af|il|ydd)", re.IGNORECASE)
_FOOTNOTE_MARK: Final = re.compile(r"[*†‡§#]+|\[.*\]|\(.*\)")
_BETWEEN: Final = frozenset(" ,;–")
"""What stands between raised figures, and has no raised form: 2025¹, ² is read as what it is."""

_LONGEST: Final = 12
"""Characters. What is longer is words that somebody has set so, and only needs a space before it."""


def raised(text: str) -> str:
    """Write a text in raised characters, or after a ^ where there are none of its own for it.

    >>> raised("1"), raised("th"), raised("[3]"), raised("Q"), raised("1, 2")
    ('¹', 'th', '[3]', '^(Q)', '¹, ²')
    """
    if _ORDINAL.fullmatch(text) or _FOOTNOTE_MARK.fullmatch(text):
        return text
    return _moved(text, _RAISED, "^")


def lowered(text: str) -> str:
    """Write a text in lowered characters, or after a _ where there are none of its own for it."""
    return _moved(text, _LOWERED, "_")


def _moved(text: str, signs: dict[str, str], mark: str) -> str:
    if len(text) > _LONGEST:
        return f" {text}"
    if set(text) <= signs.keys() | _BETWEEN and text[:1] not in _BETWEEN:
        return "".join(signs.get(one, one) for one in text)
    return f"{mark}({text})"


def write_raised(soup: BeautifulSoup) -> None:
    """Replace what a page raises or lowers by such characters. Links and anchors inside it stay."""
    for tag in soup.find_all(["sup", "sub"]):
        texts = [text for text in tag.find_all(string=True) if text.strip()]
        written = raised if tag.name == "sup" else lowered
        for text in texts:
            bare = text.strip()
            text.replace_with(text.replace(bare, written(bare), 1))
        tag.unwrap()

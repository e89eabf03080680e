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
_MARK: Final = re.compile(r"[*†‡§#]+|\[.*\]|\(.*\)")
_LONGEST: Final = 6


def raised(text: str) -> str:
    """Write a text in raised characters, or after a ^ where there are none of its own for it.

    >>> raised("1"), raised("th"), raised("[3]"), raised("Q"), raised("1, 2")
    ('¹', 'th', '[3]', '^(Q)', '^(1, 2)')
    """
    if _ORDINAL.fullmatch(text) or _MARK.fullmatch(text):
        return text
    return "".join(_RAISED[one] for one in text) if set(text) <= _RAISED.keys() else f"^({text})"


def lowered(text: str) -> str:
    """Write a text in lowered characters, or after a _ where there are none of its own for it."""
    return "".join(_LOWERED[one] for one in text) if set(text) <= _LOWERED.keys() else f"_({text})"


def write_raised(soup: BeautifulSoup) -> None:
    """Replace what a page raises or lowers by such characters. Longer texts are words that somebody set so."""
    for tag in soup.find_all(["sup", "sub"]):
        if tag.find(["sup", "sub"]):
            continue
        text = tag.get_text()
        bare = text.strip()
        if bare and len(bare) <= _LONGEST and not tag.find(id=True):
            written = raised(bare) if tag.name == "sup" else lowered(bare)
            tag.replace_with(text.replace(bare, written, 1))

"""The numbers of lists on a web page as a browser shows them: with values of their own, counted down, or letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.formats.docx_numbers import written

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_TYPES: Final = {"a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_STYLES: Final = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "none": "none",
}  # fmt: skip
_STYLE: Final = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_OWN: Final = re.compile(r"\s*(\d{1,3})[.)]\s+(?=\S)")
_INTEGER: Final = re.compile(r"\d{1,4}")
_MOST: Final = 1_000
"""Items of one list. A longer one is no list of a response."""


def write_numbers(soup: BeautifulSoup) -> None:
    """Write each list so that its items, counted on from its start, have the numbers that a reader sees.

    Letters and Roman numbers are written as text, and numbers that the text has itself become those of the list.
    """
    for element in soup.find_all("ol"):
        items = [one for one in element.find_all("li", recursive=False) if one.get_text(strip=True)]
        if not 0 < len(items) <= _MOST:
            continue
        kind = _kind(element)
        texts = [_first_text(one) for one in items]
        own = [found for text in texts if text is not None and (found := _OWN.match(text))]
        if len(own) == len(items) and (kind == "none" or len(items) > 1):
            for text, found in zip(texts, own, strict=True):
                text.replace_with(text[found.end() :])
            _split(soup, element, items, [int(found[1]) for found in own])
        elif kind == "none":
            element.name = "ul"
        else:
            numbers = _numbers(element, items)
            if kind:
                element.name = "ul"
                for item, number in zip(items, numbers, strict=True):
                    item.insert(0, f"{written(number, _TYPES[kind])}. ")
            else:
                _split(soup, element, items, numbers)


def _kind(element: Tag) -> str:
    """Give "a", "A", "i" or "I" for what the items have instead of numbers, "none", or "" for numbers."""
    style = _STYLE.search(str(element.get("style", "")))
    if style and (found := _STYLES.get(style[1].lower())):
        return found
    kind = str(element.get("type", ""))
    return kind if kind in _TYPES else ""


def _first_text(item: Tag) -> Any:
    """Give the first words of an item, as the piece of text that holds them."""
    return next((one for one in item.find_all(string=True) if one.strip()), None)


def _numbers(element: Tag, items: list[Tag]) -> list[int]:
    step = -1 if element.has_attr("reversed") else 1
    number = _integer(element, "start", len(items) if step < 0 else 1)
    numbers = []
    for item in items:
        number = _integer(item, "value", number)
        numbers.append(number)
        number += step
    return numbers


def _integer(tag: Tag, name: str, default: int) -> int:
    value = str(tag.get(name, "")).strip()
    return int(value) if _INTEGER.fullmatch(value) else default


def _split(soup: BeautifulSoup, element: Tag, items: list[Tag], numbers: list[int]) -> None:
    """Part a list before each item whose number does not follow on that of the one before."""
    element["start"] = str(numbers[0])
    current = element
    for item, before, number in zip(items[1:], numbers, numbers[1:], strict=False):
        if number != before + 1:
            fresh = soup.new_tag("ol", start=str(number))
            current.insert_after(fresh)
            current = fresh
        if current is not element:
            current.append(item.extract())

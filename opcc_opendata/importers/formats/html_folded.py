"""The parts of a web page that fold: the line that opens one is the heading of what is folded below it."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from bs4 import BeautifulSoup, Tag

_HEADINGS: Final = ["h1", "h2", "h3", "h4", "h5", "h6"]
_PANELS: Final = ("div", "section", "article")
_MENUS: Final = ["nav", "header", "footer", "aside", "form", "dialog"]
_DEEPEST: Final = 6
_PAGE: Final = 0


def write_headings(soup: BeautifulSoup) -> None:
    """Make headings of the lines that open the folded parts of a page, one level below the heading above them.

    A summary needs to be one where the highest headings of its part are those of others too, "Our answer": they would
    stand below the heading of the whole series, and not below what they are of. Those that name a thing need none.
    A button is the heading of a part only in a series of them: alone it may open anything.
    """
    series = _in_series(soup)
    repeated = _repeated(soup)
    levels: dict[int, int] = {_PAGE: 0}  # that of the last heading in each part
    for tag in soup.find_all([*_HEADINGS, "summary", "button"]):
        around = next((id(one) for one in tag.parents if id(one) in levels), _PAGE)
        if tag.name in _HEADINGS:
            levels[around] = int(tag.name[1])
            continue
        part = series.get(id(tag)) if tag.name == "button" else _part_below_summary(tag)
        if part is None:
            continue
        inside = part.find_all(_HEADINGS)
        if tag.name == "summary" and not any(_words(one) in repeated for one in _highest(inside)):
            continue
        level = min(levels[around] + 1, _DEEPEST - 1)
        _lower(inside, level + 1)
        tag.name = f"h{level}"
        levels[id(part)] = level


def _repeated(soup: BeautifulSoup) -> set[str]:
    """Give the headings that stand in more than one part below a summary."""
    parts: dict[str, set[int]] = {}
    for one in soup.find_all(_HEADINGS):
        if (part := one.find_parent("details")) is not None:
            parts.setdefault(_words(one), set()).add(id(part))
    return {words for words, where in parts.items() if len(where) > 1}


def _highest(headings: list[Tag]) -> list[Tag]:
    level = min((one.name for one in headings), default="")
    return [one for one in headings if one.name == level]


def _words(tag: Tag) -> str:
    return " ".join(tag.get_text(" ").split()).casefold()


def _part_below_summary(tag: Tag) -> Tag | None:
    is_line = tag.find(_HEADINGS) is None and tag.find_parent(_HEADINGS) is None and bool(tag.get_text(strip=True))
    return tag.parent if is_line and tag.parent is not None and tag.parent.name == "details" else None


def _part_below_button(tag: Tag) -> Tag | None:
    """Give what a button opens that stands right below it. In a menu or in a heading it is no heading itself."""
    below = tag.find_next_sibling(True)
    if below is None or below.name not in _PANELS or tag.find_parent([*_HEADINGS, *_MENUS]):
        return None
    return below if tag.find(_HEADINGS) is None and tag.get_text(strip=True) else None


def _in_series(soup: BeautifulSoup) -> dict[int, Tag]:
    """Give the parts that follow one another, each below its button, by the ids of the buttons.

    Buttons that all say the same, "Read more", name no part.
    """
    found: dict[int, Tag] = {}
    below = [(tag, part) for tag in soup.find_all("button") if (part := _part_below_button(tag)) is not None]
    for (tag, part), (other, its_part) in pairwise(below):
        if _is_next(tag, part, other) and tag.get_text(strip=True) != other.get_text(strip=True):
            found |= {id(tag): part, id(other): its_part}
    return found


def _is_next(tag: Tag, part: Tag, other: Tag) -> bool:
    """Tell if a button stands right below the part of the one before it, or both begin boxes that do."""
    after = part.find_next_sibling(True)
    if after is not None or tag.parent is other.parent:
        return after is other
    is_first = tag.find_previous_sibling(True) is None and other.find_previous_sibling(True) is None
    return is_first and tag.parent is not None and tag.parent.find_next_sibling(True) is other.parent


def _lower(headings: list[Tag], level: int) -> None:
    """Put headings below that of their part: the highest of them gets this level."""
    down = level - min((int(one.name[1]) for one in headings), default=level)
    if down > 0:
        for one in headings:
            one.name = f"h{min(int(one.name[1]) + down, _DEEPEST)}"

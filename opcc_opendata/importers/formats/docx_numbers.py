"""The numbers that Word writes before paragraphs and that no text of the document holds: "4.", "Recommendation 4"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from opcc_opendata.importers.formats.docx_package import Package, W

_LEVELS: Final = 9
_PLAIN: Final = re.compile(r"(\d+)[.)]?")
"""A label that a list in HTML writes by itself."""

_HEADING: Final = re.compile(r"heading|title", re.IGNORECASE)
_ROMAN: Final = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
                 (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_MOST: Final = 5_000


@dataclass(frozen=True, slots=True)
class ListLabel:
    """What stands before a paragraph. `number` is that of an item in an ordinary list, and None for any other label."""

    text: str
    number: int | None


@dataclass(slots=True)
class _List:
    """An abstractNum, and how far it has been counted."""

    levels: dict[int, Any]
    counted: dict[int, int] = field(default_factory=dict)


class Numbers:
    """The lists of a document. Paragraphs must be asked for in their order."""

    def __init__(self, package: Package) -> None:
        self._styles = {one.get(f"{W}styleId"): one for name in package.related("styles") for one in _of(package, name)}
        self._lists: dict[str, _List] = {}
        self._nums: dict[str, tuple[_List, dict[int, Any]]] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._begun: set[tuple[str, int]] = set()
        for name in package.related("numbering"):
            self._read(package.tree(name))

    def label(self, paragraph: Any) -> ListLabel | None:
        """Give the label of a paragraph, or None where it has none, or only a bullet."""
        found = self._place(paragraph)
        if found is None:
            return None
        num, depth = found
        one, overrides = self._nums[num]
        level = overrides.get(depth, one.levels.get(depth))
        if level is None:
            return None
        self._count(num, depth, one, overrides)
        form = _value(level, "numFmt")
        if form in ("bullet", "none"):
            return None
        text = self._text(level, one, overrides)
        plain = _PLAIN.fullmatch(text.strip())
        style = self._styles.get(_value(paragraph.find(f"{W}pPr"), "pStyle"))
        is_heading = style is not None and _HEADING.match(_value(style, "name"))
        return ListLabel(text.strip(), int(plain[1]) if plain and not is_heading and form == "decimal" else None)

    def _read(self, tree: Any) -> None:
        if tree is None:
            return
        links = {}
        for one in tree.iter(f"{W}abstractNum"):
            levels = {_number(level.get(f"{W}ilvl")): level for level in one.iter(f"{W}lvl")}
            self._lists[one.get(f"{W}abstractNumId", "")] = _List(levels)
            links[one.get(f"{W}abstractNumId", "")] = _value(one, "numStyleLink")
        later = []
        for num in tree.iter(f"{W}num"):
            abstract = _value(num, "abstractNumId")
            overrides = {}
            for one in num.iter(f"{W}lvlOverride"):
                depth = _number(one.get(f"{W}ilvl"))
                level = one.find(f"{W}lvl")
                start = one.find(f"{W}startOverride")
                if level is not None:
                    overrides[depth] = level
                if start is not None:
                    self._starts[num.get(f"{W}numId", ""), depth] = _number(start.get(f"{W}val"))
            if abstract in self._lists:
                self._nums[num.get(f"{W}numId", "")] = (self._lists[abstract], overrides)
                later.append((num.get(f"{W}numId", ""), links.get(abstract, "")))
        for identity, link in later:  # a list that only names the style in which its levels are
            style = self._styles.get(link)
            if style is not None and (other := _value(style.find(f"{W}pPr/{W}numPr"), "numId")) in self._nums:
                self._nums[identity] = self._nums[other]

    def _place(self, paragraph: Any) -> tuple[str, int] | None:
        """Give the list and the level of a paragraph, by itself or by its style."""
        properties = paragraph.find(f"{W}pPr")
        own = properties.find(f"{W}numPr") if properties is not None else None
        num, depth = _value(own, "numId"), _value(own, "ilvl")
        for style in self._based_on(_value(properties, "pStyle")):
            if num and depth:
                break
            styled = style.find(f"{W}pPr/{W}numPr")
            if not num and styled is not None:
                num = _value(styled, "numId")
                depth = depth or _value(styled, "ilvl") or self._linked(num, style.get(f"{W}styleId", ""))
        return (num, min(_number(depth), _LEVELS - 1)) if num in self._nums else None

    def _linked(self, num: str, style: str) -> str:
        one = self._nums.get(num)
        levels = one[0].levels if one else {}
        return next((str(depth) for depth, level in levels.items() if _value(level, "pStyle") == style), "")

    def _based_on(self, identity: str) -> Iterator[Any]:
        seen: set[str] = set()
        while identity in self._styles and identity not in seen:
            seen.add(identity)
            yield self._styles[identity]
            identity = _value(self._styles[identity], "basedOn")

    def _count(self, num: str, depth: int, one: _List, overrides: dict[int, Any]) -> None:
        if (num, depth) in self._starts and (num, depth) not in self._begun:
            one.counted[depth] = self._starts[num, depth]
        elif depth in one.counted:
            one.counted[depth] += 1
        else:
            one.counted[depth] = self._first(depth, one, overrides)
        self._begun.add((num, depth))
        for deeper in [at for at in one.counted if at > depth]:
            if _value(overrides.get(deeper, one.levels.get(deeper)), "lvlRestart") != "0":
                del one.counted[deeper]

    @staticmethod
    def _first(depth: int, one: _List, overrides: dict[int, Any]) -> int:
        start = _value(overrides.get(depth, one.levels.get(depth)), "start")
        return _number(start) if start else 0

    def _text(self, level: Any, one: _List, overrides: dict[int, Any]) -> str:
        legal = level.find(f"{W}isLgl") is not None

        def number(match: re.Match[str]) -> str:
            depth = int(match[1]) - 1
            of = overrides.get(depth, one.levels.get(depth))
            counted = one.counted.get(depth)
            form = "decimal" if legal else _value(of, "numFmt")
            return written(self._first(depth, one, overrides) if counted is None else counted, form)

        return re.sub(r"%([1-9])", number, _value(level, "lvlText"))


def _of(package: Package, name: str) -> Iterator[Any]:
    tree = package.tree(name)
    if tree is not None:
        yield from tree.iter(f"{W}style")


def _value(element: Any, name: str) -> str:
    inner = element.find(f"{W}{name}") if element is not None else None
    return "" if inner is None else str(inner.get(f"{W}val", ""))


def _number(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"\d{1,6}", text) else 0


def written(number: int, form: str) -> str:
    """Write a number as Word does in a form of numbers (ECMA-376, 17.18.59).

    >>> [written(28, form) for form in ("decimal", "lowerLetter", "upperRoman", "decimalZero", "ordinal")]
    ['28', 'bb', 'XXVIII', '28', '28th']
    """
    if form in ("lowerLetter", "upperLetter") and 0 < number <= _MOST:
        letters = chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < number <= _MOST:
        text = ""
        for value, sign in _ROMAN:
            text += sign * (number // value)
            number %= value
        return text.upper() if form == "upperRoman" else text
    if form == "decimalZero":
        return f"{number:02}"
    if form == "ordinal":
        return f"{number}{'th' if 10 < number % 100 < 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"
    return "" if form in ("bullet", "none") else str(number)

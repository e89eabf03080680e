"""The plain subset of YAML that `opcc fmt` writes, read without libyaml: less than half the time for nearly every file.

Whatever is not surely in the subset is left to the strict reader, in `builder.py`: anything wrong, and much that is
right. Of what is read here, the strict reader finds the same data at the same places and nothing wrong;
`tests/test_yaml_subset.py` holds this to it. The subset, line by line:

- keys of small letters, digits and _, indented by two spaces more in each mapping or list, none twice;
- a value on its key's line or after a hyphen, and nothing after it: unquoted, beginning with a letter or a digit and
  with no # in it; in double quotes, with no escapes but \\" and \\\\; or | or |- with a block of text below, which is
  indented by two spaces more and ends with a line that is not blank;
- comments on lines of their own, at the margin.
"""

from __future__ import annotations

import json
import re
from typing import Any, Final

from opcc_opendata.problems import Pointer
from opcc_opendata.yaml_reader.plain import SPECIAL, TRUTH, Number, kind_of_number

_LINE: Final = re.compile(
    r"""
    ([ ]*+)(-[ ])?                                             # 1 the indentation, 2 the hyphen of an item
    (?:(?!(?:true|false|null):)([a-z][a-z0-9_]{0,60}+):(?:[ ](?=[^\n])|(?=\n)))?  # 3 the key
    (?(2)|(?(3)|(?!)))                                         # one of which there must be
    (?:
        ([A-Za-z0-9][^\n:#]*+(?::(?=[^ \n])[^\n:#]*+){0,99})(?<=[!-~])  # 4 an unquoted text
      | ("(?:[^"\\\n]++|\\["\\]){0,999}")                       # 5 a text in double quotes
      | (\|-?)(?=\n)                                           # 6 the sign that begins a block, and 7 its lines
        ((?:\n++\1[ ][ ](?(2)(?(3)[ ][ ]))[^\n]*+)+)
      | (?(3)|(?!))                                            # nothing, below a key: a mapping or list follows
    )\n
    | (\#[^\n]*+)\n                                            # 8 a comment
    | ([\s\S]++)                                               # 9 all the rest, from the first line that is none
    """,
    re.VERBOSE,
)
_HYPHEN, _KEY, _BLOCK, _REST = 1, 2, 6, 8
_MOST_INDENTED: Final = 24  # so that nothing is nearly as deep as what the strict reader refuses

Line = tuple[str, str, str, str, str, str, str, str, str]
"""What the groups of _LINE have found on one line, or with the block of text below it, each "" where there is none."""
_Places = dict[str, Any] | list[Any]
"""For each key or item the number of its line, from 0; for a mapping or list that, its first line's, and _Places."""


class Positions:
    """Where the keys and values of a file are that was read here: found when they are asked for."""

    __slots__ = ("_numbers", "_root", "lines")

    def __init__(self, lines: list[Line], root: tuple[int, int, _Places]) -> None:
        self.lines = lines
        self._root = root
        self._numbers = [1]

    def locate(self, pointer: Pointer, *, key: bool) -> tuple[int, int]:
        """Find the line and column of a value or its key, or of the nearest around it, both from 1."""
        place: Any = self._root
        is_pair = False
        for step in pointer:
            within = place[2] if isinstance(place, tuple) else None
            if isinstance(within, dict) and step in within:
                place, is_pair = within[step], True
            elif isinstance(within, list) and isinstance(step, int) and 0 <= step < len(within):
                place, is_pair = within[step], False
            else:
                break
        if key or not isinstance(place, tuple):
            number = place[0] if isinstance(place, tuple) else place
            line = self.lines[number]
            before = len(line[_KEY]) + 2 if is_pair and not key else 0
            return self._number(number), len(line[0]) + len(line[1]) + before + 1
        # A mapping begins with its first key, and a list with its first hyphen.
        line = self.lines[place[1]]
        return self._number(place[1]), len(line[0]) + (len(line[1]) if isinstance(place[2], dict) else 0) + 1

    def _number(self, index: int) -> int:
        """Give the number in the file of the line that is the `index`th here, where a block is one with its key."""
        numbers = self._numbers
        for line in self.lines[len(numbers) - 1 : index]:
            numbers.append(numbers[-1] + 1 + line[_BLOCK].count("\n"))
        return numbers[index]


def read_subset(text: str) -> tuple[dict[str, Any], Positions] | None:
    """Read a file of the subset: its data, and where everything is. None if it may be no such file.

    `text` has none of the characters that no record may have, as `characters.decode` finds them.

    >>> read_subset("id: norfolk-2019\\nreports:\\n  - title: |-\\n      One\\n      two\\n")[0]
    {'id': 'norfolk-2019', 'reports': [{'title': 'One\\ntwo'}]}
    >>> read_subset("id: [norfolk]\\n") is None
    True
    """
    if "\t" in text or "\r" in text:
        return None
    lines: list[Line] = _LINE.findall(text)
    if not lines or lines[-1][_REST]:
        return None
    first = next((number for number, line in enumerate(lines) if line[_KEY]), -1)
    builder = _Builder()
    data, places = builder.data, builder.places
    if first < 0 or not builder.add(lines) or builder.opened:
        return None
    return data, Positions(lines, (first, first, places))


class _Builder:
    """Puts lines together. `data` is the mapping or list that is being read, `places` are its own.

    `opened` is the key of which the mapping or list begins on the next line. `around` has what those were that this one
    is in, the innermost last.
    """

    __slots__ = ("around", "data", "indent", "is_list", "opened", "places")

    def __init__(self) -> None:
        self.data: Any = {}
        self.places: Any = {}
        self.indent = 0
        self.is_list = False
        self.opened = ""
        self.around: list[tuple[Any, Any, int, bool]] = []

    def add(self, lines: list[Line]) -> bool:
        """Add all lines of a file, and tell if they are surely in the subset."""
        for number, line in enumerate(lines):
            pad, hyphen, key, plain, quoted, sign, _, _, _ = line  # a starred name would make a list on each line
            column, data = len(pad), self.data
            if column != self.indent or hyphen or self.is_list or self.opened:
                if not (key or hyphen):
                    continue  # a comment
                if not self._enter(line, column, number) or (hyphen and not self._item(line, column, number)):
                    return False
                data = self.data
            if not key:
                continue
            if key in data:
                return False
            self.places[key] = number
            if plain and plain[0] > "9" and plain not in SPECIAL:
                data[key] = plain  # as most are
            elif plain or sign or quoted:
                data[key] = value = value_of(line)
                if value is None:
                    return False
            else:
                self.opened = key
        return True

    def _enter(self, line: Line, column: int, number: int) -> bool:
        """Go to the mapping or list that a line belongs to, which may begin with it. Tell if there is one."""
        is_list = line[_HYPHEN] != ""
        if not self.opened:
            while column < self.indent:
                self.data, self.places, self.indent, self.is_list = self.around.pop()
            return column == self.indent and is_list == self.is_list
        if column != self.indent + 2 or column > _MOST_INDENTED:
            return False
        data: Any = [] if is_list else {}
        places: Any = [] if is_list else {}
        self.data[self.opened] = data
        self.places[self.opened] = (self.places[self.opened], number, places)
        self._go_into(data, places, column, is_list)
        self.opened = ""
        return True

    def _item(self, line: Line, column: int, number: int) -> bool:
        """Add an item to the list, and go into it if it is a mapping. Tell if it is surely in the subset."""
        if line[_KEY]:
            data: dict[str, Any] = {}
            places: dict[str, Any] = {}
            self.data.append(data)
            self.places.append((number, number, places))
            self._go_into(data, places, column + 2, is_list=False)
            return True
        value = value_of(line)
        self.data.append(value)
        self.places.append(number)
        return value is not None

    def _go_into(self, data: Any, places: Any, indent: int, is_list: bool) -> None:
        self.around.append((self.data, self.places, self.indent, self.is_list))
        self.data, self.places, self.indent, self.is_list = data, places, indent, is_list


def value_of(line: Line) -> str | int | bool | None:
    """Return the value that stands on a line, or None if it may be none, or may be read in another way."""
    pad, hyphen, key, plain, quoted, sign, block, _, _ = line
    if block:
        value = block.replace(f"\n{pad}{'    ' if hyphen and key else '  '}", "\n")[1:]
        is_sure = value[0] not in " \n" and value[-1] != " "
        return (value if sign == "|-" else f"{value}\n") if is_sure else None
    if quoted:
        text: str = json.loads(quoted) if "\\" in quoted else quoted[1:-1]
        return text
    if plain in SPECIAL:
        return TRUTH.get(plain)
    kind = kind_of_number(plain)
    return None if kind is Number.UNSURE else int(plain) if kind is Number.WHOLE else plain

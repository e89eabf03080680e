"""From libyaml's events to plain data, with the position of every key and value."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Any, Final

from yaml._yaml import CParser
from yaml.error import YAMLError
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
)

from opcc_opendata.problems import Problem, json_pointer
from opcc_opendata.yaml_reader import lookalikes
from opcc_opendata.yaml_reader.codes import shorten
from opcc_opendata.yaml_reader.comments import Comments, first_key
from opcc_opendata.yaml_reader.plain import (
    NUMERIC,
    SPECIAL,
)
from opcc_opendata.yaml_reader.reading_state import ANYWHERE, MAX_DEPTH, StopReadingError
from opcc_opendata.yaml_reader.syntax import explain
from opcc_opendata.yaml_reader.unusual_values import BLOCKS, LOOKALIKES, UnusualValues

_TEXT: Final[type[Any]] = ScalarEvent
_UNUSUAL: Final = NUMERIC | lookalikes.STARTS
"""What an unquoted text can begin with and still be no ordinary text."""
_MARKS_A_KEY: Final = re.compile(r"[\[{,]\s*\?(?=\S)")  # in brackets libyaml drops a ? that touches a text
_NEW_ITEM: Final = "If a new item of the list begins here, put a hyphen and a space before it."

Spots = dict[str, Any] | list[Any]
"""The places in a mapping or a list: for each key or item (its key's mark, its value's mark, the Spots within)."""


class Builder(UnusualValues):
    """Builds the data of one file. `data` is None when there are none that can be relied on."""

    __slots__ = ("_accents", "_documents", "data", "spots")

    def __init__(self, text: str, shown: str, unusual: str = "") -> None:
        super().__init__(text, shown, Comments(text, first_key(text)))
        if "?" in text:
            self._comments.dangers.update(found.end() for found in _MARKS_A_KEY.finditer(text))
        if unusual:
            self._comments.dangers.update(lookalikes.ends(text, unusual))
        # Most files have none of these, and are spared the checks for them.
        self._careful = bool(self._comments.dangers) or "\\" in text or _may_mark_a_value(text)
        self._documents = 0
        self._accents = False
        self.data: dict[str, Any] | None = None
        self.spots: tuple[Any, Any, Spots] | None = None

    def build(self, body: bytes) -> None:
        """Read the file, and leave what came of it in `data`, `spots` and `problems`."""
        try:
            self._read(iter(CParser(body).get_event, None))
            self._finish()
        except YAMLError as error:
            problem = explain(error, self._text, self._shown, self._open_bracket())
            # What looks like a quote and is none may be why the line below could not be read.
            near = (problem.line - 1, problem.line)
            if not any(one.code in LOOKALIKES and one.line in near for one in self.problems):
                self._leave_out_followers(problem)
                self.problems.append(problem)
        except StopReadingError:
            pass

    def _leave_out_followers(self, problem: Problem) -> None:
        """Leave out what follows from the problem that ended the reading.

        `{name} welcomes it` begins with a bracket, and has no key without a value in it. Words above the first key
        seem to be a text that the comment over them was meant for.
        """
        followers = {
            "R147": {("R130", problem.line), ("R146", problem.line)},
            "R141": {("R133", problem.line - 1)},
        }
        if (gone := followers.get(problem.code)) is not None:
            self.problems = [one for one in self.problems if (one.code, one.line) not in gone]

    def _read(self, events: Iterator[Any]) -> None:
        event = next(events, None)
        while event is not None:
            if (handler := _HANDLERS.get(event.__class__)) is not None:
                handler(self, event)
            event = self._read_items(events) if self._is_list else self._read_pairs(events)

    def _read_pairs(self, events: Iterator[Any]) -> Any:
        """Read keys and texts of a mapping up to the first event that is something else, and give that event."""
        # Most of the time that a record takes is spent here. Names are local, and a value is looked at more closely
        # only where something about it is unusual.
        data, spots, careful, dangers = self._data, self._spots, self._careful, self._comments.dangers
        key: str | None = None
        key_mark = None
        for event in events:
            if event.__class__ is not _TEXT:
                self._key, self._key_mark = key, key_mark
                return event
            value = event.value
            mark = event.start_mark
            style = event.style
            if (
                (not style and (value in SPECIAL or value[:1] in _UNUSUAL))
                or (event.end_mark.line != mark.line and style not in BLOCKS)
                or (
                    careful
                    and (
                        mark.index in dangers
                        or event.end_mark.index in dangers
                        or style == '"'
                        or event.tag is not None
                        or event.anchor is not None
                    )
                )
            ):
                self._key, self._key_mark = key, key_mark
                value = self._look_closely(event)
                if value is None:
                    key = None
                    continue
            if key is not None:
                data[key] = value
                spots[key] = (key_mark, mark, None)
                key = None
            else:
                if value in data or not value.isascii():
                    self._check_key(value, mark)
                key = value
                key_mark = mark
        return None

    def _check_key(self, key: str, mark: Any) -> None:
        if key in self._data:
            self._duplicate(key, self._spots[key][0], mark, (*self._pointer(), key))
        self._accents = self._accents or not key.isascii()

    def _read_items(self, events: Iterator[Any]) -> Any:
        """Read texts of a list up to the first event that is something else, and give that event."""
        data, spots, careful, dangers = self._data, self._spots, self._careful, self._comments.dangers
        self._key = None
        for event in events:
            if event.__class__ is not _TEXT:
                return event
            value = event.value
            mark = event.start_mark
            style = event.style
            if (
                (not style and (value in SPECIAL or value[:1] in _UNUSUAL))
                or (event.end_mark.line != mark.line and style not in BLOCKS)
                or (
                    careful
                    and (
                        mark.index in dangers
                        or event.end_mark.index in dangers
                        or style == '"'
                        or event.tag is not None
                        or event.anchor is not None
                    )
                )
            ):
                value = self._look_closely(event)
            if value is not None:
                data.append(value)
                spots.append((mark, mark, None))
        return None

    def _start(self, event: Any) -> None:
        is_list = event.__class__ is SequenceStartEvent
        data: Any = [] if is_list else {}
        spots: Any = [] if is_list else {}
        mark = event.start_mark
        key = self._key
        stack = self._stack
        outer = self._data
        if not (0 < len(stack) < MAX_DEPTH) or event.anchor is not None or event.tag is not None:
            self._refuse_start(event, is_list)
        if self._careful:
            self._add_findings(self._comments.glued(event))
        step: Any = key
        if self._is_list:
            step = len(outer)
            outer.append(data)
            self._spots.append((mark, mark, spots))
        elif key is None:
            self._refuse_key(mark, is_list)
        else:
            outer[key] = data
            self._spots[key] = (self._key_mark, mark, spots)
        stack.append((outer, self._spots, self._is_list, self._indent, step))
        self._data, self._spots, self._is_list = data, spots, is_list
        if event.flow_style and self._indent < ANYWHERE:
            self._bracket_line = mark.line
        self._indent = ANYWHERE if event.flow_style else mark.column

    def _end(self, event: Any) -> None:
        if self._careful:
            self._add_findings(self._comments.glued(event))
        if self._indent == ANYWHERE and event.start_mark.line != self._bracket_line and not self._in_bracket():
            self._check_bracket(event)
        self._data, self._spots, self._is_list, self._indent, _ = self._stack.pop()

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            message = "A second YAML document begins here. What follows would be lost."
            self._fatal("R121", event.start_mark, message, "Delete the line ---, or put what follows in another file.")
        if event.version or event.tags:
            message = "The file begins with a line that begins with %."
            self._fatal("R122", event.start_mark, message, "Delete that line, and the line --- after it.")

    def _finish(self) -> None:
        if not self._data:
            self._add("R110", 0, 0, "The file is empty.", "Write in it what belongs there, or delete it.")
        elif not isinstance(self._data[0], dict):
            _, mark, _ = self._spots[0]
            found = lookalikes.find_in_line(self._text.split("\n")[mark.line])
            if found is not None:
                self._add(found.code, mark.line + 1, found.position + 1, found.message, found.hint)
                return
            message = f'The file holds a single text: "{shorten(str(self._data[0]))}".'
            self._report("R120", mark, message, "Write a key, a colon and a space before it.")
        else:
            self.data = self._data[0]
            self.spots = self._spots[0]
            if self._accents:
                self._find_lookalikes()

    def _find_lookalikes(self) -> None:
        """Find keys that differ only in how an accent is stored."""
        todo: list[tuple[tuple[str | int, ...], Any]] = [((), self.spots and self.spots[2])]
        while todo:
            pointer, spots = todo.pop()
            items = enumerate(spots) if isinstance(spots, list) else spots.items()
            seen: dict[str, Any] = {}
            for key, (mark, _, within) in items:
                if within:
                    todo.append(((*pointer, key), within))
                if isinstance(key, str) and seen.setdefault(unicodedata.normalize("NFC", key), mark) is not mark:
                    self._duplicate(key, seen[unicodedata.normalize("NFC", key)], mark, (*pointer, key))

    def _duplicate(self, key: str, first: Any, second: Any, pointer: tuple[str | int, ...]) -> None:
        message = f'The key "{shorten(key)}" is here twice, on lines {first.line + 1} and {second.line + 1}.'
        hint = "Keep one of them. Only one would be published."
        if len(pointer) > 1 and isinstance(pointer[-2], int):
            # An item of a list that lacks its hyphen brings all its keys a second time: the first tells of it.
            item = f"{json_pointer(pointer[:-1])}/"
            if any(one.hint.endswith(_NEW_ITEM) and one.pointer.startswith(item) for one in self.problems[-1:]):
                return
            if second.column == first.column and key == next(iter(self._data), None):
                hint = f"{hint} {_NEW_ITEM}"
        self._report("R127", second, message, hint, pointer)


def _may_mark_a_value(text: str) -> bool:
    """Tell if there may be an anchor or a tag: & with a name, or !, but not right behind a letter or a digit."""
    for sign in "&!":
        at = text.find(sign)
        while at >= 0:
            before, after = text[at - 1 : at], text[at + 1 : at + 2]
            is_inside = before.isascii() and before.isalnum()
            is_name = after.isascii() and (after.isalnum() or after in "_-")
            if not is_inside and (sign == "!" or is_name):
                return True
            at = text.find(sign, at + 1)
    return False


_HANDLERS: Final[dict[type, Callable[[Builder, Any], None]]] = {
    MappingStartEvent: Builder._start,
    SequenceStartEvent: Builder._start,
    MappingEndEvent: Builder._end,
    SequenceEndEvent: Builder._end,
    AliasEvent: Builder._alias,
    DocumentStartEvent: Builder._document,
}

"""From libyaml's events to plain data, with the position of every key and value.

There is no recursion, and no more than MAX_DEPTH levels are kept, so that no file can exhaust the stack.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
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
from opcc_opendata.yaml_reader.codes import fault, shorten
from opcc_opendata.yaml_reader.comments import Comments, Finding, first_key
from opcc_opendata.yaml_reader.escapes import forbidden_escape
from opcc_opendata.yaml_reader.lookalikes import Lookalike
from opcc_opendata.yaml_reader.plain import (
    MERGE,
    NOTHING,
    NUMERIC,
    SPECIAL,
    TRUTH,
    Number,
    kind_of_number,
    without_commas,
)
from opcc_opendata.yaml_reader.syntax import explain

MAX_DEPTH: Final = 20
_MAX_PROBLEMS: Final = 100
_LOOKALIKES: Final = ("R150", "R151")
_TEXT: Final[type[Any]] = ScalarEvent
_BLOCKS: Final = ("|", ">")
_UNUSUAL: Final = NUMERIC | lookalikes.STARTS
"""What an unquoted text can begin with and still be no ordinary text."""
_MARKS_A_KEY: Final = re.compile(r"[\[{,]\s*\?(?=\S)")  # in brackets libyaml drops a ? that touches a text
_LOOK_AHEAD: Final = 1_000  # how far on the same line the other quote is looked for: a line may hold a megabyte
_NEW_ITEM: Final = "If a new item of the list begins here, put a hyphen and a space before it."
_ANYWHERE: Final = 1 << 30  # the indentation of a bracketed list: no comment in it is indented deeper


Spots = dict[str, Any] | list[Any]
"""The places in a mapping or a list: for each key or item (its key's mark, its value's mark, the Spots within)."""


class _Stop(Exception):  # noqa: N818 (it never leaves this module, and is no error)
    """Nothing more can be read from the file."""


class Builder:
    """Builds the data of one file. `data` is None when there are none that can be relied on."""

    __slots__ = (
        "_accents",
        "_bracket_line",
        "_careful",
        "_comments",
        "_data",
        "_documents",
        "_indent",
        "_is_list",
        "_key",
        "_key_mark",
        "_shown",
        "_spots",
        "_stack",
        "_text",
        "data",
        "problems",
        "spots",
    )

    def __init__(self, text: str, shown: str, unusual: str = "") -> None:
        self._text = text
        self._shown = shown
        self._comments = Comments(text, first_key(text))
        if "?" in text:
            self._comments.dangers.update(found.end() for found in _MARKS_A_KEY.finditer(text))
        if unusual:
            self._comments.dangers.update(lookalikes.ends(text, unusual))
        # Most files have none of these, and are spared the checks for them.
        self._careful = bool(self._comments.dangers) or "\\" in text or _may_mark_a_value(text)
        self._stack: list[tuple[Any, Any, bool, int, str | int]] = []
        # The file itself is treated as a list, which is to hold one mapping.
        self._data: Any = []
        self._spots: Any = []
        self._is_list = True
        self._indent = -1
        self._bracket_line = -1
        self._key: str | None = None
        self._key_mark: Any = None
        self._documents = 0
        self._accents = False
        self.data: dict[str, Any] | None = None
        self.spots: tuple[Any, Any, Spots] | None = None
        self.problems: list[Problem] = []

    def build(self, body: bytes) -> None:
        """Read the file, and leave what came of it in `data`, `spots` and `problems`."""
        try:
            self._read(iter(CParser(body).get_event, None))
            self._finish()
        except YAMLError as error:
            problem = explain(error, self._text, self._shown, self._open_bracket())
            # What looks like a quote and is none may be why the line below could not be read.
            near = (problem.line - 1, problem.line)
            if not any(one.code in _LOOKALIKES and one.line in near for one in self.problems):
                self._leave_out_followers(problem)
                self.problems.append(problem)
        except _Stop:
            pass

    def _leave_out_followers(self, problem: Problem) -> None:
        """Leave out what follows from the problem that ended the reading.

        `{name} welcomes it` begins with a bracket, and has no key without a value in it. Words above the first key
        seem to be a text that the comment over them was meant for.
        """
        followers = {"R147": ("R130", problem.line), "R141": ("R133", problem.line - 1)}
        if (follower := followers.get(problem.code)) is not None:
            self.problems = [one for one in self.problems if (one.code, one.line) != follower]

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
                or (event.end_mark.line != mark.line and style not in _BLOCKS)
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
                or (event.end_mark.line != mark.line and style not in _BLOCKS)
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
        if event.flow_style and self._indent < _ANYWHERE:
            self._bracket_line = mark.line
        self._indent = _ANYWHERE if event.flow_style else mark.column

    def _end(self, event: Any) -> None:
        if self._careful:
            self._add_findings(self._comments.glued(event))
        if self._indent == _ANYWHERE and event.start_mark.line != self._bracket_line and not self._in_bracket():
            self._check_bracket(event)
        self._data, self._spots, self._is_list, self._indent, _ = self._stack.pop()

    def _refuse_start(self, event: Any, is_list: bool) -> None:
        """Refuse the beginning of a mapping or list, unless it is the mapping that the file is to hold."""
        if event.anchor is not None:
            self._anchor(event)
        if event.tag is not None:
            self._tag(event)
        if is_list and not self._stack:
            self._fatal("R120", event.start_mark, "The file holds a list.", "Begin it with a key, a colon and a space.")
        if len(self._stack) >= MAX_DEPTH:
            message = f"There are more than {MAX_DEPTH} levels of keys and lists here, one inside another."
            self._fatal("R126", event.start_mark, message, "Put the text in quotes if [ or { is part of it.")

    def _refuse_key(self, mark: Any, is_list: bool) -> None:
        message = f"A {'list' if is_list else 'set of keys'} stands where a key should be."
        self._fatal("R128", mark, message, "Write a word as the key. If it is a text, put it in quotes.")

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            message = "A second YAML document begins here. What follows would be lost."
            self._fatal("R121", event.start_mark, message, "Delete the line ---, or put what follows in another file.")
        if event.version or event.tags:
            message = "The file begins with a line that begins with %."
            self._fatal("R122", event.start_mark, message, "Delete that line, and the line --- after it.")

    def _alias(self, event: Any) -> None:
        text = f"*{event.anchor}"
        message = f"{self._name()}{shorten(text)} is an alias, which a record may not use."
        hint = "Write the value out again. If * is part of the text, put the text in quotes."
        self._fatal("R123", event.start_mark, message, hint)

    def _anchor(self, event: Any) -> None:
        text = f"&{event.anchor}"
        message = f"{self._name()}{shorten(text)} is an anchor, which a record may not use."
        self._fatal("R123", event.start_mark, message, "Delete it. If & is part of the text, put the text in quotes.")

    def _tag(self, event: Any) -> None:
        tag = event.tag.replace("tag:yaml.org,2002:", "!!")
        message = f"{self._name()}{shorten(tag)} is a tag, which a record may not use."
        self._fatal("R125", event.start_mark, message, "Delete it. If ! is part of the text, put the text in quotes.")

    def _look_closely(self, event: Any) -> Any:
        """Give a text its type, and report what is wrong with it. None leaves it out."""
        value = event.value
        may_look_alike = value[:1] in lookalikes.STARTS or event.end_mark.index in self._comments.dangers
        if may_look_alike and not event.style and (found := self._find_lookalike(event)) is not None:
            self._lookalike(found, event)
            return value
        if event.style not in _BLOCKS and event.end_mark.line != event.start_mark.line:
            self._check_later_lines(event)
        if self._careful:
            self._inspect(event)
        if not event.style and (value in SPECIAL or value[:1] in NUMERIC):
            return self._plain(value, event)
        return value

    def _find_lookalike(self, event: Any) -> Lookalike | None:
        find = lookalikes.find_in_key if self._key is None and not self._is_list else lookalikes.find
        start, line = event.start_mark, ""
        if start.line == event.end_mark.line:
            line = self._text[start.index : event.end_mark.index + _LOOK_AHEAD].partition("\n")[0]
            line = lookalikes.up_to_quote(line) if self._indent == _ANYWHERE else line
        before = self._text[start.index - min(start.column, _LOOK_AHEAD) : start.index]
        return find(event.value, line, begins_line=not before.strip(" "))

    def _lookalike(self, found: Lookalike, event: Any) -> None:
        """Report what an unquoted text begins or ends with in place of a character that YAML knows, once a line."""
        at_end = found.position == len(event.value) - 1 > 0
        mark = event.end_mark if at_end else event.start_mark
        column = mark.column if at_end else mark.column + 1 + found.position
        if not (self.problems and self.problems[-1].line == mark.line + 1 and self.problems[-1].code in _LOOKALIKES):
            name = "" if self._key is None and not self._is_list else self._name()
            message = f"{name}{found.message}" if name else found.message[0].upper() + found.message[1:]
            self._add(found.code, mark.line + 1, column, message, found.hint, self._place_of_value())

    def _check_later_lines(self, event: Any) -> None:
        """Check the second and later lines of a text that is not a block: nothing else may have been taken into it."""
        text, start = self._text[event.start_mark.index : event.end_mark.index], event.start_mark
        if event.style:
            if self._leaves_its_place(text):
                self._unclosed_quote(text, start)
        elif (at := lookalikes.runs_on(text)) is not None:
            line = start.line + 1 + text.count("\n", 0, at)
            message = f"{self._name()}this line begins like an item of a list, and would run on from the line above."
            hint = (
                "For a list, type hyphens under each other, with a space after each. For a text with a list in it, "
                "type |- after the key's colon and the text on the lines below."
            )
            self._add("R145", line, at - text.rfind("\n", 0, at), message, hint, self._place_of_value())

    def _leaves_its_place(self, text: str) -> bool:
        """Tell if a later line of a value is indented no deeper than the keys around it."""
        levels = (self._indent, *(entry[3] for entry in reversed(self._stack)))
        around = next(level for level in levels if level < _ANYWHERE)
        later = (line for line in text.split("\n")[1:] if line.strip(" \t\r]}"))
        return any(len(line) - len(line.lstrip(" \t")) <= around for line in later)

    def _in_bracket(self) -> bool:
        """Tell if the bracketed list or set of keys that ends here stands in another."""
        return self._stack[-1][3] == _ANYWHERE

    def _open_bracket(self) -> Any:
        """Give the mark of the outermost bracketed list or set of keys that is being read, or None."""
        levels = [*(entry[3] for entry in self._stack[1:]), self._indent]
        for (_, spots, _, _, step), indent in zip(self._stack, levels, strict=False):
            if indent == _ANYWHERE:
                return spots[step][1]
        return None

    def _check_bracket(self, event: Any) -> None:
        """Refuse a bracketed list or set of keys over lines that are not indented: it may never have been closed."""
        opened = self._open_bracket()
        if self._leaves_its_place(self._text[opened.index : event.end_mark.index]):
            message = f"{self._name()}lines below the bracket that begins here are not indented."
            self._fatal("R148", opened, message, "Close the bracket on this line, or indent the lines up to its end.")

    def _unclosed_quote(self, text: str, mark: Any) -> None:
        first = text.partition("\n")[0]
        if (found := lookalikes.ends_curly(first)) is not None:
            place = (mark.line + 1, mark.column + 1 + found.position)
            message = f"{self._name()}{found.message}"
            self._add(found.code, *place, message, found.hint.format(first[0]), self._place_of_value())
        else:
            message = f"{self._name()}the quote that begins here is not closed: {shorten(first)}"
            hint = f"Type {first[0]} at the end of the text. If the text goes on, indent its next line."
            self._report("R143", mark, message, hint, self._place_of_value())
        raise _Stop

    def _plain(self, value: str, event: Any) -> Any:
        """Give an unquoted value its type. None leaves it out."""
        if self._key is None and not self._is_list:
            return self._plain_key(value, event.start_mark)
        if value in NOTHING:
            return self._nothing(value, event)
        kind = kind_of_number(value)
        if kind is Number.WHOLE:
            return int(value)
        if kind is Number.UNSURE:
            message = f"{self._name()}{shorten(value)} could be read as a number by some tools, and change."
            hint = f'Put it in quotes: "{shorten(value)}".'
            if (number := without_commas(value)) is not None:
                hint = f'For a number, write {number}. For a text, put it in quotes: "{shorten(value)}".'
            self._report("R131", event.start_mark, message, hint, self._place_of_value())
        return TRUTH.get(value, value)

    def _plain_key(self, value: str, mark: Any) -> str:
        if value == MERGE:
            self._fatal("R124", mark, "<< is a merge key, which a record may not use.", "Write the keys out.")
        if value in SPECIAL or kind_of_number(value) is not Number.NONE:
            hint = f'Write a word as the key, or put it in quotes: "{shorten(value)}".'
            if kind_of_number(value) is Number.WHOLE:
                last = next(reversed(self._data), "")
                if kind_of_number(last) is Number.WHOLE:
                    return value  # 1:, 2:, 3: are one mistake
                hint += " If it numbers an item of a list, begin the item with a hyphen and a space instead."
            self._report("R128", mark, f'The key "{shorten(value)}" is not a word.', hint)
        return value

    def _nothing(self, value: str, event: Any) -> Any:
        if not self._stack:
            return None
        if value or self._comments.on_same_line(event.end_mark.index) is None:
            mark = event.start_mark if self._key is None else self._key_mark
            message = f"{self._name()}{'there is no value' if not value else value + ' is not a value'}."
            self._report("R130", mark, message, "Leave the key out if it is not known.", self._place_of_value())
        return None

    def _inspect(self, event: Any) -> None:
        """Check a value of a file in which something unusual occurs."""
        if event.anchor is not None:
            self._anchor(event)
        if event.tag is not None:
            self._tag(event)
        if event.style == '"':
            self._add_findings(forbidden_escape(self._text, event.start_mark, event.end_mark, event.value))
        start = event.start_mark.index
        if self._indent == _ANYWHERE and self._text[start - 1 : start] == "?":
            message = "The ? before this text would be lost: in brackets it marks a key."
            self._report("R128", event.start_mark, message, f'Put the text in quotes: "?{shorten(event.value)}".')
        if _is_near(event, self._comments.dangers):
            is_value = self._is_list or self._key is not None
            self._add_findings(self._comments.lost_text(event, self._indent, is_value))

    def _add_findings(self, findings: Iterable[Finding]) -> None:
        for code, line, column, message, hint in findings:
            name = self._name()
            message = name + message if name else message[0].upper() + message[1:]
            self._add(code, line, column, message, hint, self._place_of_value())

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

    def _pointer(self) -> tuple[str | int, ...]:
        """Give the place of the mapping or list that is being read."""
        return tuple(entry[4] for entry in self._stack[1:])

    def _place_of_value(self) -> tuple[str | int, ...]:
        if self._key is not None:
            return (*self._pointer(), self._key)
        return (*self._pointer(), len(self._data)) if self._is_list and self._stack else self._pointer()

    def _name(self) -> str:
        """Name the value that is being read, to begin a sentence with."""
        keys = [step for step in self._place_of_value() if isinstance(step, str)]
        return f"{shorten(keys[-1])}: " if keys else ""

    def _report(self, code: str, mark: Any, message: str, hint: str, pointer: tuple[str | int, ...] = ()) -> None:
        self._add(code, mark.line + 1, mark.column + 1, message, hint, pointer)

    def _add(
        self, code: str, line: int, column: int, message: str, hint: str, pointer: tuple[str | int, ...] = ()
    ) -> None:
        if len(self.problems) == _MAX_PROBLEMS:
            message = f"There are more than {_MAX_PROBLEMS} problems. The reader stopped here."
            self.problems.append(fault("R129", (self._shown, line, column), message, "Put the first ones right first."))
            raise _Stop
        self.problems.append(fault(code, (self._shown, line, column), message, hint, pointer))

    def _fatal(self, code: str, mark: Any, message: str, hint: str) -> None:
        self._report(code, mark, message, hint, self._place_of_value())
        raise _Stop


def _is_near(event: Any, dangers: set[int]) -> bool:
    return event.start_mark.index in dangers or event.end_mark.index in dangers


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

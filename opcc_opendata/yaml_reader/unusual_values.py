"""What is unusual in a file: unquoted words that YAML takes for something else, and what a record may not use.

Nothing here is asked of an ordinary text, so that most of a file costs nothing but reading it.
"""

from __future__ import annotations

import re
from typing import Any, Final

from opcc_opendata.yaml_reader import lookalikes
from opcc_opendata.yaml_reader.codes import shorten
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
from opcc_opendata.yaml_reader.reading_state import ANYWHERE, MAX_DEPTH, ReadingState, StopReadingError

LOOKALIKES: Final = ("R150", "R151")
BLOCKS: Final = ("|", ">")
_LOOK_AHEAD: Final = 1_000  # how far on the same line the other quote is looked for: a line may hold a megabyte


class UnusualValues(ReadingState):
    """Gives an unusual value its type, and tells what is wrong with it."""

    __slots__ = ()

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
        if event.style not in BLOCKS and event.end_mark.line != event.start_mark.line:
            self._check_later_lines(event)
        if self._careful:
            self._inspect(event)
        if not event.style and (value in SPECIAL or value[:1] in NUMERIC):
            return self._plain(value, event)
        return value

    def _inspect(self, event: Any) -> None:
        """Check a value of a file in which something unusual occurs."""
        if event.anchor is not None:
            self._anchor(event)
        if event.tag is not None:
            self._tag(event)
        if event.style == '"':
            self._add_findings(forbidden_escape(self._text, event.start_mark, event.end_mark, event.value))
        start = event.start_mark.index
        if self._indent == ANYWHERE and self._text[start - 1 : start] == "?":
            message = "The ? before this text would be lost: in brackets it marks a key."
            self._report("R128", event.start_mark, message, f'Put the text in quotes: "?{shorten(event.value)}".')
        if _is_near(event, self._comments.dangers):
            is_value = self._is_list or self._key is not None
            self._add_findings(self._comments.lost_text(event, self._indent, is_value))

    def _find_lookalike(self, event: Any) -> Lookalike | None:
        find = lookalikes.find_in_key if self._key is None and not self._is_list else lookalikes.find
        start, line = event.start_mark, ""
        if start.line == event.end_mark.line:
            line = self._text[start.index : event.end_mark.index + _LOOK_AHEAD].partition("\n")[0]
            line = lookalikes.up_to_quote(line) if self._indent == ANYWHERE else line
        before = self._text[start.index - min(start.column, _LOOK_AHEAD) : start.index]
        return find(event.value, line, begins_line=not before.strip(" "))

    def _lookalike(self, found: Lookalike, event: Any) -> None:
        """Report what an unquoted text begins or ends with in place of a character that YAML knows, once a line."""
        at_end = found.position == len(event.value) - 1 > 0
        mark = event.end_mark if at_end else event.start_mark
        column = mark.column if at_end else mark.column + 1 + found.position
        if not (self.problems and self.problems[-1].line == mark.line + 1 and self.problems[-1].code in LOOKALIKES):
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
        raise StopReadingError

    def _check_bracket(self, event: Any) -> None:
        """Refuse a bracketed list or set of keys over lines that are not indented: it may never have been closed."""
        opened = self._open_bracket()
        if self._leaves_its_place(self._text[opened.index : event.end_mark.index]):
            message = f"{self._name()}lines below the bracket that begins here are not indented."
            self._fatal("R148", opened, message, "Close the bracket on this line, or indent the lines up to its end.")

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
            if not value and self._in_braces():
                return None
            mark = event.start_mark if self._key is None else self._key_mark
            message = f"{self._name()}{'there is no value' if not value else value + ' is not a value'}."
            self._report("R130", mark, message, "Leave the key out if it is not known.", self._place_of_value())
        return None

    def _in_braces(self) -> bool:
        """Report a text that begins with a brace, as {The report} does: a key in braces has no colon behind it."""
        opened = self._open_bracket()
        if opened is None or self._key is None or self._text[opened.index] != "{":
            return False
        after = self._text[self._key_mark.index : self._key_mark.index + _LOOK_AHEAD].partition("\n")[0]
        if re.match(r"[^,{}\[\]]*:", after):
            return False
        if not (self.problems and self.problems[-1].code == "R146" and self.problems[-1].line == opened.line + 1):
            line = self._text[opened.index : opened.index + _LOOK_AHEAD].partition("\n")[0]
            message = f'"{shorten(line.rstrip())}" begins with {{, which means something else in YAML.'
            self._report("R146", opened, message, "Put the whole text in quotes.")
        return True


def _is_near(event: Any, dangers: set[int]) -> bool:
    return event.start_mark.index in dangers or event.end_mark.index in dangers

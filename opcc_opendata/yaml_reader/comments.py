"""Where comments are, so that no text is lost as one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from opcc_opendata.yaml_reader.codes import shorten

_BLANK: Final = " \t\r\n"
_HEADER: Final = "|>+-0123456789"
_ABOVE_A_KEY: Final = re.compile(r"(?:#[^\n]*+\n|\n)*+(?=[a-z_]+:[ \n])")

Finding = tuple[str, int, int, str, str]
"""A code, a line, a column, a message that can follow a key's name, and a hint."""


def first_key(text: str) -> int:
    """Give where the first key is, if it stands at the margin below nothing but comments at the margin, and else 0.

    Nearly every record begins with a comment for editors. No text ends or begins next to it that it could hide.
    """
    found = _ABOVE_A_KEY.match(text)
    return found.end() if found is not None else 0


class Comments:
    """The places in a file where a # may begin a comment, and hide a text.

    A # inside a quoted or block text is here as well. It does no harm: no other text ends or begins next to it. Those
    before `start`, which is what `first_key` gives, can hide nothing.
    """

    __slots__ = ("_after", "_glued", "_text", "dangers")

    def __init__(self, text: str, start: int = 0) -> None:
        self._text = text
        self._after: dict[int, int] = {}
        self._glued: dict[int, int] = {}
        self._find_hashes(start)
        self.dangers: set[int] = set(self._glued)
        """Where a text may begin or end next to a comment. Every other text is safe, and needs no closer look."""
        line_start = line_end = before = 0
        for end, found in self._after.items():
            # Each search begins where the last one ended: one line may hold half a million of them.
            line_start = max(line_start, text.rfind("\n", before, found) + 1)
            before = found
            if found >= line_end:
                line_end = self._next_content(found)
            self.dangers.update((end, line_start, line_end))

    def _find_hashes(self, start: int) -> None:
        """Map the end of what stands before it to each # that has a blank before it, and to each that has none.

        YAML wants a blank before a comment. libyaml also takes a # right after a quote, a bracket, a comma or the sign
        that begins a block text as a comment.
        """
        text = self._text
        at = text.find("#", start)
        while at >= 0:
            previous = text[at - 1] if at else " "
            if previous in _BLANK:
                self._after[self._content_end(at)] = at
            elif previous == ",":
                self._glued[self._content_end(at - 1)] = at
            elif previous in "'\"[]{}":
                self._glued[at] = at
            elif previous in _HEADER:
                self._glued[_header_start(text, at)] = at
            at = text.find("#", at + 1)

    def lost_text(self, event: Any, indent: int, is_value: bool) -> Iterator[Finding]:
        """Find the text that would be lost next to a value or a key, in a mapping or list of this indentation."""
        start, end, style = event.start_mark.index, event.end_mark.index, event.style
        yield from self.glued(event)
        if style in ("'", '"'):
            return
        if not style and (found := self.on_same_line(end)) is not None:
            yield self._lost(found)
        line = self._inside_text(end, indent)
        if line is None and not style and is_value:
            line = self._before_text(start, indent)
        if line is not None:
            message = "this line begins with # next to a text, and would be lost as a comment."
            hint = "Indent it like the text if it is part of it, or like the key if it is a comment."
            yield ("R133", *self._place(line), message, hint)

    def glued(self, event: Any) -> Iterator[Finding]:
        """Find a # that libyaml takes as a comment though nothing parts it from what stands before it."""
        if self._glued:
            for index in (event.start_mark.index, event.end_mark.index):
                if index in self._glued:
                    yield self._lost(self._glued[index])

    def on_same_line(self, end: int) -> int | None:
        """Find the # that follows a text on the line where the text ends."""
        found = self._after.get(end)
        return None if found is None or "\n" in self._text[end:found] else found

    def _lost(self, found: int) -> Finding:
        line_end = self._text.find("\n", found)
        text = self._text[found : line_end if line_end >= 0 else None].rstrip()
        message = f'the text after # would be lost ("{shorten(text)}").'
        hint = "Put the whole text in quotes, or put the comment on a line of its own."
        return ("R132", *self._place(found), message, hint)

    def _inside_text(self, end: int, indent: int) -> int | None:
        """Find a comment line, among those right after a text, that is indented deeper than the text's parent."""
        end = self._content_end(end)
        found = self._after.get(end)
        if found is None or "\n" not in self._text[end:found]:
            return None
        while self._text.startswith("#", found):
            if self._column(found) > indent:
                return found
            found = self._next_content(found)
        return None

    def _before_text(self, start: int, indent: int) -> int | None:
        """Find the comment that ends the line above a text which begins on a line of its own."""
        end = self._content_end(start)
        if "\n" not in self._text[end:start]:
            return None
        line_start = self._text.rfind("\n", 0, end) + 1
        found = self._text.find("#", line_start, end)
        while found > line_start and self._text[found - 1] not in _BLANK:
            found = self._text.find("#", found + 1, end)
        return found if found >= 0 and self._column(found) > indent else None

    def _place(self, index: int) -> tuple[int, int]:
        return self._text.count("\n", 0, index) + 1, self._column(index) + 1

    def _column(self, index: int) -> int:
        return index - self._text.rfind("\n", 0, index) - 1

    def _content_end(self, index: int) -> int:
        while index and self._text[index - 1] in _BLANK:
            index -= 1
        return index

    def _next_content(self, index: int) -> int:
        line_end = self._text.find("\n", index)
        index = len(self._text) if line_end < 0 else line_end
        while index < len(self._text) and self._text[index] in _BLANK:
            index += 1
        return index


def _header_start(text: str, end: int) -> int:
    """Find the | or > of what may be the header of a block text: it has one sign and one digit at most."""
    return max(text.rfind("|", max(end - 3, 0), end), text.rfind(">", max(end - 3, 0), end))

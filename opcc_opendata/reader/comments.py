"""Where comments are, so that no text is lost as one."""

from __future__ import annotations

_BLANK = " \t\r\n"


class Comments:
    """The places in a file where a # may begin a comment.

    A # inside a quoted or block text is here as well. It does no harm: no unquoted text ends just before it.
    """

    __slots__ = ("_after", "_text", "dangers")

    def __init__(self, text: str) -> None:
        self._text = text
        self._after = _hashes(text)
        self.dangers: set[int] = set()
        """Where a text may begin or end next to a comment. Every other text is safe, and needs no closer look."""
        line_start = line_end = before = 0
        for end, found in self._after.items():
            # Each search begins where the last one ended: one line may hold half a million of them.
            line_start = max(line_start, text.rfind("\n", before, found) + 1)
            before = found
            if found >= line_end:
                line_end = self._next_content(found)
            self.dangers.update((end, line_start, line_end))

    def on_same_line(self, end: int) -> int | None:
        """Find the # that follows a text on the line where the text ends."""
        found = self._after.get(end)
        return None if found is None or "\n" in self._text[end:found] else found

    def inside_text(self, end: int, indent: int) -> int | None:
        """Find a comment line, among those right after a text, that is indented deeper than the text's parent."""
        end = self._content_end(end)
        found = self._after.get(end)
        if found is None or "\n" not in self._text[end:found]:
            return None
        while self._text.startswith("#", found):
            if self.column(found) > indent:
                return found
            found = self._next_content(found)
        return None

    def before_text(self, start: int, indent: int) -> int | None:
        """Find the comment that ends the line above a text which begins on a line of its own."""
        end = self._content_end(start)
        if "\n" not in self._text[end:start]:
            return None
        line_start = self._text.rfind("\n", 0, end) + 1
        found = self._text.find("#", line_start, end)
        while found > line_start and self._text[found - 1] not in _BLANK:
            found = self._text.find("#", found + 1, end)
        return found if found >= 0 and self.column(found) > indent else None

    def column(self, index: int) -> int:
        """Give the zero-based column of a character."""
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


def _hashes(text: str) -> dict[int, int]:
    """Map the end of what stands before it to each # that has a blank before it."""
    found: dict[int, int] = {}
    at = text.find("#")
    while at >= 0:
        end = at
        while end and text[end - 1] in _BLANK:
            end -= 1
        if end < at or not at:
            found[end] = at
        at = text.find("#", at + 1)
    return found

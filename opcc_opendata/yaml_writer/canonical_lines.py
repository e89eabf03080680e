"""Whether a file is in canonical form already, seen from its lines: quicker than to write it anew and compare."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from opcc_opendata.yaml_reader.subset import Line, value_of
from opcc_opendata.yaml_writer.order import Order
from opcc_opendata.yaml_writer.scalars import WIDTH, name, text

MODELINE: Final = "# yaml-language-server:"
"""How the line begins that an editor looks for first."""

_SHORT: Final = 30  # no key of the subset ends so far to the right that this and it would not fit


def are_canonical(lines: Sequence[Line], order: Order) -> bool:
    """Tell if the lines of a file of the plain subset are surely as they would be written, comments and all.

    False says that they may not be. That every part is indented by two, and that there are no blank lines, is so in
    all of the subset.
    """
    orders = {0: order}  # of the mapping or list in each column
    last = {0: -1}  # the place in that order of the last key
    opened: Order | None = None
    comment = above = ""
    for line in lines:
        pad, hyphen, key, plain, quoted, sign, _, comment, _ = line
        column = len(pad)
        if (comment or above) and not _may_stand(comment, above, column):
            return False
        above = comment
        if comment:
            continue
        if opened is not None:
            orders[column], last[column], opened = opened, -1, None
        if hyphen:
            orders[column + 2], last[column + 2] = orders[column].within(0), -1
            column += 2
        if key:
            place = orders[column].place(key)
            if place < last[column] or name(key) != key:
                return False
            last[column] = place
            if not (plain or quoted or sign):
                opened = orders[column].within(key)
                continue
        if not (_is_canonical_word(plain) if 0 < len(plain) <= _SHORT else _is_canonical(line, column)):
            return False
    return not comment


def _may_stand(comment: str, above: str, column: int) -> bool:
    """Tell if a comment would be written in its place below another, or, where `comment` is empty, above a key."""
    if not comment:
        return column == 0  # above a key that is indented, it would be too
    is_moved_up = comment.startswith(MODELINE) and above != "" and not above.startswith(MODELINE)
    return comment == comment.rstrip() and not is_moved_up


def _is_surely_canonical(block: str, start: int, indent: int) -> bool:
    """Tell if a block of text is surely written as it would be: most are, and to make their text takes longer.

    It is too long for a line or has several, ends with one that is not blank, and has no blanks on a blank one.
    """
    pad = f"\n{' ' * indent}"
    words = block[len(pad) :]
    is_needed = "\n" in words or (" " in words and start + len(words) > WIDTH)
    return is_needed and f"{pad}\n" not in block and words.rpartition("\n")[2].strip() != ""


@lru_cache(maxsize=4096)
def _is_canonical_word(plain: str) -> bool:
    """Tell the same of an unquoted text that fits its line wherever it begins: codes, dates and names come again."""
    return _is_canonical(("", "", "", plain, "", "", "", "", ""), 0)


def _is_canonical(line: Line, column: int) -> bool:
    """Tell if a line's value, whose key or text begins in a column, is written as it would be."""
    _, _, key, plain, quoted, sign, block, *_ = line
    start, indent = (column + len(key) + 2, column + 2) if key else (column, column)
    if block and _is_surely_canonical(block, start, indent):
        return True
    value = value_of(line)
    if isinstance(value, str):
        return text(value, start, indent) == (plain or quoted or f"{sign}{block}")
    return not isinstance(value, bool) or plain in ("true", "false")

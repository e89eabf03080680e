"""One text as YAML: unquoted where every reader takes it as the same text, and otherwise in quotes or as a block."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import lru_cache
from typing import Final

from opcc_opendata.yaml_reader import lookalikes
from opcc_opendata.yaml_reader.characters import FORBIDDEN, first_forbidden
from opcc_opendata.yaml_reader.plain import SPECIAL, Number, kind_of_number

WIDTH: Final = 120
"""The columns of a line. A text of several words that does not fit becomes a block."""

_YAML_1_1_WORDS: Final = frozenset(["y", "n", "yes", "no", "on", "off", "true", "false", "null", "="])
_SOME_DAY: Final = re.compile(r"[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}(?:[Tt\s].*)?", re.DOTALL)
_INDICATORS: Final = frozenset("-?:,[]{}#&*!|>'\"%@`=<")
_NOT_PLAIN: Final = re.compile(r"[\n\t]|: |:\Z| #|\A[ ]|[ ]\Z")


def inline(text: str) -> str:
    """Write a text on one line.

    >>> inline("Chief Constable")
    'Chief Constable'
    >>> inline("12:30:45")
    '"12:30:45"'
    """
    return text if _is_plain(text) else _quoted(text)


name: Final = lru_cache(maxsize=1024)(inline)
"""Write a key. The standard has few, which come again and again."""


def text(text: str, column: int, indent: int) -> str:
    """Write a text that begins in a column, counted from 0: on one line, or as a block whose lines are indented."""
    if "\n" not in text:
        on_one_line = inline(text)
        if " " not in text or column + len(on_one_line) <= WIDTH:
            return on_one_line
    if not _fits_a_block(text):
        return inline(text)
    return block(text, indent)


def block(text: str, indent: int) -> str:
    """Write a text as a literal block whose lines are indented, without a line end: `|-`, and its lines below."""
    pad = " " * indent
    first = "2" if text[0] in " \t\n" else ""
    last = "" if text.endswith("\n") else "-"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join([f"|{first}{last}", *(pad + line if line else "" for line in lines)])


def _fits_a_block(text: str) -> bool:
    # A block can't hold every character, and where it ends is hard to see if the text ends in blank lines.
    if not text.removesuffix("\n").rpartition("\n")[2].strip():
        return False
    return first_forbidden(text) is None


_SURELY_PLAIN: Final = re.compile(r"[A-Za-z](?:[A-Za-z0-9 _.,;()/-]*[A-Za-z0-9_.,;()/-])?")
"""What needs no closer look, if it is none of YAML's words."""


def _is_plain(text: str) -> bool:
    if not text or text in SPECIAL or text[0] in _INDICATORS or text.casefold() in _YAML_1_1_WORDS:
        return False
    if _SURELY_PLAIN.fullmatch(text):
        return True
    if (
        _NOT_PLAIN.search(text)
        or lookalikes.find_in_key(text)
        or first_forbidden(text)
        or kind_of_number(text) is not Number.NONE
    ):
        return False
    return not _SOME_DAY.fullmatch(text) or _is_date(text)


def _is_date(text: str) -> bool:
    """Tell if a text is a day as year-month-day: some readers make a date of it, which is the same day."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def _quoted(text: str) -> str:
    # What JSON escapes, YAML reads in the same way. It leaves some characters bare that YAML doesn't allow.
    return FORBIDDEN.sub(lambda found: f"\\U{ord(found.group()):08X}", json.dumps(text, ensure_ascii=False))

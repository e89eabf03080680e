"""What an unquoted value means: YAML 1.2 core, less all that another tool could read in another way."""

from __future__ import annotations

import re
from enum import Enum
from functools import lru_cache
from typing import Final

TRUTH: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NOTHING: Final = frozenset(["", "~", "null", "Null", "NULL"])
MERGE: Final = "<<"

SPECIAL: Final = frozenset([*TRUTH, *NOTHING, MERGE])
"""The unquoted words that are no text, or no ordinary text."""

NUMERIC: Final = frozenset("0123456789+-.")
"""What a number can begin with."""

_SHORT: Final = 32
_INTEGER = re.compile("0|-?[1-9][0-9]{0,14}")  # every tool can hold 15 digits without rounding

_NUMBER_SOMEWHERE = re.compile(
    "[-+]?(?:"
    "0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|0[bB][01_]+"
    r"|[0-9][0-9_,]*(?:\.[0-9_]*)?(?:[eE][-+]?[0-9]+)?"
    r"|\.[0-9_]+(?:[eE][-+]?[0-9]+)?"
    r"|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?"  # base 60: 12:30 is 750 in YAML 1.1
    r"|\.(?:inf|Inf|INF)"
    r")|\.(?:nan|NaN|NAN)"
)


class Number(Enum):
    """How an unquoted value looks to YAML tools."""

    NONE = "no tool reads it as a number"
    WHOLE = "every tool reads it as this whole number, and writes it back as it was typed"
    UNSURE = "some tool reads it as a number, and may write another text back"


def kind_of_number(value: str) -> Number:
    """Tell if any YAML tool, of version 1.1 or 1.2, reads an unquoted value as a number."""
    # Dates and numbers come again and again. Long values are not remembered: there is no end to them.
    return _remembered_kind(value) if len(value) <= _SHORT else _kind_of_number(value)


def _kind_of_number(value: str) -> Number:
    if _INTEGER.fullmatch(value):
        return Number.WHOLE
    return Number.UNSURE if _NUMBER_SOMEWHERE.fullmatch(value) else Number.NONE


def without_commas(value: str) -> str | None:
    """Give a whole number as digits only, if it was written with commas between thousands.

    >>> without_commas("1,200"), without_commas("1.5"), without_commas("1,2")
    ('1200', None, None)
    """
    first, *rest = value.split(",")
    if not rest or not 1 <= len(first) <= 3 or any(len(part) != 3 for part in rest):
        return None
    digits = "".join([first, *rest])
    return digits if _INTEGER.fullmatch(digits) else None


_remembered_kind = lru_cache(maxsize=4096)(_kind_of_number)

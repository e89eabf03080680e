"""What an unquoted value means: YAML 1.2 core, less all that another tool could read in another way."""

from __future__ import annotations

import re
from typing import Final

TRUTH: Final = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
NOTHING: Final = frozenset(["", "~", "null", "Null", "NULL"])
MERGE: Final = "<<"

SPECIAL: Final = frozenset([*TRUTH, *NOTHING, MERGE])
"""The unquoted words that are no text, or no ordinary text."""

NUMERIC: Final = frozenset("0123456789+-.")
"""What a number can begin with."""

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


def is_integer(value: str) -> bool:
    """Tell if every YAML tool reads the text as the same whole number, and writes it back as it was typed."""
    return _INTEGER.fullmatch(value) is not None


def is_number_somewhere(value: str) -> bool:
    """Tell if some YAML tool, of version 1.1 or 1.2, reads the text as a number."""
    return _NUMBER_SOMEWHERE.fullmatch(value) is not None

"""Escapes in double quotes that stand for characters which can't be published."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from opcc_opendata.yaml_reader.characters import describe, first_forbidden
from opcc_opendata.yaml_reader.comments import Finding

_ESCAPE = re.compile(r"\\(?:x(..)|u(....)|U(........)|(.))", re.DOTALL)
_LETTERS = {"0": "\0", "a": "\a", "b": "\b", "v": "\v", "f": "\f", "r": "\r", "e": "\x1b"}
_LETTERS |= {"N": "\x85", "L": "\u2028", "P": "\u2029"}


def forbidden_escape(text: str, start: Any, end: Any, value: str) -> Iterator[Finding]:
    """Find the first escape of a double-quoted value that stands for a forbidden character."""
    found = first_forbidden(value)
    if found is None:
        return
    at = start.index
    for match in _ESCAPE.finditer(text, start.index, end.index):
        if _character(match) == found:
            at = match.start()
            break
    line = start.line + 1 + text.count("\n", start.index, at)
    message, hint = describe(found)
    yield "R113", line, at - text.rfind("\n", 0, at), message[0].lower() + message[1:], hint


def _character(match: re.Match[str]) -> str:
    hexadecimal = match[1] or match[2] or match[3]
    return chr(int(hexadecimal, 16)) if hexadecimal else _LETTERS.get(match[4], "")

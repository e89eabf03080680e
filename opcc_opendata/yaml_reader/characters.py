"""From bytes to text: the encoding, and the characters that can't be published."""

from __future__ import annotations

import re
import unicodedata

from opcc_opendata.problems import Problem
from opcc_opendata.yaml_reader.codes import make_problem

_BOM = b"\xef\xbb\xbf"
_WIDE_BOMS = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
_PLAIN_ASCII = bytes([*b"\t\n\r", *range(0x20, 0x7F)])
_PLANE_ENDS = "".join(f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17))

FORBIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f"  # controls, but for tab and line feed
    "\u2028-\u202e\u2066-\u2069"  # separators that YAML takes as line breaks; marks that turn text round
    f"\ud800-\udfff\ufdd0-\ufdef\ufeff{_PLANE_ENDS}]"  # what is no character, and a byte order mark
)
_FORBIDDEN_IN_FILE = re.compile(f"(?!\r\n){FORBIDDEN.pattern}")  # CRLF is an ordinary line end

_SAVE_AS_UTF8 = "Save the file again as UTF-8. In Notepad, choose Save As, then UTF-8 under Encoding."
_MOST_PROBLEMS = 20


def decode(raw: bytes, shown: str) -> tuple[bytes, str, str, list[Problem]]:
    """Give the bytes without a byte order mark, the text, its characters outside ASCII, and what is wrong with them."""
    if _is_wide(raw):
        place = (shown, 1, 1)
        return (
            b"",
            "",
            "",
            [make_problem("R111", place, "The file is saved as UTF-16 or UTF-32, not as UTF-8.", _SAVE_AS_UTF8)],
        )
    body = raw[3:] if raw.startswith(_BOM) else raw
    try:
        text = body.decode()
    except UnicodeDecodeError as error:
        return body, "", "", [_bad_byte(body, error.start, shown)]
    # Nearly every file is ASCII but for a few characters, and dropping the harmless bytes is far faster than a
    # regular expression over the whole text.
    unusual = body.translate(None, _PLAIN_ASCII).decode()
    lone_return = b"\r" in body and body.count(b"\r") != body.count(b"\r\n")
    if lone_return or (unusual and FORBIDDEN.search(unusual)):
        return body, text, unusual, forbidden_characters(text, shown)
    return body, text, unusual, []


def first_forbidden(text: str) -> str | None:
    """Give the first character of a value that can't be published, or None. A carriage return is one."""
    # To drop the harmless bytes is far faster than to look through a long text for the others.
    if "\r" not in text and not text.encode("utf-8", "surrogatepass").translate(None, _PLAIN_ASCII):
        return None
    found = FORBIDDEN.search(text)
    return found.group() if found else None


def _is_wide(raw: bytes) -> bool:
    # Without a mark, it shows in the zero bytes beside the first character, which is nearly always ASCII.
    start = [byte == 0 for byte in raw[:4]]
    return (
        raw.startswith(_WIDE_BOMS) or start[:2] in ([True, False], [False, True]) or start == [True, True, True, False]
    )


def _bad_byte(body: bytes, start: int, shown: str) -> Problem:
    line_start = body.rfind(b"\n", 0, start) + 1
    place = (shown, body.count(b"\n", 0, start) + 1, len(body[line_start:start].decode()) + 1)
    if body[start] == 0xED and body[start + 1 : start + 2] >= b"\xa0":
        message = "There is half of a character here (a lone surrogate), which can't be published."
        return make_problem("R113", place, message, "Delete it, or type the whole character again.")
    guess = body[start : start + 1].decode("cp1252", "replace")
    meaning = f' In Windows-1252 it would be "{guess}".' if guess.isprintable() and guess != "\ufffd" else ""
    message = f"The file is not UTF-8: the byte 0x{body[start]:02X} here is not part of a character.{meaning}"
    return make_problem("R112", place, message, _SAVE_AS_UTF8)


def forbidden_characters(text: str, shown: str) -> list[Problem]:
    """Report the characters of a file that can't be published, each with its place."""
    problems: list[Problem] = []
    line, counted, returns = 1, 0, False
    for match in _FORBIDDEN_IN_FILE.finditer(text):
        at = match.start()
        line += text.count("\n", counted, at)
        counted = at
        if match.group() == "\r" and returns:
            continue  # how the file was saved is one mistake
        returns = returns or match.group() == "\r"
        place = (shown, line, at - text.rfind("\n", 0, at))
        problems.append(make_problem("R113", place, *describe(match.group())))
        if len(problems) == _MOST_PROBLEMS:
            break
    return problems


def describe(character: str) -> tuple[str, str]:
    """Say what a forbidden character is, and what to do about it."""
    number = f"U+{ord(character):04X}"
    if character == "\r":
        return (
            f"There is a carriage return ({number}) without a line feed here. Tools do not agree if it ends a line.",
            "Save the file with the line endings of Unix (LF) or Windows (CRLF).",
        )
    if character in "\x85\u2028\u2029":
        return (
            f"There is a hidden line separator ({number}) here. YAML would change it in silence.",
            "Delete it, and put an ordinary line break in its place.",
        )
    return f"There is {_kind(character)} ({number}) here, which can't be published.", "Delete it."


def _kind(character: str) -> str:
    if character == "\ufeff":
        return "a byte order mark inside the text"
    if "\u202a" <= character <= "\u2069":
        return "a hidden mark that turns the direction of the text round"
    if unicodedata.category(character) == "Cc":
        return "a control character"
    return "a code that is not a character"

"""Characters that are typed in place of the ones that YAML knows: curly quotes, no-break spaces, dashes, wide colons.

To YAML they are letters. A text in curly quotes would be published with its quotes, and a line that begins with an en
dash would run on from the line above. So they are refused where YAML's own character would mean something: round a
value, before it, as the mark of a list item, and in place of a colon. Elsewhere they are part of the text, as they are
inside straight quotes and blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from opcc_opendata.yaml_reader.codes import shorten
from opcc_opendata.yaml_reader.plain import Number, kind_of_number

_DOUBLE: Final = "“”„‟«»＂"
_SINGLE: Final = "‘’‚‛‹›＇"
_TICKS: Final = "″′´`"  # they stand for quotes at the beginning of a text; at its end they may be feet and inches
CURLY: Final = _DOUBLE + _SINGLE + _TICKS
_CURLED: Final = "“”„‟‘’‚‛"
_DOUBLES: Final = frozenset(_DOUBLE + '″"')
_SINGLES: Final = frozenset(_SINGLE + "′´`'")

# Those from U+2028 to U+202E and from U+2066 to U+2069 are refused wherever they stand.
_SPACES: Final = (
    "\u00a0\u00ad\u061c\u1680\u180e\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u200c"
    "\u200d\u200e\u200f\u202f\u205f\u2060\u2061\u2062\u2063\u2064\u3000"
)
_UNSEEN: Final = frozenset("\u00ad\u061c\u180e\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064")
_DASHES: Final = "‐‑‒–—―−"
_BULLETS: Final = "•‣⁃·▪▫◦●○■□"
_COLONS: Final = "：﹕∶꞉ː"

STARTS: Final = frozenset([*CURLY, *_SPACES, *_DASHES, *_BULLETS, "-"])
"""What a text can begin with that `find` has something to say of."""

_ENDS: Final = frozenset([*_DOUBLE, *_SPACES])
_LINE_END: Final = re.compile("[ \t\r]*$", re.MULTILINE)
_COLON_NEXT: Final = re.compile("[ \t]*:")
_LIST_MARK: Final = re.compile(f"[{_DASHES}](?=[ {_SPACES}])|[{_BULLETS}]|-(?=[{_SPACES}])")
_RUNS_ON: Final = re.compile(f"^[ \t]*(?P<mark>[-*{_DASHES}](?=[ \t{_SPACES}])|[{_BULLETS}])", re.MULTILINE)
_LINE: Final = re.compile(r"[ \t]*(?:-[ \t]+)*")
_KEY: Final = re.compile(rf"(?P<key>[^\W_][\w-]*)[ \t]*(?P<colon>[:{_COLONS}])(?P<space>[ \t]*)")
_QUOTED_KEY: Final = re.compile(rf"(?P<key>[{CURLY}][\w -]*[{CURLY}\"'])[ \t]*[:{_COLONS}](?:[ \t]|$)")
_ANY_QUOTE: Final = re.compile(f"[{CURLY}]")
_APOSTROPHE: Final = re.compile(r"[‘’'´′](?:[0-9]{2}|(?:tis|twas|twere|em|til|cause|cos|n|bout)\b)", re.IGNORECASE)
_ONE_WORD: Final = re.compile(r"\w[\w./-]*")
_AFTER_VALUE: Final = " \t\r]},"
_MOST_SHOWN: Final = 40

_KEEP: Final = 'If it is part of the text, put straight quotes (") round the whole text.'


class Lookalike(NamedTuple):
    """What was found: its code, the position in the text, a message that can follow a key's name, and a hint."""

    code: str
    position: int
    message: str
    hint: str


def find(value: str, line: str = "", *, begins_line: bool = False) -> Lookalike | None:
    """Find what an unquoted value or key begins or ends with in place of YAML's own quotes, spaces and hyphens.

    `line` is the line of the file from the value on: an unquoted value ends at a colon and a space, or at a comment,
    though whoever typed a curly quote before it means the text up to the other one. `line` ends there in brackets.
    Only a value that `begins_line` can have been meant as an item of a list.

    >>> find("“Response to a report”").message
    'the quotes round this text are curly (“ and ”).'
    >>> find("“We agree,” the commissioner said.") is None
    True
    """
    if not value:
        return None
    first = value[0]
    if first in _SPACES:
        message = f"there is {_named(first)} before this text."
        return Lookalike("R151", 0, message, f"Delete it. {_KEEP}")
    if begins_line and (mark := _LIST_MARK.match(value)):
        return _list_mark(value, mark.group())
    if first in CURLY:
        found = _quotes(value)
        if found is None or not line or value[-1] in _DOUBLES | _SINGLES:
            return found
        return _quotes(line.rstrip(_AFTER_VALUE))
    if value[-1] in _DOUBLE and not any(character in _DOUBLES for character in value[:-1]):
        message = f"this text ends with a curly quote ({value[-1]}) that it does not begin with."
        return Lookalike("R150", len(value) - 1, message, f"Delete the curly quote. {_KEEP}")
    return None


def find_in_line(line: str) -> Lookalike | None:
    """Find the same in a line that YAML could not read, and what stands in place of a colon and the space after it."""
    lead = _LINE.match(line)
    start = lead.end() if lead else 0
    rest = line[start:].rstrip()
    key = _KEY.match(rest)
    if key is None:
        quoted = _QUOTED_KEY.match(rest)
        begins_line = "-" not in line[:start]
        found = _indented_with(rest) or find(quoted["key"] if quoted else rest, begins_line=begins_line)
        name = ""
    elif key["colon"] != ":":
        message = f"the colon after this key ({key['colon']}) is not an ordinary one."
        found = Lookalike("R151", key.start("colon"), message, "Type an ordinary colon and a space in its place.")
        name = key["key"]
    else:
        found, name = _after_colon(rest[key.end() :], spaced=bool(key["space"])), key["key"]
        found = found and found._replace(position=key.end() + found.position)
    if found is None:
        return None
    message = f"{name}: {found.message}" if name else found.message[0].upper() + found.message[1:]
    return found._replace(position=start + found.position, message=message)


def find_in_key(key: str, line: str = "", *, begins_line: bool = False) -> Lookalike | None:
    """Find the same in a key, which nothing may follow but its colon."""
    if key[-1:] in _SPACES and key:
        message = f"there is {_named(key[-1])} after this key."
        return Lookalike("R151", len(key) - 1, message, "Delete it.")
    return _indented_with(key) or find(key, line, begins_line=begins_line)


def ends(text: str, characters: str) -> Iterator[int]:
    """Give where a quote ends a line, and where a special space stands before a colon.

    A text or a key that ends there needs a closer look. `characters` are those of the text that are not ASCII.
    """
    for character in _ENDS.intersection(characters):
        follows = _LINE_END if character in _DOUBLE else _COLON_NEXT
        at = text.find(character)
        while at >= 0:
            if follows.match(text, at + 1):
                yield at + 1
            at = text.find(character, at + 1)


def ends_curly(line: str) -> Lookalike | None:
    """Find the curly quote that ends a line on which a straight one is left open."""
    text = line.rstrip()
    if text[-1:] not in CURLY or not text:
        return None
    message = f"this text begins with a straight quote and ends with a curly one ({text[-1]})."
    return Lookalike("R150", len(text) - 1, message, f"Type {{}} in place of {text[-1]}.")


def up_to_quote(line: str) -> str:
    """Give a line up to the first curly quote that does not begin it, or all of it where there is none."""
    found = _ANY_QUOTE.search(line, 1)
    return line[: found.end()] if found else line


def runs_on(text: str) -> int | None:
    """Find the first later line of an unquoted text that begins as an item of a list does."""
    line_end = text.find("\n")
    found = _RUNS_ON.search(text, line_end + 1) if line_end >= 0 else None
    return found.start("mark") if found else None


def _named(character: str) -> str:
    kind = "an invisible character" if character in _UNSEEN else "a special space"
    kind = "a no-break space" if character in "\u00a0\u202f" else kind
    return f"{kind} (U+{ord(character):04X})"


def _indented_with(line: str) -> Lookalike | None:
    if line[:1] not in _SPACES or not line:
        return None
    message = f"there is {_named(line[0])} at the beginning of this line."
    hint = "Delete it." if line[0] in _UNSEEN else "Delete it, and type ordinary spaces to indent the line."
    return Lookalike("R151", 0, message, hint)


def _after_colon(value: str, *, spaced: bool) -> Lookalike | None:
    if value[:1] in _SPACES and value:
        message = f"there is {_named(value[0])} after the colon."
        return Lookalike("R151", 0, message, "Type an ordinary space in its place.")
    return find(value) if spaced else None


def _list_mark(value: str, mark: str) -> Lookalike:
    if mark == "-":
        message = f"the hyphen that begins this text is followed by {_named(value[1])}."
        return Lookalike("R151", 1, message, f"Type an ordinary space in its place. {_KEEP}")
    message = f"this text begins with {mark}, which does not begin an item of a list."
    return Lookalike(
        "R151", 0, message, f"For an item of a list, type a hyphen and a space in place of {mark}. {_KEEP}"
    )


def _quotes(value: str) -> Lookalike | None:
    """Judge a text that begins with a curly quote. One that goes on after the quotation is an ordinary text."""
    first = value[0]
    alike = _DOUBLES if first in _DOUBLES else _SINGLES
    marks = [at for at in range(1, len(value)) if value[at] in alike and not _is_in_word(value, at)]
    if not marks:
        if _APOSTROPHE.match(value):
            return None
        message = f"the quote that begins this text is {_kind(first)} and is not closed ({first})."
        return Lookalike("R150", 0, message, f"Delete it. {_KEEP}")
    if marks[-1] != len(value) - 1 or any(_opens(value, at) for at in marks):
        return None
    last = value[-1]
    if last in "\"'":
        message = f"the quote that begins this text is {_kind(first)} ({first}), and the one that ends it is straight."
        return Lookalike("R150", 0, message, f"Type {last} in place of {first}.")
    message = f"the quotes round this text are {_kind(first)} ({first} and {last})."
    return Lookalike("R150", 0, message, _straight(value[1:-1].strip()))


def _kind(quote: str) -> str:
    return "curly" if quote in _CURLED else "not straight"


def _is_in_word(value: str, at: int) -> bool:
    return value[at] in _SINGLES and value[at - 1].isalnum() and value[at + 1 : at + 2].isalnum()


def _opens(value: str, at: int) -> bool:
    before, after = value[at - 1], value[at + 1 : at + 2]
    return (before.isspace() or before in "([{/" or before in _DASHES) and not after.isspace() and after != ""


def _straight(text: str) -> str:
    if _ONE_WORD.fullmatch(text) and kind_of_number(text) is Number.NONE:
        return f"Write it without quotes: {shorten(text)}"
    shown = f': "{text}"' if len(text) <= _MOST_SHOWN and '"' not in text and text.isprintable() else "."
    return f'Type straight quotes (") in their place{shown}'

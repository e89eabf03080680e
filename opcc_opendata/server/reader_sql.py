"""SQL that readers write, looked at word by word before SQLite has it.

`limits` stops what takes long or grows large while SQLite works. Some things it can't stop: a full-text search reads
its whole pattern first, in a time that grows with the square of its length (a million words take longer than an hour).
So a pattern must stand in the SQL.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.server.query_limits import MARKING

LONGEST_PATTERN: Final = 2_000
"""Characters of what a full-text search looks for."""

_TOKEN: Final = re.compile(
    r"""
    (?P<space> [\ \t\n\f\r\ufeff]+ | --[^\n]* | /\*.*?(?:\*/|\Z) )
  | (?P<text> '[^']*(?:''[^']*)*' | "[^"]*(?:""[^"]*)*" )
  | (?P<name> `[^`]*(?:``[^`]*)*` | \[[^\]]*\] | [A-Za-z_\x80-\U0010ffff][\w$\x80-\U0010ffff]* )
  | (?P<value> [?:@$#][\w$]* | [0-9][\w.]* )
  | (?P<open> ['"`[].* )
  | (?P<sign> . )
    """,
    re.VERBOSE | re.DOTALL,
)
"""A part of SQL, as SQLite takes it apart. `open` is a quotation mark that is never closed, with all after it."""

_SEARCH_INDEX: Final = re.compile("(?!escape_fts$)[a-z0-9_]*_fts")
_AFTER_PATTERN: Final = frozenset(
    (*("", ")", ",", ";", "and", "or", "order", "group", "limit", "union", "intersect", "except", "having", "window"),)
)
_AFTER_TABLE_IN_LIST: Final = frozenset(("where", "join", "left", "inner", "cross", "order", "group", "limit"))

_CHANGES: Final = re.compile(
    r"\b(?:now|random|current_(?:date|time|timestamp)|unixepoch|julianday|(?:date)?time|strftime|changes|total_changes"
    r"|last_insert_rowid)\b",
    re.IGNORECASE,
)

CONDITION: Final = (
    "_where takes one condition in SQL, without a comment or a semicolon. Each bracket and quotation mark in it must "
    "be closed."
)
_PATTERN: Final = (
    "A full-text search in SQL is written as TABLE_fts MATCH 'words', with the words between quotation marks, as a "
    f"parameter (:words) or as escape_fts(…), and at most {LONGEST_PATTERN:,} characters of them."
)
_INDEX: Final = "The name of a search index (TABLE_fts) stands after FROM or JOIN, or before MATCH."


def refusal_of(sql: str) -> str | None:
    """Say why a reader's SQL is refused, or give None. Most mistakes are SQLite's to find."""
    tokens = [(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(sql) if match.lastgroup != "space"]
    words = [_word(kind, text) for kind, text in tokens]
    if not any(map(_SEARCH_INDEX.fullmatch, words)):
        return None
    for at, word in enumerate(words):
        if word == "match" and not _is_pattern(tokens, words, at + 1):
            return _PATTERN
        if _SEARCH_INDEX.fullmatch(word) and not _may_stand(tokens, words, at):
            return _INDEX
    return None


def is_one_condition(text: str) -> bool:
    """Say whether a condition ends where it ends, and does not end or hide the query in which it stands."""
    depth = 0
    for match in _TOKEN.finditer(text):
        kind, part = match.lastgroup, match[0]
        depth += (kind == "sign") * ((part == "(") - (part == ")"))
        is_comment = kind == "space" and part.startswith(("--", "/*"))
        if depth < 0 or is_comment or kind == "open" or (kind == "sign" and part in ";\0"):
            return False
    return not depth and bool(text.strip())


def in_brackets(condition: str) -> str:
    """Put brackets around a condition that has none around all of it, so that an `or` in it ends with it."""
    condition, depth = condition.strip(), 0
    for match in _TOKEN.finditer(condition):
        depth += (match.lastgroup == "sign") * ((match[0] == "(") - (match[0] == ")"))
        if not depth and match.end() < len(condition):
            return f"({condition})"
    return condition if condition.startswith("(") else f"({condition})"


def may_change(sql: str) -> bool:
    """Say whether an answer may be another one when the same is asked again of the same data."""
    return _CHANGES.search(sql) is not None


def _word(kind: str, text: str) -> str:
    """Give a name or keyword without its quotation marks, a sign as it is, and a question mark for a value.

    To SQLite, 'comments_fts' is a name too where there can be nothing else.
    """
    plain = (text[1:-1] if text[0] in "'\"`[" else text).lower()
    if kind == "name" or (kind == "text" and (_SEARCH_INDEX.fullmatch(plain) or text.lower() == '"match"')):
        return plain
    return text if kind == "sign" else "?"


def _at(words: Sequence[str], place: int) -> str:
    return words[place] if 0 <= place < len(words) else ""


def _is_pattern(tokens: Sequence[tuple[str, str]], words: Sequence[str], at: int) -> bool:
    """Say whether a pattern stands there, and nothing is put together with it."""
    if at >= len(tokens):
        return False
    kind, text = tokens[at]
    if words[at] == "escape_fts" and _at(words, at + 1) == "(":
        depth, at = 1, at + 2
        while depth and at < len(words):
            depth += (words[at] == "(") - (words[at] == ")")
            at += 1
        return not depth and _at(words, at) in _AFTER_PATTERN
    is_value = kind in ("text", "value") and len(text) <= LONGEST_PATTERN
    return is_value and _at(words, at + 1) in _AFTER_PATTERN


def _may_stand(tokens: Sequence[tuple[str, str]], words: Sequence[str], at: int) -> bool:
    """Say whether the name of a search index stands where it is a table, or where what it is to find is written."""
    before, after = _at(words, at - 1), _at(words, at + 1)
    if after == "match":
        return True  # the pattern is looked at where it stands
    if before == "." and not (_at(words, at - 2) == "main" and _at(words, at - 3) in ("from", "join")):
        return False
    if before in ("from", "join", "."):
        return after != "(" or (_is_pattern(tokens, words, at + 2) and _at(words, at + 3) == ")")
    if before == "(" and _at(words, at - 2) in (*MARKING, "bm25"):
        return True
    return after == "." or (before == "," and after in _AFTER_TABLE_IN_LIST)

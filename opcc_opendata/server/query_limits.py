"""What a query from the public may cost, as a Datasette plugin: it is held on every connection, whoever asks.

Datasette's own time limit is looked at between two of SQLite's steps. What one step does in memory, or in a loop of its
own, it can't stop. So the sizes are limited, and the functions that are dangerous at any size are closed or replaced.
"""

from __future__ import annotations

import math
import re
import sqlite3
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final

from pluggy import HookimplMarker

from opcc_opendata.tables import TABLES

hookimpl = HookimplMarker("datasette")

LONGEST_VALUE: Final = 5_000_000
"""Bytes of one text, blob or row. A record is at most 1 MB."""

HEAP: Final = 256 << 20
"""Bytes that SQLite may use, all connections together."""

MOST_AT_ONCE: Final = 16 << 20
"""Characters and bytes in the rows of one page. An export is written row by row, and has a limit of its own."""

_CACHE_KIB: Final = 8_000
"""What each connection keeps of the file. With all of them it is a part of HEAP."""

_LONGEST_PATTERN: Final = 120

_LIMITS: Final = {
    sqlite3.SQLITE_LIMIT_LENGTH: LONGEST_VALUE,
    sqlite3.SQLITE_LIMIT_SQL_LENGTH: 100_000,
    sqlite3.SQLITE_LIMIT_COLUMN: 500,
    sqlite3.SQLITE_LIMIT_EXPR_DEPTH: 200,
    sqlite3.SQLITE_LIMIT_COMPOUND_SELECT: 50,
    sqlite3.SQLITE_LIMIT_VDBE_OP: 100_000,
    sqlite3.SQLITE_LIMIT_FUNCTION_ARG: 100,
    sqlite3.SQLITE_LIMIT_ATTACHED: 0,
    # One LIKE takes as long as its pattern times its text, and can't be stopped.
    sqlite3.SQLITE_LIMIT_LIKE_PATTERN_LENGTH: _LONGEST_PATTERN,
    sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER: 2_000,
    sqlite3.SQLITE_LIMIT_TRIGGER_DEPTH: 10,
    sqlite3.SQLITE_LIMIT_WORKER_THREADS: 0,
}

MARKING: Final = frozenset(("snippet", "highlight"))
"""They take the square of the number of hits in a text, and can't be stopped. The site's `excerpt` does their work."""

_CLOSED_FUNCTIONS: Final = MARKING | frozenset(
    # The first four make much from little, and the others are no reader's business.
    ("printf", "format", "zeroblob", "randomblob", "fts3_tokenizer", "load_extension", "sqlite_log", "edit")
)

_PRAGMAS: Final = frozenset(
    # What Datasette asks of a table, and what its full-text search asks by itself.
    (
        *("data_version", "foreign_key_list", "index_info", "index_list", "index_xinfo", "schema_version"),
        *("table_info", "table_list", "table_xinfo"),
    )
)
"""The pragmas that answer, and only with what the database itself holds. `database_list` tells of the machine."""

_READING: Final = frozenset((sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_RECURSIVE))

_OPEN_MODULES: Final = frozenset(("fts5", "json_each", "json_tree"))
"""Of the modules of SQLite. The others tell of the file's pages (dbstat) or of what others ask (sqlite_stmt)."""

_LONGEST_SET: Final = 1_000

_SEARCHED: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')
_MOST_SEARCHED: Final = 100
"""Words and phrases of one search. Each takes a search of its own."""


@hookimpl(trylast=True)
def prepare_connection(conn: sqlite3.Connection) -> None:
    """Limit a connection. This comes last, because it closes what other plugins may still need."""
    for limit, value in _LIMITS.items():
        conn.setlimit(limit, value)
    conn.execute("PRAGMA trusted_schema = off")
    _take_views_from_here(conn)
    conn.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
    conn.execute("PRAGMA query_only = on")
    _replace_slow_functions(conn)
    conn.create_function("escape_fts", 1, escape_search, deterministic=True)
    closed = {str(name) for (name,) in conn.execute("PRAGMA module_list")} - _OPEN_MODULES
    conn.set_authorizer(partial(_authorise, frozenset(closed)))


def _take_views_from_here(conn: sqlite3.Connection) -> None:
    """Put the program's own views in the place of those in the file that use functions for JSON.

    Views in a file are not trusted with these. Those of the connection itself are.
    """
    views = {name for (name,) in conn.execute("SELECT name FROM main.sqlite_master WHERE type = 'view'")}
    for table in TABLES:
        if table.sql and table.name in views:
            conn.execute(f'CREATE TEMP VIEW "{table.name}" AS {table.sql}')


def limit_memory() -> None:
    """Limit what SQLite may use in this process. It can't be undone, so only a server does it."""
    connection = sqlite3.connect(":memory:")
    connection.execute(f"PRAGMA hard_heap_limit = {HEAP}")
    connection.close()


def _authorise(
    closed: frozenset[str],
    action: int,
    first: str | None,
    second: str | None,
    _database: str | None,
    _source: str | None,
) -> int:
    """Say whether a statement may do what it wants to. It may read what is not closed, and nothing else."""
    if action in _READING:
        return sqlite3.SQLITE_DENY if (first or "").lower() in closed else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_FUNCTION:
        return sqlite3.SQLITE_DENY if (second or "").lower() in _CLOSED_FUNCTIONS else sqlite3.SQLITE_OK
    if action == sqlite3.SQLITE_PRAGMA:
        return sqlite3.SQLITE_OK if (first or "").lower() in _PRAGMAS else sqlite3.SQLITE_DENY
    # A full-text index declares its columns as it is first used. It looks like a change of the schema, and is none:
    # the file can't be written to.
    declares = (action, first) == (sqlite3.SQLITE_UPDATE, "sqlite_master")
    return sqlite3.SQLITE_OK if declares else sqlite3.SQLITE_DENY


def _replace_slow_functions(conn: sqlite3.Connection) -> None:
    """Put Python's functions in the place of some of SQLite's that take hours on a few megabytes, and can't be stopped.

    `instr` and `replace` of "aaa…" and "aa…b" take the product of the two lengths there, and little more than the sum
    here. For the letters that are to be trimmed there is no quick way, so that they may only be some.
    """
    conn.create_function("instr", 2, _instr, deterministic=True)
    conn.create_function("replace", 3, _replace, deterministic=True)
    for name, strip in (("trim", str.strip), ("ltrim", str.lstrip), ("rtrim", str.rstrip)):
        conn.create_function(name, 2, _trimmer(strip), deterministic=True)


def escape_search(text: Any) -> str:
    """Write what somebody typed into a search so that FTS5 takes it for words and phrases, whatever it holds.

    Raises ValueError where there are too many of them.
    """
    if not isinstance(text, str):
        text = "" if text is None else str(text)
    found = ("".join(match.groups("")).strip() for match in _SEARCHED.finditer(text.replace("\0", " ")))
    phrases = list(dict.fromkeys(f'"{phrase}"' for phrase in found if any(map(str.isalnum, phrase))))
    if len(phrases) > _MOST_SEARCHED:
        raise ValueError(f"more than {_MOST_SEARCHED} words")
    return " ".join(phrases) or '""'


def _instr(text: Any, part: Any) -> int | None:
    if text is None or part is None:
        return None
    if isinstance(text, bytes) and isinstance(part, bytes):
        return text.find(part) + 1
    return _text(text).find(_text(part)) + 1


def _replace(text: Any, old: Any, new: Any) -> Any:
    if text is None or old is None:
        return None
    old = _text(old)
    if not old or new is None:
        return None if old else _text(text) if isinstance(text, bytes) else text
    text, new = _text(text), _text(new)
    if len(new) > len(old) and len(text) + text.count(old) * (len(new) - len(old)) > LONGEST_VALUE:
        raise ValueError  # before it is made
    return text.replace(old, new)


def _trimmer(strip: Callable[[str, str], str]) -> Callable[[Any, Any], Any]:
    def trim(text: Any, letters: Any) -> Any:
        if text is None or letters is None:
            return None
        if len(_text(letters)) > _LONGEST_SET:
            raise ValueError
        return strip(_text(text), _text(letters))

    return trim


def _text(value: Any) -> str:
    """Give a value as text, as SQLite does."""
    if isinstance(value, bytes):
        return value.decode("utf-8", "replace")
    if isinstance(value, float):
        return _float(value)
    return str(value)


def _float(value: float) -> str:
    if math.isinf(value):
        return "Inf" if value > 0 else "-Inf"
    text = f"{value:.15g}"
    if "e" in text:
        digits, exponent = text.split("e")
        return f"{digits if '.' in digits else f'{digits}.0'}e{exponent}"
    return text if "." in text else f"{text}.0"


class TooMuchTextError(sqlite3.OperationalError):
    """The rows of one answer hold more text than may be held in memory at once."""


class Meter:
    """Makes the rows of one answer, until they are too much for a page."""

    def __init__(self) -> None:
        self._left = MOST_AT_ONCE

    def __call__(self, cursor: sqlite3.Cursor, values: Sequence[Any]) -> sqlite3.Row:
        """Make one row."""
        for value in values:
            if isinstance(value, (str, bytes)):
                self._left -= len(value)
        if self._left < 0:
            raise TooMuchTextError(
                f"The rows hold more than {MOST_AT_ONCE >> 20} MB of text. Ask for fewer rows or columns, for CSV, "
                "or download the database."
            )
        return sqlite3.Row(cursor, tuple(values))


def in_plain_words(error: Exception) -> Exception | None:
    """Give the error that a reader is to have in place of SQLite's, or None where that says it well enough.

    All are of the kind that Datasette takes for the mistake of whoever asked.
    """
    if isinstance(error, MemoryError):
        return sqlite3.OperationalError(
            f"The query was stopped: it needed more than the {HEAP >> 20} MB of memory that there are for all. "
            "Ask for fewer rows, or download the database."
        )
    if isinstance(error, (sqlite3.Warning, ValueError, OverflowError)):
        return sqlite3.OperationalError(str(error))
    if not isinstance(error, sqlite3.Error) or isinstance(error, TooMuchTextError):
        return None
    return sqlite3.OperationalError(_sentence(str(error)))


def _sentence(said: str) -> str:
    closed = "not authorized to use function: "
    if said.removeprefix(closed) in MARKING:
        return (
            f"The function {said.removeprefix(closed)} is closed here, because nothing can stop it in a long text. Ask "
            "for excerpt(text, words, before, after), where words is what would be typed into the search field."
        )
    if said.startswith(closed):
        return f"The function {said.removeprefix(closed)} is closed here, because it could take all of the memory."
    if said.startswith("access to ") or said.endswith("is prohibited"):
        return "This table is closed here: it tells of the machine, or of what others ask, and not of the data."
    if said.startswith("not authorized"):
        return "Only reading is allowed here: ask with SELECT. Some pragmas that tell of the machine are closed too."
    if said == "string or blob too big":
        return f"The query was stopped: a value grew larger than {LONGEST_VALUE // 1_000_000} MB."
    if said == "LIKE or GLOB pattern too complex":
        return (
            f"The pattern after LIKE or GLOB, or the text to be contained, is longer than {_LONGEST_PATTERN} letters."
        )
    if said == "user-defined function raised exception":
        return (
            f"The query was stopped: it searches for more than {_MOST_SEARCHED} words, or replaces or trims too much."
        )
    return said

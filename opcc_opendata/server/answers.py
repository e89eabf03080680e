"""The whole answer to a query, in a temporary file, or none at all: never a part that looks like the whole."""

from __future__ import annotations

import csv
import json
import math
import tempfile
import time
from collections.abc import Callable, Collection, Generator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import IO, Any, Final, Protocol

Row = Sequence[Any]

_IN_MEMORY: Final = 4 << 20
_ROWS_IN_TIME: Final = 1_000
_STEPS: Final = 1_000
"""How many of SQLite's steps lie between two looks at the clock."""

_BEGINS_A_FORMULA: Final = frozenset("=+-@\t\r＝＋－＠")


class AnswerError(Exception):
    """There is no whole answer. The text is a sentence for the person who asked."""


@dataclass(frozen=True, slots=True)
class LabelColumn:
    """Where the words for a code are: `SELECT label FROM table WHERE key = …`. No label: the code serves."""

    table: str
    key: str
    label: str | None


@dataclass(frozen=True, slots=True)
class AskedQuery:
    """A query, and how much of it is asked for.

    All of it must be answered and written within the time limit. Where it is `steady`, each thousand rows has the time
    limit, and writing is free: that is for SQL in which a reader chooses only values, so that it comes to an end.
    """

    sql: str
    parameters: Mapping[str, Any]
    steady: bool = False
    at_most: int | None = None
    labels: Mapping[str, LabelColumn] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AnswerLimits:
    """What one answer may cost."""

    seconds: float
    megabytes: int


class Output:
    """A temporary file that takes text and refuses more than its limit."""

    def __init__(self, megabytes: int) -> None:
        self.file: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)  # noqa: SIM115 (it outlives this)
        self.size = 0
        self._megabytes = megabytes

    def write(self, text: str) -> None:
        """Add some text."""
        data = text.encode("utf-8", "replace")
        self.size += len(data)
        if self._megabytes and self.size > self._megabytes << 20:
            raise AnswerError(
                f"The answer is larger than {self._megabytes:,} MB, and a part of it would look like the whole. "
                "Ask for fewer rows or columns, or download the database."
            )
        self.file.write(data)


class Writer(Protocol):
    """A way to write rows."""

    def begin(self, columns: Sequence[str]) -> None:
        """Take the names of the columns."""

    def row(self, row: Row) -> None:
        """Take a row."""

    def end(self) -> None:
        """Take notice that there are no more rows."""


class CsvWriter:
    """CSV for a spreadsheet: a text that a spreadsheet would take for a formula gets an apostrophe before it."""

    def __init__(self, output: Output, *, header: bool = True, mark: bool = False, as_it_is: bool = False) -> None:
        self._writer = csv.writer(output)
        self._header = header
        self._cell: Callable[[Any], Any] = _as_it_is if as_it_is else _as_text
        if mark:
            output.write("\ufeff")

    def begin(self, columns: Sequence[str]) -> None:
        """Write the line of headings."""
        if self._header:
            self.row(columns)

    def row(self, row: Row) -> None:
        """Write a line."""
        self._writer.writerow([self._cell(value) for value in row])

    def end(self) -> None:
        """Do nothing: CSV has no end."""


def _as_text(value: Any) -> Any:
    if isinstance(value, str):
        return f"'{value}" if value[:1] in _BEGINS_A_FORMULA else value
    return _as_it_is(value)


def _as_it_is(value: Any) -> Any:
    return value.hex() if isinstance(value, bytes) else value


class JsonWriter:
    """A JSON list of objects, or of the first column's values; or one object on each line.

    A text in one of the `parsed` columns that is JSON itself becomes what it says.
    """

    def __init__(
        self, output: Output, *, first_only: bool = False, lines: bool = False, parsed: Collection[str] = ()
    ) -> None:
        self._output = output
        self._first_only = first_only
        self._parsed = parsed
        self._between, self._after = ("", "\n") if lines else (", ", "")
        self._open, self._close = ("", "") if lines else ("[", "]")

    def begin(self, columns: Sequence[str]) -> None:
        """Open the list."""
        self._columns = columns
        self._output.write(self._open)
        self._separator = ""

    def row(self, row: Row) -> None:
        """Write one item."""
        values = [self._value(column, value) for column, value in zip(self._columns, row, strict=True)]
        item = values[0] if self._first_only else dict(zip(self._columns, values, strict=True))
        self._output.write(self._separator + _json(item) + self._after)
        self._separator = self._between

    def end(self) -> None:
        """Close the list."""
        self._output.write(self._close)

    def _value(self, column: str, value: Any) -> Any:
        if column in self._parsed and isinstance(value, str):
            with suppress(ValueError):
                return json.loads(value)
        # JSON has no infinity, and Datasette writes null for it.
        return None if isinstance(value, float) and math.isinf(value) else value


def _json(value: Any) -> str:
    from datasette.utils import CustomJSONEncoder  # type: ignore[import-untyped]

    return json.dumps(value, cls=CustomJSONEncoder)


def answer(connection: Any, question: AskedQuery, limits: AnswerLimits, writer: Writer) -> None:
    """Write the whole answer to a question. Raises AnswerError, or the database's own error."""
    with closing(_rows(connection, question, limits.seconds)) as rows:
        writer.begin(next(rows))
        for row in islice(rows, question.at_most):
            writer.row(row)
    writer.end()


def _rows(connection: Any, question: AskedQuery, seconds: float) -> Generator[Row]:
    """Give the names of the columns and then each row."""
    deadline = time.perf_counter() + seconds
    connection.set_progress_handler(lambda: time.perf_counter() >= deadline, _STEPS)
    lenient = connection.text_factory
    try:
        cursor = connection.cursor()
        cursor.row_factory = None  # a row is only gone through, which a tuple does more quickly
        if question.steady:  # a build holds UTF-8 alone, where a reader's own SQL may make anything
            connection.text_factory = str
        cursor.execute(question.sql, question.parameters)
        columns = [column[0] for column in cursor.description]
        labelled = _Labelled(connection, columns, question.labels)
        yield labelled.columns
        for number, row in enumerate(cursor, 1):
            wide = labelled(row)
            given = time.perf_counter()
            if not question.steady and given >= deadline:  # SQLite looks at the clock seldom where rows are long
                raise _late(seconds)
            yield wide
            if question.steady:
                back = time.perf_counter()
                deadline = back + seconds if number % _ROWS_IN_TIME == 0 else deadline + (back - given)
    except Exception as error:
        if error.args != ("interrupted",):
            raise
        raise _late(seconds) from error
    finally:
        connection.set_progress_handler(None, _STEPS)
        connection.text_factory = lenient


def _late(seconds: float) -> AnswerError:
    return AnswerError(
        f"The answer took longer than {seconds:g} seconds, and a part of it would look like the whole. "
        "Ask for fewer rows, or download the database."
    )


class _Labelled:
    """Rows with a column of words after each column of codes that is to be explained."""

    def __init__(self, connection: Any, columns: Sequence[str], labels: Mapping[str, LabelColumn]) -> None:
        self._connection = connection
        self._labels = [labels.get(column) for column in columns]
        self._known: dict[tuple[str, Any], Any] = {}
        self.columns = [
            name
            for column, label in zip(columns, self._labels, strict=True)
            for name in ([column, f"{column}_label"] if label else [column])
        ]

    def __call__(self, row: Row) -> Row:
        if len(self.columns) == len(self._labels):
            return row
        wide: list[Any] = []
        for value, label in zip(row, self._labels, strict=True):
            wide.append(value)
            if label:
                wide.append(self._words(label, value))
        return wide

    def _words(self, label: LabelColumn, value: Any) -> Any:
        if value is None or label.label is None:
            return value
        if (label.table, value) not in self._known:
            sql = f"SELECT {quoted(label.label)} FROM {quoted(label.table)} WHERE {quoted(label.key)} = ?"  # noqa: S608
            found = self._connection.execute(sql, (value,)).fetchone()
            self._known[label.table, value] = found[0] if found else None
        return self._known[label.table, value]


def quoted(name: str) -> str:
    """Write the name of a table or column so that SQL takes it for nothing else."""
    return '"' + name.replace('"', '""') + '"'

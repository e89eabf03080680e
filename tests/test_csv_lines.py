"""The lines of an export as CSV: what a program reads back, and texts that are no formulas."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from opcc_opendata.server.answers import AnswerLimits, AskedQuery, CsvWriter, Output, answer

FORMULAS = "=+-@\t\r＝＋－＠"
TEXTS = st.text(f"a é,;'\"\n \x00{FORMULAS}", max_size=8)
VALUES = st.one_of(st.none(), TEXTS, st.integers(-(2**63), 2**63 - 1), st.floats(allow_nan=False), st.binary())
ROWS = st.integers(1, 3).flatmap(lambda n: st.lists(st.lists(VALUES, min_size=n, max_size=n), max_size=4))


def written(rows: Sequence[Sequence[Any]], **options: bool) -> bytes:
    output = Output(1)
    writer = CsvWriter(output, **options)
    writer.begin([f"={n}" for n in range(len(rows[0]))] if rows else ["a"])
    for row in rows:
        writer.row(row)
    writer.end()
    with output.file as file:
        file.seek(0)
        return file.read()


def by_the_library(rows: Sequence[Sequence[Any]], *, as_it_is: bool) -> bytes:
    made = io.StringIO(newline="")
    for row in rows:
        cells = [value.hex() if isinstance(value, bytes) else value for value in row]
        if not as_it_is:
            cells = [f"'{cell}" if isinstance(cell, str) and cell[:1] in [*FORMULAS] else cell for cell in cells]
        csv.writer(made).writerow(cells)
    return made.getvalue().encode()


@given(rows=ROWS, as_it_is=st.booleans())
@example(rows=[["a\rb", "a\nb", 'a"b', "a,b", "", None]], as_it_is=False)
@example(rows=[[f"{sign}1", sign] for sign in FORMULAS], as_it_is=False)
def test_every_line_is_that_of_the_library(rows: list[list[Any]], as_it_is: bool) -> None:
    assert written(rows, as_it_is=as_it_is, header=False) == by_the_library(rows, as_it_is=as_it_is)


@given(ROWS.filter(bool))
def test_a_program_reads_back_every_row_with_its_heading(rows: list[list[Any]]) -> None:
    read = list(csv.reader(io.StringIO(written(rows, as_it_is=True, mark=True).decode("utf-8-sig"), newline="")))
    assert read[0] == [f"={n}" for n in range(len(rows[0]))]
    assert [len(row) for row in read] == [len(rows[0])] * (len(rows) + 1)
    texts = [[value for value in row if isinstance(value, str)] for row in rows]
    assert all(set(some) <= set(row) for some, row in zip(texts, read[1:], strict=True))


@pytest.mark.parametrize("steady", [True, False])
def test_a_connection_reads_texts_after_an_export_as_it_did_before(steady: bool) -> None:
    output = Output(1)
    with output.file, closing(sqlite3.connect(":memory:")) as connection:
        connection.text_factory = bytes
        answer(connection, AskedQuery("SELECT 'a'", {}, steady=steady), AnswerLimits(60, 1), CsvWriter(output))
        assert connection.execute("SELECT 'a'").fetchone() == (b"a",)

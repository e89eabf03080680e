"""Hints for which it must be known what belongs in a place: followed, each leads to a record without that mistake.

The reader of YAML knows no schema, and the schema doesn't know where the file lies. What each says by itself would be
followed, and be the next mistake.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from opcc_opendata.migrations import upgraded_and_checked
from opcc_opendata.problems import Problem
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document

_NO_VALUE: Final = "R130"
_MAYBE_A_NUMBER: Final = "R131"
_MISSING: Final = "R001"
_OF_THE_ID: Final = ("R001", "R004", "R007", "R014", "R016")
_SLUG: Final = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*")


def told_by_schema(document: Document, standard: Standard) -> Document:
    """Tell of a value that could be read as a number what the schema says of it as a text, where it says anything.

    Where there is no value and the record can't do without one, the hint is to write it.
    """
    codes = {one.code for one in document.problems}
    if document.data is None or not codes & {_NO_VALUE, _MAYBE_A_NUMBER}:
        return document
    _, broken = upgraded_and_checked(replace(document, problems=()), standard)
    found: dict[str, Problem] = {one.pointer: one for one in reversed(broken)}
    return replace(document, problems=tuple(sorted(_better(one, found.get(one.pointer)) for one in document.problems)))


def _better(problem: Problem, of_schema: Problem | None) -> Problem:
    if of_schema is None or not problem.pointer:
        return problem
    if problem.code == _MAYBE_A_NUMBER and of_schema.code != _MISSING:
        return of_schema
    if problem.code == _NO_VALUE and of_schema.code == _MISSING:
        return replace(problem, hint=f"Write it: it can't be left out. {of_schema.hint.partition('. ')[2]}".strip())
    return problem


def with_own_id(problems: Iterable[Problem], place: Sequence[str] | None) -> list[Problem]:
    """Say what the id of a record is that has none, or one of the wrong form: its place gives it."""
    expected = f"{place[-2]}-{place[-1].removesuffix('.yaml')}" if place is not None and len(place) > 1 else ""
    if not _SLUG.fullmatch(expected):
        return list(problems)
    return [
        replace(one, hint=f"Write id: {expected}, which the file's place gives.")
        if one.pointer == "/id" and one.code in _OF_THE_ID
        else one
        for one in problems
    ]

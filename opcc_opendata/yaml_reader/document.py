"""A record as read: its data, its problems, and where each key and value is."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from typing import Any

from opcc_opendata.files import UnreadableFileError, too_large
from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.yaml_reader.builder import Builder
from opcc_opendata.yaml_reader.characters import decode
from opcc_opendata.yaml_reader.codes import make_problem
from opcc_opendata.yaml_reader.subset import Line, Positions, read_subset

MAX_BYTES = 1_000_000


@dataclass(slots=True)
class Document:
    """One file, as read.

    `path` is as it is shown to people. `data` is None when nothing in the file can be relied on. `sha256` is that of
    the bytes of the file, empty when they could not be had. `text` is the file as characters, with its comments, empty
    when it could not be decoded.
    """

    path: str
    data: dict[str, Any] | None
    sha256: str
    problems: tuple[Problem, ...]
    _spots: tuple[Any, Any, Any] | Positions | None = field(default=None, repr=False, compare=False)
    text: str = field(default="", repr=False, compare=False)

    @property
    def plain_lines(self) -> list[Line] | None:
        """The lines of the file, if it was read as one of the plain subset (see `subset`), and otherwise None."""
        return self._spots.lines if isinstance(self._spots, Positions) else None

    def locate(self, pointer: Pointer, *, key: bool = False) -> tuple[int, int]:
        """Find the line and column of a value, or of its key.

        Where there is no such value, this finds the nearest one around it. Both count from 1, columns in characters.
        """
        spot = self._spots
        if spot is None:
            return (1, 1)
        if isinstance(spot, Positions):
            return spot.locate(pointer, key=key)
        for step in pointer:
            inner = _within(spot[2], step)
            if inner is None:
                break
            spot = inner
        mark = spot[0 if key else 1]
        return (mark.line + 1, mark.column + 1)


def _within(spots: Any, step: str | int) -> tuple[Any, Any, Any] | None:
    found: tuple[Any, Any, Any] | None = None
    if isinstance(spots, dict):
        found = spots.get(step)
    elif isinstance(spots, list) and isinstance(step, int) and 0 <= step < len(spots):
        found = spots[step]
    return found


def read_bytes(raw: bytes, shown: str) -> Document:
    """Read a record. Whatever is wrong with it is in the document's problems; this never raises."""
    digest = hashlib.sha256(raw).hexdigest()
    if len(raw) > MAX_BYTES:
        return Document(shown, None, digest, (too_big(too_large(len(raw), MAX_BYTES), shown),))
    body, text, unusual, problems = decode(raw, shown)
    if problems:
        return Document(shown, None, digest, tuple(problems))
    # Nearly all are as `opcc fmt` writes them, and quickly read. The other way of reading is the one that decides.
    found = read_subset(text)
    if found is not None:
        return Document(shown, found[0], digest, (), found[1], text)
    builder = Builder(text, shown, unusual)
    builder.build(body)
    return Document(shown, builder.data, digest, tuple(sorted(builder.problems)), builder.spots, text)


def too_big(error: UnreadableFileError, shown: str) -> Problem:
    """Report a file that is larger than a record can be."""
    hint = "Link to long documents, or attach them, instead of pasting them in."
    return make_problem("R105", (shown, 0, 0), error.message, hint)

"""Many documents, one after another: a bad one is a value in the stream and never stops the others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from opcc_opendata.importers.draft import Draft
from opcc_opendata.importers.finding import bytes_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.sandbox import Guarded
from opcc_opendata.importers.unreadable import Unreadable
from opcc_opendata.schema import load_standard


@dataclass(frozen=True, slots=True)
class Imported:
    """A document and the drafts of the responses in it, or why it can't be read."""

    path: Path
    drafts: tuple[Draft, ...]
    fault: str = ""


def imported(paths: Sequence[Path], standard: Path, body: str = "") -> Iterator[Imported]:
    """Read each document. `standard` is the folder of the standard, `body` the code of the body whose they all are."""
    results = Guarded(_read).each(_Job(path, standard, body) for path in paths)
    for path, result in zip(paths, results, strict=True):
        if isinstance(result, Unreadable):
            yield Imported(path, (), str(result))
        else:
            yield Imported(path, tuple(result))


class _Job(NamedTuple):
    path: Path
    standard: Path
    body: str


def _read(job: _Job) -> list[Draft]:
    return drafts_of(bytes_of(job.path), job.path.name, load_standard(job.standard), job.body)

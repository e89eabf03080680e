"""Which files are in canonical form, as the result cache knows it, or found out in two processes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain, zip_longest
from pathlib import Path
from typing import Any, Final, NamedTuple

from opcc_opendata.parallel import ENOUGH_FOR_TWO, in_batches
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import fetch
from opcc_opendata.yaml_writer import NotWritableError, canonical

_FORM: Final = "form"
"""Under which the cache keeps the first line that would be another, or 0, and what is wrong, or ""."""


class FormattingResult(NamedTuple):
    """How a file stands to canonical form. All is well if `line` is 0 and `wrong` is empty.

    `line` is the first that would be another, counted from 1. `wrong` says in a sentence why the file can't be put into
    canonical form; `line` is then where, or 0 for the whole. `unread` is why it could not be read.
    """

    path: Path
    line: int = 0
    wrong: str = ""
    unread: Problem | None = None

    @property
    def in_order(self) -> bool:
        """Whether nothing is to be done."""
        return not (self.line or self.wrong or self.unread)


class _Job(NamedTuple):
    project: Project
    standard: Standard
    kept: Mapping[str, tuple[str, Any]]


def forms(project: Project, standard: Standard, files: Sequence[Path]) -> Iterator[FormattingResult]:
    """Say of each file how it stands to canonical form, in their order. Nothing is written but the cache."""
    # To open the cache of a large project takes longer than looking at a few files.
    cache = ResultCache(project) if len(files) >= ENOUGH_FOR_TWO else None
    kept = cache.kept(_FORM) if cache is not None else {}
    known: list[tuple[int, str] | None] = []
    for path in files:
        shown = project.show(path)
        sha256, form = kept.get(shown, ("", None))
        known.append(form if cache is not None and sha256 and cache.files.checksum(shown) == sha256 else None)
    unknown = [path for path, form in zip(files, known, strict=True) if form is None]
    fresh = chain.from_iterable(in_batches(_look_at, unknown, _Job(project, standard, kept)))
    for path, form in zip(files, known, strict=True):
        if form is not None:
            yield FormattingResult(path, *form)
            continue
        sha256, found = next(fresh)
        if cache is not None and sha256:
            shown = project.show(path)
            cache.files.learn(shown, sha256)
            cache.keep(_FORM, shown, sha256, (found.line, found.wrong))
        yield found
    if cache is not None:
        cache.save()


def _look_at(path: Path, job: _Job) -> tuple[str, FormattingResult]:
    """Return a file's checksum, and how it stands to canonical form."""
    shown = job.project.show(path)
    raw = fetch(path, shown, job.project.root_of(path))
    if isinstance(raw, Problem):
        return "", FormattingResult(path, unread=raw)
    sha256 = hashlib.sha256(raw).hexdigest()
    kept, form = job.kept.get(shown, ("", None))
    if kept == sha256 and form is not None:
        return sha256, FormattingResult(path, *form)
    try:
        new = canonical(raw, job.standard).encode()
    except NotWritableError as error:
        return sha256, FormattingResult(path, error.line, str(error))
    return sha256, FormattingResult(path, 0 if new == raw else _first_difference(raw, new))


def _first_difference(old: bytes, new: bytes) -> int:
    """Give the number of the first line of a file that would be another."""
    lines = zip_longest(old.split(b"\n"), new.split(b"\n"))
    return min(
        next(number for number, (one, other) in enumerate(lines, 1) if one != other), max(len(old.splitlines()), 1)
    )

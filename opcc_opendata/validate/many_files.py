"""Many files → a result of each, from the result cache or checked anew, in two processes where that helps.

What was found in a file is kept in the project's result cache, and a file that has not changed is not read again. A
file with a fault is a value in the stream: it never hides the others.
"""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from typing import Final

from opcc_opendata import record_types
from opcc_opendata.parallel import BATCH, ENOUGH_FOR_TWO, in_batches
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project
from opcc_opendata.record_index import entry_of
from opcc_opendata.record_summary import SUMMARY, Kept, as_kept
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import RecordFacts, facts
from opcc_opendata.schema import Standard
from opcc_opendata.validate.one_file import CHANGES_WITH_THE_DAY, check, content_of, document_of, place_of

RowsOf = Callable[[record_types.Record], bytes]
"""Makes what is to be kept of a record that may be published: for a build, its rows."""

INDEX: Final = "index"
"""Under which the cache keeps what `record_index` says of each record: the fields of an IndexEntry, or None."""

_WITHDRAWN = b"withdrawal:"


@dataclass(frozen=True, slots=True)
class RecordResult:
    """What checking one file by itself has found, without the record.

    `published` says that the file has no error, and `withdrawn` that it withdraws a response, or, where it can't be
    read, that it may. `rows` are what was made of the record. `cached` says that it was not checked anew. `summary` is
    the record in short, as it is kept, and None where no more than the facts was asked for.
    """

    path: str
    sha256: str
    problems: tuple[Problem, ...]
    facts: RecordFacts | None
    published: bool
    withdrawn: bool
    rows: bytes | None = None
    cached: bool = False
    summary: Kept | None = None
    newer: bool = False
    """If the record follows a newer version of the standard, and `rows` are what can be read of it."""

    @property
    def may_change_by_itself(self) -> bool:
        """If another day may find something else in the same file."""
        return any(problem.code in CHANGES_WITH_THE_DAY for problem in self.problems)

    def to_bytes(self) -> bytes:
        """Return what the cache keeps beside the rows."""
        problems = [one.to_tuple() for one in self.problems]
        return marshal.dumps(
            (problems, self.facts and self.facts.as_json(), self.published, self.withdrawn, self.newer)
        )

    @classmethod
    def from_bytes(cls, path: str, sha256: str, kept: bytes) -> RecordResult:
        """Return the result that `to_bytes` kept for this file."""
        problems, known, published, withdrawn, newer = marshal.loads(kept)  # noqa: S302 (its seal is our own)
        return cls(
            path,
            sha256,
            tuple(Problem.from_tuple(path, one) for one in problems),
            RecordFacts.from_json(known) if known else None,
            published,
            withdrawn,
            newer=newer,
            cached=True,
        )


@dataclass(frozen=True, slots=True)
class _Job:
    """What the processes that check files need beside a file's name."""

    project: Project
    standard: Standard
    cache: ResultCache
    rows_of: RowsOf | None
    facts_only: bool

    def known(self, shown: str, sha256: str | None) -> RecordResult | None:
        """Return the result that is kept for a file, if it has all that is asked for."""
        if sha256 is None:
            return None
        kept = self.cache.result(shown, sha256)
        if kept is None and self.facts_only:
            kept = self.cache.result(shown, sha256, facts_only=True)
        if kept is None:
            return None
        result = RecordResult.from_bytes(shown, sha256, kept)
        if self.rows_of is None or not (result.published or result.newer):
            return result
        rows = self.cache.rows(shown, sha256)
        return None if rows is None else replace(result, rows=rows)


def check_records(
    project: Project,
    standard: Standard,
    names: Sequence[str],
    cache: ResultCache,
    *,
    rows_of: RowsOf | None = None,
    facts_only: bool = False,
    processes: int | None = None,
) -> Iterator[list[RecordResult]]:
    """Check files by themselves, and give the results in batches, in the order of the names.

    What the cache has is taken from it, and what it has not is kept for the next time, once its `save` is called. With
    `facts_only`, a file that is not known is read, and no more.
    """
    job = _Job(project, standard, cache, rows_of, facts_only)
    if len(names) >= ENOUGH_FOR_TWO or rows_of is not None:
        cache.load()
    shown = [project.show(name) for name in names]
    sums = [cache.files.checksum(path) for path in shown]
    kept = [
        sha256 is not None and cache.has(path, sha256, rows=rows_of is not None, facts_only=facts_only)
        for path, sha256 in zip(shown, sums, strict=True)
    ]
    unknown = [name for name, is_kept in zip(names, kept, strict=True) if not is_kept]
    fresh = chain.from_iterable(in_batches(_result, unknown, job, processes))
    for start in range(0, len(names), BATCH):
        batch = []
        for n in range(start, min(start + BATCH, len(names))):
            # What the cache seemed to have may be damaged.
            result = (job.known(shown[n], sums[n]) or _result(names[n], job)) if kept[n] else next(fresh)
            cache.files.learn(result.path, result.sha256)
            if not result.cached and result.sha256 and not result.may_change_by_itself:
                cache.put(result.path, result.sha256, result.to_bytes(), result.rows, facts_only=facts_only)
                if result.summary is not None:
                    cache.keep(SUMMARY, result.path, result.sha256, result.summary)
                cache.keep(INDEX, result.path, result.sha256, result.facts and tuple(entry_of(result.facts)))
            batch.append(result)
        yield batch


def _result(name: str, job: _Job) -> RecordResult:
    """Check one file in full, unless the cache has the result for what is in it."""
    shown = job.project.show(name)
    content = content_of(name, shown, job.project)
    if isinstance(content, bytes):
        known = job.known(shown, hashlib.sha256(content).hexdigest())
        if known is not None:
            return known
    document = document_of(content, shown)
    if job.facts_only:
        known_facts = facts(document, placed=place_of(document, job.project) is not None)
        return RecordResult(shown, document.sha256, (), known_facts, published=False, withdrawn=False)
    checked = check(document, job.project, job.standard)
    withdrawn = "withdrawal" in document.data if document.data else isinstance(content, bytes) and _WITHDRAWN in content
    public = checked.data if checked.data is not None else checked.readable
    rows = job.rows_of(public) if job.rows_of is not None and public is not None else None
    return RecordResult(
        shown,
        document.sha256,
        checked.problems,
        checked.facts,
        checked.data is not None,
        withdrawn,
        rows,
        summary=as_kept(checked.summary),
        newer=checked.readable is not None,
    )

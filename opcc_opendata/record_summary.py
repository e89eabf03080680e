"""What lists, counts and comparisons need of a record that follows the standard: small enough to keep for all of them.

`opcc diff`, `opcc due` and `opcc new` look at every record of a project, and need the whole of few. What they need of
the others is kept in the result cache, by whichever command read the file last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final, NamedTuple, cast

from opcc_opendata import counting
from opcc_opendata.migrations import upgraded_and_checked
from opcc_opendata.parallel import in_batches
from opcc_opendata.problems import Problem
from opcc_opendata.project import Project
from opcc_opendata.record import in_any_language
from opcc_opendata.record_types import Record
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.schema import Standard
from opcc_opendata.statute import answering
from opcc_opendata.yaml_reader import Document, fetch, read_bytes

SUMMARY: Final = "summary"
"""Under which the cache keeps what `as_kept` gives."""

_GIT_NAME: Final = "git"
"""Under which the cache keeps the name that git has for a file's content."""


class ReportSummary(NamedTuple):
    """A report that the record answers: its id, its title in English or else in any language, and its date."""

    id: str
    title: str | None
    published: str | None


class RecordSummary(NamedTuple):
    """A record in short.

    `counted` is what counting needs of it. `findings` are its recommendations and other findings; how many of them are
    accepted, also in part, and how many are not, by their own answer or the one that serves them too. `is_index` says
    that it only points to the response.
    """

    counted: counting.CountableResponse
    reports: tuple[ReportSummary, ...]
    is_index: bool
    findings: int
    accepted: int
    not_accepted: int


def summary_of(record: Record) -> RecordSummary:
    """Return the summary of a record that follows the standard."""
    language = record["language"]
    findings = record.get("recommendations", ())
    said = [((answering(finding, findings) or {}).get("answer") or {}).get("acceptance") for finding in findings]
    return RecordSummary(
        counting.response_of(record),
        tuple(
            [
                ReportSummary(one["id"], in_any_language(one.get("title"), "en", language), one.get("published"))
                for one in record["inspections"]
            ]
        ),
        "index_record" in record,
        len(findings),
        said.count("accepted") + said.count("accepted_in_part"),
        said.count("not_accepted"),
    )


def summarise(document: Document, standard: Standard) -> tuple[RecordSummary | str, Record]:
    """Return the summary of a record as read, and its data as the newest version of the standard has them.

    In place of the summary of one that can't be read or breaks the standard stands what is wrong first, without data.
    """
    document, broken = upgraded_and_checked(document, standard)
    record = cast("Record | None", document.data)
    summary = summary_or_fault(next(iter(document.problems or broken), None), record)
    return summary, cast("Record", {}) if isinstance(summary, str) or record is None else record


def summary_or_fault(first: Problem | None, data: Record | None) -> RecordSummary | str:
    """Return the summary of a record, or what is wrong with it first where it can't be read or breaks the standard."""
    if first is not None or data is None:
        return f"{first.code} {first.message}" if first is not None else ""
    return summary_of(data)


Kept = tuple[Any, ...] | str


def as_kept(summary: RecordSummary | str) -> Kept:
    """Return a summary as plain tuples, which can be kept."""
    if isinstance(summary, str):
        return summary
    counted = (*summary.counted[:-1], tuple([tuple(one) for one in summary.counted.reports]))
    return (counted, tuple([tuple(one) for one in summary.reports]), *summary[2:])


def as_summary(kept: Kept) -> RecordSummary | str:
    """Return the summary that `as_kept` made into tuples."""
    if isinstance(kept, str):
        return kept
    counted, reports, *rest = kept
    response = counting.CountableResponse._make(
        [*counted[:-1], tuple([counting.Named._make(one) for one in counted[-1]])]
    )
    return RecordSummary(response, tuple([ReportSummary._make(one) for one in reports]), *rest)


class Summarised(NamedTuple):
    """A file: its path as people see it, its SHA-256, the name that git has for its content, and what is in it.

    The checksum and git's name are empty where the file could not be read, and git's also where nobody asked for it.
    """

    path: str
    sha256: str
    git_name: str
    summary: RecordSummary | str


class _Job(NamedTuple):
    project: Project
    standard: Standard
    kept: Mapping[str, tuple[str, Kept]]
    with_git_names: bool


def summaries(
    project: Project,
    standard: Standard,
    names: Sequence[str],
    cache: ResultCache | None,
    *,
    known: Mapping[str, tuple[str, Kept]] | None = None,
    with_git_names: bool = False,
) -> list[Summarised]:
    """Return what is in the records of a project, in the order of the names of their files.

    What the cache has is taken from it, and what it has not is kept for the next time, once its `save` is called.
    Without a cache, a file whose path and checksum are `known` is not read as YAML.
    """
    kept = cache.kept(SUMMARY) if cache is not None else known or {}
    git_names = cache.kept(_GIT_NAME) if cache is not None else {}
    found: dict[str, Summarised] = {}
    unknown = []
    for name in names:
        path = project.show(name)
        sha256, summary = kept.get(path, ("", ""))
        git = git_names.get(path, ("", ""))
        is_same = cache is not None and sha256 and cache.files.checksum(path) == sha256
        if is_same and (git[0] == sha256 or not with_git_names):
            found[name] = Summarised(path, sha256, git[1], as_summary(summary))
        else:
            unknown.append(name)
    job = _Job(project, standard, kept, with_git_names)
    for name, (path, sha256, git_name, new) in zip(
        unknown, chain.from_iterable(in_batches(_read, unknown, job)), strict=True
    ):
        summary = kept[path][1] if new is None else new
        if cache is not None:
            cache.files.learn(path, sha256)
            if new is not None:
                cache.keep(SUMMARY, path, sha256, new)
            if git_name:
                cache.keep(_GIT_NAME, path, sha256, git_name)
        found[name] = Summarised(path, sha256, git_name, as_summary(summary))
    return [found[name] for name in names]


def _read(name: str, job: _Job) -> tuple[str, str, str, Kept | None]:
    """Return a file's path, checksum, name in git and summary, or None for a summary that is kept already."""
    path = job.project.show(name)
    content = fetch(name, path, job.project.root)
    if not isinstance(content, bytes):
        return path, "", "", f"{content.code} {content.message}"
    sha256 = hashlib.sha256(content).hexdigest()
    git_name = name_in_git(content) if job.with_git_names else ""
    if job.kept.get(path, ("", ""))[0] == sha256:
        return path, sha256, git_name, None
    return path, sha256, git_name, as_kept(summarise(read_bytes(content, path), job.standard)[0])


def name_in_git(content: bytes) -> str:
    """Return the name of a content in a repository of git that counts with SHA-1, as nearly all do."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()

"""What is wrong with records beside the others: ids that are taken, reports named differently, attachments, settings.

Rules between records need to know all of them. If only some files are named, the other records of the project are read
too, quietly: what is wrong with them is not told. The settings are checked with the whole project only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from itertools import chain
from typing import Any, Final

from opcc_opendata.parallel import in_batches
from opcc_opendata.problems import Problem
from opcc_opendata.project import RECORDS, Project
from opcc_opendata.record_index import IndexEntry, concerned, entry_of, quick_entry
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules import (
    Checksums,
    RecordFacts,
    check_files,
    check_minimums,
    check_same_reports,
    check_settings,
    cross_check,
    facts,
)
from opcc_opendata.schema import Standard
from opcc_opendata.validate.many_files import INDEX, check_records
from opcc_opendata.validate.one_file import as_checked, content_of, document_of
from opcc_opendata.yaml_reader import find_records

_FEW: Final = 100
"""Files that are checked beside the others without all of those being looked at in full."""


def check_together(
    project: Project, standard: Standard, every: Sequence[RecordFacts], cache: ResultCache | None = None
) -> list[Problem]:
    """Check what no record shows by itself: all the project's records together, their attachments, the settings.

    Of the drafts of a project (see `Project.of_drafts`), what they say of each other and of the published records.
    """
    if project.is_of_drafts:
        found = check_with_records(project, standard, every, cache, drafts=True)
        return sorted(one for problem in found for one in as_checked(problem, project))
    found = [
        *project.settings.problems,
        *check_settings(project.settings, standard, every),
        *check_minimums(project.settings, every),
        *cross_check(every, standard),
        *check_same_reports(every, standard, project.settings),
    ]
    checksums: Checksums = {}
    for one in every:
        found += check_files(one, project.root, checksums)
    return sorted(found)


def check_with_records(
    project: Project,
    standard: Standard,
    every: Sequence[RecordFacts],
    cache: ResultCache | None = None,
    *,
    drafts: bool = False,
    processes: int | None = None,
) -> list[Problem]:
    """Check files, of which the facts are given, together with the project's other records, and their attachments.

    Only what is wrong with the files themselves is given. With `drafts`, they may refer to other drafts as well.
    `cache` is the project's cache where that is open already.
    """
    named = {str(project.root / one.path) for one in every}
    published = project.root / RECORDS
    folders = [published, project.drafts] if drafts and project.drafts.is_dir() else [published]
    rest = [name for name in find_records(folders).names if name not in named]
    opened = cache or ResultCache(project)
    if len(every) <= _FEW:
        entries = _index(project, rest, opened, processes)
        matter = concerned(entries, every, standard)
        rest = [name for name in rest if project.show(name) in matter]
    results = chain.from_iterable(check_records(project, standard, rest, opened, facts_only=True, processes=processes))
    known = [*every, *(result.facts for result in results if result.facts is not None)]
    if cache is None:
        opened.save()
    told = {one.path for one in every}
    between = (*cross_check(known, standard), *check_same_reports(known, standard, project.settings))
    found = [problem for problem in between if problem.path in told]
    checksums: Checksums = {}
    for one in every:
        found += check_files(one, project.root, checksums)
    return found


def _index(project: Project, names: Sequence[str], cache: ResultCache, processes: int | None) -> dict[str, IndexEntry]:
    """Return the index entry of each record that has one, by path. Only files that the cache doesn't know are read."""
    kept = cache.kept(INDEX)
    entries: dict[str, tuple[Any, ...] | None] = {}
    unknown = []
    for name in names:
        path = project.show(name)
        sha256, entry = kept.get(path, ("", None))
        if sha256 and cache.files.checksum(path) == sha256:
            entries[path] = entry
        else:
            unknown.append(name)
    for batch in in_batches(_entry, unknown, (project, kept), processes):
        for path, sha256, entry in batch:
            cache.files.learn(path, sha256)
            cache.keep(INDEX, path, sha256, entry)
            entries[path] = entry
    return {path: IndexEntry(*entry) for path, entry in entries.items() if entry is not None}


def _entry(name: str, job: tuple[Project, Mapping[str, tuple[str, Any]]]) -> tuple[str, str, tuple[Any, ...] | None]:
    """Return a file's path, its checksum, and the fields of its index entry, or None where it has no facts."""
    project, kept = job
    path = project.show(name)
    content = content_of(name, path, project)
    if not isinstance(content, bytes):
        return path, "", None
    sha256 = hashlib.sha256(content).hexdigest()
    if path in kept and kept[path][0] == sha256:
        return path, *kept[path]
    entry = quick_entry(content)
    if entry is None:
        known = facts(document_of(content, path))
        entry = entry_of(known) if known is not None else None
    return path, sha256, entry and tuple(entry)

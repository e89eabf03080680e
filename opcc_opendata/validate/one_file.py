"""One file → what reading, the schema and the rules find in it. Nothing here raises for what is in a file.

- A file that can't be read cleanly is not held against the schema, and one that breaks the schema gets no rules: what
  they would say of it could not be relied on.
- A file in `drafts/` is checked as if it were published, but what it lacks is a warning: it is still being written. A
  date of publication and copies sent are not asked of it, because they come with publication.
- A file elsewhere, such as an example, has no place to agree with, and may have the id of a record.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, cast

from opcc_opendata import record_types
from opcc_opendata.migrations import readable_part, upgraded_and_checked, without_wrong_values
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import Project
from opcc_opendata.record_summary import RecordSummary, summary_or_fault
from opcc_opendata.rules import (
    RULES,
    RULES_ON_VALUES,
    RecordFacts,
    RuleRecord,
    apply,
    apply_to_part,
    facts,
    register_of,
)
from opcc_opendata.schema import Standard
from opcc_opendata.schema.extensions import check_extensions
from opcc_opendata.validate.hints import told_by_schema, with_own_id
from opcc_opendata.yaml_reader import Document, fetch, read_bytes

_STILL_TO_WRITE: Final = frozenset(["R001", "R016", "R019", "R024", "R130", "R232", "R290", "R291", "R292", "R310"])
"""The codes of what is missing or not yet settled: errors in a record, and warnings in a draft."""

CHANGES_WITH_THE_DAY: Final = frozenset(["R232"])
"""The codes of what may be found on one day and not on the next, so that no cache may keep it."""

COMES_WITH_PUBLICATION: Final = frozenset(["R401", "R407"])
"""The codes of what a draft can't have yet: a day of publication, and copies sent."""


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """One file, and what checking it by itself has found.

    `path` is as people see it. `data` is the record if it may be published, and None if it has an error; of a draft, it
    is there as soon as it follows the schema. `facts` are for the checks between records; a record that breaks the
    schema has them too, if it can be read and has an id. `summary` is the record in short, or what is wrong with it
    first where it breaks the standard.
    """

    path: str
    sha256: str
    data: record_types.Record | None
    problems: tuple[Problem, ...]
    facts: RecordFacts | None
    summary: RecordSummary | str = ""
    readable: record_types.Record | None = None
    """What can be read of a record of a newer version of the standard, whose `data` is None."""


def check_file(path: Path | str, project: Project, standard: Standard) -> CheckedFile:
    """Check one file by itself. This never raises for what is in it."""
    return check(read_document(path, project), project, standard)


def check(document: Document, project: Project, standard: Standard) -> CheckedFile:
    """Check what was read from one file, and give its problems the severity that they have where it lies."""
    is_draft = project.is_draft(document.path)
    checked = check_document(document, project, standard, is_draft=is_draft)
    return replace(checked, problems=as_in_a_draft(checked.problems)) if is_draft else checked


def check_document(document: Document, project: Project, standard: Standard, *, is_draft: bool) -> CheckedFile:
    """Check what was read from a file in `records/` or `drafts/`, or elsewhere.

    The rules know a draft, and every problem still has the severity that it has in a record: see `check_file`.
    """
    place = place_of(document, project)
    document = told_by_schema(document, standard)
    problems, follows_schema, broken = document.problems, False, list[Problem]()
    readable: Document | None = None
    first = next(iter(problems), None)
    if not problems or (is_draft and document.data is not None and _lacks_only(problems)):
        document, broken = upgraded_and_checked(document, standard)
        readable = readable_part(document, standard) if broken else None
        broken = with_own_id(broken, place)
        found = broken or check_extensions(document, project.root)
        follows_schema = not found
        told = {one.pointer for one in problems}  # a key without a value is not told again as one that is missing
        problems = (*problems, *(one for one in found if one.pointer not in told))
    data = cast("record_types.Record | None", document.data)
    summary = summary_or_fault(first or next(iter(broken), None), data)
    known = facts(document, placed=place is not None)
    if not follows_schema and known is not None:
        known = known._replace(attachments=())  # nothing is opened on the word of a record that breaks the schema
    if document.data is not None and follows_schema:
        record = RuleRecord(document, register_of(standard), place, is_draft=is_draft)
        problems = tuple(sorted((*problems, *apply(RULES, record))))
    elif broken:
        problems = tuple(sorted((*problems, *_beside(broken, document, standard, place, is_draft=is_draft))))
    is_sound = follows_schema and (_lacks_only(problems) if is_draft else not _errors(problems))
    if readable is not None and _errors(
        apply(RULES, RuleRecord(readable, register_of(standard), place, is_draft=is_draft))
    ):
        readable = None
    part = cast("record_types.Record | None", readable and readable.data)
    return CheckedFile(document.path, document.sha256, data if is_sound else None, problems, known, summary, part)


def _beside(
    broken: Sequence[Problem], document: Document, standard: Standard, place: Sequence[str] | None, *, is_draft: bool
) -> Iterator[Problem]:
    """Find what else is wrong with a record that breaks the schema, so that one round of mending is enough.

    Nothing is said of an item of a list, such as a recommendation, in which something is wrong already.
    """
    part = without_wrong_values(document, broken, standard)
    try:
        record = RuleRecord(part, register_of(standard), place, is_draft=is_draft) if part else None
    except KeyError:  # what every rule needs is missing, such as the id
        return
    if record is None:
        return
    items = tuple(
        f"{around}/" for one in broken if any(map(str.isdecimal, (around := one.pointer.rpartition("/")[0]).split("/")))
    )

    for one in apply_to_part(RULES_ON_VALUES, record):
        if not f"{one.pointer}/".startswith(items):
            yield one


def _errors(problems: Iterable[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity is Severity.ERROR]


def _lacks_only(problems: Iterable[Problem]) -> bool:
    """Tell if nothing is wrong but that something is still to be written."""
    return all(problem.code in _STILL_TO_WRITE for problem in _errors(problems))


def as_in_a_draft(problems: Iterable[Problem]) -> tuple[Problem, ...]:
    """Give the problems of a draft as it stands: what is to be written is a warning."""
    return tuple(
        replace(problem, severity=Severity.WARNING) if problem.code in _STILL_TO_WRITE else problem
        for problem in problems
        if problem.code not in COMES_WITH_PUBLICATION
    )


def as_checked(problem: Problem, project: Project) -> tuple[Problem, ...]:
    """Give a problem as the check of its file by itself would: none, or a warning, where that is a draft."""
    return as_in_a_draft([problem]) if project.is_draft(problem.path) else (problem,)


def read_document(path: Path | str, project: Project) -> Document:
    """Read a file of the project, or one elsewhere. This never raises for what is in it."""
    shown = project.show(path)
    return document_of(content_of(path, shown, project), shown)


def content_of(path: Path | str, shown: str, project: Project) -> bytes | Problem:
    """Return what is in a file, or why it can't be opened. `shown` is its path as people see it."""
    return fetch(path, shown, project.root_of(path))


def document_of(content: bytes | Problem, shown: str) -> Document:
    """Read what `content_of` has returned."""
    return read_bytes(content, shown) if isinstance(content, bytes) else Document(shown, None, "", (content,))


def place_of(document: Document, project: Project) -> tuple[str, ...] | None:
    """Return the parts of a path within `records/` or `drafts/`, or None for a file elsewhere."""
    parts = tuple(document.path.split("/"))
    return parts[1:] if len(parts) > 1 and parts[0] in (project.records.name, project.drafts.name) else None

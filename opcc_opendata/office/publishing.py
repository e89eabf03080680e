"""Making a record of a draft: it is checked whole, gets its day of publication, and moves to `records/` with its files.

Nothing is moved unless every draft that was named is fit to be published. Each file is put in its place whole or not at
all, never over another, and the draft goes last: whenever this is interrupted, the draft is still there, and to publish
it again finishes what was begun.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

from opcc_opendata import git, provenance
from opcc_opendata.files import (
    TO_WRITE_OVER,
    NotWrittenError,
    UnreadableFileError,
    copy_file,
    remove_unfinished,
    same_content,
    write_file,
    writing_alone,
)
from opcc_opendata.office.published_form import published_data, published_text
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import DRAFTS, Project
from opcc_opendata.record_types import Record
from opcc_opendata.rules import RecordFacts
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema import Standard
from opcc_opendata.validate import COMES_WITH_PUBLICATION, check_document, check_with_records, read_document
from opcc_opendata.yaml_reader import Document, find_records, read_file
from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE, fetch
from opcc_opendata.yaml_writer import NotWritableError


class NotPublishedError(Exception):
    """Nothing was published. The text is a sentence for people; `problems` are what is wrong with the drafts."""

    def __init__(self, sentence: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(sentence)
        self.problems = tuple(problems)


@dataclass(frozen=True, slots=True)
class Publication:
    """A draft that is fit to be published: its file, the record that it becomes, and that record's data and text.

    `before` is what the draft held when it was checked. `attachments` are the files that go with it, each with the
    place where it goes. `warnings` are what the law or a reader needs and it lacks. `is_out` says that the record lies
    in its place already, because this was interrupted before: only the draft is still to go.
    """

    draft: Path
    before: bytes
    record: Path
    data: Record
    text: str
    attachments: tuple[tuple[Path, Path], ...]
    warnings: tuple[Problem, ...]
    is_out: bool = False


def prepare(
    drafts: Sequence[Path], on: str | None, project: Project, standard: Standard, today: date
) -> list[Publication]:
    """Check drafts, and give what each would become. Raises NotPublishedError.

    `on` is the day of publication, year-month-day, and not in the future. Without it that is the day which the draft
    gives; else, of a response that was written here, today. One made from a published document keeps to what is known:
    without a day it is published on a day that nobody knows.
    """
    places = [_placed(draft, project) for draft in dict.fromkeys(drafts)]
    read: list[tuple[Path, Document, Document, RecordFacts | None]] = []
    done: list[Publication] = []
    problems: list[Problem] = []
    for draft in places:
        document = read_document(draft, project)
        if (begun := _begun(draft, document, on, project, standard)) is not None:
            done.append(begun)
            continue
        published = document
        if document.data is not None and not document.problems:
            published = replace(document, data=published_data(document, _day(document, on, today)))
        checked = check_document(published, project, standard, is_draft=False)
        problems += checked.problems
        problems += provenance.problems(document, draft, project.root)
        read.append((draft, document, published, checked.facts))
    every = [facts for *_, facts in read if facts is not None]
    problems = sorted([*problems, *check_with_records(project, standard, every)])
    errors = [problem for problem in problems if problem.severity is Severity.ERROR]
    if errors:
        raise NotPublishedError("Nothing is published.", errors)
    return [
        *done,
        *(
            _publication(draft, document, published, facts, problems, project, standard)
            for draft, document, published, facts in read
            if facts is not None
        ),
    ]


def _begun(draft: Path, document: Document, on: str | None, project: Project, standard: Standard) -> Publication | None:
    """Give the rest of a publication that was interrupted: the record is there, letter for letter, and the draft too.

    The day of publication is the record's, which may not be today's. A record that says anything else is another one.
    """
    record = _place_of_record(draft, project)
    if document.data is None or document.problems or not record.is_file() or record.is_symlink():
        return None
    dates = (read_file(record, project.show(record), project.root).data or {}).get("dates")
    day = dates.get("published") if isinstance(dates, dict) else None
    if on is not None and on != day:
        return None
    data = published_data(document, day if isinstance(day, str) else None)
    facts = check_document(replace(document, data=data), project, standard, is_draft=False).facts
    before = _content(draft, project)
    if facts is None or hashlib.sha256(before).hexdigest() != document.sha256:
        return None
    try:
        text = published_text(before, data, project, standard)
    except NotWritableError:
        return None
    if fetch(record, project.show(record), project.root) != text.encode():
        return None
    attachments = tuple((draft.parent / name, record.parent / name) for name in _names_of_files(facts))
    if not all(same_content(old, new, MAX_BYTES_BESIDE, project.root) for old, new in attachments):
        return None
    return Publication(draft, before, record, cast(Record, data), text, attachments, (), is_out=True)


def _place_of_record(draft: Path, project: Project) -> Path:
    return project.records.joinpath(*draft.relative_to(project.drafts).parts)


def _names_of_files(facts: RecordFacts) -> list[str]:
    return list(dict.fromkeys(one.file for one in facts.attachments))


def _placed(draft: Path, project: Project) -> Path:
    """Make sure that a file is a draft of the project, in the folder of a force. Raises NotPublishedError."""
    shown = project.show(draft)
    parts = shown.split("/")
    if parts[0] == project.records.name and len(parts) > 1:
        raise NotPublishedError(f"{shown} is published already: it lies in {parts[0]}/.")
    if draft.is_dir():
        raise NotPublishedError(f"{shown} is a folder. Name the drafts in it that are to be published.")
    if not os.path.lexists(draft) and (meant := _of_id(draft.name, project)) is not None:
        raise NotPublishedError(f"Name the draft's file: opcc publish {meant}")
    if not os.path.lexists(draft):
        raise NotPublishedError(f"There is no file {shown}.")
    if parts[0] != DRAFTS or len(parts) != 3:
        raise NotPublishedError(
            f"{shown} is no draft of this project. Put it in {DRAFTS}/, in the folder of its force."
        )
    if draft.is_symlink():
        raise NotPublishedError(f"{shown} is a link. Put the file itself there.")
    if not shown.endswith(".yaml"):
        raise NotPublishedError(f"{shown} does not end in .yaml, and would not be published.")
    return project.root / shown


def _of_id(name: str, project: Project) -> str | None:
    """Give the draft that somebody means who wrote the id that goes with its place."""
    for draft in find_records([project.drafts]).files if project.drafts.is_dir() else ():
        if name == f"{draft.parent.name}-{draft.stem}":
            return project.show(draft)
    return None


def _day(document: Document, on: str | None, today: date) -> str | None:
    """Say on which day a response was published. Raises NotPublishedError where that is in doubt."""
    data = document.data or {}
    dates = data.get("dates")
    own = dates.get("published") if isinstance(dates, dict) else None
    days = bounds(own) if isinstance(own, str) else None
    line = document.locate(("dates", "published"))[0]
    if days is not None and days[0] > today:
        raise NotPublishedError(
            f"{document.path}, line {line}: {own} is in the future. A response is published on the day itself: delete "
            "the date, and publish it then."
        )
    if on is not None and own is not None and not str(on).startswith(str(own)):
        raise NotPublishedError(
            f"{document.path}, line {line}: the draft says that it was published on {own}, and not on {on}. Put one of "
            "the two right."
        )
    source = data.get("source")
    of_document = isinstance(source, dict) and source.get("origin") == "document"
    day = on or own or (None if of_document else today.isoformat())
    return day if isinstance(day, str) else None


def _publication(
    draft: Path,
    document: Document,
    published: Document,
    facts: RecordFacts,
    problems: Sequence[Problem],
    project: Project,
    standard: Standard,
) -> Publication:
    record = _place_of_record(draft, project)
    if os.path.lexists(record):
        raise NotPublishedError(
            f"{project.show(record)} is there already, and nothing is written over it. If it is this response, delete "
            "the draft."
        )
    if os.path.realpath(record.parent) != os.path.join(os.path.realpath(project.root), *record.parts[-3:-1]):  # noqa: PTH118
        raise NotPublishedError(f"{project.show(record.parent)} is a link. Put the folder itself there.")
    data = published.data or {}
    warnings = (one for one in problems if one.path == document.path and one.code not in COMES_WITH_PUBLICATION)
    attachments = tuple(_attachments(draft, record, facts, project))
    before = _content(draft, project)
    if hashlib.sha256(before).hexdigest() != document.sha256:
        raise _changed(draft, project)
    try:
        text = published_text(before, data, project, standard)
    except NotWritableError as error:
        raise NotPublishedError(f"{project.show(draft)} can't be published. {error}") from error
    # What has an error never comes here, so that it follows the standard, from which the type is made.
    return Publication(draft, before, record, cast(Record, data), text, attachments, tuple(warnings))


def _attachments(draft: Path, record: Path, facts: RecordFacts, project: Project) -> Iterator[tuple[Path, Path]]:
    """Give the files that go with a draft, each with its new place. Raises NotPublishedError.

    A file of no record that lies in such a place was left there when this was interrupted, if it holds the same.
    """
    for name in _names_of_files(facts):
        old, new = draft.parent / name, record.parent / name
        if os.path.lexists(new) and (
            new in _attached(record.parent, project) or not same_content(old, new, MAX_BYTES_BESIDE, project.root)
        ):
            raise NotPublishedError(
                f"{project.show(new)} is there already, and nothing is written over it. Give the attachment of "
                f"{project.show(draft)} another name."
            )
        yield old, new


def _content(draft: Path, project: Project) -> bytes:
    raw = fetch(draft, project.show(draft), project.root)
    if not isinstance(raw, bytes):
        raise NotPublishedError(str(raw))
    return raw


def _changed(draft: Path, project: Project) -> NotPublishedError:
    return NotPublishedError(
        f"{project.show(draft)} was changed by somebody else a moment ago. Look at it, and publish it then."
    )


def publish(publication: Publication, project: Project) -> Iterator[str]:
    """Move a draft and its files to their places among the records. Raises NotPublishedError; then nothing has moved.

    A draft that somebody has changed since it was checked is not published. Gives sentences on what could not be
    tidied up behind it.
    """
    try:
        with writing_alone(project.writing_lock):
            yield from _publish(publication, project)
    except NotWrittenError as error:
        raise NotPublishedError(f"{error} {project.show(publication.draft)} is still a draft.") from error


def _publish(publication: Publication, project: Project) -> Iterator[str]:
    shown = project.show(publication.draft)
    if _content(publication.draft, project) != publication.before:
        raise _changed(publication.draft, project)
    _put_in_place(publication, project)
    # A desk may have saved it in the meantime: what was typed there is not deleted with it.
    if fetch(publication.draft, shown, project.root) != publication.before:
        yield f"{shown} was changed while it was published, and is kept. What was added is not in the record."
        return
    shared = _attached(publication.draft.parent, project, publication.draft) if publication.attachments else set()
    gone = [publication.draft, *(old for old, _ in publication.attachments if old not in shared)]
    for old in gone:
        try:
            old.unlink()
        except OSError as error:
            reason = os.strerror(error.errno or 0).lower()
            yield f"{project.show(old)} could not be deleted: {reason}. It is published: delete it by hand."
    for folder in dict.fromkeys(old.parent for old in gone[1:]):
        if folder != publication.draft.parent:
            with suppress(OSError):  # another file is in it
                folder.rmdir()
    yield from _tell_git(gone, [publication.record, *(new for _, new in publication.attachments)], project)


def _put_in_place(publication: Publication, project: Project) -> None:
    """Put the record and its files in their places, but for what lies there since this was interrupted.

    Raises NotPublishedError; then nothing is there that was not there before.
    """
    placed: list[Path] = []
    for path in (publication.record, *(new for _, new in publication.attachments)):
        remove_unfinished(path)
    try:
        for old, new in publication.attachments:
            if not (os.path.lexists(new) and same_content(old, new, MAX_BYTES_BESIDE, project.root)):
                copy_file(old, new, MAX_BYTES_BESIDE, project.root)
                placed.append(new)
        if not publication.is_out:
            write_file(publication.record, publication.text)
    except (NotWrittenError, UnreadableFileError) as error:
        for new in placed:
            new.unlink(missing_ok=True)
        sentence = str(error).removesuffix(TO_WRITE_OVER).strip()
        raise NotPublishedError(f"{sentence} {project.show(publication.draft)} is still a draft.") from error


def _attached(folder: Path, project: Project, but: Path | None = None) -> set[Path]:
    """Give the files that are attached to the drafts or records of a folder, `but` for those of one of them."""
    found: set[Path] = set()
    for path in find_records([folder]).files:
        attachments: Any = (read_file(path, project.show(path), project.root).data or {}).get("attachments")
        if path != but and isinstance(attachments, list):
            files = (one.get("file") for one in attachments if isinstance(one, Mapping))
            found.update(path.parent / name for name in files if isinstance(name, str))
    return found


def _tell_git(gone: Sequence[Path], new: Sequence[Path], project: Project) -> Iterator[str]:
    """Have git know of the move, as `git mv` would, where the draft was in it. Without git nothing is missing."""
    old = [project.show(path) for path in gone]
    tracked = git.ask(project.root, "ls-files", "--error-unmatch", "--", old[0])
    if not tracked:
        return
    try:
        git.run(project.root, "rm", "--cached", "--quiet", "--ignore-unmatch", "--", *old)
        git.run(project.root, "add", "--", *(project.show(path) for path in new))
    except git.GitError as error:
        yield f"It is moved, but git was not told: {error} To tell it: git add -A -- {DRAFTS} {project.records.name}"

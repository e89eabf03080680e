"""Attachments: their ids inside the record, and the files beside it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from opcc_opendata.files import Reason, UnreadableFileError, check_file, sha256, status
from opcc_opendata.problems import Code, Problem
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, error, make_problem
from opcc_opendata.rules.facts import AttachmentFacts, RecordFacts
from opcc_opendata.yaml_reader.files import MAX_BYTES_BESIDE

ID_TWICE = error(
    "R260",
    "The same attachment id twice",
    "Each attachment has an id of its own inside the record, by which comments refer to it.",
    "attachments:\n  - id: letter\n    title: A letter\n  - id: letter\n    title: Another letter\n",
    "attachments:\n  - id: letter\n    title: A letter\n  - id: second-letter\n    title: Another letter\n",
)
UNKNOWN = error(
    "R261",
    "A comment in an attachment that is not there",
    "A comment's attachment is the id of one of the record's attachments.",
    "comments:\n  - kind: chief_officer\n    attachment: letter\n",
    "comments:\n  - kind: chief_officer\n    attachment: letter\nattachments:\n  - id: letter\n    title: A letter\n",
)
MISSING = error(
    "R310",
    "The attachment's file is missing",
    "file says where the file lies, counted from the record's own folder. There is no file there.",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/not-there.pdf\n",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n",
)
CHECKSUM = error(
    "R311",
    "The attachment's file has another checksum",
    "The file is not the one of which the checksum was taken. It was changed, or replaced, or damaged.",
    f"attachments:\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n    sha256: {'0f' * 32}\n",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n"
    f"    sha256: {hashlib.sha256(b'A letter.').hexdigest()}\n",
)
NOT_A_FILE = error(
    "R312",
    "The attachment is not a file of the project",
    "An attachment is an ordinary file inside the project, of 100 MB at most. What a link leads to can't be kept or "
    "published, and a folder, a pipe or a device is no document.",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/folder\n",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n",
)


def id_twice(record: RuleRecord) -> Iterator[Violation]:
    """Find an attachment id that an earlier one has."""
    ids = [one["id"] for one in record.attachments]
    for n, code in enumerate(ids):
        if code in ids[:n]:
            yield Violation(
                ("attachments", n, "id"), f"{code} is the id of another one too.", "Give it an id of its own."
            )


def unknown(record: RuleRecord) -> Iterator[Violation]:
    """Find a comment whose attachment is not in the record."""
    for n, comment in enumerate(record.comments):
        code = comment.get("attachment")
        ids = [one["id"] for one in record.attachments] if code is not None else []
        if code is not None and code not in ids:
            hint = f"The attachments are {', '.join(ids)}." if ids else "Add it to attachments."
            yield Violation(("comments", n, "attachment"), f"no attachment here has the id {code}.", hint)


RULES = (Rule(ID_TWICE, id_twice), Rule(UNKNOWN, unknown))
CODES = (MISSING, CHECKSUM, NOT_A_FILE)

Checksums = dict[tuple[int, ...], str]
"""What was worked out already, by the file's device, inode, size and times: many attachments may be one file."""


def check_files(facts: RecordFacts, root: Path, checksums: Checksums) -> list[Problem]:
    """Look at the files that a record names, from the project's folder. `checksums` is for one run, and is filled.

    This needs the facts of the record and not the record, so that a file which changes beside an unchanged record is
    seen by a build that reads the record no more.
    """
    problems = (_check(facts, attachment, root, checksums) for attachment in facts.attachments)
    return [problem for problem in problems if problem is not None]


def _check(facts: RecordFacts, one: AttachmentFacts, root: Path, checksums: Checksums) -> Problem | None:
    fault = _fault(one, (root / facts.path).parent, root, checksums)
    if fault is None:
        return None
    code, message, hint = fault
    key, line, column = ("sha256", one.sha_line, one.sha_column) if code is CHECKSUM else ("file", one.line, one.column)
    return make_problem(code, (facts.path, line, column), ("attachments", one.position, key), message, hint)


def _fault(one: AttachmentFacts, folder: Path, root: Path, checksums: Checksums) -> tuple[Code, str, str] | None:
    """Say what is wrong with an attachment's file, in a code, a message and a hint."""
    path = folder / one.file
    # A draft outside the project has no tree to lie in but its own folder.
    tree = root if folder.is_relative_to(root) else folder
    try:
        check_file(path, MAX_BYTES_BESIDE, tree)
        found = None if one.sha256 is None else _checksum(path, tree, checksums)
    except UnreadableFileError as error:
        if error.reason in (Reason.MISSING, Reason.BROKEN_LINK):
            hint = "Check the spelling, and that the file was added."
            return MISSING, f"there is no file {one.file} in the record's folder.", hint
        return NOT_A_FILE, f"{one.file} can't be an attachment. {error.message}", error.hint
    if found != one.sha256:
        hint = "Put the right file back. If this one is right, write its checksum."
        return CHECKSUM, f"{one.file} has another checksum: {found}.", hint
    return None


def _checksum(path: Path, tree: Path, checksums: Checksums) -> str:
    known = status(path)
    identity = (known.st_dev, known.st_ino, known.st_size, known.st_mtime_ns, known.st_ctime_ns)
    if identity not in checksums:
        checksums[identity] = sha256(path, MAX_BYTES_BESIDE, tree)
    return checksums[identity]

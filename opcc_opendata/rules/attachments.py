"""Attachments: their ids inside the record, and the files beside it."""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from opcc_opendata.problems import Code, Problem
from opcc_opendata.rules.base import Finding, Record, Rule, error, told
from opcc_opendata.rules.facts import AttachmentFacts, Facts

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
LEADS_AWAY = error(
    "R312",
    "The attachment is not a file of the project",
    "An attachment is an ordinary file inside the project. What a link leads to outside it can't be kept or published, "
    "and a folder, a pipe or a device is no document.",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/folder\n",
    "attachments:\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n",
)


def id_twice(record: Record) -> Iterator[Finding]:
    """Find an attachment id that an earlier one has."""
    ids = [one["id"] for one in record.attachments]
    for n, code in enumerate(ids):
        if code in ids[:n]:
            yield Finding(
                ("attachments", n, "id"), f"{code} is the id of another one too.", "Give it an id of its own."
            )


def unknown(record: Record) -> Iterator[Finding]:
    """Find a comment whose attachment is not in the record."""
    for n, comment in enumerate(record.comments):
        code = comment.get("attachment")
        ids = [one["id"] for one in record.attachments] if code is not None else []
        if code is not None and code not in ids:
            hint = f"The attachments are {', '.join(ids)}." if ids else "Add it to attachments."
            yield Finding(("comments", n, "attachment"), f"no attachment here has the id {code}.", hint)


RULES = (Rule(ID_TWICE, id_twice), Rule(UNKNOWN, unknown))
CODES = (MISSING, CHECKSUM, LEADS_AWAY)


def check_files(facts: Facts, root: Path) -> list[Problem]:
    """Look at the files that a record names, from the project's folder.

    This needs the facts of the record and not the record, so that a file which changes beside an unchanged record is
    seen by a build that reads the record no more.
    """
    problems = (_check(facts, attachment, root) for attachment in facts.attachments)
    return [problem for problem in problems if problem is not None]


def _check(facts: Facts, one: AttachmentFacts, root: Path) -> Problem | None:
    fault = _fault(one, (root / facts.path).parent, root)
    if fault is None:
        return None
    code, message, hint = fault
    key, line, column = ("sha256", one.sha_line, one.sha_column) if code is CHECKSUM else ("file", one.line, one.column)
    return told(code, (facts.path, line, column), ("attachments", one.position, key), message, hint)


def _fault(one: AttachmentFacts, folder: Path, root: Path) -> tuple[Code, str, str] | None:
    """Say what is wrong with an attachment's file, in a code, a message and a hint."""
    path = folder / one.file
    # A draft outside the project has no tree to lie in but its own folder.
    tree = root if folder.is_relative_to(root) else folder
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(tree)):
        hint = "Put a copy of the file there in place of the link."
        return LEADS_AWAY, f"{one.file} is a link that leads out of the project.", hint
    try:
        if not stat.S_ISREG(path.stat().st_mode):
            return LEADS_AWAY, f"{one.file} is not a file.", "Name a file in the record's folder."
        found = None if one.sha256 is None else _checksum(path)
    except (FileNotFoundError, NotADirectoryError):
        hint = "Check the spelling, and that the file was added."
        return MISSING, f"there is no file {one.file} in the record's folder.", hint
    except OSError as error:
        reason = os.strerror(error.errno or 0).lower()
        return LEADS_AWAY, f"{one.file} can't be read: {reason}.", "Put an ordinary file there that everybody may read."
    if found != one.sha256:
        hint = "Put the right file back. If this one is right, write its checksum."
        return CHECKSUM, f"{one.file} has another checksum: {found}.", hint
    return None


def _checksum(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()

"""Finding the files of records, and getting their bytes: ordinary files of the project, and nothing else."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from opcc_opendata import files
from opcc_opendata.files import Reason, UnreadableFileError, printable
from opcc_opendata.problems import Problem
from opcc_opendata.yaml_reader.codes import make_problem
from opcc_opendata.yaml_reader.document import MAX_BYTES, Document, read_bytes, too_big

MAX_BYTES_BESIDE: Final = 100_000_000
"""How large a file beside the records may be, an attachment for the most part. GitHub refuses larger ones."""

_LOOKS_LIKE_YAML = re.compile(r"\.ya?ml", re.IGNORECASE)
_DOCUMENTS = (".docx", ".doc", ".odt", ".rtf", ".pdf", ".eml", ".msg", ".html", ".htm", ".xlsx")
_COPY_ENDINGS = ("~", ".bak", ".swp", ".swo", ".orig", ".rej", ".tmp", "#")

BESIDE_A_DRAFT: Final = ".desk"
"""How the name of a folder ends that holds what belongs to a draft and is none: its history, or the forms for it."""

_CODES: Final = {
    Reason.MISSING: "R100",
    Reason.NOT_A_FILE: "R101",
    Reason.BROKEN_LINK: "R102",
    Reason.LINK: "R103",
    Reason.OUTSIDE: "R103",
    Reason.CLOSED: "R104",
    Reason.CHANGING: "R104",
    Reason.TOO_LARGE: "R105",
}

_ORDINARY_NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{4,150}\.[a-z0-9]{1,5}")
"""Names about which nothing more needs to be asked: nearly all."""

_SHOWN: Final = 10
"""Names in one message."""

_LONGEST_NAME: Final = 200
"""Bytes. Windows has room for 260 characters in a whole path."""

_RESERVED_NAME: Final = re.compile(
    r"(?:con|prn|aux|nul|conin\$|conout\$|(?:com|lpt)[0-9\u00b9\u00b2\u00b3])\s*(?:\..*)?", re.IGNORECASE | re.DOTALL
)
_RESERVED_CHARACTERS: Final = re.compile(r'[<>:"|?*\\]')
"""What Windows does not allow in names (learn.microsoft.com, Naming Files, Paths, and Namespaces)."""


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """The names of the record files that were found, in order, and what else was found that would be overlooked."""

    names: list[str]
    problems: list[Problem]

    @property
    def files(self) -> list[Path]:
        """Give the record files as paths. To make these takes longer than finding the files."""
        return [Path(name) for name in self.names]


def read_file(path: Path | str, shown: str | None = None, root: Path | None = None) -> Document:
    """Read a record's file, which must be inside `root` and no link where that is given. This never raises."""
    shown = shown if shown is not None else show(Path(path), None)
    found = fetch(path, shown, root)
    return read_bytes(found, shown) if isinstance(found, bytes) else Document(shown, None, "", (found,))


def fetch(path: Path | str, shown: str, root: Path | None = None) -> bytes | Problem:
    """Give the bytes of an ordinary file of at most MAX_BYTES, or say why not. This never waits and never raises."""
    try:
        return files.read_bytes(path, MAX_BYTES, root)
    except UnreadableFileError as error:
        return too_big(error, shown) if error.reason is Reason.TOO_LARGE else unreadable(error, shown)


def unreadable(error: UnreadableFileError, shown: str) -> Problem:
    """Report a file that was not read."""
    return make_problem(_CODES[error.reason], (shown, 0, 0), error.message, error.hint)


def _absolute(path: Path) -> Path:
    """Make a path absolute without following links: two links to one file are two files here."""
    return Path(os.path.normpath(path.absolute()))


def show(path: Path, base: Path | None) -> str:
    """Write a path for people: from `base` where it is inside, with / between, and nothing that can't be printed."""
    if base is not None and (absolute := _absolute(path)).is_relative_to(_absolute(base)):
        path = absolute.relative_to(_absolute(base))
    return printable(path.as_posix())


def find_records(paths: Iterable[Path], base: Path | None = None) -> FoundFiles:
    """Find the record files among files and folders, sorted by path. Problems show paths as seen from `base`.

    Hidden files are passed over, and so are ordinary files that nobody could take for a record, and what lies beside a
    draft in a folder of its own (BESIDE_A_DRAFT).
    """
    names, problems = _find(paths, base)
    return FoundFiles(names, problems)


def find_strays(folder: Path, base: Path | None = None) -> list[Problem]:
    """Find what below a folder would be overlooked, as `find_records` does, for those who know the records already."""
    return _find([folder], base)[1]


def is_keepable(name: str) -> bool:
    """Tell if every system can keep a name. `find_records` does not go on to what has another, and says why."""
    return _ORDINARY_NAME.fullmatch(name) is not None or _bad_name(name) is None


def _find(paths: Iterable[Path], base: Path | None) -> tuple[list[str], list[Problem]]:
    problems: list[Problem] = []
    every: dict[str, str] = {}
    for path in paths:
        try:
            is_folder = stat.S_ISDIR(files.status(path).st_mode)
        except UnreadableFileError as error:
            problems.append(unreadable(error, show(path, base)))
            continue
        if is_folder:
            every.update(_inside(path, base, problems))
        elif (wrong := _misnamed(path.name, always=True) or _bad_name(path.name)) is not None:
            problems.append(make_problem(wrong[0], (show(path, base), 0, 0), *wrong[1:]))
        else:
            every.setdefault(os.fspath(_absolute(path)), os.fspath(path))
    problems += _clashes(every, base)
    return sorted(name for name in every.values() if name.endswith(".yaml")), sorted(set(problems))


def _inside(folder: Path, base: Path | None, problems: list[Problem]) -> Iterator[tuple[str, str]]:
    """Give each ordinary file below a folder: its absolute path, and its path as the folder was named."""

    def refused(at: str, error: UnreadableFileError) -> None:
        problems.append(unreadable(error, show(Path(at), base)))

    for at, entries in files.walk(folder, refused):
        # Thousands of names are put together as text here: it is many times faster than as paths.
        absolute, within = f"{_absolute(Path(at))}/", f"{at}/".removeprefix("./")
        for entry in entries.copy():
            if entry.name.endswith(BESIDE_A_DRAFT) and entry.is_dir(follow_symlinks=False):
                entries.remove(entry)
                continue
            if (wrong := _wrong(entry)) is not None:
                problems.append(make_problem(wrong[0], (show(Path(entry.path), base), 0, 0), *wrong[1:]))
                if wrong[0] == _BAD_NAME:
                    entries.remove(entry)
                    continue
            if entry.is_file(follow_symlinks=False):
                yield absolute + entry.name, within + entry.name


_Wrong = tuple[str, str, str]
"""What is wrong with something in a folder of records: the code of the problem, the message and the hint."""

_SETTINGS: Final = "opcc.yml"
_BAD_NAME: Final = "R109"


def _wrong(entry: os.DirEntry[str]) -> _Wrong | None:
    """Find what is wrong with something in a folder, as far as it shows without opening it."""
    name = entry.name
    is_file = entry.is_file(follow_symlinks=False)
    if is_file and _ORDINARY_NAME.fullmatch(name) and name.endswith(".yaml"):
        return None
    if (wrong := (_misnamed(name) if is_file else None) or _bad_name(name)) is not None:
        return wrong
    if entry.is_symlink():
        if os.path.exists(entry.path):  # noqa: PTH110 (a name may be too long for a path, which is no error here)
            message = "This is a link, which is not followed: what it leads to would not be published."
            return "R103", message, "Put a copy of what it leads to in place of the link, or delete it."
        return "R102", "This is a link that leads nowhere.", "Put the file back, or delete the link."
    if entry.is_dir(follow_symlinks=False) and not name.endswith(".yaml"):
        return None
    try:
        files.check_file(entry.path, None if name.endswith(".yaml") else MAX_BYTES_BESIDE)
    except UnreadableFileError as error:
        return _CODES[error.reason], error.message, error.hint
    return None


def _misnamed(name: str, *, always: bool = False) -> _Wrong | None:
    if name.endswith(".yaml"):
        return None
    if name.endswith(_COPY_ENDINGS):
        message = "This is a copy that an editor left. It would not be published."
        return "R107", message, "Delete it, or rename it to .yaml if it is the record."
    if always and name.casefold().endswith(_DOCUMENTS):
        return "R106", "This is a document, not a record.", "To make a draft of it: opcc import, and its name."
    if always and name == _SETTINGS:
        return "R106", "These are the settings, and no record.", "They are checked with all records: opcc validate"
    if always:
        return "R106", "This file would not be published.", "If it is a record, rename it so that it ends in .yaml."
    if _LOOKS_LIKE_YAML.search(name):
        return "R106", "This file would not be published.", "Rename it so that it ends in .yaml."
    return None


def _bad_name(name: str) -> _Wrong | None:
    """Find why a name can't be kept: by every system that people use, and without hiding what it is."""
    if not name.isprintable():
        message = "The name has a character in it that can't be seen, or is not UTF-8."
    elif (length := len(os.fsencode(name))) > _LONGEST_NAME:
        message = f"The name has {length} bytes, and some computers have no room for more than {_LONGEST_NAME}."
    elif name.startswith("-"):
        message = "The name begins with a hyphen, and programs take it for an option."
    elif name.endswith((".", " ")) or name.startswith(" "):
        message = "The name begins or ends with a space, or ends with a full stop, which Windows takes away."
    elif (found := _RESERVED_CHARACTERS.search(name)) is not None:
        message = f"The name has the character {found[0]} in it, which Windows does not allow."
    elif _RESERVED_NAME.fullmatch(name):
        message = f"Windows keeps the name {name.partition('.')[0].strip()} for a device."
    else:
        return None
    return _BAD_NAME, message, "Give it another name, such as 2019-02-26-domestic-abuse.yaml or letter.pdf."


def _clashes(names: Iterable[str], base: Path | None) -> Iterator[Problem]:
    """Find names that some computers can't tell apart. The problem is with each but the one that all can write."""
    alike: dict[str, list[str]] = {}
    for name in names:
        alike.setdefault(_without_case(name), []).append(name)
    for plain, same in alike.items():
        if len(same) > 1:
            message = f"These names are the same on some computers: {_listed(same, base)}."
            for name in same:
                if name != plain:
                    yield make_problem("R108", (show(Path(name), base), 0, 0), message, "Rename all but one of them.")


def _listed(names: Sequence[str], base: Path | None) -> str:
    shown = [show(Path(name), base) for name in sorted(names)]
    more = f" and {len(shown) - _SHOWN:,} others" if len(shown) > _SHOWN else ""
    return ", ".join(shown[:_SHOWN]) + more


def _without_case(name: str) -> str:
    if name.isascii():
        return name.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())

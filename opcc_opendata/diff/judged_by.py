"""The files beside the records that decide what is late or overdue: settings, register, and a standard of its own.

Both sides of a comparison are judged by those of the project as it lies in its folder. Where those of a side are
others, a page may change though no record does, and whoever reads the comparison must know.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from opcc_opendata import git
from opcc_opendata.diff.revisions import NoSuchSideError
from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.project import REGISTER, SCHEMA, Project, ProjectError, find_project, project_inputs
from opcc_opendata.settings import SETTINGS

_LARGEST: Final = 10_000_000

Judged = Mapping[str, frozenset[str]]
"""The names that git has, or would have, for the content of each of these files, by its path from the project."""


def judged_by(name: str | None, project: Project) -> Judged:
    """Give these files of a side: of a folder or a revision, or of the project as it lies. Raises NoSuchSideError."""
    if name is None:
        return _of_folder(project.root)
    if not os.path.isdir(name):  # noqa: PTH112 (it takes any name, and never raises)
        return _of_revision(project.root, name)
    try:
        return _of_folder(find_project(Path(name), Path(name)).root)
    except ProjectError as error:
        raise NoSuchSideError(str(error)) from error


def differing(*sides: Judged) -> tuple[str, ...]:
    """Name the files that are not the same on all sides."""
    first, *others = sides
    every = sorted({path for side in sides for path in side})
    return tuple(path for path in every if any(not first.get(path, _NONE) & other.get(path, _NONE) for other in others))


_NONE: Final[frozenset[str]] = frozenset()


def _of_folder(root: Path) -> Judged:
    return {path: _names(root / path, root) for path in project_inputs(root) if _decides(path)}


def _decides(path: str) -> bool:
    return path == SETTINGS or path.startswith((f"{REGISTER}/", f"{SCHEMA}/"))


def _names(path: Path, root: Path) -> frozenset[str]:
    """Give the names of a blob with a file's content, by each of the hashes that a repository may use."""
    try:
        content = read_bytes(path, _LARGEST, root).replace(b"\r\n", b"\n")
    except UnreadableFileError:
        return frozenset()
    blob = b"blob %d\0%b" % (len(content), content)
    return frozenset((hashlib.sha1(blob, usedforsecurity=False).hexdigest(), hashlib.sha256(blob).hexdigest()))


def _of_revision(root: Path, revision: str) -> Judged:
    try:
        listing = git.run(root, "ls-tree", "-r", "-z", revision, "--", SETTINGS, f"{REGISTER}/", f"{SCHEMA}/")
    except git.GitError as error:
        raise NoSuchSideError(str(error)) from error
    found = {}
    for line in filter(None, listing.decode("utf-8", "surrogateescape").split("\0")):
        facts, _, path = line.partition("\t")
        if _decides(path):
            found[path] = frozenset((facts.split()[2],))
    return found

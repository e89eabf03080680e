"""An act as a commit, with its sentence, where the project's folder is in a git repository."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from opcc_opendata import git
from opcc_opendata.project import DRAFTS, Project

_TRIES: Final = 5
_PAUSE: Final = 0.2
"""Seconds. Another git that writes the list of files is done in less."""


class NotCommittedError(Exception):
    """There is no commit; the files are as they were written. The text is a sentence for people."""


def commit(
    project: Project,
    paths: Sequence[Path],
    sentence: str,
    *,
    author: tuple[str, str] | None = None,
    with_drafts: bool = False,
) -> str | None:
    """Make a commit of some files, and give its hash. None where there is no repository, or nothing to commit.

    Nothing else that was changed or staged goes into it, and no hook of the repository runs. `author` is a name and an
    e-mail address, for both author and committer; without it git's own settings say who it is. Where the repository has
    a remote, drafts go into a commit only `with_drafts`: pushed to a public place they would be published.

    Raises NotCommittedError.
    """
    root = project.root
    if git.ask(root, "rev-parse", "--is-inside-work-tree") is None:
        return None
    names = list(_names(project, paths, with_drafts=with_drafts or not git.ask(root, "remote")))
    if not names:
        return None
    who = [word for key, value in zip(("name", "email"), author or (), strict=False) for word in _setting(key, value)]
    try:
        _run(root, "add", "--all", "--", *names)
        if not git.run(root, "status", "--porcelain", "--untracked-files=no", "--", *names):
            return None
        words = ("commit", "--quiet", "--no-gpg-sign", "--cleanup=whitespace", f"--message={sentence}", "--only")
        _run(root, *who, *words, "--", *names)
        return git.run(root, "rev-parse", "HEAD").decode().strip()
    except git.GitError as error:
        raise NotCommittedError(f"It is saved, but not in the history of git: {error}") from error


def _names(project: Project, paths: Sequence[Path], *, with_drafts: bool) -> Iterator[str]:
    """Give the files inside the project that are there, or were there for git, each as git takes it."""
    for path in dict.fromkeys(paths):
        shown = os.path.relpath(path, project.root).replace(os.sep, "/")
        if shown.startswith("../") or (shown.split("/")[0] == DRAFTS and not with_drafts):
            continue
        if os.path.lexists(path) or git.ask(project.root, "ls-files", "--error-unmatch", "--", f":(literal){shown}"):
            yield f":(literal){shown}"


def _setting(key: str, value: str) -> tuple[str, str]:
    return "-c", f"user.{key}={' '.join(value.split())}"


def _run(root: Path, *words: str) -> None:
    """Run git, and wait a little where another git is at work."""
    for attempt in range(_TRIES):
        try:
            git.run(root, *words)
            return
        except git.GitError as error:
            if "index.lock" not in str(error) or attempt == _TRIES - 1:
                raise
        time.sleep(_PAUSE)

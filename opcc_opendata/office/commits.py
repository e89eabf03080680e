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
    if not is_repository(root):
        return None
    if git.ask(root, "symbolic-ref", "--quiet", "HEAD") is None:
        raise NotCommittedError(
            "It is saved, but not in the history of git: the folder stands on no branch (detached HEAD), where a "
            "commit is easily lost. Have somebody switch it to a branch."
        )
    names = list(_names(project, paths, with_drafts=with_drafts or not git.ask(root, "remote")))
    if not names:
        return None
    try:
        there = [name for name in names if git.ask(root, "ls-files", "--others", "--cached", "--", name)]
        if there:  # of a file that git was told to take out already it wants to hear nothing more
            _run(root, "add", "--all", "--", *there)
        if not git.run(root, "status", "--porcelain", "--untracked-files=no", "--", *names):
            return None
        words = ("commit", "--quiet", "--no-gpg-sign", "--cleanup=whitespace", f"--message={sentence}", "--only")
        _run(root, *words, "--", *names, author=author)
        return git.run(root, "rev-parse", "HEAD").decode().strip()
    except git.GitError as error:
        raise NotCommittedError(f"It is saved, but not in the history of git: {in_words(error)}") from error


def is_repository(root: Path) -> bool:
    """Tell if a folder is in the work tree of a repository. Raises NotCommittedError where git refuses to look."""
    try:
        return git.run(root, "rev-parse", "--is-inside-work-tree").strip() == b"true"
    except git.GitError as error:
        if "dubious ownership" in error.output:
            raise NotCommittedError(f"It is saved, but not in the history of git: {in_words(error)}") from error
        return False


def in_words(error: git.GitError) -> str:
    """Say why git did not do something, and what can be done about it."""
    for part, sentence in _REASONS.items():
        if part in error.output:
            return sentence
    return str(error)


_NOBODY: Final = (
    "git does not know who you are. Have your name and e-mail address set: git config user.name and git config "
    "user.email."
)
_REASONS: Final = {
    "Please tell me who you are": _NOBODY,
    "empty ident": _NOBODY,
    "no email was given": _NOBODY,
    "no name was given": _NOBODY,
    "partial commit during a": "a merge or a cherry-pick is begun in the folder and not finished. Have it finished.",
    "dubious ownership": "git does not trust the folder, because it belongs to somebody else. Have it named in git's "
    "setting safe.directory.",
    "index.lock": "another git is at work in the folder, or was ended there (index.lock). It comes with the next act.",
}


def _names(project: Project, paths: Sequence[Path], *, with_drafts: bool) -> Iterator[str]:
    """Give the files inside the project that are there, or were there for git, each as git takes it."""
    for path in dict.fromkeys(paths):
        shown = os.path.relpath(path, project.root).replace(os.sep, "/")
        if shown.startswith("../") or (shown.split("/")[0] == DRAFTS and not with_drafts):
            continue
        if git.ask(project.root, "check-ignore", "--", shown):  # the repository is told to leave it alone
            continue
        name = f":(literal){shown}"
        known = (("ls-files", "--", name), ("ls-tree", "--name-only", "HEAD", "--", shown))
        if os.path.lexists(path) or any(git.ask(project.root, *words) for words in known):
            yield name


def as_user(author: tuple[str, str] | None) -> dict[str, str]:
    """Give the variables with which git takes a name and an e-mail address for its user's; none for none."""
    if author is None:
        return {}
    name, email = (" ".join(part.split()) for part in author)
    return {
        f"GIT_{role}_{key}": value
        for role in ("AUTHOR", "COMMITTER")
        for key, value in (("NAME", name), ("EMAIL", email))
    }


def _run(root: Path, *words: str, author: tuple[str, str] | None = None) -> None:
    """Run git, and wait a little where another git is at work."""
    for attempt in range(_TRIES):
        try:
            git.run(root, *words, environment=as_user(author))
            return
        except git.GitError as error:
            if "index.lock" not in str(error) or attempt == _TRIES - 1:
                raise
        time.sleep(_PAUSE)

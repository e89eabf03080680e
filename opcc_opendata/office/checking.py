"""Sending a draft for checking: a branch of its own in the project's git repository, pushed where there is a remote.

The branch is made beside what is checked out: neither the files of the folder, nor its branch, nor what is staged there
change, so that nothing can be lost by it. A branch is only ever added to. Where somebody else has sent another text
under its name meanwhile, this one goes under the next name beside it.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from opcc_opendata import git
from opcc_opendata.office.commits import NotCommittedError, as_user, in_words, is_repository
from opcc_opendata.project import Project

PREFIX: Final = "check"
_SECONDS: Final = 60.0
_MOST_NAMES: Final = 20
_FILE: Final = "100644"
_NOT_AHEAD: Final = ("(fetch first)", "(non-fast-forward)", "(needs force)")


class NotSentError(Exception):
    """A draft was not sent for checking, and is as it was. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A draft that was sent. `remote` is "" where there is none, or where it could not be reached.

    `problem` says why the branch is on this computer only, though there is a remote. `beside` names the branch of
    somebody else's text that was there already.
    """

    branch: str
    remote: str
    problem: str = ""
    beside: str = ""


def remote_of(project: Project) -> str:
    """Give the name of the remote that a branch is pushed to: origin, or else the first. "" for none."""
    names = (git.ask(project.root, "remote") or "").split()
    return "origin" if "origin" in names else next(iter(names), "")


def send_for_checking(
    project: Project, name: str, paths: Sequence[Path], sentence: str, author: tuple[str, str] | None = None
) -> Sent:
    """Put files of the project into the branch `check/NAME`, and push it. Raises NotSentError.

    `author` is a name and an e-mail address; without it git's own settings say who it is.

    The commit has everything that the last commit of the branch has, or else of the one that is checked out, and the
    files as they are now.
    """
    root = project.root
    try:
        if not is_repository(root):
            raise NotSentError("The folder is in no git repository, so there is no branch to send.")
        branch = f"{PREFIX}/{name}"
        made = _commit(root, branch, paths, sentence, author)
        _point(root, branch, made)
        remote = remote_of(project)
        if not remote:
            return Sent(branch, "")
        return _push(root, branch, made, remote)
    except NotCommittedError as error:
        raise NotSentError(str(error)) from error
    except git.GitError as error:
        raise NotSentError(f"It was not sent. The draft is as it was: {in_words(error)}") from error


def _commit(root: Path, branch: str, paths: Sequence[Path], sentence: str, author: tuple[str, str] | None) -> str:
    """Make the commit of some files after the last one of a branch, without touching the folder. Give its hash."""
    tip = git.ask(root, "rev-parse", "--verify", "--quiet", f"refs/heads/{branch}^{{commit}}")
    head = git.ask(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}")
    parent = (tip or head or "").strip()
    prefix = git.run(root, "rev-parse", "--show-prefix").decode("utf-8", "surrogateescape").rstrip("\n")
    with TemporaryDirectory() as folder:
        index = {"GIT_INDEX_FILE": str(Path(folder) / "index")}
        git.run(root, "read-tree", parent or "--empty", environment=index)
        for path in paths:
            shown = os.path.relpath(path, root).replace(os.sep, "/")
            blob = git.run(root, "hash-object", "-w", f"--path={shown}", "--", shown).decode().strip()
            entry = f"{_FILE},{blob},{prefix}{shown}"
            git.run(root, "update-index", "--add", "--cacheinfo", entry, environment=index)
        tree = git.run(root, "write-tree", environment=index).decode().strip()
    if tip and git.run(root, "rev-parse", f"{parent}^{{tree}}").decode().strip() == tree:
        return parent
    parents = ("-p", parent) if parent else ()
    message = f"{sentence}\n".encode()
    made = git.run(root, "commit-tree", tree, *parents, given=message, environment=as_user(author))
    return made.decode().strip()


def _point(root: Path, branch: str, commit: str) -> None:
    git.run(root, "update-ref", "-m", "sent for checking", f"refs/heads/{branch}", commit)


def _push(root: Path, branch: str, commit: str, remote: str) -> Sent:
    """Push a branch; under the next name where somebody else's text has this one."""
    for number in range(1, _MOST_NAMES):
        name = branch if number == 1 else f"{branch}-{number}"
        try:
            git.run(
                root,
                *("push", "--porcelain", "--no-verify", remote, f"{commit}:refs/heads/{name}"),
                environment=_alone(root),
                seconds=_SECONDS,
            )
        except git.GitError as error:
            if any(part in error.output for part in _NOT_AHEAD):
                continue
            return Sent(branch, "", _why_not(error, remote))
        if name != branch:
            _point(root, name, commit)
            return Sent(name, remote, beside=branch)
        return Sent(name, remote)
    return Sent(branch, "", f"{remote} has other texts under every name that was tried.")


def _alone(root: Path) -> dict[str, str]:
    """Give what keeps ssh from asking a question that nobody sees."""
    own = "GIT_SSH_COMMAND" in os.environ or git.ask(root, "config", "core.sshCommand")
    return {} if own else {"GIT_SSH_COMMAND": "ssh -o BatchMode=yes"}


def _why_not(error: git.GitError, remote: str) -> str:
    lines = error.output.splitlines()
    if any("[remote rejected]" in line for line in lines):
        said = next((line.removeprefix("remote:").strip() for line in lines if line.startswith("remote:")), "")
        reason = next(line.partition("(")[2].rstrip(")") for line in lines if "[remote rejected]" in line)
        return f"{remote} refused it: {said or reason}"
    return f"{remote} could not be reached: {str(error).removesuffix('.')}."

"""Records as a git revision has them, and the revision that one usually compares with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata import git
from opcc_opendata.files import printable
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import RECORDS
from opcc_opendata.yaml_reader import MAX_BYTES
from opcc_opendata.yaml_reader.codes import shorten
from opcc_opendata.yaml_reader.files import is_keepable

_AT_ONCE: Final = 500
_MOST_BYTES_AT_ONCE: Final = 50_000_000
_BRANCHES: Final = ("origin/main", "origin/master", "main", "master")
_SHORT: Final = 10


class NoSuchSide(Exception):  # noqa: N818 (it reads as what it is)
    """There is nothing there to compare with. The text is a sentence for the person who asked."""


class _Blob(NamedTuple):
    """A file of a revision: its path from the project's folder, and the name that git has for its content."""

    path: str
    name: str
    size: int


def usual_base(root: Path) -> str:
    """Give the commit at which the work left the default branch, or the last commit where there is no such branch.

    On the default branch itself that is the last commit which the remote has, or the last one. Raises NoSuchSide.
    """
    try:
        git.run(root, "rev-parse", "--git-dir")
    except git.GitError as error:
        raise NoSuchSide(f"{error} Name two folders to compare them without git.") from error
    if git.ask(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
        raise NoSuchSide("There is no commit yet to compare with.")
    branch = _default_branch(root)
    if branch is None:
        return "HEAD"
    base = git.ask(root, "merge-base", "HEAD", branch)
    if base is None:
        raise NoSuchSide(
            f"HEAD and {branch} have no common commit here. {_shallow_advice(root)}Or name what to compare with."
        )
    return base.strip()


def _default_branch(root: Path) -> str | None:
    named = git.ask(root, "rev-parse", "--abbrev-ref", "origin/HEAD")
    candidates = (named.strip(), *_BRANCHES) if named else _BRANCHES
    return next((one for one in candidates if _commit(root, one) is not None), None)


def _commit(root: Path, name: str) -> str | None:
    found = git.ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    return found.strip() if found else None


def _shallow_advice(root: Path) -> str:
    shallow = (git.ask(root, "rev-parse", "--is-shallow-repository") or "").strip() == "true"
    return "This clone has only the newest commits; fetch the others with git fetch --unshallow. " if shallow else ""


def files(root: Path, revision: str) -> tuple[str, Iterator[tuple[str, bytes | Problem]]]:
    """Give the words for a revision, and the record files in it with their content. Raises NoSuchSide."""
    try:
        git.run(root, "rev-parse", "--git-dir")
        commit = _commit(root, revision)
        if commit is None:
            words = f'"{shorten(revision)}" is neither a folder nor a revision that git knows here.'
            raise NoSuchSide(f"{words} {_shallow_advice(root)}".rstrip())
        listing = git.run(root, "ls-tree", "-r", "-z", "--long", commit, "--", f"{RECORDS}/")
    except git.GitError as error:
        raise NoSuchSide(str(error)) from error
    short = commit[:_SHORT]
    shown = short if commit.startswith(revision) else f"{revision} ({short})"
    return shown, _contents(root, listing.decode("utf-8", "surrogateescape"))


def _contents(root: Path, listing: str) -> Iterator[tuple[str, bytes | Problem]]:
    blobs: list[_Blob] = []
    for line in filter(None, listing.split("\0")):
        facts, _, path = line.partition("\t")
        mode, _, name, size = facts.split()
        if not path.endswith(".yaml") or any(part.startswith(".") for part in path.split("/")):
            continue
        shown = printable(path)
        if not all(map(is_keepable, path.split("/"))):
            yield shown, Problem(shown, 0, 0, "R109", Severity.ERROR, "This name can't be kept everywhere.")
        elif mode.startswith("100") and int(size) <= MAX_BYTES:
            blobs.append(_Blob(path, name, int(size)))
        else:
            message = "This is no ordinary file, or it is larger than a record can be."
            yield shown, Problem(shown, 0, 0, "R101", Severity.ERROR, message)
    some: list[_Blob] = []
    for blob in blobs:
        if len(some) == _AT_ONCE or sum(one.size for one in some) + blob.size > _MOST_BYTES_AT_ONCE:
            yield from _read(root, some)
            some = []
        some.append(blob)
    yield from _read(root, some)


def _read(root: Path, blobs: Sequence[_Blob]) -> Iterator[tuple[str, bytes]]:
    """Read some files with one call of git, which gives for each a line with its size, its bytes and a line feed."""
    try:
        answer = git.run(root, "cat-file", "--batch", given="".join(f"{blob.name}\n" for blob in blobs).encode())
    except git.GitError as error:
        raise NoSuchSide(str(error)) from error
    place = 0
    for blob in blobs:
        end = answer.index(b"\n", place)
        facts = answer[place:end].split()
        if len(facts) != 3:
            raise NoSuchSide(f"git does not have the content of {blob.path}. Fetch it: git fetch --refetch.")
        place = end + 1 + int(facts[2])
        yield blob.path, answer[end + 1 : place]
        place += 1

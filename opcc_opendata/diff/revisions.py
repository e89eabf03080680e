"""Records as a git revision has them, and the revision that one usually compares with."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata import git
from opcc_opendata.files import printable
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.project import RECORDS
from opcc_opendata.record_summary import Summarised
from opcc_opendata.yaml_reader import MAX_BYTES
from opcc_opendata.yaml_reader.codes import shorten
from opcc_opendata.yaml_reader.files import is_keepable

_AT_ONCE: Final = 500
_MOST_BYTES_AT_ONCE: Final = 50_000_000
_BRANCHES: Final = ("origin/main", "origin/master", "main", "master")
_SHORT: Final = 10


class NoSuchSideError(Exception):
    """There is nothing there to compare with. The text is a sentence for the person who asked."""


class _Blob(NamedTuple):
    """A file of a revision: its path from the project's folder, and the name that git has for its content."""

    path: str
    name: str


Known = Callable[[], Iterable[Summarised]]
"""Gives the files whose content need not be had from git."""


def usual_base(root: Path) -> str:
    """Give the commit at which the work left the default branch, or the last commit where there is no such branch.

    On the default branch itself that is the last commit which the remote has, or the last one. Raises NoSuchSideError.
    """
    try:
        git.run(root, "rev-parse", "--git-dir")
    except git.GitError as error:
        raise NoSuchSideError(f"{error} Name two folders to compare them without git.") from error
    if git.ask(root, "rev-parse", "--verify", "--quiet", "HEAD^{commit}") is None:
        raise NoSuchSideError("There is no commit yet to compare with.")
    branch = _default_branch(root)
    if branch is None:
        return "HEAD"
    base = git.ask(root, "merge-base", "HEAD", branch)
    if base is None:
        raise NoSuchSideError(
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


def files(root: Path, revision: str, known: Known) -> tuple[str, Iterator[tuple[str, Summarised | bytes | Problem]]]:
    """Give the words for a revision, and the record files in it, each with its content unless that is `known`.

    Raises NoSuchSideError.
    """
    try:
        git.run(root, "rev-parse", "--git-dir")
        commit = _commit(root, revision)
        if commit is None:
            words = f'"{shorten(revision)}" is neither a folder nor a revision that git knows here.'
            raise NoSuchSideError(f"{words} {_shallow_advice(root)}".rstrip())
        listing = git.run(root, "ls-tree", "-r", "-z", commit, "--", f"{RECORDS}/")
    except git.GitError as error:
        raise NoSuchSideError(f'There is no folder "{shorten(revision)}". {error}') from error
    short = commit[:_SHORT]
    shown = short if commit.startswith(revision) else f"{revision} ({short})"
    by_name = {one.git_name: one for one in known() if one.git_name}
    return shown, _contents(root, listing.decode("utf-8", "surrogateescape"), by_name)


def _contents(
    root: Path, listing: str, known: Mapping[str, Summarised]
) -> Iterator[tuple[str, Summarised | bytes | Problem]]:
    blobs: list[_Blob] = []
    for line in filter(None, listing.split("\0")):
        facts, _, path = line.partition("\t")
        mode, _, name = facts.split()
        if not path.endswith(".yaml") or "/." in f"/{path}":
            continue
        shown = printable(path)
        folder, _, file = path.rpartition("/")
        if not (is_keepable(file) and _is_keepable_folder(folder)):
            yield shown, Problem(shown, 0, 0, "R109", Severity.ERROR, "This name can't be kept everywhere.")
        elif mode.startswith("100"):
            blobs.append(_Blob(path, name))
        else:
            yield shown, _no_record(shown)
    sizes = _sizes(root, [blob for blob in blobs if blob.name not in known])
    some: list[_Blob] = []
    together = 0
    for blob in blobs:
        size = sizes.get(blob.name, 0)
        if size > MAX_BYTES:
            yield printable(blob.path), _no_record(printable(blob.path))
            continue
        if len(some) == _AT_ONCE or together + size > _MOST_BYTES_AT_ONCE:
            yield from _found(root, some, known)
            some, together = [], 0
        some.append(blob)
        together += size
    yield from _found(root, some, known)


@lru_cache(maxsize=1_000)  # of thousands of files, most lie in some forty folders
def _is_keepable_folder(path: str) -> bool:
    return all(map(is_keepable, path.split("/")))


def _no_record(shown: str) -> Problem:
    message = "This is no ordinary file, or it is larger than a record can be."
    return Problem(shown, 0, 0, "R101", Severity.ERROR, message)


def _sizes(root: Path, blobs: Sequence[_Blob]) -> dict[str, int]:
    """Ask git how many bytes some files have."""
    if not blobs:
        return {}
    try:
        given = "".join(f"{blob.name}\n" for blob in blobs).encode()
        answer = git.run(root, "cat-file", "--batch-check", given=given).decode()
    except git.GitError as error:
        raise NoSuchSideError(str(error)) from error
    sizes = {}
    for blob, line in zip(blobs, answer.splitlines(), strict=True):
        facts = line.split()
        if len(facts) != 3:
            raise _missing(blob)
        sizes[blob.name] = int(facts[2])
    return sizes


def _missing(blob: _Blob) -> NoSuchSideError:
    return NoSuchSideError(f"git does not have the content of {blob.path}. Fetch it: git fetch --refetch.")


def _found(
    root: Path, blobs: Sequence[_Blob], known: Mapping[str, Summarised]
) -> Iterator[tuple[str, Summarised | bytes]]:
    """Give what is known of some files, and the content of the others, in their order."""
    contents = _read(root, [blob for blob in blobs if blob.name not in known])
    for blob in blobs:
        yield blob.path, known[blob.name] if blob.name in known else next(contents)


def _read(root: Path, blobs: Sequence[_Blob]) -> Iterator[bytes]:
    """Read some files with one call of git, which gives for each a line with its size, its bytes and a line feed."""
    if not blobs:
        return
    try:
        answer = git.run(root, "cat-file", "--batch", given="".join(f"{blob.name}\n" for blob in blobs).encode())
    except git.GitError as error:
        raise NoSuchSideError(str(error)) from error
    place = 0
    for blob in blobs:
        end = answer.index(b"\n", place)
        facts = answer[place:end].split()
        if len(facts) != 3:
            raise _missing(blob)
        place = end + 1 + int(facts[2])
        yield answer[end + 1 : place]
        place += 1

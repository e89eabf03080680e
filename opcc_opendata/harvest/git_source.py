"""A git repository as a source. Only its objects are fetched, into a bare repository that this program made.

Nothing of it is checked out, so no filter, attribute, hook, submodule or setting of the office's ever has an effect,
and links are entries of a tree. Settings of this machine's users are left out too.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO, Final, NamedTuple
from urllib.parse import urlsplit

from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits, UnreachableError
from opcc_opendata.harvest.sources import HarvestSource

NEW: Final = "refs/harvest/new"

_SETTINGS: Final = (
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "core.quotePath=false",
    "credential.helper=",
    "fetch.fsckObjects=true",
    "fetch.recurseSubmodules=false",
    "fetch.unpackLimit=1",  # what comes stays one file, whose size has a limit
    "gc.auto=0",
    "http.followRedirects=initial",
    "maintenance.auto=false",
    "protocol.ext.allow=never",
    "safe.bareRepository=all",
)
_BLOCK: Final = 512
"""Bytes in which `ulimit -f` counts (POSIX)."""

_LONGEST: Final = 300
_MOST_SAID: Final = 1_000_000
_MOST_LISTED: Final = 50_000_000
_FILE: Final = ("100644", "100755")


class CommitFile(NamedTuple):
    """One file of a commit: its path, the object, and its size in bytes. `is_file` is False for links and the like."""

    path: str
    object: str
    size: int
    is_file: bool


def newest(source: HarvestSource, work: Path, limits: SourceLimits) -> str:
    """Ask which commit a source's branch has now. Raises UnreachableError."""
    _make(work, limits)
    ref = f"refs/heads/{source.branch}" if source.branch else "HEAD"
    said = _run(work, limits, source.where, "ls-remote", "--quiet", "--", source.where, ref).decode("ascii", "replace")
    for line in said.splitlines():
        commit, _, name = line.partition("\t")
        if name == ref:
            return commit
    raise UnreachableError(f"It has no branch {source.branch}." if source.branch else "It has no commit.")


def fetch(source: HarvestSource, work: Path, limits: SourceLimits) -> str:
    """Fetch a source's branch with its history, and return its commit. Raises UnreachableError."""
    ref = f"refs/heads/{source.branch}" if source.branch else "HEAD"
    words = ("fetch", "--quiet", "--no-tags", "--no-recurse-submodules", "--no-write-fetch-head", "--force")
    _run(work, limits, source.where, *words, "--", source.where, f"+{ref}:{NEW}")
    return _run(work, limits, None, "rev-parse", "--verify", f"{NEW}^{{commit}}").decode("ascii").strip()


def entries(work: Path, commit: str, names: tuple[str, ...], limits: SourceLimits) -> list[CommitFile]:
    """List files and folders of a commit by name, with all that is below them. Raises BrokenDataError."""
    words = ("ls-tree", "-r", "-z", "-l", "--full-tree", commit, "--", *names)
    listed = _run(work, limits, None, *words, most=_MOST_LISTED)
    found = []
    for line in filter(None, listed.decode("utf-8", "surrogateescape").split("\0")):
        about, _, path = line.partition("\t")
        mode, _, name, size = about.split()
        found.append(CommitFile(path, name, int(size) if size.isdigit() else 0, mode in _FILE))
    return found


def contents(work: Path, found: list[CommitFile], limits: SourceLimits) -> Iterator[tuple[CommitFile, bytes]]:
    """Give the content of each file, in their order. Raises BrokenDataError."""
    command = _command(work, ("cat-file", "--batch"))
    with tempfile.TemporaryFile() as names:
        names.write("".join(f"{one.object}\n" for one in found).encode())
        names.seek(0)
        with subprocess.Popen(  # noqa: S603 (git, with words of ours)
            command, stdin=names, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(None), cwd=work
        ) as process:
            try:
                for one in found:
                    yield one, _object(process.stdout, one)
            finally:
                process.kill()


def _object(out: IO[bytes] | None, one: CommitFile) -> bytes:
    head = out.readline(_LONGEST).split() if out is not None else []
    if out is None or len(head) != 3 or head[1] != b"blob" or int(head[2]) != one.size:
        raise BrokenDataError(["The repository is damaged: git does not give a file of it."])
    content = out.read(one.size)
    if len(content) != one.size or out.read(1) != b"\n":
        raise BrokenDataError(["The repository is damaged: git does not give a file of it."])
    return content


def is_ancestor(work: Path, old: str, new: str, limits: SourceLimits) -> bool:
    """Tell if a commit is still in the history of another."""
    try:
        _run(work, limits, None, "merge-base", "--is-ancestor", old, new)
    except UnreachableError:
        return False
    return True


def _make(work: Path, limits: SourceLimits) -> None:
    """Make the bare repository, unless it is there and whole."""
    if (work / "HEAD").is_file() and (work / "objects").is_dir():
        return
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True, exist_ok=True)
    _run(work, limits, None, "init", "--quiet", "--bare", "--template=", ".", in_git_dir=False)


def _command(work: Path, words: tuple[str, ...], *, in_git_dir: bool = True) -> list[str]:
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    return ["git", "--no-pager", *(["--git-dir", os.fspath(work)] if in_git_dir else []), *settings, *words]


def _environment(address: str | None) -> dict[str, str]:
    """Give git an environment in which it asks nobody, and speaks no other protocol than that of the address."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    ssh = os.environ.get("GIT_SSH_COMMAND", "ssh -oBatchMode=yes -oConnectTimeout=10")
    scheme = urlsplit(address).scheme if address else "none"
    return kept | {
        "GIT_ALLOW_PROTOCOL": scheme,
        "GIT_ASKPASS": "true",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_SYSTEM": os.devnull,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_SSH_COMMAND": ssh,
        "GIT_TERMINAL_PROMPT": "0",
        "LC_ALL": "C",
    }


def _run(
    work: Path,
    limits: SourceLimits,
    address: str | None,
    *words: str,
    most: int = _MOST_SAID,
    in_git_dir: bool = True,
) -> bytes:
    """Run git for as long as it may take, and give what it wrote. Raises UnreachableError."""
    # The shell does no more than limit the size of a file that git, and whatever it starts, may write.
    limit = f'ulimit -f {limits.download // _BLOCK + 1}; exec "$@"'
    command = ["sh", "-c", limit, "sh", *_command(work, words, in_git_dir=in_git_dir)]
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as error:
        try:
            process = subprocess.Popen(  # noqa: S603 (git, with words of ours)
                command,
                cwd=work,
                env=_environment(address),
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=error,
                start_new_session=True,
            )
        except OSError as problem:
            raise UnreachableError(f"git could not be run: {problem}.") from problem
        try:
            code = process.wait(limits.seconds)
        except subprocess.TimeoutExpired:
            raise UnreachableError(f"It was not there within {limits.seconds:g} seconds.") from None
        finally:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(process.pid, signal.SIGKILL)  # with what it has started
            process.wait()
        if code:
            raise UnreachableError(f"git could not fetch it: {_said(error)}.")
        out.seek(0)
        return out.read(most)


def _said(error: IO[bytes]) -> str:
    """Return the first line that git wrote of an error, without addresses: a name and password may be in them."""
    error.seek(0)
    lines = error.read(_MOST_SAID).decode("utf-8", "replace").strip().splitlines()
    line = next(
        (one for one in lines if one.startswith(("fatal:", "error:"))), lines[0] if lines else "no reason given"
    )
    words = (word if "://" not in word else "the address" for word in line.removeprefix("fatal: ").split())
    return " ".join(words)[:_LONGEST].rstrip(".")

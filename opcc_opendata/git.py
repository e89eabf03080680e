"""Asking git. It is called with what it is to do and nothing from a shell, and it never waits for an answer."""

from __future__ import annotations

import subprocess
from pathlib import Path


class GitError(Exception):
    """Git is missing, or could not do what it was asked. The text is a sentence."""


def run(root: Path, *words: str, given: bytes = b"") -> bytes:
    """Run git in a folder, and give what it wrote. `given` is its standard input. Raises GitError."""
    command = ["git", "-c", "core.quotePath=false", *words]
    try:
        done = subprocess.run(command, cwd=root, capture_output=True, check=False, input=given)  # noqa: S603
    except FileNotFoundError as error:
        raise GitError("git is not installed, and without it there are no revisions. Install git.") from error
    except (OSError, ValueError) as error:
        raise GitError(f"git could not be run: {error}.") from error
    if done.returncode:
        lines = done.stderr.decode("utf-8", "replace").strip().splitlines() or ["it gave no reason"]
        raise GitError(f"git {words[0]} failed: {lines[0].removeprefix('fatal: ')}.")
    return done.stdout


def ask(root: Path, *words: str) -> str | None:
    """Ask git, and give its answer, or None where it has none. Names that are not UTF-8 keep their bytes."""
    try:
        return run(root, *words).decode("utf-8", "surrogateescape")
    except GitError:
        return None

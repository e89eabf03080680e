"""Which commit last changed each file, asked of git. Where there is no git, or no full history, nothing is claimed."""

from __future__ import annotations

from pathlib import Path

from opcc_opendata import git


def head(root: Path) -> str:
    """Give the commit that is checked out, or "" where there is none."""
    return (git.ask(root, "rev-parse", "--verify", "HEAD") or "").strip()


def last_commits(root: Path, folder: Path) -> dict[str, str]:
    """Map each file in a folder to the commit that last changed it, if the file is as that commit left it.

    Files are named from `root`, with / between. A file with changes of its own, or that git does not follow, is left
    out, and so is one whose newest change lies before the start of a shallow clone: its commit can't be known.
    """
    log = git.ask(root, "log", "--format=%x01%H", "--name-only", "--no-renames", "-z", "--relative", "--", str(folder))
    status = git.ask(root, "status", "--porcelain=v1", "-z", "--untracked-files=all", "--no-renames", "--", str(folder))
    prefix = git.ask(root, "rev-parse", "--show-prefix")
    if log is None or status is None or prefix is None:
        return {}
    changed = {entry[3:].removeprefix(prefix.strip()) for entry in status.split("\0") if entry}
    edge = _shallow_edge(root)
    commits: dict[str, str] = {}
    for block in log.split("\x01")[1:]:
        commit, _, names = block.partition("\0")
        for name in names.replace("\n", "\0").split("\0"):
            if name and name not in commits:
                commits[name] = "" if commit.strip() in edge else commit.strip()
    return {name: commit for name, commit in commits.items() if commit and name not in changed}


def _shallow_edge(root: Path) -> set[str]:
    """Give the oldest commits of a shallow clone. Git shows each as if it had added every file."""
    path = (git.ask(root, "rev-parse", "--git-path", "shallow") or "").strip()
    try:
        return set((root / path).read_text().split()) if path else set()
    except OSError:
        return set()

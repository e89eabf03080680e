"""Asking git. It is called with what it is to do and nothing from a shell, and it never waits for an answer.

The files of a project may be a stranger's, so nothing that lies among them may run. A folder in them that is made like
a bare repository is not taken for one: its settings could name a program. The hooks and the watcher of files that the
repository's own settings name are not needed for what is asked here, and are left out.
"""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import Final

_SETTINGS: Final = (
    "core.quotePath=false",
    "core.fsmonitor=false",
    f"core.hooksPath={os.devnull}",
    "safe.bareRepository=explicit",
)

_NEVER_ASK: Final = {"GIT_TERMINAL_PROMPT": "0"}


class GitError(Exception):
    """Git is missing, or could not do what it was asked. The text is a sentence, and `output` all that git wrote."""

    def __init__(self, sentence: str, output: str = "") -> None:
        super().__init__(sentence)
        self.output = output


def run(
    root: Path,
    *words: str,
    given: bytes = b"",
    without: Sequence[str] = (),
    environment: Mapping[str, str] | None = None,
    seconds: float | None = None,
) -> bytes:
    """Run git in a folder, and give what it wrote. Raises GitError.

    `given` is its standard input, and `without` names settings that are empty for it, whatever is set. `environment`
    are variables besides those of this process. After a number of `seconds` it is ended.
    """
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    command = ["git", "--no-pager", *settings, *words]
    here = {**os.environ, "LC_ALL": "C", **_NEVER_ASK, **(environment or {})}
    count = here.get("GIT_CONFIG_COUNT", "")
    given_already = int(count) if count.isdecimal() else 0
    for number, name in enumerate(without, given_already):
        here |= {f"GIT_CONFIG_KEY_{number}": name, f"GIT_CONFIG_VALUE_{number}": ""}
        here["GIT_CONFIG_COUNT"] = str(number + 1)
    try:
        # Into files, and not through pipes: a program that git has started may keep its end of one open for ever.
        with TemporaryFile() as out, TemporaryFile() as told:
            done = subprocess.run(  # noqa: S603
                command, cwd=root, env=here, stdout=out, stderr=told, check=False, input=given, timeout=seconds
            )
            out.seek(0)
            told.seek(0)
            stdout, stderr = out.read(), told.read()
    except subprocess.TimeoutExpired as error:
        raise GitError(f"git {words[0]} had no answer in {seconds:g} seconds.") from error
    except FileNotFoundError as error:
        raise GitError("git is not installed, and without it there are no revisions. Install git.") from error
    except (OSError, ValueError) as error:
        raise GitError(f"git could not be run: {error}.") from error
    if done.returncode:
        said = stderr.decode("utf-8", "replace").strip()
        lines = said.splitlines() or ["it gave no reason"]
        output = f"{said}\n{stdout.decode('utf-8', 'replace')}"
        if "not a git repository" in lines[0]:
            raise GitError("This project lies in no git repository.", output)
        raise GitError(f"git {words[0]} failed: {lines[0].removeprefix('fatal: ')}.", output)
    return stdout


def ask(root: Path, *words: str, without: Sequence[str] = ()) -> str | None:
    """Ask git, and give its answer, or None where it has none. Names that are not UTF-8 keep their bytes."""
    try:
        return run(root, *words, without=without).decode("utf-8", "surrogateescape")
    except GitError:
        return None


def filters(root: Path) -> list[str]:
    """Name the settings of the programs that git puts files through, for one who compares files `without` them."""
    found = ask(root, "config", "--name-only", "-z", "--get-regexp", r"^filter\..*\.(clean|process)$")
    return sorted(set(filter(None, (found or "").split("\0"))))

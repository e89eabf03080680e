"""What several commands need: to refuse in one sentence, to print, and to show progress."""

from __future__ import annotations

import errno
import os
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

if TYPE_CHECKING:
    from opcc_opendata.project import Project

_WRONG_USAGE: Final = 2
_PROGRESS_AFTER: Final = 0.5
_PROGRESS_EVERY: Final = 0.1


class Refused(click.ClickException):
    """Something that was asked for can't be done. The sentence goes to standard error, and the exit code is 2."""

    exit_code = _WRONG_USAGE

    def show(self, file: Any = None) -> None:
        """Print the sentence."""
        from opcc_opendata.reporters.base import one_line

        click.echo(f"opcc: {one_line(self.format_message())}", file=file, err=file is None)


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The project's folder. Without it: the nearest folder, at or above this one, that holds records/.",
)


def project_at(folder: Path | None) -> Project:
    """Find the project, or refuse."""
    from opcc_opendata.project import ProjectError, find_project

    try:
        return find_project(Path.cwd(), folder)
    except ProjectError as error:
        raise Refused(str(error)) from error


def write(text: str) -> None:
    """Print a text. A reader who has gone away, as `head` does, is no fault and changes no exit code."""
    try:
        click.echo(text, nl=False)
    except OSError as error:
        # Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            raise Refused(f"The output could not be written: {os.strerror(error.errno or 0).lower()}.") from error


def wants_colour() -> bool:
    """Tell if standard output is a terminal whose user has not asked for no colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


class Progress:
    """Shows how far long work has come, on a terminal only. What is done at once shows nothing.

    Use it as `with Progress("Checking records") as progress:`, and call `progress(done, total)` now and then.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._on = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._next = time.monotonic() + _PROGRESS_AFTER
        self._shown = False

    def __enter__(self) -> Progress:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo("\r\x1b[K", nl=False, err=True)

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        if self._on and (now := time.monotonic()) >= self._next:
            self._next = now + _PROGRESS_EVERY
            self._shown = True
            click.echo(f"\r\x1b[K{self._what}: {done:,} of {total:,}", nl=False, err=True)

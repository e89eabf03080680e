"""What several commands need: to refuse in one sentence, to print, and to show progress."""

from __future__ import annotations

import errno
import os
import signal
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import click

if TYPE_CHECKING:
    from opcc_opendata.browser.runtime import Runtime
    from opcc_opendata.database import Outcome
    from opcc_opendata.office.policing_body import PolicingBody
    from opcc_opendata.problems import Problem
    from opcc_opendata.project import Project
    from opcc_opendata.record_types import Record
    from opcc_opendata.schema import Standard

_WRONG_USAGE: Final = 2
_CLEAR_LINE: Final = b"\r\x1b[K"
_MOST_LINES: Final = 200
_ENDINGS: Final = frozenset(
    f".{kind}"
    for kind in (
        *("docx", "docm", "doc", "odt", "rtf", "pdf", "html", "htm", "md", "markdown", "txt"),
        *("xlsx", "xlsm", "xls", "ods", "csv", "json", "yaml", "yml", "zip", "db"),
    )
)
"""What people know a kind of file by. The ending of a name such as response-v1.2 says nothing."""
_OTHER_ENDINGS: Final = {"html": (".htm",), "md": (".markdown", ".txt")}
_PROGRESS_AFTER: Final = 0.5
_PROGRESS_EVERY: Final = 0.1


def on_github() -> bool:
    """Tell if this is a job of GitHub Actions, whose log can hold commands to it."""
    return os.environ.get("GITHUB_ACTIONS") == "true"


def printed(line: str) -> str:
    """Write a line for a terminal or a log, in which a record or the name of a file can hide and command nothing."""
    from opcc_opendata.problems import one_line
    from opcc_opendata.reporters.github import log_line

    return log_line(line) if on_github() else one_line(line)


def echo_first(lines: Sequence[str]) -> None:
    """Print the first 200 of many lines, and say how many more there are."""
    for line in lines[:_MOST_LINES]:
        click.echo(printed(line))
    if len(lines) > _MOST_LINES:
        click.echo(f"and {len(lines) - _MOST_LINES:,} more.")


def for_log(text: str) -> str:
    """Write the lines of a text so that GitHub takes none for a command. Elsewhere they stay as they are."""
    return "".join(f"{printed(line)}\n" for line in text.split("\n")[:-1]) if on_github() else text


class RefusedError(click.ClickException):
    """Something that was asked for can't be done. The sentence goes to standard error, and the exit code is 2.

    Where several things are wrong, each of the others has a line below it.
    """

    exit_code = _WRONG_USAGE

    def __init__(self, sentence: str, *others: str) -> None:
        super().__init__(sentence)
        self._others = others

    def show(self, file: Any = None) -> None:
        """Print the sentences."""
        for line in (f"opcc: {self.format_message()}", *self._others):
            click.echo(printed(line), file=file, err=file is None)


project_option = click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The project's folder. Without it: the nearest folder, at or above this one, that holds records/.",
)


check_page_option = click.option(
    "--check-page",
    is_flag=True,
    envvar="OPCC_CHECK_PAGE",
    help="Offer to check records in the browser, at /check. Fetches Pyodide once (6 MB). Or set OPCC_CHECK_PAGE=1.",
)


def check_runtime(project: Project) -> Runtime:
    """Give what the page Check loads, or refuse."""
    from opcc_opendata.browser.bundle import NotPackedError
    from opcc_opendata.browser.pyodide import NoPyodideError
    from opcc_opendata.browser.runtime import make_runtime

    try:
        return make_runtime(project)
    except (NoPyodideError, NotPackedError) as error:
        raise RefusedError(f"The page that checks records can't be offered. {error}") from error


def project_at(folder: Path | None) -> Project:
    """Find the project, or refuse."""
    from opcc_opendata.project import ProjectError, find_project

    try:
        return find_project(Path.cwd(), folder)
    except ProjectError as error:
        raise RefusedError(str(error)) from error
    except OSError as error:  # a folder that is closed to us, or was deleted under us, or a name that is too long
        raise RefusedError(f"The project can't be looked for: {os.strerror(error.errno or 0).lower()}.") from error


def repository_of(folder: Path) -> Path:
    """Give the folder that GitHub, GitLab and other services count the paths of a project's files from.

    That is the repository which the project lies in: inside the checkout that the service names, the outermost, and
    elsewhere the nearest. Without one it is the checkout, or else the current folder.
    """
    folders = [folder, *folder.parents]
    checkout = os.environ.get("GITHUB_WORKSPACE") or os.environ.get("CI_PROJECT_DIR")
    if checkout and (root := Path(os.path.abspath(checkout))) in folders:  # noqa: PTH100 (as projects are named)
        inside = [one for one in folders[: folders.index(root) + 1] if (one / ".git").exists()]
        return inside[-1] if inside else root
    return next((one for one in folders if (one / ".git").exists()), Path.cwd())


def standard_of(project: Project) -> Standard:
    """Load the project's standard, or refuse."""
    from opcc_opendata.schema import UnusableStandardError, project_standard

    try:
        return project_standard(project)
    except UnusableStandardError as error:
        raise RefusedError(str(error)) from error


body_option = click.option(
    "--body",
    metavar="BODY",
    help="The local policing body's code, such as norfolk-pcc. Without it: the one that opcc.yml names.",
)


def body_or_refuse(project: Project, standard: Standard, code: str | None) -> PolicingBody:
    """Find the local policing body that was named, or whose project it is, or refuse."""
    from opcc_opendata.office.policing_body import UnknownBodyError, body_named, body_of_project

    try:
        return body_of_project(project, standard) if code is None else body_named(code, standard)
    except UnknownBodyError as error:
        raise RefusedError(str(error)) from error


def record_named(project: Project, name: Path) -> Path:
    """Give the file of a record or draft that is named by its id. A path stays as it is."""
    if len(name.parts) != 1 or name.suffix or os.path.lexists(name):
        return name
    return (project.by_id(project.drafts) | project.by_id(project.records)).get(str(name), name)


def read_record(project: Project, path: Path) -> Record:
    """Read a record that follows the standard, or refuse with the first thing that is wrong."""
    from opcc_opendata.yaml_reader import read_file

    document = read_file(path, project.show(path), project.root_of(path))
    problems = document.problems or standard_of(project).check(document)
    if problems or document.data is None:
        raise refused_for(min(problems))
    return cast("Record", document.data)  # the standard, from which the type is made, has just been checked


def refused_for(problem: Problem) -> RefusedError:
    """Refuse because of what is wrong with a record."""
    place = f"{problem.path}, line {problem.line}" if problem.line else problem.path
    return RefusedError(f"{place}: {problem.message} {problem.hint}".strip())


def day_that_is_past(text: str, today: date, if_later: str) -> str:
    """Take the day that somebody gave with --on, or refuse: it is a whole date, and not in the future.

    `if_later` says what to do where it is.
    """
    from opcc_opendata.schema.dates import advise_a_person

    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise RefusedError(f'--on: "{text}" is not a date. {advise_a_person(text)}')
    if day > today:
        raise RefusedError(f"--on: {text} is in the future. {if_later}")
    return text


def save(path: Path, content: str | bytes, *, force: bool, dry_run: bool = False) -> None:
    """Write a whole file, or refuse: what is there already is written over only with `force`."""
    from opcc_opendata.files import NotWrittenError, there_already, write_file

    try:
        if not dry_run:
            write_file(path, content, force=force)
        elif os.path.lexists(path) and not force:
            raise there_already(path)
    except NotWrittenError as error:
        raise RefusedError(str(error)) from error


def refuse_another_ending(target: Path, kind: str) -> None:
    """Refuse a name that says of a file what it is not: Word opens no workbook, and a browser no Word document."""
    ending = target.suffix.lower()
    if ending in _ENDINGS and ending not in (f".{kind}", *_OTHER_ENDINGS.get(kind, ())):
        raise RefusedError(
            f"What would be written is {kind}, and the name {target} ends in {target.suffix}. End it in .{kind}, or "
            "choose another kind of file with --to."
        )


def write(text: str) -> None:
    """Print a text. A reader who has gone away, as `head` does, is no fault and changes no exit code."""
    try:
        click.echo(text, nl=False)
    except OSError as error:
        # Python would try once more at its end, and complain.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno != errno.EPIPE:
            raise RefusedError(f"The output could not be written: {os.strerror(error.errno or 0).lower()}.") from error


def wants_colour() -> bool:
    """Tell if standard output is a terminal whose user has not asked for no colours (https://no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


STOPPED: Final = 130
"""The exit code of a command that was interrupted from the keyboard."""


@contextmanager
def stopping_at_once() -> Iterator[None]:
    """End this process, and those that it begins, as soon as it is interrupted: for work that leaves nothing behind.

    An exception could arise anywhere, also inside other people's libraries, and not all of them take it well.
    """
    owner = os.getpid()

    def stop(_number: int, _frame: object) -> None:
        if os.getpid() == owner:
            end_workers()
            os.write(2, (_CLEAR_LINE if _is_terminal() else b"") + b"Stopped.\n")
        os._exit(STOPPED)

    if threading.current_thread() is not threading.main_thread():  # only the main thread may say what a signal does
        yield
        return
    before = signal.signal(signal.SIGINT, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def finishing_first() -> Iterator[None]:
    """Do what is in hand to its end before an interruption stops this: for work of which no half may be left.

    A second interruption stops at once, as where this waits for another command.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    asked: list[int] = []

    def note(number: int, _frame: object) -> None:
        if asked:
            raise KeyboardInterrupt
        asked.append(number)

    before = signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if asked:
        raise KeyboardInterrupt


def end_workers() -> None:
    """End the processes that this one has begun, for which Python would wait at its end. They write nothing."""
    # The module has no such function yet if its import is what was interrupted.
    for child in getattr(sys.modules.get("multiprocessing"), "active_children", list)():
        child.terminate()


def _is_terminal() -> bool:
    return sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


class ProgressBar:
    """Shows how far long work has come, on a terminal only. What is done at once shows nothing.

    Use it as `with Progress("Checking records") as progress:`, and call `progress(done, total)` now and then.
    """

    def __init__(self, what: str) -> None:
        self._what = what
        self._on = _is_terminal()
        self._next = time.monotonic() + _PROGRESS_AFTER
        self._shown = False

    def __enter__(self) -> ProgressBar:
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown:
            click.echo(_CLEAR_LINE.decode(), nl=False, err=True)

    def __call__(self, done: int, total: int) -> None:
        """Say how far the work has come."""
        if self._on and (now := time.monotonic()) >= self._next:
            self._next = now + _PROGRESS_EVERY
            self._shown = True
            click.echo(f"{_CLEAR_LINE.decode()}{self._what}: {done:,} of {total:,}", nl=False, err=True)


def build_database(project: Project, database: Path, *, skip_invalid: bool, check_hashes: bool = False) -> Outcome:
    """Build the database, showing how far it has come and the problems that it found, or refuse."""
    from opcc_opendata.database import BuildError, build

    with ProgressBar("Building") as progress:
        try:
            outcome = build(
                project,
                database=database,
                skip_invalid=skip_invalid,
                check_hashes=check_hashes,
                say=lambda sentence: click.echo(sentence, err=True),
                progress=progress,
            )
        except BuildError as error:
            raise RefusedError(str(error)) from error
    for problem in outcome.problems:
        click.echo(printed(str(problem)), err=True)
    return outcome


def counted(number: int, thing: str) -> str:
    """Write a number of things: 1 file, 2,000 files."""
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

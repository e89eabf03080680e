"""`opcc validate`: is every record in order?"""

from __future__ import annotations

import os
from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import (
    ProgressBar,
    RefusedError,
    counted,
    for_log,
    on_github,
    project_at,
    project_option,
    repository_of,
    save,
    stopping_at_once,
    wants_colour,
    write,
)
from opcc_opendata.problems import Severity, one_line
from opcc_opendata.reporters import REPORTERS, ReporterInput, Style

if TYPE_CHECKING:
    from opcc_opendata.validate import Report

_FOR_PEOPLE: Final = ("text", "json")
"""The formats that count paths from the current folder. Services that show the others count from the repository."""

_YAML: Final = (".yaml", ".yml")
_DOCUMENTS: Final = (".csv", ".db", ".doc", ".docx", ".key", ".odt", ".pdf", ".pem", ".pub", ".rtf", ".xlsx", ".zip")


@click.command(name="validate")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["auto", *REPORTERS]),
    default="auto",
    show_default=True,
    help="How to write the report. auto is github under GitHub Actions, and text elsewhere.",
)
@click.option(
    "--report",
    "files",
    metavar="FORMAT=FILE",
    multiple=True,
    callback=lambda _context, _option, words: [_format_and_file(word) for word in words],
    help="Write the report to a file as well, in any of these formats. May be given more than once.",
)
@click.option(
    "--fail-on",
    type=click.Choice(["error", "warning", "never"]),
    default="error",
    show_default=True,
    help="What makes the exit code 1: an error, a warning as well, or nothing.",
)
def command(
    paths: tuple[Path, ...], project: Path | None, format_: str, files: list[tuple[str, Path]], fail_on: str
) -> None:
    """Check the records in each PATH, a file or a folder. Without PATH, check every record of the project.

    Drafts are checked when they are named. What is still to be written in one is a warning; in a record it is an error.
    The exit code is 0 when all is well, 1 when there are problems and 2 when the command was used wrongly.

    \b
    Check one record:
      opcc validate records/norfolk/2019-02-26-domestic-abuse-update.yaml
    \b
    See what is still to do in the drafts:
      opcc validate drafts
    \b
    Show the problems, and keep them for another program:
      opcc validate --report json=problems.json --report junit=problems.xml
    """
    format_ = _resolved(format_)
    _refuse_records(file for _wanted, file in files)
    with stopping_at_once():
        report, root = _checked(paths, project)
    if not paths and format_ == "text":
        _name_drafts(root)
    # First the files: what is printed may end this, where it goes to a program that has read enough.
    for wanted, file in files:
        save(file, _written(wanted, report, root, Style()), force=True)
    text = _written(format_, report, root, Style(colour=wants_colour()))
    write(for_log(text) if format_ == "text" else text)
    raise SystemExit(int(_has_failed(report, fail_on)))


def _refuse_records(files: Iterable[Path]) -> None:
    """Refuse to write a report over what may be a record or a document, which nobody could then get back."""
    for file in files:
        if file.suffix.lower() in _DOCUMENTS and os.path.lexists(file):
            raise RefusedError(
                f"{file} is there already, and is no report by its name: nothing is written over it. "
                "Give the report another name, such as problems.json."
            )
        if file.suffix.lower() in _YAML and os.path.lexists(file):
            raise RefusedError(
                f"{file} is there already, and may be a record or a setting: no report is written over it. "
                "Give the report another name, such as problems.json."
            )


def _checked(paths: Sequence[Path], folder: Path | None) -> tuple[Report, Path]:
    """Check the records, and give the report and the folder from which its paths are counted."""
    from opcc_opendata.schema import UnusableStandardError
    from opcc_opendata.validate import validate

    for path in paths:
        if not os.path.lexists(path):
            raise RefusedError(f"There is no file or folder {path}.")
    project = project_at(folder)
    try:
        with ProgressBar("Checking records") as progress:
            return validate(project, paths or None, progress=progress), project.root
    except UnusableStandardError as error:
        raise RefusedError(str(error)) from error


def _name_drafts(root: Path) -> None:
    """Say on standard error how many drafts there are, so that nobody takes them for checked."""
    from opcc_opendata.project import DRAFTS
    from opcc_opendata.yaml_reader import find_records

    drafts = root / DRAFTS
    count = len(find_records([drafts]).names) if drafts.is_dir() else 0
    if count:
        them = "it" if count == 1 else "them"
        was = "was" if count == 1 else "were"
        click.echo(
            f"{counted(count, 'draft')} in {DRAFTS}/ {was} not checked. To check {them}: opcc validate {DRAFTS}",
            err=True,
        )


def _format_and_file(words: str) -> tuple[str, Path]:
    format_, equals, file = words.partition("=")
    if format_ not in REPORTERS or not equals or not file:
        raise click.BadParameter(
            f"{words!a} is not a format and a file, such as json=problems.json. The formats are {', '.join(REPORTERS)}."
        )
    return format_, Path(file)


def _written(format_: str, report: Report, root: Path, style: Style) -> str:
    """Return a report in a format, its paths as whoever reads that format counts them."""
    here = Path.cwd() if format_ in _FOR_PEOPLE else repository_of(root)
    return REPORTERS[format_](_seen_from(here, report, root), style)


def _seen_from(here: Path, report: Report, root: Path) -> Report:
    """Show paths as seen from a folder, where they are below it."""
    shown: dict[str, str] = {}
    for problem in report.problems:
        if problem.path not in shown:
            path = root / problem.path
            shown[problem.path] = one_line((path.relative_to(here) if path.is_relative_to(here) else path).as_posix())
    problems = (replace(problem, path=shown[problem.path]) for problem in report.problems)
    return replace(report, problems=tuple(sorted(problems)))


def _resolved(format_: str) -> str:
    if format_ != "auto":
        return format_
    return "github" if on_github() else "text"


def _has_failed(report: ReporterInput, fail_on: str) -> bool:
    fatal = {"error": [Severity.ERROR], "warning": [Severity.ERROR, Severity.WARNING], "never": []}[fail_on]
    return any(problem.severity in fatal for problem in report.problems)

"""`opcc fmt`: records in canonical form."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import (
    ProgressBar,
    counted,
    on_github,
    printed,
    project_at,
    project_option,
    repository_of,
    standard_of,
)
from opcc_opendata.problems import Problem, Severity

if TYPE_CHECKING:
    from opcc_opendata.formatting import FormattingResult
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

_NOT_ALL_IN_ORDER: Final = 1
_TITLE: Final = "opcc fmt"
"""What stands in the place of a code where a file is only in another form."""

_HOW: Final = 'Run "opcc fmt", and commit what it changes.'


class _Outcome(Enum):
    """What became of a file."""

    IN_ORDER = "in order"
    CHANGED = "changed"
    LEFT_ALONE = "left alone"


@click.command(name="fmt")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option("--check", is_flag=True, help="Change nothing. Name the files that would change, and exit with 1 if any.")
def command(paths: tuple[Path, ...], project: Path | None, check: bool) -> None:
    """Put the records in each PATH, a file or a folder, into the same form. Without PATH, all records and drafts.

    The keys go in the order of the standard, and every text is quoted and indented in one way. What a record says does
    not change, and comments are kept. A file that can't be read as YAML, or not without losing a comment, is left as it
    is. What else is wrong with a record, opcc validate says: it is put in order all the same.

    \b
    Put all records and drafts of this project in order:
      opcc fmt
    \b
    Only see which are not. GitHub Actions marks the first line of each that would change:
      opcc fmt --check
    """
    from opcc_opendata.formatting import forms
    from opcc_opendata.yaml_reader import find_records

    where = project_at(project)
    standard = standard_of(where)
    own = [where.records, *([where.drafts] if where.drafts.is_dir() else [])]
    found = find_records(paths or own, Path.cwd())
    for problem in found.problems:
        click.echo(printed(str(problem)), err=True)
    outcomes = Counter[_Outcome]()
    for_github: list[Problem] = []
    quietly = on_github()
    with ProgressBar("Looking at records") as progress:
        for done, form in enumerate(forms(where, standard, found.files), 1):
            outcome, to_do = _put_in_order(where, form, standard, check, quietly=quietly)
            outcomes[outcome] += 1
            for_github += [to_do] if to_do is not None and quietly else []
            progress(done, len(found.names))
    _annotate(for_github, where)
    _summarise(outcomes, len(found.names), check)
    if found.problems or outcomes[_Outcome.LEFT_ALONE] or (check and outcomes[_Outcome.CHANGED]):
        raise click.exceptions.Exit(_NOT_ALL_IN_ORDER)


def _put_in_order(
    project: Project, form: FormattingResult, standard: Standard, check: bool, *, quietly: bool
) -> tuple[_Outcome, Problem | None]:
    """Put one file into canonical form. Say what became of it, and what must be done if it is not in order."""
    shown = project.show(form.path)
    unread, line, wrong = form.unread, form.line, form.wrong
    if unread is None and not wrong and line and not check:
        unread, line, wrong = _rewrite(project, form.path, standard)
    if unread is not None:
        if not quietly:
            click.echo(printed(str(unread)), err=True)
        return _Outcome.LEFT_ALONE, unread
    if wrong:
        if not quietly:
            click.echo(f"{shown} is left as it is. {wrong}", err=True)
        message = wrong.removeprefix(f"line {line}: ")
        return _Outcome.LEFT_ALONE, Problem(shown, line, min(line, 1), _TITLE, Severity.ERROR, message)
    if not line:
        return _Outcome.IN_ORDER, None
    if not check:
        click.echo(f"{shown}: put in order")
        return _Outcome.CHANGED, None
    if not quietly:
        click.echo(f"{shown}: would be put in order")
    message = "This file is not in the form that all records are kept in, from this line on."
    return _Outcome.CHANGED, Problem(shown, line, 1, _TITLE, Severity.ERROR, message, _HOW)


def _rewrite(project: Project, path: Path, standard: Standard) -> tuple[Problem | None, int, str]:
    """Read a file once more and put it into canonical form: others may have changed it since it was looked at.

    Gives why it could not be read, a line, and why it is left as it is, as Form has them. The line is 0 if nothing was
    written.
    """
    from opcc_opendata.files import NotWrittenError, write_file, writing_alone
    from opcc_opendata.yaml_reader.files import fetch
    from opcc_opendata.yaml_writer import NotWritableError, canonical

    try:
        with writing_alone(project.writing_lock):
            raw = fetch(path, project.show(path), project.root_of(path))
            if isinstance(raw, Problem):
                return raw, 0, ""
            new = canonical(raw, standard).encode()
            if new != raw:
                write_file(path, new, force=True)
            return None, int(new != raw), ""
    except (NotWritableError, NotWrittenError) as error:
        return None, error.line if isinstance(error, NotWritableError) else 0, str(error)


def _annotate(problems: list[Problem], project: Project) -> None:
    """Mark what is not in order on the lines of the change, for GitHub Actions."""
    from opcc_opendata.reporters.github import annotate

    repository = repository_of(project.root)
    shown = []
    for problem in problems:
        path = project.root / problem.path
        inside = path.relative_to(repository) if path.is_relative_to(repository) else path
        shown.append(replace(problem, path=inside.as_posix()))
    for line in annotate(sorted(shown)):
        click.echo(line)


def _summarise(outcomes: Counter[_Outcome], files: int, check: bool) -> None:
    changed, left_alone = outcomes[_Outcome.CHANGED], outcomes[_Outcome.LEFT_ALONE]
    would = "would be put in order" if check else "put in order"
    click.echo(
        f"{counted(files, 'file')}: {changed:,} {would}, {outcomes[_Outcome.IN_ORDER]:,} in order already"
        f"{f', {left_alone:,} left as they are' if left_alone else ''}."
    )
    if check and changed:
        click.echo(f'To put {"it" if changed == 1 else "them"} in order, run "opcc fmt".')

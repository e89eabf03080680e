"""`opcc upgrade`: records moved to the newest version of the standard, and what `opcc init` made refreshed."""

from __future__ import annotations

import difflib
import re
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    RefusedError,
    body_or_refuse,
    counted,
    printed,
    project_at,
    project_option,
    save,
    standard_of,
    write,
)

if TYPE_CHECKING:
    from opcc_opendata.migrations import Editable
    from opcc_opendata.office.init_project import Refresh
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

_NOT_ALL = 1
_MOST_LINES = 60
_COLOURS = {"+": "green", "-": "red"}
_OFFER = " This is what the program would change in it:"


@click.command(name="upgrade")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option(
    "--check", is_flag=True, help="Change nothing. Name what would change, and exit with 1 if anything would."
)
def command(paths: tuple[Path, ...], project: Path | None, check: bool) -> None:
    """Move the records in each PATH to the newest version of the standard. Without PATH, all records and drafts.

    They go one version at a time, in place, and comments are kept. The rest of the file is written as opcc fmt does.
    Without PATH, the files that opcc init made are refreshed too, as this version of the program makes them, and what
    changes in each is shown. A file that was edited or removed is left as it is.

    \b
    Move all records and drafts of this project:
      opcc upgrade
    """
    from opcc_opendata.yaml_reader import find_records

    where = project_at(project)
    standard = standard_of(where)
    own = [where.records, *([where.drafts] if where.drafts.is_dir() else [])]
    found = find_records(paths or own, Path.cwd())
    for problem in found.problems:
        click.echo(printed(str(problem)), err=True)
    files = found.files
    moved = [_moved(where, path, standard, check=check) for path in files]
    current = moved.count("")
    click.echo(
        f"{counted(len(files), 'file')}: {moved.count('moved'):,} {'would be moved' if check else 'moved'} to "
        f"{standard.version}, {current:,} there already, {moved.count('left'):,} left as they are."
    )
    refreshed = 0 if paths else _refresh(where, standard, check=check)
    if found.problems or "left" in moved or (check and ("moved" in moved or refreshed)):
        raise click.exceptions.Exit(_NOT_ALL)


def _refresh(project: Project, standard: Standard, *, check: bool) -> int:
    """Refresh what `opcc init` made, and say what changes in it. Gives the number of files that change."""
    from opcc_opendata import __version__
    from opcc_opendata.calendars import today
    from opcc_opendata.office.init_project import MADE, MadeError, RefreshState, read_made, refreshes

    try:
        made = read_made(project.root)
        if made is None:
            return 0
        if _numbers(made.version) > _numbers(__version__):
            raise RefusedError(
                f"This program is version {__version__}, and version {made.version} made or refreshed this project. "
                f"Install that one or a newer one: what it made is left as it is."
            )
        body = body_or_refuse(project, standard, None)
        found, now = refreshes(project.root, made, body, standard, __version__, today())
    except MadeError as error:
        raise RefusedError(str(error)) from error
    changed = [one for one in found if one.state in (RefreshState.REFRESHED, RefreshState.ADDED)]
    for one in found:
        if one.state not in (RefreshState.CURRENT, RefreshState.REMOVED):
            click.echo(f"{one.place} {one.state.value}." + (_OFFER if one.state is RefreshState.EDITED else ""))
            write(_difference(one))
    if not check:
        for one in changed:
            save(project.root / one.place, one.new, force=True)
        save(project.root / MADE, now, force=True)
    click.echo(
        f"{counted(len(found), 'file')} of opcc init: {len(changed):,} "
        f"{'would be refreshed' if check else 'refreshed'}, "
        f"{sum(one.state is RefreshState.EDITED for one in found):,} edited here and left, "
        f"{sum(one.state is RefreshState.REMOVED for one in found):,} removed here."
    )
    return len(changed)


def _difference(one: Refresh) -> str:
    """Show what a refresh changes, a line each, of which a long one is cut short and says so."""
    old, new = one.old.splitlines(keepends=True), one.new.splitlines(keepends=True)
    lines = list(difflib.unified_diff(old, new, f"{one.place} (here)", f"{one.place} (this program's)", n=1))
    shown = [click.style(line.rstrip("\n"), fg=_COLOURS.get(line[0])) for line in lines[:_MOST_LINES]]
    if len(lines) > _MOST_LINES:
        shown.append(f"  … and {counted(len(lines) - _MOST_LINES, 'more line')}")
    return "".join(f"  {line}\n" for line in shown)


def _numbers(version: str) -> list[int]:
    return [int(number) for number in re.findall(r"[0-9]+", version)[:3]]


def _moved(project: Project, path: Path, standard: Standard, *, check: bool) -> str:
    """Move one record, and say what became of it: "moved", "left", or "" if there was nothing to do."""
    from opcc_opendata.files import NotWrittenError, writing_alone

    try:
        with nullcontext() if check else writing_alone(project.writing_lock):
            return _moved_alone(project, path, standard, check=check)
    except NotWrittenError as error:
        click.echo(f"{project.show(path)} is left as it is. {error}", err=True)
        return "left"


def _moved_alone(project: Project, path: Path, standard: Standard, *, check: bool) -> str:
    from opcc_opendata.files import write_file
    from opcc_opendata.migrations import upgrade
    from opcc_opendata.yaml_reader.files import fetch
    from opcc_opendata.yaml_writer import NotWritableError, canonical

    shown, way = project.show(path), list[str]()
    raw = fetch(path, shown, project.root_of(path))
    if not isinstance(raw, bytes):
        click.echo(printed(str(raw)), err=True)
        return "left"

    def change(record: Editable) -> None:
        found = upgrade(record, standard.version)
        if found is None:
            raise NotWritableError(f"No way is known to {standard.version} from the version that it names.")
        way.extend(found)

    try:
        new = canonical(raw, standard, change)
        if way and not check:
            write_file(path, new, force=True)
    except NotWritableError as error:
        click.echo(f"{shown} is left as it is. {error}", err=True)
        return "left"
    if way:
        click.echo(f"{shown}: {' → '.join(way)}")
    return "moved" if way else ""

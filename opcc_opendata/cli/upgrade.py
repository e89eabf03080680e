"""`opcc upgrade`: records moved to the newest version of the standard."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import counted, project_at, project_option, standard_of

if TYPE_CHECKING:
    from opcc_opendata.migrations import Editable
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

_NOT_ALL = 1


@click.command(name="upgrade")
@click.argument("paths", metavar="[PATH]...", nargs=-1, type=click.Path(path_type=Path))
@project_option
@click.option(
    "--check", is_flag=True, help="Change nothing. Name the records that would change, and exit with 1 if any."
)
def command(paths: tuple[Path, ...], project: Path | None, check: bool) -> None:
    """Move the records in each PATH to the newest version of the standard. Without PATH, all records and drafts.

    They go one version at a time, in place, and comments are kept. The rest of the file is written as opcc fmt does.

    \b
    Move all records and drafts of this project:
      opcc upgrade
    """
    from opcc_opendata.yaml_reader import find_records

    where = project_at(project)
    standard = standard_of(where)
    own = [where.records, *([where.drafts] if where.drafts.is_dir() else [])]
    files = find_records(paths or own, Path.cwd()).files
    moved = [_moved(where, path, standard, check=check) for path in files]
    current = moved.count("")
    click.echo(
        f"{counted(len(files), 'file')}: {moved.count('moved'):,} {'would be moved' if check else 'moved'} to "
        f"{standard.version}, {current:,} there already, {moved.count('left'):,} left as they are."
    )
    if "left" in moved or (check and "moved" in moved):
        raise click.exceptions.Exit(_NOT_ALL)


def _moved(project: Project, path: Path, standard: Standard, *, check: bool) -> str:
    """Move one record, and say what became of it: "moved", "left", or "" if there was nothing to do."""
    from opcc_opendata.files import NotWrittenError, write_file
    from opcc_opendata.migrations import upgrade
    from opcc_opendata.yaml_reader.files import fetch
    from opcc_opendata.yaml_writer import NotWritableError, canonical

    shown, way = project.show(path), list[str]()
    raw = fetch(path, shown, project.root_of(path))
    if not isinstance(raw, bytes):
        click.echo(str(raw), err=True)
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
    except (NotWritableError, NotWrittenError) as error:
        click.echo(f"{shown} is left as it is. {error}", err=True)
        return "left"
    if way:
        click.echo(f"{shown}: {' → '.join(way)}")
    return "moved" if way else ""

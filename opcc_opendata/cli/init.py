"""`opcc init`: a whole project for an office that adopts the standard."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.calendars import today
from opcc_opendata.cli.common import RefusedError, save

_HEAD = "# Made by opcc init: what the website says of its tables. Without this file, opcc makes the same for itself.\n"


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--body", metavar="BODY", required=True, help="The local policing body whose office it is, such as norfolk-pcc."
)
@click.option("--dry-run", is_flag=True, help="Write nothing, and name the files that would be written.")
@click.option(
    "--force", is_flag=True, help="Go on in a folder that has files in it, and write over those of the same name."
)
def command(folder: Path, body: str, dry_run: bool, force: bool) -> None:
    """Make the folder DIR a project for an office: for its records, settings, editor and checks on GitHub.

    \b
    Begin the project of Norfolk's office in a new folder:
      opcc init norfolk-responses --body norfolk-pcc
    """
    from opcc_opendata import __version__
    from opcc_opendata.metadata import metadata_text
    from opcc_opendata.office.init_project import starting_files
    from opcc_opendata.office.policing_body import UnknownBodyError, body_named
    from opcc_opendata.project import METADATA, packaged_standard, project_at
    from opcc_opendata.schema import load_standard

    standard = load_standard(packaged_standard())
    try:
        whose = body_named(body, standard)
    except UnknownBodyError as error:
        raise RefusedError(str(error)) from error
    if whose.ended:
        hint = f" After it came {whose.successor}." if whose.successor else ""
        raise RefusedError(f"By the codelist policing_bodies, {whose.code} ended on {whose.ended}.{hint}")
    _check(folder, force)
    files = starting_files(whose, standard, __version__, today())
    if dry_run:
        click.echo("\n".join(sorted([*files, METADATA])))
        return
    for place, text in files.items():
        save(folder / place, text, force=force)
    project = project_at(folder)  # with the settings that were just written
    save(project.metadata, metadata_text(project, _HEAD), force=force)
    click.echo(f"{folder} is ready for {whose.title}. README.md in it says what to do.")
    click.echo(f"To begin a response: cd {folder}, then opcc new")


def _check(folder: Path, force: bool) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise RefusedError(f"{folder} is a file, not a folder. Choose another name.")
        is_used = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise RefusedError(f"{folder} can't be looked at: {(error.strerror or str(error)).lower()}.") from error
    if is_used and not force:
        raise RefusedError(f"{folder} has files in it. Choose an empty or a new folder, or add --force.")

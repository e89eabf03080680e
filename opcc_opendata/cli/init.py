"""`opcc init`: a whole project for an office that adopts the standard."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.calendars import today
from opcc_opendata.cli.common import RefusedError, finishing_first, save

if TYPE_CHECKING:
    from opcc_opendata.office.install_source import InstallSource

_MOST_BYTES = 50_000_000
_QUESTION = """\
Where is the program installed from, by each officer and by the checks on GitHub?
  pypi    the Python Package Index, once this version is there
  tag     the tag of this version in the program's repository (git is needed)
  or the path or https address of the wheel of this version
"""


@click.command(name="init")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
@click.option(
    "--body", metavar="BODY", required=True, help="The local policing body whose office it is, such as norfolk-pcc."
)
@click.option(
    "--install-from",
    metavar="WHERE",
    help="Where the project installs the program from: pypi, tag, or the path or https address of a wheel. Without it, "
    "the command asks in a terminal; elsewhere it is tag.",
)
@click.option(
    "--language",
    type=click.Choice(("en", "cy")),
    default="en",
    help="The language of the pages and the example: English, or Welsh (made by machine). Without it: English.",
)
@click.option("--dry-run", is_flag=True, help="Write nothing, and name the files that would be written.")
@click.option(
    "--force", is_flag=True, help="Go on in a folder that has files in it, and write over those of the same name."
)
def command(folder: Path, body: str, install_from: str | None, language: str, dry_run: bool, force: bool) -> None:
    """Make the folder DIR a project for an office: for its records, settings, editor and checks on GitHub.

    \b
    Begin the project of Norfolk's office in a new folder:
      opcc init norfolk-responses --body norfolk-pcc

    \b
    Begin one in Welsh:
      opcc init ymatebion-gwent --body gwent-pcc --language cy
    """
    from opcc_opendata import __version__
    from opcc_opendata.office.init_project import starting_files
    from opcc_opendata.office.install_source import TAG
    from opcc_opendata.office.policing_body import UnknownBodyError, body_named
    from opcc_opendata.project import packaged_standard
    from opcc_opendata.schema import load_standard

    standard = load_standard(packaged_standard())
    try:
        whose = body_named(body, standard)
    except UnknownBodyError as error:
        raise RefusedError(str(error)) from error
    if whose.ended:
        hint = f" After it came {whose.successor}." if whose.successor else ""
        doubt = "" if whose.ended_for_sure else " (the day is not verified)"
        raise RefusedError(f"By the codelist policing_bodies, {whose.code} ended on {whose.ended}{doubt}.{hint}")
    _check(folder, force)
    if install_from is None and sys.stdin.isatty() and not dry_run:
        click.echo(_QUESTION)
        install_from = click.prompt("pypi, tag or a wheel", default=TAG)
    source = _source(install_from or TAG, __version__)
    files: dict[str, str | bytes] = {**starting_files(whose, standard, __version__, today(), source, language)}
    if source.wheel is not None:
        files[source.name] = _wheel(source.wheel)
    if dry_run:
        click.echo("\n".join(sorted(files)))
        return
    with finishing_first():
        for place, content in files.items():
            save(folder / place, content, force=force)
    is_here = folder.resolve() == Path.cwd()
    click.echo(f"{'This folder' if is_here else folder} is ready for {whose.title}. README.md in it says what to do.")
    click.echo(f"To begin a response: {'' if is_here else f'cd {folder}, then '}opcc new")


def _source(name: str, version: str) -> InstallSource:
    from opcc_opendata.office.install_source import InstallSourceError, install_source

    try:
        return install_source(name, version)
    except InstallSourceError as error:
        raise RefusedError(f"--install-from: {error}") from error


def _wheel(path: Path) -> bytes:
    from opcc_opendata.files import UnreadableFileError, read_bytes

    try:
        return read_bytes(path, _MOST_BYTES)
    except UnreadableFileError as error:
        raise RefusedError(f"--install-from: {path}: {error}") from error


def _check(folder: Path, force: bool) -> None:
    try:
        if folder.exists() and not folder.is_dir():
            raise RefusedError(f"{folder} is a file, not a folder. Choose another name.")
        is_used = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise RefusedError(f"{folder} can't be looked at: {(error.strerror or str(error)).lower()}.") from error
    if is_used and not force:
        raise RefusedError(f"{folder} has files in it. Choose an empty or a new folder, or add --force.")

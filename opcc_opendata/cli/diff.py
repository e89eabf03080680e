"""`opcc diff`: what does a change do to the data?"""

from __future__ import annotations

import gc
import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import RefusedError, for_log, project_at, project_option, stopping_at_once, write

if TYPE_CHECKING:
    from opcc_opendata.diff import Comparison
    from opcc_opendata.project import Project

_FORMATS = ("text", "json", "markdown")


@click.command(name="diff")
@click.argument("base", required=False)
@click.argument("other", required=False)
@project_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(_FORMATS),
    default="text",
    show_default=True,
    help="How to write it. markdown is for a comment on a pull request.",
)
def command(base: str | None, other: str | None, project: Path | None, format_: str) -> None:
    """Say what has changed in the data from BASE to OTHER, each a git revision or a folder that holds records/.

    Without OTHER, it is the project as it lies in its folder. Without BASE, it is the commit at which the work left the
    default branch. A record that has vanished is an error, unless another says that it replaces it; then the exit code
    is 1.

    Both are judged by the settings and the register in the project's folder. If those of BASE or OTHER differ, it says
    so.

    \b
    Say what this branch changes:
      opcc diff
    \b
    Say what a release of the data changed:
      opcc diff v1.0 v1.1
    """
    from opcc_opendata.diff import WRITERS

    with stopping_at_once():
        comparison = _compared(project_at(project or _folder(other)), base, other)
    text = WRITERS[format_](comparison)
    write(for_log(text) if format_ == "text" else text)
    raise SystemExit(int(comparison.errors > 0))


def _folder(name: str | None) -> Path | None:
    """Give the project of OTHER where it is a folder: two folders can be compared from anywhere."""
    # os.path takes any name and never raises.
    return Path(name) if name is not None and os.path.isdir(name) else None  # noqa: PTH112


def _compared(project: Project, base: str | None, other: str | None) -> Comparison:
    from opcc_opendata.diff import (
        NoSuchSideError,
        Reader,
        compare,
        differing,
        judged_by,
        named_side,
        usual_base,
        work_tree,
    )
    from opcc_opendata.schema import UnusableStandardError, project_standard

    gc.disable()  # what is kept of records holds no cycles, and looking for some would take a sixth of the time
    try:
        standard = project_standard(project)
        reader = Reader(standard, project)
        base = base or usual_base(project.root)
        before = named_side(base, project, reader)
        after = named_side(other, project, reader) if other else work_tree(project, reader)
        sides = (judged_by(one, project) for one in dict.fromkeys((base, other, None)))
        comparison = compare(before, after, standard, differing(*sides))
        reader.save()
        return comparison
    except (NoSuchSideError, UnusableStandardError) as error:
        raise RefusedError(str(error)) from error
    finally:
        gc.enable()

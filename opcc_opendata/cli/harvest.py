"""`opcc harvest`: gather many offices' data into one dataset."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import ProgressBar, RefusedError, counted, printed

if TYPE_CHECKING:
    from opcc_opendata.harvest import Harvest

_NOT_CURRENT = 1


@click.command(short_help="Gather many offices' data into one dataset.")
@click.option(
    "--project",
    metavar="DIR",
    type=click.Path(path_type=Path),
    help="The folder that holds sources.yml. Without it: the nearest, at or above this one.",
)
def command(project: Path | None) -> None:
    """Fetch each source that sources.yml names, check it by itself, and keep its last good copy.

    All copies together are records/, from which opcc build makes the national database. Exit with 0 if every source is
    current, and with 1 if one is not: the data are whole in both cases.

    \b
    Fetch what has changed, and build the database:
      opcc harvest; opcc build
    """
    from opcc_opendata.harvest import SOURCES, HarvestError, SourcesError, find_sources, harvest
    from opcc_opendata.harvested import HarvestStateError

    root = find_sources(Path.cwd()) if project is None else project
    if root is None:
        raise RefusedError(f"Neither this folder nor any above it holds {SOURCES}. Name its folder with --project.")
    with ProgressBar("Fetching sources") as progress:
        try:
            done = harvest(root, say=lambda sentence: click.echo(sentence, err=True), progress=progress)
        except SourcesError as error:
            raise RefusedError(*str(error).split("\n")) from error
        except (HarvestError, HarvestStateError) as error:
            raise RefusedError(str(error)) from error
    _print(done)
    if not done.is_current:
        raise click.exceptions.Exit(_NOT_CURRENT)


def _print(done: Harvest) -> None:
    from opcc_opendata.harvested import CURRENT, states_counted

    widest = max(len(one.id) for one in done.sources)
    for one in done.sources:
        since = "" if one.state == CURRENT else f" since {one.since[:10]}"
        problem = f" {one.problem}" if one.problem else ""
        note = f" {one.note}" if one.note else ""
        shown = f"{one.state}{since}: {counted(one.responses, 'response')}.{problem}{note}"
        click.echo(printed(f"{one.id:{widest}}  {shown}"))
    for path in done.reports.values():
        click.echo(printed(f"Report for the office: {path}"))
    states = ", ".join(f"{n} {state}" for state, n in states_counted(done.sources).items() if n)
    news = f"{done.run.added:,} added, {done.run.changed:,} changed" if done.run is not None else "nothing new"
    click.echo(f"{counted(len(done.sources), 'source')}: {states}. {counted(done.responses, 'response')}, {news}.")

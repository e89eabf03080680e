"""`opcc desk`: answer reports in the browser, without a terminal."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import RefusedError, body_option, body_or_refuse, project_at, project_option, standard_of


@click.command(name="desk")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any.")
@click.option("--open/--no-open", "browser", default=True, help="Open it in the browser, or only print its address.")
@body_option
@project_option
def command(port: int, browser: bool, body: str | None, project: Path | None) -> None:
    """Open the desk in the browser: see what is owed, and write, check and publish responses, until you press Ctrl-C.

    It works on the drafts and records of this project, on this computer only. Its address is good for one browser, and
    what it writes is what the other commands read.

    \b
    Open the desk of the project in this folder:
      opcc desk
    """
    from opcc_opendata.desk.server import PortInUseError, run

    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)

    def announce(address: str) -> None:
        click.echo(f"The desk of {whose.title} is at {address} Press Ctrl-C to stop.")
        if browser:
            click.launch(address)

    try:
        run(where, standard, whose, port, announce)
    except PortInUseError as error:
        raise RefusedError(str(error)) from error

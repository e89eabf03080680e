"""`opcc desk`: answer reports in the browser, without a terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import RefusedError, body_option, body_or_refuse, project_at, project_option, standard_of

if TYPE_CHECKING:
    from opcc_opendata.desk.sign_on import SignOn


@click.command(name="desk")
@click.option("--port", default=0, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 is any.")
@click.option("--open/--no-open", "browser", default=True, help="Open it in the browser, or only print its address.")
@click.option("--trusted-header", metavar="NAME", help="On a server: the header in which a proxy says who asks.")
@click.option("--public-url", metavar="ADDRESS", help="On a server: the https address that people use.")
@click.option(
    "--proxy-secret",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="On a server: the file with the secret that the proxy sends in X-Desk-Secret.",
)
@body_option
@project_option
def command(
    port: int,
    browser: bool,
    trusted_header: str | None,
    public_url: str | None,
    proxy_secret: Path | None,
    body: str | None,
    project: Path | None,
) -> None:
    """Open the desk in the browser: see what is owed, and write, check and publish responses, until you press Ctrl-C.

    It works on the drafts and records of this project, on this computer only. Its address is good for one browser, and
    what it writes is what the other commands read.

    On an office's server, a proxy on the same machine signs people in and passes their requests on. The three options
    for it go together: without them, no header of a request is believed.

    \b
    Open the desk of the project in this folder:
      opcc desk
    \b
    Behind the office's single sign-on:
      opcc desk --port 8010 --trusted-header X-Remote-User --public-url https://desk.example.org --proxy-secret FILE
    """
    from opcc_opendata.desk.server import PortInUseError, run

    sign_on = _sign_on(trusted_header, public_url, proxy_secret)
    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)

    def announce(address: str, bound: int) -> None:
        if sign_on is not None:
            click.echo(f"The desk of {whose.title} waits on 127.0.0.1:{bound} for the proxy of {address}")
            return
        click.echo(f"The desk of {whose.title} is at {address} Press Ctrl-C to stop.")
        if browser:
            click.launch(address)

    try:
        run(where, standard, whose, port, announce, sign_on)
    except PortInUseError as error:
        raise RefusedError(str(error)) from error


def _sign_on(header: str | None, address: str | None, secret: Path | None) -> SignOn | None:
    """Read how a proxy signs people in, or refuse what would let in others."""
    from opcc_opendata.desk.sign_on import SignOnError, read_sign_on

    given = {"--trusted-header": header, "--public-url": address, "--proxy-secret": secret}
    lacking = [name for name, value in given.items() if value is None]
    if len(lacking) == len(given):
        return None
    if header is None or address is None or secret is None:
        raise RefusedError(
            f"{', '.join(lacking)}: missing. A header that says who asks is believed only of a proxy that sends a "
            "secret, and for one address: --trusted-header, --public-url and --proxy-secret go together."
        )
    try:
        return read_sign_on(header, address, secret)
    except SignOnError as error:
        raise RefusedError(str(error)) from error

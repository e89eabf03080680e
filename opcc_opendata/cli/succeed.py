"""`opcc succeed`: begin the full response that takes the place of a holding statement, or an update."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.amending import carry_out, dry_run_option, records_of
from opcc_opendata.cli.common import project_at, project_option


@click.command(name="succeed")
@click.argument("response", metavar="ID")
@click.option("--update", is_flag=True, help="Add to a response that stays in force. The draft follows it.")
@dry_run_option
@project_option
def command(response: str, update: bool, dry_run: bool, project: Path | None) -> None:
    """Begin the full response that replaces the published holding statement ID, or an update that follows ID.

    The draft answers the same reports. The body is the one that the force has now, which may be the successor of the
    one that made the statement. Once a full response is published, the statement's page leads to it. An update replaces
    nothing: what it says nothing of stays as the response has it.

    \b
    The full response is ready to be written:
      opcc succeed norfolk-2026-10-01-example-holding
    \b
    There is more to say after the full response:
      opcc succeed norfolk-2026-10-01-example --update
    """
    from opcc_opendata.amendments import begin_full_response, begin_update
    from opcc_opendata.calendars import today

    where = project_at(project)
    with records_of(where) as records:
        make = begin_update if update else begin_full_response
        amendment = make(records.find(response), records, today())
        carry_out(amendment, where, dry_run=dry_run)
        shown = where.show(amendment.path)
        click.echo(f"Open it, and follow the notes in it. When it is on your website: opcc publish {shown}")

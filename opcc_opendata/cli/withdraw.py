"""`opcc withdraw`: take a published response back. Its page stays, and says why."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.amending import carry_out, dry_run_option, records_of
from opcc_opendata.cli.common import project_at, project_option


@click.command(name="withdraw")
@click.argument("response", metavar="ID")
@click.option("--reason", metavar="TEXT", required=True, help="Why, in a sentence that readers will see.")
@click.option("--on", "day", metavar="DATE", help="From which day, as year-month-day. Without it: today.")
@click.option("--without-text", is_flag=True, help="Take its words out of the record's file too.")
@dry_run_option
@project_option
def command(
    response: str, reason: str, day: str | None, without_text: bool, dry_run: bool, project: Path | None
) -> None:
    """Withdraw the published response ID. Its record stays, and its page says when it was withdrawn and why.

    Pages, downloads and the API no longer show its words. They are still in the record's file unless you add
    --without-text, and in older versions of it.

    \b
    See what a withdrawal would change:
      opcc withdraw norfolk-2026-10-01-example --reason "It named a person by mistake." --dry-run
    """
    from opcc_opendata.amendments import withdraw
    from opcc_opendata.calendars import today

    where = project_at(project)
    now = today()
    with records_of(where) as records:
        on = now.isoformat() if day is None else day
        amendment = withdraw(records.find(response), reason, on, records, now, without_text=without_text)
        carry_out(amendment, where, dry_run=dry_run)

"""`opcc progress`: write down what has become of a promise."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.amending import carry_out, dry_run_option, records_of
from opcc_opendata.cli.common import project_at, project_option


@click.command(name="progress")
@click.argument("response", metavar="ID")
@click.argument("recommendation", metavar="NUMBER")
@click.option("--status", metavar="CODE", required=True, help="How it stands, such as in_progress.")
@click.option("--by", "reported_by", metavar="CODE", default="", help="Who says so: force, policing_body …")
@click.option("--note", metavar="TEXT", default="", help="What happened, in a sentence.")
@click.option("--on", "day", metavar="DATE", help="When it was reported, as year-month-day. Without it: today.")
@click.option("--evidence", metavar="ADDRESS", default="", help="The web page that shows it.")
@click.option("--revised", metavar="DATE", default="", help="The new target date, where the promise was moved.")
@dry_run_option
@project_option
def command(
    response: str,
    recommendation: str,
    status: str,
    reported_by: str,
    note: str,
    day: str | None,
    evidence: str,
    revised: str,
    dry_run: bool,
    project: Path | None,
) -> None:
    """Record progress on recommendation NUMBER of the published response ID. What was published stays as it is.

    Where findings of several kinds have one number, write the kind too: area-for-improvement-1.

    The entry goes among the others by its date. Where a promise was moved, both dates stay visible.

    \b
    Half of the training is done:
      opcc progress norfolk-2026-10-01-example 2 --status in_progress --by force --note "Half are trained."
    """
    from opcc_opendata.amendments import record_progress
    from opcc_opendata.amendments.progress import ProgressReport, key_of
    from opcc_opendata.calendars import today

    where = project_at(project)
    now = today()
    progress = ProgressReport(now.isoformat() if day is None else day, status, reported_by, note, evidence, revised)
    with records_of(where) as records:
        record = records.find(response)
        amendment = record_progress(record, key_of(record, recommendation), progress, records, now)
        carry_out(amendment, where, dry_run=dry_run)

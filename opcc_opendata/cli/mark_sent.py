"""`opcc mark-sent`: write down that a copy was sent, and change nothing else in the file."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    RefusedError,
    day_that_is_past,
    project_at,
    project_option,
    read_record,
    record_named,
    refused_for,
    save,
    standard_of,
)
from opcc_opendata.suggestions import names_meant

if TYPE_CHECKING:
    from opcc_opendata.record_types import Record
    from opcc_opendata.schema import Standard


@click.command(name="mark-sent")
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@click.option(
    "--to", "recipients", metavar="RECIPIENT", multiple=True, required=True, help="Who had a copy. Can be repeated."
)
@click.option("--on", "day", metavar="DATE", help="The day, as year-month-day. Without it: today.")
@click.option("--dry-run", is_flag=True, help="Change nothing, and say what would be written.")
@click.option("--force", is_flag=True, help="Write over another date that is there already.")
@project_option
def command(
    record: Path, recipients: tuple[str, ...], day: str | None, dry_run: bool, force: bool, project: Path | None
) -> None:
    """Write into a record that a copy of the response was sent. The rest of the file stays as it is.

    RECORD is its file or its id. RECIPIENT is a code such as hmicfrs, home_secretary, own_website, chief_officer or
    police_and_crime_panel.

    \b
    HMICFRS had a copy on 23 November 2026:
      opcc mark-sent records/norfolk/2026-10-01-example.yaml --to hmicfrs --on 2026-11-23
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.files import NotWrittenError, writing_alone
    from opcc_opendata.office.marking import NotMarkedError, mark_sent
    from opcc_opendata.yaml_reader.files import fetch

    where = project_at(project)
    standard = standard_of(where)
    now = today()
    on = now.isoformat() if day is None else day_that_is_past(day, now, "Write down what was sent when it was.")
    record = record_named(where, record)
    shown = where.show(record)
    if where.is_draft(shown):
        raise RefusedError(f"{shown} is a draft: what is sent is what is published. First: opcc publish {shown}")
    try:
        with nullcontext() if dry_run else writing_alone(where.writing_lock):
            data = read_record(where, record)
            new = fetch(record, where.show(record), where.root_of(record))
            if not isinstance(new, bytes):
                raise refused_for(new)
            done = []
            for recipient in dict.fromkeys(recipients):
                _known(recipient, standard)
                position = _entry(data, recipient, on, force)
                try:
                    new = mark_sent(new, position, recipient, on, standard)
                except NotMarkedError as error:
                    raise RefusedError(f"{where.show(record)} stays as it is. {error}") from error
                done.append(standard.codelists["recipients"][recipient]["title_en"])
            if not dry_run:
                save(record, new, force=True)
    except NotWrittenError as error:
        raise RefusedError(str(error)) from error
    would = "would be marked" if dry_run else "marked"
    click.echo(f"{where.show(record)}: {would} as sent on {on} to {', '.join(done)}.")


def _known(recipient: str, standard: Standard) -> None:
    from opcc_opendata.schema.value_errors import suggest

    codes = standard.codelists["recipients"].codes
    if recipient not in codes:
        meant = suggest(recipient, list(codes), standard.codelists["recipients"])
        hint = names_meant([meant] if meant else [], f"The recipients are {', '.join(codes)}.")
        raise RefusedError(f'--to: there is no recipient "{recipient}". {hint}')


def _entry(data: Record, recipient: str, day: str, force: bool) -> int | None:
    """Find the recipient's entry, or refuse where it says something else already."""
    from opcc_opendata.office.distribution import OTHER

    entries = data.get("distribution", [])
    own = [position for position, entry in enumerate(entries) if entry["recipient"] == recipient]
    if recipient == OTHER and len(own) != 1:
        raise RefusedError(
            "--to other: there has to be one entry for another recipient, with its name. Add it to the record first."
        )
    position = next((one for one in own if not entries[one]["sent"]), own[0] if own else None)
    before = entries[position].get("sent_on") if position is not None else None
    if before not in (None, day) and not force:
        raise RefusedError(
            f"The record says already that {recipient} had a copy on {before}. To change it, add --force."
        )
    return position

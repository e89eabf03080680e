"""`opcc hand-over`: give a project to the body that comes after this one."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import (
    RefusedError,
    body_option,
    body_or_refuse,
    counted,
    printed,
    project_at,
    project_option,
    standard_of,
)


@click.command(name="hand-over")
@click.option("--to", metavar="BODY", default="", help="Who comes after: a name, or a code in policing_bodies.csv.")
@click.option("--on", "day", metavar="DATE", default="", help="From which day, as year-month-day.")
@click.option(
    "--relation",
    metavar="CODE",
    default="functions_pass_to",
    show_default=True,
    help="What happens, such as continues.",
)
@click.option("--instrument", metavar="TEXT", default="", help="By which law or order.")
@click.option("--out", type=click.Path(path_type=Path), help="The file. Without it: hand-over-BODY-DATE.zip here.")
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what there is to hand over.")
@body_option
@project_option
def command(
    to: str,
    day: str,
    relation: str,
    instrument: str,
    out: Path | None,
    dry_run: bool,
    body: str | None,
    project: Path | None,
) -> None:
    """Pack the project for the body that comes after this one: one file, with a letter that says what is in it.

    Nothing is re-labelled: what was published stays under the name of the body that made it. The file holds the
    records, drafts and settings, every commit, each response as PDF, and the open promises. Of a body that has ended,
    the codelist policing_bodies knows the successor and the day. Drafts go along, and are not public.

    \b
    The commissioner's functions pass to a mayor:
      opcc hand-over --to "Mayor of Example" --on 2028-05-07 --instrument "Example Order 2028"
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.hand_over import NotHandedOverError, hand_over, succession, write_package

    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)
    try:
        then = succession(whose, to, day, relation, instrument, standard)
        found = hand_over(whose, then, where, standard, today())
        path = out or Path(f"hand-over-{whose.code}-{then.day}.zip")
        names = [] if dry_run else write_package(found, where, standard, today(), path)
    except NotHandedOverError as error:
        raise RefusedError(str(error)) from error
    click.echo(printed(f"From {whose.title} to {then.title}, from {then.day}:"))
    click.echo(f"  {counted(found.own, 'published response')} of its own, and {found.others:,} of others")
    click.echo(f"  {counted(found.open_promises, 'open promise')}")
    click.echo(f"  {counted(len(found.owed), 'report')} not answered yet")
    click.echo(f"  {counted(len(found.drafts), 'draft')}, not public")
    if not dry_run:
        click.echo(printed(f"{path} has {counted(len(names), 'file')}. Begin with hand-over.docx in it."))

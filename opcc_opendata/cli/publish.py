"""`opcc publish`: make a record of a draft."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    RefusedError,
    counted,
    day_that_is_past,
    finishing_first,
    printed,
    project_at,
    project_option,
    standard_of,
)

if TYPE_CHECKING:
    from opcc_opendata.office.publishing import Publication
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard

_NOT_FIT = 1


@click.command(name="publish")
@click.argument("drafts", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option(
    "--on", metavar="DATE", help="The day on which it was published, as year-month-day. Without it: today, in London."
)
@click.option("--dry-run", is_flag=True, help="Move nothing. Check the drafts, and say what would become of them.")
@project_option
def command(drafts: tuple[Path, ...], on: str | None, dry_run: bool, project: Path | None) -> None:
    """Publish the draft in each FILE: check it, give it its day of publication, and move it to records/.

    Do this when the response is on your website. A draft that is not finished stays where it is, and so do all others
    that were named with it. What opcc new noted in the file is taken out; what you noted stays. Files that the draft
    attaches move with it, and nothing is ever written over.

    A draft that was made from a published document keeps the day that it gives, or none if the day is not known.

    \b
    Publish a response that went onto the website today:
      opcc publish drafts/norfolk/2026-10-01-example.yaml
    \b
    One that was published some days ago:
      opcc publish drafts/norfolk/2026-10-01-example.yaml --on 2026-11-23
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.office.publishing import NotPublishedError, prepare, publish

    where = project_at(project)
    standard = standard_of(where)
    now = today()
    day = on and day_that_is_past(on, now, "Publish the response on the day itself.")
    try:
        publications = prepare(drafts, day, where, standard, now)
        for one in publications:
            for warning in one.warnings:
                click.echo(str(warning), err=True)
        for one in publications:
            with finishing_first():
                if not dry_run:
                    for sentence in publish(one, where):
                        click.echo(sentence, err=True)
                click.echo("\n".join(_what_became_of_it(one, where, standard, dry_run=dry_run)))
    except NotPublishedError as error:
        for problem in error.problems:
            click.echo(printed(str(problem)), err=True)
        if not error.problems:
            raise RefusedError(str(error)) from error
        files = len({problem.path for problem in error.problems})
        click.echo(
            f"Nothing is published: {counted(len(error.problems), 'error')} in {counted(files, 'draft')}.", err=True
        )
        raise click.exceptions.Exit(_NOT_FIT) from error


def _what_became_of_it(one: Publication, project: Project, standard: Standard, *, dry_run: bool) -> Iterator[str]:
    """Say where the record is, since when it counts as published, and what is still to do."""
    from opcc_opendata.office.distribution import WEBSITE, copies
    from opcc_opendata.record import date_in_words

    shown = project.show(one.record)
    day = one.data.get("dates", {}).get("published")
    when = f"on {date_in_words(day)}" if day else "on a day that is not known, so nobody can tell if it was on time"
    yield f"{shown} {'would be' if dry_run else 'is'} published, {when}."
    for _, new in one.attachments:
        yield f"  with {project.show(new)}"
    was_out = one.data.get("source", {}).get("origin") == "document"
    for copy in copies(one.data, standard):
        if copy.statutory and not copy.sent and copy.recipient != WEBSITE:
            mark = f"opcc mark-sent {shown} --to {copy.recipient}"
            if was_out:
                yield f"  No copy to {copy.name} is recorded. If one was sent: {mark} --on DATE"
            else:
                yield f"  To do: send a copy to {copy.name}, then: {mark}"

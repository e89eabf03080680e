"""`opcc due`: what this office still owes, and by when."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    body_option,
    body_or_refuse,
    counted,
    printed,
    project_at,
    project_option,
    standard_of,
    write,
)

if TYPE_CHECKING:
    from opcc_opendata.office.due import Due
    from opcc_opendata.office.policing_body import PolicingBody
    from opcc_opendata.office.silences import Excused


@click.command(name="due")
@body_option
@click.option(
    "--format",
    "format_",
    type=click.Choice(["text", "json", "ics"]),
    default="text",
    show_default=True,
    help="How to write it. ics is a calendar file.",
)
@project_option
def command(body: str | None, format_: str, project: Path | None) -> None:
    """Say which reports this office still has to answer, and by when.

    It looks at the register of inspections, which may lack a report, and at the records and drafts of this project. A
    report is called overdue only within the coverage that opcc.yml states: elsewhere a response may have
    been published and not be in this dataset. A draft is not published, so it answers nothing yet.

    \b
    What Norfolk's office still owes:
      opcc due --body norfolk-pcc
    \b
    The same days for a calendar:
      opcc due --format ics > deadlines.ics
    """
    from opcc_opendata.calendars import calendar_of, today
    from opcc_opendata.office.due import as_json, deadlines, due, other_drafts
    from opcc_opendata.office.responses import responses_of
    from opcc_opendata.office.silences import excused

    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)
    responses, faulty = responses_of(whose.force, where, standard)
    if faulty:
        ask = "opcc validate records drafts" if where.drafts.is_dir() else "opcc validate"
        click.echo(f"{counted(faulty, 'file')} with errors not looked at. To see them: {ask}", err=True)
    found = due(whose, responses, where.settings, standard, today(), left_out=faulty > 0)
    if format_ == "json":
        write(json.dumps([as_json(one) for one in found], indent=2, ensure_ascii=False) + "\n")
    elif format_ == "ics":
        write(calendar_of(f"Deadlines for responses: {whose.title}", deadlines(whose, found, standard)))
    else:
        newest = max(row["published"] for row in standard.codelists["inspections"].rows)
        others = other_drafts(found, responses)
        names = {row["code"]: row["title_en"] for row in standard.codelists["policing_bodies"].rows}
        reasons = excused(whose, responses, where.settings, standard)
        write("".join(f"{line}\n" for line in _lines(found, others, reasons, whose, newest, names)))


def _lines(
    found: Sequence[Due],
    other_drafts: Sequence[str],
    reasons: Sequence[Excused],
    body: PolicingBody,
    newest: str,
    names: Mapping[str, str],
) -> Iterator[str]:
    from opcc_opendata.record import date_in_words
    from opcc_opendata.statute import CANNOT_TELL, OVERDUE, PENDING

    groups = (
        (OVERDUE, "Overdue"),
        (PENDING, "To come"),
        (CANNOT_TELL, "No published response in this project, which does not say that there is none"),
    )
    yield f"{body.title}, for {body.force_title}"
    for status, title in groups:
        own = [one for one in found if one.status == status]
        if status == CANNOT_TELL:
            # Here the newest are the likeliest to be still owed.
            own.sort(key=lambda one: one.report.published or "", reverse=True)
        if own:
            yield f"\n{title}:"
        for one in own:
            yield from _entry(one, body, names)
    if other_drafts:
        yield "\nOther drafts:"
        yield from (f"- {draft}" for draft in other_drafts)
    if reasons:
        yield "\nNo response is owed, as opcc.yml says:"
    for reason in reasons:
        covered = f"Covered by {reason.silence.covered_by}." if reason.silence.covered_by else ""
        why = f"{covered} {reason.silence.note or ''}".strip() or "No reason is given."
        yield f"- {reason.report.title} ({reason.report.id})"
        yield f"  {printed(why)}"
    if not found:
        yield "\nNothing is owed for the reports that the register of inspections has."
    yield f"\nThe register may lack reports. The newest in it is of {date_in_words(newest)}."


def _entry(one: Due, body: PolicingBody, names: Mapping[str, str]) -> Iterator[str]:
    from opcc_opendata.record import date_in_words

    yield f"- {one.report.title}"
    unsure = "" if one.report.verified else ", a date that nobody has verified"
    published = date_in_words(one.report.published) + unsure if one.report.published else "a day that is not known"
    yield f"  Report of {published} ({one.report.id})"
    if one.last_lawful_day is not None:
        yield f"  Last lawful day: {date_in_words(one.last_lawful_day.isoformat())}{_how_long(one)}"
    if one.owed_by is not None and one.owed_by != body.code:
        yield f"  Owed by: {names[one.owed_by]}"
    so_far = {"holding": "Holding statement only", "withdrawn": "Withdrawn"}.get(one.state)
    if so_far is not None:
        yield f"  {so_far}: {one.record}"
    yield from (f"  May be the answer: {record}" for record in one.possible if record != one.record)
    yield from (f"  Draft: {draft}" for draft in one.drafts)


def _how_long(one: Due) -> str:
    from opcc_opendata.statute import CANNOT_TELL

    if one.status == CANNOT_TELL or one.days_left is None:
        return ""
    if one.days_left == 0:
        return ", today"
    return f", in {counted(one.days_left, 'day')}" if one.days_left > 0 else f", {counted(-one.days_left, 'day')} ago"

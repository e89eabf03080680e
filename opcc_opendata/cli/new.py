"""`opcc new`: begin the draft of a response, with what is known already."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from opcc_opendata.cli.common import (
    RefusedError,
    body_option,
    body_or_refuse,
    project_at,
    project_option,
    save,
    standard_of,
)
from opcc_opendata.suggestions import did_you_mean

if TYPE_CHECKING:
    from opcc_opendata.office.inspections import InspectionReport
    from opcc_opendata.schema import Standard


@click.command(name="new")
@click.option("--report", "words", metavar="WORDS", help="The report's code, or some words of its title.")
@click.option("--title", help="The title of a report that is not in the register.")
@click.option("--published", metavar="DATE", help="The day on which that report was published, as year-month-day.")
@click.option("--type", "type_", metavar="CODE", help="The type of that report, such as peel or national_thematic.")
@click.option(
    "--stage",
    type=click.Choice(["full", "holding"]),
    default="full",
    show_default=True,
    help="A full response, or a holding statement that promises one.",
)
@body_option
@click.option("--dry-run", is_flag=True, help="Write no file, and show what would be in it.")
@click.option("--force", is_flag=True, help="Write over a draft that is there already.")
@project_option
def command(
    words: str | None,
    title: str | None,
    published: str | None,
    type_: str | None,
    stage: str,
    body: str | None,
    dry_run: bool,
    force: bool,
    project: Path | None,
) -> None:
    """Begin the response to a report: a draft with what is known already, and a note on each part.

    The draft lies in drafts/, and nothing there is published until you say so with opcc publish. On a terminal this
    command asks for what it needs to know. Elsewhere it says which option is missing.

    \b
    Begin the response to a report that the register has:
      opcc new --report "digital forensics"
    \b
    Begin the response to a new one:
      opcc new --title "PEEL 2026: Norfolk" --published 2026-11-20 --type peel
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.office.new_record import begin
    from opcc_opendata.office.responses import responses_of
    from opcc_opendata.yaml_writer import NotWritableError, to_yaml

    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)
    report = _report(words, title, published, type_, whose.force, standard)
    responses, _ = responses_of(whose.force, where, standard)
    begun = begin(report, whose.force, stage, responses, standard, today())
    try:
        text = to_yaml(begun.data, standard, comments=begun.comments, schema_address=where.schema_address)
    except NotWritableError as error:
        raise RefusedError(f"The draft can't be written. {error}") from error
    if dry_run:
        click.echo(text, nl=False)
        return
    record = where.records / begun.place
    if os.path.lexists(record):
        raise RefusedError(
            f"{where.show(record)} is there already, and what lies in {where.records.name}/ is published. To add to "
            "it or to correct it, see “Afterwards” in the guide for offices."
        )
    path = where.drafts / begun.place
    save(path, text, force=force)
    shown = where.show(path)
    click.echo(f"{shown} is a draft of the response to {report.title}.")
    click.echo(f"Open it, and follow the notes in it. To see what is still to do: opcc validate {shown}")


def on_a_terminal() -> bool:
    """Tell if there is somebody to ask."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _report(
    words: str | None, title: str | None, published: str | None, type_: str | None, force: str, standard: Standard
) -> InspectionReport:
    """Find out which report it is, or refuse."""
    from opcc_opendata.office.inspections import new_report, search

    asking = on_a_terminal()
    if title is not None:
        if not title.strip():
            raise RefusedError("--title is empty. Write the report's title.")
        day = "" if published is None else _date(published)
        return new_report(title.strip(), day, _type(type_ or "", standard), standard)
    if published is not None or type_ is not None:
        raise RefusedError("--published and --type are for a report that is not in the register. Add --title as well.")
    if words is None and not asking:
        raise RefusedError(
            "Say which report: --report with some words of its title, or --title and --published for one that is not "
            "in the register."
        )
    found = search(words or _ask("Which report? Type some words of its title"), force, standard)
    if len(found) == 1:
        return found[0]
    if asking:
        return _choose(found, standard)
    raise RefusedError(_several(found) if found else _none(words or ""))


def _several(found: list[InspectionReport]) -> str:
    return f"These reports have those words: {'; '.join(one.id for one in found)}. Say which: --report {found[0].id}"


def _none(words: str) -> str:
    return f'No report in the register has the words "{words}". For a new one, add --title and --published.'


def _choose(found: list[InspectionReport], standard: Standard) -> InspectionReport:
    from opcc_opendata.office.inspections import choices, new_report

    for number, line in enumerate(choices(found), 1):
        click.echo(f"{number:>3}  {line}", err=True)
    click.echo("  0  one that is not in the register", err=True)
    number = click.prompt("Which?", type=click.IntRange(0, len(found)), default=0 if not found else None, err=True)
    if number:
        return found[number - 1]
    title = _ask("Its title")
    published = _ask("The day on which it was published (as 2026-11-20)", _date)
    click.echo(f"Types: {', '.join(standard.codelists['inspection_types'].codes)}", err=True)
    type_ = _ask("Its type", lambda code: _type(code, standard))
    return new_report(title, published, type_, standard)


def _ask(question: str, check: Callable[[str], str] = str.strip) -> str:
    """Ask until there is an answer that is in order."""

    def checked(answer: str) -> str:
        try:
            return check(answer.strip())
        except RefusedError as error:
            raise click.UsageError(str(error)) from error

    return str(click.prompt(question, value_proc=checked, err=True))


def _date(text: str) -> str:
    from opcc_opendata.schema.dates import YEARS, advise_a_person
    from opcc_opendata.statute import span

    try:
        is_date = span(text)[0].year in YEARS
    except ValueError:
        is_date = False
    if not is_date:
        raise RefusedError(f'The report\'s date: "{text}" is not a date. {advise_a_person(text)}')
    return text


def _type(code: str, standard: Standard) -> str:
    codes = standard.codelists["inspection_types"].codes
    if code and code not in codes:
        hint = did_you_mean(code, codes, f"The types are {', '.join(codes)}.")
        raise RefusedError(f'--type: there is no type "{code}". {hint}')
    return code

"""`opcc form`: a Word form of a draft, for those who have only Word."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import (
    RefusedError,
    body_option,
    body_or_refuse,
    project_at,
    project_option,
    refuse_another_ending,
    save,
    standard_of,
)


@click.command(name="form")
@click.argument("name", metavar="DRAFT|REPORT")
@click.option("--to", "kind", type=click.Choice(["docx"]), default="docx", show_default=True, help="The kind of file.")
@click.option(
    "--for",
    "who",
    type=click.Choice(["force", "office"]),
    default="force",
    show_default=True,
    help="Who fills it in: the chief officer's staff, or your own office too.",
)
@click.option("--out", metavar="FILE", type=click.Path(path_type=Path), help="Where to write it. Without it: here.")
@body_option
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
@project_option
def command(
    name: str, kind: str, who: str, out: Path | None, body: str | None, force: bool, project: Path | None
) -> None:
    """Make a Word form of a draft, or of the response to a report of the register.

    DRAFT is its id or its file, and REPORT some words of the report's title. The report and its recommendations stand
    in the form, with a box for each answer. Nothing else of the draft is in it. When the form comes back, opcc import
    puts what was filled in into the draft.

    \b
    Ask the chief constable's staff for their answers:
      opcc form drafts/norfolk/2026-10-01-example.yaml
    \b
    Take in the form that came back:
      opcc import norfolk-2026-10-01-example-form.docx
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.documents.form import form_of
    from opcc_opendata.documents.writers.docx_form import written
    from opcc_opendata.office.form_record import NoFormError, record_for_form

    where = project_at(project)
    standard = standard_of(where)
    try:
        data = record_for_form(name, where, standard, lambda: body_or_refuse(where, standard, body).force, today())
    except NoFormError as error:
        raise RefusedError(str(error)) from error
    try:
        content = written(form_of(data, standard.codelists, for_office=who == "office"))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise RefusedError(
            f"{data['id']} has a part that is no text or list where one belongs. To see which: opcc validate drafts"
        ) from error
    target = out or Path(f"{data['id']}-form.{kind}")
    refuse_another_ending(target, kind)
    save(target, content, force=force)
    click.echo(f"{target} is written. When it comes back, filled in: opcc import {target}")

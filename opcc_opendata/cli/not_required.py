"""`opcc not-required`: write down why no response is owed to a report, or take that back."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import RefusedError, body_option, body_or_refuse, project_at, project_option, standard_of


@click.command(name="not-required")
@click.argument("report", metavar="REPORT")
@click.option("--because", "note", metavar="TEXT", default="", help="Why, in a sentence. Readers will see it.")
@click.option("--covered-by", "by", metavar="ID", default="", help="The published response that answers it too.")
@click.option("--undo", is_flag=True, help="Take the reason out, so that a response is owed again.")
@body_option
@project_option
def command(report: str, note: str, by: str, undo: bool, body: str | None, project: Path | None) -> None:
    """Write into opcc.yml why no response is owed to REPORT, an id of the register. The rest of the file stays.

    Section 55 asks for no response to a report that clearly does not concern the force. Where a response to another
    report answers this one too, name it with --covered-by.

    \b
    A report that is about other forces:
      opcc not-required digital-forensics-2022 --because "The report is about the north of England only."
    \b
    It was a mistake:
      opcc not-required digital-forensics-2022 --undo
    """
    from opcc_opendata.office.responses import responses_of
    from opcc_opendata.office.silences import NotRecordedError, ReasonThereError, excuse, take_back

    where = project_at(project)
    standard = standard_of(where)
    whose = body_or_refuse(where, standard, body)
    if undo and (note or by):
        raise RefusedError("--undo takes the reason out. Leave --because and --covered-by out.")
    if not (undo or note.strip() or by):
        raise RefusedError("Say why no response is required. Readers will see it: --because TEXT, or --covered-by ID.")
    try:
        if undo:
            take_back(where, whose, report)
            click.echo(f"opcc.yml: a response to {report} is owed again, as far as the law asks for one.")
            return
        responses, _ = responses_of(whose.force, where, standard)
        excuse(where, standard, whose, report, responses, note=note, by=by)
    except ReasonThereError as error:
        of = f" --body {body}" if body else ""
        raise RefusedError(f"{str(error).removesuffix('.')}: opcc not-required {report} --undo{of}") from error
    except NotRecordedError as error:
        raise RefusedError(str(error)) from error
    click.echo(f"opcc.yml: no response to {report} is owed{f', because {by} covers it' if by else ''}.")

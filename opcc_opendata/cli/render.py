"""`opcc render`: the document that an office sends and publishes, from its record."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from opcc_opendata.cli.common import (
    RefusedError,
    project_at,
    project_option,
    refuse_another_ending,
    refused_for,
    save,
    standard_of,
    write,
)

if TYPE_CHECKING:
    from opcc_opendata.documents.model import Paper
    from opcc_opendata.project import Project
    from opcc_opendata.record_types import Record
    from opcc_opendata.schema import Standard

_FORMATS: Final = ("docx", "pdf", "html", "md")
_STANDARD_OUTPUT: Final = "-"
_MOST_NOTES: Final = 10


@click.command(name="render")
@click.argument("record", required=False, metavar="[RECORD]", type=click.Path(path_type=Path))
@project_option
@click.option("--to", "form", type=click.Choice(_FORMATS), default="docx", show_default=True, help="The kind of file.")
@click.option("--out", metavar="FILE", help="Where to write it; - for standard output. Without it: here, by its id.")
@click.option("--language", type=click.Choice(("en", "cy")), help="English or Welsh. Without it: the record's own.")
@click.option("--letter", "is_letter", is_flag=True, help="Make a letter to the Home Secretary.")
@click.option("--panel", "is_panel", is_flag=True, help="Make an agenda paper for the panel, from all records.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="With --panel: the day from which responses count.")
@click.option("--body", metavar="CODE", help="With --panel: the local policing body, if there are several.")
@click.option("--template", metavar="FILE", type=click.Path(path_type=Path), help="Your own Word template (.docx).")
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be written.")
@click.option("--force", is_flag=True, help="Write over a file that is there already.")
def command(
    record: Path | None,
    project: Path | None,
    form: str,
    out: str | None,
    language: str | None,
    is_letter: bool,
    is_panel: bool,
    since: datetime | None,
    body: str | None,
    template: Path | None,
    dry_run: bool,
    force: bool,
) -> None:
    """Make the official document from RECORD, a file: for Word, as tagged PDF, as a web page or as Markdown.

    What is made of a draft says on each page that it is one.

    A template is a Word file with places such as {{ key_findings }}, each typed into a paragraph of its own where those
    words belong, or {{ document }} for everything.

    \b
    Make a Word document and a PDF of one response:
      opcc render records/norfolk/2019-02-26-domestic-abuse-update.yaml
      opcc render records/norfolk/2019-02-26-domestic-abuse-update.yaml --to pdf
    \b
    See it first, and write nothing:
      opcc render records/norfolk/2019-02-26-domestic-abuse-update.yaml --to md --out -
    \b
    Make a paper for the Police and Crime Panel:
      opcc render --panel --since 2026-09-01 --body norfolk-pcc
    """
    where = project_at(project)
    _refuse_what_does_not_fit(record, is_letter, is_panel, since, body, form, template)
    standard = standard_of(where)
    if since is not None:
        paper, name = _agenda(where, standard, since, body, language or "en")
    else:
        paper, name = _of_record(where, standard, record or Path(), language, is_letter)
    content = _with_template(paper, template) if template else _written(paper, form)
    if out == _STANDARD_OUTPUT:
        _print(content)
        return
    target = Path(out or f"{name}.{form}")
    refuse_another_ending(target, form)
    save(target, content, force=force, dry_run=dry_run)
    click.echo(f"{target} {'would be' if dry_run else 'is'} written.")


def _refuse_what_does_not_fit(
    record: Path | None,
    is_letter: bool,
    is_panel: bool,
    since: datetime | None,
    body: str | None,
    form: str,
    template: Path | None,
) -> None:
    faults = {
        "Name a record, or ask for an agenda paper with --panel.": not record and not is_panel,
        "An agenda paper is made from all records. Leave RECORD and --letter out.": is_panel and (record or is_letter),
        "An agenda paper needs the day from which responses count: --since 2026-09-01.": is_panel and not since,
        "--since and --body go with --panel only.": not is_panel and (since or body),
        "A Word template is for --to docx only.": template and form != "docx",
    }
    for sentence, applies in faults.items():
        if applies:
            raise RefusedError(sentence)


def _of_record(
    project: Project, standard: Standard, path: Path, language: str | None, is_letter: bool
) -> tuple[Paper, str]:
    """Make the paper of one record, and give the name of its file."""
    from opcc_opendata.documents import as_draft, letter, response

    record = _sound(project, standard, path)
    if "withdrawal" in record:
        day = record["withdrawal"]["withdrawn_on"]
        raise RefusedError(f"{path} was withdrawn on {day}, and what was withdrawn is not sent or published again.")
    spoken = language or record["language"]
    suffix = "" if spoken == record["language"] else f"-{spoken}"
    if is_letter and "letter" not in record.get("dates", {}):
        click.echo("The record has no date for the letter (dates: letter:), so the letter has none.", err=True)
    make, kind = (letter, "-letter") if is_letter else (response, "")
    paper, name = make(record, spoken, standard.codelists), f"{record['id']}{kind}{suffix}"
    return (as_draft(paper), f"{name}-draft") if project.is_draft(project.show(path)) else (paper, name)


def _sound(project: Project, standard: Standard, path: Path) -> Record:
    """Read a record, or refuse: one with an error would make a document with an error."""
    from opcc_opendata.problems import Severity
    from opcc_opendata.validate import check_file

    checked = check_file(path, project, standard)
    if checked.data is None:  # what a draft still lacks is no error, but a document can't be made without all of it
        errors = [problem for problem in checked.problems if problem.severity is Severity.ERROR]
        raise refused_for(min(errors or checked.problems))
    return checked.data


def _agenda(
    project: Project, standard: Standard, since: datetime, body: str | None, language: str
) -> tuple[Paper, str]:
    """Make the agenda paper of one body, and give the name of its file."""
    from opcc_opendata.documents import panel

    records = list(_all(project, standard))
    bodies = sorted({record["policing_body"] for record in records})
    if body is None and len(bodies) != 1:
        raise RefusedError(f"Name one local policing body with --body: {', '.join(bodies) or 'there are no records'}.")
    if body is not None and body not in bodies:
        raise RefusedError(f"There is no record of {body}. There are records of {', '.join(bodies) or 'nobody'}.")
    whose, day = body or bodies[0], since.date()
    return panel(records, whose, day, language, standard.codelists), f"panel-{whose}-since-{day}"


def _all(project: Project, standard: Standard) -> Iterator[Record]:
    from opcc_opendata.yaml_reader import find_records

    found = find_records([project.records], project.root)
    for problem in found.problems:
        raise RefusedError(str(problem))
    for path in found.files:
        yield _sound(project, standard, path)


def _written(paper: Paper, form: str) -> str | bytes:
    from opcc_opendata.documents.writers import docx, html, md, pdf

    if form == "pdf":
        try:
            content, notes = pdf.written_with_notes(paper)
        except pdf.UnprintableError as error:
            raise RefusedError(str(error)) from error
        for note in notes[:_MOST_NOTES]:
            click.echo(note, err=True)
        if len(notes) > _MOST_NOTES:
            click.echo(f"The PDF replaces {len(notes) - _MOST_NOTES} more characters in the same way.", err=True)
        return content
    writers: dict[str, Callable[[Paper], str | bytes]] = {"docx": docx.written, "html": html.written, "md": md.written}
    return writers[form](paper)


def _with_template(paper: Paper, template: Path) -> bytes:
    from opcc_opendata.documents.writers.docx_template import TemplateError
    from opcc_opendata.documents.writers.in_template import MOST_BYTES, in_template
    from opcc_opendata.files import UnreadableFileError, read_bytes

    try:
        content, notes = in_template(paper, read_bytes(template, MOST_BYTES))
    except UnreadableFileError as error:
        raise RefusedError(f"{template} can't be read. {error}") from error
    except TemplateError as error:
        raise RefusedError(f"{template} can't be used. {error}") from error
    for note in notes:
        click.echo(note, err=True)
    return content


def _print(content: str | bytes) -> None:
    if isinstance(content, str):
        write(content)
    elif sys.stdout.isatty():
        raise RefusedError("This kind of file is not for a screen. Name a file with --out, or take --to md or html.")
    else:
        sys.stdout.buffer.write(content)

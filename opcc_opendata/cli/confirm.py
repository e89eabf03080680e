"""`opcc confirm`: answers to what `opcc import` guessed in a draft, or did not find."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opcc_opendata.cli.common import RefusedError, counted, printed, project_at, project_option

if TYPE_CHECKING:
    from opcc_opendata.problems import Pointer
    from opcc_opendata.project import Project
    from opcc_opendata.provenance import ProvenanceEntry


@click.command(name="confirm")
@click.argument("draft", metavar="FILE", type=click.Path(path_type=Path))
@click.argument("places", metavar="[PLACE]...", nargs=-1)
@click.option("--not-said", is_flag=True, help="The document does not say what was missing there, or all is settled.")
@click.option("--by", metavar="NAME", default="", help="Who has compared it with the document.")
@project_option
def command(draft: Path, places: tuple[str, ...], not_said: bool, by: str, project: Path | None) -> None:
    """Say that what was guessed at each PLACE of the draft in FILE is right. Without PLACE, list what is open.

    A guess that is wrong is not confirmed: write what is right into the draft, and it is yours. Each answer is kept
    beside the draft, with the day. A draft with an open question is not published.

    \b
    See what is open:
      opcc confirm drafts/norfolk/2019-02-26-example.yaml
    \b
    Confirm two guesses:
      opcc confirm drafts/norfolk/2019-02-26-example.yaml policing_body recommendations/3/answer/body_action
    \b
    Say that the document does not give the date of the report:
      opcc confirm drafts/norfolk/2019-02-26-example.yaml inspections/1/published --not-said
    """
    from opcc_opendata.calendars import today
    from opcc_opendata.files import NotWrittenError, write_file
    from opcc_opendata.provenance import (
        GUESSED,
        answered,
        guess_of,
        open_entries,
        place_name,
        side_file,
        to_json,
    )

    where = project_at(project)
    shown = where.show(draft)
    data, entries = _read(draft, shown, where)
    waiting = {place_name(pointer): (entry, value) for entry, pointer, value in open_entries(data, entries)}
    if not places:
        for name, (entry, value) in waiting.items():
            click.echo(printed(f"{name}: {guess_of(entry, value) if entry.state == GUESSED else entry.why}"))
        click.echo(f"{counted(len(waiting), 'question')} open in {shown}.")
        return
    now = today().isoformat()
    settled: dict[Pointer, ProvenanceEntry] = {}
    for name in dict.fromkeys(places):
        if name not in waiting:
            raise RefusedError(f"Nothing is open at {name} in {shown}. To see what is: opcc confirm {shown}")
        entry, _ = waiting[name]
        if refusal := _refusal(name, entry, not_said=not_said):
            raise RefusedError(refusal)
        settled[entry.at] = answered(entry, by=by, when=now, not_said=not_said)
    try:
        write_file(side_file(draft), to_json([settled.get(entry.at, entry) for entry in entries]), force=True)
    except NotWrittenError as error:
        raise RefusedError(str(error)) from error
    left = len(waiting) - len(settled)
    click.echo(f"{counted(len(settled), 'answer')} kept. {counted(left, 'question')} open in {shown}.")


def _read(draft: Path, shown: str, project: Project) -> tuple[dict[str, Any], list[ProvenanceEntry]]:
    """Read a draft and its side file. Raises RefusedError."""
    from opcc_opendata.provenance import SideFileError, read_entries
    from opcc_opendata.validate import read_document

    if not draft.is_file():
        raise RefusedError(f"There is no file {draft}.")
    if not project.is_draft(shown):
        raise RefusedError(f"{shown} is no draft of this project: only what lies in drafts/ has open questions.")
    data = read_document(draft, project).data
    if data is None:
        raise RefusedError(f"{shown} can't be read. To see why: opcc validate {shown}")
    try:
        return data, read_entries(draft, project.root_of(draft))
    except SideFileError as error:
        raise RefusedError(str(error)) from error


def _refusal(name: str, entry: ProvenanceEntry, *, not_said: bool) -> str:
    """Say why an answer does not fit its question, or nothing."""
    from opcc_opendata.provenance import GUESSED

    if entry.state != GUESSED and not not_said:
        return (
            f"{name} was not found, so there is nothing to confirm. Write it into the draft; or, if the document does "
            "not say it, add --not-said."
        )
    if entry.state == GUESSED and not_said:
        return f"{name} was guessed. If it is not right, write what is right into the draft, or delete it."
    return ""

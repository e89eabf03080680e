"""`opcc import`: records from what an office has already, whichever form that has."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import click

from opcc_opendata.cli.common import RefusedError, project_at, project_option

_SHEETS: Final = (".xlsx", ".csv", ".zip")
_ADDRESSES: Final = ("http:", "https:")
"""How a web address begins, of which a path keeps one / where it has two."""


@click.command(name="import")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path))
@project_option
@click.option("--body", metavar="CODE", default="", help="Whose responses they are, where the documents do not say.")
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Where drafts go, if not drafts/.")
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be written.")
@click.option("--force", is_flag=True, help="Write over drafts or records that are there already.")
def command(
    paths: tuple[Path, ...], project: Path | None, body: str, folder: Path | None, dry_run: bool, force: bool
) -> None:
    """Make a draft from each document, FILE or all in a folder, or take the records out of a workbook.

    Word, PDF, saved web pages, messages with what is attached to them, Markdown and plain text give drafts, and so do
    .doc, .odt and .rtf where LibreOffice is installed. Where each value comes from lies beside the draft; what was
    guessed or not found, opcc validate drafts says and opcc confirm answers. Text for which there is no place stays in
    the draft under "Not placed".

    A workbook (.xlsx), or a folder or zip of CSV files, changes the records and drafts that it came from: nothing is
    written unless every cell is right, and a file that has not changed is never written. A row that is new, and not of
    a published response, gives a draft.

    Nothing in drafts/ is published until you say so with opcc publish.

    \b
    Make a draft from a document, and see what is still to do:
      opcc import response.docx
      opcc validate drafts
    \b
    From all documents in a folder, of one body:
      opcc import published/ --body norfolk-pcc
    \b
    See what a workbook would change:
      opcc import responses.xlsx --dry-run
    """
    for path in paths:
        if str(path).lower().startswith(_ADDRESSES):
            raise RefusedError(
                "opcc import reads files. Open the address in a browser, save the page, and name the file."
            )
        if not path.exists():
            raise RefusedError(f"There is no file or folder {path}.")
    where = project_at(project)
    sheets = [path for path in paths if _is_of_sheets(path)]
    if not sheets:
        from opcc_opendata.cli.import_documents import make_drafts

        if folder is not None and where.show(folder).split("/")[0] == where.records.name:
            raise RefusedError(
                f"What lies in {where.records.name}/ is published, so no draft goes there. Leave --to out."
            )
        make_drafts(paths, where, body, folder or where.drafts, dry_run=dry_run, force=force)
    elif len(paths) > 1 or body or folder:
        raise RefusedError(
            f"Import {sheets[0]} by itself, without --body and --to: its sheets say whose the records are."
        )
    else:
        from opcc_opendata.cli.import_sheets import import_sheets

        import_sheets(sheets[0], where, dry_run=dry_run, force=force)


def _is_of_sheets(path: Path) -> bool:
    """Tell if a path is a workbook, or a file, a zip or a folder of CSV. A folder with documents in it is none."""
    from opcc_opendata.importers import documents_in

    if path.is_dir():
        return any(path.glob("*.csv")) and not documents_in([path])
    return path.suffix.lower() in _SHEETS

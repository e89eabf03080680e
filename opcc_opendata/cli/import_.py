"""`opcc import`: records from a workbook of Excel, or from CSV files."""

from __future__ import annotations

from pathlib import Path

import click

from opcc_opendata.cli.common import project_at, project_option


@click.command(name="import")
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@project_option
@click.option("--dry-run", is_flag=True, help="Write nothing, and say what would be new, changed and the same.")
@click.option("--force", is_flag=True, help="Write over records that are there already and have changed.")
def command(source: Path, project: Path | None, dry_run: bool, force: bool) -> None:
    """Take the records out of FILE into the project: a workbook (.xlsx), or a folder or zip of CSV files.

    Nothing is written unless every cell is right. A record that is there already stays as it is without --force, and
    one that has not changed is never written.

    \b
    See what a workbook would change:
      opcc import responses.xlsx --dry-run
    """
    from opcc_opendata.cli.import_sheets import import_sheets

    import_sheets(source, project_at(project), dry_run=dry_run, force=force)

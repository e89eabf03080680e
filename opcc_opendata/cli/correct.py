"""`opcc correct`: put right what was published."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

import click

from opcc_opendata.cli.amending import carry_out, dry_run_option, records_of
from opcc_opendata.cli.common import RefusedError, printed, project_at, project_option

if TYPE_CHECKING:
    from opcc_opendata.record_types import Record


@click.command(name="correct")
@click.argument("response", metavar="ID")
@click.option("--reason", metavar="TEXT", help="Why it is corrected, in a sentence that readers will see.")
@click.option(
    "--set",
    "values",
    metavar="PLACE=VALUE",
    multiple=True,
    help="What it should say, such as recommendations/1/answer/owner=TEXT. Can be repeated. Without a value: removed.",
)
@click.option("--slip", is_flag=True, help="The meaning stays the same: change the record itself, and make no draft.")
@dry_run_option
@project_option
def command(
    response: str, reason: str | None, values: tuple[str, ...], slip: bool, dry_run: bool, project: Path | None
) -> None:
    """Correct the published response ID.

    What was said was wrong: this begins the draft of a correction, a copy in which you put right what is wrong. Once it
    is published it replaces the response, whose page stays and leads to it. Everybody who had a copy needs a new one.

    A slip (spelling, a broken link, a wrong code) is put right in the record itself, with --slip and --set. What was
    promised, a date or a figure is no slip, and is refused.

    \b
    Begin a correction:
      opcc correct norfolk-2026-10-01-example --reason "The answer to recommendation 2 was wrong."
    \b
    Put right a slip:
      opcc correct norfolk-2026-10-01-example --slip --set comments/1/author="Alex Example"
    """
    from opcc_opendata.amendments import begin_correction, put_right, with_values
    from opcc_opendata.diff import changed_sentences

    where = project_at(project)
    pairs = [_pair(one) for one in values]
    if slip and not pairs:
        raise RefusedError("Say what is put right: --set PLACE=VALUE, such as --set comments/1/author=NAME.")
    if slip and reason is not None:
        raise RefusedError("A slip needs no --reason. Leave it out, or leave out --slip to make a correction.")
    if not slip and reason is None:
        raise RefusedError("Say why it is corrected: --reason TEXT. For a slip that changes no meaning, add --slip.")
    with records_of(where) as records:
        record = records.find(response)
        data = with_values(record.data, pairs)
        if slip:
            amendment = put_right(record, data, records)
        else:
            amendment = begin_correction(record, reason or "", data, records, keep_all=True)
        carry_out(amendment, where, dry_run=dry_run)
        if not slip:
            for sentence in changed_sentences(cast("Record", record.data), cast("Record", data), records.standard):
                click.echo(printed(f"  {sentence}"))
            shown = where.show(amendment.path)
            click.echo(f"Put right in it what is wrong. When it is on your website: opcc publish {shown}")


def _pair(text: str) -> tuple[str, str]:
    place, equals, value = text.partition("=")
    if not equals:
        raise RefusedError(f'--set: "{text}" has no =. Write PLACE=VALUE, such as comments/1/author=NAME.')
    return place.strip(), value

"""`opcc send-list`: who must have a copy of a response, and who has had one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from opcc_opendata.cli.common import project_at, project_option, read_record, record_named, standard_of, write

if TYPE_CHECKING:
    from opcc_opendata.office.distribution import Copy


@click.command(name="send-list")
@click.argument("record", metavar="RECORD", type=click.Path(path_type=Path))
@project_option
def command(record: Path, project: Path | None) -> None:
    """Say who must have a copy of the response RECORD, and who has had one. RECORD is its file or its id.

    \b
    Who has had the Norfolk response:
      opcc send-list records/norfolk/2019-02-26-domestic-abuse-update.yaml
    """
    from opcc_opendata.office.distribution import copies

    where = project_at(project)
    record = record_named(where, record)
    data = read_record(where, record)
    found = copies(data, standard_of(where))
    width = max(len(copy.name) for copy in found)
    shown = where.show(record)
    lines = _lines(found, width, shown, is_draft=where.is_draft(shown), withdrawn=data.get("withdrawal", {}))
    write("".join(f"{line}\n" for line in lines))


def _lines(
    found: Iterable[Copy], width: int, shown: str, *, is_draft: bool, withdrawn: Mapping[str, Any]
) -> Iterator[str]:
    from opcc_opendata.record import date_in_words

    by_law = [copy for copy in found if copy.statutory]
    yield "By law (Police Act 1996, section 55):"
    yield from (_line(copy, width) for copy in by_law)
    yield "By custom:"
    yield from (_line(copy, width) for copy in found if not copy.statutory)
    missing = [copy.recipient for copy in by_law if not copy.sent]
    if withdrawn:
        yield ""
        yield (
            f"It was withdrawn on {date_in_words(withdrawn['withdrawn_on'])}: send it to nobody any more, and tell "
            "those who had a copy."
        )
    elif is_draft:
        yield ""
        yield f"It is a draft, so nothing is to be sent yet. First: opcc publish {shown}"
    elif missing:
        yield ""
        yield f"When you have sent one, write it down: opcc mark-sent {shown} --to {missing[0]}"


def _line(copy: Copy, width: int) -> str:
    from opcc_opendata.record import date_in_words

    if copy.sent:
        state = f"sent, {date_in_words(copy.sent_on)}" if copy.sent_on else "sent; the record does not say when"
    else:
        state = "not sent yet" if copy.recorded else "nothing in the record"
    return f"  {copy.name:<{width}}  {state}"

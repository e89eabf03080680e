"""What an office is told of its own data: a text for each source that is not current or has more to hear."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from opcc_opendata.files import write_file
from opcc_opendata.harvested import BROKEN, CURRENT, UNREACHABLE, SourceState
from opcc_opendata.problems import one_line

_MOST_LINES = 200


def write_reports(
    folder: Path,
    sources: Sequence[SourceState],
    wrong: Mapping[str, Sequence[str]],
    between: Mapping[str, Sequence[str]],
    tell: Mapping[str, str | None],
) -> dict[str, Path]:
    """Write the report of each source of which there is something to say, and remove those of all others.

    `wrong` says line by line why a source could not be used, `between` what its records and those of others say
    differently, and `tell` whom to send it to. Gives the files by the sources' ids.
    """
    written = {}
    for source in sources:
        path = folder / f"{source.id}.txt"
        lines = _lines(source, wrong.get(source.id, ()), between.get(source.id, ()), tell.get(source.id))
        if lines:
            text = "".join(f"{one_line(line)}\n" for line in lines)
            write_file(path, text, force=True)
            written[source.id] = path
        else:
            path.unlink(missing_ok=True)
    return written


def _lines(source: SourceState, wrong: Sequence[str], between: Sequence[str], tell: str | None) -> list[str]:
    if source.state not in (UNREACHABLE, BROKEN) and not source.note and not between:
        return []
    head = [f"Source: {source.id}", *([f"For: {tell}"] if tell else []), f"State: {source.state}"]
    if source.state != CURRENT:
        head.append(f"Since: {source.since}")
    if source.state in (UNREACHABLE, BROKEN):
        head.append(_shown(source))
    body: list[str] = []
    if source.state == UNREACHABLE:
        body += ["", "It could not be fetched:", f"  {source.problem}"]
    if source.state == BROKEN:
        body += ["", "What is wrong:", *(f"  {line}" for line in wrong)]
    if source.note:
        body += ["", "What else there is to say:", f"  {source.note}"]
    if between:
        body += ["", "Beside the records of all sources:", *(f"  {line}" for line in between[:_MOST_LINES])]
    return [*head, *body]


def _shown(source: SourceState) -> str:
    """Say what readers see while the office's data can't be had."""
    if source.fetched is None and not source.responses:
        return "There has been no good copy of it yet: the national dataset shows none of its responses."
    kept = f"the {source.responses:,} responses" if source.responses != 1 else "the one response"
    if source.fetched is None:
        return f"The national dataset shows only the fact of {kept}."
    return f"The national dataset shows {kept} fetched on {source.fetched[:10]}."

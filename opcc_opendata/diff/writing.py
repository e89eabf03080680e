"""A comparison as text for a terminal, as Markdown for a comment on a pull request, and as JSON for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict
from itertools import groupby
from typing import Final

from opcc_opendata.diff.changes import Change, ChangeKind, Comparison
from opcc_opendata.diff.counts import COUNTED
from opcc_opendata.problems import one_line
from opcc_opendata.reporters.base import number
from opcc_opendata.reporters.markdown import code_span, plain

FORMAT_VERSION: Final = 1

_HEADINGS: Final = {
    ChangeKind.VANISHED: "Records that vanished",
    ChangeKind.RENAMED: "Records with another id",
    ChangeKind.UNREADABLE: "Files that can't be read",
    ChangeKind.ADDED: "Responses added",
    ChangeKind.READABLE: "Files that can be read again",
    ChangeKind.REPLACED: "Records replaced by others",
    ChangeKind.WITHDRAWN: "Responses withdrawn",
    ChangeKind.RESTORED: "Responses no longer withdrawn",
    ChangeKind.NO_LONGER_CURRENT: "Responses now replaced",
    ChangeKind.CURRENT_AGAIN: "Responses no longer replaced",
    ChangeKind.DEADLINE: "Deadlines",
    ChangeKind.ACCEPTANCE: "Recommendations: what the answer says",
    ChangeKind.EDITED: "Published texts edited",
    ChangeKind.PROGRESS: "Progress added",
    ChangeKind.CORRECTED: "Other changes",
}
_ADVICE: Final = {
    ChangeKind.EDITED: "If the record had copied the document wrongly, all is well. If the office has changed its "
    "words, publish a correction, as a response of its own that replaces this one.",
}
_MOST_SHOWN: Final = 50
_MOST_NAMED: Final = 10


def as_text(comparison: Comparison) -> str:
    """Write a comparison for a terminal."""
    return "".join(f"{line}\n" for line in _text_lines(comparison))


def _text_lines(comparison: Comparison) -> Iterator[str]:
    yield one_line(_summary(comparison))
    if said := _not_compared(comparison):
        yield one_line(said)
    for kind, changes in groupby(comparison.changes, key=lambda change: change.kind):
        yield ""
        yield _HEADINGS[kind]
        if kind in _ADVICE:
            yield _ADVICE[kind]
        for change in changes:
            mark = "error: " if change.is_error else ""
            yield f"  {one_line(f'{mark}{change.response or change.path}: {change.sentence}')}"
    yield ""
    yield f"{'':<40}{'before':>8}{'after':>8}"
    for name, before, after in _counted(comparison):
        yield f"{name:<40}{before:>8,}{after:>8,}"


def _summary(comparison: Comparison) -> str:
    between = f"From {comparison.before} to {comparison.after}"
    if not comparison.changes:
        return f"{between}: the records are the same."
    places = len({change.response or change.path for change in comparison.changes})
    errors = f", and {number(comparison.errors, 'error')} among them" if comparison.errors else ""
    return f"{between}: {number(len(comparison.changes), 'change')} in {number(places, 'record')}{errors}."


def _not_compared(comparison: Comparison) -> str:
    if not comparison.not_compared:
        return ""
    files = comparison.not_compared
    more = f" and {number(len(files) - _MOST_NAMED, 'other file')}" if files[_MOST_NAMED:] else ""
    named = ", ".join(files[:_MOST_NAMED]) + more
    return (
        f"These files differ too, and may change what is late or overdue: {named}. Both sides are judged here by those "
        "that lie in the project's folder now."
    )


def _counted(comparison: Comparison) -> Iterator[tuple[str, int, int]]:
    for key, name in COUNTED.items():
        before, after = comparison.counts_before[key], comparison.counts_after[key]
        if before or after:
            yield name, before, after


def as_markdown(comparison: Comparison) -> str:
    """Write a comparison for a comment on a pull request. Of very many changes of a kind the rest is counted."""
    return "".join(f"{line}\n" for line in _markdown_lines(comparison))


def _markdown_lines(comparison: Comparison) -> Iterator[str]:
    yield "## What changes in the data"
    yield ""
    yield plain(_summary(comparison))
    if said := _not_compared(comparison):
        yield ""
        yield plain(said)
    for kind, changes in groupby(comparison.changes, key=lambda change: change.kind):
        every = list(changes)
        yield ""
        yield f"### {_HEADINGS[kind]}"
        yield ""
        if kind in _ADVICE:
            yield _ADVICE[kind]
            yield ""
        yield from (_item(change) for change in every[:_MOST_SHOWN])
        if len(every) > _MOST_SHOWN:
            yield f"- … and {len(every) - _MOST_SHOWN:,} more"
    yield ""
    yield "| | Before | After |"
    yield "| --- | ---: | ---: |"
    for name, before, after in _counted(comparison):
        yield f"| {name} | {before:,} | {after:,} |"


def _item(change: Change) -> str:
    mark = "**Error.** " if change.is_error else ""
    return f"- {mark}{code_span(change.response or change.path)}: {plain(change.sentence)}"


def as_json(comparison: Comparison) -> str:
    """Write a comparison as JSON. A key may be added; a change that could break a reader raises `format_version`."""
    import json

    whole = {
        "format_version": FORMAT_VERSION,
        "before": {"name": comparison.before, "counts": dict(comparison.counts_before)},
        "after": {"name": comparison.after, "counts": dict(comparison.counts_after)},
        "errors": comparison.errors,
        "not_compared": list(comparison.not_compared),
        "changes": [asdict(change) for change in comparison.changes],
    }
    return json.dumps(whole, indent=2) + "\n"


WRITERS: Final[dict[str, Callable[[Comparison], str]]] = {
    "text": as_text,
    "json": as_json,
    "markdown": as_markdown,
}
"""Every format by its name."""

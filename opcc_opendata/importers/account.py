"""What became of each document, in the sentences that `opcc import` prints and the page that checks files shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from opcc_opendata.importers.draft import ImportedDraft
    from opcc_opendata.importers.draft_files import DraftTexts
    from opcc_opendata.importers.intake import IntakeResult


def account_of(draft: ImportedDraft, written: DraftTexts) -> Iterator[str]:
    """Tell, line by line, what became of the words of a document, and what a person must look at in its draft."""
    yield f"  {share_of(draft)}"
    yield from _listed("Fill in or decide", [*_errors(written), *_at_lines(written.missing)])
    yield from _listed("Check what was guessed", _at_lines(written.guessed))
    yield from _listed("Printed or read in the document", _at_lines(written.sure))
    yield from _listed("Look at the document", draft.notes.remarks)
    yield from _listed("Left out", list(dict.fromkeys(str(one) for one in draft.left_out)))


def first_line(one: IntakeResult, *, dry_run: bool) -> str:
    """Say which file a document became or, in a dry run, would become."""
    return f"{one.document} → {one.file}{' (not written)' if dry_run else ''}"


def share_of(draft: ImportedDraft) -> str:
    """Say what became of the words of a document."""
    found = draft.coverage
    if found is None:
        return f"How many of its words are in the draft is not known: {draft.uncounted}."
    return (
        f"Of its {_counted(found.words, 'word')}, {found.placed:,} are in a field, {found.unplaced:,} under "
        f"“Not placed”, and {found.left_out:,} left out."
    )


def total_of(results: Sequence[IntakeResult], *, dry_run: bool) -> str:
    """Say how many drafts there are, and of how many documents there is none."""
    written = [one.written for one in results if one.written]
    needing = sum(1 for one in written if one.needs_a_person)
    verb = "would be written" if dry_run else "written"
    failed = len(results) - len(written)
    return (
        f"{_counted(len(written), 'draft')} {verb}, {needing:,} with something to fill in"
        f"{f'; {failed:,} not imported' if failed else ''}."
    )


def _listed(heading: str, sentences: Sequence[str]) -> Iterator[str]:
    if sentences:
        yield f"  {heading}:"
        yield from (f"    - {sentence}" for sentence in sentences)


def _errors(written: DraftTexts) -> list[str]:
    return [f"line {one.line}: {one.message} {one.hint}".strip() for one in written.errors]


def _at_lines(notes: tuple[tuple[int, str], ...]) -> list[str]:
    return [f"line {line}: {sentence}" for line, sentence in notes]


def _counted(number: int, thing: str) -> str:
    return f"{number:,} {thing}{'' if number == 1 else 's'}"

"""A draft → the texts of its file and of those beside it, and what a person must look at in it, by line."""

from __future__ import annotations

import copy
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from opcc_opendata import document_text, provenance
from opcc_opendata.document_text import DocumentParagraph
from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.draft import ImportedDraft
from opcc_opendata.importers.notes import GUESSED, MISSING, ValueNote
from opcc_opendata.problems import Pointer, Problem, Severity, json_pointer
from opcc_opendata.provenance import KEY, ProvenanceEntry, key_for, value_sha256
from opcc_opendata.rules import RULES, RuleRecord, apply, register_of
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document, read_bytes
from opcc_opendata.yaml_writer import replaced, to_yaml

_KNOWN_BY_KEY: Final = ("inspections", "comments", "recommendations", "distribution")
"""The lists whose items have a key of their own in a draft, so that a reading stays with its item."""


@dataclass(frozen=True, slots=True)
class DraftTexts:
    """The text of a draft's file, of its side file, and of its document ("" for none). `errors` stop publication.

    `missing`, `guessed` and `sure` are sentences by line.
    """

    text: str
    side: str
    document: str
    errors: tuple[Problem, ...]
    missing: tuple[tuple[int, str], ...]
    guessed: tuple[tuple[int, str], ...]
    sure: tuple[tuple[int, str], ...]

    @property
    def needs_a_person(self) -> bool:
        """Tell if something has to be filled in."""
        return bool(self.errors or self.missing)


def text_of(
    draft: ImportedDraft,
    standard: Standard,
    shown: str,
    schema_address: str | None = None,
    *,
    over: bytes | None = None,
    known: Sequence[ProvenanceEntry] = (),
) -> DraftTexts:
    """Write a draft. `shown` is its file as people see it. Where its values come from goes into the side file.

    `over` is the file that it takes the place of, whose comments it keeps, and `known` is what that one's side file
    says; an entry that is new for a place stands in place of the old one.
    """
    data = with_keys(draft.data, {str(one.at[0]) for one in draft.notes.readings if len(one.at) > 1})
    text = to_yaml(data, standard, schema_address=schema_address) if over is None else replaced(over, data, standard)
    document = read_bytes(text.encode(), shown)
    problems = standard.check(document) or apply(
        RULES, RuleRecord(document, register_of(standard), None, is_draft=True)
    )
    told = {json_pointer((*place, "heading")) for place, _ in draft.notes.gaps}  # what found no place says so itself
    readings = list(_lasting(draft.notes.readings))
    words = [one.words for one in draft.blocks]
    entries = [_entry(one, document, draft, words) for one in readings]
    entries = [*(one for one in known if one.at not in {new.at for new in entries}), *entries]
    return DraftTexts(
        text,
        provenance.to_json(entries),
        document_text.to_json([_paragraph(one) for one in draft.blocks]) if draft.blocks else "",
        tuple(
            sorted(
                problem
                for problem in problems
                if problem.severity is Severity.ERROR and problem.code != "R291" and problem.pointer not in told
            )
        ),
        _by_line(document, [one for one in readings if one.state == MISSING]),
        _by_line(document, [one for one in readings if one.state == GUESSED]),
        _by_line(document, [one for one in readings if one.state not in (MISSING, GUESSED)]),
    )


def _paragraph(block: Block) -> DocumentParagraph:
    rows = tuple(tuple(tuple(line for one in cell for line in one.lines) for cell in row) for row in block.rows)
    return DocumentParagraph(block.lines, block.level, rows)


def with_keys(data: dict[str, Any], read: Collection[str]) -> dict[str, Any]:
    """Return the data of a draft, with a key in each item of the lists in which something was `read`."""
    made = copy.deepcopy(data)
    for name in (one for one in _KNOWN_BY_KEY if one in read):
        taken: set[str] = set()
        for n, item in enumerate(made.get(name, ())):
            item.setdefault(KEY, key_for(f"{data['id']} {name} {n}", taken))
    return made


def _lasting(readings: Sequence[ValueNote]) -> Iterator[ValueNote]:
    """Give one reading for each place: what is not sure before what is, and the first of equals."""
    order = {MISSING: 0, GUESSED: 1}
    best: dict[Pointer, ValueNote] = {}
    for one in readings:
        known = best.get(one.at)
        if known is None or order.get(one.state, 2) < order.get(known.state, 2):
            best[one.at] = one
    yield from best.values()


def _entry(reading: ValueNote, document: Document, draft: ImportedDraft, words: Sequence[str]) -> ProvenanceEntry:
    value: Any = document.data
    at: list[str | int] = []
    for step in reading.at:
        inside = value[step] if isinstance(value, list) and isinstance(step, int) and step < len(value) else None
        inside = value.get(step) if isinstance(value, dict) else inside
        key = inside.get(KEY) if isinstance(inside, dict) and isinstance(step, int) else None
        at.append(step if key is None else str(key))
        value = inside
    source: dict[str, Any] = {}
    if sha256 := draft.data.get("source", {}).get("sha256"):
        source["file_sha256"] = sha256
    if reading.quote:
        block, start, end = _located(reading.quote, words)
        source |= {"block": block, "start": start, "end": end, "quote": reading.quote}
    return ProvenanceEntry(tuple(at), value_sha256(value), reading.state, source, reading.why)


def _located(quote: str, blocks: Sequence[str]) -> tuple[int, int, int]:
    """Find words in the document: the block, counted from 1, and where they begin and end in it. 0: in no one block."""
    words = " ".join(quote.split())
    for wanted in (words, words.rpartition(": ")[2]):
        for number, text in enumerate(blocks, 1):
            at = text.find(wanted)
            if wanted and at >= 0:
                return number, at, at + len(wanted)
    return 0, 0, 0


def _by_line(document: Document, readings: Sequence[ValueNote]) -> tuple[tuple[int, str], ...]:
    return tuple(sorted((document.locate(one.at)[0], f"{_name(one.at)}: {one.sentence}") for one in readings))


def _name(place: Pointer) -> str:
    """Write a place as people read it: recommendations 2, answer, body_action."""
    words: list[str] = []
    for step in place:
        if isinstance(step, int) and words:
            words[-1] += f" {step + 1}"
        else:
            words.append(str(step))
    return ", ".join(words)

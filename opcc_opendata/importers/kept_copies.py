"""The copies of a record as they are being read: who is sent one, each recipient once."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import PARAGRAPH, Block
from opcc_opendata.importers.copies_said import CopySaid, copies_listed, copies_said, is_all_of_copies
from opcc_opendata.importers.distribution import copies_in
from opcc_opendata.importers.notes import Notes, shortened
from opcc_opendata.importers.office_holders import without_title
from opcc_opendata.importers.people import NOBODY, Person, is_chief

Data = dict[str, Any]

_COPIES: Final = re.compile(
    r"(?:c\.?c\.?|copy|copies)(?:(?: sent)? to)?\s*:|(?:c\.?c\.?) [A-Z]"
    r"|(?:copied|copy|copies)(?: sent)? to\b(?![^:]{0,200}\.$)",
    re.IGNORECASE,
)
PROMPT: Final = re.compile(
    r"^\W*(?:click|tap)(?: (?:here|or tap)){1,3} to (?:enter|add|type)\b|^\W*(?:enter|insert|type) text(?: here)?\W*$",
    re.I,
)
"""What a form asks for, where nobody has filled it in."""


class KeptCopies:
    """The copies of one record, in the order in which they are found.

    `people` are those beside whose names an office is printed. `told`, `unplaced` and `questions` are the lists of the
    whole record: words that it says otherwise, texts for which there is no place, and what is asked about these.
    """

    def __init__(
        self,
        notes: Notes,
        people: Mapping[str, Person],
        told: list[str],
        unplaced: list[str],
        questions: list[str],
    ) -> None:
        self.entries: list[Data] = []
        self._notes, self._people = notes, people
        self._told, self._unplaced, self._questions = told, unplaced, questions

    def take_section(self, blocks: Sequence[Block], heading: str) -> None:
        """Take the copies of a section that tells of them."""
        copies, unsure = self._by_name(*copies_in(blocks, heading))
        self._keep(copies)
        self._unplaced += unsure
        self._ask(unsure)

    def take_lines(self, blocks: Sequence[Block]) -> list[Block]:
        """Take the lines that tell of copies out of a text, and what a form asks for, and give the rest.

        Lines such as "cc: Home Office" that have a name without a code find no place, with a question.
        """
        self._unplaced += [one.text for one in blocks if PROMPT.match(one.words)]
        blocks = [one for one in blocks if not PROMPT.match(one.words)]
        rest = []
        for one in blocks:
            is_told = is_all_of_copies(one)
            self._keep(copies_said(one), is_told=is_told)
            listed, unknown = self._by_name(*copies_listed(one))
            self._keep(listed)
            self._unplaced += unknown
            self._ask(unknown)
            rest += [] if is_told or listed else [one]
        copies = [one for one in rest if one.kind == PARAGRAPH and _COPIES.match(one.words)]
        self._unplaced += [one.text for one in copies]
        self._ask(one.words for one in copies)
        return [one for one in rest if one not in copies]

    def _ask(self, names: Iterable[str]) -> None:
        self._questions += [f"“{shortened(name)}”: it does not say if a copy was sent." for name in names]

    def _by_name(self, copies: list[CopySaid], unknown: list[str]) -> tuple[list[CopySaid], list[str]]:
        """Find the chief officer among names for which there is no code: the document says whose office it is."""
        chiefs = [one for one in unknown if is_chief(self._people.get(without_title(one), NOBODY).role)]
        if len(chiefs) != 1:
            return copies, unknown
        entry = {"recipient": "chief_officer", "sent": True, "as_printed": chiefs[0]}
        why = "It is a list of names. The office is beside the name elsewhere in the document."
        return [*copies, CopySaid(entry, chiefs[0], chiefs[0], why)], [one for one in unknown if one not in chiefs]

    def _keep(self, copies: Sequence[CopySaid], *, is_told: bool = True) -> None:
        """Keep copies, each recipient once. `is_told` says that the words have no other place in the record."""
        there = {one["recipient"] for one in self.entries} - {"other"}
        for copy in copies:
            if is_told:
                self._told.append(copy.printed)
            if copy.entry["recipient"] not in there:
                note = self._notes.guess if copy.why else self._notes.read
                note(("distribution", len(self.entries), "sent"), copy.words, copy.why)
                self.entries.append(copy.entry)

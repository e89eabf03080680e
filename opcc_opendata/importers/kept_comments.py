"""The comments of one record as they are kept: each with its form, whoever made it, and what that rests on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import Block, join
from opcc_opendata.importers.items import start_of
from opcc_opendata.importers.labels import REPLY, label_of
from opcc_opendata.importers.notes import Notes, shortened
from opcc_opendata.importers.office_holders import in_full
from opcc_opendata.importers.people import NOBODY, Person, is_chief, signatories, signature
from opcc_opendata.importers.quoting import CHIEFS, OTHERS, OWN, UNSURE, SpeakerRun, form_of
from opcc_opendata.importers.section_signers import chief_constable, signed_below
from opcc_opendata.importers.sections import DocumentSection
from opcc_opendata.importers.told import may_be_told
from opcc_opendata.importers.wordings import as_compared
from opcc_opendata.outline import COMMENT_PARTS
from opcc_opendata.problems import Pointer

Data = dict[str, Any]

_APPENDIX: Final = re.compile(r"^(?:appendix|annex)\b", re.IGNORECASE)


class KeptComments:
    """The comments of a record.

    `people` are those beside whose names an office is printed, `holders` those whom labels name. What nobody is sure to
    have said goes into `unplaced`, and why into `questions`.
    """

    def __init__(
        self,
        notes: Notes,
        people: dict[str, Person],
        holders: Sequence[Person],
        sections: Sequence[DocumentSection],
        unplaced: list[str],
        questions: list[str],
    ) -> None:
        self._notes = notes
        self._people = people
        self._holders = holders
        self._unplaced = unplaced
        self._questions = questions
        self._headings = Counter(as_compared(one.heading) for one in sections if one.part in COMMENT_PARTS)
        self.entries: list[Data] = []

    def keep(self, piece: SpeakerRun, heading: str, signed: Person) -> None:
        """Add what a piece of text says to the comments, or leave it out where it is not sure whose words it is."""
        if piece.kind in (UNSURE, OTHERS):
            self._leave(piece)
            return
        place = ("comments", len(self.entries))
        form, person = (piece.form, piece.person) if piece.form else form_of(piece.blocks)
        if _APPENDIX.match(heading):
            form = "appendix"
        if not person.role and not person.author and not piece.form:
            person = signed
        person = in_full(person, self._people)
        role = person.role or chief_constable(piece.kind, f"{heading} {piece.why}")
        comment: Data = {"kind": piece.kind, "form": form, "text": join(piece.blocks)}
        comment |= {key: value for key, value in (("author", person.author), ("role", role)) if value}
        piece.form = form
        self._say_whose(place, piece, heading, person)
        if person is not NOBODY and person.words:
            for key in ("author", "role"):
                if key in comment:
                    note = self._notes.read if person.role else self._notes.guess
                    note((*place, key), person.words)
        self.entries.append(comment)

    def _say_whose(self, place: Pointer, piece: SpeakerRun, heading: str, person: Person) -> None:
        """Say what it rests on that a comment is the words of whom it is given to."""
        if piece.why:
            note = self._notes.read if piece.sure or piece.form == "reported_speech" else self._notes.guess
            note(place, piece.why, "That these are the words of whom they are given to rests on that.")
        elif heading and label_of(heading).actor:
            self._notes.printed(place, heading)
        elif person.words:
            self._notes.read(place, person.words)
        if heading and self._headings[as_compared(heading)] > 1:
            self._notes.guess(place, heading, "This heading stands more than once, and may answer single findings.")
        if piece.kind == OWN and piece.form != "quoted" and (words := may_be_told(piece.blocks)):
            self._notes.guess(place, start_of(words), "Somebody else may speak here: see whose words they are.")

    def _leave(self, piece: SpeakerRun) -> None:
        """Leave what nobody is sure to have said, with a question."""
        text = join(piece.blocks)
        self._unplaced.append(text)
        if piece.kind == OTHERS:
            self._questions.append(f"“{shortened(piece.person.words or text)}”: somebody else speaks here.")
        elif piece.why:
            self._questions.append(f"After “{shortened(piece.why)}” it can't be told where the other speaker ends.")

    def guess_from(self, place: int, words: str, why: str) -> None:
        """Mark each comment from a place on as a guess. Without `words`, it rests on how the comment begins."""
        for n in range(place, len(self.entries)):
            self._notes.guess(("comments", n), words or start_of(self.entries[n]["text"]), why)

    def sign(self, sections: Sequence[DocumentSection], closing: Sequence[Block]) -> None:
        """Give the signature under the last recommendation, `closing`, to the body's comments, if it is the body's.

        Where both sign at the end, each signs what has no name yet.
        """
        last = next((one.blocks for one in reversed(sections) if one.blocks), [])
        signed = signatories(last)
        for is_chiefs in (False, True):
            named = [one for one in signed if is_chief(one.role) == is_chiefs]
            if len(named) == 1 and len(signed) > 1:
                self._sign_comments(named[0], is_chiefs=is_chiefs)
        person = signature(list(closing))
        if person.author and person.role and not is_chief(person.role):
            self._sign_comments(person, is_chiefs=False)
        for is_chiefs in (False, True):
            holders = [one for one in self._holders if is_chief(one.role) == is_chiefs]
            if len(holders) == 1:
                self._sign_comments(holders[0], is_chiefs=is_chiefs, why="Who it is stands elsewhere in the document.")
        if name := signed_below([one for section in sections for one in section.blocks]):
            self._sign_comments(Person(name, "", name), is_chiefs=False, why="The name stands below the text.")
        self._sign_replies()

    def _sign_comments(self, person: Person, *, is_chiefs: bool, why: str = "") -> None:
        person = in_full(person, self._people)
        for n, comment in enumerate(self.entries):
            forms = ("own_text", "reported_speech") if why and is_chiefs else ("own_text",)
            is_own = comment["form"] in forms and (comment["kind"] == CHIEFS) == is_chiefs
            if is_own and "author" not in comment:
                comment |= {"author": person.author} | ({"role": person.role} if person.role else {})
                (self._notes.guess if why else self._notes.read)(("comments", n, "author"), person.words, why)

    def _sign_replies(self) -> None:
        """Give the reply to the chief officer to whoever makes the body's comments, where that is one person."""
        named = {one["author"]: one for one in self.entries if one["kind"] == OWN and "author" in one}
        if len(named) == 1:
            [(author, comment)] = named.items()
            for n, one in enumerate(self.entries):
                if one["kind"] == REPLY and "author" not in one:
                    one |= {"author": author} | ({"role": comment["role"]} if "role" in comment else {})
                    self._notes.guess(("comments", n, "author"), author, "The other comments of the body are theirs.")

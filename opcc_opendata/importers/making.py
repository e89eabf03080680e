"""The parts of a document → the parts of a record: its sections, comments, recommendations and distribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block, join
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.letters import letters_in
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.people import CHIEF, NOBODY, Person, named_in_heading, signature
from opcc_opendata.importers.quoting import Piece, form_of, pieces_of
from opcc_opendata.importers.recommendations import BODY, FORCE, Item, Taken, take
from opcc_opendata.importers.sections import FRONT, OTHER, Frame, Section
from opcc_opendata.importers.wordings import concept_of
from opcc_opendata.outline import COMMENT_PARTS
from opcc_opendata.record import NOT_PLACED, recommendation_keys

Data = dict[str, Any]

_PARTS: Final = {kind: part for part, kind in COMMENT_PARTS.items()}
_TICKED: Final = re.compile(r"^\s*(?:[✓✔☑☒]|\\?\[[xX✓]\\?\])\s*")
_OPEN: Final = re.compile(r"^\s*(?:[☐□]|\\?\[\s?\\?\])\s*")
_APPENDIX: Final = re.compile(r"^(?:appendix|annex)\b", re.IGNORECASE)
_LONGEST_TITLE: Final = 250
_HELD: Final = "\x00{}\x00"


class Making:
    """The parts of one record as they are being made.

    `above` are blocks for which there is no place from the start. `told` are words that the record says with keys,
    codes and dates.
    """

    def __init__(self, frame: Frame, notes: Notes, above: Sequence[Block] = ()) -> None:
        self._frame = frame
        self._notes = notes
        self._items: list[Item] = []
        self._key_findings: list[str] = []
        self.sections: list[Data] = []
        self.comments: list[Data] = []
        self.distribution: list[Data] = []
        self.unplaced: list[str] = [join(above)] if above else []
        self.told: list[str] = []
        self.named = ""
        for section in frame.sections:
            self._add(section)

    def finish(self, data: Data) -> None:
        """Put the parts into a record that has its reports already."""
        for report, text in zip(data["inspections"], self._key_findings, strict=False):
            report["key_findings"] = text
        self._add_unplaced()
        data["document"] = {
            name: value
            for name, value in (
                ("heading", self._frame.heading),
                ("statutory_statement", self._frame.statement),
                ("sections", self.sections),
            )
            if value
        }
        data |= {
            name: value for name, value in (("comments", self.comments), ("distribution", self.distribution)) if value
        }
        if self._items:
            data["recommendations"] = [self._recommendation(n, item) for n, item in enumerate(self._items)]
            self._point_to_recommendations(data)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _add(self, section: Section) -> None:
        if section.part == FRONT:
            self._add_front(section)
        elif section.part == "inspections":
            self._add_reports(section)
        elif section.part == "key_findings":
            self._add_key_findings(section)
        elif section.part == "recommendations":
            self._add_recommendations(section)
        elif section.part == "distribution":
            self._add_distribution(section)
        elif section.part in COMMENT_PARTS:
            self._add_comments(section, COMMENT_PARTS[section.part])
        else:
            self._add_other(section.heading, join(section.blocks))

    def _open(self, part: str, heading: str = "", **more: Any) -> None:
        self.sections.append({"part": part, **({"heading": heading} if heading else {}), **more})

    def _add_other(self, heading: str, text: str) -> None:
        """Keep a section whose heading is not known, as it stands."""
        if not text:
            self.unplaced.append(f"### {heading}")
            return
        self._notes.gap(
            ("document", "sections", len(self.sections)),
            f"“{heading}” is no heading that is known. If its text is a comment or a finding, move it there.",
        )
        self._open(OTHER, heading, text=text)

    def _add_front(self, section: Section) -> None:
        """Place what stands under no heading: a letter, or the whole of a statement."""
        if not section.blocks:
            return
        letters = letters_in(section.blocks)
        has_comments = any(one.part == "policing_body_comments" for one in self._frame.sections)
        if letters:
            start = letters[0].start
            if start:
                self.unplaced.append(join(section.blocks[:start]))
            self._add_comments(Section("policing_body_comments", blocks=section.blocks[start:]), "policing_body")
        elif has_comments:
            self.unplaced.append(join(section.blocks))
        else:
            self._notes.guess(("comments", len(self.comments)), section.blocks[0].words, "The text has no heading.")
            self._add_comments(section, "policing_body")

    def _add_reports(self, section: Section) -> None:
        labels = {name: section.labels[name] for name in ("title", "published", "type") if name in section.labels}
        blocks = list(section.blocks)
        if section.heading and not self._frame.fact("title") and not self.named and _is_title(blocks):
            self.named = blocks.pop(0).words
        self._open("inspections", section.heading, **({"labels": labels} if labels else {}))
        if blocks:
            self.unplaced.append(join(blocks))

    def _add_key_findings(self, section: Section) -> None:
        """Place a summary: the first of each report is its key findings, and any other a section of its own."""
        if section.blocks and len(self._key_findings) < max(1, len(self._frame.facts)):
            self._key_findings.append(join(section.blocks))
            self._open("key_findings", section.heading)
        else:
            self._add_other(section.heading, join(section.blocks))

    # --- comments ----------------------------------------------------------------------------------------------------

    def _add_comments(self, section: Section, kind: str) -> None:
        if not section.blocks:
            self.unplaced.append(f"### {section.heading}")
            return
        speaker = FORCE if kind == "chief_officer" else BODY
        blocks = self._with_markers(take(section.blocks, speaker=speaker, in_section=False))
        pieces = pieces_of(blocks) if kind == "policing_body" else [Piece(kind, blocks)]
        signed = _signer(section, kind)
        for number, piece in enumerate(pieces):
            self._open(_PARTS[piece.kind], "" if number else section.heading)
            self._add_comment(piece, section.heading, signed)

    def _add_comment(self, piece: Piece, heading: str, signed: Person) -> None:
        place = ("comments", len(self.comments))
        form, person = (piece.form, piece.person) if piece.form else form_of(piece.blocks)
        if _APPENDIX.match(heading):
            form = "appendix"
        if not person.role and not piece.form:
            person = signed
        role = person.role or _chief_constable(piece.kind, f"{heading} {piece.why}")
        comment: Data = {"kind": piece.kind, "form": form, "text": join(piece.blocks)}
        comment |= {key: value for key, value in (("author", person.author), ("role", role)) if value}
        if piece.why:
            self._notes.guess(place, piece.why, "That these are the chief officer's words rests on that.")
        if person is not NOBODY and person.words:
            self._notes.guess((*place, "author" if person.author else "role"), person.words)
        self.comments.append(comment)

    # --- recommendations ---------------------------------------------------------------------------------------------

    def _with_markers(self, taken: Taken) -> list[Block]:
        """Put a line in the place of each recommendation, which later becomes a link to it."""
        self.told += taken.told
        blocks: list[Block] = []
        for one in taken.rest:
            if isinstance(one, Block):
                blocks.append(one)
                continue
            for item in one:
                held = _HELD.format(self._keep(item))
                blocks.append(Block(PARAGRAPH, held, (held,)))
        return blocks

    def _keep(self, item: Item) -> int:
        """Keep a recommendation, with what was found of it before, and give its place. One may be answered by two."""
        for place, known in enumerate(self._items):
            if item.number and (known.number, known.kind) == (item.number, item.kind):
                known.merge(item)
                return place
        self._items.append(item)
        return len(self._items) - 1

    def _add_recommendations(self, section: Section) -> None:
        taken = take(section.blocks, speaker=BODY, in_section=True)
        groups = [place for place, one in enumerate(taken.rest) if isinstance(one, list)]
        if not groups or len(groups) != groups[-1] - groups[0] + 1:
            if section.blocks and not groups:
                sentence = (
                    f"No recommendation could be told apart under “{section.heading}”. If there are some, move them."
                )
                self._notes.gap(("recommendations",), sentence)
            self._add_comments(section, "policing_body")
            return
        before = [one for one in taken.rest[: groups[0]] if isinstance(one, Block)]
        after = [one for one in taken.rest[groups[-1] + 1 :] if isinstance(one, Block)]
        if before:
            self._add_comments(Section("policing_body_comments", section.heading, blocks=before), "policing_body")
        self.told += taken.told
        for item in taken.items:
            self._keep(item)
        self._open("recommendations", "" if before else section.heading)
        if after:
            self._add_comments(Section("policing_body_comments", blocks=after), "policing_body")

    def _recommendation(self, position: int, item: Item) -> Data:
        place = ("recommendations", position)
        answer = {key: text for key, text in item.answer.items() if text}
        for key, why in item.guessed.items():
            at = (*place, key) if key == "text" else (*place, "answer", key)
            self._notes.guesses.append((at, f"Guessed. {why}"))
        found = {"number": item.number, "kind": item.kind, "text": item.text, "answered_with": item.answered_with}
        if not answer and not item.answered_with:
            self._notes.gap((*place, "answer"), "No answer was found. If the text holds one, write it here.")
        return {key: value for key, value in found.items() if value} | ({"answer": answer} if answer else {})

    def _point_to_recommendations(self, data: Data) -> None:
        # A report whose title was not found has no id yet.
        reports = [{"id": f"report-{number}", **report} for number, report in enumerate(data["inspections"])]
        keys = recommendation_keys({**data, "inspections": reports})
        for position, key in enumerate(keys):
            number = self._items[position].number
            name = f"Recommendation {number or key}"
            for comment in self.comments:
                comment["text"] = comment["text"].replace(_HELD.format(position), f"[{name}](#recommendation-{key})")

    # --- distribution, and what went nowhere -------------------------------------------------------------------------

    def _add_distribution(self, section: Section) -> None:
        self._open("distribution", section.heading)
        for block in section.blocks:
            for line in block.lines:
                if entry := _entry(line):
                    self.distribution.append(entry)
                else:
                    self.unplaced.append(line)
        if not self.distribution:
            self.sections.pop()
            self.unplaced.insert(0, f"### {section.heading}")

    def _add_unplaced(self) -> None:
        texts = [text for text in self.unplaced if text.strip()]
        if texts:
            place = ("document", "sections", len(self.sections))
            self._notes.gap(place, "This text found no place in the record. Move it to where it belongs, or delete it.")
            self._open(OTHER, NOT_PLACED, text="\n\n".join(texts))


def _is_title(blocks: Sequence[Block]) -> bool:
    """Tell if the first of some blocks can be the title of a report."""
    first = blocks[0] if blocks else None
    return first is not None and first.kind in (PARAGRAPH, HEADING) and len(first.words) <= _LONGEST_TITLE


def _signer(section: Section, kind: str) -> Person:
    """Say who signs a section, in its heading or under it. A chief officer quoted last doesn't sign the body's text."""
    named = named_in_heading(section.heading)
    signed = signature(section.blocks)
    if named.author or not signed.role or (kind == "policing_body" and CHIEF.search(signed.role)):
        return named
    return signed


def _chief_constable(kind: str, words: str) -> str:
    titles = ("Chief Constable", "Prif Gwnstabl")
    return next((title for title in titles if kind == "chief_officer" and title.lower() in words.lower()), "")


def _entry(line: str) -> Data | None:
    """Read "✓ Response forwarded to the Home Office". A line without a box says nothing certain."""
    ticked, is_open = _TICKED.match(line), _OPEN.match(line)
    mark = ticked or is_open
    if mark is None:
        return None
    words = line[mark.end() :].strip()
    recipient = concept_of("recipient", words) or "other"
    entry: Data = {"recipient": recipient, "sent": bool(ticked), "as_printed": words}
    if recipient == "other":
        entry["name"] = words
    dates: Sequence[Any] = [found for found in find_dates(words) if found.date]
    if ticked and len(dates) == 1:
        entry["sent_on"] = dates[0].date
    return entry

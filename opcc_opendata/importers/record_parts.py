"""The parts of a document → the parts of a record: its sections, comments, recommendations and distribution."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final, cast

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block, join
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.formats.raw import LeftOut
from opcc_opendata.importers.items import speaks
from opcc_opendata.importers.joint_acceptance import Accepted, AllAccepted, accepted_in, all_accepted_in
from opcc_opendata.importers.kept_comments import KeptComments
from opcc_opendata.importers.kept_copies import PROMPT, KeptCopies
from opcc_opendata.importers.kept_findings import KeptFindings, can_be_theme, name_theme
from opcc_opendata.importers.labels import label_of
from opcc_opendata.importers.letters import is_to_body, letters_in, without_heads
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.opinions import says_what_body_thinks
from opcc_opendata.importers.people import NOBODY, Person, is_chief, is_closing, signature
from opcc_opendata.importers.quoting import (
    CHIEFS,
    OTHERS,
    OWN,
    UNSURE,
    SpeakerRun,
    has_voices,
    pieces_of,
    reported,
    set_off,
    voices_of,
)
from opcc_opendata.importers.recommendations import FoundFindings, take, theme_of
from opcc_opendata.importers.section_signers import signer_of
from opcc_opendata.importers.sections import FRONT, DocumentSection, Frame
from opcc_opendata.importers.unrolled import OTHER
from opcc_opendata.outline import COMMENT_PARTS
from opcc_opendata.record import NOT_PLACED, recommendation_keys
from opcc_opendata.record_types import Record

Data = dict[str, Any]

_PARTS: Final = {kind: part for part, kind in COMMENT_PARTS.items()}
_LONGEST_TITLE: Final = 250
_SENTENCE: Final = 6
"""Words that a sentence has at least."""
_HELD: Final = "\x00{}\x00"
_HELD_ONLY: Final = re.compile(r"\x00\d+\x00")
_LETTERHEAD: Final = "head of a letter"
_SUMS_UP: Final = re.compile(r"\b(?:findings?|summary|canfyddiadau|crynodeb)\b", re.IGNORECASE)


class RecordParts:
    """The parts of one record as they are being made.

    `people` are those beside whose names an office is printed, `holders` those whom labels name. `above` are blocks for
    which there is no place from the start. `told` are words that the record says with keys, codes and dates, and
    `left_out` those that have no place in one.
    """

    def __init__(
        self,
        frame: Frame,
        notes: Notes,
        people: dict[str, Person] | None = None,
        above: Sequence[Block] = (),
        holders: Sequence[Person] = (),
    ) -> None:
        self._frame = frame
        self._notes = notes
        self._people = people or {}
        self._closing: list[Block] = []
        self._key_findings: list[str] = []
        self.sections: list[Data] = []
        self.unplaced: list[str] = [join(one) for one in (above, frame.others) if one]
        self._questions: list[str] = []
        self.told: list[str] = []
        self.left_out: list[LeftOut] = []
        self.named = ""
        self._findings = KeptFindings(notes, self.told, self.unplaced, self._questions)
        self._comments = KeptComments(notes, self._people, holders, frame.sections, self.unplaced, self._questions)
        self._copies = KeptCopies(notes, self._people, self.told, self.unplaced, self._questions)
        self._accepted: list[Accepted] = []
        self._all_accepted: list[AllAccepted] = []
        self._ends_open: int | None = None  # the level of a section that ends in a finding without an answer
        other = [one for one in frame.sections if one.part == OTHER and can_be_theme(one.heading)]
        with_findings = [one for one in other if take(one.blocks, speaker=BODY, in_section=True).items]
        self._has_themes = len(with_findings) > 1 or any(theme_of(one.heading) for one in with_findings)
        for section in frame.sections:
            self._add(section)

    def finish(self, data: Data) -> None:
        """Put the parts into a record that has its reports already."""
        for report, text in zip(data["inspections"], self._key_findings, strict=False):
            report["key_findings"] = text
        self._findings.accept(self._accepted)
        for one in self._all_accepted:
            self._findings.accept_all(one)
        recommendations = self._findings.finished()
        self._comments.sign(self._frame.sections, self._closing)
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
            name: value
            for name, value in (("comments", self._comments.entries), ("distribution", self._copies.entries))
            if value
        }
        if recommendations:
            data["recommendations"] = recommendations
            self._point_to_recommendations(data)

    # --- sections ----------------------------------------------------------------------------------------------------

    def _add(self, section: DocumentSection) -> None:
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
        elif section.part == "grades":
            self._open(OTHER, section.heading, **({"text": join(section.blocks)} if section.blocks else {}))
        elif section.part in COMMENT_PARTS:
            self._add_headed_comments(section)
        elif take(section.blocks, speaker=BODY, in_section=False).items:
            self._add_recommendations(section)
        elif section.part == OTHER and says_what_body_thinks(section.blocks):
            self._guess_comment(section, "It says what the body thinks.")
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

    def _add_front(self, section: DocumentSection) -> None:
        """Place what stands under no heading: a letter, or the whole of a statement."""
        if not section.blocks:
            return
        letters = letters_in(section.blocks)
        has_comments = any(one.part == "policing_body_comments" and one.blocks for one in self._frame.sections)
        if letters:
            start = letters[0].start
            if start:
                self.unplaced.append(join(section.blocks[:start]))
            enclosed = next((n for n, one in enumerate(letters) if n and is_to_body(section.blocks, one)), len(letters))
            end = letters[enclosed - 1].end if enclosed < len(letters) else len(section.blocks)
            self._add_comments(DocumentSection("policing_body_comments", blocks=section.blocks[start:end]), OWN)
            if enclosed < len(letters):
                self._add_enclosed(section.blocks[end:])
        elif has_voices(section.blocks, self._people):
            self._add_voices(section)
        elif not has_comments and self._is_plan(section):
            self._add_recommendations(section)
        elif has_comments or not _says_much(section.blocks):
            self._add_loose(section)
        else:
            self._guess_comment(section, "The text has no heading.")

    def _add_enclosed(self, blocks: list[Block]) -> None:
        """Add the letter that the chief officer wrote to the body, which stands behind the body's own."""
        start = letters_in(blocks)[0].start
        self.left_out += [LeftOut(_LETTERHEAD, one.words) for one in blocks[:start]]
        self._add_comments(DocumentSection("chief_officer_comments", blocks=blocks[start:]), CHIEFS)

    @staticmethod
    def _is_plan(section: DocumentSection) -> bool:
        """Tell if a text is findings and answers, and nobody speaks between them."""
        taken = take(section.blocks, speaker=BODY, in_section=True)
        rest = [one for one in taken.rest if isinstance(one, Block) and not is_closing(one)]
        return bool(taken.items) and not any(speaks(one.words) for one in rest)

    def _add_loose(self, section: DocumentSection) -> None:
        """Place the findings in a text that is nobody's comment, and leave the rest of it."""
        taken = take(section.blocks, speaker=BODY, in_section=False)
        self.told += taken.told
        for item in taken.items:
            self._findings.keep(item)
        if taken.items:
            self._open("recommendations", section.heading)
        rest = [one for one in taken.rest if isinstance(one, Block)]
        self.told += [one.words for one in rest if is_closing(one)]
        rest = [one for one in rest if not is_closing(one)]
        if rest:
            self.unplaced.append(join(rest))

    def _add_voices(self, section: DocumentSection) -> None:
        """Place a news item: each that is quoted under its own name, and what nobody says nowhere."""
        self._add_said(voices_of(section.blocks, self._people))

    def _add_said(self, pieces: Sequence[SpeakerRun]) -> None:
        for piece in pieces:
            if piece.kind in (OWN, CHIEFS):
                self._open(_PARTS[piece.kind])
            self._comments.keep(piece, "", NOBODY)

    def _add_reports(self, section: DocumentSection) -> None:
        labels = {name: section.labels[name] for name in ("title", "published", "type") if name in section.labels}
        blocks = list(section.blocks)
        if section.heading and not self._frame.fact("title") and not self.named and _is_title(blocks):
            self.named = blocks.pop(0).words
        self._open("inspections", section.heading, **({"labels": labels} if labels else {}))
        if blocks:
            self.unplaced.append(join(blocks))

    def _add_key_findings(self, section: DocumentSection) -> None:
        """Place a summary: the first of each report is its key findings, and any other a section of its own."""
        if has_voices(section.blocks, self._people):
            said = voices_of(section.blocks, self._people)
            section = replace(section, blocks=[one for piece in said if piece.kind == UNSURE for one in piece.blocks])
            self._add_said([piece for piece in said if piece.kind != UNSURE])
        is_before = any(map(_sums_up, self._frame.sections)) and not _sums_up(section)
        if section.blocks and not is_before and len(self._key_findings) < max(1, len(self._frame.facts)):
            self._key_findings.append(join(section.blocks))
            self._open("key_findings", section.heading)
        else:
            self._add_other(section.heading, join(section.blocks))

    # --- comments ----------------------------------------------------------------------------------------------------

    def _add_comments(self, section: DocumentSection, kind: str) -> None:
        if not section.blocks:
            self.unplaced.append(f"### {section.heading}")
            return
        if all(only_date(one.words) for one in section.blocks):  # "Comments received: 18 November 2024"
            self.unplaced.append(f"{section.heading}: {join(section.blocks)}")
            return
        speaker = FORCE if kind == CHIEFS else BODY
        without, heads = without_heads(section.blocks)
        self.left_out += [LeftOut(_LETTERHEAD, one.words) for one in heads]
        without = self._without_others_signature(self._copies.take_lines(without), kind)
        is_on_findings = "finding" in label_of(section.heading).topics
        taken = take(without, speaker=speaker, in_section=is_on_findings, heading=section.heading)
        blocks = self._with_markers(taken)
        self._note_open(section, taken)
        pieces = pieces_of(blocks, self._people) if kind == OWN else set_off(kind, blocks)
        signed = signer_of(section, kind)
        if len(pieces) > 1 and pieces[-1].kind == OWN and all(map(is_closing, pieces[-1].blocks)):
            self._closing += pieces[-1].blocks  # nothing but the signature, below what somebody else says
            self.told += [one.words for one in pieces.pop().blocks]
        is_unfilled = any(PROMPT.match(one.words) for one in section.blocks)
        opened = False
        for piece in pieces:
            if (is_unfilled or len(pieces) > 1 or kind == CHIEFS) and all(
                _HELD_ONLY.fullmatch(one.text) for one in piece.blocks
            ):
                self._open("recommendations", "" if opened else section.heading)  # nothing but the findings is there
                opened = True
                continue
            if piece.kind not in (UNSURE, OTHERS):
                self._open(_PARTS[piece.kind], "" if opened else section.heading)
                opened = True
            if piece.kind == OWN:
                self._accepted += accepted_in("\n".join(block.words for block in piece.blocks))
                self._take_all_accepted(piece.blocks)
            self._comments.keep(piece, section.heading, signed)

    def _take_all_accepted(self, blocks: Sequence[Block]) -> None:
        """Note that all findings are accepted, where a paragraph says so."""
        self._all_accepted += [
            one for block in blocks if block.kind == PARAGRAPH and (one := all_accepted_in(block.words))
        ]

    def _without_others_signature(self, blocks: list[Block], kind: str) -> list[Block]:
        """Leave the body's signature below what the chief officer says, or the reverse: it signs the document."""
        last = blocks[-1] if len(blocks) > 1 and is_closing(blocks[-1]) else None
        person = signature([last]) if last else NOBODY
        if last is None or not person.author or is_chief(person.role) == (kind == CHIEFS):
            return blocks
        self._closing.append(last)
        self.told.append(last.words)
        return blocks[:-1]

    def _add_headed_comments(self, section: DocumentSection) -> None:
        """Add comments. Below a finding without an answer, under a lower heading, they may be the answer to it."""
        place = len(self._comments.entries)
        is_below = self._ends_open is not None and section.level > self._ends_open
        if not is_below:
            self._ends_open = None
        self._add_comments(section, COMMENT_PARTS[section.part])
        if is_below:
            self._comments.guess_from(place, section.heading, "It may answer the finding above, which has no answer.")

    def _note_open(self, section: DocumentSection, taken: FoundFindings) -> None:
        """Note if a section ends in a finding to which it has no answer."""
        last = taken.rest[-1] if taken.rest else None
        if isinstance(last, list) and last and not (last[-1].answer or last[-1].answered_with or last[-1].loose):
            self._ends_open = section.level

    # --- recommendations ---------------------------------------------------------------------------------------------

    def _with_markers(self, taken: FoundFindings) -> list[Block]:
        """Put a line in the place of each recommendation, which later becomes a link to it."""
        self.told += taken.told
        blocks: list[Block] = []
        for one in taken.rest:
            if isinstance(one, Block):
                blocks.append(one)
                continue
            for item in one:
                held = _HELD.format(self._findings.keep(item))
                blocks.append(Block(PARAGRAPH, held, (held,)))
        return blocks

    def _add_recommendations(self, section: DocumentSection) -> None:
        taken = take(section.blocks, speaker=BODY, in_section=True, heading=section.heading)
        groups = [place for place, one in enumerate(taken.rest) if isinstance(one, list)]
        if not groups:
            if section.blocks:
                sentence = (
                    f"No recommendation could be told apart under “{section.heading}”. If there are some, move them."
                )
                self._notes.gap(("recommendations",), sentence)
            self._add_other(section.heading, join(section.blocks))
            return
        if section.part == OTHER and self._has_themes and can_be_theme(section.heading):
            name_theme(taken.items, section.heading)
        themes = {item.theme for item in taken.items}
        before = [one for one in taken.rest[: groups[0]] if isinstance(one, Block)]
        between = [one for one in taken.rest[groups[0] : groups[-1]] if isinstance(one, Block)]
        after = [one for one in taken.rest[groups[-1] + 1 :] if isinstance(one, Block)]
        self.told += taken.told
        self._take_all_accepted(before)
        for item in taken.items:
            self._findings.keep(item)
        self._note_open(section, taken)
        before = [one for one in before if one.words not in themes]
        is_led = bool(before) and _says_much(before) and section.part != FRONT
        thought = [] if is_led else [one for one in before if says_what_body_thinks([one]) or reported(one)]
        before = [one for one in before if one not in thought]
        if is_led:
            self._guess_comment(
                DocumentSection("policing_body_comments", section.heading, blocks=before), "It leads to the list."
            )
        elif before:
            self.unplaced.append(join(before))
        if thought:
            self._guess_comment(
                DocumentSection("policing_body_comments", blocks=thought), "It says what the body thinks."
            )
        self._open("recommendations", "" if is_led else section.heading)
        self.told += [one.words for one in (*before, *between) if one.words in themes]
        between = [one for one in between if one.words not in themes]
        if between:
            self.unplaced.append(join(between))
        self.told += [one.words for one in after if is_closing(one)]
        self._closing += [one for one in after if is_closing(one)]
        after = [one for one in self._copies.take_lines(after) if not is_closing(one)]
        self.unplaced += [one.text for one in after if one.kind == TABLE]  # its cells may be several speakers'
        after = [one for one in after if one.kind != TABLE]
        if after:
            self._guess_comment(
                DocumentSection("policing_body_comments", blocks=after), "It follows the recommendations."
            )

    def _guess_comment(self, section: DocumentSection, why: str) -> None:
        """Add a text to the body's comments that stands under no heading which says whose it is."""
        place = len(self._comments.entries)
        self._add_comments(section, OWN)
        self._comments.guess_from(place, "", why)

    def _point_to_recommendations(self, data: Data) -> None:
        # A report whose title was not found has no id yet.
        reports = [{"id": f"report-{number}", **report} for number, report in enumerate(data["inspections"])]
        keys = recommendation_keys(cast("Record", {**data, "inspections": reports}))
        for position, key in enumerate(keys):
            number = self._findings.items[position].number
            name = f"Recommendation {number or key}"
            for section in self.sections:  # what found no place may lie round a recommendation
                if "text" in section:
                    section["text"] = section["text"].replace(_HELD.format(position), name)
            for comment in self._comments.entries:
                comment["text"] = comment["text"].replace(_HELD.format(position), f"[{name}](#recommendation-{key})")

    # --- distribution, and what went nowhere -------------------------------------------------------------------------

    def _add_distribution(self, section: DocumentSection) -> None:
        self._open("distribution", section.heading)
        signed = section.blocks[-1] if len(section.blocks) > 1 else None
        if signed and signature([signed]).author:  # it signs the document, and is no name of a recipient
            self._closing.append(signed)
            self.told.append(signed.words)
        self._copies.take_section([one for one in section.blocks if one not in self._closing], section.heading)
        if not self._copies.entries:
            self.sections.pop()
            self.unplaced[:0] = [f"### {section.heading}"] if section.heading else []

    def _add_unplaced(self) -> None:
        texts = [text for text in self.unplaced if text.strip()]
        if texts:
            place = ("document", "sections", len(self.sections))
            sentence = "This text found no place in the record. Move it to where it belongs, or delete it."
            self._notes.gap(place, " ".join([sentence, *self._questions]))
            self._open(OTHER, NOT_PLACED, text="\n\n".join(texts))


def _sums_up(section: DocumentSection) -> bool:
    """Tell if a section says by its heading that it has the findings, as "Background" beside it does not."""
    return section.part == "key_findings" and bool(section.blocks) and bool(_SUMS_UP.search(section.heading))


def _is_title(blocks: Sequence[Block]) -> bool:
    """Tell if the first of some blocks can be the title of a report."""
    first = blocks[0] if blocks else None
    return first is not None and first.kind in (PARAGRAPH, HEADING) and len(first.words) <= _LONGEST_TITLE


def _says_much(blocks: Sequence[Block]) -> bool:
    """Tell if a text has a sentence in it."""
    return any(
        block.kind == PARAGRAPH
        and len(block.words.split()) >= _SENTENCE
        and block.words.rstrip("”’\"')")[-1:] in ".!?:"
        for block in blocks
    )

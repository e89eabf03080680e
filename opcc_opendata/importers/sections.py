"""Blocks → the document's frame: its heading, what it says of the law, and its sections by the part that they are."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.importers.answer_tables import LABEL
from opcc_opendata.importers.asked_headings import named_by_question
from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, QUOTE, TABLE, Block
from opcc_opendata.importers.copies_said import copies_answered, copies_listed, copies_said, is_all_of_copies
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.deciding import BODY
from opcc_opendata.importers.distribution import copies_in, copies_in_a_line
from opcc_opendata.importers.facts import Fact, fact_of, facts_of
from opcc_opendata.importers.gathered import gathered, label_lines
from opcc_opendata.importers.headed_findings import begins_unnumbered, named_at, names_several
from opcc_opendata.importers.items import asks, head_of
from opcc_opendata.importers.labelled import is_label_of_words, labelled_of
from opcc_opendata.importers.labels import APPENDIX, label_of, without_person
from opcc_opendata.importers.letters import letter_ends
from opcc_opendata.importers.lines_apart import lines_apart, unnumbered
from opcc_opendata.importers.minutes import minutes_apart
from opcc_opendata.importers.named_answers import named_answer
from opcc_opendata.importers.offices_over_texts import holder_over_text, is_second_office, stands_over_text
from opcc_opendata.importers.parted_items import items_parted
from opcc_opendata.importers.people import SIGN_OFF, is_chief, name_alone, speaker
from opcc_opendata.importers.recommendations import take
from opcc_opendata.importers.report_titles import is_of_response
from opcc_opendata.importers.sectioned_forms import is_table_of_copies, sections_apart
from opcc_opendata.importers.spanning_cells import spans_apart
from opcc_opendata.importers.unrolled import END, OTHER, beside, known_part, unrolled
from opcc_opendata.importers.wordings import as_compared

FRONT: Final = ""
"""The part of what stands before the first heading that is known."""

_LONGEST_HEADING: Final = 25
_LONGEST_PLAIN_HEADING: Final = 14
_NO_LEVEL: Final = 7
_LONGEST_LABEL: Final = 8
_LONGEST_FINDING: Final = 60
_LISTED: Final = re.compile(r"\\?\(?(?:\d{1,2}|[a-z])\\?[.)]\s")
_SERIES: Final = re.compile(r"(?P<letter>[A-Z])\\?[.)] ")
_TITLE_OF_RESPONSE: Final = re.compile(
    r"(?:[\w&’'()-]+ ){0,12}(?:response|reply|ymateb) (?:to|i) (?!you\b|your\b)", re.IGNORECASE
)
_LAW: Final = re.compile(r"\b(?:section|adran)\s+55\b|police\s+act\s+1996|deddf\s+yr\s+heddlu\s+1996", re.IGNORECASE)


@dataclass(slots=True)
class DocumentSection:
    """A section: which part of a record it is, its heading, its blocks, and the labels of the facts that stand in it.

    `level` is that of the heading.
    """

    part: str
    heading: str = ""
    level: int = _NO_LEVEL
    blocks: list[Block] = field(default_factory=list)
    labels: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Frame:
    """A document taken apart. `facts` are by what they say; several reports answered have one dictionary each.

    `numbers` are those of paragraphs, the questions that head findings and labels that stand again at each finding,
    which the record does not keep.
    `others` are blocks of a meeting's other business.
    """

    heading: str = ""
    statement: str = ""
    facts: list[dict[str, Fact]] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    others: list[Block] = field(default_factory=list)
    sections: list[DocumentSection] = field(default_factory=list)

    def fact(self, name: str) -> Fact | None:
        """Give a fact of the first report."""
        return self.facts[0].get(name) if self.facts else None


def frame_of(blocks: Sequence[Block]) -> Frame:
    """Take a document apart."""
    minutes = minutes_apart(blocks)
    formed = [part for one in minutes.blocks for part in sections_apart(one)]
    named, asked = named_by_question(formed)
    bare, numbers = unnumbered([spans_apart(one) for one in items_parted(named)])
    labels: list[str] = []
    laid_out = list(beside(list(unrolled(gathered(label_lines(lines_apart(bare, fact_of)), labels)))))
    reserved = letter_ends(laid_out)
    taking = _Taking(laid_out)
    for place, block in enumerate(laid_out):
        taking.take(place, block, inside_letter=any(start <= place < end for start, end in reserved))
    frame = taking.frame
    frame.numbers = [*numbers, *minutes.numbers, *asked, *labels]
    frame.others = minutes.others
    _take_head(frame)
    frame.sections = [one for one in frame.sections if one.heading or one.blocks or one.part == "inspections"]
    return frame


class _Taking:
    """A document being taken apart, block by block."""

    def __init__(self, blocks: Sequence[Block]) -> None:
        self.frame = Frame()
        self._blocks = blocks
        self._repeated = _repeated(blocks)
        self._answered = _Answered(self._repeated)
        self._has_heading = False
        self._open(FRONT)

    def take(self, place: int, block: Block, *, inside_letter: bool) -> None:
        """Put the next block into its section, which it may begin."""
        if block is END:
            self._open(FRONT)
        elif inside_letter and not self._is_head_of_letter(block):
            self._has_heading = self._has_heading or block.kind == HEADING
            self._add(block)
        elif facts := facts_of(block):
            self._has_heading = self._has_heading or block.kind == HEADING
            self._add_facts(facts)
        else:
            self._begin(place, block)

    @staticmethod
    def _is_head_of_letter(block: Block) -> bool:
        """Tell if a block in a letter gives the report's title or day beside a label of two words or more."""
        facts = facts_of(block) if block.kind == PARAGRAPH else {}
        return bool(facts) and all(len(one.label.split()) > 1 for one in facts.values())

    def _begin(self, place: int, block: Block) -> None:
        """Begin a section where a block begins one, or go on with the last one."""
        goes_on = self._answered.goes_on(block, in_findings=self._current.part == "recommendations")
        part = "" if goes_on or self._is_next_finding(place, block) else self._part(place, block)
        self._has_heading = self._has_heading or block.kind == HEADING
        if copies_said(block) and not is_all_of_copies(block):
            self.frame.sections.append(DocumentSection("distribution", blocks=[block]))
        if begins_unnumbered(self._blocks, place) or names_several(block):
            if self._current.part != "recommendations":
                self._open("recommendations", "", max(block.level - 1, 0))
            self._current.blocks.append(block)
        elif copies := copies_in_a_line(block):
            self.frame.sections.append(DocumentSection("distribution", copies[0], blocks=[copies[1]]))
        elif is_all_of_copies(block) or copies_listed(block)[0] or copies_answered(block) or is_table_of_copies(block):
            self.frame.sections.append(DocumentSection("distribution", blocks=[block]))
        elif _begins_findings(block, self._current):
            self._open("recommendations", "", max(block.level - 1, 0))
            self._current.blocks.append(block)
        elif part or self._is_next_in_series(block):
            self._open(part or OTHER, block.words, block.level or _NO_LEVEL)
            self._answered = _Answered(self._repeated)
        else:
            self._add(block)

    def _is_next_finding(self, place: int, block: Block) -> bool:
        """Tell if a heading is one more finding in a section of findings: by its name, or by the labels below it."""
        if self._current.part != "recommendations" or block.kind != HEADING:
            return False
        if named_answer(block):
            return True
        head = head_of(block.words)
        is_named = block.level > self._current.level and named_at(self._blocks, place, "recommendation") is not None
        return is_named or (head is not None and bool(head.number))

    def _part(self, place: int, block: Block) -> str:
        """Say which part of a record a block is the heading of. The document's own heading is of none."""
        if self._leads_to_quotation(place, block):
            return ""
        is_first = (not self._has_heading and not self.frame.facts) or self._answered.has_begun
        if holder := holder_over_text(self._blocks, place).role:
            return "chief_officer_comments" if is_chief(holder) else "policing_body_comments"
        part = _part(block, self._current, is_first=is_first, leads=self._leads_to_speech(place))
        is_alone = not self.frame.facts and len(self.frame.sections) == 1 and not self._has_heading
        is_first = is_alone and (place == 0 or block.kind == HEADING) and not APPENDIX.match(block.words)
        return "" if is_first and (block.level <= 1 or not label_of(block.words).pure) else part

    def _leads_to_speech(self, place: int) -> bool:
        """Tell if a bold line stands above a text, and below no name: "**Chief Constable**", and what he says."""
        above = self._blocks[place - 1] if place else None
        is_named = above is not None and bool(name_alone(above)) and not is_second_office(self._blocks, place)
        is_signature = is_named or (above is not None and bool(SIGN_OFF.match(above.words)))
        return stands_over_text(self._blocks, place) and not is_signature

    def _is_next_in_series(self, block: Block) -> bool:
        """Tell if a bold line has the letter after that of a heading above it: "B. …" and "C. …"."""
        found = _SERIES.match(block.words)
        is_line = block.kind == PARAGRAPH and block.style == "strong" and len(block.lines) == 1
        before = next((one for one in map(_SERIES.match, self._headings()) if one), None)
        if not is_line or found is None or before is None:
            return False
        return ord(found["letter"]) == ord(before["letter"]) + 1

    def _headings(self) -> Iterator[str]:
        """Give the headings of the sections that are bold lines, the last one first."""
        return (one.heading for one in reversed(self.frame.sections) if one.level == _NO_LEVEL)

    def _leads_to_quotation(self, place: int, block: Block) -> bool:
        """Tell if a line is "The Commissioner, Jo Sample, said:", with what she said below it."""
        below = self._blocks[place + 1] if place + 1 < len(self._blocks) else None
        if block.kind != PARAGRAPH or block.words[-1:] != ":" or not speaker(block.words).author or below is None:
            return False
        return below.kind == QUOTE or below.words[:1] in "“\"‘'"

    def _open(self, part: str, heading: str = "", level: int = _NO_LEVEL) -> None:
        self._current = DocumentSection(part, heading, level)
        self.frame.sections.append(self._current)

    def _add(self, block: Block) -> None:
        if self._current.part == "inspections" and not self._current.heading:
            self._open(FRONT)
        self._current.blocks.append(block)

    def _add_facts(self, facts: dict[str, Fact]) -> None:
        _add_facts(self.frame, facts)
        if self.frame.sections[-1].part != "inspections":
            self._open("inspections")
        for name, fact in facts.items():
            is_reports = name == "page_date" and "page_date" not in self.frame.facts[-1]
            self._current.labels.setdefault("published" if is_reports else name, fact.label)


def _begins_findings(block: Block, current: DocumentSection) -> bool:
    """Tell if a heading is a finding, or a table holds some, in a section that is none of findings."""
    if block.kind == TABLE and current.part in ("key_findings", "distribution"):
        is_of_copies = current.part == "distribution" and bool(copies_in([block])[0])
        return not is_of_copies and bool(take([block], speaker=BODY, in_section=True).items)
    if current.part in (FRONT, OTHER) and block.kind == PARAGRAPH and (head := head_of(block.words)):
        return not head.number and asks(head.rest) and len(head.rest.split()) <= _LONGEST_FINDING
    is_elsewhere = current.part not in (FRONT, "inspections", "recommendations") and block.level <= current.level
    head = head_of(block.words)
    is_heading = block.kind == HEADING or (block.style == "strong" and head is not None and bool(head.number))
    return is_heading and is_elsewhere and head is not None


def _repeated(blocks: Sequence[Block]) -> frozenset[str]:
    """Give the headings that stand more than once, as labels do that answer one finding after another."""
    counts = Counter(as_compared(block.words) for block in blocks if block.kind == HEADING)
    return frozenset(words for words, count in counts.items() if count > 1)


class _Answered:
    """Who has answered the finding that was last begun: a label alone, "PCC response", may answer it or head a part."""

    def __init__(self, repeated: frozenset[str]) -> None:
        self._repeated = repeated
        self._level = 0
        self._above = 0
        self._actors: set[str] | None = None

    @property
    def has_begun(self) -> bool:
        """Tell if a finding stands above, so that an office alone is more likely to answer it."""
        return self._actors is not None

    @staticmethod
    def _begins(block: Block, *, in_findings: bool) -> bool:
        """Tell if a block begins a finding: by its name, or by a number alone in a section of findings."""
        if block.kind in (HEADING, PARAGRAPH) and (head_of(block.words) or names_several(block)):
            return True
        return in_findings and block.kind in (PARAGRAPH, LIST) and bool(_LISTED.match(block.text)) and asks(block.words)

    def goes_on(self, block: Block, *, in_findings: bool = False) -> bool:
        """Tell if a block is a label that answers the finding before it."""
        if self._begins(block, in_findings=in_findings):
            self._level, self._actors = block.level or self._above or _NO_LEVEL, set()
            return False
        self._above = block.level or self._above
        concept, inside = labelled_of(block)
        concept = concept or ("text" if is_label_of_words(block) else "")
        if self._actors is None or not concept:
            return False
        is_below = block.kind != HEADING or block.level > self._level
        is_below = is_below or (block.level == self._level and as_compared(block.words) in self._repeated)
        goes_on = bool(inside) or (concept not in self._actors and is_below)
        self._actors.add(concept)
        return goes_on


def _add_facts(frame: Frame, facts: dict[str, Fact]) -> None:
    before = frame.facts[-1].get("published") if frame.facts and "published" in facts else None
    if before and fact_of(before.label) == "page_date" and "response_published" not in frame.facts[-1]:
        # The report's day has a label of its own further down: the first one was that of the page.
        frame.facts[-1]["page_date"] = frame.facts[-1].pop("published")
    if not frame.facts or any(name in frame.facts[-1] for name in facts):
        frame.facts.append({})
    frame.facts[-1].update(facts)
    here = frame.facts[-1]
    # "Date published" is the report's where it stands in a form with the title or the type of the report.
    is_of_report = ("title" in here and not is_of_response(here["title"].words)) or "type" in here
    is_of_report = is_of_report or _is_before_response(here)
    if "page_date" in here and "published" not in here and is_of_report:
        here["published"] = here.pop("page_date")


def _is_before_response(facts: dict[str, Fact]) -> bool:
    """Tell if "Date published" is before "Date of response": nobody publishes a response before its own day."""
    days = [only_date(facts[name].words) for name in ("page_date", "response_date") if name in facts]
    dates = [day.date for day in days if day and day.date and not day.doubt]
    return len(dates) == 2 and dates[0] < dates[1]


def _part(block: Block, current: DocumentSection, *, is_first: bool, leads: bool = False) -> str:
    """Say which part of a record a block is the heading of. Empty where it is no heading of a section.

    `leads` says that a bold line can be no signature: below it somebody speaks.
    """
    words = block.words
    if block.style == LABEL:
        return known_part(words, is_heading=True)
    if (head := head_of(words)) and head.number:
        return ""
    count = len(words.split())
    if block.kind not in (HEADING, PARAGRAPH) or count > _LONGEST_HEADING or len(block.lines) > 2:
        return ""
    looks = block.kind == HEADING or block.style == "strong" or (count > 1 and words.isupper())
    line = without_person(words)
    is_line = line[:1].isupper() and line[-1:].isalpha() and len(line.split()) <= _LONGEST_LABEL
    if not looks and is_line and label_of(line).pure:
        return known_part(words)  # a line of plain text that can be nothing but a heading
    if not looks and not (words.endswith(":") and count <= _LONGEST_PLAIN_HEADING and label_of(words).pure):
        return ""
    if known := known_part(words, is_heading=(block.kind == HEADING or leads) and not is_first):
        is_finding = known.endswith("_comments") and words[-1:] == "." and asks(words)
        return "" if is_finding else known  # "1. The force should answer calls sooner." heads nobody's comments
    below = current.part in (FRONT, "inspections") or block.kind != HEADING or block.level > current.level
    return "" if below else OTHER


def _take_head(frame: Frame) -> None:
    """Take the document's heading and what it says of the law from what stands before its sections."""
    for section in frame.sections:
        if section.part != FRONT:
            continue
        for block in list(section.blocks):
            is_title = _is_title(block) or (block is section.blocks[0] and _is_line_of_title(block))
            if not frame.heading and is_title and not frame.statement:
                frame.heading = block.words
                section.blocks.remove(block)
            elif not frame.statement and _is_statement(block):
                frame.statement = block.text
                section.blocks.remove(block)
            else:
                break


def _is_title(block: Block) -> bool:
    if head_of(block.words):
        return False
    return (block.kind == HEADING and block.level <= 2) or (block.kind == PARAGRAPH and block.style == "strong")


def _is_line_of_title(block: Block) -> bool:
    """Tell if a line of plain text can be nothing but the title of a response: "Surrey PCC's response to …"."""
    is_line = block.kind == PARAGRAPH and len(block.lines) == 1 and block.words[-1:] not in tuple(".,;:!”")
    return is_line and bool(_TITLE_OF_RESPONSE.match(block.words)) and not head_of(block.words)


def _is_statement(block: Block) -> bool:
    return (
        block.kind == PARAGRAPH and bool(_LAW.search(block.words)) and (block.style == "em" or len(block.words) < 400)
    )

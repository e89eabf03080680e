"""Blocks → the document's frame: its heading, what it says of the law, and its sections by the part that they are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block, table
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.items import BODY, head_of
from opcc_opendata.importers.labels import BOTH, column_of, label_of, part_of
from opcc_opendata.importers.letters import letter_ends
from opcc_opendata.importers.lines_apart import lines_apart
from opcc_opendata.importers.people import ROLE
from opcc_opendata.importers.recommendations import labelled_of, take
from opcc_opendata.importers.wordings import as_compared, concept_of

OTHER: Final = "other"
FRONT: Final = ""
"""The part of what stands before the first heading that is known."""

_LONGEST_HEADING: Final = 25
_LONGEST_PLAIN_HEADING: Final = 14
_NO_LEVEL: Final = 7
_KNOWN: Final = 3
"""Labels of a form that must be known where they are not most of them, and name two parts of a response."""
_LONGEST_VALUE: Final = 40
_LABELLED: Final = re.compile(r"^(?P<label>[^:]{3,60}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_DATES: Final = frozenset(["published", "page_date", "response_published", "response_date"])
_LONGEST_DATE: Final = 6
_NEAR: Final = 60
_PUBLISHED_ON: Final = re.compile(
    r"^(?P<label>(?:date )?(?:first )?published(?: on)?|posted(?: on)?|cyhoeddwyd(?: ar)?)(?: ?:)? "
    r"(?P<value>(?:[A-Z][a-z]{2,8}\.?,? )?\d.{3,60})$",
    re.I,
)
_LONGEST_LABEL: Final = 8
_OF_REPORT: Final = re.compile(r"\b(?:report|inspection|hmicfrs|hmic|inspectorate|adroddiad|arolygiad)")
_DATE_LABEL: Final = re.compile(
    r"\b(?:date|published|publication|released|issued|posted|dyddiad|cyhoeddi|cyhoeddwyd)\b"
)
_PAGE_DATE: Final = re.compile(
    r"(?:date )?(?:first )?(?:published|posted|publication)(?: on| date)?|date of publication|dyddiad cyhoeddi"
    r"|cyhoeddwyd(?: ar)?"
)
_NOT_GIVEN: Final = re.compile(r"\b(?:due|deadline|required|publi\w+)\b")
_RESPONSE_DATE: Final = re.compile(
    r"\b(?:response|statement|comments?|answer|reply)\b.*\b(?:published|publication)\b"
    r"|\b(?:published|publication)\b.*\b(?:response|statement|answer|reply)\b"
)
_LAW: Final = re.compile(r"\b(?:section|adran)\s+55\b|police\s+act\s+1996|deddf\s+yr\s+heddlu\s+1996", re.IGNORECASE)


@dataclass(slots=True)
class Fact:
    """What the document prints beside a label: the label, and the value in Markdown and as bare words."""

    label: str
    text: str
    words: str


@dataclass(slots=True)
class Section:
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
    """A document taken apart. `facts` are by what they say; several reports answered have one dictionary each."""

    heading: str = ""
    statement: str = ""
    facts: list[dict[str, Fact]] = field(default_factory=list)
    sections: list[Section] = field(default_factory=list)

    def fact(self, name: str) -> Fact | None:
        """Give a fact of the first report."""
        return self.facts[0].get(name) if self.facts else None


def frame_of(blocks: Sequence[Block]) -> Frame:
    """Take a document apart."""
    frame = Frame()
    laid_out = list(_beside(list(_unrolled(lines_apart(blocks, fact_of)))))
    reserved = letter_ends(laid_out)
    current = Section(FRONT)
    frame.sections.append(current)
    answered = _Answered()
    has_heading = False
    for place, block in enumerate(laid_out):
        inside_letter = any(start <= place < end for start, end in reserved)
        facts = {} if inside_letter else facts_of(block)
        goes_on = not inside_letter and not facts and answered.goes_on(block)
        part = (
            ""
            if inside_letter or facts or goes_on
            else _part(block, current, is_first=not has_heading or answered.has_begun)
        )
        is_first = (
            not frame.facts and len(frame.sections) == 1 and (place == 0 or block.kind == HEADING) and not has_heading
        )
        if part and is_first and (block.level <= 1 or not label_of(block.words).pure):
            part = ""  # the document's own heading
        has_heading = has_heading or block.kind == HEADING
        if facts:
            _add_facts(frame, facts)
            if frame.sections[-1].part != "inspections":
                current = Section("inspections")
                frame.sections.append(current)
            for name, fact in facts.items():
                is_reports = name == "page_date" and "page_date" not in frame.facts[-1]
                current.labels.setdefault("published" if is_reports else name, fact.label)
        elif _begins_findings(block, current) and not inside_letter:
            current = Section("recommendations", "", max(block.level - 1, 0), [block])
            frame.sections.append(current)
        elif part:
            current = Section(part, block.words, block.level or _NO_LEVEL)
            frame.sections.append(current)
            answered = _Answered()
        else:
            if current.part == "inspections" and not current.heading:
                current = Section(FRONT)
                frame.sections.append(current)
            current.blocks.append(block)
    _take_head(frame)
    frame.sections = [one for one in frame.sections if one.heading or one.blocks or one.part == "inspections"]
    return frame


def _begins_findings(block: Block, current: Section) -> bool:
    """Tell if a heading is a finding, or a table holds some, in a section that is none of findings."""
    if block.kind == TABLE and current.part in ("key_findings", "distribution"):
        return bool(take([block], speaker=BODY, in_section=True).items)
    is_elsewhere = current.part not in (FRONT, "inspections", "recommendations") and block.level <= current.level
    return block.kind == HEADING and is_elsewhere and head_of(block.words) is not None


class _Answered:
    """Who has answered the finding that was last begun: a label alone, "PCC response", may answer it or head a part."""

    def __init__(self) -> None:
        self._level = 0
        self._actors: set[str] | None = None

    @property
    def has_begun(self) -> bool:
        """Tell if a finding stands above, so that an office alone is more likely to answer it."""
        return self._actors is not None

    def goes_on(self, block: Block) -> bool:
        """Tell if a block is a label that answers the finding before it."""
        if block.kind in (HEADING, PARAGRAPH) and head_of(block.words):
            self._level, self._actors = block.level or _NO_LEVEL, set()
            return False
        concept, inside = labelled_of(block)
        if self._actors is None or not concept:
            return False
        is_below = block.kind != HEADING or block.level > self._level
        goes_on = bool(inside) or (concept not in self._actors and is_below)
        self._actors.add(concept)
        return goes_on


def facts_of(block: Block) -> dict[str, Fact]:
    """Read the labels and values of a paragraph, where each of its lines has a label that is known."""
    if block.kind not in (PARAGRAPH, HEADING):
        return {}
    texts = [line.strip().rstrip("\\").strip() for line in block.text.split("\n")]
    found: dict[str, Fact] = {}
    for line, text in zip(block.lines, texts, strict=False):
        match = _LABELLED.match(line) or _PUBLISHED_ON.match(line)
        name = fact_of(match["label"]) if match else ""
        if not (match and name and match["value"]) or name in found:
            return {}
        value = match["value"].strip()
        if name == "title" and (ROLE.match(value) or not re.search(r"[a-z]\W+\w", value)):
            return {}  # the title of a person
        if name in _DATES and len(value.split()) > _LONGEST_DATE and not find_dates(value[:_NEAR]):
            return {}  # a sentence with a colon
        label = line[: match.start("value")].strip()
        at = text.find(value[:20])
        found[name] = Fact(label, text[at:].strip("* ") if at >= 0 else value, value)
    return found


def fact_of(label: str) -> str:
    """Say which fact a label names: title, published, type, response_published, or page_date for a bare "Published"."""
    plain = as_compared(label).rstrip("?")
    if len(plain.split()) > _LONGEST_LABEL:
        return ""
    if concept := concept_of("fact", plain):
        return "page_date" if concept == "published" and not _OF_REPORT.search(plain) else concept
    if plain in ("type", "kind") or (_OF_REPORT.search(plain) and re.search(r"\b(?:type|kind)\b", plain)):
        return "type"
    if re.search(r"\b(?:title|name)\b", plain) and _OF_REPORT.search(plain):
        return "title"
    if plain in ("inspection", "title"):
        return "title"
    if re.search(r"\bdate\b", plain) and re.search(r"\bresponse\b", plain) and not _NOT_GIVEN.search(plain):
        return "response_date"
    if _RESPONSE_DATE.search(plain) and not re.search(r"\b(?:due|deadline|required)\b", plain):
        return "response_published"
    if _DATE_LABEL.search(plain):
        return "published" if _OF_REPORT.search(plain) else "page_date" if _PAGE_DATE.fullmatch(plain) else ""
    return ""


def _add_facts(frame: Frame, facts: dict[str, Fact]) -> None:
    if not frame.facts or any(name in frame.facts[-1] for name in facts):
        frame.facts.append({})
    frame.facts[-1].update(facts)
    here = frame.facts[-1]
    # "Date published" is the report's where it stands in a form with the title or the type of the report.
    if "page_date" in here and "published" not in here and ("title" in here or "type" in here):
        here["published"] = here.pop("page_date")


def _part(block: Block, current: Section, *, is_first: bool) -> str:
    """Say which part of a record a block is the heading of. Empty where it is no heading of a section."""
    words = block.words
    count = len(words.split())
    if block.kind not in (HEADING, PARAGRAPH) or count > _LONGEST_HEADING or len(block.lines) > 2:
        return ""
    looks = block.kind == HEADING or block.style == "strong" or (count > 1 and words.isupper())
    if not looks and label_of(words).pure and words[-1:].isalpha() and words[:1].isupper() and count <= _LONGEST_LABEL:
        return _known_part(words)  # a line of plain text that can be nothing but a heading
    if not looks and not (words.endswith(":") and count <= _LONGEST_PLAIN_HEADING and label_of(words).pure):
        return ""
    if known := _known_part(words, is_heading=block.kind == HEADING and not is_first):
        return known
    below = current.part in (FRONT, "inspections") or block.kind != HEADING or block.level > current.level
    return "" if below else OTHER


def _known_part(words: str, *, is_heading: bool = False) -> str:
    """Say which part a heading is of. One that names two speakers is none."""
    found = part_of(words, is_heading=is_heading) or concept_of("heading", words)
    return OTHER if found.endswith("_comments") and label_of(words).actor == BOTH else found


def _beside(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with a label of a fact that stands in a line of its own put before the value below it."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        below = blocks[place + 1] if place + 1 < len(blocks) else None
        if below is not None and _is_label_of(block, below):
            label = block.words.rstrip(" :")
            text = f"{label}: {' '.join(below.text.split())}"
            yield Block(PARAGRAPH, text, (f"{label}: {below.words}",), anchor=block.anchor)
            place += 2
        else:
            yield block
            place += 1


def _is_label_of(block: Block, below: Block) -> bool:
    looks = block.kind in (HEADING, PARAGRAPH) and (block.words.endswith(":") or block.style == "strong")
    is_value = below.kind == PARAGRAPH and len(below.words.split()) <= _LONGEST_VALUE and below.style != "strong"
    return looks and is_value and below.words[-1:] != ":" and fact_of(block.words) in ("title", "published", "type")


def _unrolled(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with forms that are laid out as a table of labels beside texts as labels and texts."""
    for block in (part for one in blocks for part in _form_and_findings(one)):
        if block.kind == TABLE and _is_form(block):
            for row in block.rows:
                yield from _row(row)
        else:
            yield block


def _form_and_findings(block: Block) -> list[Block]:
    """Part a form in which findings and their answers stand under the facts, in one table of two columns."""
    if block.kind != TABLE or max(len(row) for row in block.rows) > 2:
        return [block]
    labels = [" ".join(one.words for one in row[0]) if row else "" for row in block.rows]
    first = next((n for n, label in enumerate(labels) if head_of(label)), 0)
    if not first or not any(fact_of(label) for label in labels[:first]):
        return [block]
    last = max(n for n, label in enumerate(labels) if n >= first and (head_of(label) or column_of(label)))
    return [table(rows) for rows in (block.rows[:first], block.rows[first : last + 1], block.rows[last + 1 :]) if rows]


def _is_form(block: Block) -> bool:
    labels = [" ".join(one.words for one in row[0]) for row in block.rows if row and row[0]]
    known = [label for label in labels if fact_of(label) or _known_part(label)]
    width = max(len(row) for row in block.rows)
    is_of_findings = any(head_of(label) for label in labels)
    is_known = len(known) * 2 > len(labels) or (len(known) >= _KNOWN and len({*map(_known_part, known)} - {""}) > 1)
    return width <= 2 and is_known and not is_of_findings


def _row(row: tuple[tuple[Block, ...], ...]) -> Iterator[Block]:
    label, *values = [cell for cell in row if cell] or [()]
    inside = [block for cell in values for block in cell]
    words = " ".join(block.words for block in label)
    if fact_of(words) and len(inside) == 1 and inside[0].kind == PARAGRAPH:
        line = f"{words.rstrip(' :')}: {inside[0].words}"
        yield Block(PARAGRAPH, f"{words.rstrip(' :')}: {' '.join(inside[0].text.split())}", (line,))
    elif _known_part(words):
        yield Block(PARAGRAPH, words, (words,), style="strong")
        yield from inside
    else:
        yield from label
        yield from inside


def _take_head(frame: Frame) -> None:
    """Take the document's heading and what it says of the law from what stands before its sections."""
    for section in frame.sections:
        if section.part != FRONT:
            continue
        for block in list(section.blocks):
            if not frame.heading and _is_title(block) and not frame.statement:
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


def _is_statement(block: Block) -> bool:
    return (
        block.kind == PARAGRAPH and bool(_LAW.search(block.words)) and (block.style == "em" or len(block.words) < 400)
    )

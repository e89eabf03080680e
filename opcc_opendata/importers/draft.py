"""One response in a document → a draft of its record, with what a person must know about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.bodies import Told, body_of, named_body
from opcc_opendata.importers.coverage import Coverage, kept
from opcc_opendata.importers.dates import only_date
from opcc_opendata.importers.formats import LeftOut
from opcc_opendata.importers.letters import Letter, date_of, letters_in, subject_of
from opcc_opendata.importers.making import Making
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.reports import Sources, new_id, report_of, sentence_at
from opcc_opendata.importers.sections import Frame, frame_of
from opcc_opendata.importers.splitting import Part
from opcc_opendata.importers.unreadable import Unreadable

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

Data = dict[str, Any]

_HOLDING: Final = re.compile(
    r"\b(?:holding (?:statement|response|reply)|interim response|full response will"
    r"|will (?:respond|reply) (?:in full|fully))\b",
    re.IGNORECASE,
)
_WELSH: Final = re.compile(r"\b(?:yr|yn|ac|ar|i'r|gan|wedi|bod|mae|heddlu|hefyd|hwn|sy'n|eu)\b", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"\b(?:the|and|of|to|in|that|is|for|with|police|this)\b", re.IGNORECASE)
_YEAR: Final = re.compile(r"-\d{4}$")


@dataclass(frozen=True, slots=True)
class Source:
    """The file that a response comes from. `url` is the document's own word, `part` the name of a part of its page."""

    name: str
    sha256: str
    url: str = ""
    part: str = ""
    several: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """A draft of a record. `words` counts those of the document, `kept` those of them that the record prints.

    `told` are words that the record says with keys, codes and dates. `coverage` is what became of all words of the
    document's own file; it is None where `uncounted` says why they can't be counted.
    """

    data: Data
    notes: Notes
    words: int
    kept: int
    left_out: tuple[LeftOut, ...] = field(default=())
    told: tuple[str, ...] = ()
    coverage: Coverage | None = None
    uncounted: str = ""

    @property
    def stem(self) -> str:
        """Give the name of its file without .yaml."""
        return str(self.data["id"]).removeprefix(f"{self.data['force']}-")


def draft_of(part: Part, source: Source, standard: Standard, body: str = "") -> Draft:
    """Make the draft. `body` is the code of the local policing body, where a person has named it. Raises Unreadable."""
    notes = Notes()
    blocks = part.blocks
    frame = frame_of(blocks)
    text = "\n".join(block.words for block in blocks)
    letters = letters_in(blocks)
    making = Making(frame, notes, part.above)
    reports = _reports(frame, making, blocks, letters, text, standard, notes)
    data: Data = {"schema_version": standard.version, "language": _language(text), "inspections": reports}
    _put_dates(data, frame, blocks, letters, notes)
    told = _told(text, source, standard, data, body)
    _put_identity(data, told, source, notes, named=bool(body))
    data["stage"] = _stage(text, frame, letters, notes)
    making.finish(data)
    data["source"] = _source(source, frame, letters, data)
    if source.several:
        data["note"] = "The page holds several responses."
    facts = [f"{fact.label} {fact.words}" for one in frame.facts for fact in one.values()]
    told_words = (*facts, *making.told)
    return Draft(data, notes, *kept((*part.above, *blocks), data, told_words), told=told_words)


def _reports(
    frame: Frame,
    making: Making,
    blocks: Sequence[Block],
    letters: Sequence[Letter],
    text: str,
    standard: Standard,
    notes: Notes,
) -> list[Data]:
    subject = subject_of(blocks, letters[0]) if letters else ""
    facts = [{name: fact for name, fact in one.items() if name != "response_published"} for one in frame.facts]
    return [
        report_of(Sources(one, subject, making.named, frame.heading, text), standard, notes, position)
        for position, one in enumerate(facts or [{}])
    ]


def _language(text: str) -> str:
    return "cy" if len(_WELSH.findall(text)) > len(_ENGLISH.findall(text)) else "en"


def _put_dates(data: Data, frame: Frame, blocks: Sequence[Block], letters: Sequence[Letter], notes: Notes) -> None:
    dates: Data = {}
    fact = frame.fact("response_published")
    found = only_date(fact.words) if fact else None
    if fact and found and found.date:
        dates["published"] = found.date
    elif fact:
        notes.gap(("dates", "published"), f"The date “{fact.words}” can't be used. Write the date if you know it.")
    written = date_of(blocks, letters[0]) if letters else None
    if written and written.date:
        dates["letter"] = written.date
        notes.guess(("dates", "letter"), written.words, f"{written.doubt}." if written.doubt else "")
    elif written:
        notes.gap(("dates", "letter"), f"The letter's date is not sure: {written.doubt}.")
    if dates:
        data["dates"] = dates


def _told(text: str, source: Source, standard: Standard, data: Data, body: str) -> Told:
    if body:
        named = named_body(body, standard)
        if named is None:
            raise Unreadable(f"There is no local policing body with the code {body} in the codelist.")
        return named
    dates = data.get("dates", {})
    date = dates.get("published") or dates.get("letter") or data["inspections"][0].get("published", "")
    told = body_of(text, source.url, standard, date)
    if told is None:
        raise Unreadable("It can't be told whose response this is. Say so with --body, for example --body norfolk-pcc.")
    return told


def _put_identity(data: Data, told: Told, source: Source, notes: Notes, *, named: bool) -> None:
    report = data["inspections"][0]
    data["force"], data["policing_body"] = told.force, told.body
    if told.printed:
        data["body_as_printed"] = told.printed
    if not named:
        notes.guess(("policing_body",), told.words)
    if "title" in report:
        start = "Ymateb i" if data["language"] == "cy" else "Response to"
        data["title"] = f"{start} {report['title']}"
        words = _YEAR.sub("", report["id"])
    else:
        notes.gap(("title",), "The response has no title, because that of the report was not found. Write one.")
        words = new_id(source.name.rpartition(".")[0], "")
    data["id"] = f"{told.force}-{report.get('published', 'undated')}-{words}"


def _stage(text: str, frame: Frame, letters: Sequence[Letter], notes: Notes) -> str:
    if holding := _HOLDING.search(text):
        notes.guess(("stage",), sentence_at(text, holding.start()))
        return "holding"
    if frame.facts or letters or frame.statement:
        notes.guess(("stage",), why="Nothing in the document speaks of another response, before or after it.")
        return "full"
    notes.gap(("stage",), "The document does not say if this is the full response. Write full, if you know that it is.")
    return "not_stated"


def _source(source: Source, frame: Frame, letters: Sequence[Letter], data: Data) -> Data:
    comments = data.get("comments", [])
    quoted_only = bool(comments) and all(one["form"] == "quoted" for one in comments)
    form = "office_form" if frame.facts else "letter" if letters else "news_item" if quoted_only else "statement"
    address = f"{source.url}#{source.part}" if source.url and source.part else source.url
    found = {"origin": "document", "form": form, "url": address, "file_name": source.name, "sha256": source.sha256}
    return {key: value for key, value in found.items() if value}

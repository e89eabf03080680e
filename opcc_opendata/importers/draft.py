"""One response in a document → a draft of its record, with what a person must know about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.importers.answered_reports import reports_of
from opcc_opendata.importers.bilingual import in_one_language, language_of
from opcc_opendata.importers.blocks import Block
from opcc_opendata.importers.bodies import CAPITAL, NamedBody, body_of, joint_bodies, named_body
from opcc_opendata.importers.copies_said import copies_apart, put_addressee
from opcc_opendata.importers.coverage import WordCoverage
from opcc_opendata.importers.doubts import doubt
from opcc_opendata.importers.formats import LeftOut
from opcc_opendata.importers.formats.raw import DocumentError, PageDate
from opcc_opendata.importers.labels import Setting, in_setting
from opcc_opendata.importers.letters import Letter, letter_unquoted, letters_in, salutation_apart
from opcc_opendata.importers.notes import Notes
from opcc_opendata.importers.office_holders import office_holders
from opcc_opendata.importers.people import people_in
from opcc_opendata.importers.publications import RESPONSE, publications_in
from opcc_opendata.importers.record_parts import RecordParts
from opcc_opendata.importers.report_dates import complete_year, sentence_at
from opcc_opendata.importers.report_titles import says_what_is_answered
from opcc_opendata.importers.reports import new_id
from opcc_opendata.importers.response_dates import (
    drop_what_contradicts,
    is_update,
    put_dates,
    put_margin_date,
    put_page_date,
)
from opcc_opendata.importers.sections import FRONT, Frame, frame_of
from opcc_opendata.importers.splitting import ResponsePart

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

Data = dict[str, Any]

_STAGES: Final = (
    (
        "holding",
        re.compile(
            r"\b(?<!replaces the )(?<!replaces my )(?<!replaces our )(?<!follows the )(?<!follows my )(?<!after the )"
            r"(?:holding (?:statement|response|reply)|interim response|(?:full|further|final) response will"
            r"|will (?:respond|reply) (?:in full|fully)|publish (?:a|my|our) full response)\b",
            re.IGNORECASE,
        ),
    ),
    ("correction", re.compile(r"\b(?:corrected (?:version|response)|this (?:version )?corrects)\b", re.IGNORECASE)),
    (
        "full",
        re.compile(
            r"\b(?:this(?: (?:letter|statement|document|page|paper|reply))?|what follows|below|here) is"
            r" (?:my|our|the|her|his|its"
            r"|(?:the )?(?:pf?cc|commissioner|mayor)[’']s) (?:full|formal and full|complete)"
            r" response\b"
            r"|(?m:^(?:title\s?:?\s?|subject\s?:?\s?|re\s?:\s?)?full response to\b)"
            r"|(?m:^(?:status|stage)(?: of (?:this|the|our) response)?\s?[:–—-]?\s{0,2}full(?: response)?\.?$)"
            r"|\bthis full response (?:replaces|follows)\b",
            re.IGNORECASE,
        ),
    ),
    (
        "update",
        re.compile(
            r"\bthis (?:letter|statement|response|reply|document|paper|page)"
            r" (?:is an update (?:(?:to|on) (?:my|our)\b|and should be read (?:together )?with\b)"
            r"|updates (?:my|our|the) (?:\w+ )?(?:response|reply|answer)\b)",
            re.IGNORECASE,
        ),
    ),
)
_BILINGUAL: Final = (
    "The document is in English and in Welsh. The draft has one of them; the other stands under “Not placed”. "
    "Write it beside each text, or delete it."
)
_TOGETHER: Final = (
    "The document names {names} alike: they may answer together. This draft is for {name}, and each of the others has "
    "one of its own. Confirm this body, or delete the draft."
)
_HEAD_OF_TEXT: Final = 800
_JOINT: Final = re.compile(
    r"\bjoint (?:response|statement|comments|letter)\b[^.]{0,60}\b(?:Commissioners|PCCs)\b"
    r"|\bwe are (?:two|three) of\b",
    re.IGNORECASE,
)
_MAY_BE_JOINT: Final = (
    "The document says “{words}”: it may be of several bodies. Confirm this body, and import it with --body for each "
    "of the others."
)
_YEAR: Final = re.compile(r"-\d{4}$")


@dataclass(frozen=True, slots=True)
class SourceFile:
    """The file that a response comes from. `url` is the document's own word, `part` the name of a part of its page.

    `around` is the text of all of it, with its page headers, for what a part does not say by itself. `dates` are days
    that a web page's own data give for its publication, and `margins` are the lines at the head or foot of each page.
    """

    name: str
    sha256: str
    url: str = ""
    part: str = ""
    several: bool = False
    around: str = ""
    dates: tuple[PageDate, ...] = ()
    margins: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ImportedDraft:
    """A draft of a record.

    `blocks` are the paragraphs and tables of the document, in order.
    `told` are words that the record says with keys, codes and dates. `coverage` is what became of all words of the
    document's own file; it is None where `uncounted` says why they can't be counted. `base` is what a form held before
    it was filled in, and None for any other document. `is_restored` says that the document carried its record.
    """

    data: Data
    notes: Notes
    left_out: tuple[LeftOut, ...] = field(default=())
    told: tuple[str, ...] = ()
    coverage: WordCoverage | None = None
    uncounted: str = ""
    blocks: tuple[Block, ...] = field(default=())
    base: Data | None = None
    is_restored: bool = False

    @property
    def stem(self) -> str:
        """Give the name of its file without .yaml."""
        return str(self.data["id"]).removeprefix(f"{self.data['force']}-")


def drafts_of_part(
    part: ResponsePart, source: SourceFile, standard: Standard, body: str = "", own: str = ""
) -> list[ImportedDraft]:
    """Make the draft, or one for each of the bodies that answer together. Raises DocumentError.

    `body` is the code of the local policing body, where a person has named it; `own` is the body whose project it is.
    """
    text = "\n".join(line for block in (*part.above, *part.blocks) for line in block.lines)
    is_told = body or _body_in(text, source, standard, "", own)
    together = [] if is_told else joint_bodies(text, source.url, standard, "")
    if not together:
        alone = _draft_of(part, source, standard, body, own)
        if not body and (joint := _JOINT.search(text[:_HEAD_OF_TEXT])):
            alone.notes.gap(("policing_body",), _MAY_BE_JOINT.format(words=" ".join(joint[0].split())))
        return [alone]
    bodies = standard.codelists["policing_bodies"]
    names = [(bodies.get(one.body) or {}).get("title_en", one.body) for one in together]
    drafts = []
    for one, name in zip(together, names, strict=True):
        others = [other.force for other in together if other is not one]
        draft = _draft_of(part, source, standard, one.body, own, others)
        draft.notes.gap(("policing_body",), _TOGETHER.format(names=" and ".join(names), name=name))
        drafts.append(draft)
    return drafts


def _draft_of(
    part: ResponsePart,
    source: SourceFile,
    standard: Standard,
    body: str = "",
    own: str = "",
    others: Sequence[str] = (),
) -> ImportedDraft:
    """Make one draft. `others` are the forces of the bodies that answer together with this one."""
    blocks, other = in_one_language(
        [
            one
            for block in part.blocks
            for unquoted in letter_unquoted(block)
            for greeted in salutation_apart(unquoted)
            for one in copies_apart(greeted)
        ]
    )
    part = replace(part, blocks=tuple(blocks))
    text = "\n".join(line for block in (*part.above, *blocks) for line in block.lines)
    told = _told(text, source, standard, "", body, own)
    ours = frozenset(told.force.split("-")) - {"and"}
    theirs = frozenset(word for force in others for word in force.split("-")) - ours - {"and"}
    with in_setting(Setting(told.force in CAPITAL, _places(standard), ours - theirs, theirs)):
        return _draft(part, other, source, standard, text, told, body, own)


def _places(standard: Standard) -> frozenset[str]:
    """Give the words of the names of forces, in both languages and in small letters."""
    codes = [word for row in standard.codelists["forces"].rows for word in row["code"].split("-")]
    return frozenset([*codes, "gogledd", "de", "cymru", "lundain", "dinas"])


def _draft(
    part: ResponsePart,
    other: Sequence[Block],
    source: SourceFile,
    standard: Standard,
    text: str,
    told: NamedBody,
    body: str,
    own: str,
) -> ImportedDraft:
    """Make the draft. `other` are the blocks that say the same in the other language."""
    notes = Notes()
    blocks = part.blocks
    if other:
        notes.remark(_BILINGUAL)
    frame = frame_of(blocks)
    letters = letters_in(blocks)
    people = people_in(text)
    parts = RecordParts(frame, notes, people, (*part.above, *other), office_holders(blocks))
    reports = reports_of(frame, parts.named, blocks, letters, standard, notes, told.force)
    data: Data = {"schema_version": standard.version, "language": _language(text, notes), "inspections": reports}
    put_dates(data, frame, blocks, letters, notes)
    if not source.several:
        put_margin_date(data, source.margins, notes)
    put_page_date(data, () if source.several else source.dates, notes)
    dates = data.get("dates", {})
    for n, report in enumerate(reports):
        complete_year(report, dates.get("published") or dates.get("letter") or "", notes, ("inspections", n))
    drop_what_contradicts(data, notes)
    dates = data.get("dates", {})
    date = dates.get("published") or dates.get("letter") or reports[0].get("published", "")
    told = _told(text, source, standard, date, body, own)
    _put_identity(data, told, source, frame.heading, notes, named=bool(body))
    data["stage"] = _stage(text, notes, is_update=is_update(blocks))
    parts.finish(data)
    put_addressee(data, blocks, letters, notes)
    _put_own_website(data, frame, blocks, notes)
    _put_day_of_website(data, notes)
    doubt(data, notes, people)
    data["source"] = _source(source, _form_of(frame, blocks, letters, data), data)
    if source.several:
        data["note"] = "The page holds several responses."
    facts = [f"{fact.label} {fact.words}" for one in frame.facts for fact in one.values()]
    said = (*facts, *frame.numbers, *parts.told)
    return ImportedDraft(data, notes, tuple(parts.left_out), said, blocks=(*part.above, *blocks, *other))


def _put_day_of_website(data: Data, notes: Notes) -> None:
    """Take the day on which the response went on the body's own website as that of its publication."""
    for n, one in enumerate(data.get("distribution", [])):
        if one["recipient"] == "own_website" and one.get("sent_on") and "published" not in data.get("dates", {}):
            data.setdefault("dates", {})["published"] = one["sent_on"]
            words = next((each.quote for each in notes.readings if each.at == ("distribution", n, "sent")), "")
            notes.readings[:] = [each for each in notes.readings if each.at != ("dates", "published")]
            notes.read(("dates", "published"), words)


def _put_own_website(data: Data, frame: Frame, blocks: Sequence[Block], notes: Notes) -> None:
    """Add the body's own website to the copies of a document that names others, where it says that it went there."""
    copies, published = data.get("distribution", []), data.get("dates", {}).get("published", "")
    if not copies or not published or any(one["recipient"] == "own_website" for one in copies):
        return
    labels = [fact for one in frame.facts for name, fact in one.items() if name == "response_published"]
    said = [f"{one.label} {one.words}" for one in labels if _WEBSITE.search(one.label)]
    for one in (each for block in blocks for line in block.lines for each in publications_in(line)):
        if one.of == RESPONSE and one.day.date == published and _WEBSITE.search(one.words):
            said.append(one.words)
    if said:
        is_guess = any(at == ("dates", "published") for at, _ in notes.guesses)
        (notes.guess if is_guess else notes.read)(("distribution", len(copies), "sent"), said[0])
        copies.append({"recipient": "own_website", "sent": True, "sent_on": published, "as_printed": said[0]})


_WEBSITE: Final = re.compile(r"\bweb ?sites?\b", re.IGNORECASE)


def _language(text: str, notes: Notes) -> str:
    """Tell English from Welsh by their small words."""
    code, is_sure = language_of(text)
    if is_sure:
        notes.read(("language",), "", "The small words of the text are of this language.")
    else:
        notes.guess(("language",), "", "The text has few words of either language, or words of both.")
    return code


def _told(text: str, source: SourceFile, standard: Standard, date: str, body: str, own: str) -> NamedBody:
    if body:
        named = named_body(body, standard)
        if named is None:
            raise DocumentError(f"There is no local policing body with the code {body} in the codelist.")
        return named
    told = _body_in(text, source, standard, date, own)
    if own and told and not told.printed:
        told = body_of(text, source.url, standard, date, own)
    if told is None:
        raise DocumentError(
            "It can't be told whose response this is. Say so with --body, for example --body norfolk-pcc."
        )
    return told


def _body_in(text: str, source: SourceFile, standard: Standard, date: str, own: str) -> NamedBody | None:
    """Find the body in a response's own text, or else in the whole document. `own` is that of the project."""
    return body_of(text, source.url, standard, date) or body_of(source.around, source.url, standard, date, own)


def _put_identity(data: Data, told: NamedBody, source: SourceFile, heading: str, notes: Notes, *, named: bool) -> None:
    report = data["inspections"][0]
    data["force"], data["policing_body"] = told.force, told.body
    if told.printed:
        data["body_as_printed"] = told.printed
    if not named:
        if told.printed:
            notes.read(("policing_body",), told.printed, told.why)
        else:
            notes.guess(("policing_body",), told.words, told.why)
    if "title" in report:
        start = "Ymateb i" if data["language"] == "cy" else "Response to"
        data["title"] = f"{start} {report['title']}"
        words = _YEAR.sub("", report["id"])
    elif says_what_is_answered(heading):
        data["title"] = heading
        notes.read(("title",), heading)
        words = new_id(heading, "")
    else:
        notes.gap(("title",), "The response has no title, because that of the report was not found. Write one.")
        words = new_id(source.name.rpartition(".")[0], "")
    data["id"] = f"{told.force}-{report.get('published', 'undated')}-{words}"


def _stage(text: str, notes: Notes, *, is_update: bool) -> str:
    if is_update:
        notes.guess(("stage",), "", "Its heading says that it is an update.")
        return "update"
    for stage, pattern in _STAGES:
        if found := pattern.search(text):
            notes.read(("stage",), sentence_at(text, found.start()))
            return stage
    notes.gap(("stage",), "The document does not say if this is the full response. Write full, if you know that it is.")
    return "not_stated"


def _form_of(frame: Frame, blocks: Sequence[Block], letters: Sequence[Letter], data: Data) -> str:
    """Say in which form the response is: labels with the report's title and days may stand in a letter too."""
    if letters and (not frame.facts or _is_letter(frame, blocks[letters[0].salutation])):
        return "letter"
    if frame.facts:
        return "office_form"
    comments = data.get("comments", [])
    return "news_item" if comments and all(one["form"] == "quoted" for one in comments) else "statement"


def _is_letter(frame: Frame, salutation: Block) -> bool:
    """Tell if a document is a letter, and not a form with a letter in it: the body's comments have no heading."""
    is_headed = any(one.part == "policing_body_comments" for one in frame.sections)
    return not is_headed and any(one.part == FRONT and salutation in one.blocks for one in frame.sections)


def _source(source: SourceFile, form: str, data: Data) -> Data:
    address = f"{source.url}#{source.part}" if source.url and source.part else source.url
    found = {"origin": "document", "form": form, "url": address, "file_name": source.name, "sha256": source.sha256}
    return {key: value for key, value in found.items() if value}

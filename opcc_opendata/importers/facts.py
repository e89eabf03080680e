"""The facts that a document prints beside labels: the report's title, day and type, the day of the response."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block
from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.labels import BODY, label_of
from opcc_opendata.importers.people import ROLE
from opcc_opendata.importers.wordings import as_compared, concept_of

_LABELLED: Final = re.compile(r"^(?P<label>[^:]{3,60}?)\s*:\s*(?P<value>\S.*)?$", re.DOTALL)
_DASHED: Final = re.compile(r"^(?P<label>[^:–—]{3,40}?)\s+[–—-]\s+(?P<value>\S.*)$", re.DOTALL)
_BOLD: Final = re.compile(r"^\*\*(?P<label>[^*:]{3,60})\*\*\s(?P<value>\S.{3,60})$")
_DAY_FIRST: Final = re.compile(r"^(?P<value>[^():]{6,40}) \((?P<label>[^():]{4,40})\)$")
"""A day with the label behind it, in brackets."""
DATES: Final = frozenset(["published", "page_date", "response_published", "response_date", "letter_date"])
LONGEST_DATE: Final = 6
_NEAR: Final = 60
_PUBLISHED_ON: Final = re.compile(
    r"^(?P<label>(?:(?:page|date) )?(?:first )?(?:published|posted|uploaded|created)(?: on)?"
    r"|(?:went|online) (?:up|live|since)(?: on)?|cyhoeddwyd(?: ar)?)(?: ?:)? "
    r"(?P<value>(?:[A-Z][a-z]{2,8}\.?,? )?\d.{3,60})$",
    re.I,
)
_LONGEST_LABEL: Final = 8
_SHORT_LABEL: Final = 4
_OF_REPORT: Final = re.compile(r"\b(?:report|inspection|hmicfrs|hmic|inspectorate|adroddiad|arolygiad)")
_DATE_LABEL: Final = re.compile(
    r"\b(?:date|published|publication|released|issued|posted|uploaded|created|dyddiad|cyhoeddi|cyhoeddwyd)\b"
    r"|\b(?:live|online|up|out)(?: (?:on|since|from))?$"
)
_MADE_PUBLIC: Final = re.compile(
    r"\b(?:publi\w{4,8}|released|issued|posted|uploaded|created|live|online|up|out|cyhoedd\w{1,4})\b"
)
_PAGE_OUT: Final = re.compile(
    r"(?:this |these )?(?:page|item|article|document|papers?) (?:(?:was|were) )?"
    r"(?:first )?(?:published|posted|publication|uploaded|created|added)"
    r"(?: on| date)?|(?:date )?(?:uploaded|created)(?: on)?|(?:went|online) (?:up|live|since)(?: on)?"
    r"|date (?:of upload|added|online)|our publication(?: date)?"
)
"""Labels of the day of the page, which is the response's."""
_PAGE_DATE: Final = re.compile(
    r"(?:date )?(?:first )?(?:published|posted|publication)(?: on| date)?|date of publication|dyddiad cyhoeddi"
    r"|cyhoeddwyd(?: ar)?"
)
_ON_A_SITE: Final = re.compile(
    r"(?:date )?(?:(?:first )?(?:published|posted|uploaded|placed|put|added|live)|response|our response|ymateb)"
    r"(?: was)?(?: \w+)? on (?:\S+ ){0,3}web ?site(?: on)?"
    r"|(?:(?:this|these|our|my) )?(?:response|reply|comments|statement) (?:went|(?:was|were)(?: \w+)?) on"
    r" (?:\S+ ){0,3}web ?site(?: on)?|(?:published|posted) on web ?site"
)
_ANSWERED: Final = re.compile(
    r"which (?:report|inspection) (?:is|does|are|do) (?:this|it|we|the response)(?: \w+){0,2}"
    r" (?:about|to|on|cover|concern)"
    r"|(?:(?:the|which|hmicfrs|hmic) ){0,2}(?:report|inspection|publication|review)"
    r" (?:(?:that|which|is|was|we|are|being|this|in) ){0,3}"
    r"(?:repl|respon|answer|consider|concern|cover|address|comment|discuss|question)\w{0,6}(?: (?:to|on|upon))?"
    r"|(?:in reply|in answer|responding|replying|answering) to(?: (?:the )?(?:report|inspection))?"
)
"""The label of a report's title by what is done with it: "Report being answered", "Inspection concerned"."""
_RESPONDED: Final = re.compile(
    r"(?:the )?(?:(?:police and crime )?commissioner|pf?cc|opcc|mayor|we) (?:responded|replied|answered)(?: on)?"
    r"|we published(?: (?:it|this|our (?:response|reply|answer)))?(?: on)?|this (?:response|reply|answer)"
)
_REPORTED: Final = re.compile(
    r"when (?:did|was) (?:(?:the|hmicfrs|hmic|inspectorate|inspectors|it|report) ){1,3}"
    r"publish(?:ed)?(?: (?:it|this|the report))?"
    r"|(?:the )?(?:inspectors|inspectorate|hmicfrs|hmic) (?:reported|published)(?: on)?"
)
_DATED: Final = re.compile(r"\b(?:date|dated|dyddiad|sent)\b")
_OF_LETTER: Final = re.compile(r"\b(?:letter|llythyr)\b")
_NOT_GIVEN: Final = re.compile(r"\b(?:due|deadline|required|publi\w+)\b")
_BY_SOMEBODY: Final = re.compile(r"\bpubli(?:shed|cation)\b[^.]{0,20}\bby\b")
_RESPONSE_DATE: Final = re.compile(
    r"\b(?:response|statement|comments?|answer|reply)\b.*"
    r"\b(?:(?:published|publication|issued|released|posted|uploaded)\b|(?:online|live|up|out)(?: (?:on|since|from))?$)"
    r"|\b(?:published|publication)\b.*\b(?:response|statement|answer|reply)\b"
    r"|\bthis (?:form|page|document|paper)\b.*\bpublished|\bnotice (?:was )?published"
)


@dataclass(slots=True)
class Fact:
    """What the document prints beside a label: the label, and the value in Markdown and as bare words."""

    label: str
    text: str
    words: str


def facts_of(block: Block) -> dict[str, Fact]:
    """Read the labels and values of a paragraph, where each of its lines has a label that is known."""
    if block.kind not in (PARAGRAPH, HEADING):
        return {}
    texts = [line.strip().rstrip("\\").strip() for line in block.text.split("\n")]
    found: dict[str, Fact] = {}
    for line, text in zip(block.lines, texts, strict=False):
        match = _with_a_dash(line) or _LABELLED.match(line) or _PUBLISHED_ON.match(line)
        if match is None and (bold := _BOLD.match(text)) and find_dates(bold["value"][:_NEAR]):
            line = f"{bold['label']}: {bold['value']}"  # "**Report published** 15 November 2023"
            match = _LABELLED.match(line)
        if match is None:
            line = _behind_a_day(_before_a_day(line))
            match = _LABELLED.match(line)
        name = fact_of(match["label"]) if match and match["label"].count("“") == match["label"].count("”") else ""
        if not (match and name and match["value"]) or name in found:
            return {}
        value = match["value"].strip()
        if name == "title" and (ROLE.match(value) or not re.search(r"[a-z]\W+\w|\d", value)):
            return {}  # the title of a person
        if name == "title" and only_date(value):
            name = "published"  # "HMICFRS report: 28 April 2022"
        if name in DATES and len(value.split()) > LONGEST_DATE and not find_dates(value[:_NEAR]):
            return {}  # a sentence with a colon
        label = line[: match.start("value")].strip()
        at = text.find(value[:20])
        found[name] = Fact(label, text[at:].strip("* ") if at >= 0 else value, value)
    return found


def _before_a_day(line: str) -> str:
    """Write "Report issued 14 May 2024" with a colon: a label of a day stands before a day, and nothing behind it.

    Gives any other line as it is.
    """
    days = find_dates(line) if len(line.split()) <= _SHORT_LABEL + LONGEST_DATE else []
    if len(days) != 1 or not days[0].start or line[days[0].start + len(days[0].words) :].strip():
        return line  # what ends in a full stop is a sentence
    label = line[: days[0].start].rstrip(" :").removesuffix(" on")
    is_label = fact_of(label) in DATES and _MADE_PUBLIC.search(as_compared(label))
    return f"{label}: {line[days[0].start :]}" if is_label else line


def _behind_a_day(line: str) -> str:
    """Write "20 January 2014 (date of publication)" with its label before it. Gives any other line as it is."""
    found = _DAY_FIRST.match(line)
    is_label = found is not None and only_date(found["value"]) is not None and fact_of(found["label"]) in DATES
    return f"{found['label']}: {found['value']}" if found and is_label else line


def _with_a_dash(line: str) -> re.Match[str] | None:
    """Read "Report published – 5 May 2026": a label of a day stands before a day."""
    found = _DASHED.match(line)
    if found is None:
        return None
    name = fact_of(found["label"])
    is_day = name in DATES and len(found["value"].split()) <= LONGEST_DATE and bool(find_dates(found["value"][:_NEAR]))
    return found if is_day or (name and name not in DATES) else None


def fact_of(label: str) -> str:
    """Say which fact a label names: title, published, type, response_published, or page_date for a bare "Published"."""
    plain = as_compared(label).rstrip("?")
    if len(plain.split()) > _LONGEST_LABEL:
        return ""
    if concept := concept_of("fact", plain):
        return "page_date" if concept == "published" and not _OF_REPORT.search(plain) else concept
    if plain in ("type", "kind", "programme") or (
        _OF_REPORT.search(plain) and re.search(r"\b(?:type|kind|sort)\b", plain)
    ):
        return "type"
    if re.search(r"\b(?:title|name)\b", plain) and _OF_REPORT.search(plain):
        return "title"
    if plain in ("inspection", "title") or _ANSWERED.fullmatch(plain):
        return "title"
    return _day_of(plain)


def _day_of(plain: str) -> str:
    """Say of what the label of a day is the day."""
    if _DATED.search(plain) and not _NOT_GIVEN.search(plain):
        if _OF_LETTER.search(plain):
            return "letter_date"
        if re.search(r"\b(?:response|reply|answer)\b", plain) and "date " in f"{plain} ":
            return "response_date"
    if _ON_A_SITE.fullmatch(plain) or _RESPONDED.fullmatch(plain) or _PAGE_OUT.fullmatch(plain):
        return "response_published"
    if _REPORTED.fullmatch(plain):
        return "published"
    # "Published by the Commissioner", "Published by us"
    is_by_body = _BY_SOMEBODY.search(plain) and (label_of(plain).actor == BODY or plain.endswith(" by us"))
    if (is_by_body or _RESPONSE_DATE.search(plain)) and not re.search(r"\b(?:due|deadline|required)\b", plain):
        return "response_published"
    if _DATE_LABEL.search(plain):
        return "published" if _OF_REPORT.search(plain) else "page_date" if _PAGE_DATE.fullmatch(plain) else ""
    return ""

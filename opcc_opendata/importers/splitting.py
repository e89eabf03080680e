"""A page that holds several responses → the blocks of each, with the name of its part of the page."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from opcc_opendata.importers.bilingual import language_of
from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block, join
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.facts import facts_of
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labels import answers_a_report, column_of, label_of, part_of
from opcc_opendata.importers.letters import Letter, is_to_body, letters_in

_LOWEST: Final = 5
_LEAST_LINKS: Final = 2
_LINK: Final = re.compile(r"\[[^\]\n]{1,300}\]\([^)\s]{1,2000}\)")
_PUBLISHED: Final = re.compile(r"\b(?:published|publication|cyhoedd\w*)\b", re.IGNORECASE)
_FIRST: Final = 2
_SENTENCE: Final = 10
"""Words of a sentence that says something of a report."""
_LONGEST_TITLE: Final = 30
_SAYS_REPORT: Final = re.compile(
    r"^(?:HMICFRS|HMIC)(?: report| inspection)?: "
    r"|(?:: | [–—-] )(?:the )?(?:(?:commissioner|pf?cc|mayor)(?:['’]s)? )?(?:response|comments|ymateb)$",
    re.IGNORECASE,
)
"""A line that says that a report's title stands in it."""
_NAMES_REPORT: Final = re.compile(
    r"\b(?:PEEL|inspections?|re-?inspections?|reviews?|reports?|thematic|super-complaints?|HMIC(?:FRS)?)\b",
    re.IGNORECASE,
)
_FOOT: Final = re.compile(
    r"(?:(?:©|\(c\) |copyright\b|all rights reserved|follow us\b|find us on\b|share this\b|click to share\b"
    r"|(?:was|is) this page (?:useful|helpful)|related (?:documents|links|content|pages)$"
    r"|cookies (?:accessibility|privacy|policy)|accessibility statement|privacy notice"
    r"|back to (?:top|all|news)\b|sign up (?:to|for) (?:our|the)\b|print this page|report a problem).{0,120}"
    r"|page \d{1,3}(?: of \d{1,3})?|.{2,100} [–—|-] page \d{1,3} of \w{1,6}"
    r"|.{2,80}\(opens in (?:a )?new (?:window|tab)\)"
    r"|.{2,80}\bPDF,? \d{1,6} ?[km]b"
    r"|[^.|·•]{2,100}\b[A-Z]{1,2}\d{1,2}[A-Z]? \d[A-Z]{2} ?[|·•].{2,120})$",
    re.IGNORECASE,
)
"""A line at the foot of every page of a site or a letter."""
_TOP: Final = re.compile(
    r"(?:skip to (?:main )?content|skip to navigation|home(?: [>/»|›] .{1,160})?|menu|search|you are here\b.{0,160}"
    r"|(?:(?:we|this (?:web)?site) uses? (?:\w+ ){0,3}cookies|cookies on this (?:site|website))\b.{0,160}"
    r"|page last updated:? .{4,40}|page \d{1,3}(?: of \d{1,3})?)$",
    re.IGNORECASE,
)
"""A line at the top of every page of a site."""
_NUMBER: Final = re.compile(r"\d{1,2}[.)]?\s")
_RESPONSE_TO: Final = re.compile(
    r"(?:\d{1,2}[.)]?\s+)?(?:[^:“”\"]{0,80}\s)?(?:response|reply|comments|statement|ymateb)\s+(?:to|on|i)\s+(?P<report>.{8,})",
    re.IGNORECASE,
)
_FINDING: Final = re.compile(
    r"(?:the |our |all )?(?:recommendations?|areas? for improvement|AFIs?|causes? of concern|findings?|argymhell\w+)\b",
    re.IGNORECASE,
)
_QUOTED: Final = re.compile(r"“[^”]{8,250}”|‘[^‘]{8,250}’|\"[^\"]{8,250}\"")
_LONGEST_PLAIN: Final = 8
_OF_MANY: Final = re.compile(r"\b(?:responses|replies|statements|letters|inspections|reports)\b", re.IGNORECASE)
_TO_RESPONSE: Final = re.compile(r"\b(?:respon[sd]|reply|replies|comments|letter|ymateb|statement)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ResponsePart:
    """The blocks of one response, and the anchor by which an address points to it (empty where it has none).

    `above` are those that stand above the first response and belong to the whole page, and parts of the page that
    answer nothing yet.
    """

    blocks: tuple[Block, ...]
    anchor: str = ""
    above: tuple[Block, ...] = ()


def parts_of(blocks: Sequence[Block]) -> list[ResponsePart]:
    """Part a document into its responses. The top and the foot of a web page or a letter are in none of them."""
    end = _foot(blocks)
    start = next((n for n, one in enumerate(blocks[:end]) if not _is_all(one, _TOP)), 0)
    top, blocks, foot = blocks[:start], blocks[start:end], blocks[end:]
    first, *others = _parts_of(blocks)
    return [replace(first, above=(*top, *first.above, *foot)), *others]


def _parts_of(blocks: Sequence[Block]) -> list[ResponsePart]:
    starts = _by_forms(blocks) or _by_dates(blocks) or _by_letters(blocks, _of_body(blocks)) or _by_headings(blocks)
    if not starts and (starts := _by_answers(blocks) or _by_titles(blocks)):
        blocks = [_as_heading(one) if place in starts else one for place, one in enumerate(blocks)]
    if not starts:
        return [ResponsePart(tuple(blocks))]
    spans = [blocks[start:end] for start, end in zip(starts, [*starts[1:], len(blocks)], strict=True)]
    answered = [span for span in spans if _is_answered(span)]
    if not answered:
        return [ResponsePart(tuple(blocks))]
    above = [*blocks[: starts[0]], *(one for span in spans if not _is_answered(span) for one in span)]
    return [
        ResponsePart(
            tuple(span), next((one.anchor for one in span if one.anchor), ""), above=() if number else tuple(above)
        )
        for number, span in enumerate(answered)
    ]


def _foot(blocks: Sequence[Block]) -> int:
    """Give where the foot of a page begins: its last lines that every page of a site has."""
    end = len(blocks)
    while end > 1 and _is_all(blocks[end - 1], _FOOT):
        end -= 1
    return end


def _is_all(block: Block, lines: re.Pattern[str]) -> bool:
    """Tell if each line of a paragraph is of a kind."""
    return block.kind == PARAGRAPH and bool(block.lines) and all(map(lines.match, block.lines))


def _by_forms(blocks: Sequence[Block]) -> list[int]:
    """Find where each form begins: with the label of the report's title, and with comments before the next one."""
    titles = [place for place, block in enumerate(blocks) if "title" in facts_of(block)]
    ends = [*titles, len(blocks)][1:]
    forms = [blocks[start:end] for start, end in zip(titles, ends, strict=True)]
    if not all(any(_is_comments(block) for block in form) for form in forms):
        return []
    return _from_headings(blocks, titles, [0, *titles])


def _of_body(blocks: Sequence[Block]) -> list[Letter]:
    """Give the letters that can be responses: one of the chief officer to the body stands in the body's."""
    return [one for one in letters_in(blocks) if not is_to_body(blocks, one)]


def _by_letters(blocks: Sequence[Block], letters: Sequence[Letter]) -> list[int]:
    languages = {
        language_of("\n".join(one.words for one in blocks[letter.salutation : letter.end]))[0] for letter in letters
    }
    if len(letters) == len(languages):  # one letter, once in each language
        return []
    return _from_headings(blocks, [letter.start for letter in letters], [0, *(letter.end for letter in letters)])


def _by_dates(blocks: Sequence[Block]) -> list[int]:
    """Find headings of one level right below each of which stands the day on which its own response was published.

    Where another heading of their level names no part either, it may be that of a response without a day.
    """
    starts = [place for place, one in enumerate(blocks) if one.kind == HEADING and _is_dated(blocks[place + 1 :])]
    levels = {blocks[n].level for n in starts}
    titles = [n for n, one in enumerate(blocks) if one.level in levels and one.level and not _names_part(one)]
    return starts if len(starts) > 1 and len(levels) == 1 and titles == starts else []


def _is_dated(below: Sequence[Block]) -> bool:
    return any("response_published" in facts_of(one) for one in below[:_FIRST] if one.kind == PARAGRAPH)


def _by_headings(blocks: Sequence[Block]) -> list[int]:
    """Find headings of one level that name no part of a response, and under each of which somebody comments."""
    for level in range(1, _LOWEST):
        starts = [place for place, block in enumerate(blocks) if block.level == level and not _names_part(block)]
        if len(starts) < 2:
            continue
        if any(head_of(block.words) for block in blocks if block.level == level):
            return []
        ends = [*starts[1:], len(blocks)]
        spans = [blocks[start + 1 : end] for start, end in zip(starts, ends, strict=True)]
        commented = [any(_is_comments(one) and one.level > level for one in span) for span in spans]
        if len(starts) > _FIRST and not commented[0] and all(commented[1:]):
            return starts[1:]  # the first is the heading of the whole document
        if all(_is_dated_response(span) for span in spans):
            return starts
        if all(commented) or (sum(commented) > 1 and all(_is_of_a_report(span) for span in spans)):
            return starts
    return []


def _by_answers(blocks: Sequence[Block]) -> list[int]:
    """Find headings, or bold lines, each of which says that what follows answers another report: "2. Response to “…”".

    The report stands in quotation marks or with a day, so that it is no recommendation and no part of the report.
    """
    found: dict[str, int] = {}
    kinds = set()
    for place, block in enumerate(blocks):
        answers = _RESPONSE_TO.match(block.words) if _looks_like_heading(block) else None
        report = answers["report"] if answers else ""
        if report and not _FINDING.match(report) and _is_report(report, block, blocks[place + 1 :][:_FIRST]):
            found.setdefault(report, place)
            kinds.add((block.kind, block.level))
    starts = list(found.values())
    spans = [blocks[start + 1 : end] for start, end in zip(starts, [*starts, len(blocks)][1:], strict=True)]
    is_each_answered = all(any(_says_something(one) for one in span) for span in spans)
    return starts if len(starts) > 1 and len(kinds) == 1 and is_each_answered else []


def _is_report(report: str, block: Block, below: Sequence[Block]) -> bool:
    """Tell if what a heading answers is a report: it is quoted, dated, called one or published by the lines below."""
    if _QUOTED.search(report) or find_dates(report):
        return True
    return answers_a_report(block.words) and bool(_NAMES_REPORT.search(report) or _is_of_a_report(below))


def _looks_like_heading(block: Block) -> bool:
    is_line = block.kind == PARAGRAPH and len(block.lines) == 1
    is_listed = block.kind == LIST and len(block.text.splitlines()) == 1
    return (
        block.kind == HEADING
        or is_listed
        or (is_line and (block.style == "strong" or bool(_NUMBER.match(block.words))))
    )


def _says_something(block: Block) -> bool:
    """Tell if a block is a comment, a finding or an answer, also behind a label in the same line."""
    labels = (label for label, _, _ in labels_at_start(block.text))
    is_labelled = block.kind == PARAGRAPH and any(part_of(label) or column_of(label) for label in labels)
    return is_labelled or _is_comments(block) or block.kind == TABLE or bool(head_of(block.words))


def _by_titles(blocks: Sequence[Block]) -> list[int]:
    """Find the lines that stand where titles of reports do, in a page without heading styles, bold or plain.

    Below each stands the day of its report or of the response, or it says itself that it is a report's.
    """
    if any(one.level > 1 and not _names_part(one) for one in blocks):
        return []
    starts = [place for place, block in enumerate(blocks) if _can_be_title(block) and _names_report(blocks, place)]
    ends = [*starts, len(blocks)][1:]
    spans = [blocks[start + 1 : end] for start, end in zip(starts, ends, strict=True)]
    says = [any(one.kind == PARAGRAPH and len(one.words.split()) >= _SENTENCE for one in span) for span in spans]
    return starts if len(starts) > 1 and all(says) else []


def _as_heading(block: Block) -> Block:
    if block.kind == HEADING:
        return block
    return replace(block, kind=HEADING, level=2, text=block.text.strip("*"), style="")


def _can_be_title(block: Block) -> bool:
    words = block.words
    if block.kind != PARAGRAPH or len(block.lines) > 1 or not 2 < len(words.split()) <= _LONGEST_TITLE:
        return False
    if words[-1:] in ".:;,?!" or not (words[:1].isupper() or words[:1] in "“‘'\"0123456789"):
        return False
    is_fact = bool(facts_of(block).keys() - {"title"})
    return not (_names_part(block) or is_fact or find_dates(words[:12]))


def _names_part(block: Block) -> bool:
    """Tell if words name a part of a response, a label of one or a finding."""
    return bool(part_of(block.words) or label_of(block.words).pure or head_of(block.words))


def _names_report(blocks: Sequence[Block], place: int) -> bool:
    below = blocks[place + 1] if place + 1 < len(blocks) else None
    if _SAYS_REPORT.search(blocks[place].words):
        return True
    if below is None or below.kind != PARAGRAPH or not find_dates(below.words):
        return False
    if {"published", "response_published"} & set(facts_of(below)):
        return True
    return len(below.words.split()) <= _SENTENCE and bool(_PUBLISHED.search(below.words))


def _is_of_a_report(span: Sequence[Block]) -> bool:
    """Tell if what stands under a heading begins with the day on which a report was published."""
    return any(_PUBLISHED.search(one.words) and find_dates(one.words) for one in span[:_FIRST])


def _is_dated_response(span: Sequence[Block]) -> bool:
    """Tell if what stands under a heading begins with the day on which the response was published."""
    return _is_dated(span) and any(one.kind == PARAGRAPH and len(one.words.split()) >= _SENTENCE for one in span)


def _is_answered(blocks: Sequence[Block]) -> bool:
    """Tell if a part of a page says more than that the response will come."""
    if _is_dated_response(blocks[1:]):
        return True
    return any(map(_says_something, blocks)) or bool(letters_in(blocks))


def _is_comments(block: Block) -> bool:
    if block.kind not in (HEADING, PARAGRAPH):
        return False
    looks = block.kind == HEADING or block.style == "strong" or block.words.isupper() or block.words.endswith(":")
    if not looks:  # a line of plain text that can be nothing but a heading
        looks = label_of(block.words).pure and len(block.words.split()) <= _LONGEST_PLAIN and block.words[-1:].isalpha()
    return looks and part_of(block.words) in ("policing_body_comments", "chief_officer_comments")


def is_listing(blocks: Sequence[Block]) -> bool:
    """Tell if a page only lists responses: rows with links, and no comment, finding or letter."""
    first = blocks[:1] if blocks and _OF_MANY.search(blocks[0].words) else []
    if letters_in(blocks) or any(_is_comments(block) for block in blocks[len(first) :]):
        return False
    if any(head_of(block.words) for block in blocks if block.kind in (HEADING, PARAGRAPH)):
        return False
    rows = [row for block in blocks for row in _rows(block)]
    linked = [row for row in rows if _LINK.search(row)]
    answering = [row for row in linked if _TO_RESPONSE.search(row)]
    return len(answering) >= _LEAST_LINKS and 2 * len(linked) >= len(rows)


def _rows(block: Block) -> list[str]:
    if block.kind == LIST:
        return [line for line in block.text.split("\n") if line.strip()]
    if block.kind == TABLE:
        return [" ".join(join(cell) for cell in row) for row in block.rows[1:]]
    return [block.text] if block.kind == PARAGRAPH and _LINK.match(block.text.strip()) else []


def _from_headings(blocks: Sequence[Block], starts: Sequence[int], ends: Sequence[int]) -> list[int]:
    """Move the start of each response up to its heading: the highest one after the end of the response before.

    Above the first one may stand the page's own heading, so that its own has the level of the second one's.
    """
    if len(starts) < 2:
        return []
    later = [_heading_above(blocks, start, end) for start, end in zip(starts[1:], ends[1:], strict=False)]
    return [_heading_above(blocks, starts[0], 0, blocks[later[0]].level), *later]


def _heading_above(blocks: Sequence[Block], start: int, earliest: int, level: int = 0) -> int:
    headings = [at for at in range(earliest, start) if blocks[at].kind == HEADING]
    wanted = level or min((blocks[at].level for at in headings), default=0)
    return max((at for at in headings if blocks[at].level == wanted), default=start)

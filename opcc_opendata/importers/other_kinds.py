"""Documents that are no response, though they speak of responses: guides, policies, lists. What each is.

What others say of a report, a government or a meeting, is in others_answers.py.

A response names a report or answers findings, and somebody speaks in it. A guide says how that is done, a README what
lies in a folder, a page of "reports that need no response" that there is none.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block
from opcc_opendata.importers.dates import find_dates
from opcc_opendata.importers.deciding import BODY
from opcc_opendata.importers.items import asks, speaks
from opcc_opendata.importers.labels import label_of, part_of
from opcc_opendata.importers.letters import letters_in
from opcc_opendata.importers.notes import GUESSED
from opcc_opendata.importers.others_answers import (
    OF_A_MEETING,
    OF_GOVERNMENT,
    answers_nothing,
    is_of_a_meeting,
    is_of_government,
    short_lines,
)
from opcc_opendata.importers.people import people_in
from opcc_opendata.importers.quoting import has_voices
from opcc_opendata.importers.recommendations import take

if TYPE_CHECKING:
    from opcc_opendata.importers.draft import ImportedDraft

_HEAD: Final = 3
"""In so many of its first blocks a document says what it is."""
_MENU: Final = 8
_RESPONDS: Final = re.compile(
    r"^(?:the |a |our |my )?(?:[\w’'&,-]+ ){0,8}?(?:response|reply|comments|statement|letter|ymateb)\b", re.I
)
_TEMPLATE: Final = "a template, not yet filled in"
_KINDS: Final = (
    (
        "a guide",
        re.compile(r"\b(?:guide|guidance|handbook|manual|how (?:we|to)|toolkit|instructions|checklist)\b", re.I),
    ),
    (
        "a policy or a procedure",
        re.compile(
            r"\b(?:policy(?! (?:and \w+ )?(?:team|unit|officer|manager|advis[eo]r|lead|director|support)\b)"
            r"|policies|procedures?|protocol|standing orders)\b",
            re.I,
        ),
    ),
    (_TEMPLATE, re.compile(r"\b(?:template|blank form|specimen)\b", re.I)),
    (
        "a file that tells of a folder or of software",
        re.compile(r"\b(?:readme|changelog|contributing|licen[cs]e)\b", re.I),
    ),
    ("terms of reference", re.compile(r"\bterms of reference\b", re.I)),
    (
        "a notice",
        re.compile(r"\b(?:privacy notice|accessibility statement|cookies? policy|terms and conditions)\b", re.I),
    ),
)
_HEAD_OF_TEXT: Final = 600
_NEWS: Final = re.compile(r"\b(?:news|press|media) release\b|\bfor immediate (?:use|release)\b", re.IGNORECASE)
_TO_COME: Final = re.compile(
    r"\b(?:commissioner|mayor|pf?cc) will (?:publish|issue|give)"
    r" (?:her|his|their|a|the) (?:formal|statutory|full) response\b",
    re.IGNORECASE,
)
_FREEDOM: Final = re.compile(
    r"\b(?:freedom of information (?:act|request)|FOI (?:request|20\d\d)|subject access)\b", re.IGNORECASE
)
_NO_RESPONSE: Final = re.compile(
    r"\b(?:need|require|has|have|with|without|no)\b[^.]{0,20}\bno (?:formal )?(?:response|reply)"
    r"|\bno (?:formal )?response (?:is|was|has been)\b",
    re.IGNORECASE,
)
_INSTRUCTS: Final = re.compile(
    r"(?:^|[.:;] )(?:please )?"
    r"(?:enter|send|write|draft|ask|put|run|install|open|copy|click|choose|add|type|check|make)\b",
    re.I,
)
_SAYS: Final = re.compile(r"\b(?:I|my|we|our|us|rwyf|rwy|fy|ein)\b")
_ROWS: Final = 3
_LINKS: Final = 2
_LINK: Final = re.compile(
    r"\b(?:read|view|see|download|open) (?:the |our )?(?:[\w’']{1,20} ){0,2}(?:response|reply)\b"
    r"|\bresponse \((?:PDF|Word|DOCX?)\b",
    re.I,
)
"""What a link to a response says."""
_CODE: Final = 6
"""So many marks of code has a text on software."""
_NOBODY_SPEAKS: Final = (
    "Nobody speaks in it as a local policing body or its chief officer, and it answers no finding: it may be a guide, "
    "a policy or notes. No draft was made."
)
_SENTENCE: Final = 10
_REFUSAL: Final = "It is {kind}, and no response to a report: no draft was made."


def refusal_of(blocks: Sequence[Block]) -> str:
    """Say what a document is that is no response, in a sentence for people. Empty where it may be a response."""
    if _announces(blocks):
        return _REFUSAL.format(kind="a news release, which says that the response will come")
    if is_of_government(blocks) and not _somebody_comments(blocks):
        return OF_GOVERNMENT
    kind = _kind_of(blocks)
    if not kind or has_voices(blocks, people_in("\n".join(one.words for one in blocks))):
        return ""
    return _REFUSAL.format(kind=kind)


def refusal_of_drafts(blocks: Sequence[Block], drafts: Sequence[ImportedDraft], *, named: bool) -> str:
    """Say why the drafts made of a document are of no response, in a sentence for people. Empty where they may be.

    `named` says that a person named the body, and so that the document is a response of it.
    """
    if named:
        return ""
    if is_of_a_meeting(blocks) and not _somebody_comments(blocks) and all(map(answers_nothing, drafts)):
        return OF_A_MEETING
    return _NOBODY_SPEAKS if all(map(_says_nothing_of_its_own, drafts)) else ""


def _says_nothing_of_its_own(draft: ImportedDraft) -> bool:
    """Tell if nobody speaks in a draft: its text is guessed to be comments, and no finding in it is answered.

    A body that it names by itself may speak of itself as "the Commissioner", so that a draft with one counts, but for
    a text on software, which has names in its examples.
    """
    data = draft.data
    if _RESPONDS.match(data.get("document", {}).get("heading", "")):
        return False
    if any(one.get("answer") or one.get("answered_with") for one in data.get("recommendations", ())):
        return False
    if any(one["kind"] == "chief_officer" for one in data.get("comments", ())):
        return False
    if sum(one["text"].count("`") for one in data.get("comments", ())) >= _CODE:
        return True
    guessed = {one.at for one in draft.notes.readings if one.state == GUESSED}
    comments = data.get("comments", [])
    if any(("comments", n) not in guessed or speaks(one["text"]) for n, one in enumerate(comments)):
        return False
    if data.get("stage") == "holding" or data["source"]["form"] != "statement" or not comments:
        return False
    return "body_as_printed" not in data


def _announces(blocks: Sequence[Block]) -> bool:
    """Tell if a document is news for the press, in which the response itself is still to come."""
    text = "\n".join(one.words for one in blocks)
    return bool(_NEWS.search(text[:_HEAD_OF_TEXT])) and bool(_TO_COME.search(text)) and "holding" not in text.lower()


def _kind_of(blocks: Sequence[Block]) -> str:
    heads = short_lines(blocks[:_HEAD])
    if any(_FREEDOM.search(one.words) for one in heads):
        return "an answer to a request for information"
    if letters_in(blocks):
        return ""
    titles = [one.words for one in heads if one.kind == HEADING or one.style or one is heads[0]]
    # On a page that was printed, the menu stands above its title.
    below_menu = [one.words for one in blocks[:_MENU] if one.kind == HEADING]
    if any(_NO_RESPONSE.search(one) for one in (*titles, *below_menu)):
        return "a page that names reports without a response"
    if _somebody_comments(blocks):
        return "a guide" if _is_guide(blocks, heads) else ""
    for kind, pattern in _KINDS:
        if any(pattern.search(one.words) and not _RESPONDS.match(one.words) for one in heads):
            return "" if kind == _TEMPLATE and _is_filled_in(blocks) else kind
    return "a list of reports" if _is_list(blocks) else ""


def _answers_findings(block: Block) -> bool:
    """Tell if a table has findings, each in its own words and with what is done about it."""
    items = take([block], speaker=BODY, in_section=True).items if block.kind == TABLE else []
    return bool(items) and all(one.text and one.answer and asks(one.text) for one in items)


def _is_filled_in(blocks: Sequence[Block]) -> bool:
    """Tell if a table of a template has findings with answers that say something."""
    items = [item for one in blocks if one.kind == TABLE for item in take([one], speaker=BODY, in_section=True).items]
    said = [text for item in items for text in item.answer.values() if not _INSTRUCTS.search(text) and text[:1] != "["]
    return any(len(text.split()) >= _SENTENCE for text in said)


def _is_guide(blocks: Sequence[Block], heads: Sequence[Block]) -> bool:
    """Tell if a document calls itself a guide or a template, and tells its reader what to do more than it says "I"."""
    named = any(pattern.search(one.words) and not _RESPONDS.match(one.words) for one in heads for _, pattern in _KINDS)
    lines = [line for one in blocks for line in one.lines]
    return named and sum(bool(_INSTRUCTS.search(one)) for one in lines) > sum(bool(_SAYS.search(one)) for one in lines)


def _somebody_comments(blocks: Sequence[Block]) -> bool:
    """Tell if a heading or a label says that somebody comments, with a sentence below it."""
    for above, below in zip(blocks, [*blocks[1:], None], strict=True):
        is_label = above.kind == HEADING or above.style == "strong" or label_of(above.words).pure
        is_comment = is_label and part_of(above.words, is_heading=True).endswith("_comments")
        if is_comment and below is not None and len(below.words.split()) >= _SENTENCE:
            return True
    return False


def _is_list(blocks: Sequence[Block]) -> bool:
    """Tell if a document is rows of reports with their days, and no row says more than a title does.

    A page that was printed has no rows any more, and what its links say.
    """
    rows: list[str] = []
    for block in blocks:
        if block.kind == LIST:
            rows += block.lines
        elif block.kind == TABLE:
            rows += [" ".join(one.words for cell in row for one in cell) for row in block.rows[1:]]
    dated = [row for row in rows if find_dates(row) and not _SAYS.search(row)]
    prose = [
        one
        for one in blocks
        if one.kind == PARAGRAPH and len(one.words.split()) > 2 * _SENTENCE and _SAYS.search(one.words)
    ]
    if prose:
        return False
    if any(_answers_findings(one) for one in blocks):
        return False
    text = "\n".join(one.words for one in blocks)
    if len(_LINK.findall(text)) >= _LINKS and len(find_dates(text)) >= _LINKS:
        return True
    return len(dated) >= _ROWS and 2 * len(dated) > len(rows)

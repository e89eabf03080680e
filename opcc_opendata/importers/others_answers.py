"""What others than a local policing body say of a report: the answer of a government, and the minutes of a meeting.

Both answer or discuss the same recommendations as a response does, and would pass for one in an office's own project.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, Block
from opcc_opendata.importers.items import speaks
from opcc_opendata.importers.letters import is_salutation
from opcc_opendata.importers.people import ROLE, SIGN_OFF

if TYPE_CHECKING:
    from opcc_opendata.importers.draft import ImportedDraft

OF_GOVERNMENT: Final = (
    "It is the answer of the government or of a minister, and no response of a local policing body: no draft was made."
)
OF_A_MEETING: Final = (
    "It is the minutes of a meeting, and no response to a report was found in it: no draft was made. If the response "
    "is a paper of that meeting, import the paper. If it does stand in the minutes, name the body with --body."
)
_HEAD: Final = 4
_LONGEST_NAME: Final = 30
_MINISTER: Final = (
    r"(?:home secretary|secretary of state(?: for [\w ]{3,40})?|(?:policing|crime and policing|fire) minister"
    r"|minister(?: of state)?(?: for [\w, ]{3,60})?|ysgrifennydd cartref)"
)
_GOVERNMENT: Final = rf"(?:(?:(?:HM|UK|Welsh) )?government|home office|ministry of justice|{_MINISTER})"
_ANSWER: Final = r"(?:response|reply|answer|statement|comments)"
_NAMED: Final = re.compile(
    rf"^(?:the )?{_GOVERNMENT}(?:['’]s?)? (?:[a-z]{{1,12}} )?{_ANSWER}\b"
    rf"|^(?:[a-z]{{1,12}} )?(?:{_ANSWER}|letter) (?:from|by|of) (?:the )?{_GOVERNMENT}\b",
    re.IGNORECASE,
)
_SIGNS: Final = re.compile(rf"(?:[^,]{{3,60}}, )?(?:the )?{_MINISTER}", re.IGNORECASE)
_COPY: Final = re.compile(r"(?:c\.?c\.?|copy|copies|copied)\b", re.IGNORECASE)
_TO_GOVERNMENT: Final = re.compile(rf"\b(?:{_GOVERNMENT}|ministers)\b", re.IGNORECASE)
_OF_A_BODY: Final = re.compile(
    r"\b(?:my|our) (?:office|chief constable|police and crime plan|force)\b|\bsection 55\b|\bs\.? ?55\b"
    r"|\bI (?:have |will )?(?:asked?|hold|held|told) (?:the|my|our) (?:chief constable|force)\b"
    r"|\bas (?:the )?(?:police and crime |[a-z]{1,20} )?(?:commissioner|pf?cc)\b",
    re.IGNORECASE,
)
"""Words of somebody whose force it is."""
_TITLE_OF_MINUTES: Final = re.compile(r"^(?:[\w’',&/-]+ ){0,12}?(?<!\d )(?:minutes|cofnodion)\b", re.I)
_PRESENT: Final = re.compile(
    r"^(?:members |also |officers )?(?:present|in attendance|apologies(?: for absence)?|yn bresennol|ymddiheuriadau)\b",
    re.IGNORECASE,
)
_RESOLVED: Final = re.compile(r"^(?:RESOLVED|PENDERFYNWYD|(?:Resolved|It was (?:resolved|agreed)),? that)\b")
_ITEM: Final = re.compile(r"^(?:agenda )?(?:item|eitem) \d", re.IGNORECASE)


def is_of_government(blocks: Sequence[Block]) -> bool:
    """Tell if a document calls itself an answer of the government, or is a letter that only a minister signs.

    It is not where anybody writes to a minister, or speaks as somebody does whose force it is: offices also call their
    own letter "Home Secretary response".
    """
    greetings = [one.lines[0] for one in blocks if is_salutation(one)]
    if any(map(_TO_GOVERNMENT.search, greetings)) or any(_OF_A_BODY.search(one.words) for one in blocks):
        return False
    signers = [_signers(n, blocks) for n, one in enumerate(blocks) if _signs_off(one)]
    if signers:
        return all(any(map(_SIGNS.fullmatch, one)) and not any(map(ROLE.search, one)) for one in signers)
    titles = [one.words for one in short_lines(blocks[:_HEAD])]
    return any(map(_NAMED.match, titles)) and not any(map(ROLE.search, titles))


def short_lines(blocks: Sequence[Block]) -> list[Block]:
    """Give those of a document's first blocks that may say what it is: headings and lines no longer than a name."""
    return [one for one in blocks if one.kind in (HEADING, PARAGRAPH) and len(one.words.split()) <= _LONGEST_NAME]


def _signs_off(block: Block) -> bool:
    return block.kind == PARAGRAPH and any(map(SIGN_OFF.match, block.lines))


def _signers(place: int, blocks: Sequence[Block]) -> list[str]:
    """Give a name and the line below it. Further down may stand to whom the letter goes."""
    lines = [line for block in blocks[place : place + 4] for line in block.lines if not _COPY.match(line)]
    start = next(n for n, line in enumerate(lines) if SIGN_OFF.match(line))
    return [line.strip("*_ ,.") for line in lines[start + 1 : start + 3]]


def is_of_a_meeting(blocks: Sequence[Block]) -> bool:
    """Tell if a document is minutes: it says so at its head or lists who was there, and shows another sign of them."""
    titles = [one.words for one in short_lines(blocks[:_HEAD])]
    lines = [line for one in blocks for line in one.lines]
    is_named = any(map(_TITLE_OF_MINUTES.match, titles))
    has_list = any(map(_PRESENT.match, lines))
    others = any(map(_RESOLVED.match, lines)) + any(map(_ITEM.match, lines))
    return (is_named or has_list) and is_named + has_list + others > 1


def answers_nothing(draft: ImportedDraft) -> bool:
    """Tell if no finding of a draft is answered, and nobody in it speaks for themselves or signs a letter."""
    data = draft.data
    if any(one.get("answer") or one.get("answered_with") for one in data.get("recommendations", ())):
        return False
    return data["source"]["form"] != "letter" and not any(speaks(one["text"]) for one in data.get("comments", ()))

"""Who speaks: names and offices in headings, before quotations and under letters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import PARAGRAPH, Block

# Each part has a longest length: a pattern that looks on without end from each of many places takes the square of their
# number.
_NAME: Final = r"(?:(?:Dr|Sir|Dame|Mr|Mrs|Ms|Cllr|Rt Hon)\.?\s+)?[A-Z][\w.'’-]{0,40}(?:\s+[A-Z][\w'’-]{1,40}){1,3}"
_PLACE: Final = r"(?:[A-Z][\w'’&-]{0,40}|and|of|the)(?:\s+(?:[A-Z][\w'’&-]{0,40}|and)){0,4}"
_BODY: Final = (
    r"(?:P[FC]?CC|Police(?:,?\s+Fire(?:\s+and\s+Rescue)?)?(?:,?\s+and|\s*&)\s+Crime\s+Commissioner"
    r"|Commissioner\s+for\s+Police[\w, ]{0,40}Crime|Deputy\s+Mayor\s+for\s+Policing[\w ]{0,40}"
    r"|Mayor\s+of\s+[A-Z][\w ]{1,40}"
    r"|Comisiynydd(?:\s+yr)?\s+Heddlu\s+a\s+Throsedd(?:u|au)?|Victims[’']?\s+Commissioner)"
)
_CHIEF: Final = (
    r"(?:(?:Temporary|Acting|Deputy|T/)\s*)?(?:Chief\s+Constable|Commissioner\s+of\s+Police|Prif\s+Gwnstabl)"
)
_ROLE: Final = rf"(?:{_PLACE}['’]?s?\s+)??(?:{_BODY}|{_CHIEF})(?:\s+(?:for|of)\s+{_PLACE})?"

ROLE: Final = re.compile(_ROLE)
CHIEF: Final = re.compile(_CHIEF)

_BY: Final = re.compile(rf"\b(?:by|from)\s+(?:the\s+)?(?:(?P<name>{_NAME}),\s+)?(?P<role>{_ROLE})")
_SAYS: Final = r"(?:said|says|stated|commented|added|responded|dywedodd)\b"
_ROLE_FIRST: Final = re.compile(rf"^(?:The\s+)?(?P<role>{_ROLE}),?\s+(?P<name>{_NAME}),?\s+(?:has\s+)?{_SAYS}")
_NAME_FIRST: Final = re.compile(rf"(?P<name>{_NAME}),\s+(?:the\s+)?(?P<role>{_ROLE}),?\s+(?:has\s+)?{_SAYS}")
_ONLY_ROLE: Final = re.compile(rf"(?:The|the)\s+(?P<role>{_ROLE}|Commissioner),?\s+(?:has\s+)?{_SAYS}")
_SIGNED: Final = re.compile(rf"^[-–—\s]*(?P<name>{_NAME})\s*[,–—-]\s*(?:the\s+)?(?P<role>{_ROLE})")

SIGN_OFF: Final = re.compile(
    r"^(?:yours\s+(?:sincerely|faithfully|truly|ever)|(?:kind|best|warm)\s+(?:regards|wishes)|yn\s+gywir)\b",
    re.IGNORECASE,
)
_MOST_SIGNATURE_LINES: Final = 6
_MOST_WORDS_OF_A_ROLE: Final = 14


class Person(NamedTuple):
    """A name and an office, as printed. Either may be empty."""

    author: str = ""
    role: str = ""
    words: str = ""


NOBODY: Final = Person()


def named_in_heading(words: str) -> Person:
    """Read "Response by Roger Hirst, Police, Fire and Crime Commissioner"."""
    return _person(_BY.search(words))


def speaker(words: str) -> Person:
    """Read who is quoted: "Norfolk PCC, Lorne Green, said:" or "Lorne Green, the Norfolk PCC, said:"."""
    for pattern in (_ROLE_FIRST, _NAME_FIRST, _ONLY_ROLE):
        if found := pattern.search(words[:400]):
            return _person(found)
    return NOBODY


def signer(words: str) -> Person:
    """Read a signature on one line: "A. Sample, Chief Constable of Surrey Police"."""
    return _person(_SIGNED.match(words))


def signature(blocks: Sequence[Block]) -> Person:
    """Read who signs a letter: the lines after "Yours sincerely"."""
    lines = [line for block in blocks if block.kind == PARAGRAPH for line in block.lines]
    start = next((place for place, line in enumerate(lines) if SIGN_OFF.match(line)), None)
    if start is None:
        return _signed_without_greeting(lines)
    after = [SIGN_OFF.sub("", lines[start]).strip(" ,"), *lines[start + 1 : start + 1 + _MOST_SIGNATURE_LINES]]
    signed = [line for line in after if line]
    for line in signed:
        if (person := signer(line)).role:
            return person
    role = next((line for line in signed if len(line.split()) <= _MOST_WORDS_OF_A_ROLE and ROLE.search(line)), "")
    name = next((line for line in signed if line != role and re.fullmatch(_NAME, line)), "")
    return Person(name, role, " ".join(filter(None, (name, role))))


def _signed_without_greeting(lines: Sequence[str]) -> Person:
    """Read a name and an office on the last two lines of a text."""
    name, role = lines[-2:] if len(lines) > 1 else ("", "")
    if re.fullmatch(_NAME, name) and len(role.split()) <= _MOST_WORDS_OF_A_ROLE and ROLE.match(role):
        return Person(name, role, f"{name} {role}")
    return signer(lines[-1]) if lines and len(lines[-1].split()) <= _MOST_WORDS_OF_A_ROLE else NOBODY


def _person(found: re.Match[str] | None) -> Person:
    if found is None:
        return NOBODY
    parts = found.groupdict()
    return Person(parts.get("name") or "", parts.get("role") or "", found[0])

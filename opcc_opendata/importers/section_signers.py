"""Who signs a section: a name and an office in its heading, under its text, or in the one line of it that is a name."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, QUOTE, Block
from opcc_opendata.importers.labels import label_of, unknown_words
from opcc_opendata.importers.office_holders import without_orders
from opcc_opendata.importers.people import (
    NOBODY,
    Person,
    from_whom,
    is_chief,
    is_closing,
    is_name,
    name_alone,
    named_in_heading,
    signature,
    signer,
    speaker,
    told_of,
)
from opcc_opendata.importers.quoting import CHIEFS
from opcc_opendata.importers.sections import DocumentSection

_SIGNED_AT_END: Final = re.compile(r"[.!?”’\"] (?:[–—-] )?(?P<signature>[A-Z][^.!?–—]{5,118})\.?$")
_IN_BRACKETS_AT_END: Final = re.compile(r"[.!?”’\"] \((?P<signature>[A-Z][^()]{5,118})\)\.?$")
_AS_COMMISSIONER: Final = re.compile(
    r"\b[Aa]s (?:the |your )?(?:Police (?:and|&) Crime Commissioner|PCC)\b[^.]{0,40}\bI\b"
)
_FOOT: Final = 3
_LONGEST_SIGNATURE: Final = 120
_NO_NAMES: Final = frozenset(
    ["abuse", "children", "communities", "crime", "custody", "drugs", "fraud", "justice", "performance", "police"]
) | frozenset(["policing", "roads", "safety", "services", "victims", "violence", "wellbeing"])
"""Words of headings that can stand alone below a text, as names do."""


def signer_of(section: DocumentSection, kind: str) -> Person:
    """Say who signs a section, in its heading or under it. A chief officer quoted last doesn't sign the body's text."""
    named = named_in_heading(section.heading)
    signed = signature(section.blocks)
    if not named.author and signed.role and is_chief(signed.role) == (kind == CHIEFS):
        return signed
    first = section.blocks[0].words if section.blocks else ""
    if not named.author and first.endswith(":") and is_chief((leads := speaker(first)).role) == (kind == CHIEFS):
        named = leads  # "Chief Constable Jo Sample writes:"
    return (
        named
        if named.author
        else _signed_inside(section, kind) or _named_below(section) or _told_of(section, kind) or named
    )


def _named_below(section: DocumentSection) -> Person | None:
    """Read the name that stands alone below a text whose heading says whose it is, or in brackets at its end."""
    if not section.blocks or not label_of(section.heading).actor:
        return None
    last = section.blocks[-1]
    bracketed = _IN_BRACKETS_AT_END.search(last.words[-_LONGEST_SIGNATURE:]) if last.kind == PARAGRAPH else None
    name = name_alone(last) if len(section.blocks) > 1 else ""
    if not name and bracketed and is_name(without_orders(bracketed["signature"])):
        name = bracketed["signature"]
    if name and name != without_orders(name):
        return Person(without_orders(name), "", name)  # nothing but a name has "QPM" behind it
    words = name.lower().replace("-", " ").split()
    if not words or len(unknown_words(name)) != len(words):
        return None
    common = _NO_NAMES.union(word for block in section.blocks for word in block.words.split())
    return Person(name, "", name) if common.isdisjoint(words) else None


def _told_of(section: DocumentSection, kind: str) -> Person | None:
    """Read the name beside the office with which a text about its own speaker begins: "The Commissioner, Jo Sample, …".

    Only under a heading that says whose words these are.
    """
    first = section.blocks[0].words if section.blocks and label_of(section.heading).actor else ""
    person = told_of(first)
    return person if person.author and is_chief(person.role) == (kind == CHIEFS) else None


def _signed_inside(section: DocumentSection, kind: str) -> Person | None:
    """Read the one line in a section that is a name and an office, where findings stand below it."""
    lines = [one.words.strip("*_ ") for one in section.blocks if one.kind == PARAGRAPH and is_closing(one)]
    lines += [one.lines[-1].strip("*_–—- ") for one in section.blocks if one.kind == QUOTE and len(one.lines) > 1]
    texts = [one.words[-_LONGEST_SIGNATURE:] for one in section.blocks if one.kind == PARAGRAPH]
    lines += [one["signature"] for one in map(_SIGNED_AT_END.search, texts) if one]
    inside = [one["signature"] for one in map(_IN_BRACKETS_AT_END.search, texts) if one]
    signed = [*map(signer, map(_without_from, lines)), *map(_in_brackets, inside)]
    found = [one for one in signed if one.author and is_chief(one.role) == (kind == CHIEFS)]
    return found[0] if len(found) == 1 else None


def _in_brackets(words: str) -> Person:
    """Read "(Commissioner Jo Sample)" behind a text."""
    person = signer(words)
    return from_whom(f"By {words}") if person is NOBODY else person


def _without_from(line: str) -> str:
    return re.sub(r"^(?:from|by|signed) ", "", line, flags=re.IGNORECASE)


def chief_constable(kind: str, words: str) -> str:
    """Give the office of a chief officer whom the words name by it alone."""
    titles = ("Chief Constable", "Prif Gwnstabl")
    return next((title for title in titles if kind == "chief_officer" and title.lower() in words.lower()), "")


def signed_below(blocks: Sequence[Block]) -> str:
    """Give the name that stands alone below a text whose writer says of what place he or she is the commissioner."""
    says_who = any(_AS_COMMISSIONER.search(one.words) for one in blocks)
    named = [name for one in blocks[-_FOOT:] if (name := name_alone(one))]
    return named[0] if says_who and len(named) == 1 else ""

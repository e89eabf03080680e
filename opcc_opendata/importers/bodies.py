"""Which local policing body's document it is, by the names that the standard's codelists know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_OFFICE: Final = (
    r"P[FC]?CC\b|OP[FC]?CCN?\b|Police(?:,?\s+Fire(?:\s+and\s+Rescue)?)?(?:,?\s+and|\s*&)\s+Crime\s+Commissioner"
    r"|Combined\s+Authority|C(?:h|)omisiynydd(?:\s+yr)?\s+Heddlu(?:\s+a\s+Throsedd\w*)?"
)
_OFFICES: Final = (
    r"(?:P[FC]?CCs|(?:Offices\s+of\s+the\s+)?Police(?:,?\s+Fire)?(?:,?\s+and|\s*&)\s+Crime\s+Commissioners)"
)
_NAME: Final = r"(?-i:(?:the\s+)?[A-Z][\w-]{1,20}(?:\s+(?:and\s+)?[A-Z][\w-]{1,20}){0,2})"
_AND: Final = r"(?:,\s+and\s+|,\s+|\s+and\s+(?:for\s+|of\s+)?|\s*&\s*)"
"""Several bodies in one breath: "the Norfolk and Suffolk PCCs", "the Commissioners for Kent, Essex and Suffolk"."""
_OTHER_NAMES: Final = {
    "metropolitan": ("MOPAC", "Mayor[’']?s\\s+Office\\s+for\\s+Policing\\s+and\\s+Crime"),
    "city-of-london": (
        "(?:City\\s+of\\s+London\\s+)?Police\\s+Authority\\s+Board",
        "City\\s+of\\s+London\\s+Police\\s+Authority",
    ),
}
"""Names of bodies that no pattern of a place and an office gives."""
_SHORT_FORCES: Final = {
    "greater-manchester": "GMP", "thames-valley": "TVP", "west-midlands": "WMP", "west-yorkshire": "WYP",
    "north-yorkshire": "NYP", "south-yorkshire": "SYP", "metropolitan": "MPS|the Met", "city-of-london": "CoLP",
}  # fmt: skip
_OTHER_PLACES: Final = {
    "south-wales": "De Cymru",
    "north-wales": "Gogledd Cymru",
    "metropolitan": "London",
    "hampshire": "Hampshire and Isle of Wight",
    "cambridgeshire": "Cambridgeshire and Peterborough",
    "leicestershire": "Leicester,? Leicestershire and Rutland",
    "staffordshire": "Staffordshire and Stoke-on-Trent",
}
CAPITAL: Final = frozenset(["metropolitan", "city-of-london"])
"""The forces whose chief officer is a Commissioner."""

_BODY_WEIGHT: Final = 5
_FORCE_WEIGHT: Final = 2
_HEAD_WEIGHT: Final = 6
"""What a mention weighs more that stands at the head of the document."""
_HEAD: Final = 250
_MOST_JOINT: Final = 5
_CLEAR: Final = 2
"""The body that is named most must be named this many times as much as the next."""


@dataclass(frozen=True, slots=True)
class NamedBody:
    """A body, its force, and the words that told. `printed` is the body's name in the document, where it has one.

    `why` is there where the document does not say it by itself.
    """

    body: str
    force: str
    words: str
    printed: str = ""
    why: str = ""


def joint_bodies(text: str, address: str, standard: Standard, date: str) -> list[NamedBody]:
    """Give the bodies that a document names about equally often, where none is named most: they may answer together.

    Empty where there is one, or so many that the document only lists them.
    """
    scores = _scores(text, address, standard)
    bodies = [(force, one) for force, one in scores.items() if one[3]]
    most = max((one[0] for _, one in bodies), default=0)
    near = [(force, one) for force, one in bodies if _CLEAR * one[0] > most]
    if not 1 < len(near) <= _MOST_JOINT:
        return []
    return [
        NamedBody(_at(force, standard, date, text), force, words, printed) for force, (_, words, printed, _) in near
    ]


def body_of(text: str, address: str, standard: Standard, date: str, own: str = "") -> NamedBody | None:
    """Tell whose document it is, or None where the names in it do not settle it.

    `date` is the response's or the report's, as far as it is known: bodies have followed one another. `own` is the body
    whose project this is: the document is its own where the names say nothing else.
    """
    scores = _scores(text, address, standard)
    if not scores and not own and (place := _place_at_head(text, standard)):
        force, words = place
        return NamedBody(_at(force, standard, date, text), force, words, why="Only the place is named, at the head.")
    ranked = sorted(scores.items(), key=lambda item: (-item[1][3], -item[1][0]))
    is_clear = bool(ranked) and (
        len(ranked) == 1
        or ranked[0][1][0] >= _CLEAR * ranked[1][1][0]
        or (ranked[0][1][3] and not ranked[1][1][3] and ranked[0][1][0] >= ranked[1][1][0])
    )
    mine = standard.codelists["policing_bodies"].get(own) if own else None
    is_mine = mine is not None and (mine["force"] in scores or not scores)
    if mine is not None and is_mine and not (is_clear and ranked[0][1][3]):
        _, words, printed, _ = scores.get(mine["force"], (0, "", "", False))
        others = [force for force in scores if force != mine["force"]]
        why = "It is the body of this project." if not others else "The document names several forces."
        return NamedBody(own, mine["force"], words, printed, why)
    if not is_clear:
        return None
    force, (_, words, printed, _) = ranked[0]
    return NamedBody(_at(force, standard, date, text), force, words, printed)


def _place_at_head(text: str, standard: Standard) -> tuple[str, str] | None:
    """Find the one area whose name stands at the head of a commissioner's text: "Northumbria and the cuts"."""
    if not re.search(_OFFICE, text, re.IGNORECASE):
        return None
    forces = [row["code"] for row in standard.codelists["forces"].rows if row["code"] not in CAPITAL]
    found = [
        (code, one[0]) for code in forces if (one := re.search(rf"\b{_place(code)}\b", text[:_HEAD], re.IGNORECASE))
    ]
    return found[0] if len(found) == 1 else None


def _scores(text: str, address: str, standard: Standard) -> dict[str, tuple[int, str, str, bool]]:
    """Weigh how often each force or its body is named: the weight, the words, the body's name, if it is the body."""
    scores: dict[str, tuple[int, str, str, bool]] = {}
    for row in standard.codelists["forces"].rows:
        found = list(_mentions(text, address, row["code"], row["title_en"], standard))
        if found:
            best = max(found, key=lambda one: one[0])
            printed = next((words for weight, words in found if weight >= _BODY_WEIGHT and " " in words), "")
            is_body = any(weight >= _BODY_WEIGHT for weight, _ in found)
            scores[row["code"]] = (sum(weight for weight, _ in found), best[1], printed, is_body)
    return scores


def named_body(code: str, standard: Standard) -> NamedBody | None:
    """Give the body that a person has named by its code."""
    row = standard.codelists["policing_bodies"].get(code)
    return NamedBody(code, row["force"], "") if row else None


def _mentions(text: str, address: str, force: str, title: str, standard: Standard) -> Iterator[tuple[int, str]]:
    place = _place(force)
    other = "".join(f"|{name}" for name in _OTHER_NAMES.get(force, ()))
    if re.search(f"{place}|{re.escape(title)}{other}", text, re.IGNORECASE):  # most documents name a few forces of 44
        yield from _names_in(text, place, title, other)
    if force in _SHORT_FORCES:
        yield from ((_FORCE_WEIGHT, found[0]) for found in re.finditer(rf"\b(?:{_SHORT_FORCES[force]})\b", text))
    for row in standard.codelists["policing_bodies"].rows:
        if row["force"] == force:
            yield from _of_body(row, text, address)


def _names_in(text: str, place: str, title: str, other: str) -> Iterator[tuple[int, str]]:
    owned = rf"\b{place}(?:['’]s?)?\s+(?:Office\s+of\s+the\s+)?(?:{_OFFICE}|Commissioner\b)(?:\s+\(P[FC]?CC\))?"
    ruled = rf"(?:(?:{_OFFICE})|Mayor),?\s+(?:(?:for|of|yn)\s+)?(?:the\s+)?{place}\b"
    listed = (
        rf"\b{place}(?:{_AND}{_NAME}){{1,4}}\s+{_OFFICES}|{_OFFICES}\s+(?:for|of)\s+(?:{_NAME}{_AND}){{1,4}}{place}\b"
    )
    ruled += rf"|{_OFFICES}\s+(?:for|of)\s+{place}\b"
    for found in re.finditer(rf"{listed}|{owned}|{ruled}{other}", text, re.IGNORECASE):
        yield _BODY_WEIGHT + (_HEAD_WEIGHT if found.start() < _HEAD else 0), " ".join(found[0].split())
    for found in re.finditer(rf"\b{re.escape(title)}\b|\b{place}\s+(?:Police|Constabulary)\b", text, re.IGNORECASE):
        yield _FORCE_WEIGHT, found[0]


def _place(force: str) -> str:
    """Give a pattern of the names of a force's area."""
    place = re.escape(force.replace("-", " ")).replace(r"\ ", "[ -]").replace("[ -]and[ -]", "(?:[ -]and[ -]|,? & |, )")
    return f"(?:{place}|{_OTHER_PLACES[force]})" if force in _OTHER_PLACES else place


def _of_body(row: dict[str, str], text: str, address: str) -> Iterator[tuple[int, str]]:
    site = row["website"].partition("/")[0]
    if site and (site in address or site in text):
        yield _BODY_WEIGHT, site
    for title in (row["title_en"], row["title_cy"]):
        if title and title in text:
            yield _BODY_WEIGHT, title


def _at(force: str, standard: Standard, date: str, text: str) -> str:
    """Choose among the bodies that a force has had, one after another: by the date, or else by the office's name."""
    rows = [row for row in standard.codelists["policing_bodies"].rows if row["force"] == force]
    if date:
        there = [row for row in rows if row["start"][: len(date)] <= date and not (row["end"] and row["end"] <= date)]
        rows = there or rows
    if len(rows) > 1 and re.search(r"\bPFCC\b|Police,?\s+Fire", text):
        rows = [row for row in rows if row["type"] == "pfcc"] or rows
    return rows[-1]["code"]

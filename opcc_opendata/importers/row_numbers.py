"""What names findings by their numbers: one, several that one answer serves ("3–5", "AFI 3 and AFI 4"), or one again.

A row goes on with the finding of an earlier one where it says so: "Recommendation 2 (continued)", on the next page.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from opcc_opendata.importers.items import KINDS, NUMERALS, asks

_NUMBER: Final = r"\d{1,3}(?:[a-z]\b)?"
_KINDS: Final = rf"(?:{KINDS}|rec|areas for improvement|causes (?:of|for) concern|argymhellion)s?"
_KIND: Final = rf"(?:(?P<kind>{_KINDS})|R(?=\.? ?\d))\.?\s?(?:(?:nos?|numbers?)\b\.?\s?)?"
_STEP: Final = (
    r"\.?(?:, and |, & |, ?| ?& ?| and |; ?| ?\+ ?| ?/ ?| ?[–—-] ?| to | through | a | ac | i )"
    rf"(?:{_KINDS}\.?\s?(?:no\.?\s?)?|R\.?\s?(?=\d))?"
)
_SEVERAL: Final = re.compile(
    rf"^(?:the )?(?:{_KIND}|(?:nos?|numbers?)\b\.?\s?)?(?P<numbers>{_NUMBER}(?:{_STEP}{_NUMBER}){{1,20}})"
    r"(?P<end> \(inclusive\)| inclusive)?(?P<mark>[.:)]*)(?=\s|$)",
    re.IGNORECASE,
)
_EACH: Final = re.compile(rf"(?P<step>^|{_STEP})(?P<number>{_NUMBER})", re.IGNORECASE)
_RANGE: Final = re.compile(r"[–—-]|\b(?:to|through|i)\b", re.IGNORECASE)
_LONGEST_RANGE: Final = 12
_MARKED: Final = re.compile(r"(?P<number>\d{1,3}[a-z]?)[.:)]")
_CONTINUED: Final = re.compile(
    r"\s?(?:[(\[]|[–—-] ?)?\b(?:continued|continuation|cont(?:['’]?d|inues)?|ctd|parhad)\b\.?"
    r"(?: from [a-z ]{3,30})?[)\]]?[.:]?",
    re.IGNORECASE,
)
MENTION: Final = re.compile(
    rf"\b(?:the )?(?:(?:HMICFRS|HMIC|national|PEEL) )?{_KIND}"
    rf"(?P<number>{_NUMBER}(?:{_STEP}{_NUMBER}){{0,20}}|(?-i:[A-H])\b)(?![\d.]\d)",
    re.IGNORECASE,
)
"""A finding, or several, by kind and number inside a label: "Response to recommendation 3"."""
_IN_WORDS: Final = re.compile(rf"(?<=\b)(?P<kind>{_KINDS}) (?P<number>{'|'.join(NUMERALS[:10])})\b", re.IGNORECASE)
_NAME: Final = re.compile(rf"(?:{_KIND})?(?P<number>{_NUMBER})\.?,?", re.IGNORECASE)
_BEGINS: Final = re.compile(
    rf"(?:^|(?<=[.;:)] )|(?<=\n))(?:\*\*)?(?:(?:{KINDS}|rec)\.? ?|R)?\(?(?P<number>\d{{1,3}}[a-z]?)"
    r"(?:\\?[.:)]|\*\*| [–—-]){1,4} (?=\S)",
    re.IGNORECASE,
)
"""The number of a finding where its words begin: at the start, or behind a line or a sentence."""
_LONGEST_MARK: Final = 50
_LONGEST_NAME: Final = 90


class Several(NamedTuple):
    """Findings that are named together: their kind, "" where nothing says it, their numbers, and what stands behind."""

    kind: str
    numbers: tuple[str, ...]
    words: str
    rest: str


class Again(NamedTuple):
    """A finding that goes on: its number, "" where only the mark stands there, the words that say so, and the rest."""

    number: str
    words: str
    rest: str


def several_at(words: str) -> Several | None:
    """Read the numbers of several findings at the start of a text: "3–5.", "Recs 3, 4 and 5: …". None for any other.

    They rise, as they do where they count findings: "2-1" may be the number of one.
    """
    found = _SEVERAL.match(words)
    numbers = _each(found["numbers"]) if found else []
    if found is None or len(numbers) < 2:
        return None
    named = found["kind"] or ("recommendation" if found[0][:1] == "R" else "")
    rest = words[found.end() :].lstrip(" :.–—-")
    is_set_off = rest[:1] == "(" or (bool(found["mark"]) and asks(rest))  # "3 to 5 officers should …" begins a sentence
    is_name = bool(named) or not rest or is_set_off
    return Several(kind_of(named), tuple(numbers), found[0], rest) if is_name else None


def kind_of(named: str) -> str:
    """Say which kind of finding is named. "" where none is."""
    lower = named.lower()
    if not named:
        return ""
    if "improvement" in lower or lower.startswith("afi"):
        return "area_for_improvement"
    return "cause_of_concern" if "concern" in lower or lower.startswith("coc") else "recommendation"


def with_digits(words: str) -> str:
    """Write "Recommendation Three" with its number in digits."""
    return _IN_WORDS.sub(lambda found: f"{found['kind']} {NUMERALS.index(found['number'].lower()) + 1}", words)


def numbers_of(found: re.Match[str]) -> tuple[str, ...]:
    """Give the numbers of what MENTION has found."""
    several = several_at(found[0])
    return several.numbers if several else (found["number"],)


def _each(words: str) -> list[str]:
    """Give each number of "3, 5 and 7 to 9". Empty where they do not rise, or a range is too long to be one."""
    found: list[str] = []
    for one in _EACH.finditer(words):
        number, step = one["number"], one["step"]
        if found and "/" in step and number != _after(found[-1]):
            return []  # "4/24" is one number, and perhaps of 2024
        if found and _RANGE.search(step):
            between = _between(found[-1], number)
            if not between:
                return []
            found += between
        else:
            found.append(number)
    keys = [(int(re.sub(r"\D", "", one)), one) for one in found]
    return found if all(one < other for one, other in pairwise(keys)) else []


def _between(first: str, last: str) -> list[str]:
    """Give the numbers behind the first one of a range, up to the last. Empty where it is no range."""
    if first.isdigit() and last.isdigit() and int(first) < int(last) <= int(first) + _LONGEST_RANGE:
        return [str(number) for number in range(int(first) + 1, int(last) + 1)]
    if first[:-1] == last[:-1] and first[-1:] < last[-1:] and last[-1:].isalpha() and first[-1:].isalpha():
        return [f"{first[:-1]}{chr(code)}" for code in range(ord(first[-1]) + 1, ord(last[-1]) + 1)]
    return []


def _after(number: str) -> str:
    return str(int(number) + 1) if number.isdigit() else ""


def bare_number(words: str) -> str:
    """Give a number without the mark behind it, "3." or "3)". What else stands there is no such number, and stays."""
    found = _MARKED.fullmatch(words)
    return found["number"] if found else words


def again_at(words: str) -> Again | None:
    """Read "Recommendation 2 (continued)" at the start of a text. None where nothing says that it goes on."""
    mark = _CONTINUED.search(words[:_LONGEST_NAME])
    if mark is None:
        return None
    name = words[: mark.start()].strip(" ,:–—-")
    found = _NAME.fullmatch(name)
    if name and found is None:
        return None
    rest = words[mark.end() :].lstrip(" :.–—-")
    is_apart = "(" in mark[0] or "[" in mark[0] or mark[0].endswith(":")
    is_mark = not rest or (bool(name) and is_apart)  # "2. Continued work with partners …" begins a sentence
    return Again(found["number"] if found else "", words[: mark.end()], rest) if is_mark else None


def without_continued(words: str) -> str:
    """Give a name without the mark that it goes on: "Custody (continued)"."""
    found = _CONTINUED.search(words[-_LONGEST_MARK:])
    at = max(0, len(words) - _LONGEST_MARK) + found.start() if found else len(words)
    return words[:at].strip() if found and not words[at + len(found[0]) :].strip() and "(" in found[0] else words


def texts_of_each(lines: Sequence[str], numbers: Sequence[str]) -> list[str]:
    """Part the words of several findings in one cell: by the number before each, or where each has a line of its own.

    Empty where they can't be told apart.
    """
    numbered = _by_number(lines, numbers)
    return numbered or (list(lines) if len(lines) == len(numbers) else [])


def _by_number(lines: Sequence[str], numbers: Sequence[str]) -> list[str]:
    text = "\n".join(lines)
    left = list(numbers)
    places: list[tuple[int, int]] = []
    for found in _BEGINS.finditer(text):
        if left and found["number"] == left[0]:
            places.append((found.start(), found.end()))
            left.pop(0)
    if left or places[0][0]:
        return []
    ends = [start for start, _ in places[1:]] + [len(text)]
    parts = [text[begin:end].strip() for (_, begin), end in zip(places, ends, strict=True)]
    return ["\n\n".join(part.split("\n")) for part in parts] if all(parts) else []

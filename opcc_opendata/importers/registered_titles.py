"""Titles of the register of reports in a text: word for word, nearly, and as the text prints them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.register import Match
from opcc_opendata.record import slug
from opcc_opendata.rules.similar_reports import numbers_contradict

if TYPE_CHECKING:
    from opcc_opendata.schema import Standard

_FUZZY: Final = 90
"""Of 100: how alike words of a text must be to a title of the register (rapidfuzz, partial_ratio)."""
_FUZZY_TEXT: Final = 6_000
_FUZZY_TITLE: Final = 25
"""Characters that a title has at least which is looked for in this way."""


def titles_of(row: dict[str, str]) -> Iterator[str]:
    """Give the titles of a report of the register: in English, in Welsh, and the others by which it goes."""
    yield row["title_en"]
    yield from filter(None, (row["title_cy"], *row["other_titles"].split(";")))


def as_one_word(title: str) -> str:
    """Write a title as it is compared with others: small letters and hyphens, without apostrophes."""
    return slug(title.replace("'", "").replace("’", ""))


def mentioned(text: str, standard: Standard) -> Match | None:
    """Find the one report of the register whose title stands in a text. Two are none."""
    plain = f"-{as_one_word(text)}-"
    rows = standard.codelists["inspections"].rows
    found = [row for row in rows if any(f"-{as_one_word(one)}-" in plain for one in titles_of(row))]
    return Match(found[0], "The register has this title.") if len(found) == 1 else None


def nearly_mentioned(text: str, force: str, standard: Standard) -> tuple[Match, str] | None:
    """Find the one report of the register nearly whose title stands in a text, and the words that do. Two are none."""
    from rapidfuzz import fuzz

    plain = text[:_FUZZY_TEXT].casefold()
    found: list[tuple[dict[str, str], int, int]] = []
    for row in standard.codelists["inspections"].rows:
        forces = row["forces"].split()
        for title in titles_of(row) if not forces or force in forces else ():
            near = fuzz.partial_ratio_alignment(title.casefold(), plain, score_cutoff=_FUZZY)
            if near is None or len(title) < _FUZZY_TITLE:
                continue
            if not numbers_contradict(title, text[near.dest_start : near.dest_end]):
                found.append((row, near.dest_start, near.dest_end))
    if len({row["code"] for row, _, _ in found}) != 1:
        return None
    row, start, end = found[0]
    start = max(text.rfind(" ", 0, start + 1), text.rfind("\n", 0, start + 1)) + 1
    words = " ".join(text[start:end].split())
    return Match(row, "Its words nearly stand in the text."), words


def printed_whole(known: dict[str, str], text: str, title: str) -> str:
    """Give the title of a report of the register as a text prints it, if it is more than the title that was found."""
    whole = printed_in(known, text)
    return whole if as_one_word(title) in as_one_word(whole) != as_one_word(title) else ""


def as_printed(known: dict[str, str], text: str) -> str:
    """Give the title of a report of the register as a text prints it, or as the register has it."""
    return printed_in(known, text) or known["title_en"]


def printed_in(known: dict[str, str], text: str) -> str:
    """Give the longest title of a report of the register that a text prints, as it does. Empty where it has none."""
    for title in sorted(titles_of(known), key=len, reverse=True):
        words = re.findall(r"\w+", title.replace("'", "").replace("’", ""))
        pattern = r"[\W_]{1,4}".join(r"['’]?".join(map(re.escape, word)) for word in words)
        if found := re.search(rf"\b{pattern}\b", text, re.IGNORECASE):
            closes = text[found.end() : found.end() + 1]
            is_open = (closes == ")" and found[0].count("(") > found[0].count(")")) or (
                closes in ("'", "’", "”") and re.search(r"(?:^|\W)['‘“]\w", found[0])
            )
            return " ".join(found[0].split()) + (closes if is_open else "")
    return ""

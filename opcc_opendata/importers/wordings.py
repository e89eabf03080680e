"""The wordings by which offices label what they publish: wordings.csv says which words stand for what, and where.

A * stands for any words. The first wording that fits counts. Whoever meets a new one adds a line there.
"""

from __future__ import annotations

import csv
import re
from fnmatch import translate
from functools import lru_cache
from pathlib import Path
from typing import Final

_NUMBERING: Final = re.compile(
    r"^(?:\(?\d{1,2}(?:\.\d{1,2})*[.)]?|\(?[a-z]\d?[.)]|[ivx]{1,4}[.)]"
    r"|(?:part|section|rhan|adran) (?:\d{1,2}|[a-h]) ?[:.–-])"
    r"\s+",
    re.IGNORECASE,
)
_TABLE: Final = Path(__file__).with_name("wordings.csv")


def concept_of(place: str, words: str) -> str:
    """Say what words stand for as a heading, a fact's label, a column's head and so on. Empty where it isn't known."""
    plain = as_compared(words)
    if not plain:
        return ""
    return next((concept for concept, pattern in _wordings()[place] if pattern.match(plain)), "")


def as_compared(words: str) -> str:
    """Write words as wordings are compared: small letters, without numbering, colon and the kind of apostrophe."""
    plain = " ".join(words.replace("’", "'").replace("‘", "'").lower().split())
    return _NUMBERING.sub("", plain).strip(" :–-*")


@lru_cache(maxsize=1)
def _wordings() -> dict[str, list[tuple[str, re.Pattern[str]]]]:
    found: dict[str, list[tuple[str, re.Pattern[str]]]] = {}
    with _TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file, strict=True):
            found.setdefault(row["place"], []).append((row["concept"], re.compile(translate(row["wording"]))))
    return found

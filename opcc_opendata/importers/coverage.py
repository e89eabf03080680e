"""How many of a document's words are in its record."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from typing import Final

from opcc_opendata.documents import assemble
from opcc_opendata.importers.blocks import Block
from opcc_opendata.record import Record

_WORD: Final = re.compile(r"\w+(?:['’-]\w+)*")
_ORDINAL: Final = re.compile(r"(?<=\d)\s*(?:st|nd|rd|th)\b", re.IGNORECASE)
_BOX: Final = re.compile(r"\[[xX ]\]")
_ESCAPED: Final = re.compile(r"\\(?=[^\w\s])")


def words_of(text: str) -> Counter[str]:
    """Count the words of a text, in small letters, whichever apostrophe they have. 26th and 26 are the same."""
    plain = _ORDINAL.sub("", _BOX.sub("", _ESCAPED.sub("", text))).replace("’", "'").lower()
    return Counter(_WORD.findall(plain))


def kept(blocks: Iterable[Block], record: Record, told: Iterable[str] = ()) -> tuple[int, int]:
    """Count the words of a document, and those of them that its record holds.

    The record holds what is printed when its document is put together again, and what it says with keys, codes and
    dates (`told`). A numbered finding is printed with its number; that it is a recommendation, its kind says.
    """
    source = words_of("\n".join(line for block in blocks for line in block.lines))
    kinds = " ".join(one["kind"].replace("_", " ") for one in record.get("recommendations", []) if "number" in one)
    printed = words_of("\n".join([assemble(_whole(record)), kinds, *told]))
    return source.total(), (source & printed).total()


def _whole(record: Record) -> Record:
    """Give a record with the titles and ids that a draft may lack, so that it can be put together."""
    reports = [{"id": f"report-{number}", "title": "", **report} for number, report in enumerate(record["inspections"])]
    return {"title": "", **record, "inspections": reports}

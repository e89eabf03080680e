"""Documents in English and Welsh: which language a text is in, and tables with the one beside the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import TABLE, Block

_WELSH: Final = re.compile(r"\b(?:yr|yn|ac|ar|i'r|gan|wedi|bod|mae|heddlu|hefyd|hwn|sy'n|eu)\b", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"\b(?:the|and|of|to|in|that|is|for|with|police|this)\b", re.IGNORECASE)
_FEW_WORDS: Final = 10
_MUCH: Final = 3
_LEAST: Final = 3
"""Small words that a column of a table has at least, for its language to be known."""


def language_of(text: str) -> tuple[str, bool]:
    """Tell English (en) from Welsh (cy) by their small words, and whether that is sure."""
    welsh, english = len(_WELSH.findall(text)), len(_ENGLISH.findall(text))
    code, most, least = ("cy", welsh, english) if welsh > english else ("en", english, welsh)
    return code, most >= _FEW_WORDS and most >= _MUCH * least


def in_one_language(blocks: Sequence[Block]) -> tuple[list[Block], list[Block]]:
    """Take the languages of bilingual tables apart: the blocks in the language of the rest, and those in the other.

    Where nothing else is in the document, that is English.
    """
    columns = {n: found for n, block in enumerate(blocks) if (found := _columns(block))}
    if not columns:
        return list(blocks), []
    outside = " ".join(block.words for n, block in enumerate(blocks) if n not in columns)
    welsh_first = language_of(outside) == ("cy", True)
    kept: list[Block] = []
    other: list[Block] = []
    for number, block in enumerate(blocks):
        if number not in columns:
            kept.append(block)
            continue
        english, welsh = columns[number]
        kept += welsh if welsh_first else english
        other += english if welsh_first else welsh
    return kept, other


def _columns(block: Block) -> tuple[list[Block], list[Block]] | None:
    """Give the English and the Welsh blocks of a table of two columns, if each column is in one language."""
    if block.kind != TABLE or max(len(row) for row in block.rows) != 2:
        return None
    both = sum(1 for row in block.rows if all(row) and len(row) == 2)
    columns = [[one for row in block.rows if len(row) > n for one in row[n]] for n in (0, 1)]
    languages = [_of_column(" ".join(one.words for one in column)) for column in columns]
    if set(languages) != {"en", "cy"} or 2 * both < len(block.rows):
        return None
    heads = [" ".join(one.words for one in cell).strip().lower() for cell in block.rows[0]]
    if set(heads) <= {"english", "saesneg", "cymraeg", "welsh"}:
        columns = [column[len(cell) :] for column, cell in zip(columns, block.rows[0], strict=True)]
    return (columns[0], columns[1]) if languages[0] == "en" else (columns[1], columns[0])


def _of_column(text: str) -> str:
    plain = text.replace("’", "'")
    welsh, english = len(_WELSH.findall(plain)), len(_ENGLISH.findall(plain))
    most, least = max(welsh, english), min(welsh, english)
    return "" if most < _LEAST or most < _MUCH * least else "cy" if welsh > english else "en"

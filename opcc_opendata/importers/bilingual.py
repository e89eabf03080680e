"""Documents in English and Welsh: which language a text is in, and tables with the one beside the other."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from opcc_opendata.importers.blocks import HEADING, PARAGRAPH, TABLE, Block, table

Rows = tuple[tuple[tuple[Block, ...], ...], ...]

_WELSH: Final = re.compile(r"\b(?:yr|yn|ac|ar|i'r|gan|wedi|bod|mae|heddlu|hefyd|hwn|sy'n|eu)\b", re.IGNORECASE)
_ENGLISH: Final = re.compile(r"\b(?:the|and|of|to|in|that|is|for|with|police|this)\b", re.IGNORECASE)
_NAMES: Final = frozenset(["english", "saesneg", "cymraeg", "welsh"])
_WIDEST: Final = 8
"""Columns that a table in two languages has at most."""
_OTHER_LANGUAGE: Final = re.compile(r"\b(?:english|saesneg|welsh|cymraeg|translation|cyfieithiad)\b", re.IGNORECASE)
_HEADING_WORDS: Final = 8
_MOST_TRANSLATIONS: Final = 5
_PAIR: Final = 2
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
    if place := _translation(blocks):
        mine, theirs = in_one_language(blocks[:place])
        return mine, [*theirs, *blocks[place:]]
    blocks, below = _one_of_each_cell(blocks)
    if below:
        mine, theirs = in_one_language(blocks)
        return mine, [*below, *theirs]
    columns = {n: found for n, block in enumerate(blocks) if (found := _languages(block))}
    if not columns:
        return list(blocks), []
    outside = " ".join(block.words for n, block in enumerate(blocks) if n not in columns)
    wanted = "cy" if language_of(outside) == ("cy", True) else "en"
    kept: list[Block] = []
    other: list[Block] = []
    for number, block in enumerate(blocks):
        if number not in columns:
            kept.append(block)
            continue
        mine, theirs = _parted(block.rows, columns[number], wanted)
        kept += mine
        other += theirs
    return kept, other


def _one_of_each_cell(blocks: Sequence[Block]) -> tuple[Sequence[Block], list[Block]]:
    """Part tables whose cells say each thing in English and, in a paragraph below it, in Welsh, or the other way round.

    Gives the blocks with one language in these tables, and what their cells say in the other.
    """
    tables = [n for n, block in enumerate(blocks) if _has_pairs(block)]
    pairs = [cell for n in tables for row in blocks[n].rows for cell in row if len(cell) == _PAIR]
    first, second = (_of_column(" ".join(cell[at].words for cell in pairs)) for at in (0, 1))
    if {first, second} != {"en", "cy"}:
        return blocks, []
    outside = " ".join(block.words for n, block in enumerate(blocks) if n not in tables)
    wanted = "cy" if language_of(outside) == ("cy", True) else "en"
    kept = 0 if first == wanted else 1
    made = list(blocks)
    for n in tables:
        rows = blocks[n].rows
        made[n] = table(tuple(tuple((cell[kept],) if len(cell) == _PAIR else cell for cell in row) for row in rows))
    return made, [cell[1 - kept] for cell in pairs]


def _has_pairs(block: Block) -> bool:
    """Tell if at least half of a table's cells have two paragraphs, and none more."""
    cells = [cell for row in block.rows for cell in row if cell] if block.kind == TABLE else []
    is_flat = all(len(cell) <= _PAIR and all(one.kind == PARAGRAPH for one in cell) for cell in cells)
    return is_flat and 0 < len(cells) <= 2 * sum(len(cell) == _PAIR for cell in cells)


def _translation(blocks: Sequence[Block]) -> int:
    """Find the heading under which all is said once more in the other language. 0 where there is none."""
    named = [n for n, block in enumerate(blocks) if n and _names_language(block)]
    for place in named[:_MOST_TRANSLATIONS]:
        above, below = (language_of(" ".join(one.words for one in part)) for part in (blocks[:place], blocks[place:]))
        if above[1] and below[1] and above[0] != below[0]:
            return place
    return 0


def _names_language(block: Block) -> bool:
    looks = block.kind == HEADING or block.style == "strong"
    return looks and len(block.words.split()) <= _HEADING_WORDS and bool(_OTHER_LANGUAGE.search(block.words))


def _languages(block: Block) -> list[str]:
    """Give the language of each column of a table with as many in English as in Welsh. Empty for any other block.

    A column of numbers, or of labels in both languages, has none, and stands at the left.
    """
    width = max((len(row) for row in block.rows), default=0)
    if block.kind != TABLE or not 2 <= width <= _WIDEST:
        return []
    columns = [[one for row in block.rows if len(row) > n for one in row[n]] for n in range(width)]
    found = [_of_column(" ".join(one.words for one in column)) for column in columns]
    places = [n for n, language in enumerate(found) if language]
    both = sum(1 for row in block.rows if all(len(row) > n and row[n] for n in places))
    is_bilingual = found.count("en") == found.count("cy") > 0 and 2 * both >= len(block.rows)
    return found if is_bilingual and (width > 2 or all(found)) else []


def _parted(rows: Rows, languages: Sequence[str], wanted: str) -> tuple[list[Block], list[Block]]:
    """Part a table into what is in the language that is wanted, or in none, and the rest.

    Of two columns each is a text. Of more, those that are kept are a table again.
    """
    heads = {" ".join(one.words for one in cell).strip().lower() for cell in rows[0]}
    if len(languages) == 2 and heads <= _NAMES:
        rows = rows[1:]
    theirs = [
        one
        for row in rows
        for cell, one_of in zip(row, languages, strict=False)
        if one_of not in (wanted, "")
        for one in cell
    ]
    mine = [tuple(cell for cell, one_of in zip(row, languages, strict=False) if one_of in (wanted, "")) for row in rows]
    if len(languages) == 2:
        return [one for row in mine for cell in row for one in cell], theirs
    return [table(tuple(mine))], theirs


def _of_column(text: str) -> str:
    plain = text.replace("’", "'")
    welsh, english = len(_WELSH.findall(plain)), len(_ENGLISH.findall(plain))
    most, least = max(welsh, english), min(welsh, english)
    return "" if most < _LEAST or most < _MUCH * least else "cy" if welsh > english else "en"

"""Blocks with what a table or two lines lay out apart put together: forms become labels and the texts beside them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from opcc_opendata.importers.answer_tables import comments_of
from opcc_opendata.importers.blocks import HEADING, LIST, PARAGRAPH, TABLE, Block, paragraph, table
from opcc_opendata.importers.column_heads import head_of_labels
from opcc_opendata.importers.copies_said import copies_answered
from opcc_opendata.importers.dates import find_dates, only_date
from opcc_opendata.importers.facts import DATES, LONGEST_DATE, fact_of, facts_of
from opcc_opendata.importers.items import asks, head_of
from opcc_opendata.importers.labelled_cells import cells_apart
from opcc_opendata.importers.labels import BOTH, label_of, part_of
from opcc_opendata.importers.people import from_whom, is_chief
from opcc_opendata.importers.wordings import concept_of

OTHER: Final = "other"
_PAIR: Final = 2
_ACTIONS: Final = ("body_action", "force_action")
_BESIDE: Final = frozenset(["title", "published", "type"])
END: Final = Block(PARAGRAPH, "", ("",))
"""It stands after a table that was laid out as sections: what follows is in none of them."""
_KNOWN: Final = 3
"""Labels of a form that must be known where not most are, and name two parts of a response, or a report."""
_LONGEST_VALUE: Final = 40
_LONGEST_FACT: Final = 30


def unrolled(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with forms that are laid out as a table of labels beside texts as labels and texts."""
    is_open = False  # a finding stands above, so that a table may hold the answers to it
    apart = (cell for one in blocks for cell in cells_apart(one))
    listed = (fact for one in apart for fact in _facts_listed(one))
    for block in (part for one in listed for part in _form_and_findings(_in_pairs(one))):
        if block.kind != TABLE:
            is_open = head_of(block.words) is not None or asks(block.words) or (is_open and block.kind != HEADING)
            yield block
        elif _is_form(block):
            for row in block.rows:
                yield from _row(row)
            yield END
        elif not is_open and (comments := comments_of(block)):
            yield from comments
            yield END
        else:
            yield block


def _facts_listed(block: Block) -> list[Block]:
    """Give a list whose items are labels with their values, and one the day or the title of something, as lines."""
    lines = [paragraph(line) for line in block.lines] if block.kind == LIST else []
    known = [one for one in lines if facts_of(one)]
    are_labelled = all(":" in one.words and len(one.words.split()) <= _LONGEST_FACT for one in lines)
    return lines if known and are_labelled else [block]


def beside(blocks: Sequence[Block]) -> Iterator[Block]:
    """Give the blocks, with a label of a fact that stands in a line of its own put before the value below it."""
    place = 0
    while place < len(blocks):
        block = blocks[place]
        below, after = (blocks[n] if n < len(blocks) else None for n in (place + 1, place + 2))
        if below is not None and _is_label_of(block, below, after):
            label = block.words.rstrip(" :")
            text = f"{label}: {' '.join(below.text.split())}"
            yield Block(PARAGRAPH, text, (f"{label}: {below.words}",), anchor=block.anchor)
            place += 2
        else:
            yield block
            place += 1


def _is_label_of(block: Block, below: Block, after: Block | None) -> bool:
    is_label = block.kind in (HEADING, PARAGRAPH) and len(block.lines) == 1 and not find_dates(block.words)
    name = fact_of(block.words) if is_label else ""
    is_day = len(below.words.split()) <= LONGEST_DATE and bool(find_dates(below.words)) and not facts_of(below)
    is_dated = name in DATES and is_day
    is_type = name == "type" and below.kind == PARAGRAPH and concept_of("inspection_type", below.words)
    if is_dated or is_type:
        return True
    is_bare = is_label and not facts_of(block) and not facts_of(below)
    is_list = is_bare and after is not None and len(after.lines) == 1 and bool(fact_of(after.words))
    looks = is_list or (block.kind in (HEADING, PARAGRAPH) and (block.words.endswith(":") or block.style == "strong"))
    is_value = below.kind == PARAGRAPH and len(below.words.split()) <= _LONGEST_VALUE and below.style != "strong"
    return looks and is_value and below.words[-1:] != ":" and name in _BESIDE


def _in_pairs(block: Block) -> Block:
    """Give a form in which two labels with their values stand in each row as one with a label in each row."""
    if block.kind != TABLE or max(len(row) for row in block.rows) != 2 * _PAIR:
        return block
    pairs = [row[n : n + _PAIR] for row in block.rows for n in (0, _PAIR) if any(row[n : n + _PAIR])]
    labels = [" ".join(one.words for one in row[0]) for row in pairs]
    known = [label for label in labels if fact_of(label)]
    return table(tuple(pairs)) if len(known) > 1 and all(labels) else block


def _form_and_findings(block: Block) -> list[Block]:
    """Part a form in which findings and their answers stand under the facts, in one table of two columns."""
    if block.kind != TABLE or max(len(row) for row in block.rows) > 2:
        return [block]
    labels = [" ".join(one.words for one in row[0]) if row else "" for row in block.rows]
    named = (n for n, label in enumerate(labels) if head_of(label))
    first = next(named, _first_answered(block, labels))
    if not first or not any(fact_of(label) for label in labels[:first]):
        return [block]
    held = enumerate(zip(labels, head_of_labels(labels).holds, strict=True))
    last = max(n for n, (label, holds) in held if n >= first and (head_of(label) or holds))
    return [table(rows) for rows in (block.rows[:first], block.rows[first : last + 1], block.rows[last + 1 :]) if rows]


def _first_answered(block: Block, labels: Sequence[str]) -> int | None:
    """Give the row of a finding without a number, which has the labels of its answers right below."""
    holds = head_of_labels(labels).holds
    for n, (label, what, below) in enumerate(zip(labels, holds, holds[1:], strict=False)):
        is_finding = what == "text" and "finding" in label_of(label).topics
        if is_finding and below in _ACTIONS and asks(" ".join(one.words for cell in block.rows[n][1:] for one in cell)):
            return n
    return None


def _is_form(block: Block) -> bool:
    labels = [" ".join(one.words for one in row[0]) for row in block.rows if row and row[0]]
    known = [label for label in labels if fact_of(label) or known_part(label) or _is_of_copies(label)]
    width = max(len(row) for row in block.rows)
    is_of_findings = any(head_of(label) for label in labels) or _first_answered(block, labels) == 0
    facts = {*map(fact_of, known)} - {""}
    names_two = len({*map(known_part, known)} - {""}) > 1 or ("title" in facts and len(facts) >= _KNOWN)
    is_dated = any(fact_of(_words(row[0])) in DATES and _is_day(row) for row in block.rows if row)
    is_known = len(known) * 2 > len(labels) or is_dated or (len(known) >= _KNOWN and names_two)
    is_of_findings = is_of_findings or {"number", "text"} <= {*head_of_labels(labels).holds}
    return width <= 2 and is_known and not is_of_findings


def _words(cell: tuple[Block, ...]) -> str:
    return " ".join(one.words for one in cell)


def _is_day(row: tuple[tuple[Block, ...], ...]) -> bool:
    """Tell if all that stands beside a label is a day."""
    return len(row) == _PAIR and only_date(_words(row[1])) is not None


def _is_of_copies(label: str) -> bool:
    """Tell if a label asks whether or to whom copies were sent: "Sent to HMICFRS"."""
    named = label_of(label)
    return bool(copies_answered(paragraph(f"{label}: yes"))) or (named.pure and named.topics == {"copies"})


def _row(row: tuple[tuple[Block, ...], ...]) -> Iterator[Block]:
    label, *values = [cell for cell in row if cell] or [()]
    inside = [block for cell in values for block in cell]
    words = " ".join(block.words for block in label)
    if (fact_of(words) or _is_of_copies(words)) and len(inside) == 1 and inside[0].kind == PARAGRAPH:
        line = f"{words.rstrip(' :')}: {inside[0].words}"
        yield Block(PARAGRAPH, f"{words.rstrip(' :')}: {' '.join(inside[0].text.split())}", (line,))
    elif known_part(words):
        yield Block(PARAGRAPH, words, (words,), style="strong")
        yield from inside
    else:
        yield from label
        yield from inside


def known_part(words: str, *, is_heading: bool = False) -> str:
    """Say which part a heading is of. One that names two speakers is none."""
    if role := from_whom(words).role:
        return "chief_officer_comments" if is_chief(role) else "policing_body_comments"
    found = part_of(words, is_heading=is_heading) or concept_of("heading", words)
    return OTHER if found.endswith("_comments") and label_of(words).actor == BOTH else found

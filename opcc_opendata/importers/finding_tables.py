"""Findings in tables: with a row of heads, or with the labels in the first column."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from opcc_opendata.importers.blocks import TABLE, Block, join
from opcc_opendata.importers.column_heads import TableHead, head_of_labels
from opcc_opendata.importers.deciding import ReadAs
from opcc_opendata.importers.finding_rows import under_head
from opcc_opendata.importers.finding_values import labelled_lines, put_text, put_value
from opcc_opendata.importers.headed_answers import finding_under
from opcc_opendata.importers.items import Item, head_of
from opcc_opendata.importers.joint_rows import others_of
from opcc_opendata.importers.labelled import ANSWERING, VALUES, labelled_of
from opcc_opendata.importers.named_answers import answers_named, named_by
from opcc_opendata.importers.notes import PRINTED
from opcc_opendata.importers.row_numbers import Several, again_at, bare_number, several_at
from opcc_opendata.importers.table_heads import Cell, Row, head_of_findings, is_head_again, is_on_its_side, words_of

_MOST_ROWS_ABOVE: Final = 3
_WIDEST: Final = 3
_PAIR: Final = 2


def items_of(block: Block, speaker: str, told: list[str], kind: str = "recommendation") -> list[Item]:
    """Take the findings out of a table, if it is one of findings.

    `speaker` is whose action an answer in the first person is, `kind` what they are where nothing else says it. `told`
    gets the words that the record says with keys and codes.
    """
    if block.kind != TABLE:
        return []
    if is_on_its_side(block):
        block = replace(block, rows=tuple(zip(*block.rows, strict=True)))
    block = pairs_apart(block)
    if said := _only_said([tuple(cell for cell in row if cell) for row in block.rows], told):
        return [said]
    if max(sum(map(bool, row)) for row in block.rows) <= 2 and (beside := _beside_labels(block, speaker, told, kind)):
        return beside
    for at in range(min(_MOST_ROWS_ABOVE, len(block.rows))):
        if head := head_of_findings(block.rows[at:]):
            heads, below = block.rows[at : at + head.rows], block.rows[at + head.rows :]
            rows = [one for one in below if not is_head_again(one, heads, head)]
            told += [" ".join(map(words_of, one)) for one in (*heads, *below) if one not in rows]
            above = words_of(next(filter(None, block.rows[at - 1]), ())) if at else ""
            return under_head(head, rows, above, speaker, told, kind)
    return _beside_labels(block, speaker, told, kind)


def pairs_apart(block: Block) -> Block:
    """Put below one another the two labels with their values of a row: "Owner | Supt Field | Target date | May 2021".

    Each other row of such a form has one label, and one cell beside it.
    """
    rows = [tuple(cell for cell in row if cell) for row in block.rows]
    wide = [row for row in rows if len(row) > _PAIR]
    is_form = 0 < len(wide) < len(rows) and all(
        len(row) == 2 * _PAIR and VALUES.issuperset(head_of_labels([words_of(row[0]), words_of(row[_PAIR])]).holds)
        for row in wide
    )
    if not is_form or not any(head_of(words_of(row[0])) for row in rows if row):
        return block
    return replace(block, rows=tuple(row[n : n + _PAIR] for row in rows for n in range(0, max(len(row), 1), _PAIR)))


def _beside_labels(block: Block, speaker: str, told: list[str], kind: str) -> list[Item]:
    """Read a table whose first column has the labels: a finding begins with the label that is one."""
    rows = _without_heads([tuple(cell for cell in row if cell) for row in block.rows], told)
    labels = [words_of(row[0]) if row else "" for row in rows]
    columns = head_of_labels(labels)
    if max(len(row) for row in block.rows) > _WIDEST or not _are_labels(rows, labels, columns):
        return []
    items: list[Item] = []
    joint: list[tuple[Item, Several]] = []
    before: list[tuple[str, str, Cell]] = []  # what each group of rows has above the words of its finding: a theme
    first = columns.holds[0] if columns.holds[0] in VALUES - ANSWERING else ""
    for label, column, row in columns.under(rows):
        inside = tuple(block for cell in row[1:] for block in cell)
        if found := _by_number(label, column, inside, items, kind, speaker, told):
            items = found.items
            joint += [(items[-1], found.several)] if found.several else []
        elif fresh := _begun(row, label, column, inside, kind, [] if before else items, speaker, told):
            items += [fresh] if fresh not in items else []
            for name, holds, cell in before:
                put_value(items[-1], holds, name, cell, speaker, told)
            told += [name for name, *_ in before]
            before = []
        elif inside and (before or (first and column == first)) and column in VALUES - ANSWERING:
            before.append((label, column, inside))
        elif not items or before:
            return []
        elif inside:
            told.append(label)
            put_value(items[-1], column, label, inside, speaker, told)
        elif row:
            items[-1].add_unsure(join(row[0]))
    return _with_others(items, joint)


class _Numbered(NamedTuple):
    """Findings after a row that names one or several of them by number; these are the `several` of the last one."""

    items: list[Item]
    several: Several | None = None


def _by_number(
    label: str, column: str, inside: Cell, items: list[Item], kind: str, speaker: str, told: list[str]
) -> _Numbered | None:
    """Read a row that goes on with a finding, answers one that it names, or begins several. None for any other."""
    if again := _again(label, items):
        told.append(label)
        put_text(again, inside, told)
        return _Numbered([*(one for one in items if one is not again), again])  # the labels below are of this one
    if inside and (named := named_by(label)):
        told.append(label)
        return _Numbered([*items, *answers_named(named, inside, speaker, told)])
    several = several_at(label)
    if several or (column == "number" and (several := several_at(words_of(inside)))):
        texts = inside if column != "number" else ()
        return _Numbered([*items, _begun_together(several, label, texts, kind, told)], several)
    return None


def _are_labels(rows: Sequence[Row], labels: Sequence[str], columns: TableHead) -> bool:
    """Tell if the first cells of rows are labels of findings and of answers to them."""
    is_of_findings = columns.has_any(("text",)) or any(map(head_of, labels)) or any(map(several_at, labels))
    inner = [
        bool(head_of(label)) and any(labelled_lines(cell) or _is_whole(cell) for cell in row[1:])
        for row, label in zip(rows, labels, strict=True)
    ]
    return is_of_findings and (columns.has_any(ANSWERING) or any(inner) or any(map(named_by, labels)))


def _again(label: str, items: Sequence[Item]) -> Item | None:
    """Give the finding that a label says goes on: "Recommendation 2 (continued)". None where it is not above."""
    again = again_at(label)
    found = [one for one in items if again and again.number in ("", one.number)]
    if found:
        found[-1].is_continued = True
    return found[-1] if found else None


def _begun_together(several: Several, label: str, inside: Cell, kind: str, told: list[str]) -> Item:
    """Begin findings that are named together in a label, or beside that for their numbers."""
    told += [label, several.words]
    item = Item(several.kind or kind, several.numbers[0], how={"number": ReadAs(PRINTED, label)})
    put_text(item, inside, told)
    if item.text:
        item.how["text"] = ReadAs(PRINTED, label)
    return item


def _with_others(items: Sequence[Item], joint: Sequence[tuple[Item, Several]]) -> list[Item]:
    """Give findings, each with the others that its row names too behind it."""
    named = {id(item): several for item, several in joint}
    for item in items:
        item.is_continued = False
    return [one for item in items for one in (others_of(item, named[id(item)]) if id(item) in named else [item])]


def _only_said(rows: Sequence[Row], told: list[str]) -> Item | None:
    """Read a table of two rows, the name of a finding alone and its words beside their label: nothing answers it."""
    if [len(row) for row in rows] != [1, _PAIR]:
        return None
    name, label = words_of(rows[0][0]), words_of(rows[1][0])
    head = head_of(name)
    if head is None or head.rest or head_of_labels([label]).holds != ("text",) or head_of(label):
        return None
    told += [name, label]
    item = Item(head.kind, head.number, how=dict.fromkeys(("number", "text"), ReadAs(PRINTED, name)))
    put_text(item, rows[1][1], told)
    return item


def _is_whole(cell: Cell) -> bool:
    """Tell if a cell holds a whole finding: its words, and below them who answers, each with a label."""
    labels = [labelled_of(block)[0] for block in cell]
    return len(labels) > 1 and not labels[0] and bool(ANSWERING.intersection(labels)) and "" not in labels[1:]


def _without_heads(rows: list[Row], told: list[str]) -> list[Row]:
    """Take off the heads of both columns, also where they stand again."""
    if len(rows) < _PAIR or not _are_heads(rows[0], rows[1]):
        return rows
    heads = list(map(words_of, rows[0]))
    below = [row for row in rows if list(map(words_of, row)) != heads]
    told += heads * (len(rows) - len(below))
    return below


def _are_heads(row: Row, below: Row) -> bool:
    """Tell if a row is the heads of two columns. "Recommendation" alone is one where a numbered one stands below it."""
    labels = [words_of(cell) for cell in row]
    if not head_of_labels(labels).is_known:
        return False
    named = [head_of(label) for label in labels]
    first = head_of(words_of(below[0])) if below else None
    return not any(named) or (not any(one and one.number for one in named) and bool(first and first.number))


def _begun(
    row: Row, label: str, column: str, inside: Cell, kind: str, items: list[Item], speaker: str, told: list[str]
) -> Item | None:
    """Give the finding that a row begins, or whose words it has. None for a row that answers one."""
    head = head_of(label)
    if head and head.number and _is_whole(inside):
        told.append(label.removesuffix(head.rest))
        return finding_under(head, inside, speaker, told)
    if head and (head.number or column == "text"):
        item = Item(kind=head.kind, number=head.number, how={"number": ReadAs(PRINTED, label)})
        rest = (replace(row[0][0], text=head.rest, lines=(head.rest,)),) if head.rest else ()
        if rest and (answers := labelled_lines(inside)):
            put_text(item, rest, told)
            for name, answer_column, value in answers:
                told.append(name)
                put_value(item, answer_column, name, value, speaker, told)
        else:
            put_text(item, (*rest, *inside), told)
    elif column == "text":
        item = items[-1] if items and not items[-1].text else Item(kind=kind)
        put_text(item, inside, told)
    elif column == "number" and inside:
        told.append(label)
        named = head_of(words_of(inside))
        if named and named.number and not named.rest:
            told.append(words_of(inside))
            return Item(kind=named.kind, number=named.number, how={"number": ReadAs(PRINTED, label)})
        told.append(words_of(inside))
        return Item(kind=kind, number=bare_number(words_of(inside)), how={"number": ReadAs(PRINTED, label)})
    else:
        return None
    told.append(label)
    item.how["text"] = ReadAs(PRINTED, label)
    return item

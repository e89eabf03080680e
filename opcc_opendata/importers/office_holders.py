"""Who holds an office or signs, as a label says: "Decision maker: Jo Sample", "Chief Constable | Sam Field"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from opcc_opendata.importers.blocks import PARAGRAPH, TABLE, Block
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.label_value import labels_at_start
from opcc_opendata.importers.labels import BODY, FORCE, is_of_another_area, label_of, unknown_words
from opcc_opendata.importers.people import Person, is_chief, is_name, people_in, signer

_SIGNS: Final = re.compile(
    r"\b(?:sign(?:ed|atory|ature)|decision[- ]?maker|decided by|approved by|agreed by|decision (?:of|by))\b",
    re.IGNORECASE,
)
_NAME_OF: Final = re.compile(r"^(?:the )?(?:name of )?(?:the )?|(?:['’]s)? name$", re.IGNORECASE)
_PAIR: Final = 2
_TITLE: Final = re.compile(r"^(?:Mr|Mrs|Miss|Ms|Mx)\.? ")
_ORDERS: Final = re.compile(r"(?:,? (?:QPM|KPM|OBE|MBE|CBE|DL|JP|MA|BA|LLB|KC|QC)){1,4}$")
_NOT_THE_HOLDER: Final = re.compile(r"\b(?:deputy(?! mayor)|assistant|victims)\b", re.IGNORECASE)
_ADDRESS: Final = re.compile(
    r"\b(?:avenue|building|centre|court|drive|farmhouse|hall|headquarters|house|hq|lane|park|place|quay|road|square"
    r"|street|way)$",
    re.IGNORECASE,
)
_INITIAL: Final = re.compile(r"\b[A-Z]\. ?")
_INITIALS: Final = re.compile(r"(?P<first>[A-Z])(?:\.? ?[A-Z])?\.? (?P<last>[A-Z][\w'’-]{1,40})")


def office_holders(blocks: Sequence[Block]) -> list[Person]:
    """Give the people whom labels name, each once. Who only signs is of the body, and has no role.

    Of the office of the body or of the force that no label names, the one person whom the text has in it.
    """
    found: dict[str, Person] = {}
    for label, value in _pairs(blocks):
        person = _holder(label, value)
        if person is not None:
            found.setdefault(person.author, person)
    labelled = {is_chief(one.role) for one in found.values()}
    named = _named_in_office(blocks)
    in_text = [_alone([one for one in named if is_chief(one.role) == office]) for office in {False, True} - labelled]
    return [*found.values(), *filter(None, in_text)]


def without_orders(name: str) -> str:
    """Take off what stands behind a name for an order or a degree: "Jo Sample QPM"."""
    return _ORDERS.sub("", name)


def in_full(person: Person, people: dict[str, Person]) -> Person:
    """Write "S. Heptonstall" with the first name that the document has, where one person there can be meant.

    "Mrs" before a name and "QPM" behind it are no part of it.
    """
    person = person._replace(author=without_orders(without_title(person.author)))
    short = _INITIALS.fullmatch(person.author)
    names = [one for one in people if short and one[:1] == short["first"] and one.split()[-1] == short["last"]]
    whole = [one for one in names if one != person.author]
    return person._replace(author=whole[0]) if len(whole) == 1 else person


def _named_in_office(blocks: Sequence[Block]) -> list[Person]:
    """Give those whom a text names beside the office of the body or the force: no deputies, and nobody elsewhere."""
    lines = [line for block in blocks for line in _lines_of(block)]
    return [
        one
        for line in lines
        for one in people_in(line).values()
        if _is_persons(one.author) and not (_NOT_THE_HOLDER.search(one.role) or is_of_another_area(one.role))
    ]


def _alone(holders: Sequence[Person]) -> Person | None:
    """Give the one person whom all of these are, by the longest name. None where they are several."""
    surnames = {without_orders(one.author).split()[-1] for one in holders}
    return max(holders, key=lambda one: len(one.author)) if len(surnames) == 1 else None


def _lines_of(block: Block) -> Iterator[str]:
    """Give the lines of a block. A cell of a table with a name over an office, a signature, is one line."""
    if block.kind != TABLE:
        yield from block.lines
        return
    for row in block.rows:
        for cell in row:
            lines = [line for one in cell for line in one.lines]
            yield ", ".join(lines) if len(lines) == _PAIR and is_name(lines[0]) else "\n".join(lines[-1:])


def _is_persons(name: str) -> bool:
    """Tell if a name can be nothing but a person's: it has no word of labels and headings."""
    whole = _INITIAL.sub("", name)
    is_known = len(unknown_words(whole)) == len(whole.replace("-", " ").split()) > 0
    return is_name(name) and not _ADDRESS.search(name) and is_known


def without_title(name: str) -> str:
    """Take "Mrs" off before a name."""
    return _TITLE.sub("", name)


def _holder(label: str, value: str) -> Person | None:
    signs = bool(_SIGNS.search(label))
    named = label_of(_NAME_OF.sub("", label.strip(" :")))
    is_office = named.pure and not named.topics and named.actor in (BODY, FORCE)
    if not (signs or is_office) or fact_of(label):
        return None
    person = signer(value)
    if person.author and person.role:
        return person
    if not is_name(value):
        return None
    return Person(value, label.strip(" :") if is_office else "", f"{label} {value}")


def _pairs(blocks: Sequence[Block]) -> Iterator[tuple[str, str]]:
    """Give labels with what stands beside them, in tables and in lines."""
    for block in blocks:
        if block.kind == TABLE:
            for row in block.rows:
                cells = [" ".join(one.words for one in cell) for cell in row if cell]
                if len(cells) == _PAIR:
                    yield cells[0], cells[1]
        elif block.kind == PARAGRAPH:
            for line in block.lines:
                yield from ((label, value) for label, value, _ in labels_at_start(line) if value)

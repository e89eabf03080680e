"""Markdown and plain text. Plain text is read as Markdown in which an indented line is no code."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Final

from opcc_opendata.importers.formats.characters import clean, decode
from opcc_opendata.importers.formats.raw import LeftOut, Raw, Run
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.labels import label_of, part_of

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

_BULLET: Final = re.compile(r"^[ \t]*[•▪●◦][ \t]*", re.MULTILINE)
_FRONT_MATTER: Final = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"[ \t]{0,3}\d{1,2}(?:\.\d{1,2}){0,2}[.)]?[ \t]+(?P<words>\S.{0,100})$")
_COUNTED: Final = re.compile(r"(?P<number>\d{1,2})[.)]?[ \t]{1,4}[A-Z][^.;:!?]{2,80}")
_LONGEST_HEADING: Final = 8
_FEWEST_HEADINGS: Final = 3
_CARRIED: Final = re.compile(r"^carried: (\{.*\})$", re.MULTILINE)


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a text."""
    from markdown_it import MarkdownIt

    text, remark = decode(raw)
    front = _FRONT_MATTER.match(text)
    carried = _CARRIED.search(front[1]) if front else None
    text = text[front.end() :] if front else text
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")
    written = clean(text)
    return Raw(
        _rendered(markdown, _headings_marked(_BULLET.sub("- ", written))),
        left_out=(LeftOut("Front matter", front[1]),) if front and not carried else (),
        remarks=(remark,) if remark else (),
        carried=carried[1] if carried else "",
        source=tuple(_runs(written)),
    )


def _headings_marked(text: str) -> str:
    """Mark lines that are headings with a number: "2. Comments of the Chief Constable". Markdown takes them for lists.

    Where several stand one below the other, they are a list of contents.
    """
    lines = text.split("\n")
    counted = _counted_headings(lines)
    heads = [place in counted or _is_numbered_heading(line) for place, line in enumerate(lines)]
    numbered = [bool(_NUMBERED.match(line)) for line in lines]
    for place, line in enumerate(lines):
        around = [numbered[at] for at in (place - 1, place + 1) if 0 <= at < len(lines)]
        if heads[place] and not any(around):
            lines[place] = f"\n### {line.strip()}\n"
    return "\n".join(lines)


def _counted_headings(lines: Sequence[str]) -> set[int]:
    """Find lines that can be nothing but headings: each stands apart with a text below it, and they are counted.

    A list of short items has nothing between them.
    """
    found = [
        (place, int(one["number"]))
        for place, line in enumerate(lines)
        if (one := _COUNTED.fullmatch(line.strip())) and len(line.split()) <= _LONGEST_HEADING
    ]
    places = [place for place, _ in found]
    ends = [*places, len(lines)][1:]
    is_apart = [
        not "".join(lines[max(0, place - 1) : place]).strip()
        and not "".join(lines[place + 1 : place + 2]).strip()
        and any(map(str.strip, lines[place + 1 : end]))
        for place, end in zip(places, ends, strict=True)
    ]
    is_run = len(found) >= _FEWEST_HEADINGS and [number for _, number in found] == list(range(1, len(found) + 1))
    return set(places) if is_run and all(is_apart) else set()


def _is_numbered_heading(line: str) -> bool:
    found = _NUMBERED.match(line)
    if found is None or len(found["words"].split()) > _LONGEST_HEADING or found["words"][-1:] in ".,;":
        return False
    words = found["words"].strip("* ")
    head = head_of(words)
    return bool(label_of(words).pure and part_of(words)) or (head is not None and bool(head.number) and not head.rest)


def _rendered(markdown: MarkdownIt, text: str) -> str:
    """Write HTML in which each item of a list has the number that it is printed with. Markdown counts on by itself."""
    from markdown_it.token import Token

    tokens = markdown.parse(text)
    made: list[Token] = []
    expected: list[int] = []
    for token in tokens:
        if token.type == "ordered_list_open":
            expected.append(int(token.attrGet("start") or 1))
        elif token.type == "ordered_list_close":
            expected.pop()
        elif token.type == "list_item_open" and token.info.isdigit() and expected:
            if int(token.info) != expected[-1]:
                made += [
                    Token("ordered_list_close", "ol", -1, block=True),
                    Token("ordered_list_open", "ol", 1, attrs={"start": int(token.info)}, block=True),
                ]
            expected[-1] = int(token.info) + 1
        made.append(token)
    return str(markdown.renderer.render(made, markdown.options, {}))


def _runs(text: str) -> Iterator[Run]:
    for number, line in enumerate(text.splitlines(), 1):
        for cell in _TAG.sub("", line).split("|"):
            if words := " ".join(cell.split()):
                yield Run(f"line {number}", words)

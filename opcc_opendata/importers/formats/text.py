"""Markdown and plain text. Plain text is read as Markdown in which an indented line is no code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from opcc_opendata.importers.formats.characters import clean, decode
from opcc_opendata.importers.formats.raw import LeftOut, Raw, Run

_BULLET: Final = re.compile(r"^[ \t]*[•▪●◦][ \t]*", re.MULTILINE)
_FRONT_MATTER: Final = re.compile(r"---\n(.*?)\n---\n", re.DOTALL)
_TAG: Final = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
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
        markdown.render(_BULLET.sub("- ", written)),
        left_out=(LeftOut("Front matter", front[1]),) if front and not carried else (),
        remarks=(remark,) if remark else (),
        carried=carried[1] if carried else "",
        source=tuple(_runs(written)),
    )


def _runs(text: str) -> Iterator[Run]:
    for number, line in enumerate(text.splitlines(), 1):
        for cell in _TAG.sub("", line).split("|"):
            if words := " ".join(cell.split()):
                yield Run(f"line {number}", words)

"""Markdown and plain text. Plain text is read as Markdown in which an indented line is no code."""

from __future__ import annotations

import re
from typing import Final

from opcc_opendata.drafts.formats.characters import clean, decode
from opcc_opendata.drafts.formats.raw import Raw

_BULLET: Final = re.compile(r"^[ \t]*[•▪●◦][ \t]*", re.MULTILINE)


def read(raw: bytes, _suffix: str) -> Raw:
    """Read a text."""
    from markdown_it import MarkdownIt

    text, remark = decode(raw)
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table").disable("code")
    return Raw(markdown.render(_BULLET.sub("- ", clean(text))), remarks=(remark,) if remark else ())

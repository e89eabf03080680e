"""The one reader of a label and what stands behind it: "Force response: …", "**PCC** – …", "Answer - Agree. Force: …".

It says where a text has labels, and not what they name: that is for `labels`, and for who asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final, NamedTuple

_BOLD: Final = re.compile(r"^\*\*(?P<label>[^*\n]{2,80}?)\*\*\s*(?:[:–—]|-\s)?\s*(?P<value>.*)$", re.DOTALL)
_MARKED: Final = re.compile(
    r"^\**(?P<label>[^:*\n]{2,80}?)\**\s*(?P<mark>:|\s[–—-](?=[\s*]))\**\s*(?P<value>.*)$", re.DOTALL
)
_COLON: Final = re.compile(r"^\**(?P<label>[^:*\n]{2,80}?)\**\s*:\**\s*(?P<value>.*)$", re.DOTALL)
_ASKED: Final = re.compile(r"^\**(?P<label>[A-Z][^:*?.\n]{3,60}\?)\**\s+(?P<value>\S.*)$", re.DOTALL)
"""A label that is a question: "Do we agree? Agreed in part."."""
_STOPPED: Final = re.compile(
    r"^\**(?P<label>(?:\([a-z]\)\s+)?[A-Z][\w’' ]{2,40} (?:[Rr]esponse|[Rr]eply|[Cc]omments?"
    r"|[Uu]pdate|[Aa]nswer|[Pp]osition|[Aa]ction))"
    r"\.\**\s+(?P<value>[A-Z].*)$",
    re.DOTALL,
)
"""A label that ends as a sentence does: "(a) Police response. A register was opened."."""
_INSIDE: Final = re.compile(
    r"(?:^|[.;!?][”’\"')]{0,2}\s+|\n)(?P<label>\*{0,2}[A-Z][^:*.;!?\n]{1,50}?(?::\*{0,2}|\*{0,2}\s?:|\s[–—-]\s))"
)
"""A label at the start of a text, of a line or of a sentence."""


class Labelled(NamedTuple):
    """A label as bare words, the Markdown behind it, and whether the label is bold."""

    label: str
    value: str
    is_bold: bool


def labels_at_start(text: str) -> Iterator[Labelled]:
    """Give the labels with which a Markdown text may begin, the likeliest first: more than one way may part it."""
    if found := _BOLD.match(text):
        yield Labelled(bare(found["label"]), found["value"].strip(), is_bold=True)
    for pattern in (_MARKED, _COLON, _ASKED, _STOPPED):
        if found := pattern.match(text):
            yield Labelled(bare(found["label"]), found["value"].strip(), is_bold=text.startswith("**"))


def starts_of_labels(text: str, is_label: Callable[[str], bool]) -> list[int]:
    """Give the places in a text at which labels begin that are known."""
    return [found.start("label") for found in _INSIDE.finditer(text) if is_label(bare(found["label"]))]


def bare(label: str) -> str:
    """Give a label without marks, and without what stands between it and its value."""
    return re.sub(r"[*\\]", "", label).strip(" :–—-.")

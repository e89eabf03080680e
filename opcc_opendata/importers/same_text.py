"""Texts that say the same in another form of Markdown, and those of a file that stay as it has them.

A document shows neither where a line of the file ended nor how its Markdown was typed, and a word processor may join
lines or part them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from opcc_opendata.markdown import render

PROSE: Final = frozenset(
    "text key_findings body_action force_action no_action_reason statutory_statement heading note reason".split()  # noqa: SIM905
)
"""Keys whose values are Markdown. All others are bare words, and what is bold about them is the document's style."""

_EMPHASIS: Final = re.compile("</?(?:strong|em)>")


def reads_the_same(one: Any, other: Any) -> bool:
    """Tell if two values of a record, each a text or a text in two languages, say the same to a reader."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(reads_the_same(one[key], other[key]) for key in one)
    if isinstance(one, str) and isinstance(other, str):
        return one == other or _as_read(one) == _as_read(other)
    return bool(one == other)


def has_lost_emphasis(now: Any, before: Any) -> bool:
    """Tell if a value says the same as before, and less of it is bold or italic.

    LibreOffice 7 takes that out of the first paragraph of a form's box when it saves the form.
    """
    if isinstance(now, dict) and isinstance(before, dict):
        return now.keys() == before.keys() and all(
            reads_the_same(now[key], before[key]) or has_lost_emphasis(now[key], before[key]) for key in now
        )
    if not (isinstance(now, str) and isinstance(before, str)):
        return False
    (words, marks), (words_before, marks_before) = (_EMPHASIS.subn("", _as_read(one)) for one in (now, before))
    return words == words_before and marks < marks_before


def as_written(data: Any, before: Mapping[str, Any]) -> Any:
    """Write each text of a restored record as `before`, which is the same record, writes one that reads the same."""
    known: dict[str, str] = {}

    def learn(text: str) -> str:
        known[_as_read(text)] = text
        return text

    _with_prose(before, learn)
    return _with_prose(data, lambda text: known.get(_as_read(text), text))


def _with_prose(value: Any, by: Callable[[str], str], *, is_prose: bool = False) -> Any:
    """Give a value in which each text of Markdown is what `by` makes of it. One in two languages is two."""
    if isinstance(value, dict):
        return {key: _with_prose(inner, by, is_prose=is_prose or key in PROSE) for key, inner in value.items()}
    if isinstance(value, list):
        return [_with_prose(inner, by) for inner in value]
    return by(value) if is_prose and isinstance(value, str) else value


def _as_read(text: str) -> str:
    html = render(text)
    return html if "<pre" in html else " ".join(html.split())

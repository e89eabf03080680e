"""The reference page of every problem, made from the catalogue by `scripts/generate`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Final

from opcc_opendata.problem_codes import all_codes, band, sample_lines
from opcc_opendata.problems import Code

_PAGE: Final = "docs/reference/problems.md"
_HEAD: Final = """\
<!-- Made by scripts/generate from the codes in opcc_opendata/. Change them there. -->

# Problems

Everything that `opcc validate` can find, by its code. `opcc explain R012` says the same on the command line.

An *error* contradicts itself or can't be read, and stops publication. A *warning* is published beside the data: it is
what a record lacks, or what somebody should look at. A code keeps its meaning for ever, and its number is never used
again.
"""


def problems_page(root: Path) -> dict[str, str]:
    """Give the page that lists every problem. It is the same whatever the root."""
    codes = list(all_codes().values())
    parts = [_HEAD]
    for title, members in groupby(codes, key=lambda code: band(code.code)):
        parts += _band(title, list(members))
    return {_PAGE: "\n".join(parts)}


def _band(title: str, codes: list[Code]) -> Iterator[str]:
    yield f"## {title}\n"
    rows = [
        f"| [{code.code}](#{code.code.lower()}) | {code.severity.value} | {_escaped(code.title)} |" for code in codes
    ]
    yield "\n".join(["| Code | Severity | Title |", "| --- | --- | --- |", *rows]) + "\n"
    for code in codes:
        yield from _code(code)


def _code(code: Code) -> Iterator[str]:
    # The anchor is the code alone, so that an address stays right when a title is reworded.
    yield f'### <a id="{code.code.lower()}"></a>{code.code}: {_escaped(code.title)}\n'
    yield f"*{code.severity.value.capitalize()}.* {_escaped(code.explanation)}\n"
    yield f"Not like this:\n\n{_sample(code.bad)}\n"
    yield f"Like this:\n\n{_sample(code.good)}\n"
    if code.source:
        source = f"<{code.source}>" if code.source.startswith("https://") else _escaped(code.source)
        yield f"Source: {source}\n"


def _sample(text: str) -> str:
    # Indented, because a sample may hold a fence of its own.
    return "\n".join(f"    {line}".rstrip() for line in sample_lines(text))


def _escaped(text: str) -> str:
    """Keep Markdown from reading anything into a sentence."""
    for character in "\\`*_<>[]|&":
        text = text.replace(character, f"&#{ord(character)};" if character in "|<>&" else f"\\{character}")
    return text

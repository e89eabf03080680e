"""A paper as a tagged PDF that follows PDF/UA-1, set by Typst.

The paper goes to Typst as data, never as Typst's own language, so that no text of a record can be taken for a command.
Only fonts that come with Typst are used, and no clock: the same paper gives the same bytes on every machine. A paper
with a character that these fonts lack is set with the fonts of the machine too.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, cast

from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import as_data
from opcc_opendata.documents.to_blocks import Lowered

_SETTING: Final = Path(__file__).with_name("paper.typ")


class UnprintableError(Exception):
    """A paper can't be set. The text is a sentence for people."""


def written(paper: Paper) -> bytes:
    """Write a paper as PDF. Raises UnprintableError."""
    import typst

    lowered = Lowered(paper)
    data = {
        "title": paper.title,
        "author": paper.author,
        "language": paper.language,
        "head": as_data(lowered.before + lowered.head),
        "sections": as_data(lowered.sections),
    }
    inputs = {"paper": json.dumps(data, ensure_ascii=False)}
    try:
        return _compiled(inputs, ignore_system_fonts=True)
    except typst.TypstError:  # most likely a character that the fonts of Typst don't have
        try:
            return _compiled(inputs, ignore_system_fonts=False)
        except typst.TypstError as error:
            raise UnprintableError(f"The PDF can't be made: {error.message} Take --to docx or --to html.") from error


def _compiled(inputs: dict[str, str], *, ignore_system_fonts: bool) -> bytes:
    import typst

    compiler = typst.Compiler(_SETTING.read_bytes(), ignore_system_fonts=ignore_system_fonts, sys_inputs=inputs)
    return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))

"""A paper as a tagged PDF that follows PDF/UA-1, set by Typst.

The paper goes to Typst as data, never as Typst's own language, so that no text of a record can be taken for a command.
Only fonts that come with Typst are used, and no clock: the same paper gives the same bytes on every machine.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final, cast

from opcc_opendata.documents.lower import Lowered
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import as_data

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
    compiler = typst.Compiler(
        _SETTING.read_bytes(), ignore_system_fonts=True, sys_inputs={"paper": json.dumps(data, ensure_ascii=False)}
    )
    try:
        return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))
    except typst.TypstError as error:
        raise UnprintableError(f"The PDF could not be made: {error.message}.") from error

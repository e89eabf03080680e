"""A paper as a tagged PDF that follows PDF/UA-1, set by Typst.

The paper goes to Typst as data, never as Typst's own language, so that no text of a record can be taken for a command.
Only fonts that come with Typst are used, and no clock: the same paper gives the same bytes on every machine. A paper
with a character that these fonts lack is set with the fonts of the machine too, and a character that no font has is
printed as its Unicode name in square brackets, because PDF/UA allows no empty box.
"""

from __future__ import annotations

import json
import re
import unicodedata
from pathlib import Path
from typing import Any, Final, cast

from opcc_opendata.documents.embedded_record import whole
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import as_data
from opcc_opendata.documents.to_blocks import Lowered
from opcc_opendata.record import SYMBOL_FONT_SIGNS

_SETTING: Final = Path(__file__).with_name("paper.typ")

_LAST_THAT_FONTS_HAVE: Final = 0x24F
"""The end of Latin Extended-B: the fonts that come with Typst have all letters up to it."""

_NOT_A_CHARACTER: Final = "\U0010ffff"
"""No font has a glyph for it, so it is drawn as what a font draws for every character that it lacks."""

_PROBE: Final = b"""
#set page(width: auto, height: auto, margin: 0pt)
#set text(font: ("Libertinus Serif", "DejaVu Sans Mono"))
#for (number, one) in json(bytes(sys.inputs.characters)).enumerate() { if number > 0 { pagebreak() }; text(one) }
"""


class UnprintableError(Exception):
    """A paper can't be set. The text is a sentence for people."""


def written(paper: Paper) -> bytes:
    """Write a paper as PDF. Raises UnprintableError."""
    return written_with_notes(paper)[0]


def written_with_notes(paper: Paper) -> tuple[bytes, list[str]]:
    """Write a paper as PDF, and give a sentence for each character that is printed as something else.

    Raises UnprintableError.
    """
    lowered = Lowered(paper)
    data = json.dumps(
        {
            "title": paper.title,
            "author": paper.author,
            "language": paper.language,
            "draft": paper.draft.text if paper.draft else "",
            "head": as_data(lowered.draft + lowered.before + lowered.head),
            "sections": as_data(lowered.sections),
        },
        ensure_ascii=False,
    )
    carried = _carried(paper)
    unusual = sorted({one for one in data if ord(one) > _LAST_THAT_FONTS_HAVE})
    replaced, content = _first_that_prints(data, unusual, carried)
    return content, [
        f"No font here has the character U+{ord(one):04X} ({_name(one)}). The PDF prints it as {text}."
        for one, text in replaced.items()
        if text
    ]


def _carried(paper: Paper) -> str:
    if paper.record is None:
        return json.dumps(paper.carried) if paper.carried else ""
    return json.dumps(whole(paper.record, paper.language, paper.carried), ensure_ascii=False)


def _first_that_prints(data: str, unusual: list[str], carried: str) -> tuple[dict[str, str], bytes]:
    """Set a paper with as few characters replaced as can be. Gives what was replaced, and the PDF."""
    lacking = _lacking(unusual, ignore_system_fonts=True)
    if not lacking:
        tries = [(True, lacking)]
    else:
        tries = [(False, _lacking(unusual, ignore_system_fonts=False)), (True, lacking)]
    # A font can have a letter and a mark, and still not the two together.
    marks = [one for one in unusual if unicodedata.category(one)[0] in "MC"]
    tries += [(True, sorted({*lacking, *marks})), (True, unusual)]
    for ignore_system_fonts, without in tries:
        replaced = {one: _shown(one) for one in without}
        text = data.translate(str.maketrans(cast("Any", replaced)))
        try:
            return replaced, _compiled(text, carried, ignore_system_fonts=ignore_system_fonts)
        except UnprintableError as error:
            refused = error
    raise refused


def _lacking(characters: list[str], *, ignore_system_fonts: bool) -> list[str]:
    """Say which characters no font has: those that are drawn as the one that is no character.

    Typst says of a PDF only the first that it can't draw, so they are drawn as SVG, each on a page of its own.
    """
    import typst

    if not characters:
        return []
    inputs = {"characters": json.dumps([_NOT_A_CHARACTER, *characters])}
    compiler = typst.Compiler(_PROBE, ignore_system_fonts=ignore_system_fonts, sys_inputs=inputs)
    pages = cast("list[bytes]", compiler.compile(format="svg"))
    empty, *drawn = [set(re.findall(rb'<use [^>]*href="#([^"]+)"', page)) for page in pages]
    return [one for one, glyphs in zip(characters, drawn, strict=True) if glyphs & empty]


def _shown(character: str) -> str:
    """Give what is printed in place of a character that no font has; nothing for one that is never seen."""
    if unicodedata.category(character) == "Cf":
        return ""
    return SYMBOL_FONT_SIGNS.get(character) or f"[{_name(character)}]"


def _name(character: str) -> str:
    return unicodedata.name(character, "").lower() or f"U+{ord(character):04X}"


def _compiled(data: str, carried: str, *, ignore_system_fonts: bool) -> bytes:
    import typst

    inputs = {"paper": data, "carried": carried}
    compiler = typst.Compiler(_SETTING.read_bytes(), ignore_system_fonts=ignore_system_fonts, sys_inputs=inputs)
    try:
        return cast("bytes", compiler.compile(format="pdf", pdf_standards=["ua-1"], timestamp=0))
    except typst.TypstError as error:
        raise UnprintableError(f"The PDF can't be made: {error.message} Take --to docx or --to html.") from error

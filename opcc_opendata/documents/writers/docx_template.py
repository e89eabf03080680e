"""A paper in an office's own Word template: its letterhead, its logo, its styles, and named places for the words.

An officer types `{{ key_findings }}` into a paragraph of its own where the key findings belong, and `{{ report }}`
anywhere in a line. Nothing has to be set up in Word for that, and it shows in the template what goes where.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.nodes import Blocks, Heading, plain
from opcc_opendata.documents.stage import SECTION as STAGE
from opcc_opendata.documents.to_blocks import Lowered
from opcc_opendata.documents.writers.docx import REGIONS, Writing
from opcc_opendata.documents.writers.docx_package import finished
from opcc_opendata.outline import USUAL_ORDER
from opcc_opendata.suggestions import names_meant
from opcc_opendata.zip_limits import ZipLimitError, open_zip

if TYPE_CHECKING:
    from docx.document import Document
    from docx.text.paragraph import Paragraph

_MOST_BYTES: Final = 300_000_000
"""Of a template, unpacked."""

_PLACE: Final = re.compile(r"\{\{([^{}]*)\}\}")
WHOLE: Final = "document"
_STATEMENT: Final = "statutory_statement"
BLOCKS: Final = (WHOLE, _STATEMENT, *USUAL_ORDER, STAGE, "other")
"""The places for whole paragraphs. `document` is everything, with its headings."""
_HAVE_NO_WORDS_OF_THEIR_OWN: Final = ("inspections", "opening", "close")
"""What a template may leave out: facts for which there are places in a line, and the words of a letter."""


class TemplateError(Exception):
    """A template can't be used. The text is a sentence for people."""


def filled(paper: Paper, template: bytes) -> tuple[bytes, list[str]]:
    """Write a paper into a template. Gives the DOCX, and sentences on what a person should look at.

    A place is filled as often as it stands in the template. Raises TemplateError: for a file that is no Word document,
    a place that nobody knows, a fact that the record doesn't have, and a part of the record that would be left out.
    """
    document = _opened(template)
    filling = _Filling(document, paper)
    filling.fill()
    filling.mark_pages()
    notes = [*filling.notes(), *_pictures_without_words(document)]
    return finished(document, paper, REGIONS[paper.language]), notes


def _opened(template: bytes) -> Document:
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        open_zip(template, _MOST_BYTES).close()
        return docx.Document(io.BytesIO(template))
    except (ZipLimitError, PackageNotFoundError, KeyError, ValueError, SyntaxError) as error:
        why = f" {error}" if isinstance(error, ZipLimitError) and template.startswith(b"PK") else ""
        message = f"It is not a Word document.{why} Save it in Word as .docx, not as .doc or .dotx."
        raise TemplateError(message) from error


class _Filling:
    """One template being filled."""

    def __init__(self, document: Document, paper: Paper) -> None:
        self._document = document
        self._paper = paper
        self._writing = Writing(document, paper)
        lowered = Lowered(paper)
        self._blocks: dict[str, Blocks] = {
            WHOLE: lowered.draft
            + lowered.before
            + lowered.head
            + tuple(one for blocks in lowered.sections for one in blocks),
            _STATEMENT: lowered.statement,
        }
        for section, contents in zip(paper.sections, lowered.contents, strict=True):
            self._blocks[section.name] = self._blocks.get(section.name, ()) + contents
        heading = next(one for one in lowered.head if isinstance(one, Heading))
        self._facts = {"heading": plain(heading.inside), "title": paper.title, "author": paper.author, **paper.facts}
        self._used: set[str] = set()

    def fill(self) -> None:
        """Put the words in their places."""
        paragraphs = list(_paragraphs(self._document))
        self._look_elsewhere(paragraphs)
        for paragraph in paragraphs:
            text = _own_text(paragraph)
            names = _names_in(text)
            for name in names:
                self._check(name)
            if names and names[0] in BLOCKS and _PLACE.fullmatch(text.strip()):
                self._put_blocks(paragraph, names[0])
            elif names:
                self._put_facts(paragraph)
        self._look_for_what_is_left()

    def mark_pages(self) -> None:
        """Say on every page that the paper is a draft, if it is one: the template need not have a place for that."""
        self._writing.mark_pages(self._document, self._paper)

    def notes(self) -> list[str]:
        """Say which places had nothing to be filled with."""
        # Most responses are no correction or the like, and a template is for all of them.
        mine = self._used.intersection(BLOCKS) - {STAGE}
        empty = sorted(name for name in mine if not self._blocks.get(name))
        return [f"The record has no {name}, so its place in the template is left empty." for name in empty]

    def _check(self, name: str) -> None:
        known = [*BLOCKS, *self._facts]
        if name not in known:
            close = [f"{{{{ {one} }}}}" for one in get_close_matches(name, known, n=1)]
            hint = names_meant(close, f"The places are: {', '.join(known)}.")
            raise TemplateError(f"It has a place {{{{ {name} }}}}, which is not known. {hint}")
        if not self._facts.get(name, "-"):
            raise TemplateError(f"It has a place {{{{ {name} }}}}, and the record does not say that. Take it out.")
        self._used.add(name)

    def _put_blocks(self, paragraph: Paragraph, name: str) -> None:
        into: Any = paragraph._parent
        is_body = into is not None and into._element is self._document.element.body
        holder = self._document if is_body else into
        before = list(into._element)
        self._writing.blocks(holder, self._blocks.get(name, ()))
        made = [element for element in into._element if element not in before]
        for element in made:
            paragraph._p.addprevious(element)
        if made or is_body:
            into._element.remove(paragraph._p)
        else:  # Word wants a paragraph in every cell, even an empty one
            for run in paragraph.runs:
                run.text = ""

    def _put_facts(self, paragraph: Paragraph) -> None:
        """Put words into a line. They look like the first character of the place that they take."""
        for found in reversed(list(_PLACE.finditer(_own_text(paragraph)))):  # so that the earlier ones don't move
            name = found[1].strip()
            if name in BLOCKS:
                raise TemplateError(f"Its place {{{{ {name} }}}} shares a paragraph. Give it one of its own.")
            start = 0
            for run in paragraph.runs:
                text = run.text
                head, tail = max(found.start() - start, 0), max(found.end() - start, 0)
                if tail and head < len(text):
                    is_first = found.start() >= start
                    run.text = text[:head] + (self._facts[name] if is_first else "") + text[tail:]
                start += len(text)

    def _look_elsewhere(self, paragraphs: list[Paragraph]) -> None:
        """Refuse a place in a text box, a content control or a link, where it would not be filled."""
        from docx.oxml.ns import qn

        seen = {paragraph._p: _own_text(paragraph) for paragraph in paragraphs}
        for part in _parts(self._document):
            for element in part.iter(qn("w:p")):
                text = "".join(one.text or "" for one in element.iter(qn("w:t")))
                missed = set(_names_in(text)) - set(_names_in(seen.get(element, "")))
                for name in sorted(missed):
                    where = "a text box, a content control or a link"
                    raise TemplateError(f"Its place {{{{ {name} }}}} is in {where}. Put it into ordinary text.")

    def _look_for_what_is_left(self) -> None:
        if WHOLE in self._used:
            return
        for name, blocks in self._blocks.items():
            if blocks and name not in self._used and name not in (WHOLE, *_HAVE_NO_WORDS_OF_THEIR_OWN):
                raise TemplateError(
                    f"It has no place for {name}, which this record has. Type {{{{ {name} }}}} into a paragraph of its "
                    f"own where it belongs, or {{{{ {WHOLE} }}}} for the whole."
                )


def _names_in(text: str) -> list[str]:
    """Give the names of the places in a text."""
    return [name.strip() for name in _PLACE.findall(text)]


def _own_text(paragraph: Paragraph) -> str:
    """Give the text of a paragraph as far as it can be changed run by run."""
    return "".join(run.text for run in paragraph.runs)


def _paragraphs(document: Document) -> Iterator[Paragraph]:
    """Give every paragraph: of the text, of tables in it, and of the heads and feet of pages."""
    for part in [*_heads_and_feet(document), document]:
        yield from _inside(part)


def _heads_and_feet(document: Document) -> Iterator[Any]:
    for section in document.sections:
        heads = (section.header, section.first_page_header, section.even_page_header)
        feet = (section.footer, section.first_page_footer, section.even_page_footer)
        yield from (part for part in (*heads, *feet) if not part.is_linked_to_previous)


def _inside(container: Any) -> Iterator[Paragraph]:
    yield from container.paragraphs
    for table in container.tables:
        for row in table.rows:
            for cell in row.cells:
                yield from _inside(cell)


def _parts(document: Document) -> list[Any]:
    return [document.element.body, *(part._element for part in _heads_and_feet(document))]


def _pictures_without_words(document: Document) -> Iterator[str]:
    from docx.oxml.ns import qn

    for part in _parts(document):
        for picture in part.iter(qn("wp:docPr")):
            if not picture.get("descr"):
                name = picture.get("name", "")
                yield (
                    f'The template\'s picture "{name}" has no alternative text. In Word, right-click it and choose '
                    "Edit Alt Text, so that people who can't see it know what it is."
                )

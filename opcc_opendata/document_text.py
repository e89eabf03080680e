"""The text of the document that a draft was made from, as the importer read it: it lies beside the draft.

`drafts/kent/2026-03-10-custody.desk/document.json` is a list of paragraphs, so that a person can compare the draft with
them. It is text and nothing else: no mark-up of the document is kept, so that nothing of it can act on a page.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.provenance import SideFileError, side_file

_FILE: Final = "document.json"
_MOST_BYTES: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class DocumentParagraph:
    """A paragraph, heading, list or table. `lines` are its words line by line, without any marks.

    `level` is that of a heading, 0 for all else. `rows` are the lines of each cell of a table.
    """

    lines: tuple[str, ...]
    level: int = 0
    rows: tuple[tuple[tuple[str, ...], ...], ...] = ()

    @property
    def words(self) -> str:
        """Give the words on one line: the places of an entry of the side file count in them."""
        return " ".join(self.lines)


def text_file(draft: Path) -> Path:
    """Return where the text of a draft's document lies."""
    return side_file(draft).with_name(_FILE)


def to_json(paragraphs: Sequence[DocumentParagraph]) -> str:
    """Write paragraphs as the text of the file, one on each line."""
    lines = [json.dumps(dict(_row(one)), ensure_ascii=False) for one in paragraphs]
    return "[\n" + ",\n".join(lines) + "\n]\n" if lines else "[]\n"


def _row(one: DocumentParagraph) -> Iterator[tuple[str, Any]]:
    yield "lines", one.lines
    if one.level:
        yield "level", one.level
    if one.rows:
        yield "rows", one.rows


def read_text(draft: Path, folder: Path | None = None) -> list[DocumentParagraph]:
    """Read the text of a draft's document; a draft that was made from none has no paragraphs.

    Inside `folder` no link is followed. Raises SideFileError.
    """
    path = text_file(draft)
    if not os.path.lexists(path):
        return []
    try:
        return [_paragraph(row) for row in json.loads(read_bytes(path, _MOST_BYTES, folder))]
    except UnreadableFileError as error:
        raise SideFileError(f"{path.parent.name}/{path.name} can't be read: {error}") from error
    except (ValueError, TypeError, KeyError, RecursionError, AttributeError) as error:
        raise SideFileError(
            f"{path.parent.name}/{path.name} is damaged ({type(error).__name__}). It holds the text of the draft's "
            "document, and the draft itself does not need it: delete it, or put it back."
        ) from error


def _paragraph(row: dict[str, Any]) -> DocumentParagraph:
    rows = tuple(tuple(_lines(cell) for cell in cells) for cells in row.get("rows", ()))
    return DocumentParagraph(_lines(row["lines"]), int(row.get("level", 0)), rows)


def _lines(found: Any) -> tuple[str, ...]:
    if not isinstance(found, list) or not all(isinstance(one, str) for one in found):
        raise ValueError("lines that are no texts")
    return tuple(found)

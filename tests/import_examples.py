"""What examples for the importer begin with: a response of an invented office, and drafts and tables made of texts."""

from __future__ import annotations

from typing import Any

from opcc_opendata.importers.blocks import Block, blocks_of
from opcc_opendata.importers.deciding import BODY
from opcc_opendata.importers.finding_tables import items_of
from opcc_opendata.importers.items import Item
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())
TITLE = "# Kent PCC response to “Invented cells: a look”\n\nReport published: 3 May 2024\n\n"
HEAD = f"{TITLE}Response published: 7 June 2024\n\n"
VIEW = "## Commissioner’s comments\n\nI welcome it and have read it twice.\n\n"


def draft(text: str) -> Any:
    (made,) = drafts_of(text.encode(), "response.md", STANDARD, "kent-pcc")
    assert unkept(text, [made]) == []
    return made


def recommendations(text: str) -> list[dict[str, Any]]:
    return draft(text).data.get("recommendations", [])


def table_of(*lines: str) -> Block:
    cells = ["".join(f"<td>{cell}</td>" for cell in line.split(" | ")) for line in lines]
    (block,) = blocks_of(f"<table>{''.join(f'<tr>{one}</tr>' for one in cells)}</table>")
    return block


def rows(*lines: str) -> list[Item]:
    return items_of(table_of(*lines), BODY, [])

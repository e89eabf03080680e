"""The text of a response's document, put together again from its record."""

from __future__ import annotations

from opcc_opendata.documents.response import response
from opcc_opendata.documents.writers import md
from opcc_opendata.record_types import Record


def assemble(record: Record, language: str | None = None) -> str:
    """Put the whole text of the document together, in Markdown and with nothing that it does not print."""
    return md.bare(response(record, language or record["language"], {}))

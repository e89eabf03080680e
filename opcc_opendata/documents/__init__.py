"""The documents that an office sends and publishes, made from its records.

    record ─ response, letter, panel ─ Paper ─┬─ writers.md
                                              └─ to_blocks ─ writers.html, .docx, .docx_template, .pdf

A `Paper` (`model`) is what a document says, in its order and its language. How a document is read back into a record
is told in `embedded_record`; the words that a document has of its own are in `wordings`.
"""

from opcc_opendata.documents.assemble import assemble
from opcc_opendata.documents.letter import letter
from opcc_opendata.documents.panel import panel
from opcc_opendata.documents.response import as_draft, response

__all__ = ["as_draft", "assemble", "letter", "panel", "response"]

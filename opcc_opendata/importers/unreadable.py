"""A document that can't be read: a value for the report, with a sentence for the person who has the document."""

from __future__ import annotations


class DocumentError(Exception):
    """The document can't be read. The text is a sentence that says why, and what to do."""

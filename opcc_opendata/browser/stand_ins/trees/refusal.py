"""What stops the reading of a document which lxml would read in a way of its own."""

from __future__ import annotations


class NotReadHereError(BaseException):
    """A part of a document is damaged, or made as Word makes none, and only lxml knows what to take it for.

    It is no Exception: the readers of documents make a sentence of each of those, and it would not be that of the
    command line. The text says what is so, for the one who maintains this.
    """

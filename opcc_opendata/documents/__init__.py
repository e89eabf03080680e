"""The published document of a record."""

from opcc_opendata.documents.assemble import assemble

__all__ = ["assemble"]

"""Records → SQLite, beside the old database, checked, then swapped in."""

from opcc_opendata.database.builder import Outcome, build
from opcc_opendata.database.check import content_digest, record_digest
from opcc_opendata.database.swap import BuildError

__all__ = ["BuildError", "Outcome", "build", "content_digest", "record_digest"]

"""Records → SQLite, beside the old database, checked, then swapped in."""

from opcc_opendata.database.builder import build
from opcc_opendata.database.outcome import Outcome
from opcc_opendata.database.swap import BuildError

__all__ = ["BuildError", "Outcome", "build"]

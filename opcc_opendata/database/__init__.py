"""Records → SQLite, beside the old database, checked, then swapped in."""

from opcc_opendata.database.build import build
from opcc_opendata.database.outcome import BuildError, Outcome

__all__ = ["BuildError", "Outcome", "build"]

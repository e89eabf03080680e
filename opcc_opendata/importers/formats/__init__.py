"""Each format of document → HTML, by well-kept libraries. Nothing is fetched, and no script or macro runs."""

from opcc_opendata.importers.formats.raw import LeftOut, Raw, Run
from opcc_opendata.importers.formats.reading import SUFFIXES, check, read

__all__ = ["SUFFIXES", "LeftOut", "Raw", "Run", "check", "read"]

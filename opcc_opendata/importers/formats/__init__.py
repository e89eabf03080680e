"""Each format of document → HTML, by well-kept libraries. Nothing is fetched, and no script or macro runs."""

from opcc_opendata.importers.formats.raw import LeftOut, Raw, Run
from opcc_opendata.importers.formats.reading import OTHER_SPREADSHEETS, SHEETS, SUFFIXES, check, read

__all__ = ["OTHER_SPREADSHEETS", "SHEETS", "SUFFIXES", "LeftOut", "Raw", "Run", "check", "read"]

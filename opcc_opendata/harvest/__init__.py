"""Many offices' data → one national dataset that never holds less than what each office last published whole."""

from opcc_opendata.harvest.publishing import Harvest
from opcc_opendata.harvest.run import HarvestError, harvest
from opcc_opendata.harvest.sources import SOURCES, HarvestSource, SourcesError, find_sources, read_sources

__all__ = [
    "SOURCES",
    "Harvest",
    "HarvestError",
    "HarvestSource",
    "SourcesError",
    "find_sources",
    "harvest",
    "read_sources",
]

from opcc_opendata.api import InvalidRecord as InvalidRecord
from opcc_opendata.api import build as build
from opcc_opendata.api import check as check
from opcc_opendata.api import load as load
from opcc_opendata.api import render as render

__version__: str
__all__ = ["InvalidRecord", "build", "check", "load", "render"]

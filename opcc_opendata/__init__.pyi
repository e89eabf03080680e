from opcc_opendata.api import InvalidRecordError as InvalidRecordError
from opcc_opendata.api import build as build
from opcc_opendata.api import check as check
from opcc_opendata.api import load as load
from opcc_opendata.api import render as render

__version__: str
__all__ = ["InvalidRecordError", "build", "check", "load", "render"]

"""The whole site as files: for any web host, a folder on a disk, a memory stick, an archive."""

from opcc_opendata.static.folder import NotOwnFolderError, refuse_others
from opcc_opendata.static.make import Made, UnusableAddressError, make

__all__ = ["Made", "NotOwnFolderError", "UnusableAddressError", "make", "refuse_others"]

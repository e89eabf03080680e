"""The whole site as files: for any web host, a folder on a disk, a memory stick, an archive."""

from opcc_opendata.static.folder import NotOwnFolderError, refuse_others
from opcc_opendata.static.make import UnusableAddressError, WrittenSite, make

__all__ = ["NotOwnFolderError", "UnusableAddressError", "WrittenSite", "make", "refuse_others"]

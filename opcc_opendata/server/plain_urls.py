"""Datasette with addresses that are plain texts.

Its own remember that the prefix of the site stands before them already, and list all methods of a text whenever one is
called: two hundred times for a page, two milliseconds. Our site has no prefix, so that it can't be put there twice.
"""

from __future__ import annotations

from typing import Any

from datasette.app import Datasette  # type: ignore[import-untyped]
from datasette.url_builder import Urls  # type: ignore[import-untyped]


class PlainUrls(Urls):  # type: ignore[misc]
    """Datasette's addresses, as texts."""

    def path(self, path: str, format: Any = None) -> str:
        """Give the address of a path."""
        return str(super().path(path, format))

    def table(self, database: str, table: str, format: Any = None) -> str:
        """Give the address of a table."""
        return str(super().table(database, table, format))

    def query(self, database: str, query: str, format: Any = None) -> str:
        """Give the address of a ready-made query."""
        return str(super().query(database, query, format))

    def row(self, database: str, table: str, row_path: str, format: Any = None) -> str:
        """Give the address of a row."""
        return str(super().row(database, table, row_path, format))


class PlainDatasette(Datasette):  # type: ignore[misc]
    """Datasette with these addresses."""

    @property
    def urls(self) -> PlainUrls:
        """Give what makes addresses."""
        return PlainUrls(self)

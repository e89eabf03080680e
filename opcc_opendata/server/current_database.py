"""What Datasette asks about its database, asked of the build that the request has."""

from __future__ import annotations

import pickle
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextvars import ContextVar
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from datasette.database import Database  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from opcc_opendata.server.builds import Builds

_MOST_KNOWN: Final = 2_000

_metered: ContextVar[bool] = ContextVar("opcc_metered", default=False)


class CurrentDatabase(Database):  # type: ignore[misc]
    """Datasette's database, which goes to the build of the request."""

    def __init__(self, datasette: Any, path: Path, builds: Builds) -> None:
        super().__init__(datasette, path=str(path), is_mutable=False)
        self.builds = builds

    async def execute_fn(self, fn: Callable[[sqlite3.Connection], Any]) -> Any:
        """Do something with a connection."""
        return await self.builds.now.run(fn, metered=_metered.get())

    async def execute(self, *arguments: Any, **options: Any) -> Any:
        """Ask for rows, which are all held in memory, so that there may not be too many."""
        token = _metered.set(True)
        try:
            # A reader's mistake is told to the reader. The server's log would only fill up with them.
            return await super().execute(*arguments, **(options | {"log_sql_errors": False}))
        finally:
            _metered.reset(token)

    async def _kept(self, about: str, *arguments: Any) -> Any:
        """Ask Datasette's own method about the tables only once for each build, because every page asks many times."""
        build = self.builds.now
        key = (about, *arguments)
        if key not in build.known:
            found = await getattr(super(), about)(*arguments)
            if len(build.known) >= _MOST_KNOWN:  # readers may ask for tables that there are not
                return found
            # Datasette changes what it gets, and to unpack it takes a fifth of the time of copy.deepcopy.
            build.known[key] = pickle.dumps(found)
        return pickle.loads(build.known[key])  # noqa: S301 (our own)

    async def table_exists(self, table: str) -> Any:
        """Say whether there is such a table."""
        return await self._kept("table_exists", table)

    async def table_names(self) -> Any:
        """Name the tables."""
        return await self._kept("table_names")

    async def view_names(self) -> Any:
        """Name the views."""
        return await self._kept("view_names")

    async def hidden_table_names(self) -> Any:
        """Name the tables that make up the search indexes."""
        return await self._kept("hidden_table_names")

    async def table_columns(self, table: str) -> Any:
        """Name a table's columns."""
        return await self._kept("table_columns", table)

    async def table_column_details(self, table: str) -> Any:
        """Describe a table's columns."""
        return await self._kept("table_column_details", table)

    async def primary_keys(self, table: str) -> Any:
        """Name the columns that tell rows apart."""
        return await self._kept("primary_keys", table)

    async def fts_table(self, table: str) -> Any:
        """Name a table's search index."""
        return await self._kept("fts_table", table)

    async def label_column_for_table(self, table: str) -> Any:
        """Name the column that holds the words for a row."""
        return await self._kept("label_column_for_table", table)

    async def foreign_keys_for_table(self, table: str) -> Any:
        """Say what a table's columns refer to."""
        return await self._kept("foreign_keys_for_table", table)

    async def get_all_foreign_keys(self) -> Any:
        """Say what every table's columns refer to."""
        return await self._kept("get_all_foreign_keys")

    @property
    def hash(self) -> str:
        """The digest of the content."""
        return self.builds.now.digest

    @property
    def size(self) -> int:
        """The number of bytes of the file."""
        return self.builds.now.size

    @property
    def cached_table_counts(self) -> dict[str, int]:
        """How many rows each table has."""
        return self.builds.now.counts

    async def table_counts(self, limit: int = 10) -> dict[str, int]:
        """How many rows each table has, but for those that are views."""
        views = await self.view_names()
        return {name: rows for name, rows in self.builds.now.counts.items() if name not in views}

    async def attached_databases(self) -> list[Any]:
        """Say that no other database is attached. Asking SQLite would need a pragma that tells of the machine."""
        return []

    def close(self) -> None:
        """Let go of the file."""
        self.builds.close()


class CurrentCounts(Mapping[str, Any]):
    """What Datasette takes for the result of `datasette inspect`, and what is always that of the request's build."""

    def __init__(self, name: str, builds: Callable[[], Builds]) -> None:
        self._name, self._builds = name, builds

    def __getitem__(self, name: str) -> dict[str, Any]:
        if name != self._name:
            raise KeyError(name)
        build = self._builds().now
        tables = {table: {"count": rows} for table, rows in build.counts.items()}
        return {"hash": build.digest, "size": build.size, "tables": tables}

    def __iter__(self) -> Iterator[str]:
        return iter([self._name])

    def __len__(self) -> int:
        return 1

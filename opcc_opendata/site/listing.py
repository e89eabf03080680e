"""A list that can be sorted and narrowed: one page of it, how many there are in all, how many for each force, its CSV.

A list shows just what a ready-made query gives, so that the query's CSV with the same filters and order is the list.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, NamedTuple

from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import QUERIES
from opcc_opendata.site.charts import short_name
from opcc_opendata.site.filters import address
from opcc_opendata.site.views import PAGE_SIZE, MissingError, PageContext, Row

_QUERIES: Final = {query.name: query for query in QUERIES}
_LETTERS_FIRST: Final = frozenset(("body", "force", "report", "type", "region"))
"""What is sorted from its first letter. Numbers and dates begin with the largest and the latest."""

_SHORT: Final = ("-pcc", "-pfcc", "-mopac")


@dataclass(frozen=True, slots=True)
class Listing:
    """A list: its ready-made query, the SQL that names a row and that is largest in a force's own rows, and its order.

    `sorts` are the headings by which it can be sorted, and `usual` is the order that it has by itself.
    """

    query: str
    row: str
    sorts: tuple[str, ...]
    usual: str
    largest: str = "NULL"
    counted: str = "1"
    force: str = "force"
    size: int = PAGE_SIZE
    is_short: bool = False
    """Whether it has so few rows, each counted from many, that all are worked out at once, and once."""
    state: str = ""
    """The column of which each value has a list of its own, while the rows of all of them are counted on each."""

    @property
    def columns(self) -> tuple[str, ...]:
        """What a reader may fill in."""
        return _QUERIES[self.query].parameters


class SortHeading(NamedTuple):
    """A heading by which a list is sorted: where it leads, and how the list is sorted by it now (or not)."""

    name: str
    address: str
    sorted: str


class Force(NamedTuple):
    """A force in the table above a list: how many rows it has there, the largest of their figures, and its bar."""

    code: str
    number: int
    largest: int | None
    width: float


class _Key(NamedTuple):
    row: str
    force: str
    largest: int | None
    counted: int
    state: str | None


def shown(ctx: PageContext, listing: Listing, narrowed: Mapping[str, str]) -> dict[str, Any]:
    """Give what every list shows. `narrowed` has the filters that were chosen. Raises UnreadableError, MissingError."""
    allowed = {f"{sign}{name}": name for name in listing.sorts for sign in ("", "-")}
    sort = ctx.chosen("sort", allowed)
    values = dict.fromkeys(listing.columns, "") | dict(narrowed) | ({"sort": sort} if listing.sorts else {})
    state = values.get(listing.state, "")
    of_all = dict(values) | ({listing.state: ""} if listing.state else {})
    counted = _counted(ctx, listing, of_all, state)
    pages = pages_of(ctx, len(counted["names"]), listing.size)
    return {
        "rows": _rows(ctx, listing, of_all, counted["names"][pages["first"] - 1 : pages["last"]]),
        "pages": pages,
        "total": len(counted["names"]),
        **{name: counted[name] for name in ("counted", "states", "by_force")},
        "headings": {heading.name: heading for heading in _headings(ctx, listing, sort)},
        "sort": sort,
        "without_filters": "" if any(narrowed.values()) else None,
        "csv": f"/{DATABASE}/{listing.query}.csv{address(values)}",
    }


def pages_of(ctx: PageContext, total: int, size: int = PAGE_SIZE) -> dict[str, Any]:
    """Give the page of a list that is asked for, from its first row to its last. Raises MissingError.

    `size` is how many rows a page has on a server.
    """
    size *= ctx.times_as_long
    start = (ctx.page - 1) * size
    if start and start >= total:
        raise MissingError(ctx.say.plain("error.past_end_of", n=ctx.page, of=-(-total // size) or 1))
    return {
        "number": ctx.page,
        "of": -(-total // size) or 1,
        "first": start + 1,
        "last": min(start + size, total),
        "previous": address(ctx.query, page=ctx.page - 1) or "?" if ctx.page > 1 else "",
        "next": address(ctx.query, page=ctx.page + 1) if start + size < total else "",
    }


def _counted(ctx: PageContext, listing: Listing, values: Mapping[str, str], state: str) -> dict[str, Any]:
    """Name the rows of a list that have a state, in their order, and count them. Of a whole list it is done once."""

    def count() -> dict[str, Any]:
        every = _keys(ctx, listing, values)
        keys = [key for key in every if state in ("", key.state)]
        return {
            "names": [key.row for key in keys],
            "counted": sum(key.counted for key in keys),
            "states": Counter(key.state for key in every),
            "by_force": _by_force(keys),
        }

    if any(value for name, value in values.items() if name != "sort"):
        return count()
    return ctx.lately(("counts of", listing.query, values.get("sort"), state, ctx.today()), count)


def _keys(ctx: PageContext, listing: Listing, values: Mapping[str, str]) -> list[_Key]:
    """Name every row of the list in its order. A whole list is worked out once for a build and a day.

    Where that was done, the rows of one force are taken from it.
    """
    columns = (
        f"{listing.row} AS row, {listing.force} AS force, {listing.largest} AS largest, {listing.counted} AS counted, "
        f"{listing.state or 'NULL'} AS state"
    )
    sql = f"SELECT {columns} FROM ({_QUERIES[listing.query].whole})"  # noqa: S608 (our own SQL)

    def ask_all() -> list[_Key]:
        return [_Key(**row) for row in ctx.rows(sql, **values)]

    given = {name for name, value in values.items() if value and name != "sort"}
    whole = f"list {listing.query} {values.get('sort')} {ctx.today()}"
    if listing.is_short and given:
        return ctx.lately(_key(ctx, "list", listing, values), ask_all)
    if given == {"force"} and ctx.has(whole):
        every: list[_Key] = ctx.once(whole, ask_all)
        return ctx.once(f"{whole} by force", lambda: _of_each_force(every)).get(values["force"], [])
    return ask_all() if given else ctx.once(whole, ask_all)


def _of_each_force(keys: Iterable[_Key]) -> dict[str, list[_Key]]:
    """Give the rows of each force, in the order in which they stand in a list of that force alone."""
    found: dict[str, list[_Key]] = {}
    for key in keys:
        found.setdefault(key.force, []).append(key)
    return found


def rows_named(ctx: PageContext, listing: Listing, names: list[str], narrowed: Mapping[str, str]) -> list[Row]:
    """Give some rows of a list by their names, in that order."""
    return _rows(ctx, listing, dict.fromkeys(listing.columns, "") | dict(narrowed), names)


def _rows(ctx: PageContext, listing: Listing, values: Mapping[str, str], names: list[str]) -> list[Row]:
    """Give the rows of one page with all their texts. Those of other pages are never read."""
    place = {name: n for n, name in enumerate(names)}
    if listing.is_short:
        found = [row for row in every_row(ctx, listing, values) if row["row"] in place]
    else:
        found = ctx.rows(
            f"SELECT *, {listing.row} AS row FROM ({_QUERIES[listing.query].sql}) "  # noqa: S608 (our own SQL)
            f"WHERE {listing.row} IN (SELECT value FROM json_each(:names))",
            **values,
            names=json.dumps(names),
        )
    return sorted((_named(ctx, row) for row in found), key=lambda row: place[row["row"]])


def every_row(ctx: PageContext, listing: Listing, values: Mapping[str, str]) -> list[Row]:
    """Give all rows of a short list, in no order. Nobody may change them."""
    sql = f"SELECT *, {listing.row} AS row FROM ({_QUERIES[listing.query].sql})"  # noqa: S608 (our own SQL)

    def ask_all() -> list[Row]:
        return ctx.rows(sql, **values)

    if any(value for name, value in values.items() if name != "sort"):
        return ctx.lately(_key(ctx, "rows", listing, {**values, "sort": ""}), ask_all)
    return ctx.once(f"rows of {listing.query} {ctx.today()}", ask_all)


def _key(ctx: PageContext, about: str, listing: Listing, values: Mapping[str, str]) -> tuple[str, ...]:
    """Say what is asked of a list, for what only a build or the day changes."""
    given = sorted((name, value) for name, value in values.items() if value)
    return (about, listing.query, ctx.language, ctx.today(), *(f"{name}={value}" for name, value in given))


def _named(ctx: PageContext, row: Row) -> Row:
    """Add who answers or owes, by a short name, and the language of the report's title."""
    sql = "SELECT id FROM inspections WHERE title IS NULL"
    welsh = ctx.once("reports in Welsh", lambda: {found["id"] for found in ctx.rows(sql)})
    return row | {"who": who(row), "title_in": "cy" if row.get("inspection") in welsh else "en"}


def who(row: Row) -> str:
    """Name a row's policing body: a commissioner in short, as Kent PCC, and a mayor or another body by its title."""
    body = str(row.get("policing_body") or "")
    return short_name(body) if body.endswith(_SHORT) else str(row.get("policing_body_name") or "")


def _by_force(keys: list[_Key]) -> list[Force]:
    """Count for each force, the highest number first."""
    counts = _of_each_force(key for key in keys if key.counted)
    most = max(map(len, counts.values()), default=1)
    made = [
        Force(
            force,
            len(own),
            max((key.largest for key in own if key.largest is not None), default=None),
            round(100 * len(own) / most, 1),
        )
        for force, own in counts.items()
    ]
    return sorted(made, key=lambda force: (-force.number, force.code))


def _headings(ctx: PageContext, listing: Listing, sort: str) -> list[SortHeading]:
    """Give each heading with the order to which it leads: the other way round where the list is sorted by it."""
    now = sort or listing.usual
    made = []
    for name in listing.sorts:
        first, second = (name, f"-{name}") if name in _LETTERS_FIRST else (f"-{name}", name)
        wanted = second if now == first else first
        state = {name: "ascending", f"-{name}": "descending"}.get(now, "")
        made.append(
            SortHeading(name, address(ctx.query, page=None, sort=None if wanted == listing.usual else wanted), state)
        )
    return made

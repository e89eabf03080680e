"""What we rest on of Datasette that its documentation does not promise, each part with its reason.

All of it was read in Datasette 0.65.5. Where a part changes, `tests/test_datasette_internals.py` names it, and whoever
takes the new version reads that part again.
"""

from __future__ import annotations

import hashlib
import inspect
from importlib import import_module
from typing import Final, NamedTuple

READ_IN: Final = "0.65.5"


class Internal(NamedTuple):
    """A part of Datasette: where it is, who rests on it and why, and the start of the SHA-256 of its source."""

    name: str
    used_in: str
    reason: str
    source: str


INTERNALS: Final = (
    Internal(
        "datasette.views.table:TableView._data_traced",
        "table_pages, paged_database",
        "No hook reaches the order of a table's query, nor what the next page is. `PagedDatabase` knows the one query "
        "for rows by truncate=True and the queries for facets by their time limit, takes `order by … limit …` off the "
        "end of the first, and puts a whole order there. `exports` takes `limit 1` off.",
        "c1c428a608b33c2b",
    ),
    Internal(
        "datasette.views.base:DataView.get",
        "table_pages",
        "It calls data() and then set_response_headers(), where a page that was cut short for lack of time says that "
        "no copy may be kept.",
        "84da5c51708917e9",
    ),
    Internal(
        "datasette.facets:load_facet_configs",
        "table_pages",
        "Which facets were asked for. JSON says nothing of those that were left out.",
        "d01c311e50e8e56d",
    ),
    Internal(
        "datasette.database:Database.execute",
        "builds, paged_database",
        "Its arguments. Each build has threads and connections of its own, so that a replaced file comes into view.",
        "ca06bc52502e3eb7",
    ),
    Internal(
        "datasette.app:Datasette._prepare_connection",
        "server",
        "It gives a connection the functions and limits of every plugin.",
        "25c2228fb03f12c5",
    ),
    Internal(
        "datasette.app:Datasette.refresh_schemas",
        "server",
        "Every request would copy the schema into a database of databases, which is for people who sign in. It is "
        "replaced by nothing.",
        "1ed61152e4156174",
    ),
    Internal(
        "datasette.app:Datasette._table_permission_allows",
        "server",
        "Its answer is kept: it depends on the metadata and its two arguments alone, and nobody changes the list.",
        "b165e240f8c461d4",
    ),
    Internal(
        "datasette.app:DatasetteClient",
        "files",
        "Its attribute `app` answers without a network in between, and before our own middleware.",
        "ee0c3cb5465679e4",
    ),
    Internal(
        "datasette.url_builder:Urls",
        "plain_urls",
        "Its addresses remember a prefix, which costs time and which our site has not. Each of its methods that gives "
        "such an address is made to give a plain text.",
        "a75ac89dcfb98e0f",
    ),
    Internal(
        "datasette.facets:ColumnFacet.facet_results",
        "paged_database",
        "A facet whose query is interrupted is left out. What is wrong with one is told in the same way, and raised "
        "once the page is made.",
        "00928d1c82a97035",
    ),
    Internal(
        "datasette.renderer:json_renderer",
        "exports",
        "JSON is Datasette's own, but for a list of rows that it would cut without a word.",
        "e6ffb47a901bbc93",
    ),
    Internal(
        "datasette.views.database:MagicParameters",
        "exports",
        "The values of a ready-made query.",
        "d474790ba7f33681",
    ),
    Internal(
        "datasette.filters:Filters.convert_unit",
        "units",
        "It calls the registry of units that `datasette.views.base` makes of pint. `units` gives it one that is read "
        "when it is first called.",
        "03e31564e5775b3a",
    ),
)


def source_of(internal: Internal) -> str:
    """Give the start of the SHA-256 of a part's source, as it is installed."""
    module, _, name = internal.name.partition(":")
    found = import_module(module)
    for part in name.split("."):
        found = getattr(found, part)
    return hashlib.sha256(inspect.getsource(found).encode()).hexdigest()[:16]

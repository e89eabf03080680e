"""Search: what was typed → a query, the indexes that it is put to, and what is found, counted and shown."""

from opcc_opendata.search.find import (
    HIT_END,
    HIT_START,
    MOST_RANKED,
    Counted,
    Facts,
    Narrowed,
    Place,
    Places,
    count,
    page,
    places,
)
from opcc_opendata.search.functions import register_functions
from opcc_opendata.search.index import fill_search
from opcc_opendata.search.names import Name, find_names, read_names
from opcc_opendata.search.query import Query, QueryError, parse

__all__ = [
    "HIT_END",
    "HIT_START",
    "MOST_RANKED",
    "Counted",
    "Facts",
    "Name",
    "Narrowed",
    "Place",
    "Places",
    "Query",
    "QueryError",
    "count",
    "fill_search",
    "find_names",
    "page",
    "parse",
    "places",
    "read_names",
    "register_functions",
]

"""Search: what was typed → a query, the indexes that it is put to, and what is found, counted and shown."""

from opcc_opendata.search.find import Narrowed, SearchCounts, SearchFacts, count, found
from opcc_opendata.search.functions import register_functions
from opcc_opendata.search.index import create_search_indexes, fill_search_indexes, fill_searched_responses
from opcc_opendata.search.names import PLACES, Name, Names
from opcc_opendata.search.places import HIT_END, HIT_START, FoundPlace, Places, places, places_in
from opcc_opendata.search.query import QueryError, SearchQuery, parse, written
from opcc_opendata.search.ranking import MOST_RANKED, page
from opcc_opendata.search.understand import Understood, Vocabulary, read_words, understand

__all__ = [
    "HIT_END",
    "HIT_START",
    "MOST_RANKED",
    "PLACES",
    "FoundPlace",
    "Name",
    "Names",
    "Narrowed",
    "Places",
    "QueryError",
    "SearchCounts",
    "SearchFacts",
    "SearchQuery",
    "Understood",
    "Vocabulary",
    "count",
    "create_search_indexes",
    "fill_search_indexes",
    "fill_searched_responses",
    "found",
    "page",
    "parse",
    "places",
    "places_in",
    "read_words",
    "register_functions",
    "understand",
    "written",
]

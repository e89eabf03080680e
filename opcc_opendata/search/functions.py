"""The functions of SQL with which ready-made queries search: they read what was typed as the search page does."""

from __future__ import annotations

import sqlite3

from opcc_opendata.record import number_key
from opcc_opendata.search.excerpts import Excerpts
from opcc_opendata.search.find import Narrowed
from opcc_opendata.search.index import acceptances_of
from opcc_opendata.search.query import match_passages, parse


def register_functions(connection: sqlite3.Connection) -> None:
    """Give a connection `match_responses(q, force, body, report, year, status, kind, acceptance)`, `match_passages(q)`.

    Each gives an expression for the index of its name, which finds nothing where nothing was typed. A database without
    responses has neither. `excerpt(text, q, before, after)` is for any text: it gives the part of it around the words
    that were searched for, each between these marks.
    """
    connection.create_function("number_key", 2, number_key, deterministic=True)
    connection.create_function("excerpt", 4, Excerpts().excerpt, deterministic=True)
    try:
        acceptances = acceptances_of(connection)
    except sqlite3.OperationalError:
        return

    def match_responses(typed: str, *narrowed: str) -> str:
        chosen = Narrowed(*(str(value or "").strip() for value in narrowed))
        return chosen.match(parse(str(typed or "")), acceptances, chosen.tokens())

    connection.create_function("match_responses", 8, match_responses, deterministic=True)
    connection.create_function(
        "match_passages", 1, lambda typed: match_passages(parse(str(typed or ""))), deterministic=True
    )

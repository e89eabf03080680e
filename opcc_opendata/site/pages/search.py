"""Search over every text, with the words found marked and filters by force, year, kind of text and acceptance."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final

from opcc_opendata.site.filters import forces, paged, year
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.markdown_html import HIT_END, HIT_START, hits
from opcc_opendata.site.pages.responses import years
from opcc_opendata.site.views import Ask, Page, Row
from opcc_opendata.tables import BY_NAME, TABLES, Table

_ON_A_PAGE: Final = 20
_NEWEST: Final = 30
"""Hits in each kind of text that are listed."""
_LOOKED_AT: Final = 1_000
"""Hits in each kind of text that a filter is held against: a common word has hundreds of thousands."""
_ANSWER: Final = {
    "answers": "t.id",
    "recommendations": "t.answer",
    "recommendation_parts": "(SELECT c.answer FROM recommendations c WHERE c.id = t.recommendation)",
    "progress": "(SELECT c.answer FROM recommendations c WHERE c.id = t.recommendation)",
}
"""SQL: which answer a text belongs with. Other texts belong with none, so that none of them is accepted or refused."""
_ANCHOR: Final = re.compile(r"(comment-\d+|recommendation-[a-z0-9-]+?)(?:-(?:part|progress|addressee)-\d+)?$")


def page(ask: Ask) -> Page:
    """Show what a search finds."""
    all_forces = forces(ask)
    kinds = _places()
    acceptances = {code: row["title"] for code, row in ask.titles("code_acceptance").items()}
    chosen = {
        "force": ask.chosen("force", all_forces),
        "year": year(ask),
        "kind": ask.chosen("kind", kinds),
        "acceptance": ask.chosen("acceptance", acceptances),
    }
    words = ask.given("q")
    context: dict[str, Any] = {"rows": []}
    if words:
        context = _found(ask, words, chosen)
    context |= {
        "q": words,
        "forces": all_forces,
        "years": years(ask),
        "kinds": kinds,
        "acceptances": acceptances,
        "chosen": chosen,
        "newest": _NEWEST,
        "looked_at": _LOOKED_AT,
    }
    return Page("search.html", context)


def _found(ask: Ask, words: str, chosen: dict[str, Any]) -> dict[str, Any]:
    """Give a page of what is found, how much there is of it, and whether that is all."""
    narrowed = bool(chosen["force"] or chosen["year"] or chosen["acceptance"])
    searched = _searched(chosen["kind"], chosen["acceptance"])
    if not searched:
        return {"rows": []}
    values = {"q": words, "year": chosen["year"]}
    values |= {name: chosen[name] or None for name in ("force", "acceptance")}
    context = paged(ask, _sql(searched, narrowed), _ON_A_PAGE, **values)
    first = next(iter(context["rows"]), {"total": 0, "most": 0})
    full = first["most"] >= _NEWEST
    return context | {
        "rows": _shown(ask, words, context["rows"]),
        "total": first["total"],
        "full": full,
        "not_all_looked_at": narrowed and not full and _is_common(ask, words, searched),
    }


def _is_common(ask: Ask, words: str, searched: Iterable[Table]) -> bool:
    """Say whether the words are in more places than a filter is held against."""
    more = (f"SELECT 1 AS n FROM {t.name}_fts WHERE {_matches(t)} LIMIT 1 OFFSET {_LOOKED_AT}" for t in searched)
    return any(ask.one(sql, q=words) for sql in more)


def _shown(ask: Ask, words: str, rows: list[Row]) -> list[dict[str, Any]]:
    """Add to what was found where it stands and the words around it, with one query for each kind of text."""
    places: dict[str, list[int]] = {}
    for row in rows:
        places.setdefault(row["found_in"], []).append(row["place"])
    texts = {
        (name, text["place"]): text
        for name, here in places.items()
        for text in ask.rows(_texts(name), q=words, first=min(here), last=max(here), places=json.dumps(here))
    }
    return [_entry(row, texts[row["found_in"], row["place"]]) for row in rows]


def _entry(row: Row, text: Row) -> dict[str, Any]:
    if row["response"] is None:
        address = f"/reports/{text['id']}"
    else:
        anchor = _ANCHOR.match(text["id"].removeprefix(f"{row['response']}-"))
        address = f"/responses/{row['response']}" + (f"#{anchor[1]}" if anchor else "")
    return row | {"address": address, "words": hits(text["words"]), "place": _places()[row["found_in"]]}


@lru_cache(maxsize=1)
def _places() -> Mapping[str, str]:
    """Give the kinds of text, by the table that holds them."""
    say = words_in("en")
    return {table.name: say.plain(f"search.in.{table.name}") for table in TABLES if table.search}


def _searched(kind: str, acceptance: str) -> tuple[Table, ...]:
    """Give the tables to look in."""
    every = (table for table in TABLES if table.search and kind in ("", table.name))
    return tuple(table for table in every if not acceptance or table.name in _ANSWER)


def _matches(table: Table) -> str:
    """SQL: all the words are in a row. What holds no word finds nothing."""
    return f"{table.name}_fts MATCH coalesce(nullif(escape_fts(:q), ''), '\"\"')"


@lru_cache
def _texts(name: str) -> str:
    """SQL: some rows that were found, with the words marked. To look for one row after another would take longer."""
    table, index = BY_NAME[name], f"{name}_fts"
    return f"""
      SELECT {index}.rowid AS place, t.{table.key} AS id,
        snippet({index}, -1, '{HIT_START}', '{HIT_END}', '…', 28) AS words
      FROM {index} JOIN {name} t ON t.rowid = {index}.rowid
      WHERE {_matches(table)} AND {index}.rowid BETWEEN :first AND :last
        AND +{index}.rowid IN (SELECT value FROM json_each(:places))
    """


@lru_cache
def _sql(searched: tuple[Table, ...], narrowed: bool) -> str:
    """SQL: the search indexes asked at once, the newest of each.

    The rows that came last are the newest, but for those that a later build put in anew. To sort all the hits of a
    common word, by date or by how well they fit, would take seconds.
    """
    parts = "\n  UNION ALL\n".join(_in_table(table, narrowed) for table in searched)
    return f"""WITH found AS MATERIALIZED (
{parts}
)
SELECT found.*, f.title AS force, coalesce(r.title, r.title_cy) AS response_title, r.report_year,
  coalesce(found.published, r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date,
  count(*) OVER () AS total, (SELECT max(n) FROM (SELECT count(*) AS n FROM found GROUP BY found_in)) AS most
FROM found LEFT JOIN responses r ON r.id = found.response LEFT JOIN forces f ON f.code = r.force
WHERE r.withdrawn_on IS NULL
ORDER BY date DESC NULLS LAST, found.response, found.found_in, found.place"""


def _in_table(table: Table, narrowed: bool) -> str:
    name, index = table.name, f"{table.name}_fts"
    report = name == "inspections"
    response = {"responses": "t.id", "inspections": "NULL"}.get(name, "t.response")
    filters = ""
    if narrowed and report:
        filters = "WHERE :force IS NULL AND substr(t.published, 1, 4) = CAST(:year AS TEXT)"
    elif narrowed:
        filters = (
            f"JOIN responses w ON w.id = {response} "
            "WHERE (:force IS NULL OR w.force = :force) AND (:year IS NULL OR w.report_year = :year)"
        )
        if name in _ANSWER:
            of = f"(SELECT a.acceptance FROM answers a WHERE a.id = {_ANSWER[name]})"
            filters += f" AND (:acceptance IS NULL OR {of} = :acceptance)"
    return f"""  SELECT * FROM (
    SELECT '{name}' AS found_in, t.rowid AS place, {response} AS response,
      {"t.published" if report else "NULL"} AS published,
      {"coalesce(t.title, t.title_cy)" if report else "NULL"} AS report_title
    FROM (
      SELECT rowid AS place FROM {index} WHERE {_matches(table)}
      ORDER BY rowid DESC LIMIT {_LOOKED_AT if narrowed else _NEWEST}
    ) h
    JOIN {name} t ON t.rowid = h.place {filters}
    LIMIT {_NEWEST}
  )"""

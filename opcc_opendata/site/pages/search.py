"""Search over every text, with the words found marked and filters by force and year."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, Final

from opcc_opendata.site.asking import Ask, Page, Row
from opcc_opendata.site.filters import forces, year
from opcc_opendata.site.pages.responses import years
from opcc_opendata.site.texts import HIT_END, HIT_START, hits
from opcc_opendata.tables import TABLES, Table

_HITS: Final = 30
_PLACES: Final = {
    "answers": "Answer to a recommendation",
    "attachments": "Document",
    "comments": "Comments",
    "grades": "Grade",
    "inspections": "Report",
    "progress": "Progress",
    "recommendation_parts": "Recommendation",
    "recommendations": "Recommendation",
    "response_inspections": "Key findings or report",
    "responses": "Response",
    "sections": "Document’s text",
}
_ANCHOR: Final = re.compile(r"(comment-\d+|recommendation-[a-z0-9-]+?)(?:-(?:part|progress|addressee)-\d+)?$")


def page(ask: Ask) -> Page:
    """Show what a search finds."""
    all_forces = forces(ask)
    kinds = dict(_PLACES)
    chosen = {"force": ask.chosen("force", all_forces), "year": year(ask), "kind": ask.chosen("kind", kinds)}
    words = ask.given("q")
    rows = _found(ask, words, chosen) if words else []
    context = {
        "q": words,
        "rows": rows,
        "forces": all_forces,
        "years": years(ask),
        "kinds": kinds,
        "chosen": chosen,
        "full": any(count >= _HITS for count in _counts(rows).values()),
        "limit": _HITS,
    }
    return Page("search.html", context)


def _counts(rows: list[dict[str, Any]]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for row in rows:
        counts[row["found_in"]] = counts.get(row["found_in"], 0) + 1
    return counts


def _found(ask: Ask, words: str, chosen: dict[str, Any]) -> list[dict[str, Any]]:
    values = {"q": words, "force": chosen["force"] or None, "year": chosen["year"], "start": HIT_START, "end": HIT_END}
    sql = _sql(chosen["kind"], bool(chosen["force"] or chosen["year"]))
    return [row | _shown(row) for row in ask.rows(sql, **values)]


def _shown(row: Row) -> dict[str, Any]:
    if row["response"] is None:
        address = f"/reports/{row['row_id']}"
    else:
        found = _ANCHOR.match(row["row_id"].removeprefix(f"{row['response']}-"))
        address = f"/responses/{row['response']}" + (f"#{found[1]}" if found else "")
    return {"address": address, "words": hits(row["words"]), "place": _PLACES.get(row["found_in"], row["found_in"])}


@lru_cache
def _sql(kind: str, filtered: bool) -> str:
    """SQL: the search indexes asked at once, the best of each. What holds no word finds nothing."""
    tables = [table for table in TABLES if table.search and kind in ("", table.name)]
    parts = "\n  UNION ALL\n".join(_in_table(table, filtered) for table in tables)
    return f"""WITH found AS (
{parts}
)
SELECT found.*, f.title AS force, coalesce(r.title, r.title_cy) AS response_title, r.report_year,
  coalesce(found.published, r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date
FROM found LEFT JOIN responses r ON r.id = found.response LEFT JOIN forces f ON f.code = r.force
WHERE r.withdrawn_on IS NULL
ORDER BY date DESC NULLS LAST, found.response, found.found_in, found.row_id"""


def _in_table(table: Table, filtered: bool) -> str:
    name, index = table.name, f"{table.name}_fts"
    report = name == "inspections"
    response = {"responses": "t.id", "inspections": "NULL"}.get(name, "t.response")
    extra, join = "", ""
    if filtered and report:
        extra = "AND :force IS NULL AND substr(t.published, 1, 4) = CAST(:year AS TEXT)"
    elif filtered:
        join = f"JOIN responses w ON w.id = {response}"
        extra = "AND (:force IS NULL OR w.force = :force) AND (:year IS NULL OR w.report_year = :year)"
    return f"""  SELECT * FROM (
    SELECT '{name}' AS found_in, t.{table.key} AS row_id, {response} AS response,
      {"t.published" if report else "NULL"} AS published,
      {"coalesce(t.title, t.title_cy)" if report else "NULL"} AS report_title,
      snippet({index}, -1, :start, :end, '…', 28) AS words
    FROM {index} JOIN {name} t ON t.rowid = {index}.rowid {join}
    WHERE {index} MATCH coalesce(nullif(escape_fts(:q), ''), '""') {extra}
    ORDER BY {index}.rank LIMIT {_HITS}
  )"""

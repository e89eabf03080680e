"""What is found: every text that has the words searched for, and every response."""

# ruff: noqa: S608 (SQL here is put together from the names of our own tables, never from what somebody typed)

from __future__ import annotations

from typing import Final

from opcc_opendata.queries.parts import ReadyQuery
from opcc_opendata.tables.search import PASSAGE_BITS

_NARROWED: Final = ("q", "force", "body", "report", "year", "status", "kind", "acceptance")

_MATCH: Final = "match_responses(:q, :force, :body, :report, :year, :status, :kind, :acceptance)"

_OF_TEXTS: Final = "(:kind = '' OR p.kind = :kind) AND (:acceptance = '' OR p.acceptance = :acceptance)"

_HOW_TO_SEARCH: Final = (
    "All the words must be there; those between quotation marks follow each other, OR stands between words of which "
    "one is enough, and - before one that must not be there. English words are found in all their forms, and Welsh "
    "letters with or without their accents. "
)

_NARROWED_SAYS: Final = (
    "force, body, report, status, kind and acceptance are codes and ids as in the view passages, and year is that of "
    "the report; leave them empty for all."
)

_SEARCH: Final = f"""WITH found AS MATERIALIZED (
  SELECT p.id FROM passages_fts JOIN searched_passages p ON p.id = passages_fts.rowid
  JOIN searched_responses s ON s.id = p.id >> {PASSAGE_BITS}
  WHERE passages_fts MATCH match_passages(:q) AND {_OF_TEXTS}
    AND s.id IN (SELECT rowid FROM responses_fts WHERE responses_fts MATCH {_MATCH})
  ORDER BY s.recency DESC, p.id LIMIT -1
)
SELECT v.found_in, v.row_id, v.kind, v.acceptance,
  excerpt(v.words, :q, '«', '»') AS words,
  v.response, f.title AS force, b.title AS policing_body, coalesce(r.title, r.title_cy) AS title,
  coalesce(r.published, r.letter_date, CAST(r.report_year AS TEXT)) AS date, v.status
FROM found CROSS JOIN passages v ON v.id = found.id
JOIN responses r ON r.id = v.response
LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body"""

_SEARCH_RESPONSES: Final = f"""WITH found AS MATERIALIZED (
  SELECT s.id, s.date FROM responses_fts JOIN searched_responses s ON s.id = responses_fts.rowid
  WHERE responses_fts MATCH {_MATCH} ORDER BY s.recency DESC, s.id DESC LIMIT -1
)
SELECT r.id AS response, coalesce(r.title, r.title_cy) AS title, r.policing_body, b.title AS policing_body_name,
  r.force, f.title AS force_name, found.date, r.published, r.report_year, r.stage, x.status,
  (SELECT group_concat(coalesce(l.title, l.title_cy), '; ') FROM response_inspections l WHERE l.response = r.id)
    AS report_title,
  (SELECT count(*) FROM passages_fts JOIN searched_passages p ON p.id = passages_fts.rowid
    WHERE passages_fts MATCH match_passages(:q) AND {_OF_TEXTS}
      AND passages_fts.rowid BETWEEN r.rowid << {PASSAGE_BITS} AND ((r.rowid + 1) << {PASSAGE_BITS}) - 1) AS places
FROM found CROSS JOIN responses r ON r.rowid = found.id
JOIN response_status x ON x.response = r.id
LEFT JOIN forces f ON f.code = r.force LEFT JOIN policing_bodies b ON b.code = r.policing_body"""

SEARCHING: Final = (
    ReadyQuery(
        "search",
        "Search every text",
        "Every text that holds all the words, in a response that is not withdrawn, newest response first. "
        f"{_HOW_TO_SEARCH}The words found stand between « and ». {_NARROWED_SAYS}",
        _SEARCH,
        _NARROWED,
    ),
    ReadyQuery(
        "search_responses",
        "Search for responses",
        "Every response that holds all the words, wherever they stand in it, newest first, as the page Search counts "
        f"them. With kind or acceptance, all the words must be in such texts. {_HOW_TO_SEARCH}places counts the texts "
        f"that hold all of them. {_NARROWED_SAYS}",
        _SEARCH_RESPONSES,
        _NARROWED,
    ),
)

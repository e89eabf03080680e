"""What a search looks through: every text of a response that is not withdrawn, by kind, and the tables for it.

Two indexes hold the same words. In `responses_fts` each response is one row with a column for each kind of text: so a
response is found by all of its words, and ranked. In `passages_fts` each text is a row of its own, so that the places
can be shown. Beside them, `responses_fts_bitmaps` holds for each word which responses have it in which kind of text, so
that they are counted quickly, and `passages_fts_columns` for each passage which column of `responses_fts` it is in. No
text is stored twice: a passage says in which row and column its text stands.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from opcc_opendata.tables.model import Column, Table
from opcc_opendata.tables.views import View

KINDS: Final = (
    "title",
    "report",
    "key_findings",
    "document",
    "policing_body",
    "chief_officer",
    "note",
    "recommendation",
    "body_action",
    "no_action_reason",
    "force_action",
    "owner",
    "progress",
)
"""The kinds of text, in the order in which a reader chooses among them."""

ANSWERED_KINDS: Final = KINDS[KINDS.index("recommendation") :]
"""Kinds that belong with an answer, so that they can be narrowed to what is accepted or refused."""

NO_ANSWER: Final = "no_answer"
"""In place of an acceptance, where the record holds no answer. The views say the same."""

PASSAGE_BITS: Final = 20
"""A passage's number is its response's rowid and, in this many bits, its place in the response. A record of 1 MB, the
most that is read, has fewer texts than that."""


@dataclass(frozen=True, slots=True)
class SearchedTexts:
    """Texts of one kind in the rows of one table, and where they stand in a response's page.

    `kind` is empty for comments, each of which says by its own kind whose it is. The place in the page is `section`,
    then the number in the column `by`, then `at`. Texts that belong to a recommendation, which the column `link` names,
    stand with it: there `at` and the number in `by` are added up.
    """

    table: str
    kind: str
    columns: tuple[str, ...]
    section: int
    by: str = ""
    at: int = 0
    link: str = ""


def _answered(table: str, kind: str, *columns: str, link: str, by: str = "", at: int = 0) -> SearchedTexts:
    return SearchedTexts(table, kind, columns, 6, by, at, link)


_AFTER_PARTS: Final = 1_000_000

TEXTS: Final = (
    SearchedTexts("responses", "title", ("title", "title_cy"), 0),
    SearchedTexts(
        "responses",
        "document",
        ("body_as_printed", "heading", "heading_cy", "statutory_statement", "statutory_statement_cy"),
        1,
    ),
    SearchedTexts("response_inspections", "report", ("title", "title_cy"), 2, "position"),
    SearchedTexts("response_inspections", "key_findings", ("key_findings", "key_findings_cy"), 3, "position"),
    SearchedTexts("grades", "key_findings", ("question",), 3, "position", 1),
    SearchedTexts("sections", "document", ("heading", "heading_cy", "text", "text_cy"), 4, "position"),
    SearchedTexts("comments", "", ("author", "role", "text", "text_cy"), 5, "position"),
    _answered(
        "recommendations",
        "recommendation",
        *("text", "text_cy", "theme", "time_limit", "earlier_title", "earlier_title_cy", "earlier_as_printed"),
        link="id",
    ),
    _answered("recommendation_parts", "recommendation", "text", "text_cy", link="recommendation", by="position"),
    _answered("answers", "body_action", "body_action", "body_action_cy", link="id", at=_AFTER_PARTS),
    _answered("answers", "no_action_reason", "no_action_reason", "no_action_reason_cy", link="id", at=_AFTER_PARTS + 1),
    _answered("answers", "force_action", "force_action", "force_action_cy", link="id", at=_AFTER_PARTS + 2),
    _answered("answers", "owner", "owner", link="id", at=_AFTER_PARTS + 3),
    _answered("progress", "progress", "note", "note_cy", link="recommendation", by="position", at=_AFTER_PARTS + 4),
    SearchedTexts("attachments", "document", ("title", "title_cy"), 7),
    SearchedTexts("distribution", "document", ("name", "as_printed"), 8, "position"),
    SearchedTexts("responses", "note", ("note", "note_cy"), 9),
)
"""Every text that is searched."""

FIELDS: Final = tuple(dict.fromkeys((texts.table, column) for texts in TEXTS for column in texts.columns))
"""Every table and column that texts stand in. A passage names its own by its place here, from 0."""

SEARCH_TABLES: Final = (
    Table(
        "searched_responses",
        "The responses that a search looks through: all that are not withdrawn.",
        (
            Column("id", "The response's rowid, as in responses_fts.", type="INTEGER", required=True),
            Column("response", "The response.", to="responses", required=True),
            Column("date", "When it was published, or else the date of its letter, or else the year of the report."),
            Column(
                "recency",
                "Its place in the order of those dates, from 0 for the oldest to 10,000 for the newest.",
                type="INTEGER",
                required=True,
            ),
        ),
    ),
    Table(
        "searched_passages",
        "Where each text stands that a search looks through. The view passages has the texts themselves.",
        (
            Column("id", "The passage, as in passages_fts.", type="INTEGER", required=True),
            Column("kind", "The kind of text.", required=True),
            Column("acceptance", "Whether the answer accepts the recommendation that the text belongs to."),
            Column("field", "Which table and column, by number.", type="INTEGER", required=True),
            Column("row", "The rowid in that table.", type="INTEGER", required=True),
        ),
    ),
    Table(
        "record_parts",
        "Each record as JSON without its long texts, which stand in other tables, and without what records share: "
        "that is in record_parts_shared. The view records puts them together.",
        (
            Column("id", "The response's rowid.", type="INTEGER", required=True),
            Column(
                "parts",
                "A JSON array: texts that follow each other in the record's JSON, and numbers. A number from 0 stands "
                "for the text, as JSON, of that passage of the response; one below 0 for that row of "
                "record_parts_shared.",
                required=True,
            ),
        ),
    ),
    Table(
        "record_parts_shared",
        "Pieces of JSON that records have in common, such as the names of keys that follow each other.",
        (
            Column("id", "The piece: its number, without the minus, in record_parts.", type="INTEGER", required=True),
            Column("piece", "The piece of JSON.", required=True),
        ),
    ),
    Table(
        "search_words",
        "Every word of the texts that a search looks through, in small letters and without accents.",
        (Column("word", "The word. What somebody mistyped is held against it.", required=True),),
    ),
)


def _case(values: dict[int, str]) -> str:
    return " ".join(["CASE p.field", *(f"WHEN {n} THEN {value}" for n, value in values.items()), "END"])


WORDS: Final = _case(
    {n: f'(SELECT "{column}" FROM "{table}" WHERE rowid = p.row)' for n, (table, column) in enumerate(FIELDS)}
)
"""SQL: the text of a row `p` of `searched_passages`."""

RECORDS_AS_JSON: Final = f"""SELECT r.id AS response, (
  SELECT group_concat(CASE WHEN typeof(part.value) <> 'integer' THEN part.value WHEN part.value < 0 THEN (
    SELECT s.piece FROM record_parts_shared s WHERE s.id = -part.value
  ) ELSE (
    SELECT json_quote({WORDS}) FROM searched_passages p WHERE p.id = (r.rowid << {PASSAGE_BITS}) + part.value
  ) END, '') FROM (SELECT value FROM json_each(q.parts) ORDER BY key) part
) AS json
FROM responses r JOIN record_parts q ON q.id = r.rowid
"""
"""SQL: each record as JSON, put together from `record_parts`, the pieces that records share, and its passages."""

PASSAGE_TEXTS: Final = View(
    "passage_texts",
    "The text of each passage, from the row and column where it stands. The index passages_fts reads it here.",
    f"SELECT p.id, {WORDS} AS words FROM searched_passages p",
    {"id": "The passage.", "words": "Its text."},
    ("id",),
)

PASSAGES: Final = View(
    "passages",
    "Every text of every response that is not withdrawn, as a search finds it: what kind of text it is, whose response "
    "it stands in, and in which row of which table.",
    f"""SELECT p.id, r.id AS response, r.force, r.policing_body, r.report_year, x.status, p.kind, p.acceptance,
  {_case({n: f"'{table}'" for n, (table, _) in enumerate(FIELDS)})} AS found_in,
  {_case({n: f'(SELECT id FROM "{table}" WHERE rowid = p.row)' for n, (table, _) in enumerate(FIELDS)})} AS row_id,
  (SELECT words FROM passage_texts t WHERE t.id = p.id) AS words
FROM searched_passages p JOIN responses r ON r.rowid = p.id >> {PASSAGE_BITS}
JOIN response_status x ON x.response = r.id
""",
    {
        "id": "The passage. Those of one response have numbers in a row.",
        "response": "The response.",
        "force": "The force.",
        "policing_body": "The local policing body.",
        "report_year": "The year of the report.",
        "status": "Whether the response is current or was replaced.",
        "kind": f"The kind of text: {', '.join(KINDS)}.",
        "acceptance": "Whether the answer accepts the recommendation that the text belongs to; no_answer if there is "
        "none. Empty for texts that belong to no recommendation.",
        "found_in": "The table in which it stands.",
        "row_id": "The row of that table.",
        "words": "The text.",
    },
    ("id",),
)

SEARCH_VIEWS: Final = (PASSAGE_TEXTS, PASSAGES)

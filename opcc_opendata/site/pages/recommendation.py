"""One recommendation as every force answered it: the answers that count, and the others in current responses."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any, Final

from markupsafe import Markup

from opcc_opendata.record import number_key
from opcc_opendata.site import markdown_html
from opcc_opendata.site.charts import ACCEPTANCE
from opcc_opendata.site.events import followed, numbered
from opcc_opendata.site.listing import who
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages import alike, repeated
from opcc_opendata.site.pages.not_counted import not_counted, replaced
from opcc_opendata.site.pages.report import found_report, registered_in
from opcc_opendata.site.views import MissingError, Moved, Page, PageContext, Row
from opcc_opendata.site.worded import text_of, worded
from opcc_opendata.tables.finding_views import COUNTED

_OPEN_AT_MOST: Final = 6
"""With more answers than these, each is folded below the name of who gave it."""
_FIRST: Final = ("not_accepted", "accepted_in_part", *ACCEPTANCE)
"""The order of the answers: those that refuse come first."""
_TEXTS: Final = ("body_action", "no_action_reason", "force_action")
_REASON_LENGTH: Final = 160
_BEGINNING: Final = 120
"""Letters of an answer on a page that is a file: the response's own page has all of it."""


def page(ctx: PageContext) -> Page | Moved:
    """Show a recommendation, the answers to it that count by acceptance, and then those that do not."""
    report = found_report(ctx)
    rows = _rows(ctx, report["id"])
    if not rows:
        if of_kind := _of_another_kind(ctx, report["id"]):
            return Moved(f"/reports/{report['id']}/recommendations/{of_kind}")
        raise MissingError(ctx.say.plain("error.no_recommendation"))
    name = numbered(ctx.say, rows[0]["kind"], rows[0]["number"])
    given = Counter(row["acceptance_code"] for row in rows)
    answers = [_answer(ctx, row, place) for place, row in enumerate(rows, 1)]
    further = [row for row in not_counted(ctx, report["id"]) if row["number_key"] == ctx.address["number"]]
    others = _others(ctx, further, answers)
    registered = [row for row in registered_in(ctx, report["id"]) if row["number_key"] == ctx.address["number"]]
    printed = worded([*rows, *further, *registered], ctx.language) or rows[0]
    context = {
        "report": report,
        "number": rows[0]["number"],
        "kind": rows[0]["kind"],
        "printed": printed,
        "text": _html(ctx, printed, "text", below=2),
        "answers": answers,
        "others": others,
        "replaced": replaced(ctx, report["id"], ctx.address["number"]),
        "groups": _by_acceptance(answers),
        "open_at_most": _OPEN_AT_MOST,
        "unanswered": given["no_answer"],
        "given": [(code, given[code]) for code in ACCEPTANCE if code != "no_answer" and given[code]],
        "again": repeated.of_report(ctx, report["id"], ctx.address["number"]),
        "same_words": alike.marks(
            ctx, "SELECT value FROM json_each(:answers)", answers=json.dumps([row["answer"] for row in rows])
        ),
        "key": ctx.address["number"],
        "follow": followed(f"{report['name']}, {name}", report=report["id"], number=ctx.address["number"]),
    }
    return Page("recommendation.html", context)


def _rows(ctx: PageContext, report: str) -> list[Row]:
    return ctx.rows(
        f"""
        SELECT q.number, q.key, q.text, q.text_cy, k.title AS kind, s.title AS acceptance, a.body_action,
          a.body_action_cy, a.force_action, a.force_action_cy, a.no_action_reason, a.no_action_reason_cy, a.owner,
          c.target_date, q.answer, q.answered_with, r.id AS response, r.index_record,
          coalesce(r.title, r.title_cy) AS response_title,
          r.force, f.title AS force_title, b.title AS body,
          b.title AS policing_body_name, c.policing_body, c.acceptance AS acceptance_code,
          coalesce(r.published, r.letter_date) AS date
        {COUNTED} JOIN forces f ON f.code = c.force JOIN policing_bodies b ON b.code = c.policing_body
        JOIN code_finding_kinds k ON k.code = c.kind
        LEFT JOIN code_acceptance s ON s.code = c.acceptance
        WHERE c.inspection = :id AND c.number_key = :number ORDER BY f.title, r.id, q.position
        """,
        id=report,
        number=ctx.address["number"],
    )


def _of_another_kind(ctx: PageContext, report: str) -> str:
    """Give the key of the only finding with this number, where that is no recommendation; else nothing."""
    keys = {number_key(kind, ctx.address["number"]) for kind in ctx.titles("code_finding_kinds")}
    sql = "SELECT DISTINCT number_key FROM current_recommendations WHERE inspection = :id AND number_key IS NOT NULL"
    found = keys & {row["number_key"] for row in ctx.rows(sql, id=report)}
    return found.pop() if len(found) == 1 else ""


def _answer(ctx: PageContext, row: Row, place: int) -> dict[str, Any]:
    """Give an answer with its texts as HTML, who gave it by a short name, and its place, which is in its address.

    `in_response` is where it stands on the response's page: with another recommendation, if both have one answer.

    In a file it has the beginning of one text instead: the body's, or else the force's.
    """
    reason = text_of(row, "no_action_reason") or text_of(row, "body_action")
    texts: dict[str, Any] = {name: _html(ctx, row, name, below=5) for name in _TEXTS if not ctx.is_for_files}
    if ctx.is_for_files:
        first = next((name for name in _TEXTS if row[name] or row[f"{name}_cy"]), _TEXTS[0])
        text = text_of(row, first)
        texts = {"begins": plain(text, _BEGINNING), "is_of_force": first == "force_action"}
    return {
        **row,
        **texts,
        "place": place,
        "in_response": (row["answer"] or "").removeprefix(f"{row['response']}-") or f"recommendation-{row['key']}",
        "who": who(row),
        "reason_plain": plain(reason, _REASON_LENGTH) if reason else "",
    }


def _others(ctx: PageContext, further: list[Row], answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Give the answers in current responses that do not count, each with the one of its force that is `counted`."""
    counted: dict[str, dict[str, Any]] = {}
    for one in answers:
        counted.setdefault(one["force"], one)
    found = [row for row in further if row["answer"] is not None]
    return [_answer(ctx, row, place) | {"counted": counted[row["force"]]} for place, row in enumerate(found, 1)]


def _by_acceptance(answers: list[dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    groups = {code: [row for row in answers if row["acceptance_code"] == code] for code in dict.fromkeys(_FIRST)}
    return [(code, rows) for code, rows in groups.items() if rows]


def _html(ctx: PageContext, row: Row, name: str, *, below: int) -> Markup:
    """Give a text in the page's language, or in the other and marked so."""
    text = text_of(row, name)
    if not text:
        return Markup("")
    html, language = markdown_html.html(text, below=below), getattr(text, "language", "en")
    return html if language == ctx.language else Markup('<div lang="{}">{}</div>').format(language, html)

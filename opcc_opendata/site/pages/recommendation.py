"""One recommendation as every force answered it."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

from markupsafe import Markup

from opcc_opendata.site import markdown_html
from opcc_opendata.site.charts import ACCEPTANCE
from opcc_opendata.site.events import followed
from opcc_opendata.site.i18n import InWelsh
from opcc_opendata.site.pages import alike, repeated
from opcc_opendata.site.pages.report import found_report
from opcc_opendata.site.views import Ask, MissingError, Page, Row
from opcc_opendata.tables.views import COUNTED


def page(ask: Ask) -> Page:
    """Show a recommendation, force by force."""
    report = found_report(ask)
    rows = _rows(ask, report["id"])
    if not rows:
        raise MissingError(ask.say.plain("error.no_recommendation"))
    given = Counter(row["acceptance_code"] for row in rows)
    printed = next((row for row in rows if row["text"] or row["text_cy"]), rows[0])
    context = {
        "report": report,
        "number": rows[0]["number"],
        "kind": rows[0]["kind"],
        "printed": printed,
        "text": _html(ask, printed, "text", below=2),
        "answers": [_answer(ask, row) for row in rows],
        "given": [(code, given[code]) for code in ACCEPTANCE if code != "no_answer" and given[code]],
        "again": repeated.of_report(ask, report["id"], ask.address["number"]),
        "same_words": alike.marks(
            ask, "SELECT value FROM json_each(:answers)", answers=json.dumps([row["answer"] for row in rows])
        ),
        "key": ask.address["number"],
        "follow": followed(f"{report['name']}, {rows[0]['number']}", report=report["id"], number=ask.address["number"]),
    }
    return Page("recommendation.html", context)


def _rows(ask: Ask, report: str) -> list[Row]:
    return ask.rows(
        f"""
        SELECT q.number, q.key, q.text, q.text_cy, k.title AS kind, s.title AS acceptance, a.body_action,
          a.body_action_cy, a.force_action, a.force_action_cy, a.no_action_reason, a.no_action_reason_cy, a.owner,
          c.target_date, q.answer, q.answered_with, r.id AS response, r.index_record,
          coalesce(r.title, r.title_cy) AS response_title,
          r.force, f.title AS force_title, b.title AS body, c.acceptance AS acceptance_code
        {COUNTED} JOIN forces f ON f.code = c.force JOIN policing_bodies b ON b.code = c.policing_body
        JOIN code_finding_kinds k ON k.code = c.kind
        LEFT JOIN code_acceptance s ON s.code = c.acceptance
        WHERE c.inspection = :id AND c.number_key = :number ORDER BY f.title, r.id, q.position
        """,
        id=report,
        number=ask.address["number"],
    )


def _answer(ask: Ask, row: Row) -> dict[str, Any]:
    fields = ("body_action", "no_action_reason", "force_action")
    return row | {name: _html(ask, row, name, below=3) for name in fields}


def _html(ask: Ask, row: Row, name: str, *, below: int) -> Markup:
    """Give a text in the page's language, or in the other and marked so."""
    text = row[name] or InWelsh(row[f"{name}_cy"] or "")
    if not text:
        return Markup("")
    html, language = markdown_html.html(text, below=below), getattr(text, "language", "en")
    return html if language == ask.language else Markup('<div lang="{}">{}</div>').format(language, html)

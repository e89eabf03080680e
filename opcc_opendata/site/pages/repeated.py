"""Recommendations said again in a later report: the list, and one of them with the answers that count, by date.

That a recommendation comes from an earlier report is what a record states. Where only the words are alike, the list
offers it as what may be so, and counts it nowhere.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.charts import ACCEPTANCE
from opcc_opendata.site.filters import address, forces
from opcc_opendata.site.listing import pages_of, who
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.promise_history import with_promises
from opcc_opendata.site.views import MissingError, Page, PageContext, Row
from opcc_opendata.site.worded import text_of, worded

_EXCERPT: Final = 320
_SHORT: Final = 200
_MOST_POSSIBLE: Final = 20
_NO_ANSWER: Final = "no_answer"
_MOST_OPEN: Final = 8
"""With more answers to a report than these, they are folded."""

_ROWS: Final = """
  SELECT v.*, c.number_key, q.number, q.kind, q.text, q.text_cy,
    coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published,
    coalesce(e.title, e.title_cy, v.earlier_title) AS earlier_name,
    coalesce(e.title_cy, q.earlier_title_cy) AS earlier_name_cy, coalesce(e.published, v.earlier_published)
      AS earlier_date
  FROM repeated_recommendations v JOIN recommendations q ON q.id = v.recommendation
  JOIN current_recommendations c ON c.recommendation = v.recommendation
  LEFT JOIN inspections i ON i.id = v.inspection LEFT JOIN inspections e ON e.id = v.earlier_inspection
  {where} ORDER BY v.repeat_group, v.position
"""
_ANSWERS: Final = """
  SELECT v.recommendation, v.policing_body, b.title AS policing_body_name, b.title AS body,
    f.title AS force_title, s.title AS acceptance_title, q.key,
    a.body_action, a.body_action_cy, a.force_action, a.force_action_cy, a.no_action_reason, a.no_action_reason_cy
  FROM repeated_recommendations v JOIN recommendations q ON q.id = v.recommendation
  LEFT JOIN answers a ON a.id = q.answer LEFT JOIN code_acceptance s ON s.code = v.acceptance
  JOIN policing_bodies b ON b.code = v.policing_body JOIN forces f ON f.code = v.force
  WHERE v.repeat_group = :id
"""
_POSSIBLE: Final = f"""
  SELECT p.*, q.number, o.number AS other_number, k.title AS kind, l.title AS other_kind,
    coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published,
    coalesce(j.title, j.title_cy) AS other_report_title, j.title_cy AS other_report_title_cy,
    j.published AS other_published,
    q.response, q.key, o.response AS other_response, o.key AS other_key, q.text, q.text_cy,
    100 * p.shared / p.either AS per_cent
  FROM possible_repeats p JOIN recommendations q ON q.id = p.recommendation
  JOIN recommendations o ON o.id = p.other_recommendation
  JOIN code_finding_kinds k ON k.code = q.kind JOIN code_finding_kinds l ON l.code = o.kind
  JOIN inspections i ON i.id = p.inspection JOIN inspections j ON j.id = p.other_inspection
  ORDER BY per_cent DESC, p.id LIMIT {_MOST_POSSIBLE}
"""  # noqa: S608 (our own)


def all_repeated(ctx: PageContext) -> Page:
    """Show the recommendations said again, those said in most reports first."""
    every: list[dict[str, Any]] = ctx.once("repeated", lambda: _groups(ctx.rows(_ROWS.format(where="")), ctx.language))
    all_forces = forces(ctx)
    reports: dict[str, str] = {}
    for group in every:
        reports |= {one["id"]: one["title"] or "" for one in group["reports"] if one["id"]}
    reports = dict(sorted(reports.items(), key=lambda item: (item[1], item[0])))
    chosen = {"force": ctx.chosen("force", all_forces), "report": ctx.chosen("report", reports)}
    found = [
        group
        for group in every
        if (not chosen["force"] or chosen["force"] in group["forces"])
        and (not chosen["report"] or chosen["report"] in {one["id"] for one in group["reports"]})
    ]
    pages = pages_of(ctx, len(found))
    possible = ctx.rows(_POSSIBLE)
    context = {
        "rows": found[pages["first"] - 1 : pages["last"]],
        "pages": pages,
        "total": len(found),
        "answers": sum(group["answers"] for group in found),
        "listed": sum(group["listed"] for group in found),
        "forces": all_forces,
        "reports": reports,
        "chosen": chosen,
        "csv": f"/{DATABASE}/recommendations_said_again.csv{address(chosen)}",
        "possible": [row | {"text": plain(text_of(row), _SHORT)} for row in possible],
        "all_possible": ctx.counts().get("possible_repeats", 0),
        "possible_csv": f"/{DATABASE}/possible_repeats.csv?_stream=on",
    }
    return Page("repeated.html", context)


def _groups(rows: Iterable[Row], language: str) -> list[dict[str, Any]]:
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row["repeat_group"], []).append(row)
    made = [_group(name, own, language) for name, own in groups.items()]
    return sorted(made, key=lambda group: (-len(group["reports"]), -group["answers"], group["id"]))


def _group(name: str, rows: list[Row], language: str) -> dict[str, Any]:
    """Give a recommendation with the reports that make it, in order of time, each with how it was answered."""
    printed = worded(rows, language) or rows[0]
    answered = [row for row in rows if row["acceptance"] != _NO_ANSWER]
    return {
        "id": name,
        "kind": printed["kind"],
        "text": plain(text_of(printed), _EXCERPT),
        "whole": text_of(printed),
        "reports": _reports(rows),
        "listed": len(rows),
        "answers": len(answered),
        "bodies": len({row["policing_body"] for row in answered}),
        "forces": {row["force"] for row in rows},
    }


def _reports(rows: list[Row]) -> list[dict[str, Any]]:
    """Give the reports that make a recommendation: those answered, and the earlier ones that they name.

    `keys` are those of the pages that have every answer to it in a report. Where it comes from an earlier report, it
    has none there: each answer counts by itself.
    """
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["inspection"] or ""
        if key not in made:
            made[key] = _report(row["inspection"], row["report_title"], row["report_published"])
        made[key]["rows"].append(row)
        made[key]["said"].add(row["said"])
        made[key]["counts"][row["acceptance"]] += 1
        made[key]["keys"] |= {row["number_key"]} - {None}
        if row["said"] == "again":
            made[key]["from"].setdefault(row["earlier_inspection"] or row["earlier_title"], row["earlier_name"])
    answered = list(made.values())
    for row in rows:
        earlier = row["earlier_inspection"] or row["earlier_title"]
        if earlier and earlier not in made:
            made[earlier] = _report(row["earlier_inspection"], row["earlier_name"], row["earlier_date"])
    for one in answered:
        one["unanswered"] = one["counts"].pop(_NO_ANSWER, 0)
        one["accepted"] = [(code, one["counts"][code]) for code in ACCEPTANCE if one["counts"][code]]
    return sorted(made.values(), key=lambda one: (one["published"] is None, one["published"] or "", one["id"] or ""))


def _report(name: str | None, title: str | None, published: str | None) -> dict[str, Any]:
    facts = {"id": name, "title": title, "published": published}
    return facts | {
        "rows": [],
        "said": set(),
        "keys": set[str](),
        "counts": Counter[str](),
        "from": {},
        "accepted": [],
        "unanswered": 0,
    }


def one(ctx: PageContext) -> Page:
    """Show one recommendation, report by report, with the answers that count, or those of the force chosen, by date."""
    found = ctx.one(
        "SELECT repeat_group FROM repeated_recommendations WHERE recommendation = :id", id=ctx.address["id"]
    )
    if found is None:
        raise MissingError(ctx.say.plain("error.not_repeated"))
    name = found["repeat_group"]
    rows = ctx.rows(_ROWS.format(where="WHERE v.repeat_group = :id"), id=name)
    answering = {row["force"] for row in rows}
    chosen = ctx.chosen("force", {code: title for code, title in forces(ctx).items() if code in answering})
    group = _group(name, rows, ctx.language)
    answers = {row["recommendation"]: row for row in with_promises(ctx, ctx.rows(_ANSWERS, id=name))}
    for report in group["reports"]:
        own = [row for row in report["rows"] if not chosen or row["force"] == chosen]
        own.sort(key=lambda row: (row["date"] is None, row["date"] or "", row["recommendation"]))
        report["answers"] = [row | _answer(answers[row["recommendation"]]) for row in own]
    context = {
        "group": group,
        "most_open": _MOST_OPEN,
        "whole": plain(group["whole"]),
        "shown": sum(len(report["answers"]) for report in group["reports"]),
        "answered": sum(row["acceptance"] != _NO_ANSWER for report in group["reports"] for row in report["answers"]),
        "forces": {code: title for code, title in forces(ctx).items() if code in answering},
        "force_chosen": chosen,
        "csv": f"/{DATABASE}/recommendations_said_again.csv{address({'recommendation': name, 'force': chosen})}",
    }
    return Page("repeated_one.html", context)


def marks(ctx: PageContext, response: str) -> dict[tuple[str, str], Row]:
    """Give the recommendations of a response that were said again, by id and the word `again`."""
    rows = ctx.rows("SELECT recommendation FROM repeated_recommendations WHERE response = :id", id=response)
    return {(row["recommendation"], "again"): row for row in rows}


def of_report(ctx: PageContext, report: str, number: str) -> Row | None:
    """Give the first row of a report's recommendation that was said again, if it was."""
    return ctx.one(
        """
        SELECT v.recommendation FROM current_recommendations c
        JOIN repeated_recommendations v ON v.recommendation = c.recommendation
        WHERE c.inspection = :report AND c.number_key = :number ORDER BY v.position LIMIT 1
        """,
        report=report,
        number=number,
    )


def _answer(row: Row) -> Row:
    """Add who answered by a short name, and cut the texts for a list."""
    names = ("body_action", "no_action_reason", "force_action")
    return row | {name: plain(text_of(row, name), _SHORT) for name in names} | {"who": who(row)}

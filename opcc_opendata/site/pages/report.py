"""One inspection report: what it recommends and who answered; and the list of reports."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Set
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.counting import CURRENT
from opcc_opendata.metadata import DATABASE
from opcc_opendata.record import number_key, slug
from opcc_opendata.site.charts import ACCEPTANCE, TIMELINESS, Bar, ChartLine, bars, kinds_of, stacked
from opcc_opendata.site.document import web_address
from opcc_opendata.site.events import followed
from opcc_opendata.site.filters import address, choices, narrowed
from opcc_opendata.site.i18n import SiteWords
from opcc_opendata.site.listing import Listing, shown, who
from opcc_opendata.site.markdown_html import plain
from opcc_opendata.site.pages import moved
from opcc_opendata.site.pages.not_counted import not_counted
from opcc_opendata.site.pages.responses import with_possible_answers
from opcc_opendata.site.timeliness import VERSIONS, judged
from opcc_opendata.site.views import MissingError, Moved, Page, PageContext, Row
from opcc_opendata.site.worded import text_of, worded
from opcc_opendata.tables.comparison import FEWEST_FOR_A_RATE, NOT_AN_ANSWER
from opcc_opendata.tables.finding_views import COUNTED

_RUNS: Final = re.compile("[0-9]+|[a-z]+")
"""The parts of a number by which it is sorted."""
_TEXT_LENGTH: Final = 240

_ADDRESSED_TO_ALL: Final = frozenset(("chief_officers", "local_policing_bodies"))
"""The addressees for whom every policing body to which a report was sent has to answer."""

_LISTING: Final = Listing(
    "reports_listed",
    "inspection",
    ("report", "date", "type", "responses", "overdue"),
    "-date",
    force="NULL",
    size=50,  # a reader looks through titles for one
    is_short=True,
)

_NAMED: Final = "SELECT id, coalesce(title, title_cy) AS name, published FROM inspections"


def all_reports(ctx: PageContext) -> Page:
    """Show the list of reports."""
    chosen = {name: value for name, value in narrowed(ctx).items() if name != "body"}
    sql = "SELECT DISTINCT substr(published, 1, 4) AS year FROM inspections WHERE published IS NOT NULL ORDER BY 1 DESC"
    every_year = ctx.once("years of reports", lambda: [row["year"] for row in ctx.rows(sql)])
    return Page("reports.html", shown(ctx, _LISTING, chosen) | choices(ctx, chosen) | {"years": every_year})


def page(ctx: PageContext) -> Page | Moved:
    """Show a report."""
    if ctx.address["id"] != ctx.address["id"].lower():
        return moved.named(ctx, "inspections", ctx.address["id"])
    try:
        report = found_report(ctx)
    except MissingError:
        if moved.report_of_other_id(ctx, ctx.address["id"]) is None:
            raise
        return moved.named(ctx, "inspections", ctx.address["id"])
    registered = registered_in(ctx, report["id"])
    versions, recommendations = _versions(ctx, report["id"]), _recommendations(ctx, report["id"], registered)
    outstanding = ctx.rows(
        """
        SELECT o.*, s.title AS reason_title FROM outstanding o LEFT JOIN code_silence_reasons s ON s.code = o.reason
        WHERE o.inspection = :id ORDER BY o.force_name, o.policing_body
        """,
        id=report["id"],
    )
    named = {row["force"] for row in (*versions, *outstanding)}
    answers = [_with_days(row) for row in versions if row["status"] == CURRENT]
    context = {
        "report": report | {"url": web_address(report["url"]), "archived_url": web_address(report["archived_url"])},
        "follow": followed(report["name"], report=report["id"]),
        "inspectorates": [row["title"] for row in _inspectorates(ctx, report["id"])],
        "answers": answers,
        "findings": _findings(ctx, report["id"], outstanding, recommendations),
        "former": [row for row in versions if row["status"] != CURRENT],
        "outstanding": with_possible_answers(ctx, outstanding),
        "absent": [row for row in _concerned(ctx, report) if row["code"] not in named],
        "recommendations": recommendations,
        "registered": _registered(ctx, report["id"], registered, {one["slug"] for one in recommendations}),
        "picture": timeliness_picture(ctx, "inspection", report["id"]),
        "acceptance": _acceptance(ctx, report["id"], recommendations),
        "revisits": ctx.rows(f"{_NAMED} WHERE id = :other", other=report["revisits"]),
        "revisited": ctx.rows(f"{_NAMED} WHERE revisits = :id ORDER BY published, id", id=report["id"]),
    }
    return Page("report.html", context)


def _with_days(row: Row) -> Row:
    """Add on which day a response came and how late it was, where the verdict rests on it, and who gave it in short."""
    own = statute.timeliness(row["report_published"], row["response_published"], row["letter_date"])
    days = {"timeliness": row["verdict"], "day_number": own.day_number, "days_late": own.days_late}
    return row | days | {"who": who(row)}


def _findings(
    ctx: PageContext, report: str, outstanding: list[Row], recommendations: list[dict[str, Any]]
) -> dict[str, int]:
    """Count what leads the page. A verdict may rest on a response that was replaced, so it is not counted by rows."""
    sql = "SELECT timeliness, count(*) AS n FROM answered_reports WHERE inspection = :id GROUP BY 1"
    verdicts = Counter({row["timeliness"]: row["n"] for row in ctx.rows(sql, id=report)})
    dated = verdicts["on_time"] + verdicts["late"]
    counts = sum((one["counts"] for one in recommendations), Counter[str]())
    answered = sum(n for acceptance, n in counts.items() if acceptance not in NOT_AN_ANSWER)
    return {
        "overdue": sum(row["timeliness"] == "overdue" for row in outstanding),
        "on_time": verdicts["on_time"],
        "dated": dated if dated >= FEWEST_FOR_A_RATE else 0,
        "accepted": counts["accepted"],
        "answered": answered if answered >= FEWEST_FOR_A_RATE else 0,
    }


def found_report(ctx: PageContext) -> Row:
    """Give the report that the address names. Raises MissingError."""
    found = ctx.one(
        """
        SELECT i.*, coalesce(i.title, i.title_cy) AS name, t.title AS type_title
        FROM inspections i LEFT JOIN code_inspection_types t ON t.code = i.type WHERE i.id = :id
        """,
        id=ctx.address["id"],
    )
    if found is None:
        raise MissingError(ctx.say.plain("error.no_report"))
    return found


def _inspectorates(ctx: PageContext, report: str) -> list[Row]:
    return ctx.rows(
        """
        SELECT c.title FROM inspection_inspectorates n JOIN code_inspectorates c ON c.code = n.inspectorate
        WHERE n.inspection = :id ORDER BY c.title
        """,
        id=report,
    )


def _versions(ctx: PageContext, report: str) -> list[Row]:
    """Give every response to the report, with whether it counts and whether it was in time."""
    rows = ctx.rows(
        f"""
        SELECT t.*, b.title AS body, b.title AS policing_body_name, f.title AS force_title,
          coalesce(r.title, r.title_cy) AS title,
          c.title AS stage_title, s.status
        FROM ({VERSIONS} WHERE l.inspection = :id) t JOIN responses r ON r.id = t.response
        JOIN response_status s ON s.response = t.response
        JOIN policing_bodies b ON b.code = t.policing_body JOIN forces f ON f.code = t.force
        LEFT JOIN code_stages c ON c.code = t.stage
        ORDER BY f.title, coalesce(r.published, r.letter_date, ''), r.id
        """,  # noqa: S608 (our own SQL)
        id=report,
    )
    return judged(rows, ctx.say)


def _concerned(ctx: PageContext, report: Row) -> list[Row]:
    """Give the forces that a report is about, where that is known."""
    if report["scope"] == "all":
        return ctx.rows("SELECT code, title FROM forces ORDER BY title")
    return ctx.rows(
        """
        SELECT f.code, f.title FROM inspection_forces n JOIN forces f ON f.code = n.force
        WHERE n.inspection = :id ORDER BY f.title
        """,
        id=report["id"],
    )


def _recommendations(ctx: PageContext, report: str, registered: list[Row]) -> list[dict[str, Any]]:
    """Give the report's recommendations as the responses tell them: each number once, with how many answered it.

    The words are in the page's language if a current response has them so, whether its answer counts or not, or the
    register.
    """
    rows = ctx.rows(
        f"""
        SELECT q.number, c.number_key, k.title AS kind, q.text, q.text_cy, q.answer,
          c.acceptance
        {COUNTED} JOIN code_finding_kinds k ON k.code = c.kind
        WHERE c.inspection = :id AND c.number_key IS NOT NULL ORDER BY r.id, q.position
        """,
        id=report,
    )
    wordings: dict[str, list[Row]] = {}
    for row in (*rows, *not_counted(ctx, report), *registered):
        wordings.setdefault(row["number_key"], []).append(row)
    made: dict[str, dict[str, Any]] = {}
    for row in rows:
        key = row["number_key"]
        one = made.setdefault(
            key,
            {"slug": key, "number": row["number"], "kind": row["kind"], "text": "", "answers": 0, "counts": Counter()},
        )
        one["answers"] += row["answer"] is not None
        one["counts"][row["acceptance"]] += 1
    for key, one in made.items():
        if printed := worded(wordings[key], ctx.language):
            one["text"] = plain(text_of(printed), _TEXT_LENGTH)
    return sorted(made.values(), key=lambda one: (in_order(one["number"]), in_order(one["slug"])))


def registered_in(ctx: PageContext, report: str) -> list[Row]:
    """Give the report's recommendations as the register has them, each with its `number_key`."""
    sql = "SELECT * FROM registered_recommendations WHERE inspection = :id ORDER BY position"
    return [row | {"number_key": number_key("recommendation", row["number"])} for row in ctx.rows(sql, id=report)]


def _registered(ctx: PageContext, report: str, found: list[Row], answered: set[str]) -> list[dict[str, Any]]:
    """Give the report's recommendations as the register has them, with the forces whose responses leave one out.

    `answered` are those that have a page. A force is named only where that is certain: the recommendation is for every
    chief officer or policing body, the response is held with its text, it answers another recommendation of the
    register by its number, and it has no recommendation of which nobody can say which one of the register it is.
    """
    if not found:
        return []
    keys = {row["id"]: row["number_key"] for row in found}
    given = _given_by_force(ctx, report, frozenset(keys.values()))
    titles = {row["code"]: row["title"] for row in ctx.rows("SELECT code, title FROM code_addressees")}
    made = []
    for row in found:
        key, codes = keys[row["id"]], (row["addressees"] or "").split()
        left_out = [
            force
            for force, own in given.items()
            if set(codes) & _ADDRESSED_TO_ALL and own & set(keys.values()) and key not in own
        ]
        made.append(
            {
                "number": row["number"],
                "slug": key if key in answered else "",
                "text": plain(text_of(row), _TEXT_LENGTH),
                "url": web_address(row["url"]),
                "addressees": [titles[code] for code in codes],
                "left_out": [{"code": code, "title": title} for code, title in left_out],
            }
        )
    return made


def _given_by_force(ctx: PageContext, report: str, known: Set[str]) -> dict[tuple[str, str], set[str]]:
    """Give, for each force whose current responses to a report are held with their text, the numbers answered.

    A force is left out if one of its recommendations has no number, or one that is not among those `known`: it may be
    any of them, or a part. And a finding that is called something else may be the recommendation of its number.
    """
    rows = ctx.rows(
        """
        SELECT r.force, f.title, max(r.index_record) AS has_facts_only FROM response_inspections l
        JOIN responses r ON r.id = l.response JOIN response_status s ON s.response = r.id
        JOIN forces f ON f.code = r.force
        WHERE l.inspection = :id AND s.status = 'current' AND r.stage <> 'holding' GROUP BY 1, 2 ORDER BY 2
        """,
        id=report,
    )
    given: dict[tuple[str, str], set[str]] = {
        (row["force"], row["title"]): set() for row in rows if not row["has_facts_only"]
    }
    answers = ctx.rows(
        """
        SELECT c.force, f.title, c.kind, q.number, c.number_key, c.acceptance FROM current_recommendations c
        JOIN recommendations q ON q.id = c.recommendation JOIN forces f ON f.code = c.force
        WHERE c.inspection = :id AND coalesce(q.earlier_title, q.earlier_title_cy) IS NULL
        """,
        id=report,
    )
    for row in answers:
        force = row["force"], row["title"]
        if row["kind"] == "recommendation" and row["number_key"] not in known:
            given.pop(force, None)
        elif force in given and row["number_key"] and row["acceptance"] != "no_answer":
            given[force].add(number_key("recommendation", row["number"]))
    return given


def in_order(number: str) -> tuple[tuple[int, str], ...]:
    """Sort printed numbers as people count: 2 before 10, and 1a after 1."""
    return tuple((int(part), "") if part.isdigit() else (0, part) for part in _RUNS.findall(slug(number)))


def timeliness_picture(ctx: PageContext, column: str, value: str) -> dict[str, Any] | None:
    """Draw how timely the answers to a report, or those for a force, were, each bar with the list of what it counts."""
    sql = f"SELECT timeliness, count(*) AS n FROM answered_reports WHERE {column} = :value GROUP BY 1"  # noqa: S608
    counts = {row["timeliness"]: row["n"] for row in ctx.rows(sql, value=value)}
    values = [
        Bar(
            ctx.say.plain(f"timeliness.{code}"),
            counts[code],
            colour,
            f"/{DATABASE}/timeliness{address({column: value, 'timeliness': code})}",
        )
        for code, colour in TIMELINESS.items()
        if code in counts
    ]
    return {"svg": bars(ctx.say.plain("picture.timeliness"), values), "values": values} if values else None


def _acceptance(ctx: PageContext, report: str, recommendations: list[dict[str, Any]]) -> dict[str, Any] | None:
    """Draw how each recommendation was answered by the bodies whose responses are here."""
    say = ctx.say
    titles = {code: row["title"] for code, row in ctx.titles("code_acceptance").items()}
    titles["no_answer"] = say.plain("picture.no_answer")
    lines = [
        ChartLine(_name(one, say), f"/reports/{report}/recommendations/{one['slug']}", one["counts"])
        for one in recommendations
    ]
    kinds = kinds_of(ACCEPTANCE, titles, lines)
    svg = stacked(say.plain("picture.acceptance"), lines, kinds)
    return {"svg": svg, "lines": lines, "kinds": kinds} if lines else None


def _name(one: dict[str, Any], say: SiteWords) -> str:
    number = str(one["number"])
    return say.text(f"{say.plain_name(one['kind'])} {number}") if number[:1].isdigit() else number

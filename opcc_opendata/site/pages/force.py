"""One force: its bodies, its responses over time, how timely they were, what they accept; and the list of forces."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.site.charts import ACCEPTANCE, TIMELINESS, Line, bars, kinds_of
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.pages.report import STANDS
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST
from opcc_opendata.site.timeline import Mark, Span, by_year, timeline
from opcc_opendata.site.timeliness import counted, judged
from opcc_opendata.site.views import Ask, MissingError, Page, Row

_SHOWN: Final = 50
_PROMISES: Final = 10
_OPEN: Final = f"""
  FROM recommendations q JOIN responses r ON r.id = q.response
  WHERE r.force = :code AND q.target_date IS NOT NULL AND {STANDS} AND coalesce(q.status, 'unknown')
    NOT IN ('reported_complete', 'verified_closed_by_inspectorate', 'superseded', 'not_to_be_actioned')
    AND q.target_date || CASE length(q.target_date) WHEN 4 THEN '-12-31' WHEN 7 THEN '-31' ELSE '' END >= date('now')
"""


def all_forces(ask: Ask) -> Page:
    """Show the list of forces."""
    rows = ask.rows(
        """
        SELECT f.code, f.title, f.region, coalesce(n.responses, 0) AS responses, n.newest
        FROM forces f LEFT JOIN
          (SELECT force, count(*) AS responses, max(report_year) AS newest FROM responses GROUP BY force) n
          ON n.force = f.code
        ORDER BY f.title
        """
    )
    return Page("forces.html", {"rows": rows})


def page(ask: Ask) -> Page:
    """Show a force."""
    code = ask.address["code"]
    force = ask.one("SELECT * FROM forces WHERE code = :code", code=code)
    if force is None:
        raise MissingError("There is no such force in England and Wales.")
    responses = ask.rows(f"{LISTED} WHERE r.force = :code {NEWEST_FIRST} LIMIT :limit", code=code, limit=_SHOWN + 1)
    bodies, dated = _bodies(ask, code), _dated(ask, code)
    context = {
        "force": force,
        "bodies": bodies,
        "responses": responses[:_SHOWN],
        "more": len(responses) > _SHOWN,
        "over_time": _over_time(ask, force, dated, bodies),
        "timeliness": _timeliness(ask, dated),
        "acceptance": _acceptance(ask, code),
        "promises": _promises(ask, code),
        "covered": _coverage(ask, code),
        "outstanding": ask.rows(
            "SELECT timeliness, count(*) AS n FROM outstanding WHERE force = :code GROUP BY 1 ORDER BY 1", code=code
        ),
    }
    return Page("force.html", context)


def _bodies(ask: Ask, code: str) -> list[Row]:
    return ask.rows(
        """
        SELECT b.*, t.title AS type_title, s.title AS successor_title, s.force AS successor_force,
          (SELECT count(*) FROM responses r WHERE r.policing_body = b.code) AS responses
        FROM policing_bodies b LEFT JOIN code_policing_body_types t ON t.code = b.type
        LEFT JOIN policing_bodies s ON s.code = b.successor
        WHERE b.force = :code ORDER BY coalesce(b.start, ''), b.code
        """,
        code=code,
    )


def _coverage(ask: Ask, code: str) -> list[Row]:
    return ask.rows(
        """
        SELECT c.*, b.title FROM coverage c JOIN policing_bodies b ON b.code = c.policing_body
        WHERE b.force = :code ORDER BY c.covered_from
        """,
        code=code,
    )


def _dated(ask: Ask, code: str) -> list[Row]:
    """Give each response and report with its verdict, and the best date that there is of it."""
    rows = ask.rows(
        """
        SELECT t.*, coalesce(t.response_published, t.letter_date, t.report_published) AS date, r.withdrawn_on
        FROM timeliness t JOIN responses r ON r.id = t.response WHERE t.force = :code
        """,
        code=code,
    )
    return judged(rows, words_in("en"))


def _over_time(ask: Ask, force: Row, dated: list[Row], bodies: list[Row]) -> dict[str, Any] | None:
    """Draw the responses by date. A later version has no verdict of its own, and is left out."""
    say = words_in("en")
    marks = [Mark(row["date"], row["verdict"]) for row in dated if row["date"] and row["verdict"]]
    if not marks:
        return None
    titles = {code: row["title"] for code, row in ask.titles("code_timeliness").items()}
    lines = [Line(year, "", counts) for year, counts in by_year(marks).items()]
    kinds = kinds_of(TIMELINESS, titles, lines)
    told = "; ".join(f"{kind.title} {sum(line.counts.get(kind.code, 0) for line in lines)}" for kind in kinds)
    name = say.plain("force.timeline_told", force=force["title"], first=lines[0].label, last=lines[-1].label)
    spans = [Span(_named(body), body["start"] or "", body["end"] or "") for body in bodies]
    return {
        "svg": timeline(f"{name} {told}.", marks, spans),
        "lines": lines,
        "kinds": kinds,
        "left_out": len(dated) - len(marks),
    }


def _named(body: Row) -> str:
    sure = all(body[f"{end}_confidence"] == "sourced" for end in ("start", "end") if body[end])
    return str(body["title"]) if sure else f"{body['title']} ({words_in('en').plain('unverified.dates')})"


def _timeliness(ask: Ask, dated: list[Row]) -> dict[str, Any] | None:
    counts, titles = counted(dated), ask.titles("code_timeliness")
    values = [(titles[code]["title"], counts[code], colour) for code, colour in TIMELINESS.items() if counts[code]]
    return {"svg": bars(words_in("en").plain("picture.timeliness"), values), "values": values} if values else None


def _acceptance(ask: Ask, code: str) -> dict[str, Any] | None:
    say = words_in("en")
    found = ask.rows("SELECT * FROM recommendations_by_force_and_acceptance WHERE force = :code", code=code)
    counts = {row["acceptance"]: row["recommendations"] for row in found}
    titles = {name: row["title"] for name, row in ask.titles("code_acceptance").items()}
    titles["no_answer"] = say.plain("picture.no_answer")
    values = [(titles[name], counts[name], colour) for name, colour in ACCEPTANCE.items() if name in counts]
    return {"svg": bars(say.plain("picture.acceptance"), values), "values": values} if values else None


def _promises(ask: Ask, code: str) -> dict[str, Any]:
    """Give the promises whose date is still ahead, the next first, and count those whose date is past."""
    rows = ask.rows(
        f"SELECT q.response, q.key, q.number, q.target_date, count(*) OVER () AS n {_OPEN} "
        "ORDER BY q.target_date, q.id LIMIT :limit",
        code=code,
        limit=_PROMISES,
    )
    past = ask.rows("SELECT count(*) AS n FROM promises_past_target WHERE force = :code", code=code)[0]["n"]
    return {"rows": rows, "ahead": rows[0]["n"] if rows else 0, "past": past}

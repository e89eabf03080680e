"""One force: its bodies, its responses over time, how timely they were, what they accept; and the list of forces."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.metadata import DATABASE
from opcc_opendata.site.charts import ACCEPTANCE, TIMELINESS, Bar, Line, bars, kinds_of, short_name
from opcc_opendata.site.filters import address
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.listing import Listing, shown
from opcc_opendata.site.pages.grades import of_force
from opcc_opendata.site.pages.report import timeliness_picture
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST
from opcc_opendata.site.timeline import Mark, Span, by_year, timeline
from opcc_opendata.site.views import Ask, MissingError, Page, Row

_SHOWN: Final = 50
_PROMISES: Final = 10
_LISTING: Final = Listing("forces_listed", "force", ("force", "region", "responses", "overdue", "newest"), "force")


def all_forces(ask: Ask) -> Page:
    """Show the list of forces."""
    return Page("forces.html", shown(ask, _LISTING, {}))


def page(ask: Ask) -> Page:
    """Show a force."""
    code = ask.address["code"]
    force = ask.one("SELECT * FROM forces WHERE code = :code", code=code)
    if force is None:
        raise MissingError("There is no such force in England and Wales.")
    where = "WHERE r.force = :code AND x.status = 'current'"
    responses = ask.rows(f"{LISTED} {where} {NEWEST_FIRST} LIMIT :limit", code=code, limit=_SHOWN)
    total = ask.rows("SELECT count(*) AS n FROM current_responses WHERE force = :code", code=code)[0]["n"]
    bodies, dated = _bodies(ask, code), _dated(ask, code)
    context = {
        "force": force,
        "bodies": bodies,
        "responses": responses,
        "total": total,
        "more": total > len(responses),
        "over_time": _over_time(ask, force, dated, bodies),
        "timeliness": timeliness_picture(ask, "force", code),
        "acceptance": _acceptance(ask, code),
        "grades": of_force(ask, code),
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
          (SELECT count(*) FROM current_responses r WHERE r.policing_body = b.code) AS responses
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
    """Give each report that was answered with its verdict, and the best date that there is of the answer."""
    return ask.rows(
        """
        SELECT timeliness, coalesce(response_published, letter_date, report_published) AS date
        FROM answered_reports WHERE force = :code
        """,
        code=code,
    )


def _over_time(ask: Ask, force: Row, dated: list[Row], bodies: list[Row]) -> dict[str, Any] | None:
    """Draw the answers by date."""
    say = words_in("en")
    marks = [Mark(row["date"], row["timeliness"]) for row in dated if row["date"]]
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
    name = short_name(body["code"])
    return name if sure else f"{name} ({words_in('en').plain('unverified.dates')})"


def _acceptance(ask: Ask, code: str) -> dict[str, Any] | None:
    say = words_in("en")
    sql = (
        "SELECT acceptance, sum(recommendations) AS n FROM recommendations_by_force_and_acceptance WHERE force = :code"
    )
    counts = {row["acceptance"]: row["n"] for row in ask.rows(f"{sql} GROUP BY 1", code=code)}
    titles = {name: row["title"] for name, row in ask.titles("code_acceptance").items()}
    titles["no_answer"] = say.plain("picture.no_answer")
    where = {"force": code, "kind": "recommendation"}
    values = [
        Bar(
            titles[name],
            counts[name],
            colour,
            f"/{DATABASE}/recommendations_with_answers{address(where, acceptance=name)}",
        )
        for name, colour in ACCEPTANCE.items()
        if name in counts
    ]
    return {"svg": bars(say.plain("picture.acceptance"), values), "values": values} if values else None


def _promises(ask: Ask, code: str) -> dict[str, Any]:
    """Give the promises whose date is still ahead, the next first, and count those whose date is past."""
    rows = ask.rows(
        """
        SELECT p.*, q.key, count(*) OVER () AS n FROM promises_ahead p JOIN recommendations q ON q.id = p.recommendation
        WHERE p.force = :code ORDER BY p.target_date, p.recommendation LIMIT :limit
        """,
        code=code,
        limit=_PROMISES,
    )
    past = ask.rows("SELECT count(*) AS n FROM promises_past_target WHERE force = :code", code=code)[0]["n"]
    return {"rows": rows, "ahead": rows[0]["n"] if rows else 0, "past": past}

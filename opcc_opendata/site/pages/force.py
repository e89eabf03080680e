"""One force: its bodies, its responses, how timely they were and what they accept; and the list of forces."""

from __future__ import annotations

from typing import Any, Final

from opcc_opendata.site.asking import Ask, MissingError, Page, Row
from opcc_opendata.site.pages.responses import LISTED, NEWEST_FIRST
from opcc_opendata.site.pictures import bars

_SHOWN: Final = 50
_COLOURS: Final = {"on_time": "a", "late": "b", "cannot_tell": "c", "does_not_apply": "d"}


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
    context = {
        "force": force,
        "bodies": _bodies(ask, code),
        "responses": responses[:_SHOWN],
        "more": len(responses) > _SHOWN,
        "timeliness": _timeliness(ask, code),
        "acceptance": _acceptance(ask, code),
        "covered": _coverage(ask, code),
        "outstanding": ask.rows(
            "SELECT timeliness, count(*) AS n FROM outstanding WHERE force = :code GROUP BY 1 ORDER BY 1", code=code
        ),
    }
    return Page("force.html", context)


def _bodies(ask: Ask, code: str) -> list[Row]:
    return ask.rows(
        """
        SELECT b.*, t.title AS type_title, s.title AS successor_title
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


def _timeliness(ask: Ask, code: str) -> dict[str, Any] | None:
    rows = ask.rows(
        """
        SELECT t.timeliness AS code, c.title, count(*) AS n FROM timeliness t
        JOIN code_timeliness c ON c.code = t.timeliness
        JOIN responses r ON r.id = t.response
        WHERE t.force = :code AND t.stage IN ('full', 'not_stated') AND r.withdrawn_on IS NULL
        GROUP BY 1, 2
        """,
        code=code,
    )
    by_code = {row["code"]: row for row in rows}
    values = [
        (by_code[name]["title"], by_code[name]["n"], colour) for name, colour in _COLOURS.items() if name in by_code
    ]
    return {"svg": bars("Timeliness of the responses", values), "values": values} if values else None


def _acceptance(ask: Ask, code: str) -> list[Row]:
    return ask.rows(
        """
        SELECT coalesce(c.title, 'No answer') AS title, v.recommendations AS n
        FROM recommendations_by_force_and_acceptance v LEFT JOIN code_acceptance c ON c.code = v.acceptance
        WHERE v.force = :code ORDER BY v.recommendations DESC, 1
        """,
        code=code,
    )

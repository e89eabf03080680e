"""Whose office the project is, and which local policing body a force has on a day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

from opcc_opendata.problems import Severity
from opcc_opendata.project import Project
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema import Standard
from opcc_opendata.suggestions import did_you_mean

SOURCED: Final = "sourced"
_MOST_GUESSES: Final = 3


class UnknownBodyError(Exception):
    """It is not known whose office this is, or what was named does not exist. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class PolicingBody:
    """A local policing body, by code and name, and its force.

    `ended` is the day on which it ended and `successor` the code of the body after it; both are empty for one in being.
    `ended_for_sure` is False where nobody has verified that day.
    `sure` is False where another body could be meant because nobody has verified from when to when there was which.
    """

    code: str
    title: str
    force: str
    force_title: str
    ended: str
    successor: str
    sure: bool = True
    ended_for_sure: bool = True


def body_named(code: str, standard: Standard) -> PolicingBody:
    """Give a body by its code. Raises UnknownBodyError."""
    bodies = standard.codelists["policing_bodies"]
    row = bodies.get(code)
    if row is None:
        hint = did_you_mean(code, bodies.codes, "See the codelist policing_bodies.", most=_MOST_GUESSES)
        raise UnknownBodyError(f'There is no local policing body "{code}". {hint}')
    return _body(row, standard)


def body_of_project(project: Project, standard: Standard) -> PolicingBody:
    """Give the body whose office keeps the project: as opcc.yml says, or the only one. Raises UnknownBodyError."""
    settings = project.settings
    if settings.policing_body is not None:
        return body_named(settings.policing_body, standard)
    claimed = {claim.policing_body for claim in settings.coverage}
    if len(claimed) == 1:
        return body_named(claimed.pop(), standard)
    if wrong := [problem for problem in settings.problems if problem.severity is Severity.ERROR]:
        place = f"{wrong[0].path}, line {wrong[0].line}" if wrong[0].line else wrong[0].path
        raise UnknownBodyError(f"{place}: {wrong[0].message} {wrong[0].hint}".strip())
    raise UnknownBodyError(
        "Say whose office this is: add --body, such as --body norfolk-pcc, or write policing_body in opcc.yml."
    )


def body_on(force: str, day: date, standard: Standard) -> PolicingBody:
    """Give the body that a force had on a day: the newer one on the day of a change, and the first for an older day."""
    rows = [row for row in standard.codelists["policing_bodies"].rows if row["force"] == force]
    there = [row for row in rows if _is_there(row, day)]
    sure = len(rows) == 1 or (bool(there) and all(map(_is_sourced, rows)))
    return _body((there or rows)[-1 if there else 0], standard, sure=sure)


def _is_sourced(row: dict[str, str]) -> bool:
    """Say whether each day that a body has in the codelist is sourced."""
    return all(row[f"{edge}_confidence"] == SOURCED for edge in ("start", "end") if row[edge])


def _is_there(row: dict[str, str], day: date) -> bool:
    start, end = bounds(row["start"]), bounds(row["end"])
    return (start is None or start[0] <= day) and (end is None or day <= end[1])


def _body(row: dict[str, str], standard: Standard, *, sure: bool = True) -> PolicingBody:
    force = standard.codelists["forces"][row["force"]]
    ended_for_sure = not row["end"] or row["end_confidence"] == SOURCED
    title, whose = row["title_en"], force["title_en"]
    return PolicingBody(row["code"], title, row["force"], whose, row["end"], row["successor"], sure, ended_for_sure)

"""The tables of what counts: filled from the others by `counting` and `duties`, once all records are in."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from opcc_opendata.counting import (
    CURRENT,
    CountableFinding,
    CountableResponse,
    CountedRecommendation,
    GivenGrade,
    Named,
    Status,
    current_grades,
    current_recommendations,
    step_of,
    timeliness,
)
from opcc_opendata.database.create import insert
from opcc_opendata.duties import duties, in_office, other_duties
from opcc_opendata.record import number_key, slug
from opcc_opendata.statute import ON_TIME, span
from opcc_opendata.tables import Row

NO_ANSWER: Final = "no_answer"
"""Stands for the acceptance of a recommendation to which the record holds no answer."""

NOT_STATED: Final = "not_stated"
"""The code of acceptance.csv for an answer that does not say."""

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.rules import Register


def fill_counted(
    connection: sqlite3.Connection,
    project: Project,
    responses: Sequence[CountableResponse],
    standing: dict[str, Status],
) -> None:
    """Work out what counts in the responses that count, from all that the other tables hold.

    `responses` are all of the database, and `standing` says of each whether it counts.
    """
    from opcc_opendata.rules import register_of
    from opcc_opendata.schema import project_standard

    register = register_of(project_standard(project))
    insert(connection, "current_recommendations", _recommendations(connection, responses, standing, register))
    insert(connection, "answered_reports", _answered(connection, responses, standing, register))
    insert(connection, "current_grades", _grades(connection, responses, standing, register))
    left_out = _forces_left_out(connection, register)
    claimed = list(duties(project.settings, register, responses, standing, left_out))
    insert(
        connection,
        "duties",
        (
            (
                f"{one.policing_body}-{one.inspection}",
                *one[:7],
                " ".join(one.possible) or None,
                one.covered_by,
            )
            for one in claimed
        ),
    )
    listed = {(one.force, one.inspection) for one in claimed}
    others = other_duties(project.settings, register, responses, standing, listed)
    insert(connection, "other_duties", ((f"{one.force}-{one.inspection}", *one) for one in others))


def fill_status(connection: sqlite3.Connection, standing: Mapping[str, Status]) -> None:
    """Write down which responses count: `response_status`."""
    insert(connection, "response_status", ((name, *standing[name]) for name in sorted(standing)))


def responses_in(connection: sqlite3.Connection) -> list[CountableResponse]:
    """Give every response of a database, in the order of the ids, with what counting needs of it."""
    reports: defaultdict[str, list[Named]] = defaultdict(list)
    for name, report, published, *titles in connection.execute(
        "SELECT response, inspection, published, title, title_cy FROM response_inspections ORDER BY response, position"
    ):
        reports[name].append(Named(report, tuple(title for title in titles if title), published))
    related: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for name, relation, other in connection.execute(
        "SELECT response, relation, related FROM related_responses ORDER BY id"
    ):
        related[name, relation].append(other)
    return [
        CountableResponse(
            name,
            force,
            body,
            stage,
            published,
            letter,
            withdrawn is not None,
            tuple(related.get((name, "replaces"), ())),
            tuple(related.get((name, "follows"), ())),
            tuple(reports[name]),
        )
        for name, force, body, stage, published, letter, withdrawn in connection.execute(
            "SELECT id, force, policing_body, stage, published, letter_date, withdrawn_on FROM responses ORDER BY id"
        )
    ]


def _recommendations(
    connection: sqlite3.Connection,
    responses: Iterable[CountableResponse],
    standing: dict[str, Status],
    register: Register,
) -> Iterator[Row]:
    every = {one.id: one for one in responses}
    findings = {finding.id: (finding, acceptance) for finding, acceptance in _findings(connection, standing)}
    for one in current_recommendations((finding for finding, _ in findings.values()), every.values(), standing):
        finding, acceptance = findings[one.id]
        response = every[one.response]
        yield (
            one.id,
            one.response,
            response.policing_body,
            response.force,
            finding.inspection,
            finding.kind,
            acceptance,
            finding.number,
            one.target_date,
            _body_on_target(one, response.force, register),
            one.status,
            one.status_date,
            one.complete_since,
        )


def _findings(connection: sqlite3.Connection, standing: dict[str, Status]) -> Iterator[tuple[CountableFinding, str]]:
    """Give each finding of a current response, with whether its answer accepts it."""
    revised: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, date, target in connection.execute(
        "SELECT recommendation, date, revised_target_date FROM progress WHERE revised_target_date IS NOT NULL "
        "ORDER BY recommendation, position"
    ):
        revised[name].append((date, target))
    reported: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for name, date, status in connection.execute(
        "SELECT recommendation, date, status FROM progress ORDER BY recommendation, position"
    ):
        reported[name].append((date, status))
    for (
        name,
        response,
        inspection,
        kind,
        number,
        earlier,
        answer,
        acceptance,
        answered_for,
        *rest,
    ) in connection.execute(
        """
        SELECT q.id, q.response, q.inspection, q.kind, q.number, coalesce(q.earlier_title, q.earlier_title_cy),
          q.answer, a.acceptance, CASE WHEN q.answered_with IS NULL THEN a.target_date END, q.target_date, q.status,
          q.status_date
        FROM recommendations q LEFT JOIN answers a ON a.id = q.answer ORDER BY q.id
        """
    ):
        if standing[response].status == CURRENT:
            key = None if earlier is not None else number_key(kind, number) or None
            target, status, status_date = rest
            finding = CountableFinding(
                name,
                response,
                inspection,
                kind,
                key,
                answer is not None,
                answered_for,
                target,
                status,
                status_date,
                tuple(revised.get(name, ())),
                tuple(reported.get(name, ())),
            )
            yield finding, NO_ANSWER if answer is None else acceptance or NOT_STATED


def _body_on_target(one: CountedRecommendation, force: str, register: Register) -> str | None:
    return in_office(force, span(one.target_date)[1].isoformat(), register) if one.target_date else None


def _answered(
    connection: sqlite3.Connection,
    responses: Iterable[CountableResponse],
    standing: dict[str, Status],
    register: Register,
) -> Iterator[Row]:
    dates = dict(connection.execute("SELECT id, published FROM inspections").fetchall())
    unverified = {name for (name,) in connection.execute("SELECT id FROM inspections WHERE confidence = 'unverified'")}
    for one in timeliness(responses, standing, dates, unverified):
        last = one.figures.last_lawful_day
        owed_by = in_office(one.force, last.isoformat(), register) if last and one.status != ON_TIME else None
        yield (
            f"{one.force}-{one.inspection}",
            owed_by or one.response.policing_body,
            one.force,
            one.inspection,
            one.response.id,
            one.report_published,
            last.isoformat() if last else None,
            one.response.published,
            one.response.letter,
            one.figures.rests_on,
            one.figures.day_number,
            one.figures.days_late,
            one.status,
        )


def _grades(
    connection: sqlite3.Connection,
    responses: Iterable[CountableResponse],
    standing: dict[str, Status],
    register: Register,
) -> Iterator[Row]:
    every = {one.id: one for one in responses}
    dates = dict(connection.execute("SELECT id, published FROM inspections").fetchall())
    printed, given = {}, []
    for name, response, inspection, cycle, question, grade in connection.execute(
        """
        SELECT g.id, g.response, g.inspection, g.cycle, g.question, g.grade
        FROM grades g JOIN response_inspections l ON l.response = g.response AND l.inspection = g.inspection
        ORDER BY g.response, l.position, g.position
        """
    ):
        printed[name] = question
        # A question of no letter that an address can have is its own key.
        given.append(GivenGrade(name, response, inspection, cycle, slug(question) or question, grade))
    for one, others in current_grades(given, responses, standing):
        step, steps = step_of(one.grade, register.grades.get(one.cycle or "", ())) or (None, None)
        yield (
            one.id,
            one.response,
            every[one.response].force,
            one.inspection,
            dates.get(one.inspection),
            one.cycle,
            printed[one.id],
            one.question,
            one.grade,
            step,
            steps,
            " ".join(others) or None,
        )


def _forces_left_out(connection: sqlite3.Connection, register: Register) -> set[str | None]:
    """Give the forces of the records that are not in this build because of an error; None where that is not known."""
    paths = connection.execute("SELECT path FROM provenance WHERE outcome = 'rejected'").fetchall()
    folders = {path.split("/")[1] if path.count("/") > 1 else "" for (path,) in paths}
    return {folder if folder in register.forces else None for folder in folders}

"""The tables of recommendations said again, and of the dates of each promise."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from opcc_opendata.counting import CURRENT, REPLACED, CountableResponse, Order, newest_last
from opcc_opendata.database.create import insert
from opcc_opendata.record import NOTHING_TO_COME, number_key
from opcc_opendata.repeats import (
    AskedRecommendation,
    KnownReport,
    earlier_report,
    possible_repeats,
    repeated,
    words_of_request,
)
from opcc_opendata.statute import days_in_order, span
from opcc_opendata.tables import Row

_ASKED: Final = """
  SELECT c.recommendation, c.response, c.policing_body, c.force, c.inspection, c.kind, q.number,
    q.earlier_inspection, q.earlier_title, q.earlier_title_cy, q.earlier_published,
    coalesce(q.text, q.text_cy) AS text, q.text IS NULL AS is_welsh, coalesce(r.published, r.letter_date) AS date,
    c.acceptance
  FROM current_recommendations c JOIN recommendations q ON q.id = c.recommendation
  JOIN responses r ON r.id = c.response LEFT JOIN inspections i ON i.id = c.inspection
  ORDER BY i.published IS NULL, i.published, c.inspection, date IS NULL, date, c.recommendation
"""
"""SQL: each recommendation that counts, in the order of the reports and then of the answers."""


Versions = Mapping[tuple[str | None, ...], Sequence[str]]
"""By force, report, kind and number: the rows that are the same recommendation. See `versions_of_each`."""


def fill_said_again(connection: sqlite3.Connection, responses: Iterable[CountableResponse], versions: Versions) -> None:
    """Fill `repeated_recommendations`, `possible_repeats` and `promise_dates`, once what counts is settled.

    `responses` are all of the database.
    """
    reports = [
        KnownReport(name, tuple(title for title in titles if title), published)
        for name, published, *titles in connection.execute("SELECT id, published, title, title_cy FROM inspections")
    ]
    in_data = {report.id for report in reports}
    parts: defaultdict[str, list[tuple[str | None, str | None]]] = defaultdict(list)
    for name, english, welsh in connection.execute(
        "SELECT recommendation, text, text_cy FROM recommendation_parts ORDER BY recommendation, position"
    ):
        parts[name].append((english, welsh))
    rows, asked = {}, []
    words_of_texts: dict[tuple[str, ...], str] = {}
    for row in connection.execute(_ASKED):
        name, _, _, _, inspection, kind, number, earlier_id, *titles, earlier_date, text, is_welsh, _, _ = row
        own = [text, *(part[is_welsh] or part[not is_welsh] for part in parts[name])] if text else []
        known = [title for title in titles if title]
        earlier = earlier_report(earlier_id, known, earlier_date, reports) if known else None
        texts = tuple(part for part in own if part)
        # Many responses give a recommendation in the same words.
        if texts not in words_of_texts:
            words_of_texts[texts] = words_of_request(texts)
        asked.append(
            AskedRecommendation(name, inspection, kind, number_key(kind, number), words_of_texts[texts], earlier)
        )
        rows[name] = row
    groups = repeated(asked)
    earlier_of = {one.id: one.earlier for one in asked}
    insert(connection, "repeated_recommendations", sorted(_repeated(groups, rows, earlier_of, in_data)))
    of = {one.id: one.inspection for one in asked}
    insert(
        connection,
        "possible_repeats",
        (
            (n, pair.one, pair.other, of[pair.one], of[pair.other], *pair.likeness)
            for n, pair in enumerate(possible_repeats(asked, groups), 1)
        ),
    )
    insert(connection, "promise_dates", _promise_dates(connection, newest_last(responses), versions))


def _repeated(
    groups: list[list[str]], rows: dict[str, Row], earlier_of: dict[str, str | None], in_data: set[str]
) -> Iterator[Row]:
    for group in groups:
        for position, name in enumerate(group, 1):
            _, response, body, force, inspection, *_ = rows[name]
            *_, title, title_cy, published, _, _, date, acceptance = rows[name]
            earlier = earlier_of[name]
            known = earlier if earlier in in_data else None
            said = "first" if earlier is None else "again"
            whose = (response, body, force, inspection, date)
            yield (name, group[0], said, *whose, known, title or title_cy, published, acceptance, position)


class _Said(NamedTuple):
    """A date promised: when, by which response, and whether in a report of progress, which comes after the answer.

    `day` is when, to sort by (see `statute.days_in_order`).
    """

    day: str
    said_on: str
    target: str
    response: str
    is_progress: bool


def _promise_dates(connection: sqlite3.Connection, order: Mapping[str, Order], versions: Versions) -> Iterator[Row]:
    """Give each date that was promised for a recommendation that counts, by whichever version of the response said it.

    A date said again is no new one. What withdrawn responses said is nowhere in the data.
    """
    said = _dates_said(connection)
    for name, force, inspection, kind, number, last in connection.execute(
        "SELECT recommendation, force, inspection, kind, number_key, target_date FROM current_recommendations "
        f"WHERE target_date IS NOT NULL AND acceptance NOT IN {NOTHING_TO_COME} ORDER BY recommendation"
    ).fetchall():
        same = versions.get((force, inspection, kind, number), [name]) if number else [name]
        found = [one for version in same for one in said[version]]
        found.sort(key=lambda one: (one.day or order[one.response][0], order[one.response], one.is_progress))
        kept: list[_Said] = []
        for one in found:
            if not kept or kept[-1].target != one.target:
                kept.append(one)
        while kept and kept[-1].target != last:
            kept.pop()
        moved = _moved([one.target for one in kept])
        for position, (one, is_moved) in enumerate(zip(kept, moved, strict=True), 1):
            row = (f"{name}-promise-{position}", name, one.response, position, one.said_on or None, one.target)
            yield *row, int(is_moved)


def _moved(targets: Sequence[str]) -> Iterator[bool]:
    """Tell of each date if it is certainly another than those before it.

    "2026-03" after "2026-03-31" may be the same day, less exactly said: nothing was put off.
    """
    first, last = date.min, date.max
    for target in targets:
        of_target = span(target)
        is_moved = not (of_target[0] <= last and first <= of_target[1])
        first, last = of_target if is_moved else (max(first, of_target[0]), min(last, of_target[1]))
        yield is_moved


def versions_of_each(connection: sqlite3.Connection) -> dict[tuple[str | None, ...], list[str]]:
    """Give the rows that are the same recommendation, in responses that are current or were replaced."""
    same: defaultdict[tuple[str | None, ...], list[str]] = defaultdict(list)
    for name, force, inspection, kind, number in connection.execute(
        "SELECT q.id, r.force, q.inspection, q.kind, q.number FROM recommendations q "
        "JOIN responses r ON r.id = q.response JOIN response_status s ON s.response = r.id "
        f"WHERE s.status IN ('{CURRENT}', '{REPLACED}') AND q.number IS NOT NULL AND q.inspection IS NOT NULL "
        "AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL ORDER BY q.id"
    ):
        same[force, inspection, kind, number_key(kind, number)].append(name)
    return same


def _dates_said(connection: sqlite3.Connection) -> dict[str, list[_Said]]:
    """Give the dates that each row promises: its answer's, and those to which reports of progress moved it."""
    said: defaultdict[str, list[_Said]] = defaultdict(list)
    for name, *found in connection.execute(
        "SELECT a.id, coalesce(r.published, r.letter_date, ''), a.target_date, r.id, 0 "
        "FROM answers a JOIN responses r ON r.id = a.response WHERE a.target_date IS NOT NULL "
        "UNION ALL SELECT p.recommendation, p.date, p.revised_target_date, p.response, p.position "
        "FROM progress p WHERE p.revised_target_date IS NOT NULL ORDER BY 1, 5"
    ):
        said_on, target, response, position = found
        day = said_on
        if position:
            before = [said[name][-1].day] if said[name] and said[name][-1].is_progress else []
            day = days_in_order([*before, said_on])[-1]
            if not before and said[name]:  # an update may give again what was promised before its reports of progress
                said[name][0] = said[name][0]._replace(day=min(said[name][0].day, day))
        said[name].append(_Said(day, said_on, target, response, bool(position)))
    return said

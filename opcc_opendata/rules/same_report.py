"""One report under two ids: told across all records, because nobody finds the responses to it together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from itertools import chain, combinations, takewhile
from typing import NamedTuple

from opcc_opendata.problems import Problem, Severity
from opcc_opendata.rules.base import Span, bounds, make_problem, quote, warning
from opcc_opendata.rules.facts import RecordFacts
from opcc_opendata.rules.register import Register, loosely, register_of
from opcc_opendata.rules.reports import REGISTER_ID
from opcc_opendata.rules.similar_reports import PERIOD, days_apart, numbers_contradict, similar_titles
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings

TWO_IDS = warning(
    "R306",
    "One report may have two ids",
    "Two ids have the same or a near-equal title, and dates that do not contradict each other, or are of one force and "
    "one day. If it is one report, the responses to it are not found together until all records give it the same id. "
    "One id may be of the register, and then it is the one to use.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: keeping-records-2019\n"
    '    title: "Keeping records: an inspection"\n    published: 2019-02-26\n'
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: records-2019\n"
    '    title: "Keeping Records - an inspection"\n    published: 2019-02-26\n',
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: keeping-records-2019\n"
    '    title: "Keeping records: an inspection"\n    published: 2019-02-26\n'
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: keeping-records-2019\n"
    '    title: "Keeping Records - an inspection"\n    published: 2019-02-26\n',
)

CODES = (TWO_IDS,)


class _Name(NamedTuple):
    """A report as records, or the register, name it: the forces of those records, and the first of their paths.

    `titled` are the forces that its title names. `inspected` tells that each of the records says of its force that the
    report inspected it. `path` is empty for the register.
    """

    id: str
    title: str
    days: Span | None
    titled: frozenset[str]
    forces: frozenset[str]
    inspected: bool
    path: str


def check_same_reports(facts: Iterable[RecordFacts], standard: Standard, settings: Settings) -> list[Problem]:
    """Look for reports that have two ids, and for one of the register that has another where coverage is claimed."""
    every = sorted(facts)
    register = register_of(standard)
    return sorted([*_registered_under_coverage(every, register, settings), *_two_ids(every, register)])


def _registered_under_coverage(
    every: Sequence[RecordFacts], register: Register, settings: Settings
) -> Iterator[Problem]:
    """Find what R259 warns of in records of a body whose responses the project claims to hold.

    There the report would look unanswered, so this is an error.
    """
    for one in every if settings.coverage else ():
        force = (register.bodies.get(one.policing_body) or {}).get("force", one.force)
        for said in one.inspections:
            known = register.registered_as(said.id, said.title)
            published = register.inspections[known]["published"] if known else ""
            is_claimed = any(
                claim.start <= published and (claim.end is None or published <= claim.end)
                for claim in settings.coverage
                if (register.bodies.get(claim.policing_body) or {}).get("force") == force
            )
            if known and is_claimed:
                it = "it" if said.id in register.other_ids else quote(said.title or "")
                message = (
                    f"{said.id} is not in the register, which has {it} as {known}. opcc.yml "
                    f"claims every response for {force}, so that {known} would look unanswered."
                )
                code = REGISTER_ID
                place = (one.path, said.line, said.column)
                problem = make_problem(code, place, ("inspections", said.position, "id"), message, f"Write {known}.")
                yield replace(problem, severity=Severity.ERROR)


def _two_ids(every: Sequence[RecordFacts], register: Register) -> Iterator[Problem]:
    found = _pairs(*_names(every, register), _of_register(register))
    for one in every if found else ():
        for said in one.inspections:
            other = found.get(said.id)
            if other is not None:
                where = other.path or "the register of inspections"
                named = f": {quote(other.title)}" if other.title else ""
                message = f"{said.id} may be the report that {where} has as {other.id}{named}."
                hint = f"If it is, write {other.id}" + (", or one id in all the records." if other.path else ".")
                place = (one.path, said.line, said.column)
                yield make_problem(TWO_IDS, place, ("inspections", said.position, "id"), message, hint)


def _names(every: Sequence[RecordFacts], register: Register) -> tuple[list[_Name], set[frozenset[str]]]:
    """Give the reports that the register does not know, and the pairs of ids that stand in one record together."""
    found: dict[tuple[str, str, Span | None], _Name] = {}
    together: set[frozenset[str]] = set()
    for one in every:
        together |= {frozenset(pair) for pair in combinations([said.id for said in one.inspections], 2)}
        for said in one.inspections:
            title = loosely(said.title or "")
            if said.id in register.titles or register.registered_as(said.id, said.title):
                continue  # what the register has under another id, R259 tells
            key = (said.id, title, bounds(said.published))
            titled = register.forces_in(title)
            name = found.setdefault(key, _Name(said.id, said.title or "", key[2], titled, frozenset(), True, one.path))
            forces, inspected = name.forces | {one.force}, name.inspected and said.inspected
            found[key] = name._replace(forces=forces, inspected=inspected)
    return list(found.values()), together


def _of_register(register: Register) -> list[_Name]:
    """Give the reports of the register, each under every one of its titles."""
    return [
        _Name(code, title.strip(), bounds(row["published"]), register.forces_in(title), frozenset(), False, "")
        for code, row in register.inspections.items()
        for title in (row["title_en"], *row.get("other_titles", "").split(" | "))
        if title.strip()
    ]


def _pairs(names: Sequence[_Name], together: set[frozenset[str]], registered: Sequence[_Name]) -> dict[str, _Name]:
    """Give for each id another that may be of the same report: one of the register, if there is one."""
    found: dict[str, _Name] = {}
    dated = sorted((one for one in (*registered, *names) if one.days), key=lambda one: (one.days, one.id))
    undated = [one for one in (*registered, *names) if not one.days]
    for n, one in enumerate(dated):
        for other in chain(takewhile(partial(_is_near, one), dated[n + 1 :]), undated):
            _note(found, one, other, together)
    for one, other in combinations(undated, 2):
        _note(found, one, other, together)
    return found


def _is_near(one: _Name, other: _Name) -> bool:
    return (days_apart(one.days, other.days) or 0) <= PERIOD


def _note(found: dict[str, _Name], one: _Name, other: _Name, together: set[frozenset[str]]) -> None:
    if one.id == other.id or not (one.path or other.path) or frozenset((one.id, other.id)) in together:
        return
    if _may_be_one(one, other):
        for here, there in ((one, other), (other, one)):
            if here.path and (here.id not in found or (found[here.id].path and not there.path)):
                found[here.id] = there


def _may_be_one(one: _Name, other: _Name) -> bool:
    """Say whether two ids, of reports within 56 days of each other, may be of one report."""
    if _are_told_apart(one, other):
        return False
    if one.inspected and other.inspected and not (one.forces & other.forces) and not one.titled:
        return False
    if _is_same_day(one, other) and one.forces & other.forces:
        return True
    return similar_titles(one.title, other.title, days_apart(one.days, other.days), near_equal=True)


def _are_told_apart(one: _Name, other: _Name) -> bool:
    if numbers_contradict(one.title, other.title):
        return True
    return bool(one.titled and other.titled and one.titled != other.titled)


def _is_same_day(one: _Name, other: _Name) -> bool:
    return one.days is not None and one.days[0] == one.days[1] and one.days == other.days


Said = tuple[str, str | None, str | None]
"""What a record says of a report: its id, its English title and its date, where it has them."""


def similar_reports(some: Iterable[Said], every: Iterable[Said], standard: Standard) -> set[str]:
    """Return the ids, of `every` report, that `check_same_reports` may find to be of the same report as one of `some`.

    It finds no others, whatever force the records are of; of these it may find that they are not.
    """
    register = register_of(standard)

    def named(said: Said) -> _Name:
        title = said[1] or ""
        titled = register.forces_in(loosely(title))
        return _Name(said[0], title, bounds(said[2]), titled, frozenset(), False, "")

    here = [named(said) for said in some]
    found: set[str] = set()
    for said in every:
        days = bounds(said[2])
        near = [one for one in here if one.id != said[0] and (days_apart(one.days, days) or 0) <= PERIOD]
        other = named(said) if near and said[0] not in found else None
        if other is not None and any(_are_similar(one, other) for one in near):
            found.add(other.id)
    return found


def _are_similar(one: _Name, other: _Name) -> bool:
    if _are_told_apart(one, other):
        return False
    apart = days_apart(one.days, other.days)
    return _is_same_day(one, other) or similar_titles(one.title, other.title, apart, near_equal=True)

"""What opcc.yml says, against the codelists and the records."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Final

from opcc_opendata.problems import Code, Pointer, Problem
from opcc_opendata.rules import covering
from opcc_opendata.rules.base import error, make_problem, warning
from opcc_opendata.rules.facts import RecordFacts
from opcc_opendata.rules.register import SOURCED
from opcc_opendata.schema import Standard
from opcc_opendata.settings import NonResponseReason, Settings
from opcc_opendata.suggestions import did_you_mean

CODE = error(
    "R385",
    "opcc.yml: a code that does not exist",
    "policing_body, force and reason are codes of the codelists policing_bodies, forces and silence_reasons.",
    "coverage:\n  - policing_body: norfolk\n    from: 2019-01-01\n",
    "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n",
)
INSPECTION = error(
    "R386",
    "opcc.yml: a report that nobody knows",
    "inspection is the id of a report in the register of inspections, or of one that a record answers.",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics\n    reason: not_required\n",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: not_required\n",
)
COVERED_BY = error(
    "R387",
    "opcc.yml: covered by a response that can't cover it",
    "covered_by is the id of a record in the project: a response of the same force, and not published before the "
    "report. Nothing answers a report that is not there yet.",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: covered_by\n"
    "    covered_by: norfolk-2019-not-there\n",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: not_required\n",
    "Police Act 1996, section 55(5)",
)
COVERS_NOTHING = warning(
    "R389",
    "opcc.yml: covered by a response that answers nothing",
    "A response that was withdrawn covers no other report, and a holding statement answers none. Such a reason does "
    "not count: the report is among what is owed. One that was replaced covers as before, by what replaced it.",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: covered_by\n"
    "    covered_by: norfolk-2023-01-20-holding\n",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: not_required\n",
)

_NAME_ANOTHER: Final = "Name the response that answers this report, or delete the item."

CODES = (CODE, INSPECTION, COVERED_BY, COVERS_NOTHING)


def check_settings(settings: Settings, standard: Standard, facts: Iterable[RecordFacts]) -> list[Problem]:
    """Look for codes, reports and records in the settings that do not exist, and for what can't cover a report."""
    if not settings.coverage and not settings.silences and settings.policing_body is None:
        return []
    every: dict[str, RecordFacts] = {}
    reports = set(standard.codelists["inspections"].codes)
    for one in facts:
        every[one.id] = one
        reports.update(report.id for report in one.inspections)
    found = [
        _problem(settings, code, pointer, value, known)
        for code, pointer, value, known in _names(settings, standard, every, reports)
        if value not in known
    ]
    return sorted([*found, *_covering_nothing(settings, standard, every)])


def _covering_nothing(settings: Settings, standard: Standard, every: Mapping[str, RecordFacts]) -> Iterator[Problem]:
    """Tell of each response that is said to cover a report, and can't, or does no longer."""
    places = zip(settings.silence_places, settings.silences, strict=False)
    named = [(place, one, by) for place, one in places if (by := every.get(one.covered_by or "")) is not None]
    if not named:
        return
    answers = {one.id: covering.answers_something(one.stage, withdrawn=one.withdrawn) for one in every.values()}
    replacing = covering.replacing(
        (one.id, [other.id for other in one.related if other.relation == "replaces"]) for one in every.values()
    )
    published = _report_dates(standard, every.values())
    for place, silence, by in named:
        pointer = (*place, "covered_by")
        at = _place(settings, pointer)
        if wrong := _why_not(silence, by, published.get(silence.inspection), standard):
            yield make_problem(COVERED_BY, at, pointer, wrong, _NAME_ANOTHER)
        elif not covering.still_covers(by.id, answers, replacing):
            what = "was withdrawn" if by.withdrawn else "is a holding statement, which answers no report"
            message = f"{by.id} {what}. So it does not cover {silence.inspection}."
            yield make_problem(COVERS_NOTHING, at, pointer, message, _NAME_ANOTHER)


def _why_not(
    silence: NonResponseReason, by: RecordFacts, report_published: str | None, standard: Standard
) -> str | None:
    body = standard.codelists["policing_bodies"].get(by.policing_body)
    if silence.force not in {by.force, body["force"] if body else by.force}:
        return f"{by.id} is a response of another force ({by.force})."
    if covering.came_before(by.published, report_published):
        return f"{by.id} was published on {by.published}, before {silence.inspection} was ({report_published})."
    return None


def _report_dates(standard: Standard, every: Iterable[RecordFacts]) -> Mapping[str, str]:
    """Give the date of each report that is certain: the register's if it has a source, or what all records say."""
    said: defaultdict[str, set[str | None]] = defaultdict(set)
    for one in every:
        for report in one.inspections:
            said[report.id].add(report.published)
    known = {code: dates.pop() for code, dates in said.items() if len(dates) == 1}
    known |= {
        row["code"]: row["published"] if row["confidence"] == SOURCED else None
        for row in standard.codelists["inspections"].rows
    }
    return {code: published for code, published in known.items() if published}


def _names(
    settings: Settings, standard: Standard, ids: Collection[str], reports: Collection[str]
) -> Iterator[tuple[Code, Pointer, str, Collection[str]]]:
    """Give each name in the settings: the code of its problem, its place, the name, and what it may be."""
    bodies, forces, reasons = (standard.codelists[name] for name in ("policing_bodies", "forces", "silence_reasons"))
    if settings.policing_body is not None:
        yield CODE, ("policing_body",), settings.policing_body, bodies.codes
    # What the sources of a harvest claim comes after, has no place in this file, and was checked with their records.
    for place, claim in zip(settings.coverage_places, settings.coverage, strict=False):
        yield CODE, (*place, "policing_body"), claim.policing_body, bodies.codes
    for place, silence in zip(settings.silence_places, settings.silences, strict=False):
        yield CODE, (*place, "force"), silence.force, forces.codes
        yield CODE, (*place, "reason"), silence.reason, reasons.codes
        yield INSPECTION, (*place, "inspection"), silence.inspection, reports
        if silence.covered_by is not None:
            yield COVERED_BY, (*place, "covered_by"), silence.covered_by, ids


def _problem(settings: Settings, code: Code, pointer: Pointer, value: str, known: Collection[str]) -> Problem:
    hint = did_you_mean(value, sorted(known), "Check the spelling.")
    return make_problem(code, _place(settings, pointer), pointer, f'"{value}" does not exist.', hint)


def _place(settings: Settings, pointer: Pointer) -> tuple[str, int, int]:
    document = settings.document
    path, place = (document.path, document.locate(pointer)) if document else ("opcc.yml", (1, 1))
    return path, *place

"""What opcc.yml says, against the codelists and the records."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator

from opcc_opendata.problems import Code, Pointer, Problem
from opcc_opendata.rules.base import error, told
from opcc_opendata.rules.facts import Facts
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings
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
    "opcc.yml: covered by a response that does not exist",
    "covered_by is the id of a record in the project.",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: covered_by\n"
    "    covered_by: norfolk-2019-not-there\n",
    "silences:\n  - force: norfolk\n    inspection: digital-forensics-2022\n    reason: not_required\n",
)

CODES = (CODE, INSPECTION, COVERED_BY)


def check_settings(settings: Settings, standard: Standard, facts: Iterable[Facts]) -> list[Problem]:
    """Look for codes, reports and records in the settings that do not exist."""
    if not settings.coverage and not settings.silences and settings.policing_body is None:
        return []
    ids: set[str] = set()
    reports = set(standard.codelists["inspections"].codes)
    for one in facts:
        ids.add(one.id)
        reports.update(report.id for report in one.inspections)
    found = (
        _problem(settings, code, pointer, value, known)
        for code, pointer, value, known in _names(settings, standard, ids, reports)
        if value not in known
    )
    return sorted(found)


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
    document = settings.document
    path, place = (document.path, document.locate(pointer)) if document else ("opcc.yml", (1, 1))
    hint = did_you_mean(value, sorted(known), "Check the spelling.")
    return told(code, (path, *place), pointer, f'"{value}" does not exist.', hint)

"""What a schema can't state: one small function for each rule, with its code, its explanation and two samples.

The samples are YAML that is laid over a record that has no problem. `# records/…` before one names the file it is in,
and `---` separates two records.
"""

from typing import Final

from opcc_opendata import settings as project_settings
from opcc_opendata.problems import Code
from opcc_opendata.rules import (
    attachments,
    bodies,
    characters,
    completeness,
    dates,
    deprecated,
    minimums,
    personal_data,
    place,
    recommendations,
    related,
    reports,
    same_report,
    settings,
    unfinished,
)
from opcc_opendata.rules.attachments import Checksums, check_files
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, apply, apply_to_part
from opcc_opendata.rules.facts import RecordFacts, facts
from opcc_opendata.rules.minimums import check_minimums
from opcc_opendata.rules.register import Register, register_of
from opcc_opendata.rules.related import cross_check
from opcc_opendata.rules.same_report import check_same_reports, similar_reports
from opcc_opendata.rules.settings import check_settings

__all__ = [
    "CODES",
    "RULES",
    "RULES_ON_VALUES",
    "Checksums",
    "RecordFacts",
    "Register",
    "Rule",
    "RuleRecord",
    "Violation",
    "apply",
    "apply_to_part",
    "check_files",
    "check_minimums",
    "check_same_reports",
    "check_settings",
    "cross_check",
    "facts",
    "register_of",
    "similar_reports",
]

RULES: Final[tuple[Rule, ...]] = (
    *place.RULES,
    *unfinished.RULES,
    *bodies.RULES,
    *dates.RULES,
    *recommendations.RULES,
    *reports.RULES,
    *attachments.RULES,
    *related.RULES,
    *completeness.RULES,
    *characters.RULES,
    *personal_data.RULES,
    *deprecated.RULES,
)
"""The rules for one record."""

_ON_VALUES_ALONE: Final = frozenset(
    (
        *("R201", "R202", "R203", "R210", "R220", "R221", "R222", "R223", "R224", "R225", "R226", "R227", "R228"),
        *(
            "R229",
            "R230",
            "R231",
            "R232",
            "R233",
            "R242",
            "R243",
            "R250",
            "R251",
            "R252",
            "R254",
            "R260",
            "R270",
            "R290",
        ),
    )
)
RULES_ON_VALUES: Final = tuple(rule for rule in RULES if rule.code.code in _ON_VALUES_ALONE)
"""Those that find two values at odds. What else a record holds, or lacks, can't make them wrong, so that they can be
applied to what is left of a record that breaks the schema."""

CODES: Final[tuple[Code, ...]] = tuple(
    sorted(
        (
            *(rule.code for rule in RULES),
            *attachments.CODES,
            *related.CODES,
            *same_report.CODES,
            *project_settings.CODES,
            *settings.CODES,
            *minimums.CODES,
        ),
        key=lambda code: code.code,
    )
)
"""Every code of a rule: for one record, between records, for the files beside them, and for the settings."""

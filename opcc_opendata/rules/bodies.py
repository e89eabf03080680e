"""Forces and local policing bodies, and the days on which they and other codes were there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from opcc_opendata.problems import Pointer
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, bounds, error, warning, when
from opcc_opendata.rules.place import is_of_the_folder
from opcc_opendata.rules.register import SOURCED, Row

OTHER_FORCE = error(
    "R210",
    "The local policing body is another force's",
    "Each local policing body has one force. The codelist policing_bodies says which.",
    "force: norfolk\npolicing_body: suffolk-pcc\n",
    "force: norfolk\npolicing_body: norfolk-pcc\n",
)
NOT_IN_BEING = error(
    "R211",
    "The body or force was not there on the date",
    "A response is from the body that there was on its day. This one began later, or had ended before. The day is "
    "that of publication, or of the letter; where neither is known, a response can't be older than its report.",
    "# records/south-yorkshire/2023-a.yaml\nid: south-yorkshire-2023-a\n"
    "force: south-yorkshire\npolicing_body: south-yorkshire-mayor\ndates:\n  published: 2023-05-01\n",
    "# records/south-yorkshire/2023-a.yaml\nid: south-yorkshire-2023-a\n"
    "force: south-yorkshire\npolicing_body: south-yorkshire-pcc\ndates:\n  published: 2023-05-01\n",
    "SI 2024/414 and the other sources in the codelist policing_bodies",
)
NOT_IN_BEING_UNVERIFIED = warning(
    "R212",
    "The body or force may not have been there on the date",
    "As R211, but nobody has verified the date in the codelist on which the body began or ended. So it may be the "
    "codelist that is wrong, and this is no more than a hint to look.",
    "# records/north-yorkshire/2019-a.yaml\nid: north-yorkshire-2019-a\nforce: north-yorkshire\n"
    "policing_body: north-yorkshire-pcc\ndates:\n  published: 2019-05-01\n",
    "# records/north-yorkshire/2019-a.yaml\nid: north-yorkshire-2019-a\nforce: north-yorkshire\n"
    "policing_body: north-yorkshire-pfcc\ndates:\n  published: 2019-05-01\n",
)
CODE_OUT_OF_USE = warning(
    "R213",
    "A code that was not in use at the time",
    "The codelist says from when, or until when, the code was used, and the report or the response is from another "
    "time.",
    "inspections:\n  - id: a-report-of-2014\n    title: A report of 2014\n    published: 2014-05-01\n"
    "recommendations:\n  - kind: area_for_improvement\n",
    "inspections:\n  - id: a-report-of-2014\n    title: A report of 2014\n    published: 2014-05-01\n"
    "recommendations:\n  - kind: observation\n",
)


def other_force(record: RuleRecord) -> Iterator[Violation]:
    """Find a body that belongs to another force."""
    code = record.data["policing_body"]
    row = record.register.bodies.get(code)
    if row is not None and row["force"] != record.force and not is_of_the_folder(record):
        own = [body for body, other in record.register.bodies.items() if other["force"] == record.force]
        are = "body of {} is" if len(own) == 1 else "bodies of {} are"
        hint = f"The {are.format(record.force)} {', '.join(own)}." if own else "Check both codes."
        yield Violation(("policing_body",), f"{code} is the body of {row['force']}, not of {record.force}.", hint)


def not_in_being(record: RuleRecord) -> Iterator[Violation]:
    """Find a body or force that certainly was not there on the day."""
    return (finding for finding, is_sourced in _absences(record) if is_sourced)


def not_in_being_unverified(record: RuleRecord) -> Iterator[Violation]:
    """Find a body or force that was not there on the day, if the unverified date in the codelist is right."""
    return (finding for finding, is_sourced in _absences(record) if not is_sourced)


def _absences(record: RuleRecord) -> Iterator[tuple[Violation, bool]]:
    first, last, day = _days(record)
    for key, rows in (("policing_body", record.register.bodies), ("force", record.register.forces)):
        row = rows.get(record.data[key])
        if row is None:
            continue
        start, end = bounds(row["start"]), bounds(row["end"])
        if end is not None and first is not None and first > end[1]:
            yield _absence(record, key, row, "end", day)
        elif start is not None and last is not None and last < start[0]:
            yield _absence(record, key, row, "start", day)


def _days(record: RuleRecord) -> tuple[date | None, date | None, str]:
    """Give the first and last day on which the response may have been made, and words for it."""
    text = record.response_text
    days = bounds(text)
    if days is not None and text is not None:
        return days[0], days[1], f"the response was made {when(text)}"
    report = record.last_report
    if report is not None:
        return report.days[0], None, f"the report was published {when(report.published)}"
    return None, None, ""


def _absence(record: RuleRecord, key: str, row: Row, edge: str, day: str) -> tuple[Violation, bool]:
    code, text = row["code"], row[edge]
    other = row["successor"] if edge == "end" else record.register.predecessors.get(code, "")
    # A list without dates confidence of its own (forces) has one mark for the whole row.
    confidence = row.get(f"{edge}_confidence", row["confidence"])
    is_sourced = confidence == SOURCED
    verb = "ended" if edge == "end" else "began"
    doubt = "" if is_sourced else f" The date {text} is unverified."
    hint = f"Was it {other}?" if other else "Check the code and the dates."
    message = f"{code} {verb} {when(text)}, and {day}.{doubt}"
    return Violation((key,), message, hint), is_sourced


def code_out_of_use(record: RuleRecord) -> Iterator[Violation]:
    """Find a code that its codelist had not yet begun to use, or had ceased to use."""
    dated = record.register.dated
    if not dated:
        return
    for pointer, codelist, code, text in _codes(record):
        row = dated.get((codelist, code)) if code else None
        days = bounds(text)
        if row is None or days is None or text is None:
            continue
        start, end = bounds(row["start"]), bounds(row["end"])
        if start is not None and days[1] < start[0]:
            message = f"{code} is in use since {row['start']}, and this is from {text}."
        elif end is not None and days[0] > end[1]:
            message = f"{code} was in use until {row['end']}, and this is from {text}."
        else:
            continue
        other = row.get("successor")
        yield Violation(pointer, message, f"Use {other}." if other else "Check the code and the dates.")


def _codes(record: RuleRecord) -> Iterator[tuple[Pointer, str, str | None, str | None]]:
    """Give the codes that can go out of use: place, codelist, code, and the date that they must fit."""
    for n, one in enumerate(record.inspections):
        published = one.get("published")
        yield ("inspections", n, "type"), "inspection_types", one.get("type"), published
        for m, inspectorate in enumerate(one.get("inspectorates", ())):
            yield ("inspections", n, "inspectorates", m), "inspectorates", inspectorate, published
    # What is answered may stand in any of the reports, so the latest of them is the one to fit.
    latest = record.last_report.published if record.last_report else None
    for n, one in enumerate(record.recommendations):
        if "from_inspection" not in one:
            yield ("recommendations", n, "kind"), "finding_kinds", one["kind"], latest
    for n, one in enumerate(record.data.get("distribution", ())):
        yield ("distribution", n, "recipient"), "recipients", one["recipient"], record.response_text


RULES = (
    Rule(OTHER_FORCE, other_force),
    Rule(NOT_IN_BEING, not_in_being),
    Rule(NOT_IN_BEING_UNVERIFIED, not_in_being_unverified),
    Rule(CODE_OUT_OF_USE, code_out_of_use),
)

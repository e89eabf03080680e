"""The inspection reports that a record answers: in themselves, and against the register of inspections."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from opcc_opendata.record import in_language, number_key, slug
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, bounds, error, quote, warning
from opcc_opendata.rules.register import SOURCED, loosely

_FIRST_NUMBER: Final = re.compile(r"0*([0-9]+)")

_REGISTER_HINT = "If the document says so, leave it. If the register of inspection reports is wrong, have it put right."
_REGISTERED = "inspections:\n  - id: digital-forensics-2022\n    title: {title}\n{more}"
_TITLE = (
    '"Digital forensics: An inspection into how well the police and other agencies use digital forensics in their '
    'investigations"'
)


def _registered(title: str = _TITLE, more: str = "") -> str:
    return _REGISTERED.format(title=title, more=more)


TWICE = error(
    "R250",
    "The same report twice",
    "Each report that a response answers stands once in inspections.",
    "inspections:\n  - id: a-report\n    title: A report\n  - id: a-report\n    title: The report\n",
    "inspections:\n  - id: a-report\n    title: A report\n  - id: another-report\n    title: The report\n",
)
COUNT = error(
    "R251",
    "More recommendations for one addressee than the report makes",
    "recommendations_made is how many the report makes to anybody. One recommendation may be for several addressees, "
    "so that the counts may add up to more; but no single one can be larger.",
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_made: 3\n"
    "    recommendations_by_addressee:\n      - addressee: chief_officers\n        count: 9\n",
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_made: 9\n"
    "    recommendations_by_addressee:\n      - addressee: chief_officers\n        count: 3\n",
)
LISTED = warning(
    "R246",
    "More recommendations are listed than the report makes",
    "recommendations_made is how many the report makes to anybody, and the record lists more of that report. Numbers "
    "with one beginning, such as 1a and 1b, count as one, for a list may have parts. Findings of other kinds, and what "
    "comes from an earlier report, do not count. What has no number counts only beside a 0.",
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_made: 0\n"
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    text: Do this.\n',
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_made: 1\n"
    "recommendations:\n  - number: 1a\n    kind: recommendation\n    text: Do this.\n"
    "  - number: 1b\n    kind: recommendation\n    text: Do that.\n"
    '  - number: "2"\n    kind: area_for_improvement\n    text: Improve this.\n',
)
GRADED_TWICE = warning(
    "R247",
    "Another grade for one question of a cycle",
    "A report gives a question one grade in a cycle. Where a record has two that differ, only the first is counted. "
    "Capitals and punctuation make no difference to a question. Without a cycle two may be right: outside PEEL, a "
    "report may grade one question for several places.",
    "inspections:\n  - id: a-report\n    title: A report\n    grades:\n      - cycle: peel_2021_22\n"
    "        question: Investigating crime\n        grade: adequate\n      - cycle: peel_2021_22\n"
    "        question: Investigating crime\n        grade: good\n",
    "inspections:\n  - id: a-report\n    title: A report\n    grades:\n      - cycle: peel_2021_22\n"
    "        question: Investigating crime\n        grade: adequate\n      - cycle: peel_2021_22\n"
    "        question: Responding to the public\n        grade: good\n",
)
ADDRESSEE_TWICE = error(
    "R252",
    "The same addressee twice",
    "Each addressee has one count.",
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_by_addressee:\n"
    "      - addressee: chief_officers\n        count: 3\n      - addressee: chief_officers\n        count: 4\n",
    "inspections:\n  - id: a-report\n    title: A report\n    recommendations_by_addressee:\n"
    "      - addressee: chief_officers\n        count: 3\n      - addressee: government\n        count: 4\n",
)
NOT_COVERED = error(
    "R253",
    "The report is said to cover other forces only, and to have inspected this one",
    "forces_covered names every force that the report is about. If this force was inspected, it is one of them.",
    "force: norfolk\ninspections:\n  - id: a-report\n    title: A report\n    applies: inspected\n"
    "    forces_covered: [suffolk]\n",
    "force: norfolk\ninspections:\n  - id: a-report\n    title: A report\n    applies: inspected\n"
    "    forces_covered: [norfolk, suffolk]\n",
)
GRADE = error(
    "R254",
    "A grade that its cycle does not have",
    "PEEL had four grades until 2018/19. Adequate came with 2021/22. The codelist grades_by_cycle says which grades "
    "each cycle has.",
    "inspections:\n  - id: a-report\n    title: A report\n    grades:\n      - cycle: peel_2018_19\n"
    "        question: Investigating crime\n        grade: adequate\n",
    "inspections:\n  - id: a-report\n    title: A report\n    grades:\n      - cycle: peel_2021_22\n"
    "        question: Investigating crime\n        grade: adequate\n",
    "HMICFRS publications; the codelist grades_by_cycle",
)
REGISTER_TITLE = warning(
    "R255",
    "The title is not the register's",
    "The register knows the report with this id under another title. Case, punctuation and spaces make no difference, "
    "and a title in Welsh alone is not compared. Often the id is that of another report.",
    _registered("Domestic abuse"),
    _registered(),
)
REGISTER_DATE = warning(
    "R256",
    "The report's date is not the register's",
    "The register has a sourced date for this report, and the record another. The last lawful day depends on it.",
    _registered(more="    published: 2022-12-21\ndates:\n  published: 2023-01-23\n"),
    _registered(more="    published: 2022-12-01\ndates:\n  published: 2023-01-23\n"),
    "Police Act 1996, section 55(5A)",
)
REGISTER_TYPE = warning(
    "R257",
    "The type of inspection is not the register's",
    "The register gives this report another type.",
    _registered(more="    type: peel\n"),
    _registered(more="    type: national_thematic\n"),
)
REGISTER_FORCE = warning(
    "R258",
    "The report is not about this force",
    "The register names the forces that this report is about, and the record's force is not among them.",
    'force: norfolk\ninspections:\n  - id: peel-2021-22-essex\n    title: "PEEL 2021/22: Essex Police"\n',
    "force: norfolk\ninspections:\n  - id: custody-norfolk-and-suffolk-2018\n"
    '    title: "Joint inspection of police custody: Norfolk and Suffolk"\n',
)
REGISTER_ID = warning(
    "R259",
    "The register has this report under another id",
    "A report that has two ids looks like two reports: the responses to it are not found together. Where opcc.yml "
    "claims every response of the body to the reports of that day, the report would look unanswered, and this is an "
    "error.",
    "inspections:\n  - id: state-of-policing-report\n    title: State of Policing 2023\n",
    "inspections:\n  - id: state-of-policing-2023\n    title: State of Policing 2023\n",
)


def twice(record: RuleRecord) -> Iterator[Violation]:
    """Find an inspection that stands in the record already."""
    ids = [one["id"] for one in record.inspections]
    for n, code in enumerate(ids):
        if code in ids[:n]:
            message = f"{code} stands in this record already."
            yield Violation(("inspections", n, "id"), message, "Put what is said of it in one item.")


def count(record: RuleRecord) -> Iterator[Violation]:
    """Find a count for one addressee that is larger than the count of all."""
    for n, one in enumerate(record.inspections):
        made = one.get("recommendations_made")
        for m, entry in enumerate(one.get("recommendations_by_addressee", ()) if made is not None else ()):
            if entry["count"] > made:
                place = ("inspections", n, "recommendations_by_addressee", m, "count")
                message = f"{entry['count']} are for {entry['addressee']}, but the report makes only {made}."
                yield Violation(place, message, "Check both numbers.")


def listed(record: RuleRecord) -> Iterator[Violation]:
    """Find a report with fewer recommendations than the record certainly lists of it."""
    for n, one in enumerate(record.inspections):
        made = one.get("recommendations_made")
        if made is None:
            continue
        items = [item for item in record.recommendations if _stands_in(item, one["id"], record)]
        numbers = (_FIRST_NUMBER.match(number_key("recommendation", item.get("number"))) for item in items)
        certain = len({found[1] for found in numbers if found}) if made else len(items)
        if certain > made:
            noun = "recommendation" if certain == 1 else "recommendations"
            message = f"{made} is less than the {certain} {noun} that the record lists of {one['id']}."
            hint = "Check the number, the kind of each, and whether one comes from an earlier report (from_inspection)."
            yield Violation(("inspections", n, "recommendations_made"), message, hint, key=True)


def _stands_in(item: Mapping[str, Any], report: str, record: RuleRecord) -> bool:
    """Tell if an item is a recommendation that this report makes, so far as the record says of which report it is."""
    only = record.inspections[0]["id"] if len(record.inspections) == 1 else None
    is_its_own = item["kind"] == "recommendation" and "from_inspection" not in item
    return is_its_own and item.get("inspection", only) == report


def addressee_twice(record: RuleRecord) -> Iterator[Violation]:
    """Find an addressee that has a count already."""
    for n, one in enumerate(record.inspections):
        names = [entry["addressee"] for entry in one.get("recommendations_by_addressee", ())]
        for m, name in enumerate(names):
            if name in names[:m]:
                place = ("inspections", n, "recommendations_by_addressee", m, "addressee")
                yield Violation(place, f"{name} has a count already.", "Keep the right one.")


def not_covered(record: RuleRecord) -> Iterator[Violation]:
    """Find a force that was inspected by a report which is about others."""
    for n, one in enumerate(record.inspections):
        covered = one.get("forces_covered")
        if covered and one.get("applies") == "inspected" and record.force not in covered:
            message = f"{record.force} is not among them, but applies says that it was inspected."
            hint = f"Add {record.force}, or correct applies."
            yield Violation(("inspections", n, "forces_covered"), message, hint, key=True)


def grade(record: RuleRecord) -> Iterator[Violation]:
    """Find a grade that its cycle doesn't have."""
    for n, one in enumerate(record.inspections):
        for m, entry in enumerate(one.get("grades", ())):
            known = record.register.grades.get(entry.get("cycle"))
            if known is not None and entry["grade"] not in known:
                message = f"{entry['cycle']} has no grade {entry['grade']}."
                hint = f"Its grades are {', '.join(known)}."
                yield Violation(("inspections", n, "grades", m, "grade"), message, hint)


def graded_twice(record: RuleRecord) -> Iterator[Violation]:
    """Find a grade for a question that has another grade in the same cycle."""
    for n, one in enumerate(record.inspections):
        first: dict[tuple[str, str], str] = {}
        for m, entry in enumerate(one.get("grades", ())):
            question = slug(entry["question"]) or entry["question"]  # as counting compares them
            if "cycle" in entry and first.setdefault((entry["cycle"], question), entry["grade"]) != entry["grade"]:
                already = first[entry["cycle"], question]
                message = f"{quote(entry['question'])} has the grade {already} in {entry['cycle']} already."
                hint = "Check both, the question and the cycle. A grade of an earlier report is not one of this report."
                yield Violation(("inspections", n, "grades", m, "grade"), message, hint)


def register_title(record: RuleRecord) -> Iterator[Violation]:
    """Find a title that the register doesn't know for the report."""
    for n, one in enumerate(record.inspections):
        titles = record.register.titles.get(one["id"])
        title = in_language(one["title"], "en", record.data["language"]) if titles else None
        if titles and title is not None and loosely(title) not in titles:
            known = record.register.inspections[one["id"]]["title_en"]
            message = f"{quote(title)} is not what the register calls {one['id']}: {quote(known)}."
            yield Violation(("inspections", n, "title"), message, f"Check the id. {_REGISTER_HINT}")


def register_date(record: RuleRecord) -> Iterator[Violation]:
    """Find a date that disagrees with the register's."""
    for report in record.reports:
        code = record.inspections[report.position]["id"]
        row = record.register.inspections.get(code)
        known = bounds(row["published"]) if row else None
        if row and known and (report.days[0] > known[1] or report.days[1] < known[0]):
            doubt = "" if row["confidence"] == SOURCED else " (unverified)"
            message = f"{report.published} is not what the register says of {code}: {row['published']}{doubt}."
            yield Violation(("inspections", report.position, "published"), message, _REGISTER_HINT)


def register_type(record: RuleRecord) -> Iterator[Violation]:
    """Find a type that is not the register's."""
    for n, one in enumerate(record.inspections):
        row = record.register.inspections.get(one["id"])
        if row and row["type"] and one.get("type", row["type"]) != row["type"]:
            message = f"{one['type']} is not what the register says of {one['id']}: {row['type']}."
            yield Violation(("inspections", n, "type"), message, _REGISTER_HINT)


def register_force(record: RuleRecord) -> Iterator[Violation]:
    """Find a report that is about other forces."""
    for n, one in enumerate(record.inspections):
        forces = record.register.forces_of.get(one["id"])
        # not_visited says the very thing: the report is about other forces.
        if forces and record.force not in forces and one.get("applies") != "not_visited":
            message = f"the register says that {one['id']} is about {', '.join(sorted(forces))}, not {record.force}."
            yield Violation(("inspections", n, "id"), message, "Check the id and the force.")


def register_id(record: RuleRecord) -> Iterator[Violation]:
    """Find an id or a title that the register knows under another id."""
    for n, one in enumerate(record.inspections):
        title = in_language(one["title"], "en", record.data["language"])
        known = record.register.registered_as(one["id"], title)
        if known is not None:
            it = "it" if one["id"] in record.register.other_ids else quote(title or "")
            message = f"{one['id']} is not in the register, which has {it} as {known}."
            yield Violation(("inspections", n, "id"), message, f"Write {known}, if it is the same report.")


RULES = (
    Rule(TWICE, twice),
    Rule(COUNT, count),
    Rule(LISTED, listed),
    Rule(ADDRESSEE_TWICE, addressee_twice),
    Rule(NOT_COVERED, not_covered),
    Rule(GRADE, grade),
    Rule(GRADED_TWICE, graded_twice),
    Rule(REGISTER_TITLE, register_title),
    Rule(REGISTER_DATE, register_date),
    Rule(REGISTER_TYPE, register_type),
    Rule(REGISTER_FORCE, register_force),
    Rule(REGISTER_ID, register_id),
)

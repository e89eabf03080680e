"""Recommendations: their numbers, which report they stand in, and where their answers are."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, cast

from opcc_opendata import record_types
from opcc_opendata.record import number_key, recommendation_keys
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, each_language, error, quote, warning
from opcc_opendata.statute import where_answered

_MOST_NAMED: Final = 10
_LINK = re.compile(r"\]\(#recommendation-([^()\s<>]{1,100})\)")

NOWHERE = error(
    "R240",
    "answered_with leads nowhere",
    "answered_with is the number of another recommendation in this record, whose answer serves this one too.",
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "10"\n',
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "2"\n'
    '  - number: "2"\n    kind: recommendation\n    answer:\n      acceptance: accepted\n'
    "      body_action: I will ask for a report.\n",
)
CIRCLE = error(
    "R241",
    "answered_with leads back to where it began",
    "If one recommendation is answered with a second, and that with the first, then neither has an answer.",
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "2"\n'
    '  - number: "2"\n    kind: recommendation\n    answered_with: "1"\n',
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "2"\n'
    '  - number: "2"\n    kind: recommendation\n    answer:\n      acceptance: accepted\n'
    "      body_action: I will ask for a report.\n",
)
TWO_ANSWERS = error(
    "R242",
    "answered_with beside an answer",
    "A recommendation has an answer of its own, or is answered with another. With both, nobody can tell which holds.",
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "2"\n'
    "    answer:\n      acceptance: accepted\n"
    '  - number: "2"\n    kind: recommendation\n    answer:\n      acceptance: accepted\n',
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    answered_with: "2"\n'
    '  - number: "2"\n    kind: recommendation\n    answer:\n      acceptance: accepted\n',
)
NUMBER_TWICE = error(
    "R243",
    "The same number twice",
    "In one report, no two findings of one kind have the same number, however it is printed: 1, 1. and Recommendation "
    "1 are the same. Findings of another kind may, and so may those "
    "that come from an earlier report.",
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    text: Do this.\n'
    '  - number: "1"\n    kind: recommendation\n    text: Do that.\n',
    'recommendations:\n  - number: "1"\n    kind: recommendation\n    text: Do this.\n'
    '  - number: "2"\n    kind: recommendation\n    text: Do that.\n',
)
OTHER_REPORT = error(
    "R244",
    "A recommendation from a report that the record does not answer",
    "inspection is the id of one of the record's inspections. For a recommendation that was first made in an earlier "
    "report there is from_inspection.",
    "recommendations:\n  - kind: recommendation\n    inspection: another-report\n",
    "inspections:\n  - id: a-report\n    title: A report\n"
    "recommendations:\n  - kind: recommendation\n    inspection: a-report\n",
)
LINK = error(
    "R245",
    "A link to a recommendation that is not there",
    "In a comment, [Recommendation 1](#recommendation-1) marks where the document prints that recommendation and its "
    "answer. After #recommendation- stands the number of one in this record, in small letters and with hyphens, or its "
    "place in the list if it has no number. In a record on several reports the report's place stands before it: 2-1.",
    "comments:\n  - kind: policing_body\n    text: |\n      [Recommendation 9](#recommendation-9)\n",
    "comments:\n  - kind: policing_body\n    text: |\n      [Recommendation 9](#recommendation-9)\n"
    'recommendations:\n  - number: "9"\n    kind: recommendation\n',
)
WHICH_REPORT = warning(
    "R408",
    "It is not said which report a recommendation stands in",
    "The response answers several reports, so each recommendation needs the id of its own. Leave it out only if the "
    "document does not tell.",
    "inspections:\n  - id: one\n    title: One\n  - id: two\n    title: Two\nrecommendations:\n"
    "  - kind: recommendation\n",
    "inspections:\n  - id: one\n    title: One\n  - id: two\n    title: Two\nrecommendations:\n"
    "  - kind: recommendation\n    inspection: two\n",
)


def nowhere(record: RuleRecord) -> Iterator[Violation]:
    """Find answered_with that names no recommendation."""
    for n, one in enumerate(record.recommendations):
        number = one.get("answered_with")
        if number is not None and not _is_itself(one, record) and not where_answered(one, record.recommendations):
            message = f"no recommendation here has the number {quote(number)}."
            hint = _known_numbers(record)
            if number != number.strip() and number.strip() in [other.get("number") for other in record.recommendations]:
                message = f"no recommendation here has the number {quote(number)} with a blank before or after it."
                hint = f"Write {quote(number.strip())}."
            yield Violation(("recommendations", n, "answered_with"), message, hint)


def _known_numbers(record: RuleRecord) -> str:
    numbers = [one["number"] for one in record.recommendations if "number" in one]
    return f"The numbers are {', '.join(numbers[:20])}." if numbers else "Give the recommendations their numbers."


def circle(record: RuleRecord) -> Iterator[Violation]:
    """Find answered_with that names its own recommendation, or leads back to it by way of others: once for a circle."""
    told = set[int]()
    for n, one in enumerate(record.recommendations):
        if "answered_with" not in one or id(one) in told or not _leads_back(one, record):
            continue
        number = quote(one["answered_with"])
        if _is_itself(one, record):
            message = f"{number} is this recommendation itself."
            hint = "Give it an answer in place of answered_with, or the number of another."
        else:
            others = _round(one, record)
            told.update(map(id, others))
            way = ", then ".join(quote(other["answered_with"]) for other in others[:_MOST_NAMED])
            more = " and so on" if len(others) > _MOST_NAMED else ""
            message = f"{number} leads back to this one: the way is {way}{more}."
            hint = "Give one of them an answer, and delete its answered_with."
        yield Violation(("recommendations", n, "answered_with"), message, hint)


def _round(one: Mapping[str, Any], record: RuleRecord) -> list[Mapping[str, Any]]:
    """Give the recommendations of a circle, from one of them on."""
    found, here = [one], where_answered(one, record.recommendations)
    while here is not None and here is not one:
        found.append(here)
        here = where_answered(here, record.recommendations)
    return found


def _is_itself(one: Mapping[str, Any], record: RuleRecord) -> bool:
    """Tell if a finding is answered with its own number, which no finding of another kind has in its report."""
    of_another = where_answered(one, record.recommendations)
    return one["answered_with"] == one.get("number") and (
        of_another is None or of_another.get("inspection") != one.get("inspection")
    )


def _leads_back(one: Mapping[str, Any], record: RuleRecord) -> bool:
    if _is_itself(one, record):
        return True
    here = where_answered(one, record.recommendations)
    for _ in record.recommendations:  # a way that is longer than this goes round in a circle that this one is not in
        if here is None or here is one:
            break
        here = where_answered(here, record.recommendations)
    return here is one


def two_answers(record: RuleRecord) -> Iterator[Violation]:
    """Find an answer beside answered_with."""
    for n, one in enumerate(record.recommendations):
        if "answered_with" in one and "answer" in one:
            message = f"the recommendation is answered with {quote(one['answered_with'])}, and has an answer too."
            yield Violation(("recommendations", n, "answered_with"), message, "Delete one of the two.", key=True)


def number_twice(record: RuleRecord) -> Iterator[Violation]:
    """Find a number that an earlier finding of the same kind and report has."""
    seen: dict[tuple[str, str, str], int] = {}
    for n, one in enumerate(record.recommendations):
        if "number" not in one:
            continue
        earlier = one.get("from_inspection", {})
        origin = str(earlier.get("id") or earlier.get("title", ""))
        key = number_key(one["kind"], one["number"]) or f"{one['kind']} {one['number']}"
        first = seen.setdefault((key, one.get("inspection", ""), origin), n)
        if first != n:
            line = record.document.locate(("recommendations", first, "number"))[0]
            message = f"{quote(one['number'])} is the number of the one on line {line} too."
            hint = "Correct the number, or say with inspection which report each is from."
            yield Violation(("recommendations", n, "number"), message, hint)


def other_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a recommendation from a report that is not among the record's."""
    known = [one["id"] for one in record.inspections]
    for n, one in enumerate(record.recommendations):
        if "inspection" in one and one["inspection"] not in known:
            message = f"the record answers no report {one['inspection']}."
            yield Violation(("recommendations", n, "inspection"), message, f"It answers {', '.join(known)}.")


def link(record: RuleRecord) -> Iterator[Violation]:
    """Find a link in a comment that leads to no recommendation."""
    known: tuple[str, ...] | None = None
    for n, comment in enumerate(record.comments):
        for pointer, text in each_language(comment.get("text"), ("comments", n, "text")):
            if "(#recommendation-" not in text:
                continue
            known = known if known is not None else recommendation_keys(cast("record_types.Record", record.data))
            for key in dict.fromkeys(_LINK.findall(text)):
                if key not in known:
                    there = ", ".join(f"#recommendation-{one}" for one in known[:20])
                    hint = f"There are {there}." if known else "The record has no recommendations."
                    yield Violation(pointer, f"the link to #recommendation-{key} leads nowhere.", hint)


def which_report(record: RuleRecord) -> Iterator[Violation]:
    """Find a recommendation of which it is not said which of several reports it stands in."""
    if len(record.inspections) < 2:
        return
    ids = ", ".join(one["id"] for one in record.inspections)
    for n, one in enumerate(record.recommendations):
        if "inspection" not in one:
            message = "it is not said which of the reports this one stands in."
            yield Violation(("recommendations", n), message, f"Add inspection: one of {ids}.")


RULES = (
    Rule(NOWHERE, nowhere),
    Rule(CIRCLE, circle),
    Rule(TWO_ANSWERS, two_answers),
    Rule(NUMBER_TWICE, number_twice),
    Rule(OTHER_REPORT, other_report),
    Rule(LINK, link),
    Rule(WHICH_REPORT, which_report),
)

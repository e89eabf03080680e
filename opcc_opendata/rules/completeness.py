"""What the law or a reader needs and a record lacks: always a warning, so that nobody is tempted to make it up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from opcc_opendata.rules.base import Rule, RuleRecord, Violation, bounds, warning
from opcc_opendata.rules.register import SOURCED
from opcc_opendata.statute import STATUTORY_RECIPIENTS, explanations_owed, where_answered

_NO_INVENTION = "Leave it out if no source gives it."
_COMMENTS = (
    "comments:\n  - kind: policing_body\n    text: I welcome it.\n  - kind: chief_officer\n    text: So do we.\n"
)

NO_PUBLICATION_DATE = warning(
    "R401",
    "No date of publication",
    "Only the date on which the response was published can show whether it was on time. The date of a letter can't. "
    "Without it, timeliness is “cannot tell”.",
    "dates:\n  letter: 2019-03-08\n",
    "dates:\n  letter: 2019-03-08\n  published: 2019-03-11\n",
    "Police Act 1996, section 55(5A)",
)
NO_REPORT_DATE = warning(
    "R402",
    "No date of the report",
    "The 56 days are counted from the day on which the report was published. Without it, here or in the "
    "register, there is no last lawful day.",
    "inspections:\n  - id: a-report\n    title: A report\n",
    "inspections:\n  - id: a-report\n    title: A report\n    published: 2019-02-26\n",
    "Police Act 1996, section 55(5A)",
)
NO_BODY_COMMENTS = warning(
    "R403",
    "No comments of the local policing body's",
    "The law asks the local policing body for its own comments on the report. An index record, which holds no texts, "
    "a holding statement, an update and a response that was withdrawn have no such warning.",
    "comments:\n  - kind: chief_officer\n    text: We welcome it.\n",
    _COMMENTS,
    "Police Act 1996, section 55(5)(a)",
)
NO_CHIEF_OFFICER = warning(
    "R404",
    "No chief officer's comments",
    "The law asks the local policing body to publish the chief officer's comments with its own. An index record, which "
    "holds no texts, a holding statement, an update and a response that was withdrawn have no such warning.",
    "comments:\n  - kind: policing_body\n    text: I welcome it.\n",
    _COMMENTS,
    "Police Act 1996, section 55(5)(b)",
)
NOT_EXPLAINED = warning(
    "R405",
    "A recommendation without the explanation that the law asks for",
    "For each recommendation the local policing body explains the action that it has taken or proposes itself, or why "
    "it has taken or will take none. What the force does is not that. Other kinds of finding need none, and nor does a "
    "recommendation that comes from an earlier report.",
    "recommendations:\n  - kind: recommendation\n    answer:\n      acceptance: accepted\n"
    "      force_action: The force will train its officers.\n",
    "recommendations:\n  - kind: recommendation\n    answer:\n      acceptance: accepted\n"
    "      body_action: I will ask for a report every quarter.\n",
    "Police Act 1996, section 55(5B)",
)
NO_ACCEPTANCE = warning(
    "R406",
    "It is not said whether a recommendation is accepted",
    "Readers ask which recommendations were accepted. If the document has an answer and leaves this open, write "
    "not_stated, which is an answer too.",
    "recommendations:\n  - kind: recommendation\n    answer:\n      body_action: I will ask for a report.\n",
    "recommendations:\n  - kind: recommendation\n    answer:\n      acceptance: not_stated\n"
    "      body_action: I will ask for a report.\n",
)
NOT_TOLD = warning(
    "R407",
    "A statutory recipient was never told",
    "A copy goes to the inspectors of constabulary and to the Home Secretary. Here no copy is recorded. A tick without "
    "a date is enough.",
    "distribution:\n  - recipient: hmicfrs\n    sent: true\n  - recipient: home_secretary\n    sent: false\n",
    "distribution:\n  - recipient: hmicfrs\n    sent: true\n  - recipient: home_secretary\n    sent: true\n",
    "Police Act 1996, section 55(6)",
)


def _needs_texts(record: RuleRecord) -> bool:
    """Tell if the record is of a whole answer to a report that stands, and holds its texts."""
    # What a withdrawn response lacks was taken back with it. That the report is owed again is for `duties` to say.
    return record.answers_the_report and not record.is_index and "withdrawal" not in record.data


def no_publication_date(record: RuleRecord) -> Iterator[Violation]:
    """Find a response without a date of publication."""
    if "published" not in record.dates:
        pointer = ("dates",) if record.dates else ()
        message = "there is no date of publication (published), so nobody can tell if the response was on time."
        message = message if pointer else f"dates: {message}"
        yield Violation(
            pointer, message, f"Add published, as precise as the source. {_NO_INVENTION}", key=bool(pointer)
        )


def no_report_date(record: RuleRecord) -> Iterator[Violation]:
    """Find a report without a date of which the register knows no day either."""
    for n, one in enumerate(record.inspections):
        row = record.register.inspections.get(one["id"])
        known = bounds(row["published"]) if row and row["confidence"] == SOURCED else None
        if "published" not in one and not (known and known[0] == known[1]):
            message = f"there is no date (published) of {one['id']}, so the last lawful day is not known."
            yield Violation(("inspections", n), message, f"Add published, as precise as the source. {_NO_INVENTION}")


def no_body_comments(record: RuleRecord) -> Iterator[Violation]:
    """Find a response without the body's own comments."""
    yield from _no_comments(record, "policing_body", "the local policing body's own comments are not there.")


def no_chief_officer(record: RuleRecord) -> Iterator[Violation]:
    """Find a response without the chief officer's comments."""
    yield from _no_comments(record, "chief_officer", "the chief officer's comments are not there.")


def _no_comments(record: RuleRecord, kind: str, message: str) -> Iterator[Violation]:
    if _needs_texts(record) and all(comment["kind"] != kind for comment in record.comments):
        pointer = ("comments",) if record.comments else ()
        message = message if pointer else f"comments: {message}"
        yield Violation(pointer, message, f"Add them with kind: {kind}, if the document has them.", key=bool(pointer))


def not_explained(record: RuleRecord) -> Iterator[Violation]:
    """Find a recommendation with neither the body's own action nor a reason for none."""
    for n, one in enumerate(record.recommendations if _needs_texts(record) else ()):
        if not explanations_owed(one, record.recommendations) or _rests_on_another(one, record):
            continue
        if "answer" in one:
            message = f"{_which(one)} has no action of the local policing body's own, and no reason for none."
            hint = "Add body_action or no_action_reason to its answer, if the document has one."
        else:
            message = f"{_which(one)} has no answer."
            hint = (
                "Add answer, and in it acceptance and body_action or no_action_reason, if the document has them. If it "
                "is answered together with another, add answered_with and the number of that one."
            )
        yield Violation(("recommendations", n), message, hint)


def _rests_on_another(one: Mapping[str, Any], record: RuleRecord) -> bool:
    """Tell if something else is told already: answered_with is wrong, or the one that it names lacks the same."""
    if "answered_with" not in one or "answer" in one:
        return False
    other = where_answered(one, record.recommendations)
    return other is None or explanations_owed(other, record.recommendations)


def _which(recommendation: object) -> str:
    number = recommendation.get("number") if isinstance(recommendation, dict) else None
    return f"recommendation {number}" if number else "this one"


def no_acceptance(record: RuleRecord) -> Iterator[Violation]:
    """Find a recommendation of which it is not said whether it is accepted. That it has no answer is told above."""
    for n, one in enumerate(record.recommendations if _needs_texts(record) else ()):
        if one["kind"] != "recommendation" or "answered_with" in one or "acceptance" in one.get("answer", ()):
            continue
        if "answer" in one or not explanations_owed(one, record.recommendations):
            message = f"it is not said whether {_which(one)} is accepted."
            yield Violation(("recommendations", n), message, "Add acceptance to its answer. It may be not_stated.")


def not_told(record: RuleRecord) -> Iterator[Violation]:
    """Find a statutory recipient to whom no copy was sent."""
    if not _needs_texts(record):
        return
    entries = record.data.get("distribution", ())
    told = {entry["recipient"] for entry in entries if entry["sent"]}
    missing = [code for code in STATUTORY_RECIPIENTS if code not in told]
    if missing:
        pointer = ("distribution",) if entries else ()
        message = f"no copy to {' or '.join(missing)} is recorded."
        message = message if pointer else f"distribution: {message}"
        has_entries = {entry["recipient"] for entry in entries}.issuperset(missing)
        hint = "When it is sent, change sent: false to sent: true there."
        hint = hint if has_entries else "Add an entry with sent: true, if one was sent."
        yield Violation(pointer, message, hint, key=bool(pointer))


RULES = (
    Rule(NO_PUBLICATION_DATE, no_publication_date),
    Rule(NO_REPORT_DATE, no_report_date),
    Rule(NO_BODY_COMMENTS, no_body_comments),
    Rule(NO_CHIEF_OFFICER, no_chief_officer),
    Rule(NOT_EXPLAINED, not_explained),
    Rule(NO_ACCEPTANCE, no_acceptance),
    Rule(NOT_TOLD, not_told),
)

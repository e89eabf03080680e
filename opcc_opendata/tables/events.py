"""Events: what was added, changed or withdrawn, and which days by which something was due have come."""

from __future__ import annotations

from typing import Final

from opcc_opendata.calendars import TODAY
from opcc_opendata.tables.model import Column, Table
from opcc_opendata.tables.views import BODIES_NOW, View, named, names

ADDED: Final = "added"
CHANGED: Final = "changed"
WITHDRAWN: Final = "withdrawn"
DUE_SOON: Final = "due_in_14_days"
OVERDUE: Final = "overdue"
PROMISE_PASSED: Final = "promise_passed"

EVENT_KINDS: Final = (ADDED, CHANGED, WITHDRAWN, DUE_SOON, OVERDUE, PROMISE_PASSED)
"""The kinds of events: three of a response's record, then three of the calendar."""

_KIND: Final = (
    "added, changed or withdrawn (a response); due_in_14_days or overdue (a full response); or promise_passed (the day "
    "by which something was promised)."
)
_RESPONSE: Final = "The response that was added, changed or withdrawn, or whose answer makes the promise."
_RECOMMENDATION: Final = "The recommendation for which something was promised."
_DUE: Final = "The deadline of the response, or the date that was promised."

EVENT_TABLES: Final = (
    Table(
        "event_dates",
        "Each event with its day. A day after today is one that is expected: what is published or reported meanwhile "
        "takes it away. The view events has only those whose day has come.",
        (
            Column("id", "The event's permanent name: its kind, what it is about, and its day.", required=True),
            Column("date", "The day, in UTC.", required=True),
            Column("kind", _KIND, required=True),
            Column("response", _RESPONSE, to="responses"),
            Column(
                "policing_body",
                "The local policing body whose response it is, or that owed it on that day.",
                to="policing_bodies",
                required=True,
            ),
            Column("force", "The force.", to="forces", required=True),
            Column("inspection", "The report, or the first that the response answers.", to="inspections"),
            Column("report_year", "The year of that report.", type="INTEGER"),
            Column("recommendation", _RECOMMENDATION, to="recommendations"),
            Column("due", _DUE),
        ),
        facets=("kind", "force"),
        orders=(("newest", "date DESC, id, kind, force"), ("of_force", "force, date DESC, id, kind")),
    ),
)

EVENTS: Final = View(
    "events",
    "What happened, by day: responses added, changed and withdrawn, deadlines that were 14 days away, responses that "
    "became overdue and promises whose date passed. Deadlines are those within this dataset's stated coverage. An "
    "event that the records no longer support is no longer here.",
    f"""{BODIES_NOW}
SELECT e.id, e.date, e.kind, {names("e", "policing_body")}, e.inspection,
  coalesce(i.title, i.title_cy) AS report_title, i.published AS report_published, e.report_year, e.response,
  coalesce(r.title, r.title_cy) AS response_title, e.recommendation, q.number, e.due
FROM event_dates e
{named("e", "policing_body", "e.inspection")}
LEFT JOIN responses r ON r.id = e.response LEFT JOIN recommendations q ON q.id = e.recommendation
WHERE e.date <= {TODAY}
""",
    {
        "id": "The event's permanent name: its kind, what it is about, and its day.",
        "date": "The day: of a deadline in England and Wales, of a record that was added or changed in UTC.",
        "kind": _KIND,
        "policing_body": "The local policing body whose response it is, or that owed it on that day.",
        "policing_body_name": "The name of that body.",
        "current_body": "The body that has its functions now, if that is another.",
        "current_body_name": "The name of that body.",
        "force": "The force that the body holds to account.",
        "force_name": "The name of the force.",
        "inspection": "The report, or the first that the response answers.",
        "report_title": "The report's title.",
        "report_published": "When the report was published.",
        "report_year": "The year of that report.",
        "response": _RESPONSE,
        "response_title": "The title of that response.",
        "recommendation": _RECOMMENDATION,
        "number": "The number of that recommendation, as the report prints it.",
        "due": _DUE,
    },
    ("id",),
)

EVENT_VIEWS: Final = (EVENTS,)

_ANSWERING: Final = (
    "SELECT q.{0} FROM recommendations q WHERE q.inspection = trim(:report) AND number_key(q.kind, q.number) = "
    "lower(trim(:number)) AND q.earlier_title IS NULL AND q.earlier_title_cy IS NULL"
)
_WITH_ACCEPTANCE: Final = "SELECT c.{0} FROM current_recommendations c WHERE c.acceptance = trim(:acceptance)"


def _of(row: str, rows: str, key: str) -> str:
    """SQL: what happened to a response that has one of some recommendations, or was promised for one of them."""
    of_response = f"{row}.response IN ({rows.format('response')})"
    return f"({of_response} AND ({row}.recommendation IS NULL OR {row}.recommendation IN ({rows.format(key)})))"


def narrowed(row: str) -> dict[str, str]:
    """SQL: how events are narrowed, by parameter. `row` is a row of the table or of the view.

    The events of a report are also those of every response that answers it beside others. `number` is the key of a
    recommendation of the report, `acceptance` keeps what is about answers of that kind, and `since` is the first day.
    """
    naming = "SELECT l.response FROM response_inspections l WHERE l.inspection = trim(:report)"
    answers_it = f"{row}.recommendation IS NULL AND {row}.response IN ({naming})"
    return {
        "body": f"{row}.policing_body = lower(trim(:body))",
        "report": f"({row}.inspection = trim(:report) OR {answers_it})",
        "number": _of(row, _ANSWERING, "id"),
        "kind": f"instr(' ' || trim(:kind) || ' ', ' ' || {row}.kind || ' ') > 0",
        "year": f"{row}.report_year = CAST(trim(:year) AS INTEGER)",
        "acceptance": _of(row, _WITH_ACCEPTANCE, "recommendation"),
        "since": f"{row}.date >= trim(:since)",
    }

"""A new record, with what is known already, and with comments that say what each part is for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.office.inspections import Report
from opcc_opendata.office.policing_body import Body, body_on
from opcc_opendata.office.responses import Response, State
from opcc_opendata.problems import Pointer
from opcc_opendata.record import Record, date_in_words
from opcc_opendata.schema import Standard

_TITLES: Final = {"full": "Response to", "holding": "Holding statement on"}
STAGES: Final = tuple(_TITLES)
"""The stages that a response can begin in."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A new record: its place below records/, its data, and the comments on its keys for `to_yaml`."""

    place: str
    data: Record
    comments: dict[Pointer, str]


def begin(report: Report, force: str, stage: str, responses: list[Response], standard: Standard, today: date) -> Begun:
    """Make the record of a response that is still to be written.

    The body is the one that the force had when the response was, or is, to be made: today, or on the last lawful day if
    that is past.
    """
    last = statute.timeliness_without_response(report.published or None, today).last_lawful_day
    day = min(today, last) if last else today
    body = body_on(force, day, standard)
    stem = report.stem if stage == "full" else f"{report.stem}-{stage}"
    data: dict[str, Any] = {
        "schema_version": standard.version,
        "id": f"{force}-{stem}",
        "language": "en",
        "title": f"{_TITLES[stage]} {report.title}",
        "force": force,
        "policing_body": body.code,
        "stage": stage,
        "inspections": [_inspection(report)],
        "distribution": [{"recipient": row["code"], "sent": False} for row in _by_statute(standard)],
        "source": {"origin": "record"},
    }
    before = [one for one in responses if one.state is State.HOLDING and _answers(one, report)]
    if before and stage == "full":
        data["related"] = [{"id": one.data["id"], "relation": "follows"} for one in before]
    return Begun(f"{force}/{stem}.yaml", data, _comments(report, body, day, last))


def _inspection(report: Report) -> dict[str, Any]:
    known = {
        "id": report.id,
        "title": report.title,
        "published": report.published,
        "published_source": "Register of inspections" if report.in_register and report.published else "",
        "type": report.type,
        "forces_covered": list(report.forces),
        "url": report.url,
    }
    return {key: value for key, value in known.items() if value}


def _by_statute(standard: Standard) -> list[dict[str, str]]:
    return [row for row in standard.codelists["recipients"].rows if row["statutory"] == "yes"]


def _answers(response: Response, report: Report) -> bool:
    return any(inspection["id"] == report.id for inspection in response.data["inspections"])


_TO_USE: Final = (
    "To use the lines below, take away the # and the space after it before each (in Visual Studio Code: mark the "
    "lines, then press Ctrl and /)"
)

_DATES: Final = f"""\
When the response is on your website, write the day down. {_TO_USE}.
dates:
  published: {{example}}"""

_COMMENTS: Final = f"""\
The comments. {_TO_USE}, and write in place of the words in brackets. The text is Markdown: an empty line between \
paragraphs, a hyphen before each item of a list.
comments:
  # the chief officer's comments, word for word (section 55(5)(b))
  - kind: chief_officer
    author: "[name]"
    role: "[Chief Constable]"
    text: |-
      [What the chief officer says.]
  # the local policing body's own comments (section 55(5)(a))
  - kind: policing_body
    author: "[name]"
    role: "[Police and Crime Commissioner]"
    text: |-
      [What the body says.]"""

_RECOMMENDATIONS: Final = """\
One item for each recommendation in the report. The law asks for the local policing body's own action, or why it takes \
none (section 55(5B)). What the force does goes in force_action. If the report makes none, leave this out.
recommendations:
  - number: "1"
    kind: recommendation
    text: |-
      [The recommendation, as the report has it.]
    answer:
      acceptance: accepted
      body_action: |-
        [What the body has done or will do.]
      force_action: |-
        [What the force has done or will do.]"""

_KEY_FINDINGS: Final = """\
The report's key findings, if the response gives them:
key_findings: |-
  [The findings.]"""

_DISTRIBUTION: Final = (
    "Who must have a copy, by law (section 55(5) and (6)). When you have sent one: opcc mark-sent FILE --to hmicfrs"
)


def _comments(report: Report, body: Body, day: date, last: date | None) -> dict[Pointer, str]:
    example = (last or day) - timedelta(days=7)
    unsure = "" if body.sure else " Nobody has verified those dates: check it."
    found: dict[Pointer, str] = {
        (): "A line that begins with # is a note to you, and is not published. To check the file: opcc validate",
        ("policing_body",): f"The body that the force had on {_words(day)}, by the codelist policing_bodies.{unsure}",
        ("dates",): f"{_deadline(report, last)}\n" + _DATES.format(example=example.isoformat()),
        ("comments",): _COMMENTS,
        ("recommendations",): _RECOMMENDATIONS,
        ("distribution",): _DISTRIBUTION,
        ("source",): "This record comes first, and the document is made from it.",
        ("inspections", 0, "key_findings"): _KEY_FINDINGS,
    }
    if not report.verified:
        found[("inspections", 0, "published")] = "Nobody has verified this date. Check it against the report."
    return found


def _deadline(report: Report, last: date | None) -> str:
    if last is not None:
        unsure = "" if report.verified else " Nobody has verified the date of the report, so check that first."
        return (
            f"The last lawful day to publish the response is {_words(last)}: 56 days, of which the day of the report "
            f"is the first (Police Act 1996, section 55(5A)).{unsure}"
        )
    if not report.published:
        return "The date of the report is not known, so the last lawful day is not known either."
    if len(report.published) == len("2019-04-01"):
        return "The report is older than the rule of 56 days (in force from 3 April 2017, which nobody has verified)."
    return "The day of the report is not known, so the last lawful day is not known either."


def _words(day: date) -> str:
    return date_in_words(day.isoformat())

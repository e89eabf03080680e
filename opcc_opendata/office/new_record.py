"""A draft, with what is known already, and with notes that say what each part is for.

The notes are comments in the file. Publishing takes them out again, and leaves what an officer wrote: so each of their
lines can be told from any other (`is_note`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from opcc_opendata import statute
from opcc_opendata.office.inspections import InspectionReport
from opcc_opendata.office.policing_body import PolicingBody, body_on
from opcc_opendata.office.responses import AnswerState, OfficeResponse
from opcc_opendata.problems import Pointer
from opcc_opendata.record import date_in_words
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_writer import comment_lines

_TITLES: Final = {"full": "Response to", "holding": "Holding statement on"}
STAGES: Final = tuple(_TITLES)
"""The stages that a response can begin in."""


@dataclass(frozen=True, slots=True)
class Begun:
    """A new draft: its place below drafts/, its data, and the comments on its keys for `to_yaml`."""

    place: str
    data: dict[str, Any]
    comments: dict[Pointer, str]


def begin(
    report: InspectionReport, force: str, stage: str, responses: list[OfficeResponse], standard: Standard, today: date
) -> Begun:
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
        "inspections": [inspection_of(report)],
        "distribution": [{"recipient": row["code"], "sent": False} for row in _by_statute(standard)],
        "source": {"origin": "record"},
    }
    before = holding_statements(report.id, responses)
    if before and stage == "full":
        # A statement only promises an answer. The full response takes its place, and its page then leads there.
        data["related"] = [{"id": one, "relation": "replaces"} for one in before]
    return Begun(f"{force}/{stem}.yaml", data, _comments(report, body, day, last))


def holding_statements(report: str, responses: list[OfficeResponse]) -> list[str]:
    """Give the ids of the holding statements on a report, which a full response to it replaces."""
    return [one.id for one in responses if one.state is AnswerState.HOLDING and one.answers(report)]


def inspection_of(report: InspectionReport) -> dict[str, Any]:
    """Give what is known of a report, as a record has it."""
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


_TO_USE: Final = (
    "To use the lines below, take away the # and the space after it before each (in Visual Studio Code: mark the "
    "lines, then press Ctrl and /)"
)

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


_HEAD: Final = (
    "This is a draft: nothing in drafts/ is published. A line that begins with # is a note to you.\n"
    "To see what is still to do: opcc validate drafts\n"
    "To publish it, on the day on which it is on your website: opcc publish FILE"
)
_ORIGIN: Final = "This record comes first, and the document is made from it."
_UNSURE_BODY: Final = "Nobody has verified those dates: check it."
_UNSURE_REPORT: Final = "Nobody has verified this date. Check it against the report."
_FIRST_DAY: Final = "It is the 56th day, the day of the report being the first (Police Act 1996, section 55(5A))."
_UNSURE_DEADLINE: Final = "Nobody has verified the date of the report, so check that first."
_NO_DATE: Final = "The date of the report is not known, so the last lawful day is not known either."
_NO_DAY: Final = "The day of the report is not known, so the last lawful day is not known either."
_TOO_OLD: Final = (
    "The report is older than the rule of 56 days (in force from 3 April 2017, which nobody has verified)."
)
_BODY: Final = "The body that the force had on {day}, by the codelist policing_bodies."
_DEADLINE: Final = "The last lawful day to publish the response is {day}."


def _comments(report: InspectionReport, body: PolicingBody, day: date, last: date | None) -> dict[Pointer, str]:
    found: dict[Pointer, str] = {
        (): _HEAD,
        ("policing_body",): "\n".join([_BODY.format(day=_words(day)), *([] if body.sure else [_UNSURE_BODY])]),
        ("dates",): "\n".join(_deadline(report, last)),
        ("comments",): _COMMENTS,
        ("recommendations",): _RECOMMENDATIONS,
        ("distribution",): _DISTRIBUTION,
        ("source",): _ORIGIN,
        ("inspections", 0, "key_findings"): _KEY_FINDINGS,
    }
    if not report.verified:
        found[("inspections", 0, "published")] = _UNSURE_REPORT
    return found


def _deadline(report: InspectionReport, last: date | None) -> Iterator[str]:
    if last is not None:
        yield _DEADLINE.format(day=_words(last))
        yield _FIRST_DAY
        if not report.verified:
            yield _UNSURE_DEADLINE
    elif not report.published:
        yield _NO_DATE
    else:
        yield _TOO_OLD if len(report.published) == len("2019-04-01") else _NO_DAY


def _words(day: date) -> str:
    return date_in_words(day.isoformat())


_FIXED: Final = (
    *(_HEAD, _COMMENTS, _RECOMMENDATIONS, _KEY_FINDINGS, _DISTRIBUTION, _ORIGIN, _UNSURE_BODY, _UNSURE_REPORT),
    *(_FIRST_DAY, _UNSURE_DEADLINE, _NO_DATE, _NO_DAY, _TOO_OLD),
)
_DATED: Final = re.compile(
    "|".join(
        f"# {re.escape(text).replace(re.escape('{day}'), '[0-9]{1,2} [A-Z][a-z]+ [0-9]{4}')}"
        for text in (_BODY, _DEADLINE)
    )
)


def is_note(line: str) -> bool:
    """Tell if a line of comment is one that `begin` wrote, word for word, wherever it stands by now."""
    return line.strip() in _fixed_lines() or _DATED.fullmatch(line.strip()) is not None


@cache
def _fixed_lines() -> frozenset[str]:
    lines = [line for text in _FIXED for line in comment_lines(text)]
    # A note inside the lines that are to be used is a comment of its own once the outer # is taken away.
    return frozenset([*lines, *(inner for line in lines if (inner := line.removeprefix("#").strip()).startswith("#"))])

"""What is owed, and how a response to it is begun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any, Final, cast

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata import statute
from opcc_opendata.calendars import calendar_of
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.deadlines import timeliness_of
from opcc_opendata.desk.drafts import PLACE, give_keys
from opcc_opendata.desk.fields import Field, put_values, shown_values
from opcc_opendata.desk.parts import inspection_fields
from opcc_opendata.desk.pasted import split
from opcc_opendata.desk.words import LANGUAGES
from opcc_opendata.files import NotWrittenError, write_file
from opcc_opendata.office.distribution import Copy, copies
from opcc_opendata.office.due import Due, deadlines, due, other_drafts
from opcc_opendata.office.inspections import InspectionReport, new_report, search
from opcc_opendata.office.new_record import STAGES, begin
from opcc_opendata.office.responses import OfficeResponse, responses_of
from opcc_opendata.office.silences import excused
from opcc_opendata.record import in_any_language
from opcc_opendata.record_types import Record
from opcc_opendata.rules.base import bounds
from opcc_opendata.validate import check_file
from opcc_opendata.yaml_writer import NotWritableError, to_yaml

_SOON: Final = 14
_SATURDAY: Final = 5
_HOLIDAYS: Final = {(1, 1), (12, 25), (12, 26)}
"""Months and days of the bank holidays in England and Wales that have a fixed day."""
_BACK: Final = re.compile(r"/(?![/\\])[!-\[\]-~]{0,2000}")
"""An address of the desk itself."""
_MOST_FOUND: Final = 50


@dataclass(frozen=True, slots=True)
class Published:
    """A response that is published, as a line of the list. `to_send` are the copies that the law still asks for."""

    address: str
    title: str
    published: str | None
    status: str
    day_number: int | None
    to_send: tuple[Copy, ...]
    sent: int
    copies: int


def home(desk: Desk, request: Request) -> Response:
    """Show every report that is to be answered, what is to be finished, and what is published."""
    found, responses, faulty = owed(desk)
    groups: dict[str, list[Due]] = {statute.OVERDUE: [], statute.PENDING: [], statute.CANNOT_TELL: []}
    for one in found:
        # A draft is work begun, whatever is known of its deadline.
        name = statute.PENDING if one.drafts and one.status == statute.CANNOT_TELL else one.status
        groups[name].append(one)
    published = list(published_responses(desk, responses))
    coming = next((one for one in found if one.status == statute.PENDING), None)
    return desk.page(
        request,
        "home.html",
        to_answer=[*groups[statute.OVERDUE], *groups[statute.PENDING]],
        older=groups[statute.CANNOT_TELL][::-1],
        next_one=coming,
        working_day=_working_day(coming.last_lawful_day) if coming and coming.last_lawful_day else None,
        others=[(shown, address_of(shown)) for shown in other_drafts(found, responses)],
        to_send=[one for one in published if one.to_send],
        published=published,
        newest=max(row["published"] for row in desk.standard.codelists["inspections"].rows),
        faulty=faulty,
        soon=_SOON,
        excused=[
            (one, desk.title_of("silence_reasons", one.silence.reason))
            for one in excused(desk.body, responses, desk.settings(), desk.standard)
        ],
        excusable=_in_public(desk, responses),
        notes=desk.notes.pop("/", []),
        address_of=address_of,
    )


def _in_public(desk: Desk, responses: list[OfficeResponse]) -> set[str]:
    """Give the ids of the reports that the register or a published response has, and not a draft alone."""
    published = {report.id for one in responses if not one.is_draft for report in one.reports}
    return published.union(desk.standard.codelists["inspections"].codes)


def owed(desk: Desk) -> tuple[list[Due], list[OfficeResponse], int]:
    """Give what the office owes, its responses, and how many files could not be looked at: as `opcc due` does."""
    responses, faulty = responses_of(desk.body.force, desk.project, desk.standard)
    found = due(desk.body, responses, desk.settings(), desk.standard, desk.today(), left_out=faulty > 0)
    return found, responses, faulty


def language(desk: Desk, request: Request) -> Response:
    """Show the pages in another language from now on, beginning with the one on which that was asked for."""
    form = form_of(request)
    wanted, back = first(form, "language"), first(form, "back")
    if wanted not in LANGUAGES or not _BACK.fullmatch(back):
        raise DeskError(422, desk.words.plain("error.no_page"))
    if not desk.choose(wanted):
        raise DeskError(503, desk.words.plain("error.not_kept"))
    return go_to(back)


def calendar(desk: Desk, _request: Request) -> Response:
    """Give the deadlines as a calendar file."""
    found, *_ = owed(desk)
    name = desk.words.plain("calendar.title", body=desk.body.title)
    text = calendar_of(name, deadlines(desk.body, found, desk.standard))
    headers = {"content-disposition": 'attachment; filename="deadlines.ics"'}
    return Response(text, media_type="text/calendar", headers=headers)


def address_of(shown: str) -> str:
    """Give the address of a draft's or a record's page, or "" for a file whose name has none."""
    folder, *rest = shown.removesuffix(".yaml").split("/")
    fits = len(rest) == 2 and all(map(PLACE.fullmatch, rest)) and shown.endswith(".yaml")
    return f"/{folder}/{'/'.join(rest)}" if fits else ""


def published_responses(desk: Desk, responses: list[OfficeResponse]) -> Iterator[Published]:
    """Give the office's published responses, the newest first. One that was withdrawn is left out."""
    own = [one for one in responses if not one.is_draft]
    for one in sorted(own, key=lambda one: one.facts.published or "" if one.facts else "", reverse=True):
        data: Any = check_file(desk.project.root / one.shown, desk.project, desk.standard).data
        if data is not None and "withdrawal" not in data:
            yield _published(desk, one.shown, cast("Record", data))


def _published(desk: Desk, shown: str, record: Record) -> Published:
    every = copies(record, desk.standard)
    published = record.get("dates", {}).get("published")
    timely = timeliness_of(record["inspections"], published)
    # Copies are asked for from an office that answered here. What an old document says of them is what it says.
    is_own = record.get("source", {}).get("origin") == "record"
    return Published(
        address_of(shown),
        in_any_language(record["title"], "en", record["language"]) or record["id"],
        published,
        timely.status,
        timely.day_number,
        tuple(one for one in every if one.statutory and not one.sent and is_own),
        sum(one.sent for one in every if one.statutory),
        sum(one.statutory for one in every),
    )


def _working_day(day: date) -> date | None:
    """Give the working day before a deadline on a weekend or a holiday of every year.

    Other bank holidays move from year to year, or are announced for one. The page asks the reader to mind them.
    """
    working = day
    while working.weekday() >= _SATURDAY or (working.month, working.day) in _HOLIDAYS:
        working -= timedelta(days=1)
    return working if working != day else None


def begin_page(desk: Desk, request: Request) -> Response:
    """Show the reports of the register to choose from, or the one that was chosen."""
    code = request.query_params.get("report", "")
    report = _register_report(desk, code) if code else None
    if report is not None:
        return _confirm(desk, request, report)
    words = request.query_params.get("q", "")[:200].strip()
    found = search(words, desk.body.force, desk.standard) if words else []
    return desk.page(
        request, "begin.html", words=words, found=found[:_MOST_FOUND], more=len(found) > _MOST_FOUND, report=None
    )


def _confirm(desk: Desk, request: Request, report: InspectionReport, problem: str = "") -> Response:
    last = statute.timeliness_without_response(report.published or None, desk.today()).last_lawful_day
    responses, _ = responses_of(desk.body.force, desk.project, desk.standard)
    begun = [(one.shown, address_of(one.shown)) for one in responses if one.answers(report.id) and one.is_draft]
    return desk.page(
        request,
        "begin.html",
        status=409 if problem else 200,
        report=report,
        last=last,
        left=(last - desk.today()).days if last else None,
        begun=begun,
        problem=problem,
        stages=[(code, desk.title_of("stages", code)) for code in STAGES],
    )


def _register_report(desk: Desk, code: str) -> InspectionReport:
    found = search(code, desk.body.force, desk.standard)
    if len(found) != 1 or found[0].id != code:
        raise DeskError(404, desk.words.plain("begin.unknown"))
    return found[0]


def begin_draft(desk: Desk, request: Request) -> Response:
    """Begin the draft of a response to a report of the register."""
    form = form_of(request)
    report = _register_report(desk, first(form, "report"))
    stage = first(form, "stage")
    if stage not in STAGES:
        return _confirm(desk, request, report, desk.words.plain("begin.no_stage"))
    try:
        return go_to(_write_draft(desk, report, stage, {}, ""))
    except (NotWrittenError, NotWritableError) as error:
        return _confirm(desk, request, report, str(error))


def _write_draft(desk: Desk, report: InspectionReport, stage: str, known: dict[str, Any], pasted: str) -> str:
    """Write a new draft and give its address. `known` is what is known of a report that is not in the register.

    Raises NotWrittenError where there is one already, and NotWritableError.
    """
    responses, _ = responses_of(desk.body.force, desk.project, desk.standard)
    begun = begin(report, desk.body.force, stage, responses, desk.standard, desk.today())
    path, record = desk.project.drafts / begun.place, desk.project.records / begun.place
    shown = desk.project.show(path)
    for there in (path, record):
        if there.exists() or there.is_symlink():
            raise NotWrittenError(desk.words.plain("begin.there", file=desk.project.show(there)))
    data = begun.data
    if not report.in_register:
        data["inspections"][0] |= known
    if items := split(pasted):
        data["recommendations"] = items
        give_keys(data)
    write_file(path, to_yaml(data, desk.standard, schema_address=desk.project.schema_address))
    address = address_of(shown)
    if problems := desk.commit([path], desk.words.plain("commit.begun", title=report.title)):
        desk.notes[address] = problems
    return address


def report_fields(desk: Desk) -> tuple[Field, ...]:
    """Give the fields of the form that adds a report."""
    return inspection_fields(desk.standard, desk.words)


def add_report(desk: Desk, request: Request) -> Response:
    """Ask for a report that the register does not have yet, and begin the response to it."""
    fields = report_fields(desk)
    if request.method != "POST":
        values = shown_values(fields, {}, "en")
        return desk.page(request, "add_report.html", fields=fields, values=values, problems=[], pasted="")
    form = form_of(request)
    known: dict[str, Any] = {}
    put_values(fields, known, form, "en")
    problems = list(report_problems(desk, known))
    pasted = first(form, "pasted")
    if not problems:
        report = new_report(_text(known["title"]), known.get("published", ""), known.get("type", ""), desk.standard)
        if report.in_register:
            return _confirm(desk, request, report, desk.words.plain("begin.in_register"))
        try:
            return go_to(_write_draft(desk, replace(report, title=_text(known["title"])), "full", known, pasted))
        except (NotWrittenError, NotWritableError) as error:
            problems = [("title", str(error))]
    values = shown_values(fields, known, "en")
    return desk.page(
        request, "add_report.html", status=422, fields=fields, values=values, problems=problems, pasted=pasted
    )


def _text(title: Any) -> str:
    return str(next(iter(title.values()))) if isinstance(title, dict) else str(title)


def report_problems(desk: Desk, known: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Say why a report can't be added: the id of a field and a sentence, for each."""
    if not known.get("title"):
        yield "title", desk.words.plain("add.no_title")
    if "published" in known:
        days = bounds(known["published"])
        if days is None:
            yield "published-d", desk.words.plain("add.no_date", text=known["published"])
        elif days[0] > desk.today():
            yield "published-d", desk.words.plain("add.future", day=known["published"])

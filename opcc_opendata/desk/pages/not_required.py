"""A report to which no response is owed: the reason is recorded, or taken back. It is what `opcc not-required` does."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.fields import Field, Option, Posted, Widget, clean
from opcc_opendata.desk.pages.home import owed
from opcc_opendata.office.due import DueReport
from opcc_opendata.office.responses import OfficeResponse
from opcc_opendata.office.silences import (
    COVERED_BY,
    NOT_REQUIRED,
    NotRecordedError,
    excuse,
    may_cover,
    report_to_excuse,
    take_back,
)
from opcc_opendata.settings import SETTINGS

_UNDO: Final = "undo"


def not_required(desk: Desk, request: Request) -> Response:
    """Ask why no response is owed to a report, and record it; or take a reason back."""
    posted = form_of(request) if request.method == "POST" else None
    code = first(posted, "report") if posted is not None else request.query_params.get("report", "")
    if posted is not None and first(posted, "do") == _UNDO:
        return _undo(desk, code)
    responses = owed(desk)[1]
    try:
        report = report_to_excuse(code, desk.body, responses, desk.standard)
    except NotRecordedError as error:
        raise DeskError(404, str(error)) from error
    if posted is None:
        return _page(desk, request, report, responses, {})
    reason, note, by = (clean(first(posted, name), lines=name == "note").strip() for name in ("reason", "note", "by"))
    problem = _missing(desk, reason, note, by)
    if problem is None:
        try:
            covering = by if reason == COVERED_BY else ""
            excuse(desk.project, desk.standard, desk.body, code, responses, note=note, by=covering)
        except NotRecordedError as error:
            problem = ("", str(error))
    if problem is not None:
        return _page(desk, request, report, responses, posted, [problem], 422)
    return _done(desk, desk.words.plain("commit.excused", title=report.title), desk.words.plain("excuse.done"))


def _missing(desk: Desk, reason: str, note: str, by: str) -> tuple[str, str] | None:
    """Say what was not filled in: the id of a field and a sentence."""
    if reason not in (NOT_REQUIRED, COVERED_BY):
        return "reason-0", desk.words.plain("excuse.no_reason")
    if reason == COVERED_BY and not by:
        return "by", desk.words.plain("excuse.no_response")
    if reason == NOT_REQUIRED and not note:
        return "note", desk.words.plain("excuse.no_note")
    return None


def _page(
    desk: Desk,
    request: Request,
    report: DueReport,
    responses: Sequence[OfficeResponse],
    values: Posted,
    problems: Sequence[tuple[str, str]] = (),
    status: int = 200,
) -> Response:
    return desk.page(
        request,
        "not_required.html",
        status=status,
        report=report,
        fields=tuple(_fields(desk, report, responses)),
        values=values,
        problems=problems,
    )


def _fields(desk: Desk, report: DueReport, responses: Sequence[OfficeResponse]) -> Sequence[Field]:
    words = desk.words
    fit = may_cover(responses, report)
    there = [Option(one.id, ", ".join(other.title for other in one.reports), "") for one in fit]
    reasons = (NOT_REQUIRED, COVERED_BY) if there else (NOT_REQUIRED,)
    choice = [Option(code, words.plain(f"excuse.{code}"), words.plain(f"excuse.{code}.hint")) for code in reasons]
    label, hint = words.plain("excuse.note"), words.plain("excuse.note.hint")
    fields = [
        Field(("reason",), Widget.CHOICE, words.plain("excuse.reason"), "", tuple(choice), True),
        Field(("note",), Widget.LINES, label, hint),
    ]
    if there:
        by, by_hint = words.plain("excuse.by"), words.plain("excuse.by.hint")
        fields.insert(1, Field(("by",), Widget.SELECT, by, by_hint, tuple(there)))
    return fields


def _undo(desk: Desk, code: str) -> Response:
    try:
        take_back(desk.project, desk.body, code)
    except NotRecordedError as error:
        raise DeskError(409, str(error)) from error
    return _done(desk, desk.words.plain("commit.owed_again", id=code), desk.words.plain("excuse.undone"))


def _done(desk: Desk, sentence: str, said: str) -> Response:
    desk.notes["/"] = [said, *desk.commit([desk.project.root / SETTINGS], sentence)]
    return go_to("/")

"""The reports that one response answers: another is added, from the register or with its source, or taken out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.checks import report_page
from opcc_opendata.desk.context import Desk, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, checksum, locked, text_in, write
from opcc_opendata.desk.fields import Posted, put_values, shown_values
from opcc_opendata.desk.finding_names import finding_name
from opcc_opendata.desk.pages.home import report_fields, report_problems
from opcc_opendata.office.inspections import InspectionReport, new_report, search
from opcc_opendata.office.new_record import holding_statements, inspection_of
from opcc_opendata.office.responses import responses_of

_MOST_FOUND: Final = 50
_LONGEST_SEARCH: Final = 200

Problems = Sequence[tuple[str, str]]


def reports(desk: Desk, request: Request) -> Response:
    """Show the reports that a draft answers, find others in the register, or change which they are."""
    draft = desk.draft(request)
    if request.method != "POST":
        return _page(desk, request, draft, request.query_params.get("q", ""))
    form = form_of(request)
    try:
        with locked(draft.path):
            draft = desk.draft(request)
            if first(form, "seen") != _seen(draft):
                return _page(desk, request, draft, "", [("", desk.words.plain("list.changed"))], 409)
            problems = _change(desk, draft, form)
            if problems:
                return _page(desk, request, draft, "", problems, 422, form)
            write(draft, draft.data, desk.standard)
    except NotSavedError as error:
        return _page(desk, request, desk.draft(request), "", [("", str(error))], 503, form)
    if first(form, "remove"):
        return go_to(request.url.path)
    return go_to(f"{draft.address}/{report_page(len(draft.data['inspections']) - 1)}")


def _page(
    desk: Desk,
    request: Request,
    draft: Draft,
    words: str,
    problems: Problems = (),
    status: int = 200,
    values: Posted | None = None,
) -> Response:
    there = draft.data.get("inspections", [])
    words = words[:_LONGEST_SEARCH].strip()
    own = {one.get("id") for one in there}
    found = [one for one in search(words, desk.body.force, desk.standard) if one.id not in own] if words else []
    return desk.page(
        request,
        "reports.html",
        status=status,
        draft=draft,
        there=[(str(one.get("id", "")), text_in(one.get("title"), draft.language, draft.language)) for one in there],
        words=words,
        found=found[:_MOST_FOUND],
        more=len(found) > _MOST_FOUND,
        fields=report_fields(desk),
        values=values or shown_values(report_fields(desk), {}, draft.language),
        problems=problems,
        seen=_seen(draft),
    )


def _seen(draft: Draft) -> str:
    return checksum([str(one.get("id", "")) for one in draft.data.get("inspections", ())])


def _change(desk: Desk, draft: Draft, form: Posted) -> Problems:
    """Do what a button says, in the data of a draft. Give what stops it: the id of a field and a sentence, for each."""
    if code := first(form, "remove"):
        return _remove(desk, draft, code)
    if code := first(form, "add"):
        found = [one for one in search(code, desk.body.force, desk.standard) if one.id == code]
        return _add(desk, draft, found[0], {}) if found else [("", desk.words.plain("begin.unknown"))]
    known: dict[str, Any] = {}
    put_values(report_fields(desk), known, form, "en")
    problems = list(report_problems(desk, known))
    if problems:
        return problems
    title = text_in(known["title"], draft.language, "en")
    report = new_report(title, known.get("published", ""), known.get("type", ""), desk.standard)
    return _add(desk, draft, replace(report, title=title), {} if report.in_register else known)


def _add(desk: Desk, draft: Draft, report: InspectionReport, known: dict[str, Any]) -> Problems:
    """Put a report below the others. What the recommendations stand in was clear until now, so it is written there."""
    data = draft.data
    there: list[dict[str, Any]] = data.setdefault("inspections", [])
    if any(one.get("id") == report.id for one in there):
        return [("", desk.words.plain("reports.there"))]
    if len(there) == 1 and "id" in there[0]:
        for item in data.get("recommendations", ()):
            item.setdefault("inspection", there[0]["id"])
    there.append(inspection_of(report) | known)
    responses, _ = responses_of(desk.body.force, desk.project, desk.standard)
    if data.get("stage") == "full":
        related = data.get("related", [])
        named = {one.get("id") for one in related if isinstance(one, dict)}
        replaced = [one for one in holding_statements(report.id, responses) if one not in named]
        if replaced:
            data["related"] = [*related, *({"id": one, "relation": "replaces"} for one in replaced)]
    return ()


def _remove(desk: Desk, draft: Draft, code: str) -> Problems:
    there: list[dict[str, Any]] = draft.data.get("inspections", [])
    left = [one for one in there if one.get("id") != code]
    if len(left) == len(there):
        return [("", desk.words.plain("list.changed"))]
    if not left:
        return [("", desk.words.plain("reports.last"))]
    items = draft.data.get("recommendations", ())
    standing = [
        finding_name(one, n, len(items), desk.standard, desk.words)
        for n, one in enumerate(items)
        if one.get("inspection") == code
    ]
    if standing:
        return [("", desk.words.plain("reports.used", findings="; ".join(standing)))]
    draft.data["inspections"] = left
    return ()

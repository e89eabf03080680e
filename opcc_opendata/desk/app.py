"""The desk as a web application: its addresses, its style sheet and script, and what is said where there is no page."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from opcc_opendata.desk.context import Desk, DeskError
from opcc_opendata.desk.drafts import NoDraftError, NoPartError, UnusableDraftError
from opcc_opendata.desk.pages import (
    after,
    bring_in,
    draft,
    gone,
    handing_over,
    home,
    not_required,
    panel,
    papers,
    publish,
    questions,
    recommendations,
    reports,
    sending,
    versions,
    word_form,
)
from opcc_opendata.desk.sign_on import acting

_STATIC: Final = Path(__file__).parent / "static"
_FILES: Final = {"desk.css": "text/css", "desk.js": "text/javascript"}
_DRAFT: Final = "/drafts/{force}/{stem}"
_RECORD: Final = "/records/{force}/{stem}"

Page = Callable[[Desk, Request], Response]
_PAGES: Final[tuple[tuple[str, Page, tuple[str, ...]], ...]] = (
    ("/", home.home, ("GET",)),
    ("/deadlines.ics", home.calendar, ("GET",)),
    ("/begin", home.begin_page, ("GET",)),
    ("/begin", home.begin_draft, ("POST",)),
    ("/add-report", home.add_report, ("GET", "POST")),
    ("/not-required", not_required.not_required, ("GET", "POST")),
    ("/language", home.language, ("POST",)),
    ("/panel", panel.page, ("GET",)),
    ("/panel/{paper}", panel.download, ("GET",)),
    ("/bring-in", bring_in.bring_in, ("GET", "POST")),
    ("/documents", bring_in.waiting_list, ("GET",)),
    ("/hand-over", handing_over.handing_over, ("GET", "POST")),
    (_DRAFT, draft.tasks, ("GET",)),
    (f"{_DRAFT}/check", draft.check, ("GET",)),
    (f"{_DRAFT}/questions", questions.questions, ("GET", "POST")),
    (f"{_DRAFT}/recommendations", recommendations.overview, ("GET", "POST")),
    (f"{_DRAFT}/reports", reports.reports, ("GET", "POST")),
    (f"{_DRAFT}/form", word_form.word_form, ("GET", "POST")),
    (f"{_DRAFT}/form/{{who}}", word_form.download, ("GET",)),
    (f"{_DRAFT}/papers", papers.papers, ("GET", "POST")),
    (f"{_DRAFT}/papers/{{paper}}", papers.of_draft, ("GET",)),
    (f"{_DRAFT}/history", versions.versions, ("GET", "POST")),
    (f"{_DRAFT}/send", sending.send_page, ("GET", "POST")),
    (f"{_DRAFT}/publish", publish.publish_page, ("GET", "POST")),
    (_RECORD, publish.published, ("GET", "POST")),
    (f"{_RECORD}/papers/{{paper}}", papers.of_record, ("GET",)),
    (f"{_RECORD}/progress", after.progress_list, ("GET",)),
    (f"{_RECORD}/progress/{{key}}", after.progress, ("GET", "POST")),
    (f"{_RECORD}/slip", after.slip_list, ("GET",)),
    (f"{_RECORD}/slip/{{page:path}}", after.slip, ("GET", "POST")),
    (f"{_RECORD}/correct", after.correction, ("GET", "POST")),
    (f"{_RECORD}/succeed", after.succession, ("GET", "POST")),
    (f"{_RECORD}/withdraw", after.withdrawal, ("GET", "POST")),
    (f"{_DRAFT}/{{page:path}}", draft.edit, ("GET", "POST")),
)


def make_app(desk: Desk) -> Starlette:
    """Make the application. It answers whoever asks: `security.Gate` stands in front of it."""
    # Each page is a plain function that reads and writes files, so that Starlette gives it a thread of its own.
    routes = [Route(path, _endpoint(page, desk), methods=list(methods)) for path, page, methods in _PAGES]
    routes.append(Route("/static/{name}", _static, methods=["GET"]))
    routes.append(Route("/favicon.ico", _no_icon, methods=["GET"]))
    handlers = {
        HTTPException: partial(_said, desk, _of_http),
        DeskError: partial(_said, desk, _of_desk),
        NoDraftError: partial(_said, desk, _no_draft),
        NoPartError: partial(_said, desk, _no_part),
        UnusableDraftError: partial(_said, desk, _unusable),
        Exception: partial(_said, desk, _unexpected),
    }
    return Starlette(routes=routes, exception_handlers=handlers)


def _endpoint(page: Page, desk: Desk) -> Callable[[Request], Response]:
    def endpoint(request: Request) -> Response:
        user = request.state.user
        acting.set(user)  # each request has a context of its own
        return page(desk.of(user), request)

    return endpoint


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        raise HTTPException(404)
    return Response((_STATIC / name).read_bytes(), media_type=_FILES[name])


def _no_icon(_request: Request) -> Response:
    return Response(status_code=204)


def _said(desk: Desk, say: Callable[[Desk, Request, Any], Response], request: Request, error: Exception) -> Response:
    return say(desk.of(request.state.user), request, error)


def _of_http(desk: Desk, request: Request, error: HTTPException) -> Response:
    return _error(desk, request, error.status_code, desk.words.plain("error.no_page"))


def _of_desk(desk: Desk, request: Request, error: DeskError) -> Response:
    return _error(desk, request, error.status, str(error))


def _no_draft(desk: Desk, request: Request, _error_: NoDraftError) -> Response:
    return _typed_or_error(desk, request, 404, desk.words.plain("error.no_draft"))


def _no_part(desk: Desk, request: Request, error: NoPartError) -> Response:
    return _typed_or_error(desk, request, *gone.part_gone(desk, request, error))


def _unusable(desk: Desk, request: Request, error: UnusableDraftError) -> Response:
    if versions.has_two_versions(desk, request):
        back = f"/drafts/{request.path_params['force']}/{request.path_params['stem']}/history"
        return _typed_or_error(desk, request, 422, desk.words.plain("versions.two_in", file=error.shown), back)
    one = error.problem
    reason = f"{f'Line {one.line}: ' if one.line else ''}{one.message} {one.hint}".strip() if one else ""
    sentence = desk.words.plain("error.unusable" if reason else "error.shape", file=error.shown, reason=reason)
    return _typed_or_error(desk, request, 422, sentence)


def _unexpected(desk: Desk, request: Request, _error_: Exception) -> Response:
    """Say that a fault of ours happened. The server's log has it, because Starlette raises it again."""
    return _error(desk, request, 500, desk.words.plain("error.ours"))


def _typed_or_error(desk: Desk, request: Request, status: int, sentence: str, link: str = "") -> Response:
    """Say why a draft's page can't be shown, with what was typed into it where there is something."""
    return gone.typed(desk, request, sentence, status, link) or _error(desk, request, status, sentence, link)


def _error(desk: Desk, request: Request, status: int, sentence: str, link: str = "") -> Response:
    return desk.page(request, "error.html", status=status, sentence=sentence, link=link)

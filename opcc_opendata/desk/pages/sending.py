"""Sending a draft for checking: a branch of its own in the project's git repository, for who knows git to look at."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata import files
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked
from opcc_opendata.office.checking import NotSentError, Sent, remote_of, send_for_checking


def send_page(desk: Desk, request: Request) -> Response:
    """Say what sending a draft does, and who will be able to read it; or send it."""
    draft = desk.draft(request)
    if not desk.in_repository():
        raise DeskError(404, desk.words.plain("send.no_repository"))
    if request.method == "POST":
        return _send(desk, request, draft)
    return _page(desk, request, draft)


def _page(
    desk: Desk, request: Request, draft: Draft, problem: str = "", place: str = "", status: int = 200
) -> Response:
    return desk.page(
        request,
        "send.html",
        status=status,
        draft=draft,
        remote=remote_of(desk.project),
        problem=problem,
        place=place,
        notes=desk.notes.pop(request.url.path, []),
    )


def _send(desk: Desk, request: Request, draft: Draft) -> Response:
    if remote_of(desk.project) and not first(form_of(request), "may_read"):
        return _page(desk, request, draft, desk.words.plain("send.not_said"), "may_read", 422)
    try:
        with locked(draft.path):
            draft = desk.draft(request)
            paths = [draft.path, *_attachments(desk, draft)]
            sentence = desk.words.plain("send.sentence", title=draft.title)
            sent = send_for_checking(desk.project, f"{draft.force}-{draft.stem}", paths, sentence, desk.author)
    except (NotSavedError, NotSentError) as error:
        return _page(desk, request, draft, str(error), status=503)
    desk.notes[request.url.path] = list(_said(desk, sent))
    return go_to(request.url.path)


def _said(desk: Desk, sent: Sent) -> Iterator[str]:
    if sent.remote:
        yield desk.words.plain("send.done", branch=sent.branch, remote=sent.remote)
    else:
        yield desk.words.plain("send.here", branch=sent.branch)
    if sent.beside:
        yield desk.words.plain("send.beside", other=sent.beside, branch=sent.branch)
    if sent.problem:
        yield desk.words.plain("send.not_pushed", problem=sent.problem)


def _attachments(desk: Desk, draft: Draft) -> Iterator[Path]:
    """Give the files that a draft attaches: ordinary ones inside the project, and none that a link leads to."""
    drafts, root = os.path.realpath(desk.project.drafts), os.path.realpath(desk.project.root)
    attached = draft.data.get("attachments")
    for one in attached if isinstance(attached, list) else ():
        name = one.get("file") if isinstance(one, dict) else None
        path = draft.path.parent / name if isinstance(name, str) and "\0" not in name else None
        if path is not None and files.is_ordinary(path) and not path.is_symlink():
            real = os.path.realpath(path)
            if real.startswith(f"{drafts}{os.sep}") and real == os.path.normpath(Path(root, desk.project.show(path))):
                yield path

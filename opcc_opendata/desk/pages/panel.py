"""The paper for a Police and Crime Panel: the responses since a day and the open promises, for Word and as PDF."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.calendars import whole_day
from opcc_opendata.desk.context import Desk, DeskError
from opcc_opendata.desk.fields import date_of
from opcc_opendata.desk.pages.papers import TYPES, WRITERS
from opcc_opendata.documents import panel
from opcc_opendata.documents.model import Paper
from opcc_opendata.documents.writers import html, pdf
from opcc_opendata.validate import check_file
from opcc_opendata.yaml_reader import find_records

_BOXES: Final = ("since-y", "since-m", "since-d")


def page(desk: Desk, request: Request) -> Response:
    """Ask since which day, and show the paper with its files."""
    values = {name: [request.query_params.get(name, "")[:20]] for name in _BOXES}
    typed = date_of(*(values[name][0] for name in _BOXES))
    since = whole_day(typed)
    problem = desk.words.plain("publish.wrong_day") if typed and since is None else ""
    shown = html.body(_paper(desk, since), below=2) if since is not None else ""
    return desk.page(
        request,
        "panel.html",
        status=422 if problem else 200,
        values=values,
        since=since,
        shown=shown,
        problem=problem,
        forms=tuple(TYPES),
    )


def download(desk: Desk, request: Request) -> Response:
    """Give the paper as a file: its address says since which day, and of which kind."""
    day, _, form = request.path_params["paper"].rpartition(".")
    since = whole_day(day)
    if since is None or form not in TYPES:
        raise DeskError(404, desk.words.plain("error.no_page"))
    try:
        content = WRITERS[form](_paper(desk, since))
    except pdf.UnprintableError as error:
        raise DeskError(422, str(error)) from error
    file = f"panel-{desk.body.code}-since-{since}.{form}"
    return Response(content, media_type=TYPES[form], headers={"content-disposition": f'attachment; filename="{file}"'})


def _paper(desk: Desk, since: date) -> Paper:
    """Make the paper of the office from its published responses. One that has an error would be missing: it stops."""
    folder = desk.project.records / desk.body.force
    records: list[Any] = []
    for path in find_records([folder], desk.project.root).files if folder.is_dir() else ():
        record = check_file(path, desk.project, desk.standard).data
        if record is None:
            raise DeskError(422, desk.words.plain("published.faulty", file=desk.project.show(path)))
        records.append(record)
    return panel(records, desk.body.code, since, "en", desk.standard.codelists)

"""Handing over to a successor body: what there is to hand over, and the package as one file."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, Response

from opcc_opendata.desk.acts import day_in, text_in
from opcc_opendata.desk.context import Desk, form_of
from opcc_opendata.desk.fields import Field, Option, Posted, Widget
from opcc_opendata.hand_over import (
    RELATIONS,
    NotHandedOverError,
    Succession,
    hand_over,
    succession,
    write_package,
)

_ASKED: Final = (("to", Widget.LINE), ("relation", Widget.CHOICE), ("on", Widget.DATE), ("instrument", Widget.LINE))
_NOT_YET: Final = "functions_pass_to"


def handing_over(desk: Desk, request: Request) -> Response:
    """Show what there is to hand over and ask who comes after; or give the package."""
    if request.method != "POST":
        body = desk.body
        year, month, day = (
            (*body.ended.split("-"), "", "", "")[:3] if body.ended and body.ended_for_sure else ("", "", "")
        )
        row = desk.standard.codelists["policing_bodies"].get(body.successor)
        known = {"to": [row["title_en"]] if row else [], "on-y": [year], "on-m": [month], "on-d": [day]}
        return _page(desk, request, known)
    form = form_of(request)
    if not text_in(form, "relation"):
        return _page(desk, request, form, desk.words.plain("hand.no_relation"), 422)
    try:
        then = succession(
            desk.body,
            text_in(form, "to"),
            day_in(form, "on"),
            text_in(form, "relation"),
            text_in(form, "instrument"),
            desk.standard,
        )
        return _package(desk, then)
    except NotHandedOverError as error:
        return _page(desk, request, form, str(error), 422)


def _page(desk: Desk, request: Request, values: Posted, problem: str = "", status: int = 200) -> Response:
    # What there is does not depend on who comes after: only the letter does.
    then = Succession("", "", _NOT_YET, desk.today(), "")
    found = hand_over(desk.body, then, desk.project, desk.standard, desk.today())
    return desk.page(
        request,
        "hand_over.html",
        status=status,
        fields=[_field(desk, name, widget) for name, widget in _ASKED],
        values=values,
        problem=problem,
        found=found,
    )


def _field(desk: Desk, name: str, widget: Widget) -> Field:
    options = tuple(Option(code, desk.words.plain(f"hand.relation.{code}"), "") for code in RELATIONS)
    hint = desk.words.plain(f"hand.{name}.hint") if f"hand.{name}.hint" in desk.words else ""
    choices = options if widget is Widget.CHOICE else ()
    return Field((name,), widget, desk.words.plain(f"hand.{name}.label"), hint, choices)


def _package(desk: Desk, then: Succession) -> Response:
    """Write the package beside no file of the project, and have it deleted once it was sent."""
    found = hand_over(desk.body, then, desk.project, desk.standard, desk.today())
    folder = Path(tempfile.mkdtemp())
    path = folder / f"hand-over-{desk.body.code}-{then.day}.zip"
    try:
        write_package(found, desk.project, desk.standard, desk.today(), path)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    clean_up = BackgroundTask(shutil.rmtree, folder, ignore_errors=True)
    return FileResponse(path, media_type="application/zip", filename=path.name, background=clean_up)

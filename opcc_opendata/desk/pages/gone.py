"""What was typed into a form whose part or draft is no longer there: kept in the profile, and shown to be copied.

Another window, or somebody else, may remove a recommendation, or publish, rename or delete a draft, while somebody
writes in it. Their text has no place in a draft any more, and is not lost.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from opcc_opendata.desk.context import Desk, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NoDraftError, NoPartError, UnusableDraftError
from opcc_opendata.desk.fields import NOT_SHOWN, Field, Posted, Widget, date_of
from opcc_opendata.desk.pages.recommendations import removed_from, seen_of
from opcc_opendata.desk.parts import fields_at
from opcc_opendata.provenance import KEY

_PASTED: Final = "pasted"
"""The one input outside the forms of parts into which somebody types or pastes much."""


@dataclass(frozen=True, slots=True)
class Undo:
    """How the recommendation that was removed is put back: the address of the list, and its checksum."""

    list: str
    seen: str


def part_gone(desk: Desk, request: Request, error: NoPartError) -> tuple[int, str]:
    """Say that a draft has no such part, and whether it is known to have had it; with the status of HTTP."""
    page = request.path_params["page"]
    if error.was_moved:
        return 409, desk.words.plain("error.moved_part", n=page.rpartition("/")[2])
    if not fields_at(page, desk.standard, desk.words):
        return 404, desk.words.plain("error.no_page")
    if request.method != "POST" and desk.journal.kept(request.url.path) is None:
        return 404, desk.words.plain("error.no_part")
    return 404, desk.words.plain(
        "error.no_recommendation" if page.startswith("recommendations/") else "error.part_gone"
    )


def typed(desk: Desk, request: Request, sentence: str, status: int, link: str = "") -> Response | None:
    """Keep and show what was typed into a form that has no place any more; None where there is nothing to show.

    `sentence` says what is no longer there, or can't be read, and `link` leads to the history of a draft.
    """
    params = request.path_params
    key = f"/drafts/{params.get('force')}/{params.get('stem')}/{params.get('page')}"
    # Other pages have the end of their address as `page` too.
    fields = fields_at(params["page"], desk.standard, desk.words) if request.url.path == key else ()
    draft = _draft(desk, request)
    form: Posted = form_of(request) if request.method == "POST" else {}
    if first(form, "do") == "discard" and fields:
        desk.journal.drop(key)
        return go_to(draft.address if draft else "/")
    found = {name: list(values) for name, values in form.items() if name not in NOT_SHOWN}
    is_kept = bool(fields and found and desk.journal.keep(key, found))
    if not form and fields:
        found = desk.journal.kept(key) or {}
        is_kept = bool(found)
    if first(form, "do") == "autosave":
        said = desk.words.plain("gone.kept" if is_kept else "gone.copy")
        return JSONResponse({"said": f"{sentence} {said}"}, status)
    texts = list(_texts(desk, fields, found))
    if not texts:
        return None
    return desk.page(
        request,
        "gone.html",
        status=status,
        sentence=sentence,
        texts=texts,
        is_kept=is_kept,
        link=link,
        address=draft.address if draft else "",
        undo=_undo(desk, draft, params["page"]) if draft and fields else None,
    )


def _draft(desk: Desk, request: Request) -> Draft | None:
    try:
        return desk.draft(request)
    except (NoDraftError, UnusableDraftError):
        return None


def _undo(desk: Desk, draft: Draft, page: str) -> Undo | None:
    """Say how to put the recommendation of a page back, where it is the one that was removed last."""
    removed = removed_from(desk, draft)
    if removed is None or page != f"recommendations/{removed.get(KEY)}":
        return None
    return Undo(f"{draft.address}/recommendations", seen_of(draft.data.get("recommendations", [])))


def _texts(desk: Desk, fields: Sequence[Field], found: Posted) -> Iterator[tuple[str, str]]:
    """Give what is in the inputs of a form that are not empty, in the order of the page, each with its label."""
    for one in fields:
        if one.widget is Widget.DATE:
            text = date_of(*(first(found, f"{one.name}-{part}") for part in "ymd"))
        else:
            titles = {option.code: option.title for option in one.options}
            text = ", ".join(titles.get(value, value) for value in found.get(one.name, ()) if value)
        if text:
            yield one.label, text
        if text := first(found, f"{one.name}-other"):
            # Which of the two languages is the draft's own, only the draft knows.
            yield desk.words.plain("gone.other_language", label=one.label), text
    if text := first(found, _PASTED):
        yield desk.words.plain("paste.label"), text

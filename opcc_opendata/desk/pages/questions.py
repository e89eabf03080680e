"""What an import guessed or did not find in a draft: each with the words that it rests on, and answered by itself.

It is what `opcc confirm` does. A guess that is not right is changed on its own page, and is then no guess any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.checks import page_of
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked
from opcc_opendata.files import NotWrittenError, write_file
from opcc_opendata.problems import Pointer
from opcc_opendata.provenance import (
    GUESSED,
    Entry,
    SideFileError,
    answered,
    open_entries,
    place_name,
    read_entries,
    side_file,
    to_json,
)
from opcc_opendata.schema import Standard


@dataclass(frozen=True, slots=True)
class Question:
    """An open question. `place` is its name, `words` that in the words of the schema, `page` where it is changed."""

    place: str
    words: str
    is_guess: bool
    value: str
    quote: str
    why: str
    page: str
    seen: str


def questions(desk: Desk, request: Request) -> Response:
    """Show the open questions of a draft, or keep the answer to one."""
    draft = desk.draft(request)
    if request.method == "POST":
        return _answer(desk, request)
    return _page(desk, request, draft)


def _entries(desk: Desk, draft: Draft) -> list[Entry]:
    try:
        return read_entries(draft.path, desk.project.root)
    except SideFileError as error:
        raise DeskError(422, str(error)) from error


def _page(desk: Desk, request: Request, draft: Draft, problem: str = "", status: int = 200) -> Response:
    found = [
        _question(desk, draft, entry, pointer, value)
        for entry, pointer, value in open_entries(draft.data, _entries(desk, draft))
    ]
    return desk.page(request, "questions.html", status=status, draft=draft, questions=found, problem=problem)


def _question(desk: Desk, draft: Draft, entry: Entry, pointer: Pointer, value: Any) -> Question:
    page, _ = page_of(pointer, draft.data)
    return Question(
        place_name(pointer),
        place_in_words(pointer, desk.standard),
        entry.state == GUESSED,
        _in_words(value),
        str(entry.source.get("quote", "")),
        entry.why,
        f"{draft.address}/{page}" if page else "",
        entry.value_sha256,
    )


def _in_words(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{key}: {_in_words(inner)}" for key, inner in value.items())
    if isinstance(value, list):
        return "\n".join(_in_words(inner) for inner in value)
    return "" if value is None else str(value)


def place_in_words(pointer: Pointer, standard: Standard) -> str:
    """Give a place by the titles of the schema: ("comments", 0, "text") is "Comments 1, Text of the comment"."""
    found: list[str] = []
    part: dict[str, Any] = standard.schema
    for step in pointer:
        name = part.get("$ref", "").rpartition("/")[2]
        part = standard.schema["$defs"].get(name, part)
        if isinstance(step, int):
            part = part.get("items", {})
            found[-1:] = [f"{found[-1] if found else ''} {step + 1}".strip()]
        else:
            part = part.get("properties", {}).get(step, {})
            found.append(part.get("title", step))
    return ", ".join(found)


def _answer(desk: Desk, request: Request) -> Response:
    form = form_of(request)
    place, said = first(form, "place"), first(form, "said")
    try:
        with locked(desk.draft(request).path):
            draft = desk.draft(request)
            entries = _entries(desk, draft)
            is_open = {
                place_name(pointer): entry
                for entry, pointer, _ in open_entries(draft.data, entries)
                if entry.value_sha256 == first(form, "seen")
            }
            entry = is_open.get(place)
            # A guess is right or is changed; only what was not found can be not said.
            if entry is None or said != ("right" if entry.state == GUESSED else "not_said"):
                return _page(desk, request, draft, desk.words.plain("questions.changed"), 409)
            now = answered(
                entry, by=first(form, "by")[:200].strip(), when=desk.today().isoformat(), not_said=said == "not_said"
            )
            kept = [now if one is entry else one for one in entries]
            write_file(side_file(draft.path), to_json(kept), force=True)
    except (NotSavedError, NotWrittenError) as error:
        return _page(desk, request, desk.draft(request), str(error), 503)
    return go_to(f"{request.url.path}#main")

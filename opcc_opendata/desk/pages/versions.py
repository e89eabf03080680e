"""The saved states of a draft: what each changed, and a button that brings one back. Bringing back is a state too."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk import history
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.drafts import NotSavedError, UnusableDraftError, draft_path, locked
from opcc_opendata.desk.history import Version
from opcc_opendata.files import NotWrittenError, write_file
from opcc_opendata.yaml_reader import fetch

_SHOWN: Final = 25
_MOST_SENTENCES: Final = 6
_SIDES: Final = ("ours", "theirs")


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A state as a line of the list. `sentences` say what it changed, and `more` counts those that are left out.

    `is_first` says that no older one is kept, and `is_now` that the draft is as it was then.
    """

    number: int
    when: str
    who: str
    sentences: tuple[str, ...]
    more: int
    is_first: bool
    is_now: bool


def versions(desk: Desk, request: Request) -> Response:
    """Show the saved states of a draft, the newest first, or bring one back."""
    if request.method == "POST":
        return _bring_back(desk, request)
    return _page(desk, request)


def _page(desk: Desk, request: Request, problem: str = "", status: int = 200) -> Response:
    path = draft_path(desk.project, request.path_params["force"], request.path_params["stem"])
    raw = fetch(path, desk.project.show(path), desk.project.root)
    numbers = history.versions(path)[::-1]
    before = request.query_params.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 7:
        numbers = [number for number in numbers if number < int(before)]
    # One more is read than is shown, because a state is told by what it changed in the one before it.
    read = [one for number in numbers[: _SHOWN + 1] if (one := history.read(path, number)) is not None]
    older = read[_SHOWN:]
    rows = [_row(desk, one, read[n + 1] if n + 1 < len(read) else None, raw) for n, one in enumerate(read[:_SHOWN])]
    try:
        title = desk.draft(request).title
    except UnusableDraftError:  # then an older state is what somebody looks for
        title = request.path_params["stem"]
    both = history.sides(raw) if isinstance(raw, bytes) else None
    return desk.page(
        request,
        "versions.html",
        between=None if both is None else _between(desk, *both),
        status=status,
        title=title,
        back=f"/drafts/{request.path_params['force']}/{request.path_params['stem']}",
        rows=rows,
        older=rows[-1].number if older else None,
        notes=desk.notes.pop(request.url.path, []) if request.method == "GET" else [],
        problem=problem,
    )


def has_two_versions(desk: Desk, request: Request) -> bool:
    """Tell if git has put two versions of a draft into its file."""
    path = draft_path(desk.project, request.path_params["force"], request.path_params["stem"])
    raw = fetch(path, desk.project.show(path), desk.project.root)
    return isinstance(raw, bytes) and history.sides(raw) is not None


def _between(desk: Desk, ours: bytes, theirs: bytes) -> list[str]:
    """Say what differs between the two versions that git has put into one file."""
    old, new = (history.data_of(Version(0, "", "", text)) for text in (ours, theirs))
    said = history.changed(old, new, desk.standard) if old is not None and new is not None else None
    return [desk.words.plain("versions.unknown")] if said is None else said


def _row(desk: Desk, one: Version, before: Version | None, raw: object) -> VersionRow:
    sentences: list[str] = []
    if before is not None:
        old, new = history.data_of(before), history.data_of(one)
        said = history.changed(old, new, desk.standard) if old is not None and new is not None else None
        sentences = [desk.words.plain("versions.unknown")] if said is None else said
        sentences = sentences or [desk.words.plain("versions.nothing")]
    return VersionRow(
        one.number,
        f"{desk.words.date_in_words(one.when[:10])}, {one.when[11:16]}",
        one.who,
        tuple(sentences[:_MOST_SENTENCES]),
        max(0, len(sentences) - _MOST_SENTENCES),
        before is None,
        one.text == raw,
    )


def _bring_back(desk: Desk, request: Request) -> Response:
    number = first(form_of(request), "number")
    path = draft_path(desk.project, request.path_params["force"], request.path_params["stem"])
    if number in _SIDES:
        return _take_side(desk, request, path, _SIDES.index(number))
    version = history.read(path, int(number)) if number.isascii() and number.isdigit() and len(number) < 7 else None
    if version is None or history.data_of(version) is None:
        return _page(desk, request, desk.words.plain("versions.gone"), 404)
    try:
        with locked(path):
            raw = fetch(path, desk.project.show(path), desk.project.root)
            if not isinstance(raw, bytes):
                raise DeskError(422, f"{raw.message} {raw.hint}".strip())
            write_file(path, version.text, force=True)
            history.keep(path, raw, version.text)
    except (NotSavedError, NotWrittenError) as error:
        return _page(desk, request, str(error), 503)
    when = f"{desk.words.date_in_words(version.when[:10])}, {version.when[11:16]}"
    desk.notes[request.url.path] = [desk.words.plain("versions.done", when=when)]
    return go_to(request.url.path)


def _take_side(desk: Desk, request: Request, path: Path, side: int) -> Response:
    """Go on with one of the two versions that git has put into one file, and keep the other as a state."""
    try:
        with locked(path):
            raw = fetch(path, desk.project.show(path), desk.project.root)
            both = history.sides(raw) if isinstance(raw, bytes) else None
            if not isinstance(raw, bytes) or both is None:
                return _page(desk, request, desk.words.plain("versions.gone"), 409)
            taken, left = both[side], both[1 - side]
            if history.data_of(Version(0, "", "", taken)) is None:
                return _page(desk, request, desk.words.plain("versions.gone"), 422)
            write_file(path, taken, force=True)
            history.keep(path, raw, left)
            history.keep(path, left, taken)
    except (NotSavedError, NotWrittenError) as error:
        return _page(desk, request, str(error), 503)
    desk.notes[request.url.path] = [desk.words.plain("versions.taken")]
    return go_to(request.url.path)

"""A draft beside the document that it was made from: what was guessed, not found, not placed, and read for certain.

Each question is answered by itself, as `opcc confirm` does. A guess that is not right is changed on its own page, and
is then no guess any more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk.checks import page_of
from opcc_opendata.desk.comparison import UNPLACED, VALUE, Passage, paragraph_of, passages
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked
from opcc_opendata.desk.placing import is_of_unplaced, put, targets, unplaced
from opcc_opendata.document_text import read_text
from opcc_opendata.files import NotWrittenError, write_file
from opcc_opendata.problems import Pointer
from opcc_opendata.provenance import (
    CONFIRMED,
    GUESSED,
    NOT_SAID,
    OPEN,
    PRINTED,
    READ,
    ProvenanceEntry,
    SideFileError,
    answered,
    open_entries,
    place_name,
    read_entries,
    resolve,
    side_file,
    to_json,
    value_sha256,
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
    paragraph: int
    is_of_unplaced: bool


@dataclass(frozen=True, slots=True)
class ReadValue:
    """A value that waits for nobody. `state` is a key of the words: how it was read, or that a person changed it."""

    words: str
    value: str
    state: str
    quote: str
    paragraph: int
    page: str


def questions(desk: Desk, request: Request) -> Response:
    """Show a draft beside its document, keep the answer to a question, or put text where it belongs."""
    draft = desk.draft(request)
    if request.method == "POST":
        return _place(desk, request) if first(form_of(request), "do") == "put" else _answer(desk, request)
    return _page(desk, request, draft)


def _entries(desk: Desk, draft: Draft) -> list[ProvenanceEntry]:
    try:
        return read_entries(draft.path, desk.project.root)
    except SideFileError as error:
        raise DeskError(422, str(error)) from error


def _page(desk: Desk, request: Request, draft: Draft, problem: str = "", status: int = 200) -> Response:
    entries = _entries(desk, draft)
    try:
        paragraphs = read_text(draft.path, desk.project.root)
        no_document = "" if paragraphs else desk.words.plain("document.none")
    except SideFileError as error:
        paragraphs, no_document = [], str(error)
    placed = list(passages(paragraphs, draft.data, {}))

    def where(entry: ProvenanceEntry, pointer: Pointer) -> int:
        quote = str(entry.source.get("quote", ""))
        return paragraph_of(placed, paragraphs, pointer, quote) or _paragraph(entry, len(paragraphs))

    every = [
        _question(desk, draft, entry, pointer, value, where(entry, pointer))
        for entry, pointer, value in open_entries(draft.data, entries)
    ]
    of_unplaced = [one for one in every if one.is_of_unplaced]
    found = [one for one in every if not one.is_of_unplaced]
    certain = list(_certain(desk, draft, entries, where))
    values: list[Question | ReadValue] = [*found, *certain]
    quotes: dict[int, list[str]] = {}
    for one in values:
        quotes.setdefault(one.paragraph, []).append(one.quote)
    return desk.page(
        request,
        "questions.html",
        status=status,
        draft=draft,
        questions=found,
        unplaced=unplaced(draft.data),
        why_unplaced=[one.why for one in of_unplaced],
        targets=list(targets(draft.data, desk.standard, desk.words)),
        certain=certain,
        document=[
            [(passage, _where(desk, draft, passage, [one for one in values if one.paragraph == n])) for passage in one]
            for n, one in enumerate(passages(paragraphs, draft.data, quotes), 1)
        ],
        no_document=no_document,
        problem=problem,
    )


def _where(desk: Desk, draft: Draft, passage: Passage, values: Sequence[Question | ReadValue]) -> tuple[str, str]:
    """Give the place of a passage in words, and the address at which it is changed ("" for none).

    `values` are those that rest on the paragraph of the passage.
    """
    if passage.whose == VALUE:
        quotes = {word.text for line in passage.lines for word in line if word.is_quoted}
        own = [one for one in values if one.quote in quotes]
        if len(own) > 1:  # the head of a column
            return desk.words.plain("document.values", n=len(own)), ""
        return next((one.words for one in own), ""), next((one.page for one in own), "")
    if passage.at is None:
        return desk.words.plain("document.nowhere"), ""
    if passage.whose == UNPLACED:
        return desk.words.plain("document.unplaced"), f"{draft.address}/questions#unplaced"
    page, _ = page_of(passage.at, draft.data)
    return place_in_words(passage.at, desk.standard), f"{draft.address}/{page}" if page else ""


def _question(
    desk: Desk, draft: Draft, entry: ProvenanceEntry, pointer: Pointer, value: Any, paragraph: int
) -> Question:
    page, _ = page_of(pointer, draft.data)
    return Question(
        place_name(pointer),
        place_in_words(pointer, desk.standard),
        entry.state == GUESSED,
        _in_words(_titled(desk, pointer, value)),
        str(entry.source.get("quote", "")),
        entry.why,
        f"{draft.address}/{page}" if page else "",
        entry.value_sha256,
        paragraph,
        is_of_unplaced(value),
    )


def _paragraph(entry: ProvenanceEntry, most: int) -> int:
    """Give the paragraph on which an entry says that it rests, counted from 1; 0 for none."""
    block = entry.source.get("block", 0)
    return block if isinstance(block, int) and 0 < block <= most else 0


def _certain(
    desk: Desk, draft: Draft, entries: list[ProvenanceEntry], where: Callable[[ProvenanceEntry, Pointer], int]
) -> Iterator[ReadValue]:
    """Give the values that wait for nobody: read for certain, answered, or written by a person since."""
    # A value that text was added to has an entry for what it was, too.
    every = [(entry, found) for entry in entries if (found := resolve(draft.data, entry.at)) is not None]
    every.sort(key=lambda one: value_sha256(one[1][1]) != one[0].value_sha256)
    seen: set[Pointer] = set()
    for entry, (pointer, value) in every:
        fits = value_sha256(value) == entry.value_sha256
        is_told = pointer in seen or (fits and entry.state in OPEN) or (value is None and entry.state != NOT_SAID)
        seen.add(pointer)
        if is_told:
            continue
        state = entry.state if fits else "changed"
        page, _ = page_of(pointer, draft.data)
        yield ReadValue(
            place_in_words(pointer, desk.standard),
            shortened(_in_words(_titled(desk, pointer, value))),
            state if state in _STATES else "changed",
            str(entry.source.get("quote", "")) if fits else "",
            where(entry, pointer) if fits else 0,
            f"{draft.address}/{page}" if page else "",
        )


_STATES: Final = (PRINTED, READ, CONFIRMED, NOT_SAID)
_LONGEST: Final = 200


def shortened(text: str) -> str:
    """Give a text on one line, cut where it is long."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rsplit(' ', 1)[0]} …"


def _titled(desk: Desk, pointer: Pointer, value: Any) -> Any:
    """Give the titles of what is a code, or a list of codes, and any other value as it is."""
    part: dict[str, Any] = desk.standard.schema
    for step in pointer:
        part = part.get("items", {}) if isinstance(step, int) else part.get("properties", {}).get(step, {})
        part = {**part, **desk.standard.schema["$defs"].get(part.get("$ref", "").rpartition("/")[2], {})}
    name = (part.get("$ref") or part.get("items", {}).get("$ref", "")).rpartition("/")[2]
    if not name.startswith("code_"):
        return value
    codes = value if isinstance(value, list) else [value]
    return ", ".join(desk.title_of(name.removeprefix("code_"), code) for code in codes)


def _in_words(value: Any) -> str:
    """Give a value as a person reads it. Of a part of a draft, its texts and not its codes."""
    if isinstance(value, dict):
        inner = (one for key, one in value.items() if key not in _CODES and not key.startswith("x_"))
        return "\n".join(filter(None, map(_in_words, inner)))
    if isinstance(value, list):
        return "\n".join(_in_words(inner) for inner in value)
    return "" if value is None else str(value)


_CODES: Final = ("kind", "form", "part", "id", "labels")


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


def _place(desk: Desk, request: Request) -> Response:
    """Put text that has no place where somebody says."""
    form = form_of(request)
    wanted = set(form.get("text", ()))
    try:
        with locked(desk.draft(request).path):
            draft = desk.draft(request)
            every = [one for _, group in targets(draft.data, desk.standard, desk.words) for one in group]
            target = next((one for one in every if one.code == first(form, "where")), None)
            chosen = [one for one in unplaced(draft.data) if one.name in wanted]
            if wanted and len(chosen) < len(wanted):
                return _page(desk, request, draft, desk.words.plain("place.changed"), 409)
            if not chosen or target is None:
                return _page(desk, request, draft, desk.words.plain("place.choose"), 422)
            put(desk, draft, _entries(desk, draft), chosen, target)
    except (NotSavedError, NotWrittenError) as error:
        return _page(desk, request, desk.draft(request), str(error), 503)
    return go_to(f"{request.url.path}?put={target.code}#put")

"""The recommendations of a draft: one line each, added, pasted, moved, removed and put back."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata import statute
from opcc_opendata.desk import cards
from opcc_opendata.desk.checks import CheckedDraft, check_draft
from opcc_opendata.desk.context import Desk, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, checksum, find_item, item_name, locked, text_in, write
from opcc_opendata.desk.finding_names import finding_name, kind_name, printed_number
from opcc_opendata.desk.pasted import split
from opcc_opendata.provenance import KEY

_LONGEST: Final = 140


@dataclass(frozen=True, slots=True)
class Card:
    """A finding as a line of the list. `state` is a key of the words."""

    name: str
    number: str
    called: str
    text: str
    acceptance: str
    with_number: str
    body: str
    force: bool
    state: str
    colour: str


def overview(desk: Desk, request: Request) -> Response:
    """Show the recommendations, or change their list."""
    draft = desk.draft(request)
    if request.method == "POST":
        return _change(desk, request, draft)
    return _list(desk, request, draft)


def _list(
    desk: Desk, request: Request, draft: Draft, problem: str = "", pasted: str = "", status: int = 200
) -> Response:
    checked = check_draft(draft, desk.project, desk.words)
    items = draft.data.get("recommendations", [])
    shown = [_card(desk, draft, checked, items, n) for n in range(len(items))]
    removed = removed_from(desk, draft)
    return desk.page(
        request,
        "recommendations.html",
        status=status,
        draft=draft,
        cards=shown,
        has_others=not all(_is_owed(one, items) for one in items),
        to_do=next((one for one in shown if one.state == "state.to_do"), None),
        seen=seen_of(items),
        problem=problem,
        pasted=pasted,
        reports=[
            (str(one.get("id", "")), text_in(one.get("title"), draft.language, draft.language))
            for one in draft.data.get("inspections", ())
        ],
        removed=_called_without_place(desk, removed),
        is_removed=removed is not None,
    )


def _is_owed(item: Mapping[str, Any], items: Sequence[Mapping[str, Any]]) -> bool:
    return statute.explanation(item, items) is not statute.Explanation.NOT_OWED


def _card(desk: Desk, draft: Draft, checked: CheckedDraft, items: list[dict[str, Any]], n: int) -> Card:
    item = items[n]
    answer = item.get("answer", {})
    name = item_name(item, n)
    is_owed = _is_owed(item, items)
    own = checked.of_page(f"recommendations/{name}")
    text = " ".join(text_in(item.get("text"), draft.language, draft.language).split())
    if any(one.is_error for one in own):
        state, colour = "state.wrong", "red"
    elif any(one.is_of_the_law for one in own):
        state, colour = "state.to_do", "amber"
    elif not checked.is_whole:
        state, colour = "state.unchecked", ""
    else:
        state, colour = ("state.done", "green") if is_owed or cards.is_answered(item) else ("state.optional", "")
    body = (
        "body_action" if answer.get("body_action") else "no_action_reason" if answer.get("no_action_reason") else "none"
    )
    return Card(
        name,
        _kind_and_number(desk, item),
        finding_name(item, n, len(items), desk.standard, desk.words),
        text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …",
        desk.title_of("acceptance", answer.get("acceptance")),
        str(item.get("answered_with", "")),
        body,
        bool(answer.get("force_action")),
        state,
        colour,
    )


def _kind_and_number(desk: Desk, item: dict[str, Any]) -> str:
    """Give the number of a recommendation as it is printed, and that of another finding with its kind."""
    number, kind = printed_number(item), item.get("kind")
    return number if kind == "recommendation" else f"{kind_name(item, desk.standard, desk.words)} {number}".strip()


def seen_of(items: list[dict[str, Any]]) -> str:
    """Give the checksum by which a page knows if the list has been changed since."""
    return checksum([item_name(one, n) for n, one in enumerate(items)])


def _change(desk: Desk, request: Request, draft: Draft) -> Response:
    form = form_of(request)
    pasted = first(form, "pasted")
    try:
        with locked(draft.path):
            draft = desk.draft(request)
            items: list[dict[str, Any]] = draft.data.get("recommendations", [])
            if first(form, "seen") != seen_of(items):
                return _list(desk, request, draft, desk.words.plain("list.changed"), pasted, 409)
            problem, address = _act(desk, draft, items, form)
            if problem:
                return _list(desk, request, draft, problem, pasted, 422)
            if items:
                draft.data["recommendations"] = items
            else:
                draft.data.pop("recommendations", None)
            write(draft, draft.data, desk.standard)
    except NotSavedError as error:
        return _list(desk, request, desk.draft(request), str(error), pasted, 503)
    if first(form, "do") == "undo":
        back = removed_from(desk, draft)
        desk.journal.drop(_removed_page(draft))
        page = f"{draft.address}/recommendations/{back[KEY]}" if back and KEY in back else ""
        if page and desk.journal.kept(page) is not None:  # typed in another window after it was removed
            return go_to(f"{page}?kept=1")
    if first(form, "do") == "add":
        return go_to(f"{draft.address}/recommendations/{item_name(items[-1], len(items) - 1)}")
    return go_to(f"{draft.address}/recommendations{address}")


def _act(desk: Desk, draft: Draft, items: list[dict[str, Any]], form: dict[str, list[str]]) -> tuple[str, str]:
    """Do to the list what a button says. Give a sentence where that can't be done, and the place to go to."""
    for name, by in (("up", -1), ("down", 1)):
        if value := first(form, name):
            place = find_item(items, value)
            if place is None:
                return desk.words.plain("list.changed"), ""
            cards.move(items, place, by)
            return "", f"#card-{value}"
    if value := first(form, "remove"):
        return _remove(desk, draft, items, value), "#removed"
    match first(form, "do"):
        case "add":
            items.append({"number": cards.next_number(items), "kind": "recommendation", **_stands_in(draft, form)})
        case "paste":
            found = split(first(form, "pasted"))
            if not found:
                return desk.words.plain("paste.empty"), ""
            items.extend({**_stands_in(draft, form), **one} for one in found)
        case "undo":
            _put_back(desk, draft, items)
    return "", ""


def _stands_in(draft: Draft, form: dict[str, list[str]]) -> dict[str, str]:
    """Give the report in which a new recommendation stands, as it was chosen."""
    code = first(form, "inspection")
    return {"inspection": code} if code in {one.get("id") for one in draft.data.get("inspections", ())} else {}


def _remove(desk: Desk, draft: Draft, items: list[dict[str, Any]], name: str) -> str:
    place = find_item(items, name)
    if place is None:
        return desk.words.plain("list.changed")
    others = list(cards.answered_with(items, place))
    if others:
        names = [finding_name(items[n], n, len(items), desk.standard, desk.words) for n in (place, *others)]
        return desk.words.plain("remove.pointed_at", others="; ".join(names[1:]), finding=names[0])
    # What is removed is kept, so that it can be put back.
    kept = {"item": [json.dumps(items[place], ensure_ascii=False)], "place": [str(place)]}
    if not desk.journal.keep(_removed_page(draft), kept):
        return desk.words.plain("remove.not_kept")
    del items[place]
    return ""


def _called_without_place(desk: Desk, item: dict[str, Any] | None) -> str:
    """Name what has no place in the list any more, or give "" where only its place would name it."""
    return finding_name(item, 0, 0, desk.standard, desk.words) if item and printed_number(item) else ""


def _removed_page(draft: Draft) -> str:
    return f"{draft.address}/recommendations#removed"


def removed_from(desk: Desk, draft: Draft) -> dict[str, Any] | None:
    """Give the recommendation that was removed last, or None."""
    kept = desk.journal.kept(_removed_page(draft))
    try:
        item = json.loads(kept["item"][0]) if kept else None
    except (ValueError, KeyError, IndexError):
        return None
    return item if isinstance(item, dict) else None


def _put_back(desk: Desk, draft: Draft, items: list[dict[str, Any]]) -> None:
    item = removed_from(desk, draft)
    kept = desk.journal.kept(_removed_page(draft)) or {}
    if item is not None:
        place = first(kept, "place")
        items.insert(int(place) if place.isascii() and place.isdigit() else len(items), item)

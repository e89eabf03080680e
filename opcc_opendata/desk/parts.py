"""The parts of a draft that have a page of their own: their fields, and where they are in the record."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final

from opcc_opendata.desk.checks import report_page
from opcc_opendata.desk.drafts import Draft, find_item, item_name, text_in
from opcc_opendata.desk.fields import Field, Option, Widget, field
from opcc_opendata.desk.finding_names import finding_name, printed_number
from opcc_opendata.desk.words import DeskWords
from opcc_opendata.provenance import KEY
from opcc_opendata.schema import Standard

_OF_RESPONSE: Final = ("title", "stage", "dates")
"""The keys of the response itself that have a form."""
COMMENT_KINDS: Final = ("policing_body", "chief_officer", "reply_to_chief_officer")


@dataclass(frozen=True, slots=True)
class FormPart:
    """One page's part of a draft.

    `page` is the end of the page's address. `data` is a copy of what the record has there. `put` puts it, changed, into
    the record. `folded` are the fields that few need. `prose` names the text of which a preview is shown.
    """

    page: str
    title: str
    hint: str
    fields: tuple[Field, ...]
    data: dict[str, Any]
    put: Callable[[dict[str, Any], dict[str, Any]], None]
    folded: tuple[Field, ...] = ()
    prose: str = ""
    kind: str = ""

    @property
    def every(self) -> tuple[Field, ...]:
        """Give all fields, in the order of the page."""
        return (*self.fields, *self.folded)

    @property
    def compared(self) -> dict[str, Any]:
        """Give what tells if somebody has changed the part: all of it but the key by which it is known."""
        return {key: value for key, value in self.data.items() if key != KEY}


def inspection_fields(standard: Standard, words: DeskWords) -> tuple[Field, ...]:
    """Give the fields of a report."""
    keys = ("title", "published", "published_source", "type", "url")
    widgets = {"title": Widget.TITLE}
    return tuple(field(standard, words, "inspection", key, widget=widgets.get(key)) for key in keys)


def fields_at(page: str, standard: Standard, words: DeskWords) -> tuple[Field, ...]:
    """Give the fields of a page's form, whether its part is there or not; none where no part has such a page."""
    name, _, rest = page.partition("/")
    folded: tuple[Field, ...] = ()
    if name == "report":
        fields = _of_report(standard, words)
    elif name == "comments" and rest.partition("/")[0] in COMMENT_KINDS:
        fields, folded = _of_comment(standard, words)
    elif name == "recommendations" and rest:
        fields, folded = _of_recommendation(standard, words)
    else:
        fields = _of_dates(standard, words) if page == "dates" else ()
    return (*fields, *folded)


def _of_report(standard: Standard, words: DeskWords) -> tuple[Field, ...]:
    return (*inspection_fields(standard, words), field(standard, words, "inspection", "key_findings"))


def _of_comment(standard: Standard, words: DeskWords) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Give the fields of a comment, and those that are folded."""

    def made(key: str) -> Field:
        return field(standard, words, "comment", key)

    return tuple(made(key) for key in ("author", "role", "text")), tuple(made(key) for key in ("date", "form"))


def _of_recommendation(standard: Standard, words: DeskWords) -> tuple[tuple[Field, ...], tuple[Field, ...]]:
    """Give the fields of a recommendation, that for its report first, and those that are folded."""

    def made(*at: str, widget: Widget | None = None) -> Field:
        return field(standard, words, "recommendation", *at, widget=widget)

    fields = (
        made("inspection", widget=Widget.SELECT),
        made("answer", "acceptance", widget=Widget.CHOICE),
        made("answer", "body_action"),
        made("answer", "no_action_reason"),
        made("answered_with", widget=Widget.SELECT),
        made("answer", "force_action"),
        made("answer", "owner"),
        made("answer", "target_date"),
    )
    return fields, tuple(made(key) for key in ("text", "number", "kind", "addressees", "time_limit"))


def _of_dates(standard: Standard, words: DeskWords) -> tuple[Field, ...]:
    keys = ("letter", "chief_officer_invited", "chief_officer_answered")
    return (
        field(standard, words, "", "title", widget=Widget.TITLE),
        field(standard, words, "", "stage"),
        *(field(standard, words, "", "dates", key) for key in keys),
    )


def part_of(draft: Draft, page: str, standard: Standard, words: DeskWords) -> FormPart | None:
    """Give the part of a draft that a page shows, or None where there is no such page."""
    name, _, rest = page.partition("/")
    if name == "report":
        return _report(draft, page, rest, standard, words)
    if name == "comments":
        return _comment(draft, page, rest, standard, words)
    if name == "recommendations" and rest:
        return _recommendation(draft, rest, standard, words)
    return _dates(draft, standard, words) if page == "dates" else None


def _report(draft: Draft, page: str, rest: str, standard: Standard, words: DeskWords) -> FormPart | None:
    number = int(rest) - 1 if rest.isascii() and rest.isdigit() and len(rest) < 4 else 0
    reports = draft.data.get("inspections", ())
    if not 0 <= number < len(reports) or page != report_page(number):
        return None

    def put(data: dict[str, Any], part: dict[str, Any]) -> None:
        data["inspections"][number] = part

    return FormPart(
        page,
        words.plain("part.report"),
        words.plain("part.report.hint"),
        _of_report(standard, words),
        _copied(reports[number]),
        put,
        prose="key_findings",
    )


def _comment(draft: Draft, page: str, rest: str, standard: Standard, words: DeskWords) -> FormPart | None:
    kind, _, which = rest.partition("/")
    nth = int(which) - 1 if which.isascii() and which.isdigit() and len(which) < 4 else 0
    if kind not in COMMENT_KINDS or nth < 0 or rest != (f"{kind}/{nth + 1}" if nth else kind):
        return None
    comments = draft.data.get("comments", ())
    places = [n for n, one in enumerate(comments) if one.get("kind") == kind]
    if nth and nth >= len(places):
        return None
    place = places[nth] if nth < len(places) else None

    def put(data: dict[str, Any], part: dict[str, Any]) -> None:
        items = data.setdefault("comments", [])
        is_empty = not set(part) - {"kind", KEY}
        if place is None and not is_empty:
            # In the order of the law; among others, where somebody has put them.
            order = COMMENT_KINDS.index(kind)
            later = (n for n, one in enumerate(items) if one.get("kind") in COMMENT_KINDS[order + 1 :])
            items.insert(next(later, len(items)), {"kind": kind, **part})
        elif place is not None and is_empty:
            del items[place]
        elif place is not None:
            items[place] = part
        if not items:
            del data["comments"]

    fields, folded = _of_comment(standard, words)
    return FormPart(
        page,
        words.plain(f"part.{kind}"),
        words.plain(f"part.{kind}.hint"),
        fields,
        _copied(comments[place]) if place is not None else {},
        put,
        folded=folded,
        prose="text",
    )


def _recommendation(draft: Draft, name: str, standard: Standard, words: DeskWords) -> FormPart | None:
    items = draft.data.get("recommendations", ())
    place = find_item(items, name)
    if place is None and name.isascii() and name.isdigit() and len(name) < 5 and 0 < int(name) <= len(items):
        place = int(name) - 1  # the page was made before the item had its key; its checksum says if it is the same
    if place is None:
        return None
    item = items[place]

    def put(data: dict[str, Any], part: dict[str, Any]) -> None:
        if not part.get("answer", True):
            del part["answer"]
        data["recommendations"][place] = part

    others = tuple(
        Option(str(one["number"]), str(one["number"]), "")
        for n, one in enumerate(items)
        if n != place and "number" in one
    )
    (report, *answer), folded = _of_recommendation(standard, words)
    answer = [replace(one, options=others) if one.name == "answered_with" else one for one in answer]
    return FormPart(
        f"recommendations/{item_name(item, place)}",
        _finding_title(item, place, len(items), standard, words),
        "",
        (*_which_report(draft, item, report), *answer),
        _copied(item),
        put,
        folded=folded,
        kind="recommendation",
    )


def _finding_title(item: dict[str, Any], place: int, of: int, standard: Standard, words: DeskWords) -> str:
    """Name a finding, and say how many there are."""
    name = finding_name(item, place, of, standard, words)
    return words.plain("part.finding", finding=name, of=of) if printed_number(item) else name


def _which_report(draft: Draft, item: dict[str, Any], made: Field) -> tuple[Field, ...]:
    """Give the field for the report that a recommendation stands in, where a response answers several."""
    reports = draft.data.get("inspections", ())
    if len(reports) < 2 and "inspection" not in item:
        return ()
    there = [(one, text_in(one.get("title"), draft.language, draft.language)) for one in reports]
    return (replace(made, options=tuple(Option(str(one.get("id", "")), title, "") for one, title in there)),)


def _dates(draft: Draft, standard: Standard, words: DeskWords) -> FormPart:
    part: dict[str, Any] = {key: _copied(draft.data[key]) for key in _OF_RESPONSE if key in draft.data}

    def put(data: dict[str, Any], changed: dict[str, Any]) -> None:
        for key in _OF_RESPONSE:
            data.pop(key, None)
            if changed.get(key):
                data[key] = changed[key]

    return FormPart(
        "dates",
        words.plain("part.dates"),
        words.plain("part.dates.hint"),
        _of_dates(standard, words),
        part,
        put,
    )


def _copied(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _copied(inner) for key, inner in value.items()}
    return [_copied(inner) for inner in value] if isinstance(value, list) else value

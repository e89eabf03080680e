"""A draft: its list of tasks, what the checks say, and the form for each of its parts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from opcc_opendata import statute
from opcc_opendata.calendars import now
from opcc_opendata.desk import cards
from opcc_opendata.desk.checks import CheckedDraft, Remark, check_draft, comment_page, field_of, report_page
from opcc_opendata.desk.context import Desk, first, form_of, go_to
from opcc_opendata.desk.deadlines import first_deadline
from opcc_opendata.desk.drafts import Draft, NoPartError, NotSavedError, checksum, item_name, locked, text_in, write
from opcc_opendata.desk.fields import NOT_SHOWN, Field, Posted, clean, get_at, put_values, shown_values
from opcc_opendata.desk.parts import COMMENT_KINDS, FormPart, part_of
from opcc_opendata.documents.model import Paper, PaperSection, Prose, ShortText
from opcc_opendata.documents.writers import html

_TOLD_BY: Final = ("text", "number")
"""The fields that tell one recommendation from another."""


@dataclass(frozen=True, slots=True)
class Task:
    """A line of the list of tasks. `state` is a key of the words, `n` what it counts, `colour` that of its tag."""

    page: str
    title: str
    hint: str
    state: str
    n: int = 0
    colour: str = ""


def tasks(desk: Desk, request: Request) -> Response:
    """Show how far a draft is: what the law asks, the rest of the document, and how it is finished."""
    draft = desk.draft(request)
    checked = check_draft(draft, desk.project, desk.words)
    reports = draft.data.get("inspections", ())
    deadline = first_deadline(reports, desk.today())
    last = deadline[1] if deadline else None
    return desk.page(
        request,
        "draft.html",
        draft=draft,
        notes=desk.notes.pop(request.url.path, []),
        in_repository=desk.in_repository(),
        law=list(_law_tasks(desk, draft, checked)),
        rest=list(_other_tasks(desk, draft, checked)),
        checked=checked,
        last=last,
        left=(last - desk.today()).days if last else None,
        day=statute.PERIOD_DAYS - (last - desk.today()).days if last else None,
        reports=len(reports),
        stage=draft.data.get("stage"),
        stage_title=desk.title_of("stages", draft.data.get("stage")),
    )


def _state(checked: CheckedDraft, page: str, *, is_there: bool, is_asked: bool) -> tuple[str, int, str]:
    """Say how far a page is: the rules find nothing, or so many things, or could not be asked yet."""
    own = checked.of_page(page)
    if errors := sum(one.is_error for one in own):
        return "state.errors", errors, "red"
    if not checked.is_whole:
        return ("state.unchecked", 0, "") if is_there else ("state.begin", 0, "")
    if any(one.is_of_the_law for one in own):
        return "state.to_do", 0, "amber"
    if own:
        return "state.look", len(own), "amber"
    if is_there:
        return "state.done", 0, "green"
    return ("state.to_do", 0, "amber") if is_asked else ("state.optional", 0, "")


def _law_tasks(desk: Desk, draft: Draft, checked: CheckedDraft) -> Any:
    comments = draft.data.get("comments", ())
    is_asked = draft.data.get("stage") in ("full", "correction", "not_stated")
    for kind in COMMENT_KINDS[:2]:
        page = f"comments/{kind}"
        is_there = any(one.get("kind") == kind for one in comments)
        state = _state(checked, page, is_there=is_there, is_asked=is_asked)
        yield Task(page, desk.words.plain(f"part.{kind}"), desk.words.plain(f"law.{kind}"), *state)
    items = draft.data.get("recommendations", ())
    pages = [f"recommendations/{item_name(one, n)}" for n, one in enumerate(items)]
    open_ones = sum(any(one.is_of_the_law or one.is_error for one in checked.of_page(page)) for page in pages)
    said = [statute.explanation(one, items) for one in items]
    owed = [one for one in said if one is not statute.Explanation.NOT_OWED]
    answered = len(owed) - owed.count(statute.Explanation.MISSING)
    hint = desk.words.count("law.recommendations", len(owed), answered=answered) if owed or not items else ""
    if others := len(items) - len(owed):
        hint = f"{hint} {desk.words.count('law.other_findings', others)}".strip()
    if not items:
        state = ("state.none_yet", 0, "")
    elif not checked.is_whole:
        state = ("state.unchecked", 0, "")
    else:
        done = ("state.done", 0, "green") if owed or any(map(cards.is_answered, items)) else ("state.optional", 0, "")
        state = ("state.open", open_ones, "amber") if open_ones else done
    yield Task("recommendations", desk.words.plain("part.recommendations"), str(hint), *state)


def _other_tasks(desk: Desk, draft: Draft, checked: CheckedDraft) -> Any:
    if questions := len(checked.of_page("questions")):
        title = desk.words.plain("questions.title")
        yield Task("questions", title, desk.words.plain("questions.hint"), "state.open", questions, "amber")
    for n, one in enumerate(draft.data.get("inspections", ())):
        page = report_page(n)
        title = text_in(one.get("title"), draft.language, draft.language)
        state = _state(checked, page, is_there=True, is_asked=True)
        yield Task(page, desk.words.plain("part.report"), title, *state)
    comments = draft.data.get("comments", ())
    for n, one in enumerate(comments):
        page = comment_page(comments, n)
        if page.count("/") > 1 and one.get("kind") in COMMENT_KINDS:
            state = _state(checked, page, is_there=True, is_asked=False)
            yield Task(page, desk.words.plain(f"part.{one['kind']}"), desk.words.plain("task.another"), *state)
    page = "comments/reply_to_chief_officer"
    is_there = any(one.get("kind") == "reply_to_chief_officer" for one in comments)
    state = _state(checked, page, is_there=is_there, is_asked=False)
    yield Task(page, desk.words.plain("part.reply_to_chief_officer"), desk.words.plain("task.reply"), *state)
    state = _state(checked, "dates", is_there="letter" in draft.data.get("dates", {}), is_asked=False)
    yield Task("dates", desk.words.plain("part.dates"), desk.words.plain("task.dates"), *state)


def check(desk: Desk, request: Request) -> Response:
    """Show all that the checks say: what stops a publication, what the law asks, and the rest."""
    draft = desk.draft(request)
    checked = check_draft(draft, desk.project, desk.words)
    return desk.page(
        request, "check.html", draft=draft, checked=checked, links={one: link_to(draft, one) for one in checked.remarks}
    )


def link_to(draft: Draft, remark: Remark) -> str:
    """Give the address at which a remark is put right, or ""."""
    if not remark.page:
        return ""
    place = "-".join(remark.pointer) if not any(step.isdigit() for step in remark.pointer) else ""
    return f"{draft.address}/{remark.page}?checked=1{f'#field-{place}' if place else ''}"


def edit(desk: Desk, request: Request) -> Response:
    """Show the form of one part of a draft, or save what was posted from it."""
    draft = desk.draft(request)
    if request.method == "POST":
        return _save(desk, request, draft)
    page = request.path_params["page"]
    part = _part(desk, draft, page)
    of_address = desk.journal.kept(request.url.path)
    if of_address is not None and (part.page != page or not _is_for(part, page, of_address, draft.language)):
        raise NoPartError(was_moved=True)
    kept = _kept(desk, draft, part)
    if kept is not None and request.query_params.get("kept"):
        return _form(desk, request, draft, part, kept | _missing(part, kept, draft), is_kept=True)
    return _form(desk, request, draft, part, shown_values(part.every, part.data, draft.language), kept=kept)


def _part(desk: Desk, draft: Draft, page: str) -> FormPart:
    part = part_of(draft, page, desk.standard, desk.words)
    if part is None:
        raise NoPartError
    return part


def _part_posted(desk: Desk, request: Request, draft: Draft) -> FormPart:
    """Give the part for which a form was made: not another that stands in its place now."""
    form, page = form_of(request), request.path_params["page"]
    part = _part(desk, draft, page)
    if first(form, "seen") != checksum(part.compared) and not _is_for(part, page, form, draft.language):
        raise NoPartError(was_moved=True)
    return part


def _is_for(part: FormPart, page: str, typed: Posted, language: str) -> bool:
    """Tell if what was typed at an address is for the part that stands there: a number may be another's by now."""
    if not part.kind or not page.rpartition("/")[2].isdigit():
        return True
    shown = shown_values(part.every, part.data, language)
    return any(first(shown, name) and first(shown, name) == clean(first(typed, name), lines=True) for name in _TOLD_BY)


def _missing(part: FormPart, kept: Posted, draft: Draft) -> dict[str, list[str]]:
    """Give the inputs of a form that a browser leaves out where nothing is chosen, as not chosen."""
    every = shown_values(part.every, part.data, draft.language)
    return {name: [] for name in every if name not in kept}


def _kept(desk: Desk, draft: Draft, part: FormPart) -> dict[str, list[str]] | None:
    """Give what was typed into this form and is not in the draft; None where it is."""
    kept = desk.journal.kept(f"{draft.address}/{part.page}")
    if kept is None:
        return None
    changed = _copy(part.data)
    put_values(part.every, changed, kept, draft.language)
    return kept if changed != part.data else None


def _copy(part: dict[str, Any]) -> dict[str, Any]:
    return {key: _copy(value) if isinstance(value, dict) else value for key, value in part.items()}


def _save(desk: Desk, request: Request, draft: Draft) -> Response:
    form, part = form_of(request), _part_posted(desk, request, draft)
    do, seen = first(form, "do"), first(form, "seen")
    posted = {name: values for name, values in form.items() if name not in NOT_SHOWN}
    page, language = f"{draft.address}/{part.page}", draft.language
    if do == "discard":
        desk.journal.drop(page)
        return go_to(page)
    is_kept = desk.journal.keep(page, posted)
    try:
        with locked(draft.path):
            draft = desk.draft(request)
            part = _part_posted(desk, request, draft)
            if seen != checksum(part.compared):
                return _conflict(desk, request, draft, part, posted)
            data, changed = draft.data, _copy(part.data)
            put_values(part.every, changed, posted, language)
            if changed != part.data:
                part.put(data, changed)
                write(draft, data, desk.standard)
    except NotSavedError as error:
        sentence = desk.words.plain("save.refused" if is_kept else "save.lost", reason=str(error))
        if do == "autosave":
            return JSONResponse({"said": sentence}, 503)
        return _form(desk, request, draft, part, posted | _missing(part, posted, draft), status=503, problem=sentence)
    desk.journal.drop(page)
    return _saved(desk, request, do)


def _saved(desk: Desk, request: Request, do: str) -> Response:
    """Answer a form that was saved: with the next page, or with this one where there is something to put right."""
    draft = desk.draft(request)
    part = part_of(draft, request.path_params["page"], desk.standard, desk.words)
    said = desk.words.plain("saved.at", time=f"{now():%H:%M}")
    if part is None:  # the last words of a comment were taken out, and with them a second comment
        return JSONResponse({"said": said, "seen": "", "preview": ""}) if do == "autosave" else go_to(draft.address)
    if do == "autosave":
        preview = str(_preview(part, part.data, draft))
        return JSONResponse({"said": said, "seen": checksum(part.compared), "preview": preview})
    page = f"{draft.address}/{part.page}"
    if do == "list":
        return go_to(f"{draft.address}/recommendations" if part.kind else draft.address)
    if do != "next" or any(one.is_error for one in check_draft(draft, desk.project, desk.words).of_page(part.page)):
        return go_to(f"{page}?checked=1#main")
    return go_to(_next_page(draft, part))


def _next_page(draft: Draft, part: FormPart) -> str:
    """Give the page after one in the order of the document."""
    if part.kind:
        items = draft.data.get("recommendations", ())
        names = [item_name(one, n) for n, one in enumerate(items)]
        after = names[names.index(part.page.partition("/")[2]) + 1 :]
        return f"{draft.address}/recommendations{f'/{after[0]}' if after else ''}"
    order = ["comments/policing_body", "comments/chief_officer", "recommendations"]
    if part.page in order[:-1]:
        return f"{draft.address}/{order[order.index(part.page) + 1]}"
    return draft.address


def _conflict(desk: Desk, request: Request, draft: Draft, part: FormPart, posted: Posted) -> Response:
    """Say that this part was saved meanwhile, and show both texts: the other is in the draft, this one in the form."""
    if first(form_of(request), "do") == "autosave":
        return JSONResponse({"said": desk.words.plain("conflict.autosave")}, 409)
    theirs = shown_values(part.every, part.data, draft.language)
    changed = _copy(part.data)
    put_values(part.every, changed, posted, draft.language)
    differing = [
        (one, _as_text(desk, one, get_at(changed, one.at)), _as_text(desk, one, get_at(part.data, one.at)))
        for one in part.every
        if get_at(changed, one.at) != get_at(part.data, one.at)
    ]
    values = {**theirs, **_missing(part, posted, draft), **posted}
    return _form(desk, request, draft, part, values, status=409, conflict=differing)


def _as_text(desk: Desk, one: Field, value: Any) -> str:
    titles = {option.code: option.title for option in one.options}
    if isinstance(value, dict):
        return "\n\n".join(str(text) for text in value.values())
    if isinstance(value, list):
        return ", ".join(titles.get(str(code), str(code)) for code in value)
    return titles.get(str(value), str(value)) if value is not None else desk.words.plain("conflict.nothing")


def _form(
    desk: Desk,
    request: Request,
    draft: Draft,
    part: FormPart,
    values: Posted,
    *,
    status: int = 200,
    kept: Posted | None = None,
    is_kept: bool = False,
    problem: str = "",
    conflict: Sequence[tuple[Field, str, str]] | None = None,
) -> Response:
    remarks: list[Remark] = []
    if request.query_params.get("checked") and request.method == "GET":
        remarks = check_draft(draft, desk.project, desk.words).of_page(part.page)
    of_fields = [(one, field_of(one, part.every)) for one in remarks]
    return desk.page(
        request,
        "part.html",
        status=status,
        draft=draft,
        part=part,
        values=values,
        seen=checksum(part.compared),
        remarks=of_fields,
        told={one.name: [remark for remark, about in of_fields if about is one] for one in part.every},
        open_fold=(part.kind and not part.data.get("text")) or any(about in part.folded for _, about in of_fields),
        kept=kept,
        is_kept=is_kept,
        problem=problem,
        conflict=conflict,
        preview=_preview(part, part.data, draft),
        language=draft.language,
        other_language="en" if draft.language == "cy" else "cy",
        own_text=text_in(part.data.get("text"), draft.language, draft.language) if part.kind else "",
    )


def _preview(part: FormPart, data: dict[str, Any], draft: Draft) -> Any:
    """Give a text as readers will see it, as HTML; "" where a page has none."""
    text = text_in(data.get(part.prose), draft.language, draft.language) if part.prose else ""
    if not text:
        return ""
    prose = PaperSection("other", None, (Prose(text, draft.language, below=2),))
    return html.sections(Paper("", "", draft.language, ShortText("", draft.language), (prose,)))

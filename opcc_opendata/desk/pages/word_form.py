"""A Word form of a draft: made for those who have only Word, and taken in when it comes back filled in.

What a form changes is shown first, in the sentences of `opcc diff`. Then it is put in as `opcc import` does it: where
the draft was changed too, the draft's words stay, those of the form wait for a place, and a question is asked.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.desk import history
from opcc_opendata.desk.context import Desk, DeskError, ReturnedForm, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked
from opcc_opendata.desk.pages.home import address_of
from opcc_opendata.desk.pages.questions import place_in_words
from opcc_opendata.desk.uploads import Upload, files_of
from opcc_opendata.documents.form import form_of as word_form_of
from opcc_opendata.documents.writers import docx_form
from opcc_opendata.importers import ImportedDraft, Intake, NotTakenInError, imported
from opcc_opendata.importers.document_files import MOST_BYTES, FoundDocument
from opcc_opendata.importers.intake import Filled
from opcc_opendata.office.form_record import NoFormError, record_for_form

WHO: Final = ("force", "office")
"""Who fills a form in: the chief officer's staff, or the office itself."""

_TYPE: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_MOST_FORMS: Final = 20


def word_form(desk: Desk, request: Request) -> Response:
    """Offer the form of a draft, show what one that came back changes, or take it in."""
    draft = desk.draft(request)
    if request.method != "POST":
        return _page(desk, request, draft)
    match first(form_of(request), "do"):
        case "take":
            return _take(desk, request)
        case "drop":
            desk.forms.pop(draft.address, None)
            return go_to(f"{draft.address}/form")
    files = files_of(request)
    if not files:
        return _page(desk, request, draft, desk.words.plain("form.nothing"), 422)
    return _came_back(desk, request, draft, files[0])


def download(desk: Desk, request: Request) -> Response:
    """Give the form of a draft, to be filled in with Word."""
    draft, who = desk.draft(request), request.path_params["who"]
    if who not in WHO:
        raise DeskError(404, desk.words.plain("error.no_page"))
    try:
        data = record_for_form(str(draft.path), desk.project, desk.standard, lambda: desk.body.force, desk.today())
        content = docx_form.written(word_form_of(data, desk.standard.codelists, for_office=who == "office"))
    except NoFormError as error:
        raise DeskError(422, str(error)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise DeskError(422, desk.words.plain("error.shape", file=draft.shown)) from error
    name = f"{data['id']}-form.docx"
    return Response(content, media_type=_TYPE, headers={"content-disposition": f'attachment; filename="{name}"'})


def keep_form(desk: Desk, name: str, read: ImportedDraft) -> tuple[str, str]:
    """Keep a form that came back until somebody takes it in.

    Gives the address at which what it changes is shown, or "" and a sentence on why it can't be taken in.
    """
    shown = desk.project.show(desk.project.drafts / str(read.data["force"]) / f"{read.stem}.yaml")
    address = address_of(shown)
    record = desk.project.records / str(read.data["force"]) / f"{read.stem}.yaml"
    if record.exists():
        return "", desk.words.plain("form.published", file=desk.project.show(record))
    if not address or not (desk.project.root / shown).is_file():
        return "", desk.words.plain("form.gone", file=shown)
    while len(desk.forms) >= _MOST_FORMS:
        del desk.forms[next(iter(desk.forms))]
    desk.forms[address] = ReturnedForm(name, read)
    return f"{address}/form", ""


def _came_back(desk: Desk, request: Request, draft: Draft, file: Upload) -> Response:
    def no(sentence: str) -> Response:
        return _page(desk, request, draft, f"{file.name}: {sentence}", 422)

    if file.content is None:
        return no(desk.words.plain("bring.too_large", most=MOST_BYTES // 1_000_000))
    document = FoundDocument(Path(file.name), content=file.content)
    project = desk.project
    (found,) = imported([document], project.schema, "", desk.body.code, register=project.register, fresh=True)
    if found.fault:
        return no(found.fault)
    read = next((one for one in found.drafts if one.base is not None), None)
    if read is None:
        return no(desk.words.plain("form.none"))
    address, fault = keep_form(desk, file.name, read)
    if fault:
        return no(fault)
    if address != f"{draft.address}/form":
        desk.notes[address] = [desk.words.plain("form.of_another", title=draft.title)]
    return go_to(address)


def _intake(desk: Desk) -> Intake:
    return Intake(desk.project, desk.standard, desk.project.drafts)


def _page(desk: Desk, request: Request, draft: Draft, problem: str = "", status: int = 200) -> Response:
    kept = desk.forms.get(draft.address)
    filled: Filled | None = None
    try:
        filled = _intake(desk).filled(kept.read) if kept is not None else None
    except NotTakenInError as error:
        problem, status = problem or str(error), 422
    changes: list[str] | None = []
    questions: list[tuple[str, str]] = []
    if filled is not None:
        changes = history.changed(draft.data, filled.draft.data, desk.standard)
        questions = [(place_in_words(at, desk.standard), why) for at, why in filled.draft.notes.gaps]
    return desk.page(
        request,
        "word_form.html",
        status=status,
        draft=draft,
        name=kept.name if kept is not None else "",
        is_back=filled is not None,
        changes=changes,
        questions=questions,
        remarks=filled.draft.notes.remarks if filled is not None else (),
        seen=draft.document.sha256,
        notes=desk.notes.pop(request.url.path, []) if request.method == "GET" else [],
        problem=problem,
        who=WHO,
        most=MOST_BYTES // 1_000_000,
    )


def _take(desk: Desk, request: Request) -> Response:
    """Put a form that came back into its draft, if the draft is still as the page has shown it."""
    seen = first(form_of(request), "seen")
    try:
        with locked(desk.draft(request).path):
            draft = desk.draft(request)
            kept = desk.forms.get(draft.address)
            if kept is None:
                return _page(desk, request, draft, desk.words.plain("form.lost"), 409)
            if seen != draft.document.sha256:
                return _page(desk, request, draft, desk.words.plain("form.changed"), 409)
            _put(desk, draft, kept)
    except (NotSavedError, NotTakenInError) as error:
        return _page(desk, request, desk.draft(request), str(error), 503)
    del desk.forms[draft.address]
    return go_to(f"{draft.address}/questions")


def _put(desk: Desk, draft: Draft, kept: ReturnedForm) -> None:
    intake = _intake(desk)
    filled: Any = intake.filled(kept.read)
    taken = intake.put(kept.name, filled)
    if taken.written is None:
        raise NotTakenInError(taken.fault)
    history.keep(draft.path, draft.raw, taken.written.text.encode())

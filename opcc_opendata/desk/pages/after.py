"""What comes after publication: progress, a slip put right, a correction, an update, a withdrawal.

Each is a short form. What it would change is shown first, in the sentences of `opcc diff`, and is done by a button of
its own, unless somebody has changed the response in the meantime.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata.amendments import Amendment, NoSlipError, NotAmendedError, PublishedRecord, Records, put_right, write
from opcc_opendata.desk.acts import (
    Act,
    correct_act,
    progress_act,
    promises,
    standing,
    succeed_act,
    text_in,
    withdraw_act,
)
from opcc_opendata.desk.checks import pages_of
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked
from opcc_opendata.desk.fields import Posted, put_values, shown_values
from opcc_opendata.desk.finding_names import finding_name
from opcc_opendata.desk.pages.home import address_of
from opcc_opendata.desk.pages.papers import record_path
from opcc_opendata.desk.parts import FormPart, part_of
from opcc_opendata.record import in_any_language
from opcc_opendata.record_types import Recommendation

_NOT_ASKED: Final = ("do", "seen")
_DOING: Final = ("do", "next")
_LONGEST: Final = 140


def _found(desk: Desk, request: Request) -> tuple[PublishedRecord, Records]:
    """Read the published response that an address names, and all in short. Raises NoDraftError and DeskError."""
    path = record_path(desk, request)
    records = Records(desk.project, desk.standard)
    try:
        record = records.find(str(path))
        records.refuse_withdrawn(record)
        other = records.replaced_by(record.id)
    except NotAmendedError as error:
        raise DeskError(422, str(error)) from error
    if other is not None:
        raise DeskError(422, desk.words.plain("act.replaced", other=other[0]))
    return record, records


def _address(request: Request) -> str:
    return f"/records/{request.path_params['force']}/{request.path_params['stem']}"


def title_of(record: PublishedRecord) -> str:
    """Give the title of a published response."""
    return in_any_language(record.data["title"], "en", record.data["language"]) or record.id


@dataclass(frozen=True, slots=True)
class Promise:
    """A recommendation, as a line of the list of those on which progress can be recorded."""

    key: str
    name: str
    text: str
    target: str
    status: str
    said_on: str
    is_open: bool
    tag: str
    """What stands beside its name: whether it is open, or else how it was answered, if it was."""


def progress_list(desk: Desk, request: Request) -> Response:
    """Show the recommendations of a response, and how each stands."""
    record, _ = _found(desk, request)
    shown = _promises(desk, record)
    return desk.page(
        request,
        "progress.html",
        title=title_of(record),
        back=_address(request),
        promises=shown,
        notes=desk.notes.pop(request.url.path, []),
    )


def _promises(desk: Desk, record: PublishedRecord) -> list[Promise]:
    every = promises(record)
    names = [finding_name(one, n, len(every), desk.standard, desk.words) for n, one in enumerate(every.values())]
    return [_promise(desk, record, key, name, every[key]) for key, name in zip(every, names, strict=True)]


def _promise(desk: Desk, record: PublishedRecord, key: str, name: str, one: Recommendation) -> Promise:
    stands = standing(one, record)
    said, language = stands.progress, record.data["language"]
    text = " ".join((in_any_language(one["text"], "en", language) or "").split()) if "text" in one else ""
    if said or stands.is_promised:
        tag = desk.words.plain("progress.open" if stands.is_open else "progress.closed")
    else:
        tag = desk.title_of("acceptance", stands.acceptance)
    return Promise(
        key,
        name,
        text if len(text) <= _LONGEST else f"{text[:_LONGEST].rsplit(' ', 1)[0]} …",
        stands.promised_by,
        desk.title_of("progress_statuses", said["status"]) if said else "",
        said["date"] if said else "",
        stands.is_open,
        tag,
    )


def progress(desk: Desk, request: Request) -> Response:
    """Record progress on one recommendation."""

    def make(record: PublishedRecord, records: Records) -> Act:
        key = request.path_params["key"]
        try:
            return progress_act(record, key, records, desk.standard, desk.words, desk.today())
        except KeyError as error:
            raise DeskError(404, desk.words.plain("error.no_page")) from error

    def after(record: PublishedRecord) -> str:
        if first(form_of(request), "do") != "next":
            return _address(request)
        every = _promises(desk, record)
        now = next(n for n, one in enumerate(every) if one.key == request.path_params["key"])
        later = [one.key for one in every[now + 1 :] if one.is_open]
        return f"{_address(request)}/progress{f'/{later[0]}' if later else ''}"

    return _act_page(desk, request, make, f"{_address(request)}/progress", after)


def withdrawal(desk: Desk, request: Request) -> Response:
    """Withdraw a response."""
    return _act_page(desk, request, lambda record, records: withdraw_act(record, records, desk.words, desk.today()), "")


def correction(desk: Desk, request: Request) -> Response:
    """Begin a correction of a response."""
    return _act_page(desk, request, lambda record, records: correct_act(record, record.data, records, desk.words), "")


def succession(desk: Desk, request: Request) -> Response:
    """Begin the full response after a holding statement, or an update."""
    return _act_page(desk, request, lambda record, records: succeed_act(record, records, desk.words, desk.today()), "")


def _act_page(
    desk: Desk,
    request: Request,
    make: Callable[[PublishedRecord, Records], Act],
    back: str,
    after: Callable[[PublishedRecord], str] | None = None,
) -> Response:
    """Show the form of an act, what it would change, or do it."""
    record, records = _found(desk, request)
    act = make(record, records)
    shown = _Shown(desk, request, record, act, back or _address(request))
    if request.method != "POST":
        return shown.form(act.values)
    form = form_of(request)
    do = first(form, "do")
    if do == "change":
        return shown.form(form)
    problems = list(act.problems(form, desk.words))
    if problems:
        return shown.form(form, problems, 422)
    try:
        if do not in _DOING:
            return shown.preview(act.prepare(form), form)
        with locked(record.path):
            record, records = _found(desk, request)
            act = make(record, records)
            amendment = act.prepare(form)
            if not act.begins and first(form, "seen") != record.document.sha256:
                return _Shown(desk, request, record, act, shown.back).preview(amendment, form, is_new=True)
            write(amendment, desk.project)
    except (NotAmendedError, NotSavedError) as error:
        return shown.form(form, reasons(error), 422)
    return done(desk, request, amendment, act.name, after(record) if after else "")


def done(desk: Desk, request: Request, amendment: Amendment, name: str, to: str = "") -> Response:
    """Lead to the page of what was written, and have it say what was done."""
    address = to or address_of(desk.project.show(amendment.path)) or _address(request)
    desk.notes[address] = [
        desk.words.plain(f"act.{name}.done"),
        *amendment.remarks,
        *desk.commit([amendment.path, *(new for _, new in amendment.copies)], amendment.sentence),
    ]
    return go_to(address)


def reasons(error: Exception) -> list[tuple[str, str]]:
    """Give the sentences that say why an act was refused."""
    problems = error.problems if isinstance(error, NotAmendedError) else ()
    return [("", f"{one.message} {one.hint}".strip()) for one in problems] or [("", str(error))]


@dataclass(frozen=True, slots=True)
class _Shown:
    """The page of an act."""

    desk: Desk
    request: Request
    record: PublishedRecord
    act: Act
    back: str

    def form(self, values: Posted, problems: Sequence[tuple[str, str]] = (), status: int = 200) -> Response:
        return self._page(status, values=values, problems=problems, amendment=None, hidden=())

    def preview(self, amendment: Amendment, posted: Posted, *, is_new: bool = False) -> Response:
        changed = [("", self.desk.words.plain("act.changed"))] if is_new else []
        hidden = [(name, value) for name, values in posted.items() if name not in _NOT_ASKED for value in values]
        return self._page(409 if is_new else 200, values=posted, problems=changed, amendment=amendment, hidden=hidden)

    def _page(self, status: int, **values: Any) -> Response:
        return self.desk.page(
            self.request,
            "act.html",
            status=status,
            title=title_of(self.record),
            act=self.act,
            back=self.back,
            seen=self.record.document.sha256,
            **values,
        )


# A slip is put right in the form of the part in which it is.


def slip_list(desk: Desk, request: Request) -> Response:
    """Show the parts of a published response in which a slip may be."""
    record, _ = _found(desk, request)
    draft = _as_draft(record, request)
    parts = [part_of(draft, page, desk.standard, desk.words) for page in pages_of(record.data)]
    shown = [one for one in parts if one is not None and one.data]
    return desk.page(request, "slip_list.html", title=title_of(record), back=_address(request), parts=shown)


def slip(desk: Desk, request: Request) -> Response:
    """Put right a slip in one part, or begin a correction with what was changed where it is no slip."""
    record, records = _found(desk, request)
    draft = _as_draft(record, request)
    part = part_of(draft, request.path_params["page"], desk.standard, desk.words)
    if part is None or not part.data:
        raise DeskError(404, desk.words.plain("error.no_page"))
    shown = _Slip(desk, request, draft, part, title_of(record))
    if request.method != "POST":
        return shown.page(shown_values(part.every, part.data, draft.language))
    form = form_of(request)
    do = first(form, "do")
    if do == "change":
        return shown.page(form)
    try:
        with locked(record.path):
            record, records = _found(desk, request)
            draft = _as_draft(record, request)
            changed = part_of(draft, request.path_params["page"], desk.standard, desk.words)
            if changed is None or first(form, "seen") != record.document.sha256:
                return shown.page(form, [("", desk.words.plain("act.changed"))], status=409)
            data = _with_part(record, draft, changed, form)
            if do == "correct":
                act = correct_act(record, data, records, desk.words)
                problems = list(act.problems(form, desk.words))
                if problems:
                    return shown.page(form, problems, status=422, is_no_slip=True)
                amendment = act.prepare(form)
            else:
                amendment = put_right(record, data, records)
            if do not in ("do", "correct"):
                return shown.page(form, amendment=amendment)
            write(amendment, desk.project)
    except NoSlipError:
        return shown.page(form, [("", desk.words.plain("slip.none"))], status=422, is_no_slip=True)
    except (NotAmendedError, NotSavedError) as error:
        return shown.page(form, reasons(error), status=422)
    return done(desk, request, amendment, "correct" if do == "correct" else "slip")


def _as_draft(record: PublishedRecord, request: Request) -> Draft:
    """Give a published record as the forms take it."""
    force, stem = request.path_params["force"], request.path_params["stem"]
    return Draft(record.path, record.document, record.raw, force, stem)


def _with_part(record: PublishedRecord, draft: Draft, part: FormPart, form: Posted) -> dict[str, Any]:
    """Give the data of a record with what was posted from the form of one part."""
    data, changed = deepcopy(record.data), deepcopy(part.data)
    put_values(part.every, changed, form, draft.language)
    if changed != part.data:
        part.put(data, changed)
    return data


@dataclass(frozen=True, slots=True)
class _Slip:
    """The page on which a slip is put right."""

    desk: Desk
    request: Request
    draft: Draft
    part: FormPart
    title: str

    def page(
        self,
        values: Posted,
        problems: Sequence[tuple[str, str]] = (),
        *,
        status: int = 200,
        amendment: Amendment | None = None,
        is_no_slip: bool = False,
    ) -> Response:
        hidden = [(name, value) for name, inner in values.items() if name not in _NOT_ASKED for value in inner]
        return self.desk.page(
            self.request,
            "slip.html",
            status=status,
            title=self.title,
            part=self.part,
            values=values,
            problems=problems,
            amendment=amendment,
            hidden=hidden,
            is_no_slip=is_no_slip,
            reason=text_in(values, "reason"),
            back=f"{_address(self.request)}/slip",
            seen=self.draft.document.sha256,
            language=self.draft.language,
            other_language="en" if self.draft.language == "cy" else "cy",
        )

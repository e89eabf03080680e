"""Publishing a draft, as an act of its own, and what comes after it: who must have a copy, and who has had one."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Final, cast
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from opcc_opendata import statute
from opcc_opendata.amendments import NotAmendedError, Records
from opcc_opendata.calendars import whole_day
from opcc_opendata.counting import HOLDING
from opcc_opendata.desk.checks import CheckedDraft, remarks_on
from opcc_opendata.desk.context import Desk, DeskError, first, form_of, go_to
from opcc_opendata.desk.deadlines import are_all_known, first_deadline, timeliness_of
from opcc_opendata.desk.drafts import Draft, NotSavedError, locked, text_in
from opcc_opendata.desk.fields import Posted, date_of
from opcc_opendata.desk.pages.draft import link_to
from opcc_opendata.desk.pages.home import address_of
from opcc_opendata.desk.pages.papers import papers_of, record_path
from opcc_opendata.diff import changed_sentences
from opcc_opendata.files import NotWrittenError, write_file
from opcc_opendata.office.distribution import OTHER, WEBSITE, Copy, copies
from opcc_opendata.office.marking import NotMarkedError, mark_sent
from opcc_opendata.office.publishing import NotPublishedError, Publication, prepare, publish
from opcc_opendata.problems import Problem
from opcc_opendata.record import in_any_language
from opcc_opendata.record_types import Record
from opcc_opendata.validate import check_file
from opcc_opendata.yaml_reader import fetch

_DAY: Final = ("on-y", "on-m", "on-d")


@dataclass(frozen=True, slots=True)
class PublicationCheck:
    """What would come of publishing: what is missing, or what stops it. `sentence` is what no field can put right."""

    publication: Publication | None
    checked: CheckedDraft
    sentence: str


def publish_page(desk: Desk, request: Request) -> Response:
    """Show what becomes public, what is missing and what stops it; or publish."""
    draft = desk.draft(request)
    if request.method == "POST":
        return _publish(desk, request, draft)
    return _page(desk, request, draft, {}, "", "")


def _page(
    desk: Desk, request: Request, draft: Draft, values: Posted, problem: str, place: str, status: int = 200
) -> Response:
    asked = _ask(desk, draft, None)
    today = desk.today()
    reports = draft.data.get("inspections", ())
    deadline = first_deadline(reports, today) if are_all_known(reports) else None
    last = deadline[1] if deadline else None
    number = statute.day_number(date.fromisoformat(deadline[0]), today) if deadline else None
    comments = [(one, _words_in(one, draft.language)) for one in draft.data.get("comments", ())]
    return desk.page(
        request,
        "publish.html",
        status=status,
        draft=draft,
        asked=asked,
        corrects=_corrects(desk, draft, asked),
        links={one: link_to(draft, one) for one in asked.checked.remarks},
        values=values,
        problem=problem,
        place=place,
        today=today,
        last=last,
        number=number,
        own_day=draft.data.get("dates", {}).get("published"),
        response_title=text_in(draft.data.get("title"), draft.language, draft.language),
        comments=[(desk.title_of("comment_kinds", one.get("kind")), one.get("author", ""), n) for one, n in comments],
        findings=len(draft.data.get("recommendations", ())),
        stage=desk.title_of("stages", draft.data.get("stage")),
        seen=draft.document.sha256,
    )


_NEW_IN_A_CORRECTION: Final = ("id", "stage", "related", "note", "dates", "distribution", "source", "schema_version")


def _corrects(desk: Desk, draft: Draft, asked: PublicationCheck) -> list[str] | None:
    """Say what a correction changes in the response that it replaces; None for any other draft."""
    if draft.data.get("stage") != "correction" or asked.publication is None:
        return None
    new = asked.publication.data
    records = Records(desk.project, desk.standard)
    found = None
    for one in new.get("related", ()):
        if one["relation"] == "replaces" and found is None:
            with suppress(NotAmendedError):
                found = records.find(one["id"]).data
    if found is None:
        return None
    before, after = (
        {key: value for key, value in data.items() if key not in _NEW_IN_A_CORRECTION} | {"id": new["id"]}
        for data in (found, new)
    )
    return list(changed_sentences(cast("Record", before), cast("Record", after), desk.standard))


def _words_in(comment: dict[str, Any], language: str) -> int:
    pieces = text_in(comment.get("text"), language, language).split()
    return sum(any(map(str.isalnum, piece)) for piece in pieces)  # not a dash, and not the mark of a list


def _ask(desk: Desk, draft: Draft, on: str | None) -> PublicationCheck:
    """Check a draft as it is checked to be published, and publish nothing."""
    try:
        (one,) = prepare([draft.path], on, desk.project, desk.standard, desk.today())
    except NotPublishedError as error:
        own = [problem for problem in error.problems if problem.path == draft.shown]
        other = next((str(problem) for problem in error.problems), str(error))
        return PublicationCheck(None, _remarks(desk, draft, own), "" if own else other)
    return PublicationCheck(one, _remarks(desk, draft, one.warnings), "")


def _remarks(desk: Desk, draft: Draft, problems: Any) -> CheckedDraft:
    found: list[Problem] = list(problems)
    return remarks_on(draft.data, found, desk.standard, desk.words)


def _publish(desk: Desk, request: Request, draft: Draft) -> Response:
    form = form_of(request)

    def again(problem: str, place: str, status: int = 422) -> Response:
        return _page(desk, request, desk.draft(request), form, desk.words.plain(problem), place, status)

    when = first(form, "when")
    if when not in ("today", "other", "own"):
        return again("publish.no_day", "when-0")
    day = _day(desk, draft, form)
    if day is None:
        return again("publish.wrong_day", "on-d")
    if day > desk.today().isoformat():
        return again("publish.future", "on-d")
    if not first(form, "approved"):
        return again("publish.not_approved", "approved")
    try:
        with locked(draft.path):
            draft = desk.draft(request)
            if draft.document.sha256 != first(form, "seen"):
                return again("publish.changed", "when-0", 409)
            asked = _ask(desk, draft, None if when == "own" else day)
            if asked.publication is None:
                return _page(desk, request, draft, form, asked.sentence, "", 422)
            notes = list(publish(asked.publication, desk.project))
    except (NotSavedError, NotPublishedError) as error:
        return _page(desk, request, desk.draft(request), form, str(error), "", 503)
    address = f"/records/{draft.force}/{draft.stem}"
    moved = ((asked.publication.draft, asked.publication.record), *asked.publication.attachments)
    sentence = desk.words.plain("commit.published", id=asked.publication.data["id"])
    notes += desk.commit([path for pair in moved for path in pair], sentence)
    desk.notes[address] = [desk.words.plain("publish.done"), *notes]
    return go_to(address)


def _day(desk: Desk, draft: Draft, form: Posted) -> str | None:
    """Give the day that was chosen, or None where it is no whole day. The draft's own may be less than that."""
    if first(form, "when") == "today":
        return desk.today().isoformat()
    if first(form, "when") == "own":
        own = draft.data.get("dates", {}).get("published")
        return own if isinstance(own, str) else None
    typed = whole_day(date_of(*(first(form, name) for name in _DAY)))
    return typed.isoformat() if typed else None


@dataclass(frozen=True, slots=True)
class ToSend:
    """A copy, with the e-mail that goes with it. `number` is its place on the page."""

    copy: Copy
    number: int
    subject: str
    text: str
    link: str


def published(desk: Desk, request: Request) -> Response:
    """Show a published response: its day, its papers, and who must have a copy; or write down that one was sent."""
    path = record_path(desk, request)
    record = check_file(path, desk.project, desk.standard).data
    if record is None:
        raise DeskError(422, desk.words.plain("published.faulty", file=desk.project.show(path)))
    if request.method == "POST":
        return _mark(desk, request, path, record)
    return _published_page(desk, request, record)


def _published_page(desk: Desk, request: Request, record: Record, problem: str = "", status: int = 200) -> Response:
    here = request.url.path
    day = record.get("dates", {}).get("published")
    every = [_to_send(desk, record, one, n) for n, one in enumerate(copies(record, desk.standard))]
    return desk.page(
        request,
        "published.html",
        status=status,
        record=record,
        title=in_any_language(record["title"], "en", record["language"]) or record["id"],
        day=day,
        timely=timeliness_of(record["inspections"], day),
        by_law=[one for one in every if one.copy.statutory],
        by_custom=[one for one in every if not one.copy.statutory],
        papers=papers_of(desk) if "withdrawal" not in record else (),
        notes=desk.notes.pop(here, []),
        replaced=_replaced_by(desk, record),
        after=_after(record),
        problem=problem,
        today=desk.today(),
        website=WEBSITE,
        other=OTHER,
    )


def _replaced_by(desk: Desk, record: Record) -> tuple[str, str] | None:
    """Give the id and the page of the response that has taken the place of one, or None."""
    other = None if "withdrawal" in record else Records(desk.project, desk.standard).replaced_by(record["id"])
    return other and (other[0], address_of(other[1]))


def _after(record: Record) -> list[tuple[str, str]]:
    """Give what can be done with a response: the end of each page's address, and the name of its words."""
    if "withdrawal" in record:
        return []
    acts = [("slip", "slip"), ("correct", "correct")] if "index_record" not in record else [("slip", "slip")]
    succession = "full" if record["stage"] == HOLDING else "update"
    progress = [("progress", "progress")] if record.get("recommendations") else []
    return [*progress, *acts, ("succeed", succession), ("withdraw", "withdraw")]


def _to_send(desk: Desk, record: Record, copy: Copy, number: int) -> ToSend:
    language = record["language"]
    titles = "; ".join(in_any_language(one["title"], "en", language) or one["id"] for one in record["inspections"])
    subject = desk.words.plain("mail.subject", titles=titles)
    text = desk.words.plain("mail.text", name=copy.name, titles=titles, body=desk.body.title)
    return ToSend(copy, number, subject, text, f"mailto:?subject={quote(subject)}&body={quote(text)}")


def _mark(desk: Desk, request: Request, path: Path, record: Record) -> Response:
    form = form_of(request)
    recipient, day = first(form, "recipient"), desk.today().isoformat()
    known = desk.standard.codelists["recipients"].get(recipient)
    if known is None or recipient == OTHER:
        raise DeskError(422, desk.words.plain("mark.unknown"))
    if first(form, "when") == "other":
        typed = date_of(*(first(form, name) for name in _DAY))
        try:
            day = date.fromisoformat(typed).isoformat()
        except ValueError:
            return _published_page(desk, request, record, desk.words.plain("publish.wrong_day"), 422)
        if day > desk.today().isoformat():
            return _published_page(desk, request, record, desk.words.plain("mark.future"), 422)
    try:
        with locked(path):
            _mark_in_file(desk, path, recipient, day)
    except (NotSavedError, NotMarkedError, NotWrittenError) as error:
        return _published_page(desk, request, record, str(error), 422)
    if problems := desk.commit([path], desk.words.plain("commit.sent", id=record["id"], name=known["title_en"])):
        desk.notes[request.url.path] = problems
    return go_to(f"{request.url.path}#copies")


def _mark_in_file(desk: Desk, path: Path, recipient: str, day: str) -> None:
    """Write that a copy was sent, and change nothing else. One that is marked already stays as it is."""
    checked = check_file(path, desk.project, desk.standard)
    entries = cast("dict[str, Any]", checked.data or {}).get("distribution", [])
    own = [place for place, entry in enumerate(entries) if entry["recipient"] == recipient]
    if any(entries[place]["sent"] for place in own):
        raise NotMarkedError(desk.words.plain("mark.already"))
    raw = fetch(path, desk.project.show(path), desk.project.root)
    if not isinstance(raw, bytes):
        raise NotMarkedError(f"{raw.message} {raw.hint}")
    write_file(path, mark_sent(raw, own[0] if own else None, recipient, day, desk.standard), force=True)

"""Records → a paper for the agenda of a Police and Crime Panel: the responses since a date, and open promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, cast

from opcc_opendata.counting import (
    CURRENT,
    WITHDRAWN,
    CountableFinding,
    CountableResponse,
    CountedRecommendation,
    Named,
    Order,
    current_recommendations,
    newest_last,
    statuses,
)
from opcc_opendata.documents.bindings import Placing
from opcc_opendata.documents.embedded_record import listed
from opcc_opendata.documents.model import Grid, LabelLine, Lines, Paper, PaperSection, Part, ShortText
from opcc_opendata.documents.stage import NO_FIRST_RESPONSE
from opcc_opendata.documents.wordings import say
from opcc_opendata.record import (
    CLOSED,
    NOTHING_TO_COME,
    date_in_words,
    how_it_stands,
    number_key,
    report_position,
    target_date,
    texts_of,
)
from opcc_opendata.record_types import Answer, ProgressEntry, Recommendation, Record
from opcc_opendata.schema import Codelist
from opcc_opendata.statute import answering, has_panel, span

_ACCEPTED: Final = ("accepted", "accepted_in_part")
_ACTIONS: Final = ("body_action", "force_action")


def panel(records: Sequence[Record], body: str, since: date, language: str, codelists: Mapping[str, Codelist]) -> Paper:
    """Make the agenda paper of one body from all records of a project.

    What was withdrawn is left out, and what was replaced: the paper has the current responses, as `counting` tells
    them. A response is dated by its publication, or else by its letter, and the paper says by which. One whose date is
    known only roughly is in if it may be so recent. One without a date is listed apart.

    An open promise is an accepted recommendation with an action, or one of which a target date or progress is known,
    that the newest report, if there is one, does not call complete or given up. Where several current responses answer
    a recommendation, the newest answer is listed once, with the progress that any of them reports.
    """
    return _Panel(records, body, since, language, codelists).paper()


class _Panel:
    """One agenda paper being made."""

    def __init__(
        self,
        records: Sequence[Record],
        body: str,
        since: date,
        language: str,
        codelists: Mapping[str, Codelist],
    ) -> None:
        responses = [_response_of(record) for record in records]
        standing = statuses(responses)
        current = [record for record in records if standing[record["id"]].status == CURRENT]
        findings = [found for record in current for found in _findings_of(record)]
        self._counted = {one.id: one for one in current_recommendations(findings, responses, standing)}
        self._progress_by_key: dict[tuple[str, ...], list[tuple[Record, ProgressEntry]]] = {}
        for record in current:
            for finding, item in zip(_findings_of(record), record.get("recommendations", ()), strict=True):
                entries = [(record, entry) for entry in item.get("progress", ())]
                self._progress_by_key.setdefault(_key(record, finding), []).extend(entries)
        self._first_date_by_key = _first_dates([r for r in records if standing[r["id"]].status != WITHDRAWN], responses)
        self._records = [record for record in current if record["policing_body"] == body]
        self._body = body
        self._since = since
        self._language = language
        self._codelists = codelists

    def _readers(self) -> str:
        """Say whom the paper is for."""
        row = self._codelists["policing_bodies"].get(self._body)
        return "panel.for_members" if row and not has_panel(row["type"]) else "panel.for"

    def paper(self) -> Paper:
        placing = Placing(cast(Record, {"language": "en"}), self._language, self._codelists)
        author = placing.code_title("policing_bodies", self._body)
        heading = self._say("panel.title")
        return Paper(
            title=heading.text,
            author=author.text,
            language=self._language,
            before=(Lines(((None, (author,)), (None, (say(self._readers(), self._language),)))),),
            heading=heading,
            sections=tuple(self._sections()),
            carried=listed([record["id"] for record in self._records]),
        )

    def _say(self, key: str) -> ShortText:
        return say(key, self._language, since=date_in_words(self._since.isoformat(), self._language))

    def _sections(self) -> Iterator[PaperSection]:
        dated = sorted((_date_of(record), n) for n, record in enumerate(self._records) if _date_of(record))
        recent = [self._records[n] for when, n in dated if span(when)[1] >= self._since]
        table: Part = self._responses(recent) if recent else self._say("panel.no_responses")
        yield PaperSection("responses", self._say("panel.responses"), (table,))
        undated = [record for record in self._records if not _date_of(record)]
        if undated:
            why = say("panel.undated_why", self._language)
            heading = say("panel.undated", self._language)
            yield PaperSection("undated", heading, (why, self._responses(undated)))
        promises = tuple(self._promises())
        none = say("panel.no_promises", self._language)
        what = say("panel.what_is_open", self._language)
        table = self._grid(("finding", "promise", "due", "progress"), promises, (5, 5, 3, 4)) if promises else none
        heading = say("panel.promises", self._language)
        yield PaperSection("promises", heading, (what, table))

    def _grid(
        self, names: Sequence[str], rows: tuple[tuple[tuple[Part, ...], ...], ...], widths: tuple[int, ...]
    ) -> Grid:
        return Grid(tuple(say(f"panel.{name}", self._language) for name in names), rows, widths)

    def _responses(self, records: Sequence[Record]) -> Grid:
        rows = tuple(self._response(record) for record in records)
        return self._grid(("date", "response", "reports", "answers"), rows, (2, 3, 3, 4))

    def _response(self, record: Record) -> tuple[tuple[Part, ...], ...]:
        placing = self._placing(record)
        title = replace(placing.title(("title",), record["title"]), address=record.get("source", {}).get("url", ""))
        reports = tuple(placing.title(("inspections", n), one["title"]) for n, one in enumerate(record["inspections"]))
        # That a statement is no whole response, or comes in place of one, changes what a panel makes of its date.
        stage = (placing.say(f"stage.{record['stage']}"),) if record["stage"] in NO_FIRST_RESPONSE else ()
        return (self._when(record),), (title, *stage), reports, tuple(self._answers(record))

    def _when(self, record: Record) -> ShortText:
        dates = record.get("dates", {})
        for name in ("published", "letter"):
            if name in dates:
                when = date_in_words(dates[name], self._language)
                return say(f"panel.{name}", self._language, date=when)
        return say("panel.not_known", self._language)

    def _answers(self, record: Record) -> Iterator[Part]:
        """Count the answers by whether they accept."""
        if record.get("index_record"):
            yield say("panel.not_held", self._language)
            return
        placing = self._placing(record)
        found = Counter(_acceptance(record, item) for item in record.get("recommendations", []))
        if not found:
            yield say("panel.no_findings", self._language)
            return
        lines = []
        for code, count in found.items():
            title = placing.code_title("acceptance", code) if code else say("panel.no_answer", self._language)
            lines.append((None, (ShortText(f"{title.text}: {count}", title.language),)))
        yield Lines(tuple(lines))

    def _promises(self) -> Iterator[tuple[tuple[Part, ...], ...]]:
        for record in self._records:
            for position, finding in enumerate(_findings_of(record)):
                counted = self._counted.get(finding.id)
                item = record["recommendations"][position]
                if counted is not None and _is_open(record, item, counted):
                    entries = self._progress_by_key[_key(record, finding)]
                    reported = [one for one in entries if one[1]["date"] == counted.status_date]
                    same = [one for one in reported if one[1]["status"] == counted.status]
                    yield self._promise(record, position, counted, same[-1] if same else None)

    def _promise(
        self,
        record: Record,
        position: int,
        counted: CountedRecommendation,
        progress: tuple[Record, ProgressEntry] | None,
    ) -> tuple[tuple[Part, ...], ...]:
        item = record["recommendations"][position]
        placing, answer, at = self._placing(record), item.get("answer", {}), ("recommendations", position)
        kind = placing.code_title("finding_kinds", item["kind"])
        number = (placing.words((*at, "number"), item["number"]),) if "number" in item else ()
        text = (placing.prose((*at, "text"), item["text"]),) if "text" in item else ()
        of = placing.title(("title",), record["title"])
        actions: list[Part] = []
        for name in _ACTIONS:
            if name in answer:
                actions += [
                    LabelLine((say(f"finding.{name}", self._language),)),
                    placing.prose((*at, name), answer[name]),
                ]
        first = self._first_date_by_key.get(_key(record, _findings_of(record)[position]))
        due, reported = tuple(self._due(first, counted.target_date)), tuple(self._progress(progress))
        return (LabelLine((kind, *number)), *text, of), tuple(actions), due, reported

    def _due(self, first: str | None, due: str | None) -> Iterator[Part]:
        if due is None:
            yield say("panel.no_date", self._language)
            return
        yield ShortText(date_in_words(due, self._language), self._language)
        if first and first != due:
            yield say("panel.first_date", self._language, date=date_in_words(first, self._language))

    def _progress(self, reported: tuple[Record, ProgressEntry] | None) -> Iterator[Part]:
        if reported is None:
            yield say("panel.no_progress", self._language)
            return
        record, entry = reported
        placing = self._placing(record)
        status = placing.code_title("progress_statuses", entry["status"])
        when = ShortText(date_in_words(entry["date"], self._language), self._language)
        who = (placing.code_title("progress_reporters", entry["reported_by"]),) if "reported_by" in entry else ()
        yield Lines(((None, (status, when, *who)),))
        if "note" in entry:
            yield placing.prose(("note",), entry["note"])

    def _placing(self, record: Record) -> Placing:
        return Placing(record, self._language, self._codelists)


def _first_dates(records: Sequence[Record], responses: Sequence[CountableResponse]) -> dict[tuple[str, ...], str]:
    """Give the date promised first for each recommendation, also in a version of the response that was replaced."""
    order = newest_last(responses)
    said: dict[tuple[str, ...], list[tuple[str, Order, bool, str]]] = {}
    for record in records:
        place = order[record["id"]]
        for finding in _findings_of(record):
            dates = said.setdefault(_key(record, finding), [])
            if finding.answered_for:
                dates.append((_date_of(record) or place[0], place, False, finding.answered_for))
            dates += [(day, place, True, target) for day, target in finding.revised]
    return {key: min(dates)[-1] for key, dates in said.items() if dates}


def _date_of(record: Record) -> str:
    dates = record.get("dates", {})
    return str(dates.get("published") or dates.get("letter") or "")


def _response_of(record: Record) -> CountableResponse:
    """Give what counting needs of a response."""
    dates, language = record.get("dates", {}), record["language"]
    related: dict[str, list[str]] = {}
    for other in record.get("related", ()):
        related.setdefault(other["relation"], []).append(other["id"])
    reports = (
        Named(one["id"], tuple(texts_of(one["title"], language).values()), one.get("published"))
        for one in record["inspections"]
    )
    return CountableResponse(
        record["id"],
        record["force"],
        record["policing_body"],
        record["stage"],
        dates.get("published"),
        dates.get("letter"),
        "withdrawal" in record,
        tuple(related.get("replaces", ())),
        tuple(related.get("follows", ())),
        tuple(reports),
    )


def _findings_of(record: Record) -> list[CountableFinding]:
    """Give what counting needs of each recommendation and other finding of a response, in their order."""
    reports = [one["id"] for one in record["inspections"]]
    found = []
    for position, item in enumerate(record.get("recommendations", ())):
        progress = item.get("progress", ())
        reported = how_it_stands(progress)
        found.append(
            CountableFinding(
                f"{record['id']} {position}",
                record["id"],
                reports[report_position(reports, item)],
                item["kind"],
                None if "from_inspection" in item else number_key(item["kind"], item.get("number")) or None,
                _answer_to(record, item) is not None,
                item.get("answer", {}).get("target_date"),
                target_date(item),
                reported["status"] if reported else None,
                reported["date"] if reported else None,
                tuple(
                    (entry["date"], entry["revised_target_date"])
                    for entry in progress
                    if "revised_target_date" in entry
                ),
                tuple((entry["date"], entry["status"]) for entry in progress),
            )
        )
    return found


def _key(record: Record, finding: CountableFinding) -> tuple[str, ...]:
    """Name a recommendation so that it is known again in another response of the force, as `counting` does."""
    if finding.number and finding.inspection:
        return record["force"], finding.inspection, finding.kind, finding.number
    return (finding.id,)


def _answer_to(record: Record, item: Recommendation) -> Answer | None:
    """Find the answer to a recommendation: its own, or the one that it is answered with, which may have none either."""
    found = answering(item, record["recommendations"])
    answer: Answer | None = found.get("answer") if found is not None else None
    return answer


def _acceptance(record: Record, item: Recommendation) -> str:
    """Say whether a recommendation was accepted; "" without an answer."""
    answer = _answer_to(record, item)
    return "" if answer is None else answer.get("acceptance", "not_stated")


def _is_open(record: Record, item: Recommendation, counted: CountedRecommendation) -> bool:
    """Tell if something was promised, and the newest report does not call it complete or given up."""
    acceptance, answer = _acceptance(record, item), item.get("answer", {})
    if acceptance in NOTHING_TO_COME or counted.status in CLOSED:
        return False
    accepted = acceptance in _ACCEPTED and any(name in answer for name in _ACTIONS)
    return accepted or counted.target_date is not None or counted.status is not None

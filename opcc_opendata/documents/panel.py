"""Records → a paper for the agenda of a Police and Crime Panel: the responses since a date, and open promises."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from opcc_opendata.documents.bindings import Placing
from opcc_opendata.documents.model import Grid, Label, Lines, Paper, Part, Section, Words
from opcc_opendata.documents.wordings import say
from opcc_opendata.record import CLOSED, Record, date_in_words, newest, target_date
from opcc_opendata.schema import Codelist
from opcc_opendata.statute import span

_NOTHING_TO_COME: Final = ("not_accepted", "not_applicable", "already_done")


def panel(records: Sequence[Record], since: date, language: str, codelists: Mapping[str, Codelist]) -> Paper:
    """Make the agenda paper of one body from all its records.

    A response is dated by its publication, or else by its letter, and the paper says by which. One whose date is known
    only roughly is in if it may be so recent. One without a date is listed apart. What was withdrawn is left out.
    """
    return _Panel(records, since, language, codelists).paper()


class _Panel:
    """One agenda paper being made."""

    def __init__(
        self, records: Sequence[Record], since: date, language: str, codelists: Mapping[str, Codelist]
    ) -> None:
        self._records = [record for record in records if "withdrawal" not in record]
        self._since = since
        self._language = language
        self._codelists = codelists

    def paper(self) -> Paper:
        body = Placing({"language": "en"}, self._language, self._codelists)
        author = (
            body.code_title("policing_bodies", self._records[0]["policing_body"]) if self._records else Words("", "en")
        )
        heading = self._say("panel.title")
        return Paper(
            title=heading.text,
            author=author.text,
            language=self._language,
            before=(Lines(((None, (author,)), (None, (say("panel.for", self._language),)))),),
            heading=heading,
            sections=tuple(self._sections()),
        )

    def _say(self, key: str) -> Words:
        return say(key, self._language, since=date_in_words(self._since.isoformat(), self._language))

    def _sections(self) -> Iterator[Section]:
        dated = sorted((_date_of(record), n) for n, record in enumerate(self._records) if _date_of(record))
        recent = [self._records[n] for when, n in dated if span(when)[1] >= self._since]
        table: Part = self._responses(recent) if recent else self._say("panel.no_responses")
        yield Section("responses", self._say("panel.responses"), (table,))
        undated = [record for record in self._records if not _date_of(record)]
        if undated:
            why = say("panel.undated_why", self._language)
            heading = say("panel.undated", self._language)
            yield Section("undated", heading, (why, self._responses(undated)))
        promises = tuple(self._promises())
        none = say("panel.no_promises", self._language)
        what = say("panel.what_is_open", self._language)
        contents: tuple[Part, ...] = (
            what,
            self._grid(("finding", "promise", "due", "progress"), promises, (5, 5, 3, 4)),
        )
        heading = say("panel.promises", self._language)
        yield Section("promises", heading, contents if promises else (none,))

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
        return (self._when(record),), (title,), reports, tuple(self._answers(record))

    def _when(self, record: Record) -> Words:
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
        found = Counter(
            item.get("answer", {}).get("acceptance", "not_stated") for item in record.get("recommendations", [])
        )
        if not found:
            yield say("panel.no_findings", self._language)
            return
        placing = self._placing(record)
        titles = [(placing.code_title("acceptance", code), count) for code, count in found.items()]
        yield Lines(tuple((None, (Words(f"{title.text}: {count}", title.language),)) for title, count in titles))

    def _promises(self) -> Iterator[tuple[tuple[Part, ...], ...]]:
        replaced = {
            other["id"]
            for record in self._records
            for other in record.get("related", [])
            if other["relation"] == "replaces"
        }
        for record in self._records:
            if record["id"] not in replaced:
                for position, item in enumerate(record.get("recommendations", [])):
                    if _is_open(item):
                        yield self._promise(record, position, item)

    def _promise(self, record: Record, position: int, item: Record) -> tuple[tuple[Part, ...], ...]:
        placing, answer, at = self._placing(record), item.get("answer", {}), ("recommendations", position)
        kind = placing.code_title("finding_kinds", item["kind"])
        number = (placing.words((*at, "number"), item["number"]),) if "number" in item else ()
        text = (placing.prose((*at, "text"), item["text"]),) if "text" in item else ()
        of = placing.title(("title",), record["title"])
        actions: list[Part] = []
        for name in ("body_action", "force_action"):
            if name in answer:
                actions += [Label((say(f"finding.{name}", self._language),)), placing.prose((*at, name), answer[name])]
        due, progress = tuple(self._due(item)), tuple(self._progress(record, item))
        return (Label((kind, *number)), *text, of), tuple(actions), due, progress

    def _due(self, item: Record) -> Iterator[Part]:
        due, first = target_date(item), item.get("answer", {}).get("target_date")
        if due is None:
            yield say("panel.no_date", self._language)
            return
        yield Words(date_in_words(due, self._language), self._language)
        if first and first != due:
            yield say("panel.first_date", self._language, date=date_in_words(first, self._language))

    def _progress(self, record: Record, item: Record) -> Iterator[Part]:
        entry = newest(item.get("progress", ()))
        if not entry:
            yield say("panel.no_progress", self._language)
            return
        placing = self._placing(record)
        status = placing.code_title("progress_statuses", entry["status"])
        when = Words(date_in_words(entry["date"], self._language), self._language)
        who = (placing.code_title("progress_reporters", entry["reported_by"]),) if "reported_by" in entry else ()
        yield Lines(((None, (status, when, *who)),))
        if "note" in entry:
            yield placing.prose(("note",), entry["note"])

    def _placing(self, record: Record) -> Placing:
        return Placing(record, self._language, self._codelists)


def _date_of(record: Record) -> str:
    dates = record.get("dates", {})
    return str(dates.get("published") or dates.get("letter") or "")


def _is_open(item: Record) -> bool:
    """Tell if something was promised for a date, or begun, and nobody has said that it is done or given up."""
    if item.get("answer", {}).get("acceptance") in _NOTHING_TO_COME:
        return False
    promised = target_date(item) is not None or bool(item.get("progress"))
    return promised and newest(item.get("progress", ())).get("status") not in CLOSED

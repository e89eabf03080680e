"""The acts on a published response that have a form: what each asks, and the amendment that it makes of the answers.

They are those of `opcc progress`, `correct`, `succeed` and `withdraw`, by the same functions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple, cast

from opcc_opendata.amendments import (
    Amendment,
    ProgressReport,
    PublishedRecord,
    Records,
    begin_correction,
    begin_full_response,
    begin_update,
    record_progress,
    withdraw,
)
from opcc_opendata.counting import HOLDING
from opcc_opendata.desk.fields import Field, Option, Posted, Widget, clean, date_of, options
from opcc_opendata.desk.words import DeskWords
from opcc_opendata.record import (
    CLOSED,
    NOTHING_TO_COME,
    SAYS_NOTHING,
    how_it_stands,
    in_any_language,
    recommendation_keys,
    target_date,
)
from opcc_opendata.record_types import ProgressEntry, Recommendation, Record
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema import Standard
from opcc_opendata.statute import answering

Values = Mapping[str, list[str]]


@dataclass(frozen=True, slots=True)
class Act:
    """An act, as a page shows it. `name` is the end of its address, and its words have keys like `act.NAME.title`.

    `told` are sentences on what it is about, `values` what its fields hold at first. `prepare` makes the amendment of
    what was posted. `begins` says that it makes a draft, and changes nothing that is published.
    """

    name: str
    prepare: Callable[[Posted], Amendment]
    fields: tuple[Field, ...] = ()
    told: tuple[str, ...] = ()
    values: Values = field(default_factory=dict)
    begins: bool = False
    is_grave: bool = False

    def problems(self, posted: Posted, words: DeskWords) -> Iterator[tuple[str, str]]:
        """Say what is missing or no date: the id of a field and a sentence, for each."""
        for one in self.fields:
            key = f"act.{self.name}.{one.name}.missing"
            if one.widget is Widget.DATE:
                typed = day_in(posted, one.name)
                if (typed or one.required) and bounds(typed) is None:
                    yield one.focus, words.plain("act.no_date", label=one.label)
            elif one.required and not text_in(posted, one.name):
                yield one.focus, words.plain(key)


def text_in(posted: Posted, name: str) -> str:
    """Give what was posted for a field, cleaned."""
    return clean(next(iter(posted.get(name, ())), ""), lines=True).strip()


def day_in(posted: Posted, name: str) -> str:
    """Give the date that was posted for a field, as a record has it, or ""."""
    return date_of(*(text_in(posted, f"{name}-{part}") for part in "ymd"))


def _asked(
    words: DeskWords, act: str, name: str, widget: Widget, options: tuple[Option, ...] = (), *, required: bool = False
) -> Field:
    key = f"act.{act}.{name}"
    hint = words.plain(f"{key}.hint") if f"{key}.hint" in words else ""
    return Field((name,), widget, words.plain(f"{key}.label"), hint, options, required)


def _on(day: date) -> dict[str, list[str]]:
    return {"on-d": [str(day.day)], "on-m": [str(day.month)], "on-y": [str(day.year)]}


_UNASKED: Final = (SAYS_NOTHING,)
"""Statuses that a form does not offer: who knows nothing has nothing to record."""


def progress_act(
    record: PublishedRecord, key: str, records: Records, standard: Standard, words: DeskWords, today: date
) -> Act:
    """Record progress on the recommendation of a key. Raises KeyError where there is none."""
    promise = promises(record)[key]

    def prepare(posted: Posted) -> Amendment:
        progress = ProgressReport(
            day_in(posted, "on"),
            text_in(posted, "status"),
            text_in(posted, "by"),
            text_in(posted, "note"),
            text_in(posted, "evidence"),
            day_in(posted, "revised"),
        )
        return record_progress(record, key, progress, records, today)

    statuses = tuple(one for one in options(standard, words, "progress_statuses") if one.code not in _UNASKED)
    return Act(
        "progress",
        prepare,
        (
            _asked(words, "progress", "status", Widget.CHOICE, statuses, required=True),
            _asked(words, "progress", "note", Widget.LINES),
            _asked(
                words, "progress", "by", Widget.CHOICE, options(standard, words, "progress_reporters"), required=True
            ),
            _asked(words, "progress", "on", Widget.DATE, required=True),
            _asked(words, "progress", "revised", Widget.DATE),
            _asked(words, "progress", "evidence", Widget.LINE),
        ),
        told=tuple(_how_it_stands(promise, record, standard, words)),
        values=_on(today),
    )


def promises(record: PublishedRecord) -> dict[str, Recommendation]:
    """Give the recommendations of a response by their keys."""
    data = cast("Record", record.data)
    return dict(zip(recommendation_keys(data), data.get("recommendations", ()), strict=True))


class FindingStanding(NamedTuple):
    """How a finding of a published response stands.

    `acceptance` is that of the answer that serves it, or "" without one. `promised_by` is the date promised last, or ""
    where nothing is promised. `progress` is the newest entry that says how far it is.
    """

    acceptance: str
    is_promised: bool
    promised_by: str
    progress: ProgressEntry | None

    @property
    def is_open(self) -> bool:
        """Whether something is still to come."""
        return self.progress["status"] not in CLOSED if self.progress else self.is_promised


def standing(one: Recommendation, record: PublishedRecord) -> FindingStanding:
    """Say how a finding stands: a refusal promises nothing, and nor does a finding that nobody answered."""
    answered = answering(one, record.data.get("recommendations", ()))
    answer = answered.get("answer") if answered else None
    acceptance = answer.get("acceptance", "") if answer else ""
    is_promised = answer is not None and acceptance not in NOTHING_TO_COME
    progress = how_it_stands(one.get("progress", ()))
    until = target_date(one) or (answer or {}).get("target_date")
    return FindingStanding(acceptance, is_promised, until if until and (progress or is_promised) else "", progress)


def _how_it_stands(one: Recommendation, record: PublishedRecord, standard: Standard, words: DeskWords) -> Iterator[str]:
    if "text" in one:
        yield in_any_language(one["text"], "en", record.data["language"]) or ""
    stands = standing(one, record)
    if stands.promised_by:
        yield words.plain("act.progress.promised", day=words.date_in_words(stands.promised_by))
    if said := stands.progress:
        title = words.title("progress_statuses", standard.codelists["progress_statuses"][said["status"]])
        yield words.plain("act.progress.last", status=title, day=words.date_in_words(said["date"]))
    else:
        yield words.plain("act.progress.none")


def withdraw_act(record: PublishedRecord, records: Records, words: DeskWords, today: date) -> Act:
    """Withdraw a response."""

    def prepare(posted: Posted) -> Amendment:
        without_text = text_in(posted, "text") != "keep"
        reason, day = text_in(posted, "reason"), day_in(posted, "on")
        return withdraw(record, reason, day, records, today, without_text=without_text)

    choice = tuple(Option(code, words.plain(f"act.withdraw.text.{code}"), "") for code in ("out", "keep"))
    return Act(
        "withdraw",
        prepare,
        (
            _asked(words, "withdraw", "reason", Widget.LINES, required=True),
            _asked(words, "withdraw", "on", Widget.DATE, required=True),
            _asked(words, "withdraw", "text", Widget.CHOICE, choice, required=True),
        ),
        told=tuple(words.plain(f"act.withdraw.{name}") for name in ("stays", "owed")),
        values={**_on(today), "text": ["out"]},
        is_grave=True,
    )


def correct_act(record: PublishedRecord, data: Mapping[str, Any], records: Records, words: DeskWords) -> Act:
    """Begin a correction, from data in which something may be put right already."""

    def prepare(posted: Posted) -> Amendment:
        return begin_correction(record, text_in(posted, "reason"), data, records)

    told = tuple(words.plain(f"act.correct.{name}") for name in ("new", "old", "on_time", "copies"))
    reason = _asked(words, "correct", "reason", Widget.LINES, required=True)
    return Act("correct", prepare, (reason,), told, begins=True)


def succeed_act(record: PublishedRecord, records: Records, words: DeskWords, today: date) -> Act:
    """Begin the full response after a holding statement, or an update of anything else."""
    if record.data["stage"] == HOLDING:
        replaces = (words.plain("act.full.replaces"),)
        return Act("full", lambda _: begin_full_response(record, records, today), told=replaces, begins=True)
    told = (words.plain("act.update.follows"), words.plain("act.update.stays"))
    return Act("update", lambda _: begin_update(record, records, today), told=told, begins=True)

"""The responses of one force that the project holds, published and in draft, as an office at work on them sees them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from opcc_opendata import counting
from opcc_opendata.project import Project
from opcc_opendata.record import in_any_language
from opcc_opendata.record_summary import summaries
from opcc_opendata.result_cache import ResultCache
from opcc_opendata.rules.base import bounds
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import find_records, read_file


class AnswerState(StrEnum):
    """How far the response to a report has come in public. A later one outweighs an earlier; a draft is NOTHING."""

    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"
    HOLDING = "holding"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class ReportAnswered:
    """A report that a response answers, as the response has it. `published` is as precise as it is known there."""

    id: str
    title: str
    published: str | None


@dataclass(frozen=True, slots=True)
class OfficeResponse:
    """A record or a draft: its file as people see it, its id, the reports in it, and how far it answers them in public.

    `is_draft` says that it lies in drafts/. Of a draft, `is_of_document` says that it was made from a document, which
    its office has published already. `facts` are for counting, and None for a draft.
    """

    shown: str
    id: str
    state: AnswerState
    reports: tuple[ReportAnswered, ...]
    facts: counting.CountableResponse | None = None
    is_draft: bool = False
    is_of_document: bool = False

    def answers(self, report: str) -> bool:
        """Tell if one of its reports has an id."""
        return any(one.id == report for one in self.reports)


def responses_of(force: str, project: Project, standard: Standard) -> tuple[list[OfficeResponse], int]:
    """Give the force's responses in the project, and how many files or folders could not be looked at for an error.

    A record has to follow the standard. A draft is still being written: it only has to say whose it is.
    """
    found = list[OfficeResponse]()
    cache = ResultCache(project)
    there = find_records([project.records], project.root)
    faulty = len(there.problems)
    for shown, *_, summary in summaries(project, standard, there.names, cache):
        if isinstance(summary, str):
            faulty += 1
        elif summary.counted.force == force:
            reports = tuple(ReportAnswered(one.id, one.title or one.id, one.published) for one in summary.reports)
            found.append(OfficeResponse(shown, summary.counted.id, _state(summary.counted), reports, summary.counted))
    cache.save()
    begun = find_records([project.drafts] if project.drafts.is_dir() else [], project.root)
    faulty += len(begun.problems)
    for path in begun.files:
        document = read_file(path, project.show(path), project.root)
        data = document.data
        if data is None or not isinstance(data.get("force"), str):
            faulty += 1
        elif data["force"] == force:
            source = data.get("source")
            of_document = isinstance(source, dict) and source.get("origin") == "document"
            name = str(data.get("id", ""))
            found.append(
                OfficeResponse(document.path, name, AnswerState.NOTHING, tuple(_reports(data)), None, True, of_document)
            )
    return found, faulty


def _state(response: counting.CountableResponse) -> AnswerState:
    if response.withdrawn:
        return AnswerState.WITHDRAWN
    return AnswerState.HOLDING if response.stage == counting.HOLDING else AnswerState.ANSWERED


def _reports(data: Mapping[str, Any]) -> Iterator[ReportAnswered]:
    """Give the reports of a draft that can be made out."""
    language, inspections = data.get("language"), data.get("inspections")
    for one in inspections if isinstance(inspections, list) else ():
        if isinstance(one, dict) and isinstance(one.get("id"), str):
            title, published = one.get("title"), one.get("published")
            words = (
                in_any_language(title, "en", language if isinstance(language, str) else "en")
                if isinstance(title, str | dict)
                else None
            )
            # A date that is none is told by the checks: here the day is not known.
            known = published if isinstance(published, str) and bounds(published) is not None else None
            yield ReportAnswered(one["id"], words or one["id"], known)

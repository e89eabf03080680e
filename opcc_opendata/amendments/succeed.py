"""A response after one that is published: the full response after a holding statement, or an update to an answer.

Either is a draft that answers the same reports. The full response replaces the statement, which only promised it; an
update follows what stays in force, and adds to it.
"""

from __future__ import annotations

import re
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from opcc_opendata.amendments.amendment import Amendment
from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.counting import HOLDING
from opcc_opendata.office.inspections import InspectionReport
from opcc_opendata.office.new_record import begin
from opcc_opendata.record import in_any_language
from opcc_opendata.yaml_writer import NotWritableError, to_yaml

if TYPE_CHECKING:
    from opcc_opendata.amendments.records import PublishedRecord, Records
    from opcc_opendata.problems import Pointer

_ASKED: tuple[str, ...] = ("number", "inspection", "kind", "text", "parts", "addressees", "time_limit", "theme")
"""What a recommendation is, without what was answered."""


def begin_full_response(record: PublishedRecord, records: Records, today: date) -> Amendment:
    """Prepare the draft of the full response that takes the place of a holding statement. Raises NotAmendedError.

    It has the statement's reports as they are there, and its recommendations without answers. The body is the one that
    the force had on the day, which may be the successor of the one that made the statement. When it is published, the
    statement's page says that it was replaced, and leads to it.
    """
    records.refuse_withdrawn(record)
    stage = record.data["stage"]
    if stage != HOLDING:
        title = records.standard.codelists["stages"][stage]["title_en"].lower()
        raise NotAmendedError(
            f"{record.id} is no holding statement; its stage is: {title}. To add to it: opcc succeed {record.id} "
            f"--update; to correct it: opcc correct {record.id} --reason TEXT"
        )
    after = records.successors(record.id)
    if after:
        raise NotAmendedError(f"{record.id} was succeeded already, by {' and '.join(after)}.")
    short = record.path.stem.removesuffix(f"-{HOLDING}")
    stem = _free_stem(record, records, short, f"{short}-full", "The full response")
    path, data, comments = _begun(record, records, stem, today)
    data |= {"related": [{"id": record.id, "relation": "replaces"}]}
    asked = [{key: one[key] for key in _ASKED if key in one} for one in record.data.get("recommendations", ())]
    if asked:
        data["recommendations"] = deepcopy(asked)
    return _draft(path, data, comments, records, f"Begin the full response after {record.id}")


def begin_update(record: PublishedRecord, records: Records, today: date) -> Amendment:
    """Prepare the draft of an update, which follows a response and adds to it. Raises NotAmendedError.

    It has the response's reports, and none of its comments or recommendations: those that it says nothing of stay as
    the response has them. A holding statement is followed by the full response, and by no update, which would count as
    an answer to the report.
    """
    records.refuse_withdrawn(record)
    records.refuse_replaced(record)
    if record.data["stage"] == HOLDING:
        raise NotAmendedError(
            f"{record.id} is a holding statement, so the full response comes next: opcc succeed {record.id}"
        )
    short = re.sub("-update(?:-[0-9]+)?$", "", record.path.stem)
    stem = _free_stem(record, records, f"{short}-update", f"{short}-update", "An update")
    path, data, comments = _begun(record, records, stem, today)
    title = record.data["title"]
    update = {"en": "Update to: {}", "cy": "Diweddariad i: {}"}
    if isinstance(title, dict):
        data["title"] = {key: update.get(key, "{}").format(text) for key, text in title.items()}
    else:
        data["title"] = update.get(record.data["language"], update["en"]).format(title)
    data |= {"stage": "update", "related": [{"id": record.id, "relation": "follows"}]}
    return _draft(path, data, comments, records, f"Begin an update of {record.id}")


def _report(record: PublishedRecord) -> InspectionReport:
    """Give the first report that the statement answers, from which the deadline is counted."""
    first = record.data["inspections"][0]
    title = in_any_language(first["title"], "en", record.data["language"]) or first["id"]
    return InspectionReport(first["id"], title, first.get("published", ""), first.get("type", ""), first.get("url", ""))


def _begun(
    record: PublishedRecord, records: Records, stem: str, today: date
) -> tuple[Path, dict[str, Any], dict[Pointer, str]]:
    """Give the path, the data and the notes of a draft on the reports that a published response answers."""
    force = record.path.parent.name
    begun = begin(_report(record), record.data["force"], "full", [], records.standard, today)
    data = {
        **begun.data,
        "id": f"{force}-{stem}",
        "language": record.data["language"],
        "inspections": deepcopy(record.data["inspections"]),
    }
    return records.project.drafts / force / f"{stem}.yaml", data, begun.comments


def _draft(
    path: Path, data: dict[str, Any], comments: dict[Pointer, str], records: Records, sentence: str
) -> Amendment:
    try:
        text = to_yaml(data, records.standard, comments=comments, schema_address=records.project.schema_address)
    except NotWritableError as error:
        raise NotAmendedError(f"The draft can't be written. {error}") from error
    return Amendment(path, None, text, sentence)


def _free_stem(record: PublishedRecord, records: Records, wanted: str, other: str, what: str) -> str:
    """Give the stem of a draft's file: the one that is wanted, or another with a number where that is taken."""
    force = record.path.parent.name
    for stem in dict.fromkeys((wanted, other, *(f"{other}-{n}" for n in range(2, 1_000)))):
        draft = records.project.drafts / force / f"{stem}.yaml"
        if draft.exists():
            raise NotAmendedError(f"{what} was begun already: {records.project.show(draft)}.")
        if not (records.project.records / force / f"{stem}.yaml").exists():
            return stem
    raise NotAmendedError("No free name was found for the draft.")

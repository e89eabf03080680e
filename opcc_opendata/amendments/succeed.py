"""The full response after a holding statement: a draft that answers the same reports, and replaces the statement."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from typing import TYPE_CHECKING, Any

from opcc_opendata.amendments.amendment import Amendment
from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.counting import HOLDING
from opcc_opendata.office.inspections import Report
from opcc_opendata.office.new_record import begin
from opcc_opendata.record import in_any_language
from opcc_opendata.yaml_writer import NotWritableError, to_yaml

if TYPE_CHECKING:
    from opcc_opendata.amendments.records import PublishedRecord, Records

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
            f"{record.id} is no holding statement; its stage is: {title}. To correct it: opcc correct {record.id}"
        )
    after = records.successors(record.id)
    if after:
        raise NotAmendedError(f"{record.id} was succeeded already, by {' and '.join(after)}.")
    stem = _free_stem(record, records)
    force = record.path.parent.name
    path = records.project.drafts / force / f"{stem}.yaml"
    begun = begin(_report(record), record.data["force"], "full", [], records.standard, today)
    data = _response(record, begun.data, f"{force}-{stem}")
    try:
        text = to_yaml(data, records.standard, comments=begun.comments, schema_address=records.project.schema_address)
    except NotWritableError as error:
        raise NotAmendedError(f"The draft can't be written. {error}") from error
    return Amendment(path, None, text, f"Begin the full response after {record.id}")


def _report(record: PublishedRecord) -> Report:
    """Give the first report that the statement answers, from which the deadline is counted."""
    first = record.data["inspections"][0]
    title = in_any_language(first["title"], "en", record.data["language"]) or first["id"]
    return Report(first["id"], title, first.get("published", ""), first.get("type", ""), first.get("url", ""))


def _response(record: PublishedRecord, begun: dict[str, Any], id_: str) -> dict[str, Any]:
    data = {
        **begun,
        "id": id_,
        "language": record.data["language"],
        "related": [{"id": record.id, "relation": "replaces"}],
        "inspections": deepcopy(record.data["inspections"]),
    }
    asked = [{key: one[key] for key in _ASKED if key in one} for one in record.data.get("recommendations", ())]
    if asked:
        data["recommendations"] = deepcopy(asked)
    return data


def _free_stem(record: PublishedRecord, records: Records) -> str:
    """Give the stem of the full response's file: the statement's without its last word, or with -full."""
    short = record.path.stem.removesuffix(f"-{HOLDING}")
    force = record.path.parent.name
    for stem in (short, *(f"{short}-full{number}" for number in ("", *(f"-{n}" for n in range(2, 1_000))))):
        draft = records.project.drafts / force / f"{stem}.yaml"
        if draft.exists():
            raise NotAmendedError(f"The full response was begun already: {records.project.show(draft)}.")
        if not (records.project.records / force / f"{stem}.yaml").exists():
            return stem
    raise NotAmendedError("No free name was found for the draft.")

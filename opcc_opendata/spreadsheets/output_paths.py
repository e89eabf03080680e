"""Where the records of a workbook belong in a project, and what would become of the files that are there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from opcc_opendata.record import public_part
from opcc_opendata.spreadsheets import versions
from opcc_opendata.spreadsheets.cell_changes import CellChange, Cells, cell_changes
from opcc_opendata.spreadsheets.form import form_of
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_reader.files import fetch
from opcc_opendata.yaml_writer import replaced, to_yaml

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.record_types import Record as ValidRecord
    from opcc_opendata.schema import Standard
    from opcc_opendata.spreadsheets.reading import WorkbookRecords
    from opcc_opendata.yaml_reader import Document

Record = dict[str, Any]


class RecordState(StrEnum):
    """How a record of a workbook stands to the project."""

    NEW = "new"
    CHANGED = "changed"
    SAME = "same"
    UNREADABLE = "not readable"


@dataclass(frozen=True, slots=True)
class Placed:
    """A record and its file: the text that it would have, and what differs from the file that is there.

    `keys` are the keys of the record with another value than in the file, `changes` the values one by one.
    `is_as_exported` says that the file still is what the workbook was made from, `is_version_known` that the workbook
    says what it was made from. `once` is the id that a new record seems to have had when the workbook was made.
    """

    path: Path
    state: RecordState
    text: str
    keys: tuple[str, ...] = ()
    changes: tuple[CellChange, ...] = ()
    is_as_exported: bool = False
    is_version_known: bool = True
    once: str = ""

    @property
    def loses(self) -> tuple[CellChange, ...]:
        """Give the values that would be gone."""
        return tuple(change for change in self.changes if change.loses)

    @property
    def strays(self) -> tuple[CellChange, ...]:
        """Give the rows that would belong to another row than before, though nobody has touched them."""
        return tuple(change for change in self.changes if change.strays_to)

    @property
    def is_safe(self) -> bool:
        """Tell if nothing is lost: the file is new, or is still what was exported, and keeps all of its values."""
        if self.state is RecordState.NEW:
            return not self.once
        return self.state is RecordState.CHANGED and self.is_as_exported and not self.loses and not self.strays


def place(project: Project, standard: Standard, found: WorkbookRecords) -> Iterator[Placed]:
    """Give each record its place in the project. Its id must begin with its force. Raises NotWritableError.

    One that is there already stays where it is, in records/ or in drafts/. A new one is a draft, unless it says that
    its response is published: it was made from a document, or gives the day, or is withdrawn.
    """
    absent = [record for path in absent_from(found, project).values() if (record := _as_it_is(path, project))]
    for record, cells in zip(found.records, found.cells, strict=True):
        force, id_ = record["force"], record["id"]
        name = f"{force}/{id_.removeprefix(f'{force}-')}.yaml"
        published, draft = project.records / name, project.drafts / name
        is_draft = not published.exists() and (draft.exists() or not _is_published(record))
        placed = _compared(project, standard, draft if is_draft else published, record, cells, found.versions)
        once = next((str(one["id"]) for one in absent if _is_of_same_reports(one, record)), "")
        yield replace(placed, once=once) if placed.state is RecordState.NEW else placed


def absent_from(found: WorkbookRecords, project: Project) -> dict[str, Path]:
    """Give the files of the responses that a workbook had when it was made and no longer has, by their ids."""
    here = {record["id"] for record in found.records}
    ids = [id_ for id_ in found.versions if id_ not in here]
    files = {**project.by_id(project.drafts), **project.by_id(project.records)} if ids else {}
    return {id_: files[id_] for id_ in ids if id_ in files}


def _as_it_is(path: Path, project: Project) -> Record | None:
    """Give the record in a file, where one can be read."""
    raw = fetch(path, project.show(path), project.root)
    return read_bytes(raw, "").data if isinstance(raw, bytes) else None


def _is_of_same_reports(before: Record, record: Record) -> bool:
    """Tell if two records answer the same reports, for the same force and at the same stage."""
    reports = [{report.get("id") for report in one.get("inspections", ())} for one in (before, record)]
    return reports[0] == reports[1] and all(before.get(key) == record.get(key) for key in ("force", "stage"))


def _is_published(record: Record) -> bool:
    of_document = record.get("source", {}).get("origin") == "document"
    return of_document or "published" in record.get("dates", {}) or "withdrawal" in record or "index_record" in record


def _compared(
    project: Project, standard: Standard, path: Path, record: Record, cells: Cells, exported: Mapping[str, str]
) -> Placed:
    if not path.exists():
        return Placed(path, RecordState.NEW, to_yaml(record, standard, schema_address=project.schema_address))
    raw = fetch(path, project.show(path), project.root)
    before = read_bytes(raw, "") if isinstance(raw, bytes) else None
    if not isinstance(raw, bytes) or before is None or before.data is None or before.problems:
        return Placed(path, RecordState.UNREADABLE, to_yaml(record, standard, schema_address=project.schema_address))
    shown = _shown(before.data, before, standard)
    record = _whole(record, before.data, shown)
    if before.data == record:
        return Placed(path, RecordState.SAME, "")
    keys = tuple(key for key in {**before.data, **record} if before.data.get(key) != record.get(key))
    changes = tuple(cell_changes(before.data, record, cells, form_of(standard)))
    is_as_exported = exported.get(record["id"]) == versions.checksum(shown)
    text = replaced(raw, record, standard)
    return Placed(path, RecordState.CHANGED, text, keys, changes, is_as_exported, record["id"] in exported)


def _shown(before: Record, document: Document, standard: Standard) -> Mapping[str, Any]:
    """Give what a workbook shows of the record in a file. One with errors is in no workbook, and is left as it is."""
    if "withdrawal" not in before or any(standard.check(document)):
        return before
    return public_part(cast("ValidRecord", before))


def _whole(record: Record, before: Record, shown: Mapping[str, Any]) -> Record:
    """Add to a withdrawn record what its file holds and no workbook shows: the words that were taken back."""
    if shown is before or "withdrawal" not in record:
        return record
    hidden = {
        whole["id"]: {key: value for key, value in whole.items() if key not in part}
        for whole, part in zip(before["inspections"], shown["inspections"], strict=True)
    }
    inspections = [report | hidden.get(report["id"], {}) for report in record["inspections"]]
    return {key: value for key, value in before.items() if key not in shown} | record | {"inspections": inspections}

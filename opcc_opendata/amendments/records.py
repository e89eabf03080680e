"""The published records of a project, as one who is to change one of them needs them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata import counting
from opcc_opendata.amendments.errors import NotAmendedError
from opcc_opendata.diff import Change, NoSuchSideError, Reader, compare, with_file, work_tree
from opcc_opendata.duties import silences_that_hold
from opcc_opendata.project import id_by_place
from opcc_opendata.suggestions import names_meant
from opcc_opendata.yaml_reader import read_bytes
from opcc_opendata.yaml_reader.files import fetch

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.schema import Standard
    from opcc_opendata.settings import NonResponseReason
    from opcc_opendata.yaml_reader import Document

_MOST_NAMES: Final = 3
_NEAR: Final = 0.8
_LONGEST_NAME: Final = 300


@dataclass(frozen=True, slots=True)
class PublishedRecord:
    """A record in `records/` that follows the standard: its file, the file's bytes, and what they say."""

    path: Path
    raw: bytes
    document: Document

    @property
    def shown(self) -> str:
        """The file's path as people see it."""
        return self.document.path

    @property
    def data(self) -> dict[str, Any]:
        """The record's data. Whoever changes them takes a copy."""
        return self.document.data or {}

    @property
    def id(self) -> str:
        """The response's id."""
        return str(self.data["id"])


class Records:
    """All published records of a project, each in short. What a file holds is read when it is asked for."""

    def __init__(self, project: Project, standard: Standard) -> None:
        self.project = project
        self.standard = standard
        self._reader = Reader(standard, project)
        self._side = work_tree(project, self._reader)
        self._statuses = counting.statuses(entry.summary.counted for entry in self._side.responses.values())
        self._reader.save()

    def find(self, name: str) -> PublishedRecord:
        """Find a record by its id, or by the path of its file. Raises NotAmendedError."""
        path = self._path_of(name)
        shown = self.project.show(path)
        raw = fetch(path, shown, self.project.root)
        if not isinstance(raw, bytes):
            raise NotAmendedError(f"{shown}: {raw.message} {raw.hint}".strip())
        document = read_bytes(raw, shown)
        problems = document.problems or self.standard.check(document)
        if problems or document.data is None:
            first = min(problems)
            raise NotAmendedError(f"{shown}, line {first.line}: {first.message} {first.hint}".strip())
        return PublishedRecord(path, raw, document)

    def _path_of(self, name: str) -> Path:
        if "/" in name or os.sep in name or name.endswith(".yaml"):
            return self._path_named(Path(name))
        entry = self._side.responses.get(name)
        if entry is not None:
            return self.project.root / entry.path
        by_place = {id_by_place(path): path for path in self._side.faulty}
        if name in by_place:
            return self.project.root / by_place[name]
        draft = self.project.by_id(self.project.drafts).get(name)
        if draft is not None:
            raise NotAmendedError(_is_draft(self.project.show(draft)))
        near = get_close_matches(name[:_LONGEST_NAME], self._side.responses, n=_MOST_NAMES, cutoff=_NEAR)
        hint = names_meant(near, "The id stands in the record, after id.")
        raise NotAmendedError(f'No published response has the id "{name[:_LONGEST_NAME]}". {hint}')

    def _path_named(self, path: Path) -> Path:
        shown = self.project.show(path)
        if self.project.is_draft(shown):
            raise NotAmendedError(_is_draft(shown))
        if not shown.startswith(f"{self.project.records.name}/"):
            raise NotAmendedError(f"{shown} is no published record: those lie in {self.project.records.name}/.")
        if not os.path.lexists(path):
            near = get_close_matches(shown, [one.path for one in self._side.responses.values()], n=_MOST_NAMES)
            raise NotAmendedError(f"There is no file {shown}. {names_meant(near, '')}".strip())
        return self.project.root / shown

    def refuse_withdrawn(self, record: PublishedRecord) -> None:
        """Make sure that a record is not withdrawn. Raises NotAmendedError."""
        if "withdrawal" in record.data:
            withdrawn_on = record.data["withdrawal"]["withdrawn_on"]
            raise NotAmendedError(f"{record.id} was withdrawn on {withdrawn_on}. Nothing is added to it.")

    def refuse_replaced(self, record: PublishedRecord) -> None:
        """Make sure that no current response has taken the place of a record. Raises NotAmendedError."""
        other = self.replaced_by(record.id)
        if other is not None:
            raise NotAmendedError(f"{record.id} was replaced by {other[0]}. Name that one instead.")

    def replaced_by(self, id_: str) -> tuple[str, str] | None:
        """Give the id and the file of the current response that has taken the place of another, or None."""
        status = self._statuses.get(id_)
        if status is None or status.status != counting.REPLACED or not status.replaced_by:
            return None
        return status.replaced_by, self._side.responses[status.replaced_by].path

    def successors(self, id_: str) -> list[str]:
        """Give the ids of the responses, not withdrawn and no holding statements, that follow or replace another.

        They do so by themselves, or by way of others, of which some may be withdrawn.
        """
        every = [entry.summary.counted for entry in self._side.responses.values()]
        found, left = dict[str, bool](), [id_]
        while left:
            before = left.pop()
            for one in every:
                if one.id not in found and before in (*one.replaces, *one.follows):
                    found[one.id] = not one.withdrawn and one.stage != counting.HOLDING
                    left.append(one.id)
        return sorted(name for name, stands in found.items() if stands)

    def covered_only_by(self, id_: str) -> list[NonResponseReason]:
        """Give what opcc.yml says of reports that are covered by a response, and would not be if it were withdrawn."""
        every = [entry.summary.counted for entry in self._side.responses.values()]
        settings = self.project.settings
        before = silences_that_hold(settings, every)
        after = silences_that_hold(settings, [one._replace(withdrawn=one.withdrawn or one.id == id_) for one in every])
        return [one for key, one in before.items() if key not in after]

    def changes(self, shown: str, content: bytes) -> tuple[Change, ...]:
        """Say what one file of another content would change in the data, as `opcc diff` has it. Or NotAmendedError."""
        after = with_file(self.project, self._reader, shown, content)
        try:
            return compare(self._side, after, self.standard).changes
        except NoSuchSideError as error:  # somebody has changed a file meanwhile
            raise NotAmendedError(f"{error} Nothing was changed.") from error


def _is_draft(shown: str) -> str:
    return f"{shown} is a draft, and not published yet. Change the draft itself; to publish it: opcc publish {shown}"

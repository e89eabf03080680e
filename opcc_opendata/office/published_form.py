"""What a draft says once it is published: with its day, and without what belongs to a draft only."""

from __future__ import annotations

from copy import deepcopy
from typing import Any, Final

from opcc_opendata import provenance
from opcc_opendata.migrations import Editable
from opcc_opendata.office.distribution import WEBSITE
from opcc_opendata.office.new_record import is_note
from opcc_opendata.project import Project
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import Document
from opcc_opendata.yaml_writer import canonical

_MODELINE: Final = "# yaml-language-server: $schema="


def published_data(document: Document, day: str | None) -> dict[str, Any]:
    """Give the data of a draft as they are once it is published."""
    data: dict[str, Any] = _without_keys(deepcopy(document.data or {}))
    if day is not None and isinstance(data.setdefault("dates", {}), dict):
        data["dates"]["published"] = day
        entries = data.get("distribution")
        for entry in entries if isinstance(entries, list) else ():
            # To publish it is to put it on the body's own website (section 55(5)).
            if isinstance(entry, dict) and entry.get("recipient") == WEBSITE and entry.get("sent") is False:
                entry |= {"sent": True, "sent_on": day} if len(day) == len("2019-04-23") else {"sent": True}
    return data


def _without_keys(value: Any) -> Any:
    """Take out the keys by which the items of a draft's lists are known. They are no part of what is published."""
    if isinstance(value, dict):
        return {key: _without_keys(inner) for key, inner in value.items() if key != provenance.KEY}
    return [_without_keys(inner) for inner in value] if isinstance(value, list) else value


def published_text(raw: bytes, data: dict[str, Any], project: Project, standard: Standard) -> str:
    """Write the record: the draft in canonical form, with the office's comments and without those of `opcc new`.

    Raises NotWritableError.
    """

    def change(page: Editable) -> None:
        page.data.clear()
        page.data.update(data)
        for place, lines in page.comments.items():
            page.comments[place] = [line for line in lines if not is_note(line) and not line.startswith(_MODELINE)]
        address = project.schema_address or standard.schema["$id"]
        page.comments[()] = [f"{_MODELINE}{address}", *page.comments.get((), ())]

    return canonical(raw, standard, change)

"""What the rules between records need to know of each: small enough to keep for all of them at once."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from opcc_opendata.problems import Pointer
from opcc_opendata.record import in_language
from opcc_opendata.yaml_reader import Document


class RelatedFacts(NamedTuple):
    """One entry of `related`: the other record's id, the relation, the position, and where the id stands."""

    id: str
    relation: str
    position: int
    line: int
    column: int


class InspectionFacts(NamedTuple):
    """One of the reports: its title in English and its date, where it has them, and where these and the id stand.

    `inspected` tells that the record says of its force that the report inspected it.
    """

    id: str
    title: str | None
    published: str | None
    inspected: bool
    position: int
    line: int
    column: int
    title_line: int
    title_column: int
    published_line: int
    published_column: int


class AttachmentFacts(NamedTuple):
    """One attachment that has a file, and where the file's name and the checksum stand."""

    file: str
    sha256: str | None
    position: int
    line: int
    column: int
    sha_line: int
    sha_column: int


class RecordFacts(NamedTuple):
    """The facts of one record.

    `placed` says that it lies in the project's records/, and is no draft elsewhere; `published` is its date of
    publication, as precise as it has one. `recommendations` is how many recommendations and other findings it has.
    """

    path: str
    id: str
    force: str
    policing_body: str
    stage: str
    withdrawn: bool
    placed: bool
    line: int
    column: int
    related: tuple[RelatedFacts, ...]
    inspections: tuple[InspectionFacts, ...]
    attachments: tuple[AttachmentFacts, ...]
    published: str | None
    recommendations: int

    def as_json(self) -> list[Any]:
        """Give the facts as JSON has them: lists, texts, numbers."""
        return [*self[:9], *([list(one) for one in many] for many in self[9:12]), *self[12:]]

    @classmethod
    def from_json(cls, data: list[Any]) -> RecordFacts:
        """Take up facts that were kept as JSON."""
        # A build in which one record changed spends most of its time here, so nothing is taken apart twice.
        path, name, force, body, stage, withdrawn, placed, line, column, related, inspections, attachments, *rest = data
        return cls(
            path,
            name,
            sys.intern(force),
            sys.intern(body),
            sys.intern(stage),
            withdrawn,
            placed,
            line,
            column,
            tuple([RelatedFacts._make(one) for one in related]),
            tuple([InspectionFacts._make(map(_intern, one)) for one in inspections]),
            tuple([AttachmentFacts._make(one) for one in attachments]),
            *rest,
        )


def _intern(value: Any) -> Any:
    return sys.intern(value) if value.__class__ is str else value


def facts(document: Document, *, placed: bool = True) -> RecordFacts | None:
    """Take the facts from a file as read, even if it breaks the schema. None if it has no id.

    A record with a fault in its comments is still there: another that refers to it has done nothing wrong.
    """
    data = document.data
    if data is None or not isinstance(data.get("id"), str):
        return None
    # The same few texts come again and again: 100,000 records share a few dozen of each.
    force, body, stage = (sys.intern(_text(data, key)) for key in ("force", "policing_body", "stage"))
    return RecordFacts(
        document.path,
        data["id"],
        force,
        body,
        stage,
        "withdrawal" in data,
        placed,
        *document.locate(("id",)),
        tuple(_related(document, data)),
        tuple(_inspections(document, data)),
        tuple(_attachments(document, data)),
        _text(dates, "published") or None if isinstance(dates := data.get("dates"), dict) else None,
        len(_items(data, "recommendations")),
    )


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    return value if isinstance(value, str) else ""


def _items(data: Mapping[str, Any], name: str, *needed: str) -> list[tuple[int, Mapping[str, Any]]]:
    """Give the items of a list that have the texts needed, and pass over what breaks the schema."""
    items = data.get(name)
    if not isinstance(items, list):
        return []
    return [
        (position, item)
        for position, item in enumerate(items)
        if isinstance(item, dict) and all(isinstance(item.get(key), str) for key in needed)
    ]


def _related(document: Document, data: Mapping[str, Any]) -> list[RelatedFacts]:
    return [
        RelatedFacts(one["id"], one["relation"], n, *document.locate(("related", n, "id")))
        for n, one in _items(data, "related", "id", "relation")
    ]


def _inspections(document: Document, data: Mapping[str, Any]) -> list[InspectionFacts]:
    language = _text(data, "language")
    found = []
    for n, one in _items(data, "inspections", "id"):
        title, published = in_language(one.get("title"), "en", language), one.get("published")
        pointer: Pointer = ("inspections", n)
        found.append(
            InspectionFacts(
                sys.intern(one["id"]),
                sys.intern(title) if isinstance(title, str) else None,
                sys.intern(published) if isinstance(published, str) else None,
                one.get("applies") == "inspected",
                n,
                *document.locate((*pointer, "id")),
                *document.locate((*pointer, "title")),
                *document.locate((*pointer, "published")),
            )
        )
    return found


_FILE = re.compile("[A-Za-z0-9][A-Za-z0-9._ -]*(?:/[A-Za-z0-9][A-Za-z0-9._ -]*)*")
"""As in the schema: what breaks it, such as ../ or a path from the root, is never opened."""


def _attachments(document: Document, data: Mapping[str, Any]) -> list[AttachmentFacts]:
    return [
        AttachmentFacts(
            one["file"],
            one["sha256"] if isinstance(one.get("sha256"), str) else None,
            n,
            *document.locate(("attachments", n, "file")),
            *document.locate(("attachments", n, "sha256")),
        )
        for n, one in _items(data, "attachments", "file")
        if _FILE.fullmatch(one["file"])
    ]

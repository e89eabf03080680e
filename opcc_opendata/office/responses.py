"""The responses of one force that the project holds, as an office at work on them sees them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from opcc_opendata.project import Project
from opcc_opendata.record import Record
from opcc_opendata.schema import Standard
from opcc_opendata.yaml_reader import find_records, read_file


class State(StrEnum):
    """How far the response to a report has come, as the project's records show it. A later one outweighs an earlier."""

    NOTHING = "nothing"
    WITHDRAWN = "withdrawn"
    BEGUN = "begun"
    HOLDING = "holding"
    ANSWERED = "answered"


@dataclass(frozen=True, slots=True)
class Response:
    """A record: the file as people see it, its data, and how far it answers the reports in it."""

    shown: str
    data: Record
    state: State


def responses_of(force: str, project: Project, standard: Standard) -> tuple[list[Response], int]:
    """Give the force's responses in the project, and how many files could not be looked at because of an error."""
    found, faulty = [], 0
    for path in find_records([project.records], project.root).files:
        document = read_file(path, project.show(path), project.root)
        data = document.data
        if data is None or document.problems or standard.check(document):
            faulty += 1
        elif data["force"] == force:
            found.append(Response(document.path, data, _state(data)))
    return found, faulty


def _state(data: Record) -> State:
    if "withdrawal" in data:
        return State.WITHDRAWN
    # A record that was made from a document is of something published, even if nobody knows when. The view
    # `outstanding` tells it in the same way.
    if "published" not in data.get("dates", {}) and data.get("source", {}).get("origin") == "record":
        return State.BEGUN
    return State.HOLDING if data["stage"] == "holding" else State.ANSWERED

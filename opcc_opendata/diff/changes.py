"""What a comparison finds: changes, and the counts before and after."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum


class ChangeKind(StrEnum):
    """What sort of change it is, in the order in which they are told."""

    VANISHED = "vanished"
    RENAMED = "renamed"
    UNREADABLE = "unreadable"
    ADDED = "added"
    READABLE = "readable"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"
    RESTORED = "restored"
    NO_LONGER_CURRENT = "no_longer_current"
    CURRENT_AGAIN = "current_again"
    DEADLINE = "deadline"
    ACCEPTANCE = "acceptance"
    EDITED = "edited"
    PROGRESS = "progress"
    CORRECTED = "corrected"


@dataclass(frozen=True, slots=True)
class Change:
    """One change to the data. With `is_error` it must not be taken as it is.

    `response` is the id of the response, empty where no id could be read. `place` says where in the record it is, as
    `recommendation 2: answer, acceptance`. `before` and `after` are the values there, None where there is none.
    """

    kind: ChangeKind
    response: str
    path: str
    sentence: str
    is_error: bool = False
    place: str = ""
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two sides compared: what they are called, what is counted on each, and the changes in the order to be told."""

    before: str
    after: str
    changes: tuple[Change, ...]
    counts_before: Mapping[str, int] = field(default_factory=dict)
    counts_after: Mapping[str, int] = field(default_factory=dict)
    not_compared: tuple[str, ...] = ()
    """Files that differ and that decide what is late or overdue: both sides are judged by those of the project."""

    @property
    def errors(self) -> int:
        """Count the changes that must not be taken as they are."""
        return sum(change.is_error for change in self.changes)

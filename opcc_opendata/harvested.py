"""What the last harvest of other offices' data has left for the build: sources, runs, claims, origins of files.

`opcc harvest` keeps the last good copy of each source in `harvest/` and makes `records/` of them: a link into the run
that counts, `harvest/current`. Beside those records lie the two files that are read here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from opcc_opendata import files
from opcc_opendata.files import UnreadableFileError
from opcc_opendata.settings import Coverage, NonResponseReason, Settings
from opcc_opendata.statute import PERIOD_DAYS

HARVEST: Final = "harvest"
"""The folder of a project in which a harvest keeps what it has fetched."""

RUN: Final = f"{HARVEST}/current"
"""The link to the run that counts."""

STATE_FILE: Final = "harvest.json"
FILES_FILE: Final = "files.json"

CURRENT: Final = "current"
UNREACHABLE: Final = "unreachable"
BROKEN: Final = "broken"
WITHDRAWN: Final = "withdrawn"
ENDED: Final = "ended"
STATES: Final = (CURRENT, UNREACHABLE, BROKEN, WITHDRAWN, ENDED)
"""What a source can be. A source that is unreachable or broken may have published what nobody here has seen."""

_NO_MORE: Final = (WITHDRAWN, ENDED)
_MOST_BYTES: Final = 200_000_000


class HarvestStateError(Exception):
    """What the last harvest left can't be read. The text is a sentence for people."""


class SourceState(NamedTuple):
    """One source after a harvest.

    `since` is when this state began, and `fetched` when the last good copy was taken, both RFC 3339 in UTC; a source
    that was withdrawn or has ended has a day in `since`. `problem` says in a sentence why it is not current. `note`
    says what was passed over, or else is to be said. `revision` is the commit, or the SHA-256 of the archive or of the
    folder's files. `responses` counts the records of the last good copy. `fetched` and `revision` are None where only
    the fact of each response is left, though the source is no longer withdrawn. `looked` is only of a source that has
    ended, and the last day on which all that its office published was here.
    """

    id: str
    kind: str
    address: str | None
    bodies: tuple[str, ...]
    state: str
    since: str
    problem: str | None = None
    note: str | None = None
    fetched: str | None = None
    revision: str | None = None
    successor: str | None = None
    responses: int = 0
    looked: str | None = None


class HarvestRun(NamedTuple):
    """One harvest that found something new: when (RFC 3339, UTC), how many sources are in each state, and what it did.

    `added` and `changed` count records. None is ever removed.
    """

    time: str
    current: int
    unreachable: int
    broken: int
    withdrawn: int
    ended: int
    responses: int
    added: int
    changed: int


class Origin(NamedTuple):
    """Where a file of the national records is from: its source, its SHA-256, and what the office's git says of it.

    `commit` is None where the source is no git repository. `added` and `changed` are RFC 3339 in UTC: of the commit, or
    of the harvest. `changes` are the times of all changes after it was added.
    """

    source: str
    sha256: str
    commit: str | None
    added: str
    changed: str
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Harvested:
    """What a harvest left, without the origins of the files, which `read_origins` reads."""

    sources: tuple[SourceState, ...] = ()
    runs: tuple[HarvestRun, ...] = ()
    coverage: tuple[Coverage, ...] = ()
    silences: tuple[NonResponseReason, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Give what `from_json` takes."""
        return {
            "sources": [one._asdict() for one in self.sources],
            "runs": [one._asdict() for one in self.runs],
            "coverage": [[one.policing_body, one.start, one.end, one.note] for one in self.coverage],
            "silences": [[one.force, one.inspection, one.reason, one.covered_by, one.note] for one in self.silences],
        }

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Harvested:
        """Take up what `as_json` gave. Raises KeyError, TypeError and ValueError for anything else."""
        return cls(
            tuple(SourceState(**(one | {"bodies": tuple(one["bodies"])})) for one in data["sources"]),
            tuple(HarvestRun(**one) for one in data["runs"]),
            tuple(Coverage(*one) for one in data["coverage"]),
            tuple(NonResponseReason(*one) for one in data["silences"]),
        )


def read_harvest(root: Path) -> Harvested | None:
    """Read what the last harvest left in a project, or return None where there was none. Raises HarvestStateError."""
    if not os.path.islink(root / RUN):  # noqa: PTH114 (asked by every command, and faster than a Path's own)
        return None
    data = _read(root, STATE_FILE)
    try:
        return Harvested.from_json(data)
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise _damaged(root, STATE_FILE) from error


def read_origins(root: Path) -> dict[str, Origin]:
    """Read where each record is from, by its path from the project's folder. Raises HarvestStateError."""
    if not os.path.islink(root / RUN):  # noqa: PTH114
        return {}
    data = _read(root, FILES_FILE)
    try:
        return {
            path: Origin(source, sha256, commit, added, changed, tuple(changes))
            for path, (source, sha256, commit, added, changed, changes) in data.items()
        }
    except (TypeError, ValueError, AttributeError) as error:
        raise _damaged(root, FILES_FILE) from error


def state_digest(root: Path) -> str:
    """Return a checksum of what the last harvest left, or "" where there was none."""
    if not os.path.islink(root / RUN):  # noqa: PTH114
        return ""
    try:
        return "".join(files.sha256(root / RUN / name, _MOST_BYTES, root) for name in (STATE_FILE, FILES_FILE))
    except UnreadableFileError:
        return ""


def with_claims(settings: Settings, harvested: Harvested | None) -> Settings:
    """Add to a project's own settings what its sources claim, after what it says itself.

    Nobody can claim what no longer comes: of a source that has ended, the responses to reports whose 56 days were not
    over at its end or on the last day on which its data were looked at, and of one that was withdrawn, anything.
    """
    if harvested is None:
        return settings
    last = {body: _last_claimed(one) for one in harvested.sources for body in one.bodies if one.state in _NO_MORE}
    own = [cut for one in settings.coverage for cut in _cut(one, last)]
    places = [
        place for place, one in zip(settings.coverage_places, settings.coverage, strict=False) for _ in _cut(one, last)
    ]
    return replace(
        settings,
        coverage=(*own, *(cut for one in harvested.coverage for cut in _cut(one, last))),
        coverage_places=tuple(places),
        silences=(*settings.silences, *harvested.silences),
        unseen_from={
            body: _unseen_from(one) for one in harvested.sources for body in one.bodies if one.state != CURRENT
        },
    )


def _last_claimed(source: SourceState) -> str:
    """Give the last day of a report of which it is known whether an office answered it, or "" where none is."""
    looked = _last_look(source)
    if source.state == WITHDRAWN or not looked:
        return ""
    return (date.fromisoformat(min(source.since, looked)) - timedelta(PERIOD_DAYS)).isoformat()


def _cut(claim: Coverage, last: Mapping[str, str]) -> list[Coverage]:
    """Give a claim as far as it can hold, or nothing."""
    end = last.get(claim.policing_body)
    if end is None:
        return [claim]
    return [replace(claim, end=min(claim.end or end, end))] if claim.start <= end else []


def _unseen_from(source: SourceState) -> str | None:
    """Give the first day on which an office may have published what nobody here has seen, or None for every day.

    All that an office published that has ended is here only if its data were looked at on the day of its end or later;
    and whoever took over publishes elsewhere.
    """
    return source.since if source.state == ENDED and _last_look(source) >= source.since else None


def _last_look(source: SourceState) -> str:
    """Give the day on which its data were looked at for the last time: that of the copy, where no other was kept."""
    return source.looked or (source.fetched or "")[:10]


def states_counted(sources: Iterable[SourceState]) -> dict[str, int]:
    """Count the sources in each state."""
    found = dict.fromkeys(STATES, 0)
    for one in sources:
        found[one.state] += 1
    return found


def _read(root: Path, name: str) -> Any:
    try:
        return json.loads(files.read_bytes(root / RUN / name, _MOST_BYTES, root))
    except UnreadableFileError as error:
        raise HarvestStateError(f"{root / RUN / name} can't be read. {error} Run opcc harvest again.") from error
    except ValueError as error:
        raise _damaged(root, name) from error


def _damaged(root: Path, name: str) -> HarvestStateError:
    return HarvestStateError(
        f"{root / RUN / name} is damaged. Put the folder {HARVEST}/ back as it was, or delete it and run opcc harvest "
        "again: then nothing is known of sources that can't be reached."
    )

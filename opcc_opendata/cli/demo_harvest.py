"""What a harvest of many invented offices leaves, for the demonstration: sources in all five states, and three runs.

Nothing is fetched, so that `opcc serve --demo` starts at once: this writes the files that `opcc harvest` would write,
by the same types. Days count from the first of the month, because each month has a demonstration of its own.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from opcc_opendata.harvested import (
    BROKEN,
    CURRENT,
    ENDED,
    FILES_FILE,
    HARVEST,
    RUN,
    STATE_FILE,
    UNREACHABLE,
    WITHDRAWN,
    Harvested,
    HarvestRun,
    Origin,
    SourceState,
    states_counted,
)
from opcc_opendata.project import RECORDS

UNREACHABLE_OFFICE: Final = "cleveland"
BROKEN_OFFICE: Final = "lincolnshire"
WITHDRAWN_OFFICE: Final = "warwickshire"
NEWEST_OFFICE: Final = "durham"
"""The office whose data came with the last harvest."""
ENDED_BODY: Final = "south-yorkshire-pcc"
ENDED_ON: Final = date(2024, 5, 7)
SUCCESSOR: Final = "south-yorkshire-mayor"

_FIRST_RUN: Final = date(2025, 9, 1)
_WITHDRAWAL: Final = """withdrawal:
  withdrawn_on: {day}
  reason: Invented text. The office took its data back, to check them.
"""
_PROBLEMS: Final = {
    UNREACHABLE_OFFICE: "Invented: the server answers with status 503.",
    BROKEN_OFFICE: "Invented: a record has no recommendation number. And 2 more.",
    WITHDRAWN_OFFICE: "Invented: the office took its data back, to check them.",
}


@dataclass(frozen=True, slots=True)
class _Days:
    """When what happened. `lost` is since when an office can't be reached, and `spoilt` since when one is broken."""

    month: date

    @property
    def spoilt(self) -> date:
        return self.month - timedelta(40)

    @property
    def lost(self) -> date:
        return self.month - timedelta(12)

    @property
    def withdrawn(self) -> date:
        return self.month - timedelta(2)


def write_harvest(folder: Path, bodies: Mapping[str, Sequence[str]], month: date) -> None:
    """Make the invented records of a folder those of a harvest, and withdraw one office's.

    `bodies` are the codes of the bodies of each force, and `month` is the first day of the month.
    """
    days = _Days(month)
    run = folder / HARVEST / "runs" / _time(month).replace(":", "")
    run.mkdir(parents=True)
    (folder / RECORDS).rename(run / RECORDS)
    (folder / RUN).symlink_to(f"runs/{run.name}")
    (folder / RECORDS).symlink_to(f"{RUN}/{RECORDS}")
    _withdraw(run / RECORDS / WITHDRAWN_OFFICE, days.withdrawn)
    origins = {
        path.relative_to(run).as_posix(): _origin(path, days) for path in sorted((run / RECORDS).glob("*/*.yaml"))
    }
    sources = tuple(_sources(bodies, origins, days))
    state = Harvested(sources, tuple(_runs(sources, origins, days)))
    for name, content in ((STATE_FILE, state.as_json()), (FILES_FILE, origins)):
        (run / name).write_text(json.dumps(content), encoding="utf-8")


def _time(day: date) -> str:
    return f"{day}T05:00:00Z"


def _withdraw(folder: Path, day: date) -> None:
    for path in folder.glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        if "\nwithdrawal:\n" not in text:
            path.write_text(text + _WITHDRAWAL.format(day=day), encoding="utf-8")


def _origin(path: Path, days: _Days) -> Origin:
    """Say where a record is from: it was added with the first harvest, or when its office came."""
    force, text = path.parent.name, path.read_bytes()
    name = ENDED_BODY if b"\npolicing_body: %b\n" % ENDED_BODY.encode() in text else force
    added = days.withdrawn if force == NEWEST_OFFICE else _FIRST_RUN
    changes: tuple[str, ...] = ()
    if force == WITHDRAWN_OFFICE:
        changes = (_time(days.withdrawn),) if _withdrawn_on(text) == days.withdrawn else ()
    sha256 = hashlib.sha256(text).hexdigest()
    return Origin(name, sha256, None, _time(added), changes[-1] if changes else _time(added), changes)


def _withdrawn_on(text: bytes) -> date | None:
    found = re.search(rb"^  withdrawn_on: ([0-9-]{10})$", text, re.MULTILINE)
    return date.fromisoformat(found[1].decode()) if found else None


def _sources(bodies: Mapping[str, Sequence[str]], origins: Mapping[str, Origin], days: _Days) -> Iterator[SourceState]:
    counted: dict[str, int] = {}
    for origin in origins.values():
        counted[origin.source] = counted.get(origin.source, 0) + 1
    since = {
        UNREACHABLE_OFFICE: (UNREACHABLE, days.lost),
        BROKEN_OFFICE: (BROKEN, days.spoilt),
        WITHDRAWN_OFFICE: (WITHDRAWN, days.withdrawn),
        NEWEST_OFFICE: (CURRENT, days.withdrawn),
        ENDED_BODY: (ENDED, ENDED_ON),
    }
    named = {force: tuple(code for code in own if code != ENDED_BODY) for force, own in bodies.items()}
    for name, own in sorted({**named, ENDED_BODY: (ENDED_BODY,)}.items()):
        state, begun = since.get(name, (CURRENT, _FIRST_RUN))
        yield SourceState(
            name,
            "archive",
            f"https://example.org/invented-offices/{name}.zip",
            own,
            state,
            str(begun) if state in (WITHDRAWN, ENDED) else _time(begun),
            problem=_PROBLEMS.get(name),
            fetched=_time(begun - timedelta(1) if state in (UNREACHABLE, BROKEN) else max(begun, _FIRST_RUN)),
            revision=hashlib.sha256(name.encode()).hexdigest(),
            successor=SUCCESSOR if name == ENDED_BODY else None,
            responses=counted.get(name, 0),
        )


def _runs(sources: Sequence[SourceState], origins: Mapping[str, Origin], days: _Days) -> Iterator[HarvestRun]:
    """Give a run for each day on which something was new, with the states as they were after it."""
    ended, one = states_counted(sources)[ENDED], len(sources) - 1  # the newest office came with the last run
    newest = sum(origin.source == NEWEST_OFFICE for origin in origins.values())
    withdrawn = sum(bool(origin.changes) for origin in origins.values())
    before = len(origins) - newest
    yield HarvestRun(_time(_FIRST_RUN), one - ended, 0, 0, 0, ended, before, before, 0)
    yield HarvestRun(_time(days.spoilt), one - ended - 1, 0, 1, 0, ended, before, 0, 0)
    yield HarvestRun(_time(days.lost), one - ended - 2, 1, 1, 0, ended, before, 0, 0)
    yield HarvestRun(_time(days.withdrawn), one - ended - 2, 1, 1, 1, ended, len(origins), newest, withdrawn)

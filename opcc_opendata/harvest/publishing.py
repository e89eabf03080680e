"""The copies of all sources → `records/`, which changes from one whole to the next in one step, and what is remembered.

Each run that finds something new has a folder, with the records and the files that `harvested` reads. The link
`harvest/current` leads to the one that counts.
"""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final, NamedTuple

from opcc_opendata import files
from opcc_opendata.database.swap import building
from opcc_opendata.files import write_file
from opcc_opendata.harvest.copies import LastGoodCopy, copy_files
from opcc_opendata.harvest.fetching import LastFetch
from opcc_opendata.harvest.reports import write_reports
from opcc_opendata.harvest.sources import SOURCES, HarvestSource
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
    read_harvest,
    read_origins,
    states_counted,
)
from opcc_opendata.problems import one_line
from opcc_opendata.project import RECORDS, Project
from opcc_opendata.settings import read_settings

_MEMORY: Final = "memory.json"
_LOOKED: Final = "looked.json"
_WAIT_SECONDS: Final = 600.0
_MOST_RUNS: Final = 1_000
_MOST_BYTES: Final = 200_000_000
_LONGEST: Final = 2_000


class MemoryFileError(Exception):
    """What a harvest remembers is damaged. The text is a sentence for people."""


class Memory(NamedTuple):
    """What a harvest remembers of a source: what it last looked at, whether that was good, and its last good copy.

    `key` stands for all that decides what is found in it, and `others` for the other sources. `wrong` says line by line
    why it could not be used, `public` what everybody is told in place of the first line, and `said` what its records
    and those of others say differently.
    """

    key: str
    others: str
    seen: LastFetch | None
    wrong: tuple[str, ...]
    copy: str | None
    said: tuple[str, ...] = ()
    public: str = ""


@dataclass(frozen=True, slots=True)
class Harvest:
    """What a harvest did: the sources as they are now, the run that it added if anything is new, and the reports."""

    sources: tuple[SourceState, ...]
    run: HarvestRun | None
    reports: Mapping[str, Path]

    @property
    def is_current(self) -> bool:
        """Whether every source is current."""
        return all(one.state == CURRENT for one in self.sources)

    @property
    def responses(self) -> int:
        """How many responses there are of all sources together."""
        return sum(one.responses for one in self.sources)


def time_of_run(root: Path) -> str:
    """Return what time it is (RFC 3339, UTC), a second at least after the last run: no two of them have one time."""
    now = datetime.now(UTC)
    runs = (read_harvest(root) or Harvested()).runs
    if runs:
        now = max(now, datetime.fromisoformat(runs[-1].time) + timedelta(seconds=1))
    return f"{now:%Y-%m-%dT%H:%M:%SZ}"


def remembered(root: Path) -> dict[str, Memory]:
    """Read what the last harvest remembers of each source, by its id. Raises MemoryFileError."""
    if not os.path.lexists(root / RUN):
        return {}
    path = root / RUN / _MEMORY
    try:
        data = json.loads(files.read_bytes(path, _MOST_BYTES, root))
        return {
            name: Memory(key, others, LastFetch(*seen) if seen else None, tuple(wrong), copy, tuple(said), public)
            for name, (key, others, seen, wrong, copy, said, public) in data.items()
        }
    except (files.UnreadableFileError, ValueError, TypeError, AttributeError) as error:
        raise MemoryFileError(f"{path} is damaged. Put the folder {HARVEST}/ back as it was.") from error


def publish(
    project: Project,
    sources: Mapping[str, HarvestSource],
    memory: dict[str, Memory],
    copies: Mapping[str, LastGoodCopy],
    problems: Mapping[str, str],
    disagreements: Mapping[str, list[str]] | None,
    now: str,
    say: Callable[[str], None],
) -> Harvest:
    """Put the copies of all sources in the place of what was there, if anything is new, and write the reports.

    `problems` say why a source could not be reached, `disagreements` (None: as before) what records of several sources
    say differently, each by the source's id. `now` is in RFC 3339.
    """
    before = read_harvest(project.root) or Harvested()
    last = {one.id: one for one in before.sources}
    if disagreements is not None:
        for name, one in memory.items():
            memory[name] = one._replace(said=tuple(disagreements.get(name, ())))
    states = tuple(
        _state(source, memory.get(source.id), copies.get(source.id), last.get(source.id), problems.get(source.id), now)
        for source in sources.values()
    )
    looked = _days_looked(project.root)
    states = tuple(_with_last_look(one, looked, last.get(one.id)) for one in states)
    claimed = {one.policing_body for one in read_settings(project.root).coverage}
    every = [copies[name] for name in sources if name in copies]
    after = Harvested(
        states,
        before.runs,
        tuple(one for copy in every for one in copy.coverage if one.policing_body not in claimed),
        tuple(one for copy in every for one in copy.silences),
    )
    origins = {path: one for copy in every for path, one in copy.origins.items()}
    old = read_origins(project.root)
    run = None
    if after != before or origins != old:
        run = HarvestRun(
            now,
            **states_counted(states),
            responses=len(origins),
            added=len(origins.keys() - old.keys()),
            changed=sum(path in old and old[path].sha256 != one.sha256 for path, one in origins.items()),
        )
        after = replace(after, runs=(*after.runs, run)[-_MOST_RUNS:])
    if run is not None or memory != remembered(project.root) or _are_altered(project.root, origins):
        _swap(project, after, every, origins, memory, now, say)
    days = {one.id: now[:10] if one.state == CURRENT else looked.get(one.id, "") for one in states}
    if days != looked:
        write_file(project.root / HARVEST / _LOOKED, json.dumps(days, indent=0), force=True)
    wrong = {name: one.wrong for name, one in memory.items()}
    said = {name: one.said for name, one in memory.items()}
    tell = {name: source.tell for name, source in sources.items()}
    return Harvest(states, run, write_reports(project.root / HARVEST / "reports", states, wrong, said, tell))


def _days_looked(root: Path) -> dict[str, str]:
    """Read on which day each source was last looked at and was current. Without the file, no day is known.

    It is no part of a run: where nothing is new, there is none, and the day is another all the same.
    """
    try:
        found = json.loads(files.read_bytes(root / HARVEST / _LOOKED, _MOST_BYTES, root))
        return {name: date.fromisoformat(day).isoformat() if day else "" for name, day in found.items()}
    except (files.UnreadableFileError, ValueError, TypeError, AttributeError):
        return {}


def _with_last_look(state: SourceState, looked: Mapping[str, str], before: SourceState | None) -> SourceState:
    """Say of a source that has ended when all that its office published was here for the last time."""
    if state.state != ENDED or state.fetched is None:
        return state
    known = before.looked or "" if before is not None and before.state == ENDED else ""
    return state._replace(looked=max(known, looked.get(state.id, ""), state.fetched[:10]))


def _are_altered(root: Path, origins: Mapping[str, Origin]) -> bool:
    """Tell if somebody else has written to the records since they were put there."""
    try:
        return any(files.sha256(root / path, _MOST_BYTES, root) != one.sha256 for path, one in origins.items())
    except files.UnreadableFileError:
        return True


def _state(
    source: HarvestSource,
    memory: Memory | None,
    copy: LastGoodCopy | None,
    before: SourceState | None,
    problem: str | None,
    now: str,
) -> SourceState:
    """Work out the state of a source. `problem` says why it could not be reached."""
    if source.withdrawn is not None:
        state, problem = WITHDRAWN, source.reason
    elif source.ended is not None:
        state = ENDED
    elif problem is not None:
        state = UNREACHABLE
    elif memory is not None and memory.wrong:
        more = len(memory.wrong) - 1
        state, problem = BROKEN, (memory.public or memory.wrong[0]) + (f" And {more:,} more." if more else "")
    else:
        state = CURRENT
    notes = list(copy.notes) if copy is not None else []
    taken_back = len(copy.taken_back) if copy is not None and state != WITHDRAWN else 0
    if taken_back:
        why = problem or (memory.public or memory.wrong[0] if memory is not None and memory.wrong else "")
        notes.append(_taken_back(taken_back, why if state == ENDED else ""))
    since = before.since if before is not None and before.state == state else now
    return SourceState(
        source.id,
        source.kind,
        source.address,
        source.bodies,
        state,
        source.withdrawn or source.ended or since,
        one_line(problem)[:_LONGEST] if problem else None,
        one_line(" ".join(notes))[:_LONGEST] or None,
        copy.fetched if copy is not None and not taken_back else None,
        copy.revision if copy is not None and not taken_back else None,
        source.successor,
        len(copy.facts) if copy is not None else 0,
    )


def _taken_back(responses: int, why: str) -> str:
    """Say what readers see of a source that sources.yml no longer says was withdrawn, until its data are here again."""
    shown = "1 response" if responses == 1 else f"{responses:,} responses"
    return (
        f"Only the fact of {shown} is shown: {SOURCES} said that the office had withdrawn its data, and there has been "
        f"no good copy of them since. {why}".strip()
    )


def _swap(
    project: Project,
    after: Harvested,
    copies: list[LastGoodCopy],
    origins: Mapping[str, Origin],
    memory: Mapping[str, Memory],
    now: str,
    say: Callable[[str], None],
) -> None:
    """Make the folder of this run whole, and let `harvest/current` lead to it: one step, before or after a build."""
    root, runs = project.root, project.root / HARVEST / "runs"
    runs.mkdir(exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=f"{now.replace(':', '')}-", dir=runs))
    folder.chmod(0o755)
    (folder / RECORDS).mkdir()
    for copy in copies:
        copy_files(copy, folder)
    contents: dict[str, Any] = {STATE_FILE: after.as_json(), FILES_FILE: origins, _MEMORY: memory}
    for name, content in contents.items():
        write_file(folder / name, json.dumps(content, ensure_ascii=True, indent=0))
    os.sync()
    with building(project.database, _WAIT_SECONDS, say):
        last = os.path.realpath(root / RUN)
        _link(f"runs/{folder.name}", root / RUN)
        if not os.path.lexists(project.records):
            _link(f"{RUN}/{RECORDS}", project.records)
    kept = (os.path.realpath(folder), last)
    kept_copies = {(name, one.copy) for name, one in memory.items()}
    for other in runs.iterdir():
        if os.path.realpath(other) not in kept:
            shutil.rmtree(other, ignore_errors=True)
    for path in (root / HARVEST / "copies").glob("*/*"):
        if (path.parent.name, path.name) not in kept_copies:
            shutil.rmtree(path, ignore_errors=True)


def _link(target: str, path: Path) -> None:
    """Let a link lead to a target, in one step."""
    new = path.with_name(f".{path.name}.{os.getpid()}.new")
    new.unlink(missing_ok=True)
    new.symlink_to(target)
    new.replace(path)

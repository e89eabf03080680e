"""One harvest: every source is fetched and checked by itself, and what is good takes the place of what was there.

Each source has one state and one last good copy. A source that can't be reached, or that gives what can't be used,
keeps its copy; but a response that its office withdraws is withdrawn here as well, whatever else is wrong.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

from opcc_opendata import files
from opcc_opendata.database import BuildError
from opcc_opendata.harvest import git_source
from opcc_opendata.harvest.checking import CheckedSource, Job, check, unreadable
from opcc_opendata.harvest.copies import (
    DamagedCopyError,
    LastGoodCopy,
    keep_copy,
    list_of_files,
    read_copy,
    with_withdrawals,
)
from opcc_opendata.harvest.fetching import Fetched, fetch
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits, UnreachableError
from opcc_opendata.harvest.publishing import Harvest, Memory, MemoryFileError, publish, remembered, time_of_run
from opcc_opendata.harvest.sources import SOURCES, HarvestSource, SourcesError, read_sources
from opcc_opendata.harvest.together import disagreements, refused_together
from opcc_opendata.harvested import HARVEST, RUN, Origin
from opcc_opendata.project import RECORDS, Project, project_at
from opcc_opendata.result_cache import fingerprint
from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError
from opcc_opendata.schema import Standard, project_standard
from opcc_opendata.yaml_writer import NotWritableError

_AT_ONCE: Final = 8
_MOST_NAMED: Final = 20


class HarvestError(Exception):
    """Nothing was harvested. The text is a sentence for people; what was there before is as it was."""


def harvest(
    root: Path,
    *,
    limits: SourceLimits | None = None,
    say: Callable[[str], None] = lambda _: None,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> Harvest:
    """Harvest the sources of the project in a folder. Raises SourcesError and HarvestError.

    `say` gets sentences for people, `progress` the number of sources done.
    """
    from filelock import FileLock, Timeout

    project = project_at(root)
    read_sources(project.root, project_standard(project))  # before anything is made in the folder
    _refuse_own_records(project)
    lock = project.root / HARVEST / ".lock"
    try:
        lock.parent.mkdir(exist_ok=True)
        if os.path.lexists(lock):
            files.check_file(lock, None, lock.parent)
        with FileLock(lock).acquire(timeout=0):
            return _Run(project, limits or SourceLimits(), say, progress).run()
    except Timeout:
        raise HarvestError("Another harvest of this project is running. Try again when it has ended.") from None
    except (DamagedCopyError, MemoryFileError, BuildError, NotWritableError) as error:
        raise HarvestError(str(error)) from error
    except files.UnreadableFileError as error:
        raise HarvestError(f"{lock} is in the way. {error}") from error
    except OSError as error:
        raise HarvestError(f"{error.filename or lock.parent}: {files.reason(error)}.") from error


def _refuse_own_records(project: Project) -> None:
    records = project.records
    if os.path.lexists(records) and not (
        records.is_symlink() and os.readlink(records) == f"{RUN}/{RECORDS}"  # noqa: PTH115
    ):
        raise HarvestError(
            f"{records} is there already, and a harvest makes it of what the sources hold. Move it to a folder of its "
            f"own, and name that in {SOURCES} as one more source, with folder."
        )


@dataclass
class _Run:
    """One harvest under its lock. The steps stand in the order in which `run` takes them.

    `old` are the last good copies as they were, `new` those that take their place. `problems` say why a source could
    not be reached, and `withdrawals` what the records of a source say of their withdrawal.
    """

    project: Project
    limits: SourceLimits
    say: Callable[[str], None]
    progress: Callable[[int, int], None]
    new: dict[str, LastGoodCopy] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)
    withdrawals: dict[str, dict[str, dict[str, Any]]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.folder = self.project.root / HARVEST
        self.staging, self.work = self.folder / "staging", self.folder / "work"
        self.standard: Standard = project_standard(self.project)
        self.sources = {source.id: source for source in read_sources(self.project.root, self.standard)}
        self.now = time_of_run(self.project.root)
        self.memory = remembered(self.project.root)
        self.old = {
            name: read_copy(self.folder / "copies" / name / one.copy)
            for name, one in self.memory.items()
            if one.copy is not None
        }
        self.fingerprint = fingerprint(self.project)

    def run(self) -> Harvest:
        """Harvest all sources, and put the result in its place if anything in it is new."""
        self.refuse_lost()
        for folder in (self.staging, self.work):  # a run that died has left them
            shutil.rmtree(folder, ignore_errors=True)
        try:
            self.check(self.fetch())
            self.hold_together()
            self.withdraw_sources()
            copies = self.old | self.new
            said = disagreements(copies, self.standard, self.project.settings) if self.new else None
            return publish(self.project, self.sources, self.memory, copies, self.problems, said, self.now, self.say)
        finally:
            for folder in (self.staging, self.work):
                shutil.rmtree(folder, ignore_errors=True)

    def refuse_lost(self) -> None:
        """Refuse sources.yml where responses would go without a word: of a source, or of a body that it had."""
        wrong = []
        for name, copy in self.old.items():
            if name not in self.sources:
                wrong.append(
                    f"{SOURCES}: {name} is no longer here, and {len(copy.facts):,} responses are from it. Put it back, "
                    "and write ended or withdrawn under it, with the day."
                )
                continue
            lost = {one.policing_body for one in copy.facts.values()} - set(self.sources[name].bodies)
            if lost:
                wrong.append(
                    f"{SOURCES}: {name} has responses of {', '.join(sorted(lost))}, and may no longer speak for it. "
                    "Leave the body under bodies."
                )
        if wrong:
            raise SourcesError("\n".join(wrong))

    # --- fetching, in several threads: they wait for the network

    def fetch(self) -> dict[str, Fetched | CheckedSource | None]:
        """Fetch the sources. Gives what there is to check, or what is wrong already; None where nothing has changed.

        One that was withdrawn is not asked, and one that has ended only until there is a copy of what it published.
        """
        asked = [
            one
            for one in self.sources.values()
            if one.withdrawn is None and (one.ended is None or one.id not in self.old or self.is_taken_back(one.id))
        ]
        found: dict[str, Fetched | CheckedSource | None] = {}
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for source, result in zip(asked, pool.map(self.fetch_one, asked), strict=True):
                if isinstance(result, UnreachableError):
                    self.problems[source.id] = str(result)
                else:
                    found[source.id] = result
                self.progress(len(found) + len(self.problems), len(asked))
        return found

    def fetch_one(self, source: HarvestSource) -> Fetched | CheckedSource | UnreachableError | None:
        """Fetch one source; an error is a value."""
        last = self.memory.get(source.id)
        is_known = last is not None and last.key == self.key(source)
        if last is not None and last.wrong and last.others != self.others_digest(source.id):
            is_known = False  # what was wrong may be so no longer, beside what the others say now
        if self.is_taken_back(source.id):
            is_known = False  # readers see less than what was looked at then
        before = last.seen if is_known and last is not None else None
        work = self.folder / "git" / source.id if source.kind == "git" else self.work / source.id
        try:
            return fetch(source, self.project.root, work, before, self.limits)
        except UnreachableError as error:
            return error
        except BrokenDataError as error:
            return unreadable(error)
        except OSError as error:
            return UnreachableError(f"It could not be fetched: {files.reason(error)}.")

    def is_taken_back(self, name: str) -> bool:
        """Tell if responses of a source are withdrawn only because sources.yml said so when it was last read."""
        return name in self.old and bool(self.old[name].taken_back)

    def key(self, source: HarvestSource) -> str:
        """Return a checksum of all that decides what is found in a source, but for its data and the other sources."""
        return hashlib.sha256(f"{source!r}\0{self.fingerprint}".encode()).hexdigest()

    def others_digest(self, name: str) -> str:
        """Return a checksum of the last good copies of all other sources, as they were before this run."""
        names = sorted(f"{other} {copy.name}" for other, copy in self.old.items() if other != name)
        return hashlib.sha256("\n".join(names).encode()).hexdigest()

    # --- checking, one source at a time in a process of its own

    def check(self, fetched: Mapping[str, Fetched | CheckedSource | None]) -> None:
        """Check what was fetched, and accept or refuse it."""
        with Sandbox(check, self.limits.work, (BrokenDataError,)) as sandbox:
            for source in self.sources.values():
                got = fetched.get(source.id)
                if got is None:
                    continue
                folder = self.staging / source.id
                checked = self.checked(sandbox, source, got, folder) if isinstance(got, Fetched) else got
                self.withdrawals[source.id] = checked.withdrawals
                wrong = [*checked.wrong, *self.without_a_word(source.id, checked)]
                if isinstance(got, Fetched) and not wrong:
                    self.accept(source, got, checked, folder)
                else:
                    self.refuse(source, got, wrong, checked.public)

    def checked(
        self, sandbox: Sandbox[Job, CheckedSource], source: HarvestSource, got: Fetched, folder: Path
    ) -> CheckedSource:
        """Check one source; what it does to the process that reads it is one more thing that is wrong."""
        copies = self.old | self.new
        others = {
            one.id: one.force for name, copy in copies.items() if name != source.id for one in copy.facts.values()
        }
        try:
            schema, register = self.project.schema, self.project.register
            return sandbox.run(Job(got, folder, schema, source.bodies, others, self.limits, register))
        except BrokenDataError as error:
            return unreadable(error)
        except SandboxLimitError:
            return unreadable(BrokenDataError(["To read it takes too long, or too much memory."]))
        except SandboxError as error:
            return unreadable(BrokenDataError([f"It could not be read ({error})."]))

    def without_a_word(self, name: str, checked: CheckedSource) -> Iterator[str]:
        """Say which responses have vanished, or are back though they were withdrawn."""
        old = self.old.get(name)
        if old is None or (checked.wrong and not checked.facts):
            return
        now = {one.id: one for one in checked.facts.values()}
        for path, one in sorted(old.facts.items()):
            if one.id not in now:
                yield (
                    f"{path}: {one.id} was published and is gone without a word. Put it back; to take a response back, "
                    f"withdraw it: opcc withdraw {one.id} --reason TEXT"
                )
            elif one.withdrawn and not now[one.id].withdrawn and one.id not in old.taken_back:
                yield f"{path}: {one.id} was withdrawn, and is here again as if it had not been."

    def refuse(
        self, source: HarvestSource, got: Fetched | CheckedSource | None, wrong: Sequence[str], public: str = ""
    ) -> None:
        """Keep the last good copy, but for the responses that the office has withdrawn since."""
        seen = got.seen if isinstance(got, Fetched) else None
        old = self.old.get(source.id)
        name = old.name if old is not None else None
        self.memory[source.id] = Memory(
            self.key(source), self.others_digest(source.id), seen, tuple(wrong), name, public=public
        )
        said = self.withdrawals.get(source.id, {})
        there = {one.id for one in old.facts.values() if not one.withdrawn} if old is not None else set[str]()
        if old is not None and (gone := (there | old.taken_back.keys()) & said.keys()):
            self.take(source.id, self.withdrawn(source.id, old, {one: said[one] for one in gone}))

    def withdrawn(self, name: str, copy: LastGoodCopy, said: Mapping[str, Mapping[str, Any]]) -> LastGoodCopy:
        """Make a copy in which some responses are withdrawn."""
        folder = self.staging / f"{name}.withdrawn"
        shutil.rmtree(folder, ignore_errors=True)
        return with_withdrawals(copy, said, folder, self.standard, self.now)

    def take(self, name: str, copy: LastGoodCopy) -> None:
        """Make a copy the last good one of its source."""
        self.new[name] = keep_copy(copy, self.folder / "copies" / name)
        self.memory[name] = self.memory[name]._replace(copy=self.new[name].name)

    def accept(self, source: HarvestSource, got: Fetched, checked: CheckedSource, folder: Path) -> None:
        """Make what was fetched the last good copy of its source."""
        old, notes, dates = self.old.get(source.id), list(checked.notes), dict(checked.dates)
        revision = got.seen.revision
        if (
            got.kind == "git"
            and old is not None
            and not git_source.is_ancestor(got.path, old.revision, revision, self.limits)
        ):
            notes.append("The history of git was rewritten. Nothing has vanished, and dates stay as they were.")
            dates.clear()
        if old is not None and (back := [one.id for one in checked.facts.values() if not one.withdrawn]):
            notes += _shown_again([name for name in sorted(back) if name in old.taken_back])
        origins = {path: self.origin(source, path, checked.sums[path], dates.get(path)) for path in checked.facts}
        copy = LastGoodCopy(
            folder,
            list_of_files(folder),
            checked.facts,
            origins,
            checked.settings.coverage,
            checked.settings.silences,
            tuple(notes),
            self.now,
            revision,
        )
        # A new commit that changes nothing of the data is no new copy.
        if old is not None and replace(copy, folder=old.folder, fetched=old.fetched, revision=old.revision) == old:
            copy = replace(copy, fetched=old.fetched)
        self.memory[source.id] = Memory(self.key(source), "", got.seen, (), None)
        self.take(source.id, copy)

    def origin(self, source: HarvestSource, path: str, sha256: str, dates: Any) -> Origin:
        """Say since when a file is there, and as it is: what was known stays, what is new is of git, or of today."""
        old = self.old[source.id].origins.get(path) if source.id in self.old else None
        if old is not None and old.sha256 == sha256:
            return old
        if (
            dates is not None
            and old is not None
            and self.old[source.id].facts[path].id in self.old[source.id].taken_back
        ):
            # The office's git knows nothing of what readers saw here meanwhile.
            times = tuple(sorted({*old.changes, *dates.changes, self.now}))
            return Origin(source.id, sha256, dates.commit, dates.added, self.now, times)
        if dates is not None:
            return Origin(source.id, sha256, *dates)
        if old is None:
            return Origin(source.id, sha256, None, self.now, self.now)
        return Origin(source.id, sha256, None, old.added, self.now, (*old.changes, self.now))

    # --- all together

    def hold_together(self) -> None:
        """Refuse new copies that bring in errors beside all others."""
        for name, wrong in refused_together(self.old, self.new, self.standard, self.project.settings).items():
            last = self.memory[name]
            del self.new[name]
            self.refuse(self.sources[name], None, wrong)
            self.memory[name] = self.memory[name]._replace(seen=last.seen)

    def withdraw_sources(self) -> None:
        """Withdraw what is still there of sources that sources.yml says were withdrawn."""
        for source in self.sources.values():
            copy = (self.old | self.new).get(source.id)
            if source.withdrawn is None or copy is None:
                continue
            words = (source.withdrawn, source.reason or "")
            said = {"withdrawn_on": source.withdrawn, "reason": source.reason}
            left = {
                one.id: said
                for one in copy.facts.values()
                if not one.withdrawn or copy.taken_back.get(one.id, words) != words
            }
            if left or copy.coverage or copy.silences:
                gone = self.withdrawn(source.id, copy, left)
                taken_back = {**gone.taken_back, **dict.fromkeys(left, words)}
                self.take(source.id, replace(gone, coverage=(), silences=(), taken_back=taken_back))


def _shown_again(names: Sequence[str]) -> list[str]:
    """Say which responses are shown again that sources.yml alone had withdrawn."""
    if not names:
        return []
    more = f" and {len(names) - _MOST_NAMED:,} more" if len(names) > _MOST_NAMED else ""
    return [
        f"{SOURCES} no longer says that the office withdrew its data. Shown again as the office publishes them: "
        f"{', '.join(names[:_MOST_NAMED])}{more}."
    ]

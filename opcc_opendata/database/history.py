"""When each record was added and last changed, and by which commit: from git, or else from the last database.

A record is added, or changed, when the checked-out branch gets it: for a pull request that is the commit that merges
it, whenever its author wrote it. So the branch's first parents are followed. A record that is moved within `records/`,
or with the whole project, keeps the time when it was added; one that comes from another folder, such as a draft, is
added when it comes.

Where git does not show this (no git, a shallow clone, a file with changes that are not committed), it is carried over
from the database that the build replaces: the time when a response was added by its id, and when it was changed if its
file has the same checksum. What that database does not hold is from the day of the build. If there is no such database
either, nothing is claimed.
"""

from __future__ import annotations

import hashlib
import sqlite3
from collections import defaultdict
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from opcc_opendata import git
from opcc_opendata.files import UnreadableFileError, read_text
from opcc_opendata.tables import canonical_json

DATES_CHECKSUM: Final = "dates_sha256"
"""The fact about a build that vouches for the dates in it: a damaged database must not pass them on."""

_DATES: Final = """
SELECT r.id, p.sha256, r.added, r.changed FROM responses r JOIN provenance p ON p.response = r.id ORDER BY r.id
"""

_CHANGES: Final = """
SELECT response, date FROM event_dates WHERE kind IN ('changed', 'withdrawn') ORDER BY response, date
"""

_MOST_BYTES: Final = 10_000_000
"""Of git's own list of the oldest commits."""

_FOLDERS_OF_RECORDS: Final = ":(top,glob)**/records/**"
_DIFF: Final = (
    "diff-tree",
    "--stdin",
    "--root",
    "-r",
    "-z",
    "--raw",
    "--no-abbrev",
    "--no-ext-diff",
    "-M80%",
    "-l1000",
)
"""A file that is moved or gets another id keeps most of its text: two records of one force are up to 65 % alike."""


class FileHistory(NamedTuple):
    """What git shows of one file: the commit that last touched it, and when it was added and changed (RFC 3339, UTC).

    `commit` is "" where a shallow clone hides it, and the times are None where a commit's own time is no date.
    `changes` are the times of all changes after it was added.
    """

    commit: str
    added: str | None
    changed: str | None
    changes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GitHistory:
    """What git shows of the records, by path from the project's folder.

    `clean` are the files that are as their last commit left them, `edited` those that have changes since. `latest` is
    when the branch last got any change to the folder, also the removal of a file; `removed` says that a file was
    removed since. If the clone is `shallow`, or git follows no file in the folder, the times are not `known`.
    """

    clean: Mapping[str, FileHistory] = field(default_factory=dict)
    edited: Mapping[str, FileHistory] = field(default_factory=dict)
    latest: str | None = None
    removed: bool = False
    shallow: bool = False

    @property
    def known(self) -> bool:
        """Whether the times can be relied on."""
        return not self.shallow and bool(self.clean or self.edited)


def revision(root: Path) -> str:
    """Return the commit that is checked out and whether its history is cut off, or "" where there is no commit."""
    return git.ask(root, "rev-parse", "--is-shallow-repository", "--verify", "HEAD") or ""


def read_git(root: Path, folder: Path) -> GitHistory:
    """Ask git for the history of every file in a folder of the project at `root`. Without git, nothing is known."""
    prefix = git.ask(root, "rev-parse", "--show-prefix")
    revisions = git.ask(root, "rev-list", "--first-parent", "--parents", "--timestamp", "--reverse", "HEAD")
    about = ("-z", "--untracked-files=all", "--ignore-submodules=all", "--no-renames")
    # A filter that a .gitattributes among the files asks for is not run: records have none.
    filters = git.filters(root)
    status = git.ask(root, "status", "--porcelain=v1", *about, "--", str(folder), without=filters)
    if prefix is None or revisions is None or status is None:
        return GitHistory()
    prefix = prefix.removesuffix("\n")
    pairs, times = _commits(revisions)
    try:
        raw = git.run(root, *_DIFF, "--", _FOLDERS_OF_RECORDS, given=pairs)
    except git.GitError:
        return GitHistory()
    edge = _shallow_edge(root) & times.keys()
    files, latest = _follow(raw.decode("utf-8", "surrogateescape"), times, f"{prefix}{folder.name}/")
    shown = {
        path.removeprefix(prefix): FileHistory("", None, None) if history.commit in edge else history
        for path, history in files.items()
    }
    entries = {entry[3:].removeprefix(prefix): entry[:2] for entry in status.split("\0") if entry}
    return GitHistory(
        clean={path: history for path, history in shown.items() if path not in entries},
        edited={path: history for path, history in shown.items() if path in entries},
        latest=latest,
        removed=any("D" in flags for flags in entries.values()),
        shallow=bool(edge),
    )


def read_branch(bare: Path, revision: str, folder: str) -> dict[str, FileHistory]:
    """Ask git for the history of every file in a folder at a commit of a bare repository. Without git, none is known.

    `folder` is seen from the top of the repository and ends with a slash.
    """
    here = ("--git-dir", str(bare))
    revisions = git.ask(bare, *here, "rev-list", "--first-parent", "--parents", "--timestamp", "--reverse", revision)
    if revisions is None:
        return {}
    pairs, times = _commits(revisions)
    try:
        raw = git.run(bare, *here, *_DIFF, "--", _FOLDERS_OF_RECORDS, given=pairs)
    except git.GitError:
        return {}
    return _follow(raw.decode("utf-8", "surrogateescape"), times, folder)[0]


def _commits(revisions: str) -> tuple[bytes, dict[str, str | None]]:
    """Give each commit with its first parent, as `git diff-tree --stdin` takes them, and the time of each."""
    times: dict[str, str | None] = {}
    pairs = []
    for line in revisions.splitlines():
        seconds, commit, *parents = line.split()
        times[commit] = _utc(seconds)
        pairs.append(" ".join([commit, *parents[:1]]))
    return "\n".join([*pairs, ""]).encode(), times


def _follow(raw: str, times: Mapping[str, str | None], folder: str) -> tuple[dict[str, FileHistory], str | None]:
    """Follow every file through the changes that `git diff-tree -z` gives, oldest first.

    Returns the history of each file that is there in the end, by its path from the top of the repository, and the time
    of the last change in `folder`.
    """
    files: dict[str, FileHistory] = {}
    removed: dict[str, FileHistory] = {}
    commit, time, latest = "", None, None
    fields = iter(raw.split("\0"))
    for entry in fields:
        if not entry.startswith(":"):
            commit, time = entry, times.get(entry)
            continue
        _, _, before, after, status = entry.split(" ")
        path = next(fields)
        old = files.pop(path, None)
        new_path = next(fields) if status[0] == "R" else path
        if path.startswith(folder) or new_path.startswith(folder):
            latest = _later(latest, time)
        if status[0] == "D":
            if old is not None:
                removed[path] = old  # if it comes back, it is not new
        elif old is None:
            gone = removed.get(path)
            changes = _with(gone.changes, time) if gone is not None else ()
            files[new_path] = FileHistory(commit, gone.added if gone is not None else time, time, changes)
        elif before == after:
            files[new_path] = old._replace(commit=commit)
        else:
            files[new_path] = FileHistory(commit, old.added, _later(old.changed, time), _with(old.changes, time))
    return {path: history for path, history in files.items() if path.startswith(folder)}, latest


def today() -> str:
    """Return the day of the build, in UTC."""
    return f"{datetime.now(UTC):%Y-%m-%d}"


def _with(times: tuple[str, ...], time: str | None) -> tuple[str, ...]:
    return times if time is None else (*times, time)


def _later(one: str | None, other: str | None) -> str | None:
    return max(filter(None, (one, other)), default=None)


def _utc(seconds: str) -> str | None:
    try:
        return f"{datetime.fromtimestamp(int(seconds), UTC):%Y-%m-%dT%H:%M:%SZ}"
    except (ValueError, OverflowError, OSError):
        return None


def _shallow_edge(root: Path) -> set[str]:
    """Return the oldest commits of a shallow clone. Git shows each as if it had added every file."""
    path = (git.ask(root, "rev-parse", "--git-path", "shallow") or "").strip()
    try:
        return set(read_text(root / path, _MOST_BYTES).split()) if path else set()
    except (UnreadableFileError, UnicodeDecodeError):
        return set()


class RecordDates(NamedTuple):
    """When a response was added to the data and when it last changed: a time or a day in UTC, or None if not known."""

    added: str | None
    changed: str | None


class LastBuild(NamedTuple):
    """What the last database says of each response, by id: the checksum of its file and its dates.

    `changes` are the days on which it changed, or was withdrawn.
    """

    responses: Mapping[str, tuple[str, RecordDates]]
    updated: str | None
    changes: Mapping[str, Sequence[str]]


class DatesError(Exception):
    """A database gives no dates that can be relied on: it is damaged, or another version of the toolkit made it."""


def read_last_build(database: Path) -> LastBuild | None:
    """Read the dates in the database that is to be replaced, or return None if there is none. Raises DatesError."""
    if not database.is_file():  # also where a pipe or a folder has the name
        return None
    try:
        with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            facts = dict(connection.execute("SELECT key, value FROM build").fetchall())
            rows = connection.execute(_DATES).fetchall()
            changes: defaultdict[str, list[str]] = defaultdict(list)
            for response, day in _changes(connection):
                changes[response].append(day)
            if facts.get(DATES_CHECKSUM) != dates_checksum(connection):
                raise DatesError
    except (sqlite3.Error, UnicodeDecodeError) as error:
        raise DatesError from error
    responses = {name: (sha256, RecordDates(*dates)) for name, sha256, *dates in rows}
    return LastBuild(responses, facts.get("data_updated"), changes)


def _changes(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Give the days on which responses changed or were withdrawn; none where the database is from before events."""
    if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'event_dates'").fetchone():
        return []
    return connection.execute(_CHANGES).fetchall()


def dates_checksum(connection: sqlite3.Connection) -> str:
    """Return the SHA-256 of all dates in a database, with the ids and checksums that they belong to."""
    updated = connection.execute("SELECT value FROM build WHERE key = 'data_updated'").fetchone()
    content = [updated, *connection.execute(_DATES).fetchall(), *_changes(connection)]
    return hashlib.sha256(canonical_json(content).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class DateFinder:
    """Works out when each response was added and changed: from git, the last database, or the day of this build."""

    history: GitHistory
    last: LastBuild | None
    today: str

    def of(self, path: str, response: str, sha256: str) -> RecordDates:
        """Return the dates of the response that the file at `path`, with this checksum, became."""
        committed = self.history.clean.get(path) if self.history.known else None
        if committed is not None:
            return RecordDates(committed.added, committed.changed)
        edited = self.history.edited.get(path) if self.history.known else None
        before = self.last.responses.get(response) if self.last is not None else None
        # Without anything from before this build, a record may have been there for years.
        first_seen = self.today if self.last is not None or self.history.known else None
        added = edited.added if edited is not None else before[1].added if before is not None else first_seen
        changed = before[1].changed if before is not None and before[0] == sha256 else first_seen
        return RecordDates(added, changed)

    def changes(self, path: str, response: str, dates: RecordDates) -> list[str]:
        """Return the days on which a response changed, after the day on which it was added. `dates` are those of it."""
        files = (self.history.clean.get(path) or self.history.edited.get(path)) if self.history.known else None
        known = files.changes if files is not None else self.last.changes.get(response, ()) if self.last else ()
        days = {time[:10] for time in (*known, dates.changed) if time}
        return sorted(days - {(dates.added or "")[:10]})

    def updated(self, responses: Mapping[str, RecordDates]) -> str | None:
        """Return when the data last changed, by the dates of all responses. A removal is a change too."""
        latest = max((dates.changed for dates in responses.values() if dates.changed), default=None)
        if self.history.known:
            latest = _later(latest, self.history.latest)
        if self.last is None or (self.history.known and not self.history.removed):
            return latest
        gone = self.last.responses.keys() - responses.keys()
        return _later(latest, self.today if gone else self.last.updated)

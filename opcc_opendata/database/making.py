"""Records → database: what changed is worked on, the result is checked, and only then takes the old one's place."""

from __future__ import annotations

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from typing import TYPE_CHECKING

from opcc_opendata.database import history, spare
from opcc_opendata.database.check import check_counts, check_sound, content_digest
from opcc_opendata.database.counted import fill_counted
from opcc_opendata.database.create import configure_search, connect, create_indexes, create_tables, settle_search
from opcc_opendata.database.load import Loader, insert
from opcc_opendata.database.outcome import Outcome
from opcc_opendata.database.plan import Plan
from opcc_opendata.database.reference_tables import describe_build, fill_derived, fill_reference
from opcc_opendata.database.state import Known, State, file_hash, now
from opcc_opendata.database.swap import Copying
from opcc_opendata.database.work import Done, work
from opcc_opendata.files import swap_in
from opcc_opendata.parallel import ENOUGH_FOR_TWO
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.tables import BY_NAME, RECORD_TABLES, Row
from opcc_opendata.yaml_reader import find_strays

if TYPE_CHECKING:
    from opcc_opendata.project import Project
    from opcc_opendata.rules import Facts

_COUNTED = frozenset(table.name for table in RECORD_TABLES)
_ATTACHED_FILE = BY_NAME["attachments"].column_names.index("file")


class Making:
    """One build. The steps stand in the order in which `run` takes them."""

    def __init__(
        self,
        project: Project,
        plan: Plan,
        new: Path,
        database: Path,
        *,
        skip_invalid: bool,
        say: Callable[[str], None],
        progress: Callable[[int, int], None],
    ) -> None:
        self.project, self.plan, self.new, self.database = project, plan, new, database
        self.skip_invalid, self.say, self.progress = skip_invalid, say, progress
        self.rejected: dict[str, str] = {}
        self.errors: list[Problem] = []
        self.expected: Counter[str] = Counter(dict.fromkeys(_COUNTED, 0))

    def run(self, processes: int | None) -> Outcome:
        """Do the whole build, or leave everything as it was."""
        with ExitStack() as undo:
            self.open(undo)
            self.begin()
            self.take_in(processes)
            self._tell("stray", self.strays)
            self.cross_check()
            if self.rejected and not self.skip_invalid:
                return Outcome(False, rejected=self.rejected, problems=tuple(sorted(self.errors)))
            self.index()
            outcome = self.finish()
            self.connection.close()
            if self.copying is not None:
                self.copying.end()
            if self.full:
                spare.drop(self.database)  # it may hold words that were taken out
            else:
                spare.keep(self.database)
            swap_in(self.new, self.database)
            self.state.finish(self.database, self.plan.files)
            return outcome

    def open(self, undo: ExitStack) -> None:
        """Open the new files. What needs no database is done while the old one is being copied."""
        from opcc_opendata.schema import load_standard

        self.copying = None
        if self.plan.from_spare:
            spare.spare_path(self.database).rename(self.new)
        elif not self.full:
            self.copying = undo.enter_context(Copying(self.database, self.new))
        with ThreadPoolExecutor(1) as pool:
            shown = pool.submit(history.read_git, self.project.root, self.project.records)
            self.standard = load_standard(self.project.schema)
            self.strays = find_strays(self.project.records, self.project.root)
            self.history = shown.result()
            self.commits = {path: one.commit for path, one in self.history.clean.items() if one.commit}
        if self.copying is not None:
            self.copying.wait()
            if len(self.plan.records) >= ENOUGH_FOR_TWO:
                self.copying.end()  # a process should not be divided in two while a thread is at work in it
        self.connection = undo.enter_context(closing(connect(self.new)))
        new_state = self.database.with_name(f".{self.database.name}.state.building")
        undo.callback(new_state.unlink, missing_ok=True)
        self.state = State.begin(new_state, self.plan.state)
        undo.callback(self.state.connection.close)

    @property
    def full(self) -> bool:
        """Whether this build starts from nothing."""
        return self.plan.state is None

    def begin(self) -> None:
        """Make empty tables, or take out of the old ones what is no longer so."""
        if self.full:
            create_tables(self.connection)
            self.connection.execute("BEGIN")
            fill_reference(self.connection, self.project)
            self.loader = Loader(self.connection)
            configure_search(self.connection)
            return
        self.connection.execute("PRAGMA foreign_keys = ON").close()
        self.connection.execute("BEGIN")
        self.connection.execute("PRAGMA defer_foreign_keys = ON").close()
        self.loader = Loader(self.connection)
        counted = self.connection.execute('SELECT "table", rows FROM build_counts')
        self.expected.update({table: rows for table, rows in counted if table in _COUNTED})
        leaving = [*self.plan.records, *self.plan.gone]
        self.said_of_reports = self._said_of_reports(leaving)
        self._uncount(leaving)
        self.loader.remove(self.state.responses(leaving))
        for table, column in (("provenance", "path"), ("problems", "file")):
            self._delete(table, column, leaving)
        self.connection.execute(
            "DELETE FROM provenance WHERE outcome = 'rejected' AND path NOT IN (SELECT file FROM problems)"
        )
        rejected = self.connection.execute("SELECT path FROM provenance WHERE outcome = 'rejected'").fetchall()
        records = set(_record_paths(self.plan.files))
        # What is no record is looked for in each build, and told again if it is still there.
        self._delete("provenance", "path", [path for (path,) in rejected if path not in records])
        self.state.forget(self.plan.gone)
        self.state.set_stamps(self.plan.restamped)
        if self.plan.state is not None and self.plan.state.fact("head") != self.plan.head:
            self._renew_commits()

    def _delete(self, table: str, column: str, values: Sequence[str]) -> None:
        self.connection.executemany(f'DELETE FROM "{table}" WHERE "{column}" = ?', ((value,) for value in values))

    def _renew_commits(self) -> None:
        old = self.connection.execute("SELECT path, git_commit FROM provenance").fetchall()
        self.connection.executemany(
            "UPDATE provenance SET git_commit = ? WHERE path = ?",
            ((self.commits.get(path), path) for path, commit in old if self.commits.get(path) != commit),
        )

    def take_in(self, processes: int | None) -> None:
        """Read, check and load the changed files, some at a time."""
        root = self.project.root
        self.state.put(
            [
                Known(path, self.plan.files[path], now(), file_hash(f"{root}/{path}", root), published=False)
                for path in self.plan.other
            ]
        )
        done = 0
        for batch in work(self.project, self.plan.records, processes):
            if self.skip_invalid or not self.rejected:
                self.loader.add([file.rows for file in batch if file.rows is not None])
            self.state.put([self._known(file) for file in batch])
            for file in batch:
                self._note(file)
            done += len(batch)
            self.progress(done, len(self.plan.records))

    def _known(self, file: Done) -> Known:
        rows = file.rows or {}
        counts = {table: len(found) for table, found in rows.items() if found}
        self.expected.update(counts)
        return Known(
            file.path,
            self.plan.files[file.path],
            file.read_at,
            file.sha256,
            file.published,
            file.response,
            file.facts.as_json() if file.facts else None,
            counts,
            [str(row[_ATTACHED_FILE]) for row in rows.get("attachments", ()) if row[_ATTACHED_FILE]],
        )

    def _note(self, file: Done) -> None:
        """Write down what became of a file, and its problems."""
        insert(self.connection, "problems", _problem_rows(file.path, file.response, file.problems, "problem"))
        if not file.published:
            self._reject(file.path, file.problems)
        row = (
            file.path,
            file.sha256,
            self.commits.get(file.path),
            file.response,
            "published" if file.published else "rejected",
            self.rejected.get(file.path),
            file.digest or None,
        )
        insert(self.connection, "provenance", [row])

    def _reject(self, path: str, problems: Sequence[Problem]) -> None:
        errors = [problem for problem in problems if problem.severity is Severity.ERROR]
        errors = errors or list(problems)  # of a draft that lacks what it can't be shown without, they are warnings
        self.errors += errors
        first = errors[0] if errors else None
        self.rejected.setdefault(path, f"{first.code} {first.message}" if first else "It could not be read.")

    def cross_check(self) -> None:
        """Hold all records against each other. Leaving one out may leave another without what it refers to."""
        from opcc_opendata.validate import check_together

        told: list[Problem] = []
        while True:
            found = check_together(self.project, self.standard, list(self._published_facts()))
            errors = [p for p in found if p.severity is Severity.ERROR and p.path not in self.rejected]
            if not errors:
                break
            told += errors
            for path, here in _by_path(errors):
                self._leave_out(path, here)
        self._tell("between", (*told, *(p for p in found if p.path not in self.rejected)))
        if self.project.is_of_drafts:
            self._drop_relations_to_records()

    def _drop_relations_to_records(self) -> None:
        """Leave out which published responses the drafts follow or replace: these are not in a database of drafts."""
        leads_out = "related NOT IN (SELECT id FROM responses)"
        (number,) = self.connection.execute(f"SELECT count(*) FROM related_responses WHERE {leads_out}").fetchone()
        self.connection.execute(f"DELETE FROM related_responses WHERE {leads_out}")
        self.expected["related_responses"] -= number

    def _tell(self, kind: str, problems: Iterable[Problem]) -> None:
        """Publish the problems of one kind, in place of those that the last build found."""
        self.connection.execute("DELETE FROM problems WHERE id GLOB ?", (f"*-{kind}-[0-9]*",))
        for path, here in _by_path(problems):
            if path not in self.rejected and any(problem.severity is Severity.ERROR for problem in here):
                self._leave_out(path, here)
            response = next(iter(self.state.responses([path])), None)
            insert(self.connection, "problems", _problem_rows(path, response, here, kind))

    def _leave_out(self, path: str, problems: Sequence[Problem]) -> None:
        """Take back a file that by itself was right, or note one that is no record, as rejected."""
        self._reject(path, problems)
        self._uncount([path])
        self.loader.remove(self.state.responses([path]))
        self.state.reject([path])
        self.connection.execute("UPDATE problems SET response = NULL WHERE file = ?", (path,))
        self._delete("provenance", "path", [path])
        sha256 = file_hash(f"{self.project.root}/{path}", self.project.root)
        row = (path, sha256, self.commits.get(path), None, "rejected", self.rejected[path], None)
        insert(self.connection, "provenance", [row])

    def _published_facts(self) -> Iterator[Facts]:
        """Give the facts of every record that is to be published."""
        from opcc_opendata.rules import Facts

        return map(Facts.from_json, self.state.published_facts())

    def _uncount(self, paths: Sequence[str]) -> None:
        for counts in self.state.counts(paths):
            self.expected.subtract(counts)

    def _said_of_reports(self, paths: Sequence[str]) -> list[Row]:
        """Give what some records say of reports. The tables of inspections rest on nothing else but the register."""
        ask = "SELECT * FROM response_inspections WHERE response = ?"
        return sorted(row for name in self.state.responses(paths) for row in self.connection.execute(ask, (name,)))

    def index(self) -> None:
        """Index the rows of a full build at one go, before anything that looks many of them up."""
        if self.full:
            self.connection.execute("COMMIT")
            create_indexes(self.connection)
            self.connection.execute("BEGIN")

    def date(self) -> str | None:
        """Write down when each response was added and changed, and return when the data last changed."""
        last = None
        try:
            last = history.read_last_build(self.database)
        except history.DatesError:
            self.say(f"{self.database} is damaged or of another version: it can't say when its responses were added.")
        if self.history.shallow:
            self.say(
                "This is a shallow clone, so git does not show when records were added. Fetch its whole history first."
            )
        dates = history.Dates(self.history, last, history.today())
        files = self.connection.execute(
            "SELECT path, response, sha256 FROM provenance WHERE response IS NOT NULL ORDER BY response"
        ).fetchall()
        found = {response: dates.of(path, response, sha256) for path, response, sha256 in files}
        self.connection.executemany(
            "UPDATE responses SET added = ?, changed = ? WHERE id = ?",
            ((*of_record, response) for response, of_record in found.items()),
        )
        return dates.updated(found)

    def finish(self) -> Outcome:
        """Work out what rests on all records, check everything and write down what was built."""
        # A record that was left out for what another says need not be in the plan.
        if self.full or self.rejected or self._said_of_reports(self.plan.records) != self.said_of_reports:
            fill_derived(self.connection, self.loader, self.project)
        fill_counted(self.connection, self.project)
        self.loader.index_new()
        if self.full:
            settle_search(self.connection)
        self.expected["provenance"] = len(set(_record_paths(self.plan.files)) | self.rejected.keys())
        published = self.expected["responses"]
        digest = content_digest(self.connection)
        describe_build(
            self.connection,
            self.project,
            digest,
            published=published,
            rejected=len(self.rejected),
            updated=self.date(),
        )
        counts = check_counts(self.connection, self.expected)
        self.connection.execute("DELETE FROM build_counts")
        counts["build_counts"] = len(counts)
        insert(self.connection, "build_counts", sorted(counts.items()))
        self.connection.execute("COMMIT")
        if self.full:
            self.connection.executescript("PRAGMA analysis_limit = 400; ANALYZE;")
            self.connection.close()
            check_sound(self.new)
        facts = {"fingerprint": self.plan.fingerprint, "head": self.plan.head, "digest": digest}
        self.state.set_facts({**facts, "published": str(published), "rejected": str(len(self.rejected))})
        return Outcome(
            True,
            published=published,
            worked_on=len(self.plan.records),
            rejected=self.rejected,
            problems=tuple(sorted(self.errors)),
            digest=digest,
        )


def _record_paths(files: Iterable[str]) -> list[str]:
    return [path for path in files if path.endswith(".yaml")]


def _by_path(problems: Iterable[Problem]) -> list[tuple[str, list[Problem]]]:
    found: dict[str, list[Problem]] = {}
    for problem in sorted(problems):
        found.setdefault(problem.path, []).append(problem)
    return list(found.items())


_PLAIN_PARTS = re.compile("[a-z0-9]+(?:-[a-z0-9]+)*(?:/[a-z0-9]+(?:-[a-z0-9]+)*)*")
"""Names from which an id can be made that no other name gives: two hyphens stand for the slash."""


def _id_of(path: str) -> str:
    """Give the part of a problem's id that names its file, of the characters that an address can have."""
    name = path.removeprefix("records/").removesuffix(".yaml")
    if _PLAIN_PARTS.fullmatch(name) and path == f"records/{name}.yaml":
        return name.replace("/", "--")
    words = re.sub("[^a-z0-9]+", "-", name.lower()).strip("-")
    return f"{words or 'file'}---{hashlib.sha256(path.encode()).hexdigest()[:32]}"


def _problem_rows(path: str, response: str | None, problems: Sequence[Problem], kind: str) -> list[Row]:
    name = _id_of(path)
    return [
        (
            f"{name}-{kind}-{n}",
            path,
            response,
            problem.code,
            problem.severity.value,
            problem.message,
            problem.hint or None,
            problem.line,
            problem.column,
            problem.pointer or None,
        )
        for n, problem in enumerate(problems, 1)
    ]

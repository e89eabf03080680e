"""One source's files, held against the standard in a process of its own, as if nobody else's data were there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final, NamedTuple

from opcc_opendata.harvest.fetching import Fetched
from opcc_opendata.harvest.git_dates import dates_of
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits
from opcc_opendata.harvest.staging import stage
from opcc_opendata.migrations import readable_part
from opcc_opendata.problem_codes import all_codes
from opcc_opendata.problems import Pointer, Problem, Severity, json_pointer
from opcc_opendata.project import DATABASE, METADATA, RECORDS, Project
from opcc_opendata.rules import RecordFacts
from opcc_opendata.schema import Standard, load_standard
from opcc_opendata.settings import UNKNOWN_KEY, Settings, read_settings
from opcc_opendata.validate import check_file, check_together, read_document
from opcc_opendata.yaml_reader import Document, find_records
from opcc_opendata.yaml_writer import to_yaml

_NO_SUCH_RESPONSE: Final = "R302"
_MOST_KEYS: Final = 20
_MOST_LINES: Final = 200


class Job(NamedTuple):
    """What is to be checked: what was fetched, the empty folder for its files, and what it is held against.

    `bodies` are those that the source may speak for, and `others` the force of each response of all other sources, by
    its id.
    """

    fetched: Fetched
    folder: Path
    schema: Path
    bodies: tuple[str, ...]
    others: Mapping[str, str]
    limits: SourceLimits
    register: Path | None = None


class FileDates(NamedTuple):
    """What an office's git says of one file: see `harvested.Origin`."""

    commit: str
    added: str
    changed: str
    changes: tuple[str, ...]


class CheckedSource(NamedTuple):
    """What was found in a source.

    `wrong` says, line by line, why it can't be used; if that is empty, it can. `notes` say what was passed over.
    `facts` are of each record, by its path, and `sums` the SHA-256 of each file. `withdrawals` are what the records
    that can be read say of their withdrawal, by their ids. `settings` hold what it claims for its own bodies. `public`
    are the words for everybody in place of the first that is wrong, where that quotes a record.
    """

    wrong: list[str]
    notes: list[str]
    facts: dict[str, RecordFacts]
    sums: dict[str, str]
    withdrawals: dict[str, dict[str, Any]]
    settings: Settings
    dates: dict[str, FileDates]
    public: str = ""


def check(job: Job) -> CheckedSource:
    """Take the files out of what was fetched, and check them. Raises BrokenDataError where there are none to check."""
    stage(job.fetched, job.folder, job.limits)
    standard = load_standard(job.schema, job.register)
    folder = job.folder
    settings = read_settings(folder)
    unknown = [one for one in settings.problems if one.code == UNKNOWN_KEY.code]
    rest = tuple(one for one in settings.problems if one.code != UNKNOWN_KEY.code)
    project = Project(
        folder,
        folder / RECORDS,
        job.schema,
        replace(settings, problems=rest),
        folder / METADATA,
        folder / DATABASE,
        job.register,
    )
    names = find_records([project.records], folder)
    checked = CheckedSource([], [f"{one.path}: {one.message}" for one in unknown], {}, {}, {}, Settings(), {})
    problems: list[Problem] = [*names.problems]
    for name in names.names:
        problems += _check_record(name, project, standard, job, checked)
    if not names.names:
        checked.wrong.append(f"There is no record in {RECORDS}/.")
    facts = list(checked.facts.values())
    problems += _unless_elsewhere(check_together(project, standard, facts), checked, job)
    errors = sorted(one for one in problems if one.severity is Severity.ERROR)
    public = next((_without_words(one) for one in errors), "") if not checked.wrong else ""
    checked.wrong.extend(str(one) for one in errors)
    dates = dates_of(job.fetched, job.limits) if job.fetched.kind == "git" and not checked.wrong else {}
    return checked._replace(
        wrong=_shortened(checked.wrong),
        public=public,
        settings=_own(settings, job.bodies, standard),
        dates={path: FileDates(*one) for path, one in dates.items()},
    )


def _check_record(name: str, project: Project, standard: Standard, job: Job, found: CheckedSource) -> Iterable[Problem]:
    path = project.show(name)
    document = read_document(name, project)
    if document.data is not None:
        _as_far_as_known(Path(name), document, standard, found.notes)
    one = check_file(name, project, standard)
    found.sums[path] = one.sha256
    if document.data is not None and isinstance(document.data.get("withdrawal"), dict):
        found.withdrawals[str(document.data.get("id"))] = document.data["withdrawal"]
    if one.facts is None:
        return one.problems
    found.facts[path] = one.facts
    if one.facts.policing_body in set(standard.codelists["policing_bodies"].codes) - set(job.bodies):
        found.wrong.append(
            f"{path}: this is a response of {one.facts.policing_body}, and this source speaks only for "
            f"{', '.join(job.bodies)}."
        )
    if one.facts.id in job.others:
        found.wrong.append(f"{path}: {one.facts.id} is the id of a response of another source.")
    for related in one.facts.related:
        if related.relation == "replaces" and related.id in job.others:
            found.wrong.append(f"{path}: it replaces {related.id}, a response of another source.")
    return one.problems


def _unless_elsewhere(problems: Iterable[Problem], found: CheckedSource, job: Job) -> Iterator[Problem]:
    """Pass over a response that follows one of the same force that is in another source."""
    follows = {
        (path, f"/related/{one.position}/id")
        for path, facts in found.facts.items()
        for one in facts.related
        if job.others.get(one.id) == facts.force
    }
    for problem in problems:
        if problem.code != _NO_SUCH_RESPONSE or (problem.path, problem.pointer) not in follows:
            yield problem


def _as_far_as_known(path: Path, document: Document, standard: Standard, notes: list[str]) -> None:
    """Write a record of a newer minor version anew, with what this version knows of it, and say what is left out."""
    part = readable_part(document, standard)
    if part is None or document.data is None or part.data is None:
        return  # checking the file says what is wrong
    path.write_text(to_yaml(part.data, standard), encoding="utf-8")
    left_out = [json_pointer(place).removeprefix("/") for place in _left_out(document.data, part.data, ())]
    said = f" Left out: {', '.join(left_out[:_MOST_KEYS])}." if left_out else ""
    version = document.data["schema_version"]
    notes.append(f"{document.path} follows version {version} of the standard, and is read as {standard.version}.{said}")


def _left_out(before: Any, after: Any, place: Pointer) -> Iterator[Pointer]:
    """Give the keys that are in a record's data, and not in what is left of them."""
    if isinstance(before, dict):
        for key, value in before.items():
            if key in after:
                yield from _left_out(value, after[key], (*place, key))
            else:
                yield (*place, key)
    elif isinstance(before, list):
        for n, (one, other) in enumerate(zip(before, after, strict=True)):
            yield from _left_out(one, other, (*place, n))


def _without_words(problem: Problem) -> str:
    """Say what is wrong for everybody: a record that can't be used may be one that its office has withdrawn."""
    line = f", line {problem.line}" if problem.line else ""
    return f"{problem.path}{line}: {all_codes()[problem.code].title} ({problem.code})."


def _own(settings: Settings, bodies: tuple[str, ...], standard: Standard) -> Settings:
    """Give what a source's settings claim for bodies that it may speak for."""
    forces = {row["force"] for row in standard.codelists["policing_bodies"].rows if row["code"] in bodies}
    return Settings(
        coverage=tuple(one for one in settings.coverage if one.policing_body in bodies),
        silences=tuple(one for one in settings.silences if one.force in forces),
    )


def _shortened(lines: list[str]) -> list[str]:
    left = len(lines) - _MOST_LINES
    return [*lines[:_MOST_LINES], f"And {left:,} more."] if left > 0 else lines


def unreadable(error: BrokenDataError) -> CheckedSource:
    """Give what is known of a source whose files could not even be taken out."""
    return CheckedSource(_shortened(error.lines), [], {}, {}, {}, Settings(), {})

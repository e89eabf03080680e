"""The copies of all sources held against each other: what only shows beside the data of other offices."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from opcc_opendata.harvest.copies import LastGoodCopy
from opcc_opendata.problems import Problem, Severity
from opcc_opendata.rules import RecordFacts, check_same_reports, cross_check
from opcc_opendata.rules.register import loosely
from opcc_opendata.schema import Standard
from opcc_opendata.settings import Settings


def refused_together(
    old: Mapping[str, LastGoodCopy], new: Mapping[str, LastGoodCopy], standard: Standard, settings: Settings
) -> dict[str, list[str]]:
    """Say of each new copy that brings in an error, of its own records or of another's, what that is.

    Errors that the old copies have already are nobody's news.
    """
    if not new:
        return {}
    known = _errors(old, standard, settings)
    if not _errors({**old, **new}, standard, settings) - known:
        return {}
    accepted, refused = dict(old), dict[str, list[str]]()
    for name, copy in new.items():
        trial = accepted | {name: copy}
        wrong = _errors(trial, standard, settings) - known
        if wrong:
            refused[name] = [f"Beside the records of other sources: {line}" for line in sorted(wrong)]
        else:
            accepted = trial
    return refused


def disagreements(copies: Mapping[str, LastGoodCopy], standard: Standard, settings: Settings) -> dict[str, list[str]]:
    """Give what the records of each source and those of others say differently, by the sources' ids.

    Only the minority is told of a report's title or date: of records, and of sources, whichever have more records.
    """
    owners = {path: name for name, copy in copies.items() for path in copy.facts}
    said: defaultdict[str, list[str]] = defaultdict(list)
    every = [*_problems(copies, standard, settings), *cross_check(_with_one_voice(copies), standard)]
    told = {(one.path, one.line, one.column, one.code): one for one in reversed(every)}
    for problem in sorted(told.values()):
        said[owners[problem.path]].append(str(problem))
    return dict(said)


def _with_one_voice(copies: Mapping[str, LastGoodCopy]) -> Iterator[RecordFacts]:
    """Give the facts of all records, in which each source says only once how a report is called and when it came."""
    for copy in copies.values():
        titles, dates = set[tuple[str, str]](), set[tuple[str, str]]()
        for one in sorted(copy.facts.values()):
            named = []
            for said in one.inspections:
                title, date = (said.id, loosely(said.title or "")), (said.id, said.published or "")
                named.append(
                    said._replace(
                        title=None if title in titles else said.title,
                        published=None if date in dates else said.published,
                    )
                )
                titles.add(title)
                dates.add(date)
            yield one._replace(inspections=tuple(named))


def _errors(copies: Mapping[str, LastGoodCopy], standard: Standard, settings: Settings) -> set[str]:
    found = {str(one) for one in _problems(copies, standard, settings) if one.severity is Severity.ERROR}
    return found | set(_clashes(copies))


def _problems(copies: Mapping[str, LastGoodCopy], standard: Standard, settings: Settings) -> list[Problem]:
    every = [one for copy in copies.values() for one in copy.facts.values()]
    claims = tuple(one for copy in copies.values() for one in copy.coverage)
    found = check_same_reports(every, standard, replace(settings, coverage=claims))
    return sorted([*cross_check(every, standard), *found])


def _clashes(copies: Mapping[str, LastGoodCopy]) -> Iterator[str]:
    """Say which files of two sources have one name, to some system at least."""
    owners: dict[str, str] = {}
    for name, copy in copies.items():
        for path in copy.files:
            owner = owners.setdefault(path.casefold(), name)
            if owner != name:
                yield f"{path}: {owner} and {name} both have a file of this name."

"""The register of inspection reports: one YAML file for each, read, checked and made into rows of a codelist.

A register is a folder `register/` beside the standard: that of the package, or a newer one in a project. Its reports
are the rows of the codelist `inspections`, which the rest of the program reads.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from opcc_opendata.files import printable
from opcc_opendata.problems import Pointer, Problem
from opcc_opendata.schema.codelists import Codelist
from opcc_opendata.schema.codes import make_problem
from opcc_opendata.yaml_reader import Document, find_records, read_file

if TYPE_CHECKING:
    from opcc_opendata.schema.standard import Standard

REGISTER_SCHEMA: Final = "register.schema.json"
CODELIST: Final = "inspections"
COLUMNS: Final = (
    *("code", "title_en", "title_cy", "other_titles", "published", "type", "scope", "forces", "url", "source"),
    "confidence",
)
"""The columns of the codelist that is made from a register."""

MOST_REPORTS: Final = 10_000
"""Reports in one register. About 60 are published in a year."""

_BETWEEN_TITLES: Final = " | "
_UNDATED: Final = "9999"

Report = Mapping[str, Any]
"""A report as its file has it, by the keys of `register.schema.json`."""


@dataclass(frozen=True)
class ReadRegister:
    """What a folder holds: its reports by their ids, what is wrong with them, and how many files there are."""

    reports: Mapping[str, Report]
    problems: tuple[Problem, ...]
    files: int
    dated: tuple[tuple[str, Problem], ...] = ()
    """The date of each report, and the problem that it is if that is still to come."""

    def with_days_to_come(self, begun: date) -> ReadRegister:
        """Tell of reports too that are dated later than the last day that has begun."""
        last = begun.isoformat()  # a month or a year has begun with its first day
        wrong = [one for published, one in self.dated if published > last[: len(published)]]
        return replace(self, problems=tuple(sorted([*self.problems, *wrong]))) if wrong else self


def read_register(folder: Path, standard: Standard, root: Path | None) -> ReadRegister:
    """Read each report in a folder, and check it by itself and beside the others. Nothing is raised for what is wrong.

    `standard` checks the shape of a report: see `Standard.for_reports`. A path is shown as seen from the folder that
    `folder` is in. For `root` see `files`.
    """
    base = folder.parent
    found = find_records([folder], base)
    problems = list(found.problems)
    if len(found.names) > MOST_REPORTS:
        message = f"There are {len(found.names):,} reports here, and a register has at most {MOST_REPORTS:,}."
        return ReadRegister({}, (make_problem("R040", (folder.name, 0, 0), message),), len(found.names))
    if not found.names and not problems:
        hint = "Put the reports back, or remove the folder to use the register that comes with the program."
        problems.append(make_problem("R040", (folder.name, 0, 0), "There is no report in this folder.", hint))
    right: list[Document] = []
    for name in found.names:
        shown = printable(os.path.relpath(name, base).replace(os.sep, "/"))
        document = read_file(name, shown, root)
        wrong = [*document.problems, *standard.check(document)]
        problems += wrong
        if not wrong:
            right.append(document)
    problems += _together(right, {Path(name).stem for name in found.names}, standard)
    reports = {one.data["id"]: one.data for one in right if one.data is not None}
    return ReadRegister(dict(sorted(reports.items())), tuple(sorted(problems)), len(found.names), tuple(_dated(right)))


def _dated(documents: Iterable[Document]) -> Iterator[tuple[str, Problem]]:
    for document in documents:
        published = (document.data or {}).get("published")
        if published is not None:
            message = f"published: {published} is still to come."
            hint = "Check the digits, or wait with the report until then."
            yield published, _speaker(document)("R042", ("published",), message, hint)


def codelist_of(reports: Iterable[Report], codelists: Mapping[str, Codelist]) -> Codelist:
    """Make the codelist `inspections` of a register: the oldest report first, those without a date at the end."""
    rows = [_row(one, _forces_of(one, codelists)) for one in reports]
    return Codelist(CODELIST, tuple(sorted(rows, key=lambda row: (row["published"] or _UNDATED, row["code"]))))


def titles_of(report: Report) -> list[str]:
    """Return every title of a report: its own in each language, then the others."""
    title = report["title"]
    return [*([title] if isinstance(title, str) else title.values()), *report.get("other_titles", ())]


def _row(report: Report, forces: list[str]) -> dict[str, str]:
    title = report["title"]
    by_language = {"en": title} if isinstance(title, str) else title
    values: dict[str, str] = {
        "code": report["id"],
        "title_en": by_language.get("en", ""),
        "title_cy": by_language.get("cy", ""),
        "other_titles": _BETWEEN_TITLES.join(report.get("other_titles", ())),
        "scope": "listed" if report["scope"] == "region" else report["scope"],
        "forces": " ".join(forces),
    }
    return {column: values.get(column) or str(report.get(column, "")) for column in COLUMNS}


def _forces_of(report: Report, codelists: Mapping[str, Codelist]) -> list[str]:
    if report["scope"] == "region":
        return [row["code"] for row in codelists["forces"].rows if row["region"] == report["region"]]
    return list(report.get("forces", ()))


def _together(documents: list[Document], known: set[str], standard: Standard) -> Iterator[Problem]:
    """Check of reports, each right in its shape, what no schema can: names, scope, counts, and what they refer to.

    `known` are the names of all files: a report that has another problem is there all the same.
    """
    names: defaultdict[str, list[tuple[Document, Pointer]]] = defaultdict(list)
    titles: defaultdict[str, list[tuple[Document, Pointer]]] = defaultdict(list)
    for document in documents:
        data = document.data or {}
        say = _speaker(document)
        names[data["id"]].append((document, ("id",)))
        for n, other in enumerate(data.get("other_ids", ())):
            names[other].append((document, ("other_ids", n)))
        for title in dict.fromkeys(" ".join(one.casefold().split()) for one in titles_of(data)):
            titles[title].append((document, ("title",)))
        if Path(document.path).name != f"{data['id']}.yaml":
            yield say("R040", ("id",), f"id: {data['id']} is not the name of the file.", "Name the file after its id.")
        yield from _scope(data, standard, say)
        yield from _counts(data, say)
        earlier = data.get("revisits")
        if earlier is not None and (earlier == data["id"] or earlier not in known):
            message = (
                f"revisits: {earlier} is {'this report' if earlier == data['id'] else 'no report of the register'}."
            )
            yield say("R042", ("revisits",), message, "Write the id of the earlier report, or leave it out.")
    for kind, taken in (("id", names), ("title", titles)):
        for name, places in taken.items():
            for document, pointer in places[1:]:
                message = f"{pointer[0]}: {places[0][0].path} has this {kind} too: {name}."
                yield _speaker(document)("R040", pointer, message, f"Give each report {kind}s of its own.")


_Speaker = Callable[[str, Pointer, str, str], Problem]


def _speaker(document: Document) -> _Speaker:
    def say(code: str, pointer: Pointer, message: str, hint: str) -> Problem:
        return make_problem(code, (document.path, *document.locate(pointer)), message, hint, pointer)

    return say


def _scope(data: Report, standard: Standard, say: _Speaker) -> Iterator[Problem]:
    scope = data["scope"]
    for key, needed in (("forces", "listed"), ("region", "region")):
        if (key in data) != (scope == needed):
            message = f"scope: {scope} {'goes without' if key in data else 'needs'} {key}."
            yield say("R041", ("scope",), message, f"Only the scope {needed} goes with {key}, and it needs that key.")
    regions = sorted({row["region"] for row in standard.codelists["forces"].rows if row.get("region")})
    if "region" in data and data["region"] not in regions:
        message = f"region: no force is in the region {data['region']}."
        yield say("R041", ("region",), message, f"The regions are {', '.join(regions)}.")


def _counts(data: Report, say: _Speaker) -> Iterator[Problem]:
    every = data.get("recommendations", ())
    made = data.get("recommendations_made")  # the list may hold only some of them
    numbers = [one["number"] for one in every]
    for n, number in enumerate(numbers):
        if number in numbers[:n]:
            message = f"recommendations: the number {number} stands here twice."
            yield say("R042", ("recommendations", n, "number"), message, "Give each the number that the report prints.")
    for n, one in enumerate(every):
        if "text" not in one and "url" not in one:
            message = f"recommendations: of {one['number']} there are neither words nor an address."
            yield say("R042", ("recommendations", n), message, "Write its text, or the url where it stands.")
    if every and made is not None and len(every) > made:
        message = f"recommendations_made: {made} is less than the {len(every)} recommendations that are listed."
        yield say("R042", ("recommendations_made",), message, "Count those of the report.")
    counted = data.get("recommendations_by_addressee", ())
    addressees = [one["addressee"] for one in counted]
    for n, one in enumerate(counted):
        where: Pointer = ("recommendations_by_addressee", n)
        if one["addressee"] in addressees[:n]:
            yield say("R042", where, f"addressee: {one['addressee']} stands here twice.", "Give each one count.")
        if made is not None and one["count"] > made:
            message = f"count: {one['count']} for {one['addressee']} is more than the {made} that the report makes."
            yield say("R042", (*where, "count"), message, "Count those of the report.")

"""Rules between records: the same id, the responses that one refers to, and reports that two of them describe."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from opcc_opendata.problems import Problem
from opcc_opendata.project import DRAFTS
from opcc_opendata.rules.base import Rule, RuleRecord, Violation, bounds, error, make_problem, quote, warning
from opcc_opendata.rules.facts import InspectionFacts, RecordFacts, RelatedFacts
from opcc_opendata.rules.register import Register, loosely, register_of
from opcc_opendata.schema import Standard

_MOST_NAMED: Final = 5
_COMES_AFTER: Final = ("replaces", "follows")

TO_ITSELF = error(
    "R270",
    "A record that is related to itself",
    "related names other responses. A record can't replace or follow itself.",
    "id: norfolk-2019-02-26-example\nrelated:\n  - id: norfolk-2019-02-26-example\n    relation: follows\n",
    "id: norfolk-2019-02-26-example\n",
)
CORRECTION = warning(
    "R409",
    "A correction that does not say what it corrects",
    "A correction takes the place of a response that was published before. Without the id of that one, readers go on "
    "finding both, and can't tell which holds.",
    "# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nstage: correction\n",
    "# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nstage: correction\n"
    "related:\n  - id: norfolk-2019-a\n    relation: replaces\n"
    "---\n# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\n",
)
ID_TWICE = error(
    "R301",
    "Two records have the same id",
    "An id belongs to one record, for ever. Of two records with the same id one would overwrite the other.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\n---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-a\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\n---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\n",
)
NOWHERE = error(
    "R302",
    "A related response that exists nowhere",
    "No record in the project has this id. A response that the document mentions, but that is not in the data, belongs "
    "in the text or in a note.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\nrelated:\n  - id: norfolk-2018-a\n    relation: follows\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\nrelated:\n  - id: norfolk-2018-a\n    relation: follows\n"
    "---\n# records/norfolk/2018-a.yaml\nid: norfolk-2018-a\n",
)
CIRCLE = error(
    "R303",
    "Records that replace each other in a circle",
    "If one response replaces a second, and that the first, then none of them holds.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\nrelated:\n  - id: norfolk-2019-b\n    relation: replaces\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nrelated:\n"
    "  - id: norfolk-2019-a\n    relation: replaces\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nrelated:\n"
    "  - id: norfolk-2019-a\n    relation: replaces\n",
)
TITLES = warning(
    "R304",
    "Two records give a report different titles",
    "Offices write titles in their own ways, so this is only a warning. But often one of the records has the id of "
    "another report. Case, punctuation and spaces make no difference. Reports in the register are compared with it.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: a-report\n    title: A report\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: a-report\n    title: Another\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: a-report\n    title: A report\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: a-report\n    title: A Report.\n",
)
DATES = error(
    "R305",
    "Two records give a report different dates",
    "A report is published on one day, and whether a response was late depends on it. A date that is less precise "
    "agrees with one that is more so. Where the register has the report's date, or most of the records agree, only the "
    "others are told.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: a-report\n    title: A report\n"
    "    published: 2019-02-26\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: a-report\n    title: A report\n"
    "    published: 2019-02-27\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ninspections:\n  - id: a-report\n    title: A report\n"
    "    published: 2019-02-26\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\ninspections:\n  - id: a-report\n    title: A report\n"
    "    published: 2019-02\n",
    "Police Act 1996, section 55(5A)",
)
TOO_EARLY = error(
    "R307",
    "Published before the response that it replaces or follows",
    "What corrects, completes or adds to a response comes after it. One of the two dates of publication is wrong, and "
    "whether the office was on time depends on the earliest. Dates that are less precise are compared as far as they "
    "go.",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ndates:\n  published: 2019-04-10\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nrelated:\n"
    "  - id: norfolk-2019-a\n    relation: replaces\ndates:\n  published: 2019-03-10\n",
    "# records/norfolk/2019-a.yaml\nid: norfolk-2019-a\ndates:\n  published: 2019-04-10\n"
    "---\n# records/norfolk/2019-b.yaml\nid: norfolk-2019-b\nrelated:\n"
    "  - id: norfolk-2019-a\n    relation: replaces\ndates:\n  published: 2019-05-10\n",
    "Police Act 1996, section 55(5A)",
)

CODES = (ID_TWICE, NOWHERE, CIRCLE, TITLES, DATES, TOO_EARLY)


def to_itself(record: RuleRecord) -> Iterator[Violation]:
    """Find a record that is related to itself."""
    for n, one in enumerate(record.data.get("related", ())):
        if one["id"] == record.id:
            yield Violation(("related", n, "id"), f"{one['id']} is this record itself.", "Name the other record.")


def correction(record: RuleRecord) -> Iterator[Violation]:
    """Find a correction that replaces nothing."""
    relations = [one["relation"] for one in record.data.get("related", ())]
    if record.data["stage"] == "correction" and "replaces" not in relations:
        hint = "Add related, with the id of the response that it corrects and the relation replaces."
        yield Violation(("stage",), "it is not said which response this corrects.", hint)


RULES = (Rule(TO_ITSELF, to_itself), Rule(CORRECTION, correction))


def cross_check(facts: Iterable[RecordFacts], standard: Standard) -> list[Problem]:
    """Look for what is wrong between records, of which all facts are given. The order of the facts does not matter."""
    every = sorted(facts)
    return sorted(
        [
            *_ids_twice(every),
            *_related_nowhere(every),
            *_circles(every),
            *_too_early(every),
            *_reports(every, register_of(standard)),
        ]
    )


def _ids_twice(every: Sequence[RecordFacts]) -> Iterator[Problem]:
    same: dict[str, list[RecordFacts]] = {}
    for one in every:
        if one.placed:
            same.setdefault(one.id, []).append(one)
    for records in same.values():
        if len(records) < 2:
            continue
        # A record whose id agrees with its place has done nothing wrong: another has taken its id.
        owners = [one for one in records if one.id == _id_by_place(one)]
        owners = [one for one in owners if not _is_draft(one)] or owners  # what is published came first
        for one in records:
            if owners != [one]:
                names = _named([f"{other.path}:{other.line}" for other in records])
                message = f"{one.id} is the id of {len(records)} records: {names}."
                expected = _id_by_place(one)
                hint = "Let the one that was published first keep it."
                if one.id != expected:
                    hint = f"Write {expected} here, which the file's place gives."
                elif owners and _is_draft(one) and not _is_draft(owners[0]):
                    hint = (
                        f"{owners[0].path} is published. If this is the same response, delete this draft. Otherwise "
                        "give the file another name, and write the id that goes with it."
                    )
                yield make_problem(ID_TWICE, (one.path, one.line, one.column), ("id",), message, hint)


def _id_by_place(one: RecordFacts) -> str:
    *_, folder, name = ("", *one.path.split("/"))
    return f"{folder}-{name.removesuffix('.yaml')}"


def _is_draft(one: RecordFacts) -> bool:
    return one.path.startswith(f"{DRAFTS}/")


def _named(names: Sequence[str]) -> str:
    more = len(names) - _MOST_NAMED
    return ", ".join(names) if more <= 0 else f"{', '.join(names[:_MOST_NAMED])} and {more} more"


def _related_nowhere(every: Sequence[RecordFacts]) -> Iterator[Problem]:
    known = {one.id for one in every}
    for one in every:
        for other in one.related:
            if other.id not in known:
                message = f"no record has the id {other.id}."
                hint = "Check the spelling. If that response is not in the data, say so in note instead."
                yield make_problem(NOWHERE, (one.path, other.line, other.column), _pointer(other), message, hint)


def _pointer(related: RelatedFacts) -> tuple[str, int, str]:
    return ("related", related.position, "id")


def _circles(every: Sequence[RecordFacts]) -> Iterator[Problem]:
    """Find each link of `replaces` that lies on a circle."""
    replaced = {one.id: tuple(other.id for other in one.related if other.relation == "replaces") for one in every}
    replaced = {code: others for code, others in replaced.items() if others}
    for one in every:
        for other in one.related:
            if other.relation == "replaces" and other.id != one.id and _reaches(replaced, other.id, one.id):
                message = f"{other.id} is replaced here, and replaces this record in its turn."
                hint = "Delete the relation of the older one."
                yield make_problem(CIRCLE, (one.path, other.line, other.column), _pointer(other), message, hint)


def _too_early(every: Sequence[RecordFacts]) -> Iterator[Problem]:
    """Find a response that is older than one which it replaces or follows, where both dates are known."""
    published = {one.id: one.published for one in every}
    for one in every:
        days = bounds(one.published)
        for other in one.related if days is not None else ():
            theirs = bounds(earlier := published.get(other.id))
            if other.relation in _COMES_AFTER and days and theirs and days[1] < theirs[0]:
                verb = "replaced" if other.relation == "replaces" else "followed"
                message = (
                    f"{other.id} was published on {earlier}, and can't be {verb} by this response, which was published "
                    f"on {one.published}."
                )
                hint = "Check both dates of publication against the documents."
                yield make_problem(TOO_EARLY, (one.path, other.line, other.column), _pointer(other), message, hint)


def _reaches(replaced: dict[str, tuple[str, ...]], start: str, goal: str) -> bool:
    left, seen = [start], {start}
    while left:
        for code in replaced.get(left.pop(), ()):
            if code == goal:
                return True
            if code not in seen:
                seen.add(code)
                left.append(code)
    return False


_Said = tuple[RecordFacts, InspectionFacts]


def _reports(every: Sequence[RecordFacts], register: Register) -> Iterator[Problem]:
    """Compare what the records say of each report."""
    titles: defaultdict[str, dict[str, list[_Said]]] = defaultdict(dict)
    dates: defaultdict[str, dict[str, list[_Said]]] = defaultdict(dict)
    for one in every:
        for said in one.inspections:
            # Those in the register are compared with it, record by record.
            if said.title is not None and said.id not in register.titles:
                titles[said.id].setdefault(loosely(said.title), []).append((one, said))
            if bounds(said.published) is not None and said.published is not None:
                dates[said.id].setdefault(said.published, []).append((one, said))
    for versions in titles.values():
        yield from _disagreements(versions, _different, _tell_title)
    for code, versions in dates.items():
        row = register.inspections.get(code)
        yield from _disagreements(versions, _contradicting, _tell_date, row["published"] if row else None)


def _different(one: str, other: str) -> bool:
    return one != other


def _contradicting(one: str, other: str) -> bool:
    here, there = bounds(one), bounds(other)
    return here is not None and there is not None and (here[1] < there[0] or there[1] < here[0])


def _disagreements(
    versions: dict[str, list[_Said]],
    disagree: Callable[[str, str], bool],
    tell: Callable[[RecordFacts, InspectionFacts, _Said], Problem],
    known: str | None = None,
) -> Iterator[Problem]:
    """Tell the records that say what others contradict: only the minority, where there is one."""
    if len(versions) < 2:
        return
    right = known or _prevailing(versions)
    for version, sayings in versions.items():
        if right is not None and not disagree(version, right):
            continue
        others = [other for other in versions if disagree(version, other)]
        if not others:
            continue
        shown = right if right in others else max(others, key=lambda other: (len(versions[other]), other))
        for one, said in sayings:
            yield tell(one, said, versions[shown][0])


def _prevailing(versions: dict[str, list[_Said]]) -> str | None:
    """Give what most records say, or None where no version has more than every other."""
    most = Counter({version: len(sayings) for version, sayings in versions.items()}).most_common(2)
    return most[0][0] if most[0][1] > most[1][1] else None


def _tell_title(one: RecordFacts, said: InspectionFacts, other: _Said) -> Problem:
    record, there = other
    message = f"{said.id} is called {quote(said.title or '')} here, but {quote(there.title or '')} in {record.path}."
    place = (one.path, said.title_line, said.title_column)
    return make_problem(
        TITLES, place, ("inspections", said.position, "title"), message, "Check that it is the same report."
    )


def _tell_date(one: RecordFacts, said: InspectionFacts, other: _Said) -> Problem:
    record, there = other
    message = f"{said.id} was published on {said.published} here, but on {there.published} in {record.path}."
    place = (one.path, said.published_line, said.published_column)
    hint = "Find the report itself, and correct the date that is wrong."
    return make_problem(DATES, place, ("inspections", said.position, "published"), message, hint)

"""A second count of what the site counts: straight from the YAML files, in plain Python, by docs/counting.md.

It shares no code with the toolkit, so that a mistake there is not repeated here. It reads the files with PyYAML's own
loader, the codelists with `csv`, and works every figure out by hand. Only invented data need to be understood: two
titles are of one report here if they differ in case and punctuation alone, or are in `ALIKE`.
"""

from __future__ import annotations

import csv
import json
import re
from calendar import monthrange
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import yaml

from tests.search_recount import Response, read

ALIKE = (
    {
        "joint inspection of invented cells norfolk and suffolk",
        "joint inspections of the invented cells norfolk suffolk",
    },
    {"an inspection of invented radios", "inspection of the invented radios"},
)
"""Pairs of near-equal titles in the invented data, as `plain` writes them."""

LAW = date(2017, 4, 3)
Record = dict[str, Any]
Key = tuple[str, str]
"""A force and a report."""


def plain(title: str) -> str:
    return " ".join(re.findall("[a-z0-9]+", title.lower()))


@cache
def days(text: str | None) -> tuple[date, date] | None:
    """The first and last day that a date of a record may mean."""
    if not text:
        return None
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, monthrange(*parts)[1])
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def verdict(report: str | None, published: str | None) -> str:
    """Whether a response published on one date answers a report of another in time."""
    there, here = days(report), days(published)
    if there is None:
        return "cannot_tell"
    if there[1] < LAW:
        return "does_not_apply"
    if there[0] < LAW or here is None or here[1] < there[0]:
        return "cannot_tell"
    if here[1] <= there[0] + timedelta(55):
        return "on_time"
    return "late" if here[0] > there[1] + timedelta(55) else "cannot_tell"


def is_same_request(a: tuple[Any, ...], b: tuple[Any, ...], rows: list[tuple[Any, ...]]) -> bool:
    """Whether two rows (name, report, kind, number, words, earlier report) are one recommendation, by themselves."""
    long = len(a[4].split()) >= 8 and a[4] == b[4]
    if long and ((a[5] and a[5] == b[1]) or (b[5] and b[5] == a[1])):
        return True  # of the earlier report itself, which may have taken it from one before
    at_one_place = a[1] and a[3] and a[1:4] == b[1:4]
    if a[5] and b[5]:
        return a[5] == b[5] and bool(long or (at_one_place and share(a[4], b[4]) >= 0.75))
    if a[5] or b[5] or not at_one_place:
        return False
    # Two answers to one recommendation of the earlier report, where it is said again in the words of either.
    return any(c[5] == a[1] and len(c[4].split()) >= 8 and c[4] in (a[4], b[4]) for c in rows)


def share(one: str, other: str) -> float:
    left, right = ({tuple(text.split()[at : at + 3]) for at in range(len(text.split()) - 2)} for text in (one, other))
    return len(left & right) / len(left | right) if left | right else float(one == other)


class Recount:
    """The figures of one project, from its files. `today` is the day in UTC."""

    def __init__(self, folder: Path, today: date) -> None:
        self.today = today
        self.records: dict[str, Record] = {}
        for path in sorted((folder / "records").rglob("*.yaml")):
            # Every value as the text that it is: no dates, numbers or booleans to trip over.
            record: Record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
            self.records[record["id"]] = record
        lists = folder / "schema/codelists"
        self.register = {row["code"]: row for row in self._csv(lists / "inspections.csv")}
        self.bodies = {row["code"]: row for row in self._csv(lists / "policing_bodies.csv")}
        self.forces = {row["code"]: row["title_en"] for row in self._csv(lists / "forces.csv")}
        settings = folder / "opcc.yml"
        self.settings: Record = yaml.load(settings.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader) or {}

        state = folder / "harvest/current/harvest.json"
        self.sources: list[Record] = json.loads(state.read_text(encoding="utf-8"))["sources"] if state.is_file() else []
        origins = folder / "harvest/current/files.json"
        self.origins: dict[str, list[Any]] = json.loads(origins.read_text()) if origins.is_file() else {}

    @staticmethod
    def _csv(path: Path) -> list[dict[str, str]]:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    # --- offices

    @cached_property
    def out_of_reach(self) -> set[str]:
        """The forces of which an office may have published what nobody here has seen."""
        states = ("unreachable", "broken")
        return {self.bodies[body]["force"] for one in self.sources if one["state"] in states for body in one["bodies"]}

    @cached_property
    def covered(self) -> set[str]:
        """The forces whose silence says something."""
        claims = self.settings.get("coverage", [])
        return {self.bodies[claim["policing_body"]]["force"] for claim in claims} - self.out_of_reach

    # --- responses

    def related(self, record: Record, relation: str) -> list[str]:
        return [one["id"] for one in record.get("related", []) if one["relation"] == relation]

    @cached_property
    def withdrawn(self) -> set[str]:
        return {name for name, record in self.records.items() if "withdrawal" in record}

    @cached_property
    def replaced(self) -> set[str]:
        found: set[str] = set()
        for name in self.records.keys() - self.withdrawn:
            found |= self.chain(name) - {name}
        return found - self.withdrawn

    def chain(self, name: str) -> set[str]:
        """A response and all that it replaces, by itself or through others."""
        found, left = set(), [name]
        while left:
            here = left.pop()
            if here not in found:
                found.add(here)
                left += self.related(self.records[here], "replaces")
        return found

    @cached_property
    def current(self) -> set[str]:
        return self.records.keys() - self.withdrawn - self.replaced

    @cached_property
    def searched(self) -> list[Response]:
        """What a search looks through in each response."""
        found = read(list(self.records.values()))
        for one in found:
            one.status = "replaced" if one.id in self.replaced else "current"
        return found

    def published(self, name: str) -> str | None:
        return self.records[name].get("dates", {}).get("published")

    def letter(self, name: str) -> str | None:
        return self.records[name].get("dates", {}).get("letter")

    def year(self, name: str) -> str:
        """The year of the newest report that a response answers, as the record dates it."""
        dates = [report["published"] for report in self.records[name]["inspections"] if "published" in report]
        return max(dates)[:4] if dates else ""

    def reports(self, name: str) -> list[str]:
        return [report["id"] for report in self.records[name]["inspections"]]

    @cached_property
    def all_reports(self) -> set[str]:
        return set(self.register) | {report for name in self.records for report in self.reports(name)}

    def report_date(self, report: str) -> str | None:
        """The register's date of a report, or else the most precise that a record gives."""
        return self.register.get(report, {}).get("published") or self.given_dates.get(report)

    @cached_property
    def given_dates(self) -> dict[str, str]:
        given: dict[str, str] = {}
        for record in self.records.values():
            for one in record["inspections"]:
                dates = {given.get(one["id"], ""), one.get("published", "")} - {""}
                if dates:
                    given[one["id"]] = min(dates, key=lambda text: (-len(text), text))
        return given

    def body_on(self, force: str, day: date) -> str | None:
        """The body that a force had on a day; on the day of a change, the one that came."""
        there = []
        for code, row in self.bodies.items():
            start, end = days(row["start"]), days(row["end"])
            if row["force"] == force and (not start or start[0] <= day) and (not end or day <= end[1]):
                there.append((start[0] if start else date.min, code))
        return max(there)[1] if there else None

    def body_now(self, body: str) -> str:
        row = self.bodies[body]
        after = self.bodies.get(row["successor"])
        begun = days((after or {}).get("start") or row["end"])
        return self.body_now(after["code"]) if after and begun and begun[0] <= self.today else body

    # --- timeliness

    def answering(self, force: str, report: str) -> list[str]:
        """The responses of a force that name a report, but for holding statements."""
        return self._answering[(force, report)]

    @cached_property
    def _answering(self) -> dict[Key, list[str]]:
        found = defaultdict[Key, list[str]](list)
        for name, record in self.records.items():
            for report in set(self.reports(name)) if record["stage"] != "holding" else ():
                found[record["force"], report].append(name)
        return found

    @cached_property
    def answered(self) -> dict[Key, tuple[str, str, str]]:
        """Each report that a force's body answered: the verdict, the response that it rests on, and the body."""
        keys = {
            (self.records[name]["force"], report)
            for name in self.current
            if self.records[name]["stage"] != "holding"
            for report in self.reports(name)
        }
        return {key: self._answer(*key) for key in keys}

    def _answer(self, force: str, report: str) -> tuple[str, str, str]:
        versions: set[str] = set()
        for name in self.answering(force, report):
            versions |= {other for other in self.chain(name) if self.records[other]["stage"] != "holding"}
        when = self.report_date(report)
        judged = {name: verdict(when, self.published(name)) for name in sorted(versions)}
        public = [name for name in judged if name not in self.withdrawn]
        first = sorted(public, key=lambda name: (self.published(name) or self.letter(name) or "9999", name))
        stages = {self.records[name]["stage"] for name in public}
        if "does_not_apply" in judged.values():
            whole = [name for name in first if self.records[name]["stage"] in ("full", "not_stated")]
            status, rests = "does_not_apply", whole or first
        elif any(judged[name] == "on_time" for name in public):
            status, rests = "on_time", [name for name in first if judged[name] == "on_time"]
        elif set(judged.values()) == {"late"} and stages & {"full", "not_stated"}:
            status, rests = "late", first
        else:
            unsettled = [name for name in first if judged[name] == "cannot_tell"] or first
            whole = [name for name in unsettled if self.records[name]["stage"] in ("full", "not_stated")]
            status, rests = "cannot_tell", whole or unsettled
        if self.is_unverified(report) and status in ("on_time", "late"):
            status = "cannot_tell"
        response = rests[0]
        body = self.records[response]["policing_body"]
        limit = self.last_day(report)
        if status != "on_time" and limit:
            body = self.body_on(force, limit) or body
        return status, response, body

    def is_unverified(self, report: str) -> bool:
        """Whether the register says that nobody has verified the report's date."""
        return self.register.get(report, {}).get("confidence") == "unverified"

    def last_day(self, report: str) -> date | None:
        """The last lawful day, where the report's day is known and the 56 days apply."""
        when = self.report_date(report)
        if not when or len(when) < 10 or date.fromisoformat(when) < LAW:
            return None
        return date.fromisoformat(when) + timedelta(55)

    def timeliness(self, **wanted: str) -> Counter[str]:
        """The verdicts, narrowed by force, report, body or year."""
        found: Counter[str] = Counter()
        for (force, report), (status, _, body) in self.answered.items():
            facts = {"force": force, "report": report, "body": body, "year": (self.report_date(report) or "")[:4]}
            if all(facts[name] == value for name, value in wanted.items()):
                found[status] += 1
        return found

    # --- recommendations

    def publication_days(self, force: str) -> list[int]:
        """On which day each report was answered, counted from the report, where both days are known."""
        found = []
        for (own_force, report), (status, name, _) in self.answered.items():
            if own_force == force and status in ("on_time", "late"):
                first, last = days(self.report_date(report)), days(self.published(name))
                if first and last and first[0] == first[1] and last[0] == last[1]:
                    found.append((last[0] - first[0]).days + 1)
        return found

    def age(self, name: str) -> tuple[str, int, int, str]:
        """How new a response is: its date, but no older than what it comes after."""
        record = self.records[name]
        before = [
            self.age(other)
            for other in {*self.related(record, "replaces"), *self.related(record, "follows")}
            if other in self.records
        ]
        own = days(self.published(name) or self.letter(name))
        date_ = max([own[0].isoformat() if own else "", *(age[0] for age in before)])
        stage = {"holding": 0, "full": 1, "not_stated": 1, "update": 2, "correction": 3}[record["stage"]]
        return date_, max((age[1] + 1 for age in before), default=0), stage, name

    @cached_property
    def recommendations(self) -> list[Record]:
        """Each recommendation that counts, with the facts about it that are counted."""
        groups: dict[Any, list[Record]] = defaultdict(list)
        for name in sorted(self.current):
            for position, item in enumerate(self.records[name].get("recommendations", [])):
                one = self._recommendation(name, position, item)
                same = one["report"] and one["number"] and "from_inspection" not in item
                key = (one["force"], one["report"], one["kind"], one["number"]) if same else (name, position)
                groups[key].append(one)
        return [one for group in groups.values() for one in self._newest(group)]

    @cached_property
    def not_counted(self) -> list[Record]:
        """Each numbered answer in a current response that gave way to another answer for the same force."""
        counted = {(one["response"], one["position"]) for one in self.recommendations}
        every = [
            self._recommendation(name, position, item)
            for name in sorted(self.current)
            for position, item in enumerate(self.records[name].get("recommendations", []))
        ]
        there = [one for one in every if one["answered"] and one["report"] and one["number"]]
        return [one for one in there if (one["response"], one["position"]) not in counted]

    def _recommendation(self, name: str, position: int, item: Record) -> Record:
        record = self.records[name]
        reports = self.reports(name)
        report = item.get("inspection") or (reports[0] if len(reports) == 1 else None)
        answer = self._answer_of(record, item)
        progress = item.get("progress", [])
        # Who does not know how far it is takes back no earlier word, nor moves it to a later day.
        telling = [n for n, entry in enumerate(progress) if entry["status"] != "unknown"]
        at = max(telling or range(len(progress)), default=-1)
        latest = progress[at] if progress else {}
        # A month is over on its last day, and an entry is not before the one above it.
        ends = [(entry["date"] + "-12-31"[len(entry["date"]) - 4 :])[:10] for entry in progress]
        ends = [max(ends[: n + 1]) for n in range(len(ends))]
        moved = [
            (end, n, entry["revised_target_date"])
            for n, (end, entry) in enumerate(zip(ends, progress, strict=True))
            if "revised_target_date" in entry
        ]
        date_ = self.report_date(report) if report else None
        return {
            "response": name,
            "position": position,
            "force": record["force"],
            "body": record["policing_body"],
            "report": report,
            "kind": item["kind"],
            "number": self._number(item),
            "answered": answer is not None,
            "acceptance": "no_answer" if answer is None else answer.get("acceptance", "not_stated"),
            "explained": bool(answer) and bool({"body_action", "no_action_reason"} & answer.keys()),
            "promised": item.get("answer", {}).get("target_date"),
            "moved": moved,
            "target": self._target(record, item.get("answer", {}).get("target_date"), moved),
            "status": latest.get("status"),
            "status_date": ends[at] if ends else "",
            "status_date_reported": latest.get("date", ""),
            "reported": [(ends[n], progress[n]["date"], progress[n]["status"]) for n in telling],
            "earlier": "from_inspection" in item,
            "year": ((date_ or self.year(name)) or "")[:4],
        }

    @staticmethod
    def _target(record: Record, promised: str | None, moved: list[tuple[str, int, str]]) -> str | None:
        """What was reported before the first answer was published moved nothing."""
        published = record.get("dates", {}).get("published")
        earlier = [one for one in record.get("related", []) if one["relation"] in ("replaces", "follows")]
        if promised and published and record["stage"] in ("full", "not_stated") and not earlier:
            moved = [one for one in moved if one[0] >= published]
        return max(moved, default=("", 0, promised))[2]

    def _number(self, item: Record) -> str:
        """Recommendations are counted from 1, and so are findings of each other kind."""
        number = "-".join(re.findall("[a-z0-9]+", item.get("number", "").lower()))
        if "from_inspection" in item or not number:
            return ""
        return number if item["kind"] == "recommendation" else f"{item['kind']}-{number}".replace("_", "-")

    def _answer_of(self, record: Record, item: Record) -> Record | None:
        while "answered_with" in item:
            others = [
                other
                for other in record["recommendations"]
                if other.get("number") == item["answered_with"] and other is not item
            ]
            same = [other for other in others if other.get("inspection") == item.get("inspection")]
            among = same or others
            item = next((other for other in among if other["kind"] == item["kind"]), among[0])
        answer: Record | None = item.get("answer")
        return answer

    def _newest(self, group: list[Record]) -> list[Record]:
        names = {one["response"] for one in group}
        if len(names) == 1:
            return group
        wanted = max({one["response"] for one in group if one["answered"]} or names, key=self.age)
        since = self.age(wanted)[0]
        reported = max(group, key=lambda one: (one["status"] != "unknown", one["status_date"], one["status"] in CLOSED))
        made = []
        for one in group:
            if one["response"] == wanted:
                later = [entry for other in group for entry in other["moved"] if entry[0] >= since or other is one]
                target = max(later, default=("", 0, one["promised"]))[2]
                made.append(
                    one
                    | {
                        "target": target,
                        "status": reported["status"],
                        "status_date_reported": reported["status_date_reported"],
                        "reported": sorted((e for other in group for e in other["reported"]), key=lambda e: e[0]),
                    }
                )
        return made

    def alike(self) -> dict[tuple[str, str], tuple[int, int]]:
        """Each pair of answers to different recommendations with nearly the same words: runs shared, runs in either.

        A comparison of each with each. An answer is named as the table alike_answers names it.
        """
        texts: list[tuple[str, str, str, set[tuple[str, ...]]]] = []
        for one in self.recommendations:
            record = self.records[one["response"]]
            item = record["recommendations"][one["position"]]
            for kind in ("body_action", "force_action", "no_action_reason"):
                text = item.get("answer", {}).get(kind)
                both = text if isinstance(text, dict) else {record["language"]: text} if text else {}
                for language, words_ in both.items():
                    words = re.findall(r"\w+", words_.casefold())
                    if len(words) >= 20:
                        name = f"{one['response']}-recommendation-{self.key(record, one['position'])}"
                        text_id = f"{name}-{kind.replace('_', '-')}{'-cy' if language == 'cy' else ''}"
                        runs = {tuple(words[at : at + 3]) for at in range(len(words) - 2)}
                        texts.append((text_id, name, language, runs))
        found = {}
        for n, (one_id, of_one, language, runs) in enumerate(texts):
            for other_id, of_other, other_language, others in texts[n + 1 :]:
                if (
                    of_one != of_other
                    and language == other_language
                    and 4 * min(len(runs), len(others)) >= 3 * max(len(runs), len(others))
                ):
                    shared = len(runs & others)
                    either = len(runs) + len(others) - shared
                    if 4 * shared >= 3 * either:
                        low, high = sorted((one_id, other_id))
                        found[low, high] = (shared, either)
        return found

    @staticmethod
    def key(record: Record, position: int) -> str:
        """The end of a recommendation's address. Numbers are plain and different in the invented data, or there is
        none; a second report's place comes first."""
        items = record["recommendations"]
        reports = [report["id"] for report in record["inspections"]]

        def wanted(at: int) -> str:
            number = "-".join(re.findall("[a-z0-9]+", items[at].get("number", "").lower())) or str(at + 1)
            if len(reports) == 1:
                return number
            report = items[at].get("inspection")
            return f"{reports.index(report) + 1 if report in reports else 1}-{number}"

        taken: set[str] = set()
        names = {}
        for at in sorted(
            range(len(items)), key=lambda at: not re.search("[a-z0-9]", items[at].get("number", "").lower())
        ):
            name, n = wanted(at), 1
            while (name if n == 1 else f"{name}-{n}") in taken:
                n += 1
            names[at] = name if n == 1 else f"{name}-{n}"
            taken.add(names[at])
        return names[position]

    def state(self, one: Record) -> str:
        """How a promise stands: whether it was reported complete by its date, or that date is past."""
        last = days(one["target"])
        assert last
        # What counts is the first of the reports in a row up to the newest that call it complete.
        since = one["status_date_reported"]
        for _, date_, status in reversed(one["reported"]):
            if status not in ("reported_complete", "verified_closed_by_inspectorate"):
                break
            since = date_
        reported = days(since)
        if one["status"] in ("reported_complete", "verified_closed_by_inspectorate") and reported:
            if reported[1] <= last[1]:
                return "done_by_date"
            return "done_after_date" if reported[0] > last[1] else "done"
        if one["status"] in CLOSED:
            return "ended"
        return "past" if last[1] < self.today else "ahead"

    # --- said again

    def words_asked(self, one: Record) -> str:
        """The words of a recommendation and its parts, in English, or else in Welsh."""
        record = self.records[one["response"]]
        item = record["recommendations"][one["position"]]

        def text(value: Any) -> str:
            both = value if isinstance(value, dict) else {record["language"]: value}
            return str(both.get("en") or both.get("cy") or "")

        if "text" not in item:
            return ""
        texts = [text(item["text"]), *(text(part["text"]) for part in item.get("parts", []))]
        return " ".join(re.findall(r"\w+", " ".join(texts).casefold()))

    def earlier_report(self, one: Record) -> str | None:
        """The earlier report that a recommendation is stated to come from: an id, or a title and a year."""
        item = self.records[one["response"]]["recommendations"][one["position"]]
        earlier = item.get("from_inspection")
        if earlier is None or "id" in earlier:
            return earlier and str(earlier["id"])
        title, day = plain(earlier["title"]), earlier.get("published", "")
        names: dict[str, set[str]] = defaultdict(set)
        for code, row in self.register.items():
            names[code].add(plain(row["title_en"]))
        for record in self.records.values():
            for report in record["inspections"]:
                if report["id"] not in self.register:
                    names[report["id"]].add(plain(report["title"]))
        found = []
        for name, titles in names.items():
            known = self.report_date(name) or ""
            if day and known and title in titles and (known.startswith(day) or day.startswith(known)):
                found.append(name)
        return found[0] if len(found) == 1 else f"{title} {day[:4]}"

    def repeats(self) -> set[frozenset[str]]:
        """The groups of recommendations that are one said again: each as the names of the rows, by docs/counting.md."""
        rows = []
        for one in self.recommendations:
            name = f"{one['response']}-recommendation-{self.key(self.records[one['response']], one['position'])}"
            item = self.records[one["response"]]["recommendations"][one["position"]]
            number = "-".join(re.findall("[a-z0-9]+", item.get("number", "").lower()))
            rows.append((name, one["report"], one["kind"], number, self.words_asked(one), self.earlier_report(one)))

        groups: list[set[str]] = []
        known = {row[0]: row for row in rows}
        left = dict(known)
        while left:
            group, waiting = set(), [left.pop(next(iter(left)))]
            while waiting:
                here = waiting.pop()
                group.add(here[0])
                near = [row for row in left.values() if is_same_request(here, row, rows)]
                waiting += near
                for row in near:
                    del left[row[0]]
            groups.append(group)
        return {frozenset(group) for group in groups if any(known[name][5] for name in group)}

    @cached_property
    def promises(self) -> list[Record]:
        """The promises with a date that nobody has reported complete, each with its last day and its body."""
        found = []
        for one in self.recommendations:
            open_ = one["status"] not in CLOSED and one["acceptance"] not in NOTHING_PROMISED
            last = days(one["target"])
            if open_ and last:
                body = self.body_on(one["force"], last[1]) or one["body"]
                found.append(one | {"last": last[1], "owed_by": body})
        return found

    def unexplained(self) -> list[Record]:
        """The recommendations without an action of the body's own and without a reason for none."""
        found = []
        for one in self.recommendations:
            record = self.records[one["response"]]
            report = days(self.report_date(one["report"])) if one["report"] else None
            applies = report is not None and report[0] >= LAW
            known = record["stage"] != "holding" and "index_record" not in record
            if one["kind"] == "recommendation" and applies and known and not one["earlier"] and not one["explained"]:
                found.append(one)
        return found

    # --- grades

    @cached_property
    def grades(self) -> dict[tuple[str, str, str, str], tuple[str, str]]:
        """Each grade by force, report, cycle (empty for none) and question: the grade and the response it is from."""
        found: dict[tuple[str, str, str, str], tuple[str, str]] = {}
        for name in sorted(self.current, key=self.age):
            record, seen = self.records[name], set()
            for report in record["inspections"]:
                for one in report.get("grades", []):
                    key = (record["force"], report["id"], one.get("cycle", ""), plain(one["question"]))
                    if key not in seen:
                        found[key] = (one["grade"], name)
                    seen.add(key)
        return found

    def between(self, force: str, start: str, end: str) -> dict[str, int]:
        """What was recommended to a force and promised on reports from one date until another, compared as written."""
        there = [
            one
            for one in self.recommendations
            if one["force"] == force and one["report"] and start <= (self.report_date(one["report"]) or "") < end
        ]
        promised = [one for one in there if one["target"] and one["acceptance"] not in NOTHING_PROMISED]
        return {
            "recommended": len(there),
            "accepted": sum(one["acceptance"] == "accepted" for one in there),
            "not_accepted": sum(one["acceptance"] == "not_accepted" for one in there),
            "promised": len(promised),
            "done": sum(one["status"] in DONE for one in promised),
        }

    # --- forces beside each other

    @cached_property
    def owed(self) -> dict[str, dict[str, str]]:
        """For each force within the coverage, the reports that its body had to answer by today, and how it did."""
        found: dict[str, dict[str, str]] = {}
        for claim in self.settings.get("coverage", []):
            force = self.bodies[claim["policing_body"]]["force"]
            if force not in self.covered:
                continue
            own = found.setdefault(force, {})
            for report, row in self.register.items():
                limit = self.last_day(report)
                concerned = row["scope"] == "all" or force in row["forces"].split()
                claimed = claim["from"] <= row["published"] <= claim.get("to", "9999")
                if not limit or limit >= self.today or not concerned or not claimed:
                    continue
                if self.body_on(force, limit) != claim["policing_body"]:
                    continue
                told = self._duty(force, report, limit)
                if told is None:
                    status = self.answered[force, report][0]
                    own[report] = status if status in ("on_time", "late") else "cannot_tell"
                elif told[0] != "not_owed":
                    own[report] = "overdue" if told[0] == "overdue" else "cannot_tell"
        return found

    def day(self, force: str, report: str) -> int | None:
        """On which day a report was answered, where that is known; far in the future where it is overdue."""
        status = self.owed[force][report]
        if status == "overdue":
            return 999_999
        if status == "cannot_tell":
            return None
        published, when = self.published(self.answered[force, report][1]) or "", self.report_date(report) or ""
        whole = len(published) == len(when) == 10
        return (date.fromisoformat(published) - date.fromisoformat(when)).days + 1 if whole else None

    def common(self, forces: Sequence[str]) -> set[str]:
        """The reports that the body of each force had to answer by today."""
        return set.intersection(*(set(self.owed.get(force, {})) for force in forces))

    def days_of(self, forces: Sequence[str]) -> list[list[int]]:
        """Of each report whose day is known for all, the day for each force."""
        found = [[self.day(force, report) for force in forces] for report in sorted(self.common(forces))]
        return [[day for day in days_ if day is not None] for days_ in found if None not in days_]

    def same(self, forces: Sequence[str]) -> dict[tuple[str, str], dict[str, str]]:
        """The recommendations of any report that the body of each force accepts, refuses or notes, by force."""
        found: dict[tuple[str, str], dict[str, str]] = {}
        for one in self.recommendations:
            silent = one["acceptance"] in SAYS_NOTHING
            wanted = one["kind"] == "recommendation" and one["report"] and one["number"] and one["force"] in forces
            if wanted and not silent:
                found.setdefault((one["report"], one["number"]), {})[one["force"]] = one["acceptance"]
        return {key: given for key, given in found.items() if len(given) == len(set(forces))}

    def outcomes(self, force: str, reports: set[str]) -> Counter[str]:
        """What became of the promises of a force's bodies on some reports."""
        found: Counter[str] = Counter()
        for one in self.recommendations:
            last = days(one["target"])
            wanted = one["force"] == force and one["report"] in reports and one["acceptance"] not in NOTHING_PROMISED
            if wanted and last:
                ended = "reported_complete" if one["status"] in DONE else "not_pursued"
                ahead = "past" if last[1] < self.today else "ahead"
                found[ended if one["status"] in CLOSED else ahead] += 1
        return found

    # --- duties

    @cached_property
    def duties(self) -> dict[Key, tuple[str, str, str]]:
        """What is not answered within the coverage: a body and a report, with force, timeliness and reason."""
        found = {}
        for body, force, report, limit in self.claimed():
            told = self._duty(force, report, limit)
            if told:
                found[body, report] = (force, *told)
        return found

    def claimed(self) -> Iterator[tuple[str, str, str, date]]:
        """Each report that a body had to answer within the coverage: body, force, report, last day."""
        for claim in self.settings.get("coverage", []):
            body = claim["policing_body"]
            force = self.bodies[body]["force"]
            for report, row in self.register.items():
                limit = self.last_day(report)
                concerned = row["scope"] == "all" or force in row["forces"].split()
                claimed = claim["from"] <= row["published"] <= claim.get("to", "9999")
                if limit and concerned and claimed and self.body_on(force, limit) == body:
                    yield body, force, report, limit

    @cached_property
    def states(self) -> dict[Key, tuple[str, str]]:
        """How each report of the register stands for each force that it is about, and which body owed the response."""
        claimed = {(force, report): limit for _, force, report, limit in self.claimed()}
        found = {}
        for force in self.forces:
            for report, row in self.register.items():
                if row["scope"] != "all" and force not in row["forces"].split():
                    continue
                limit = self.last_day(report) if row["published"] else None
                when = (limit, limit) if limit else days(row["published"])
                bodies = {self.body_on(force, day) for day in when} if when else {None}
                body = bodies.pop() if len(bodies) == 1 else None
                found[force, report] = (self._state(force, report, claimed.get((force, report)), body), body or "")
        return found

    def _state(self, force: str, report: str, claimed: date | None, body: str | None) -> str:
        naming = self.answering(force, report)
        if any(name in self.current for name in naming):
            return "late" if self.answered[force, report][0] == "late" else "answered"
        for one in self.settings.get("silences", []):
            if (one["force"], one["inspection"]) == (force, report):
                return str(one["reason"])
        if claimed:
            told = self._duty(force, report, claimed)
            return told[0] if told else "answered"
        published, limit = self.register[report]["published"], self.last_day(report)
        if naming:
            return "pending" if limit and self.today <= limit else "cannot_tell"
        for claim in self.settings.get("coverage", []):
            of_force = self.bodies[claim["policing_body"]]["force"] == force
            within = claim["from"] <= published <= claim.get("to", "9999") and claim["policing_body"] == body
            if of_force and (within or not published) and (not limit or not published):
                return "cannot_tell"
        return "not_in_dataset"

    def _duty(self, force: str, report: str, limit: date) -> tuple[str, str] | None:
        naming = self.answering(force, report)
        if any(name in self.current for name in naming):
            return None
        for one in self.settings.get("silences", []):
            if (one["force"], one["inspection"]) == (force, report):
                return "not_owed", str(one["reason"])
        if any(self.may_answer(name, report) for name, one in self.records.items() if one["force"] == force):
            return "cannot_tell", "possible_answer"
        if force in self.out_of_reach:
            return "cannot_tell", "source_not_current"
        if self.is_unverified(report) and not naming:
            return "cannot_tell", ""
        if self.today <= limit:
            status = "pending"
        elif naming:  # all of them were withdrawn, or replaced by a response to another report
            status = "cannot_tell"
        else:
            status = "overdue" if self.register[report]["confidence"] == "sourced" else "cannot_tell"
        return status, ""

    def may_answer(self, name: str, report: str) -> bool:
        """Whether a response that does not name a report may answer it all the same."""
        record, row = self.records[name], self.register[report]
        if record["stage"] == "holding" or report in self.reports(name):
            return False
        day = date.fromisoformat(row["published"])
        made = days(self.published(name)) or days(self.letter(name))
        titles = {plain(title) for title in (row["title_en"], *row["other_titles"].split(" | ")) if title}
        for one in record["inspections"]:
            given, title = days(one.get("published")), plain(one["title"])
            other = self.register.get(one["id"])
            if other:  # a report of the register under its own name
                assert title == plain(other["title_en"])
                continue
            if given and given[0] <= day <= given[1]:
                return True
            if made and made[1] < day:
                continue
            if title in titles or any({title, known} <= pair for pair in ALIKE for known in titles):
                return True
            exact = len(self.published(name) or "") == 10
            if not given:
                return True
            apart = min(abs((given[0] - day).days), abs((given[1] - day).days))
            in_time = made is not None and made[0] <= day + timedelta(55) and made[1] >= day
            if not exact and (apart <= 55 or in_time):
                return True
        return False

    def as_json(self) -> str:
        """The main figures, to be read when a comparison fails."""
        return json.dumps({"current": sorted(self.current), "answered": {str(k): v for k, v in self.answered.items()}})


DONE = ("reported_complete", "verified_closed_by_inspectorate")
CLOSED = ("reported_complete", "verified_closed_by_inspectorate", "superseded", "not_to_be_actioned")
SAYS_NOTHING = ("no_answer", "not_stated", "not_applicable")
"""What says neither yes nor no to a recommendation."""
NOTHING_PROMISED = ("not_accepted", "not_applicable", "already_done")

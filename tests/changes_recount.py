"""The events of a project outside git, recounted by docs/counting.md; and the page, CSV and feed of them."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from tests.recount import NOTHING_PROMISED, Recount, days

if TYPE_CHECKING:
    from tests.figures import Figures

KINDS = ("added", "changed", "withdrawn", "due_in_14_days", "overdue", "promise_passed")
CLOSED = ("reported_complete", "verified_closed_by_inspectorate", "superseded", "not_to_be_actioned")
Event = dict[str, str]


def recount_events(own: Recount) -> dict[str, Event]:
    """Give the events until today, by name. When records were added is known of those that a harvest left."""
    found = [*_added(own), *_withdrawn(own), *_deadlines(own), *_promises(own)]
    names = [one["id"] for one in found]
    assert len(set(names)) == len(names)
    return {one["id"]: one for one in found if one["date"] <= own.today.isoformat()}


def _event(kind: str, about: str, day: str, **facts: str) -> Event:
    return {"id": f"{kind.replace('_', '-')}-{about}-{day}", "kind": kind, "date": day} | facts


def _added(own: Recount) -> list[Event]:
    found = []
    for path, (_, _, _, added, _, _) in own.origins.items():
        name = f"{path.split('/')[1]}-{path.rpartition('/')[2].removesuffix('.yaml')}"
        record = own.records[name]
        facts = {"body": record["policing_body"], "force": record["force"], "report": own.reports(name)[0]}
        found.append(_event("added", name, added[:10], **facts, reports=" ".join(own.reports(name)), response=name))
    return found


def _withdrawn(own: Recount) -> list[Event]:
    found = []
    for name in own.withdrawn:
        record = own.records[name]
        facts = {"body": record["policing_body"], "force": record["force"], "report": own.reports(name)[0]}
        reports = " ".join(own.reports(name))
        day = str(record["withdrawal"]["withdrawn_on"])
        path = f"records/{record['force']}/{name.removeprefix(record['force'] + '-')}.yaml"
        *_, added, _, changes = own.origins.get(path, (None, "", None, ()))
        # The data said so when the record first changed after that day.
        day = min((time[:10] for time in changes if time[:10] >= day), default=max(day, added[:10]))
        found.append(_event("withdrawn", name, day, **facts, reports=reports, response=name))
    return found


def _deadlines(own: Recount) -> list[Event]:
    found = []
    for body, force, report, limit in own.claimed():
        told = own._duty(force, report, limit)
        naming = own.answering(force, report)
        sure = own.register[report]["confidence"] == "sourced" and not naming
        silent = told is not None and told[0] in ("overdue", "pending") and sure
        verdict = own.answered[force, report][0] if told is None else ""
        soon = limit - timedelta(14)
        dates = [days(own.published(name)) for name in naming]
        waited = verdict in ("on_time", "late") and all(when and when[0] > soon for when in dates)
        facts = {"body": body, "force": force, "report": report, "reports": report}
        if silent or waited:
            found.append(_event("due_in_14_days", f"{force}-{report}", soon.isoformat(), **facts))
        if silent or verdict == "late":
            after = (limit + timedelta(1)).isoformat()
            found.append(_event("overdue", f"{force}-{report}", after, **facts))
    return found


def _promises(own: Recount) -> list[Event]:
    found = []
    said, reported = _dates_said(own), _reported(own)
    for one in own.recommendations:
        if not one["target"] or one["acceptance"] in NOTHING_PROMISED:
            continue
        dates: list[tuple[str, str]] = []
        for given, _, _, target in sorted(said[_same(one)]):
            if not dates or dates[-1][1] != target:
                dates.append((given, target))
        while dates and dates[-1][1] != one["target"]:
            dates.pop()
        record = own.records[one["response"]]
        name = f"{one['response']}-recommendation-{own.key(record, one['position'])}"
        report = one["report"] or ""
        for n, (_, target) in enumerate(dates):
            last = _last(target)
            others = [given for given, _ in dates[n + 1 :]]
            if all(_first(given) > last for given in others) and not _was_closed(reported[_same(one)], last):
                body = own.body_on(one["force"], last) or one["body"]
                facts = {"body": body, "force": one["force"], "report": report, "reports": report}
                after = (last + timedelta(1)).isoformat()
                found.append(_event("promise_passed", name, after, **facts, response=one["response"]))
    return found


def _reported(own: Recount) -> dict[Any, list[list[tuple[str, bool]]]]:
    """Give what each version that was not withdrawn reports of a recommendation: when, and if it is closed by it."""
    found: defaultdict[Any, list[list[tuple[str, bool]]]] = defaultdict(list)
    for name in own.records.keys() - own.withdrawn:
        for position, item in enumerate(own.records[name].get("recommendations", [])):
            key = _same(own._recommendation(name, position, item))
            told = [entry for entry in item.get("progress", []) if entry["status"] != "unknown"]
            found[key].append([(entry["date"], entry["status"] in CLOSED) for entry in told])
    return found


def _was_closed(versions: list[list[tuple[str, bool]]], last: date) -> bool:
    """Tell if the newest report by that day calls it closed: of each version the last, and of those the newest.

    A report whose date may be later counts as made, if it calls the action closed, and else as not made.
    """
    newest = []
    for reports in versions:
        made = [
            (when, is_closed) for when, is_closed in reports if (_first(when) if is_closed else _last(when)) <= last
        ]
        if made:
            newest.append((max(_last(when) for when, _ in made), made[-1][1]))
    return max(newest, default=(date.min, False))[1]


def _dates_said(own: Recount) -> dict[Any, list[tuple[str, Any, int, str]]]:
    """Give the dates that were promised for each recommendation: when, by which response, and by when."""
    said: defaultdict[Any, list[tuple[str, Any, int, str]]] = defaultdict(list)
    for name in own.records.keys() - own.withdrawn:
        for position, item in enumerate(own.records[name].get("recommendations", [])):
            key = _same(own._recommendation(name, position, item))
            given = own.published(name) or own.letter(name) or own.age(name)[0]
            if target := item.get("answer", {}).get("target_date"):
                said[key].append((given, own.age(name), 0, target))
            for entry in item.get("progress", []):
                if "revised_target_date" in entry:
                    said[key].append((entry["date"], own.age(name), 1, entry["revised_target_date"]))
    return said


def _first(when: str) -> date:
    """The first day that a date may mean, and the first of all days where nothing is known."""
    found = days(when)
    return found[0] if found else date.min


def _last(when: str) -> date:
    found = days(when)
    assert found
    return found[1]


def _same(one: dict[str, Any]) -> Any:
    if one["report"] and one["number"] and not one["earlier"]:
        return one["force"], one["report"], one["kind"], one["number"]
    return one["response"], one["position"]


def check_changes(figures: Figures) -> None:
    """The page, its CSV and its feed, whole and narrowed in every way, give just the events that were recounted."""
    from tests.figures import number, words

    own = figures.recount
    every = recount_events(own)
    by = {name: Counter(one[name] for one in every.values()) for name in ("force", "body", "report", "kind")}
    common = {name: counter.most_common(1)[0][0] for name, counter in by.items() if counter}
    asked: list[dict[str, str]] = [{}]
    asked += [{"kind": kind} for kind in KINDS]
    asked += [{name: value} for name, value in common.items()]
    asked += [{"force": common["force"], "kind": "overdue due_in_14_days"}] if common else []
    asked += [{"since": sorted(one["date"] for one in every.values())[len(every) // 2]}] if every else []
    for chosen in asked:
        expected = {name: one for name, one in every.items() if all(_fits(one, *pair) for pair in chosen.items())}
        path = f"/changes?{urlencode(chosen)}" if chosen else "/changes"
        pages = list(figures.all_pages("changes", path))
        (heading,) = pages[0].xpath("//h1")
        figures.same(
            path, number(words(heading)) if expected else words(heading), len(expected) or "What changed: no events"
        )
        shown = [name for page in pages for name in page.xpath('//section[@class="day"]//ol[@class="rows"]/li/@id')]
        in_order = sorted(expected, key=lambda name: every[name]["id"])
        in_order.sort(key=lambda name: every[name]["date"], reverse=True)
        (feed,) = pages[0].xpath('//link[contains(@href, "/feeds/changes.atom")]/@href')
        figures.same(path, shown, in_order, list(figures.entries_of(feed)))
        rows = figures.csv(f"/opcc/changes.csv?{urlencode(dict.fromkeys(_PARAMETERS, '') | chosen)}")
        figures.same(path, shown, [row["id"] for row in rows])
        facts = ("date", "kind", "force", "body", "report")
        given = [(row["date"], row["kind"], row["force"], row["policing_body"], row["inspection"]) for row in rows]
        figures.same(path, given, [tuple(every[name][fact] for fact in facts) for name in shown])


def check_lately(figures: Figures, page: Any) -> None:
    """What the front page says changed most: each figure as it is recounted, and as its list has it."""
    from tests.figures import number, words

    own = figures.recount
    every = recount_events(own).values()
    month = (own.today - timedelta(29)).isoformat()
    since = min(max((one["date"] for one in every), default=month), month)
    counted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in every:
        if one["date"] >= since:
            counted[one["kind"]][one["force"]] += 1
    shown = []
    for item in page.xpath('//section[@aria-labelledby="lately"]/ul/li'):
        kind_link, *of_force = item.xpath(".//a")
        chosen = dict(parse_qsl(urlsplit(kind_link.get("href")).query))
        forces = counted[chosen["kind"]]
        figures.same("lately", number(words(kind_link)), forces.total(), _listed(figures, kind_link.get("href")))
        assert chosen["since"] == since
        shown.append(forces.total())
        (first, most), *others = forces.most_common(2)
        named = words(item).removeprefix(words(kind_link)).strip()
        if others and others[0][1] == most:
            assert not named
        elif not others:
            assert named == (own.forces[first] if most == 1 else f"All: {own.forces[first]}")
        else:
            figures.same("lately: force", number(named), most, _listed(figures, of_force[0].get("href")))
            assert own.forces[first] in named
    assert shown == sorted((forces.total() for forces in counted.values()), reverse=True)


def _listed(figures: Figures, path: str) -> int:
    """How many events the page at an address has, counted in its list."""
    pages = figures.all_pages("changes", path)
    return sum(len(page.xpath('//section[@class="day"]//ol[@class="rows"]/li')) for page in pages)


_PARAMETERS = ("force", "body", "report", "number", "kind", "year", "acceptance", "since")


def _fits(one: Event, name: str, value: str) -> bool:
    if name == "since":
        return one["date"] >= value
    return one["kind"] in value.split() if name == "kind" else value in one.get(f"{name}s", one[name]).split()

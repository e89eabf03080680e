"""Events over a sequence of builds: each exactly once, whatever days pass between, and never a false overdue."""

from __future__ import annotations

import csv
import os
import shutil
import sqlite3
import subprocess
from calendar import monthrange
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from opcc_opendata.database import build, history
from opcc_opendata.project import Project, packaged_standard, project_at
from tests.plain_yaml import records_in
from tests.projects import project, query, record

REPORTS = {
    "invented-silent": "2021-01-04",
    "invented-answered": "2021-01-10",
    "invented-late": "2021-01-20",
    "invented-letter": "2021-01-21",
    "invented-holding": "2021-01-22",
    "invented-other-id": "2021-01-23",
    "invented-unverified": "2021-01-24",
}
UNVERIFIED = "invented-unverified"
SETTINGS = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2021-01-01\n"
SMALL = '\n  - number: "1"\n    kind: recommendation\n    text: Keep lists.\n    answer:\n      acceptance: accepted'
LISTS = f"{SMALL}\n      body_action: Lists will be kept.\n      target_date: "
Event = tuple[str, str, str]
"""The day, the kind, and the response, report or recommendation that it is about."""


def answering(report: str, **changes: str) -> str:
    """A record of a response to one of the reports."""
    name = f"{REPORTS[report]}-{report.removeprefix('invented-')}"
    words = f"\n  - kind: policing_body\n    text: What {name} says, in words of its own, so that git knows it again."
    reports = f"\n  - id: {report}\n    title: Title of {report}\n    published: {REPORTS[report]}"
    return record(name, **{"inspections": reports, "comments": words} | changes)


def published(day: str) -> str:
    return f"\n  published: {day}"


@dataclass
class Site:
    """A project whose clock the test holds, in git or not; and what the test did to each record, by day."""

    root: Path
    in_git: bool
    patch: pytest.MonkeyPatch
    did: list[tuple[str, str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        shutil.copytree(packaged_standard(), self.root / "schema")
        path = self.root / "schema/codelists/inspections.csv"
        columns = path.read_text(encoding="utf-8").partition("\n")[0].split(",")
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
            writer.writeheader()
            for code, day in REPORTS.items():
                sure = "unverified" if code == UNVERIFIED else "sourced"
                facts = {"published": day, "type": "national_thematic", "scope": "all", "source": "Invented"}
                writer.writerow({"code": code, "title_en": f"Title of {code}", "confidence": sure} | facts)
        (self.root / "opcc.yml").write_text(SETTINGS, encoding="utf-8")
        (self.root / "records/norfolk").mkdir(parents=True)
        if self.in_git:
            (self.root / ".gitignore").write_text("*.db*\n.*.db*\n.opcc*\n", encoding="utf-8")
            self.git("2021-01-01", "init", "-q", "-b", "main")

    @property
    def project(self) -> Project:
        return project_at(self.root)

    def git(self, day: str, *words: str) -> None:
        environment = {**os.environ, "GIT_COMMITTER_DATE": f"{day}T12:00:00Z"}
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.gov.uk")
        subprocess.run(["git", *who, *words], cwd=self.root, env=environment, check=True, capture_output=True)

    def put(self, day: str, what: str, text: str) -> None:
        """Write a record, and say what that was."""
        name = yaml.safe_load(text)["id"]
        (self.root / f"records/norfolk/{name.removeprefix('norfolk-')}.yaml").write_text(text, encoding="utf-8")
        self.did.append((day, what, name))

    def build(self, day: str) -> None:
        if self.in_git:
            self.git(day, "add", "-A")
            self.git(day, "commit", "-qm", "A change", "--allow-empty")
        self.patch.setattr(history, "today", lambda: day)
        outcome = build(self.project)
        assert outcome.published == len(list((self.root / "records").rglob("*.yaml"))), outcome

    def events(self, day: str) -> list[Event]:
        """Ask the view of that day."""
        with closing(sqlite3.connect(self.project.database)) as connection:
            ours = sqlite3.connect(":memory:")

            def at(*asked: str) -> Any:
                marks = ", ".join("?" * len(asked))
                return ours.execute(
                    f"SELECT date({marks})", [day if one == "now" else one for one in asked]
                ).fetchone()[0]

            connection.create_function("date", -1, at, deterministic=True)
            about = "coalesce(recommendation, response, inspection)"
            rows = connection.execute(f"SELECT date, kind, {about}, id FROM events ORDER BY 1, 2, 3").fetchall()
        assert len({name for *_, name in rows}) == len(rows)
        return [(when, kind, about) for when, kind, about, _ in rows]

    def expected(self, day: str) -> list[Event]:
        """Work out the same from the files and from what the test did."""
        found = set()
        records = records_in(self.root.rglob("records/*/*.yaml"))
        for when, what, name in self.did:
            if when <= day and (what != "added" or self.in_git or when != self.did[0][0]):
                found.add((when, what, name))
        for report, first in REPORTS.items():
            last = date.fromisoformat(first) + timedelta(55)
            answers = [one for one in records if report in {named["id"] for named in one["inspections"]}]
            full = [one for one in answers if one["stage"] != "holding"]
            dates = [str(one.get("dates", {}).get("published", "")) for one in full]
            if report in (UNVERIFIED, "invented-other-id") and not full:
                continue
            if all(dates):
                soon = (last - timedelta(14)).isoformat()
                found |= {(soon, "due_in_14_days", report)} if all(when > soon for when in dates) else set()
                found |= (
                    {((last + timedelta(1)).isoformat(), "overdue", report)}
                    if min(dates, default="9") > last.isoformat()
                    else set()
                )
        for one in records:
            for asked in one.get("recommendations", ()) if "withdrawal" not in one else ():
                moved = [(str(entry["date"]), entry.get("revised_target_date")) for entry in asked.get("progress", ())]
                promised = [asked["answer"].get("target_date"), *(target for _, target in moved if target)]
                said = [when for when, target in moved if target]
                for n, target in enumerate(promised if promised[0] else ()):
                    year, month = int(str(target)[:4]), int(str(target)[5:7])
                    end = str(target) if len(str(target)) == 10 else f"{target}-{monthrange(year, month)[1]}"
                    told = [one["status"] for one in asked.get("progress", ()) if str(one["date"]) <= end]
                    if not any(when <= end for when in said[n : n + 1]) and "complete" not in " ".join(told[-1:]):
                        name = f"{one['id']}-recommendation-{asked['number']}"
                        found.add(((date.fromisoformat(end) + timedelta(1)).isoformat(), "promise_passed", name))
        return sorted(event for event in found if event[0] <= day)


@pytest.fixture(params=["git", "the last database"])
def site(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Site:
    return Site(tmp_path / "site", request.param == "git", monkeypatch)


PROGRESS = "\n    progress:\n      - date: {0}\n        status: {1}"


@pytest.mark.heavy
def test_five_builds_give_each_event_exactly_once(site: Site) -> None:
    """Records are added, corrected and withdrawn, and days pass that nobody builds on."""
    answered, late, letter = "invented-answered", "invented-late", "invented-letter"
    seen: set[Event] = set()
    days = []

    def built(day: str) -> set[Event]:
        site.build(day)
        found = site.events(day)
        assert found == site.expected(day)
        new = set(found) - seen
        assert seen <= set(found), "an event was lost"
        assert all(when > days[-1] for when, *_ in new) if days else True
        seen.update(new)
        days.append(day)
        return {(when, kind) for when, kind, _ in new}

    # 1: one response is there before anybody counts. Its promise is of any day in February.
    site.put("2021-02-10", "added", answering("invented-holding", stage="holding", recommendations=LISTS + "2021-02"))
    # Another has the date of a report of the register, under another name: it may be the answer to that.
    other = f"\n  - id: zebras\n    title: Zebra crossings\n    published: {REPORTS['invented-other-id']}"
    site.put("2021-02-10", "added", answering("invented-other-id", inspections=other, dates=published("2021-02-09")))
    assert built("2021-02-10") == ({("2021-02-10", "added")} if site.in_git else set())
    # 2: two are added. The deadline of the report that nobody answers was 14 days away two days ago.
    site.put("2021-02-16", "added", answering(answered, dates=published("2021-02-15")))
    site.put("2021-02-16", "added", answering(letter, dates="\n  letter: 2021-02-15"))
    assert built("2021-02-16") == {("2021-02-14", "due_in_14_days"), ("2021-02-16", "added")}
    # 3: nobody builds for 20 days. One is corrected.
    site.put("2021-03-08", "changed", answering(answered, dates=published("2021-02-15"), x_note="Corrected."))
    assert built("2021-03-08") == {
        ("2021-03-01", "overdue"),
        ("2021-03-01", "promise_passed"),
        ("2021-03-02", "due_in_14_days"),
        ("2021-03-04", "due_in_14_days"),
        ("2021-03-08", "changed"),
    }
    # 4: one that was due on 16 March was published on the 19th, and the correction is withdrawn.
    site.put(
        "2021-03-20", "added", answering(late, dates=published("2021-03-19"), recommendations=LISTS + "2021-06-30")
    )
    gone = "\n  withdrawn_on: 2021-03-19\n  reason: The date was wrong."
    site.put("2021-03-20", "withdrawn", answering(answered, dates=published("2021-02-15"), withdrawal=gone))
    assert built("2021-03-20") == {
        ("2021-03-17", "overdue"),
        ("2021-03-19", "overdue"),
        ("2021-03-20", "added"),
        ("2021-03-20", "withdrawn"),
    }
    # 5: months later, a promise was moved before it passed, and what was withdrawn changes again, for nobody to read.
    moved = PROGRESS.format("2021-06-01", "in_progress") + "\n        revised_target_date: 2021-12-31"
    again = LISTS + "2021-06-30" + moved
    site.put("2021-08-01", "changed", answering(late, dates=published("2021-03-19"), recommendations=again))
    path = next(site.root.rglob("records/norfolk/*-answered.yaml"))
    path.write_text(path.read_text(encoding="utf-8") + "x_note: A slip of the pen.\n", encoding="utf-8")
    assert built("2021-08-01") == {("2021-08-01", "changed")}
    # A build that is made again, and days without a build, neither lose nor repeat one.
    site.project.database.unlink() if site.in_git else None
    site.build("2021-08-01")
    assert set(site.events("2021-08-01")) == seen
    assert set(site.events("2022-01-01")) - seen == {
        ("2022-01-01", "promise_passed", "norfolk-2021-01-20-late-recommendation-1")
    }


def test_a_date_that_passed_before_another_was_promised_stays_an_event(tmp_path: Path) -> None:
    """A correction promises a later date, but only after the first had passed; another that was in time leaves none."""
    dates = "\n  published: 2019-04-01"
    first = record("2019-02-26-first", recommendations=f"{LISTS}2020-01-31", dates=dates)
    replaces = "\n  - id: norfolk-2019-02-26-first\n    relation: replaces"
    for published_on, passed in (("2020-06-01", ["2020-02-01", "2021-01-01"]), ("2020-01-31", ["2021-01-01"])):
        dates = f"\n  published: {published_on}"
        second = record("2019-02-26-second", recommendations=f"{LISTS}2020-12", dates=dates, related=replaces)
        made = project(tmp_path, {"2019-02-26-first.yaml": first, "2019-02-26-second.yaml": second})
        assert build(made).built
        found = query(made.database, "SELECT date, response, recommendation FROM events WHERE kind = 'promise_passed'")
        # Each leads to the answer that counts now.
        name = "norfolk-2019-02-26-second"
        assert sorted(found) == [(day, name, f"{name}-recommendation-1") for day in passed]


DONE, OPEN = "reported_complete", "in_progress"


@pytest.mark.parametrize(
    ("reports", "is_event"),
    [
        ([("2019-06-01", DONE), ("2019-12-01", OPEN)], True),
        ([("2019-06-01", DONE), ("2020-02-01", OPEN)], False),  # opened again after the day, on which it was complete
        ([("2019-06-01", DONE), ("2019-12-01", OPEN), ("2020-01-31", "verified_closed_by_inspectorate")], False),
        ([("2019-06-01", DONE), ("2019-06-01", OPEN)], True),
        ([("2019-06-01", OPEN), ("2019-06-01", DONE)], False),
        ([("2019-06-01", DONE), ("2020", OPEN)], False),  # that may be after the day
        ([("2019-06-01", OPEN), ("2020", DONE)], False),  # and that before it
        ([("2020", DONE), ("2020", OPEN)], False),  # the one may be before it, and the other after it
        ([("2019-06-01", DONE), ("2019-12", OPEN), ("2020", OPEN)], True),
        # Who does not know how far it is opens nothing again, and closes nothing.
        ([("2019-06-01", DONE), ("2019-12-01", "unknown")], False),
        ([("2019-06-01", DONE), ("2019-06-01", "unknown")], False),
        ([("2019-06-01", DONE), ("2019-12-01", OPEN), ("2020-01-02", "unknown")], True),
        ([("2019-06-01", "unknown")], True),
    ],
)
def test_a_promise_that_was_opened_again_passes(tmp_path: Path, reports: list[tuple[str, str]], is_event: bool) -> None:
    progress = "\n    progress:" + "".join(
        f"\n      - date: {day}\n        status: {status}\n        reported_by: "
        + ("inspectorate" if status.startswith("verified") else "force")
        for day, status in reports
    )
    progress = progress.replace("date: 2020\n", 'date: "2020"\n')
    dates = "\n  published: 2019-04-01"
    made = project(
        tmp_path, {"2019-02-26-fixture.yaml": record(recommendations=LISTS + "2020-01" + progress, dates=dates)}
    )
    outcome = build(made)
    assert outcome.built, [str(one) for one in outcome.problems]
    found = query(made.database, "SELECT date, due FROM events WHERE kind = 'promise_passed'")
    assert found == ([("2020-02-01", "2020-01")] if is_event else [])


@pytest.mark.parametrize(
    ("status", "day", "is_event"),
    [
        ("in_progress", "2020-01-31", True),
        ("reported_complete", "2020-01-31", False),
        ("reported_complete", "2020-02-01", True),
        ("superseded", "2019-12-01", False),
        ("not_to_be_actioned", "2020-03-01", True),
    ],
)
def test_a_promise_passes_unless_it_was_closed_by_then(tmp_path: Path, status: str, day: str, is_event: bool) -> None:
    words = f"{LISTS}2020-01" + PROGRESS.format(day, status)
    made = project(
        tmp_path, {"2019-02-26-fixture.yaml": record(recommendations=words, dates="\n  published: 2019-04-01")}
    )
    assert build(made).built
    found = query(made.database, "SELECT date, due FROM events WHERE kind = 'promise_passed'")
    assert found == ([("2020-02-01", "2020-01")] if is_event else [])


@pytest.mark.parametrize("later", ["verified_closed_by_inspectorate", "in_progress"])
def test_what_was_complete_by_its_date_did_not_pass_whatever_is_reported_later(tmp_path: Path, later: str) -> None:
    first = PROGRESS.format("2020-01-10", "reported_complete")
    again = PROGRESS.format("2020-06-01", later).partition("progress:")[2]
    made = project(
        tmp_path,
        {
            "2019-02-26-fixture.yaml": record(
                recommendations=f"{LISTS}2020-01{first}{again}", dates="\n  published: 2019-04-01"
            )
        },
    )
    assert build(made).built
    assert query(made.database, "SELECT * FROM events WHERE kind = 'promise_passed'") == []


def test_git_shows_every_day_on_which_a_record_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Two changes on one day are one event, and a record that comes back has changed."""
    site = Site(tmp_path / "site", True, monkeypatch)
    path = site.root / "records/norfolk/2021-01-20-late.yaml"
    for day, note in (("2021-02-01", "1"), ("2021-02-03", "2"), ("2021-02-03", "3"), ("2021-02-05", "4")):
        path.write_text(answering("invented-late", x_note=note), encoding="utf-8")
        site.git(day, "add", "-A")
        site.git(day, "commit", "-qm", "A change")
    text = path.read_text(encoding="utf-8")
    site.git("2021-02-09", "rm", "-q", str(path))
    site.git("2021-02-09", "commit", "-qm", "Removed")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    site.build("2021-02-11")
    kinds = [event[:2] for event in site.events("2021-02-11") if event[1] in ("added", "changed")]
    days = ("2021-02-03", "2021-02-05", "2021-02-11")
    assert kinds == [("2021-02-01", "added"), *((day, "changed") for day in days)]
    assert len(site.events("2021-02-04")) == 2


def test_a_database_from_before_events_still_says_when_records_were_added(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    for day in ("2021-02-01", "2021-02-05"):
        monkeypatch.setattr(history, "today", lambda day=day: day)
        text = record("2019-02-27-next", x_note=day)
        (made.records / "norfolk/2019-02-27-next.yaml").write_text(text, encoding="utf-8")
        assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection, connection:
        connection.execute("DROP VIEW events")
        connection.execute("DROP TABLE event_dates")
        checksum = history.dates_checksum(connection)
        connection.execute("UPDATE build SET value = ? WHERE key = ?", (checksum, history.DATES_CHECKSUM))
    (made.records / "norfolk/2019-02-27-third.yaml").write_text(record("2019-02-27-third"), encoding="utf-8")
    monkeypatch.setattr(history, "today", lambda: "2021-02-09")
    assert build(made).built
    found = query(made.database, "SELECT date, kind, response FROM events WHERE kind IN ('added', 'changed')")
    assert sorted(found) == [
        ("2021-02-01", "added", "norfolk-2019-02-27-next"),
        ("2021-02-05", "changed", "norfolk-2019-02-27-next"),
        ("2021-02-09", "added", "norfolk-2019-02-27-third"),
    ]


def test_a_damaged_event_is_not_passed_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    for day in ("2021-02-01", "2021-02-05"):
        monkeypatch.setattr(history, "today", lambda day=day: day)
        path = made.records / "norfolk/2019-02-27-next.yaml"
        path.write_text(record("2019-02-27-next", x_note=day), encoding="utf-8")
        assert build(made).built
    with closing(sqlite3.connect(made.database)) as connection, connection:
        changed = connection.execute("UPDATE event_dates SET date = '2020-01-01' WHERE kind = 'changed'").rowcount
        assert changed == 1
    path.write_text(record("2019-02-27-next", x_note="again"), encoding="utf-8")
    said: list[str] = []
    assert build(made, say=said.append).built
    assert any("damaged" in words for words in said)
    assert not query(made.database, "SELECT 1 FROM event_dates WHERE date = '2020-01-01'")


@pytest.mark.parametrize(
    ("stage", "when", "kinds"),
    [
        ("full", published("2021-03-19"), ["due_in_14_days", "overdue"]),
        ("full", published("2021-03-02"), []),  # the day on which it was due in 14 days
        ("full", published("2021-03-03"), ["due_in_14_days"]),
        ("full", published("2021-03-16"), ["due_in_14_days"]),
        ("full", published("2021-03-17"), ["due_in_14_days", "overdue"]),
        ("full", published("2021-03"), []),
        ("full", published("2021-04"), ["due_in_14_days", "overdue"]),
        ("full", "\n  letter: 2021-04-01", []),
        ("update", published("2021-04-01"), []),  # what it updates may have been in time
        ("correction", published("2021-04-01"), []),
        ("holding", published("2021-02-01"), ["due_in_14_days", "overdue"]),
    ],
)
def test_a_deadline_has_events_only_where_no_response_may_have_been_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stage: str, when: str, kinds: list[str]
) -> None:
    """The report was published on 20 January, so that 16 March 2021 is the deadline."""
    site = Site(tmp_path / "site", False, monkeypatch)
    site.put("2021-05-01", "added", answering("invented-late", stage=stage, dates=when))
    site.build("2021-05-01")
    assert [kind for _, kind, about in site.events("2021-05-01") if about == "invented-late"] == kinds


def test_what_is_withdrawn_when_it_is_added_was_withdrawn_that_day(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = Site(tmp_path / "site", True, monkeypatch)
    gone = "\n  withdrawn_on: 2021-02-01\n  reason: The date was wrong."
    site.put("2021-03-01", "added", answering("invented-late", withdrawal=gone))
    site.build("2021-03-01")
    found = [event[:2] for event in site.events("2021-03-01") if event[2].startswith("norfolk-")]
    assert found == [("2021-03-01", "added"), ("2021-03-01", "withdrawn")]


def test_a_holding_statement_takes_no_event_away(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    site = Site(tmp_path / "site", False, monkeypatch)
    site.put("2021-05-01", "added", answering("invented-late", stage="holding", dates=published("2021-02-01")))
    full = answering("invented-late", dates=published("2021-03-19")).replace("20-late", "20-full")
    site.put("2021-05-01", "added", full)
    site.build("2021-05-01")
    kinds = [kind for _, kind, about in site.events("2021-05-01") if about == "invented-late"]
    assert kinds == ["due_in_14_days", "overdue"]

"""The paper for the Police and Crime Panel, held against an independent reading of the YAML.

The records are invented by Hypothesis and written as files; the paper is made by the command, and its lists are
compared with what plain Python makes of the same files. Nothing of the package takes part in the recount.
"""

from __future__ import annotations

import json
import re
from calendar import monthrange
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from opcc_opendata.cli import opcc

Record = dict[str, Any]

REPORT_DAY = date(2024, 1, 1)
SINCE = "2024-03-01"
CLOSED = {"reported_complete", "verified_closed_by_inspectorate", "superseded", "not_to_be_actioned"}
NO_PROMISE = {"not_accepted", "not_applicable", "already_done"}
MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]


# --- invented records


ACCEPTED = ["accepted", "accepted_in_part"]
PROMISES = st.fixed_dictionaries(
    {"acceptance": st.sampled_from(ACCEPTED), "body_action": st.just("Invented action of the body.")},
    optional={"target_date": st.sampled_from(["2024-05-31", "2024-06", "2025"])},
)
ANSWERS = PROMISES | st.fixed_dictionaries(
    {},
    optional={
        "acceptance": st.sampled_from([*ACCEPTED, *ACCEPTED, "noted", "not_stated", *sorted(NO_PROMISE)]),
        "body_action": st.just("Invented action of the body."),
        "force_action": st.just("Invented action of the force."),
        "no_action_reason": st.just("Invented reason."),
        "target_date": st.sampled_from(["2024-05-31", "2024-06", "2025"]),
    },
)
STATUSES = st.sampled_from(["not_started", "in_progress", "unknown", *sorted(CLOSED)])


@st.composite
def recommendations(draw: Any, number: int) -> list[Record]:
    found: list[Record] = []
    for position in range(draw(st.sampled_from([3, 2, 0]))):
        one: Record = {
            "kind": draw(st.sampled_from(["recommendation", "area_for_improvement"])),
            "text": f"Finding{number}x{position}.",
        }
        if draw(st.booleans()):
            one["number"] = str(position + 1)
        if found and "number" in found[0] and draw(st.integers(0, 3)) == 0:
            one["answered_with"] = found[0]["number"]
        elif answer := draw(ANSWERS.filter(bool) | st.none()):
            one["answer"] = answer
        # No two entries of the whole project have the same day: which of them is the newest is then beyond doubt.
        days = sorted(draw(st.just([]) | st.lists(st.integers(0, 9), max_size=3, unique=True)))
        progress = [
            {
                "date": (date(2024, 4, 1) + timedelta(days=day * 20 + number * 4 + position)).isoformat(),
                "status": draw(STATUSES),
                **(
                    {"revised_target_date": draw(st.sampled_from(["2024-12", "2026-01-31"]))}
                    if draw(st.booleans())
                    else {}
                ),
            }
            for day in days
        ]
        if progress:
            one["progress"] = progress
        found.append(one)
    return found


@st.composite
def projects(draw: Any) -> list[Record]:
    found: list[Record] = []
    for number in range(draw(st.sampled_from([4, 3, 1]))):
        shares = number > 0 and draw(st.booleans())  # a later answer to the first report
        report = "invented-report-0" if shares or number == 0 else f"invented-report-{number}"
        day = (date(2024, 2, 1) + timedelta(days=number * 20)).isoformat()
        exact: list[Record] = [{"published": day}, {"letter": day}]
        dates: Record = draw(st.sampled_from(exact if shares or number == 0 else [*exact, {}, {"published": "2024"}]))
        record: Record = {
            "schema_version": "1.0.0",
            "id": f"norfolk-2024-01-01-invented-{number}",
            "language": "en",
            "title": f"Response{number}.",
            "force": "norfolk",
            "policing_body": "norfolk-pcc",
            "stage": draw(st.sampled_from(["full", "update", "correction"])) if number else "full",
            "inspections": [{"id": report, "title": f"Title of {report}", "published": REPORT_DAY.isoformat()}],
            "comments": [{"kind": "policing_body", "text": "Invented words."}],
            "source": {"origin": "document"},
        }
        if dates:
            record["dates"] = dates
        if own := draw(recommendations(number)):
            record["recommendations"] = own
        if number and draw(st.booleans()):
            earlier = draw(st.integers(0, number - 1))
            relation = draw(st.sampled_from(["replaces", "replaces", "follows"]))
            record["related"] = [{"id": f"norfolk-2024-01-01-invented-{earlier}", "relation": relation}]
        if draw(st.integers(0, 4)) == 0:
            record["withdrawal"] = {"withdrawn_on": "2025-01-01", "reason": "Invented."}
        found.append(record)
    return found


# --- what the paper says


def paper(folder: Path) -> dict[str, str]:
    """Make the paper, and give its sections by their headings."""
    arguments = ["render", "--panel", "--since", SINCE, "--body", "norfolk-pcc", "--to", "md", "--out", "-"]
    done = CliRunner().invoke(opcc, [*arguments, "--project", str(folder)])
    assert done.exit_code == 0, done.output
    parts = re.split("^## (.*)$", done.stdout, flags=re.MULTILINE)
    return dict(zip(parts[1::2], parts[2::2], strict=True))


def words(kind: str, text: str) -> list[str]:
    return re.findall(rf"\b{kind}[0-9]+(?:x[0-9]+)?\b", text)


def promises_in(text: str) -> dict[str, str]:
    """Give each promise of the paper: the words of the finding, and all that stands about it up to the next one."""
    pieces = re.split(r"(Finding[0-9]+x[0-9]+)\.", text)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


# --- the recount: only the files, and plain Python


def read(folder: Path) -> list[Record]:
    texts = [path.read_text(encoding="utf-8") for path in sorted((folder / "records").rglob("*.yaml"))]
    return [json.loads(json.dumps(yaml.safe_load(text), default=str)) for text in texts]


def current(records: list[Record]) -> list[Record]:
    replaces = {
        one["id"]: [other["id"] for other in one.get("related", []) if other["relation"] == "replaces"]
        for one in records
    }
    gone = {one["id"] for one in records if "withdrawal" in one}
    replaced: set[str] = set()
    for one in records:
        waiting = list(replaces[one["id"]]) if one["id"] not in gone else []
        while waiting:
            name = waiting.pop()
            replaced.add(name)
            waiting += replaces[name]
    return [one for one in records if one["id"] not in gone | replaced]


def when(record: Record) -> str:
    dates = record.get("dates", {})
    return str(dates.get("published") or dates.get("letter") or "")


def last_day(text: str) -> str:
    if len(text) == 4:
        return f"{text}-12-31"
    return f"{text}-{monthrange(int(text[:4]), int(text[5:]))[1]}" if len(text) == 7 else text


def in_words(day: str) -> str:
    year, month, of_month = (*day.split("-"), "", "")[:3]
    return " ".join(filter(None, (of_month.lstrip("0"), MONTHS[int(month) - 1] if month else "", year)))


def newest_first(one: Record) -> tuple[str, int]:
    """A response is as new as its own day, and no older than what it follows or replaces: these come before it here."""
    return when(one), int(one["id"].rpartition("-")[2])


def answer_of(record: Record, item: Record) -> Record | None:
    if "answered_with" in item:
        return answer_of(record, next(o for o in record["recommendations"] if o.get("number") == item["answered_with"]))
    return item.get("answer")


def open_promises(records: list[Record]) -> dict[str, tuple[str | None, str | None, str | None]]:
    """Give each open promise: the date promised last, the date first promised, and the day of the newest progress."""
    groups: dict[tuple[Any, ...], list[tuple[Record, Record]]] = {}
    for record in current(records):
        for position, item in enumerate(record.get("recommendations", [])):
            same = (record["inspections"][0]["id"], item["kind"], item["number"]) if "number" in item else None
            groups.setdefault(same or (record["id"], position), []).append((record, item))
    found = {}
    for group in groups.values():
        answered = [pair for pair in group if answer_of(*pair) is not None]
        record, item = max(answered or group, key=lambda pair: newest_first(pair[0]))
        answer = answer_of(record, item) or {}
        own = item.get("answer", {})
        entries = sorted(
            (e for _, one in group for e in one.get("progress", [])),
            key=lambda e: (e["status"] != "unknown", str(e["date"])),  # the newest that says how far it is
        )
        moved = [
            (e["date"], e["revised_target_date"])
            for _, one in group
            for e in one.get("progress", [])
            if "revised_target_date" in e and (one is item or e["date"] >= when(record))
        ]
        target = max(moved)[1] if moved else own.get("target_date")
        is_promise = (
            (
                answer.get("acceptance") in ("accepted", "accepted_in_part")
                and {"body_action", "force_action"} & own.keys()
            )
            or target
            or entries
        )
        is_closed = bool(entries) and entries[-1]["status"] in CLOSED
        if is_promise and not is_closed and answer.get("acceptance") not in NO_PROMISE:
            first = first_date(records, record, item)
            found[item["text"].rstrip(".")] = (target, first, entries[-1]["date"] if entries else None)
    return found


def first_date(records: list[Record], record: Record, item: Record) -> str | None:
    """Give the date promised first, in any version of the response that was not withdrawn."""
    said = []
    for other in records:
        for one in other.get("recommendations", []) if "withdrawal" not in other else []:
            same = (
                one["kind"] == item["kind"]
                and one.get("number") == item["number"]
                and other["inspections"][0]["id"] == record["inspections"][0]["id"]
                if "number" in item
                else one is item
            )
            if same:
                own = one.get("answer", {}).get("target_date")
                said += [(when(other), newest_first(other), 0, own)] if own else []
                moved = [entry for entry in one.get("progress", []) if "revised_target_date" in entry]
                said += [(entry["date"], newest_first(other), 1, entry["revised_target_date"]) for entry in moved]
    return min(said)[-1] if said else None


def compare(folder: Path) -> None:
    sections = paper(folder)
    records = read(folder)
    listed = current(records)
    recent = {one["title"].rstrip(".") for one in listed if when(one) and last_day(when(one)) >= SINCE}
    undated = {one["title"].rstrip(".") for one in listed if not when(one)}
    assert sorted(words("Response", sections["Responses since 1 March 2024"])) == sorted(recent)
    assert sorted(words("Response", sections.get("Responses with no known date", ""))) == sorted(undated)
    expected, told = open_promises(records), promises_in(sections["Open promises"])
    assert told.keys() == expected.keys()
    for name, (target, first, reported) in expected.items():
        text = told[name]
        assert ("No date given" in text) == (target is None), (name, text)
        if target is not None:
            assert in_words(target) in text, (name, text)
        assert ("First promised for" in text) == (None not in (first, target) and first != target), (name, text)
        if reported is None:
            assert "No progress is recorded." in text, (name, text)
        else:
            assert in_words(reported) in text, (name, text)
    assert not re.search("Draft|SECRET", "".join(sections.values()))


def write(folder: Path, records: list[Record]) -> None:
    for place in ("records", "drafts"):
        (folder / place / "norfolk").mkdir(parents=True)
    for record in records:
        name = f"{record['id'].removeprefix('norfolk-')}.yaml"
        text = yaml.safe_dump(record, allow_unicode=True, sort_keys=False)
        (folder / "records/norfolk" / name).write_text(text, encoding="utf-8")
    draft = {**records[0], "id": "norfolk-2024-01-01-draft", "title": "SECRET"}
    (folder / "drafts/norfolk/2024-01-01-draft.yaml").write_text(yaml.safe_dump(draft), encoding="utf-8")


@pytest.mark.heavy
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(projects())
def test_the_lists_of_the_paper_are_those_of_a_recount(records: list[Record]) -> None:
    with TemporaryDirectory() as folder:
        write(Path(folder), records)
        compare(Path(folder))


def test_an_answer_by_way_of_one_that_is_not_there_leaves_the_promise_open(tmp_path: Path) -> None:
    def response(number: int, published: str, *findings: Record) -> Record:
        return {
            **{"schema_version": "1.0.0", "id": f"norfolk-2024-01-01-invented-{number}", "language": "en"},
            **{"title": f"Response{number}.", "force": "norfolk", "policing_body": "norfolk-pcc", "stage": "full"},
            "inspections": [{"id": "invented-report-0", "title": "Title.", "published": "2024-01-01"}],
            "comments": [{"kind": "policing_body", "text": "Invented words."}],
            "recommendations": [{"kind": "recommendation", **one} for one in findings],
            "source": {"origin": "document"},
            "dates": {"published": published},
        }

    promise = {"acceptance": "accepted", "body_action": "Invented action of the body."}
    first = response(1, "2024-03-12", {"number": "2", "text": "Finding1x0.", "answer": promise})
    unanswered = {"number": "1", "text": "Finding2x0."}
    second = response(2, "2024-04-01", unanswered, {"number": "2", "text": "Finding2x1.", "answered_with": "1"})
    write(tmp_path, [first, second])
    assert list(open_promises(read(tmp_path))) == ["Finding1x0"]
    compare(tmp_path)


def test_an_answer_by_number_is_that_of_the_same_report(tmp_path: Path) -> None:
    def finding(number: str, report: str, **more: Any) -> Record:
        return {"number": number, "inspection": report, "kind": "recommendation", "text": "Finding1x0.", **more}

    made = {
        **{"schema_version": "1.0.0", "id": "norfolk-2024-01-01-invented-1", "language": "en", "title": "Response1."},
        **{"force": "norfolk", "policing_body": "norfolk-pcc", "stage": "full", "source": {"origin": "document"}},
        "inspections": [{"id": f"invented-{n}", "title": f"Title {n}.", "published": "2024-01-01"} for n in "ab"],
        "comments": [{"kind": "policing_body", "text": "Invented words."}],
        "dates": {"published": "2024-03-12"},
        "recommendations": [
            finding("1", "invented-a", answer={"acceptance": "accepted", "body_action": "Invented."}),
            finding("2", "invented-a", answered_with="1"),
            finding("1", "invented-b", answer={"acceptance": "not_accepted", "no_action_reason": "Invented."}),
        ],
    }
    write(tmp_path, [made])
    said = paper(tmp_path)["Responses since 1 March 2024"]
    assert re.search(r"Accepted: 2\b", said), said
    assert re.search(r"Not accepted: 1\b", said), said


@pytest.mark.parametrize(
    ("stage", "said"), [("holding", ["Holding statement"]), ("correction", ["Correction"]), ("full", [])]
)
def test_a_statement_that_is_no_first_response_is_called_what_it_is(
    tmp_path: Path, stage: str, said: list[str]
) -> None:
    made = {
        **{"schema_version": "1.0.0", "id": "norfolk-2024-01-01-invented-1", "language": "en", "title": "Invented."},
        **{"force": "norfolk", "policing_body": "norfolk-pcc", "stage": stage, "source": {"origin": "document"}},
        "inspections": [{"id": "invented-a", "title": "Title.", "published": "2024-01-01"}],
        "comments": [{"kind": "policing_body", "text": "Invented words."}],
        "dates": {"published": "2024-03-12"},
    }
    write(tmp_path, [made])
    text = paper(tmp_path)["Responses since 1 March 2024"]
    assert [word for word in ("Holding statement", "Correction", "Full response") if word in text] == said


@pytest.mark.parametrize(
    ("force", "body", "said"),
    [
        ("city-of-london", "city-of-london-common-council", "Paper for members"),
        ("norfolk", "norfolk-pcc", "Paper for the Police and Crime Panel"),
    ],
)
def test_the_common_council_which_has_no_panel_is_not_said_to_have_one(
    tmp_path: Path, force: str, body: str, said: str
) -> None:
    made = {
        **{"schema_version": "1.0.0", "id": f"{force}-2024-01-01-invented-1", "language": "en", "title": "Invented."},
        **{"force": force, "policing_body": body, "stage": "full", "source": {"origin": "document"}},
        "inspections": [{"id": "invented-a", "title": "Title.", "published": "2024-01-01"}],
        "comments": [{"kind": "policing_body", "text": "Invented words."}],
        "dates": {"published": "2024-03-12"},
    }
    file = tmp_path / "records" / force / "2024-01-01-invented-1.yaml"
    file.parent.mkdir(parents=True)
    file.write_text(yaml.safe_dump(made, sort_keys=False), encoding="utf-8")
    given = ["render", "--panel", "--since", "2024-03-01", "--body", body, "--to", "md", "--out", "-"]
    text = CliRunner().invoke(opcc, [*given, "--project", str(tmp_path)]).output
    assert [one for one in ("Paper for members", "Paper for the Police and Crime Panel") if one in text] == [said], text

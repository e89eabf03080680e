"""Copies of a response: who must have one, and marking one as sent without touching anything else in the file."""

from __future__ import annotations

import difflib
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from projects import project, record

from opcc_opendata.cli import opcc
from opcc_opendata.office.distribution import Copy, copies
from opcc_opendata.office.marking import NotMarkedError, mark_sent
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from opcc_opendata.yaml_reader import read_bytes

STANDARD = load_standard(packaged_standard())
NORFOLK = Path("records/norfolk/2019-02-26-domestic-abuse-update.yaml")
HEAD = record().replace("comments:\n  - kind: policing_body\n    text: Invented text.\n", "")
DAY = "2019-04-10"
TODAY = datetime.now().astimezone().date()


def changed_lines(before: bytes, after: bytes) -> list[str]:
    """The lines that went and came, with - and + before them."""
    lines = difflib.ndiff(before.decode().splitlines(keepends=True), after.decode().splitlines(keepends=True))
    return [line.rstrip("\r\n") for line in lines if line[0] in "+-"]


def mark(text: str, position: int | None, recipient: str = "hmicfrs") -> list[str]:
    raw = text.encode()
    new = mark_sent(raw, position, recipient, DAY, STANDARD)
    data = read_bytes(new, "").data or {}
    entry = data["distribution"][-1 if position is None else position]
    assert {"recipient": recipient, "sent": True, "sent_on": DAY}.items() <= entry.items()
    return changed_lines(raw, new)


# --- only that place changes


def test_norfolk() -> None:
    raw = NORFOLK.read_bytes()
    new = mark_sent(raw, 1, "hmicfrs", DAY, STANDARD)
    assert new == raw.replace(
        b"  - recipient: hmicfrs\n    sent: true\n",
        b"  - recipient: hmicfrs\n    sent: true\n    sent_on: 2019-04-10\n",
    )


@pytest.mark.parametrize(
    ("distribution", "lines"),
    [
        (
            'distribution:\n  # by law\n  - recipient: "hmicfrs" # them\n    sent: false   \n\nnote: Invented.\n',
            ["-     sent: false   ", "+     sent: true   ", "+     sent_on: 2019-04-10"],
        ),
        (
            "distribution:\n- sent:   false\n  recipient: 'hmicfrs'\n",
            ["- - sent:   false", "+ - sent:   true", "+   sent_on: 2019-04-10"],
        ),
        (
            'distribution:\n  - recipient: hmicfrs\n    sent_on: "2019-04-09"\n    sent: false\n',
            ['-     sent_on: "2019-04-09"', "-     sent: false", "+     sent_on: 2019-04-10", "+     sent: true"],
        ),
        (
            "distribution:\n  - {recipient: hmicfrs, sent: false}\n",
            ["-   - {recipient: hmicfrs, sent: false}", "+   - {recipient: hmicfrs, sent: true, sent_on: 2019-04-10}"],
        ),
        (
            "distribution: [{recipient: hmicfrs, sent: true, sent_on: 2019-03}]\n",
            [
                "- distribution: [{recipient: hmicfrs, sent: true, sent_on: 2019-03}]",
                "+ distribution: [{recipient: hmicfrs, sent: true, sent_on: 2019-04-10}]",
            ],
        ),
    ],
)
@pytest.mark.parametrize("form", ["lf", "crlf and bom"])
def test_an_entry_that_is_there(distribution: str, lines: list[str], form: str) -> None:
    text = HEAD + distribution
    if form != "lf":
        text = "\ufeff" + text.replace("\n", "\r\n")
    changed = mark(text, 0)
    assert sorted(changed) == sorted(lines)
    new = mark_sent(text.encode(), 0, "hmicfrs", DAY, STANDARD).decode()
    assert new.count("\r\n") == (new.count("\n") if form != "lf" else 0)
    assert new.startswith("\ufeff") == (form != "lf")


NEW_ENTRY = ["+   - recipient: hmicfrs", "+     sent: true", "+     sent_on: 2019-04-10"]


@pytest.mark.parametrize(
    ("rest", "lines"),
    [
        ("", ["+ distribution:", *NEW_ENTRY]),
        ("# about the note\nnote: Invented.\n", ["+ distribution:", *NEW_ENTRY]),
        ("note: |-\n  # Invented\n", ["+ distribution:", *NEW_ENTRY]),
        ("distribution:\n  - recipient: home_secretary\n    sent: true\n", NEW_ENTRY),
        ("distribution:\n  - recipient: home_secretary\n    sent: true\n  # the end\n\n# about\nnote: A.\n", NEW_ENTRY),
        (
            "distribution:\n- recipient: home_secretary\n  sent: true\nnote: |-\n  Invented",
            [line.replace("+   ", "+ ") for line in NEW_ENTRY],
        ),
        ("distribution:\n  - recipient: other\n    name: X\n    sent: true\n    as_printed: |-\n      # Y", NEW_ENTRY),
    ],
)
@pytest.mark.parametrize("crlf", [False, True])
def test_an_entry_that_is_new(rest: str, lines: list[str], crlf: bool) -> None:
    text = HEAD + rest
    raw = text.replace("\n", "\r\n") if crlf else text
    assert [line for line in mark(raw, None) if line[2:].strip() != "# Y"] == lines


def test_a_new_entry_stands_where_the_standard_has_it() -> None:
    text = HEAD + "# about the note\nnote: Invented.\n"
    new = mark_sent(text.encode(), None, "hmicfrs", DAY, STANDARD).decode()
    entry = "distribution:\n  - recipient: hmicfrs\n    sent: true\n    sent_on: 2019-04-10\n"
    assert new == f"{HEAD}{entry}# about the note\nnote: Invented.\n"


@pytest.mark.parametrize("rest", ["distribution: [{recipient: home_secretary, sent: true}]\n"])
def test_what_can_not_be_changed_by_itself(rest: str) -> None:
    with pytest.raises(NotMarkedError, match="in brackets"):
        mark_sent((HEAD + rest).encode(), None, "hmicfrs", DAY, STANDARD)
    with pytest.raises(NotMarkedError, match="Change it by hand"):
        mark_sent(f"{{{', '.join(HEAD.splitlines()[:3])}}}\n".encode(), None, "hmicfrs", DAY, STANDARD)


def test_a_day_before_the_report_is_refused() -> None:
    with pytest.raises(NotMarkedError, match=r"sent_on: 2019-01-01 is before the report"):
        mark_sent(HEAD.encode(), None, "hmicfrs", "2019-01-01", STANDARD)


# --- who must have one


def test_who_must_have_a_copy() -> None:
    data = {
        "dates": {"published": "2019-04"},
        "distribution": [
            {"recipient": "other", "name": "Invented board", "sent": False},
            {"recipient": "home_secretary", "sent": True, "sent_on": "2019-04-10"},
            {"recipient": "chief_officer", "sent": True},
        ],
    }
    assert copies(data, STANDARD) == [
        Copy("hmicfrs", "HMICFRS", True, recorded=False, sent=False, sent_on=None),
        Copy("home_secretary", "Home Secretary (Home Office)", True, recorded=True, sent=True, sent_on="2019-04-10"),
        Copy("own_website", "The body's own website", True, recorded=True, sent=True, sent_on="2019-04"),
        Copy("chief_officer", "Chief officer", False, recorded=True, sent=True, sent_on=None),
        Copy("police_and_crime_panel", "Police and Crime Panel", False, recorded=False, sent=False, sent_on=None),
        Copy("other", "Invented board", False, recorded=True, sent=False, sent_on=None),
    ]


# --- the commands


@pytest.fixture
def office(tmp_path: Path) -> Path:
    project(tmp_path, {"2019-02-26-fixture.yaml": record()})
    return tmp_path


def run(office: Path, command: str, *arguments: str) -> Result:
    path = str(office / "records" / "norfolk" / "2019-02-26-fixture.yaml")
    return CliRunner().invoke(opcc, [command, "--project", str(office), path, *arguments])


def test_from_nothing_sent_to_all_sent(office: Path) -> None:
    done = run(office, "send-list")
    assert done.exit_code == 0
    assert "  HMICFRS                       nothing in the record\n" in done.stdout
    assert done.stdout.endswith("opcc mark-sent records/norfolk/2019-02-26-fixture.yaml --to hmicfrs\n")
    done = run(office, "mark-sent", "--to", "hmicfrs", "--to", "home_secretary", "--to", "own_website", "--on", DAY)
    assert done.output == (
        "records/norfolk/2019-02-26-fixture.yaml: marked as sent on 2019-04-10 to HMICFRS, Home Secretary (Home "
        "Office), The body's own website.\n"
    )
    done = run(office, "send-list")
    assert done.stdout.count("sent, 10 April 2019\n") == 3
    assert "mark-sent" not in done.stdout


def test_without_a_day_it_is_today(office: Path) -> None:
    assert f"sent on {TODAY.isoformat()} to HMICFRS." in run(office, "mark-sent", "--to", "hmicfrs").output


def test_a_dry_run_changes_nothing(office: Path) -> None:
    done = run(office, "mark-sent", "--to", "hmicfrs", "--dry-run")
    assert "would be marked" in done.output
    assert (office / "records/norfolk/2019-02-26-fixture.yaml").read_text() == record()


def test_another_date_is_written_over_only_if_asked(office: Path) -> None:
    run(office, "mark-sent", "--to", "hmicfrs", "--on", DAY)
    done = run(office, "mark-sent", "--to", "hmicfrs", "--on", "2019-04-11")
    assert (done.exit_code, done.stderr) == (
        2,
        "opcc: The record says already that hmicfrs had a copy on 2019-04-10. To change it, add --force.\n",
    )
    assert run(office, "mark-sent", "--to", "hmicfrs", "--on", "2019-04-11", "--force").exit_code == 0
    assert "sent, 11 April 2019" in run(office, "send-list").stdout


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["--to", "hmicfr"], "Did you mean hmicfrs?"),
        (["--to", "the queen"], "The recipients are hmicfrs, home_secretary,"),
        (["--to", "other"], "Add it to the record first."),
        (["--to", "hmicfrs", "--on", "10/04/2019"], "Write it as 2019-04-10."),
        (["--to", "hmicfrs", "--on", "20190410"], "Write it as 2019-04-10."),
        (["--to", "hmicfrs", "--on", (TODAY + timedelta(2)).isoformat()], "is in the future"),
        (["--to", "hmicfrs", "--on", "2019-01-01"], "stays as it is. sent_on: 2019-01-01 is before the report"),
    ],
)
def test_what_is_refused(office: Path, arguments: list[str], sentence: str) -> None:
    done = run(office, "mark-sent", *arguments)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert (office / "records/norfolk/2019-02-26-fixture.yaml").read_text() == record()


@pytest.mark.parametrize("command", [["send-list"], ["mark-sent", "--to", "hmicfrs"]])
def test_a_record_with_an_error(office: Path, command: list[str]) -> None:
    project(office, {"2019-02-26-fixture.yaml": record(stage="ful")})
    done = run(office, *command)
    assert done.exit_code == 2
    assert done.stderr.startswith("opcc: records/norfolk/2019-02-26-fixture.yaml, line 7: stage:")

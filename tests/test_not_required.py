"""Why no response is owed to a report: recorded in opcc.yml by command or at the desk, shown, and taken back."""

from __future__ import annotations

import re
import subprocess
from html import unescape
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from projects import project, record

from opcc_opendata.cli import opcc
from tests.desks import DRAFT, Officer, inputs_of
from tests.sites import HOSTILE

REPORT = "digital-forensics-2022"  # published on 2022-12-01, for all forces
TITLE = (
    "Digital forensics: An inspection into how well the police and other agencies use digital forensics in their "
    "investigations"
)
ENTRY = f"  - force: norfolk\n    inspection: {REPORT}\n    reason: not_required\n    note: It is about others.\n"
NONE = f"silences:\n{ENTRY}"


def run(folder: Path, *arguments: str) -> Result:
    command = ["not-required", *arguments, "--body", "norfolk-pcc", "--project", str(folder)]
    return CliRunner().invoke(opcc, command)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", NONE),
        ("# nothing yet\n", f"# nothing yet\n\n{NONE}"),
        ("# a note\ntitle: Ours\n", f"# a note\ntitle: Ours\n\n{NONE}"),
        ("title: Ours", f"title: Ours\n\n{NONE}"),
        ("\ufefftitle: Ours\r\n", "\ufeff" + f"title: Ours\n\n{NONE}".replace("\n", "\r\n")),
        (
            "silences:\n# of the north\n- force: kent\n  inspection: a\n  reason: not_required\n"
            "\n# the end\ntitle: Ours\n",
            "silences:\n# of the north\n- force: kent\n  inspection: a\n  reason: not_required\n"
            + ENTRY.replace("\n  ", "\n").removeprefix("  ")
            + "\n# the end\ntitle: Ours\n",
        ),
    ],
)
def test_only_the_lines_of_the_reason_come_and_go(tmp_path: Path, before: str, after: str) -> None:
    where = project(tmp_path, record_of_kent())
    settings = where.root / "opcc.yml"
    if before:
        settings.write_bytes(before.encode())
    done = run(tmp_path, REPORT, "--because", "It is about others.")
    assert (done.exit_code, done.output) == (0, f"opcc.yml: no response to {REPORT} is owed.\n")
    assert settings.read_bytes().decode() == after
    done = run(tmp_path, REPORT, "--undo")
    assert (done.exit_code, done.output) == (
        0,
        f"opcc.yml: a response to {REPORT} is owed again, as far as the law asks for one.\n",
    )
    assert settings.read_bytes().decode().split() == before.split()


def record_of_kent() -> dict[str, str]:
    """Give a published response that is about another report."""
    report = "\n  - id: custody\n    title: Custody\n    published: 2026-02-01"
    return {"2026-02-01-custody.yaml": record("2026-02-01-custody", inspections=report)}


@pytest.mark.parametrize("note", ['No: "it" # is \\ not', "- x", "on", "2026-01-01", HOSTILE, "Nid yw’n berthnasol 🎈"])
def test_a_reason_is_kept_as_it_was_typed(tmp_path: Path, note: str) -> None:
    project(tmp_path)
    assert run(tmp_path, REPORT, "--because", note).exit_code == 0
    found = yaml.load((tmp_path / "opcc.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
    assert found["silences"][0]["note"] == " ".join(note.split())
    assert CliRunner().invoke(opcc, ["validate", "--project", str(tmp_path)]).exit_code == 0


@pytest.mark.parametrize(
    ("settings", "arguments", "sentence"),
    [
        ("", (REPORT,), "Say why no response is required."),
        ("", (REPORT, "--because", "x" * 501), "The reason has 501 characters. Write at most 500."),
        ("", (REPORT, "--because", "a\u202eb"), "a character that can't be seen (U+202E)"),
        ("", ("digital-forensic-2022", "--because", "x"), 'No report "digital-forensic-2022" that concerns Norfolk'),
        ("", ("custody", "--because", "x"), "records/norfolk/2026-02-01-custody.yaml answers this report already."),
        ("", (REPORT, "--covered-by", "kent-1"), 'No response "kent-1" of Norfolk'),
        ("", (REPORT, "--undo"), f"opcc.yml has no reason for {REPORT}"),
        ("", (REPORT, "--undo", "--because", "x"), "--undo takes the reason out."),
        (NONE, (REPORT, "--because", "x"), "has a reason for digital-forensics-2022 already"),
        ("title: [\n", (REPORT, "--because", "x"), "Put this right first. opcc.yml, line "),
        ("silence: []\n", (REPORT, "--because", "x"), "Put this right first. opcc.yml, line 1: silence: there is no"),
        ("silences: []\n", (REPORT, "--because", "x"), "written in a way that can't be changed by itself"),
        (
            f"silences: [{{force: norfolk, inspection: {REPORT}, reason: not_required}}]\n",
            (REPORT, "--undo"),
            "by hand",
        ),
        ("{title: Ours}\n", (REPORT, "--because", "x"), "by hand"),
    ],
)
def test_what_is_refused_changes_nothing(
    tmp_path: Path, settings: str, arguments: tuple[str, ...], sentence: str
) -> None:
    project(tmp_path, record_of_kent(), settings)
    before = (tmp_path / "opcc.yml").read_bytes() if settings else None
    done = run(tmp_path, *arguments)
    assert done.exit_code != 0
    assert sentence in " ".join(done.output.split())
    assert ((tmp_path / "opcc.yml").read_bytes() if settings else None) == before


def test_the_entry_of_another_force_is_not_taken_out(tmp_path: Path) -> None:
    of_kent = ENTRY.replace("norfolk", "kent")
    project(tmp_path, settings=f"silences:\n{of_kent}{ENTRY}  # of us\n")
    assert run(tmp_path, REPORT, "--undo").exit_code == 0
    assert (tmp_path / "opcc.yml").read_text(encoding="utf-8") == f"silences:\n{of_kent}  # of us\n"


def test_due_says_why_nothing_is_owed(tmp_path: Path) -> None:
    project(tmp_path, record_of_kent())
    before = CliRunner().invoke(opcc, ["due", "--body", "norfolk-pcc", "--project", str(tmp_path)]).output
    assert f"({REPORT})" in before
    assert "No response is owed" not in before
    run(tmp_path, REPORT, "--covered-by", "norfolk-2026-02-01-custody", "--because", "It has the same findings.")
    after = CliRunner().invoke(opcc, ["due", "--body", "norfolk-pcc", "--project", str(tmp_path)]).output
    part = after.partition("No response is owed, as opcc.yml says:\n")[2]
    assert part.splitlines()[:2] == [
        f"- {TITLE} ({REPORT})",
        "  Covered by norfolk-2026-02-01-custody. It has the same findings.",
    ]
    assert after.count(REPORT) == 1


# At the desk


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_the_command_that_takes_a_reason_back_is_named_and_works(tmp_path: Path) -> None:
    project(tmp_path)
    assert run(tmp_path, REPORT, "--because", "It is about the north.").exit_code == 0
    told = run(tmp_path, REPORT, "--because", "It is about the south.").stderr
    assert told.endswith(f"take it back first: opcc not-required {REPORT} --undo --body norfolk-pcc\n")
    assert run(tmp_path, REPORT, "--undo").exit_code == 0
    assert run(tmp_path, REPORT, "--because", "It is about the south.").exit_code == 0


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    officer = Officer(tmp_path / "project")
    officer.write()
    return officer


HERE = f"/not-required?report={REPORT}"


def test_a_reason_is_recorded_shown_and_taken_back(officer: Officer) -> None:
    subprocess.run(["git", "init", "-q", officer.root], check=True)
    for key, value in (("user.name", "Alex Exampel"), ("user.email", "alex@example.org")):
        subprocess.run(["git", "-C", officer.root, "config", key, value], check=True)
    assert HERE in officer.get("/")
    fields = officer.inputs(HERE) | {"do": ["do"], "reason": ["not_required"], "note": [f"It is of {HOSTILE}"]}
    assert officer.post("/not-required", fields).headers["location"] == "/"
    page = officer.get("/")
    assert "The reason is recorded." in page
    assert HERE not in page
    shown = text_of(page)
    assert f"No response required (1) {TITLE} No response is required. It is of {HOSTILE}" in shown
    assert HOSTILE not in page
    form = page.partition('id="excused"')[2].partition("</form>")[0]
    officer.post("/not-required", inputs_of(form) | {"do": ["undo"]})
    page = officer.get("/")
    assert "The reason is taken back." in page
    assert HERE in page
    assert "The reason is" not in officer.get("/")  # it is said once
    log = subprocess.run(["git", "-C", officer.root, "log", "--format=%s"], check=True, capture_output=True, text=True)
    assert log.stdout.splitlines() == [
        f"Say that a response to {REPORT} is owed again",
        f"Say why no response to {TITLE} is owed",
    ]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({}, "Choose why no response is required."),
        ({"reason": ["not_required"]}, "Say why no response is required."),
        ({"reason": ["covered_by"], "by": [""]}, "Choose the response that answers it too."),
        ({"reason": ["covered_by"], "by": [HOSTILE], "note": ["x"]}, "No response &#34;&lt;"),
        ({"reason": ["not_required"], "note": ["x" * 600]}, "Write at most 500."),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(
    officer: Officer, given: dict[str, list[str]], sentence: str
) -> None:
    page = officer.post("/not-required", officer.inputs(HERE) | {"do": ["do"]} | given, 422).text
    assert sentence in page
    assert given.get("note", [""])[0] in page
    assert not (officer.root / "opcc.yml").exists()


def test_no_reason_is_asked_for_what_no_reader_knows(officer: Officer) -> None:
    assert "/not-required?report=invented-records-2026" not in officer.get("/")  # only a draft has it
    for code in ("invented-records-2026", "", HOSTILE):
        assert officer.browser.get("/not-required", params={"report": code}).status_code == 404
    token = {"token": officer.gate.form_token("/not-required"), "report": REPORT, "do": "undo"}
    assert "has no reason for" in officer.post("/not-required", token, 409).text
    assert officer.draft.read_text(encoding="utf-8") == DRAFT

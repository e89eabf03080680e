"""`opcc publish`: a draft becomes a record, whole or not at all. Every text is invented."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, cast

import pytest
from click.testing import CliRunner, Result

from opcc_opendata import calendars, git
from opcc_opendata.cli import opcc
from opcc_opendata.cli.common import record_named
from opcc_opendata.files import NotWrittenError, writing_alone
from opcc_opendata.office import publishing
from opcc_opendata.office.distribution import copies
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.record_types import Record
from opcc_opendata.schema import load_standard
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_file
from tests.projects import record

STANDARD = load_standard(packaged_standard())
TODAY = date(2026, 11, 26)
NAME = "2026-11-01-a.yaml"
REPORT = "\n  - id: invented-report\n    title: Invented report\n    published: 2026-11-01"
COMMENTS = "\n  - kind: policing_body\n    text: I welcome it.\n  - kind: chief_officer\n    text: So do we."


@pytest.fixture(autouse=True)
def _on_a_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calendars, "today", lambda: TODAY)


def draft(folder: Path, name: str = NAME, force: str = "norfolk", **changes: str) -> Path:
    """Write a draft that is fit to be published, or is not, because of a change."""
    usual = {"inspections": REPORT, "comments": COMMENTS, "source": "\n  origin: record"}
    path = folder / "drafts" / force / name
    path.parent.mkdir(parents=True, exist_ok=True)
    (folder / "records").mkdir(exist_ok=True)
    path.write_text(record(name.removesuffix(".yaml"), **{**usual, **changes}), encoding="utf-8")
    return path


def publish(folder: Path, *arguments: str | Path) -> Result:
    done = CliRunner().invoke(opcc, ["publish", *map(str, arguments), "--project", str(folder)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done


def files(folder: Path) -> dict[str, bytes]:
    """Give every file of a project, but for what the program keeps there for itself."""
    paths = (path for path in folder.rglob("*") if path.is_file() and ".git" not in path.parts)
    paths = (path for path in paths if not path.name.startswith("opcc.db."))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


# --- what becomes of a draft


def test_a_draft_becomes_a_record_of_today(tmp_path: Path) -> None:
    done = publish(tmp_path, draft(tmp_path))
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout == (
        f"records/norfolk/{NAME} is published, on 26 November 2026.\n"
        f"  To do: send a copy to HMICFRS, then: opcc mark-sent records/norfolk/{NAME} --to hmicfrs\n"
        "  To do: send a copy to Home Secretary (Home Office), then: "
        f"opcc mark-sent records/norfolk/{NAME} --to home_secretary\n"
    )
    assert list(files(tmp_path)) == [f"records/norfolk/{NAME}"]
    assert (read_file(tmp_path / "records/norfolk" / NAME).data or {})["dates"] == {"published": "2026-11-26"}
    assert validate(project_at(tmp_path)).errors == 0
    assert CliRunner().invoke(opcc, ["fmt", "--check", "--project", str(tmp_path)]).exit_code == 0


def test_the_commands_that_it_names_do_what_it_says(tmp_path: Path) -> None:
    done = publish(tmp_path, draft(tmp_path))
    commands = re.findall(r"opcc (mark-sent .*)", done.stdout)
    for command in commands:
        name, path, *options = command.split()
        marked = CliRunner().invoke(opcc, [name, str(tmp_path / path), *options, "--project", str(tmp_path)])
        assert marked.exit_code == 0, marked.output
    codes = [problem.code for problem in validate(project_at(tmp_path)).problems]
    assert codes == []


def test_the_day_can_be_an_earlier_one_and_the_own_website_had_it_then(tmp_path: Path) -> None:
    sent = "\n  - recipient: hmicfrs\n    sent: true\n  - recipient: own_website\n    sent: false"
    done = publish(tmp_path, draft(tmp_path, distribution=sent), "--on", "2026-11-20")
    assert "is published, on 20 November 2026.\n" in done.stdout
    assert "hmicfrs" not in done.stdout, "it had its copy"
    data = read_file(tmp_path / "records/norfolk" / NAME).data or {}
    assert data["distribution"] == [
        {"recipient": "hmicfrs", "sent": True},
        {"recipient": "own_website", "sent": True, "sent_on": "2026-11-20"},
    ]


@pytest.mark.parametrize(
    ("own", "on", "published"),
    [
        ("2026-11-09", "", "2026-11-09"),
        ("2026-11", "", "2026-11"),
        ("2026-11", "2026-11-20", "2026-11-20"),
        ("2026-11-20", "2026-11-20", "2026-11-20"),
    ],
)
def test_a_day_that_the_draft_gives_is_kept(tmp_path: Path, own: str, on: str, published: str) -> None:
    path = draft(tmp_path, dates=f"\n  published: {own}")
    assert publish(tmp_path, path, *(["--on", on] if on else [])).exit_code == 0
    data = read_file(tmp_path / "records/norfolk" / NAME).data or {}
    assert data["dates"]["published"] == published


def test_today_is_never_made_the_day_of_a_document_that_was_published_before(tmp_path: Path) -> None:
    path = draft(tmp_path, source="\n  origin: document", dates="\n  letter: 2026-11-05")
    done = publish(tmp_path, path)
    assert "is published, on a day that is not known, so nobody can tell if it was on time.\n" in done.stdout
    assert "  No copy to HMICFRS is recorded. If one was sent: opcc mark-sent records/" in done.stdout
    assert "To do:" not in done.stdout
    assert (read_file(tmp_path / "records/norfolk" / NAME).data or {})["dates"] == {"letter": "2026-11-05"}
    other = draft(tmp_path, "2026-11-01-b.yaml", source="\n  origin: document")
    assert publish(tmp_path, other, "--on", "2026-11-10").exit_code == 0
    data = read_file(tmp_path / "records/norfolk/2026-11-01-b.yaml").data or {}
    assert data["dates"] == {"published": "2026-11-10"}


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), date(2026, 7, 1)),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), date(2026, 7, 2)),
        (datetime(2026, 11, 26, 23, 59, tzinfo=UTC), date(2026, 11, 26)),
        (datetime(2026, 3, 29, 0, 30, tzinfo=UTC), date(2026, 3, 29)),
    ],
)
def test_it_is_the_day_in_london(monkeypatch: pytest.MonkeyPatch, moment: datetime, day: date) -> None:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return moment.astimezone(tz)  # type: ignore[arg-type]

    monkeypatch.undo()  # the day on which these tests are
    monkeypatch.setattr(calendars, "datetime", Clock)
    assert calendars.today() == day


def test_the_notes_of_opcc_new_go_and_an_officers_stay(tmp_path: Path) -> None:
    (tmp_path / "records").mkdir()
    arguments = ["--title", "Invented report", "--published", "2026-11-01", "--body", "norfolk-pcc"]
    made = CliRunner().invoke(opcc, ["new", *arguments, "--project", str(tmp_path)])
    assert made.exit_code == 0, made.output
    path = tmp_path / "drafts/norfolk/2026-11-01-invented-report.yaml"
    lines = path.read_text(encoding="utf-8").splitlines()
    start = lines.index("# comments:")
    stop = next(number for number, line in enumerate(lines) if line.startswith("# One item"))
    lines[start:stop] = [line.removeprefix("# ") for line in lines[start:stop]]
    text = "\n".join(lines) + "\n# Last: ask Jane.\n"
    for old, new in {
        "[name]": "Invented Name",
        "[Chief Constable]": "Chief Constable",
        "[Police and Crime Commissioner]": "Commissioner",
        "[What the chief officer says.]": "We agree.",
        "[What the body says.]": "I welcome it.",
        "stage: full": "# Not a holding statement.\nstage: full",
    }.items():
        assert old in text
        text = text.replace(old, new)
    path.write_text(text, encoding="utf-8")
    done = publish(tmp_path, path)
    assert done.exit_code == 0, done.output
    published = (tmp_path / "records/norfolk" / path.name).read_text(encoding="utf-8")
    comments = [line.strip() for line in published.splitlines() if line.strip().startswith("#")]
    assert comments == [
        f"# yaml-language-server: $schema={STANDARD.schema['$id']}",
        "# Not a holding statement.",
        "# Last: ask Jane.",
    ]


def test_what_belongs_to_the_desk_is_no_part_of_the_record(tmp_path: Path) -> None:
    comments = COMMENTS.replace("\n    text: I", "\n    x_key: k7f3\n    text: I")
    path = draft(tmp_path, comments=comments, x_key="a1b2", x_own='"stays"')
    beside = path.with_suffix(".desk")
    beside.mkdir()
    (beside / "base.yaml").write_text("id: what the desk keeps\n")
    assert publish(tmp_path, path).exit_code == 0
    text = (tmp_path / "records/norfolk" / NAME).read_text(encoding="utf-8")
    assert "x_key" not in text
    assert "x_own: stays" in text
    assert (beside / "base.yaml").is_file(), "its history stays with the drafts"
    assert validate(project_at(tmp_path), [tmp_path / "drafts"]).files == 0


# --- what is not fit to be published


UNFIT = {
    "R290": {"comments": '\n  - kind: policing_body\n    text: "[What the body says.]"'},
    "R292": {"comments": "\n  - kind: policing_body\n    author: Invented Name"},
    "R016": {"title": '""'},
    "R130": {"note": ""},
    "R220": {"dates": "\n  published: 2026-10-01"},
    "R222": {
        "recommendations": "\n  - kind: recommendation\n    answer:\n      target_date: 2026-01\n"
        "      acceptance: noted"
    },
    "R201": {"id": "norfolk-2026-11-01-other"},
    "R302": {"related": "\n  - id: norfolk-2026-nowhere\n    relation: follows"},
    "R310": {"attachments": "\n  - id: letter\n    title: A letter\n    file: letter.pdf"},
}


@pytest.mark.parametrize("code", UNFIT)
def test_a_draft_that_is_not_fit_stays_where_it_is(tmp_path: Path, code: str) -> None:
    path = draft(tmp_path, **UNFIT[code])
    good = draft(tmp_path, "2026-11-01-good.yaml")
    before = files(tmp_path)
    done = publish(tmp_path, good, path)
    assert done.exit_code == 1
    assert re.search(rf"^drafts/norfolk/{NAME}:[0-9]+:[0-9]+: error {code} ", done.stderr, re.MULTILINE), done.stderr
    assert "Nothing is published: 1 error in 1 draft." in done.stderr
    assert files(tmp_path) == before


def test_the_importers_notes_are_told_each_with_its_line(tmp_path: Path) -> None:
    path = draft(tmp_path)
    text = path.read_text(encoding="utf-8")
    marked = text.replace("stage: full", "# Guessed from “in full”.\nstage: full") + "# To do: Write the note.\n"
    path.write_text(marked, encoding="utf-8")
    lines = [number for number, line in enumerate(marked.splitlines(), 1) if line.startswith("#")]
    done = publish(tmp_path, path)
    assert done.exit_code == 1
    assert [int(line) for line in re.findall(r":([0-9]+):1: error R291", done.stderr)] == lines
    path.write_text(text, encoding="utf-8")
    assert publish(tmp_path, path).exit_code == 0


def test_what_the_law_asks_and_it_lacks_is_told_and_does_not_stop_it(tmp_path: Path) -> None:
    done = publish(tmp_path, draft(tmp_path, comments="\n  - kind: policing_body\n    text: I welcome it."))
    assert done.exit_code == 0
    assert "warning R404 " in done.stderr
    assert "R401" not in done.stderr
    assert "R407" not in done.stderr


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        ("2026-11-27", "--on: 2026-11-27 is in the future. Publish the response on the day itself."),
        ("27/11/2026", '--on: "27/11/2026" is not a date. Write it as 2026-11-27.'),
        ("2026-11", '--on: "2026-11" is not a date.'),
        ("20261120", '--on: "20261120" is not a date.'),
    ],
)
def test_days_on_which_nothing_can_have_been_published(tmp_path: Path, on: str, sentence: str) -> None:
    path = draft(tmp_path)
    done = publish(tmp_path, path, "--on", on)
    assert (done.exit_code, path.is_file()) == (2, True)
    assert sentence in done.stderr


def test_a_day_before_the_report_is_refused_and_the_sentence_says_why(tmp_path: Path) -> None:
    path = draft(tmp_path)
    assert publish(tmp_path, path, "--on", "2026-11-01").exit_code == 0, "on the day of the report it may be"
    path = draft(tmp_path, "2026-11-01-b.yaml")
    done = publish(tmp_path, path, "--on", "2026-10-31")
    assert (done.exit_code, path.is_file()) == (1, True)
    assert "2026-10-31 is before the report, which was published on 2026-11-01." in done.stderr


@pytest.mark.parametrize(
    ("own", "on", "sentence"),
    [
        ("2026-11-20", "2026-11-21", "the draft says that it was published on 2026-11-20, and not on 2026-11-21."),
        ("2026-11-27", "", "2026-11-27 is in the future."),
        ("2027", "", "2027 is in the future."),
    ],
)
def test_a_draft_whose_own_day_is_in_doubt(tmp_path: Path, own: str, on: str, sentence: str) -> None:
    path = draft(tmp_path, dates=f'\n  published: "{own}"')
    line = next(n for n, text in enumerate(path.read_text().splitlines(), 1) if text.startswith("  published"))
    done = publish(tmp_path, path, *(["--on", on] if on else []))
    assert (done.exit_code, path.is_file()) == (2, True)
    assert f"drafts/norfolk/{NAME}, line {line}: " in done.stderr
    assert sentence in done.stderr


def test_files_that_are_no_drafts(tmp_path: Path) -> None:
    path = draft(tmp_path)
    published = tmp_path / "records/norfolk" / "2026-11-01-b.yaml"
    published.parent.mkdir()
    published.write_text(record("2026-11-01-b"), encoding="utf-8")
    for name in ("examples/a.yaml", "drafts/a.yaml", "drafts/norfolk/inner/a.yaml", "drafts/norfolk/a.yml"):
        other = tmp_path / name
        other.parent.mkdir(exist_ok=True)
        shutil.copy(path, other)
    (tmp_path / "drafts/norfolk/link.yaml").symlink_to(path)
    refused = {
        "records/norfolk/2026-11-01-b.yaml": "is published already: it lies in records/.",
        "examples/a.yaml": "is no draft of this project.",
        "drafts/a.yaml": "is no draft of this project.",
        "drafts/norfolk/inner/a.yaml": "is no draft of this project.",
        "drafts/norfolk/a.yml": "does not end in .yaml, and would not be published.",
        "drafts/norfolk/none.yaml": "There is no file drafts/norfolk/none.yaml.",
        "norfolk-2026-11-01-a": "Name the draft's file: opcc publish drafts/norfolk/2026-11-01-a.yaml",
        "norfolk-2026-11-01-none": "There is no file norfolk-2026-11-01-none.",
        "drafts/norfolk": "is a folder. Name the drafts in it",
        "drafts/norfolk/link.yaml": "is a link. Put the file itself there.",
        "drafts/../../elsewhere.yaml": "There is no file ",
    }
    before = files(tmp_path)
    for name, sentence in refused.items():
        done = publish(tmp_path, tmp_path / name)
        assert (done.exit_code, sentence in done.stderr, done.stderr.count("\n")) == (2, True, 1), done.output
    assert files(tmp_path) == before


def test_a_draft_in_the_folder_of_another_force(tmp_path: Path) -> None:
    path = draft(tmp_path, force="suffolk")
    done = publish(tmp_path, path)
    assert done.exit_code == 1
    assert {"R201", "R202"} <= set(re.findall(r"error (R[0-9]{3})", done.stderr))
    assert path.is_file()


def test_a_record_is_never_written_over(tmp_path: Path) -> None:
    first = draft(tmp_path)
    again = first.read_bytes()
    assert publish(tmp_path, first).exit_code == 0
    first.write_bytes(again.replace(b"I welcome it.", b"I don't welcome it."))
    before = files(tmp_path)
    done = publish(tmp_path, first)
    assert done.exit_code == 1
    assert f"error R301 id: norfolk-2026-11-01-a is the id of 2 records: drafts/norfolk/{NAME}:2" in done.stderr
    assert f"records/norfolk/{NAME} is published. If this is the same response, delete this draft." in done.stderr
    checked = CliRunner().invoke(
        opcc, ["validate", str(tmp_path / "records"), str(tmp_path / "drafts"), "--project", str(tmp_path)]
    )
    assert "1 error in 1" in checked.stdout, "the record has done nothing wrong"
    assert files(tmp_path) == before
    # Also where what is there can't be read as a record, so that its id is nobody's.
    (tmp_path / "records/norfolk" / NAME).write_text("Whatever it is, it is somebody's.\n")
    before = files(tmp_path)
    done = publish(tmp_path, first)
    assert done.exit_code == 2
    assert f"records/norfolk/{NAME} is there already, and nothing is written over it." in done.stderr
    assert files(tmp_path) == before


def test_a_folder_that_leads_out_of_the_project_is_not_written_into(tmp_path: Path) -> None:
    (tmp_path / "outside").mkdir()
    office = tmp_path / "office"
    path = draft(office.parent / "office", **{}) if office.mkdir() is None else office
    (office / "records/norfolk").symlink_to(tmp_path / "outside")
    done = publish(office, path)
    assert done.exit_code == 2
    assert "records/norfolk is a link. Put the folder itself there." in done.stderr
    assert list((tmp_path / "outside").iterdir()) == []


def test_several_at_once_may_build_on_each_other(tmp_path: Path) -> None:
    first = draft(tmp_path, stage="holding")
    related = "\n  - id: norfolk-2026-11-01-a\n    relation: follows"
    second = draft(tmp_path, "2026-11-01-b.yaml", related=related)
    done = publish(tmp_path, second)
    assert (done.exit_code, "error R302" in done.stderr) == (1, True), "what it follows is not published"
    done = publish(tmp_path, second, first, first)
    assert done.exit_code == 0, done.output
    assert sorted(files(tmp_path)) == ["records/norfolk/2026-11-01-a.yaml", "records/norfolk/2026-11-01-b.yaml"]


def test_a_dry_run_checks_and_moves_nothing(tmp_path: Path) -> None:
    path = draft(tmp_path)
    before = files(tmp_path)
    done = publish(tmp_path, path, "--dry-run")
    assert done.stdout.startswith(f"records/norfolk/{NAME} would be published, on 26 November 2026.\n")
    assert files(tmp_path) == before
    path.write_text(path.read_text().replace("I welcome it.", "TODO"))
    assert publish(tmp_path, path, "--dry-run").exit_code == 1


# --- the files beside it


def with_letter(folder: Path, name: str = NAME, letter: bytes = b"An invented letter.") -> Path:
    digest = sha256(letter).hexdigest()
    attachment = f"\n  - id: letter\n    title: A letter\n    file: attachments/letter.pdf\n    sha256: {digest}"
    path = draft(folder, name, attachments=attachment)
    (path.parent / "attachments").mkdir(exist_ok=True)
    (path.parent / "attachments/letter.pdf").write_bytes(letter)
    return path


@pytest.mark.parametrize(("day", "code"), [("2026-11-19", 1), ("2026-11-20", 0), ("2026-11-26", 0)])
def test_a_correction_is_not_older_than_what_it_corrects(tmp_path: Path, day: str, code: int) -> None:
    assert publish(tmp_path, draft(tmp_path), "--on", "2026-11-20").exit_code == 0
    related = "\n  - id: norfolk-2026-11-01-a\n    relation: replaces"
    path = draft(tmp_path, "2026-11-01-a-correction.yaml", stage="correction", related=related)
    done = publish(tmp_path, path, "--on", day)
    assert done.exit_code == code
    told = (
        "error R307 id: norfolk-2026-11-01-a was published on 2026-11-20, and can't be replaced by this response, "
        "which was published on 2026-11-19. Check both dates of publication against the documents."
    )
    assert (told in done.stderr) == (code == 1)
    assert path.exists() == (code == 1)


def test_attachments_move_with_it(tmp_path: Path) -> None:
    done = publish(tmp_path, with_letter(tmp_path))
    assert done.exit_code == 0, done.output
    assert "  with records/norfolk/attachments/letter.pdf\n" in done.stdout
    assert sorted(files(tmp_path)) == [f"records/norfolk/{NAME}", "records/norfolk/attachments/letter.pdf"]
    assert not (tmp_path / "drafts/norfolk/attachments").exists()
    assert validate(project_at(tmp_path)).errors == 0


def test_an_attachment_that_another_draft_has_too_stays_with_that(tmp_path: Path) -> None:
    path = with_letter(tmp_path)
    other = with_letter(tmp_path, "2026-11-01-b.yaml")
    assert publish(tmp_path, path).exit_code == 0
    kept = tmp_path / "drafts/norfolk/attachments/letter.pdf"
    assert kept.is_file()
    kept.write_bytes(b"changed")  # what is published is a file of its own
    assert (tmp_path / "records/norfolk/attachments/letter.pdf").read_bytes() == b"An invented letter."
    kept.write_bytes(b"An invented letter.")
    done = publish(tmp_path, other)
    assert done.exit_code == 2
    assert "records/norfolk/attachments/letter.pdf is there already, and nothing is written over it." in done.stderr
    assert other.is_file()


def test_an_attachment_that_is_a_link_is_refused(tmp_path: Path) -> None:
    path = with_letter(tmp_path)
    letter = path.parent / "attachments/letter.pdf"
    letter.rename(path.parent / "real.pdf")
    letter.symlink_to(path.parent / "real.pdf")
    done = publish(tmp_path, path)
    assert (done.exit_code, "error R312 file: " in done.stderr) == (1, True)
    assert path.is_file()


@pytest.mark.parametrize("failing", ["copy_file", "write_file"])
def test_where_the_disk_refuses_nothing_has_moved(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = with_letter(tmp_path)
    before = files(tmp_path)

    def refuse(*_: object, **__: object) -> None:
        raise NotWrittenError("records can't be written: no space left on device.")

    monkeypatch.setattr(publishing, failing, refuse)
    done = publish(tmp_path, path)
    assert done.exit_code == 2
    assert f"no space left on device. drafts/norfolk/{NAME} is still a draft.\n" in done.stderr
    assert files(tmp_path) == before


def test_a_draft_that_is_changed_after_it_was_checked_is_not_published(tmp_path: Path) -> None:
    path = with_letter(tmp_path)
    project = project_at(tmp_path)
    (prepared,) = publishing.prepare([path], None, project, STANDARD, TODAY)
    path.write_bytes(path.read_bytes() + b"# typed a moment ago\n")
    before = files(tmp_path)
    with pytest.raises(publishing.NotPublishedError, match="was changed by somebody else a moment ago"):
        list(publishing.publish(prepared, project))
    assert files(tmp_path) == before


def test_a_draft_that_is_changed_while_it_is_checked_is_not_published(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, original = with_letter(tmp_path), publishing.check_with_records

    def typed_meanwhile(*arguments: Any) -> Any:
        path.write_bytes(path.read_bytes() + b"# typed a moment ago\n")
        return original(*arguments)

    monkeypatch.setattr(publishing, "check_with_records", typed_meanwhile)
    with pytest.raises(publishing.NotPublishedError, match="was changed by somebody else a moment ago"):
        publishing.prepare([path], None, project_at(tmp_path), STANDARD, TODAY)


def test_what_is_typed_while_a_draft_is_published_is_not_deleted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, original = with_letter(tmp_path), publishing.write_file

    def typed_meanwhile(target: Path, text: str) -> None:
        original(target, text)
        path.write_bytes(path.read_bytes() + b"# typed a moment ago\n")

    monkeypatch.setattr(publishing, "write_file", typed_meanwhile)
    done = publish(tmp_path, path)
    assert f"drafts/norfolk/{NAME} was changed while it was published, and is kept." in done.stderr
    assert path.read_bytes().endswith(b"# typed a moment ago\n")
    assert "typed" not in (tmp_path / f"records/norfolk/{NAME}").read_text(encoding="utf-8")


def test_a_draft_waits_for_the_command_that_is_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("opcc_opendata.files.writing.WAIT_TO_WRITE", 0.05)
    path = draft(tmp_path)
    with writing_alone(project_at(tmp_path).writing_lock):
        done = publish(tmp_path, path)
    assert done.exit_code == 2
    assert "Another command is writing to this project." in done.stderr
    assert path.is_file()


def steps(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[set[str]]:
    """Publish a draft with a letter, and give what is seen in the project before each change on the disk."""
    seen: list[set[str]] = []

    def watched(name: str) -> None:
        original = getattr(os, name)

        def watching(*arguments: object, **options: object) -> object:
            seen.append({name for name in files(folder) if not Path(name).name.startswith(".")})
            return original(*arguments, **options)

        monkeypatch.setattr(os, name, watching)

    for name in ("link", "unlink", "rename", "replace"):
        watched(name)
    assert publish(folder, with_letter(folder)).exit_code == 0
    yield from seen


def test_a_record_is_seen_only_when_all_that_it_needs_is_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    draft_files = {f"drafts/norfolk/{NAME}", "drafts/norfolk/attachments/letter.pdf"}
    new, letter = f"records/norfolk/{NAME}", "records/norfolk/attachments/letter.pdf"
    seen = list(steps(tmp_path, monkeypatch))
    assert len(seen) >= 4
    for names in seen:
        assert draft_files <= names or new in names, "it is never nowhere"
        assert letter in names or new not in names, "never without its letter"


class _KilledError(BaseException):
    """What a power cut is to the program: nothing after it is done, and nothing is tidied up."""


def _stopping(original: Callable[..., Any], left: list[int]) -> Callable[..., Any]:
    def step(*arguments: Any, **options: Any) -> Any:
        if left[0] <= 0:
            raise _KilledError
        left[0] -= 1
        return original(*arguments, **options)

    return step


@pytest.mark.parametrize("at", range(8))
@pytest.mark.parametrize("later", [False, True])
def test_what_was_killed_at_any_step_is_finished_by_publishing_it_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, at: int, later: bool
) -> None:
    """A machine that stops leaves the draft, some of the new files, and what was being written. Nobody has to tidy."""
    path, left = with_letter(tmp_path), [at]
    with monkeypatch.context() as watched:
        for name in ("link", "unlink"):
            watched.setattr(os, name, _stopping(getattr(os, name), left))
        with pytest.raises(_KilledError):
            publish(tmp_path, path)
    published = tmp_path / f"records/norfolk/{NAME}"
    day = "2026-11-26" if published.exists() or not later else "2026-11-27"
    monkeypatch.setattr(calendars, "today", lambda: date(2026, 11, 27 if later else 26))
    if path.exists():
        done = publish(tmp_path, path)
        assert (done.exit_code, done.stderr) == (0, "")
        assert done.stdout.startswith(f"records/norfolk/{NAME} is published, on {day[-2:]} November 2026.\n")
        names = [f"records/norfolk/{NAME}", "records/norfolk/attachments/letter.pdf"]
        assert sorted(files(tmp_path)) == names
    assert f"  published: {day}\n" in published.read_text(encoding="utf-8")
    assert validate(project_at(tmp_path)).errors == 0


def test_an_interruption_waits_until_the_draft_in_hand_is_in_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = with_letter(tmp_path), draft(tmp_path, "2026-11-01-b.yaml")
    original = publishing.copy_file

    def interrupted(*arguments: Any) -> None:
        original(*arguments)
        signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(publishing, "copy_file", interrupted)
    done = publish(tmp_path, first, second)
    assert (done.exit_code, done.stderr) == (130, "Stopped.\n")
    assert f"records/norfolk/{NAME} is published" in done.stdout
    assert sorted(files(tmp_path)) == [
        "drafts/norfolk/2026-11-01-b.yaml",
        f"records/norfolk/{NAME}",
        "records/norfolk/attachments/letter.pdf",
    ]


def test_what_was_sent_is_written_down_by_the_id_or_by_the_file(tmp_path: Path) -> None:
    publish(tmp_path, draft(tmp_path))
    project = ["--project", str(tmp_path)]
    listed = CliRunner().invoke(opcc, ["send-list", "norfolk-2026-11-01-a", *project])
    assert "By law (Police Act 1996, section 55):" in listed.stdout, listed.output
    done = CliRunner().invoke(opcc, ["mark-sent", "norfolk-2026-11-01-a", "--to", "hmicfrs", *project])
    assert done.stdout == f"records/norfolk/{NAME}: marked as sent on {TODAY} to HMICFRS.\n", done.output
    gone = CliRunner().invoke(opcc, ["mark-sent", "norfolk-2026-11-01-b", "--to", "hmicfrs", *project])
    assert (gone.exit_code, "norfolk-2026-11-01-b" in gone.stderr) == (2, True)


@pytest.mark.parametrize(("body", "panels"), [("norfolk-pcc", 1), ("city-of-london-common-council", 0)])
def test_nobody_is_told_to_send_a_copy_to_a_panel_that_there_is_not(body: str, panels: int) -> None:
    standard = load_standard(packaged_standard())

    def sent_to(**of_record: Any) -> list[bool]:
        every = copies(cast("Record", {"policing_body": body, **of_record}), standard)
        return [one.sent for one in every if one.recipient == "police_and_crime_panel"]

    assert sent_to() == [False] * panels
    assert sent_to(distribution=[{"recipient": "police_and_crime_panel", "sent": True}]) == [True], "the record says so"


def test_an_id_names_the_record_before_the_draft_and_a_file_before_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, name = project_at(tmp_path), Path("norfolk-2026-11-01-a")
    monkeypatch.chdir(tmp_path)
    for folder in (project.drafts, project.records):
        path = folder / "norfolk/2026-11-01-a.yaml"
        path.parent.mkdir(parents=True)
        path.write_text("id: x\n", encoding="utf-8")
        assert record_named(project, name) == path
    name.write_text("id: x\n", encoding="utf-8")
    assert record_named(project, name) == name


# --- git


def repository(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    git.run(folder, "init", "--quiet")
    for key, value in {"user.name": "Invented", "user.email": "invented@example.org"}.items():
        git.run(folder, "config", key, value)
    (folder / ".git/info/exclude").write_text("*.db.*\n", encoding="utf-8")  # as the .gitignore of opcc init has it


def status(folder: Path) -> list[str]:
    return git.run(folder, "status", "--short", "--find-renames=30").decode().splitlines()


def test_in_a_repository_it_is_a_move_as_git_mv_makes_it(tmp_path: Path) -> None:
    repository(tmp_path)
    path = with_letter(tmp_path)
    git.run(tmp_path, "add", "-A")
    git.run(tmp_path, "commit", "--quiet", "-m", "Invented")
    (tmp_path / "other.txt").write_text("not yet in git")
    assert publish(tmp_path, path).exit_code == 0
    letter = "attachments/letter.pdf"
    assert sorted(status(tmp_path)) == [
        "?? other.txt",
        f"R  drafts/norfolk/{NAME} -> records/norfolk/{NAME}",
        f"R  drafts/norfolk/{letter} -> records/norfolk/{letter}",
    ]


def test_a_project_in_a_folder_of_a_repository(tmp_path: Path) -> None:
    repository(tmp_path)
    path = draft(tmp_path / "office") if (tmp_path / "office").mkdir() is None else tmp_path
    git.run(tmp_path, "add", "-A")
    git.run(tmp_path, "commit", "--quiet", "-m", "Invented")
    assert publish(tmp_path / "office", path).exit_code == 0
    assert status(tmp_path) == [f"R  office/drafts/norfolk/{NAME} -> office/records/norfolk/{NAME}"]


def test_a_draft_that_git_never_saw_is_not_given_to_it(tmp_path: Path) -> None:
    repository(tmp_path)
    assert publish(tmp_path, draft(tmp_path)).exit_code == 0
    assert status(tmp_path) == ["?? records/"]


def test_where_git_refuses_the_move_is_done_and_it_says_so(tmp_path: Path) -> None:
    repository(tmp_path)
    path = draft(tmp_path)
    git.run(tmp_path, "add", "-A")
    (tmp_path / ".git/index.lock").touch()
    done = publish(tmp_path, path)
    assert done.exit_code == 0
    assert "It is moved, but git was not told: " in done.stderr
    assert "To tell it: git add -A -- drafts records" in done.stderr
    assert (tmp_path / "records/norfolk" / NAME).is_file()


def test_without_git_it_works_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_git(*_: object, **__: object) -> None:
        raise FileNotFoundError("git")

    path = draft(tmp_path)
    monkeypatch.setattr(subprocess, "run", no_git)
    done = publish(tmp_path, path)
    assert (done.exit_code, done.stderr) == (0, "")
    assert list(files(tmp_path)) == [f"records/norfolk/{NAME}"]

"""The command line as people and pipelines meet it: exit codes, formats, odd consoles, odd names. No traceback ever."""

from __future__ import annotations

import json
import os
import pty
import resource
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from tempfile import gettempdir
from typing import Any
from xml.etree import ElementTree

import click
import pytest
from click.testing import CliRunner
from test_fixtures import MINIMAL, PLACE

from opcc_opendata.cli import COMMANDS, opcc
from opcc_opendata.problem_codes import all_codes
from opcc_opendata.reporters import REPORTERS
from tests import forked
from tests.waiting import LONGEST

ROOT = Path(__file__).parent.parent
OPCC = [sys.executable, "-m", "opcc_opendata.cli"]
WRONG = f"{MINIMAL}dates:\n  published: 2019-02-10\n"
WRONG_IN_SHAPE = MINIMAL.replace("published: 2019-02-26", "published: 26/02/2019")
NAME = Path(PLACE).name


def environment(**extra: str) -> dict[str, str]:
    kept = {key: os.environ[key] for key in ("PATH", "HOME", "TMPDIR", "SYSTEMROOT") if key in os.environ}
    return {**kept, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8", **extra}


def run(*arguments: str | Path, cwd: Path, **extra: str) -> subprocess.CompletedProcess[str]:
    """Run `opcc` in a process of its own: in a new Python where variables tell Python itself how to begin."""
    words, variables = [str(argument) for argument in arguments], environment(**extra)
    if any(name.startswith(("PYTHON", "LC_")) for name in extra):
        done = subprocess.run(
            [*OPCC, *words],
            cwd=cwd,
            env=variables,
            capture_output=True,
            encoding="utf-8",
            errors="surrogateescape",
            timeout=LONGEST,
        )
    else:
        done = forked.run(words, cwd, variables)
    assert "Traceback" not in done.stderr + done.stdout
    return done


def write(root: Path, text: str = MINIMAL, place: str = PLACE) -> Path:
    path = root / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    write(root)
    return root


@pytest.fixture
def wrong(project: Path) -> Path:
    write(project, WRONG)
    return project


# --- exit codes


def test_clean(project: Path) -> None:
    done = run("validate", cwd=project)
    assert (done.returncode, done.stderr) == (0, "")
    assert "1 record checked: " in done.stdout
    assert "error" not in done.stdout


def test_problems(project: Path) -> None:
    write(project, WRONG_IN_SHAPE)
    done = run("validate", cwd=project)
    assert (done.returncode, done.stderr) == (1, "")
    assert f'{PLACE}:11:16: error R012 published: "26/02/2019" is not a date. Write it as 2019-02-26.\n' in done.stdout
    assert "1 record checked: 1 error in 1 record" in done.stdout


@pytest.mark.parametrize(
    ("fail_on", "with_warnings", "with_errors"), [("error", 0, 1), ("warning", 1, 1), ("never", 0, 0)]
)
def test_fail_on(project: Path, fail_on: str, with_warnings: int, with_errors: int) -> None:
    # The record that the fixtures begin from says nothing of who had a copy, which is a warning.
    assert run("validate", "--fail-on", fail_on, cwd=project).returncode == with_warnings
    write(project, WRONG)
    assert run("validate", "--fail-on", fail_on, cwd=project).returncode == with_errors


@pytest.mark.parametrize(
    "arguments",
    [
        ["validate", "--nosuch"],
        ["validate", "--format", "pdf"],
        ["validate", "--fail-on", "sometimes"],
        ["validate", "--project"],
        ["validate", "--project", "nosuch"],
        ["validate", "--project", PLACE],
        ["validate", "--project", "records/norfolk"],
        ["validate", "records/nosuch.yaml"],
        ["validate", PLACE, "nosuch"],
        ["validate", "a\x1b[31m\nb"],
        ["validate", "x" * 5_000],
        ["validate", "--project", "x" * 5_000],
        ["nosuch"],
        ["--nosuch"],
        ["explain", "R999"],
        ["explain", "nothing-of-the-kind"],
        ["explain", "R012", "R013"],
        ["explain", ""],
    ],
    ids=" ".join,
)
def test_wrong_usage(project: Path, arguments: list[str]) -> None:
    done = run(*arguments, cwd=project)
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "\x1b" not in done.stderr


def test_no_project(tmp_path: Path) -> None:
    done = run("validate", cwd=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("opcc: ")
    assert "records/" in done.stderr
    assert done.stderr.count("\n") == 1


def test_a_standard_that_can_not_be_used_is_a_sentence(project: Path) -> None:
    write(project, '{"$schema": ', "schema/response.schema.json")
    done = run("validate", cwd=project)
    assert done.returncode == 2
    assert done.stderr.startswith("opcc: ")


# --- what is checked, and how it is shown


def test_only_what_was_named_is_checked(wrong: Path) -> None:
    other = write(wrong, WRONG.replace("norfolk", "kent"), "records/kent/2019-02-26-fixture.yaml")
    one = json.loads(run("validate", "--format", "json", other, cwd=wrong).stdout)
    assert {problem["path"] for problem in one["problems"]} == {"records/kent/2019-02-26-fixture.yaml"}
    folder = json.loads(run("validate", "--format", "json", "records/norfolk", cwd=wrong).stdout)
    assert {problem["path"] for problem in folder["problems"]} == {PLACE}
    both = json.loads(run("validate", "--format", "json", cwd=wrong).stdout)
    assert both["counts"]["records"] == 2


def paths_shown(*arguments: str | Path, cwd: Path) -> set[str]:
    whole = json.loads(run("validate", "--format", "json", *arguments, cwd=cwd).stdout)
    return {problem["path"] for problem in whole["problems"]}


def test_paths_are_shown_from_the_current_folder(wrong: Path) -> None:
    elsewhere = wrong / "records/kent"
    elsewhere.mkdir()
    assert paths_shown(cwd=wrong) == {PLACE}
    assert paths_shown(cwd=wrong / "records") == {f"norfolk/{NAME}"}
    assert paths_shown(NAME, cwd=wrong / "records/norfolk") == {NAME}
    assert paths_shown("--project", "project", cwd=wrong.parent) == {f"project/{PLACE}"}
    assert paths_shown(cwd=elsewhere) == {(wrong / PLACE).as_posix()}


def test_a_record_named_from_outside_its_project(wrong: Path, tmp_path: Path) -> None:
    assert run("validate", "--project", wrong, wrong / PLACE, cwd=tmp_path).returncode == 1


# --- formats


@pytest.mark.parametrize("format_", REPORTERS)
def test_every_format(wrong: Path, format_: str) -> None:
    done = run("validate", "--format", format_, cwd=wrong)
    assert (done.returncode, done.stderr) == (1, "")
    assert "R220" in done.stdout
    if format_ in ("json", "sarif"):
        json.loads(done.stdout)
    if format_ == "junit":
        ElementTree.fromstring(done.stdout)


def test_github_is_told_paths_from_its_checkout(wrong: Path) -> None:
    at = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(wrong.parent)}
    assert f"::error file=project/{PLACE}," in run("validate", cwd=wrong, **at).stdout
    assert f'"uri": "project/{PLACE}"' in run("validate", "--format", "sarif", cwd=wrong, **at).stdout
    assert run("validate", "--format", "text", cwd=wrong, **at).stdout.startswith(f"{PLACE}:")


REPORTS_FOR_SERVICES = {
    "github": "::error file={},",
    "sarif": '"uri": "{}"',
    "gitlab": '"path": "{}"',
    "junit": 'file="{}"',
    "markdown": "`{}:",
}


def test_reports_go_to_files_beside_what_is_printed(wrong: Path) -> None:
    wanted = {format_: run("validate", "--format", format_, cwd=wrong).stdout for format_ in ("json", "junit", "sarif")}
    words = [word for format_ in wanted for word in ("--report", f"{format_}=reports/{format_}.txt")]
    done = run("validate", "--format", "text", *words, cwd=wrong)
    assert done.returncode == 1
    assert done.stdout == run("validate", "--format", "text", cwd=wrong).stdout
    assert {name: (wrong / f"reports/{name}.txt").read_text(encoding="utf-8") for name in wanted} == wanted


@pytest.mark.parametrize("words", ["json", "json=", "=problems.json", "jsn=problems.json", "auto=problems.json"])
def test_a_report_needs_a_format_and_a_file(wrong: Path, words: str) -> None:
    done = run("validate", "--report", words, cwd=wrong)
    assert done.returncode == 2
    assert f"'{words}' is not a format and a file, such as json=problems.json. The formats are text, json," in " ".join(
        done.stderr.split()
    )
    assert not (wrong / "problems.json").exists()


@pytest.mark.parametrize("format_", REPORTS_FOR_SERVICES)
@pytest.mark.parametrize("start", ["repository", "project", "elsewhere"])
@pytest.mark.parametrize("variable", ["GITHUB_WORKSPACE", "CI_PROJECT_DIR", ""])
def test_paths_for_services_are_counted_from_the_repository(
    tmp_path: Path, wrong: Path, format_: str, start: str, variable: str
) -> None:
    repository = tmp_path / "repository"
    shutil.copytree(wrong, repository / "office/responses")
    (repository / ".git").mkdir()
    (repository / ".git/HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")
    folder = {"repository": repository, "project": repository / "office/responses", "elsewhere": tmp_path}[start]
    at = {variable: str(repository)} if variable else {}
    there = str(repository / "office/responses")
    done = run("validate", "--format", format_, "--project", there, cwd=folder, **at)
    assert REPORTS_FOR_SERVICES[format_].format(f"office/responses/{PLACE}") in done.stdout


def test_a_repository_inside_the_checkout_counts(tmp_path: Path, wrong: Path) -> None:
    shutil.copytree(wrong, tmp_path / "checkout/data/office")
    (tmp_path / "checkout/data/.git").mkdir()
    at = {"GITHUB_ACTIONS": "true", "GITHUB_WORKSPACE": str(tmp_path / "checkout")}
    assert f"::error file=office/{PLACE}," in run("validate", cwd=tmp_path / "checkout/data/office", **at).stdout


def test_a_folder_that_was_deleted_under_us(tmp_path: Path) -> None:
    command = f"mkdir gone && cd gone && rmdir ../gone && exec {shlex.join(OPCC)} validate"
    done = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "Traceback" not in done.stderr


def test_auto_is_github_under_actions_and_text_elsewhere(wrong: Path) -> None:
    assert "::error file=records/norfolk/" in run("validate", cwd=wrong, GITHUB_ACTIONS="true").stdout
    assert "::error" not in run("validate", cwd=wrong).stdout
    assert "::error" not in run("validate", "--format", "text", cwd=wrong, GITHUB_ACTIONS="true").stdout


# --- consoles


@pytest.mark.parametrize(
    "console",
    [
        {"PYTHONIOENCODING": "latin-1"},
        {"PYTHONIOENCODING": "ascii"},
        {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0"},
        {"LC_ALL": "nosuch"},
    ],
    ids=str,
)
@pytest.mark.parametrize("format_", REPORTERS)
def test_a_console_that_can_not_show_every_character(wrong: Path, console: dict[str, str], format_: str) -> None:
    write(wrong, f"{MINIMAL}“ŵ€”: one\n“ŵ€”: two\n")
    done = run("validate", "--format", format_, cwd=wrong, **console)
    assert done.returncode == 1
    assert done.stderr == ""


def on_a_terminal(arguments: Sequence[str], cwd: Path, **extra: str) -> str:
    """Run with a terminal for both outputs, and give what it was sent."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen([*OPCC, *arguments], cwd=cwd, env=environment(**extra), stdout=theirs, stderr=theirs)
    os.close(theirs)
    sent = read_all(ours)
    process.wait(timeout=LONGEST)
    return sent.decode()


def read_all(terminal: int) -> bytes:
    sent = b""
    try:
        while part := os.read(terminal, 65_536):
            sent += part
    except OSError:  # how Linux says that the other end is closed
        pass
    os.close(terminal)
    return sent


@pytest.mark.heavy
def test_colours_on_a_terminal_only(wrong: Path) -> None:
    assert "\x1b[31merror R220\x1b[0m" in on_a_terminal(["validate"], wrong, TERM="xterm")
    assert "\x1b[31m" not in on_a_terminal(["validate"], wrong, TERM="xterm", NO_COLOR="1")
    assert "\x1b" not in on_a_terminal(["validate"], wrong, TERM="dumb")
    assert "\x1b" not in run("validate", cwd=wrong, TERM="xterm").stdout


def test_a_reader_who_goes_away_is_no_fault(wrong: Path) -> None:
    process = subprocess.Popen(
        [*OPCC, "validate"], cwd=wrong, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert process.stdout is not None
    process.stdout.close()
    assert process.stderr is not None
    with process.stderr as stderr:
        assert stderr.read() == b""
    assert process.wait(timeout=LONGEST) == 1


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
def test_a_full_disk_is_a_sentence(wrong: Path) -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [*OPCC, "validate"], cwd=wrong, env=environment(), stdout=full, stderr=subprocess.PIPE, text=True
        )
    assert done.returncode == 2
    assert done.stderr == "opcc: The output could not be written: no space left on device.\n"


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&-", "<&- >&- 2>&-"])
def test_a_stream_that_is_closed_from_the_beginning_changes_nothing(wrong: Path, closed: str) -> None:
    command = f"{shlex.join([*OPCC, 'validate', '--report', 'json=closed.json'])} {closed}"
    done = subprocess.run(["sh", "-c", command], cwd=wrong, env=environment(), capture_output=True, text=True)
    assert (done.returncode, "Traceback" in done.stderr) == (1, False), done.stderr
    assert json.loads((wrong / "closed.json").read_text(encoding="utf-8"))["counts"]["errors"] > 0
    (wrong / "closed.json").unlink()


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("large")
    for number in range(4_000):
        stem = f"2019-02-26-fixture-{number:04}"
        write(root, WRONG.replace("2019-02-26-fixture", stem), f"records/norfolk/{stem}.yaml")
    return root


@pytest.mark.slow
def test_stopped_by_the_keyboard(large: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*OPCC, "validate"],
        cwd=large,
        env=environment(TERM="xterm"),
        stdout=subprocess.PIPE,
        stderr=theirs,
        start_new_session=True,
    )
    os.close(theirs)
    sent = b""
    while b"Checking" not in sent:
        sent += os.read(ours, 65_536)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to every process of the work
    try:
        out, _ = process.communicate(timeout=LONGEST)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    sent += read_all(ours)
    assert (process.returncode, out) == (130, b"")
    assert sent.endswith(b"\r\x1b[KStopped.\r\n")
    assert sent.count(b"\n") == 1


@pytest.mark.slow
def test_long_work_shows_progress_on_a_terminal_and_nothing_in_a_pipe(large: Path) -> None:
    assert run("validate", "--format", "json", cwd=large).stderr == ""
    (large / "opcc.db.cache").unlink()  # with it, nothing takes long
    sent = on_a_terminal(["validate", "--format", "json"], large, TERM="xterm")
    assert "\r\x1b[KChecking records: " in sent
    assert " of 4,000" in sent


# --- names of files


NAMES = [
    "2019-02-26-a b.yaml",
    "2019-02-26-é.yaml",
    "2019-02-26-\x1b[31mred.yaml",
    "2019-02-26-line\nbreak.yaml",
    "2019-02-26-::error::x.yaml",
    "2019-02-26-\u202eturned.yaml",
    "2019-02-26-%0A,:;&<>\"'.yaml",
    "--help.yaml",
    "-.yaml",
    os.fsdecode(b"2019-02-26-\xff\xfe.yaml"),
]


@pytest.mark.parametrize("format_", REPORTERS)
def test_hostile_names(project: Path, format_: str) -> None:
    for name in NAMES:
        write(project, WRONG, f"records/norfolk/{name}")
    done = run("validate", "--format", format_, cwd=project)
    assert done.returncode == 1
    assert done.stderr == ""
    assert "\x1b" not in done.stdout
    if format_ in ("json", "sarif"):
        json.loads(done.stdout)
    if format_ == "junit":
        ElementTree.fromstring(done.stdout)


@pytest.mark.parametrize("name", NAMES, ids=ascii)
def test_a_hostile_name_as_an_argument(project: Path, name: str) -> None:
    path = write(project, WRONG, f"records/norfolk/{name}")
    assert run("validate", path, cwd=project).returncode == 1
    path.unlink()
    assert run("validate", path, cwd=project).returncode == 2


# --- what can't be read or written over

_TAKE_A_NAME = ("confirm", "publish", "import", "export --out", "export --to csv --out", "build --db")
_NAMES_OF_NOTHING = [
    *((command, "x" * 300) for command in _TAKE_A_NAME),
    *((command, "") for command in _TAKE_A_NAME if command != "import"),  # which takes what lies in the folder here
]


@pytest.mark.parametrize(("command", "name"), _NAMES_OF_NOTHING, ids=lambda value: value[:25] or "empty")
def test_a_name_that_no_file_can_have_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str, name: str
) -> None:
    monkeypatch.chdir(project)
    done = CliRunner().invoke(opcc, [*command.split(), name])
    assert done.exit_code == 2, done.exception
    assert done.output.startswith("opcc: ")
    assert ("name too long" in done.output) == bool(name)


@pytest.mark.parametrize(
    ("command", "wrong", "right"),
    [
        (f"render {PLACE}", "paper.pdf", "paper.docx"),
        (f"render {PLACE} --to html", "paper.DOCX", "paper.htm"),
        (f"render {PLACE} --to md", "paper.docx", "paper.txt"),
        (f"render {PLACE} --to md", "paper.html", "paper-v1.2"),
        ("form digital-forensics-2022 --body norfolk-pcc", "form.pdf", "form.DOCX"),
        ("export", "book.ods", "book.xlsx"),
        ("export", "book.csv", "book"),
    ],
)
def test_no_file_is_named_as_what_it_is_not(
    project: Path, monkeypatch: pytest.MonkeyPatch, command: str, wrong: str, right: str
) -> None:
    monkeypatch.chdir(project)
    refused = CliRunner().invoke(opcc, [*command.split(), "--out", wrong])
    assert refused.exit_code == 2, refused.exception
    assert f"and the name {wrong} ends in" in refused.output
    assert not Path(wrong).exists()
    assert CliRunner().invoke(opcc, [*command.split(), "--out", right]).exit_code == 0
    assert Path(right).stat().st_size > 0


@pytest.mark.parametrize("kind", ["json", "junit", "text"])
def test_no_report_is_written_over_a_record(project: Path, monkeypatch: pytest.MonkeyPatch, kind: str) -> None:
    monkeypatch.chdir(project)
    before = Path(PLACE).read_bytes()
    done = CliRunner().invoke(opcc, ["validate", "--report", f"{kind}={PLACE}"])
    assert (done.exit_code, Path(PLACE).read_bytes()) == (2, before)
    assert f"{PLACE} is there already" in done.output
    Path("own.YML").write_bytes(before)
    Path("dangling.yml").symlink_to("nowhere")
    for name in ("own.YML", "dangling.yml"):
        done = CliRunner().invoke(opcc, ["validate", "--report", f"{kind}={name}"])
        assert (done.exit_code, Path("nowhere").exists()) == (2, False)
        assert f"{name} is there already" in done.output
    assert Path("own.YML").read_bytes() == before
    Path("letter.docx").write_bytes(b"kept")
    done = CliRunner().invoke(opcc, ["validate", "--report", f"{kind}=letter.docx"])
    assert (done.exit_code, Path("letter.docx").read_bytes()) == (2, b"kept"), done.output
    assert CliRunner().invoke(opcc, ["validate", "--report", f"{kind}=new.yaml"]).exit_code == 0
    for _again in range(2):  # a report of this morning is written over
        done = CliRunner().invoke(opcc, ["validate", "--report", f"{kind}=problems.{kind}"])
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize(
    "arguments", [["render", PLACE, "--force", "--out"], ["build", "--db"]], ids=["render", "build"]
)
def test_a_pipe_or_a_device_is_never_written_over(
    project: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(project)
    os.mkfifo("out.docx")
    done = CliRunner().invoke(opcc, [*arguments, "out.docx"])
    assert done.exit_code == 2
    assert "This is a pipe, not a file." in done.output
    assert Path("out.docx").is_fifo()


@pytest.mark.parametrize("more", [[], ["--dry-run"], ["--to", "csv"]], ids=["xlsx", "dry run", "csv"])
def test_no_export_takes_the_place_of_a_pipe(project: Path, monkeypatch: pytest.MonkeyPatch, more: list[str]) -> None:
    monkeypatch.chdir(project)
    out = Path("book")
    pipe = out / "responses.csv" if "csv" in more else out
    pipe.parent.mkdir(exist_ok=True)
    os.mkfifo(pipe)
    done = CliRunner().invoke(opcc, ["export", "--force", "--out", str(out), *more])
    assert (done.exit_code, pipe.is_fifo()) == (2, True), done.output
    assert f"{pipe} can't be written: This is a pipe, not a file." in done.output


def test_a_workbook_for_which_there_is_no_room_is_one_sentence(project: Path) -> None:
    # A limit on the size of a file is as good as a full disk, and needs no disk.
    limited = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (9_000, 9_000)); "
    script = f"{limited}from opcc_opendata.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", script, "export", "--out", "responses.xlsx"],
        cwd=project,
        env=environment(PYTHONDONTWRITEBYTECODE="1"),  # a module that is cut short would stay so
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    why = f"there is no room for it in {gettempdir()}, where its sheets are made."
    assert done.stderr == f"opcc: responses.xlsx can't be written: {why}\n"
    assert not list(project.glob("*.xlsx"))


@pytest.mark.heavy
def test_a_database_never_takes_the_place_of_another_kind_of_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(project)
    Path("letter.docx").write_bytes(b"PK\x03\x04 Dear Home Secretary")
    done = CliRunner().invoke(opcc, ["build", "--db", "letter.docx"])
    assert (done.exit_code, Path("letter.docx").read_bytes()) == (2, b"PK\x03\x04 Dear Home Secretary")
    assert "letter.docx is no database, and is left as it is." in done.output
    for name, before in (("old.db", b"damaged"), ("empty", b"")):
        Path(name).write_bytes(before)
        assert CliRunner().invoke(opcc, ["build", "--db", name]).exit_code == 0
        assert CliRunner().invoke(opcc, ["build", "--db", name]).exit_code == 0, "its own are replaced"


# --- explain, version, help


@pytest.mark.parametrize("code", all_codes())
def test_explain(code: str) -> None:
    done = CliRunner().invoke(opcc, ["explain", code])
    assert done.exit_code == 0
    assert done.output.startswith(f"{code}: {all_codes()[code].title}\n")
    assert "Not like this:\n    " in done.output
    assert "Like this:\n    " in done.output


def test_explain_is_lenient_about_the_way_a_code_is_typed() -> None:
    wanted = CliRunner().invoke(opcc, ["explain", "R012"]).output
    for typed in ("r012", "012", "12", " R012 "):
        assert CliRunner().invoke(opcc, ["explain", typed]).output == wanted


def test_explain_lists_every_code() -> None:
    listed = CliRunner().invoke(opcc, ["explain"]).output
    for code in all_codes().values():
        assert f"  {code.code}  {code.severity.value:<7}  {code.title}\n" in listed


def test_explain_guesses_what_was_meant() -> None:
    done = CliRunner().invoke(opcc, ["explain", "R0012"])
    assert done.exit_code == 2
    assert "Did you mean" in done.stderr
    assert "R012 (" in done.stderr


def test_version() -> None:
    done = CliRunner().invoke(opcc, ["--version"])
    assert done.exit_code == 0
    assert done.output.startswith("opcc ")


def commands() -> Iterator[tuple[str, click.Command]]:
    with click.Context(opcc) as context:
        for name in COMMANDS:
            found = opcc.get_command(context, name)
            assert found is not None
            yield name, found


@pytest.mark.parametrize("name", COMMANDS)
def test_help_of_each_command(name: str) -> None:
    done = CliRunner().invoke(opcc, [name, "--help"], prog_name="opcc")
    assert done.exit_code == 0
    usage, _, rest = done.output.partition("\n")
    assert usage.startswith(f"Usage: opcc {name}")
    assert f"\n    opcc {name}" in rest, "the help has no example"


def test_every_option_has_its_help() -> None:
    bare = [
        f"{name} {parameter.opts[0]}"
        for name, command in commands()
        for parameter in command.params
        if isinstance(parameter, click.Option) and not parameter.help
    ]
    assert bare == []


def test_help_of_the_whole_names_every_command_and_needs_nothing_heavy(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from opcc_opendata.cli import opcc\n"
        "opcc(['--help'], standalone_mode=False)\n"
        "print(*sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment(), capture_output=True, text=True, check=True
    )
    width = max(map(len, COMMANDS))
    for name, line in COMMANDS.items():
        assert f"  {name:<{width}}  {line}\n" in done.stdout
    heavy = {"yaml", "jsonschema", "jsonschema_rs", "sqlite3", "sqlite_utils", "datasette", "json", "asyncio"}
    assert heavy.isdisjoint(done.stderr.split())


@pytest.mark.heavy
def test_help_is_quick(tmp_path: Path) -> None:
    def once() -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        command = [sys.executable, "-c", "from opcc_opendata.cli import main; main()", "--help"]
        subprocess.run(command, cwd=tmp_path, env=environment(), stdout=subprocess.DEVNULL, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # The processor's time, and the best of several: other work on the machine makes a run slower and never quicker.
    assert min(once() for _ in range(10)) < 0.15


def test_a_mistyped_command_is_guessed() -> None:
    done = CliRunner().invoke(opcc, ["validte"])
    assert done.exit_code == 2
    assert "validate" in done.stderr


def test_an_interruption_anywhere_is_one_line(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    import opcc_opendata.validate as module

    def interrupted(*_: Any, **__: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(module, "validate", interrupted)
    done = CliRunner().invoke(opcc, ["validate", "--project", str(project)])
    assert (done.exit_code, done.stdout, done.stderr) == (130, "", "Stopped.\n")

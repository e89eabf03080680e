"""CI runs nothing of a pull request: traps are laid in a checkout, every step is run, and none of them leaves a mark.

The only stand-in is the package index of the slow tests: a folder with the wheels that requirements/serve.txt names,
fetched from PyPI, and one of this checkout. The actions of others (checkout, setup-python, the uploads) are not run.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ci_jobs import ACTION, GITLAB, ROOT, WORKFLOWS, Job, bash, clean, gitlab
from ci_traps import Traps, spring
from click.testing import CliRunner
from projects import project, record
from test_ci import install, job, run_steps
from test_diff import FILE, commit, git

from opcc_opendata import __version__
from opcc_opendata.cli import opcc
from tests import forked
from tests.built_wheel import built_wheel

pytestmark = pytest.mark.slow

STEPS = ACTION["runs"]["steps"]
HOOKS = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
HOSTILE = 'An ::error::"x" ##[add-mask]y\n::set-output name=z::1\n##[command]w %0A::warning::v'
NAMES = ("$(touch $HOME/ran).yaml", "`touch ran`.yaml", "; touch ran;.yaml", "&& touch ran.yaml", "##[add-mask]x.yaml")


@pytest.fixture
def traps(tmp_path: Path) -> Traps:
    return Traps(tmp_path / "marks")


@pytest.fixture
def repository(tmp_path: Path, traps: Traps) -> Path:
    """A repository with a pull request that changes a record and lays every trap."""
    root = tmp_path / "workspace"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, {FILE: record()})
    traps.modules(root)
    traps.programs(root)
    (root / "records/norfolk" / FILE).write_text(record(stage="update"), encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Invented")
    traps.hooks(root)
    return root


def test_the_traps_leave_marks(repository: Path, traps: Traps) -> None:
    left = spring(traps, repository)
    modules = {f"module {name}" for name in ("json", "pip", "venv", "opcc_opendata")}
    assert modules | {"build backend", "git settings"} <= left
    assert "bare repository" not in left
    traps.bare_repository(repository / "office")
    project(repository / "office", {FILE: record()})
    subprocess.run(["git", "status"], cwd=repository / "office", capture_output=True, check=False)
    assert "bare repository" in traps.left, "git takes the folder for a repository of its own"


PYTHONPATHS = ["", ".", "workspace"]


@pytest.mark.parametrize("pythonpath", PYTHONPATHS)
def test_no_step_of_the_action_runs_a_trap(repository: Path, tmp_path: Path, traps: Traps, pythonpath: str) -> None:
    run = job(repository, tmp_path, git(repository, "rev-parse", "HEAD^"), sarif="true", database="true")
    run.variables = {"PYTHONPATH": str(repository) if pythonpath == "workspace" else pythonpath}
    traps.clear()
    assert run_steps(run) == 0, run.log
    assert traps.left == set()
    assert '`norfolk-2019-02-26-fixture`: stage: "full" is now "update".' in run.summary
    steps = [step["run"] for step in STEPS if "run" in step]
    assert run.ran == [script for script in steps if "-m venv" not in script], "all but the installation was run"
    assert not (run.temp / "env").exists(), "nothing is written to the variables of later steps"
    assert not (run.temp / "path").exists()


@pytest.mark.parametrize("pythonpath", PYTHONPATHS)
def test_no_line_of_the_script_for_gitlab_runs_a_trap(
    repository: Path, tmp_path: Path, traps: Traps, pythonpath: str
) -> None:
    install(tmp_path / "opcc")
    given = {"PYTHONPATH": str(repository) if pythonpath == "workspace" else pythonpath}
    code, log = gitlab(repository, given, tmp_path / "opcc")
    assert code == 0, log
    assert traps.left == set()


@pytest.mark.parametrize("hook", HOOKS, ids=lambda hook: str(hook["id"]))
@pytest.mark.parametrize("pythonpath", PYTHONPATHS)
def test_no_hook_of_pre_commit_runs_a_trap(
    repository: Path, tmp_path: Path, traps: Traps, hook: dict[str, str], pythonpath: str
) -> None:
    install(tmp_path / "opcc")
    here = clean(PYTHONPATH=str(repository) if pythonpath == "workspace" else pythonpath)
    here["PATH"] = f"{tmp_path / 'opcc/bin'}:{here['PATH']}"  # as pre-commit does
    code, log = bash(f"{hook['entry']} records/norfolk/{FILE}", repository, here)
    assert code in (0, 1), log
    assert "1 file: " in log or "1 record checked: " in log
    assert traps.left == set()


# --- git


def test_a_folder_that_looks_like_a_bare_repository_is_refused(repository: Path, tmp_path: Path, traps: Traps) -> None:
    traps.bare_repository(repository / "office")
    project(repository / "office", {FILE: record()})
    for words in (["add", "-A"], ["commit", "-qm", "Invented"]):
        git(repository, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", *words)
    traps.clear()
    run = job(repository, tmp_path, git(repository, "rev-parse", "HEAD^"), project="office")
    assert run_steps(run) > 0
    assert traps.left == set()


@pytest.mark.parametrize("command", [["build"], ["diff"], ["diff", "HEAD"], ["validate"], ["fmt"]], ids=" ".join)
@pytest.mark.parametrize("place", ["office", "."])
def test_no_command_runs_what_git_is_told_to(
    repository: Path, traps: Traps, command: list[str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    if place != ".":
        traps.bare_repository(repository / place)
        project(repository / place, {FILE: record()})
    git(repository, "-c", "core.fsmonitor=false", "add", "-A")
    (repository / place / "records/norfolk" / FILE).write_text(record(stage="holding"), encoding="utf-8")
    traps.clear()
    monkeypatch.chdir(repository / place)
    done = CliRunner().invoke(opcc, command)
    assert done.exit_code in (0, 1, 2), done.output
    assert done.exit_code < 2 or "bareRepository" in done.output or "bare repository" in done.output, done.output
    assert traps.left == set()


@pytest.mark.parametrize("base", ["--upload-pack=touch ran", "-h", "HEAD\nerrors=0", "$(touch ran)", "HEAD^{/x}"])
def test_a_base_is_only_a_revision(repository: Path, tmp_path: Path, traps: Traps, base: str) -> None:
    git(repository, "remote", "add", "origin", str(repository))
    run = job(repository, tmp_path, base=base)
    traps.clear()
    assert run_steps(run) == 2, run.log
    assert "::error::base: git does not know this revision" in run.log
    assert "changed" not in run.outputs or run.outputs["changed"] == {}
    assert not list(tmp_path.rglob("ran"))
    assert traps.left == set()


# --- names and texts


def test_names_of_records_are_only_names(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    git(root, "init", "-q")
    base = commit(root, {FILE: record()})
    for name in NAMES:
        (root / "records/norfolk" / name.replace("/", "∕")).write_text(record(stage="updat"), encoding="utf-8")
    git(root, "add", "-A")
    git(root, "commit", "-qm", "Invented")
    run = job(root, tmp_path, base)
    run.variables = {"HOME": str(tmp_path)}
    assert run_steps(run) == 1, run.log
    assert int(run.outputs["validate"]["errors"]) >= len(NAMES)
    assert set(run.outputs["validate"]) == {"errors", "warnings", "code"}
    assert not list(tmp_path.rglob("ran"))
    assert commands(run.log) <= {"error", "warning", "notice", "group", "endgroup"}


def test_texts_of_records_give_no_command_to_the_runner(tmp_path: Path) -> None:
    root = tmp_path / "workspace"
    root.mkdir()
    git(root, "init", "-q")
    base = commit(root, {FILE: record()})
    text = HOSTILE.replace("\n", "\\n").replace('"', '\\"')
    hostile = record(title=f'"{text}"', stage=f'"{text}"', dates=f'\n  published: "{text}"', force=f'"{text}"')
    unclosed = record("2019-02-26-second", title=f'"{HOSTILE}')
    commit(
        root, {FILE: hostile, "2019-02-26-second.yaml": unclosed, "2019-02-26-third.yaml": record(x_own=f'"{text}"')}
    )
    run = job(root, tmp_path, base, sarif="true", database="true", **{"fail-on": "never"})
    assert run_steps(run) > 0
    assert commands(run.log) <= {"error", "warning", "notice", "group", "endgroup"}
    assert "##[" not in re.sub("(?m)^::(error|warning).*$", "", run.log)
    for command in (
        ["fmt"],
        ["fmt", "--check"],
        ["build"],
        ["build", "--skip-invalid"],
        ["diff", base],
        ["validate", "--format", "text"],
    ):
        done = forked.run(command, root, clean(GITHUB_ACTIONS="true", GITHUB_WORKSPACE=str(root)))
        log = done.stdout + done.stderr
        assert log, command
        assert commands(log) <= {"error", "warning", "notice", "group", "endgroup"}, command
        assert "##[" not in re.sub("(?m)^::(error|warning).*$", "", log), command


def commands(log: str) -> set[str]:
    """Give the names of the commands that GitHub's runner would take from a log: lines that begin with ::."""
    return {found[1] for found in re.finditer(r"(?m)^\s*::([a-z-]+)[ :]", log)}


# --- the whole, with the installation


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """A package index of what requirements/serve.txt names and a wheel of this checkout, as pip's settings for it."""
    folder = tmp_path_factory.mktemp("index")
    ours = f'"{sys.executable}" -I -m'
    # For the Python that the jobs take, whatever Python these tests run in.
    script = f"""
        python3 -I -m venv --without-pip "{folder}/venv"
        {ours} pip --quiet --python "{folder}/venv/bin/python" \\
          download --require-hashes --no-deps -r "{ROOT}/requirements/serve.txt" -d "{folder}/files"
    """
    code, log = bash(script, folder, clean())
    assert code == 0, log
    wheel = built_wheel(tmp_path_factory)
    wheel.rename(folder / "files" / wheel.name)
    return {"PIP_NO_INDEX": "1", "PIP_NO_COMPILE": "1", "PIP_FIND_LINKS": str(folder / "files")}


@pytest.mark.days(6)
@pytest.mark.parametrize("database", ["false", "true"])
def test_the_action_installs_and_checks_without_a_trap(
    repository: Path, tmp_path: Path, traps: Traps, index: dict[str, str], database: str
) -> None:
    run = job(repository, tmp_path, git(repository, "rev-parse", "HEAD^"), sarif="true", database=database)
    shutil.rmtree(run.temp / "opcc")
    run.variables = {"PYTHONPATH": str(repository), **index}
    traps.clear()
    assert run.run(STEPS) == 0, run.log
    assert traps.left == set()
    steps = [step for step in STEPS if database == "true" or "inputs.database" not in step.get("if", "")]
    assert run.ran == [step["run"] for step in steps if "run" in step], "every step was run"
    assert "1 record checked: " in run.summary


@pytest.mark.days(4)
def test_the_script_for_gitlab_installs_and_checks_without_a_trap(
    repository: Path, traps: Traps, index: dict[str, str]
) -> None:
    assert GITLAB["variables"]["OPCC_INSTALL"] == f"opcc-opendata=={__version__}"
    traps.clear()
    code, log = gitlab(repository, {"PYTHONPATH": str(repository), **index})
    assert code == 0, log
    assert traps.left == set()
    assert "1 record checked: " in log


@pytest.mark.days(4)
def test_the_workflow_of_an_office_checks_a_change_without_a_trap(
    tmp_path: Path, traps: Traps, index: dict[str, str]
) -> None:
    office, workspace, temp = tmp_path / "office", tmp_path / "workspace", tmp_path / "temp"
    done = CliRunner().invoke(opcc, ["init", str(office), "--body", "norfolk-pcc", "--install-from", "pypi"])
    assert done.exit_code == 0, done.output
    git(office, "init", "-q")
    git(office, "add", "-A")
    git(office, "commit", "-qm", "The project as opcc init makes it")
    base = git(office, "rev-parse", "HEAD")
    path = office / "records/norfolk" / FILE
    path.parent.mkdir(parents=True)
    path.write_text(record(), encoding="utf-8")
    (office / "requirements.txt").unlink()
    traps.modules(office)
    traps.programs(office)
    git(office, "add", "-A")
    git(office, "commit", "-qm", "A change")
    change = git(office, "rev-parse", "HEAD")
    fetched: list[str] = []

    def checkout(ref: str) -> None:
        fetched.append(ref)
        shutil.rmtree(workspace, ignore_errors=True)
        git(tmp_path, "clone", "-q", str(office), str(workspace))
        git(workspace, "checkout", "-q", ref or change)
        traps.hooks(workspace)

    workspace.mkdir()
    temp.mkdir()
    values = {"github.event.pull_request.base.sha": base, "github.sha": change}
    run = Job(workspace, temp, values=values, checkout=checkout, variables=dict(index))
    run.variables["PYTHONPATH"] = str(workspace)
    workflow = yaml.safe_load((office / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    run.variables |= workflow["jobs"]["check"]["env"]
    steps = workflow["jobs"]["check"]["steps"]
    code = run.run(steps)
    assert traps.left == set()
    assert fetched == [base, ""], "the program is installed from the main branch, before the change is there"
    assert code == 1, "the record is not in the usual form"
    assert f"::error file=records/norfolk/{FILE},line=" in run.log
    assert 'Run "opcc fmt", and commit what it changes.' in run.log
    CliRunner().invoke(opcc, ["fmt", "--project", str(office)])
    git(office, "commit", "-qam", "In the usual form")
    change = git(office, "rev-parse", "HEAD")
    installed = [script for script in run.ran if "-m venv" in script or "-m pip" in script]
    assert installed
    run.ran.clear()
    later = [step for step in steps if step.get("run") not in installed]
    assert run.run(later) == 0, run.log
    assert run.ran == [step["run"] for step in later if "run" in step], "every step was run"
    assert (temp / "opcc.db").is_file()
    assert traps.left == set()


# --- what the files say


def test_every_action_of_others_is_pinned_by_the_hash_of_a_commit() -> None:
    """A tag can be moved to other code. The version is in a comment, and is the same wherever an action is used."""
    texts = {path: path.read_text(encoding="utf-8") for path in (*WORKFLOWS, ROOT / "action.yml")}
    texts[ROOT / "check.yml"] = (ROOT / "opcc_opendata/office/starter/check.yml").read_text(encoding="utf-8")
    texts[ROOT / "docs/ci.md"] = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
    pins: dict[str, set[str]] = {}
    for path, text in texts.items():
        for used in re.findall(r"^[ -]*uses: (.*)$", text, re.MULTILINE):
            if used == "./" or used.startswith("opcc-opendata/opcc_opendata@"):
                continue
            pin = re.fullmatch(r"([\w.-]+/[\w./-]+)@([0-9a-f]{40}) # (v[0-9]+\.[0-9]+\.[0-9]+)", used)
            assert pin, f"{path}: {used}"
            pins.setdefault(pin[1], set()).add(f"{pin[2]} {pin[3]}")
    assert len(pins) >= 8
    assert {name: found for name, found in pins.items() if len(found) > 1} == {}


def test_no_checkout_leaves_a_token_behind() -> None:
    starter = yaml.safe_load(
        (ROOT / "opcc_opendata/office/starter/check.yml").read_text("utf-8").replace("$${{", "${{")
    )
    for workflow in [starter, *(yaml.safe_load(path.read_text(encoding="utf-8")) for path in WORKFLOWS)]:
        for one in workflow["jobs"].values():
            for step in one["steps"]:
                if step.get("uses", "").startswith("actions/checkout@"):
                    assert step["with"]["persist-credentials"] is False


def test_no_workflow_on_a_pull_request_has_a_secret_or_may_write() -> None:
    for path in WORKFLOWS:
        text = path.read_text(encoding="utf-8")
        assert "pull_request_target" not in text
        assert "workflow_run" not in text
        workflow = yaml.safe_load(text)
        assert workflow["permissions"] == {"contents": "read"}
        if "pull_request" in workflow[True]:
            assert "secrets." not in text
            assert not [name for name, one in workflow["jobs"].items() if "permissions" in one]


PYTHON = re.compile(r"python3?\"? (?!-I )\S+|(?<!-m )(?<![\w-])pip3? \S+")


def test_every_python_is_isolated() -> None:
    """Where the checkout is a stranger's. The tests of this repository run the repository."""
    starter = (ROOT / "opcc_opendata/office/starter/check.yml").read_text(encoding="utf-8")
    scripts = [step["run"] for step in STEPS if "run" in step]
    scripts += GITLAB["opcc"]["script"]
    scripts += [hook["entry"] for hook in HOOKS]
    scripts += re.findall(r"^ +(?:- )?run: (.*)$", starter, re.MULTILINE)
    scripts += re.findall(r"^ {10}(\S.*)$", starter, re.MULTILINE)
    checks = yaml.safe_load((ROOT / ".github/workflows/checks.yml").read_text(encoding="utf-8"))
    scripts += [step["run"] for step in checks["jobs"]["audit"]["steps"] if "run" in step]
    found = [script for script in scripts for script in PYTHON.findall(script)]
    assert found == []
    assert PYTHON.findall("python3 -m venv x")
    assert PYTHON.findall('"$OPCC/bin/python" -c "x"')
    assert PYTHON.findall("pip install x")
    assert not re.findall(r"bin/opcc\b", "\n".join(scripts)), "-m with -I, and not the program's script"

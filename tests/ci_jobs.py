"""Jobs as GitHub and GitLab run them: the steps of an action, a workflow or a template, with expressions filled in.

Nothing is left out: each `run:` goes to bash as it does there, in the same folder and with the same variables. What is
not here is GitHub itself, and what it fetches: the actions of others (`uses:`) are noted in `used`, and a `checkout` is
what the test says that it is.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent
ACTION = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
WORKFLOWS = sorted((ROOT / ".github/workflows").glob("*.yml"))
GITLAB = yaml.safe_load((ROOT / "ci/gitlab.yml").read_text(encoding="utf-8"))

Step = Mapping[str, Any]


def clean(**extra: str) -> dict[str, str]:
    """Give the few variables that a fresh runner has, and none that says where this checkout is."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "TMPDIR") if name in os.environ}
    kept["PATH"] = ":".join(part for part in kept["PATH"].split(":") if not part.startswith(str(ROOT)))
    for name, value in os.environ.items():  # how this machine reaches the package index
        if name.startswith("PIP_") or name.lower() in ("http_proxy", "https_proxy", "no_proxy", "ssl_cert_file"):
            kept[name] = value
    return {**kept, "LC_ALL": "C.UTF-8", **extra}


@dataclass
class Job:
    """A job: its folders, what it was started with, and what its steps have said so far.

    `values` are those of the expressions that GitHub fills in, such as `github.ref_name`. `stand_ins` is a folder of
    programs that come before those of the machine.
    """

    workspace: Path
    temp: Path
    inputs: dict[str, str] = field(default_factory=dict)
    values: dict[str, str] = field(default_factory=dict)
    variables: dict[str, str] = field(default_factory=dict)
    stand_ins: Path | None = None
    checkout: Callable[[str], None] = lambda ref: None
    outputs: dict[str, dict[str, str]] = field(default_factory=dict)
    log: str = ""
    used: list[str] = field(default_factory=list)
    ran: list[str] = field(default_factory=list)

    def value(self, expression: str) -> str:
        """Give what an expression stands for: names or texts with || between, of which the first not empty counts."""
        for name in expression.split("||"):
            if found := self._lookup(name.strip()):
                return found
        return ""

    def _lookup(self, name: str) -> str:
        if quoted := re.fullmatch("'(.*)'", name):
            return quoted[1]
        if name.startswith("inputs."):
            return self.inputs[name.removeprefix("inputs.")]
        if match := re.fullmatch(r"steps\.([a-z]+)\.outputs\.([a-z]+)", name):
            return self.outputs.get(match[1], {}).get(match[2], "")
        return {"github.action_path": str(ROOT), "runner.temp": str(self.temp), **self.values}[name]

    def filled(self, text: str) -> str:
        return re.sub(r"\$\{\{ (.*?) \}\}", lambda match: self.value(match[1]), text)

    def holds(self, condition: str) -> bool:
        name, operator, wanted = re.fullmatch(r"(\S+) (==|!=) '(.*)'", condition).groups()  # type: ignore[union-attr]
        return (self.value(name) == wanted) == (operator == "==")

    def run(self, steps: Sequence[Step], *, leave_out: str | None = None) -> int:
        """Run steps as GitHub does, and give the exit code of the first that fails, or 0."""
        for step in steps:
            if "if" in step and not self.holds(step["if"]):
                continue
            if "uses" in step:
                self._use(step)
            elif leave_out is None or leave_out not in step.get("name", ""):
                code = self._step(step)
                if code:
                    return code
        return 0

    def _use(self, step: Step) -> None:
        action = step["uses"].partition("@")[0]
        self.used.append(action)
        if action == "actions/checkout":
            self.checkout(self.filled(step.get("with", {}).get("ref", "")))

    def _step(self, step: Step) -> int:
        said = self.temp / "said"
        said.write_text("", encoding="utf-8")
        own = {name: self.filled(str(value)) for name, value in step.get("env", {}).items()}
        github = {
            "GITHUB_ACTIONS": "true",
            "GITHUB_ENV": str(self.temp / "env"),
            "GITHUB_OUTPUT": str(said),
            "GITHUB_PATH": str(self.temp / "path"),
            "GITHUB_STEP_SUMMARY": str(self.temp / "summary.md"),
            "GITHUB_WORKSPACE": str(self.workspace),
            "RUNNER_TEMP": str(self.temp),
        }
        here = clean(**{**github, **self.variables, **own})
        if self.stand_ins is not None:
            here["PATH"] = f"{self.stand_ins}:{here['PATH']}"
        folder = Path(self.workspace, self.filled(step.get("working-directory", ".")))
        self.ran.append(step["run"])
        code, said_here = bash(step["run"], folder, here)
        self.log += said_here
        if "id" in step:
            lines = said.read_text(encoding="utf-8").splitlines()
            self.outputs[step["id"]] = dict(line.split("=", 1) for line in lines)
        return code

    @property
    def summary(self) -> str:
        return (self.temp / "summary.md").read_text(encoding="utf-8")


def bash(script: str, folder: Path, variables: Mapping[str, str]) -> tuple[int, str]:
    """Run a script as GitHub does, and give its exit code and all that it wrote."""
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script]
    done = subprocess.run(
        command, cwd=folder, env=variables, capture_output=True, encoding="utf-8", errors="replace", timeout=LONGEST
    )
    return done.returncode, done.stdout + done.stderr


def gitlab(repository: Path, variables: Mapping[str, str], installed: Path | None = None) -> tuple[int, str]:
    """Run the script of the template for GitLab in the checkout of a repository, or what follows the installation."""
    lines = GITLAB["opcc"]["script"]
    given = {name: str(value) for name, value in GITLAB["variables"].items()}
    if installed is not None:
        lines = [line for line in lines if not any(part in line for part in ("mktemp", "-m venv", "-m pip"))]
        given["opcc"] = str(installed)
    here = clean(CI_PROJECT_DIR=str(repository), GITLAB_CI="true", **{**given, **variables})
    return bash("\n".join(lines), repository, here)


def every_run(document: Mapping[str, Any]) -> list[tuple[str, Step]]:
    """Give every step of a workflow that runs something, with the name of its job."""
    return [(name, step) for name, job in document["jobs"].items() for step in job["steps"] if "run" in step]

"""docs/new-version.md done as it says, in a copy of the checkout: from the edit of the standard to an office's upgrade.

The edits are those of its blocks in JSON, Markdown and Python, and its commands are run. Of these one is left out:
scripts/test, which would run this test. That scripts/release works is shown in test_release.py; here it finds nothing
that stands in the way.
"""

from __future__ import annotations

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from projects import record
from test_release import NEXT, ROOT, checkout, commit, edit, git, origin

from opcc_opendata.migrations import Bump, Difference, next_version
from tests.waiting import LONGEST

__all__ = ["checkout", "origin"]

PAGE = (ROOT / "docs/new-version.md").read_text(encoding="utf-8")
OLD = json.loads((ROOT / "schema/response.schema.json").read_text(encoding="utf-8"))["properties"]["schema_version"][
    "const"
]
NEW = next_version(OLD, [Difference("", "", Bump.MINOR)])
FILE = "records/norfolk/2019-02-26-fixture.yaml"
COST = """
  - kind: recommendation
    answer:
      acceptance: accepted
      # From the budget of 2019.
      x_cost: £12,000 a year
"""

pytestmark = [pytest.mark.slow, pytest.mark.skipif(not shutil.which("git"), reason="a release is a commit")]


def blocks(language: str, text: str = PAGE) -> list[str]:
    found = re.findall(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [block.replace("1.1.0", NEW).replace("1.0.0", OLD) for name, block in found if name == language]


def commands(heading: str) -> Iterator[str]:
    section = re.split("^## ", PAGE, flags=re.MULTILINE)
    (text,) = [one for one in section if one.startswith(heading)]
    for block in blocks("", text):
        yield from block.splitlines()


def do(command: str, folder: Path, program: Path) -> tuple[int, str]:
    """Run a command of the page in a folder, with the opcc of a checkout."""
    name, *arguments = shlex.split(command)
    opcc = [sys.executable, "-m", "opcc_opendata.cli"]
    run = opcc if name.endswith("opcc") else [sys.executable, name] if name.startswith("scripts/") else [name]
    variables = {**os.environ, "PYTHONPATH": str(program)}
    done = subprocess.run(
        [*run, *arguments], cwd=folder, env=variables, capture_output=True, encoding="utf-8", timeout=LONGEST
    )
    return done.returncode, done.stdout + done.stderr


def change_the_standard(checkout: Path) -> None:
    """Edit the files as the page says."""
    path = checkout / "schema/response.schema.json"
    edit(path, f'"const": "{OLD}"', f'"const": "{NEW}"')
    schema = json.loads(path.read_text(encoding="utf-8"))
    (added,) = blocks("json")
    schema["$defs"]["answer"]["properties"] |= json.loads(added)
    path.write_text(json.dumps(schema, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    (news,) = blocks("markdown")
    edit(checkout / "schema/CHANGELOG.md", f"## {OLD}\n", f"{news}\n## {OLD}\n")
    (step,) = blocks("python")
    upgrades = checkout / "opcc_opendata/migrations/upgrades.py"
    upgrades.write_text(upgrades.read_text(encoding="utf-8") + "\n\n" + step, encoding="utf-8")


def test_the_next_version_from_its_edit_to_the_upgrade_of_an_office(checkout: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    assert do(f"opcc init {office} --body norfolk-pcc --install-from pypi", tmp_path, ROOT)[0] == 0
    (office / FILE).parent.mkdir(parents=True, exist_ok=True)
    (office / FILE).write_text(record(recommendations=COST), encoding="utf-8")
    assert do("opcc validate", office, ROOT)[0] == 0, "with the program of today"

    change_the_standard(checkout)
    (checkout / FILE).write_text(record(recommendations=COST), encoding="utf-8")
    said = {}
    for command in commands("What follows from it"):
        if command in ("scripts/test", "scripts/release VERSION"):
            continue
        code, said[command] = do(command, checkout, checkout)
        assert code == 0, f"{command}: {said[command]}"
    assert (
        f"minor: recommendations[].answer.cost: The key is new.\nWhat follows on {OLD} is {NEW}."
        in (said[f".venv/bin/opcc schema diff schema/releases/{OLD} schema"])
    )
    assert f"written: schema/releases/{NEW}/response.schema.json\n" in said["scripts/generate --release"]
    assert f"{FILE}: {NEW}\n" in said[".venv/bin/opcc upgrade"]
    assert do("scripts/generate --check", checkout, checkout) == (0, "")
    assert f"/schema/releases/{NEW}/response.schema.json" in (checkout / "pyproject.toml").read_text(encoding="utf-8")
    assert stands_in_the_way(checkout) == []

    promised = [*commands("What an office does")]
    assert promised[0] == "opcc upgrade --check"
    for command in ("opcc validate", "opcc build"):
        code, output = do(command, office, checkout)
        assert code == 0, f"{command} on records of the version before: {output}"
    for command in promised:
        code, output = do(command, office, checkout)
        assert code == (1 if command == "opcc upgrade --check" else 0), f"{command}: {output}"
    text = (office / FILE).read_text(encoding="utf-8")
    assert f"schema_version: {NEW}\n" in text
    assert "      # From the budget of 2019.\n      cost: £12,000 a year\n" in text
    assert do("opcc upgrade --check", office, checkout)[0] == 0
    code, output = do("opcc validate", office, ROOT)
    assert code == 1
    assert "this program is too old" in output


def stands_in_the_way(checkout: Path) -> list[str]:
    """What scripts/release says that is not ready, in a process that knows the steps of that checkout."""
    ask = "import json, runpy, sys; print(json.dumps(runpy.run_path(sys.argv[1])['not_ready'](sys.argv[2])))"
    command = [sys.executable, "-c", ask, str(checkout / "scripts/release"), NEXT]
    done = subprocess.run(command, cwd=checkout, capture_output=True, encoding="utf-8", timeout=LONGEST)
    assert done.returncode == 0, done.stderr
    found: list[str] = json.loads(done.stdout)
    return found


def test_a_version_without_its_step_is_not_released(checkout: Path) -> None:
    change_the_standard(checkout)
    git(checkout, "checkout", "--quiet", "opcc_opendata/migrations/upgrades.py")
    assert do("scripts/generate", checkout, checkout)[0] == 0
    commit(checkout)
    assert stands_in_the_way(checkout) == [
        f"opcc_opendata/migrations/upgrades.py has no way from {OLD} to {NEW}: add the step."
    ]


def test_every_command_of_the_page_is_run_or_named_here() -> None:
    every = [*commands("What follows from it"), *commands("What an office does")]
    assert [one for block in blocks("") for one in block.splitlines()] == every
    assert {"scripts/test", "scripts/release VERSION"} < set(every)

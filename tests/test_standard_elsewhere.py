"""Other people's tools give the verdicts that we give: check-jsonschema, ajv, and the YAML language server of editors.

The files are the fixtures, and the samples of every code put into a record. A file that our reader refuses is left
out, for the other tools read YAML less strictly.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from standard_samples import ROOT, STANDARD, UNREACHABLE, complete

from opcc_opendata.schema import CODES
from opcc_opendata.yaml_reader import read_file
from tests.waiting import LONGEST

NODE = ROOT / "tests/node"
SCHEMA_FILE = ROOT / "schema/response.schema.json"

needs_node = pytest.mark.skipif(
    shutil.which("node") is None or not (NODE / "node_modules").is_dir(),
    reason="needs Node and its packages: npm ci --prefix tests/node",
)


@pytest.fixture(scope="module")
def verdicts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bool]:
    """Our verdict on each file: whether it follows the standard."""
    folder = tmp_path_factory.mktemp("samples")
    for code in CODES:
        if code.code not in UNREACHABLE:
            (folder / f"{code.code}--bad.yaml").write_text(complete(code.bad))
            (folder / f"{code.code}--good.yaml").write_text(complete(code.good))
    files = [
        *sorted(folder.glob("*.yaml")),
        *sorted((ROOT / "tests/records").rglob("*.yaml")),
        *sorted((ROOT / "records").rglob("*.yaml")),
    ]
    documents = {str(path): read_file(path, path.name) for path in files if path.is_file()}
    return {name: not STANDARD.check(found) for name, found in documents.items() if not found.problems}


def node(script: str, names: list[str], *more: str) -> dict[str, object]:
    done = subprocess.run(
        ["node", NODE / script, SCHEMA_FILE, *more],
        input="\n".join(names),
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_there_is_enough_to_compare(verdicts: dict[str, bool]) -> None:
    assert sum(verdicts.values()) >= 25
    assert sum(not verdict for verdict in verdicts.values()) >= 25


@pytest.mark.heavy
def test_check_jsonschema_gives_our_verdicts(verdicts: dict[str, bool]) -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    command = [tool, "--schemafile", SCHEMA_FILE, "--output-format", "json", *verdicts]
    done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST)
    answer = json.loads(done.stdout)
    assert answer["parse_errors"] == []
    refused = {error["filename"] for error in answer["errors"]}
    assert {name: name not in refused for name in verdicts} == verdicts


def test_check_jsonschema_takes_it_as_a_schema() -> None:
    tool = Path(sys.executable).parent / "check-jsonschema"
    subprocess.run([tool, "--check-metaschema", SCHEMA_FILE], check=True, capture_output=True, timeout=LONGEST)


@pytest.mark.heavy
@needs_node
def test_ajv_gives_our_verdicts_and_has_nothing_to_say_of_the_schema(verdicts: dict[str, bool]) -> None:
    assert node("ajv.mjs", list(verdicts)) == verdicts


@needs_node
@pytest.mark.slow
def test_the_language_server_of_editors_gives_our_verdicts(verdicts: dict[str, bool]) -> None:
    # It compares the items of a list by identity, so it never sees that two sets of keys are the same.
    asked = [name for name in verdicts if not Path(name).name.startswith("R020--")]
    # The first line of a draft names the schema of its project, which a fixture doesn't have.
    answer = node("editor.mjs", asked, "--whatever-they-name")
    assert {name: not said for name, said in answer.items()} == {name: verdicts[name] for name in asked}

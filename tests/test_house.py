"""The house itself: what README promises, the scripts, the locks, and the wheel."""

import json
import os
import re
import sqlite3
import subprocess
import sys
import tomllib
import venv
import zipfile
from pathlib import Path

import httpx
import jsonschema_rs
import pytest
import yaml
from guide import serving

from opcc_opendata import sample

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENCE-DATA.md",
    *(f"docs/{p.name}" for p in ROOT.glob("docs/*.md")),
]
SCRIPTS = ["setup", "serve", "test", "lowest", "bench", "lock", "generate"]


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)


def distribution(requirement: str) -> str:
    match = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert match
    return re.sub(r"[-_.]+", "-", match[0]).lower()


def locked(name: str) -> set[str]:
    text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    return {distribution(line) for line in re.findall(r"^\S+==\S+", text, re.MULTILINE)}


@pytest.mark.parametrize("page", PAGES)
def test_links_to_files_lead_somewhere(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", text):
        if "://" not in target and not target.startswith("mailto:"):
            assert ((ROOT / page).parent / target).exists(), f"{page} links to {target}"


def test_docs_index_names_every_page() -> None:
    index = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/*.md"):
        assert page.name == "README.md" or f"({page.name})" in index, f"docs/README.md does not name {page.name}"


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_script_can_be_run(name: str) -> None:
    path = ROOT / "scripts" / name
    assert os.access(path, os.X_OK)
    if path.read_text(encoding="utf-8").startswith("#!/usr/bin/env bash"):
        subprocess.run(["bash", "-n", path], check=True)


def test_readme_names_the_two_commands() -> None:
    commands = {block.strip() for block in blocks("")}
    assert {"scripts/serve", "scripts/test"} <= commands


def test_the_record_in_readme_is_valid() -> None:
    (text,) = blocks("yaml")
    record = yaml.load(text, yaml.BaseLoader)  # it makes texts of everything
    schema = json.loads((ROOT / "schema" / "response.schema.json").read_text(encoding="utf-8"))
    jsonschema_rs.validator_for(schema, validate_formats=True).validate(record)
    assert len(text.splitlines()) <= 11


def test_the_answer_in_readme_is_what_the_database_says(tmp_path: Path) -> None:
    database = tmp_path / "opcc.db"
    command = [sys.executable, "-m", "opcc_opendata.cli", "build", "--project", str(ROOT), "--db", str(database)]
    subprocess.run(command, check=True, capture_output=True)
    (query,) = blocks("sql")
    rows = [line.strip("| ").split(" | ") for line in re.findall(r"^\| .*\|$", README, re.MULTILINE)]
    connection = sqlite3.connect(database)
    answer = connection.execute(query)
    assert [[column[0] for column in answer.description], *(list(row) for row in answer)] == rows
    connection.close()


def test_locks_name_no_place_to_load_from() -> None:
    for path in [*ROOT.glob("requirements/*.txt"), *ROOT.glob("tests/node/package*.json")]:
        assert "://" not in re.sub(r'"url": "[^"]*"', "", path.read_text(encoding="utf-8")), path.name


@pytest.mark.parametrize(("lock", "group"), [("serve", "setup"), ("dev", "dev"), ("dev", "setup"), ("bench", "bench")])
def test_locks_hold_what_pyproject_asks_for(lock: str, group: str) -> None:
    wanted = {distribution(one) for one in PYPROJECT["dependency-groups"][group] if isinstance(one, str)}
    if lock != "bench":
        wanted |= {distribution(one) for one in PYPROJECT["project"]["dependencies"]}
    assert wanted <= locked(lock), "run scripts/lock"


def test_every_dependency_has_a_reason() -> None:
    page = (ROOT / "docs" / "dependencies.md").read_text(encoding="utf-8").lower()
    groups = PYPROJECT["dependency-groups"].values()
    for one in [*PYPROJECT["project"]["dependencies"], *(item for group in groups for item in group)]:
        if isinstance(one, str):
            assert f"`{distribution(one)}`" in page, f"docs/dependencies.md gives no reason for {one}"


def test_setup_has_nothing_to_say_the_second_time() -> None:
    subprocess.run([ROOT / "scripts" / "setup"], capture_output=True, check=True)
    done = subprocess.run([ROOT / "scripts" / "setup"], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel as a package index would have it: from the source distribution."""
    out = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", str(out), str(ROOT)]
    subprocess.run(command, check=True, capture_output=True)
    (built,) = out.glob("*.whl")
    return built


@pytest.mark.slow
def test_the_wheel_holds_the_standard_and_nothing_else_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packaged = {name.removeprefix("opcc_opendata/_packaged/") for name in names if "/_packaged/" in name}
    standard = {str(path.relative_to(ROOT)) for path in (ROOT / "schema").rglob("*") if path.is_file()}
    assert packaged == standard
    assert {name.split("/")[0] for name in names} == {"opcc_opendata", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert "opcc_opendata/py.typed" in names
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel in an environment of its own, and give its `opcc`."""
    folder = tmp_path_factory.mktemp("installed")
    lock = (ROOT / "requirements" / "serve.txt").read_text(encoding="utf-8")
    exact = folder / "constraints.txt"
    exact.write_text("\n".join(re.findall(r"^\S+==[^\\\n]+", lock, re.MULTILINE)), encoding="utf-8")
    venv.create(folder / "venv", with_pip=True)
    scripts = folder / "venv" / "bin"
    install = [str(scripts / "pip"), "install", "-qq", "--disable-pip-version-check", "-c", str(exact), str(wheel)]
    subprocess.run(install, check=True, capture_output=True)
    return scripts / "opcc"


def alone() -> dict[str, str]:
    """Give an environment that does not know of this checkout's."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


@pytest.mark.slow
def test_the_wheel_validates_a_record_with_no_checkout_near(installed: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    (path,) = sample.write(office, 1)

    def validate() -> subprocess.CompletedProcess[str]:
        command = [str(installed), "validate", "--fail-on", "error", str(path)]
        return subprocess.run(command, cwd=office, env=alone(), capture_output=True, text=True, check=False)

    done = validate()
    assert done.returncode == 0, done.stdout + done.stderr
    path.write_text(path.read_text(encoding="utf-8").replace("stage: full", "stage: ful"), encoding="utf-8")
    done = validate()
    assert done.returncode == 1
    assert "stage" in done.stdout


@pytest.mark.slow
def test_an_office_begins_with_the_wheel_alone(installed: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"

    def opcc(*arguments: str, cwd: Path = office) -> str:
        command = [str(installed), *arguments]
        done = subprocess.run(command, cwd=cwd, env=alone(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    opcc("init", "office", "--body", "norfolk-pcc", cwd=tmp_path)
    assert "1 record checked: no problems." in opcc("validate", "examples")
    opcc("new", "--title", "Invented report", "--published", "2026-11-20")
    assert "1 record checked: 4 warnings" in opcc("validate")
    assert "opcc.db is built: 1 response." in opcc("build")
    for kind, beginning in (("docx", b"PK"), ("pdf", b"%PDF-")):
        opcc("render", "records/norfolk/2026-11-20-invented-report.yaml", "--to", kind)
        (document,) = office.glob(f"*.{kind}")
        assert document.read_bytes().startswith(beginning)
    with serving(office, [str(installed)], alone()) as address:
        for page in ("", "responses/norfolk-2026-11-20-invented-report", "opcc/responses.json"):
            answer = httpx.get(address + page, timeout=30)
            assert answer.status_code == 200, answer.text
        assert "Responses of the Norfolk Police and Crime Commissioner" in httpx.get(address, timeout=30).text

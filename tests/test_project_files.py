"""The project's own files: what README promises, the scripts and the locks."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tomllib
from pathlib import Path

import jsonschema_rs
import pytest
import yaml

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PAGES = [
    "README.md",
    "CONTRIBUTING.md",
    "CHANGELOG.md",
    "LICENCE-DATA.md",
    "GOVERNANCE.md",
    "SECURITY.md",
    *(p.relative_to(ROOT).as_posix() for p in ROOT.glob("docs/**/*.md")),
]
SCRIPTS = [
    "setup",
    "serve",
    "test",
    "lowest",
    "standard",
    "fuzz",
    "bench",
    "lock",
    "generate",
    "picture",
    "fresh",
    "docs",
]


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


def test_the_site_of_the_documentation_names_every_page() -> None:
    listed = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    for page in ROOT.glob("docs/**/*.md"):
        name = page.relative_to(ROOT / "docs").as_posix()
        assert re.search(rf"\s{re.escape(name)}$", listed, re.MULTILINE), f"the nav in mkdocs.yml does not name {name}"


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


@pytest.mark.heavy
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


def set_up(folder: Path, root: bool, there: set[str]) -> tuple[str, str]:
    """Run scripts/setup --dev on a machine of stand-ins, and give what it said and what it asked of apt-get.

    What comes from PyPI and npm is there already. Of the rest there is what `there` names.
    """
    checkout, office, path = folder / "checkout", folder / "office", folder / "path"
    for made in (checkout / ".venv/bin", checkout / "tests/node/node_modules", checkout / "scripts", office, path):
        made.mkdir(parents=True)
    shutil.copytree(ROOT / "requirements", checkout / "requirements")
    for name in ("pyproject.toml", "scripts/setup", "tests/node/package-lock.json"):
        shutil.copy(ROOT / name, checkout / name)
    shutil.copy(ROOT / "tests/node/package-lock.json", checkout / "tests/node/node_modules/.installed")
    (checkout / ".venv/bin/python").symlink_to(sys.executable)
    stamp = "{ cat requirements/dev.txt pyproject.toml scripts/setup; pwd; } | cksum > .venv/.opcc-dev"
    subprocess.run(stamp, shell=True, cwd=checkout, check=True)

    for name in ("bash", "cat", "cksum", "cmp", "dirname", "readlink"):
        (path / name).symlink_to(str(shutil.which(name)))
    asked = folder / "asked"
    asked.touch()
    program(path / "id", f"echo {0 if root else 1000}")
    if "apt-get" in there:
        program(path / "apt-get", f"echo $DEBIAN_FRONTEND $* >> {asked}")
    if "chromium" in there:
        program(path / "chromium", "")
    if "nginx" in there:
        program(path / "nginx", "")
    for part in there & {"sw", "sc"}:  # Writer and Calc
        program(office / "soffice", "")
        (office / f"lib{part}lo.so").touch()
        (path / "soffice").unlink(missing_ok=True)
        (path / "soffice").symlink_to(office / "soffice")
    command = [str(path / "bash"), "scripts/setup", "--dev"]
    done = subprocess.run(
        command, cwd=checkout, env={"PATH": str(path), "SBIN": str(office)}, capture_output=True, text=True, check=True
    )
    return done.stderr + done.stdout, asked.read_text(encoding="utf-8")


def program(path: Path, text: str) -> None:
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)


OFFICE = "LibreOffice with Writer and Calc"
OFFICE_PACKAGES = "libreoffice-writer-nogui libreoffice-calc-nogui"


@pytest.mark.parametrize(
    ("there", "names", "packages"),
    [
        ("chromium sw sc nginx", "", ""),
        ("sw sc nginx", "Chromium", "chromium"),
        ("chromium nginx", OFFICE, OFFICE_PACKAGES),
        ("chromium sc nginx", OFFICE, OFFICE_PACKAGES),
        ("chromium sw nginx", OFFICE, OFFICE_PACKAGES),
        ("chromium sw sc", "nginx", "nginx-light"),
        ("nginx", f"Chromium and {OFFICE}", f"chromium {OFFICE_PACKAGES}"),
        ("", f"Chromium, {OFFICE} and nginx", f"chromium {OFFICE_PACKAGES} nginx-light"),
    ],
)
def test_setup_installs_what_is_missing_or_says_in_one_sentence_what_will_be_skipped(
    tmp_path: Path, there: str, names: str, packages: str
) -> None:
    apt = "noninteractive -qq -o DPkg::Lock::Timeout=600"
    installed = f"{apt} update\n{apt} install -y --no-install-recommends {packages}\n"
    skipped, mount = "Some tests will be skipped, because", "only root can mount a file system.\n"
    hint = f"(sudo apt-get install --no-install-recommends {packages})"
    expected = {
        (True, True): (f"Installing {names} …\n", installed),
        (True, False): (f"{skipped} there is no apt-get to install {names}.\n", ""),
        (False, True): (f"{skipped} only root can install {names} {hint} and {mount}", ""),
        (False, False): (f"{skipped} there is no apt-get to install {names} and {mount}", ""),
    }
    nothing = {True: ("", ""), False: (f"{skipped} {mount}", "")}
    for (root, with_apt), wanted in expected.items():
        machine = tmp_path / f"{root}-{with_apt}"
        made = set_up(machine, root, {*there.split(), "apt-get"} if with_apt else set(there.split()))
        assert made == (wanted if names else nothing[root])


def test_setup_has_nothing_to_say_the_second_time() -> None:
    subprocess.run([ROOT / "scripts" / "setup"], capture_output=True, check=True)
    done = subprocess.run([ROOT / "scripts" / "setup"], capture_output=True, text=True, check=True)
    assert done.stdout + done.stderr == ""

"""The documentation: its site, and the first page of each reader, done as that reader would."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import httpx
import pytest
from guide import ENVIRONMENT, OPCC

from opcc_opendata.cli import COMMANDS
from opcc_opendata.tables import TABLES, VIEWS
from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent
READERS = ROOT / "docs" / "readers"


def blocks(reader: str, language: str) -> list[str]:
    text = (READERS / f"{reader}.md").read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


def do(commands: str, folder: Path) -> Path:
    """Do what a page shows, line by line, in a folder. Each command must end well. Gives the folder of the last."""
    for line in commands.splitlines():
        program, *words = shlex.split(line)
        if program == "cd":
            folder /= words[0]
            continue
        command = [*OPCC, *words] if program == "opcc" else [str(ROOT / program), *words]
        done = subprocess.run(
            command,
            cwd=ROOT if program.startswith("scripts/") else folder,
            env=ENVIRONMENT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=LONGEST,
        )
        assert done.returncode == 0, f"{line}\n{done.stdout}{done.stderr}"
    return folder


@pytest.mark.heavy
def test_a_journalist_finds_each_page_and_the_question_in_sql_has_an_answer(site: httpx.Client) -> None:
    text = (READERS / "journalist.md").read_text(encoding="utf-8")
    addresses = re.findall(r"`(/[^`]+)`", text)
    assert len(addresses) >= 8
    for address in addresses:
        assert site.get(address).status_code == 200, address
    (sql,) = blocks("journalist", "sql")
    rows = site.get("/opcc.json", params={"sql": sql, "_shape": "array"}).json()
    assert rows
    assert rows == sorted(rows, key=lambda row: -row["refused"])


@pytest.mark.heavy
def test_an_officer_makes_a_folder_and_begins_a_response(tmp_path: Path) -> None:
    (commands,) = blocks("officer", "")
    office = do(commands, tmp_path)
    assert (office / "drafts/norfolk/2026-11-02-invented-report.yaml").is_file()


@pytest.mark.heavy
def test_an_engineer_checks_and_builds(tmp_path: Path) -> None:
    (commands,) = blocks("engineer", "")
    office = do(commands, tmp_path)
    assert (office / "opcc.db").is_file()
    assert json.loads((office / "opcc.sarif").read_text(encoding="utf-8"))["version"] == "2.1.0"


@pytest.mark.heavy
def test_a_researcher_reads_the_database_and_a_table(site: httpx.Client, tmp_path: Path) -> None:
    (tmp_path / "opcc.db").write_bytes(site.get("/opcc.db").content)
    (tmp_path / "responses.csv").write_bytes(site.get("/opcc/responses.csv").content)
    scripts = blocks("researcher", "python")
    assert len(scripts) == 2
    for script in scripts:
        done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        assert "force" in done.stdout


def test_whoever_maintains_it_finds_the_commands() -> None:
    (commands,) = blocks("maintainer", "")
    named = [shlex.split(line)[0] for line in commands.splitlines()]
    assert named == ["scripts/setup", "scripts/test", "scripts/generate"]
    do("scripts/generate --check", ROOT)


# --- the site of the documentation


class Addresses(HTMLParser):
    """What a page loads by itself: scripts, styles, pictures and frames."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.loaded: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = dict(attributes)
        if tag in ("script", "img", "iframe", "source"):
            self.loaded.append(given.get("src") or "")
        elif tag == "link" and (given.get("rel") or "") in ("stylesheet", "icon", "preload", "preconnect"):
            self.loaded.append(given.get("href") or "")


@pytest.fixture(scope="module")
def documentation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("documentation")
    done = subprocess.run([ROOT / "scripts/docs", folder], capture_output=True, text=True, timeout=LONGEST)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.mark.slow
def test_every_page_is_in_the_site_and_loads_nothing_from_elsewhere(documentation: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        name = page.relative_to(ROOT / "docs").with_suffix(".html").as_posix().replace("README", "index")
        text = (documentation / name).read_text(encoding="utf-8")
        loaded = Addresses(text).loaded
        assert loaded, name
        assert not [one for one in loaded if re.match("(https?:)?//", one)], name


@pytest.mark.slow
def test_the_search_of_the_site_knows_each_command_table_and_rule(documentation: Path) -> None:
    found = json.loads((documentation / "search/search_index.json").read_text(encoding="utf-8"))
    titles = " ".join(one["title"] for one in found["docs"])
    for name in COMMANDS:
        assert f"opcc {name}" in titles, name
    for name in (*(one.name for one in TABLES), *(one.name for one in VIEWS)):
        assert name in titles, name
    assert "R012: Not a date" in titles
    assert any("InvalidRecordError at the first record" in one["text"] for one in found["docs"]), "from the docstrings"

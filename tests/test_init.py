"""A project for an office: what `opcc init` makes."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from test_standard_elsewhere import ROOT, needs_node

from opcc_opendata.cli import opcc
from opcc_opendata.office.init_project import starting_files
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules import RULES, Record, apply, register_of
from opcc_opendata.schema import load_standard
from opcc_opendata.server import read_metadata
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_bytes
from tests.waiting import LONGEST

STANDARD = load_standard(packaged_standard())
BODIES = [row["code"] for row in STANDARD.codelists["policing_bodies"].rows if not row["end"]]


def init(folder: Path, *arguments: str, body: str = "norfolk-pcc") -> Result:
    return CliRunner().invoke(opcc, ["init", str(folder), "--body", body, *arguments])


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "office"
    done = init(folder)
    assert done.exit_code == 0, done.output
    return folder


def test_settings_and_metadata(office: Path) -> None:
    where = project_at(office)
    assert where.settings.problems == ()
    assert where.settings.policing_body == "norfolk-pcc"
    assert where.settings.coverage == ()  # a claim is for the office to make
    assert read_metadata(where)["title"] == "Responses of the Norfolk Police and Crime Commissioner"
    assert "scripts/generate" not in where.metadata.read_text(encoding="utf-8")


def test_the_coverage_in_the_settings_is_ready_to_be_used(office: Path, tmp_path: Path) -> None:
    text = (office / "opcc.yml").read_text(encoding="utf-8")
    for key in ("coverage", "silences"):
        start = text.index(f"# {key}:\n")
        stop = text.find("\n\n", start)
        stop = len(text) if stop < 0 else stop
        text = text[:start] + re.sub("(?m)^# ", "", text[start:stop]) + text[stop:]
    (tmp_path / "records").mkdir()
    (tmp_path / "opcc.yml").write_text(text, encoding="utf-8")
    where = project_at(tmp_path)
    assert [problem for problem in validate(where).problems if problem.path == "opcc.yml"] == []
    assert [claim.policing_body for claim in where.settings.coverage] == ["norfolk-pcc"]
    assert [silence.reason for silence in where.settings.silences] == ["not_required"]


def test_the_example_is_in_order_and_not_published(office: Path) -> None:
    where = project_at(office)
    (example,) = (office / "examples").glob("*.yaml")
    assert validate(where, [example]).problems == ()
    assert validate(where).files == 0
    assert CliRunner().invoke(opcc, ["fmt", "--check", "--project", str(office), str(example)]).exit_code == 0
    assert example.read_text(encoding="utf-8").count("Invented") > 5


def test_editors_find_the_schema(office: Path) -> None:
    schema = json.loads((office / ".vscode" / "response.schema.json").read_text(encoding="utf-8"))
    assert schema == STANDARD.schema
    settings = json.loads((office / ".vscode" / "settings.json").read_text(encoding="utf-8"))
    for place in settings["yaml.schemas"]:
        assert (office / place).is_file()
    CliRunner().invoke(opcc, ["new", "--project", str(office), "--title", "Invented", "--published", "2026-11-20"])
    files = [*office.glob("examples/*.yaml"), *office.glob("drafts/*/*.yaml")]
    assert len(files) == 2
    for file in files:
        line = file.read_text(encoding="utf-8").splitlines()[0]
        address = line.removeprefix("# yaml-language-server: $schema=")
        assert (file.parent / address).resolve() == (office / ".vscode" / "response.schema.json").resolve()


@pytest.mark.slow
@needs_node
def test_the_language_server_of_editors_finds_the_schema_by_the_first_line(office: Path, tmp_path: Path) -> None:
    (example,) = office.glob("examples/*.yaml")
    wrong = example.with_name("wrong.yaml")
    wrong.write_text(example.read_text(encoding="utf-8").replace("stage: full", "stage: ful"), encoding="utf-8")
    (tmp_path / "anything.json").write_text("{}")  # what the editor's own settings name has no say
    command = ["node", ROOT / "tests/node/editor.mjs", tmp_path / "anything.json"]
    asked = f"{example}\n{wrong}\n"
    done = subprocess.run(command, input=asked, capture_output=True, text=True, timeout=LONGEST)
    wrong.unlink()
    assert done.returncode == 0, done.stderr
    said = json.loads(done.stdout)
    assert said[str(example)] == []
    assert "Value is not accepted" in said[str(wrong)][0]


def test_the_check_on_github_uses_the_pinned_program(office: Path) -> None:
    workflow = yaml.safe_load((office / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    commands = "\n".join(step.get("run", "") for step in workflow["jobs"]["check"]["steps"])
    assert commands.count(" --requirement requirements.txt") == 1
    assert re.findall(r"opcc_opendata\.cli (\w+)", commands) == ["validate", "fmt", "build"]
    assert re.fullmatch(
        r"opcc-opendata\[site,office\]==[0-9.]+\n", (office / "requirements.txt").read_text(encoding="utf-8")
    )


def test_the_readme_names_what_is_there(office: Path) -> None:
    text = (office / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"^- `([^`]+)`", text, re.MULTILINE):
        assert (office / name).exists(), name
    for command in set(re.findall(r"`?opcc ([a-z-]+)", text)):
        assert CliRunner().invoke(opcc, [command, "--help"]).exit_code == 0
    assert "$" not in text


@pytest.mark.parametrize("code", BODIES)
def test_it_works_for_every_body_in_being(code: str) -> None:
    files = starting_files(body_named(code, STANDARD), STANDARD, "0", date(2026, 11, 25))
    example = read_bytes(files["examples/2026-01-15-invented-example.yaml"].encode(), "example.yaml")
    assert (*example.problems, *STANDARD.check(example)) == ()
    assert apply(RULES, Record(example, register_of(STANDARD))) == []
    settings = read_bytes(files["opcc.yml"].encode(), "opcc.yml")
    assert settings.problems == ()
    assert (settings.data or {})["policing_body"] == code


@pytest.mark.parametrize(
    ("body", "sentence"),
    [
        ("norfolk", "Did you mean norfolk-pcc?"),
        ("essex-pcc", "By the codelist policing_bodies, essex-pcc ended on 2017-10-01. After it came essex-pfcc."),
    ],
)
def test_bodies_that_can_not_begin(tmp_path: Path, body: str, sentence: str) -> None:
    done = init(tmp_path / "office", body=body)
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert sentence in done.stderr


def test_a_folder_with_files_in_it(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("Mine.")
    (tmp_path / "other.txt").write_text("Mine.")
    done = init(tmp_path)
    assert done.exit_code == 2
    assert done.stderr.endswith("has files in it. Choose an empty or a new folder, or add --force.\n")
    assert len(list(tmp_path.iterdir())) == 2
    assert init(tmp_path, "--force").exit_code == 0
    assert (tmp_path / "README.md").read_text(encoding="utf-8").startswith("# Responses of")
    assert (tmp_path / "other.txt").read_text() == "Mine."
    assert "is a file, not a folder" in init(tmp_path / "other.txt").stderr


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    done = init(tmp_path / "office", "--dry-run")
    assert "records/README.md\n" in done.stdout
    assert "metadata.yml\n" in done.stdout
    assert list(tmp_path.iterdir()) == []

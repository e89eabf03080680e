"""A project for an office: what `opcc init` makes."""

from __future__ import annotations

import hashlib
import json
import re
import signal
import subprocess
from datetime import date
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner, Result
from test_standard_elsewhere import ROOT, needs_node

from opcc_opendata import __version__
from opcc_opendata.cli import init as init_command
from opcc_opendata.cli import opcc
from opcc_opendata.cli.common import save
from opcc_opendata.linked_standard import editor_schema
from opcc_opendata.office.init_project import MADE, starting_files
from opcc_opendata.office.install_source import REPOSITORY, install_source
from opcc_opendata.office.policing_body import body_named
from opcc_opendata.project import packaged_standard, project_at
from opcc_opendata.rules import RULES, RuleRecord, apply, register_of
from opcc_opendata.schema import load_standard
from opcc_opendata.server import read_metadata
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import read_bytes
from tests.waiting import LONGEST

STANDARD = load_standard(packaged_standard())
BODIES = [row["code"] for row in STANDARD.codelists["policing_bodies"].rows if not row["end"]]


def init(folder: Path, *arguments: str, body: str = "norfolk-pcc") -> Result:
    return CliRunner().invoke(opcc, ["init", str(folder), "--body", body, *arguments])


def test_an_interruption_leaves_no_half_of_a_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = tmp_path / "whole"
    assert init(whole).exit_code == 0

    def interrupted(path: Path, content: str | bytes, *, force: bool = False) -> None:
        save(path, content, force=force)
        if path.name == "opcc.yml":
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(init_command, "save", interrupted)
    done = init(tmp_path / "stopped")
    assert (done.exit_code, done.stderr) == (130, "Stopped.\n")
    made = [sorted(path.relative_to(one) for path in one.rglob("*")) for one in (whole, tmp_path / "stopped")]
    assert made[0] == made[1]


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "office"
    done = init(folder)
    assert done.exit_code == 0, done.output
    return folder


def test_settings(office: Path) -> None:
    where = project_at(office)
    assert where.settings.problems == ()
    assert where.settings.policing_body == "norfolk-pcc"
    assert where.settings.coverage == ()  # a claim is for the office to make
    assert read_metadata(where)["title"] == "Responses of the Norfolk Police and Crime Commissioner"
    assert not where.metadata.exists()  # what the program says of its tables is no copy that grows old


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
    assert schema == editor_schema(STANDARD)
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


@pytest.mark.slow
@needs_node
def test_editors_explain_a_code_and_the_law(office: Path) -> None:
    """Completing a value offers each code with its own words, and pointing at a key shows the law behind its rules."""
    (example,) = office.glob("examples/*.yaml")
    lines = example.read_text(encoding="utf-8").splitlines()
    stage = lines.index("stage: full")
    published = next(n for n, line in enumerate(lines) if line.startswith("  published:"))
    asked = [f"{example}\t{stage}\t7", f"{example}\t{published}\t4", f"{example}\t{lines.index('distribution:')}\t2"]
    command = ["node", ROOT / "tests/node/explain.mjs", office / ".vscode/response.schema.json"]
    done = subprocess.run(command, input="\n".join(asked), capture_output=True, text=True, timeout=LONGEST)
    assert done.returncode == 0, done.stderr
    at_stage, at_published, at_distribution = json.loads(done.stdout)
    offered = {one["label"]: one["words"] for one in at_stage["offered"]}
    for row in STANDARD.codelists["stages"].rows:
        assert offered[row["code"]] == f"{row['title_en']}: {row['description']}"
    link = "(https://www.legislation.gov.uk/ukpga/1996/16/section/55)"
    assert f"[Police Act 1996, section 55(5A)]{link}" in at_published["hover"]
    assert f"[section 55(6)]{link}" in at_distribution["hover"]


def test_the_check_on_github_uses_the_pinned_program(office: Path) -> None:
    workflow = yaml.safe_load((office / ".github/workflows/check.yml").read_text(encoding="utf-8"))
    commands = "\n".join(step.get("run", "") for step in workflow["jobs"]["check"]["steps"])
    assert commands.count(" --requirement requirements.txt") == 1
    assert re.findall(r"opcc_opendata\.cli (\w+)", commands) == ["validate", "fmt", "build"]
    requirement = (office / "requirements.txt").read_text(encoding="utf-8")
    assert requirement == f"opcc-opendata[site,office] @ git+{REPOSITORY}@v{__version__}\n"


WHEEL = f"opcc_opendata-{__version__}-py3-none-any.whl"


@pytest.mark.parametrize(
    ("source", "requirement"),
    [
        ("pypi", f"opcc-opendata[site,office]=={__version__}"),
        ("tag", f"opcc-opendata[site,office] @ git+{REPOSITORY}@v{__version__}"),
        (f"https://example.org/{WHEEL}", f"opcc-opendata[site,office] @ https://example.org/{WHEEL}"),
        (f"downloads/{WHEEL}", f"./program/{WHEEL}[site,office]"),
        (f"downloads\\{WHEEL}", f"./program/{WHEEL}[site,office]"),
    ],
)
def test_where_the_program_is_installed_from(source: str, requirement: str) -> None:
    assert install_source(source, __version__).requirement == requirement


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("conda", '"conda" is neither pypi, tag, nor a wheel of this program'),
        ("other-1.0-py3-none-any.whl", "nor a wheel of this program"),
        (f"http://example.org/{WHEEL}", "does not begin with https://"),
        ("opcc_opendata-9.0.0-py3-none-any.whl", "The wheel is of version 9.0.0, and this program is version"),
        (WHEEL, "There is no such file or folder."),
    ],
)
def test_what_it_can_not_be_installed_from(tmp_path: Path, source: str, sentence: str) -> None:
    done = init(tmp_path / "office", "--install-from", source)
    assert (done.exit_code, list(tmp_path.iterdir())) == (2, [])
    assert sentence in done.stderr


def test_a_wheel_is_copied_into_the_project(tmp_path: Path) -> None:
    (tmp_path / WHEEL).write_bytes(b"A wheel.")
    done = init(tmp_path / "office", "--install-from", str(tmp_path / WHEEL))
    assert done.exit_code == 0, done.output
    assert (tmp_path / "office/program" / WHEEL).read_bytes() == b"A wheel."
    upgraded = upgrade(tmp_path / "office", "--check")
    assert upgraded.exit_code == 0, upgraded.output


def test_the_readme_names_what_is_there(office: Path) -> None:
    text = (office / "README.md").read_text(encoding="utf-8")
    for name in re.findall(r"^- `([^`]+)`", text, re.MULTILINE):
        assert (office / name).exists(), name
    for command in set(re.findall(r"`?opcc ([a-z-]+)", text)):
        assert CliRunner().invoke(opcc, [command, "--help"]).exit_code == 0
    assert "$" not in text


# --- in Welsh


@pytest.mark.parametrize("body", ["gwent-pcc", "dyfed-powys-pcc", "north-wales-pcc", "south-wales-pcc"])
def test_an_office_begins_in_welsh(tmp_path: Path, body: str) -> None:
    office = tmp_path / "swyddfa"
    assert init(office, "--language", "cy", body=body).exit_code == 0
    row = STANDARD.codelists["policing_bodies"][body]
    readme = (office / "README.md").read_text(encoding="utf-8")
    assert readme.startswith(f"# Ymatebion {row['title_cy']}\n")
    assert STANDARD.codelists["forces"][row["force"]]["title_cy"] in readme
    assert "$" not in readme
    for name in re.findall(r"^- `([^`]+)`", readme, re.MULTILINE):
        assert (office / name).exists(), name
    for command in set(re.findall(r"`opcc ([a-z-]+)", readme)):
        assert CliRunner().invoke(opcc, [command, "--help"]).exit_code == 0
    example = office / "examples/2026-01-15-invented-example.yaml"
    home = office / "records" / row["force"] / example.name
    home.parent.mkdir()
    home.write_bytes(example.read_bytes())
    assert [problem for problem in validate(project_at(office)).problems if problem.severity == "error"] == []
    formatted = CliRunner().invoke(opcc, ["fmt", "--check", "--project", str(office), str(home)])
    assert formatted.exit_code == 0, formatted.output
    home.unlink()
    upgraded = upgrade(office, "--check")
    assert upgraded.exit_code == 0, upgraded.output
    assert "swyddfa" not in upgraded.output
    (office / "drafts/README.md").unlink()
    english = (office / "README.md").read_text(encoding="utf-8")
    assert upgrade(office).exit_code == 0
    assert (office / "README.md").read_text(encoding="utf-8") == english == readme, "it stays Welsh"


def test_the_commands_of_the_welsh_pages_are_those_of_the_english_ones() -> None:
    starter = Path(starting_files.__globals__["_STARTER"])
    for path in sorted((starter / "cy").iterdir()):
        if path.suffix == ".md":
            texts = [(folder / path.name).read_text(encoding="utf-8") for folder in (starter, starter / "cy")]
            said = [set(re.findall(r"`?((?:opcc |--)[a-z][a-z -]*)", text)) for text in texts]
            assert said[0] - said[1] == set(), f"{path.name} lacks something in Welsh"


# --- opcc upgrade refreshes what opcc init made


def upgrade(folder: Path, *arguments: str) -> Result:
    return CliRunner().invoke(opcc, ["upgrade", "--project", str(folder), *arguments])


@pytest.fixture
def older(tmp_path: Path) -> Path:
    """A project that an older program made: its check, its schema and its README were other ones then."""
    folder = tmp_path / "office"
    assert init(folder).exit_code == 0
    made = yaml.safe_load((folder / MADE).read_text(encoding="utf-8"))
    for place in (CHECK, SCHEMA, "README.md"):
        text = "What an older program wrote.\n"
        (folder / place).write_text(text, encoding="utf-8")
        made["files"][place] = hashlib.sha256(text.encode()).hexdigest()
    made["version"] = "0.0.9"
    (folder / MADE).write_text(yaml.safe_dump(made), encoding="utf-8")
    return folder


CHECK = ".github/workflows/check.yml"
SCHEMA = ".vscode/response.schema.json"


def test_what_nobody_edited_is_refreshed_and_what_changes_is_shown(older: Path) -> None:
    settings = (older / "opcc.yml").read_bytes()
    (older / "opcc.yml").write_bytes(settings + b"# ours\n")
    (older / "README.md").write_text("Ours.\n", encoding="utf-8")
    (older / ".gitignore").unlink()
    looked = upgrade(older, "--check")
    assert looked.exit_code == 1
    assert "13 files of opcc init: 2 would be refreshed, 1 edited here and left, 1 removed here." in looked.stdout
    assert (older / CHECK).read_text(encoding="utf-8") == "What an older program wrote.\n"

    done = upgrade(older)
    assert done.exit_code == 0, done.output
    assert f"{CHECK} was as an older program made it, and is refreshed.\n" in done.stdout
    assert "  -What an older program wrote.\n  +# Checks every change" in done.stdout
    assert json.loads((older / SCHEMA).read_text(encoding="utf-8")) == editor_schema(STANDARD)
    assert (older / "README.md").read_text(encoding="utf-8") == "Ours.\n"
    assert "README.md was edited here, and is left as it is." in done.stdout
    assert "  -Ours.\n  +# Responses of the Norfolk Police and Crime Commissioner\n" in done.stdout
    assert not (older / ".gitignore").exists()
    assert (older / "opcc.yml").read_bytes() == settings + b"# ours\n"
    again = upgrade(older, "--check")
    assert again.exit_code == 0
    assert "README.md" not in again.stdout, "what was shown once is not shown again"
    assert yaml.safe_load((older / MADE).read_text(encoding="utf-8"))["version"] == __version__


def test_line_ends_of_windows_are_no_edit(older: Path) -> None:
    (older / CHECK).write_bytes(b"What an older program wrote.\r\n")
    assert upgrade(older).exit_code == 0
    assert (older / CHECK).read_text(encoding="utf-8").startswith("# Checks every change")


def test_a_file_that_a_newer_program_adds(older: Path) -> None:
    made = yaml.safe_load((older / MADE).read_text(encoding="utf-8"))
    del made["files"]["LICENCE.md"]
    (older / MADE).write_text(yaml.safe_dump(made), encoding="utf-8")
    (older / "LICENCE.md").unlink()
    assert "LICENCE.md is new in this program, and is added." in upgrade(older).stdout
    assert (older / "LICENCE.md").is_file()


@pytest.mark.parametrize(
    ("made", "sentence"),
    [
        ("version: 99.0.0\ninstall_from: tag\nfiles: {}\n", "version 99.0.0 made or refreshed this project"),
        ("version: 0.0.9\ninstall_from: conda\nfiles: {}\n", '.opcc-init.yml, install_from: "conda" is neither'),
        ("version: 1\n", ".opcc-init.yml is not as opcc init writes it."),
        ("- a\n", ".opcc-init.yml is not as opcc init writes it."),
        ("files: [", ".opcc-init.yml is not as opcc init writes it."),
    ],
)
def test_what_can_not_be_refreshed_is_left_as_it_is(older: Path, made: str, sentence: str) -> None:
    (older / MADE).write_text(made, encoding="utf-8")
    done = upgrade(older)
    assert done.exit_code == 2
    assert sentence in done.stderr
    assert (older / CHECK).read_text(encoding="utf-8") == "What an older program wrote.\n"


@pytest.mark.parametrize("code", BODIES)
def test_it_works_for_every_body_in_being(code: str) -> None:
    files = starting_files(body_named(code, STANDARD), STANDARD, "0", date(2026, 11, 25), install_source("tag", "0"))
    example = read_bytes(files["examples/2026-01-15-invented-example.yaml"].encode(), "example.yaml")
    assert (*example.problems, *STANDARD.check(example)) == ()
    assert apply(RULES, RuleRecord(example, register_of(STANDARD))) == []
    copies = [one["recipient"] for one in (example.data or {})["distribution"]]
    assert ("police_and_crime_panel" in copies) == (code != "city-of-london-common-council")
    assert copies[:2] == ["hmicfrs", "home_secretary"]
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
    assert ".opcc-init.yml\n" in done.stdout
    assert list(tmp_path.iterdir()) == []

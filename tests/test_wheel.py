"""The wheel: what is in it, and that an office needs nothing else. Each test is far from the checkout."""

import os
import re
import subprocess
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import httpx
import pdfplumber
import pytest
from guide import serving
from made_documents import docx_of, norfolk

from opcc_opendata import sample
from tests.built_wheel import built_wheel
from tests.waiting import LONGEST

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_wheel(tmp_path_factory)


@pytest.mark.slow
def test_the_wheel_holds_the_standard_and_nothing_else_of_the_checkout(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    packaged = {name.removeprefix("opcc_opendata/_packaged/") for name in names if "/_packaged/" in name}
    both = (path for name in ("schema", "register") for path in (ROOT / name).rglob("*") if path.is_file())
    assert packaged == {str(path.relative_to(ROOT)) for path in both}
    assert {name.split("/")[0] for name in names} == {"opcc_opendata", f"{wheel.name.split('-py3')[0]}.dist-info"}
    assert "opcc_opendata/py.typed" in names
    assert [name for name in names if "sample" in name] == []
    assert any(name.endswith("/licenses/LICENSE") for name in names)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel as an office does, in an environment of its own, and give its `opcc`."""
    return install(tmp_path_factory.mktemp("installed"), f"{wheel}[site,office]")


@pytest.fixture(scope="module")
def core(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Install the wheel with no extra, and give its `opcc`."""
    return install(tmp_path_factory.mktemp("core"), str(wheel))


def install(folder: Path, what: str) -> Path:
    lock = (ROOT / "requirements" / "serve.txt").read_text(encoding="utf-8")
    exact = folder / "constraints.txt"
    exact.write_text("\n".join(re.findall(r"^\S+==[^\\\n]+", lock, re.MULTILINE)), encoding="utf-8")
    venv.create(folder / "venv")
    scripts = folder / "venv" / "bin"
    # uv, because it takes a third of pip's time.
    command = [
        "uv",
        "pip",
        "install",
        "--quiet",
        "--native-tls",
        "--python",
        str(scripts / "python"),
        "--constraint",
        str(exact),
        what,
    ]
    subprocess.run(command, check=True, capture_output=True, env=alone())
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
def test_without_extras_records_are_checked_and_written_and_other_commands_say_what_to_install(
    core: Path, tmp_path: Path
) -> None:
    office = tmp_path / "office"

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(
            [str(core), *words],
            cwd=office if office.exists() else tmp_path,
            env=alone(),
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr, done.stderr
        return done.returncode, done.stdout + done.stderr

    assert run("init", "office", "--body", "norfolk-pcc")[0] == 0
    (record,) = sample.write(office, 1)
    draft = "drafts/norfolk/2026-11-20-invented-report.yaml"
    assert run("new", "--title", "Invented report", "--published", "2026-11-20")[0] == 0
    for words in (
        ("validate", "--report", "json=problems.json"),
        ("validate", draft),
        ("fmt",),
        ("fmt", "--check"),
        ("explain", "R012"),
        ("upgrade",),
        ("send-list", str(record)),
    ):
        code, said = run(*words)
        assert code == 0, (words, said)
    (office / "letter.md").write_text("# A letter\n", encoding="utf-8")
    for extra, words in (
        ("site", ("build",)),
        ("site", ("serve", "--port", "0")),
        ("office", ("render", str(record))),
        ("office", ("export", "--out", "records.xlsx")),
        ("office", ("import", "letter.md")),
        ("proof", ("sign", "--new-key", "opcc.key")),
    ):
        code, said = run(*words)
        assert code == 2, (words, said)
        assert said.rstrip("\n").endswith(
            f"opcc: opcc {words[0]} needs more than is installed. "
            f'Install it with: python -m pip install "opcc-opendata[{extra}]"'
        ), said


@pytest.mark.slow
def test_what_is_installed_without_extras_is_small(core: Path) -> None:
    packages = next(core.parent.parent.glob("lib/python3*/site-packages"))
    libraries = [
        path for path in packages.iterdir() if path.name.split("-")[0] not in ("pip", "setuptools", "opcc_opendata")
    ]
    size = sum(file.stat().st_size for path in libraries for file in [path, *path.rglob("*")] if file.suffix != ".pyc")
    assert size < 40_000_000


Run = Callable[..., str]


@pytest.fixture
def opcc(installed: Path, tmp_path: Path) -> Run:
    """Make a project for Norfolk's office, and give what runs a command in it and gives its output."""

    def run(*arguments: str, cwd: Path = tmp_path / "office") -> str:
        command = [str(installed), *arguments]
        done = subprocess.run(command, cwd=cwd, env=alone(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    run("init", "office", "--body", "norfolk-pcc", cwd=tmp_path)
    return run


@pytest.mark.slow
def test_from_a_new_report_to_the_page_of_the_published_response(opcc: Run, installed: Path, tmp_path: Path) -> None:
    """What an office does in the 56 days, with the wheel alone: begin, write, publish, send, build, serve."""
    office = tmp_path / "office"
    assert "1 record checked: no problems." in opcc("validate", "examples")
    assert "drafts/norfolk/2026-11-20-invented-report.yaml is a draft" in opcc(
        "new", "--title", "Invented report", "--published", "2026-11-20"
    )
    draft = office / "drafts/norfolk/2026-11-20-invented-report.yaml"
    name = draft.relative_to(office).as_posix()
    opcc("fmt", "--check")
    assert "1 draft checked: " in opcc("validate", "drafts")
    assert "Draft: drafts/norfolk/2026-11-20-invented-report.yaml" in opcc("due")
    assert "opcc.db is built: 0 records." in opcc("build")
    lines = draft.read_text(encoding="utf-8").splitlines()
    start = lines.index("# comments:")
    stop = next(number for number, line in enumerate(lines) if line.startswith("# One item"))
    lines[start:stop] = [line.removeprefix("# ") for line in lines[start:stop]]
    draft.write_text("\n".join(lines) + "\n", encoding="utf-8")
    refused = subprocess.run(
        [str(installed), "publish", name], cwd=office, env=alone(), capture_output=True, text=True, check=False
    )
    assert refused.returncode == 1
    assert refused.stderr.count(": error R290 ") == 6
    assert draft.is_file()
    text = (
        draft.read_text(encoding="utf-8").replace("[name]", "Invented Name").replace("[What the", "Invented: what the")
    )
    text = text.replace("[Chief Constable]", "Chief Constable").replace("[Police and Crime Commissioner]", "PCC")
    draft.write_text(text.replace(" says.]", " says."), encoding="utf-8")
    opcc("render", name, "--out", "draft.docx")
    said = opcc("publish", name, "--on", "2026-11-24")
    record = "records/norfolk/2026-11-20-invented-report.yaml"
    assert f"{record} is published, on 24 November 2026." in said
    assert not draft.exists()
    for recipient in ("hmicfrs", "home_secretary"):
        assert f"opcc mark-sent {record} --to {recipient}" in said
        opcc("mark-sent", record, "--to", recipient, "--on", "2026-11-25")
    assert "1 record checked: no problems." in opcc("validate")
    opcc("fmt", "--check")
    assert "Invented report" not in opcc("due")
    assert "opcc.db is built: 1 record." in opcc("build")
    with serving(office, [str(installed)], alone()) as address:
        for page in ("", "responses/norfolk-2026-11-20-invented-report", "opcc/responses.json"):
            answer = httpx.get(address + page, timeout=LONGEST)
            assert answer.status_code == 200, answer.text
        assert "Responses of the Norfolk Police and Crime Commissioner" in httpx.get(address, timeout=LONGEST).text
        text = httpx.get(f"{address}responses/norfolk-2026-11-20-invented-report", timeout=LONGEST).text
        assert "Invented: what the body says." in text
        assert "24 November 2026" in text
        assert "raft" not in text


@pytest.mark.slow
def test_from_a_word_document_to_all_that_is_made_of_it(opcc: Run, installed: Path, tmp_path: Path) -> None:
    office = tmp_path / "office"
    (office / "norfolk.docx").write_bytes(docx_of(norfolk()))
    assert "No answer was found. If the text holds one, write it here." in opcc("import", "norfolk.docx")
    draft = next((office / "drafts/norfolk").glob("*.yaml"))
    record = office / "records" / "norfolk" / draft.name
    answer = "    answer:\n      acceptance: not_stated\n      force_action: The plan has been published.\n"
    text = draft.read_text(encoding="utf-8")
    key = text.index("    x_key:", text.index("recommendations:\n"))
    draft.write_text(text[:key] + answer + text[key:], encoding="utf-8")
    name = draft.relative_to(office).as_posix()
    for question in opcc("confirm", name).splitlines()[:-1]:
        place, _, rest = question.partition(": ")
        opcc("confirm", name, place, *([] if rest.startswith("guessed") else ["--not-said"]))
    assert "is published, on a day that is not known" in opcc("publish", draft.relative_to(office).as_posix())
    assert "1 record checked: " in opcc("validate")
    opcc("fmt", "--check")
    assert "opcc.db is built: 1 record." in opcc("build")
    name = record.relative_to(office).as_posix()
    opcc("render", name, "--out", "made.docx")
    opcc("render", name, "--to", "pdf", "--out", "made.pdf")
    words = "I will continue to hold the Chief Constable to account"
    with serving(office, [str(installed)], alone()) as address:
        page = httpx.get(f"{address}responses/norfolk-{record.stem}", timeout=LONGEST)
    assert page.status_code == 200
    assert words in page.text
    assert words in "\n".join(paragraph.text for paragraph in docx.Document(str(office / "made.docx")).paragraphs)
    with pdfplumber.open(office / "made.pdf") as made:
        assert words in " ".join("\n".join(one.extract_text() for one in made.pages).split())

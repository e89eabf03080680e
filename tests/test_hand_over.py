"""Handing over to a successor body: one file with all of it, nothing re-labelled. Every text is invented."""

from __future__ import annotations

import hashlib
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

import docx
import pypdf
import pytest
from click.testing import CliRunner

from opcc_opendata.cli import opcc
from tests.desks import DRAFT, OWN, Officer, inputs_of
from tests.projects import record
from tests.test_desk_after import RECORD, STEM

WITHDRAWN = "2025-02-01-gone"
TO = ("--to", "Mayor of Example", "--on", "2028-05-07", "--instrument", "Example Order 2028")


@pytest.fixture
def officer(tmp_path: Path) -> Officer:
    """An office with a response that has one open promise, a withdrawn one, a draft, and a link that leads away."""
    officer = Officer(tmp_path / "project")
    folder = officer.root / "records/norfolk"
    folder.mkdir()
    (folder / f"{STEM}.yaml").write_text(RECORD, encoding="utf-8")
    gone = record(
        WITHDRAWN, withdrawal="\n  withdrawn_on: 2026-01-01\n  reason: Invented.", dates="\n  published: 2025-03-01"
    )
    (folder / f"{WITHDRAWN}.yaml").write_text(gone, encoding="utf-8")
    (folder / "broken.yaml").write_text("id: [", encoding="utf-8")
    officer.write(DRAFT)
    (tmp_path / "secret").write_text("Secret words", encoding="utf-8")
    (folder / "linked.txt").symlink_to(tmp_path / "secret")
    (officer.root / "opcc.yml").write_text("policing_body: norfolk-pcc\n", encoding="utf-8")
    return officer


def packed(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def words_of(content: bytes) -> str:
    document = docx.Document(io.BytesIO(content))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(one.text for one in document.paragraphs), *cells])


def run(officer: Officer, out: Path, *words: str) -> tuple[int, str]:
    done = CliRunner().invoke(opcc, ["hand-over", *words, "--out", str(out), "--project", str(officer.root)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return done.exit_code, done.output


def test_the_package_has_every_file_of_the_office_and_a_letter_and_changes_nothing(
    officer: Officer, tmp_path: Path
) -> None:
    before = {path: path.read_bytes() for path in officer.root.rglob("*") if path.is_file() and path.suffix != ".cache"}
    out = tmp_path / "package.zip"
    code, said = run(officer, out, *TO)
    assert (code, "1 open promise\n" in said, "1 draft, not public" in said) == (0, True, True)
    assert {path: path.read_bytes() for path in before} == before
    found = packed(out.read_bytes())
    sums = dict(line.split("  ")[::-1] for line in found.pop("SHA256SUMS").decode().splitlines())
    assert sums == {name: hashlib.sha256(content).hexdigest() for name, content in found.items()}
    own = {f"project/{path.relative_to(officer.root).as_posix()}" for path in before if not path.is_symlink()}
    papers = {f"papers/norfolk-{STEM}.pdf"}
    assert set(found) == own | papers | {"hand-over.docx", "hand-over.html"}
    assert b"Secret words" not in b"".join(found.values())
    text = words_of(found["hand-over.docx"])
    for words in (
        "Hand-over from Norfolk Police and Crime Commissioner to Mayor of Example",
        "7 May 2028",
        "Example Order 2028",
        "2. They stay as they are",
        "Train all officers.",
        "Invented report on records",
        "26 December 2026",
        "Norfolk Police and Crime Commissioner, before it ends",
        "drafts/norfolk/2026-11-01-invented-records.yaml",
        "records/norfolk/broken.yaml",
        "You are not in the codelist",
        "give the claim its last day, to: 2028-05-06",
    ):
        assert words in text, words
    assert "Keep records." not in text, "what was not accepted is no promise"
    pdf = pypdf.PdfReader(io.BytesIO(found[f"papers/norfolk-{STEM}.pdf"]))
    assert "Train all officers." in " ".join(page.extract_text() for page in pdf.pages)
    assert "is there already" in run(officer, out, *TO)[1]
    assert sorted(tmp_path.glob(".*")) == []


@pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
def test_the_commits_go_along_and_can_be_cloned(officer: Officer, tmp_path: Path) -> None:
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org")
    for words in (("init", "--quiet"), ("add", "records", "opcc.yml"), (*who, "commit", "--quiet", "-m", "First act")):
        subprocess.run(["git", *words], cwd=officer.root, check=True)
    out = tmp_path / "package.zip"
    assert run(officer, out, *TO)[0] == 0
    (tmp_path / "history.bundle").write_bytes(packed(out.read_bytes())["history.bundle"])
    subprocess.run(["git", "clone", "--quiet", "history.bundle", "clone"], cwd=tmp_path, check=True)
    log = subprocess.run(["git", "log", "--format=%s"], cwd=tmp_path / "clone", capture_output=True, check=True)
    assert log.stdout == b"First act\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--on", "2028-05-07"), "Say who comes after the body"),
        (("--to", "Mayor of Example"), "Say from which whole day"),
        (("--to", "Mayor of Example", "--on", "2028-05"), "Say from which whole day"),
        (("--to", "norfolk-pcc", "--on", "2028-05-07"), "can't come after itself"),
        ((*TO, "--relation", "eats"), 'There is no relation "eats". Choose one of functions_pass_to, continues'),
        (("--to", "x" * 301, "--on", "2028-05-07"), "may have 300 characters"),
    ],
)
def test_what_is_not_known_is_asked_for_and_no_file_is_made(
    officer: Officer, tmp_path: Path, words: tuple[str, ...], said: str
) -> None:
    out = tmp_path / "package.zip"
    code, output = run(officer, out, *words)
    assert (code, said in output, out.exists()) == (2, True, False)


def test_of_a_body_that_has_ended_the_codelist_knows_the_successor_and_the_day(
    officer: Officer, tmp_path: Path
) -> None:
    code, output = run(officer, tmp_path / "x.zip", "--body", "south-yorkshire-pcc", "--dry-run")
    assert code == 0
    assert "to Mayor of South Yorkshire, from 2024-05-07:" in output
    assert not (tmp_path / "x.zip").exists()


def test_the_desk_gives_the_same_package_and_no_other_site_gets_it(officer: Officer) -> None:
    assert '<a href="/hand-over">' in officer.get("/")
    fields = officer.inputs("/hand-over")
    assert (
        "Say what happens to this body."
        in officer.post(
            "/hand-over", fields | {"to": ["Mayor"], "on-y": ["2028"], "on-m": ["5"], "on-d": ["7"]}, 422
        ).text
    )
    typed = fields | {
        "to": ["Mayor of Example"],
        "relation": ["continues"],
        "on-d": ["7"],
        "on-m": ["5"],
        "on-y": ["2028"],
    }
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        assert officer.browser.post("/hand-over", data=typed, headers=headers).status_code == 403
    assert officer.browser.post("/hand-over", data=typed | {"token": "0"}, headers={"origin": OWN}).status_code == 403
    answer = officer.post("/hand-over", typed, 200)
    assert answer.headers["content-disposition"] == 'attachment; filename="hand-over-norfolk-pcc-2028-05-07.zip"'
    found = packed(answer.content)
    assert f"project/records/norfolk/{STEM}.yaml" in found
    assert "It continues this body under another name" in words_of(found["hand-over.docx"])
    assert inputs_of(officer.get("/hand-over"))["token"]

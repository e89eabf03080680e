"""A newer register: from a folder, a zip and the web; refused where it is wrong, and where records would be."""

from __future__ import annotations

import hashlib
import io
import os
import shutil
import subprocess
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from projects import CHECKOUT, project, query, record
from test_register import REPORT

from opcc_opendata.calendars import last_day_begun
from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.files import NotWrittenError
from opcc_opendata.project import NEXT_REGISTER, REGISTER, project_at
from opcc_opendata.register_update import content_checksum, newer_register, take_its_place

NEW = "invented-visit-2024"


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """An office that uses the register of the package."""
    return project(tmp_path / "office", {"2019-02-26-fixture.yaml": record()}).root


@pytest.fixture
def newer(tmp_path: Path) -> Path:
    """A register with one report more than the package's, and one fact more."""
    shutil.copytree(CHECKOUT / REGISTER, tmp_path / "newer" / REGISTER)
    (tmp_path / "newer" / REGISTER / f"{NEW}.yaml").write_text(REPORT, encoding="utf-8")
    with (tmp_path / "newer" / REGISTER / "peel-efficiency-2016.yaml").open("a", encoding="utf-8") as file:
        file.write("second_source: an invented page\n")
    return tmp_path / "newer"


def packed(folder: Path, below: str = "") -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for path in sorted(folder.rglob("*.yaml")):
            file.write(path, f"{below}{path.relative_to(folder)}")
    return made.getvalue()


def update(office: Path, named: Path | str, *more: str) -> Result:
    return CliRunner().invoke(opcc, ["register", "update", str(named), "--project", str(office), *more])


def names(office: Path) -> set[str]:
    return {path.stem for path in (office / REGISTER).iterdir()} if (office / REGISTER).exists() else set()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_words: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()


def test_a_folder_is_taken_and_used(office: Path, newer: Path) -> None:
    done = update(office, newer)
    assert done.exit_code == 0, done.output
    assert f"1 report new:\n  {NEW}\n1 report changed:\n  peel-efficiency-2016\n" in done.output
    checksum = ["sh", "-c", "sha256sum *.yaml | sha256sum"]
    in_c = {**os.environ, "LC_ALL": "C"}
    said = subprocess.run(checksum, cwd=newer / REGISTER, env=in_c, capture_output=True, text=True, check=True)
    assert f"SHA-256 of the register: {said.stdout.split()[0]}\n" in done.output
    assert NEW in names(office)
    made = project_at(office)
    assert build(made).built
    assert query(made.database, "SELECT in_register FROM inspections WHERE id = ?", NEW) == [(1,)]
    found = CliRunner().invoke(opcc, ["new", "--project", str(office), "--body", "norfolk-pcc", "--report", NEW])
    assert "Invented: a visit" in "".join(path.read_text("utf-8") for path in office.glob("drafts/*/*.yaml")), found
    assert sorted(path.name for path in office.iterdir() if path.name.startswith((".opcc", NEXT_REGISTER))) == []


@pytest.mark.parametrize("below", ["", "responses-main/"])
def test_a_zip_is_taken_from_a_file_and_from_the_web(office: Path, newer: Path, tmp_path: Path, below: str) -> None:
    raw = packed(newer, below)
    (tmp_path / "web").mkdir()
    (tmp_path / "web" / "register.zip").write_bytes(raw)
    assert update(office, tmp_path / "web" / "register.zip", "--dry-run").exit_code == 0
    assert not (office / REGISTER).exists()
    with served(tmp_path / "web") as address:
        done = update(office, f"{address}/register.zip")
        assert done.exit_code == 0, done.output
        missing = update(office, f"{address}/none.zip")
    assert f"SHA-256 of the zip: {hashlib.sha256(raw).hexdigest()}\n" in done.output
    assert content_checksum(office / REGISTER) == content_checksum(newer / REGISTER)
    assert missing.exit_code == 2
    assert "answers with status 404. Nothing was changed." in missing.output


def test_a_register_with_an_error_is_refused_with_every_line(office: Path, newer: Path) -> None:
    path = newer / REGISTER / f"{NEW}.yaml"
    path.write_text(REPORT.replace("2024-02-01", "1/2/2024"), encoding="utf-8")
    done = update(office, newer, "--accept")
    assert done.exit_code == 2
    assert f"{REGISTER}/{NEW}.yaml:10:12: error R012" in done.output
    assert "Nothing was changed." in done.output
    assert not (office / REGISTER).exists()


@pytest.mark.parametrize("ahead", [0, 2])
def test_a_register_with_a_report_that_is_still_to_come_is_refused(office: Path, newer: Path, ahead: int) -> None:
    day = last_day_begun() + timedelta(ahead)
    path = newer / REGISTER / f"{NEW}.yaml"
    path.write_text(REPORT.replace("2024-02-01", f"{day}"), encoding="utf-8")
    done = update(office, newer)
    said = f"{REGISTER}/{NEW}.yaml:10:12: error R042 published: {day} is still to come."
    assert (done.exit_code, said in done.output, (office / REGISTER).exists()) == (
        (2, True, False) if ahead else (0, False, True)
    )


def test_one_that_makes_a_record_wrong_names_it_and_is_not_taken(office: Path, newer: Path) -> None:
    # A report that the record names by another id; of a body for which all responses are claimed that is an error.
    own = record("2024-02-01-visit").replace("invented-report\n", "a-visit\n").replace("2019-02-26", "2024-02-01")
    own = own.replace("title: Invented report", "title: A visit that nobody made")
    (office / "records/norfolk/2024-02-01-visit.yaml").write_text(own, encoding="utf-8")
    claim = "coverage:\n  - policing_body: norfolk-pcc\n    from: 2019-01-01\n"
    (office / "opcc.yml").write_text(claim, encoding="utf-8")
    assert CliRunner().invoke(opcc, ["validate", "--project", str(office)]).exit_code == 0
    done = update(office, newer)
    assert done.exit_code == 1
    assert "1 file would be wrong:\n  records/norfolk/2024-02-01-visit.yaml:" in done.output
    assert "error R259" in done.output
    assert "--accept" in done.output
    assert not (office / REGISTER).exists()
    assert update(office, newer, "--accept").exit_code == 0
    assert NEW in names(office)


def test_one_that_loses_a_report_names_it_and_is_not_taken(office: Path, newer: Path) -> None:
    (newer / REGISTER / "peel-legitimacy-2017.yaml").unlink()
    done = update(office, newer)
    assert done.exit_code == 1
    assert "1 report no longer there:\n  peel-legitimacy-2017\n" in done.output
    assert not (office / REGISTER).exists()
    # Under another id, which says what it was called before, none is lost.
    text = (CHECKOUT / REGISTER / "peel-legitimacy-2017.yaml").read_text(encoding="utf-8")
    text = text.replace("id: peel-legitimacy-2017\n", "id: legitimacy-2017\nother_ids:\n  - peel-legitimacy-2017\n")
    (newer / REGISTER / "legitimacy-2017.yaml").write_text(text, encoding="utf-8")
    assert update(office, newer).exit_code == 0


def test_a_broken_register_can_be_replaced(office: Path, newer: Path) -> None:
    (office / REGISTER).mkdir()
    (office / REGISTER / "broken.yaml").write_text("id: [", encoding="utf-8")
    assert CliRunner().invoke(opcc, ["validate", "--project", str(office)]).exit_code == 1
    done = update(office, newer)
    assert done.exit_code == 0, done.output
    assert names(office) == {path.stem for path in (newer / REGISTER).iterdir()}


def zip_of(*members: tuple[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members:
            file.writestr(name, content)
    return made.getvalue()


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (lambda: b"not a zip", "It is not a zip"),
        (lambda: zip_of(("register/a.yaml", b"id: a"))[:40], "It is damaged"),
        (lambda: zip_of(("a.yaml", b"x" * 250_000_000)), "Unpacked it has more than 200 MB"),
        (lambda: zip_of(("a.yaml", b"x" * 2_000_000)), "1 MB"),
        (lambda: zip_of(("one/a.yaml", b""), ("two/b.yaml", b"")), "not one folder of reports"),
        (lambda: zip_of(("register/a.yaml", b""), ("register/A.yaml", b"")), "not every system"),
        (lambda: zip_of(("register/con.yaml", b"")), "not every system"),
        (lambda: zip_of(("../../outside.yaml", b"id: x\n")), "no register"),
        (lambda: zip_of(("readme.txt", b"")), "not one folder of reports"),
    ],
    ids=["no-zip", "half", "bomb", "large-file", "two-folders", "same-name", "device", "outside", "no-report"],
)
def test_a_zip_that_is_no_register_is_one_sentence(
    office: Path, tmp_path: Path, raw: Callable[[], bytes], sentence: str
) -> None:
    (tmp_path / "register.zip").write_bytes(raw())
    done = update(office, tmp_path / "register.zip", "--accept")
    assert done.exit_code == 2
    assert sentence in done.output
    assert not (office / REGISTER).exists()
    assert not list(tmp_path.rglob("outside.yaml"))


def test_what_holds_no_register_is_named_as_it_was_given(office: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    done = update(office, tmp_path / "elsewhere")
    assert (done.exit_code, done.output.startswith(f"opcc: {tmp_path / 'elsewhere'} holds no report: ")) == (2, True)
    done = update(office, "ftp://example.org/register.zip")
    assert done.output.startswith("opcc: ftp://example.org/register.zip is no address that can be asked.")


def test_an_update_that_is_ended_halfway_leaves_the_old_one_or_the_new(
    office: Path, newer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert update(office, CHECKOUT / REGISTER).exit_code == 0
    whole = Path.rename
    for steps in range(3):
        done = 0

        def rename(path: Path, target: Path, steps: int = steps) -> Path:
            nonlocal done
            if done == steps:
                raise OSError(5, "ended here")
            done += 1
            return whole(path, target)

        with monkeypatch.context() as patched:
            patched.setattr(Path, "rename", rename)
            with newer_register(project_at(office), str(newer)) as taken, pytest.raises(NotWrittenError):
                take_its_place(project_at(office), taken)
        used = project_at(office)
        assert used.register is not None
        reports = {path.stem for path in used.register.iterdir()}
        assert reports - {NEW} == {path.stem for path in (CHECKOUT / REGISTER).iterdir()}
        assert (NEW in reports) == (steps == 2)
    assert update(office, newer).exit_code == 0
    assert names(office) == {path.stem for path in (newer / REGISTER).iterdir()}

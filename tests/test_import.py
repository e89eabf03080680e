"""`opcc import`, as an office meets it."""

from __future__ import annotations

import mmap
import os
import shutil
import time
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from made_documents import docx_of, norfolk

from opcc_opendata.cli import opcc
from opcc_opendata.importers.batch import unforeseen
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.sandbox import Sandbox, SandboxError, SandboxLimitError
from opcc_opendata.schema import load_standard
from tests.waiting import LONGEST

FIXTURES = Path(__file__).parent / "drafts"
NORFOLK = "drafts/norfolk/2019-02-26-police-response-to-domestic-abuse-update.yaml"


@pytest.fixture
def office(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "office"
    (folder / "records").mkdir(parents=True)
    (folder / "response.docx").write_bytes(docx_of(norfolk()))
    monkeypatch.chdir(folder)
    return folder


def run(*arguments: str) -> Result:
    done = CliRunner().invoke(opcc, ["import", *arguments])
    assert done.exception is None or isinstance(done.exception, SystemExit)
    return done


def test_one_document(office: Path) -> None:
    done = run("response.docx")
    assert done.exit_code == 0
    assert done.output.startswith(f"response.docx → {NORFOLK}\n")
    assert "Of its 1,287 words, 1,287 are in a field, 0 under “Not placed”, and 0 left out.\n" in done.output
    assert "Fill in or decide:\n    - line " in done.output
    assert "Check what was guessed:\n    - line " in done.output
    assert "1 draft written, 1 with something to fill in.\n" in done.output
    text = (office / NORFOLK).read_text(encoding="utf-8")
    assert "file_name: response.docx" in text
    assert CliRunner().invoke(opcc, ["validate", "drafts"]).exit_code == 0


def test_a_line_of_the_report_is_the_line_of_the_draft(office: Path) -> None:
    output = run("response.docx").output
    line = next(line for line in output.splitlines() if "policing_body: Read" in line)
    number = int(line.split("line ")[1].split(":")[0])
    assert (office / NORFOLK).read_text(encoding="utf-8").splitlines()[number - 1] == "policing_body: norfolk-pcc"


def test_a_dry_run_writes_nothing(office: Path) -> None:
    done = run("response.docx", "--dry-run")
    assert f"{NORFOLK} (not written)" in done.output
    assert "1 draft would be written" in done.output
    assert not (office / "drafts").exists()


@pytest.mark.slow
def test_a_draft_is_written_over_only_with_force(office: Path) -> None:
    run("response.docx")
    (office / NORFOLK).write_text("mine\n", encoding="utf-8")
    done = run("response.docx")
    assert done.exit_code == 1
    assert "is there already. To write over it, add --force." in done.output
    assert (office / NORFOLK).read_text(encoding="utf-8") == "mine\n"
    assert run("response.docx", "--force").exit_code == 0
    assert "schema_version" in (office / NORFOLK).read_text(encoding="utf-8")


def test_drafts_go_where_they_are_wanted_but_never_among_what_is_published(office: Path) -> None:
    run("response.docx", "--to", "desk")
    assert (office / NORFOLK.replace("drafts", "desk")).is_file()
    for folder in ("records", "records/norfolk", "drafts/../records"):
        done = run("response.docx", "--to", folder)
        assert done.exit_code == 2
        assert "What lies in records/ is published, so no draft goes there." in done.output
    assert list((office / "records").rglob("*.yaml")) == []


def test_whose_response_it_is_can_be_said(office: Path) -> None:
    (office / "note.md").write_text("Invented text for a test: I welcome the report.\n", encoding="utf-8")
    done = run("note.md")
    assert done.exit_code == 1
    assert "Say so with --body, for example --body norfolk-pcc." in done.output
    assert run("note.md", "--body", "nosuch").exit_code == 1
    done = run("note.md", "--body", "kent-pcc")
    assert done.exit_code == 0
    # The title of the report is nowhere in it, and is not made up. The report says where to write it.
    assert "inspections 1, title: The title of the report was not found." in done.output
    assert (office / "drafts/kent/undated-note.yaml").is_file()


def test_a_page_with_several_responses_gives_several_drafts(office: Path) -> None:
    done = run(str(FIXTURES / "year-page.html"))
    assert "3 drafts written" in done.output
    assert len(list((office / "drafts/essex").glob("*.yaml"))) == 3
    assert len(list((office / "drafts/essex").glob("*.desk/reading.json"))) == 3


@pytest.mark.heavy
def test_a_folder_goes_on_after_bad_files_and_ends_in_a_table(office: Path) -> None:
    folder = office / "published"
    shutil.copytree(FIXTURES, folder)
    (folder / "empty.docx").write_bytes(b"")
    (folder / "really-a-pdf.docx").write_bytes(b"%PDF-1.7")
    (folder / "~$open.docx").write_bytes(b"what Word leaves beside an open document")
    (folder / "picture.png").write_bytes(b"not a document")
    (folder / "notes.xyz").write_bytes(b"of some other kind")
    (folder / "all.ods").write_bytes(b"PK")
    (folder / "page.html").write_text("<p>Kent PCC response. I accept it.</p>", encoding="utf-8")
    (folder / "page_files").mkdir()
    (folder / "page_files" / "logo.png").write_bytes(b"\x89PNG\r\n")
    (folder / "ReadMe.txt").write_text("Kent PCC response. I accept it.", encoding="utf-8")
    os.mkfifo(folder / "pipe.txt")
    done = run("published")
    assert done.exit_code == 1
    rows = [line.split() for line in done.output.splitlines()]
    assert ["document", "draft", *["placed", "not", "placed", "left", "out", "to", "fill", "in", "guessed"]] in rows
    names = {row[0].removeprefix("published/") for row in rows if row and row[0].startswith("published/")}
    assert names == {path.name for path in FIXTURES.iterdir()} | {
        "empty.docx",
        "really-a-pdf.docx",
        "pipe.txt",
        "picture.png",
        "page.html",
    }
    assert "Skipped published/notes.xyz: files like .xyz hold no text that can be read." in done.output
    assert (
        "Skipped published/all.ods: it is no document; sheets with records are imported by themselves." in done.output
    )
    assert "Skipped published/ReadMe.txt: files of that name tell of their folder;" in done.output
    assert "Skipped published/~$open.docx: Word keeps it beside a document that is open." in done.output
    assert "Skipped published/page_files/logo.png: it is a part of the saved page beside its folder." in done.output

    assert "published/empty.docx" in done.output
    assert "16 drafts written" in done.output
    assert "4 not imported" in done.output


@pytest.mark.slow
def test_two_responses_to_one_report_are_two_drafts(office: Path) -> None:
    shutil.copy(office / "response.docx", office / "second.docx")
    assert "2 drafts written" in run("response.docx", "second.docx").output
    text = (office / NORFOLK.replace(".yaml", "-2.yaml")).read_text(encoding="utf-8")
    assert "id: norfolk-2019-02-26-police-response-to-domestic-abuse-update-2\n" in text


@pytest.mark.parametrize("name", [".", ""])
def test_the_folder_in_which_somebody_works(office: Path, name: str) -> None:
    done = run(name)
    assert done.exit_code == 0
    assert f"response.docx → {NORFOLK}\n" in done.output


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nosuch.docx"], "There is no file or folder nosuch.docx."),
        (["https://example.org/response"], "Open the address in a browser, save the page, and name the file."),
        (["records"], "There is no document of a kind that can be read"),
        (["response.docx", "--project", "records"], "holds no folder records/"),
        ([], "Missing argument"),
    ],
)
def test_what_can_not_be_done_is_refused(office: Path, arguments: list[str], sentence: str) -> None:
    done = run(*arguments)
    assert done.exit_code == 2
    assert sentence in done.output


def test_a_file_of_another_kind_is_named_with_the_kinds_that_can_be_read(office: Path) -> None:
    (office / "slides.pptx").write_bytes(b"PK")
    done = run("slides.pptx")
    assert done.exit_code == 1
    assert "slides.pptx can't be read. These can: .docx, .pdf, " in done.output


@pytest.mark.parametrize("name", ["all.ods", "ALL.XLS", "all.xlsm"])
def test_a_spreadsheet_of_another_kind_is_to_be_saved_as_xlsx(office: Path, name: str) -> None:
    (office / name).write_bytes(b"PK")
    done = run(name)
    assert done.exit_code == 1
    assert f"Spreadsheets like {name} can't be read. Save it as .xlsx in the program that opens it: " in done.output
    assert "These can:" not in done.output


def test_what_comes_back_from_sheets_is_named_beside_the_kinds_of_documents(office: Path) -> None:
    (office / "slides.pptx").write_bytes(b"PK")
    assert ".tiff. The sheets of an opcc export are taken back from .xlsx or .csv, with opcc import." in (
        " ".join(run("slides.pptx").output.split())
    )


def test_a_workbook_among_documents_is_told_where_it_can_be_read() -> None:
    with pytest.raises(DocumentError, match=r"all\.xlsx is no document\. .* take them back: opcc import all\.xlsx"):
        drafts_of(b"PK", "all.xlsx", load_standard(packaged_standard()))


def test_a_name_can_not_begin_a_line_of_the_report(office: Path) -> None:
    name = "a\n::error::invented.pptx"
    (office / name).write_bytes(b"PK")
    done = run(name)
    assert done.exit_code == 1
    assert "Files like a<U+000A>::error::invented.pptx can't be read." in done.output


# --- what hangs or breaks ends, and the others go on


def _work(job: str) -> str:
    if job == "hang":
        while True:
            pass
    if job == "wait":
        time.sleep(2 * LONGEST)
    if job == "die":
        os._exit(1)
    if job == "memory":
        return "x" * 10_000_000_000
    if job == "much":
        return str(len("x" * 500_000_000))
    if job == "deep":
        return _work(job)
    if job == "foreseen":
        raise DocumentError("It is foreseen.")
    if job == "unforeseen":
        raise KeyError(job)
    return f"done {job}"


def test_memory_that_this_process_has_reserved_is_not_counted_against_the_other() -> None:
    """Some libraries reserve gigabytes of addresses, and use next to nothing of them."""
    with closing(mmap.mmap(-1, 4 << 30)), Sandbox(_work, 2) as sandbox:
        assert sandbox.run("much") == "500000000"
        with pytest.raises(SandboxLimitError):
            sandbox.run("memory")


@pytest.mark.slow
def test_a_document_that_hangs_or_kills_its_reader_does_not_stop_the_others() -> None:
    with Sandbox(_work, 2, (DocumentError,)) as sandbox:
        for job in ("hang", "wait", "die", "memory"):
            with pytest.raises(SandboxLimitError):
                sandbox.run(job)
            assert sandbox.run("next") == "done next"
        with pytest.raises(DocumentError, match=r"It is foreseen\."):
            sandbox.run("foreseen")
        with pytest.raises(SandboxError, match="KeyError") as error:
            sandbox.run("unforeseen")
        assert "(KeyError)" in unforeseen(error.value)
        with pytest.raises(SandboxError) as error:
            sandbox.run("deep")
        assert "nested too deeply" in unforeseen(error.value)
        assert sandbox.run("last") == "done last"


def test_a_copy_that_only_a_list_names_is_not_published_until_somebody_confirms_it(office: Path) -> None:
    (office / "letter.md").write_text(
        "# Norfolk Police and Crime Commissioner\n\nDear Home Secretary,\n\nI welcome the report.\n\n"
        "Yours sincerely,\n\nSam Sample\\\nPolice and Crime Commissioner for Norfolk\n\ncc: HMICFRS; Home Secretary\n",
        encoding="utf-8",
    )
    run("letter.md")
    (draft,) = (office / "drafts").rglob("*.yaml")

    def asked() -> list[str]:
        done = CliRunner().invoke(opcc, ["publish", str(draft)])
        assert done.exit_code == 1
        assert draft.is_file()
        return [one for one in ("distribution/1/sent", "distribution/2/sent") if one in done.output]

    assert asked() == ["distribution/1/sent", "distribution/2/sent"]
    CliRunner().invoke(opcc, ["confirm", str(draft), "distribution/1/sent"])
    assert asked() == ["distribution/2/sent"]

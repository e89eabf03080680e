"""Whatever a stranger puts into a project is one sentence, and nothing hangs: devices, pipes, links, sizes, names."""

from __future__ import annotations

import ast
import errno
import hashlib
import io
import itertools
import os
import socket
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final
from xml.etree import ElementTree

import orjson
import pytest
from click.testing import CliRunner, Result

from opcc_opendata import files
from opcc_opendata.cli import opcc
from opcc_opendata.database import build
from opcc_opendata.files import Reason, UnreadableFileError
from opcc_opendata.problems import Severity
from opcc_opendata.project import project_at
from opcc_opendata.reporters import REPORTERS
from opcc_opendata.validate import validate
from opcc_opendata.yaml_reader import find_records
from opcc_opendata.zip_limits import ZipLimitError, open_zip
from tests.projects import project, query, record
from tests.waiting import an_end, at_most

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "opcc_opendata"
GOOD = "2019-02-26-fixture.yaml"
SPARSE = 300_000_000_000


# --- one place opens what strangers made

OPENING = frozenset(
    {
        *("open", "fdopen", "read_text", "read_bytes", "ZipFile", "copyfile", "copytree", "load_workbook", "Document"),
        *("walk", "scandir", "iterdir", "listdir", "glob", "rglob", "load", "connect", "FileLock", "fromfile"),
    }
)
"""Names of functions and methods by which something on the disk is opened or listed."""

OWN_FILE = "a file of the package"
CHECKOUT = "the standard's own checkout, for scripts/generate"
NAMED = "lists a folder that somebody has named, and opens nothing in it"
BUILT = "a database or cache that we made, after a look at what kind of file it is"
MADE = "a file that is being made"
OWN_FOLDER = "a folder that this program alone writes to"
BYTES = "bytes in memory, within limits"

ALLOWED: Final = {
    "cli/__init__.py": {"open": "/dev/null, in place of an output that was closed"},
    "cli/common.py": {"os.open": "/dev/null, for what can't be printed any more"},
    "browser/bundle.py": {
        **dict.fromkeys(["(package / part).rglob", "package.glob"], OWN_FILE),
        "folder.rglob": NAMED,
        "zipfile.ZipFile": MADE,
    },
    "browser/pyodide.py": {"tarfile.open": "within limits, and each file in it must have its checksum"},
    "browser/runtime.py": dict.fromkeys(["path.read_bytes", "_WEB.glob"], OWN_FILE),
    "cli/demo.py": dict.fromkeys(["folder.parent.glob", "register.open", "shutil.copytree"], "the demonstration's own"),
    "cli/demo_harvest.py": dict.fromkeys(
        ["(run / RECORDS).glob", "folder.glob", "path.read_bytes", "path.read_text"], "the demonstration's own"
    ),
    "cli/export.py": {"pickle.load": "a file without a name, which this command alone can write to"},
    "cli/import_.py": {"path.glob": NAMED},
    "cli/init.py": {"folder.iterdir": NAMED},
    "cli/serve.py": {"sqlite3.connect": BUILT},
    "codelist_package.py": {
        "(standard.folder / _path(codelist)).read_bytes": CHECKOUT,
        "zipfile.ZipFile": MADE,
    },
    "database/plain.py": {"sqlite3.connect": BUILT},
    "database/form.py": {"sqlite3.connect": BUILT},
    "database/check.py": {"sqlite3.connect": MADE},
    "database/create.py": {"sqlite3.connect": MADE},
    "database/history.py": {"sqlite3.connect": BUILT},
    "database/build_run.py": {"connect": MADE, "self.load": "the records, by validate/"},
    "database/search_file.py": {"connect": MADE, "sqlite3.connect": MADE},
    "database/swap.py": {"FileLock": BUILT, "path.open": "the first bytes of an ordinary file that somebody has named"},
    "desk/app.py": {"(_STATIC / name).read_bytes": OWN_FILE},
    "desk/history.py": {"os.scandir": "lists the numbers in a folder that is no link, and opens nothing in it"},
    "desk/words.py": dict.fromkeys(["(_WORDS / f'{language}.json').read_text", "_TITLES.open"], OWN_FILE),
    "documents/__main__.py": {"json.load": "what the server gives it"},
    "documents/writers/docx_package.py": {"zipfile.ZipFile": MADE},
    "documents/writers/docx_styles.py": {"docx.Document": MADE},
    "documents/writers/docx_template.py": {"docx.Document": BYTES},
    "documents/writers/html.py": {"_STYLE.read_text": OWN_FILE},
    "documents/writers/pdf.py": {"_SETTING.read_bytes": OWN_FILE},
    "downloads/archives.py": {"self.open": MADE, "Path(filename).open": MADE},
    "downloads/make.py": {"FileLock": BUILT, "json.load": "what the server gives it", "sqlite3.connect": BUILT},
    "files/writing.py": {
        "FileLock": BUILT,
        "beside.open": MADE,
        "os.open": MADE,
        "target.parent.glob": "names that it gives itself: it removes them, and opens none",
    },
    "harvest/archive_download.py": {"path.open": MADE},
    "harvest/copies.py": {"shutil.copyfile": OWN_FOLDER},
    "harvest/publishing.py": {"runs.iterdir": OWN_FOLDER, "(root / HARVEST / 'copies').glob": OWN_FOLDER},
    "harvest/run.py": {"FileLock": BUILT},
    "harvest/staging.py": {"path.open": MADE, "packed.open": BYTES, "tarfile.open": BYTES},
    "importers/formats/docx_package.py": {"zipfile.ZipFile": MADE},
    "importers/formats/mail.py": {"Message.load": BYTES, "message.walk": BYTES},
    "importers/formats/pdf.py": {"pdfplumber.open": BYTES},
    "importers/wordings.py": {"_TABLE.open": OWN_FILE},
    "manifest/extend.py": {"sqlite3.connect": BUILT},
    "office/init_project.py": {"_starter(name, language).read_text": OWN_FILE},
    "proof/copies.py": {"content.read_bytes": "what was fetched within limits", "target.open": MADE},
    "proof/database_changes.py": {"sqlite3.connect": "a database that was looked at first, with limits"},
    "hand_over.py": {"zipfile.ZipFile": MADE},
    "proof/signing.py": {"os.open": "a new key", "os.fdopen": "a new key"},
    "reference.py": dict.fromkeys(
        [
            *("(root / 'schema/codelists').iterdir", "(root / SCHEMA).read_text", "(root / SUMS).read_text"),
            *("frozen.rglob", "path.read_bytes", "paths[0].read_bytes", "paths[1].read_bytes", "releases.rglob"),
            *("shutil.copyfile", "(root / 'schema' / REGISTER_SCHEMA).read_text"),
            "(root / PROJECT).read_text",
        ],
        CHECKOUT,
    ),
    "register_update.py": dict.fromkeys(["newer.folder.iterdir", "folder.iterdir"], MADE),
    "result_cache.py": {
        "libraries.glob": "the names of the installed libraries",
        "os.walk": NAMED,
        "sqlite3.connect": BUILT,
    },
    "sample/responses.py": {"(codelists / 'policing_bodies.csv').open": OWN_FILE},
    "sandbox.py": {"open": "/dev/null, for what libraries print, and what the system says of this process"},
    "schema/codelists.py": {"folder.glob": NAMED},
    "search/bitmaps.py": {"sqlite3.connect": "a database in memory"},
    "search/excerpts.py": {"sqlite3.connect": "a database in memory"},
    "search/names.py": {"_FILE.open": OWN_FILE},
    "search/understand.py": {"_FILE.open": OWN_FILE},
    "search/word_forms.py": {"_FILE.open": OWN_FILE},
    "server/open_build.py": {"sqlite3.connect": BUILT},
    "server/files.py": {"(folder / one.file).open": MADE},
    "server/query_limits.py": {"sqlite3.connect": "a database in memory"},
    "server/middleware.py": {"file.read_bytes": OWN_FILE, "package.rglob": OWN_FILE},
    "server/pages.py": {"_FAVICON.read_bytes": OWN_FILE},
    "site/i18n.py": dict.fromkeys(
        ["(_WORDS / f'{language}.json').read_text", "(_WORDS / 'titles_cy.csv').open"], OWN_FILE
    ),
    "site/tile_map.py": {"_TILES.open": OWN_FILE},
    "site/jinja_env.py": {"(STATIC / name).read_bytes": OWN_FILE},
    "spreadsheets/csv_files.py": {"(folder / file_name(sheet)).open": MADE, "os.listdir": NAMED},
    "spreadsheets/writing.py": {"folder.iterdir": MADE, "target.iterdir": NAMED},
    "spreadsheets/xlsx_writing.py": {"ZipFile": MADE},
    "spreadsheets/xlsx_reading.py": {"self._book.archive.open": BYTES},
    "static/data_files.py": {
        "sqlite3.connect": BUILT,
        "manifest.read_bytes": BUILT,
    },
    "static/folder.py": {
        **dict.fromkeys(["target.iterdir", "target.parent.iterdir"], NAMED),
        **dict.fromkeys(["(self.path / below).iterdir", "place.read_bytes"], "files that this program has just made"),
        "os.open": "the folder that is being made, or was left behind: to hold a lock on it",
    },
    "static/make.py": {"sqlite3.connect": BUILT, "STATIC.rglob": OWN_FILE}
    | dict.fromkeys(["SCRIPT.read_bytes", "PLACES.read_bytes", "file.read_bytes"], OWN_FILE),
    "static/packing.py": {"source.open": "the copy of the database that the site made", "target.open": MADE},
    "static/search_index.py": {"_TERMS.open": OWN_FILE},
    "static/word_places.py": {"sqlite3.connect": "a database of its own, which is not kept"},
    "validate/many_files.py": {"cache.load": "what is in the cache"},
    "zip_limits.py": {"zipfile.ZipFile": BYTES, "packed.open": BYTES},
}
"""Where something else than `files/reading.py` opens or lists, and why a stranger can do no harm there."""

SAFE = frozenset({"open_file", "open_stream", "read_text", "read_bytes", "sha256", "walk"})
"""The functions of `files/reading.py`, and those of `yaml_reader` that are given bytes."""


def openings(source: str) -> set[str]:
    """Give the calls in a module by which something is opened, but for those of functions that are imported by name."""
    tree = ast.parse(source)
    calls = [node.func for node in ast.walk(tree) if isinstance(node, ast.Call)]
    names = [node for node in calls if isinstance(node, ast.Name) and node.id in OPENING - SAFE]
    attributes = [node for node in calls if isinstance(node, ast.Attribute) and node.attr in OPENING]
    return {ast.unparse(node) for node in (*names, *attributes)} - {f"files.{name}" for name in SAFE}


def test_one_module_opens_what_strangers_made() -> None:
    found = {
        path.relative_to(PACKAGE).as_posix(): openings(path.read_text(encoding="utf-8"))
        for path in PACKAGE.rglob("*.py")
        if path != PACKAGE / "files/reading.py"
    }
    own = {"Document"}  # records as read, pages and documents to import are called so too
    unknown = {name: calls - set(ALLOWED.get(name, ())) - own for name, calls in found.items()}
    assert {name: calls for name, calls in unknown.items() if calls} == {}
    stale = {name: set(calls) - found[name] for name, calls in ALLOWED.items()}
    assert {name: calls for name, calls in stale.items() if calls} == {}


def test_reading_the_code_finds_what_is_opened() -> None:
    source = "import os\nopen('a')\nPath('a').read_text()\nos.open('a', 0)\nfiles.read_bytes(a, 1)\n"
    assert openings(source) == {"open", "Path('a').read_text", "os.open"}


# --- things that are no files, or too large, or changing


def zero(path: Path) -> None:
    path.symlink_to("/dev/zero")


def link_out(path: Path) -> None:
    path.symlink_to("/etc/passwd")


def link_in(path: Path) -> None:
    path.symlink_to(os.path.relpath(project_of(path) / "records/norfolk" / GOOD, path.parent))


def dangling(path: Path) -> None:
    path.symlink_to("nowhere")


def loop(path: Path) -> None:
    path.symlink_to(path.name)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def listener(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as made:
        here = Path.cwd()
        os.chdir(path.parent)  # the name of a socket may have a hundred characters
        try:
            made.bind(path.name)
        finally:
            os.chdir(here)


def folder(path: Path) -> None:
    path.mkdir()


def sparse(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(SPARSE)


def link_to_sparse(path: Path) -> None:
    sparse(project_of(path) / "huge")
    path.symlink_to(os.path.relpath(project_of(path) / "huge", path.parent))


KINDS = (zero, link_out, link_in, dangling, loop, pipe, listener, folder, sparse, link_to_sparse)
REASONS = {
    zero: Reason.LINK,
    link_out: Reason.LINK,
    link_in: Reason.LINK,
    dangling: Reason.BROKEN_LINK,
    loop: Reason.BROKEN_LINK,
    pipe: Reason.NOT_A_FILE,
    listener: Reason.NOT_A_FILE,
    folder: Reason.NOT_A_FILE,
    sparse: Reason.TOO_LARGE,
    link_to_sparse: Reason.LINK,
}


def project_of(path: Path) -> Path:
    return next(one for one in path.parents if (one / "records").is_dir() and one.name != "records")


def reading(path: Path, root: Path | None) -> Iterator[Callable[[], object]]:
    yield lambda: files.read_bytes(path, 1_000_000, root)
    yield lambda: files.read_text(path, 1_000_000, root)
    yield lambda: files.sha256(path, 1_000_000, root)
    yield lambda: files.check_file(path, 1_000_000, root)
    yield lambda: files.open_file(path, 1_000_000, root).__enter__()


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_ordinary_file_is_refused_at_once(tmp_path: Path, kind: Callable[[Path], None]) -> None:
    project(tmp_path, {GOOD: record()})
    path = tmp_path / "thing"
    kind(path)
    for read in reading(path, tmp_path):
        with an_end(), at_most(1), pytest.raises(UnreadableFileError) as refused:
            read()
        assert refused.value.reason is REASONS[kind]
        assert str(refused.value).endswith(".")


@pytest.mark.parametrize("kind", [zero, dangling, loop, pipe, listener, folder, sparse, link_to_sparse])
def test_what_somebody_names_is_followed_and_still_no_device_or_pipe_is_opened(
    tmp_path: Path, kind: Callable[[Path], None]
) -> None:
    project(tmp_path, {GOOD: record()})
    kind(tmp_path / "thing")
    (tmp_path / "link").symlink_to("thing")
    for read in itertools.chain(reading(tmp_path / "thing", None), reading(tmp_path / "link", None)):
        with an_end(), at_most(1), pytest.raises(UnreadableFileError):
            read()
    if kind is not sparse and kind is not link_to_sparse:  # a database may have any size
        with an_end(), pytest.raises(UnreadableFileError):
            files.open_stream(tmp_path / "thing")
    (tmp_path / "good").symlink_to(f"records/norfolk/{GOOD}")
    assert files.read_text(tmp_path / "good", 1_000_000) == record()


@pytest.mark.parametrize("kind", [zero, pipe, link_out])
def test_what_takes_a_files_place_in_the_last_moment_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: Callable[[Path], None]
) -> None:
    project(tmp_path)
    path = tmp_path / "file"
    path.write_text("words")
    really_open = os.open

    def swap_and_open(name: Any, flags: int, *rest: Any, **more: Any) -> int:
        if os.fspath(name) == os.fspath(path):
            path.unlink()
            kind(path)
        return really_open(name, flags, *rest, **more)

    monkeypatch.setattr(os, "open", swap_and_open)
    with an_end(), pytest.raises(UnreadableFileError):
        files.read_bytes(path, 1_000_000, tmp_path)


def test_a_file_that_goes_on_growing_is_told_and_never_read_beyond_the_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"x" * 1_000)
    really_read, given = os.read, [0]

    def grow_and_read(handle: int, size: int) -> bytes:
        with path.open("ab") as file:
            file.write(b"x" * 50_000)
        found = really_read(handle, size)
        given[0] += len(found)
        return found

    monkeypatch.setattr(os, "read", grow_and_read)
    for read in (files.read_bytes, files.sha256):
        path.write_bytes(b"x" * 1_000)
        given[0] = 0
        with pytest.raises(UnreadableFileError) as refused:
            read(path, 100_000)
        assert refused.value.reason is Reason.TOO_LARGE
        assert given[0] == 100_001


def test_a_file_that_is_written_while_it_is_read_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"old")
    really_read = os.read
    writes: Iterator[bytes] = iter([b"new one", b"newer"])

    def write_and_read(handle: int, size: int) -> bytes:
        found = really_read(handle, size)
        if (content := next(writes, None)) is not None:
            path.write_bytes(content)
        return found

    monkeypatch.setattr(os, "read", write_and_read)
    assert files.read_bytes(path, 100) == b"newer"
    writes = itertools.cycle(b"x" * n for n in range(1, 10))
    with pytest.raises(UnreadableFileError) as refused:
        files.read_bytes(path, 100)
    assert refused.value.reason is Reason.CHANGING


@pytest.mark.parametrize("number", [errno.EACCES, errno.EIO, errno.EMFILE, errno.EPERM])
def test_what_the_system_refuses_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    (tmp_path / "file").write_text("words")

    def refuse(*_: Any) -> int:
        raise OSError(number, "no")

    monkeypatch.setattr(os, "open", refuse)
    with pytest.raises(UnreadableFileError, match=r"It can't be opened: .+\. Check who may read it\."):
        files.read_bytes(tmp_path / "file", 100)


def test_a_file_is_put_in_place_through_no_link_that_was_laid_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "victim").write_text("precious")
    for name in ("a" * 255, "b.yaml"):
        files.write_file(tmp_path / name, "new")  # also where the name leaves no room for another beside it
        assert (tmp_path / name).read_text() == "new"
    monkeypatch.setattr(Path, "unlink", lambda *_, **__: None)
    beside = [tmp_path / f".{hashlib.sha256(b'c.yaml').hexdigest()[:16]}.{os.getpid()}.writing"]
    beside[0].symlink_to("victim")
    with pytest.raises(files.NotWrittenError):
        files.write_file(tmp_path / "c.yaml", "new")
    assert (tmp_path / "victim").read_text() == "precious"


# --- the same things in every place of a project, met by every command

ATTACHING = record(attachments="\n  - id: letter\n    title: A letter\n    file: letter.pdf")
WITH_CHECKSUM = ATTACHING + f"    sha256: {'0f' * 32}\n"

PLACES = (
    *(
        "records/norfolk/notes.txt",
        "records/norfolk/2020-thing.yaml",
        "records/kent",
        "records/norfolk/letter.pdf",
    ),
    *("opcc.yml", "extensions.schema.json", "metadata.yml"),
    *("schema/response.schema.json", "schema/codelists/stages.csv"),
    *("opcc.db", "opcc.db.cache", "opcc.db.lock"),
)


def office(root: Path, place: str, kind: Callable[[Path], None]) -> Path:
    made = project(root, {GOOD: WITH_CHECKSUM if place.endswith("letter.pdf") else record()})
    path = made.root / place
    if place.startswith("schema/"):
        import shutil

        shutil.copytree(ROOT / "schema", made.root / "schema")
        path.unlink()
    kind(path)
    return path


def run(root: Path, *arguments: str) -> Result:
    """Run a command as a person would, and hold it to end, in a few seconds of work, without a traceback."""
    with an_end(), at_most(20):
        done = CliRunner().invoke(opcc, [arguments[0], "--project", str(root), *arguments[1:]])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    assert "Traceback" not in done.output
    return done


def untouched(path: Path) -> tuple[int, ...]:
    """Give what stays of a file, folder or link that is only looked at. When it was last looked at does not."""
    found = os.lstat(path)
    return found.st_mode, found.st_ino, found.st_nlink, found.st_size, found.st_mtime_ns, found.st_ctime_ns


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("place", PLACES)
def test_validate_and_build_end_with_a_sentence(tmp_path: Path, place: str, kind: Callable[[Path], None]) -> None:
    if place == "opcc.db" and kind in (link_out, link_in, dangling):
        pytest.skip("a database may be a link: the new file takes its place")
    path = office(tmp_path, place, kind)
    before = untouched(path)
    checked, built = run(tmp_path, "validate"), run(tmp_path, "build")
    skipping = run(tmp_path, "build", "--skip-invalid")
    is_harmless = (kind is folder and place in ("records/kent", "records/norfolk/notes.txt")) or place == "metadata.yml"
    if place.startswith("opcc.db"):
        assert checked.exit_code == 0
        is_harmless = place != "opcc.db.lock" and kind is sparse
    elif not is_harmless:
        assert checked.exit_code in (1, 2)
        assert (path.name if "letter" not in place else GOOD) in checked.output
    if place == "opcc.db.cache":
        assert built.exit_code in (0, 2)  # it is a cache: it is made anew, or a sentence says what is in the way
    elif place == "opcc.db":
        assert built.exit_code in (0, 2)
    elif not is_harmless and not place.startswith("opcc.db"):
        assert built.exit_code in (1, 2), built.output
        assert not (tmp_path / "opcc.db").exists() or skipping.exit_code == 1
        assert skipping.exit_code in (1, 2), skipping.output
    if place.startswith(("records/", "extensions", "opcc.yml")):
        assert untouched(path) == before


@pytest.mark.parametrize("kind", [zero, pipe, sparse], ids=lambda kind: kind.__name__)
@pytest.mark.parametrize("place", [place for place in PLACES if not place.startswith("opcc.db")])
def test_every_other_command_ends_too(tmp_path: Path, place: str, kind: Callable[[Path], None]) -> None:
    office(tmp_path, place, kind)
    thing = str(tmp_path / place)
    for arguments in (
        ("fmt", "--check"),
        ("fmt", thing),
        ("validate", thing),
        ("due", "--body", "norfolk-pcc"),
        ("not-required", "digital-forensics-2022", "--undo", "--body", "norfolk-pcc"),
        ("diff", str(tmp_path)),
        ("upgrade", "--check"),
        ("export", "--dry-run", "--to", "xlsx"),
        ("send-list", thing),
        ("mark-sent", thing, "--to", "hmicfrs"),
        ("render", thing, "--out", "-", "--to", "md"),
        ("render", str(tmp_path / "records/norfolk" / GOOD), "--template", thing, "--out", "-"),
        ("import", thing, "--dry-run"),
        ("import", str(tmp_path / "records"), "--dry-run"),
    ):
        run(tmp_path, *arguments)


def test_the_line_of_the_issue(tmp_path: Path) -> None:
    project(tmp_path, {GOOD: record()})
    (tmp_path / "records/norfolk/notes.txt").symlink_to("/dev/zero")
    errors = [line for line in run(tmp_path, "validate", "--format", "text").output.splitlines() if "error" in line]
    assert errors[0].endswith(
        "records/norfolk/notes.txt: error R103 This is a link, which is not followed: what it leads to would not "
        "be published. Put a copy of what it leads to in place of the link, or delete it."
    )
    assert len([line for line in errors if "R103" in line]) == 1


@pytest.mark.parametrize("name", ["records", "schema"])
def test_a_folder_of_the_project_that_leads_out_of_it_is_refused(tmp_path: Path, name: str) -> None:
    project(tmp_path / "office", {GOOD: record()})
    elsewhere = project(tmp_path / "elsewhere", {GOOD: record()}).root
    if name == "schema":
        elsewhere = ROOT
    else:
        (tmp_path / "office/records").rename(tmp_path / "old")
    (tmp_path / "office" / name).symlink_to(elsewhere / name)
    done = run(tmp_path / "office", "validate")
    assert done.exit_code == 2
    assert f"{name} is a link that leads out of the project" in done.output


def test_a_hundred_attachments_that_are_one_file_are_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    each = "\n  - id: letter-{0}\n    title: A letter\n    file: letter-{0}.pdf\n    sha256: " + "0f" * 32
    listed = "".join(each.format(number) for number in range(100))
    made = project(tmp_path, {GOOD: record(attachments=listed)})
    here = tmp_path / "records/norfolk"
    (here / "letter-0.pdf").write_bytes(b"words")
    for n in range(1, 100):
        os.link(here / "letter-0.pdf", here / f"letter-{n}.pdf")
    read = []
    monkeypatch.setattr("opcc_opendata.rules.attachments.sha256", lambda *given: read.append(given) or "no")
    assert [problem.code for problem in validate(made).problems].count("R311") == 100
    assert len(read) == 1


# --- names

NAMES = {
    "not UTF-8": b"2019-02-27-\xff.yaml",
    "not UTF-8, a stray": b"notes-\xc3\x28.pdf",
    "a line feed": b"2019-02-27-a\nb.yaml",
    "a terminal's command": b"2019-02-27-\x1b[2J.yaml",
    "a NUL's neighbour": b"2019-02-27-\x01.yaml",
    "turned round": "2019-02-27-\u202elmay.yaml".encode(),
    "no width": "2019-02-27-\u200b.yaml".encode(),
    "C1": "2019-02-27-\x85.yaml".encode(),
    "255 bytes": b"2019-02-27-" + b"a" * 239 + b".yaml",
    "255 bytes, a stray": "é".encode() * 125 + b".pdf",
    "a hyphen first": b"-rf.yaml",
    "an option": b"--help.yaml",
    "a space at the end": b"notes.pdf ",
    "a space first": b" notes.pdf",
    "a full stop at the end": b"notes.",
    "a device": b"con.yaml",
    "a device with two endings": b"aux.tar.gz",
    "a device in capitals": b"LPT1",
    "a device by another digit": "com².txt".encode(),
    "a colon": b"2019-02-27-a:b.yaml",
    "a question mark": b"2019-02-27-why?.yaml",
    "a backslash": b"2019-02-27-a\\b.yaml",
    "a command of GitHub": b"::error::x.yaml",
    "markup": b"<img src=x onerror=alert(1)>.yaml",
    "capitals": b"2019-02-26-FIXTURE.yaml",
    "another form of é": "2019-02-27-cafe\u0301.yaml".encode(),
    "a space": b"2019-02-27-a b.yaml",
    "only dots": b"...yaml",
}


@pytest.fixture(scope="module")
def badly_named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("names")
    project(root, {GOOD: record(), "2019-02-27-a-b.yaml": "title: [\n", "x.yaml/2019-03-01-inside.yaml": record()})
    for name in NAMES.values():
        (root / "records/norfolk" / os.fsdecode(name)).write_text("title: [\n" if b"yaml" in name else "words")
    (root / "records/norfolk" / "2019-02-27-caf\u00e9.yaml").write_text("title: [\n")
    for name in (b"bad\xff", b"aux", b"new\nline", b"-x"):
        (root / "records" / os.fsdecode(name)).mkdir()
        (root / "records" / os.fsdecode(name) / GOOD).write_text(record())
    (root / "records/empty.yaml").mkdir()
    return root


@pytest.mark.parametrize("what", [what for what in NAMES if what != "only dots"])
def test_a_name_is_one_sentence_and_the_build_goes_on_without_it(tmp_path: Path, what: str) -> None:
    made = project(tmp_path, {GOOD: record(), "2019-02-27-a-b.yaml": record("2019-02-27-a-b")})
    path = tmp_path / "records/norfolk" / os.fsdecode(NAMES[what])
    path.write_text(record(), encoding="utf-8")
    report = validate(made)
    errors = [problem for problem in report.problems if problem.severity is Severity.ERROR]
    assert errors
    here = "records/norfolk/"
    assert {problem.path for problem in errors} <= {here + files.printable(path.name), here + GOOD}
    assert all(problem.path.isprintable() and problem.message.endswith(".") for problem in errors)
    if errors[0].code == "R109":
        assert len(errors) == 1
    stopped = build(made)
    assert not stopped.built
    assert stopped.rejected
    outcome = build(made, skip_invalid=True)
    assert outcome.built
    assert outcome.published >= 1
    assert build(made, skip_invalid=True).published == outcome.published
    path.unlink()
    assert build(made).published == 2


def test_names_that_make_the_same_id_of_a_problem(tmp_path: Path) -> None:
    twins = [
        *("a b.yaml", "a-b.yaml", "A B.yaml", "a  b.yaml", "a_b.yaml", "\u00e4.yaml", "\u00f6.yaml"),
        *("b/a-b.yaml", "b-a/b.yaml", "b/a/b.yaml"),
    ]
    made = project(tmp_path, {GOOD: record(), **{f"norfolk/{name}": "title: [\n" for name in twins}})
    outcome = build(made, skip_invalid=True)
    assert (outcome.built, outcome.published) == (True, 1)
    assert len(outcome.rejected) == len(twins)
    ids = [one for (one,) in query(made.database, "SELECT id FROM problems")]
    assert len(ids) == len(set(ids))
    assert all(set(one) <= set("abcdefghijklmnopqrstuvwxyz0123456789-") for one in ids)
    named = {path for (path,) in query(made.database, "SELECT file FROM problems")}
    assert named >= {f"records/norfolk/{name}" for name in twins}


def test_all_bad_names_together(badly_named: Path) -> None:
    done = run(badly_named, "build", "--skip-invalid")
    assert done.exit_code == 1
    assert "1 record. " in done.output
    assert all(line.isprintable() for line in done.output.splitlines())
    outcomes = query(badly_named / "opcc.db", "SELECT DISTINCT outcome FROM provenance ORDER BY 1")
    assert outcomes == [("published",), ("rejected",)]


def test_a_folder_with_a_name_that_can_not_be_kept_is_not_gone_into(badly_named: Path) -> None:
    found = find_records([badly_named / "records"], badly_named)
    assert [name for name in found.names if GOOD in name] == [str(badly_named / "records/norfolk" / GOOD)]
    told = {problem.path: problem.code for problem in found.problems}
    for name in ("bad<U+DCFF>", "aux", "new<U+000A>line", "-x"):
        assert told[f"records/{name}"] == "R109"
    assert told["records/empty.yaml"] == told["records/x.yaml"] == "R101"


def strict_json(text: str) -> Any:
    return orjson.loads(text)  # unlike json, it takes no half of a character


@pytest.mark.parametrize("form", REPORTERS)
def test_every_report_of_bad_names_is_valid(badly_named: Path, form: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(badly_named)
    done = CliRunner().invoke(opcc, ["validate", "--format", form])
    assert isinstance(done.exception, SystemExit)
    assert done.exit_code == 1
    text = done.output
    assert text.encode().decode() == text
    assert not {c for c in text if not c.isprintable()} - {"\n"} - ({"\u200b"} if form == "markdown" else set())
    count = len(validate(project_at(badly_named)).problems)
    if form == "json":
        assert len(strict_json(text)["problems"]) == count
    elif form == "sarif":
        results = strict_json(text)["runs"][0]["results"]
        assert len(results) == count
        uris = [one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in results]
        assert all(uri.isascii() and " " not in uri and "<" not in uri for uri in uris)
    elif form == "gitlab":
        assert len({one["fingerprint"] for one in strict_json(text)}) == count
    elif form == "junit":
        suite = ElementTree.fromstring(text)
        assert {one.get("file") for one in suite.iter("testcase")} >= {"records/norfolk/2019-02-27-<U+DCFF>.yaml"}
    elif form == "github":
        commands = {line.split(" ")[0].split("::")[1] for line in text.splitlines() if line.startswith("::")}
        assert commands <= {"error", "warning", "notice", "group", "endgroup"}


def test_a_bad_name_on_the_command_line(badly_named: Path) -> None:
    for name in (b"2019-02-27-\xff.yaml", b"-rf.yaml", b"2019-02-27-a\nb.yaml"):
        path = str(badly_named / "records/norfolk" / os.fsdecode(name))
        for command in ("validate", "fmt", "render", "send-list"):
            assert run(badly_named, command, path).exit_code in (1, 2)


# --- packed files


def packed(members: dict[str, bytes]) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return made.getvalue()


def lying(raw: bytes, size: int, checksum: int) -> bytes:
    """Change what a zip of one member says of it."""
    changed = bytearray(raw)
    entry = raw.rfind(b"PK\x01\x02")
    struct.pack_into("<I", changed, entry + 16, checksum)
    struct.pack_into("<I", changed, entry + 24, size)
    return bytes(changed)


def test_a_packed_file_is_opened_with_all_that_is_in_it() -> None:
    members = {"a.xml": b"x" * 1_000, "folder/": b"", "b.txt": b""}
    with open_zip(packed(members), 1_000) as opened:
        assert {name: opened.read(name) for name in opened.namelist()} == members


BIG = packed({"a": bytes(20_000_000)})


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (BIG, "Unpacked it has more than 10 MB."),
        (lying(BIG, 10, zlib.crc32(bytes(10))), "It is damaged, and can't be unpacked."),  # says that it is small
        (lying(packed({"a": b"xyz"}), 4, zlib.crc32(b"xyz")), "It is damaged, and can't be unpacked."),
        (lying(packed({"a": b"xyz"}), 3, 7), "It is damaged, and can't be unpacked."),
        (packed({f"{n}": b"" for n in range(5_001)}), "There are more than 5,000 files packed in it."),
        (packed({"a": b"xyz"})[:-5], "It is damaged, and can't be unpacked."),
        (b"", "It is damaged, and can't be unpacked."),
    ],
    ids=["large", "lies", "too short", "checksum", "many", "cut off", "empty"],
)
def test_a_packed_file_within_limits_on_what_is_really_in_it(raw: bytes, sentence: str) -> None:
    with at_most(2), pytest.raises(ZipLimitError) as refused:
        open_zip(raw, 10_000_000)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("suffix", [".docx", ".xlsx", ".zip", ".odt"])
def test_an_import_of_a_packed_file_that_lies_is_a_sentence(tmp_path: Path, suffix: str) -> None:
    project(tmp_path, {GOOD: record()})
    path = tmp_path / f"letter{suffix}"
    path.write_bytes(lying(BIG, 10, zlib.crc32(bytes(10))))
    done = run(tmp_path, "import", str(path), "--dry-run")
    assert done.exit_code in (1, 2)
    assert "damaged" in done.output


def test_an_import_of_a_folder_follows_no_link_out_of_it(tmp_path: Path) -> None:
    project(tmp_path / "office", {GOOD: record()})
    (tmp_path / "secret.txt").write_text("Response of the Commissioner\n\nThe secret words.\n")
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    (inbox / "link.txt").symlink_to(tmp_path / "secret.txt")
    (inbox / "zero.pdf").symlink_to("/dev/zero")
    os.mkfifo(inbox / "pipe.docx")
    sparse(inbox / "huge.html")
    done = run(tmp_path / "office", "import", str(inbox), "--dry-run")
    assert done.exit_code == 1
    assert "secret words" not in done.output
    for name in ("link.txt", "zero.pdf", "pipe.docx", "huge.html"):
        assert name in done.output


@pytest.mark.parametrize("place", ["word/header1.xml", "word/document.xml", "customXml/item1.xml", "word/styles.xml"])
def test_no_document_makes_the_program_read_another_file(tmp_path: Path, place: str) -> None:
    from made_documents import docx_of

    project(tmp_path, {GOOD: record()})
    (tmp_path / "secret").write_text("SECRETWORDS")
    source = zipfile.ZipFile(io.BytesIO(docx_of("Invented response of the commissioner, with words.")))
    members = {name: source.read(name) for name in source.namelist()}
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = members.get(place, f'<w:hdr xmlns:w="{space}"><w:p><w:r><w:t>x</w:t></w:r></w:p></w:hdr>'.encode()).decode()
    declaration = f'<!DOCTYPE x [<!ENTITY x SYSTEM "{(tmp_path / "secret").as_uri()}">]>'
    head, _, rest = body.partition("?>") if body.startswith("<?xml") else ("", "", body)
    changed = f"{head}?>{declaration}{rest}" if head else f"{declaration}{rest}"
    members[place] = changed.replace("<w:t>", "<w:t>&x;", 1).encode()
    (tmp_path / "letter.docx").write_bytes(packed(members))
    done = run(tmp_path, "import", str(tmp_path / "letter.docx"), "--to", str(tmp_path / "drafts"))
    written = "".join(path.read_text() for path in (tmp_path / "drafts").rglob("*.yaml"))
    assert "SECRETWORDS" not in done.output + written


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_metadata_that_is_no_file_is_a_sentence(tmp_path: Path, kind: Callable[[Path], None]) -> None:
    from opcc_opendata.server import ServingError, read_metadata

    made = project(tmp_path, {GOOD: record()})
    kind(tmp_path / "metadata.yml")
    with an_end(), pytest.raises(ServingError, match=r"^metadata\.yml: This is |^metadata\.yml: The file has "):
        read_metadata(made)

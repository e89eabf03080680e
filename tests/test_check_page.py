"""The page Check in a real Chromium: the answers of the command line, by hand and by keyboard, and nothing sent out."""

from __future__ import annotations

import base64
import hashlib
import http.server
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest
from click.testing import CliRunner
from playwright.sync_api import expect

from opcc_opendata.browser import pyodide
from opcc_opendata.browser.bundle import bundle
from opcc_opendata.browser.checking import CheckResult
from opcc_opendata.browser.pyodide import NoPyodideError
from opcc_opendata.browser.runtime import make_runtime
from opcc_opendata.cli import opcc
from opcc_opendata.cli.common import RefusedError, check_runtime
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.yaml_reader import MAX_BYTES
from tests.projects import CHECKOUT, project, record
from tests.sites import of_few_forces
from tests.test_accessibility import AXE
from tests.test_server import serving
from tests.waiting import LONGEST

expect.set_options(timeout=LONGEST * 1_000)
NPM = CHECKOUT / "tests/node/node_modules/pyodide"
WEB = CHECKOUT / "opcc_opendata/browser/web"
RECORDS = CHECKOUT / "tests/records"
SAMPLES = sorted(RECORDS.rglob("*.yaml"))
HOSTILE = {
    "markup.yaml": b'id: "<img src=x onerror=alert(1)>"\ntitle: </script><script>document.title=1</script>\n',
    "bytes.yaml": bytes(range(256)),
    "utf16.yaml": "id: x\n".encode("utf-16"),
    "deep.yaml": b"a: " + b"[" * 5_000,
    "keys.yaml": b"".join(b"k%d: x\n" % n for n in range(2_000)),
    "long.yaml": b"title: " + b"a" * 200_000 + b"\n",
    "aliases.yaml": b"a: &a [x]\nb: &b [*a, *a]\nc: [*b, *b]\n",
    "quotes.yaml": b"id: 'x\n" * 500,
    "empty.yaml": b"",
    "x.yml": b"id: x\n",
    " space.yaml": b"id: x\n",
    "turned\u202e.yaml": b"id: x\n",
}
needs_pyodide = pytest.mark.skipif(not NPM.is_dir(), reason="scripts/setup --dev has not fetched Pyodide")
THROUGH_WORKER = """
  files => new Promise((done, failed) => {
    const script = document.querySelector("script[src*='check-files']").src;
    const worker = new Worker(new URL("check-worker.js", script)), answers = [];
    const next = () => {
      const [name, content] = files[answers.length];
      const bytes = Uint8Array.from(atob(content), (one) => one.charCodeAt(0));
      worker.postMessage({number: answers.length, files: [[name, bytes.length, bytes]]});
    };
    worker.onerror = (event) => failed(event.message);
    worker.onmessage = ({data}) => {
      if (data.state === "failed" || data.state === "broken") failed(data.why);
      if (data.state === "checked") {
        answers.push(data.answer);
        if (answers.length < files.length) next(); else { worker.terminate(); done(answers); }
      }
    };
    next();
  })
"""


PARTS = 4
"""Each day tries one part of the samples."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of one record, and Pyodide in the cache, as it is after it was fetched."""
    kept = pyodide.kept_in()
    kept.mkdir(parents=True, exist_ok=True)
    for name in pyodide.FILES:
        shutil.copyfile(NPM / name, kept / name)
    found = project(tmp_path_factory.mktemp("check"), {"2019-02-26-fixture.yaml": record()})
    assert build(found).built
    return found


@pytest.fixture(scope="module")
def client(made: Project) -> Iterator[httpx.Client]:
    with serving("--project", made.root, "--no-build", "--check-page") as client:
        yield client


@pytest.fixture(scope="module")
def tab(client: httpx.Client, browser: Any) -> Iterator[Any]:
    """The page in a browser that notes every request, and whatever is thrown."""
    context = browser.new_context(viewport={"width": 320, "height": 800}, accept_downloads=True)
    page = context.new_page()
    page.asked, page.thrown = [], []
    context.on("request", lambda request: page.asked.append((request.method, request.url)))
    page.on("pageerror", lambda error: page.thrown.append(str(error)))
    page.goto(f"{client.base_url}check")
    yield page
    context.close()


def printed(folder: Path, name: str, content: bytes, changing: pytest.MonkeyPatch) -> str:
    """What `opcc validate NAME` prints in a project that has nothing else."""
    (folder / name).write_bytes(content)
    changing.chdir(folder)
    done = CliRunner().invoke(opcc, ["validate", "--", name])
    (folder / name).unlink()
    assert done.exit_code in (0, 1), done.output
    return done.stdout


@pytest.mark.slow
@pytest.mark.browser
@needs_pyodide
@pytest.mark.days(PARTS)
@pytest.mark.parametrize("part", range(PARTS))
def test_every_sample_gets_the_answer_of_the_command_line(
    tab: Any, part: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = project(tmp_path / "alone", {}).root
    every = [*HOSTILE.items(), *((one.name, one.read_bytes()) for one in SAMPLES)]
    files = every[part::PARTS]
    sent = [(name, base64.b64encode(content).decode()) for name, content in files]
    answers = tab.evaluate(THROUGH_WORKER, sent)
    assert len(answers) == len(files) >= 212 // PARTS
    codes = set()
    for (name, content), answer in zip(files, answers, strict=True):
        found, expected = CheckResult(**json.loads(answer)), printed(alone, name, content, monkeypatch)
        assert found.text == expected, name
        for problem in found.problems:  # type: ignore[assignment]
            line, column = problem["line"], problem["column"]  # type: ignore[index]
            assert (f":{line}:{column}: " if line else ": error ") in expected
            codes.add(problem["code"])  # type: ignore[index]
    assert len(codes) > 60 // PARTS
    assert tab.thrown == []


@pytest.mark.slow
@pytest.mark.browser
@needs_pyodide
def test_a_workbook_is_read_and_checked_as_import_and_validate_do(
    tab: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import openpyxl

    files = {f"2019-02-2{n}-x.yaml": record(f"2019-02-2{n}-x") for n in (6, 7)}
    monkeypatch.chdir(project(tmp_path / "from", files).root)
    assert CliRunner().invoke(opcc, ["export", "--out", str(tmp_path / "good.xlsx")]).exit_code == 0
    book = openpyxl.load_workbook(tmp_path / "good.xlsx")
    sheet = book["Responses"]
    column = next(cell.column for cell in sheet[1] if cell.value == "Stage")
    for row in (2, 3):
        sheet.cell(row, column).value = "Fulll"
    book.save(tmp_path / "bad.xlsx")
    (tmp_path / "none.xlsx").write_bytes(b"PK no workbook")
    names = ("good.xlsx", "bad.xlsx", "none.xlsx")
    sent = [(name, base64.b64encode((tmp_path / name).read_bytes()).decode()) for name in names]
    good, bad, none = (CheckResult(**json.loads(one)) for one in tab.evaluate(THROUGH_WORKER, sent))
    for name in names:
        folder = project(tmp_path / f"into-{name}", {}).root
        (folder / name).write_bytes((tmp_path / name).read_bytes())
        monkeypatch.chdir(folder)
        taken = CliRunner().invoke(opcc, ["import", name])
        if name == "good.xlsx":
            assert taken.exit_code == 0, taken.output
            assert good.text.endswith(CliRunner().invoke(opcc, ["validate", "records", "drafts"]).stdout)
            assert good.files == 2
        elif name == "bad.xlsx":
            said = taken.stderr.replace("opcc: Nothing", "Nothing")
            assert bad.text == said
            assert [one["code"] for one in bad.problems] == ["R010", "R010"]  # type: ignore[index]
            assert all(f"{one['cell']}: error" in said for one in bad.problems)  # type: ignore[index]
        else:
            (refused,) = none.refused
            assert f"opcc: {refused[2]}\n" == taken.stderr


@pytest.mark.slow
@pytest.mark.browser
@needs_pyodide
def test_a_reader_drops_files_and_gets_what_the_command_line_prints(
    tab: Any, client: httpx.Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = project(tmp_path / "alone", {}).root
    folder = tmp_path / "chosen"
    folder.mkdir()
    (folder / "a.yaml").write_bytes(HOSTILE["markup.yaml"])
    (folder / "large.yaml").write_bytes(b"x" * (MAX_BYTES + 1))
    (folder / "letter.odt").write_bytes(b"PK")
    state, results = tab.locator("#check-state"), tab.locator("#check-results")
    expect(state).to_contain_text(re.compile(r"loads [78]\.\d MB"))
    # By keyboard. The file is chosen in a window of the system's own, for which Playwright stands.
    box = tab.get_by_label("Records (.yaml)")
    box.focus()
    with tab.expect_file_chooser() as chooser:
        box.press("Enter")
    chooser.value.set_files([folder / "a.yaml", folder / "large.yaml", folder / "letter.odt"])
    expect(tab.locator("#check-heading")).to_be_focused()
    expect(state).to_have_text("Checked.")
    for name in ("a.yaml", "large.yaml"):
        shutil.copyfile(folder / name, alone / name)
    monkeypatch.chdir(alone)
    expected = CliRunner().invoke(opcc, ["validate", "a.yaml", "large.yaml"]).stdout
    assert tab.locator("#check-results pre").text_content() == expected
    expect(results.locator(".lead")).to_have_text(expected.splitlines()[-2])
    expect(results.locator("li").first).to_contain_text("error R")
    expect(results.locator(".notice")).to_contain_text("letter.odt is a document")
    expect(results.get_by_text("error R105", exact=True)).to_be_visible()
    assert tab.title().startswith("Check a record")  # what a file holds is text, and nothing else
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")
    with tab.expect_download() as saved:
        tab.get_by_role("link", name="Save the report as a file").click()
    assert Path(saved.value.path()).read_text(encoding="utf-8") == expected

    # Dropped: the report of before is gone, and Python is not started again.
    content = base64.b64encode(record().encode()).decode()
    asked = len(tab.asked)
    tab.evaluate(
        """content => {
          const files = new DataTransfer();
          files.items.add(new File([atob(content)], "good.yaml"));
          const drop = new DragEvent("drop", {dataTransfer: files, bubbles: true, cancelable: true});
          document.getElementById("check-drop").dispatchEvent(drop);
        }""",
        content,
    )
    (alone / "good.yaml").write_text(record(), encoding="utf-8")
    expected = CliRunner().invoke(opcc, ["validate", "good.yaml"]).stdout
    expect(tab.locator("#check-results pre")).to_have_text(expected, use_inner_text=False)
    assert tab.asked[asked:] == []
    assert {(method, url.split("/")[2]) for method, url in tab.asked if not url.startswith("blob:")} == {
        ("GET", str(client.base_url).split("/")[2])
    }
    assert tab.thrown == []

    tab.evaluate("() => document.querySelector('#check-results details').open = true")
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    for scheme in ("light", "dark"):
        tab.emulate_media(color_scheme=scheme)
        found = tab.evaluate("() => axe.run({resultTypes: ['violations']})")
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == []


@pytest.mark.heavy
@needs_pyodide
def test_the_page_and_its_files_may_compile_and_no_other(client: httpx.Client) -> None:
    page = client.get("/check")
    (folder,) = set(re.findall(r'src="(/check-files/[0-9a-f]{16})/check\.js"', page.text))
    for answer in (page, client.get("/cy/check"), client.get(f"{folder}/check-worker.js")):
        assert answer.status_code == 200
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';" in policy
        assert "unsafe-inline" not in policy
        assert "'unsafe-eval'" not in policy
    for address in ("/", "/data", "/checks", "/check/x"):
        assert "wasm" not in client.get(address).headers["content-security-policy"]
    script = client.get(f"{folder}/check.js")
    assert script.headers["content-type"] == "text/javascript; charset=utf-8"
    assert script.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert client.get(f"{folder}/pyodide.asm.wasm.gz.bin").headers["content-type"] == "application/octet-stream"
    zipped = client.get(f"{folder}/pyodide.asm.js", headers={"accept-encoding": "gzip"})
    assert int(zipped.headers["content-length"]) < 300_000
    for missing in (f"{folder}/nothing.js", f"{folder[:-16]}{'0' * 16}/check.js"):
        answer = client.get(missing)
        assert (answer.status_code, answer.headers["cache-control"]) == (404, "no-store")
    for address in ("/", "/cy/", "/data", "/cy/data"):
        assert f'href="{"/cy" if "cy" in address else ""}/check"' in client.get(address).text
    assert client.get("/data").text.count('href="/check"') == 2
    assert "/check</loc>" in client.get("/sitemap.xml").text


@pytest.mark.heavy
def test_without_its_files_the_page_says_that_it_is_not_offered(site: httpx.Client) -> None:
    page = site.get("/check")
    assert page.status_code == 200
    assert "This copy of the site does not offer to check records in the browser." in page.text
    assert "opcc validate FILE" in page.text
    assert "<script" not in page.text.replace('<script type="application/ld+json">', "")
    assert 'href="/check"' not in site.get("/").text.replace('href="/check" aria-current="page"', "")
    assert 'href="/check"' not in site.get("/data").text
    assert "/check<" not in site.get("/sitemap.xml").text


@pytest.mark.slow
@pytest.mark.browser
@needs_pyodide
def test_written_as_files_it_checks_below_any_path_and_says_why_not_from_a_disk(browser: Any, tmp_path: Path) -> None:
    made = of_few_forces(tmp_path / "project", "2019-02-26-x")
    words = ["static", tmp_path / "web/a b/site", "--project", made.root, "--check-page"]
    done = subprocess.run(
        [sys.executable, "-m", "opcc_opendata.cli", *words], capture_output=True, text=True, timeout=LONGEST
    )
    assert done.returncode == 0, done.stderr
    page = (tmp_path / "web/a b/site/check.html").read_text(encoding="utf-8")
    assert re.search(r'src="check-files/[0-9a-f]{16}/check\.js"', page)
    context = browser.new_context()
    tab = context.new_page()
    tab.goto((tmp_path / "web/a b/site/check.html").as_uri())
    expect(tab.locator("#check-state")).to_contain_text("This page was opened from a disk")
    expect(tab.locator("#check-tool")).to_be_hidden()
    handler = partial(_Quiet, directory=str(tmp_path / "web"))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab.goto(f"http://127.0.0.1:{server.server_port}/a%20b/site/cy/check.html")
        (tmp_path / "x.yaml").write_bytes(b"id: x\n")
        tab.locator("#check-files").set_input_files(tmp_path / "x.yaml")
        expect(tab.locator("#check-results pre")).to_contain_text("x.yaml:1:1: error R001")
        server.shutdown()
    context.close()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        pass


def test_without_javascript_it_says_what_to_do(client: httpx.Client, browser: Any) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{client.base_url}check")
    expect(tab.get_by_text("It needs JavaScript")).to_be_visible()
    expect(tab.get_by_text("opcc validate FILE")).to_be_visible()
    expect(tab.locator("#check-tool")).to_be_hidden()
    context.close()


test_without_javascript_it_says_what_to_do = pytest.mark.browser(
    needs_pyodide(test_without_javascript_it_says_what_to_do)
)


def test_the_limits_of_the_page_are_those_of_the_command_line() -> None:
    script = (WEB / "check.js").read_text(encoding="utf-8")
    assert f"MOST_BYTES = {MAX_BYTES:_};" in script
    used = set(re.findall(r"say\(\s*\"(\w+)\"", script)) | {"checking", "loading", "error", "warning"}
    used |= {f"refused_{reason}" for reason in ("document", "large", "name", "twice")}
    template = (CHECKOUT / "opcc_opendata/site/templates/site/check.html").read_text(encoding="utf-8")
    assert set(re.findall(r'"(\w+)": say\.plain', template)) >= used - {"ready"}


@pytest.mark.heavy
@needs_pyodide
def test_the_same_program_gives_the_same_address(made: Project) -> None:
    first, second = make_runtime(made, NPM), make_runtime(made, NPM)
    assert first == second
    assert 7_000_000 < first.size < 9_000_000
    assert not [name for name in first.files if name.endswith(".wasm")]


def test_no_link_out_of_a_projects_own_standard_is_packed(tmp_path: Path) -> None:
    made = project(tmp_path / "office", {"2019-02-26-fixture.yaml": record()})
    shutil.copytree(CHECKOUT / "schema", made.root / "schema")
    (tmp_path / "secret.csv").write_text("secret")
    (made.root / "schema/secret.csv").symlink_to(tmp_path / "secret.csv")
    (made.root / "schema/own.csv").write_text("own")
    with zipfile.ZipFile(io.BytesIO(bundle(project_at(made.root)))) as packed:
        names = set(packed.namelist())
        # The same files give the same bytes, and so the same address, whenever they were written.
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert "opcc_opendata/_packaged/schema/own.csv" in names
    assert "opcc_opendata/_packaged/schema/secret.csv" not in names
    assert {"opcc_opendata/validate/one_file.py", "jsonschema/__init__.py", "yaml/parser.py"} <= names


class Registry:
    """A registry that has one package, which holds what a test puts into it."""

    def __init__(self, files: dict[str, bytes]) -> None:
        packed = io.BytesIO()
        with tarfile.open(fileobj=packed, mode="w:gz") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(f"package/{name}")
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
        self.packed = packed.getvalue()

    def __enter__(self) -> str:
        content = self.packed

        class Handler(_Quiet):
            def do_GET(self) -> None:
                self.send_response(200)
                self.send_header("content-length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return f"http://127.0.0.1:{self.server.server_port}/pyodide.tgz"

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()


SMALL = {name: name.encode() for name in pyodide.FILES}


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take small files for those of Pyodide."""
    sums = {name: hashlib.sha256(content).hexdigest() for name, content in SMALL.items()}
    monkeypatch.setattr(pyodide, "FILES", sums)


@pytest.mark.usefixtures("small")
def test_it_is_fetched_once_and_known_by_its_checksums(tmp_path: Path) -> None:
    with Registry({**SMALL, "console.html": b"x"}) as address:
        assert pyodide.fetch(tmp_path / "kept", address) == SMALL
    assert pyodide.fetch(tmp_path / "kept", address) == SMALL  # nobody answers there any more
    (tmp_path / "kept/pyodide.js").unlink()
    with Registry(SMALL) as address:
        assert pyodide.fetch(tmp_path / "kept", address) == SMALL
    assert sorted(os.listdir(tmp_path / "kept")) == sorted(SMALL)  # noqa: PTH208
    (tmp_path / "kept/pyodide.js").write_bytes(b"another")
    with pytest.raises(NoPyodideError, match="is not that of Pyodide"):
        pyodide.fetch(tmp_path / "kept", address)


@pytest.mark.usefixtures("small")
@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({**SMALL, "pyodide.js": b"another"}, "pyodide.js in http.* is not that of Pyodide"),
        ({"pyodide.js": b"pyodide.js"}, "is not the package of Pyodide"),
    ],
)
def test_nothing_is_kept_of_another_package(files: dict[str, bytes], said: str, tmp_path: Path) -> None:
    with Registry(files) as address, pytest.raises(NoPyodideError, match=said):
        pyodide.fetch(tmp_path / "kept", address)
    assert not (tmp_path / "kept").exists()


@pytest.mark.usefixtures("small")
def test_no_more_is_read_of_a_package_than_it_may_have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Registry({**SMALL, "more": os.urandom(2_000)}) as address:
        monkeypatch.setattr(pyodide, "_LARGEST", 2_000)
        with pytest.raises(NoPyodideError, match="has more than 0 MB, and is not what it should be"):
            pyodide.fetch(tmp_path / "kept", address)
    longer = {**SMALL, "pyodide.js": b"pyodide.js" + b" " * 100_000}
    with Registry(longer) as address, pytest.raises(NoPyodideError, match="Nothing is kept of it"):
        pyodide.fetch(tmp_path / "kept", address)
    assert not (tmp_path / "kept").exists()


@pytest.mark.usefixtures("small")
def test_a_file_of_the_standard_that_is_too_large_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(tmp_path / "office", {"2019-02-26-fixture.yaml": record()})
    shutil.copytree(CHECKOUT / "schema", made.root / "schema")
    large = made.root / "schema/large.csv"
    large.write_bytes(b"x" * 3_000_000)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    pyodide.kept_in().mkdir(parents=True)
    for name, content in SMALL.items():
        (pyodide.kept_in() / name).write_bytes(content)
    with pytest.raises(RefusedError) as refused:
        check_runtime(project_at(made.root))
    assert f"can't be offered. {large}: The file has 3 MB. It may have 2 MB at most." in str(refused.value)


def test_where_it_can_not_be_fetched_the_command_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made = project(tmp_path / "office", {"2019-02-26-fixture.yaml": record()})
    assert build(made).built
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(pyodide.fetch, "__defaults__", ("http://127.0.0.1:9/x.tgz",))
    done = CliRunner().invoke(opcc, ["static", str(tmp_path / "out"), "--project", str(made.root), "--check-page"])
    assert done.exit_code == 2
    assert "The page that checks records can't be offered. http://127.0.0.1:9/x.tgz can't be fetched" in done.stderr
    assert "by hand" in done.stderr
    assert not (tmp_path / "out").exists()

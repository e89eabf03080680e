"""Several servers behind nginx: a request names its build, nobody serves a damaged file, and a switch is one step."""

from __future__ import annotations

import hashlib
import io
import os
import sqlite3
import subprocess
import sys
import tarfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import ServingError, builds, make_datasette, read_metadata
from opcc_opendata.server.middleware import Front
from tests.projects import CHECKOUT, project, query, record
from tests.replicas import NGINX, Country, rehearse, report
from tests.test_server_renewal import renew
from tests.waiting import run

BACKUP, RESTORE, SWITCH = (CHECKOUT / "contrib" / name for name in ("opcc-backup", "opcc-restore", "opcc-switch"))


@pytest.fixture
def made(tmp_path: Path) -> Project:
    here = project(tmp_path / "made", {"2019-02-26-fixture.yaml": record()})
    assert build(here).built
    return here


def digest(database: Path) -> str:
    ((found,),) = query(database, "SELECT value FROM build WHERE key = 'digest'")
    return str(found)


class Server:
    """The server within this process."""

    def __init__(self, made: Project) -> None:
        self.datasette = make_datasette(made.database, read_metadata(made), downloads=False)
        self.builds = self.datasette.opcc_builds

    def get(self, address: str, named: str = "", known: str = "") -> httpx.Response:
        headers = {"Opcc-Build": named, "If-None-Match": known}

        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.datasette.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(address, headers={name: value for name, value in headers.items() if value})

        return run(asked())


@pytest.fixture
def server(made: Project) -> Iterator[Server]:
    found = Server(made)
    yield found
    found.builds.close()


ROWS = "/opcc/responses.json?_shape=array"


def test_a_request_gets_the_build_that_it_names_and_no_other(made: Project, server: Server) -> None:
    first = digest(made.database)
    assert len(server.get(ROWS, first).json()) == 1
    renew(made, 0)
    second = digest(made.database)
    # The new file is found as soon as somebody names it, and the one before stays for those who still name that.
    assert [len(server.get(ROWS, name).json()) for name in (second, first, second)] == [2, 1, 2]
    assert len(server.get(ROWS).json()) == 2
    refused = server.get(ROWS, "0" * 64)
    assert (refused.status_code, refused.headers["cache-control"]) == (502, "no-store")
    assert "has not got the build" in refused.text
    assert server.get("/-/health", "0" * 64).status_code == 502


def test_builds_that_nobody_names_are_not_kept(made: Project, server: Server) -> None:
    first = digest(made.database)
    renew(made, 0)
    assert server.builds.renew()
    assert server.get(ROWS, first).status_code == 502


@pytest.mark.heavy
def test_no_more_than_two_older_builds_are_kept(made: Project, server: Server) -> None:
    names = [digest(made.database)]
    assert server.get(ROWS, names[0]).status_code == 200
    for number in range(3):
        renew(made, number)
        names.append(digest(made.database))
        assert server.get(ROWS, names[-1]).status_code == 200
    assert [server.get(ROWS, name).status_code for name in names] == [502, 200, 200, 200]


def test_a_build_that_was_named_long_ago_is_let_go(
    made: Project, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = digest(made.database)
    assert server.get(ROWS, first).status_code == 200
    renew(made, 0)
    assert server.builds.renew()
    assert server.get(ROWS, first).status_code == 200
    monkeypatch.setattr(builds, "_SECONDS_KEPT", -1)
    assert not server.builds.renew()  # the look at the file that is taken all the time
    assert server.get(ROWS, first).status_code == 502


def test_a_build_that_is_closed_is_read_by_nobody(made: Project, server: Server) -> None:
    before = server.builds.newest
    renew(made, 0)
    assert server.builds.renew()
    with server.builds.pinned(before) as build:
        assert build is server.builds.newest is not before


def test_an_answer_that_has_begun_is_not_begun_again(made: Project, server: Server) -> None:
    """What goes wrong in the midst of a download breaks it off, so that nobody takes a part for the whole."""
    sent: list[dict[str, Any]] = []

    async def broken(_scope: Any, _receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-type", b"text/csv")]})
        await send({"type": "http.response.body", "body": b"id\n", "more_body": True})
        raise KeyError("Invented.")

    async def send(message: dict[str, Any]) -> None:
        sent.append(message)

    scope = {"type": "http", "method": "GET", "scheme": "http", "path": "/x.csv", "query_string": b""}
    scope |= {"headers": [(b"host", b"127.0.0.1")], "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 1)}
    with pytest.raises(KeyError):
        run(Front(broken, server.builds, "", None)(scope, None, send))  # type: ignore[arg-type]
    assert [message["type"] for message in sent] == ["http.response.start", "http.response.body"]


def test_a_build_whose_file_was_written_over_is_not_kept(made: Project, server: Server) -> None:
    """Its bytes are gone, for both are one file: who names it gets nothing of the other."""
    first = digest(made.database)
    assert server.get(ROWS, first).status_code == 200
    before = made.database.stat().st_ino
    other = made.database.with_name("other.db")
    made.database.rename(other)
    other.write_bytes(other.read_bytes())
    renew(made, 0)
    content = made.database.read_bytes()
    other.write_bytes(content)
    other.replace(made.database)
    assert made.database.stat().st_ino == before
    assert server.builds.renew()
    assert len(server.get(ROWS).json()) == 2
    assert server.get(ROWS, first).status_code == 502


def test_one_of_several_checksums_is_enough_and_none_is_not(made: Project) -> None:
    beside = made.database.with_name("opcc.db.sha256")
    found = hashlib.sha256(made.database.read_bytes()).hexdigest()
    beside.write_text(f"{'0' * 64}  opcc.db\n{found.upper()}  opcc.db\n", encoding="utf-8")
    Server(made).builds.close()
    for text in ("", "This is a text.\n", f"{found}0  opcc.db\n", f"{'0' * 10_000}\n{found}  opcc.db\n"):
        beside.write_text(text, encoding="utf-8")
        with pytest.raises(ServingError, match=r"is not the file that opcc\.db\.sha256 names, or is damaged"):
            Server(made)
    beside.unlink()
    beside.mkdir()
    with pytest.raises(ServingError, match="can't be served"):
        Server(made)


def sum_beside(database: Path) -> None:
    found = hashlib.sha256(database.read_bytes()).hexdigest()
    database.with_name("opcc.db.sha256").write_text(f"{found}  opcc.db\n", encoding="utf-8")


def overwrite(database: Path) -> None:
    size = database.stat().st_size
    with database.open("r+b") as file:
        file.seek(size // 3)
        file.write(b"\xff" * (size // 3))


def test_a_damaged_file_is_not_served_from_the_start(made: Project) -> None:
    sum_beside(made.database)
    Server(made).builds.close()
    overwrite(made.database)
    with pytest.raises(ServingError, match=r"opcc\.db is not the file that opcc\.db\.sha256 names, or is damaged"):
        Server(made)


def test_a_file_that_is_damaged_under_its_readers_is_served_no_more(made: Project) -> None:
    sum_beside(made.database)
    server = Server(made)
    named = digest(made.database)
    whole = server.get("/-/health")
    assert (whole.status_code, whole.json()["ok"]) == (200, True)
    page = server.get("/responses")
    assert page.status_code == 200
    assert server.get("/responses", known=page.headers["etag"]).status_code == 304
    overwrite(made.database)
    assert not server.builds.renew()
    for address in ("/responses", ROWS, "/opcc/responses.csv?_stream=on"):
        assert [server.get(address, name).status_code for name in ("", named)] == [502, 502]
    assert server.get("/responses", known=page.headers["etag"]).status_code == 502
    health = server.get("/-/health")
    assert (health.status_code, health.json()["ok"], health.json()["newer_file_refused"]) == (503, False, True)
    assert server.get("/-/health.json").json() == health.json()
    # A whole file mends it.
    made.database.unlink()
    made.database.with_name("opcc.db.sha256").unlink()
    assert build(made).built
    assert server.builds.renew()
    assert [server.get(address).status_code for address in ("/-/health", "/responses")] == [200, 200]
    server.builds.close()


def test_damage_that_sqlite_meets_is_looked_into(made: Project) -> None:
    """A reader's own query finds damage before the next look at the file does, and nothing of that file is shown."""
    sum_beside(made.database)
    server = Server(made)
    overwrite(made.database)
    statuses = {server.get(f"{ROWS}&_size=max&_sort={column}").status_code for column in ("id", "title", "force")}
    statuses |= {server.get(address).status_code for address in ("/opcc/recommendations.csv", "/responses", "/forces")}
    assert server.builds.newest.damaged
    assert 502 in statuses
    assert statuses <= {200, 502}
    server.builds.close()


def test_a_newer_file_that_is_damaged_leaves_the_build_before(made: Project) -> None:
    sum_beside(made.database)
    server = Server(made)
    before = digest(made.database)
    new = made.database.with_name("new.db")
    new.write_bytes(made.database.read_bytes())
    overwrite(new)
    new.replace(made.database)
    assert not server.builds.renew()
    health = server.get("/-/health").json()
    assert (health["ok"], health["newer_file_refused"], health["digest"]) == (True, True, before)
    assert server.get(ROWS, before).status_code == 200
    server.builds.close()


def switch(*arguments: Path | str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(SWITCH), *map(str, arguments), "--seconds", "0"]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_readers_keep_the_build_before_until_most_servers_have_the_new_one(made: Project, tmp_path: Path) -> None:
    current = tmp_path / "current"
    dead = [f"{tmp_path / name}=http://127.0.0.1:1" for name in "12"]
    done = switch(made.database, current, *dead)
    assert done.returncode == 1
    assert "readers still have the build before." in done.stderr
    assert not os.path.lexists(current)
    # The file is there all the same, whole and with its checksum, for when the server comes back.
    for name in "12":
        assert (tmp_path / name / "opcc.db").read_bytes() == made.database.read_bytes()
        assert (tmp_path / name / "opcc.db.sha256").read_text(encoding="utf-8").endswith("  opcc.db\n")


def test_what_is_no_build_is_not_brought_to_anybody(tmp_path: Path) -> None:
    other, odd = tmp_path / "other.db", tmp_path / "odd.db"
    other.write_text("This is a text.", encoding="utf-8")
    with sqlite3.connect(odd) as connection:
        connection.execute("CREATE TABLE build (key TEXT, value TEXT)")
        connection.execute("INSERT INTO build VALUES ('digest', '../../elsewhere')")
    for database in (other, odd):
        done = switch(database, tmp_path / "current", f"{tmp_path / '1'}=http://127.0.0.1:1")
        assert (done.returncode, (tmp_path / "1").exists()) == (1, False)
        assert "Traceback" not in done.stderr
    assert switch(other, tmp_path / "current", f"{tmp_path / '1'}=127.0.0.1:8001").returncode == 2


@contextmanager
def well(digest: str) -> Iterator[str]:
    """A server that has a build, and says so to whoever names it."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            is_here = self.path == "/-/health" and self.headers["opcc-build"] == digest
            self.send_response(200 if is_here else 502)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_half_of_the_servers_are_not_most_and_who_has_the_build_gets_nothing(made: Project, tmp_path: Path) -> None:
    current, name = tmp_path / "current", digest(made.database)
    dead = f"{tmp_path / 'dead'}=http://127.0.0.1:1"
    with well(name) as url:
        assert switch(made.database, current, f"{tmp_path / '1'}={url}", dead).returncode == 1
        assert not os.path.lexists(current)
        done = switch(made.database, current, f"{tmp_path / '1'}={url}", f"{tmp_path / '2'}={url}", dead)
    assert (done.returncode, done.stderr.count("has not got the build")) == (0, 1)
    assert current.readlink() == Path("builds", name)
    assert sorted(path.name for path in tmp_path.iterdir() if path.name in ("1", "2", "dead")) == ["dead"]


@pytest.fixture
def switching() -> ModuleType:
    loader = SourceFileLoader("opcc_switch", str(SWITCH))
    spec = spec_from_loader(loader.name, loader)
    assert spec is not None
    module = module_from_spec(spec)
    loader.exec_module(module)
    return module


def test_a_copy_is_named_before_it_is_in_its_place_and_the_one_before_stays_named(
    switching: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At no moment is there a file that its checksums don't name, which a server would take for damaged."""
    database, folder = tmp_path / "made.db", tmp_path / "1"
    moved, seen = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        moved(self, target)
        named = (folder / "opcc.db.sha256").read_text(encoding="utf-8")
        place = folder / "opcc.db"
        seen.append(not place.exists() or hashlib.sha256(place.read_bytes()).hexdigest() in named)
        return target

    monkeypatch.setattr(Path, "replace", replace)
    for content in (b"first", b"second", b"third"):
        database.write_bytes(content)
        switching.deliver(database, folder)
    assert seen == [True] * 6
    assert (folder / "opcc.db").read_bytes() == b"third"
    assert len((folder / "opcc.db.sha256").read_text(encoding="utf-8").splitlines()) == 2

    monkeypatch.setattr(switching.shutil, "copyfile", lambda _, new: new.write_bytes(b"cut"))
    with pytest.raises(OSError, match="not what was copied"):
        switching.deliver(database, folder)
    assert (folder / "opcc.db").read_bytes() == b"third"
    assert sorted(path.name for path in folder.iterdir()) == ["opcc.db", "opcc.db.sha256"]


def test_the_link_keeps_the_name_of_the_build_before_and_no_older_one(switching: ModuleType, tmp_path: Path) -> None:
    for name in ("a", "b", "c"):
        switching.point(tmp_path / "current", name)
        assert (tmp_path / "current").readlink() == Path("builds", name)
    assert sorted(path.name for path in (tmp_path / "builds").iterdir()) == ["b", "c"]


def git(folder: Path, *arguments: str) -> str:
    own = ["-c", "user.name=Invented", "-c", "user.email=invented@example.org", "-c", "commit.gpgsign=false"]
    done = subprocess.run(["git", "-C", str(folder), *own, *arguments], capture_output=True, text=True, check=True)
    return done.stdout


def call(script: Path, *arguments: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_what_was_backed_up_is_restored_with_its_history(made: Project, tmp_path: Path) -> None:
    git(made.root, "init", "--quiet")
    git(made.root, "add", "records")
    git(made.root, "commit", "--quiet", "--message", "Invented.")
    (made.root / "secret.key").write_text("Invented.", encoding="utf-8")
    (made.root / ".venv").mkdir()
    (made.root / ".venv/large").write_text("Invented.", encoding="utf-8")
    (tmp_path / "elsewhere").write_text("Invented.", encoding="utf-8")
    (made.root / "link").symlink_to(tmp_path / "elsewhere")
    (made.root / "backups").mkdir()
    (made.root / "backups/opcc-before.tar.gz").write_bytes(b"Invented.")
    done = call(BACKUP, made.root, made.root / "backups")
    assert done.returncode == 0, done.stderr
    restored = tmp_path / "restored"
    assert call(RESTORE, Path(done.stdout.strip()), restored).returncode == 0
    kept = {path.relative_to(made.root) for path in made.root.rglob("*") if path.is_file() and ".git" not in path.parts}
    left_out = {Path("secret.key"), Path("opcc.db.lock"), Path("link"), Path(".venv/large")}
    kept = {path for path in kept - left_out if path.parts[0] != "backups"}
    assert kept >= {Path("opcc.db"), Path("records/norfolk/2019-02-26-fixture.yaml")}
    assert all((restored / path).read_bytes() == (made.root / path).read_bytes() for path in kept)
    assert {path.relative_to(restored) for path in restored.rglob("*") if ".git" not in path.parts} & {
        *left_out,
        Path("backups"),
    } == set()
    assert git(restored, "log", "--format=%H") == git(made.root, "log", "--format=%H")
    assert git(restored, "status", "--porcelain", "records") == ""
    again = project(restored)
    assert build(again, database=restored / "again.db").built
    assert digest(restored / "again.db") == digest(made.database)


def test_a_damaged_backup_restores_nothing(made: Project, tmp_path: Path) -> None:
    backup = Path(call(BACKUP, made.root, tmp_path / "backups").stdout.strip())
    whole = backup.read_bytes()
    for broken in (whole[: len(whole) // 2], whole[:-2000] + b"\0" * 2000, b"This is no archive."):
        backup.write_bytes(broken)
        done = call(RESTORE, backup, tmp_path / "restored")
        assert (done.returncode, (tmp_path / "restored").exists()) == (1, False)
        assert done.stderr.startswith("opcc-restore: nothing was restored.")
        assert "Traceback" not in done.stderr
    backup.write_bytes(whole)
    (tmp_path / "full").mkdir()
    (tmp_path / "full/own.txt").write_text("Invented.", encoding="utf-8")
    done = call(RESTORE, backup, tmp_path / "full")
    assert (done.returncode, "is not empty. Name a folder that is not there yet." in done.stderr) == (1, True)
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["own.txt"]


def test_what_has_no_records_is_not_backed_up(tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    done = call(BACKUP, tmp_path / "other", tmp_path / "backups")
    assert (done.returncode, (tmp_path / "backups").exists()) == (1, False)


INSIDE = "project/records/norfolk/a.yaml"


@pytest.mark.parametrize(
    ("files", "listed"),
    [
        ({"project/../../outside": b"x"}, None),
        ({"/tmp/opcc-outside": b"x"}, None),
        ({"project/.git/hooks/post-checkout": b"x"}, None),
        ({INSIDE: None}, {}),
        ({INSIDE: b"x", "project/opcc.yml": b"x"}, {INSIDE: b"x"}),
        ({INSIDE: b"x"}, {INSIDE: b"another"}),
        ({INSIDE: b"x"}, {INSIDE: b"x", "project/opcc.yml": b"x"}),
        ({}, {}),
    ],
    ids=["above", "absolute", "hook", "link", "not listed", "changed", "missing", "nothing"],
)
def test_an_archive_that_is_no_backup_restores_nothing(
    files: dict[str, bytes | None], listed: dict[str, bytes] | None, tmp_path: Path
) -> None:
    sums = {name: content or b"" for name, content in files.items()} if listed is None else listed
    lines = "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in sums.items())
    here = tmp_path / "here"
    here.mkdir()
    with tarfile.open(here / "odd.tar.gz", "w:gz") as archive:
        for name, content in {"SHA256SUMS": lines.encode(), **files}.items():
            about = tarfile.TarInfo(name)
            if content is None:
                about.type, about.linkname = tarfile.SYMTYPE, "/etc/passwd"
            about.size = len(content or b"")
            archive.addfile(about, io.BytesIO(content or b""))
    done = call(RESTORE, here / "odd.tar.gz", here / "restored")
    assert done.returncode == 1
    assert done.stderr.startswith("opcc-restore: nothing was restored.")
    assert [path.name for path in here.iterdir()] == ["odd.tar.gz"]
    assert [path.name for path in tmp_path.iterdir()] == ["here"]


@pytest.mark.skipif(NGINX is None, reason="there is no nginx")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
@pytest.mark.slow
def test_no_request_fails_no_page_is_mixed_and_no_reader_goes_back(tmp_path: Path) -> None:
    """The short form of scripts/rehearsal: a server is killed, one is two builds behind, and one has a damaged file."""
    country = Country(tmp_path, 6)
    with country.running():
        # For 5 seconds nginx asks no server that has failed: each is asked again before the next one fails.
        reading = rehearse(country, 6, 30, 7, 3)
    wrong: dict[Any, Any] = {what: count for reader in reading for what, count in reader.wrong.items()}
    assert wrong == {}, report(country, reading, 1)
    assert all(reader.newest == country.number == 8 for reader in reading)
    for place in "123":
        assert [line for line in country.said if f"/{place} (http" in line], f"server {place} was never without a build"
    seen = (tmp_path / "access.log").read_text(encoding="utf-8")
    assert "HIT|" in seen
    assert "502, 200" in seen

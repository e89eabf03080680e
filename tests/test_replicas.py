"""Several servers behind nginx: a request names its build, nobody serves a damaged file, and a switch is one step."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import ServingError, make_datasette, read_metadata
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

    def get(self, address: str, named: str = "") -> httpx.Response:
        async def asked() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.datasette.app())
            async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1") as client:
                return await client.get(address, headers={"Opcc-Build": named} if named else {})

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


def test_no_more_than_two_older_builds_are_kept(made: Project, server: Server) -> None:
    names = [digest(made.database)]
    assert server.get(ROWS, names[0]).status_code == 200
    for number in range(3):
        renew(made, number)
        names.append(digest(made.database))
        assert server.get(ROWS, names[-1]).status_code == 200
    assert [server.get(ROWS, name).status_code for name in names] == [502, 200, 200, 200]


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
    assert server.get("/responses").status_code == 200
    overwrite(made.database)
    assert not server.builds.renew()
    for address in ("/responses", ROWS):
        assert [server.get(address, name).status_code for name in ("", named)] == [502, 502]
    health = server.get("/-/health")
    assert (health.status_code, health.json()["ok"], health.json()["newer_file_refused"]) == (503, False, True)
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
    other = tmp_path / "other.db"
    other.write_text("This is a text.", encoding="utf-8")
    done = switch(other, tmp_path / "current", f"{tmp_path / '1'}=http://127.0.0.1:1")
    assert (done.returncode, (tmp_path / "1").exists()) == (1, False)
    assert "Traceback" not in done.stderr


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
    done = call(BACKUP, made.root, tmp_path / "backups")
    assert done.returncode == 0, done.stderr
    restored = tmp_path / "restored"
    assert call(RESTORE, Path(done.stdout.strip()), restored).returncode == 0
    kept = {path.relative_to(made.root) for path in made.root.rglob("*") if path.is_file() and ".git" not in path.parts}
    kept -= {Path("secret.key"), Path("opcc.db.lock")}
    assert kept >= {Path("opcc.db"), Path("records/norfolk/2019-02-26-fixture.yaml")}
    assert all((restored / path).read_bytes() == (made.root / path).read_bytes() for path in kept)
    assert not (restored / "secret.key").exists()
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
    assert call(RESTORE, backup, tmp_path / "full").returncode == 1
    assert [path.name for path in (tmp_path / "full").iterdir()] == ["own.txt"]


@pytest.mark.skipif(NGINX is None, reason="there is no nginx")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has all of 127.0.0.0/8")
@pytest.mark.slow
def test_no_request_fails_no_page_is_mixed_and_no_reader_goes_back(tmp_path: Path) -> None:
    """The short form of scripts/rehearsal: a server is killed, one is two builds behind, and one has a damaged file."""
    country = Country(tmp_path, 6)
    with country.running():
        reading = rehearse(country, 6, 30, 7, 0)
    wrong: dict[Any, Any] = {what: count for reader in reading for what, count in reader.wrong.items()}
    assert wrong == {}, report(country, reading, 1)
    assert all(reader.newest == country.number == 8 for reader in reading)
    for place in "123":
        assert [line for line in country.said if f"/{place} (http" in line], f"server {place} was never without a build"
    seen = (tmp_path / "access.log").read_text(encoding="utf-8")
    assert "HIT|" in seen
    assert "502, 200" in seen

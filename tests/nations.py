"""Invented offices with data of their own, and a web server and git repositories that give them, whole or hurt."""

from __future__ import annotations

import csv
import io
import os
import subprocess
import tarfile
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.projects import record

ROOT = Path(__file__).parent.parent
OLD, NEW = "2019-02-26-old", "2020-03-03-new"


def _bodies() -> dict[str, str]:
    """Give the body that each force has now, by the codelists alone."""
    with (ROOT / "schema/codelists/policing_bodies.csv").open(encoding="utf-8", newline="") as file:
        return {row["force"]: row["code"] for row in csv.DictReader(file) if not row["end"]}


BODIES = _bodies()
"""Force → body."""


def records_of(force: str) -> dict[str, str]:
    """Two responses of an office, by their paths below its project."""
    return {f"records/{force}/{name}.yaml": response(force, name) for name in (OLD, NEW)}


def response(force: str, name: str, **changes: str) -> str:
    """A response of the body that a force has now."""
    parts = {"id": f"{force}-{name}", "force": force, "policing_body": BODIES[force]} | changes
    return record(name, **parts)


def tar(files: dict[str, str], top: str = "office-main/") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as packed:
        for name, text in files.items():
            content = text.encode()
            member = tarfile.TarInfo(top + name)
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    return out.getvalue()


def zipped(files: dict[str, str], top: str = "") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(top + name, text)
    return out.getvalue()


def put(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")


def git(folder: Path, *words: str, at: str = "2024-05-01T12:00:00Z") -> str:
    """Run git in a folder, with no settings of this machine and a time of ours."""
    about = {"GIT_AUTHOR_DATE": at, "GIT_COMMITTER_DATE": at, "GIT_CONFIG_GLOBAL": os.devnull}
    who = ("-c", "user.name=A", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main")
    done = subprocess.run(
        ["git", *who, *words], cwd=folder, env=os.environ | about, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def commit(folder: Path, at: str = "2024-05-01T12:00:00Z") -> str:
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--allow-empty", "-m", "Records", at=at)
    return git(folder, "rev-parse", "HEAD")


def repository(folder: Path, files: dict[str, str], at: str = "2024-05-01T12:00:00Z") -> Path:
    folder.mkdir(parents=True)
    git(folder, "init", "--quiet")
    put(folder, files)
    commit(folder, at)
    return folder


Answer = Callable[[BaseHTTPRequestHandler], None]


def giving(content: bytes, etag: str = "", status: int = 200, said: int | None = None) -> Answer:
    """Answer with some bytes, of which there are as many as `said` where that is given; 304 for the same ETag."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        if etag and handler.headers.get("If-None-Match") == etag:
            handler.send_response(304)
            handler.end_headers()
            return
        handler.send_response(status)
        if etag:
            handler.send_header("ETag", etag)
        handler.send_header("Content-Length", str(len(content) if said is None else said))
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def sending_on(where: str) -> Answer:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(302)
        handler.send_header("Location", where)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return answer


@dataclass
class Web:
    """A web server: what it answers at each path, what it was asked, and when those that wait may go on."""

    address: str
    answers: dict[str, Answer] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    ended: threading.Event = field(default_factory=threading.Event)

    def waiting(self) -> Answer:
        """Answer nothing until the test is over."""

        def answer(_handler: BaseHTTPRequestHandler) -> None:
            self.ended.wait(60)

        return answer


@contextmanager
def web() -> Iterator[Web]:
    """Serve archives on this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            answer = found.answers.get(self.path)
            with suppress(OSError):  # who asked has gone
                (answer or giving(b"", status=404))(self)

        def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
            found.asked.append((self.path, int(code)))

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    found = Web(f"http://127.0.0.1:{server.server_address[1]}")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("NO_PROXY", "127.0.0.1")
            yield found
    finally:
        found.ended.set()
        server.shutdown()
        server.server_close()


def sources(nation: Path, entries: list[dict[str, object]]) -> Path:
    """Write sources.yml; each value is a text or a list of texts."""
    nation.mkdir(parents=True, exist_ok=True)
    lines = ["sources:"]
    for entry in entries:
        items = [
            f"{key}: [{', '.join(value)}]" if isinstance(value, list) else f'{key}: "{value}"'
            for key, value in entry.items()
        ]
        lines += [f"  - {items[0]}", *(f"    {item}" for item in items[1:])]
    (nation / "sources.yml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return nation

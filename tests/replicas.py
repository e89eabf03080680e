"""nginx before three servers, as contrib/nginx.conf has it, with readers who note what is wrong, and what goes wrong.

Each build of these records says its number in every title, so that a page of two builds and a reader who goes back to
an older one are seen in the pages' own words. `scripts/rehearsal` runs this for five minutes, a test for some builds.
"""

from __future__ import annotations

import gzip
import http.client
import os
import random
import re
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from opcc_opendata.database import build
from opcc_opendata.project import Project
from tests.projects import CHECKOUT, project, record
from tests.waiting import LONGEST, wait_until

SITE = "http://data.example.org"
SWITCH = CHECKOUT / "contrib/opcc-switch"
NGINX = shutil.which("nginx", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin")

PAGES = (
    *("/responses", "/cy/responses", "/search?q=rehearsal", "/forces/norfolk", "/reports"),
    *(
        "/opcc/responses.json?_shape=array&_size=max",
        "/opcc/responses.csv",
        "/responses/norfolk-2019-02-26-rehearsal-1",
    ),
    "/opcc.json?sql=select+title+from+responses&_shape=array",
)

_WRAP = """\
{user}
worker_processes 2;
error_log {folder}/error.log warn;
pid {folder}/nginx.pid;
events {{ worker_connections 1024; }}
http {{
    log_format seen '$status $upstream_cache_status|$upstream_addr|$upstream_status';
    access_log {folder}/access.log seen buffer=64k flush=1s;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""


def free_port() -> int:
    """Give a port that stays free while its server is away: the system gives none of these to a connection."""
    for port in random.SystemRandom().sample(range(20_000, 32_000), 12_000):
        with suppress(OSError), socket.socket() as taken:
            taken.bind(("127.0.0.1", port))
            return port
    raise OSError("No port is free.")


class Replica:
    """One server, which reads a file of its own."""

    def __init__(self, folder: Path, made: Project, port: int) -> None:
        self.folder, self.port, self.made = folder, port, made
        self.process: subprocess.Popen[str] | None = None
        folder.mkdir(parents=True, exist_ok=True)

    @property
    def database(self) -> Path:
        return self.folder / "opcc.db"

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        arguments = ["serve", "--project", self.made.root, "--db", self.database, "--no-build", "--port", self.port]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "opcc_opendata.cli", *map(str, arguments), "--public-url", SITE],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def health(self) -> int:
        """Give the status of what it says of itself, or 0 if it says nothing."""
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
        try:
            line.request("GET", "/-/health")
            return line.getresponse().status
        except OSError:
            return 0
        finally:
            line.close()

    def await_start(self) -> None:
        assert self.process is not None
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert "Serving" in line, self.process.communicate()

    def kill(self) -> None:
        """End it as a machine without power does."""
        assert self.process is not None
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.communicate()
        self.process = None

    def hold_back(self) -> None:
        """Let no new file come here."""
        (self.folder / ".opcc.db.new").mkdir()

    def let_go(self) -> None:
        (self.folder / ".opcc.db.new").rmdir()

    def damage(self) -> None:
        """Write over a part of the file, under its readers."""
        size = self.database.stat().st_size
        with self.database.open("r+b") as file:
            file.seek(size // 3)
            file.write(b"\xff" * (size // 3))


class Country:
    """A project, three servers and nginx."""

    def __init__(self, folder: Path, records: int, *, servers: int = 3) -> None:
        self.folder, self.records, self.number = folder, records, 0
        self.made = project(folder / "project")
        self.current = folder / "current"
        self.said: list[str] = []
        self.build()
        self.replicas = [Replica(folder / str(number + 1), self.made, free_port()) for number in range(servers)]
        self.port = free_port()

    def build(self) -> None:
        """Make the next build: every title says its number."""
        self.number += 1
        for one in range(self.records):
            name = f"2019-02-26-rehearsal-{one + 1}"
            title = f'"Build {self.number:04}, rehearsal {one + 1}"'
            report = f"\n  - id: invented-rehearsal-{one + 1}\n    title: {title}\n    published: 2019-02-26"
            text = record(name, title=title, inspections=report)
            (self.made.records / "norfolk" / f"{name}.yaml").write_text(text, encoding="utf-8")
        outcome = build(self.made)
        assert outcome.built, [str(one) for one in outcome.problems]

    def switch(self, seconds: float = LONGEST) -> subprocess.CompletedProcess[str]:
        """Bring the newest build to the servers."""
        servers = [f"{one.folder}={one.url}" for one in self.replicas]
        command = [sys.executable, str(SWITCH), str(self.made.database), str(self.current), *servers]
        done = subprocess.run([*command, "--seconds", f"{seconds:g}"], capture_output=True, text=True, check=False)
        self.said += done.stderr.splitlines()
        return done

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the servers, each with the first build, and nginx."""
        nginx: subprocess.Popen[bytes] | None = None
        try:
            for replica in self.replicas:
                shutil.copyfile(self.made.database, replica.database)
                replica.start()
            for replica in self.replicas:
                replica.await_start()
            assert self.switch().returncode == 0
            self.write_configuration()
            command = [str(NGINX), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), "-g", "daemon off;"]
            nginx = subprocess.Popen([*command, "-e", str(self.folder / "error.log")])
            wait_until(lambda: self._answers() or nginx.poll() is not None, "nginx answers")
            assert nginx.poll() is None, (self.folder / "error.log").read_text(encoding="utf-8")
            yield
        finally:
            if nginx is not None:
                nginx.terminate()
                nginx.wait()
            for replica in self.replicas:
                if replica.process is not None:
                    replica.kill()

    def fill_copies(self) -> None:
        """Have nginx keep every page, so that no reader waits for the server that is about to end or to be damaged.

        A page that a server was sending as it was killed, or had read from a file being damaged, ends early.
        """
        for page in PAGES:
            for encoding in ("gzip", "identity"):
                line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=LONGEST)
                line.request("GET", page, headers={"Host": "data.example.org", "Accept-Encoding": encoding})
                assert line.getresponse().read()
                line.close()

    def _answers(self) -> bool:
        with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), LONGEST):
            return True
        return False

    def write_configuration(self) -> None:
        """Write contrib/nginx.conf with this computer's ports and folders. Nothing else is changed."""
        text = (CHECKOUT / "contrib/nginx.conf").read_text(encoding="utf-8")
        changes = {
            "listen 443 ssl;": f"listen 127.0.0.1:{self.port};",
            "/var/cache/nginx/opcc": f"{self.folder}/cache",
            "/srv/opcc/current;": f"{self.current};",
            **{f"127.0.0.1:800{place + 1}": f"127.0.0.1:{one.port}" for place, one in enumerate(self.replicas)},
        }
        for old, new in changes.items():
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        text = re.sub(r"^ *ssl_.*\n", "", text, flags=re.M)
        (self.folder / "site.conf").write_text(text, encoding="utf-8")
        # Started by root, its workers would be a user who can't read a test's folder.
        user = "user root;" if os.geteuid() == 0 else ""
        wrapped = _WRAP.format(user=user, folder=self.folder)
        (self.folder / "nginx.conf").write_text(wrapped, encoding="utf-8")


class Reader(threading.Thread):
    """One reader on two connections, who asks for page after page and notes what is wrong."""

    def __init__(self, country: Country, number: int, seconds_between: float) -> None:
        super().__init__()
        # A reader has an address of their own, for nginx limits what one address may ask.
        self.country, self.number, self.seconds_between = country, number, seconds_between
        self.over = threading.Event()
        self.wrong: Counter[str] = Counter()
        self.newest = 0
        self.builds: set[int] = set()
        self.took: list[float] = []

    def run(self) -> None:
        mine = (f"127.0.1.{self.number + 1}", 0) if sys.platform == "linux" else None
        port = self.country.port
        lines = [http.client.HTTPConnection("127.0.0.1", port, timeout=LONGEST, source_address=mine) for _ in range(2)]
        due = time.monotonic() + self.seconds_between * self.number / 20
        place = self.number
        while not self.over.wait(max(0.0, due - time.monotonic())):
            due = max(due + self.seconds_between, time.monotonic() - 1)
            place += 1
            self.read(lines[place % 2], PAGES[place % len(PAGES)], zipped=self.number % 2 == 0)
        for line in lines:
            line.close()

    def read(self, line: http.client.HTTPConnection, page: str, *, zipped: bool) -> None:
        began = time.monotonic()
        headers = {"Host": "data.example.org", "Accept-Encoding": "gzip" if zipped else "identity"}
        try:
            line.request("GET", page, headers=headers)
            answer = line.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            self.wrong[f"{page}: {error!r}"] += 1
            line.close()
            return
        self.took.append(time.monotonic() - began)
        if answer.status != 200:
            self.wrong[f"{page}: {answer.status} {body[:100]!r}"] += 1
            return
        text = gzip.decompress(body) if answer.headers.get("content-encoding") == "gzip" else body
        shown = {int(found) for found in re.findall(rb"Build (\d{4}), rehearsal", text)}
        if len(shown) != 1:
            self.wrong[f"{page}: of the builds {sorted(shown)}"] += 1
            return
        (build_shown,) = shown
        if build_shown < self.newest:
            self.wrong[f"{page}: back from build {self.newest} to {build_shown}"] += 1
        self.newest = max(self.newest, build_shown)
        self.builds.add(build_shown)


def incidents(country: Country, builds: int) -> dict[int, Callable[[], None]]:
    """Say what happens just before which build: each server in turn is killed, held back, and damaged, and mended."""
    first, second, third = country.replicas

    def restart(replica: Replica) -> Callable[[], None]:
        def act() -> None:
            replica.start()
            replica.await_start()

        return act

    def damage() -> None:
        """Write over the file under its readers: the server says that it is not well, and does not start anew."""
        country.fill_copies()
        third.damage()
        wait_until(lambda: third.health() == 503, "the server with the damaged file says so")
        third.kill()
        third.start()
        assert third.process is not None
        _, said = third.process.communicate(timeout=LONGEST)
        assert third.process.returncode == 2, said
        assert "or is damaged: its SHA-256 is" in said, said
        third.process = None

    def kill() -> None:
        country.fill_copies()
        first.kill()

    step = builds / 7
    times = (kill, restart(first), second.hold_back, second.let_go, damage, restart(third))
    return {round(step * (place + 1)): act for place, act in enumerate(times)}


def rehearse(country: Country, readers: int, rate: float, builds: int, seconds_between: float) -> list[Reader]:
    """Build, switch and let things go wrong, while readers read. Give the readers, with what they noted."""
    reading = [Reader(country, number, readers / rate) for number in range(readers)]
    plan = incidents(country, builds)
    for reader in reading:
        reader.start()
    try:
        for number in range(builds):
            due = time.monotonic() + seconds_between
            if number in plan:
                plan[number]()
            country.build()
            done = country.switch()
            assert done.returncode == 0, done.stderr
            # Every reader has had the new build before the next is made.
            wanted = country.number
            wait_until(lambda: all(one.newest >= wanted for one in reading), f"build {wanted}")  # noqa: B023 (now)
            time.sleep(max(0.0, due - time.monotonic()))
    finally:
        for reader in reading:
            reader.over.set()
        for reader in reading:
            reader.join()
    return reading


def report(country: Country, reading: list[Reader], seconds: float) -> str:
    """Say in figures what the readers and nginx noted."""
    took = sorted(one for reader in reading for one in reader.took)
    wrong = sum((reader.wrong for reader in reading), Counter[str]())
    lines = (country.folder / "access.log").read_text(encoding="utf-8").splitlines()
    kept = sum(line.split("|")[0].split()[-1] in ("HIT", "STALE", "UPDATING") for line in lines)
    again = sum("," in line.split("|")[1] for line in lines)
    middle, most, longest = statistics.median(took), took[len(took) * 99 // 100], took[-1]
    told = [
        f"{len(took):,} requests in {seconds:.0f} s, {len(took) / seconds:.0f} a second; {country.number} builds",
        f"failed, mixed or back in time: {sum(wrong.values())}",
        f"median {middle * 1000:.1f} ms, 99 of 100 within {most * 1000:.0f} ms, longest {longest * 1000:.0f} ms",
        f"answered from nginx's copies: {kept:,}; asked of a server: {len(lines) - kept:,}",
        f"asked of a second server after a first: {again:,}",
        *(f"  {count} × {what}" for what, count in wrong.most_common(20)),
    ]
    return "\n".join(told)

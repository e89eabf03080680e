"""The site under load, beside stock Datasette on the same database: 8 clients, each of which asks all the time."""

import http.client
import random
import sqlite3
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

BIN = Path(__file__).resolve().parents[2] / ".venv" / "bin"
CLIENTS = 8
REQUESTS = 400
WORDS = ("training", "officers", "quarter", "review", "victims", "plan", "force", "report")


@dataclass
class Answers:
    """How long the answers to one kind of page took, in milliseconds."""

    name: str
    median: float
    p99: float
    each_second: float

    def __str__(self) -> str:
        return f"{self.name:<40} {self.median:>9.1f} {self.p99:>9.1f} {self.each_second:>9.1f}"


def measure(database: Path) -> list[Answers]:
    """Ask both servers for responses, lists and searches. Every answer has to be a page."""
    ids = some_ids(database)
    ours = {
        "response": [f"/responses/{name}" for name in ids],
        "list": ["/responses", *(f"/responses?page={n}" for n in range(2, 12))],
        "search": [f"/search?q={word}" for word in WORDS],
    }
    stock = {
        "response": [f"/opcc/responses/{name}" for name in ids],
        "list": ["/opcc/responses", *(f"/opcc/responses?_next={name}" for name in ids[:10])],
        "search": [f"/opcc/comments?_search={word}" for word in WORDS],
    }
    found = []
    for server, command, pages in (
        ("opcc serve", [BIN / "opcc", "serve", "--no-build", "--db", database, "--port", "8710"], ours),
        ("stock Datasette", [BIN / "datasette", "serve", "-i", database, "--port", "8711"], stock),
    ):
        with running([str(word) for word in command]) as port:
            found += [load(f"{server}, {kind}", port, addresses) for kind, addresses in pages.items()]
    return found


def some_ids(database: Path) -> list[str]:
    """Choose responses from all over the database."""
    with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:
        ids = [name for (name,) in connection.execute("SELECT id FROM responses ORDER BY id")]
    return random.Random(1).sample(ids, min(len(ids), REQUESTS))


@contextmanager
def running(command: list[str]) -> Iterator[int]:
    """Run a server until the block ends, and give its port once it answers."""
    port = int(command[-1])
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(600):
            try:
                ask(http.client.HTTPConnection("127.0.0.1", port, timeout=5), "/")
                break
            except OSError:
                if server.poll() is not None:
                    raise SystemExit(f"{command[0]} ended with {server.returncode}") from None
                time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait()


def ask(connection: http.client.HTTPConnection, address: str) -> int:
    """Ask for one page, read it whole, and give its status."""
    connection.request("GET", address)
    answer = connection.getresponse()
    answer.read()
    return answer.status


def load(name: str, port: int, addresses: list[str]) -> Answers:
    """Have the clients ask for pages, and say how long each answer took."""
    times: list[float] = []
    wrong: list[tuple[str, int]] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        for n in range(number, REQUESTS, CLIENTS):
            started = time.perf_counter()
            status = ask(connection, addresses[n % len(addresses)])
            times.append((time.perf_counter() - started) * 1000)
            if status != 200:
                wrong.append((addresses[n % len(addresses)], status))

    started = time.perf_counter()
    clients = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for one in clients:
        one.start()
    for one in clients:
        one.join()
    if wrong:
        raise SystemExit(f"{name}: {wrong[0][0]} answered {wrong[0][1]}")
    seconds = time.perf_counter() - started
    print(f"  {name}: median {statistics.median(times):.0f} ms", file=sys.stderr, flush=True)
    return Answers(name, statistics.median(times), statistics.quantiles(times, n=100)[98], len(times) / seconds)

"""The site under load, beside stock Datasette on the same database: 8 clients, each of which asks all the time."""

import http.client
import json
import random
import sqlite3
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import permutations
from pathlib import Path

import every_page
from opcc_opendata.sample import words as sample_words

BIN = Path(__file__).resolve().parents[2] / ".venv" / "bin"
CLIENT = Path(__file__).with_name("client.py")
CLIENTS = 8
REQUESTS = 2_000
"""Pages asked for, of ours. All are different, as far as the database has so many."""

SLOW_REQUESTS = 200
"""The same for stock Datasette, which is no quicker the second time."""

AGAIN = 200
"""Of ours that many are asked for ten times each after that, because readers do come to the same pages."""


@dataclass
class Answers:
    """How long the answers to one kind of page took, in milliseconds."""

    name: str
    median: float
    p99: float
    each_second: float

    def __str__(self) -> str:
        return f"{self.name:<48} {self.median:>9.1f} {self.p99:>9.1f} {self.each_second:>9.1f}"


def measure(database: Path) -> list[Answers]:
    """Ask both servers for responses, lists and searches. Every answer has to be a page."""
    ids, words = some_ids(database), searches()
    pages = range(2, last_page(database) + 1)
    ours = {
        "response": [f"/responses/{name}" for name in ids],
        "list": ["/responses", *(f"/responses?page={n}" for n in pages)],
        "search": [f"/search?q={some}" for some in words],
        "search in a year": [f"/search?q={some}&year={2010 + n % 16}" for n, some in enumerate(words)],
    }
    stock = {
        "response": [f"/opcc/responses/{name}" for name in ids],
        "list": ["/opcc/responses", *(f"/opcc/responses?_next={name}" for name in sorted(ids))],
        "search": [f"/opcc/comments?_search={some}" for some in words],
    }
    found = []
    with running([str(BIN / "opcc"), "serve", "--no-build", "--db", str(database), "--port", "8710"]) as port:
        for kind, addresses in ours.items():
            first = addresses[:REQUESTS]
            found.append(load(f"opcc serve, {kind}, {len(first):,} pages once", port, first))
            again = random.Random(2).choices(first[:AGAIN], k=REQUESTS)
            found.append(load(f"opcc serve, {kind}, {min(AGAIN, len(first))} pages again", port, again))
        wait_for_downloads(port)
        for kind, addresses in every_page.kinds(database).items():
            found.append(load(f"opcc serve, each kind once: {kind}", port, addresses))
    with running([str(BIN / "datasette"), "serve", "-i", str(database), "--port", "8711"]) as port:
        for kind, addresses in stock.items():
            found.append(load(f"stock Datasette, {kind}", port, addresses[:SLOW_REQUESTS]))
    return found


def wait_for_downloads(port: int) -> None:
    """Wait until every process has the sums of the downloads: they are made in the background, beside the pages."""
    in_turn = 0
    while in_turn < 4 * CLIENTS:
        status = ask(http.client.HTTPConnection("127.0.0.1", port, timeout=120), "/data/SHA256SUMS")
        in_turn = in_turn + 1 if status == 200 else 0
        time.sleep(0 if status == 200 else 1)


def some_ids(database: Path) -> list[str]:
    """Choose responses from all over the database."""
    ids = [name for (name,) in rows(database, "SELECT id FROM responses WHERE withdrawn_on IS NULL ORDER BY id")]
    return random.Random(1).sample(ids, min(len(ids), REQUESTS))


def last_page(database: Path) -> int:
    """Say how many full pages of fifty the list of responses has."""
    return int(rows(database, "SELECT count(*) FROM current_responses")[0][0]) // 50


def searches() -> list[str]:
    """Make searches for one word and for two. The invented texts have few different words, so each finds very much."""
    words = [*sample_words.PLURALS, *sample_words.NOUNS, *sample_words.ADJECTIVES]
    single = sorted({word for phrase in words for word in phrase.split() if word.isalpha()})
    pairs = [f"{first}+{second}" for first, second in permutations(single, 2)]
    chosen = random.Random(3)
    return [*single, *chosen.sample(pairs, min(len(pairs), REQUESTS))]


def rows(database: Path, sql: str) -> list[tuple[str, ...]]:
    """Ask the database."""
    with sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True) as connection:
        return connection.execute(sql).fetchall()


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
    asked = json.dumps({"port": port, "clients": CLIENTS, "addresses": addresses})
    started = time.perf_counter()
    done = subprocess.run([sys.executable, CLIENT], input=asked, capture_output=True, text=True, check=True)
    seconds = time.perf_counter() - started
    answers = json.loads(done.stdout)
    wrong = [status for status, _ in answers if status != 200]
    if wrong:
        raise SystemExit(f"{name}: {len(wrong)} of {len(answers)} answers were no page, the first was {wrong[0]}")
    times = [milliseconds for _, milliseconds in answers]
    median, p99 = statistics.median(times), statistics.quantiles(times, n=100)[98]
    print(f"  {name}: median {median:.0f} ms, 99 of 100 in {p99:.0f} ms", file=sys.stderr, flush=True)
    return Answers(name, median, p99, len(times) / seconds)

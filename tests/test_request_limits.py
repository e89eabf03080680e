"""What a request may be, over real HTTP: what is too much is refused at once, and nobody waits for ever."""

from __future__ import annotations

import asyncio
import re
import socket
import statistics
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, Final
from urllib.parse import urlencode, urlsplit

import httpx
import pytest
import uvicorn

from opcc_opendata.database import build
from opcc_opendata.project import Project
from opcc_opendata.server import request_limits
from opcc_opendata.server.request_limits import LimitedProtocol, RequestLimits, refusal
from opcc_opendata.server.security_headers import ALWAYS
from tests.projects import invented
from tests.test_server import Reader, serving
from tests.waiting import LONGEST, children_of, run, seconds_of, wait_until

pytestmark = pytest.mark.slow

MANY: Final = "/opcc/responses.json?" + "&".join(f"a{n}=1" for n in range(2_500))
BAD: Final = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
CLOSING: Final = BAD + b"Connection: close\r\n"
"""After a head that could be read, a connection is held open for five seconds, unless it asks to be closed."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Project:
    made = invented(tmp_path_factory.mktemp("limits"), 250)
    assert build(made).built
    return made


@pytest.fixture(scope="module")
def site(made: Project) -> Iterator[Reader]:
    with serving("--project", made.root, "--no-build") as client:
        yield client


def connect(address: str, receive_buffer: int = 0) -> socket.socket:
    parts = urlsplit(address)
    opened = socket.socket()
    if receive_buffer:
        opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
    opened.settimeout(LONGEST)
    opened.connect((parts.hostname, parts.port))
    return opened


def rest_of(opened: socket.socket) -> bytes:
    """All that the server still sends, until it closes the connection."""
    parts = []
    try:
        while part := opened.recv(65_536):
            parts.append(part)
    except ConnectionResetError:
        pass
    return b"".join(parts)


def raw(address: str, request: bytes) -> bytes:
    """Send some bytes, and give what comes back until the connection is closed."""
    with closing(connect(address)) as opened:
        opened.sendall(request)
        return rest_of(opened)


def status_of(answered: bytes) -> int:
    found = re.match(rb"HTTP/1\.1 (\d{3}) ", answered)
    assert found, answered[:300]
    return int(found[1])


def has_every_header(answered: bytes) -> bool:
    head, _, _ = answered.partition(b"\r\n\r\n")
    lines = [line.lower() for line in head.split(b"\r\n")[1:]]
    return all(lines.count(name + b": " + value.lower()) == 1 for name, value in ALWAYS)


# --- an address -----------------------------------------------------------------------------------------------------

TOO_MUCH: Final = {
    "parameters": (MANY, 400, "more than 200 parameters"),
    "empty parameters": ("/?" + "&" * 5_000, 400, "more than 200 parameters"),
    "facets": ("/opcc/responses?" + "_facet=force&" * 199, 400, "_facet"),
    "eleven facets": ("/opcc/responses?" + "_facet=force&" * 6 + "_facet_array=title&" * 5, 400, "_facet"),
    "columns": ("/opcc/responses?" + "_col=id&" * 150, 400, "_col 150 times"),
    "columns left out": ("/opcc/responses?" + "_nocol=note&" * 150, 400, "_nocol 150 times"),
    "labels": ("/opcc/responses?" + "_label=force&" * 150, 400, "_label 150 times"),
    "sorts": ("/opcc/responses?_sort=id&_sort=title", 400, "_sort 2 times"),
    "sizes": ("/opcc/responses?_size=1&_size=2", 400, "_size 2 times"),
    "conditions": ("/opcc/responses?" + "_where=1&" * 11, 400, "_where"),
    "searches": ("/opcc/responses?" + "".join(f"_search_{n}=a&" for n in range(11)), 400, "_search"),
    "through": ("/opcc/responses?" + "_through=%7B%7D&" * 6, 400, "_through"),
    "extras": ("/opcc/responses.json?" + "_extra=facets&" * 30, 400, "_extra"),
    "filters": ("/opcc/responses?" + "".join(f"title__contains={n}&" for n in range(61)), 400, "more than 60 filters"),
    "a long value": (f"/search?q={'a' * 2_001}", 400, "longer than 2,000 characters"),
    "a long name": (f"/search?{'a' * 2_001}=1", 400, "longer than 2,000 characters"),
    "a long query": (f"/opcc?sql=select+1{'+' * 16_000}", 414, "too long"),
    "a long path": (f"/{'a' * 2_001}", 414, "too long"),
    "another site's address": ("//example.org/", 400, "begins with one /"),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_what_is_too_much_is_refused(site: Reader, name: str) -> None:
    address, status, says = TOO_MUCH[name]
    answered = raw(str(site.base_url), f"GET {address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert status_of(answered) == status
    assert says.encode() in answered
    assert has_every_header(answered)
    assert b"cache-control: no-store" in answered


def test_what_the_pages_themselves_ask_for_is_not_too_much(site: Reader) -> None:
    columns = site.get("/opcc/responses.json?_size=1").json()["columns"]
    filters = {f"_filter_{part}_{n}": "x" for n in range(1, 21) for part in ("column", "op", "value")}
    for query in (
        urlencode([("_col", name) for name in columns] + [("_json", name) for name in columns]),
        urlencode([("_facet", name) for name in ("force", "stage", "language", "origin", "source_form")]),
        urlencode({"sql": "select " + ", ".join(f"'column {n}'" for n in range(400))}),
        urlencode(filters | {"_sort": "id", "_size": "5", "_search": "invented", "_sort_by_desc": "on"}),
        urlencode({"_where": "id in (" + ",".join(["'a'"] * 1_000) + ")"}),
        urlencode({"title__in": ",".join(["a"] * 900), "force__not": "kent", "report_year__gte": "2000"}),
    ):
        scope = {"method": "GET", "path": "/opcc/responses", "query_string": query.encode(), "headers": []}
        assert refusal(scope) is None, query[:80]


def processor_seconds(site: Reader) -> float:
    return sum(seconds_of(pid) for pid in (site.pid, *children_of(site.pid)))


def test_many_parameters_are_refused_within_50_milliseconds(site: Reader) -> None:
    """The processor's time is the same however busy the machine is; of the clock's, the shortest is."""
    times = []
    before = processor_seconds(site)
    for _ in range(100):
        started = time.perf_counter()
        assert site.get(MANY).status_code == 400
        times.append(time.perf_counter() - started)
    assert (processor_seconds(site) - before) / 100 < 0.05
    assert min(times) < 0.05


def test_other_readers_notice_nothing_of_many_parameters(site: Reader) -> None:
    def times_of_a_page() -> list[float]:
        times = []
        for n in range(40):
            started = time.perf_counter()
            assert site.get(f"/opcc/forces.json?_nofacet=1&_x=0&code__not={n}").status_code == 200
            times.append(time.perf_counter() - started)
        return times

    quiet = times_of_a_page()
    over = threading.Event()
    answers: list[int] = []

    def attack() -> None:
        with httpx.Client(base_url=site.base_url, timeout=LONGEST) as client:
            while not over.is_set():
                answers.append(client.get(MANY).status_code)

    attackers = [threading.Thread(target=attack) for _ in range(4)]
    for attacker in attackers:
        attacker.start()
    try:
        attacked = times_of_a_page()
    finally:
        over.set()
        for attacker in attackers:
            attacker.join()
    assert set(answers) == {400}
    assert len(answers) > 10
    # The attackers run here too, and take this machine's time: one such request alone took 23 seconds before.
    assert min(attacked) < 10 * min(quiet) + 0.1
    assert statistics.median(attacked) < 20 * statistics.median(quiet) + 0.5


def test_the_refusal_asks_nobody() -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        raise AssertionError

    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    path, _, query = MANY.partition("?")
    scope = {"type": "http", "method": "GET", "path": path, "query_string": query.encode(), "headers": []}
    run(RequestLimits(app)(scope, None, send))  # type: ignore[arg-type]
    assert sent[0]["status"] == 400


@pytest.mark.parametrize(
    "search", ["", '"', "*", "NEAR(", "NEAR(a b, 1000000)", "AND", "title:x", "^a", "-a", "a\0b", "(", "''"]
)
@pytest.mark.parametrize(
    "address",
    ["/opcc/responses.json?_search=", "/opcc/responses.json?_search_title=", "/opcc/responses?_search=", "/search?q=",
     "/opcc/responses.csv?_search=", "/opcc/search.json?q=", "/opcc/responses.jsonl?_search="],
)  # fmt: skip
def test_no_search_is_an_error(site: Reader, address: str, search: str) -> None:
    answered = site.get(address + urlencode({"": search})[1:])
    assert answered.status_code == 200, answered.text[:500]


def test_a_search_for_nothing_is_none_and_one_for_no_word_finds_nothing(site: Reader) -> None:
    every = site.get("/opcc/responses.json").json()["filtered_table_rows_count"]
    for query, number in (("_search=", every), ("_search=+", every), ("_search=%22", 0), ("_search=*", 0)):
        assert site.get(f"/opcc/responses.json?{query}").json()["filtered_table_rows_count"] == number, query
    many = site.get("/opcc/responses.json", params={"_search": " ".join(f"w{n}" for n in range(200))})
    assert many.status_code == 400
    assert "more than 100 words" in many.text
    assert site.get("/opcc/responses.json", params={"_search": "invented " * 150}).status_code == 200


HEAVY: Final = (
    "/opcc/responses.json?_size=max&_labels=on",
    "/opcc/recommendations?_size=max&_labels=on",
    "/opcc/recommendations.json?_facet_size=max&_facet=id&_facet=text&_facet=response&_facet=theme&_facet=answer",
    "/opcc/recommendations?_facet_size=max&_facet=id&_facet=text&_facet=response&_facet=theme&_facet=answer",
    "/opcc/response_inspections.json?_facet_array=inspectorates&_facet_array=forces_covered&_facet_size=max",
    "/opcc/response_inspections.json?_facet_array=title",
    "/opcc/responses.json?_facet_date=published&_facet_date=title&_facet_date=letter_date",
    "/opcc/responses.json?_extra=facets&_extra=facets.results&_extra=x.y.z.a.b.c",
    "/opcc/responses.json?_facet_size=99999999999&_facet=title",
    "/opcc/recommendations_with_answers.json?_facet_size=max&_facet=text&_facet=body_action&_size=max",
)


@pytest.mark.parametrize("address", HEAVY)
def test_what_is_heavy_is_answered_in_time_and_small(site: Reader, address: str) -> None:
    before = processor_seconds(site)
    answered = site.get(address)
    assert answered.status_code in (200, 400), answered.text[:300]
    assert processor_seconds(site) - before < 5
    assert len(answered.content) < 8_000_000


@pytest.mark.parametrize("method", ["TRACE", "PUT", "DELETE", "PATCH", "CONNECT", "POST", "BREW", "PRI"])
def test_other_methods_are_refused_with_every_header(site: Reader, method: str) -> None:
    for target in ("/", "/opcc/responses.json?_sort=nosuch", "*", "http://example.org/"):
        request = f"{method} {target} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
        answered = raw(str(site.base_url), request.encode())
        assert 400 <= status_of(answered) < 500, answered
        assert has_every_header(answered)


# --- what is not HTTP -----------------------------------------------------------------------------------------------

NOT_HTTP: Final = {
    "noise": (b"\x00\x01\x02\x03\r\n\r\n", 400),
    "TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 40 + b"\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "an odd version": (b"GET / HTTP/9\r\nHost: x\r\n\r\n", 400),
    "a blank in the address": (b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n", 400),
    "a letter beyond ASCII": ("GET /é HTTP/1.1\r\nHost: x\r\n\r\n".encode(), 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (BAD + b"Host: y\r\n\r\n", 400),
    "a header without a name": (BAD + b": x\r\n\r\n", 400),
    "a header with a blank": (BAD + b"X Y: x\r\n\r\n", 400),
    "NUL in a header": (BAD + b"X: a\x00b\r\n\r\n", 400),
    "an odd length": (BAD + b"Content-Length: x\r\n\r\n", 400),
    "two lengths": (BAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
    "a length below nothing": (BAD + b"Content-Length: -1\r\n\r\n", 400),
    "an odd encoding": (BAD + b"Transfer-Encoding: gzip\r\n\r\n", 501),
    "a long header": (CLOSING + b"X: " + b"a" * 40_000 + b"\r\n\r\n", 431),
    "many headers": (CLOSING + b"".join(b"X-%d: 1\r\n" % n for n in range(200)) + b"\r\n", 431),
    "long headers": (CLOSING + b"".join(b"X-%d: %s\r\n" % (n, b"a" * 400) for n in range(60)) + b"\r\n", 431),
    "endless headers": (BAD + b"X: " + b"a" * 5_000_000, 431),
    "a long line": (b"GET /" + b"a" * 5_000_000, 431),
    "an odd chunk": (BAD + b"Transfer-Encoding: chunked\r\n\r\nnonsense\r\n", 400),
}


@pytest.mark.parametrize("name", NOT_HTTP)
def test_what_is_not_http_is_refused_with_every_header(site: Reader, name: str) -> None:
    request, status = NOT_HTTP[name]
    with closing(connect(str(site.base_url))) as opened:
        try:
            opened.sendall(request)
        except (BrokenPipeError, ConnectionResetError):
            pass  # the server has refused it already, and closed the connection
        else:
            answered = rest_of(opened)
            assert status_of(answered) == status
            assert has_every_header(answered)
    assert site.get("/-/health").status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "PUT"])
def test_what_a_request_brings_with_it_is_read_to_a_limit(site: Reader, method: str) -> None:
    begin = f"{method} /opcc/forces.json HTTP/1.1\r\nHost: x\r\n".encode()
    small = raw(str(site.base_url), begin + b"Connection: close\r\nContent-Length: 3\r\n\r\nabc")
    assert status_of(small) == (200 if method == "GET" else 405)
    chunked = raw(
        str(site.base_url), begin + b"Connection: close\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"
    )
    assert status_of(chunked) == status_of(small)
    with closing(connect(str(site.base_url))) as opened:
        opened.sendall(begin + b"Content-Length: 10000000\r\n\r\n" + b"a" * 100_000)
        large = rest_of(opened)
    assert status_of(large) == 413
    assert has_every_header(large)
    # A body that never comes is not waited for, and does not hold the connection.
    never = raw(str(site.base_url), begin + b"Content-Length: 10\r\n\r\n")
    assert status_of(never) == 413
    assert has_every_header(never)


# --- who begins and does not end ------------------------------------------------------------------------------------


@pytest.mark.slow
def test_half_a_request_is_dropped(site: Reader) -> None:
    """The server's own limit is ten seconds. All wait at once."""
    begun = {
        "nothing": b"",
        "half a line": b"GET /opcc",
        "half a head": BAD,
        "a second half": b"GET /-/health HTTP/1.1\r\nHost: x\r\n\r\nGET /opcc",
    }
    opened = {name: connect(str(site.base_url)) for name in begun}
    slow = connect(str(site.base_url))
    over = threading.Event()

    def drip() -> None:
        """Send a header's letters one by one, for as long as the server lets that be."""
        try:
            slow.sendall(BAD)
            while not over.wait(0.5):
                slow.sendall(b"X: a\r\n")
        except OSError:
            pass

    dripping = threading.Thread(target=drip)
    dripping.start()
    try:
        for name, text in begun.items():
            opened[name].sendall(text)
        started = time.monotonic()
        answered = {name: rest_of(one) for name, one in opened.items()}
        answered["slow"] = rest_of(slow)
        assert time.monotonic() - started < LONGEST
    finally:
        over.set()
        dripping.join()
        for one in (*opened.values(), slow):
            one.close()
    assert answered["nothing"] == b""
    for name in ("half a line", "half a head", "slow"):
        assert answered[name] == b"" or status_of(answered[name]) == 408, name
        assert not answered[name] or has_every_header(answered[name])
    assert status_of(answered["half a head"]) == 408
    assert status_of(answered["a second half"]) == 200
    assert site.get("/-/health").status_code == 200


App = Callable[[Any, Any, Any], Awaitable[None]]


@contextmanager
def answering(app: App) -> Iterator[str]:
    """An application behind the protocol of the server, in this process, so that a test can shorten the limits."""
    config = uvicorn.Config(app, http=LimitedProtocol, ws="none", log_level="error", lifespan="off", access_log=False)
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen(100)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [taken]})
        thread.start()
        try:
            wait_until(lambda: server.started, "the server has started")
            yield f"http://127.0.0.1:{taken.getsockname()[1]}"
        finally:
            server.should_exit = server.force_exit = True
            thread.join()


async def say_ok(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
    await send({"type": "http.response.body", "body": b"ok"})


async def say_much(scope: Any, receive: Any, send: Any) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"100000000")]})
    for _ in range(100):
        await send({"type": "http.response.body", "body": b"a" * 1_000_000, "more_body": True})
    await send({"type": "http.response.body", "body": b""})


@pytest.mark.slow
def test_who_does_not_read_is_dropped_and_who_reads_slowly_is_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "_SECONDS_TO_READ", 1.0)
    with (
        answering(say_much) as address,
        closing(connect(address, receive_buffer=4_096)) as idle,
        closing(connect(address)) as steady,
    ):
        for one in (idle, steady):
            one.sendall(BAD + b"\r\n")
        length = 0
        while length < 30_000_000:  # for longer than the limit
            part = steady.recv(100_000)
            assert part, "a reader who reads was dropped"
            length += len(part)
            time.sleep(0.01)
        assert len(rest_of(idle)) < 100_000_000
        assert length + len(rest_of(steady)) > 100_000_000


def test_a_connection_that_waits_makes_room(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "_MOST_CONNECTIONS", 5)
    with answering(say_ok) as address:
        waiting = [connect(address) for _ in range(20)]
        try:
            for one in waiting:
                one.sendall(b"GET")
            assert status_of(raw(address, BAD + b"Connection: close\r\n\r\n")) == 200
            assert [rest_of(one) for one in waiting[:14]] == [b""] * 14
        finally:
            for one in waiting:
                one.close()


def test_too_many_at_once_are_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "_MOST_CONNECTIONS", 2)
    asked, over = threading.Semaphore(0), threading.Event()

    async def wait(scope: Any, receive: Any, send: Any) -> None:
        asked.release()
        await asyncio.to_thread(over.wait)
        await say_ok(scope, receive, send)

    with answering(wait) as address:
        busy = [connect(address) for _ in range(2)]
        try:
            for one in busy:
                one.sendall(BAD + b"Connection: close\r\n\r\n")
                assert asked.acquire(timeout=LONGEST)
            refused = raw(address, BAD + b"\r\n")
            assert status_of(refused) == 503
            assert has_every_header(refused)
            over.set()
            assert [status_of(rest_of(one)) for one in busy] == [200, 200]
        finally:
            over.set()
            for one in busy:
                one.close()


def test_an_answer_that_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(request_limits, "SECONDS", 0.2)
    given_up = threading.Event()

    async def never(scope: Any, receive: Any, send: Any) -> None:
        if scope["path"].endswith(".csv"):
            await asyncio.sleep(0.5)
            await say_ok(scope, receive, send)
            return
        try:
            await asyncio.Event().wait()
        finally:
            given_up.set()

    async def begun(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await asyncio.sleep(0.5)
        await send({"type": "http.response.body", "body": b"ok"})

    with answering(RequestLimits(never)) as address:
        answered = raw(address, BAD + b"Connection: close\r\n\r\n")
        assert status_of(answered) == 503
        assert b"No answer was ready within 0.2 seconds" in answered
        assert b"retry-after: 30" in answered
        assert has_every_header(answered)
        assert given_up.wait(LONGEST)
        assert status_of(raw(address, BAD.replace(b"/ ", b"/a.csv ") + b"Connection: close\r\n\r\n")) == 200
    with answering(RequestLimits(begun)) as address:
        assert raw(address, BAD + b"Connection: close\r\n\r\n").endswith(b"\r\n\r\nok")

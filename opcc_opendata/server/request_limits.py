"""What a request may be, and how long it may take, before Datasette sees anything of it.

`RequestLimits` stands before every other part of the application, and `LimitedProtocol` before that: it reads HTTP, and
drops whoever begins a request and does not end it, or takes an answer and does not read it.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections import Counter
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final
from urllib.parse import parse_qsl

import h11
from uvicorn.protocols.http.h11_impl import STATUS_PHRASES, H11Protocol

from opcc_opendata.server.reader_sql import refusal_of
from opcc_opendata.server.security_headers import of_refusal

Message = MutableMapping[str, Any]
Send = Callable[[Message], Awaitable[None]]
Receive = Callable[[], Awaitable[Message]]
App = Callable[[Message, Receive, Send], Awaitable[None]]
Refusal = tuple[int, str]
"""A status and a sentence."""

LONGEST_PATH: Final = 2_000
LONGEST_QUERY: Final = 16_000
"""Bytes of all that stands after the ? in an address. Longer ones are cut by many a proxy and browser."""
LONGEST_VALUE: Final = 2_000
"""Characters of one value, unless it is SQL."""
MOST_PARAMETERS: Final = 200
MOST_HEADERS: Final = 100
LONGEST_HEADERS: Final = 16_000
"""Bytes of all headers."""
LONGEST_HEAD: Final = 64_000
"""Bytes of the first line and the headers that are taken in at all, so that a request that is too long is told so."""
LONGEST_BODY: Final = 64_000
"""Bytes that are taken in, and thrown away, so that whoever sent them hears the answer."""

_SQL: Final = frozenset(("sql", "_where"))
_SINGLE: Final = frozenset(("_facet_size", "_next", "_search", "_searchmode", "_shape", "_size", "_sort", "_sort_desc"))
_MOST: Final = {"_facet": 10, "_search": 10, "_where": 10, "_through": 5, "_filter": 90, "_extra": 20}
"""How often a parameter may stand in an address, with those whose names begin with its own."""
_MOST_FILTERS: Final = 60
_MOST_OF_A_NAME: Final = 100
"""For columns (_col, _nocol, _label, _json), of which no table has as many."""

SECONDS: Final = 20
"""In which an answer begins."""
SECONDS_FOR_EXPORTS: Final = 300
"""The same for what is written whole before it is sent, and waits for its turn."""
_EXPORTS: Final = (".csv", ".jsonl", ".db")
_SECONDS_FOR_BODY: Final = 2

_SECONDS_TO_ASK: Final = 10
"""In which a request comes in whole, from its first byte or the connection's beginning."""
_SECONDS_TO_READ: Final = 30
_LEAST_READ: Final = 30_000
"""Bytes that a reader takes in that time, or is dropped: 1 KB a second."""
_MOST_CONNECTIONS: Final = 500
"""Of one process. Each has a file open, and systems often allow 1,024."""


def refusal(scope: Message) -> Refusal | None:
    """Say why a request is refused as it stands, or None."""
    path, query = scope.get("raw_path") or scope["path"].encode(), scope.get("query_string") or b""
    if query.count(b"&") >= MOST_PARAMETERS:
        return 400, f"The address has more than {MOST_PARAMETERS} parameters."
    if len(path) > LONGEST_PATH or len(query) > LONGEST_QUERY:
        return 414, f"The address is too long: {LONGEST_PATH:,} bytes may stand before the ?, {LONGEST_QUERY:,} after."
    headers = scope["headers"]
    if len(headers) > MOST_HEADERS or sum(len(name) + len(value) for name, value in headers) > LONGEST_HEADERS:
        return 431, f"The request has more than {MOST_HEADERS} headers, or {LONGEST_HEADERS:,} bytes of them."
    # Datasette would send a reader of //example.org/ there.
    if (not path.startswith(b"/") or path.startswith(b"//")) and scope["method"] != "OPTIONS":
        return 400, "The address of a page begins with one /."
    return _too_much(parse_qsl(query.decode("latin-1"), keep_blank_values=True))


def _too_much(parameters: list[tuple[str, str]]) -> Refusal | None:
    filters = 0
    names: Counter[str] = Counter()
    groups: Counter[str] = Counter()
    for name, value in parameters:
        if len(name) > LONGEST_VALUE or (len(value) > LONGEST_VALUE and name not in _SQL):
            return 400, f"The value of {name[:40]} is longer than {LONGEST_VALUE:,} characters."
        if name in _SQL and (sentence := refusal_of(value)):
            return 400, sentence
        names[name] += 1
        groups["_".join(name.split("_", 2)[:2])] += 1
        filters += not name.startswith("_") or "__" in name
    for name, number in names.items():
        if number > (1 if name in _SINGLE else _MOST_OF_A_NAME):
            return 400, f"The address has {name[:40]} {number} times, which is more than can be answered."
    for name, most in _MOST.items():
        if groups[name] > most:
            return 400, f"The address has more than {most} parameters that begin with {name}."
    if filters > _MOST_FILTERS:
        return 400, f"The address has more than {_MOST_FILTERS} filters."
    return None


class RequestLimits:
    """An ASGI application before another: what is too much is refused, and what takes too long is given up."""

    def __init__(self, app: App) -> None:
        self._app = app

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        refused = refusal(scope)
        has_body = any(
            (name == b"content-length" and value.strip() != b"0") or name == b"transfer-encoding"
            for name, value in scope["headers"]
        )
        if has_body and not await _thrown_away(receive):
            refused = refused or (413, "A request may not bring more with it than its address.")
        if refused is not None:
            await _refuse(send, *refused, close=has_body)
            return
        await self._within_time(scope, receive, send)

    async def _within_time(self, scope: Message, receive: Receive, send: Send) -> None:
        begun = False
        seconds = SECONDS_FOR_EXPORTS if scope["path"].endswith(_EXPORTS) else SECONDS
        try:
            async with asyncio.timeout(seconds) as limit:

                async def first(message: Message) -> None:
                    nonlocal begun
                    if not begun:
                        begun = True
                        limit.reschedule(None)
                    await send(message)

                await self._app(scope, receive, first)
        except TimeoutError:
            if begun:
                raise
            await _refuse(send, 503, f"No answer was ready within {seconds} seconds. Ask for less, or try again later.")


async def _thrown_away(receive: Receive) -> bool:
    """Take in what a request brings with it. False where it is too long, or does not come in time."""
    length = 0
    try:
        async with asyncio.timeout(_SECONDS_FOR_BODY):
            while length <= LONGEST_BODY:
                message = await receive()
                length += len(message.get("body", b""))
                if not message.get("more_body"):
                    return length <= LONGEST_BODY
    except TimeoutError:
        pass
    return False


async def _refuse(send: Send, status: int, sentence: str, *, close: bool = False) -> None:
    text = f"{sentence}\n".encode()
    headers = of_refusal(text) + ([(b"connection", b"close")] if close else [])
    if status == 503:
        headers.append((b"retry-after", b"30"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": text})


class LimitedProtocol(H11Protocol):
    """Uvicorn's reading of HTTP, with an end to waiting. What it refuses itself has the headers of every answer."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to wait for a request. Where there are too many connections, one that only waits makes room."""
        super().connection_made(transport)
        # With no room for what is not sent yet, resume_writing says when a reader has taken all of it.
        transport.set_write_buffer_limits(high=0)
        self._waiting_since = time.monotonic()
        self._unfinished: asyncio.TimerHandle | None = None
        self._unread: asyncio.TimerHandle | None = None
        if len(self.connections) > _MOST_CONNECTIONS and not self._make_room():
            self._refuse(503, "Too many are asking at once. Try again in a minute.")
            return
        self._watch()

    @property
    def is_waiting(self) -> bool:
        """Whether no request is being answered."""
        return self.cycle is None or self.cycle.response_complete

    def data_received(self, data: bytes) -> None:
        """Take what came in."""
        super().data_received(data)
        self._watch()

    def on_response_complete(self) -> None:
        """Wait for the next request."""
        self._waiting_since = time.monotonic()
        super().on_response_complete()
        if self.conn.their_state is h11.IDLE:  # uvicorn's own limit goes on from here
            self._end(self._unfinished)
            self._unfinished = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget the connection."""
        for timer in (self._unfinished, self._unread):
            self._end(timer)
        super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Begin to wait for the reader."""
        super().pause_writing()
        self._expect_reading(self.transport.get_write_buffer_size())

    def resume_writing(self) -> None:
        """Go on writing."""
        self._end(self._unread)
        self._unread = None
        super().resume_writing()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP. Uvicorn calls this while it handles the error."""
        status = getattr(sys.exception(), "error_status_hint", 400)
        sentence = "This is not a request as HTTP has it."
        if status == 431:
            sentence = f"The address and the headers are longer than {LONGEST_HEAD:,} bytes."
        self._refuse(status, sentence)

    def _make_room(self) -> bool:
        """Drop the connection that has waited longest for a request, if there are too many. False if none waits."""
        every: set[Any] = set(self.connections) - {self}
        others = [one for one in every if not one.transport.is_closing()]
        waiting = [one for one in others if one.is_waiting]
        if len(others) >= _MOST_CONNECTIONS and waiting:
            min(waiting, key=lambda one: float(one._waiting_since)).transport.abort()
        return len(others) < _MOST_CONNECTIONS or bool(waiting)

    def _watch(self) -> None:
        """Have a request that is not whole end in time."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._end(self._unfinished)
            self._unfinished = None
        elif self._unfinished is None:
            self._unfinished = self.loop.call_later(_SECONDS_TO_ASK, self._give_up)

    def _give_up(self) -> None:
        if self.is_waiting and self.conn.trailing_data[0]:
            self._refuse(408, f"The request did not come in whole within {_SECONDS_TO_ASK} seconds.")
        else:
            self.transport.abort()

    def _expect_reading(self, before: int) -> None:
        self._end(self._unread)
        self._unread = self.loop.call_later(_SECONDS_TO_READ, self._look_at_reading, before)

    def _look_at_reading(self, before: int) -> None:
        left = self.transport.get_write_buffer_size()
        if left > before - _LEAST_READ:
            self.transport.abort()
        else:
            self._expect_reading(left)

    def _refuse(self, status: int, sentence: str) -> None:
        if self.conn.our_state not in (h11.IDLE, h11.SEND_RESPONSE):
            self.transport.abort()
            return
        if self.cycle is not None:  # whoever works on an answer has nobody to send it to
            self.cycle.disconnected = True
            self.cycle.message_event.set()
        text = f"{sentence}\n".encode()
        headers = [*of_refusal(text), (b"connection", b"close")]
        response = h11.Response(status_code=status, headers=headers, reason=STATUS_PHRASES[status])
        for event in (response, h11.Data(data=text), h11.EndOfMessage()):
            self.transport.write(self.conn.send(event) or b"")
        self.transport.close()

    @staticmethod
    def _end(timer: asyncio.TimerHandle | None) -> None:
        if timer is not None:
            timer.cancel()

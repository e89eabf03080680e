"""A Datasette plugin for a demonstration: a banner on every page, and a word in every export, that all is invented."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from typing import Any, Final

from pluggy import HookimplMarker

hookimpl = HookimplMarker("datasette")

WORD: Final = "invented"
SAYS: Final = "Invented for a demonstration. No office wrote this, and it says nothing about any force or body."


@hookimpl
def prepare_jinja2_environment(env: Any) -> None:
    """Let every page show the banner."""
    env.globals["invented"] = SAYS


@hookimpl
def asgi_wrapper() -> Callable[[Any], Any]:
    """Put the word into exports."""
    return _marking


def _marking(app: Any) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        start: dict[str, Any] = {}
        held: list[bytes] = []

        async def take(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if _mark_for(scope, start) is None:
                    await send(message)
                return
            mark = _mark_for(scope, start)
            if mark is None:
                await send(message)
                return
            held.append(bytes(message.get("body", b"")))
            if not message.get("more_body"):
                body = mark(b"".join(held))
                await send({**start, "headers": _headers(start, len(body))})
                await send({"type": "http.response.body", "body": body})

        await app(scope, receive, take if scope["type"] == "http" else send)

    return answer


def _mark_for(scope: Any, start: dict[str, Any]) -> Callable[[bytes], bytes] | None:
    """Choose how an answer is marked, by what it is; None where it stays as it is."""
    kind = dict(start.get("headers") or ()).get(b"content-type", b"").partition(b";")[0]
    if start.get("status") != 200:
        return None
    if kind == b"text/plain" and scope["path"].endswith(".json"):
        return _lines
    return {b"text/csv": _csv, b"application/json": _json, b"application/jsonl": _lines}.get(kind)


def _headers(start: dict[str, Any], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _csv(body: bytes) -> bytes:
    rows = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        writer.writerow([*row, WORD if number == 0 else "yes"])
    return out.getvalue().encode()


def _json(body: bytes) -> bytes:
    return json.dumps(_marked(json.loads(body)), ensure_ascii=False).encode()


def _lines(body: bytes) -> bytes:
    return b"".join(_json(line) + b"\n" for line in body.splitlines() if line)


def _marked(found: Any) -> Any:
    if isinstance(found, list):
        return [_marked(item) for item in found]
    return {**found, WORD: SAYS} if isinstance(found, dict) else found

"""Asking the server's own application for an address, within this process, as a reader would."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from opcc_opendata.server.request_limits import App, Message

_PORTS: Final = {"http": 80, "https": 443}


async def ask(
    app: App,
    address: str,
    take: Callable[[bytes], object],
    *,
    scheme: str = "http",
    headers: Sequence[tuple[bytes, bytes]] = (),
) -> tuple[int, str]:
    """Ask for an address, a path with what is asked after `?`, and return the status and the media type of the answer.

    Each part of the body goes to `take`. The status is 0 where there is no answer. What the application raises is
    raised.
    """
    parts = urlsplit(address)
    status, kind = 0, ""

    async def receive() -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Message) -> None:
        nonlocal status, kind
        if message["type"] == "http.response.start":
            status = message["status"]
            kind = dict(message.get("headers", ())).get(b"content-type", b"").decode()
        else:
            take(message.get("body", b""))

    scope: dict[str, Any] = {
        "type": "http",
        "http_version": "1.1",
        "method": "GET",
        "scheme": scheme,
        "path": parts.path,
        "raw_path": parts.path.encode(),
        "query_string": parts.query.encode(),
        "headers": list(headers),
        "server": ("127.0.0.1", _PORTS[scheme]),
        "client": ("127.0.0.1", 0),
    }
    await app(scope, receive, send)
    return status, kind

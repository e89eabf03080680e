"""A site that only this computer may show: the drafts of an office.

To listen on 127.0.0.1 is not enough. Any website that is open in the officer's browser can ask that address too, so
nothing here may be read by another origin, and a name that somebody points at 127.0.0.1 (DNS rebinding) is refused.
"""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable
from typing import Any, Final

from opcc_opendata.server.errors import ServingError
from opcc_opendata.server.security_headers import Headers, of_refusal

_NAMES: Final = frozenset([b"localhost", b"127.0.0.1", b"[::1]"])
_FOR_OTHERS: Final = (b"access-control-", b"cross-origin-resource-policy", b"cache-control", b"etag", b"last-modified")
_OWN: Final = (
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex"),
)
_REFUSAL: Final = b"These are drafts, which only this computer can show. Use the address that opcc serve has printed.\n"


def refuse_others(taken: socket.socket, host: str) -> None:
    """Make sure that nobody on another computer can reach an address that was bound. Raises ServingError."""
    address = ipaddress.ip_address(str(taken.getsockname()[0]).partition("%")[0])
    if not address.is_loopback:
        taken.close()
        raise ServingError(
            f"Drafts are not published, so they are served on this computer only. Leave --host {host} out."
        )


class ThisComputerOnly:
    """An ASGI application in front of another one: it answers to this computer's own names, and to no other website."""

    def __init__(self, app: Any) -> None:
        self._app = app

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        hosts = [value for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1 or _without_port(hosts[0]) not in _NAMES:
            headers = [*_own_only(of_refusal(_REFUSAL)), *_OWN]
            await send({"type": "http.response.start", "status": 421, "headers": headers})
            await send({"type": "http.response.body", "body": _REFUSAL})
            return

        async def answer(message: Any) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": [*_own_only(message["headers"]), *_OWN]}
            await send(message)

        await self._app(scope, receive, answer)


def _own_only(headers: Iterable[tuple[bytes, bytes]]) -> Headers:
    return [one for one in headers if not one[0].lower().startswith(_FOR_OTHERS)]


def _without_port(host: bytes) -> bytes:
    name, _, port = host.rpartition(b":")
    return name.lower() if name and port.isdigit() else host.lower()

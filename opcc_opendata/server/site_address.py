"""The site's own address: the one its operator gave, or else the one that a request names.

Some pages hold their full address. Whoever asks writes the Host header, so that a page asked for under a strange name
holds links to a strange place. It is for whoever asked, and no cache between may give it to others.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from opcc_opendata.server.errors import ServingError

_HOST: Final = re.compile(rb"(?P<name>[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::(?P<port>[0-9]{1,5}))?")
_THIS_MACHINE: Final = frozenset((b"localhost", b"127.0.0.1", b"[::1]"))


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """A scheme and a host, with its port where that is not the usual one."""

    scheme: str
    host: str


def read_public_url(text: str) -> SiteAddress:
    """Read an address such as https://data.example.org. Raises ServingError."""
    try:
        parts = urlsplit(text.strip())
        _ = parts.port
        host = parts.netloc.encode("ascii")
    except ValueError:
        host = b""
    if not (_HOST.fullmatch(host) and parts.scheme in ("http", "https") and parts.path in ("", "/")) or (
        parts.query or parts.fragment
    ):
        raise ServingError(f"“{text}” is not the address of a site. Write it as https://data.example.org")
    return SiteAddress(parts.scheme, host.decode().lower())


def read_proxies(given: Sequence[str]) -> tuple[str, ...]:
    """Read the addresses of trusted proxies, or of networks of them. Raises ServingError."""
    for text in given:
        try:
            ipaddress.ip_network(text)
        except ValueError:
            raise ServingError(
                f"“{text}” is not the IP address of a proxy. Write it as 10.0.0.5, or a network as 10.0.0.0/24."
            ) from None
    return tuple(given)


def asked_under(scope: MutableMapping[str, Any], own: SiteAddress | None) -> tuple[SiteAddress, bool] | None:
    """Give the address under which a request sees the site, and if others see it under the same.

    None where the Host header is none.
    """
    if own is not None:
        return own, True
    server, port = scope.get("server") or ("localhost", None)
    reached = f"[{server}]" if ":" in server else server
    usual = 443 if scope["scheme"] == "https" else 80
    given = [value for name, value in scope["headers"] if name.lower() == b"host"] or [
        f"{reached}:{port or usual}".encode()
    ]
    found = _HOST.fullmatch(given[0])
    if found is None or len(given) > 1:
        return None
    name = found["name"].lower()
    is_own = name in _THIS_MACHINE or name == reached.encode().lower()
    is_own = is_own and int(found["port"] or usual) == (port or usual)
    return SiteAddress(scope["scheme"], given[0].decode().lower()), is_own

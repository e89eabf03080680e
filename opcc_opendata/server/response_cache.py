"""Answers as they are sent: compressed, and copies of those asked for lately.

A page changes only with a build, or at midnight.
"""

from __future__ import annotations

import re
import zlib
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, NamedTuple

from opcc_opendata.server.security_headers import Headers

_MOST_BYTES: Final = 64 << 20
_LONGEST: Final = 1 << 20
_SHORTEST_TO_ZIP: Final = 1_000
_LEVEL: Final = 5
"""Of gzip: beyond it a page takes twice the time and is hardly shorter."""

_TEXTS: Final = re.compile(rb"text/|image/svg\+xml|application/(?:[a-z]+\+)?(?:javascript|json|jsonl|xml|yaml)\b")


class Copy(NamedTuple):
    """One answer: the headers that came with it, and its body, compressed where the headers say so."""

    headers: Headers
    body: bytes


class Copies:
    """Copies by what was asked, up to a number of bytes: what was asked for longest ago goes first."""

    def __init__(self) -> None:
        self._copies: OrderedDict[Hashable, Copy] = OrderedDict()
        self._bytes = 0

    def get(self, asked: Hashable) -> Copy | None:
        """Give a copy, if there is one."""
        found = self._copies.get(asked)
        if found is not None:
            self._copies.move_to_end(asked)
        return found

    def keep(self, asked: Hashable, copy: Copy) -> None:
        """Keep a copy, unless it is so long that many others would have to go."""
        if len(copy.body) > _LONGEST or asked in self._copies:
            return
        self._copies[asked] = copy
        self._bytes += len(copy.body)
        while self._bytes > _MOST_BYTES:
            _, oldest = self._copies.popitem(last=False)
            self._bytes -= len(oldest.body)


def takes_gzip(accepted: bytes) -> bool:
    """Say whether a reader's `Accept-Encoding` names gzip and does not refuse it (RFC 9110, section 12.5.3)."""
    for part in accepted.lower().split(b","):
        name, _, weight = part.replace(b" ", b"").partition(b";")
        if name == b"gzip":
            return weight.rstrip(b"0") not in (b"q=", b"q=.", b"q=0.")
    return False


def is_text(content_type: bytes) -> bool:
    """Say whether something is worth compressing."""
    return _TEXTS.match(content_type) is not None


def zipped(body: bytes) -> bytes | None:
    """Give a text compressed, or None where that would gain nothing."""
    return Zipping().part(body, more=False) if len(body) >= _SHORTEST_TO_ZIP else None


class Zipping:
    """Compresses a text that is sent part by part, as gzip (RFC 1952)."""

    def __init__(self) -> None:
        self._zip = zlib.compressobj(_LEVEL, wbits=16 + zlib.MAX_WBITS)

    def part(self, body: bytes, *, more: bool) -> bytes:
        """Give what can be sent by now: nothing at times, and all of it with the last part."""
        return self._zip.compress(body) + (b"" if more else self._zip.flush())

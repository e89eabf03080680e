"""Copies of the pages asked for lately, as they were sent: a page changes only with a build, or at midnight."""

from __future__ import annotations

import gzip
from collections import OrderedDict
from collections.abc import Hashable
from typing import Final, NamedTuple

Headers = list[tuple[bytes, bytes]]

_MOST_BYTES: Final = 64 << 20
_LONGEST: Final = 1 << 20
_SHORTEST_TO_ZIP: Final = 1_000
_LEVEL: Final = 5
"""Of gzip: beyond it a page takes twice the time and is hardly shorter."""

_TEXTS: Final = (b"text/", b"application/javascript", b"application/json", b"image/svg+xml")


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


def zipped(body: bytes, content_type: bytes) -> bytes | None:
    """Give a text compressed, or None where that would gain nothing."""
    if len(body) < _SHORTEST_TO_ZIP or not content_type.startswith(_TEXTS):
        return None
    return gzip.compress(body, _LEVEL, mtime=0)

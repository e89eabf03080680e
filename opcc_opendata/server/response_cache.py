"""Answers as they are sent: compressed, and copies of those asked for lately.

A page changes only with a build, or at midnight.
"""

from __future__ import annotations

import re
import zlib
from typing import Final, NamedTuple

from opcc_opendata.recent_cache import RecentCache
from opcc_opendata.server.security_headers import Headers

_MOST_BYTES: Final = 64 << 20
_LONGEST: Final = 1 << 20
_SHORTEST_TO_ZIP: Final = 1_000
_LEVEL: Final = 5
"""Of gzip: beyond it a page takes twice the time and is hardly shorter."""
_LEVEL_OF_LONG: Final = 3
"""Of what is sent part by part, which may have megabytes: a seventh longer for six tenths of the time."""

_TEXTS: Final = re.compile(rb"text/|image/svg\+xml|application/(?:[a-z]+\+)?(?:javascript|json|jsonl|xml|yaml)\b")


class CachedResponse(NamedTuple):
    """One answer: the headers that came with it, and its body, compressed where the headers say so."""

    headers: Headers
    body: bytes


def copies() -> RecentCache[CachedResponse]:
    """Return where copies are kept by what was asked, up to a number of bytes, but for those that are too long."""
    return RecentCache(_MOST_BYTES, size=lambda copy: len(copy.body), largest=_LONGEST)


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
    return Zipping(_LEVEL).part(body, more=False) if len(body) >= _SHORTEST_TO_ZIP else None


class Zipping:
    """Compresses a text that is sent part by part, as gzip (RFC 1952)."""

    def __init__(self, level: int = _LEVEL_OF_LONG) -> None:
        self._zip = zlib.compressobj(level, wbits=16 + zlib.MAX_WBITS)

    def part(self, body: bytes, *, more: bool) -> bytes:
        """Give what can be sent by now: nothing at times, and all of it with the last part."""
        return self._zip.compress(body) + (b"" if more else self._zip.flush())

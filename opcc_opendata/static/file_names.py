"""The name of the file that an address of the site has, in letters that every disk takes.

`/` is `index.html`, `/forces/kent` is `forces/kent.html`, `/outstanding?force=kent&page=2` is
`outstanding,force=kent,page=2.html`, and what has an ending keeps it: `/responses/ID.json`. Each part of a name has
small letters, digits and `.-_=,` only, does not end with a dot, is none of the names that Windows keeps for itself
(https://learn.microsoft.com/windows/win32/fileio/naming-a-file) and has at most 80 characters. A part that would be
otherwise is written as far as it can be, with `~` and the beginning of its SHA-256 after it. So no two addresses have
one name, also where a disk takes large and small letters for the same.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

_LONGEST: Final = 80
_PLAIN: Final = re.compile(r"[a-z0-9_][a-z0-9._=,-]*\Z")
_KEPT_BY_WINDOWS: Final = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|\Z)")
_OTHERS: Final = re.compile(r"[^a-z0-9_=,-]+")
_OF_DIGEST: Final = 12
ENDINGS: Final = frozenset(
    (
        "atom",
        "csv",
        "db",
        "ics",
        "json",
        "js",
        "jsonl",
        "jsonld",
        "png",
        "svg",
        "txt",
        "xlsx",
        "xml",
        "xz",
        "yaml",
        "zip",
    )
)
"""The endings of addresses that are files already. What ends otherwise is a page."""


def file_name(address: str) -> str:
    """Give the name of the file for an address of the site, with `/` between its parts and none before them."""
    parts = urlsplit(address)
    steps = [unquote(step) for step in parts.path.split("/") if step]
    if parts.path in ("/", "/cy", "/cy/"):
        steps.append("index")
    stem, dot, ending = steps[-1].rpartition(".")
    if not dot or ending.lower() not in ENDINGS:
        stem, ending = steps[-1], "html"
    asked = sorted(parse_qsl(parts.query))
    steps[-1] = ",".join([stem, *(f"{name}={value}" for name, value in asked)])
    return "/".join(map(_part, steps)) + f".{ending}"


def _part(text: str) -> str:
    if _PLAIN.match(text) and len(text) <= _LONGEST and not text.endswith(".") and not _KEPT_BY_WINDOWS.match(text):
        return text
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:_OF_DIGEST]
    start = _OTHERS.sub("-", text.lower()).strip("-")[: _LONGEST - _OF_DIGEST - 1]
    return f"{'x' if _KEPT_BY_WINDOWS.match(start) else ''}{start}~{digest}"

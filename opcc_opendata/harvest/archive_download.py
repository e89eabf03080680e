"""An archive from the web, asked for only if it has changed, within limits of time, size and redirects."""

from __future__ import annotations

import asyncio
import hashlib
import ipaddress
import ssl
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from opcc_opendata import __version__, files
from opcc_opendata.harvest.limits import BrokenDataError, SourceLimits, UnreachableError

_NOT_MODIFIED: Final = 304
_OK: Final = 200
_GONE: Final = 410
_REDIRECTS: Final = (301, 302, 303, 307, 308)
_BLOCK: Final = 1 << 16

Got = tuple[str, str | None, str | None]
"""The SHA-256 of an archive, and the ETag and Last-Modified that came with it."""


def download(
    address: str, path: Path, before: tuple[str | None, str | None] | None, limits: SourceLimits
) -> Got | None:
    """Write an archive to a file, or return None where the server says that it is as `before`.

    All of it together takes at most the seconds of the limits, however slowly the server answers. Raises
    UnreachableError and BrokenDataError.
    """
    import httpx

    try:
        return asyncio.run(_within(address, path, before, limits))
    except TimeoutError as error:
        raise UnreachableError(f"It was not there within {limits.seconds:g} seconds.") from error
    except httpx.HTTPError as error:
        raise UnreachableError(f"It could not be fetched: {str(error) or type(error).__name__}.") from error
    except (httpx.InvalidURL, httpx.CookieConflict, UnicodeError) as error:
        raise UnreachableError("It sends on to what is no address.") from error
    except OSError as error:
        raise UnreachableError(f"It could not be fetched: {files.reason(error)}.") from error


async def _within(
    address: str, path: Path, before: tuple[str | None, str | None] | None, limits: SourceLimits
) -> Got | None:
    async with asyncio.timeout(limits.seconds):
        return await _download(address, path, before, limits)


async def _download(
    address: str, path: Path, before: tuple[str | None, str | None] | None, limits: SourceLimits
) -> Got | None:
    import httpx

    headers = {"user-agent": f"opcc-opendata/{__version__}", "accept-encoding": "identity"}
    for name, value in zip(("if-none-match", "if-modified-since"), before or (), strict=False):
        if value:
            headers[name] = value
    async with httpx.AsyncClient(headers=headers, timeout=limits.seconds, verify=_certificates()) as client:
        for _ in range(limits.redirects + 1):
            async with client.stream("GET", address) as answer:
                if answer.status_code == _NOT_MODIFIED and before is not None:
                    return None
                if answer.status_code in _REDIRECTS and "location" in answer.headers:
                    address = next_address(address, str(answer.url.join(answer.headers["location"])))
                    client.cookies.clear()
                    continue
                if answer.status_code == _GONE:
                    raise UnreachableError(
                        "The server says that it is gone for good (410). If the office took its data back, write "
                        "withdrawn and the reason into sources.yml."
                    )
                if answer.status_code != _OK:
                    raise UnreachableError(f"The server answers with status {answer.status_code}.")
                digest = await _save(answer, path, limits)
                return digest, answer.headers.get("etag"), answer.headers.get("last-modified")
    raise UnreachableError(f"It sends on more than {limits.redirects} times.")


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    """Return what every client holds servers' certificates against: to read it takes longer than a request."""
    import httpx

    return httpx.create_ssl_context()


async def _save(answer: object, path: Path, limits: SourceLimits) -> str:
    digest, size = hashlib.sha256(), 0
    path.unlink(missing_ok=True)
    with path.open("xb") as file:
        async for block in answer.aiter_bytes(_BLOCK):  # type: ignore[attr-defined]
            size += len(block)
            if size > limits.download:
                raise BrokenDataError([f"It has more than {files.megabytes(limits.download)}."])
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def next_address(old: str, new: str) -> str:
    """Return the address that a server sends on to. Raises UnreachableError where nobody may be sent there.

    Not from a protected address to one that is not, and not from a public host into a network of our own.
    """
    before, after = urlsplit(old), urlsplit(new)
    if after.scheme not in ("http", "https") or not after.hostname:
        raise UnreachableError("It sends on to what is no address on the web.")
    if before.scheme == "https" and after.scheme == "http":
        raise UnreachableError("It sends on to an address without https.")
    if before.hostname != after.hostname and _is_inside(after.hostname) and not _is_inside(before.hostname or ""):
        raise UnreachableError("It sends on to an address that is not on the public web.")
    return new


def _is_inside(host: str) -> bool:
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False

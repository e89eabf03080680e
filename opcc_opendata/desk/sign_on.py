"""The desk on an office's server: a proxy signs people in, and says in a header who is asking.

Such a header is worth nothing from anybody else. So it is believed only where the operator has switched it on, the desk
listens on 127.0.0.1 alone, and each request has a secret that only the proxy knows: on a server, other programs and
people have that address too.
"""

from __future__ import annotations

import hmac
import os
import re
import stat
from collections.abc import Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from opcc_opendata.files import UnreadableFileError, read_bytes
from opcc_opendata.yaml_reader.characters import first_forbidden

SECRET_HEADER: Final = "X-Desk-Secret"  # noqa: S105 (the name of the header, and no secret)
LEAST_SECRET: Final = 32
"""Characters."""
LONGEST_NAME: Final = 200
"""Bytes of what a proxy may say in the header."""

_MOST_OF_SECRET: Final = 4_096
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
_TAKEN: Final = frozenset(
    [
        "accept",
        "accept-encoding",
        "accept-language",
        "authorization",
        "cache-control",
        "connection",
        "content-length",
        "content-type",
        "cookie",
        "forwarded",
        "from",
        "host",
        "origin",
        "referer",
        "sec-fetch-dest",
        "sec-fetch-mode",
        "sec-fetch-site",
        "te",
        "transfer-encoding",
        "upgrade",
        "user-agent",
        "via",
        "x-desk-secret",
        "x-forwarded-for",
        "x-forwarded-host",
        "x-forwarded-proto",
    ]
)
"""Headers that browsers and proxies send for something else."""
_SECRET: Final = re.compile(r"[!-~]+")
_ADDRESS: Final = re.compile(r"https://([a-z0-9._-]{1,253}(?::[0-9]{1,5})?)/?", re.IGNORECASE)
_MAIL: Final = re.compile(r"[^\s@<>\"]{1,64}@[A-Za-z0-9.-]{1,190}")
_IN_MAIL: Final = re.compile("[^a-z0-9._-]+")


class SignOnError(Exception):
    """What the operator gave can't be used. The text is a sentence for people."""


class NotSignedOnError(Exception):
    """A request does not say who asks, or did not come from the proxy. The text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class User:
    """Somebody whom the proxy has signed in. Their name goes into commits and into the history of a draft."""

    name: str
    email: str


acting: ContextVar[User | None] = ContextVar("acting", default=None)
"""Who has asked for the page that is being made; None where there is one officer alone."""


@dataclass(frozen=True, slots=True)
class SignOn:
    """How people are signed in: the header with their name, the desk's own host, and the proxy's secret."""

    header: str
    host: str
    secret: str

    @property
    def address(self) -> str:
        """Give the address that people use."""
        return f"https://{self.host}"

    def user_of(self, headers: Iterable[tuple[bytes, bytes]]) -> User:
        """Give who asks, by the headers of a request in small letters. Raises NotSignedOnError."""
        sent = list(headers)
        secrets = [value for name, value in sent if name == SECRET_HEADER.lower().encode()]
        if len(secrets) != 1 or not hmac.compare_digest(secrets[0], self.secret.encode()):
            raise NotSignedOnError(f"This did not come from the office's proxy. Open the desk at {self.address}")
        names = [value for name, value in sent if name == self.header.lower().encode()]
        if len(names) != 1 or not names[0].strip():
            raise NotSignedOnError("The office's sign-on did not say who you are. Sign in again, or ask your IT.")
        return _user(names[0], self.host)


def _user(value: bytes, host: str) -> User:
    try:
        name = value.decode("utf-8").strip()
    except UnicodeDecodeError:
        name = value.decode("latin-1").strip()
    if len(value) > LONGEST_NAME or first_forbidden(name) or any(one in name for one in "<>\n\t"):
        raise NotSignedOnError("The office's sign-on sent a name that can't be one. Ask your IT.")
    if _MAIL.fullmatch(name):
        return User(name, name)
    local = _IN_MAIL.sub(".", name.casefold()).strip(".") or "somebody"
    return User(name, f"{local}@{host.partition(':')[0]}")


def read_sign_on(header: str, address: str, secret_file: Path) -> SignOn:
    """Read how people are signed in. Raises SignOnError.

    `address` is that of the desk for people, such as https://desk.example.org, and the file holds the proxy's secret.
    """
    if not _HEADER.fullmatch(header) or header.lower() in _TAKEN:
        raise SignOnError(f"“{header}” can't be the header with somebody's name. Use one such as X-Remote-User.")
    found = _ADDRESS.fullmatch(address.strip())
    if found is None:
        raise SignOnError(f"“{address}” is not the address of a desk. Write it as https://desk.example.org")
    return SignOn(header, found[1].lower(), _secret(secret_file))


def _secret(path: Path) -> str:
    try:
        secret = read_bytes(path, _MOST_OF_SECRET).decode("ascii", "replace").strip()
        mode = path.stat().st_mode
    except (UnreadableFileError, OSError) as error:
        raise SignOnError(f"{path} can't be read: {error}") from error
    if os.name == "posix" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        raise SignOnError(f"Others on this machine can read {path}, so it is no secret. First: chmod 600 {path}")
    if len(secret) < LEAST_SECRET or not _SECRET.fullmatch(secret):
        raise SignOnError(
            f"The secret in {path} has to be one word of at least {LEAST_SECRET} letters, figures and signs. "
            "openssl rand -hex 32 makes one."
        )
    return secret

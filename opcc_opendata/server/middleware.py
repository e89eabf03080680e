"""What stands before Datasette: each request gets its build, and each answer its headers. A Datasette plugin."""

from __future__ import annotations

import asyncio
import hashlib
import sys
import traceback
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final
from urllib.parse import parse_qsl

from pluggy import HookimplMarker

from opcc_opendata import __version__
from opcc_opendata.browser.runtime import FOLDER as CHECK_FILES
from opcc_opendata.calendars import now
from opcc_opendata.server.builds import BuildNotHereError, Builds
from opcc_opendata.server.open_build import Build
from opcc_opendata.server.reader_sql import may_change
from opcc_opendata.server.request_limits import App, Message, Receive, RequestLimits, Send
from opcc_opendata.server.response_cache import CachedResponse, Zipping, copies, is_text, takes_gzip, zipped
from opcc_opendata.server.security_headers import ALWAYS, POLICY_OF_CHECK, Headers
from opcc_opendata.server.site_address import SiteAddress, asked_under

hookimpl = HookimplMarker("datasette")

FRESH: Final = 60
"""Seconds for which a copy of a page serves without asking."""

STALE: Final = 600
"""Seconds more for which a copy serves while a new one is fetched."""

_STATIC: Final = (b"/-/static/", b"/-/static-plugins/")
_CHECK_FILES: Final = f"{CHECK_FILES}/".encode()
_CHECK: Final = (b"/check", b"/cy/check")

_REPLACED: Final = frozenset(name for name, _ in ALWAYS) | {
    # There are no cookies here, so that a copy of a page is as good for one reader as for the next.
    *(b"set-cookie", b"cache-control", b"etag", b"vary", b"transfer-encoding"),
}

_HELD: Final = (b"text/html", b"text/calendar", b"application/atom+xml", b"application/xml", b"image/png")
"""What our pages are, and calendars, feeds, site maps and pictures: each comes whole, and others may have it too."""

_ZIPPED: Final = (b"content-encoding", b"gzip")

BUILD: Final = b"opcc-build"
"""The header with which a proxy names the build, by its digest, that it wants an answer from."""

_NOT_HERE: Final = (502, b"This server has not got the build that the header Opcc-Build names. Ask another.\n")
_DAMAGED: Final = (502, b"The database of this server is damaged. Ask another, or try again later.\n")
_HEALTH: Final = (b"/-/health", b"/-/health.json")

_NOBODY: Final = frozenset((b"cookie", b"authorization"))


@hookimpl(trylast=True)
def asgi_wrapper(datasette: Any) -> Callable[[App], App]:
    """Stand before everything, other plugins too. What Datasette asks of itself goes past here."""
    builds = getattr(datasette, "opcc_builds", None)
    if builds is None:
        return lambda app: app
    return lambda app: RequestLimits(Front(app, builds, datasette.opcc_setup, datasette.opcc_address))


class Front:
    """The whole server, as others see it."""

    def __init__(self, app: App, builds: Builds, setup: str, address: SiteAddress | None) -> None:
        self._app, self._builds, self._address = app, builds, address
        self._setup = f"{setup} {_program()}"
        self._copies = copies()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        moment = now()
        seen = asked_under(scope, self._address)
        if seen is None:
            await _Answer(send, scope, moment, is_shared=False).short(400, b"The header Host names no site.\n")
            return
        address, is_shared = seen
        headers = [(name, value) for name, value in scope["headers"] if name.lower() != b"host"]
        headers.append((b"host", address.host.encode()))
        scope = {**scope, "scheme": address.scheme, "headers": headers}
        answer = _Answer(send, scope, moment, is_shared=is_shared)
        refused = _refusal(scope)
        if refused is not None:
            await answer.short(*refused)
            return
        wanted = _header(scope, BUILD).decode("latin-1")
        if wanted and not self._builds.holds(wanted):
            await asyncio.to_thread(self._builds.renew)
        try:
            with self._builds.pinned(digest=wanted) as build:
                await self._answer(build, scope, receive, answer, moment)
        except BuildNotHereError:
            await answer.short(*_NOT_HERE)

    async def _answer(self, build: Build, scope: Message, receive: Receive, answer: _Answer, moment: datetime) -> None:
        """Answer from one build."""
        answer.build = None if _path(scope) in _HEALTH else build
        if answer.is_of_damage():
            await answer.short(*_DAMAGED)
            return
        if not _may_change(scope):
            answer.name = self._name(build, scope, moment)
        if answer.is_known():
            await answer.short(304, b"")
            return
        asked = (answer.name, answer.zips)
        copy = self._copies.get(asked) if answer.name else None
        if copy is not None:
            await answer.again(copy)
            return
        await self._ask(scope, receive, answer)
        if answer.copy is not None and answer.name:
            self._copies.keep(asked, answer.copy)

    async def _ask(self, scope: Message, receive: Receive, answer: _Answer) -> None:
        """Ask Datasette. It works out HEAD as GET, so that both say the same of the page."""
        headers = [(name, value) for name, value in scope["headers"] if name.lower() not in _NOBODY]
        try:
            await self._app({**scope, "method": "GET", "headers": headers}, receive, answer)
        except Exception:
            if answer.begun:
                raise
            sys.stderr.write(traceback.format_exc())
            await answer.short(500, b"This is a fault of the server, and not yours. Please try again.\n")

    def _name(self, build: Build, scope: Message, moment: datetime) -> str:
        """Name what a page would hold: some say under which address they were asked for, or what is overdue today."""
        asked = [build.name, self._setup, moment.date().isoformat(), scope["scheme"], _path(scope).decode("latin-1")]
        parts = [*(part.encode("latin-1", "replace") for part in asked), _header(scope, b"host")]
        return _digest(b"\0".join([*parts, scope.get("query_string") or b""]))


class _Answer:
    """Takes Datasette's answer, and sends it with its headers. A page is held until all of it is there."""

    def __init__(self, send: Send, scope: Message, now: datetime, *, is_shared: bool) -> None:
        self._send, self._scope, self._now = send, scope, now
        self._is_shared = is_shared
        self._bare = scope["method"] == "HEAD"
        self._held: list[bytes] = []
        self.begun = False
        self.name = ""
        """What the body depends on, as one word; empty where it depends on more. Its tag is made from it."""
        self._tag = b""
        self.copy: CachedResponse | None = None
        """The answer, where whoever asks the same next may have it too."""
        self.zips = takes_gzip(_header(scope, b"accept-encoding"))
        self._zipping: Zipping | None = None
        path = _path(scope)
        self._is_for_ever = path.startswith(_CHECK_FILES)  # their address has their checksum in it
        self.is_static = self._is_for_ever or path.startswith(_STATIC)
        self._may_compile = self._is_for_ever or path in _CHECK
        self.build: Build | None = None
        """The build that the answer is made from, if it is one of a file that must be whole."""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self._status: int = message["status"]
            self._given = [(bytes(name).lower(), bytes(value)) for name, value in message.get("headers", ())]
            kind = self._header(b"content-type")
            self._is_text, self._holds = is_text(kind), self.is_static or kind.startswith(_HELD)
        elif message["type"] == "http.response.body":
            await self._body(bytes(message.get("body", b"")), more=bool(message.get("more_body")))

    def is_of_damage(self) -> bool:
        """Say if the file is known to be damaged, from which the answer is made."""
        return self.build is not None and self.build.damaged

    def is_known(self) -> bool:
        """Say if the reader has the body, in a form that they take, and keep the tag of that."""
        if self.is_static or not self.name:
            return False
        known = _known_to(self._scope)
        forms = [_tag(self.name, zipped=True)] if self.zips else []
        self._tag = next((tag for tag in (*forms, _tag(self.name, zipped=False)) if tag in known), b"")
        return bool(self._tag)

    async def short(self, status: int, text: bytes, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
        """Answer with a sentence."""
        self._status, self._holds, self._is_text = status, True, True
        self._given = [*headers, *([(b"content-type", b"text/plain; charset=utf-8")] if text else [])]
        await self._body(text, more=False)

    async def again(self, copy: CachedResponse) -> None:
        """Answer as the reader before was answered."""
        self._status, self._holds, self._is_text, self._given = 200, True, True, copy.headers
        await self._whole(copy.body)

    async def _body(self, body: bytes, *, more: bool) -> None:
        if self.begun:
            await self._part(body, more)
        elif self._holds and more:
            self._held.append(body)
        elif more:
            if self._may_zip():
                self._zipping = Zipping()
                self._given = [*(item for item in self._given if item[0] != b"content-length"), _ZIPPED]
            await self._begin(None)
            await self._part(body, more)
        else:
            await self._whole(self._for_others(b"".join((*self._held, body))))

    async def _whole(self, whole: bytes) -> None:
        if self.is_of_damage():
            self._status, whole = _DAMAGED
            self._given, self.copy = [(b"content-type", b"text/plain; charset=utf-8")], None
        await self._begin(whole)
        await self._part(b"" if self._status == 304 else whole, more=False)

    def _for_others(self, whole: bytes) -> bytes:
        """Compress a body where the reader takes that, and note what may be given to others."""
        short = zipped(whole) if self._may_zip() else None
        if short is not None:
            whole, self._given = short, [*self._given, _ZIPPED]
        is_page = self._status == 200 and self._holds and not self.is_static
        if is_page and b"no-store" not in self._header(b"cache-control"):
            self.copy = CachedResponse(self._given, whole)
        return whole

    def _may_zip(self) -> bool:
        return self.zips and self._is_text and self._status == 200

    async def _part(self, body: bytes, more: bool) -> None:
        if self._bare:
            if more:
                return
            body = b""
        elif self._zipping is not None:
            body = self._zipping.part(body, more=more)
        await self._send({"type": "http.response.body", "body": body, "more_body": more})

    async def _begin(self, whole: bytes | None) -> None:
        """Send the headers. `whole` is the body, if all of it is there."""
        name = _digest(whole) if self.is_static and whole is not None else self.name
        if name and self._status == 200:
            self._tag = _tag(name, zipped=_ZIPPED in self._given)
        if self.is_static and self._status == 200 and self._tag in _known_to(self._scope):
            self._status = 304
        headers = [item for item in self._given if item[0] not in _REPLACED]
        if whole is not None and self._status != 304:
            headers = [item for item in headers if item[0] != b"content-length"]
            headers.append((b"content-length", str(len(whole)).encode()))
        policy = {b"content-security-policy": POLICY_OF_CHECK} if self._may_compile else {}
        headers += [*((name, policy.get(name, value)) for name, value in ALWAYS), *self._caching()]
        self.begun = True
        await self._send({"type": "http.response.start", "status": self._status, "headers": headers})

    def _caching(self) -> Headers:
        given = self._header(b"cache-control")
        is_of_a_day = self.is_static or (self.name and now().date() == self._now.date())
        if b"no-store" in given or self._status >= 400 or not is_of_a_day:
            return [(b"cache-control", b"no-store")]
        names = [name.strip() for name in self._header(b"vary").split(b",")]
        names += [b"Accept-Encoding"] if self._is_text else []
        vary = b", ".join(name for name in names if name and name.lower() not in _NOBODY)
        found = [(b"vary", vary)] if vary else []
        found.append((b"cache-control", self._lifetime().encode()))
        return [*found, (b"etag", self._tag)] if self._tag and self._status in (200, 304) else found

    def _lifetime(self) -> str:
        """Say for how long a copy serves: never past midnight, when what is overdue changes."""
        if self._is_for_ever:
            return "public, max-age=31536000, immutable"
        if self.is_static:
            return "public, max-age=3600"
        tomorrow = datetime.combine(self._now.date() + timedelta(1), datetime.min.time(), self._now.tzinfo)
        left = int((tomorrow.astimezone(UTC) - self._now.astimezone(UTC)).total_seconds())
        fresh = min(FRESH, left)
        if not self._is_shared:
            return f"private, max-age={fresh}"
        return f"public, max-age={fresh}, stale-while-revalidate={min(STALE, left - fresh)}"

    def _header(self, name: bytes) -> bytes:
        return b", ".join(value for key, value in self._given if key == name)


def _refusal(scope: Message) -> tuple[int, bytes, Headers] | None:
    """Answer what is no question: an unknown method, or an address that isn't one."""
    may = [(b"allow", b"GET, HEAD, OPTIONS")]
    if scope["method"] == "OPTIONS":
        asked = (b"access-control-allow-methods", b"GET, HEAD, OPTIONS")
        return 200, b"ok\n", [*may, asked, (b"access-control-allow-headers", b"If-None-Match")]
    if scope["method"] not in ("GET", "HEAD"):
        return 405, b"This site can only be read: use GET.\n", may
    if not _path(scope).isascii():
        return 400, b"The address holds letters that must be written as %XX.\n", []
    return None


def _may_change(scope: Message) -> bool:
    """Say whether a reader's SQL asks for what is another thing each time, such as the hour."""
    given = parse_qsl((scope.get("query_string") or b"").decode("latin-1"))
    return any(name in ("sql", "_where") and may_change(value) for name, value in given)


def _path(scope: Message) -> bytes:
    path = scope.get("raw_path") or scope["path"].encode("utf-8", "replace")
    return bytes(path.partition(b"?")[0])


def _header(scope: Message, name: bytes) -> bytes:
    return b", ".join(value for key, value in scope["headers"] if key.lower() == name)


def _known_to(scope: Message) -> set[bytes]:
    """Give the tags of the pages that the reader has already."""
    values = [value for name, value in scope["headers"] if name.lower() == b"if-none-match"]
    # A proxy that compresses makes a tag weak, and some write the mark of their own way into it.
    return {tag.strip() for value in values for tag in value.split(b",")}


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:32]


def _tag(name: str, *, zipped: bool) -> bytes:
    return f'W/"{name}{"-gzip" if zipped else ""}"'.encode()


@cache
def _program() -> str:
    """Name the state of the program that writes the pages: its version, and its files where somebody changes them."""
    package = Path(__file__).parent.parent
    digest = hashlib.sha256()
    for file in sorted(path for path in package.rglob("*") if path.suffix != ".pyc" and path.is_file()):
        if file.parts[len(package.parts)] in ("server", "site", "documents"):
            digest.update(f"{file.relative_to(package)}\0".encode() + file.read_bytes())
    return f"{__version__} {version('datasette')} {digest.hexdigest()}"

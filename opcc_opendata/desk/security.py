"""Who may ask the desk for anything: the browser that was given the address, on this computer, and nobody else.

To listen on 127.0.0.1 is not enough. Every website that is open in the officer's browser can send requests there, a
name can be pointed there (DNS rebinding), and on a terminal server all users share the address. So, in this order:

- the Host must be the desk's own, with its port;
- the address holds a token that is good for one use, and is swapped for a cookie that goes to no other site;
- every request needs that cookie, and none is answered that another site has caused;
- a POST needs the Origin of the desk and a token of its form, and is read only up to a limit, after all else is right;
- files are taken at a few addresses only, and after the token.

On an office's server, where a proxy signs people in (`sign_on`), its secret and the header with a name take the place
of the address's token and the cookie; the rest is the same.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, MutableMapping
from http.cookies import CookieError, SimpleCookie
from typing import Any, Final
from urllib.parse import parse_qsl

from opcc_opendata.desk.sign_on import NotSignedOnError, SignOn, User
from opcc_opendata.desk.uploads import MOST_READ, TAKES_FILES, FormReader, Upload, UploadError

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

START: Final = "/start"
"""The address that the token comes with."""
MOST_BYTES: Final = 12_000_000
"""Of what is posted: two texts of 500,000 characters, each of which takes up to nine bytes in a form, and some more."""
MOST_FIELDS: Final = 500

_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    b"base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # with none at all, a form's Origin would be null
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
    (b"x-robots-tag", b"noindex"),
)
"""What every answer has. Nothing is kept by the browser, and no other site may read, frame or load anything."""

_OWN_SITES: Final = (b"same-origin", b"none")
_FORM: Final = b"application/x-www-form-urlencoded"
_WITH_FILES: Final = b"multipart/form-data"


class _RefusedError(Exception):
    """A request is not answered. `status` is that of HTTP, and the text a sentence for people."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(sentence)
        self.status = status


class Gate:
    """An ASGI application in front of the desk's pages.

    Behind it, what was posted is in `scope["state"]["form"]`, the files of a form in `scope["state"]["files"]`, and who
    asks in `scope["state"]["user"]`, which is None unless a proxy signs people in.
    """

    def __init__(self, app: App, port: int, sign_on: SignOn | None = None) -> None:
        self._app = app
        self._sign_on = sign_on
        self._hosts = frozenset(f"{name}:{port}".encode() for name in ("127.0.0.1", "localhost"))
        self._cookie = f"opcc-desk-{port}"  # cookies do not keep ports apart
        self._session, self._key = secrets.token_urlsafe(32), secrets.token_bytes(32)
        self._token: str | None = secrets.token_urlsafe(32)
        self._origin = "http"
        self.address = f"http://127.0.0.1:{port}{START}?token={self._token}"
        if sign_on is not None:
            self._hosts, self._token, self._origin = frozenset([sign_on.host.encode()]), None, "https"
            self.address = sign_on.address

    def form_token(self, path: str, user: User | None = None) -> str:
        """Give the token of a form that somebody posts to a path."""
        of = f"{path}\0{user.name}" if user else path
        return hmac.new(self._key, of.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def answer(message: Message) -> None:
            if message["type"] == "http.response.start":
                own = {name for name, _ in HEADERS}
                kept = [one for one in message.get("headers", ()) if one[0].lower() not in own]
                message = {**message, "headers": [*kept, *HEADERS]}
            await send(message)

        try:
            headers = [(name.lower(), value) for name, value in scope["headers"]]
            self._check_host(headers)
            if scope["path"] == START and self._sign_on is None:
                await self._start(scope, headers, answer)
                return
            user = self._check_sender(scope["method"], headers)
            state = scope.setdefault("state", {})
            state["gate"], state["user"] = self, user
            if scope["method"] == "POST":
                if TAKES_FILES.fullmatch(scope["path"]) and _kinds(headers) == [_WITH_FILES]:
                    state["form"], state["files"] = await self._form_with_files(scope["path"], user, headers, receive)
                else:
                    state["form"] = await self._form(scope["path"], user, headers, receive)
        except _RefusedError as error:
            await _say(answer, error.status, str(error))
            return
        await self._app(scope, receive, answer)

    def _check_host(self, headers: Headers) -> None:
        hosts = _all(headers, b"host")
        if len(hosts) != 1 or hosts[0].lower() not in self._hosts:
            raise _RefusedError(421, "This is not the address of the desk. Use the one that opcc desk has printed.")

    async def _start(self, scope: Scope, headers: Headers, answer: Send) -> None:
        """Swap the token for a cookie."""
        if scope["method"] != "GET":
            raise _RefusedError(405, "The desk is opened by its address.")
        try:
            asked = parse_qsl(scope["query_string"].decode("latin-1"), max_num_fields=MOST_FIELDS)
        except ValueError as error:
            raise _RefusedError(400, f"This is not the address of the desk. {_AGAIN}") from error
        given = dict(asked).get("token", "")
        cookies = []
        if self._token is not None and hmac.compare_digest(given.encode(), self._token.encode()):
            self._token = None
            cookie = f"{self._cookie}={self._session}; HttpOnly; SameSite=Strict; Path=/"
            cookies = [(b"set-cookie", cookie.encode())]
        elif not self._is_known(headers):
            raise _RefusedError(403, f"This address has been used already, or is not right. {_AGAIN}")
        await answer({"type": "http.response.start", "status": 303, "headers": [(b"location", b"/"), *cookies]})
        await answer({"type": "http.response.body", "body": b""})

    def _check_sender(self, method: str, headers: Headers) -> User | None:
        """Refuse what the desk's own pages have not asked for, and give who asks where a proxy says it."""
        sites = _all(headers, b"sec-fetch-site")
        # The way back from a sign-on begins at another site, and no page changes anything by being shown.
        comes_back = self._sign_on and method in ("GET", "HEAD") and _all(headers, b"sec-fetch-mode") == [b"navigate"]
        if any(site not in _OWN_SITES for site in sites) and not comes_back:
            raise _RefusedError(403, "Another website has asked for this. Open the desk by its own address.")
        user = None
        if self._sign_on is not None:
            try:
                user = self._sign_on.user_of(headers)
            except NotSignedOnError as error:
                raise _RefusedError(403, str(error)) from error
        elif not self._is_known(headers):
            raise _RefusedError(403, f"The desk does not know this browser. {_AGAIN}")
        if method not in ("GET", "HEAD", "POST"):
            raise _RefusedError(405, "The desk has pages and forms, and nothing else.")
        if method == "POST":
            origins, hosts = _all(headers, b"origin"), _all(headers, b"host")
            own = f"{self._origin}://".encode() + hosts[0]
            if origins != [own] and (origins or sites != [b"same-origin"]):
                raise _RefusedError(403, "This form is not the desk's own.")
        return user

    def _is_known(self, headers: Headers) -> bool:
        found = False
        for value in _all(headers, b"cookie"):
            try:
                morsel = SimpleCookie(value.decode("latin-1")).get(self._cookie)
            except CookieError:
                continue
            if morsel is not None and hmac.compare_digest(morsel.value.encode(), self._session.encode()):
                found = True
        return found

    async def _form(self, path: str, user: User | None, headers: Headers, receive: Receive) -> dict[str, list[str]]:
        if _kinds(headers) != [_FORM]:
            raise _RefusedError(415, "The desk takes only what its own forms send.")
        body = bytearray()
        async for piece in _pieces(headers, receive, MOST_BYTES, _TOO_LARGE):
            body += piece
        try:
            pairs = parse_qsl(
                body.decode("latin-1"), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="replace"
            )
        except ValueError as error:
            raise _RefusedError(413, _TOO_MANY) from error
        form: dict[str, list[str]] = {}
        for name, value in pairs:
            form.setdefault(name, []).append(value)
        self._check_token(path, user, form.pop("token", [""])[0])
        return form

    async def _form_with_files(
        self, path: str, user: User | None, headers: Headers, receive: Receive
    ) -> tuple[dict[str, list[str]], list[Upload]]:
        try:
            reader = FormReader(_all(headers, b"content-type")[0], lambda given: self._check_token(path, user, given))
            async for piece in _pieces(headers, receive, MOST_READ, _FILES_TOO_LARGE):
                reader.feed(piece)
            reader.finish()
        except UploadError as error:
            raise _RefusedError(error.status, str(error)) from error
        return reader.fields, reader.files

    def _check_token(self, path: str, user: User | None, given: str) -> None:
        if not hmac.compare_digest(given.encode("utf-8", "replace"), self.form_token(path, user).encode()):
            raise _RefusedError(403, _OLD_FORM)


Headers = list[tuple[bytes, bytes]]

_AGAIN: Final = "Stop the desk with Ctrl and C, start it again with opcc desk, and use the address that it prints."
_TOO_LARGE: Final = (
    f"This is more than {MOST_BYTES // 1_000_000} MB, and was not read. A comment may have 500,000 characters: "
    "go back, and attach a longer text as a document."
)
_FILES_TOO_LARGE: Final = (
    f"These files have more than {MOST_READ // 1_000_000} MB together, and were not read. Go back, and choose fewer."
)
_TOO_MANY: Final = f"This form has more than {MOST_FIELDS} fields, and was not read."
_OLD_FORM: Final = (
    "This page was made before the desk was started again, so it could not be saved. Go back to it, copy your text, "
    "open the desk again and put the text in."
)


def _all(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> list[bytes]:
    return [value for name, value in headers if name == wanted]


def _kinds(headers: Headers) -> list[bytes]:
    return [value.partition(b";")[0].strip().lower() for value in _all(headers, b"content-type")]


async def _pieces(headers: Headers, receive: Receive, most: int, too_large: str) -> AsyncIterator[bytes]:
    """Give what was posted, piece by piece, and no more of it than may be there."""
    lengths = _all(headers, b"content-length")
    if lengths and (not lengths[0].isdigit() or len(lengths[0]) > len(str(most)) or int(lengths[0]) > most):
        raise _RefusedError(413, too_large)
    read = 0
    more = True
    while more:
        message = await receive()
        if message["type"] != "http.request":
            raise _RefusedError(400, "The form did not arrive whole.")
        piece = message.get("body", b"")
        more = message.get("more_body", False)
        read += len(piece)
        if read > most:
            raise _RefusedError(413, too_large)
        yield piece


async def _say(answer: Send, status: int, sentence: str) -> None:
    body = f"{sentence}\n".encode()
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    await answer({"type": "http.response.start", "status": status, "headers": headers})
    await answer({"type": "http.response.body", "body": body})

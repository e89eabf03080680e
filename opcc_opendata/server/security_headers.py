"""The headers that every answer has, whoever gives it: a page, an error, or the part that reads HTTP."""

from __future__ import annotations

from typing import Final

Headers = list[tuple[bytes, bytes]]

_POLICY: Final = (
    b"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; "
    b"manifest-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""Nothing inline runs or colours, and nothing comes from elsewhere. No page needs that, Datasette's neither."""

POLICY_OF_CHECK: Final = _POLICY.replace(
    b"script-src 'self';", b"script-src 'self' 'wasm-unsafe-eval'; worker-src 'self';"
)
"""For the page Check and the files that it loads: they may compile WebAssembly, in a worker from here."""

ALWAYS: Final = (
    (b"content-security-policy", _POLICY),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"cross-origin"),
    (b"access-control-allow-origin", b"*"),
)


def of_refusal(text: bytes) -> Headers:
    """Give the headers of an answer that is one sentence, and that nobody may keep."""
    plain = [(b"content-type", b"text/plain; charset=utf-8"), (b"content-length", str(len(text)).encode())]
    return [*plain, (b"cache-control", b"no-store"), *ALWAYS]

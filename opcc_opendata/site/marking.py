"""A Datasette plugin for a site that is not what is published: a banner on every page, and a word in every export.

A demonstration shows invented records, and an office looks at its drafts before they are published. Neither may be
taken for a public record, wherever a page or a download ends up.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

from pluggy import HookimplMarker

from opcc_opendata.linked_standard import TERMS

hookimpl = HookimplMarker("datasette")

_DESCRIPTION: Final = "/openapi.json"
INVENTED: Final = "invented"
DRAFT: Final = "draft"
_SAYS: Final = {
    INVENTED: "Invented for a demonstration. No office wrote this, and it says nothing about any force or body.",
    DRAFT: "A draft. It is not published, and may change.",
}


class Marking:
    """Marks all that a process serves with a word: `INVENTED` or `DRAFT`. Datasette calls it as a plugin."""

    def __init__(self, word: str) -> None:
        self.word = word
        self.__name__ = f"{__name__}.{word}"  # Datasette lists its plugins by name

    @hookimpl
    def prepare_jinja2_environment(self, env: Any) -> None:
        """Let every page show the banner."""
        env.globals["marked_as"] = self.word

    @hookimpl
    def asgi_wrapper(self) -> Callable[[Any], Any]:
        """Put the word into exports."""
        return lambda app: _marking(app, self.word)


def mark_all(word: str) -> None:
    """Have everything that this process serves marked."""
    from datasette.plugins import pm  # type: ignore[import-untyped]

    if not pm.has_plugin(f"opcc-{word}"):
        pm.register(Marking(word), f"opcc-{word}")


def marked_as() -> str:
    """Give the word that all that this process serves is marked with; nothing where it is what is published."""
    from datasette.plugins import pm

    return next((word for word in _SAYS if pm.has_plugin(f"opcc-{word}")), "")


def marked_record(record: dict[str, Any], word: str) -> dict[str, Any]:
    """Give a record as the site gives it to programs."""
    return {**record, word: _SAYS[word]} if word else record


def says(word: str) -> str:
    """Say in a sentence what a word marks; nothing for no word."""
    return _SAYS.get(word, "")


def _marking(app: Any, word: str) -> Any:
    async def answer(scope: Any, receive: Any, send: Any) -> None:
        start: dict[str, Any] = {}
        held: list[bytes] = []

        async def take(message: Any) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                if _mark_for(scope, start, word) is None:
                    await send(message)
                return
            mark = _mark_for(scope, start, word)
            if mark is None:
                await send(message)
                return
            held.append(bytes(message.get("body", b"")))
            if not message.get("more_body"):
                body = mark(b"".join(held))
                await send({**start, "headers": _headers(start, len(body))})
                await send({"type": "http.response.body", "body": body})

        await app(scope, receive, take if scope["type"] == "http" else send)

    return answer


def _mark_for(scope: Any, start: dict[str, Any], word: str) -> Callable[[bytes], bytes] | None:
    """Choose how an answer is marked, by what it is; None where it stays as it is."""
    kind = dict(start.get("headers") or ()).get(b"content-type", b"").partition(b";")[0]
    if start.get("status") != 200:
        return None
    if kind == b"text/plain" and scope["path"].endswith(".json"):
        return partial(_lines, word)
    if scope["path"] == _DESCRIPTION:
        return partial(_json, word, key=f"x-{word}")
    if kind == b"application/ld+json":
        return partial(_json, word, key=f"{TERMS}{word}")
    marks: dict[bytes, Callable[[str, bytes], bytes]] = {
        b"text/csv": _csv,
        b"application/json": _json,
        b"application/jsonl": _lines,
        b"text/markdown": _markdown,
    }
    return partial(marks[kind], word) if kind in marks else None


def _headers(start: dict[str, Any], length: int) -> list[tuple[bytes, bytes]]:
    kept = [(name, value) for name, value in start["headers"] if name.lower() != b"content-length"]
    return [*kept, (b"content-length", str(length).encode())]


def _csv(word: str, body: bytes) -> bytes:
    rows = csv.reader(io.StringIO(body.decode("utf-8"), newline=""))
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    for number, row in enumerate(rows):
        writer.writerow([*row, word if number == 0 else "yes"])
    return out.getvalue().encode()


def _json(word: str, body: bytes, key: str = "") -> bytes:
    """Mark a JSON document under a key: OpenAPI allows only keys that begin with x-, and JSON-LD only addresses."""
    return json.dumps(_marked(json.loads(body), word, key or word), ensure_ascii=False).encode()


def _lines(word: str, body: bytes) -> bytes:
    return b"".join(_json(word, line) + b"\n" for line in body.splitlines() if line)


def _markdown(word: str, body: bytes) -> bytes:
    title, _, rest = body.partition(b"\n")
    return title + f"\n\n**{_SAYS[word]}**\n".encode() + rest


def _marked(found: Any, word: str, key: str) -> Any:
    if isinstance(found, list):
        return [_marked(item, word, key) for item in found]
    return {**found, key: _SAYS[word]} if isinstance(found, dict) else found

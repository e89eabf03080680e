"""The Content-Security-Policy of an answer.

Datasette's own pages hold some scripts and styles in the page itself. They are named to the browser by their hashes,
but only those that are known beforehand, from Datasette's own templates: whatever else gets into a page stays dead.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from functools import cache
from pathlib import Path
from typing import Final

_SCRIPT: Final = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
_STYLE: Final = re.compile(rb"<style>(.*?)</style>", re.DOTALL)
_ATTRIBUTE: Final = re.compile(rb'\sstyle="([^"<>]*)"')

_RESIZING: Final = re.compile(rb'createElement\("style"\)\)\.textContent=("(?:[^"\\]|\\.)*")')
"""The style that the box for SQL gives itself, first of all without a word in it."""

_KNOWN_STYLE: Final = re.compile(
    rb"\s*@media only screen and \(max-width: 576px\) \{\s*"
    rb'(?:\.rows-and-columns td:nth-of-type\(\d+\):before \{ content: "(?:[^"\\\n<]|\\[^\n<])*"; \}\s*)*\}\s*'
)
"""The names of columns on a narrow screen."""

_KNOWN_ATTRIBUTE: Final = re.compile(
    rb"border-color: #[0-9a-f]{6}|color: #666|padding-left: 10px; border-left: 10px solid #[0-9a-f]{6}"
    rb"|height: \d{1,5}em|padding: 1em; margin: 1em 0; border: 3px solid red;"
)

_REST: Final = (
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


def policy(page: bytes = b"") -> str:
    """Give the policy for a page, or for what is none."""
    scripts = {content for content in _SCRIPT.findall(page) if content in _known_scripts()}
    styles = {content for content in _STYLE.findall(page) if _is_known_style(content)}
    if b"/cm-resize-" in page:
        written = _RESIZING.findall(_file("static/cm-resize-1.0.1.min.js"))
        styles |= {b"", *(json.loads(text).encode() for text in written)}
    attributes = {html.unescape(value.decode()).encode() for value in _ATTRIBUTE.findall(page)}
    attributes = {value for value in attributes if _KNOWN_ATTRIBUTE.fullmatch(value)}
    script = ["'self'", *_hashes(scripts)]
    style = ["'self'", *_hashes(styles | attributes), *(["'unsafe-hashes'"] if attributes else [])]
    return f"default-src 'none'; script-src {' '.join(script)}; style-src {' '.join(style)}; {_REST}"


def _hashes(contents: set[bytes]) -> list[str]:
    return sorted(f"'sha256-{base64.b64encode(hashlib.sha256(content).digest()).decode()}'" for content in contents)


@cache
def _known_scripts() -> frozenset[bytes]:
    found = [
        content for name in ("_close_open_menus", "_codemirror_foot") for content in _SCRIPT.findall(_source(name))
    ]
    allowed = [f"DATASETTE_ALLOW_FACET = {value};".encode() for value in ("true", "false")]
    return frozenset(found + allowed)


def _is_known_style(content: bytes) -> bool:
    return content in _STYLE.findall(_source("_codemirror")) or bool(_KNOWN_STYLE.fullmatch(content))


def _source(template: str) -> bytes:
    return _file(f"templates/{template}.html")


@cache
def _file(path: str) -> bytes:
    import datasette  # type: ignore[import-untyped]

    file = Path(datasette.__file__).parent / path
    return file.read_bytes() if file.is_file() else b""

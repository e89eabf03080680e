"""What a folder of files says of itself, read without any code of the toolkit."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

_CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass
class Read(HTMLParser):
    """A page: the places in it, and what it leads to or loads, each with its element."""

    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id" and value:
                self.ids.append(value)
            elif name in ("href", "src", "action", "poster", "data", "formaction") and value is not None:
                self.links.append((tag, value))
            elif name == "srcset" and value:
                self.links += [(tag, one.split()[0]) for one in value.split(",")]
            assert not name.startswith("on"), f"a script in an attribute: {name}"


@dataclass(frozen=True)
class Files:
    """The files below a folder, by their names there."""

    root: Path

    @cached_property
    def names(self) -> list[str]:
        return sorted(path.relative_to(self.root).as_posix() for path in self.root.rglob("*") if path.is_file())

    @cached_property
    def pages(self) -> dict[str, Read]:
        read = {}
        for name in self.names:
            if name.endswith(".html"):
                read[name] = Read()
                read[name].feed(self.text(name))
        return read

    def text(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")

    def broken(self) -> Iterator[str]:
        """Every link of a page or style sheet that leads to no file, or to a place that is not in its page."""
        there = set(self.names)
        for name, page in self.pages.items():
            for _, link in page.links:
                parts = urlsplit(link)
                if parts.scheme or parts.netloc:
                    continue
                folder = posixpath.dirname(name)
                target = posixpath.normpath(posixpath.join(folder, unquote(parts.path))) if parts.path else name
                if link.startswith("/") or target not in there:
                    yield f"{name}: {link}"
                elif parts.fragment and unquote(parts.fragment) not in self._places(target, parts.fragment):
                    yield f"{name}: {link} (no such place)"
        for name in there:
            for link in _CSS_URL.findall(self.text(name)) if name.endswith(".css") else ():
                if link[0] != "#" and posixpath.normpath(posixpath.join(posixpath.dirname(name), link)) not in there:
                    yield f"{name}: {link}"

    def _places(self, name: str, usual: str) -> list[str]:
        return self.pages[name].ids if name in self.pages else [unquote(usual)]

    def elsewhere(self) -> Iterator[tuple[str, str]]:
        """What a page loads from another place, or sends there: each element with the address."""
        for page in self.pages.values():
            for tag, link in page.links:
                parts = urlsplit(link)
                if (parts.scheme or parts.netloc) and tag != "a":
                    yield tag, link

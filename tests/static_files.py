"""What a folder of files says of itself, read without any code of the toolkit.

`python -m tests.static_files DIR` names each broken link of a folder that `opcc static` has made, of whatever size, and
all that its pages load from elsewhere. It ends with 1 where there is any. Before that it says how many files of each
kind there are, and how many MB they are, plain and in a ZIP file.
"""

from __future__ import annotations

import posixpath
import re
import sys
import zlib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote, urlsplit

from lxml import html  # type: ignore[import-untyped]

_LINKS = ("href", "src", "action", "poster", "data", "formaction", "srcset")
_ENTRY = 76
"""Bytes that a ZIP file has for each entry, beside its name, which stands there twice."""
_CSS_URL = re.compile(r"url\(\s*[\"']?([^\"')]+)")


@dataclass
class Read:
    """A page: the places in it, and what it leads to or loads, each with its element."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[tuple[str, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        root = html.fromstring(self.text.encode(), parser=html.HTMLParser(encoding="utf-8"))
        self.text = ""
        assert root.xpath("//@*[starts-with(name(), 'on')]") == [], "a script in an attribute"
        self.ids += map(str, root.xpath("//@id"))
        for value in root.xpath(" | ".join(f"//@{name}" for name in _LINKS)):
            several = value.split(",") if value.attrname == "srcset" else [str(value)]
            self.links += [
                (value.getparent().tag, one.split()[0] if value.attrname == "srcset" else one) for one in several
            ]


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
                read[name] = Read(self.text(name))
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


def kind(name: str) -> str:
    """What a file is one of: `responses/one`, `promises,by`, `cy/reports/one`, `search`."""
    if name.startswith("cy/"):
        return f"cy/{kind(name[3:])}"
    if re.match(r"reports/[^/]+/recommendations/", name):
        return "recommendations/one"
    if name.endswith(".html"):
        narrowed = re.search(r",(?!page=)", name)
        return re.split(r"[/,.]", name)[0] + ("/one" if "/" in name else ",by" if narrowed else "")
    return name if name.startswith("data/") else name.partition("/")[0]


def sizes(files: Files) -> dict[str, tuple[int, int, int]]:
    """How many files of each kind there are, their bytes, and their bytes in a ZIP file, the largest first."""
    found: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for name in files.names:
        content = (files.root / name).read_bytes()
        packed = zlib.compressobj(9, zlib.DEFLATED, -15)
        size = len(packed.compress(content)) + len(packed.flush())
        added = (1, len(content), min(size, len(content)) + _ENTRY + 2 * len(name))
        found[kind(name)] = [before + more for before, more in zip(found[kind(name)], added, strict=True)]
    return {one: (n, plain, zipped) for one, (n, plain, zipped) in sorted(found.items(), key=lambda item: -item[1][2])}


def _main(folder: str) -> int:
    files = Files(Path(folder))
    measured = sizes(files)
    for name, (number, plain, zipped) in measured.items():
        print(f"{name:32}{number:7}{plain / 1e6:9.2f}{zipped / 1e6:9.2f}")
    print(
        f"{'all':32}{len(files.names):7}"
        + "".join(f"{sum(m[n] for m in measured.values()) / 1e6:9.2f}" for n in (1, 2))
    )
    wrong = [*files.broken(), *(f"{tag} loads {link}" for tag, link in files.elsewhere())]
    links = sum(len(page.links) for page in files.pages.values())
    print(*wrong, f"{len(files.names)} files, {len(files.pages)} pages, {links} links, {len(wrong)} wrong", sep="\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(_main(sys.argv[1]))

"""The site asked page by page, from the first on along its links, and each answer written as a file."""

from __future__ import annotations

import asyncio
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from opcc_opendata import calendars
from opcc_opendata.files import read_bytes
from opcc_opendata.project import REGISTER, SCHEMA, Project
from opcc_opendata.schema import project_standard
from opcc_opendata.schema.register import CODELIST, REGISTER_SCHEMA
from opcc_opendata.server import make_datasette, read_metadata, read_public_url
from opcc_opendata.server.in_process import ask
from opcc_opendata.site.i18n import ROOTS, words_in
from opcc_opendata.site.jinja_env import STATIC, in_language
from opcc_opendata.site.pages import to_welsh
from opcc_opendata.static import links as linked
from opcc_opendata.static.chosen import SEARCH, WITHOUT_SERVER, Chosen
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.folder import Folder, replaced
from opcc_opendata.static.search_index import SCRIPT, write_index

_WELSH_RESPONSES: Final = """
  SELECT r.id FROM responses r JOIN forces f ON f.code = r.force
  WHERE r.language = 'cy' OR r.title_cy IS NOT NULL OR f.region = 'Wales'
"""
_PERMANENT: Final = """
  SELECT '/forces/' || code FROM forces UNION ALL SELECT '/reports/' || id FROM inspections
  UNION ALL SELECT '/responses/' || id FROM responses
"""
"""SQL: the addresses that others may know, also where no page leads there, as to a response that was withdrawn."""
_WHOLE_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
_GONE: Final = 410
"""The status of the page of a response that was withdrawn, which says when and why."""
_LARGEST: Final = 5_000_000
"""Bytes of a file of the standard: no codelist is larger."""
_IN_A_MAP: Final = 50_000
"""Addresses that one map of a site may hold (https://www.sitemaps.org/protocol.html)."""
_MAP: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Progress = Callable[[int, int], None]


class UnusableAddressError(Exception):
    """The address under which the files are to be is none. The text is a sentence for whoever gave it."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was written: how many files, how many of them are pages, bytes of all, and the day that they are of."""

    files: int
    pages: int
    size: int
    day: str


def make(
    project: Project, database: Path, target: Path, *, public_url: str = "", progress: Progress = lambda done, of: None
) -> Made:
    """Write the site of a database as files to a folder, in place of those that an earlier run wrote there.

    `public_url` is where the files will be on the web: feeds, calendars and the map of the site then have whole
    addresses. Raises NotOwnFolderError, UnusableAddressError, ServingError and OSError.
    """
    if public_url and not _WHOLE_URL.fullmatch(public_url):
        raise UnusableAddressError(f"“{public_url}” is not an address. Write it as https://data.example.org/responses")
    described = {**read_metadata(project), "welsh_read": project.settings.welsh_read}
    datasette = make_datasette(database, described, address=read_public_url(linked.BASE))
    try:
        with replaced(target) as folder:
            for name, path in _standard_files(project):
                folder.write(name, read_bytes(path, _LARGEST))
            return asyncio.run(_Copy(datasette, database, folder, public_url.rstrip("/"), progress).make())
    finally:
        datasette.opcc_builds.newest.close()


def _standard_files(project: Project) -> Iterator[tuple[str, Path]]:
    """Give the schemas, the codelists and the reports of the register, each by the name that its copy has."""
    standard = project_standard(project)
    names = ["response.schema.json", *([REGISTER_SCHEMA] if (standard.folder / REGISTER_SCHEMA).is_file() else [])]
    # That of a project with a register of its own is not the one in the standard's folder.
    names += [f"codelists/{name}.csv" for name in standard.codelists if name != CODELIST or not project.register]
    yield from ((f"{SCHEMA}/{name}", standard.folder / name) for name in names)
    if standard.register:
        yield from ((f"{REGISTER}/{id_}.yaml", standard.register / f"{id_}.yaml") for id_ in standard.reports)


class _Copy:
    """One run."""

    def __init__(self, datasette: Any, database: Path, folder: Folder, public: str, progress: Progress) -> None:
        self._database = database
        self._datasette, self._folder, self._progress = datasette, folder, progress
        self._app = datasette.app()
        self._day = calendars.today()
        self._pages: list[str] = []
        build = datasette.opcc_builds.newest
        self._links = linked.Links(Chosen(()).instead, public)
        self._digest = build.digest

    async def make(self) -> Made:
        await self._datasette.invoke_startup()
        # Every page says of which day it is: what was pending then may be overdue now.
        self._datasette.jinja_env.globals["copied_on"] = self._day.isoformat()
        with closing(sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            welsh = [row[0] for row in connection.execute(_WELSH_RESPONSES)]
            permanent = [row[0] for row in connection.execute(_PERMANENT)]
        self._links.instead = Chosen(welsh).instead
        # The page Data has the size of each download, and so waits for them.
        await self._datasette.opcc_files.known(None)
        await self._follow(permanent)
        for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
            self._folder.write(f"{linked.ASSETS}/{file.relative_to(STATIC).as_posix()}", file.read_bytes())
        self._folder.write(f"{linked.ASSETS}/{SCRIPT.name}", SCRIPT.read_bytes())
        with closing(sqlite3.connect(f"{self._database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
            write_index(connection, self._folder, frozenset(welsh))
        self._write_map()
        if calendars.today() != self._day:
            raise OSError(
                0, "It became another day while the pages were made, and what is overdue with it. Run it again"
            )
        self._folder.finish({"build": self._digest, "day": self._day.isoformat(), "public_url": self._links.public})
        return Made(len(self._folder), len(self._pages), self._folder.size, self._day.isoformat())

    async def _follow(self, permanent: list[str]) -> None:
        """Ask for every address that the pages name, from the first on."""
        self._links.lead("/data.jsonld")
        for address in ("/", *permanent):
            for root in ROOTS.values():
                self._links.lead(root + address)
        named, waiting = self._links.named, self._links.waiting
        while waiting:
            address = waiting.popleft()
            self._folder.write(file_name(address), await self._file(address))
            self._progress(len(named) - len(waiting), len(named))

    async def _file(self, address: str) -> bytes:
        path, name = urlsplit(address).path, file_name(address)
        language = "cy" if path.startswith(ROOTS["cy"]) and path[3:4] in ("", "/") else "en"
        plain = path.removeprefix(ROOTS[language])
        if plain in (SEARCH, WITHOUT_SERVER):
            kind, body = "text/html", self._own(plain, language)
        else:
            kind, body = await self._ask(address)
        if kind.startswith("text/html"):
            self._pages.append(name)
            return linked.page(self._links, address, name, body, words_in(language))
        if kind.startswith("application/atom+xml"):
            return linked.feed(self._links, name, body)
        if kind.startswith("text/calendar"):
            return linked.calendar(self._links, body)
        if name.endswith(".jsonld"):
            return linked.data(self._links, body)
        return body

    def _own(self, plain: str, language: str) -> bytes:
        """Make a page that the site with a server doesn't have."""
        template = in_language(self._datasette.jinja_env, language).get_template(f"site/static{plain}.html")
        context = {
            "language": language,
            "path": plain,
            "query": {},
            "base": linked.BASE,
            "addresses": {name: f"{root}{plain}" for name, root in ROOTS.items()},
            "build": self._digest,
        }
        html: str = template.render(context)
        return (to_welsh(html) if language == "cy" else html).encode()

    async def _ask(self, address: str) -> tuple[str, bytes]:
        """Give the media type and the body of an address of the site."""
        body, headers = list[bytes](), [(b"host", linked.HOST.encode())]
        status, kind = await ask(self._app, address, body.append, scheme="https", headers=headers)
        if status not in (200, _GONE):
            raise RuntimeError(f"The site answers {address} with {status}.")
        return kind, b"".join(body)

    def _write_map(self) -> None:
        """Write the map of the site, which has whole addresses and so needs to know where the files will be."""
        public = self._links.public
        if not public:
            return
        entries = [f"<url><loc>{public}/{name}</loc></url>" for name in sorted(self._pages)]
        parts = [entries[at : at + _IN_A_MAP] for at in range(0, len(entries), _IN_A_MAP)]
        for number, part in enumerate(parts, 1):
            name = "sitemap.xml" if len(parts) == 1 else f"sitemaps/{number}.xml"
            self._folder.write(name, _xml("urlset", part))
        if len(parts) > 1:
            numbers = range(1, len(parts) + 1)
            index = [f"<sitemap><loc>{public}/sitemaps/{number}.xml</loc></sitemap>" for number in numbers]
            self._folder.write("sitemap.xml", _xml("sitemapindex", index))


def _xml(root: str, entries: list[str]) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_MAP}>\n{"".join(entries)}\n</{root}>\n'.encode()

"""One process that makes files of a site: it asks the site for an address, and leads the answer's links to files."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from opcc_opendata.browser.runtime import Runtime
from opcc_opendata.database.plain import LEFT_OUT, VIEWS_LEFT_OUT
from opcc_opendata.downloads import Format
from opcc_opendata.server import make_datasette, read_public_url
from opcc_opendata.server.files import Sum
from opcc_opendata.server.in_process import ask
from opcc_opendata.site.i18n import ROOTS, words_in
from opcc_opendata.site.jinja_env import in_language
from opcc_opendata.site.pages import to_welsh
from opcc_opendata.static import links as linked
from opcc_opendata.static.chosen import SEARCH, TABLES_AS_CSV, WITHOUT_SERVER, ChosenPages
from opcc_opendata.static.data_files import LACKING_IN_CSV
from opcc_opendata.static.file_names import file_name
from opcc_opendata.static.folder import StaticFolder

_TIMES_AS_LONG: Final = 4
"""Pages of lists have 80 to 400 rows here, and not 20 to 100: head and foot of each take as much room as ten rows."""
_GONE: Final = 410
"""The status of the page of a response that was withdrawn, which says when and why."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written: its name, its length in bytes, its SHA-256, and whether it is a page."""

    name: str
    size: int
    sha256: str
    is_page: bool


@dataclass(frozen=True, slots=True)
class Site:
    """What each process needs to know. `sums` are those of the files that are there already, by address."""

    database: Path
    described: Mapping[str, Any]
    folder: Path
    public: str
    day: str
    digest: str
    welsh: frozenset[str]
    groups: Mapping[str, Mapping[str, str]]
    sums: Mapping[str, Sum]
    check: Runtime | None = None

    def begin(self) -> Callable[[str], tuple[WrittenFile | None, list[str]]]:
        """Begin to make files in this process: give what writes the file of an address, and says which it names."""
        datasette = make_datasette(
            self.database,
            dict(self.described),
            address=read_public_url(linked.BASE),
            downloads=False,
            check=self.check,
            is_patient=True,  # on a machine with much else to do, a page may take long
        )
        datasette.opcc_files = _Given(self.sums)
        runner = asyncio.Runner()
        runner.run(datasette.invoke_startup())
        datasette.jinja_env.globals |= {"copied_on": self.day, "times_as_long": _TIMES_AS_LONG}
        datasette.jinja_env.globals |= {
            "lacking_in_csv": LACKING_IN_CSV,
            "not_in_database": LEFT_OUT | VIEWS_LEFT_OUT,
        }
        maker = _Maker(self, datasette)

        def work(address: str) -> tuple[WrittenFile | None, list[str]]:
            written = None if address in self.sums else runner.run(maker.write(address))
            named, maker.links.waiting[:] = list(maker.links.waiting), []
            return written, named

        return work


@dataclass(frozen=True, slots=True)
class _Given:
    """The downloads, which are there before any page is made."""

    sums: Mapping[str, Sum]
    formats: tuple[Format, ...] = (
        Format("csv", TABLES_AS_CSV.removeprefix("/data/"), "application/x-xz", lacks="the texts of responses"),
    )

    async def known(self, _seconds: float) -> Mapping[str, Sum]:
        """Give the sum of each file, by its address."""
        return self.sums


class _Maker:
    """Makes the files of one process."""

    def __init__(self, site: Site, datasette: Any) -> None:
        self._site, self._datasette, self._app = site, datasette, datasette.app()
        self._folder = StaticFolder(site.folder)
        self.links = linked.Links(ChosenPages(site.welsh, site.groups).instead, site.public)

    async def write(self, address: str) -> WrittenFile:
        """Write the file of an address."""
        path, name = urlsplit(address).path, file_name(address)
        language = "cy" if path.startswith(ROOTS["cy"]) and path[3:4] in ("", "/") else "en"
        plain = path.removeprefix(ROOTS[language])
        if plain in (SEARCH, WITHOUT_SERVER):
            kind, body = "text/html", self._own(plain, language)
        else:
            kind, body = await self._ask(address)
        if kind.startswith("text/html"):
            body = linked.page(self.links, address, name, body, words_in(language))
        elif kind.startswith("application/atom+xml"):
            body = linked.feed(self.links, name, body)
        elif kind.startswith("text/calendar"):
            body = linked.calendar(self.links, body)
        elif name.endswith(".jsonld"):
            body = linked.data(self.links, body)
        return WrittenFile(name, len(body), self._folder.write(name, body), kind.startswith("text/html"))

    def _own(self, plain: str, language: str) -> bytes:
        """Make a page that the site with a server doesn't have."""
        template = in_language(self._datasette.jinja_env, language).get_template(f"site/static{plain}.html")
        context = {
            "language": language,
            "path": plain,
            "query": {},
            "base": linked.BASE,
            "addresses": {name: f"{root}{plain}" for name, root in ROOTS.items()},
            "build": self._site.digest,
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

"""The site asked page by page, from the first on along its links, and each answer written as a file."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from opcc_opendata import calendars
from opcc_opendata.browser.runtime import Runtime
from opcc_opendata.files import read_bytes
from opcc_opendata.parallel import beside, following
from opcc_opendata.project import REGISTER, SCHEMA, Project
from opcc_opendata.schema import project_standard
from opcc_opendata.schema.register import CODELIST, REGISTER_SCHEMA
from opcc_opendata.server import read_metadata
from opcc_opendata.site.i18n import ROOTS, words_in
from opcc_opendata.site.jinja_env import STATIC
from opcc_opendata.site.marking import marked_as, says
from opcc_opendata.static import links as linked
from opcc_opendata.static.bag import PAYLOAD, write_bag
from opcc_opendata.static.chosen import ChosenPages
from opcc_opendata.static.data_files import write_data
from opcc_opendata.static.folder import StaticFolder, replaced
from opcc_opendata.static.lighter import SCRIPT as PLACES
from opcc_opendata.static.page_files import Site
from opcc_opendata.static.search_index import INDEX, SCRIPT, write_index
from opcc_opendata.tables import RECORD_TABLES

_GROUPS: Final = {
    "/alike/": "SELECT id, alike_group FROM alike_answers",
    "/repeated/": "SELECT recommendation, repeat_group FROM repeated_recommendations",
}
"""SQL, by the beginning of their addresses: what has a page with others, and the one whose page it is."""
_PERMANENT: Final = """
  SELECT '/forces/' || code FROM forces UNION ALL SELECT '/reports/' || id FROM inspections
  UNION ALL SELECT '/responses/' || id FROM responses
"""
"""SQL: the addresses that others may know, also where no page leads there, as to a response that was withdrawn."""
_PLACES: Final = ("response.paragraph", "finding.link")
"""What the links that a script puts into pages are called, in its order."""
_WHOLE_URL: Final = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*/?")
_LARGEST: Final = 5_000_000
"""Bytes of a file of the standard: no codelist is larger."""
_IN_A_MAP: Final = 50_000
"""Addresses that one map of a site may hold (https://www.sitemaps.org/protocol.html)."""
_MAP: Final = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'

Progress = Callable[[int, int], None]


class UnusableAddressError(Exception):
    """The address under which the files are to be is none. The text is a sentence for whoever gave it."""


@dataclass(frozen=True, slots=True)
class WrittenSite:
    """What was written: how many files, how many of them are pages, bytes of all, and the day that they are of."""

    files: int
    pages: int
    size: int
    day: str


def make(
    project: Project,
    database: Path,
    target: Path,
    *,
    public_url: str = "",
    as_bag: bool = False,
    check: Runtime | None = None,
    progress: Progress = lambda done, of: None,
) -> WrittenSite:
    """Write the site of a database as files to a folder, in place of those that an earlier run wrote there.

    `public_url` is where the files will be on the web: feeds, calendars and the map of the site then have whole
    addresses. `as_bag` puts them into a bag for archives. With `check`, readers may check records on the page of that
    name. Raises NotOwnFolderError, UnusableAddressError, ServingError and OSError.
    """
    if public_url and not _WHOLE_URL.fullmatch(public_url):
        raise UnusableAddressError(f"“{public_url}” is not an address. Write it as https://data.example.org/responses")
    described = {**read_metadata(project), "welsh_read": project.settings.welsh_read}
    try:
        with replaced(target) as new:
            folder = StaticFolder(new.path / PAYLOAD) if as_bag else new
            for name, path in _standard_files(project):
                folder.write(name, read_bytes(path, _LARGEST))
            if check is not None:
                for file, content in check.files.items():
                    folder.write(f"{check.address.strip('/')}/{file}", content)
            made = _write_site(database, described, folder, public_url.rstrip("/"), progress, check)
            if as_bag:
                _describe_bag(new.path, folder, described, made, public_url)
            return made
    except BrokenProcessPool as error:
        raise OSError(0, "A process that made pages was ended from outside, perhaps for want of memory") from error


def _write_site(
    database: Path,
    described: dict[str, Any],
    folder: StaticFolder,
    public: str,
    progress: Progress,
    check: Runtime | None,
) -> WrittenSite:
    # Every page says of which day it is: what was pending then may be overdue now.
    day = calendars.today()
    with closing(_opened(database)) as connection:
        welsh = _in_welsh(connection)
        groups = {beginning: dict(connection.execute(sql).fetchall()) for beginning, sql in _GROUPS.items()}
        permanent = [row[0] for row in connection.execute(_PERMANENT)]
        (digest,) = connection.execute("SELECT value FROM build WHERE key = 'digest'").fetchone()

    def index(begun: Callable[[], None]) -> None:
        begun()
        with closing(_opened(database)) as connection:
            write_index(connection, folder, welsh)

    with beside(index, len(permanent)) as ended:
        sums = write_data(database, folder, described, marked_as())
        ended()
    folder.note_all(INDEX)  # another process may have written it
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        folder.write(f"{linked.ASSETS}/{file.relative_to(STATIC).as_posix()}", file.read_bytes())
    folder.write(f"{linked.ASSETS}/{SCRIPT.name}", SCRIPT.read_bytes())
    labels = json.dumps({name: [words_in(name).plain(key) for key in _PLACES] for name in ROOTS}, ensure_ascii=False)
    folder.write(f"{linked.ASSETS}/{PLACES.name}", f"var opccPlaces = {labels};\n".encode() + PLACES.read_bytes())
    site = Site(database, described, folder.path, public, day.isoformat(), digest, welsh, groups, sums, check)
    pages: list[str] = []
    done = 0
    for files, known in following(site.begin, _first(permanent, welsh), len(permanent)):
        for one in files:
            if one is not None:
                folder.note(one.name, one.sha256, one.size)
                pages += [one.name] if one.is_page else []
        done += len(files)
        progress(done, known)
    _write_map(folder, public, pages)
    if calendars.today() != day:
        raise OSError(0, "It became another day while the pages were made, and what is overdue with it. Run it again")
    folder.finish({"build": digest, "day": day.isoformat(), "public_url": public})
    return WrittenSite(len(folder), len(pages), folder.size, day.isoformat())


def _opened(database: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)


def _in_welsh(connection: sqlite3.Connection) -> frozenset[str]:
    """Give the ids of the responses that have any Welsh in them."""
    found = set(connection.execute("SELECT id FROM responses WHERE language = 'cy'"))
    for table in RECORD_TABLES:
        in_welsh = " OR ".join(f"{name} IS NOT NULL" for name in table.column_names if name.endswith("_cy"))
        if in_welsh:
            of = "id" if table.name == "responses" else "response"
            found.update(connection.execute(f"SELECT DISTINCT {of} FROM {table.name} WHERE {in_welsh}"))  # noqa: S608 (our own SQL)
    return frozenset(name for (name,) in found)


def _describe_bag(
    bag: Path, folder: StaticFolder, described: dict[str, Any], made: WrittenSite, public_url: str
) -> None:
    word = says(marked_as())
    about = {
        "Source-Organization": str(described.get("source") or ""),
        "External-Description": f"{word} {described.get('title') or ''}. {described.get('description') or ''}".strip(),
        "External-Identifier": public_url,
        "Bagging-Date": made.day,
    }
    write_bag(bag, folder.sums, folder.size, about)


def _first(permanent: Sequence[str], welsh: Collection[str]) -> list[str]:
    """Give the addresses to begin with: the first page, and what others may know."""
    chosen = ChosenPages(welsh)
    asked = [root + address for address in ("/", *permanent) for root in ROOTS.values()]
    return list(dict.fromkeys(["/data.jsonld", *(chosen.instead(one.removesuffix("/") or "/") for one in asked)]))


def _standard_files(project: Project) -> Iterator[tuple[str, Path]]:
    """Give the schemas, the codelists and the reports of the register, each by the name that its copy has."""
    standard = project_standard(project)
    names = ["response.schema.json", *([REGISTER_SCHEMA] if (standard.folder / REGISTER_SCHEMA).is_file() else [])]
    # That of a project with a register of its own is not the one in the standard's folder.
    names += [f"codelists/{name}.csv" for name in standard.codelists if name != CODELIST or not project.register]
    yield from ((f"{SCHEMA}/{name}", standard.folder / name) for name in names)
    if standard.register:
        yield from ((f"{REGISTER}/{id_}.yaml", standard.register / f"{id_}.yaml") for id_ in standard.reports)


def _write_map(folder: StaticFolder, public: str, pages: Collection[str]) -> None:
    """Write the map of the site, which has whole addresses and so needs to know where the files will be."""
    if not public:
        return
    entries = [f"<url><loc>{public}/{name}</loc></url>" for name in sorted(pages)]
    parts = [entries[at : at + _IN_A_MAP] for at in range(0, len(entries), _IN_A_MAP)]
    for number, part in enumerate(parts, 1):
        name = "sitemap.xml" if len(parts) == 1 else f"sitemaps/{number}.xml"
        folder.write(name, _xml("urlset", part))
    if len(parts) > 1:
        numbers = range(1, len(parts) + 1)
        index = [f"<sitemap><loc>{public}/sitemaps/{number}.xml</loc></sitemap>" for number in numbers]
        folder.write("sitemap.xml", _xml("sitemapindex", index))


def _xml(root: str, entries: list[str]) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root} {_MAP}>\n{"".join(entries)}\n</{root}>\n'.encode()

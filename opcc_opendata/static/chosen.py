"""Which addresses of the site become files, and what a link to another one leads to instead."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from opcc_opendata.browser.runtime import FOLDER as CHECK_FILES
from opcc_opendata.browser.runtime import SCRIPT as CHECK_SCRIPT
from opcc_opendata.metadata import DATABASE
from opcc_opendata.queries import QUERIES
from opcc_opendata.site.i18n import ROOTS
from opcc_opendata.site.views import NAME
from opcc_opendata.tables import TABLES, VIEWS

WITHOUT_SERVER: Final = "/without-server"
"""The page that says what these files lack, and what a reader can do instead."""
SEARCH: Final = "/search"
PACKED_DATABASE: Final = f"/{DATABASE}.db.xz"
"""The database, packed: what an archive of the whole folder makes of it unpacked would be twice as long."""
TABLES_AS_CSV: Final = f"/data/{DATABASE}-csv.tar.xz"
"""Every table as CSV, without the texts that records have."""
RECORDS: Final = f"/data/{DATABASE}-records.tar.xz"
"""Every record as JSON."""

_WELSH: Final = ROOTS["cy"]
_PAGES: Final = re.compile(
    "|".join(
        (
            "/",
            "/(?:search|responses|reports|forces|compare|duties|grades|outstanding|promises|repeated|alike|changes|refused)",
            f"/(?:timeliness|charts|check|data|methodology|accessibility|about|{WITHOUT_SERVER[1:]})",
            rf"/(?:responses|reports|forces|repeated|alike|charts|data)/(?![^/]*\.[a-z]+\Z){NAME}",
            rf"/reports/{NAME}/recommendations/{NAME}",
        )
    )
)
_FILES: Final = re.compile(
    "|".join(
        (
            r"/charts/[a-z-]+\.(?:svg|csv)",
            r"/feeds/(?:responses|changes)\.atom",
            rf"/feeds/(?:forces|reports)/{NAME}\.atom",
            r"/feeds/(?:dates|deadlines)\.ics",
            rf"/feeds/forces/{NAME}\.ics",
            r"/data\.jsonld",
            r"/standard/[\d.]+/context\.jsonld",
            *(re.escape(address) for address in (TABLES_AS_CSV, RECORDS)),
            rf"/{DATABASE}\.(?:db\.xz|manifest\.json)",
            r"/og/site\.png",
            rf"{CHECK_FILES}/[0-9a-f]{{16}}/{re.escape(CHECK_SCRIPT)}",
        )
    )
)
_FILTERS: Final = frozenset(
    ("acceptance", "body", "force", "kind", "question", "report", "state", "timeliness", "year")
)
"""What a list is narrowed by in files: by one of these."""
_DUTIES: Final = "/duties"
_LONG: Final = frozenset(("changes", "promises"))
"""Lists of tens of thousands of rows: of the whole list only the first page is there."""
_CHANGES: Final = "changes"
"""Of it, the first page of each force alone is there too: all else is history, which the database has."""
_BY_FORCE_ONLY: Final = _LONG | {"refused"}
"""Lists whose rows repeat texts of responses: each row is there once more by force, and not by anything else."""
_LISTS: Final = frozenset(
    ("alike", "changes", "compare", "duties", "grades", "outstanding", "promises", "refused", "responses", "timeliness")
)
_BY_BODY: Final = frozenset(("outstanding", "responses"))
"""Lists by policing body too. Of the others, those of its force say nearly the same."""
_BY_FORCE_IN_WELSH: Final = _BY_BODY | {"duties"}
_WITH_TEXTS: Final = frozenset(
    (
        *("answers_alike", "answers_by_force", "changes", "every_answer", "promises_and_dates"),
        "promises_past_their_date",
        *("recommendations_said_again", "refused_recommendations", "same_recommendation", "unexplained_by_force"),
    )
)
"""Ready-made lists that repeat the texts of responses, or have tens of thousands of rows: they are not there as CSV."""
_OF_QUERIES: Final = frozenset(query.name for query in QUERIES) - _WITH_TEXTS
_TABLES: Final = frozenset(table.name for table in TABLES)
_ROWS: Final = _TABLES | {view.name for view in VIEWS}
_DATA: Final = "/data"
_REPEATED: Final = "/repeated/"
_ALIKE: Final = "/alike/"
_IN_ENGLISH: Final = (_ALIKE, _REPEATED)
_REFUSED: Final = "/refused"
_RECOMMENDATION: Final = re.compile("/reports/[^/]+/recommendations/")
"""Pages of the words of others, nearly all in English on a Welsh page too: there is the English page alone."""


class ChosenPages:
    """Tells what becomes a file. `in_welsh` are the ids of responses that have Welsh in them.

    A Welsh list is there whole, and of the responses and duties by force. Where a page has no Welsh, a link to it leads
    to the English one. `groups` gives, by the beginning of their address, the one after which a group of repeated
    recommendations or of answers alike is named: all of a group have one page.
    """

    def __init__(self, in_welsh: Collection[str], groups: Mapping[str, Mapping[str, str]] | None = None) -> None:
        self._in_welsh, self._groups = frozenset(in_welsh), groups or {}

    def instead(self, address: str) -> str:
        """Give the address that a link to `address` leads to: the same, or what a reader can do instead.

        Both are of the site: a path from `/` on, with what is asked after `?` in order, and perhaps `#` and a place.
        """
        parts = urlsplit(address)
        path, place = parts.path, f"#{parts.fragment}" if parts.fragment else ""
        asked = {key: value for key, value in parse_qsl(parts.query) if (key, value) != ("page", "1")}
        is_welsh = path == _WELSH or path.startswith(f"{_WELSH}/")
        plain = (path.removeprefix(_WELSH) or "/") if is_welsh else path
        root = _WELSH if is_welsh else ""
        if plain == f"{_DATA}/SHA256SUMS":
            return "/SHA256SUMS"
        if plain == f"{_DATA}/{DATABASE}-csv.zip":
            return TABLES_AS_CSV
        if plain == SEARCH:
            kept = {key: value for key, value in asked.items() if key in ("q", "force")}
            return f"{root}{SEARCH}{'?' + urlencode(kept) if kept else ''}"
        if plain.startswith(f"/{DATABASE}"):
            return self._of_database(plain, asked, root)
        for beginning, named in self._groups.items():
            if plain.startswith(beginning):
                one = plain.removeprefix(beginning)
                plain = beginning + named.get(one, one)
        if _PAGES.fullmatch(plain):
            return self._of_page(plain, asked, root, place)
        if _FILES.fullmatch(path) or (is_welsh and re.fullmatch(r"/charts/[a-z-]+\.(?:svg|csv)", plain)):
            return path if not asked else f"{root}{WITHOUT_SERVER}#feeds"
        return f"{root}{WITHOUT_SERVER}#{_lacks(plain)}"

    def _of_page(self, plain: str, asked: dict[str, str], root: str, place: str) -> str:
        name = plain.strip("/")
        if (name in _LONG and asked.keys() == {"page"}) or (name == _CHANGES and "page" in asked):
            return f"{root}{WITHOUT_SERVER}#lists"
        if plain == _DUTIES and asked.keys() >= {"force", "state"}:
            del asked["state"]  # what a force owes is on one page or two, which say the state of each
        if not _is_list(plain.strip("/"), asked):
            # What a sorted list shows is in the list as it is.
            asked = {key: value for key, value in asked.items() if key not in ("sort", "order", "page")}
            if not _is_list(plain.strip("/"), asked):
                return f"{root}{WITHOUT_SERVER}#lists"
        if root and not self._has_welsh(plain, asked):
            root = ""
        return _written(root + plain, asked) + place

    def _has_welsh(self, plain: str, asked: Mapping[str, str]) -> bool:
        if (
            plain == _REFUSED
            or plain.startswith(_IN_ENGLISH)
            or _RECOMMENDATION.match(plain)
            or not asked.keys() <= {"force", "page", "state"}
        ):
            return False
        if "force" in asked and plain.strip("/") not in _BY_FORCE_IN_WELSH:
            return False
        return not plain.startswith("/responses/") or plain.removeprefix("/responses/") in self._in_welsh

    def _of_database(self, path: str, asked: Mapping[str, str], root: str) -> str:
        """Give what stands for an address of the database: a file of it, or the page that explains its columns."""
        if path == f"/{DATABASE}":
            return f"{root}{WITHOUT_SERVER}#sql" if "sql" in asked else f"{root}{_DATA}"
        if path == f"/{DATABASE}.db":
            return PACKED_DATABASE
        if path in (PACKED_DATABASE, f"/{DATABASE}.manifest.json"):
            return path
        name, _, ending = path.removeprefix(f"/{DATABASE}/").partition("/")[0].partition(".")
        kept = {key: value for key, value in asked.items() if not key.startswith("_")}
        if ending == "csv" and name in _OF_QUERIES and _is_narrowed(kept):
            return _written(path, kept)
        if ending in ("csv", "jsonl") and name in _ROWS:
            # A view repeats what tables hold.
            return (
                TABLES_AS_CSV
                if ending == "csv" and name in _TABLES and not kept
                else f"{root}{WITHOUT_SERVER}#programs"
            )
        if ending:
            return f"{root}{WITHOUT_SERVER}#lists"
        return f"{root}{_DATA}/{name}" if name in _ROWS else f"{root}{WITHOUT_SERVER}#sql"


def _is_list(name: str, asked: Mapping[str, str]) -> bool:
    """Say whether a page is one of those of a list that are written, or no list."""
    narrowed = {key: value for key, value in asked.items() if key != "page"}
    if name in _BY_FORCE_ONLY and narrowed.keys() - {"force"}:
        return False
    if f"/{name}".startswith(_ALIKE) and not narrowed:
        return True
    return not asked or (name in _LISTS and _is_narrowed(narrowed) and ("body" not in asked or name in _BY_BODY))


def _is_narrowed(asked: Mapping[str, str]) -> bool:
    return not asked or (len(asked) == 1 and asked.keys() <= _FILTERS) or asked.keys() == {"force", "timeliness"}


def _lacks(path: str) -> str:
    """Name the part of the page of what is lacking that an address belongs to."""
    if path.startswith("/responses/") and not path.endswith((".json", ".yaml", ".jsonld")):
        return "documents"
    if path.startswith(_ALIKE):
        return "alike"
    return "feeds" if path.startswith("/feeds/") else "programs"


def _written(path: str, asked: Mapping[str, str]) -> str:
    return f"{path}?{urlencode(sorted(asked.items()))}" if asked else path

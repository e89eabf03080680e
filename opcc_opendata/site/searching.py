"""What an address asks of a search, read in one way for the page, its JSON and its feed."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any, Final

from opcc_opendata import search
from opcc_opendata.metadata import DATABASE
from opcc_opendata.search import Name, Names, Narrowed, SearchFacts, SearchQuery, Understood
from opcc_opendata.site.filters import address, forces, year
from opcc_opendata.site.views import PageContext, UnreadableError
from opcc_opendata.tables.search import KINDS

SORTS: Final = {"best": "", "newest": "newest"}
"""The orders, with what stands in the address."""
_EXACT: Final = "1"

Titles = dict[str, dict[str, str]]
"""What each filter can be, with the words for it."""


@dataclass(frozen=True, slots=True)
class Search:
    """A search: as it was typed, as it was understood, and what it is narrowed to."""

    q: str
    typed: SearchQuery
    understood: Understood
    narrowed: Narrowed
    titles: Titles
    exact: bool
    sort: str

    @property
    def query(self) -> SearchQuery:
        """What is searched for."""
        return self.understood.query

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are set."""
        return {name: value for name, value in asdict(self.narrowed).items() if value}

    def whole(self) -> dict[str, str]:
        """Give the addresses of all results: of exactly what is searched for, spelled out as if somebody typed it."""
        words, chosen = search.written(self.query), self.chosen
        as_typed = {"q": self.q, "exact": _EXACT if self.exact else "", **chosen}
        return {
            "csv": f"/{DATABASE}/search_responses.csv{address({'q': words, **chosen})}",
            "json": f"/{DATABASE}/search_responses.json{address({'q': words, '_shape': 'array', **chosen})}",
            "places_csv": f"/{DATABASE}/search.csv{address({'q': words, **chosen})}",
            "page_json": f"/search.json{address(as_typed)}",
            "atom": f"/feeds/search.atom{address(as_typed)}",
        }


def read_search(ctx: PageContext) -> Search:
    """Read what is asked for. Raises UnreadableError."""
    q = ctx.given("q")
    try:
        typed = search.parse(q)
    except search.QueryError as error:
        raise UnreadableError(str(error)) from error
    titles = titles_of(ctx)
    # A year in which no response answers a report finds nothing, which is no mistake.
    chosen = {name: ctx.chosen(name, titles[name]) for name in asdict(Narrowed()) if name != "year"}
    narrowed = Narrowed(**chosen, year=str(year(ctx) or ""))
    exact = bool(ctx.chosen("exact", {_EXACT: ""}))
    understood = Understood(typed) if exact or not typed else understand(ctx, typed)
    return Search(q, typed, understood, narrowed, titles, exact, ctx.chosen("sort", SORTS) or "best")


def understand(ctx: PageContext, typed: SearchQuery) -> Understood:
    """Find out what may be meant, with the words of this build."""
    words = ctx.once("words of searches", lambda: search.read_words(ctx.connection), in_all_languages=True)
    of_names = ctx.once("words of names", lambda: known_names(ctx).words, in_all_languages=True)
    return search.understand(typed, search.Vocabulary(ctx.connection, words, of_names))


def facts(ctx: PageContext) -> SearchFacts:
    """Give what every response can be narrowed to."""
    return ctx.once("facts of searches", lambda: SearchFacts(ctx.connection), in_all_languages=True)


def known_names(ctx: PageContext) -> Names:
    """Give every name of a force, body or report, and what people call them."""
    return ctx.once("names", lambda: Names(ctx.connection), in_all_languages=True)


def names(ctx: PageContext, asked: Search, total: int) -> list[Name]:
    """Give the forces, bodies and reports that may be meant; where nothing is found, also those of a name like it."""
    known, is_corrected = known_names(ctx), bool(asked.understood.corrected)

    def find() -> list[Name]:
        found = known.find(asked.typed, asked.query)
        if not found and is_corrected:
            meant = SearchQuery(tuple(group[:1] for group in asked.query.wanted))
            found = known.find(meant, meant)
        return found or ([] if total and not is_corrected else known.nearest(asked.typed))

    # How a search is narrowed, sorted and turned over changes none of them.
    return ctx.lately(("names", asked.typed, asked.query, is_corrected, bool(total)), find, among="searches")


def titles_of(ctx: PageContext) -> Titles:
    """Give what each filter can be, with the words for it."""
    say = ctx.say

    def read() -> Titles:
        bodies = ctx.rows("SELECT code, title FROM policing_bodies ORDER BY title")
        reports = ctx.rows("SELECT id, coalesce(title, title_cy, id) AS title FROM inspections")
        years = ctx.rows("SELECT DISTINCT report_year AS year FROM responses WHERE report_year IS NOT NULL")
        acceptances = {code: row["title"] for code, row in ctx.titles("code_acceptance").items()}
        return {
            "force": forces(ctx),
            "body": {row["code"]: say.plain_name(row["title"]) for row in bodies},
            "report": {row["id"]: row["title"] for row in reports},
            "year": {str(row["year"]): str(row["year"]) for row in years},
            "status": {name: say.plain(f"search.status.{name}") for name in ("current", "replaced")},
            "kind": {name: say.plain(f"search.in.{name}") for name in KINDS},
            "acceptance": acceptances | {"no_answer": say.plain("picture.no_answer")},
        }

    return ctx.once("titles of searches", read)


def pages(ctx: PageContext, more: bool) -> dict[str, Any]:
    """Give the number of this page, and the addresses of those before and after."""
    previous = address(ctx.query, page=ctx.page - 1) if ctx.page > 1 else ""
    return {"number": ctx.page, "previous": previous, "next": address(ctx.query, page=ctx.page + 1) if more else ""}

"""Search: the responses that have all the words, the places in each, and what they can be narrowed to, with counts."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import asdict, replace
from typing import Any, Final

from opcc_opendata import search
from opcc_opendata.metadata import DATABASE
from opcc_opendata.search import Counted, Facts, Narrowed, Query
from opcc_opendata.site.filters import address, forces
from opcc_opendata.site.i18n import words_in
from opcc_opendata.site.markdown_html import hits
from opcc_opendata.site.pages.responses import LISTED
from opcc_opendata.site.views import PAGE_SIZE, Ask, MissingError, Page, Row, UnreadableError
from opcc_opendata.tables.search import KINDS

_ON_A_PAGE: Final = 20
_PLACES: Final = 3
"""Places of a response that are shown in the list. All of them have a page of their own."""
_VALUES: Final = 8
"""Values of a facet that are shown without unfolding the rest."""
_SORTS: Final = {"best": "", "newest": "newest"}
"""The orders, with what stands in the address."""
_FACETS: Final = ("acceptance", "year", "force", "body", "report", "kind", "status")
_SPEAKERS: Final = {
    "body_action": "is-body",
    "no_action_reason": "is-body",
    "policing_body": "is-body",
    "force_action": "is-force",
    "chief_officer": "is-force",
}
"""Whose words a kind of text holds, as the stylesheet marks them."""
_SHOWN: Final = f"""
  SELECT l.*, r.rowid AS number, b.title AS body FROM ({LISTED}) l JOIN responses r ON r.id = l.id
  LEFT JOIN policing_bodies b ON b.code = r.policing_body WHERE {{where}}
"""  # noqa: S608 (our own SQL)
_ANCHOR: Final = re.compile(r"((?:comment|section)-\d+|recommendation-[a-z0-9-]+?)(?:-(?:part|progress)-\d+)?$")


def page(ask: Ask) -> Page:
    """Show what a search finds, or all places in one response."""
    typed = ask.given("q")
    try:
        query = search.parse(typed)
    except search.QueryError as error:
        raise UnreadableError(str(error)) from error
    titles = _titles(ask)
    narrowed = Narrowed(**{name: ask.chosen(name, titles[name]) for name in asdict(Narrowed())})
    context: dict[str, Any] = {"q": typed, "narrowed": asdict(narrowed), "sort": ask.chosen("sort", _SORTS) or "best"}
    if not query:
        return Page("search.html", context | {"only_unwanted": bool(query.unwanted)})
    if response := ask.given("response"):
        return Page("search_places.html", context | _all_places(ask, query, narrowed, response))
    return Page("search.html", context | _found(ask, query, narrowed, titles, newest=context["sort"] == "newest"))


def _titles(ask: Ask) -> dict[str, dict[str, str]]:
    """Give what each filter can be, with the words for it."""
    say = words_in("en")

    def read() -> dict[str, dict[str, str]]:
        bodies = ask.rows("SELECT code, title FROM policing_bodies ORDER BY title")
        reports = ask.rows("SELECT id, coalesce(title, title_cy, id) AS title FROM inspections")
        years = ask.rows("SELECT DISTINCT report_year AS year FROM responses WHERE report_year IS NOT NULL")
        acceptances = {code: row["title"] for code, row in ask.titles("code_acceptance").items()}
        return {
            "force": forces(ask),
            "body": {row["code"]: row["title"] for row in bodies},
            "report": {row["id"]: row["title"] for row in reports},
            "year": {str(row["year"]): str(row["year"]) for row in years},
            "status": {name: say.plain(f"search.status.{name}") for name in ("current", "replaced")},
            "kind": {name: say.plain(f"search.in.{name}") for name in KINDS},
            "acceptance": acceptances | {"no_answer": say.plain("picture.no_answer")},
        }

    return ask.once("titles of searches", read)


def _facts(ask: Ask) -> Facts:
    return ask.once("facts of searches", lambda: Facts(ask.connection))


def _found(
    ask: Ask, query: Query, narrowed: Narrowed, titles: dict[str, dict[str, str]], *, newest: bool
) -> dict[str, Any]:
    facts = _facts(ask)
    counted = search.count(ask.connection, facts, query, narrowed)
    too_many = counted.total > search.MOST_RANKED
    ids = search.page(
        ask.connection,
        facts,
        query,
        narrowed,
        newest=newest or too_many,
        limit=_ON_A_PAGE,
        offset=(ask.page - 1) * _ON_A_PAGE,
    )
    if not ids and ask.page > 1:
        raise MissingError(f"This list has no page {ask.page}.")
    chosen = {name: value for name, value in asdict(narrowed).items() if value}
    exported = address({"q": ask.given("q"), **chosen})
    names = search.find_names(ask.once("names", lambda: search.read_names(ask.connection)), query)
    return {
        "total": counted.total,
        "too_many": too_many,
        "rows": [_entry(row, query, narrowed, ask) for row in _listed(ask, ids)],
        "pages": _pages(ask, ask.page * _ON_A_PAGE < counted.total),
        "facets": _facets(ask, counted, narrowed, titles),
        "chips": [
            (titles[name][value], address(ask.query, page=1, **{name: ""}) or "?") for name, value in chosen.items()
        ],
        "sorts": [(name, address(ask.query, page=1, sort=value)) for name, value in _SORTS.items()],
        "names": _counted_names(ask, names),
        "missing": [] if counted.total else _alone(ask, facts, query, narrowed),
        "csv": f"/{DATABASE}/search_responses.csv{exported}",
        "json": f"/{DATABASE}/search_responses.json{address({'q': ask.given('q'), '_shape': 'array', **chosen})}",
        "places_csv": f"/{DATABASE}/search.csv{exported}",
    }


def _pages(ask: Ask, more: bool) -> dict[str, Any]:
    previous = address(ask.query, page=ask.page - 1) if ask.page > 1 else ""
    return {"number": ask.page, "previous": previous, "next": address(ask.query, page=ask.page + 1) if more else ""}


def _listed(ask: Ask, ids: list[int]) -> list[Row]:
    """Give responses as a list shows them, in the order of their rowids."""
    rows = ask.rows(_SHOWN.format(where="r.rowid IN (SELECT value FROM json_each(:ids))"), ids=json.dumps(ids))
    return sorted(rows, key=lambda row: ids.index(row["number"]))


def _entry(row: Row, query: Query, narrowed: Narrowed, ask: Ask) -> dict[str, Any]:
    """Add to a response the first places in it."""
    found = search.places(ask.connection, query, narrowed, row["number"], limit=_PLACES)
    more = found.total - len(found.some)
    everything = address(ask.query, page=1, sort="", response=row["id"])
    return row | {"places": _shown(row["id"], found), "together": found.together, "more": more, "all": everything}


def _shown(response: str, found: search.Places) -> list[dict[str, Any]]:
    say = words_in("en")
    made = []
    for place in found.some:
        anchor = _ANCHOR.match(place.row.removeprefix(f"{response}-"))
        made.append(
            {
                "address": f"/responses/{response}" + (f"#{anchor[1]}" if anchor else ""),
                "kind": say.plain(f"search.in.{place.kind}"),
                "speaker": _SPEAKERS.get(place.kind, ""),
                "words": hits(place.marked),
            }
        )
    return made


def _all_places(ask: Ask, query: Query, narrowed: Narrowed, response: str) -> dict[str, Any]:
    """Give a page of the places in one response."""
    row = ask.one(_SHOWN.format(where="r.id = :id"), id=response)
    if row is None or row["withdrawn_on"]:
        raise MissingError("There is no such response in this dataset.")
    offset = (ask.page - 1) * PAGE_SIZE
    found = search.places(ask.connection, query, narrowed, row["number"], limit=PAGE_SIZE, offset=offset)
    if not found.some and ask.page > 1:
        raise MissingError(f"This list has no page {ask.page}.")
    return {
        "row": row,
        "total": found.total,
        "together": found.together,
        "places": _shown(response, found),
        "pages": _pages(ask, offset + PAGE_SIZE < found.total),
        "back": address(ask.query, page=1, response=""),
    }


def _facets(ask: Ask, counted: Counted, narrowed: Narrowed, titles: dict[str, dict[str, str]]) -> list[dict[str, Any]]:
    """Give the values that a search can be narrowed to, each with how many responses that leaves."""
    made = []
    for name in _FACETS:
        counts: Counter[str] = counted.facets[name]
        chosen = getattr(narrowed, name)
        values = [
            {
                "title": titles[name].get(value, value),
                "n": n,
                "chosen": value == chosen,
                "address": address(ask.query, page=1, **{name: "" if value == chosen else value}),
            }
            for value, n in sorted(counts.items(), key=lambda item: _order(name, *item))
        ]
        if len(values) > 1 or chosen:
            made.append({"name": name, "values": values[:_VALUES], "others": values[_VALUES:], "chosen": bool(chosen)})
    return made


def _order(facet: str, value: str, n: int) -> tuple[Any, ...]:
    """Put years newest first, kinds of text in the order of a response, and others by how many they are."""
    if facet == "year":
        return (-int(value),)
    return (KINDS.index(value),) if facet == "kind" else (-n, value)


def _counted_names(ask: Ask, names: list[search.Name]) -> list[dict[str, Any]]:
    """Give the forces and reports that may be meant, each with how many current responses there are."""
    forces_n = "SELECT force AS code, count(*) AS n FROM current_responses GROUP BY force"
    reports_n = """
      SELECT l.inspection AS code, count(*) AS n FROM response_inspections l JOIN response_status s
        ON s.response = l.response WHERE s.status = 'current' GROUP BY l.inspection
    """

    def read() -> dict[tuple[str, str], int]:
        found = {("force", row["code"]): row["n"] for row in ask.rows(forces_n)}
        return found | {("report", row["code"]): row["n"] for row in ask.rows(reports_n)}

    counts = ask.once("responses of names", read)
    return [
        {
            "title": name.title,
            "address": f"/{name.kind}s/{name.code}",
            "responses": counts.get((name.kind, name.code), 0),
        }
        for name in names
    ]


def _alone(ask: Ask, facts: Facts, query: Query, narrowed: Narrowed) -> list[dict[str, Any]]:
    """Where nothing is found, say what there would be without the filters, and for each word alone."""
    made = []
    if narrowed != Narrowed():
        anywhere = address({"q": ask.given("q")})
        made.append(
            {"words": "", "n": search.count(ask.connection, facts, query, Narrowed()).total, "address": anywhere}
        )
    if len(query.wanted) > 1 or query.unwanted:
        for group in query.wanted:
            words = " OR ".join(f'"{term}"' if " " in term else term for term in group)
            alone = replace(query, wanted=(group,), unwanted=())
            n = search.count(ask.connection, facts, alone, Narrowed()).total
            made.append({"words": words, "n": n, "address": address({"q": words})})
    return made

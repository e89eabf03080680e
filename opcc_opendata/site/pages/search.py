"""Search: the responses that have all the words, the places in each, and what they can be narrowed to, with counts."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from markupsafe import Markup, escape

from opcc_opendata import search
from opcc_opendata.search import Narrowed, SearchCounts
from opcc_opendata.site.filters import address, addresses
from opcc_opendata.site.markdown_html import hits
from opcc_opendata.site.pages.responses import LISTED, listed
from opcc_opendata.site.searching import SORTS, Search, facts, names, pages, read_search, understand
from opcc_opendata.site.views import File, MissingError, Page, PageContext, Row
from opcc_opendata.tables.search import KINDS

_ON_A_PAGE: Final = 20
_RANKED_AT_ONCE: Final = 10 * _ON_A_PAGE
"""Responses whose order is worked out together after the first page, which most readers don't leave.

The fewer are wanted the fewer must be ranked, but for a hundred it costs little more than for twenty.
"""
_PLACES: Final = 3
"""Places of a response that are shown in the list. All of them have a page of their own."""
_PLACES_ON_A_PAGE: Final = 50
_VALUES: Final = 8
"""Values of a facet that are shown without unfolding the rest."""
_FACETS: Final = ("acceptance", "year", "force", "body", "report", "kind", "status")
_NAMED: Final = ("force", "body", "report")
"""Those whose values have names of the data's own, which may have no Welsh."""
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


def page(ctx: PageContext) -> Page:
    """Show what a search finds, or all places in one response."""
    asked = read_search(ctx)
    context: dict[str, Any] = {"q": asked.q, "narrowed": asked.chosen, "sort": asked.sort, "exact": asked.exact}
    if not asked.query:
        return Page("search.html", context | {"only_unwanted": bool(asked.query.unwanted)})
    if response := ctx.given("response"):
        return Page("search_places.html", context | _all_places(ctx, asked, response))
    return Page("search.html", context | _found(ctx, asked))


def data(ctx: PageContext) -> File:
    """Give a page of what a search finds as JSON, with what was understood, the total and every facet's counts."""
    asked = read_search(ctx)
    counted, ids = _results(ctx, asked)
    understood = asked.understood
    following = f"{ctx.base}/search.json{address(ctx.query, page=ctx.page + 1)}"
    return File(
        json.dumps(
            {
                "q": asked.q,
                "searched_for": search.written(asked.query),
                "also_searched_for": understood.added,
                "read_as_one_term": understood.joined,
                "corrected": dict(understood.corrected),
                "did_you_mean": search.written(understood.offered) if understood.offered else None,
                "filters": asked.chosen,
                "total": counted.total,
                "facets": {name: list(_values(name, counted, asked)) for name in _FACETS},
                "names": [dict(one) | {"url": ctx.base + one["url"]} for one in _named(ctx, asked, counted.total)],
                "results": [
                    {
                        "response": row["id"],
                        "url": f"{ctx.base}/responses/{row['id']}",
                        **{name: row[name] for name in ("title", "body", "force", "force_title", "status")},
                        **{name: row[name] for name in ("published", "letter_date", "report_year")},
                        "places": row["found"].total if row["found"].together else 0,
                    }
                    for row in _with_places(ctx, asked, ids, _listed(ctx, ids))
                ],
                "page": ctx.page,
                "next": following if ctx.page * _ON_A_PAGE < counted.total else None,
                "whole": {name: ctx.base + there for name, there in asked.whole().items() if name != "page_json"},
            },
            ensure_ascii=False,
            indent=1,
        )
        + "\n",
        "application/json; charset=utf-8",
    )


def _results(ctx: PageContext, asked: Search) -> tuple[SearchCounts, list[int]]:
    """Count what is found, and give the rowids of a page of it. Raises MissingError."""
    query, narrowed = asked.query, asked.narrowed
    # How many there are does not depend on the page, nor on the order.
    counted = ctx.lately(
        ("counted", query, narrowed),
        lambda: search.count(ctx.connection, facts(ctx), query, narrowed),
        among="searches",
    )
    offset = (ctx.page - 1) * _ON_A_PAGE
    if offset and offset >= counted.total:
        raise MissingError(ctx.say.plain("error.past_end", n=ctx.page))
    newest = asked.sort == "newest"
    first, limit = (offset - offset % _RANKED_AT_ONCE, _RANKED_AT_ONCE) if offset else (0, _ON_A_PAGE)
    ids = ctx.lately(
        ("page", query, narrowed, newest, first, limit),
        lambda: search.page(ctx.connection, facts(ctx), query, narrowed, newest=newest, limit=limit, offset=first),
        among="searches",
    )
    return counted, ids[offset - first :][:_ON_A_PAGE]


def _found(ctx: PageContext, asked: Search) -> dict[str, Any]:
    counted, ids = _results(ctx, asked)
    names = facts(ctx).names
    rows = listed(ctx, [names[number] for number in ids], everything=True)
    return {
        "total": counted.total,
        "by_place": search.MOST_RANKED if asked.sort == "best" and counted.total > search.MOST_RANKED else 0,
        "rows": [
            row
            | {"places": _shown(ctx, row["response"], row["found"]), "together": row["found"].together}
            | {"more": row["found"].total - len(row["found"].some)}
            | {"all": address(ctx.query, page=1, sort="", response=row["response"])}
            for row in _with_places(ctx, asked, ids, rows)
        ],
        "stages": {code: row["title"] for code, row in ctx.titles("code_stages").items()},
        "pages": pages(ctx, ctx.page * _ON_A_PAGE < counted.total),
        "facets": _facets(ctx, counted, asked),
        "chips": [
            (asked.titles[name].get(value, value), address(ctx.query, page=1, **{name: ""}) or "?")
            for name, value in asked.chosen.items()
        ],
        "sorts": [(name, address(ctx.query, page=1, sort=value)) for name, value in SORTS.items()],
        "names": _named(ctx, asked, counted.total),
        "understood": _understood(ctx, asked, counted.total),
        "missing": [] if counted.total else _alone(ctx, asked),
        "whole": asked.whole(),
    }


def _understood(ctx: PageContext, asked: Search, total: int) -> dict[str, Any]:
    """Say what was searched for besides what was typed, and what else may be meant, each with its address."""
    understood = asked.understood
    # What is searched for exactly has no other meaning, unless it finds nothing.
    meant = understand(ctx, asked.typed) if asked.exact and not total else understood
    offered = meant.query if asked.exact and meant.corrected else meant.offered
    said: dict[str, Any] = {
        "added": understood.added,
        "joined": understood.joined,
        "corrected": understood.corrected,
        "searched": search.written(replace(asked.typed, wanted=tuple(group[:1] for group in asked.query.wanted))),
        "other": address(ctx.query, page=1, exact="" if asked.exact else "1"),
    }
    if offered:
        words = search.written(replace(offered, wanted=tuple(group[:1] for group in offered.wanted)))
        n = len(search.found(ctx.connection, facts(ctx), offered, asked.narrowed))
        said |= {"offered": words, "offered_n": n, "offered_address": address(ctx.query, page=1, q=words, exact="")}
    return said


def _listed(ctx: PageContext, ids: list[int]) -> list[Row]:
    """Give responses as a list shows them, in the order of their rowids."""
    rows = ctx.rows(_SHOWN.format(where="r.rowid IN (SELECT value FROM json_each(:ids))"), ids=json.dumps(ids))
    return sorted(rows, key=lambda row: ids.index(row["number"]))


def _with_places(ctx: PageContext, asked: Search, ids: list[int], rows: list[Row]) -> Iterator[Row]:
    """Give the rows of a page of responses, whose rowids are `ids`, each with the first places in it."""
    of_each = search.places_in(ctx.connection, asked.query, asked.narrowed, ids, limit=_PLACES)
    for row, found in zip(rows, of_each, strict=True):
        yield row | {"found": found}


def _shown(ctx: PageContext, response: str, found: search.Places) -> list[dict[str, Any]]:
    say = ctx.say
    made = []
    for place in found.some:
        anchor = _ANCHOR.match(place.row.removeprefix(f"{response}-"))
        made.append(
            {
                "address": f"/responses/{response}" + (f"#{anchor[1]}" if anchor else ""),
                "kind": say.plain(f"search.in.{place.kind}"),
                "speaker": _SPEAKERS.get(place.kind, ""),
                "words": hits(place.marked),
                "language": place.language,
            }
        )
    return made


def _all_places(ctx: PageContext, asked: Search, response: str) -> dict[str, Any]:
    """Give a page of the places in one response."""
    row = ctx.one(_SHOWN.format(where="r.id = :id"), id=response)
    if row is None or row["withdrawn_on"]:
        raise MissingError(ctx.say.plain("error.no_response"))
    offset = (ctx.page - 1) * _PLACES_ON_A_PAGE
    found = search.places(
        ctx.connection, asked.query, asked.narrowed, row["number"], limit=_PLACES_ON_A_PAGE, offset=offset
    )
    if not found.some and ctx.page > 1:
        raise MissingError(ctx.say.plain("error.past_end", n=ctx.page))
    return {
        "row": row,
        "total": found.total,
        "together": found.together,
        "places": _shown(ctx, response, found),
        "pages": pages(ctx, offset + _PLACES_ON_A_PAGE < found.total),
        "back": address(ctx.query, page=1, response=""),
    }


def _values(name: str, counted: SearchCounts, asked: Search) -> Iterator[dict[str, Any]]:
    """Give the values of a facet in their order, each with how many responses it would leave."""
    counts: Counter[str] = counted.facets[name]
    for value, n in sorted(counts.items(), key=lambda item: _order(name, *item)):
        yield {"value": value, "title": asked.titles[name].get(value, value), "responses": n}


def _facets(ctx: PageContext, counted: SearchCounts, asked: Search) -> list[dict[str, Any]]:
    """Give the values that a search can be narrowed to, as items of two lists: those that are shown, and the others.

    There are hundreds of them: to write each by a macro takes longer than to count them.
    """
    names = ctx.once("names of facets", lambda: _names(ctx, asked.titles))
    made = []
    for name in _FACETS:
        chosen, narrowed = asked.chosen.get(name, ""), addresses(ctx.query, name, page=1)
        titles, items = names[name], []
        for value, n in sorted(counted.facets[name].items(), key=lambda item: _order(name, *item)):
            there = narrowed("" if value == chosen else value) or "?"
            now = ' aria-current="true"' if value == chosen else ""
            title = titles.get(value) or escape(value)
            items.append(f'<li><a href="{there}"{now}><span>{title}</span><span>{n:,}</span></a></li>')
        if len(items) > 1 or chosen:
            shown, others = (Markup("".join(some)) for some in (items[:_VALUES], items[_VALUES:]))  # noqa: S704
            number = max(0, len(items) - _VALUES)
            made.append({"name": name, "shown": shown, "others": others, "number": number, "chosen": bool(chosen)})
    return made


def _names(ctx: PageContext, titles: Mapping[str, Mapping[str, str]]) -> dict[str, dict[str, Markup]]:
    """Give what the values of each facet are called, as HTML."""
    return {
        facet: {value: ctx.say.name(title) if facet in _NAMED else escape(title) for value, title in of.items()}
        for facet, of in titles.items()
    }


def _order(facet: str, value: str, n: int) -> tuple[Any, ...]:
    """Put years newest first, kinds of text in the order of a response, and others by how many they are."""
    if facet == "year":
        return (-int(value),)
    return (KINDS.index(value),) if facet == "kind" else (-n, value)


def _named(ctx: PageContext, asked: Search, total: int) -> list[dict[str, Any]]:
    """Give the forces, bodies and reports that may be meant, each with how many current responses there are."""
    sql = """
      SELECT 'force' AS kind, force AS code, count(*) AS n FROM current_responses GROUP BY 2
      UNION ALL SELECT 'body', policing_body, count(*) FROM current_responses GROUP BY 2
      UNION ALL SELECT 'report', l.inspection, count(*) FROM response_inspections l JOIN response_status s
        ON s.response = l.response WHERE s.status = 'current' GROUP BY 2
    """
    counts = ctx.once("responses of names", lambda: {(row["kind"], row["code"]): row["n"] for row in ctx.rows(sql)})
    return [
        {
            "kind": name.kind,
            "code": name.code,
            "title": name.title,
            "role": name.role,
            "place": name.place,
            "sourced": name.sourced,
            "url": f"/forces/{name.force}#body-{name.code}" if name.kind == "body" else f"/{name.kind}s/{name.code}",
            "responses": counts.get((name.kind, name.code), 0),
        }
        for name in names(ctx, asked, total)
    ]


def _alone(ctx: PageContext, asked: Search) -> list[dict[str, Any]]:
    """Where nothing is found, say what there would be without the filters, and for each word alone."""
    made, query = [], asked.query

    def add(words: str, searched: search.SearchQuery) -> None:
        n = len(search.found(ctx.connection, facts(ctx), searched, Narrowed()))
        made.append({"words": words, "n": n, "address": address({"q": words or asked.q})})

    if asked.chosen:
        add("", query)
    if len(query.wanted) > 1 or query.unwanted:
        for group in query.wanted:
            alone = replace(query, wanted=(group,), unwanted=())
            add(search.written(alone), alone)
    return made

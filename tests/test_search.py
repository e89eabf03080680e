"""Search: whatever it says is counted again here, in plain Python over the records' YAML and without SQLite."""

from __future__ import annotations

import csv
import html
import io
import json
import random
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlencode

import feedparser
import httpx
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import escape

from opcc_opendata import search
from opcc_opendata.database import build
from opcc_opendata.project import Project, project_at
from opcc_opendata.search import Narrowed, SearchFacts, SearchQuery, ranking
from opcc_opendata.search.index import token
from opcc_opendata.search.query import SHORTEST_TOKEN, match, match_passages, parse
from opcc_opendata.search.ranking import weights_of
from opcc_opendata.site import filters, pages, views
from opcc_opendata.site.views import MissingError, PageContext
from tests.plain_yaml import records_in
from tests.projects import invented, project, record
from tests.search_recount import Response, places_in, read, recount, unstemmed, words_of
from tests.test_server import serving

pytestmark = pytest.mark.slow

# --- what was typed ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "wanted", "unwanted"),
    [
        ("", (), ()),
        ("taser", (("taser",),), ()),
        ("  body   worn ", (("body",), ("worn",)), ()),
        ('"body worn" video', (("body worn",), ("video",)), ()),
        ("“body worn” «video»", (("body worn",), ("video",)), ()),
        ('"body worn', (("body worn",),), ()),
        ("body-worn", (("body worn",),), ()),
        ("constable’s", (("constable s",),), ()),
        ("taser OR baton OR spray crime", (("taser", "baton", "spray"), ("crime",)), ()),
        ("taser or baton", (("taser",), ("or",), ("baton",)), ()),
        ("OR taser OR", (("taser",),), ()),
        ("taser | baton", (("taser", "baton"),), ()),
        ("crime -taser", (("crime",),), ("taser",)),
        ('crime -"body worn" -', (("crime",),), ("body worn",)),
        ("-taser", (), ("taser",)),
        ("NEAR(a b) AND NOT title:x*", (("NEAR a",), ("b",)), ("title x",)),
        ("* ' ^ ( ) : { } \u2603 \u0301", (), ()),
        ("taser OR * baton", (("taser", "baton"),), ()),
        ("Tŷ ŵ", (("Tŷ",), ("ŵ",)), ()),
    ],
)
def test_what_is_typed_is_read(typed: str, wanted: tuple[tuple[str, ...], ...], unwanted: tuple[str, ...]) -> None:
    assert parse(typed) == SearchQuery(wanted, unwanted)


def test_a_search_has_a_limit_and_says_so() -> None:
    assert parse("a " * 100)
    with pytest.raises(search.QueryError, match="at most 100 words"):
        parse(f'"{"a " * 101}"')


@settings(max_examples=300, deadline=None)
@given(st.text(st.sampled_from('ab"“-| ORN*():^{}+.\u00e9\u0301\u2603\x00\x1fz0'), max_size=40) | st.text(max_size=40))
def test_nothing_that_is_typed_is_a_mistake_to_sqlite(typed: str) -> None:
    query = parse(typed)
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("CREATE VIRTUAL TABLE t USING fts5(a, b, facets)")
        connection.execute("INSERT INTO t VALUES ('a b', 'c', 'zall')")
        for expression in (
            match(query, ["a", "b"], ["zall"]),
            match_passages(query),
            match_passages(query, every=False),
        ):
            connection.execute("SELECT count(*) FROM t WHERE t MATCH ?", (expression,)).fetchone()


# --- records that hold few words in many places -----------------------------------------------------------------

WORDS = [f"{word}{n}" for word in ("kappa", "sigma", "ômega") for n in range(5)]
"""They end in a digit, so that no stemmer takes one for another. One has an accent, which does not count."""


def invented_records(seed: int, number: int) -> list[dict[str, Any]]:  # noqa: C901 (a record has many parts)
    """Records with a few words in every text that a search looks through, and in some that it does not."""
    chance = random.Random(seed)

    def text() -> Any:
        made = [" ".join(chance.choices(WORDS, k=chance.randint(1, 4))) for _ in range(2)]
        made = [one.replace(" ", chance.choice([" ", "-", ", ", "\n\n"])) for one in made]
        return {"en": made[0], "cy": made[1]} if chance.random() < 0.2 else made[0]

    def line() -> str:
        return " ".join(chance.choices(WORDS, k=chance.randint(1, 2)))

    def maybe(**values: Any) -> dict[str, Any]:
        return {key: value for key, value in values.items() if chance.random() < 0.5}

    def recommendation(n: int, report: str) -> dict[str, Any]:
        acceptance = chance.choice(["accepted", "accepted_in_part", "not_accepted", "noted", None])
        answer = {"body_action": text(), **maybe(force_action=text(), owner=line())}
        answer |= {"acceptance": acceptance, "no_action_reason": text()} if acceptance else {}
        item: dict[str, Any] = {"number": str(n), "kind": "recommendation", "inspection": report, "text": text()}
        item |= maybe(theme=line(), time_limit=line(), parts=[{"text": text()}, {"label": "b", "text": text()}])
        item |= maybe(progress=[{"date": "2023-01-01", "status": "in_progress", "note": text()}])
        if chance.random() < 0.15:
            item["from_inspection"] = {"id": "earlier", "title": line(), "as_printed": line()}
        return item | maybe(answer=answer)

    records: list[dict[str, Any]] = []
    for n in range(number):
        force = chance.choice(["kent", "norfolk", "surrey"])
        reports = [f"invented-{one}" for one in chance.sample(range(5), k=chance.choice([1, 1, 2]))]
        year = 2018 + int(reports[0][-1])
        record: dict[str, Any] = {
            "schema_version": "1.0.0",
            "id": f"{force}-{year}-01-02-invented-{n}",
            "language": "en",
            "title": text(),
            "force": force,
            "policing_body": f"{force}-pcc",
            "stage": "full",
            "inspections": [
                {"id": name, "title": f"Report {name[-1]} {line()}", "published": f"{2018 + int(name[-1])}-01-02"}
                | maybe(key_findings=text())
                for name in reports
            ],
            "document": maybe(heading=text(), statutory_statement=text()),
            "comments": [
                {"kind": kind, "text": text(), **maybe(author=line(), role=line())}
                for kind in ("policing_body", "chief_officer", "reply_to_chief_officer")
                if chance.random() < 0.6
            ],
            "recommendations": [recommendation(one, chance.choice(reports)) for one in range(1, chance.randint(1, 4))],
            **maybe(note=text(), dates={"published": f"2023-02-{n % 28 + 1:02}"}, body_as_printed=line()),
        }
        record["document"]["sections"] = [{"part": "other", "heading": text(), "text": text()}]
        if len(record["recommendations"]) > 1 and chance.random() < 0.3:
            first, second, *_ = record["recommendations"]
            if first["inspection"] == second["inspection"] and "answer" in first:
                second.pop("answer", None)
                second["answered_with"] = first["number"]
        if n and chance.random() < 0.15:
            day = record.get("dates", {}).get("published", "9999")
            earlier = [one for one in records if one["force"] == force and _day_of(one) <= day]
            record["related"] = [{"id": one["id"], "relation": "replaces"} for one in earlier[-1:]]
        if chance.random() < 0.1:
            record["withdrawal"] = {"withdrawn_on": "2024-01-01", "reason": line()}
        records.append({key: value for key, value in record.items() if value != []})
    return records


def _day_of(record: dict[str, Any]) -> str:
    return str(record.get("dates", {}).get("published", ""))


class Site(NamedTuple):
    """A site, its database, and what the records say."""

    get: httpx.Client
    database: Path
    responses: list[Response]


@pytest.fixture(scope="module")
def found_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("search")
    records = invented_records(7, 90)
    for one in records:
        path = folder / f"records/{one['force']}/{one['id'].removeprefix(one['force'] + '-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(one, allow_unicode=True, sort_keys=False), encoding="utf-8")
    made: Project = project_at(folder)
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems][:5]
    responses = read(records)
    assert 60 < len(responses) < 90
    assert {one.status for one in responses} == {"current", "replaced"}
    with serving("--project", folder, "--no-build") as client:
        yield Site(client, made.database, responses)


TERMS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=2).map(" ".join)
QUERIES = st.builds(
    SearchQuery,
    st.lists(st.lists(TERMS, min_size=1, max_size=2).map(tuple), min_size=1, max_size=2).map(tuple),
    st.lists(TERMS, max_size=1).map(tuple),
)
NARROWED = st.builds(
    Narrowed,
    force=st.sampled_from(["", "", "kent", "norfolk"]),
    body=st.sampled_from(["", "", "", "surrey-pcc"]),
    report=st.sampled_from(["", "", "invented-1"]),
    year=st.sampled_from(["", "", "2019"]),
    status=st.sampled_from(["", "", "current", "replaced"]),
    kind=st.sampled_from(["", "", "title", "document", "policing_body", "recommendation", "owner", "progress"]),
    acceptance=st.sampled_from(["", "", "accepted", "not_accepted", "not_stated", "no_answer"]),
)


def typed(query: SearchQuery) -> str:
    """Write a query as somebody would type it."""

    def written(term: str) -> str:
        return f'"{term}"' if " " in term else term

    groups = (" OR ".join(map(written, group)) for group in query.wanted)
    return " ".join([*groups, *(f"-{written(term)}" for term in query.unwanted)])


@settings(max_examples=250, deadline=None)
@given(QUERIES, NARROWED)
def test_totals_facets_and_every_page_are_those_of_a_recount(
    found_in: Site, query: SearchQuery, narrowed: Narrowed
) -> None:
    assert parse(typed(query)) == query
    expected, facets = recount(found_in.responses, query, narrowed)
    with closing(sqlite3.connect(found_in.database)) as connection:
        search.register_functions(connection)
        facts = SearchFacts(connection)
        counted = search.count(connection, facts, query, narrowed)
        assert counted.total == len(expected)
        assert {name: +counts for name, counts in counted.facets.items()} == {
            name: facets.get(name, Counter()) for name in counted.facets
        }
        names = dict(connection.execute("SELECT id, response FROM searched_responses"))
        dates = {one.id: one.date for one in found_in.responses}
        for newest in (False, True):
            walked: list[str] = []
            while len(walked) < len(expected):
                ids = search.page(connection, facts, query, narrowed, newest=newest, limit=7, offset=len(walked))
                assert ids
                walked += [names[rowid] for rowid in ids]
            assert sorted(walked) == sorted(expected)
            if newest:
                assert [dates[name] for name in walked] == sorted((dates[name] for name in walked), reverse=True)
        by_name = {one.id: one for one in found_in.responses}
        for rowid, name in names.items():
            if name in expected[:5]:
                number = places_in(by_name[name], query, narrowed.kind, narrowed.acceptance)
                some = search.places(connection, query, narrowed, rowid, limit=1_000)
                assert some.total == len(some.some)
                assert some.together == (number > 0)
                assert some.total == number or not number


def exported(site: Site, name: str, form: str, query: SearchQuery, narrowed: Narrowed) -> list[dict[str, Any]]:
    asked = {"q": typed(query), **{key: value for key, value in asdict(narrowed).items() if value}}
    answer = site.get.get(f"/opcc/{name}.{form}", params=asked | ({"_shape": "array"} if form == "json" else {}))
    assert answer.status_code == 200, answer.text
    if form == "json":
        rows: list[dict[str, Any]] = answer.json()
        return rows
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


@settings(max_examples=40, deadline=None)
@given(QUERIES, NARROWED)
def test_csv_and_json_are_whole(found_in: Site, query: SearchQuery, narrowed: Narrowed) -> None:
    expected, _ = recount(found_in.responses, query, narrowed)
    by_name = {one.id: one for one in found_in.responses}
    places = {name: places_in(by_name[name], query, narrowed.kind, narrowed.acceptance) for name in expected}
    for form in ("csv", "json"):
        rows = exported(found_in, "search_responses", form, query, narrowed)
        assert sorted(row["response"] for row in rows) == sorted(expected)
        assert {row["response"]: int(row["places"]) for row in rows} == places
        every = exported(found_in, "search", form, query, narrowed)
        assert Counter(row["response"] for row in every) == +Counter(places)
        assert {row["kind"] for row in every} <= {narrowed.kind or row["kind"] for row in every}
        assert all("«" in row["words"] for row in every)


def shown(site: Site, address: str) -> str:
    answer = site.get.get(address)
    assert answer.status_code == 200, answer.text
    return answer.text


def links(text: str, pattern: str) -> list[str]:
    return [html.unescape(one) for one in re.findall(pattern, text)]


def pages_of_json(site: Site, address: str) -> list[dict[str, Any]]:
    """Follow `next` of /search.json to the end."""
    pages: list[dict[str, Any]] = []
    while address:
        answer = site.get.get(address)
        assert answer.status_code == 200, answer.text
        pages.append(answer.json())
        address = pages[-1]["next"] or ""
    return pages


def entries_of_feed(site: Site, address: str) -> list[str]:
    """Follow the pages of a feed as RFC 5005 has it, and give the id of each response."""
    found: list[str] = []
    first = address
    while address:
        answer = site.get.get(address)
        assert answer.status_code == 200, answer.text
        assert answer.headers["content-type"].startswith("application/atom+xml")
        feed = feedparser.parse(answer.text)
        assert not feed.bozo
        there = {link.rel: link.href for link in feed.feed.links}
        assert there["first"] == feed.feed.id
        assert httpx.URL(there["self"]).copy_remove_param("page") == httpx.URL(there["first"])
        assert ("previous" in there) == (address != first)
        found += [entry.id.rpartition("/")[2] for entry in feed.entries]
        assert (there["last"] == there["self"]) == ("next" not in there)
        address = there.get("next", "")
    return found


@settings(max_examples=12, deadline=None)
@given(QUERIES, NARROWED)
def test_every_form_has_exactly_what_a_recount_finds(found_in: Site, query: SearchQuery, narrowed: Narrowed) -> None:
    """Following `whole` of /search.json, as a program would."""
    expected, facets = recount(found_in.responses, query, narrowed)
    chosen = {key: value for key, value in asdict(narrowed).items() if value}
    first, *others = pages_of_json(found_in, f"/search.json?{urlencode({'q': typed(query), 'exact': '1', **chosen})}")
    ids = [one["response"] for page in (first, *others) for one in page["results"]]
    assert sorted(ids) == sorted(expected)
    assert first["total"] == len(expected)
    assert first["facets"].keys() == {"force", "body", "report", "year", "kind", "acceptance", "status"}
    for name, values in first["facets"].items():
        assert Counter({one["value"]: one["responses"] for one in values}) == facets.get(name, Counter()), name
    whole = first["whole"]
    assert sorted(entries_of_feed(found_in, whole["atom"])) == sorted(expected)
    rows = list(csv.DictReader(io.StringIO(found_in.get.get(whole["csv"]).text, newline="")))
    assert sorted(row["response"] for row in rows) == sorted(expected)
    assert sorted(row["response"] for row in found_in.get.get(whole["json"]).json()) == sorted(expected)


@pytest.mark.parametrize(
    "asked", ["kappa1", "kappa1 OR sigma2", "kappa1&force=kent", "kappa1&acceptance=accepted&sort=newest"]
)
def test_the_page_walks_through_all_that_it_counts_and_each_facet_leads_to_its_number(
    found_in: Site, asked: str
) -> None:
    words, _, filters = asked.partition("&")
    narrowed = Narrowed(
        **{key: value for key, value in (one.split("=") for one in filters.split("&") if one) if key != "sort"}
    )
    expected, facets = recount(found_in.responses, parse(words), narrowed)
    assert len(expected) > 20 or filters
    text = shown(found_in, f"/search?q={asked}")
    total = re.search(r'<h2 id="found">([\d,]+) response', text)
    assert total is not None
    assert int(total[1]) == len(expected)
    walked: list[str] = []
    page = text
    while True:
        walked += links(page, r'<h3><a href="/responses/([^"]+)"')
        following = links(page, r'<a href="([^"]+)" rel="next"')
        if not following:
            break
        page = shown(found_in, f"/search{following[0]}")
    assert sorted(walked) == sorted(expected)
    values = re.findall(r'<li><a href="([^"]+)"([^>]*)><span>[^<]*</span><span>([\d,]+)</span>', text)
    assert len(values) >= sum(len(counts) for name, counts in facets.items() if len(counts) > 1)
    for address, is_chosen, number in values:
        if is_chosen:
            continue  # it leads back
        leads_to = shown(found_in, f"/search{html.unescape(address)}")
        heading = re.search(r'<h2 id="found">([\d,]+) response', leads_to)
        assert heading is not None, address
        assert heading[1] == number, address
    wholes = links(text, r'<a href="(/opcc/search_responses\.(?:csv|json)[^"]*)"')
    assert len(wholes) == 2
    for link in wholes:
        answer = found_in.get.get(link)
        rows = answer.json() if ".json" in link else list(csv.DictReader(io.StringIO(answer.text, newline="")))
        assert sorted(row["response"] for row in rows) == sorted(expected)
    (feed,) = links(text, r'<a href="(/feeds/search\.atom[^"]*)"')
    assert sorted(entries_of_feed(found_in, feed)) == sorted(expected)
    (page_json,) = links(text, r'<a href="(/search\.json[^"]*)"')
    pages = pages_of_json(found_in, page_json)
    assert sorted(one["response"] for page in pages for one in page["results"]) == sorted(expected)


def test_what_a_response_can_be_narrowed_to_is_not_found_as_a_word(found_in: Site) -> None:
    kent = token("f", "kent")
    assert len(kent) == SHORTEST_TOKEN
    with closing(sqlite3.connect(found_in.database)) as connection:
        search.register_functions(connection)
        facts = SearchFacts(connection)
        for typed in (kent, kent.upper(), f"{kent}s", f"\u017a{kent[1:]}", f'kappa1 "{kent}"', f"kappa1 {kent}"):
            assert search.found(connection, facts, parse(typed), Narrowed()) == []
            assert search.found(connection, facts, parse(typed), Narrowed(kind="title")) == []
        assert search.found(connection, facts, parse("kappa1"), Narrowed(force="kent"))
        everywhere = Narrowed().match(parse("kappa1 OR kappa2"), facts.acceptances)
        assert everywhere == '(("kappa1" OR "kappa2"))'


def test_what_is_found_is_counted_once_for_all_its_pages_and_orders(
    found_in: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted: list[Any] = []
    usual, usual_page = search.count, search.page
    monkeypatch.setattr(search, "count", lambda *asked: counted.append(asked[2:]) or usual(*asked))
    monkeypatch.setattr(pages.search, "_ON_A_PAGE", 6)
    monkeypatch.setattr(pages.search, "_RANKED_AT_ONCE", 12)
    with closing(sqlite3.connect(found_in.database)) as connection:
        search.register_functions(connection)
        known: dict[Any, Any] = {}

        def walked(language: str = "en", **asked: str) -> list[str]:
            found: list[str] = []
            for page in count(1):
                ctx = PageContext(
                    connection, {}, {"q": "kappa1", "page": str(page), **asked}, known=known, language=language
                )
                answer = json.loads(pages.search.data(ctx).body)
                found += [one["response"] for one in answer["results"]]
                assert len(answer["results"]) <= 6
                if answer["next"] is None:
                    break
            with pytest.raises(MissingError):
                pages.search.data(
                    PageContext(connection, {}, {"q": "kappa1", "page": str(page + 1), **asked}, known=known)
                )
            assert len(found) == answer["total"]
            return found

        names = dict(connection.execute("SELECT id, response FROM searched_responses"))
        for narrowed in (Narrowed(), Narrowed(force="kent"), Narrowed(kind="document")):
            for sort in ("", "newest"):
                limits = {"newest": bool(sort), "limit": 99, "offset": 0}
                ids = usual_page(connection, SearchFacts(connection), parse("kappa1"), narrowed, **limits)
                chosen = {key: value for key, value in asdict(narrowed).items() if value}
                assert walked(sort=sort, **chosen) == [names[rowid] for rowid in ids]
        assert len(walked("cy")) > 24
        asked = [(query, narrowed) for query, narrowed in counted if query == parse("kappa1")]
        assert len(asked) == len(set(asked)) == 3


def test_what_readers_make_up_is_kept_up_to_a_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "_MOST_KEPT", 3)
    asked: list[int] = []

    def square(n: int) -> int:
        asked.append(n)
        return n * n

    with closing(sqlite3.connect(":memory:")) as connection:
        known: dict[Any, Any] = {}
        for n in (1, 2, 3, 1, 4, 1, 2):
            for language in ("en", "cy"):
                ctx = PageContext(connection, {}, {}, known=known, language=language)
                assert ctx.lately(("square", n), lambda n=n: square(n)) == n * n
    assert asked == [1, 2, 3, 4, 2]  # of 1, 2 and 3, it was 2 that nobody had asked for again
    (kept,) = known.values()
    assert len(kept) == 3


@given(
    st.dictionaries(st.sampled_from(["a", "force", "page", "q", "year"]), st.text(max_size=5)),
    st.sampled_from(["a", "force", "q", "year", "zeta"]),
    st.text(max_size=5),
)
def test_addresses_that_differ_in_one_value_are_those_written_one_by_one(
    query: dict[str, str], name: str, value: str
) -> None:
    changed = filters.address({**query, "page": 1}, **{name: value})
    assert filters.addresses(query, name, page=1)(value) == escape(changed)
    assert filters.addresses(query, name)(value) == escape(filters.address(query, **{name: value}))


def test_each_place_of_a_response_can_be_reached(found_in: Site) -> None:
    query = parse("kappa1 OR kappa2 OR kappa3 OR sigma1 OR sigma2 OR sigma3")
    one = max(found_in.responses, key=lambda one: places_in(one, query))
    number = places_in(one, query)
    assert number > 10
    page = shown(found_in, f"/search?q={typed(query)}&response={one.id}")
    assert f"in {number} places" in page
    assert page.count('class="snip') == number
    listed = shown(found_in, f"/search?q={typed(query)}&force={one.force}&year={one.year}")
    if f"response={one.id}" in listed:
        assert f"{number - 3} more places in this response" in listed
    assert found_in.get.get(f"/search?q=kappa1&response={one.id}&page=9").status_code == 404
    assert found_in.get.get("/search?q=kappa1&response=nowhere").status_code == 404


def test_where_nothing_is_found_each_word_alone_is_counted(found_in: Site) -> None:
    text = shown(found_in, "/search?q=kappa1+nowhere+-sigma1&force=kent")
    assert "No results for “kappa1 nowhere -sigma1”" in text
    alone, _ = recount(found_in.responses, parse("kappa1"), Narrowed())
    assert f'<a href="?q=kappa1">kappa1: {len(alone)} responses</a>' in text
    assert "nowhere: 0 responses" in text
    assert "Without the filters: 0 responses" in text


def test_responses_are_found_by_any_of_their_words_in_their_table_too(found_in: Site) -> None:
    expected, _ = recount(found_in.responses, parse("kappa1 sigma4"), Narrowed(force="kent"))
    rows = found_in.get.get("/opcc/responses.json?_shape=array&_size=max&_search=kappa1+sigma4&force=kent").json()
    assert sorted(row["id"] for row in rows) == sorted(expected)
    passages = found_in.get.get("/opcc/passages.json?_shape=array&_size=max&_search=kappa1+sigma4&force=kent").json()
    by_name = {one.id: one for one in found_in.responses}
    places = +Counter({name: places_in(by_name[name], parse("kappa1 sigma4")) for name in expected})
    assert Counter(row["response"] for row in passages) == places
    assert all({"kappa1", "sigma4"} <= set(words_of(row["words"])) for row in passages)


def test_the_page_of_the_table_counts_the_same_and_no_text_is_passed_over(found_in: Site) -> None:
    """Each kind of text by words that follow each other in it, in the table's page as in its JSON."""
    kinds = {text.kind for one in found_in.responses for text in one.texts}
    assert len(kinds) == 13
    for kind in sorted(kinds):
        one, words = next(
            (one, text.words[:2])
            for one in found_in.responses
            for text in one.texts
            if text.kind == kind and len(text.words) > 1
        )
        typed_words = f'"{" ".join(words)}"'
        expected, _ = recount(found_in.responses, parse(typed_words), Narrowed())
        assert one.id in expected
        asked = urlencode({"_search": typed_words, "_size": "max"})
        rows = found_in.get.get(f"/opcc/responses.json?_shape=array&{asked}").json()
        assert sorted(row["id"] for row in rows) == sorted(expected), kind
        heading = re.search(r'id="rows"[^>]*>\s*([\d,]+) row', shown(found_in, f"/opcc/responses?{asked}"))
        assert heading is not None
        assert int(heading[1]) == len(expected), kind


def test_a_phrase_never_runs_from_one_text_into_the_next(found_in: Site) -> None:
    with closing(sqlite3.connect(found_in.database)) as connection:
        facts = SearchFacts(connection)
        for first in WORDS:
            for second in WORDS[:6]:
                query = SearchQuery(((f"{first} {second}",),))
                expected, _ = recount(found_in.responses, query, Narrowed())
                assert search.count(connection, facts, query, Narrowed()).total == len(expected)


def test_what_fits_better_comes_first_and_of_equals_the_newer(tmp_path: Path) -> None:
    texts = {
        "2019-02-26-in-title": record("2019-02-26-in-title", title="The zebra", dates="\n  published: 2019-03-01"),
        "2019-02-26-in-note": record("2019-02-26-in-note", note="A zebra.", dates="\n  published: 2019-04-01"),
        "2019-02-26-older": record("2019-02-26-older", note="Okapi.", dates="\n  published: 2019-03-02"),
        "2019-02-26-newer": record("2019-02-26-newer", note="Okapi.", dates="\n  published: 2019-04-02"),
    }
    texts |= {f"2019-02-26-{n}": record(f"2019-02-26-{n}") for n in "abcdefgh"}
    made = project(tmp_path, {f"{name}.yaml": text for name, text in texts.items()})
    assert build(made).built

    def order(words: str, *, newest: bool = False) -> list[str]:
        with closing(sqlite3.connect(made.database)) as connection:
            ids = search.page(
                connection, SearchFacts(connection), parse(words), Narrowed(), newest=newest, limit=10, offset=0
            )
            names = dict(connection.execute("SELECT id, response FROM searched_responses"))
            return [names[rowid].removeprefix("norfolk-2019-02-26-") for rowid in ids]

    assert order("zebra") == ["in-title", "in-note"]
    assert order("zebra", newest=True) == ["in-note", "in-title"]
    assert order("okapi") == ["newer", "older"]


@pytest.mark.parametrize(
    "typed", ["kappa1", "kappa1 OR sigma2", "kappa1 sigma2", '"kappa1 kappa2"', "kappa1 -sigma2", "kappa1 OR nowhere"]
)
@pytest.mark.parametrize(
    "narrowed", [Narrowed(), Narrowed(force="kent"), Narrowed(kind="document"), Narrowed(acceptance="accepted")]
)
def test_the_order_is_that_of_all_that_is_found_however_few_had_to_be_ranked(
    found_in: Site, monkeypatch: pytest.MonkeyPatch, typed: str, narrowed: Narrowed
) -> None:
    query = parse(typed)
    with closing(sqlite3.connect(found_in.database)) as connection:
        facts = SearchFacts(connection)
        expression = narrowed.match(query, facts.acceptances, narrowed.tokens())
        weights = ", ".join(map(str, weights_of(facts.acceptances)))
        sql = f"""
          SELECT s.id FROM responses_fts JOIN searched_responses s ON s.id = responses_fts.rowid WHERE responses_fts
          MATCH ? ORDER BY bm25(responses_fts, {weights}) * (0.7 + 0.00003 * s.recency),
          s.recency DESC, s.id DESC
        """
        every = [rowid for (rowid,) in connection.execute(sql, (expression,))]
        for ranked_at_once in (1, 10, 1_000):
            monkeypatch.setattr(ranking, "_RANKED_AT_ONCE", ranked_at_once)
            for limit, offset in ((1, 0), (3, 0), (3, 4), (99, 0)):
                limits = {"newest": False, "limit": limit, "offset": offset}
                assert search.page(connection, facts, query, narrowed, **limits) == every[offset : offset + limit]


@pytest.mark.parametrize("typed", ["kappa1", "kappa1 OR sigma2", "kappa1 sigma2", '"kappa1 kappa2"', "kappa1 -sigma2"])
@pytest.mark.parametrize("narrowed", [Narrowed(), Narrowed(force="kent"), Narrowed(acceptance="accepted")])
def test_very_many_come_by_the_weight_of_the_texts_that_have_the_words(
    found_in: Site, monkeypatch: pytest.MonkeyPatch, typed: str, narrowed: Narrowed
) -> None:
    """Asked of FTS5 itself, once for each weight: which responses have the words in the columns of at least that."""
    query = parse(typed)
    monkeypatch.setattr(ranking, "MOST_RANKED", 0)
    with closing(sqlite3.connect(found_in.database)) as connection:
        facts = SearchFacts(connection)
        columns = [row[1] for row in connection.execute("PRAGMA table_info(responses_fts)")]
        weights = dict(zip(columns, weights_of(facts.acceptances), strict=True))
        expected: list[int] = []
        for least in (10.0, 5.0, 3.0, 2.0, 1.0):
            looked_in = [name for name in narrowed.columns(facts.acceptances) if weights[name] >= least]
            if not looked_in:
                continue
            expression = match(query, looked_in, narrowed.tokens(), are_all=False)
            if query.unwanted:  # which may not stand anywhere
                (unwanted,) = query.unwanted
                expression = f'{match(parse("kappa1"), looked_in, narrowed.tokens(), are_all=False)} NOT "{unwanted}"'
            sql = """
              SELECT s.id FROM responses_fts JOIN searched_responses s ON s.id = responses_fts.rowid
              WHERE responses_fts MATCH ? ORDER BY s.recency DESC, s.id DESC
            """
            having = [rowid for (rowid,) in connection.execute(sql, (expression,))]
            expected += [rowid for rowid in having if rowid not in expected]
        assert expected or narrowed.acceptance
        for limit, offset in ((1, 0), (3, 4), (99, 0)):
            limits = {"newest": False, "limit": limit, "offset": offset}
            assert search.page(connection, facts, query, narrowed, **limits) == expected[offset : offset + limit]


def test_a_page_says_how_very_many_are_ordered(found_in: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(found_in.database)) as connection:
        connection.row_factory = sqlite3.Row
        search.register_functions(connection)

        def by_place(**asked: str) -> int:
            made = pages.search.page(PageContext(connection, {}, asked))
            return int(made.context["by_place"])

        assert by_place(q="kappa1") == 0
        monkeypatch.setattr(search, "MOST_RANKED", 1)
        assert by_place(q="kappa1") == 1
        assert by_place(q="kappa1", sort="newest") == 0


def test_what_stands_in_every_response_is_ranked_only_as_far_as_it_can_matter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of twelve that are all about one thing, the newest are best: what is older by a tenth can't make up for that."""
    texts = {
        f"2019-02-26-{n}": record(f"2019-02-26-{n}", note="okapi " * 200, dates=f"\n  published: 2019-03-{ord(n) - 80}")
        for n in "abcdefghijkl"
    }
    made = project(tmp_path, {f"{name}.yaml": text for name, text in texts.items()})
    assert build(made).built
    ranked: list[int] = []

    class Newness(list[float]):
        def __getitem__(self, rowid: Any) -> Any:
            ranked.append(rowid)
            return super().__getitem__(rowid)

    monkeypatch.setattr(ranking, "_RANKED_AT_ONCE", 2)
    with closing(sqlite3.connect(made.database)) as connection:
        facts = SearchFacts(connection)
        facts.newness = Newness(facts.newness)
        assert facts.responses == 12
        ids = search.page(connection, facts, parse("okapi"), Narrowed(), newest=False, limit=2, offset=0)
        assert ids == [12, 11]
        assert len(ranked) < 10
        ranked.clear()
        search.page(connection, facts, parse("okapi"), Narrowed(), newest=False, limit=12, offset=0)
        assert len(ranked) == 12


def test_forces_and_reports_are_found_by_name(found_in: Site) -> None:
    def named(words: str) -> list[str]:
        text = shown(found_in, f"/search?q={words}")
        box = re.search(r'<div class="goto">.*?</div>', text, re.DOTALL)
        return links(box[0], r'<a[^>]* href="([^"]+)"|<a href="([^"]+)"') if box else []

    text = shown(found_in, "/search?q=kent")
    assert 'href="/forces/kent"' in text
    assert 'href="/forces/dyfed-powys"' in shown(found_in, "/search?q=heddlu+dyfed")
    assert 'href="/reports/invented-3"' in shown(found_in, "/search?q=report+3")
    current = sum(one.force == "kent" and one.status == "current" for one in found_in.responses)
    assert f"({current} responses)" in text


# --- the records of others --------------------------------------------------------------------------------------


def test_a_recount_of_invented_records_with_english_words(tmp_path: Path) -> None:
    made = invented(tmp_path, 60)
    assert build(made).built
    records = records_in(sorted(made.records.rglob("*.yaml")))
    responses = read(records)
    alone = unstemmed(responses)
    assert len(alone) > 15
    with closing(sqlite3.connect(made.database)) as connection:
        facts = SearchFacts(connection)
        for word in [*alone[:15], "2022"]:
            for narrowed in (Narrowed(), Narrowed(acceptance="accepted"), Narrowed(kind="recommendation")):
                expected, facets = recount(responses, parse(word), narrowed)
                counted = search.count(connection, facts, parse(word), narrowed)
                assert counted.total == len(expected), word
                assert +counted.facets["force"] == facets.get("force", Counter())
                assert +counted.facets["kind"] == facets.get("kind", Counter())


def test_english_words_are_found_in_all_their_forms_and_welsh_letters_without_accents(site: httpx.Client) -> None:
    def total(words: str) -> str:
        found = re.search(r'<h2 id="found">([\d,]+) response', site.get("/search", params={"q": words}).text)
        return found[1] if found else "0"

    assert total("recommendation") == total("recommendations") == total("RECOMMENDING") != "0"
    assert total("dychmygol") == total("dychmygôl") != "0"


def test_withdrawn_responses_are_in_no_index(site: httpx.Client) -> None:
    for address in ("/search?q=march+check", "/opcc/search.json?q=march+check&_shape=array"):
        assert "by March" not in site.get(address).text
    assert site.get("/opcc/passages.json?_shape=array&response=kent-2022-11-02-vetting").json() == []
    assert site.get("/opcc/responses.json?_shape=array&_search=vetting&id=kent-2022-11-02-vetting").json() == []

"""The site over HTTP: what its pages say. test_browser.py and test_accessibility.py open them in a browser."""

from __future__ import annotations

import csv
import hashlib
import html
import io
import json
import re
import shlex
from functools import partial
from pathlib import Path

import httpx
import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import Environment
from markupsafe import Markup

from opcc_opendata.downloads import FORMATS
from opcc_opendata.record import date_in_words
from opcc_opendata.site import dates, filters, jinja_env, markdown_html
from opcc_opendata.site.document import web_address
from opcc_opendata.site.jinja_env import size
from opcc_opendata.tables import TABLES, VIEWS, Table
from tests.projects import CHECKOUT
from tests.sites import NORFOLK, PAGES
from tests.waiting import LONGEST, at_most, wait_until

SITE = CHECKOUT / "opcc_opendata/site"


def page(site: httpx.Client, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def words_of(text: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", text).split())


# --- each page ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("address", "status", "heading"), PAGES)
def test_every_page_has_its_status_one_heading_and_the_frame(
    site: httpx.Client, address: str, status: int, heading: str | None
) -> None:
    text = page(site, address, status)
    (found,) = re.findall(r"<h1[^>]*>(.*?)</h1>", text, re.DOTALL)
    if heading:
        assert words_of(found) == heading
    assert '<a class="skip" href="#main">' in text
    assert '<main id="main"' in text
    assert "/open-government-licence/version/3/" in text
    assert '<html lang="' in text
    assert not re.search(r"<(?:script(?! type=.application/ld\+json)|style)\b|<[^>]*\s(?:style|on[a-z]+)=", text)


def test_a_response_reads_like_its_document(site: httpx.Client) -> None:
    text = words_of(page(site, NORFOLK))
    for part in ("KEY FINDINGS:", "CHIEF CONSTABLE RESPONSE", "PCC RESPONSE", "26 February 2019", "Lorne Green"):
        assert part in text
    assert text.index("KEY FINDINGS: This report") < text.index("PCC RESPONSE TO REPORT AND ANY RECOMMENDATIONS: Lorne")
    assert "Can’t tell: it isn’t known when the response was published." in text
    assert "Home Secretary (Home Office)" in text
    assert "23b40510046b24f959a4b80388d73e9915b9fc166a18f86cd412df443ff59335" in text


def test_a_recommendation_stands_where_the_comment_marks_it_and_only_there(site: httpx.Client) -> None:
    text = page(site, NORFOLK)
    assert text.count('id="recommendation-1"') == 1
    comment = text[text.index('id="comment-1"') : text.index('id="comment-2"')]
    assert 'id="recommendation-1"' in comment
    assert "By April 2018" in comment
    assert "The Norfolk domestic abuse plan is well developed" in comment
    assert re.search(r'<p id="p-chief-officer-comments-[0-9a-f]{8}">', comment)


def test_a_replaced_response_leads_to_the_one_in_its_place(site: httpx.Client) -> None:
    text = words_of(page(site, "/responses/kent-2022-11-02-vetting-correction"))
    assert "Replaces : Invented full response" in text or "Replaces: Invented full response" in text
    assert "it is a later version, and another may have been in time" in text  # the first was withdrawn


def test_a_banner_stands_on_what_should_not_be_read_alone(site: httpx.Client) -> None:
    first, second = (
        "/responses/surrey-2021-06-01-invented-firearms",
        "/responses/surrey-2021-06-01-invented-firearms-second",
    )
    for address, words, other in (
        (first, "This response has been replaced. Read instead:", second),
        ("/responses/kent-2022-11-02-vetting-holding", "This is a holding statement.", None),
    ):
        text = page(site, address)
        if other is None:
            assert words not in text, "what followed was withdrawn"
        else:
            banner = text[text.index('class="notice" role="note"') :]
            assert words in banner
            assert f'href="{other}"' in banner[: banner.index("</div>")]
    assert 'role="note"' not in page(site, second)


def test_a_later_version_is_nowhere_called_late(site: httpx.Client) -> None:
    for address in ("/responses/surrey-2021-06-01-invented-firearms-second", "/reports/invented-firearms-2021"):
        text = words_of(page(site, address))
        assert "it is a later version" in text
        assert "days late" not in text
    (row,) = site.get("/opcc/timeliness_by_force.json?force=surrey&year=2021&_shape=array").json()
    assert (row["on_time"], row["late"]) == (1, 0)


def test_a_citation_has_a_whole_address_and_each_paragraph_one_of_its_own(site: httpx.Client) -> None:
    text = page(site, NORFOLK)
    assert f'<a href="{NORFOLK}">{str(site.base_url).rstrip("/")}{NORFOLK}</a>' in text
    named = re.findall(r' id="(p-[a-z0-9-]+)"', text)
    assert len(named) > 10
    assert sorted(re.findall(r'class="pin" href="#(p-[a-z0-9-]+)"', text)) == sorted(named)


def test_a_withdrawn_response_is_a_tombstone(site: httpx.Client) -> None:
    text = words_of(page(site, "/responses/kent-2022-11-02-vetting", 410))
    assert "9 January 2023" in text
    assert "the target date was wrong" in text
    assert "I will ask for a check by March" not in text
    gone = site.get("/responses/kent-2022-11-02-vetting.json")
    assert gone.status_code == 410
    assert gone.json()["withdrawal"]["withdrawn_on"] == "2023-01-09"
    assert "by March" not in gone.text


def test_no_table_search_or_download_holds_the_words_of_a_withdrawn_response(site: httpx.Client) -> None:
    assert "by March" in (
        CHECKOUT / "tests/records/valid/shape-06-holding-full-correction/records/kent/2022-11-02-vetting.yaml"
    ).read_text(encoding="utf-8")
    assert b"by March" not in site.get("/opcc.db").content
    assert "by March" not in site.get("/opcc/search.json?q=march+check&_shape=array").text
    rows = site.get("/opcc/responses.json?id=kent-2022-11-02-vetting&_shape=array").json()
    assert [row["withdrawn_on"] for row in rows] == ["2023-01-09"]


def test_a_record_can_be_had_as_json_and_as_yaml(site: httpx.Client) -> None:
    as_json = site.get(f"{NORFOLK}.json")
    assert as_json.headers["content-type"].startswith("application/json")
    assert as_json.json()["comments"][1]["author"] == "Lorne Green"
    as_yaml = site.get(f"{NORFOLK}.yaml")
    assert yaml.safe_load(as_yaml.text) == as_json.json()


def test_a_record_as_linked_data_names_its_own_address_and_a_context_that_is_there(site: httpx.Client) -> None:
    linked = site.get(f"{NORFOLK}.jsonld")
    assert linked.headers["content-type"].startswith("application/ld+json")
    where, language = linked.json()["@context"]
    assert linked.json()["@id"] == f"{site.base_url}{NORFOLK}".replace("//responses", "/responses")
    assert language == {"@language": "en"}
    assert httpx.URL(where).path == "/standard/1.0.0/context.jsonld"
    terms = site.get(where).json()["@context"]
    assert set(linked.json()) - {"@context", "@id", "@type"} <= set(terms)
    assert site.get("/standard/9.9.9/context.jsonld").status_code == 404


def test_welsh_text_is_read_in_welsh_and_marked(site: httpx.Client) -> None:
    address = "/responses/gwent-2022-04-28-invented-in-welsh"
    welsh, english = page(site, f"/cy{address}"), page(site, address)
    assert '<html lang="cy">' in welsh
    assert "Adroddiad dychmygol: asesiad o Went" in welsh
    assert '<html lang="en">' in english
    assert "Invented report: assessment of Gwent" in english
    assert '<div class="text" lang="cy">' in english
    assert f'hreflang="cy" href="/cy{address}"' in english
    moved = site.get(f"{address}?lang=cy", follow_redirects=False)
    assert (moved.status_code, moved.headers["location"]) == (301, f"/cy{address}")


def test_a_report_says_who_answered_and_calls_nobody_outstanding_outside_the_coverage(site: httpx.Client) -> None:
    text = words_of(page(site, "/reports/digital-forensics-2022"))
    assert "West Mercia Police" in text
    assert "have no current response to it in this dataset" in text
    within, outside = text.split("Not added yet")
    assert "Norfolk Constabulary" in within
    assert re.search(
        r"Norfolk Police and Crime Commissioner Norfolk Constabulary 25 January 2023 [0-9,]+ days overdue", within
    )
    assert "Surrey Police" in outside
    assert "verdue" not in outside


def test_one_recommendation_as_every_force_answered_it(site: httpx.Client) -> None:
    text = words_of(page(site, "/reports/invented-vetting-2022/recommendations/1"))
    assert "forces should check again" in text
    assert "I will ask for a check by May." in text
    assert "by March" not in text, "a withdrawn response is left out"
    page(site, "/reports/invented-vetting-2022/recommendations/99", 404)


def test_unverified_dates_of_bodies_say_so(site: httpx.Client) -> None:
    assert "from 22 November 2012 (unverified)" not in words_of(page(site, "/forces/norfolk"))
    text = words_of(page(site, "/forces/north-yorkshire"))
    assert "until 15 November 2018 (unverified)" in text
    assert "from 7 May 2024 (unverified)" in text


def test_filters_stand_in_the_address(site: httpx.Client) -> None:
    text = page(site, "/responses?force=kent&stage=holding&year=2022")
    assert "<h1>1 response</h1>" in text
    assert "Kent PCC on" in words_of(text)
    csv = "/opcc/responses_listed.csv?force=kent&amp;stage=holding&amp;year=2022"
    assert f'href="{csv}"' in text
    assert len(site.get(csv.replace("&amp;", "&")).text.strip().splitlines()) == 2
    assert "Norfolk Constabulary</p>" not in text
    assert '<option value="kent" selected>' in text


@pytest.mark.parametrize(
    "address", ["/responses?year=x", "/responses?page=0", "/search?q=a&force=x", "/refused?page=١"]
)
def test_a_wrong_filter_is_told_in_a_sentence(site: httpx.Client, address: str) -> None:
    assert "“" in words_of(page(site, address, 400))


def test_a_page_past_the_end_is_not_found(site: httpx.Client) -> None:
    assert "This list has no page 999." in page(site, "/responses?page=999", 404)


def test_search_marks_the_words_and_leads_to_their_place(site: httpx.Client) -> None:
    text = page(site, "/search?q=%22positive+news%22&force=norfolk&year=2019")
    assert "<mark>positive news</mark>" in text
    assert f'href="{NORFOLK}#comment-2"' in text
    assert '<h2 id="found">1 response</h2>' in text


def test_search_finds_among_the_refused_what_is_refused_and_nothing_else(site: httpx.Client) -> None:
    every = page(site, "/search?q=invented&kind=recommendation")
    refused = page(site, "/search?q=invented&kind=recommendation&acceptance=not_accepted")
    assert "invented-firearms-second#recommendation-1" in every
    assert "invented-firearms-second#recommendation-1" in refused
    assert 0 < refused.count("<mark>") < every.count("<mark>")
    assert "No results for “invented”" in page(site, "/search?q=invented&kind=chief_officer&acceptance=not_accepted")


@pytest.mark.parametrize("words", ['"', "'", "*", "a AND", "(((", "NEAR(", "x:y", "-", "\x02", "«»", "%", "a" * 1_900])
def test_search_forgives_punctuation(site: httpx.Client, words: str) -> None:
    assert site.get("/search", params={"q": words}).status_code == 200


def test_search_does_not_show_withdrawn_text(site: httpx.Client) -> None:
    assert "by March" not in page(site, "/search?q=march+check")


def test_outstanding_shows_only_the_stated_coverage(site: httpx.Client) -> None:
    text = words_of(page(site, "/outstanding?timeliness=overdue"))
    rows = site.get("/opcc/outstanding.csv?force=norfolk").text.strip().splitlines()
    assert f"{len(rows) - 1} responses overdue" in text
    assert text.count("days overdue") == len(rows) - 1


LISTS = ("/responses", "/outstanding", "/promises", "/refused", "/timeliness", "/reports", "/forces")


@pytest.mark.parametrize("address", LISTS)
def test_a_list_leads_to_its_csv(site: httpx.Client, address: str) -> None:
    csv = re.findall(r'href="(/opcc/[^"]+\.csv[^"]*)"', page(site, address))[0]
    answer = site.get(csv.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")


# --- the data -----------------------------------------------------------------------------------------------------


@pytest.mark.heavy
def test_every_download_is_whole_and_as_long_as_the_page_says(site: httpx.Client) -> None:
    # A server that is still making the files says so, and when to ask again.
    made = wait_until(lambda: answer if (answer := site.get("/data/SHA256SUMS")).is_success else None, "the sums")
    sums = [line.split("  ") for line in made.text.splitlines()]
    counts = {row["table"]: row["rows"] for row in site.get("/opcc/build_counts.json?_shape=array&_size=max").json()}
    sums = [(sha256, name) for sha256, name in sums if name not in {one.file for one in FORMATS}]
    assert len(sums) == 1 + 2 * len(TABLES)
    # A process that is still working the sums out shows the pages without them.
    shown = wait_until(lambda: text if sums[0][0] in (text := page(site, "/data")) else "", "the page has the sums")
    for sha256, name in sums:
        content = site.get(f"/opcc/{name}" if name != "opcc.db" else "/opcc.db").content
        assert hashlib.sha256(content).hexdigest() == sha256, name
        table, _, form = name.partition(".")
        if form == "db":
            assert sha256 in shown
            continue
        rows = content.splitlines() if form == "jsonl" else list(csv.reader(io.StringIO(content.decode())))[1:]
        assert len(rows) == counts[table], name
        assert re.search(rf'href="/opcc/{name}">[^\n]*?{re.escape(size(len(content)))}', shown), name
    table = sums[2][1].partition(".")[0]
    wait_until(lambda: sums[2][0] in page(site, f"/data/{table}"), "the table's page has the sums")


def _made(address: str) -> httpx.Response | None:
    answered = httpx.get(address, timeout=LONGEST)
    return None if answered.status_code == 503 else answered


@pytest.mark.heavy
def test_every_example_of_the_api_runs(site: httpx.Client) -> None:
    examples = [html.unescape(one) for one in re.findall(r"<pre>(curl .*?)</pre>", page(site, "/data"), re.DOTALL)]
    assert len(examples) >= 7
    for example in examples:
        command, option, address = shlex.split(example)
        assert (command, option) == ("curl", "-s")
        # As curl does it, which not every machine has. One of the server's processes may still be making the sums.
        answered = wait_until(partial(_made, address), f"{example} is made")
        assert answered.status_code == 200, example
        found = answered.text
        assert len(found.splitlines()) > 1 or len(json.loads(found)) > 0, example


def test_every_column_is_described(site: httpx.Client) -> None:
    for one in (*TABLES, *VIEWS):
        text = page(site, f"/data/{one.name}")
        names = one.column_names if isinstance(one, Table) else one.columns
        for name in names:
            row = text[text.index(f'<tr id="column-{name}">') :]
            assert len(words_of(row[: row.index("</tr>")])) > len(name) + 5, (one.name, name)
    page(site, "/data/nowhere", 404)


def test_known_problems_are_named_and_lead_to_their_rows(site: httpx.Client) -> None:
    shown = page(site, "/data")
    for row in site.get("/opcc.json?_shape=array&sql=select code, count(*) as n from problems group by 1").json():
        assert f'<a href="/opcc/problems?code={row["code"]}">' in shown
        assert f"({row['code']})" in shown


# --- small functions --------------------------------------------------------------------------------------------


def catalogue(language: str) -> dict[str, str]:
    words: dict[str, str] = json.loads((SITE / f"words/{language}.json").read_text(encoding="utf-8"))
    return words


@pytest.mark.heavy
def test_templates_use_only_words_of_the_catalogue_and_all_of_them() -> None:
    english = catalogue("en")
    texts = {path: path.read_text(encoding="utf-8") for path in SITE.rglob("*") if path.suffix in (".html", ".py")}
    for template, text in texts.items():
        for key in re.findall(r'say(?:\.plain)?\(["\']([a-z_.]+)["\'][,)]', text):
            assert key in english, (template.name, key)
        for key in re.findall(r'say\.count\(["\']([a-z_.]+)["\'][,)]', text):
            assert {f"{key}.one", f"{key}.many"} <= english.keys(), (template.name, key)
    everything = "".join(texts.values())
    for key in english:
        # Some are put together: "outstanding." and a code.
        named = (
            key,
            key.removesuffix(".one").removesuffix(".many"),
            *(key[: end.end()] for end in re.finditer(r"[._]", key)),
        )
        assert any(quote + name in everything for name in named for quote in "'\""), f"nobody says {key}"


WHOLE_DOCUMENTS = ("accessibility.html", "accessibility_cy.html", "methodology.html", "methodology_cy.html")
"""Prose that is translated as a whole, and not sentence by sentence."""

RAW = ("database.html", "query.html", "row.html", "table.html", "_filters.html", "_parts.html")
"""Datasette's own pages, whose tables and columns have English names."""


@pytest.mark.parametrize("template", sorted((SITE / "templates").rglob("*.html")), ids=lambda path: path.name)
def test_no_english_bypasses_the_catalogue(template: Path) -> None:
    if template.name in (*WHOLE_DOCUMENTS, *RAW):
        return
    text = re.sub(r"{#.*?#}|<(code|pre)\b.*?</\1>", "", template.read_text(encoding="utf-8"), flags=re.DOTALL)
    literals = re.findall(r'"([^"]*)"', " ".join(re.findall(r"{[{%](.*?)[%}]}", text, re.DOTALL)))
    told = [one for one in literals if re.search(r"[A-Z][a-z]+|[a-z]{2,} [a-z]{2,}", one)]
    bare = re.sub(r"{{.*?}}|{%.*?%}", "\x00", text, flags=re.DOTALL)
    told += [value for _, value in re.findall(r'\b(aria-label|title|alt|placeholder|data-name)="([^"]*)"', bare)]
    told += re.sub(r"<!DOCTYPE[^>]*>|<[^>]*>", "\x00", bare).split("\x00")
    english = [one.strip() for one in told if re.search(r"[A-Za-z]{2,}", re.sub(r"&[a-z]+;", "", one))]
    assert english == [], "put these into words/en.json"


@pytest.mark.parametrize(
    ("date", "words"), [("2019", "2019"), ("2019-04", "April 2019"), ("2019-04-02", "2 April 2019"), ("soon", "soon")]
)
def test_dates_in_words_are_as_precise_as_they_are(date: str, words: str) -> None:
    assert date_in_words(date) == words
    assert str(dates.date(date)) == f'<time datetime="{date}">{words}</time>'


def test_headings_go_below_the_page_and_remote_images_become_links() -> None:
    assert "<h4>A</h4>" in markdown_html.html("# A", below=3)
    assert "<h6>A</h6>" in markdown_html.html("#### A", below=4)
    made = markdown_html.html("![seen](https://example.org/a.png)", below=2)
    assert "<img" not in made
    assert 'href="https://example.org/a.png"' in made


@pytest.mark.parametrize(
    "text", [">" * 100_000 + "a", "- " * 100_000, f"|{'a|' * 1000}\n|{'-|' * 1000}\n" + "x\n" * 20_000]
)
def test_a_text_that_would_grow_without_end_takes_no_time(text: str) -> None:
    with at_most(5):
        html = markdown_html.html(text, below=2)
    assert len(html) < 8 * len(text)


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:text/html,x", "//evil.invalid", "#", "/local", "JaVaScRiPt:x"]
)
def test_links_lead_only_to_pages_mailboxes_and_recommendations(address: str) -> None:
    assert "href" not in markdown_html.html(f"[a]({address})", below=2)
    assert web_address(address) == ""


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("**bold**, *it*, __b__, _i_ and `code`", "bold, it, b, i and code"),
        ("# Head\n\n> quoted\n> > more\n\n* one\n* two", "Head quoted more one two"),
        ("[the plan](https://example.org/a_(b)) here", "the plan here"),
        ("<b>1</b>: 5 * 3 is > 14 and < 16", "<b>1</b>: 5 * 3 is > 14 and < 16"),
        ("**> 90%** of case #12 in my_own_file, C#", "> 90% of case #12 in my_own_file, C#"),
    ],
)
def test_a_text_on_one_line_loses_the_signs_of_markdown_and_no_other(text: str, plain: str) -> None:
    assert markdown_html.plain(text) == plain


@given(text=st.text("ab .()[]*_`#>\n\t", max_size=60), length=st.integers(0, 30))
def test_a_text_is_cut_as_if_all_of_it_had_been_read(text: str, length: int) -> None:
    """Only as much is read of a long text as a list shows of it."""
    whole = " ".join(markdown_html._stripper().sub(lambda found: found[1] or "", text).split())
    cut = whole[:length].rsplit(" ", 1)[0] + " …" if 0 < length < len(whole) else whole
    assert markdown_html.plain(text, length) == cut


def test_a_template_takes_a_value_of_a_row_as_any_environment_does() -> None:
    """Rows are dictionaries, and what they lack or call as their own methods are called stays what it is to Jinja."""
    ours, usual = Environment(autoescape=True), Environment(autoescape=True)
    jinja_env.prepare(ours, "", "")
    row = {"name": "<Kent>", "items": "a column", "none": None, "cells": {"a": [1]}, "said": Markup("<b>")}
    template = (
        "{{ row.name }} {{ row.none }} {{ row.cells.a }} {{ row.said }} {{ row.items()|length }} {{ row['items'] }} "
        "{{ row.lacks is undefined }} {{ row.get('name') }} {{ row.cells.lacks is undefined }} {{ row.name.title() }}"
    )
    shown = usual.from_string(template).render(row=row)
    assert ours.from_string(template).render(row=row) == shown
    assert ours.overlay().from_string(template).render(row=row) == shown


@pytest.mark.parametrize(
    ("snippet", "shown"),
    [("[sic] and [2] of my_own_file", "[sic] and [2] of my_own_file"), ("[a](https://b.org) *c* _d_", "a c d")],
)
def test_a_snippet_loses_the_signs_of_markdown_and_no_other(snippet: str, shown: str) -> None:
    assert markdown_html.hits(snippet) == shown


def test_an_address_keeps_its_filters_and_leaves_out_the_first_page() -> None:
    assert filters.address({"force": "kent", "page": "3"}, page=1) == "?force=kent"
    assert filters.address({"force": "kent", "q": ""}, page=2) == "?force=kent&page=2"

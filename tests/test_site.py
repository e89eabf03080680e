"""The site over HTTP: what its pages say. test_browser.py and test_accessibility.py open them in a browser."""

from __future__ import annotations

import json
import re

import httpx
import pytest
import yaml

from opcc_opendata.record import date_in_words
from opcc_opendata.site import dates, filters, texts
from opcc_opendata.site.catalogue import words_in
from opcc_opendata.site.document import web_address
from tests.projects import CHECKOUT
from tests.sites import NORFOLK, PAGES


def page(site: httpx.Client, address: str, status: int = 200) -> str:
    answer = site.get(address)
    assert answer.status_code == status, answer.text
    return answer.text


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


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
    assert re.search(r'<p id="comment-1-p1">', text)


def test_a_replaced_response_leads_to_the_one_in_its_place(site: httpx.Client) -> None:
    text = words_of(page(site, "/responses/kent-2022-11-02-vetting-correction"))
    assert "Replaces : Invented full response" in text or "Replaces: Invented full response" in text
    assert "is not late because it came after the first response" in text


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


def test_welsh_text_is_read_in_welsh_and_marked(site: httpx.Client) -> None:
    address = "/responses/gwent-2022-04-28-invented-in-welsh"
    welsh, english = page(site, f"{address}?lang=cy"), page(site, address)
    assert '<html lang="cy">' in welsh
    assert "Adroddiad dychmygol: asesiad o Went" in welsh
    assert '<html lang="en">' in english
    assert "Invented report: assessment of Gwent" in english
    assert '<div class="text" lang="cy">' in english
    assert f'href="{address}?lang=cy"' in english


def test_a_report_says_who_answered_and_calls_nobody_outstanding_outside_the_coverage(site: httpx.Client) -> None:
    text = words_of(page(site, "/reports/digital-forensics-2022"))
    assert "West Mercia Police" in text
    assert "have no response to it in this dataset" in text
    within, outside = text.split("Not in this dataset")
    assert "Norfolk Constabulary" in within
    assert "Overdue" in within
    assert "Surrey Police" in outside
    assert "verdue" not in outside


def test_one_recommendation_as_every_force_answered_it(site: httpx.Client) -> None:
    text = words_of(page(site, "/reports/invented-vetting-2022/recommendations/1"))
    assert "forces should check again" in text
    assert "I will ask for a check by May." in text
    assert "by March" not in text, "a withdrawn response is left out"
    page(site, "/reports/invented-vetting-2022/recommendations/99", 404)


def test_unverified_dates_of_bodies_say_so(site: httpx.Client) -> None:
    assert "from 22 November 2012 (unverified)" in words_of(page(site, "/forces/norfolk"))


def test_filters_stand_in_the_address(site: httpx.Client) -> None:
    text = page(site, "/responses?force=kent&stage=holding&year=2022")
    assert "Invented holding statement" in text
    assert "1 response." in text
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
    assert "1 place found" in text


@pytest.mark.parametrize("words", ['"', "'", "*", "a AND", "(((", "NEAR(", "x:y", "-", "\x02", "«»", "%", "a" * 5000])
def test_search_forgives_punctuation(site: httpx.Client, words: str) -> None:
    assert site.get("/search", params={"q": words}).status_code == 200


def test_search_does_not_show_withdrawn_text(site: httpx.Client) -> None:
    assert "by March" not in page(site, "/search?q=march+check")


def test_outstanding_shows_only_the_stated_coverage(site: httpx.Client) -> None:
    text = words_of(page(site, "/outstanding"))
    assert "Overdue" in text
    rows = site.get("/opcc/outstanding.csv?force=norfolk").text.strip().splitlines()
    assert text.count("the last lawful day") == len(rows) - 1 or text.count("Overdue ,") == len(rows) - 1


@pytest.mark.parametrize("address", ["/outstanding", "/promises", "/refused"])
def test_a_list_leads_to_its_csv(site: httpx.Client, address: str) -> None:
    (csv,) = re.findall(r'href="(/opcc/[^"]+\.csv[^"]*)"', page(site, address))
    answer = site.get(csv.replace("&amp;", "&"))
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/csv")


# --- small functions --------------------------------------------------------------------------------------------


def test_welsh_words_are_words_that_english_has() -> None:
    folder = CHECKOUT / "opcc_opendata/site/words"
    english, welsh = (json.loads((folder / f"{name}.json").read_text(encoding="utf-8")) for name in ("en", "cy"))
    assert welsh.keys() <= english.keys()
    for key in welsh:
        assert re.findall(r"\{\w+\}", welsh[key]) == re.findall(r"\{\w+\}", english[key])
    assert str(words_in("cy")("nav.home")) == "Hafan"
    assert str(words_in("cy")("nav.outstanding")) == '<span lang="en">Outstanding</span>'


def test_templates_use_only_words_of_the_catalogue() -> None:
    folder = CHECKOUT / "opcc_opendata/site"
    english = json.loads((folder / "words/en.json").read_text(encoding="utf-8"))
    for template in folder.rglob("*.html"):
        for key in re.findall(r'say(?:\.plain)?\(["\']([a-z_.]+)["\'][,)]', template.read_text(encoding="utf-8")):
            assert key in english, (template.name, key)


@pytest.mark.parametrize(
    ("date", "words"), [("2019", "2019"), ("2019-04", "April 2019"), ("2019-04-02", "2 April 2019"), ("soon", "soon")]
)
def test_dates_in_words_are_as_precise_as_they_are(date: str, words: str) -> None:
    assert date_in_words(date) == words
    assert str(dates.date(date)) == f'<time datetime="{date}">{words}</time>'


def test_headings_go_below_the_page_and_remote_images_become_links() -> None:
    assert "<h4>A</h4>" in texts.html("# A", below=3)
    assert "<h6>A</h6>" in texts.html("#### A", below=4)
    html = texts.html("![seen](https://example.org/a.png)", below=2)
    assert "<img" not in html
    assert 'href="https://example.org/a.png"' in html


@pytest.mark.parametrize(
    "address", ["javascript:x", "data:text/html,x", "//evil.invalid", "#", "/local", "JaVaScRiPt:x"]
)
def test_links_lead_only_to_pages_mailboxes_and_recommendations(address: str) -> None:
    assert "href" not in texts.html(f"[a]({address})", below=2)
    assert web_address(address) == ""


def test_an_address_keeps_its_filters_and_leaves_out_the_first_page() -> None:
    assert filters.address({"force": "kent", "page": "3"}, page=1) == "?force=kent"
    assert filters.address({"force": "kent", "q": ""}, page=2) == "?force=kent&page=2"

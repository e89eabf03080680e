"""The site over HTTP and in a real Chromium: what pages say, that all can read them, that no record harms them."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from opcc_opendata.record import date_in_words
from opcc_opendata.site import dates, filters, texts
from opcc_opendata.site.catalogue import words_in
from opcc_opendata.site.document import web_address
from tests.projects import CHECKOUT
from tests.test_serving import serving

NORFOLK = "/responses/norfolk-2019-02-26-domestic-abuse-update"
AXE = CHECKOUT / "tests/node/node_modules/axe-core/axe.min.js"
CHROMIUM = shutil.which("chromium")
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"),
    *("--disable-background-networking", "--disable-component-update", "--disable-sync"),
)
HOSTILE = "<script>document.title='x'</script><img src=https://evil.invalid/i.png onerror=alert(1)>\"'><svg onload=x>"
HOSTILE_MARKDOWN = f"""{HOSTILE}

![seen](https://evil.invalid/pixel.png) [a](javascript:alert(1)) [b](data:text/html,x) [c](//evil.invalid/x)
[d](https://example.org/fine) <https://example.org/auto> [e](vbscript:x)

# A heading of its own

<iframe src="https://evil.invalid/"></iframe>
"""
PAGES = (
    ("/", 200, "Responses to police inspection reports"),
    ("/search", 200, "Search"),
    ("/search?q=domestic+abuse", 200, "Search"),
    ("/responses", 200, "Responses"),
    (NORFOLK, 200, "Response to The Police Response to Domestic Abuse: An update report"),
    ("/responses/essex-2020-invented-roads", 200, "Invented response to a report on roads policing"),
    ("/responses/humberside-2019-09-27-invented-two-reports", 200, "Invented response to two reports"),
    ("/responses/gwent-2022-04-28-invented-in-welsh?lang=cy", 200, "Ymateb dychmygol yn Gymraeg"),
    ("/responses/kent-2022-11-02-vetting", 410, "This response was withdrawn"),
    ("/reports", 200, "Reports"),
    ("/reports/invented-vetting-2022", 200, "Invented report: vetting"),
    ("/reports/invented-vetting-2022/recommendations/1", 200, "Recommendation 1"),
    ("/forces", 200, "Forces"),
    ("/forces/norfolk", 200, "Norfolk Constabulary"),
    ("/forces/west-yorkshire", 200, "West Yorkshire Police"),
    ("/outstanding", 200, "Outstanding and overdue"),
    ("/promises", 200, "Promises past their date"),
    ("/refused", 200, "Refused recommendations, and why"),
    ("/data", 200, "Data"),
    ("/methodology", 200, "Methodology"),
    ("/accessibility", 200, "Accessibility statement for Responses to police inspection reports"),
    ("/no-such-page", 404, "Page not found"),
    ("/responses?force=nowhere", 400, None),
)


def make_project(folder: Path, settings: str = "") -> Path:
    """The checkout's records and the shapes of the tests, in one project."""
    shutil.copytree(CHECKOUT / "records", folder / "records")
    for shape in sorted((CHECKOUT / "tests/records/valid").glob("shape-*")):
        if not shape.name.startswith("shape-01"):  # the same id as a real record
            shutil.copytree(shape / "records", folder / "records", dirs_exist_ok=True)
    (folder / "opcc.yml").write_text("title: Responses to police inspection reports\n" + settings, encoding="utf-8")
    return folder


def hostile_record() -> str:
    """A record with hostile text wherever a text may stand."""
    record = {
        "schema_version": "1.0.0",
        "id": "kent-2020-01-01-hostile",
        "language": "en",
        "title": f"Hostile {HOSTILE}",
        "force": "kent",
        "policing_body": "kent-pcc",
        "body_as_printed": HOSTILE,
        "stage": "full",
        "inspections": [
            {"id": "hostile-report", "title": HOSTILE, "published": "2020-01-01", "key_findings": HOSTILE_MARKDOWN}
        ],
        "document": {
            "heading": HOSTILE,
            "statutory_statement": HOSTILE_MARKDOWN,
            "sections": [{"part": "other", "heading": HOSTILE, "text": HOSTILE_MARKDOWN}],
        },
        "comments": [{"kind": "policing_body", "author": HOSTILE, "role": HOSTILE, "text": HOSTILE_MARKDOWN}],
        "recommendations": [
            {
                "number": "1",
                "kind": "recommendation",
                "text": HOSTILE_MARKDOWN,
                "theme": HOSTILE,
                "time_limit": HOSTILE,
                "answer": {
                    "acceptance": "not_accepted",
                    "no_action_reason": HOSTILE_MARKDOWN,
                    "owner": HOSTILE,
                    "target_date": "2020-02-01",
                },
                "progress": [{"date": "2020-01-02", "status": "in_progress", "note": HOSTILE_MARKDOWN}],
            }
        ],
        "note": HOSTILE_MARKDOWN,
        "source": {"origin": "document", "file_name": HOSTILE, "publisher": HOSTILE, "licence": HOSTILE},
    }
    return str(yaml.safe_dump(record, allow_unicode=True, sort_keys=False))


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = make_project(
        tmp_path_factory.mktemp("site"), "coverage:\n  - policing_body: norfolk-pcc\n    from: 2018-01-01\n"
    )
    (folder / "records/kent/2020-01-01-hostile.yaml").write_text(hostile_record(), encoding="utf-8")
    outcome = build(project_at(folder))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with serving("--project", folder, "--no-build") as client:
        yield client


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


def test_ids_on_a_page_are_unique_and_its_own_links_lead_somewhere(site: httpx.Client) -> None:
    for address, status, _ in PAGES:
        text = page(site, address, status)
        ids = re.findall(r'\sid="([^"]+)"', text)
        assert len(ids) == len(set(ids)), address
        assert set(re.findall(r'href="#([^"]+)"', text)) <= set(ids), address


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


def test_every_link_of_the_site_leads_somewhere(site: httpx.Client) -> None:
    seen, todo = set[str](), ["/"]
    while todo:
        address = todo.pop()
        answer = site.get(address)
        assert answer.status_code in (200, 410), address
        if "text/html" not in answer.headers["content-type"] or address.startswith(("/opcc", "/search")):
            continue
        links = {link.replace("&amp;", "&").split("#")[0] for link in re.findall(r'href="(/[^"]*)"', answer.text)}
        links = {
            link for link in links if link and not link.startswith(("/search?", "/promises?", "/refused?", "/opcc"))
        }
        todo += sorted(links - seen)
        seen |= links
    assert len(seen) > 80


def test_a_page_and_its_stylesheet_are_small_and_come_from_here(site: httpx.Client) -> None:
    text = page(site, NORFOLK)
    (styles,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', text)
    assert styles.startswith("/-/static-plugins/")
    assert len(text.encode()) + len(site.get(styles).content) < 100_000


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


# --- in a browser --------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    if CHROMIUM is None:
        pytest.skip("there is no Chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=list(FLAGS))
        yield started
        started.close()


def opened(browser: Any, width: int = 1280, scheme: str = "light") -> Any:
    return browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 375, 320])
def test_no_page_violates_wcag_22_aa_or_is_wider_than_the_screen(
    site: httpx.Client, browser: Any, width: int, scheme: str
) -> None:
    assert AXE.is_file(), "run npm ci in tests/node"
    axe = AXE.read_text(encoding="utf-8")
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    context = opened(browser, width, scheme)
    shown = context.new_page()
    for address, status, heading in PAGES:
        answer = shown.goto(str(site.base_url).rstrip("/") + address)
        assert answer.status == status, address
        assert shown.locator("h1").count() == 1
        if heading:
            assert " ".join(shown.locator("h1").inner_text().split()) == heading
        shown.evaluate(axe)
        found = shown.evaluate("tags => axe.run(document, {runOnly: tags})", tags)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found["violations"]] == [], address
        assert shown.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0, address
    context.close()


@pytest.mark.browser
def test_hostile_text_makes_no_element_and_asks_nobody(site: httpx.Client, browser: Any) -> None:
    context = opened(browser)
    shown, asked = context.new_page(), []
    shown.on("request", lambda request: asked.append(request.url))
    for address in (
        "/responses/kent-2020-01-01-hostile",
        "/reports/hostile-report",
        "/reports/hostile-report/recommendations/1",
        "/",
        "/responses",
        "/search?q=hostile",
        "/search?q=%3Cscript%3Ealert(1)%3C/script%3E%22%20onfocus=x",
        "/refused",
        "/promises",
        "/forces/kent",
    ):
        answer = shown.goto(str(site.base_url).rstrip("/") + address)
        assert answer.status == 200, address
        assert shown.locator("main :is(script, img, iframe, style, object, embed, svg[onload])").count() == 0, address
        handlers = (
            "[...document.querySelectorAll('*')].flatMap(e => [...e.attributes]).filter(a => /^on/i.test(a.name))"
        )
        assert shown.evaluate(f"{handlers}.length") == 0, address
        links = shown.evaluate("[...document.links].map(link => link.protocol)")
        assert set(links) <= {"http:", "https:", "mailto:"}, address
        assert shown.title() != "x"
    assert {httpx.URL(url).host for url in asked} == {site.base_url.host}
    context.close()


@pytest.mark.browser
def test_the_skip_link_comes_first_and_leads_to_the_content(site: httpx.Client, browser: Any) -> None:
    context = opened(browser)
    shown = context.new_page()
    shown.goto(str(site.base_url).rstrip("/") + NORFOLK)
    shown.keyboard.press("Tab")
    assert shown.evaluate("document.activeElement.className") == "skip"
    box = shown.locator(".skip").bounding_box()
    assert box["x"] >= 0
    shown.keyboard.press("Enter")
    assert shown.evaluate("document.activeElement.id") == "main"
    context.close()

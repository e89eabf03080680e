"""The register of what was owed, as a reader sees it: rows, counts, filters and files beside a recount from the files.

The recount (`tests/recount.py`) reads the YAML and the register and counts by the law, without code of the toolkit.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
from lxml import html

from opcc_opendata.project import Project
from opcc_opendata.site.pages.duties import STATES
from tests.recount import Recount
from tests.test_duty_states import stated  # noqa: F401 (a fixture)
from tests.test_feeds import Get, asking
from tests.test_figures import today

Page = Any
NARROWED = [
    {},
    *({"state": state} for state in STATES),
    *({"force": force} for force in ("kent", "norfolk", "south-yorkshire")),
    *({"year": year} for year in ("2016", "2017", "2020", "2024")),
    {"force": "kent", "state": "overdue"},
    {"force": "kent", "year": "2020", "state": "late"},
    {"year": "2020", "state": "cannot_tell"},
]


@pytest.fixture(scope="module")
def get(stated: Project) -> Iterator[Get]:  # noqa: F811
    with asking(stated) as found:
        yield found


def number(text: str) -> int:
    return int(re.sub(r"[^0-9]", "", text))


def words(part: Any) -> str:
    return " ".join(part.text_content().split())


def address(narrowed: dict[str, str], root: str = "") -> str:
    return f"{root}/duties?" + "&".join(f"{name}={value}" for name, value in sorted(narrowed.items()))


def pages(get: Get, path: str) -> Iterator[Page]:
    """Every page of the list, from the first on."""
    while path:
        answer = get(path)
        assert answer.status_code == 200, path
        page = html.fromstring(answer.text)
        yield page
        further = page.xpath('//nav[@class="pages"]/a[@rel="next"]/@href')
        path = path.partition("?")[0] + further[0] if further else ""


def last(link: str) -> str:
    return link.rpartition("/")[2]


@pytest.mark.parametrize("narrowed", NARROWED, ids=lambda one: address(one).partition("?")[2] or "all")
@pytest.mark.parametrize("root", ["", "/cy"])
def test_the_page_and_its_file_have_just_what_a_recount_finds(
    stated: Project,  # noqa: F811
    get: Get,
    narrowed: dict[str, str],
    root: str,
) -> None:
    own = Recount(stated.root, today())
    here = {
        (force, report): (state, body)
        for (force, report), (state, body) in own.states.items()
        if narrowed.get("force", force) == force
        and (own.register[report]["published"] or "").startswith(narrowed.get("year", ""))
    }
    wanted = {key: found for key, found in here.items() if narrowed.get("state", found[0]) == found[0]}
    every = list(pages(get, address(narrowed, root)))
    titles = {}
    for page in every:
        counts = {}
        for term in page.xpath('//dl[@id="counts"]/dt'):
            (state,) = re.findall(r"state=([a-z_]+)", term.xpath("./a/@href")[0])
            counts[state] = number(words(term.find("strong")))
            titles[state] = words(term.find("a"))
            assert words(term.getnext()).endswith("."), "each state has a sentence"
        assert list(counts) == list(STATES)
        assert {state: n for state, n in counts.items() if n} == Counter(state for state, _ in here.values())
    rows = [row for page in every for row in page.xpath('//ol[@class="rows"]/li')]
    listed = [(last(row.xpath(".//p/a/@href")[0]), last(row.xpath(".//h3/a/@href")[0])) for row in rows]
    assert sorted(listed) == sorted(wanted)
    for key, row in zip(listed, rows, strict=True):
        said = words(row.xpath('.//span[contains(@class, "st ")]')[0])
        assert said.startswith(titles[wanted[key][0]]), key
    if not wanted:
        return
    assert number(words(every[0].xpath('//h2[@id="list"]')[0])) == len(wanted)
    links = {link for page in every for link in page.xpath('//p[@class="which"]/a/@href')}
    assert len(links) == 1
    made = list(csv.DictReader(io.StringIO(get(links.pop()).text.removeprefix("\ufeff"))))
    assert [(row["force"], row["inspection"]) for row in made] == listed
    assert {(row["force"], row["inspection"]): (row["state"], row["policing_body"]) for row in made} == wanted


@pytest.mark.parametrize("narrowed", [one for one in NARROWED if one.get("state", "late") == "late"], ids=address)
def test_the_answers_that_the_register_lacks_are_counted(stated: Project, get: Get, narrowed: dict[str, str]) -> None:  # noqa: F811
    own = Recount(stated.root, today())
    lacking = {
        (force, report)
        for force, report in own.answered.keys() - own.states.keys()
        if narrowed.get("force", force) == force
        and (own.report_date(report) or "").startswith(narrowed.get("year", ""))
    }
    page = html.fromstring(get(address(narrowed)).text)
    told = page.xpath('//p[@id="elsewhere"]')
    assert bool(told) == bool(lacking)
    assert lacking or narrowed
    if told:
        said = words(told[0])
        assert said.startswith(f"{len(lacking)} more" if len(lacking) > 1 else "One more")


def test_the_deadline_of_each_row_is_the_55th_day_after_the_report(stated: Project, get: Get) -> None:  # noqa: F811
    own = Recount(stated.root, today())
    seen = 0
    for page in pages(get, "/duties"):
        for row in page.xpath('//ol[@class="rows"]/li'):
            report = last(row.xpath(".//h3/a/@href")[0])
            shown = row.xpath('.//p[contains(@class, "quiet")]/time/@datetime')
            limit = own.last_day(report)
            assert shown == ([limit.isoformat()] if limit else []), report
            seen += 1
    assert seen == len(own.states)


def test_a_row_leads_to_its_response_and_to_no_other(stated: Project, get: Get) -> None:  # noqa: F811
    (page,) = pages(get, "/duties?force=norfolk")
    led = {
        last(row.xpath(".//h3/a/@href")[0]): [
            last(link) for link in row.xpath('.//a[contains(@href, "/responses/")]/@href')
        ]
        for row in page.xpath('//ol[@class="rows"]/li')
    }
    assert led["invented-radios"] == ["norfolk-2020-02-26-radios"]
    assert led["invented-cells-2018"] == ["norfolk-2020-05-01-bells"]  # which covers it
    assert led["invented-day-after"] == []


def test_what_is_no_state_is_refused(get: Get) -> None:
    assert get("/duties?state=nearly").status_code == 400


@pytest.mark.parametrize("path", ["/", "/outstanding", "/timeliness"])
def test_other_pages_lead_to_it(get: Get, path: str) -> None:
    assert "/duties" in html.fromstring(get(path).text).xpath("//a/@href")


@pytest.mark.browser
@pytest.mark.parametrize("root", ["", "/cy"])
def test_it_is_short_on_a_phone(stated: Project, get: Get, browser: Any, tmp_path: Any, root: str) -> None:  # noqa: F811
    """A page of the most rows that one has, no wider than the window."""
    from opcc_opendata.site.jinja_env import STATIC

    text = get(f"{root}/duties").text
    assert len(html.fromstring(text).xpath('//ol[@class="rows"]/li')) == 20
    style = f"<style>{(STATIC / 'site.css').read_text(encoding='utf-8')}</style>"
    (tmp_path / "page.html").write_text(text.replace("</head>", f"{style}</head>"), encoding="utf-8")
    tab = browser.new_page(viewport={"width": 375, "height": 800})
    tab.goto((tmp_path / "page.html").as_uri())
    height, width = tab.evaluate("[document.documentElement.scrollHeight, document.documentElement.scrollWidth]")
    tab.close()
    assert width == 375
    assert 1_000 < height <= 5_000

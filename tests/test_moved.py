"""Addresses that somebody would guess lead to the right page for good; those of nothing say what to do next."""

from __future__ import annotations

from typing import Any

import httpx
import pytest
from lxml import html

from tests.figures import words
from tests.sites import NORFOLK

REPORT = "/reports/invented-vetting-2022"


@pytest.mark.parametrize(
    ("guess", "right"),
    [
        ("/forces/Surrey", "/forces/surrey"),
        ("/forces/surrey/", "/forces/surrey"),
        ("/forces/surrey-pcc", "/forces/surrey#body-surrey-pcc"),
        ("/forces/SURREY-PCC", "/forces/surrey#body-surrey-pcc"),
        ("/forces/Surrey%20Police", "/forces/surrey"),
        ("/forces/Devon%20&%20Cornwall", "/forces/devon-and-cornwall"),
        ("/forces/devon_and_cornwall", "/forces/devon-and-cornwall"),
        ("/forces/GMP", "/forces/greater-manchester"),
        ("/forces/the-met", "/forces/metropolitan"),
        ("/forces/Dyfed%20Powys", "/forces/dyfed-powys"),
        ("/forces/", "/forces"),
        ("/Forces", "/forces"),
        ("/FORCES/Kent/", "/forces/kent"),
        ("/responses/", "/responses"),
        ("/responses/?force=kent&year=2022", "/responses?force=kent&year=2022"),
        (NORFOLK + "/", NORFOLK),
        (NORFOLK.upper().replace("RESPONSES", "responses"), NORFOLK),
        (REPORT + "/", REPORT),
        ("/reports/Invented-Vetting-2022", REPORT),
        (REPORT + "/recommendations/1/", REPORT + "/recommendations/1"),
        ("/overdue", "/outstanding?timeliness=overdue"),
        ("/overdue?force=kent", "/outstanding?timeliness=overdue&force=kent"),
        ("/contact/", "/about"),
        ("/outstanding/", "/outstanding"),
        ("/cy/forces/Surrey", "/cy/forces/surrey"),
        ("/cy/forces/surrey/", "/cy/forces/surrey"),
    ],
)
def test_a_guess_leads_to_the_page_for_good(site: httpx.Client, guess: str, right: str) -> None:
    answer = site.get(guess, follow_redirects=False)
    assert answer.status_code == 301, answer.text[:300]
    assert answer.headers["location"] == right
    assert site.get(right).status_code == 200


@pytest.mark.parametrize(
    "guess",
    [
        "/forces/nowhere",
        "/forces/police",
        "/forces/west",
        "/forces/%3Cscript%3E",
        "/forces/%22%20OR%20(",
        "/forces/" + "a" * 1_500,
        "/reports/nowhere/",
        "/responses/NOWHERE",
        "/forces/surrey/more/",
        "//forces/surrey",
    ],
)
def test_what_is_nothing_says_what_to_do_next(site: httpx.Client, guess: str) -> None:
    answer = site.get(guess, follow_redirects=True)  # Datasette takes a slash away before it says so
    assert answer.status_code == 404
    page = html.fromstring(answer.text)
    assert page.xpath('//main//form[@action="/search"]')
    assert {"/forces", "/responses", "/data"} <= set(page.xpath("//main//li/a/@href"))
    assert "<script>" not in answer.text


@pytest.mark.browser
def test_task_find_by_a_wrong_or_partial_name(site: httpx.Client, browser: Any) -> None:
    tab = browser.new_page()
    base = str(site.base_url).rstrip("/")
    assert tab.goto(f"{base}/forces/norfolk%20constabulary").status == 200
    assert tab.url == f"{base}/forces/norfolk"
    assert tab.goto(f"{base}/forces/norflok").status == 404
    tab.locator("main").get_by_role("searchbox").fill("norflok")
    tab.keyboard.press("Enter")
    tab.get_by_role("link", name="Norfolk Constabulary").first.click()
    assert words(html.fromstring(tab.content()).xpath("//h1")[0]) == "Norfolk Constabulary"
    tab.close()

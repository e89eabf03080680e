"""The page of a repeated recommendation: only answers that count, and they say so, in the language of the page."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.project import project_at
from tests.served_pages import page, words
from tests.test_server import serving

EARLIER = {"id": "cells-2018", "title": {"en": "Cells of 2018", "cy": "Celloedd 2018"}, "published": "2018-01-08"}
LATER = {"id": "cells-2020", "title": "Cells of 2020", "published": "2020-01-06"}
ASKED = "The force should check each of its invented cells every hour of the day."


def response(name: str, report: dict[str, Any], published: str, body: str, **answer: Any) -> dict[str, Any]:
    item = {"number": "4", "kind": "recommendation", "text": ASKED, "answer": {"acceptance": "accepted"} | answer}
    if report is LATER:
        item["from_inspection"] = {name: EARLIER[name] for name in ("id", "title", "published")}
    force = body.removesuffix("-pcc")
    return {
        "schema_version": "1.0.0",
        "id": f"{force}-{report['published']}-{name}",
        "language": "en",
        "title": f"Invented {name}",
        "force": force,
        "policing_body": body,
        "stage": "full",
        "inspections": [report],
        "dates": {"published": published},
        "comments": [{"kind": "policing_body", "text": "Invented."}],
        "recommendations": [item],
        "source": {"origin": "document", "url": "https://example.org/a"},
    }


BOTH = {"en": "We look hourly.", "cy": "Edrychwn bob awr."}
RECORDS = [
    response("a", EARLIER, "2018-02-01", "kent-pcc", body_action="The first word."),
    response("b", EARLIER, "2018-06-01", "kent-pcc", body_action="The second word."),
    response("c", LATER, "2020-02-01", "kent-pcc", body_action=BOTH, target_date="2020-12"),
    response("d", LATER, "2020-02-02", "gwent-pcc", body_action={"cy": "Yn Gymraeg yn unig."}, target_date="2020-12"),
    response(
        "e", LATER, "2020-02-03", "dyfed-powys-pcc", no_action_reason={"cy": "Am reswm da."}, acceptance="not_accepted"
    ),
]
FIRST = "kent-2018-01-08-b-recommendation-4"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder: Path = tmp_path_factory.mktemp("repeated")
    (folder / "opcc.yml").write_text("title: Invented\n", encoding="utf-8")
    for one in RECORDS:
        path = folder / "records" / one["force"] / f"{one['id'].removeprefix(one['force'] + '-')}.yaml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(one, sort_keys=False, allow_unicode=True), encoding="utf-8")
    outcome = build(project_at(folder))
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with serving("--project", folder, "--no-build") as client:
        yield client


def main(client: httpx.Client, address: str) -> Any:
    return page(client, address).xpath("//main")[0]


def language(element: Any) -> str:
    return str(next(iter(element.xpath("ancestor-or-self::*/@lang")[-1:]), ""))


def said(page: Any, text: str) -> str:
    """The language in which the page marks a text, which is there once."""
    (found,) = [one for one in page.iter() if text in (one.text or "") + "".join(child.tail or "" for child in one)]
    return language(found)


def test_only_answers_that_count_are_shown_and_the_page_leads_to_the_others(served: httpx.Client) -> None:
    page = main(served, f"/repeated/{FIRST}")
    text = words(page)
    assert "Only the answers that count are shown." in text
    assert ("The first word." in text, "The second word." in text) == (False, True)
    # Only the earlier report has a page of the recommendation, as each answer to the later one counts by itself.
    every = page.xpath("//a[normalize-space() = 'Every answer to it in current responses']/@href")
    assert every == ["/reports/cells-2018/recommendations/4"]
    of_report = main(served, every[0])
    assert {"The first word.", "The second word."} <= {one for one in of_report.itertext() if "word." in one}
    (link,) = of_report.xpath("//a[starts-with(@href, '/repeated/')]")
    assert words(link) == "Said in more than one report: the answers that count, in order of time"
    (csv_link,) = page.xpath("//a[contains(@href, 'recommendations_said_again.csv')]")
    rows = list(csv.DictReader(served.get(csv_link.get("href")).text.lstrip("\ufeff").splitlines()))
    assert words(csv_link) == "These 4 answers as CSV"
    assert len(rows) == len(page.xpath("//details[contains(@class, 'answer')]")) == 4


def test_a_welsh_page_has_the_welsh_and_says_what_is_in_english(served: httpx.Client) -> None:
    page = main(served, f"/cy/repeated/{FIRST}")
    assert "We look hourly." not in words(page)
    assert said(page, "Edrychwn bob awr.") == "cy"
    assert said(page, "The second word.") == "en"
    assert said(page.xpath("//h2[.//a[@href]]")[0], "Celloedd 2018") == "cy"
    assert "Dim ond yr atebion sy’n cyfrif a ddangosir." in words(page)
    assert len(page.xpath("//ol[contains(@class, 'repeated')]/li")) == 2


def test_an_english_page_has_the_english_and_says_what_is_in_welsh(served: httpx.Client) -> None:
    page = main(served, f"/repeated/{FIRST}")
    assert "Edrychwn bob awr." not in words(page)
    assert said(page, "We look hourly.") == "en"
    assert said(page, "Yn Gymraeg yn unig.") == "cy"
    assert said(page, "Am reswm da.") == "cy"


@pytest.mark.parametrize(
    ("address", "text", "marked"),
    [
        ("/forces/gwent", "Yn Gymraeg yn unig.", "cy"),
        ("/promises?force=gwent", "Yn Gymraeg yn unig.", "cy"),
        ("/cy/forces/kent", "Edrychwn bob awr.", "cy"),
        ("/cy/promises?force=kent", "Edrychwn bob awr.", "cy"),
        ("/forces/kent", "We look hourly.", "en"),
    ],
)
def test_a_promise_is_shown_in_the_language_of_the_page_or_else_in_the_other(
    served: httpx.Client, address: str, text: str, marked: str
) -> None:
    assert said(main(served, address), text) == marked


def test_what_was_promised_in_welsh_alone_is_in_the_lists_as_csv(served: httpx.Client) -> None:
    for name in ("promises_and_dates", "promises_past_their_date"):
        rows = csv.DictReader(served.get(f"/opcc/{name}.csv?force=gwent").text.lstrip("\ufeff").splitlines())
        assert [row["body_action"] for row in rows] == ["Yn Gymraeg yn unig."]

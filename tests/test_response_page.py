"""What a response's page says before the document: how many it answers, how, and what of it is not held."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from lxml import html

from opcc_opendata.database import build
from tests.projects import project, record
from tests.served_pages import words
from tests.test_feeds import Get, asking

ITEM = "\n  - kind: {kind}\n    text: Keep lists.\n    answer: {{acceptance: {acceptance}, body_action: We will.}}"
UNHELD = """index_record: true
source: {origin: document, url: https://example.org/letter}
recommendations:
  - {kind: area_for_improvement, theme: Vetting, answer: {acceptance: accepted, owner: Head of vetting}}
"""
ANSWERS = {
    "none": ([], "This record lists no recommendation."),
    "one": ([("recommendation", "accepted")], "It lists 1 recommendation: 1 accepted."),
    "other": (
        [("area_for_improvement", "accepted")],
        "It lists 1 area for improvement or other finding: 1 accepted.",
    ),
    "both": (
        [
            *[("recommendation", "accepted"), ("recommendation", "not_accepted")],
            *[("area_for_improvement", "accepted"), ("cause_of_concern", "noted")],
        ],
        "It lists 2 recommendations: 1 accepted; 1 not accepted. "
        "It lists 2 areas for improvement and other findings: 1 accepted; 1 noted.",
    ),
    "unanswered": (
        [("recommendation", "accepted"), ("recommendation", ""), ("area_for_improvement", "")],
        "It lists 2 recommendations: 1 accepted; 1 without an answer in this record. "
        "It lists 1 area for improvement or other finding: 1 without an answer in this record.",
    ),
}


def _item(kind: str, acceptance: str) -> str:
    text = ITEM.format(kind=kind, acceptance=acceptance)
    return text if acceptance else text.partition("\n    answer")[0]


@pytest.fixture(scope="module")
def get(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Get]:
    texts = {
        name: record(
            f"2019-02-26-{name}",
            **({"recommendations": "".join(_item(kind, how) for kind, how in items)} if items else {}),
        )
        for name, (items, _) in ANSWERS.items()
    }
    comments = "[{kind: policing_body, form: own_text}, {kind: chief_officer, form: quoted}]"
    texts["unheld"] = record("2019-02-26-unheld", comments=comments) + UNHELD
    folder: Path = tmp_path_factory.mktemp("responses")
    made = project(folder, {f"2019-02-26-{name}.yaml": text for name, text in texts.items()})
    outcome = build(made)
    assert outcome.built, [str(problem) for problem in outcome.problems]
    with asking(made) as get:
        yield get


def page(get: Get, name: str) -> Any:
    answer = get(f"/responses/norfolk-2019-02-26-{name}")
    assert answer.status_code == 200, answer.text
    return html.fromstring(answer.content)


@pytest.mark.parametrize("name", ANSWERS)
def test_the_summary_counts_recommendations_and_then_other_findings(get: Get, name: str) -> None:
    (summary,) = page(get, name).xpath('//section[@aria-labelledby="summary"]')
    assert ANSWERS[name][1] in words(summary)
    assert words(summary).count("It answers") == ANSWERS[name][1].count("It answers")


def test_a_response_whose_text_is_not_held_says_so_once(get: Get) -> None:
    there = page(get, "unheld")
    assert words(there.xpath("//main")[0]).count("not its text") == 1
    # Comments of which there is no word have no part of their own: the facts name them.
    assert not there.xpath('//section[contains(@id, "comments")]')
    (comments,) = there.xpath('//dt[text()="Comments"]/following-sibling::dd[1]')
    assert words(comments) == "Chief officer’s comments (quoted)Local policing body’s comments (own text)"
    (card,) = there.xpath('//article[@class="card"]')
    assert "Norfolk Police and Crime Commissioner: Accepted" in words(card)
    assert "Head of vetting" in words(card)
    assert not card.xpath('.//div[contains(@class, "act")]')
    assert "does not say what the force does" not in words(card)


def test_text_in_a_picture_has_one_size_on_every_screen_and_no_name_is_cut(shown: httpx.Client) -> None:
    found = 0
    for path in ("/forces/kent", "/reports/invented-0001-rural-crime-2015"):
        for picture in html.fromstring(shown.get(path).content).xpath('//figure[@class="picture"]/svg'):
            found += 1
            assert picture.get("viewbox") is None
            assert picture.get("width") == "100%"
            assert int(picture.get("height")) > 20
            assert all("…" not in words(text) for text in picture.xpath(".//text"))
            rects = [rect for rect in picture.xpath(".//rect") if rect.get("width").endswith("%")]
            assert all(float(r.get("x")[:-1]) + float(r.get("width")[:-1]) <= 100 for r in rects)
    assert found > 3


def test_forty_answers_to_a_recommendation_are_a_line_each_below_how_they_answer(shown: httpx.Client) -> None:
    there = html.fromstring(shown.get("/reports/invented-0001-rural-crime-2015/recommendations/1").content)
    answers = there.xpath('//section[@aria-labelledby="answers"]/details')
    assert len(answers) > 30
    groups = [words(heading) for heading in there.xpath('//section[@aria-labelledby="answers"]/h3')]
    assert groups[0].startswith("Not accepted ")
    for answer in answers:
        assert answer.get("open") is None
        # A link to what is folded opens it: the place is inside.
        (place,) = answer.xpath("./div[starts-with(@id, 'answer-')]")
        (above,) = answer.xpath("./preceding-sibling::h3[1]")
        (name,) = above.xpath("./text()[1]")
        panel = words(place.xpath(".//h5")[0])
        assert panel.removesuffix("#").strip().endswith(f": {name.strip()}")
    ids = [place.get("id") for place in there.xpath("//div[starts-with(@id, 'answer-')]")]
    assert sorted(ids) == sorted(f"answer-{n}" for n in range(1, len(answers) + 1))
    # Why a body refuses is to be read without opening anything.
    refused = answers[: int(groups[0].split()[-1])]
    assert all(words(one.xpath("./summary/span[contains(@class, 'snip')]")[0]) for one in refused)

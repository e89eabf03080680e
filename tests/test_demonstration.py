"""The demonstration: a nation of invented offices, some of them not current, and answers that are nearly alike."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import httpx
import pytest
import yaml
from lxml import html

from opcc_opendata.cli import demo_harvest
from opcc_opendata.project import Project
from tests.recount import Recount
from tests.test_figures import today

NOT_CURRENT = {
    "cleveland": ("unreachable", "this office’s data has not been available since"),
    "lincolnshire": ("broken", "what this office has published since"),
    "warwickshire": ("withdrawn", "this office took its data back on"),
    "south-yorkshire": ("ended", "this office ended on"),
}


def rows_of(shown: httpx.Client, path: str) -> list[dict[str, str]]:
    answer = shown.get(path)
    assert answer.status_code == 200, answer.text
    return list(csv.DictReader(io.StringIO(answer.text, newline="")))


def page(shown: httpx.Client, path: str) -> Any:
    return html.fromstring(shown.get(path).content)


def words(element: Any) -> str:
    return " ".join(element.text_content().split())


@pytest.mark.parametrize("force", NOT_CURRENT)
def test_what_rests_on_an_office_that_is_not_current_says_so_and_since_when(
    shown: httpx.Client, demonstration: Project, force: str
) -> None:
    state, said = NOT_CURRENT[force]
    (source,) = [row for row in rows_of(shown, "/opcc/sources.csv?_stream=on") if row["state"] == state]
    own = Recount(demonstration.root, today())
    bodies = {row["policing_body"] for row in rows_of(shown, f"/opcc/source_bodies.csv?source={source['id']}")}
    resting = [name for name, one in own.records.items() if one["policing_body"] in bodies]
    assert len(resting) == int(source["responses"]) > 0
    for path in (f"/forces/{force}", f"/responses/{resting[0]}"):
        (notice,) = page(shown, path).xpath('//main//div[@class="notice"][@role="note"]')
        assert said in words(notice), path
        assert source["since"] in notice.xpath(".//time/@datetime")
        assert notice.xpath(".//a/@href")[-1] == f"/opcc/sources/{source['id']}"
    if state == "ended":
        assert source["successor"] == demo_harvest.SUCCESSOR
        assert "Mayor of South Yorkshire" in words(notice)
    if state == "withdrawn":
        assert {own.records[name].get("withdrawal") is None for name in resting} == {False}
        assert shown.get(f"/responses/{resting[0]}").status_code == 410
    other = page(shown, "/forces/kent").xpath('//main//div[@class="notice"]')
    assert not other


def test_nothing_is_called_overdue_or_not_where_an_office_is_out_of_reach(shown: httpx.Client) -> None:
    home = page(shown, "/")
    assert "The data of 2 offices is not up to date here" in words(home.xpath("//footer")[0])
    for force in ("cleveland", "lincolnshire"):
        (tile,) = home.xpath(f'//ul[@class="tiles"]//a[@href="/forces/{force}"]')
        assert words(tile).endswith("not yet complete")
        assert "overdue" not in words(
            page(shown, f"/forces/{force}").xpath("//main//ul[contains(@class, 'findings')]")[0]
        )
    columns = {row["force"]: row["overdue"] for row in rows_of(shown, "/opcc/forces_listed.csv")}
    assert [force for force, overdue in columns.items() if not overdue] == ["cleveland", "lincolnshire", "warwickshire"]


def test_each_harvest_is_counted_as_it_left_the_sources(shown: httpx.Client, demonstration: Project) -> None:
    runs = rows_of(shown, "/opcc/harvests.csv?_stream=on")
    states = [row["state"] for row in rows_of(shown, "/opcc/sources.csv?_stream=on")]
    last = runs[-1]
    assert {state: int(last[state]) for state in set(states)} == {state: states.count(state) for state in set(states)}
    assert sum(int(run["added"]) for run in runs) == len(Recount(demonstration.root, today()).records)
    assert [run["time"] for run in runs] == sorted(run["time"] for run in runs)


def test_answers_alike_across_forces_and_of_one_force_stand_side_by_side(
    shown: httpx.Client, demonstration: Project
) -> None:
    """The similarity is worked out here from the texts in the files, and so is what only one of them has."""
    pairs = rows_of(shown, "/opcc/similar_answers.csv?_stream=on")
    nearly = [row for row in pairs if row["similarity"] != "100"]
    across = next(row for row in nearly if row["force"] != row["other_force"])
    within = next(row for row in pairs if row["force"] == row["other_force"])
    groups = page(shown, "/alike").xpath('//ol[@class="rows"]/li')
    assert groups
    for row in (across, within):
        texts = [text_of(demonstration, row["recommendation"], row["text_kind"], row["language"])]
        texts.append(text_of(demonstration, row["other_recommendation"], row["other_text_kind"], row["language"]))
        runs = [{tuple(run) for run in zip(found, found[1:], found[2:], strict=False)} for found in map(plain, texts)]
        per_cent = 100 * len(runs[0] & runs[1]) // len(runs[0] | runs[1])
        assert per_cent == int(row["similarity"]) >= 75
        shown_pair = page(shown, f"/alike/{row['answer']}/{row['other_answer']}")
        (heading,) = shown_pair.xpath("//h1")
        assert words(heading) == ("The same words" if per_cent == 100 else f"{per_cent} per cent the same words")
        sides = shown_pair.xpath('//div[contains(@class, "texts")]')
        for hidden in shown_pair.xpath('//mark/span[@class="hidden"]'):
            hidden.drop_tree()
        assert [plain(side.text_content()) for side in sides] == [plain(text) for text in texts]
        marks = [[plain(mark.text_content()) for mark in side.xpath(".//mark")] for side in sides]
        assert any(any(side) for side in marks) == (per_cent < 100)
        for side in sides:
            for mark in side.xpath(".//mark"):
                mark.drop_tree()
        left, right = (plain(side.text_content()) for side in sides)
        assert left == right


def plain(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def text_of(demonstration: Project, recommendation: str, kind: str, language: str) -> str:
    """Read an answer's text from the file of its response."""
    response, _, key = recommendation.rpartition("-recommendation-")
    force = max((path.name for path in demonstration.records.iterdir() if response.startswith(path.name)), key=len)
    path = demonstration.records / force / f"{response.removeprefix(f'{force}-')}.yaml"
    record = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CBaseLoader)
    (item,) = [item for item in record["recommendations"] if item["number"] == key]
    text = item["answer"][kind]
    return str(text[language] if isinstance(text, dict) else text)

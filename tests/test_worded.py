"""A recommendation is shown in the language of the page, wherever the data have it so; else in the other, marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import yaml

from opcc_opendata.database import build
from opcc_opendata.site.worded import worded
from tests.projects import project
from tests.served_pages import page
from tests.test_server import serving

ENGLISH = "Chief constables should improve how they record this invented crime within six months."
WELSH = "Dylai prif gwnstabliaid wella sut y maent yn cofnodi’r drosedd ddychmygol hon o fewn chwe mis."
REGISTERED = "Forces should write the third one down."
JOINT = {"id": "joint", "title": "Invented joint report", "published": "2024-10-27"}
LATER = {"id": "later", "title": "Invented later report", "published": "2025-10-27"}
WORDS = {
    "1": (ENGLISH, WELSH),  # a Welsh response, the first by its force's name and by its id, and an English one
    "2": ("", "Dylai’r ail gael ei wneud."),  # in Welsh alone
    "3": (REGISTERED, "Dylai’r trydydd gael ei nodi."),  # in English in the register alone
    "4": ("Do the fourth.", "Gwnewch y pedwerydd."),  # in English in an answer that is not counted
    "5": ("Do the fifth.", "Gwnewch y pumed."),  # an English response before the Welsh one
    "6": ("Do the sixth.", ""),  # in English alone
}


def item(number: str, text: Any, **facts: Any) -> dict[str, Any]:
    answer = {"acceptance": "accepted", "body_action": "Invented."}
    return {"number": number, "kind": "recommendation", "text": text, "answer": answer, **facts}


def response(force: str, day: str, report: dict[str, str], *items: dict[str, Any], **facts: Any) -> str:
    made = {
        "schema_version": "1.0.0",
        "id": f"{force}-{day}-x",
        "language": "en",
        "title": "Invented",
        "force": force,
        "policing_body": f"{force}-pcc",
        "stage": "full",
        "inspections": [report],
        "dates": {"published": day},
        "recommendations": list(items),
        **facts,
    }
    return yaml.safe_dump(made, sort_keys=False, allow_unicode=True)


RECORDS = {
    "dyfed-powys/2024-12-02-x.yaml": response(
        "dyfed-powys",
        "2024-12-02",
        JOINT,
        *(item(number, welsh) for number, (_, welsh) in WORDS.items() if welsh and number != "5"),
        language="cy",
    ),
    # The earlier of two, so that no figure counts its answer.
    "dyfed-powys/2024-12-01-x.yaml": response("dyfed-powys", "2024-12-01", JOINT, item("4", WORDS["4"][0])),
    "gwent/2024-12-03-x.yaml": response(
        "gwent", "2024-12-03", JOINT, *(item(number, WORDS[number][0]) for number in "156")
    ),
    "north-wales/2024-12-04-x.yaml": response(
        "north-wales", "2024-12-04", JOINT, item("5", WORDS["5"][1]), language="cy"
    ),
    "gwent/2025-12-03-x.yaml": response(
        "gwent", "2025-12-03", LATER, item("1", {"en": ENGLISH, "cy": WELSH}, from_inspection=JOINT)
    ),
}
REGISTER = {
    "schema_version": "1.0.0",
    **JOINT,
    "source": "Invented",
    "confidence": "sourced",
    "type": "joint_thematic",
    "scope": "all",
    "recommendations": [{"number": "3", "text": REGISTERED, "addressees": ["chief_officers"]}],
}


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    folder = tmp_path_factory.mktemp("worded")
    (folder / "register").mkdir()
    (folder / "register/joint.yaml").write_text(yaml.safe_dump(REGISTER, sort_keys=False), encoding="utf-8")
    made = project(folder, RECORDS, "title: Invented\n")
    outcome = build(made)
    assert outcome.built, outcome.problems
    with serving("--project", made.root, "--no-build") as client:
        yield client


def language_of(element: Any) -> str:
    """The language of an element's text, by the nearest that names one: of an only child, or of what it stands in."""
    inner = [one.get("lang") for one in element.iter() if one.get("lang")]
    return str(inner[0] if inner else element.xpath("string(ancestor-or-self::*[@lang][1]/@lang)"))


def expected(number: str, language: str) -> tuple[str, str]:
    english, welsh = WORDS[number]
    if language == "cy":
        return (welsh, "cy") if welsh else (english, "en")
    return (english, "en") if english else (welsh, "cy")


@pytest.mark.parametrize("language", ["en", "cy"])
@pytest.mark.parametrize("number", WORDS)
def test_the_page_of_a_recommendation_has_it_in_the_pages_language(
    served: httpx.Client, number: str, language: str
) -> None:
    root = "/cy" if language == "cy" else ""
    (quoted,) = page(served, f"{root}/reports/joint/recommendations/{number}").xpath("//blockquote[@class='doc']")
    assert (quoted.text_content().strip(), language_of(quoted)) == expected(number, language)


@pytest.mark.parametrize("language", ["en", "cy"])
def test_the_page_of_the_report_has_each_in_the_pages_language(served: httpx.Client, language: str) -> None:
    root = "/cy" if language == "cy" else ""
    listed = page(served, f"{root}/reports/joint").xpath(
        "//section[@aria-labelledby='recommendations']/ul[@class='entries']/li/p[2]"
    )
    assert [(one.text_content(), language_of(one)) for one in listed] == [expected(one, language) for one in WORDS]


def test_whoever_prints_it_is_named(served: httpx.Client) -> None:
    def of(address: str) -> tuple[str, str]:
        (link,) = page(served, address).xpath("//blockquote[@class='doc']/following-sibling::p[1]/a")
        return link.text_content(), link.get("href")

    one, two, three, four, five = (f"/reports/joint/recommendations/{number}" for number in "12345")
    assert of(one) == ("As the response for Gwent Police prints it", "/responses/gwent-2024-12-03-x#recommendation-1")
    assert of(f"/cy{one}")[1] == "/cy/responses/dyfed-powys-2024-12-02-x#recommendation-1"
    assert of(two)[1] == "/responses/dyfed-powys-2024-12-02-x#recommendation-2"
    assert of(three) == ("As the register of reports gives it", "/reports/joint#registered")
    assert of(f"/cy{three}")[1] == "/cy/responses/dyfed-powys-2024-12-02-x#recommendation-3"
    assert of(five)[1] == "/responses/gwent-2024-12-03-x#recommendation-5"
    assert of(f"/cy{five}")[1] == "/cy/responses/north-wales-2024-12-04-x#recommendation-5"
    assert of(four)[1] == "/responses/dyfed-powys-2024-12-01-x#recommendation-4"


@pytest.mark.parametrize(("language", "words"), [("en", ENGLISH), ("cy", WELSH)])
def test_what_is_repeated_has_the_pages_language_in_the_list_and_on_its_page(
    served: httpx.Client, language: str, words: str
) -> None:
    root = "/cy" if language == "cy" else ""
    there = page(served, f"{root}/repeated")
    (snippet,) = there.xpath("//blockquote")
    assert (snippet.text_content(), language_of(snippet)) == (words, language)
    (link,) = there.xpath("//ol[@class='rows']/li/h2/a/@href")
    (whole,) = page(served, link).xpath("//blockquote")
    assert (whole.text_content(), language_of(whole)) == (words, language)


def row(english: str | None, welsh: str | None) -> dict[str, Any]:
    return {"text": english, "text_cy": welsh}


@pytest.mark.parametrize(
    ("rows", "english", "welsh"),
    [
        ([], None, None),
        ([row(None, None)], None, None),
        ([row(None, "Un"), row("One", None)], 1, 0),
        ([row("One", None), row("Two", "Dau")], 0, 1),
        ([row("One", "Un"), row("Two", "Dau")], 0, 0),
        # A look-alike: with no words in the page's language, the first that has any, as it was.
        ([row(None, None), row(None, "Un"), row(None, "Dau")], 1, 1),
    ],
)
def test_which_of_several_is_shown(rows: list[dict[str, Any]], english: int | None, welsh: int | None) -> None:
    for language, place in (("en", english), ("cy", welsh)):
        found = worded(rows, language)
        assert found is (None if place is None else rows[place])

"""How offices publish, each as a fixture of invented text in tests/drafts/, and the draft that must come of it."""

from __future__ import annotations

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from opcc_opendata.importers import ImportedDraft, text_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept, words_in

FOLDER = Path(__file__).parent / "drafts"
FIXTURES = sorted(FOLDER.iterdir())
STANDARD = load_standard(packaged_standard())


def drafts(name: str) -> list[ImportedDraft]:
    return drafts_of((FOLDER / name).read_bytes(), name, STANDARD)


def draft(name: str) -> ImportedDraft:
    (made,) = drafts(name)
    return made


def comments(made: ImportedDraft) -> list[tuple[str, str, str]]:
    """Who speaks, how, and the first words."""
    return [(one["kind"], one["form"], " ".join(one["text"].split()[:4])) for one in made.data["comments"]]


def gap(made: ImportedDraft, *place: str | int) -> str:
    return next(sentence for at, sentence in made.notes.gaps if at == place)


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_a_fixture_says_that_it_is_invented(path: Path) -> None:
    text = path.read_text(encoding="utf-8").lower()
    assert "invented text for a test" in text or "testun dychmygol ar gyfer prawf" in text


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_every_word_is_kept_and_the_draft_has_no_error(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    body = BeautifulSoup(text, "lxml").body
    shown = body.get_text(" ") if body and path.suffix == ".html" else text
    assert unkept(shown, drafts(path.name)) == []
    for made in drafts(path.name):
        assert text_of(made, STANDARD, "draft.yaml").errors == ()


def test_a_letter_to_the_home_secretary_with_reported_speech() -> None:
    made = draft("letter.md")
    assert made.data["id"] == "west-mercia-2022-12-01-digital-forensics"
    assert made.data["dates"] == {"letter": "2023-01-23"}
    assert made.data["source"]["form"] == "letter"
    report = made.data["inspections"][0]
    assert (report["id"], report["published"]) == ("digital-forensics-2022", "2022-12-01")
    assert report["recommendations_made"] == 9
    assert report["recommendations_by_addressee"] == [{"addressee": "chief_officers", "count": 3}]
    assert comments(made) == [
        ("policing_body", "own_text", "**Digital forensics: An inspection"),
        ("chief_officer", "reported_speech", "I am advised by"),
        ("policing_body", "own_text", "[Recommendation 4](#recommendation-4) [Recommendation 7](#recommendation-7)"),
    ]
    assert [one.get("author") for one in made.data["comments"]] == ["John Sample", None, "John Sample"]


def test_one_answer_to_two_recommendations_and_whose_action_it_is() -> None:
    four, seven, five = draft("letter.md").data["recommendations"]
    assert four["answer"]["body_action"].startswith("In response to recommendations 4 and 7, I will ask")
    assert seven == {"number": "7", "kind": "recommendation", "answered_with": "4"}
    assert list(five["answer"]) == ["force_action"]


def test_the_chief_constable_quoted_and_signed_inside_the_bodys_text() -> None:
    made = draft("numbered.html")
    assert comments(made) == [
        ("policing_body", "own_text", "This page is invented"),
        ("chief_officer", "quoted", "“We accept the invented"),
        ("policing_body", "own_text", "I will keep the"),
        ("policing_body", "own_text", "The report makes two"),
    ]
    chief = made.data["comments"][1]
    assert (chief["author"], chief["role"]) == ("Gavin Sample", "Chief Constable of Surrey Police")
    first, second = made.data["recommendations"]
    assert first["text"].endswith("- hold meetings in each district; and\n- publish what was said.")
    assert first["answer"] == {"body_action": "I will hold an invented meeting in each district."}
    assert list(second["answer"]) == ["force_action"]


def test_a_web_page_without_its_website() -> None:
    made = draft("numbered.html")
    text = text_of(made, STANDARD, "draft.yaml").text
    for words in ("cookies", "About us", "Statutory responses", "Copyright", "headline", "never-fetched"):
        assert words not in text
    assert "We use invented cookies" in " ".join(one.text for one in made.left_out)
    assert made.data["source"]["url"] == "https://www.surrey-pcc.gov.uk/statutory-response/invented-engagement/"
    # The day that a website gives its page may be the day on which it was moved: it has to be confirmed.
    assert made.data["dates"]["published"] == "2022-03-01"
    assert [one.state for one in made.notes.readings if one.at == ("dates", "published")] == ["guessed"]


def test_today_is_no_date() -> None:
    made = draft("numbered.html")
    report = made.data["inspections"][0]
    assert "published" not in report
    assert report["published_as_printed"] == "today"
    assert "“today” says no day" in gap(made, "inspections", 0, "published").replace("T", "t")


def test_an_appendix_with_the_chief_constables_answers() -> None:
    made = draft("appendix.md")
    (body,) = made.data["comments"]  # under the heading of the appendix stand findings and answers, and no comment
    assert (body["author"], body["role"]) == ("Robin Sample", "Police, Fire and Crime Commissioner for Essex")
    heading = "Appendix A: response of the Chief Constable to each recommendation"
    assert {"part": "recommendations", "heading": heading} in made.data["document"]["sections"]
    assert [one["answer"] for one in made.data["recommendations"]] == [
        {"force_action": "The force has looked at them, and has written down what it saw."},
        {"force_action": "All who drive have been trained."},
    ]


def test_a_page_with_several_letters() -> None:
    made = drafts("year-page.html")
    assert [one.data["inspections"][0]["title"] for one in made] == [
        "Invented fraud: a time to test",
        "Invented county lines: both worlds",
        "Invented custody: behind the door",
    ]
    address = "https://www.essex.pfcc.police.uk/reporting/invented-2019-reports/#"
    assert [one.data["source"]["url"] for one in made] == [address + part for part in ("fraud", "lines", "custody")]
    assert [one.data["inspections"][0].get("published") for one in made] == ["2019-04", None, None]
    assert {one.data["comments"][0]["author"] for one in made} == {"Robin Sample"}
    assert {one.data["note"] for one in made} == {"The page holds several responses."}


def test_what_stands_above_the_first_letter_finds_no_place_and_is_kept() -> None:
    first, second, _ = drafts("year-page.html")
    last = first.data["document"]["sections"][-1]
    assert (last["part"], last["heading"]) == ("other", "Not placed")
    assert last["text"] == (
        "# HMICFRS 2019 reports\n\nThis page is invented text for a test. The Commissioner responds within 30 days."
    )
    assert all(section.get("heading") != "Not placed" for section in second.data["document"]["sections"])


def test_a_table_of_recommendations() -> None:
    made = draft("table.md")
    one, two, three = made.data["recommendations"]
    assert one == {
        "number": "1",
        "kind": "recommendation",
        "text": "By April 2023, forces should vet all staff.",
        "answer": {
            "acceptance": "accepted",
            "body_action": "I will ask for a monthly figure.",
            "force_action": "The force has vetted nine in ten.",
            "target_date": "2023-04",
        },
        "addressees": ["chief_officers"],
        "time_limit": "By April 2023",
    }
    assert two["number"] == "2a"
    assert two["answer"]["acceptance"] == "accepted_in_part"
    assert three["answer"] == {
        "acceptance": "noted",
        "no_action_reason": "This is for the College, and I will take no action.",
    }


def test_a_date_in_numbers_is_read_day_first_and_the_draft_says_so() -> None:
    made = draft("table.md")
    assert made.data["inspections"][0]["published"] == "2022-11-02"
    sentence = "inspections 1, published: Guessed from “02/11/2022”. “02/11/2022” was read as day, month, year."
    assert sentence in [words for _, words in text_of(made, STANDARD, "draft.yaml").guessed]


def test_a_quotation_only() -> None:
    made = draft("quotation.html")
    (comment,) = made.data["comments"]
    assert (comment["author"], comment["form"]) == ("David Sample", "quoted")
    assert made.data["source"]["form"] == "news_item"
    assert made.data["stage"] == "not_stated"
    assert made.data["policing_body"] == "cumbria-pfcc"
    report = made.data["inspections"][0]
    # The page gives no date. The register does, and the record says where the date is from.
    assert (report["id"], report["published"]) == ("state-of-policing-2023", "2024-07-19")
    assert report["published_source"].startswith("Register of inspections")


def test_disagreement_before_the_56_days_were_law() -> None:
    made = draft("disagreement.txt")
    report = made.data["inspections"][0]
    assert report["title"] == "Invented core work: an inspection of time"
    assert report["published_as_printed"] == "4 September"
    assert "published" not in report
    assert made.data["id"].startswith("surrey-undated-")
    assert made.data["comments"][0]["author"] == "Kevin Sample"
    assert "recommendations" not in made.data


def test_welsh() -> None:
    made = draft("welsh.md")
    assert made.data["language"] == "cy"
    assert made.data["title"] == "Ymateb i Adroddiad dychmygol ar gyfer prawf"
    assert made.data["inspections"][0]["published"] == "2022-04-28"
    assert [one["kind"] for one in made.data["comments"]] == ["policing_body", "chief_officer"]
    assert made.data["comments"][1]["role"] == "Prif Gwnstabl"


@pytest.mark.parametrize("path", FIXTURES, ids=lambda path: path.name)
def test_the_words_that_a_guess_was_made_from_stand_in_the_document(path: Path) -> None:
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "lxml")
    own = [str(value) for tag in soup.find_all("meta") for value in tag.attrs.values()]
    source = words_in(" ".join([soup.get_text(" "), *own]))
    register = words_in(" ".join(row["title_en"] for row in STANDARD.codelists["inspections"].rows))
    for made in drafts(path.name):
        assert made.notes.readings
        for one in made.notes.readings:
            # What the register says of a report is from the register.
            assert words_in(one.quote) <= (
                register if one.why in ("The date is the register's.", "The kind is the register's.") else source
            ), one


@pytest.mark.parametrize(
    ("html", "form"),
    [
        ("<p>Lorne Green, Police and Crime Commissioner, said: “We accept this.”</p>", "quoted"),
        ("<p>“We accept the findings” is what the report asks for.</p>", "own_text"),
        ("<p>We accept the findings.</p>", "own_text"),
        ("<ul><li>“We accept this.”</li></ul>", "own_text"),
    ],
)
def test_only_words_after_somebody_who_speaks_are_a_quotation(html: str, form: str) -> None:
    from opcc_opendata.importers.blocks import blocks_of
    from opcc_opendata.importers.quoting import form_of

    assert form_of(blocks_of(html))[0] == form


def test_a_quotation_goes_on_in_paragraphs_that_open_it_anew() -> None:
    """As in newspapers: only its last paragraph closes it. What is quoted after that has no name, and no place."""
    made = draft("open-quotation.html")
    (comment,) = made.data["comments"]
    assert (comment["kind"], comment["author"], comment["form"]) == ("policing_body", "Rowan Sample", "quoted")
    assert [words.split()[-1] for words in comment["text"].split("\n\n")] == ["safely.", "order.", "hear.”"]
    (unplaced,) = [one["text"] for one in made.data["document"]["sections"] if one.get("heading") == "Not placed"]
    assert "no complaint since" in unplaced
    assert "visited the pound" in unplaced


def test_a_response_to_a_report_without_a_title_has_that_of_its_page() -> None:
    page = (FOLDER / "open-quotation.html").read_text(encoding="utf-8")
    nameless = page.replace("The report is called “Kept keys: An inspection of vehicle pounds”.", "")
    (made,) = drafts_of(nameless.encode(), "page.html", STANDARD)
    assert made.data["title"] == "Commissioner welcomes inspection report on vehicle pounds"
    assert "title" not in made.data["inspections"][0]
    assert gap(made, "inspections", 0, "title").startswith("The title of the report was not found.")


def test_the_first_line_of_a_text_is_its_title() -> None:
    made = draft("title-in-a-line.txt")
    assert made.data["inspections"][0]["title"] == "Kept keys: An inspection of vehicle pounds"
    assert made.data["document"]["heading"].startswith("Surrey's Police and Crime Commissioner formal response")
    assert comments(made) == [("policing_body", "own_text", "This is invented text")]


def test_a_quotation_that_names_its_own_speaker_does_not_go_on_with_the_one_above() -> None:
    page = (FOLDER / "open-quotation.html").read_text(encoding="utf-8")
    other = "<p>“The yard is short of lamps,” said Chief Constable Jo Sample. “We have bought twenty.</p>"
    (made,) = drafts_of(page.replace("<p>“I am glad", f"{other}\n<p>“I am glad").encode(), "page.html", STANDARD)
    assert [(one["kind"], one["author"]) for one in made.data["comments"]][:2] == [
        ("policing_body", "Rowan Sample"),
        ("chief_officer", "Jo Sample"),
    ]


def test_numbered_answers_to_two_reports_on_one_page_are_two_drafts() -> None:
    first, second = drafts("two-numbered-answers.html")
    reports = [
        (one.data["inspections"][0]["title"], one.data["inspections"][0]["published"]) for one in (first, second)
    ]
    assert reports == [
        ("An invented look at kitchens: the police response to burnt toast", "2025-03-14"),
        ("An invented inspection of biscuits", "2025-06-02"),
    ]
    guessed = dict(first.notes.guesses)[("inspections", 0, "published")]
    assert guessed.endswith("See whether it is the day of the report, and not of the response.")
    assert comments(first)[1] == ("chief_officer", "own_text", "We accept the findings")
    assert [one["number"] for one in first.data["recommendations"]] == ["1"]
    (four,) = second.data["recommendations"]
    assert (four["number"], four["addressees"], four["time_limit"]) == ("4", ["named_force"], "within six months")


@pytest.mark.parametrize(
    ("first", "second", "number"),
    [
        ("<h2>Response to “Invented kitchens”</h2>", "<h2>Response to “Invented biscuits”</h2>", 2),
        ("<p>1. Response to “Invented kitchens”</p>", "<p>2. Response to “Invented biscuits”</p>", 2),
        ("<h2>Response to “Invented kitchens”</h2>", "<h3>Response to “Invented biscuits”</h3>", 1),
        ("<h2>Response to “Invented kitchens”</h2>", "<h2>Response to “Invented kitchens”</h2>", 1),
        (
            "<h2>Response to recommendation 1, made on 4 May 2021</h2>",
            "<h2>Response to recommendation 2, made then</h2>",
            1,
        ),
        (
            "<h2>Response to recommendation 1 of 4 May 2021</h2>",
            "<h2>Response to recommendation 2 of 4 May 2021</h2>",
            1,
        ),
        (
            "<h2>Chief Constable’s response to the inspection report</h2>",
            "<h2>Commissioner’s response to the inspection findings</h2>",
            1,
        ),
    ],
)
def test_only_headings_that_answer_several_reports_part_a_page(first: str, second: str, number: int) -> None:
    comment = "<p>PCC comments: I agree with all of that.</p>"
    page = f"<h1>Kent PCC responses</h1>{first}{comment}{second}{comment}"
    assert len(drafts_of(page.encode(), "made.html", STANDARD)) == number


def test_a_title_of_which_the_heading_has_the_beginning_is_that_of_the_text() -> None:
    made = draft("whole-title.md")
    title = "Integrity kitchens: An invented inspection of how kitchens are kept honest"
    assert made.data["inspections"][0]["title"] == title


def test_a_name_alone_below_a_text_is_its_guessed_author() -> None:
    made = draft("whole-title.md")
    own, chief = made.data["comments"][:2]
    assert (own["author"], own["role"]) == ("Robin Sample", "Police and Crime Commissioner")
    assert chief["author"] == "Ottilie Sample-Grant"
    guessed = [place for place, _ in made.notes.guesses]
    assert ("comments", 1, "author") in guessed
    assert ("comments", 0, "author") not in guessed


@pytest.mark.parametrize(
    "line",
    [
        "Rural Crime",
        "Neighbourhood Policing",
        "Progress Update",
        "Further Information",
        "Kent Police",
        "Police and Crime Commissioner",
    ],
)
def test_a_line_that_can_be_a_heading_is_no_name(line: str) -> None:
    text = f"# Kent PCC response to “Invented kitchens”\n\n## Comments of the Chief Constable\n\nWe agree.\n\n{line}\n"
    (made,) = drafts_of(text.encode(), "made.md", STANDARD)
    assert all("author" not in one for one in made.data["comments"])


def test_of_two_who_sign_together_each_draft_has_its_own() -> None:
    text = (
        "# Joint response of the Norfolk and Suffolk Police and Crime Commissioners to “Invented cells: a look”\n\n"
        "Norfolk Police and Crime Commissioner\n\nSuffolk Police and Crime Commissioner\n\n"
        "Report published: 2 October 2018\n\n## Comments of the Police and Crime Commissioners\n\n"
        "Our visitors told us in the spring that people wait too long.\n\n"
        "Gilbert Sample, Norfolk Police and Crime Commissioner\n\n"
        "Winifred Sample, Suffolk Police and Crime Commissioner\n\n"
        "## Comments of the Chief Constables\n\nWe accept the findings.\n"
    )
    made = {one.data["policing_body"]: one.data for one in drafts_of(text.encode(), "made.md", STANDARD)}
    assert {body: one["comments"][0].get("author") for body, one in made.items()} == {
        "norfolk-pcc": "Gilbert Sample",
        "suffolk-pcc": "Winifred Sample",
    }


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("We recommend that, within three months, Kent Police improves how it records crumbs.", ["named_force"]),
        ("HMICFRS recommends that the Home Office looks again.", ["government"]),
        ("We recommend that Kent Police and its partners look again.", None),
        ("I recommend that Kent Police looks again.", None),
    ],
)
def test_whom_the_inspectors_recommend_something_to(words: str, codes: list[str] | None) -> None:
    text = f"# Kent PCC response to “Invented kitchens”\n\n## PCC comments\n\nI agree.\n\nRecommendation 1: {words}\n"
    (made,) = drafts_of(text.encode(), "made.md", STANDARD)
    assert made.data["recommendations"][0].get("addressees") == codes

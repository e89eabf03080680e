"""What a document says by other means than words in a row: a page's data, numbers of lists, columns, a plain yes."""

from __future__ import annotations

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.acceptance import acceptance_at_start
from opcc_opendata.importers.blocks import blocks_of
from opcc_opendata.importers.formats.html import page
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard

STANDARD = load_standard(packaged_standard())


def draft(text: str, name: str = "response.html") -> ImportedDraft:
    (made,) = drafts_of(text.encode(), name, STANDARD, "kent-pcc")
    return made


def loose(made: ImportedDraft) -> str:
    return " ".join(one["text"] for one in made.data["document"]["sections"] if one.get("heading") == "Not placed")


# --- the day of a page -----------------------------------------------------------------------------------------------

BODY = "<h1>Response to Invented cells</h1><p>Report published: 3 May 2024</p><h2>PCC comments</h2><p>I welcome it.</p>"
HEADS = [
    '<meta property="article:published_time" content="2024-06-01T09:00:00+01:00">',
    '<meta property="og:article:published_time" content="2024-06-01">',
    '<meta name="DC.date.issued" content="2024-06-01">',
    '<meta name="dcterms.issued" content="2024/06/01">',
    '<meta name="govuk:first-published-at" content="2024-06-01T09:00:00Z">',
    '<meta itemprop="datePublished" content="2024-06-01">',
    '<script type="application/ld+json">{"@graph": [{"@type": "WebPage", "datePublished": "2024-06-01"}]}</script>',
    '<script type="application/ld+json">[{"@type": "Article", "datePublished": "2024-06-01T08:00Z"}]</script>',
]


def published(head: str, body: str = BODY) -> tuple[str | None, list[tuple[str, str]], str]:
    """The day of the response, how it was read, and what is said of the whole draft."""
    made = draft(f"<html><head>{head}</head><body>{body}</body></html>")
    read = [(one.state, one.quote) for one in made.notes.readings if one.at == ("dates", "published")]
    return made.data.get("dates", {}).get("published"), read, " ".join(made.notes.remarks)


@pytest.mark.parametrize("head", HEADS)
def test_the_day_in_a_pages_own_data_is_a_guess_with_the_words_that_say_it(head: str) -> None:
    date, ((state, quote),), _ = published(head)
    assert (date, state) == ("2024-06-01", "guessed")
    assert "2024" in quote
    assert quote.partition(": ")[0].removeprefix("JSON-LD ") in head


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:modified_time" content="2024-06-01">',
        '<meta name="dcterms.modified" content="2024-06-01">',
        '<meta property="article:published_time" content="2024-02-31">',
        '<meta property="article:published_time" content="1 June 2024">',
        '<meta property="article:published_time" content="20240-06-01">',
        '<script type="application/ld+json">{"isPartOf": {"datePublished": "2024-06-01"}}</script>',
        '<script type="application/ld+json">{"datePublished": </script>',
        '<script type="application/ld+json">{"datePublished": 20240601}</script>',
    ],
)
def test_what_is_no_day_of_publication_is_none(head: str) -> None:
    assert published(head)[:2] == (None, [])


def test_two_days_in_a_pages_own_data_are_none_and_are_shown() -> None:
    date, read, remarks = published(HEADS[0] + '<meta name="pubdate" content="2024-06-02">')
    assert (date, read) == (None, [])
    assert "2024-06-01" in remarks
    assert "2024-06-02" in remarks


def test_a_printed_day_comes_before_that_of_the_pages_own_data() -> None:
    date, ((state, _),), remarks = published(HEADS[0], f"<p>Response published: 31 May 2024</p>{BODY}")
    assert (date, state) == ("2024-05-31", "printed")
    assert "2024-06-01" in remarks
    assert published(HEADS[0], f"<p>Response published: 1 June 2024</p>{BODY}")[2] == ""


def test_a_pages_day_before_that_of_the_report_is_a_question() -> None:
    date, ((state, _),), _ = published('<meta name="DC.date" content="2024-05-02">')
    assert (date, state) == (None, "missing")


def test_a_page_with_several_responses_gives_none_of_them_its_day() -> None:
    one = "<h2>{}</h2><h3>PCC comments</h3><p>I welcome it and will act on it.</p>"
    text = (
        f"<html><head>{HEADS[0]}</head><body>{one.format('Invented cells')}{one.format('Invented cars')}</body></html>"
    )
    made = drafts_of(text.encode(), "page.html", STANDARD, "kent-pcc")
    assert len(made) == 2
    assert [one.data.get("dates") for one in made] == [None, None]


# --- numbers of lists ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("html", "lists"),
    [
        ("<ol><li value=3>A<li>B<li value=9>C</ol>", ["3. A\n4. B", "9. C"]),
        ("<ol reversed><li>A<li>B</ol>", ["2. A", "1. B"]),
        ("<ol type=a start=2><li>A<li>B</ol>", ["- b. A\n- c. B"]),
        ("<ol style='list-style: upper-roman'><li>A<li>B</ol>", ["- I. A\n- II. B"]),
        ("<ol style='list-style-type:none'><li>3. A<li><p>5) B</p></ol>", ["3. A", "5. B"]),
        ("<ol class=plain><li>3. A<li>4. B</ol>", ["3. A\n4. B"]),
        ("<ol style='list-style:none'><li>A<li>B</ol>", ["- A\n- B"]),
        ("<ol start=4><li>A<ol type=i><li>in</ol><li>B</ol>", ["4. A\n   - i. in\n5. B"]),
    ],
)
def test_a_list_has_the_numbers_that_a_reader_sees(html: str, lists: list[str]) -> None:
    assert [one.text for one in blocks_of(page(f"<body>{html}</body>".encode()).html)] == lists


def test_a_list_in_plain_text_keeps_its_numbers() -> None:
    items = "2. Forces should act.\n3. Forces should wait.\n\n1. Forces should go.\n"
    text = f"PCC comments\n\nI welcome it.\n\nRecommendations\n\n{items}"
    made = draft(text, "response.txt").data["recommendations"]
    assert {one["number"]: one["text"] for one in made} == {
        "2": "Forces should act.",
        "3": "Forces should wait.",
        "1": "Forces should go.",
    }


# --- numbered headings -----------------------------------------------------------------------------------------------

NUMBERED = (
    "Report published: 3 May 2024\n\n1. Comments of the Chief Constable\n\nWe accept it all.\n\n"
    "2. PCC comments\nI welcome it.\n\n3. Recommendation 3\n\n"
    "By May 2025 the force should act.\n\nPCC response: I accept this and will act.\n"
)


@pytest.mark.parametrize("name", ["response.txt", "response.md"])
def test_headings_with_a_number_in_plain_text(name: str) -> None:
    made = draft(NUMBERED, name)
    assert [(one["kind"], one["text"]) for one in made.data["comments"]] == [
        ("chief_officer", "We accept it all."),
        ("policing_body", "I welcome it."),
    ]
    (found,) = made.data["recommendations"]
    assert (found["number"], found["text"]) == ("3", "By May 2025 the force should act.")
    assert found["answer"] == {"acceptance": "accepted", "body_action": "I accept this and will act."}
    assert loose(made) == ""


def test_headings_that_are_lists_of_one_item() -> None:
    text = (
        "<h1>Response to Invented cells</h1>"
        "<ol><li><b>Comments of the Chief Constable</b></li></ol><p>We accept it all.</p>"
        "<ol start=2><li>PCC comments</li></ol><p>I welcome it.</p>"
    )
    assert [one["kind"] for one in draft(text).data["comments"]] == ["chief_officer", "policing_body"]


def test_a_list_of_contents_is_no_row_of_headings() -> None:
    made = draft(f"1. Chief Constable's comments\n2. PCC comments\n3. Recommendations\n\n{NUMBERED}", "response.txt")
    assert [one["kind"] for one in made.data["comments"]] == ["chief_officer", "policing_body"]
    assert "Chief Constable's comments" in loose(made)


# --- columns in two languages ----------------------------------------------------------------------------------------

ROWS = [
    ("Rhif / No.", "Recommendation", "Argymhelliad", "PCC response", "Ymateb y Comisiynydd"),
    (
        "3",
        "By May 2025 the force should review its policy on the use of cells.",
        "Erbyn mis Mai 2025 dylai'r heddlu adolygu ei bolisi ar y defnydd o gelloedd, ac mae hyn yn bwysig.",
        "I accept this and will ask for the policy in May in public.",
        "Rwy'n ei dderbyn, ac mae hyn yn bwysig ac yn hanfodol i'r heddlu.",
    ),
]


@pytest.mark.parametrize("columns", [(0, 1, 2), (0, 1, 2, 3, 4), (1, 2, 3, 4)])
@pytest.mark.parametrize("language", ["en", "cy"])
def test_a_table_of_several_columns_in_two_languages(columns: tuple[int, ...], language: str) -> None:
    cells = "".join(f"<tr>{''.join(f'<td>{row[n]}</td>' for n in columns)}</tr>" for row in ROWS)
    welsh = "Mae'r adroddiad hwn yn bwysig ac mae'r heddlu wedi ymateb yn gyflym ac ar frys, ac mae hyn yn dda."
    made = draft(f"<table>{cells}</table>" + (f"<p>{welsh}</p><p>{welsh}</p>" if language == "cy" else ""))
    (found,) = made.data["recommendations"]
    mine, theirs = (1, 2) if language == "en" else (2, 1)
    assert found["text"] == ROWS[1][mine]
    assert found.get("number") == ("3" if 0 in columns else None)
    assert ROWS[1][theirs] in loose(made)
    if 3 in columns:
        assert found["answer"] == {"acceptance": "accepted", "body_action": ROWS[1][mine + 2]}
        assert ROWS[1][theirs + 2] in loose(made)


# --- a yes -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("I accept this and will report in public.", "accepted"),
        ("I accept this recommendation because it is right.", "accepted"),
        ("I reject this, cost is too high.", "not_accepted"),
        ("I cannot accept this.", "not_accepted"),
        ("We do not accept this recommendation, as records are kept.", "not_accepted"),
        ("We accept this recommendation in part.", "accepted_in_part"),
        ("As PCC, I fully accept this recommendation and act.", "accepted"),
        ("This recommendation was accepted by us and is done.", "accepted"),
        ("Rwy'n ei dderbyn, a byddaf yn gofyn.", "accepted"),
        ("I accept that more must be done.", ""),
        ("I accept this is a problem.", ""),
        ("I accept this, but only in town.", ""),
        ("I do not fully accept this.", ""),
        ("Accepted – in part.", "accepted_in_part"),
        ("Accepted in principle.", ""),
        ("I accept recommendation 2 and wait.", ""),
    ],
)
def test_the_yes_or_no_with_which_an_answer_begins(words: str, code: str) -> None:
    found = acceptance_at_start(words)
    assert (found.code if found else "") == code


@pytest.mark.parametrize(
    ("label", "words", "code"),
    [
        ("PCC response", "I accept this and act.", "accepted"),
        ("PCC response", "The PCC accepts this and acts.", "accepted"),
        ("PCC response", "The Chief Constable accepts this. I will ask him.", None),
        ("Force response", "The Chief Constable accepts this. He acts.", "accepted"),
        ("Force response", "The PCC accepts this. We act.", None),
    ],
)
def test_the_yes_of_somebody_else_is_not_that_of_the_answer(label: str, words: str, code: str | None) -> None:
    made = draft(f"<h2>Recommendation 1</h2><p>The force should act.</p><p><b>{label}:</b> {words}</p>")
    assert made.data["recommendations"][0]["answer"].get("acceptance") == code


# --- forms of strangers ----------------------------------------------------------------------------------------------


def test_a_table_on_its_side_has_a_finding_in_each_column() -> None:
    made = draft(
        "<h1>Response</h1><table><tr><th>Recommendation</th><th>2</th><th>4</th></tr>"
        "<tr><th>Text</th><td>Forces should act.</td><td>Forces should wait.</td></tr>"
        "<tr><th>Force action</th><td>We act.</td><td>We wait.</td></tr></table>"
    )
    assert [(one["number"], one["text"], one["answer"]) for one in made.data["recommendations"]] == [
        ("2", "Forces should act.", {"force_action": "We act."}),
        ("4", "Forces should wait.", {"force_action": "We wait."}),
    ]


@pytest.mark.parametrize(
    ("words", "stage"),
    [
        ("This full response replaces the holding statement of 2 May 2025.", "full"),
        ("It replaces the holding statement of 2 May 2025.", "not_stated"),
        ("This is a holding statement.", "holding"),
    ],
)
def test_a_holding_statement_that_is_replaced_is_another(words: str, stage: str) -> None:
    assert draft(f"<h1>Response to Invented cells</h1><p>{words}</p>").data["stage"] == stage


def test_a_heading_on_one_recommendation_heads_no_comment() -> None:
    made = draft(
        "<h1>Response</h1><h2>What the force has done about recommendation B</h2><p>A panel sits weekly now.</p>"
    )
    assert "comments" not in made.data
    (finding,) = made.data["recommendations"]
    assert (finding["number"], finding["answer"]) == ("B", {"force_action": "A panel sits weekly now."})


def test_a_form_of_questions() -> None:
    made = draft(
        "<h1>Our answer to the inspectors</h1><table>"
        "<tr><td>What is it called?</td><td>Invented cells: a look</td></tr>"
        "<tr><td>When did it come out?</td><td>12/03/24</td></tr>"
        "<tr><td>When was this answer published?</td><td>2 May 2024</td></tr>"
        "<tr><td>What does the Chief Constable think of it?</td><td>There is no room to rest for us.</td></tr></table>"
    )
    (report,) = made.data["inspections"]
    assert (report["title"], report["published"]) == ("Invented cells: a look", "2024-03-12")
    assert made.data["dates"] == {"published": "2024-05-02"}
    assert [one["kind"] for one in made.data["comments"]] == ["chief_officer"]


def test_who_is_quoted_above_a_line_with_a_name() -> None:
    made = draft(
        "<h1>Response</h1><h2>PCC comments</h2><p>I welcome the report.</p>"
        "<blockquote>We meet every Monday now.</blockquote><p>— Chief Constable Jo Sample</p>"
    )
    assert [(one["kind"], one.get("author")) for one in made.data["comments"]] == [
        ("policing_body", None),
        ("chief_officer", "Jo Sample"),
    ]

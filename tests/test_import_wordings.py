"""Labels that are questions, numbered or in two languages, headings that are counted, and who is asked and told."""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers import ImportedDraft
from opcc_opendata.importers.acceptance import yes_at_start
from opcc_opendata.importers.asked_of import addressees_in
from opcc_opendata.importers.blocks import paragraph
from opcc_opendata.importers.copies_said import copies_listed, copies_said
from opcc_opendata.importers.facts import fact_of
from opcc_opendata.importers.formats.raw import DocumentError
from opcc_opendata.importers.labels import column_of, part_of
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.registered_titles import mentioned, printed_whole
from opcc_opendata.importers.wordings import as_compared
from opcc_opendata.project import packaged_standard
from opcc_opendata.schema import load_standard
from tests.import_measure import unkept

STANDARD = load_standard(packaged_standard())


def draft(text: str | bytes, name: str = "response.md") -> ImportedDraft:
    raw = text if isinstance(text, bytes) else text.encode()
    (made,) = drafts_of(raw, name, STANDARD)
    if isinstance(text, str) and not name.endswith("html"):
        assert not unkept(text.replace("\\", " "), [made])
    return made


def said(made: ImportedDraft) -> list[tuple[str, str | None, str]]:
    """Who speaks in each comment, by which name, and the first two words."""
    return [
        (one["kind"], one.get("author"), " ".join(one["text"].split()[:2])) for one in made.data.get("comments", [])
    ]


def answers(made: ImportedDraft) -> dict[str, dict[str, Any]]:
    return {one["number"]: one["answer"] for one in made.data["recommendations"]}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("It follows A review of ‘Fraud: Time to choose’, and nothing else.", "fraud-time-to-choose-review-2021"),
        ("“Police performance: Getting a grip” is the report.", "police-performance-getting-a-grip-2023"),
    ],
)
def test_a_title_inside_a_longer_one_is_not_a_second_report(text: str, code: str) -> None:
    found = mentioned(text, STANDARD)
    assert found is not None
    assert found.row["code"] == code


def test_two_reports_are_none_and_a_title_is_taken_whole() -> None:
    assert mentioned("A review of ‘Fraud: Time to choose’ and Police performance: Getting a grip", STANDARD) is None
    row = {"title_en": "Cells: A look at lost keys", "title_cy": "", "other_titles": ""}
    assert printed_whole(row, "See Cells – a look at lost keys here", "Cells") == "Cells – a look at lost keys"
    assert printed_whole(row, "See Cells here", "Cells") == ""
    assert printed_whole(row, "See Cells: a look at lost keys", "Cells: a look at lost keys") == ""


def test_facts_whose_plain_labels_stand_above_their_values() -> None:
    page = (
        "<h1>HMICFRS on lost keys</h1><p>Kent Police and Crime Commissioner</p>"
        "<p>Name of the report</p><p>An inspection into lost keys in custody</p>"
        "<p>Report published</p><p>3 May 2024</p><p>Response published</p><p>7 June 2024</p>"
        "<h2>PCC comments</h2><p>I welcome it, and have read it twice.</p>"
    )
    made = draft(page, "page.html").data
    assert made["inspections"][0]["title"] == "An inspection into lost keys in custody"
    assert made["inspections"][0]["published"] == "2024-05-03"
    assert made["dates"] == {"published": "2024-06-07"}


WELSH = "Mae’r heddlu wedi gwneud hyn, ac mae yn dda gan y comisiynydd bod hyn wedi digwydd yn yr ardal."
ENGLISH = "The force has done this, and the commissioner is glad that it has been done in the area."


@pytest.mark.parametrize("english_first", [True, False])
def test_cells_that_say_each_thing_in_both_languages(english_first: bool) -> None:
    def cell(english: str, welsh: str) -> str:
        pair = (english, welsh) if english_first else (welsh, english)
        return "".join(f"<p>{one}</p>" for one in pair if one)

    rows = [
        (cell("Recommendation", "Argymhelliad"), cell("By May 2025, forces should count the keys.", WELSH)),
        (cell("Force response", "Ymateb yr heddlu"), cell(ENGLISH, WELSH)),
        (cell("PCC response", "Ymateb y comisiynydd"), cell("I shall ask for the figures in March.", WELSH)),
    ]
    number = f"<tr><td>{cell('Number', 'Rhif')}</td><td><p>7</p></td></tr>"
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    page = f"<h1>Gwent Police and Crime Commissioner</h1><p>{ENGLISH}</p><table>{number}{table}</table>"
    made = draft(page, "page.html")
    assert answers(made) == {
        "7": {"force_action": ENGLISH, "body_action": "I shall ask for the figures in March."},
    }
    assert made.data["document"]["sections"][-1]["text"].count(WELSH) == 3


def test_the_foot_of_a_quotation_says_whose_it_is_and_that_of_a_page_does_not() -> None:
    page = (
        "<main><h1>Kent PCC response to HMICFRS: Lost keys</h1><h2>PCC comments</h2><p>I welcome the report.</p>"
        "<h2>Chief Constable’s comments</h2><blockquote><p>We had too many keys and no list of them.</p>"
        "<footer>Robin Sample, Chief Constable</footer></blockquote><footer>Kent OPCC, Maidstone</footer></main>"
    )
    made = draft(page, "page.html")
    assert said(made)[1] == ("chief_officer", "Robin Sample", "> We")
    assert any("Maidstone" in str(one) for one in made.left_out)


@pytest.mark.parametrize("mark", [".", ":"])
def test_paragraphs_that_are_counted_through_with_labels_run_in(mark: str) -> None:
    text = (
        "**Kent Police and Crime Commissioner**\n\n**Response to “Lost keys”**\n\n"
        "1\\. This is our response.\n\n**Comments by the Commissioner**\n\n2\\. I have read it twice.\n\n"
        "**Comments by the Chief Constable**\n\n3\\. We welcome the report.\n\n**Recommendation 4**\n\n"
        f"4\\. **Text{mark}** Forces should count their keys.\n\n5\\. **Force response{mark}** We counted them.\n\n"
        f"6\\. **Our position{mark}** We accept this. I shall ask for the list.\n"
    )
    made = draft(text)
    assert [kind for kind, _, _ in said(made)] == ["policing_body", "chief_officer"]
    assert answers(made)["4"] == {
        "force_action": "We counted them.",
        "body_action": "We accept this. I shall ask for the list.",
        "acceptance": "accepted",
    }


TEXT = (
    "KENT POLICE AND CRIME COMMISSIONER\n\n{one}  Why this was written\n\nThe law asks for it.\n\n"
    "{two}  From the Commissioner\n\nI have read the report on keys twice.\n\n{three}  From the Chief Constable\n\n"
    "We have too many keys, and said so.\n\nRobin Sample, Chief Constable\n\n{four}  What the report recommends\n\n"
    "Recommendation 3\nThe inspectorate said: Forces should count their keys.\nDo you agree? In part.\n"
    "Kent Police: They are counted in\nMaidstone alone.\nMy office: I have asked for the rest.\n"
)


def test_headings_of_a_text_that_are_counted_through() -> None:
    made = draft(TEXT.format(one="1.", two="2.", three="3.", four="4."), "response.txt")
    assert said(made) == [("policing_body", None, "I have"), ("chief_officer", "Robin Sample", "We have")]
    assert answers(made)["3"] == {
        "acceptance": "accepted_in_part",
        "force_action": "They are counted in\\\nMaidstone alone.",
        "body_action": "I have asked for the rest.",
    }


@pytest.mark.parametrize("items", ["1. Keys\n\n2. Doors\n\n3. Locks\n", "1. Keys\n2. Doors\n3. Locks\n"])
def test_a_list_is_no_row_of_headings(items: str) -> None:
    text = f"Kent Police and Crime Commissioner\n\nPCC comments\n\nThere are three things to count here.\n\n{items}"
    assert "1. Keys" in draft(text, "response.txt").data["comments"][0]["text"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("Yes, in full. It is done.", "accepted"),
        ("In part. Half is done.", "accepted_in_part"),
        ("No. It costs too much.", "not_accepted"),
        ("Yes. It is done.", "accepted"),
        ("☒ Yes.", "accepted"),
        ("Yes. We agree, subject to what it costs.", ""),
        ("No cell has a key.", ""),
        ("Yes it is done.", ""),
    ],
)
def test_a_yes_at_the_start_of_an_answer(words: str, code: str) -> None:
    found = yes_at_start(words)
    assert (found.code if found else "") == code


def test_questions_as_labels_of_answers() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\n## What was asked for\n\n### Recommendation 2: keys\n\n"
        "> Chief constables should count their keys.\n\n**Does Kent Police agree with this?**\n\n"
        "Yes, in full. They were counted in May.\n\n**How will the PCC follow it up?**\n\nHe will ask in June.\n"
    )
    assert answers(draft(text))["2"] == {
        "force_action": "Yes, in full. They were counted in May.",
        "body_action": "He will ask in June.",
        "acceptance": "accepted",
    }


@pytest.mark.parametrize(
    ("words", "column"),
    [
        ("Our office", "body_action"),
        ("What I am doing", "body_action"),
        ("Work in hand (Constabulary)", "force_action"),
        ("Will the Commissioner follow it up?", "body_action"),
        ("How will the PCC know?", "body_action"),
        ("Stance", "status"),
        ("The report said", "text"),
        ("The report", ""),
        ("Part D: Force response", "force_action"),
        ("B2. PCC response", "body_action"),
    ],
)
def test_what_labels_name(words: str, column: str) -> None:
    assert column_of(words) == column


@pytest.mark.parametrize(
    ("words", "part"),
    [
        ("And the Chief Constable?", "chief_officer_comments"),
        ("From the Commissioner", "policing_body_comments"),
        ("Section 3: Comments of the Chief Constable", "chief_officer_comments"),
        ("PART C – AREAS FOR IMPROVEMENT", "recommendations"),
        ("And the weather?", ""),
    ],
)
def test_what_headings_name(words: str, part: str) -> None:
    assert part_of(words, is_heading=True) == part


def test_the_law_is_no_number_of_a_section() -> None:
    assert as_compared("Section 55 response") == "section 55 response"


@pytest.mark.parametrize(
    ("label", "fact"),
    [
        ("Published by us", "response_published"),
        ("Date on which this form was published", "response_published"),
        ("Notice published", "response_published"),
        ("We published our answer on", "response_published"),
        ("This response", "response_published"),
        ("This response is late", ""),
        ("The PCC answered", "response_published"),
        ("The inspectorate reported", "published"),
        ("Published by us due", ""),
        ("Report replied to", "title"),
        ("The inspection answered", "title"),
        ("Report answered late", ""),
    ],
)
def test_what_labels_of_facts_name(label: str, fact: str) -> None:
    assert fact_of(label) == fact


def test_a_form_of_which_few_labels_are_known() -> None:
    rows = [
        ("Reference", "K/12/24"),
        ("Subject", "Reply to the inspectors"),
        ("Report replied to", "Lost keys: An inspection of cells"),
        ("Date of that report", "3 May 2024"),
        ("Who decides", "Pat Madeup, Police and Crime Commissioner for Kent"),
        ("Decision taken", "1 June 2024"),
        ("Notice published", "7 June 2024"),
    ]
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    made = draft(f"<h1>Decision</h1><table>{table}</table><h2>PCC comments</h2><p>I welcome it.</p>", "page.html").data
    assert made["inspections"][0]["title"] == "Lost keys: An inspection of cells"
    assert made["inspections"][0]["published"] == "2024-05-03"
    assert made["dates"] == {"published": "2024-06-07"}


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("I am copying this letter to HMICFRS and to the Chief Constable.", ["hmicfrs", "chief_officer"]),
        (
            "I am sending a copy of this response to the Home Secretary, to HM Inspectorate of Constabulary and Fire &"
            " Rescue Services and to the Kent Police and Crime Panel.",
            ["home_secretary", "hmicfrs", "police_and_crime_panel"],
        ),
        ("This response has been sent to HMICFRS.", ["hmicfrs"]),
        ("Copies of this letter go to HMICFRS and to the Chief Constable.", ["hmicfrs", "chief_officer"]),
        ("A copy of this reply is being sent to HMICFRS.", ["hmicfrs"]),
        ("I have copied this letter to HMICFRS.", ["hmicfrs"]),
        ("A copy of this letter may go to HMICFRS.", []),
        ("A copy of this letter goes to HMICFRS, and it will be put on my website.", ["hmicfrs", "own_website"]),
        ("This response will be sent to HMICFRS.", []),
        ("This response has been sent to HMICFRS and to my aunt.", []),
    ],
)
def test_sentences_that_say_to_whom_it_was_sent(line: str, codes: list[str]) -> None:
    assert [one.entry["recipient"] for one in copies_said(paragraph(line))] == codes
    text = (
        "# Kent Police and Crime Commissioner\n\nDear Home Secretary,\n\nI welcome the report on keys.\n\n"
        f"{line}\n\nYours sincerely,\n\nPat Madeup\n"
    )
    made = draft(text)
    written_to = ["home_secretary"] if codes and "home_secretary" not in codes else []
    assert [one["recipient"] for one in made.data.get("distribution", [])] == [*codes, *written_to]
    guessed = [at[1] for at, _ in made.notes.guesses if at[0] == "distribution"]
    assert guessed == [n for n, one in enumerate([*codes, *written_to]) if one == "own_website" or n >= len(codes)]
    assert (line in made.data["comments"][0]["text"]) == (not codes)


@pytest.mark.parametrize(
    ("line", "codes"),
    [
        ("cc: HMICFRS; Chief Constable", ["hmicfrs", "chief_officer"]),
        ("c.c. Jo Sample, Chief Constable", ["chief_officer"]),
        ("Copied to: HMICFRS, the Home Secretary and my aunt", ["hmicfrs", "home_secretary"]),
        ("Copy to HMICFRS", ["hmicfrs"]),
        ("Circulation: HMICFRS; my aunt", ["hmicfrs"]),
        ("cc: my aunt", []),
        ("☐ Copy to HMICFRS", []),
        ("A copy machine: HMICFRS", []),
    ],
)  # fmt: skip
def test_a_list_of_copies_says_to_whom_they_go_which_is_a_guess(line: str, codes: list[str]) -> None:
    copies, unknown = copies_listed(paragraph(line))
    assert [one.entry["recipient"] for one in copies] == codes
    assert all(one.why for one in copies)
    assert unknown == (["my aunt"] if codes and "aunt" in line else [])


def test_a_list_of_copies_in_the_signature_is_read_and_asked_of() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\nDear Home Secretary,\n\nI welcome the report on keys.\n\n"
        "Yours sincerely,\n\nPat Madeup  \nPolice and Crime Commissioner for Kent  \ncc: HMICFRS; my aunt\n"
    )
    made = draft(text)
    assert [one["recipient"] for one in made.data["distribution"]] == ["hmicfrs", "home_secretary"]
    assert [at for at, _ in made.notes.guesses if at[0] == "distribution"] == [
        ("distribution", 0, "sent"),
        ("distribution", 1, "sent"),
    ]
    assert made.data["comments"][0]["author"] == "Pat Madeup"
    assert any("my aunt" in one.get("text", "") for one in made.data["document"]["sections"])


def test_where_it_was_sent_and_on_which_day() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\n## PCC comments\n\nI welcome the report on keys.\n\n"
        "## 5. Where this has been sent\n\nTo the Home Office and to HMICFRS on 7 June 2024.\n"
    )
    assert draft(text).data["distribution"] == [
        {"recipient": "home_secretary", "sent": True, "as_printed": "the Home Office", "sent_on": "2024-06-07"},
        {"recipient": "hmicfrs", "sent": True, "as_printed": "HMICFRS", "sent_on": "2024-06-07"},
    ]


@pytest.mark.parametrize(
    ("words", "codes"),
    [
        ("The chief constables and police and crime commissioners should meet.", {"chief", "bodies"}),
        ("The three chief constables should meet.", set()),  # those of a region, or all whom the report asks
        ("All chief constables should meet.", {"chief"}),
        ("The forty keys of chief constables should be counted.", set()),
    ],
)
def test_who_is_asked_by_number(words: str, codes: set[str]) -> None:
    found = addressees_in(words)
    known = {"chief": "chief_officers", "bodies": "local_policing_bodies"}
    assert set(found.codes if found else ()) == {known[one] for one in codes}


def test_a_table_of_comments_with_rows_of_names() -> None:
    rows = [
        ("PCC’s comments", "I have read the report on keys twice."),
        ("Signed", "Pat Madeup, Police and Crime Commissioner"),
        ("Comments of the Chief Constable", "We have too many keys, and said so."),
        ("Name", "Robin Sample, Chief Constable"),
    ]
    table = "".join(f"<tr><td>{label}</td><td>{value}</td></tr>" for label, value in rows)
    made = draft(f"<h1>Kent PCC response to HMICFRS: Lost keys</h1><table>{table}</table>", "page.html")
    assert said(made) == [("policing_body", "Pat Madeup", "I have"), ("chief_officer", "Robin Sample", "We have")]


@pytest.mark.parametrize(
    ("below", "is_theirs"),
    [
        ("The panel talked about keys on 9 May.", False),
        ("— Robin Sample, Chief Constable", True),
        ("Robin Sample, Chief Constable", True),
    ],
)
def test_what_stands_below_a_quotation_under_the_chief_constables_heading(below: str, is_theirs: bool) -> None:
    text = (
        "# Kent PCC response to HMICFRS: Lost keys\n\n## PCC comments\n\nI welcome the report on keys.\n\n"
        f"## From the Chief Constable\n\nThe Chief Constable says:\n\n> We have too many keys.\n\n{below}\n"
    )
    made = draft(text)
    assert (below in made.data["comments"][1]["text"]) == is_theirs
    assert (below in made.data["document"]["sections"][-1].get("text", "")) != is_theirs


def test_a_label_that_is_no_question_asks_for_no_yes() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\n## Recommendations\n\n### Recommendation 2\n\n"
        "Chief constables should count their keys.\n\n**Our position:** Yes. That is how it is.\n"
    )
    assert answers(draft(text))["2"] == {"body_action": "Yes. That is how it is."}


@pytest.mark.parametrize(
    ("heading", "line", "title"),
    [
        (
            "Mayor replies to State of Policing 2023",
            "State of Policing: The Annual Assessment of Policing in England and Wales 2023 came out in July.",
            "State of Policing: The Annual Assessment of Policing in England and Wales 2023",
        ),
        ("Response to PEEL 2023–25: Kent Police", "The report is PEEL 2023–25.", "PEEL 2023–25: Kent Police"),
        ("Response to Lost keys: PCC’s response", "The report is on keys.", "Lost keys"),
    ],
)
def test_the_longest_title_that_a_heading_or_the_text_prints(heading: str, line: str, title: str) -> None:
    made = draft(f"# {heading}\n\nKent PCC\n\n{line}\n\n## PCC comments\n\nI welcome it, and have read it.\n")
    assert made.data["inspections"][0]["title"] == title


def test_a_name_below_a_slanted_quotation_that_is_led_to() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\nDear Home Secretary,\n\nI welcome the report on keys.\n\n"
        "I asked the Chief Constable, and she has replied:\n\n*“We have too many keys, and no list.”*\n\n"
        "— Chief Constable Robin Sample\n\nI shall ask for the list.\n\nYours sincerely,\n\nPat Madeup\n"
        "Police and Crime Commissioner for Kent\n"
    )
    assert said(draft(text)) == [
        ("policing_body", "Pat Madeup", "I welcome"),
        ("chief_officer", "Robin Sample", "*“We have"),
        ("policing_body", "Pat Madeup", "I shall"),
    ]


def test_the_bodys_signature_below_what_the_chief_constable_says() -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\n## PCC comments\n\nI welcome the report on keys.\n\n"
        "## Chief Constable’s comments\n\nWe have too many keys, and said so.\n\n"
        "Pat Madeup\\\nPolice and Crime Commissioner for Kent\n"
    )
    made = draft(text)
    assert said(made) == [("policing_body", "Pat Madeup", "I welcome"), ("chief_officer", None, "We have")]
    assert "Madeup" not in made.data["comments"][1]["text"]


def test_the_head_of_the_numbers_says_of_which_kind_the_findings_are() -> None:
    text = (
        "# Kent PCC response to HMICFRS: Lost keys\n\n| AFI | What the inspectors want | Kent Police | PCC |\n"
        "|---|---|---|---|\n| 1 | The force should count its keys. | Counted in May. | I saw the list. |\n"
    )
    (made,) = draft(text).data["recommendations"]
    assert (made["kind"], made["number"]) == ("area_for_improvement", "1")


@pytest.mark.parametrize(
    ("line", "is_finding"),
    [
        ("The chair was asked in May. He said that the keys should be counted.", False),
        ("The force should count its keys. It has not.", True),
    ],
)
def test_a_counted_paragraph_that_asks_in_its_first_sentence_is_a_finding(line: str, is_finding: bool) -> None:
    text = f"# Kent PCC response to HMICFRS: Lost keys\n\n## Recommendations\n\n1\\. So it is.\n\n2\\. {line}\n"
    assert ("recommendations" in draft(text).data) == is_finding


def test_responses_of_one_page_whose_days_stand_below_headings_all_of_one_level() -> None:
    one = (
        "<h2>{title}</h2><p>HMICFRS reported: {reported}</p><p>The PCC replied: {replied}</p>"
        "<h2>PCC’s response</h2><p>I welcome what it says of keys.</p><h2>Recommendation {n}</h2>"
        "<p><em>Forces should count their keys.</em></p><p><b>Kent Police:</b> We have.</p>"
    )
    page = "<h1>Kent Police and Crime Commissioner</h1>" + "".join(
        one.format(title=title, reported=reported, replied=replied, n=n)
        for n, (title, reported, replied) in enumerate(
            [
                ("Keys in cells: a look", "3 May 2024", "7 June 2024"),
                ("Doors and locks", "4 July 2024", "8 August 2024"),
            ]
        )
    )
    made = [one.data for one in drafts_of(page.encode(), "page.html", STANDARD)]
    assert [one["dates"]["published"] for one in made] == ["2024-06-07", "2024-08-08"]
    assert [one["inspections"][0]["published"] for one in made] == ["2024-05-03", "2024-07-04"]
    assert [len(one["recommendations"]) for one in made] == [1, 1]
    third = one.format(title="Lamps", reported="5 July 2024", replied="9 August 2024", n=3)
    undated = page + third.replace("<p>The PCC replied: 9 August 2024</p>", "")
    assert len(drafts_of(undated.encode(), "page.html", STANDARD)) != 2  # the third is no part of the second


@pytest.mark.parametrize(
    ("answer", "is_filled_in"),
    [
        ("We counted all of the keys in May and again in June.", True),
        ("Please write here what the force has done since the report came out.", False),
        ("[What has the force done since the report came out in May?]", False),
        ("", False),
    ],
)
def test_a_template_that_is_filled_in_is_a_response(answer: str, is_filled_in: bool) -> None:
    text = (
        "# Kent Police and Crime Commissioner\n\nTemplate for our responses (version 2)\n\n"
        "| No. | Recommendation | Force response |\n|---|---|---|\n"
        f"| 3 | Chief constables should count their keys. | {answer} |\n"
    )
    if is_filled_in:
        assert answers(draft(text)) == {"3": {"force_action": answer}}
    else:
        with pytest.raises(DocumentError, match="template"):
            draft(text)


def test_each_of_two_who_sign_one_above_the_other_signs_the_draft_of_its_own() -> None:
    text = (
        "Dear Home Secretary,\n\n**Joint response of the Commissioners for Kent and Essex: “Lost keys in cells”**\n\n"
        "Our two forces share their cells, and so we answer together.\n\nYours sincerely,\n\n"
        "Pat Madeup\\\nPolice and Crime Commissioner for Kent\n\n"
        "Robin Sample\\\nPolice and Crime Commissioner for Essex\n"
    )
    made = {one.data["force"]: said(one)[0][1] for one in drafts_of(text.encode(), "letter.md", STANDARD)}
    assert made == {"kent": "Pat Madeup", "essex": "Robin Sample"}


def test_a_theme_that_spans_rows_is_that_of_each_finding() -> None:
    rows = (
        "<tr><th>Theme</th><th>No.</th><th>Recommendation</th><th>PCC response</th></tr>"
        "<tr><td rowspan=2>Cells</td><td>1</td><td>The force should count its keys.</td><td>I saw the list.</td></tr>"
        "<tr><td>2</td><td>The force should mend its doors.</td><td>I saw the doors.</td></tr>"
    )
    made = draft(f"<h1>Kent PCC response to HMICFRS: Lost keys</h1><table>{rows}</table>", "page.html")
    assert [(one["number"], one["theme"]) for one in made.data["recommendations"]] == [("1", "Cells"), ("2", "Cells")]


@pytest.mark.parametrize(
    ("head", "column"),
    [
        *((head, "owner") for head in ("Person responsible", "Accountable officer", "Strategic lead", "Led by")),
        *((head, "target_date") for head in ("Expected completion", "Estimated completion date", "Milestone")),
        *((head, "status") for head in ("Accept / reject", "Agree/Disagree")),
        *((head, "text") for head in ("Finding", "What the inspectors asked")),
        *((head, "answer") for head in ("Where we are now", "Actions to date", "Response to date")),
        ("HMICFRS ref", "number"),
        ("Holding to account", "body_action"),
        *((head, "") for head in ("Date of response", "Date of PCC response", "Decision date", "Dyddiad ymateb")),
    ],
)
def test_heads_of_columns_as_offices_word_them(head: str, column: str) -> None:
    assert column_of(head) == column


def test_the_day_of_a_response_in_a_table_is_no_answer() -> None:
    made = draft(
        "# Response to an inspection of lost keys\n\nKent Police and Crime Commissioner\n\n"
        "| HMICFRS ref | What the inspectors asked | Constabulary update | Date of response | Accountable officer |\n"
        "|---|---|---|---|---|\n"
        "| 1 | The force should count its keys. | We count them each night. | 3 May 2024 | Head of Custody |\n"
        "| 2 | The force should label its keys. | Each has a label. | 4 May 2024 | Head of Estates |\n"
    )
    assert answers(made) == {
        "1": {"force_action": "We count them each night.", "owner": "Head of Custody"},
        "2": {"force_action": "Each has a label.", "owner": "Head of Estates"},
    }
    assert "3 May 2024" in made.data["document"]["sections"][-1]["text"]

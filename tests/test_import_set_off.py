"""Findings that are only set off: in items of a web page's list with their answers, in bold, in bullets, as sentences.

Every text is invented. Each example has one beside it that looks alike and says something else.
"""

from __future__ import annotations

from typing import Any

import pytest

from opcc_opendata.importers.blocks import blocks_of, paragraph
from opcc_opendata.importers.deciding import BODY, FORCE
from opcc_opendata.importers.items import head_of
from opcc_opendata.importers.parted_items import items_parted
from opcc_opendata.importers.reading import drafts_of
from opcc_opendata.importers.recommendations import take
from opcc_opendata.importers.run_in_findings import told_in_prose
from tests.import_examples import HEAD, STANDARD, VIEW, recommendations

PAGE = (
    "<h1>Kent PCC response to “Invented cells: a look”</h1><p>Report published: 3 May 2024</p>"
    "<p>Response published: 7 June 2024</p><h2>Commissioner’s comments</h2><p>I welcome it and have read it twice.</p>"
)
CELLS = "The force should mend its cells in custody."
DOORS = "The force needs to count doors."


def on_page(text: str) -> list[dict[str, Any]]:
    (made,) = drafts_of(f"{PAGE}{text}".encode(), "response.html", STANDARD, "kent-pcc")
    found: list[dict[str, Any]] = made.data.get("recommendations", [])
    return found


# --- in the items of a list ------------------------------------------------------------------------------------------


def test_items_that_hold_a_finding_and_its_answers_keep_their_numbers() -> None:
    first, second = on_page(
        f'<h2>Recommendations</h2><ol start="4"><li><p>By 1 March 2025, {CELLS}</p>'
        "<p>The Chief Constable has told me that they are mended.</p><p>I will look at them.</p></li>"
        f"<li><p>{DOORS}</p><p>I accept this and will read the log.</p></li></ol>"
    )
    assert (first["number"], second["number"]) == ("4", "5")
    assert (first["text"], first["time_limit"]) == (f"By 1 March 2025, {CELLS}", "By 1 March 2025")
    assert first["answer"] == {
        "force_action": "The Chief Constable has told me that they are mended.",
        "body_action": "I will look at them.",
    }
    assert second["answer"]["acceptance"] == "accepted"


@pytest.mark.parametrize("between", ["<br>", "</p><p>"])
def test_labels_in_an_item_have_their_values(between: str) -> None:
    first, second = on_page(
        f"<h2>Recommendations</h2><ol><li><p>{CELLS}{between}Force response: They are mended.{between}"
        f"PCC response: I will look.</p></li><li><p>{DOORS}{between}PCC response: I have read it.</p></li></ol>"
    )
    assert first["answer"] == {"force_action": "They are mended.", "body_action": "I will look."}
    assert (second["number"], second["answer"]) == ("2", {"body_action": "I have read it."})


def test_a_list_within_an_item_stands_in_the_answer() -> None:
    (one,) = on_page(
        f"<h2>Recommendations</h2><ol><li><p>{CELLS}</p><p><strong>Force response:</strong> They are mended.</p>"
        "<ul><li>North</li><li>South</li></ul></li></ol>"
    )
    assert one["answer"]["force_action"] == "They are mended.\n\n- North\n- South"


def test_long_items_keep_their_numbers_too() -> None:
    answer = " ".join(["The force has mended the cells in the north, and those in the south will follow."] * 5)
    first, second = on_page(
        f"<h2>Recommendations</h2><ol><li><p>{CELLS}</p><p>{answer}</p></li><li><p>{DOORS}</p><p>{answer}</p></li></ol>"
    )
    assert (first["number"], second["number"]) == ("1", "2")
    assert first["text"] == CELLS


def test_items_that_only_tell_of_something_stay_a_list() -> None:
    (told,) = blocks_of("<ol><li><p>I went to the cells.</p><p>They were clean.</p></li><li><p>I left.</p></li></ol>")
    assert list(items_parted([told])) == [told]


def test_a_list_whose_items_have_one_text_each_stays_one() -> None:
    (listed,) = blocks_of(f"<ol><li>{CELLS}</li><li>{DOORS}</li></ol>")
    assert list(items_parted([listed])) == [listed]


# --- without a name --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("form", ["**{}**", "- {}", "- **{}**", "### {}", "{}"])
def test_what_asks_in_a_section_of_findings_is_one_and_what_stands_below_answers_it(form: str) -> None:
    first, second = recommendations(
        f"{HEAD}{VIEW}## Areas for improvement\n\n{form.format(CELLS)}\n\nThe force has mended most of them.\n\n"
        f"{form.format(DOORS)}\n\nI will read the log of doors.\n"
    )
    assert [first["kind"], second["kind"]] == ["area_for_improvement"] * 2
    assert (first["text"].strip("."), second["text"].strip(".")) == (CELLS.strip("."), DOORS.strip("."))
    assert first["answer"] == {"force_action": "The force has mended most of them."}
    assert second["answer"] == {"body_action": "I will read the log of doors."}


def test_under_the_chief_constables_heading_the_answers_are_the_forces() -> None:
    first, second = recommendations(
        f"{HEAD}{VIEW}## Chief Constable’s response to the areas for improvement\n\n- {CELLS}\n\n"
        f"Most have been mended since May.\n\n- {DOORS}\n\nA log has been kept since May.\n"
    )
    assert first["answer"] == {"force_action": "Most have been mended since May."}
    assert second["answer"] == {"force_action": "A log has been kept since May."}


def test_a_list_below_a_whole_sentence_answers_it() -> None:
    first, _ = recommendations(
        f"{HEAD}{VIEW}## Areas for improvement\n\n{CELLS}\n\n- The force has mended most.\n- It will mend the rest."
        f"\n\n{DOORS}\n\n- The force keeps a log.\n"
    )
    assert first["text"] == CELLS
    assert "time_limit" not in first


@pytest.mark.parametrize(
    "text",
    [
        f"{CELLS}\n\nThe force has mended most of them.",  # one plain sentence may be told by the writer
        f"**What the force should do**\n\n{CELLS}\n\nThe force has mended most of them.",
        "**I think the force should mend them.**\n\nThe force has mended most of them.",
        f"**{CELLS}**\n\n**{DOORS}**",  # nothing answers either
    ],
)
def test_what_a_writer_says_is_no_finding(text: str) -> None:
    blocks = blocks_of("".join(f"<p>{one}</p>" for one in _html(text)))
    assert take(blocks, speaker=BODY, in_section=True).items == []


def _html(text: str) -> list[str]:
    return [f"<strong>{one.strip('*')}</strong>" if one[:2] == "**" else one for one in text.split("\n\n")]


def test_beside_findings_with_numbers_a_sentence_that_asks_is_none() -> None:
    (one,) = recommendations(
        f"{HEAD}{VIEW}## Recommendations\n\n### Recommendation 1\n\n{CELLS}\n\n{DOORS}\n\n**PCC response:** I look.\n"
    )
    assert one["number"] == "1"


# --- told in sentences -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("told", "number", "limit", "addressee"),
    [
        (f"In Recommendation 5, HMICFRS asks the force to mend cells by 1 March 2025. {CELLS[:9]} has done so.",
         "5", "by 1 March 2025", "named_force"),
        ("Recommendation 6 asks that chief constables count doors within six months. The force keeps a log.",
         "6", "within six months", "chief_officers"),
        ("HMICFRS recommended that by 1 March 2025 chief constables should mend cells. The force has done so.",
         "", "by 1 March 2025", "chief_officers"),
        ("The report also recommends that, within six months, chief constables should count doors. I will ask for it.",
         "", "within six months", "chief_officers"),
    ],
)  # fmt: skip
def test_a_recommendation_told_in_a_sentence(told: str, number: str, limit: str, addressee: str) -> None:
    (one,) = told_in_prose(paragraph(told), BODY)
    one.read_words()
    assert (one.number, one.time_limit, one.addressees) == (number, limit, (addressee,))
    assert FORCE in one.answer or BODY in one.answer


@pytest.mark.parametrize(
    "told",
    [
        "HMICFRS recommended that chief constables should mend cells.",  # nothing answers it
        "HMICFRS says that forces have mended cells. The force has done so.",
        "The report recommended reading on cells. I have read it.",
        "Recommendation 6 is that of the three which matters most. I will read it.",
    ],
)
def test_sentences_on_a_report_that_tell_of_no_recommendation(told: str) -> None:
    assert told_in_prose(paragraph(told), BODY) == []


@pytest.mark.parametrize(
    ("words", "theme"),
    [
        ("Area for improvement 1 (Investigating crime)", "Investigating crime"),
        ("Recommendation 4 (doors): chief constables should count them.", "doors"),
        ("Recommendation 4 (within six months)", ""),
        ("Recommendation 4 (Immediately)", ""),
        ("Recommendation 4 (Accepted)", ""),
        ("Recommendation 4 (Chief constables)", ""),
        ("Recommendation 4 (Home Office and CPS)", ""),
        ("Recommendation 4 (from 2021): chief constables should count them.", ""),
        ("Recommendation 4 (forces should count doors)", ""),
    ],
)
def test_the_theme_in_brackets_behind_a_number(words: str, theme: str) -> None:
    head = head_of(words)
    assert head is not None
    assert (head.number, head.theme) == (next(one for one in words.split() if one.isdigit()), theme)

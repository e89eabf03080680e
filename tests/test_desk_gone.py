"""A text outlasts the part or the draft for which it was typed: it is kept, shown to be copied, and said to be so."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from html import unescape
from typing import Any

import pytest
import yaml

from opcc_opendata.desk import drafts
from opcc_opendata.desk.journal import Journal
from tests.desks import ADDRESS, DRAFT, NAME, Officer, inputs_of
from tests.waiting import LONGEST, wait_until

COMMENT = f"{ADDRESS}/comments/policing_body"
LIST = f"{ADDRESS}/recommendations"
ACTION = "Words of mine,\nin two lines."


def typed(page: str) -> dict[str, str]:
    """The texts of a page that can be copied, by their labels."""
    box = r'<input type="text" id="typed-\d+" value="([^"]*)" readonly>|<textarea [^>]*readonly>\n(.*?)</textarea>'
    found = re.findall(rf'<label for="typed-\d+">([^<]*)</label>\s*(?:{box})', page, re.S)
    return {unescape(label): unescape(line or text).replace("\r\n", "\n") for label, line, text in found}


def keyed(officer: Officer) -> list[str]:
    """Save once, so that each card has its key, and give the addresses of the cards."""
    officer.save(COMMENT, text="Gives every item its key.")
    return cards(officer)


def cards(officer: Officer) -> list[str]:
    return [f"{LIST}/{name}" for name in re.findall(r'id="card-([^"]+)"', officer.get(LIST))]


def remove(officer: Officer, card: str) -> None:
    officer.post(LIST, officer.inputs(LIST) | {"remove": [card.rpartition("/")[2]]})


def form_at(page: str, address: str) -> dict[str, list[str]]:
    """The hidden inputs of the form of a page that posts to an address."""
    form = page.partition(f'<form method="post" action="{address}">')[2].partition("</form>")[0]
    return inputs_of(f'<form method="post"{form}')


def test_what_was_typed_for_a_card_that_another_window_removed_is_kept_shown_and_put_back_with_it(
    officer: Officer,
) -> None:
    _, card = keyed(officer)
    mine = officer.inputs(card) | {
        "answer-body_action": [ACTION.replace("\n", "\r\n")],
        "answer-target_date-y": ["2027"],
    }
    remove(officer, card)
    said = officer.post(card, mine | {"do": ["autosave"]}, 404).json()["said"]
    assert said.startswith("This recommendation is no longer in the draft.")
    assert "The desk keeps what you typed" in said
    assert officer.journal.kept(card)["answer-body_action"] == mine["answer-body_action"]  # type: ignore[index]
    page = officer.post(card, mine | {"do": ["list"]}, 404).text
    assert "This recommendation is no longer in the draft." in page
    found = typed(page)
    assert found["Own action of the commissioner or mayor"] == ACTION
    assert found["By when? (optional)"] == "2027"
    # The way back in the browser, or the address on another day, shows it too.
    again = officer.browser.get(card)
    assert (again.status_code, typed(again.text)) == (404, found)
    back = officer.post(LIST, form_at(again.text, LIST) | {"do": ["undo"]})
    assert back.headers["location"] == f"{card}?kept=1"
    assert f"\n{ACTION}</textarea>" in officer.get(f"{card}?kept=1").replace("\r\n", "\n")
    officer.post(card, officer.inputs(f"{card}?kept=1") | {"do": ["list"]})
    record = yaml.load(officer.draft.read_text(encoding="utf-8"), yaml.BaseLoader)
    assert record["recommendations"][1]["answer"]["body_action"] == ACTION
    assert "not in the draft" not in officer.get(card)


def test_another_card_that_was_removed_is_not_offered_for_the_one_that_is_gone(officer: Officer) -> None:
    first, second = keyed(officer)
    mine = officer.inputs(second) | {"answer-body_action": ["Mine."], "do": ["list"]}
    remove(officer, second)
    remove(officer, first)
    page = officer.post(second, mine, 404).text
    assert typed(page)["Own action of the commissioner or mayor"] == "Mine."
    assert "Put the recommendation back" not in page


def deleted(officer: Officer) -> None:
    officer.draft.unlink()


def renamed(officer: Officer) -> None:
    officer.draft.rename(officer.draft.with_name("2026-11-01-other.yaml"))


@pytest.mark.parametrize("goes", [deleted, renamed])
@pytest.mark.parametrize(
    ("address", "name", "label"),
    [
        (COMMENT, "text", "Comments"),
        (f"{ADDRESS}/dates", "title", "Title of the response"),
        (f"{ADDRESS}/report", "key_findings", "Key findings"),
        (f"{LIST}/1", "answer-owner", "Who is responsible? (optional)"),
    ],
)
def test_what_was_typed_for_a_draft_that_is_gone_is_kept_and_shown_until_it_is_discarded(
    officer: Officer, goes: Callable[[Officer], None], address: str, name: str, label: str
) -> None:
    mine = officer.inputs(address) | {name: ["Precious."]}
    goes(officer)
    said = officer.post(address, mine | {"do": ["autosave"]}, 404).json()["said"]
    assert said.startswith("There is no such draft. It may have been published, renamed or deleted.")
    assert officer.journal.kept(address)[name] == ["Precious."]  # type: ignore[index]
    page = officer.post(address, mine | {"do": ["next"]}, 404).text
    assert "It may have been published, renamed or deleted." in page
    assert typed(page).get(label) == "Precious."
    page = officer.browser.get(address).text
    assert typed(page).get(label) == "Precious."
    officer.post(address, form_at(page, address) | {"do": ["discard"]})
    assert officer.journal.kept(address) is None
    assert typed(officer.browser.get(address).text) == {}


def test_the_text_is_offered_in_the_form_when_the_draft_is_there_again(officer: Officer) -> None:
    mine = officer.inputs(COMMENT) | {"text": ["Precious."], "do": ["list"]}
    officer.draft.unlink()
    officer.post(COMMENT, mine, 404)
    officer.write()
    assert "text of this page that is not in the draft" in officer.get(COMMENT)
    assert "\nPrecious.</textarea>" in officer.get(f"{COMMENT}?kept=1")


def test_what_was_typed_while_the_draft_became_unreadable_is_kept_and_shown(officer: Officer) -> None:
    mine = officer.inputs(COMMENT) | {"text": ["Precious."]}
    officer.write(f"{DRAFT}\tno: [yaml\n")
    assert "can't be read" in officer.post(COMMENT, mine | {"do": ["autosave"]}, 422).json()["said"]
    for page in (officer.post(COMMENT, mine | {"do": ["list"]}, 422).text, officer.browser.get(COMMENT).text):
        assert "can't be read" in unescape(page)
        assert typed(page)["Comments"] == "Precious."
    officer.write()
    assert "\nPrecious.</textarea>" in officer.get(f"{COMMENT}?kept=1")


def test_a_pasted_list_is_shown_where_the_draft_is_gone(officer: Officer) -> None:
    mine = officer.inputs(LIST) | {"pasted": ["1. One\r\n2. Two"], "do": ["paste"]}
    officer.draft.unlink()
    assert "1. One\n2. Two" in typed(officer.post(LIST, mine, 404).text).values()


def test_where_nothing_can_be_kept_it_says_so_and_shows_the_text(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = officer.inputs(COMMENT) | {"text": ["Precious."]}
    officer.draft.unlink()
    monkeypatch.setattr(Journal, "keep", lambda *_: False)
    said = officer.post(COMMENT, mine | {"do": ["autosave"]}, 404).json()["said"]
    assert "has not kept what you typed: copy it" in said
    page = officer.post(COMMENT, mine | {"do": ["list"]}, 404).text
    assert "has not kept what you typed: copy it" in page
    assert typed(page)["Comments"] == "Precious."


def test_a_page_that_no_draft_has_is_said_to_be_none(officer: Officer) -> None:
    for address in (f"{ADDRESS}/nothing", f"{ADDRESS}/comments/nobody"):
        page = officer.browser.get(address)
        assert page.status_code == 404
        assert "There is no such page in the desk." in page.text


def test_a_part_that_may_have_been_removed_is_said_to_be(officer: Officer) -> None:
    _, card = keyed(officer)
    remove(officer, card)
    for address in (card, f"{ADDRESS}/comments/chief_officer/2", f"{ADDRESS}/report/3"):
        page = officer.browser.get(address)
        assert page.status_code == 404
        assert "There is no such part in this draft. It may have been removed" in page.text
        assert typed(page.text) == {}


def test_a_second_comment_that_was_emptied_while_typing_was_saved(officer: Officer) -> None:
    second = f"{ADDRESS}/comments/chief_officer/2"
    more = "  - kind: chief_officer\n    text: Another.\nrecommendations:"
    officer.write(DRAFT.replace("recommendations:", more, 1))
    mine = officer.inputs(second) | {"text": [""], "do": ["autosave"]}
    assert officer.post(second, mine, 200).json()["said"].startswith("Saved at")


def test_a_card_that_had_no_key_is_not_taken_for_the_one_that_stands_in_its_place(officer: Officer) -> None:
    by_number = f"{LIST}/1"
    officer.write(DRAFT.replace('    answered_with: "1"\n', ""))  # else card 1 could not be removed
    mine = officer.inputs(by_number) | {"answer-body_action": ["Mine."]}
    remove(officer, by_number)
    (other,) = cards(officer)
    said = officer.post(by_number, mine | {"do": ["autosave"]}, 409).json()["said"]
    assert said.startswith("The list of recommendations was changed")
    page = officer.post(by_number, mine | {"do": ["list"]}, 409).text
    assert "Number 1 of it is not the one for which this was typed" in page
    assert typed(page)["Own action of the commissioner or mayor"] == "Mine."
    assert typed(officer.browser.get(by_number).text) == typed(page)
    assert "text of this page that is not in the draft" not in officer.get(other)
    officer.post(by_number, form_at(page, by_number) | {"do": ["discard"]})
    assert "Invented. Buy cameras." in officer.get(by_number)
    assert "Mine." not in officer.draft.read_text(encoding="utf-8")


def test_a_card_that_somebody_has_taken_out_of_the_file_is_not_taken_for_the_next(officer: Officer) -> None:
    by_number = f"{LIST}/1"
    two = DRAFT.replace('    answered_with: "1"\n', "")
    officer.write(two)
    mine = officer.inputs(by_number) | {"answer-body_action": ["Mine."], "do": ["list"]}
    head, _, rest = two.partition('  - number: "1"')
    officer.write(head + rest[rest.index("  - number:") :])
    for page in (officer.post(by_number, mine, 409).text, officer.browser.get(by_number).text):
        assert typed(page)["Own action of the commissioner or mayor"] == "Mine."
        assert typed(page)["Text of the recommendation"] == "Invented. Train officers."


def test_a_card_that_had_no_key_and_was_changed_meanwhile_shows_both_texts(officer: Officer) -> None:
    by_number = f"{LIST}/1"
    mine = officer.inputs(by_number) | {"answer-body_action": ["Mine."], "do": ["list"]}
    officer.save(by_number, answer_at_body_action="Theirs.")
    page = officer.post(by_number, mine, 409).text
    assert "Theirs." in page
    assert "\nMine.</textarea>" in page


def test_typing_goes_on_while_another_publishes_and_never_reaches_what_is_published(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The command keeps to no lock of the desk: the draft goes after it was read, before it is written."""
    mine = officer.inputs(COMMENT) | {"text": ["Precious."]}
    record = officer.root / "records" / f"{NAME}.yaml"

    def published_meanwhile(_data: Any) -> None:
        record.parent.mkdir(parents=True)
        officer.draft.rename(record)

    monkeypatch.setattr(drafts, "give_keys", published_meanwhile)
    said = officer.post(COMMENT, mine | {"do": ["autosave"]}, 404).json()["said"]
    monkeypatch.undo()
    assert said.startswith("There is no such draft. It may have been published")
    for do in ("autosave", "list"):
        officer.post(COMMENT, mine | {"do": [do]}, 404)
    assert not officer.draft.exists()
    assert record.read_text(encoding="utf-8") == DRAFT
    assert officer.journal.kept(COMMENT)["text"] == ["Precious."]  # type: ignore[index]


def test_an_autosave_that_waits_for_a_publication_keeps_its_text_and_writes_nothing(officer: Officer) -> None:
    mine = officer.inputs(COMMENT) | {"text": ["Precious."], "do": ["autosave"]}
    answers: list[Any] = []
    saving = threading.Thread(target=lambda: answers.append(officer.post(COMMENT, mine, 404).json()["said"]))
    with drafts.locked(officer.draft):
        saving.start()
        wait_until(lambda: officer.journal.kept(COMMENT) or not saving.is_alive(), "it has read the draft")
        officer.draft.unlink()
    saving.join(LONGEST)
    assert answers[0].startswith("There is no such draft.")
    assert not officer.draft.exists()
    assert officer.journal.kept(COMMENT)["text"] == ["Precious."]  # type: ignore[index]

"""The history of a draft: saved states are kept within bounds, and each can be brought back, which is a state too."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest

from opcc_opendata.desk import history
from tests.desks import ADDRESS, DRAFT, OWN, Officer, inputs_of

HISTORY = f"{ADDRESS}/history"
COMMENT = f"{ADDRESS}/comments/policing_body"


def rows(page: str) -> list[str]:
    body = page.partition("<tbody>")[2]
    return [" ".join(unescape(re.sub(r"<[^>]+>", " ", row)).split()) for row in body.split("<tr>")[1:]]


def go_back(officer: Officer, number: int, status: int = 303) -> Any:
    token = inputs_of(officer.get(HISTORY))["token"]
    return officer.post(HISTORY, {"token": token, "number": str(number)}, status)


def test_each_save_is_a_state_with_what_it_changed_and_one_is_brought_back_and_undone(officer: Officer) -> None:
    assert "Nothing was saved in the desk yet" in officer.get(HISTORY)
    officer.save(COMMENT, text="First words.")
    first = officer.draft.read_bytes()
    officer.save(COMMENT, text="Second words.")
    officer.save(COMMENT, text="Second words.")
    second = officer.draft.read_bytes()
    newest, middle, oldest = rows(officer.get(HISTORY))
    assert 'comment policing_body: text: "First words." is now "Second words."' in newest
    assert newest.endswith("As it is now")
    assert 'comment policing_body: "First words." was added.' in middle
    assert "The oldest state that is kept" in oldest
    assert "x_key" not in "".join((newest, middle, oldest))
    assert go_back(officer, 2).headers["location"] == HISTORY
    assert officer.draft.read_bytes() == first
    page = officer.get(HISTORY)
    assert "The draft is again as it was" in page
    assert '"Second words." is now "First words."' in rows(page)[0]
    assert len(rows(page)) == 4
    go_back(officer, 3)
    assert officer.draft.read_bytes() == second
    go_back(officer, 1)
    assert officer.draft.read_text(encoding="utf-8") == DRAFT
    assert "# A note of the office" in officer.draft.read_text(encoding="utf-8")


def test_what_was_written_outside_the_desk_is_kept_before_it_is_changed(officer: Officer) -> None:
    officer.save(COMMENT, text="In the desk.")
    by_hand = officer.draft.read_text(encoding="utf-8").replace("In the desk.", "In an editor.")
    officer.write(by_hand)
    officer.save(COMMENT, text="In the desk again.")
    _, outside, *_ = rows(officer.get(HISTORY))
    assert "Outside the desk" in outside
    assert '"In the desk." is now "In an editor."' in outside
    officer.write(by_hand.replace("title:", "title"))
    assert officer.browser.get(ADDRESS).status_code == 422, "a draft that was broken by hand"
    go_back(officer, 3)
    assert officer.draft.read_text(encoding="utf-8") == by_hand
    assert history.read(officer.draft, 5).text == by_hand.replace("title:", "title").encode()  # type: ignore[union-attr]


def test_who_takes_a_text_out_is_told_of_the_states_of_its_draft(officer: Officer) -> None:
    officer.save(COMMENT, text="First words.")
    fields = officer.inputs(f"{ADDRESS}/publish") | {"when": ["today"], "approved": ["yes"]}
    record = officer.post(f"{ADDRESS}/publish", fields).headers["location"]
    form = f"{record}/withdraw"
    fields = officer.inputs(form) | {"reason": ["It named a person."], "do": ["preview"]}
    folder = f"{ADDRESS[1:]}.desk"
    assert f"{folder} still has texts of the draft. Delete it" in officer.post(form, fields, 200).text
    assert "First words." in (officer.root / folder / "history/000002.txt").read_text(encoding="utf-8")
    assert folder not in officer.post(form, fields | {"text": ["keep"]}, 200).text


@pytest.mark.parametrize("number", ["0", "99", "-1", "x", "1" * 50, "../1", ""])
def test_a_state_that_is_not_there_changes_nothing(officer: Officer, number: str) -> None:
    officer.save(COMMENT, text="First words.")
    before = officer.draft.read_bytes()
    token = inputs_of(officer.get(HISTORY))["token"]
    assert "is not kept" in officer.post(HISTORY, {"token": token, "number": number}, 404).text
    assert officer.draft.read_bytes() == before


def test_a_state_that_somebody_has_spoilt_or_linked_is_not_brought_back(officer: Officer, tmp_path: Path) -> None:
    officer.save(COMMENT, text="First words.")
    folder = officer.draft.with_name(f"{officer.draft.stem}.desk") / "history"
    secret = tmp_path / "secret"
    secret.write_text('{"when": "2026", "who": ""}\ntitle: Secret words\n', encoding="utf-8")
    (folder / "000007.txt").symlink_to(secret)
    (folder / "000008.txt").write_text("no line of facts", encoding="utf-8")
    (folder / "000009.txt").write_text('{"when": "x", "who": "<b>"}\nid: [\n', encoding="utf-8")
    before = officer.draft.read_bytes()
    page = officer.get(HISTORY)
    assert "Secret words" not in page
    assert "<b>" not in page
    for number in (7, 8, 9):
        go_back(officer, number, 404)
    assert officer.draft.read_bytes() == before


def test_another_site_can_bring_nothing_back(officer: Officer) -> None:
    officer.save(COMMENT, text="First words.")
    before, fields = officer.draft.read_bytes(), {**inputs_of(officer.get(HISTORY)), "number": ["1"]}
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {}):
        assert officer.browser.post(HISTORY, data=fields, headers=headers).status_code == 403
    assert officer.browser.post(HISTORY, data={"number": "1"}, headers={"origin": OWN}).status_code == 403
    assert officer.draft.read_bytes() == before


def test_of_old_states_the_last_of_each_hour_is_left_and_the_newest_are_all_there(
    officer: Officer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(history, "ALL_OF", 3)
    officer.save(COMMENT, text="First words.")
    folder = officer.draft.with_name(f"{officer.draft.stem}.desk") / "history"
    for number in range(1, 10):
        head = json.dumps({"when": f"2026-11-26T{8 + number // 4:02}:{number:02}:00+00:00", "who": "jo"})
        (folder / f"{number:06}.txt").write_bytes(head.encode() + b"\n" + officer.draft.read_bytes())
    officer.save(COMMENT, text="Second words.")
    # 1 to 3 are of one hour, 4 to 7 of the next; 8, 9 and the new one are the newest three.
    assert history.versions(officer.draft) == [3, 7, 8, 9, 10]
    monkeypatch.setattr(history, "MOST", 4)
    officer.save(COMMENT, text="Third words.")
    assert history.versions(officer.draft) == [8, 9, 10, 11]
    monkeypatch.setattr(history, "MOST_BYTES", 2 * len(officer.draft.read_bytes()))
    officer.save(COMMENT, text="Fourth words.")
    assert history.versions(officer.draft)[-1] == 12
    assert sum(path.stat().st_size for path in folder.iterdir()) <= history.MOST_BYTES


def test_where_no_history_can_be_kept_the_text_is_saved_all_the_same(officer: Officer) -> None:
    folder = officer.draft.with_name(f"{officer.draft.stem}.desk")
    folder.write_text("in the way", encoding="utf-8")
    officer.save(COMMENT, text="First words.")
    assert "First words." in officer.draft.read_text(encoding="utf-8")
